//! `POST /status/answer`: the citizen says whether help came.

use crate::App;
use crate::access::{Client, speak};
use crate::error::{Failure, Problem};
use crate::operation::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use slrt_domain::identity::{ConcernId, OperationId, Private};
use slrt_domain::journal::Refusal;
use slrt_operations::accounts;
use slrt_operations::steps::{self, CitizenWord};
use utoipa::ToSchema;

/// The citizen's word.
#[derive(Deserialize, ToSchema)]
pub struct Word {
    /// *Nomor layanan*.
    number: String,
    /// PIN.
    pin: String,
    /// Which need.
    concern: String,
    /// `helped`, `partly`, `not_helped`.
    result: String,
    /// In their words.
    words: Option<String>,
}

/// Takes the citizen's word; it counts whatever was done in between.
#[utoipa::path(post, path = "/status/answer", tag = "status", request_body = Word,
    params(("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn answer(State(app): State<App>, Client(address): Client, headers: HeaderMap, Json(word): Json<Word>) -> Response {
    let answered = async {
        let key = headers.get("idempotency-key").and_then(|v| v.to_str().ok());
        let operation = key.and_then(|k| OperationId::parse(k.trim())).ok_or(Failure::Request("idempotency-key"))?;
        let (tenant, case) = accounts::by_pin(&app.house, &word.number, &word.pin, address).await?;
        let concern = ConcernId::parse(&word.concern).ok_or_else(|| Refusal::invalid("concern", "unknown"))?;
        let words = word.words.filter(|w| !w.trim().is_empty()).map(Private::new);
        steps::citizen_answer(&app.house, tenant, operation, CitizenWord { case, concern, result: word.result, words }).await?;
        Ok::<_, Failure>(())
    };
    match answered.await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(e) => e.problem(&speak(&app, &headers)),
    }
}
