//! Moving a case to another tenant, in two operations: handed over here, taken over there. Neither looks at the other's head; between the two it is
//! under way, and nothing is done with it on either side.

use super::context::{At, Context, Decision};
use super::event::*;
use super::model::{After, Case, Concern, Turn};
use super::open::named;
use super::state::*;
use crate::Coded as _;
use crate::access::{Acting, Action, Actor, ActorKind, Authority, Place, Role, Visibility, allows};
use crate::area::AreaCode;
use crate::calendar::{Day, Instant};
use crate::identity::*;
use crate::journal::{Event, Refusal, RefusalKind};
use std::collections::BTreeSet;

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

/// Why nothing is done with a case that is another tenant's, or on its way there.
pub fn elsewhere(state: ConcernState) -> Refusal {
    Refusal { field: Some("case"), ..Refusal::wrong_state(state.code()) }
}

fn wrong(state: &str) -> Refusal {
    Refusal { field: Some("case"), ..Refusal::wrong_state(state) }
}

/// The authority to hand a case over: for who may know of all that it holds, and where some of it is protected, for who protects.
fn may_hand_over(case: &Case, ctx: &Context<'_>) -> Result<Authority, Refusal> {
    let mut refusal = Refusal::not_found();
    let mut found = None;
    for concern in case.concerns.iter().filter(|k| ctx.may_know(case, k.visibility)) {
        match ctx.authority(Action::HandOver, case, concern) {
            Ok(authority) => found = found.or(Some(authority)),
            Err(e) if refusal.kind == RefusalKind::NotFound => refusal = e,
            Err(_) => {}
        }
    }
    let authority = found.ok_or(refusal)?;
    if !case.concerns.iter().all(|k| ctx.may_know(case, k.visibility)) {
        return Err(Refusal::forbidden());
    }
    let guarded = case.concerns.iter().any(|k| !k.state.is_final() && k.visibility == Visibility::Restricted);
    if guarded && !protects(ctx) { Err(Refusal::forbidden()) } else { Ok(authority) }
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
    may_hand_over(case, ctx).is_ok() && to_go(case).is_ok()
}

/// Hands a case over: its open concerns are the other tenant's turn from now on.
///
/// # Errors
/// Not found, forbidden, an unknown tenant or reason, a state in which it cannot go, or somebody was faster.
pub fn hand_over(command: &HandOver, case: &Case, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    ctx.check_time()?;
    let authority = may_hand_over(case, ctx)?;
    ctx.check_after(case)?;
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
    Ok(decision(Event::CaseHandedOver(event), authority, ctx))
}

/// The other regency has the turn, and as long for its answer as anybody has to look at such a need for the first time.
fn handed(at: &At<'_>) -> ConcernHanded {
    let turn = Turn { role: TurnRole::Regency, office: at.concern.now.turn.office.or(Some(at.case.office)), institution: None };
    let days = at.deadline().verify_days;
    let mut after = at.next(ConcernState::HandingOver, turn, Some(days));
    after.revision = at.concern.revision + 1;
    ConcernHanded { id: at.concern.id, before: at.concern.state, turn: at.concern.now.turn, after }
}

fn decision(event: Event, authority: Authority, ctx: &Context<'_>) -> Decision {
    Decision { events: vec![event], authority, on_behalf_of: String::new(), occurred_at: ctx.occurred_at }
}

/// Nothing is to be written: it was answered before.
fn nothing(ctx: &Context<'_>) -> Decision {
    Decision { events: Vec::new(), authority: SYSTEM, on_behalf_of: String::new(), occurred_at: ctx.occurred_at }
}

const SYSTEM: Authority = Authority { role: None, acting: Acting::Own };

fn of_system(ctx: &Context<'_>) -> Result<(), Refusal> {
    if ctx.actor.kind == ActorKind::System { Ok(()) } else { Err(Refusal::forbidden()) }
}

/// The concerns of a hand-over that still wait for the other tenant's answer.
fn waiting<'a>(handed: &'a CaseHandedOver, case: &'a Case) -> impl Iterator<Item = (&'a ConcernHanded, &'a Concern)> {
    let of = |h: &'a ConcernHanded| case.concern(h.id).map(|k| (h, k));
    handed.concerns.iter().filter_map(of).filter(|(_, k)| k.state == ConcernState::HandingOver)
}

