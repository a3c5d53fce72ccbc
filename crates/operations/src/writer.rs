//! One writer per tenant: takes whatever waits, at most 64 operations, and makes one transaction of them.

use crate::changes::Changes;
use crate::decide::{Basis, decide};
use crate::fold::{Fold, fold};
use crate::house::{House, OperationError};
use crate::request::{Answer, Body, Done, Request, Who};
use crate::world::{Needs, World};
use futures::FutureExt as _;
use slrt_domain::Coded as _;
use slrt_domain::access::Authority;
use slrt_domain::calendar::{Instant, Zone};
use slrt_domain::case::Decision;
use slrt_domain::identity::{OperationId, Tenant};
use slrt_domain::journal::{Circumstance, Entry, Event, Refusal, RefusalKind};
use slrt_domain::office::Reference;
use slrt_storage::journal::{self, LockedHead};
use slrt_storage::session::{self, NewSession};
use slrt_storage::tables::table;
use slrt_storage::{Meeting, Rows, StorageError, Tx, Value, args, import, outbox, wire};
use std::collections::{HashMap, HashSet};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};

/// At most this many operations in one transaction.
const BATCH: usize = 64;
/// At most this many waiting; beyond that people are asked to try again.
const QUEUE: usize = 1024;
/// After how many operations the database looks at its tables for the first time.
const FIRST_LOOK: usize = 16;

struct Job {
    request: Request,
    reply: oneshot::Sender<Answer>,
}

/// The sending end of a tenant's queue.
#[derive(Debug, Clone)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Job>,
}

impl Writer {
    /// Starts the writer. Where the database works in place it has a thread of its own: it works and waits for the disk there, and stands in no queue behind
    /// those who answer requests. It ends when nobody can ask any more.
    pub fn start(house: House, tenant: Tenant) -> Self {
        let (queue, jobs) = mpsc::channel(QUEUE);
        let in_place = house.db().works_in_place();
        let work = run(house, tenant, jobs);
        if in_place {
            let runtime = Handle::current();
            // Where the machine has no thread left the queue is closed with its reader, and whoever asks next tries again.
            let started = std::thread::Builder::new().name("writer".into()).spawn(move || runtime.block_on(work));
            if let Err(error) = started {
                tracing::error!(%error, "the writer could not begin");
            }
        } else {
            tokio::spawn(work);
        }
        Self { queue }
    }

    /// Queues a request and waits for its answer.
    pub async fn submit(&self, request: Request) -> Answer {
        let (reply, answer) = oneshot::channel();
        self.queue.try_send(Job { request, reply }).map_err(|_| OperationError::Busy)?;
        answer.await.unwrap_or_else(|_| Err(StorageError::Unavailable("the server is stopping".into()).into()))
    }

    /// Whether it works no more.
    pub fn is_gone(&self) -> bool {
        self.queue.is_closed()
    }

    /// How many wait.
    pub fn waiting(&self) -> usize {
        QUEUE - self.queue.capacity()
    }

    /// Waits until everything queued before is answered.
    pub async fn finish(self) {
        // A queue with all places free has nothing under way but perhaps the last batch, which holds no place: closing ends it.
        let _ = self.queue.reserve_many(QUEUE).await;
    }
}

async fn run(house: House, tenant: Tenant, mut jobs: mpsc::Receiver<Job>) {
    let mut waiting: Vec<Job> = Vec::with_capacity(BATCH);
    // A young database grows fast, and what its planner knows of it grows old: it looks again each time that as much was written as ever before.
    let (mut written, mut look) = (0, FIRST_LOOK);
    loop {
        if waiting.is_empty() && jobs.recv_many(&mut waiting, BATCH).await == 0 {
            return;
        }
        while waiting.len() < BATCH {
            match jobs.try_recv() {
                Ok(job) => waiting.push(job),
                Err(_) => break,
            }
        }
        let batch = next_batch(&mut waiting);
        house.load().note_batch(batch.len());
        written += batch.len();
        process(&house, tenant, batch).await;
        if written >= look {
            look = written * 2;
            tokio::spawn(refresh(house.clone()));
        }
    }
}

async fn refresh(house: House) {
    if let Err(error) = house.db().refresh_statistics().await {
        tracing::warn!(%error, "the database could not look at its tables");
    }
}

