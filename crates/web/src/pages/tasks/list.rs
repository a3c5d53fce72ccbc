//! `GET /tugas`: what waits for me, oldest promise first, with the next action; what I handed on; for overseers what is stuck, and with whom.

use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::case::say::{Pill, Say, slug, title, verb_icon, verb_of};
use crate::pages::concern::Act;
use crate::pages::html;
use crate::pages::inquiry::InquiryForm;
use crate::speak::Speak;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::Coded as _;
use slrt_domain::access::{Action, Role};
use slrt_domain::case::{Channel, ConcernState, VerbCode};
use slrt_domain::journal::Refusal;
use slrt_operations::accounts::Session;
use slrt_operations::view::{Cursor, Figures, HandedOn, TaskLine, TasksView, incoming_count, tasks};

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
    lines: Vec<Task>,
    next: Option<String>,
    later_page: bool,
    handed_on: Vec<Task>,
    stuck: Vec<Task>,
    /// What operators of SIKS-NG look at on a later day.
    later: Vec<Task>,
    /// What the reader took in and others have now.
    received: Vec<Task>,
    /// Cases of other regencies that wait for the reader's answer.
    incoming: i64,
    /// A question that was answered: one tap, for who may.
    inquiry: Option<InquiryForm>,
}

/// A next step with its number of lines.
struct Step {
    href: String,
    words: String,
    n: usize,
    here: bool,
}

struct Task {
    pill: Pill,
    with: Option<Pill>,
    what: String,
    who: String,
    number: String,
    note: Option<String>,
    urgent: bool,
    restricted: bool,
    href: String,
    acts: Vec<Act>,
    /// Accepted by one press: where, the revision, and a fresh operation id.
    accept: Option<Accept>,
}

struct Accept {
    to: String,
    revision: i64,
    operation: String,
}

/// From where on, and which next step only.
#[derive(Deserialize)]
pub struct Start {
    sesudah: Option<String>,
    langkah: Option<String>,
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
    let found = async {
        let after = match from.sesudah.as_deref() {
            Some(text) => Some(Cursor::parse(text).ok_or_else(|| Refusal::invalid("cursor", "unknown"))?),
            None => None,
        };
        let incoming = incoming_count(&app.house, &session).await?;
        Ok::<_, Failure>((tasks(&app.house, &session, after).await?, incoming))
    };
    match found.await {
        Ok((view, incoming)) => {
            let incoming = i64::try_from(incoming).unwrap_or(0);
            html(&TasksPage { incoming, ..page(&app, &session, frame, view, &from) })
        }
        Err(e) => e.page(frame),
    }
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
        lines: v.lines.iter().filter(|t| from.step().is_none_or(|s| s == step_of(t))).map(|t| task(app, &say, t)).collect(),
        next: v.next.map(|c| Start::href(Some(&c.to_string()), from.step())),
        later_page: from.sesudah.is_some(),
        handed_on: v.handed_on.iter().map(|h| handed(&say, h)).collect(),
        stuck: v.stuck.iter().map(|h| handed(&say, h)).collect(),
        later: v.later.iter().map(|h| handed(&say, h)).collect(),
        received: v.received.iter().map(|h| handed(&say, h)).collect(),
        incoming: 0,
        inquiry: actor.may_anywhere(Action::RecordInquiry).then(|| InquiryForm::new(app, &l, Channel::Counter)),
        f,
    }
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

fn handed(say: &Say<'_>, h: &HandedOn) -> Task {
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
