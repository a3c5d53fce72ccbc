//! `POST /cases/{case}/concerns/{concern}/reclassify`: puts right what kind of need it is.

use super::{At, Stepped, private, step};
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

/// What kind of need it is.
#[derive(Deserialize, ToSchema)]
pub struct Reclassify {
    /// The revision of the concern that was seen.
    revision: i64,
    /// Kind of the catalogue.
    kind: String,
    /// In care, or with an appointment.
    urgent: bool,
    /// Only named persons may know, also where the kind alone does not ask for it.
    restricted: bool,
    /// Words, kept under the case's own key; needed where it is opened to the office again.
    words: Option<String>,
    /// When it happened (RFC 3339), if not now.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    occurred_at: Option<String>,
    /// Why it is entered late, coded: needed after as many days as the catalogue says.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    late_reason: Option<String>,
}

fn input(b: Reclassify) -> Result<VerbInput, Refusal> {
    Ok(VerbInput::Reclassify { kind: b.kind, urgent: b.urgent, restricted: b.restricted, words: private(b.words) })
}

/// Puts right what kind of need it is, how urgent, and who may know.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/reclassify", tag = "concerns", security(("bearer" = [])), request_body = Reclassify,
    params(("case" = String, Path), ("concern" = String, Path), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 200, body = Stepped), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn reclassify(State(app): State<App>, Path(at): Path<At>, headers: HeaderMap, op: Operation<Reclassify>) -> Response {
    step(&app, &headers, &op.sender, &at, op.body.revision, input(op.body)).await
}
