//! `POST /latihan/ulang`: the training regency is made anew.

use super::must_train;
use crate::App;
use crate::error::Failure;
use crate::form::Form;
use crate::frame::Frame;
use crate::pages::html;
use askama::Template;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use slrt_domain::access::Action;
use slrt_domain::journal::Refusal;

#[derive(Template)]
#[template(path = "exercise/reset.html")]
struct ResetPage {
    f: Frame,
}

/// Asks the server to stop, wipe, fill and start again: everybody is logged out meanwhile.
pub async fn reset(State(app): State<App>, form: Form) -> Response {
    let allowed = must_train(&form.frame).and_then(|()| {
        let may = form.session.actor.may_anywhere(Action::ManageOffices);
        if !may {
            return Err(Refusal::forbidden().into());
        }
        if form.fields.on("sure") { Ok(()) } else { Err(Refusal::invalid("reset", "missing").into()) }
    });
    match (allowed, &app.reset) {
        (Err(e), _) => e.page(form.frame),
        (Ok(()), None) => Failure::from(Refusal::invalid("reset", "not-owner")).page(form.frame),
        (Ok(()), Some(reset)) => {
            tracing::info!("the training regency is to be made anew");
            let mut response = html(&ResetPage { f: form.frame });
            response.headers_mut().insert("refresh", HeaderValue::from_static("60; url=/"));
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
            reset.ask();
            response
        }
    }
}
