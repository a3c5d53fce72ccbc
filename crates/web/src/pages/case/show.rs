//! `GET /layanan/{case}`: on top whose turn, until when and the one next action; then the needs, papers, and what happened.

use super::history::{Line, lines, saved};
use super::say::{Pill, Say, beginning, short, slug, verb_icon};
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::concern::Act;
use crate::pages::html;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::Coded as _;
use slrt_domain::case::{ConcernState, DocumentForm, Sight};
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::accounts::Session;
use slrt_operations::people::Shown;
use slrt_operations::view::{CaseActions, CaseView, ConcernView, HandedView, named};

#[derive(Template)]
#[template(path = "case/show.html")]
pub(super) struct CasePage {
    f: Frame,
    id: String,
    number: String,
    title: String,
    restricted: bool,
    erased: bool,
    part: bool,
    /// What was stored just now.
    saved: Option<String>,
    top: Top,
    count: i64,
    concerns: Vec<Need>,
    documents: Vec<Paper>,
    externals: Vec<Elsewhere>,
    facts: Vec<Fact>,
    family: Option<String>,
    /// Where it went, or that it came back.
    handed: Option<String>,
    named: Vec<(String, String)>,
    history: Vec<Line>,
    long: bool,
    /// How many lines the short form leaves out.
    more: usize,
    can: CaseActions,
    /// Reasons for seeing a number of a case that has ended.
    reasons: Vec<(String, String)>,
}

/// The step now.
struct Top {
    class: &'static str,
    pills: Vec<Pill>,
    /// Which need, where there are several.
    need: Option<String>,
    text: String,
    act: Option<Act>,
    /// Another need that waits for the reader, where this one does not: in words, and where it is.
    other: Option<(String, String)>,
}

struct Need {
    pill: Pill,
    due: Option<Pill>,
    what: String,
    who: String,
    href: String,
    act: Option<Act>,
}

struct Paper {
    pill: Pill,
    what: String,
    who: String,
    href: Option<String>,
}

struct Elsewhere {
    system: String,
    /// The page of the service here that goes on.
    href: Option<String>,
    number: Option<String>,
    about: Vec<String>,
}

/// Something about the case.
struct Fact {
    label: String,
    value: String,
    /// What may be shown in clear: `nik`, `card`, `phone`, `callback`.
    masked: Option<&'static str>,
    /// Whether it is shown in clear now.
    clear: bool,
}

/// A number in clear: what, and its value.
pub(super) type Clear = Option<(Shown, Private<String>)>;

/// How much of the timeline.
#[derive(Deserialize)]
pub struct Wanted {
    riwayat: Option<String>,
    /// The entry of the step that leads here.
    tersimpan: Option<String>,
}

/// Lines of the short form.
const SHORT: usize = 8;

/// Shows a case.
pub async fn show(
    State(app): State<App>,
    Path(case): Path<String>,
    Query(wanted): Query<Wanted>,
    Officer { session, frame }: Officer,
) -> Response {
    let look = Look { long: wanted.riwayat.as_deref() == Some("lengkap"), saved: wanted.tersimpan, clear: None };
    match load(&app, &session, frame.clone(), &case, look).await {
        Ok(page) => html(&page),
        Err(e) => e.page(frame),
    }
}

/// How a case is looked at.
#[derive(Default)]
pub(super) struct Look {
    /// Whether with the whole timeline.
    pub long: bool,
    /// The entry that was stored just now.
    pub saved: Option<String>,
    /// A number in clear.
    pub clear: Clear,
}

/// The page.
pub(super) async fn load(app: &App, session: &Session, f: Frame, case: &str, look: Look) -> Result<CasePage, Failure> {
    let id = CaseId::parse(case).ok_or_else(Refusal::not_found)?;
    let view = slrt_operations::view::case(&app.house, session, id).await?;
    let people = if view.restricted && view.sight == Sight::Whole { named(&app.house, session, id).await?.0 } else { Vec::new() };
    let today = session.reference.zone.day(app.house.clock().now());
    let l = f.l.clone();
    let say = Say { l: &l, catalog: &session.reference.catalog, today };
    let saved = saved(&say, &view.timeline, look.saved.as_deref());
    let mut history = lines(&say, &session.reference.zone, &view.timeline, &labels(&say, &view), look.long);
    if !look.long {
        history.truncate(SHORT);
    }
    let more = view.timeline.len().saturating_sub(history.len());
    let named = people.iter().map(|p| (p.name.reveal().clone(), roles(&say, &p.roles))).collect();
    Ok(page(f, &say, &view, Parts { history, long: look.long, more, named, clear: look.clear, saved }))
}

