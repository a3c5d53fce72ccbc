//! `POST /keluarga/{family}/hasil-cek`: what an officer saw in SIKS-NG, DTSEN, Cek Bansos or BPJS.

use super::show::{FamilyPage, Tab, address, case_of, private};
use crate::App;
use crate::error::{Failure, refusal_words};
use crate::flaws::Flaws;
use crate::form::Form;
use crate::pages::{html, see};
use crate::speak::Speak;
use axum::extract::{Path, State};
use axum::response::Response;
use slrt_domain::identity::*;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_operations::derived_id;
use slrt_operations::people::{Observation, observe as record};

/// Records it.
pub(super) async fn observe(State(app): State<App>, Path(family): Path<String>, form: Form) -> Response {
    let Some(id) = FamilyId::parse(&family) else { return Failure::from(Refusal::not_found()).page(form.frame) };
    let mut flaws = Flaws::default();
    let failure = match read(&form, id, &mut flaws) {
        Ok(Some(observation)) => match form.sender() {
            Ok(sender) => match record(&app.house, &sender, observation).await {
                Ok(_) => return see(&address(id, Tab::Summary, case_of(&form.fields))),
                Err(e) => Some(Failure::from(e)),
            },
            Err(e) => Some(e.into()),
        },
        Ok(None) => None,
        Err(e) => Some(e.into()),
    };
    let status = failure.as_ref().map_or(axum::http::StatusCode::UNPROCESSABLE_ENTITY, Failure::status_in_form);
    if let Some(failure) = &failure {
        tell(failure, &form.frame.l, &mut flaws);
    }
    let reused = failure.as_ref().and_then(Failure::refusal).is_some_and(|r| r.kind == RefusalKind::Reused);
    let (operation, fields) = (form.fields.text("operation_id").to_owned(), form.fields);
    match FamilyPage::load(&app, form.frame, &form.session, id, Tab::Summary).await {
        Ok(mut page) => {
            page.flaws = flaws;
            page.come_from(&app, &form.session, case_of(&fields)).await;
            if !reused {
                page.operation = operation;
            }
            page.fields = fields;
            let mut response = private(html(&page));
            *response.status_mut() = status;
            response
        }
        Err((frame, e)) => Failure::from(e).page(frame),
    }
}

fn tell(failure: &Failure, l: &Speak, flaws: &mut Flaws) {
    match failure.refusal() {
        Some(r) => flaws.add(r.field.unwrap_or_default(), refusal_words(r, l)),
        None => flaws.add("", failure.words(l)),
    }
}

fn read(form: &Form, family: FamilyId, flaws: &mut Flaws) -> Result<Option<Observation>, Refusal> {
    let (v, l) = (&form.fields, &form.frame.l);
    let operation = v.id("operation_id", OperationId::parse)?.ok_or_else(|| Refusal::invalid("operation_id", "missing"))?;
    let listed = match v.text("listed") {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    if listed.is_none() {
        flaws.add("listed", l.t("family-listed-missing"));
    }
    let seen_on = v.day("seen_on").ok().flatten();
    if seen_on.is_none() {
        flaws.add("seen_on", l.t1("invalid-missing", "field", l.t("field-seen-on")));
    }
    let (Some(listed), Some(seen_on)) = (listed, seen_on) else { return Ok(None) };
    Ok(Some(Observation {
        id: ObservationId(derived_id("observation", &[&operation.bytes()])),
        family,
        case: v.id("case", CaseId::parse)?,
        system: v.text("system").to_owned(),
        listed,
        // What is hidden with "not listed" was not seen.
        decile: v.get("decile").and_then(|d| d.parse().ok()).filter(|_| listed),
        programs: v.all("programs").filter(|_| listed).map(str::to_owned).collect(),
        excluded: v.on("excluded"),
        seen_on,
        words: v.private("remarks"),
    }))
}
