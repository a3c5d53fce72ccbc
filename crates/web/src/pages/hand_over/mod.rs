//! `/serah-terima`: cases of other regencies that wait for an answer here.

mod answer;
mod list;

use crate::App;
use crate::pages::case::say::Say;
use axum::Router;
use axum::routing::{get, post};
use slrt_operations::view::IncomingView;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/serah-terima", get(list::list))
        .route("/serah-terima/{id}", get(answer::show).post(answer::take))
        .route("/serah-terima/{id}/tolak", post(answer::refuse))
}

/// What it is about, in a few words.
fn about(say: &Say<'_>, v: &IncomingView) -> String {
    let needs = v.seen.iter().flat_map(|s| &s.needs).map(|n| say.kind(&n.kind));
    needs.collect::<Vec<_>>().join(", ")
}
