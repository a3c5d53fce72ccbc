#![allow(clippy::unwrap_used, reason = "tests")]

mod cells;

use super::*;
use crate::Coded;
use crate::area::AreaCode;
use crate::calendar::Day;
use crate::family::{FamilyRecord, digest_input};
use proptest::prelude::*;

fn aliases() -> AliasTable {
    let column = |table, field: &str, kind: &str, names: &str, codes: &str| ColumnAlias {
        table,
        field: field.into(),
        kind: ValueKind::from_code(kind).unwrap(),
        names: names.split_whitespace().map(str::to_owned).collect(),
        codes: codes.split_whitespace().filter_map(|c| c.split_once('=')).map(|(a, b)| (a.into(), b.into())).collect(),
    };
    use Table::{Household as H, Member as M};
    AliasTable::new([
        column(H, "source.household_id", "id", "IDBDT RUTA6", ""),
        column(H, "family.card_number", "kk", "NoKK", ""),
        column(H, "area.bps_province", "bps_code", "KDPROP", ""),
        column(H, "area.bps_regency", "bps_code", "KDKAB", ""),
        column(H, "area.bps_district", "bps_code", "KDKEC", ""),
        column(H, "area.bps_village", "bps_code", "KDDESA", ""),
        column(H, "area.code", "area_code", "kd_wilayah", ""),
        column(H, "area.district_name", "text", "KECAMATAN", ""),
        column(H, "area.village_name", "text", "DESA", ""),
        column(H, "address.street", "text", "Alamat", ""),
        column(H, "address.hamlet", "text", "Dusun", ""),
        column(H, "address.sls", "text", "Nama_SLS", ""),
        column(H, "address.rt", "text", "RT", ""),
        column(H, "address.rw", "text", "RW", ""),
        column(H, "family.percentile", "integer", "Percentile", ""),
        column(H, "family.decile", "integer", "desil_nasional", ""),
        column(H, "membership.pkh_number", "text", "NoPesertaPKH", ""),
        column(H, "household.head_name", "name", "Nama_KRT", ""),
        column(H, "dwelling.roof", "code", "Atap", "1=concrete 2=tile 3=zinc"),
        column(H, "dwelling.floor_area", "integer", "Luas_lantai", ""),
        column(M, "source.household_id", "id", "IDBDT", ""),
        column(M, "source.member_id", "id", "IDARTBDT", ""),
        column(M, "area.code", "area_code", "kd_wilayah", ""),
        column(M, "person.name", "name", "Nama", ""),
        column(M, "person.nik", "nik", "NIK nomor_induk_kependudukan", ""),
        column(M, "family.card_number", "kk", "NoKK nomor_kartu_keluarga", ""),
        column(M, "person.sex", "code", "JnsKel", "1=male 2=female"),
        column(M, "person.birth_place", "text", "TmpLahir", ""),
        column(M, "person.birth_date", "date", "TglLahir", ""),
        column(M, "person.relation_household", "code", "HubKRT Hub_KRT", "7=domestic_worker"),
        column(M, "person.relation_family", "code", "Hubkel", ""),
        column(M, "person.family_number", "integer", "NUK", ""),
        column(M, "person.marital_status", "code", "Sta_kawin", ""),
        column(M, "person.mother_name", "name", "namagadis_ibukandung", ""),
        column(M, "person.phone", "phone", "NO_HP", ""),
        column(M, "family.decile", "integer", "desil_nasional", ""),
        column(M, "person.disability", "code", "Jenis_cacat", "0=none 1=physical"),
        column(M, "person.school_grade", "integer", "Kelas_tertinggi", "8=completed"),
        column(M, "person.identity_cards", "bitmask", "Ada_kartu_identitas", "0=none 1=birth_certificate 2=pupil_card 4=ktp"),
        column(M, "person.insured_since", "date", "Tgl_jamkes", ""),
    ])
    .unwrap()
}

fn row(text: &str) -> Vec<String> {
    text.split('|').map(|c| c.trim_matches(' ').to_owned()).collect()
}

