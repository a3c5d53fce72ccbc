//! `GET /journal/entries`: entries without what was said, newest first.

use crate::App;
use crate::access::Bearer;
use crate::error::{Failure, Problem};
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use slrt_domain::identity::Private;
use slrt_operations::view::journal::{Looked, PAGE, entries as look, must_audit};
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
    /// What sort, with its version: `case.opened/1`; `protected` where it is about a part of a case of which only named persons know, and the reader is
    /// none of them: then it names no subjects.
    kind: String,
    /// The account that did it; none for citizens and the program itself.
    actor: Option<Actor>,
    /// In which role; `citizen`, `system`, or `self` for what everybody may do with their own account.
    role: String,
    /// What it is about, in the order of importance.
    subjects: Vec<Subject>,
    /// What was shown in clear (`nik`, `card`, `phone`), or which fields were put right.
    what: Vec<String>,
    /// `web`, `paper` (typed from a paper form), `api`, `cli`, `worker`.
    channel: String,
    /// A short handle of the session or token that it came by: tells two browsers of one account apart.
    device: Option<String>,
    /// When it happened (RFC 3339, UTC).
    occurred_at: String,
    /// When it was written.
    recorded_at: String,
}

/// An account.
#[derive(Serialize, ToSchema)]
struct Actor {
    /// Its id.
    account: String,
    /// Its log-in name.
    login: String,
    /// Whose it is.
    name: Option<String>,
}

/// What an entry is about.
#[derive(Serialize, ToSchema)]
struct Subject {
    /// `case`, `concern`, `person`, `family`, `account`, `token`, `role`, `office`, `institution`, `import`.
    sort: &'static str,
    /// Its id.
    id: String,
}

/// A page of entries.
#[derive(Serialize, ToSchema)]
pub struct JournalEntries {
    /// Newest first.
    entries: Vec<JournalEntry>,
    /// Value of `before` for the next page; none at the end.
    next: Option<i64>,
}

/// Entries of the journal, newest first; what they say stays sealed.
#[utoipa::path(get, path = "/journal/entries", tag = "journal", security(("bearer" = [])), params(Which), responses(
    (status = 200, body = JournalEntries), (status = 401, body = Problem), (status = 403, body = Problem), (status = 503, body = Problem)))]
pub async fn entries(
    State(app): State<App>,
    Bearer(session): Bearer,
    Query(which): Query<Which>,
) -> Result<axum::Json<JournalEntries>, Failure> {
    must_audit(&session)?;
    let limit = which.limit.unwrap_or(PAGE).clamp(1, MOST);
    let (found, next) = look(&app.house, &session, which.before, limit).await?;
    let entries =
        found.into_iter().map(|looked| (looked.kind().to_owned(), looked)).map(|(kind, Looked { entry: e, actor, about, what, .. })| {
            JournalEntry {
                number: e.number,
                hash: e.hash().hex(),
                kind,
                actor: e.actor.zip(actor).map(|(account, (login, name))| Actor {
                    account: account.to_string(),
                    login,
                    name: name.map(Private::into_inner),
                }),
                subjects: about.into_iter().map(|(sort, id)| Subject { sort, id: id.to_string() }).collect(),
                what,
                role: e.role,
                channel: e.channel,
                device: e.device,
                occurred_at: e.occurred_at.rfc3339(),
                recorded_at: e.recorded_at.rfc3339(),
            }
        });
    Ok(axum::Json(JournalEntries { entries: entries.collect(), next }))
}
