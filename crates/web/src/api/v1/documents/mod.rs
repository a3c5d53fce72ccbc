//! `/cases/{case}/documents`.

pub(in crate::api::v1) mod add;
mod photo;

use crate::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(add::add)).routes(routes!(photo::photo))
}
