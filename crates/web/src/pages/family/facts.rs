//! Variables of registry files in words: name and value as the catalogue's list of columns has them.

use crate::speak::{Lang, Speak};
use slrt_domain::family::import::{Table, ValueKind};
use slrt_domain::identity::Private;
use slrt_operations::storage::catalog::{ImportColumn, columns};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The list is part of the program and never changes while it runs.
static COLUMNS: LazyLock<Vec<ImportColumn>> = LazyLock::new(|| columns().unwrap_or_default());

/// A variable in words.
#[derive(Debug, Clone)]
pub(crate) struct Fact {
    /// What.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Whether it says that there is none.
    pub is_none: bool,
}

/// The variables of some groups (`dwelling`, `assets` …) in the order of the list.
pub(super) fn of_groups(l: &Speak, facts: &BTreeMap<String, Private<String>>, groups: &[&str]) -> Vec<Fact> {
    let wanted = |c: &&ImportColumn| {
        let group = c.alias.field.split('.').next().unwrap_or_default();
        c.alias.table == Table::Household && groups.contains(&group)
    };
    let mut seen = Vec::new();
    let mut out = Vec::new();
    for column in COLUMNS.iter().filter(wanted) {
        let Some(value) = facts.get(&column.alias.field).filter(|_| !seen.contains(&column.alias.field)) else { continue };
        seen.push(column.alias.field.clone());
        let is_none = matches!(value.reveal().as_str(), "no" | "0");
        out.push(Fact { name: l.pick(&column.name), value: value_words(l, column, value.reveal()), is_none });
    }
    out
}

/// What the family's data say that it receives or holds, by the names of the columns that say yes.
pub(super) fn memberships(l: &Speak, facts: &BTreeMap<String, Private<String>>) -> Vec<String> {
    let says_yes = |c: &&ImportColumn| {
        c.alias.table == Table::Household
            && c.alias.field.starts_with("membership.")
            && facts
                .get(&c.alias.field)
                .is_some_and(|v| if c.alias.field.ends_with("_number") { !v.reveal().is_empty() } else { v.reveal() == "yes" })
    };
    let mut fields = Vec::new();
    let mut names = Vec::new();
    for column in COLUMNS.iter().filter(says_yes) {
        let field = column.alias.field.trim_end_matches("_number").to_owned();
        if !fields.contains(&field) {
            fields.push(field);
            names.push(l.pick(&column.name));
        }
    }
    names
}

fn value_words(l: &Speak, column: &ImportColumn, value: &str) -> String {
    match (value, l.lang) {
        ("yes", _) => l.t("family-yes"),
        ("no", _) => l.t("family-no"),
        (_, Lang::En) if column.alias.kind == ValueKind::Code => value.replace('_', " "),
        (number, _) if column.alias.kind == ValueKind::Integer => number.parse::<i64>().map_or_else(|_| number.to_owned(), |n| l.number(n)),
        (value, _) => column.label(value),
    }
}
