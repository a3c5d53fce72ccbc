//! `/kantor`: offices, whom they serve, and the villages that have none.

mod chain;
mod edit;
mod list;
mod show;
mod typed;
mod villages;

use crate::App;
use axum::Router;
use axum::routing::get;
use slrt_domain::access::{Action, Place};
use slrt_operations::accounts::Session;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/kantor", get(list::list))
        .route("/kantor/desa", get(villages::list))
        .route("/kantor/baru", get(edit::new).post(edit::add))
        .route("/kantor/{id}", get(show::show))
        .route("/kantor/{id}/keputusan", get(chain::show).post(chain::save))
        .route("/kantor/{id}/ubah", get(edit::form).post(edit::change))
}

fn manages(session: &Session) -> bool {
    session.actor.may(Action::ManageOffices, &Place::TENANT_WIDE).is_some()
}
