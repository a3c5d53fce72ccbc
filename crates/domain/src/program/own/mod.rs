//! A regency's own rows beside the catalogue that ships with the program: programs, reasons, deadlines, holidays. Each is a dated version of a code, which
//! comes before the shipped one from its first day on.

mod check;
#[cfg(test)]
mod tests;

pub use check::{MOST_ROWS, PERIODS, PURPOSES};

use super::{Basis, Catalog, Deadline, Fact, Holiday, LimitUnit, Program, ProviderLevel, Reason, Stages, Words};
use crate::calendar::Day;
use crate::case::ConcernState;
use std::collections::{BTreeMap, BTreeSet};

crate::coded! {
    /// Of what sort a row is.
    pub enum OwnSort {
        /// A program.
        Program = "program",
        /// A coded reason.
        Reason = "reason",
        /// A deadline.
        Deadline = "deadline",
        /// A day on which offices are closed, or open in spite of the shipped calendar.
        Holiday = "holiday",
    }
}

/// One dated version of a row of the regency's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnRow {
    /// Code; of a holiday its day, `YYYY-MM-DD`.
    pub code: String,
    /// First day on which it holds.
    pub valid_from: Day,
    /// Last day. After it the shipped row of the code holds again, if there is one.
    pub valid_to: Option<Day>,
    /// What it rests on: the decree, in words.
    pub source: String,
    /// Where that can be read; may be empty.
    pub url: String,
    /// Whether it was taken back before it began.
    pub withdrawn: bool,
    /// Raised by every change of the same sort, code and first day.
    pub revision: i64,
    /// What it says.
    pub content: OwnContent,
}

/// What a row says besides its code, days and source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OwnContent {
    /// A program.
    Program(Box<OwnProgram>),
    /// A reason.
    Reason(OwnReason),
    /// A deadline.
    Deadline(OwnDeadline),
    /// A holiday.
    Holiday(OwnHoliday),
    /// The shipped row of this sort and code does not hold here: a program is not offered, a reason not chosen, a holiday worked on.
    Absent(OwnSort),
}

/// A program of the regency, its villages, BAZNAS, a company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnProgram {
    /// Short name.
    pub short: String,
    /// Name.
    pub name: Words,
    /// Who provides it.
    pub provider: String,
    /// Whose program it is.
    pub provider_level: ProviderLevel,
    /// What it is, without amounts.
    pub summary: Words,
    /// Sectors it belongs to.
    pub sectors: Vec<String>,
    /// Kind of institution that serves it.
    pub institution: String,
    /// Documents usually asked for.
    pub documents: Vec<String>,
    /// When somebody last compared it with its source.
    pub last_checked: Day,
    /// Amounts, criteria, documents, channels.
    pub facts: Vec<Fact>,
}

impl OwnProgram {
    /// What a program says besides its code and days.
    pub fn of(p: &Program) -> Self {
        Self {
            short: p.short.clone(),
            name: p.name.clone(),
            provider: p.provider.clone(),
            provider_level: p.provider_level,
            summary: p.summary.clone(),
            sectors: p.sectors.clone(),
            institution: p.institution.clone(),
            documents: p.documents.clone(),
            last_checked: p.last_checked,
            facts: p.facts.clone(),
        }
    }
}

/// A coded reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnReason {
    /// What it is a reason for.
    pub purpose: String,
    /// In words.
    pub name: Words,
    /// How to appeal.
    pub appeal: Words,
    /// What else may help.
    pub what_else: Words,
    /// The state in which a need is closed with it.
    pub closes_as: Option<ConcernState>,
    /// Whether it says nothing without words.
    pub words_required: bool,
}

impl OwnReason {
    /// What a reason says besides its code and days.
    pub fn of(r: &Reason) -> Self {
        Self {
            purpose: r.purpose.clone(),
            name: r.name.clone(),
            appeal: r.appeal.clone(),
            what_else: r.what_else.clone(),
            closes_as: r.closes_as,
            words_required: r.words_required,
        }
    }
}

/// A deadline of the regency's own standard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnDeadline {
    /// Name.
    pub name: Words,
    /// The limit as the standard has it.
    pub limit: u32,
    /// In what it counts.
    pub unit: LimitUnit,
    /// Working days of each stage.
    pub stages: Stages,
    /// Working days by which the standard allows it to be prolonged once, with a reason.
    pub extension_days: Option<u32>,
}

impl OwnDeadline {
    /// What a deadline says besides its code and days.
    pub fn of(d: &Deadline) -> Self {
        Self { name: d.name.clone(), limit: d.limit, unit: d.unit, stages: d.stages(), extension_days: d.extension_days }
    }
}

/// A day off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnHoliday {
    /// Name.
    pub name: Words,
    /// Whether it is a day of joint leave.
    pub joint_leave: bool,
}

impl OwnHoliday {
    /// What a holiday says besides its day.
    pub fn of(h: &Holiday) -> Self {
        Self { name: Words { id: h.name.clone(), en: h.name_en.clone() }, joint_leave: h.joint_leave }
    }
}

