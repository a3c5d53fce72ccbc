//! `GET /journal/head`: the head now, and the heads that were signed last.

use crate::App;
use crate::access::Bearer;
use crate::error::{Failure, Problem};
use axum::extract::State;
use serde::Serialize;
use slrt_operations::view::journal::{heads, must_audit};
use utoipa::ToSchema;

/// The journal's head.
#[derive(Serialize, ToSchema)]
pub struct JournalHead {
    /// How many entries.
    number: i64,
    /// SHA-256 of the last entry, hexadecimal.
    hash: String,
    /// As it is printed and kept elsewhere: `1813:42:<hash>`.
    text: String,
    /// When the last entry was written (RFC 3339, UTC).
    recorded_at: String,
    /// Heads that were signed last, newest first.
    signed: Vec<SignedJournalHead>,
}

/// A signed head.
#[derive(Serialize, ToSchema)]
struct SignedJournalHead {
    /// How many entries there were.
    number: i64,
    /// SHA-256 of the entry of that number.
    hash: String,
    /// When it was signed.
    signed_at: String,
    /// `daily`, `backup`, `report`.
    occasion: String,
}

/// The journal's head now.
#[utoipa::path(get, path = "/journal/head", tag = "journal", security(("bearer" = [])), responses(
    (status = 200, body = JournalHead), (status = 401, body = Problem), (status = 403, body = Problem), (status = 503, body = Problem)))]
pub async fn head(State(app): State<App>, Bearer(session): Bearer) -> Result<axum::Json<JournalHead>, Failure> {
    must_audit(&session)?;
    let h = heads(&app.house, session.tenant).await?;
    Ok(axum::Json(JournalHead {
        number: h.head.number,
        hash: h.head.hash.hex(),
        text: h.head.text(),
        recorded_at: h.recorded_at.rfc3339(),
        signed: h
            .signed
            .into_iter()
            .map(|s| SignedJournalHead { number: s.head.number, hash: s.head.hash.hex(), signed_at: s.at.rfc3339(), occasion: s.occasion })
            .collect(),
    }))
}
