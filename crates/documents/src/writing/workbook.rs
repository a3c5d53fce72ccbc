//! What is to be written.

use slrt_domain::calendar::Day;

/// A workbook of sheets.
#[derive(Clone, PartialEq, Eq)]
pub struct Workbook {
    /// The day on which it was made, in its properties.
    pub made_on: Day,
    /// Its sheets, at least one.
    pub sheets: Vec<Sheet>,
}

/// One table with a header.
#[derive(Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Its name; what spreadsheets do not allow in one is taken out.
    pub title: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows; missing cells are blank.
    pub rows: Vec<Vec<Cell>>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its header.
    pub title: String,
    /// Its width in characters.
    pub width: u16,
    /// How its cells are shown.
    pub kind: ColumnKind,
}

/// How the cells of a column are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Text, also of digits: NIK, telephone numbers.
    Text,
    /// Whole numbers.
    Number,
    /// Rupiah, with thousands apart.
    Money,
    /// Days.
    Date,
}

/// One cell.
#[derive(Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Blank,
    /// Text, always taken literally.
    Text(String),
    /// A whole number: a count, rupiah.
    Number(i64),
    /// A day.
    Day(Day),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.to_owned())
    }
}
impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text)
    }
}
impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Cell::Number(number)
    }
}
impl From<Day> for Cell {
    fn from(day: Day) -> Self {
        Cell::Day(day)
    }
}
impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::Blank, Into::into)
    }
}

// Cells are what people are shown about people.
impl std::fmt::Debug for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[cell]")
    }
}
impl std::fmt::Debug for Sheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sheet").field("columns", &self.columns.len()).field("rows", &self.rows.len()).finish_non_exhaustive()
    }
}
impl std::fmt::Debug for Workbook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Workbook").field("sheets", &self.sheets).finish_non_exhaustive()
    }
}

/// Why a table could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteProblem {
    /// More rows or columns than the format holds.
    #[error("the sheet is too large for a spreadsheet")]
    TooLarge,
    /// The disk or the network failed.
    #[error("writing failed: {0}")]
    Io(#[from] std::io::Error),
    /// The writer refused.
    #[error("the workbook cannot be written: {0}")]
    Refused(String),
}
