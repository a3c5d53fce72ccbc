//! `GET /tugas`: what waits for me, oldest promise first, with the next action; what I handed on; for overseers what is stuck, and with whom.

use super::below;
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::case::say::{Pill, Say, slug, title, verb_icon, verb_of};
use crate::pages::concern::Act;
use crate::pages::html;
use crate::pages::inquiry::InquiryForm;
use crate::pages::intake::parts::usual_channel;
use crate::speak::Speak;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::Coded as _;
use slrt_domain::access::{Action, Role};
use slrt_domain::case::{ConcernState, VerbCode};
use slrt_domain::journal::Refusal;
use slrt_operations::accounts::Session;
use slrt_operations::view::{Cursor, Figures, HANDED_ON, HandedOn, TaskLine, TasksView, incoming_count, tasks};

#[derive(Template)]
#[template(path = "tasks/list.html")]
struct TasksPage {
    f: Frame,
    date: String,
    heading: String,
    figures: Figures,
    handles: bool,
    /// How many of a hundred that came this month said that help came, for those who answer for it.
    helped_rate: Option<i64>,
    opens: bool,
    inbox: bool,
    /// Whether there is a list of answered referrals.
    answers: bool,
    /// Counts of the page by next step, to show one step only; none where all lines have the same.
    steps: Vec<Step>,
    /// The work by urgency: late first, the nearest day first.
    groups: Vec<Group>,
    next: Option<String>,
    later_page: bool,
    /// What is others' turn: stuck, looked at later, taken in by the reader, handed on.
    sections: Vec<Section>,
    /// Cases of other regencies that wait for the reader's answer.
    incoming: i64,
    /// Whether a decision was stored a moment ago.
    saved: bool,
    /// A question that was answered: one tap, for who may.
    inquiry: Option<InquiryForm>,
}

/// Lines of a group in sight; the rest of the page opens below them.
const IN_SIGHT: usize = 15;
/// Lines of a list below the work in sight.
const FEW: usize = 5;

/// Lines that belong together: the first in sight, the others one press away.
pub(super) struct Group {
    title: String,
    /// How many there are on all pages, where that is known.
    count: Option<String>,
    lines: Vec<Task>,
    rest: Vec<Task>,
}

/// A list of what is others' turn.
pub(super) struct Section {
    title: String,
    lead: String,
    count: Option<String>,
    lines: Vec<Task>,
    rest: Vec<Task>,
    /// The page that has all of them, where there may be more than stand here.
    more: Option<String>,
}

/// A next step with its number of lines.
struct Step {
    href: String,
    words: String,
    n: usize,
    here: bool,
}

pub(super) struct Task {
    pub pill: Pill,
    pub with: Option<Pill>,
    pub what: String,
    pub who: String,
    pub number: String,
    note: Option<String>,
    urgent: bool,
    restricted: bool,
    pub href: String,
    acts: Vec<Act>,
    /// Accepted by one press: where, the revision, and a fresh operation id.
    accept: Option<Accept>,
}

pub(super) struct Accept {
    to: String,
    revision: i64,
    operation: String,
}

/// From where on, and which next step only.
#[derive(Deserialize)]
pub struct Start {
    sesudah: Option<String>,
    langkah: Option<String>,
    bagian: Option<String>,
    /// What was decided a moment ago is stored, and the case is out of sight.
    tersimpan: Option<String>,
}

impl Start {
    /// The step asked for: [`OTHER`] for lines without one, nothing for all.
    fn step(&self) -> Option<&str> {
        self.langkah.as_deref().filter(|s| *s == OTHER || verb_of(s).is_some())
    }

    fn href(sesudah: Option<&str>, langkah: Option<&str>) -> String {
        let given = [("sesudah", sesudah), ("langkah", langkah)];
        let query: Vec<String> = given.iter().filter_map(|(key, value)| value.map(|v| format!("{key}={v}"))).collect();
        if query.is_empty() { "/tugas".to_owned() } else { format!("/tugas?{}", query.join("&")) }
    }
}

/// What stands in the address for lines without a next step of the reader's.
const OTHER: &str = "lain";

/// What stands in the address for a line's next step.
fn step_of(t: &TaskLine) -> &'static str {
    t.next.map_or(OTHER, slug)
}

