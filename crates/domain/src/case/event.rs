//! Events of a case.

use super::model::{After, ChainStep, Turn};
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

/// A case is on its way to another tenant; nothing is done with it here until it is taken over there, or comes back.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseHandedOver {
    /// The case.
    pub case: CaseId,
    /// Names it on both sides.
    pub hand_over: HandOverId,
    /// To whom.
    pub to: Tenant,
    /// Its number here.
    pub number: ServiceNumber,
    /// The village it is about.
    pub village: AreaCode,
    /// Whether a part of it is for named persons only.
    pub restricted: bool,
    /// Why, coded (`reasons.toml`, for = "hand_over").
    pub reason: String,
    /// Remarks, sealed under the case's key.
    pub words: Option<Sealed>,
    /// What goes along: every concern that had not ended.
    pub concerns: Vec<ConcernHanded>,
    /// The day, in the tenant's zone.
    pub on: Day,
}

/// A concern that goes along, and what it was before.
#[derive(Debug, Clone, PartialEq)]
pub struct ConcernHanded {
    /// Which.
    pub id: ConcernId,
    /// State before.
    pub before: ConcernState,
    /// Whose turn it was.
    pub turn: Turn,
    /// What it leaves.
    pub after: After,
}

/// What is left of a concern when the other tenant has answered.
#[derive(Debug, Clone, PartialEq)]
pub struct ConcernAnswered {
    /// Which.
    pub id: ConcernId,
    /// What it leaves.
    pub after: After,
}

/// The other tenant took it over: a closed copy stays here, with the number there.
#[derive(Debug, Clone, PartialEq)]
pub struct HandOverCompleted {
    /// The case.
    pub case: CaseId,
    /// Which hand-over.
    pub hand_over: HandOverId,
    /// Who has it.
    pub to: Tenant,
    /// Its number there.
    pub number: ServiceNumber,
    /// The same as a number in another system, sealed under the case's key; none when that is gone.
    pub external: Option<ExternalNumber>,
    /// Its concerns.
    pub concerns: Vec<ConcernAnswered>,
    /// The day, in the tenant's zone.
    pub on: Day,
}

/// It came back: the other tenant did not take it, or could not be reached with it.
#[derive(Debug, Clone, PartialEq)]
pub struct HandOverReturned {
    /// The case.
    pub case: CaseId,
    /// Which hand-over.
    pub hand_over: HandOverId,
    /// From whom.
    pub from: Tenant,
    /// Why, coded (`reasons.toml`, for = "hand_over_refuse").
    pub reason: String,
    /// Its concerns.
    pub concerns: Vec<ConcernAnswered>,
    /// The day, in the tenant's zone.
    pub on: Day,
}

/// Whoever handed it over took it back before the other tenant had answered.
#[derive(Debug, Clone, PartialEq)]
pub struct HandOverTakenBack {
    /// The case.
    pub case: CaseId,
    /// Which hand-over.
    pub hand_over: HandOverId,
    /// From whom.
    pub from: Tenant,
    /// Why, coded (`reasons.toml`, for = "hand_over_take_back").
    pub reason: String,
    /// Remarks, sealed under the case's key.
    pub words: Option<Sealed>,
    /// Its concerns.
    pub concerns: Vec<ConcernAnswered>,
    /// The day, in the tenant's zone.
    pub on: Day,
}

/// A case that another tenant handed over was taken back by it: nobody answers for it here any more, and if it has not come yet, it never does.
#[derive(Debug, Clone, PartialEq)]
pub struct HandOverWithdrawn {
    /// Which hand-over.
    pub hand_over: HandOverId,
    /// The case.
    pub case: CaseId,
    /// Whose it stays.
    pub from: Tenant,
    /// Its number there.
    pub number: ServiceNumber,
    /// The village it is about.
    pub village: AreaCode,
    /// Whether a part of it is for named persons only.
    pub restricted: bool,
    /// Why it was handed over, coded.
    pub reason: String,
    /// Why it was taken back, coded.
    pub answer: String,
    /// The day, in the tenant's zone.
    pub on: Day,
}

/// A case of another tenant came and waits for an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct HandOverReceived {
    /// Which hand-over.
    pub hand_over: HandOverId,
    /// The case.
    pub case: CaseId,
    /// From whom.
    pub from: Tenant,
    /// Its number there.
    pub number: ServiceNumber,
    /// The village it is about.
    pub village: AreaCode,
    /// Whether a part of it is for named persons only.
    pub restricted: bool,
    /// Why, coded.
    pub reason: String,
    /// The earliest day that was promised to the citizen.
    pub promised: Day,
    /// By when it should be answered.
    pub due: Day,
    /// Everything that comes along, sealed under a key of its own, which is destroyed with the answer.
    pub package: Sealed,
    /// The day, in the tenant's zone.
    pub on: Day,
}

/// A case of another tenant is ours from now on.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseTakenOver {
    /// Which hand-over.
    pub hand_over: HandOverId,
    /// From whom.
    pub from: Tenant,
    /// The case as it begins here; the day is the one on which it was brought there.
    pub opened: CaseOpened,
    /// When it was brought there.
    pub brought_at: Instant,
    /// Numbers in other systems that came along, each with its concern if it is of one only.
    pub numbers: Vec<TakenNumber>,
    /// Papers whose photographs could not come along.
    pub lost: Vec<DocumentId>,
    /// The day on which it was taken over, in the tenant's zone.
    pub on: Day,
}

/// A number in another system that came along with a case.
#[derive(Debug, Clone, PartialEq)]
pub struct TakenNumber {
    /// Of which concern, if of one only.
    pub concern: Option<ConcernId>,
    /// The number.
    pub number: ExternalNumber,
}

/// A case of another tenant is not taken over.
#[derive(Debug, Clone, PartialEq)]
pub struct HandOverRefused {
    /// Which hand-over.
    pub hand_over: HandOverId,
    /// The case.
    pub case: CaseId,
    /// Whose it stays.
    pub from: Tenant,
    /// Why, coded (`reasons.toml`, for = "hand_over_refuse").
    pub reason: String,
    /// The day, in the tenant's zone.
    pub on: Day,
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

/// The same where the number is that of this very service in another tenant: from where it came, or where it went.
pub const OTHER_TENANT: &str = "slrt-regency";

/// A number in another system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExternalNumber {
    /// One of [`SYSTEMS`], [`OTHER_SERVICE`] or [`OTHER_TENANT`].
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
