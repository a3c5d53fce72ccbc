//! `/impor`: registry files, first tried, then taken in.

mod list;
pub(crate) mod receive;
pub(crate) mod run;
pub(crate) mod show;
pub(crate) mod words;

use crate::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};

/// Pages of imports. What is uploaded is counted while it comes in and never lies in memory as a whole.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/impor", get(list::show).post(list::send).layer(DefaultBodyLimit::disable()))
        .route("/impor/jembatan", post(list::forget))
        .route("/impor/{id}", get(show::show).post(show::go))
        .route("/impor/{id}/kemajuan", get(show::progress))
        .route("/impor/{id}/batal", post(show::cancel))
        .route("/impor/{id}/masalah.csv", get(show::problems))
}
