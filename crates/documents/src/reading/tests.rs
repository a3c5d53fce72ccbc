#![allow(clippy::unwrap_used, reason = "tests")]

use super::sniff::Encoding;
use super::*;
use proptest::prelude::*;
use rust_xlsxwriter::{ExcelDateTime, Format};
use slrt_domain::family::import::has_lost_digits;
use std::io::{Cursor, Read, Write};
use std::ops::ControlFlow;

/// `shape; row:cell|cell; …`, or the problem's code and row.
fn csv(bytes: &[u8]) -> String {
    csv_within(bytes, &Limits::default())
}

fn csv_within(bytes: &[u8], limits: &Limits) -> String {
    let mut rows = Vec::new();
    let visited = read_csv(bytes, limits, &mut |row, cells| {
        rows.push(format!("{row}:{}", cells.join("|")));
        ControlFlow::Continue(())
    });
    match visited {
        Err(problem) => format!("{}{}", problem.code(), problem.row().map_or(String::new(), |r| format!(" {r}"))),
        Ok(shape) => {
            assert_eq!(shape.rows as usize, rows.len());
            let name = match shape.encoding {
                Encoding::Utf8 => "",
                Encoding::Utf16Le => "le ",
                Encoding::Utf16Be => "be ",
            };
            format!("{name}{} {}", char::from(shape.delimiter).escape_default(), rows.join("; "))
        }
    }
}

fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let mark = if mark { "\u{FEFF}" } else { "" };
    format!("{mark}{text}").encode_utf16().flat_map(|u| if big { u.to_be_bytes() } else { u.to_le_bytes() }).collect()
}

#[test]
fn delimited_text() {
    for (text, want) in [
        ("a,b\n1,2\n", ", 1:a|b; 2:1|2"),
        ("a;b\n1;2\n", "; 1:a|b; 2:1|2"),
        ("a\tb\n1\t2\n", "\\t 1:a|b; 2:1|2"),
        ("a|b\n1|2\n", "| 1:a|b; 2:1|2"),
        ("a;b\r\n1,5;2,5\r\n", "; 1:a|b; 2:1,5|2,5"),
        ("nama;alamat\nSITI;\"Jl. A, B, C, D\"\n", "; 1:nama|alamat; 2:SITI|Jl. A, B, C, D"),
        ("sep=;\na;b,c,d\n1;2\n", "; 2:a|b,c,d; 3:1|2"),
        ("\u{FEFF}a;b\n1;2", "; 1:a|b; 2:1|2"),
        ("a;b", "; 1:a|b"),
        ("a", ", 1:a"),
        ("a\n\n\nb\n", ", 1:a; 4:b"),
        ("\n\na\n\nb", ", 3:a; 5:b"),
        ("a\r\n\r\n\r\nb\r\n\r\nc", ", 1:a; 4:b; 6:c"),
        ("a;b\r\n\"x\r\ny\";2\r\n3;4\r\n", "; 1:a|b; 2:x\r\ny|2; 3:3|4"),
        ("a;b\n;;\n1;2\n", "; 1:a|b; 3:1|2"),
        ("a;b;;;;;;\n1;2;;;;;\n", "; 1:a|b; 2:1|2"),
        ("a;b\n1\n1;2;3\n", "; 1:a|b; 2:1; 3:1|2|3"),
        ("a;b\n\"x\ny\";2\n3;4\n", "; 1:a|b; 2:x\ny|2; 3:3|4"),
        ("a;b\n\"say \"\"hi\"\"\";2\n", "; 1:a|b; 2:say \"hi\"|2"),
        ("a;b\n12\" pipe;2\n", "; 1:a|b; 2:12\" pipe|2"),
        ("a;b\n=\"0812\";=\"9901011204850001\"\n", "; 1:a|b; 2:0812|9901011204850001"),
        ("a;b\n=1+1;@x\n", "; 1:a|b; 2:=1+1|@x"),
        ("a\rb\r", ", 1:a; 2:b"),
        ("e\u{301};b\n", "; 1:é|b"),
        ("", "empty"),
        ("\n\n", ", "),
        ("a;b\n\"open;2\n3;4\n5;6\n", "unclosed_quote 2"),
        // Two persons in one row, in silence, but for this.
        ("a;b;c;d\n1;\"x;3;4\n5;y\";7;8\n9;z;1;2\n", "unclosed_quote 2"),
        ("a;b;c;d\n1;2;3;\"x\n5;y\";7;8\n9;z;1;2\n", "unclosed_quote 2"),
        ("a;b;c;d\n1;\"x;3;4\n5;6;7;y\"\n9;z;1;2\n", "unclosed_quote 2"),
        ("a;b;c;d\n1;\"Jl. A; RT 1\nDesa X\";3;4\n", "; 1:a|b|c|d; 2:1|Jl. A; RT 1\nDesa X|3|4"),
    ] {
        assert_eq!(csv(text.as_bytes()), want, "{text:?}");
    }
}

