//! *Buku layanan hari ini*: what a day brought. Restricted concerns are left out.

use super::desk::{AreaName, Desk, OfficeName, area_name, office_name};
use crate::accounts::Session;
use crate::house::{Asked, House, OperationError};
use slrt_domain::Coded as _;
use slrt_domain::access::{Action, Scope, allows};
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::case::Channel;
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_storage::tally::{Of, TallyRow};
use slrt_storage::{StorageError, Tx, listing, tally};
use std::collections::{BTreeMap, BTreeSet};

/// What a day of the book counts.
const BROUGHT: &[&str] = &["opened", "inquiry"];

/// The service book of a day.
#[derive(Debug, Clone)]
pub struct BookView {
    /// The day.
    pub day: Day,
    /// Offices that the reader answers for.
    pub offices: Vec<OfficeName>,
    /// Concerns brought, by office and kind.
    pub brought: Vec<Count>,
    /// Questions answered without a case, by office and sector.
    pub inquiries: Vec<Count>,
    /// Cases in order of time, for readers who may see cases; no names.
    pub cases: Vec<BookCase>,
    /// Villages and districts that the reader answers for: what their citizens brought, at whichever office.
    pub areas: Vec<AreaDay>,
}

/// A day of the citizens of an area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AreaDay {
    /// The area.
    pub area: AreaName,
    /// Whether no office that the reader answers for stands in it, so that its counts stand nowhere else.
    pub without_office: bool,
    /// Concerns brought, by kind.
    pub brought: BTreeMap<String, i64>,
    /// Questions answered without a case, by sector.
    pub inquiries: BTreeMap<String, i64>,
}

/// A count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// Office.
    pub office: OfficeId,
    /// Kind, or sector of an inquiry.
    pub kind: String,
    /// How many.
    pub n: i64,
}

/// A case in the book.
#[derive(Debug, Clone)]
pub struct BookCase {
    /// Case.
    pub case: CaseId,
    /// Number.
    pub number: ServiceNumber,
    /// Office.
    pub office: OfficeId,
    /// When.
    pub at: Instant,
    /// Hour and minute in the tenant's zone.
    pub time: (u8, u8),
    /// Channel.
    pub channel: Channel,
    /// Village.
    pub village: AreaName,
    /// Kinds of its concerns.
    pub kinds: Vec<String>,
}

/// Offices whose book a reader sees: their own, for supervisors, managers and heads those below, for a role in an area those that stand in it.
///
/// # Errors
/// Forbidden.
pub fn book_offices(house: &House, session: &Session) -> Result<Vec<OfficeId>, OperationError> {
    let desk = Desk::new(house, session);
    let grants: Vec<_> = session.actor.grants.iter().filter(|g| allows(g.role, Action::ViewBook)).collect();
    if grants.is_empty() {
        return Err(Refusal::forbidden().into());
    }
    let reference = desk.reference();
    let seen = |id: OfficeId, area: AreaCode| {
        grants.iter().any(|g| match g.scope {
            Scope::Office(o) => o == id || (g.role.oversees() && reference.line(id).contains(&o)),
            Scope::Area(a) => a.covers(&area),
            Scope::Institution(_) => false,
        })
    };
    let mut found: Vec<_> = reference.offices.values().filter(|o| seen(o.id, o.area)).collect();
    found.sort_by_key(|o| (o.area, o.name.clone(), o.id));
    Ok(found.into_iter().map(|o| o.id).collect())
}

/// Villages and districts whose citizens' counts a reader sees, whichever office they came to: those in which the reader has a role.
pub fn book_areas(session: &Session) -> Vec<AreaCode> {
    let grants = session.actor.grants.iter().filter(|g| allows(g.role, Action::ViewBook));
    let own: BTreeSet<AreaCode> =
        grants.filter_map(|g| if let Scope::Area(a) = g.scope { Some(a) } else { None }).filter(|a| a.level() >= Level::District).collect();
    own.iter().filter(|a| !own.iter().any(|wider| wider != *a && wider.covers(a))).copied().collect()
}

/// The service book of a day: the reader's offices, what was brought, and the cases.
///
/// # Errors
/// Forbidden, or storage.
pub fn book<'a>(house: &'a House, session: &'a Session, day: Day) -> Asked<'a, BookView> {
    Box::pin(look(house, session, day))
}

