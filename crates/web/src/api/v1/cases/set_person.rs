//! `PUT /cases/{case}/person`: puts right whom a case is about.

use crate::App;
use crate::access::speak;
use crate::error::{Failure, Problem};
use crate::operation::Operation;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use slrt_domain::identity::{CaseId, PersonId, Private};
use slrt_domain::journal::Refusal;
use utoipa::ToSchema;

/// Whom it is about.
#[derive(Deserialize, ToSchema)]
pub struct SetPerson {
    /// The person.
    person: String,
    /// Who stood there before; none where nobody did. Another than stands there now means that somebody was faster.
    before: Option<String>,
    /// Why, kept under the case's own key.
    words: Option<String>,
}

/// Puts right whom a case is about.
#[utoipa::path(put, path = "/cases/{case}/person", tag = "cases", security(("bearer" = [])), request_body = SetPerson,
    params(("case" = String, Path), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn set_person(State(app): State<App>, Path(case): Path<String>, headers: HeaderMap, op: Operation<SetPerson>) -> Response {
    let done = async {
        let case = CaseId::parse(&case).ok_or_else(Refusal::not_found)?;
        let parse = |text: &str| PersonId::parse(text).ok_or_else(|| Refusal::invalid("person", "unknown"));
        let person = parse(&op.body.person)?;
        let before = op.body.before.as_deref().map(parse).transpose()?;
        let words = op.body.words.map(Private::new);
        Ok::<_, Failure>(slrt_operations::steps::set_case_person(&app.house, &op.sender, case, person, before, words).await?)
    };
    match done.await {
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(e) => e.problem(&speak(&app, &headers)),
    }
}
