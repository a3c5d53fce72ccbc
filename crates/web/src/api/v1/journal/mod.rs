//! `/journal`.

mod entries;
mod head;
mod verify;

use crate::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(head::head)).routes(routes!(entries::entries)).routes(routes!(verify::verify))
}
