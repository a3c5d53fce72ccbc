//! `/profile`: what the tenant calls its service.

mod set;

use crate::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(set::show, set::set)).routes(routes!(set::set_place))
}
