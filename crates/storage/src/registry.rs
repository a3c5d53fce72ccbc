//! Families and persons.

use crate::error::StorageError;
use crate::{Tx, Value, args, row};
use slrt_domain::identity::*;

/// A family.
#[derive(Debug, Clone)]
pub struct FamilyRecordRow {
    /// Id.
    pub id: Vec<u8>,
    /// No. KK, sealed.
    pub card: Option<Vec<u8>>,
    /// Village.
    pub village: String,
    /// Address; none when erased or unknown.
    pub address: Option<String>,
    /// Hamlet.
    pub hamlet: Option<String>,
    /// Dwelling.
    pub dwelling: Option<Vec<u8>>,
    /// Decile.
    pub decile: Option<i64>,
    /// Where the decile is from.
    pub decile_source: Option<String>,
    /// As of which day.
    pub decile_as_of: Option<String>,
    /// `copy` or `local`.
    pub layer: String,
    /// Variables, sealed.
    pub facts: Option<Vec<u8>>,
    /// Last change, microseconds.
    pub updated_at: i64,
    /// What of a copy was typed here: names of columns, with blanks between.
    pub typed: String,
    /// Number of the entry that changed it last: tells two editors of each other.
    pub revision: i64,
}

crate::row::from_row!(FamilyRecordRow {
    id,
    card,
    village,
    address,
    hamlet,
    dwelling,
    decile,
    decile_source,
    decile_as_of,
    layer,
    facts,
    updated_at,
    typed,
    revision
});

/// A person.
#[derive(Debug, Clone)]
pub struct PersonRow {
    /// Id.
    pub id: Vec<u8>,
    /// Family.
    pub family: Vec<u8>,
    /// Position in the family.
    pub position: i64,
    /// Name; none when erased.
    pub name: Option<String>,
    /// NIK, sealed.
    pub nik: Option<Vec<u8>>,
    /// Sex.
    pub sex: String,
    /// Birth day; none when erased or unknown.
    pub born: Option<String>,
    /// Birth year.
    pub birth_year: Option<i64>,
    /// Relation.
    pub relation: String,
    /// Marital status.
    pub marital: Option<String>,
    /// Telephone, sealed.
    pub phone: Option<Vec<u8>>,
    /// `copy` or `local`.
    pub layer: String,
    /// Variables, sealed.
    pub facts: Option<Vec<u8>>,
    /// Warning codes.
    pub warnings: String,
    /// Whether erased.
    pub erased: bool,
    /// What of a copy was typed here: names of columns, with blanks between.
    pub typed: String,
    /// Day of the newest copy of the family, where somebody of an older one is missing in it.
    pub absent_since: Option<String>,
    /// Number of the entry that changed it last: tells two editors of each other.
    pub revision: i64,
}

crate::row::from_row!(PersonRow {
    id,
    family,
    position,
    name,
    nik,
    sex,
    born,
    birth_year,
    relation,
    marital,
    phone,
    layer,
    facts,
    warnings,
    erased,
    typed,
    absent_since,
    revision
});

const FAMILY: &str =
    "id, card, village, address, hamlet, dwelling, decile, decile_source, decile_as_of, layer, facts, updated_at, typed, revision";
const PERSON: &str = "id, family, position, name, nik, sex, born, birth_year, relation, marital, phone, layer, facts, warnings, erased, typed, absent_since, revision";

/// Persons with a NIK, by its keyed hash.
///
/// # Errors
/// When the database is away.
pub async fn persons_by_nik(tx: &mut Tx, tenant: Tenant, hashes: &[Vec<u8>]) -> Result<Vec<PersonRow>, StorageError> {
    let list: Vec<Value> = hashes.iter().map(Value::from).collect();
    let sql = format!("SELECT {PERSON} FROM person WHERE tenant = $1 AND nik_hash IN ({{in}}) ORDER BY id");
    tx.all_in(&sql, &args![tenant], &list).await
}

