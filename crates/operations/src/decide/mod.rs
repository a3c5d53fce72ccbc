//! From a request to events: permission and rules, in memory. What a decision needs to be loaded stands beside it.

mod accounts;
mod cases;
mod hand_overs;
mod imports;
mod offices;
mod people;

pub(crate) use accounts::check_scope;

use crate::inquiry;
use crate::request::{Body, Request};
use crate::world::{Needs, World};
use slrt_domain::access::{Action, Authority, Place};
use slrt_domain::calendar::Instant;
use slrt_domain::case::{Context, Decision};
use slrt_domain::journal::*;
use slrt_domain::office::Reference;
use slrt_domain::program::Catalog;
use slrt_storage::areas::Areas;
use slrt_storage::{Keys, StorageError};
use std::collections::HashSet;

/// What a decision rests on.
pub(crate) struct Basis<'a> {
    pub reference: &'a Reference,
    pub catalog: &'a Catalog,
    pub keys: &'a Keys,
    pub areas: &'a Areas,
    pub now: Instant,
}

/// Notes what must be loaded to decide a request.
///
/// # Errors
/// When the rows of a slice cannot be read.
pub(crate) fn needs(r: &Request, keys: &Keys, n: &mut Needs) -> Result<(), StorageError> {
    cases::needs(r, n);
    hand_overs::needs(r, keys, n);
    inquiry::needs(r, n);
    people::needs(r, keys, n);
    accounts::needs(r, n);
    imports::needs(r, keys, n)
}

/// Decides a request.
pub(crate) fn decide(r: &Request, world: &World, b: &Basis<'_>) -> Result<Decision, Refusal> {
    let actor = r.who.actor(b.reference, b.now);
    let ctx = Context {
        actor: &actor,
        now: b.now,
        occurred_at: occurred_at(r, world, b),
        late_reason: r.late_reason.as_deref(),
        reference: b.reference,
        catalog: b.catalog,
    };
    ctx.check_time()?;
    let decision = match &r.body {
        Body::OpenCase(c, nik) => cases::open(c, nik.as_deref(), world, b, &ctx),
        Body::Concern(c) => cases::step(c, world, &ctx),
        Body::NoteDocument(d) => cases::note_document(d, world, &ctx),
        Body::SeeDocument(d) => cases::see_document(d, world, &ctx),
        Body::NamePerson(p) => cases::name_person(p, world, &ctx),
        Body::UnnamePerson(p) => cases::unname_person(p, world, &ctx),
        Body::SetCasePerson(e) => cases::set_case_person(e, world, &ctx),
        Body::RenewPin(id) => cases::renew_pin(r, *id, world, b, &ctx),
        Body::EraseCase(e) => cases::erase_case(r, e, world, &ctx),
        Body::HandOver(c, package) => hand_overs::hand_over(c, package, world, &ctx),
        Body::CompleteHandOver(case, id, number, external) => hand_overs::complete(*case, *id, *number, external.clone(), world, &ctx),
        Body::ReturnHandOver(case, id, reason) => hand_overs::give_back(*case, *id, reason, world, &ctx),
        Body::TakeBack(c) => hand_overs::take_back(c, world, &ctx),
        Body::WithdrawHandOver(e) => hand_overs::withdraw(r, e, world, &ctx),
        Body::ReceiveHandOver(e) => slrt_domain::case::receive(e, world.incoming.get(&e.hand_over), &ctx),
        Body::TakeOver(c, people) => hand_overs::take_over(r, c, people, world, b, &ctx),
        Body::RefuseHandOver(id, reason) => hand_overs::refuse(r, *id, reason, world, &ctx),
        Body::Inquire(e) => inquiry::record(e, b, &ctx),
        Body::WithdrawInquiry(id) => inquiry::withdraw(*id, world, &ctx),
        Body::Erase(e) => people::erase(r, e, world, &ctx),
        Body::AddPerson(e) => people::add_person(r, e, world, &ctx, b.keys),
        Body::CheckNumbers(e) => people::check_numbers(e, world, &ctx),
        Body::AddNik(e, hash) => people::add_nik(e, hash, world, &ctx),
        Body::CorrectPerson(e, nik) => people::correct_person(e, nik, world, &ctx),
        Body::CorrectFamily(e, card) => people::correct_family(e, card, world, b, &ctx),
        Body::Observe(e) => people::observe(e, world, &ctx),
        Body::Reveal(e) => people::reveal(e, world, &ctx),
        Body::Found(e) => offices::found(e, &ctx),
        Body::SetProfile(p) => offices::set_profile(p, &ctx),
        Body::MoveTenant(e) => offices::move_tenant(e, b, &ctx),
        Body::SetOffice(o) => offices::set_office(o, b, &ctx),
        Body::SetChain(e) => offices::set_chain(e, &ctx),
        Body::SetInstitution(i) => offices::set_institution(i, &ctx),
        Body::SetCatalogRows(rows) => offices::set_catalog_rows(rows, &ctx),
        Body::ConfirmFacts(facts) => offices::confirm_facts(facts, &ctx),
        Body::SetAccount(a) => accounts::set_account(a, world, &ctx),
        Body::Grant(grants) => accounts::grant(grants, world, b, &ctx),
        Body::EndRole(id, to) => accounts::end_role(*id, *to, &ctx),
        Body::SetPassword(e, ..) => accounts::own_or_managed(e.account, Event::PasswordSet(e.clone()), &ctx),
        Body::MakeToken(e, ..) => accounts::own_or_managed(e.account, Event::TokenMade(e.clone()), &ctx),
        Body::EndToken(e, ..) => accounts::own_or_managed(e.account, Event::TokenEnded(e.clone()), &ctx),
        Body::SetContact(e) => accounts::set_contact(e, &ctx),
        Body::StartImport(e) => imports::start(e, world, &ctx),
        Body::WriteSlice(e, _) => imports::write_slice(e, world, &ctx),
        Body::FinishImport(e) => imports::finish(e, world, &ctx),
        Body::SetBridge(e) => imports::set_bridge(e, world, b, &ctx),
    }?;
    check_new(r, world)?;
    Ok(decision)
}

