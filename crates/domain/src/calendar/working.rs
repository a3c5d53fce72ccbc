//! Working days: Monday to Friday without the tenant's holidays.

use super::Day;
use std::collections::BTreeSet;

/// The holidays that a tenant keeps (national, joint leave, local), as data.
#[derive(Debug, Clone, Default)]
pub struct WorkingCalendar {
    holidays: BTreeSet<Day>,
}

impl WorkingCalendar {
    /// A calendar with these days off besides Saturday and Sunday.
    pub fn new(holidays: impl IntoIterator<Item = Day>) -> Self {
        Self { holidays: holidays.into_iter().collect() }
    }

    /// Whether offices are open.
    pub fn is_working(&self, day: Day) -> bool {
        day.weekday() < 6 && !self.holidays.contains(&day)
    }

    /// The day on which `count` working days have passed after `start`; with 0, `start` itself or the first working day after it.
    pub fn after(&self, start: Day, count: u32) -> Day {
        let mut day = start;
        let mut left = count;
        while left > 0 {
            day = day.plus(1);
            if self.is_working(day) {
                left -= 1;
            }
        }
        while !self.is_working(day) {
            day = day.plus(1);
        }
        day
    }

    /// Working days in the half-open interval after `from` up to and including `to`; negative when `to` is earlier.
    pub fn between(&self, from: Day, to: Day) -> i64 {
        let (a, b, sign) = if from <= to { (from, to, 1) } else { (to, from, -1) };
        let mut n = 0;
        let mut day = a;
        while day < b {
            day = day.plus(1);
            n += i64::from(self.is_working(day));
        }
        n * sign
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn weekends_and_holidays_do_not_count() {
        let c = WorkingCalendar::new([day("2026-12-25")]);
        for (start, n, want) in [
            ("2026-11-20", 1, "2026-11-23"), // Friday to Monday
            ("2026-11-21", 0, "2026-11-23"), // Saturday itself is no working day
            ("2026-12-24", 1, "2026-12-28"), // Christmas on a Friday
            ("2026-11-23", 5, "2026-11-30"),
        ] {
            assert_eq!(c.after(day(start), n), day(want), "{start} + {n}");
        }
        assert_eq!(c.between(day("2026-11-20"), day("2026-11-30")), 6);
        assert_eq!(c.between(day("2026-11-30"), day("2026-11-20")), -6);
    }
}
