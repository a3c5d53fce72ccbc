//! Kept rows of imports: what was read, after parsing and validation, so that rebuilding never needs the original file.

use crate::error::StorageError;
use crate::tables::table;
use crate::{Tx, Value, args, row};
use serde::{Deserialize, Serialize};
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::identity::{ImportId, Tenant};
use slrt_domain::journal::{BridgePair, BridgeSet, Hash};

/// A family as kept: personal values sealed (base 64), coded facts clear.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct FamilyRow {
    /// Family id.
    pub id: uuid::Uuid,
    /// Dwelling id.
    pub dwelling: uuid::Uuid,
    /// Keyed hash of the source's household, hexadecimal, where it had one.
    pub household: Option<String>,
    /// No. KK, sealed under the family's key.
    pub card: Option<String>,
    /// Village.
    pub village: String,
    /// Address, sealed under the family's key.
    pub address: Option<String>,
    /// Hamlet, RT and RW, sealed under the family's key.
    pub hamlet: Option<String>,
    /// Decile.
    pub decile: Option<i64>,
    /// `dtsen`, `dtks`, `bdt`.
    pub source: String,
    /// As of.
    pub as_of: String,
    /// Keyed hash of the source's identifier, hexadecimal.
    pub source_id: Option<String>,
    /// Variables of family and dwelling, sealed under the family's key.
    pub facts: Option<String>,
    /// Keyed digest of the content, hexadecimal: the same content changes nothing.
    pub digest: String,
    /// What of it is not the source's but was typed here: `address`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub typed: Vec<String>,
    /// Members.
    pub members: Vec<MemberRow>,
}

/// A member as kept.
#[derive(Debug, Clone, Serialize, Deserialize, PartialEq, Eq)]
pub struct MemberRow {
    /// Person id.
    pub id: uuid::Uuid,
    /// Name, sealed under the person's key.
    pub name: String,
    /// NIK, sealed.
    pub nik: Option<String>,
    /// Birth day, sealed.
    pub born: Option<String>,
    /// Birth year.
    pub birth_year: Option<i64>,
    /// `male`, `female` or empty.
    pub sex: String,
    /// Relation code.
    pub relation: String,
    /// Marital code.
    pub marital: Option<String>,
    /// Telephone, sealed: the source's, or the one that was known before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Keyed hash of the source's identifier, hexadecimal.
    pub source_id: Option<String>,
    /// Variables, sealed.
    pub facts: Option<String>,
    /// Warning codes of the NIK.
    pub warnings: Vec<String>,
    /// What of it is not the source's but was typed here: `phone`, `nik`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub typed: Vec<String>,
}

/// Keeps the rows of a slice.
///
/// # Errors
/// When the database cannot write.
pub async fn keep_rows(tx: &mut Tx, tenant: Tenant, import: ImportId, slice: i64, payloads: &[Vec<u8>]) -> Result<(), StorageError> {
    let rows: Vec<Vec<Value>> =
        payloads.iter().enumerate().map(|(i, p)| args![tenant, import, slice, i64::try_from(i).unwrap_or(i64::MAX), p]).collect();
    tx.insert(table("import_row"), &rows).await
}

/// The kept rows of a slice, in order.
///
/// # Errors
/// When the database is away.
pub async fn rows(tx: &mut Tx, tenant: Tenant, import: ImportId, slice: i64) -> Result<Vec<Vec<u8>>, StorageError> {
    let rows: Vec<(Vec<u8>,)> = tx
        .all(
            "SELECT payload FROM import_row WHERE tenant = $1 AND import = $2 AND slice = $3 ORDER BY position",
            &args![tenant, import, slice],
        )
        .await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// The digest that a slice's entry carries.
pub fn rows_digest(payloads: &[Vec<u8>]) -> Hash {
    let mut all = Vec::new();
    for p in payloads {
        all.extend((p.len() as u64).to_be_bytes());
        all.extend(p);
    }
    Hash::of(&all)
}

/// An import in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedImport {
    /// Which.
    pub id: ImportId,
    /// `dtsen`, `dtks`, `bdt`.
    pub source: String,
    /// As of which day.
    pub as_of: Day,
    /// Families written.
    pub families: i64,
    /// Persons written, once it ended.
    pub persons: i64,
    /// Families that were there unchanged, once it ended.
    pub unchanged: i64,
    /// Rows refused, once it ended.
    pub problems: i64,
    /// When it began.
    pub started_at: Instant,
    /// When it ended; none while it runs, or when it was broken off.
    pub finished_at: Option<Instant>,
}

