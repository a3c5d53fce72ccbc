//! What looks odd about a number without making it wrong.

use super::nik::date_fields;
use super::{FamilyCard, Nik};
use crate::calendar::Day;
use crate::coded;
use crate::family::Sex;

/// Nobody is taken to be older than this when a two-digit year is read.
const OLDEST_AGE: i32 = 110;

coded! {
    /// Something odd about a NIK or No. KK. Each one is settled with *sudah dicocokkan dengan KTP* (or KK), never by refusing the person.
    pub enum NikWarning {
        /// The day is neither 1–31 nor 41–71.
        DayOutOfRange = "day_out_of_range",
        /// The month is not 1–12.
        MonthOutOfRange = "month_out_of_range",
        /// Day and month are in range, but no such date exists (31 February).
        ImpossibleDate = "impossible_date",
        /// The serial is 0000; serials begin with 0001.
        SerialZero = "serial_zero",
        /// The NIK is the same as the No. KK.
        SameAsCard = "same_as_card",
        /// All sixteen digits are the same.
        AllDigitsSame = "all_digits_same",
        /// The district of the prefix is not known: a typing error, or a region since split or abolished.
        UnknownPrefix = "unknown_prefix",
        /// The birth date in the number differs from the one entered.
        BirthDiffers = "birth_differs",
        /// The sex in the number differs from the one entered.
        SexDiffers = "sex_differs",
        /// The NIK stands in another family that is open.
        InOtherFamily = "in_other_family",
        /// The card was entered on a day that has not come yet.
        CardDateInFuture = "card_date_in_future",
        /// The two-digit year fits a small child and a very old person, and no birth date was entered to tell.
        CenturyAmbiguous = "century_ambiguous",
    }
}

/// What a NIK is compared with.
#[derive(Debug, Clone, Copy)]
pub struct NikContext {
    /// The birth date that was entered beside it.
    pub entered_birth: Option<Day>,
    /// The sex that was entered beside it.
    pub entered_sex: Option<Sex>,
    /// The family's card.
    pub card: Option<FamilyCard>,
    /// Today, in the tenant's time zone.
    pub today: Day,
    /// Whether the prefix was ever a district's code; none when that was not looked up.
    pub known_prefix: Option<bool>,
    /// Whether the NIK stands in another family that is open.
    pub in_other_open_family: bool,
}

impl NikContext {
    /// Nothing to compare with but the day.
    pub fn new(today: Day) -> Self {
        Self { entered_birth: None, entered_sex: None, card: None, today, known_prefix: None, in_other_open_family: false }
    }
}

impl Nik {
    /// What looks odd about the number, in the order of [`NikWarning`].
    pub fn warnings(&self, ctx: &NikContext) -> Vec<NikWarning> {
        let mut found = self.date_warnings(ctx);
        let mut add = |when: bool, warning| {
            if when {
                found.push(warning);
            }
        };
        add(self.digits().ends_with("0000"), NikWarning::SerialZero);
        add(ctx.card.is_some_and(|c| c.digits() == self.digits()), NikWarning::SameAsCard);
        add(all_same(self.bytes()), NikWarning::AllDigitsSame);
        add(prefix_is_odd(self.prefix(), ctx.known_prefix), NikWarning::UnknownPrefix);
        if let Some(birth) = self.birth() {
            let differs = |d: Day| (d.day(), d.month(), d.year() % 100) != (birth.day, birth.month, i32::from(birth.yy));
            add(ctx.entered_birth.is_some_and(differs), NikWarning::BirthDiffers);
            add(ctx.entered_sex.is_some_and(|s| (s == Sex::Female) != birth.female), NikWarning::SexDiffers);
        }
        add(ctx.in_other_open_family, NikWarning::InOtherFamily);
        found.sort_unstable();
        found
    }

    fn date_warnings(&self, ctx: &NikContext) -> Vec<NikWarning> {
        let (dd, month, _) = date_fields(self.bytes());
        let mut found = Vec::new();
        if !matches!(dd, 1..=31 | 41..=71) {
            found.push(NikWarning::DayOutOfRange);
        }
        if !(1..=12).contains(&month) {
            found.push(NikWarning::MonthOutOfRange);
        }
        let Some(birth) = self.birth() else { return found };
        let [late, early] = birth.candidates().map(|d| d.filter(|d| *d <= ctx.today));
        match (late, early) {
            (None, None) => found.push(NikWarning::ImpossibleDate),
            (Some(_), Some(old)) if ctx.entered_birth.is_none() && ctx.today.age_of(old) <= OLDEST_AGE => {
                found.push(NikWarning::CenturyAmbiguous);
            }
            _ => {}
        }
        found
    }
}

pub(super) fn all_same(digits: &[u8; 16]) -> bool {
    digits.iter().all(|d| *d == digits[0])
}

/// Provinces are 11–96, regencies and districts begin with 01. Synthetic prefixes are made up and never odd.
pub(super) fn prefix_is_odd(prefix: &str, known: Option<bool>) -> bool {
    let (province, regency, district) = (&prefix[..2], &prefix[2..4], &prefix[4..6]);
    province != "99" && (known == Some(false) || !("11"..="96").contains(&province) || regency == "00" || district == "00")
}
