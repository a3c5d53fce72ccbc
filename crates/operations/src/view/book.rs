//! *Buku layanan hari ini*, and the monthly report of an office. Restricted concerns are left out of both.

use super::desk::{AreaName, Desk, OfficeName, area_name, office_name};
use crate::accounts::Session;
use crate::house::{House, OperationError};
use slrt_domain::Coded as _;
use slrt_domain::access::{Action, Scope, allows};
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::case::Channel;
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_storage::tally::TallyRow;
use slrt_storage::{StorageError, listing, office as offices, tally};
use std::collections::BTreeMap;

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

/// The report of an office for a month. What was sent on is never counted as helped.
#[derive(Debug, Clone)]
pub struct MonthView {
    /// Office.
    pub office: OfficeName,
    /// Year and month, 1 to 12.
    pub month: (i32, u8),
    /// One row for each kind that anything happened with or that was open.
    pub rows: Vec<MonthRow>,
    /// The sum of all rows; its kind is empty.
    pub total: MonthRow,
    /// Questions answered without a case, by sector.
    pub inquiries: BTreeMap<String, i64>,
    /// Concerns received, by village.
    pub by_village: Vec<(AreaName, i64)>,
    /// Concerns received, by channel.
    pub by_channel: BTreeMap<String, i64>,
}

/// What happened with a kind in a month. Each number counts steps of that month, except what was open at its end.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MonthRow {
    /// Kind.
    pub kind: String,
    /// Brought.
    pub received: i64,
    /// Helped or informed by the office itself.
    pub served: i64,
    /// Sent to institutions (*diteruskan*).
    pub referred: i64,
    /// Answers that institutions gave themselves.
    pub answered_by_institution: i64,
    /// Answers recorded on their behalf.
    pub answered_on_behalf: i64,
    /// Help given by institutions.
    pub given_by_institution: i64,
    /// The citizen said that help came (*terbantu*).
    pub helped: i64,
    /// The citizen said that part of it came.
    pub partly_helped: i64,
    /// The citizen said that no help came.
    pub not_helped: i64,
    /// Declined by a decision.
    pub declined: i64,
    /// Closed without the citizen's word.
    pub closed_unconfirmed: i64,
    /// Opened again.
    pub reopened: i64,
    /// Days that passed unkept.
    pub overdue: i64,
    /// Open at the end of the month (of a running month: now).
    pub open_at_end: i64,
}

impl MonthRow {
    fn add(&mut self, other: &MonthRow) {
        self.received += other.received;
        self.served += other.served;
        self.referred += other.referred;
        self.answered_by_institution += other.answered_by_institution;
        self.answered_on_behalf += other.answered_on_behalf;
        self.given_by_institution += other.given_by_institution;
        self.helped += other.helped;
        self.partly_helped += other.partly_helped;
        self.not_helped += other.not_helped;
        self.declined += other.declined;
        self.closed_unconfirmed += other.closed_unconfirmed;
        self.reopened += other.reopened;
        self.overdue += other.overdue;
        self.open_at_end += other.open_at_end;
    }

    fn count(&mut self, measure: &str, n: i64) {
        match measure {
            "opened" => self.received += n,
            "served" => self.served += n,
            "referred" => self.referred += n,
            "referral_accepted" | "referral_declined" | "referral_more_asked" => self.answered_by_institution += n,
            "referral_given" => {
                self.answered_by_institution += n;
                self.given_by_institution += n;
            }
            "confirmed_helped" => self.helped += n,
            "confirmed_partly" => self.partly_helped += n,
            "denied_help" => self.not_helped += n,
            "declined" => self.declined += n,
            "closed" => self.closed_unconfirmed += n,
            "reopened" => self.reopened += n,
            "deadline_passed" => self.overdue += n,
            "open" => self.open_at_end += n,
            m if m.starts_with("recorded.") => {
                self.answered_on_behalf += n;
                self.answered_by_institution -= n;
            }
            _ => {}
        }
    }
}