#[test]
fn encodings() {
    let text = "nama\tkota\nSITI\tBandar Lampung é\n";
    for (bytes, want) in [
        (utf16(text, false, true), "le \\t 1:nama|kota; 2:SITI|Bandar Lampung é"),
        (utf16(text, true, true), "be \\t 1:nama|kota; 2:SITI|Bandar Lampung é"),
        (utf16(text, false, false), "le \\t 1:nama|kota; 2:SITI|Bandar Lampung é"),
        (utf16(text, true, false), "be \\t 1:nama|kota; 2:SITI|Bandar Lampung é"),
        (b"nama;kota\nJos\xE9;Ma\x92ruf\n".to_vec(), "; 1:nama|kota; 2:José|Ma’ruf"),
        (b"nama;kota\nJos\xC3\xA9;Jos\xE9\n".to_vec(), "; 1:nama|kota; 2:José|José"),
        (b"nama;kota\nJos\xE9".to_vec(), "; 1:nama|kota; 2:José"),
        (b"\xEF\xBB\xBFnama;kota\n".to_vec(), "; 1:nama|kota"),
        (b"a;b\n\x00\x01\x02;\x00\n".to_vec(), "not_a_table"),
    ] {
        assert_eq!(csv(&bytes), want);
    }
}

#[test]
fn characters_across_chunks_stay_whole() {
    let line = "Ма’ruf é 💧 ;x\n";
    let text = line.repeat(20_000);
    for bytes in [text.clone().into_bytes(), utf16(&text, false, true)] {
        let mut rows = 0;
        read_csv(bytes.as_slice(), &Limits::default(), &mut |_, cells| {
            assert_eq!(cells, ["Ма’ruf é 💧 ", "x"]);
            rows += 1;
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(rows, 20_000);
    }
}

#[test]
fn limits_hold() {
    let limits = Limits { columns: 3, cell_chars: 5, rows: 3, ..Limits::default() };
    for (text, want) in [
        ("a;b;c\n1;2;3\n", "; 1:a|b|c; 2:1|2|3"),
        ("a;b;c\n1;2;3;4\n", "too_many_columns 2"),
        ("a;b;c\n1;2;3;;;;\n", "; 1:a|b|c; 2:1|2|3"),
        ("a;b\n12345;2\n", "; 1:a|b; 2:12345|2"),
        ("a;b\nééééé;2\n", "; 1:a|b; 2:ééééé|2"),
        ("a;b\n123456;2\n", "cell_too_long 2"),
        ("a\nb\nc\n", ", 1:a; 2:b; 3:c"),
        ("a\nb\nc\nd\n", "too_many_rows"),
    ] {
        assert_eq!(csv_within(text.as_bytes(), &limits), want, "{text:?}");
    }
    assert_eq!(csv(vec!["x"; 100_000].join(",").as_bytes()), "too_many_columns 1");
    assert_eq!(csv("x,".repeat(100_000).as_bytes()), "too_many_columns 1");
    assert_eq!(csv(format!("a;b\n{};2\n", "x".repeat(10_001)).as_bytes()), "cell_too_long 2");
}

/// A stream that never ends.
struct Endless<'a>(&'a [u8], u64);

impl Read for Endless<'_> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        for (slot, b) in out.iter_mut().zip(self.0.iter().cycle()) {
            *slot = *b;
        }
        self.1 += out.len() as u64;
        assert!(self.1 < 400 << 20, "read on and on");
        Ok(out.len())
    }
}

