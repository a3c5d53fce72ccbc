//! Headers and codes of registry files: what each column of an export becomes.

use super::forms::{coded, read, words};
use crate::StorageError;
use serde::Deserialize;
use slrt_domain::family::import::{AliasTable, ColumnAlias, Table, ValueKind};
use slrt_domain::program::Words;
use std::collections::BTreeMap;

/// One column of registry files as people are shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportColumn {
    /// What the import makes of it.
    pub alias: ColumnAlias,
    /// Name for people.
    pub name: Words,
    /// Canonical value and its Indonesian words.
    pub labels: BTreeMap<String, String>,
    /// Whether the codes were read in a source; if not, an officer confirms them before the import.
    pub codes_verified: bool,
    /// Where the codes stand.
    pub codes_source: String,
    /// Whether it holds specific personal data.
    pub specific: bool,
    /// Something to know about it.
    pub note: String,
}

impl ImportColumn {
    /// A canonical value in Indonesian words; the value itself where it has none.
    pub fn label(&self, value: &str) -> String {
        let word = |v: &str| self.labels.get(v).map_or(v, String::as_str).to_owned();
        if self.alias.kind == ValueKind::Bitmask { value.split(',').map(word).collect::<Vec<_>>().join(", ") } else { word(value) }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnFile {
    column: Vec<ColumnRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnRow {
    #[serde(deserialize_with = "coded")]
    table: Table,
    field: String,
    name: String,
    name_en: String,
    #[serde(deserialize_with = "coded")]
    r#type: ValueKind,
    names: Vec<String>,
    #[serde(default)]
    codes: BTreeMap<String, String>,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    #[serde(default)]
    codes_verified: bool,
    #[serde(default)]
    codes_source: String,
    #[serde(default)]
    specific: bool,
    #[serde(default)]
    note: String,
}

/// Every column that the catalogue knows, in its order.
///
/// # Errors
/// When the file does not have its form.
pub fn columns() -> Result<Vec<ImportColumn>, StorageError> {
    let form: ColumnFile = read(super::file!("import_aliases.toml"))?;
    let column = |r: ColumnRow| ImportColumn {
        alias: ColumnAlias { table: r.table, field: r.field, names: r.names, kind: r.r#type, codes: r.codes },
        name: words(r.name, r.name_en),
        labels: r.labels,
        codes_verified: r.codes_verified,
        codes_source: r.codes_source,
        specific: r.specific,
        note: r.note,
    };
    Ok(form.column.into_iter().map(column).collect())
}

/// The same columns, ready to bind headers.
///
/// # Errors
/// When the file does not have its form, or gives one header to two fields.
pub fn aliases() -> Result<AliasTable, StorageError> {
    AliasTable::new(columns()?.into_iter().map(|c| c.alias))
        .map_err(|clash| StorageError::corrupt(format!("catalog/import_aliases.toml: {clash}")))
}
