//! `GET /katalog/periksa`: how far the check has come, program by program, and what else nobody has read in its source yet.

use super::facts::{ProgramCheck, load};
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::html;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::program::ToCheck;
use slrt_operations::view::FactState;

#[derive(Template)]
#[template(path = "catalog_check/list.html")]
struct ListPage<'c> {
    f: Frame,
    programs: Vec<ProgramCheck<'c>>,
    saved: Option<ProgramCheck<'c>>,
    groups: Vec<Group>,
}

/// Rows of one file of the catalogue that nobody has read in their source.
struct Group {
    table: &'static str,
    rows: Vec<ToCheck>,
}

impl ListPage<'_> {
    fn total(&self) -> usize {
        self.programs.iter().map(|p| p.facts.len()).sum()
    }
    fn done(&self) -> usize {
        self.programs.iter().map(ProgramCheck::done).sum()
    }
    fn count(&self, state: FactState) -> usize {
        self.programs.iter().map(|p| p.count(state)).sum()
    }
    /// The first program that somebody has to look at.
    fn next(&self) -> Option<&ProgramCheck<'_>> {
        self.programs.iter().find(|p| p.open() > 0)
    }
}

/// After saving: which program.
#[derive(Deserialize)]
pub struct Saved {
    tersimpan: Option<String>,
}

/// Shows the check.
pub async fn list(State(app): State<App>, Query(q): Query<Saved>, Officer { session, frame }: Officer) -> Response {
    match load(&app, &session).await {
        Ok((programs, unread)) => {
            let saved = q.tersimpan.and_then(|code| programs.iter().find(|p| p.program.code == code).cloned());
            html(&ListPage { f: frame, programs, saved, groups: groups(unread) })
        }
        Err(e) => Failure::from(e).page(frame),
    }
}

/// What else is to be checked: facts of programs have their own pages.
fn groups(rows: Vec<ToCheck>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for row in rows.into_iter().filter(|r| r.table != "programs") {
        match groups.iter_mut().find(|g| g.table == row.table) {
            Some(group) => group.rows.push(row),
            None => groups.push(Group { table: row.table, rows: vec![row] }),
        }
    }
    groups
}
