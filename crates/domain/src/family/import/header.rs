//! Binding a table's header to fields.

use super::alias::Column;
use super::text::{clean, header_key};
use super::{AliasTable, Field, Table};
use crate::Coded;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Columns of which one is needed, by the headers that people know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Any one of these would do.
    pub any_of: Vec<String>,
}

/// A header that cannot be worked with.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderProblem {
    /// There is no header at all.
    #[error("the table has no header")]
    Empty,
    /// Columns are missing without which no row can be taken.
    #[error("the {} table lacks {}", table.code(), missing.iter().map(|m| m.any_of.join(" / ")).collect::<Vec<_>>().join(", "))]
    Missing {
        /// The table.
        table: Table,
        /// What is missing.
        missing: Vec<Missing>,
    },
    /// A column that identifies rows stands there twice, and nobody can say which one counts.
    #[error("the header {header} stands in columns {first} and {second}")]
    Duplicate {
        /// The header.
        header: String,
        /// Position from 1.
        first: usize,
        /// Position from 1.
        second: usize,
    },
}

/// Which columns of a table hold a field. Several may: the first that is not blank counts, preferred headers first.
#[derive(Debug)]
struct Slot {
    header: Arc<str>,
    /// (rank of the header, position from 0)
    columns: Vec<(usize, usize)>,
    column: Arc<Column>,
}

/// A header bound to an alias table.
#[derive(Debug)]
pub struct HeaderMap {
    table: Table,
    fields: BTreeMap<Field, Slot>,
    facts: Vec<Slot>,
    ignored: Vec<String>,
}

impl HeaderMap {
    /// Binds a header.
    ///
    /// # Errors
    /// When a column is missing without which no row can be taken, or one that identifies rows stands there twice.
    pub fn resolve(aliases: &AliasTable, table: Table, header: &[String]) -> Result<Self, HeaderProblem> {
        if header.iter().all(|h| header_key(h).is_empty()) {
            return Err(HeaderProblem::Empty);
        }
        let mut map = Self { table, fields: BTreeMap::new(), facts: Vec::new(), ignored: Vec::new() };
        for (position, name) in header.iter().enumerate() {
            match aliases.find(table, name) {
                Some((column, rank)) => map.bind(column, rank, position, &clean(name), header)?,
                None if header_key(name).is_empty() => {}
                None => map.ignored.push(clean(name).into_owned()),
            }
        }
        for slot in map.fields.values_mut().chain(&mut map.facts) {
            slot.columns.sort_unstable();
        }
        let missing = map.missing(aliases);
        if missing.is_empty() { Ok(map) } else { Err(HeaderProblem::Missing { table, missing }) }
    }

    fn bind(&mut self, column: &Arc<Column>, rank: usize, position: usize, name: &str, header: &[String]) -> Result<(), HeaderProblem> {
        let field = Field::from_code(&column.field);
        let slot = match field {
            Some(field) => self.fields.get_mut(&field),
            None => self.facts.iter_mut().find(|s| s.column.field == column.field),
        };
        let Some(slot) = slot else {
            let slot = Slot { header: name.into(), columns: vec![(rank, position)], column: Arc::clone(column) };
            match field {
                Some(field) => drop(self.fields.insert(field, slot)),
                None => self.facts.push(slot),
            }
            return Ok(());
        };
        let identifies = matches!(field, Some(Field::HouseholdId | Field::MemberId | Field::FamilyCard | Field::Nik | Field::Name));
        let twin = slot.columns.iter().find(|(_, at)| header_key(&header[*at]) == header_key(name));
        if let Some((_, first)) = twin.filter(|_| identifies) {
            return Err(HeaderProblem::Duplicate { header: name.to_owned(), first: first + 1, second: position + 1 });
        }
        slot.columns.push((rank, position));
        Ok(())
    }

    fn missing(&self, aliases: &AliasTable) -> Vec<Missing> {
        let needed: &[&[Field]] = match self.table {
            Table::Household => &[&[Field::HouseholdId, Field::FamilyCard]],
            Table::Member => &[&[Field::Name], &[Field::Nik], &[Field::HouseholdId, Field::FamilyCard]],
        };
        let absent = needed.iter().filter(|any| !any.iter().any(|f| self.has(*f)));
        absent.map(|any| Missing { any_of: any.iter().map(|f| aliases.label(self.table, f.code())).collect() }).collect()
    }

