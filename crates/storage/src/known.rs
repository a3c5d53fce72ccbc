//! What is known already of the families and persons that an import brings.

use crate::error::StorageError;
use crate::{Tx, Value, args, row};
use slrt_domain::identity::*;

/// A family as an import compares with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownFamily {
    /// Id.
    pub id: FamilyId,
    /// Keyed hash of the card.
    pub card_hash: Option<Vec<u8>>,
    /// Keyed hash of the source's identifier, hexadecimal.
    pub source_id: Option<String>,
    /// Digest of the content last imported.
    pub digest: Option<Vec<u8>>,
    /// As of which day the content is.
    pub as_of: Option<String>,
    /// Dwelling.
    pub dwelling: Option<DwellingId>,
    /// Keyed hash of the dwelling's household in the source.
    pub household: Option<Vec<u8>>,
    /// What was typed here, for a source that has none of it.
    pub kept: KeptFamily,
}

/// What a family has that may have been typed here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptFamily {
    /// Address.
    pub address: Option<Private<String>>,
    /// Whether the address was typed here: then it stays, whatever a source says.
    pub address_typed: bool,
    /// Whether nothing of it is a copy.
    pub local: bool,
}

/// A person as an import compares with them.
#[derive(Debug, Clone)]
pub struct KnownPerson {
    /// Id.
    pub id: PersonId,
    /// Family.
    pub family: FamilyId,
    /// Name.
    pub name: Option<String>,
    /// Birth day.
    pub born: Option<String>,
    /// NIK, sealed.
    pub nik: Option<Sealed>,
    /// Keyed hash of the NIK.
    pub nik_hash: Option<Vec<u8>>,
    /// Keyed hash of the source's identifier, hexadecimal.
    pub source_id: Option<String>,
    /// Telephone, sealed.
    pub phone: Option<Sealed>,
    /// `copy` or `local`.
    pub layer: String,
    /// What of a copy was typed here.
    pub typed: String,
}

impl KnownPerson {
    /// Whether something of a copy was typed here.
    pub fn has_typed(&self, what: &str) -> bool {
        self.typed.split_ascii_whitespace().any(|t| t == what)
    }
}

type FamilyColumns = (
    Vec<u8>,
    Option<Vec<u8>>,
    Option<String>,
    Option<Vec<u8>>,
    Option<String>,
    Option<Vec<u8>>,
    Option<Vec<u8>>,
    Option<String>,
    String,
    String,
);
type PersonColumns =
    (Vec<u8>, Vec<u8>, Option<String>, Option<String>, Option<Vec<u8>>, Option<Vec<u8>>, Option<String>, Option<Vec<u8>>, String, String);

const FAMILY: &str =
    "SELECT f.id, f.card_hash, f.source_id, f.source_digest, f.decile_as_of, f.dwelling, d.household_hash, f.address, f.layer, f.typed
    FROM family f LEFT JOIN dwelling d ON d.tenant = f.tenant AND d.id = f.dwelling";
const PERSON: &str = "SELECT id, family, name, born, nik, nik_hash, source_id, phone, layer, typed FROM person";

fn dwelling(bytes: &[u8]) -> Result<DwellingId, StorageError> {
    row::uuid(bytes).map(DwellingId)
}

fn kept_of(address: Option<String>, layer: &str, typed: &str) -> KeptFamily {
    let address_typed = typed.split_ascii_whitespace().any(|t| t == "address");
    KeptFamily { address: address.map(Private::new), address_typed, local: layer == "local" }
}

fn family_of(
    (id, card_hash, source_id, digest, as_of, at, household, address, layer, typed): FamilyColumns,
) -> Result<KnownFamily, StorageError> {
    let dwelling = at.as_deref().map(dwelling).transpose()?;
    let kept = kept_of(address, &layer, &typed);
    Ok(KnownFamily { id: row::family(&id)?, card_hash, source_id, digest, as_of, dwelling, household, kept })
}

