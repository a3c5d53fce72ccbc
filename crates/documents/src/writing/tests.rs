#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::reading::{Limits, SourceFile, read_tables};
use slrt_domain::calendar::Day;
use std::io::Read;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn sheet(title: &str, cells: Vec<Cell>) -> Sheet {
    let column = |title: &str, kind| Column { title: title.to_owned(), width: 18, kind };
    Sheet {
        title: title.to_owned(),
        columns: vec![
            column("NIK", ColumnKind::Text),
            column("Tanggal", ColumnKind::Date),
            column("=Rupiah", ColumnKind::Money),
            column("Jumlah", ColumnKind::Number),
        ],
        rows: vec![cells],
    }
}

fn csv(cell: &str) -> String {
    let mut out = Vec::new();
    write_csv(&sheet("x", vec![cell.into()]), b';', &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    text.strip_prefix("\u{FEFF}NIK;Tanggal;'=Rupiah;Jumlah\r\n").unwrap().trim_end_matches("\r\n").to_owned()
}

#[test]
fn formulas_are_disarmed() {
    for (cell, want) in [
        ("SITI", "SITI"),
        ("=1+1", "'=1+1"),
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+62812", "'+62812"),
        ("-5", "'-5"),
        ("-", "-"),
        ("@SUM(A1)", "'@SUM(A1)"),
        (" =1+1", "' =1+1"),
        ("\t=1+1", "'\t=1+1"),
        ("\u{200B}=1+1", "'\u{200B}=1+1"),
        ("\u{FEFF}@x", "'\u{FEFF}@x"),
        ("＝1+1", "'＝1+1"),
        ("a=b", "a=b"),
        ("Jl. A; B", "\"Jl. A; B\""),
        ("say \"hi\"", "\"say \"\"hi\"\"\""),
        ("9901011204850001", "9901011204850001"),
    ] {
        assert_eq!(csv(cell), want, "{cell:?}");
    }
    let mut out = Vec::new();
    write_csv(&sheet("x", vec![Cell::Blank, day("2026-11-22").into(), (-5i64).into(), None::<i64>.into()]), b',', &mut out).unwrap();
    assert!(String::from_utf8(out).unwrap().ends_with("\r\n,2026-11-22,-5,\r\n"));
}

#[test]
fn workbooks_come_back_as_they_went() {
    let texts = ["=HYPERLINK(\"http://x\")", "+62812", "@x", "http://example.org", "9901011204850001"];
    let sheets = vec![
        sheet(
            "Bantuan / 2026: [semua] yang masih sangat panjang",
            vec!["9901011204850001".into(), day("1985-04-12").into(), 1_500_000i64.into(), (-3i64).into()],
        ),
        sheet("bantuan   2026   semua  yang masih", texts.iter().map(|t| Cell::from(*t)).collect()),
        sheet("", vec![Cell::Blank, day("1899-01-01").into(), 9_901_011_204_850_001i64.into(), "a\u{0}b".into()]),
        sheet("History", vec![]),
    ];
    let bytes = write_xlsx(&Workbook { made_on: day("2026-11-22"), sheets }).unwrap();
    let source = SourceFile::from_bytes(bytes.clone(), "x.xlsx", Limits::default()).unwrap();
    let tables = read_tables(&source).unwrap();
    let rows: Vec<_> = tables.iter().map(|t| t.rows.iter().skip(1).map(|(_, cells)| cells.join("|")).collect::<String>()).collect();
    assert_eq!(rows, ["9901011204850001|1985-04-12|1500000|-3", &texts.join("|"), "|1899-01-01|9901011204850001|ab", ""]);
    let names: Vec<_> = tables.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names[2..], ["Data", "Data 2"]);
    assert!(names.iter().all(|n| n.chars().count() <= 31 && !n.contains(['/', ':', '[', ']'])), "{names:?}");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    for at in 0..archive.len() {
        let mut part = String::new();
        archive.by_index(at).unwrap().read_to_string(&mut part).unwrap();
        assert!(!part.contains("<f>") && !part.contains("<hyperlink"), "no formula, no link");
    }
}

#[test]
fn many_sheets_of_one_name() {
    let sheets = (0..4).map(|_| sheet("Rekapitulasi bantuan sosial per desa", vec![])).collect();
    let bytes = write_xlsx(&Workbook { made_on: day("2026-11-22"), sheets }).unwrap();
    let source = SourceFile::from_bytes(bytes, "x.xlsx", Limits::default()).unwrap();
    assert_eq!(source.tables().len(), 4);
}

#[test]
fn nothing_is_shown_by_accident() {
    let workbook = Workbook { made_on: day("2026-11-22"), sheets: vec![sheet("Data", vec!["SITI AMINAH".into()])] };
    assert!(!format!("{workbook:?} {:?}", workbook.sheets[0].rows).contains("SITI"));
}
