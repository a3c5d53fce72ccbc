//! The monthly report: of an office, of all offices of the reader, or of the citizens of a village or district.

use super::book::{book_areas, book_offices, sum_by};
use super::desk::{AreaName, Desk, OfficeName, area_name, office_name};
use crate::accounts::Session;
use crate::house::{Asked, House, OperationError};
use slrt_domain::access::{Role, Scope};
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_storage::tally::{Of, TallyRow};
use slrt_storage::{StorageError, Tx, office as offices, tally};
use std::collections::BTreeMap;

/// Which report somebody asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reported {
    /// Of an office.
    Office(OfficeId),
    /// Of all offices whose book the reader sees.
    AllOffices,
    /// Of the citizens of a village or district, at whichever office.
    Area(AreaCode),
}

impl From<OfficeId> for Reported {
    fn from(office: OfficeId) -> Self {
        Self::Office(office)
    }
}

/// What a report is about, with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReportOf {
    /// An office.
    Office(OfficeName),
    /// All offices whose book the reader sees.
    AllOffices,
    /// The citizens of a village or district.
    Area(AreaName),
}

/// How many restricted concerns were brought, as far as a number gives nobody away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protected {
    /// Fewer than [`Protected::FEWEST`], perhaps none.
    Few,
    /// So many.
    Received(i64),
}

impl Protected {
    /// The smallest number that is told.
    pub const FEWEST: i64 = 5;

    fn of(n: i64) -> Self {
        if n < Self::FEWEST { Self::Few } else { Self::Received(n) }
    }
}

/// The report for a month. What was sent on is never counted as helped.
#[derive(Debug, Clone)]
pub struct MonthView {
    /// What it is about.
    pub of: ReportOf,
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
    /// Restricted concerns received, for protection officers and the head of the agency; they are in no other number.
    pub protection: Option<Protected>,
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
    /// Closed after the citizen was told what they asked.
    pub informed: i64,
    /// Closed because another body is responsible.
    pub transferred: i64,
    /// Withdrawn by the citizen, or brought twice.
    pub withdrawn: i64,
    /// Opened again.
    pub reopened: i64,
    /// Days that offices and institutions let pass; not those of citizens, and not those of a look at the national level.
    pub overdue: i64,
    /// Open at the end of the month (of a running month: now).
    pub open_at_end: i64,
}

impl MonthRow {
    /// Needs that got an outcome in the month: the citizen said how it stands, or it ended. Not those that were withdrawn or brought twice.
    pub fn with_outcome(&self) -> i64 {
        self.helped + self.partly_helped + self.not_helped + self.declined + self.closed_unconfirmed + self.informed + self.transferred
    }

    /// How many of a hundred needs with an outcome were helped, as the citizens say; none where nothing got an outcome. Both are counted in the same
    /// month, so that it is never above a hundred.
    pub fn rate(&self) -> Option<i64> {
        let all = self.with_outcome();
        (all > 0).then(|| (self.helped * 100 + all / 2) / all)
    }

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
        self.informed += other.informed;
        self.transferred += other.transferred;
        self.withdrawn += other.withdrawn;
        self.reopened += other.reopened;
        self.overdue += other.overdue;
        self.open_at_end += other.open_at_end;
    }

    pub(super) fn count(&mut self, measure: &str, n: i64) {
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
            "closed.unconfirmed" => self.closed_unconfirmed += n,
            "closed.informed" => self.informed += n,
            "closed.transferred" => self.transferred += n,
            "closed.withdrawn" | "closed.duplicate" => self.withdrawn += n,
            "reopened" => self.reopened += n,
            "late.office" | "late.institution" => self.overdue += n,
            m if m.starts_with("recorded.") => {
                self.answered_on_behalf += n;
                self.answered_by_institution -= n;
            }
            _ => {}
        }
    }

    fn is_blank(&self) -> bool {
        *self == MonthRow { kind: self.kind.clone(), ..MonthRow::default() }
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
    "closed.unconfirmed",
    "closed.informed",
    "closed.transferred",
    "closed.withdrawn",
    "closed.duplicate",
    "reopened",
    "late.office",
    "late.institution",
    "recorded.referral_accepted",
    "recorded.referral_declined",
    "recorded.referral_more_asked",
    "recorded.referral_given",
];

