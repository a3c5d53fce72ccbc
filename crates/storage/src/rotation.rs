//! Rotating the wrapping key: every subject's key is wrapped anew, in small steps, while others work.

use crate::error::StorageError;
use crate::keys::Keys;
use crate::seal::SubjectKey;
use crate::{Tx, Value, args};
use slrt_domain::identity::{Subject, Tenant};
use uuid::Uuid;

/// One step of re-wrapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rewrapped {
    /// The last subject looked at; none when there are no more.
    pub last: Option<Uuid>,
    /// Keys wrapped anew in this step.
    pub rows: u64,
}

/// Wraps anew what an older key wraps, `limit` subjects after one. A key that was destroyed meanwhile stays destroyed: rows are only updated.
///
/// # Errors
/// When the database cannot write, or a key was wrapped by a key file that is not this one.
pub async fn rewrap(tx: &mut Tx, keys: &Keys, tenant: Tenant, after: Option<Uuid>, limit: i64) -> Result<Rewrapped, StorageError> {
    let start = after.map(|u| u.as_bytes().to_vec()).unwrap_or_default();
    let rows: Vec<(Vec<u8>, i64, Vec<u8>)> = tx
        .all(
            "SELECT subject, key_id, wrapped FROM subject_key WHERE tenant = $1 AND subject > $2 ORDER BY subject LIMIT $3",
            &args![tenant, start, limit],
        )
        .await?;
    let current = i64::from(keys.current_wrapping().id);
    let mut step = Rewrapped { last: None, rows: 0 };
    for (subject, key_id, wrapped) in rows {
        let id = Uuid::from_slice(&subject).map_err(|_| StorageError::corrupt("subject id"))?;
        step.last = Some(id);
        if key_id == current {
            continue;
        }
        let row = SubjectKey::unwrap(keys, tenant, Subject(id), key_id, &wrapped)?.row(keys);
        let [_, _, new_id, new_wrapped] = <[Value; 4]>::try_from(row).map_err(|_| StorageError::corrupt("row of a key"))?;
        let mut a = args![tenant, id, key_id];
        a.extend([new_id, new_wrapped]);
        step.rows +=
            tx.run("UPDATE subject_key SET key_id = $4, wrapped = $5 WHERE tenant = $1 AND subject = $2 AND key_id = $3", &a).await?;
    }
    Ok(step)
}

/// How many subjects' keys each wrapping key holds: (id, count).
///
/// # Errors
/// When the database is away.
pub async fn in_use(tx: &mut Tx, tenant: Tenant) -> Result<Vec<(i64, i64)>, StorageError> {
    tx.all("SELECT key_id, COUNT(*) FROM subject_key WHERE tenant = $1 GROUP BY key_id ORDER BY key_id", &args![tenant]).await
}

/// Whether a key file is the one that belongs to this database: it opens some subject's key. True for a tenant without any.
///
/// # Errors
/// When the database is away.
pub async fn fits(tx: &mut Tx, keys: &Keys, tenant: Tenant) -> Result<bool, StorageError> {
    let row: Option<(Vec<u8>, i64, Vec<u8>)> =
        tx.maybe("SELECT subject, key_id, wrapped FROM subject_key WHERE tenant = $1 ORDER BY subject LIMIT 1", &args![tenant]).await?;
    let Some((subject, key_id, wrapped)) = row else { return Ok(true) };
    let subject = Uuid::from_slice(&subject).map_err(|_| StorageError::corrupt("subject id"))?;
    Ok(SubjectKey::unwrap(keys, tenant, Subject(subject), key_id, &wrapped).is_ok())
}
