//! `/tugas`: my work.

mod answered;
mod below;
mod list;

use crate::App;
use axum::Router;
use axum::routing::get;

/// Pages of tasks.
pub fn routes() -> Router<App> {
    Router::new().route("/tugas", get(list::list)).route("/tugas/dijawab", get(answered::list))
}
