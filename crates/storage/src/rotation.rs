//! Rotating keys: every subject's key is wrapped anew, every number's keyed hash is made anew, in small steps, while others work.

use crate::error::StorageError;
use crate::keys::{KeyKind, Keys};
use crate::seal::{Opener, SubjectKey};
use crate::{Tx, Value, args};
use slrt_domain::identity::{Sealed, Subject, Tenant};
use uuid::Uuid;

/// One step of re-wrapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rewrapped {
    /// The last subject looked at; none when there are no more.
    pub last: Option<Uuid>,
    /// Keys wrapped anew in this step.
    pub rows: u64,
}

/// Wraps anew what an older key wraps, `limit` subjects after one. A key that was destroyed meanwhile stays destroyed: rows are only updated.
///
/// # Errors
/// When the database cannot write, or a key was wrapped by a key file that is not this one.
pub async fn rewrap(tx: &mut Tx, keys: &Keys, tenant: Tenant, after: Option<Uuid>, limit: i64) -> Result<Rewrapped, StorageError> {
    let start = after.map(|u| u.as_bytes().to_vec()).unwrap_or_default();
    let rows: Vec<(Vec<u8>, i64, Vec<u8>)> = tx
        .all(
            "SELECT subject, key_id, wrapped FROM subject_key WHERE tenant = $1 AND subject > $2 ORDER BY subject LIMIT $3",
            &args![tenant, start, limit],
        )
        .await?;
    let current = i64::from(keys.current_wrapping().id);
    let mut step = Rewrapped { last: None, rows: 0 };
    for (subject, key_id, wrapped) in rows {
        let id = Uuid::from_slice(&subject).map_err(|_| StorageError::corrupt("subject id"))?;
        step.last = Some(id);
        if key_id == current {
            continue;
        }
        let row = SubjectKey::unwrap(keys, tenant, Subject(id), key_id, &wrapped)?.row(keys);
        let [_, _, new_id, new_wrapped] = <[Value; 4]>::try_from(row).map_err(|_| StorageError::corrupt("row of a key"))?;
        let mut a = args![tenant, id, key_id];
        a.extend([new_id, new_wrapped]);
        step.rows +=
            tx.run("UPDATE subject_key SET key_id = $4, wrapped = $5 WHERE tenant = $1 AND subject = $2 AND key_id = $3", &a).await?;
    }
    Ok(step)
}

/// How many subjects' keys each wrapping key holds: (id, count).
///
/// # Errors
/// When the database is away.
pub async fn in_use(tx: &mut Tx, tenant: Tenant) -> Result<Vec<(i64, i64)>, StorageError> {
    tx.all("SELECT key_id, COUNT(*) FROM subject_key WHERE tenant = $1 GROUP BY key_id ORDER BY key_id", &args![tenant]).await
}

/// Whether a key file is the one that belongs to this database: it opens some subject's key. True for a tenant without any.
///
/// # Errors
/// When the database is away.
pub async fn fits(tx: &mut Tx, keys: &Keys, tenant: Tenant) -> Result<bool, StorageError> {
    let row: Option<(Vec<u8>, i64, Vec<u8>)> =
        tx.maybe("SELECT subject, key_id, wrapped FROM subject_key WHERE tenant = $1 ORDER BY subject LIMIT 1", &args![tenant]).await?;
    let Some((subject, key_id, wrapped)) = row else { return Ok(true) };
    let subject = Uuid::from_slice(&subject).map_err(|_| StorageError::corrupt("subject id"))?;
    Ok(SubjectKey::unwrap(keys, tenant, Subject(subject), key_id, &wrapped).is_ok())
}

/// Numbers that are found through a keyed hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Indexed {
    /// NIK of persons.
    Nik,
    /// No. KK of families.
    Card,
}

impl Indexed {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Nik, Self::Card];

    /// What is hashed, its place, its rows under older keys, and the change of one.
    fn texts(self) -> (&'static str, &'static str, &'static str, &'static str) {
        match self {
            Self::Nik => (
                "nik",
                "person.nik",
                "SELECT id, nik, nik_hash FROM person WHERE tenant = $1 AND nik_hash < $2 ORDER BY nik_hash, id LIMIT $3",
                "UPDATE person SET nik_hash = $4 WHERE tenant = $1 AND id = $2 AND nik_hash = $3",
            ),
            Self::Card => (
                "card",
                "family.card",
                "SELECT id, card, card_hash FROM family WHERE tenant = $1 AND card_hash < $2 ORDER BY card_hash, id LIMIT $3",
                "UPDATE family SET card_hash = $4 WHERE tenant = $1 AND id = $2 AND card_hash = $3",
            ),
        }
    }
}

