//! Registry files that were uploaded, and how far the work on them is. Every server reads and changes the same rows: whoever works on one holds a lease.

use crate::error::StorageError;
use crate::tables::table;
use crate::{Tx, Value, args, row};
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::identity::{AccountId, ImportId, OperationId, Sealed, Tenant};
use slrt_domain::journal::Hash;
use uuid::Uuid;

slrt_domain::coded! {
    /// How far the work on an upload is.
    pub enum UploadState {
        /// Being read without writing anything.
        Trying = "trying",
        /// Read: waits for somebody's yes.
        Tried = "tried",
        /// Going in.
        Running = "running",
        /// In.
        Done = "done",
        /// Not readable, or broken off.
        Failed = "failed",
    }
}

/// An upload as kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadRow {
    /// Its id, also the subject of its key.
    pub id: Uuid,
    /// The client's name for it: the same upload sent twice is one, and its import is this operation.
    pub operation: OperationId,
    /// Who brought it; once it is taken in, who said yes.
    pub account: AccountId,
    /// `web`, `api`: by which way they did.
    pub channel: String,
    /// The handle of their session.
    pub device: Option<String>,
    /// `dtsen`, `dtks`, `bdt`.
    pub source: String,
    /// The day of which the copy is.
    pub as_of: Day,
    /// Digest of the content.
    pub digest: Hash,
    /// Bytes of all files.
    pub bytes: i64,
    /// Names, sizes and parts of the files.
    pub files: Sealed,
    /// Taken in as soon as it was tried, without another yes.
    pub at_once: bool,
    /// How far the work is.
    pub state: UploadState,
    /// How often somebody began with what it is at.
    pub attempts: i64,
    /// Until when whoever works on it is believed to be alive.
    pub lease_until: Option<Instant>,
    /// The import, once it is in.
    pub import: Option<ImportId>,
    /// What came of it.
    pub result: Option<Sealed>,
    /// When it came.
    pub created_at: Instant,
    /// When its state last changed.
    pub changed_at: Instant,
}

/// A row as the engines give it.
struct Kept {
    id: Vec<u8>,
    operation: Vec<u8>,
    account: Vec<u8>,
    channel: String,
    device: Option<String>,
    source: String,
    as_of: String,
    digest: Vec<u8>,
    bytes: i64,
    files: Vec<u8>,
    at_once: bool,
    state: String,
    attempts: i64,
    lease_until: Option<i64>,
    import: Option<Vec<u8>>,
    result: Option<Vec<u8>>,
    created_at: i64,
    changed_at: i64,
}

row::from_row!(Kept {
    id,
    operation,
    account,
    channel,
    device,
    source,
    as_of,
    digest,
    bytes,
    files,
    at_once,
    state,
    attempts,
    lease_until,
    import,
    result,
    created_at,
    changed_at,
});

const ROWS: &str = "SELECT id, operation, account, channel, device, source, as_of, digest, bytes, files, at_once, state, attempts, lease_until, import, result, created_at, changed_at FROM upload WHERE tenant = $1";

impl Kept {
    fn read(self) -> Result<UploadRow, StorageError> {
        Ok(UploadRow {
            id: row::uuid(&self.id)?,
            operation: row::operation(&self.operation)?,
            account: row::account(&self.account)?,
            channel: self.channel,
            device: self.device,
            source: self.source,
            as_of: row::day(&self.as_of)?,
            digest: Hash::from_slice(&self.digest).ok_or_else(|| StorageError::corrupt("digest of an upload"))?,
            bytes: self.bytes,
            files: row::sealed(self.files),
            at_once: self.at_once,
            state: row::code(&self.state)?,
            attempts: self.attempts,
            lease_until: self.lease_until.map(Instant::from_micros),
            import: self.import.map(|i| row::uuid(&i)).transpose()?.map(ImportId),
            result: self.result.map(row::sealed),
            created_at: Instant::from_micros(self.created_at),
            changed_at: Instant::from_micros(self.changed_at),
        })
    }
}

/// The right to work on an upload, until an instant: whoever does not renew it is taken for dead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lease {
    /// Whose: made anew by everybody who takes one.
    pub holder: Uuid,
    /// Until when.
    pub until: Instant,
}

/// Who says that files shall go in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Yes {
    /// Who.
    pub account: AccountId,
    /// `web`, `api`.
    pub channel: String,
    /// The handle of their session.
    pub device: Option<String>,
}

/// All uploads of a tenant, newest first.
///
/// # Errors
/// When the database is away.
pub async fn all(tx: &mut Tx, tenant: Tenant) -> Result<Vec<UploadRow>, StorageError> {
    let rows: Vec<Kept> = tx.all(&format!("{ROWS} ORDER BY created_at DESC, id DESC"), &args![tenant]).await?;
    rows.into_iter().map(Kept::read).collect()
}

