//! What a decision may rest on besides the case: who, when, the tenant's offices, the catalogue.

use super::command::{ConcernCommand, Verb};
use super::event::{ConcernMoved, Detail};
use super::model::{After, Case, Concern, Turn};
use super::state::*;
use crate::access::{Action, Actor, ActorKind, Authority, Grant, Place, Role, Scope, Visibility};
use crate::area::AreaCode;
use crate::calendar::{Day, Instant};
use crate::identity::{AccountId, CaseId, InstitutionId, OfficeId};
use crate::journal::{Event, Refusal, RefusalKind};
use crate::office::Reference;
use crate::program::{Catalog, Deadline, LateEntry, Reason, Search, Stages};

/// Circumstances of a decision. `now` is an argument: rules never ask the time.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// Who acts.
    pub actor: &'a Actor,
    /// When it is written.
    pub now: Instant,
    /// When it happened.
    pub occurred_at: Instant,
    /// Why it is entered late, coded.
    pub late_reason: Option<&'a str>,
    /// Offices, institutions, roles, calendar.
    pub reference: &'a Reference,
    /// Programs, kinds, deadlines, chains.
    pub catalog: &'a Catalog,
}

/// What was decided, and under which authority.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The events, in order.
    pub events: Vec<Event>,
    /// The role that allowed it.
    pub authority: Authority,
    /// For whom, where not for oneself.
    pub on_behalf_of: String,
    /// When it happened.
    pub occurred_at: Instant,
}

/// How far a device's clock may run ahead.
const AHEAD_SECONDS: i64 = 300;

