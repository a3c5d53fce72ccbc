//! `GET /tugas?bagian=…`: all of a list that stands below the work with its beginning: what was handed on, what is stuck, what is looked at later.

use super::list::{Task, cursor, handed};
use crate::App;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::case::say::Say;
use crate::pages::html;
use askama::Template;
use axum::response::Response;
use slrt_domain::journal::Refusal;
use slrt_operations::accounts::Session;
use slrt_operations::view::{Below, BelowView, tasks_below};

#[derive(Template)]
#[template(path = "tasks/below.html")]
struct BelowPage {
    f: Frame,
    title: String,
    lead: String,
    lines: Vec<Task>,
    first: String,
    next: Option<String>,
    later_page: bool,
}

/// Where all of a list is told.
pub(super) fn href(part: &str) -> String {
    format!("/tugas?bagian={part}")
}

/// What stands in the address for a list, and the key of its words.
fn named(part: &str) -> Option<(Below, &'static str)> {
    Some(match part {
        "diteruskan" => (Below::HandedOn, "tasks-handed-on"),
        "tersendat" => (Below::Stuck, "tasks-stuck"),
        "nanti" => (Below::Later, "tasks-later"),
        _ => return None,
    })
}

/// A page of a list.
pub(super) async fn show(app: &App, session: &Session, f: Frame, part: &str, from: Option<&str>) -> Response {
    let found = async {
        let (below, key) = named(part).ok_or_else(Refusal::not_found)?;
        Ok::<_, Failure>((tasks_below(&app.house, session, below, cursor(from)?).await?, key))
    };
    match found.await {
        Ok((view, key)) => html(&page(session, f, &view, part, key, from.is_some())),
        Err(e) => e.page(f),
    }
}

fn page(session: &Session, f: Frame, v: &BelowView, part: &str, key: &str, later_page: bool) -> BelowPage {
    let l = f.l.clone();
    let say = Say { l: &l, catalog: &session.reference.catalog, today: v.today };
    BelowPage {
        title: l.t(key),
        lead: l.t(&format!("{key}-lead")),
        lines: v.lines.iter().map(|h| handed(&say, h)).collect(),
        first: href(part),
        next: v.next.map(|c| format!("{}&sesudah={c}", href(part))),
        later_page,
        f,
    }
}
