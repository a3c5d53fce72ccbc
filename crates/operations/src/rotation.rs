//! Rotating the wrapping key while everybody works.

use crate::house::{House, OperationError};
use slrt_domain::identity::Tenant;
use slrt_storage::{journal, rotation};

/// Keys wrapped anew in one transaction: some 20 ms, so that nobody waits noticeably.
const STEP: i64 = 256;

/// Wraps every subject's key that an older key wraps with the newest one; answers how many.
///
/// # Errors
/// Storage; what was wrapped anew stays so, and a second try goes on.
pub async fn rewrap(house: &House) -> Result<u64, OperationError> {
    let mut rows = 0;
    for tenant in journal::tenants(house.db()).await? {
        let mut after = None;
        loop {
            let mut tx = house.db().write(tenant).await?;
            let step = rotation::rewrap(&mut tx, house.keys(), tenant, after, STEP).await?;
            tx.commit().await?;
            rows += step.rows;
            match step.last {
                Some(last) => after = Some(last),
                None => break,
            }
        }
    }
    Ok(rows)
}

/// Wrapping keys of the key file that no subject's key needs any more; never the newest.
///
/// # Errors
/// Storage.
pub async fn unused(house: &House) -> Result<Vec<u32>, OperationError> {
    let mut used: Vec<i64> = Vec::new();
    for tenant in journal::tenants(house.db()).await? {
        used.extend(in_use(house, tenant).await?.into_iter().map(|(id, _)| id));
    }
    let newest = house.keys().current_wrapping().id;
    let keys = house.keys().wrapping_keys();
    Ok(keys.iter().map(|k| k.id).filter(|id| *id != newest && !used.contains(&i64::from(*id))).collect())
}

async fn in_use(house: &House, tenant: Tenant) -> Result<Vec<(i64, i64)>, OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let found = rotation::in_use(&mut tx, tenant).await?;
    tx.commit().await?;
    Ok(found)
}
