//! Telephone numbers as people in Indonesia write them.

use super::is_invisible;
use crate::coded;

coded! {
    /// Why a text is no telephone number.
    pub enum PhoneError {
        /// Nothing was entered.
        Empty = "empty",
        /// Something stands there that is neither digit nor separator.
        NotANumber = "not_a_number",
        /// Too few digits.
        TooShort = "too_short",
        /// Too many digits.
        TooLong = "too_long",
        /// It begins neither with 0, 8, 62 nor with + and a country.
        UnknownPrefix = "unknown_prefix",
    }
}

impl std::fmt::Display for PhoneError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(crate::Coded::code(*self))
    }
}
impl std::error::Error for PhoneError {}

/// A telephone number in international form (`+62812…`). `Debug` prints `[private]`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Phone(String);

impl Phone {
    /// Reads `0812-3456-7890`, `+62 812…`, `62812…`, `812…`, landlines, and foreign numbers that begin with `+` (relatives who work abroad).
    ///
    /// # Errors
    /// When nothing was entered, when it holds letters, or when the count of digits cannot be a number.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let (digits, international) = collect(text)?;
        let national = match digits.as_str() {
            "" => return Err(PhoneError::Empty),
            d if international && !d.starts_with("62") => return foreign(d),
            d => d.strip_prefix("0062").or_else(|| d.strip_prefix("62")).unwrap_or(d),
        };
        // "+62 (0)812 …" keeps the trunk zero.
        let significant = national.strip_prefix('0').unwrap_or(national);
        let has_trunk = significant.len() < digits.len();
        let mobile = significant.starts_with('8');
        let landline = has_trunk && significant.starts_with(|c: char| matches!(c, '2'..='7' | '9'));
        if !mobile && !landline {
            return Err(if significant.len() < 7 { PhoneError::TooShort } else { PhoneError::UnknownPrefix });
        }
        let (least, most) = if mobile { (9, 12) } else { (7, 11) };
        match significant.len() {
            n if n < least => Err(PhoneError::TooShort),
            n if n > most => Err(PhoneError::TooLong),
            _ => Ok(Self(format!("+62{significant}"))),
        }
    }

    /// International form: `+6281234567890`.
    pub fn e164(&self) -> &str {
        &self.0
    }

    /// As people dial it: `081234567890`; foreign numbers stay international.
    pub fn national(&self) -> String {
        self.0.strip_prefix("+62").map_or_else(|| self.0.clone(), |n| format!("0{n}"))
    }

    /// As lists show it: the first four and last three digits of the national form.
    pub fn masked(&self) -> String {
        let n = self.national();
        format!("{}{}{}", &n[..4], "•".repeat(n.len() - 7), &n[n.len() - 3..])
    }
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[private]")
    }
}

fn foreign(digits: &str) -> Result<Phone, PhoneError> {
    match digits.len() {
        _ if digits.starts_with('0') => Err(PhoneError::UnknownPrefix),
        0..8 => Err(PhoneError::TooShort),
        16.. => Err(PhoneError::TooLong),
        _ => Ok(Phone(format!("+{digits}"))),
    }
}

/// The digits, and whether a plus stood before them.
fn collect(text: &str) -> Result<(String, bool), PhoneError> {
    let mut digits = String::with_capacity(15);
    let mut international = false;
    for c in text.chars() {
        match c {
            '0'..='9' => digits.push(c),
            '+' if digits.is_empty() && !international => international = true,
            '.' | '-' | '/' | '(' | ')' | '\'' | '\u{2010}'..='\u{2015}' => {}
            _ if c.is_whitespace() || is_invisible(c) => {}
            _ => return Err(PhoneError::NotANumber),
        }
        if digits.len() > 20 {
            return Err(PhoneError::TooLong);
        }
    }
    Ok((digits, international))
}