/// Lists my work.
pub async fn list(State(app): State<App>, Query(from): Query<Start>, Officer { session, frame }: Officer) -> Response {
    if let Some(part) = &from.bagian {
        return below::show(&app, &session, frame, part, from.sesudah.as_deref()).await;
    }
    let found = async {
        let after = cursor(from.sesudah.as_deref())?;
        let incoming = incoming_count(&app.house, &session).await?;
        Ok::<_, Failure>((tasks(&app.house, &session, after).await?, incoming))
    };
    match found.await {
        Ok((view, incoming)) => {
            let incoming = i64::try_from(incoming).unwrap_or(0);
            html(&TasksPage { incoming, saved: from.tersimpan.is_some(), ..page(&app, &session, frame, view, &from) })
        }
        Err(e) => e.page(frame),
    }
}

/// Reads where a page begins.
pub(super) fn cursor(text: Option<&str>) -> Result<Option<Cursor>, Refusal> {
    text.map(|t| Cursor::parse(t).ok_or_else(|| Refusal::invalid("cursor", "unknown"))).transpose()
}

fn page(app: &App, session: &Session, f: Frame, v: TasksView, from: &Start) -> TasksPage {
    let l = f.l.clone();
    let say = Say { l: &l, catalog: &session.reference.catalog, today: v.today };
    let actor = &session.actor;
    let inbox = actor.holds(Role::InstitutionOfficer) && !actor.may_anywhere(Action::ViewCase);
    let decides = !actor.may_anywhere(Action::OpenCase);
    let heading = match (inbox, decides) {
        (true, _) => "tasks-inbox",
        (_, true) => "tasks-list-decider",
        _ => "tasks-list",
    };
    TasksPage {
        date: l.long_day(v.today),
        heading: l.t(heading),
        figures: v.figures,
        handles: actor.may_anywhere(Action::ViewCase),
        helped_rate: v.figures.helped_rate.filter(|_| decides && actor.may_anywhere(Action::ViewBook)),
        opens: actor.may_anywhere(Action::OpenCase),
        inbox,
        answers: actor.may_anywhere(Action::ViewReferral),
        steps: steps(&l, &v.lines, from),
        groups: groups(app, &say, &v, from),
        next: v.next.map(|c| Start::href(Some(&c.to_string()), from.step())),
        later_page: from.sesudah.is_some(),
        sections: if from.sesudah.is_some() { Vec::new() } else { sections(&say, &v) },
        incoming: 0,
        saved: false,
        inquiry: actor.may_anywhere(Action::RecordInquiry).then(|| InquiryForm::new(app, &l, usual_channel(actor))),
        f,
    }
}

/// What is late, and what is not yet; how many of each there are, unless one step only is shown.
fn groups(app: &App, say: &Say<'_>, v: &TasksView, from: &Start) -> Vec<Group> {
    let shown = v.lines.iter().filter(|t| from.step().is_none_or(|s| s == step_of(t)));
    let (late, others): (Vec<&TaskLine>, Vec<&TaskLine>) = shown.partition(|t| t.timing.days_overdue > 0);
    let counts = [v.figures.overdue, v.figures.waiting - v.figures.overdue];
    let group = |(key, lines, n): (&str, Vec<&TaskLine>, i64)| {
        let mut lines: Vec<Task> = lines.into_iter().map(|t| task(app, say, t)).collect();
        let rest = lines.split_off(lines.len().min(IN_SIGHT));
        Group { title: say.l.t(key), count: from.step().is_none().then(|| say.l.number(n)), lines, rest }
    };
    let both = [("tasks-group-late", late, counts[0]), ("tasks-group-time", others, counts[1])];
    both.into_iter().filter(|(_, lines, _)| !lines.is_empty()).map(group).collect()
}

/// What is others' turn, each list with its beginning.
fn sections(say: &Say<'_>, v: &TasksView) -> Vec<Section> {
    let most = usize::try_from(HANDED_ON).unwrap_or(20);
    let section = |(key, lines, n, part): (&str, &Vec<HandedOn>, Option<i64>, Option<&str>)| {
        let cut = if key == "tasks-received" { !v.all_received } else { lines.len() >= most };
        let full = n.map_or(cut, |n| usize::try_from(n).is_ok_and(|n| n > lines.len()));
        let mut tasks: Vec<Task> = lines.iter().map(|h| handed(say, h)).collect();
        let rest = tasks.split_off(tasks.len().min(FEW));
        let counted = i64::try_from(lines.len()).ok().filter(|_| !full);
        Section {
            title: say.l.t(key),
            lead: say.l.t(&format!("{key}-lead")),
            count: n.or(counted).map(|n| say.l.number(n)),
            lines: tasks,
            rest,
            more: part.filter(|_| full).map(below::href),
        }
    };
    let all = [
        ("tasks-stuck", &v.stuck, None, Some("tersendat")),
        ("tasks-later", &v.later, None, Some("nanti")),
        ("tasks-received", &v.received, None, None),
        ("tasks-handed-on", &v.handed_on, Some(v.figures.at_institutions), Some("diteruskan")),
    ];
    all.into_iter().filter(|(_, lines, ..)| !lines.is_empty()).map(section).collect()
}

