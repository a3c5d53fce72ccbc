//! What is found out: checks, visits, documents of the citizen.

use super::{At, Step, Stepped, Taken, Words, take};
use crate::App;
use crate::operation::{Refused, private};
use axum::extract::State;
use serde::Deserialize;
use slrt_operations::steps::VerbInput;
use utoipa::ToSchema;

/// Check against the registry.
#[derive(Deserialize, ToSchema)]
pub struct Verify {
    /// `listed`, `not_listed`, `data_differs`, `not_needed`.
    result: String,
    /// Words, kept under the case's own key.
    words: Option<String>,
}

/// Checks a concern against the registry.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/verify", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = Verify, responses((status = 200, body = Stepped), Refused))]
pub async fn verify(State(app): State<App>, Step(at, b): Step<Verify>) -> Taken {
    take(&app, at, VerbInput::Verify(b.result, private(b.words))).await
}

/// Asks for a home visit.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/request-visit", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = Words, responses((status = 200, body = Stepped), Refused))]
pub async fn request_visit(State(app): State<App>, Step(at, b): Step<Words>) -> Taken {
    take(&app, at, VerbInput::RequestVisit(private(b.words))).await
}

/// A visit that was made.
#[derive(Deserialize, ToSchema)]
pub struct RecordVisit {
    /// `as_told`, `differs`, `nobody_home`, `moved`.
    result: String,
    /// Words, kept under the case's own key.
    words: Option<String>,
}

/// Records a home visit.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/record-visit", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = RecordVisit, responses((status = 200, body = Stepped), Refused))]
pub async fn record_visit(State(app): State<App>, Step(at, b): Step<RecordVisit>) -> Taken {
    take(&app, at, VerbInput::RecordVisit(b.result, private(b.words))).await
}

/// What the citizen is asked for.
#[derive(Deserialize, ToSchema)]
pub struct AskDocuments {
    /// Kinds of the catalogue; none where the words say it.
    #[serde(default)]
    documents: Vec<String>,
    /// Words, kept under the case's own key.
    words: Option<String>,
}

/// Asks the citizen for documents.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/ask-documents", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = AskDocuments, responses((status = 200, body = Stepped), Refused))]
pub async fn ask_documents(State(app): State<App>, Step(at, b): Step<AskDocuments>) -> Taken {
    take(&app, at, VerbInput::AskDocuments(b.documents, private(b.words))).await
}

/// Records that the documents came that were asked for.
#[utoipa::path(post, path = "/cases/{case}/concerns/{concern}/receive-documents", tag = "concerns", security(("bearer" = [])), params(At),
    request_body = Words, responses((status = 200, body = Stepped), Refused))]
pub async fn receive_documents(State(app): State<App>, Step(at, b): Step<Words>) -> Taken {
    take(&app, at, VerbInput::ReceiveDocuments(private(b.words))).await
}