#[test]
fn a_file_without_end_is_stopped() {
    for (start, rest, want) in [
        ("a;b\n\"", "xxxxxxxxxxxxxxxx", "unclosed_quote"),
        ("a;b\n", "xxxxxxxxxxxxxxxx", "unclosed_quote"),
        ("a;b\n", "1;2\n1;2\n1;2\n1;2\n", "too_many_rows"),
    ] {
        let input = Cursor::new(start.as_bytes()).chain(Endless(rest.as_bytes(), 0));
        let problem = read_csv(input, &Limits::default(), &mut |_, _| ControlFlow::Continue(())).unwrap_err();
        assert_eq!(problem.code(), want);
    }
}

fn rows_of(bytes: Vec<u8>) -> String {
    let read = || -> Result<String, ReadProblem> {
        let source = SourceFile::from_bytes(bytes, "data warga.csv", Limits::default())?;
        let tables = read_tables(&source)?;
        let row = |(n, cells): &(u32, Vec<String>)| format!("{n}:{}", cells.join("|"));
        let table = |t: &TableData| format!("[{}] {}", t.name, t.rows.iter().map(row).collect::<Vec<_>>().join("; "));
        Ok(tables.iter().map(table).collect::<Vec<_>>().join(" "))
    };
    read().unwrap_or_else(|problem| problem.code().to_owned())
}

#[test]
fn workbooks() {
    let mut out = rust_xlsxwriter::Workbook::new();
    let households = out.add_worksheet();
    households.set_name("Rumah tangga").unwrap();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    households.write_string(0, 0, "DAFTAR").unwrap();
    households.write_string(2, 0, "NIK").unwrap().write_string(2, 1, "Tgl").unwrap().write_string(2, 2, "Jumlah").unwrap();
    households.write_string(3, 0, "9901011204850001").unwrap();
    households.write_datetime_with_format(3, 1, ExcelDateTime::from_ymd(1985, 4, 12).unwrap(), &date).unwrap();
    households.write_number(3, 2, 12).unwrap();
    households.write_number(4, 0, 3_201_011_204_850_001_f64).unwrap();
    households.write_number(4, 2, 1.5).unwrap();
    households.write_number(5, 0, 3_201_011_204_850_000_f64).unwrap();
    households.write_boolean(5, 3, true).unwrap();
    households.write_number(6, 0, 9_901_011_204_850_001_f64).unwrap();
    households.write_formula(7, 0, rust_xlsxwriter::Formula::new("=1+1").set_result("2")).unwrap();
    let members = out.add_worksheet();
    members.set_name("ART").unwrap();
    members.write_string(0, 1, "e\u{301}").unwrap();
    let bytes = out.save_to_buffer().unwrap();
    assert_eq!(
        rows_of(bytes),
        "[Rumah tangga] 1:DAFTAR; 3:NIK|Tgl|Jumlah; 4:9901011204850001|1985-04-12|12; 5:3201011204850001||1.5; \
         6:3.20101120485000E+15|||TRUE; 7:9.90101120485000E+15; 8:2 [ART] 1:|é"
    );
}

