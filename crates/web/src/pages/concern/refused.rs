//! What somebody is told whose step came too late: who was faster, and how it stands now.

use crate::frame::Frame;
use crate::pages::case::history;
use crate::pages::case::say::Say;
use crate::pages::html;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use slrt_domain::Coded as _;
use slrt_domain::case::VerbCode;
use slrt_domain::program::Catalog;
use slrt_operations::view::{CaseView, ConcernView, TimelineView};

#[derive(Template)]
#[template(path = "concern/gone.html")]
struct GonePage {
    f: Frame,
    number: String,
    title: String,
    what: String,
    latest: Option<String>,
    back: String,
    to: String,
}

/// The step cannot be taken in the present state.
pub(super) fn gone(catalog: &Catalog, f: Frame, case: &CaseView, concern: &ConcernView, verb: VerbCode) -> Response {
    let today = f.today.unwrap_or(concern.opened_on);
    let l = f.l.clone();
    let say = Say { l: &l, catalog, today };
    let values = [("verb", l.code("verb", verb.code())), ("state", l.code("state", concern.state.code()))];
    let words = (l.t("step-gone-title"), l.ta("step-gone", &values));
    show(&say, f, case, concern, words)
}

/// The form was taken before, with other words: what it did stands in the case.
pub(super) fn done(catalog: &Catalog, f: Frame, case: &CaseView, concern: &ConcernView) -> Response {
    let today = f.today.unwrap_or(concern.opened_on);
    let l = f.l.clone();
    let say = Say { l: &l, catalog, today };
    show(&say, f, case, concern, (l.t("step-done-title"), l.t("step-done")))
}

fn show(say: &Say<'_>, f: Frame, case: &CaseView, concern: &ConcernView, (title, what): (String, String)) -> Response {
    let page = GonePage {
        number: case.number.to_string(),
        title,
        what,
        latest: latest(say, case, concern),
        back: format!("/layanan/{}", case.id),
        to: format!("/layanan/{}/kebutuhan/{}", case.id, concern.id),
        f,
    };
    let mut response = html(&page);
    *response.status_mut() = StatusCode::CONFLICT;
    response
}

/// Who did what just before, and the state that it left.
pub(super) fn who_was_faster(say: &Say<'_>, case: &CaseView, concern: &ConcernView) -> String {
    let state = say.l.code("state", concern.state.code());
    match newest(case, concern) {
        Some(t) => {
            let who = history::who(say, t).unwrap_or_else(|| say.l.t("step-somebody"));
            say.l.ta("step-changed", &[("who", who), ("what", history::sentence(say, t)), ("state", state)])
        }
        None => say.l.ta("step-changed-unknown", &[("state", state)]),
    }
}

fn latest(say: &Say<'_>, case: &CaseView, concern: &ConcernView) -> Option<String> {
    let t = newest(case, concern)?;
    let parts = [Some(history::sentence(say, t)), history::who(say, t), Some(say.l.day(t.local.0))];
    Some(parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

/// The step that was written last, whenever it happened.
fn newest<'c>(case: &'c CaseView, concern: &ConcernView) -> Option<&'c TimelineView> {
    case.timeline.iter().filter(|t| t.step.is_some() && t.concern.is_some_and(|c| c.0 == concern.id)).max_by_key(|t| t.entry)
}
