//! `POST /hand-overs/{id}/refuse`: does not take a case of another regency over.

use crate::App;
use crate::error::Failure;
use crate::operation::{Key, Operation, Refused};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use slrt_domain::identity::HandOverId;
use slrt_domain::journal::Refusal;
use utoipa::ToSchema;

/// Why not.
#[derive(Deserialize, ToSchema)]
pub struct RefuseHandOver {
    /// Coded reason (`reasons.toml`, for = "hand_over_refuse").
    reason: String,
}

/// It goes back to the other regency; what came along cannot be read here any more.
#[utoipa::path(post, path = "/hand-overs/{id}/refuse", tag = "hand-overs", security(("bearer" = [])), request_body = RefuseHandOver,
    params(("id" = String, Path), Key),
    responses((status = 204), Refused))]
pub async fn refuse(State(app): State<App>, Path(id): Path<String>, op: Operation<RefuseHandOver>) -> Result<StatusCode, Failure> {
    let id = HandOverId::parse(&id).ok_or_else(Refusal::not_found)?;
    slrt_operations::hand_over::refuse(&app.house, &op.sender, id, op.body.reason).await?;
    Ok(StatusCode::NO_CONTENT)
}
