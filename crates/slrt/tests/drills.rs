//! Drills over real servers and HTTP. By hand: `slrt bench kill --rounds 1000`, `slrt bench rivals`, `slrt bench outage`.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

use std::process::Command;

fn drill(args: &[&str], database: bool) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_slrt"));
    command.arg("bench").args(args);
    if database {
        command.args(["--database", &std::env::var("SLRT_TEST_DATABASE_URL").unwrap()]);
    }
    let out = command.output().unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success(), "{text}");
    println!("{text}");
}

#[test]
fn every_acknowledged_intake_survives_kill_9_on_sqlite() {
    drill(&["kill", "--rounds", "20"], false);
}

#[test]
fn every_acknowledged_intake_survives_kill_9_on_postgres() {
    drill(&["kill", "--rounds", "20"], true);
}

#[test]
fn of_two_who_decide_at_once_the_second_is_told_on_sqlite() {
    drill(&["rivals", "--concerns", "20"], false);
}

#[test]
fn of_two_who_decide_at_once_through_two_servers_the_second_is_told_on_postgres() {
    drill(&["rivals", "--concerns", "20"], true);
}

#[test]
fn postgres_gone_for_ten_seconds_loses_nothing() {
    drill(&["outage", "--seconds", "10"], true);
}
