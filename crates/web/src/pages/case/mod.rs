//! `/layanan/{case}`: a case with its needs, papers, timeline, named officers and PIN.

mod hand_over;
pub(crate) mod history;
mod named;
mod person;
mod pin;
mod reveal;
pub(crate) mod say;
mod show;
mod take_back;

use crate::App;
use axum::Router;
use axum::routing::{get, post};

/// Pages of a case.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/layanan/{case}", get(show::show))
        .route("/layanan/{case}/petugas", get(named::form).post(named::send))
        .route("/layanan/{case}/orang", get(person::form).post(person::send))
        .route("/layanan/{case}/serahkan", get(hand_over::form).post(hand_over::send))
        .route("/layanan/{case}/tarik", get(take_back::form).post(take_back::send))
        .route("/layanan/{case}/lihat", post(reveal::reveal))
        .route("/layanan/{case}/pin", get(pin::form).post(pin::send))
}