/// An upload by its own id or that of its import.
///
/// # Errors
/// When the database is away.
pub async fn find(tx: &mut Tx, tenant: Tenant, id: Uuid) -> Result<Option<UploadRow>, StorageError> {
    let found: Vec<Kept> =
        tx.all(&format!("{ROWS} AND (id = $2 OR import = $2) ORDER BY created_at DESC, id DESC"), &args![tenant, id]).await?;
    found.into_iter().next().map(Kept::read).transpose()
}

/// An upload by the operation that its sender named.
///
/// # Errors
/// When the database is away.
pub async fn of_operation(tx: &mut Tx, tenant: Tenant, operation: OperationId) -> Result<Option<UploadRow>, StorageError> {
    let found: Option<Kept> = tx.maybe(&format!("{ROWS} AND operation = $2"), &args![tenant, operation]).await?;
    found.map(Kept::read).transpose()
}

/// Keeps a new upload, held by whoever is about to try it.
///
/// # Errors
/// When the database cannot write, or there is an upload of the same operation.
pub async fn insert(tx: &mut Tx, tenant: Tenant, row: &UploadRow, lease: Lease) -> Result<(), StorageError> {
    use slrt_domain::Coded as _;
    let values: Vec<Value> = args![
        tenant,
        row.id,
        row.operation,
        row.account,
        &row.channel,
        row.device.clone(),
        &row.source,
        row.as_of,
        row.digest,
        row.bytes,
        &row.files,
        row.at_once,
        row.state.code(),
        row.attempts,
        lease.holder,
        lease.until,
        row.import,
        row.result.clone(),
        row.created_at,
        row.changed_at,
    ];
    tx.insert(table("upload"), &[values]).await
}

/// Somebody says yes: from tried to running. False when it does not wait for that (any more).
///
/// # Errors
/// When the database cannot write.
pub async fn start(tx: &mut Tx, tenant: Tenant, id: Uuid, yes: &Yes, lease: Lease, now: Instant) -> Result<bool, StorageError> {
    let changed = tx
        .run(
            "UPDATE upload SET state = 'running', attempts = 1, account = $3, channel = $4, device = $5, lease = $6, lease_until = $7, changed_at = $8
             WHERE tenant = $1 AND id = $2 AND state = 'tried'",
            &args![tenant, id, yes.account, &yes.channel, yes.device.clone(), lease.holder, lease.until, now],
        )
        .await?;
    Ok(changed > 0)
}

/// What was tried goes in at once, by the same holder. False when the lease is somebody else's by now.
///
/// # Errors
/// When the database cannot write.
pub async fn go_on(tx: &mut Tx, tenant: Tenant, id: Uuid, holder: Uuid, now: Instant) -> Result<bool, StorageError> {
    let sql = "UPDATE upload SET state = 'running', attempts = 1, changed_at = $4 WHERE tenant = $1 AND id = $2 AND lease = $3 AND state = 'trying'";
    Ok(tx.run(sql, &args![tenant, id, holder, now]).await? > 0)
}

/// Renews a lease. False when it is somebody else's by now, or the upload is gone.
///
/// # Errors
/// When the database cannot write.
pub async fn renew(tx: &mut Tx, tenant: Tenant, id: Uuid, lease: Lease) -> Result<bool, StorageError> {
    let sql = "UPDATE upload SET lease_until = $4 WHERE tenant = $1 AND id = $2 AND lease = $3";
    Ok(tx.run(sql, &args![tenant, id, lease.holder, lease.until]).await? > 0)
}

/// Uploads whose holder did not renew the lease in time, oldest first.
///
/// # Errors
/// When the database is away.
pub async fn abandoned(tx: &mut Tx, tenant: Tenant, now: Instant) -> Result<Vec<Uuid>, StorageError> {
    let sql = "SELECT id FROM upload WHERE tenant = $1 AND state IN ('trying', 'running') AND lease_until < $2 ORDER BY created_at, id";
    let rows: Vec<(Vec<u8>,)> = tx.all(sql, &args![tenant, now]).await?;
    rows.iter().map(|r| row::uuid(&r.0)).collect()
}

/// Takes over from a holder who did not renew the lease in time. False when somebody else did, or it was renewed after all.
///
/// # Errors
/// When the database cannot write.
pub async fn take_over(tx: &mut Tx, tenant: Tenant, id: Uuid, lease: Lease, now: Instant) -> Result<bool, StorageError> {
    let sql = "UPDATE upload SET attempts = attempts + 1, lease = $3, lease_until = $4
               WHERE tenant = $1 AND id = $2 AND state IN ('trying', 'running') AND lease_until < $5";
    Ok(tx.run(sql, &args![tenant, id, lease.holder, lease.until, now]).await? > 0)
}

