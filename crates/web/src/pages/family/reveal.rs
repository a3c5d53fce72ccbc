//! `POST /keluarga/{family}/tampilkan`: a number in clear, once, with its reason in the journal. The answer is the page itself: no address ever holds it.

use super::show::{Clear, FamilyPage, case_of, private, tab_of};
use crate::App;
use crate::error::{Failure, refusal_words};
use crate::form::Form;
use crate::pages::html;
use axum::extract::{Path, State};
use axum::response::Response;
use slrt_domain::Coded as _;
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::people::{Reveal, Shown, reveal as show};

/// Shows it.
pub(super) async fn reveal(State(app): State<App>, Path(family): Path<String>, form: Form) -> Response {
    let Some(id) = FamilyId::parse(&family) else { return Failure::from(Refusal::not_found()).page(form.frame) };
    let answer = ask(&app, &form, id).await;
    let v = &form.fields;
    let what = form.frame.l.code("family-shown", v.text("what"));
    let whose = v.get("person").and_then(PersonId::parse);
    let (case, tab) = (case_of(v), tab_of(v));
    let mut page = match FamilyPage::load(&app, form.frame, &form.session, id, tab).await {
        Ok(page) => page,
        Err((frame, e)) => return Failure::from(e).page(frame),
    };
    page.come_from(&app, &form.session, case).await;
    let mut status = axum::http::StatusCode::OK;
    match answer {
        Ok(value) => {
            let member = whose.and_then(|p| page.v.members.iter().find(|m| m.brief.person == Some(p)));
            let whose = member.and_then(|m| m.brief.name.as_ref()).map(|n| n.reveal().clone()).unwrap_or_default();
            page.clear = Some(Clear { what, whose, value });
        }
        Err(e) => {
            status = e.status();
            let words = e.refusal().map_or_else(|| e.words(&page.f.l), |r| refusal_words(r, &page.f.l));
            page.flaws.add("", words);
        }
    }
    let mut response = private(html(&page));
    *response.status_mut() = status;
    response
}

async fn ask(app: &App, form: &Form, family: FamilyId) -> Result<Private<String>, Failure> {
    let v = &form.fields;
    let what = Shown::from_code(v.text("what")).ok_or_else(|| Refusal::invalid("what", "unknown"))?;
    let person = v.id("person", PersonId::parse)?;
    // The coded reason in words, and what was typed besides.
    let today = form.session.reference.zone.day(app.house.clock().now());
    let coded = v.get("reason").and_then(|code| form.session.reference.catalog.reason("reveal", code, today)).map(|r| r.name.id.clone());
    let words = v.get("reason_words").map(str::to_owned).filter(|_| coded.is_some());
    let reason: Vec<String> = coded.into_iter().chain(words).collect();
    let wish = Reveal {
        person: person.filter(|_| what != Shown::Card),
        family: Some(family).filter(|_| what == Shown::Card),
        // A case that one comes from is a purpose for whom it is about; for others of the family a reason is asked for.
        case: if v.on("purpose") { v.id("case", CaseId::parse)? } else { None },
        what,
        reason: Some(reason.join(": ")).filter(|r| !r.is_empty()).map(Private::new),
    };
    Ok(show(&app.house, &form.sender()?, wish).await?)
}
