#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use slrt_domain::Coded;
use slrt_domain::access::Role;
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::calendar::{Day, WorkingCalendar};
use slrt_domain::case::{ConcernState, TurnRole};
use slrt_domain::family::import::{Field, HeaderMap, Table, detect_table};
use slrt_domain::family::{Marital, Sex};
use slrt_domain::office::OfficeKind;
use slrt_domain::program::{FactKind, LimitUnit, Search};
use std::collections::BTreeSet;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn today() -> Day {
    day("2026-11-22")
}

fn unique<'a>(what: &str, codes: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    let mut seen = BTreeSet::new();
    for code in codes {
        assert!(seen.insert(code), "{what}: {code} twice");
    }
    assert!(!seen.is_empty(), "{what}: empty");
    seen
}

#[test]
fn everything_is_there() {
    let c = load().unwrap();
    assert_eq!(c.sectors.iter().map(|s| s.code.as_str()).next(), Some("kesehatan"));
    assert_eq!((c.categories.len(), c.ppks.len(), c.psks.len(), c.zones.len()), (6, 26, 12, 38));
    assert_eq!((c.programs.len(), c.kinds.len()), (33, 100));
    assert!(c.holidays.is_sorted_by(|a, b| a.day < b.day));
    let pkh = c.program("pkh", today()).unwrap();
    assert_eq!((pkh.short.as_str(), pkh.facts[0].key.as_str(), pkh.facts[0].amount), ("PKH", "benefit-1", Some(3_000_000)));
    assert!(pkh.facts.iter().any(|f| f.key == "criterion-1" && f.decile_max == Some(4)));
    let stopped: Vec<_> = c.programs.iter().filter(|p| p.valid_to.is_some()).map(|p| p.code.as_str()).collect();
    assert!(
        !stopped.is_empty() && c.programs_on(today()).all(|p| !stopped.contains(&p.code.as_str())),
        "what has ended is no longer offered"
    );
    assert_eq!(c.programs_on(today()).count() + stopped.len(), c.programs.len());
    assert_eq!(c.kinds.values().min_by_key(|k| k.order).map(|k| k.code.as_str()), Some("belum-terdaftar"));
}

#[test]
fn codes_are_unique_and_every_reference_resolves() {
    let c = load().unwrap();
    let sectors = unique("sectors", c.sectors.iter().map(|s| s.code.as_str()));
    let documents = unique("documents", c.documents.iter().map(|d| d.code.as_str()));
    let institutions = unique("institutions", c.institutions.iter().map(|i| i.code.as_str()));
    let roles = unique("roles", c.roles.iter().map(|r| r.code.as_str()));
    let programs: BTreeSet<_> = c.programs.iter().map(|p| p.code.as_str()).collect();
    unique("ppks", c.ppks.iter().map(|p| p.code.as_str()));
    unique("psks", c.psks.iter().map(|p| p.code.as_str()));
    unique("packages", c.packages.iter().map(|p| p.code.as_str()));
    unique("terms", c.local_terms.iter().map(|t| t.area.as_str()));
    let chosen: BTreeSet<_> = c.reasons.iter().map(|r| (&r.purpose, &r.code)).collect();
    assert_eq!(chosen.len(), c.reasons.len());

    for p in &c.programs {
        assert!(p.sectors.iter().all(|s| sectors.contains(s.as_str())), "{}", p.code);
        assert!(p.documents.iter().all(|d| documents.contains(d.as_str())), "{}", p.code);
        assert!(institutions.contains(p.institution.as_str()), "{}", p.code);
        assert!(p.valid_to.is_none_or(|to| p.valid_from <= to), "{}", p.code);
        unique(&p.code, p.facts.iter().map(|f| f.key.as_str()));
        for f in &p.facts {
            assert_eq!(f.amount.is_some(), f.per.is_some(), "{} {}", p.code, f.key);
            assert!(f.amount.is_none() || f.kind == FactKind::Benefit, "{} {}", p.code, f.key);
        }
    }
    for i in &c.institutions {
        assert!(i.sectors.iter().all(|s| sectors.contains(s.as_str())), "{}", i.code);
    }
    for k in c.kinds.values() {
        assert!(sectors.contains(k.sector.as_str()), "{}", k.code);
        assert!(k.programs.iter().all(|p| programs.contains(p.as_str())), "{}", k.code);
        assert!(k.documents.iter().all(|d| documents.contains(d.as_str())), "{}", k.code);
        assert!(k.institution.as_deref().is_none_or(|i| institutions.contains(i)), "{}", k.code);
        assert!(k.category != "F" || k.restricted, "{} is of F and not restricted", k.code);
    }
    for code in ["bencana-alam", "bencana-sosial"] {
        let kind = &c.kinds[code];
        assert!(kind.category == "B" && !kind.restricted, "{code}: everybody helps in a disaster");
    }
    assert!(c.reasons_for("take_back").count() > 2 && c.reason("close", "terbantu", today()).is_none());
    let marked: Vec<usize> = c.ppks.iter().enumerate().filter(|(_, p)| p.restricted).map(|(i, _)| i + 1).collect();
    assert_eq!(marked, [3, 6, 7, 10, 15, 16, 17, 18, 19]);
    for s in &sectors {
        assert!(c.kinds.contains_key(&format!("{s}-lain")), "{s} has no general kind");
    }
    assert!(roles.iter().all(|r| Role::from_code(r).is_some()), "a role that the rules do not know");
    for r in c.packages.iter().flat_map(|p| &p.roles).chain(c.chains.iter().flat_map(|ch| &ch.steps)) {
        assert!(roles.contains(r.as_str()), "{r}");
    }
}

