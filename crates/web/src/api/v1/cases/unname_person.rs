//! `DELETE /cases/{case}/named/{account}`: takes an officer off a restricted case.

use crate::App;
use crate::error::Failure;
use crate::operation::{Key, Operation, Refused, parsed};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use slrt_domain::identity::{AccountId, CaseId};
use slrt_domain::journal::Refusal;

/// Nothing more is needed.
#[derive(Deserialize)]
pub struct Nothing {}

/// Takes somebody off a restricted case; somebody who may handle it is always left.
#[utoipa::path(delete, path = "/cases/{case}/named/{account}", tag = "cases", security(("bearer" = [])),
    params(("case" = String, Path), ("account" = String, Path), Key),
    responses((status = 204), Refused))]
pub async fn unname_person(
    State(app): State<App>,
    Path((case, account)): Path<(String, String)>,
    op: Operation<Nothing>,
) -> Result<StatusCode, Failure> {
    let case = CaseId::parse(&case).ok_or_else(Refusal::not_found)?;
    let account = parsed("account", &account, AccountId::parse)?;
    slrt_operations::steps::unname_person(&app.house, &op.sender, case, account).await?;
    Ok(StatusCode::NO_CONTENT)
}
