//! `GET /confirmations`: every fact of the programs in force, with what the dinas said of it.

use crate::App;
use crate::access::Bearer;
use crate::error::{Failure, Problem};
use axum::extract::State;
use serde::Serialize;
use slrt_domain::Coded as _;
use slrt_operations::view;
use utoipa::ToSchema;

/// A fact of a program.
#[derive(Serialize, ToSchema)]
struct FactToCheck {
    /// Program code.
    program: String,
    /// The fact's key within the program.
    fact: String,
    /// `benefit`, `criterion`, `document`, `channel`.
    kind: String,
    /// In Indonesian.
    text: String,
    /// In English.
    text_en: String,
    /// Rupiah, where it is an amount.
    amount: Option<i64>,
    /// Per `year`, `month`, `once` …
    per: Option<String>,
    /// Whether somebody of the catalogue has read the source.
    verified: bool,
    /// Where it stands.
    source: String,
    /// `open`, `confirmed`, `doubted`, `changed`.
    state: String,
    /// Digest of the text that a confirmation names.
    digest: String,
}

/// The checklist.
#[derive(Serialize, ToSchema)]
pub struct Confirmations {
    /// Facts in the catalogue's order.
    facts: Vec<FactToCheck>,
}

/// What the dinas said of the catalogue's facts.
#[utoipa::path(get, path = "/confirmations", tag = "catalog", security(("bearer" = [])), responses(
    (status = 200, body = Confirmations), (status = 401, body = Problem), (status = 403, body = Problem), (status = 503, body = Problem)))]
pub async fn list(State(app): State<App>, Bearer(session): Bearer) -> Result<axum::Json<Confirmations>, Failure> {
    let check = view::checklist(&app.house, &session).await?;
    let facts = check.facts.into_iter().map(|c| FactToCheck {
        program: c.program,
        fact: c.fact.key,
        kind: c.fact.kind.code().into(),
        text: c.fact.text.id,
        text_en: c.fact.text.en,
        amount: c.fact.amount,
        per: c.fact.per,
        verified: c.fact.verified,
        source: c.fact.source,
        state: c.state.code().into(),
        digest: c.digest.hex(),
    });
    Ok(axum::Json(Confirmations { facts: facts.collect() }))
}