#[test]
fn heads_of_a_workbook_with_many_sheets() {
    let mut out = rust_xlsxwriter::Workbook::new();
    for n in 0..40 {
        let sheet = out.add_worksheet();
        for row in 0..5 {
            sheet.write_string(row, 0, format!("{n}-{row}")).unwrap();
        }
    }
    let source = SourceFile::from_bytes(out.save_to_buffer().unwrap(), "banyak.xlsx", Limits::default()).unwrap();
    let heads = source.heads(2, 30).unwrap();
    assert_eq!((source.tables().len(), heads.len()), (40, 30));
    assert_eq!(heads[29], [(1, vec!["29-0".to_owned()]), (2, vec!["29-1".to_owned()])]);
    let csv = SourceFile::from_bytes(b"a;b\n1;2\n3;4\n".to_vec(), "a.csv", Limits::default()).unwrap();
    assert_eq!(csv.heads(2, 30).unwrap(), [csv.head(0, 2).unwrap()]);
}

#[test]
fn numbers() {
    for (value, want, lost) in [
        (0.0, "0", false),
        (7.0, "7", false),
        (-3.0, "-3", false),
        (1.5, "1.5", false),
        (0.1, "0.1", false),
        (81_234_567_890.0, "81234567890", false),
        (999_999_999_999_999.0, "999999999999999", false),
        (1_813_010_010_001_234.0, "1813010010001234", false),
        (1_813_010_010_001_230.0, "1.81301001000123E+15", true),
        (9_007_199_254_740_992.0, "9.00719925474099E+15", true),
        (9_901_011_204_850_001.0, "9.90101120485000E+15", true),
        (1e20, "1.00000000000000E+20", true),
    ] {
        let text = cell::number(value);
        assert_eq!((text.as_str(), has_lost_digits(&text)), (want, lost));
    }
}

fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn ods(rows: &str) -> Vec<u8> {
    let names = r#"xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0""#;
    let content = format!(
        r#"<?xml version="1.0"?><office:document-content {names}><office:body><office:spreadsheet><table:table table:name="Warga">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    zipped(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<?xml version=\"1.0\"?><manifest:manifest xmlns:manifest=\"m\"/>"),
        ("content.xml", &content),
    ])
}

#[test]
fn open_document() {
    let text = |t: &str| format!(r#"<table:table-cell office:value-type="string"><text:p>{t}</text:p></table:table-cell>"#);
    let rows = format!(
        r#"<table:table-row>{}{}</table:table-row><table:table-row><table:table-cell office:value-type="date" office:date-value="1985-04-12"/><table:table-cell office:value-type="float" office:value="7"/></table:table-row><table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#,
        text("Tgl"),
        text("Jumlah")
    );
    assert_eq!(rows_of(ods(&rows)), "[Warga] 1:Tgl|Jumlah; 2:1985-04-12|7");
    let bomb = r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="1000" office:value-type="float" office:value="7"/></table:table-row>"#;
    assert_eq!(rows_of(ods(bomb)), "too_large");
    let wide = r#"<table:table-row><table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="7"/></table:table-row>"#;
    assert_eq!(rows_of(ods(wide)), "too_many_columns");
    assert_eq!(rows_of(ods(&wide.repeat(2_000))), "too_large");
}

#[test]
fn what_is_no_table() {
    for (bytes, want) in [
        (Vec::new(), "empty"),
        (b"%PDF-1.7 ...".to_vec(), "not_a_table"),
        (b"\x89PNG\r\n".to_vec(), "not_a_table"),
        (b"<html><table><tr><td>NIK".to_vec(), "not_a_table"),
        (b"  <TABLE border=1><tr>".to_vec(), "not_a_table"),
        (b"PK\x03\x04garbage".to_vec(), "broken"),
        (zipped(&[("readme.txt", "hello")]), "not_a_table"),
        (zipped(&[("word/document.xml", "<w/>")]), "not_a_table"),
        (zipped(&[("xl/workbook.xml", "<workbook")]), "broken"),
        ([&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0; 600]].concat(), "broken"),
        ([&[0xD0, 0xCF, 0x11, 0xE0][..], &utf16("EncryptedPackage", false, false)].concat(), "protected"),
        (b"nama;nik\nSITI;1\n".to_vec(), "[data warga] 1:nama|nik; 2:SITI|1"),
    ] {
        assert_eq!(rows_of(bytes), want);
    }
}

