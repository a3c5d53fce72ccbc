//! Everything that can stand in a journal. Events carry results (due days, amounts, versions), so that folding them needs no catalogue,
//! calendar or clock.

use crate::access::{Acting, Grant, Role, Scope};
use crate::area::AreaCode;
use crate::calendar::{Day, Instant};
use crate::case::{CaseOpened, ConcernMoved, DocumentNoted, DocumentSeen};
use crate::identity::*;
use crate::office::{Institution, Office};
use uuid::Uuid;

/// One event.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "most events of a journal are the large ones")]
pub enum Event {
    /// A tenant begins.
    TenantFounded(TenantFounded),
    /// An office was added or changed: its whole new state.
    OfficeSet(Office),
    /// An institution was added or changed.
    InstitutionSet(Institution),
    /// An account was added or changed.
    AccountSet(AccountSet),
    /// A role was given.
    RoleGranted(Grant),
    /// A role was taken back or given an end.
    RoleEnded(RoleEnded),
    /// A fact of the catalogue was confirmed (or doubted) by the dinas.
    FactConfirmed(FactConfirmed),
    /// An import began.
    ImportStarted(ImportStarted),
    /// A slice of an import: its rows are kept in `import_row`.
    ImportSlice(ImportSlice),
    /// An import ended.
    ImportFinished(ImportFinished),
    /// Somebody who is not in the registry was written down.
    PersonAdded(PersonAdded),
    /// Numbers that look odd were compared with the card.
    NumbersChecked(NumbersChecked),
    /// Somebody without a NIK has one now.
    NikAdded(NikAdded),
    /// What a national system showed, seen by a named officer.
    RegistryObserved(RegistryObserved),
    /// A NIK, card number or telephone was shown in clear.
    IdentityRevealed(IdentityRevealed),
    /// A person was erased; the key is gone.
    PersonErased(PersonErased),
    /// A question was answered without a case.
    InquiryRecorded(InquiryRecorded),
    /// A case was opened.
    CaseOpened(CaseOpened),
    /// A document was shown, copied, photographed.
    DocumentNoted(DocumentNoted),
    /// The photograph of a document with specific personal data was looked at.
    DocumentSeen(DocumentSeen),
    /// A concern took a step.
    ConcernMoved(ConcernMoved),
    /// Somebody was named on a restricted case.
    PersonNamed(PersonNamed),
    /// A case's PIN was renewed.
    PinRenewed(PinRenewed),
}

/// A tenant begins.
#[derive(Debug, Clone, PartialEq)]
pub struct TenantFounded {
    /// The regency's code at founding.
    pub area: AreaCode,
    /// Local name of the service.
    pub brand: String,
    /// `demo`, `training` or `real`.
    pub kind: String,
    /// Zone name.
    pub zone_name: String,
    /// Minutes east of UTC.
    pub zone_offset: i64,
}

/// An account's whole new state.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountSet {
    /// Which.
    pub account: AccountId,
    /// Log-in name, lower case: a name of the office's choosing, kept in clear.
    pub login: String,
    /// The officer's name, sealed under the account's key.
    pub name: Sealed,
    /// Whether it may log in.
    pub active: bool,
    /// Raised by every change.
    pub revision: i64,
}

/// A role ends.
#[derive(Debug, Clone, PartialEq)]
pub struct RoleEnded {
    /// Which grant.
    pub grant: GrantId,
    /// Its last day.
    pub to: Day,
}

/// A fact of the catalogue was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct FactConfirmed {
    /// Program code.
    pub program: String,
    /// The fact's key, or `*` for the program itself.
    pub fact: String,
    /// True: shown to the public.
    pub confirmed: bool,
    /// Digest of the text that was confirmed: another text must be confirmed anew.
    pub digest: Hash32,
}

/// A digest inside a payload.
pub type Hash32 = super::Hash;

