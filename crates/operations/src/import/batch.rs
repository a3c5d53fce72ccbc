//! Original files and reject reports: sealed under a key of their own, which is destroyed after a while.
//!
//! The key is kept among the subjects' keys, so that a rotation re-wraps it like any other; `import_batch.batch_key` names it while it exists.

use super::problems_csv;
use crate::clock::random;
use crate::house::{House, OperationError};
use slrt_domain::family::import::Problems;
use slrt_domain::identity::{ImportId, Sealed, Subject, Tenant};
use slrt_storage::tables::table;
use slrt_storage::{Opener, StorageError, SubjectKey, Tx, args};
use std::path::PathBuf;
use std::sync::Arc;

/// How long an original and its report can be read.
pub const BATCH_DAYS: i64 = 30;
/// Originals beyond this are not kept: the office still has the file, and packing and sealing them takes as much memory.
const LARGEST: u64 = 128 << 20;
const ORIGINAL: &str = "import.original";
const REPORT: &str = "import.report";
type SubjectColumn = (Vec<u8>,);

/// Where a file's bytes are.
#[derive(Clone)]
pub enum Content {
    /// On the disk.
    Path(PathBuf),
    /// In memory.
    Bytes(Arc<[u8]>),
}

// The bytes are personal data and the path may be.
impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Content[private]")
    }
}

/// A file that somebody brings.
#[derive(Debug, Clone)]
pub struct Input {
    /// What people call it: `anggota.csv`.
    pub name: String,
    /// Its bytes.
    pub content: Content,
}

impl Input {
    /// How many bytes it has.
    pub(super) fn bytes(&self) -> std::io::Result<u64> {
        match &self.content {
            Content::Path(path) => std::fs::metadata(path).map(|m| m.len()),
            Content::Bytes(bytes) => Ok(bytes.len() as u64),
        }
    }
}

/// Packs the files (tar, zstd) and keeps them with the report, sealed, until the day comes.
pub(super) async fn keep(
    house: &House,
    tenant: Tenant,
    import: ImportId,
    files: Vec<Input>,
    problems: Problems,
) -> Result<(), OperationError> {
    let key = SubjectKey::new(tenant, Subject(import.0), random());
    let sealer = key.clone();
    let sealing = tokio::task::spawn_blocking(move || {
        let report = sealer.seal_bytes(REPORT, &problems_csv(&problems)?);
        let unreadable = |e: std::io::Error| StorageError::Unavailable(format!("files: {}", e.kind()));
        let sizes: Vec<u64> = files.iter().map(Input::bytes).collect::<Result<_, _>>().map_err(unreadable)?;
        let original = match sizes.iter().sum::<u64>() {
            bytes if bytes > LARGEST => {
                tracing::info!(bytes, "an imported file is too large to be kept");
                None
            }
            _ => Some(sealer.seal_bytes(ORIGINAL, &pack(&files).map_err(unreadable)?)),
        };
        Ok::<_, OperationError>((original, report))
    });
    let (original, report) = sealing.await.map_err(|_| OperationError::Busy)??;
    let now = house.clock().now();
    let destroy_at = now.plus_seconds(BATCH_DAYS * 86_400);
    let mut tx = house.db().write(tenant).await?;
    tx.upsert(table("subject_key"), &[key.row(house.keys())]).await?;
    tx.upsert(table("import_batch"), &[args![tenant, import, import, original, report, now, destroy_at]]).await?;
    Ok(tx.commit().await?)
}

fn pack(files: &[Input]) -> std::io::Result<Vec<u8>> {
    let mut archive = tar::Builder::new(zstd::Encoder::new(Vec::new(), 3)?);
    for (at, file) in files.iter().enumerate() {
        // The name is somebody's: kept as it is, behind a number, so that it leads nowhere when unpacked.
        let safe: String =
            file.name.chars().map(|c| if c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ' ') { c } else { '_' }).collect();
        let name = format!("{}-{safe}", at + 1);
        let mut header = tar::Header::new_gnu();
        header.set_mode(0o600);
        match &file.content {
            Content::Path(path) => {
                let source = std::fs::File::open(path)?;
                header.set_size(source.metadata()?.len());
                archive.append_data(&mut header, name, source)?;
            }
            Content::Bytes(bytes) => {
                header.set_size(bytes.len() as u64);
                archive.append_data(&mut header, name, bytes.as_ref())?;
            }
        }
    }
    archive.into_inner()?.finish()
}

/// The original files of an import (tar, packed with zstd), while its key exists. The caller checks who asks.
///
/// # Errors
/// When the database is away.
pub async fn kept_original(house: &House, tenant: Tenant, import: ImportId) -> Result<Option<Vec<u8>>, OperationError> {
    kept(house, tenant, import, "original", ORIGINAL).await
}

/// The reject report of an import (CSV), while its key exists. The caller checks who asks.
///
/// # Errors
/// When the database is away.
pub async fn kept_report(house: &House, tenant: Tenant, import: ImportId) -> Result<Option<Vec<u8>>, OperationError> {
    kept(house, tenant, import, "report", REPORT).await
}

async fn kept(house: &House, tenant: Tenant, import: ImportId, column: &str, place: &str) -> Result<Option<Vec<u8>>, OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let sql = format!("SELECT {column} FROM import_batch WHERE tenant = $1 AND import = $2");
    let row: Option<(Option<Vec<u8>>,)> = tx.maybe(&sql, &args![tenant, import]).await?;
    let opener = Opener::load(&mut tx, house.keys(), tenant, &[Subject(import.0)]).await?;
    tx.rollback().await?;
    Ok(row.and_then(|r| r.0).and_then(|sealed| opener.open_bytes(place, &Sealed(sealed))))
}

/// Destroys the keys of originals whose day has come, and what they sealed; answers how many.
///
/// # Errors
/// When the database is away.
pub async fn sweep_batches(house: &House, tenant: Tenant) -> Result<u64, OperationError> {
    let mut tx = house.db().write(tenant).await?;
    let due: Vec<SubjectColumn> = tx
        .all(
            "SELECT import FROM import_batch WHERE tenant = $1 AND destroy_at <= $2 AND batch_key IS NOT NULL",
            &args![tenant, house.clock().now()],
        )
        .await?;
    let destroyed = destroy(&mut tx, tenant, due).await?;
    tx.commit().await?;
    Ok(destroyed)
}

/// Destroys every original that can still be read. A person who is erased may stand in any of them, also in rows that were refused and left no
/// trace elsewhere.
pub(crate) async fn destroy_all(house: &House, tenant: Tenant) -> Result<u64, OperationError> {
    let mut tx = house.db().write(tenant).await?;
    let all: Vec<SubjectColumn> =
        tx.all("SELECT import FROM import_batch WHERE tenant = $1 AND batch_key IS NOT NULL", &args![tenant]).await?;
    let destroyed = destroy(&mut tx, tenant, all).await?;
    tx.commit().await?;
    Ok(destroyed)
}

async fn destroy(tx: &mut Tx, tenant: Tenant, imports: Vec<SubjectColumn>) -> Result<u64, StorageError> {
    for (import,) in &imports {
        tx.run("DELETE FROM subject_key WHERE tenant = $1 AND subject = $2", &args![tenant, import]).await?;
        tx.run(
            "UPDATE import_batch SET batch_key = NULL, original = NULL, report = NULL WHERE tenant = $1 AND import = $2",
            &args![tenant, import],
        )
        .await?;
    }
    Ok(imports.len() as u64)
}