#[test]
fn every_kind_has_its_deadline_and_its_chain_at_every_office() {
    let c = load().unwrap();
    for k in c.kinds.values() {
        assert_eq!(c.deadline(&k.deadline, today()).map(|d| &d.code), Some(&k.deadline), "{}", k.code);
        for office in OfficeKind::ALL {
            let chain = c.chain(&k.chain, office.code(), today()).unwrap();
            assert!(k.chain == "tanpa" || !chain.steps.is_empty(), "{} at {}", k.code, office.code());
        }
    }
    for chain in &c.chains {
        assert!(chain.otherwise.as_ref().is_none_or(|o| c.chains.iter().any(|other| other.code == *o)), "{}", chain.code);
    }
    let at = |code, kind: OfficeKind| c.chain(code, kind.code(), today()).unwrap().code.clone();
    assert_eq!(at("koordinator", OfficeKind::Puskesos), "koordinator");
    assert_eq!(at("koordinator", OfficeKind::Sekretariat), "manajer", "the chain that is used otherwise");
    assert_eq!(at("kepala", OfficeKind::Puskesos), "kepala", "none is named: the offices above decide");
    assert_eq!(at("loket", OfficeKind::CounterHealth), "loket", "every kind of counter is one");
    assert!(c.chain("nothing", "puskesos", today()).is_none());
}

#[test]
fn limits_become_working_days() {
    let c = load().unwrap();
    for (code, unit, days) in [
        ("umum", LimitUnit::WorkingDays, 5),
        ("satu-hari", LimitUnit::CalendarDays, 1),
        ("ppks-daftar", LimitUnit::CalendarDays, 3),
        ("odgj", LimitUnit::CalendarDays, 10),
        ("pbi-surat", LimitUnit::Minutes, 0),
        ("data-registri", LimitUnit::Months, 63),
    ] {
        let d = c.deadline(code, today()).unwrap();
        assert_eq!((d.unit, d.total_days), (unit, days), "{code}");
    }
    for d in &c.deadlines {
        let office = d.verify_days + d.handle_days + d.decide_days;
        assert!(office <= d.total_days, "{}: {office} of {}", d.code, d.total_days);
    }
    assert_eq!(c.deadline("pengaduan-diperpanjang", today()).unwrap().extension_days, Some(7));
    let stages = |code: &str| c.deadline(code, today()).map(|d| (d.verify_days, d.handle_days, d.decide_days, d.confirm_days)).unwrap();
    assert_eq!((stages("rujukan"), stages("pengawasan"), stages("pbi-surat")), ((3, 4, 2, 5), (3, 11, 3, 5), (0, 0, 0, 5)));
}

