//! All of the catalogue, and how it is looked up.

use super::{
    Chain, Deadline, Holiday, InstitutionKind, Kind, LateEntry, LocalTerms, Named, Order, Package, Program, Reason, Search, Sector,
    Urgency, Waiting, ZoneRule,
};
use crate::calendar::{Day, Zone};
use crate::case::{ConcernState, TurnRole};
use std::collections::BTreeMap;

/// Everything of `catalog/`, by code.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// Sectors in order.
    pub sectors: Vec<Sector>,
    /// Programs in order.
    pub programs: Vec<Program>,
    /// Kinds by code.
    pub kinds: BTreeMap<String, Kind>,
    /// Categories A–F.
    pub categories: Vec<Named>,
    /// Deadlines, all versions.
    pub deadlines: Vec<Deadline>,
    /// How long a need may wait for others before somebody looks again.
    pub waiting: Waiting,
    /// How late something may be entered, all versions.
    pub late_entries: Vec<LateEntry>,
    /// How much time an urgent need gets, all versions.
    pub urgencies: Vec<Urgency>,
    /// In which order capacities are looked through, all versions.
    pub orders: Vec<Order>,
    /// Chains, all versions.
    pub chains: Vec<Chain>,
    /// Reasons in order.
    pub reasons: Vec<Reason>,
    /// Kinds of documents.
    pub documents: Vec<Named>,
    /// Kinds of institutions.
    pub institutions: Vec<InstitutionKind>,
    /// The 26 PPKS.
    pub ppks: Vec<Named>,
    /// The 12 PSKS.
    pub psks: Vec<Named>,
    /// Holidays.
    pub holidays: Vec<Holiday>,
    /// Time zones.
    pub zones: Vec<ZoneRule>,
    /// Packages of roles.
    pub packages: Vec<Package>,
    /// Role names.
    pub roles: Vec<Named>,
    /// Local words.
    pub local_terms: Vec<LocalTerms>,
}

impl Catalog {
    /// The program of a code in force on a day.
    pub fn program(&self, code: &str, day: Day) -> Option<&Program> {
        self.programs
            .iter()
            .filter(|p| p.code == code && p.valid_from <= day && p.valid_to.is_none_or(|to| day <= to))
            .max_by_key(|p| p.valid_from)
    }

    /// The deadline rule of a code in force on a day, else `umum`, which a catalogue always has; before its first day its first version holds.
    pub fn deadline(&self, code: &str, day: Day) -> Option<&Deadline> {
        let pick = |code: &str| self.deadlines.iter().filter(|d| d.code == code && d.valid_from <= day).max_by_key(|d| d.valid_from);
        let first = || self.deadlines.iter().filter(|d| d.code == "umum").min_by_key(|d| d.valid_from);
        pick(code).or_else(|| pick("umum")).or_else(first)
    }

    /// Whether the holidays of a day's year are not settled: no decree was read of some of them, or none are known. A due day in it is an estimate.
    pub fn is_estimated(&self, day: Day) -> bool {
        let mut of_year = self.holidays.iter().filter(|h| h.day.year() == day.year()).peekable();
        of_year.peek().is_none() || of_year.any(|h| !h.verified)
    }

    /// How late something may be entered on a day; before its first day the first version holds. Without any, nothing may be dated back.
    pub fn late_entry(&self, day: Day) -> Option<&LateEntry> {
        in_force(self.late_entries.iter(), day, |l| l.valid_from)
    }

    /// The working days of a stage for an urgent need, by the version of a day; without any, it gets no more and no less than others.
    pub fn urgent_days(&self, days: u32, day: Day) -> u32 {
        let percent = in_force(self.urgencies.iter(), day, |u| u.valid_from).map_or(100, |u| u.percent);
        u32::try_from(u64::from(days) * u64::from(percent) / 100).unwrap_or(days)
    }

