//! `POST /keluarga/{family}/nomor-dicocokkan` and `POST /keluarga/{family}/nik`: a member's numbers, compared with the card.

use super::show::{FamilyPage, Tab, address, case_of, private};
use crate::App;
use crate::error::{Failure, refusal_words};
use crate::form::Form;
use crate::pages::{html, see};
use axum::extract::{Path, State};
use axum::response::Response;
use slrt_domain::identity::*;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_operations::people::{add_nik, check_numbers};
use slrt_operations::view::family;

/// Settles what looks odd.
pub(super) async fn checked(State(app): State<App>, Path(id): Path<String>, form: Form) -> Response {
    let answer = async {
        let person = member(&app, &form, &id).await?;
        let warnings = form.fields.all("warnings").map(str::to_owned).collect();
        check_numbers(&app.house, &form.sender()?, person, warnings).await?;
        Ok::<_, Failure>(())
    };
    let answer = answer.await;
    answered(&app, form, &id, answer).await
}

/// Adds a missing NIK.
pub(super) async fn nik(State(app): State<App>, Path(id): Path<String>, form: Form) -> Response {
    let answer = async {
        let person = member(&app, &form, &id).await?;
        let nik = Nik::parse(form.fields.text("nik")).map_err(|_| Refusal::invalid("nik", "digits"))?;
        add_nik(&app.house, &form.sender()?, person, nik, form.fields.on("settled")).await?;
        Ok::<_, Failure>(())
    };
    let answer = answer.await;
    answered(&app, form, &id, answer).await
}

/// The member that the form is about, of this family.
async fn member(app: &App, form: &Form, id: &str) -> Result<PersonId, Failure> {
    let id = FamilyId::parse(id).ok_or_else(Refusal::not_found)?;
    let person = form.fields.id("person", PersonId::parse)?.ok_or_else(Refusal::not_found)?;
    let family = family(&app.house, &form.session, id).await?;
    let own = family.members.iter().any(|m| m.brief.person == Some(person));
    own.then_some(person).ok_or_else(|| Refusal::not_found().into())
}

async fn answered(app: &App, form: Form, id: &str, answer: Result<(), Failure>) -> Response {
    let (failure, id) = match (answer, FamilyId::parse(id)) {
        (Ok(()), Some(id)) => return see(&address(id, Tab::Members, case_of(&form.fields))),
        (Ok(()), None) => return Failure::from(Refusal::not_found()).page(form.frame),
        (Err(failure), None) => return failure.page(form.frame),
        (Err(failure), Some(id)) => (failure, id),
    };
    let case = case_of(&form.fields);
    let mut page = match FamilyPage::load(app, form.frame, &form.session, id, Tab::Members).await {
        Ok(page) => page,
        Err((frame, e)) => return Failure::from(e).page(frame),
    };
    let words = match failure.refusal() {
        // What looks odd is told by name, then settled with one more tick.
        Some(r) if r.kind == RefusalKind::Invalid && r.detail.starts_with("warnings:") => {
            let codes = r.detail.trim_start_matches("warnings:").split(',');
            let told: Vec<String> = codes.map(|c| page.f.l.code("nikwarning", c)).collect();
            format!("{} {}", told.join(" "), page.f.l.t("person-odd-settle"))
        }
        Some(r) => refusal_words(r, &page.f.l),
        None => failure.words(&page.f.l),
    };
    page.come_from(app, &form.session, case).await;
    page.flaws.add("", words);
    let mut response = private(html(&page));
    *response.status_mut() = failure.status();
    response
}
