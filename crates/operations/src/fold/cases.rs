//! Rows of cases, their concerns and referrals, with what is counted of them.

use super::Fold;
use crate::changes::Changes;
use crate::world::World;
use slrt_domain::Coded as _;
use slrt_domain::access::Visibility;
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::case::{After, Case, CaseOpened, Concern, ConcernMoved, ConcernReclassified, ConcernState, StepKind, TurnRole};
use slrt_domain::identity::AccountId;
use slrt_domain::journal::CasePersonSet;
use slrt_storage::{StorageError, args, case};

pub(super) fn opened(f: &Fold<'_>, e: &CaseOpened, world: &mut World, changes: &mut Changes) {
    let t = f.tenant;
    let restricted_case = e.visibility == Visibility::Restricted;
    changes.count("tally", args![t, e.on, "case", e.office, e.village, "", e.channel.code(), restricted_case], 1);
    for k in &e.concerns {
        let restricted = k.visibility == Visibility::Restricted;
        changes.count("tally", args![t, e.on, "opened", e.office, e.village, &k.kind, e.channel.code(), restricted], 1);
        changes.count("tally", args![t, e.on, "open", e.office, e.village, &k.kind, "", restricted], 1);
    }
    begun(f, e, (f.who.occurred_at, e.on), world, changes);
}

/// The rows of a case that begins here: opened, or taken over. It was brought at some moment, and stands in the book of a day.
pub(super) fn begun(f: &Fold<'_>, e: &CaseOpened, brought: (Instant, Day), world: &mut World, changes: &mut Changes) {
    let t = f.tenant;
    let by = f.who.actor.map(AccountId);
    changes.add("service_case", case::case_values(t, e, brought, f.who.recorded_at, by));
    let concerns = e.concerns.iter().enumerate().map(|(i, c)| Concern {
        id: c.id,
        position: i64::try_from(i + 1).unwrap_or(1),
        kind: c.kind.clone(),
        category: c.category.clone(),
        sector: c.sector.clone(),
        words: c.words.clone(),
        urgent: c.urgent,
        visibility: c.visibility,
        opened_on: e.on,
        state: c.after.state,
        revision: c.after.revision,
        now: c.after.clone(),
    });
    let c = Case {
        id: e.case,
        number: e.number,
        office: e.office,
        village: e.village,
        person: e.person,
        family: e.family,
        visibility: e.visibility,
        occurred_at: brought.0,
        opened_by: by,
        named: e.named.clone(),
        concerns: concerns.collect(),
        referrals: Vec::new(),
    };
    for account in &e.named {
        changes.put("case_named", args![t, e.case, *account]);
    }
    if let Some(n) = &e.external {
        changes.put("external_number", case::external_values(t, f.number, e.case, None, n));
    }
    for k in &c.concerns {
        changes.add("concern", case::concern_values(t, &c, k));
        let restricted = k.visibility == Visibility::Restricted;
        changes.count_turn(t, &k.now.turn, k.now.due, k.visibility, 1);
        if let Some(person) = e.person {
            let open = case::OpenConcern { person, case: e.case, category: k.category.clone(), restricted, named: e.named.clone() };
            world.open.entry(person).or_default().push(open);
        }
    }
    world.taken.insert(e.number.digits());
    world.cases.insert(c);
}

pub(super) fn moved(f: &Fold<'_>, e: &ConcernMoved, world: &mut World, changes: &mut Changes) -> Result<(), StorageError> {
    let t = f.tenant;
    let c = world.cases.fold(e.case).ok_or_else(|| StorageError::corrupt("a step of a case that was never opened"))?;
    let Some(before) = c.concern(e.concern).map(|k| k.now.clone()) else {
        return Err(StorageError::corrupt("a step of a concern that was never opened"));
    };
    let referrals = c.referrals.clone();
    c.apply(e, e.on);
    if let Some(k) = c.concern(e.concern) {
        changes.put("concern", case::concern_values(t, c, k));
        changes.count_turn(t, &before.turn, before.due, k.visibility, -1);
        changes.count_turn(t, &k.now.turn, k.now.due, k.visibility, 1);
        let restricted = k.visibility == Visibility::Restricted;
        changes.count("tally", args![t, e.on, e.step.code(), c.office, c.village, &k.kind, "", restricted], 1);
        if let Some(measure) = finer(e.step, &k.now) {
            changes.count("tally", args![t, e.on, measure, c.office, c.village, &k.kind, "", restricted], 1);
        }
        // The sum of "open" up to a day is how many were open at its end.
        let open = i64::from(!k.now.state.is_final()) - i64::from(!before.state.is_final());
        if open != 0 {
            changes.count("tally", args![t, e.on, "open", c.office, c.village, &k.kind, "", restricted], open);
        }
        if e.detail.on_behalf.is_some() {
            let measure = format!("recorded.{}", e.step.code());
            changes.count("tally", args![t, e.on, measure, c.office, c.village, &k.kind, "", restricted], 1);
        }
        if let Some(institution) = e.detail.institution {
            let measure = format!("{}.{}", if e.detail.on_behalf.is_some() { "on_behalf" } else { "institution" }, e.step.code());
            changes.count("tally", args![t, e.on, measure, institution, c.village, &k.kind, "", restricted], 1);
        }
    }
    // A step that leaves an institution's hands ends its referral, too.
    for r in c.referrals.iter().filter(|r| !referrals.contains(r)) {
        changes.put("referral", case::referral_values(t, c, r));
    }
    if let Some(n) = &e.detail.external {
        changes.statement(case::PUT_EXTERNAL, case::external_values(t, f.number, e.case, Some(e.concern), n));
    }
    Ok(())
}

