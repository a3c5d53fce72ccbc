//! Forms of a case's events.

use super::form::wire;
use slrt_domain::access::Visibility;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::case::*;
use slrt_domain::identity::*;
use slrt_domain::journal::{CaseErased, CasePersonSet, InquiryRecorded, InquiryWithdrawn, PersonNamed, PersonUnnamed, PinRenewed};

wire!(TurnForm for Turn { role: TurnRole } maybe { office: OfficeId, institution: InstitutionId });
wire!(ChainStepForm for ChainStep { office: OfficeId, role: TurnRole });
wire!(AfterForm for After {
    state: ConcernState, turn: Turn, promised: Day, overdue: bool, reopened: i64, revision: i64,
} maybe { due: Day, outcome: Outcome, reason: String, recommended_by: AccountId, paused_since: Day, extended_on: Day, closed_on: Day }
  lists { programs: String, chain: ChainStep });
wire!(ExternalNumberForm for ExternalNumber { system: String, number: Sealed }
  maybe { referral: ReferralId, submitted_on: Day, checked_on: Day, status: Sealed });
wire!(OnBehalfForm for OnBehalf { who: Sealed, channel: String, day: Day } maybe { evidence: DocumentId });
wire!(DetailForm for Detail { collapsed: i64 }
  maybe {
    words: Sealed, reason: String, result: String, referral: ReferralId, institution: InstitutionId, program: String, office: OfficeId,
    decided: ChainStep, on_behalf: OnBehalf, external: ExternalNumber, consent: bool, day: Day, late_reason: String,
} lists { programs: String, documents: String });
wire!(ConcernMovedForm for ConcernMoved {
    case: CaseId, concern: ConcernId, detail: Detail, after: After, before: ConcernState, on: Day, visibility: Visibility,
} fixed { step: StepKind::Noted });
wire!(ConcernOpenedForm for ConcernOpened {
    id: ConcernId, kind: String, category: String, sector: String, urgent: bool, visibility: Visibility, after: After,
} maybe { words: Sealed });
wire!(CaseOpenedForm for CaseOpened {
    case: CaseId, number: ServiceNumber, pin_hash: Vec<u8>, office: OfficeId, village: AreaCode, channel: Channel, visibility: Visibility, on: Day,
} maybe {
    person: PersonId, family: FamilyId, caller: Sealed, phone: Sealed, proxy: Sealed, ppks: Sealed, late_reason: String, external: ExternalNumber,
} lists { named: AccountId, concerns: ConcernOpened });
wire!(ConcernHandedForm for ConcernHanded { id: ConcernId, before: ConcernState, turn: Turn, after: After });
wire!(ConcernAnsweredForm for ConcernAnswered { id: ConcernId, after: After });
wire!(CaseHandedOverForm for CaseHandedOver {
    case: CaseId, hand_over: HandOverId, to: Tenant, number: ServiceNumber, village: AreaCode, restricted: bool, reason: String, on: Day,
} maybe { words: Sealed } lists { concerns: ConcernHanded });
wire!(HandOverCompletedForm for HandOverCompleted { case: CaseId, hand_over: HandOverId, to: Tenant, number: ServiceNumber, on: Day }
  maybe { external: ExternalNumber } lists { concerns: ConcernAnswered });
wire!(HandOverReturnedForm for HandOverReturned { case: CaseId, hand_over: HandOverId, from: Tenant, reason: String, on: Day }
  lists { concerns: ConcernAnswered });
wire!(HandOverTakenBackForm for HandOverTakenBack { case: CaseId, hand_over: HandOverId, from: Tenant, reason: String, on: Day }
  maybe { words: Sealed } lists { concerns: ConcernAnswered });
wire!(HandOverWithdrawnForm for HandOverWithdrawn {
    hand_over: HandOverId, case: CaseId, from: Tenant, number: ServiceNumber, village: AreaCode, restricted: bool, reason: String,
    answer: String, on: Day,
});
wire!(HandOverReceivedForm for HandOverReceived {
    hand_over: HandOverId, case: CaseId, from: Tenant, number: ServiceNumber, village: AreaCode, restricted: bool, reason: String,
    promised: Day, due: Day, package: Sealed, on: Day,
});
wire!(TakenNumberForm for TakenNumber { number: ExternalNumber } maybe { concern: ConcernId });
wire!(CaseTakenOverForm for CaseTakenOver { hand_over: HandOverId, from: Tenant, opened: CaseOpened, brought_at: Instant, on: Day }
  lists { numbers: TakenNumber, lost: DocumentId });
wire!(HandOverRefusedForm for HandOverRefused { hand_over: HandOverId, case: CaseId, from: Tenant, reason: String, on: Day });
wire!(DocumentNotedForm for DocumentNoted {
    document: DocumentId, case: CaseId, kind: String, form: DocumentForm, visibility: Visibility, at: Instant,
} maybe { concern: ConcernId, blob: Vec<u8> });
wire!(DocumentSeenForm for DocumentSeen { document: DocumentId, case: CaseId, kind: String, visibility: Visibility } maybe { concern: ConcernId });
wire!(PersonNamedForm for PersonNamed { case: CaseId, account: AccountId });
wire!(PersonUnnamedForm for PersonUnnamed { case: CaseId, account: AccountId });
wire!(CasePersonSetForm for CasePersonSet { case: CaseId, person: PersonId } maybe { family: FamilyId, before: PersonId, words: Sealed });
wire!(ConcernReclassifiedForm for ConcernReclassified {
    case: CaseId, concern: ConcernId, kind: String, category: String, sector: String, urgent: bool, visibility: Visibility, before: String,
    after: After, on: Day,
} maybe { words: Sealed, late_reason: String });
wire!(PinRenewedForm for PinRenewed { case: CaseId, pin_hash: Vec<u8> });
wire!(CaseErasedForm for CaseErased { case: CaseId, ground: String });
wire!(InquiryForm for InquiryRecorded { office: OfficeId, sector: String, channel: String } maybe { village: AreaCode });
wire!(InquiryWithdrawnForm for InquiryWithdrawn { inquiry: OperationId, on: Day, counted: InquiryRecorded });
