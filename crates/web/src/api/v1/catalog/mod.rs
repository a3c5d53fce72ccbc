//! `/catalog`: what forms offer, in the reader's language.

mod lists;
mod own;
mod programs;
mod rules;

use crate::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(own::routes())
        .routes(routes!(programs::programs))
        .routes(routes!(lists::sectors))
        .routes(routes!(lists::kinds))
        .routes(routes!(lists::documents))
        .routes(routes!(lists::ppks))
        .routes(routes!(lists::psks))
        .routes(routes!(rules::deadlines))
        .routes(routes!(rules::chains))
        .routes(routes!(rules::holidays))
        .routes(routes!(lists::reasons))
        .routes(routes!(lists::institution_kinds))
        .routes(routes!(lists::packages))
}
