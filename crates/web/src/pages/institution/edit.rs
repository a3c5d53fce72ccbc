//! `/lembaga/baru`, `/lembaga/{id}/ubah`: adds an institution of a kind of the catalogue, and changes its name, contact, promise, and whether it takes
//! referrals.

use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::flaws::Flaws;
use crate::form::{Fields, Form};
use crate::frame::Frame;
use crate::pages::intake::parts::{Choice, choice};
use crate::pages::{html, html_unprocessable, see};
use crate::speak::Speak;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use slrt_domain::access::{Action, Place};
use slrt_domain::identity::InstitutionId;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_domain::office::Institution;
use slrt_operations::accounts::Session;
use slrt_operations::{Body, derived_id};

/// As typed.
struct Typed {
    /// Its kind in the catalogue; chosen once, when it is added.
    code: String,
    name: String,
    contact: String,
    answer_days: String,
    restricted_capable: bool,
    active: bool,
    revision: i64,
}

impl Typed {
    fn of(i: &Institution) -> Self {
        Self {
            code: i.code.clone(),
            name: i.name.clone(),
            contact: i.contact.clone(),
            answer_days: i.answer_days.to_string(),
            restricted_capable: i.restricted_capable,
            active: i.active,
            revision: i.revision,
        }
    }

    /// A new one, which promises what holds for needs in general.
    fn blank(app: &App, session: &Session) -> Self {
        let general = session.reference.catalog.deadline("umum", session.reference.zone.day(app.house.clock().now()));
        Self {
            code: String::new(),
            name: String::new(),
            contact: String::new(),
            answer_days: general.map(|d| d.institution_days.to_string()).unwrap_or_default(),
            restricted_capable: false,
            active: true,
            revision: 0,
        }
    }

    fn read(f: &Fields) -> Self {
        Self {
            code: f.text("code").to_owned(),
            name: f.text("name").to_owned(),
            contact: f.text("contact").to_owned(),
            answer_days: f.text("answer_days").to_owned(),
            restricted_capable: f.on("restricted_capable"),
            active: f.on("active"),
            revision: f.get("revision").and_then(|r| r.parse().ok()).unwrap_or(0),
        }
    }

    /// The institution to set, as the next revision of what was seen; what it is in the catalogue stays.
    fn institution(&self, known: &Institution) -> Result<Institution, Refusal> {
        Ok(Institution {
            name: self.name.clone(),
            contact: self.contact.clone(),
            answer_days: self.answer_days.parse().map_err(|_| Refusal::invalid("answer_days", "out-of-range"))?,
            restricted_capable: self.restricted_capable,
            active: self.active,
            revision: self.revision + 1,
            ..known.clone()
        })
    }
}

#[derive(Template)]
#[template(path = "institution/edit.html")]
struct EditPage {
    f: Frame,
    /// None: a new one.
    id: Option<InstitutionId>,
    /// Its name as it stands.
    name: String,
    /// Kinds of the catalogue, for a new one.
    kinds: Vec<Choice>,
    t: Typed,
    /// Somebody else changed it meanwhile.
    changed: bool,
    operation_id: String,
    flaws: Flaws,
}

impl EditPage {
    fn action(&self) -> String {
        self.id.map_or_else(|| "/lembaga/baru".into(), |id| format!("/lembaga/{id}/ubah"))
    }

    fn title(&self) -> String {
        if self.id.is_some() { self.f.l.t1("institution-change-one", "name", self.name.clone()) } else { self.f.l.t("institution-add") }
    }

    fn draft(&self) -> String {
        self.id.map_or_else(|| "institution-new".into(), |id| format!("institution-{id}-{}", self.t.revision))
    }
}

/// The catalogue's kinds by name.
fn kinds(app: &App, l: &Speak, chosen: &str) -> Vec<Choice> {
    let mut all: Vec<Choice> =
        app.house.catalog().institutions.iter().map(|k| choice(&k.code, l.pick(&k.name), Some(chosen).filter(|c| !c.is_empty()))).collect();
    all.sort_by_key(|c| c.name.to_lowercase());
    all
}

