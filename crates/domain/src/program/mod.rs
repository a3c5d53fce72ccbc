//! The catalogue: programs, sectors, categories, deadlines, chains of decision, coded reasons. All of it is dated data (`catalog/`).

mod catalog;
mod check;
mod own;
pub use catalog::Catalog;
pub use check::ToCheck;
pub use own::{MOST_ROWS, OwnContent, OwnDeadline, OwnHoliday, OwnProgram, OwnReason, OwnRow, OwnSort, PERIODS, PURPOSES, Standing};

use crate::Coded as _;
use crate::area::{AreaCode, Level};
use crate::calendar::Day;
use crate::case::{ConcernState, TurnRole};
use std::collections::BTreeMap;

/// A name in both languages of the screen.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Words {
    /// Indonesian.
    pub id: String,
    /// English.
    pub en: String,
}

impl Words {
    /// In both languages; where nobody wrote it in English, the Indonesian words stand there too.
    pub fn both(id: &str, en: &str) -> Self {
        let (id, en) = (id.trim(), en.trim());
        Self { id: id.to_owned(), en: if en.is_empty() { id } else { en }.to_owned() }
    }
}

/// What a row of the catalogue rests on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Basis {
    /// Whether it was read in a copy of the source. If not, officers see *perlu dipastikan*, and no citizen is told that it is the law.
    pub verified: bool,
    /// Where it stands.
    pub source: String,
}

/// One of the nine sectors of program information, or protection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sector {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Words,
    /// Icon of the sprite.
    pub icon: String,
    /// What the grouping rests on.
    pub basis: Basis,
}

crate::coded! {
    /// Whose program it is.
    pub enum ProviderLevel {
        /// A ministry or national body.
        Nation = "nation",
        /// The province.
        Province = "province",
        /// The regency or city.
        Regency = "regency",
        /// The village.
        Village = "village",
        /// Badan Amil Zakat Nasional, at any level.
        Baznas = "baznas",
        /// A company's social funds.
        Csr = "csr",
    }
}

/// A program that may help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Program {
    /// Code (`pkh`).
    pub code: String,
    /// Short name for chips (`PKH`).
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
    /// First day of this version.
    pub valid_from: Day,
    /// Last day of this version.
    pub valid_to: Option<Day>,
    /// When somebody last compared it with its sources.
    pub last_checked: Day,
    /// Amounts, criteria, documents, channels: each with its source.
    pub facts: Vec<Fact>,
}

crate::coded! {
    /// What a fact of a program is about.
    pub enum FactKind {
        /// What one gets.
        Benefit = "benefit",
        /// Who may get it.
        Criterion = "criterion",
        /// What must be brought.
        Document = "document",
        /// Where one applies.
        Channel = "channel",
    }
}

/// One statement about a program. The public sees benefits and criteria only after the dinas confirmed them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Stable key within the program: kind and position.
    pub key: String,
    /// About what.
    pub kind: FactKind,
    /// In words.
    pub text: Words,
    /// Rupiah, where it is an amount.
    pub amount: Option<i64>,
    /// Per `year`, `month`, `once` …
    pub per: Option<String>,
    /// Whether the amount is a ceiling (*paling banyak*).
    pub upto: bool,
    /// Which part of the program the amount is for (`sd`, `lansia`): amounts of different components are never summed blindly.
    pub component: Option<String>,
    /// The highest decile of a criterion on deciles.
    pub decile_max: Option<u8>,
    /// First day, where it is later than the program's.
    pub valid_from: Option<Day>,
    /// Whether the source was read.
    pub verified: bool,
    /// Where it stands.
    pub source: String,
}

/// Facts with their keys: kind and place among those of the kind, from 1.
pub fn keyed(mut facts: Vec<Fact>) -> Vec<Fact> {
    let mut counts: BTreeMap<FactKind, u32> = BTreeMap::new();
    for fact in &mut facts {
        let n = counts.entry(fact.kind).or_default();
        *n += 1;
        fact.key = format!("{}-{n}", fact.kind.code());
    }
    facts
}

crate::coded! {
    /// What somebody wants of the office.
    pub enum KindOfCase {
        /// Help, or a paper.
        Service = "service",
        /// Something went wrong.
        Complaint = "complaint",
        /// To know something.
        Question = "question",
        /// A suggestion.
        Suggestion = "suggestion",
        /// A change of the registry.
        Data = "data",
    }
}

/// What somebody needs or complains of (a sub-type of the taxonomy's categories A–F).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// Code (`pbi-nonaktif`).
    pub code: String,
    /// Category letter A–F.
    pub category: String,
    /// Name.
    pub name: Words,
    /// Usual sector.
    pub sector: String,
    /// Programs that answer it.
    pub programs: Vec<String>,
    /// What somebody wants who comes with it.
    pub kind_of_case: KindOfCase,
    /// Deadline rule.
    pub deadline: String,
    /// Chain of decision.
    pub chain: String,
    /// Kind of institution that it usually goes to.
    pub institution: Option<String>,
    /// Whether only named persons may know of it.
    pub restricted: bool,
    /// Documents usually asked for.
    pub documents: Vec<String>,
    /// Whether it may be urgent.
    pub urgent_possible: bool,
    /// Place among the kinds, as lists show them.
    pub order: u32,
}

