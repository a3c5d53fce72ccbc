//! Texts of cells: what is stripped, what counts as nothing, how much of one may be shown.

use crate::identity::is_invisible;
use std::borrow::Cow;

/// Longest text taken from a cell, in characters: longer ones are a shifted column or a pasted letter.
pub(super) const MAX_TEXT: usize = 500;

/// A cell's text without control, zero-width and bidirectional characters, with single spaces and none at the ends. Text that looks like a
/// formula stays text.
pub fn clean(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    let mut after_space = false;
    let untouched = text.chars().all(|c| {
        let fine = if c == ' ' { !after_space } else { !c.is_whitespace() && !is_invisible(c) };
        after_space = c == ' ';
        fine
    });
    if untouched {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if !is_invisible(c) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    Cow::Owned(out)
}

/// Whether a cleaned text is one of the ways to say *nothing*: empty, dashes, `0`s, `null`, `tidak ada`, `belum ada`, and what a
/// spreadsheet shows for a formula that failed.
pub fn is_absent(text: &str) -> bool {
    text.is_empty()
        || is_formula_error(text)
        || text.chars().all(|c| matches!(c, '-' | '–' | '—' | '.' | '\'' | '_' | '?' | '*' | '#'))
        || text.chars().all(|c| matches!(c, '0' | ' ' | '-' | '.' | '/' | ':' | '\''))
        || ["null", "nil", "none", "nan", "n/a", "na", "(null)", "tidak ada", "belum ada", "tdk ada", "tidak punya", "kosong", "nihil"]
            .iter()
            .any(|word| text.eq_ignore_ascii_case(word))
}

/// Whether a spreadsheet wrote it in the place of a formula's value: `#NAME?`, `#REF!`.
pub(super) fn is_formula_error(text: &str) -> bool {
    ["#n/a", "#name?", "#ref!", "#value!", "#div/0!", "#num!", "#null!", "#nama?"].iter().any(|e| text.eq_ignore_ascii_case(e))
}

/// How headers are compared: letters and digits alone, in lower case.
pub(super) fn header_key(header: &str) -> String {
    header.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether a number was written in scientific notation, as spreadsheets show long numbers whose last digits they have lost.
pub fn has_lost_digits(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    digits(exponent) && exponent.len() <= 3 && mantissa.split(['.', ',']).all(digits) && mantissa.split(['.', ',']).count() <= 2
}

/// Enough of a value to find it in the file, not enough to know it.
pub(super) fn mask(text: &str, identifying: bool) -> Box<str> {
    let shown = if identifying { 2 } else { 16 };
    let total = text.chars().count();
    // Of a short identifying value nothing is left to hide behind.
    let shown = if identifying && total < 6 { 0 } else { shown };
    let mut out: String = text.chars().take(shown).collect();
    if total > shown {
        out.extend(std::iter::repeat_n('•', (total - shown).min(14)));
    }
    out.into_boxed_str()
}