fn person_of((id, family, name, born, nik, nik_hash, source_id, phone, layer, typed): PersonColumns) -> Result<KnownPerson, StorageError> {
    let (id, family) = (row::person(&id)?, row::family(&family)?);
    Ok(KnownPerson { id, family, name, born, nik: nik.map(Sealed), nik_hash, source_id, phone: phone.map(Sealed), layer, typed })
}

fn values<'a>(list: impl IntoIterator<Item = &'a Vec<u8>>) -> Vec<Value> {
    list.into_iter().map(Value::from).collect()
}

/// Families that are known under these card hashes.
///
/// # Errors
/// When the database is away.
pub async fn families_by_card(tx: &mut Tx, tenant: Tenant, hashes: &[Vec<u8>]) -> Result<Vec<KnownFamily>, StorageError> {
    let sql = format!("{FAMILY} WHERE f.tenant = $1 AND f.card_hash IN ({{in}}) ORDER BY f.id");
    tx.all_in(&sql, &args![tenant], &values(hashes)).await?.into_iter().map(family_of).collect()
}

/// Imported families of a village that have no card.
///
/// # Errors
/// When the database is away.
pub async fn families_without_card(tx: &mut Tx, tenant: Tenant, village: &str) -> Result<Vec<KnownFamily>, StorageError> {
    let sql =
        format!("{FAMILY} WHERE f.tenant = $1 AND f.village = $2 AND f.card_hash IS NULL AND f.source_digest IS NOT NULL ORDER BY f.id");
    tx.all(&sql, &args![tenant, village]).await?.into_iter().map(family_of).collect()
}

/// Those of these families that were written down here, have no card, and are in no copy yet, with what they have.
///
/// # Errors
/// When the database is away.
pub async fn local_without_card(tx: &mut Tx, tenant: Tenant, families: &[FamilyId]) -> Result<Vec<(FamilyId, KeptFamily)>, StorageError> {
    let list: Vec<Value> = families.iter().map(|f| (*f).into()).collect();
    let sql = "SELECT id, address FROM family WHERE tenant = $1 AND id IN ({in}) AND layer = 'local' AND card_hash IS NULL ORDER BY id";
    let rows: Vec<(Vec<u8>, Option<String>)> = tx.all_in(sql, &args![tenant], &list).await?;
    rows.into_iter().map(|(id, address)| Ok((row::family(&id)?, kept_of(address, "local", "")))).collect()
}

/// Dwellings of these households: (id, keyed hash of the household, village).
///
/// # Errors
/// When the database is away.
pub async fn dwellings(tx: &mut Tx, tenant: Tenant, households: &[Vec<u8>]) -> Result<Vec<(DwellingId, Vec<u8>, String)>, StorageError> {
    let sql = "SELECT id, household_hash, village FROM dwelling WHERE tenant = $1 AND household_hash IN ({in}) ORDER BY id";
    let rows: Vec<(Vec<u8>, Vec<u8>, String)> = tx.all_in(sql, &args![tenant], &values(households)).await?;
    rows.into_iter().map(|(id, household, village)| Ok((dwelling(&id)?, household, village))).collect()
}

/// Persons that are known under these NIK hashes.
///
/// # Errors
/// When the database is away.
pub async fn persons_by_nik(tx: &mut Tx, tenant: Tenant, hashes: &[Vec<u8>]) -> Result<Vec<KnownPerson>, StorageError> {
    let sql = format!("{PERSON} WHERE tenant = $1 AND nik_hash IN ({{in}}) ORDER BY id");
    tx.all_in(&sql, &args![tenant], &values(hashes)).await?.into_iter().map(person_of).collect()
}

