//! `/pengaturan/katalog`: the regency's own programs, reasons, deadlines and holidays beside the catalogue that ships with the program.

mod absent;
mod edit;
mod end;
mod list;
mod typed;

use crate::App;
use axum::Router;
use axum::routing::get;
use slrt_domain::access::{Action, Place};
use slrt_domain::calendar::Day;
use slrt_domain::journal::Refusal;
use slrt_domain::program::OwnSort;
use slrt_operations::accounts::Session;

/// The page that everything here comes back to.
const HOME: &str = "/pengaturan/katalog";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route(HOME, get(list::list))
        .route("/pengaturan/katalog/tidak-berlaku", get(absent::form).post(absent::save))
        .route("/pengaturan/katalog/akhiri", get(end::form).post(end::save))
        .route("/pengaturan/katalog/{sort}/isi", get(edit::form).post(edit::save))
}

fn must_manage(session: &Session) -> Result<(), Refusal> {
    session.actor.may(Action::ManageCatalog, &Place::TENANT_WIDE).map(drop).ok_or_else(Refusal::forbidden)
}

fn today(app: &App, session: &Session) -> Day {
    session.reference.zone.day(app.house.clock().now())
}

/// A sort as addresses name it.
fn word(sort: OwnSort) -> &'static str {
    match sort {
        OwnSort::Program => "program",
        OwnSort::Reason => "alasan",
        OwnSort::Deadline => "batas",
        OwnSort::Holiday => "libur",
    }
}

fn sort_of(word_of_address: &str) -> Result<OwnSort, Refusal> {
    use slrt_domain::Coded as _;
    OwnSort::ALL.iter().copied().find(|s| word(*s) == word_of_address).ok_or_else(Refusal::not_found)
}
