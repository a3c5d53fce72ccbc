//! `POST /cases/{case}/named`: names one more officer on a restricted case.

use crate::App;
use crate::error::Failure;
use crate::operation::{Key, Operation, Refused, parsed};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use slrt_domain::identity::{AccountId, CaseId};
use slrt_domain::journal::Refusal;
use utoipa::ToSchema;

/// Who shall know.
#[derive(Deserialize, ToSchema)]
pub struct NamePerson {
    /// The account.
    account: String,
}

/// Names somebody on a restricted case.
#[utoipa::path(post, path = "/cases/{case}/named", tag = "cases", security(("bearer" = [])), request_body = NamePerson,
    params(("case" = String, Path), Key),
    responses((status = 204), Refused))]
pub async fn name_person(State(app): State<App>, Path(case): Path<String>, op: Operation<NamePerson>) -> Result<StatusCode, Failure> {
    let case = CaseId::parse(&case).ok_or_else(Refusal::not_found)?;
    let account = parsed("account", &op.body.account, AccountId::parse)?;
    slrt_operations::steps::name_person(&app.house, &op.sender, case, account).await?;
    Ok(StatusCode::NO_CONTENT)
}
