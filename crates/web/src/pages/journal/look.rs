//! What auditors and administrators are shown of the journal: the same for pages and API.

use slrt_domain::access::{Action, Place};
use slrt_domain::calendar::Instant;
use slrt_domain::identity::Tenant;
use slrt_domain::journal::{Entry, Head, Refusal};
use slrt_operations::accounts::Session;
use slrt_operations::storage::StorageError;
use slrt_operations::storage::journal::{self, Finding, SignedHead, Verified};
use slrt_operations::{House, OperationError};
use tokio::sync::Semaphore;

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

/// Entries before a number, newest first, and the number to go on with.
///
/// # Errors
/// When the database is away.
pub async fn entries(house: &House, tenant: Tenant, before: Option<i64>, limit: i64) -> Result<(Vec<Entry>, Option<i64>), OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let last = journal::head(&mut tx, tenant).await?.map_or(0, |h| h.head.number);
    let end = before.unwrap_or(i64::MAX).clamp(1, last.saturating_add(1));
    let first = (end - limit).max(1);
    let mut found: Vec<Entry> = journal::range(&mut tx, tenant, first, end - first).await?.into_iter().map(|(e, _)| e).collect();
    tx.commit().await?;
    found.reverse();
    Ok((found, Some(first).filter(|n| *n > 1)))
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
