//! `POST /cases/{case}/concerns/{concern}/confirm`: records the citizen's word.

use super::{At, Stepped, parsed, private, step};
use crate::App;
use crate::error::Problem;
use crate::operation::Operation;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::Coded as _;
use slrt_domain::case::Channel;
use slrt_domain::journal::Refusal;
use slrt_operations::steps::VerbInput;
use utoipa::ToSchema;

/// The citizen's word, heard by an officer.
#[derive(Deserialize, ToSchema)]
pub struct Confirm {
    /// The revision of the concern that was seen.
    revision: i64,
    /// `helped`, `partly`, `not_helped`.
    result: String,
    /// How it was heard: `counter`, `visit`, `phone`, `message`, `letter`.
    by: String,
    /// Why no help came, coded (purpose `not_helped`), where they gave a reason.
    reason: Option<String>,
    /// Words, kept under the case's own key.
    words: Option<String>,
    /// When it happened (RFC 3339), if not now.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    occurred_at: Option<String>,
    /// Why it is entered late, coded: needed after as many days as the catalogue says.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    late_reason: Option<String>,
}

fn input(b: Confirm) -> Result<VerbInput, Refusal> {
    let by = parsed("by", &b.by, Channel::from_code)?;
    Ok(VerbInput::Confirm(b.result, by, b.reason, private(b.words)))
}

/// Records the citizen's word.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/confirm", tag = "concerns", security(("bearer" = [])), request_body = Confirm,
    params(("case" = String, Path), ("concern" = String, Path), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 200, body = Stepped), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn confirm(State(app): State<App>, Path(at): Path<At>, headers: HeaderMap, op: Operation<Confirm>) -> Response {
    step(&app, &headers, &op.sender, &at, op.body.revision, input(op.body)).await
}
