//! Which headers and which codes stand for what: plain data, from the catalogue.

use super::date::parse_date;
use super::text::header_key;
use crate::coded;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

coded! {
    /// The two tables of an export.
    pub enum Table {
        /// One row a household (or a family).
        Household = "household",
        /// One row a person.
        Member = "member",
    }
}

coded! {
    /// What the cells of a column hold; decides how a fact is read.
    pub enum ValueKind {
        /// Any text.
        Text = "text",
        /// A name.
        Name = "name",
        /// An identifier of the source.
        Id = "id",
        /// A NIK.
        Nik = "nik",
        /// A No. KK.
        Card = "kk",
        /// A telephone number.
        Phone = "phone",
        /// A date; kept as `YYYY-MM-DD`.
        Date = "date",
        /// A whole number; codes, where there are some, stand for special values.
        Integer = "integer",
        /// Yes or no by the column's codes.
        YesNo = "yes_no",
        /// One of the column's codes.
        Code = "code",
        /// A sum of the column's codes; kept as their values with `,` between.
        Bitmask = "bitmask",
        /// A part of a BPS area code.
        BpsCode = "bps_code",
        /// A whole area code.
        AreaCode = "area_code",
    }
}

/// One column as the catalogue describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnAlias {
    /// The table in which it stands.
    pub table: Table,
    /// Canonical name: a [`super::Field`], or a variable kept as a fact.
    pub field: String,
    /// Headers under which sources have it, the preferred one first. The field's own name always counts too.
    pub names: Vec<String>,
    /// What its cells hold.
    pub kind: ValueKind,
    /// The source's codes and the canonical ones; empty when values are kept as they stand.
    pub codes: BTreeMap<String, String>,
}

/// A header that the catalogue gives to two fields of one table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("header {header} of the {table:?} table stands for {first} and for {second}")]
pub struct AliasClash {
    /// The table.
    pub table: Table,
    /// The header.
    pub header: String,
    /// The field that had it first.
    pub first: String,
    /// The other field.
    pub second: String,
}

/// A canonical column: its name and its codes.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Column {
    pub(super) field: String,
    pub(super) label: String,
    kind: ValueKind,
    codes: HashMap<String, String>,
    canonical: Vec<String>,
    bits: Vec<(u32, String)>,
}

/// All known headers of both tables.
#[derive(Debug, Clone, Default)]
pub struct AliasTable {
    by_header: HashMap<(Table, String), (Arc<Column>, usize)>,
}

impl AliasTable {
    /// Builds the table. Headers are compared without regard to case, spaces, dots, underscores and other punctuation.
    ///
    /// # Errors
    /// When one header would stand for two fields of the same table.
    pub fn new(columns: impl IntoIterator<Item = ColumnAlias>) -> Result<Self, AliasClash> {
        let mut by_header: HashMap<(Table, String), (Arc<Column>, usize)> = HashMap::new();
        for alias in columns {
            let column = Arc::new(Column {
                label: alias.names.first().unwrap_or(&alias.field).clone(),
                codes: alias.codes.iter().map(|(from, to)| (code_key(from), to.clone())).collect(),
                bits: bits(&alias.codes),
                kind: alias.kind,
                canonical: alias.codes.into_values().collect(),
                field: alias.field,
            });
            for (rank, name) in alias.names.iter().chain([&column.field]).enumerate() {
                let at = (alias.table, header_key(name));
                match by_header.get(&at) {
                    Some((other, _)) if other.field != column.field => {
                        return Err(AliasClash {
                            table: alias.table,
                            header: name.clone(),
                            first: other.field.clone(),
                            second: column.field.clone(),
                        });
                    }
                    Some(_) => {}
                    None => {
                        by_header.insert(at, (Arc::clone(&column), rank));
                    }
                }
            }
        }
        Ok(Self { by_header })
    }

    /// The column that a header stands for, and how preferred that header is (0 first).
    pub(super) fn find(&self, table: Table, header: &str) -> Option<(&Arc<Column>, usize)> {
        self.by_header.get(&(table, header_key(header))).map(|(column, rank)| (column, *rank))
    }

    /// How a missing column is named to people: its preferred header.
    pub(super) fn label(&self, table: Table, field: &str) -> String {
        self.find(table, field).map_or_else(|| field.to_owned(), |(column, _)| column.label.clone())
    }
}

impl Column {
    /// The canonical form of a source's value; none for one that the column cannot hold.
    pub(super) fn canonical<'a>(&'a self, value: &'a str) -> Option<Cow<'a, str>> {
        if let Some(code) = self.coded(value) {
            return Some(Cow::Borrowed(code));
        }
        match self.kind {
            ValueKind::Integer => integer(value).map(|n| Cow::Owned(n.to_string())),
            ValueKind::Date => parse_date(value).map(|day| Cow::Owned(day.iso())),
            ValueKind::Bitmask => self.sum(value).map(Cow::Owned),
            _ if self.codes.is_empty() => Some(Cow::Borrowed(value)),
            _ => None,
        }
    }

    /// The canonical code of a value by the column's own list.
    pub(super) fn coded(&self, value: &str) -> Option<&str> {
        let own = self.codes.get(&code_key(value)).map(String::as_str);
        own.or_else(|| self.canonical.iter().find(|c| c.eq_ignore_ascii_case(value)).map(String::as_str))
    }

    /// Whether its values are short codes that identify nobody.
    pub(super) fn is_closed(&self) -> bool {
        !self.codes.is_empty() || self.kind == ValueKind::Integer
    }

    fn sum(&self, value: &str) -> Option<String> {
        let sum = u32::try_from(integer(value)?).ok()?;
        let known = self.bits.iter().fold(0, |all, (bit, _)| all | bit);
        let names: Vec<&str> = self.bits.iter().filter(|(bit, _)| sum & bit != 0).map(|(_, name)| name.as_str()).collect();
        (sum != 0 && sum & !known == 0).then(|| names.join(","))
    }
}

/// The keys of a bitmask that are powers of two, smallest first.
fn bits(codes: &BTreeMap<String, String>) -> Vec<(u32, String)> {
    let mut bits: Vec<(u32, String)> = codes.iter().filter_map(|(key, name)| Some((key.parse().ok()?, name.clone()))).collect();
    bits.retain(|(bit, _): &(u32, String)| bit.is_power_of_two());
    bits.sort_unstable();
    bits
}

/// A whole number, with a decimal part only of zeros.
fn integer(value: &str) -> Option<i64> {
    let (whole, decimals) = value.split_once(['.', ',']).unwrap_or((value, ""));
    decimals.bytes().all(|b| b == b'0').then(|| whole.trim().parse().ok()).flatten()
}

/// `01`, `1` and `1.0` are one code; words are compared without regard to case.
fn code_key(value: &str) -> String {
    let value = value.trim();
    let whole = value.strip_suffix(".0").unwrap_or(value);
    if !whole.is_empty() && whole.bytes().all(|b| b.is_ascii_digit()) {
        let short = whole.trim_start_matches('0');
        return if short.is_empty() { "0".to_owned() } else { short.to_owned() };
    }
    value.to_lowercase()
}
