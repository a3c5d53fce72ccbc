//! *Serah terima*: cases of other tenants that wait for an answer here, and where a case went.

use super::desk::{AreaName, Desk, OfficeName, area_name};
use crate::accounts::Session;
use crate::hand_over::{self, Seen, look};
use crate::house::{House, OperationError};
use slrt_domain::access::Action;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::case::may_answer;
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_storage::hand_over::{self as rows, HandOverRow};
use slrt_storage::{StorageError, Tx};

/// A tenant of the installation with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regency {
    /// Four digits.
    pub tenant: Tenant,
    /// Name of its area.
    pub name: String,
}

impl Regency {
    pub(super) fn of(house: &House, tenant: Tenant) -> Self {
        let name = AreaCode::parse(&tenant.to_string()).and_then(|a| house.areas().name(a)).map(str::to_owned);
        Self { tenant, name: name.unwrap_or_else(|| tenant.to_string()) }
    }
}

/// The tenants of the installation, in order of their names.
///
/// # Errors
/// Storage.
pub async fn regencies(house: &House) -> Result<Vec<Regency>, OperationError> {
    let mut all: Vec<Regency> = house.tenants().await?.iter().map(|t| Regency::of(house, *t)).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}

/// Where a case went last, or that it came back.
#[derive(Debug, Clone)]
pub struct HandedView {
    /// The hand-over.
    pub id: HandOverId,
    /// To whom.
    pub to: Regency,
    /// `under_way`, `taken_over`, `returned`, `taken_back`.
    pub state: String,
    /// Why it was handed over, coded.
    pub reason: String,
    /// Why it came back or was taken back, coded.
    pub answer: Option<String>,
    /// Its number there.
    pub number: Option<ServiceNumber>,
    /// The day on which it was handed over.
    pub handed_on: Option<Day>,
    /// The day of the answer.
    pub answered_on: Option<Day>,
}

/// Where a case went last; none when it never was handed over.
pub(super) async fn handed(tx: &mut Tx, house: &House, tenant: Tenant, case: CaseId) -> Result<Option<HandedView>, StorageError> {
    let mut went: Vec<HandOverRow> = rows::of_case(tx, tenant, case).await?.into_iter().filter(|r| !r.incoming).collect();
    // Which of several came last the journal knows: it may have come back and gone again on one day.
    if went.len() > 1
        && let Some(last) = hand_over::handed(tx, tenant, case).await?
    {
        went.retain(|r| r.id == last.hand_over.bytes());
    }
    let Some(row) = went.into_iter().next() else { return Ok(None) };
    Ok(Some(HandedView {
        id: HandOverId::from_slice(&row.id).ok_or_else(|| StorageError::corrupt("hand-over"))?,
        to: Regency::of(house, row.other()?),
        number: row.number.and_then(ServiceNumber::from_digits),
        handed_on: Day::parse(&row.handed_on),
        answered_on: row.answered_on.as_deref().and_then(Day::parse),
        state: row.state,
        reason: row.reason,
        answer: row.answer,
    }))
}

/// A case of another tenant that waits for an answer.
#[derive(Debug, Clone)]
pub struct IncomingView {
    /// The hand-over.
    pub id: HandOverId,
    /// From whom.
    pub from: Regency,
    /// Its number there.
    pub number: Option<ServiceNumber>,
    /// The village it is about.
    pub village: AreaName,
    /// Whether a part of it is for named persons only.
    pub restricted: bool,
    /// Why, coded.
    pub reason: String,
    /// The day on which it came.
    pub came_on: Option<Day>,
    /// By when it should be answered.
    pub due: Option<Day>,
    /// Days since then; 0 when there is time.
    pub days_overdue: i64,
    /// The earliest day that was promised to the citizen.
    pub promised: Option<Day>,
    /// Whom and what it is about.
    pub seen: Option<Seen>,
    /// Offices where somebody works, the one of the village first.
    pub offices: Vec<OfficeName>,
}

/// Those that wait for the reader's answer, the nearest day first.
///
/// # Errors
/// Forbidden for who never answers, or storage.
pub async fn incoming(house: &House, session: &Session) -> Result<Vec<IncomingView>, OperationError> {
    if !session.actor.may_anywhere(Action::TakeOver) {
        return Err(Refusal::forbidden().into());
    }
    let desk = Desk::new(house, session);
    let mut tx = house.db().read(session.tenant).await?;
    let mut found = Vec::new();
    for row in rows::waiting(&mut tx, session.tenant).await? {
        if may_answer(&row.incoming()?, &desk.ctx()).is_ok() {
            found.push(view(&mut tx, &desk, row).await?);
        }
    }
    Ok(found)
}

/// How many wait for the reader's answer; nothing is opened for it.
///
/// # Errors
/// Storage.
pub async fn incoming_count(house: &House, session: &Session) -> Result<usize, OperationError> {
    if !session.actor.may_anywhere(Action::TakeOver) || house.tenants().await?.len() < 2 {
        return Ok(0);
    }
    let desk = Desk::new(house, session);
    let mut tx = house.db().read(session.tenant).await?;
    let mut n = 0;
    for row in rows::waiting(&mut tx, session.tenant).await? {
        n += usize::from(may_answer(&row.incoming()?, &desk.ctx()).is_ok());
    }
    Ok(n)
}

/// One that waits for the reader's answer.
///
/// # Errors
/// Not found for who may not know of it, or when it was answered; storage.
pub async fn incoming_one(house: &House, session: &Session, id: HandOverId) -> Result<IncomingView, OperationError> {
    let desk = Desk::new(house, session);
    let mut tx = house.db().read(session.tenant).await?;
    let row = rows::incoming_by_id(&mut tx, session.tenant, id).await?.ok_or_else(Refusal::not_found)?;
    let known = row.incoming()?;
    may_answer(&known, &desk.ctx())?;
    if !known.waits {
        return Err(Refusal::not_found().into());
    }
    Ok(view(&mut tx, &desk, row).await?)
}

async fn view(tx: &mut Tx, desk: &Desk<'_>, row: HandOverRow) -> Result<IncomingView, StorageError> {
    let known = row.incoming()?;
    let seen = match row.package {
        Some(sealed) => look(tx, desk.house, desk.session.tenant, known.id, sealed).await?,
        None => None,
    };
    let due = row.due.as_deref().and_then(Day::parse);
    Ok(IncomingView {
        id: known.id,
        from: Regency::of(desk.house, known.from),
        number: row.number.and_then(ServiceNumber::from_digits),
        village: area_name(desk.house, known.village),
        restricted: row.restricted,
        reason: row.reason,
        came_on: Day::parse(&row.handed_on),
        days_overdue: due.map_or(0, |d| desk.today.since(d).max(0)),
        due,
        promised: row.promised.as_deref().and_then(Day::parse),
        seen,
        offices: offices(desk, known.village),
    })
}

fn offices(desk: &Desk<'_>, village: AreaCode) -> Vec<OfficeName> {
    let reference = desk.reference();
    let usual = reference.office_for(village, desk.today);
    let staffed = reference.offices.values().filter(|o| reference.is_staffed(o.id, desk.today));
    let mut found: Vec<OfficeName> = staffed.map(|o| OfficeName { id: o.id, name: o.name.clone(), contact: o.contact.clone() }).collect();
    found.sort_by_key(|o| (Some(o.id) != usual, o.name.clone()));
    found
}
