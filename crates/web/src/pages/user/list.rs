//! `GET /pengguna`: everybody who may log in.

use super::must_manage;
use super::show::{RoleLine, roles};
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
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
    active: Vec<Line>,
    closed: Vec<Line>,
    idle: usize,
}

/// The list.
pub async fn list(State(app): State<App>, officer: Officer) -> Response {
    if let Err(e) = must_manage(&officer.session) {
        return e.page(officer.frame);
    }
    match load(&app, officer.frame.clone(), &officer.session).await {
        Ok(page) => html(&page),
        Err(e) => Failure::from(e).page(officer.frame),
    }
}

async fn load(app: &App, f: Frame, session: &Session) -> Result<ListPage, OperationError> {
    let mut tx = app.house.db().read(session.tenant).await?;
    let rows = office::accounts(&mut tx, session.tenant).await?;
    tx.commit().await?;
    let (mut active, mut closed) = (Vec::new(), Vec::new());
    for row in rows {
        let id = row.account()?;
        let line =
            Line { id, roles: roles(app, &f, session, id, false), name: row.name.unwrap_or_else(|| row.login.clone()), login: row.login };
        if row.active { active.push(line) } else { closed.push(line) }
    }
    active.sort_by_key(|l| l.name.to_lowercase());
    closed.sort_by_key(|l| l.name.to_lowercase());
    Ok(ListPage { idle: active.iter().filter(|l| l.roles.is_empty()).count(), active, closed, f })
}
