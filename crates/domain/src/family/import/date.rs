//! Dates as exports and people write them.

use crate::calendar::Day;

/// Reads `dd/mm/yyyy`, `dd-mm-yyyy`, `dd.mm.yyyy`, `d Mei 1985`, `yyyy-mm-dd`, `yyyy/mm/dd` and eight digits `yyyymmdd`, with or without a
/// time of day behind, and the five digits in which a spreadsheet counts days. The day always stands before the month unless the year comes first; two-digit years are not guessed.
pub fn parse_date(text: &str) -> Option<Day> {
    let text = text.trim().trim_start_matches('\'');
    let date = text.split_once('T').map_or(text, |(date, time)| if time.contains(':') { date } else { text });
    let date = date.find(':').and_then(|colon| date[..colon].rfind(' ')).map_or(date, |space| &date[..space]);
    if date.len() == 8 && date.bytes().all(|b| b.is_ascii_digit()) {
        return ymd(&date[..4], &date[4..6], &date[6..]);
    }
    if let Some(day) = serial(date) {
        return Some(day);
    }
    let mut parts = date.split(['/', '-', '.', ' ']).filter(|p| !p.is_empty());
    let (a, b, c) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    if a.len() == 4 { ymd(a, b, c) } else { ymd(c, b, a) }
}

/// Days since 1899-12-30, as spreadsheets keep dates that were formatted as numbers; four digits could be a year.
fn serial(text: &str) -> Option<Day> {
    let whole = text.strip_suffix(".0").unwrap_or(text);
    let days = Some(whole).filter(|w| w.len() == 5 && !w.starts_with('0') && w.bytes().all(|b| b.is_ascii_digit()))?;
    Some(Day::from_ymd(1899, 12, 30)?.plus(days.parse().ok()?))
}

fn ymd(year: &str, month: &str, day: &str) -> Option<Day> {
    if year.len() != 4 || day.len() > 2 {
        return None;
    }
    Day::from_ymd(number(year)?.into(), month_number(month)?, number(day)?.try_into().ok()?)
}

fn number(text: &str) -> Option<u16> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

/// One or two digits, or the first three letters of an Indonesian or English month.
fn month_number(text: &str) -> Option<u8> {
    if text.len() <= 2 {
        return number(text)?.try_into().ok();
    }
    let short: String = text.chars().take(3).flat_map(char::to_lowercase).collect();
    Some(match short.as_str() {
        "jan" => 1,
        "feb" | "peb" => 2,
        "mar" => 3,
        "apr" => 4,
        "mei" | "may" => 5,
        "jun" => 6,
        "jul" => 7,
        "agu" | "ags" | "agt" | "aug" => 8,
        "sep" => 9,
        "okt" | "oct" => 10,
        "nov" | "nop" => 11,
        "des" | "dec" => 12,
        _ => return None,
    })
}
