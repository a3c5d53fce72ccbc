//! What an office does itself: check, visit, ask, serve, wait, note.

use super::command::{AskDocuments, Serve, Verify, Visit, Wait, Words};
use super::context::At;
use super::event::{ConcernMoved, Detail, ExternalNumber, SYSTEMS};
use super::model::Turn;
use super::state::*;
use crate::access::{Grant, Place, Role, Visibility};
use crate::journal::Refusal;

type Moves = Result<Vec<ConcernMoved>, Refusal>;

pub(super) fn verify(at: &At<'_>, v: &Verify) -> Moves {
    at.must_be(|s| matches!(s, ConcernState::Received | ConcernState::Reopened | ConcernState::Escalated | ConcernState::Returned))?;
    at.one_of("result", &v.result, &["listed", "not_listed", "data_differs", "not_needed"])?;
    let after = at.back_to_office(at.resting(ConcernState::Verified));
    let detail = Detail { result: Some(v.result.clone()), words: v.words.clone(), ..Detail::default() };
    Ok(vec![at.moved(StepKind::Verified, detail, after)])
}

pub(super) fn request_visit(at: &At<'_>, v: &Words) -> Moves {
    at.must_be(|s| s.is_in_hand() && s != ConcernState::VisitNeeded)?;
    let office = at.concern.now.turn.office.unwrap_or(at.case.office);
    let days = at.deadline().handle_days;
    let after = at.next(ConcernState::VisitNeeded, visitor(at, office), Some(days));
    Ok(vec![at.moved(StepKind::VisitRequested, Detail { words: v.words.clone(), ..Detail::default() }, after)])
}

/// Whoever visits in the village; where nobody does, or nobody who may know, the office goes itself.
pub(super) fn visitor(at: &At<'_>, office: crate::identity::OfficeId) -> Turn {
    let offices = [at.case.office, office];
    let place = Place { offices: &offices, village: Some(at.case.village), institutions: &[] };
    let (today, normal) = (at.ctx.today(), at.concern.visibility == Visibility::Normal);
    let visits = |g: &Grant| {
        matches!(g.role, Role::Facilitator | Role::Tksk | Role::Surveyor)
            && g.holds_on(today)
            && g.reaches(&place)
            && (normal || at.case.named.contains(&g.account))
    };
    if at.ctx.reference.grants.iter().any(visits) { Turn::office(TurnRole::Visitor, office) } else { at.handler(office) }
}

pub(super) fn record_visit(at: &At<'_>, v: &Visit) -> Moves {
    at.must_be(ConcernState::is_in_hand)?;
    at.one_of("result", &v.result, &["as_told", "differs", "nobody_home", "moved"])?;
    let detail = Detail { result: Some(v.result.clone()), words: v.words.clone(), day: Some(at.ctx.on()), ..Detail::default() };
    // Nobody was at home: the visit still has to be made, and the deadline goes on.
    let after = if v.result == "nobody_home" && at.concern.state == ConcernState::VisitNeeded {
        at.concern.now.clone()
    } else {
        at.back_to_office(at.resting(ConcernState::Visited))
    };
    Ok(vec![at.moved(StepKind::Visited, detail, after)])
}

pub(super) fn ask_documents(at: &At<'_>, v: &AskDocuments) -> Moves {
    at.must_be(ConcernState::is_in_hand)?;
    if v.documents.is_empty() && v.words.is_none() {
        return Err(Refusal::invalid("documents", "missing"));
    }
    at.known_documents(&v.documents)?;
    let office = at.concern.now.turn.office.unwrap_or(at.case.office);
    let days = at.deadline().confirm_days;
    let turn = Turn { role: TurnRole::Citizen, office: Some(office), institution: None };
    let mut after = at.next(ConcernState::WaitingDocuments, turn, Some(days));
    after.paused_since = Some(at.ctx.on());
    let detail = Detail { documents: v.documents.clone(), words: v.words.clone(), ..Detail::default() };
    Ok(vec![at.moved(StepKind::DocumentsAsked, detail, after)])
}

pub(super) fn receive_documents(at: &At<'_>, v: &Words) -> Moves {
    at.must_be(|s| s == ConcernState::WaitingDocuments)?;
    let after = at.back_to_office(at.resting(ConcernState::Verified));
    Ok(vec![at.moved(StepKind::DocumentsReceived, Detail { words: v.words.clone(), ..Detail::default() }, after)])
}

pub(super) fn serve(at: &At<'_>, v: &Serve) -> Moves {
    at.must_be(|s| s.is_in_hand() || matches!(s, ConcernState::WaitingCenter | ConcernState::WaitingQuota))?;
    at.one_of("result", &v.result, &["help", "information"])?;
    // What was recommended may have ended since, and help comes all the same.
    let new: Vec<String> = v.programs.iter().filter(|p| !at.concern.now.programs.contains(p)).cloned().collect();
    at.known_programs(&new)?;
    if v.words.is_none() {
        return Err(Refusal::invalid("words", "missing"));
    }
    let mut after = given(at, if v.result == "help" { Outcome::Given } else { Outcome::Informed });
    if !v.programs.is_empty() {
        after.programs.clone_from(&v.programs);
    }
    let detail = Detail { result: Some(v.result.clone()), words: v.words.clone(), programs: v.programs.clone(), ..Detail::default() };
    Ok(vec![at.moved(StepKind::Served, detail, after)])
}

