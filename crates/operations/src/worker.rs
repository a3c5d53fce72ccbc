//! What must happen without anybody asking: deadlines that pass, sessions that expire, heads that are signed, messages that go out.
//!
//! Any number of servers may do it at the same time: every step is either an operation with an identifier derived from what it is about, or a
//! statement that may run twice.

use crate::blobs;
use crate::derived::derived_id;
use crate::erase::destroy_copies;
use crate::hand_over;
use crate::house::{House, OperationError};
use crate::import::sweep_batches;
use crate::request::{Body, Request};
use crate::rotation;
use crate::scratch;
use crate::uploads;
use slrt_domain::access::Actor;
use slrt_domain::case::{Case, ConcernCommand, Context, Verb};
use slrt_domain::identity::{CaseId, OperationId, Tenant};
use slrt_domain::journal::Event;
use slrt_storage::case::Overdue;
use slrt_storage::{StorageError, case, journal, outbox, session, wire};
use std::time::Duration;
use tokio::task::JoinHandle;

/// How often the worker looks.
pub const EVERY: Duration = Duration::from_secs(60);
/// How long delivered messages are kept.
const DELIVERED_SECONDS: i64 = 30 * 86_400;
/// How many overdue concerns or messages are taken at a time.
const STEP: i64 = 256;

/// What a round did, all tenants together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Round {
    /// Deadlines that were found to have passed.
    pub deadlines: u64,
    /// Turns that were given to somebody else, because whoever had them is gone.
    pub rerouted: u64,
    /// Sessions and failed attempts that were removed.
    pub expired: u64,
    /// Journals whose head was signed.
    pub signed: u64,
    /// Originals and reports of imports that were destroyed.
    pub batches: u64,
    /// Messages that were delivered.
    pub delivered: u64,
    /// Delivered messages that were removed, and folders and parts of files that a stopped process left behind.
    pub removed: u64,
    /// Files that nothing names.
    pub files: u64,
    /// Numbers whose keyed hash was made anew, after a look-up key was rotated and whoever did it was stopped.
    pub reindexed: u64,
    /// Uploads that were forgotten, or taken over from a server that stopped.
    pub uploads: u64,
    /// Steps that failed, to be tried again in the next round.
    pub failed: u64,
}

impl Round {
    /// Whether there was anything to do.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Works until told to stop: one round at once, then one every minute.
pub async fn run(house: House, stop: impl Future<Output = ()> + Send) {
    tokio::pin!(stop);
    loop {
        match round(&house).await {
            Ok(done) if done.is_empty() => {}
            Ok(done) => tracing::info!(
                deadlines = done.deadlines,
                rerouted = done.rerouted,
                expired = done.expired,
                signed = done.signed,
                batches = done.batches,
                delivered = done.delivered,
                removed = done.removed,
                files = done.files,
                uploads = done.uploads,
                reindexed = done.reindexed,
                failed = done.failed,
                "worker round"
            ),
            Err(error) => tracing::warn!(%error, "the worker could not look"),
        }
        tokio::select! {
            () = &mut stop => return,
            () = tokio::time::sleep(EVERY) => {}
        }
    }
}

/// One round over all tenants. What fails in one place hinders nothing elsewhere. Uploads that it takes over are worked on after it has ended.
///
/// # Errors
/// When not even the list of tenants can be read.
pub async fn round(house: &House) -> Result<Round, OperationError> {
    Ok(work_through(house).await?.0)
}

/// One round, and all that it takes over, to its end: for a process that stops then.
///
/// # Errors
/// When not even the list of tenants can be read.
pub async fn round_to_its_end(house: &House) -> Result<Round, OperationError> {
    let (done, under_way) = work_through(house).await?;
    futures::future::join_all(under_way).await;
    Ok(done)
}

async fn work_through(house: &House) -> Result<(Round, Vec<JoinHandle<()>>), OperationError> {
    let (mut done, mut under_way) = (Round::default(), Vec::new());
    let tenants = journal::tenants(house.db()).await?;
    for tenant in tenants.iter().copied() {
        let mut count = |what: &'static str, result: Result<u64, OperationError>| match result {
            Ok(n) => n,
            Err(error) => {
                tracing::warn!(%error, %tenant, what, "a step of the worker failed");
                done.failed += 1;
                0
            }
        };
        let deadlines = count("deadlines", pass_deadlines(house, tenant).await);
        let rerouted = count("turns", reroute(house, tenant).await);
        let expired = count("sessions", sweep_sessions(house, tenant).await);
        let signed = count("head", sign_daily(house, tenant).await);
        let batches = count("imports", sweep_batches(house, tenant).await);
        let delivered = count("outbox", deliver(house, tenant).await);
        let removed = count("outbox", remove_delivered(house, tenant).await);
        let reindexed = count("look-up", if house.keys().is_reindexing() { rotation::reindex_tenant(house, tenant).await } else { Ok(0) });
        let resumed = uploads::resume(house, tenant).await.map(|works| {
            let n = works.len() as u64;
            under_way.extend(works);
            n
        });
        let resumed = count("uploads", resumed);
        let forgotten = count("uploads", uploads::sweep(house, tenant).await);
        let files = count("files", blobs::remove_unnamed(house, tenant).await);
        done.deadlines += deadlines;
        done.rerouted += rerouted;
        done.expired += expired;
        done.signed += signed;
        done.batches += batches;
        done.delivered += delivered;
        done.removed += removed;
        done.files += files;
        done.uploads += resumed + forgotten;
        done.reindexed += reindexed;
    }
    if !tenants.contains(&Tenant::NATION) {
        // Failures of whoever tried before anything was founded.
        done.expired += sweep_sessions(house, Tenant::NATION).await?;
    }
    done.removed += scratch::sweep_all(house).await;
    match house.blobs().sweep_parts().await {
        Ok(parts) => done.removed += parts,
        Err(error) => {
            tracing::warn!(%error, "parts of files could not be swept");
            done.failed += 1;
        }
    }
    Ok((done, under_way))
}

