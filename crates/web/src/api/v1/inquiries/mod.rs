//! `/inquiries`.

mod record;
mod withdraw;

use crate::App;
use crate::operation::{When, saying};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    let routes = OpenApiRouter::new().routes(routes!(record::record)).routes(routes!(withdraw::withdraw));
    saying::<When>(routes)
}
