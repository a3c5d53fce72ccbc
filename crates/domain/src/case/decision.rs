//! Recommendation and decision: a chain of zero to n steps, as data.

use super::command::{Decide, Decline, Recommend, Verb, Words};
use super::context::{At, role_of};
use super::event::{ConcernMoved, Detail};
use super::model::{After, ChainStep, Turn};
use super::state::*;
use crate::Coded as _;
use crate::access::{Action, Authority, Grant, Role, Scope, Visibility};
use crate::identity::{AccountId, OfficeId};
use crate::journal::{Refusal, RefusalKind};
use crate::program::Search;

type Moves = Result<Vec<ConcernMoved>, Refusal>;

pub(super) fn recommend(at: &At<'_>, v: &Recommend) -> Moves {
    at.must_be(|s| s.is_in_hand() && s != ConcernState::Approved)?;
    let has_programs = at.ctx.catalog.kinds.get(&at.concern.kind).is_none_or(|k| !k.programs.is_empty());
    if v.programs.is_empty() && has_programs {
        return Err(Refusal::invalid("programs", "missing"));
    }
    at.known_programs(&v.programs)?;
    let by = at.ctx.actor.account();
    let roles = chain_roles(at);
    let chain = resolve(at, &roles, by);
    // A decision that nobody else could make is none: it is not approved by whoever recommends.
    if chain.is_empty() && !roles.is_empty() {
        return Err(Refusal::invalid("chain", "nobody"));
    }
    let days = at.deadline().decide_days;
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

/// A recommendation that is not decided yet comes back to the office that made it: to change it, or because nobody decides.
pub(super) fn withdraw(at: &At<'_>, v: &Words) -> Moves {
    at.must_be(|s| s == ConcernState::Recommended)?;
    let after = back_to_handler(at, ConcernState::Verified);
    let detail = Detail { reason: at.maybe_reason("withdraw", v.reason.as_deref())?, words: v.words.clone(), ..Detail::default() };
    Ok(vec![at.moved(StepKind::RecommendationWithdrawn, detail, unrecommended(after))])
}

/// Where nobody else decides, whoever handles it may decline, with the same reasons and the same way to appeal.
pub(super) fn decline(at: &At<'_>, v: &Decline) -> Moves {
    at.must_be(ConcernState::is_in_hand)?;
    if !chain_roles(at).is_empty() {
        return Err(Refusal::invalid("chain", "decided-by-others"));
    }
    let reason = at.reason("decline_decision", Some(&v.reason))?;
    let detail = Detail { reason, words: v.words.clone(), ..Detail::default() };
    let after = declined(at, detail.reason.clone());
    Ok(vec![at.moved(StepKind::Declined, detail, after)])
}

fn declined(at: &At<'_>, reason: Option<String>) -> After {
    let mut after = at.next(ConcernState::NotEligible, Turn::NOBODY, None);
    after.reason = reason;
    after.outcome = Some(Outcome::Declined);
    after.closed_on = Some(at.ctx.on());
    unrecommended(after)
}

fn unrecommended(mut after: After) -> After {
    after.chain.clear();
    after.recommended_by = None;
    after
}

/// The capacities that decide: the handling office's own chain, else the catalogue's at its kind of office. What an office made for all kinds at once
/// neither asks for a decision where the catalogue wants none, nor takes a protected need from those who protect.
pub(super) fn chain_roles(at: &At<'_>) -> Vec<TurnRole> {
    let ctx = at.ctx;
    let office = handling_office(at);
    let kind = ctx.reference.offices.get(&office).map_or("any", |o| o.kind.code());
    let code = ctx.catalog.kinds.get(&at.concern.kind).map_or("", |k| k.chain.as_str());
    let steps = ctx.catalog.chain(code, kind, ctx.on()).map(|c| c.steps.as_slice()).unwrap_or_default();
    let general = !steps.is_empty() && at.concern.visibility == Visibility::Normal;
    if let Some(own) = ctx.reference.own_chain(office, &at.concern.kind, general, ctx.on()) {
        return own.iter().map(|role| TurnRole::from_code(role.code()).unwrap_or(TurnRole::Manager)).collect();
    }
    steps.iter().map(|s| TurnRole::from_code(s).unwrap_or(TurnRole::Manager)).collect()
}

/// The roles that a chain of decision may be made of.
pub fn deciding_roles() -> impl Iterator<Item = Role> {
    Role::ALL.iter().copied().filter(|role| TurnRole::from_code(role.code()).and_then(action_of).is_some())
}

fn handling_office(at: &At<'_>) -> OfficeId {
    at.concern.now.turn.office.unwrap_or(at.case.office)
}

/// Each step at an office where somebody other than the recommender holds the role: the handling office first, then the ones above. A step that
/// nobody holds anywhere goes to whoever decides at the top, so that nothing is ever stuck.
fn resolve(at: &At<'_>, roles: &[TurnRole], by: Option<AccountId>) -> Vec<ChainStep> {
    joined(roles.iter().filter_map(|role| step_for(at, *role, handling_office(at), by)))
}

/// The same capacity at the same office twice is one step.
fn joined(steps: impl Iterator<Item = ChainStep>) -> Vec<ChainStep> {
    let mut joined: Vec<ChainStep> = steps.collect();
    joined.dedup();
    joined
}

fn step_for(at: &At<'_>, role: TurnRole, from: OfficeId, by: Option<AccountId>) -> Option<ChainStep> {
    find_decider(at, role, from, &|h| Some(h) != by && may_know(at, h))
}

/// Who is not named cannot know of a restricted concern, so that nobody else may be asked to decide it.
fn may_know(at: &At<'_>, account: AccountId) -> bool {
    at.concern.visibility == Visibility::Normal || at.case.named.contains(&account)
}

/// The nearest office, upward, where somebody who fits holds the role, else another deciding one, in the order of the catalogue.
fn find_decider(at: &At<'_>, role: TurnRole, from: OfficeId, fits: &dyn Fn(AccountId) -> bool) -> Option<ChainStep> {
    let search = if at.concern.visibility == Visibility::Normal { Search::Decide } else { Search::DecideRestricted };
    let instead = at.ctx.catalog.order(search, at.ctx.today());
    let line = at.ctx.reference.line(from);
    let held = |role: TurnRole, o: OfficeId| at.ctx.holders(role, o, at.case.village).into_iter().any(fits);
    let mut roles = std::iter::once(role).chain(instead.iter().copied());
    roles.find_map(|role| line.iter().find(|o| held(role, **o)).map(|o| ChainStep { office: *o, role }))
}

/// Who must be named so that a restricted concern has a second pair of eyes: nobody, if one of those named may decide, else those who decide at
/// the nearest office.
pub(super) fn to_name(at: &At<'_>) -> Vec<AccountId> {
    let recommended = at.concern.state == ConcernState::Recommended;
    let by = if recommended { at.concern.now.recommended_by } else { at.ctx.actor.account() };
    let steps: Vec<(TurnRole, OfficeId)> = if recommended {
        at.concern.now.chain.iter().map(|s| (s.role, s.office)).collect()
    } else {
        chain_roles(at).into_iter().map(|role| (role, handling_office(at))).collect()
    };
    let missing = steps.into_iter().find(|(role, from)| step_for(at, *role, *from, by).is_none());
    let found = missing.and_then(|(role, from)| find_decider(at, role, from, &|h| Some(h) != by));
    let mut names = found.map(|s| at.ctx.holders(s.role, s.office, at.case.village)).unwrap_or_default();
    names.retain(|a| Some(*a) != by && !at.case.named.contains(a));
    names.sort();
    names.dedup();
    names
}

/// The steps that are left, each where somebody still holds it; one that nobody holds any more is looked for anew.
pub(super) fn still_held(at: &At<'_>, left: &[ChainStep], by: Option<AccountId>) -> Vec<ChainStep> {
    let held = |s: &ChainStep| at.ctx.holders(s.role, s.office, at.case.village).into_iter().any(|h| Some(h) != by && may_know(at, h));
    joined(left.iter().map(|s| if held(s) { *s } else { step_for(at, s.role, s.office, by).unwrap_or(*s) }))
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
            let after = after_approval(at, still_held(at, &left, at.concern.now.recommended_by));
            Ok(vec![at.moved(StepKind::Approved, detail, after)])
        }
        "return" => {
            detail.reason = at.reason("return", v.reason.as_deref())?;
            let mut after = unrecommended(back_to_handler(at, ConcernState::Returned));
            after.reason.clone_from(&detail.reason);
            Ok(vec![at.moved(StepKind::Returned, detail, after)])
        }
        "decline" => {
            detail.reason = at.reason("decline_decision", v.reason.as_deref())?;
            let after = declined(at, detail.reason.clone());
            Ok(vec![at.moved(StepKind::Declined, detail, after)])
        }
        _ => Err(Refusal::invalid("result", "unknown")),
    }
}