type LogColumns = (Vec<u8>, String, String, i64, i64, i64, i64, i64, Option<i64>);

const LOG: &str =
    "SELECT id, source, as_of, families, persons, unchanged, problems, started_at, finished_at FROM import_log WHERE tenant = $1";

fn logged(
    (id, source, as_of, families, persons, unchanged, problems, started, finished): LogColumns,
) -> Result<LoggedImport, StorageError> {
    Ok(LoggedImport {
        id: ImportId(row::uuid(&id)?),
        source,
        as_of: Day::parse(&as_of).ok_or_else(|| StorageError::corrupt("day of an import"))?,
        families,
        persons,
        unchanged,
        problems,
        started_at: Instant::from_micros(started),
        finished_at: finished.map(Instant::from_micros),
    })
}

/// The imports that were begun last, newest first.
///
/// # Errors
/// When the database is away.
pub async fn log(tx: &mut Tx, tenant: Tenant, limit: i64) -> Result<Vec<LoggedImport>, StorageError> {
    let rows: Vec<LogColumns> = tx.all(&format!("{LOG} ORDER BY started_at DESC, id DESC LIMIT $2"), &args![tenant, limit]).await?;
    rows.into_iter().map(logged).collect()
}

/// An import of the log.
///
/// # Errors
/// When the database is away.
pub async fn of_log(tx: &mut Tx, tenant: Tenant, id: ImportId) -> Result<Option<LoggedImport>, StorageError> {
    tx.maybe(&format!("{LOG} AND id = $2"), &args![tenant, id]).await?.map(logged).transpose()
}

/// The bridge between area codes that imports go by.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownBridge {
    /// All pairs, in the order of their codes; none when it was forgotten.
    pub pairs: Vec<BridgePair>,
    /// When it was set.
    pub recorded_at: Option<Instant>,
    /// Raised by every change; 0 when there was never one.
    pub revision: i64,
}

/// The bridge that a tenant's imports go by.
///
/// # Errors
/// When the database is away.
pub async fn bridge(tx: &mut Tx, tenant: Tenant) -> Result<KnownBridge, StorageError> {
    let row: Option<(String, i64, i64)> =
        tx.maybe("SELECT pairs, recorded_at, revision FROM area_bridge WHERE tenant = $1", &args![tenant]).await?;
    let Some((pairs, recorded_at, revision)) = row else { return Ok(KnownBridge::default()) };
    let pairs = pairs.lines().map(|line| BridgePair::parse(line).ok_or_else(|| StorageError::corrupt("bridge between codes")));
    Ok(KnownBridge { pairs: pairs.collect::<Result<_, _>>()?, recorded_at: Some(Instant::from_micros(recorded_at)), revision })
}

/// The row of a bridge.
pub fn bridge_values(tenant: Tenant, e: &BridgeSet, at: Instant) -> Vec<Value> {
    let lines: Vec<String> = e.pairs.iter().map(BridgePair::line).collect();
    args![tenant, lines.join("\n"), at, e.revision]
}

/// Writes a family row.
pub fn encode(row: &FamilyRow) -> Vec<u8> {
    // Strings, numbers and lists only: writing them to memory cannot fail.
    serde_json::to_vec(row).unwrap_or_default()
}

/// Reads a family row.
///
/// # Errors
/// When it is not one.
pub fn decode(payload: &[u8]) -> Result<FamilyRow, StorageError> {
    serde_json::from_slice(payload).map_err(|e| StorageError::corrupt(format!("import row: {e}")))
}
