//! The regency, its offices, institutions and chains of decision, and what its dinas confirmed of the catalogue. All of it is in the reference that every
//! decision rests on: nothing more is loaded.

use super::{Basis, allowed, check_revision, many, one, required, wide};
use slrt_domain::access::{Acting, Action, Authority, Place, Role};
use slrt_domain::area::Level;
use slrt_domain::case::{self, Context, Decision};
use slrt_domain::identity::*;
use slrt_domain::journal::*;
use slrt_domain::office::{Institution, MOST_DAYS, Office, OfficeKind};
use slrt_domain::program::{OwnRow, ZoneRule};

pub(super) fn found(e: &TenantFounded, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let system = Authority { role: None, acting: Acting::Own };
    Ok(one(Event::TenantFounded(e.clone()), system, ctx))
}

pub(super) fn set_profile(p: &ProfileSet, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let decision = wide(Action::ManageOffices, Event::ProfileSet(p.clone()), ctx)?;
    check_revision(Some(ctx.reference.profile_revision), p.revision)?;
    required("brand", &p.brand)?;
    Ok(decision)
}

/// Regency codes that the list of areas has, zones that the country has, and no day that was made already in another zone.
pub(super) fn move_tenant(e: &TenantMoved, b: &Basis<'_>, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let decision = wide(Action::ManageOffices, Event::TenantMoved(e.clone()), ctx)?;
    let reference = ctx.reference;
    check_revision(Some(reference.seat.revision), e.revision)?;
    if e.area.level() != Level::Regency || !b.areas.exists(e.area) {
        return Err(Refusal::invalid("area", "unknown"));
    }
    let is_zone = |z: &ZoneRule| z.name == e.zone_name && i64::from(z.offset_minutes) == e.zone_offset;
    if !ctx.catalog.zones.iter().any(is_zone) {
        return Err(Refusal::invalid("zone", "unknown"));
    }
    let is_another_zone = reference.zone.name_at(ctx.now) != e.zone_name;
    // To the east a day begins earlier: late in the evening, tomorrow has begun there.
    let mut after = reference.zone.clone();
    after.change(e.from, &e.zone_name, i32::try_from(e.zone_offset).unwrap_or(420));
    let has_begun = e.from == ctx.today() || after.start_of(e.from) <= ctx.now;
    if e.from < ctx.today() || is_another_zone && has_begun {
        return Err(Refusal::invalid("from", "past"));
    }
    if e.area == reference.area && !is_another_zone && reference.seat.planned.is_none() {
        return Err(Refusal::invalid("fields", "nothing"));
    }
    Ok(decision)
}

/// The right comes first: who may not change it is not told how it stands.
pub(super) fn set_office(o: &Office, b: &Basis<'_>, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let decision = wide(Action::ManageOffices, Event::OfficeSet(o.clone()), ctx)?;
    let known = ctx.reference.offices.get(&o.id).map(|k| k.revision);
    check_revision(known, o.revision)?;
    check_office(o, ctx)?;
    if o.serves.iter().chain([&o.area]).any(|a| !b.areas.exists(*a)) {
        return Err(Refusal::invalid("area", "unknown"));
    }
    Ok(decision)
}

pub(super) fn set_chain(e: &ChainSet, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let decision = wide(Action::ManageOffices, Event::ChainSet(e.clone()), ctx)?;
    check_chain(e, ctx)?;
    Ok(decision)
}

pub(super) fn set_institution(i: &Institution, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let decision = wide(Action::ManageOffices, Event::InstitutionSet(i.clone()), ctx)?;
    if !(1..=MOST_DAYS).contains(&i.answer_days) {
        return Err(Refusal::invalid("answer_days", "out-of-range"));
    }
    check_revision(ctx.reference.institutions.get(&i.id).map(|k| k.revision), i.revision)?;
    required("name", &i.name)?;
    Ok(decision)
}

/// Each is looked at beside those before it.
pub(super) fn set_catalog_rows(rows: &[OwnRow], ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let authority = allowed(Action::ManageCatalog, &Place::TENANT_WIDE, ctx)?;
    let mut known = ctx.reference.own.clone();
    for row in rows {
        row.check(&known, ctx.catalog, ctx.today())?;
        known.retain(|k| !(k.is_of(row.sort(), &row.code) && k.valid_from == row.valid_from));
        known.push(row.clone());
    }
    Ok(many(rows.iter().cloned().map(Event::CatalogRowSet).collect(), authority, ctx))
}

pub(super) fn confirm_facts(facts: &[FactConfirmed], ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let authority = allowed(Action::ConfirmCatalog, &Place::TENANT_WIDE, ctx)?;
    Ok(many(facts.iter().cloned().map(Event::FactConfirmed).collect(), authority, ctx))
}

fn check_office(o: &slrt_domain::office::Office, ctx: &Context<'_>) -> Result<(), Refusal> {
    required("name", &o.name)?;
    if o.serves.is_empty() {
        return Err(Refusal::invalid("serves", "missing"));
    }
    if !ctx.reference.covers(&o.area) || o.serves.iter().any(|a| !ctx.reference.covers(a)) {
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