/// An import began.
#[derive(Debug, Clone, PartialEq)]
pub struct ImportStarted {
    /// Which.
    pub import: ImportId,
    /// Digest of the file or files.
    pub file_digest: Hash32,
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
    pub rows_digest: Hash32,
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

/// *Informasi saja*: one tap, no case.
#[derive(Debug, Clone, PartialEq)]
pub struct InquiryRecorded {
    /// Where.
    pub office: OfficeId,
    /// From which village, if asked.
    pub village: Option<AreaCode>,
    /// About which sector.
    pub sector: String,
    /// Channel.
    pub channel: String,
}

/// Named on a restricted case.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonNamed {
    /// Which case.
    pub case: CaseId,
    /// Who may see it from now on.
    pub account: AccountId,
}

/// A new PIN.
#[derive(Debug, Clone, PartialEq)]
pub struct PinRenewed {
    /// Which case.
    pub case: CaseId,
    /// Keyed hash of the new PIN.
    pub pin_hash: Vec<u8>,
}

impl Event {
    /// What it is about, in the order of importance: cases first, then people, then places.
    pub fn subjects(&self) -> Vec<Uuid> {
        match self {
            Event::TenantFounded(_) | Event::FactConfirmed(_) => vec![],
            Event::OfficeSet(e) => vec![e.id.0],
            Event::InstitutionSet(e) => vec![e.id.0],
            Event::AccountSet(e) => vec![e.account.0],
            Event::RoleGranted(e) => vec![e.account.0, e.id.0],
            Event::RoleEnded(e) => vec![e.grant.0],
            Event::ImportStarted(e) => vec![e.import.0],
            Event::ImportSlice(e) => vec![e.import.0],
            Event::ImportFinished(e) => vec![e.import.0],
            Event::PersonAdded(e) => vec![e.person.0, e.family.0],
            Event::NumbersChecked(e) => vec![e.person.0],
            Event::NikAdded(e) => vec![e.person.0],
            Event::RegistryObserved(e) => e.case.map(|c| c.0).into_iter().chain([e.family.0]).collect(),
            Event::IdentityRevealed(e) => {
                e.case.map(|c| c.0).into_iter().chain(e.person.map(|p| p.0)).chain(e.family.map(|f| f.0)).collect()
            }
            Event::PersonErased(e) => std::iter::once(e.person.0).chain(e.cases.iter().map(|c| c.0)).collect(),
            Event::InquiryRecorded(e) => vec![e.office.0],
            Event::CaseOpened(e) => std::iter::once(e.case.0).chain(e.person.map(|p| p.0)).collect(),
            Event::DocumentNoted(e) => vec![e.case.0],
            Event::DocumentSeen(e) => vec![e.case.0],
            Event::ConcernMoved(e) => vec![e.case.0, e.concern.0],
            Event::PersonNamed(e) => vec![e.case.0, e.account.0],
            Event::PinRenewed(e) => vec![e.case.0],
        }
    }

    /// Whether it changes what every decision rests on (offices, institutions, roles): caches of it are then stale.
    pub fn changes_reference(&self) -> bool {
        matches!(
            self,
            Event::TenantFounded(_)
                | Event::OfficeSet(_)
                | Event::InstitutionSet(_)
                | Event::AccountSet(_)
                | Event::RoleGranted(_)
                | Event::RoleEnded(_)
                | Event::FactConfirmed(_)
        )
    }
}

/// Helper for grants in the journal: a scope as text.
pub fn scope_text(scope: &Scope) -> (String, String) {
    match scope {
        Scope::Area(a) => ("area".into(), a.as_str().into()),
        Scope::Office(o) => ("office".into(), o.to_string()),
        Scope::Institution(i) => ("institution".into(), i.to_string()),
    }
}

/// Reads what [`scope_text`] wrote.
pub fn parse_scope(kind: &str, value: &str) -> Option<Scope> {
    match kind {
        "area" => AreaCode::parse(value).map(Scope::Area),
        "office" => OfficeId::parse(value).map(Scope::Office),
        "institution" => InstitutionId::parse(value).map(Scope::Institution),
        _ => None,
    }
}

/// Circumstances of an event that are the envelope's, not its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Circumstance {
    /// Who: account, case (a citizen), none for the system.
    pub actor: Option<Uuid>,
    /// Role under which it was allowed.
    pub role: Option<Role>,
    /// In what capacity.
    pub acting: Acting,
    /// Channel.
    pub channel: String,
    /// When it happened.
    pub occurred_at: Instant,
    /// When it was written.
    pub recorded_at: Instant,
}
