//! One sheet as CSV.

use super::{Cell, Sheet, WriteProblem};
use std::borrow::Cow;
use std::io::Write;

/// Writes a sheet as UTF-8 with a byte-order mark (Excel asks for one). Indonesian Excel separates with semicolons, programs with commas. A text that
/// a spreadsheet would take for a formula gets an apostrophe before it.
///
/// # Errors
/// When writing fails.
pub fn write_csv(sheet: &Sheet, delimiter: u8, mut out: impl Write) -> Result<(), WriteProblem> {
    out.write_all("\u{FEFF}".as_bytes())?;
    let mut csv = csv::WriterBuilder::new().delimiter(delimiter).terminator(csv::Terminator::CRLF).flexible(true).from_writer(out);
    let failed = |e: csv::Error| WriteProblem::Io(e.into());
    csv.write_record(sheet.columns.iter().map(|c| guarded(&c.title).into_owned())).map_err(failed)?;
    for row in &sheet.rows {
        csv.write_record(row.iter().map(|cell| text(cell).into_owned())).map_err(failed)?;
    }
    csv.flush()?;
    Ok(())
}

fn text(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Blank => Cow::Borrowed(""),
        Cell::Text(text) => guarded(text),
        Cell::Number(n) => Cow::Owned(n.to_string()),
        Cell::Day(day) => Cow::Owned(day.iso()),
    }
}

/// Spreadsheets pass over blanks and control characters before a formula, and know the full-width signs.
fn guarded(text: &str) -> Cow<'_, str> {
    let first = text.chars().find(|c| !c.is_whitespace() && !slrt_domain::identity::is_invisible(*c));
    let risky = first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠'));
    let begins_oddly = text.starts_with(['\t', '\r', '\n']);
    if (risky && text != "-") || begins_oddly { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}
