//! `GET /referrals`: what was sent to the reader's institution and waits for its answer.

use crate::App;
use crate::access::{Bearer, speak};
use crate::api::v1::tasks::list::{Start, Task, load};
use crate::error::Problem;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::Serialize;
use slrt_domain::access::Action;
use slrt_domain::journal::Refusal;
use utoipa::ToSchema;

/// An inbox.
#[derive(Serialize, ToSchema)]
struct Inbox {
    /// Referrals, oldest promise first.
    lines: Vec<Task>,
    /// Where the next page begins; none on the last.
    next: Option<String>,
    /// How many wait.
    waiting: i64,
    /// Of these, past their day.
    overdue: i64,
}

/// The inbox of my institution.
#[utoipa::path(get, path = "/referrals", tag = "referrals", security(("bearer" = [])), params(Start),
    responses((status = 200, body = Inbox), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn inbox(State(app): State<App>, Bearer(session): Bearer, Query(from): Query<Start>, headers: HeaderMap) -> Response {
    let found = async {
        if !session.actor.may_anywhere(Action::ViewReferral) {
            return Err(Refusal::forbidden().into());
        }
        load(&app, &session, from).await
    };
    match found.await {
        Ok(v) => {
            let lines = v.lines.iter().map(Task::from).collect();
            axum::Json(Inbox { lines, next: v.next.map(|c| c.to_string()), waiting: v.figures.waiting, overdue: v.figures.overdue })
                .into_response()
        }
        Err(e) => crate::error::Failure::problem(&e, &speak(&app, &headers)),
    }
}