const HOUSEHOLDS: &str = "IDBDT|KDPROP|KDKAB|KDKEC|KDDESA|Alamat|Percentile|Atap|NoPesertaPKH";
const MEMBERS: &str = "IDBDT|Nama|NIK|NoKK|JnsKel|TglLahir|Hub_KRT|Sta_kawin|Jenis_cacat";

fn village(codes: &RowCodes) -> Result<AreaCode, Reason> {
    let names = codes.names.as_ref().map(|(district, village)| (district.as_str(), village.as_str()));
    let found = match (codes.kemendagri.as_deref(), codes.bps.as_deref(), names) {
        (Some("9901012001"), ..) | (_, Some("9901010001"), _) => AreaCode::parse("9901012001"),
        (Some("9901012002"), ..) | (_, Some("9901010002"), _) | (_, _, Some(("Melati", "Mawar"))) => AreaCode::parse("9901012002"),
        (Some("9902012001"), ..) => return Err(Reason::OutsideRegency),
        _ => None,
    };
    found.ok_or(Reason::UnknownVillage)
}

fn today() -> Day {
    Day::parse("2026-11-22").unwrap()
}

fn import(area: NikArea, households: &[&str], members: &[&str]) -> (Vec<FamilyRecord>, Vec<RowProblem>) {
    let aliases = aliases();
    let bind = |table, rows: &[&str]| rows.first().map(|h| HeaderMap::resolve(&aliases, table, &row(h)).unwrap());
    let options = ImportOptions {
        today: today(),
        nik_area: area,
        households: bind(Table::Household, households),
        members: bind(Table::Member, members).unwrap(),
        known_prefix: None,
    };
    let mut importer = Importer::new(options, village).unwrap();
    let number = |at: usize| u32::try_from(at + 1).unwrap();
    households.iter().enumerate().skip(1).for_each(|(at, r)| importer.household_row(number(at), &row(r)));
    members.iter().enumerate().skip(1).for_each(|(at, r)| importer.member_row(number(at), &row(r)));
    let (families, problems) = importer.finish();
    let expected = families.len();
    let families: Vec<_> = families.collect();
    assert_eq!(families.len(), expected);
    (families, problems.kept().into_iter().cloned().collect())
}

fn outline(families: &[FamilyRecord]) -> String {
    let line = |f: &FamilyRecord| {
        let names: Vec<_> = f.members.iter().map(|m| m.name.reveal().as_str()).collect();
        format!(
            "{}/{}: {}",
            f.household.as_deref().unwrap_or("-"),
            f.card.map_or("-".into(), |c| c.digits()[12..].to_owned()),
            names.join(", ")
        )
    };
    families.iter().map(line).collect::<Vec<_>>().join("; ")
}

fn told(problems: &[RowProblem]) -> String {
    let line = |p: &RowProblem| {
        let left = if p.consequence == Consequence::ValueLeftOut { "-" } else { "" };
        let twin = p.other_row.map_or(String::new(), |r| format!("@{r}"));
        format!("{}{} {left}{}{twin}", if p.table == Table::Household { "h" } else { "m" }, p.row, p.reason.code())
    };
    problems.iter().map(line).collect::<Vec<_>>().join("; ")
}

const H1: &str = "A1|99|1|10|1|Jl. Melati 1|7|2|PKH-77";

