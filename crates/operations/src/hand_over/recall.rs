//! Taking back what the other tenant has not answered. Whether it has, only its head knows: it is asked first, in an operation there, and then written
//! here. Of taking over and taking back exactly one comes first at that head. Whoever stops between the two has the case brought back by the worker.

use super::carry::operation;
use super::{handed, moment};
use crate::bounds::{TEXT, bounded_maybe};
use crate::house::{House, OperationError};
use crate::intake::Sender;
use crate::request::{Body, Done, Request};
use slrt_domain::case::{CaseHandedOver, Context, HandOverWithdrawn, TakeBack};
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_storage::{Opener, case as cases};

/// A wish to take a case back, in clear.
#[derive(Debug, Clone)]
pub struct TakeBackInput {
    /// The case.
    pub case: CaseId,
    /// The hand-over that was seen.
    pub hand_over: HandOverId,
    /// Why, coded (`reasons.toml`, for = "hand_over_take_back").
    pub reason: String,
    /// Remarks, for one's own office.
    pub words: Option<Private<String>>,
}

/// Takes a case back.
///
/// # Errors
/// Not found when the case does not exist for the sender, forbidden, an unknown reason, answered before, or the storage's error.
pub async fn take_back(house: &House, sender: &Sender, input: TakeBackInput) -> Result<Done, OperationError> {
    let tenant = sender.tenant;
    let reference = house.reference(tenant).await?;
    let mut tx = house.db().read(tenant).await?;
    let (_, case) = cases::load(&mut tx, tenant, &[input.case]).await?.into_iter().next().ok_or_else(Refusal::not_found)?;
    let opener = Opener::load(&mut tx, house.keys(), tenant, &[input.case.into()]).await?;
    let last = handed(&mut tx, tenant, input.case).await?;
    tx.rollback().await?;
    // What was erased can still be taken back; nothing is noted with it any more.
    let key = opener.key(input.case);
    let words = bounded_maybe("words", input.words.as_ref(), TEXT)?.zip(key).map(|(w, key)| key.seal("step.words", w));
    let mut command = TakeBack { case: input.case, hand_over: input.hand_over, reason: input.reason, words, withdrawn: true };
    // The other tenant is asked for nobody who may not, and for nothing that is not under way.
    let now = house.clock().now();
    let actor = sender.who.actor(&reference, now);
    let occurred_at = moment(sender, &case, &reference, now);
    let late_reason = sender.late_reason.as_deref();
    let ctx = Context { actor: &actor, now, occurred_at, late_reason, reference: &reference, catalog: &reference.catalog };
    let permitted = ctx.permit_hand_over(&case);
    let goes = permitted.and_then(|p| slrt_domain::case::take_back(&command, last.as_ref(), &p, &ctx)).is_ok_and(|d| !d.events.is_empty());
    command.withdrawn = match last.filter(|_| goes) {
        Some(last) => withdraw(house, sender, &last, &command.reason).await?,
        None => false,
    };
    house.submit(sender.request(Body::TakeBack(Box::new(command)))).await
}

/// Whether nobody can take it over there any more; not so when it was answered.
async fn withdraw(house: &House, sender: &Sender, handed: &CaseHandedOver, answer: &str) -> Result<bool, OperationError> {
    let event = HandOverWithdrawn {
        hand_over: handed.hand_over,
        case: handed.case,
        from: sender.tenant,
        number: handed.number,
        village: handed.village,
        restricted: handed.restricted,
        reason: handed.reason.clone(),
        answer: answer.to_owned(),
        on: handed.on,
    };
    let id = operation("hand-over withdrawn", handed.hand_over);
    let mut request = Request::system(handed.to, id, &sender.channel, Body::WithdrawHandOver(event));
    request.destroys.push(handed.hand_over.0);
    match house.submit(request).await {
        Ok(_) => Ok(true),
        Err(OperationError::Refused(refusal)) if refusal.detail == "answered" => Ok(false),
        Err(error) => Err(error),
    }
}
