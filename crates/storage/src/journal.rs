//! The journal's rows: append, read, sign, verify.

use crate::error::StorageError;
use crate::keys::Keys;
use crate::tables::table;
use crate::{Database, Meeting, Rows, Tx, Value, args, dialect, row};
use slrt_domain::calendar::Instant;
use slrt_domain::identity::{OperationId, Tenant};
use slrt_domain::journal::{Entry, Hash, Head, Signing, subject_bytes};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// The locked head of a journal.
#[derive(Debug, Clone, Copy)]
pub struct LockedHead {
    /// The head.
    pub head: Head,
    /// Number of the last entry that changed what every decision rests on.
    pub reference_number: i64,
    /// When the last entry was written: a clock that was set back never writes an earlier time.
    pub recorded_at: Instant,
}

struct EntryRow {
    number: i64,
    previous: Vec<u8>,
    operation: Vec<u8>,
    part: i64,
    digest: Vec<u8>,
    kind: String,
    actor: Option<Vec<u8>>,
    role: String,
    on_behalf_of: String,
    channel: String,
    device: Option<String>,
    occurred_at: i64,
    recorded_at: i64,
    subjects: Vec<u8>,
    payload: Vec<u8>,
    hash: Vec<u8>,
}

crate::row::from_row!(EntryRow {
    number,
    previous,
    operation,
    part,
    digest,
    kind,
    actor,
    role,
    on_behalf_of,
    channel,
    device,
    occurred_at,
    recorded_at,
    subjects,
    payload,
    hash
});

const COLUMNS: &str = "j.number, j.previous, j.operation, j.part, j.digest, j.kind, j.actor, j.role, j.on_behalf_of, j.channel, j.device, j.occurred_at, j.recorded_at, j.subjects, j.payload, j.hash";

impl EntryRow {
    fn entry(self, tenant: Tenant) -> Result<(Entry, Hash), StorageError> {
        let hash = |b: &[u8]| Hash::from_slice(b).ok_or_else(|| StorageError::corrupt("hash"));
        Ok((
            Entry {
                tenant,
                number: self.number,
                previous: hash(&self.previous)?,
                operation: row::operation(&self.operation)?,
                part: self.part,
                digest: hash(&self.digest)?,
                kind: self.kind,
                actor: row::maybe(self.actor.as_ref(), row::uuid)?,
                role: self.role,
                on_behalf_of: self.on_behalf_of,
                channel: self.channel,
                device: self.device,
                occurred_at: Instant::from_micros(self.occurred_at),
                recorded_at: Instant::from_micros(self.recorded_at),
                subjects: self.subjects.chunks(16).map(row::uuid).collect::<Result<_, _>>()?,
                payload: self.payload,
            },
            hash(&self.hash)?,
        ))
    }
}

/// Locks the head of a tenant's journal; none when the tenant was not founded.
///
/// # Errors
/// When the database is away.
pub async fn lock_head(tx: &mut Tx, tenant: Tenant) -> Result<Option<LockedHead>, StorageError> {
    let sql = format!(
        "SELECT number, hash, reference_number, recorded_at FROM journal_head WHERE tenant = $1{}",
        dialect::lock_suffix(tx.engine())
    );
    let found: Option<(i64, Vec<u8>, i64, i64)> = tx.maybe(&sql, &args![tenant]).await?;
    found.map(|(number, hash, reference_number, at)| locked(tenant, number, &hash, reference_number, at)).transpose()
}

/// The head as of now, unlocked.
///
/// # Errors
/// When the database is away.
pub async fn head(tx: &mut Tx, tenant: Tenant) -> Result<Option<LockedHead>, StorageError> {
    let found: Option<(i64, Vec<u8>, i64, i64)> =
        tx.maybe("SELECT number, hash, reference_number, recorded_at FROM journal_head WHERE tenant = $1", &args![tenant]).await?;
    found.map(|(number, hash, reference_number, at)| locked(tenant, number, &hash, reference_number, at)).transpose()
}

fn locked(tenant: Tenant, number: i64, hash: &[u8], reference_number: i64, at: i64) -> Result<LockedHead, StorageError> {
    let hash = Hash::from_slice(hash).ok_or_else(|| StorageError::corrupt("head"))?;
    Ok(LockedHead { head: Head { tenant, number, hash }, reference_number, recorded_at: Instant::from_micros(at) })
}

