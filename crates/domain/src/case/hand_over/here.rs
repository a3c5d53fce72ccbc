//! Where a case is handed over: it goes, and ends here or comes back.

use super::*;
use crate::access::{Action, Role, Visibility};
use crate::case::context::At;
use crate::case::event::*;
use crate::case::model::{After, Case, Concern, Turn};
use crate::case::permitted::Permitted;
use crate::identity::*;
use crate::journal::RefusalKind;

/// Handing a case to another tenant.
#[derive(Debug, Clone, PartialEq)]
pub struct HandOver {
    /// The case.
    pub case: CaseId,
    /// Names it on both sides.
    pub id: HandOverId,
    /// To whom.
    pub to: Tenant,
    /// Whether there is such a tenant in this installation. None ever goes away, so that it may be asked before the head is locked.
    pub known: bool,
    /// Why, coded.
    pub reason: String,
    /// Remarks.
    pub words: Option<Sealed>,
    /// The concerns that had not ended when the sender looked, with their revisions: the package was made of these.
    pub seen: Vec<(ConcernId, i64)>,
}

impl Context<'_> {
    /// Handing a case over, or taking it back: for who may know of all that it holds, and where some of it is protected, for who protects.
    ///
    /// # Errors
    /// Not found for who may know of nothing of it, forbidden, or a time before the case was brought.
    pub fn permit_hand_over<'a>(&self, case: &'a Case) -> Result<Permitted<&'a Case>, Refusal> {
        let permitted = self.permit_by(Action::HandOver, case, |_| true)?;
        let guarded = case.concerns.iter().any(|k| !k.state.is_final() && k.visibility == Visibility::Restricted);
        let all = case.concerns.iter().all(|k| self.may_know(case, k.visibility));
        if all && (!guarded || protects(self)) { Ok(permitted) } else { Err(Refusal::forbidden()) }
    }
}

fn protects(ctx: &Context<'_>) -> bool {
    let role = |r: Role| matches!(r, Role::ProtectionOfficer | Role::Supervisor);
    // Where nobody holds such a role, whoever keeps it does: they know of all of it already.
    let nobody = || !ctx.reference.grants.iter().any(|g| role(g.role) && g.holds_on(ctx.today()));
    ctx.actor.kind == ActorKind::System || ctx.actor.grants.iter().any(|g| role(g.role)) || nobody()
}

/// The concerns that go along: all that have not ended, each in the hands of an office, or waiting for the centre or for quota.
fn to_go(case: &Case) -> Result<Vec<&Concern>, Refusal> {
    let open: Vec<&Concern> = case.concerns.iter().filter(|k| !k.state.is_final()).collect();
    if case.concerns.iter().any(|k| k.state == ConcernState::HandedOver) {
        return Err(elsewhere(ConcernState::HandedOver));
    }
    if open.is_empty() {
        return Err(wrong("ended"));
    }
    if case.referrals.iter().any(|r| r.state.is_open()) {
        return Err(wrong("referral"));
    }
    let free = |s: ConcernState| s.is_in_hand() || matches!(s, ConcernState::WaitingCenter | ConcernState::WaitingQuota);
    match open.iter().find(|k| !free(k.state)) {
        Some(k) => Err(wrong(k.state.code())),
        None => Ok(open),
    }
}

/// Whether the actor could hand a case over now, whereto and why left open.
pub fn can_hand_over(case: &Case, ctx: &Context<'_>) -> bool {
    ctx.permit_hand_over(case).is_ok() && to_go(case).is_ok()
}

/// Hands a case over: its open concerns are the other tenant's turn from now on.
///
/// # Errors
/// An unknown tenant or reason, a state in which it cannot go, or somebody was faster.
pub fn hand_over(command: &HandOver, permitted: &Permitted<&Case>, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    ctx.check_time()?;
    let case = **permitted;
    let open = to_go(case)?;
    if command.to == ctx.actor.tenant {
        return Err(Refusal::invalid("regency", "same"));
    }
    if !command.known {
        return Err(Refusal::invalid("regency", "unknown"));
    }
    if ctx.reason("hand_over", &command.reason).is_none() {
        return Err(Refusal::invalid("reason", if command.reason.is_empty() { "missing" } else { "unknown" }));
    }
    let mut seen = command.seen.clone();
    let mut now: Vec<(ConcernId, i64)> = open.iter().map(|k| (k.id, k.revision)).collect();
    seen.sort();
    now.sort();
    if seen != now {
        return Err(Refusal::new(RefusalKind::Changed));
    }
    let event = CaseHandedOver {
        case: case.id,
        hand_over: command.id,
        to: command.to,
        number: case.number,
        village: case.village,
        restricted: open.iter().any(|k| k.visibility == Visibility::Restricted),
        reason: command.reason.clone(),
        words: command.words.clone(),
        concerns: open.iter().map(|concern| handed(&At { case, concern, ctx })).collect(),
        on: ctx.on(),
    };
    Ok(decision(Event::CaseHandedOver(event), permitted.authority(), ctx))
}

/// The other regency has the turn, and as long for its answer as anybody has to look at such a need for the first time.
fn handed(at: &At<'_>) -> ConcernHanded {
    let turn = Turn { role: TurnRole::Regency, office: at.concern.now.turn.office.or(Some(at.case.office)), institution: None };
    let days = at.deadline().verify_days;
    let mut after = at.next(ConcernState::HandingOver, turn, Some(days));
    after.revision = at.concern.revision + 1;
    ConcernHanded { id: at.concern.id, before: at.concern.state, turn: at.concern.now.turn, after }
}

