//! What a regency may set: dated ahead, with a source, in codes that the catalogue knows, and never over what has been in force.

use super::{OwnContent, OwnDeadline, OwnProgram, OwnReason, OwnRow, OwnSort};
use crate::calendar::Day;
use crate::case::ConcernState;
use crate::journal::{Refusal, RefusalKind};
use crate::program::{Catalog, Fact, LimitUnit, Reason, Words};

/// The most rows that a regency has of its own: all of them stand in memory.
pub const MOST_ROWS: usize = 2000;

/// What a reason may be for.
pub const PURPOSES: &[&str] = &[
    "decline_decision",
    "return",
    "institution_decline",
    "institution_documents",
    "take_back",
    "close",
    "withdraw",
    "not_helped",
    "transfer",
    "wait_center",
    "extend",
    "late_entry",
    "reveal",
];

/// For which time an amount is.
pub const PERIODS: &[&str] = &["once", "day", "month", "semester", "year"];

/// Reasons with which something is refused: the citizen is told how to appeal and what else may help.
const REFUSING: &[&str] = &["decline_decision", "institution_decline"];
/// Addresses of pages beside those of programs.
const RESERVED: &[&str] = &["periksa", "kelompok"];

const LINE: usize = 200;
const TEXT: usize = 1000;
const FACTS: usize = 40;
/// A year of working days, and more than any standard gives.
const MOST_DAYS: u32 = 250;

impl OwnRow {
    /// Refuses a row that cannot be set today beside those that are known.
    ///
    /// # Errors
    /// `Changed` when another version of it was seen; `WrongState` for a version that has begun; `Invalid` with the field.
    pub fn check(&self, known: &[OwnRow], catalog: &Catalog, today: Day) -> Result<(), Refusal> {
        let before = known.iter().find(|r| r.is_of(self.sort(), &self.code) && r.valid_from == self.valid_from);
        if self.revision != before.map_or(0, |b| b.revision) + 1 {
            return Err(Refusal::new(RefusalKind::Changed));
        }
        if let Some(before) = before.filter(|b| b.has_begun(today)) {
            return self.check_ending(before, today);
        }
        match before {
            // Taken back: nothing else about it changes.
            Some(before) if self.withdrawn => {
                let same = OwnRow { withdrawn: false, revision: self.revision, ..before.clone() };
                let taken_back = !before.withdrawn && *self == OwnRow { withdrawn: true, ..same };
                return if taken_back { Ok(()) } else { Err(begun("own-withdrawn")) };
            }
            None if self.withdrawn => return Err(Refusal::not_found()),
            None if known.len() >= MOST_ROWS => return Err(Refusal::invalid("code", "own-too-many")),
            _ => {}
        }
        self.check_days(today)?;
        required("source", &self.source, LINE)?;
        self.check_url()?;
        self.check_content(catalog)
    }

    /// A version that has begun keeps everything but its last day, which is today or later.
    fn check_ending(&self, before: &OwnRow, today: Day) -> Result<(), Refusal> {
        if before.sort() == OwnSort::Holiday || before.valid_to.is_some_and(|to| to < today) {
            return Err(begun("own-over"));
        }
        let kept = OwnRow { valid_to: self.valid_to, revision: self.revision, ..before.clone() };
        if kept != *self {
            return Err(begun("own-begun"));
        }
        match self.valid_to {
            None => Err(Refusal::invalid("valid_to", "missing")),
            Some(to) if to < today => Err(Refusal::invalid("valid_to", "past")),
            Some(_) => Ok(()),
        }
    }

    fn check_days(&self, today: Day) -> Result<(), Refusal> {
        if self.valid_from < today {
            return Err(Refusal::invalid("valid_from", "own-past"));
        }
        if self.valid_to.is_some_and(|to| to < self.valid_from) {
            return Err(Refusal::invalid("valid_to", "before"));
        }
        let one_day = self.sort() != OwnSort::Holiday || (self.valid_to == Some(self.valid_from) && self.code == self.valid_from.iso());
        if one_day { Ok(()) } else { Err(Refusal::invalid("code", "own-unknown")) }
    }