/// The case and its concerns are somebody else's from now on: also in their family's history, and in the warning before a second one.
pub(super) fn person_set(f: &Fold<'_>, e: &CasePersonSet, world: &mut World, changes: &mut Changes) -> Result<(), StorageError> {
    let c = world.cases.fold(e.case).ok_or_else(|| StorageError::corrupt("whom a case is about that was never opened"))?;
    (c.person, c.family) = (Some(e.person), e.family);
    changes.statement(
        "UPDATE service_case SET person = $3, family = $4 WHERE tenant = $1 AND id = $2",
        args![f.tenant, e.case, e.person, e.family],
    );
    for k in &c.concerns {
        changes.put("concern", case::concern_values(f.tenant, c, k));
    }
    if let Some(before) = e.before.and_then(|p| world.open.get_mut(&p)) {
        before.retain(|o| o.case != e.case);
    }
    let open = open_of(c).collect::<Vec<_>>();
    world.open.entry(e.person).or_default().extend(open);
    Ok(())
}

/// Open concerns of a case as the warning before a second one knows them.
pub(super) fn open_of(c: &Case) -> impl Iterator<Item = case::OpenConcern> {
    let open = c.concerns.iter().filter(|k| !k.state.is_final());
    open.filter_map(|k| {
        Some(case::OpenConcern {
            person: c.person?,
            case: c.id,
            category: k.category.clone(),
            restricted: k.visibility == Visibility::Restricted,
            named: c.named.clone(),
        })
    })
}

pub(super) fn reclassified(f: &Fold<'_>, e: &ConcernReclassified, world: &mut World, changes: &mut Changes) -> Result<(), StorageError> {
    let t = f.tenant;
    let never = || StorageError::corrupt("a concern of another kind that was never opened");
    let c = world.cases.fold(e.case).ok_or_else(never)?;
    let before = c.concern(e.concern).cloned().ok_or_else(never)?;
    let visibility = c.visibility;
    c.reclassify(e);
    let now = c.concern(e.concern).ok_or_else(never)?;
    changes.put("concern", case::concern_values(t, c, now));
    changes.count_turn(t, &before.now.turn, before.now.due, before.visibility, -1);
    changes.count_turn(t, &now.now.turn, now.now.due, now.visibility, 1);
    // It was taken as what it seemed, and is counted so; from now on it is open as what it is.
    for (k, n) in [(&before, -1), (now, 1)] {
        let restricted = k.visibility == Visibility::Restricted;
        changes.count("tally", args![t, e.on, "open", c.office, c.village, &k.kind, "", restricted], n);
    }
    let restricted = now.visibility == Visibility::Restricted;
    changes.count("tally", args![t, e.on, "reclassified", c.office, c.village, &now.kind, "", restricted], 1);
    if before.visibility != now.visibility {
        protect(f, c, now, changes);
    }
    if visibility != c.visibility {
        changes.statement("UPDATE service_case SET visibility = $3 WHERE tenant = $1 AND id = $2", args![t, e.case, c.visibility.code()]);
    }
    let (person, open) = (c.person, open_of(c).collect::<Vec<_>>());
    if let Some(known) = person.and_then(|p| world.open.get_mut(&p)) {
        known.retain(|o| o.case != e.case);
        known.extend(open);
    }
    Ok(())
}

/// What was sent and the papers go with their concern; a paper of the whole case may speak of its protected part.
fn protect(f: &Fold<'_>, c: &Case, k: &Concern, changes: &mut Changes) {
    let any = c.concerns.iter().any(|k| k.visibility == Visibility::Restricted);
    let whole = if any { Visibility::Restricted } else { Visibility::Normal };
    changes.statement(
        "UPDATE document SET visibility = $4 WHERE tenant = $1 AND case_id = $2 AND concern = $3",
        args![f.tenant, c.id, k.id, k.visibility.code()],
    );
    changes.statement(
        "UPDATE document SET visibility = $3 WHERE tenant = $1 AND case_id = $2 AND concern IS NULL",
        args![f.tenant, c.id, whole.code()],
    );
    for r in c.referrals.iter().filter(|r| r.concern == k.id) {
        changes.put("referral", case::referral_values(f.tenant, c, r));
    }
}

/// What a step's own name does not tell and reports ask: in which way something was closed, and on whose side a day passed.
fn finer(step: StepKind, now: &After) -> Option<String> {
    match step {
        StepKind::Closed if now.state == ConcernState::Closed => now.outcome.map(|o| format!("closed.{}", o.code())),
        StepKind::Closed => Some(format!("closed.{}", now.state.code())),
        StepKind::DeadlinePassed => Some(format!("late.{}", side(now.turn.role))),
        _ => None,
    }
}

fn side(role: TurnRole) -> &'static str {
    match role {
        TurnRole::Citizen => "citizen",
        TurnRole::Center => "center",
        TurnRole::Regency => "regency",
        TurnRole::Institution => "institution",
        _ => "office",
    }
}
