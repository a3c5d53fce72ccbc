//! Events of the registry: imports, people written down and put right, what national systems showed, numbers shown in clear, erasure.

use super::Hash;
use crate::area::AreaCode;
use crate::calendar::Day;
use crate::identity::*;

/// An import began.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportStarted {
    /// Which.
    pub import: ImportId,
    /// Digest of the file or files.
    pub file_digest: Hash,
    /// Source: `dtsen`, `dtks`, `bdt`.
    pub source: String,
    /// As of which day the copy is.
    pub as_of: Day,
}

/// A slice of an import.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportSlice {
    /// Which import.
    pub import: ImportId,
    /// 0, 1, 2 …
    pub slice: i64,
    /// Families in it.
    pub families: i64,
    /// Digest of the kept rows.
    pub rows_digest: Hash,
}

/// An import ended.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportFinished {
    /// Which import.
    pub import: ImportId,
    /// Families written.
    pub families: i64,
    /// Persons written.
    pub persons: i64,
    /// Families that were there already, unchanged.
    pub unchanged: i64,
    /// Rows refused.
    pub problems: i64,
}

/// Somebody who is not in the registry was written down (also without a NIK).
#[derive(Debug, Clone, PartialEq)]
pub struct PersonAdded {
    /// The person.
    pub person: PersonId,
    /// Their family here; a new one unless they joined a known one.
    pub family: FamilyId,
    /// Whether the family is new.
    pub new_family: bool,
    /// Name.
    pub name: Sealed,
    /// NIK, where there is one.
    pub nik: Option<Sealed>,
    /// Card number.
    pub card: Option<Sealed>,
    /// Address in words.
    pub address: Option<Sealed>,
    /// Hamlet, RT and RW.
    pub hamlet: Option<Sealed>,
    /// Telephone.
    pub phone: Option<Sealed>,
    /// Village where they live.
    pub village: AreaCode,
    /// `male`, `female`, or empty when unknown.
    pub sex: String,
    /// Birth day, sealed.
    pub born: Option<Sealed>,
    /// Birth year, for tallies.
    pub birth_year: Option<i64>,
    /// Relation to the head (`head` for a new family).
    pub relation: String,
    /// Warnings about the NIK that the officer saw and confirmed.
    pub warnings: Vec<String>,
}

/// What is written down about a person, put right: only what `fields` names is changed, to what stands here.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonCorrected {
    /// Who.
    pub person: PersonId,
    /// The revision that was seen.
    pub seen: i64,
    /// What changed: `name`, `nik`, `sex`, `born`, `relation`, `phone`, `warnings`.
    pub fields: Vec<String>,
    /// Name.
    pub name: Option<Sealed>,
    /// NIK; none takes a wrong one away.
    pub nik: Option<Sealed>,
    /// `male`, `female`, or empty when unknown.
    pub sex: String,
    /// Birth day, sealed.
    pub born: Option<Sealed>,
    /// Birth year, for tallies.
    pub birth_year: Option<i64>,
    /// Relation to the head.
    pub relation: String,
    /// Telephone; none takes it away.
    pub phone: Option<Sealed>,
    /// What looks odd about the numbers, as seen and confirmed.
    pub warnings: Vec<String>,
    /// What of an imported person was typed here and stays when the registry is imported again.
    pub typed: Vec<String>,
}

/// What is written down about a family, put right: only what `fields` names is changed, to what stands here.
#[derive(Debug, Clone, PartialEq)]
pub struct FamilyCorrected {
    /// Which.
    pub family: FamilyId,
    /// The revision that was seen.
    pub seen: i64,
    /// What changed: `address`, `village`, `card`.
    pub fields: Vec<String>,
    /// Address in words; none takes it away.
    pub address: Option<Sealed>,
    /// Village where they live.
    pub village: AreaCode,
    /// No. KK; none takes a wrong one away.
    pub card: Option<Sealed>,
    /// What of an imported family was typed here and stays when the registry is imported again.
    pub typed: Vec<String>,
}