    fn check_url(&self) -> Result<(), Refusal> {
        let rest = self.url.strip_prefix("https://").or_else(|| self.url.strip_prefix("http://"));
        let good =
            self.url.is_empty() || rest.is_some_and(|r| !r.is_empty() && !self.url.contains(|c: char| c.is_whitespace() || c.is_control()));
        if !good {
            return Err(Refusal::invalid("url", "address"));
        }
        short_enough("url", &self.url, LINE)
    }

    fn check_content(&self, catalog: &Catalog) -> Result<(), Refusal> {
        if self.sort() != OwnSort::Holiday && !is_code(&self.code) {
            return Err(Refusal::invalid("code", if self.code.is_empty() { "own-missing" } else { "own-characters" }));
        }
        match &self.content {
            OwnContent::Program(p) if !RESERVED.contains(&self.code.as_str()) => p.check(catalog),
            OwnContent::Program(_) => Err(Refusal::invalid("code", "own-taken")),
            OwnContent::Reason(r) => r.check(&self.code, catalog),
            OwnContent::Deadline(d) => d.check(&self.code, catalog),
            OwnContent::Holiday(h) => words("name", &h.name, LINE),
            OwnContent::Absent(sort) => is_known(*sort, &self.code, catalog),
        }
    }
}

/// What was in force stays as it was.
fn begun(detail: &str) -> Refusal {
    Refusal { field: Some("valid_from"), ..Refusal::wrong_state(detail) }
}

/// Only what ships can be taken away here; the standard of time cannot.
fn is_known(sort: OwnSort, code: &str, catalog: &Catalog) -> Result<(), Refusal> {
    let known = match sort {
        OwnSort::Program => catalog.programs.iter().any(|p| p.code == code),
        OwnSort::Reason => catalog.reasons.iter().any(|r| r.code == code && PURPOSES.contains(&r.purpose.as_str())),
        OwnSort::Holiday => catalog.holidays.iter().any(|h| h.day.iso() == code),
        OwnSort::Deadline => false,
    };
    if known { Ok(()) } else { Err(Refusal::invalid("code", "own-unknown")) }
}

impl OwnProgram {
    fn check(&self, catalog: &Catalog) -> Result<(), Refusal> {
        words("name", &self.name, LINE)?;
        required("short", &self.short, 30)?;
        required("provider", &self.provider, LINE)?;
        words("summary", &self.summary, TEXT)?;
        if self.sectors.is_empty() {
            return Err(Refusal::invalid("sectors", "missing"));
        }
        if self.sectors.iter().any(|s| !catalog.sectors.iter().any(|k| k.code == *s)) {
            return Err(Refusal::invalid("sectors", "unknown"));
        }
        if self.institution.is_empty() {
            return Err(Refusal::invalid("institution", "missing"));
        }
        if catalog.institution(&self.institution).is_none() {
            return Err(Refusal::invalid("institution", "unknown"));
        }
        if self.documents.iter().any(|d| !catalog.documents.iter().any(|k| k.code == *d)) {
            return Err(Refusal::invalid("documents", "unknown"));
        }
        if self.facts.len() > FACTS {
            return Err(Refusal::invalid("facts", "out-of-range"));
        }
        self.facts.iter().try_for_each(check_fact)
    }
}

fn check_fact(fact: &Fact) -> Result<(), Refusal> {
    words("facts", &fact.text, TEXT)?;
    required("source", &fact.source, 2 * LINE + 2)?;
    if fact.amount.is_some_and(|a| !(1..=1_000_000_000_000).contains(&a)) {
        return Err(Refusal::invalid("amount", "out-of-range"));
    }
    let per = fact.per.as_deref();
    if fact.amount.is_some() != per.is_some() || per.is_some_and(|p| !PERIODS.contains(&p)) {
        return Err(Refusal::invalid("per", if per.is_none() { "missing" } else { "unknown" }));
    }
    if fact.decile_max.is_some_and(|d| !(1..=10).contains(&d)) {
        return Err(Refusal::invalid("facts", "out-of-range"));
    }
    short_enough("facts", fact.component.as_deref().unwrap_or_default(), LINE)
}

