//! Side tables of logging in: credentials, sessions and tokens, failed attempts.

use crate::error::StorageError;
use crate::{Tx, args, row};
use slrt_domain::calendar::Instant;
use slrt_domain::identity::{AccountId, Tenant};

/// Sets a password's hash.
///
/// # Errors
/// When the database cannot write.
pub async fn set_credential(
    tx: &mut Tx,
    tenant: Tenant,
    account: AccountId,
    hash: &str,
    at: Instant,
    must_change: bool,
) -> Result<(), StorageError> {
    tx.run(
        "INSERT INTO credential (tenant, account, password, changed_at, must_change) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (tenant, account) DO UPDATE SET password = excluded.password, changed_at = excluded.changed_at, must_change = excluded.must_change",
        &args![tenant, account, hash, at, must_change],
    )
    .await?;
    Ok(())
}

/// A password's hash and whether it must be changed.
///
/// # Errors
/// When the database is away.
pub async fn credential(tx: &mut Tx, tenant: Tenant, account: AccountId) -> Result<Option<(String, bool)>, StorageError> {
    tx.maybe("SELECT password, must_change FROM credential WHERE tenant = $1 AND account = $2", &args![tenant, account]).await
}

/// A session or API token to keep.
#[derive(Debug, Clone)]
pub struct NewSession<'a> {
    /// SHA-256 of its value.
    pub token_hash: &'a [u8],
    /// Whose.
    pub account: AccountId,
    /// `web` or `api`.
    pub kind: &'a str,
    /// What its owner calls it.
    pub label: &'a str,
    /// When it ends.
    pub expires_at: Instant,
}

/// Whether a session is a token that somebody made for a program: those have a name.
pub fn is_token(kind: &str, label: &str) -> bool {
    kind == "api" && !label.is_empty()
}

/// Keeps a session or token.
///
/// # Errors
/// When the database cannot write.
pub async fn create(tx: &mut Tx, tenant: Tenant, s: &NewSession<'_>, now: Instant) -> Result<(), StorageError> {
    tx.run(
        "INSERT INTO session (tenant, token_hash, account, kind, label, created_at, expires_at, seen_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $6)",
        &args![tenant, s.token_hash, s.account, s.kind, s.label, now, s.expires_at],
    )
    .await?;
    Ok(())
}

/// A session that was found.
#[derive(Debug, Clone)]
pub struct FoundSession {
    /// Whose.
    pub account: AccountId,
    /// `web` or `api`.
    pub kind: String,
    /// Whether it is a token that was made for a program.
    pub is_token: bool,
    /// When it ends.
    pub expires_at: Instant,
    /// Number of the last entry that changed roles, offices or accounts: says whether a cached reference still holds.
    pub reference_number: i64,
    /// Whether the password must be changed first.
    pub must_change: bool,
}

/// A session by the hash of its value, with what says whether cached roles still hold: one query.
///
/// # Errors
/// When the database is away.
pub async fn find(tx: &mut Tx, tenant: Tenant, token_hash: &[u8], now: Instant) -> Result<Option<FoundSession>, StorageError> {
    let found: Option<(Vec<u8>, String, String, i64, i64, Option<bool>)> = tx
        .maybe(
            "SELECT s.account, s.kind, s.label, s.expires_at, h.reference_number, c.must_change FROM session s
             JOIN journal_head h ON h.tenant = s.tenant
             JOIN account a ON a.tenant = s.tenant AND a.id = s.account AND a.active
             LEFT JOIN credential c ON c.tenant = s.tenant AND c.account = s.account
             WHERE s.tenant = $1 AND s.token_hash = $2 AND s.expires_at > $3",
            &args![tenant, token_hash, now],
        )
        .await?;
    found
        .map(|(account, kind, label, expires_at, reference_number, must_change)| {
            Ok(FoundSession {
                account: row::account(&account)?,
                is_token: is_token(&kind, &label),
                kind,
                expires_at: Instant::from_micros(expires_at),
                reference_number,
                must_change: must_change.unwrap_or(false),
            })
        })
        .transpose()
}

