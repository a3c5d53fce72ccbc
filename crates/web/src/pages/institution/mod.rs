//! `/lembaga`: institutions that take referrals.

mod list;

use crate::App;
use axum::Router;
use axum::routing::get;

/// Pages of institutions.
pub fn routes() -> Router<App> {
    Router::new().route("/lembaga", get(list::list))
}
