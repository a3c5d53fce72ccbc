//! CSV and its relatives, as a stream.

use super::cell;
use super::decode::Utf8Reader;
use super::sniff::{self, Encoding};
use super::{Limits, ReadProblem, RowVisitor};
use std::cell::Cell;
use std::io::{self, Cursor, Read};
use std::rc::Rc;

/// How much of a file is looked at to tell encoding and delimiter.
const HEAD: u64 = 64 * 1024;

/// More than this in one record is an open quotation mark, not a row.
const RECORD_BYTES: u64 = 16 << 20;

/// More line breaks than this in one cell are an open quotation mark, not an address.
const CELL_LINES: usize = 20;

/// What a delimited file turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvShape {
    /// Its encoding.
    pub encoding: Encoding,
    /// Its delimiter: comma, semicolon, tab or bar.
    pub delimiter: u8,
    /// How many rows were visited.
    pub rows: u32,
}

/// Reads delimited text row by row. Encoding and delimiter are found out; rows may have different lengths; rows without any text are passed over.
///
/// # Errors
/// When reading fails, a quotation mark stays open, or a limit is broken.
pub fn read_csv(mut input: impl Read, limits: &Limits, visit: &mut RowVisitor<'_>) -> Result<CsvShape, ReadProblem> {
    let mut head = Vec::new();
    input.by_ref().take(HEAD).read_to_end(&mut head).map_err(ReadProblem::Io)?;
    if head.is_empty() {
        return Err(ReadProblem::Empty);
    }
    let (encoding, mark) = sniff::encoding(&head);
    let mut sample = String::new();
    // A character cut off at the end of the sample decodes to something harmless.
    Utf8Reader::new(&head[mark..], encoding).read_to_string(&mut sample).map_err(ReadProblem::Io)?;
    if sample.contains('\0') {
        return Err(ReadProblem::NotATable("binary data"));
    }
    let delimiter = sniff::delimiter(&sample);
    let crlf = sample.contains("\r\n");
    let names_delimiter = sample.get(..4).is_some_and(|s| s.eq_ignore_ascii_case("sep="));
    drop(sample);
    let whole = Cursor::new(head.split_off(mark)).chain(input);
    let flow = Rc::new(Flow::default());
    let guarded = Guarded { inner: Utf8Reader::new(whole, encoding), flow: Rc::clone(&flow) };
    let csv = csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(guarded);
    let rows = Rows { csv, flow, limits, row: 0, breaks: 0, delimiter, widest: 0, crlf, skip_first: names_delimiter }.visit_all(visit)?;
    Ok(CsvShape { encoding, delimiter, rows })
}

/// What has gone into the parser.
#[derive(Default)]
struct Flow {
    /// Bytes since the last record.
    given: Cell<u64>,
    /// Whether the end was seen: a record that needed it has no line break behind it.
    ended: Cell<bool>,
}

/// Counts what a record has taken so far, and stops a record without end.
struct Guarded<R> {
    inner: R,
    flow: Rc<Flow>,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.flow.given.get() > RECORD_BYTES {
            return Err(io::Error::other(EndlessRecord));
        }
        let n = self.inner.read(out)?;
        self.flow.given.set(self.flow.given.get() + n as u64);
        self.flow.ended.set(n == 0 && !out.is_empty());
        Ok(n)
    }
}

#[derive(Debug, thiserror::Error)]
#[error("a record without end")]
struct EndlessRecord;

struct Rows<'a, R> {
    csv: csv::Reader<R>,
    flow: Rc<Flow>,
    limits: &'a Limits,
    row: u32,
    /// Line breaks within cells so far.
    breaks: u64,
    delimiter: u8,
    /// Cells of the widest row so far.
    widest: usize,
    crlf: bool,
    skip_first: bool,
}

impl<R: Read> Rows<'_, R> {
    fn visit_all(mut self, visit: &mut RowVisitor<'_>) -> Result<u32, ReadProblem> {
        let mut record = csv::StringRecord::new();
        let mut cells: Vec<String> = Vec::new();
        let mut visited = 0;
        let mut width = None;
        loop {
            self.flow.given.set(0);
            if !self.csv.read_record(&mut record).map_err(|e| self.problem(e))? {
                return Ok(visited);
            }
            let breaks: u64 = record.iter().map(|cell| cell.bytes().filter(|b| *b == b'\n').count() as u64).sum();
            self.breaks += breaks;
            self.row = self.row_number();
            if breaks > 0 {
                self.check_quotes(&record, width)?;
            }
            self.widest = self.widest.max(record.len());
            cells.clear();
            cells.extend(record.iter().map(cell::text));
            self.limits.check_row(self.row, &mut cells)?;
            if std::mem::take(&mut self.skip_first) || cells.iter().all(|c| c.trim().is_empty()) {
                continue;
            }
            width.get_or_insert(cells.len());
            visited += 1;
            if visit(self.row, &cells).is_break() {
                return Ok(visited);
            }
        }
    }

    /// Rows count as a spreadsheet counts: blank lines too, line breaks within cells not.
    fn row_number(&self) -> u32 {
        let lines = self.csv.position().line().saturating_sub(1).saturating_sub(self.breaks);
        // Of CR LF the parser leaves the LF for the next record; an unfinished last line has none.
        let open = u64::from(self.crlf || self.flow.ended.get());
        u32::try_from(lines + open).unwrap_or(u32::MAX).max(self.row.saturating_add(1))
    }

    /// A quotation mark that is never closed swallows the rows behind it: into one cell of many lines, or up to the end of the file. One that is
    /// closed by a stray one further down makes one row of two.
    fn check_quotes(&self, record: &csv::StringRecord, width: Option<usize>) -> Result<(), ReadProblem> {
        let many = record.iter().any(|cell| cell.bytes().filter(|b| *b == b'\n').count() > CELL_LINES);
        let swallowed_end =
            self.flow.ended.get() && width.is_some_and(|w| record.len() < w) && record.iter().next_back().is_some_and(|c| c.contains('\n'));
        let merged = record.iter().any(|cell| self.is_merged(cell, record.len()));
        if many || swallowed_end || merged { Err(ReadProblem::UnclosedQuote { row: self.row }) } else { Ok(()) }
    }

    /// Whether a cell with a line break holds the delimiters of a row's rest and of the next one's beginning.
    fn is_merged(&self, cell: &str, cells: usize) -> bool {
        let delimiters = cell.bytes().filter(|b| *b == self.delimiter).count();
        if self.widest < 2 || delimiters == 0 || !cell.contains('\n') {
            return false;
        }
        let as_many_as_half_a_row = delimiters >= 2 && 2 * delimiters >= self.widest - 1;
        let fills_the_row = cells < self.widest && cells + delimiters >= self.widest;
        as_many_as_half_a_row || fills_the_row || cells > self.widest
    }

    fn problem(&self, error: csv::Error) -> ReadProblem {
        match error.into_kind() {
            csv::ErrorKind::Io(e) if e.get_ref().is_some_and(|inner| inner.is::<EndlessRecord>()) => {
                ReadProblem::UnclosedQuote { row: self.row.saturating_add(1) }
            }
            csv::ErrorKind::Io(e) => ReadProblem::Io(e),
            _ => ReadProblem::Broken { detail: format!("row {}", self.row.saturating_add(1)) },
        }
    }
}
