//! `/bahasa`: changes the language and comes back.

use crate::App;
use crate::access::LANG_COOKIE;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde::Deserialize;

/// Which language, and where to go on.
#[derive(Deserialize)]
pub struct Switch {
    ke: Option<String>,
    next: Option<String>,
}

/// Sets the language's cookie for a year.
pub async fn switch(State(app): State<App>, Query(q): Query<Switch>) -> Response {
    let code = crate::speak::Lang::from_code(q.ke.as_deref().unwrap_or("id")).code();
    let mut response = Redirect::to(&local(q.next.as_deref())).into_response();
    let secure = if app.secure { "; Secure" } else { "" };
    let cookie = format!("{LANG_COOKIE}={code}; Path=/; Max-Age=31536000; SameSite=Lax{secure}");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, value);
    }
    response
}

/// An address on this server only: nobody is sent elsewhere.
pub fn local(next: Option<&str>) -> String {
    match next {
        Some(n) if n.starts_with('/') && !n.starts_with("//") && !n.starts_with("/\\") && n.is_ascii() && !n.contains(['\r', '\n']) => {
            n.to_owned()
        }
        _ => "/".to_owned(),
    }
}