impl Context<'_> {
    /// Today in the tenant's zone.
    pub fn today(&self) -> Day {
        self.reference.zone.day(self.now)
    }

    /// The day on which it happened, in the tenant's zone.
    pub fn on(&self) -> Day {
        self.reference.zone.day(self.occurred_at)
    }

    /// Whether the event is dated further back than some days of the catalogue.
    fn is_before(&self, days: impl Fn(&LateEntry) -> u32) -> bool {
        let days = self.catalog.late_entry(self.today()).map_or(0, days);
        self.occurred_at.plus_seconds(i64::from(days) * 86_400) < self.now
    }

    /// Whether the event is entered so late that it needs a reason.
    fn is_late(&self) -> bool {
        self.is_before(|l| l.reason_after_days)
    }

    /// Bounds the time of the event: not in the future, some days back only with a reason, and never further than the catalogue says.
    ///
    /// # Errors
    /// [`RefusalKind::LateWithoutReason`].
    pub fn check_time(&self) -> Result<(), Refusal> {
        let refuse = |detail: &str| Err(wrong_time(detail));
        if self.occurred_at > self.now.plus_seconds(AHEAD_SECONDS) {
            return refuse("future");
        }
        if self.is_before(|l| l.latest_days) {
            return refuse("long-ago");
        }
        if self.is_late() && self.late_reason.is_none_or(|r| self.catalog.reason("late_entry", r, self.today()).is_none()) {
            return refuse("late");
        }
        Ok(())
    }

    /// Nothing happens in a case before it was brought. What happens now never does, even where the case came from a clock that runs ahead.
    ///
    /// # Errors
    /// [`RefusalKind::LateWithoutReason`].
    pub fn check_after(&self, case: &Case) -> Result<(), Refusal> {
        if self.occurred_at < case.occurred_at.min(self.now) { Err(wrong_time("before-case")) } else { Ok(()) }
    }

    /// Whether the actor may know of something of this visibility in a case.
    pub fn may_know(&self, case: &Case, visibility: Visibility) -> bool {
        match (visibility, self.actor.kind) {
            (Visibility::Normal, _) | (_, ActorKind::System) => true,
            (_, ActorKind::Account(id)) => case.named.contains(&id),
            (_, ActorKind::Citizen(id)) => id == case.id,
        }
    }

    /// The authority for an action on a concern; whoever may not even see it is told that it does not exist.
    ///
    /// # Errors
    /// Not found, or forbidden.
    pub fn authority(&self, action: Action, case: &Case, concern: &Concern) -> Result<Authority, Refusal> {
        if let ActorKind::Citizen(id) = self.actor.kind {
            let own = id == case.id && matches!(action, Action::Confirm);
            return if own { Ok(Authority { role: None, acting: crate::access::Acting::Own }) } else { Err(Refusal::not_found()) };
        }
        let offices = offices_of(case, concern);
        // An institution whose part is over reads its own answer, no more.
        let institutions = match action {
            Action::ViewReferral | Action::AnswerReferral => case.institutions_of(concern.id),
            _ => case.institutions_at_work(concern.id),
        };
        let place = Place { offices: &offices, village: Some(case.village), institutions: &institutions };
        let authority = self.actor.may(action, &place).or_else(|| self.may_from_above(action, &offices));
        if self.sight(case, concern).is_none() {
            return Err(Refusal::not_found());
        }
        authority.or_else(|| self.may_when_named(action, case, concern)).ok_or_else(Refusal::forbidden)
    }

    /// Supervisor, manager, heads and protection officers of an office answer for the offices below it: what is stuck there is theirs to see
    /// and to move, so that the second pair of eyes is the next office up.
    pub(super) fn may_from_above(&self, action: Action, offices: &[OfficeId]) -> Option<Authority> {
        let mut grants = self.actor.grants.iter().filter(|g| g.role.oversees() && crate::access::allows(g.role, action));
        grants
            .find(|g| match g.scope {
                Scope::Office(up) => offices.iter().any(|o| self.reference.line(*o).contains(&up)),
                _ => false,
            })
            .map(|g| Authority { role: Some(g.role), acting: g.acting })
    }

    /// A protection officer or supervisor who was named because nobody nearer is there handles it wherever their own place is.
    fn may_when_named(&self, action: Action, case: &Case, concern: &Concern) -> Option<Authority> {
        let named = concern.visibility == Visibility::Restricted && self.actor.account().is_some_and(|a| case.named.contains(&a));
        let keeps = |g: &&Grant| matches!(g.role, Role::ProtectionOfficer | Role::Supervisor) && crate::access::allows(g.role, action);
        let grant = self.actor.grants.iter().find(keeps).filter(|_| named)?;
        Some(Authority { role: Some(grant.role), acting: grant.acting })
    }

    /// Whether an action is allowed on what lies at some offices and is about a village, also from an office above.
    pub fn may_at(&self, action: Action, offices: &[OfficeId], village: AreaCode) -> bool {
        let place = Place { offices, village: Some(village), institutions: &[] };
        self.actor.may(action, &place).or_else(|| self.may_from_above(action, offices)).is_some()
    }

    /// How much of a concern the actor sees: all of it, the institution's part, or not even that it exists.
    pub fn sight(&self, case: &Case, concern: &Concern) -> Option<Sight> {
        if !self.may_know(case, concern.visibility) {
            return None;
        }
        if self.actor.kind == ActorKind::System || is_citizen_of(self.actor, case.id) {
            return Some(Sight::Whole);
        }
        let offices = offices_of(case, concern);
        let institutions = case.institutions_of(concern.id);
        let place = Place { offices: &offices, village: Some(case.village), institutions: &institutions };
        // Whoever was named on a restricted case sees it wherever their own place is.
        let named = concern.visibility == Visibility::Restricted && self.actor.may_anywhere(Action::ViewCase);
        let view = self.actor.may(Action::ViewCase, &place).or_else(|| self.may_from_above(Action::ViewCase, &offices));
        // Whoever is asked to decide sees what they decide, even where their role sees no other case (village heads).
        let deciding = || {
            let step = concern.now.chain.first().filter(|_| concern.state == ConcernState::Recommended)?;
            self.actor.may(super::decision::action_of(step.role)?, &place)
        };
        if named || view.or_else(deciding).is_some() {
            return Some(Sight::Whole);
        }
        self.actor.may(Action::ViewReferral, &place).map(|_| Sight::Referral)
    }

    /// For whom an answer is recorded, where not for oneself.
    pub fn on_behalf_of(&self, command: &ConcernCommand) -> String {
        match &command.verb {
            Verb::Answer(a) if a.on_behalf.is_some() => format!("referral:{}", a.referral),
            _ => String::new(),
        }
    }

    /// The deadline rule of a kind on the day on which a need was brought: a rule that begins later does not change what was promised.
    pub fn deadline(&self, kind: &str, brought: Day) -> Stages {
        self.rule(kind, brought).map(Deadline::stages).unwrap_or_default()
    }

    fn rule(&self, kind: &str, brought: Day) -> Option<&Deadline> {
        let code = self.catalog.kinds.get(kind).map_or("umum", |k| k.deadline.as_str());
        self.catalog.deadline(code, brought)
    }

    /// What more time would give a need: the working days that its standard allows to be added, counted from the days that hold now.
    ///
    /// # Errors
    /// `Invalid` for `extension`: the standard allows none, it was used, or the promised day has passed: what is late stays late.
    pub fn extension(&self, case: &Case, concern: &Concern) -> Result<Extension, Refusal> {
        let rule = self.rule(&concern.kind, self.reference.zone.day(case.occurred_at));
        // An urgent need gets a part of it, as of any other time.
        let part = |days: u32| if concern.urgent { self.catalog.urgent_days(days, self.on()) } else { days };
        let days = rule.and_then(|d| d.extension_days).map(part).filter(|d| *d > 0);
        let days = days.ok_or_else(|| Refusal::invalid("extension", "none"))?;
        if concern.now.extended_on.is_some() {
            return Err(Refusal::invalid("extension", "once"));
        }
        if concern.now.promised < self.today() {
            return Err(Refusal::invalid("extension", "too-late"));
        }
        let later = |day: Day| self.reference.calendar.after(day, days);
        let promised = later(concern.now.promised);
        Ok(Extension { promised, due: concern.now.due.map(|due| later(due).min(promised).max(due)) })
    }

    /// Working days within which an institution answers: what it promised, else what holds for such needs.
    fn answer_days(&self, institution: InstitutionId, stages: &Stages) -> u32 {
        let promised = self.reference.institutions.get(&institution).map(|i| i.answer_days).filter(|days| *days > 0);
        promised.unwrap_or(stages.institution_days)
    }

    /// By when an institution would answer if a need of a kind went there now. It may be later than what the citizen was promised: the institution's
    /// time is its own, and whoever refers is told before.
    pub fn answer_by(&self, institution: InstitutionId, kind: &str, brought: Day, urgent: bool) -> Day {
        self.due(self.answer_days(institution, &self.deadline(kind, brought)), urgent)
    }

    /// A reason that may be chosen for a purpose, on the day of the event or on the day on which it is written.
    pub fn reason(&self, purpose: &str, code: &str) -> Option<&Reason> {
        self.catalog.reason(purpose, code, self.on()).or_else(|| self.catalog.reason(purpose, code, self.today()))
    }

    /// The due day after a number of working days; an urgent concern gets as many of them as the catalogue says.
    pub fn due(&self, days: u32, urgent: bool) -> Day {
        let days = if urgent { self.catalog.urgent_days(days, self.on()) } else { days };
        self.reference.calendar.after(self.on(), days)
    }

    /// Where handling goes: a restricted concern to a person named on it who may handle it, protection officers first, at this office or one
    /// above; any other to the back office.
    pub fn handler_at(&self, office: OfficeId, village: AreaCode, visibility: Visibility, named: &[AccountId]) -> Turn {
        if visibility == Visibility::Normal {
            return self.turn_at(office);
        }
        let line = self.reference.line(office);
        let held = |role: TurnRole, o: OfficeId| self.holders(role, o, village).iter().any(|a| named.contains(a));
        let found = self.keeping().iter().find_map(|role| line.iter().find(|o| held(*role, **o)).map(|o| Turn::office(*role, *o)));
        // Never to somebody who may not know of it: it waits at the top until the worker finds somebody.
        found.unwrap_or_else(|| Turn::office(TurnRole::ProtectionOfficer, line.last().copied().unwrap_or(office)))
    }

    /// Where handling of a normal concern goes: to the first capacity of the catalogue's order that somebody in the office holds, else in the office
    /// above, and so on; where nobody handles anywhere, to those who come last. By the shipped order a front office receives and hands on.
    fn turn_at(&self, office: OfficeId) -> Turn {
        let today = self.today();
        let line: Vec<OfficeId> = self.reference.line(office).into_iter().filter(|o| self.is_active(*o)).collect();
        let held = |role: TurnRole, o: OfficeId| role_of(role).is_some_and(|r| !self.reference.holders(r, o, today).is_empty());
        let found = |search: Search| {
            let roles = self.catalog.order(search, today);
            line.iter().find_map(|o| roles.iter().find(|r| held(**r, *o)).map(|r| Turn::office(*r, *o)))
        };
        found(Search::Handle)
            .or_else(|| found(Search::HandleLast))
            .unwrap_or_else(|| Turn::office(TurnRole::BackOffice, line.last().copied().unwrap_or(office)))
    }

    /// Whether an office works at present.
    fn is_active(&self, office: OfficeId) -> bool {
        self.reference.offices.get(&office).is_some_and(|o| o.active)
    }

    /// Who holds a capacity today at an office that works, for a village.
    pub(super) fn holders(&self, role: TurnRole, office: OfficeId, village: AreaCode) -> Vec<AccountId> {
        let Some(role) = role_of(role).filter(|_| self.is_active(office)) else { return Vec::new() };
        self.reference.grants_at(role, office, village, self.today()).map(|g| g.account).collect()
    }

    /// Capacities that may handle a restricted concern, in the order in which it looks for somebody.
    fn keeping(&self) -> &[TurnRole] {
        self.catalog.order(Search::Keep, self.today())
    }

    /// Who keeps a restricted concern: the protection officers whose place reaches it, from its office upward; where there are none, the nearest who
    /// hold the first capacity of the catalogue's order that anybody holds. Each of them may serve, a front office may not. Where nobody reaches it, the tenant's
    /// protection officers, else its supervisors.
    pub(super) fn keepers(&self, office: OfficeId, village: AreaCode) -> Vec<AccountId> {
        let line = self.reference.line(office);
        let nearest = |role: TurnRole| line.iter().map(|o| self.holders(role, *o, village)).find(|found| !found.is_empty());
        let anywhere = |role: Role| -> Vec<AccountId> {
            self.reference.grants.iter().filter(|g| g.role == role && g.holds_on(self.today())).map(|g| g.account).collect()
        };
        let mut found: Vec<AccountId> = line.iter().flat_map(|o| self.holders(TurnRole::ProtectionOfficer, *o, village)).collect();
        if found.is_empty() {
            found = self.keeping().iter().copied().find_map(nearest).unwrap_or_else(|| anywhere(Role::ProtectionOfficer));
        }
        if found.is_empty() {
            found = anywhere(Role::Supervisor);
        }
        found.sort();
        found.dedup();
        found
    }

    /// Whether one of these accounts may handle a restricted concern of an office.
    pub fn is_kept(&self, office: OfficeId, village: AreaCode, named: &[AccountId]) -> bool {
        let line = self.reference.line(office);
        self.keeping().iter().any(|role| line.iter().any(|o| self.holders(*role, *o, village).iter().any(|a| named.contains(a))))
    }
}

