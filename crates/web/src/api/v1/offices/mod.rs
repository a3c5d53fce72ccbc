//! `/offices`: offices and the route of every village.

mod chains;
mod list;
mod route;
mod set;
mod wire;

use crate::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list, set::add))
        .routes(routes!(set::change))
        .routes(routes!(chains::list, chains::set))
        .routes(routes!(route::route))
}
