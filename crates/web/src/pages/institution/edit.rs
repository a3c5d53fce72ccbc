//! `/lembaga/{id}/ubah`: changes an institution's name, contact, promise, and whether it takes referrals.

use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::flaws::Flaws;
use crate::form::{Fields, Form};
use crate::frame::Frame;
use crate::pages::{html, html_unprocessable, see};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use slrt_domain::access::{Action, Place};
use slrt_domain::identity::InstitutionId;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_domain::office::Institution;
use slrt_operations::Body;
use slrt_operations::accounts::Session;

/// Most working days that an institution may promise.
pub(crate) const MOST_DAYS: u32 = 90;

/// As typed.
struct Typed {
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
            name: i.name.clone(),
            contact: i.contact.clone(),
            answer_days: i.answer_days.to_string(),
            restricted_capable: i.restricted_capable,
            active: i.active,
            revision: i.revision,
        }
    }

    fn read(f: &Fields) -> Self {
        Self {
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
        let days = self.answer_days.parse().ok().filter(|d| (1..=MOST_DAYS).contains(d));
        Ok(Institution {
            name: self.name.clone(),
            contact: self.contact.clone(),
            answer_days: days.ok_or_else(|| Refusal::invalid("answer_days", "out-of-range"))?,
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
    id: InstitutionId,
    /// Its name as it stands.
    name: String,
    t: Typed,
    /// Somebody else changed it meanwhile.
    changed: bool,
    operation_id: String,
    flaws: Flaws,
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

/// The form.
pub async fn form(State(app): State<App>, Path(id): Path<String>, Officer { session, frame }: Officer) -> Response {
    match known(&session, &id) {
        Ok(i) => {
            let operation_id = app.house.clock().new_id().to_string();
            let (t, name) = (Typed::of(&i), i.name);
            html(&EditPage { f: frame, id: i.id, name, t, changed: false, operation_id, flaws: Flaws::default() })
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
            let mut response = html_unprocessable(&EditPage { f: form.frame, id: i.id, name: i.name, t, changed, operation_id, flaws });
            if changed {
                *response.status_mut() = axum::http::StatusCode::CONFLICT;
            }
            response
        }
        Err(failure) => failure.page(form.frame),
    }
}
