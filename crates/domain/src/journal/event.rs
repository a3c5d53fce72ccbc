//! Everything that can stand in a journal. Events carry results (due days, amounts, versions), so that folding them needs no catalogue,
//! calendar or clock.

use crate::access::{Acting, Grant, Role, Scope};
use crate::area::AreaCode;
use crate::calendar::{Day, Instant};
use crate::case::{
    CaseHandedOver, CaseOpened, CaseTakenOver, ConcernMoved, ConcernReclassified, DocumentNoted, DocumentSeen, HandOverCompleted,
    HandOverReceived, HandOverRefused, HandOverReturned, HandOverTakenBack, HandOverWithdrawn,
};
use crate::identity::*;
use crate::office::{Institution, Office, OfficeChain};
use crate::program::OwnRow;
use uuid::Uuid;

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A tenant begins.
    TenantFounded(TenantFounded),
    /// What the tenant calls its service was put right.
    ProfileSet(ProfileSet),
    /// The regency's Kemendagri code or time zone is another one, from a day on.
    TenantMoved(TenantMoved),
    /// Who decides at an office, from a day on.
    ChainSet(ChainSet),
    /// An office was added or changed: its whole new state.
    OfficeSet(Office),
    /// An institution was added or changed.
    InstitutionSet(Institution),
    /// An account was added or changed.
    AccountSet(AccountSet),
    /// A password was set; the password itself stands nowhere in the journal.
    PasswordSet(PasswordSet),
    /// A token for a program was made.
    TokenMade(TokenMade),
    /// A token for a program was ended.
    TokenEnded(TokenEnded),
    /// An officer made a number public, or took it back.
    ContactSet(ContactSet),
    /// A role was given.
    RoleGranted(Grant),
    /// A role was taken back or given an end.
    RoleEnded(RoleEnded),
    /// A version of a program, reason, deadline or holiday of the regency's own: its whole new state.
    CatalogRowSet(OwnRow),
    /// A fact of the catalogue was confirmed (or doubted) by the dinas.
    FactConfirmed(FactConfirmed),
    /// An import began.
    ImportStarted(ImportStarted),
    /// A slice of an import: its rows are kept in `import_row`.
    ImportSlice(ImportSlice),
    /// An import ended.
    ImportFinished(ImportFinished),
    /// The bridge between area codes that imports go by from now on; without pairs, none.
    BridgeSet(BridgeSet),
    /// Somebody who is not in the registry was written down.
    PersonAdded(PersonAdded),
    /// What is written down about a person was put right.
    PersonCorrected(PersonCorrected),
    /// What is written down about a family was put right.
    FamilyCorrected(FamilyCorrected),
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
    /// What was said in a case was erased; the case's key is gone.
    CaseErased(CaseErased),
    /// A question was answered without a case.
    InquiryRecorded(InquiryRecorded),
    /// An answered question was counted by mistake.
    InquiryWithdrawn(InquiryWithdrawn),
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
    /// Somebody knows of a restricted case no more.
    PersonUnnamed(PersonUnnamed),
    /// A case is about somebody else than was written down.
    CasePersonSet(CasePersonSet),
    /// A concern is of another kind, urgency or protection than was written down.
    ConcernReclassified(ConcernReclassified),
    /// A case's PIN was renewed.
    PinRenewed(PinRenewed),
    /// A case is on its way to another tenant.
    CaseHandedOver(CaseHandedOver),
    /// The other tenant took it over.
    HandOverCompleted(HandOverCompleted),
    /// It came back.
    HandOverReturned(HandOverReturned),
    /// Whoever handed it over took it back.
    HandOverTakenBack(HandOverTakenBack),
    /// A case of another tenant was taken back by it.
    HandOverWithdrawn(HandOverWithdrawn),
    /// A case of another tenant came.
    HandOverReceived(HandOverReceived),
    /// A case of another tenant was taken over.
    CaseTakenOver(CaseTakenOver),
    /// A case of another tenant was not taken over.
    HandOverRefused(HandOverRefused),
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

