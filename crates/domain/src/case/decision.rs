//! Recommendation and decision: a chain of zero to n steps, as data.

use super::command::{Decide, Recommend};
use super::context::{At, role_of};
use super::event::{ConcernMoved, Detail};
use super::model::{After, ChainStep, Turn};
use super::state::*;
use crate::Coded as _;
use crate::access::{Action, Scope, Visibility};
use crate::identity::{AccountId, OfficeId};
use crate::journal::{Refusal, RefusalKind};

type Moves = Result<Vec<ConcernMoved>, Refusal>;

pub(super) fn recommend(at: &At<'_>, v: &Recommend) -> Moves {
    at.must_be(|s| s.is_in_hand() && s != ConcernState::Approved)?;
    if v.programs.is_empty() {
        return Err(Refusal::invalid("programs", "missing"));
    }
    if v.programs.iter().any(|p| at.ctx.catalog.program(p, at.ctx.on()).is_none()) {
        return Err(Refusal::invalid("programs", "unknown"));
    }
    let by = at.ctx.actor.account();
    let chain = resolve_chain(at, by);
    let days = at.ctx.deadline(&at.concern.kind).decide_days;
    let mut after = match chain.first() {
        Some(first) => at.next(ConcernState::Recommended, Turn::office(first.role, first.office), Some(days)),
        None => at.back_to_office(ConcernState::Approved),
    };
    after.programs.clone_from(&v.programs);
    after.chain = chain;
    after.recommended_by = by;
    let detail = Detail { programs: v.programs.clone(), words: v.words.clone(), ..Detail::default() };
    Ok(vec![at.moved(StepKind::Recommended, detail, after)])
}

/// The catalogue's chain, each step at an office where somebody other than the recommender holds the role: the case's office first, then
/// the ones above. A step that nobody holds anywhere goes to whoever decides at the top, so that nothing is ever stuck.
fn resolve_chain(at: &At<'_>, by: Option<AccountId>) -> Vec<ChainStep> {
    let ctx = at.ctx;
    let kind = ctx.reference.offices.get(&at.case.office).map_or("any", |o| o.kind.code());
    let code = ctx.catalog.kinds.get(&at.concern.kind).map_or("", |k| k.chain.as_str());
    let Some(chain) = ctx.catalog.chain(code, kind, ctx.on()) else { return Vec::new() };
    let mut steps: Vec<ChainStep> = Vec::new();
    for role in chain.steps.iter().map(|s| TurnRole::from_code(s).unwrap_or(TurnRole::Manager)) {
        // Who is not named cannot know of a restricted concern, so that nobody else may be asked to decide it.
        let fallback = at.concern.visibility == Visibility::Normal;
        let found = find_decider(at, role, by).or_else(|| {
            if !fallback {
                return None;
            }
            [TurnRole::Manager, TurnRole::Head, TurnRole::DivisionHead].into_iter().find_map(|r| find_decider(at, r, by))
        });
        // The same capacity at the same office twice is one step.
        if let Some(step) = found.filter(|s| steps.last() != Some(s)) {
            steps.push(step);
        }
    }
    steps
}

fn find_decider(at: &At<'_>, role: TurnRole, by: Option<AccountId>) -> Option<ChainStep> {
    let needed = role_of(role)?;
    let mut office = at.concern.now.turn.office.unwrap_or(at.case.office);
    for _ in 0..4 {
        let mut holders = at.ctx.reference.grants_at(needed, office, at.case.village, at.ctx.today()).map(|g| g.account);
        let may_know = |h: AccountId| at.concern.visibility == Visibility::Normal || at.case.named.contains(&h);
        if holders.any(|h| Some(h) != by && may_know(h)) {
            return Some(ChainStep { office, role });
        }
        office = at.ctx.reference.above(office)?;
    }
    None
}

