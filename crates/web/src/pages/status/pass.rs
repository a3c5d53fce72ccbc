//! What lets a citizen go from page to page for half an hour: a signed cookie that names the case.

use crate::App;
use crate::access::cookie;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use sha2::{Digest as _, Sha256};
use slrt_domain::identity::{CaseId, Tenant};
use subtle::ConstantTimeEq as _;

const COOKIE: &str = "slrt_case";
const SECONDS: i64 = 30 * 60;

/// A citizen who gave number and PIN a short while ago.
#[derive(Debug, Clone)]
pub struct Pass {
    /// Whose journal.
    pub tenant: Tenant,
    /// Their case.
    pub case: CaseId,
    /// Token that their forms carry.
    pub csrf: String,
}

fn sign(app: &App, purpose: &str, text: &str) -> String {
    let secret = app.house.keys().derived(purpose);
    // Hashed twice with the secret before it: what was signed cannot be made longer.
    let inner = Sha256::new().chain_update(&secret).chain_update(text.as_bytes()).finalize();
    let outer = Sha256::new().chain_update(&secret).chain_update(inner).finalize();
    outer.iter().take(16).map(|b| format!("{b:02x}")).collect()
}

/// The pass of a request, if it has one that is valid.
pub fn read(app: &App, headers: &HeaderMap) -> Option<Pass> {
    let value = cookie(headers, COOKIE)?;
    let (text, mac) = value.rsplit_once('.')?;
    if !bool::from(sign(app, "citizen-pass", text).as_bytes().ct_eq(mac.as_bytes())) {
        return None;
    }
    let mut parts = text.splitn(3, '.');
    let tenant = Tenant::parse(parts.next()?)?;
    let case = CaseId::parse(parts.next()?)?;
    let ends: i64 = parts.next()?.parse().ok()?;
    let holds = app.house.clock().now().micros() / 1_000_000 < ends;
    holds.then(|| Pass { tenant, case, csrf: sign(app, "citizen-csrf", value) })
}

/// Gives a pass.
pub fn give(app: &App, response: &mut Response, tenant: Tenant, case: CaseId) {
    let ends = app.house.clock().now().micros() / 1_000_000 + SECONDS;
    let text = format!("{tenant}.{case}.{ends}");
    let mac = sign(app, "citizen-pass", &text);
    set(app, response, &format!("{text}.{mac}"), SECONDS);
}

/// Takes it back.
pub fn take(app: &App, response: &mut Response) {
    set(app, response, "", 0);
}

fn set(app: &App, response: &mut Response, value: &str, seconds: i64) {
    let secure = if app.secure { "; Secure" } else { "" };
    let text = format!("{COOKIE}={value}; Path=/status; Max-Age={seconds}; HttpOnly; SameSite=Strict{secure}");
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}
