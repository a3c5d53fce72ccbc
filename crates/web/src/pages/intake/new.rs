//! `/layanan/baru`: one form in steps, who, what, which papers; then the nomor layanan.

use super::already::Already;
use super::draft::{self, Draft, Whom};
use super::look::{Chosen, Duplicates, kinds_named};
use super::parts::Parts;
use crate::App;
use crate::access::Officer;
use crate::error::{Failure, refusal_words};
use crate::flaws::Flaws;
use crate::form::{Fields, Form};
use crate::frame::Frame;
use crate::pages::inquiry::InquiryForm;
use crate::pages::people::hits::Lines;
use crate::pages::people::person_fields::odd_numbers;
use crate::pages::{html, see};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::access::Action;
use slrt_domain::area::AreaCode;
use slrt_domain::case::Channel;
use slrt_domain::identity::*;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_operations::OperationError;
use slrt_operations::accounts::Session;
use slrt_operations::intake::open_case;
use slrt_operations::people::add_person;
use slrt_operations::storage::registry;

/// Where drafts of this form are kept on the device.
const DRAFT: &str = "layanan-baru";

#[derive(Template)]
#[template(path = "intake/new.html")]
pub(super) struct IntakePage {
    pub f: Frame,
    pub v: Fields,
    pub flaws: Flaws,
    pub operation: String,
    /// The service that this form made already: address and number.
    pub already: Option<(String, String)>,
    /// Key of the draft on the device: one of its own where somebody was chosen before.
    pub draft: String,
    pub parts: Parts,
    pub found: Lines,
    pub who: String,
    pub person: String,
    pub chosen: Option<Chosen>,
    pub duplicates: Duplicates,
    pub odd: Vec<String>,
    pub settled: bool,
    pub inquiry: InquiryForm,
}

impl IntakePage {
    /// The page with what was typed.
    pub fn new(app: &App, f: Frame, session: &Session, v: Fields, flaws: Flaws) -> Self {
        let picked = v.get("pick").or_else(|| v.get("person")).unwrap_or_default().to_owned();
        let mut parts = Parts::new(app, &f.l, session, &v);
        parts.mark(&flaws);
        Self {
            parts,
            inquiry: InquiryForm::new(app, &f.l, Channel::Counter),
            operation: v.get("operation_id").map_or_else(|| app.house.clock().new_id().to_string(), str::to_owned),
            already: None,
            // The page for somebody chosen before keeps its own draft, also when it comes back with errors.
            draft: v.get("draft").filter(|d| d.starts_with(DRAFT)).unwrap_or(DRAFT).to_owned(),
            found: Lines::default(),
            who: v.get("who").unwrap_or("person").to_owned(),
            person: picked,
            chosen: None,
            duplicates: Duplicates::default(),
            odd: Vec::new(),
            settled: v.on("warnings_settled"),
            flaws,
            f,
            v,
        }
    }

    /// Shows whom the form is about.
    async fn choose(&mut self, app: &App, session: &Session) {
        if let Some(id) = PersonId::parse(&self.person).filter(|_| self.who == "person") {
            self.chosen = Chosen::load(app, session, &self.f, id).await.ok();
        }
    }
}

/// Somebody who was looked at before.
#[derive(Deserialize)]
pub(super) struct About {
    orang: Option<String>,
    /// A village outside the regency, found by a search without scripts.
    desa: Option<String>,
}

/// Shows the form.
pub(super) async fn show(State(app): State<App>, Query(q): Query<About>, Officer { session, frame }: Officer) -> Response {
    if !session.actor.may_anywhere(Action::OpenCase) {
        return Failure::from(Refusal::forbidden()).page(frame);
    }
    // Whoever lives elsewhere is mostly new here.
    let who = q.desa.as_deref().map(|_| "new");
    let fields = Fields::default().with("village_elsewhere", q.desa.as_deref()).with("who", who);
    let mut page = IntakePage::new(&app, frame, &session, fields, Flaws::default());
    if let Some(person) = q.orang.as_deref().and_then(PersonId::parse) {
        page.person = person.to_string();
        page.draft = format!("{DRAFT}-{person}");
    }
    page.choose(&app, &session).await;
    html(&page)
}

/// Why an intake was not taken.
pub(super) struct Stopped {
    pub failure: Failure,
    /// Somebody who was written down all the same.
    pub made: Option<PersonId>,
    /// For whom it was.
    pub person: Option<PersonId>,
}

impl Stopped {
    /// Whether the form was done already, with other words.
    pub fn is_reused(&self) -> bool {
        self.failure.refusal().is_some_and(|r| r.kind == RefusalKind::Reused)
    }
}

/// What the form made before, when that is why it was not taken.
pub(super) async fn already(app: &App, form: &Form, stopped: &Stopped) -> Option<Already> {
    let operation = form.fields.get("operation_id").and_then(OperationId::parse).filter(|_| stopped.is_reused())?;
    Already::find(app, &form.session, operation).await
}

