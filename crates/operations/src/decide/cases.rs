//! Cases, their concerns and papers, and who may know of them.

use super::{Basis, allowed, any_office, one};
use crate::erase::check_ground;
use crate::request::{Body, Request};
use crate::world::{Needs, World};
use slrt_domain::access::{Action, Actor, Place, Visibility};
use slrt_domain::case::{self, Concern, ConcernCommand, ConcernState, Context, Decision, DocumentNoted, DocumentSeen, OpenCase, Opening};
use slrt_domain::identity::*;
use slrt_domain::journal::*;
use std::borrow::Cow;

/// What must be loaded to decide.
pub(super) fn needs(r: &Request, n: &mut Needs) {
    match &r.body {
        Body::OpenCase(c, nik) => {
            n.persons.extend(c.person);
            n.sought.extend(nik.iter().flatten().cloned());
            n.draws.push(c.draws.iter().map(|d| ServiceNumber::from_draw(r.tenant, *d).digits()).collect());
        }
        Body::Concern(c) => {
            n.cases.push(c.case);
            n.papers.extend(c.verb.evidence());
        }
        Body::NoteDocument(d) => n.cases.push(d.case),
        Body::SeeDocument(d) => n.cases.push(d.case),
        Body::NamePerson(p) => n.cases.push(p.case),
        Body::UnnamePerson(p) => n.cases.push(p.case),
        Body::SetCasePerson(e) => {
            n.cases.push(e.case);
            n.persons.extend([Some(e.person), e.before].into_iter().flatten());
        }
        Body::RenewPin(c) => n.cases.push(*c),
        Body::EraseCase(e) => {
            n.cases.push(e.case);
            n.subjects.push(e.case.into());
        }
        _ => {}
    }
}

pub(super) fn open(c: &OpenCase, nik: Option<&[Vec<u8>]>, world: &World, b: &Basis<'_>, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    if !b.areas.exists(c.village) {
        return Err(Refusal::invalid("village", "unknown"));
    }
    let mut c = Cow::Borrowed(c);
    let family = match nik {
        Some(hashes) => {
            let (person, family) = sought(hashes, world, ctx)?;
            c.to_mut().person = Some(person);
            Some(family)
        }
        None => c.person.and_then(|p| world.persons.get(&p)).map(|(family, _)| *family),
    };
    case::open(&c, &opening(&c, family, world, ctx.actor), |n, pin| b.keys.pin_hash(n, pin), ctx)
}

/// Whoever has a NIK; for those alone who may look for people.
fn sought(hashes: &[Vec<u8>], world: &World, ctx: &Context<'_>) -> Result<(PersonId, FamilyId), Refusal> {
    any_office(Action::SearchRegistry, ctx).ok_or_else(Refusal::forbidden)?;
    let mut found = hashes.iter().filter_map(|hash| world.sought.get(hash)).flatten();
    match (found.next(), found.next()) {
        (Some(found), None) => Ok(*found),
        (Some(_), Some(_)) => Err(Refusal::invalid("nik", "several")),
        (None, _) => Err(Refusal::invalid("nik", "not-listed")),
    }
}

fn opening(c: &OpenCase, family: Option<FamilyId>, world: &World, actor: &Actor) -> Opening {
    let open = c.person.and_then(|p| world.open.get(&p)).map(|open| {
        open.iter().map(|o| (o.case, o.category.clone(), !o.restricted || actor.account().is_some_and(|a| o.named.contains(&a)))).collect()
    });
    let drawn = c.draws.iter().map(|d| ServiceNumber::from_draw(actor.tenant, *d).digits());
    Opening { family, open: open.unwrap_or_default(), taken: drawn.filter(|n| world.taken.contains(n)).collect() }
}

pub(super) fn step(c: &ConcernCommand, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let step = world.cases.step(c, ctx)?;
    let decision = case::step(&step, ctx)?;
    // The paper that shows an answer is one of this case, and one that its recorder may see.
    if let Some(evidence) = c.verb.evidence() {
        let paper = world.papers.get(&evidence).filter(|p| p.case == c.case && ctx.may_know(step.case, p.visibility));
        if paper.is_none_or(|p| p.concern.is_some_and(|of| of != c.concern)) {
            return Err(Refusal::invalid("evidence", "unknown"));
        }
    }
    Ok(decision)
}

/// What another regency has, or is being asked to take, is not changed here.
fn is_here(elsewhere: bool, state: ConcernState) -> Result<(), Refusal> {
    if elsewhere { Err(case::elsewhere(state)) } else { Ok(()) }
}

