//! The bridge between BPS and Kemendagri codes that a tenant remembers: what an import brought is used by later ones that bring none.

use super::villages::Bridge;
use crate::derived::derived_id;
use crate::house::{House, OperationError};
use crate::intake::Sender;
use crate::request::Body;
use slrt_domain::identity::{ImportId, OperationId, Tenant};
use slrt_domain::journal::{BridgeSet, Hash, RefusalKind};
use slrt_storage::import::{self, KnownBridge};

/// How often it is tried to write it down when somebody else was faster.
const TRIES: u8 = 3;

/// The bridge that imports go by where their files bring none.
///
/// # Errors
/// When the database is away.
pub async fn known_bridge(house: &House, tenant: Tenant) -> Result<KnownBridge, OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let known = import::bridge(&mut tx, tenant).await?;
    tx.commit().await?;
    Ok(known)
}

/// Forgets it, if it is still the one that was seen: later imports must bring their own.
///
/// # Errors
/// `Changed` when another one came meanwhile, forbidden, or the storage's error.
pub async fn forget_bridge(house: &House, sender: &Sender, seen: i64) -> Result<(), OperationError> {
    let set = BridgeSet { pairs: Vec::new(), revision: seen.saturating_add(1) };
    house.submit(sender.request(Body::SetBridge(set))).await?;
    Ok(())
}

/// Remembers the bridge that an import brought, from now on; nothing is written when it says what is known, or nothing of our villages.
pub(super) async fn remember(house: &House, sender: &Sender, id: ImportId, given: &Bridge) -> Result<(), OperationError> {
    let reference = house.reference(sender.tenant).await?;
    let pairs = given.pairs_of(reference.area, house.areas());
    let mut tries = 0;
    loop {
        let known = known_bridge(house, sender.tenant).await?;
        if pairs.is_empty() || known.pairs == pairs {
            return Ok(());
        }
        let operation = OperationId(derived_id("bridge", &[&id.bytes(), &known.revision.to_be_bytes()]));
        let sender = Sender { operation, digest: Hash::ZERO.into(), occurred_at: None, late_reason: None, ..sender.clone() };
        let set = BridgeSet { pairs: pairs.clone(), revision: known.revision + 1 };
        tries += 1;
        match house.submit(sender.request(Body::SetBridge(set))).await {
            Err(OperationError::Refused(r)) if r.kind == RefusalKind::Changed && tries < TRIES => {}
            answer => return answer.map(drop),
        }
    }
}
