//! `/masuk`, `/keluar`: log in and out.

use crate::App;
use crate::access::{COOKIE, address, cookie};
use crate::error::Failure;
use crate::form::{Form, read_public_fields};
use crate::frame::{Frame, encode, start_of};
use crate::pages::language::local;
use crate::pages::{html, html_unprocessable};
use askama::Template;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;
use slrt_domain::identity::Tenant;
use slrt_operations::OperationError;
use slrt_operations::accounts::{self, SESSION_SECONDS};
use slrt_operations::view;

#[derive(Template)]
#[template(path = "session/log_in.html")]
struct LogInPage {
    f: Frame,
    login: String,
    next: String,
    /// Regencies to choose from, where there are several: code, name, and whether it is chosen.
    regencies: Vec<(String, String, bool)>,
    error: Option<String>,
    /// A session ended, and what became of what was sent in it.
    ended: Option<Ended>,
}

impl LogInPage {
    fn is_lost(&self) -> bool {
        self.ended == Some(Ended::Lost)
    }
}

/// How a session ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ended {
    /// Nothing was sent, or the browser keeps it.
    Quietly,
    /// A form was sent that nobody took: without scripts nobody keeps it.
    Lost,
}

impl Ended {
    fn of(code: &str) -> Option<Self> {
        match code {
            "berakhir" => Some(Self::Quietly),
            LOST => Some(Self::Lost),
            _ => None,
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Quietly => "berakhir",
            Self::Lost => LOST,
        }
    }
}

const LOST: &str = "formulir";

/// The log-in page for whoever sent a form after the session had ended, and comes back to its page.
pub fn log_in_after_form(next: &str) -> String {
    format!("/masuk?next={}&sesi={LOST}", encode(next))
}

/// The regencies of this installation to choose from; nothing to choose where there is one.
async fn regencies(app: &App, chosen: Option<Tenant>) -> Vec<(String, String, bool)> {
    let all = view::regencies(&app.house).await.unwrap_or_default();
    let all: Vec<_> = all.into_iter().map(|r| (r.tenant.to_string(), r.name, Some(r.tenant) == chosen)).collect();
    if all.len() > 1 { all } else { Vec::new() }
}

/// Where to go after logging in.
#[derive(Deserialize)]
pub struct Next {
    next: Option<String>,
    /// Log-in name to begin with: the demonstration's home page names its accounts.
    nama: Option<String>,
    /// Regency to begin with: its four digits.
    kabupaten: Option<String>,
    /// How the session ended, where one did.
    sesi: Option<String>,
}

/// The form.
pub async fn form(State(app): State<App>, Query(q): Query<Next>, headers: HeaderMap) -> Response {
    let next = local(q.next.as_deref());
    let said = q.sesi.as_deref().and_then(Ended::of);
    let mut ended = said;
    if cookie(&headers, COOKIE).is_some_and(|token| !token.is_empty()) {
        match crate::access::session_of(&app, &headers).await {
            Ok(session) => return Redirect::to(if next == "/" { start_of(&session) } else { &next }).into_response(),
            // A cookie that opens nothing is of a session that ended.
            Err(OperationError::Unauthenticated) => ended = said.or(Some(Ended::Quietly)),
            Err(_) => (),
        }
    }
    let f = Frame::public(&app, &headers, &address_with(&next, said)).await;
    let login = q.nama.filter(|_| f.is_made_up()).unwrap_or_default();
    let chosen = q.kabupaten.as_deref().and_then(Tenant::parse).or(f.tenant);
    html(&LogInPage { login, next, regencies: regencies(&app, chosen).await, error: None, ended, f })
}

/// The form's own address: whoever changes the language there still comes back to where they wanted to go.
fn address_with(next: &str, ended: Option<Ended>) -> String {
    match (next, ended) {
        ("/", None) => "/masuk".into(),
        (_, None) => format!("/masuk?next={}", encode(next)),
        (_, Some(ended)) => format!("/masuk?next={}&sesi={}", encode(next), ended.code()),
    }
}

/// Logs in.
pub async fn log_in(State(app): State<App>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let address = address(&app, &parts);
    let headers = parts.headers.clone();
    let mut f = Frame::public(&app, &headers, "/masuk").await;
    let fields = match read_public_fields(Request::from_parts(parts, body)).await {
        Ok(fields) => fields,
        Err(e) => return e.page(f),
    };
    let next = local(fields.get("next"));
    f.path = address_with(&next, None);
    let login = fields.text("login").to_owned();
    let Some(own) = f.tenant else { return Redirect::to("/persiapan").into_response() };
    // A regency that is none is refused like a wrong name: nobody is in it.
    let tenant = fields.get("regency").map_or(Some(own), Tenant::parse).unwrap_or(own);
    match accounts::log_in(&app.house, tenant, &login, fields.text("password"), address, "web").await {
        Ok(fresh) => {
            let to = if fresh.must_change {
                "/akun/sandi"
            } else if next == "/" {
                accounts::authenticate(&app.house, &fresh.token).await.map_or("/akun", |session| start_of(&session))
            } else {
                &next
            };
            // Whoever sat here before, or planted the cookie, does not stay logged in beside.
            if let Some(before) = cookie(&headers, COOKIE)
                && let Err(e) = accounts::end_left_over(&app.house, before).await
            {
                return Failure::from(e).page(f);
            }
            let mut response = Redirect::to(to).into_response();
            set_cookie(&app, &mut response, &fresh.token, SESSION_SECONDS);
            response
        }
        Err(e) => {
            let failure = Failure::from(e);
            let error = Some(match failure.code().as_str() {
                "unauthenticated" => f.l.t("log-in-wrong"),
                _ => failure.words(&f.l),
            });
            let status = failure.status();
            let regencies = regencies(&app, Some(tenant)).await;
            let mut response = html_unprocessable(&LogInPage { f, login, next, regencies, error, ended: None });
            if status != axum::http::StatusCode::UNAUTHORIZED {
                *response.status_mut() = status;
            }
            failure.retry_after(&mut response);
            response
        }
    }
}

/// Logs out.
pub async fn log_out(State(app): State<App>, form: Form) -> Response {
    if let Err(e) = accounts::log_out(&app.house, &form.session).await {
        return Failure::from(e).page(form.frame);
    }
    let mut response = Redirect::to("/").into_response();
    set_cookie(&app, &mut response, "", 0);
    response
}

/// Keeps the token in the browser: not for scripts, not for other sites.
pub fn set_cookie(app: &App, response: &mut Response, token: &str, seconds: i64) {
    let secure = if app.secure { "; Secure" } else { "" };
    let text = format!("{COOKIE}={token}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Lax{secure}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