#[test]
fn archives_that_swell_are_refused() {
    let limits = Limits { unpacked_bytes: 1 << 20, resident_bytes: 1 << 16, ..Limits::default() };
    let swelling = |part: &str, size: usize| zipped(&[("xl/workbook.xml", "<workbook/>"), (part, &"0".repeat(size))]);
    for (bytes, want) in [
        (swelling("xl/worksheets/sheet1.xml", 2 << 20), "too_large"),
        (swelling("xl/sharedStrings.xml", 1 << 17), "too_large"),
        // A file may say that its strings lie among the sheets.
        (swelling("xl/worksheets/sharedStrings.xml", 1 << 17), "too_large"),
        (swelling("xl/worksheets/sheet1.xml", 1 << 17), "broken"),
    ] {
        assert_eq!(SourceFile::from_bytes(bytes, "x.xlsx", limits).unwrap_err().code(), want);
    }
}

/// `ok`, or the problem's code and row.
fn read_within(bytes: Vec<u8>, limits: Limits) -> String {
    match SourceFile::from_bytes(bytes, "x", limits).and_then(|source| read_tables(&source)) {
        Err(problem) => format!("{}{}", problem.code(), problem.row().map_or(String::new(), |r| format!(" {r}"))),
        Ok(_) => "ok".to_owned(),
    }
}

#[test]
fn long_text_is_refused_before_it_is_copied() {
    let limits = Limits { columns: 3, cell_chars: 10, ..Limits::default() };
    // A cell too far right ends the reading as well: what is refused first was met first.
    let book = |text: &str, formula: bool| {
        let mut out = rust_xlsxwriter::Workbook::new();
        let sheet = out.add_worksheet();
        if formula {
            sheet.write_formula(1, 0, rust_xlsxwriter::Formula::new("=B9").set_result(text)).unwrap();
        } else {
            sheet.write_string(1, 0, text).unwrap();
        }
        sheet.write_string(1, 3, "x").unwrap();
        out.save_to_buffer().unwrap()
    };
    for (text, want) in [
        ("1234567890a", "cell_too_long 2"),
        ("\u{1F4A7}\u{1F4A7}\u{1F4A7}\u{1F4A7}\u{1F4A7}\u{1F4A7}\u{1F4A7}\u{1F4A7}\u{1F4A7}\u{1F4A7}\u{1F4A7}", "cell_too_long 2"),
        ("\u{1F4A7}\u{1F4A7}\u{1F4A7}\u{1F4A7}\u{1F4A7}\u{1F4A7}\u{1F4A7}\u{1F4A7}\u{1F4A7}\u{1F4A7}", "too_many_columns 2"),
    ] {
        assert_eq!(read_within(book(text, false), limits), want, "shared {text}");
        assert_eq!(read_within(book(text, true), limits), want, "own {text}");
    }
}

#[test]
fn pieces_of_a_workbook_are_bounded() {
    let limits = Limits { cell_chars: 10, ..Limits::default() };
    let size = usize::try_from(limits.piece_bytes()).unwrap() + 1;
    // What passes is found to be no workbook only after.
    let answer = |part: &str, text: &str| read_within(zipped(&[("xl/workbook.xml", "<workbook/>"), (part, text)]), limits);
    let runs = "<r><t>0</t></r>".repeat(size / 10);
    for (what, sheet, want) in [
        ("text", format!("<worksheet><c><is><t>{}</t></is></c></worksheet>", "0".repeat(size)), "too_large"),
        ("a tag", format!("<worksheet><c r=\"{}\"/></worksheet>", ">".repeat(size)), "too_large"),
        ("a comment", format!("<worksheet><!--{}--></worksheet>", "<c>".repeat(size / 3 + 1)), "too_large"),
        ("a section", format!("<worksheet><![CDATA[{}]]></worksheet>", "<c>".repeat(size / 3 + 1)), "too_large"),
        ("an instruction", format!("<worksheet><?a {}?></worksheet>", "<c>".repeat(size / 3 + 1)), "too_large"),
        ("a cell of many runs", format!("<worksheet><x:c><is>{runs}</is></x:c></worksheet>"), "too_large"),
        ("many cells", format!("<worksheet>{}</worksheet>", "<c><v>0</v></c>".repeat(size / 10)), "broken"),
    ] {
        assert_eq!(answer("xl/worksheets/sheet1.xml", &sheet), want, "{what}");
    }
    for (what, strings, want) in [
        ("a string of many runs", format!("<sst><si>{runs}</si></sst>"), "too_large"),
        ("many strings", format!("<sst uniqueCount=\"9\">{}</sst>", "<si><t>0</t></si>".repeat(size / 10)), "broken"),
        ("strings promised", "<sst uniqueCount=\"4000000000000000000\"/>".to_owned(), "too_large"),
    ] {
        assert_eq!(answer("xl/sharedStrings.xml", &strings), want, "{what}");
    }
}

