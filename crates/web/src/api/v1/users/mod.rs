//! `/users`: who may log in, and which roles they hold.

mod add;
mod change;
mod close;
mod list;
mod roles;
mod wire;

use crate::App;
use crate::error::Failure;
use slrt_domain::access::{Action, Place};
use slrt_domain::identity::AccountId;
use slrt_domain::journal::Refusal;
use slrt_operations::accounts::Session;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list, add::add))
        .routes(routes!(close::close, change::change))
        .routes(routes!(close::reset))
        .routes(routes!(roles::give))
        .routes(routes!(roles::end))
}

fn must_manage(session: &Session) -> Result<(), Failure> {
    match session.actor.may(Action::ManageUsers, &Place::TENANT_WIDE) {
        Some(_) => Ok(()),
        None => Err(Refusal::forbidden().into()),
    }
}

/// What lets somebody in or gives them more is done by who manages users *and* logged in.
fn must_let_in(session: &Session) -> Result<(), Failure> {
    must_manage(session)?;
    Ok(session.signed_in()?)
}

fn account(id: &str) -> Result<AccountId, Failure> {
    AccountId::parse(id).ok_or_else(|| Refusal::not_found().into())
}