/// Roles of somebody, in words.
pub(super) fn roles(say: &Say<'_>, codes: &[slrt_domain::access::Role]) -> String {
    codes.iter().map(|r| say.l.code("role", r.code())).collect::<Vec<_>>().join(", ")
}

/// How the timeline names the needs: by their sector, with their number where two have the same; nothing where there is one.
fn labels(say: &Say<'_>, v: &CaseView) -> Vec<String> {
    let same = |sector: &str| v.concerns.iter().filter(|c| c.sector == sector).count() > 1;
    let number = |c: &ConcernView| say.l.t1("case-history-concern", "n", i64::try_from(c.position).unwrap_or(0));
    let label = |c: &ConcernView| {
        let sector = say.sector(&c.sector);
        if same(&c.sector) { format!("{sector}, {}", number(c)) } else { sector }
    };
    if v.concerns.len() > 1 { v.concerns.iter().map(label).collect() } else { Vec::new() }
}

struct Parts {
    history: Vec<Line>,
    long: bool,
    more: usize,
    named: Vec<(String, String)>,
    clear: Clear,
    saved: Option<(String, ConcernId)>,
}

fn page(f: Frame, say: &Say<'_>, v: &CaseView, parts: Parts) -> CasePage {
    // Whoever just took a step looks for its need, not for the next one: that one is told below, where something is to be done with it.
    let saved = parts.saved.as_ref().and_then(|(_, id)| v.concerns.iter().find(|c| c.id == *id));
    let next = foremost(v);
    let first = saved.filter(|_| next.is_some()).or(next);
    let other = next.filter(|n| n.primary().is_some() && first.is_some_and(|c| c.id != n.id && c.primary().is_none()));
    let head = first.or(v.concerns.first());
    CasePage {
        id: v.id.to_string(),
        number: v.number.to_string(),
        title: head.map_or_else(|| v.number.to_string(), |c| beginning(c.words.as_ref(), say.kind(&c.kind))),
        restricted: v.restricted,
        erased: v.erased,
        part: v.sight == Sight::Referral,
        saved: parts.saved.map(|(words, _)| words),
        top: Top { other: other.map(|c| needs(say, v, c)), ..top(say, v, first) },
        count: i64::try_from(v.concerns.len()).unwrap_or(0),
        concerns: v.concerns.iter().map(|c| need(say, v, c)).collect(),
        documents: papers(say, v),
        externals: externals(say, v),
        facts: facts(say, v, &parts.clear),
        family: v.family.map(|f| format!("/keluarga/{f}?layanan={}", v.id)),
        handed: v.handed.as_ref().map(|h| handed(say, h)),
        named: parts.named,
        history: parts.history,
        long: parts.long,
        more: parts.more,
        can: v.can,
        reasons: say.catalog.reasons_on("reveal", say.today).map(|r| (r.code.clone(), say.l.pick(&r.name))).collect(),
        f,
    }
}

fn handed(say: &Say<'_>, h: &HandedView) -> String {
    let key = match h.state.as_str() {
        "taken_over" => "case-handed-over",
        "returned" => "case-hand-over-returned",
        "taken_back" => "case-hand-over-taken-back",
        _ => "case-handing-over",
    };
    let values = [
        ("regency", h.to.name.clone()),
        ("day", say.l.maybe_day(h.answered_on.or(h.handed_on))),
        ("number", h.number.map(|n| n.to_string()).unwrap_or_default()),
        ("reason", h.answer.as_deref().map(|r| say.reason_words(r, h.answered_on.unwrap_or(say.today))).unwrap_or_default()),
    ];
    say.l.ta(key, &values)
}