/// Ends a session or token.
///
/// # Errors
/// When the database cannot write.
pub async fn end(tx: &mut Tx, tenant: Tenant, token_hash: &[u8]) -> Result<(), StorageError> {
    tx.run("DELETE FROM session WHERE tenant = $1 AND token_hash = $2", &args![tenant, token_hash]).await?;
    Ok(())
}

/// Ends all sessions of an account but one (none: all), and removes expired ones.
///
/// # Errors
/// When the database cannot write.
pub async fn end_all(tx: &mut Tx, tenant: Tenant, account: AccountId, but: Option<&[u8]>) -> Result<(), StorageError> {
    tx.run("DELETE FROM session WHERE tenant = $1 AND account = $2 AND token_hash <> $3", &args![tenant, account, but.unwrap_or_default()])
        .await?;
    Ok(())
}

/// Ends what an account could log in with: its sessions and tokens, and its password. Opened again, it needs a new one.
///
/// # Errors
/// When the database cannot write.
pub async fn close(tx: &mut Tx, tenant: Tenant, account: AccountId) -> Result<(), StorageError> {
    end_all(tx, tenant, account, None).await?;
    tx.run("DELETE FROM credential WHERE tenant = $1 AND account = $2", &args![tenant, account]).await?;
    Ok(())
}

/// Sessions and tokens of an account: hash, kind, label, created, expires.
///
/// # Errors
/// When the database is away.
pub async fn list(tx: &mut Tx, tenant: Tenant, account: AccountId) -> Result<Vec<(Vec<u8>, String, String, i64, i64)>, StorageError> {
    tx.all(
        "SELECT token_hash, kind, label, created_at, expires_at FROM session WHERE tenant = $1 AND account = $2 ORDER BY created_at, token_hash",
        &args![tenant, account],
    )
    .await
}

/// Failures counted in a bucket, and when the last one was; whoever else asks waits until this transaction ends.
///
/// # Errors
/// When the database cannot write.
pub async fn lock_failures(tx: &mut Tx, tenant: Tenant, bucket: &[u8], now: Instant) -> Result<(i64, i64), StorageError> {
    // The row is locked by being written, also where it was not there.
    tx.maybe(
        "INSERT INTO attempt (tenant, bucket, failures, last_at) VALUES ($1, $2, 0, $3)
         ON CONFLICT (tenant, bucket) DO UPDATE SET failures = attempt.failures RETURNING failures, last_at",
        &args![tenant, bucket, now],
    )
    .await?
    .ok_or_else(|| StorageError::corrupt("a written row that is not there"))
}

/// The same without a lock; none where none was counted.
///
/// # Errors
/// When the database is away.
pub async fn failures(tx: &mut Tx, tenant: Tenant, bucket: &[u8]) -> Result<Option<(i64, i64)>, StorageError> {
    tx.maybe("SELECT failures, last_at FROM attempt WHERE tenant = $1 AND bucket = $2", &args![tenant, bucket]).await
}

/// Sets when the last failure of a locked bucket was.
///
/// # Errors
/// When the database cannot write.
pub async fn set_last_failure(tx: &mut Tx, tenant: Tenant, bucket: &[u8], last: Instant) -> Result<(), StorageError> {
    tx.run("UPDATE attempt SET last_at = $3 WHERE tenant = $1 AND bucket = $2", &args![tenant, bucket, last]).await?;
    Ok(())
}

/// Counts a failure.
///
/// # Errors
/// When the database cannot write.
pub async fn count_failure(tx: &mut Tx, tenant: Tenant, bucket: &[u8], now: Instant) -> Result<(), StorageError> {
    tx.run(
        "INSERT INTO attempt (tenant, bucket, failures, last_at) VALUES ($1, $2, 1, $3)
         ON CONFLICT (tenant, bucket) DO UPDATE SET failures = attempt.failures + 1, last_at = excluded.last_at",
        &args![tenant, bucket, now],
    )
    .await?;
    Ok(())
}

/// Takes back one failure that was counted at a time; unless another came since, the last one is again the one before.
///
/// # Errors
/// When the database cannot write.
pub async fn uncount_failure(tx: &mut Tx, tenant: Tenant, bucket: &[u8], counted: Instant, before: Instant) -> Result<(), StorageError> {
    tx.run(
        "UPDATE attempt SET failures = failures - 1, last_at = CASE WHEN last_at = $3 THEN $4 ELSE last_at END
         WHERE tenant = $1 AND bucket = $2 AND failures > 0",
        &args![tenant, bucket, counted, before],
    )
    .await?;
    tx.run("DELETE FROM attempt WHERE tenant = $1 AND bucket = $2 AND failures = 0", &args![tenant, bucket]).await?;
    Ok(())
}

