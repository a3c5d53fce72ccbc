//! The running program's operations: database, keys, catalogue, clock, and one writer per tenant.

use crate::clock::Clock;
use crate::finder::Finder;
use crate::request::{Done, Request};
use crate::writer::Writer;
use futures::future::BoxFuture;
use slrt_domain::calendar::Day;
use slrt_domain::identity::Tenant;
use slrt_domain::journal::Refusal;
use slrt_domain::office::Reference;
use slrt_domain::program::Catalog;
use slrt_storage::areas::Areas;
use slrt_storage::blob::BlobStore;
use slrt_storage::session::FoundSession;
use slrt_storage::{Database, Keys, StorageError, Tx, journal, office};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Why an operation or a question has no answer.
#[derive(Debug, thiserror::Error)]
pub enum OperationError {
    /// The rules say no.
    #[error("refused: {0}")]
    Refused(#[from] Refusal),
    /// The storage cannot answer.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// Too many at once: try again shortly.
    #[error("too busy")]
    Busy,
    /// Too many failures: wait this many seconds.
    #[error("wait {0} seconds")]
    Wait(i64),
    /// No valid session, or a wrong password or PIN.
    #[error("not signed in")]
    Unauthenticated,
}

/// What is asked of a house. A future is compiled again in every crate that awaits it: those that many await, and that hold many others, are boxed where
/// they are written.
pub type Asked<'a, T> = BoxFuture<'a, Result<T, OperationError>>;

/// Everything that operations need; cheap to clone.
#[derive(Clone)]
pub struct House {
    inner: Arc<Inner>,
}

impl std::fmt::Debug for House {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("House")
    }
}

struct Inner {
    db: Database,
    keys: Arc<Keys>,
    catalog: Arc<Catalog>,
    areas: Arc<Areas>,
    clock: Clock,
    files: PathBuf,
    blobs: BlobStore,
    load: Load,
    writers: Mutex<HashMap<Tenant, Writer>>,
    finders: Mutex<HashMap<Tenant, Finder>>,
    references: Mutex<HashMap<Tenant, (i64, Arc<Reference>)>>,
    rerouted: Mutex<HashMap<Tenant, (i64, Day)>>,
    sessions: Mutex<Sessions>,
    tenants: Mutex<Option<(std::time::Instant, Arc<[Tenant]>)>>,
}

/// What the database said of sessions a moment ago. The generation rises with each forgetting, so that what was read before is not remembered after.
#[derive(Default)]
struct Sessions {
    generation: u64,
    known: HashMap<[u8; 32], (FoundSession, std::time::Instant)>,
}

/// How long what the database said of a session is believed without asking again: an officer's page asks a dozen times. Whoever ends a session or changes
/// a role in this process is believed at once, in another one after this.
const BELIEVED: Duration = Duration::from_secs(1);
/// How long what the database said of its tenants is believed: none ever goes away, and one that another process founded may wait a minute.
const TENANTS_BELIEVED: Duration = Duration::from_secs(60);
/// Sessions that are remembered at the same time.
const REMEMBERED: usize = 4096;

/// What the writers did since the start.
#[derive(Debug, Default)]
pub struct Load {
    batches: AtomicU64,
    operations: AtomicU64,
    largest: AtomicU64,
}

impl Load {
    pub(crate) fn note_batch(&self, operations: usize) {
        let n = operations as u64;
        self.batches.fetch_add(1, Ordering::Relaxed);
        self.operations.fetch_add(n, Ordering::Relaxed);
        self.largest.fetch_max(n, Ordering::Relaxed);
    }

    /// Transactions of writers.
    pub fn batches(&self) -> u64 {
        self.batches.load(Ordering::Relaxed)
    }

    /// Operations in them.
    pub fn operations(&self) -> u64 {
        self.operations.load(Ordering::Relaxed)
    }

    /// The largest of them since this was last asked.
    pub fn take_largest(&self) -> u64 {
        self.largest.swap(0, Ordering::Relaxed)
    }
}

impl House {
    /// Opens the house over a database that is migrated. `files` is the folder of sealed files.
    pub fn new(db: Database, keys: Keys, catalog: Catalog, areas: Arc<Areas>, clock: Clock, files: PathBuf) -> Self {
        Self {
            inner: Arc::new(Inner {
                db,
                keys: Arc::new(keys),
                catalog: Arc::new(catalog),
                areas,
                clock,
                blobs: BlobStore::Folder(files.clone()),
                files,
                load: Load::default(),
                writers: Mutex::default(),
                finders: Mutex::default(),
                references: Mutex::default(),
                rerouted: Mutex::default(),
                sessions: Mutex::default(),
                tenants: Mutex::default(),
            }),
        }
    }