fn wrong_time(detail: &str) -> Refusal {
    Refusal { kind: RefusalKind::LateWithoutReason, field: Some("occurred_at"), detail: detail.into() }
}

/// The days of a need that gets more time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    /// The day promised to the citizen.
    pub promised: Day,
    /// By when the present turn should be done: not after the promised day, unless it was before.
    pub due: Option<Day>,
}

/// How much of a concern somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// All of it.
    Whole,
    /// What was sent to their institution, and its answers.
    Referral,
}

/// The offices that have to do with a concern: the one that took it, and the one whose turn it is.
fn offices_of(case: &Case, concern: &Concern) -> Vec<OfficeId> {
    std::iter::once(case.office).chain(concern.now.turn.office.filter(|o| *o != case.office)).collect()
}

/// The role that a capacity asks for.
pub fn role_of(turn: TurnRole) -> Option<Role> {
    Some(match turn {
        TurnRole::FrontOffice => Role::FrontOffice,
        TurnRole::BackOffice => Role::BackOffice,
        TurnRole::Coordinator => Role::Coordinator,
        TurnRole::Manager => Role::Manager,
        TurnRole::DivisionHead => Role::DivisionHead,
        TurnRole::Head => Role::Head,
        TurnRole::Supervisor => Role::Supervisor,
        TurnRole::VillageHead => Role::VillageHead,
        TurnRole::ProtectionOfficer => Role::ProtectionOfficer,
        TurnRole::Institution => Role::InstitutionOfficer,
        _ => return None,
    })
}

