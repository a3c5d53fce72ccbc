//! `POST /cases/{case}/concerns/{concern}/wait`: waits for the centre or for quota.

use super::{At, ExternalNumber, Stepped, day, private, step};
use crate::App;
use crate::error::Problem;
use crate::operation::Operation;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::journal::Refusal;
use slrt_operations::steps::VerbInput;
use utoipa::ToSchema;

/// Waiting for somebody whom we cannot hurry.
#[derive(Deserialize, ToSchema)]
pub struct Wait {
    /// The revision of the concern that was seen.
    revision: i64,
    /// `center` or `quota`.
    result: String,
    /// For `center`: which one, coded (`wait_center` of the catalogue).
    reason: Option<String>,
    /// When we look again, `YYYY-MM-DD`.
    next_look: String,
    /// Number there.
    external: Option<ExternalNumber>,
    /// Words, kept under the case's own key.
    words: Option<String>,
    /// When it happened (RFC 3339), if not now.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    occurred_at: Option<String>,
    /// Why it is entered late, coded: needed after as many days as the catalogue says.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    late_reason: Option<String>,
}

fn input(b: Wait) -> Result<VerbInput, Refusal> {
    let external = b.external.map(ExternalNumber::input).transpose()?;
    let next_look = day("next_look", &b.next_look)?;
    Ok(VerbInput::Wait { result: b.result, reason: b.reason, external, next_look, words: private(b.words) })
}

/// Waits for the centre or for quota.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/wait", tag = "concerns", security(("bearer" = [])), request_body = Wait,
    params(("case" = String, Path), ("concern" = String, Path), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 200, body = Stepped), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn wait(State(app): State<App>, Path(at): Path<At>, headers: HeaderMap, op: Operation<Wait>) -> Response {
    step(&app, &headers, &op.sender, &at, op.body.revision, input(op.body)).await
}