/// All lines, and those of each next step, in the order in which steps come.
fn steps(l: &Speak, lines: &[TaskLine], from: &Start) -> Vec<Step> {
    let verbs = VerbCode::ALL.iter().map(|v| (slug(*v), l.code("verb", v.code())));
    let known = verbs.chain(std::iter::once((OTHER, l.t("tasks-step-other"))));
    let step = |asked: Option<&str>, words: String, n: usize| Step {
        href: Start::href(from.sesudah.as_deref(), asked),
        words,
        n,
        here: from.step() == asked,
    };
    let mut found: Vec<Step> = known
        .map(|(slug, words)| step(Some(slug), words, lines.iter().filter(|t| step_of(t) == slug).count()))
        .filter(|s| s.n > 0)
        .collect();
    if found.len() < 2 && from.step().is_none() {
        return Vec::new();
    }
    found.insert(0, step(None, l.t("tasks-step-all"), lines.len()));
    found
}

fn task(app: &App, say: &Say<'_>, t: &TaskLine) -> Task {
    let href = format!("/layanan/{}", t.case);
    let place = format!("{href}/kebutuhan/{}", t.concern);
    let mut who: Vec<String> = say.sex_and_age(&t.person.sex, t.person.age).into_iter().collect();
    if t.title.is_some() && who.is_empty() {
        who.push(say.kind(&t.kind));
    }
    who.push(say.village(&t.village));
    who.extend(say.promise_short(&t.timing, t.state));
    let answering = t.next == Some(VerbCode::Answer);
    let fresh = answering && t.state == ConcernState::Referred;
    let answer = |result: &str, icon: &'static str| Act {
        href: format!("{place}/{}?hasil={result}", slug(VerbCode::Answer)),
        label: say.l.code("answer", result),
        icon,
    };
    let acts = match t.next {
        Some(VerbCode::Answer) if fresh => vec![answer("declined", "x-circle"), answer("more_asked", "question-circle")],
        Some(VerbCode::Answer) => vec![Act {
            href: format!("{place}/{}", slug(VerbCode::Answer)),
            label: say.l.t("step-answer-outcome-title"),
            icon: "pencil-square",
        }],
        Some(verb) => vec![Act { href: format!("{place}/{}", slug(verb)), label: say.l.code("verb", verb.code()), icon: verb_icon(verb) }],
        None => vec![Act { href: place.clone(), label: say.l.t("tasks-open"), icon: "chevron-right" }],
    };
    Task {
        pill: say.due_short(&t.timing),
        with: None,
        what: t.title.as_ref().map_or_else(|| say.kind(&t.kind), |w| title(w.reveal()).to_owned()),
        who: who.join(" · "),
        number: t.number.to_string(),
        note: t.reminder.map(|r| say.l.code("tasks-reminder", r.code())),
        urgent: t.urgent,
        restricted: t.restricted,
        href,
        acts,
        accept: fresh.then(|| Accept {
            to: format!("{place}/{}", slug(VerbCode::Answer)),
            revision: t.revision,
            operation: app.house.clock().new_id().to_string(),
        }),
    }
}

pub(super) fn handed(say: &Say<'_>, h: &HandedOn) -> Task {
    Task {
        pill: say.due_short(&h.timing),
        with: Some(say.turn_pill(Some(&h.turn), h.state, None)),
        what: h.title.as_ref().map_or_else(|| say.kind(&h.kind), |w| title(w.reveal()).to_owned()),
        who: [Some(say.turn(&h.turn)), Some(say.l.code("state", h.state.code())), say.promise_short(&h.timing, h.state)]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · "),
        number: h.number.to_string(),
        note: None,
        urgent: false,
        restricted: false,
        href: format!("/layanan/{}", h.case),
        acts: Vec::new(),
        accept: None,
    }
}