crate::coded! {
    /// In what a published limit counts.
    pub enum LimitUnit {
        /// Working days.
        WorkingDays = "working_days",
        /// Days of the calendar.
        CalendarDays = "calendar_days",
        /// Minutes at the counter.
        Minutes = "minutes",
        /// Months.
        Months = "months",
    }
}

/// How long each stage may take, in working days (a service standard, with its source).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Words,
    /// The limit as its source has it, in `unit`.
    pub limit: u32,
    /// In what the limit counts.
    pub unit: LimitUnit,
    /// Check against the registry.
    pub verify_days: u32,
    /// Handle, visit, recommend.
    pub handle_days: u32,
    /// Each decision.
    pub decide_days: u32,
    /// Answer of an institution; the institution's own promise goes first.
    pub institution_days: u32,
    /// The citizen's word, before the office asks.
    pub confirm_days: u32,
    /// All of it: the promised day. The limit in working days: of calendar days five in seven, rounded up; a month has 21; minutes mean the same day.
    pub total_days: u32,
    /// Working days by which the standard allows it to be prolonged once, with a reason.
    pub extension_days: Option<u32>,
    /// First day of this version.
    pub valid_from: Day,
    /// What the limit rests on.
    pub basis: Basis,
    /// What the stages rest on.
    pub stages_basis: Basis,
}

/// Working days of a limit: five in seven days, 21 in a month, and none for minutes, which end on the same day.
fn working_days(limit: u32, unit: LimitUnit) -> u32 {
    match unit {
        LimitUnit::WorkingDays => limit,
        LimitUnit::CalendarDays => limit.saturating_mul(5).div_ceil(7),
        LimitUnit::Minutes => 0,
        LimitUnit::Months => limit.saturating_mul(21),
    }
}

impl Stages {
    /// Of a limit as a standard has it, and of what it gives to the check, to the office's own handling and to an institution. What one decision gets of
    /// the office's days, and how long the citizen's word is waited for, is as in another rule.
    pub fn of(limit: u32, unit: LimitUnit, verify_days: u32, respond_days: u32, institution_days: u32, like: Self) -> Self {
        // Handling and one decision together keep the stage.
        let decide_days = like.decide_days.min(respond_days);
        Self {
            verify_days,
            handle_days: respond_days - decide_days,
            decide_days,
            institution_days,
            confirm_days: like.confirm_days,
            total_days: working_days(limit, unit),
        }
    }
}

impl Deadline {
    /// Its numbers alone.
    pub fn stages(&self) -> Stages {
        Stages {
            verify_days: self.verify_days,
            handle_days: self.handle_days,
            decide_days: self.decide_days,
            institution_days: self.institution_days,
            confirm_days: self.confirm_days,
            total_days: self.total_days,
        }
    }
}

/// The working days of each stage, of one rule. Without any rule there is no time: everything is due at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stages {
    /// Check against the registry.
    pub verify_days: u32,
    /// Handle, visit, recommend.
    pub handle_days: u32,
    /// Each decision.
    pub decide_days: u32,
    /// Answer of an institution that promised no other days.
    pub institution_days: u32,
    /// The citizen's word, before the office asks.
    pub confirm_days: u32,
    /// All of it: the promised day.
    pub total_days: u32,
}

/// How long a need may wait for others before somebody looks again.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Waiting {
    /// Name.
    pub name: Words,
    /// Days of the calendar until the next look, at most.
    pub look_again_days: u32,
    /// What it rests on.
    pub basis: Basis,
}

/// How late something may be entered that happened before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LateEntry {
    /// Name.
    pub name: Words,
    /// After so many days it needs a coded reason.
    pub reason_after_days: u32,
    /// After so many days it is not taken any more.
    pub latest_days: u32,
    /// First day on which this version holds.
    pub valid_from: Day,
    /// What it rests on.
    pub basis: Basis,
}

/// How much of a stage's time an urgent need gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Urgency {
    /// Name.
    pub name: Words,
    /// Of a hundred; what is no whole working day is rounded down.
    pub percent: u32,
    /// First day of this version.
    pub valid_from: Day,
    /// What it rests on.
    pub basis: Basis,
}

crate::coded! {
    /// For what somebody is looked for, capacity by capacity.
    pub enum Search {
        /// To decide a step whose own capacity nobody holds.
        Decide = "decide",
        /// The same for a restricted concern.
        DecideRestricted = "decide_restricted",
        /// To keep a restricted concern: each of these capacities may handle it.
        Keep = "keep",
        /// To handle a normal concern: looked for office by office, upward.
        Handle = "handle",
        /// The same, where nobody of those is found in any of the offices.
        HandleLast = "handle_last",
    }
}

