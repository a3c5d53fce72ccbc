//! Tables from files that people bring.

mod archive;
mod cell;
mod decode;
mod delimited;
mod limits;
mod ods;
mod sniff;
mod source;
mod spreadsheet;
mod xml;

pub use delimited::{CsvShape, read_csv};
pub use limits::{Limits, ReadProblem};
pub use source::{Head, SourceFile, TableData, read_tables};

/// Gets the number of a row as the file counts, from 1, and its cells. To break off ends this table, not in an error.
pub type RowVisitor<'a> = dyn FnMut(u32, &[String]) -> std::ops::ControlFlow<()> + 'a;

#[cfg(test)]
mod tests;
