//! kill -9 at any moment under 64 writers, on both engines. By hand: `slrt bench kill --rounds 1000`.
#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "tests")]

use std::process::Command;

fn kill(rounds: &str, database: Option<&str>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_slrt"));
    command.args(["bench", "kill", "--rounds", rounds]);
    if let Some(url) = database {
        command.args(["--database", url]);
    }
    let out = command.output().unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&out.stdout), String::from_utf8_lossy(&out.stderr));
    assert!(out.status.success(), "{text}");
    println!("{text}");
}

#[test]
fn every_acknowledged_intake_survives_kill_9_on_sqlite() {
    kill("20", None);
}

#[test]
fn every_acknowledged_intake_survives_kill_9_on_postgres() {
    kill("20", Some(&std::env::var("SLRT_TEST_DATABASE_URL").unwrap()));
}
