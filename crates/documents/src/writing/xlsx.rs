//! Workbooks as XLSX.

use super::{Cell, ColumnKind, Sheet, Workbook, WriteProblem};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Worksheet, XlsxError};
use slrt_domain::calendar::Day;

/// Most characters of a cell in this format.
const CELL_CHARS: usize = 32_767;

/// Writes a workbook. Every text is written as a string, so that nothing somebody typed can become a formula or a link; numbers of people are
/// text, so that no digit is lost.
///
/// # Errors
/// When a sheet has more rows or columns than the format holds.
pub fn write_xlsx(workbook: &Workbook) -> Result<Vec<u8>, WriteProblem> {
    let mut out = rust_xlsxwriter::Workbook::new();
    out.set_properties(&DocProperties::new().set_creation_datetime(&date(workbook.made_on)?));
    let mut titles: Vec<String> = Vec::new();
    for sheet in &workbook.sheets {
        let title = free_title(&sheet.title, &titles);
        let worksheet = out.add_worksheet();
        worksheet.set_name(&title).map_err(refused)?;
        fill(worksheet, sheet)?;
        titles.push(title);
    }
    out.save_to_buffer().map_err(refused)
}

fn fill(worksheet: &mut Worksheet, sheet: &Sheet) -> Result<(), WriteProblem> {
    let bold = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    let formats: Vec<Format> = sheet.columns.iter().map(|c| format_of(c.kind)).collect();
    for (at, column) in (0u16..).zip(&sheet.columns) {
        worksheet.set_column_width(at, f64::from(column.width.clamp(4, 120))).map_err(refused)?;
        worksheet.write_string_with_format(0, at, fitting(&column.title), &bold).map_err(refused)?;
    }
    let plain = Format::new();
    for (row, cells) in (1u32..).zip(&sheet.rows) {
        for ((at, cell), format) in (0u16..).zip(cells).zip(formats.iter().chain(std::iter::repeat(&plain))) {
            put(worksheet, (row, at), cell, format).map_err(refused)?;
        }
    }
    worksheet.set_freeze_panes(1, 0).map_err(refused)?;
    if let (Some(last), Ok(rows)) = (sheet.columns.len().checked_sub(1), u32::try_from(sheet.rows.len())) {
        worksheet.autofilter(0, 0, rows, u16::try_from(last).map_err(|_| WriteProblem::TooLarge)?).map_err(refused)?;
    }
    Ok(())
}

fn put(worksheet: &mut Worksheet, (row, column): (u32, u16), cell: &Cell, format: &Format) -> Result<(), XlsxError> {
    match cell {
        Cell::Blank => return Ok(()),
        Cell::Text(text) => worksheet.write_string_with_format(row, column, fitting(text), format)?,
        // Beyond fifteen digits a spreadsheet would change the number.
        Cell::Number(n) if n.unsigned_abs() >= 1_000_000_000_000_000 => {
            worksheet.write_string_with_format(row, column, n.to_string(), format)?
        }
        Cell::Number(n) => worksheet.write_number_with_format(row, column, *n as f64, format)?,
        Cell::Day(day) => match date(*day) {
            Ok(date) => worksheet.write_datetime_with_format(row, column, &date, format)?,
            // The format knows no days before 1900.
            Err(_) => worksheet.write_string_with_format(row, column, day.iso(), format)?,
        },
    };
    Ok(())
}

fn format_of(kind: ColumnKind) -> Format {
    match kind {
        ColumnKind::Text => Format::new().set_num_format("@"),
        ColumnKind::Number => Format::new().set_num_format("0"),
        ColumnKind::Money => Format::new().set_num_format("#,##0"),
        ColumnKind::Date => Format::new().set_num_format("dd/mm/yyyy"),
    }
}

fn date(day: Day) -> Result<ExcelDateTime, WriteProblem> {
    let year = u16::try_from(day.year()).map_err(|_| WriteProblem::TooLarge)?;
    ExcelDateTime::from_ymd(year, day.month(), day.day()).map_err(refused)
}

fn fitting(text: &str) -> String {
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).take(CELL_CHARS).collect()
}

/// A sheet's name: at most 31 characters, none of `[]:*?/\`, no apostrophe at the ends, not *History*, and no other sheet's.
fn free_title(title: &str, taken: &[String]) -> String {
    let clean: String =
        title.chars().map(|c| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') || c.is_control() { ' ' } else { c }).collect();
    let clean = clean.trim().trim_matches('\'');
    let base = if clean.is_empty() || clean.eq_ignore_ascii_case("history") { "Data" } else { clean };
    let cut = |text: &str, n: usize| text.chars().take(n).collect::<String>();
    let used = |name: &str| taken.iter().any(|t| t.to_lowercase() == name.to_lowercase());
    let first = cut(base, 31);
    if !used(&first) {
        return first;
    }
    (2..).map(|n: u32| format!("{} {n}", cut(base, 26))).find(|name| !used(name)).unwrap_or(first)
}

fn refused(error: XlsxError) -> WriteProblem {
    match error {
        XlsxError::RowColumnLimitError => WriteProblem::TooLarge,
        other => WriteProblem::Refused(other.to_string()),
    }
}
