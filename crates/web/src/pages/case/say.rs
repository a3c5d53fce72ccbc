//! Words for what views give in codes: kinds, programs, reasons, people, turns and days.

pub(crate) use slrt_domain::case::SYSTEMS;

use crate::speak::Speak;
use slrt_domain::Coded as _;
use slrt_domain::access::Acting;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::case::{ConcernState, Outcome, TurnRole, VerbCode};
use slrt_domain::identity::Private;
use slrt_domain::program::{Catalog, Reason};
use slrt_operations::view::{AreaName, PersonBrief, Timing, TurnView};

/// A state with icon, word and colour: never colour alone.
#[derive(Debug, Clone)]
pub(crate) struct Pill {
    /// Colour class of `.state`.
    pub class: &'static str,
    /// Icon.
    pub icon: &'static str,
    /// Words.
    pub text: String,
}

impl Pill {
    /// A pill.
    pub fn new(class: &'static str, icon: &'static str, text: impl Into<String>) -> Self {
        Self { class, icon, text: text.into() }
    }
}

/// After how many days something is entered with a reason only, on a day.
pub(crate) fn reason_after_days(catalog: &Catalog, today: Day) -> i64 {
    catalog.late_entry(today).map_or(0, |l| i64::from(l.reason_after_days))
}

/// Says codes in the reader's language.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Say<'a> {
    /// The language.
    pub l: &'a Speak,
    /// The catalogue.
    pub catalog: &'a Catalog,
    /// Today in the tenant's zone.
    pub today: Day,
}

impl<'a> Say<'a> {
    /// After how many days something is entered with a reason only.
    pub fn late_hint(&self) -> String {
        self.l.t1("step-when-hint", "days", reason_after_days(self.catalog, self.today))
    }
    /// Name of a kind.
    pub fn kind(&self, code: &str) -> String {
        self.catalog.kinds.get(code).map_or_else(|| code.to_owned(), |k| self.l.pick(&k.name))
    }

    /// Name of a sector.
    pub fn sector(&self, code: &str) -> String {
        self.catalog.sectors.iter().find(|s| s.code == code).map_or_else(|| code.to_owned(), |s| self.l.pick(&s.name))
    }

    /// Name of a program, the newest version where none holds today.
    pub fn program(&self, code: &str) -> String {
        let found = self.catalog.program(code, self.today).or_else(|| self.catalog.programs.iter().rfind(|p| p.code == code));
        found.map_or_else(|| code.to_owned(), |p| self.l.pick(&p.name))
    }

    /// Names of programs, with commas.
    pub fn programs(&self, codes: &[String]) -> String {
        codes.iter().map(|c| self.program(c)).collect::<Vec<_>>().join(", ")
    }

    /// Name of a kind of document.
    pub fn document(&self, code: &str) -> String {
        self.catalog.documents.iter().find(|d| d.code == code).map_or_else(|| code.to_owned(), |d| self.l.pick(&d.name))
    }

    /// Names of documents, with commas.
    pub fn documents(&self, codes: &[String]) -> String {
        codes.iter().map(|c| self.document(c)).collect::<Vec<_>>().join(", ")
    }