/// Begins a journal.
///
/// # Errors
/// [`StorageError::Constraint`] when it exists.
pub async fn begin(tx: &mut Tx, tenant: Tenant) -> Result<LockedHead, StorageError> {
    tx.run(
        "INSERT INTO journal_head (tenant, number, hash, reference_number, recorded_at) VALUES ($1, 0, $2, 0, 0)",
        &args![tenant, Hash::ZERO],
    )
    .await?;
    Ok(LockedHead { head: Head { tenant, number: 0, hash: Hash::ZERO }, reference_number: 0, recorded_at: Instant::from_micros(0) })
}

/// The rows that entries which continue the locked head must write: theirs, those of their subjects' index, and the head's.
pub fn append(entries: &[Entry], head: &LockedHead) -> [Rows; 3] {
    // Each entry names the hash of the one before it, and the head that of the last: none is made twice.
    let hashes = entries.iter().skip(1).map(|e| e.previous).chain([head.head.hash]);
    let rows: Vec<Vec<Value>> = entries.iter().zip(hashes).map(|(e, hash)| entry_row(e, hash)).collect();
    let moved = args![head.head.tenant, head.head.number, head.head.hash, head.reference_number, head.recorded_at];
    let new = |name, rows| Rows { table: table(name), rows, meeting: Meeting::Fails };
    [
        new("journal", rows),
        new("journal_subject", subject_rows(entries)),
        Rows { table: table("journal_head"), rows: vec![moved], meeting: Meeting::Replaces },
    ]
}

fn entry_row(e: &Entry, hash: Hash) -> Vec<Value> {
    args![
        e.tenant,
        e.number,
        e.previous,
        hash,
        e.operation,
        e.part,
        e.digest,
        &e.kind,
        e.actor,
        &e.role,
        &e.on_behalf_of,
        &e.channel,
        e.device.clone(),
        e.occurred_at,
        e.recorded_at,
        subject_bytes(&e.subjects),
        &e.payload
    ]
}

/// Rows of the index from subjects to entries.
pub fn subject_rows(entries: &[Entry]) -> Vec<Vec<Value>> {
    let mut rows: Vec<Vec<Value>> = entries.iter().flat_map(|e| e.subjects.iter().map(move |s| args![e.tenant, *s, e.number])).collect();
    rows.sort();
    rows.dedup();
    rows
}

/// Entries of operations, in order.
///
/// # Errors
/// When the database is away.
pub async fn by_operations(tx: &mut Tx, tenant: Tenant, operations: &[OperationId]) -> Result<Vec<Entry>, StorageError> {
    let list: Vec<Value> = operations.iter().map(|o| (*o).into()).collect();
    let sql = format!("SELECT {COLUMNS} FROM journal j WHERE j.tenant = $1 AND j.operation IN ({{in}})");
    let rows: Vec<EntryRow> = tx.all_each(&sql, &args![tenant], &list).await?;
    let mut entries = rows.into_iter().map(|r| r.entry(tenant).map(|e| e.0)).collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(|e| e.number);
    entries.dedup_by_key(|e| e.number);
    Ok(entries)
}

/// The newest entries about a subject, newest first.
///
/// # Errors
/// When the database is away.
pub async fn by_subject(tx: &mut Tx, tenant: Tenant, subject: Uuid, limit: i64) -> Result<Vec<Entry>, StorageError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM journal_subject s JOIN journal j ON j.tenant = s.tenant AND j.number = s.number WHERE s.tenant = $1 AND s.subject = $2 ORDER BY s.number DESC LIMIT $3"
    );
    let rows: Vec<EntryRow> = tx.all(&sql, &args![tenant, subject, limit]).await?;
    rows.into_iter().map(|r| r.entry(tenant).map(|e| e.0)).collect()
}

/// The newest entry of a kind about a subject.
///
/// # Errors
/// When the database is away.
pub async fn newest(tx: &mut Tx, tenant: Tenant, subject: Uuid, kind: &str) -> Result<Option<Entry>, StorageError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM journal_subject s JOIN journal j ON j.tenant = s.tenant AND j.number = s.number
         WHERE s.tenant = $1 AND s.subject = $2 AND j.kind = $3 ORDER BY s.number DESC LIMIT 1"
    );
    let row: Option<EntryRow> = tx.maybe(&sql, &args![tenant, subject, kind]).await?;
    row.map(|r| r.entry(tenant).map(|e| e.0)).transpose()
}

