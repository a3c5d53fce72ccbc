//! Putting a backup back: into an empty folder or an empty PostgreSQL database, whichever engine it came from. All of it or nothing.

use super::archive::{self, Piece};
use super::rows;
use super::{BackupError, DATABASE_FILE, END, End, FILES_FOLDER, FORMAT, HEADER, Header, KEY_FILE, RecoveryCode};
use crate::blobs::UNNAMED;
use crate::scratch;
use slrt_domain::identity::Tenant;
use slrt_domain::journal::{Hash, Head};
use slrt_storage::blob::BlobStore;
use slrt_storage::journal::Finding;
use slrt_storage::{
    Database, Keys, Tx, args, journal, migrate_postgres, migrate_postgres_to, migrate_sqlite, migrate_sqlite_to, schema_version, session,
};
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;

/// Where to.
#[derive(Debug, Clone)]
pub struct Target {
    /// The data folder: must not exist, or be empty.
    pub data: PathBuf,
    /// An empty PostgreSQL database; none for an embedded database in the folder.
    pub postgres: Option<String>,
    /// Where sealed files go; none for the data folder.
    pub blobs: Option<BlobStore>,
}

/// What was put back.
#[derive(Debug, Clone)]
pub struct Restored {
    /// What the backup says of itself.
    pub header: Header,
    /// The journals' heads.
    pub heads: Vec<Head>,
    /// Rows.
    pub rows: u64,
    /// Sealed files.
    pub files: u64,
    /// Sealed files that its tables name and that it does not hold.
    pub missing: Vec<(Tenant, Hash)>,
    /// What verifying the journals found, by tenant: nothing, unless they were in disorder when the backup was made.
    pub findings: Vec<(Tenant, Finding)>,
}

/// Puts a backup back. The folder appears, and the database is filled, only when the whole file was read and proved sound.
///
/// # Errors
/// Wrong code, damaged or newer file, a place that is not empty, disk, database; then nothing was restored.
pub async fn restore(file: &Path, code: &RecoveryCode, target: &Target) -> Result<Restored, BackupError> {
    must_be_empty(&target.data)?;
    let scratch = Scratch::beside(&target.data)?;
    let (sender, mut receiver) = mpsc::channel(4);
    let (from, code, folder) = (file.to_owned(), code.clone(), scratch.path.clone());
    let reader = tokio::task::spawn_blocking(move || archive::read(&from, &code, &folder, &sender));
    let loaded = load(&mut receiver, &scratch.path, target).await;
    drop(receiver);
    let read = reader.await.map_err(|e| std::io::Error::other(e.to_string()))?;
    let (loader, files) = match (read, loaded) {
        (Ok(files), Ok(loader)) => (loader, files),
        // The reader's error is the cause where there is one: then the loader only missed its end.
        (Err(error), loaded) => {
            if let Ok(loader) = loaded {
                loader.give_up().await;
            }
            return Err(error);
        }
        (Ok(_), Err(error)) => return Err(error),
    };
    finish(loader, files, scratch, target).await
}

async fn finish(loader: Loader, files: u64, scratch: Scratch, target: &Target) -> Result<Restored, BackupError> {
    let Loader { db, tx, header, end, rows, .. } = loader;
    let (Some(tx), Some(end)) = (tx, end) else { return Err(BackupError::Damaged("its end is missing".into())) };
    let heads = end.heads().ok_or_else(|| BackupError::Damaged("heads".into()))?;
    let keys = Keys::parse(
        &std::fs::read_to_string(scratch.path.join(KEY_FILE)).map_err(|_| BackupError::Damaged("the key file is missing".into()))?,
    )?;
    tx.commit().await?;
    match &target.postgres {
        None => migrate_sqlite(&db).await?,
        Some(url) => migrate_postgres(url).await?,
    }
    let mut findings = Vec::new();
    for head in &heads {
        let verified = journal::verify(&db, &keys, head.tenant, std::slice::from_ref(head)).await?;
        findings.extend(verified.findings.into_iter().map(|f| (head.tenant, f)));
    }
    let held = BlobStore::Folder(scratch.path.join(FILES_FOLDER));
    let mut missing = Vec::new();
    for head in &heads {
        let mut tx = db.read(head.tenant).await?;
        let sql = format!(
            "SELECT hash, CAST(CASE WHEN {UNNAMED} THEN 0 ELSE 1 END AS BIGINT) AS named FROM blob WHERE tenant = $1 ORDER BY hash"
        );
        let kept: Vec<(Vec<u8>, i64)> = tx.all(&sql, &args![head.tenant]).await?;
        tx.rollback().await?;
        for (hash, named) in kept.iter().filter_map(|(h, named)| Some((Hash::from_slice(h)?, *named == 1))) {
            match (held.get(head.tenant, &hash).await?, &target.blobs) {
                // What nothing names was on its way while the backup was made.
                (None, _) if !named => {}
                (None, _) => missing.push((head.tenant, hash)),
                (Some(bytes), Some(bucket)) => bucket.put(head.tenant, &hash, bytes.into()).await?,
                (Some(_), None) => {}
            }
        }
    }
    if target.blobs.is_some() && scratch.path.join(FILES_FOLDER).exists() {
        std::fs::remove_dir_all(scratch.path.join(FILES_FOLDER))?;
    }
    db.close().await;
    scratch.become_folder(&target.data)?;
    Ok(Restored { header, heads, rows: rows.rows.values().sum(), files, missing, findings })
}