/// Taking a case back that the other tenant has not answered yet.
#[derive(Debug, Clone, PartialEq)]
pub struct TakeBack {
    /// The case.
    pub case: CaseId,
    /// Which hand-over was seen.
    pub hand_over: HandOverId,
    /// Why, coded.
    pub reason: String,
    /// Remarks.
    pub words: Option<Sealed>,
    /// Whether nobody can take it over there any more. Only the other tenant's head can say so, and it was asked first.
    pub withdrawn: bool,
}

/// Whether the actor could take a case back now, if the other tenant has not answered.
pub fn can_take_back(case: &Case, ctx: &Context<'_>) -> bool {
    is_under_way(case) && ctx.permit_hand_over(case).is_ok()
}

fn is_under_way(case: &Case) -> bool {
    case.concerns.iter().any(|k| k.state == ConcernState::HandingOver)
}

/// Takes a case back: its concerns are again with whoever had them. `last` is how it went last, if it ever did.
///
/// # Errors
/// An unknown reason, another hand-over than was seen, or the other tenant has answered.
pub fn take_back(
    command: &TakeBack,
    last: Option<&CaseHandedOver>,
    permitted: &Permitted<&Case>,
    ctx: &Context<'_>,
) -> Result<Decision, Refusal> {
    ctx.check_time()?;
    let case = **permitted;
    if ctx.reason("hand_over_take_back", &command.reason).is_none() {
        return Err(Refusal::invalid("reason", if command.reason.is_empty() { "missing" } else { "unknown" }));
    }
    let handed = last.filter(|h| h.hand_over == command.hand_over).ok_or_else(|| wrong("answered"))?;
    if !is_under_way(case) {
        // Whoever asked there was so slow that the worker brought it back meanwhile.
        return if command.withdrawn && !case.is_elsewhere() { Ok(nothing(ctx)) } else { Err(wrong("answered")) };
    }
    if !command.withdrawn {
        return Err(wrong("answered_there"));
    }
    let event = HandOverTakenBack {
        case: case.id,
        hand_over: handed.hand_over,
        from: handed.to,
        reason: command.reason.clone(),
        words: command.words.clone(),
        concerns: come_back(handed, case, ctx),
        on: ctx.on(),
    };
    Ok(decision(Event::HandOverTakenBack(event), permitted.authority(), ctx))
}

/// The concerns of a hand-over that still wait for the other tenant's answer.
fn waiting<'a>(handed: &'a CaseHandedOver, case: &'a Case) -> impl Iterator<Item = (&'a ConcernHanded, &'a Concern)> {
    let of = |h: &'a ConcernHanded| case.concern(h.id).map(|k| (h, k));
    handed.concerns.iter().filter_map(of).filter(|(_, k)| k.state == ConcernState::HandingOver)
}

/// The other tenant took it over. `external` is its number there, sealed under the case's key.
///
/// # Errors
/// None: it is a decision like the others.
pub fn complete(
    handed: &CaseHandedOver,
    number: ServiceNumber,
    external: Option<Sealed>,
    case: &Permitted<&Case>,
    ctx: &Context<'_>,
) -> Result<Decision, Refusal> {
    let ended = |(h, k): (&ConcernHanded, &Concern)| {
        let after = After {
            state: ConcernState::HandedOver,
            turn: Turn::NOBODY,
            due: None,
            overdue: false,
            chain: Vec::new(),
            closed_on: Some(ctx.on()),
            revision: k.revision + 1,
            ..k.now.clone()
        };
        ConcernAnswered { id: h.id, after }
    };
    let concerns: Vec<ConcernAnswered> = waiting(handed, case).map(ended).collect();
    if concerns.is_empty() {
        return Ok(nothing(ctx));
    }
    let external = external.map(|number| ExternalNumber {
        system: OTHER_TENANT.into(),
        referral: None,
        number,
        submitted_on: Some(handed.on),
        checked_on: Some(ctx.on()),
        status: None,
    });
    let event = HandOverCompleted { case: case.id, hand_over: handed.hand_over, to: handed.to, number, external, concerns, on: ctx.on() };
    Ok(decision(Event::HandOverCompleted(event), SYSTEM, ctx))
}

/// It comes back to who handed it over.
///
/// # Errors
/// None: it is a decision like the others.
pub fn give_back(handed: &CaseHandedOver, reason: &str, case: &Permitted<&Case>, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let concerns = come_back(handed, case, ctx);
    if concerns.is_empty() {
        return Ok(nothing(ctx));
    }
    let event =
        HandOverReturned { case: case.id, hand_over: handed.hand_over, from: handed.to, reason: reason.to_owned(), concerns, on: ctx.on() };
    Ok(decision(Event::HandOverReturned(event), SYSTEM, ctx))
}

fn come_back(handed: &CaseHandedOver, case: &Case, ctx: &Context<'_>) -> Vec<ConcernAnswered> {
    let back = |(h, concern): (&ConcernHanded, &Concern)| ConcernAnswered { id: h.id, after: returned(h, &At { case, concern, ctx }) };
    waiting(handed, case).map(back).collect()
}

/// Where somebody of an office had it, they have it again as it was; where it waited for others, the office looks at it anew.
fn returned(handed: &ConcernHanded, at: &At<'_>) -> After {
    use ConcernState as S;
    let days = at.deadline().handle_days;
    let waited = matches!(handed.before, S::WaitingDocuments | S::WaitingCenter | S::WaitingQuota);
    let mut after = if waited {
        at.next(at.resting(S::Verified), at.handler(handed.turn.office.unwrap_or(at.case.office)), Some(days))
    } else {
        at.next(handed.before, handed.turn, Some(days))
    };
    after.revision = at.concern.revision + 1;
    after
}
