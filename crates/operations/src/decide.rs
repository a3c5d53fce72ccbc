//! From a request to events: permission and rules, in memory.

use crate::inquiry;
use crate::people::Shown;
use crate::request::{Body, Request};
use crate::world::{World, card_hash, nik_hash};
use slrt_domain::Coded as _;
use slrt_domain::access::{Acting, Action, Actor, Authority, Grant, Place, Role, Scope, Visibility};
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::calendar::Instant;
use slrt_domain::case::{self, Case, Concern, ConcernCommand, Context, Decision, DocumentNoted, DocumentSeen, OpenCase, Opening};
use slrt_domain::identity::*;
use slrt_domain::journal::*;
use slrt_domain::office::{MOST_DAYS, OfficeKind, Reference};
use slrt_domain::program::Catalog;
use slrt_storage::Keys;
use slrt_storage::areas::Areas;
use std::collections::HashSet;

/// What a decision rests on.
pub(crate) struct Basis<'a> {
    pub reference: &'a Reference,
    pub catalog: &'a Catalog,
    pub keys: &'a Keys,
    pub areas: &'a Areas,
    pub now: Instant,
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
        Body::OpenCase(c) => open(c, world, b, &ctx),
        Body::Concern(c) => step(c, world, &ctx),
        Body::NoteDocument(d) => note_document(d, world, &ctx),
        Body::SeeDocument(d) => see_document(d, world, &ctx),
        Body::NamePerson(p) => name_person(p, world, &ctx),
        Body::UnnamePerson(p) => unname_person(p, world, &ctx),
        Body::SetCasePerson(e) => set_case_person(e, world, &ctx),
        Body::RenewPin(id) => renew_pin(r, *id, world, b, &ctx),
        Body::Erase(e) => erase(r, e, world, &ctx),
        Body::AddPerson(e) => add_person(r, e, world, &ctx, b.keys),
        Body::Inquire(e) => inquiry::record(e, b, &ctx),
        Body::WithdrawInquiry(id) => inquiry::withdraw(*id, world, &ctx),
        Body::CheckNumbers(e) => check_numbers(e, world, &ctx),
        Body::AddNik(e, hash) => add_nik(e, hash, world, &ctx),
        Body::CorrectPerson(e, nik) => correct_person(e, nik.as_deref(), world, &ctx),
        Body::CorrectFamily(e, card) => correct_family(e, card.as_deref(), world, b, &ctx),
        Body::EraseCase(e) => erase_case(r, e, world, &ctx),
        Body::Grant(grants) => grant(grants, world, b, &ctx),
        Body::SetPassword(e, ..) => own_or_managed(e.account, Event::PasswordSet(e.clone()), &ctx),
        Body::MakeToken(e, ..) => own_or_managed(e.account, Event::TokenMade(e.clone()), &ctx),
        Body::SetContact(e) => set_contact(e, &ctx),
        Body::EndToken(e, ..) => own_or_managed(e.account, Event::TokenEnded(e.clone()), &ctx),
        body => {
            let decision = elsewhere(body, world, &ctx)?;
            match body {
                Body::SetOffice(o) if o.serves.iter().chain([&o.area]).any(|a| !b.areas.exists(*a)) => {
                    Err(Refusal::invalid("area", "unknown"))
                }
                _ => Ok(decision),
            }
        }
    }?;
    check_new(r, world)?;
    Ok(decision)
}

/// When it happened. Forms often give a day alone: on the day on which a case was brought, that is not before it was.
fn occurred_at(r: &Request, world: &World, b: &Basis<'_>) -> Instant {
    let at = r.occurred_at.unwrap_or(b.now);
    let brought = r.body.case().and_then(|id| world.cases.get(&id)).map_or(at, |c| c.occurred_at);
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

fn open(c: &OpenCase, world: &World, b: &Basis<'_>, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    if !b.areas.exists(c.village) {
        return Err(Refusal::invalid("village", "unknown"));
    }
    case::open(c, &opening(c.person, world, ctx.actor), |n, pin| b.keys.pin_hash(n, pin), ctx)
}