/// A member of the household of somebody who was looked for by NIK, with what a list shows of the family, and the key that opens the NIK of those whose it is.
#[derive(Debug, Clone)]
pub struct HouseholdRow {
    /// Member.
    pub id: Vec<u8>,
    /// Family.
    pub family: Vec<u8>,
    /// Name; none when erased.
    pub name: Option<String>,
    /// NIK, sealed.
    pub nik: Option<Vec<u8>>,
    /// Sex.
    pub sex: String,
    /// Birth year.
    pub birth_year: Option<i64>,
    /// Relation.
    pub relation: String,
    /// Whether erased.
    pub erased: bool,
    /// Village of the family.
    pub village: String,
    /// Hamlet of the family.
    pub hamlet: Option<String>,
    /// Decile of the family.
    pub decile: Option<i64>,
    /// Under which key the member's own is wrapped; none for all but those who were looked for.
    pub key_id: Option<i64>,
    /// That key.
    pub wrapped: Option<Vec<u8>>,
    /// Keyed hash of the NIK that was looked for.
    pub sought: Vec<u8>,
}

crate::row::from_row!(HouseholdRow {
    id,
    family,
    name,
    nik,
    sex,
    birth_year,
    relation,
    erased,
    village,
    hamlet,
    decile,
    key_id,
    wrapped,
    sought
});

/// Households of those with a NIK, by its keyed hash, of many at once: one question for what an intake begins with.
///
/// # Errors
/// When the database is away.
pub async fn households_by_nik(tx: &mut Tx, tenant: Tenant, hashes: &[Vec<u8>]) -> Result<Vec<HouseholdRow>, StorageError> {
    let list: Vec<Value> = hashes.iter().map(Into::into).collect();
    tx.all_in(
        "SELECT m.id, m.family, m.name, m.nik, m.sex, m.birth_year, m.relation, m.erased, f.village, f.hamlet, f.decile, k.key_id, k.wrapped, p.nik_hash AS sought
         FROM person p
         JOIN family f ON f.tenant = p.tenant AND f.id = p.family
         JOIN person m ON m.tenant = p.tenant AND m.family = p.family
         LEFT JOIN subject_key k ON k.tenant = m.tenant AND k.subject = m.id AND m.nik_hash = p.nik_hash
         WHERE p.tenant = $1 AND p.nik_hash IN ({in}) ORDER BY m.family, m.position, m.id",
        &args![tenant],
        &list,
    )
    .await
}

/// Families with a card number, by its keyed hash.
///
/// # Errors
/// When the database is away.
pub async fn families_by_card(tx: &mut Tx, tenant: Tenant, hashes: &[Vec<u8>]) -> Result<Vec<FamilyRecordRow>, StorageError> {
    let list: Vec<Value> = hashes.iter().map(Value::from).collect();
    let sql = format!("SELECT {FAMILY} FROM family WHERE tenant = $1 AND card_hash IN ({{in}}) ORDER BY id");
    tx.all_in(&sql, &args![tenant], &list).await
}

/// Persons one of whose name tokens begins with a prefix, some village first: candidates for scoring.
///
/// # Errors
/// When the database is away.
pub async fn persons_by_name(tx: &mut Tx, tenant: Tenant, prefixes: &[String], limit: i64) -> Result<Vec<PersonRow>, StorageError> {
    let Some(longest) = prefixes.iter().max_by_key(|p| p.len()) else { return Ok(Vec::new()) };
    let mut sql = "SELECT n.person FROM person_name n WHERE n.tenant = $1 AND n.token >= $2 AND n.token < $3".to_owned();
    let end = |p: &str| format!("{p}\u{10ffff}");
    let mut a = args![tenant, longest, end(longest)];
    for p in prefixes.iter().filter(|p| *p != longest) {
        let k = a.len();
        sql.push_str(&format!(
            " AND EXISTS (SELECT 1 FROM person_name m WHERE m.tenant = n.tenant AND m.person = n.person AND m.token >= ${} AND m.token < ${})",
            k + 1,
            k + 2
        ));
        a.extend(args![p, end(p)]);
    }
    sql.push_str(&format!(" ORDER BY n.token, n.person LIMIT ${}", a.len() + 1));
    a.extend(args![limit]);
    let ids: Vec<(Vec<u8>,)> = tx.all(&sql, &a).await?;
    let ids: Vec<PersonId> = ids.iter().map(|i| row::person(&i.0)).collect::<Result<_, _>>()?;
    persons(tx, tenant, &ids).await
}

