//! Erasure: a person's keys are destroyed, or those of a case alone, with those of their cases, and of their family when nobody else is left in it.
//!
//! What is sealed, in the journal, in kept rows, in files and in backups made from now on, is unreadable from the commit on; what tables hold in clear is
//! emptied by the same operation. [`clean_up`] then makes the engine write its files anew, so that the bytes are gone too. Backups that were made before
//! hold the keys of their day; they are erased by their own retention.

use crate::house::{House, OperationError};
use crate::import::destroy_originals;
use crate::intake::Sender;
use crate::request::Body;
use crate::scratch;
use slrt_domain::area::AreaCode;
use slrt_domain::identity::{CaseId, FamilyCard, FamilyId, Nik, PersonId, Private, ServiceNumber, Subject, Tenant, masked_name};
use slrt_domain::journal::{CaseErased, Event, PersonErased, Refusal, RefusalKind};
use slrt_storage::erasure::{self, Bonds};
use slrt_storage::registry::PersonRow;
use slrt_storage::{Opener, StorageError, Tx, case, registry};

/// How often it is tried anew when a case or a member came in between.
const TRIES: usize = 5;

/// Grounds on which somebody is erased: they asked for it, the time for keeping is over, an authority ordered it.
pub const GROUNDS: [&str; 3] = ["request", "retention", "order"];

/// Refuses a ground that is none of [`GROUNDS`]: judged under the lock, after the right to erase at all.
pub(crate) fn check_ground(ground: &str) -> Result<(), Refusal> {
    let detail = if ground.trim().is_empty() { "missing" } else { "unknown" };
    if GROUNDS.contains(&ground) { Ok(()) } else { Err(Refusal::invalid("ground", detail)) }
}

/// What was erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// Who.
    pub person: PersonId,
    /// Their cases.
    pub cases: Vec<CaseId>,
    /// Originals of imports that could be read until now.
    pub originals: u64,
    /// Whether it had been done before under the same operation.
    pub replayed: bool,
}

/// Erases a person on a ground (`request`, `retention`, `order`): for administrators and operators. Call [`clean_up`] afterwards. Sent again, it
/// finishes what an interruption left of files and originals.
///
/// # Errors
/// Forbidden, not found when there is nobody to erase, `Invalid` for `ground`, or the storage's error.
pub async fn erase_person(house: &House, sender: &Sender, person: PersonId, ground: &str) -> Result<Erased, OperationError> {
    let mut tries = 0;
    let done = loop {
        let bonds = bonds(house, sender, person).await?;
        let cases = bonds.as_ref().map(|b| b.cases.clone()).unwrap_or_default();
        let mut request = sender.request(Body::Erase(PersonErased { person, cases: cases.clone(), ground: ground.to_owned() }));
        request.destroys.push(person.0);
        request.destroys.extend(cases.iter().map(|c| c.0));
        request.destroys.extend(bonds.filter(|b| !b.survived).map(|b| b.family.0));
        match house.submit(request).await {
            Err(OperationError::Refused(Refusal { kind: RefusalKind::Changed, .. })) if tries < TRIES => tries += 1,
            answer => break answer?,
        }
    };
    let erased = done.events.iter().find_map(|e| if let Event::PersonErased(e) = e { Some(e) } else { None });
    let cases = erased.ok_or_else(Refusal::not_found)?.cases.clone();
    let (originals, rest) = destroy_copies(house, sender.tenant, person, &cases).await?;
    match rest {
        // What is going in just now is destroyed when it is in: the worker comes back for it.
        Ok(()) | Err(OperationError::Busy) => Ok(Erased { person, cases, originals, replayed: done.replayed }),
        Err(error) => Err(error),
    }
}

/// Destroys what else somebody who was erased may stand in: files that wait for a yes, originals of imports, files of their cases. Keys go first, and
/// wait for no bucket. Answers how many originals could be read until now, and whether everything else went, too: `Busy` says that something was just
/// going in and must be destroyed later.
///
/// # Errors
/// When the originals could not be destroyed.
pub(crate) async fn destroy_copies(
    house: &House,
    tenant: Tenant,
    person: PersonId,
    cases: &[CaseId],
) -> Result<(u64, Result<(), OperationError>), OperationError> {
    let uploads = crate::uploads::destroy(house, tenant).await;
    let originals = destroy_originals(house, tenant).await?;
    let mut rest = match uploads {
        Ok(destroyed) => destroyed.remove_files(house, tenant).await,
        Err(error) => Err(error),
    };
    for subject in std::iter::once(person.0).chain(cases.iter().map(|c| c.0)) {
        if let Err(error) = crate::blobs::remove_of(house, tenant, subject).await {
            rest = Err(error);
        }
    }
    Ok((originals, rest))
}

/// Erases what was said in a case: the caller, their telephone, who came instead, words, numbers, photographs. For whoever is in no registry, and for
/// a *kuasa*; the person whom the case is about, if any, stays in the registry. For administrators and operators. Call [`clean_up`] afterwards.
///
/// # Errors
/// Forbidden, not found for a case that is not there or was erased before, `Invalid` for `ground`, or the storage's error.
pub async fn erase_case(house: &House, sender: &Sender, case: CaseId, ground: &str) -> Result<(), OperationError> {
    let mut request = sender.request(Body::EraseCase(CaseErased { case, ground: ground.to_owned() }));
    request.destroys.push(case.0);
    house.submit(request).await?;
    // Sent again, it finishes what an interruption left of files.
    crate::blobs::remove_of(house, sender.tenant, case.0).await
}

/// Whom an erasure is about: somebody with their cases, a case, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whom {
    /// Somebody who is not erased yet.
    pub person: Option<PersonId>,
    /// How many cases would go with them.
    pub cases: i64,
    /// The case by whose number they were found.
    pub case: Option<CaseId>,
}

