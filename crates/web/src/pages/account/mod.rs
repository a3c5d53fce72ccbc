//! `/akun`: who I am, my password, my devices and tokens; on phones also the way to every other room.

mod contact;
mod password;
mod show;
mod tokens;

use crate::App;
use axum::Router;
use axum::routing::{get, post};

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/akun", get(show::show))
        .route("/akun/kontak", post(contact::set))
        .route("/akun/sandi", get(password::form).post(password::change))
        .route("/akun/token", post(tokens::create))
        .route("/akun/token/akhiri", post(tokens::end))
        .route("/akun/sesi/akhiri", post(tokens::end_others))
}