/// What the tenant calls its service.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileSet {
    /// Local name of the service.
    pub brand: String,
    /// Raised by every change; 0 at founding.
    pub revision: i64,
}

/// The regency's Kemendagri code and time zone from a day on. The tenant's own four digits and all service numbers stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantMoved {
    /// Kemendagri code of the regency.
    pub area: AreaCode,
    /// Zone name.
    pub zone_name: String,
    /// Minutes east of UTC.
    pub zone_offset: i64,
    /// First day; what was planned for later days is planned no more.
    pub from: Day,
    /// Raised by every change; 0 at founding.
    pub revision: i64,
}

/// Who decides on recommendations of an office, from a day on.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainSet {
    /// Which office.
    pub chain: OfficeChain,
    /// What it rests on: the decree, in words.
    pub reason: String,
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

/// A password was set.
#[derive(Debug, Clone, PartialEq)]
pub struct PasswordSet {
    /// Whose.
    pub account: AccountId,
    /// By whom: `self`, `administrator`, or the channel of the program itself (`cli`, `setup`).
    pub by: String,
    /// Whether it must be changed at the next log-in.
    pub one_time: bool,
}

/// A token was made.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenMade {
    /// With whose roles it acts.
    pub account: AccountId,
    /// Names it: the first half of its hash.
    pub token: Uuid,
    /// What its owner calls it, sealed under the account's key.
    pub label: Sealed,
    /// When it ends by itself.
    pub expires_at: Instant,
}

/// A token was ended.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenEnded {
    /// Whose it was.
    pub account: AccountId,
    /// Which: the first half of its hash.
    pub token: Uuid,
}

/// A number that the public may call, with the consent of whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactSet {
    /// Whose.
    pub account: AccountId,
    /// The number, sealed under the account's key; none when it was taken back.
    pub number: Option<Sealed>,
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

/// A question that was counted by mistake: what was counted, so that the same count goes down.
#[derive(Debug, Clone, PartialEq)]
pub struct InquiryWithdrawn {
    /// The operation that counted it.
    pub inquiry: OperationId,
    /// The day for which it was counted.
    pub on: Day,
    /// What was counted.
    pub counted: InquiryRecorded,
}

/// Named on a restricted case.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonNamed {
    /// Which case.
    pub case: CaseId,
    /// Who may see it from now on.
    pub account: AccountId,
}

/// No longer named on a restricted case.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonUnnamed {
    /// Which case.
    pub case: CaseId,
    /// Who may see it no more.
    pub account: AccountId,
}