/// The next jobs that may share a transaction: one that changes what others rest on goes alone, and the same operation id never twice.
fn next_batch(waiting: &mut Vec<Job>) -> Vec<Job> {
    let alone = waiting.first().is_some_and(|j| j.request.body.goes_alone());
    let mut seen: HashSet<OperationId> = HashSet::new();
    let end = if alone {
        1
    } else {
        waiting.iter().position(|j| j.request.body.goes_alone() || !seen.insert(j.request.id)).unwrap_or(waiting.len())
    };
    waiting.drain(..end.max(1).min(waiting.len())).collect()
}

async fn process(house: &House, tenant: Tenant, batch: Vec<Job>) {
    let requests: Vec<&Request> = batch.iter().map(|j| &j.request).collect();
    let answers = match safely(house, tenant, &requests).await {
        Ok(answers) => answers,
        Err(error) if requests.len() == 1 => vec![Err(error.into())],
        Err(error) if matches!(error, StorageError::Unavailable(_)) => {
            batch.iter().map(|_| Err(StorageError::Unavailable(error.to_string()).into())).collect()
        }
        Err(error) => {
            // One of them breaks something for all: each for itself, so that it takes nobody down with it.
            tracing::warn!(%error, operations = requests.len(), "a batch failed and is tried one by one");
            let mut answers = Vec::with_capacity(requests.len());
            for r in &requests {
                answers.push(match safely(house, tenant, std::slice::from_ref(r)).await {
                    Ok(mut one) => one.pop().unwrap_or(Err(OperationError::Busy)),
                    Err(error) => Err(error.into()),
                });
            }
            answers
        }
    };
    // Waking all who wait is not the writer's work: the next batch begins meanwhile.
    tokio::spawn(async move {
        for (job, answer) in batch.into_iter().zip(answers) {
            // Whoever asked may have gone; what was done stays done.
            let _ = job.reply.send(answer);
        }
    });
}

/// An attempt in which a fault of the program is an error like others: it must not take the writer down, and with it the tenant.
async fn safely(house: &House, tenant: Tenant, requests: &[&Request]) -> Result<Vec<Answer>, StorageError> {
    let attempt = AssertUnwindSafe(attempt(house, tenant, requests)).catch_unwind();
    attempt.await.unwrap_or_else(|_| {
        tracing::error!(%tenant, operations = requests.len(), "an operation broke off by a fault of the program");
        Err(StorageError::corrupt("a fault of the program"))
    })
}

/// One transaction: lock, load, decide, append, write, commit; then answers.
async fn attempt(house: &House, tenant: Tenant, requests: &[&Request]) -> Result<Vec<Answer>, StorageError> {
    #[cfg(test)]
    tests::strike(requests);
    let mut tx = house.db().write_journal(tenant).await?;
    let locked = match journal::lock_head(&mut tx, tenant).await? {
        Some(head) => head,
        None if matches!(requests, [r] if matches!(r.body, Body::Found(_))) => journal::begin(&mut tx, tenant).await?,
        None => {
            tx.rollback().await?;
            return Ok(requests.iter().map(|_| Err(Refusal::not_found().into())).collect());
        }
    };
    // Entries stand in the order of their times, also where a clock ran ahead and was set right; what is decided goes by the time that it is.
    let now = house.clock().now();
    let recorded_at = now.max(locked.recorded_at);
    let reference = reference(house, &mut tx, tenant, requests, &locked).await?;
    let mut world = World { zone: reference.zone.clone(), now: recorded_at, ..World::default() };
    let needs = Needs::of_requests(requests.iter().copied(), house.keys())?;
    needs.load(&mut tx, tenant, &mut world).await?;
    needs.load_sealed(&mut tx, house.keys(), tenant, &mut world).await?;
    let before = journal::by_operations(&mut tx, tenant, &world.done).await?;

    let mut batch = Batch::new(house, tenant, locked, recorded_at);
    let basis = Basis { reference: &reference, catalog: &reference.catalog, keys: house.keys(), areas: house.areas(), now };
    let mut answers: Vec<Answer> = Vec::with_capacity(requests.len());
    for r in requests {
        answers.push(match replay(r, &before) {
            Some(answer) => answer,
            None => match decide(r, &world, &basis) {
                Ok(decision) => Ok(batch.take(r, decision, &mut world)?),
                Err(refusal) => Err(refusal.into()),
            },
        });
    }
    if batch.entries.is_empty() {
        tx.rollback().await?;
    } else {
        let rests_on_other = batch.head.reference_number != locked.reference_number;
        batch.write(&mut tx, requests, &answers, &world.fresh).await?;
        tx.commit().await?;
        if rests_on_other || requests.iter().any(|r| r.body.ends_sessions()) {
            house.forget_sessions();
        }
        if requests.iter().any(|r| matches!(r.body, Body::Found(_))) {
            house.forget_tenants();
        }
    }
    Ok(answers)
}

