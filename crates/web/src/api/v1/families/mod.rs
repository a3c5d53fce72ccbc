//! `/families`.

mod correct;
mod observe;
pub(in crate::api::v1) mod reveal;
mod show;

use crate::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show::show, correct::correct)).routes(routes!(observe::observe)).routes(routes!(reveal::reveal))
}
