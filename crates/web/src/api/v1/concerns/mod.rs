//! `/cases/{case}/concerns/{concern}`: the steps of a concern, one endpoint each.

mod answer;
mod ask_documents;
mod close;
mod confirm;
mod decide;
mod decline;
mod escalate;
mod note;
mod note_number;
mod receive_documents;
mod reclassify;
mod recommend;
mod record_visit;
mod refer;
mod reopen;
mod request_visit;
mod resubmit;
mod resume;
mod serve;
mod take_back;
mod verify;
mod wait;
mod withdraw_recommendation;

use crate::App;
use crate::access::speak;
use crate::error::Failure;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::{Deserialize, Serialize};
use slrt_domain::Coded as _;
use slrt_domain::calendar::Day;
use slrt_domain::identity::{CaseId, ConcernId, Private, ReferralId};
use slrt_domain::journal::{Event, Refusal};
use slrt_operations::intake::Sender;
use slrt_operations::steps::{ExternalInput, StepInput, VerbInput, take_step};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(verify::verify))
        .routes(routes!(request_visit::request_visit))
        .routes(routes!(record_visit::record_visit))
        .routes(routes!(ask_documents::ask_documents))
        .routes(routes!(receive_documents::receive_documents))
        .routes(routes!(serve::serve))
        .routes(routes!(escalate::escalate))
        .routes(routes!(wait::wait))
        .routes(routes!(resume::resume))
        .routes(routes!(note::note))
        .routes(routes!(note_number::note_number))
        .routes(routes!(reclassify::reclassify))
        .routes(routes!(recommend::recommend))
        .routes(routes!(decide::decide))
        .routes(routes!(refer::refer))
        .routes(routes!(answer::answer))
        .routes(routes!(resubmit::resubmit))
        .routes(routes!(take_back::take_back))
        .routes(routes!(withdraw_recommendation::withdraw_recommendation))
        .routes(routes!(decline::decline))
        .routes(routes!(confirm::confirm))
        .routes(routes!(close::close))
        .routes(routes!(reopen::reopen))
}

/// Which concern of which case.
type At = (String, String);

/// Where a step leaves the concern.
#[derive(Serialize, ToSchema)]
struct Stepped {
    /// The concern.
    concern: String,
    /// Its state.
    state: String,
    /// What came of it: never the same as the state.
    outcome: Option<String>,
    /// Whose turn it is: a capacity.
    turn: String,
    /// By when.
    due: Option<String>,
    /// What the next step must name.
    revision: i64,
    /// Whether it had been done before: the same answer again.
    replayed: bool,
}

/// A number in another system.
#[derive(Deserialize, ToSchema)]
struct ExternalNumber {
    /// `siks-ng`, `dtsen`, `bpjs`, `lapor`, `dukcapil`, `other`.
    system: String,
    /// Of which referral of the concern, if of one only.
    referral: Option<String>,
    /// The number.
    number: String,
    /// Day of submission, `YYYY-MM-DD`.
    submitted_on: Option<String>,
    /// Day of the last look, `YYYY-MM-DD`.
    checked_on: Option<String>,
    /// Status seen there, in its own words. The same number again updates what was seen before.
    status: Option<String>,
}

impl ExternalNumber {
    fn input(self) -> Result<ExternalInput, Refusal> {
        Ok(ExternalInput {
            system: self.system,
            referral: self.referral.map(|r| parsed("referral", &r, ReferralId::parse)).transpose()?,
            number: Private::new(self.number),
            submitted_on: self.submitted_on.map(|d| day("submitted_on", &d)).transpose()?,
            checked_on: self.checked_on.map(|d| day("checked_on", &d)).transpose()?,
            status: private(self.status),
        })
    }
}

fn day(field: &'static str, text: &str) -> Result<Day, Refusal> {
    Day::parse(text).ok_or_else(|| Refusal::invalid(field, "day"))
}

fn parsed<T>(field: &'static str, text: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Refusal> {
    parse(text).ok_or_else(|| Refusal::invalid(field, "unknown"))
}

fn private(text: Option<String>) -> Option<Private<String>> {
    text.filter(|t| !t.trim().is_empty()).map(Private::new)
}

/// Takes a step and says where it leaves the concern.
async fn step(
    app: &App,
    headers: &HeaderMap,
    sender: &Sender,
    (case, concern): &At,
    revision: i64,
    verb: Result<VerbInput, Refusal>,
) -> Response {
    let taken = async {
        let (case, concern) = CaseId::parse(case).zip(ConcernId::parse(concern)).ok_or_else(Refusal::not_found)?;
        Ok::<_, Failure>(take_step(&app.house, sender, StepInput { case, concern, revision, verb: verb? }).await?)
    };
    let done = match taken.await {
        Ok(done) => done,
        Err(e) => return e.problem(&speak(app, headers)),
    };
    let left = done.events.iter().find_map(|e| match e {
        Event::ConcernMoved(m) => Some((m.concern, &m.after)),
        Event::ConcernReclassified(e) => Some((e.concern, &e.after)),
        _ => None,
    });
    let Some((concern, after)) = left else { return Failure::from(Refusal::not_found()).problem(&speak(app, headers)) };
    axum::Json(Stepped {
        concern: concern.to_string(),
        state: after.state.code().into(),
        outcome: after.outcome.map(|o| o.code().into()),
        turn: after.turn.role.code().into(),
        due: after.due.map(Day::iso),
        revision: after.revision,
        replayed: done.replayed,
    })
    .into_response()
}
