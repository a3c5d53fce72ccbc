//! `GET /tasks`: what waits for the reader, oldest promise first.

use crate::App;
use crate::access::Bearer;
use crate::error::{Failure, Problem};
use crate::operation::parsed;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use slrt_domain::Coded as _;
use slrt_domain::calendar::Day;
use slrt_operations::accounts::Session;
use slrt_operations::view::{self, Cursor, HandedOn, TaskLine, TasksView};
use utoipa::{IntoParams, ToSchema};

/// Where a page begins.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Start {
    /// `next` of the page before.
    cursor: Option<String>,
}

/// The reader's work.
#[derive(Serialize, ToSchema)]
pub struct Tasks {
    /// Today in the tenant's zone.
    today: String,
    /// Counts.
    figures: TaskFigures,
    /// What waits, oldest promise first.
    lines: Vec<Task>,
    /// Where the next page begins; none on the last.
    next: Option<String>,
    /// What was sent to institutions and is not answered.
    handed_on: Vec<Handed>,
    /// For overseers: what is past its day at the offices below, and with whom.
    stuck: Vec<Handed>,
    /// For operators of SIKS-NG: what waits for the national level and is to be looked at on a later day.
    later: Vec<Handed>,
    /// Open needs of the cases that the reader opened, where another has the turn.
    received: Vec<Handed>,
}

/// Counts.
#[derive(Serialize, ToSchema)]
struct TaskFigures {
    /// Waits for me.
    waiting: i64,
    /// Of these, past their day.
    overdue: i64,
    /// Waits for institutions, sent by the reader's offices and those that they oversee.
    at_institutions: i64,
    /// Citizens of these offices who said this month that help came.
    helped_this_month: i64,
    /// Needs of these offices that got an outcome this month: the citizen said how it stands, or it ended.
    with_outcome_this_month: i64,
    /// How many of a hundred of these were helped; null where nothing got an outcome.
    helped_rate: Option<i64>,
}

/// A line.
#[derive(Serialize, ToSchema)]
pub struct Task {
    /// Case.
    case: String,
    /// Concern.
    concern: String,
    /// *Nomor layanan*.
    number: String,
    /// The beginning of the citizen's words.
    title: Option<String>,
    /// Kind.
    kind: String,
    /// Sector.
    sector: String,
    /// Urgent.
    urgent: bool,
    /// Whether only named persons know of it.
    restricted: bool,
    /// `male`, `female`, or empty.
    sex: String,
    /// Age in years.
    age: Option<i32>,
    /// Village, ten digits.
    village: String,
    /// State.
    state: String,
    /// By when.
    due: Option<String>,
    /// Whether that day is an estimate: the holidays of its year are not settled.
    due_estimated: bool,
    /// Days since then.
    days_overdue: i64,
    /// What a step must name.
    revision: i64,
    /// What to do next.
    next: Option<String>,
    /// Why it is here, if the turn is another's: `call_citizen`, `look_at_center`, `visit_late`.
    reminder: Option<String>,
}

/// Something that another has.
#[derive(Serialize, ToSchema)]
struct Handed {
    /// Case.
    case: String,
    /// Concern.
    concern: String,
    /// *Nomor layanan*.
    number: String,
    /// Kind.
    kind: String,
    /// Whose turn: a capacity.
    turn: String,
    /// At which office or institution, by name.
    turn_at: Option<String>,
    /// State.
    state: String,
    /// By when.
    due: Option<String>,
    /// Whether that day is an estimate: the holidays of its year are not settled.
    due_estimated: bool,
    /// Days since then.
    days_overdue: i64,
    /// The day promised to the citizen for all of it.
    promised: String,
    /// Whether that day is an estimate.
    promised_estimated: bool,
}

/// What waits for me.
#[utoipa::path(get, path = "/tasks", tag = "tasks", security(("bearer" = [])), params(Start),
    responses((status = 200, body = Tasks), (status = 401, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn list(State(app): State<App>, Bearer(session): Bearer, Query(from): Query<Start>) -> Result<axum::Json<Tasks>, Failure> {
    let v = load(&app, &session, from.cursor.as_deref()).await?;
    Ok(axum::Json(Tasks {
        today: v.today.iso(),
        figures: TaskFigures {
            waiting: v.figures.waiting,
            overdue: v.figures.overdue,
            at_institutions: v.figures.at_institutions,
            helped_this_month: v.figures.helped_this_month,
            with_outcome_this_month: v.figures.with_outcome_this_month,
            helped_rate: v.figures.helped_rate,
        },
        lines: v.lines.iter().map(Task::from).collect(),
        next: v.next.map(|c| c.to_string()),
        handed_on: v.handed_on.iter().map(handed).collect(),
        stuck: v.stuck.iter().map(handed).collect(),
        later: v.later.iter().map(handed).collect(),
        received: v.received.iter().map(handed).collect(),
    }))
}

/// A page of the reader's work.
pub(in crate::api::v1) async fn load(app: &App, session: &Session, cursor: Option<&str>) -> Result<TasksView, Failure> {
    let after = cursor.map(|c| parsed("cursor", c, Cursor::parse)).transpose()?;
    Ok(view::tasks(&app.house, session, after).await?)
}

impl From<&TaskLine> for Task {
    fn from(t: &TaskLine) -> Self {
        Self {
            case: t.case.to_string(),
            concern: t.concern.to_string(),
            number: t.number.to_string(),
            title: t.title.as_ref().map(|w| w.reveal().clone()),
            kind: t.kind.clone(),
            sector: t.sector.clone(),
            urgent: t.urgent,
            restricted: t.restricted,
            sex: t.person.sex.clone(),
            age: t.person.age,
            village: t.village.code.as_str().to_owned(),
            state: t.state.code().into(),
            due: t.timing.due.map(Day::iso),
            due_estimated: t.timing.due_estimated,
            days_overdue: t.timing.days_overdue,
            revision: t.revision,
            next: t.next.map(|v| v.code().into()),
            reminder: t.reminder.map(|r| r.code().into()),
        }
    }
}

fn handed(h: &HandedOn) -> Handed {
    Handed {
        case: h.case.to_string(),
        concern: h.concern.to_string(),
        number: h.number.to_string(),
        kind: h.kind.clone(),
        turn: h.turn.role.code().into(),
        turn_at: h.turn.institution.as_ref().map(|i| i.1.clone()).or_else(|| h.turn.office.as_ref().map(|o| o.name.clone())),
        state: h.state.code().into(),
        due: h.timing.due.map(Day::iso),
        due_estimated: h.timing.due_estimated,
        days_overdue: h.timing.days_overdue,
        promised: h.timing.promised.iso(),
        promised_estimated: h.timing.promised_estimated,
    }
}
