//! Accounts, passwords, sessions, tokens and PINs: side tables, never in the journal but for who exists and which roles they hold.

use crate::clock::random;
use crate::house::{House, OperationError};
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Argon2, PasswordHash};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use slrt_domain::access::{Actor, ActorKind};
use slrt_domain::calendar::Instant;
use slrt_domain::identity::*;
use slrt_domain::office::Reference;
use slrt_storage::session::{self, NewSession};
use slrt_storage::{StorageError, case, journal, office};
use std::net::IpAddr;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Passwords hashed at the same time: each takes 19 MiB and a core.
static HASHING: Semaphore = Semaphore::const_new(2);
/// Log-ins that may wait for their turn; beyond that people are asked to try again.
static WAITING: Semaphore = Semaphore::const_new(64);

/// How long a session of a browser lasts without a new log-in.
pub const SESSION_SECONDS: i64 = 12 * 3600;
/// The shortest password.
pub const PASSWORD_LENGTH: usize = 10;

/// A session or token that was found to be valid.
#[derive(Debug, Clone)]
pub struct Session {
    /// The account's home.
    pub tenant: Tenant,
    /// Whose.
    pub account: AccountId,
    /// Who acts, with the roles of today.
    pub actor: Actor,
    /// What decisions rest on.
    pub reference: Arc<Reference>,
    /// `web` or `api`.
    pub kind: String,
    /// Whether the password must be changed first.
    pub must_change: bool,
    /// SHA-256 of the token, to end the session.
    pub token_hash: [u8; 32],
}

/// A fresh session.
#[derive(Debug, Clone)]
pub struct LoggedIn {
    /// The value for the cookie or the `Authorization` header: home tenant, dot, 256 random bits.
    pub token: String,
    /// When it ends.
    pub expires_at: Instant,
    /// Whether the password must be changed first.
    pub must_change: bool,
    /// Whose.
    pub account: AccountId,
}

/// The stored form of a token.
pub fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

/// The home tenant with which a token begins.
pub fn token_tenant(token: &str) -> Option<Tenant> {
    Tenant::parse(token.split_once('.')?.0)
}

fn new_token(tenant: Tenant) -> String {
    format!("{tenant}.{}", URL_SAFE_NO_PAD.encode(random::<32>()))
}

/// A one-time password that can be read aloud: four groups of four letters and digits without look-alikes.
pub fn one_time_password() -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz234567890";
    let bytes = random::<16>();
    let text: Vec<String> = bytes.chunks(4).map(|c| c.iter().map(|b| char::from(LETTERS[usize::from(b % 32)])).collect()).collect();
    text.join("-")
}

/// Hashes a password (argon2id), two at a time.
///
/// # Errors
/// [`OperationError::Busy`] when too many wait.
pub async fn hash_password(password: String) -> Result<String, OperationError> {
    let turn = hashing_turn().await?;
    let hashed = tokio::task::spawn_blocking(move || {
        // Held by the work itself: whoever asked may have gone, and the work goes on.
        let _turn = turn;
        Argon2::default().hash_password(password.as_bytes()).map(|h| h.to_string())
    })
    .await;
    hashed.map_err(|_| OperationError::Busy)?.map_err(|_| StorageError::corrupt("password hashing").into())
}

async fn hashing_turn() -> Result<tokio::sync::SemaphorePermit<'static>, OperationError> {
    let _place = WAITING.try_acquire().map_err(|_| OperationError::Busy)?;
    HASHING.acquire().await.map_err(|_| OperationError::Busy)
}

async fn password_fits(password: String, stored: Option<String>) -> Result<bool, OperationError> {
    let turn = hashing_turn().await?;
    let checked = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        // An unknown name costs as much as a known one.
        const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2xydC1ub2JvZHktc2FsdA$1Yk0n9f2Xo6gq0m7B1oJ3QbqkqC0H1oVxY2v6mJr0dE";
        let known = stored.is_some();
        let text = stored.unwrap_or_else(|| NOBODY.to_owned());
        PasswordHash::new(&text).is_ok_and(|h| Argon2::default().verify_password(password.as_bytes(), &h).is_ok()) && known
    });
    checked.await.map_err(|_| OperationError::Busy)
}