    /// The database.
    pub fn db(&self) -> &Database {
        &self.inner.db
    }
    /// The keys.
    pub fn keys(&self) -> &Keys {
        &self.inner.keys
    }
    /// The catalogue that ships with the program. A tenant's programs, reasons, deadlines and holidays stand in its [`Reference::catalog`].
    pub fn catalog(&self) -> &Catalog {
        &self.inner.catalog
    }
    /// The same, to be shared.
    pub(crate) fn shipped(&self) -> Arc<Catalog> {
        Arc::clone(&self.inner.catalog)
    }
    /// All areas of the country.
    pub fn areas(&self) -> &Areas {
        &self.inner.areas
    }
    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }
    /// The same house with its sealed files elsewhere. Only a house that nobody shares yet can move them.
    #[must_use]
    pub fn with_blobs(mut self, blobs: BlobStore) -> Self {
        if let Some(inner) = Arc::get_mut(&mut self.inner) {
            inner.blobs = blobs;
        }
        self
    }

    /// Where sealed files lie.
    pub fn blobs(&self) -> &BlobStore {
        &self.inner.blobs
    }

    /// The folder of sealed files of this machine, and of what is under way.
    pub fn files(&self) -> &std::path::Path {
        &self.inner.files
    }

    /// Does an operation: queued with whatever waits for the same tenant, answered after the commit is durable.
    ///
    /// # Errors
    /// A refusal, or the storage's error; then nothing was written.
    pub fn submit(&self, request: Request) -> Asked<'_, Done> {
        Box::pin(async move { self.writer(request.tenant).submit(request).await })
    }

    fn writer(&self, tenant: Tenant) -> Writer {
        let mut writers = self.inner.writers.lock().unwrap_or_else(PoisonError::into_inner);
        if writers.get(&tenant).is_some_and(Writer::is_gone) {
            writers.remove(&tenant);
        }
        writers.entry(tenant).or_insert_with(|| Writer::start(self.clone(), tenant)).clone()
    }

    pub(crate) fn finder(&self, tenant: Tenant) -> Finder {
        let mut finders = self.inner.finders.lock().unwrap_or_else(PoisonError::into_inner);
        if finders.get(&tenant).is_some_and(Finder::is_gone) {
            finders.remove(&tenant);
        }
        finders.entry(tenant).or_insert_with(|| Finder::start(self.inner.db.clone(), tenant)).clone()
    }

    /// What decisions rest on, as of now.
    ///
    /// # Errors
    /// When the tenant was not founded or the database is away.
    pub fn reference(&self, tenant: Tenant) -> BoxFuture<'_, Result<Arc<Reference>, StorageError>> {
        Box::pin(async move {
            let mut tx = self.inner.db.read(tenant).await?;
            let head = journal::head(&mut tx, tenant).await?.ok_or_else(|| StorageError::corrupt("tenant was not founded"))?;
            self.reference_at(&mut tx, tenant, head.reference_number).await
        })
    }

    /// What decisions rest on, from the cache if nothing of it changed since.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn reference_at(&self, tx: &mut Tx, tenant: Tenant, number: i64) -> Result<Arc<Reference>, StorageError> {
        if let Some(found) = self.known_reference(tenant, number) {
            return Ok(found);
        }
        let fresh = Arc::new(office::reference(tx, tenant, &self.inner.catalog, self.inner.clock.now()).await?);
        let mut cache = self.inner.references.lock().unwrap_or_else(PoisonError::into_inner);
        cache.insert(tenant, (number, Arc::clone(&fresh)));
        Ok(fresh)
    }

    /// What decisions rest on, if it was read before under this number.
    pub(crate) fn known_reference(&self, tenant: Tenant, number: i64) -> Option<Arc<Reference>> {
        let cache = self.inner.references.lock().unwrap_or_else(PoisonError::into_inner);
        // A planned change of code or zone takes effect by itself.
        let holds = |r: &Reference| r.seat.next.is_none_or(|at| self.inner.clock.now() < at);
        cache.get(&tenant).filter(|(n, r)| *n == number && holds(r)).map(|(_, r)| Arc::clone(r))
    }

    fn sessions(&self) -> MutexGuard<'_, Sessions> {
        self.inner.sessions.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the database said a moment ago of the session of a token.
    pub(crate) fn known_session(&self, token_hash: &[u8; 32]) -> Option<FoundSession> {
        self.sessions().known.get(token_hash).filter(|(_, at)| at.elapsed() < BELIEVED).map(|(found, _)| found.clone())
    }

    /// How often sessions were forgotten: asked before the database is.
    pub(crate) fn session_generation(&self) -> u64 {
        self.sessions().generation
    }

    /// Remembers for a moment what the database said of a session, unless sessions were forgotten since the generation under which it was asked.
    pub(crate) fn remember_session(&self, token_hash: [u8; 32], found: &FoundSession, generation: u64) {
        let mut sessions = self.sessions();
        if sessions.generation != generation {
            return;
        }
        if sessions.known.len() >= REMEMBERED {
            sessions.known.clear();
        }
        sessions.known.insert(token_hash, (found.clone(), std::time::Instant::now()));
    }

    /// A session or token was ended, or what somebody may do was changed: the database is asked again.
    pub fn forget_sessions(&self) {
        let mut sessions = self.sessions();
        sessions.generation += 1;
        sessions.known.clear();
    }

    /// The tenants of this installation, in order.
    ///
    /// # Errors
    /// When the database is away.
    pub fn tenants(&self) -> Asked<'_, Arc<[Tenant]>> {
        Box::pin(async move {
            let known = self.inner.tenants.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if let Some((_, tenants)) = known.filter(|(at, _)| at.elapsed() < TENANTS_BELIEVED) {
                return Ok(tenants);
            }
            let tenants: Arc<[Tenant]> = journal::tenants(&self.inner.db).await?.into();
            *self.inner.tenants.lock().unwrap_or_else(PoisonError::into_inner) = Some((std::time::Instant::now(), Arc::clone(&tenants)));
            Ok(tenants)
        })
    }

    /// One was founded.
    pub(crate) fn forget_tenants(&self) {
        *self.inner.tenants.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Under which reference and on which day the worker last looked for turns whose holder is gone.
    pub(crate) fn rerouted(&self, tenant: Tenant) -> Option<(i64, Day)> {
        self.inner.rerouted.lock().unwrap_or_else(PoisonError::into_inner).get(&tenant).copied()
    }

    /// The worker looked for turns whose holder is gone.
    pub(crate) fn set_rerouted(&self, tenant: Tenant, at: (i64, Day)) {
        self.inner.rerouted.lock().unwrap_or_else(PoisonError::into_inner).insert(tenant, at);
    }

    #[cfg(test)]
    pub(crate) fn put_writer(&self, tenant: Tenant, writer: Writer) {
        self.inner.writers.lock().unwrap_or_else(PoisonError::into_inner).insert(tenant, writer);
    }

    /// How busy the writers are.
    pub fn load(&self) -> &Load {
        &self.inner.load
    }

    /// Operations that wait for their writer, all tenants together.
    pub fn waiting(&self) -> usize {
        let writers = self.inner.writers.lock().unwrap_or_else(PoisonError::into_inner);
        writers.values().map(Writer::waiting).sum()
    }

    /// Waits until every operation under way is answered, and takes no more.
    pub async fn finish(&self) {
        let writers: Vec<Writer> = {
            let mut map = self.inner.writers.lock().unwrap_or_else(PoisonError::into_inner);
            map.drain().map(|(_, w)| w).collect()
        };
        for w in writers {
            w.finish().await;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use slrt_domain::identity::AccountId;
    use slrt_storage::catalog;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn what_was_read_before_a_session_ended_is_not_remembered_after() {
        let folder = tempfile::tempdir().unwrap();
        let db = Database::open_sqlite(&folder.path().join("slrt.sqlite")).await.unwrap();
        let (keys, areas) = (Keys::from_random(&[7; 128], None), Arc::new(Areas::load().unwrap()));
        let house = House::new(db, keys, catalog::load().unwrap(), areas, Clock::System, folder.path().join("files"));
        let found = FoundSession {
            account: AccountId(uuid::Uuid::nil()),
            kind: "web".into(),
            is_token: false,
            expires_at: house.clock().now().plus_seconds(60),
            reference_number: 1,
            must_change: false,
        };
        let before = house.session_generation();
        house.forget_sessions();
        house.remember_session([1; 32], &found, before);
        assert!(house.known_session(&[1; 32]).is_none());
        house.remember_session([1; 32], &found, house.session_generation());
        assert!(house.known_session(&[1; 32]).is_some());
    }
}
