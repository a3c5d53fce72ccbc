//! A case and its parts as decisions see them.

use super::state::*;
use crate::access::Visibility;
use crate::area::AreaCode;
use crate::calendar::{Day, Instant};
use crate::identity::*;

/// Whose turn it is: in which capacity, at which office or institution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Turn {
    /// In which capacity.
    pub role: TurnRole,
    /// The office; also kept while the citizen or the centre has the turn, for who looks after it.
    pub office: Option<OfficeId>,
    /// The institution, when it has the turn.
    pub institution: Option<InstitutionId>,
}

impl Turn {
    /// It has ended.
    pub const NOBODY: Turn = Turn { role: TurnRole::Nobody, office: None, institution: None };

    /// An office's turn.
    pub fn office(role: TurnRole, office: OfficeId) -> Self {
        Self { role, office: Some(office), institution: None }
    }
}

/// One step of a chain of decision, resolved to an office where somebody holds the role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainStep {
    /// Where.
    pub office: OfficeId,
    /// In which capacity.
    pub role: TurnRole,
}

/// One need or complaint.
#[derive(Debug, Clone, PartialEq)]
pub struct Concern {
    /// Its identifier.
    pub id: ConcernId,
    /// 1, 2, 3 … within the case.
    pub position: i64,
    /// Kind, by code of the catalogue.
    pub kind: String,
    /// Category letter.
    pub category: String,
    /// Sector code.
    pub sector: String,
    /// The citizen's own words.
    pub words: Option<Sealed>,
    /// In care, or with an appointment.
    pub urgent: bool,
    /// Who may know.
    pub visibility: Visibility,
    /// The day it was brought.
    pub opened_on: Day,
    /// The part that steps change.
    pub now: After,
    /// Same as `now.state`.
    pub state: ConcernState,
    /// Same as `now.revision`.
    pub revision: i64,
}

/// What a step leaves behind: the whole changeable part of a concern, so that folding is assigning.
#[derive(Debug, Clone, PartialEq)]
pub struct After {
    /// State.
    pub state: ConcernState,
    /// Whose turn.
    pub turn: Turn,
    /// By when this turn should be done.
    pub due: Option<Day>,
    /// The day promised to the citizen for all of it.
    pub promised: Day,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// The last coded reason.
    pub reason: Option<String>,
    /// Programs picked.
    pub programs: Vec<String>,
    /// Steps of decision still to come, the present one first.
    pub chain: Vec<ChainStep>,
    /// Who made the recommendation that stands: waiting for its decision, or approved.
    pub recommended_by: Option<AccountId>,
    /// Since when our own clock pauses.
    pub paused_since: Option<Day>,
    /// The day on which more time was taken, as the standard allows once.
    pub extended_on: Option<Day>,
    /// Whether the due day passed and was noticed.
    pub overdue: bool,
    /// The day it ended.
    pub closed_on: Option<Day>,
    /// How many times it was opened again.
    pub reopened: i64,
    /// Raised by every step.
    pub revision: i64,
}

impl After {
    /// Of a concern that begins: nobody looked at it yet.
    pub(crate) fn received(turn: Turn, due: Day, promised: Day) -> Self {
        Self {
            state: ConcernState::Received,
            turn,
            due: Some(due),
            promised,
            outcome: None,
            reason: None,
            programs: Vec::new(),
            chain: Vec::new(),
            recommended_by: None,
            paused_since: None,
            extended_on: None,
            overdue: false,
            closed_on: None,
            reopened: 0,
            revision: 1,
        }
    }

    /// Whether a recommendation stands approved, whatever the office does meanwhile (asks for documents, visits, waits).
    pub fn is_approved(&self) -> bool {
        self.recommended_by.is_some() && self.chain.is_empty()
    }
}

/// A concern handed to an institution.
#[derive(Debug, Clone, PartialEq)]
pub struct Referral {
    /// Its identifier.
    pub id: ReferralId,
    /// Which concern.
    pub concern: ConcernId,
    /// To whom.
    pub institution: InstitutionId,
    /// For which program, if any.
    pub program: Option<String>,
    /// How it stands.
    pub state: ReferralState,
    /// The day it was sent.
    pub sent_on: Day,
    /// The day it was last answered.
    pub answered_on: Option<Day>,
    /// Whether the last answer was recorded on the institution's behalf.
    pub on_behalf: bool,
    /// The last coded reason.
    pub reason: Option<String>,
}

/// One visit of one person.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// Its identifier.
    pub id: CaseId,
    /// The number that the citizen keeps.
    pub number: ServiceNumber,
    /// The office that took it.
    pub office: OfficeId,
    /// The village it is about.
    pub village: AreaCode,
    /// Who it is for; none for an anonymous caller.
    pub person: Option<PersonId>,
    /// Their family.
    pub family: Option<FamilyId>,
    /// Who may know.
    pub visibility: Visibility,
    /// When it happened.
    pub occurred_at: Instant,
    /// Who opened it.
    pub opened_by: Option<AccountId>,
    /// Persons named on its restricted part.
    pub named: Vec<AccountId>,
    /// Its concerns, in order.
    pub concerns: Vec<Concern>,
    /// Its referrals, oldest first.
    pub referrals: Vec<Referral>,
}

