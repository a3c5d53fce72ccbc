//! Registry files that somebody uploaded: tried first, taken in after a yes.
//!
//! The files lie sealed, in parts, where all sealed files lie; how far the work is stands in the table `upload`. So every server shows, takes in or
//! drops every upload, also after a restart. Whoever works on one holds a lease and renews it; when a server stops, the worker of another takes over
//! once the lease has run out ([`resume`]). That the same file is imported twice changes nothing: the journal knows what is in.
//!
//! One upload of a tenant is worked on at a time, and a new one takes the place of those that wait.

mod arrive;
mod failure;
mod kept;
mod work;

pub use arrive::Arriving;
pub use failure::Failure;

use crate::blobs;
use crate::house::{House, OperationError};
use crate::import::ImportOutcome;
use kept::Came;
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::identity::{OperationId, Private, Subject, Tenant};
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_storage::tables::table;
use slrt_storage::upload::{self, UploadRow, UploadState, Yes};
use slrt_storage::{Opener, StorageError, Tx, journal, known, office};
use std::sync::Arc;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// How long files wait for somebody's yes, and how long it is told what came of them.
const LIFE_SECONDS: i64 = 86_400;
/// An import that wrote nothing for so long was broken off: no original of it will be kept. One that finds nothing new writes nothing for minutes.
const UNFINISHED_SECONDS: i64 = 3600;
/// How long after its end an import may take to pack and keep its original.
const KEEPING_SECONDS: i64 = 600;

/// An upload, as people see it.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Its id.
    pub id: Uuid,
    /// Who brought it; once it is taken in, who said yes.
    pub by: Private<String>,
    /// `dtsen`, `dtks`, `bdt`.
    pub source: String,
    /// The day of which the copy is.
    pub as_of: Day,
    /// What people call the files.
    pub names: Vec<String>,
    /// Bytes of all files.
    pub bytes: u64,
    /// When it came.
    pub created_at: Instant,
    /// How far the work is.
    pub state: State,
    /// Whether it failed while it was only tried: then nothing of it was written.
    pub failed_in_trial: bool,
}

impl Upload {
    /// Whether what is kept of it can be opened by nobody: then it can only be dropped.
    pub fn is_unreadable(&self) -> bool {
        matches!(self.state, State::Failed(Failure::Unreadable))
    }
}

/// How far the work is, with what came of it.
#[derive(Debug, Clone)]
pub enum State {
    /// Being read without writing anything.
    Trying,
    /// Read: what would come in.
    Tried(Arc<ImportOutcome>),
    /// Going in.
    Running,
    /// In.
    Done(Arc<ImportOutcome>),
    /// Not readable, or broken off.
    Failed(Failure),
}

impl State {
    /// Whether somebody works on it.
    pub fn is_busy(&self) -> bool {
        matches!(self, Self::Trying | Self::Running)
    }

    /// Its code, as the API says it.
    pub fn code(&self) -> &'static str {
        use slrt_domain::Coded as _;
        match self {
            Self::Trying => UploadState::Trying.code(),
            Self::Tried(_) => UploadState::Tried.code(),
            Self::Running => UploadState::Running.code(),
            Self::Done(_) => UploadState::Done.code(),
            Self::Failed(_) => UploadState::Failed.code(),
        }
    }

    /// What came of it, once it was read.
    pub fn outcome(&self) -> Option<&ImportOutcome> {
        match self {
            Self::Tried(outcome) | Self::Done(outcome) => Some(outcome),
            _ => None,
        }
    }
}

/// What is said of files that came in whole.
#[derive(Debug, Clone)]
pub struct About {
    /// The client's name for the upload, and for its import.
    pub operation: OperationId,
    /// Who brings it, and by which way.
    pub by: Yes,
    /// `dtsen`, `dtks`, `bdt`.
    pub source: String,
    /// The day of which the copy is.
    pub as_of: Day,
    /// Whether it goes in as soon as it was tried, without another yes.
    pub at_once: bool,
}

