//! `/status`: a citizen follows their service by number and PIN. No name, no NIK, no words on the page.

mod answer;
mod pass;
mod show;
mod words;

use crate::App;
use axum::Router;
use axum::routing::{get, post};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/status", get(show::show).post(show::enter))
        .route("/status/jawab", post(answer::answer))
        .route("/status/tutup", post(show::leave))
}
