//! Files: sealed under the key of the case or upload, addressed by the hash of the ciphertext, kept in one folder or one bucket.

use crate::house::{House, OperationError};
use bytes::Bytes;
use slrt_domain::calendar::Instant;
use slrt_domain::identity::{CaseId, Sealed, Subject, Tenant};
use slrt_domain::journal::Hash;
use slrt_storage::{Opener, StorageError, SubjectKey, args};

/// The largest photograph taken.
pub const PHOTO_BYTES: usize = 5 * 1024 * 1024;

/// Seals and keeps a photograph; answers the hash under which it is found. It is on the disk before the operation that names it.
///
/// # Errors
/// When the disk cannot be written.
pub async fn keep(house: &House, tenant: Tenant, key: &SubjectKey, bytes: &[u8]) -> Result<Vec<u8>, OperationError> {
    Ok(keep_at(house, tenant, key, "blob", "image/jpeg", bytes).await?.0.to_vec())
}

/// Seals and keeps bytes, bound to a place; answers the hash under which they are found.
///
/// Its row is there before the file: what is lost between the two, or while the file is written, is found by its row and goes after a day. A file
/// without a row would be looked for by nobody.
///
/// # Errors
/// When the disk or the database cannot be written.
pub(crate) async fn keep_at(
    house: &House,
    tenant: Tenant,
    key: &SubjectKey,
    place: &str,
    media: &str,
    bytes: &[u8],
) -> Result<Hash, OperationError> {
    let sealed = key.seal_bytes(place, bytes);
    let hash = Hash::of(&sealed.0);
    let size = i64::try_from(sealed.0.len()).unwrap_or(i64::MAX);
    let sealed = Bytes::from(sealed.0);
    let mut tx = house.db().write(tenant).await?;
    // Kept again, it is young again: whoever removes files that nothing names leaves it alone.
    tx.run(
        "INSERT INTO blob (tenant, hash, subject, size, media, created_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (tenant, hash) DO UPDATE SET created_at = excluded.created_at",
        &args![tenant, hash, key.subject().0, size, media, house.clock().now()],
    )
    .await?;
    tx.commit().await?;
    house.blobs().put(tenant, &hash, sealed.clone()).await?;
    // Whoever found it old just before may have removed it meanwhile.
    if !house.blobs().has(tenant, &hash).await? {
        house.blobs().put(tenant, &hash, sealed).await?;
    }
    Ok(hash)
}

/// Reads a file of a case; none when it was erased.
///
/// # Errors
/// When the disk or the database is away, or the file was changed.
pub async fn read(house: &House, tenant: Tenant, case: CaseId, hash: &[u8]) -> Result<Option<Vec<u8>>, OperationError> {
    let hash = Hash::from_slice(hash).ok_or_else(|| StorageError::corrupt("hash of a file"))?;
    let mut tx = house.db().read(tenant).await?;
    let opener = Opener::load(&mut tx, house.keys(), tenant, &[Subject::from(case)]).await?;
    tx.commit().await?;
    let Some(bytes) = house.blobs().get(tenant, &hash).await? else { return Ok(None) };
    if Hash::of(&bytes) != hash {
        return Err(StorageError::corrupt("a file differs from its hash").into());
    }
    Ok(opener.open_bytes("blob", &Sealed(bytes)))
}

/// Removes the files of a subject whose key was destroyed; what they held was unreadable before.
///
/// # Errors
/// When the disk or the database is away.
pub async fn remove_of(house: &House, tenant: Tenant, subject: uuid::Uuid) -> Result<(), OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let rows: Vec<(Vec<u8>,)> = tx.all("SELECT hash FROM blob WHERE tenant = $1 AND subject = $2", &args![tenant, subject]).await?;
    tx.rollback().await?;
    if rows.is_empty() {
        return Ok(());
    }
    // The rows go last: a file that could not be removed now is found again.
    for hash in rows.iter().filter_map(|(h,)| Hash::from_slice(h)) {
        house.blobs().remove(tenant, &hash).await?;
    }
    let mut tx = house.db().write(tenant).await?;
    tx.run("DELETE FROM blob WHERE tenant = $1 AND subject = $2", &args![tenant, subject]).await?;
    tx.commit().await?;
    Ok(())
}

