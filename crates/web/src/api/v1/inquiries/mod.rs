//! `/inquiries`.

mod record;

use crate::App;
use crate::operation::{When, saying};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    saying::<When>(OpenApiRouter::new().routes(routes!(record::record)))
}