fn step(c: &ConcernCommand, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let found = world.cases.get(&c.case).ok_or_else(Refusal::not_found)?;
    let decision = case::step(c, found, ctx)?;
    // The paper that shows an answer is one of this case, and one that its recorder may see.
    if let Some(evidence) = c.verb.evidence() {
        let paper = world.papers.get(&evidence).filter(|p| p.case == c.case && ctx.may_know(found, p.visibility));
        if paper.is_none_or(|p| p.concern.is_some_and(|of| of != c.concern)) {
            return Err(Refusal::invalid("evidence", "unknown"));
        }
    }
    Ok(decision)
}

fn note_document(d: &DocumentNoted, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let (authority, visibility) = match d.concern {
        Some(id) => {
            let c = world.cases.get(&d.case).ok_or_else(Refusal::not_found)?;
            let concern = c.concern(id).filter(|k| ctx.may_know(c, k.visibility)).ok_or_else(Refusal::not_found)?;
            let authority = ctx.authority(Action::AddDocument, c, concern)?;
            ctx.check_after(c)?;
            (authority, concern.visibility)
        }
        None => {
            let (c, authority) = on_case(world, d.case, Action::AddDocument, ctx)?;
            // A paper of the whole case may speak of its restricted part, unless it comes from somebody who knows of none.
            let restricted = c.concerns.iter().any(|k| k.visibility == Visibility::Restricted) && ctx.may_know(c, Visibility::Restricted);
            (authority, if restricted { Visibility::Restricted } else { Visibility::Normal })
        }
    };
    Ok(one(Event::DocumentNoted(DocumentNoted { visibility, at: ctx.occurred_at, ..d.clone() }), authority, ctx))
}

/// Whoever sees the part of a case that a paper belongs to may look at it; under which role they do stands in the journal.
fn see_document(d: &DocumentSeen, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let case = world.cases.get(&d.case).ok_or_else(Refusal::not_found)?;
    let part = case.concerns.iter().filter(|k| d.concern.is_none_or(|id| id == k.id));
    let seen: Vec<&Concern> = part.filter(|k| ctx.sight(case, k).is_some()).collect();
    if seen.is_empty() {
        return Err(Refusal::not_found());
    }
    let looking = [Action::ViewCase, Action::ViewReferral];
    let authority = seen.iter().find_map(|k| looking.into_iter().find_map(|a| ctx.authority(a, case, k).ok()));
    // Whoever only decides, or was named, has no role that shows cases here.
    let held = Authority { role: ctx.actor.grants.first().map(|g| g.role), acting: Acting::Own };
    Ok(one(Event::DocumentSeen(d.clone()), authority.unwrap_or(held), ctx))
}

/// Whoever names others on the restricted part of a case knows of it; nobody names themselves by way of an open need.
fn name_person(p: &PersonNamed, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let (_, authority) = on_part(world, p.case, Action::NamePerson, ctx, |k| k.visibility == Visibility::Restricted)?;
    if ctx.reference.grants_of(p.account, ctx.today()).is_empty() {
        return Err(Refusal::invalid("account", "unknown"));
    }
    Ok(one(Event::PersonNamed(p.clone()), authority, ctx))
}

/// Whoever keeps a restricted case takes others off it; somebody who may handle it is always left.
fn unname_person(p: &PersonUnnamed, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let (case, authority) = on_part(world, p.case, Action::NamePerson, ctx, |k| k.visibility == Visibility::Restricted)?;
    if !case.named.contains(&p.account) {
        return Err(Refusal::invalid("account", "unknown"));
    }
    let left: Vec<AccountId> = case.named.iter().copied().filter(|a| *a != p.account).collect();
    if !ctx.is_kept(case.office, case.village, &left) {
        return Err(Refusal { field: Some("account"), ..Refusal::wrong_state("last-keeper") });
    }
    Ok(one(Event::PersonUnnamed(p.clone()), authority, ctx))
}

