//! What an import could not take, row by row.

use super::Table;
use crate::coded;
use std::collections::BTreeMap;
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
        /// The No. KK stands in another household of the file: the person was taken into that one.
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
        /// The village lies in another regency.
        OutsideRegency = "outside_regency",
        /// A line break in a name or number: most likely a quotation mark that swallowed the row behind it.
        LineBreak = "line_break",
        /// A date that does not exist, cannot be read, or lies in the future or before 1900.
        ImpossibleBirthDate = "impossible_birth_date",
        /// A decile other than 0–10, or a percentile other than 0–100 or not whole.
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

/// Most problems that are kept one by one; the rest is only counted.
pub const MOST_PROBLEMS: usize = 10_000;

/// The problems of an import: the first ones one by one, all of them counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems {
    rejected: Vec<RowProblem>,
    left_out: Vec<RowProblem>,
    counts: BTreeMap<(Consequence, Reason, Table, Option<Arc<str>>), usize>,
}

impl Problems {
    /// Counts a problem, and keeps it while there is room; rows that were not taken come before values that were left out.
    pub fn push(&mut self, problem: RowProblem) {
        *self.counts.entry((problem.consequence, problem.reason, problem.table, problem.column.clone())).or_default() += 1;
        let full = self.rejected.len() + self.left_out.len() >= MOST_PROBLEMS;
        match problem.consequence {
            Consequence::RowRejected if !full || self.left_out.pop().is_some() => self.rejected.push(problem),
            Consequence::ValueLeftOut if !full => self.left_out.push(problem),
            _ => {}
        }
    }

    /// Problems as somebody kept them: those that were kept one by one, and how many there are of each sort and column.
    pub fn of(kept: Vec<RowProblem>, counts: BTreeMap<(Consequence, Reason, Table, Option<Arc<str>>), usize>) -> Self {
        let (rejected, left_out) = kept.into_iter().partition(|p| p.consequence == Consequence::RowRejected);
        Self { rejected, left_out, counts }
    }

    /// Counts and keeps several.
    pub fn extend(&mut self, problems: impl IntoIterator<Item = RowProblem>) {
        problems.into_iter().for_each(|p| self.push(p));
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.counts.values().sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// How many rows were not taken.
    pub fn rejected(&self) -> usize {
        self.counts.iter().filter(|((c, ..), _)| *c == Consequence::RowRejected).map(|(_, n)| n).sum()
    }

    /// How many are counted and not kept.
    pub fn not_kept(&self) -> usize {
        self.len() - self.rejected.len() - self.left_out.len()
    }

    /// How many there are of each sort and column.
    pub fn counts(&self) -> &BTreeMap<(Consequence, Reason, Table, Option<Arc<str>>), usize> {
        &self.counts
    }

    /// Those that are kept, by table and row.
    pub fn kept(&self) -> Vec<&RowProblem> {
        let mut all: Vec<&RowProblem> = self.rejected.iter().chain(&self.left_out).collect();
        all.sort_by_key(|p| (p.table, p.row));
        all
    }
}
