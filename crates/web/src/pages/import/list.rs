//! `GET /impor`: the form and the log. `POST /impor`: takes files in and tries them.

use super::receive::{Received, Trouble, receive};
use super::run::{SOURCES, must_import, source_and_day, yes};
use super::words;
use crate::App;
use crate::access::{self, Officer};
use crate::error::{Failure, refusal_words};
use crate::form::Form;
use crate::frame::Frame;
use crate::pages::{html, html_unprocessable, see};
use askama::Template;
use axum::extract::{FromRequest as _, FromRequestParts as _, Multipart, Request, State};
use axum::response::Response;
use slrt_domain::calendar::{Day, Zone};
use slrt_domain::identity::OperationId;
use slrt_domain::journal::Refusal;
use slrt_operations::OperationError;
use slrt_operations::accounts::Session;
use slrt_operations::import::forget_bridge;
use slrt_operations::storage::import::{KnownBridge, LoggedImport, bridge, log};
use slrt_operations::uploads::{self, About, Begun, Upload};
use uuid::Uuid;

/// Imports shown of the log.
const SHOWN: i64 = 50;

#[derive(Template)]
#[template(path = "import/list.html")]
struct ListPage {
    f: Frame,
    zone: Zone,
    today: Day,
    /// An upload that somebody works on, or that waits for a yes.
    pending: Option<Upload>,
    log: Vec<LoggedImport>,
    /// The bridge between area codes that is remembered.
    bridge: KnownBridge,
    operation_id: Uuid,
    source: String,
    as_of: String,
    /// Field and words of what is wrong.
    flaw: Option<(&'static str, String)>,
}

impl ListPage {
    fn sources(&self) -> &'static [&'static str] {
        SOURCES
    }
    fn is_source(&self, source: &str) -> bool {
        self.source == source
    }
    fn flaw_at(&self, field: &str) -> Option<&str> {
        self.flaw.as_ref().filter(|(f, _)| *f == field).map(|(_, words)| words.as_str())
    }
    fn ended(&self, i: &LoggedImport) -> Option<String> {
        i.finished_at.map(|at| self.f.l.moment(at, &self.zone))
    }
    fn waiting(&self, u: &Upload) -> String {
        let at = self.f.l.moment(u.created_at, &self.zone);
        let key = if u.is_unreadable() { "import-unreadable-waiting" } else { "import-waiting" };
        self.f.l.ta(key, &[("at", at), ("who", u.by.reveal().clone())])
    }
    fn bridged(&self) -> Option<String> {
        let at = self.bridge.recorded_at.filter(|_| !self.bridge.pairs.is_empty())?;
        let (n, day) = (self.f.l.number(self.bridge.pairs.len() as i64), self.f.l.moment(at, &self.zone));
        Some(self.f.l.ta("import-bridge-known", &[("n", n), ("day", day)]))
    }
    fn largest(&self) -> i64 {
        super::words::largest()
    }
    fn n(&self, n: &i64) -> String {
        self.f.l.number(*n)
    }
}

/// Shows form and log.
pub async fn show(State(app): State<App>, Officer { session, frame }: Officer) -> Response {
    match page(&app, &session, frame.clone()).await {
        Ok(page) => html(&page),
        Err(e) => e.page(frame),
    }
}

async fn page(app: &App, session: &Session, f: Frame) -> Result<ListPage, Failure> {
    must_import(session)?;
    let mut tx = app.house.db().read(session.tenant).await?;
    let log = log(&mut tx, session.tenant, SHOWN).await?;
    let bridge = bridge(&mut tx, session.tenant).await?;
    tx.commit().await?;
    let zone = session.reference.zone.clone();
    let today = zone.day(app.house.clock().now());
    let pending = uploads::pending(&app.house, session.tenant).await?;
    let operation_id = app.house.clock().new_id();
    Ok(ListPage { f, zone, today, pending, log, bridge, operation_id, source: "dtsen".into(), as_of: String::new(), flaw: None })
}

/// `POST /impor/jembatan`: forgets the bridge.
pub async fn forget(State(app): State<App>, form: Form) -> Response {
    let forgotten = async {
        must_import(&form.session)?;
        let seen = form.fields.get("revision").and_then(|r| r.parse().ok()).ok_or_else(|| Refusal::invalid("revision", "missing"))?;
        Ok::<_, Failure>(forget_bridge(&app.house, &form.sender()?, seen).await?)
    };
    match forgotten.await {
        Ok(()) => see("/impor"),
        Err(e) => e.page(form.frame),
    }
}

/// Takes files in: whoever may not import is refused before a byte is read.
pub async fn send(State(app): State<App>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let Officer { session, frame } = match Officer::from_request_parts(&mut parts, &app).await {
        Ok(officer) => officer,
        Err(response) => return response,
    };
    let mut page = match page(&app, &session, frame.clone()).await {
        Ok(page) => page,
        Err(e) => return e.page(frame),
    };
    let foreign = access::is_cross_site(&parts.headers);
    let may = |fields: &std::collections::HashMap<String, String>| {
        let given = fields.get("csrf_token").map(String::as_str).unwrap_or_default();
        !foreign && access::is_csrf_token(&app, &session, given)
    };
    let received = match Multipart::from_request(Request::from_parts(parts, body), &app).await {
        Ok(multipart) => receive(&app, session.tenant, multipart, may).await,
        Err(_) => Err(Trouble::Form),
    };
    let received = match received {
        Ok(received) => received,
        Err(Trouble::Denied) => return Failure::Csrf.page(frame),
        Err(Trouble::Form) => return Failure::Request("form").page(frame),
        Err(Trouble::Bounds(code)) => return Failure::Request(code).page(frame),
        Err(Trouble::Kept(e)) => return Failure::from(e).page(frame),
        Err(t) => {
            page.flaw = Some(("file", words::trouble(&page.f.l, &t)));
            return html_unprocessable(&page);
        }
    };
    page.source = received.fields.get("source").cloned().unwrap_or_default();
    page.as_of = received.fields.get("as_of").cloned().unwrap_or_default();
    match begin(&app, &session, received, page.today).await {
        Ok(Begun::New(u) | Begun::Again(u)) => see(&format!("/impor/{}", u.id)),
        Ok(Begun::Busy(busy)) => {
            page.flaw = Some(("file", page.f.l.t("import-busy")));
            page.pending = Some(busy);
            html_unprocessable(&page)
        }
        Err(Failure::Operation(OperationError::Refused(r))) => {
            page.flaw = Some((r.field.unwrap_or("file"), refusal_words(&r, &page.f.l)));
            html_unprocessable(&page)
        }
        Err(e) => e.page(frame),
    }
}

async fn begin(app: &App, session: &Session, received: Received, today: Day) -> Result<Begun, Failure> {
    let field = |name: &str| received.fields.get(name).map(String::as_str);
    let (source, as_of) = match source_and_day(field("source"), field("as_of"), today) {
        Ok(said) => said,
        Err(refusal) => {
            received.arrived.give_up().await;
            return Err(refusal.into());
        }
    };
    let operation = OperationId(app.house.clock().new_id());
    let about = About { operation, by: yes(session, "web"), source, as_of, at_once: false };
    Ok(uploads::begin(&app.house, received.arrived, about).await?)
}