/// Growing delays per name *and* per address; never a lock. Five failures are free, then the wait doubles up to ten minutes.
async fn throttle(house: &House, tenant: Tenant, buckets: &[Vec<u8>]) -> Result<(), OperationError> {
    let now = house.clock().now();
    let mut tx = house.db().read(tenant).await?;
    let mut wait = 0;
    for bucket in buckets {
        if let Some((failures, last)) = session::failures(&mut tx, tenant, bucket).await? {
            let over = u32::try_from(failures - 5).unwrap_or(0);
            let delay = if failures <= 5 { 0 } else { (1i64 << over.min(10)).min(600) };
            wait = wait.max(delay - now.micros().saturating_sub(last) / 1_000_000);
        }
    }
    if wait > 0 { Err(OperationError::Wait(wait)) } else { Ok(()) }
}

fn bucket(house: &House, what: &str, value: &str) -> Vec<u8> {
    house.keys().lookup_hash(Tenant::NATION, what, value)
}

fn buckets(house: &House, what: &str, name: &str, address: Option<IpAddr>) -> Vec<Vec<u8>> {
    let mut found = vec![bucket(house, what, name)];
    // Many people share an office's address: its own bucket counts ten times slower, by spreading over ten.
    found.extend(address.map(|a| bucket(house, "address", &format!("{a} {}", random::<1>()[0] % 10))));
    found
}

/// Where failures are counted: in the tenant itself; for one that is not here, and for what is no number at all, by address only and at home, so that
/// nobody fills the table with names and tenants that do not exist.
async fn counted(house: &House, tenant: Option<Tenant>, mut buckets: Vec<Vec<u8>>) -> Result<(Tenant, Vec<Vec<u8>>), OperationError> {
    if let Some(tenant) = tenant {
        let mut tx = house.db().read(tenant).await?;
        let founded = journal::head(&mut tx, tenant).await?.is_some();
        tx.commit().await?;
        if founded {
            return Ok((tenant, buckets));
        }
    }
    let mut tx = house.db().read(Tenant::NATION).await?;
    let home = session::installation(&mut tx).await?.and_then(|i| i.default_tenant).and_then(Tenant::from_number);
    tx.commit().await?;
    // The name's own bucket is the first.
    buckets.remove(0);
    Ok((home.unwrap_or(Tenant::NATION), buckets))
}

async fn failed(house: &House, tenant: Tenant, buckets: &[Vec<u8>]) -> Result<(), OperationError> {
    let mut tx = house.db().write(tenant).await?;
    for b in buckets {
        session::count_failure(&mut tx, tenant, b, house.clock().now()).await?;
    }
    Ok(tx.commit().await?)
}

/// Logs in by name and password.
///
/// # Errors
/// Unauthenticated (unknown name and wrong password look alike), wait, busy, storage.
pub async fn log_in(
    house: &House,
    tenant: Tenant,
    login: &str,
    password: &str,
    address: Option<IpAddr>,
    kind: &str,
) -> Result<LoggedIn, OperationError> {
    let login = login.trim().to_lowercase();
    let buckets = buckets(house, "login", &format!("{tenant} {login}"), address);
    let (counted_in, buckets) = counted(house, Some(tenant), buckets).await?;
    throttle(house, counted_in, &buckets).await?;
    let mut tx = house.db().read(tenant).await?;
    let account = office::account_by_login(&mut tx, tenant, &login).await?.filter(|a| a.active);
    let account = account.map(|a| a.account()).transpose()?;
    let stored = match account {
        Some(id) => session::credential(&mut tx, tenant, id).await?,
        None => None,
    };
    tx.commit().await?;
    let must_change = stored.as_ref().is_some_and(|s| s.1);
    let fits = password_fits(password.to_owned(), stored.map(|s| s.0)).await?;
    let Some(account) = account.filter(|_| fits) else {
        failed(house, counted_in, &buckets).await?;
        return Err(OperationError::Unauthenticated);
    };
    let fresh = open_session(house, tenant, account, kind, "", SESSION_SECONDS).await?;
    let mut tx = house.db().write(tenant).await?;
    session::forget_failures(&mut tx, tenant, &buckets[0]).await?;
    tx.commit().await?;
    Ok(LoggedIn { must_change, ..fresh })
}

/// Opens a session or token for an account.
///
/// # Errors
/// Storage.
pub async fn open_session(
    house: &House,
    tenant: Tenant,
    account: AccountId,
    kind: &str,
    label: &str,
    seconds: i64,
) -> Result<LoggedIn, OperationError> {
    let token = new_token(tenant);
    let now = house.clock().now();
    let expires_at = now.plus_seconds(seconds);
    let mut tx = house.db().write(tenant).await?;
    let new = NewSession { token_hash: &token_hash(&token), account, kind, label, expires_at };
    session::create(&mut tx, tenant, &new, now).await?;
    tx.commit().await?;
    Ok(LoggedIn { token, expires_at, must_change: false, account })
}