    /// A reason as it was on a day, whatever it is a reason for.
    pub fn reason(&self, code: &str, on: Day) -> Option<&'a Reason> {
        self.catalog.reason_words(code, on)
    }

    /// Words of a reason as they were on a day.
    pub fn reason_words(&self, code: &str, on: Day) -> String {
        self.reason(code, on).map_or_else(|| code.to_owned(), |r| self.l.pick(&r.name))
    }

    /// Name of a system: ours for the known ones, else as it was typed.
    pub fn system(&self, code: &str) -> String {
        let key = format!("system-{code}");
        if self.l.has(&key) { self.l.t(&key) } else { code.to_owned() }
    }

    /// "Pekon Suka Baru": with what a village is called there.
    pub fn village(&self, area: &AreaName) -> String {
        crate::place::called(&self.village_word(area.code), &area.name)
    }

    fn village_word(&self, code: AreaCode) -> String {
        let word = self.catalog.terms(code.as_str()).map_or("desa", |t| t.village_words(code).0);
        capital(word)
    }

    /// "Perempuan, 58": sex and age as far as they are known.
    pub fn sex_and_age(&self, sex: &str, age: Option<i32>) -> Option<String> {
        let sex = (!sex.is_empty()).then(|| capital(&self.l.code("sex", sex)));
        let parts: Vec<String> = sex.into_iter().chain(age.map(|a| a.to_string())).collect();
        (!parts.is_empty()).then(|| parts.join(", "))
    }

    /// A person's name, or that there is none.
    pub fn name(&self, p: &PersonBrief) -> String {
        match &p.name {
            Some(name) => name.reveal().clone(),
            None if p.erased => self.l.t("case-person-erased"),
            None => self.l.t("case-person-anonymous"),
        }
    }

    /// Who is expected: "Manajer SLRT, Sekretariat SLRT", "Dinas Kesehatan", "Warga".
    pub fn turn(&self, t: &TurnView) -> String {
        if let Some((_, name)) = t.institution.as_ref().filter(|_| t.role == TurnRole::Institution) {
            return name.clone();
        }
        let role = self.l.code("turn", t.role.code());
        match t.office.as_ref().filter(|_| !matches!(t.role, TurnRole::Citizen | TurnRole::Center | TurnRole::Regency | TurnRole::Nobody)) {
            Some(office) => format!("{role}, {}", office.name),
            None => role,
        }
    }

    /// Whose turn, as a pill; what came of it once it has ended.
    pub fn turn_pill(&self, turn: Option<&TurnView>, state: ConcernState, outcome: Option<Outcome>) -> Pill {
        let Some(t) = turn.filter(|_| !state.is_final()) else { return self.state_pill(state, outcome) };
        if t.mine {
            return Pill::new("act", "person-check", self.l.t("case-turn-mine"));
        }
        match t.role {
            TurnRole::Institution => {
                let name = t.institution.as_ref().map(|(_, name)| short(name)).filter(|name| !name.is_empty());
                Pill::new("wait", "building", name.unwrap_or_else(|| self.l.code("turn", t.role.code())))
            }
            TurnRole::Citizen => Pill::new("wait", "person", self.l.code("turn", t.role.code())),
            TurnRole::Center => Pill::new("wait", "hourglass-split", self.l.code("turn", t.role.code())),
            _ => Pill::new("wait", "people", self.l.code("turn", t.role.code())),
        }
    }

    /// Where it stands, as a pill: green only when the citizen says that help came, red only when refused.
    pub fn state_pill(&self, state: ConcernState, outcome: Option<Outcome>) -> Pill {
        state_pill(self.l, state, outcome)
    }

    /// By when: late, today, or the day.
    pub fn due_pill(&self, timing: &Timing) -> Option<Pill> {
        let due = timing.due?;
        Some(if timing.days_overdue > 0 {
            let values = [("days", timing.days_overdue.to_string()), ("day", self.l.short_day(due))];
            Pill::new("late", "exclamation-circle", self.l.ta("case-due-late", &values))
        } else if due == self.today {
            Pill::new("wait", "clock", self.l.t("case-due-today"))
        } else {
            let day = self.l.perhaps(self.l.short_day(due), timing.due_estimated);
            Pill::new("still", "calendar3", self.l.ta("case-due", &[("day", day)]))
        })
    }

    /// By when, in as few words as a list has room for.
    pub fn due_short(&self, timing: &Timing) -> Pill {
        match timing.due {
            Some(_) if timing.days_overdue > 0 => {
                Pill::new("late", "exclamation-circle", self.l.t1("tasks-late", "days", timing.days_overdue))
            }
            Some(due) if due == self.today => Pill::new("wait", "clock", self.l.t("case-due-today")),
            Some(due) => Pill::new("still", "calendar3", self.l.perhaps(self.l.short_day(due), timing.due_estimated)),
            None => Pill::new("still", "calendar3", "–"),
        }
    }

    /// The day promised to the citizen, in a few words, where it is not the day of this turn; since when our clock stands still, and for what.
    pub fn promise_short(&self, timing: &Timing, state: ConcernState) -> Option<String> {
        if let Some(since) = timing.paused_since {
            let key = if timing.promise_passed { "tasks-paused-passed" } else { "tasks-paused" };
            let values = [
                ("since", self.l.short_day(since)),
                ("why", self.l.code("state", state.code()).to_lowercase()),
                ("day", self.promised(timing, self.l.short_day(timing.promised))),
            ];
            return Some(self.l.ta(key, &values));
        }
        let key = match timing {
            Timing { promise_passed: true, .. } => "tasks-promise-passed",
            Timing { beyond_promise: true, .. } => "tasks-promise-beyond",
            _ => "tasks-promised",
        };
        let day = || self.promised(timing, self.l.short_day(timing.promised));
        (timing.due != Some(timing.promised)).then(|| self.l.t1(key, "day", day()))
    }

    /// The day promised to the citizen for all of it: passed, moving with a clock that stands still, or before this turn need be done.
    pub fn promise(&self, timing: &Timing) -> String {
        let key = match timing {
            Timing { promise_passed: true, .. } => "case-promise-passed",
            Timing { paused_since: Some(_), .. } => "case-promise-paused",
            Timing { beyond_promise: true, .. } => "case-promise-beyond",
            _ => "case-promised",
        };
        self.l.ta(key, &[("day", self.promised(timing, self.l.day(timing.promised)))])
    }

    fn promised(&self, timing: &Timing, day: String) -> String {
        self.l.perhaps(day, timing.promised_estimated)
    }

    /// A role, with the capacity in which it is held: "Plt. Manajer SLRT".
    pub fn role(&self, role: &str, acting: &str) -> String {
        let name = self.l.code("role", role);
        match Acting::from_code(acting).filter(|a| *a != Acting::Own) {
            Some(a) => format!("{} {name}", capacity(a)),
            None => name,
        }
    }
}

