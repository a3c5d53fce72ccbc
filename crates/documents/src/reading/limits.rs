//! How much of a file is believed.

/// Bounds of what is read. The defaults fit a whole regency and nothing larger.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Columns of one row, trailing blank ones not counted.
    pub columns: usize,
    /// Characters of one cell.
    pub cell_chars: usize,
    /// Rows of one table, the header among them.
    pub rows: u32,
    /// Bytes of all parts of a spreadsheet's archive, unpacked. XLSX is read as a stream.
    pub unpacked_bytes: u64,
    /// Bytes of those parts that have to lie in memory: the shared strings of XLSX, the content of ODS, the whole of XLS. Also of the text of an
    /// ODS file's cells, repeated ones counted.
    pub resident_bytes: u64,
    /// Cells of an ODS file, repeated ones and blank ones among them counted, since they lie in memory too.
    pub resident_cells: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            columns: 2_000,
            cell_chars: 10_000,
            rows: 3_000_000,
            unpacked_bytes: 4 << 30,
            resident_bytes: 256 << 20,
            resident_cells: 20_000_000,
        }
    }
}

/// Why a file could not be read. Rows count from 1. No variant holds a cell's text.
#[derive(Debug, thiserror::Error)]
pub enum ReadProblem {
    /// The disk failed, or the file is not there.
    #[error("the file cannot be read: {0}")]
    Io(std::io::Error),
    /// Nothing in it.
    #[error("the file is empty")]
    Empty,
    /// No table at all: a picture, a PDF, a ZIP of something else.
    #[error("this is no table but {0}")]
    NotATable(&'static str),
    /// A password protects it.
    #[error("a password protects the file")]
    Protected,
    /// There is no such sheet.
    #[error("there is no such sheet")]
    NoSuchTable,
    /// The file is damaged.
    #[error("the file is damaged: {detail}")]
    Broken {
        /// What the reader met.
        detail: String,
    },
    /// A quotation mark was opened and not closed, so that rows would flow together.
    #[error("row {row}: a quotation mark is not closed")]
    UnclosedQuote {
        /// Where it was opened.
        row: u32,
    },
    /// More columns than [`Limits::columns`].
    #[error("row {row}: {found} columns")]
    TooManyColumns {
        /// The row.
        row: u32,
        /// How many.
        found: usize,
    },
    /// A cell longer than [`Limits::cell_chars`].
    #[error("row {row}, column {column}: a cell of more than {limit} characters")]
    CellTooLong {
        /// The row.
        row: u32,
        /// The column, from 1.
        column: usize,
        /// The bound.
        limit: usize,
    },
    /// More rows than [`Limits::rows`].
    #[error("more than {limit} rows")]
    TooManyRows {
        /// The bound.
        limit: u32,
    },
    /// An archive that unpacks to more than the limits.
    #[error("the file unpacks to more than {limit} bytes or cells")]
    TooLarge {
        /// The bound that it broke.
        limit: u64,
    },
}

impl ReadProblem {
    /// The key under which people are told.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Io(_) => "io",
            Self::Empty => "empty",
            Self::NotATable(_) => "not_a_table",
            Self::Protected => "protected",
            Self::NoSuchTable => "no_such_table",
            Self::Broken { .. } => "broken",
            Self::UnclosedQuote { .. } => "unclosed_quote",
            Self::TooManyColumns { .. } => "too_many_columns",
            Self::CellTooLong { .. } => "cell_too_long",
            Self::TooManyRows { .. } => "too_many_rows",
            Self::TooLarge { .. } => "too_large",
        }
    }

    /// The row at fault, where one is.
    pub fn row(&self) -> Option<u32> {
        match self {
            Self::UnclosedQuote { row } | Self::TooManyColumns { row, .. } | Self::CellTooLong { row, .. } => Some(*row),
            _ => None,
        }
    }
}

impl Limits {
    /// Checks a finished row and cuts its trailing blank cells off.
    pub(super) fn check_row(&self, row: u32, cells: &mut Vec<String>) -> Result<(), ReadProblem> {
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        if row > self.rows {
            return Err(ReadProblem::TooManyRows { limit: self.rows });
        }
        if cells.len() > self.columns {
            return Err(ReadProblem::TooManyColumns { row, found: cells.len() });
        }
        for (at, cell) in cells.iter().enumerate() {
            self.check_cell(row, at + 1, cell)?;
        }
        Ok(())
    }

    /// Checks one cell; row and column count from 1.
    pub(super) fn check_cell(&self, row: u32, column: usize, text: &str) -> Result<(), ReadProblem> {
        // Bytes are never fewer than characters nor more than four times as many, and cheap to count.
        let long =
            text.len() > self.cell_chars && (text.len() > self.cell_chars.saturating_mul(4) || text.chars().count() > self.cell_chars);
        if long { Err(ReadProblem::CellTooLong { row, column, limit: self.cell_chars }) } else { Ok(()) }
    }

    /// Bytes of a spreadsheet's cell with its markup, of which a character of rich text has much.
    pub(super) fn piece_bytes(&self) -> u64 {
        (self.cell_chars as u64).saturating_mul(256).saturating_add(64 * 1024)
    }
}