/// What became of files that came in whole.
#[derive(Debug)]
pub enum Begun {
    /// They are being tried.
    New(Upload),
    /// They were sent twice: this is what came of them the first time.
    Again(Upload),
    /// Somebody works on another upload; these files were dropped.
    Busy(Upload),
}

fn refused(detail: &str) -> OperationError {
    Refusal { kind: RefusalKind::WrongState, field: Some("upload"), detail: detail.to_owned() }.into()
}

/// An upload of a tenant, by its own id or that of its import. The caller checks who asks.
///
/// # Errors
/// When the database is away.
pub async fn find(house: &House, tenant: Tenant, id: Uuid) -> Result<Option<Upload>, OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let row = upload::find(&mut tx, tenant, id).await?;
    let seen = see(house, &mut tx, tenant, row).await?;
    tx.rollback().await?;
    Ok(seen)
}

/// The upload that was sent under an operation's id.
///
/// # Errors
/// When the database is away.
pub async fn of_operation(house: &House, tenant: Tenant, operation: OperationId) -> Result<Option<Upload>, OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let row = upload::of_operation(&mut tx, tenant, operation).await?;
    let seen = see(house, &mut tx, tenant, row).await?;
    tx.rollback().await?;
    Ok(seen)
}

/// The upload that somebody works on or that waits for a yes, if there is one; else one of these that cannot be read.
///
/// # Errors
/// When the database is away.
pub async fn pending(house: &House, tenant: Tenant) -> Result<Option<Upload>, OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let mut rows = upload::all(&mut tx, tenant).await?;
    rows.retain(|r| matches!(r.state, UploadState::Trying | UploadState::Running | UploadState::Tried));
    rows.sort_by_key(|r| r.state == UploadState::Tried);
    let mut seen = Vec::new();
    for row in rows {
        seen.extend(see(house, &mut tx, tenant, Some(row)).await?);
    }
    tx.rollback().await?;
    // One that cannot be read goes last: it hides none that can.
    seen.sort_by_key(|u| matches!(u.state, State::Failed(_)));
    Ok(seen.into_iter().next())
}

/// Opens what is sealed in a row. One that nobody can open is shown all the same, as [`Failure::Unreadable`], so that it stands in nobody's way.
async fn see(house: &House, tx: &mut Tx, tenant: Tenant, row: Option<UploadRow>) -> Result<Option<Upload>, OperationError> {
    let Some(row) = row else { return Ok(None) };
    let (names, state, failed_in_trial) = match readable(opened(house, tx, tenant, &row).await)? {
        Some((names, state, failed_in_trial)) => (names, state, failed_in_trial),
        None => (Vec::new(), State::Failed(Failure::Unreadable), matches!(row.state, UploadState::Trying | UploadState::Tried)),
    };
    let by = office::accounts_by_id(tx, tenant, &[row.account]).await?.into_iter().next();
    Ok(Some(Upload {
        id: row.id,
        by: Private::new(by.map(|a| a.name.unwrap_or(a.login)).unwrap_or_default()),
        source: row.source,
        as_of: row.as_of,
        names,
        bytes: u64::try_from(row.bytes).unwrap_or_default(),
        created_at: row.created_at,
        state,
        failed_in_trial,
    }))
}

/// The names of the files, the state, and whether it failed in its trial; none when its key is gone.
async fn opened(house: &House, tx: &mut Tx, tenant: Tenant, row: &UploadRow) -> Result<Option<(Vec<String>, State, bool)>, StorageError> {
    let opener = Opener::load(tx, house.keys(), tenant, &[Subject(row.id)]).await?;
    let Some(files) = kept::open_files(&opener, &row.files)? else { return Ok(None) };
    let names = files.into_iter().map(|f| f.name).collect();
    let at_work = match row.state {
        UploadState::Trying => Some(State::Trying),
        UploadState::Running => Some(State::Running),
        _ => None,
    };
    if let Some(state) = at_work {
        return Ok(Some((names, state, false)));
    }
    let came = match &row.result {
        Some(sealed) => kept::open_result(&opener, sealed)?,
        None => None,
    };
    let failed_in_trial = matches!(came, Some(Came::FailedInTrial(_)));
    let state = match (row.state, came) {
        (UploadState::Tried, Some(Came::Out(outcome))) => State::Tried(Arc::new(outcome)),
        (UploadState::Done, Some(Came::Out(outcome))) => State::Done(Arc::new(outcome)),
        (UploadState::Failed, Some(Came::Failed(failure) | Came::FailedInTrial(failure))) => State::Failed(failure),
        _ => return Err(StorageError::corrupt("an upload whose result does not fit its state")),
    };
    Ok(Some((names, state, failed_in_trial)))
}

