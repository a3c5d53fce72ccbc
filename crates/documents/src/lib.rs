//! Spreadsheets in and out.
//!
//! In: a [`SourceFile`] (CSV, XLSX, ODS, XLS) is read row by row, within [`Limits`], so that a file of a gigabyte never lies in memory as a whole and a
//! crafted one cannot fill it. Cells are plain text: dates as `YYYY-MM-DD`, whole numbers without `.0`, and long numbers whose last digits a
//! spreadsheet has lost in scientific notation, which no reader takes for a NIK.
//!
//! Out: a [`Workbook`] as XLSX, or one [`Sheet`] as CSV. What people typed is always text, never a formula.

pub mod reading;
pub mod writing;

pub use reading::{Head, Limits, ReadProblem, SourceFile, TableData, read_csv, read_tables};
pub use writing::{Cell, Column, ColumnKind, Sheet, Workbook, WriteProblem, write_csv, write_xlsx};
