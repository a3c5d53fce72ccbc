//! What somebody wants to do with a concern.

use super::event::{ExternalNumber, OnBehalf};
use super::state::Channel;
use crate::access::Action;
use crate::calendar::Day;
use crate::identity::*;

/// A step that somebody asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct ConcernCommand {
    /// The case.
    pub case: CaseId,
    /// The concern.
    pub concern: ConcernId,
    /// The revision that they saw: another one means that somebody was faster.
    pub revision: i64,
    /// What.
    pub verb: Verb,
}

/// What to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Verb {
    /// Check against the registry.
    Verify(Verify),
    /// Ask for a visit.
    RequestVisit(Words),
    /// Record a visit.
    RecordVisit(Visit),
    /// Ask the citizen for documents.
    AskDocuments(AskDocuments),
    /// Documents came.
    ReceiveDocuments(Words),
    /// Help or inform on the spot.
    Serve(Serve),
    /// Hand to the office above.
    Escalate(Words),
    /// Wait for the centre or for quota.
    Wait(Wait),
    /// Go on after waiting.
    Resume(Words),
    /// Take more time, as the standard allows once: with a coded reason.
    Extend(Words),
    /// Put right what kind of need it is, how urgent, and who may know.
    Reclassify(Reclassify),
    /// Note something.
    Note(Words),
    /// Note a number in another system.
    NoteNumber(ExternalNumber),
    /// Recommend.
    Recommend(Recommend),
    /// Decide the present step of the chain.
    Decide(Decide),
    /// Send to an institution.
    Refer(Refer),
    /// Answer a referral.
    Answer(Answer),
    /// Send what the institution asked for.
    Resubmit(Words),
    /// Take a referral back from an institution that does not answer.
    TakeBack(Words),
    /// Take a recommendation back before it is decided.
    WithdrawRecommendation(Words),
    /// Decline with a coded reason, where nobody else decides.
    Decline(Decline),
    /// The citizen's word.
    Confirm(Confirm),
    /// Close without it.
    Close(Close),
    /// Open again.
    Reopen(Words),
    /// The due day passed (worker only).
    PassDeadline,
    /// Whoever had the turn is gone (worker only).
    Reroute,
}

impl Verb {
    /// The action that must be allowed.
    pub fn action(&self) -> Action {
        match self {
            Verb::Verify(_) | Verb::Reclassify(_) => Action::Verify,
            Verb::RequestVisit(_) => Action::RequestVisit,
            Verb::RecordVisit(_) => Action::RecordVisit,
            Verb::AskDocuments(_) => Action::Verify,
            Verb::ReceiveDocuments(_) | Verb::Note(_) | Verb::NoteNumber(_) => Action::AddDocument,
            Verb::Serve(_) => Action::Serve,
            Verb::Escalate(_) => Action::Escalate,
            Verb::Wait(_) | Verb::Resume(_) => Action::Wait,
            Verb::Extend(_) => Action::Extend,
            Verb::Recommend(_) | Verb::WithdrawRecommendation(_) | Verb::Decline(_) => Action::Recommend,
            Verb::Decide(d) => d.action,
            Verb::Refer(_) | Verb::Resubmit(_) | Verb::TakeBack(_) => Action::Refer,
            Verb::Answer(a) if a.on_behalf.is_some() => Action::AnswerOnBehalf,
            Verb::Answer(_) => Action::AnswerReferral,
            Verb::Confirm(_) => Action::Confirm,
            Verb::Close(_) | Verb::PassDeadline | Verb::Reroute => Action::Close,
            Verb::Reopen(_) => Action::Reopen,
        }
    }

    /// The paper that it rests on.
    pub fn evidence(&self) -> Option<DocumentId> {
        match self {
            Verb::Answer(a) => a.on_behalf.as_ref().and_then(|b| b.evidence),
            _ => None,
        }
    }

    /// Whether it only adds something, so that another's step in between does no harm.
    pub fn only_adds(&self) -> bool {
        matches!(self, Verb::Note(_) | Verb::NoteNumber(_) | Verb::PassDeadline | Verb::Reroute)
    }

    /// Whether only the program itself does it.
    pub fn is_systems(&self) -> bool {
        matches!(self, Verb::PassDeadline | Verb::Reroute)
    }
}

/// Words alone.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Words {
    /// Sealed under the case's key.
    pub words: Option<Sealed>,
    /// Coded reason, where the step has one.
    pub reason: Option<String>,
}

/// Result of the check against the registry.
#[derive(Debug, Clone, PartialEq)]
pub struct Verify {
    /// `listed`, `not_listed`, `data_differs`, `not_needed`.
    pub result: String,
    /// Remarks.
    pub words: Option<Sealed>,
}

