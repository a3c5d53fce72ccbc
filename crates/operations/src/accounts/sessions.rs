//! Sessions of browsers, and whose they are.

use super::attempts::{Attempt, buckets, counted};
use super::passwords::password_fits;
use super::tokens::{end_token, own_sender};
use crate::clock::random;
use crate::house::{House, OperationError};
use crate::intake::Sender;
use crate::request::Who;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use slrt_domain::access::Actor;
use slrt_domain::calendar::Instant;
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_domain::office::Reference;
use slrt_storage::session::{self, NewSession};
use slrt_storage::{Digests, office};
use std::net::IpAddr;
use std::sync::Arc;

/// How long a session of a browser lasts without a new log-in.
pub const SESSION_SECONDS: i64 = 12 * 3600;

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
    /// Whether it is a token that was made for a program.
    pub is_token: bool,
    /// Whether the password must be changed first.
    pub must_change: bool,
    /// SHA-256 of the token, to end the session.
    pub token_hash: [u8; 32],
}

impl Session {
    /// What the journal calls this session or token: the first four bytes of its hash, which open nothing. Of a token for a program they begin the name
    /// under which it stands in lists.
    pub fn handle(&self) -> String {
        self.token_hash.iter().take(4).map(|b| format!("{b:02x}")).collect()
    }

    /// Whether somebody logged in for it: what lets people in (accounts, passwords, roles, tokens) is no matter of a program's token, which lives for months in
    /// the files of a program.
    ///
    /// # Errors
    /// `Forbidden` (`token`) for a token that was made for a program.
    pub fn signed_in(&self) -> Result<(), Refusal> {
        let refused = || Refusal { field: Some("session"), detail: "token".into(), ..Refusal::forbidden() };
        if self.is_token { Err(refused()) } else { Ok(()) }
    }

    /// Who sends an operation in this session, now.
    pub fn sender(&self, channel: &str, operation: OperationId, digest: impl Into<Digests>) -> Sender {
        Sender {
            tenant: self.tenant,
            who: Who::Account(self.account),
            channel: channel.to_owned(),
            device: Some(self.handle()),
            operation,
            digest: digest.into(),
            occurred_at: None,
            late_reason: None,
        }
    }
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

pub(super) fn new_token(tenant: Tenant) -> String {
    format!("{tenant}.{}", URL_SAFE_NO_PAD.encode(random::<32>()))
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
    let attempt = Attempt::begin(house, counted_in, &buckets).await?;
    let known = match known_account(house, tenant, &login, password).await {
        Ok(Some(found)) => found,
        Ok(None) => return Err(OperationError::Unauthenticated),
        Err(e) => {
            attempt.undone().await?;
            return Err(e);
        }
    };
    attempt.right().await?;
    let fresh = open_session(house, tenant, known.account, kind, "", SESSION_SECONDS).await?;
    // Whoever changed the password meanwhile ended the sessions that there were: not this one, if it came a moment later.
    let mut tx = house.db().read(tenant).await?;
    let now = session::credential(&mut tx, tenant, known.account).await?;
    tx.commit().await?;
    if now.is_none_or(|(hash, _)| hash != known.hash) {
        let mut tx = house.db().write(tenant).await?;
        session::end(&mut tx, tenant, &token_hash(&fresh.token)).await?;
        tx.commit().await?;
        return Err(OperationError::Unauthenticated);
    }
    Ok(LoggedIn { must_change: known.must_change, ..fresh })
}

/// An account whose password was right.
struct Known {
    account: AccountId,
    /// The hash that it was compared with.
    hash: String,
    must_change: bool,
}

/// The account of a name and its password.
async fn known_account(house: &House, tenant: Tenant, login: &str, password: &str) -> Result<Option<Known>, OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let account = office::account_by_login(&mut tx, tenant, login).await?.filter(|a| a.active);
    let account = account.map(|a| a.account()).transpose()?;
    let stored = match account {
        Some(id) => session::credential(&mut tx, tenant, id).await?,
        None => None,
    };
    tx.commit().await?;
    let fits = password_fits(password.to_owned(), stored.as_ref().map(|s| s.0.clone())).await?;
    Ok(account.zip(stored).filter(|_| fits).map(|(account, (hash, must_change))| Known { account, hash, must_change }))
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
    let known = house.known_session(&hash).filter(|found| found.expires_at > now);
    let known = known.and_then(|found| Some((house.known_reference(tenant, found.reference_number)?, found)));
    let (reference, found) = match known {
        Some(known) => known,
        None => {
            // Taken before anything is read: what was ended meanwhile is not remembered as valid.
            let generation = house.session_generation();
            let mut tx = house.db().read(tenant).await?;
            let found = session::find(&mut tx, tenant, &hash, now).await?.ok_or(OperationError::Unauthenticated)?;
            let reference = house.reference_at(&mut tx, tenant, found.reference_number).await?;
            tx.commit().await?;
            house.remember_session(hash, &found, generation);
            (reference, found)
        }
    };
    Ok(Session {
        tenant,
        account: found.account,
        actor: Who::Account(found.account).actor(&reference, now),
        reference,
        kind: found.kind,
        is_token: found.is_token,
        must_change: found.must_change,
        token_hash: hash,
    })
}

/// Ends a session; that of a program's token stands in the journal, as any end of one does.
///
/// # Errors
/// Storage.
pub async fn log_out(house: &House, session: &Session) -> Result<(), OperationError> {
    if session.is_token {
        return end_token(house, &own_sender(house, session, &session.kind), session.account, &session.token_hash).await;
    }
    let mut tx = house.db().write(session.tenant).await?;
    session::end(&mut tx, session.tenant, &session.token_hash).await?;
    tx.commit().await?;
    house.forget_sessions();
    Ok(())
}

/// Ends what a browser was logged in with before, whoever's it was: one log-in, one session. A token for a program, which a browser may have been given as
/// well, is its owner's to end.
///
/// # Errors
/// Storage; that it is unknown or ended is none.
pub async fn end_left_over(house: &House, token: &str) -> Result<(), OperationError> {
    match authenticate(house, token).await {
        Ok(session) if !session.is_token => log_out(house, &session).await,
        Ok(_) | Err(OperationError::Unauthenticated) => Ok(()),
        Err(e) => Err(e),
    }
}

/// Browsers besides this one in which one is logged in.
///
/// # Errors
/// Storage.
pub async fn other_sessions(house: &House, who: &Session) -> Result<usize, OperationError> {
    let now = house.clock().now().micros();
    let mut tx = house.db().read(who.tenant).await?;
    let all = session::list(&mut tx, who.tenant, who.account).await?;
    tx.commit().await?;
    Ok(all.iter().filter(|(hash, kind, label, _, ends)| *ends > now && is_other_session(who, hash, kind, label)).count())
}

fn is_other_session(who: &Session, hash: &[u8], kind: &str, label: &str) -> bool {
    hash != who.token_hash && !session::is_token(kind, label)
}

/// Ends every other session of one's own; tokens for programs stay.
///
/// # Errors
/// Storage.
pub async fn end_other_sessions(house: &House, who: &Session) -> Result<(), OperationError> {
    let mut tx = house.db().write(who.tenant).await?;
    for (hash, kind, label, ..) in session::list(&mut tx, who.tenant, who.account).await? {
        if is_other_session(who, &hash, &kind, &label) {
            session::end(&mut tx, who.tenant, &hash).await?;
        }
    }
    tx.commit().await?;
    house.forget_sessions();
    Ok(())
}
