//! `GET /tugas/dijawab`: what the reader's institution answered, the newest answer first.

use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::case::say::{Pill, Say};
use crate::pages::concern::referral_look;
use crate::pages::html;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::Coded as _;
use slrt_domain::journal::Refusal;
use slrt_operations::accounts::Session;
use slrt_operations::view::{self, AnsweredCursor, AnsweredLine, AnsweredView};

#[derive(Template)]
#[template(path = "tasks/answered.html")]
struct AnsweredPage {
    f: Frame,
    lines: Vec<Line>,
    next: Option<String>,
    later_page: bool,
}

struct Line {
    pill: Pill,
    what: String,
    about: String,
    number: String,
    restricted: bool,
    href: String,
}

/// From where on.
#[derive(Deserialize)]
pub struct Start {
    sesudah: Option<String>,
}

/// Lists what was answered.
pub async fn list(State(app): State<App>, Query(from): Query<Start>, Officer { session, frame }: Officer) -> Response {
    let found = async {
        let before = match from.sesudah.as_deref() {
            Some(text) => Some(AnsweredCursor::parse(text).ok_or_else(|| Refusal::invalid("cursor", "unknown"))?),
            None => None,
        };
        Ok::<_, Failure>((view::answered(&app.house, &session, before).await?, before.is_some()))
    };
    match found.await {
        Ok((view, later)) => html(&page(&session, frame, &view, later)),
        Err(e) => e.page(frame),
    }
}

fn page(session: &Session, f: Frame, v: &AnsweredView, later_page: bool) -> AnsweredPage {
    let l = f.l.clone();
    let say = Say { l: &l, catalog: &session.reference.catalog, today: v.today };
    AnsweredPage {
        lines: v.lines.iter().map(|a| line(&say, a)).collect(),
        next: v.next.map(|c| format!("/tugas/dijawab?sesudah={c}")),
        later_page,
        f,
    }
}

fn line(say: &Say<'_>, a: &AnsweredLine) -> Line {
    let (class, icon) = referral_look(a.state);
    let sent = say.l.t1("concern-sent-on", "day", say.l.day(a.sent_on));
    let answered = say.l.t1("concern-answered-on", "day", say.l.day(a.answered_on));
    let mut about = vec![say.village(&a.village), answered, sent];
    about.extend(a.on_behalf.then(|| say.l.t("concern-answered-on-behalf")));
    Line {
        pill: Pill::new(class, icon, say.l.code("referral", a.state.code())),
        what: say.kind(&a.kind),
        about: about.join(" · "),
        number: a.number.to_string(),
        restricted: a.restricted,
        href: format!("/layanan/{}", a.case),
    }
}
