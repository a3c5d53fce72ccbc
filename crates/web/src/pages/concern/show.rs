//! `GET /layanan/{case}/kebutuhan/{concern}`: one need, where it stands, what can be done; a refusal with its reason, the way to object, and what
//! else may help, to be printed for the citizen.

use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::case::history::{Line, lines, saved};
use crate::pages::case::say::{Pill, Say, beginning, slug, title, verb_icon};
use crate::pages::html;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::Coded as _;
use slrt_domain::calendar::Zone;
use slrt_domain::case::{ConcernState, ReferralState, VerbCode};
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::view::{CaseView, ConcernView};

#[derive(Template)]
#[template(path = "concern/show.html")]
struct ConcernPage {
    f: Frame,
    number: String,
    back: String,
    what: String,
    kind: Option<String>,
    pills: Vec<Pill>,
    /// What was stored just now.
    saved: Option<String>,
    words: Option<String>,
    /// The one thing to do, what else may come next, and everything else.
    primary: Option<Act>,
    near: Vec<Act>,
    others: Vec<Act>,
    facts: Vec<(String, String)>,
    referrals: Vec<Sent>,
    declined: Option<Declined>,
    history: Vec<Line>,
    person: String,
    today: String,
}

/// A button.
pub(crate) struct Act {
    /// Where it leads.
    pub href: String,
    /// Words.
    pub label: String,
    /// Icon.
    pub icon: &'static str,
}

struct Sent {
    institution: String,
    program: Option<String>,
    pill: Pill,
    days: Vec<String>,
    reason: Option<String>,
    sent_words: Vec<String>,
    answer_words: Option<String>,
    documents: String,
}

/// What a citizen is told who cannot be helped at present.
struct Declined {
    by: Option<String>,
    reason: String,
    appeal: String,
    what_else: String,
    contact: Option<(String, String)>,
}

/// What leads to a need.
#[derive(Deserialize)]
pub struct From {
    /// The entry of the step that leads here.
    tersimpan: Option<String>,
}

/// Shows a concern.
pub async fn show(
    State(app): State<App>,
    Path((case, concern)): Path<(String, String)>,
    Query(from): Query<From>,
    Officer { session, frame }: Officer,
) -> Response {
    let found = async {
        let (case, concern) = CaseId::parse(&case).zip(ConcernId::parse(&concern)).ok_or_else(Refusal::not_found)?;
        let view = slrt_operations::view::case(&app.house, &session, case).await?;
        let at = view.concerns.iter().position(|c| c.id == concern).ok_or_else(Refusal::not_found)?;
        Ok::<_, Failure>((view, at))
    };
    let (view, at) = match found.await {
        Ok(found) => found,
        Err(e) => return e.page(frame),
    };
    let today = session.reference.zone.day(app.house.clock().now());
    let l = frame.l.clone();
    let say = Say { l: &l, catalog: &session.reference.catalog, today };
    let saved = saved(&say, &view.timeline, from.tersimpan.as_deref()).map(|(words, _)| words);
    html(&ConcernPage { saved, ..page(frame, &say, &session.reference.zone, &view, &view.concerns[at]) })
}