    /// The table that the header belongs to.
    pub fn table(&self) -> Table {
        self.table
    }

    /// Columns that nothing is known about, as written.
    pub fn ignored(&self) -> &[String] {
        &self.ignored
    }

    /// Fields and facts that more than one column holds, by canonical name.
    pub fn repeated(&self) -> Vec<&str> {
        self.fields.values().chain(&self.facts).filter(|s| s.columns.len() > 1).map(|s| s.column.field.as_str()).collect()
    }

    /// Whether a field has a column.
    pub fn has(&self, field: Field) -> bool {
        self.fields.contains_key(&field)
    }

    /// The header under which a field or fact stands, by canonical name.
    pub fn header_of(&self, name: &str) -> Option<&str> {
        let slots = self.fields.values().chain(&self.facts);
        slots.into_iter().find(|s| s.column.field == name).map(|s| s.header.as_ref())
    }

    /// How many columns are known.
    pub fn known(&self) -> usize {
        self.fields.values().chain(&self.facts).map(|s| s.columns.len()).sum()
    }

    /// The cleaned text of a field in a row; empty when there is no such column.
    pub(super) fn text<'a>(&self, field: Field, cells: &'a [String]) -> Cow<'a, str> {
        self.fields.get(&field).map_or(Cow::Borrowed(""), |slot| slot.text(cells))
    }

    /// Whether a line break stands within a field's cell.
    pub(super) fn is_broken(&self, field: Field, cells: &[String]) -> bool {
        let columns = self.fields.get(&field).map_or(&[][..], |slot| &slot.columns);
        columns.iter().filter_map(|(_, at)| cells.get(*at)).any(|cell| cell.trim().contains(['\n', '\r']))
    }

    /// A field's canonical code by the column's own list.
    pub(super) fn decoded<'a>(&'a self, field: Field, value: &str) -> Option<&'a str> {
        self.fields.get(&field).and_then(|slot| slot.column.coded(value))
    }

    /// The header of a field, for reports.
    pub(super) fn header(&self, field: Field) -> Option<Arc<str>> {
        self.fields.get(&field).map(|s| Arc::clone(&s.header))
    }

    /// Every fact's column and header, in a fixed order.
    pub(super) fn facts(&self) -> impl Iterator<Item = (&Column, &Arc<str>)> {
        self.facts.iter().map(|s| (s.column.as_ref(), &s.header))
    }

    /// The cleaned texts of the facts, in the order of [`Self::facts`].
    pub(super) fn fact_texts<'a>(&self, cells: &'a [String]) -> impl Iterator<Item = Cow<'a, str>> {
        self.facts.iter().map(|s| s.text(cells))
    }
}

impl Slot {
    fn text<'a>(&self, cells: &'a [String]) -> Cow<'a, str> {
        let mut texts = self.columns.iter().filter_map(|(_, at)| cells.get(*at)).map(|cell| clean(cell));
        texts.find(|text| !text.is_empty()).unwrap_or_default()
    }
}

/// Which table a header belongs to, if to any; with a header that fits both, the one that knows more of its columns.
pub fn detect_table(aliases: &AliasTable, header: &[String]) -> Option<Table> {
    let known = |table| HeaderMap::resolve(aliases, table, header).ok().map(|m| m.known());
    match (known(Table::Household).filter(|n| *n > 1), known(Table::Member)) {
        (None, None) => None,
        (Some(h), Some(m)) if h > m => Some(Table::Household),
        (Some(_), None) => Some(Table::Household),
        (_, Some(_)) => Some(Table::Member),
    }
}

/// The first of these rows that is a header (exports often begin with a title), with the table that it belongs to.
pub fn find_header(aliases: &AliasTable, rows: &[Vec<String>]) -> Option<(usize, Table)> {
    rows.iter().enumerate().find_map(|(at, row)| detect_table(aliases, row).map(|table| (at, table)))
}