/// What could be read; none where what is kept has another form than this program knows.
fn readable<T>(opened: Result<Option<T>, StorageError>) -> Result<Option<T>, StorageError> {
    match opened {
        Err(StorageError::Corrupt(what)) => {
            tracing::warn!(what, "an upload cannot be read; it can be dropped on its page");
            Ok(None)
        }
        other => other,
    }
}

/// Whether nobody can open it. Another server may have what this one lacks, a newer key file or program: as long as its lease holds, it works. A key that is
/// gone is gone for all.
async fn is_unreadable(house: &House, tx: &mut Tx, tenant: Tenant, row: &UploadRow) -> Result<bool, StorageError> {
    let is_held = is_busy(row) && row.lease_until.is_some_and(|until| until > house.clock().now());
    match opened(house, tx, tenant, row).await {
        Err(StorageError::Corrupt(_)) if is_held => Ok(false),
        found => Ok(readable(found)?.is_none()),
    }
}

fn is_busy(row: &UploadRow) -> bool {
    matches!(row.state, UploadState::Trying | UploadState::Running)
}

/// Keeps an upload in place of the tenant's earlier ones and begins to try it, unless somebody works on one of them. The caller checks who asks.
///
/// # Errors
/// When the same operation brought something else before, or the database cannot be written.
pub async fn begin(house: &House, arrived: Arriving, about: About) -> Result<Begun, OperationError> {
    let tenant = arrived.tenant();
    match keep(house, &arrived, about).await {
        Ok((Begun::New(upload), holder, dropped)) => {
            // First: while files are removed, a lease would run out.
            work::spawn(house.clone(), tenant, upload.id, holder);
            for id in dropped {
                remove_files(house, tenant, id).await;
            }
            Ok(Begun::New(upload))
        }
        Ok((other, ..)) => {
            arrived.give_up().await;
            Ok(other)
        }
        // It may have been written all the same, and only the answer was lost: then another server goes on with it. If not, its parts go after a day.
        Err(error @ OperationError::Storage(_)) => Err(error),
        Err(error) => {
            arrived.give_up().await;
            Err(error)
        }
    }
}

/// Whether what came in is what a row holds: the same files under the same circumstances, from the same account.
fn is_same(row: &UploadRow, arrived: &Arriving, about: &About) -> bool {
    // Once somebody else has said yes, the row names them.
    let said_yes = !row.at_once && matches!(row.state, UploadState::Running | UploadState::Done);
    row.digest == arrived.digest()
        && (row.source.as_str(), row.as_of, row.at_once) == (about.source.as_str(), about.as_of, about.at_once)
        && (said_yes || row.account == about.by.account)
}