/// When it happened. Forms often give a day alone: on the day on which a case was brought, that is not before it was.
fn occurred_at(r: &Request, world: &World, b: &Basis<'_>) -> Instant {
    let at = r.occurred_at.unwrap_or(b.now);
    let brought = r.body.case().and_then(|id| world.cases.brought_at(id)).unwrap_or(at);
    let day = |i: Instant| b.reference.zone.day(i);
    if at < brought && day(at) == day(brought) { brought } else { at }
}

/// What a client names is new, and a key that was given is never replaced by another: what was sealed under it could not be read any more.
fn check_new(r: &Request, world: &World) -> Result<(), Refusal> {
    let mut own = HashSet::new();
    let taken = r.body.names().into_iter().any(|named| world.existing.contains(&named) || !own.insert(named));
    let replaced = r.keys.iter().any(|key| world.opener.key(key.subject()).is_some_and(|known| !known.is_same(key)));
    if taken || replaced { Err(Refusal { field: Some("id"), ..Refusal::reused("taken") }) } else { Ok(()) }
}

pub(crate) fn one(event: Event, authority: Authority, ctx: &Context<'_>) -> Decision {
    many(vec![event], authority, ctx)
}

fn many(events: Vec<Event>, authority: Authority, ctx: &Context<'_>) -> Decision {
    Decision { events, authority, on_behalf_of: String::new(), occurred_at: ctx.occurred_at }
}

pub(crate) fn allowed(action: Action, place: &Place<'_>, ctx: &Context<'_>) -> Result<Authority, Refusal> {
    ctx.actor.may(action, place).ok_or_else(Refusal::forbidden)
}

/// One event, for whoever may do something in the whole tenant.
fn wide(action: Action, event: Event, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    allowed(action, &Place::TENANT_WIDE, ctx).map(|a| one(event, a, ctx))
}

/// The registry is the regency's: whoever may do something with families at their own office may do it for any family that comes there.
fn any_office(action: Action, ctx: &Context<'_>) -> Option<Authority> {
    ctx.actor.may(action, &Place::TENANT_WIDE)
}

fn check_revision(known: Option<i64>, given: i64) -> Result<(), Refusal> {
    if given == known.unwrap_or(0) + 1 { Ok(()) } else { Err(Refusal::new(RefusalKind::Changed)) }
}

fn required(field: &'static str, value: &str) -> Result<(), Refusal> {
    if value.trim().is_empty() { Err(Refusal::invalid(field, "missing")) } else { Ok(()) }
}
