//! `POST /cases/{case}/concerns/{concern}/answer`: answers a referral as the institution, or records its answer on its behalf.

use super::{At, Stepped, day, parsed, private, step};
use crate::App;
use crate::error::Problem;
use crate::operation::Operation;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::identity::{DocumentId, Private};
use slrt_domain::journal::Refusal;
use slrt_operations::steps::{OnBehalfInput, VerbInput};
use utoipa::ToSchema;

/// An institution's answer.
#[derive(Deserialize, ToSchema)]
pub struct Answer {
    /// The revision of the concern that was seen.
    revision: i64,
    /// `accepted`, `declined`, `more_asked`, `given`, `not_given`.
    result: String,
    /// Coded reason of a decline (purpose `institution_decline`); of asking for more (`institution_documents`) where there is one.
    reason: Option<String>,
    /// Kinds of documents asked for.
    #[serde(default)]
    documents: Vec<String>,
    /// Words, kept under the case's own key.
    words: Option<String>,
    /// Recorded by an officer on the institution's behalf.
    on_behalf: Option<OnBehalf>,
    /// When it happened (RFC 3339), if not now.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    occurred_at: Option<String>,
    /// Why it is entered late, coded: needed after as many days as the catalogue says.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    late_reason: Option<String>,
}

/// Who answered for an institution.
#[derive(Deserialize, ToSchema)]
struct OnBehalf {
    /// Name and post.
    who: String,
    /// `phone`, `letter`, `message`, `meeting`.
    channel: String,
    /// The day of the answer, `YYYY-MM-DD`.
    day: String,
    /// A document of the case that shows it.
    evidence: Option<String>,
}

impl OnBehalf {
    fn input(self) -> Result<OnBehalfInput, Refusal> {
        let evidence = self.evidence.map(|e| parsed("evidence", &e, DocumentId::parse)).transpose()?;
        Ok(OnBehalfInput { who: Private::new(self.who), channel: self.channel, day: day("on_behalf_day", &self.day)?, evidence })
    }
}

fn input(b: Answer) -> Result<VerbInput, Refusal> {
    let on_behalf = b.on_behalf.map(OnBehalf::input).transpose()?;
    Ok(VerbInput::Answer { result: b.result, reason: b.reason, documents: b.documents, words: private(b.words), on_behalf })
}

/// Answers a referral as the institution, or records its answer on its behalf.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/answer", tag = "concerns", security(("bearer" = [])), request_body = Answer,
    params(("case" = String, Path), ("concern" = String, Path), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 200, body = Stepped), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn answer(State(app): State<App>, Path(at): Path<At>, headers: HeaderMap, op: Operation<Answer>) -> Response {
    step(&app, &headers, &op.sender, &at, op.body.revision, input(op.body)).await
}
