//! `/katalog/periksa`: what the dinas confirmed of the catalogue, fact by fact. Public pages show amounts and conditions only after that.

mod facts;
mod list;
mod program;

use crate::App;
use axum::Router;
use axum::routing::get;

/// Pages of the check.
pub fn routes() -> Router<App> {
    Router::new().route("/katalog/periksa", get(list::list)).route("/katalog/periksa/{program}", get(program::form).post(program::save))
}
