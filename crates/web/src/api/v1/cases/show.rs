//! `GET /cases/{case}`: a case as the reader may see it.

use crate::App;
use crate::access::Bearer;
use crate::error::{Failure, Problem};
use axum::extract::{Path, State};
use serde::Serialize;
use slrt_domain::Coded as _;
use slrt_domain::calendar::Day;
use slrt_domain::case::{Offer, Sight};
use slrt_domain::identity::{CaseId, Private};
use slrt_domain::journal::Refusal;
use slrt_operations::view;
use slrt_operations::view::{CaseView, ConcernView, HandedView, PersonBrief, ReferralView, TimelineView};
use utoipa::ToSchema;

/// A case.
#[derive(Serialize, ToSchema)]
pub struct Case {
    /// Id.
    id: String,
    /// *Nomor layanan*.
    number: String,
    /// `whole`, or `referral`: the part that was sent to the reader's institution.
    sight: &'static str,
    /// Whether only named persons know of a part of it that the reader sees.
    restricted: bool,
    /// When it was brought (RFC 3339, UTC).
    at: String,
    /// The office that took it.
    office: Option<String>,
    /// Its name.
    office_name: Option<String>,
    /// The village it is about, ten digits.
    village: String,
    /// Its name.
    village_name: String,
    /// How it came.
    channel: String,
    /// PPKS code.
    ppks: Option<String>,
    /// Who it is for.
    person: Person,
    /// Their family.
    family: Option<String>,
    /// Masked No. KK; an institution sees it, and the two below, while it works on the case.
    card: Option<String>,
    /// Where they live, in words.
    address: Option<String>,
    /// Masked telephone number that was left with the case.
    callback: Option<String>,
    /// Decile of the copy.
    decile: Option<i64>,
    /// Who came instead.
    proxy: Option<String>,
    /// Whether its key is gone: words read as erased.
    erased: bool,
    /// Its needs.
    concerns: Vec<Concern>,
    /// Documents.
    documents: Vec<CaseDocument>,
    /// Numbers in other systems.
    external: Vec<Elsewhere>,
    /// Where it went last, if it was handed to another regency.
    handed_over: Option<HandedOver>,
    /// What happened, newest first.
    timeline: Vec<Happened>,
    /// What may be done with the case as a whole: `add_document`, `set_person`, `name_person`, `renew_pin`, `hand_over`, `take_back`, `reveal` (once it has ended, with a reason).
    can: Vec<&'static str>,
}

/// Where a case went.
#[derive(Serialize, ToSchema)]
pub struct HandedOver {
    /// The hand-over: what taking it back names.
    id: String,
    /// The other regency's four digits.
    regency: String,
    /// `under_way`, `taken_over`, `returned`, `taken_back`.
    state: String,
    /// Why it was handed over, coded.
    reason: String,
    /// Why it came back or was taken back, coded.
    answer: Option<String>,
    /// Its *nomor layanan* there.
    number: Option<String>,
    /// The day on which it was handed over.
    handed_on: Option<String>,
    /// The day of the answer.
    answered_on: Option<String>,
}

impl From<&HandedView> for HandedOver {
    fn from(h: &HandedView) -> Self {
        Self {
            id: h.id.to_string(),
            regency: h.to.tenant.to_string(),
            state: h.state.clone(),
            reason: h.reason.clone(),
            answer: h.answer.clone(),
            number: h.number.map(|n| n.to_string()),
            handed_on: h.handed_on.map(Day::iso),
            answered_on: h.answered_on.map(Day::iso),
        }
    }
}

/// A person in one line.
#[derive(Serialize, ToSchema)]
pub struct Person {
    /// Id, for readers of the registry; numbers of a case are shown in clear by `POST /cases/{case}/reveal`, which needs none.
    id: Option<String>,
    /// Name.
    name: Option<String>,
    /// `male`, `female`, or empty.
    sex: String,
    /// Completed years.
    age: Option<i32>,
    /// Masked NIK.
    nik: Option<String>,
    /// Masked telephone number.
    phone: Option<String>,
    /// Whether the person was erased.
    erased: bool,
}

/// A need.
#[derive(Serialize, ToSchema)]
pub struct Concern {
    /// Id.
    id: String,
    /// Place, from 1.
    position: usize,
    /// What a step must name.
    revision: i64,
    /// Kind.
    kind: String,
    /// Category letter.
    category: String,
    /// Sector.
    sector: String,
    /// Whether only named persons know of it.
    restricted: bool,
    /// Urgent.
    urgent: bool,
    /// The citizen's own words.
    words: Option<String>,
    /// State.
    state: String,
    /// Whose turn: a capacity.
    turn: Option<String>,
    /// At which office or institution, by name.
    turn_at: Option<String>,
    /// Whether it is the reader's turn.
    mine: bool,
    /// By when.
    due: Option<String>,
    /// Whether that day is an estimate: the holidays of its year are not settled.
    due_estimated: bool,
    /// Days since then.
    days_overdue: i64,
    /// The day promised to the citizen.
    promised: String,
    /// Whether that day is an estimate.
    promised_estimated: bool,
    /// Since when our own clock stands still: waiting for papers, the centre or quota.
    paused_since: Option<String>,
    /// Days of waiting since then.
    waited_days: i64,
    /// The day on which more time was taken, as the standard allows once.
    extended_on: Option<String>,
    /// The day that would be promised if more time were taken now; none where that cannot be.
    extends_to: Option<String>,
    /// What came of it: never the same as the state.
    outcome: Option<String>,
    /// The last coded reason.
    reason: Option<String>,
    /// Programs picked.
    programs: Vec<String>,
    /// Capacities that still have to decide.
    chain: Vec<String>,
    /// The day it was brought.
    opened_on: String,
    /// The day it ended.
    closed_on: Option<String>,
    /// How many times it was opened again.
    reopened: i64,
    /// Referrals, oldest first.
    referrals: Vec<Referral>,
    /// What the reader may do now.
    actions: Vec<Act>,
}

