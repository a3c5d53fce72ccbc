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

/// An address on this server only: nobody is sent elsewhere. Browsers leave tabs and line breaks out of an address, so that a tab between two slashes
/// would lead to another server: none of them, nor a blank, has a place in one.
pub fn local(next: Option<&str>) -> String {
    let stays = |n: &&str| n.starts_with('/') && !n.starts_with("//") && !n.starts_with("/\\") && n.bytes().all(|b| b.is_ascii_graphic());
    next.filter(stays).unwrap_or("/").to_owned()
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn nobody_is_sent_to_another_server() {
        for stays in ["/", "/tugas?halaman=2", "/layanan/1#riwayat", "/cari?q=a%20b", "/a//b"] {
            assert_eq!(local(Some(stays)), stays);
        }
        for leaves in [
            "",
            "tugas",
            "https://evil.test/",
            "//evil.test",
            "/\\evil.test",
            "/\t/evil.test",
            "/\t\\evil.test",
            "/\n/evil.test",
            "/\r/evil.test",
            "/a b",
            "/\u{e9}",
            "javascript:alert(1)",
        ] {
            assert_eq!(local(Some(leaves)), "/", "{leaves:?}");
        }
        assert_eq!(local(None), "/");
    }
}