/// A new institution of a kind of the catalogue, whose level and beginning it takes over.
///
/// # Errors
/// `Invalid` for a kind that the catalogue does not have.
pub(crate) fn of_kind(app: &App, id: InstitutionId, code: &str) -> Result<Institution, Refusal> {
    if code.is_empty() {
        return Err(Refusal::invalid("code", "missing"));
    }
    let kind = app.house.catalog().institution(code).ok_or_else(|| Refusal::invalid("code", "unknown"))?;
    Ok(Institution {
        id,
        code: kind.code.clone(),
        name: String::new(),
        contact: String::new(),
        answer_days: kind.answer_days,
        restricted_capable: false,
        center: kind.center,
        active: true,
        revision: 0,
    })
}

fn manages(session: &Session) -> bool {
    session.actor.may(Action::ManageOffices, &Place::TENANT_WIDE).is_some()
}

fn known(session: &Session, id: &str) -> Result<Institution, Refusal> {
    if !manages(session) {
        return Err(Refusal::forbidden());
    }
    let found = InstitutionId::parse(id).and_then(|id| session.reference.institutions.get(&id));
    found.cloned().ok_or_else(Refusal::not_found)
}

/// The form of a new one.
pub async fn new(State(app): State<App>, Officer { session, frame }: Officer) -> Response {
    if !manages(&session) {
        return Failure::from(Refusal::forbidden()).page(frame);
    }
    let operation_id = app.house.clock().new_id().to_string();
    let (kinds, t) = (kinds(&app, &frame.l, ""), Typed::blank(&app, &session));
    html(&EditPage { f: frame, id: None, name: String::new(), kinds, t, changed: false, operation_id, flaws: Flaws::default() })
}

/// Adds one.
pub async fn add(State(app): State<App>, form: Form) -> Response {
    if !manages(&form.session) {
        return Failure::from(Refusal::forbidden()).page(form.frame);
    }
    let t = Typed::read(&form.fields);
    let saved = async {
        let sender = form.sender()?;
        // Named by the operation: a resend means the same institution.
        let id = InstitutionId(derived_id("institution", &[&sender.operation.bytes()]));
        let new = t.institution(&of_kind(&app, id, &t.code)?)?;
        app.house.submit(sender.request(Body::SetInstitution(Institution { revision: 1, ..new }))).await?;
        Ok::<_, Failure>(())
    };
    let failure = match saved.await {
        Ok(()) => return see("/lembaga"),
        Err(failure) => failure,
    };
    match Flaws::of(failure, &form.frame.l) {
        Ok(flaws) => {
            let operation_id = form.fields.text("operation_id").to_owned();
            let kinds = kinds(&app, &form.frame.l, &t.code);
            html_unprocessable(&EditPage { f: form.frame, id: None, name: String::new(), kinds, t, changed: false, operation_id, flaws })
        }
        Err(failure) => failure.page(form.frame),
    }
}

/// The form.
pub async fn form(State(app): State<App>, Path(id): Path<String>, Officer { session, frame }: Officer) -> Response {
    match known(&session, &id) {
        Ok(i) => {
            let operation_id = app.house.clock().new_id().to_string();
            let (t, name) = (Typed::of(&i), i.name);
            html(&EditPage { f: frame, id: Some(i.id), name, kinds: Vec::new(), t, changed: false, operation_id, flaws: Flaws::default() })
        }
        Err(e) => Failure::from(e).page(frame),
    }
}

/// Changes it.
pub async fn change(State(app): State<App>, Path(id): Path<String>, form: Form) -> Response {
    let i = match known(&form.session, &id) {
        Ok(i) => i,
        Err(e) => return Failure::from(e).page(form.frame),
    };
    let t = Typed::read(&form.fields);
    let saved = async {
        let sender = form.sender()?;
        app.house.submit(sender.request(Body::SetInstitution(t.institution(&i)?))).await?;
        Ok::<_, Failure>(())
    };
    let failure = match saved.await {
        Ok(()) => return see("/lembaga"),
        Err(failure) => failure,
    };
    let changed = failure.refusal().is_some_and(|r| r.kind == RefusalKind::Changed);
    match Flaws::of(failure, &form.frame.l) {
        Ok(flaws) => {
            let operation_id = form.fields.text("operation_id").to_owned();
            let page = EditPage { f: form.frame, id: Some(i.id), name: i.name, kinds: Vec::new(), t, changed, operation_id, flaws };
            let mut response = html_unprocessable(&page);
            if changed {
                *response.status_mut() = axum::http::StatusCode::CONFLICT;
            }
            response
        }
        Err(failure) => failure.page(form.frame),
    }
}
