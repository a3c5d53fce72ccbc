//! `/people`.

mod add;
pub(in crate::api::v1) mod correct;
mod erase;
mod numbers;
mod reveal;
mod search;

use crate::App;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(search::search))
        .routes(routes!(add::add))
        .routes(routes!(correct::correct))
        .routes(routes!(erase::erase))
        .routes(routes!(reveal::reveal))
        .routes(routes!(numbers::checked))
        .routes(routes!(numbers::nik))
}