impl OwnReason {
    fn check(&self, code: &str, catalog: &Catalog) -> Result<(), Refusal> {
        if !PURPOSES.contains(&self.purpose.as_str()) {
            return Err(Refusal::invalid("purpose", if self.purpose.is_empty() { "missing" } else { "unknown" }));
        }
        if catalog.reasons.iter().any(|r| r.code == code && r.purpose != self.purpose) {
            return Err(Refusal::invalid("code", "own-taken"));
        }
        words("name", &self.name, LINE)?;
        if REFUSING.contains(&self.purpose.as_str()) {
            required("appeal", &self.appeal.id, TEXT)?;
            required("what_else", &self.what_else.id, TEXT)?;
        }
        for (field, said) in [("appeal", &self.appeal), ("what_else", &self.what_else)] {
            short_enough(field, &said.id, TEXT)?;
            short_enough(field, &said.en, TEXT)?;
        }
        if closes_well(&self.purpose, self.closes_as, self.words_required) { Ok(()) } else { Err(Refusal::invalid("purpose", "unknown")) }
    }
}

/// Only what closes a need says in which final state, and only in one that rests on no decision.
fn closes_well(purpose: &str, closes_as: Option<ConcernState>, words_required: bool) -> bool {
    let closing = purpose == "close" || (closes_as.is_none() && !words_required);
    closing && closes_as.is_none_or(|s| s.is_final() && s != ConcernState::NotEligible)
}

impl Reason {
    /// Whether it says rightly how a need is closed with it.
    pub fn closes_well(&self) -> bool {
        closes_well(&self.purpose, self.closes_as, self.words_required)
    }
}

impl OwnDeadline {
    fn check(&self, code: &str, catalog: &Catalog) -> Result<(), Refusal> {
        // No kind of need asks for another rule than those that ship.
        if !catalog.deadlines.iter().any(|d| d.code == code) {
            return Err(Refusal::invalid("code", "own-unknown"));
        }
        words("name", &self.name, LINE)?;
        let most = match self.unit {
            LimitUnit::WorkingDays => MOST_DAYS,
            LimitUnit::CalendarDays => 365,
            LimitUnit::Minutes => 480,
            LimitUnit::Months => 12,
        };
        if !(1..=most).contains(&self.limit) {
            return Err(Refusal::invalid("total", "out-of-range"));
        }
        let s = &self.stages;
        let own = s.verify_days.saturating_add(s.handle_days).saturating_add(s.decide_days);
        if own > s.total_days {
            return Err(Refusal::invalid("respond_days", "own-longer"));
        }
        if s.institution_days > MOST_DAYS {
            return Err(Refusal::invalid("institution_days", "out-of-range"));
        }
        if self.extension_days.is_some_and(|d| d > MOST_DAYS) {
            return Err(Refusal::invalid("extension_days", "out-of-range"));
        }
        Ok(())
    }
}

/// Codes are permanent: lower-case letters, digits and hyphens, beginning with a letter.
fn is_code(code: &str) -> bool {
    code.len() <= 60
        && code.starts_with(|c: char| c.is_ascii_lowercase())
        && code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

fn words(field: &'static str, words: &Words, most: usize) -> Result<(), Refusal> {
    required(field, &words.id, most)?;
    required(field, &words.en, most)
}

fn required(field: &'static str, text: &str, most: usize) -> Result<(), Refusal> {
    if text.trim().is_empty() { Err(Refusal::invalid(field, "missing")) } else { short_enough(field, text, most) }
}

fn short_enough(field: &'static str, text: &str, most: usize) -> Result<(), Refusal> {
    if text.chars().count() <= most { Ok(()) } else { Err(Refusal::invalid(field, "too-long")) }
}
