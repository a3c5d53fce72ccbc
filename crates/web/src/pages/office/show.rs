//! `GET /kantor/{id}`: one office with its staff.

use super::manages;
use crate::access::Officer;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::html;
use crate::{App, place};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use slrt_domain::Coded as _;
use slrt_domain::access::{Acting, Grant, Scope};
use slrt_domain::identity::{AccountId, OfficeId};
use slrt_domain::journal::Refusal;
use slrt_domain::office::Office;
use slrt_operations::OperationError;
use slrt_operations::accounts::Session;
use slrt_operations::storage::office;

struct Colleague {
    name: String,
    roles: Vec<String>,
}

#[derive(Template)]
#[template(path = "office/show.html")]
struct OfficePage {
    f: Frame,
    may_manage: bool,
    office: Office,
    kind: String,
    stands: String,
    serves: Vec<String>,
    above: Option<(OfficeId, String)>,
    staffed: bool,
    staff: Vec<Colleague>,
}

impl OfficePage {
    fn facts(&self) -> Vec<(String, &str)> {
        let o = &self.office;
        let all = [
            ("hours", &o.hours),
            ("contact", &o.contact),
            ("address", &o.address),
            ("decree", &o.decree),
            ("equipment", &o.equipment),
            ("funding", &o.funding),
        ];
        all.into_iter().map(|(key, value)| (self.f.l.code("office", key), value.as_str())).collect()
    }
}

/// The office.
pub async fn show(State(app): State<App>, Path(id): Path<String>, officer: Officer) -> Response {
    match load(&app, officer.frame.clone(), &officer.session, &id).await {
        Ok(page) => html(&page),
        Err(e) => Failure::from(e).page(officer.frame),
    }
}

async fn load(app: &App, f: Frame, session: &Session, id: &str) -> Result<OfficePage, OperationError> {
    let reference = &session.reference;
    let office = OfficeId::parse(id).and_then(|id| reference.offices.get(&id)).cloned().ok_or_else(Refusal::not_found)?;
    let today = reference.zone.day(app.house.clock().now());
    let grants: Vec<&Grant> = reference.grants.iter().filter(|g| g.scope == Scope::Office(office.id) && g.holds_on(today)).collect();
    let mut accounts: Vec<AccountId> = grants.iter().map(|g| g.account).collect();
    accounts.sort();
    accounts.dedup();
    let mut tx = app.house.db().read(session.tenant).await?;
    let rows = office::accounts_by_id(&mut tx, session.tenant, &accounts).await?;
    tx.commit().await?;
    let mut staff = Vec::with_capacity(rows.len());
    for row in rows {
        let account = row.account()?;
        let roles = grants.iter().filter(|g| g.account == account).map(|g| {
            let role = f.l.code("role", g.role.code());
            if g.acting == Acting::Own { role } else { format!("{} {role}", f.l.code("acting", g.acting.code())) }
        });
        staff.push(Colleague { roles: roles.collect(), name: row.name.unwrap_or(row.login) });
    }
    staff.sort_by_key(|c| c.name.to_lowercase());
    Ok(OfficePage {
        may_manage: manages(session),
        kind: f.l.code("office-kind", office.kind.code()),
        stands: place::area(app, &f.l, office.area),
        serves: office.serves.iter().map(|a| place::area(app, &f.l, *a)).collect(),
        above: reference.above(office.id).and_then(|up| reference.offices.get(&up)).map(|o| (o.id, o.name.clone())),
        staffed: reference.is_staffed(office.id, today),
        staff,
        office,
        f,
    })
}
