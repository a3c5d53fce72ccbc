//! Persons and families: written down, put right, looked at, erased.

use super::{Basis, allowed, any_office, one};
use crate::erase::check_ground;
use crate::people::Shown;
use crate::request::{Body, Request};
use crate::world::{Needs, World};
use slrt_domain::Coded as _;
use slrt_domain::access::{Action, Authority, Place};
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::case::{Context, Decision};
use slrt_domain::identity::*;
use slrt_domain::journal::*;
use slrt_storage::{Keys, Opener};
use std::collections::HashMap;

/// What must be loaded to decide.
pub(super) fn needs(r: &Request, keys: &Keys, n: &mut Needs) {
    match &r.body {
        Body::Erase(e) => {
            n.persons.push(e.person);
            n.erasing.push(e.person);
        }
        Body::AddPerson(e) => {
            n.niks.extend(nik_hashes(r, e, keys));
            n.cards.extend(card_hashes(r, e, keys));
            if !e.new_family {
                n.families.push(e.family);
            }
        }
        Body::CheckNumbers(e) => {
            n.persons.push(e.person);
            n.numbers.push(e.person);
        }
        Body::AddNik(e, hashes) => {
            n.persons.push(e.person);
            n.numbers.push(e.person);
            n.niks.extend(hashes.iter().cloned());
            n.subjects.push(e.person.into());
        }
        Body::CorrectPerson(e, nik) => {
            n.persons.push(e.person);
            n.numbers.push(e.person);
            n.niks.extend(nik.iter().cloned());
            n.subjects.push(e.person.into());
        }
        Body::CorrectFamily(e, card) => {
            n.families.push(e.family);
            n.cards.extend(card.iter().cloned());
            n.subjects.push(e.family.into());
        }
        Body::Observe(e) => {
            n.cases.extend(e.case);
            n.families.push(e.family);
        }
        Body::Reveal(e) => {
            n.cases.extend(e.case);
            n.persons.extend(e.person);
            n.families.extend(e.family);
        }
        _ => {}
    }
}

/// The keyed hashes under which the NIK of somebody who is to be added may be known.
pub(super) fn nik_hashes(request: &Request, added: &PersonAdded, keys: &Keys) -> Vec<Vec<u8>> {
    let nik = added.nik.as_ref().and_then(|sealed| opened(request, "person.nik", sealed));
    nik.map(|nik| keys.lookup_hashes(request.tenant, "nik", &nik)).unwrap_or_default()
}

/// The keyed hashes under which the No. KK of a family that is to be added may be known.
pub(super) fn card_hashes(request: &Request, added: &PersonAdded, keys: &Keys) -> Vec<Vec<u8>> {
    let card = added.card.as_ref().filter(|_| added.new_family).and_then(|sealed| opened(request, "family.card", sealed));
    card.map(|card| keys.lookup_hashes(request.tenant, "card", &card)).unwrap_or_default()
}

fn opened(request: &Request, place: &str, sealed: &Sealed) -> Option<String> {
    let mut opener = Opener::default();
    request.keys.iter().cloned().for_each(|k| opener.add(k));
    opener.open(place, sealed)
}

/// Whoever is known under one of these hashes.
fn known_as<'w, T>(known: &'w HashMap<Vec<u8>, T>, hashes: &[Vec<u8>]) -> Option<&'w T> {
    hashes.iter().find_map(|hash| known.get(hash))
}

pub(super) fn add_person(r: &Request, e: &PersonAdded, world: &World, ctx: &Context<'_>, keys: &Keys) -> Result<Decision, Refusal> {
    let place = Place { village: Some(e.village), ..Place::TENANT_WIDE };
    let authority =
        ctx.actor.may(Action::AddPerson, &place).or_else(|| any_office(Action::AddPerson, ctx)).ok_or_else(Refusal::forbidden)?;
    if !e.new_family && !world.families.contains_key(&e.family) {
        return Err(Refusal::invalid("family", "unknown"));
    }
    // One card, one family: the person belongs to the family that has it already.
    if known_as(&world.cards, &card_hashes(r, e, keys)).is_some() {
        return Err(Refusal::invalid("card", "known"));
    }
    // Two officers may write down the same person at the same time.
    check_twin(known_as(&world.niks, &nik_hashes(r, e, keys)), e.family, &e.warnings)?;
    Ok(one(Event::PersonAdded(e.clone()), authority, ctx))
}