/// Makes keyed hashes of older look-up keys anew, from the sealed numbers, at most `limit`; answers how many, none when all are done. The journal's head
/// must be locked, so that nobody changes a number meanwhile. What no key opens any more has no hash, as in rebuilt tables.
///
/// # Errors
/// When the database cannot write.
pub async fn reindex(tx: &mut Tx, keys: &Keys, tenant: Tenant, what: Indexed, limit: i64) -> Result<u64, StorageError> {
    let (name, place, select, update) = what.texts();
    // Every hash begins with its key's id: the older ones stand before.
    let current = keys.current(KeyKind::Lookup).id;
    let rows: Vec<(Vec<u8>, Option<Vec<u8>>, Vec<u8>)> = tx.all(select, &args![tenant, prefix(current), limit]).await?;
    let rows: Vec<(Vec<u8>, Option<Sealed>, Vec<u8>)> = rows.into_iter().map(|(id, sealed, old)| (id, sealed.map(Sealed), old)).collect();
    let subjects: Vec<Subject> = rows.iter().filter_map(|(_, sealed, _)| Opener::subject_of(sealed.as_ref()?)).collect();
    let opener = Opener::load(tx, keys, tenant, &subjects).await?;
    let mut made = 0;
    for (id, sealed, old) in rows {
        let clear = sealed.and_then(|sealed| opener.open(place, &sealed));
        let new = clear.map(|clear| keys.lookup_hash(tenant, name, &clear));
        made += tx.run(update, &args![tenant, id, old, new]).await?;
    }
    Ok(made)
}

fn prefix(id: u32) -> Vec<u8> {
    id.to_be_bytes().to_vec()
}

/// What still stands in a tenant's tables under a look-up key.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LookupUse {
    /// Somebody's NIK or No. KK.
    pub numbers: bool,
    /// Marks of imports: identifiers of the source, households, content.
    pub marks: bool,
}

/// Whether a look-up key is needed for anything.
///
/// # Errors
/// When the database is away.
pub async fn lookup_use(tx: &mut Tx, tenant: Tenant, id: u32) -> Result<LookupUse, StorageError> {
    let (from, to) = (prefix(id), prefix(id.saturating_add(1)));
    let (text_from, text_to) = (format!("{id:08x}"), format!("{:08x}", id.saturating_add(1)));
    let by_bytes = args![tenant, from, to];
    let by_text = args![tenant, text_from, text_to];
    let numbers = any(tx, "SELECT 1 AS one FROM person WHERE tenant = $1 AND nik_hash >= $2 AND nik_hash < $3", &by_bytes).await?
        || any(tx, "SELECT 1 AS one FROM family WHERE tenant = $1 AND card_hash >= $2 AND card_hash < $3", &by_bytes).await?;
    let marks = any(tx, "SELECT 1 AS one FROM dwelling WHERE tenant = $1 AND household_hash >= $2 AND household_hash < $3", &by_bytes)
        .await?
        || any(tx, "SELECT 1 AS one FROM family WHERE tenant = $1 AND source_digest >= $2 AND source_digest < $3", &by_bytes).await?
        || any(tx, "SELECT 1 AS one FROM family WHERE tenant = $1 AND source_id >= $2 AND source_id < $3", &by_text).await?
        || any(tx, "SELECT 1 AS one FROM person WHERE tenant = $1 AND source_id >= $2 AND source_id < $3", &by_text).await?;
    Ok(LookupUse { numbers, marks })
}

/// Whether a case's PIN was made by a key.
///
/// # Errors
/// When the database is away.
pub async fn pin_in_use(tx: &mut Tx, tenant: Tenant, id: u32) -> Result<bool, StorageError> {
    let range = args![tenant, prefix(id), prefix(id.saturating_add(1))];
    any(tx, "SELECT 1 AS one FROM service_case WHERE tenant = $1 AND pin_hash >= $2 AND pin_hash < $3", &range).await
}

async fn any(tx: &mut Tx, sql: &str, args: &[Value]) -> Result<bool, StorageError> {
    let row: Option<(i64,)> = tx.maybe(&format!("SELECT COUNT(*) FROM ({sql} LIMIT 1) found"), args).await?;
    Ok(row.is_some_and(|r| r.0 > 0))
}
