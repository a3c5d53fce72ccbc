//! Making a backup while others work.

use super::archive::{self, Piece};
use super::{BackupError, END, End, FILES_FOLDER, FORMAT, HEADER, Header, KEY_FILE, rows};
use crate::blobs;
use crate::house::{House, OperationError};
use crate::worker;
use futures::StreamExt as _;
use slrt_domain::identity::Tenant;
use slrt_domain::journal::{Hash, Head};
use slrt_storage::tables::{ALL, Table};
use slrt_storage::{KeyKind, Keys, StorageError, Tx, Value, args, blob, dialect, journal, rotation, schema_version, session, upkeep};
use std::path::{Path, PathBuf};
use tokio::sync::mpsc;

/// A backup that was made.
#[derive(Debug, Clone)]
pub struct Made {
    /// The file.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Rows in it.
    pub rows: u64,
    /// Sealed files in it.
    pub files: u64,
    /// Sealed files that the database knows and that are not there: tenant and name. The backup is whole without them, the installation is not.
    pub missing: Vec<(Tenant, Hash)>,
    /// The journals' heads in it: to be kept elsewhere.
    pub heads: Vec<Head>,
}

/// How often the head is signed anew when entries come between the signature and the picture; under load the last few stay unsigned until the day's end.
const TRIES: u32 = 4;
/// Bytes of rows in one piece.
const PIECE: usize = 1 << 20;

/// Makes a backup: `to` is a folder, where it gets a name of its own, or a file. Signs every journal's head for the occasion and notes the backup.
///
/// # Errors
/// No recipient, the disk, the database; then no file is left.
pub async fn make(house: &House, to: &Path) -> Result<Made, BackupError> {
    let recipient = house.keys().recipient.clone().ok_or(BackupError::NoRecipient)?;
    let now = house.clock().now();
    let tenants = journal::tenants(house.db()).await?;
    let path = if to.is_dir() { to.join(name(&tenants, &now.rfc3339())) } else { to.to_owned() };
    let (sender, receiver) = mpsc::channel(4);
    let target = path.clone();
    let at_seconds = u64::try_from(now.micros() / 1_000_000).unwrap_or(0);
    let writer = tokio::task::spawn_blocking(move || archive::write(receiver, &target, &recipient, at_seconds));
    let dumped = dump(house, &tenants, now.micros(), sender).await;
    // The writer's own error comes first: it is why nobody took the pieces any more.
    let bytes =
        writer.await.map_err(|e| std::io::Error::other(e.to_string())).map_err(BackupError::from).and_then(|r| match (r, &dumped) {
            (Err(BackupError::Damaged(_)), Err(_)) => Ok(0),
            (r, _) => r,
        })?;
    let end = dumped?;
    let heads = end.heads().unwrap_or_default();
    for head in &heads {
        let mut tx = house.db().write(head.tenant).await?;
        let file_name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let size = i64::try_from(bytes).unwrap_or(i64::MAX);
        upkeep::note_backup(&mut tx, head.tenant, now, &file_name, size, head.number).await?;
        tx.commit().await?;
    }
    let mut missing = Vec::new();
    for tenant in tenants {
        missing.extend(blobs::missing(house, tenant).await?.into_iter().map(|hash| (tenant, hash)));
    }
    Ok(Made { path, bytes, rows: end.rows.values().sum(), files: end.files, missing, heads })
}

fn storage(error: OperationError) -> BackupError {
    match error {
        OperationError::Storage(e) => e.into(),
        e => StorageError::Unavailable(e.to_string()).into(),
    }
}

fn name(tenants: &[Tenant], at: &str) -> String {
    let whose = match tenants {
        [one] => one.to_string(),
        _ => "all".to_owned(),
    };
    let stamp: String = at.chars().filter(char::is_ascii_digit).take(14).collect();
    format!("slrt-{whose}-{stamp}.backup")
}

/// Nobody takes the pieces any more: the writer says why.
fn gone() -> BackupError {
    BackupError::Damaged("the file could not be written".into())
}

type Pieces = mpsc::Sender<Piece>;

async fn put(pieces: &Pieces, path: String, bytes: Vec<u8>) -> Result<(), BackupError> {
    pieces.send(Piece(path, bytes)).await.map_err(|_| gone())
}