/// The need on top: mine before others', with something to do before without, the nearest day first; none once all have ended.
fn foremost(v: &CaseView) -> Option<&ConcernView> {
    let open = v.concerns.iter().filter(|c| !c.state.is_final());
    open.min_by_key(|c| (!c.turn.as_ref().is_some_and(|t| t.mine), c.primary().is_none(), c.timing.due.is_none(), c.timing.due, c.position))
}

fn act(v: &CaseView, c: &ConcernView, say: &Say<'_>) -> Option<Act> {
    let verb = c.primary()?.verb;
    let href = format!("/layanan/{}/kebutuhan/{}/{}", v.id, c.id, slug(verb));
    Some(Act { href, label: say.l.code("verb", verb.code()), icon: verb_icon(verb) })
}

/// A need that waits for the reader.
fn needs(say: &Say<'_>, v: &CaseView, c: &ConcernView) -> (String, String) {
    (say.l.t1("case-other-waits", "need", say.kind(&c.kind)), format!("/layanan/{}/kebutuhan/{}", v.id, c.id))
}

fn top(say: &Say<'_>, v: &CaseView, first: Option<&ConcernView>) -> Top {
    let Some(c) = first else {
        let pills = v.concerns.iter().map(|c| say.state_pill(c.state, c.outcome)).collect();
        let gone = v.concerns.iter().any(|c| c.state == ConcernState::HandedOver);
        let text = if gone { say.l.t("case-all-handed-over") } else { say.l.t("case-all-ended") };
        return Top { class: "still", pills, need: None, text, act: None, other: None };
    };
    if c.state.is_final() {
        let (pills, text) = (vec![say.state_pill(c.state, c.outcome)], say.l.t("case-need-ended"));
        return Top { class: "still", pills, need: Some(say.kind(&c.kind)), text, act: None, other: None };
    }
    let act = act(v, c, say);
    let mine = c.turn.as_ref().is_some_and(|t| t.mine);
    let mut pills = vec![say.turn_pill(c.turn.as_ref(), c.state, c.outcome)];
    if c.urgent {
        pills.push(Pill::new("wait", "lightning-charge", say.l.t("concern-urgent")));
    }
    pills.extend(say.due_pill(&c.timing));
    let there = v.handed.as_ref().filter(|_| c.state == ConcernState::HandingOver).map(|h| h.to.name.clone());
    let who = there.or_else(|| c.turn.as_ref().map(|t| say.turn(t))).unwrap_or_default();
    let state = say.l.code("state", c.state.code());
    let text = match act {
        Some(_) => format!("{state}."),
        None => format!("{state}. {}", say.l.ta("case-nothing-to-do", &[("who", who)])),
    };
    let class = if mine || act.is_some() {
        "mine"
    } else if c.timing.days_overdue > 0 {
        "late"
    } else {
        ""
    };
    Top { class, pills, need: (v.concerns.len() > 1).then(|| say.kind(&c.kind)), text, act, other: None }
}

fn need(say: &Say<'_>, v: &CaseView, c: &ConcernView) -> Need {
    let ended = c.state.is_final();
    // The pill names it already where its name is short.
    let institution = c.turn.as_ref().and_then(|t| t.institution.as_ref()).map(|i| i.1.clone()).filter(|name| short(name) != *name);
    let mut who: Vec<String> = institution.filter(|_| !ended).into_iter().chain([say.l.code("state", c.state.code())]).collect();
    if let Some(outcome) = c.outcome {
        who.push(say.l.code("outcome", outcome.code()));
    }
    if let Some(r) = c.referrals.last().filter(|_| !ended) {
        who.push(say.l.ta("concern-sent-on", &[("day", say.l.short_day(r.sent_on))]));
    }
    who.extend(c.closed_on.map(|d| say.l.day(d)));
    who.extend((!ended).then(|| say.promise(&c.timing)));
    who.dedup();
    Need {
        pill: say.turn_pill(c.turn.as_ref(), c.state, c.outcome),
        due: c.timing.due.filter(|_| !ended).map(|_| say.due_short(&c.timing)),
        what: format!("{}: {}", say.sector(&c.sector), say.kind(&c.kind)),
        who: who.join(" · "),
        href: format!("/layanan/{}/kebutuhan/{}", v.id, c.id),
        act: act(v, c, say),
    }
}

