#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use std::sync::LazyLock;
use std::time::Instant;

static AREAS: LazyLock<Areas> = LazyLock::new(|| Areas::load().unwrap());

fn code(text: &str) -> AreaCode {
    AreaCode::parse(text).unwrap()
}

fn names(text: &str, within: Option<&str>, level: Option<Level>, limit: usize) -> Vec<String> {
    AREAS.search(text, within.map(code), level, limit).into_iter().map(|h| format!("{} {}", h.code.dotted(), h.name)).collect()
}

#[test]
fn the_whole_list_is_there() {
    let areas = &*AREAS;
    let of = |level| areas.codes.iter().filter(|c| c.level() == level).count();
    assert_eq!([Level::Province, Level::Regency, Level::District, Level::Village].map(of), [38, 514, 7285, 83_762]);
    let provinces = areas.children(None);
    let regencies: Vec<AreaCode> = provinces.iter().flat_map(|(p, _)| areas.children(Some(*p))).map(|(r, _)| r).collect();
    assert_eq!((areas.len(), provinces.len(), regencies.len()), (91_599, 38, 514));
    assert!(areas.codes.iter().all(|c| c.parent().is_none_or(|up| areas.exists(up))));
    assert!(areas.codes.iter().all(|c| areas.path(*c).len() == c.level() as usize + 1));
    let by_children: usize = regencies.iter().flat_map(|r| areas.children(Some(*r))).map(|(d, _)| areas.children(Some(d)).len()).sum();
    assert_eq!(by_children, 83_762);
    assert!(areas.names.len() + areas.folded.memory() + areas.codes.len() * 11 + areas.ends.len() * 8 < 8_000_000);
}

#[test]
fn pesisir_barat() {
    let areas = &*AREAS;
    let regency = code("18.13");
    assert_eq!(areas.name(regency), Some("Kabupaten Pesisir Barat"));
    assert_eq!(areas.children(Some(regency)).len(), 11);
    assert_eq!(areas.within(regency, Level::Village).count(), 118);
    let path: Vec<_> = areas.path(code("181307")).iter().map(|(c, n)| format!("{} {n}", c.dotted())).collect();
    assert_eq!(path, ["18 Lampung", "18.13 Kabupaten Pesisir Barat", "18.13.07 Way Krui"]);
}

#[test]
fn what_is_not_there() {
    let areas = &*AREAS;
    let none = code("99.01");
    assert!(!areas.exists(none) && areas.name(none).is_none() && areas.path(none).is_empty() && areas.children(Some(none)).is_empty());
    assert!(areas.search("way krui", Some(none), None, 5).is_empty());
    assert!(areas.search("", None, None, 5).is_empty() && areas.search(" . ", None, None, 5).is_empty());
    assert!(areas.search("way krui", None, None, 0).is_empty());
    assert!(areas.search("12345678901234", None, None, 5).is_empty());
    let village = areas.within(code("18.13"), Level::Village).next().unwrap().0;
    assert!(areas.children(Some(village)).is_empty());
}

#[test]
fn by_name() {
    let first = AREAS.search("way krui", None, None, 5).into_iter().next().unwrap();
    assert_eq!((first.code.dotted().as_str(), first.path.as_str()), ("18.13.07", "Kabupaten Pesisir Barat, Lampung"));
    for written in [
        "WAY KRUI",
        "  Wáy-krui ",
        "krui way",
        "kecamatan way krui",
        "way kru",
        "krui pesisir barat",
        "lampung pesisir way krui",
        "w krui",
        "kru w",
    ] {
        let found = names(written, None, None, 10);
        assert!(found.contains(&"18.13.07 Way Krui".to_owned()), "{written}: {found:?}");
    }
    assert_eq!(
        names("bandung", None, Some(Level::Regency), 3),
        ["32.73 Kota Bandung", "32.04 Kabupaten Bandung", "32.17 Kabupaten Bandung Barat"]
    );
    assert_eq!(names("kota bandung", None, None, 1), ["32.73 Kota Bandung"]);
    assert_eq!(names("lampung", None, None, 1), ["18 Lampung"], "the larger area first");
    assert_eq!(names("amparaan", None, None, 1), names("ampara'an", None, None, 1), "a glottal stop need not be written");
    assert!(names("rui", None, None, 50).iter().all(|n| n.to_lowercase().contains(" rui")), "words from their beginning");
}