/// What the work came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ending {
    /// Tried, done or failed.
    pub state: UploadState,
    /// The import, once it is in.
    pub import: Option<ImportId>,
    /// Counts and problems, or why it failed.
    pub result: Sealed,
}

/// Ends the work of a holder. False when the lease is somebody else's by now, or the upload is gone.
///
/// # Errors
/// When the database cannot write.
pub async fn end(tx: &mut Tx, tenant: Tenant, id: Uuid, holder: Uuid, ending: &Ending, now: Instant) -> Result<bool, StorageError> {
    use slrt_domain::Coded as _;
    let changed = tx
        .run(
            "UPDATE upload SET state = $4, import = $5, result = $6, lease = NULL, lease_until = NULL, changed_at = $7
             WHERE tenant = $1 AND id = $2 AND lease = $3",
            &args![tenant, id, holder, ending.state.code(), ending.import, &ending.result, now],
        )
        .await?;
    Ok(changed > 0)
}

/// Forgets an upload that nobody works on, with its key; what is left of it can be read by nobody. False when somebody works on it, or it is gone.
///
/// # Errors
/// When the database cannot write.
pub async fn forget(tx: &mut Tx, tenant: Tenant, id: Uuid) -> Result<bool, StorageError> {
    let sql = "DELETE FROM upload WHERE tenant = $1 AND id = $2 AND state NOT IN ('trying', 'running')";
    let gone = tx.run(sql, &args![tenant, id]).await? > 0;
    if gone {
        tx.run("DELETE FROM subject_key WHERE tenant = $1 AND subject = $2", &args![tenant, id]).await?;
    }
    Ok(gone)
}

/// Forgets an upload that nobody can open, whatever its state, with its key if that is still there. False when it is gone.
///
/// # Errors
/// When the database cannot write.
pub async fn forget_unreadable(tx: &mut Tx, tenant: Tenant, id: Uuid) -> Result<bool, StorageError> {
    let gone = tx.run("DELETE FROM upload WHERE tenant = $1 AND id = $2", &args![tenant, id]).await? > 0;
    if gone {
        tx.run("DELETE FROM subject_key WHERE tenant = $1 AND subject = $2", &args![tenant, id]).await?;
    }
    Ok(gone)
}

/// Forgets what nobody touched since an instant, also what somebody worked on who is dead, and what was begun more often than `attempts` without an end:
/// nobody can open it. Answers which.
///
/// # Errors
/// When the database cannot write.
pub async fn forget_older(tx: &mut Tx, tenant: Tenant, before: Instant, now: Instant, attempts: i64) -> Result<Vec<Uuid>, StorageError> {
    let sql = "DELETE FROM upload WHERE tenant = $1 AND ((changed_at < $2 AND (lease_until IS NULL OR lease_until < $3))
               OR (state IN ('trying', 'running') AND attempts > $4)) RETURNING id";
    let rows: Vec<(Vec<u8>,)> = tx.all(sql, &args![tenant, before, now, attempts]).await?;
    forget_keys(tx, tenant, rows).await
}

/// Whether an upload is going in.
///
/// # Errors
/// When the database is away.
pub async fn is_running(tx: &mut Tx, tenant: Tenant) -> Result<bool, StorageError> {
    let row: Option<(i64,)> = tx.maybe("SELECT COUNT(*) FROM upload WHERE tenant = $1 AND state = 'running'", &args![tenant]).await?;
    Ok(row.is_some_and(|r| r.0 > 0))
}

/// Forgets every upload but the one that is just going in, whose files go when it ends. Answers which.
///
/// # Errors
/// When the database cannot write.
pub async fn forget_all(tx: &mut Tx, tenant: Tenant) -> Result<Vec<Uuid>, StorageError> {
    let rows: Vec<(Vec<u8>,)> = tx.all("DELETE FROM upload WHERE tenant = $1 AND state <> 'running' RETURNING id", &args![tenant]).await?;
    forget_keys(tx, tenant, rows).await
}

async fn forget_keys(tx: &mut Tx, tenant: Tenant, rows: Vec<(Vec<u8>,)>) -> Result<Vec<Uuid>, StorageError> {
    for (id,) in &rows {
        tx.run("DELETE FROM subject_key WHERE tenant = $1 AND subject = $2", &args![tenant, id]).await?;
    }
    rows.iter().map(|r| row::uuid(&r.0)).collect()
}
