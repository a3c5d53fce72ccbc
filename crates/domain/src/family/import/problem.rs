//! What an import could not take, row by row.

use super::Table;
use crate::coded;
use std::sync::Arc;

coded! {
    /// Why a row or a value was not taken.
    pub enum Reason {
        /// No name.
        MissingName = "missing_name",
        /// The NIK has another count of digits than sixteen.
        NikNotSixteenDigits = "nik_not_sixteen_digits",
        /// The No. KK has another count of digits than sixteen.
        CardNotSixteenDigits = "card_not_sixteen_digits",
        /// A spreadsheet turned a long number into one of fifteen digits (`9,9E+15`): the column must be saved as text.
        PrecisionLost = "precision_lost",
        /// The NIK stands in an earlier row of the file.
        DuplicateNik = "duplicate_nik",
        /// The household stands in an earlier row of the file.
        DuplicateHousehold = "duplicate_household",
        /// The No. KK stands in another household of the file.
        CardInTwoHouseholds = "card_in_two_households",
        /// A synthetic number (area code 99) in a database of real people.
        SyntheticNikRefused = "synthetic_nik_refused",
        /// A real number in a database for demonstration.
        RealNikRefused = "real_nik_refused",
        /// The row names no household.
        MissingHousehold = "missing_household",
        /// The member's household is not in the file.
        UnknownHousehold = "unknown_household",
        /// The household's own row was not taken.
        HouseholdRejected = "household_rejected",
        /// No member of the household was taken.
        HouseholdWithoutMembers = "household_without_members",
        /// The row names no village.
        MissingVillage = "missing_village",
        /// The village code is in no area list.
        UnknownVillage = "unknown_village",
        /// A date that does not exist, cannot be read, or lies in the future or before 1900.
        ImpossibleBirthDate = "impossible_birth_date",
        /// A decile other than 0–10, or a percentile other than 0–100.
        DecileOutOfRange = "decile_out_of_range",
        /// A code that the column's list does not have, or no number, date or telephone number where one belongs.
        UnknownCode = "unknown_code",
        /// A text of more than 500 characters.
        TooLong = "too_long",
    }
}

coded! {
    /// What followed from a problem.
    pub enum Consequence {
        /// The row was not taken.
        RowRejected = "row_rejected",
        /// The row was taken without this value.
        ValueLeftOut = "value_left_out",
    }
}

/// One problem of one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowProblem {
    /// The table.
    pub table: Table,
    /// Row number as the file counts, from 1.
    pub row: u32,
    /// Header of the column, where one column is at fault.
    pub column: Option<Arc<str>>,
    /// Why.
    pub reason: Reason,
    /// What followed.
    pub consequence: Consequence,
    /// Enough of the value to find it in the file; identifying values show two characters at most.
    pub value_masked: Box<str>,
    /// The earlier row of a duplicate.
    pub other_row: Option<u32>,
}
