//! `POST /catalog/own/end`, `/catalog/own/withdraw`: a version that has begun ends on a day, one that has not is taken back.

use super::must_manage;
use crate::App;
use crate::error::Failure;
use crate::operation::{Key, Operation, Refused, day, parsed};
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use slrt_domain::Coded as _;
use slrt_domain::journal::Refusal;
use slrt_domain::office::Reference;
use slrt_domain::program::{OwnRow, OwnSort};
use slrt_operations::Body;
use utoipa::ToSchema;

/// Which version ends, and when.
#[derive(Deserialize, ToSchema)]
pub struct OwnEnd {
    /// `program`, `reason`, `deadline`.
    sort: String,
    /// Its code.
    code: String,
    /// Its first day.
    valid_from: String,
    /// Its last day: today or later.
    valid_to: String,
    /// The revision that was seen.
    revision: i64,
}

/// Which version is taken back.
#[derive(Deserialize, ToSchema)]
pub struct OwnWithdraw {
    /// `program`, `reason`, `deadline`, `holiday`.
    sort: String,
    /// Its code; of a holiday its day.
    code: String,
    /// Its first day.
    valid_from: String,
    /// The revision that was seen.
    revision: i64,
}

/// A version as it stands, as the next revision of what was seen.
fn next(reference: &Reference, (sort, code, from): (&str, &str, &str), seen: i64) -> Result<OwnRow, Refusal> {
    let (sort, from) = (parsed("sort", sort, OwnSort::from_code)?, day("valid_from", from)?);
    let known = reference.own.iter().find(|r| r.is_of(sort, code) && r.valid_from == from).ok_or_else(Refusal::not_found)?;
    Ok(OwnRow { revision: seen.saturating_add(1), ..known.clone() })
}

/// Ends a version.
#[utoipa::path(post, path = "/catalog/own/end", tag = "catalog", security(("bearer" = [])), request_body = OwnEnd, params(Key),
    responses((status = 204), Refused))]
pub async fn end(State(app): State<App>, op: Operation<OwnEnd>) -> Result<StatusCode, Failure> {
    must_manage(&op.session)?;
    let b = &op.body;
    let row = next(&op.session.reference, (&b.sort, &b.code, &b.valid_from), b.revision)?;
    let row = OwnRow { valid_to: Some(day("valid_to", &b.valid_to)?), ..row };
    app.house.submit(op.sender.request(Body::SetCatalogRows(vec![row]))).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a version back that has not begun.
#[utoipa::path(post, path = "/catalog/own/withdraw", tag = "catalog", security(("bearer" = [])), request_body = OwnWithdraw, params(Key),
    responses((status = 204), Refused))]
pub async fn withdraw(State(app): State<App>, op: Operation<OwnWithdraw>) -> Result<StatusCode, Failure> {
    must_manage(&op.session)?;
    let b = &op.body;
    let row = next(&op.session.reference, (&b.sort, &b.code, &b.valid_from), b.revision)?;
    app.house.submit(op.sender.request(Body::SetCatalogRows(vec![OwnRow { withdrawn: true, ..row }]))).await?;
    Ok(StatusCode::NO_CONTENT)
}