async fn reference(
    house: &House,
    tx: &mut Tx,
    tenant: Tenant,
    requests: &[&Request],
    locked: &LockedHead,
) -> Result<Arc<Reference>, StorageError> {
    if let [Request { body: Body::Found(e), .. }] = requests
        && locked.head.number == 0
    {
        let offset_minutes = i32::try_from(e.zone_offset).unwrap_or(420);
        return Ok(Arc::new(Reference {
            tenant,
            area: e.area,
            brand: e.brand.clone(),
            zone: Zone::new(e.zone_name.clone(), offset_minutes),
            calendar: Default::default(),
            catalog: house.shipped(),
            own: Vec::new(),
            offices: Default::default(),
            institutions: Default::default(),
            grants: Vec::new(),
            chains: Vec::new(),
            profile_revision: 0,
            seat: Default::default(),
        }));
    }
    house.reference_at(tx, tenant, locked.reference_number).await
}

/// The answer of an operation that was done before: the same, made from its entries; or a conflict, when it was another's or another one.
fn replay(r: &Request, before: &[Entry]) -> Option<Answer> {
    let own: Vec<&Entry> = before.iter().filter(|e| e.operation == r.id).collect();
    let first = own.first()?;
    let actor = actor_id(r.who);
    if !r.digest.fits(first.digest) || first.actor != actor {
        return Some(Err(Refusal::new(RefusalKind::Reused).into()));
    }
    let events: Result<Vec<Event>, StorageError> = own.iter().map(|e| wire::decode(&e.kind, &e.payload)).collect();
    Some(match events {
        Ok(events) => Ok(Done { events, number: first.number, recorded_at: first.recorded_at, replayed: true }),
        Err(e) => Err(e.into()),
    })
}

fn actor_id(who: Who) -> Option<uuid::Uuid> {
    match who {
        Who::Account(id) => Some(id.0),
        Who::Citizen(id) => Some(id.0),
        Who::System => None,
    }
}

struct Batch<'a> {
    house: &'a House,
    tenant: Tenant,
    head: LockedHead,
    now: Instant,
    entries: Vec<Entry>,
    changes: Changes,
    outbox: Vec<Vec<Value>>,
}

impl<'a> Batch<'a> {
    fn new(house: &'a House, tenant: Tenant, head: LockedHead, now: Instant) -> Self {
        Self { house, tenant, head, now, entries: Vec::new(), changes: Changes::default(), outbox: Vec::new() }
    }

    /// Makes entries of a decision and folds its events.
    fn take(&mut self, r: &Request, decision: Decision, world: &mut World) -> Result<Done, StorageError> {
        let first = self.head.head.number + 1;
        world.take(r);
        for (part, event) in decision.events.iter().enumerate() {
            let entry = self.entry(r, event, part, &decision.authority, &decision);
            let who = Circumstance {
                actor: entry.actor,
                role: decision.authority.role,
                acting: decision.authority.acting,
                channel: entry.channel.clone(),
                occurred_at: entry.occurred_at,
                recorded_at: entry.recorded_at,
            };
            let f = Fold { tenant: self.tenant, keys: self.house.keys(), number: entry.number, who };
            fold(&f, event, world, &mut self.changes)?;
            if event.changes_reference() {
                self.head.reference_number = entry.number;
            }
            if let Some(kind) = message_of(event) {
                let id = self.house.clock().new_id();
                let subject = entry.subjects.first().copied();
                self.outbox.push(outbox::values(self.tenant, id, entry.number, kind, subject, parcel(r, event), self.now));
            }
            self.entries.push(entry);
        }
        Ok(Done {
            number: if decision.events.is_empty() { 0 } else { first },
            events: decision.events,
            recorded_at: self.now,
            replayed: false,
        })
    }