/// Persons one of whose names sounds like each of some keys (`slrt_linkage::sound_key`): candidates for scoring.
///
/// # Errors
/// When the database is away.
pub async fn persons_by_sound(tx: &mut Tx, tenant: Tenant, keys: &[String], limit: i64) -> Result<Vec<PersonRow>, StorageError> {
    let Some((first, rest)) = keys.split_first() else { return Ok(Vec::new()) };
    let mut sql = "SELECT n.person FROM person_name n WHERE n.tenant = $1 AND n.token IN ($3, $4)".to_owned();
    let mut a = args![tenant, limit, first, format!("~{first}")];
    for key in rest {
        let k = a.len();
        sql.push_str(&format!(
            " AND EXISTS (SELECT 1 FROM person_name m WHERE m.tenant = n.tenant AND m.person = n.person AND m.token IN (${}, ${}))",
            k + 1,
            k + 2
        ));
        a.extend(args![key, format!("~{key}")]);
    }
    sql.push_str(" ORDER BY n.token, n.person LIMIT $2");
    let ids: Vec<(Vec<u8>,)> = tx.all(&sql, &a).await?;
    let ids: Vec<PersonId> = ids.iter().map(|i| row::person(&i.0)).collect::<Result<_, _>>()?;
    persons(tx, tenant, &ids).await
}

/// Persons of one village one of whose name tokens begins with a prefix: where a name is common, the neighbours come first. A village is small
/// enough to take them all; a limit would lead the engine through everybody else.
///
/// # Errors
/// When the database is away.
pub async fn neighbours_by_name(tx: &mut Tx, tenant: Tenant, village: &str, prefix: &str) -> Result<Vec<PersonRow>, StorageError> {
    let ids: Vec<(Vec<u8>,)> = tx
        .all(
            // CROSS JOIN keeps the order: the village's families, their members, their names.
            "SELECT p.id FROM family f CROSS JOIN person p CROSS JOIN person_name n
             WHERE f.tenant = $1 AND f.village = $2 AND p.tenant = f.tenant AND p.family = f.id
               AND n.tenant = p.tenant AND n.person = p.id AND n.token >= $3 AND n.token < $4",
            &args![tenant, village, prefix, format!("{prefix}\u{10ffff}")],
        )
        .await?;
    let ids: Vec<PersonId> = ids.iter().map(|i| row::person(&i.0)).collect::<Result<_, _>>()?;
    persons(tx, tenant, &ids).await
}

/// Persons by id.
///
/// # Errors
/// When the database is away.
pub async fn persons(tx: &mut Tx, tenant: Tenant, ids: &[PersonId]) -> Result<Vec<PersonRow>, StorageError> {
    let list: Vec<Value> = ids.iter().map(|i| (*i).into()).collect();
    tx.all_in(&format!("SELECT {PERSON} FROM person WHERE tenant = $1 AND id IN ({{in}}) ORDER BY id"), &args![tenant], &list).await
}

/// Families by id.
///
/// # Errors
/// When the database is away.
pub async fn families(tx: &mut Tx, tenant: Tenant, ids: &[FamilyId]) -> Result<Vec<FamilyRecordRow>, StorageError> {
    let list: Vec<Value> = ids.iter().map(|i| (*i).into()).collect();
    tx.all_in(&format!("SELECT {FAMILY} FROM family WHERE tenant = $1 AND id IN ({{in}}) ORDER BY id"), &args![tenant], &list).await
}

/// Members of families, in order.
///
/// # Errors
/// When the database is away.
pub async fn members(tx: &mut Tx, tenant: Tenant, families: &[FamilyId]) -> Result<Vec<PersonRow>, StorageError> {
    let list: Vec<Value> = families.iter().map(|i| (*i).into()).collect();
    tx.all_in(
        &format!("SELECT {PERSON} FROM person WHERE tenant = $1 AND family IN ({{in}}) ORDER BY family, position, id"),
        &args![tenant],
        &list,
    )
    .await
}

