//! `GET /imports/{id}`: how far an import is, and what came of it.

use crate::App;
use crate::access::{Bearer, speak};
use crate::error::{Failure, Problem};
use crate::pages::import::show::{Found, find};
use crate::pages::import::words;
use crate::speak::Speak;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use serde::Serialize;
use slrt_domain::Coded as _;
use slrt_domain::family::import::Problems;
use slrt_operations::import::ImportReport;
use slrt_operations::storage::import::LoggedImport;
use slrt_operations::uploads::{State as Work, Upload};
use utoipa::ToSchema;

/// Problems that are told; more of them are on the page, as CSV.
const SHOWN: usize = 50;

/// How far an import is.
#[derive(Serialize, ToSchema)]
pub struct ImportState {
    /// Id of the upload.
    id: String,
    /// Id of the import, once it began.
    import: Option<String>,
    /// `trying`, `tried` (a dry run has ended), `running`, `done`, `failed`; `unfinished` for one that was broken off: the same file again goes on with it.
    state: String,
    /// `dtsen`, `dtks`, `bdt`.
    source: String,
    /// The day of which the copy is.
    as_of: String,
    /// Families written, or that would be.
    families: i64,
    /// Persons in them.
    persons: i64,
    /// Families that were there already and say nothing new.
    unchanged: i64,
    /// Families that are known as of a later day, and were left as they are.
    older: i64,
    /// Rows refused.
    problems: i64,
    /// Rows by problem.
    by_reason: Vec<ReasonCount>,
    /// The first problems; identifying values are masked.
    first: Vec<RowTrouble>,
    /// Columns that nothing is known about.
    ignored_columns: Vec<String>,
    /// Coded columns whose codes nobody has compared with the official form yet.
    unverified_columns: Vec<String>,
    /// Why it failed, in the reader's language.
    error: Option<String>,
}

/// How many rows have a problem.
#[derive(Serialize, ToSchema)]
struct ReasonCount {
    /// Why.
    reason: String,
    /// `row_rejected` or `value_left_out`.
    consequence: String,
    /// How many rows.
    rows: usize,
}

/// A problem of a row.
#[derive(Serialize, ToSchema)]
struct RowTrouble {
    /// `household` or `member`.
    table: String,
    /// Row as the file counts, from 1.
    row: u32,
    /// Header of the column.
    column: Option<String>,
    /// Why.
    reason: String,
    /// `row_rejected` or `value_left_out`.
    consequence: String,
    /// Enough of the value to find it.
    value: String,
}

/// An upload's state.
pub fn state_of(u: &Upload, l: &Speak) -> ImportState {
    let outcome = u.state.outcome();
    let report = outcome.map_or_else(ImportReport::default, |o| o.report);
    let none = Problems::default();
    let problems = outcome.map_or(&none, |o| &o.problems);
    ImportState {
        id: u.id.to_string(),
        import: report.import.map(|i| i.to_string()),
        state: u.state.code().into(),
        source: u.source.clone(),
        as_of: u.as_of.iso(),
        families: report.families,
        persons: report.persons,
        unchanged: report.unchanged,
        older: report.older,
        problems: report.problems,
        by_reason: words::by_reason(problems)
            .into_iter()
            .map(|(c, r, rows)| ReasonCount { reason: r.code().into(), consequence: c.code().into(), rows })
            .collect(),
        first: problems
            .kept()
            .into_iter()
            .take(SHOWN)
            .map(|p| RowTrouble {
                table: p.table.code().into(),
                row: p.row,
                column: p.column.as_deref().map(str::to_owned),
                reason: p.reason.code().into(),
                consequence: p.consequence.code().into(),
                value: p.value_masked.to_string(),
            })
            .collect(),
        ignored_columns: outcome.map(|o| o.ignored_columns.iter().map(|(_, c)| c.clone()).collect()).unwrap_or_default(),
        unverified_columns: outcome.map(|o| o.unverified_columns.iter().map(|(_, c)| c.clone()).collect()).unwrap_or_default(),
        error: if let Work::Failed(e) = &u.state { Some(words::failure(l, e)) } else { None },
    }
}

fn state_of_logged(i: LoggedImport) -> ImportState {
    ImportState {
        id: i.id.to_string(),
        import: Some(i.id.to_string()),
        state: if i.finished_at.is_some() { "done" } else { "unfinished" }.into(),
        source: i.source,
        as_of: i.as_of.iso(),
        families: i.families,
        persons: i.persons,
        unchanged: i.unchanged,
        problems: i.problems,
        by_reason: Vec::new(),
        first: Vec::new(),
        ignored_columns: Vec::new(),
        unverified_columns: Vec::new(),
        older: 0,
        error: None,
    }
}

/// How far an import is: of an upload by its id as long as it is kept (a day), of any import by its own.
#[utoipa::path(get, path = "/imports/{id}", tag = "imports", security(("bearer" = [])), params(("id" = String, Path, description = "Upload or import")), responses(
    (status = 200, body = ImportState), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn show(
    State(app): State<App>,
    Bearer(session): Bearer,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<axum::Json<ImportState>, Failure> {
    let l = speak(&app, &headers);
    Ok(axum::Json(match find(&app, &session, &id).await? {
        Found::Upload(u) => state_of(&u, &l),
        Found::Logged(i) => state_of_logged(i),
    }))
}
