//! `/layanan/{case}/tarik`: takes a case back that another regency has not answered.

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
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_operations::accounts::Session;
use slrt_operations::hand_over::{TakeBackInput, take_back};

#[derive(Template)]
#[template(path = "case/take_back.html")]
struct TakeBackPage {
    f: Frame,
    id: String,
    number: String,
    /// To whom it is on its way.
    regency: String,
    /// Reasons to choose from: code, name, and whether it is chosen.
    reasons: Vec<(String, String, bool)>,
    words: String,
    hand_over: String,
    operation: String,
    error: Option<String>,
}

/// The form.
pub async fn form(State(app): State<App>, Path(case): Path<String>, Officer { session, frame }: Officer) -> Response {
    match page(&app, &session, frame.clone(), &case, "").await {
        Ok(page) => html(&page),
        Err(e) => e.page(frame),
    }
}

/// Takes it back. That the other regency was faster is told on a page of its own: nothing of the form helps then.
pub async fn send(State(app): State<App>, Path(case): Path<String>, form: Form) -> Response {
    let failure = match take_it_back(&app, &form, &case).await {
        Ok(()) => return see(&format!("/layanan/{case}")),
        Err(e) => e,
    };
    let told = failure.refusal().is_some_and(|r| r.kind == RefusalKind::Invalid);
    match page(&app, &form.session, form.frame.clone(), &case, form.fields.text("reason")).await {
        Ok(page) if told => {
            let words = form.fields.text("words").to_owned();
            html_unprocessable(&TakeBackPage { error: Some(failure.words(&form.frame.l)), words, ..page })
        }
        _ => failure.page(form.frame),
    }
}

async fn take_it_back(app: &App, form: &Form, case: &str) -> Result<(), Failure> {
    let case = CaseId::parse(case).ok_or_else(Refusal::not_found)?;
    let hand_over = form.fields.id("hand_over", HandOverId::parse)?.ok_or_else(|| Refusal::new(RefusalKind::Changed))?;
    let reason = form.fields.text("reason").to_owned();
    take_back(&app.house, &form.sender()?, TakeBackInput { case, hand_over, reason, words: form.fields.private("words") }).await?;
    Ok(())
}

async fn page(app: &App, session: &Session, f: Frame, case: &str, reason: &str) -> Result<TakeBackPage, Failure> {
    let id = CaseId::parse(case).ok_or_else(Refusal::not_found)?;
    let view = slrt_operations::view::case(&app.house, session, id).await?;
    let handed = view.handed.filter(|_| view.can.take_back).ok_or_else(Refusal::forbidden)?;
    let today = session.reference.zone.day(app.house.clock().now());
    let reasons = session.reference.catalog.reasons_on("hand_over_take_back", today);
    Ok(TakeBackPage {
        id: case.to_owned(),
        number: view.number.to_string(),
        regency: handed.to.name,
        reasons: reasons.map(|r| (r.code.clone(), f.l.pick(&r.name), r.code == reason)).collect(),
        words: String::new(),
        hand_over: handed.id.to_string(),
        operation: app.house.clock().new_id().to_string(),
        error: None,
        f,
    })
}
