//! What auditors and administrators are shown of the journal: the same for pages and API.

use crate::accounts::Session;
use crate::house::{House, OperationError};
use slrt_domain::access::{Action, Place, Visibility};
use slrt_domain::calendar::Instant;
use slrt_domain::case::Case;
use slrt_domain::identity::{AccountId, CaseId, ConcernId, Private, Tenant};
use slrt_domain::journal::{Entry, Event, Head, Refusal};
use slrt_storage::journal::{self, Finding, SignedHead, Verified};
use slrt_storage::{StorageError, Tx, case as cases, hand_over, office, wire};
use std::collections::{BTreeMap, BTreeSet};
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
    /// Whether it is about a part of a case of which only named persons know, and the reader is none of them: neither its sort nor what it is about is told.
    pub protected: bool,
    /// What it is about, each with its sort.
    pub about: Vec<(&'static str, Uuid)>,
    /// What was shown (`nik`, `card`, `phone`), or which fields were put right; empty for the rest.
    pub what: Vec<String>,
}

impl Looked {
    /// What sort of entry it is, for this reader: `case.opened/1`, or `protected`.
    pub fn kind(&self) -> &str {
        if self.protected { "protected" } else { &self.entry.kind }
    }
}

/// Entries before a number, newest first, and the number to go on with.
///
/// # Errors
/// When the database is away.
pub async fn entries(
    house: &House,
    session: &Session,
    before: Option<i64>,
    limit: i64,
) -> Result<(Vec<Looked>, Option<i64>), OperationError> {
    let tenant = session.tenant;
    let mut tx = house.db().read(tenant).await?;
    let last = journal::head(&mut tx, tenant).await?.map_or(0, |h| h.head.number);
    let end = before.unwrap_or(i64::MAX).clamp(1, last.saturating_add(1));
    let first = (end - limit).max(1);
    let found = journal::range(&mut tx, tenant, first, end - first).await?.into_iter().map(|(e, _)| e);
    let found: Vec<(Entry, Event)> = found.map(|e| wire::decode(&e.kind, &e.payload).map(|event| (e, event))).collect::<Result<_, _>>()?;
    let shut = Shut::load(&mut tx, session, &found).await?;
    let mut accounts: Vec<AccountId> = found.iter().filter_map(|(e, _)| actor_of(e)).collect();
    accounts.sort();
    accounts.dedup();
    let rows = if accounts.is_empty() { Vec::new() } else { office::accounts_by_id(&mut tx, tenant, &accounts).await? };
    tx.commit().await?;
    let mut names = BTreeMap::new();
    for row in rows {
        names.insert(row.account()?, (row.login, row.name.map(Private::new)));
    }
    let mut looked = Vec::with_capacity(found.len());
    for (entry, event) in found.into_iter().rev() {
        let actor = actor_of(&entry).and_then(|a| names.get(&a).cloned());
        let protected = shut.hides(&event);
        let (about, what) = if protected { (Vec::new(), Vec::new()) } else { (shut.about(&event), what_of(&event)) };
        looked.push(Looked { actor, protected, about, what, entry });
    }
    Ok((looked, Some(first).filter(|n| *n > 1)))
}

/// Cases of which the reader may not know everything: some part is restricted, and they are not named.
struct Shut(BTreeMap<CaseId, Case>, BTreeSet<CaseId>);

impl Shut {
    async fn load(tx: &mut Tx, session: &Session, found: &[(Entry, Event)]) -> Result<Self, StorageError> {
        let about = found.iter().flat_map(|(_, event)| event.about());
        let mut ids: Vec<CaseId> = about.filter(|(sort, _)| *sort == "case").map(|(_, id)| CaseId(id)).collect();
        ids.sort();
        ids.dedup();
        let rows = if ids.is_empty() { Vec::new() } else { cases::load(tx, session.tenant, &ids).await? };
        // What came from another regency and was not taken over is no case here.
        let strangers: Vec<CaseId> = ids.iter().copied().filter(|id| !rows.iter().any(|(_, c)| c.id == *id)).collect();
        let mut came = BTreeSet::new();
        for id in strangers {
            if hand_over::of_case(tx, session.tenant, id).await?.iter().any(|h| h.incoming && h.restricted) {
                came.insert(id);
            }
        }
        let shut = rows.into_iter().map(|(_, case)| case).filter(|c| !c.named.contains(&session.account) && is_restricted(c));
        Ok(Self(shut.map(|c| (c.id, c)).collect(), came))
    }

    /// Whether an entry is one of a restricted case; one about a concern that everybody may know of is not.
    fn hides(&self, event: &Event) -> bool {
        let (case, concern) = match event {
            Event::ConcernMoved(e) => (Some(e.case), Some(e.concern)),
            Event::DocumentNoted(e) => (Some(e.case), e.concern),
            Event::DocumentSeen(e) => (Some(e.case), e.concern),
            // Whoever was erased is told; which of their cases were restricted is not.
            Event::PersonErased(_) => (None, None),
            other => (other.about().iter().find(|(sort, _)| *sort == "case").map(|(_, id)| CaseId(*id)), None),
        };
        case.is_some_and(|id| self.1.contains(&id))
            || case.and_then(|id| self.0.get(&id)).is_some_and(|case| concern.is_none_or(|id| is_restricted_part(case, id)))
    }

    fn about(&self, event: &Event) -> Vec<(&'static str, Uuid)> {
        let mut about = event.about();
        if matches!(event, Event::PersonErased(_)) {
            about.retain(|(sort, id)| *sort != "case" || !self.0.contains_key(&CaseId(*id)));
        }
        about
    }
}

fn is_restricted(case: &Case) -> bool {
    case.visibility == Visibility::Restricted || case.concerns.iter().any(|c| c.visibility == Visibility::Restricted)
}

fn is_restricted_part(case: &Case, concern: ConcernId) -> bool {
    case.concern(concern).is_none_or(|c| c.visibility == Visibility::Restricted)
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
