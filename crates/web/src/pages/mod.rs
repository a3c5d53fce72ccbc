//! Pages by noun and verb. Folders mirror the addresses.

mod account;
pub(crate) mod area;
pub(crate) mod book;
pub(crate) mod case;
mod catalog;
mod catalog_check;
pub(crate) mod concern;
mod contacts;
mod document;
mod erasure;
mod exercise;
mod family;
mod guide;
mod hand_over;
mod home;
pub(crate) mod import;
pub(crate) mod inquiry;
pub(crate) mod institution;
mod intake;
pub(crate) mod journal;
mod language;
mod office;
mod own_catalog;
mod people;
mod session;
pub(crate) mod settings;
mod setup;
mod status;
mod tasks;
mod user;

pub(crate) use language::local;
pub(crate) use session::log_in_after_form;

pub(crate) use document::{is_picture, media, photograph};

use crate::App;
use axum::Router;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::get;

/// Pages for everybody.
pub fn public_routes() -> Router<App> {
    Router::new()
        .route("/masuk", get(session::form).post(session::log_in))
        .route("/bahasa", get(language::switch))
        .merge(home::routes())
        .merge(contacts::routes())
        .merge(catalog::public_routes())
        .merge(status::routes())
        .merge(setup::public_routes())
}

/// Pages for whoever is logged in.
pub fn office_routes() -> Router<App> {
    Router::new()
        .route("/keluar", axum::routing::post(session::log_out))
        .merge(account::routes())
        .merge(area::routes())
        .merge(intake::routes())
        .merge(inquiry::routes())
        .merge(people::routes())
        .merge(family::routes())
        .merge(catalog::office_routes())
        .merge(catalog_check::routes())
        .merge(exercise::routes())
        .merge(guide::routes())
        .merge(office::routes())
        .merge(settings::routes())
        .merge(own_catalog::routes())
        .merge(erasure::routes())
        .merge(setup::office_routes())
        .merge(user::routes())
        .merge(journal::routes())
        .merge(tasks::routes())
        .merge(case::routes())
        .merge(concern::routes())
        .merge(hand_over::routes())
        .merge(document::routes())
        .merge(institution::routes())
        .merge(book::routes())
        .merge(import::routes())
}

/// A rendered page.
pub(crate) fn html(template: &impl askama::Template) -> Response {
    match template.render() {
        Ok(text) => Html(text).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// A page that shows what was typed again, with what is wrong.
pub(crate) fn html_unprocessable(template: &impl askama::Template) -> Response {
    let mut response = html(template);
    *response.status_mut() = axum::http::StatusCode::UNPROCESSABLE_ENTITY;
    response
}

/// After a change: to the page that shows it.
pub(crate) fn see(path: &str) -> Response {
    Redirect::to(path).into_response()
}