/// Notes every due day that has passed, once for each turn.
///
/// # Errors
/// Storage.
pub async fn pass_deadlines(house: &House, tenant: Tenant) -> Result<u64, OperationError> {
    let today = house.reference(tenant).await?.zone.day(house.clock().now());
    let mut passed = 0;
    loop {
        let mut tx = house.db().read(tenant).await?;
        let overdue = case::overdue(&mut tx, tenant, today, STEP).await?;
        tx.commit().await?;
        let answers = futures::future::join_all(overdue.iter().map(|o| house.submit(deadline(tenant, o)))).await;
        let mut fresh = 0;
        for answer in answers {
            match answer {
                Ok(done) => fresh += u64::from(!done.replayed && !done.events.is_empty()),
                // Somebody closed it meanwhile, or it may not be found any more: nothing is overdue then.
                Err(OperationError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        passed += fresh;
        if fresh == 0 || i64::try_from(overdue.len()).unwrap_or(0) < STEP {
            return Ok(passed);
        }
    }
}

/// Gives every turn whose holder is gone to somebody who is there, and names somebody where nobody is left who may handle a restricted concern.
/// Only a change of roles, offices or accounts, or a new day, can make it necessary: otherwise nothing is read.
///
/// # Errors
/// Storage.
pub async fn reroute(house: &House, tenant: Tenant) -> Result<u64, OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let head = journal::head(&mut tx, tenant).await?.ok_or_else(|| StorageError::corrupt("no journal of this tenant"))?;
    let reference = house.reference_at(&mut tx, tenant, head.reference_number).await?;
    tx.commit().await?;
    let now = house.clock().now();
    let state = (head.reference_number, reference.zone.day(now));
    if house.rerouted(tenant) == Some(state) {
        return Ok(0);
    }
    let actor = Actor::system(tenant);
    let ctx = Context { actor: &actor, now, occurred_at: now, late_reason: None, reference: &reference, catalog: &reference.catalog };
    let (mut moved, mut after) = (0, Vec::new());
    loop {
        let mut tx = house.db().read(tenant).await?;
        let turns = case::open_turns(&mut tx, tenant, &after, STEP).await?;
        let cases: Vec<CaseId> = turns.iter().map(|t| t.case).collect();
        let cases = case::load(&mut tx, tenant, &cases).await?;
        tx.commit().await?;
        for t in &turns {
            let command = ConcernCommand { case: t.case, concern: t.concern, revision: t.revision, verb: Verb::Reroute };
            let stuck =
                |c: &Case| ctx.permit_step(&command, c).and_then(|p| slrt_domain::case::step(&p, &ctx)).is_ok_and(|d| !d.events.is_empty());
            if !cases.iter().any(|(_, c)| c.id == t.case && stuck(c)) {
                continue;
            }
            let id = derived_id(
                "reroute",
                &[&t.concern.bytes(), &t.revision.to_be_bytes(), &head.reference_number.to_be_bytes(), state.1.iso().as_bytes()],
            );
            match house.submit(Request::system(tenant, OperationId(id), "worker", Body::Concern(Box::new(command)))).await {
                Ok(done) => moved += u64::from(!done.replayed && !done.events.is_empty()),
                // Somebody took a step meanwhile: whoever has the turn now was there a moment ago.
                Err(OperationError::Refused(_)) => {}
                Err(error) => return Err(error),
            }
        }
        match turns.last() {
            Some(last) => after = last.concern.bytes().to_vec(),
            None => break,
        }
    }
    house.set_rerouted(tenant, state);
    Ok(moved)
}

/// The operation of a deadline: the same one, whichever server notices.
fn deadline(tenant: Tenant, o: &Overdue) -> Request {
    let id = derived_id("deadline", &[&o.concern.bytes(), o.due.iso().as_bytes(), &o.revision.to_be_bytes()]);
    let command = ConcernCommand { case: o.case, concern: o.concern, revision: o.revision, verb: Verb::PassDeadline };
    Request::system(tenant, OperationId(id), "worker", Body::Concern(Box::new(command)))
}

async fn sweep_sessions(house: &House, tenant: Tenant) -> Result<u64, OperationError> {
    let mut tx = house.db().write(tenant).await?;
    let n = session::sweep(&mut tx, tenant, house.clock().now()).await?;
    tx.commit().await?;
    Ok(n)
}

/// Signs the journal's head once a day, by the tenant's own days.
///
/// # Errors
/// Storage.
pub async fn sign_daily(house: &House, tenant: Tenant) -> Result<u64, OperationError> {
    let now = house.clock().now();
    let mut tx = house.db().read(tenant).await?;
    let last = journal::last_signed(&mut tx, tenant).await?;
    let founded = journal::head(&mut tx, tenant).await?.is_some();
    tx.commit().await?;
    if !founded {
        return Ok(0);
    }
    let zone = house.reference(tenant).await?.zone.clone();
    if last.is_some_and(|last| zone.day(last) >= zone.day(now)) {
        return Ok(0);
    }
    sign(house, tenant, "daily").await?;
    Ok(1)
}

/// Signs the present head for an occasion; answers it.
///
/// # Errors
/// Storage; `corrupt` when the tenant was not founded.
pub async fn sign(house: &House, tenant: Tenant, occasion: &str) -> Result<slrt_domain::journal::Head, OperationError> {
    let mut tx = house.db().write(tenant).await?;
    let head = journal::lock_head(&mut tx, tenant).await?.ok_or_else(|| StorageError::corrupt("no journal of this tenant"))?.head;
    journal::sign(&mut tx, house.keys(), &head, house.clock().now(), occasion).await?;
    tx.commit().await?;
    Ok(head)
}

/// Delivers what waits in the outbox. Most kinds of messages are notices inside the program, which people find in their queue; what must follow an
/// erasure is done here, and cases that are handed over are brought to the other tenant, so that it happens even if the server stopped right after the commit.
async fn deliver(house: &House, tenant: Tenant) -> Result<u64, OperationError> {
    let mut delivered = 0;
    loop {
        let now = house.clock().now();
        let mut tx = house.db().read(tenant).await?;
        let due = outbox::due(&mut tx, tenant, now, STEP).await?;
        tx.commit().await?;
        let (mut done, mut again) = (Vec::new(), Vec::new());
        for message in &due {
            let outcome = match message.kind.as_str() {
                "person.erased" | "case.erased" => remove_files(house, tenant, message.entry).await,
                "case.handed_over" => hand_over::there(house, tenant, message).await,
                "case.taken_over" | "case.hand_over_refused" | "case.hand_over_withdrawn" => hand_over::back(house, tenant, message).await,
                _ => Ok(()),
            };
            match outcome {
                Ok(()) => done.push(&message.id),
                Err(error) => {
                    tracing::warn!(%error, kind = message.kind, attempts = message.attempts, "a message could not be delivered");
                    // One minute, two, four … at most a day.
                    again.push((&message.id, now.plus_seconds((60i64 << message.attempts.clamp(0, 11)).min(86_400))));
                }
            }
        }
        if due.is_empty() {
            return Ok(delivered);
        }
        let mut tx = house.db().write(tenant).await?;
        for id in &done {
            outbox::done(&mut tx, tenant, id, now).await?;
        }
        for (id, at) in &again {
            outbox::again(&mut tx, tenant, id, *at).await?;
        }
        tx.commit().await?;
        delivered += done.len() as u64;
    }
}

/// Removes the sealed files of an erased person's cases (without their keys they were unreadable before), and the originals of imports and files that
/// wait for a yes, which may name them. `Busy` while a file is going in.
async fn remove_files(house: &House, tenant: Tenant, number: i64) -> Result<(), OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let entry = journal::range(&mut tx, tenant, number, 1).await?.into_iter().next();
    tx.commit().await?;
    let Some((entry, _)) = entry.filter(|(e, _)| e.number == number) else { return Ok(()) };
    match wire::decode(&entry.kind, &entry.payload)? {
        Event::PersonErased(erased) => destroy_copies(house, tenant, erased.person, &erased.cases).await?.1?,
        Event::CaseErased(erased) => blobs::remove_of(house, tenant, erased.case.0).await?,
        _ => {}
    }
    Ok(())
}

async fn remove_delivered(house: &House, tenant: Tenant) -> Result<u64, OperationError> {
    let mut tx = house.db().write(tenant).await?;
    let n = outbox::sweep(&mut tx, tenant, house.clock().now().plus_seconds(-DELIVERED_SECONDS)).await?;
    tx.commit().await?;
    Ok(n)
}