async fn keep(house: &House, arrived: &Arriving, about: About) -> Result<(Begun, Uuid, Vec<Uuid>), OperationError> {
    let (tenant, now) = (arrived.tenant(), house.clock().now());
    let lease = work::lease(house);
    let mut tx = house.db().write(tenant).await?;
    // Servers take turns by the head, so that no two of them begin at once.
    journal::lock_head(&mut tx, tenant).await?.ok_or_else(|| StorageError::corrupt("no journal of this tenant"))?;
    let (mut rows, mut dropped) = (Vec::new(), Vec::new());
    for row in upload::all(&mut tx, tenant).await? {
        // One that nobody can open makes room, even if somebody seems to work on it.
        if !is_unreadable(house, &mut tx, tenant, &row).await? {
            rows.push(row);
        } else if upload::forget_unreadable(&mut tx, tenant, row.id).await? {
            dropped.push(row.id);
        }
    }
    // What failed is forgotten like whatever waits: it may come again under the same name.
    if let Some(same) = rows.iter().find(|r| r.operation == about.operation && r.state != UploadState::Failed).cloned() {
        if !is_same(&same, arrived, &about) {
            return Err(Refusal::reused("upload").into());
        }
        let seen = see(house, &mut tx, tenant, Some(same)).await?.ok_or_else(Refusal::not_found)?;
        tx.rollback().await?;
        return Ok((Begun::Again(seen), lease.holder, Vec::new()));
    }
    if let Some(busy) = rows.iter().find(|r| is_busy(r)).cloned() {
        let seen = see(house, &mut tx, tenant, Some(busy)).await?.ok_or_else(Refusal::not_found)?;
        tx.rollback().await?;
        return Ok((Begun::Busy(seen), lease.holder, Vec::new()));
    }
    for row in rows {
        if upload::forget(&mut tx, tenant, row.id).await? {
            dropped.push(row.id);
        }
    }
    let row = UploadRow {
        id: arrived.id(),
        operation: about.operation,
        account: about.by.account,
        channel: about.by.channel,
        device: about.by.device,
        source: about.source,
        as_of: about.as_of,
        digest: arrived.digest(),
        bytes: i64::try_from(arrived.bytes()).unwrap_or(i64::MAX),
        files: kept::seal_files(&arrived.key, &arrived.files)?,
        at_once: about.at_once,
        state: UploadState::Trying,
        attempts: 1,
        lease_until: Some(lease.until),
        import: None,
        result: None,
        created_at: now,
        changed_at: now,
    };
    // Its id is new: an upload never takes the place of another subject's key.
    tx.insert(table("subject_key"), &[arrived.key.row(house.keys())]).await?;
    upload::insert(&mut tx, tenant, &row, lease).await?;
    let seen = see(house, &mut tx, tenant, Some(row)).await?.ok_or_else(Refusal::not_found)?;
    tx.commit().await?;
    Ok((Begun::New(seen), lease.holder, dropped))
}

/// Takes files in that were tried. Of several servers that are asked to at once, one does. The caller checks who asks.
///
/// # Errors
/// Not found; `WrongState` when it does not wait for that: somebody else said yes, or another upload is being worked on.
pub async fn take(house: &House, tenant: Tenant, id: Uuid, yes: &Yes) -> Result<(), OperationError> {
    let lease = work::lease(house);
    let mut tx = house.db().write(tenant).await?;
    journal::lock_head(&mut tx, tenant).await?.ok_or_else(|| StorageError::corrupt("no journal of this tenant"))?;
    let rows = upload::all(&mut tx, tenant).await?;
    let row = rows.iter().find(|r| r.id == id).ok_or_else(Refusal::not_found)?;
    if row.state != UploadState::Tried {
        return Err(refused("taken"));
    }
    if rows.iter().any(is_busy) {
        return Err(refused("busy"));
    }
    if !upload::start(&mut tx, tenant, id, yes, lease, house.clock().now()).await? {
        return Err(refused("taken"));
    }
    tx.commit().await?;
    work::spawn(house.clone(), tenant, id, lease.holder);
    Ok(())
}