/// The newest entries about any of some subjects, newest first, each once.
///
/// # Errors
/// When the database is away.
pub async fn by_subjects(tx: &mut Tx, tenant: Tenant, subjects: &[Uuid], limit: i64) -> Result<Vec<Entry>, StorageError> {
    let list: Vec<Value> = subjects.iter().map(|s| (*s).into()).collect();
    let sql = format!(
        "SELECT {COLUMNS} FROM (SELECT DISTINCT s.number FROM journal_subject s WHERE s.tenant = $1 AND s.subject IN ({{in}}) ORDER BY s.number DESC LIMIT $2) AS n
         JOIN journal j ON j.tenant = $1 AND j.number = n.number ORDER BY j.number DESC"
    );
    let rows: Vec<EntryRow> = tx.all_in(&sql, &args![tenant, limit], &list).await?;
    rows.into_iter().map(|r| r.entry(tenant).map(|e| e.0)).collect()
}

/// Entries from a number on, in order, each with its stored hash.
///
/// # Errors
/// When the database is away.
pub async fn range(tx: &mut Tx, tenant: Tenant, from: i64, limit: i64) -> Result<Vec<(Entry, Hash)>, StorageError> {
    let sql = format!("SELECT {COLUMNS} FROM journal j WHERE j.tenant = $1 AND j.number >= $2 ORDER BY j.number LIMIT $3");
    let rows: Vec<EntryRow> = tx.all(&sql, &args![tenant, from, limit]).await?;
    rows.into_iter().map(|r| r.entry(tenant)).collect()
}

/// Tenants whose journals this database holds.
///
/// # Errors
/// When the database is away.
pub async fn tenants(db: &Database) -> Result<Vec<Tenant>, StorageError> {
    let mut tx = db.read(Tenant::NATION).await?;
    let sql = dialect::list_tenants(tx.engine());
    let rows: Vec<(i64,)> = tx.all(sql, &[]).await?;
    tx.rollback().await?;
    rows.into_iter().map(|(n,)| Tenant::from_number(n).ok_or_else(|| StorageError::corrupt("tenant"))).collect()
}

/// Signs the present head for an occasion: `daily`, `backup`, `report`. The head must be locked, so that signatures stand in one row.
///
/// # Errors
/// When the database cannot write.
pub async fn sign(tx: &mut Tx, keys: &Keys, head: &Head, at: Instant, occasion: &str) -> Result<(), StorageError> {
    let last: Option<(i64, Vec<u8>)> =
        tx.maybe("SELECT count, signature FROM signed_head WHERE tenant = $1 ORDER BY count DESC LIMIT 1", &args![head.tenant]).await?;
    let (count, previous) = last.map_or((1, Hash::ZERO), |(count, signature)| (count + 1, Hash::of(&signature)));
    let signing = Signing { head: *head, count, previous, at, occasion: occasion.to_owned() };
    let (key_id, signature) = keys.sign(&signing);
    tx.run(
        "INSERT INTO signed_head (tenant, count, previous, number, hash, key_id, signature, signed_at, occasion) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        &args![head.tenant, count, previous, head.number, head.hash, i64::from(key_id), signature, at, occasion],
    )
    .await?;
    Ok(())
}

/// When the head was last signed.
///
/// # Errors
/// When the database is away.
pub async fn last_signed(tx: &mut Tx, tenant: Tenant) -> Result<Option<Instant>, StorageError> {
    let row: Option<(Option<i64>,)> = tx.maybe("SELECT MAX(signed_at) FROM signed_head WHERE tenant = $1", &args![tenant]).await?;
    Ok(row.and_then(|r| r.0).map(Instant::from_micros))
}

/// A head that was signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedHead {
    /// The head.
    pub head: Head,
    /// When.
    pub at: Instant,
    /// Why: `daily`, `backup`, `report`.
    pub occasion: String,
}

/// The heads that were signed last, newest first.
///
/// # Errors
/// When the database is away.
pub async fn signed(tx: &mut Tx, tenant: Tenant, limit: i64) -> Result<Vec<SignedHead>, StorageError> {
    let rows: Vec<(i64, Vec<u8>, i64, String)> = tx
        .all(
            "SELECT number, hash, signed_at, occasion FROM signed_head WHERE tenant = $1 ORDER BY count DESC LIMIT $2",
            &args![tenant, limit],
        )
        .await?;
    let signed = rows.into_iter().map(|(number, hash, at, occasion)| {
        let hash = Hash::from_slice(&hash).ok_or_else(|| StorageError::corrupt("signed head"))?;
        Ok(SignedHead { head: Head { tenant, number, hash }, at: Instant::from_micros(at), occasion })
    });
    signed.collect()
}

