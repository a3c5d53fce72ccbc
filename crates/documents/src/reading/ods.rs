//! Counts the cells of an ODS file before they are made: a few bytes there can stand for a million cells.

use super::{Limits, ReadProblem};
use std::io::BufRead;

/// No tag of a spreadsheet is longer.
const TAG_BYTES: usize = 64 * 1024;

/// Neither are rows wider nor tables longer than this, whatever is written.
const MOST_COLUMNS: u64 = 16_384;
const MOST_ROWS: u64 = 1_048_576;

/// Reads the tags of `content.xml` and adds up cells with a value, and blank ones before them.
pub(super) fn check_cells(mut xml: impl BufRead, limits: &Limits) -> Result<(), ReadProblem> {
    let mut tag = Vec::new();
    let mut total = 0u64;
    let (mut repeat, mut column, mut filled) = (1, 0, 0);
    loop {
        tag.clear();
        if xml.skip_until(b'<').map_err(ReadProblem::Io)? == 0 {
            return Ok(());
        }
        let read = std::io::Read::take(&mut xml, TAG_BYTES as u64).read_until(b'>', &mut tag).map_err(ReadProblem::Io)?;
        if read == TAG_BYTES {
            return Err(ReadProblem::Broken { detail: "a tag without end".to_owned() });
        }
        if starts(&tag, b"table:table-row") {
            (repeat, column, filled) = (repeated(&tag, b"table:number-rows-repeated").min(MOST_ROWS), 0, 0);
        } else if starts(&tag, b"table:table-cell") || starts(&tag, b"table:covered-table-cell") {
            column = (column + repeated(&tag, b"table:number-columns-repeated")).min(MOST_COLUMNS);
            if !tag.ends_with(b"/>") || find(&tag, b"office:").is_some() || find(&tag, b"table:formula").is_some() {
                filled = column;
            }
        } else if starts(&tag, b"/table:table-row") {
            total = total.saturating_add(filled.saturating_mul(repeat));
            if total > limits.resident_cells {
                return Err(ReadProblem::TooLarge { limit: limits.resident_cells });
            }
        }
    }
}

fn starts(tag: &[u8], name: &[u8]) -> bool {
    tag.strip_prefix(name).is_some_and(|rest| matches!(rest.first(), Some(b' ' | b'>' | b'/' | b'\t' | b'\n' | b'\r')))
}

fn repeated(tag: &[u8], attribute: &[u8]) -> u64 {
    let Some(at) = find(tag, attribute) else { return 1 };
    let digits = tag[at + attribute.len()..].iter().skip_while(|b| matches!(b, b'=' | b'"' | b'\'' | b' '));
    digits.take_while(|b| b.is_ascii_digit()).fold(0u64, |n, b| n.saturating_mul(10).saturating_add(u64::from(b - b'0')))
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    haystack.windows(needle.len()).position(|w| w == needle)
}
