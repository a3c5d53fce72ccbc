//! Failed log-ins and PINs: growing delays per name and per address, never a lock.

use crate::clock::random;
use crate::house::{House, OperationError};
use slrt_domain::calendar::Instant;
use slrt_domain::identity::Tenant;
use slrt_storage::{journal, session};
use std::net::IpAddr;
use tokio::sync::{Mutex, MutexGuard, Semaphore, SemaphorePermit};

/// Failures that are free: of a name, and of a part of an address, which many people share.
const FREE_OF_NAME: i64 = 5;
const FREE_OF_ADDRESS: i64 = 20;
/// The longest wait.
const LONGEST_WAIT: i64 = 600;

/// Whoever tries the same name at the same time waits for the one before, so that each knows what came of it.
static TURNS: [Mutex<()>; 64] = [const { Mutex::const_new(()) }; 64];
/// Tries under way or waiting for their turn; beyond that people are asked to try again.
static TRIES: Semaphore = Semaphore::const_new(256);

/// Where failures are counted, and how many of them are free.
pub(super) type Bucket = (Vec<u8>, i64);

/// A try that was counted before anybody knows whether it is right: tries that are sent all at once are counted all the same.
pub(super) struct Attempt<'h> {
    house: &'h House,
    tenant: Tenant,
    counted: Vec<(Vec<u8>, i64)>,
    now: Instant,
    _turn: (SemaphorePermit<'static>, MutexGuard<'static, ()>),
}

impl<'h> Attempt<'h> {
    /// Counts a try. Growing delays per name *and* per address, never a lock: some failures are free, then the wait doubles up to ten minutes. What
    /// has to wait is not counted.
    pub(super) async fn begin(house: &'h House, tenant: Tenant, buckets: &[Bucket]) -> Result<Self, OperationError> {
        // Whoever must wait is told so without a turn and without a write: tries that come to nothing hold nobody up.
        told_to_wait(house, tenant, buckets).await?;
        let place = TRIES.try_acquire().map_err(|_| OperationError::Busy)?;
        let turn = (place, TURNS[turn_of(buckets)].lock().await);
        let now = house.clock().now();
        let mut tx = house.db().write(tenant).await?;
        let (mut counted, mut wait, mut begins_anew) = (Vec::with_capacity(buckets.len()), 0, false);
        for (bucket, free) in buckets {
            let (failures, last) = session::lock_failures(&mut tx, tenant, bucket, now).await?;
            wait = wait.max(waiting(failures, *free, last, now));
            counted.push((bucket.clone(), last));
            if last > now.micros() {
                // After a clock was set back the wait begins anew: it would last until that time comes again.
                session::set_last_failure(&mut tx, tenant, bucket, now).await?;
                begins_anew = true;
            }
        }
        if wait == 0 {
            for (bucket, _) in &counted {
                session::count_failure(&mut tx, tenant, bucket, now).await?;
            }
        }
        // What has to wait leaves nothing behind.
        if wait == 0 || begins_anew {
            tx.commit().await?
        } else {
            tx.rollback().await?
        }
        if wait > 0 { Err(OperationError::Wait(wait)) } else { Ok(Self { house, tenant, counted, now, _turn: turn }) }
    }

    /// It was right: the name's failures are forgotten, the address is as it was before.
    pub(super) async fn right(self) -> Result<(), OperationError> {
        let mut tx = self.house.db().write(self.tenant).await?;
        let mut counted = self.counted.iter();
        if let Some((name, _)) = counted.next() {
            session::forget_failures(&mut tx, self.tenant, name).await?;
        }
        for (bucket, last) in counted {
            session::uncount_failure(&mut tx, self.tenant, bucket, self.now, Instant::from_micros(*last)).await?;
        }
        Ok(tx.commit().await?)
    }

    /// It was never known whether it is right: as if it had not been tried.
    pub(super) async fn undone(self) -> Result<(), OperationError> {
        let mut tx = self.house.db().write(self.tenant).await?;
        for (bucket, last) in &self.counted {
            session::uncount_failure(&mut tx, self.tenant, bucket, self.now, Instant::from_micros(*last)).await?;
        }
        Ok(tx.commit().await?)
    }
}