/// What deciding an intake needs of a person: family and village.
pub type Brief = (PersonId, FamilyId, String);

/// The briefs of persons.
///
/// # Errors
/// When the database is away.
pub async fn briefs(tx: &mut Tx, tenant: Tenant, ids: &[PersonId]) -> Result<Vec<Brief>, StorageError> {
    let list: Vec<Value> = ids.iter().map(|i| (*i).into()).collect();
    let rows: Vec<(Vec<u8>, Vec<u8>, String)> = tx
        .all_in(
            "SELECT p.id, p.family, f.village FROM person p JOIN family f ON f.tenant = p.tenant AND f.id = p.family WHERE p.tenant = $1 AND NOT p.erased AND p.id IN ({in})",
            &args![tenant],
            &list,
        )
        .await?;
    rows.into_iter().map(|(p, f, v)| Ok((row::person(&p)?, row::family(&f)?, v))).collect()
}

/// Whoever has a NIK, by its keyed hash, with their family.
///
/// # Errors
/// When the database is away.
pub async fn families_by_nik(tx: &mut Tx, tenant: Tenant, hashes: &[Vec<u8>]) -> Result<Vec<(Vec<u8>, PersonId, FamilyId)>, StorageError> {
    let list: Vec<Value> = hashes.iter().map(Into::into).collect();
    let sql = "SELECT nik_hash, id, family FROM person WHERE tenant = $1 AND NOT erased AND nik_hash IN ({in}) ORDER BY id";
    let rows: Vec<(Vec<u8>, Vec<u8>, Vec<u8>)> = tx.all_each(sql, &args![tenant], &list).await?;
    rows.into_iter().map(|(hash, p, f)| Ok((hash, row::person(&p)?, row::family(&f)?))).collect()
}

/// Which warnings about whose numbers were settled by looking at the card.
///
/// # Errors
/// When the database is away.
pub async fn number_checks(tx: &mut Tx, tenant: Tenant, persons: &[PersonId]) -> Result<Vec<(PersonId, String)>, StorageError> {
    let list: Vec<Value> = persons.iter().map(|i| (*i).into()).collect();
    let sql = "SELECT person, warning FROM number_check WHERE tenant = $1 AND person IN ({in}) ORDER BY person, warning";
    let rows: Vec<(Vec<u8>, String)> = tx.all_in(sql, &args![tenant], &list).await?;
    rows.into_iter().map(|(person, warning)| Ok((row::person(&person)?, warning))).collect()
}

/// An observation of a national system.
#[derive(Debug, Clone)]
pub struct ObservationRow {
    /// Id.
    pub id: Vec<u8>,
    /// Case.
    pub case_id: Option<Vec<u8>>,
    /// System.
    pub system: String,
    /// Listed.
    pub listed: bool,
    /// Decile.
    pub decile: Option<i64>,
    /// Programs seen.
    pub programs: String,
    /// Exclude flag.
    pub excluded: bool,
    /// When seen.
    pub seen_on: String,
    /// Remarks, sealed.
    pub words: Option<Vec<u8>>,
    /// By whom.
    pub actor: Option<Vec<u8>>,
    /// When written.
    pub recorded_at: i64,
}

crate::row::from_row!(ObservationRow { id, case_id, system, listed, decile, programs, excluded, seen_on, words, actor, recorded_at });

/// Observations of a family, newest first.
///
/// # Errors
/// When the database is away.
pub async fn observations(tx: &mut Tx, tenant: Tenant, family: FamilyId) -> Result<Vec<ObservationRow>, StorageError> {
    tx.all(
        "SELECT id, case_id, system, listed, decile, programs, excluded, seen_on, words, actor, recorded_at FROM observation WHERE tenant = $1 AND family = $2 ORDER BY seen_on DESC, recorded_at DESC, id",
        &args![tenant, family],
    )
    .await
}
