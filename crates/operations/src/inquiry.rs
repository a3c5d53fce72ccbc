//! *Informasi saja*: a question answered without a case is counted, and taken back by whoever counted it by mistake.

use crate::decide::{Basis, allowed, one};
use crate::house::{House, OperationError};
use crate::intake::Sender;
use crate::request::{Body, Done, Request};
use crate::world::{Needs, World};
use slrt_domain::access::{Action, Authority, Place};
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::calendar::{Day, Instant, Zone};
use slrt_domain::case::{Channel, Context, Decision};
use slrt_domain::identity::{AccountId, OfficeId, OperationId, Tenant};
use slrt_domain::journal::{Event, InquiryRecorded, InquiryWithdrawn, Refusal};
use slrt_storage::{StorageError, Tx, journal, wire};

/// Counts a question that was answered without a case (*informasi saja*).
///
/// # Errors
/// Forbidden at this office, an unknown sector, or the storage's error.
pub async fn record_inquiry(
    house: &House,
    sender: &Sender,
    office: OfficeId,
    village: Option<AreaCode>,
    sector: String,
    channel: Channel,
) -> Result<Done, OperationError> {
    let channel = slrt_domain::Coded::code(channel).to_owned();
    house.submit(sender.request(Body::Inquire(InquiryRecorded { office, village, sector, channel }))).await
}

/// Takes back what the same officer counted by mistake, on the same day: afterwards reports may have been made of it.
///
/// # Errors
/// Not found when it is somebody else's, a wrong state on another day or when it was taken back already, forbidden, or the storage's error.
pub async fn withdraw_inquiry(house: &House, sender: &Sender, inquiry: OperationId) -> Result<InquiryWithdrawn, OperationError> {
    let done = house.submit(sender.request(Body::WithdrawInquiry(inquiry))).await?;
    match done.events.into_iter().next() {
        Some(Event::InquiryWithdrawn(e)) => Ok(e),
        _ => Err(StorageError::corrupt("withdrawn inquiry").into()),
    }
}

/// What may still be done about a question that was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It may be taken back.
    Open,
    /// It was counted on another day and stays.
    Settled,
    /// It was taken back.
    Withdrawn,
}

/// How a question stands that an officer counted; none when they did not.
///
/// # Errors
/// When the database is away.
pub async fn standing(
    house: &House,
    tenant: Tenant,
    account: AccountId,
    zone: &Zone,
    inquiry: OperationId,
) -> Result<Option<Standing>, OperationError> {
    let mut tx = house.db().read(tenant).await?;
    let found = counted(&mut tx, tenant, inquiry).await?;
    tx.rollback().await?;
    Ok(found.filter(|c| c.by == Some(account)).map(|c| c.standing(zone, zone.day(house.clock().now()))))
}

/// A question that was counted.
#[derive(Debug)]
pub(crate) struct Counted {
    by: Option<AccountId>,
    what: InquiryRecorded,
    occurred_at: Instant,
    recorded_at: Instant,
    /// Whether it was taken back.
    pub withdrawn: bool,
}

impl Counted {
    fn standing(&self, zone: &Zone, today: Day) -> Standing {
        if self.withdrawn {
            return Standing::Withdrawn;
        }
        if zone.day(self.recorded_at) == today { Standing::Open } else { Standing::Settled }
    }
}

/// Reads what an operation counted; none when it counted no question.
pub(crate) async fn counted(tx: &mut Tx, tenant: Tenant, inquiry: OperationId) -> Result<Option<Counted>, StorageError> {
    let Some(entry) = journal::by_operations(tx, tenant, &[inquiry]).await?.into_iter().next() else { return Ok(None) };
    let Event::InquiryRecorded(what) = wire::decode(&entry.kind, &entry.payload)? else { return Ok(None) };
    // Nothing else is ever about an inquiry.
    let withdrawn = !journal::by_subject(tx, tenant, inquiry.0, 1).await?.is_empty();
    Ok(Some(Counted { by: entry.actor.map(AccountId), what, occurred_at: entry.occurred_at, recorded_at: entry.recorded_at, withdrawn }))
}

/// What must be loaded to decide.
pub(crate) fn needs(r: &Request, n: &mut Needs) {
    if let Body::WithdrawInquiry(id) = &r.body {
        n.inquiries.push(*id);
    }
}

/// Decides whether a question is counted.
pub(crate) fn record(e: &InquiryRecorded, b: &Basis<'_>, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let authority = permitted(e, ctx)?;
    // A role that is held in an area reaches any office number that is sent with one of its villages.
    if !ctx.reference.offices.get(&e.office).is_some_and(|o| o.active) {
        return Err(Refusal::invalid("office", "unknown"));
    }
    if e.village.is_some_and(|v| v.level() != Level::Village || !b.areas.exists(v)) {
        return Err(Refusal::invalid("village", "unknown"));
    }
    if !ctx.catalog.sectors.iter().any(|s| s.code == e.sector) {
        return Err(Refusal::invalid("sector", "unknown"));
    }
    Ok(one(Event::InquiryRecorded(e.clone()), authority, ctx))
}

/// Decides whether a question is taken back.
pub(crate) fn withdraw(inquiry: OperationId, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let own = |c: &&Counted| c.by.is_some() && c.by == ctx.actor.account();
    let counted = world.inquiries.get(&inquiry).filter(own).ok_or_else(Refusal::not_found)?;
    let authority = permitted(&counted.what, ctx)?;
    let zone = &ctx.reference.zone;
    let refused = |state: &str| Err(Refusal { field: Some("inquiry"), ..Refusal::wrong_state(state) });
    match counted.standing(zone, ctx.today()) {
        Standing::Withdrawn => refused("inquiry-withdrawn"),
        Standing::Settled => refused("inquiry-settled"),
        Standing::Open => {
            let event = InquiryWithdrawn { inquiry, on: zone.day(counted.occurred_at), counted: counted.what.clone() };
            Ok(one(Event::InquiryWithdrawn(event), authority, ctx))
        }
    }
}

fn permitted(e: &InquiryRecorded, ctx: &Context<'_>) -> Result<Authority, Refusal> {
    allowed(Action::RecordInquiry, &Place { offices: &[e.office], village: e.village, institutions: &[] }, ctx)
}
