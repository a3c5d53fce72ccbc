//! Recommendations and decisions.

use super::{At, Step, Stepped, Taken, take};
use crate::App;
use crate::operation::{Refused, private};
use axum::extract::State;
use serde::Deserialize;
use slrt_operations::steps::VerbInput;
use utoipa::ToSchema;

/// A recommendation.
#[derive(Deserialize, ToSchema)]
pub struct Recommend {
    /// Programs by code, at least one.
    programs: Vec<String>,
    /// Words, kept under the case's own key.
    words: Option<String>,
}

/// Recommends programs; the chain of decision begins.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/recommend", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = Recommend, responses((status = 200, body = Stepped), Refused))]
pub async fn recommend(State(app): State<App>, Step(at, b): Step<Recommend>) -> Taken {
    take(&app, at, VerbInput::Recommend(b.programs, private(b.words))).await
}

/// Take a recommendation back.
#[derive(Deserialize, ToSchema)]
pub struct WithdrawRecommendation {
    /// Why, coded (purpose `withdraw`).
    reason: Option<String>,
    /// Words, kept under the case's own key.
    words: Option<String>,
}

/// Takes a recommendation back before it is decided.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/withdraw-recommendation", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = WithdrawRecommendation, responses((status = 200, body = Stepped), Refused))]
pub async fn withdraw_recommendation(State(app): State<App>, Step(at, b): Step<WithdrawRecommendation>) -> Taken {
    take(&app, at, VerbInput::WithdrawRecommendation(b.reason, private(b.words))).await
}

/// A decision.
#[derive(Deserialize, ToSchema)]
pub struct Decide {
    /// `approve`, `return`, `decline`.
    result: String,
    /// Coded reason of a return or decline.
    reason: Option<String>,
    /// Words, kept under the case's own key.
    words: Option<String>,
}

/// Decides the present step of the chain.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/decide", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = Decide, responses((status = 200, body = Stepped), Refused))]
pub async fn decide(State(app): State<App>, Step(at, b): Step<Decide>) -> Taken {
    take(&app, at, VerbInput::Decide { result: b.result, reason: b.reason, words: private(b.words) }).await
}

/// Decline where nobody else decides.
#[derive(Deserialize, ToSchema)]
pub struct Decline {
    /// Coded reason (`decline_decision` of the catalogue).
    reason: String,
    /// Words, kept under the case's own key.
    words: Option<String>,
}

/// Declines with a coded reason, where the kind asks for no decision of somebody else.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/decline", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = Decline, responses((status = 200, body = Stepped), Refused))]
pub async fn decline(State(app): State<App>, Step(at, b): Step<Decline>) -> Taken {
    take(&app, at, VerbInput::Decline(b.reason, private(b.words))).await
}
