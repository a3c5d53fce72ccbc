//! `GET /serah-terima`: what waits, the nearest day first.

use super::about;
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::case::say::{Pill, Say};
use crate::pages::html;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use slrt_operations::view::{IncomingView, incoming};

#[derive(Template)]
#[template(path = "hand_over/list.html")]
struct ListPage {
    f: Frame,
    lines: Vec<Line>,
}

struct Line {
    pill: Pill,
    what: String,
    who: String,
    restricted: bool,
    href: String,
}

/// Lists them.
pub async fn list(State(app): State<App>, Officer { session, frame }: Officer) -> Response {
    let found = match incoming(&app.house, &session).await {
        Ok(found) => found,
        Err(e) => return Failure::from(e).page(frame),
    };
    let l = frame.l.clone();
    let say = Say { l: &l, catalog: &session.reference.catalog, today: session.reference.zone.day(app.house.clock().now()) };
    html(&ListPage { lines: found.iter().map(|v| line(&say, v)).collect(), f: frame })
}

fn line(say: &Say<'_>, v: &IncomingView) -> Line {
    let pill = match v.due {
        Some(_) if v.days_overdue > 0 => Pill::new("late", "exclamation-circle", say.l.t1("tasks-late", "days", v.days_overdue)),
        Some(due) => Pill::new("wait", "calendar3", say.l.short_day(due)),
        None => Pill::new("still", "calendar3", "–"),
    };
    let who = [
        Some(say.l.ta("hand-over-from", &[("regency", v.from.name.clone())])),
        v.came_on.map(|d| say.l.ta("hand-over-came", &[("day", say.l.day(d))])),
        v.number.map(|n| n.to_string()),
    ];
    Line {
        pill,
        what: about(say, v),
        who: who.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        restricted: v.restricted,
        href: format!("/serah-terima/{}", v.id),
    }
}
