//! The NIK: sixteen digits.

use super::is_invisible;
use crate::calendar::Day;

/// A *nomor induk kependudukan*. `Debug` prints `[private]`; there is no `Display`, so that showing one is always a choice.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Nik([u8; 16]);

/// A text that is no NIK or No. KK: the only hard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{found} digits where sixteen belong")]
pub struct NikError {
    /// How many digits were found.
    pub found: usize,
    /// Whether something stood there that is neither digit nor separator, such as a letter O.
    pub foreign: bool,
}

/// What a NIK says about its bearer's birth.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NikBirth {
    /// Day of the month, 1 to 31, the +40 of women taken off.
    pub day: u8,
    /// Month, 1 to 12.
    pub month: u8,
    /// Last two digits of the year.
    pub yy: u8,
    /// Whether the day carried the +40.
    pub female: bool,
}

impl std::fmt::Debug for NikBirth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[private]")
    }
}

impl Nik {
    /// Reads what somebody typed or a file holds: spaces, dots, hyphens, apostrophes and invisible characters are ignored.
    ///
    /// # Errors
    /// When there are not exactly sixteen digits, or something else than digits and separators.
    pub fn parse(text: &str) -> Result<Self, NikError> {
        sixteen_digits(text).map(Self)
    }

    /// The sixteen digits.
    pub fn digits(&self) -> &str {
        as_text(&self.0)
    }

    /// As lists show it: `3201••••••••0001`.
    pub fn masked(&self) -> String {
        masked(&self.0)
    }

    /// The province of first registration, two digits; `99` marks synthetic numbers.
    pub fn area_code(&self) -> &str {
        &self.digits()[..2]
    }

    /// The district of first registration, six digits (`PPKKCC`).
    pub fn prefix(&self) -> &str {
        &self.digits()[..6]
    }

    /// Whether the number was made for demonstrations and tests (area code 99) and can belong to nobody.
    pub fn is_synthetic(&self) -> bool {
        self.area_code() == "99"
    }

    /// Birth and sex as the number has them; none when the day or the month is out of range.
    pub fn birth(&self) -> Option<NikBirth> {
        let (dd, month, yy) = date_fields(&self.0);
        let female = dd > 40;
        let day = if female { dd - 40 } else { dd };
        ((1..=31).contains(&day) && (1..=12).contains(&month)).then_some(NikBirth { day, month, yy, female })
    }

    pub(super) fn bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl NikBirth {
    /// The days that it can stand for: in the 2000s and in the 1900s.
    pub(super) fn candidates(self) -> [Option<Day>; 2] {
        [2000, 1900].map(|century| Day::from_ymd(century + i32::from(self.yy), self.month, self.day))
    }
}

impl std::fmt::Debug for Nik {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[private]")
    }
}

pub(super) fn sixteen_digits(text: &str) -> Result<[u8; 16], NikError> {
    let mut digits = [0u8; 16];
    let mut found = 0usize;
    let mut foreign = false;
    for c in text.chars() {
        match c {
            '0'..='9' => {
                if let Some(slot) = digits.get_mut(found) {
                    *slot = c as u8;
                }
                found += 1;
            }
            '.' | '-' | '\'' | '`' | '\u{2018}' | '\u{2019}' | '\u{2010}'..='\u{2015}' => {}
            _ if c.is_whitespace() || is_invisible(c) => {}
            _ => foreign = true,
        }
    }
    if found == 16 && !foreign { Ok(digits) } else { Err(NikError { found, foreign }) }
}

pub(super) fn as_text(digits: &[u8; 16]) -> &str {
    std::str::from_utf8(digits).unwrap_or_default()
}

pub(super) fn masked(digits: &[u8; 16]) -> String {
    let text = as_text(digits);
    format!("{}••••••••{}", &text[..4], &text[12..])
}

/// The fields `DDMMYY` as they stand.
pub(super) fn date_fields(digits: &[u8; 16]) -> (u8, u8, u8) {
    let pair = |at: usize| (digits[at] - b'0') * 10 + (digits[at + 1] - b'0');
    (pair(6), pair(8), pair(10))
}
