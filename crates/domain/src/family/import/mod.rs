//! From the tables of a registry file (BDT/DTKS/DTSEN exports, village lists) to families.
//!
//! Which column means what is data: an [`AliasTable`], whose fields are either those with a meaning here (see [`Field`]) or variables that
//! are kept as facts. [`detect_table`] tells which sheet or file holds households and which holds members; [`HeaderMap::resolve`] binds a
//! header; an [`Importer`] takes household rows, then member rows, and ends in [`Families`], split by No. KK, and its [`Problems`].

mod alias;
mod codes;
mod date;
mod families;
mod field;
mod header;
mod household;
mod importer;
mod member;
mod places;
mod problem;
mod text;

pub use alias::{AliasClash, AliasTable, ColumnAlias, Table, ValueKind};
pub use codes::RowCodes;
pub use date::parse_date;
pub use families::Families;
pub use field::Field;
pub use header::{HeaderMap, HeaderProblem, Missing, detect_table, find_header};
pub use importer::{ImportOptions, Importer, KnownPrefix, NikArea};
pub use problem::{Consequence, MOST_PROBLEMS, Problems, Reason, RowProblem};
pub use text::{clean, has_lost_digits, is_absent};

#[cfg(test)]
mod tests;