/// Somebody looked at the card: what looks odd about the numbers stands there as well (*sudah dicocokkan dengan KTP*).
#[derive(Debug, Clone, PartialEq)]
pub struct NumbersChecked {
    /// Whose numbers.
    pub person: PersonId,
    /// The warnings that are settled.
    pub warnings: Vec<String>,
}

/// Somebody who had no NIK has one now.
#[derive(Debug, Clone, PartialEq)]
pub struct NikAdded {
    /// Who.
    pub person: PersonId,
    /// The NIK.
    pub nik: Sealed,
    /// Warnings about it that the officer saw and confirmed.
    pub warnings: Vec<String>,
}

/// What SIKS-NG or DTSEN showed.
#[derive(Debug, Clone, PartialEq)]
pub struct RegistryObserved {
    /// The observation.
    pub observation: ObservationId,
    /// About whom.
    pub family: FamilyId,
    /// In connection with which case, if any.
    pub case: Option<CaseId>,
    /// `siks-ng`, `dtsen`, `cek-bansos`, `bpjs`.
    pub system: String,
    /// Listed there or not.
    pub listed: bool,
    /// Decile 1–10, 0 for *belum diperingkat*; none when no decile was seen.
    pub decile: Option<i64>,
    /// Programs seen as received, by code.
    pub programs: Vec<String>,
    /// Whether an exclude flag was seen.
    pub excluded: bool,
    /// When it was seen.
    pub seen_on: Day,
    /// Remarks, sealed under the case's or the head person's key.
    pub words: Option<Sealed>,
}

/// Shown in clear.
#[derive(Debug, Clone, PartialEq)]
pub struct IdentityRevealed {
    /// Whose.
    pub person: Option<PersonId>,
    /// Which family's.
    pub family: Option<FamilyId>,
    /// In which case: the case is the purpose.
    pub case: Option<CaseId>,
    /// What: `nik`, `card`, `phone`, `callback`.
    pub what: String,
    /// Elsewhere a typed reason, sealed under the key of what was shown.
    pub reason: Option<Sealed>,
}

/// Erased.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonErased {
    /// Who.
    pub person: PersonId,
    /// Cases whose keys went with them.
    pub cases: Vec<CaseId>,
    /// Legal ground or request, coded.
    pub ground: String,
}

/// What was said in a case was erased: of a caller who is in no registry, of a *kuasa*, or of anybody who asks for it.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseErased {
    /// Which.
    pub case: CaseId,
    /// Legal ground or request, coded.
    pub ground: String,
}

/// The bridge between BPS and Kemendagri codes that imports go by where their files bring none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BridgeSet {
    /// All pairs, in the order of their codes; none when it is forgotten.
    pub pairs: Vec<BridgePair>,
    /// Raised by every change.
    pub revision: i64,
}

/// Which of our villages a BPS code means, and when.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BridgePair {
    /// Ten digits of BPS.
    pub bps: String,
    /// The village.
    pub kemendagri: AreaCode,
    /// From which day on; none for ever.
    pub from: Option<Day>,
    /// Until which day.
    pub to: Option<Day>,
}

impl BridgePair {
    /// As one line of text: both codes, and the days or a dash.
    pub fn line(&self) -> String {
        let day = |d: Option<Day>| d.map_or_else(|| "-".to_owned(), Day::iso);
        format!("{} {} {} {}", self.bps, self.kemendagri.as_str(), day(self.from), day(self.to))
    }

    /// Reads a line.
    pub fn parse(line: &str) -> Option<Self> {
        let [bps, kemendagri, from, to] = <[&str; 4]>::try_from(line.split(' ').collect::<Vec<_>>()).ok()?;
        let day = |text: &str| if text == "-" { Some(None) } else { Day::parse(text).map(Some) };
        let is_code = bps.len() == 10 && bps.bytes().all(|b| b.is_ascii_digit());
        is_code.then_some(Self { bps: bps.to_owned(), kemendagri: AreaCode::parse(kemendagri)?, from: day(from)?, to: day(to)? })
    }
}
