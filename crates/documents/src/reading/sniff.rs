//! What a file is, by its first bytes.

/// Encodings that files of Indonesian offices come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8; bytes that are none are taken for Windows-1252.
    Utf8,
    /// UTF-16, low byte first (*Unicode text* of Excel).
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
}

/// Kinds of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Delimited,
    /// XLSX, ODS or something else in a ZIP archive.
    Zip,
    /// XLS, or a protected XLSX.
    Compound,
    Other(&'static str),
}

pub(super) fn kind(head: &[u8]) -> Kind {
    let markup = || {
        let text: String = head.iter().take(512).map(|b| char::from(b.to_ascii_lowercase())).collect();
        let text = text.trim_start_matches(|c: char| c.is_whitespace() || !c.is_ascii());
        ["<!doctype", "<html", "<table", "<head", "<style", "<meta"].iter().any(|tag| text.starts_with(tag))
    };
    match head {
        [b'P', b'K', 3, 4, ..] => Kind::Zip,
        [0xD0, 0xCF, 0x11, 0xE0, ..] => Kind::Compound,
        [b'%', b'P', b'D', b'F', ..] => Kind::Other("a PDF"),
        [0x89, b'P', b'N', b'G', ..] | [0xFF, 0xD8, 0xFF, ..] | [b'G', b'I', b'F', b'8', ..] => Kind::Other("a picture"),
        [0x1F, 0x8B, ..] => Kind::Other("a compressed archive"),
        [b'R', b'a', b'r', b'!', ..] => Kind::Other("a RAR archive"),
        [b'{', b'\\', b'r', b't', ..] => Kind::Other("a text document"),
        _ if head.starts_with(b"<?xml") => Kind::Other("XML"),
        _ if markup() => Kind::Other("a web page"),
        _ => Kind::Delimited,
    }
}

/// The encoding, and how many bytes its mark takes.
pub(super) fn encoding(head: &[u8]) -> (Encoding, usize) {
    match head {
        [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
        [0xFF, 0xFE, ..] => (Encoding::Utf16Le, 2),
        [0xFE, 0xFF, ..] => (Encoding::Utf16Be, 2),
        _ => {
            // Without a mark: of Latin letters in UTF-16 every other byte is zero.
            let pairs = head.chunks_exact(2).take(512);
            let (mut low, mut high, mut count) = (0, 0, 0);
            for pair in pairs {
                count += 1;
                low += usize::from(pair[0] == 0 && pair[1] != 0);
                high += usize::from(pair[1] == 0 && pair[0] != 0);
            }
            if count >= 4 && high * 10 > count * 7 {
                (Encoding::Utf16Le, 0)
            } else if count >= 4 && low * 10 > count * 7 {
                (Encoding::Utf16Be, 0)
            } else {
                (Encoding::Utf8, 0)
            }
        }
    }
}

/// The delimiter of a text: the one that splits its first lines into the most columns, evenly.
pub(super) fn delimiter(head: &str) -> u8 {
    if let Some(named) = head.get(..4).filter(|s| s.eq_ignore_ascii_case("sep=")).and_then(|_| head.as_bytes().get(4)) {
        return *named;
    }
    let lines = lines_outside_quotes(head);
    let score = |delimiter: u8| {
        let counts: Vec<usize> = lines.iter().map(|line| count_outside_quotes(line, delimiter)).collect();
        let first = counts.first().copied().unwrap_or(0);
        let even = counts.iter().filter(|c| **c == first).count();
        if first == 0 { (0, 0) } else { (even * 100 / counts.len().max(1) / 50, first) }
    };
    // With equal scores the earlier one wins; a comma is also a decimal sign, so it comes last.
    let candidates = [b';', b'\t', b'|', b','].into_iter().rev().filter(|d| score(*d) > (0, 0));
    candidates.max_by_key(|d| score(*d)).unwrap_or(b',')
}

fn lines_outside_quotes(text: &str) -> Vec<&str> {
    let mut lines = Vec::new();
    let (mut start, mut quoted) = (0, false);
    for (at, b) in text.bytes().enumerate() {
        match b {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => {
                if start < at {
                    lines.push(&text[start..at]);
                }
                start = at + 1;
            }
            _ => {}
        }
        if lines.len() >= 50 {
            return lines;
        }
    }
    // The last line may be cut off in the middle.
    if lines.is_empty() && start < text.len() {
        lines.push(&text[start..]);
    }
    lines
}

fn count_outside_quotes(line: &str, delimiter: u8) -> usize {
    let mut quoted = false;
    line.bytes()
        .filter(|b| {
            quoted ^= *b == b'"';
            *b == delimiter && !quoted
        })
        .count()
}
