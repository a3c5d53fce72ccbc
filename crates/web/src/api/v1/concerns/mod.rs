//! `/cases/{case}/concerns/{concern}`: the steps of a concern, one endpoint each, by what they are about.

mod deciding;
mod ending;
mod keeping;
mod looking;
mod referring;

use crate::App;
use crate::error::Failure;
use crate::operation::{Key, Operation, When, day, parsed, private, saying};
use axum::extract::{FromRequest, FromRequestParts as _, Path, Request};
use axum::response::{IntoResponse as _, Response};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use slrt_domain::Coded as _;
use slrt_domain::calendar::Day;
use slrt_domain::identity::{CaseId, ConcernId, Private, ReferralId};
use slrt_domain::journal::{Event, Refusal};
use slrt_operations::intake::Sender;
use slrt_operations::steps::{ExternalInput, StepInput, VerbInput, take_step};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::{Object, Required, Type};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    let steps = OpenApiRouter::new()
        .routes(routes!(looking::verify))
        .routes(routes!(looking::request_visit))
        .routes(routes!(looking::record_visit))
        .routes(routes!(looking::ask_documents))
        .routes(routes!(looking::receive_documents))
        .routes(routes!(keeping::note))
        .routes(routes!(keeping::note_number))
        .routes(routes!(keeping::reclassify))
        .routes(routes!(keeping::escalate))
        .routes(routes!(keeping::wait))
        .routes(routes!(keeping::resume))
        .routes(routes!(keeping::extend))
        .routes(routes!(deciding::recommend))
        .routes(routes!(deciding::withdraw_recommendation))
        .routes(routes!(deciding::decide))
        .routes(routes!(deciding::decline))
        .routes(routes!(referring::refer))
        .routes(routes!(referring::answer))
        .routes(routes!(referring::resubmit))
        .routes(routes!(referring::take_back))
        .routes(routes!(ending::serve))
        .routes(routes!(ending::confirm))
        .routes(routes!(ending::close))
        .routes(routes!(ending::reopen));
    saying::<Seen>(saying::<When>(steps))
}

/// What every step names.
#[derive(Deserialize, ToSchema)]
struct Seen {
    /// The revision of the concern that was seen.
    revision: i64,
}

/// A step's body: what was seen, and what this step says besides.
#[derive(Deserialize)]
struct Sent<T> {
    #[serde(flatten)]
    seen: Seen,
    #[serde(flatten)]
    body: T,
}

/// Who takes a step, of which concern, from which revision.
pub struct At {
    sender: Sender,
    case: CaseId,
    concern: ConcernId,
    revision: i64,
}

/// A step sent by a program: of which concern, and what it says.
pub struct Step<T>(At, T);

impl<T: DeserializeOwned> FromRequest<App> for Step<T> {
    type Rejection = Response;
    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let ids = Path::<(String, String)>::from_request_parts(&mut parts, app).await;
        let Path((case, concern)) = ids.map_err(|e| e.into_response())?;
        let operation = Operation::<Sent<T>>::from_request(Request::from_parts(parts, body), app).await;
        let Operation { sender, body: Sent { seen, body }, .. } = operation.map_err(|e| e.into_response())?;
        let Some((case, concern)) = CaseId::parse(&case).zip(ConcernId::parse(&concern)) else {
            return Err(Failure::from(Refusal::not_found()).into_response());
        };
        Ok(Self(At { sender, case, concern, revision: seen.revision }, body))
    }
}

/// A concern's address and the operation's key, for the description.
impl IntoParams for At {
    fn into_params(given: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let id = |name: &str| {
            let text = Object::with_type(Type::String);
            ParameterBuilder::new().name(name).parameter_in(ParameterIn::Path).required(Required::True).schema(Some(text)).build()
        };
        ["case", "concern"].map(id).into_iter().chain(Key::into_params(given)).collect()
    }
}

/// Words only, or nothing.
#[derive(Deserialize, ToSchema)]
pub struct Words {
    /// Words, kept under the case's own key.
    words: Option<String>,
}

/// Where a step leaves the concern.
#[derive(Serialize, ToSchema)]
pub struct Stepped {
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
    /// Whether that day is an estimate: the holidays of its year are not settled.
    due_estimated: bool,
    /// What the next step must name.
    revision: i64,
    /// Whether it had been done before: the same answer again.
    replayed: bool,
}

/// The answer to a step.
type Taken = Result<axum::Json<Stepped>, Failure>;

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

/// Takes a step and says where it leaves the concern.
async fn take(app: &App, at: At, verb: VerbInput) -> Taken {
    let At { sender, case, concern, revision } = at;
    let done = take_step(&app.house, &sender, StepInput { case, concern, revision, verb }).await?;
    let left = done.events.iter().find_map(|e| match e {
        Event::ConcernMoved(m) => Some((m.concern, &m.after)),
        Event::ConcernReclassified(e) => Some((e.concern, &e.after)),
        _ => None,
    });
    let (concern, after) = left.ok_or_else(Refusal::not_found)?;
    Ok(axum::Json(Stepped {
        concern: concern.to_string(),
        state: after.state.code().into(),
        outcome: after.outcome.map(|o| o.code().into()),
        turn: after.turn.role.code().into(),
        due: after.due.map(Day::iso),
        due_estimated: after.due.is_some_and(|day| app.house.catalog().is_estimated(day)),
        revision: after.revision,
        replayed: done.replayed,
    }))
}
