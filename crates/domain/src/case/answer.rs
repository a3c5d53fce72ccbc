//! Referral to an institution, and its answers.

use super::command::{Answer, Refer, Words};
use super::context::At;
use super::event::{ConcernMoved, Detail};
use super::handle::given;
use super::model::{Case, Concern, Referral, Turn};
use super::state::*;
use crate::Coded as _;
use crate::access::{Role, Scope, Visibility};
use crate::journal::Refusal;

type Moves = Result<Vec<ConcernMoved>, Refusal>;

pub(super) fn refer(at: &At<'_>, v: &Refer) -> Moves {
    at.must_be(|s| s.is_in_hand() || s == ConcernState::WaitingQuota)?;
    let institution =
        at.ctx.reference.institutions.get(&v.institution).filter(|i| i.active).ok_or_else(|| Refusal::invalid("institution", "unknown"))?;
    // National bodies open no inbox here: one waits for them.
    if institution.center {
        return Err(Refusal::invalid("institution", "center"));
    }
    if !v.consent {
        return Err(Refusal::invalid("consent", "missing"));
    }
    if let Some(p) = &v.program
        && at.ctx.catalog.program(p, at.ctx.on()).is_none()
    {
        return Err(Refusal::invalid("program", "unknown"));
    }
    match at.concern.visibility {
        Visibility::Restricted => check_restricted(at, v, institution.restricted_capable)?,
        // Whoever is named knows of the restricted needs of the same case: an open need is no way to become one of them.
        Visibility::Normal if v.named.is_some() => return Err(Refusal::invalid("named", "not-restricted")),
        Visibility::Normal => {}
    }
    let days = at.answer_days(v.institution);
    let office = at.concern.now.turn.office.unwrap_or(at.case.office);
    let turn = Turn { role: TurnRole::Institution, office: Some(office), institution: Some(v.institution) };
    let mut after = at.next(ConcernState::Referred, turn, Some(days));
    after.programs.extend(v.program.iter().filter(|p| !at.concern.now.programs.contains(p)).cloned());
    let detail = Detail {
        referral: Some(v.referral),
        institution: Some(v.institution),
        program: v.program.clone(),
        consent: Some(v.consent),
        words: v.words.clone(),
        ..Detail::default()
    };
    Ok(vec![at.moved(StepKind::Referred, detail, after)])
}

/// A restricted concern goes to a named officer of an institution that is able to keep it.
fn check_restricted(at: &At<'_>, v: &Refer, capable: bool) -> Result<(), Refusal> {
    if !capable {
        return Err(Refusal::invalid("institution", "not-restricted-capable"));
    }
    let today = at.ctx.today();
    let is_officer = |account| {
        at.ctx.reference.grants.iter().any(|g| {
            g.account == account && g.role == Role::InstitutionOfficer && g.scope == Scope::Institution(v.institution) && g.holds_on(today)
        })
    };
    let anybody = at.ctx.reference.grants.iter().any(|g| is_officer(g.account));
    match v.named {
        Some(account) if is_officer(account) => Ok(()),
        Some(_) => Err(Refusal::invalid("named", "unknown")),
        None if anybody => Err(Refusal::invalid("named", "missing")),
        None => Ok(()),
    }
}

fn referral<'a>(at: &At<'a>, id: crate::identity::ReferralId) -> Result<&'a Referral, Refusal> {
    at.case.referral_of(at.concern.id).filter(|r| r.id == id).ok_or_else(Refusal::not_found)
}