/// What kind of need it is, put right.
#[derive(Debug, Clone, PartialEq)]
pub struct Reclassify {
    /// Kind by code.
    pub kind: String,
    /// In care, or with an appointment.
    pub urgent: bool,
    /// Only named persons may know, also where the kind alone does not ask for it.
    pub restricted: bool,
    /// Why.
    pub words: Option<Sealed>,
}

/// A visit that was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    /// What was found: `as_told`, `differs`, `nobody_home`, `moved`.
    pub result: String,
    /// What was seen.
    pub words: Option<Sealed>,
}

/// Documents that the citizen is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct AskDocuments {
    /// By code.
    pub documents: Vec<String>,
    /// Remarks.
    pub words: Option<Sealed>,
}

/// Help or information on the spot.
#[derive(Debug, Clone, PartialEq)]
pub struct Serve {
    /// `help` or `information`.
    pub result: String,
    /// What was done.
    pub words: Option<Sealed>,
    /// Program that helped, if any.
    pub programs: Vec<String>,
}

/// Waiting for somebody whom we cannot hurry.
#[derive(Debug, Clone, PartialEq)]
pub struct Wait {
    /// `center` or `quota`.
    pub result: String,
    /// For `center`: which one, coded (`reasons.toml`, for = "wait_center").
    pub reason: Option<String>,
    /// Number there.
    pub external: Option<ExternalNumber>,
    /// When we look again.
    pub next_look: Day,
    /// Remarks.
    pub words: Option<Sealed>,
}

/// A recommendation.
#[derive(Debug, Clone, PartialEq)]
pub struct Recommend {
    /// Programs: at least one, unless the kind has none.
    pub programs: Vec<String>,
    /// Why.
    pub words: Option<Sealed>,
}

/// Declining a concern whose kind asks for no decision of somebody else.
#[derive(Debug, Clone, PartialEq)]
pub struct Decline {
    /// Coded reason (`reasons.toml`, for = "decline_decision").
    pub reason: String,
    /// Remarks.
    pub words: Option<Sealed>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq)]
pub struct Decide {
    /// The action of the step that is decided: must fit the chain's present step.
    pub action: Action,
    /// `approve`, `return`, `decline`.
    pub result: String,
    /// Coded reason for a return or a decline.
    pub reason: Option<String>,
    /// Remarks.
    pub words: Option<Sealed>,
}

/// Sending to an institution.
#[derive(Debug, Clone, PartialEq)]
pub struct Refer {
    /// Made by the client.
    pub referral: ReferralId,
    /// To whom.
    pub institution: InstitutionId,
    /// For which program.
    pub program: Option<String>,
    /// The citizen agreed that their data go there.
    pub consent: bool,
    /// What the institution should know.
    pub words: Option<Sealed>,
    /// For a restricted concern: the officer there who will know.
    pub named: Option<AccountId>,
}

/// An institution's answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// Which referral.
    pub referral: ReferralId,
    /// `accepted`, `declined`, `more_asked`, `given`, `not_given`.
    pub result: String,
    /// Coded reason for `declined` and `not_given`; for `more_asked` (for = "institution_documents") where there is one.
    pub reason: Option<String>,
    /// Documents asked for.
    pub documents: Vec<String>,
    /// What was done or is missing.
    pub words: Option<Sealed>,
    /// Recorded by an officer on the institution's behalf.
    pub on_behalf: Option<OnBehalf>,
}

/// The citizen's word.
#[derive(Debug, Clone, PartialEq)]
pub struct Confirm {
    /// `helped`, `partly`, `not_helped`.
    pub result: String,
    /// `pin` (by themselves), or how an officer heard it.
    pub by: ConfirmedBy,
    /// Coded reason of `not_helped` (`reasons.toml`, for = "not_helped"), where they gave one.
    pub reason: Option<String>,
    /// In their words.
    pub words: Option<Sealed>,
}

/// How the citizen's word reached us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfirmedBy {
    /// By number and PIN.
    Pin,
    /// An officer heard it.
    Officer(Channel),
}

/// Closing without the citizen's word.
#[derive(Debug, Clone, PartialEq)]
pub struct Close {
    /// Coded reason (`reasons.toml`, for = "close").
    pub reason: String,
    /// Remarks.
    pub words: Option<Sealed>,
    /// For a duplicate: the service that goes on.
    pub other: Option<OtherService>,
}

/// The service of the number that was given for a duplicate.
#[derive(Debug, Clone, PartialEq)]
pub enum OtherService {
    /// Another one of the same person, or of somebody unknown like this one: its number, sealed under this case's key.
    Same(Sealed),
    /// None, the same one, or somebody else's.
    Unfit,
}
