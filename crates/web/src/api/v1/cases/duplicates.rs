//! `POST /cases/duplicates`: open services of a person with the same needs, before a second one is opened.

use crate::App;
use crate::access::Bearer;
use crate::error::{Failure, Problem};
use crate::operation::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use slrt_domain::Coded as _;
use slrt_domain::identity::PersonId;
use slrt_domain::journal::Refusal;
use slrt_operations::accounts::Session;
use slrt_operations::storage::registry;
use slrt_operations::view::{self, HistoryView};
use utoipa::ToSchema;

/// Who, and which needs.
#[derive(Deserialize, ToSchema)]
pub struct Asked {
    /// The person.
    person: String,
    /// Kinds of the catalogue; none: every open need.
    #[serde(default)]
    kinds: Vec<String>,
}

/// Open services with the same needs.
#[derive(Serialize, ToSchema)]
pub struct Open {
    /// One for each need.
    duplicates: Vec<OpenNeed>,
}

/// An open need.
#[derive(Serialize, ToSchema)]
struct OpenNeed {
    /// Case: named in `duplicates_seen` when a second one is opened all the same.
    case: String,
    /// Nomor layanan.
    number: String,
    /// Kind.
    kind: String,
    /// Where it stands.
    state: &'static str,
    /// Brought.
    opened_on: String,
}

/// Open services of a person with needs of the same category, as far as the reader may know of them.
#[utoipa::path(post, path = "/cases/duplicates", tag = "cases", security(("bearer" = [])), request_body = Asked,
    responses((status = 200, body = Open), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn duplicates(State(app): State<App>, Bearer(session): Bearer, Json(asked): Json<Asked>) -> Result<axum::Json<Open>, Failure> {
    let needs = find(&app, &session, &asked).await?;
    Ok(axum::Json(Open { duplicates: needs.iter().map(OpenNeed::of).collect() }))
}

async fn find(app: &App, session: &Session, asked: &Asked) -> Result<Vec<HistoryView>, Failure> {
    let person = PersonId::parse(&asked.person).ok_or_else(Refusal::not_found)?;
    let mut tx = app.house.db().read(session.tenant).await?;
    let found = registry::briefs(&mut tx, session.tenant, &[person]).await?;
    tx.commit().await?;
    let (_, family, _) = found.into_iter().next().ok_or_else(Refusal::not_found)?;
    let mut needs = view::family(&app.house, session, family).await?.history;
    let kinds = &app.house.catalog().kinds;
    let category = |kind: &String| kinds.get(kind).map(|k| k.category.as_str());
    let brought: Vec<&str> = asked.kinds.iter().filter_map(category).collect();
    let same = |kind: &String| asked.kinds.is_empty() || category(kind).is_some_and(|c| brought.contains(&c));
    needs.retain(|h| h.open && h.person == person && same(&h.kind));
    Ok(needs)
}

impl OpenNeed {
    fn of(h: &HistoryView) -> Self {
        Self {
            case: h.case.to_string(),
            number: h.number.to_string(),
            kind: h.kind.clone(),
            state: h.state.code(),
            opened_on: h.opened_on.iso(),
        }
    }
}
