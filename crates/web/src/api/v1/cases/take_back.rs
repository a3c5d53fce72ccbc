//! `POST /cases/{case}/take-back`: takes a case back that another regency has not answered.

use crate::App;
use crate::error::Failure;
use crate::operation::{Key, Operation, Refused, parsed, private};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use slrt_domain::identity::{CaseId, HandOverId};
use slrt_domain::journal::Refusal;
use slrt_operations::hand_over::{TakeBackInput, take_back};
use utoipa::ToSchema;

/// What, and why.
#[derive(Deserialize, ToSchema)]
pub struct TakeBackCase {
    /// The hand-over that was seen (`handed_over.id` of the case).
    hand_over: String,
    /// Coded reason (`reasons.toml`, for = "hand_over_take_back").
    reason: String,
    /// Remarks for one's own office, kept under the case's own key.
    words: Option<String>,
}

/// Takes it back: nobody can take it over in the other regency any more. Where that one answered first, its answer counts.
#[utoipa::path(post, path = "/cases/{case}/take-back", tag = "cases", security(("bearer" = [])), request_body = TakeBackCase,
    params(("case" = String, Path), Key),
    responses((status = 204), Refused))]
pub async fn take_case_back(State(app): State<App>, Path(case): Path<String>, op: Operation<TakeBackCase>) -> Result<StatusCode, Failure> {
    let case = CaseId::parse(&case).ok_or_else(Refusal::not_found)?;
    let hand_over = parsed("hand_over", &op.body.hand_over, HandOverId::parse)?;
    let input = TakeBackInput { case, hand_over, reason: op.body.reason, words: private(op.body.words) };
    take_back(&app.house, &op.sender, input).await?;
    Ok(StatusCode::NO_CONTENT)
}