/// How long a file may wait for the operation that names it.
const UNNAMED_SECONDS: i64 = 86_400;
/// How many files in a row may fail to be removed before the rest waits for another time.
const MOST_FAILURES: u32 = 4;
/// That nothing names a file: no document, and no upload of which it is a part.
pub(crate) const UNNAMED: &str = "NOT EXISTS (SELECT 1 FROM document d WHERE d.tenant = blob.tenant AND d.blob = blob.hash)
    AND NOT EXISTS (SELECT 1 FROM upload u WHERE u.tenant = blob.tenant AND u.id = blob.subject)";

/// Removes files that nothing names: their operation was refused, or sent again with another seal, or an upload broke off. Answers how many.
///
/// A file goes before its row, as in [`remove_of`], and outside of any transaction: while a bucket is slow, or does not answer, nobody waits for the
/// database.
///
/// # Errors
/// When the disk or the database is away, so that several files in a row cannot be removed; what went before stays gone.
pub async fn remove_unnamed(house: &House, tenant: Tenant) -> Result<u64, OperationError> {
    let before = house.clock().now().plus_seconds(-UNNAMED_SECONDS);
    let mut tx = house.db().read(tenant).await?;
    let rows: Vec<(Vec<u8>,)> = tx
        .all(&format!("SELECT hash FROM blob WHERE tenant = $1 AND created_at < $2 AND {UNNAMED} ORDER BY hash"), &args![tenant, before])
        .await?;
    tx.rollback().await?;
    let (mut removed, mut in_a_row) = (0, 0);
    for hash in rows.iter().filter_map(|(h,)| Hash::from_slice(h)) {
        match remove_one(house, tenant, hash, before).await {
            Ok(gone) => (removed, in_a_row) = (removed + u64::from(gone), 0),
            // One file that cannot be read keeps no other; where none can be, disk, bucket or database are away.
            Err(error) if in_a_row < MOST_FAILURES => {
                tracing::warn!(%error, %tenant, "a file that nothing names could not be removed; it will be looked for again");
                in_a_row += 1;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(removed)
}

async fn is_unnamed(house: &House, tenant: Tenant, hash: &Hash, before: Instant) -> Result<bool, StorageError> {
    let mut tx = house.db().read(tenant).await?;
    let sql = format!("SELECT size FROM blob WHERE tenant = $1 AND hash = $3 AND created_at < $2 AND {UNNAMED}");
    let row: Option<(i64,)> = tx.maybe(&sql, &args![tenant, before, *hash]).await?;
    tx.rollback().await?;
    Ok(row.is_some())
}

/// Removes a file and then its row, if it is still old and nobody names it. Whoever keeps the same file again at that moment may have found it there
/// just before it went: then the row is young, and the file is put back.
async fn remove_one(house: &House, tenant: Tenant, hash: Hash, before: Instant) -> Result<bool, OperationError> {
    let bytes = house.blobs().get(tenant, &hash).await?;
    // The list is as old as the removals before this one, and the file may have come slowly: it may have been named meanwhile.
    if !is_unnamed(house, tenant, &hash, before).await? {
        return Ok(false);
    }
    if bytes.is_some() {
        house.blobs().remove(tenant, &hash).await?;
    }
    let mut tx = house.db().write(tenant).await?;
    let sql = format!("DELETE FROM blob WHERE tenant = $1 AND hash = $3 AND created_at < $2 AND {UNNAMED}");
    let gone = tx.run(&sql, &args![tenant, before, hash]).await? > 0;
    let wanted: Option<(i64,)> = tx.maybe("SELECT size FROM blob WHERE tenant = $1 AND hash = $2", &args![tenant, hash]).await?;
    tx.commit().await?;
    if let (Some(bytes), Some(_)) = (bytes, wanted) {
        house.blobs().put(tenant, &hash, bytes.into()).await?;
    }
    Ok(gone)
}

/// Files of a tenant that something names and that are not there. One that nothing names yet may be on its way.
///
/// # Errors
/// When the database is away.
pub async fn missing(house: &House, tenant: Tenant) -> Result<Vec<Hash>, StorageError> {
    let mut tx = house.db().read(tenant).await?;
    let sql = format!("SELECT hash FROM blob WHERE tenant = $1 AND NOT ({UNNAMED}) ORDER BY hash");
    let rows: Vec<(Vec<u8>,)> = tx.all(&sql, &args![tenant]).await?;
    tx.rollback().await?;
    let mut missing = Vec::new();
    for hash in rows.iter().filter_map(|(h,)| Hash::from_slice(h)) {
        if !house.blobs().has(tenant, &hash).await? {
            missing.push(hash);
        }
    }
    Ok(missing)
}
