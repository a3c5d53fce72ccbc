//! *Layanan baru*: from "who is it?" to a nomor layanan; paper forms typed later; the blank form.

mod blank;
mod draft;
mod look;
mod new;
mod paper;
mod parts;
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