/// Members of these families that are not erased.
///
/// # Errors
/// When the database is away.
pub async fn members(tx: &mut Tx, tenant: Tenant, families: &[FamilyId]) -> Result<Vec<KnownPerson>, StorageError> {
    let list: Vec<Value> = families.iter().map(|f| (*f).into()).collect();
    let sql = format!("{PERSON} WHERE tenant = $1 AND family IN ({{in}}) AND NOT erased ORDER BY family, position, id");
    tx.all_in(&sql, &args![tenant], &list).await?.into_iter().map(person_of).collect()
}

/// An import that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownImport {
    /// Id.
    pub id: ImportId,
    /// `dtsen`, `dtks`, `bdt`.
    pub source: String,
    /// As of which day.
    pub as_of: String,
    /// Whether it ended.
    pub finished: bool,
    /// Slices written.
    pub slices: i64,
    /// Families written.
    pub families: i64,
    /// Persons written, once it ended.
    pub persons: i64,
    /// Families that were there unchanged, once it ended.
    pub unchanged: i64,
    /// Rows refused, once it ended.
    pub problems: i64,
}

type ImportColumns = (Vec<u8>, String, String, bool, i64, i64, i64, i64, i64);

const IMPORT: &str = "SELECT id, source, as_of, finished, slices, families, persons, unchanged, problems FROM import_log";

fn import_of(
    (id, source, as_of, finished, slices, families, persons, unchanged, problems): ImportColumns,
) -> Result<KnownImport, StorageError> {
    Ok(KnownImport { id: ImportId(row::uuid(&id)?), source, as_of, finished, slices, families, persons, unchanged, problems })
}

/// The import of a file that was begun last and has not ended.
///
/// # Errors
/// When the database is away.
pub async fn unfinished_import(tx: &mut Tx, tenant: Tenant, file: slrt_domain::journal::Hash) -> Result<Option<KnownImport>, StorageError> {
    let sql = format!("{IMPORT} WHERE tenant = $1 AND file_digest = $2 AND NOT finished ORDER BY started_at DESC, id LIMIT 1");
    tx.maybe(&sql, &args![tenant, file]).await?.map(import_of).transpose()
}

/// The import that has not ended and wrote something, or began, since then.
///
/// # Errors
/// When the database is away.
pub async fn running_import(
    tx: &mut Tx,
    tenant: Tenant,
    since: slrt_domain::calendar::Instant,
) -> Result<Option<KnownImport>, StorageError> {
    let sql = format!("{IMPORT} WHERE tenant = $1 AND NOT finished AND touched_at >= $2 ORDER BY touched_at DESC, id LIMIT 1");
    tx.maybe(&sql, &args![tenant, since]).await?.map(import_of).transpose()
}

/// Whether files may be going in, whose original is still to be kept: an import has not ended and did something since `unfinished`, or it ended since
/// `finished` and nothing was kept of it (yet).
///
/// # Errors
/// When the database is away.
pub async fn is_going_in(
    tx: &mut Tx,
    tenant: Tenant,
    unfinished: slrt_domain::calendar::Instant,
    finished: slrt_domain::calendar::Instant,
) -> Result<bool, StorageError> {
    let sql = "SELECT COUNT(*) FROM import_log i WHERE i.tenant = $1 AND ((NOT i.finished AND i.touched_at >= $2) OR (i.finished AND i.touched_at >= $3
               AND NOT EXISTS (SELECT 1 FROM import_batch b WHERE b.tenant = i.tenant AND b.import = i.id)))";
    let row: Option<(i64,)> = tx.maybe(sql, &args![tenant, unfinished, finished]).await?;
    Ok(row.is_some_and(|r| r.0 > 0))
}

/// An import by id.
///
/// # Errors
/// When the database is away.
pub async fn import(tx: &mut Tx, tenant: Tenant, id: ImportId) -> Result<Option<KnownImport>, StorageError> {
    tx.maybe(&format!("{IMPORT} WHERE tenant = $1 AND id = $2"), &args![tenant, id]).await?.map(import_of).transpose()
}
