//! `/layanan/{case}/serahkan`: hands a case to another regency of the installation.

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
use slrt_operations::hand_over::{HandOverInput, hand_over};
use slrt_operations::view::regencies;

#[derive(Template)]
#[template(path = "case/hand_over.html")]
struct HandOverPage {
    f: Frame,
    id: String,
    number: String,
    /// Regencies to choose from: code, name, and whether it is chosen.
    regencies: Vec<(String, String, bool)>,
    /// Reasons, likewise.
    reasons: Vec<(String, String, bool)>,
    words: String,
    /// Open needs with the revisions that were seen.
    seen: String,
    operation: String,
    error: Option<(String, &'static str)>,
}

/// The form.
pub async fn form(State(app): State<App>, Path(case): Path<String>, Officer { session, frame }: Officer) -> Response {
    match page(&app, &session, frame.clone(), &case, ("", "")).await {
        Ok(page) => html(&page),
        Err(e) => e.page(frame),
    }
}

/// Hands it over.
pub async fn send(State(app): State<App>, Path(case): Path<String>, form: Form) -> Response {
    let failure = match hand(&app, &form, &case).await {
        Ok(()) => return see(&format!("/layanan/{case}")),
        Err(e) => e,
    };
    let told = failure.refusal().is_some_and(|r| matches!(r.kind, RefusalKind::Invalid | RefusalKind::Changed));
    let chosen = (form.fields.text("regency"), form.fields.text("reason"));
    match page(&app, &form.session, form.frame.clone(), &case, chosen).await {
        Ok(page) if told => {
            let at = if failure.refusal().is_some_and(|r| r.field == Some("reason")) { "reason" } else { "regency" };
            let words = form.fields.text("words").to_owned();
            html_unprocessable(&HandOverPage { error: Some((failure.words(&form.frame.l), at)), words, ..page })
        }
        _ => failure.page(form.frame),
    }
}

async fn hand(app: &App, form: &Form, case: &str) -> Result<(), Failure> {
    let case = CaseId::parse(case).ok_or_else(Refusal::not_found)?;
    let to = form.fields.id("regency", Tenant::parse)?.ok_or_else(|| Refusal::invalid("regency", "missing"))?;
    let pair = |text: &str| {
        let (id, revision) = text.split_once(':')?;
        Some((ConcernId::parse(id)?, revision.parse().ok()?))
    };
    let seen: Option<Vec<(ConcernId, i64)>> = form.fields.text("seen").split_ascii_whitespace().map(pair).collect();
    let seen = seen.ok_or_else(|| Refusal::new(RefusalKind::Changed))?;
    let input = HandOverInput { case, to, reason: form.fields.text("reason").to_owned(), words: form.fields.private("words"), seen };
    hand_over(&app.house, &form.sender()?, input).await?;
    Ok(())
}

async fn page(app: &App, session: &Session, f: Frame, case: &str, (to, reason): (&str, &str)) -> Result<HandOverPage, Failure> {
    let id = CaseId::parse(case).ok_or_else(Refusal::not_found)?;
    let view = slrt_operations::view::case(&app.house, session, id).await?;
    if !view.can.hand_over {
        return Err(Refusal::forbidden().into());
    }
    let others = regencies(&app.house).await?.into_iter().filter(|r| r.tenant != session.tenant);
    let today = session.reference.zone.day(app.house.clock().now());
    let reasons = session.reference.catalog.reasons_on("hand_over", today);
    let open = view.concerns.iter().filter(|c| !c.state.is_final());
    Ok(HandOverPage {
        id: case.to_owned(),
        number: view.number.to_string(),
        regencies: others.map(|r| (r.tenant.to_string(), r.name, r.tenant.to_string() == to)).collect(),
        reasons: reasons.map(|r| (r.code.clone(), f.l.pick(&r.name), r.code == reason)).collect(),
        words: String::new(),
        seen: open.map(|c| format!("{}:{}", c.id, c.revision)).collect::<Vec<_>>().join(" "),
        operation: app.house.clock().new_id().to_string(),
        error: None,
        f,
    })
}