/// Only who may know of all its concerns says that a case is somebody else's; nobody overwrites what they have not seen.
fn set_case_person(e: &CasePersonSet, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let (case, authority) = on_case(world, e.case, Action::Verify, ctx)?;
    if !case.concerns.iter().all(|k| ctx.may_know(case, k.visibility)) {
        return Err(Refusal::forbidden());
    }
    if case.person != e.before {
        return Err(Refusal::new(RefusalKind::Changed));
    }
    let (family, _) = world.persons.get(&e.person).ok_or_else(|| Refusal::invalid("person", "unknown"))?;
    if case.person == Some(e.person) {
        return Err(Refusal::invalid("person", "same"));
    }
    let set = CasePersonSet { family: Some(*family), ..e.clone() };
    Ok(one(Event::CasePersonSet(set), authority, ctx))
}

/// The PIN opens the page of all concerns: only who may know of all of them renews it.
fn renew_pin(r: &Request, id: CaseId, world: &World, b: &Basis<'_>, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let (c, authority) = on_case(world, id, Action::Confirm, ctx)?;
    if !c.concerns.iter().all(|k| ctx.may_know(c, k.visibility)) {
        return Err(Refusal::forbidden());
    }
    let pin_hash = b.keys.pin_hash(c.number, &b.keys.draw_pin(r.id));
    Ok(one(Event::PinRenewed(PinRenewed { case: id, pin_hash }), authority, ctx))
}