async fn dump(house: &House, tenants: &[Tenant], made_at: i64, pieces: Pieces) -> Result<End, BackupError> {
    let mut end = End::default();
    let mut tx = house.db().read(Tenant::NATION).await?;
    let kind = session::installation(&mut tx).await?.map(|i| i.kind).unwrap_or_default();
    let header = Header {
        format: FORMAT,
        schema: schema_version(),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        engine: dialect::name(tx.engine()).to_owned(),
        made_at,
        kind,
        tenants: tenants.iter().map(Tenant::to_string).collect(),
    };
    put(&pieces, HEADER.into(), json(&header)?).await?;
    house.keys().refresh();
    let key_text = house.keys().to_text()?;
    let known = Keys::parse(&key_text)?.list(KeyKind::Wrapping);
    put(&pieces, KEY_FILE.into(), key_text.clone().into_bytes()).await?;
    for table in ALL.iter().filter(|t| !has_tenant(t)) {
        table_of(&mut tx, None, table, &pieces, &mut end).await?;
    }
    tx.rollback().await?;
    for tenant in tenants {
        let (mut tx, head) = signed_moment(house, *tenant).await?;
        let used = rotation::in_use(&mut tx, *tenant).await?;
        if used.iter().any(|(id, _)| !known.iter().any(|k| i64::from(k.id) == *id)) {
            return Err(rotated());
        }
        end.heads.push(head.text());
        for table in ALL.iter().filter(|t| has_tenant(t) && t.name != UPLOADS) {
            table_of(&mut tx, Some(*tenant), table, &pieces, &mut end).await?;
        }
        let sql = format!("SELECT hash FROM blob WHERE tenant = $1{} ORDER BY hash", of_no_upload("blob"));
        let files: Vec<(Vec<u8>,)> = tx.all(&sql, &args![*tenant]).await?;
        tx.rollback().await?;
        for hash in files.iter().filter_map(|(h,)| Hash::from_slice(h)) {
            // Erased between the table and the file: its row goes into the backup, its content does not. Whoever makes the backup looks afterwards
            // whether the row is still there, and restoring looks too.
            if let Some(bytes) = house.blobs().get(*tenant, &hash).await? {
                put(&pieces, format!("{FILES_FOLDER}/{}", blob::name_of(*tenant, &hash)), bytes).await?;
                end.files += 1;
            }
        }
    }
    // Before the end, without which nobody puts it back.
    house.keys().refresh();
    if house.keys().to_text()? != key_text {
        return Err(rotated());
    }
    put(&pieces, END.into(), json(&end)?).await?;
    Ok(end)
}

/// Rows that the key file in the archive does not open are no backup.
fn rotated() -> BackupError {
    StorageError::Unavailable("keys were rotated meanwhile; make the backup again".into()).into()
}

/// One transaction: journal, tables, keys and the list of files are of the same moment, whose head is signed, so that all of a copy's entries are covered.
async fn signed_moment(house: &House, tenant: Tenant) -> Result<(Tx, Head), BackupError> {
    let mut tries = 0;
    loop {
        let signed = worker::sign(house, tenant, "backup").await.map_err(storage)?;
        let mut tx = house.db().read(tenant).await?;
        let head = journal::head(&mut tx, tenant).await?.ok_or_else(|| StorageError::corrupt("no journal of this tenant"))?.head;
        tries += 1;
        if head == signed || tries == TRIES {
            return Ok((tx, head));
        }
        tx.rollback().await?;
    }
}

fn json<T: serde::Serialize>(value: &T) -> Result<Vec<u8>, BackupError> {
    serde_json::to_vec(value).map_err(|e| StorageError::corrupt(e.to_string()).into())
}

fn has_tenant(table: &Table) -> bool {
    table.columns.iter().any(|c| c.name == "tenant")
}

/// Registry files that wait for a yes are kept for a day, a backup for longer: they stay out of it, with their keys.
const UPLOADS: &str = "upload";

/// Leaves out, of the tables that hold more than uploads, what belongs to them.
fn of_no_upload(table: &str) -> String {
    if !matches!(table, "blob" | "subject_key") {
        return String::new();
    }
    format!(" AND NOT EXISTS (SELECT 1 FROM {UPLOADS} u WHERE u.tenant = {table}.tenant AND u.id = {table}.subject)")
}

/// Streams a table of a tenant as pieces of about a megabyte.
async fn table_of(tx: &mut Tx, tenant: Option<Tenant>, table: &'static Table, pieces: &Pieces, end: &mut End) -> Result<(), BackupError> {
    let columns: Vec<&str> = table.columns.iter().map(|c| c.name).collect();
    let filter = if tenant.is_some() { format!(" WHERE tenant = $1{}", of_no_upload(table.name)) } else { String::new() };
    let sql = format!("SELECT {} FROM {}{filter}", columns.join(", "), table.name);
    let arguments: Vec<Value> = tenant.map(|t| args![t]).unwrap_or_default();
    let folder = tenant.map_or_else(|| "installation".to_owned(), |t| format!("tenant/{t}"));
    let mut stream = tx.stream(table, &sql, &arguments);
    let (mut body, mut count, mut part) = (Vec::with_capacity(PIECE + 4096), 0u64, 0u32);
    loop {
        let row = stream.next().await.transpose()?;
        if let Some(row) = &row {
            rows::put(&mut body, row);
            count += 1;
        }
        if body.len() >= PIECE || (row.is_none() && count > 0) {
            put(pieces, format!("{folder}/{}/{part:06}", table.name), rows::piece(table, count, &body)).await?;
            end.count(tenant, table.name, count);
            body.clear();
            count = 0;
            part += 1;
        }
        if row.is_none() {
            return Ok(());
        }
    }
}
