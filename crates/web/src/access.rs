//! Who is asking: session cookie or bearer token, language, client address.

use crate::App;
use crate::error::Failure;
use crate::frame::Frame;
use crate::speak::{Lang, Speak};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::response::Response;
use sha2::{Digest as _, Sha256};
use slrt_operations::OperationError;
use slrt_operations::accounts::{self, Session};
use std::net::{IpAddr, SocketAddr};

/// Name of the session's cookie.
pub const COOKIE: &str = "slrt_session";
/// Name of the language's cookie.
pub const LANG_COOKIE: &str = "slrt_lang";

/// A cookie's value.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, v)| v)
}

/// The reader's language: the cookie, else what the browser asks for, else Indonesian.
pub fn lang(headers: &HeaderMap) -> Lang {
    if let Some(code) = cookie(headers, LANG_COOKIE) {
        return Lang::from_code(code);
    }
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let first = asked.split(',').map(|l| l.trim().to_lowercase()).find(|l| l.starts_with("id") || l.starts_with("en"));
    Lang::from_code(first.as_deref().unwrap_or("id"))
}

/// Speaks to whoever sent these headers.
pub fn speak(app: &App, headers: &HeaderMap) -> Speak {
    Speak::new(app.words.clone(), lang(headers))
}

/// The client's address: the peer's, or what the trusted proxy says.
pub fn address(app: &App, parts: &Parts) -> Option<IpAddr> {
    client(parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip()), app.behind_proxy, &parts.headers)
}

fn client(peer: Option<IpAddr>, proxy: Option<IpAddr>, headers: &HeaderMap) -> Option<IpAddr> {
    // A socket for both families writes IPv4 addresses as IPv6 ones.
    let peer = peer.map(|a| a.to_canonical());
    if peer.is_some() && peer == proxy.map(|a| a.to_canonical()) {
        // The last one, of the last header, was written by the proxy that we trust; those before it by anybody.
        let forwarded = headers.get_all("x-forwarded-for").iter().next_back().and_then(|v| v.to_str().ok());
        let last = forwarded.and_then(|v| v.rsplit(',').next()).and_then(|v| v.trim().parse::<IpAddr>().ok());
        return last.map(|a| a.to_canonical()).or(peer);
    }
    peer
}

/// The token that a session's forms carry.
pub fn csrf_token(app: &App, session: &Session) -> String {
    let mut h = Sha256::new();
    h.update(app.house.keys().derived("csrf"));
    h.update(session.token_hash);
    h.finalize().iter().take(16).map(|b| format!("{b:02x}")).collect()
}

/// Whether a browser says that another site sent this.
pub fn is_cross_site(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return !matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => origin.split("//").nth(1) != Some(host),
        _ => false,
    }
}

/// An officer's session by bearer token (API).
#[derive(Debug)]
pub struct Bearer(pub Session);

impl FromRequestParts<App> for Bearer {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let l = speak(app, &parts.headers);
        let token = parts.headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("Bearer "));
        let session = match token {
            Some(token) => accounts::authenticate(&app.house, token.trim()).await,
            None => Err(OperationError::Unauthenticated),
        };
        session.map(Bearer).map_err(|e| Failure::from(e).problem(&l))
    }
}

/// An officer's session by cookie (pages).
#[derive(Debug)]
pub struct Officer {
    /// The session.
    pub session: Session,
    /// The frame of the page.
    pub frame: Frame,
}

/// The session of a cookie, if it is valid.
pub async fn session_of(app: &App, headers: &HeaderMap) -> Result<Session, OperationError> {
    match cookie(headers, COOKIE) {
        Some(token) => accounts::authenticate(&app.house, token).await,
        None => Err(OperationError::Unauthenticated),
    }
}

impl FromRequestParts<App> for Officer {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let path = parts.uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
        match session_of(app, &parts.headers).await {
            Ok(session) if session.must_change && !path.starts_with("/akun") && !path.starts_with("/keluar") => {
                Err(axum::response::IntoResponse::into_response(axum::response::Redirect::to("/akun/sandi")))
            }
            Ok(session) => {
                let frame = Frame::office(app, &parts.headers, &path, &session)
                    .await
                    .map_err(|e| Failure::from(e).problem(&speak(app, &parts.headers)))?;
                Ok(Self { session, frame })
            }
            Err(e) => {
                let frame = Frame::public(app, &parts.headers, &path).await;
                Err(Failure::from(e).page(frame))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn only_what_the_proxy_itself_wrote_is_believed() {
        let ip = |text: &str| Some(text.parse::<IpAddr>().unwrap());
        let headers = |values: &[&str]| {
            let mut map = HeaderMap::new();
            for v in values {
                map.append("x-forwarded-for", v.parse().unwrap());
            }
            map
        };
        for (peer, proxy, forwarded, client_is) in [
            (ip("10.0.0.9"), ip("10.0.0.1"), &["1.2.3.4"][..], ip("10.0.0.9")),
            (ip("10.0.0.9"), None, &["1.2.3.4"], ip("10.0.0.9")),
            (ip("10.0.0.1"), ip("10.0.0.1"), &["6.6.6.6, 1.2.3.4"], ip("1.2.3.4")),
            (ip("10.0.0.1"), ip("10.0.0.1"), &["6.6.6.6", "1.2.3.4"], ip("1.2.3.4")),
            (ip("::ffff:10.0.0.1"), ip("10.0.0.1"), &["::ffff:1.2.3.4"], ip("1.2.3.4")),
            (ip("10.0.0.1"), ip("10.0.0.1"), &["nobody"], ip("10.0.0.1")),
            (ip("10.0.0.1"), ip("10.0.0.1"), &[], ip("10.0.0.1")),
            (None, ip("10.0.0.1"), &["1.2.3.4"], None),
        ] {
            assert_eq!(client(peer, proxy, &headers(forwarded)), client_is, "{peer:?} {forwarded:?}");
        }
    }
}