/// In which order capacities are looked through for somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// For what.
    pub search: Search,
    /// Name.
    pub name: Words,
    /// Capacities, first to last.
    pub roles: Vec<TurnRole>,
    /// First day of this version.
    pub valid_from: Day,
    /// What it rests on.
    pub basis: Basis,
}

/// Who decides, in order: roles by code. Zero steps is a chain too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Words,
    /// For which kind of office: `puskesos`, `sekretariat`, `counter` (any kind of counter), or `any`.
    pub office_kind: String,
    /// `coordinator`, `manager`, `division_head`, `head` …
    pub steps: Vec<String>,
    /// The chain to use instead at another kind of office.
    pub otherwise: Option<String>,
    /// First day of this version.
    pub valid_from: Day,
    /// What it rests on.
    pub basis: Basis,
}

impl Chain {
    /// Whether it is made for a kind of office by name. The catalogue's `counter` means every kind of counter.
    pub(crate) fn is_for(&self, office_kind: &str) -> bool {
        let rest = office_kind.strip_prefix(self.office_kind.as_str());
        rest.is_some_and(|rest| rest.is_empty() || (self.office_kind == "counter" && rest.starts_with('_')))
    }
}

/// A coded reason with kind words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reason {
    /// Code.
    pub code: String,
    /// What it is a reason for.
    pub purpose: String,
    /// In words.
    pub name: Words,
    /// How to appeal, for the citizen.
    pub appeal: Words,
    /// What else may help.
    pub what_else: Words,
    /// The state in which a need is closed with it: a reason for closing without the citizen's word. None says nothing more than that it is closed.
    pub closes_as: Option<ConcernState>,
    /// Whether it says nothing without words: whose need it is now, say.
    pub words_required: bool,
    /// First day on which it may be chosen.
    pub valid_from: Day,
    /// Last day on which it may be chosen.
    pub valid_to: Option<Day>,
}

/// A code with a name: categories, kinds of documents, PPKS, PSKS, roles.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Named {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Words,
    /// What it means, where the name does not say it.
    pub about: Words,
    /// Whether it is stigmatising or a matter of safety.
    pub restricted: bool,
    /// Whether it holds specific personal data (health, disability, children, finance) or a NIK in clear: a kind of document. Who looks at its
    /// photograph stands in the journal.
    pub sensitive: bool,
    /// What it rests on, where it rests on something.
    pub basis: Option<Basis>,
}

/// A kind of institution that a regency has.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct InstitutionKind {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Words,
    /// Sectors.
    pub sectors: Vec<String>,
    /// National body.
    pub center: bool,
    /// May receive restricted concerns.
    pub restricted_capable: bool,
    /// Promised answer in working days.
    pub answer_days: u32,
    /// What it rests on.
    pub basis: Basis,
}

/// A set of roles that an administrator gives at once.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Package {
    /// Code.
    pub code: String,
    /// Name.
    pub name: Words,
    /// `office`, `institution` or `area`.
    pub scope: String,
    /// Role codes.
    pub roles: Vec<String>,
    /// What its holder does.
    pub about: Words,
}

/// Words of a place: what a village and its head are called there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LocalTerms {
    /// Area whose code (without dots) starts so; empty for everywhere else.
    pub area: String,
    /// Name of that area.
    pub area_name: String,
    /// `desa`, `pekon`, `nagari` …
    pub village: String,
    /// `kepala desa`, `peratin` …
    pub village_head: String,
    /// `dusun`, `pemangku` …
    pub hamlet: String,
    /// Head of the hamlet.
    pub hamlet_head: String,
    /// `kelurahan`.
    pub urban: String,
    /// `lurah`.
    pub urban_head: String,
    /// What it rests on.
    pub basis: Basis,
}

impl LocalTerms {
    /// What a village and its head are called: a kelurahan is one by its code, whose seventh digit is 1.
    pub fn village_words(&self, village: AreaCode) -> (&str, &str) {
        if village.level() == Level::Village && village.as_str().as_bytes().get(6) == Some(&b'1') {
            (&self.urban, &self.urban_head)
        } else {
            (&self.village, &self.village_head)
        }
    }
}

/// A holiday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// The day.
    pub day: Day,
    /// Its Indonesian name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
    /// Whether it is a day of joint leave (*cuti bersama*) and no national holiday: offices are closed on both.
    pub joint_leave: bool,
    /// Whether it moves every year, with the moon or Easter.
    pub moves: bool,
    /// Whether the decree was read.
    pub verified: bool,
    /// The decree, or on what the estimate rests.
    pub source: String,
}

/// A province's time zone, from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ZoneRule {
    /// Two digits.
    pub province: String,
    /// `WIB`, `WITA`, `WIT`.
    pub name: String,
    /// Minutes east of UTC.
    pub offset_minutes: i32,
    /// First day.
    pub valid_from: Day,
    /// What it rests on.
    pub basis: Basis,
}