/// Whoever may write somebody down may also look at their card.
fn at_the_card(person: PersonId, world: &World, ctx: &Context<'_>) -> Result<(FamilyId, Authority), Refusal> {
    ctx.check_time()?;
    let (family, village) = world.persons.get(&person).copied().ok_or_else(Refusal::not_found)?;
    let place = Place { village, ..Place::TENANT_WIDE };
    let authority = ctx.actor.may(Action::AddPerson, &place).or_else(|| any_office(Action::AddPerson, ctx));
    Ok((family, authority.ok_or_else(Refusal::forbidden)?))
}

pub(super) fn check_numbers(e: &NumbersChecked, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let (_, authority) = at_the_card(e.person, world, ctx)?;
    let (warnings, _) = world.numbers.get(&e.person).ok_or_else(Refusal::not_found)?;
    if e.warnings.is_empty() {
        return Err(Refusal::invalid("warnings", "missing"));
    }
    // A number that came meanwhile was not looked at.
    if !e.warnings.iter().all(|w| warnings.contains(w)) {
        return Err(Refusal::new(RefusalKind::Changed));
    }
    Ok(one(Event::NumbersChecked(e.clone()), authority, ctx))
}

pub(super) fn add_nik(e: &NikAdded, hashes: &[Vec<u8>], world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let (family, authority) = at_the_card(e.person, world, ctx)?;
    let (_, has_nik) = world.numbers.get(&e.person).ok_or_else(Refusal::not_found)?;
    if *has_nik {
        return Err(Refusal::new(RefusalKind::Changed));
    }
    check_twin(known_as(&world.niks, hashes), family, &e.warnings)?;
    Ok(one(Event::NikAdded(e.clone()), authority, ctx))
}

/// Nobody overwrites what they have not seen: the entry that changed it last must be the one that was seen.
fn check_seen(subject: uuid::Uuid, seen: i64, world: &World) -> Result<(), Refusal> {
    match world.revisions.get(&subject) {
        Some(known) if *known == seen => Ok(()),
        Some(_) => Err(Refusal::new(RefusalKind::Changed)),
        None => Err(Refusal::not_found()),
    }
}

/// Whoever may write somebody down may also put right what was written.
fn corrector(village: Option<AreaCode>, ctx: &Context<'_>) -> Result<Authority, Refusal> {
    ctx.check_time()?;
    let place = Place { village, ..Place::TENANT_WIDE };
    ctx.actor.may(Action::Correct, &place).or_else(|| any_office(Action::Correct, ctx)).ok_or_else(Refusal::forbidden)
}

pub(super) fn correct_person(e: &PersonCorrected, nik: &[Vec<u8>], world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let (family, village) = world.persons.get(&e.person).copied().ok_or_else(Refusal::not_found)?;
    let authority = corrector(village, ctx)?;
    check_seen(e.person.0, e.seen, world)?;
    let twin = known_as(&world.niks, nik).filter(|(other, _)| *other != e.person);
    check_twin(twin, family, &e.warnings)?;
    Ok(one(Event::PersonCorrected(e.clone()), authority, ctx))
}

pub(super) fn correct_family(
    e: &FamilyCorrected,
    card: &[Vec<u8>],
    world: &World,
    b: &Basis<'_>,
    ctx: &Context<'_>,
) -> Result<Decision, Refusal> {
    let village = world.families.get(&e.family).copied().ok_or_else(Refusal::not_found)?;
    let authority = corrector(Some(village), ctx)?;
    check_seen(e.family.0, e.seen, world)?;
    if e.village.level() != Level::Village || !b.areas.exists(e.village) {
        return Err(Refusal::invalid("village", "unknown"));
    }
    // One card, one family: the persons belong to the family that has it already.
    if known_as(&world.cards, card).is_some_and(|other| *other != e.family) {
        return Err(Refusal::invalid("card", "known"));
    }
    Ok(one(Event::FamilyCorrected(e.clone()), authority, ctx))
}