impl Case {
    /// A concern by id.
    pub fn concern(&self, id: ConcernId) -> Option<&Concern> {
        self.concerns.iter().find(|c| c.id == id)
    }

    /// The referral of a concern that counts: the one that is open, of which there is at most one, else the newest.
    pub fn referral_of(&self, concern: ConcernId) -> Option<&Referral> {
        let mut own = self.referrals.iter().rev().filter(|r| r.concern == concern);
        own.clone().find(|r| r.state.is_open()).or_else(|| own.next())
    }

    /// Whether anything is still expected.
    pub fn is_open(&self) -> bool {
        self.concerns.iter().any(|c| !c.state.is_final())
    }

    /// Institutions that hold or held a referral of a concern.
    pub fn institutions_of(&self, concern: ConcernId) -> Vec<InstitutionId> {
        self.referrals.iter().filter(|r| r.concern == concern).map(|r| r.institution).collect()
    }

    /// Institutions that work on a concern: an answer of theirs is still expected, or what they gave waits for the citizen's word.
    pub fn institutions_at_work(&self, concern: ConcernId) -> Vec<InstitutionId> {
        let Some(state) = self.concern(concern).map(|c| c.state).filter(|s| !s.is_final()) else { return Vec::new() };
        let given = |r: &Referral| r.state == ReferralState::Given && state == ConcernState::ServiceGiven;
        let at_work = |r: &&Referral| r.concern == concern && (r.state.is_open() || given(r));
        self.referrals.iter().filter(at_work).map(|r| r.institution).collect()
    }

    /// Folds a step into the case.
    pub fn apply(&mut self, moved: &super::ConcernMoved, on: Day) {
        if let Some(c) = self.concerns.iter_mut().find(|c| c.id == moved.concern) {
            c.now = moved.after.clone();
            c.state = moved.after.state;
            c.revision = moved.after.revision;
        }
        self.apply_to_referral(moved, on);
        // Nobody answers any more for what has left the institution's hands.
        if !moved.after.state.keeps_referral() {
            self.end_referrals(moved.concern);
        }
    }

    /// Folds what a concern is from now on into the case.
    pub fn reclassify(&mut self, e: &super::ConcernReclassified) {
        if let Some(c) = self.concerns.iter_mut().find(|c| c.id == e.concern) {
            c.kind.clone_from(&e.kind);
            c.category.clone_from(&e.category);
            c.sector.clone_from(&e.sector);
            c.urgent = e.urgent;
            c.visibility = e.visibility;
            c.now = e.after.clone();
            c.state = e.after.state;
            c.revision = e.after.revision;
        }
        let all = self.concerns.iter().all(|c| c.visibility == Visibility::Restricted);
        self.visibility = if all { Visibility::Restricted } else { Visibility::Normal };
    }

    /// Folds into the case what is left of a concern when it is handed over, or the answer came.
    pub fn settle(&mut self, concern: ConcernId, after: &After) {
        if let Some(c) = self.concerns.iter_mut().find(|c| c.id == concern) {
            c.now = after.clone();
            c.state = after.state;
            c.revision = after.revision;
        }
    }

    /// Whether it is another tenant's, or on its way there, with all that is still expected.
    pub fn is_elsewhere(&self) -> bool {
        self.concerns.iter().any(|c| c.state.is_elsewhere()) && self.concerns.iter().all(|c| c.state.is_elsewhere() || c.state.is_final())
    }

    fn end_referrals(&mut self, concern: ConcernId) {
        let open = self.referrals.iter_mut().filter(|r| r.concern == concern && r.state.is_open());
        open.for_each(|r| r.state = ReferralState::Revoked);
    }

    fn apply_to_referral(&mut self, moved: &super::ConcernMoved, on: Day) {
        let d = &moved.detail;
        let Some(id) = d.referral else { return };
        if moved.step == StepKind::Referred {
            // Sent anew, it is taken back from whoever had it before.
            self.end_referrals(moved.concern);
            if let Some(institution) = d.institution {
                self.referrals.push(Referral {
                    id,
                    concern: moved.concern,
                    institution,
                    program: d.program.clone(),
                    state: ReferralState::Sent,
                    sent_on: on,
                    answered_on: None,
                    on_behalf: false,
                    reason: None,
                });
            }
        } else if let Some(r) = self.referrals.iter_mut().find(|r| r.id == id) {
            r.state = match moved.step {
                StepKind::ReferralAccepted => ReferralState::Accepted,
                StepKind::ReferralDeclined => ReferralState::Declined,
                StepKind::ReferralMoreAsked => ReferralState::MoreAsked,
                StepKind::ReferralGiven => ReferralState::Given,
                StepKind::ReferralResubmitted => ReferralState::Sent,
                StepKind::ReferralTakenBack => ReferralState::Revoked,
                _ => r.state,
            };
            r.reason = d.reason.clone();
            if !matches!(moved.step, StepKind::ReferralResubmitted | StepKind::ReferralTakenBack) {
                r.on_behalf = d.on_behalf.is_some();
                // What an officer heard was said on the day that they give, not on the day of entry.
                r.answered_on = Some(d.on_behalf.as_ref().map_or(on, |b| b.day));
            }
        }
    }
}
