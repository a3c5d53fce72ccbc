//! `/latihan`: ten guided exercises, in a training database only.

mod list;
mod reset;

use crate::App;
use crate::error::Failure;
use crate::frame::Frame;
use axum::Router;
use axum::routing::{get, post};
use slrt_domain::journal::Refusal;

pub(super) fn routes() -> Router<App> {
    Router::new().route("/latihan", get(list::list)).route("/latihan/ulang", post(reset::reset))
}

/// Elsewhere there is nothing to practise.
fn must_train(f: &Frame) -> Result<(), Failure> {
    if f.is_training() { Ok(()) } else { Err(Refusal::not_found().into()) }
}
