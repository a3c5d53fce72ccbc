#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::Coded;
use crate::calendar::Day;
use crate::family::Sex;
use proptest::prelude::*;

fn today() -> Day {
    Day::parse("2026-11-22").unwrap()
}

/// Codes of the warnings, or the count of digits found.
fn judged(text: &str, ctx: &NikContext) -> String {
    match Nik::parse(text) {
        Err(NikError { found, foreign }) => format!("{found}{}", if foreign { "?" } else { "" }),
        Ok(nik) => nik.warnings(ctx).iter().map(|w| w.code()).collect::<Vec<_>>().join(" "),
    }
}

#[test]
fn reading() {
    for (text, want) in [
        ("9901011204850001", "9901011204850001"),
        (" 9901011204850001 ", "9901011204850001"),
        ("990101 120485 0001", "9901011204850001"),
        ("99.01.01.120485.0001", "9901011204850001"),
        ("990101-120485-0001", "9901011204850001"),
        ("990101–120485—0001", "9901011204850001"),
        ("990101\u{2011}120485\u{2011}0001", "9901011204850001"),
        ("'9901011204850001", "9901011204850001"),
        ("’9901011204850001", "9901011204850001"),
        ("`9901011204850001", "9901011204850001"),
        ("\u{FEFF}9901011204850001", "9901011204850001"),
        ("9901011204850001\u{200B}", "9901011204850001"),
        ("\u{202E}9901011204850001\u{202C}", "9901011204850001"),
        ("\u{2066}99010112\u{2069}04850001", "9901011204850001"),
        ("99010112\u{00AD}04850001", "9901011204850001"),
        ("9901011204850001\r\n", "9901011204850001"),
        ("9901 0112\u{00A0}0485\u{202F}0001", "9901011204850001"),
        ("9901\t0112 0485 0001", "9901011204850001"),
        ("", "0"),
        (" - ", "0"),
        ("0", "1"),
        ("990101120485000", "15"),
        ("99010112048500011", "17"),
        ("99010112048500010000000000000000000000000", "41"),
        ("99010112O4850001", "15?"),
        ("990101120485OOO1", "13?"),
        ("9901011204850001x", "16?"),
        ("9901011204850001/2", "17?"),
        ("9.901011204850001E15", "18?"),
        ("9,90101E+15", "8?"),
        ("tidak ada", "0?"),
        ("９９０１011204850001", "12?"),
        ("٩٩٠١011204850001", "12?"),
        ("9901011204850001 😀", "16?"),
        ("=9901011204850001", "16?"),
        ("-9901011204850001", "9901011204850001"),
        ("NIK9901011204850001", "16?"),
        ("9901011204850001,9901011204850002", "32?"),
    ] {
        let got = Nik::parse(text).map_or_else(|e| format!("{}{}", e.found, if e.foreign { "?" } else { "" }), |n| n.digits().to_owned());
        assert_eq!(got, want, "{text:?}");
        let card =
            FamilyCard::parse(text).map_or_else(|e| format!("{}{}", e.found, if e.foreign { "?" } else { "" }), |n| n.digits().to_owned());
        assert_eq!(card, want, "card {text:?}");
    }
}

#[test]
fn odd_without_context() {
    for (text, want) in [
        ("9901011204850001", ""),
        ("9901015204850001", ""),
        ("9901013112991234", ""),
        ("9901017112991234", ""),
        ("9901010101000001", ""),
        ("9901010001850001", "day_out_of_range"),
        ("9901013201850001", "day_out_of_range"),
        ("9901014001850001", "day_out_of_range"),
        ("9901017201850001", "day_out_of_range"),
        ("9901019901850001", "day_out_of_range"),
        ("9901014101850001", ""),
        ("9901011200850001", "month_out_of_range"),
        ("9901011213850001", "month_out_of_range"),
        ("9901011299850001", "month_out_of_range"),
        ("9901010000850001", "day_out_of_range month_out_of_range"),
        ("9901013102850001", "impossible_date"),
        ("9901017102850001", "impossible_date"),
        ("9901013002850001", "impossible_date"),
        ("9901013104850001", "impossible_date"),
        ("9901012902850001", "impossible_date"),
        ("9901012902840001", ""),
        ("9901012902000001", ""),
        ("9901016902000001", ""),
        ("9901011204850000", "serial_zero"),
        ("9901013102850000", "impossible_date serial_zero"),
        ("9999999999999999", "day_out_of_range month_out_of_range all_digits_same"),
        ("1111111111111111", "all_digits_same"),
        ("0000000000000000", "day_out_of_range month_out_of_range serial_zero all_digits_same unknown_prefix"),
        ("1001011204850001", "unknown_prefix"),
        ("9701011204850001", "unknown_prefix"),
        ("9800011204850001", "unknown_prefix"),
        ("9900001204850001", ""),
        ("9901012211260001", "century_ambiguous"),
        ("9901012311260001", ""), // tomorrow: so 1926
        ("9901012211160001", "century_ambiguous"),
        ("9901012311150001", "century_ambiguous"),
        ("9901012211150001", ""), // 111 years in 1915: nobody
        ("9901010101150001", ""),
        ("9901012902160001", "century_ambiguous"),
        ("9901012902260001", "impossible_date"),
        ("9901010101270001", ""),
    ] {
        assert_eq!(judged(text, &NikContext::new(today())), want, "{text}");
    }
}