const MEASURES: &[&str] = &[
    "opened",
    "inquiry",
    "served",
    "referred",
    "referral_accepted",
    "referral_declined",
    "referral_more_asked",
    "referral_given",
    "confirmed_helped",
    "confirmed_partly",
    "denied_help",
    "declined",
    "closed",
    "reopened",
    "deadline_passed",
    "recorded.referral_accepted",
    "recorded.referral_declined",
    "recorded.referral_more_asked",
    "recorded.referral_given",
];

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

/// The service book of a day: the reader's offices, what was brought, and the cases.
///
/// # Errors
/// Forbidden, or storage.
pub async fn book(house: &House, session: &Session, day: Day) -> Result<BookView, OperationError> {
    let desk = Desk::new(house, session);
    let own = book_offices(house, session)?;
    let tenant = session.actor.tenant;
    let mut tx = house.db().read(tenant).await?;
    let counted = tally::of_offices(&mut tx, tenant, &own, &["opened", "inquiry"], &[day]).await?;
    // Readers of aggregates see no case, not even its number.
    let readable: Vec<OfficeId> = own.iter().copied().filter(|o| reads_cases(&desk, *o)).collect();
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
    })
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

/// The report of an office for a month.
///
/// # Errors
/// Not found when the reader does not see its book, forbidden, or storage.
pub async fn month(house: &House, session: &Session, office: OfficeId, year: i32, month: u8) -> Result<MonthView, OperationError> {
    let desk = Desk::new(house, session);
    if !book_offices(house, session)?.contains(&office) {
        return Err(Refusal::not_found().into());
    }
    let name = office_name(desk.reference(), office).ok_or_else(Refusal::not_found)?;
    let first = Day::from_ymd(year, month, 1).ok_or_else(|| Refusal::invalid("month", "unknown"))?;
    let last = (28..=31).filter_map(|d| Day::from_ymd(year, month, d)).next_back().unwrap_or(first).min(desk.today.max(first));
    let tenant = session.actor.tenant;
    let mut tx = house.db().read(tenant).await?;
    let founded = offices::profile(&mut tx, tenant).await?.ok_or_else(Refusal::not_found)?.founded_at;
    // Events may be dated back by days before the first one was written.
    let begin = desk.reference().zone.day(Instant::from_micros(founded)).plus(-366).min(first);
    let steps = tally::of_offices(&mut tx, tenant, &[office], MEASURES, &days(first, last)).await?;
    let open = tally::of_offices(&mut tx, tenant, &[office], &["open"], &days(begin, last)).await?;
    let mut rows: BTreeMap<String, MonthRow> = BTreeMap::new();
    for r in steps.iter().filter(|r| r.measure != "inquiry").chain(&open) {
        let row = rows.entry(r.kind.clone()).or_insert_with(|| MonthRow { kind: r.kind.clone(), ..MonthRow::default() });
        row.count(&r.measure, r.n);
    }
    rows.retain(|kind, row| *row != MonthRow { kind: kind.clone(), ..MonthRow::default() });
    let mut total = MonthRow::default();
    rows.values().for_each(|r| total.add(r));
    let received = || steps.iter().filter(|r| r.measure == "opened");
    Ok(MonthView {
        office: name,
        month: (year, month),
        rows: rows.into_values().collect(),
        total,
        inquiries: sum_by(steps.iter().filter(|r| r.measure == "inquiry"), |r| &r.kind),
        by_village: sum_by(received(), |r| &r.village)
            .into_iter()
            .filter_map(|(v, n)| Some((area_name(house, AreaCode::parse(&v)?), n)))
            .collect(),
        by_channel: sum_by(received(), |r| &r.channel),
    })
}

fn days(first: Day, last: Day) -> Vec<Day> {
    (0..=last.since(first).max(0)).map(|n| first.plus(n)).collect()
}

fn sum_by<'r>(rows: impl Iterator<Item = &'r TallyRow>, key: impl Fn(&'r TallyRow) -> &'r String) -> BTreeMap<String, i64> {
    let mut sums = BTreeMap::new();
    for r in rows {
        *sums.entry(key(r).clone()).or_default() += r.n;
    }
    sums
}