/// What [`MonthRow::rate`] asks.
pub(super) const OUTCOMES: &[&str] =
    &["confirmed_helped", "confirmed_partly", "denied_help", "declined", "closed.unconfirmed", "closed.informed", "closed.transferred"];

/// The report for a month.
///
/// # Errors
/// Not found when the reader does not see that book, forbidden, or storage.
pub fn month<'a>(house: &'a House, session: &'a Session, of: impl Into<Reported>, year: i32, month: u8) -> Asked<'a, MonthView> {
    report(house, session, of.into(), year, month)
}

fn report<'a>(house: &'a House, session: &'a Session, asked: Reported, year: i32, month: u8) -> Asked<'a, MonthView> {
    Box::pin(look(house, session, asked, year, month))
}

async fn look(house: &House, session: &Session, asked: Reported, year: i32, month: u8) -> Result<MonthView, OperationError> {
    let desk = Desk::new(house, session);
    let own = offices_of(&desk, asked)?;
    let of = named(&desk, asked).ok_or_else(Refusal::not_found)?;
    let counted = match asked {
        Reported::Area(area) => Of::Area(area),
        _ => Of::Offices(&own),
    };
    // Of a month that has not begun there is nothing to count, and it may be centuries away.
    let first = Day::from_ymd(year, month, 1).filter(|first| *first <= desk.today).ok_or_else(|| Refusal::invalid("month", "unknown"))?;
    let last = (28..=31).filter_map(|d| Day::from_ymd(year, month, d)).next_back().unwrap_or(first).min(desk.today.max(first));
    let tenant = session.actor.tenant;
    let mut tx = house.db().read(tenant).await?;
    let founded = offices::profile(&mut tx, tenant).await?.ok_or_else(Refusal::not_found)?.founded_at;
    // Events may be dated back by days before the first one was written.
    let begin = desk.reference().zone.day(Instant::from_micros(founded)).plus(-366).min(first);
    let steps = tally::counts(&mut tx, tenant, counted, MEASURES, &days(first, last)).await?;
    let open = tally::sums(&mut tx, tenant, counted, "open", &days(begin, last)).await?;
    let protection = if keeps(&desk, asked, &own) {
        Some(Protected::of(tally::restricted(&mut tx, tenant, counted, &days(first, last)).await?))
    } else {
        None
    };
    let rows = by_kind(&steps, &open);
    let mut total = MonthRow::default();
    rows.iter().for_each(|r| total.add(r));
    let received = || steps.iter().filter(|r| r.measure == "opened");
    Ok(MonthView {
        of,
        month: (year, month),
        rows,
        total,
        inquiries: sum_by(steps.iter().filter(|r| r.measure == "inquiry"), |r| &r.kind),
        by_village: sum_by(received(), |r| &r.village)
            .into_iter()
            .filter_map(|(v, n)| Some((area_name(house, AreaCode::parse(&v)?), n)))
            .collect(),
        by_channel: sum_by(received(), |r| &r.channel),
        protection,
    })
}

/// The offices that a report sums up; none for one by area.
fn offices_of(desk: &Desk<'_>, asked: Reported) -> Result<Vec<OfficeId>, OperationError> {
    let own = book_offices(desk.house, desk.session)?;
    let found = match asked {
        Reported::Office(office) if own.contains(&office) => vec![office],
        Reported::AllOffices if !own.is_empty() => own,
        Reported::Area(area) if book_areas(desk.session).contains(&area) => Vec::new(),
        _ => return Err(Refusal::not_found().into()),
    };
    Ok(found)
}

