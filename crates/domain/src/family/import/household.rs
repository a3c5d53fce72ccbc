//! One household row, held small until its members are known.

use super::importer::{ImportOptions, NikArea, Rejected};
use super::places::Places;
use super::text::{MAX_TEXT, has_lost_digits, is_absent, is_formula_error, mask};
use super::{Consequence, Field, HeaderMap, Reason, RowProblem};
use crate::area::AreaCode;
use crate::family::decile_of_percentile;
use crate::identity::FamilyCard;
use std::borrow::Cow;
use std::sync::Arc;

/// Separates the values of a packed row; cleaned texts hold no control characters.
pub(super) const SEPARATOR: char = '\u{1f}';

/// The packed fields of a household, before its facts.
pub(super) const HOUSEHOLD_TEXTS: [Field; 8] =
    [Field::Street, Field::Hamlet, Field::Sls, Field::Rt, Field::Rw, Field::PkhNumber, Field::KksNumber, Field::PbiNumber];

/// What is kept of a household.
#[derive(Debug)]
pub(super) struct Household {
    pub(super) row: u32,
    pub(super) id: Option<Box<str>>,
    pub(super) card: Option<FamilyCard>,
    /// What its rows said about its village, in the order of the rows: numbers of the importer's places.
    pub(super) places: Vec<u32>,
    /// The village, once all rows are there.
    pub(super) village: Option<AreaCode>,
    pub(super) decile: Option<u8>,
    pub(super) rejected: bool,
    /// [`HOUSEHOLD_TEXTS`] and the facts of its own table.
    pub(super) packed: Box<str>,
}

/// A row under inspection: what is wrong with it piles up here.
pub(super) struct RowReader<'a> {
    pub(super) header: &'a HeaderMap,
    pub(super) row: u32,
    pub(super) cells: &'a [String],
    pub(super) left_out: Vec<RowProblem>,
}

impl<'a> RowReader<'a> {
    pub(super) fn new(header: &'a HeaderMap, row: u32, cells: &'a [String]) -> Self {
        Self { header, row, cells, left_out: Vec::new() }
    }

