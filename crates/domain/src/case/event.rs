//! Events of a case.

use super::model::{After, ChainStep};
use super::state::*;
use crate::access::Visibility;
use crate::area::AreaCode;
use crate::calendar::{Day, Instant};
use crate::identity::*;

/// A case was opened.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseOpened {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: ServiceNumber,
    /// Keyed hash of the PIN.
    pub pin_hash: Vec<u8>,
    /// The office that took it.
    pub office: OfficeId,
    /// The village it is about.
    pub village: AreaCode,
    /// Who it is for.
    pub person: Option<PersonId>,
    /// Their family.
    pub family: Option<FamilyId>,
    /// How it came.
    pub channel: Channel,
    /// Who may know.
    pub visibility: Visibility,
    /// The caller's name where they are not in the registry, sealed under the case's key.
    pub caller: Option<Sealed>,
    /// Telephone to call back.
    pub phone: Option<Sealed>,
    /// Who came instead (*kuasa*): name and relation in words.
    pub proxy: Option<Sealed>,
    /// PPKS code, where the officer saw one; sealed under the case's key.
    pub ppks: Option<Sealed>,
    /// The day it was brought, in the tenant's zone.
    pub on: Day,
    /// Why it was entered more than three days late, coded.
    pub late_reason: Option<String>,
    /// Number in another system.
    pub external: Option<ExternalNumber>,
    /// Persons named from the start, for a restricted part.
    pub named: Vec<AccountId>,
    /// Concerns in order.
    pub concerns: Vec<ConcernOpened>,
}

/// A concern is of another kind, urgency or protection than was written down.
#[derive(Debug, Clone, PartialEq)]
pub struct ConcernReclassified {
    /// The case.
    pub case: CaseId,
    /// The concern.
    pub concern: ConcernId,
    /// Kind.
    pub kind: String,
    /// Category letter.
    pub category: String,
    /// Sector.
    pub sector: String,
    /// In care, or with an appointment.
    pub urgent: bool,
    /// Who may know.
    pub visibility: Visibility,
    /// The kind that was written down before.
    pub before: String,
    /// What it leaves.
    pub after: After,
    /// The day, in the tenant's zone.
    pub on: Day,
    /// Why, sealed under the case's key.
    pub words: Option<Sealed>,
    /// Why it was entered more than three days late, coded.
    pub late_reason: Option<String>,
}

/// A concern within an opened case.
#[derive(Debug, Clone, PartialEq)]
pub struct ConcernOpened {
    /// The concern.
    pub id: ConcernId,
    /// Kind.
    pub kind: String,
    /// Category letter.
    pub category: String,
    /// Sector.
    pub sector: String,
    /// The citizen's own words.
    pub words: Option<Sealed>,
    /// Urgent.
    pub urgent: bool,
    /// Who may know.
    pub visibility: Visibility,
    /// Where it stands at once.
    pub after: After,
}

/// Systems whose numbers are noted; a number of any other one goes under `other`.
pub const SYSTEMS: [&str; 6] = ["siks-ng", "dtsen", "bpjs", "lapor", "dukcapil", "other"];

/// Stands in place of a system where the number is that of another service here: the one that goes on in place of a duplicate.
pub const OTHER_SERVICE: &str = "slrt";

/// A number in another system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalNumber {
    /// One of [`SYSTEMS`], or [`OTHER_SERVICE`].
    pub system: String,
    /// Of which referral, if of one only.
    pub referral: Option<ReferralId>,
    /// The number, sealed under the case's key.
    pub number: Sealed,
    /// When it was submitted there.
    pub submitted_on: Option<Day>,
    /// When somebody last looked.
    pub checked_on: Option<Day>,
    /// What status was seen, in words of that system, sealed under the case's key: it may tell of the person.
    pub status: Option<Sealed>,
}

/// A document was shown, copied, photographed, or is missing.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentNoted {
    /// The document.
    pub document: DocumentId,
    /// Of which case.
    pub case: CaseId,
    /// Of which concern, if of one only.
    pub concern: Option<ConcernId>,
    /// Kind by code.
    pub kind: String,
    /// How it was presented.
    pub form: DocumentForm,
    /// Hash of the sealed photograph in the blob store.
    pub blob: Option<Vec<u8>>,
    /// Who may know.
    pub visibility: Visibility,
    /// When.
    pub at: Instant,
}

/// The photograph of a document with specific personal data was looked at: a NIK, a diagnosis, a child's certificate.
#[derive(Debug, Clone, PartialEq)]
pub struct DocumentSeen {
    /// The document.
    pub document: DocumentId,
    /// Of which case.
    pub case: CaseId,
    /// Of which concern, if of one only.
    pub concern: Option<ConcernId>,
    /// Kind by code.
    pub kind: String,
    /// Who may know.
    pub visibility: Visibility,
}

/// A concern took a step.
#[derive(Debug, Clone, PartialEq)]
pub struct ConcernMoved {
    /// Of which case.
    pub case: CaseId,
    /// Which.
    pub concern: ConcernId,
    /// What was done.
    pub step: StepKind,
    /// Particulars.
    pub detail: Detail,
    /// What it leaves behind.
    pub after: After,
    /// State before.
    pub before: ConcernState,
    /// The day it happened, in the tenant's zone.
    pub on: Day,
    /// Who may know.
    pub visibility: Visibility,
}

/// Particulars of a step; which are there depends on the step.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Detail {
    /// What was written, sealed under the case's key.
    pub words: Option<Sealed>,
    /// Coded reason.
    pub reason: Option<String>,
    /// Coded result (`listed`, `on_spot`, `by_pin` …).
    pub result: Option<String>,
    /// Programs picked or asked for.
    pub programs: Vec<String>,
    /// Documents asked for, by code.
    pub documents: Vec<String>,
    /// The referral.
    pub referral: Option<ReferralId>,
    /// The institution.
    pub institution: Option<InstitutionId>,
    /// The program of a referral.
    pub program: Option<String>,
    /// The office it was handed to.
    pub office: Option<OfficeId>,
    /// The step of the chain.
    pub decided: Option<ChainStep>,
    /// How many further steps collapsed because the same person holds them.
    pub collapsed: i64,
    /// Answer recorded on the institution's behalf.
    pub on_behalf: Option<OnBehalf>,
    /// Number in another system.
    pub external: Option<ExternalNumber>,
    /// Whether the citizen agreed that data go to the institution.
    pub consent: Option<bool>,
    /// A day given with the step: of a visit, of the next look.
    pub day: Option<Day>,
    /// Why it was entered more than three days late, coded.
    pub late_reason: Option<String>,
}

/// Who answered for an institution, through whom, how and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnBehalf {
    /// Name and post of whoever answered, sealed under the case's key.
    pub who: Sealed,
    /// `phone`, `letter`, `message`, `meeting`.
    pub channel: String,
    /// The day of the answer.
    pub day: Day,
    /// The document that shows it.
    pub evidence: Option<DocumentId>,
}