crate::coded! {
    /// How a row stands on a day.
    pub enum Standing {
        /// It has not begun: it may be corrected or taken back.
        Coming = "coming",
        /// It holds.
        Holding = "holding",
        /// It is over, by its last day or because a later version began.
        Over = "over",
        /// It was taken back before it began.
        Withdrawn = "withdrawn",
    }
}

impl OwnRow {
    /// Of what sort it is.
    pub fn sort(&self) -> OwnSort {
        match &self.content {
            OwnContent::Program(_) => OwnSort::Program,
            OwnContent::Reason(_) => OwnSort::Reason,
            OwnContent::Deadline(_) => OwnSort::Deadline,
            OwnContent::Holiday(_) => OwnSort::Holiday,
            OwnContent::Absent(sort) => *sort,
        }
    }

    /// Whether both are versions of the same thing.
    pub fn is_of(&self, sort: OwnSort, code: &str) -> bool {
        self.sort() == sort && self.code == code
    }

    /// Whether it may have been in force: from its first day on it never changes, but that it may end.
    pub fn has_begun(&self, today: Day) -> bool {
        !self.withdrawn && self.valid_from <= today
    }

    /// How it stands on a day among all rows.
    pub fn standing(&self, all: &[OwnRow], today: Day) -> Standing {
        let later = |r: &OwnRow| r.is_of(self.sort(), &self.code) && r.has_begun(today) && r.valid_from > self.valid_from;
        match () {
            () if self.withdrawn => Standing::Withdrawn,
            () if self.valid_from > today => Standing::Coming,
            () if self.valid_to.is_some_and(|to| to < today) || all.iter().any(later) => Standing::Over,
            () => Standing::Holding,
        }
    }

    /// Where it stands, as facts and rules show it.
    pub fn whole_source(&self) -> String {
        if self.url.is_empty() { self.source.clone() } else { format!("{}; {}", self.source, self.url) }
    }
}

/// Days from one to another, or without an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Span {
    from: Day,
    to: Option<Day>,
}

/// The own versions of one code, with the days on which each holds: it ends where a later one begins.
struct Versions<'a>(Vec<(Span, &'a OwnRow)>);

impl<'a> Versions<'a> {
    /// Of rows in the order of their first days.
    fn of(rows: Vec<&'a OwnRow>) -> Self {
        let next = rows.iter().skip(1).map(|r| Some(r.valid_from.plus(-1))).chain([None]);
        let span = |(row, next): (&&'a OwnRow, Option<Day>)| {
            let to = [row.valid_to, next].into_iter().flatten().min();
            let span = Span { from: row.valid_from, to };
            (to.is_none_or(|to| row.valid_from <= to)).then_some((span, *row))
        };
        Self(rows.iter().zip(next).filter_map(span).collect())
    }

    /// What they leave of some days.
    fn gaps(&self, whole: Span) -> Vec<Span> {
        let mut left = Vec::new();
        let mut from = Some(whole.from);
        for (span, _) in &self.0 {
            let Some(start) = from else { break };
            if whole.to.is_some_and(|to| to < span.from) {
                break;
            }
            if start < span.from {
                left.push(Span { from: start, to: Some(span.from.plus(-1)) });
            }
            from = span.to.map(|to| start.max(to.plus(1)));
        }
        if let Some(start) = from.filter(|start| whole.to.is_none_or(|to| *start <= to)) {
            left.push(Span { from: start, to: whole.to });
        }
        left
    }
}

/// The own rows of a sort, by code.
fn by_code(own: &[OwnRow], sort: OwnSort) -> BTreeMap<&str, Versions<'_>> {
    let mut rows: BTreeMap<&str, Vec<&OwnRow>> = BTreeMap::new();
    for row in own.iter().filter(|r| r.sort() == sort && !r.withdrawn) {
        rows.entry(&row.code).or_default().push(row);
    }
    rows.values_mut().for_each(|versions| versions.sort_by_key(|r| r.valid_from));
    rows.into_iter().map(|(code, rows)| (code, Versions::of(rows))).collect()
}

/// A row that has days on which it holds.
trait Dated: Clone {
    fn code(&self) -> &str;
    fn span(&self) -> Span;
    fn within(&self, span: Span) -> Self;
    fn of(row: &OwnRow, span: Span) -> Option<Self>;
}

/// Shipped rows with own ones on top: of each code first what is left of the shipped versions, then the own ones; at the end codes that ship not at all.
fn overlay<T: Dated>(shipped: &[T], own: &[OwnRow], sort: OwnSort) -> Vec<T> {
    let own = by_code(own, sort);
    let mut out = Vec::with_capacity(shipped.len() + own.len());
    let mut done = BTreeSet::new();
    let rows = |versions: &Versions<'_>| versions.0.iter().filter_map(|(span, row)| T::of(row, *span)).collect::<Vec<_>>();
    for row in shipped {
        match own.get(row.code()) {
            Some(versions) if done.insert(row.code()) => {
                let same = shipped.iter().filter(|other| other.code() == row.code());
                out.extend(same.flat_map(|other| versions.gaps(other.span()).into_iter().map(|span| other.within(span))));
                out.extend(rows(versions));
            }
            Some(_) => {}
            None => out.push(row.clone()),
        }
    }
    let new = own.iter().filter(|(code, _)| !done.contains(*code));
    out.extend(new.flat_map(|(_, versions)| rows(versions)));
    out
}

