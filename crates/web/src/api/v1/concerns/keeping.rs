//! What keeps a concern going: notes, numbers, its kind, waiting, the office above.

use super::{At, ExternalNumber, Step, Stepped, Taken, Words, take};
use crate::App;
use crate::operation::{Refused, day, private};
use axum::extract::State;
use serde::Deserialize;
use slrt_operations::steps::VerbInput;
use utoipa::ToSchema;

/// A note.
#[derive(Deserialize, ToSchema)]
pub struct Note {
    /// The note.
    words: String,
}

/// Adds a note; the state stays.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/note", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = Note, responses((status = 200, body = Stepped), Refused))]
pub async fn note(State(app): State<App>, Step(at, b): Step<Note>) -> Taken {
    take(&app, at, VerbInput::Note(private(Some(b.words)))).await
}

/// A number in another system.
#[derive(Deserialize, ToSchema)]
pub struct NoteNumber {
    /// The number.
    external: ExternalNumber,
}

/// Notes a number in another system; the state stays.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/note-number", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = NoteNumber, responses((status = 200, body = Stepped), Refused))]
pub async fn note_number(State(app): State<App>, Step(at, b): Step<NoteNumber>) -> Taken {
    take(&app, at, VerbInput::NoteNumber(b.external.input()?)).await
}

/// What kind of need it is.
#[derive(Deserialize, ToSchema)]
pub struct Reclassify {
    /// Kind of the catalogue.
    kind: String,
    /// In care, or with an appointment.
    urgent: bool,
    /// Only named persons may know, also where the kind alone does not ask for it.
    restricted: bool,
    /// Words, kept under the case's own key; needed where it is opened to the office again.
    words: Option<String>,
}

/// Puts right what kind of need it is, how urgent, and who may know.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/reclassify", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = Reclassify, responses((status = 200, body = Stepped), Refused))]
pub async fn reclassify(State(app): State<App>, Step(at, b): Step<Reclassify>) -> Taken {
    take(&app, at, VerbInput::Reclassify { kind: b.kind, urgent: b.urgent, restricted: b.restricted, words: private(b.words) }).await
}

/// Hand to the office above.
#[derive(Deserialize, ToSchema)]
pub struct Escalate {
    /// Why, coded (purpose `transfer`); this or words.
    reason: Option<String>,
    /// Why, in words, kept under the case's own key.
    words: Option<String>,
}

/// Hands a concern to the office above.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/escalate", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = Escalate, responses((status = 200, body = Stepped), Refused))]
pub async fn escalate(State(app): State<App>, Step(at, b): Step<Escalate>) -> Taken {
    take(&app, at, VerbInput::Escalate(b.reason, private(b.words))).await
}

/// Waiting for somebody whom we cannot hurry.
#[derive(Deserialize, ToSchema)]
pub struct Wait {
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
}

/// Waits for the centre or for quota.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/wait", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = Wait, responses((status = 200, body = Stepped), Refused))]
pub async fn wait(State(app): State<App>, Step(at, b): Step<Wait>) -> Taken {
    let external = b.external.map(ExternalNumber::input).transpose()?;
    let next_look = day("next_look", &b.next_look)?;
    take(&app, at, VerbInput::Wait { result: b.result, reason: b.reason, external, next_look, words: private(b.words) }).await
}

/// More time, as the standard of the need allows once.
#[derive(Deserialize, ToSchema)]
pub struct Extend {
    /// Why, coded (purpose `extend`).
    reason: Option<String>,
    /// Words, kept under the case's own key.
    words: Option<String>,
}

/// Takes more time: the day promised to the citizen moves, once and before it has passed, by the working days that the standard allows.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/extend", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = Extend, responses((status = 200, body = Stepped), Refused))]
pub async fn extend(State(app): State<App>, Step(at, b): Step<Extend>) -> Taken {
    take(&app, at, VerbInput::Extend(b.reason, private(b.words))).await
}

/// Goes on after waiting.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/resume", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = Words, responses((status = 200, body = Stepped), Refused))]
pub async fn resume(State(app): State<App>, Step(at, b): Step<Words>) -> Taken {
    take(&app, at, VerbInput::Resume(private(b.words))).await
}
