//! XLSX as a stream of cells; ODS and XLS as whole tables, which their form demands.

use super::source::{Head, head};
use super::{Limits, ReadProblem, RowVisitor, cell};
use calamine::{Data, DataRef, DataType, Ods, Range, Reader, Xls, XlsError, Xlsx, XlsxError};
use std::io::{Read, Seek};

pub(super) fn xlsx_names(input: impl Read + Seek) -> Result<Vec<String>, ReadProblem> {
    Ok(Xlsx::new(input).map_err(broken)?.sheet_names())
}

pub(super) fn visit_xlsx(input: impl Read + Seek, sheet: &str, limits: &Limits, visit: &mut RowVisitor<'_>) -> Result<u32, ReadProblem> {
    xlsx_sheet(&mut Xlsx::new(input).map_err(broken)?, sheet, limits, visit)
}

/// The first rows of several sheets, opening the workbook once.
pub(super) fn xlsx_heads(input: impl Read + Seek, sheets: &[String], rows: usize, limits: &Limits) -> Result<Vec<Head>, ReadProblem> {
    let mut workbook = Xlsx::new(input).map_err(broken)?;
    sheets.iter().map(|sheet| head(rows, &mut |visit| xlsx_sheet(&mut workbook, sheet, limits, visit))).collect()
}

fn xlsx_sheet<R: Read + Seek>(
    workbook: &mut Xlsx<R>,
    sheet: &str,
    limits: &Limits,
    visit: &mut RowVisitor<'_>,
) -> Result<u32, ReadProblem> {
    let mut reader = match workbook.worksheet_cells_reader(sheet) {
        // A sheet that holds only a chart has no rows.
        Err(XlsxError::NotAWorksheet(_)) => return Ok(0),
        other => other.map_err(broken)?,
    };
    let mut rows = RowBuilder { limits, row: 0, cells: Vec::new(), visited: 0 };
    while let Some(found) = reader.next_cell().map_err(broken)? {
        let (row, column) = found.get_position();
        if rows.put(row, column as usize, found.get_value(), visit)?.is_break() {
            return Ok(rows.visited);
        }
    }
    let _ = rows.flush(visit)?;
    Ok(rows.visited)
}

/// The first rows of several sheets of an ODS file.
pub(super) fn ods_heads(input: impl Read + Seek, sheets: &[String], rows: usize, limits: &Limits) -> Result<Vec<Head>, ReadProblem> {
    let mut workbook = Ods::new(input).map_err(ods_broken)?;
    let mut sheet = |name: &String| {
        let range = workbook.worksheet_range(name).map_err(ods_broken)?;
        head(rows, &mut |visit| visit_range(&range, limits, visit))
    };
    sheets.iter().map(&mut sheet).collect()
}

/// The first rows of several sheets of an XLS file.
pub(super) fn xls_heads(input: impl Read + Seek, sheets: &[String], rows: usize, limits: &Limits) -> Result<Vec<Head>, ReadProblem> {
    let mut workbook = Xls::new(input).map_err(xls_broken)?;
    let mut sheet = |name: &String| {
        let range = workbook.worksheet_range(name).map_err(xls_broken)?;
        head(rows, &mut |visit| visit_range(&range, limits, visit))
    };
    sheets.iter().map(&mut sheet).collect()
}

pub(super) fn ods_names(input: impl Read + Seek) -> Result<Vec<String>, ReadProblem> {
    Ok(Ods::new(input).map_err(ods_broken)?.sheet_names())
}

pub(super) fn visit_ods(input: impl Read + Seek, sheet: &str, limits: &Limits, visit: &mut RowVisitor<'_>) -> Result<u32, ReadProblem> {
    let range = Ods::new(input).map_err(ods_broken)?.worksheet_range(sheet).map_err(ods_broken)?;
    visit_range(&range, limits, visit)
}

pub(super) fn xls_names(input: impl Read + Seek) -> Result<Vec<String>, ReadProblem> {
    Ok(Xls::new(input).map_err(xls_broken)?.sheet_names())
}

pub(super) fn visit_xls(input: impl Read + Seek, sheet: &str, limits: &Limits, visit: &mut RowVisitor<'_>) -> Result<u32, ReadProblem> {
    let range = Xls::new(input).map_err(xls_broken)?.worksheet_range(sheet).map_err(xls_broken)?;
    visit_range(&range, limits, visit)
}

