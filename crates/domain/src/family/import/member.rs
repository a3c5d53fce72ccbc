//! One member row, held small until its household's families are made.

use super::date::parse_date;
use super::household::RowReader;
use super::importer::{ImportOptions, Rejected};
use super::text::{MAX_TEXT, has_lost_digits, is_absent};
use super::{Field, Reason};
use crate::Coded;
use crate::calendar::Day;
use crate::family::{Marital, Relation, Sex};
use crate::identity::{FamilyCard, Nik, Phone};

/// The packed fields of a member, before its facts.
pub(super) const MEMBER_TEXTS: [Field; 5] = [Field::Name, Field::MemberId, Field::FamilyNumber, Field::BirthPlace, Field::MotherName];

/// Nobody alive was born earlier.
const EARLIEST_YEAR: i32 = 1900;

/// What is kept of a member.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) household: u32,
    pub(super) card: Option<FamilyCard>,
    pub(super) nik: Option<Nik>,
    pub(super) sex: Option<Sex>,
    pub(super) born: Option<Day>,
    pub(super) relation: Option<Relation>,
    pub(super) marital: Option<Marital>,
    pub(super) phone: Option<Phone>,
    pub(super) row: u32,
    /// [`MEMBER_TEXTS`] and the facts.
    pub(super) packed: Box<str>,
}

impl Member {
    /// Reads a member row; its household is filled in by the importer.
    pub(super) fn read(reader: &mut RowReader<'_>, options: &ImportOptions<'_>) -> Result<Self, Rejected> {
        let name = reader.text(Field::Name);
        for field in [Field::Name, Field::Nik] {
            if reader.header.is_broken(field, reader.cells) {
                return reader.reject(field, Reason::LineBreak, &reader.text(field));
            }
        }
        if is_absent(&name) || !name.chars().any(char::is_alphabetic) {
            return reader.reject(Field::Name, Reason::MissingName, &name);
        }
        if name.chars().count() > MAX_TEXT {
            return reader.reject(Field::Name, Reason::TooLong, &name);
        }
        let nik = nik(reader, options)?;
        let card = reader.card(options.nik_area)?;
        let born = birth_date(reader, options.today);
        Ok(Self {
            household: 0,
            card,
            nik,
            born,
            sex: coded(reader, Field::Sex, sex_word),
            relation: coded(reader, Field::RelationFamily, relation_word)
                .or_else(|| coded(reader, Field::RelationHousehold, relation_word)),
            phone: phone(reader),
            marital: coded(reader, Field::Marital, marital_word),
            row: reader.row,
            packed: reader.pack(&MEMBER_TEXTS),
        })
    }
}

fn nik(reader: &RowReader<'_>, options: &ImportOptions<'_>) -> Result<Option<Nik>, Rejected> {
    let text = reader.text(Field::Nik);
    if is_absent(&text) {
        return Ok(None);
    }
    match Nik::parse(&text) {
        Ok(nik) => match options.nik_area.refusal(nik.is_synthetic()) {
            None => Ok(Some(nik)),
            Some(reason) => reader.reject(Field::Nik, reason, &text),
        },
        Err(_) if has_lost_digits(&text) => reader.reject(Field::Nik, Reason::PrecisionLost, &text),
        Err(_) => reader.reject(Field::Nik, Reason::NikNotSixteenDigits, &text),
    }
}

/// A birth date that nobody can read is no reason to lose the person.
fn birth_date(reader: &mut RowReader<'_>, today: Day) -> Option<Day> {
    let text = reader.text(Field::BirthDate);
    if is_absent(&text) {
        return None;
    }
    let born = parse_date(&text).filter(|d| *d <= today && d.year() >= EARLIEST_YEAR);
    if born.is_none() {
        let problem = reader.problem(Field::BirthDate, Reason::ImpossibleBirthDate, &text);
        reader.left_out.push(problem);
    }
    born
}

fn phone(reader: &mut RowReader<'_>) -> Option<Phone> {
    let text = reader.text(Field::Phone);
    if is_absent(&text) {
        return None;
    }
    let phone = Phone::parse(&text).ok();
    if phone.is_none() {
        let problem = reader.problem(Field::Phone, Reason::UnknownCode, &text);
        reader.left_out.push(problem);
    }
    phone
}

/// A coded field: by the column's own codes first, then by the words and numbers that exports share.
fn coded<T: Coded>(reader: &mut RowReader<'_>, field: Field, word: fn(&str) -> Option<T>) -> Option<T> {
    let text = reader.text(field);
    if is_absent(&text) {
        return None;
    }
    let lower = text.to_lowercase();
    let bare = lower.trim_start_matches('0').trim_end_matches(".0").trim_end_matches('.');
    let own = reader.header.decoded(field, &text).and_then(T::from_code);
    let found = own.or_else(|| T::from_code(bare)).or_else(|| word(bare));
    if found.is_none() {
        let problem = reader.problem(field, Reason::UnknownCode, &text);
        reader.left_out.push(problem);
    }
    found
}

fn sex_word(text: &str) -> Option<Sex> {
    match text {
        "1" | "l" | "lk" | "m" | "laki" | "laki-laki" | "laki laki" | "lelaki" | "pria" | "1. laki-laki" => Some(Sex::Male),
        "2" | "p" | "pr" | "f" | "perempuan" | "wanita" | "2. perempuan" => Some(Sex::Female),
        _ => None,
    }
}

fn relation_word(text: &str) -> Option<Relation> {
    Some(match text {
        "1" | "kepala keluarga" | "kepala rumah tangga" | "kk" | "krt" => Relation::Head,
        "2" | "istri" | "suami" | "isteri" | "istri/suami" | "suami/istri" => Relation::Spouse,
        "3" | "anak" | "anak kandung" => Relation::Child,
        "4" | "menantu" => Relation::ChildInLaw,
        "5" | "cucu" => Relation::Grandchild,
        "6" | "orang tua" | "orangtua" | "mertua" | "orang tua/mertua" | "ortu/mertua" => Relation::Parent,
        "7" | "pembantu" | "sopir" | "pembantu/sopir" | "pembantu ruta" => Relation::Servant,
        "8" | "lainnya" | "lain-lain" | "famili lain" | "famili" => Relation::Other,
        _ => return None,
    })
}

fn marital_word(text: &str) -> Option<Marital> {
    Some(match text {
        "1" | "belum kawin" | "belum menikah" | "bk" => Marital::Single,
        "2" | "kawin" | "menikah" | "nikah" | "kawin/nikah" | "kawin tercatat" | "kawin belum tercatat" => Marital::Married,
        "3" | "cerai hidup" | "cerai" => Marital::Divorced,
        "4" | "cerai mati" | "janda mati" | "duda mati" => Marital::Widowed,
        _ => return None,
    })
}
