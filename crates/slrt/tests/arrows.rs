//! The rooms' arrows, and what may not be in them.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn packages() -> Vec<serde_json::Value> {
    let out = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root())
        .output()
        .unwrap();
    let all: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    all["packages"].as_array().unwrap().clone()
}

fn dependencies(package: &serde_json::Value) -> Vec<String> {
    let list = package["dependencies"].as_array().unwrap();
    list.iter().filter(|d| d["kind"].is_null()).map(|d| d["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn crates_depend_along_the_arrows_only() {
    let allowed: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("slrt-domain", &[][..]),
        ("slrt-linkage", &["slrt-domain"][..]),
        ("slrt-documents", &["slrt-domain"][..]),
        ("slrt-storage", &["slrt-domain", "slrt-linkage"][..]),
        ("slrt-operations", &["slrt-domain", "slrt-storage", "slrt-linkage", "slrt-documents"][..]),
        ("slrt-web", &["slrt-operations", "slrt-domain", "slrt-linkage", "slrt-documents"][..]),
        ("slrt", &["slrt-web", "slrt-operations", "slrt-storage", "slrt-domain", "slrt-linkage", "slrt-documents"][..]),
        ("slrt-testing", &["slrt-operations", "slrt-storage", "slrt-domain"][..]),
    ]);
    let packages = packages();
    let mut found: Vec<&str> = packages.iter().map(|p| p["name"].as_str().unwrap()).collect();
    found.sort_unstable();
    assert_eq!(found, allowed.keys().copied().collect::<Vec<_>>(), "each crate has its arrows in this list");
    for p in &packages {
        let name = p["name"].as_str().unwrap();
        for d in dependencies(p).iter().filter(|d| d.starts_with("slrt")) {
            assert!(allowed[name].contains(&d.as_str()), "{name} must not depend on {d}");
        }
        // Neither normally nor to build it.
        for d in p["dependencies"].as_array().unwrap().iter().filter(|d| d["name"] == "slrt-testing") {
            assert_eq!(d["kind"], "dev", "{name} has slrt-testing outside its tests");
        }
    }
}

#[test]
fn the_rules_know_no_runtime_no_sql_no_web_no_serde() {
    let p = packages().into_iter().find(|p| p["name"] == "slrt-domain").unwrap();
    for forbidden in ["tokio", "sqlx", "axum", "serde", "serde_json", "rand", "getrandom"] {
        assert!(!dependencies(&p).contains(&forbidden.to_owned()), "domain must not depend on {forbidden}");
    }
    let mut bad = Vec::new();
    for file in sources("crates/domain/src") {
        let text = std::fs::read_to_string(&file).unwrap();
        for word in ["SystemTime", "now_utc", "now_v7", "new_v4", "async fn"] {
            if text.contains(word) {
                bad.push(format!("{}: {word}", file.display()));
            }
        }
    }
    assert_eq!(bad, Vec::<String>::new());
}

/// What pages and API take from storage, through `slrt_operations::storage`, is reading; cases come through what asks who may see them.
#[test]
fn pages_and_api_write_nothing_and_know_no_sql() {
    let mut bad = Vec::new();
    for file in sources("crates/web/src") {
        let text = std::fs::read_to_string(&file).unwrap();
        for word in ["db().write(", ".raw(", "args![", "SELECT ", "INSERT INTO", "DELETE FROM", "case::load(", "cases::load("] {
            if text.contains(word) {
                bad.push(format!("{}: {word}", file.strip_prefix(root()).unwrap().display()));
            }
        }
    }
    assert_eq!(bad, Vec::<String>::new());
}

#[test]
fn engines_differ_in_one_place_only() {
    // Where an engine may be named: connecting, migrating, and the differences themselves.
    let known = ["dialect.rs", "database.rs", "migrate.rs"];
    let mut bad = Vec::new();
    for file in sources("crates/storage/src").into_iter().chain(sources("crates/operations/src")).chain(sources("crates/web/src")) {
        if known.contains(&file.file_name().unwrap().to_str().unwrap()) || file.to_str().unwrap().contains("test") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        for word in ["Engine::Sqlite", "Engine::Postgres", "pragma_", "information_schema", "FOR UPDATE", "BEGIN IMMEDIATE"] {
            if text.contains(word) {
                bad.push(format!("{}: {word}", file.strip_prefix(root()).unwrap().display()));
            }
        }
    }
    assert_eq!(bad, Vec::<String>::new());
}

#[test]
fn shared_sql_uses_no_function_of_one_engine() {
    let mut bad = Vec::new();
    for file in sources("crates/storage/src").into_iter().chain(sources("crates/operations/src")) {
        if file.ends_with("dialect.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        for word in [" LIKE ", "json_", "jsonb", "unnest(", "UNNEST", "strftime", "date_trunc", "datetime("] {
            if text.contains(word) {
                bad.push(format!("{}: {word}", file.display()));
            }
        }
    }
    assert_eq!(bad, Vec::<String>::new());
}

fn sources(folder: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    found
}
