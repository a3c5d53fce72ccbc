//! `/lembaga`: institutions that take referrals.

pub(crate) mod edit;
mod list;

use crate::App;
use axum::Router;
use axum::routing::get;

/// Pages of institutions.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/lembaga", get(list::list))
        .route("/lembaga/baru", get(edit::new).post(edit::add))
        .route("/lembaga/{id}/ubah", get(edit::form).post(edit::change))
}
