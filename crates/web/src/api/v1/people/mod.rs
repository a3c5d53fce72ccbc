//! `/people`.

mod add;
pub(in crate::api::v1) mod correct;
mod erase;
mod numbers;
mod reveal;
mod search;

use crate::App;
use crate::operation::{When, saying};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    let dated = OpenApiRouter::new()
        .routes(routes!(add::add))
        .routes(routes!(correct::correct))
        .routes(routes!(numbers::checked))
        .routes(routes!(numbers::nik));
    saying::<When>(dated).routes(routes!(search::search)).routes(routes!(erase::erase)).routes(routes!(reveal::reveal))
}