/// Help was given: now the citizen says whether it came.
pub(super) fn given(at: &At<'_>, outcome: Outcome) -> super::model::After {
    let office = at.concern.now.turn.office.unwrap_or(at.case.office);
    let days = at.deadline().confirm_days;
    let turn = Turn { role: TurnRole::Citizen, office: Some(office), institution: None };
    let mut after = at.next(ConcernState::ServiceGiven, turn, Some(days));
    after.outcome = Some(outcome);
    after.chain.clear();
    after
}

pub(super) fn escalate(at: &At<'_>, v: &Words) -> Moves {
    at.must_be(ConcernState::is_in_hand)?;
    let from = at.concern.now.turn.office.unwrap_or(at.case.office);
    let up = at.ctx.reference.above(from).ok_or_else(|| Refusal::invalid("office", "top"))?;
    let reason = at.maybe_reason("transfer", v.reason.as_deref())?;
    if reason.is_none() && v.words.is_none() {
        return Err(Refusal::invalid("words", "missing"));
    }
    let days = at.deadline().handle_days;
    let after = at.next(ConcernState::Escalated, at.handler(up), Some(days));
    let detail = Detail { reason, words: v.words.clone(), office: Some(up), ..Detail::default() };
    Ok(vec![at.moved(StepKind::Escalated, detail, after)])
}

pub(super) fn wait(at: &At<'_>, v: &Wait) -> Moves {
    at.must_be(|s| s.is_in_hand() || matches!(s, ConcernState::WaitingCenter | ConcernState::WaitingQuota))?;
    at.one_of("result", &v.result, &["center", "quota"])?;
    if v.next_look <= at.ctx.on() {
        return Err(Refusal::invalid("next_look", "past"));
    }
    // Whoever waits for others is not forgotten: somebody looks again within a season.
    if v.next_look > at.ctx.on().plus(i64::from(at.ctx.catalog.waiting.look_again_days)) {
        return Err(Refusal::invalid("next_look", "too-far"));
    }
    v.external.as_ref().map_or(Ok(()), |e| check_external(at, e))?;
    // Whom one waits for is what the citizen asks first.
    let reason = if v.result == "center" { at.reason("wait_center", v.reason.as_deref())? } else { None };
    let office = at.concern.now.turn.office.unwrap_or(at.case.office);
    let state = if v.result == "center" { ConcernState::WaitingCenter } else { ConcernState::WaitingQuota };
    let turn = Turn { role: TurnRole::Center, office: Some(office), institution: None };
    let since = at.concern.now.paused_since;
    let mut after = at.next(state, turn, None);
    // Waiting on waits from the first day: our own clock stands still, the total wait stays visible.
    if let Some(since) = since {
        after.promised = at.concern.now.promised;
        after.paused_since = Some(since);
    } else {
        after.paused_since = Some(at.ctx.on());
    }
    after.due = Some(v.next_look);
    after.reason.clone_from(&reason);
    let detail = Detail {
        reason,
        result: Some(v.result.clone()),
        words: v.words.clone(),
        external: v.external.clone(),
        day: Some(v.next_look),
        ..Detail::default()
    };
    Ok(vec![at.moved(StepKind::Waiting, detail, after)])
}

pub(super) fn resume(at: &At<'_>, v: &Words) -> Moves {
    at.must_be(|s| matches!(s, ConcernState::WaitingCenter | ConcernState::WaitingQuota))?;
    let after = at.back_to_office(at.resting(ConcernState::Verified));
    Ok(vec![at.moved(StepKind::Resumed, Detail { words: v.words.clone(), ..Detail::default() }, after)])
}

/// More time, once, where the standard of this need allows it: what was promised to the citizen moves, and the turn of whoever works on it along with it.
pub(super) fn extend(at: &At<'_>, v: &Words) -> Moves {
    at.must_be(|s| s.is_in_hand() && at.concern.now.paused_since.is_none())?;
    let more = at.ctx.extension(at.case, at.concern)?;
    let reason = at.reason("extend", v.reason.as_deref())?;
    let mut after = at.concern.now.clone();
    after.promised = more.promised;
    after.due = more.due;
    after.extended_on = Some(at.ctx.on());
    let detail = Detail { reason, words: v.words.clone(), day: Some(more.promised), ..Detail::default() };
    Ok(vec![at.moved(StepKind::Extended, detail, after)])
}

pub(super) fn note(at: &At<'_>, v: &Words) -> Moves {
    if v.words.is_none() {
        return Err(Refusal::invalid("words", "missing"));
    }
    Ok(vec![at.moved(StepKind::Noted, Detail { words: v.words.clone(), ..Detail::default() }, at.concern.now.clone())])
}

pub(super) fn note_number(at: &At<'_>, v: &ExternalNumber) -> Moves {
    check_external(at, v)?;
    Ok(vec![at.moved(StepKind::NumberNoted, Detail { external: Some(v.clone()), ..Detail::default() }, at.concern.now.clone())])
}

/// A number belongs to a system that is known, and perhaps to a referral of the same concern.
fn check_external(at: &At<'_>, e: &ExternalNumber) -> Result<(), Refusal> {
    if e.system.is_empty() {
        return Err(Refusal::invalid("system", "missing"));
    }
    at.one_of("system", &e.system, &SYSTEMS)?;
    let own = |id| at.case.referrals.iter().any(|r| r.id == id && r.concern == at.concern.id);
    if e.referral.is_some_and(|id| !own(id)) {
        return Err(Refusal::invalid("referral", "unknown"));
    }
    Ok(())
}