/// Class and icon of a state, the same on every page: green only for help that came, red only where it was refused, amber for what waits.
pub(crate) fn look(state: ConcernState, outcome: Option<Outcome>) -> (&'static str, &'static str) {
    use ConcernState as S;
    match state {
        S::Closed if outcome == Some(Outcome::Helped) => ("helped", "check-circle"),
        S::NotEligible | S::DeclinedByInstitution => ("late", "x-circle"),
        S::Transferred | S::HandedOver => ("still", "arrow-right-circle"),
        s if s.is_final() => ("still", "dash-circle"),
        S::WaitingDocuments => ("wait", "folder2-open"),
        S::WaitingCenter | S::WaitingQuota => ("wait", "hourglass-split"),
        S::Referred | S::Accepted | S::MoreAsked => ("wait", "building"),
        S::HandingOver => ("wait", "arrow-right-circle"),
        S::VisitNeeded => ("wait", "house"),
        S::ServiceGiven => ("wait", "question-circle"),
        _ => ("wait", "clock"),
    }
}

/// Where a need stands, as a pill; what came of it once it has ended with the citizen's word.
pub(crate) fn state_pill(l: &Speak, state: ConcernState, outcome: Option<Outcome>) -> Pill {
    let (class, icon) = look(state, outcome);
    match outcome.filter(|_| state == ConcernState::Closed) {
        Some(outcome) => Pill::new(class, icon, l.code("outcome", outcome.code())),
        None => Pill::new(class, icon, l.code("state", state.code())),
    }
}

/// The short form of a capacity as it stands on letters.
pub(crate) fn capacity(a: Acting) -> &'static str {
    match a {
        Acting::Own => "",
        Acting::Plt => "Plt.",
        Acting::Plh => "Plh.",
        Acting::An => "a.n.",
    }
}

/// The first letter as a capital.
pub(crate) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

/// An institution's name as a pill has room for it: without where it is, and cut at a word.
pub(crate) fn short(name: &str) -> String {
    const LETTERS: usize = 30;
    let place = [" Kabupaten ", " Kota ", " Provinsi ", " Cabang ", " (", ", "].iter().filter_map(|w| name.find(w)).min();
    let plain = place.map_or(name, |at| &name[..at]).trim();
    if plain.chars().count() <= LETTERS {
        return plain.to_owned();
    }
    let cut: String = plain.chars().take(LETTERS).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(front, _)| front);
    format!("{}…", whole.trim_end_matches(" dan"))
}

/// A sentence as a title: without the full stop at its end.
pub(crate) fn title(text: &str) -> &str {
    text.strip_suffix('.').filter(|t| !t.ends_with('.')).unwrap_or(text)
}

