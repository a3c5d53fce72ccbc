//! `/persiapan`: first start. Who has the one-time password chooses the regency and becomes its first administrator.

mod found;
mod next;

use crate::App;
use axum::Router;
use axum::routing::{get, post};

/// For whoever has the one-time password.
pub(super) fn public_routes() -> Router<App> {
    Router::new().route("/persiapan", get(found::form).post(found::choose)).route("/persiapan/mulai", post(found::found))
}

/// For the first administrator.
pub(super) fn office_routes() -> Router<App> {
    Router::new().route("/persiapan/selanjutnya", get(next::show))
}
