//! `/keluarga`: finding families, and writing down somebody who is not found.

mod add;
pub(crate) mod hits;
pub(crate) mod person_fields;
mod search;

use crate::App;
use axum::Router;
use axum::routing::{get, post};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/keluarga", get(search::show))
        .route("/keluarga/cari", post(search::find))
        .route("/keluarga/baru", get(add::show).post(add::add))
}
