//! `POST /people/{id}/numbers-checked` and `POST /people/{id}/nik`: numbers that were compared with the card, and a NIK that came later.

use crate::App;
use crate::error::Failure;
use crate::operation::{Key, Operation, Refused};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::people::{add_nik, check_numbers};
use utoipa::ToSchema;

/// Warnings that were settled by looking at the card.
#[derive(Deserialize, ToSchema)]
pub struct CheckedNumbers {
    /// Their codes, as the person has them.
    warnings: Vec<String>,
}

/// A NIK.
#[derive(Deserialize, ToSchema)]
pub struct NewNik {
    /// Sixteen digits.
    nik: String,
    /// What looks odd about it was settled by looking at the card.
    #[serde(default)]
    warnings_settled: bool,
}

/// Settles what looks odd about somebody's numbers.
#[utoipa::path(post, path = "/people/{id}/numbers-checked", tag = "people", security(("bearer" = [])), request_body = CheckedNumbers,
    params(("id" = String, Path, description = "The person"), Key),
    responses((status = 204), Refused))]
pub async fn checked(State(app): State<App>, Path(id): Path<String>, op: Operation<CheckedNumbers>) -> Result<StatusCode, Failure> {
    let person = PersonId::parse(&id).ok_or_else(Refusal::not_found)?;
    check_numbers(&app.house, &op.sender, person, op.body.warnings).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Adds the NIK of somebody who has none. Refused with `detail` `warnings:<codes>` until odd numbers are settled.
#[utoipa::path(post, path = "/people/{id}/nik", tag = "people", security(("bearer" = [])), request_body = NewNik,
    params(("id" = String, Path, description = "The person"), Key),
    responses((status = 204), Refused))]
pub async fn nik(State(app): State<App>, Path(id): Path<String>, op: Operation<NewNik>) -> Result<StatusCode, Failure> {
    let person = PersonId::parse(&id).ok_or_else(Refusal::not_found)?;
    let nik = Nik::parse(&op.body.nik).map_err(|_| Refusal::invalid("nik", "digits"))?;
    add_nik(&app.house, &op.sender, person, nik, op.body.warnings_settled).await?;
    Ok(StatusCode::NO_CONTENT)
}
