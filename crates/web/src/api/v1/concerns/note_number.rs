//! `POST /cases/{case}/concerns/{concern}/note-number`: notes a number in another system; the state stays.

use super::{At, ExternalNumber, Stepped, step};
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

/// A number in another system.
#[derive(Deserialize, ToSchema)]
pub struct NoteNumber {
    /// The revision of the concern that was seen.
    revision: i64,
    /// The number.
    external: ExternalNumber,
    /// When it happened (RFC 3339), if not now.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    occurred_at: Option<String>,
    /// Why it is entered late, coded: needed after as many days as the catalogue says.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    late_reason: Option<String>,
}

fn input(b: NoteNumber) -> Result<VerbInput, Refusal> {
    Ok(VerbInput::NoteNumber(b.external.input()?))
}

/// Notes a number in another system; the state stays.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/note-number", tag = "concerns", security(("bearer" = [])), request_body = NoteNumber,
    params(("case" = String, Path), ("concern" = String, Path), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 200, body = Stepped), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn note_number(State(app): State<App>, Path(at): Path<At>, headers: HeaderMap, op: Operation<NoteNumber>) -> Response {
    step(&app, &headers, &op.sender, &at, op.body.revision, input(op.body)).await
}
