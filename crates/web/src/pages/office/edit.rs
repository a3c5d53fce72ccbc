//! `/kantor/baru`, `/kantor/{id}/ubah`: adds and changes an office.

use super::manages;
use super::typed::Typed;
use crate::access::Officer;
use crate::error::Failure;
use crate::flaws::Flaws;
use crate::form::Form;
use crate::frame::Frame;
use crate::pages::{html, html_unprocessable, see};
use crate::{App, place};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use slrt_domain::Coded as _;
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::identity::OfficeId;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_domain::office::{OfficeKind, Reference};
use slrt_operations::{Body, derived_id};

/// A district with its villages.
struct District {
    code: AreaCode,
    name: String,
    villages: Vec<(AreaCode, String)>,
    /// How many of its boxes are ticked.
    ticked: usize,
}

#[derive(Template)]
#[template(path = "office/edit.html")]
struct EditPage {
    f: Frame,
    /// None: a new one.
    id: Option<OfficeId>,
    t: Typed,
    kinds: Vec<(&'static str, String)>,
    regency: (AreaCode, String),
    districts: Vec<District>,
    offices: Vec<(String, String)>,
    /// Somebody else changed it meanwhile.
    changed: bool,
    flaws: Flaws,
}

impl EditPage {
    fn new(app: &App, f: Frame, reference: &Reference, id: Option<OfficeId>, t: Typed, flaws: Flaws) -> Self {
        let areas = app.house.areas();
        let mut districts = Vec::new();
        for (code, name) in areas.children(Some(reference.area)) {
            let villages: Vec<(AreaCode, String)> = areas.within(code, Level::Village).map(|(v, n)| (v, n.to_owned())).collect();
            let ticked = villages.iter().filter(|(v, _)| t.has(v)).count();
            districts.push(District { code, name: name.to_owned(), villages, ticked });
        }
        let mut offices: Vec<(String, String)> =
            reference.offices.values().filter(|o| Some(o.id) != id).map(|o| (o.id.to_string(), o.name.clone())).collect();
        offices.sort_by_key(|(_, name)| name.to_lowercase());
        Self {
            kinds: OfficeKind::ALL.iter().map(|k| (k.code(), f.l.code("office-kind", k.code()))).collect(),
            regency: (reference.area, place::area(app, &f.l, reference.area)),
            districts,
            offices,
            id,
            t,
            changed: false,
            flaws,
            f,
        }
    }

    fn action(&self) -> String {
        self.id.map_or_else(|| "/kantor/baru".into(), |id| format!("/kantor/{id}/ubah"))
    }

    fn back(&self) -> String {
        self.id.map_or_else(|| "/kantor".into(), |id| format!("/kantor/{id}"))
    }
}

/// The form of a new office.
pub async fn new(State(app): State<App>, officer: Officer) -> Response {
    if !manages(&officer.session) {
        return Failure::from(Refusal::forbidden()).page(officer.frame);
    }
    html(&EditPage::new(&app, officer.frame, &officer.session.reference, None, Typed::blank(), Flaws::default()))
}

/// The form of a known office.
pub async fn form(State(app): State<App>, Path(id): Path<String>, officer: Officer) -> Response {
    if !manages(&officer.session) {
        return Failure::from(Refusal::forbidden()).page(officer.frame);
    }
    let reference = &officer.session.reference;
    let Some(office) = OfficeId::parse(&id).and_then(|id| reference.offices.get(&id)) else {
        return Failure::from(Refusal::not_found()).page(officer.frame);
    };
    html(&EditPage::new(&app, officer.frame, reference, Some(office.id), Typed::of(office), Flaws::default()))
}

/// Adds an office.
pub async fn add(State(app): State<App>, form: Form) -> Response {
    save(&app, form, None).await
}

/// Changes an office.
pub async fn change(State(app): State<App>, Path(id): Path<String>, form: Form) -> Response {
    match OfficeId::parse(&id).filter(|id| form.session.reference.offices.contains_key(id)) {
        Some(id) => save(&app, form, Some(id)).await,
        None => Failure::from(Refusal::not_found()).page(form.frame),
    }
}

async fn save(app: &App, form: Form, known: Option<OfficeId>) -> Response {
    let typed = Typed::read(&form.fields);
    let saved = async {
        let sender = form.sender()?;
        // Named by the operation: a resend means the same office.
        let id = known.unwrap_or_else(|| OfficeId(derived_id("office", &[&sender.operation.bytes()])));
        app.house.submit(sender.request(Body::SetOffice(typed.office(id)?))).await?;
        Ok::<_, Failure>(id)
    };
    let failure = match saved.await {
        Ok(id) => return see(&format!("/kantor/{id}")),
        Err(failure) => failure,
    };
    let changed = failure.refusal().is_some_and(|r| r.kind == RefusalKind::Changed);
    match Flaws::of(failure, &form.frame.l) {
        Ok(flaws) => {
            let page = EditPage::new(app, form.frame, &form.session.reference, known, typed, flaws);
            let mut response = html_unprocessable(&EditPage { changed, ..page });
            if changed {
                *response.status_mut() = axum::http::StatusCode::CONFLICT;
            }
            response
        }
        Err(failure) => failure.page(form.frame),
    }
}