/// The folder while it is filled; gone again unless everything went well.
struct Scratch {
    path: PathBuf,
    alive: Option<std::fs::File>,
}

impl Scratch {
    fn beside(data: &Path) -> Result<Self, BackupError> {
        use std::os::unix::fs::DirBuilderExt as _;
        let (parent, prefix) = scratch::restores(data);
        std::fs::create_dir_all(&parent)?;
        // A restore that was killed left all of the data behind.
        scratch::sweep_restores(data);
        let suffix: String = crate::random::<6>().iter().map(|b| format!("{b:02x}")).collect();
        let path = parent.join(format!("{prefix}{suffix}"));
        std::fs::DirBuilder::new().mode(0o700).create(&path)?;
        let alive = Some(scratch::hold(&path)?);
        Ok(Self { path, alive })
    }

    fn become_folder(mut self, data: &Path) -> Result<(), BackupError> {
        if data.exists() {
            std::fs::remove_dir(data)?;
        }
        if let Some(alive) = self.alive.take() {
            scratch::let_go(&self.path, alive)?;
        }
        std::fs::rename(&self.path, data)?;
        Ok(())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.path);
    }
}

fn must_be_empty(data: &Path) -> Result<(), BackupError> {
    match std::fs::read_dir(data) {
        Ok(mut entries) => match entries.next() {
            Some(_) => Err(BackupError::NotEmpty(data.display().to_string())),
            None => Ok(()),
        },
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(e.into()),
    }
}

/// The database while it is filled.
struct Loader {
    db: Database,
    tx: Option<Tx>,
    tenant: Option<Tenant>,
    header: Header,
    rows: End,
    end: Option<End>,
    since_commit: u64,
    embedded: bool,
}

/// An embedded database that nobody sees yet is committed now and then, so that its log stays small.
const COMMIT_EVERY: u64 = 200_000;

async fn load(pieces: &mut mpsc::Receiver<Piece>, folder: &Path, target: &Target) -> Result<Loader, BackupError> {
    let mut loader = match pieces.recv().await {
        Some(Piece(path, bytes)) if path == HEADER => Loader::start(&bytes, folder, target).await?,
        Some(_) => return Err(BackupError::Damaged("parts in the wrong order".into())),
        None => return Err(BackupError::Damaged("it holds nothing".into())),
    };
    while let Some(Piece(path, bytes)) = pieces.recv().await {
        if let Err(error) = loader.take(&path, &bytes).await {
            loader.give_up().await;
            return Err(error);
        }
    }
    Ok(loader)
}

impl Loader {
    async fn start(header: &[u8], folder: &Path, target: &Target) -> Result<Self, BackupError> {
        let header: Header = serde_json::from_slice(header).map_err(|_| BackupError::Damaged("its header".into()))?;
        if header.format > FORMAT || header.schema > schema_version() {
            return Err(BackupError::Newer { format: header.format, schema: header.schema });
        }
        let db = match &target.postgres {
            None => {
                let db = Database::open_sqlite(&folder.join(DATABASE_FILE)).await?;
                migrate_sqlite_to(&db, header.schema).await?;
                db
            }
            Some(url) => {
                migrate_postgres_to(url, header.schema).await?;
                let db = Database::open_postgres(url).await?;
                let mut tx = db.read(Tenant::NATION).await?;
                let born = session::installation(&mut tx).await?.is_some();
                tx.rollback().await?;
                if born || !journal::tenants(&db).await?.is_empty() {
                    return Err(BackupError::NotEmpty("the database".into()));
                }
                db
            }
        };
        let tx = Some(db.write(Tenant::NATION).await?);
        let embedded = target.postgres.is_none();
        Ok(Self { db, tx, tenant: None, header, rows: End::default(), end: None, since_commit: 0, embedded })
    }

    async fn take(&mut self, path: &str, bytes: &[u8]) -> Result<(), BackupError> {
        if path == END {
            let end: End = serde_json::from_slice(bytes).map_err(|_| BackupError::Damaged("its end".into()))?;
            if end.rows != self.rows.rows {
                return Err(BackupError::Damaged("rows are missing".into()));
            }
            self.end = Some(end);
            return Ok(());
        }
        let tenant = path.strip_prefix("tenant/").and_then(|rest| Tenant::parse(rest.get(..4)?));
        let (shape, rows) = rows::read(bytes)?;
        self.rows.count(tenant, &shape.table, shape.rows);
        self.since_commit += shape.rows;
        let mut tx = self.tx.take().ok_or_else(|| BackupError::Damaged("parts in the wrong order".into()))?;
        if self.embedded && self.since_commit > COMMIT_EVERY {
            tx.commit().await?;
            tx = self.db.write(Tenant::NATION).await?;
            self.since_commit = 0;
        }
        if let Some(t) = tenant.filter(|_| tenant != self.tenant) {
            tx.enter(t).await?;
            self.tenant = tenant;
        }
        tx.insert_into(&shape.table, shape.typed()?.into_iter(), &rows, "").await?;
        self.tx = Some(tx);
        Ok(())
    }

    async fn give_up(self) {
        if let Some(tx) = self.tx {
            let _ = tx.rollback().await;
        }
        self.db.close().await;
    }
}