/// Takes an intake: writes down who is new, then opens the service.
pub(super) async fn open(State(app): State<App>, form: Form) -> Response {
    let operation = match form.sender() {
        Ok(sender) => sender.operation,
        Err(e) => return refused(&app, form, Stopped { failure: e.into(), made: None, person: None }).await,
    };
    let mut flaws = Flaws::default();
    let Some(draft) = draft::read(&app, &form, operation, &mut flaws) else {
        let session = form.session.clone();
        let mut page = IntakePage::new(&app, form.frame, &form.session, form.fields, flaws);
        page.choose(&app, &session).await;
        return crate::pages::html_unprocessable(&page);
    };
    match take(&app, &form, draft).await {
        Ok(case) => see(&format!("/layanan/{case}/nomor")),
        Err(stopped) => refused(&app, form, stopped).await,
    }
}

/// Takes what was read: writes down who is new, then opens the service.
pub(super) async fn take(app: &App, form: &Form, draft: Draft) -> Result<CaseId, Stopped> {
    let Draft { whom, mut intake } = draft;
    let mut made = None;
    let person = match whom {
        Whom::Known(person) => {
            intake.village = home_of(app, &form.session, person).await.map_err(|e| stopped(e, None, Some(person)))?;
            Some(person)
        }
        Whom::New(new) => {
            let person = new.person;
            let sender = form.sender().map_err(|e| stopped(e.into(), None, None))?;
            add_person(&app.house, &sender, *new).await.map_err(|e| stopped(e, None, None))?;
            made = Some(person);
            Some(person)
        }
        Whom::Anonymous => None,
    };
    intake.person = person;
    let sender = form.sender_of(1).map_err(|e| stopped(e.into(), made, person))?;
    let receipt = open_case(&app.house, &sender, intake).await.map_err(|e| stopped(e, made, person))?;
    Ok(receipt.case)
}

fn stopped(e: OperationError, made: Option<PersonId>, person: Option<PersonId>) -> Stopped {
    Stopped { failure: e.into(), made, person }
}

async fn home_of(app: &App, session: &Session, person: PersonId) -> Result<AreaCode, OperationError> {
    let mut tx = app.house.db().read(session.tenant).await?;
    let found = registry::briefs(&mut tx, session.tenant, &[person]).await?;
    tx.commit().await?;
    let village = found.into_iter().next().and_then(|(_, _, village)| AreaCode::parse(&village));
    Ok(village.ok_or_else(|| Refusal::invalid("person", "unknown"))?)
}

/// Shows the form again with what was typed and what to do about it.
async fn refused(app: &App, form: Form, stopped: Stopped) -> Response {
    let status = stopped.failure.status_in_form();
    let already = already(app, &form, &stopped).await;
    let Form { session, frame, fields, .. } = form;
    let mut page = IntakePage::new(app, frame, &session, fields, Flaws::default());
    if stopped.is_reused() {
        page.operation = app.house.clock().new_id().to_string();
        page.already = already.as_ref().and_then(Already::link);
    }
    if let Some(person) = stopped.made.or(already.as_ref().and_then(Already::person)) {
        // They stand in the registry now: what is left is their service, under an operation of its own.
        page.who = "person".into();
        page.person = person.to_string();
        page.operation = app.house.clock().new_id().to_string();
    }
    let words = stopped.failure.words(&page.f.l);
    match stopped.failure.refusal().cloned() {
        Some(r) if r.kind == RefusalKind::Duplicate => {
            if let Some(person) = stopped.person {
                page.duplicates = Duplicates::find(app, &session, &page.f, person, &kinds_named(&page.v)).await.unwrap_or_default();
            }
            page.flaws.add("duplicates_seen", words);
        }
        Some(r) if r.detail.starts_with("warnings:") => {
            page.odd = odd_numbers(&r, &page.f.l);
            page.flaws.add("warnings_settled", page.f.l.t("person-odd-settle"));
        }
        Some(r) => page.flaws.add(place_of(&r), refusal_words(&r, &page.f.l)),
        None => page.flaws.add("", words),
    }
    page.choose(app, &session).await;
    let mut response = html(&page);
    *response.status_mut() = status;
    response
}

/// The field of the page that a refusal is about.
pub(super) fn place_of(r: &Refusal) -> &'static str {
    match (r.kind, r.field) {
        (RefusalKind::LateWithoutReason, _) if r.detail == "future" => "occurred_day",
        (RefusalKind::LateWithoutReason, _) => "late_reason",
        (RefusalKind::NoOffice, _) => "village",
        (_, Some("person")) => "q",
        (_, Some("concerns" | "kind" | "words")) => "sector",
        (_, Some("number")) => "external_number",
        (_, Some(field)) => field,
        (_, None) => "",
    }
}
