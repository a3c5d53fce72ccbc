//! Who looks, when, and the names of what is looked at.

use crate::accounts::Session;
use crate::house::{House, OperationError};
use slrt_domain::access::Authority;
use slrt_domain::access::{Action, Place};
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::case::{After, Context, Turn, TurnRole, holds_turn};
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_domain::office::Reference;
use slrt_domain::program::Catalog;

/// An area with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaName {
    /// Code.
    pub code: AreaCode,
    /// Name; the code with dots where the list has none.
    pub name: String,
    /// Name of the district.
    pub district: Option<String>,
}

/// An office with its name and public contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeName {
    /// Id.
    pub id: OfficeId,
    /// Name on its door.
    pub name: String,
    /// Telephone or WhatsApp of the office.
    pub contact: String,
}

/// Whose turn it is, with names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TurnView {
    /// In which capacity.
    pub role: TurnRole,
    /// At which office, or which office looks after it.
    pub office: Option<OfficeName>,
    /// At which institution.
    pub institution: Option<(InstitutionId, String)>,
    /// Whether the reader is among those whose turn it is.
    pub mine: bool,
}

/// Days that were promised, and by how many they have passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timing {
    /// By when this turn should be done.
    pub due: Option<Day>,
    /// Whether that day is an estimate: the holidays of its year are not settled.
    pub due_estimated: bool,
    /// Days since then; 0 when there is time.
    pub days_overdue: i64,
    /// The day promised to the citizen for all of it.
    pub promised: Day,
    /// Whether that day is an estimate.
    pub promised_estimated: bool,
    /// Whether that day has passed; while our own clock stands still, whether it had passed before.
    pub promise_passed: bool,
    /// Whether this turn of ours or an institution's may take longer than what was promised to the citizen.
    pub beyond_promise: bool,
    /// Since when our own clock stands still.
    pub paused_since: Option<Day>,
    /// Days of waiting since then: the whole wait stays in sight.
    pub waited_days: i64,
}

impl Timing {
    /// Of a concern as it stands.
    pub(super) fn of(now: &After, today: Day, catalog: &Catalog) -> Self {
        let late = |day: Day| today.since(day).max(0);
        let ended = now.state.is_final();
        let paused = now.paused_since.filter(|_| !ended);
        let promise_passed = !ended && paused.unwrap_or(today).since(now.promised) > 0;
        // The citizen's own time is not ours, and while the clock stands still the promise moves.
        let counts = !ended && paused.is_none() && now.turn.role != TurnRole::Citizen;
        Self {
            due: now.due,
            due_estimated: now.due.is_some_and(|day| catalog.is_estimated(day)),
            days_overdue: now.due.filter(|_| !ended).map_or(0, late),
            promised: now.promised,
            promised_estimated: catalog.is_estimated(now.promised),
            promise_passed,
            beyond_promise: counts && !promise_passed && now.due.is_some_and(|due| due > now.promised),
            paused_since: paused,
            waited_days: paused.map_or(0, late),
        }
    }
}

/// A reader at work.
pub(super) struct Desk<'a> {
    pub house: &'a House,
    pub session: &'a Session,
    pub now: Instant,
    pub today: Day,
}

impl<'a> Desk<'a> {
    pub fn new(house: &'a House, session: &'a Session) -> Self {
        let now = house.clock().now();
        Self { house, session, now, today: session.reference.zone.day(now) }
    }

    /// The circumstances in which rules are asked.
    pub fn ctx(&self) -> Context<'_> {
        Context {
            actor: &self.session.actor,
            now: self.now,
            occurred_at: self.now,
            late_reason: None,
            reference: &self.session.reference,
            catalog: &self.session.reference.catalog,
        }
    }

    pub fn reference(&self) -> &Reference {
        &self.session.reference
    }

    /// The authority for something that lies nowhere in particular.
    pub fn room(&self, action: Action) -> Result<Authority, OperationError> {
        Ok(self.session.actor.may(action, &Place::TENANT_WIDE).ok_or_else(Refusal::forbidden)?)
    }

    pub fn turn(&self, turn: &Turn, village: AreaCode) -> TurnView {
        TurnView { mine: holds_turn(&self.session.actor, turn, village), ..turn_view(self.reference(), turn) }
    }
}

/// A turn with names, seen by nobody in particular.
pub(super) fn turn_view(reference: &Reference, turn: &Turn) -> TurnView {
    TurnView {
        role: turn.role,
        office: turn.office.and_then(|o| office_name(reference, o)),
        institution: turn.institution.map(|i| (i, institution_name(reference, i))),
        mine: false,
    }
}

pub(super) fn office_name(reference: &Reference, id: OfficeId) -> Option<OfficeName> {
    reference.offices.get(&id).map(|o| OfficeName { id, name: o.name.clone(), contact: o.contact.clone() })
}

pub(super) fn institution_name(reference: &Reference, id: InstitutionId) -> String {
    reference.institutions.get(&id).map(|i| i.name.clone()).unwrap_or_default()
}

pub(super) fn area_name(house: &House, code: AreaCode) -> AreaName {
    let name = house.areas().name(code).map_or_else(|| code.dotted(), str::to_owned);
    let district = code.parent().and_then(|d| house.areas().name(d)).map(str::to_owned);
    AreaName { code, name, district }
}
