//! One reader per tenant for what nearly every intake begins with: whoever has a NIK, their household, and what is open for them. It takes whatever waits,
//! at most 64 questions, and asks the database once. What an officer pays for is beginning and ending a transaction, not the look-up.

use crate::house::{House, OperationError};
use slrt_domain::identity::{PersonId, Tenant};
use slrt_storage::listing::{self, OpenNeeds};
use slrt_storage::registry::{self, HouseholdRow};
use slrt_storage::{Database, StorageError};
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// At most this many questions at once.
const BATCH: usize = 64;
/// At most this many waiting; beyond that people are asked to try again.
const QUEUE: usize = 1024;

/// Households of those with a NIK.
#[derive(Debug, Clone, Default)]
pub(crate) struct Households {
    /// Members, family by family.
    pub members: Vec<HouseholdRow>,
    /// What is open for them, and perhaps for others.
    pub open: Arc<OpenNeeds>,
}

type Found = Result<Households, StorageError>;

struct Question {
    nik_hashes: Vec<Vec<u8>>,
    reply: oneshot::Sender<Found>,
}

/// The asking end of a tenant's queue.
#[derive(Debug, Clone)]
pub(crate) struct Finder {
    queue: mpsc::Sender<Question>,
}

impl Finder {
    /// Starts the reader's task. It ends when nobody can ask any more.
    pub fn start(db: Database, tenant: Tenant) -> Self {
        let (queue, questions) = mpsc::channel(QUEUE);
        tokio::spawn(run(db, tenant, questions));
        Self { queue }
    }

    /// Whether it works no more.
    pub fn is_gone(&self) -> bool {
        self.queue.is_closed()
    }

    async fn ask(&self, nik_hashes: Vec<Vec<u8>>) -> Result<Households, OperationError> {
        let (reply, answer) = oneshot::channel();
        self.queue.try_send(Question { nik_hashes, reply }).map_err(|_| OperationError::Busy)?;
        Ok(answer.await.unwrap_or_else(|_| Err(StorageError::Unavailable("the server is stopping".into())))?)
    }
}

impl House {
    /// Households of those with a NIK, by its keyed hashes.
    ///
    /// # Errors
    /// Too many at once, or when the database is away.
    pub(crate) async fn households_by_nik(&self, tenant: Tenant, nik_hashes: Vec<Vec<u8>>) -> Result<Households, OperationError> {
        self.finder(tenant).ask(nik_hashes).await
    }
}

async fn run(db: Database, tenant: Tenant, mut questions: mpsc::Receiver<Question>) {
    let mut waiting = Vec::with_capacity(BATCH);
    while questions.recv_many(&mut waiting, BATCH).await > 0 {
        let hashes: Vec<Vec<u8>> = waiting.iter().flat_map(|q| q.nik_hashes.iter().cloned()).collect();
        match look(&db, tenant, &hashes).await {
            Ok(found) => {
                for q in waiting.drain(..) {
                    // Whoever asked may have gone. Two who look for the same person both get it.
                    let _ = q.reply.send(Ok(found.answer(&q.nik_hashes)));
                }
            }
            Err(error) if error.is_temporary() || waiting.len() == 1 => {
                for q in waiting.drain(..) {
                    let _ = q.reply.send(Err(error.clone()));
                }
            }
            Err(_) => {
                // One household cannot be read: it takes no other along.
                for q in waiting.drain(..) {
                    let found = look(&db, tenant, &q.nik_hashes).await;
                    let _ = q.reply.send(found.map(|f| f.answer(&q.nik_hashes)));
                }
            }
        }
    }
}

struct Looked {
    by_hash: HashMap<Vec<u8>, Vec<HouseholdRow>>,
    open: Arc<OpenNeeds>,
}

impl Looked {
    fn answer(&self, nik_hashes: &[Vec<u8>]) -> Households {
        let mut members: Vec<HouseholdRow> = Vec::new();
        for row in nik_hashes.iter().filter_map(|hash| self.by_hash.get(hash)).flatten() {
            // Two of one household with the same NIK, of which one is under the new look-up key already: each is found with their own key.
            match members.iter_mut().find(|m| m.id == row.id) {
                Some(known) if known.key_id.is_none() => *known = row.clone(),
                Some(_) => {}
                None => members.push(row.clone()),
            }
        }
        Households { members, open: Arc::clone(&self.open) }
    }
}

async fn look(db: &Database, tenant: Tenant, hashes: &[Vec<u8>]) -> Result<Looked, StorageError> {
    let mut tx = db.read(tenant).await?;
    let rows = registry::households_by_nik(&mut tx, tenant, hashes).await?;
    let ids: BTreeSet<&[u8]> = rows.iter().map(|m| m.id.as_slice()).collect();
    let persons = ids.into_iter().map(|id| PersonId::from_slice(id).ok_or_else(|| StorageError::corrupt("person id")));
    let persons = persons.collect::<Result<Vec<_>, _>>()?;
    let open = listing::open_needs(&mut tx, tenant, &persons).await?;
    tx.commit().await?;
    let mut by_hash: HashMap<Vec<u8>, Vec<HouseholdRow>> = HashMap::new();
    for row in rows {
        let members = by_hash.entry(row.sought.clone()).or_default();
        // Two of one household with the same NIK bring it twice.
        if !members.iter().any(|m| m.id == row.id) {
            members.push(row);
        }
    }
    Ok(Looked { by_hash, open: Arc::new(open) })
}