#[test]
fn markup_that_could_be_understood_in_two_ways_is_refused() {
    let code = |text: &str| xml::check_strings(text.as_bytes(), &Limits::default()).map_or_else(|problem| problem.code(), |()| "ok");
    for (text, want) in [
        ("\u{FEFF}<?xml version=\"1.0\"?>\n<a b='>' c=\"'\"><x:c/><!-- <d> --><![CDATA[</a>]]>\n<e ></e >&amp;</a>", "ok"),
        // It ends amid a tag: calamine will find so too.
        ("<a><b", "ok"),
        ("<a></b>", "broken"),
        ("</a>", "broken"),
        ("<c><is></is\u{C}></is></c>", "broken"),
        ("<!DOCTYPE a><a/>", "broken"),
        ("<!--><a>--></a>", "broken"),
        ("<?><a>?></a>", "broken"),
        ("<></>", "broken"),
    ] {
        assert_eq!(code(text), want, "{text}");
    }
    assert_eq!(code(&"<a>".repeat(20_000)), "broken");
}

#[test]
fn repeated_text_is_counted() {
    let limits = Limits { resident_bytes: 1 << 16, resident_cells: 10_000, ..Limits::default() };
    let text = "x".repeat(1_000);
    let cell = |attributes: &str| {
        format!("<table:table-cell office:value-type=\"string\" {attributes}><text:p>{text}</text:p></table:table-cell>")
    };
    let row = |cells: &str| format!("<table:table-row>{cells}</table:table-row>");
    let hundred = "table:number-columns-repeated=\"100\"";
    for (what, rows, want) in [
        ("a few times", row(&cell("table:number-columns-repeated=\"3\"")), "ok"),
        ("columns", row(&cell(hundred)), "too_large"),
        ("many rows", format!("<table:table-row table:number-rows-repeated=\"100\">{}</table:table-row>", cell("")), "too_large"),
        ("an attribute", row(&format!("<table:table-cell office:string-value=\"{text}\" {hundred}/>")), "too_large"),
        ("a formula", row(&format!("<table:table-cell office:value=\"7\" table:formula=\"{text}\" {hundred}/>")), "too_large"),
        (
            "spaces",
            row("<table:table-cell office:value-type=\"string\"><text:p><text:s text:c=\"100000\"/></text:p></table:table-cell>"),
            "too_large",
        ),
        ("space around", row(&cell("table:number-columns-repeated\n = '100'")), "too_large"),
        ("a decoy", row(&cell(&format!("table:style-name='table:number-columns-repeated=\"1\"' {hundred}"))), "too_large"),
        ("a decoy with a space", row(&cell(&format!("table:style-name=' table:number-columns-repeated=\"1\"' {hundred}"))), "too_large"),
        ("another name", row(&cell(&format!("x-table:number-columns-repeated=\"1\" {hundred}"))), "too_large"),
        ("twice", row(&cell(&format!("table:number-columns-repeated=\"1\" {hundred}"))), "too_large"),
        ("a bracket", row(&cell(&format!("table:style-name=\">\" {hundred}"))), "too_large"),
        (
            "a row in a comment",
            format!(
                "<table:table-row table:number-rows-repeated=\"100\">{}</table:table-row>",
                cell("").replace("</table:table-cell>", "<!--<table:table-row>--></table:table-cell>")
            ),
            "too_large",
        ),
        ("digits as entities", format!("<table:table-row table:number-rows-repeated=\"&#49;00\">{}</table:table-row>", cell("")), "broken"),
        (
            "a cell within a cell",
            row("<table:table-cell office:value=\"7\"><table:table-row><table:table-cell/></table:table-row></table:table-cell>"),
            "broken",
        ),
    ] {
        assert_eq!(read_within(ods(&rows), limits), want, "{what}");
    }
    // One run of text, whatever it is part of.
    let short = Limits { cell_chars: 10, ..Limits::default() };
    let run = "x".repeat(usize::try_from(short.piece_bytes()).unwrap() + 1);
    assert_eq!(read_within(ods(&row(&cell("").replace(&text, &run))), short), "too_large");
    // Every row is made as wide as the widest.
    let value = "<table:table-cell office:value-type=\"float\" office:value=\"7\"/>";
    let blank = "<table:table-cell table:number-columns-repeated=\"999\"/>";
    let tall = format!("<table:table-row table:number-rows-repeated=\"1000\">{value}</table:table-row>");
    let wide = row(&format!("{blank}{value}"));
    assert_eq!(read_within(ods(&tall), limits), "ok");
    assert_eq!(read_within(ods(&wide), limits), "ok");
    assert_eq!(read_within(ods(&format!("{wide}{tall}")), limits), "too_large");
    let gap = "<table:table-row table:number-rows-repeated=\"20000\"/>";
    assert_eq!(read_within(ods(&format!("{value_row}{gap}", value_row = row(value))), limits), "ok");
    assert_eq!(read_within(ods(&format!("{value_row}{gap}{value_row}", value_row = row(value))), limits), "too_large");
}

