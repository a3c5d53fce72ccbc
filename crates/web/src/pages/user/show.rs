//! `GET /pengguna/{id}`: one account with its roles.

use super::grant::Choices;
use super::{account, must_manage};
use crate::access::Officer;
use crate::error::Failure;
use crate::flaws::Flaws;
use crate::form::Fields;
use crate::frame::Frame;
use crate::pages::html;
use crate::{App, place};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use slrt_domain::Coded as _;
use slrt_domain::access::Acting;
use slrt_domain::identity::{AccountId, GrantId};
use slrt_domain::journal::Refusal;
use slrt_operations::accounts::Session;
use slrt_operations::storage::office;

/// A role in words.
#[derive(Debug)]
pub struct RoleLine {
    pub id: GrantId,
    pub role: String,
    pub acting: Option<String>,
    pub place: String,
    pub from: String,
    pub to: Option<String>,
    pub ended: bool,
}

#[derive(Template)]
#[template(path = "user/show.html")]
pub struct ShowPage {
    pub f: Frame,
    pub id: AccountId,
    pub name: String,
    pub login: String,
    pub active: bool,
    pub own: bool,
    /// Whether it is one's own, and another administrator gives it further duties.
    pub others_give: bool,
    pub revision: i64,
    pub roles: Vec<RoleLine>,
    pub c: Choices,
    pub flaws: Flaws,
}

impl ShowPage {
    /// Reads an account.
    pub async fn load(app: &App, f: Frame, session: &Session, id: &str, typed: &Fields) -> Result<Self, Failure> {
        let id = account(id)?;
        let mut tx = app.house.db().read(session.tenant).await?;
        let row = office::accounts_by_id(&mut tx, session.tenant, &[id]).await?.into_iter().next().ok_or_else(Refusal::not_found)?;
        tx.commit().await?;
        let today = session.reference.zone.day(app.house.clock().now());
        Ok(Self {
            own: id == session.account,
            others_give: id == session.account && session.reference.has_other_administrator(id, today),
            name: row.name.unwrap_or_else(|| row.login.clone()),
            login: row.login,
            active: row.active,
            revision: row.revision,
            roles: roles(app, &f, session, id, true),
            c: Choices::new(app, &f, &session.reference, typed),
            flaws: Flaws::default(),
            id,
            f,
        })
    }
}

/// An account's page.
pub async fn show(State(app): State<App>, Path(id): Path<String>, officer: Officer) -> Response {
    if let Err(e) = must_manage(&officer.session) {
        return e.page(officer.frame);
    }
    match ShowPage::load(&app, officer.frame.clone(), &officer.session, &id, &Fields::default()).await {
        Ok(page) => html(&page),
        Err(e) => e.page(officer.frame),
    }
}

/// Roles of an account: those that hold today, or all.
pub fn roles(app: &App, f: &Frame, session: &Session, id: AccountId, all: bool) -> Vec<RoleLine> {
    let reference = &session.reference;
    let today = reference.zone.day(app.house.clock().now());
    let mut own: Vec<_> = reference.grants.iter().filter(|g| g.account == id && (all || g.holds_on(today))).collect();
    own.sort_by_key(|g| (!g.holds_on(today), std::cmp::Reverse(g.to), g.role, g.id));
    own.into_iter()
        .map(|g| RoleLine {
            id: g.id,
            role: f.l.code("role", g.role.code()),
            acting: (g.acting != Acting::Own).then(|| f.l.code("acting", g.acting.code())),
            place: place::scope(app, &f.l, reference, g.scope),
            from: f.l.day(g.from),
            to: g.to.map(|d| f.l.day(d)),
            ended: g.to.is_some_and(|to| to < today),
        })
        .collect()
}
