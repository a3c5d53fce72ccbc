//! `POST /status`: where a service stands. No name, no NIK, no words.

use crate::App;
use crate::access::Client;
use crate::error::{Failure, Problem};
use crate::operation::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use slrt_domain::Coded as _;
use slrt_operations::accounts;
use slrt_operations::view::{self, StatusConcern, StatusView};
use utoipa::ToSchema;

/// Number and PIN: never in an address.
#[derive(Deserialize, ToSchema)]
pub struct Asked {
    /// *Nomor layanan*, with or without hyphens.
    number: String,
    /// PIN.
    pin: String,
}

/// Where a service stands.
#[derive(Serialize, ToSchema)]
pub struct Status {
    /// *Nomor layanan*.
    number: String,
    /// The office that took it.
    office: Option<String>,
    /// Its public contact.
    contact: Option<String>,
    /// The day it was brought.
    opened_on: String,
    /// The other regency's four digits, where it was handed to one.
    handed_to: Option<String>,
    /// Its *nomor layanan* there, once it was taken over.
    number_there: Option<String>,
    /// One by one.
    concerns: Vec<ConcernStatus>,
}

/// Where a need stands.
#[derive(Serialize, ToSchema)]
struct ConcernStatus {
    /// Identifier, for the answer.
    id: String,
    /// Sector; none where it should not be read over somebody's shoulder.
    sector: Option<String>,
    /// `handling`, `visit`, `deciding`, `at_institution`, `your_documents`, `at_center`, `no_quota`, `your_word`, `helped`, `declined`, `handing_over`, `handed_over`,
    /// `transferred`, `ended`.
    stands: &'static str,
    /// Whose turn: `front_office` … `citizen`, `center`, `regency`, `nobody`.
    turn: &'static str,
    /// The office whose turn it is, or that looks after it.
    turn_office: Option<String>,
    /// The institution whose turn it is.
    turn_institution: Option<String>,
    /// By when this turn should be done.
    due: Option<String>,
    /// Whether that day is an estimate: the holidays of its year are not settled.
    due_estimated: bool,
    /// Days since then.
    days_overdue: i64,
    /// The day promised for all of it.
    promised: String,
    /// Whether that day is an estimate.
    promised_estimated: bool,
    /// Since when our own clock stands still: waiting for papers, the centre or quota.
    paused_since: Option<String>,
    /// Days of waiting since then.
    waited_days: i64,
    /// The day on which more time was taken, as the standard allows once.
    extended_on: Option<String>,
    /// What came of it.
    outcome: Option<&'static str>,
    /// Coded reason.
    reason: Option<String>,
    /// It goes on in another service of the same person: ask at the office.
    continued: bool,
    /// Ended.
    closed_on: Option<String>,
    /// We ask now: did help come?
    asked: bool,
    /// `helped` and `partly` would be accepted.
    can_confirm: bool,
    /// `not_helped` would be accepted.
    can_deny: bool,
}

/// Where does a service stand? An unknown number and a wrong PIN are answered alike.
#[utoipa::path(post, path = "/status", tag = "status", request_body = Asked,
    responses((status = 200, body = Status), (status = 401, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
pub async fn show(State(app): State<App>, Client(address): Client, Json(asked): Json<Asked>) -> Result<axum::Json<Status>, Failure> {
    let (tenant, case) = accounts::by_pin(&app.house, &asked.number, &asked.pin, address).await?;
    let view = view::status(&app.house, tenant, case).await?;
    Ok(axum::Json(status(view)))
}

fn status(v: StatusView) -> Status {
    Status {
        number: v.number.to_string(),
        office: v.office.as_ref().map(|o| o.name.clone()),
        contact: v.office.map(|o| o.contact).filter(|c| !c.is_empty()),
        opened_on: v.opened_on.iso(),
        handed_to: v.handed.as_ref().map(|h| h.0.tenant.to_string()),
        number_there: v.handed.and_then(|h| h.1).map(|n| n.to_string()),
        concerns: v.concerns.into_iter().map(concern).collect(),
    }
}

fn concern(c: StatusConcern) -> ConcernStatus {
    ConcernStatus {
        id: c.id.to_string(),
        sector: c.sector,
        stands: c.group.code(),
        turn: c.turn.role.code(),
        turn_office: c.turn.office.map(|o| o.name),
        turn_institution: c.turn.institution.map(|(_, name)| name),
        due: c.timing.due.map(|d| d.iso()),
        due_estimated: c.timing.due_estimated,
        days_overdue: c.timing.days_overdue,
        promised: c.timing.promised.iso(),
        promised_estimated: c.timing.promised_estimated,
        paused_since: c.timing.paused_since.map(|d| d.iso()),
        waited_days: c.timing.waited_days,
        extended_on: c.extended_on.map(|d| d.iso()),
        outcome: c.outcome.map(|o| o.code()),
        reason: c.reason,
        continued: c.continued,
        closed_on: c.closed_on.map(|d| d.iso()),
        asked: c.asked,
        can_confirm: c.can_confirm,
        can_deny: c.can_deny,
    }
}