fn after_approval(at: &At<'_>, left: Vec<ChainStep>) -> After {
    let days = at.deadline().decide_days;
    let mut after = match left.first() {
        Some(next) => at.next(ConcernState::Recommended, Turn::office(next.role, next.office), Some(days)),
        None => back_to_handler(at, ConcernState::Approved),
    };
    after.chain = left;
    after
}

/// After a decision the office goes on that recommended, not the one that decided: the one that took the case, unless the case was escalated.
fn back_to_handler(at: &At<'_>, state: ConcernState) -> After {
    let days = at.deadline().handle_days;
    let grants = &at.ctx.reference.grants;
    let today = at.ctx.today();
    let theirs = |g: &Grant| Some(g.account) == at.concern.now.recommended_by && g.holds_on(today);
    let works_at = |o: &OfficeId| grants.iter().any(|g| theirs(g) && g.scope == Scope::Office(*o));
    let office = at.ctx.reference.line(at.case.office).into_iter().find(works_at).unwrap_or(at.case.office);
    at.next(state, at.handler(office), Some(days))
}

/// Every action that a step of a chain may ask for: one for each capacity that decides, in their order.
pub const DECISIONS: [Action; 7] = [
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

/// The authority of a decision: the grant that holds its step, so that who decides as Plt. or Plh. is journalled so.
pub(super) fn authority(at: &At<'_>, verb: &Verb) -> Option<Authority> {
    let step = at.concern.now.chain.first().filter(|_| matches!(verb, Verb::Decide(_)))?;
    grant_at(at, *step).map(|g| Authority { role: Some(g.role), acting: g.acting })
}

fn holds_at(at: &At<'_>, step: ChainStep) -> bool {
    grant_at(at, step).is_some()
}

fn grant_at<'a>(at: &At<'a>, step: ChainStep) -> Option<&'a Grant> {
    let role = role_of(step.role)?;
    let place = crate::access::Place { offices: &[step.office], village: Some(at.case.village), institutions: &[] };
    at.ctx.actor.grants.iter().find(|g| g.role == role && g.reaches(&place))
}
