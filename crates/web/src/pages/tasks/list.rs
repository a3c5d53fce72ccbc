//! `GET /tugas`: what waits for me, oldest promise first, with the next action; what I handed on; for overseers what is stuck, and with whom.

use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::book::rate;
use crate::pages::case::say::{Pill, Say, slug, title, verb_icon};
use crate::pages::concern::Act;
use crate::pages::html;
use crate::pages::inquiry::InquiryForm;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::Coded as _;
use slrt_domain::access::{Action, Role};
use slrt_domain::case::{Channel, ConcernState, VerbCode};
use slrt_domain::journal::Refusal;
use slrt_operations::accounts::Session;
use slrt_operations::view::{Cursor, Figures, HandedOn, TaskLine, TasksView, tasks};

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
    lines: Vec<Task>,
    next: Option<String>,
    later_page: bool,
    handed_on: Vec<Task>,
    stuck: Vec<Task>,
    /// A question that was answered: one tap, for who may.
    inquiry: Option<InquiryForm>,
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

/// From where on.
#[derive(Deserialize)]
pub struct Start {
    sesudah: Option<String>,
}

/// Lists my work.
pub async fn list(State(app): State<App>, Query(from): Query<Start>, Officer { session, frame }: Officer) -> Response {
    let found = async {
        let after = match from.sesudah.as_deref() {
            Some(text) => Some(Cursor::parse(text).ok_or_else(|| Refusal::invalid("cursor", "unknown"))?),
            None => None,
        };
        Ok::<_, Failure>((tasks(&app.house, &session, after).await?, after.is_some()))
    };
    match found.await {
        Ok((view, later)) => html(&page(&app, &session, frame, view, later)),
        Err(e) => e.page(frame),
    }
}

fn page(app: &App, session: &Session, f: Frame, v: TasksView, later_page: bool) -> TasksPage {
    let l = f.l.clone();
    let say = Say { l: &l, catalog: app.house.catalog(), today: v.today };
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
        helped_rate: rate(v.figures.helped_this_month, v.figures.opened_this_month)
            .filter(|_| decides && actor.may_anywhere(Action::ViewBook)),
        opens: actor.may_anywhere(Action::OpenCase),
        inbox,
        lines: v.lines.iter().map(|t| task(app, &say, t)).collect(),
        next: v.next.map(|c| format!("/tugas?sesudah={c}")),
        later_page,
        handed_on: v.handed_on.iter().map(|h| handed(&say, h)).collect(),
        stuck: v.stuck.iter().map(|h| handed(&say, h)).collect(),
        inquiry: actor.may_anywhere(Action::RecordInquiry).then(|| InquiryForm::new(app, &l, Channel::Counter)),
        f,
    }
}

fn task(app: &App, say: &Say<'_>, t: &TaskLine) -> Task {
    let href = format!("/layanan/{}", t.case);
    let place = format!("{href}/kebutuhan/{}", t.concern);
    let mut who: Vec<String> = say.sex_and_age(&t.person.sex, t.person.age).into_iter().collect();
    if t.title.is_some() && who.is_empty() {
        who.push(say.kind(&t.kind));
    }
    who.push(say.village(&t.village));
    who.extend(say.promise_short(&t.timing));
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
        who: [Some(say.turn(&h.turn)), Some(say.l.code("state", h.state.code())), say.promise_short(&h.timing)]
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
