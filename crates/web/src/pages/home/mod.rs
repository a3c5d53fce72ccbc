//! `/`: two doors for citizens, one for officers.

use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::{html, see};
use crate::{App, place};
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use slrt_domain::Coded as _;
use slrt_domain::access::{Role, Scope};
use slrt_domain::identity::{AccountId, ServiceNumber, Tenant};
use slrt_operations::OperationError;
use slrt_operations::accounts::opener_of_shown;
use slrt_operations::storage::office;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/", get(show))
}

/// An account of the demonstration.
struct Sample {
    login: String,
    role: String,
    place: String,
}

#[derive(Template)]
#[template(path = "home/show.html")]
struct HomePage {
    f: Frame,
    village: String,
    samples: Vec<Sample>,
    /// The other accounts of the demonstration, folded away.
    others: Vec<Sample>,
    /// Number and PIN of a citizen of the demonstration.
    citizen: Option<(String, &'static str)>,
}

/// The citizen whom the demonstration's manual follows, by the number drawn for her and her PIN; shown only where they really open a case.
const CITIZEN: (&str, &str) = ("1813-4471-0926-5", "246810");

async fn show(State(app): State<App>, headers: HeaderMap) -> Response {
    let f = Frame::public(&app, &headers, "/").await;
    let Some(tenant) = f.tenant else {
        // Without a database nobody should be sent to set-up.
        return match app.home().await {
            Ok(_) => see("/persiapan"),
            Err(e) => Failure::from(e).page(f),
        };
    };
    let citizen = if f.is_made_up() { citizen(&app).await } else { None };
    match samples(&app, &f, tenant, citizen.as_ref().and_then(|(_, opener)| *opener)).await {
        Ok((village, samples, others)) => {
            let citizen = citizen.filter(|_| !samples.is_empty()).map(|(number, _)| (number, CITIZEN.1));
            html(&HomePage { f, village, samples, others, citizen })
        }
        Err(e) => Failure::from(e).page(f),
    }
}

/// Her number, and who opened her case; nobody where there is no such case, or the database is away.
async fn citizen(app: &App) -> Option<(String, Option<AccountId>)> {
    let number = ServiceNumber::parse(CITIZEN.0)?;
    let opener = opener_of_shown(&app.house, number, CITIZEN.1).await.ok()??;
    Some((number.to_string(), opener))
}

/// What is said of the villages, the accounts shown first, and the others.
type Shown = (String, Vec<Sample>, Vec<Sample>);

/// Other accounts that are listed at most.
const OTHERS: usize = 60;

/// Whoever opened the citizen's case, with whom the manual begins, then one account of each role; then everybody else. In a demonstration or training only: a real database
/// never shows who works there.
async fn samples(app: &App, f: &Frame, tenant: Tenant, first: Option<AccountId>) -> Result<Shown, OperationError> {
    let reference = app.house.reference(tenant).await?;
    let village = place::villages_word(app, &f.l, reference.area);
    if !f.is_made_up() {
        return Ok((village, Vec::new(), Vec::new()));
    }
    let today = reference.zone.day(app.house.clock().now());
    let mut tx = app.house.db().read(tenant).await?;
    let accounts = office::accounts(&mut tx, tenant).await?;
    tx.commit().await?;
    let mut logins: Vec<(AccountId, String)> = Vec::with_capacity(accounts.len());
    for a in accounts.into_iter().filter(|a| a.active) {
        logins.push((a.account()?, a.login));
    }
    let holds = |id: AccountId| reference.grants_of(id, today);
    let place_of = |scope: Option<Scope>| scope.map(|s| place::scope(app, &f.l, &reference, s)).unwrap_or_default();
    let mut found = Vec::new();
    let all_of = |(id, login): &(AccountId, String)| {
        let mut roles: Vec<String> = holds(*id).iter().map(|g| f.l.code("role", g.role.code())).collect();
        roles.sort();
        roles.dedup();
        Sample { login: login.clone(), role: roles.join(", "), place: place_of(holds(*id).first().map(|g| g.scope)) }
    };
    found.extend(logins.iter().filter(|(id, _)| Some(*id) == first).map(all_of));
    for role in Role::ALL {
        // Whoever holds this role only shows it best.
        let holder = logins
            .iter()
            .filter(|(id, _)| holds(*id).iter().any(|g| g.role == *role))
            .min_by_key(|(id, login)| (holds(*id).len(), login.clone()));
        if let Some((id, login)) = holder {
            let place = place_of(holds(*id).into_iter().find(|g| g.role == *role).map(|g| g.scope));
            found.push(Sample { login: login.clone(), role: f.l.code("role", role.code()), place });
        }
    }
    let is_new = |(id, login): &&(AccountId, String)| !holds(*id).is_empty() && !found.iter().any(|s: &Sample| s.login == *login);
    let others = logins.iter().filter(is_new).take(OTHERS).map(all_of).collect();
    Ok((village, found, others))
}