/// Something that would be accepted.
#[derive(Serialize, ToSchema)]
pub struct Act {
    /// The verb.
    verb: String,
    /// Results that would be accepted.
    results: Vec<&'static str>,
    /// Whether it is the one thing to do next.
    primary: bool,
}

/// A referral.
#[derive(Serialize, ToSchema)]
pub struct Referral {
    /// Id.
    id: String,
    /// Institution.
    institution: String,
    /// Its name.
    institution_name: String,
    /// For which program.
    program: Option<String>,
    /// State.
    state: String,
    /// Sent.
    sent_on: String,
    /// Answered.
    answered_on: Option<String>,
    /// Whether the last answer was recorded on its behalf.
    on_behalf: bool,
    /// The last coded reason.
    reason: Option<String>,
    /// What was sent along, newest first.
    sent_words: Vec<String>,
    /// The institution's last words.
    answer_words: Option<String>,
    /// Documents asked for last.
    documents_asked: Vec<String>,
}

/// A document.
#[derive(Serialize, ToSchema)]
pub struct CaseDocument {
    /// Id.
    id: String,
    /// Of which concern only.
    concern: Option<String>,
    /// Kind.
    kind: String,
    /// How it was presented.
    form: String,
    /// Whether there is a photograph.
    photo: bool,
    /// The day.
    on: String,
}

/// A number in another system.
#[derive(Serialize, ToSchema)]
pub struct Elsewhere {
    /// System; `slrt` for another service here, which goes on in place of this one.
    system: String,
    /// The id of that service, where the reader may see it.
    case: Option<String>,
    /// Number; none when erased.
    number: Option<String>,
    /// Submitted there.
    submitted_on: Option<String>,
    /// Last looked at.
    checked_on: Option<String>,
    /// Of which referral only.
    referral: Option<String>,
    /// Status seen; none when erased.
    status: Option<String>,
}

/// One thing that happened.
#[derive(Serialize, ToSchema)]
pub struct Happened {
    /// Number of the journal's entry.
    entry: i64,
    /// When (RFC 3339, UTC).
    at: String,
    /// Who: name.
    actor: Option<String>,
    /// Under which role.
    role: String,
    /// In what capacity.
    acting: String,
    /// What: `case.opened`, `concern.referred` …
    kind: String,
    /// Which need, by its place.
    concern: Option<usize>,
    /// Coded result.
    result: Option<String>,
    /// Coded reason.
    reason: Option<String>,
    /// Programs.
    programs: Vec<String>,
    /// Documents.
    documents: Vec<String>,
    /// Institution, by name.
    institution: Option<String>,
    /// What was written.
    words: Option<String>,
}

