//! A file with one table or several.

use super::archive::{self, Content};
use super::sniff::{self, Kind};
use super::{Limits, ReadProblem, RowVisitor, read_csv, spreadsheet};
use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek};
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

/// A file to read tables from, as often as needed: it is opened anew for each reading.
#[derive(Debug, Clone)]
pub struct SourceFile {
    place: Place,
    format: Format,
    tables: Vec<String>,
    limits: Limits,
}

#[derive(Clone)]
enum Place {
    Path(PathBuf),
    Bytes(Arc<[u8]>),
}

// The bytes are personal data and the path may be.
impl std::fmt::Debug for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Place::Path(_) => "path",
            Place::Bytes(_) => "bytes",
        })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Delimited,
    Xlsx,
    Ods,
    Xls,
}

trait Input: Read + Seek {}
impl<T: Read + Seek> Input for T {}

/// The first rows of a table, by row number.
pub type Head = Vec<(u32, Vec<String>)>;

/// One table with all its rows.
#[derive(Clone, PartialEq, Eq)]
pub struct TableData {
    /// The sheet's name, or the file's.
    pub name: String,
    /// Row number as the file counts, from 1, and its cells.
    pub rows: Vec<(u32, Vec<String>)>,
}

impl std::fmt::Debug for TableData {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TableData").field("rows", &self.rows.len()).finish_non_exhaustive()
    }
}

impl SourceFile {
    /// A file on disk. `name` is what people call it: the name of the one table of a CSV file.
    ///
    /// # Errors
    /// When it cannot be read, is no table, or would unpack to more than the limits allow.
    pub fn from_path(path: impl Into<PathBuf>, name: &str, limits: Limits) -> Result<Self, ReadProblem> {
        Self::inspect(Place::Path(path.into()), name, limits)
    }

    /// A file in memory.
    ///
    /// # Errors
    /// As [`Self::from_path`].
    pub fn from_bytes(bytes: impl Into<Arc<[u8]>>, name: &str, limits: Limits) -> Result<Self, ReadProblem> {
        Self::inspect(Place::Bytes(bytes.into()), name, limits)
    }

    fn inspect(place: Place, name: &str, limits: Limits) -> Result<Self, ReadProblem> {
        let mut head = Vec::new();
        place.open()?.take(1024).read_to_end(&mut head).map_err(ReadProblem::Io)?;
        if head.is_empty() {
            return Err(ReadProblem::Empty);
        }
        let (format, tables) = match sniff::kind(&head) {
            Kind::Other(what) => return Err(ReadProblem::NotATable(what)),
            Kind::Delimited => (Format::Delimited, vec![stem(name)]),
            Kind::Zip => match archive::inspect(place.open()?, &limits)? {
                Content::Xlsx => (Format::Xlsx, spreadsheet::xlsx_names(place.open()?)?),
                Content::Ods => (Format::Ods, spreadsheet::ods_names(place.open()?)?),
            },
            Kind::Compound => (Format::Xls, compound_names(&place, &limits)?),
        };
        Ok(Self { place, format, tables, limits })
    }

    /// The names of its tables: sheets, or the file's own name.
    pub fn tables(&self) -> &[String] {
        &self.tables
    }

    /// Visits the rows of one table in order; gives how many were visited.
    ///
    /// # Errors
    /// When there is no such table, reading fails, or a limit is broken. Rows before that were visited already.
    pub fn visit(&self, table: usize, visit: &mut RowVisitor<'_>) -> Result<u32, ReadProblem> {
        let name = self.tables.get(table).ok_or(ReadProblem::NoSuchTable)?;
        let input = self.place.open()?;
        match self.format {
            Format::Delimited => read_csv(input, &self.limits, visit).map(|shape| shape.rows),
            Format::Xlsx => spreadsheet::visit_xlsx(input, name, &self.limits, visit),
            Format::Ods => spreadsheet::visit_ods(input, name, &self.limits, visit),
            Format::Xls => spreadsheet::visit_xls(input, name, &self.limits, visit),
        }
    }

    /// The first rows of a table: enough to find its header.
    ///
    /// # Errors
    /// As [`Self::visit`].
    pub fn head(&self, table: usize, rows: usize) -> Result<Head, ReadProblem> {
        head(rows, &mut |visit| self.visit(table, visit))
    }

    /// The first rows of its first tables, `most` of them at most. The file is opened once, since a workbook is unpacked with each opening.
    ///
    /// # Errors
    /// As [`Self::visit`].
    pub fn heads(&self, rows: usize, most: usize) -> Result<Vec<Head>, ReadProblem> {
        let names = &self.tables[..self.tables.len().min(most)];
        match self.format {
            Format::Delimited => names.iter().enumerate().map(|(table, _)| self.head(table, rows)).collect(),
            Format::Xlsx => spreadsheet::xlsx_heads(self.place.open()?, names, rows, &self.limits),
            Format::Ods => spreadsheet::ods_heads(self.place.open()?, names, rows, &self.limits),
            Format::Xls => spreadsheet::xls_heads(self.place.open()?, names, rows, &self.limits),
        }
    }
}

/// The first rows that a reading visits.
pub(super) fn head(rows: usize, read: &mut dyn FnMut(&mut RowVisitor<'_>) -> Result<u32, ReadProblem>) -> Result<Head, ReadProblem> {
    let mut found = Vec::new();
    read(&mut |row, cells| {
        found.push((row, cells.to_vec()));
        if found.len() < rows { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
    })?;
    Ok(found)
}

/// All tables of a file with all their rows: for small files only.
///
/// # Errors
/// As [`SourceFile::visit`].
pub fn read_tables(source: &SourceFile) -> Result<Vec<TableData>, ReadProblem> {
    let read = |(table, name): (usize, &String)| {
        let mut rows = Vec::new();
        source.visit(table, &mut |row, cells| {
            rows.push((row, cells.to_vec()));
            ControlFlow::Continue(())
        })?;
        Ok(TableData { name: name.clone(), rows })
    };
    source.tables.iter().enumerate().map(read).collect()
}

impl Place {
    fn open(&self) -> Result<BufReader<Box<dyn Input>>, ReadProblem> {
        let input: Box<dyn Input> = match self {
            Place::Path(path) => Box::new(File::open(path).map_err(ReadProblem::Io)?),
            Place::Bytes(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        };
        Ok(BufReader::with_capacity(64 * 1024, input))
    }
}

/// The file's name without its ending.
fn stem(name: &str) -> String {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}

/// A compound file is XLS, or an encrypted package of a newer form.
fn compound_names(place: &Place, limits: &Limits) -> Result<Vec<String>, ReadProblem> {
    let mut bytes = Vec::new();
    place.open()?.take(limits.resident_bytes + 1).read_to_end(&mut bytes).map_err(ReadProblem::Io)?;
    if bytes.len() as u64 > limits.resident_bytes {
        return Err(ReadProblem::TooLarge { limit: limits.resident_bytes });
    }
    let package: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(package.len()).any(|w| w == package) {
        return Err(ReadProblem::Protected);
    }
    spreadsheet::xls_names(Cursor::new(bytes))
}
