//! Time: instants, days in a tenant's time zone, and working days.

mod working;
pub use working::*;

use time::{Date, Duration, Month, OffsetDateTime, format_description::well_known::Iso8601};

/// A moment, in microseconds since 1970-01-01 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(i64);

impl Instant {
    /// From microseconds since 1970-01-01 UTC.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }
    /// Microseconds since 1970-01-01 UTC.
    pub const fn micros(self) -> i64 {
        self.0
    }
    /// Later (or earlier) by seconds.
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }
    /// RFC 3339 in UTC, as the API writes it.
    pub fn rfc3339(self) -> String {
        let t = self.utc();
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:06}Z",
            t.year(),
            u8::from(t.month()),
            t.day(),
            t.hour(),
            t.minute(),
            t.second(),
            t.microsecond()
        )
    }
    /// Reads RFC 3339.
    pub fn parse_rfc3339(text: &str) -> Option<Self> {
        let t = OffsetDateTime::parse(text, &time::format_description::well_known::Rfc3339).ok()?;
        i64::try_from(t.unix_timestamp_nanos() / 1000).ok().map(Self)
    }
    fn utc(self) -> OffsetDateTime {
        OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1000).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

/// A time zone of Indonesia: WIB, WITA or WIT. Which one holds in a province is dated data, and so is which one holds in a tenant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// Abbreviation that people know: `WIB`. Of a tenant, the one of its founding.
    pub name: String,
    /// Minutes east of UTC.
    pub offset_minutes: i32,
    /// Zones that came later, each from a moment on.
    changes: Vec<(Instant, String, i32)>,
}

impl Zone {
    /// A zone that holds for ever.
    pub fn new(name: impl Into<String>, offset_minutes: i32) -> Self {
        Self { name: name.into(), offset_minutes, changes: Vec::new() }
    }

    /// The same until a day, on which another one begins; what was planned for later days is planned no more.
    pub fn change(&mut self, from: Day, name: &str, offset_minutes: i32) {
        let at = begins(from, offset_minutes);
        self.changes.retain(|(planned, ..)| *planned < at);
        self.changes.push((at, name.to_owned(), offset_minutes));
    }

    fn offset_at(&self, at: Instant) -> i32 {
        self.changes.iter().rev().find(|(from, ..)| *from <= at).map_or(self.offset_minutes, |c| c.2)
    }

    /// Its abbreviation at a moment.
    pub fn name_at(&self, at: Instant) -> &str {
        self.changes.iter().rev().find(|(from, ..)| *from <= at).map_or(&self.name, |c| &c.1)
    }

    /// The local day and time of a moment: (day, hour, minute).
    pub fn local(&self, at: Instant) -> (Day, u8, u8) {
        let t = at.plus_seconds(i64::from(self.offset_at(at)) * 60).utc();
        (Day(t.date()), t.hour(), t.minute())
    }
    /// The local day of a moment.
    pub fn day(&self, at: Instant) -> Day {
        self.local(at).0
    }
    /// The moment at which a local day begins.
    pub fn start_of(&self, day: Day) -> Instant {
        let later = self.changes.iter().rev().map(|(from, _, offset)| (*from, begins(day, *offset)));
        later.into_iter().find(|(from, start)| start >= from).map_or_else(|| begins(day, self.offset_minutes), |(_, start)| start)
    }
}

fn begins(day: Day, offset_minutes: i32) -> Instant {
    let utc = day.0.midnight().assume_utc().unix_timestamp();
    Instant((utc - i64::from(offset_minutes) * 60) * 1_000_000)
}

#[cfg(test)]
mod zones {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_zone_changes_on_a_day() {
        let day = |text| Day::parse(text).unwrap();
        let at = |text| Instant::parse_rfc3339(text).unwrap();
        for (from, to) in [(("WIB", 420), ("WITA", 480)), (("WIT", 540), ("WITA", 480))] {
            let mut zone = Zone::new(from.0, from.1);
            let before = zone.clone();
            zone.change(day("2027-03-01"), "WIT", 540);
            zone.change(day("2027-01-01"), to.0, to.1);
            let starts: Vec<Instant> = (0..5).map(|n| zone.start_of(day("2026-12-30").plus(n))).collect();
            assert!(starts.is_sorted(), "{starts:?}");
            for (n, start) in (0..5).zip(&starts) {
                assert_eq!(zone.day(*start), day("2026-12-30").plus(n));
                assert_eq!(zone.day(start.plus_seconds(-3601)), day("2026-12-30").plus(n - 1));
            }
            assert_eq!(zone.start_of(day("2026-12-31")), before.start_of(day("2026-12-31")));
            assert_eq!((zone.name_at(at("2026-12-31T12:00:00Z")), zone.name_at(at("2027-06-01T00:00:00Z"))), (from.0, to.0));
        }
    }
}

/// A civil day in the tenant's time zone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

impl Day {
    /// Reads `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Self> {
        Date::parse(text, &Iso8601::DATE).ok().filter(|_| text.len() == 10).map(Self)
    }
    /// From year, month (1–12) and day of month.
    pub fn from_ymd(year: i32, month: u8, day: u8) -> Option<Self> {
        Date::from_calendar_date(year, Month::try_from(month).ok()?, day).ok().map(Self)
    }
    /// `YYYY-MM-DD`, as tables keep it.
    pub fn iso(self) -> String {
        let (year, month, day) = (self.0.year(), u32::from(u8::from(self.0.month())), u32::from(self.0.day()));
        let Some(year) = u32::try_from(year).ok().filter(|y| *y <= 9999) else { return format!("{year:04}-{month:02}-{day:02}") };
        // Every row has days: digits one by one take a tenth of what formatting does.
        let places = [year / 1000, year / 100, year / 10, year, 0, month / 10, month, 0, day / 10, day];
        places.iter().enumerate().map(|(i, n)| if i == 4 || i == 7 { '-' } else { char::from_digit(n % 10, 10).unwrap_or('0') }).collect()
    }
    /// Later (or earlier) by whole days.
    pub fn plus(self, days: i64) -> Self {
        self.0.checked_add(Duration::days(days)).map_or(self, Self)
    }
    /// Days from `earlier` to this one.
    pub fn since(self, earlier: Day) -> i64 {
        (self.0 - earlier.0).whole_days()
    }
    /// Year.
    pub fn year(self) -> i32 {
        self.0.year()
    }
    /// Month, 1 to 12.
    pub fn month(self) -> u8 {
        u8::from(self.0.month())
    }
    /// Day of the month.
    pub fn day(self) -> u8 {
        self.0.day()
    }
    /// Day of the week, Monday 1 to Sunday 7.
    pub fn weekday(self) -> u8 {
        self.0.weekday().number_from_monday()
    }
    /// Completed years from a birth day to this day.
    pub fn age_of(self, born: Day) -> i32 {
        let before_birthday = (self.month(), self.day()) < (born.month(), born.day());
        self.year() - born.year() - i32::from(before_birthday)
    }
}

impl std::fmt::Debug for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.iso())
    }
}