fn page(f: Frame, say: &Say<'_>, zone: &Zone, case: &CaseView, c: &ConcernView) -> ConcernPage {
    let base = format!("/layanan/{}/kebutuhan/{}", case.id, c.id);
    let act = |verb| Act { href: format!("{base}/{}", slug(verb)), label: say.l.code("verb", verb.code()), icon: verb_icon(verb) };
    let own: Vec<_> = case.timeline.iter().filter(|t| t.concern.is_some_and(|x| x.0 == c.id)).cloned().collect();
    let mut pills = vec![say.turn_pill(c.turn.as_ref(), c.state, c.outcome)];
    pills.extend(say.due_pill(&c.timing).filter(|_| !c.state.is_final()));
    if c.urgent {
        pills.push(Pill::new("wait", "lightning-charge", say.l.t("concern-urgent")));
    }
    if c.restricted {
        pills.push(Pill::new("still", "lock", say.l.t("concern-restricted")));
    }
    let (near, others) = sorted(c);
    let what = beginning(c.words.as_ref(), say.kind(&c.kind));
    ConcernPage {
        number: case.number.to_string(),
        back: format!("/layanan/{}", case.id),
        what: what.clone(),
        kind: Some(say.kind(&c.kind)).filter(|k| *k != what),
        pills,
        saved: None,
        // A short sentence stands in the heading already.
        words: c.words.as_ref().map(|w| w.reveal().clone()).filter(|w| title(w) != what),
        primary: c.primary().map(|o| act(o.verb)),
        near: near.into_iter().map(act).collect(),
        others: others.into_iter().map(act).collect(),
        facts: facts(say, c),
        referrals: c.referrals.iter().rev().map(|r| sent(say, r)).collect(),
        declined: declined(say, case, c),
        history: lines(say, zone, &own, &[], true),
        person: say.name(&case.person),
        today: say.l.day(say.today),
        f,
    }
}

/// Steps in sight beside the one to do: few enough to choose from at a glance.
const IN_SIGHT: usize = 3;

/// What may come next by state and turn, beside the one thing to do; and everything else that may be done.
fn sorted(c: &ConcernView) -> (Vec<VerbCode>, Vec<VerbCode>) {
    let primary = c.primary().map(|o| o.verb);
    let offered: Vec<VerbCode> = c.actions.iter().map(|o| o.verb).filter(|v| Some(*v) != primary).collect();
    let mine = primary.is_some() || c.turn.as_ref().is_some_and(|t| t.mine);
    // Where others have the turn, one thing is in sight: what one does while waiting for them.
    let room = if mine { IN_SIGHT - usize::from(primary.is_some()) } else { 1 };
    let mut near: Vec<VerbCode> = usual(c.state).iter().copied().filter(|v| offered.contains(v)).take(room).collect();
    if near.is_empty() && primary.is_none() {
        near.extend(offered.first().copied());
    }
    let others = offered.into_iter().filter(|v| !near.contains(v)).collect();
    (near, others)
}

/// The steps that people usually take in a state, the most usual first.
fn usual(state: ConcernState) -> &'static [VerbCode] {
    use ConcernState as S;
    use VerbCode as V;
    match state {
        S::Received | S::Reopened | S::Escalated => &[V::Verify, V::AskDocuments, V::RequestVisit],
        S::Verified | S::Visited => &[V::Recommend, V::Refer, V::Serve, V::Resubmit],
        S::VisitNeeded => &[V::RecordVisit, V::Note],
        S::WaitingDocuments => &[V::ReceiveDocuments, V::Note],
        S::Recommended => &[V::Decide, V::WithdrawRecommendation],
        S::Returned => &[V::Recommend, V::AskDocuments, V::RequestVisit],
        S::Approved => &[V::Refer, V::Serve, V::Wait],
        S::Referred | S::Accepted => &[V::Answer, V::AnswerOnBehalf, V::TakeBack],
        S::DeclinedByInstitution => &[V::Refer, V::Serve, V::Close],
        S::MoreAsked => &[V::Resubmit, V::AskDocuments, V::TakeBack],
        S::WaitingCenter | S::WaitingQuota => &[V::Resume, V::Wait, V::NoteNumber],
        S::ServiceGiven => &[V::Confirm, V::Note],
        _ => &[V::Reopen, V::Note],
    }
}

