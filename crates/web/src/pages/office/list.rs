//! `GET /kantor`: all offices.

use super::manages;
use crate::access::Officer;
use crate::frame::Frame;
use crate::pages::html;
use crate::{App, place};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use slrt_domain::Coded as _;
use slrt_domain::access::Scope;
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::calendar::Day;
use slrt_domain::identity::OfficeId;
use slrt_domain::office::{Office, OfficeKind, Reference};

struct Line {
    id: OfficeId,
    name: String,
    kind: String,
    serves: String,
    staff: i64,
    /// `still` closed, `wait` without staff, `act` at work.
    mood: &'static str,
    icon: &'static str,
    state: String,
}

#[derive(Template)]
#[template(path = "office/list.html")]
struct ListPage {
    f: Frame,
    may_manage: bool,
    lines: Vec<Line>,
    working: usize,
    villages: usize,
    without: usize,
    village: String,
}

/// The list.
pub async fn list(State(app): State<App>, officer: Officer) -> Response {
    let (f, session) = (officer.frame, officer.session);
    let reference = &session.reference;
    let today = reference.zone.day(app.house.clock().now());
    let mut offices: Vec<&Office> = reference.offices.values().collect();
    offices.sort_by_key(|o| (o.kind != OfficeKind::Sekretariat, !o.active, o.kind, o.name.to_lowercase(), o.id));
    let lines: Vec<Line> = offices.into_iter().map(|o| line(&app, &f, reference, o, today)).collect();
    let all: Vec<AreaCode> = app.house.areas().within(reference.area, Level::Village).map(|(code, _)| code).collect();
    let without = all.iter().filter(|v| reference.route(**v, today).puskesos.is_none()).count();
    html(&ListPage {
        may_manage: manages(&session),
        working: lines.iter().filter(|l| l.mood == "act").count(),
        villages: all.len() - without,
        without,
        village: place::villages_word(&app, &f.l, reference.area),
        lines,
        f,
    })
}

fn line(app: &App, f: &Frame, reference: &Reference, o: &Office, today: Day) -> Line {
    let mut staff: Vec<_> =
        reference.grants.iter().filter(|g| g.scope == Scope::Office(o.id) && g.holds_on(today)).map(|g| g.account).collect();
    staff.sort();
    staff.dedup();
    let (mood, icon, state) = if !o.active {
        ("still", "pause-circle", "office-closed")
    } else if !reference.is_staffed(o.id, today) {
        ("wait", "exclamation-circle", "office-unstaffed")
    } else {
        ("act", "check-circle", "office-working")
    };
    Line {
        id: o.id,
        name: o.name.clone(),
        kind: f.l.code("office-kind", o.kind.code()),
        serves: serves_words(app, f, &o.serves),
        staff: i64::try_from(staff.len()).unwrap_or(i64::MAX),
        mood,
        icon,
        state: f.l.t(state),
    }
}

/// "Kabupaten Pesisir Barat", or "Pekon Suka Baru, Ngambur dan 3 lagi".
fn serves_words(app: &App, f: &Frame, serves: &[AreaCode]) -> String {
    let Some(first) = serves.first() else { return "–".into() };
    let first_words = place::area(app, &f.l, *first);
    match serves.len() {
        1 => first_words,
        n => f.l.ta("office-serves-more", &[("first", first_words), ("more", (n - 1).to_string())]),
    }
}
