#![allow(clippy::unwrap_used, reason = "tests")]
use super::*;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn program(name: &str, from: &str, to: Option<&str>) -> Program {
    Program {
        code: "a".into(),
        short: "A".into(),
        name: Words { id: name.into(), en: name.into() },
        provider: String::new(),
        provider_level: ProviderLevel::Regency,
        summary: Words::default(),
        sectors: Vec::new(),
        institution: String::new(),
        documents: Vec::new(),
        valid_from: day(from),
        valid_to: to.map(day),
        last_checked: day(from),
        facts: Vec::new(),
    }
}

fn deadline(days: u32, from: &str) -> Deadline {
    Deadline {
        code: "umum".into(),
        name: Words::default(),
        limit: days,
        unit: LimitUnit::WorkingDays,
        verify_days: 1,
        handle_days: 1,
        decide_days: 1,
        institution_days: 0,
        confirm_days: 5,
        total_days: days,
        extension_days: None,
        valid_from: day(from),
        basis: Basis::default(),
        stages_basis: Basis::default(),
    }
}

fn row(code: &str, from: &str, to: Option<&str>, content: OwnContent) -> OwnRow {
    OwnRow {
        code: code.into(),
        valid_from: day(from),
        valid_to: to.map(day),
        source: "Perda".into(),
        url: String::new(),
        withdrawn: false,
        revision: 1,
        content,
    }
}

fn own_program(name: &str, from: &str, to: Option<&str>) -> OwnRow {
    row("a", from, to, OwnContent::Program(Box::new(OwnProgram::of(&program(name, from, to)))))
}

#[test]
fn own_programs_come_before_the_shipped_one_on_their_days_only() {
    let shipped = Catalog { programs: vec![program("bawaan", "2025-01-01", None)], ..Catalog::default() };
    let own = [
        own_program("pertama", "2026-03-01", None),
        own_program("kedua", "2026-05-01", Some("2026-06-30")),
        row("a", "2026-09-01", Some("2026-09-30"), OwnContent::Absent(OwnSort::Program)),
        OwnRow { withdrawn: true, ..own_program("batal", "2026-10-15", None) },
        OwnRow { code: "b".into(), ..own_program("sendiri", "2026-04-01", None) },
    ];
    let merged = shipped.with_own(&own);
    for (on, want) in [
        ("2026-02-28", Some("bawaan")),
        ("2026-03-01", Some("pertama")),
        ("2026-04-30", Some("pertama")),
        ("2026-05-01", Some("kedua")),
        ("2026-06-30", Some("kedua")),
        // The first one had no last day, but it ended where the second began.
        ("2026-07-01", Some("bawaan")),
        ("2026-09-01", None),
        ("2026-10-01", Some("bawaan")),
        ("2026-10-20", Some("bawaan")),
    ] {
        assert_eq!(merged.program("a", day(on)).map(|p| p.name.id.as_str()), want, "{on}");
    }
    assert!(merged.program("b", day("2026-03-31")).is_none());
    let names: Vec<&str> = merged.programs_on(day("2026-05-02")).map(|p| p.name.id.as_str()).collect();
    assert_eq!(names, ["kedua", "sendiri"]);
    assert!(shipped.programs_on(day("2026-05-02")).all(|p| p.name.id == "bawaan"), "the shipped one is untouched");
}

#[test]
fn an_own_deadline_holds_from_its_day_and_the_newest_shipped_one_again_after() {
    let shipped = Catalog { deadlines: vec![deadline(10, "2025-01-01"), deadline(12, "2026-04-01")], ..Catalog::default() };
    let own = OwnContent::Deadline(OwnDeadline::of(&deadline(3, "2026-03-01")));
    let own = [row("umum", "2026-03-01", Some("2026-05-31"), own)];
    let merged = shipped.with_own(&own);
    for (on, want) in [("2026-02-28", 10), ("2026-03-01", 3), ("2026-04-15", 3), ("2026-05-31", 3), ("2026-06-01", 12)] {
        assert_eq!(merged.deadline("umum", day(on)).unwrap().total_days, want, "{on}");
    }
}

#[test]
fn own_holidays_are_added_and_shipped_ones_taken_away() {
    let holiday = |on: &str| Holiday {
        day: day(on),
        name: "Libur".into(),
        name_en: "Off".into(),
        joint_leave: false,
        moves: false,
        verified: true,
        source: String::new(),
    };
    let shipped = Catalog { holidays: vec![holiday("2026-12-25"), holiday("2026-12-26")], ..Catalog::default() };
    let own = OwnHoliday { name: Words::default(), joint_leave: false };
    let own = [
        row("2026-12-26", "2026-12-26", Some("2026-12-26"), OwnContent::Absent(OwnSort::Holiday)),
        row("2026-04-22", "2026-04-22", Some("2026-04-22"), OwnContent::Holiday(own)),
    ];
    let days: Vec<String> = shipped.with_own(&own).holidays.iter().map(|h| h.day.iso()).collect();
    assert_eq!(days, ["2026-04-22", "2026-12-25"]);
}

#[test]
fn a_version_is_over_when_it_ended_or_a_later_one_began() {
    let rows = [own_program("1", "2026-03-01", None), own_program("2", "2026-05-01", Some("2026-05-31"))];
    for (on, want) in [
        ("2026-02-01", [Standing::Coming, Standing::Coming]),
        ("2026-04-01", [Standing::Holding, Standing::Coming]),
        ("2026-05-31", [Standing::Over, Standing::Holding]),
        ("2026-06-01", [Standing::Over, Standing::Over]),
    ] {
        assert_eq!([0, 1].map(|i| rows[i].standing(&rows, day(on))), want, "{on}");
    }
}
