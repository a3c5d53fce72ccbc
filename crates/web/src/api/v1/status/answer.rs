//! `POST /status/answer`: the citizen says whether help came.

use crate::App;
use crate::access::Client;
use crate::error::{Failure, Problem};
use crate::operation::{Json, Key, key, parsed, private};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::Deserialize;
use slrt_domain::identity::ConcernId;
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
    params(Key),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 429, body = Problem)))]
pub async fn answer(
    State(app): State<App>,
    Client(address): Client,
    headers: HeaderMap,
    Json(word): Json<Word>,
) -> Result<StatusCode, Failure> {
    let operation = key(&headers)?;
    let (tenant, case) = accounts::by_pin(&app.house, &word.number, &word.pin, address).await?;
    let concern = parsed("concern", &word.concern, ConcernId::parse)?;
    let words = private(word.words);
    steps::citizen_answer(&app.house, tenant, operation, CitizenWord { case, concern, result: word.result, words }).await?;
    Ok(StatusCode::NO_CONTENT)
}
