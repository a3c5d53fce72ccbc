//! `/imports`.

mod bridge;
mod list;
mod show;
mod start;

use crate::App;
use axum::extract::DefaultBodyLimit;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    // What comes in is counted on its way to the disk.
    OpenApiRouter::new()
        .routes(routes!(list::list, start::start))
        .layer(DefaultBodyLimit::disable())
        .routes(routes!(bridge::show))
        .routes(routes!(bridge::forget))
        .routes(routes!(show::show))
}