#[test]
fn heads_and_missing_tables() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), "a;b\n1;2\n3;4\n").unwrap();
    let source = SourceFile::from_path(file.path(), "KK.2026.csv", Limits::default()).unwrap();
    assert_eq!(source.tables(), ["KK.2026"]);
    assert_eq!(source.head(0, 2).unwrap(), [(1, vec!["a".into(), "b".into()]), (2, vec!["1".into(), "2".into()])]);
    assert_eq!(source.head(1, 2).unwrap_err().code(), "no_such_table");
    assert!(!format!("{source:?}").contains("tmp"));
    assert_eq!(SourceFile::from_path("/nowhere/at/all", "x", Limits::default()).unwrap_err().code(), "io");
}

proptest! {
    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = csv(&bytes);
        let _ = rows_of(bytes);
    }

    #[test]
    fn damaged_workbooks_are_answered(at in any::<proptest::sample::Index>(), with in any::<u8>()) {
        let mut bytes = ods(r#"<table:table-row><table:table-cell office:value-type="float" office:value="7"/></table:table-row>"#);
        let at = at.index(bytes.len());
        bytes[at] = with;
        let _ = rows_of(bytes);
    }

    #[test]
    fn what_a_writer_quotes_comes_back(cells in proptest::collection::vec("[a-z ;,\"|]{1,8}x", 2..6)) {
        let mut out = Vec::new();
        let mut writer = ::csv::WriterBuilder::new().delimiter(b';').from_writer(&mut out);
        let header: Vec<String> = (0..cells.len()).map(|i| format!("k{i}")).collect();
        for _ in 0..4 { writer.write_record(&header).unwrap(); }
        writer.write_record(&cells).unwrap();
        drop(writer);
        let mut last = Vec::new();
        read_csv(out.as_slice(), &Limits::default(), &mut |_, row| { last = row.to_vec(); ControlFlow::Continue(()) }).unwrap();
        prop_assert_eq!(last, cells);
    }
}
