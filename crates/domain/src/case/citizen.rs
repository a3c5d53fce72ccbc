//! The citizen's word, closing, opening again, and deadlines that pass.

use super::command::{Close, Confirm, ConfirmedBy, OtherService, Words};
use super::context::{At, is_citizen_of};
use super::event::{ConcernMoved, Detail, ExternalNumber, OTHER_SERVICE};
use super::model::Turn;
use super::state::*;
use crate::Coded as _;
use crate::journal::Refusal;

type Moves = Result<Vec<ConcernMoved>, Refusal>;

/// The citizen says whether help came: *helped* ends it; *not helped* opens it again, whoever thought it done.
pub(super) fn confirm(at: &At<'_>, v: &Confirm) -> Moves {
    if (v.by == ConfirmedBy::Pin) != is_citizen_of(at.ctx.actor, at.case.id) {
        return Err(Refusal::invalid("by", "unknown"));
    }
    let by = match v.by {
        ConfirmedBy::Pin => "pin",
        ConfirmedBy::Officer(channel) => channel.code(),
    };
    let detail = Detail { result: Some(by.to_owned()), words: v.words.clone(), ..Detail::default() };
    match v.result.as_str() {
        "helped" | "partly" => {
            // Help may come by another way before anybody records it: the citizen's word counts in every open state.
            at.must_be(|s| !s.is_final())?;
            let (step, outcome) = match v.result.as_str() {
                "helped" => (StepKind::ConfirmedHelped, Outcome::Helped),
                _ => (StepKind::ConfirmedPartly, Outcome::PartlyHelped),
            };
            let mut after = match outcome {
                Outcome::Helped => {
                    let mut a = at.next(ConcernState::Closed, Turn::NOBODY, None);
                    a.closed_on = Some(at.ctx.on());
                    a
                }
                // The institution goes on with the rest, and says itself what came of it.
                _ if matches!(at.concern.state, ConcernState::Referred | ConcernState::Accepted) => at.concern.now.clone(),
                _ => reopened(at),
            };
            after.outcome = Some(outcome);
            after.chain.clear();
            Ok(vec![at.moved(step, detail, after)])
        }
        "not_helped" => {
            at.must_be(|s| {
                matches!(s, ConcernState::ServiceGiven | ConcernState::Closed | ConcernState::NotEligible | ConcernState::Transferred)
            })?;
            let mut after = reopened(at);
            after.outcome = Some(Outcome::NotHelped);
            // What the citizen complains of stands in the history of those who handle it, not on pages that others read along.
            let detail = Detail { reason: at.maybe_reason("not_helped", v.reason.as_deref())?, ..detail };
            Ok(vec![at.moved(StepKind::DeniedHelp, detail, after)])
        }
        _ => Err(Refusal::invalid("result", "unknown")),
    }
}

fn reopened(at: &At<'_>) -> super::model::After {
    let deadline = at.deadline();
    let office = at.concern.now.turn.office.unwrap_or(at.case.office);
    let mut after = at.next(ConcernState::Reopened, at.handler(office), Some(deadline.handle_days));
    after.closed_on = None;
    after.chain.clear();
    after.recommended_by = None;
    after.reopened += 1;
    after.extended_on = None;
    after.promised = at.ctx.due(deadline.total_days, at.concern.urgent).max(after.promised);
    after
}

/// Closing without the citizen's word needs a coded reason, and is never counted as helped.
pub(super) fn close(at: &At<'_>, v: &Close) -> Moves {
    at.must_be(|s| !s.is_final())?;
    let reason = at.reason("close", Some(&v.reason))?;
    let rule = at.ctx.reason("close", &v.reason);
    let state = rule.and_then(|r| r.closes_as).unwrap_or(ConcernState::Closed);
    let outcome = match state {
        ConcernState::Duplicate | ConcernState::Withdrawn => Outcome::None,
        _ => Outcome::Unconfirmed,
    };
    if rule.is_some_and(|r| r.words_required) && v.words.is_none() {
        // "Not ours" without saying whose helps nobody.
        return Err(Refusal::invalid("words", "missing"));
    }
    let external = if state == ConcernState::Duplicate { Some(goes_on(v.other.as_ref())?) } else { None };
    let mut after = at.next(state, Turn::NOBODY, None);
    after.reason.clone_from(&reason);
    // What the citizen said stays what came of it.
    let said = at.concern.now.outcome.filter(|o| o.is_citizens_word());
    after.outcome = Some(said.unwrap_or(outcome));
    after.closed_on = Some(at.ctx.on());
    after.chain.clear();
    Ok(vec![at.moved(StepKind::Closed, Detail { reason, words: v.words.clone(), external, ..Detail::default() }, after)])
}

/// A duplicate says which service goes on: whoever looks for the need finds it there.
fn goes_on(other: Option<&OtherService>) -> Result<ExternalNumber, Refusal> {
    match other {
        Some(OtherService::Same(number)) => Ok(ExternalNumber {
            system: OTHER_SERVICE.into(),
            referral: None,
            number: number.clone(),
            submitted_on: None,
            checked_on: None,
            status: None,
        }),
        Some(OtherService::Unfit) => Err(Refusal::invalid("other_number", "unknown")),
        None => Err(Refusal::invalid("other_number", "missing")),
    }
}

pub(super) fn reopen(at: &At<'_>, v: &Words) -> Moves {
    at.must_be(ConcernState::is_final)?;
    if v.words.is_none() {
        return Err(Refusal::invalid("words", "missing"));
    }
    let mut after = reopened(at);
    after.outcome = None;
    Ok(vec![at.moved(StepKind::Reopened, Detail { words: v.words.clone(), ..Detail::default() }, after)])
}

/// Time alone writes nothing: the worker notes that a due day passed, once for each turn.
pub(super) fn pass_deadline(at: &At<'_>) -> Moves {
    let passed = at.concern.now.due.is_some_and(|due| due < at.ctx.today());
    if !passed || at.concern.now.overdue || at.concern.state.is_final() {
        return Ok(Vec::new());
    }
    let mut after = at.concern.now.clone();
    after.overdue = true;
    Ok(vec![at.moved(StepKind::DeadlinePassed, Detail { day: at.concern.now.due, ..Detail::default() }, after)])
}
