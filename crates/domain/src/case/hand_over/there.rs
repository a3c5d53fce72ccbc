//! Where a case comes: it waits for an answer, and begins anew or goes back.

use super::*;
use crate::access::{Action, Actor, Place, Role, Visibility, allows};
use crate::area::AreaCode;
use crate::calendar::{Day, Instant};
use crate::case::event::*;
use crate::case::model::After;
use crate::case::open::named;
use crate::identity::*;
use std::collections::BTreeSet;

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
    /// Whether whoever handed it over took it back.
    pub taken_back: bool,
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

/// A case of another tenant came. `before` is what is known of it already: it may have been taken back on its way.
///
/// # Errors
/// Forbidden, but for the program itself; taken back, or nobody could answer for it.
pub fn receive(event: &HandOverReceived, before: Option<&Incoming>, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    of_system(ctx)?;
    before.map_or(Ok(()), still)?;
    let incoming = Incoming {
        id: event.hand_over,
        case: event.case,
        from: event.from,
        village: event.village,
        restricted: event.restricted,
        waits: true,
        taken_back: false,
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
    match incoming {
        Incoming { waits: true, .. } => Ok(()),
        Incoming { taken_back: true, .. } => Err(wrong("taken_back")),
        _ => Err(wrong("answered")),
    }
}

/// Whoever handed it over takes it back: this head says who was first. `before` is what is known of it here; what has not come yet never comes.
///
/// # Errors
/// Forbidden, but for the program itself; or it was answered before.
pub fn withdraw(event: &HandOverWithdrawn, before: Option<&Incoming>, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    of_system(ctx)?;
    match before {
        Some(Incoming { taken_back: true, .. }) => Ok(nothing(ctx)),
        Some(known) if !known.waits => Err(wrong("answered")),
        _ => Ok(decision(Event::HandOverWithdrawn(HandOverWithdrawn { on: ctx.on(), ..event.clone() }), SYSTEM, ctx)),
    }
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
    /// Papers that were shown there, with their photographs as far as they could come along.
    pub documents: Vec<TakenDocument>,
    /// Papers whose photographs could not come along.
    pub lost: Vec<DocumentId>,
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
    /// More time that was taken there is not taken again.
    pub extended_on: Option<Day>,
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
    /// Its photograph, sealed anew under the case's key here.
    pub blob: Option<Vec<u8>>,
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
        lost: command.lost.clone(),
        on: ctx.on(),
    };
    let papers = command.documents.iter().map(|d| {
        Event::DocumentNoted(DocumentNoted {
            document: d.id,
            case: command.case,
            concern: d.concern,
            kind: d.kind.clone(),
            form: if d.blob.is_some() { DocumentForm::Photo } else { DocumentForm::Shown },
            blob: d.blob.clone(),
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
            extended_on: k.extended_on,
            ..After::received(
                ctx.handler_at(office, village, k.visibility, named),
                ctx.due(ctx.deadline(&k.kind, ctx.on()).verify_days, k.urgent),
                k.promised,
            )
        },
    }
}
