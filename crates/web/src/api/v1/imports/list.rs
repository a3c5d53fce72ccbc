//! `GET /imports`: the log.

use crate::App;
use crate::access::Bearer;
use crate::error::{Failure, Problem};
use crate::pages::import::run::must_import;
use axum::extract::State;
use serde::Serialize;
use slrt_operations::storage::import::log;
use utoipa::ToSchema;

/// Imports shown of the log.
const SHOWN: i64 = 200;

/// The log of imports.
#[derive(Serialize, ToSchema)]
pub struct Imports {
    /// Newest first.
    imports: Vec<ImportLine>,
}

/// An import in the log.
#[derive(Serialize, ToSchema)]
struct ImportLine {
    /// Its id.
    import: String,
    /// `dtsen`, `dtks`, `bdt`.
    source: String,
    /// The day of which the copy is.
    as_of: String,
    /// Families written.
    families: i64,
    /// Persons written.
    persons: i64,
    /// Families that were there already and say nothing new.
    unchanged: i64,
    /// Rows refused.
    problems: i64,
    /// When it began (RFC 3339, UTC).
    started_at: String,
    /// When it ended; none while it runs, or when it was broken off: the same file again goes on with it.
    finished_at: Option<String>,
}

/// Imports, newest first.
#[utoipa::path(get, path = "/imports", tag = "imports", security(("bearer" = [])), responses(
    (status = 200, body = Imports), (status = 401, body = Problem), (status = 403, body = Problem), (status = 503, body = Problem)))]
pub async fn list(State(app): State<App>, Bearer(session): Bearer) -> Result<axum::Json<Imports>, Failure> {
    must_import(&session)?;
    let mut tx = app.house.db().read(session.tenant).await?;
    let found = log(&mut tx, session.tenant, SHOWN).await?;
    tx.commit().await?;
    let imports = found.into_iter().map(|i| ImportLine {
        import: i.id.to_string(),
        source: i.source,
        as_of: i.as_of.iso(),
        families: i.families,
        persons: i.persons,
        unchanged: i.unchanged,
        problems: i.problems,
        started_at: i.started_at.rfc3339(),
        finished_at: i.finished_at.map(|at| at.rfc3339()),
    });
    Ok(axum::Json(Imports { imports: imports.collect() }))
}
