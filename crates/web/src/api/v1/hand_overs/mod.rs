//! `/hand-overs`: cases of other regencies that wait for an answer here.

mod list;
mod refuse;
mod take_over;

use crate::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(list::regencies))
        .routes(routes!(take_over::take))
        .routes(routes!(refuse::refuse))
}
