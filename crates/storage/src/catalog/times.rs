//! All that the catalogue says of time: deadlines, waiting, urgent needs, late entries.

use super::forms::{basis, coded, day, read, twice, words};
use crate::StorageError;
use serde::Deserialize;
use slrt_domain::calendar::Day;
use slrt_domain::program::{Deadline, LateEntry, LimitUnit, Stages, Urgency, Waiting};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeadlineFile {
    waiting: WaitingRow,
    urgent: Vec<UrgentRow>,
    late_entry: Vec<LateRow>,
    deadline: Vec<DeadlineRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UrgentRow {
    name: String,
    name_en: String,
    percent: u32,
    verified: bool,
    source: String,
    #[serde(deserialize_with = "day")]
    valid_from: Day,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LateRow {
    name: String,
    name_en: String,
    reason_after_days: u32,
    latest_days: u32,
    verified: bool,
    source: String,
    #[serde(deserialize_with = "day")]
    valid_from: Day,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WaitingRow {
    name: String,
    name_en: String,
    look_again_days: u32,
    verified: bool,
    source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeadlineRow {
    code: String,
    name: String,
    name_en: String,
    total: u32,
    #[serde(deserialize_with = "coded")]
    unit: LimitUnit,
    verify_days: u32,
    respond_days: u32,
    decide_days: u32,
    institution_days: u32,
    confirm_days: u32,
    extension_days: Option<u32>,
    verified: bool,
    source: String,
    stages_verified: bool,
    stages_source: String,
    #[serde(deserialize_with = "day")]
    valid_from: Day,
}

impl DeadlineRow {
    pub(super) fn deadline(self) -> Deadline {
        let shares = Stages { decide_days: self.decide_days, confirm_days: self.confirm_days, ..Stages::default() };
        let stages = Stages::of(self.total, self.unit, self.verify_days, self.respond_days, self.institution_days, shares);
        Deadline {
            code: self.code,
            name: words(self.name, self.name_en),
            limit: self.total,
            unit: self.unit,
            verify_days: stages.verify_days,
            handle_days: stages.handle_days,
            decide_days: stages.decide_days,
            institution_days: stages.institution_days,
            confirm_days: stages.confirm_days,
            total_days: stages.total_days,
            extension_days: self.extension_days,
            valid_from: self.valid_from,
            basis: basis(self.verified, self.source),
            stages_basis: basis(self.stages_verified, self.stages_source),
        }
    }
}

/// All that is said of time: deadlines in order, how long a need may wait for others, how much time an urgent one gets, how late something may be
/// entered.
pub(super) struct Times {
    /// Deadlines.
    pub deadlines: Vec<Deadline>,
    /// Waiting for others.
    pub waiting: Waiting,
    /// Urgent needs.
    pub urgencies: Vec<Urgency>,
    /// Late entries.
    pub late_entries: Vec<LateEntry>,
}

/// A catalogue without `umum` is refused: it holds wherever no other rule does. So is one that says nothing of urgent needs or of
/// late entries, or two things from the same day on.
pub(super) fn deadlines(file: (&str, &str)) -> Result<Times, StorageError> {
    let form: DeadlineFile = read(file)?;
    let wrong = |what: &str| Err(StorageError::corrupt(format!("catalog/{}: {what}", file.0)));
    if !form.deadline.iter().any(|d| d.code == "umum") {
        return wrong("no deadline umum");
    }
    if let Some(d) = form.deadline.iter().find(|d| d.decide_days > d.respond_days) {
        return wrong(&format!("a decision of {} takes longer than the office has", d.code));
    }
    if form.urgent.is_empty() || form.urgent.iter().any(|u| u.percent > 100) {
        return wrong("an urgent need gets no more time than others, and some rule says how much");
    }
    if form.late_entry.is_empty() || form.late_entry.iter().any(|l| l.reason_after_days > l.latest_days) {
        return wrong("late entries need a reason before they are refused, and some rule says when");
    }
    if let Some(day) = twice(form.urgent.iter().map(|u| u.valid_from)) {
        return wrong(&format!("two rules of urgent needs from {}", day.iso()));
    }
    if let Some(day) = twice(form.late_entry.iter().map(|l| l.valid_from)) {
        return wrong(&format!("two rules of late entries from {}", day.iso()));
    }
    let mut deadlines: Vec<Deadline> = form.deadline.into_iter().map(DeadlineRow::deadline).collect();
    deadlines.sort_by_key(|d| (d.code.clone(), d.valid_from));
    let w = form.waiting;
    let waiting = Waiting { name: words(w.name, w.name_en), look_again_days: w.look_again_days, basis: basis(w.verified, w.source) };
    let urgency = |u: UrgentRow| Urgency {
        name: words(u.name, u.name_en),
        percent: u.percent,
        valid_from: u.valid_from,
        basis: basis(u.verified, u.source),
    };
    let late = |l: LateRow| LateEntry {
        name: words(l.name, l.name_en),
        reason_after_days: l.reason_after_days,
        latest_days: l.latest_days,
        valid_from: l.valid_from,
        basis: basis(l.verified, l.source),
    };
    Ok(Times {
        deadlines,
        waiting,
        urgencies: form.urgent.into_iter().map(urgency).collect(),
        late_entries: form.late_entry.into_iter().map(late).collect(),
    })
}