#[test]
fn of_many_with_one_name() {
    let all = AREAS.search("sidomulyo", None, Some(Level::Village), 1000);
    let named = AREAS
        .codes
        .iter()
        .filter(|c| c.level() == Level::Village && AREAS.name(**c).is_some_and(|n| n.eq_ignore_ascii_case("sidomulyo")))
        .count();
    assert!(named > 80 && all.len() > named);
    assert!(all[..named].iter().all(|h| h.name.eq_ignore_ascii_case("sidomulyo")), "the same name before longer ones");
    let paths: std::collections::BTreeSet<_> = all[..named].iter().map(|h| h.path.as_str()).collect();
    assert!(paths.len() > 80, "they are told apart by where they lie");
    let in_regency = AREAS.search("sidomulyo", Some(code("18.01")), None, 100);
    assert!(!in_regency.is_empty() && in_regency.iter().all(|h| code("18.01").covers(&h.code)));
    let around = AREAS.search("sidomulyo lampung selatan", None, None, 100);
    assert!(!around.is_empty() && around.iter().all(|h| h.path.contains("Lampung Selatan")));
}

#[test]
fn by_code() {
    for written in ["18.13.07", "181307", "18.13.07 "] {
        assert_eq!(names(written, None, None, 1), ["18.13.07 Way Krui"], "{written}");
    }
    assert_eq!(names("18.13.", None, Some(Level::District), 50).len(), 11);
    assert_eq!(names("1813", None, None, 200).len(), 1 + 11 + 118);
    assert_eq!(names("18.1", None, Some(Level::Regency), 1), ["18.10 Kabupaten Pringsewu"], "a code not written to its end");
    assert!(names("1813", Some("11"), None, 5).is_empty());
    assert!(names("19", None, None, 1000).iter().any(|n| n.ends_with("19 Nopember")), "some names begin with a number");
}

#[test]
fn a_broken_list_is_refused() {
    assert!(Areas::read("11\tAceh\n11.01\tA\n11.01.01\tB\n11.02\tC\n12\tD\n").is_ok());
    for text in ["11\tAceh\n11.01.01\tB\n", "11.01\tA\n", "12\tD\n11\tAceh\n", "11\tAceh\n11\tAceh\n", "11 Aceh\n", "11\t\n", "1\tA\n"] {
        assert!(matches!(Areas::read(text), Err(StorageError::Corrupt(_))), "{text:?}");
    }
}

/// Far above what it takes, since tests share the machine: it only catches a search that got much slower.
#[test]
fn loads_and_finds_fast() {
    let start = Instant::now();
    let areas = Areas::load().unwrap();
    let loaded = start.elapsed();
    let mut slowest = (std::time::Duration::ZERO, "");
    for text in [
        "way krui",
        "a",
        "s",
        "suka",
        "su ma",
        "desa suka maju cianjur",
        "sidomulyo lampung selatan",
        "18",
        "1",
        "zzz",
        "su ka ma ja ba ra",
        "suka maju kab sel jaya bar",
    ] {
        let best = (0..5).map(|_| {
            let start = Instant::now();
            std::hint::black_box(areas.search(text, None, None, 20));
            start.elapsed()
        });
        let best = best.min().unwrap_or_default();
        println!("{text:30} {best:?}");
        slowest = slowest.max((best, text));
    }
    println!("loaded in {loaded:?}, slowest search {slowest:?}");
    assert!(loaded.as_millis() < 1500 && slowest.0.as_millis() < 100);
}
