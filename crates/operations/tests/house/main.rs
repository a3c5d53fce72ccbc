//! Operations and views on both engines. One program: linking each file by itself takes minutes.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

mod backup;
mod drills;
mod erase;
mod import;
mod journal_attacks;
mod keys;
mod people;
mod spine;
mod views;
mod walk;
mod worker;
mod log_in;
mod safe;
mod accounts;
mod history;
mod rebuild;