/// How far an erasure would reach. Callers must have asked for the right to erase: nothing but identifiers and a count is told.
///
/// # Errors
/// Not found when there is nothing left to erase, or the storage's error.
pub async fn reach(house: &House, tenant: Tenant, person: Option<PersonId>, case: Option<CaseId>) -> Result<Whom, OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let bonds = match person {
        Some(person) => erasure::bonds(&mut tx, tenant, person).await?,
        None => None,
    };
    let subjects: Vec<Subject> = case.into_iter().map(Subject::from).collect();
    let opener = Opener::load(&mut tx, house.keys(), tenant, &subjects).await?;
    tx.rollback().await?;
    let case = case.filter(|c| opener.key(*c).is_some());
    if bonds.is_none() && case.is_none() {
        return Err(Refusal::not_found().into());
    }
    let cases = bonds.as_ref().map_or(0, |b| i64::try_from(b.cases.len()).unwrap_or(i64::MAX));
    Ok(Whom { person: person.filter(|_| bonds.is_some()), cases, case })
}

/// Whom a nomor layanan is about; none when it is nobody's, or erased.
///
/// # Errors
/// When the database is away.
pub async fn by_number(house: &House, tenant: Tenant, number: ServiceNumber) -> Result<Option<Whom>, OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let Some(id) = case::by_number(&mut tx, tenant, number).await? else { return Ok(None) };
    let found = case::load(&mut tx, tenant, &[id]).await?.into_iter().next();
    tx.rollback().await?;
    let person = found.and_then(|(_, case)| case.person);
    match reach(house, tenant, person, Some(id)).await {
        Ok(whom) => Ok(Some(whom)),
        Err(OperationError::Refused(_)) => Ok(None),
        Err(e) => Err(e),
    }
}

/// Somebody who may be meant, for whoever may see neither registry nor cases: enough to choose by, and no more.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// Who.
    pub person: PersonId,
    /// Name, masked.
    pub name: Private<String>,
    /// `male`, `female`, or empty.
    pub sex: String,
    /// Birth year.
    pub birth_year: Option<i64>,
    /// Relation to the head of the family.
    pub relation: String,
    /// Whether a NIK is known.
    pub has_nik: bool,
    /// Village; none where it is unknown.
    pub village: Option<AreaCode>,
}

/// Who has a NIK and is not erased: more than one where it was mistyped somewhere. Callers must have asked for the right to erase.
///
/// # Errors
/// When the database is away.
pub async fn by_nik(house: &House, tenant: Tenant, nik: Nik) -> Result<Vec<Candidate>, OperationError> {
    let hashes = house.keys().lookup_hashes(tenant, "nik", nik.digits());
    let mut tx = house.db().read(tenant).await?;
    let found = registry::persons_by_nik(&mut tx, tenant, &hashes).await?;
    let found = candidates(&mut tx, tenant, found).await?;
    tx.rollback().await?;
    Ok(found)
}

/// Who stands on a family card and is not erased, the head first. Callers must have asked for the right to erase.
///
/// # Errors
/// When the database is away.
pub async fn by_card(house: &House, tenant: Tenant, card: FamilyCard) -> Result<Vec<Candidate>, OperationError> {
    let hashes = house.keys().lookup_hashes(tenant, "card", card.digits());
    let mut tx = house.db().read(tenant).await?;
    let families = registry::families_by_card(&mut tx, tenant, &hashes).await?;
    let families: Vec<FamilyId> = families.iter().filter_map(|f| FamilyId::from_slice(&f.id)).collect();
    let members = registry::members(&mut tx, tenant, &families).await?;
    let found = candidates(&mut tx, tenant, members).await?;
    tx.rollback().await?;
    Ok(found)
}

async fn candidates(tx: &mut Tx, tenant: Tenant, rows: Vec<PersonRow>) -> Result<Vec<Candidate>, StorageError> {
    let rows: Vec<(PersonId, PersonRow)> =
        rows.into_iter().filter(|p| !p.erased).filter_map(|p| PersonId::from_slice(&p.id).map(|id| (id, p))).collect();
    let ids: Vec<PersonId> = rows.iter().map(|(id, _)| *id).collect();
    let homes = registry::briefs(tx, tenant, &ids).await?;
    let village = |id: PersonId| homes.iter().find(|h| h.0 == id).and_then(|h| AreaCode::parse(&h.2));
    let one = |(person, row): (PersonId, PersonRow)| Candidate {
        person,
        name: Private::new(masked_name(row.name.as_deref().unwrap_or_default())),
        sex: row.sex,
        birth_year: row.birth_year,
        relation: row.relation,
        has_nik: row.nik.is_some(),
        village: village(person),
    };
    Ok(rows.into_iter().map(one).collect())
}

async fn bonds(house: &House, sender: &Sender, person: PersonId) -> Result<Option<Bonds>, OperationError> {
    let mut tx = house.db().read(sender.tenant).await?;
    let found = erasure::bonds(&mut tx, sender.tenant, person).await?;
    tx.rollback().await?;
    Ok(found)
}

/// Removes what stopped processes left in clear, and makes the engine write all its files anew, so that nothing of what was erased is left in them. It takes as long as copying the database and stops other
/// writers meanwhile. On PostgreSQL it needs `owner`, the address of the database's owner; archived write-ahead logs keep old bytes until they are
/// recycled. Answers whether it is done.
///
/// # Errors
/// When the database is away.
pub async fn clean_up(house: &House, owner: Option<&str>) -> Result<bool, OperationError> {
    scratch::sweep_all(house).await;
    Ok(erasure::clean_up(house.db(), owner).await?)
}
