//! Who is asking: session cookie or bearer token, language, client address.

use crate::App;
use crate::error::Failure;
use crate::frame::Frame;
use crate::speak::{Lang, Speak};
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use sha2::{Digest as _, Sha256};
use slrt_operations::OperationError;
use slrt_operations::accounts::{self, Session};
use std::net::{IpAddr, SocketAddr};
use subtle::ConstantTimeEq as _;

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

/// The reader's language: the cookie, else English for browsers that ask for it and not for Indonesian, else Indonesian.
pub fn lang(headers: &HeaderMap) -> Lang {
    if let Some(code) = cookie(headers, LANG_COOKIE) {
        return Lang::from_code(code);
    }
    let asked = headers.get(header::ACCEPT_LANGUAGE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let asks = |code: &str| asked.split(',').any(|l| l.trim().get(..2).is_some_and(|c| c.eq_ignore_ascii_case(code)));
    // Phones sold here often say English first; "in" is the old code of Indonesian.
    if asks("en") && !asks("id") && !asks("in") { Lang::En } else { Lang::Id }
}

/// Whether a script asked for a part of a page.
pub fn wants_part(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request")
}

fn reads(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD)
}

/// The page that a request belongs to, to come back to: itself, or the page of this server that a form or script stands on.
pub fn page_of(method: &Method, uri: &Uri, headers: &HeaderMap) -> String {
    if reads(method) && !wants_part(headers) {
        return uri.path_and_query().map_or("/", |p| p.as_str()).to_owned();
    }
    let text = |name: header::HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    let host = text(header::HOST);
    let from = text(header::REFERER).and_then(|r| r.split_once("://")).map(|(_, rest)| rest);
    let path = from.and_then(|r| r.find('/').map(|i| r.split_at(i))).filter(|(h, _)| Some(*h) == host).map(|(_, path)| path);
    crate::pages::local(path)
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

/// Headers by which a proxy says for whom it asks.
const FORWARDED: [&str; 6] = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip"];

/// Whether a program on this machine asks, for itself: whatever a proxy on this machine passes on was asked by somebody else, whoever it says that was.
pub fn is_of_this_machine(parts: &Parts) -> bool {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|c| c.0.ip().to_canonical());
    peer.is_some_and(|a| a.is_loopback()) && !FORWARDED.iter().any(|name| parts.headers.contains_key(*name))
}

/// The token that a session's forms carry.
pub fn csrf_token(app: &App, session: &Session) -> String {
    csrf_tokens(app, session).next().unwrap_or_default()
}

/// Whether a form's token is of its session. While a look-up key is rotated, forms carry the one or the other.
pub fn is_csrf_token(app: &App, session: &Session, given: &str) -> bool {
    csrf_tokens(app, session).fold(false, |found, token| found | bool::from(token.as_bytes().ct_eq(given.as_bytes())))
}

fn csrf_tokens(app: &App, session: &Session) -> impl Iterator<Item = String> {
    let hashes = app
        .house
        .keys()
        .derived("csrf")
        .into_iter()
        .map(|secret| Sha256::new().chain_update(secret).chain_update(session.token_hash).finalize());
    hashes.map(|h| h.iter().take(16).map(|b| format!("{b:02x}")).collect())
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

/// The client's address, as an argument of handlers.
#[derive(Debug, Clone, Copy)]
pub struct Client(pub Option<IpAddr>);

impl FromRequestParts<App> for Client {
    type Rejection = std::convert::Infallible;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Self::Rejection> {
        Ok(Self(address(app, parts)))
    }
}

/// An officer's session by bearer token (API), whose one-time password was changed.
#[derive(Debug)]
pub struct Bearer(pub Session);

impl FromRequestParts<App> for Bearer {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let Newcomer(session) = Newcomer::from_request_parts(parts, app).await?;
        if session.must_change { Err(Failure::OneTimePassword) } else { Ok(Self(session)) }
    }
}

/// An officer's session by bearer token (API), also one that was opened with a one-time password: to see who one is, and to log out.
#[derive(Debug)]
pub struct Newcomer(pub Session);

impl FromRequestParts<App> for Newcomer {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let token = parts.headers.get(header::AUTHORIZATION).and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("Bearer "));
        let token = token.ok_or(OperationError::Unauthenticated)?;
        Ok(Self(accounts::authenticate(&app.house, token.trim()).await?))
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

/// The session of a cookie, if it is valid. A program's token opens no pages: there it would do what only somebody who logged in may do.
pub async fn session_of(app: &App, headers: &HeaderMap) -> Result<Session, OperationError> {
    let token = cookie(headers, COOKIE).ok_or(OperationError::Unauthenticated)?;
    let session = accounts::authenticate(&app.house, token).await?;
    if session.is_token { Err(OperationError::Unauthenticated) } else { Ok(session) }
}

impl FromRequestParts<App> for Officer {
    type Rejection = Response;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let headers = &parts.headers;
        let page = page_of(&parts.method, &parts.uri, headers);
        let path = parts.uri.path();
        let asks_page = reads(&parts.method) && !wants_part(headers);
        let session = match session_of(app, headers).await {
            Ok(session) => session,
            Err(e) => {
                let frame = Frame::public(app, headers, &page).await;
                let by_script = wants_part(headers) || headers.contains_key("x-requested-with");
                if !by_script && !reads(&parts.method) && matches!(e, OperationError::Unauthenticated) {
                    return Err(Redirect::to(&crate::pages::log_in_after_form(&frame.path)).into_response());
                }
                return Err(if by_script { Failure::from(e).told(frame) } else { Failure::from(e).page(frame) });
            }
        };
        let change_first = session.must_change && !path.starts_with("/akun") && !path.starts_with("/keluar");
        if change_first && asks_page {
            return Err(Redirect::to("/akun/sandi").into_response());
        }
        let mut frame = match Frame::office(app, headers, &page, &session).await {
            Ok(frame) => frame,
            Err(e) => return Err(Failure::from(e).page(Frame::public(app, headers, &page).await)),
        };
        if asks_page {
            frame.count_waiting(app, &session).await;
        }
        // A redirect would look to scripts as if the form had been taken.
        if change_first { Err(Failure::MustChange.told(frame)) } else { Ok(Self { session, frame }) }
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