/// The head as it stood just before a moment: times of entries never go back, so that some twenty look-ups find it in any journal. None when the
/// journal began later.
///
/// # Errors
/// When the database is away.
pub async fn head_before(tx: &mut Tx, tenant: Tenant, before: Instant) -> Result<Option<Head>, StorageError> {
    let Some(now) = head(tx, tenant).await? else { return Ok(None) };
    let (mut low, mut high) = (0, now.head.number);
    let mut found = None;
    while low < high {
        let middle = low + (high - low + 1) / 2;
        let row: Option<(i64, Vec<u8>)> =
            tx.maybe("SELECT recorded_at, hash FROM journal WHERE tenant = $1 AND number = $2", &args![tenant, middle]).await?;
        let (at, hash) = row.ok_or_else(|| StorageError::corrupt("an entry of the journal is missing"))?;
        if Instant::from_micros(at) < before {
            let hash = Hash::from_slice(&hash).ok_or_else(|| StorageError::corrupt("hash of an entry"))?;
            found = Some(Head { tenant, number: middle, hash });
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    Ok(found)
}

/// What verifying found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// An entry's content does not fit its hash.
    Changed(i64),
    /// An entry does not continue the one before.
    Broken(i64),
    /// A number is missing or out of order.
    Missing(i64),
    /// The head says more entries than there are: the tail was cut.
    TailCut {
        /// What the head says.
        expected: i64,
        /// What is there.
        found: i64,
    },
    /// The head does not fit the last entry.
    HeadDiffers,
    /// A signed head does not fit the entry of its number: the chain was rewritten.
    Rewritten(i64),
    /// A signed head's signature is not ours.
    BadSignature(i64),
    /// Signatures are counted, and this one is not there.
    SignatureMissing(i64),
    /// From this entry on nothing is signed, though it was written more than two days ago: signatures were removed, or nobody works.
    Unsigned(i64),
    /// A head that was kept elsewhere does not fit.
    DiffersFromKept(i64),
    /// An import's kept rows do not fit their entry.
    ImportRowsDiffer(i64),
}

/// The result of verifying a journal.
#[derive(Debug, Clone)]
pub struct Verified {
    /// Entries read.
    pub entries: i64,
    /// The head found.
    pub head: Head,
    /// Signed heads compared.
    pub signed: usize,
    /// How many of them each signing key made, by its id.
    pub signers: BTreeMap<u32, usize>,
    /// What is wrong; empty when all is well.
    pub findings: Vec<Finding>,
}

/// An entry is signed within a day; somebody may switch the server off for another.
const UNSIGNED: i64 = 48 * 3600;

/// Heads by entry: hash, and whether it was kept elsewhere.
type Wanted = HashMap<i64, Vec<(Hash, bool)>>;

struct SignedRow {
    count: i64,
    previous: Vec<u8>,
    number: i64,
    hash: Vec<u8>,
    key_id: i64,
    signature: Vec<u8>,
    signed_at: i64,
    occasion: String,
}

crate::row::from_row!(SignedRow { count, previous, number, hash, key_id, signature, signed_at, occasion });

/// Reads the signatures in their order: those that are ours go to the wanted heads; gaps and forgeries are findings.
async fn signatures(
    tx: &mut Tx,
    keys: &Keys,
    tenant: Tenant,
    wanted: &mut Wanted,
    findings: &mut Vec<Finding>,
) -> Result<(usize, BTreeMap<u32, usize>), StorageError> {
    let rows: Vec<SignedRow> = tx
        .all(
            "SELECT count, previous, number, hash, key_id, signature, signed_at, occasion FROM signed_head WHERE tenant = $1 ORDER BY count",
            &args![tenant],
        )
        .await?;
    let (mut next, mut before) = (1, Hash::ZERO);
    let (many, mut signers) = (rows.len(), BTreeMap::new());
    for r in rows {
        findings.extend((next..r.count).map(Finding::SignatureMissing));
        let previous = Hash::from_slice(&r.previous).unwrap_or(Hash::ZERO);
        if r.count == next && previous != before {
            findings.push(Finding::SignatureMissing(r.count - 1));
        }
        next = r.count + 1;
        before = Hash::of(&r.signature);
        let head = Head { tenant, number: r.number, hash: Hash::from_slice(&r.hash).unwrap_or(Hash::ZERO) };
        let signing = Signing { head, count: r.count, previous, at: Instant::from_micros(r.signed_at), occasion: r.occasion };
        if let Some(id) = u32::try_from(r.key_id).ok().filter(|id| keys.verifies(&signing, *id, &r.signature)) {
            *signers.entry(id).or_default() += 1;
            wanted.entry(head.number).or_default().push((head.hash, false));
        } else {
            findings.push(Finding::BadSignature(head.number));
        }
    }
    Ok((many, signers))
}

/// Reads the whole chain: finds a changed, missing or reordered entry, a cut tail, a chain rewritten from an older head on, and signatures that were
/// taken out.
///
/// # Errors
/// When the database is away.
pub async fn verify(db: &Database, keys: &Keys, tenant: Tenant, against: &[Head]) -> Result<Verified, StorageError> {
    verify_at(db, keys, tenant, against, None).await
}

/// The same of a journal that is in use: `now` tells which entries must have been signed by now, so that removing the newest signatures, or all of them,
/// is found too.
///
/// # Errors
/// When the database is away.
pub async fn verify_at(
    db: &Database,
    keys: &Keys,
    tenant: Tenant,
    against: &[Head],
    now: Option<Instant>,
) -> Result<Verified, StorageError> {
    let mut tx = db.read(tenant).await?;
    let head_now = head(&mut tx, tenant).await?.ok_or_else(|| StorageError::corrupt("no journal of this tenant"))?.head;
    let mut findings = Vec::new();
    let mut wanted = Wanted::new();
    for h in against.iter().filter(|h| h.tenant == tenant) {
        wanted.entry(h.number).or_default().push((h.hash, true));
    }
    let (signed, signers) = signatures(&mut tx, keys, tenant, &mut wanted, &mut findings).await?;
    let last_signed = wanted.iter().filter(|(_, heads)| heads.iter().any(|(_, kept)| !kept)).map(|(number, _)| *number).max().unwrap_or(0);
    let (mut next, mut previous, mut count) = (1i64, Hash::ZERO, 0i64);
    let misfit = |number: i64, kept: bool| if kept { Finding::DiffersFromKept(number) } else { Finding::Rewritten(number) };
    loop {
        let entries = range(&mut tx, tenant, next, 2000).await?;
        if entries.is_empty() {
            break;
        }
        for (entry, stored) in entries {
            count += 1;
            if entry.number != next {
                findings.push(Finding::Missing(next));
            }
            let hash = entry.hash();
            if hash != stored {
                findings.push(Finding::Changed(entry.number));
            }
            if entry.previous != previous {
                findings.push(Finding::Broken(entry.number));
            }
            if let Ok(slrt_domain::journal::Event::ImportSlice(slice)) = crate::wire::decode(&entry.kind, &entry.payload)
                && crate::import::rows_digest(&crate::import::rows(&mut tx, tenant, slice.import, slice.slice).await?) != slice.rows_digest
            {
                findings.push(Finding::ImportRowsDiffer(entry.number));
            }
            for (_, kept) in wanted.get(&entry.number).into_iter().flatten().filter(|(h, _)| *h != hash) {
                findings.push(misfit(entry.number, *kept));
            }
            if entry.number == last_signed + 1 && now.is_some_and(|now| entry.recorded_at.plus_seconds(UNSIGNED) < now) {
                findings.push(Finding::Unsigned(entry.number));
            }
            previous = stored;
            next = entry.number + 1;
        }
    }
    let last = next - 1;
    if last < head_now.number {
        findings.push(Finding::TailCut { expected: head_now.number, found: last });
    } else if last != head_now.number || previous != head_now.hash {
        findings.push(Finding::HeadDiffers);
    }
    let mut beyond: Vec<(i64, bool)> =
        wanted.iter().filter(|(n, _)| **n > last).flat_map(|(n, heads)| heads.iter().map(|(_, kept)| (*n, *kept))).collect();
    beyond.sort_unstable();
    for (number, kept) in beyond {
        findings.push(if kept { misfit(number, true) } else { Finding::TailCut { expected: number, found: last } });
    }
    Ok(Verified { entries: count, head: head_now, signed, signers, findings })
}