/// What goes with a person is read again under the lock: a case or member that came meanwhile must not be left behind, nor one be taken along.
fn erase(r: &Request, e: &PersonErased, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let authority = allowed(Action::Erase, &Place::TENANT_WIDE, ctx)?;
    let bonds = world.bonds.get(&e.person).ok_or_else(Refusal::not_found)?;
    if e.ground.trim().is_empty() {
        return Err(Refusal::invalid("ground", "missing"));
    }
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

fn add_person(r: &Request, e: &PersonAdded, world: &World, ctx: &Context<'_>, keys: &Keys) -> Result<Decision, Refusal> {
    let place = Place { village: Some(e.village), ..Place::TENANT_WIDE };
    let authority =
        ctx.actor.may(Action::AddPerson, &place).or_else(|| any_office(Action::AddPerson, ctx)).ok_or_else(Refusal::forbidden)?;
    if !e.new_family && !world.families.contains_key(&e.family) {
        return Err(Refusal::invalid("family", "unknown"));
    }
    // One card, one family: the person belongs to the family that has it already.
    if card_hash(r, e, keys).is_some_and(|hash| world.cards.contains_key(&hash)) {
        return Err(Refusal::invalid("card", "known"));
    }
    // Two officers may write down the same person at the same time.
    check_twin(nik_hash(r, e, keys).and_then(|hash| world.niks.get(&hash)), e.family, &e.warnings)?;
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

fn check_numbers(e: &NumbersChecked, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
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

fn add_nik(e: &NikAdded, hash: &[u8], world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let (family, authority) = at_the_card(e.person, world, ctx)?;
    let (_, has_nik) = world.numbers.get(&e.person).ok_or_else(Refusal::not_found)?;
    if *has_nik {
        return Err(Refusal::new(RefusalKind::Changed));
    }
    check_twin(world.niks.get(hash), family, &e.warnings)?;
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

fn correct_person(e: &PersonCorrected, nik: Option<&[u8]>, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let (family, village) = world.persons.get(&e.person).copied().ok_or_else(Refusal::not_found)?;
    let authority = corrector(village, ctx)?;
    check_seen(e.person.0, e.seen, world)?;
    let twin = nik.and_then(|hash| world.niks.get(hash)).filter(|(other, _)| *other != e.person);
    check_twin(twin, family, &e.warnings)?;
    Ok(one(Event::PersonCorrected(e.clone()), authority, ctx))
}

fn correct_family(e: &FamilyCorrected, card: Option<&[u8]>, world: &World, b: &Basis<'_>, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let village = world.families.get(&e.family).copied().ok_or_else(Refusal::not_found)?;
    let authority = corrector(Some(village), ctx)?;
    check_seen(e.family.0, e.seen, world)?;
    if e.village.level() != Level::Village || !b.areas.exists(e.village) {
        return Err(Refusal::invalid("village", "unknown"));
    }
    // One card, one family: the persons belong to the family that has it already.
    if card.and_then(|hash| world.cards.get(hash)).is_some_and(|other| *other != e.family) {
        return Err(Refusal::invalid("card", "known"));
    }
    Ok(one(Event::FamilyCorrected(e.clone()), authority, ctx))
}

/// One's own, or anybody's for whoever manages accounts.
fn own_or_managed(account: AccountId, event: Event, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let authority = if ctx.actor.account() == Some(account) {
        Authority { role: None, acting: Acting::Own }
    } else {
        allowed(Action::ManageUsers, &Place::TENANT_WIDE, ctx)?
    };
    Ok(one(event, authority, ctx))
}

/// Nobody but oneself agrees that a number becomes public, while one meets the public; whoever manages accounts may take it back.
fn set_contact(e: &ContactSet, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let own = ctx.actor.account() == Some(e.account);
    if e.number.is_some() && !(own && ctx.actor.grants.iter().any(Grant::meets_the_public)) {
        return Err(Refusal::forbidden());
    }
    own_or_managed(e.account, Event::ContactSet(e.clone()), ctx)
}

fn erase_case(r: &Request, e: &CaseErased, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let authority = allowed(Action::Erase, &Place::TENANT_WIDE, ctx)?;
    // What has no key any more was erased before.
    if !world.cases.contains_key(&e.case) || world.opener.key(e.case).is_none() {
        return Err(Refusal::not_found());
    }
    if e.ground.trim().is_empty() {
        return Err(Refusal::invalid("ground", "missing"));
    }
    if r.destroys != [e.case.0] {
        return Err(Refusal::new(RefusalKind::Changed));
    }
    Ok(one(Event::CaseErased(e.clone()), authority, ctx))
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

fn opening(person: Option<PersonId>, world: &World, actor: &Actor) -> Opening {
    let known = person.and_then(|p| world.persons.get(&p)).map(|(family, village)| (Some(*family), *village));
    let open = person.and_then(|p| world.open.get(&p)).map(|open| {
        open.iter().map(|o| (o.case, o.category.clone(), !o.restricted || actor.account().is_some_and(|a| o.named.contains(&a)))).collect()
    });
    Opening { person: known, open: open.unwrap_or_default(), taken: world.taken.iter().copied().collect() }
}

pub(crate) fn one(event: Event, authority: Authority, ctx: &Context<'_>) -> Decision {
    many(vec![event], authority, ctx)
}

fn many(events: Vec<Event>, authority: Authority, ctx: &Context<'_>) -> Decision {
    Decision { events, authority, on_behalf_of: String::new(), occurred_at: ctx.occurred_at }
}

/// A case that the actor may see, with the authority for an action on it.
fn on_case<'a>(world: &'a World, id: CaseId, action: Action, ctx: &Context<'_>) -> Result<(&'a Case, Authority), Refusal> {
    on_part(world, id, action, ctx, |_| true)
}

/// The same by way of some of its concerns.
fn on_part<'a>(
    world: &'a World,
    id: CaseId,
    action: Action,
    ctx: &Context<'_>,
    part: impl Fn(&Concern) -> bool,
) -> Result<(&'a Case, Authority), Refusal> {
    let case = world.cases.get(&id).ok_or_else(Refusal::not_found)?;
    let seen = case.concerns.iter().filter(|k| part(k) && ctx.may_know(case, k.visibility));
    let mut refusal = Refusal::not_found();
    for concern in seen {
        match ctx.authority(action, case, concern) {
            Ok(authority) => {
                ctx.check_after(case)?;
                return Ok((case, authority));
            }
            Err(e) => {
                if refusal.kind == RefusalKind::NotFound {
                    refusal = e;
                }
            }
        }
    }
    Err(refusal)
}

pub(crate) fn allowed(action: Action, place: &Place<'_>, ctx: &Context<'_>) -> Result<Authority, Refusal> {
    ctx.actor.may(action, place).ok_or_else(Refusal::forbidden)
}

fn elsewhere(body: &Body, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let wide = Place::TENANT_WIDE;
    let decided = |action: Action, event: Event| allowed(action, &wide, ctx).map(|a| one(event, a, ctx));
    match body {
        Body::Found(e) => {
            let system = Authority { role: None, acting: Acting::Own };
            Ok(one(Event::TenantFounded(e.clone()), system, ctx))
        }
        Body::SetProfile(p) => decided(Action::ManageOffices, Event::ProfileSet(p.clone())).and_then(|decision| {
            check_revision(Some(ctx.reference.profile_revision), p.revision)?;
            required("brand", &p.brand)?;
            Ok(decision)
        }),
        // The right comes first: who may not change it is not told how it stands.
        Body::SetOffice(o) => decided(Action::ManageOffices, Event::OfficeSet(o.clone())).and_then(|decision| {
            let known = ctx.reference.offices.get(&o.id).map(|k| k.revision);
            check_revision(known, o.revision)?;
            check_office(o, ctx)?;
            Ok(decision)
        }),
        Body::SetChain(e) => decided(Action::ManageOffices, Event::ChainSet(e.clone())).and_then(|decision| {
            check_chain(e, ctx)?;
            Ok(decision)
        }),
        Body::SetInstitution(i) => decided(Action::ManageOffices, Event::InstitutionSet(i.clone())).and_then(|decision| {
            if !(1..=MOST_DAYS).contains(&i.answer_days) {
                return Err(Refusal::invalid("answer_days", "out-of-range"));
            }
            check_revision(ctx.reference.institutions.get(&i.id).map(|k| k.revision), i.revision)?;
            required("name", &i.name)?;
            Ok(decision)
        }),
        Body::SetAccount(a) => {
            if a.login.is_empty() || !a.login.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')) {
                return Err(Refusal::invalid("login", "characters"));
            }
            let authority = allowed(Action::ManageUsers, &wide, ctx)?;
            check_revision(world.accounts.get(&a.account).copied(), a.revision)?;
            if world.logins.get(&a.login).is_some_and(|other| *other != a.account) {
                return Err(Refusal::invalid("login", "taken"));
            }
            if !a.active {
                keep_an_admin(ctx, |g| g.account == a.account)?;
            }
            Ok(one(Event::AccountSet(a.clone()), authority, ctx))
        }
        Body::EndRole(id, to) => {
            let authority = allowed(Action::ManageUsers, &wide, ctx)?;
            let known = ctx.reference.grants.iter().find(|g| g.id == *id).ok_or_else(Refusal::not_found)?;
            // What has ended stays ended on the day on which it did.
            if known.to.is_some_and(|end| end < ctx.today() || end < *to) {
                return Err(Refusal { field: Some("account"), ..Refusal::wrong_state("ended") });
            }
            keep_an_admin(ctx, |g| g.id == *id)?;
            Ok(one(Event::RoleEnded(RoleEnded { grant: *id, to: *to }), authority, ctx))
        }
        Body::ConfirmFacts(facts) => {
            let authority = allowed(Action::ConfirmCatalog, &wide, ctx)?;
            Ok(many(facts.iter().cloned().map(Event::FactConfirmed).collect(), authority, ctx))
        }
        Body::StartImport(e) => decided(Action::Import, Event::ImportStarted(e.clone())).and_then(|decision| match world.running {
            Some(_) => Err(Refusal::wrong_state("busy")),
            None => Ok(decision),
        }),
        Body::WriteSlice(e, _) => decided(Action::Import, Event::ImportSlice(e.clone())).and_then(|decision| {
            check_slice(e, world)?;
            Ok(decision)
        }),
        Body::FinishImport(e) => decided(Action::Import, Event::ImportFinished(e.clone())).and_then(|decision| {
            let open = world.imports.get(&e.import).is_some_and(|i| !i.finished);
            open.then_some(decision).ok_or_else(|| Refusal::new(RefusalKind::Changed))
        }),
        body => with_people(body, world, ctx),
    }
}

/// A slice was recognised outside the lock. It is written only in its turn, and only while nobody else has the numbers of whom it brings into being.
fn check_slice(e: &ImportSlice, world: &World) -> Result<(), Refusal> {
    let changed = || Refusal::new(RefusalKind::Changed);
    world.imports.get(&e.import).filter(|i| !i.finished && i.slices == e.slice).ok_or_else(changed)?;
    let Some(claims) = world.claims.get(&(e.import, e.slice)) else { return Ok(()) };
    let free = claims.niks.iter().all(|(hash, id)| world.niks.get(hash).is_none_or(|(other, _)| other == id))
        && claims.cards.iter().all(|(hash, id)| world.cards.get(hash).is_none_or(|other| other == id));
    free.then_some(()).ok_or_else(changed)
}

fn with_people(body: &Body, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    match body {
        Body::Observe(e) => {
            let village = world.families.get(&e.family).copied().ok_or_else(Refusal::not_found)?;
            let place = Place { village: Some(village), ..Place::TENANT_WIDE };
            let authority =
                ctx.actor.may(Action::Observe, &place).or_else(|| any_office(Action::Observe, ctx)).ok_or_else(Refusal::forbidden)?;
            if let Some(id) = e.case {
                let case = world.cases.get(&id).filter(|c| c.family == Some(e.family)).ok_or_else(Refusal::not_found)?;
                if !case.concerns.iter().any(|k| ctx.may_know(case, k.visibility)) {
                    return Err(Refusal::not_found());
                }
            }
            if e.seen_on > ctx.today() {
                return Err(Refusal::invalid("seen_on", "future"));
            }
            if e.decile.is_some_and(|d| !e.listed || !(0..=10).contains(&d)) {
                return Err(Refusal::invalid("decile", "out-of-range"));
            }
            Ok(one(Event::RegistryObserved(e.clone()), authority, ctx))
        }
        Body::Reveal(e) => reveal(e, world, ctx),
        _ => Err(Refusal::not_found()),
    }
}

/// Inside an open case that one handles the case is the purpose; elsewhere a reason is typed.
fn reveal(e: &IdentityRevealed, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let of_case = e.case.is_some() && e.what == Shown::Callback.code();
    if e.person.is_none() && e.family.is_none() && !of_case {
        return Err(Refusal::not_found());
    }
    let authority = match e.case {
        Some(id) => {
            let (case, authority) = on_case(world, id, Action::RevealIdentity, ctx)?;
            let own = e.person.is_none_or(|p| case.person == Some(p)) && e.family.is_none_or(|f| case.family == Some(f));
            if !own {
                return Err(Refusal::not_found());
            }
            // What has ended is nobody's work any more.
            if !case.is_open() && e.reason.is_none() {
                return Err(Refusal::invalid("reason", "missing"));
            }
            authority
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

/// The registry is the regency's: whoever may do something with families at their own office may do it for any family that comes there.
fn any_office(action: Action, ctx: &Context<'_>) -> Option<Authority> {
    ctx.actor.may(action, &Place::TENANT_WIDE)
}

/// Roles are given to accounts that are open, in places that exist.
fn grant(grants: &[Grant], world: &World, b: &Basis<'_>, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let authority = allowed(Action::ManageUsers, &Place::TENANT_WIDE, ctx)?;
    for g in grants {
        if !world.holders.contains(&g.account) {
            return Err(Refusal::not_found());
        }
        check_scope(&g.scope, b.reference, b.areas)?;
    }
    Ok(many(grants.iter().cloned().map(Event::RoleGranted).collect(), authority, ctx))
}

/// Refuses a place that does not exist in the tenant.
pub(crate) fn check_scope(scope: &Scope, reference: &Reference, areas: &Areas) -> Result<(), Refusal> {
    let exists = match scope {
        Scope::Area(area) => reference.area.covers(area) && areas.exists(*area),
        Scope::Office(id) => reference.offices.contains_key(id),
        Scope::Institution(id) => reference.institutions.contains_key(id),
    };
    if exists { Ok(()) } else { Err(Refusal::invalid("scope", "unknown")) }
}

/// Nothing that takes an administrator away may take the last one: one is left whose role does not end by itself. Asked under the lock, so that two
/// cannot close each other.
fn keep_an_admin(ctx: &Context<'_>, goes: impl Fn(&Grant) -> bool) -> Result<(), Refusal> {
    let rules = |g: &&Grant| g.role == Role::Admin && g.holds_on(ctx.today()) && ctx.reference.is_all(&g.scope);
    let (gone, left): (Vec<&Grant>, Vec<&Grant>) = ctx.reference.grants.iter().filter(rules).partition(|g| goes(g));
    if gone.is_empty() || left.iter().any(|g| g.to.is_none()) {
        Ok(())
    } else {
        Err(Refusal { field: Some("account"), ..Refusal::wrong_state("last-admin") })
    }
}

fn check_revision(known: Option<i64>, given: i64) -> Result<(), Refusal> {
    if given == known.unwrap_or(0) + 1 { Ok(()) } else { Err(Refusal::new(RefusalKind::Changed)) }
}

/// A chain of an office: of kinds and roles that exist, from a day on that has not passed, so that nothing decided before is called in question.
fn check_chain(e: &ChainSet, ctx: &Context<'_>) -> Result<(), Refusal> {
    let c = &e.chain;
    if !ctx.reference.offices.contains_key(&c.office) {
        return Err(Refusal::not_found());
    }
    if !c.kind.is_empty() && !ctx.catalog.kinds.contains_key(&c.kind) {
        return Err(Refusal::invalid("kind", "unknown"));
    }
    if c.valid_from < ctx.today() {
        return Err(Refusal::invalid("valid_from", "past"));
    }
    let steps = c.steps.as_deref().unwrap_or_default();
    let deciding: Vec<Role> = case::deciding_roles().collect();
    if steps.iter().any(|role| !deciding.contains(role)) {
        return Err(Refusal::invalid("steps", "unknown"));
    }
    if steps.iter().enumerate().any(|(i, role)| steps[..i].contains(role)) {
        return Err(Refusal::invalid("steps", "twice"));
    }
    required("reason", &e.reason)?;
    let same = |k: &&slrt_domain::office::OfficeChain| k.office == c.office && k.kind == c.kind && k.valid_from == c.valid_from;
    check_revision(ctx.reference.chains.iter().find(same).map(|k| k.revision), c.revision)
}

/// Everything that nobody else takes goes to the Sekretariat: the last one that works neither closes nor becomes another kind of office.
fn keep_a_sekretariat(o: &slrt_domain::office::Office, ctx: &Context<'_>) -> Result<(), Refusal> {
    let works = |o: &slrt_domain::office::Office| o.kind == OfficeKind::Sekretariat && o.active;
    let offices = &ctx.reference.offices;
    let was = offices.get(&o.id).is_some_and(works);
    if !was || works(o) || offices.values().any(|other| other.id != o.id && works(other)) {
        return Ok(());
    }
    let field = if o.active { "kind" } else { "active" };
    Err(Refusal { field: Some(field), ..Refusal::wrong_state("last-sekretariat") })
}

fn required(field: &'static str, value: &str) -> Result<(), Refusal> {
    if value.trim().is_empty() { Err(Refusal::invalid(field, "missing")) } else { Ok(()) }
}

fn check_office(o: &slrt_domain::office::Office, ctx: &Context<'_>) -> Result<(), Refusal> {
    required("name", &o.name)?;
    if o.serves.is_empty() {
        return Err(Refusal::invalid("serves", "missing"));
    }
    if !ctx.reference.area.covers(&o.area) || o.serves.iter().any(|a| !ctx.reference.area.covers(a)) {
        return Err(Refusal::invalid("area", "outside"));
    }
    if o.above == Some(o.id) || o.above.is_some_and(|up| !ctx.reference.offices.contains_key(&up)) {
        return Err(Refusal::invalid("above", "unknown"));
    }
    keep_a_sekretariat(o, ctx)?;
    // Each office stands once on the way up; what comes around again would never reach the top.
    let up = |id: &OfficeId| ctx.reference.offices.get(id).and_then(|office| office.above);
    if std::iter::successors(o.above, up).take(ctx.reference.offices.len() + 1).any(|id| id == o.id) {
        return Err(Refusal::invalid("above", "circle"));
    }
    Ok(())
}