pub(super) fn answer(at: &At<'_>, v: &Answer) -> Moves {
    let r = referral(at, v.referral)?;
    check_answerer(at, v, r)?;
    if !r.state.is_open() || !at.concern.state.keeps_referral() {
        return Err(Refusal::wrong_state(at.concern.state.code()));
    }
    at.known_documents(&v.documents)?;
    let mut detail = Detail {
        referral: Some(r.id),
        institution: Some(r.institution),
        result: Some(v.result.clone()),
        documents: v.documents.clone(),
        words: v.words.clone(),
        on_behalf: v.on_behalf.clone(),
        ..Detail::default()
    };
    let (step, after) = match v.result.as_str() {
        "accepted" if r.state != ReferralState::Accepted => {
            let days = at.deadline().handle_days.max(at.deadline().institution_days);
            // Also after it asked for more: from now on it is the institution's turn.
            let turn = Turn { role: TurnRole::Institution, office: at.concern.now.turn.office, institution: Some(r.institution) };
            (StepKind::ReferralAccepted, at.next(ConcernState::Accepted, turn, Some(days)))
        }
        "given" => {
            if v.words.is_none() {
                return Err(Refusal::invalid("words", "missing"));
            }
            (StepKind::ReferralGiven, given(at, Outcome::Given))
        }
        "declined" | "not_given" => {
            detail.reason = at.reason("institution_decline", v.reason.as_deref())?;
            (StepKind::ReferralDeclined, at.back_to_office(ConcernState::DeclinedByInstitution))
        }
        "more_asked" => {
            if v.documents.is_empty() && v.words.is_none() && v.reason.is_none() {
                return Err(Refusal::invalid("documents", "missing"));
            }
            detail.reason = at.maybe_reason("institution_documents", v.reason.as_deref())?;
            (StepKind::ReferralMoreAsked, at.back_to_office(ConcernState::MoreAsked))
        }
        "accepted" => return Err(Refusal::wrong_state(at.concern.state.code())),
        _ => return Err(Refusal::invalid("result", "unknown")),
    };
    let mut after = after;
    // Only a refusal needs a reason that the citizen is told.
    after.reason = detail.reason.clone().filter(|_| step == StepKind::ReferralDeclined);
    Ok(vec![at.moved(step, detail, after)])
}

/// An institution answers its own referrals only; an office records an answer *atas nama lembaga*, dated and never in the future.
fn check_answerer(at: &At<'_>, v: &Answer, r: &Referral) -> Result<(), Refusal> {
    match &v.on_behalf {
        Some(b) => {
            at.one_of("on_behalf_channel", &b.channel, &["phone", "letter", "message", "meeting"])?;
            if b.day > at.ctx.today() || b.day < r.sent_on {
                return Err(Refusal::invalid("on_behalf_day", "out-of-range"));
            }
            Ok(())
        }
        None => {
            let own =
                at.ctx.actor.grants.iter().any(|g| g.role == Role::InstitutionOfficer && g.scope == Scope::Institution(r.institution));
            if own { Ok(()) } else { Err(Refusal::not_found()) }
        }
    }
}

/// What the institution asked for goes there, whatever the office did meanwhile to get it: asked for documents, visited.
pub(super) fn resubmit(at: &At<'_>, v: &Words) -> Moves {
    at.must_be(ConcernState::is_in_hand)?;
    let r = more_asked(at.case, at.concern).ok_or_else(|| Refusal::wrong_state(at.concern.state.code()))?;
    let days = at.answer_days(r.institution);
    let turn = Turn { role: TurnRole::Institution, office: at.concern.now.turn.office, institution: Some(r.institution) };
    let after = at.next(ConcernState::Referred, turn, Some(days));
    let detail = Detail { referral: Some(r.id), institution: Some(r.institution), words: v.words.clone(), ..Detail::default() };
    Ok(vec![at.moved(StepKind::ReferralResubmitted, detail, after)])
}

/// The referral whose institution waits for something more.
pub(super) fn more_asked<'a>(case: &'a Case, concern: &Concern) -> Option<&'a Referral> {
    case.referral_of(concern.id).filter(|r| r.state == ReferralState::MoreAsked)
}

/// An institution that does not answer, or is no more, does not keep a concern: the office takes it back, says why, and goes another way.
pub(super) fn take_back(at: &At<'_>, v: &Words) -> Moves {
    at.must_be(ConcernState::keeps_referral)?;
    let open = at.case.referral_of(at.concern.id).filter(|r| r.state.is_open());
    let r = open.ok_or_else(|| Refusal::wrong_state(at.concern.state.code()))?;
    let reason = at.maybe_reason("take_back", v.reason.as_deref())?;
    if reason.is_none() && v.words.is_none() {
        return Err(Refusal::invalid("reason", "missing"));
    }
    let mut after = at.back_to_office(at.resting(ConcernState::Verified));
    after.reason.clone_from(&reason);
    let detail = Detail { referral: Some(r.id), institution: Some(r.institution), reason, words: v.words.clone(), ..Detail::default() };
    Ok(vec![at.moved(StepKind::ReferralTakenBack, detail, after)])
}