    fn entry(&mut self, r: &Request, event: &Event, part: usize, authority: &Authority, decision: &Decision) -> Entry {
        let encoded = wire::encode(event);
        let role = match (r.who, authority.role) {
            (Who::Citizen(_), _) => "citizen",
            (_, Some(role)) => role.code(),
            (Who::Account(_), None) => "self",
            (_, None) => "system",
        };
        let on_behalf_of = match (decision.on_behalf_of.as_str(), authority.acting.code()) {
            ("", "own") => String::new(),
            ("", acting) => acting.to_owned(),
            (whom, _) => whom.to_owned(),
        };
        let entry = Entry {
            tenant: self.tenant,
            number: self.head.head.number + 1,
            previous: self.head.head.hash,
            operation: r.id,
            part: i64::try_from(part).unwrap_or(i64::MAX),
            digest: r.digest.made,
            kind: encoded.kind,
            actor: actor_id(r.who),
            role: role.to_owned(),
            on_behalf_of,
            channel: r.channel.clone(),
            device: r.device.clone(),
            occurred_at: decision.occurred_at,
            recorded_at: self.now,
            subjects: event.subjects(),
            payload: encoded.payload,
        };
        self.head.head.number = entry.number;
        self.head.head.hash = entry.hash();
        entry
    }

    async fn write(self, tx: &mut Tx, requests: &[&Request], answers: &[Answer], fresh: &HashSet<uuid::Uuid>) -> Result<(), StorageError> {
        let head = LockedHead { recorded_at: self.now, ..self.head };
        let mut rows = Vec::from(journal::append(&self.entries, &head));
        let mut keys: HashMap<uuid::Uuid, Vec<Value>> = HashMap::new();
        for (r, answer) in requests.iter().zip(answers) {
            if !matches!(answer, Ok(done) if !done.replayed) {
                continue;
            }
            keys.extend(r.keys.iter().map(|k| (k.subject().0, k.row(self.house.keys()))));
            match &r.body {
                Body::WriteSlice(slice, rows) => import::keep_rows(tx, self.tenant, slice.import, slice.slice, rows).await?,
                // With the entry or not at all: no password changes and no token works that the journal does not know of.
                Body::SetPassword(e, hash, keep) => {
                    session::set_credential(tx, self.tenant, e.account, hash.reveal(), self.now, e.one_time).await?;
                    session::end_all(tx, self.tenant, e.account, keep.as_deref()).await?;
                }
                Body::MakeToken(e, hash, label) => {
                    let token = NewSession {
                        token_hash: hash.reveal(),
                        account: e.account,
                        kind: "api",
                        label: label.reveal(),
                        expires_at: e.expires_at,
                    };
                    session::create(tx, self.tenant, &token, self.now).await?;
                }
                Body::SetAccount(e) if !e.active => session::close(tx, self.tenant, e.account).await?,
                Body::EndToken(_, hash) => session::end(tx, self.tenant, hash.reveal()).await?,
                _ => {}
            }
        }
        let (new, known): (Vec<_>, Vec<_>) = keys.into_iter().partition(|(subject, _)| fresh.contains(subject));
        for (keys, meeting) in [(new, Meeting::Fails), (known, Meeting::Replaces)] {
            rows.push(Rows { table: table("subject_key"), rows: keys.into_iter().map(|(_, row)| row).collect(), meeting });
        }
        rows.push(Rows { table: table("outbox"), rows: self.outbox, meeting: Meeting::Fails });
        self.changes.write(tx, self.tenant, rows).await?;
        for (r, answer) in requests.iter().zip(answers) {
            if matches!(answer, Ok(done) if !done.replayed) {
                for subject in &r.destroys {
                    tx.run("DELETE FROM subject_key WHERE tenant = $1 AND subject = $2", &args![self.tenant, *subject]).await?;
                }
            }
        }
        Ok(())
    }
}

/// What a message holds besides its entry: the package of a case that is handed over.
fn parcel<'r>(r: &'r Request, event: &Event) -> &'r [u8] {
    match (&r.body, event) {
        (Body::HandOver(_, package), Event::CaseHandedOver(_)) => &package.0,
        _ => b"",
    }
}

