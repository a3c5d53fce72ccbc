//! Forms of a regency's own rows of the catalogue.

use super::Wire;
use super::form::wire;
use super::{from_bytes, to_bytes};
use crate::StorageError;
use serde::{Deserialize, Serialize};
use slrt_domain::calendar::Day;
use slrt_domain::case::ConcernState;
use slrt_domain::program::{
    Fact, FactKind, LimitUnit, OwnContent, OwnDeadline, OwnHoliday, OwnProgram, OwnReason, OwnRow, OwnSort, ProviderLevel, Stages, Words,
};

wire!(WordsForm for Words { id: String, en: String });
wire!(OwnProgramForm for OwnProgram {
    short: String, name: Words, provider: String, provider_level: ProviderLevel, summary: Words, institution: String, last_checked: Day,
} lists { sectors: String, documents: String, facts: Fact });
wire!(OwnReasonForm for OwnReason { purpose: String, name: Words, appeal: Words, what_else: Words, words_required: bool } maybe { closes_as: ConcernState });
wire!(StagesForm for Stages {
    verify_days: u32, handle_days: u32, decide_days: u32, institution_days: u32, confirm_days: u32, total_days: u32,
});
wire!(OwnDeadlineForm for OwnDeadline { name: Words, limit: u32, unit: LimitUnit, stages: Stages } maybe { extension_days: u32 });
wire!(OwnHolidayForm for OwnHoliday { name: Words, joint_leave: bool });
wire!(OwnRowForm for OwnRow {
    code: String, valid_from: Day, source: String, url: String, withdrawn: bool, revision: i64, content: OwnContent,
} maybe { valid_to: Day });

/// A statement about a program: its decile is a small number.
#[derive(Serialize, Deserialize)]
pub(crate) struct CatalogFactForm {
    key: String,
    kind: String,
    text: WordsForm,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    amount: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    per: Option<String>,
    upto: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    component: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    decile_max: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    valid_from: Option<String>,
    verified: bool,
    source: String,
}

impl Wire for Fact {
    type Form = CatalogFactForm;
    fn form(&self) -> CatalogFactForm {
        CatalogFactForm {
            key: self.key.clone(),
            kind: self.kind.form(),
            text: self.text.form(),
            amount: self.amount,
            per: self.per.clone(),
            upto: self.upto,
            component: self.component.clone(),
            decile_max: self.decile_max,
            valid_from: self.valid_from.form(),
            verified: self.verified,
            source: self.source.clone(),
        }
    }
    fn unform(f: CatalogFactForm) -> Result<Self, StorageError> {
        Ok(Self {
            key: f.key,
            kind: <FactKind as Wire>::unform(f.kind)?,
            text: Wire::unform(f.text)?,
            amount: f.amount,
            per: f.per,
            upto: f.upto,
            component: f.component,
            decile_max: f.decile_max,
            valid_from: Wire::unform(f.valid_from)?,
            verified: f.verified,
            source: f.source,
        })
    }
}

/// What a row says, under the name of its sort.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum OwnContentForm {
    Program(Box<OwnProgramForm>),
    Reason(OwnReasonForm),
    Deadline(OwnDeadlineForm),
    Holiday(OwnHolidayForm),
    Absent(String),
}

impl Wire for OwnContent {
    type Form = OwnContentForm;
    fn form(&self) -> OwnContentForm {
        match self {
            OwnContent::Program(p) => OwnContentForm::Program(Box::new(p.form())),
            OwnContent::Reason(r) => OwnContentForm::Reason(r.form()),
            OwnContent::Deadline(d) => OwnContentForm::Deadline(d.form()),
            OwnContent::Holiday(h) => OwnContentForm::Holiday(h.form()),
            OwnContent::Absent(sort) => OwnContentForm::Absent(sort.form()),
        }
    }
    fn unform(f: OwnContentForm) -> Result<Self, StorageError> {
        Ok(match f {
            OwnContentForm::Program(p) => OwnContent::Program(Box::new(Wire::unform(*p)?)),
            OwnContentForm::Reason(r) => OwnContent::Reason(Wire::unform(r)?),
            OwnContentForm::Deadline(d) => OwnContent::Deadline(Wire::unform(d)?),
            OwnContentForm::Holiday(h) => OwnContent::Holiday(Wire::unform(h)?),
            OwnContentForm::Absent(sort) => OwnContent::Absent(<OwnSort as Wire>::unform(sort)?),
        })
    }
}

/// What a row says, as the table keeps it.
pub(crate) fn catalog_content_bytes(content: &OwnContent) -> Vec<u8> {
    to_bytes(&content.form())
}

/// Reads what the table keeps.
pub(crate) fn catalog_content(bytes: &[u8]) -> Result<OwnContent, StorageError> {
    OwnContent::unform(from_bytes(bytes)?)
}
