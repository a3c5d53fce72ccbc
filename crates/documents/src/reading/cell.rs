//! Cells as text.

use calamine::{DataRef, ExcelDateTime};
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// From here on doubles skip whole numbers.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Spreadsheets keep fifteen digits of a number; what somebody typed behind them became zeros.
const FIFTEEN_DIGITS: f64 = 1e15;

/// A text in Unicode's composed form, and `="0812"` (how exports keep Excel from touching numbers) without its shell.
pub(super) fn text(value: &str) -> String {
    let inner = value.strip_prefix("=\"").and_then(|v| v.strip_suffix('"')).filter(|v| !v.contains('"')).unwrap_or(value);
    if is_nfc(inner) { inner.to_owned() } else { inner.nfc().collect() }
}

/// A cell of a spreadsheet.
pub(super) fn spreadsheet(value: &DataRef<'_>) -> String {
    match value {
        DataRef::Empty => String::new(),
        DataRef::String(s) => text(s),
        DataRef::SharedString(s) => text(s),
        DataRef::Int(i) => i.to_string(),
        DataRef::Float(f) => number(*f),
        DataRef::Bool(b) => if *b { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::DateTime(at) => date_time(at),
        DataRef::DateTimeIso(iso) => iso.strip_suffix("T00:00:00").unwrap_or(iso).to_owned(),
        DataRef::DurationIso(iso) => iso.to_string(),
        DataRef::Error(e) => e.to_string(),
    }
}

/// A number without `.0`; one of sixteen digits or more whose last digits cannot be trusted in scientific notation (`9.90101120485000E+15`), as
/// spreadsheets show it.
pub(super) fn number(value: f64) -> String {
    let size = value.abs();
    if size >= EXACT || (size >= FIFTEEN_DIGITS && value % 10.0 == 0.0) {
        let scientific = format!("{value:.14E}");
        return scientific.replacen('E', "E+", 1);
    }
    if value.fract() == 0.0 { format!("{value:.0}") } else { value.to_string() }
}

fn date_time(at: &ExcelDateTime) -> String {
    if at.is_duration() {
        return number(at.as_f64());
    }
    let (year, month, day, hour, minute, second, _) = at.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute, second) {
        (0, 0, 0) => date,
        // Less than one day: a time of day without a date.
        _ if (0.0..1.0).contains(&at.as_f64()) => format!("{hour:02}:{minute:02}:{second:02}"),
        _ => format!("{date} {hour:02}:{minute:02}:{second:02}"),
    }
}
