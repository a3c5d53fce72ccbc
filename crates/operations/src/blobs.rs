//! Files: sealed under the case's key, addressed by the hash of the ciphertext, kept in one folder.

use crate::house::{House, OperationError};
use slrt_domain::identity::{CaseId, Sealed, Subject, Tenant};
use slrt_domain::journal::Hash;
use slrt_storage::{Opener, StorageError, SubjectKey, args};
use std::path::PathBuf;

/// The largest photograph taken.
pub const PHOTO_BYTES: usize = 5 * 1024 * 1024;

pub(crate) fn path_of(house: &House, tenant: Tenant, hash: &Hash) -> PathBuf {
    let hex = hash.hex();
    house.files().join(tenant.to_string()).join(&hex[..2]).join(hex)
}

fn unavailable(error: std::io::Error) -> StorageError {
    StorageError::Unavailable(format!("files: {}", error.kind()))
}

/// Seals and keeps a file; answers the hash under which it is found. It is on the disk before the operation that names it.
///
/// # Errors
/// When the disk cannot be written.
pub async fn keep(house: &House, tenant: Tenant, key: &SubjectKey, bytes: &[u8]) -> Result<Vec<u8>, OperationError> {
    let sealed = key.seal_bytes("blob", bytes);
    let hash = Hash::of(&sealed.0);
    let path = path_of(house, tenant, &hash);
    let size = i64::try_from(sealed.0.len()).unwrap_or(i64::MAX);
    tokio::task::spawn_blocking(move || write_durably(&path, &sealed.0)).await.map_err(|_| OperationError::Busy)?.map_err(unavailable)?;
    let mut tx = house.db().write(tenant).await?;
    tx.run(
        "INSERT INTO blob (tenant, hash, subject, size, media, uses, created_at) VALUES ($1, $2, $3, $4, 'image/jpeg', 1, $5)
         ON CONFLICT (tenant, hash) DO UPDATE SET uses = blob.uses + 1",
        &args![tenant, hash, key.subject().0, size, house.clock().now()],
    )
    .await?;
    tx.commit().await?;
    Ok(hash.0.to_vec())
}

fn write_durably(path: &std::path::Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let folder = path.parent().unwrap_or(std::path::Path::new("."));
    std::fs::create_dir_all(folder)?;
    let partial = path.with_extension("part");
    let mut file = std::fs::File::create(&partial)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&partial, path)?;
    std::fs::File::open(folder)?.sync_all()
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
    let bytes = match tokio::fs::read(path_of(house, tenant, &hash)).await {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(unavailable(e).into()),
    };
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
    let mut tx = house.db().write(tenant).await?;
    let rows: Vec<(Vec<u8>,)> = tx.all("SELECT hash FROM blob WHERE tenant = $1 AND subject = $2", &args![tenant, subject]).await?;
    tx.run("DELETE FROM blob WHERE tenant = $1 AND subject = $2", &args![tenant, subject]).await?;
    tx.commit().await?;
    for (hash,) in rows {
        if let Some(hash) = Hash::from_slice(&hash) {
            let _ = tokio::fs::remove_file(path_of(house, tenant, &hash)).await;
        }
    }
    Ok(())
}
