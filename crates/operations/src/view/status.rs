//! What a citizen sees by number and PIN: no name, no NIK, no words.

use super::desk::{AreaName, OfficeName, Timing, TurnView, area_name, office_name, turn_view};
use super::hand_overs::{self, Regency};
use crate::house::{House, OperationError};
use slrt_domain::access::{Role, Visibility};
use slrt_domain::calendar::Day;
use slrt_domain::case::{Case, Concern, ConcernState, Outcome, TurnRole, role_of};
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_domain::office::Reference;
use slrt_domain::program::Catalog;
use slrt_storage::case as cases;
use std::sync::Arc;

slrt_domain::coded! {
    /// Where a concern stands, in groups that mean something to citizens.
    pub enum StateGroup {
        /// It was received and is being looked at.
        Handling = "handling",
        /// Somebody will come and visit.
        Visit = "visit",
        /// A decision is being made.
        Deciding = "deciding",
        /// It was sent on (*diteruskan*): not the same as helped.
        AtInstitution = "at_institution",
        /// The office waits for papers of the citizen.
        YourDocuments = "your_documents",
        /// The centre (Kemensos, BPS, BPJS) has it.
        AtCenter = "at_center",
        /// Eligible, but there is no room yet.
        NoQuota = "no_quota",
        /// Help or information was given: did it come?
        YourWord = "your_word",
        /// The citizen said that help came.
        Helped = "helped",
        /// It was declined, with a reason.
        Declined = "declined",
        /// It is on its way to another regency.
        HandingOver = "handing_over",
        /// Another regency goes on with it.
        HandedOver = "handed_over",
        /// Another body is responsible.
        Transferred = "transferred",
        /// It ended without the citizen's word.
        Ended = "ended",
    }
}

/// A citizen's page.
#[derive(Debug, Clone)]
pub struct StatusView {
    /// Number.
    pub number: ServiceNumber,
    /// The office that took it: whom to ask.
    pub office: Option<OfficeName>,
    /// Village.
    pub village: AreaName,
    /// Brought.
    pub opened_on: Day,
    /// Where it went last, if it was handed over: to whom, and the number to use there once it is known.
    pub handed: Option<(Regency, Option<ServiceNumber>)>,
    /// Concerns.
    pub concerns: Vec<StatusConcern>,
    /// The catalogue as it holds here.
    pub catalog: Arc<Catalog>,
    /// Today.
    pub today: Day,
}

/// A concern on a citizen's page.
#[derive(Debug, Clone)]
pub struct StatusConcern {
    /// Id, for the answer.
    pub id: ConcernId,
    /// 1, 2, 3 …
    pub position: i64,
    /// Sector; none where it should not be read over somebody's shoulder.
    pub sector: Option<String>,
    /// Where it stands.
    pub group: StateGroup,
    /// Whose turn it is.
    pub turn: TurnView,
    /// Days.
    pub timing: Timing,
    /// The day on which more time was taken.
    pub extended_on: Option<Day>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// Coded reason, with its way to appeal in the catalogue.
    pub reason: Option<String>,
    /// Whether it goes on in another service of the same person.
    pub continued: bool,
    /// Ended.
    pub closed_on: Option<Day>,
    /// Whether we ask now: did help come?
    pub asked: bool,
    /// Whether *helped* and *partly* would be accepted.
    pub can_confirm: bool,
    /// Whether *not helped* would be accepted.
    pub can_deny: bool,
}

/// The page of a case whose number and PIN were given (`accounts::by_pin`).
///
/// # Errors
/// Not found, or storage.
pub async fn status(house: &House, tenant: Tenant, id: CaseId) -> Result<StatusView, OperationError> {
    let reference = house.reference(tenant).await?;
    let mut tx = house.db().read(tenant).await?;
    let (_, case) = cases::load(&mut tx, tenant, &[id]).await?.into_iter().next().ok_or_else(Refusal::not_found)?;
    let handed = hand_overs::handed(&mut tx, house, tenant, id).await?.filter(|_| case.concerns.iter().any(|c| c.state.is_elsewhere()));
    let today = reference.zone.day(house.clock().now());
    Ok(StatusView {
        handed: handed.map(|h| (h.to, h.number)),
        number: case.number,
        office: office_name(&reference, case.office),
        village: area_name(house, case.village),
        opened_on: reference.zone.day(case.occurred_at),
        concerns: case.concerns.iter().map(|c| concern(&reference, &case, c, today)).collect(),
        catalog: Arc::clone(&reference.catalog),
        today,
    })
}

fn concern(reference: &Reference, case: &Case, c: &Concern, today: Day) -> StatusConcern {
    use ConcernState as S;
    let restricted = c.visibility == Visibility::Restricted;
    let mut turn = turn_view(reference, &c.now.turn);
    if restricted {
        // Who handles it would tell what it is about to anybody who reads along.
        let role = if role_of(turn.role).is_some_and(|r| r != Role::InstitutionOfficer) { TurnRole::BackOffice } else { turn.role };
        turn = TurnView { role, office: office_name(reference, case.office), institution: None, ..turn };
    }
    StatusConcern {
        id: c.id,
        position: c.position,
        sector: Some(c.sector.clone()).filter(|_| !restricted),
        group: group(c),
        turn,
        timing: Timing::of(&c.now, today, &reference.catalog),
        extended_on: c.now.extended_on,
        outcome: c.now.outcome,
        // What passes between officers, such as why a recommendation came back, is not for the citizen's page.
        reason: c.now.reason.clone().filter(|_| !restricted && told(c.state)),
        continued: c.state == S::Duplicate,
        closed_on: c.now.closed_on,
        asked: c.state == S::ServiceGiven,
        can_confirm: !c.state.is_final() && !c.state.is_elsewhere(),
        can_deny: matches!(c.state, S::ServiceGiven | S::Closed | S::NotEligible | S::Transferred)
            && !case.concerns.iter().any(|k| k.state == S::HandingOver),
    }
}

/// Whether the last reason is one that the citizen is told: why something was refused, ended, or whom it waits for.
fn told(state: ConcernState) -> bool {
    use ConcernState as S;
    state.is_final() || matches!(state, S::DeclinedByInstitution | S::WaitingCenter)
}

fn group(c: &Concern) -> StateGroup {
    use ConcernState as S;
    match c.state {
        S::Received
        | S::Verified
        | S::Visited
        | S::Escalated
        | S::Returned
        | S::Approved
        | S::DeclinedByInstitution
        | S::MoreAsked
        | S::Reopened => StateGroup::Handling,
        S::VisitNeeded => StateGroup::Visit,
        S::WaitingDocuments => StateGroup::YourDocuments,
        S::Recommended => StateGroup::Deciding,
        S::Referred | S::Accepted => StateGroup::AtInstitution,
        S::WaitingCenter => StateGroup::AtCenter,
        S::WaitingQuota => StateGroup::NoQuota,
        S::ServiceGiven => StateGroup::YourWord,
        S::NotEligible => StateGroup::Declined,
        S::HandingOver => StateGroup::HandingOver,
        S::HandedOver => StateGroup::HandedOver,
        S::Transferred => StateGroup::Transferred,
        S::Closed if c.now.outcome == Some(Outcome::Helped) => StateGroup::Helped,
        S::Closed | S::Duplicate | S::Withdrawn => StateGroup::Ended,
    }
}