async fn told_to_wait(house: &House, tenant: Tenant, buckets: &[Bucket]) -> Result<(), OperationError> {
    let now = house.clock().now();
    let (mut tx, mut wait) = (house.db().read(tenant).await?, 0);
    for (bucket, free) in buckets {
        let known = session::failures(&mut tx, tenant, bucket).await?;
        // After a clock was set back the wait begins anew, which is written down.
        wait = wait.max(known.filter(|(_, last)| *last <= now.micros()).map_or(0, |(failures, last)| waiting(failures, *free, last, now)));
    }
    tx.commit().await?;
    if wait > 0 { Err(OperationError::Wait(wait)) } else { Ok(()) }
}

/// A hash begins with its key's id, which is the same for all: its end tells them apart.
fn turn_of(buckets: &[Bucket]) -> usize {
    let end = buckets.first().and_then(|(b, _)| b.last()).copied().unwrap_or_default();
    usize::from(end) % TURNS.len()
}

/// Seconds to wait after failures of which the last was at a time, which may lie in the future when a clock was set back.
fn waiting(failures: i64, free: i64, last: i64, now: Instant) -> i64 {
    if failures <= free {
        return 0;
    }
    let over = u32::try_from(failures - free).unwrap_or(u32::MAX).min(10);
    let delay = (1i64 << over).min(LONGEST_WAIT);
    (delay - now.micros().saturating_sub(last) / 1_000_000).clamp(0, delay)
}

fn hashed(house: &House, what: &str, value: &str) -> Vec<u8> {
    // Under the oldest key that is understood: the same on every server while a new one is brought in. A hash begins with its key's id.
    house.keys().lookup_hashes(Tenant::NATION, what, value).into_iter().min().unwrap_or_default()
}

/// The bucket of a name.
pub(super) fn bucket(house: &House, what: &str, name: &str) -> Bucket {
    (hashed(house, what, name), FREE_OF_NAME)
}

/// The name's bucket, then one of the address.
pub(super) fn buckets(house: &House, what: &str, name: &str, address: Option<IpAddr>) -> Vec<Bucket> {
    let mut found = vec![bucket(house, what, name)];
    // Many people share an office's address: its own bucket counts ten times slower, by spreading over ten.
    let part = |a| hashed(house, "address", &format!("{} {}", household(a), random::<1>()[0] % 10));
    found.extend(address.map(|a| (part(a), FREE_OF_ADDRESS)));
    found
}

/// What one subscriber is given: an address of IPv4, and of IPv6 the network of 64 bits, in which anybody may choose as many addresses as they like.
pub fn household(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(std::net::Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
        v4 => v4,
    }
}

/// Where failures are counted: in the tenant itself; for one that is not here, and for what is no number at all, by address only and at home, so that
/// nobody fills the table with names and tenants that do not exist.
pub(super) async fn counted(
    house: &House,
    tenant: Option<Tenant>,
    mut buckets: Vec<Bucket>,
) -> Result<(Tenant, Vec<Bucket>), OperationError> {
    if let Some(tenant) = tenant {
        let mut tx = house.db().read(tenant).await?;
        let founded = journal::head(&mut tx, tenant).await?.is_some();
        tx.commit().await?;
        if founded {
            return Ok((tenant, buckets));
        }
    }
    let mut tx = house.db().read(Tenant::NATION).await?;
    let home = session::installation(&mut tx).await?.and_then(|i| i.default_tenant).and_then(Tenant::from_number);
    tx.commit().await?;
    // The name's own bucket is the first.
    buckets.remove(0);
    Ok((home.unwrap_or(Tenant::NATION), buckets))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn names_do_not_all_wait_for_one_another() {
        let keys = slrt_storage::Keys::from_random(&[7; 128], None);
        let turn = |n: u32| {
            let hash = keys.lookup_hashes(Tenant::NATION, "login", &format!("1813 petugas-{n}")).into_iter().min().unwrap();
            turn_of(&[(hash, FREE_OF_NAME)])
        };
        let turns: std::collections::BTreeSet<usize> = (0..1000).map(turn).collect();
        assert_eq!(turns.len(), TURNS.len());
    }

    #[test]
    fn a_network_of_ipv6_is_one_household() {
        let of = |text: &str| household(text.parse().unwrap()).to_string();
        for (address, counted) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
            ("2001:db8:1:3::1", "2001:db8:1:3::"),
        ] {
            assert_eq!(of(address), counted, "{address}");
        }
    }
}
