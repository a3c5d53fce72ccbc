//! Operations and views on both engines. One program: linking each file by itself takes minutes.
#![allow(clippy::unwrap_used, clippy::print_stderr, reason = "tests")]

mod accounts;
mod backup;
mod chains;
mod correct;
mod desks;
mod drills;
mod erase;
mod hand_over;
mod history;
mod import;
mod inquiry;
mod journal_attacks;
mod keys;
mod log_in;
mod moves;
mod own_catalog;
mod people;
mod put_right;
mod rebuild;
mod safe;
mod spine;
mod uploads;
mod views;
mod walk;
mod worker;
