//! `serve --demo` as somebody new meets it: accounts told at every start, a break survived, a taken port told at once, wiping refused in words.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Output, Stdio};

/// Small enough for a test.
const SMALL: [&str; 4] = ["--demo-families", "300", "--demo-cases", "60"];

fn slrt(args: &[&str]) -> Command {
    let mut c = Command::new(env!("CARGO_BIN_EXE_slrt"));
    for variable in ["SLRT_DATA", "SLRT_DATABASE", "SLRT_KEYS", "SLRT_PASSPHRASE", "SLRT_LOG", "SLRT_DEMO_FAMILIES", "SLRT_DEMO_CASES"] {
        c.env_remove(variable);
    }
    c.args(args).stdin(Stdio::null());
    c
}

fn text(o: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&o.stdout), String::from_utf8_lossy(&o.stderr))
}

/// Starts a server and answers with what it prints until it tells how to log in.
fn greeting(args: &[&str]) -> (Child, String) {
    let mut child =
        slrt(&[&["serve", "--listen", "127.0.0.1:0"], args].concat()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut said = String::new();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    while !said.contains("/masuk") {
        let before = said.len();
        assert!(reader.read_line(&mut said).unwrap() > 0, "it ended: {said}");
        assert!(said.len() > before);
    }
    std::thread::spawn(move || std::io::copy(&mut reader, &mut std::io::sink()));
    (child, said)
}

fn stop(mut child: Child) {
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_demo_that_was_broken_off_is_filled_again_and_tells_its_accounts_at_every_start() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let data = data.to_str().unwrap();
    // Killed among the families: the tenant is there already.
    let many = ["serve", "--listen", "127.0.0.1:0", "--demo", "--data", data, "--demo-families", "20000"];
    let mut child = slrt(&many).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    assert!(told.any(|line| line.contains("(offices)")), "it ended before it began");
    child.kill().unwrap();
    child.wait().unwrap();

    let (child, said) = greeting(&[&["--data", data], &SMALL[..]].concat());
    assert!(said.contains("once more from the beginning") && said.contains("300 keluarga"), "{said}");
    stop(child);
    let (child, said) = greeting(&["--data", data, "--demo"]);
    for words in ["demo-lamban-2026", "ratna", "admin", "PIN 246810", "try first", "http://127.0.0.1:"] {
        assert!(said.contains(words), "{words} is missing in: {said}");
    }
    assert!(!said.contains("filling"), "{said}");
    stop(child);
}

#[test]
fn a_taken_port_is_told_before_anything_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let o = slrt(&["serve", "--demo", "--data", data.to_str().unwrap(), "--listen", &listen]).output().unwrap();
    assert!(!o.status.success() && text(&o).contains("the address is taken"), "{}", text(&o));
    assert!(!data.exists());
}

fn psql(url: &str, sql: &str) {
    let program = std::env::var("SLRT_TEST_POSTGRES_BIN").map_or_else(|_| "psql".into(), |bin| format!("{bin}/psql"));
    let o = Command::new(program).args([url, "-qc", sql]).output().unwrap();
    assert!(o.status.success(), "{}", text(&o));
}

#[test]
fn whoever_does_not_own_the_tables_is_told_and_nothing_is_wiped() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let data = data.to_str().unwrap();
    let base = std::env::var("SLRT_TEST_DATABASE_URL").unwrap();
    let name = format!("slrt_wipe_{}", std::process::id());
    psql(&base, &format!("CREATE DATABASE {name}"));
    let owner = slrt_testing::address_of(&base, &name);
    let fill = ["demo", "fill", "--training", "--families", "300", "--cases", "60", "--data", data];
    let o = slrt(&[&fill[..], &["--database", &owner]].concat()).output().unwrap();
    assert!(o.status.success(), "{}", text(&o));
    // As docs/operating.md sets a server's log-in up.
    psql(&owner, &format!("CREATE ROLE {name} LOGIN PASSWORD '{name}' IN ROLE slrt_app"));
    let (scheme, rest) = owner.split_once("://").unwrap();
    let server = format!("{scheme}://{name}:{name}@{}", rest.rsplit_once('@').map_or(rest, |(_, host)| host));
    let o = slrt(&["demo", "reset", "--training", "--data", data, "--database", &server]).output().unwrap();
    assert!(!o.status.success() && text(&o).contains("only the owner of the tables may wipe"), "{}", text(&o));
    let (child, said) = greeting(&["--training", "--data", data, "--database", &server]);
    assert!(said.contains("ratna") && !said.contains("once more"), "{said}");
    stop(child);
    psql(&base, &format!("DROP DATABASE {name} WITH (FORCE)"));
    psql(&base, &format!("DROP ROLE {name}"));
}