#[test]
fn odd_beside_what_was_entered() {
    let born = |text: &str| NikContext { entered_birth: Day::parse(text), ..NikContext::new(today()) };
    let sex = |sex| NikContext { entered_sex: Some(sex), ..NikContext::new(today()) };
    let card = |text: &str| NikContext { card: FamilyCard::parse(text).ok(), ..NikContext::new(today()) };
    let known = |known| NikContext { known_prefix: Some(known), ..NikContext::new(today()) };
    for (text, ctx, want) in [
        ("9901011204850001", born("1985-04-12"), ""),
        ("9901015204850001", born("1985-04-12"), ""),
        ("9901011204850001", born("1985-04-13"), "birth_differs"),
        ("9901011204850001", born("1985-12-04"), "birth_differs"),
        ("9901011204850001", born("1986-04-12"), "birth_differs"),
        ("9901011204200001", born("2020-04-12"), ""),
        ("9901011204200001", born("1920-04-12"), ""),
        ("9901011204200001", born("1921-04-12"), "birth_differs"),
        ("9901013102850001", born("1985-03-03"), "impossible_date birth_differs"),
        ("9901010013850001", born("1985-03-03"), "day_out_of_range month_out_of_range"),
        ("9901011204850001", sex(Sex::Male), ""),
        ("9901011204850001", sex(Sex::Female), "sex_differs"),
        ("9901015204850001", sex(Sex::Female), ""),
        ("9901015204850001", sex(Sex::Male), "sex_differs"),
        ("9901013504850001", sex(Sex::Female), "day_out_of_range"),
        ("9901011204850001", card("9901011204850001"), "same_as_card"),
        ("9901011204850001", card("9901011204850002"), ""),
        ("9901011204850001", known(true), ""),
        ("9901011204850001", known(false), ""), // synthetic prefixes are nowhere in the list
        ("5401011204850001", known(false), "unknown_prefix"),
        ("5401011204850001", known(true), ""),
        ("9901011204850001", NikContext { in_other_open_family: true, ..NikContext::new(today()) }, "in_other_family"),
    ] {
        assert_eq!(judged(text, &ctx), want, "{text} {ctx:?}");
    }
}

/// In the latest century that does not lie in the future.
fn birth_day(nik: &Nik) -> Option<Day> {
    let [late, early] = nik.birth()?.candidates();
    late.filter(|d| *d <= today()).or(early)
}

#[test]
fn birth_days() {
    for (text, want) in [
        ("9901011204850001", "1985-04-12 m"),
        ("9901015204850001", "1985-04-12 f"),
        ("9901012211260001", "2026-11-22 m"),
        ("9901012311260001", "1926-11-23 m"),
        ("9901014101000001", "2000-01-01 f"),
        ("9901013112990001", "1999-12-31 m"),
        ("9901012902000001", "2000-02-29 m"),
        ("9901012902960001", "1996-02-29 m"),
        ("9901016902040001", "2004-02-29 f"),
        ("9901013102850001", "- m"),
        ("9901010000850001", "-"),
    ] {
        let nik = Nik::parse(text).unwrap();
        let day = birth_day(&nik).map_or("-".to_owned(), Day::iso);
        let sex = nik.birth().map_or("", |b| if b.female { " f" } else { " m" });
        assert_eq!(format!("{day}{sex}"), want, "{text}");
    }
}

#[test]
fn cards() {
    for (text, known, want) in [
        ("9901011204100001", None, ""),
        ("9901012211260001", None, ""),
        ("9901012311260001", None, "card_date_in_future"),
        ("9901010101850001", None, "card_date_in_future"),
        ("9901015204100001", None, "day_out_of_range"),
        ("9901011213100001", None, "month_out_of_range"),
        ("9901013002100001", None, "impossible_date"),
        ("9901011204100000", None, "serial_zero"),
        ("1818041204100001", Some(false), "unknown_prefix"),
        ("1818041204100001", Some(true), ""),
        ("1111111111111111", None, "all_digits_same"),
    ] {
        let got = FamilyCard::parse(text).unwrap().warnings(today(), known);
        assert_eq!(got.iter().map(|w| w.code()).collect::<Vec<_>>().join(" "), want, "{text}");
    }
}