impl Dated for Program {
    fn code(&self) -> &str {
        &self.code
    }
    fn span(&self) -> Span {
        Span { from: self.valid_from, to: self.valid_to }
    }
    fn within(&self, span: Span) -> Self {
        Self { valid_from: span.from, valid_to: span.to, ..self.clone() }
    }
    fn of(row: &OwnRow, span: Span) -> Option<Self> {
        let OwnContent::Program(p) = &row.content else { return None };
        Some(Self {
            code: row.code.clone(),
            short: p.short.clone(),
            name: p.name.clone(),
            provider: p.provider.clone(),
            provider_level: p.provider_level,
            summary: p.summary.clone(),
            sectors: p.sectors.clone(),
            institution: p.institution.clone(),
            documents: p.documents.clone(),
            valid_from: span.from,
            valid_to: span.to,
            last_checked: p.last_checked,
            facts: p.facts.clone(),
        })
    }
}

impl Dated for Reason {
    fn code(&self) -> &str {
        &self.code
    }
    fn span(&self) -> Span {
        Span { from: self.valid_from, to: self.valid_to }
    }
    fn within(&self, span: Span) -> Self {
        Self { valid_from: span.from, valid_to: span.to, ..self.clone() }
    }
    fn of(row: &OwnRow, span: Span) -> Option<Self> {
        let OwnContent::Reason(r) = &row.content else { return None };
        Some(Self {
            code: row.code.clone(),
            purpose: r.purpose.clone(),
            name: r.name.clone(),
            appeal: r.appeal.clone(),
            what_else: r.what_else.clone(),
            closes_as: r.closes_as,
            words_required: r.words_required,
            valid_from: span.from,
            valid_to: span.to,
        })
    }
}

impl Catalog {
    /// This catalogue with a regency's own rows on top.
    pub fn with_own(&self, own: &[OwnRow]) -> Catalog {
        Catalog {
            programs: overlay(&self.programs, own, OwnSort::Program),
            reasons: overlay(&self.reasons, own, OwnSort::Reason),
            deadlines: deadlines(&self.deadlines, own),
            holidays: holidays(&self.holidays, own),
            ..self.clone()
        }
    }
}

/// Deadlines have no last day: a version holds until the next one. What is left of the shipped ones stands between the own ones.
fn deadlines(shipped: &[Deadline], own: &[OwnRow]) -> Vec<Deadline> {
    let own = by_code(own, OwnSort::Deadline);
    let mut out: Vec<Deadline> = shipped.iter().filter(|d| !own.contains_key(d.code.as_str())).cloned().collect();
    for (code, versions) in &own {
        let mut same: Vec<&Deadline> = shipped.iter().filter(|d| d.code == *code).collect();
        same.sort_by_key(|d| d.valid_from);
        for (at, d) in same.iter().enumerate() {
            let to = same.get(at + 1).map(|next| next.valid_from.plus(-1));
            let left = versions.gaps(Span { from: d.valid_from, to });
            out.extend(left.into_iter().map(|span| Deadline { valid_from: span.from, ..(*d).clone() }));
        }
        out.extend(versions.0.iter().filter_map(|(span, row)| deadline(row, span.from)));
    }
    out.sort_by(|a, b| (&a.code, a.valid_from).cmp(&(&b.code, b.valid_from)));
    out
}

fn deadline(row: &OwnRow, valid_from: Day) -> Option<Deadline> {
    let OwnContent::Deadline(d) = &row.content else { return None };
    // Whoever sets it has the decree before them.
    let basis = Basis { verified: true, source: row.whole_source() };
    Some(Deadline {
        code: row.code.clone(),
        name: d.name.clone(),
        limit: d.limit,
        unit: d.unit,
        verify_days: d.stages.verify_days,
        handle_days: d.stages.handle_days,
        decide_days: d.stages.decide_days,
        institution_days: d.stages.institution_days,
        confirm_days: d.stages.confirm_days,
        total_days: d.stages.total_days,
        extension_days: d.extension_days,
        valid_from,
        stages_basis: basis.clone(),
        basis,
    })
}

fn holidays(shipped: &[Holiday], own: &[OwnRow]) -> Vec<Holiday> {
    let mut days: BTreeMap<Day, Holiday> = shipped.iter().map(|h| (h.day, h.clone())).collect();
    for row in own.iter().filter(|r| r.sort() == OwnSort::Holiday && !r.withdrawn) {
        match &row.content {
            OwnContent::Holiday(h) => days.insert(row.valid_from, holiday(row, h)),
            _ => days.remove(&row.valid_from),
        };
    }
    days.into_values().collect()
}

fn holiday(row: &OwnRow, h: &OwnHoliday) -> Holiday {
    Holiday {
        day: row.valid_from,
        name: h.name.id.clone(),
        name_en: h.name.en.clone(),
        joint_leave: h.joint_leave,
        moves: false,
        verified: true,
        source: row.whole_source(),
    }
}
