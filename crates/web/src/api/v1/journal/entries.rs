//! `GET /journal/entries`: entries without their contents, newest first.

use crate::App;
use crate::access::{Bearer, speak};
use crate::error::{Failure, Problem};
use crate::pages::journal::look::{PAGE, entries as look, must_audit};
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The largest page.
const MOST: i64 = 200;

/// Which entries.
#[derive(Deserialize, IntoParams)]
pub struct Which {
    /// Entries before this number; the newest if not said. The cursor of the page before.
    before: Option<i64>,
    /// How many, at most 200.
    limit: Option<i64>,
}

/// An entry's envelope.
#[derive(Serialize, ToSchema)]
struct JournalEntry {
    /// Its number.
    number: i64,
    /// Its hash.
    hash: String,
    /// What sort, with its version: `case.opened/1`.
    kind: String,
    /// In which role; `citizen`, `system`.
    role: String,
    /// `web`, `api`, `cli`, `worker`.
    channel: String,
    /// When it happened (RFC 3339, UTC).
    occurred_at: String,
    /// When it was written.
    recorded_at: String,
}

/// A page of entries.
#[derive(Serialize, ToSchema)]
struct JournalEntries {
    /// Newest first.
    entries: Vec<JournalEntry>,
    /// Value of `before` for the next page; none at the end.
    next: Option<i64>,
}

/// Entries of the journal, newest first; what they say stays sealed.
#[utoipa::path(get, path = "/journal/entries", tag = "journal", security(("bearer" = [])), params(Which), responses(
    (status = 200, body = JournalEntries), (status = 401, body = Problem), (status = 403, body = Problem), (status = 503, body = Problem)))]
pub async fn entries(State(app): State<App>, Bearer(session): Bearer, headers: HeaderMap, Query(which): Query<Which>) -> Response {
    let answer = async {
        must_audit(&session)?;
        let limit = which.limit.unwrap_or(PAGE).clamp(1, MOST);
        Ok::<_, Failure>(look(&app.house, session.tenant, which.before, limit).await?)
    };
    match answer.await {
        Ok((found, next)) => {
            let entries = found.into_iter().map(|e| JournalEntry {
                number: e.number,
                hash: e.hash().hex(),
                role: e.role,
                channel: e.channel,
                occurred_at: e.occurred_at.rfc3339(),
                recorded_at: e.recorded_at.rfc3339(),
                kind: e.kind,
            });
            axum::Json(JournalEntries { entries: entries.collect(), next }).into_response()
        }
        Err(f) => f.problem(&speak(&app, &headers)),
    }
}
