//! *Layanan baru*: from "who is it?" to a nomor layanan; paper forms typed later; the blank form.

mod already;
mod blank;
mod draft;
pub(crate) mod look;
mod new;
mod paper;
pub(crate) mod parts;
mod receipt;

use crate::App;
use axum::Router;
use axum::routing::{get, post};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/layanan/baru", get(new::show).post(new::open))
        .route("/layanan/baru/cari", post(look::search))
        .route("/layanan/baru/orang", post(look::person))
        .route("/layanan/baru/nik", post(look::nik))
        .route("/layanan/baru/rangkap", post(look::duplicates))
        .route("/layanan/kertas", get(paper::show).post(paper::open))
        .route("/layanan/kertas/{case}", get(paper::next))
        .route("/layanan/formulir", get(blank::show))
        .route("/layanan/{case}/nomor", get(receipt::show))
}

/// The village that an officer serves and the office that they work in, where there is one.
pub(crate) fn home_and_office(
    session: &slrt_operations::accounts::Session,
) -> (Option<slrt_domain::area::AreaCode>, Option<slrt_domain::identity::OfficeId>) {
    (parts::home_village(session), parts::offices(session).into_iter().next())
}
