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
use axum::extract::State;
use axum::response::Response;
use slrt_domain::identity::AccountId;
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
    closed: Vec<Line>,
    idle: usize,
}

/// Everybody.
pub async fn list(State(app): State<App>, officer: Officer) -> Response {
    show(&app, officer.frame, &officer.session, "").await
}

/// Those whom one looks for: sent as a form, for names of people do not belong into addresses.
pub async fn find(State(app): State<App>, form: Form) -> Response {
    show(&app, form.frame, &form.session, form.fields.text("q")).await
}

async fn show(app: &App, f: Frame, session: &Session, q: &str) -> Response {
    if let Err(e) = must_manage(session) {
        return e.page(f);
    }
    let q: String = q.trim().chars().take(80).collect();
    match load(app, f.clone(), session, q).await {
        Ok(page) => html(&page),
        Err(e) => Failure::from(e).page(f),
    }
}

async fn load(app: &App, f: Frame, session: &Session, q: String) -> Result<ListPage, OperationError> {
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
    active.sort_by_key(|l| l.name.to_lowercase());
    closed.sort_by_key(|l| l.name.to_lowercase());
    Ok(ListPage { idle, active, closed, q, f })
}

/// Whether every word that was looked for stands in the name, the log-in name, a role or its place.
fn fits(line: &Line, q: &str) -> bool {
    let roles = line.roles.iter().flat_map(|r| [r.role.as_str(), r.place.as_str()]);
    let text = [line.name.as_str(), line.login.as_str()].into_iter().chain(roles).collect::<Vec<_>>().join(" ").to_lowercase();
    q.to_lowercase().split_whitespace().all(|word| text.contains(word))
}