pub(super) fn decide(at: &At<'_>, v: &Decide) -> Moves {
    at.must_be(|s| s == ConcernState::Recommended)?;
    let step = *at.concern.now.chain.first().ok_or_else(|| Refusal::wrong_state(at.concern.state.code()))?;
    if action_of(step.role) != Some(v.action) || !holds_at(at, step) {
        return Err(Refusal::forbidden());
    }
    let by = at.ctx.actor.account();
    if by.is_some() && by == at.concern.now.recommended_by {
        return Err(Refusal::new(RefusalKind::OwnRecommendation));
    }
    let mut detail = Detail { decided: Some(step), words: v.words.clone(), ..Detail::default() };
    match v.result.as_str() {
        "approve" => {
            let mut left: Vec<ChainStep> = at.concern.now.chain[1..].to_vec();
            // Steps of the same person collapse: nobody approves twice what they have approved once.
            while left.first().is_some_and(|next| holds_at(at, *next)) {
                left.remove(0);
                detail.collapsed += 1;
            }
            let after = after_approval(at, left);
            Ok(vec![at.moved(StepKind::Approved, detail, after)])
        }
        "return" => {
            detail.reason = at.reason("return", v.reason.as_deref())?;
            let mut after = back_to_handler(at, ConcernState::Returned);
            after.reason.clone_from(&detail.reason);
            after.chain.clear();
            Ok(vec![at.moved(StepKind::Returned, detail, after)])
        }
        "decline" => {
            detail.reason = at.reason("decline_decision", v.reason.as_deref())?;
            let mut after = at.next(ConcernState::NotEligible, Turn::NOBODY, None);
            after.reason.clone_from(&detail.reason);
            after.outcome = Some(Outcome::Declined);
            after.closed_on = Some(at.ctx.on());
            after.chain.clear();
            Ok(vec![at.moved(StepKind::Declined, detail, after)])
        }
        _ => Err(Refusal::invalid("result", "unknown")),
    }
}

fn after_approval(at: &At<'_>, left: Vec<ChainStep>) -> After {
    let days = at.ctx.deadline(&at.concern.kind).decide_days;
    let mut after = match left.first() {
        Some(next) => at.next(ConcernState::Recommended, Turn::office(next.role, next.office), Some(days)),
        None => back_to_handler(at, ConcernState::Approved),
    };
    after.chain = left;
    after
}

/// After a decision the office goes on that recommended, not the one that decided: the one that took the case, unless the case was escalated.
fn back_to_handler(at: &At<'_>, state: ConcernState) -> After {
    let days = at.ctx.deadline(&at.concern.kind).handle_days;
    let grants = &at.ctx.reference.grants;
    let works_at = |o: &OfficeId| grants.iter().any(|g| Some(g.account) == at.concern.now.recommended_by && g.scope == Scope::Office(*o));
    let office = at.ctx.reference.line(at.case.office).into_iter().find(works_at).unwrap_or(at.case.office);
    at.next(state, at.handler(office), Some(days))
}

/// Every action that a step of a chain may ask for.
pub(super) const ACTIONS: [Action; 7] = [
    Action::DecideCoordinator,
    Action::DecideManager,
    Action::DecideDivisionHead,
    Action::DecideHead,
    Action::DecideSupervisor,
    Action::DecideVillageHead,
    Action::DecideProtection,
];

/// The action that a step of a chain asks for.
pub fn action_of(role: TurnRole) -> Option<Action> {
    Some(match role {
        TurnRole::Coordinator => Action::DecideCoordinator,
        TurnRole::Manager => Action::DecideManager,
        TurnRole::DivisionHead => Action::DecideDivisionHead,
        TurnRole::Head => Action::DecideHead,
        TurnRole::Supervisor => Action::DecideSupervisor,
        TurnRole::VillageHead => Action::DecideVillageHead,
        TurnRole::ProtectionOfficer => Action::DecideProtection,
        _ => return None,
    })
}

fn holds_at(at: &At<'_>, step: ChainStep) -> bool {
    let Some(role) = role_of(step.role) else { return false };
    let place = crate::access::Place { offices: &[step.office], village: Some(at.case.village), institutions: &[] };
    at.ctx.actor.grants.iter().any(|g| g.role == role && g.reaches(&place))
}
