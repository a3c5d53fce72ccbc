//! What lets a citizen go from page to page for half an hour: a signed cookie that names the case. It ends with the PIN that it was given for.

use crate::App;
use crate::access::cookie;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use sha2::{Digest as _, Sha256};
use slrt_domain::identity::{CaseId, Tenant};
use slrt_domain::journal::Refusal;
use slrt_operations::OperationError;
use slrt_operations::accounts::pin_mark;
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
    /// Tokens of their forms: the first is what they carry, while a look-up key is rotated the others hold too.
    csrf: Vec<String>,
}

impl Pass {
    /// Token that their forms carry.
    pub fn csrf(&self) -> String {
        self.csrf.first().cloned().unwrap_or_default()
    }

    /// Whether a form carries theirs.
    pub fn is_csrf(&self, given: &str) -> bool {
        is_one_of(&self.csrf, given)
    }
}

fn is_one_of(known: &[String], given: &str) -> bool {
    known.iter().fold(false, |found, k| found | bool::from(k.as_bytes().ct_eq(given.as_bytes())))
}

/// Signatures under each key that may have been the one; with the first is signed.
fn signatures(app: &App, purpose: &str, text: &str) -> Vec<String> {
    let sign = |secret: Vec<u8>| {
        // Hashed twice with the secret before it: what was signed cannot be made longer.
        let inner = Sha256::new().chain_update(&secret).chain_update(text.as_bytes()).finalize();
        let outer = Sha256::new().chain_update(&secret).chain_update(inner).finalize();
        outer.iter().take(16).map(|b| format!("{b:02x}")).collect()
    };
    app.house.keys().derived(purpose).into_iter().map(sign).collect()
}

/// The pass of a request, if it has one that is valid: signed here, not over, and given for the PIN that holds now.
///
/// # Errors
/// When the database is away.
pub async fn read(app: &App, headers: &HeaderMap) -> Result<Option<Pass>, OperationError> {
    let Some((value, named)) = cookie(headers, COOKIE).and_then(|value| named(value).map(|named| (value, named))) else { return Ok(None) };
    if app.house.clock().now().micros() / 1_000_000 >= named.ends {
        return Ok(None);
    }
    let Some(pin) = pin_mark(&app.house, named.tenant, named.case).await? else { return Ok(None) };
    let is_signed = is_one_of(&macs(app, named.text, &pin), named.mac);
    Ok(is_signed.then(|| Pass { tenant: named.tenant, case: named.case, csrf: signatures(app, "citizen-csrf", value) }))
}

/// What a cookie says, before anybody knows whether it is true.
struct Named<'v> {
    tenant: Tenant,
    case: CaseId,
    ends: i64,
    text: &'v str,
    mac: &'v str,
}

fn named(value: &str) -> Option<Named<'_>> {
    let (text, mac) = value.rsplit_once('.')?;
    let mut parts = text.splitn(3, '.');
    let tenant = Tenant::parse(parts.next()?)?;
    let case = CaseId::parse(parts.next()?)?;
    let ends = parts.next()?.parse().ok()?;
    Some(Named { tenant, case, ends, text, mac })
}

fn macs(app: &App, text: &str, pin: &str) -> Vec<String> {
    signatures(app, "citizen-pass", &format!("{text}.{pin}"))
}

/// Gives a pass.
///
/// # Errors
/// Not found when the case is gone, or when the database is away.
pub async fn give(app: &App, response: &mut Response, tenant: Tenant, case: CaseId) -> Result<(), OperationError> {
    let pin = pin_mark(&app.house, tenant, case).await?.ok_or_else(Refusal::not_found)?;
    let ends = app.house.clock().now().micros() / 1_000_000 + SECONDS;
    let text = format!("{tenant}.{case}.{ends}");
    let mac = macs(app, &text, &pin).into_iter().next().unwrap_or_default();
    set(app, response, &format!("{text}.{mac}"), SECONDS);
    Ok(())
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
