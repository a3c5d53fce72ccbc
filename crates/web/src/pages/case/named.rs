//! `/layanan/{case}/petugas`: names one more officer on a restricted case, or takes one off it.

use super::say::Say;
use super::show::roles;
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::form::Form;
use crate::frame::Frame;
use crate::pages::{html, html_unprocessable, see};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::accounts::Session;
use slrt_operations::steps;
use slrt_operations::view::{NamedView, named};

#[derive(Template)]
#[template(path = "case/named.html")]
struct NamedPage {
    f: Frame,
    id: String,
    number: String,
    operation: String,
    named: Vec<(String, String, String)>,
    candidates: Vec<(String, String, String)>,
    error: Option<String>,
}

/// The form.
pub async fn form(State(app): State<App>, Path(case): Path<String>, Officer { session, frame }: Officer) -> Response {
    let operation = app.house.clock().new_id().to_string();
    match page(&app, &session, frame.clone(), &case, operation, None).await {
        Ok(page) => html(&page),
        Err(e) => e.page(frame),
    }
}

/// Names somebody, or takes them off.
pub async fn send(State(app): State<App>, Path(case): Path<String>, form: Form) -> Response {
    let done = async {
        let id = CaseId::parse(&case).ok_or_else(Refusal::not_found)?;
        let account = form.fields.id("account", AccountId::parse)?.ok_or_else(|| Refusal::invalid("account", "missing"))?;
        if form.fields.on("take_off") {
            steps::unname_person(&app.house, &form.sender()?, id, account).await?;
            return Ok(account);
        }
        steps::name_person(&app.house, &form.sender()?, id, account).await?;
        Ok::<_, Failure>(account)
    };
    let failure = match done.await {
        // Whoever takes themselves off sees the case no more.
        Ok(account) if form.fields.on("take_off") && form.session.actor.account() == Some(account) => return see("/tugas"),
        Ok(_) if form.fields.on("take_off") => return see(&format!("/layanan/{case}/petugas")),
        Ok(_) => return see(&format!("/layanan/{case}")),
        Err(e) => e,
    };
    let operation = form.fields.text("operation_id").to_owned();
    let words = failure.refusal().filter(|r| r.field.is_some()).map(|_| failure.words(&form.frame.l));
    match (words, page(&app, &form.session, form.frame.clone(), &case, operation, None).await) {
        (Some(words), Ok(page)) => html_unprocessable(&NamedPage { error: Some(words), ..page }),
        _ => failure.page(form.frame),
    }
}

async fn page(app: &App, session: &Session, f: Frame, case: &str, operation: String, error: Option<String>) -> Result<NamedPage, Failure> {
    let id = CaseId::parse(case).ok_or_else(Refusal::not_found)?;
    let view = slrt_operations::view::case(&app.house, session, id).await?;
    if !view.can.name_person {
        return Err(Refusal::forbidden().into());
    }
    let (named, candidates) = named(&app.house, session, id).await?;
    let l = f.l.clone();
    let say = Say { l: &l, catalog: &session.reference.catalog, today: session.reference.zone.day(app.house.clock().now()) };
    let line = |p: &NamedView| (p.account.to_string(), p.name.reveal().clone(), roles(&say, &p.roles));
    Ok(NamedPage {
        id: case.to_owned(),
        number: view.number.to_string(),
        operation,
        named: named.iter().map(line).collect(),
        candidates: candidates.iter().map(line).collect(),
        error,
        f,
    })
}
