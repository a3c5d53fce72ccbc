//! Imports of registry files.

use super::{Basis, check_revision, wide};
use crate::request::{Body, Request};
use crate::world::{Claims, Needs, World, subjects};
use slrt_domain::access::Action;
use slrt_domain::area::Level;
use slrt_domain::case::{Context, Decision};
use slrt_domain::journal::*;
use slrt_storage::import::{self, FamilyRow};
use slrt_storage::{Keys, StorageError};
use std::collections::HashSet;
use uuid::Uuid;

/// What must be loaded to decide.
pub(super) fn needs(r: &Request, keys: &Keys, n: &mut Needs) -> Result<(), StorageError> {
    match &r.body {
        Body::StartImport(_) => n.starting = true,
        Body::WriteSlice(slice, rows) => {
            let rows: Vec<FamilyRow> = rows.iter().map(|r| import::decode(r)).collect::<Result<_, _>>()?;
            // Whoever is new comes with a key; keys of the others are read under the lock, so that nobody who was erased meanwhile comes back.
            let fresh: HashSet<Uuid> = r.keys.iter().map(|k| k.subject().0).collect();
            n.subjects.extend(subjects(&rows).filter(|s| !fresh.contains(&s.0)));
            n.imports.push(slice.import);
            n.claims.push(((slice.import, slice.slice), Claims::of(r, &rows, keys)));
            n.rows.push(((slice.import, slice.slice), rows));
        }
        Body::FinishImport(e) => n.imports.push(e.import),
        Body::SetBridge(_) => n.bridge = true,
        _ => {}
    }
    Ok(())
}

pub(super) fn start(e: &ImportStarted, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let decision = wide(Action::Import, Event::ImportStarted(e.clone()), ctx)?;
    match world.running {
        Some(_) => Err(Refusal { field: Some("upload"), ..Refusal::wrong_state("busy") }),
        None => Ok(decision),
    }
}

pub(super) fn write_slice(e: &ImportSlice, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let decision = wide(Action::Import, Event::ImportSlice(e.clone()), ctx)?;
    check_slice(e, world)?;
    Ok(decision)
}

pub(super) fn finish(e: &ImportFinished, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let decision = wide(Action::Import, Event::ImportFinished(e.clone()), ctx)?;
    let open = world.imports.get(&e.import).is_some_and(|i| !i.finished);
    open.then_some(decision).ok_or_else(|| Refusal::new(RefusalKind::Changed))
}

/// Pairs of a bridge that are kept: those of a province, or of the nation, are far fewer.
const MOST_PAIRS: usize = 100_000;

pub(super) fn set_bridge(e: &BridgeSet, world: &World, b: &Basis<'_>, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let decision = wide(Action::Import, Event::BridgeSet(e.clone()), ctx)?;
    check_revision(world.bridge, e.revision)?;
    let is_ours =
        |p: &BridgePair| p.kemendagri.level() == Level::Village && b.areas.exists(p.kemendagri) && ctx.reference.covers(&p.kemendagri);
    if e.pairs.len() > MOST_PAIRS || !e.pairs.iter().all(is_ours) {
        return Err(Refusal::invalid("pairs", "outside"));
    }
    Ok(decision)
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
