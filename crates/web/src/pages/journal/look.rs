//! What auditors and administrators are shown of the journal: the same for pages and API.

use slrt_domain::access::{Action, Place};
use slrt_domain::calendar::Instant;
use slrt_domain::identity::{AccountId, Private, Tenant};
use slrt_domain::journal::{Entry, Event, Head, Refusal};
use slrt_operations::accounts::Session;
use slrt_operations::storage::journal::{self, Finding, SignedHead, Verified};
use slrt_operations::storage::{StorageError, office, wire};
use slrt_operations::{House, OperationError};
use std::collections::BTreeMap;
use tokio::sync::Semaphore;
use uuid::Uuid;

/// One check reads a whole journal: one at a time is enough.
static CHECKING: Semaphore = Semaphore::const_new(1);
/// Entries on a page.
pub const PAGE: i64 = 50;
/// Signed heads that are shown.
const SIGNED: i64 = 10;

/// Nobody but auditors and administrators looks into the journal.
///
/// # Errors
/// `Forbidden`.
pub fn must_audit(session: &Session) -> Result<(), Refusal> {
    session.actor.may(Action::Audit, &Place::TENANT_WIDE).map(drop).ok_or_else(Refusal::forbidden)
}

/// The head now, and the heads that were signed last.
#[derive(Debug, Clone)]
pub struct Heads {
    /// Now.
    pub head: Head,
    /// When the last entry was written.
    pub recorded_at: Instant,
    /// Signed ones, newest first.
    pub signed: Vec<SignedHead>,
}

/// Looks at the head.
///
/// # Errors
/// When the database is away.
pub async fn heads(house: &House, tenant: Tenant) -> Result<Heads, OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let now = journal::head(&mut tx, tenant).await?.ok_or_else(|| StorageError::corrupt("no journal of this tenant"))?;
    let signed = journal::signed(&mut tx, tenant, SIGNED).await?;
    tx.commit().await?;
    Ok(Heads { head: now.head, recorded_at: now.recorded_at, signed })
}

/// An entry's envelope, with who did it and what it is about: enough to see who looked at whose number, and nothing of what was said.
#[derive(Debug, Clone)]
pub struct Looked {
    /// The entry.
    pub entry: Entry,
    /// Log-in name and name of the account that did it; none for citizens and the program itself.
    pub actor: Option<(String, Option<Private<String>>)>,
    /// What it is about, each with its sort.
    pub about: Vec<(&'static str, Uuid)>,
    /// What was shown (`nik`, `card`, `phone`), or which fields were put right; empty for the rest.
    pub what: Vec<String>,
}

/// Entries before a number, newest first, and the number to go on with.
///
/// # Errors
/// When the database is away.
pub async fn entries(house: &House, tenant: Tenant, before: Option<i64>, limit: i64) -> Result<(Vec<Looked>, Option<i64>), OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let last = journal::head(&mut tx, tenant).await?.map_or(0, |h| h.head.number);
    let end = before.unwrap_or(i64::MAX).clamp(1, last.saturating_add(1));
    let first = (end - limit).max(1);
    let found: Vec<Entry> = journal::range(&mut tx, tenant, first, end - first).await?.into_iter().map(|(e, _)| e).collect();
    let mut accounts: Vec<AccountId> = found.iter().filter_map(actor_of).collect();
    accounts.sort();
    accounts.dedup();
    let rows = if accounts.is_empty() { Vec::new() } else { office::accounts_by_id(&mut tx, tenant, &accounts).await? };
    tx.commit().await?;
    let mut names = BTreeMap::new();
    for row in rows {
        names.insert(row.account()?, (row.login, row.name.map(Private::new)));
    }
    let mut looked = Vec::with_capacity(found.len());
    for entry in found.into_iter().rev() {
        let event = wire::decode(&entry.kind, &entry.payload)?;
        let actor = actor_of(&entry).and_then(|a| names.get(&a).cloned());
        looked.push(Looked { actor, about: event.about(), what: what_of(&event), entry });
    }
    Ok((looked, Some(first).filter(|n| *n > 1)))
}

fn actor_of(entry: &Entry) -> Option<AccountId> {
    entry.actor.filter(|_| entry.role != "citizen").map(AccountId)
}

fn what_of(event: &Event) -> Vec<String> {
    match event {
        Event::IdentityRevealed(e) => vec![e.what.clone()],
        Event::PersonCorrected(e) => e.fields.clone(),
        Event::FamilyCorrected(e) => e.fields.clone(),
        _ => Vec::new(),
    }
}

/// Reads the whole chain and compares it with heads that were kept elsewhere.
///
/// # Errors
/// `Busy` while another check runs; when the database is away.
pub async fn check(house: &House, tenant: Tenant, against: &[Head]) -> Result<Verified, OperationError> {
    let _turn = CHECKING.try_acquire().map_err(|_| OperationError::Busy)?;
    Ok(journal::verify_at(house.db(), house.keys(), tenant, against, Some(house.clock().now())).await?)
}

/// A finding's code and the entry that it is about.
pub fn finding(f: &Finding) -> (&'static str, Option<i64>) {
    match f {
        Finding::Changed(n) => ("changed", Some(*n)),
        Finding::Broken(n) => ("broken", Some(*n)),
        Finding::Missing(n) => ("missing", Some(*n)),
        Finding::TailCut { found, .. } => ("tail_cut", Some(*found)),
        Finding::HeadDiffers => ("head_differs", None),
        Finding::Rewritten(n) => ("rewritten", Some(*n)),
        Finding::BadSignature(n) => ("bad_signature", Some(*n)),
        Finding::SignatureMissing(n) => ("signature_missing", Some(*n)),
        Finding::Unsigned(n) => ("unsigned", Some(*n)),
        Finding::DiffersFromKept(n) => ("differs_from_kept", Some(*n)),
        Finding::ImportRowsDiffer(n) => ("import_rows_differ", Some(*n)),
    }
}
