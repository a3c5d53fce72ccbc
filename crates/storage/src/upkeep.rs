//! What an operator asks of a database: its version, its last backup.

use crate::error::StorageError;
use crate::{Database, Tx, args, dialect};
use slrt_domain::calendar::Instant;
use slrt_domain::identity::Tenant;

/// The engine's own version.
///
/// # Errors
/// When the database is away.
pub async fn engine_version(db: &Database) -> Result<String, StorageError> {
    let mut tx = db.read(Tenant::NATION).await?;
    let sql = dialect::version(tx.engine());
    let row: Option<(String,)> = tx.maybe(sql, &[]).await?;
    tx.rollback().await?;
    Ok(row.map(|r| r.0).unwrap_or_default())
}

/// Notes that a backup was made.
///
/// # Errors
/// When the database cannot write.
pub async fn note_backup(tx: &mut Tx, tenant: Tenant, at: Instant, file: &str, bytes: i64, head_number: i64) -> Result<(), StorageError> {
    tx.run(
        "INSERT INTO backup_log (tenant, made_at, target, bytes, head_number) VALUES ($1, $2, $3, $4, $5)",
        &args![tenant, at, file, bytes, head_number],
    )
    .await?;
    Ok(())
}

/// When the last backup was made, and its file.
///
/// # Errors
/// When the database is away.
pub async fn last_backup(tx: &mut Tx, tenant: Tenant) -> Result<Option<(Instant, String)>, StorageError> {
    let row: Option<(i64, String)> =
        tx.maybe("SELECT made_at, target FROM backup_log WHERE tenant = $1 ORDER BY made_at DESC LIMIT 1", &args![tenant]).await?;
    Ok(row.map(|(at, file)| (Instant::from_micros(at), file)))
}
