//! `/katalog`: programs of help for everybody; `/program`: the same for officers, with what is not confirmed yet.

mod facts;
mod list;
mod show;

use crate::App;
use axum::Router;
use axum::routing::get;

/// For everybody.
pub(super) fn public_routes() -> Router<App> {
    Router::new().route("/katalog", get(list::public)).route("/katalog/{code}", get(show::public))
}

/// For officers.
pub(super) fn office_routes() -> Router<App> {
    Router::new().route("/program", get(list::office)).route("/program/{code}", get(show::office))
}