/// Gives files up that nobody works on, or can open; what went in stays in. The caller checks who asks.
///
/// # Errors
/// `WrongState` while somebody works on it, or the storage's error. What is gone already is no error.
pub async fn give_up(house: &House, tenant: Tenant, id: Uuid) -> Result<(), OperationError> {
    let mut tx = house.db().write(tenant).await?;
    let row = upload::find(&mut tx, tenant, id).await?.filter(|r| r.id == id);
    let unreadable = match &row {
        Some(row) => is_unreadable(house, &mut tx, tenant, row).await?,
        None => false,
    };
    let gone = if unreadable { upload::forget_unreadable(&mut tx, tenant, id).await? } else { upload::forget(&mut tx, tenant, id).await? };
    if !gone {
        let there = upload::find(&mut tx, tenant, id).await?.is_some_and(|r| r.id == id);
        tx.rollback().await?;
        return if there { Err(refused("at_work")) } else { Ok(()) };
    }
    tx.commit().await?;
    remove_files(house, tenant, id).await;
    Ok(())
}

/// Takes over what a server that stopped left unfinished; answers the work, which goes on by itself.
///
/// # Errors
/// When the database is away.
pub async fn resume(house: &House, tenant: Tenant) -> Result<Vec<JoinHandle<()>>, OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let abandoned = upload::abandoned(&mut tx, tenant, house.clock().now()).await?;
    tx.rollback().await?;
    let mut resumed = Vec::new();
    for id in abandoned {
        let lease = work::lease(house);
        let mut tx = house.db().write(tenant).await?;
        let ours = upload::take_over(&mut tx, tenant, id, lease, house.clock().now()).await?;
        tx.commit().await?;
        if ours {
            tracing::info!(%tenant, upload = %id, "an upload was taken over from a server that stopped");
            resumed.push(work::spawn(house.clone(), tenant, id, lease.holder));
        }
    }
    Ok(resumed)
}

/// Forgets uploads to which nobody said yes for a day, and what came of others after as long, and those that nobody can open. Answers how many.
///
/// # Errors
/// When the database is away.
pub async fn sweep(house: &House, tenant: Tenant) -> Result<u64, OperationError> {
    let now = house.clock().now();
    let mut tx = house.db().write(tenant).await?;
    let gone = upload::forget_older(&mut tx, tenant, now.plus_seconds(-LIFE_SECONDS), now, work::GIVEN_UP).await?;
    tx.commit().await?;
    for id in &gone {
        remove_files(house, tenant, *id).await;
    }
    Ok(gone.len() as u64)
}

/// Uploads that were destroyed: their keys are gone, their files are still there.
pub(crate) struct Destroyed {
    gone: Vec<Uuid>,
    /// Whether files were going in at that moment, by upload or from a command line: their original will be kept when they are in.
    going_in: bool,
}

impl Destroyed {
    /// Removes their files, which nobody can read any more.
    ///
    /// # Errors
    /// `Busy` when something was going in: then it must be destroyed, too, in a while.
    pub async fn remove_files(self, house: &House, tenant: Tenant) -> Result<(), OperationError> {
        for id in self.gone {
            remove_files(house, tenant, id).await;
        }
        if self.going_in { Err(OperationError::Busy) } else { Ok(()) }
    }
}

/// Destroys every upload but the one that is just going in: a person who is erased may stand in any of them. No file is touched, so that nobody waits
/// for a bucket. What had gone in before has its original kept before this looks, so that whoever destroys originals afterwards misses none.
///
/// # Errors
/// When the database is away.
pub(crate) async fn destroy(house: &House, tenant: Tenant) -> Result<Destroyed, OperationError> {
    let now = house.clock().now();
    let mut tx = house.db().write(tenant).await?;
    let gone = upload::forget_all(&mut tx, tenant).await?;
    let going_in = upload::is_running(&mut tx, tenant).await?
        || known::is_going_in(&mut tx, tenant, now.plus_seconds(-UNFINISHED_SECONDS), now.plus_seconds(-KEEPING_SECONDS)).await?;
    tx.commit().await?;
    Ok(Destroyed { gone, going_in })
}

/// Removes the parts of an upload. What cannot be removed now is looked for again: nothing names it any more.
async fn remove_files(house: &House, tenant: Tenant, id: Uuid) {
    if let Err(error) = blobs::remove_of(house, tenant, id).await {
        tracing::warn!(%error, "files of an upload could not be removed; they will be looked for again");
    }
}
