//! Putting right what kind of need a concern is: often it shows only on a visit that it is another, or one that must be protected.

use super::command::Reclassify;
use super::context::At;
use super::event::ConcernReclassified;
use super::handle::visitor;
use super::model::{After, Case, Concern};
use super::state::ConcernState;
use crate::Coded as _;
use crate::access::{Role, Visibility};
use crate::identity::AccountId;
use crate::journal::{Event, PersonNamed, Refusal};
use crate::program::Kind;

/// The events: the concern as it is from now on, and who is named because it is protected from now on.
pub(super) fn reclassify(at: &At<'_>, v: &Reclassify) -> Result<Vec<Event>, Refusal> {
    let kind = at.ctx.catalog.kinds.get(&v.kind).ok_or_else(|| Refusal::invalid("kind", "unknown"))?;
    at.must_be(ConcernState::is_in_hand)?;
    // Whoever holds it meanwhile took it as what it was.
    if at.case.referral_of(at.concern.id).is_some_and(|r| r.state.is_open()) {
        return Err(Refusal::wrong_state(at.concern.state.code()));
    }
    let visibility = if v.restricted || is_protected(at, kind) { Visibility::Restricted } else { Visibility::Normal };
    let now = Concern {
        kind: v.kind.clone(),
        category: kind.category.clone(),
        sector: if v.kind == at.concern.kind { at.concern.sector.clone() } else { kind.sector.clone() },
        urgent: v.urgent,
        visibility,
        ..at.concern.clone()
    };
    if (&now.kind, now.urgent, visibility) == (&at.concern.kind, at.concern.urgent, at.concern.visibility) {
        return Err(Refusal::invalid("kind", "same"));
    }
    if visibility == Visibility::Normal && at.concern.visibility == Visibility::Restricted {
        may_open(at, v)?;
    }
    let names = to_name(at, visibility);
    let case = Case { named: at.case.named.iter().chain(&names).copied().collect(), ..at.case.clone() };
    let after = after(&At { case: &case, concern: &now, ctx: at.ctx }, at.concern);
    let late_reason = at.late_reason();
    let event = ConcernReclassified {
        case: case.id,
        concern: now.id,
        kind: now.kind,
        category: now.category,
        sector: now.sector,
        urgent: now.urgent,
        visibility,
        before: at.concern.kind.clone(),
        after,
        on: at.ctx.on(),
        words: v.words.clone(),
        late_reason,
    };
    let named = names.into_iter().map(|account| Event::PersonNamed(PersonNamed { case: case.id, account }));
    Ok(std::iter::once(Event::ConcernReclassified(event)).chain(named).collect())
}

fn is_protected(at: &At<'_>, kind: &Kind) -> bool {
    kind.restricted || at.ctx.catalog.categories.iter().any(|c| c.code == kind.category && c.restricted)
}

/// What was protected is opened to the office again only by those who protect, and with a reason.
fn may_open(at: &At<'_>, v: &Reclassify) -> Result<(), Refusal> {
    if !at.ctx.actor.grants.iter().any(|g| matches!(g.role, Role::ProtectionOfficer | Role::Supervisor)) {
        return Err(Refusal::forbidden());
    }
    if v.words.is_none() { Err(Refusal::invalid("words", "missing")) } else { Ok(()) }
}

/// Who keeps it from now on, and whoever found it out.
fn to_name(at: &At<'_>, visibility: Visibility) -> Vec<AccountId> {
    if visibility == Visibility::Normal || at.concern.visibility == Visibility::Restricted {
        return Vec::new();
    }
    let mut names = at.ctx.keepers(at.case.office, at.case.village);
    names.extend(at.ctx.actor.account());
    names.retain(|a| !at.case.named.contains(a));
    names.sort();
    names.dedup();
    names
}

/// What was recommended or approved for another kind of need falls away; what was promised to the citizen stays, or comes sooner.
fn after(at: &At<'_>, before: &Concern) -> After {
    let another = at.concern.kind != before.kind;
    let state = match before.state {
        ConcernState::Approved | ConcernState::Returned if another => ConcernState::Verified,
        state => state,
    };
    let deadline = at.deadline();
    let office = before.now.turn.office.unwrap_or(at.case.office);
    let mut after = match state {
        ConcernState::WaitingDocuments => before.now.clone(),
        ConcernState::VisitNeeded => at.next(state, visitor(at, office), Some(deadline.handle_days)),
        ConcernState::Received | ConcernState::Reopened | ConcernState::Escalated => {
            at.next(state, at.handler(office), Some(deadline.verify_days))
        }
        _ => at.back_to_office(state),
    };
    if another {
        after.programs.clear();
        after.chain.clear();
        after.recommended_by = None;
    }
    if at.concern.urgent && !before.urgent {
        let sooner = at.ctx.due(deadline.total_days, true);
        // What comes sooner is a promise of its own, not the one that was prolonged.
        if sooner < after.promised {
            (after.promised, after.extended_on) = (sooner, None);
        }
    }
    after.revision = before.revision + 1;
    after
}
