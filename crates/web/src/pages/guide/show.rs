//! `GET /panduan/{role}`: a guide, to be read or printed.

use super::{heading, rendered, text};
use crate::access::Officer;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::html;
use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use slrt_domain::journal::Refusal;

#[derive(Template)]
#[template(path = "guide/show.html")]
struct ShowPage {
    f: Frame,
    title: &'static str,
    body: String,
}

/// Shows one.
pub async fn show(Path(name): Path<String>, Officer { frame, .. }: Officer) -> Response {
    match text(&name) {
        Some(text) => html(&ShowPage { f: frame, title: heading(text), body: rendered(text) }),
        None => Failure::from(Refusal::not_found()).page(frame),
    }
}