/// Forgets failures of a bucket.
///
/// # Errors
/// When the database cannot write.
pub async fn forget_failures(tx: &mut Tx, tenant: Tenant, bucket: &[u8]) -> Result<(), StorageError> {
    tx.run("DELETE FROM attempt WHERE tenant = $1 AND bucket = $2", &args![tenant, bucket]).await?;
    Ok(())
}

/// Removes what has expired: sessions, and failures older than a day.
///
/// # Errors
/// When the database cannot write.
pub async fn sweep(tx: &mut Tx, tenant: Tenant, now: Instant) -> Result<u64, StorageError> {
    let n = tx.run("DELETE FROM session WHERE tenant = $1 AND expires_at <= $2", &args![tenant, now]).await?;
    Ok(n + tx.run("DELETE FROM attempt WHERE tenant = $1 AND last_at < $2", &args![tenant, now.plus_seconds(-86_400)]).await?)
}

/// An installation: what this database is, once and for all.
#[derive(Debug, Clone)]
pub struct Installation {
    /// `demo`, `training`, `real`.
    pub kind: String,
    /// Born, microseconds.
    pub born_at: i64,
    /// SHA-256 of the one-time set-up password, until set-up is done.
    pub setup_hash: Option<Vec<u8>>,
    /// The tenant whose public pages are shown.
    pub default_tenant: Option<i64>,
    /// [`FILLING`] while synthetic data are being written; empty otherwise.
    pub schema_note: String,
}

crate::row::from_row!(Installation { kind, born_at, setup_hash, default_tenant, schema_note });

/// The note of an installation whose synthetic data are being written. Found at a start, the writing was broken off.
pub const FILLING: &str = "filling";

impl Installation {
    /// Whether writing synthetic data was begun and not finished.
    pub fn is_half_filled(&self) -> bool {
        self.schema_note == FILLING
    }
}

/// Notes what is done to the installation as a whole: [`FILLING`], or nothing.
///
/// # Errors
/// When the database cannot write.
pub async fn note(tx: &mut Tx, note: &str) -> Result<(), StorageError> {
    tx.run("UPDATE installation SET schema_note = $1 WHERE id = 1", &args![note]).await?;
    Ok(())
}

/// The installation's row, if the database was born.
///
/// # Errors
/// When the database is away.
pub async fn installation(tx: &mut Tx) -> Result<Option<Installation>, StorageError> {
    tx.maybe("SELECT kind, born_at, setup_hash, default_tenant, schema_note FROM installation WHERE id = 1", &[]).await
}

/// A database is born; its kind never changes.
///
/// # Errors
/// [`StorageError::Constraint`] when it was born already.
pub async fn be_born(tx: &mut Tx, kind: &str, at: Instant, setup_hash: Option<&[u8]>) -> Result<(), StorageError> {
    tx.run(
        "INSERT INTO installation (id, kind, born_at, setup_hash, schema_note) VALUES (1, $1, $2, $3, '')",
        &args![kind, at, setup_hash],
    )
    .await?;
    Ok(())
}

/// Another one-time set-up password, while set-up is not done yet. Answers whether it was not.
///
/// # Errors
/// When the database cannot write.
pub async fn renew_setup(tx: &mut Tx, setup_hash: &[u8]) -> Result<bool, StorageError> {
    Ok(tx.run("UPDATE installation SET setup_hash = $1 WHERE id = 1 AND setup_hash IS NOT NULL", &args![setup_hash]).await? > 0)
}

/// Set-up is done: the one-time password is gone, public pages show this tenant.
///
/// # Errors
/// When the database cannot write.
pub async fn finish_setup(tx: &mut Tx, tenant: Tenant) -> Result<(), StorageError> {
    tx.run("UPDATE installation SET setup_hash = NULL, default_tenant = $1 WHERE id = 1", &args![tenant]).await?;
    Ok(())
}