fn facts(say: &Say<'_>, c: &ConcernView) -> Vec<(String, String)> {
    let l = say.l;
    let mut facts = vec![(l.t("concern-state"), l.code("state", c.state.code()))];
    let mut add = |key: &str, value: Option<String>| facts.extend(value.filter(|v| !v.is_empty()).map(|v| (l.t(key), v)));
    add("concern-outcome", c.outcome.map(|o| l.code("outcome", o.code())));
    add("concern-turn", c.turn.as_ref().filter(|_| !c.state.is_final()).map(|t| say.turn(t)));
    add("concern-due", c.timing.due.filter(|_| !c.state.is_final()).map(|d| l.perhaps(l.long_day(d), c.timing.due_estimated)));
    let promised = l.perhaps(l.long_day(c.timing.promised), c.timing.promised_estimated);
    add("concern-promised", Some(if c.timing.beyond_promise { l.t1("concern-promised-beyond", "day", promised) } else { promised }));
    add("concern-extended", c.extended_on.map(|d| l.day(d)));
    let paused = c.paused_since.filter(|_| !c.state.is_final());
    add("concern-clock", paused.map(|d| l.ta("case-paused", &[("day", l.day(d)), ("days", c.timing.waited_days.to_string())])));
    add("concern-chain", Some(c.chain.iter().map(|r| l.code("turn", r.code())).collect::<Vec<_>>().join(" → ")));
    let programs = (!c.programs.is_empty()).then(|| format!("{}. {}", say.programs(&c.programs), l.t("concern-programs-note")));
    add("concern-programs", programs);
    add("concern-sector", Some(say.sector(&c.sector)));
    add("concern-opened", Some(l.day(c.opened_on)));
    add("concern-closed", c.closed_on.map(|d| l.day(d)));
    add("concern-reopened", (c.reopened > 0).then(|| l.t1("concern-reopened-times", "n", c.reopened)));
    facts
}

/// Class and icon of a referral's state, the same on every page.
pub(crate) fn referral_look(state: ReferralState) -> (&'static str, &'static str) {
    match state {
        ReferralState::Given => ("act", "check-lg"),
        ReferralState::Declined => ("late", "x-circle"),
        ReferralState::Revoked => ("still", "dash-circle"),
        _ => ("wait", "building"),
    }
}

fn sent(say: &Say<'_>, r: &slrt_operations::view::ReferralView) -> Sent {
    let (class, icon) = referral_look(r.state);
    let mut days = vec![say.l.ta("concern-sent-on", &[("day", say.l.day(r.sent_on))])];
    days.extend(r.answered_on.map(|d| say.l.ta("concern-answered-on", &[("day", say.l.day(d))])));
    if r.on_behalf {
        days.push(say.l.t("concern-answered-on-behalf"));
    }
    Sent {
        institution: r.institution.1.clone(),
        program: r.program.as_ref().map(|p| say.program(p)),
        pill: Pill::new(class, icon, say.l.code("referral", r.state.code())),
        days,
        reason: r.reason.as_ref().map(|c| say.reason_words(c, say.today)),
        sent_words: r.sent_words.iter().map(|w| w.reveal().clone()).collect(),
        answer_words: r.answer_words.as_ref().map(|w| w.reveal().clone()),
        documents: say.documents(&r.documents_asked),
    }
}

fn declined(say: &Say<'_>, case: &CaseView, c: &ConcernView) -> Option<Declined> {
    if !matches!(c.state, ConcernState::NotEligible | ConcernState::DeclinedByInstitution) {
        return None;
    }
    let code = c.reason.as_ref().or_else(|| c.referrals.last().and_then(|r| r.reason.as_ref()))?;
    let reason = say.reason(code, c.closed_on.unwrap_or(say.today))?;
    let by = c.referrals.last().filter(|_| c.state == ConcernState::DeclinedByInstitution).map(|r| r.institution.1.clone());
    Some(Declined {
        by: by.map(|name| say.l.ta("concern-declined-by-institution", &[("institution", name)])),
        reason: say.l.pick(&reason.name),
        appeal: say.l.pick(&reason.appeal),
        what_else: say.l.pick(&reason.what_else),
        contact: case.office.as_ref().map(|o| (o.name.clone(), o.contact.clone())),
    })
}