#[test]
fn a_catalogue_without_a_general_deadline_is_refused() {
    let file = include_str!("../../../../catalog/deadlines.toml");
    let refused = |text: &str| super::times::deadlines(("deadlines.toml", text)).map(drop).unwrap_err().to_string();
    let without = refused(&file.replace("\"umum\"", "\"lain\""));
    assert!(without.contains("umum"), "{without}");
    assert!(refused(&file.replace("percent = 50", "percent = 101")).contains("urgent"));
    let slow = refused(&file.replace("decide_days = 3", "decide_days = 15"));
    assert!(slow.contains("a decision of pengawasan"), "{slow}");
    assert!(refused(&file.replace("confirm_days = 5\n", "")).contains("confirm_days"));
    assert!(refused(&file.replace("latest_days = 366", "latest_days = 2")).contains("late"));
    // Two rules of one kind from the same day on; from another day it may be.
    for (kind, rule) in [
        ("urgent", "[[urgent]]\nname = \"x\"\nname_en = \"x\"\npercent = 10\nverified = false\nsource = \"x\"\nvalid_from = "),
        (
            "late",
            "[[late_entry]]\nname = \"x\"\nname_en = \"x\"\nreason_after_days = 1\nlatest_days = 2\nverified = false\nsource = \"x\"\nvalid_from = ",
        ),
    ] {
        let with = |day: &str| format!("{file}\n{rule}\"{day}\"\n");
        let told = refused(&with("2025-01-01"));
        assert!(told.contains("two rules") && told.contains(kind), "{told}");
        super::times::deadlines(("deadlines.toml", &with("2026-01-01"))).map(drop).unwrap();
    }
    let c = load().unwrap();
    // What holds nowhere else, holds before its first day, too.
    assert_eq!(c.deadline("nothing", day("1999-01-01")).map(|d| d.code.as_str()), Some("umum"));
    assert!(c.waiting.look_again_days > 0 && !c.waiting.basis.source.is_empty());
}

#[test]
fn who_is_looked_for_stands_in_the_catalogue() {
    let c = load().unwrap();
    for search in Search::ALL.iter().filter(|s| **s != Search::HandleLast) {
        assert!(c.order(*search, today()).len() > 2, "{}", search.code());
    }
    let handles = [Search::Handle, Search::HandleLast].map(|s| c.order(s, today()));
    assert!(handles[1] == [TurnRole::FrontOffice] && !handles[0].contains(&TurnRole::FrontOffice), "a front office receives and hands on");
    assert!(!c.order(Search::Keep, today()).contains(&TurnRole::FrontOffice), "a front office keeps nothing restricted");
    let file = include_str!("../../../../catalog/chains.toml");
    let refused = |text: &str| super::rows::chains(("chains.toml", text)).map(drop).unwrap_err().to_string();
    assert!(refused(&file.replace("search = \"keep\"", "search = \"decide\"")).contains("keep"));
    assert!(refused(&file.replace("roles = [\"manager\"", "roles = [\"citizen\"")).contains("citizen"));
    let order = |day: &str, roles: &str| {
        format!(
            "{file}\n[[order]]\nsearch = \"keep\"\nname = \"x\"\nname_en = \"x\"\nroles = [{roles}]\nverified = false\nsource = \"x\"\nvalid_from = \"{day}\"\n"
        )
    };
    assert!(refused(&order("2026-01-01", "")).contains("nobody"));
    assert!(refused(&order("2025-01-01", "\"supervisor\"")).contains("two orders keep"));
    super::rows::chains(("chains.toml", &order("2026-01-01", "\"supervisor\""))).map(drop).unwrap();
    let late = c.late_entry(today()).unwrap();
    assert_eq!((late.reason_after_days, late.latest_days, c.urgent_days(3, today())), (3, 366, 1));
    assert!(c.late_entries.iter().map(|l| &l.basis).chain(c.urgencies.iter().map(|u| &u.basis)).all(|b| !b.source.is_empty()));
    assert!(c.closes_as_duplicate("duplikat") && !c.closes_as_duplicate("dicabut"));
}

