//! What went wrong with a file, in words that say what to do.

use super::receive::Trouble;
use crate::error::refusal_words;
use crate::speak::Speak;
use slrt_domain::Coded as _;
use slrt_domain::family::import::{Consequence, Problems, Reason};
use slrt_domain::journal::RefusalKind;
use slrt_operations::import::LARGEST_FILES;
use slrt_operations::uploads::Failure;
use std::collections::BTreeMap;

/// Why nothing was read, or where it broke off.
pub fn failure(l: &Speak, failure: &Failure) -> String {
    match failure {
        Failure::Refused { kind, detail } if kind == RefusalKind::WrongState.code() && detail == "busy" => l.t("import-busy"),
        Failure::Refused { .. } => failure.refusal().map_or_else(|| l.t("internal"), |r| refusal_words(&r, l)),
        Failure::Busy => l.t("busy"),
        // The page says by itself how much of the file is in.
        Failure::Unavailable => l.t("import-unavailable"),
        Failure::Internal => l.t("import-fault"),
        Failure::Interrupted => l.t("import-interrupted"),
        Failure::Unreadable => l.t("import-unreadable"),
        Failure::Read { name, problem, row } => {
            let row = row.map(|r| r.to_string()).unwrap_or_default();
            l.ta(&format!("import-read-{}", problem.replace('_', "-")), &[("name", name.clone()), ("row", row)])
        }
        Failure::NoHeader => l.t("import-no-header"),
        Failure::MissingColumns { columns } => {
            let or = l.t("import-or");
            let columns: Vec<String> = columns.iter().map(|any_of| any_of.join(&or)).collect();
            l.t1("import-missing", "columns", columns.join(", "))
        }
        Failure::DuplicateColumn { header, first, second } => {
            l.ta("import-twice", &[("header", header.clone()), ("first", first.to_string()), ("second", second.to_string())])
        }
        Failure::NoBridge { name } => l.t1("import-no-bridge", "name", name.clone()),
        Failure::TooLarge => l.t1("import-larger", "mb", largest()),
        Failure::OtherRegency { regency } => l.t1("import-other-regency", "regency", regency.clone()),
        Failure::NoMembers => l.t("import-no-members"),
        Failure::TooManyTables { table, names } => {
            l.ta("import-too-many-tables", &[("table", l.code("import-table", table)), ("names", names.join(", "))])
        }
    }
}

/// The largest files taken, all together, in MB.
pub fn largest() -> i64 {
    i64::try_from(LARGEST_FILES >> 20).unwrap_or(i64::MAX)
}

/// Why files were not taken in.
pub fn trouble(l: &Speak, t: &Trouble) -> String {
    match t {
        Trouble::Form => l.t("request-form"),
        Trouble::Bounds(code) => l.t(&format!("request-{code}")),
        Trouble::Denied => l.t("request-csrf"),
        Trouble::TooLarge => l.t1("import-larger", "mb", largest()),
        Trouble::TooMany => l.t("import-too-many-files"),
        Trouble::NoFile => l.t("import-no-file"),
        Trouble::Kept(_) => l.t("unavailable"),
    }
}

/// How many rows have each problem, most frequent first; rows that were not taken before values that were left out.
pub fn by_reason(problems: &Problems) -> Vec<(Consequence, Reason, usize)> {
    let mut counts: BTreeMap<(Consequence, Reason), usize> = BTreeMap::new();
    for ((consequence, reason, ..), n) in problems.counts() {
        *counts.entry((*consequence, *reason)).or_default() += n;
    }
    let mut list: Vec<_> = counts.into_iter().map(|((c, r), n)| (c, r, n)).collect();
    list.sort_by_key(|a| (a.0, std::cmp::Reverse(a.2), a.1));
    list
}
