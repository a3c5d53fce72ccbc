//! Whoever had the turn is gone: the place was closed, the role ended. Then somebody else gets it, so that nothing is ever stuck.

use super::context::At;
use super::decision;
use super::event::{ConcernMoved, Detail};
use super::handle::visitor;
use super::model::Turn;
use super::state::*;
use crate::access::Visibility;
use crate::identity::{AccountId, OfficeId};
use crate::journal::Refusal;

/// Gives the turn to somebody who is there; nothing, when whoever has it is there still, or when there is nobody at all.
pub(super) fn reroute(at: &At<'_>) -> Result<Vec<ConcernMoved>, Refusal> {
    let now = &at.concern.now;
    let mut after = now.clone();
    if at.concern.state == ConcernState::Recommended {
        after.chain = decision::still_held(at, &now.chain, now.recommended_by);
        after.turn = after.chain.first().map_or(now.turn, |s| Turn::office(s.role, s.office));
    } else if !at.concern.state.is_final() {
        after.turn = turn(at);
    }
    if after == *now {
        return Ok(Vec::new());
    }
    let detail = Detail { office: after.turn.office, ..Detail::default() };
    Ok(vec![at.moved(StepKind::Rerouted, detail, after)])
}

/// Who must be named on a restricted case, because nobody is left there who may handle or decide it.
pub(super) fn to_name(at: &At<'_>) -> Vec<AccountId> {
    if at.concern.state.is_final() {
        return Vec::new();
    }
    let case = at.case;
    let mut names = if at.concern.state == ConcernState::Recommended { decision::to_name(at) } else { Vec::new() };
    if !at.ctx.is_kept(case.office, case.village, &case.named) {
        names.extend(at.ctx.keepers(case.office, case.village).into_iter().filter(|a| !case.named.contains(a)));
    }
    names.sort();
    names.dedup();
    names
}

fn turn(at: &At<'_>) -> Turn {
    let turn = at.concern.now.turn;
    let office = turn.office.unwrap_or(at.case.office);
    match turn.role {
        TurnRole::Nobody => turn,
        // The office looks after it meanwhile.
        TurnRole::Citizen | TurnRole::Center | TurnRole::Regency | TurnRole::Institution if handles(at, office) => turn,
        TurnRole::Citizen | TurnRole::Center | TurnRole::Regency | TurnRole::Institution => {
            Turn { office: at.handler(office).office, ..turn }
        }
        TurnRole::Visitor => visitor(at, office),
        TurnRole::FrontOffice => at.handler(office),
        role if holds(at, role, office) => turn,
        _ => at.handler(office),
    }
}

fn handles(at: &At<'_>, office: OfficeId) -> bool {
    let roles = [TurnRole::BackOffice, TurnRole::Coordinator, TurnRole::Supervisor, TurnRole::ProtectionOfficer];
    roles.into_iter().any(|r| holds(at, r, office))
}

/// Whether somebody who may know of it holds a capacity at an office.
fn holds(at: &At<'_>, role: TurnRole, office: OfficeId) -> bool {
    let normal = at.concern.visibility == Visibility::Normal;
    at.ctx.holders(role, office, at.case.village).iter().any(|a| normal || at.case.named.contains(a))
}