pub(super) fn note_document(d: &DocumentNoted, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let (authority, visibility) = match d.concern {
        Some(id) => {
            let part = world.cases.part(d.case, id, Action::AddDocument, ctx)?;
            is_here(part.concern.state.is_elsewhere(), part.concern.state)?;
            let going = |k: &Concern| k.state == ConcernState::HandingOver && ctx.may_know(part.case, k.visibility);
            is_here(part.case.concerns.iter().any(going), ConcernState::HandingOver)?;
            (part.authority(), part.concern.visibility)
        }
        None => {
            let c = world.cases.whole(d.case, Action::AddDocument, ctx)?;
            is_here(c.is_elsewhere(), ConcernState::HandedOver)?;
            // A paper of the whole case may speak of its restricted part, unless it comes from somebody who knows of none.
            let restricted = c.concerns.iter().any(|k| k.visibility == Visibility::Restricted) && ctx.may_know(&c, Visibility::Restricted);
            (c.authority(), if restricted { Visibility::Restricted } else { Visibility::Normal })
        }
    };
    Ok(one(Event::DocumentNoted(DocumentNoted { visibility, at: ctx.occurred_at, ..d.clone() }), authority, ctx))
}

/// Whoever sees the part of a case that a paper belongs to may look at it; under which role they do stands in the journal.
pub(super) fn see_document(d: &DocumentSeen, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let case = world.cases.look(d.case, d.concern, ctx)?;
    Ok(one(Event::DocumentSeen(d.clone()), case.authority(), ctx))
}

/// Whoever names others on the restricted part of a case knows of it; nobody names themselves by way of an open need.
pub(super) fn name_person(p: &PersonNamed, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let case = world.cases.by(p.case, Action::NamePerson, ctx, |k| k.visibility == Visibility::Restricted)?;
    if ctx.reference.grants_of(p.account, ctx.today()).is_empty() {
        return Err(Refusal::invalid("account", "unknown"));
    }
    Ok(one(Event::PersonNamed(p.clone()), case.authority(), ctx))
}

/// Whoever keeps a restricted case takes others off it; somebody who may handle it is always left.
pub(super) fn unname_person(p: &PersonUnnamed, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let case = world.cases.by(p.case, Action::NamePerson, ctx, |k| k.visibility == Visibility::Restricted)?;
    if !case.named.contains(&p.account) {
        return Err(Refusal::invalid("account", "unknown"));
    }
    let left: Vec<AccountId> = case.named.iter().copied().filter(|a| *a != p.account).collect();
    if !ctx.is_kept(case.office, case.village, &left) {
        return Err(Refusal { field: Some("account"), ..Refusal::wrong_state("last-keeper") });
    }
    Ok(one(Event::PersonUnnamed(p.clone()), case.authority(), ctx))
}

/// Only who may know of all its concerns says that a case is somebody else's; nobody overwrites what they have not seen.
pub(super) fn set_case_person(e: &CasePersonSet, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let case = world.cases.whole(e.case, Action::Verify, ctx)?;
    if !case.concerns.iter().all(|k| ctx.may_know(&case, k.visibility)) {
        return Err(Refusal::forbidden());
    }
    is_here(case.concerns.iter().any(|k| k.state.is_elsewhere()), ConcernState::HandedOver)?;
    if case.person != e.before {
        return Err(Refusal::new(RefusalKind::Changed));
    }
    let (family, _) = world.persons.get(&e.person).ok_or_else(|| Refusal::invalid("person", "unknown"))?;
    if case.person == Some(e.person) {
        return Err(Refusal::invalid("person", "same"));
    }
    let set = CasePersonSet { family: Some(*family), ..e.clone() };
    Ok(one(Event::CasePersonSet(set), case.authority(), ctx))
}

/// The PIN opens the page of all concerns: only who may know of all of them renews it.
pub(super) fn renew_pin(r: &Request, id: CaseId, world: &World, b: &Basis<'_>, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let c = world.cases.whole(id, Action::Confirm, ctx)?;
    if !c.concerns.iter().all(|k| ctx.may_know(&c, k.visibility)) {
        return Err(Refusal::forbidden());
    }
    let pin_hash = b.keys.pin_hash(c.number, &b.keys.draw_pin(r.id));
    Ok(one(Event::PinRenewed(PinRenewed { case: id, pin_hash }), c.authority(), ctx))
}

pub(super) fn erase_case(r: &Request, e: &CaseErased, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let authority = allowed(Action::Erase, &Place::TENANT_WIDE, ctx)?;
    // What has no key any more was erased before.
    if !world.cases.contains(e.case) || world.opener.key(e.case).is_none() {
        return Err(Refusal::not_found());
    }
    check_ground(&e.ground)?;
    if r.destroys != [e.case.0] {
        return Err(Refusal::new(RefusalKind::Changed));
    }
    Ok(one(Event::CaseErased(e.clone()), authority, ctx))
}
