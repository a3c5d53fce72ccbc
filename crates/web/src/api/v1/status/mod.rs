//! `/status`: a citizen by number and PIN, without a token.

mod answer;
mod show;

use crate::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show::show)).routes(routes!(answer::answer))
}
