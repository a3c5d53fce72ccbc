//! What must follow an operation: messages, webhooks, jobs; written in the same transaction.

use crate::error::StorageError;
use crate::{Tx, Value, args};
use slrt_domain::calendar::Instant;
use slrt_domain::identity::Tenant;
use uuid::Uuid;

/// Something to deliver.
#[derive(Debug, Clone)]
pub struct OutboxRow {
    /// Id.
    pub id: Vec<u8>,
    /// Entry it follows.
    pub entry: i64,
    /// `deadline.passed`, `referral.sent` …
    pub kind: String,
    /// About what.
    pub subject: Option<Vec<u8>>,
    /// Coded payload.
    pub payload: Vec<u8>,
    /// Deliveries tried.
    pub attempts: i64,
}

crate::row::from_row!(OutboxRow { id, entry, kind, subject, payload, attempts });

/// The row of a new message.
pub fn values(tenant: Tenant, id: Uuid, entry: i64, kind: &str, subject: Option<Uuid>, payload: &[u8], now: Instant) -> Vec<Value> {
    args![tenant, id, entry, kind, subject, payload, now, now, 0i64, None::<i64>]
}

/// What is due, oldest first.
///
/// # Errors
/// When the database is away.
pub async fn due(tx: &mut Tx, tenant: Tenant, now: Instant, limit: i64) -> Result<Vec<OutboxRow>, StorageError> {
    tx.all(
        "SELECT id, entry, kind, subject, payload, attempts FROM outbox WHERE tenant = $1 AND done_at IS NULL AND due_at <= $2 ORDER BY due_at, id LIMIT $3",
        &args![tenant, now, limit],
    )
    .await
}

/// How many wait.
///
/// # Errors
/// When the database is away.
pub async fn waiting(tx: &mut Tx, tenant: Tenant) -> Result<i64, StorageError> {
    let row: Option<(i64,)> = tx.maybe("SELECT COUNT(*) FROM outbox WHERE tenant = $1 AND done_at IS NULL", &args![tenant]).await?;
    Ok(row.map_or(0, |r| r.0))
}

/// Delivered: what it held is there, and need not lie here any longer.
///
/// # Errors
/// When the database cannot write.
pub async fn done(tx: &mut Tx, tenant: Tenant, id: &[u8], now: Instant) -> Result<(), StorageError> {
    tx.run(
        "UPDATE outbox SET done_at = $3, payload = $4, attempts = attempts + 1 WHERE tenant = $1 AND id = $2",
        &args![tenant, id, now, &b""[..]],
    )
    .await?;
    Ok(())
}

/// Not delivered: again later.
///
/// # Errors
/// When the database cannot write.
pub async fn again(tx: &mut Tx, tenant: Tenant, id: &[u8], at: Instant) -> Result<(), StorageError> {
    tx.run("UPDATE outbox SET due_at = $3, attempts = attempts + 1 WHERE tenant = $1 AND id = $2", &args![tenant, id, at]).await?;
    Ok(())
}

/// Removes what was delivered before an instant.
///
/// # Errors
/// When the database cannot write.
pub async fn sweep(tx: &mut Tx, tenant: Tenant, before: Instant) -> Result<u64, StorageError> {
    tx.run("DELETE FROM outbox WHERE tenant = $1 AND done_at < $2", &args![tenant, before]).await
}
