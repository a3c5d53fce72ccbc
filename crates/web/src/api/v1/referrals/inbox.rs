//! `GET /referrals`: what was sent to the reader's institution and waits for its answer; with `answered=true` what it answered.

use crate::App;
use crate::access::Bearer;
use crate::api::v1::tasks::list::{Task, load};
use crate::error::{Failure, Problem};
use crate::operation::parsed;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use slrt_domain::Coded as _;
use slrt_domain::access::Action;
use slrt_domain::journal::Refusal;
use slrt_operations::accounts::Session;
use slrt_operations::view::{self, AnsweredCursor, AnsweredLine};
use utoipa::{IntoParams, ToSchema};

/// Which list, and where its page begins.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Which {
    /// `next` of the page before, of the same list.
    cursor: Option<String>,
    /// `true` for what was answered and is not in the institution's hands any more; else what waits.
    answered: Option<bool>,
}

/// One of the two lists.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub enum Referrals {
    /// What waits.
    Waiting(Inbox),
    /// What was answered.
    Answered(Answered),
}

/// An inbox.
#[derive(Serialize, ToSchema)]
pub struct Inbox {
    /// Referrals, oldest promise first.
    lines: Vec<Task>,
    /// Where the next page begins; none on the last.
    next: Option<String>,
    /// How many wait.
    waiting: i64,
    /// Of these, past their day.
    overdue: i64,
}

/// What was answered.
#[derive(Serialize, ToSchema)]
pub struct Answered {
    /// Referrals, the newest answer first.
    answered: Vec<AnsweredReferral>,
    /// Where the next page begins; none on the last.
    next: Option<String>,
}

/// An answered referral: nothing of the person.
#[derive(Serialize, ToSchema)]
struct AnsweredReferral {
    /// The referral.
    referral: String,
    /// Case.
    case: String,
    /// Concern.
    concern: String,
    /// *Nomor layanan*.
    number: String,
    /// Kind.
    kind: String,
    /// Village, ten digits.
    village: String,
    /// Whether only named persons know of it.
    restricted: bool,
    /// `declined`, `given`, `more_asked`, or `revoked`: taken back after an answer.
    state: String,
    /// The day it was sent.
    sent_on: String,
    /// The day of the answer.
    answered_on: String,
    /// Whether the office wrote the answer down for the institution.
    on_behalf: bool,
}

/// The inbox of my institution, or what it answered.
#[utoipa::path(get, path = "/referrals", tag = "referrals", security(("bearer" = [])), params(Which),
    responses((status = 200, body = Referrals), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn inbox(State(app): State<App>, Bearer(session): Bearer, Query(which): Query<Which>) -> Result<axum::Json<Referrals>, Failure> {
    let cursor = which.cursor.as_deref();
    Ok(axum::Json(match which.answered {
        Some(true) => Referrals::Answered(answered(&app, &session, cursor).await?),
        _ => Referrals::Waiting(waiting(&app, &session, cursor).await?),
    }))
}

async fn waiting(app: &App, session: &Session, cursor: Option<&str>) -> Result<Inbox, Failure> {
    if !session.actor.may_anywhere(Action::ViewReferral) {
        return Err(Refusal::forbidden().into());
    }
    let v = load(app, session, cursor).await?;
    let lines = v.lines.iter().map(Task::from).collect();
    Ok(Inbox { lines, next: v.next.map(|c| c.to_string()), waiting: v.figures.waiting, overdue: v.figures.overdue })
}

async fn answered(app: &App, session: &Session, cursor: Option<&str>) -> Result<Answered, Failure> {
    let before = cursor.map(|c| parsed("cursor", c, AnsweredCursor::parse)).transpose()?;
    let v = view::answered(&app.house, session, before).await?;
    Ok(Answered { answered: v.lines.iter().map(AnsweredReferral::from).collect(), next: v.next.map(|c| c.to_string()) })
}

impl From<&AnsweredLine> for AnsweredReferral {
    fn from(a: &AnsweredLine) -> Self {
        Self {
            referral: a.referral.to_string(),
            case: a.case.to_string(),
            concern: a.concern.to_string(),
            number: a.number.to_string(),
            kind: a.kind.clone(),
            village: a.village.code.as_str().to_owned(),
            restricted: a.restricted,
            state: a.state.code().into(),
            sent_on: a.sent_on.iso(),
            answered_on: a.answered_on.iso(),
            on_behalf: a.on_behalf,
        }
    }
}
