//! Pages by noun and verb. Folders mirror the addresses.

mod catalog_check;
pub(crate) mod journal;
mod language;
mod session;

use crate::App;
use axum::Router;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use axum::routing::get;

/// Pages for everybody.
pub fn public_routes() -> Router<App> {
    Router::new()
        .route("/masuk", get(session::form).post(session::log_in))
        .route("/bahasa", get(language::switch))
}

/// Pages for whoever is logged in.
pub fn office_routes() -> Router<App> {
    Router::new()
        .route("/keluar", axum::routing::post(session::log_out))
        .merge(catalog_check::routes())
        .merge(journal::routes())
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
