//! `/layanan/{case}/nomor`: the nomor layanan and its PIN, to print or to write down by hand.

use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::html;
use crate::place;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::Response;
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::OperationError;
use slrt_operations::accounts::{Session, pin_once_more};
use slrt_operations::view::{self, ConcernView};

/// What the citizen takes along, in words.
pub(super) struct Told {
    /// Case.
    pub case: CaseId,
    /// Number.
    pub number: String,
    /// Whose it is, where somebody gave a name.
    pub name: Option<Private<String>>,
    /// PIN, as long as it may be told.
    pub pin: Option<Private<String>>,
    /// When it was taken.
    pub opened: String,
    /// The day, as a date field writes it.
    pub day: String,
    /// Each need, and the day promised for it.
    pub promises: Vec<(String, String)>,
    /// Name of the office.
    pub office: String,
    /// Its public contact.
    pub contact: String,
    /// Its hours.
    pub hours: String,
    /// The village it is about.
    pub village: String,
    /// Whether only named officers know of a part of it.
    pub restricted: bool,
}

impl Told {
    /// What may be told of a case; its PIN only to whoever opened it or renewed the PIN a moment ago.
    ///
    /// # Errors
    /// Not found, or storage.
    pub async fn load(app: &App, session: &Session, f: &Frame, id: CaseId) -> Result<Self, OperationError> {
        let view = view::case(&app.house, session, id).await?;
        let zone = &session.reference.zone;
        let office = view.office.as_ref().and_then(|o| session.reference.offices.get(&o.id));
        Ok(Self {
            case: id,
            number: view.number.to_string(),
            name: view.person.name.clone(),
            pin: pin_once_more(&app.house, session, id).await?,
            opened: f.l.moment(view.at, zone),
            day: view.local.0.iso(),
            promises: promises(app, f, &view.concerns),
            office: view.office.as_ref().map(|o| o.name.clone()).unwrap_or_default(),
            contact: office.map(|o| o.contact.clone()).unwrap_or_default(),
            hours: office.map(|o| o.hours.clone()).unwrap_or_default(),
            village: place::area(app, &f.l, view.village.code),
            restricted: view.restricted,
        })
    }
}

impl Told {
    /// The number in the groups in which it is read out.
    fn groups(&self) -> Vec<&str> {
        self.number.split('-').collect()
    }
}

/// What was promised, need by need. What only named officers know of goes without its name: a slip of paper is read by others at home.
fn promises(app: &App, f: &Frame, concerns: &[ConcernView]) -> Vec<(String, String)> {
    let kinds = &app.house.catalog().kinds;
    let name = |c: &ConcernView| match kinds.get(&c.kind).filter(|_| !c.restricted) {
        Some(kind) => f.l.pick(&kind.name),
        None => f.l.t("number-need"),
    };
    concerns.iter().map(|c| (name(c), f.l.perhaps(f.l.long_day(c.timing.promised), c.timing.promised_estimated))).collect()
}

#[derive(Template)]
#[template(path = "intake/number.html")]
struct NumberPage {
    f: Frame,
    told: Told,
}

impl NumberPage {
    /// Where the citizen looks it up; whom they ask for it where the address is not known.
    fn look(&self) -> String {
        match &self.f.site {
            Some(site) => self.f.l.t1("number-look", "site", format!("{site}/status")),
            None => self.f.l.t("number-look-ask"),
        }
    }
}

/// Shows it.
pub(super) async fn show(State(app): State<App>, Path(case): Path<String>, Officer { session, frame }: Officer) -> Response {
    let told = match CaseId::parse(&case) {
        Some(id) => Told::load(&app, &session, &frame, id).await,
        None => Err(Refusal::not_found().into()),
    };
    match told {
        Ok(told) => {
            let mut response = html(&NumberPage { f: frame, told });
            response.headers_mut().insert(header::CACHE_CONTROL, axum::http::HeaderValue::from_static("no-store"));
            response
        }
        Err(e) => Failure::from(e).page(frame),
    }
}