/// The beginning of what somebody said as a title, cut at a word; the kind's name where nothing was said.
pub(crate) fn beginning(words: Option<&Private<String>>, kind: String) -> String {
    const LETTERS: usize = 80;
    let Some(text) = words.map(|w| w.reveal().split_whitespace().collect::<Vec<_>>().join(" ")).filter(|t| !t.is_empty()) else {
        return kind;
    };
    if text.chars().count() <= LETTERS {
        return title(&text).to_owned();
    }
    let cut: String = text.chars().take(LETTERS).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(front, _)| front);
    format!("{whole}…")
}

/// Address of a verb's page below the concern's.
pub(crate) fn slug(verb: VerbCode) -> &'static str {
    SLUGS.iter().find(|(v, _)| *v == verb).map_or("", |(_, s)| s)
}

/// The verb of an address.
pub(crate) fn verb_of(slug: &str) -> Option<VerbCode> {
    SLUGS.iter().find(|(_, s)| *s == slug).map(|(v, _)| *v)
}

const SLUGS: &[(VerbCode, &str)] = &[
    (VerbCode::Verify, "periksa"),
    (VerbCode::RequestVisit, "minta-kunjungan"),
    (VerbCode::RecordVisit, "kunjungan"),
    (VerbCode::AskDocuments, "minta-berkas"),
    (VerbCode::ReceiveDocuments, "berkas-diterima"),
    (VerbCode::Recommend, "rekomendasi"),
    (VerbCode::Decide, "putuskan"),
    (VerbCode::Refer, "rujuk"),
    (VerbCode::Answer, "jawab"),
    (VerbCode::AnswerOnBehalf, "jawab-atas-nama"),
    (VerbCode::Resubmit, "kirim-ulang"),
    (VerbCode::TakeBack, "tarik-rujukan"),
    (VerbCode::WithdrawRecommendation, "tarik-rekomendasi"),
    (VerbCode::Decline, "belum-memenuhi-syarat"),
    (VerbCode::Serve, "bantu"),
    (VerbCode::Wait, "tunggu"),
    (VerbCode::Resume, "lanjut"),
    (VerbCode::Extend, "perpanjang"),
    (VerbCode::Escalate, "eskalasi"),
    (VerbCode::Confirm, "konfirmasi"),
    (VerbCode::Reopen, "buka-lagi"),
    (VerbCode::Close, "tutup"),
    (VerbCode::Reclassify, "ubah-jenis"),
    (VerbCode::NoteNumber, "nomor"),
    (VerbCode::Note, "catat"),
];

/// Icon of a verb's button.
pub(crate) fn verb_icon(verb: VerbCode) -> &'static str {
    match verb {
        VerbCode::Verify => "clipboard-check",
        VerbCode::RequestVisit | VerbCode::RecordVisit => "house",
        VerbCode::AskDocuments | VerbCode::ReceiveDocuments => "file-earmark-text",
        VerbCode::Recommend | VerbCode::Reclassify => "pencil-square",
        VerbCode::Decide => "check2-square",
        VerbCode::Refer | VerbCode::Resubmit => "send",
        VerbCode::Answer | VerbCode::AnswerOnBehalf => "reply",
        VerbCode::Serve => "hand-thumbs-up",
        VerbCode::Wait => "hourglass-split",
        VerbCode::Extend => "calendar3",
        VerbCode::Resume => "arrow-right-circle",
        VerbCode::Escalate => "diagram-3",
        VerbCode::Confirm => "chat-left-text",
        VerbCode::Reopen | VerbCode::TakeBack | VerbCode::WithdrawRecommendation => "arrow-counterclockwise",
        VerbCode::Close | VerbCode::Decline => "x-circle",
        VerbCode::NoteNumber => "paperclip",
        VerbCode::Note => "journal-text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pill_names_the_institution_in_short() {
        for (name, want) in [
            ("BPJS Kesehatan", "BPJS Kesehatan"),
            ("Dinas Kesehatan Kabupaten Pesisir Barat", "Dinas Kesehatan"),
            ("RSUD KH Muhammad Thohir (contoh)", "RSUD KH Muhammad Thohir"),
            ("Dinas Kependudukan dan Pencatatan Sipil", "Dinas Kependudukan…"),
        ] {
            assert_eq!(short(name), want);
        }
    }

    #[test]
    fn a_title_has_no_full_stop() {
        for (said, want) in [("Atap bocor.", "Atap bocor"), ("Atap bocor", "Atap bocor"), ("Lalu...", "Lalu...")] {
            assert_eq!(beginning(Some(&Private::new(said.to_owned())), String::new()), want);
        }
    }
}
