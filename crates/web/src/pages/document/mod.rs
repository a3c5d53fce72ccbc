//! `/layanan/{case}/berkas`: papers of a case, with their photographs.

mod add;
mod show;

pub(crate) use show::{is_picture, media, photograph};

use crate::App;
use axum::Router;
use axum::routing::get;

/// Pages of documents.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/layanan/{case}/berkas", get(add::form).post(add::send))
        .route("/layanan/{case}/berkas/{document}", get(show::show))
        .route("/layanan/{case}/berkas/{document}/foto", get(show::photo))
}
