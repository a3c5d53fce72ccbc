//! What the worker does between two tenants. It writes to one of them at a time, under an operation named by the hand-over: whoever stopped half-way, or
//! did it twice, did it once.

use super::{PACKAGE, Package, place};
use crate::clock::random;
use crate::derived::derived_id;
use crate::house::{House, OperationError};
use crate::request::{Body, Request};
use slrt_domain::calendar::Day;
use slrt_domain::case::{CaseHandedOver, HandOverReceived};
use slrt_domain::identity::*;
use slrt_domain::journal::{Event, RefusalKind};
use slrt_storage::hand_over as rows;
use slrt_storage::outbox::OutboxRow;
use slrt_storage::{Opener, SubjectKey, journal, wire};

/// It was erased before it could go: given back for this reason.
const ERASED: &str = "isi-dihapus";
/// It was there before, and stays there as a closed copy.
const WAS_THERE: &str = "pernah-di-sini";
/// Nobody is there.
const NOBODY: &str = "tidak-terjangkau";

async fn event(house: &House, tenant: Tenant, number: i64) -> Result<Option<Event>, OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let entry = journal::range(&mut tx, tenant, number, 1).await?.into_iter().next();
    tx.rollback().await?;
    let entry = entry.map(|(e, _)| e).filter(|e| e.number == number);
    Ok(entry.map(|e| wire::decode(&e.kind, &e.payload)).transpose()?)
}

pub(super) fn operation(what: &str, id: HandOverId) -> OperationId {
    OperationId(derived_id(what, &[&id.bytes()]))
}

/// Brings a package to its receiver; one that cannot be brought comes back.
///
/// # Errors
/// Busy, storage: to be tried again.
pub(crate) async fn there(house: &House, tenant: Tenant, message: &OutboxRow) -> Result<(), OperationError> {
    let Some(Event::CaseHandedOver(handed)) = event(house, tenant, message.entry).await? else { return Ok(()) };
    let received = operation("hand-over received", handed.hand_over);
    // Whoever stopped right after bringing it may find it erased here meanwhile: it is there all the same.
    let mut tx = house.db().read(handed.to).await?;
    let before = journal::by_operations(&mut tx, handed.to, &[received]).await?;
    tx.rollback().await?;
    if !before.is_empty() {
        return Ok(());
    }
    let mut tx = house.db().read(tenant).await?;
    let opener = Opener::load(&mut tx, house.keys(), tenant, &[handed.case.into()]).await?;
    tx.rollback().await?;
    let sealed = Sealed(message.payload.clone());
    let Some(bytes) = opener.open_bytes(&place(handed.to, handed.hand_over), &sealed) else {
        return give_back(house, tenant, &handed, ERASED).await;
    };
    let mut package = Package::parse(&bytes)?;
    if let Some(home) = &mut package.family {
        // Whoever was erased meanwhile does not go along.
        let members: Vec<Subject> = home.members.iter().map(|m| Subject(m.id)).collect();
        let mut tx = house.db().read(tenant).await?;
        let alive = Opener::load(&mut tx, house.keys(), tenant, &members).await?;
        tx.rollback().await?;
        home.members.retain(|m| alive.key(Subject(m.id)).is_some());
    }
    let bytes = package.bytes()?;
    let promised = package.concerns.iter().filter_map(|k| Day::parse(&k.promised)).min().unwrap_or(handed.on);
    let key = SubjectKey::new(handed.to, handed.hand_over, random());
    let event = HandOverReceived {
        hand_over: handed.hand_over,
        case: handed.case,
        from: tenant,
        number: handed.number,
        village: handed.village,
        restricted: handed.restricted,
        reason: handed.reason.clone(),
        promised,
        due: handed.on,
        package: key.seal_bytes(PACKAGE, &bytes),
        on: handed.on,
    };
    let mut request = Request::system(handed.to, received, "worker", Body::ReceiveHandOver(event));
    request.keys.push(key);
    match house.submit(request).await {
        Ok(_) => Ok(()),
        // It was taken back before it came. Whoever did so brings it back; and if they were stopped, the message of that does.
        Err(OperationError::Refused(r)) if r.detail == "taken_back" => Ok(()),
        Err(OperationError::Refused(r)) if r.kind == RefusalKind::Reused => give_back(house, tenant, &handed, WAS_THERE).await,
        Err(OperationError::Refused(_)) => give_back(house, tenant, &handed, NOBODY).await,
        Err(error) => Err(error),
    }
}

async fn give_back(house: &House, tenant: Tenant, handed: &CaseHandedOver, reason: &str) -> Result<(), OperationError> {
    answer(house, tenant, handed.hand_over, Body::ReturnHandOver(handed.case, handed.hand_over, reason.to_owned())).await
}

/// Brings the receiver's answer back to the sender.
///
/// # Errors
/// Busy, storage: to be tried again.
pub(crate) async fn back(house: &House, tenant: Tenant, message: &OutboxRow) -> Result<(), OperationError> {
    match event(house, tenant, message.entry).await? {
        Some(Event::CaseTakenOver(taken)) => {
            let case = taken.opened.case;
            let mut tx = house.db().read(taken.from).await?;
            let opener = Opener::load(&mut tx, house.keys(), taken.from, &[case.into()]).await?;
            tx.rollback().await?;
            let number = taken.opened.number;
            let external = opener.key(case).map(|k| k.seal("external.number", &number.to_string()));
            answer(house, taken.from, taken.hand_over, Body::CompleteHandOver(case, taken.hand_over, number, external)).await
        }
        Some(Event::HandOverRefused(refused)) => {
            answer(house, refused.from, refused.hand_over, Body::ReturnHandOver(refused.case, refused.hand_over, refused.reason)).await
        }
        // Whoever took it back wrote that here at once, unless they were stopped in between.
        Some(Event::HandOverWithdrawn(taken)) if is_under_way(house, taken.from, taken.case, taken.hand_over).await? => {
            answer(house, taken.from, taken.hand_over, Body::ReturnHandOver(taken.case, taken.hand_over, taken.answer)).await
        }
        _ => Ok(()),
    }
}

async fn is_under_way(house: &House, tenant: Tenant, case: CaseId, id: HandOverId) -> Result<bool, OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let rows = rows::of_case(&mut tx, tenant, case).await?;
    tx.rollback().await?;
    Ok(rows.iter().any(|r| r.id == id.bytes() && r.state == rows::UNDER_WAY))
}

/// One answer to each hand-over, whichever server brings it.
async fn answer(house: &House, tenant: Tenant, id: HandOverId, body: Body) -> Result<(), OperationError> {
    match house.submit(Request::system(tenant, operation("hand-over answered", id), "worker", body)).await {
        Ok(_) => Ok(()),
        Err(OperationError::Refused(refusal)) => {
            tracing::warn!(%refusal, %tenant, "the answer to a hand-over found nothing to answer");
            Ok(())
        }
        Err(error) => Err(error),
    }
}
