//! `/keluarga/{family}`: a family under its tabs, what national systems showed of it, and its numbers in clear.

mod correct;
pub(crate) mod facts;
mod numbers;
mod observe;
mod reveal;
mod show;

pub(crate) use show::{decile_words, observed_words};

use crate::App;
use axum::Router;
use axum::routing::{get, post};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/keluarga/{family}", get(show::summary))
        .route("/keluarga/{family}/anggota", get(show::members))
        .route("/keluarga/{family}/rumah", get(show::dwelling))
        .route("/keluarga/{family}/program", get(show::programs))
        .route("/keluarga/{family}/layanan", get(show::services))
        .route("/keluarga/{family}/riwayat", get(show::trail))
        .route("/keluarga/{family}/hasil-cek", post(observe::observe))
        .route("/keluarga/{family}/nomor-dicocokkan", post(numbers::checked))
        .route("/keluarga/{family}/nik", post(numbers::nik))
        .route("/keluarga/{family}/betulkan", get(correct::family).post(correct::save_family))
        .route("/keluarga/{family}/betulkan/{person}", get(correct::person).post(correct::save_person))
        .route("/keluarga/{family}/tampilkan", post(reveal::reveal))
}