/// Somebody with the same NIK: in the same family it is the same person; in another one, the officer must have looked at the card.
fn check_twin(twin: Option<&(PersonId, FamilyId)>, family: FamilyId, settled: &[String]) -> Result<(), Refusal> {
    let code = NikWarning::InOtherFamily.code();
    match twin {
        Some((_, theirs)) if *theirs == family => Err(Refusal::invalid("nik", "known")),
        Some(_) if !settled.iter().any(|w| w == code) => Err(Refusal::invalid("nik", format!("warnings:{code}"))),
        _ => Ok(()),
    }
}

pub(super) fn observe(e: &RegistryObserved, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let village = world.families.get(&e.family).copied().ok_or_else(Refusal::not_found)?;
    let place = Place { village: Some(village), ..Place::TENANT_WIDE };
    let authority = ctx.actor.may(Action::Observe, &place).or_else(|| any_office(Action::Observe, ctx)).ok_or_else(Refusal::forbidden)?;
    if e.case.is_some_and(|id| !world.cases.is_known(id, e.family, ctx)) {
        return Err(Refusal::not_found());
    }
    if e.seen_on > ctx.today() {
        return Err(Refusal::invalid("seen_on", "future"));
    }
    if e.decile.is_some_and(|d| !e.listed || !(0..=10).contains(&d)) {
        return Err(Refusal::invalid("decile", "out-of-range"));
    }
    Ok(one(Event::RegistryObserved(e.clone()), authority, ctx))
}

/// Inside an open case that one handles the case is the purpose; elsewhere a reason is typed.
pub(super) fn reveal(e: &IdentityRevealed, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let of_case = e.case.is_some() && e.what == Shown::Callback.code();
    if e.person.is_none() && e.family.is_none() && !of_case {
        return Err(Refusal::not_found());
    }
    let authority = match e.case {
        Some(id) => {
            let case = world.cases.whole(id, Action::RevealIdentity, ctx)?;
            let own = e.person.is_none_or(|p| case.person == Some(p)) && e.family.is_none_or(|f| case.family == Some(f));
            if !own {
                return Err(Refusal::not_found());
            }
            // What has ended is nobody's work any more.
            if !case.is_open() && e.reason.is_none() {
                return Err(Refusal::invalid("reason", "missing"));
            }
            case.authority()
        }
        None => {
            // Institutions see whom a referral is about, not the registry.
            any_office(Action::ViewFamily, ctx).ok_or_else(Refusal::forbidden)?;
            let authority = any_office(Action::RevealIdentity, ctx).ok_or_else(Refusal::forbidden)?;
            if e.person.is_some_and(|p| !world.persons.contains_key(&p)) || e.family.is_some_and(|f| !world.families.contains_key(&f)) {
                return Err(Refusal::not_found());
            }
            if e.reason.is_none() {
                return Err(Refusal::invalid("reason", "missing"));
            }
            authority
        }
    };
    Ok(one(Event::IdentityRevealed(e.clone()), authority, ctx))
}

/// What goes with a person is read again under the lock: a case or member that came meanwhile must not be left behind, nor one be taken along.
pub(super) fn erase(r: &Request, e: &PersonErased, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let authority = allowed(Action::Erase, &Place::TENANT_WIDE, ctx)?;
    let bonds = world.bonds.get(&e.person).ok_or_else(Refusal::not_found)?;
    check_ground(&e.ground)?;
    let mut keys: Vec<uuid::Uuid> = std::iter::once(e.person.0).chain(bonds.cases.iter().map(|c| c.0)).collect();
    keys.extend(Some(bonds.family.0).filter(|_| !bonds.survived));
    let mut destroys = r.destroys.clone();
    keys.sort_unstable();
    destroys.sort_unstable();
    if keys != destroys || e.cases != bonds.cases {
        return Err(Refusal::new(RefusalKind::Changed));
    }
    Ok(one(Event::PersonErased(e.clone()), authority, ctx))
}