#[test]
fn a_household_is_split_by_card() {
    let (families, problems) = import(
        NikArea::OnlySynthetic,
        &[HOUSEHOLDS, H1, "A2|99|01|010|002|Jl. Mawar 2|0|1|"],
        &[
            MEMBERS,
            "A1|SITI AMINAH|9901015204850001|9901011204100001|2|12/04/1985|2|2|0",
            "A2|=BUDI()|9901011204800001|9901011204100003|L|1980-04-12|1|2|1",
            "A1|PAIJO|9901011204500001|9901011204100002|1|12-04-1950|1|4|0",
            "A1|TANPA KARTU|-||2||8||",
            "A1|AHMAD|9901011204800002|9901011204100001|LAKI-LAKI|12 April 1980|1|2|",
            "A1|BAYI|0|0|1|01/11/2026|3|1|",
        ],
    );
    assert_eq!(told(&problems), "");
    assert_eq!(outline(&families), "A1/0001: SITI AMINAH, AHMAD; A1/0002: PAIJO; A1/-: TANPA KARTU, BAYI; A2/0003: =BUDI()");
    let (first, last) = (&families[0], &families[3]);
    assert_eq!((first.decile, last.decile), (Some(1), None));
    assert_eq!(first.village.as_str(), "9901012001");
    assert_eq!(first.address.reveal(), "Jl. Melati 1");
    assert_eq!(first.program_numbers.get("pkh").map(String::as_str), Some("PKH-77"));
    assert_eq!(format!("{:?}", first.facts), r#"{"dwelling.roof": "tile"}"#);
    assert_eq!(first.facts, families[2].facts, "the dwelling is shared");
    assert_eq!(format!("{:?}", last.members[0].facts), r#"{"person.disability": "physical"}"#);
    let siti = &first.members[0];
    assert_eq!((siti.sex.unwrap().code(), siti.relation.unwrap().code(), siti.marital.unwrap().code()), ("female", "spouse", "married"));
    assert_eq!(siti.born.unwrap().iso(), "1985-04-12");
    assert!(siti.nik_warnings.is_empty());
    let printed = format!("{families:?}");
    assert!(!printed.contains("SITI") && !printed.contains("Melati") && !printed.contains("1204850001"), "{printed}");
}

#[test]
fn member_rows() {
    for (member, want) in [
        ("A1|SITI|9901015204850001|9901011204100001|2|12/04/1985|2|2|0", ""),
        ("A1|SITI||||||", ""),
        ("A1|SITI|tidak ada|0000000000000000|P|-|||", ""),
        ("A1|SITI|9901015204850001|||1985-04-12 00:00:00|||", ""),
        ("A1|SITI|'9901015204850001|'9901011204100001|||||", ""),
        ("A1||9901015204850001||||||", "m2 missing_name"),
        ("A1|-|9901015204850001||||||", "m2 missing_name"),
        ("A1|123|9901015204850001||||||", "m2 missing_name"),
        ("A1|\u{202E}\u{200B}|9901015204850001||||||", "m2 missing_name"),
        ("A1|SITI|990101520485000||||||", "m2 nik_not_sixteen_digits"),
        ("A1|SITI|99010152048500011||||||", "m2 nik_not_sixteen_digits"),
        ("A1|SITI|x||||||", "m2 nik_not_sixteen_digits"),
        ("A1|SITI|9.90101520485E+15||||||", "m2 precision_lost"),
        ("A1|SITI|9,90101E+15||||||", "m2 precision_lost"),
        ("A1|SITI||9,90101E+15|||||", "m2 precision_lost"),
        ("9.90101520485E+15|SITI|||||||", "m2 precision_lost"),
        ("A1|SITI||99010112|||||", "m2 card_not_sixteen_digits"),
        ("A1|SITI|3201015204850001||||||", "m2 real_nik_refused"),
        ("A1|SITI||3201011204100001|||||", "m2 real_nik_refused"),
        ("A1|SITI||||31/02/1985|||", "m2 -impossible_birth_date"),
        ("A1|SITI||||23/11/2026|||", "m2 -impossible_birth_date"),
        ("A1|SITI||||12/04/1885|||", "m2 -impossible_birth_date"),
        ("A1|SITI||||12/04/85|||", "m2 -impossible_birth_date"),
        ("A1|SITI||||04/13/1985|||", "m2 -impossible_birth_date"),
        ("A1|SITI||||kira-kira 1985|||", "m2 -impossible_birth_date"),
        ("A1|SITI||||31149|||", ""),
        ("A1|SITI|#NAME?|#REF!|#VALUE!|#N/A||#DIV/0!|#NULL!", ""),
        ("A1|SITI\nANI|||||||", "m2 line_break"),
        ("A1|SITI|9901015204850001\r\n9901015204850002||||||", "m2 line_break"),
        ("A1|SITI||9901011204100001\n9901011204100002|||||", "m2 line_break"),
        ("|SITI|||||||", "m2 missing_household"),
        ("-|SITI|||||||", "m2 missing_household"),
        ("B9|SITI|||||||", "m2 unknown_household"),
        ("B9|SITI||9901011204100001|||||", "m2 unknown_household"),
        ("A1|SITI|||3||||", "m2 -unknown_code"),
        ("A1|SITI|||||9||", "m2 -unknown_code"),
        ("A1|SITI||||||7|", "m2 -unknown_code"),
        ("A1|SITI|||||||5", "m2 -unknown_code"),
        ("A1|SITI|||X||9|7|5", "m2 -unknown_code; m2 -unknown_code; m2 -unknown_code; m2 -unknown_code"),
        ("A1|SITI|||01||01.|02|01", ""),
    ] {
        let keeper = "A1|PENGHUNI|||||||";
        let (families, problems) = import(NikArea::OnlySynthetic, &[HOUSEHOLDS, H1], &[MEMBERS, member, keeper]);
        assert_eq!(told(&problems), want, "{member}");
        let members: usize = families.iter().map(|f| f.members.len()).sum();
        assert_eq!(members, if want.is_empty() || want.contains('-') { 2 } else { 1 }, "{member}");
    }
}

#[test]
fn household_rows() {
    for (households, want) in [
        (&["A1|99|01|010|001||100||"][..], ""),
        (&["A1|99|1|10|1||-||"], ""),
        (&["A1|99|9901|9901010|9901010001||50||"], ""),
        (&["A1||||9901010001||50||"], ""),
        (&["A1||||9901012002||50||"], ""),
        (&["A1|99|01|01|2002||50||"], ""),
        (&["A1|99|01|010|099||50||"], "h2 unknown_village; m2 household_rejected@2"),
        (&["A1|||||x|50||"], "h2 missing_village; m2 household_rejected@2"),
        (&["A1|99|01|010|abc||50||"], "h2 unknown_village; m2 household_rejected@2"),
        (&["A1|99|01|010|001||101||"], "h2 -decile_out_of_range"),
        (&["A1|99|01|010|001||-3||"], "h2 -decile_out_of_range"),
        (&["A1|99|01|010|001||7.5||"], "h2 -decile_out_of_range"),
        (&["A1|99|01|010|001||tinggi||"], "h2 -decile_out_of_range"),
        (&["A1|99|01|01|2002||50||", "A2|99|02|01|2001||50||"], "h3 outside_regency"),
        (&["A1|99|01|010|001||5|9|"], "h2 -unknown_code"),
        (&["A1|99|01|010|001||5||", "A1|99|01|010|002||9||"], "h3 duplicate_household@2"),
        (&["A1|99|01|010|001||500||", "A1|99|01|010|002||9||"], "h2 -decile_out_of_range; h3 duplicate_household@2"),
        (&["A1|99|01|010|001||5||", "A2|99|01|010|002||9||"], "h3 household_without_members"),
        (&["A1|99|01|010|001||5||", "|99|01|010|002||9||"], "h3 missing_household"),
        (&["A1|99|01|010|001||5||", "||||||||"], ""),
    ] {
        let rows: Vec<&str> = [HOUSEHOLDS].into_iter().chain(households.iter().copied()).collect();
        let (_, problems) = import(NikArea::OnlySynthetic, &rows, &[MEMBERS, "A1|SITI|||||||"]);
        assert_eq!(told(&problems), want, "{households:?}");
    }
}

#[test]
fn the_same_number_twice() {
    let h2 = "A2|99|01|010|002||0||";
    for (members, want, families) in [
        (
            ["A1|SITI|9901015204850001||||||", "A1|SITI|9901015204850001||||||"],
            "h3 household_without_members; m3 duplicate_nik@2",
            "A1/-: SITI",
        ),
        (
            ["A1|SITI|9901015204850001||||||", "A2|ANI|9901-0152-0485-0001||||||"],
            "h3 household_without_members; m3 duplicate_nik@2",
            "A1/-: SITI",
        ),
        (
            ["A1|SITI||9901011204100001|||||", "A2|ANI||9901011204100001|||||"],
            "h3 household_without_members; m3 -card_in_two_households@2",
            "A1/0001: SITI, ANI",
        ),
        (["A1||9901015204850001||||||", "A2|ANI|9901015204850001||||||"], "h2 household_without_members; m2 missing_name", "A2/-: ANI"),
    ] {
        let (found, problems) = import(NikArea::OnlySynthetic, &[HOUSEHOLDS, H1, h2], &[MEMBERS, members[0], members[1]]);
        assert_eq!((told(&problems).as_str(), outline(&found).as_str()), (want, families), "{members:?}");
    }
}

#[test]
fn real_registries_refuse_synthetic_numbers() {
    let (families, problems) = import(
        NikArea::NeverSynthetic,
        &[HOUSEHOLDS, H1],
        &[MEMBERS, "A1|SITI|9901015204850001||||||", "A1|ANI||9901011204100001|||||", "A1|TUTI|||||||"],
    );
    assert_eq!(told(&problems), "m2 synthetic_nik_refused; m3 synthetic_nik_refused");
    assert_eq!(outline(&families), "A1/-: TUTI");
}

#[test]
fn one_table_of_persons_is_enough() {
    let (families, problems) = import(
        NikArea::OnlySynthetic,
        &[],
        &[
            "Nama|nomor_induk_kependudukan|nomor_kartu_keluarga|kd_wilayah|desil_nasional",
            "SITI|9901015204850001|9901011204100001|99.01.01.2001|3",
            "AHMAD||9901011204100001|99.01.01.2001|3",
            "BUDI||9901011204100002|99.01.01.2002|0",
            "TINI|||99.01.01.2002|0",
            "TONO||9901011204100003|99.01.01.2999|1",
            "TUTI||9901011204100004||Desil 2",
        ],
    );
    assert_eq!(outline(&families), "-/0001: SITI, AHMAD; -/0002: BUDI");
    assert_eq!(told(&problems), "m5 missing_household; m6 unknown_village; m7 missing_village");
    assert_eq!((families[0].decile, families[1].decile), (Some(3), None));
}

#[test]
fn families_as_household_rows() {
    let (families, problems) = import(
        NikArea::OnlySynthetic,
        &["IDBDT|NoKK|kd_wilayah|desil_nasional", "A1|9901011204100001|9901012001|2", "A1|9901011204100002|9901012001|4"],
        &["Nama|NIK|NoKK|IDBDT", "SITI||9901011204100002|A1", "ANI||9901011204100001|", "BAYI|||A1"],
    );
    assert_eq!((outline(&families).as_str(), told(&problems).as_str()), ("A1/0001: ANI, BAYI; A1/0002: SITI", ""));
    assert_eq!((families[0].decile, families[1].decile), (Some(2), Some(4)));
}

#[test]
fn a_members_kemendagri_code_places_its_household() {
    let (families, problems) = import(
        NikArea::OnlySynthetic,
        &["IDBDT|KDPROP|KDKAB|KDKEC|KDDESA", "A1|99|01|077|077"],
        &["Nama|NIK|IDBDT|kd_wilayah", "SITI||A1|", "ANI||A1|99.01.01.2002"],
    );
    assert_eq!((outline(&families).as_str(), told(&problems).as_str()), ("A1/-: SITI, ANI", ""));
    assert_eq!(families[0].village.as_str(), "9901012002");
}

#[test]
fn a_column_has_one_system() {
    let place = |rows: &[&str]| {
        let households: Vec<&str> = std::iter::once("IDBDT|kd_wilayah|KDPROP|KDKAB|KDKEC|KDDESA").chain(rows.iter().copied()).collect();
        let (families, problems) = import(NikArea::OnlySynthetic, &households, &["IDBDT|Nama|NIK", "A1|SITI|", "A2|ANI|"]);
        let placed: Vec<String> = families.iter().map(|f| format!("{}={}", f.household.as_deref().unwrap(), f.village.as_str())).collect();
        format!("{} {}", placed.join(" "), told(&problems))
    };
    // Ten digits that are a village of ours, too.
    assert_eq!(place(&["A1|9901012001||||", "A2|9901012002||||"]), "A1=9901012001 A2=9901012002 ");
    // Another row shows that they are of BPS: nobody is placed by chance.
    assert_eq!(place(&["A1|9901012001||||", "A2|9901010002||||"]), "A2=9901012002 h2 unknown_village; m2 household_rejected@2");
    // They say the parts again.
    assert_eq!(
        place(&["A1|9901012001|99|01|012|001", "A2|99.01.01.2002|99|01|010|001"]),
        "A2=9901012001 h2 unknown_village; m2 household_rejected@2"
    );
}

#[test]
fn names_place_a_household_where_no_code_does() {
    let households = ["IDBDT|KDKEC|KDDESA|KECAMATAN|DESA", "A1|010|999|Melati|Mawar", "A2|010|999|Melati|Kenanga"];
    let (families, problems) = import(NikArea::OnlySynthetic, &households, &["IDBDT|Nama|NIK", "A1|SITI|", "A2|ANI|"]);
    assert_eq!((outline(&families).as_str(), told(&problems).as_str()), ("A1/-: SITI", "h3 unknown_village; m3 household_rejected@3"));
    assert_eq!(families[0].village.as_str(), "9901012002");
}

#[test]
fn problems_are_counted_without_end_and_kept_up_to_a_bound() {
    let problem = |row, consequence| RowProblem {
        table: Table::Member,
        row,
        column: None,
        reason: Reason::UnknownCode,
        consequence,
        value_masked: Box::default(),
        other_row: None,
    };
    let mut problems = Problems::default();
    problems.extend((0..12_000).map(|row| problem(row, Consequence::ValueLeftOut)));
    problems.extend((12_000..12_003).map(|row| problem(row, Consequence::RowRejected)));
    assert_eq!((problems.len(), problems.kept().len(), problems.not_kept(), problems.rejected()), (12_003, MOST_PROBLEMS, 2_003, 3));
    assert!(problems.kept().iter().any(|p| p.row == 12_002), "a row that was not taken is never crowded out by a value");
}

#[test]
fn odd_numbers_come_in_with_their_warnings() {
    let (families, _) = import(NikArea::OnlySynthetic, &[HOUSEHOLDS, H1], &[MEMBERS, "A1|SITI|9901015204850000||1|12/04/1985|||"]);
    let codes: Vec<_> = families[0].members[0].nik_warnings.iter().map(|w| w.code()).collect();
    assert_eq!(codes, ["serial_zero", "sex_differs"]);
    // What is odd about the card is told once, of whoever stands first.
    let members = [MEMBERS, "A1|SITI||9901011204300000|||||", "A1|ANI||9901011204300000|||||"];
    let (families, _) = import(NikArea::OnlySynthetic, &[HOUSEHOLDS, H1], &members);
    let codes = |at: usize| families[0].members[at].nik_warnings.iter().map(|w| w.code()).collect::<Vec<_>>().join(" ");
    assert_eq!((codes(0).as_str(), codes(1).as_str()), ("serial_zero card_date_in_future", ""));
}

#[test]
fn facts_by_kind() {
    let header = "IDBDT|Nama|NIK|Kelas_tertinggi|Ada_kartu_identitas|Tgl_jamkes|NO_HP|Hubkel|Hub_KRT|NUK";
    for (cells, want) in [
        (
            "6|0|1/2/2020||3|1|2",
            r#"{"person.identity_cards": "none", "person.insured_since": "2020-02-01", "person.school_grade": "6"} child A1/2"#,
        ),
        (
            "8|5||0812-3456-7890||2|",
            r#"{"person.identity_cards": "birth_certificate,ktp", "person.school_grade": "completed"} spouse - +6281234567890"#,
        ),
        ("06.0|4.0|-|-||7|", r#"{"person.identity_cards": "ktp", "person.school_grade": "6"} servant -"#),
        ("x|8|kemarin|12||3|", "{} child - -unknown_code -unknown_code -unknown_code -unknown_code"),
    ] {
        let (families, problems) = import(NikArea::OnlySynthetic, &[HOUSEHOLDS, H1], &[header, &format!("A1|SITI||{cells}")]);
        let m = &families[0].members[0];
        let phone = m.phone.as_ref().map_or(String::new(), |p| format!(" {}", p.e164()));
        let problems: String = problems.iter().map(|p| format!(" -{}", p.reason.code())).collect();
        let source = families[0].source_id.as_deref().unwrap_or("-");
        assert_eq!(format!("{:?} {} {source}{phone}{problems}", m.facts, m.relation.unwrap().code()), want, "{cells}");
    }
}

#[test]
fn where_families_live() {
    for (cells, want) in [("Krajan|SLS 1|001|002", "Krajan RT 001 RW 002"), ("|SLS 1||", "SLS 1"), ("||3|", "RT 3"), ("-||0|", "-")] {
        let households = ["IDBDT|kd_wilayah|Nama_KRT|Dusun|Nama_SLS|RT|RW", &format!("A1|9901012001|SITI|{cells}")];
        let (families, _) = import(NikArea::OnlySynthetic, &households, &["IDBDT|Nama|NIK", "A1|SITI|"]);
        assert_eq!(families[0].hamlet.as_deref().unwrap_or("-"), want, "{cells}");
        assert!(families[0].facts.is_empty());
    }
}

#[test]
fn reports_hint_but_do_not_tell() {
    let (_, problems) = import(
        NikArea::OnlySynthetic,
        &[HOUSEHOLDS, H1, "A2|99|01|010|099||5||"],
        &[MEMBERS, "A1|SITI|99010152048500||||||", "A1|ANI||||31/02/1985|||", "A1|TUTI|||Q||||"],
    );
    let shown: Vec<_> = problems.iter().map(|p| format!("{}={}", p.column.as_deref().unwrap_or(""), p.value_masked)).collect();
    assert_eq!(shown, ["KDDESA=99 01 010 099", "NIK=99••••••••••••", "TglLahir=31••••••••", "JnsKel=Q"]);
}

#[test]
fn the_digest_sees_content_not_order() {
    let rows = [MEMBERS, "A1|SITI|9901015204850001||2||2||0", "A1|AHMAD|||1||1||"];
    let (a, _) = import(NikArea::OnlySynthetic, &[HOUSEHOLDS, H1], &rows);
    let (b, _) = import(NikArea::OnlySynthetic, &[HOUSEHOLDS, H1], &[rows[0], rows[2], rows[1]]);
    assert_ne!(a, b);
    assert_eq!(digest_input(&a[0]), digest_input(&b[0]));
    for changed in [
        "A1|SITI|9901015204850001||2||2||1",
        "A1|SITI||||||2||0",
        "A1|SITIA|9901015204850001||2||2||0",
        "A1|SITI|9901015204850001||1||2||0",
        "A1|SITI|9901015204850001||2||3||0",
        "A1|SITI|9901015204850001||2||2|1|0",
        "A1|SITI|9901015204850001||2|12/04/1985|2||0",
    ] {
        let (c, _) = import(NikArea::OnlySynthetic, &[HOUSEHOLDS, H1], &[rows[0], changed, rows[2]]);
        assert_ne!(digest_input(&a[0]), digest_input(&c[0]), "{changed}");
    }
    let (c, _) = import(NikArea::OnlySynthetic, &[HOUSEHOLDS, "A1|99|1|10|1|Jl. Melati 1|17|2|PKH-77"], &rows);
    assert_ne!(digest_input(&a[0]), digest_input(&c[0]));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn any_cells_are_answered(cells in proptest::collection::vec("\\PC{0,12}", 0..12), ids in proptest::collection::vec(0u8..4, 1..20)) {
        let members: Vec<String> = ids.iter().map(|i| format!("A{i}|{}", cells.join("|"))).collect();
        let rows: Vec<&str> = std::iter::once(MEMBERS).chain(members.iter().map(String::as_str)).collect();
        let (families, problems) = import(NikArea::OnlySynthetic, &[HOUSEHOLDS, H1, "A2|99|1|10|1||||"], &rows);
        let taken: usize = families.iter().map(|f| f.members.len()).sum();
        let rejected = problems.iter().filter(|p| p.table == Table::Member && p.consequence == Consequence::RowRejected).count();
        prop_assert_eq!(taken + rejected, ids.len());
        let _ = parse_date(&cells.concat());
    }
}
