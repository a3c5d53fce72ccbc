//! Moving a case to another tenant of the installation: handing over here, answering there. What lies between is the worker's (`carry`). Until it is
//! answered it can be taken back (`recall`). Photographs are fetched by whoever takes it over (`photos`).
//!
//! The package lies in the outbox sealed under the case's own key, bound to the receiver and the hand-over: erasing the case erases it. It reaches the
//! receiver's journal sealed under a key of its own, which is destroyed with the answer.

mod carry;
mod package;
mod photos;
mod recall;
mod take;

pub(crate) use carry::{back, there};
pub use recall::{TakeBackInput, take_back};
pub(crate) use take::look;
pub use take::{Seen, SeenNeed, SeenPaper, TakenOver, take_over};

use crate::bounds::{TEXT, bounded_maybe};
use crate::derived::derived_id;
use crate::house::{House, OperationError};
use crate::intake::Sender;
use crate::request::{Body, Done};
use package::Package;
use slrt_domain::calendar::Instant;
use slrt_domain::case::{Case, CaseHandedOver, Context, HandOver};
use slrt_domain::identity::*;
use slrt_domain::journal::{Event, Refusal};
use slrt_domain::office::Reference;
use slrt_storage::{Opener, StorageError, Tx, case as cases, journal, wire};

/// Where a package lies sealed at the receiver.
const PACKAGE: &str = "hand_over.package";

/// Where it lies sealed at the sender: bound to whom it is for.
fn place(to: Tenant, id: HandOverId) -> String {
    format!("{PACKAGE} {to} {id}")
}

/// A wish to hand a case over, in clear.
#[derive(Debug, Clone)]
pub struct HandOverInput {
    /// The case.
    pub case: CaseId,
    /// To whom.
    pub to: Tenant,
    /// Why, coded (`reasons.toml`, for = "hand_over").
    pub reason: String,
    /// Remarks, for one's own office.
    pub words: Option<Private<String>>,
    /// The open concerns that were seen, with their revisions.
    pub seen: Vec<(ConcernId, i64)>,
}

/// Hands a case over.
///
/// # Errors
/// Not found when the case does not exist for the sender or was erased, any other refusal of the rules, or the storage's error.
pub async fn hand_over(house: &House, sender: &Sender, input: HandOverInput) -> Result<Done, OperationError> {
    let tenant = sender.tenant;
    let known = house.tenants().await?.contains(&input.to);
    let reference = house.reference(tenant).await?;
    let mut tx = house.db().read(tenant).await?;
    let (row, case) = cases::load(&mut tx, tenant, &[input.case]).await?.into_iter().next().ok_or_else(Refusal::not_found)?;
    let opener = Opener::load(&mut tx, house.keys(), tenant, &[input.case.into()]).await?;
    let key = opener.key(input.case).ok_or_else(Refusal::not_found)?;
    let words = bounded_maybe("words", input.words.as_ref(), TEXT)?.map(|w| key.seal("step.words", w));
    let id = HandOverId(derived_id("hand-over", &[&sender.operation.bytes()]));
    let command = HandOver { case: input.case, id, to: input.to, known, reason: input.reason, words, seen: input.seen };
    // Asked before anything is gathered, and again under the lock.
    let now = house.clock().now();
    let actor = sender.who.actor(&reference, now);
    let occurred_at = moment(sender, &case, &reference, now);
    let late_reason = sender.late_reason.as_deref();
    let ctx = Context { actor: &actor, now, occurred_at, late_reason, reference: &reference, catalog: &reference.catalog };
    let decided = ctx.permit_hand_over(&case).and_then(|p| slrt_domain::case::hand_over(&command, &p, &ctx)).ok();
    let handed = decided.into_iter().flat_map(|d| d.events).find_map(|e| if let Event::CaseHandedOver(e) = e { Some(e) } else { None });
    let package = match handed {
        Some(handed) => {
            let package = Package::gather(&mut tx, house, &row, &case, &handed).await?;
            key.seal_bytes(&place(input.to, id), &package.bytes()?)
        }
        // What was sent before is answered as before; anything else is refused under the lock.
        None => Sealed(Vec::new()),
    };
    tx.rollback().await?;
    house.submit(sender.request(Body::HandOver(Box::new(command), package))).await
}

/// When it happened. A day alone is not before the moment of that day at which the case was brought: as under the lock.
fn moment(sender: &Sender, case: &Case, reference: &Reference, now: Instant) -> Instant {
    let day = |at: Instant| reference.zone.day(at);
    let at = sender.occurred_at.unwrap_or(now);
    if at < case.occurred_at && day(at) == day(case.occurred_at) { case.occurred_at } else { at }
}

/// Does not take a case over; its package is unreadable from then on.
///
/// # Errors
/// Not found for who may not know of it, forbidden, answered before, an unknown reason, or the storage's error.
pub async fn refuse(house: &House, sender: &Sender, id: HandOverId, reason: String) -> Result<Done, OperationError> {
    let mut request = sender.request(Body::RefuseHandOver(id, reason));
    request.destroys.push(id.0);
    house.submit(request).await
}

/// How a case was handed over last; none when it never was.
pub(crate) async fn handed(tx: &mut Tx, tenant: Tenant, case: CaseId) -> Result<Option<CaseHandedOver>, StorageError> {
    let Some(entry) = journal::newest(tx, tenant, case.0, "case.handed_over/1").await? else { return Ok(None) };
    match wire::decode(&entry.kind, &entry.payload)? {
        Event::CaseHandedOver(e) => Ok(Some(e)),
        _ => Ok(None),
    }
}