fn papers(say: &Say<'_>, v: &CaseView) -> Vec<Paper> {
    let paper = |d: &slrt_operations::view::DocumentView| Paper {
        pill: Pill::new(
            if d.form == DocumentForm::Missing { "wait" } else { "still" },
            form_icon(d.form),
            say.l.code("docform", d.form.code()),
        ),
        what: say.document(&d.kind),
        who: say.l.day(d.on),
        href: d.blob.as_ref().map(|_| format!("/layanan/{}/berkas/{}", v.id, d.id)),
    };
    v.documents.iter().map(paper).collect()
}

fn form_icon(form: DocumentForm) -> &'static str {
    match form {
        DocumentForm::Shown => "eye",
        DocumentForm::Copy => "copy",
        DocumentForm::Photo => "camera",
        DocumentForm::Missing => "dash-circle",
    }
}

fn externals(say: &Say<'_>, v: &CaseView) -> Vec<Elsewhere> {
    let one = |e: &slrt_operations::view::ExternalView| {
        let day = |key: &str, d: Option<slrt_domain::calendar::Day>| d.map(|d| say.l.ta(key, &[("day", say.l.day(d))]));
        let about = day("case-external-submitted", e.submitted_on).into_iter().chain(day("case-external-checked", e.checked_on));
        let referrals = v.concerns.iter().flat_map(|c| &c.referrals);
        let sent_to = e.referral.and_then(|id| referrals.into_iter().find(|r| r.id == id)).map(|r| r.institution.1.clone());
        Elsewhere {
            system: say.system(&e.system),
            href: e.case.map(|id| format!("/layanan/{id}")),
            number: e.number.as_ref().map(|n| n.reveal().clone()),
            about: sent_to.into_iter().chain(about).chain(e.status.as_ref().map(|s| s.reveal().clone())).collect(),
        }
    };
    v.externals.iter().map(one).collect()
}

fn facts(say: &Say<'_>, v: &CaseView, clear: &Clear) -> Vec<Fact> {
    let l = say.l;
    let person: Vec<String> =
        std::iter::once(say.name(&v.person)).chain(say.sex_and_age(&v.person.sex, v.person.age)).chain([say.village(&v.village)]).collect();
    let fact = |key: &str, value: String| Fact { label: l.t(key), value, masked: None, clear: false };
    let mut facts = vec![fact("case-person", person.join(" · "))];
    let numbers = [
        ("case-nik", Shown::Nik, v.person.nik.clone()),
        ("case-card", Shown::Card, v.card.clone()),
        ("case-phone", Shown::Phone, v.person.phone.clone()),
        ("case-callback", Shown::Callback, v.callback.clone()),
    ];
    for (key, what, masked) in numbers {
        let Some(masked) = masked else { continue };
        facts.push(match clear {
            Some((shown, value)) if *shown == what => Fact { clear: true, ..fact(key, value.reveal().clone()) },
            _ => Fact { masked: v.can.reveal.then_some(what.code()), ..fact(key, masked) },
        });
    }
    let mut add = |key: &str, value: Option<String>| facts.extend(value.filter(|x| !x.is_empty()).map(|x| fact(key, x)));
    add("case-address", v.address.as_ref().map(|a| a.reveal().clone()));
    add("case-proxy", v.proxy.as_ref().map(|p| p.reveal().clone()));
    let ppks = v.ppks.as_ref().and_then(|code| say.catalog.ppks.iter().find(|p| p.code == *code));
    add("case-ppks", ppks.map(|p| l.pick(&p.name)));
    let office = v.office.as_ref().map(|o| o.name.clone()).unwrap_or_default();
    let place = l.ta("case-taken-at", &[("office", office), ("channel", l.code("channel", v.channel.code()).to_lowercase())]);
    let by = v.opened_by.as_ref().map(|n| l.ta("case-taken-by", &[("officer", n.reveal().clone())]));
    add("case-taken", Some([Some(l.day(v.local.0)), Some(place), by].into_iter().flatten().collect::<Vec<_>>().join(", ")));
    facts
}