#[test]
fn nothing_is_shown_by_accident() {
    let nik = Nik::parse("9901011204850001").unwrap();
    assert_eq!(nik.masked(), "9901••••••••0001");
    assert_eq!((nik.area_code(), nik.prefix(), nik.is_synthetic()), ("99", "990101", true));
    let phone = Phone::parse("081234567890").unwrap();
    let card = FamilyCard::parse("9901011204100001").unwrap();
    assert_eq!(format!("{nik:?} {card:?} {phone:?} {:?}", nik.birth()), "[private] [private] [private] Some([private])");
    assert_eq!(phone.masked(), "0812•••••890");
}

#[test]
fn phones() {
    for (text, want) in [
        ("081234567890", "+6281234567890"),
        ("0812-3456-7890", "+6281234567890"),
        ("0812 3456 7890", "+6281234567890"),
        ("0812.3456.7890", "+6281234567890"),
        ("+62 812-3456-7890", "+6281234567890"),
        ("+62 (0)812 3456 7890", "+6281234567890"),
        ("6281234567890", "+6281234567890"),
        ("006281234567890", "+6281234567890"),
        ("81234567890", "+6281234567890"),
        ("'081234567890", "+6281234567890"),
        ("\u{202A}+62 812‑3456‑7890\u{202C}", "+6281234567890"),
        ("0811234567", "+62811234567"),
        ("0895 3456 78901", "+62895345678901"),
        ("(021) 555-1234", "+62215551234"),
        ("0722 21234", "+6272221234"),
        ("+62 21 5551234", "+62215551234"),
        ("+60 12-345 6789", "+60123456789"),
        ("+966 50 123 4567", "+966501234567"),
        ("", "empty"),
        ("-", "empty"),
        ("tidak ada", "not_a_number"),
        ("0812abc", "not_a_number"),
        ("0812+345678", "not_a_number"),
        ("081234", "too_short"),
        ("08123456789012", "too_long"),
        ("0812345678901234567890123", "too_long"),
        ("0", "too_short"),
        ("123456", "too_short"),
        ("5551234", "unknown_prefix"),
        ("012345678", "unknown_prefix"),
        ("+0812345678", "unknown_prefix"),
        ("+1234", "too_short"),
        ("110", "too_short"),
    ] {
        let got = Phone::parse(text).map_or_else(|e| e.code().to_owned(), |p| p.e164().to_owned());
        assert_eq!(got, want, "{text:?}");
    }
    assert_eq!(Phone::parse("+62812345678").unwrap().national(), "0812345678");
}

proptest! {
    #[test]
    fn any_text_is_answered(text in "\\PC{0,40}") {
        let _ = Nik::parse(&text);
        if let Ok(p) = Phone::parse(&text) { prop_assert_eq!(Phone::parse(p.e164()), Ok(p.clone())); let _ = p.masked(); }
    }

    #[test]
    fn sixteen_digits_are_always_a_nik(text in "[0-9]{16}") {
        let nik = Nik::parse(&text).unwrap();
        prop_assert_eq!(nik.digits(), &text);
        let warnings = nik.warnings(&NikContext::new(today()));
        prop_assert_eq!(birth_day(&nik).is_none(),
            warnings.iter().any(|w| matches!(w, NikWarning::DayOutOfRange | NikWarning::MonthOutOfRange | NikWarning::ImpossibleDate)));
        let _ = (nik.masked(), FamilyCard::parse(&text).unwrap().warnings(today(), None));
    }

    #[test]
    fn a_made_number_says_its_birth(age_days in 0i64..30_000, female: bool, serial in 1u16..=9999) {
        let born = today().plus(-age_days);
        let day = born.day() + if female { 40 } else { 0 };
        let nik = Nik::parse(&format!("990101{day:02}{:02}{:02}{serial:04}", born.month(), born.year() % 100)).unwrap();
        prop_assert_eq!(birth_day(&nik).map(|d| (d.day(), d.month())), Some((born.day(), born.month())));
        let sex = if female { Sex::Female } else { Sex::Male };
        let ctx = NikContext { entered_birth: Some(born), entered_sex: Some(sex), ..NikContext::new(today()) };
        prop_assert_eq!(nik.warnings(&ctx), vec![]);
    }
}
