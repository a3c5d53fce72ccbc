//! `/layanan/{case}/orang`: puts right whom a case is about.

use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::form::Form;
use crate::frame::Frame;
use crate::pages::people::hits::Lines;
use crate::pages::{html, html_unprocessable, see};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use slrt_domain::identity::*;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_operations::accounts::Session;
use slrt_operations::steps;

/// How many people are shown.
const SHOWN: usize = 10;

#[derive(Template)]
#[template(path = "case/person.html")]
struct PersonPage {
    f: Frame,
    id: String,
    number: String,
    /// Who stands there now: their name, and their id for whoever is faster.
    now: String,
    before: String,
    q: String,
    found: Lines,
    words: String,
    operation: String,
    error: Option<String>,
}

/// The search.
pub async fn form(State(app): State<App>, Path(case): Path<String>, Officer { session, frame }: Officer) -> Response {
    match page(&app, &session, frame.clone(), &case, "").await {
        Ok(page) => html(&page),
        Err(e) => e.page(frame),
    }
}

/// Looks for somebody, or takes the one who was chosen.
pub async fn send(State(app): State<App>, Path(case): Path<String>, form: Form) -> Response {
    let q = form.fields.text("q").to_owned();
    if form.fields.on("search") {
        return match page(&app, &form.session, form.frame.clone(), &case, &q).await {
            Ok(page) => html(&page),
            Err(e) => e.page(form.frame),
        };
    }
    let failure = match take(&app, &form, &case).await {
        Ok(()) => return see(&format!("/layanan/{case}")),
        Err(e) => e,
    };
    let told = failure.refusal().is_some_and(|r| matches!(r.kind, RefusalKind::Invalid | RefusalKind::Changed));
    match page(&app, &form.session, form.frame.clone(), &case, &q).await {
        Ok(page) if told => {
            let words = form.fields.text("words").to_owned();
            html_unprocessable(&PersonPage { error: Some(failure.words(&form.frame.l)), words, ..page })
        }
        _ => failure.page(form.frame),
    }
}

async fn take(app: &App, form: &Form, case: &str) -> Result<(), Failure> {
    let id = CaseId::parse(case).ok_or_else(Refusal::not_found)?;
    let person = form.fields.id("person", PersonId::parse)?.ok_or_else(|| Refusal::invalid("person", "missing"))?;
    let before = form.fields.id("before", PersonId::parse)?;
    steps::set_case_person(&app.house, &form.sender()?, id, person, before, form.fields.private("words")).await?;
    Ok(())
}

async fn page(app: &App, session: &Session, f: Frame, case: &str, q: &str) -> Result<PersonPage, Failure> {
    let id = CaseId::parse(case).ok_or_else(Refusal::not_found)?;
    let view = slrt_operations::view::case(&app.house, session, id).await?;
    if !view.can.set_person {
        return Err(Refusal::forbidden().into());
    }
    let mut found = Lines::search(app, session, &f.l, q, SHOWN).await?;
    found.people.retain(|p| Some(p.person) != view.person.person);
    Ok(PersonPage {
        id: case.to_owned(),
        number: view.number.to_string(),
        now: view.person.name.as_ref().map_or_else(|| f.l.t("case-whose-nobody"), |n| n.reveal().clone()),
        before: view.person.person.map(|p| p.to_string()).unwrap_or_default(),
        q: q.to_owned(),
        found,
        words: String::new(),
        operation: app.house.clock().new_id().to_string(),
        error: None,
        f,
    })
}
