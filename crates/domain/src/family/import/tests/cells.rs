//! Headers, and cells one by one.

use super::*;
use crate::family::decile_of_percentile;

#[test]
fn headers() {
    let aliases = aliases();
    for (table, header, want) in [
        (Table::Household, HOUSEHOLDS, "ok 9"),
        (Table::Household, "\u{FEFF}idbdt|KD PROP|kd.kab|Kd_Kec|KDDESA", "ok 5"),
        (Table::Household, "RUTA6|x|Petugas|", "ok 1 ignored x,Petugas"),
        (Table::Household, "IDBDT|RUTA6", "ok 2 repeated source.household_id"),
        (Table::Household, "Alamat|Atap", "the household table lacks IDBDT / NoKK"),
        (Table::Household, "IDBDT|Atap|idbdt", "the header idbdt stands in columns 1 and 3"),
        (Table::Household, "||", "the table has no header"),
        (Table::Member, MEMBERS, "ok 9"),
        (Table::Member, "NIK|Nama|IDBDT|HubKRT|Hub_KRT", "ok 5 repeated person.relation_household"),
        (Table::Member, "NIK|nik|Nama|IDBDT", "the header nik stands in columns 1 and 2"),
        (Table::Member, "IDBDT|Alamat", "the member table lacks Nama, NIK"),
        (Table::Member, "Nama|NIK", "the member table lacks IDBDT / NoKK"),
    ] {
        let got = match HeaderMap::resolve(&aliases, table, &row(header)) {
            Err(problem) => problem.to_string(),
            Ok(map) => {
                let listed =
                    |what: &str, list: Vec<String>| if list.is_empty() { String::new() } else { format!(" {what} {}", list.join(",")) };
                let repeated = map.repeated().into_iter().map(str::to_owned).collect();
                format!("ok {}{}{}", map.known(), listed("ignored", map.ignored().to_vec()), listed("repeated", repeated))
            }
        };
        assert_eq!(got, want, "{header}");
    }
}

#[test]
fn which_table() {
    let aliases = aliases();
    for (rows, want) in [
        (&[HOUSEHOLDS][..], Some((0, Table::Household))),
        (&[MEMBERS], Some((0, Table::Member))),
        (&["DAFTAR RUMAH TANGGA||", "", HOUSEHOLDS], Some((2, Table::Household))),
        (&["Nama|NIK|nomor_kartu_keluarga"], Some((0, Table::Member))),
        (&["IDBDT"], None),
        (&["Kode|Uraian"], None),
    ] {
        let rows: Vec<_> = rows.iter().map(|r| row(r)).collect();
        assert_eq!(find_header(&aliases, &rows), want, "{rows:?}");
    }
}

#[test]
fn aliases_do_not_clash() {
    let alias = |field: &str, name: &str| ColumnAlias {
        table: Table::Member,
        field: field.into(),
        kind: ValueKind::Text,
        names: vec![name.into()],
        codes: [].into(),
    };
    assert!(AliasTable::new([alias("nik", "NIK"), alias("nik", "N.I.K")]).is_ok());
    let clash = AliasTable::new([alias("nik", "Nomor"), alias("name", "nomor")]).unwrap_err();
    assert_eq!((clash.first.as_str(), clash.second.as_str()), ("nik", "name"));
}

