//! `/inquiries`.

mod record;
mod withdraw;

use crate::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(record::record)).routes(routes!(withdraw::withdraw))
}