    pub(super) fn text(&self, field: Field) -> Cow<'a, str> {
        self.header.text(field, self.cells)
    }

    /// A text that is taken as it stands: empty when absent or too long.
    pub(super) fn plain(&mut self, field: Field) -> Cow<'a, str> {
        let text = self.text(field);
        if is_absent(&text) {
            return Cow::Borrowed("");
        }
        if text.chars().count() > MAX_TEXT {
            let problem = self.problem(field, Reason::TooLong, &text);
            self.left_out.push(problem);
            return Cow::Borrowed("");
        }
        text
    }

    pub(super) fn problem(&self, field: Field, reason: Reason, value: &str) -> RowProblem {
        self.problem_of(self.header.header(field), reason, mask(value, field.is_identifying()))
    }

    fn problem_of(&self, column: Option<Arc<str>>, reason: Reason, value_masked: Box<str>) -> RowProblem {
        let consequence = Consequence::ValueLeftOut;
        RowProblem { table: self.header.table(), row: self.row, column, reason, consequence, value_masked, other_row: None }
    }

    pub(super) fn reject<T>(&self, field: Field, reason: Reason, value: &str) -> Result<T, Rejected> {
        Err(Rejected(RowProblem { consequence: Consequence::RowRejected, ..self.problem(field, reason, value) }))
    }

    /// Rejects a row because of an earlier one with the same value.
    pub(super) fn reject_twin<T>(&self, field: Field, reason: Reason, earlier: u32) -> Result<T, Rejected> {
        let problem = self.problem(field, reason, &self.text(field));
        Err(Rejected(RowProblem { consequence: Consequence::RowRejected, other_row: Some(earlier), ..problem }))
    }

    /// The household's identifier, whose digits must all be there, since it joins the tables.
    pub(super) fn household_id(&mut self) -> Result<Option<Box<str>>, Rejected> {
        let id = self.plain(Field::HouseholdId);
        if has_lost_digits(&id) {
            return self.reject(Field::HouseholdId, Reason::PrecisionLost, &id);
        }
        Ok((!id.is_empty()).then(|| id.as_ref().into()))
    }

    /// The No. KK, if there is one.
    pub(super) fn card(&self, area: NikArea) -> Result<Option<FamilyCard>, Rejected> {
        let text = self.text(Field::FamilyCard);
        if self.header.is_broken(Field::FamilyCard, self.cells) {
            return self.reject(Field::FamilyCard, Reason::LineBreak, &text);
        }
        if is_absent(&text) {
            return Ok(None);
        }
        match FamilyCard::parse(&text) {
            Ok(card) => match area.refusal(card.is_synthetic()) {
                None => Ok(Some(card)),
                Some(reason) => self.reject(Field::FamilyCard, reason, &text),
            },
            Err(_) if has_lost_digits(&text) => self.reject(Field::FamilyCard, Reason::PrecisionLost, &text),
            Err(_) => self.reject(Field::FamilyCard, Reason::CardNotSixteenDigits, &text),
        }
    }

    /// The decile, from its own column or from the percentile; one that cannot be read is left out, for the family is still there.
    pub(super) fn decile(&mut self) -> Option<u8> {
        for (field, most) in [(Field::Decile, 10u8), (Field::Percentile, 100)] {
            let text = self.text(field);
            let lower = text.to_lowercase();
            let bare = lower.trim_start_matches("desil").trim_start_matches("d-").trim();
            if is_absent(bare) || bare.starts_with("belum") {
                continue;
            }
            match bare.strip_suffix(".0").unwrap_or(bare).parse::<u8>() {
                Ok(value) if (1..=most).contains(&value) => {
                    return if field == Field::Decile { Some(value) } else { decile_of_percentile(value) };
                }
                _ => {
                    let problem = self.problem(field, Reason::DecileOutOfRange, &text);
                    self.left_out.push(problem);
                }
            }
        }
        None
    }

    /// Texts of fields, then the facts, as one string.
    pub(super) fn pack(&mut self, fields: &[Field]) -> Box<str> {
        let mut packed = String::from(self.pack_texts(fields));
        self.pack_facts(&mut packed);
        packed.into_boxed_str()
    }

    /// Texts of fields as one string.
    pub(super) fn pack_texts(&mut self, fields: &[Field]) -> Box<str> {
        let mut packed = String::with_capacity(64);
        for field in fields {
            packed.push_str(&self.plain(*field));
            packed.push(SEPARATOR);
        }
        packed.into_boxed_str()
    }

    /// Facts stay as the source's codes, which are short; those that no list knows are left out.
    fn pack_facts(&mut self, packed: &mut String) {
        let header = self.header;
        for ((column, name), text) in header.facts().zip(header.fact_texts(self.cells)) {
            let reason = match text.as_ref() {
                "" | "-" => None,
                t if t.eq_ignore_ascii_case("null") || is_formula_error(t) => None,
                t if t.chars().count() > MAX_TEXT => Some(Reason::TooLong),
                t if column.canonical(t).is_none() => Some(Reason::UnknownCode),
                t => {
                    packed.push_str(t);
                    None
                }
            };
            if let Some(reason) = reason {
                let problem = self.problem_of(Some(Arc::clone(name)), reason, mask(&text, !column.is_closed()));
                self.left_out.push(problem);
            }
            packed.push(SEPARATOR);
        }
    }
}

impl Household {
    /// Reads a household row, or a member row that has to stand for its household.
    pub(super) fn read(reader: &mut RowReader<'_>, options: &ImportOptions<'_>, places: &mut Places) -> Result<Self, Rejected> {
        let id = reader.household_id()?;
        let card = reader.card(options.nik_area)?;
        if id.is_none() && card.is_none() {
            return reader.reject(Field::HouseholdId, Reason::MissingHousehold, "");
        }
        let decile = reader.decile();
        let places = places.note(reader).into_iter().collect();
        Ok(Self { row: reader.row, id, card, places, village: None, decile, rejected: false, packed: Box::default() })
    }
}
