//! Tables for people to take away.

mod csv;
mod workbook;
mod xlsx;

pub use csv::write_csv;
pub use workbook::{Cell, Column, ColumnKind, Sheet, Workbook, WriteProblem};
pub use xlsx::write_xlsx;

#[cfg(test)]
mod tests;
