//! *Informasi saja*: a question answered on the spot. One tap, no case, counted by sector; a tap by mistake is taken back the same day.

use super::intake::home_and_office;
use super::intake::parts::{Choice, channels};
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::flaws::Flaws;
use crate::form::Form;
use crate::frame::Frame;
use crate::pages::{html, see};
use crate::speak::Speak;
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use slrt_domain::Coded as _;
use slrt_domain::access::Action;
use slrt_domain::area::AreaCode;
use slrt_domain::case::Channel;
use slrt_domain::identity::{OfficeId, OperationId};
use slrt_domain::journal::{InquiryRecorded, Refusal};
use slrt_operations::accounts::Session;
use slrt_operations::inquiry::{Standing, standing, withdraw_inquiry};
use slrt_operations::intake::Sender;
use slrt_operations::{Body, House, OperationError};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/informasi", post(record)).route("/informasi/batal", post(withdraw)).route("/informasi/{sector}", get(recorded))
}

/// A sector to tap.
#[derive(Debug, Clone)]
pub(crate) struct Tap {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Icon.
    pub icon: String,
}

/// The taps, with the operation that one of them becomes.
#[derive(Debug, Clone)]
pub(crate) struct InquiryForm {
    /// Made anew with every page.
    pub operation: String,
    /// Sectors in order.
    pub sectors: Vec<Tap>,
    /// How the question came.
    pub channels: Vec<Choice>,
}

impl InquiryForm {
    /// The taps in the reader's language.
    pub fn new(app: &App, l: &Speak, channel: Channel) -> Self {
        let tap = |s: &slrt_domain::program::Sector| Tap { code: s.code.clone(), name: l.pick(&s.name), icon: s.icon.clone() };
        Self {
            operation: app.house.clock().new_id().to_string(),
            sectors: app.house.catalog().sectors.iter().map(tap).collect(),
            channels: channels(l, channel.code()),
        }
    }
}

/// A question that was answered.
#[derive(Debug, Clone)]
pub(crate) struct Inquiry {
    /// Where; the officer's own office unless told otherwise.
    pub office: Option<OfficeId>,
    /// From which village.
    pub village: Option<AreaCode>,
    /// About which sector.
    pub sector: String,
    /// How it came.
    pub channel: Channel,
}

/// Counts an answered question.
///
/// # Errors
/// `Invalid` for `sector` or `office`, forbidden, or storage.
pub(crate) async fn count(house: &House, session: &Session, sender: &Sender, inquiry: Inquiry) -> Result<(), OperationError> {
    if !session.actor.may_anywhere(Action::RecordInquiry) {
        return Err(Refusal::forbidden().into());
    }
    let (village, office) = home_and_office(session);
    let today = session.reference.zone.day(house.clock().now());
    let village = inquiry.village.or(village);
    // A facilitator without an office counts for the one that serves the village.
    let office = inquiry.office.or(office).or_else(|| village.and_then(|v| session.reference.office_for(v, today)));
    let office = office.ok_or_else(|| Refusal::invalid("office", "missing"))?;
    let recorded = InquiryRecorded { office, village, sector: inquiry.sector, channel: inquiry.channel.code().to_owned() };
    house.submit(sender.request(Body::Inquire(recorded))).await?;
    Ok(())
}

async fn record(State(app): State<App>, form: Form) -> Response {
    let sector = form.fields.text("sector").to_owned();
    let channel = form.fields.get("channel").and_then(Channel::from_code).unwrap_or(Channel::Counter);
    let answer = async {
        let inquiry = Inquiry { office: None, village: None, sector: sector.clone(), channel };
        count(&app.house, &form.session, &form.sender()?, inquiry).await
    };
    match answer.await {
        Ok(()) => see(&page_of(&sector, channel.code(), form.fields.text("operation_id"))),
        Err(e) => refused(&app, form, channel, &Failure::from(e)),
    }
}

/// The page of what was counted. The next one mostly comes the same way.
fn page_of(sector: &str, channel: &str, operation: &str) -> String {
    format!("/informasi/{sector}?cara={channel}&catatan={operation}")
}

async fn withdraw(State(app): State<App>, form: Form) -> Response {
    let answer = async {
        let inquiry = form.fields.id("inquiry", OperationId::parse)?.ok_or_else(Refusal::not_found)?;
        withdraw_inquiry(&app.house, &form.sender()?, inquiry).await
    };
    match answer.await {
        Ok(e) => see(&page_of(&e.counted.sector, &e.counted.channel, &e.inquiry.to_string())),
        Err(e) => refused(&app, form, Channel::Counter, &Failure::from(e)),
    }
}

/// The taps again, with why this one was not counted.
fn refused(app: &App, form: Form, channel: Channel, failure: &Failure) -> Response {
    if failure.refusal().is_none() {
        return failure.page(form.frame);
    }
    let f = form.frame;
    let mut flaws = Flaws::default();
    flaws.add("", failure.words(&f.l));
    let mut response = html(&RecordedPage { sector: None, own: None, flaws, inquiry: InquiryForm::new(app, &f.l, channel), f });
    *response.status_mut() = failure.status_in_form();
    response
}

#[derive(Template)]
#[template(path = "inquiry/recorded.html")]
struct RecordedPage {
    f: Frame,
    /// What was counted.
    sector: Option<String>,
    /// The reader's own tap.
    own: Option<Own>,
    flaws: Flaws,
    inquiry: InquiryForm,
}

/// A tap and how it stands.
struct Own {
    inquiry: String,
    standing: Standing,
    /// The operation that takes it back.
    withdrawing: String,
}

impl RecordedPage {
    fn is_withdrawn(&self) -> bool {
        self.own.as_ref().is_some_and(|o| o.standing == Standing::Withdrawn)
    }

    /// The tap that the reader may still take back.
    fn open(&self) -> Option<&Own> {
        self.own.as_ref().filter(|o| o.standing == Standing::Open)
    }

    fn title(&self) -> String {
        let key = match &self.sector {
            None => "inquiry-only",
            Some(_) if self.is_withdrawn() => "inquiry-withdrawn",
            Some(_) => "inquiry-done",
        };
        self.f.l.t(key)
    }

    fn what(&self, sector: &str) -> String {
        self.f.l.t1(if self.is_withdrawn() { "inquiry-withdrawn-what" } else { "inquiry-done-what" }, "sector", sector.to_owned())
    }
}

/// How the one before came, and the operation that counted it.
#[derive(Deserialize)]
struct Before {
    cara: Option<String>,
    catatan: Option<String>,
}

async fn recorded(
    State(app): State<App>,
    Path(code): Path<String>,
    Query(before): Query<Before>,
    Officer { session, frame }: Officer,
) -> Response {
    let channel = before.cara.as_deref().and_then(Channel::from_code).unwrap_or(Channel::Counter);
    let Some(sector) = app.house.catalog().sectors.iter().find(|s| s.code == code) else {
        return Failure::from(Refusal::not_found()).page(frame);
    };
    let own = match before.catatan.as_deref().and_then(OperationId::parse) {
        Some(inquiry) => match standing(&app.house, session.tenant, session.account, &session.reference.zone, inquiry).await {
            Ok(found) => {
                found.map(|standing| Own { inquiry: inquiry.to_string(), standing, withdrawing: app.house.clock().new_id().to_string() })
            }
            Err(e) => return Failure::from(e).page(frame),
        },
        None => None,
    };
    html(&RecordedPage {
        sector: Some(frame.l.pick(&sector.name)),
        own,
        flaws: Flaws::default(),
        inquiry: InquiryForm::new(&app, &frame.l, channel),
        f: frame,
    })
}
