//! `/pengguna`: who may log in, and which packages of roles they hold where.

mod add;
mod change;
mod grant;
mod list;
mod show;

use crate::App;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::html;
use askama::Template;
use axum::Router;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use axum::routing::{get, post};
use slrt_domain::access::{Action, Place};
use slrt_domain::identity::AccountId;
use slrt_domain::journal::Refusal;
use slrt_operations::accounts::Session;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/pengguna", get(list::list))
        .route("/pengguna/cari", get(list::list).post(list::find))
        .route("/pengguna/baru", get(add::form).post(add::add))
        .route("/pengguna/{id}", get(show::show))
        .route("/pengguna/{id}/sandi", post(change::reset))
        .route("/pengguna/{id}/nama", post(change::rename))
        .route("/pengguna/{id}/tutup", post(change::close))
        .route("/pengguna/{id}/buka", post(change::open))
        .route("/pengguna/{id}/peran", post(grant::give))
        .route("/pengguna/{id}/peran/{grant}/akhiri", post(grant::end))
}

fn must_manage(session: &Session) -> Result<(), Failure> {
    match session.actor.may(Action::ManageUsers, &Place::TENANT_WIDE) {
        Some(_) => Ok(()),
        None => Err(Refusal::forbidden().into()),
    }
}

fn account(id: &str) -> Result<AccountId, Failure> {
    AccountId::parse(id).ok_or_else(|| Refusal::not_found().into())
}

/// A one-time password on a slip of paper: shown once.
#[derive(Template)]
#[template(path = "user/slip.html")]
struct Slip {
    f: Frame,
    id: AccountId,
    name: String,
    login: String,
    password: String,
}

impl Slip {
    /// Where to go first.
    fn first_step(&self) -> String {
        let l = &self.f.l;
        l.t1("user-slip-1", "site", self.f.site.clone().unwrap_or_else(|| l.t("site-unknown")))
    }

    fn respond(&self) -> Response {
        let mut response = html(self);
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        response
    }
}
