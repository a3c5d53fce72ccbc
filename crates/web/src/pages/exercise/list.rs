//! `GET /latihan`: what to practise, and what of it the journal shows as done.

use super::must_train;
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::html;
use crate::speak::Lang;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use slrt_domain::Coded as _;
use slrt_domain::access::{Action, Role};
use slrt_operations::accounts::Session;
use slrt_operations::exercises::{done, exercises};

struct Line {
    id: String,
    number: usize,
    title: String,
    goal: String,
    steps: Vec<String>,
    role: String,
    /// Whether the learner's present account has this role.
    fits: bool,
    done: bool,
}

#[derive(Template)]
#[template(path = "exercise/list.html")]
struct ListPage {
    f: Frame,
    lines: Vec<Line>,
    done: i64,
    may_reset: bool,
    /// An administrator whose server cannot wipe its database is told who can.
    must_ask_owner: bool,
    operation_id: String,
}

/// The exercises.
pub async fn list(State(app): State<App>, officer: Officer) -> Response {
    match load(&app, officer.frame.clone(), &officer.session).await {
        Ok(page) => html(&page),
        Err(e) => e.page(officer.frame),
    }
}

async fn load(app: &App, f: Frame, session: &Session) -> Result<ListPage, Failure> {
    must_train(&f)?;
    let met = done(&app.house, session.tenant).await?;
    let english = f.l.lang == Lang::En;
    let pick = |id: &str, en: &str| if english { en.to_owned() } else { id.to_owned() };
    let all = exercises()?.into_iter().enumerate().map(|(at, e)| Line {
        number: at + 1,
        title: pick(&e.title, &e.title_en),
        goal: pick(&e.goal, &e.goal_en),
        fits: Role::from_code(&e.role).is_some_and(|role| session.actor.holds(role)),
        role: f.l.code("role", &e.role),
        steps: if english { e.steps_en } else { e.steps },
        done: met.contains(&e.check),
        id: e.id,
    });
    let lines: Vec<Line> = all.collect();
    let administers = session.actor.may_anywhere(Action::ManageOffices);
    Ok(ListPage {
        done: i64::try_from(lines.iter().filter(|l| l.done).count()).unwrap_or(0),
        may_reset: administers && app.reset.is_some(),
        must_ask_owner: administers && app.reset.is_none(),
        operation_id: app.house.clock().new_id().to_string(),
        lines,
        f,
    })
}