async fn look(house: &House, session: &Session, day: Day) -> Result<BookView, OperationError> {
    let desk = Desk::new(house, session);
    let own = book_offices(house, session)?;
    let tenant = session.actor.tenant;
    let mut tx = house.db().read(tenant).await?;
    let counted = tally::counts(&mut tx, tenant, Of::Offices(&own), BROUGHT, &[day]).await?;
    // Readers of aggregates see no case, not even its number.
    let readable: Vec<OfficeId> = own.iter().copied().filter(|o| reads_cases(&desk, *o)).collect();
    let areas = area_days(&mut tx, &desk, &own, day).await?;
    let rows = listing::of_day(&mut tx, tenant, &readable, day, session.account).await?;
    let mut cases: Vec<BookCase> = Vec::new();
    for r in rows {
        let id = CaseId::from_slice(&r.id).ok_or_else(|| StorageError::corrupt("case"))?;
        if let Some(known) = cases.iter_mut().find(|c| c.case == id) {
            known.kinds.push(r.kind);
            continue;
        }
        cases.push(book_case(&desk, id, r)?);
    }
    Ok(BookView {
        day,
        offices: own.iter().filter_map(|o| office_name(desk.reference(), *o)).collect(),
        brought: counts(&counted, "opened")?,
        inquiries: counts(&counted, "inquiry")?,
        cases,
        areas,
    })
}

async fn area_days(tx: &mut Tx, desk: &Desk<'_>, own: &[OfficeId], day: Day) -> Result<Vec<AreaDay>, StorageError> {
    let mut found = Vec::new();
    for area in book_areas(desk.session) {
        let rows = tally::counts(tx, desk.session.actor.tenant, Of::Area(area), BROUGHT, &[day]).await?;
        let of = |measure: &'static str| sum_by(rows.iter().filter(move |r| r.measure == measure), |r| &r.kind);
        let stands_in = |office: &OfficeId| desk.reference().offices.get(office).is_some_and(|o| area.covers(&o.area));
        found.push(AreaDay {
            area: area_name(desk.house, area),
            without_office: !own.iter().any(stands_in),
            brought: of("opened"),
            inquiries: of("inquiry"),
        });
    }
    Ok(found)
}

fn reads_cases(desk: &Desk<'_>, office: OfficeId) -> bool {
    let area = desk.reference().offices.get(&office).map(|o| o.area);
    area.is_some_and(|area| desk.ctx().may_at(Action::ViewCase, &[office], area))
}

fn book_case(desk: &Desk<'_>, case: CaseId, r: listing::BookRow) -> Result<BookCase, StorageError> {
    let bad = || StorageError::corrupt("book");
    let at = Instant::from_micros(r.occurred_at);
    let (_, hour, minute) = desk.reference().zone.local(at);
    Ok(BookCase {
        case,
        number: ServiceNumber::from_digits(r.number).ok_or_else(bad)?,
        office: OfficeId::from_slice(&r.office).ok_or_else(bad)?,
        at,
        time: (hour, minute),
        channel: Channel::from_code(&r.channel).ok_or_else(bad)?,
        village: area_name(desk.house, AreaCode::parse(&r.village).ok_or_else(bad)?),
        kinds: vec![r.kind],
    })
}

fn counts(rows: &[TallyRow], measure: &str) -> Result<Vec<Count>, StorageError> {
    let mut sums: BTreeMap<(OfficeId, String), i64> = BTreeMap::new();
    for r in rows.iter().filter(|r| r.measure == measure) {
        let office = OfficeId::from_slice(&r.office).ok_or_else(|| StorageError::corrupt("tally"))?;
        *sums.entry((office, r.kind.clone())).or_default() += r.n;
    }
    Ok(sums.into_iter().map(|((office, kind), n)| Count { office, kind, n }).collect())
}

pub(super) fn sum_by<'r>(rows: impl Iterator<Item = &'r TallyRow>, key: impl Fn(&'r TallyRow) -> &'r String) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for r in rows {
        *sums.entry(key(r).clone()).or_default() += r.n;
    }
    sums
}
