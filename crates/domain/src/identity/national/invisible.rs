//! Characters that nobody sees and that make equal texts differ.

use std::borrow::Cow;

/// Whether a character is a control, zero-width, bidirectional or byte-order mark: never wanted in names, numbers or headers, and able to
/// make a text read differently from what it holds.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E0FFF}')
}

/// A text as somebody typed it, without what cannot be seen: NUL, which PostgreSQL does not take, other control characters, zero-width and
/// bidirectional ones. Line ends (plain ones) and tabs stay. Every text that comes in by form or API goes through it; the import's cells have
/// [`clean`](crate::family::import::clean), which also joins lines.
pub fn visible(text: &str) -> Cow<'_, str> {
    let goes = |c: char| is_invisible(c) && !matches!(c, '\n' | '\t');
    if text.chars().any(goes) { Cow::Owned(text.chars().filter(|c| !goes(*c)).collect()) } else { Cow::Borrowed(text) }
}

#[cfg(test)]
mod tests {
    use super::visible;

    #[test]
    fn what_cannot_be_seen_goes() {
        for (typed, seen) in [
            ("Siti\0", "Siti"),
            ("baris satu\r\nbaris dua\tkolom", "baris satu\nbaris dua\tkolom"),
            ("\u{202E}itiS\u{202C}", "itiS"),
            ("Su\u{200B}mi\u{FEFF}ati", "Sumiati"),
            ("Né – “ü” 🙂", "Né – “ü” 🙂"),
        ] {
            assert_eq!(visible(typed), seen);
        }
    }
}
