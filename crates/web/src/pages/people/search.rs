//! `/keluarga` and `/keluarga/cari`: one field for NIK, No. KK, name or nomor layanan. What is typed never stands in an address.

use super::hits::Lines;
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::form::Form;
use crate::frame::Frame;
use crate::pages::inquiry::InquiryForm;
use crate::pages::{html, see};
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use slrt_domain::access::Action;
use slrt_domain::case::Channel;
use slrt_domain::journal::Refusal;

/// How many people are shown.
const SHOWN: usize = 30;

#[derive(Template)]
#[template(path = "people/search.html")]
struct SearchPage {
    f: Frame,
    q: String,
    found: Lines,
    can_add: bool,
    can_open: bool,
    inquiry: Option<InquiryForm>,
}

#[derive(Template)]
#[template(path = "people/found.html")]
struct FoundPart {
    f: Frame,
    found: Lines,
    can_add: bool,
    can_open: bool,
}

/// The empty search page.
pub(super) async fn show(State(app): State<App>, Officer { session, frame }: Officer) -> Response {
    if !session.actor.may_anywhere(Action::SearchRegistry) {
        return Failure::from(Refusal::forbidden()).page(frame);
    }
    let may = |a: Action| session.actor.may_anywhere(a);
    let inquiry = may(Action::RecordInquiry).then(|| InquiryForm::new(&app, &frame.l, Channel::Counter));
    html(&SearchPage {
        f: frame,
        q: String::new(),
        found: Lines::default(),
        can_add: may(Action::AddPerson),
        can_open: may(Action::OpenCase),
        inquiry,
    })
}

/// What was found; a nomor layanan leads to its service.
pub(super) async fn find(State(app): State<App>, headers: HeaderMap, form: Form) -> Response {
    let q = form.fields.text("q").to_owned();
    let found = match Lines::search(&app, &form.session, &form.frame.l, &q, SHOWN).await {
        Ok(found) => found,
        Err(e) => return Failure::from(e).page(form.frame),
    };
    let is_part = crate::access::wants_part(&headers);
    if let Some((case, _)) = found.case {
        let to = format!("/layanan/{case}");
        if !is_part {
            return see(&to);
        }
        let mut response = axum::http::StatusCode::NO_CONTENT.into_response();
        if let Ok(value) = HeaderValue::from_str(&to) {
            response.headers_mut().insert("hx-redirect", value);
        }
        return response;
    }
    let may = |a: Action| form.session.actor.may_anywhere(a);
    let (can_add, can_open) = (may(Action::AddPerson), may(Action::OpenCase));
    if is_part {
        return html(&FoundPart { f: form.frame, found, can_add, can_open });
    }
    let inquiry = may(Action::RecordInquiry).then(|| InquiryForm::new(&app, &form.frame.l, Channel::Counter));
    html(&SearchPage { f: form.frame, q, found, can_add, can_open, inquiry })
}
