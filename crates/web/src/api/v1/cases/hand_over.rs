//! `POST /cases/{case}/hand-over`: hands a case to another regency of the installation.

use crate::App;
use crate::error::Failure;
use crate::operation::{Key, Operation, Refused, parsed, private};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use slrt_domain::identity::{CaseId, ConcernId, Tenant};
use slrt_domain::journal::Refusal;
use slrt_operations::hand_over::{HandOverInput, hand_over};
use utoipa::ToSchema;

/// To whom, and why.
#[derive(Deserialize, ToSchema)]
pub struct HandOver {
    /// The regency's four digits.
    regency: String,
    /// Coded reason (`reasons.toml`, for = "hand_over").
    reason: String,
    /// Remarks for one's own office, kept under the case's own key.
    words: Option<String>,
    /// The concerns that have not ended, as they were seen: all of them go along.
    concerns: Vec<SeenConcern>,
}

/// A concern as it was seen.
#[derive(Deserialize, ToSchema)]
struct SeenConcern {
    /// Concern.
    concern: String,
    /// Its revision: another one means that somebody was faster.
    revision: i64,
}

/// Hands a case over: nothing is done with it here until the other regency answers.
#[utoipa::path(post, path = "/cases/{case}/hand-over", tag = "cases", security(("bearer" = [])), request_body = HandOver,
    params(("case" = String, Path), Key),
    responses((status = 204), Refused))]
pub async fn hand(State(app): State<App>, Path(case): Path<String>, op: Operation<HandOver>) -> Result<StatusCode, Failure> {
    let case = CaseId::parse(&case).ok_or_else(Refusal::not_found)?;
    let to = parsed("regency", &op.body.regency, Tenant::parse)?;
    let seen = op.body.concerns.iter().map(|c| Ok((parsed("concerns", &c.concern, ConcernId::parse)?, c.revision)));
    let seen = seen.collect::<Result<Vec<_>, Refusal>>()?;
    let input = HandOverInput { case, to, reason: op.body.reason, words: private(op.body.words), seen };
    hand_over(&app.house, &op.sender, input).await?;
    Ok(StatusCode::NO_CONTENT)
}