/// The session of a token, with the roles that hold today.
///
/// # Errors
/// Unauthenticated when it is unknown, ended or expired.
pub async fn authenticate(house: &House, token: &str) -> Result<Session, OperationError> {
    let tenant = token_tenant(token).ok_or(OperationError::Unauthenticated)?;
    let hash = token_hash(token);
    let now = house.clock().now();
    let mut tx = house.db().read(tenant).await?;
    let found = session::find(&mut tx, tenant, &hash, now).await?.ok_or(OperationError::Unauthenticated)?;
    let reference = house.reference_at(&mut tx, tenant, found.reference_number).await?;
    tx.commit().await?;
    let grants = reference.grants_of(found.account, reference.zone.day(now));
    let actor = Actor { tenant, kind: ActorKind::Account(found.account), grants };
    Ok(Session { tenant, account: found.account, actor, reference, kind: found.kind, must_change: found.must_change, token_hash: hash })
}

/// Ends a session.
///
/// # Errors
/// Storage.
pub async fn log_out(house: &House, session: &Session) -> Result<(), OperationError> {
    let mut tx = house.db().write(session.tenant).await?;
    session::end(&mut tx, session.tenant, &session.token_hash).await?;
    Ok(tx.commit().await?)
}

/// Sets an account's password, ends its other sessions.
///
/// # Errors
/// Busy or storage.
pub async fn set_password(
    house: &House,
    tenant: Tenant,
    account: AccountId,
    password: &str,
    must_change: bool,
    keep: Option<&[u8]>,
) -> Result<(), OperationError> {
    let hash = hash_password(password.to_owned()).await?;
    let mut tx = house.db().write(tenant).await?;
    session::set_credential(&mut tx, tenant, account, &hash, house.clock().now(), must_change).await?;
    session::end_all(&mut tx, tenant, account, keep).await?;
    Ok(tx.commit().await?)
}

/// Whether a password is the account's own, with the same delays as logging in.
///
/// # Errors
/// Wait, busy, storage.
pub async fn check_password(house: &House, session: &Session, password: &str) -> Result<bool, OperationError> {
    let buckets = vec![bucket(house, "password", &session.account.to_string())];
    throttle(house, session.tenant, &buckets).await?;
    let mut tx = house.db().read(session.tenant).await?;
    let stored = session::credential(&mut tx, session.tenant, session.account).await?;
    tx.commit().await?;
    let fits = password_fits(password.to_owned(), stored.map(|s| s.0)).await?;
    if !fits {
        failed(house, session.tenant, &buckets).await?;
    }
    Ok(fits)
}

/// The case of a number and PIN. An unknown number and a wrong PIN look alike, and both cost the same.
///
/// # Errors
/// Unauthenticated, wait, storage.
pub async fn by_pin(house: &House, number: &str, pin: &str, address: Option<IpAddr>) -> Result<(Tenant, CaseId), OperationError> {
    let parsed = ServiceNumber::parse(number);
    let tenant = parsed.map_or(Tenant::NATION, ServiceNumber::tenant);
    let name = parsed.map_or_else(|| number.chars().filter(char::is_ascii_digit).collect(), |n| n.to_string());
    let buckets = buckets(house, "pin", &name, address);
    let (counted_in, buckets) = counted(house, parsed.map(ServiceNumber::tenant), buckets).await?;
    throttle(house, counted_in, &buckets).await?;
    let found = match parsed {
        Some(number) => {
            let mut tx = house.db().read(tenant).await?;
            let id = case::by_number(&mut tx, tenant, number).await?;
            let rows = case::load(&mut tx, tenant, &id.into_iter().collect::<Vec<_>>()).await?;
            tx.commit().await?;
            rows.into_iter().next().filter(|(row, _)| house.keys().pin_fits(number, pin.trim(), &row.pin_hash)).map(|(_, c)| c.id)
        }
        None => None,
    };
    match found {
        Some(id) => Ok((tenant, id)),
        None => {
            failed(house, counted_in, &buckets).await?;
            Err(OperationError::Unauthenticated)
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn whoever_goes_away_leaves_the_place_taken_until_the_work_is_done() {
        let mut asked = Box::pin(hash_password("sandi-yang-panjang-1".into()));
        assert!(futures::poll!(asked.as_mut()).is_pending());
        drop(asked);
        assert_eq!(HASHING.available_permits(), 1, "a core and 19 MiB are still in use");
        while HASHING.available_permits() < 2 {
            tokio::time::sleep(std::time::Duration::from_millis(1)).await;
        }
        hash_password("sandi-yang-panjang-1".into()).await.unwrap();
    }
}
