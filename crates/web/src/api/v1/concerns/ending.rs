//! How a concern ends: help on the spot, the citizen's word, closing; and how it begins again.

use super::{At, Step, Stepped, Taken, take};
use crate::App;
use crate::operation::{Refused, parsed, private};
use axum::extract::State;
use serde::Deserialize;
use slrt_domain::Coded as _;
use slrt_domain::case::Channel;
use slrt_operations::steps::VerbInput;
use utoipa::ToSchema;

/// Help or information on the spot.
#[derive(Deserialize, ToSchema)]
pub struct Serve {
    /// `help` or `information`.
    result: String,
    /// What was done or explained.
    words: String,
    /// Programs that helped.
    #[serde(default)]
    programs: Vec<String>,
}

/// Records help or information on the spot.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/serve", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = Serve, responses((status = 200, body = Stepped), Refused))]
pub async fn serve(State(app): State<App>, Step(at, b): Step<Serve>) -> Taken {
    take(&app, at, VerbInput::Serve(b.result, private(Some(b.words)), b.programs)).await
}

/// The citizen's word, heard by an officer.
#[derive(Deserialize, ToSchema)]
pub struct Confirm {
    /// `helped`, `partly`, `not_helped`.
    result: String,
    /// How it was heard: `counter`, `visit`, `phone`, `message`, `letter`.
    by: String,
    /// Why no help came, coded (purpose `not_helped`), where they gave a reason.
    reason: Option<String>,
    /// Words, kept under the case's own key.
    words: Option<String>,
}

/// Records the citizen's word.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/confirm", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = Confirm, responses((status = 200, body = Stepped), Refused))]
pub async fn confirm(State(app): State<App>, Step(at, b): Step<Confirm>) -> Taken {
    let by = parsed("by", &b.by, Channel::from_code)?;
    take(&app, at, VerbInput::Confirm(b.result, by, b.reason, private(b.words))).await
}

/// Closing without the citizen's word.
#[derive(Deserialize, ToSchema)]
pub struct Close {
    /// Coded reason.
    reason: String,
    /// For a reason that closes as a duplicate (`duplikat`): the nomor layanan of the other service of the same person, which goes on.
    other_number: Option<String>,
    /// Words, kept under the case's own key.
    words: Option<String>,
}

/// Closes a concern without the citizen's word, never as helped.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/close", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = Close, responses((status = 200, body = Stepped), Refused))]
pub async fn close(State(app): State<App>, Step(at, b): Step<Close>) -> Taken {
    let words = private(b.words);
    let verb = match private(b.other_number) {
        Some(other) => VerbInput::CloseAsSame { reason: b.reason, other, words },
        None => VerbInput::Close(b.reason, words),
    };
    take(&app, at, verb).await
}

/// Opening again.
#[derive(Deserialize, ToSchema)]
pub struct Reopen {
    /// Why.
    words: String,
}

/// Opens a concern again.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/reopen", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = Reopen, responses((status = 200, body = Stepped), Refused))]
pub async fn reopen(State(app): State<App>, Step(at, b): Step<Reopen>) -> Taken {
    take(&app, at, VerbInput::Reopen(private(Some(b.words)))).await
}