#[test]
fn reasons_say_in_which_state_they_close() {
    let c = load().unwrap();
    let closed = |code: &str| c.reason("close", code, today()).map(|r| (r.closes_as, r.words_required)).unwrap();
    assert_eq!(closed("duplikat"), (Some(ConcernState::Duplicate), false));
    assert_eq!(closed("dicabut"), (Some(ConcernState::Withdrawn), false));
    assert_eq!(closed("dialihkan"), (Some(ConcernState::Transferred), true));
    assert_eq!(closed("pindah-wilayah"), (None, false));
    let row = |purpose: &str, state: &str| {
        let text = format!(
            "[[reason]]\ncode = \"a\"\nfor = \"{purpose}\"\nname = \"A\"\nname_en = \"A\"\ncloses_as = \"{state}\"\nvalid_from = \"2025-01-01\"\n"
        );
        super::rows::reasons(("reasons.toml", &text))
    };
    assert!(row("close", "withdrawn").is_ok());
    for (purpose, state) in [("close", "received"), ("close", "not_eligible"), ("return", "withdrawn"), ("close", "nothing")] {
        assert!(row(purpose, state).is_err(), "{purpose} {state}");
    }
}

#[test]
fn words_zones_and_holidays_of_a_place() {
    let c = load().unwrap();
    let terms = c.terms("1813012001").unwrap();
    assert_eq!((terms.village.as_str(), terms.village_head.as_str()), ("pekon", "peratin"));
    assert_eq!(terms.village_words(AreaCode::parse("18.13.01.1001").unwrap()), ("kelurahan", "lurah"));
    assert_eq!(c.terms("3201012001").unwrap().village, "desa");
    assert!(c.local_terms.iter().all(|t| t.area.is_empty() || AreaCode::parse(&t.area).is_some_and(|a| a.level() <= Level::Regency)));
    assert_eq!(c.zone("1813", today()).unwrap().name, "WIB");
    assert_eq!(c.zone("91", today()).unwrap().offset_minutes, 540);
    let calendar = WorkingCalendar::new(c.holidays.iter().map(|h| h.day));
    assert!(!calendar.is_working(day("2026-08-17")));
    assert!(c.holidays.iter().any(|h| h.joint_leave && h.day.year() == 2026));
    // No decree was read for 2027, and nothing is known of the years after.
    assert!(!c.is_estimated(day("2026-12-31")) && c.is_estimated(day("2027-01-04")) && c.is_estimated(day("2039-01-04")));
}

#[test]
fn every_refusal_says_how_to_appeal() {
    let c = load().unwrap();
    for purpose in ["decline_decision", "institution_decline"] {
        assert!(c.reasons_for(purpose).count() > 3);
        assert!(c.reasons_for(purpose).all(|r| !r.appeal.id.is_empty() && !r.what_else.en.is_empty()), "{purpose}");
    }
}

#[test]
fn what_nobody_has_read_is_listed() {
    let c = load().unwrap();
    let open = c.to_check();
    assert!(open.iter().any(|t| t.table == "programs" && t.code == "pkh" && t.part.as_deref() == Some("criterion-3")));
    assert!(open.iter().any(|t| t.table == "deadlines" && t.part.as_deref() == Some("stages")));
    assert!(open.iter().all(|t| !t.source.is_empty() && !t.name.id.is_empty()));
    assert!(!open.iter().any(|t| t.table == "programs" && t.part.as_deref() == Some("benefit-1") && t.code == "pkh"));
}

#[test]
fn a_confirmation_ends_when_what_is_told_changes() {
    let c = load().unwrap();
    let fact = c.programs[0].facts[0].clone();
    let digest = fact_digest(&fact);
    let changed = |change: fn(&mut Fact)| {
        let mut other = fact.clone();
        change(&mut other);
        fact_digest(&other)
    };
    assert_eq!(changed(|f| f.source.push('x')), digest);
    assert_eq!(changed(|f| f.verified = !f.verified), digest);
    for other in [
        changed(|f| f.amount = Some(1)),
        changed(|f| f.per = Some("month".into())),
        changed(|f| f.text.id.push('x')),
        changed(|f| f.upto = true),
        changed(|f| f.component = None),
    ] {
        assert_ne!(other, digest);
    }
}