/// One concern, seen by one decision.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub case: &'a Case,
    pub concern: &'a Concern,
    pub ctx: &'a Context<'a>,
}

impl At<'_> {
    /// The event of a step that leaves `after`.
    pub fn moved(&self, step: StepKind, mut detail: Detail, after: After) -> ConcernMoved {
        detail.late_reason = self.late_reason();
        ConcernMoved {
            case: self.case.id,
            concern: self.concern.id,
            step,
            detail,
            before: self.concern.state,
            after,
            on: self.ctx.on(),
            visibility: self.concern.visibility,
        }
    }

    /// Why it is entered late, where it is.
    pub fn late_reason(&self) -> Option<String> {
        self.ctx.late_reason.filter(|_| self.ctx.is_late()).map(Into::into)
    }

    /// The present state as the start of the next; a paused clock goes on, and the promise moves by the pause.
    pub fn next(&self, state: ConcernState, turn: Turn, days: Option<u32>) -> After {
        let mut a = self.concern.now.clone();
        if let Some(since) = a.paused_since.take() {
            let paused = self.ctx.on().since(since).max(0);
            a.promised = self.ctx.reference.calendar.after(a.promised.plus(paused), 0);
        }
        a.state = state;
        a.turn = turn;
        a.due = days.map(|d| self.ctx.due(d, self.concern.urgent));
        a.overdue = false;
        a.reason = None;
        a
    }

    /// The deadline rule of this concern, by the version of the day on which it was brought.
    pub fn deadline(&self) -> Stages {
        self.ctx.deadline(&self.concern.kind, self.ctx.reference.zone.day(self.case.occurred_at))
    }

    /// Back into the hands of the office that handles it.
    pub fn back_to_office(&self, state: ConcernState) -> After {
        let office = self.concern.now.turn.office.unwrap_or(self.case.office);
        let days = self.deadline().handle_days;
        self.next(state, self.handler(office), Some(days))
    }

    /// The state in which a concern lies with its office when a side step is over: an approval is not lost by it.
    pub fn resting(&self, otherwise: ConcernState) -> ConcernState {
        if self.concern.now.is_approved() { ConcernState::Approved } else { otherwise }
    }

    /// Where handling of this concern goes at an office.
    pub fn handler(&self, office: OfficeId) -> Turn {
        self.ctx.handler_at(office, self.case.village, self.concern.visibility, &self.case.named)
    }

    /// Working days within which an institution answers.
    pub fn answer_days(&self, institution: InstitutionId) -> u32 {
        self.ctx.answer_days(institution, &self.deadline())
    }

    /// Refuses unless the present state is one of these.
    pub fn must_be(&self, allowed: impl Fn(ConcernState) -> bool) -> Result<(), Refusal> {
        if allowed(self.concern.state) { Ok(()) } else { Err(Refusal::wrong_state(crate::Coded::code(self.concern.state))) }
    }

    /// Refuses a coded value that is not among these.
    pub fn one_of(&self, field: &'static str, value: &str, allowed: &[&str]) -> Result<(), Refusal> {
        if allowed.contains(&value) { Ok(()) } else { Err(Refusal::invalid(field, "unknown")) }
    }

    /// Refuses programs that the catalogue does not have on the day of the event: what is no code could be anything, and it is not sealed.
    pub fn known_programs(&self, programs: &[String]) -> Result<(), Refusal> {
        let known = |p: &String| self.ctx.catalog.program(p, self.ctx.on()).is_some();
        if programs.iter().all(known) { Ok(()) } else { Err(Refusal::invalid("programs", "unknown")) }
    }

    /// The same of kinds of documents.
    pub fn known_documents(&self, documents: &[String]) -> Result<(), Refusal> {
        let known = |d: &String| self.ctx.catalog.documents.iter().any(|k| k.code == *d);
        if documents.iter().all(known) { Ok(()) } else { Err(Refusal::invalid("documents", "unknown")) }
    }

    /// Refuses a reason that the catalogue does not know for a purpose.
    pub fn reason(&self, purpose: &str, reason: Option<&str>) -> Result<Option<String>, Refusal> {
        match reason {
            Some(code) if self.ctx.reason(purpose, code).is_some() => Ok(Some(code.to_owned())),
            Some(_) => Err(Refusal::invalid("reason", "unknown")),
            None => Err(Refusal::invalid("reason", "missing")),
        }
    }

    /// The same where none need be given.
    pub fn maybe_reason(&self, purpose: &str, reason: Option<&str>) -> Result<Option<String>, Refusal> {
        reason.map_or(Ok(None), |code| self.reason(purpose, Some(code)))
    }
}

/// Whether an actor is the citizen of a case.
pub fn is_citizen_of(actor: &Actor, case: CaseId) -> bool {
    actor.kind == ActorKind::Citizen(case)
}