#[test]
fn village_codes() {
    for (area, parts, kemendagri, bps) in [
        ("18.13.01.2001", ["", "", "", ""], "1813012001", "1813012001"),
        ("1813012001", ["18", "13", "010", "001"], "1813012001", "1813010001"),
        ("1813012001", ["18", "13", "012", "001"], "-", "1813012001"),
        ("1813010001", ["", "", "", ""], "-", "1813010001"),
        ("", ["18", "13", "10", "1"], "-", "1813010001"),
        ("", ["18", "1813", "1813010", "1813010001"], "-", "1813010001"),
        ("", ["18", "13", "01", "2001"], "1813012001", "-"),
        ("", ["18", "1813", "181301", "1813012001"], "1813012001", "-"),
        ("", ["", "", "", "1813012001"], "1813012001", "1813012001"),
        ("", ["18", "13", "", "001"], "-", "-"),
        ("1813", ["", "", "", ""], "-", "-"),
        ("Desa Suka", ["", "", "", ""], "-", "-"),
    ] {
        let got = RowCodes::read(area, parts);
        let (k, b) = (got.kemendagri.as_deref().unwrap_or("-"), got.bps.as_deref().unwrap_or("-"));
        assert_eq!((k, b), (kemendagri, bps), "{area} {parts:?}");
    }
}

#[test]
fn dates() {
    for (text, want) in [
        ("12/04/1985", "1985-04-12"),
        ("1/2/1985", "1985-02-01"),
        ("12-04-1985", "1985-04-12"),
        ("12.04.1985", "1985-04-12"),
        ("1985-04-12", "1985-04-12"),
        ("1985/04/12", "1985-04-12"),
        ("19850412", "1985-04-12"),
        ("'12/04/1985", "1985-04-12"),
        ("1985-04-12T00:00:00", "1985-04-12"),
        ("1985-04-12 00:00:00.000", "1985-04-12"),
        ("12/04/1985 10:30", "1985-04-12"),
        ("12 April 1985", "1985-04-12"),
        ("12 Agustus 1985", "1985-08-12"),
        ("1 Nopember 1985", "1985-11-01"),
        ("3-Mei-1985", "1985-05-03"),
        ("12 OKTOBER 1985", "1985-10-12"),
        ("29/02/2024", "2024-02-29"),
        ("29/02/2023", "-"),
        ("31/04/2023", "-"),
        ("00/04/2023", "-"),
        ("12/13/2023", "-"),
        ("12/04/85", "-"),
        ("", "-"),
        ("1985", "-"),
        ("31149", "1985-04-12"),
        ("31149.0", "1985-04-12"),
        ("01234", "-"),
        ("3114", "-"),
        ("12/04/1985/1", "-"),
        ("+2/04/1985", "-"),
        ("12/Foo/1985", "-"),
        ("１２/04/1985", "-"),
        ("12//1985", "-"),
    ] {
        assert_eq!(parse_date(text).map_or("-".into(), Day::iso), want, "{text}");
    }
}

#[test]
fn texts() {
    for (text, want) in [
        ("  SITI  AMINAH ", "SITI AMINAH"),
        ("SITI\u{00A0}\u{00A0}AMINAH", "SITI AMINAH"),
        ("SITI\r\nAMINAH\t", "SITI AMINAH"),
        ("\u{202E}HANIMA\u{202C} ITIS", "HANIMA ITIS"),
        ("SI\u{200B}TI\u{FEFF}", "SITI"),
        ("SITI\u{0}", "SITI"),
        ("=1+1", "=1+1"),
        ("\u{200B}", ""),
        ("Ma’ruf", "Ma’ruf"),
    ] {
        assert_eq!(clean(text), want, "{text:?}");
    }
    for (text, want) in [
        ("", true),
        ("-", true),
        ("--", true),
        ("0", true),
        ("000", true),
        ("00/00/0000", true),
        ("Tidak Ada", true),
        ("NULL", true),
        ("#NAME?", true),
        ("#Ref!", true),
        ("#VALUE!", true),
        ("#DIV/0!", true),
        ("#1", false),
        ("Ada", false),
        ("1", false),
    ] {
        assert_eq!(is_absent(text), want, "{text:?}");
    }
}

#[test]
fn percentiles() {
    for (percentile, decile) in
        [(0, None), (1, Some(1)), (10, Some(1)), (11, Some(2)), (40, Some(4)), (41, Some(5)), (91, Some(10)), (100, Some(10)), (101, None)]
    {
        assert_eq!(decile_of_percentile(percentile), decile, "{percentile}");
    }
}
