//! `/pengaturan`: what the regency calls its service, and the ways to what is rarely needed.

pub(crate) mod show;

use crate::App;
use axum::Router;
use axum::routing::{get, post};

pub(super) fn routes() -> Router<App> {
    Router::new().route("/pengaturan", get(show::show).post(show::save)).route("/pengaturan/wilayah", post(show::save_place))
}