#[test]
fn columns_of_real_files_bind() {
    let aliases = aliases().unwrap();
    let header = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let households =
        header("IDBDT KDPROP KDKAB KDKEC KDDESA Alamat Nama_SLS Nama_KRT Atap cara_proleh_airminum Jumah_kerbau Percentile NoPesertaPKH");
    assert_eq!(detect_table(&aliases, &households), Some(Table::Household));
    let map = HeaderMap::resolve(&aliases, Table::Household, &households).unwrap();
    assert_eq!((map.known(), map.ignored().len()), (households.len(), 0));
    for field in [Field::HouseholdId, Field::VillageCode, Field::Street, Field::Sls, Field::Percentile, Field::PkhNumber] {
        assert!(map.has(field), "{}", field.code());
    }
    let members = header("IDBDT IDARTBDT Nama JnsKel TmpLahir TglLahir HubKRT Hub_KRT NIK NoKK Hubkel Sta_kawin namagadis_ibukandung");
    assert_eq!(detect_table(&aliases, &members), Some(Table::Member));
    let map = HeaderMap::resolve(&aliases, Table::Member, &members).unwrap();
    assert_eq!(map.repeated(), ["person.relation_household"]);
    assert_eq!((map.known(), map.ignored().len()), (members.len(), 0));
}

#[test]
fn columns_are_named_as_the_import_knows_them() {
    let columns = columns().unwrap();
    assert_eq!(columns.iter().map(|c| (c.alias.table, &c.alias.field)).collect::<BTreeSet<_>>().len(), columns.len());
    let missing: Vec<_> = Field::ALL.iter().map(|f| f.code()).filter(|f| !columns.iter().any(|c| c.alias.field == *f)).collect();
    assert!(missing.is_empty(), "the import looks for columns that no file has: {missing:?}");
    let of = |field: &str| columns.iter().find(|c| c.alias.field == field).unwrap();
    assert_eq!(of("person.identity_cards").label("birth_certificate,ktp"), "Akta kelahiran, KTP");
    assert_eq!(of("dwelling.roof").label("zinc"), "Seng");
    assert_eq!(of("household.members").label("4"), "4");
    assert!(of("person.disability").specific && !of("person.disability").codes_verified);
    for c in &columns {
        assert!(c.alias.codes.values().all(|v| c.labels.contains_key(v)), "{}: a value without words", c.alias.field);
        assert_eq!(c.alias.codes.is_empty(), c.codes_source.is_empty(), "{}", c.alias.field);
    }
    for value in of("person.sex").alias.codes.values() {
        assert!(Sex::from_code(value).is_some(), "{value}");
    }
    for value in of("person.marital_status").alias.codes.values() {
        assert!(Marital::from_code(value).is_some(), "{value}");
    }
}

#[test]
fn a_regency_s_own_file_has_the_form_of_the_shipped_ones() {
    let rows = own(include_str!("../../../slrt/src/demo/own_catalog.toml")).unwrap();
    let sorts: Vec<(&str, &str)> = rows.iter().map(|r| (r.sort().code(), r.code.as_str())).collect();
    let want = [
        ("program", "beasiswa-sai-batin"),
        ("program", "bedah-rumah-pekon"),
        ("reason", "kuota-daerah-terpakai"),
        ("deadline", "pengaduan"),
        ("holiday", "2026-04-22"),
    ];
    assert_eq!(sorts, want);
    let shipped = load().unwrap();
    for row in &rows {
        let on = row.valid_from;
        row.check(&[], &shipped, on).unwrap_or_else(|e| panic!("{}: {e}", row.code));
        // What stands in the journal is read back as it was.
        let bytes = crate::wire::catalog_content_bytes(&row.content);
        assert_eq!(crate::wire::catalog_content(&bytes).unwrap(), row.content);
    }
    for bad in ["", "source = \"x\"\n[[chain]]", "source = \"x\"\n[[holiday]]\nday = \"besok\""] {
        assert!(own(bad).is_err(), "{bad}");
    }
}