/// Shows a case.
#[utoipa::path(get, path = "/cases/{case}", tag = "cases", security(("bearer" = [])), params(("case" = String, Path)),
    responses((status = 200, body = Case), (status = 401, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn show(State(app): State<App>, Bearer(session): Bearer, Path(case): Path<String>) -> Result<axum::Json<Case>, Failure> {
    let id = CaseId::parse(&case).ok_or_else(Refusal::not_found)?;
    let v = view::case(&app.house, &session, id).await?;
    Ok(axum::Json(Case::from(&v)))
}

fn open(words: &Option<Private<String>>) -> Option<String> {
    words.as_ref().map(|w| w.reveal().clone())
}

impl From<&CaseView> for Case {
    fn from(v: &CaseView) -> Self {
        let can = [
            ("add_document", v.can.add_document),
            ("set_person", v.can.set_person),
            ("name_person", v.can.name_person),
            ("renew_pin", v.can.renew_pin),
            ("hand_over", v.can.hand_over),
            ("take_back", v.can.take_back),
            ("reveal", v.can.reveal),
        ];
        Self {
            id: v.id.to_string(),
            number: v.number.to_string(),
            sight: if v.sight == Sight::Whole { "whole" } else { "referral" },
            restricted: v.restricted,
            at: v.at.rfc3339(),
            office: v.office.as_ref().map(|o| o.id.to_string()),
            office_name: v.office.as_ref().map(|o| o.name.clone()),
            village: v.village.code.as_str().to_owned(),
            village_name: v.village.name.clone(),
            channel: v.channel.code().into(),
            ppks: v.ppks.clone(),
            person: Person::from(&v.person),
            family: v.family.map(|f| f.to_string()),
            card: v.card.clone(),
            address: open(&v.address),
            callback: v.callback.clone(),
            decile: v.decile.as_ref().map(|d| d.0),
            proxy: open(&v.proxy),
            erased: v.erased,
            concerns: v.concerns.iter().map(Concern::from).collect(),
            documents: v.documents.iter().map(document).collect(),
            external: v.externals.iter().map(external).collect(),
            handed_over: v.handed.as_ref().map(HandedOver::from),
            timeline: v.timeline.iter().map(Happened::from).collect(),
            can: can.iter().filter(|c| c.1).map(|c| c.0).collect(),
        }
    }
}

impl From<&PersonBrief> for Person {
    fn from(p: &PersonBrief) -> Self {
        Self {
            id: p.person.map(|id| id.to_string()),
            name: open(&p.name),
            sex: p.sex.clone(),
            age: p.age,
            nik: p.nik.clone(),
            phone: p.phone.clone(),
            erased: p.erased,
        }
    }
}

impl From<&ConcernView> for Concern {
    fn from(c: &ConcernView) -> Self {
        let turn_at =
            c.turn.as_ref().and_then(|t| t.institution.as_ref().map(|i| i.1.clone()).or_else(|| t.office.as_ref().map(|o| o.name.clone())));
        Self {
            id: c.id.to_string(),
            position: c.position,
            revision: c.revision,
            kind: c.kind.clone(),
            category: c.category.clone(),
            sector: c.sector.clone(),
            restricted: c.restricted,
            urgent: c.urgent,
            words: open(&c.words),
            state: c.state.code().into(),
            turn: c.turn.as_ref().map(|t| t.role.code().into()),
            turn_at,
            mine: c.turn.as_ref().is_some_and(|t| t.mine),
            due: c.timing.due.map(Day::iso),
            due_estimated: c.timing.due_estimated,
            days_overdue: c.timing.days_overdue,
            promised: c.timing.promised.iso(),
            promised_estimated: c.timing.promised_estimated,
            paused_since: c.timing.paused_since.map(Day::iso),
            waited_days: c.timing.waited_days,
            extended_on: c.extended_on.map(Day::iso),
            extends_to: c.extends_to.map(Day::iso),
            outcome: c.outcome.map(|o| o.code().into()),
            reason: c.reason.clone(),
            programs: c.programs.clone(),
            chain: c.chain.iter().map(|r| r.code().into()).collect(),
            opened_on: c.opened_on.iso(),
            closed_on: c.closed_on.map(Day::iso),
            reopened: c.reopened,
            referrals: c.referrals.iter().map(Referral::from).collect(),
            actions: c.actions.iter().map(Act::from).collect(),
        }
    }
}

impl From<&Offer> for Act {
    fn from(o: &Offer) -> Self {
        Self { verb: o.verb.code().into(), results: o.results.clone(), primary: o.primary }
    }
}

impl From<&ReferralView> for Referral {
    fn from(r: &ReferralView) -> Self {
        Self {
            id: r.id.to_string(),
            institution: r.institution.0.to_string(),
            institution_name: r.institution.1.clone(),
            program: r.program.clone(),
            state: r.state.code().into(),
            sent_on: r.sent_on.iso(),
            answered_on: r.answered_on.map(Day::iso),
            on_behalf: r.on_behalf,
            reason: r.reason.clone(),
            sent_words: r.sent_words.iter().map(|w| w.reveal().clone()).collect(),
            answer_words: open(&r.answer_words),
            documents_asked: r.documents_asked.clone(),
        }
    }
}

fn document(d: &view::DocumentView) -> CaseDocument {
    CaseDocument {
        id: d.id.to_string(),
        concern: d.concern.map(|c| c.to_string()),
        kind: d.kind.clone(),
        form: d.form.code().into(),
        photo: d.blob.is_some(),
        on: d.on.iso(),
    }
}

fn external(e: &view::ExternalView) -> Elsewhere {
    Elsewhere {
        system: e.system.clone(),
        case: e.case.map(|c| c.to_string()),
        number: open(&e.number),
        submitted_on: e.submitted_on.map(Day::iso),
        checked_on: e.checked_on.map(Day::iso),
        referral: e.referral.map(|r| r.to_string()),
        status: open(&e.status),
    }
}

impl From<&TimelineView> for Happened {
    fn from(t: &TimelineView) -> Self {
        Self {
            entry: t.entry,
            at: t.at.rfc3339(),
            actor: open(&t.actor),
            role: t.role.clone(),
            acting: t.acting.clone(),
            kind: t.kind.clone(),
            concern: t.concern.map(|c| c.1),
            result: t.detail.result.clone(),
            reason: t.detail.reason.clone(),
            programs: t.detail.programs.clone(),
            documents: t.detail.documents.clone(),
            institution: t.detail.institution.clone(),
            words: open(&t.words),
        }
    }
}
