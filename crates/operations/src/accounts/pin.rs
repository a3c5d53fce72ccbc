//! The number of a service and its PIN.

use super::Session;
use super::attempts::{Attempt, buckets, counted};
use crate::house::{House, OperationError};
use slrt_domain::case::Case;
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_storage::case::CaseRow;
use slrt_storage::{StorageError, case, journal};
use std::net::IpAddr;

/// The case of a number and PIN. An unknown number and a wrong PIN look alike, and both cost the same.
///
/// # Errors
/// Unauthenticated, wait, storage.
pub async fn by_pin(house: &House, number: &str, pin: &str, address: Option<IpAddr>) -> Result<(Tenant, CaseId), OperationError> {
    let parsed = ServiceNumber::parse(number);
    let tenant = parsed.map_or(Tenant::NATION, ServiceNumber::tenant);
    let name = parsed.map_or_else(|| number.chars().filter(char::is_ascii_digit).collect(), |n| n.to_string());
    let buckets = buckets(house, "pin", &name, address);
    let (counted_in, buckets) = counted(house, parsed.map(ServiceNumber::tenant), buckets).await?;
    let attempt = Attempt::begin(house, counted_in, &buckets).await?;
    let found = match parsed {
        Some(number) => case_of_pin(house, tenant, number, pin).await,
        None => Ok(None),
    };
    match found {
        Ok(Some(id)) => {
            attempt.right().await?;
            Ok((tenant, id))
        }
        Ok(None) => Err(OperationError::Unauthenticated),
        Err(e) => {
            attempt.undone().await?;
            Err(e.into())
        }
    }
}

async fn case_of_pin(house: &House, tenant: Tenant, number: ServiceNumber, pin: &str) -> Result<Option<CaseId>, StorageError> {
    let found = of_number(house, tenant, number).await?;
    Ok(found.filter(|(row, _)| house.keys().pin_fits(number, pin.trim(), &row.pin_hash)).map(|(_, c)| c.id))
}

async fn of_number(house: &House, tenant: Tenant, number: ServiceNumber) -> Result<Option<(CaseRow, Case)>, StorageError> {
    let mut tx = house.db().read(tenant).await?;
    let id = case::by_number(&mut tx, tenant, number).await?;
    let rows = case::load(&mut tx, tenant, &id.into_iter().collect::<Vec<_>>()).await?;
    tx.commit().await?;
    Ok(rows.into_iter().next())
}

/// Who opened the case of a number and PIN that a demonstration shows to everybody; nobody where these open none. It is no try and counts as none: never for
/// what somebody typed.
///
/// # Errors
/// Storage.
pub async fn opener_of_shown(house: &House, number: ServiceNumber, pin: &str) -> Result<Option<Option<AccountId>>, OperationError> {
    let found = of_number(house, number.tenant(), number).await?;
    Ok(found.filter(|(row, _)| house.keys().pin_fits(number, pin, &row.pin_hash)).map(|(_, c)| c.opened_by))
}

/// What stands for the PIN that holds now: another one after each renewal, and no way back to it. None when there is no such case.
///
/// # Errors
/// Storage.
pub async fn pin_mark(house: &House, tenant: Tenant, id: CaseId) -> Result<Option<String>, OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let found = case::load(&mut tx, tenant, &[id]).await?.into_iter().next();
    tx.commit().await?;
    Ok(found.map(|(row, _)| row.pin_hash.iter().take(8).map(|b| format!("{b:02x}")).collect()))
}

/// How long the officer who opened a service may see its PIN again: the printer jams, the page was closed.
const MINUTES: i64 = 15;

/// The PIN of a case, for whoever opened it or renewed the PIN a moment ago. It is drawn from the operation that made it, so that it need not be kept anywhere
/// to be told once more.
///
/// # Errors
/// Not found, or storage.
pub async fn pin_once_more(house: &House, session: &Session, id: CaseId) -> Result<Option<Private<String>>, OperationError> {
    let mut tx = house.db().read(session.tenant).await?;
    let entries = journal::by_subject(&mut tx, session.tenant, id.0, 50).await?;
    let rows = case::load(&mut tx, session.tenant, &[id]).await?;
    tx.commit().await?;
    let (row, case) = rows.into_iter().next().ok_or_else(Refusal::not_found)?;
    let since = house.clock().now().plus_seconds(-MINUTES * 60);
    let fresh = entries.iter().filter(|e| e.actor == Some(session.account.0) && e.recorded_at >= since);
    let mut told = fresh.filter(|e| e.kind.starts_with("case.opened/") || e.kind.starts_with("case.pin_renewed/"));
    // After a renewal the first PIN fits no more.
    Ok(told.find_map(|e| house.keys().drawn_pin(e.operation, case.number, &row.pin_hash)).map(Private::new))
}
