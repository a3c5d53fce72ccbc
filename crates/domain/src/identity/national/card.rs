//! The No. KK: the number of a family card.

use super::nik::{as_text, date_fields, masked, sixteen_digits};
use super::warning::{all_same, prefix_is_odd};
use super::{NikError, NikWarning};
use crate::calendar::Day;

/// The number of a *kartu keluarga*: one family. `Debug` prints `[private]`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FamilyCard([u8; 16]);

impl FamilyCard {
    /// Reads a number as [`super::Nik::parse`] does.
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

    /// Whether the number was made for demonstrations and tests (area code 99).
    pub fn is_synthetic(&self) -> bool {
        self.area_code() == "99"
    }

    /// The day on which the card was entered (the number's date, always in the 2000s: cards with such numbers are younger than 2000).
    pub fn entered_on(&self) -> Option<Day> {
        let (day, month, yy) = date_fields(&self.0);
        Day::from_ymd(2000 + i32::from(yy), month, day)
    }

    /// What looks odd about the number. `known_prefix` says whether the district code was ever in the area list, if that was looked up.
    pub fn warnings(&self, today: Day, known_prefix: Option<bool>) -> Vec<NikWarning> {
        let mut found = Vec::new();
        let (day, month, _) = date_fields(&self.0);
        let day_fits = (1..=31).contains(&day);
        let month_fits = (1..=12).contains(&month);
        if !day_fits {
            found.push(NikWarning::DayOutOfRange);
        }
        if !month_fits {
            found.push(NikWarning::MonthOutOfRange);
        }
        match self.entered_on() {
            None if day_fits && month_fits => found.push(NikWarning::ImpossibleDate),
            Some(entered) if entered > today => found.push(NikWarning::CardDateInFuture),
            _ => {}
        }
        if self.digits().ends_with("0000") {
            found.push(NikWarning::SerialZero);
        }
        if all_same(&self.0) {
            found.push(NikWarning::AllDigitsSame);
        }
        if prefix_is_odd(self.prefix(), known_prefix) {
            found.push(NikWarning::UnknownPrefix);
        }
        found
    }
}

impl std::fmt::Debug for FamilyCard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[private]")
    }
}