/// Which events are followed by a message.
fn message_of(event: &Event) -> Option<&'static str> {
    use slrt_domain::case::StepKind as S;
    match event {
        Event::ConcernMoved(m) => match m.step {
            S::Referred | S::ReferralResubmitted => Some("referral.sent"),
            S::ReferralTakenBack => Some("referral.taken_back"),
            S::DeadlinePassed => Some("deadline.passed"),
            S::Recommended => Some("decision.waiting"),
            S::Served | S::ReferralGiven => Some("help.given"),
            _ => None,
        },
        Event::PersonErased(_) => Some("person.erased"),
        Event::CaseErased(_) => Some("case.erased"),
        Event::CaseHandedOver(_) => Some("case.handed_over"),
        Event::CaseTakenOver(_) => Some("case.taken_over"),
        Event::HandOverRefused(_) => Some("case.hand_over_refused"),
        Event::HandOverWithdrawn(_) => Some("case.hand_over_withdrawn"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::clock::Clock;
    use slrt_domain::area::AreaCode;
    use slrt_domain::identity::InstitutionId;
    use slrt_domain::journal::TenantFounded;
    use slrt_domain::office::Institution;
    use slrt_storage::areas::Areas;
    use slrt_storage::{Database, Keys, catalog, migrate_sqlite};

    const FAULTY: &str = "a fault of the program";

    /// A name for which the attempt breaks off.
    pub(super) fn strike(requests: &[&Request]) {
        let faulty = requests.iter().any(|r| matches!(&r.body, Body::SetInstitution(i) if i.name == FAULTY));
        assert!(!faulty, "struck");
    }

    fn institution(house: &House, name: &str) -> Request {
        let institution = Institution {
            id: InstitutionId(house.clock().new_id()),
            code: "dinkes".into(),
            name: name.into(),
            contact: String::new(),
            answer_days: 5,
            restricted_capable: false,
            center: false,
            active: true,
            revision: 1,
        };
        let tenant = Tenant::parse("1813").unwrap();
        Request::system(tenant, OperationId(house.clock().new_id()), "cli", Body::SetInstitution(institution))
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn a_fault_takes_neither_the_others_nor_the_tenant_along() {
        let folder = tempfile::tempdir().unwrap();
        let db = Database::open_sqlite(&folder.path().join("slrt.sqlite")).await.unwrap();
        migrate_sqlite(&db).await.unwrap();
        let keys = Keys::from_random(&[7; 128], None);
        let house =
            House::new(db, keys, catalog::load().unwrap(), Arc::new(Areas::load().unwrap()), Clock::System, folder.path().join("files"));
        let tenant = Tenant::parse("1813").unwrap();
        let founded = TenantFounded {
            area: AreaCode::parse("1813").unwrap(),
            brand: "Contoh".into(),
            kind: "demo".into(),
            zone_name: "WIB".into(),
            zone_offset: 420,
        };
        house.submit(Request::system(tenant, OperationId(house.clock().new_id()), "cli", Body::Found(founded))).await.unwrap();
        let batch: Vec<Request> = ["Satu", FAULTY, "Dua"].map(|name| institution(&house, name)).to_vec();
        let (jobs, answers): (Vec<Job>, Vec<_>) = batch
            .into_iter()
            .map(|request| {
                let (reply, answer) = oneshot::channel();
                (Job { request, reply }, answer)
            })
            .unzip();
        // In one transaction all three fail; one by one only the culprit does.
        process(&house, tenant, jobs).await;
        let mut worked = Vec::new();
        for answer in answers {
            worked.push(match answer.await.unwrap() {
                Ok(_) => true,
                Err(OperationError::Storage(e)) => {
                    assert!(!e.is_temporary(), "{e}");
                    false
                }
                Err(e) => panic!("{e}"),
            });
        }
        assert_eq!(worked, [true, false, true]);
        assert!(house.submit(institution(&house, FAULTY)).await.is_err());
        house.submit(institution(&house, "Tiga")).await.unwrap();
        // A writer that is gone for whatever reason is followed by another.
        let (queue, _) = mpsc::channel(1);
        house.put_writer(tenant, Writer { queue });
        house.submit(institution(&house, "Empat")).await.unwrap();
    }
}