/// The other tenant took it over. `external` is its number there, sealed under the case's key.
///
/// # Errors
/// Forbidden, but for the program itself.
pub fn complete(
    handed: &CaseHandedOver,
    number: ServiceNumber,
    external: Option<Sealed>,
    case: &Case,
    ctx: &Context<'_>,
) -> Result<Decision, Refusal> {
    of_system(ctx)?;
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
/// Forbidden, but for the program itself.
pub fn give_back(handed: &CaseHandedOver, reason: &str, case: &Case, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    of_system(ctx)?;
    let back = |(h, concern): (&ConcernHanded, &Concern)| ConcernAnswered { id: h.id, after: returned(h, &At { case, concern, ctx }) };
    let concerns: Vec<ConcernAnswered> = waiting(handed, case).map(back).collect();
    if concerns.is_empty() {
        return Ok(nothing(ctx));
    }
    let event =
        HandOverReturned { case: case.id, hand_over: handed.hand_over, from: handed.to, reason: reason.to_owned(), concerns, on: ctx.on() };
    Ok(decision(Event::HandOverReturned(event), SYSTEM, ctx))
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

/// A case that came from another tenant and waits here for an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incoming {
    /// Which hand-over.
    pub id: HandOverId,
    /// The case.
    pub case: CaseId,
    /// From whom.
    pub from: Tenant,
    /// The village it is about.
    pub village: AreaCode,
    /// Whether a part of it is for named persons only.
    pub restricted: bool,
    /// Whether it still waits.
    pub waits: bool,
}

/// The office to which it would come without anybody choosing: the one of its village, else the Sekretariat.
fn entry(village: AreaCode, ctx: &Context<'_>) -> Option<OfficeId> {
    ctx.reference.office_for(village, ctx.today())
}

/// Who answers for a protected case: who would keep it here, as far as they may take cases over; where none of them may, all who protect.
fn answering(office: OfficeId, village: AreaCode, ctx: &Context<'_>) -> Vec<AccountId> {
    let today = ctx.today();
    let may = |a: &AccountId| ctx.reference.grants_of(*a, today).iter().any(|g| allows(g.role, Action::TakeOver));
    let keepers: Vec<AccountId> = ctx.keepers(office, village).into_iter().filter(may).collect();
    if !keepers.is_empty() {
        return keepers;
    }
    let protects = |r: Role| matches!(r, Role::ProtectionOfficer | Role::Supervisor);
    ctx.reference.grants.iter().filter(|g| protects(g.role) && g.holds_on(today)).map(|g| g.account).collect()
}

/// The authority to answer for a case that came. What is protected exists only for who would keep it here.
///
/// # Errors
/// Not found for who may not know of it, forbidden.
pub fn may_answer(incoming: &Incoming, ctx: &Context<'_>) -> Result<Authority, Refusal> {
    let office = entry(incoming.village, ctx).ok_or_else(Refusal::not_found)?;
    if ctx.actor.kind == ActorKind::System {
        return Ok(SYSTEM);
    }
    if incoming.restricted {
        let held = ctx.actor.grants.iter().find(|g| allows(g.role, Action::TakeOver)).ok_or_else(Refusal::forbidden)?;
        let keeps = ctx.actor.account().is_some_and(|a| answering(office, incoming.village, ctx).contains(&a));
        return if keeps { Ok(Authority { role: Some(held.role), acting: held.acting }) } else { Err(Refusal::not_found()) };
    }
    let offices = [office];
    let place = Place { offices: &offices, village: Some(incoming.village), institutions: &[] };
    let authority = ctx.actor.may(Action::TakeOver, &place).or_else(|| ctx.may_from_above(Action::TakeOver, &offices));
    authority.ok_or_else(|| if ctx.actor.may_anywhere(Action::TakeOver) { Refusal::not_found() } else { Refusal::forbidden() })
}

/// A case of another tenant came.
///
/// # Errors
/// Forbidden, but for the program itself.
pub fn receive(event: &HandOverReceived, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    of_system(ctx)?;
    let incoming = Incoming {
        id: event.hand_over,
        case: event.case,
        from: event.from,
        village: event.village,
        restricted: event.restricted,
        waits: true,
    };
    if !is_answered(&incoming, ctx) {
        return Err(wrong("nobody"));
    }
    let deadline = ctx.deadline("", ctx.on());
    let event = HandOverReceived { due: ctx.due(deadline.verify_days, false), on: ctx.on(), ..event.clone() };
    Ok(decision(Event::HandOverReceived(event), SYSTEM, ctx))
}

/// Whether there is anybody who could answer for it today.
fn is_answered(incoming: &Incoming, ctx: &Context<'_>) -> bool {
    let today = ctx.today();
    let holders = ctx.reference.grants.iter().filter(|g| g.holds_on(today) && allows(g.role, Action::TakeOver)).map(|g| g.account);
    let holders: BTreeSet<AccountId> = holders.collect();
    holders.into_iter().any(|account| {
        let grants = ctx.reference.grants_of(account, today);
        let actor = Actor { tenant: ctx.actor.tenant, kind: ActorKind::Account(account), grants };
        may_answer(incoming, &Context { actor: &actor, ..*ctx }).is_ok()
    })
}

fn still(incoming: &Incoming) -> Result<(), Refusal> {
    if incoming.waits { Ok(()) } else { Err(wrong("answered")) }
}

/// Does not take it over.
///
/// # Errors
/// Not found, forbidden, an unknown reason, or it was answered before.
pub fn refuse(incoming: &Incoming, reason: &str, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    ctx.check_time()?;
    let authority = may_answer(incoming, ctx)?;
    still(incoming)?;
    if ctx.reason("hand_over_refuse", reason).is_none() {
        return Err(Refusal::invalid("reason", if reason.is_empty() { "missing" } else { "unknown" }));
    }
    let event =
        HandOverRefused { hand_over: incoming.id, case: incoming.case, from: incoming.from, reason: reason.to_owned(), on: ctx.on() };
    Ok(decision(Event::HandOverRefused(event), authority, ctx))
}

/// Taking a case over: what came in the package, sealed under keys of this tenant.
#[derive(Debug, Clone, PartialEq)]
pub struct TakeOver {
    /// Which hand-over.
    pub hand_over: HandOverId,
    /// The case, under the name that it had.
    pub case: CaseId,
    /// The office that takes it.
    pub office: OfficeId,
    /// Who it is for.
    pub person: Option<PersonId>,
    /// Their family.
    pub family: Option<FamilyId>,
    /// How it came.
    pub channel: Channel,
    /// The caller's name.
    pub caller: Option<Sealed>,
    /// Telephone to call back.
    pub phone: Option<Sealed>,
    /// Who came instead.
    pub proxy: Option<Sealed>,
    /// PPKS code.
    pub ppks: Option<Sealed>,
    /// When it was brought there.
    pub brought_at: Instant,
    /// The day of that, in the zone there.
    pub brought_on: Day,
    /// Its number there.
    pub old_number: Sealed,
    /// Numbers in other systems.
    pub numbers: Vec<TakenNumber>,
    /// Concerns.
    pub concerns: Vec<TakenConcern>,
    /// Papers that were shown there; the files stay there.
    pub documents: Vec<TakenDocument>,
    /// Drawn numbers, of which the first free one is taken.
    pub draws: Vec<u32>,
    /// The PIN told to the citizen.
    pub pin: String,
}

/// A concern that came along.
#[derive(Debug, Clone, PartialEq)]
pub struct TakenConcern {
    /// Under the name that it had.
    pub id: ConcernId,
    /// Kind.
    pub kind: String,
    /// Category letter.
    pub category: String,
    /// Sector.
    pub sector: String,
    /// The citizen's own words.
    pub words: Option<Sealed>,
    /// Urgent.
    pub urgent: bool,
    /// Who may know.
    pub visibility: Visibility,
    /// The day promised to the citizen goes on.
    pub promised: Day,
}

/// A paper that was shown to the other tenant.
#[derive(Debug, Clone, PartialEq)]
pub struct TakenDocument {
    /// Under the name that it had.
    pub id: DocumentId,
    /// Of which concern, if of one only.
    pub concern: Option<ConcernId>,
    /// Kind.
    pub kind: String,
    /// Who may know.
    pub visibility: Visibility,
}

/// Takes a case over: it begins here with a number and a PIN of its own, and is looked at by the office that was chosen.
///
/// # Errors
/// Not found, forbidden, answered before, an office where nobody works, or no free number.
pub fn take_over(
    command: &TakeOver,
    incoming: &Incoming,
    taken: impl Fn(ServiceNumber) -> bool,
    pin_hash: impl Fn(ServiceNumber, &str) -> Vec<u8>,
    ctx: &Context<'_>,
) -> Result<Decision, Refusal> {
    ctx.check_time()?;
    let authority = may_answer(incoming, ctx)?;
    still(incoming)?;
    if !ctx.reference.is_staffed(command.office, ctx.today()) {
        return Err(Refusal::invalid("office", "unstaffed"));
    }
    let number = command.draws.iter().map(|d| ServiceNumber::from_draw(ctx.actor.tenant, *d)).find(|n| !taken(*n));
    let number = number.ok_or_else(|| Refusal::invalid("number", "drawn-out"))?;
    let people = named(command.office, incoming.village, ctx);
    let is_restricted = |k: &TakenConcern| k.visibility == Visibility::Restricted;
    let any_restricted = command.concerns.iter().any(is_restricted);
    let opened = CaseOpened {
        case: command.case,
        number,
        pin_hash: pin_hash(number, &command.pin),
        office: command.office,
        village: incoming.village,
        person: command.person,
        family: command.family,
        channel: command.channel,
        visibility: if command.concerns.iter().all(is_restricted) { Visibility::Restricted } else { Visibility::Normal },
        caller: command.caller.clone(),
        phone: command.phone.clone(),
        proxy: command.proxy.clone(),
        ppks: command.ppks.clone(),
        on: command.brought_on,
        late_reason: None,
        external: Some(ExternalNumber {
            system: OTHER_TENANT.into(),
            referral: None,
            number: command.old_number.clone(),
            submitted_on: Some(command.brought_on),
            checked_on: None,
            status: None,
        }),
        concerns: command.concerns.iter().map(|k| begun(k, command.office, incoming.village, &people, ctx)).collect(),
        named: if any_restricted { people } else { Vec::new() },
    };
    let event = CaseTakenOver {
        hand_over: incoming.id,
        from: incoming.from,
        opened,
        brought_at: command.brought_at,
        numbers: command.numbers.clone(),
        on: ctx.on(),
    };
    let papers = command.documents.iter().map(|d| {
        Event::DocumentNoted(DocumentNoted {
            document: d.id,
            case: command.case,
            concern: d.concern,
            kind: d.kind.clone(),
            form: DocumentForm::Shown,
            blob: None,
            visibility: d.visibility,
            at: ctx.occurred_at,
        })
    });
    let events = std::iter::once(Event::CaseTakenOver(event)).chain(papers).collect();
    Ok(Decision { events, authority, on_behalf_of: String::new(), occurred_at: ctx.occurred_at })
}

/// It is looked at anew: what was recommended or approved was another regency's.
fn begun(k: &TakenConcern, office: OfficeId, village: AreaCode, named: &[AccountId], ctx: &Context<'_>) -> ConcernOpened {
    ConcernOpened {
        id: k.id,
        kind: k.kind.clone(),
        category: k.category.clone(),
        sector: k.sector.clone(),
        words: k.words.clone(),
        urgent: k.urgent,
        visibility: k.visibility,
        after: After {
            state: ConcernState::Received,
            turn: ctx.handler_at(office, village, k.visibility, named),
            due: Some(ctx.due(ctx.deadline(&k.kind, ctx.on()).verify_days, k.urgent)),
            promised: k.promised,
            outcome: None,
            reason: None,
            programs: Vec::new(),
            chain: Vec::new(),
            recommended_by: None,
            paused_since: None,
            overdue: false,
            closed_on: None,
            reopened: 0,
            revision: 1,
        },
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::case::tests::{BO, COORDINATOR, FO, MANAGER, OPD, PERKIM, PUSKESOS, Place, decide, id, place, recommend, turn, words};
    use crate::case::{Refer, Verb, Words, offers};

    fn command(case: &Case) -> HandOver {
        HandOver {
            case: case.id,
            id: HandOverId(id(500)),
            to: Tenant::parse("1804").unwrap(),
            known: true,
            reason: "pindah".into(),
            words: None,
            seen: case.concerns.iter().map(|k| (k.id, k.revision)).collect(),
        }
    }

    fn hand(p: &Place, case: &mut Case, who: u128, command: &HandOver) -> Result<CaseHandedOver, Refusal> {
        let actor = p.actor(who);
        let done = hand_over(command, case, &p.ctx(&actor))?;
        let Event::CaseHandedOver(e) = &done.events[0] else { panic!("it goes") };
        e.concerns.iter().for_each(|k| case.settle(k.id, &k.after));
        Ok(e.clone())
    }

    #[test]
    fn who_hands_over_says_to_whom_and_why_and_saw_the_newest() {
        let p = place(&[]);
        let mut c = p.open(FO, PUSKESOS);
        let own = HandOver { to: p.reference.tenant, ..command(&c) };
        let stale = HandOver { seen: vec![(c.concerns[0].id, 9)], ..command(&c) };
        let some = HandOver { seen: Vec::new(), ..command(&c) };
        for (who, wrong, kind, detail) in [
            (BO, command(&c), RefusalKind::Forbidden, ""),
            (OPD, command(&c), RefusalKind::NotFound, ""),
            (COORDINATOR, own, RefusalKind::Invalid, "same"),
            (COORDINATOR, HandOver { known: false, ..command(&c) }, RefusalKind::Invalid, "unknown"),
            (COORDINATOR, HandOver { reason: "bukan".into(), ..command(&c) }, RefusalKind::Invalid, "unknown"),
            (COORDINATOR, stale, RefusalKind::Changed, ""),
            (COORDINATOR, some, RefusalKind::Changed, ""),
        ] {
            let refused = hand(&p, &mut c, who, &wrong).unwrap_err();
            assert_eq!((refused.kind, refused.detail.as_str()), (kind, detail));
        }
        let first = command(&c);
        hand(&p, &mut c, MANAGER, &first).unwrap();
        assert_eq!(turn(&c), (TurnRole::Regency, Some(PUSKESOS)));
        let again = command(&c);
        assert_eq!(hand(&p, &mut c, MANAGER, &again).unwrap_err().detail, "handing_over");
        for verb in [Verb::Note(Words { words: words(), reason: None }), recommend(), Verb::Reopen(Words { words: words(), reason: None })]
        {
            assert_eq!(p.step(&mut c, COORDINATOR, verb.clone()).unwrap_err().kind, RefusalKind::WrongState, "{verb:?}");
        }
        assert!(offers(&c, &c.concerns[0], &p.ctx(&p.actor(COORDINATOR))).is_empty());
    }

    #[test]
    fn what_waits_for_an_answer_stays() {
        let p = place(&["coordinator"]);
        let mut c = p.open(FO, PUSKESOS);
        p.step(&mut c, BO, recommend()).unwrap();
        let now = command(&c);
        assert_eq!(hand(&p, &mut c, MANAGER, &now).unwrap_err().detail, "recommended");
        p.step(&mut c, COORDINATOR, decide(Action::DecideCoordinator, "approve", None)).unwrap();
        let refer = Refer { referral: ReferralId(id(7)), institution: PERKIM, program: None, consent: true, words: None, named: None };
        p.step(&mut c, BO, Verb::Refer(refer)).unwrap();
        let now = command(&c);
        assert_eq!(hand(&p, &mut c, MANAGER, &now).unwrap_err().detail, "referral");
    }

    #[test]
    fn it_comes_back_as_it_was_or_ends_here_once() {
        let p = place(&["coordinator"]);
        let mut c = p.open(FO, PUSKESOS);
        p.step(&mut c, BO, recommend()).unwrap();
        p.step(&mut c, COORDINATOR, decide(Action::DecideCoordinator, "approve", None)).unwrap();
        let before = c.concerns[0].now.clone();
        let first = command(&c);
        let handed = hand(&p, &mut c, MANAGER, &first).unwrap();
        let (system, officer) = (Actor::system(p.reference.tenant), p.actor(MANAGER));
        assert_eq!(give_back(&handed, "bukan-warga", &c, &p.ctx(&officer)).unwrap_err().kind, RefusalKind::Forbidden);
        let number = ServiceNumber::from_draw(handed.to, 1);
        let done = complete(&handed, number, None, &c, &p.ctx(&system)).unwrap();
        let Event::HandOverCompleted(e) = &done.events[0] else { panic!("it is there") };
        let mut there = c.clone();
        there.settle(e.concerns[0].id, &e.concerns[0].after);
        assert_eq!((there.concerns[0].state, there.is_open(), there.is_elsewhere()), (ConcernState::HandedOver, false, true));
        assert!(give_back(&handed, "bukan-warga", &there, &p.ctx(&system)).unwrap().events.is_empty(), "it was answered");
        assert_eq!(p.step(&mut there, MANAGER, Verb::Reopen(Words { words: words(), reason: None })).unwrap_err().detail, "handed_over");
        let done = give_back(&handed, "bukan-warga", &c, &p.ctx(&system)).unwrap();
        let Event::HandOverReturned(e) = &done.events[0] else { panic!("it is back") };
        let after = &e.concerns[0].after;
        assert_eq!((after.state, after.turn, after.promised), (before.state, before.turn, before.promised));
        assert!(after.is_approved() && after.revision > before.revision);
    }
}
