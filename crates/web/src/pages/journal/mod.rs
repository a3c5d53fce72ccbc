//! `/jurnal`: the journal's head, its entries without their contents, and its check.

mod entries;
mod head;
mod verify;

use crate::App;
use axum::Router;
use axum::routing::{get, post};

/// Pages of the journal.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/jurnal", get(head::show))
        .route("/jurnal/kepala.txt", get(head::download))
        .route("/jurnal/catatan", get(entries::list))
        .route("/jurnal/periksa", post(verify::verify))
}