    /// The capacities that are looked through on a day, first to last; without any, nobody is looked for.
    pub fn order(&self, search: Search, day: Day) -> &[TurnRole] {
        in_force(self.orders.iter().filter(|o| o.search == search), day, |o| o.valid_from).map_or(&[], |o| &o.roles)
    }

    /// Whether a need that is closed with a reason is a duplicate of another one, which goes on.
    pub fn closes_as_duplicate(&self, reason: &str) -> bool {
        self.reasons.iter().any(|r| r.purpose == "close" && r.code == reason && r.closes_as == Some(ConcernState::Duplicate))
    }

    /// The chain of a code at a kind of office on a day. A chain made for another kind of office gives way to the one it names for that case; if it
    /// names none it holds there too, its steps being looked for in the offices above. None only for a code that was never known.
    pub fn chain(&self, code: &str, office_kind: &str, day: Day) -> Option<&Chain> {
        let newest = |code: &str, fits: &dyn Fn(&Chain) -> bool| {
            self.chains.iter().filter(|c| c.code == code && c.valid_from <= day && fits(c)).max_by_key(|c| c.valid_from)
        };
        let fitting = newest(code, &|c| c.is_for(office_kind)).or_else(|| newest(code, &|c| c.office_kind == "any"));
        fitting.or_else(|| {
            let own = newest(code, &|_| true)?;
            own.otherwise.as_deref().and_then(|other| newest(other, &|_| true)).or(Some(own))
        })
    }

    /// A reason by purpose and code that may be chosen on a day.
    pub fn reason(&self, purpose: &str, code: &str, day: Day) -> Option<&Reason> {
        self.reasons_on(purpose, day).find(|r| r.code == code)
    }

    /// The reasons for a purpose that may be chosen on a day, in order.
    pub fn reasons_on(&self, purpose: &str, day: Day) -> impl Iterator<Item = &Reason> {
        self.reasons_for(purpose).filter(move |r| r.valid_from <= day && r.valid_to.is_none_or(|to| day <= to))
    }

    /// The reasons for a purpose in order, all versions.
    pub fn reasons_for(&self, purpose: &str) -> impl Iterator<Item = &Reason> {
        self.reasons.iter().filter(move |r| r.purpose == purpose)
    }

    /// What a reason of a code said on a day, whatever it is a reason for; the nearest version where none held.
    pub fn reason_words(&self, code: &str, day: Day) -> Option<&Reason> {
        in_force(self.reasons.iter().filter(|r| r.code == code), day, |r| r.valid_from)
    }

    /// The programs in force on a day, in order.
    pub fn programs_on(&self, day: Day) -> impl Iterator<Item = &Program> {
        self.programs.iter().filter(move |p| self.program(&p.code, day).is_some_and(|current| std::ptr::eq(current, *p)))
    }

    /// A kind of institution.
    pub fn institution(&self, code: &str) -> Option<&InstitutionKind> {
        self.institutions.iter().find(|i| i.code == code)
    }

    /// The time zone of an area (a code without dots) on a day.
    pub fn zone(&self, area: &str, day: Day) -> Option<Zone> {
        let rules = self.zones.iter().filter(|z| area.starts_with(&z.province) && z.valid_from <= day);
        rules.max_by_key(|z| z.valid_from).map(|z| Zone::new(z.name.clone(), z.offset_minutes))
    }

    /// The local words of an area (a code without dots); the longest prefix wins.
    pub fn terms(&self, area: &str) -> Option<&LocalTerms> {
        self.local_terms.iter().filter(|t| area.starts_with(&t.area)).max_by_key(|t| t.area.len())
    }
}

/// The version that holds on a day: the newest that has begun, else the first.
fn in_force<'a, T>(rows: impl Iterator<Item = &'a T> + Clone, day: Day, from: impl Fn(&T) -> Day) -> Option<&'a T> {
    rows.clone().filter(|r| from(r) <= day).max_by_key(|r| from(r)).or_else(|| rows.min_by_key(|r| from(r)))
}