/// Whom a case is about, put right.
#[derive(Debug, Clone, PartialEq)]
pub struct CasePersonSet {
    /// Which case.
    pub case: CaseId,
    /// Whom it is about.
    pub person: PersonId,
    /// Their family.
    pub family: Option<FamilyId>,
    /// Who stood there before: what the officer saw.
    pub before: Option<PersonId>,
    /// Why, sealed under the case's key.
    pub words: Option<Sealed>,
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
        self.about().into_iter().map(|(_, id)| id).collect()
    }

    /// What it is about, each with its sort: `case`, `person`, `family`, `account` …
    pub fn about(&self) -> Vec<(&'static str, Uuid)> {
        match self {
            Event::TenantFounded(_)
            | Event::ProfileSet(_)
            | Event::TenantMoved(_)
            | Event::CatalogRowSet(_)
            | Event::FactConfirmed(_)
            | Event::BridgeSet(_) => vec![],
            Event::OfficeSet(e) => vec![("office", e.id.0)],
            Event::ChainSet(e) => vec![("office", e.chain.office.0)],
            Event::InstitutionSet(e) => vec![("institution", e.id.0)],
            Event::AccountSet(e) => vec![("account", e.account.0)],
            Event::PasswordSet(e) => vec![("account", e.account.0)],
            Event::TokenMade(e) => vec![("account", e.account.0), ("token", e.token)],
            Event::TokenEnded(e) => vec![("account", e.account.0), ("token", e.token)],
            Event::ContactSet(e) => vec![("account", e.account.0)],
            Event::RoleGranted(e) => vec![("account", e.account.0), ("role", e.id.0)],
            Event::RoleEnded(e) => vec![("role", e.grant.0)],
            Event::ImportStarted(e) => vec![("import", e.import.0)],
            Event::ImportSlice(e) => vec![("import", e.import.0)],
            Event::ImportFinished(e) => vec![("import", e.import.0)],
            Event::PersonAdded(e) => vec![("person", e.person.0), ("family", e.family.0)],
            Event::PersonCorrected(e) => vec![("person", e.person.0)],
            Event::FamilyCorrected(e) => vec![("family", e.family.0)],
            Event::NumbersChecked(e) => vec![("person", e.person.0)],
            Event::NikAdded(e) => vec![("person", e.person.0)],
            Event::RegistryObserved(e) => e.case.map(|c| ("case", c.0)).into_iter().chain([("family", e.family.0)]).collect(),
            Event::IdentityRevealed(e) => {
                let people = e.person.map(|p| ("person", p.0)).into_iter().chain(e.family.map(|f| ("family", f.0)));
                e.case.map(|c| ("case", c.0)).into_iter().chain(people).collect()
            }
            Event::PersonErased(e) => std::iter::once(("person", e.person.0)).chain(e.cases.iter().map(|c| ("case", c.0))).collect(),
            Event::CaseErased(e) => vec![("case", e.case.0)],
            Event::InquiryRecorded(e) => vec![("office", e.office.0)],
            Event::InquiryWithdrawn(e) => vec![("inquiry", e.inquiry.0), ("office", e.counted.office.0)],
            Event::CaseOpened(e) => std::iter::once(("case", e.case.0)).chain(e.person.map(|p| ("person", p.0))).collect(),
            Event::DocumentNoted(e) => vec![("case", e.case.0)],
            Event::DocumentSeen(e) => vec![("case", e.case.0)],
            Event::ConcernMoved(e) => vec![("case", e.case.0), ("concern", e.concern.0)],
            Event::PersonNamed(e) => vec![("case", e.case.0), ("account", e.account.0)],
            Event::PersonUnnamed(e) => vec![("case", e.case.0), ("account", e.account.0)],
            Event::CasePersonSet(e) => {
                let people = [Some(e.person), e.before].into_iter().flatten().map(|p| ("person", p.0));
                std::iter::once(("case", e.case.0)).chain(people).collect()
            }
            Event::ConcernReclassified(e) => vec![("case", e.case.0), ("concern", e.concern.0)],
            Event::PinRenewed(e) => vec![("case", e.case.0)],
            Event::CaseHandedOver(e) => vec![("case", e.case.0)],
            Event::HandOverCompleted(e) => vec![("case", e.case.0)],
            Event::HandOverReturned(e) => vec![("case", e.case.0)],
            Event::HandOverTakenBack(e) => vec![("case", e.case.0)],
            Event::HandOverWithdrawn(e) => vec![("case", e.case.0)],
            Event::HandOverReceived(e) => vec![("case", e.case.0)],
            Event::HandOverRefused(e) => vec![("case", e.case.0)],
            Event::CaseTakenOver(e) => std::iter::once(("case", e.opened.case.0)).chain(e.opened.person.map(|p| ("person", p.0))).collect(),
        }
    }

    /// Whether it changes what every decision rests on (offices, institutions, roles, the catalogue): caches of it are then stale.
    pub fn changes_reference(&self) -> bool {
        matches!(
            self,
            Event::TenantFounded(_)
                | Event::ProfileSet(_)
                | Event::TenantMoved(_)
                | Event::ChainSet(_)
                | Event::OfficeSet(_)
                | Event::InstitutionSet(_)
                | Event::AccountSet(_)
                | Event::RoleGranted(_)
                | Event::RoleEnded(_)
                | Event::CatalogRowSet(_)
                | Event::FactConfirmed(_)
        )
    }
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

/// A scope as text: what sort of place, and which.
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
