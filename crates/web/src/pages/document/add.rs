//! `/layanan/{case}/berkas`: adds a paper, with a photograph from camera or file.

use super::show::is_picture;
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::flaws::Flaws;
use crate::form::{Fields, Form};
use crate::frame::Frame;
use crate::pages::case::say::Say;
use crate::pages::{html, html_unprocessable, see};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use slrt_domain::Coded as _;
use slrt_domain::case::DocumentForm;
use slrt_domain::identity::*;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_operations::accounts::Session;
use slrt_operations::steps::{self, DocumentInput};

#[derive(Template)]
#[template(path = "document/add.html")]
struct AddPage {
    f: Frame,
    id: String,
    number: String,
    operation: String,
    /// Kinds: code, name, chosen; the usual ones of these needs first.
    usual: Vec<(String, String, bool)>,
    others: Vec<(String, String, bool)>,
    forms: Vec<(&'static str, String, bool)>,
    concerns: Vec<(String, String, bool)>,
    flaws: Flaws,
}

/// The form.
pub async fn form(State(app): State<App>, Path(case): Path<String>, Officer { session, frame }: Officer) -> Response {
    match page(&app, &session, frame.clone(), &case, &Fields::default(), Flaws::default()).await {
        Ok(page) => html(&page),
        Err(e) => e.page(frame),
    }
}

/// Adds the paper.
pub async fn send(State(app): State<App>, Path(case): Path<String>, form: Form) -> Response {
    let failure = match add(&app, &form, &case).await {
        Ok(()) => return see(&format!("/layanan/{case}")),
        Err(e) => e,
    };
    let Some(refusal) = failure.refusal() else { return failure.page(form.frame) };
    let mut flaws = Flaws::default();
    flaws.add(refusal.field.unwrap_or_default(), failure.words(&form.frame.l));
    let reused = refusal.kind == RefusalKind::Reused;
    match page(&app, &form.session, form.frame.clone(), &case, &form.fields, flaws).await {
        Ok(mut page) => {
            if reused {
                page.operation = page.f.operation();
            }
            html_unprocessable(&page)
        }
        Err(e) => e.page(form.frame),
    }
}

async fn add(app: &App, form: &Form, case: &str) -> Result<(), Failure> {
    let sender = form.sender()?;
    let case = CaseId::parse(case).ok_or_else(Refusal::not_found)?;
    let id = DocumentId::from_slice(&sender.operation.bytes()).ok_or_else(|| Refusal::invalid("operation_id", "unknown"))?;
    let photo = form.fields.files("photo").next().map(|(_, bytes)| bytes.to_vec());
    if photo.as_ref().is_some_and(|p| !is_picture(p)) {
        return Err(Refusal::invalid("photo", "not-a-picture").into());
    }
    let document = DocumentInput {
        id,
        case,
        concern: form.fields.id("concern", ConcernId::parse)?,
        kind: form.fields.get("kind").ok_or_else(|| Refusal::invalid("kind", "missing"))?.to_owned(),
        // A photograph that came along is one, whatever else was said.
        form: if photo.is_some() { DocumentForm::Photo } else { form.fields.code("form")? },
        photo: photo.map(Private::new),
    };
    steps::add_document(&app.house, &sender, document).await?;
    Ok(())
}

async fn page(app: &App, session: &Session, f: Frame, case: &str, fields: &Fields, flaws: Flaws) -> Result<AddPage, Failure> {
    let id = CaseId::parse(case).ok_or_else(Refusal::not_found)?;
    let view = slrt_operations::view::case(&app.house, session, id).await?;
    if !view.can.add_document {
        return Err(Refusal::forbidden().into());
    }
    let l = f.l.clone();
    let catalog = app.house.catalog();
    let say = Say { l: &l, catalog, today: session.reference.zone.day(app.house.clock().now()) };
    let usual = |code: &String| view.concerns.iter().filter_map(|c| catalog.kinds.get(&c.kind)).any(|k| k.documents.contains(code));
    let (near, others): (Vec<_>, Vec<_>) = catalog.documents.iter().partition(|d| usual(&d.code));
    let chosen = fields.text("kind").to_owned();
    let choice = |d: &slrt_domain::program::Named| (d.code.clone(), l.pick(&d.name), d.code == chosen);
    let forms = [DocumentForm::Photo, DocumentForm::Shown, DocumentForm::Copy, DocumentForm::Missing];
    let asked = fields.get("form").unwrap_or("photo");
    let concern = fields.text("concern").to_owned();
    Ok(AddPage {
        id: case.to_owned(),
        number: view.number.to_string(),
        operation: fields.get("operation_id").map_or_else(|| app.house.clock().new_id().to_string(), Into::into),
        usual: near.into_iter().map(choice).collect(),
        others: others.into_iter().map(choice).collect(),
        forms: forms.iter().map(|x| (x.code(), l.code("docform", x.code()), x.code() == asked)).collect(),
        concerns: view.concerns.iter().map(|c| (c.id.to_string(), say.kind(&c.kind), c.id.to_string() == concern)).collect(),
        flaws,
        f,
    })
}
