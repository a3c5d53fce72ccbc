//! Rotating keys while everybody works.

use crate::house::{House, OperationError};
use slrt_domain::identity::Tenant;
use slrt_storage::rotation::Indexed;
use slrt_storage::{KeyKind, StorageError, journal, rotation};

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
    let keys = house.keys().list(KeyKind::Wrapping);
    Ok(keys.iter().map(|k| k.id).filter(|id| *id != newest && !used.contains(&i64::from(*id))).collect())
}

async fn in_use(house: &House, tenant: Tenant) -> Result<Vec<(i64, i64)>, OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let found = rotation::in_use(&mut tx, tenant).await?;
    tx.commit().await?;
    Ok(found)
}

/// Makes every keyed hash of a NIK or No. KK that an older look-up key made anew with the one that is used now; answers how many. Whoever looks meanwhile
/// looks under both.
///
/// # Errors
/// Storage; what was made anew stays so, and a second try goes on.
pub async fn reindex(house: &House) -> Result<u64, OperationError> {
    let mut rows = 0;
    for tenant in journal::tenants(house.db()).await? {
        rows += reindex_tenant(house, tenant).await?;
    }
    Ok(rows)
}

/// The same of one tenant.
///
/// # Errors
/// As [`reindex`].
pub async fn reindex_tenant(house: &House, tenant: Tenant) -> Result<u64, OperationError> {
    let mut rows = 0;
    for what in Indexed::ALL {
        loop {
            let made = reindex_step(house, tenant, what).await?;
            rows += made;
            if made == 0 {
                break;
            }
        }
    }
    Ok(rows)
}

async fn reindex_step(house: &House, tenant: Tenant, what: Indexed) -> Result<u64, OperationError> {
    let mut tx = house.db().write(tenant).await?;
    // Nobody's number is changed between reading it and writing its hash.
    journal::lock_head(&mut tx, tenant).await?.ok_or_else(|| StorageError::corrupt("no journal of this tenant"))?;
    let made = rotation::reindex(&mut tx, house.keys(), tenant, what, STEP).await?;
    tx.commit().await?;
    Ok(made)
}

/// Older keys of the key file by what they are still needed for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needless {
    /// Needed for nothing.
    pub wholly: Vec<u32>,
    /// Look-up keys under which nobody's number stands any more, but marks of imports.
    pub for_marks: Vec<u32>,
}

/// Devices send again what they do not know to be done: as long as that, the digests of their requests are known (seconds).
const SENT_AGAIN: i64 = 30 * 86_400;

/// Older look-up keys that are needed for less than before. One that was followed less than a month ago stays for the marks and digests that it made.
///
/// # Errors
/// Storage.
pub async fn needless_lookup(house: &House) -> Result<Needless, OperationError> {
    let tenants = journal::tenants(house.db()).await?;
    let mut found = Needless::default();
    let (all, long_ago) = (house.keys().list(KeyKind::Lookup), house.clock().now().plus_seconds(-SENT_AGAIN));
    for id in older(house, KeyKind::Lookup) {
        let followed = all.iter().filter(|k| k.id > id).filter_map(|k| k.made).min();
        let (mut numbers, mut marks) = (false, followed.is_some_and(|at| at > long_ago));
        for tenant in &tenants {
            let mut tx = house.db().read(*tenant).await?;
            let used = rotation::lookup_use(&mut tx, *tenant, id).await?;
            tx.commit().await?;
            numbers |= used.numbers;
            marks |= used.marks;
        }
        match (numbers, marks) {
            (true, _) => {}
            (false, true) => found.for_marks.push(id),
            (false, false) => found.wholly.push(id),
        }
    }
    Ok(found)
}

/// Older PIN keys by which no case's PIN was made.
///
/// # Errors
/// Storage.
pub async fn needless_pins(house: &House) -> Result<Vec<u32>, OperationError> {
    let tenants = journal::tenants(house.db()).await?;
    let mut found = Vec::new();
    for id in older(house, KeyKind::Pin) {
        let mut used = false;
        for tenant in &tenants {
            let mut tx = house.db().read(*tenant).await?;
            used |= rotation::pin_in_use(&mut tx, *tenant, id).await?;
            tx.commit().await?;
        }
        found.extend((!used).then_some(id));
    }
    Ok(found)
}

fn older(house: &House, kind: KeyKind) -> Vec<u32> {
    let newest = house.keys().current(kind).id;
    house.keys().list(kind).iter().map(|k| k.id).filter(|id| *id < newest).collect()
}