fn visit_range(range: &Range<Data>, limits: &Limits, visit: &mut RowVisitor<'_>) -> Result<u32, ReadProblem> {
    let Some((top, left)) = range.start() else { return Ok(0) };
    let mut rows = RowBuilder { limits, row: top, cells: Vec::new(), visited: 0 };
    for (row, cells) in (top..).zip(range.rows()) {
        for (column, value) in (left..).zip(cells).filter(|(_, value)| !value.is_empty()) {
            if rows.put(row, column as usize, &borrowed(value), visit)?.is_break() {
                return Ok(rows.visited);
            }
        }
    }
    let _ = rows.flush(visit)?;
    Ok(rows.visited)
}

fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Empty => DataRef::Empty,
        Data::Int(i) => DataRef::Int(*i),
        Data::Float(f) => DataRef::Float(*f),
        Data::String(s) => DataRef::SharedString(s),
        Data::Bool(b) => DataRef::Bool(*b),
        Data::DateTime(at) => DataRef::DateTime(*at),
        Data::DateTimeIso(iso) => DataRef::DateTimeIso(iso.clone()),
        Data::DurationIso(iso) => DataRef::DurationIso(iso.clone()),
        Data::Error(e) => DataRef::Error(e.clone()),
    }
}

/// Puts cells together into rows.
struct RowBuilder<'a> {
    limits: &'a Limits,
    row: u32,
    cells: Vec<String>,
    visited: u32,
}

impl RowBuilder<'_> {
    /// Takes a cell (row and column from 0); hands the row before it over, when one has ended.
    fn put(
        &mut self,
        row: u32,
        column: usize,
        value: &DataRef<'_>,
        visit: &mut RowVisitor<'_>,
    ) -> Result<std::ops::ControlFlow<()>, ReadProblem> {
        if row != self.row {
            if self.flush(visit)?.is_break() {
                return Ok(std::ops::ControlFlow::Break(()));
            }
            self.row = row;
        }
        // Before it is copied: a thousand cells may share one long string.
        let long = match value {
            DataRef::String(s) | DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => s.as_str(),
            DataRef::SharedString(s) => s,
            _ => "",
        };
        self.limits.check_cell(row.saturating_add(1), column.saturating_add(1), long)?;
        let text = cell::spreadsheet(value);
        if !text.is_empty() {
            if column >= self.limits.columns {
                return Err(ReadProblem::TooManyColumns { row: row.saturating_add(1), found: column + 1 });
            }
            if self.cells.len() <= column {
                self.cells.resize(column + 1, String::new());
            }
            self.cells[column] = text;
        }
        Ok(std::ops::ControlFlow::Continue(()))
    }

    fn flush(&mut self, visit: &mut RowVisitor<'_>) -> Result<std::ops::ControlFlow<()>, ReadProblem> {
        let number = self.row.saturating_add(1);
        self.limits.check_row(number, &mut self.cells)?;
        if self.cells.iter().all(|c| c.trim().is_empty()) {
            self.cells.clear();
            return Ok(std::ops::ControlFlow::Continue(()));
        }
        self.visited += 1;
        let flow = visit(number, &self.cells);
        self.cells.clear();
        Ok(flow)
    }
}

fn broken(error: XlsxError) -> ReadProblem {
    match error {
        XlsxError::Password => ReadProblem::Protected,
        XlsxError::WorksheetNotFound(_) => ReadProblem::NoSuchTable,
        other => ReadProblem::Broken { detail: other.to_string() },
    }
}

fn ods_broken(error: calamine::OdsError) -> ReadProblem {
    match error {
        calamine::OdsError::Password => ReadProblem::Protected,
        calamine::OdsError::WorksheetNotFound(_) => ReadProblem::NoSuchTable,
        other => ReadProblem::Broken { detail: other.to_string() },
    }
}

fn xls_broken(error: XlsError) -> ReadProblem {
    match error {
        XlsError::Password => ReadProblem::Protected,
        XlsError::WorksheetNotFound(_) => ReadProblem::NoSuchTable,
        other => ReadProblem::Broken { detail: other.to_string() },
    }
}
