//! `POST /cases/{case}/erase`: erases what was said in a case.

use crate::App;
use crate::error::Failure;
use crate::operation::{Key, Operation, Refused};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use slrt_domain::identity::CaseId;
use slrt_domain::journal::Refusal;
use slrt_operations::erase::erase_case;
use utoipa::ToSchema;

/// On what ground.
#[derive(Deserialize, ToSchema)]
pub struct EraseCase {
    /// `request`, `retention`, `order`.
    ground: String,
}

/// Erases what was said in a case, for good: the caller, their telephone, who came instead (*kuasa*), words, numbers, photographs. The person whom it is
/// about, if any, stays in the registry.
#[utoipa::path(post, path = "/cases/{case}/erase", tag = "cases", security(("bearer" = [])), request_body = EraseCase,
    params(("case" = String, Path), Key),
    responses((status = 204), Refused))]
pub async fn erase(State(app): State<App>, Path(case): Path<String>, op: Operation<EraseCase>) -> Result<StatusCode, Failure> {
    let case = CaseId::parse(&case).ok_or_else(Refusal::not_found)?;
    erase_case(&app.house, &op.sender, case, &op.body.ground).await?;
    Ok(StatusCode::NO_CONTENT)
}
