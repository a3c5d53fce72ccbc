//! `/layanan/{case}/kebutuhan/{concern}`: a need with everything that can be done about it, and a page for each step.

mod field;
mod read;
mod refused;
mod show;
mod step;
mod verbs;

use crate::App;
pub(crate) use show::{Act, referral_look};

use axum::Router;
use axum::routing::get;

/// Pages of a concern.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/layanan/{case}/kebutuhan/{concern}", get(show::show))
        .route("/layanan/{case}/kebutuhan/{concern}/{verb}", get(step::form).post(step::send))
}
