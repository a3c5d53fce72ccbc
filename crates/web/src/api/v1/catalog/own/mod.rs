//! `/catalog/own`: the regency's own programs, reasons, deadlines and holidays beside the shipped catalogue.

mod end;
mod list;
mod set;

use crate::App;
use slrt_domain::access::{Action, Place};
use slrt_domain::journal::Refusal;
use slrt_operations::accounts::Session;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(set::program))
        .routes(routes!(set::reason))
        .routes(routes!(set::deadline))
        .routes(routes!(set::holiday))
        .routes(routes!(set::absence))
        .routes(routes!(end::end))
        .routes(routes!(end::withdraw))
}

/// Who may not change it is not told how it stands.
fn must_manage(session: &Session) -> Result<(), Refusal> {
    session.actor.may(Action::ManageCatalog, &Place::TENANT_WIDE).map(drop).ok_or_else(Refusal::forbidden)
}
