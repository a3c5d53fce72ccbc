//! The number of a service and its PIN.

use super::attempts::{Attempt, buckets, counted};
use crate::house::{House, OperationError};
use slrt_domain::identity::*;
use slrt_storage::{StorageError, case};
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
    let mut tx = house.db().read(tenant).await?;
    let id = case::by_number(&mut tx, tenant, number).await?;
    let rows = case::load(&mut tx, tenant, &id.into_iter().collect::<Vec<_>>()).await?;
    tx.commit().await?;
    Ok(rows.into_iter().next().filter(|(row, _)| house.keys().pin_fits(number, pin.trim(), &row.pin_hash)).map(|(_, c)| c.id))
}
