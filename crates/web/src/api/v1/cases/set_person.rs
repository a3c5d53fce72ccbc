//! `PUT /cases/{case}/person`: puts right whom a case is about.

use crate::App;
use crate::error::Failure;
use crate::operation::{Key, Operation, Refused, parsed};
use axum::extract::{Path, State};
use axum::http::StatusCode;
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
    params(("case" = String, Path), Key),
    responses((status = 204), Refused))]
pub async fn set_person(State(app): State<App>, Path(case): Path<String>, op: Operation<SetPerson>) -> Result<StatusCode, Failure> {
    let case = CaseId::parse(&case).ok_or_else(Refusal::not_found)?;
    let parse = |text: &str| parsed("person", text, PersonId::parse);
    let person = parse(&op.body.person)?;
    let before = op.body.before.as_deref().map(parse).transpose()?;
    let words = op.body.words.map(Private::new);
    slrt_operations::steps::set_case_person(&app.house, &op.sender, case, person, before, words).await?;
    Ok(StatusCode::NO_CONTENT)
}
