//! `/families`.

mod correct;
mod observe;
pub(in crate::api::v1) mod reveal;
mod show;

use crate::App;
use crate::operation::{When, saying};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    let dated = OpenApiRouter::new().routes(routes!(show::show, correct::correct)).routes(routes!(observe::observe));
    saying::<When>(dated).routes(routes!(reveal::reveal))
}
