//! What an institution answered: its own part of it stays in sight when the referral has left its hands.

use super::case::own_institutions;
use super::desk::{AreaName, Desk, area_name};
use crate::accounts::Session;
use crate::house::{House, OperationError};
use slrt_domain::access::{Action, Visibility};
use slrt_domain::calendar::Day;
use slrt_domain::case::{Case, ReferralState};
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_storage::case as cases;
use slrt_storage::listing::{self, Answered};
use std::collections::BTreeMap;

/// Lines of a page.
const PAGE: usize = 50;

/// Where a page ends: the day of the answer and the referral of its last line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnsweredCursor(Answered);

impl AnsweredCursor {
    /// Reads what `Display` wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let (on, referral) = text.split_once('.')?;
        Some(Self(Answered { on: Day::parse(on)?, referral: ReferralId::parse(referral)? }))
    }
}

impl std::fmt::Display for AnsweredCursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0.on.iso(), self.0.referral)
    }
}

/// A page of answered referrals.
#[derive(Debug, Clone)]
pub struct AnsweredView {
    /// Today in the tenant's zone.
    pub today: Day,
    /// The newest answer first.
    pub lines: Vec<AnsweredLine>,
    /// Where the next page begins; none on the last.
    pub next: Option<AnsweredCursor>,
}

/// An answered referral: nothing of the person.
#[derive(Debug, Clone)]
pub struct AnsweredLine {
    /// The referral.
    pub referral: ReferralId,
    /// Case.
    pub case: CaseId,
    /// Concern.
    pub concern: ConcernId,
    /// Number.
    pub number: ServiceNumber,
    /// Kind.
    pub kind: String,
    /// Village.
    pub village: AreaName,
    /// Whether only named persons know of it.
    pub restricted: bool,
    /// How the referral stands: declined, given, more asked for, or taken back after an answer.
    pub state: ReferralState,
    /// The day it was sent.
    pub sent_on: Day,
    /// The day of the answer.
    pub answered_on: Day,
    /// Whether the office wrote the answer down for the institution.
    pub on_behalf: bool,
}

/// Referrals that the reader's institutions answered and that are not in their hands any more.
///
/// # Errors
/// Forbidden for whoever answers for no institution; storage.
pub async fn answered(house: &House, session: &Session, before: Option<AnsweredCursor>) -> Result<AnsweredView, OperationError> {
    if !session.actor.may_anywhere(Action::ViewReferral) {
        return Err(Refusal::forbidden().into());
    }
    let desk = Desk::new(house, session);
    let tenant = session.actor.tenant;
    let own = own_institutions(&desk);
    let mut tx = house.db().read(tenant).await?;
    let limit = i64::try_from(PAGE).unwrap_or(50) + 1;
    let mut found = listing::answered(&mut tx, tenant, &own, session.account, before.map(|b| b.0), limit).await?;
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map(|l| AnsweredCursor(l.0));
    let ids: Vec<CaseId> = found.iter().map(|l| l.1).collect();
    let known: BTreeMap<CaseId, Case> = cases::load(&mut tx, tenant, &ids).await?.into_iter().map(|(_, c)| (c.id, c)).collect();
    tx.commit().await?;
    let lines = found.iter().filter_map(|(at, case, concern)| line(&desk, known.get(case)?, *concern, at.referral)).collect();
    Ok(AnsweredView { today: desk.today, lines, next })
}

fn line(desk: &Desk<'_>, case: &Case, concern: ConcernId, referral: ReferralId) -> Option<AnsweredLine> {
    let c = case.concern(concern)?;
    desk.ctx().sight(case, c)?;
    let r = case.referrals.iter().find(|r| r.id == referral)?;
    Some(AnsweredLine {
        referral,
        case: case.id,
        concern,
        number: case.number,
        kind: c.kind.clone(),
        village: area_name(desk.house, case.village),
        restricted: c.visibility == Visibility::Restricted,
        state: r.state,
        sent_on: r.sent_on,
        answered_on: r.answered_on?,
        on_behalf: r.on_behalf,
    })
}
