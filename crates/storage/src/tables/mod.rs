//! The kinds of tables, and what each column is about.

mod files;
mod list;
pub use files::{FILES, FileSort};
pub use list::ALL;

/// What a table is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableKind {
    /// Append-only, the source of everything derived.
    Journal,
    /// Made of the journal alone: `slrt journal rebuild` makes it again.
    Derived,
    /// Never rebuilt: keys, password hashes, sessions, delivery state, files.
    Side,
}

/// A column's type, in the words that both engines share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// BIGINT, INTEGER.
    Int,
    /// TEXT.
    Text,
    /// BYTEA, BLOB.
    Blob,
    /// BOOLEAN, INTEGER with CHECK.
    Bool,
}

/// What a column tells about people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Nothing about a person.
    Technical,
    /// Coded facts that tallies need (village, sex, birth year, decile).
    Coded,
    /// Identifying, in clear for search; emptied by erasure.
    Identifying,
    /// Sealed under a subject's key; unreadable once that key is destroyed.
    Sealed,
    /// A keyed hash; emptied by erasure, or useless without the key file.
    Hashed,
    /// A secret of the program.
    Secret,
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Name.
    pub name: &'static str,
    /// Type.
    pub ty: Type,
    /// Class.
    pub class: Class,
}

/// A table.
#[derive(Debug, Clone, Copy)]
pub struct Table {
    /// Name.
    pub name: &'static str,
    /// Kind.
    pub kind: TableKind,
    /// Columns of the primary key.
    pub key: &'static [&'static str],
    /// How long rows are kept.
    pub retention: &'static str,
    /// All columns, in order.
    pub columns: &'static [Column],
}

const fn col(name: &'static str, ty: Type, class: Class) -> Column {
    Column { name, ty, class }
}

/// A table by name.
///
/// # Panics
/// Never for the names that the program itself uses: a test holds them against the list.
pub fn table(name: &str) -> &'static Table {
    ALL.iter().find(|t| t.name == name).unwrap_or(&ALL[0])
}

/// The derived tables, in the order in which they are compared.
pub fn derived() -> impl Iterator<Item = &'static Table> {
    ALL.iter().filter(|t| t.kind == TableKind::Derived)
}
