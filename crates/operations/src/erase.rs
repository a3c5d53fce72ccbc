//! Erasure: a person's keys are destroyed, with those of their cases, and of their family when nobody else is left in it.
//!
//! What is sealed, in the journal, in kept rows, in files and in backups made from now on, is unreadable from the commit on; what tables hold in clear is
//! emptied by the same operation. [`clean_up`] then makes the engine write its files anew, so that the bytes are gone too. Backups that were made before
//! hold the keys of their day; they are erased by their own retention.

use crate::house::{House, OperationError};
use crate::import::destroy_originals;
use crate::intake::Sender;
use crate::request::Body;
use crate::scratch;
use slrt_domain::identity::{CaseId, PersonId};
use slrt_domain::journal::{Event, PersonErased, Refusal, RefusalKind};
use slrt_storage::erasure::{self, Bonds};

/// How often it is tried anew when a case or a member came in between.
const TRIES: usize = 5;

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
/// Not found when there is nobody to erase, forbidden, or the storage's error.
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
    for case in &cases {
        crate::blobs::remove_of(house, sender.tenant, case.0).await?;
    }
    let originals = destroy_originals(house, sender.tenant).await?;
    Ok(Erased { person, cases, originals, replayed: done.replayed })
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
