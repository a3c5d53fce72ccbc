//! `GET /akun`: who I am.

use super::tokens::{Devices, devices};
use crate::access::Officer;
use crate::error::Failure;
use crate::flaws::Flaws;
use crate::frame::Frame;
use crate::pages::{html, see};
use crate::{App, place};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use slrt_domain::Coded as _;
use slrt_domain::access::{Acting, Grant};
use slrt_operations::OperationError;
use slrt_operations::accounts::{Session, contacts_of};
use slrt_operations::storage::office;

/// A role that is held today, in words.
#[derive(Debug)]
pub(super) struct Held {
    pub role: String,
    pub acting: Option<String>,
    pub place: String,
    pub until: String,
    /// The end of its guide's address.
    pub guide: &'static str,
}

#[derive(Template)]
#[template(path = "account/show.html")]
pub(super) struct AccountPage {
    pub f: Frame,
    pub login: String,
    pub held: Vec<Held>,
    pub devices: Devices,
    /// The number that the public may call, where there is a role for it; empty when there is none yet.
    pub contact: Option<String>,
    pub operation_id: String,
    /// A token that was just made: shown once.
    pub fresh: Option<String>,
    pub label: String,
    pub flaws: Flaws,
}

impl AccountPage {
    pub(super) async fn load(app: &App, f: Frame, session: &Session) -> Result<Self, OperationError> {
        let mut tx = app.house.db().read(session.tenant).await?;
        let account = office::accounts_by_id(&mut tx, session.tenant, &[session.account]).await?.into_iter().next();
        tx.commit().await?;
        let held = session.actor.grants.iter().map(|g| Held {
            role: f.l.code("role", g.role.code()),
            acting: (g.acting != Acting::Own).then(|| f.l.code("acting", g.acting.code())),
            place: place::scope(app, &f.l, &session.reference, g.scope),
            guide: crate::pages::guide::of(g.role),
            until: g.to.map_or_else(|| f.l.t("account-no-end"), |to| f.l.t1("account-until", "day", f.l.day(to))),
        });
        Ok(Self {
            held: held.collect(),
            login: account.map(|a| a.login).unwrap_or_default(),
            devices: devices(app, &f.l, session).await?,
            contact: contact(app, session).await?,
            operation_id: app.house.clock().new_id().to_string(),
            fresh: None,
            label: String::new(),
            flaws: Flaws::default(),
            f,
        })
    }
}

/// One's own public number, for whoever has a role in which the public turns to them, or a number still to take back.
async fn contact(app: &App, session: &Session) -> Result<Option<String>, OperationError> {
    let own = contacts_of(&app.house, session.tenant, &[session.account]).await?.pop().map(|(_, number)| number.into_inner());
    let may = session.actor.grants.iter().any(Grant::meets_the_public);
    Ok(own.or_else(|| may.then(String::new)))
}

/// Who I am, what I may do, and where I am logged in.
pub async fn show(State(app): State<App>, officer: Officer) -> Response {
    if officer.session.must_change {
        return see("/akun/sandi");
    }
    match AccountPage::load(&app, officer.frame.clone(), &officer.session).await {
        Ok(page) => html(&page),
        Err(e) => Failure::from(e).page(officer.frame),
    }
}
