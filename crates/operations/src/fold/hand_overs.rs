//! Rows of cases that go to another tenant, and of those that come from one.

use super::Fold;
use super::cases::{begun, open_of};
use crate::changes::Changes;
use crate::world::World;
use slrt_domain::access::Visibility;
use slrt_domain::calendar::Day;
use slrt_domain::case::{After, CaseHandedOver, CaseTakenOver, HandOverCompleted, HandOverReturned, HandOverTakenBack};
use slrt_domain::identity::*;
use slrt_storage::{StorageError, args, case, hand_over};

pub(super) fn handed(f: &Fold<'_>, e: &CaseHandedOver, world: &mut World, changes: &mut Changes) -> Result<(), StorageError> {
    for k in &e.concerns {
        settled(f, e.case, (k.id, &k.after), (e.on, "handed_over"), world, changes)?;
    }
    changes.put("hand_over", hand_over::handed_values(f.tenant, e));
    Ok(())
}

pub(super) fn completed(f: &Fold<'_>, e: &HandOverCompleted, world: &mut World, changes: &mut Changes) -> Result<(), StorageError> {
    for k in &e.concerns {
        settled(f, e.case, (k.id, &k.after), (e.on, "hand_over_completed"), world, changes)?;
    }
    changes.statement(hand_over::ANSWER, args![f.tenant, e.hand_over, hand_over::TAKEN_OVER, None::<String>, e.on, e.number.digits()]);
    if let Some(n) = &e.external {
        changes.statement(case::PUT_EXTERNAL, case::external_values(f.tenant, f.number, e.case, None, n));
    }
    Ok(())
}

pub(super) fn returned(f: &Fold<'_>, e: &HandOverReturned, world: &mut World, changes: &mut Changes) -> Result<(), StorageError> {
    for k in &e.concerns {
        settled(f, e.case, (k.id, &k.after), (e.on, "hand_over_returned"), world, changes)?;
    }
    changes.statement(hand_over::ANSWER, args![f.tenant, e.hand_over, hand_over::RETURNED, &e.reason, e.on, None::<i64>]);
    Ok(())
}

pub(super) fn taken_back(f: &Fold<'_>, e: &HandOverTakenBack, world: &mut World, changes: &mut Changes) -> Result<(), StorageError> {
    for k in &e.concerns {
        settled(f, e.case, (k.id, &k.after), (e.on, "hand_over_taken_back"), world, changes)?;
    }
    changes.statement(hand_over::ANSWER, args![f.tenant, e.hand_over, hand_over::TAKEN_BACK, &e.reason, e.on, None::<i64>]);
    Ok(())
}

/// It is counted as taken over, not as brought: brought it was once, and there.
pub(super) fn taken(f: &Fold<'_>, e: &CaseTakenOver, world: &mut World, changes: &mut Changes) {
    let (t, o) = (f.tenant, &e.opened);
    for k in &o.concerns {
        let restricted = k.visibility == Visibility::Restricted;
        changes.count("tally", args![t, e.on, "taken_over", o.office, o.village, &k.kind, "", restricted], 1);
        changes.count("tally", args![t, e.on, "open", o.office, o.village, &k.kind, "", restricted], 1);
    }
    // No day's book changes afterwards: it stands in that of the day on which it was taken over.
    begun(f, o, (e.brought_at, e.on), world, changes);
    for n in &e.numbers {
        changes.statement(case::PUT_EXTERNAL, case::external_values(t, f.number, o.case, n.concern, &n.number));
    }
    changes.statement(hand_over::ANSWER, args![t, e.hand_over, hand_over::TAKEN_OVER, None::<String>, e.on, None::<i64>]);
}

/// What is left of a concern, with what is counted of it.
fn settled(
    f: &Fold<'_>,
    id: CaseId,
    (concern, after): (ConcernId, &After),
    (on, measure): (Day, &str),
    world: &mut World,
    changes: &mut Changes,
) -> Result<(), StorageError> {
    let t = f.tenant;
    let never = || StorageError::corrupt("a case handed over that was never opened");
    let c = world.cases.fold(id).ok_or_else(never)?;
    let before = c.concern(concern).map(|k| k.now.clone()).ok_or_else(never)?;
    c.settle(concern, after);
    let k = c.concern(concern).ok_or_else(never)?;
    changes.put("concern", case::concern_values(t, c, k));
    changes.count_turn(t, &before.turn, before.due, k.visibility, -1);
    changes.count_turn(t, &k.now.turn, k.now.due, k.visibility, 1);
    let restricted = k.visibility == Visibility::Restricted;
    changes.count("tally", args![t, on, measure, c.office, c.village, &k.kind, "", restricted], 1);
    let open = i64::from(!k.now.state.is_final()) - i64::from(!before.state.is_final());
    if open != 0 {
        changes.count("tally", args![t, on, "open", c.office, c.village, &k.kind, "", restricted], open);
    }
    let (person, open) = (c.person, open_of(c).collect::<Vec<_>>());
    if let Some(known) = person.and_then(|p| world.open.get_mut(&p)) {
        known.retain(|o| o.case != id);
        known.extend(open);
    }
    Ok(())
}
