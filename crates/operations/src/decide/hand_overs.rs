//! Cases that go to another tenant, and those that come from one.

use super::people::{card_hashes, nik_hashes};
use super::{Basis, Context};
use crate::request::{Body, Request};
use crate::world::{Needs, World};
use slrt_domain::access::Action;
use slrt_domain::case::{self, CaseHandedOver, Decision, HandOver, HandOverWithdrawn, Incoming, TakeBack, TakeOver};
use slrt_domain::identity::*;
use slrt_domain::journal::*;
use slrt_storage::Keys;

/// What must be loaded to decide.
pub(super) fn needs(r: &Request, keys: &Keys, n: &mut Needs) {
    match &r.body {
        Body::HandOver(c, _) => n.cases.push(c.case),
        Body::CompleteHandOver(case, ..) | Body::ReturnHandOver(case, ..) => {
            n.cases.push(*case);
            n.handed.push(*case);
        }
        Body::TakeBack(c) => {
            n.cases.push(c.case);
            n.handed.push(c.case);
        }
        Body::WithdrawHandOver(e) => n.incoming.push(e.hand_over),
        Body::ReceiveHandOver(e) => n.incoming.push(e.hand_over),
        Body::RefuseHandOver(id, _) => n.incoming.push(*id),
        Body::TakeOver(c, people) => {
            n.incoming.push(c.hand_over);
            n.persons.extend(c.person);
            n.draws.push(c.draws.iter().map(|d| ServiceNumber::from_draw(r.tenant, *d).digits()).collect());
            n.niks.extend(people.iter().flat_map(|p| nik_hashes(r, p, keys)));
            n.cards.extend(people.iter().flat_map(|p| card_hashes(r, p, keys)));
            n.families.extend(people.iter().filter(|p| !p.new_family).map(|p| p.family));
        }
        _ => {}
    }
}

pub(super) fn hand_over(c: &HandOver, package: &Sealed, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let decision = case::hand_over(c, &world.cases.hand_over(c.case, ctx)?, ctx)?;
    // Whoever could make none saw another state of the case.
    if package.0.is_empty() { Err(Refusal::new(RefusalKind::Changed)) } else { Ok(decision) }
}

fn handed(id: HandOverId, world: &World) -> Result<&CaseHandedOver, Refusal> {
    world.handed.get(&id).ok_or_else(Refusal::not_found)
}

pub(super) fn complete(
    case: CaseId,
    id: HandOverId,
    number: ServiceNumber,
    external: Option<Sealed>,
    world: &World,
    ctx: &Context<'_>,
) -> Result<Decision, Refusal> {
    case::complete(handed(id, world)?, number, external, &world.cases.system(case, ctx)?, ctx)
}

pub(super) fn give_back(case: CaseId, id: HandOverId, reason: &str, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    case::give_back(handed(id, world)?, reason, &world.cases.system(case, ctx)?, ctx)
}

/// Whoever names another hand-over than the last saw an older state; of a case that never went, nothing is taken back.
pub(super) fn take_back(c: &TakeBack, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let last = world.handed.values().find(|h| h.case == c.case);
    case::take_back(c, last, &world.cases.hand_over(c.case, ctx)?, ctx)
}

/// The package's key goes, as with any answer.
pub(super) fn withdraw(r: &Request, e: &HandOverWithdrawn, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let decision = case::withdraw(e, world.incoming.get(&e.hand_over), ctx)?;
    destroys_package(r, e.hand_over)?;
    Ok(decision)
}

/// A case that came; whoever never answers for any is told so.
fn incoming<'a>(id: HandOverId, world: &'a World, ctx: &Context<'_>) -> Result<&'a Incoming, Refusal> {
    let refusal = || if ctx.actor.may_anywhere(Action::TakeOver) { Refusal::not_found() } else { Refusal::forbidden() };
    world.incoming.get(&id).ok_or_else(refusal)
}

/// The package's key goes with the answer.
fn destroys_package(r: &Request, id: HandOverId) -> Result<(), Refusal> {
    if r.destroys == [id.0] { Ok(()) } else { Err(Refusal::new(RefusalKind::Changed)) }
}

pub(super) fn refuse(r: &Request, id: HandOverId, reason: &str, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let incoming = incoming(id, world, ctx)?;
    let decision = case::refuse(incoming, reason, ctx)?;
    destroys_package(r, id)?;
    Ok(decision)
}

/// Whoever comes into being with the case was looked for before the lock: somebody who came meanwhile is found at the next try.
pub(super) fn take_over(
    r: &Request,
    c: &TakeOver,
    people: &[PersonAdded],
    world: &World,
    b: &Basis<'_>,
    ctx: &Context<'_>,
) -> Result<Decision, Refusal> {
    let incoming = incoming(c.hand_over, world, ctx)?;
    let taken = |n: ServiceNumber| world.taken.contains(&n.digits());
    let mut decision = case::take_over(c, incoming, taken, |n, pin| b.keys.pin_hash(n, pin), ctx)?;
    destroys_package(r, c.hand_over)?;
    let new: Vec<PersonId> = people.iter().map(|p| p.person).collect();
    let own: Vec<FamilyId> = people.iter().filter(|p| p.new_family).map(|p| p.family).collect();
    let known = |p: &PersonAdded| {
        nik_hashes(r, p, b.keys).iter().any(|hash| world.niks.contains_key(hash))
            || card_hashes(r, p, b.keys).iter().any(|hash| world.cards.contains_key(hash))
            || (!own.contains(&p.family) && !world.families.contains_key(&p.family))
    };
    let missing = c.person.is_some_and(|p| !new.contains(&p) && !world.persons.contains_key(&p));
    if c.concerns.is_empty() || missing || people.iter().any(known) {
        return Err(Refusal::new(RefusalKind::Changed));
    }
    // The people first: the case is theirs.
    decision.events.splice(0..0, people.iter().cloned().map(Event::PersonAdded));
    Ok(decision)
}
