//! `GET /pengguna`: everybody who may log in.

use super::must_manage;
use super::show::{RoleLine, roles};
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::form::Form;
use crate::frame::Frame;
use crate::pages::html;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::identity::AccountId;
use slrt_domain::journal::Refusal;
use slrt_operations::OperationError;
use slrt_operations::accounts::Session;
use slrt_operations::storage::office;

struct Line {
    id: AccountId,
    name: String,
    login: String,
    roles: Vec<RoleLine>,
}

#[derive(Template)]
#[template(path = "user/list.html")]
struct ListPage {
    f: Frame,
    /// What was looked for.
    q: String,
    active: Vec<Line>,
    /// How many may log in and fit what was looked for, on all pages.
    count: usize,
    closed: Vec<Line>,
    /// How many closed accounts fit; of very many only the first are told.
    closed_count: usize,
    idle: usize,
    /// The account after which the next page begins; none on the last.
    next: Option<AccountId>,
    later_page: bool,
}

/// Accounts of a page.
const PAGE: usize = 50;

/// From where on.
#[derive(Deserialize)]
pub struct Start {
    sesudah: Option<String>,
}

/// Everybody.
pub async fn list(State(app): State<App>, Query(from): Query<Start>, officer: Officer) -> Response {
    show(&app, officer.frame, &officer.session, "", from.sesudah.as_deref()).await
}

/// Those whom one looks for: sent as a form, for names of people do not belong into addresses.
pub async fn find(State(app): State<App>, form: Form) -> Response {
    show(&app, form.frame, &form.session, form.fields.text("q"), form.fields.get("sesudah")).await
}

async fn show(app: &App, f: Frame, session: &Session, q: &str, after: Option<&str>) -> Response {
    if let Err(e) = must_manage(session) {
        return e.page(f);
    }
    let q: String = q.trim().chars().take(80).collect();
    let found = async {
        let after = after.map(|a| AccountId::parse(a).ok_or_else(|| Refusal::invalid("cursor", "unknown"))).transpose()?;
        Ok::<_, Failure>(load(app, f.clone(), session, q, after).await?)
    };
    match found.await {
        Ok(page) => html(&page),
        Err(e) => e.page(f),
    }
}

async fn load(app: &App, f: Frame, session: &Session, q: String, after: Option<AccountId>) -> Result<ListPage, OperationError> {
    let mut tx = app.house.db().read(session.tenant).await?;
    let rows = office::accounts(&mut tx, session.tenant).await?;
    tx.commit().await?;
    let (mut active, mut closed, mut idle) = (Vec::new(), Vec::new(), 0);
    for row in rows {
        let id = row.account()?;
        let line =
            Line { id, roles: roles(app, &f, session, id, false), name: row.name.unwrap_or_else(|| row.login.clone()), login: row.login };
        // Whoever has no role yet is counted below, whether looked for or not.
        idle += usize::from(row.active && line.roles.is_empty());
        if !fits(&line, &q) {
            continue;
        }
        if row.active { active.push(line) } else { closed.push(line) }
    }
    active.sort_by_key(|l| (l.name.to_lowercase(), l.id));
    closed.sort_by_key(|l| (l.name.to_lowercase(), l.id));
    let (count, closed_count) = (active.len(), closed.len());
    // Names are no part of an address: the cursor names the account. One that is gone meanwhile begins anew.
    let begin = after.and_then(|a| active.iter().position(|l| l.id == a)).map_or(0, |at| at + 1);
    active.drain(..begin);
    let more = active.len() > PAGE;
    active.truncate(PAGE);
    closed.truncate(PAGE);
    let next = active.last().filter(|_| more).map(|l| l.id);
    Ok(ListPage { idle, active, count, closed, closed_count, q, next, later_page: begin > 0, f })
}

/// Whether every word that was looked for stands in the name, the log-in name, a role or its place.
fn fits(line: &Line, q: &str) -> bool {
    let roles = line.roles.iter().flat_map(|r| [r.role.as_str(), r.place.as_str()]);
    let text = [line.name.as_str(), line.login.as_str()].into_iter().chain(roles).collect::<Vec<_>>().join(" ").to_lowercase();
    q.to_lowercase().split_whitespace().all(|word| text.contains(word))
}