fn named(desk: &Desk<'_>, asked: Reported) -> Option<ReportOf> {
    Some(match asked {
        Reported::Office(office) => ReportOf::Office(office_name(desk.reference(), office)?),
        Reported::AllOffices => ReportOf::AllOffices,
        Reported::Area(area) => ReportOf::Area(area_name(desk.house, area)),
    })
}

/// Whether the reader keeps restricted concerns, or heads the agency, in all that a report is about: they are told a number. Nobody else is.
fn keeps(desk: &Desk<'_>, asked: Reported, own: &[OfficeId]) -> bool {
    let reference = desk.reference();
    let grants = desk.session.actor.grants.iter().filter(|g| matches!(g.role, Role::ProtectionOfficer | Role::Head));
    let scopes: Vec<Scope> = grants.map(|g| g.scope).collect();
    let reaches = |scope: &Scope, office: OfficeId| match scope {
        Scope::Office(up) => reference.line(office).contains(up),
        Scope::Area(area) => reference.offices.get(&office).is_some_and(|o| area.covers(&o.area)),
        Scope::Institution(_) => false,
    };
    match asked {
        Reported::Area(area) => scopes.iter().any(|s| matches!(s, Scope::Area(wide) if wide.covers(&area))),
        _ => own.iter().all(|o| scopes.iter().any(|s| reaches(s, *o))),
    }
}

fn by_kind(steps: &[TallyRow], open: &[(String, i64)]) -> Vec<MonthRow> {
    let mut rows: BTreeMap<&str, MonthRow> = BTreeMap::new();
    for r in steps.iter().filter(|r| r.measure != "inquiry") {
        rows.entry(&r.kind).or_default().count(&r.measure, r.n);
    }
    for (kind, n) in open {
        rows.entry(kind).or_default().open_at_end += n;
    }
    let named = rows.into_iter().map(|(kind, row)| MonthRow { kind: kind.to_owned(), ..row });
    named.filter(|row| !row.is_blank()).collect()
}

/// What the needs of some offices came to on days: the numbers of a rate.
pub(super) async fn outcomes(tx: &mut Tx, desk: &Desk<'_>, offices: &[OfficeId], days: &[Day]) -> Result<MonthRow, StorageError> {
    let mut sum = MonthRow::default();
    for r in tally::counts(tx, desk.session.actor.tenant, Of::Offices(offices), OUTCOMES, days).await? {
        sum.count(&r.measure, r.n);
    }
    Ok(sum)
}

fn days(first: Day, last: Day) -> Vec<Day> {
    (0..=last.since(first).max(0)).map(|n| first.plus(n)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_of_needs_with_an_outcome_and_never_above_a_hundred() {
        let row = MonthRow { received: 1, referred: 7, given_by_institution: 5, helped: 3, ..MonthRow::default() };
        assert_eq!(row.rate(), Some(100), "those of earlier months, too");
        let row = MonthRow { partly_helped: 1, declined: 2, closed_unconfirmed: 1, informed: 1, withdrawn: 9, ..row };
        assert_eq!((row.with_outcome(), row.rate()), (8, Some(38)));
        assert_eq!(MonthRow { received: 4, referred: 4, withdrawn: 1, ..MonthRow::default() }.rate(), None);
    }

    #[test]
    fn each_way_of_closing_and_each_side_of_a_late_day_has_its_own_number() {
        let mut row = MonthRow::default();
        for measure in MEASURES.iter().chain(&["closed", "closed.partly_helped", "deadline_passed", "late.citizen", "late.center"]) {
            row.count(measure, 1);
        }
        assert_eq!((row.closed_unconfirmed, row.informed, row.transferred, row.withdrawn, row.overdue), (1, 1, 1, 2, 2));
    }

    #[test]
    fn a_small_number_of_restricted_concerns_is_not_told() {
        for (n, want) in [(0, Protected::Few), (4, Protected::Few), (5, Protected::Received(5)), (12, Protected::Received(12))] {
            assert_eq!(Protected::of(n), want);
        }
    }
}
