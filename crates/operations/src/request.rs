//! Operations as values: who, on whose behalf, what, with which client-made id.

use crate::OperationError;
use slrt_domain::access::{Actor, ActorKind, Grant};
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::case::{
    ConcernCommand, DocumentNoted, DocumentSeen, HandOver, HandOverReceived, HandOverWithdrawn, OpenCase, TakeBack, TakeOver, Verb,
};
use slrt_domain::identity::*;
use slrt_domain::journal::*;
use slrt_domain::office::{Institution, Office, Reference};
use slrt_domain::program::OwnRow;
use slrt_storage::{Digests, SubjectKey};
use uuid::Uuid;

/// Who asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// An account; its roles are read when the operation is decided.
    Account(AccountId),
    /// The citizen of a case, by number and PIN.
    Citizen(CaseId),
    /// The program itself, or an operator by command line.
    System,
}

impl Who {
    /// With the roles that they hold at a moment.
    pub(crate) fn actor(self, reference: &Reference, now: Instant) -> Actor {
        let (kind, grants) = match self {
            Self::Account(id) => (ActorKind::Account(id), reference.grants_of(id, reference.zone.day(now))),
            Self::Citizen(id) => (ActorKind::Citizen(id), Vec::new()),
            Self::System => (ActorKind::System, Vec::new()),
        };
        Actor { tenant: reference.tenant, kind, grants }
    }
}

/// An operation with its circumstances.
#[derive(Debug, Clone)]
pub struct Request {
    /// Made by the client: the same id twice happens once.
    pub id: OperationId,
    /// Whose journal.
    pub tenant: Tenant,
    /// Who.
    pub who: Who,
    /// `web`, `api`, `cli`, `worker` …
    pub channel: String,
    /// A short handle of the session or token that it came by, never the token: tells two browsers of one account apart.
    pub device: Option<String>,
    /// Digest of what was asked.
    pub digest: Digests,
    /// When it happened; none means now.
    pub occurred_at: Option<Instant>,
    /// Why it is entered late, coded.
    pub late_reason: Option<String>,
    /// What.
    pub body: Body,
    /// Keys of subjects that this operation brings into being.
    pub keys: Vec<SubjectKey>,
    /// Subjects whose keys it destroys.
    pub destroys: Vec<Uuid>,
}

impl Request {
    /// A request of the program itself, now.
    pub fn system(tenant: Tenant, id: OperationId, channel: &str, body: Body) -> Self {
        Self {
            id,
            tenant,
            who: Who::System,
            channel: channel.to_owned(),
            device: None,
            digest: Hash::ZERO.into(),
            occurred_at: None,
            late_reason: None,
            body,
            keys: Vec::new(),
            destroys: Vec::new(),
        }
    }
}

/// What clients name: each name is given once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Named {
    /// An account.
    Account,
    /// A case.
    Case,
    /// A concern.
    Concern,
    /// A document.
    Document,
    /// A referral.
    Referral,
    /// A person.
    Person,
    /// A family.
    Family,
    /// What a national system showed.
    Observation,
    /// An import.
    Import,
}

impl Named {
    /// The table that holds it by its `id`.
    pub(crate) fn table(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::Case => "service_case",
            Self::Concern => "concern",
            Self::Document => "document",
            Self::Referral => "referral",
            Self::Person => "person",
            Self::Family => "family",
            Self::Observation => "observation",
            Self::Import => "import_log",
        }
    }
}

/// What an operation does.
#[derive(Debug, Clone)]
pub enum Body {
    /// Founds the tenant.
    Found(TenantFounded),
    /// Puts right what the tenant calls its service.
    SetProfile(ProfileSet),
    /// Says which Kemendagri code and time zone the regency has, from a day on.
    MoveTenant(TenantMoved),
    /// Adds or changes an office.
    SetOffice(Office),
    /// Says who decides at an office.
    SetChain(ChainSet),
    /// Adds or changes an institution.
    SetInstitution(Institution),
    /// Adds or changes an account.
    SetAccount(AccountSet),
    /// Sets a password: its hash, and the session that may stay.
    SetPassword(PasswordSet, Private<String>, Option<Vec<u8>>),
    /// Makes a token for a program: SHA-256 of its value and what its owner calls it.
    MakeToken(TokenMade, Private<Vec<u8>>, Private<String>),
    /// Ends a token for a program: SHA-256 of its value.
    EndToken(TokenEnded, Private<Vec<u8>>),
    /// Makes one's own number public, or takes it back.
    SetContact(ContactSet),
    /// Gives roles.
    Grant(Vec<Grant>),
    /// Ends a role.
    EndRole(GrantId, Day),
    /// Sets versions of rows of the regency's own catalogue, all or none.
    SetCatalogRows(Vec<OwnRow>),
    /// Confirms or doubts facts of the catalogue.
    ConfirmFacts(Vec<FactConfirmed>),
    /// Begins an import.
    StartImport(ImportStarted),
    /// Writes a slice: the entry and the kept rows.
    WriteSlice(ImportSlice, Vec<Vec<u8>>),
    /// Ends an import.
    FinishImport(ImportFinished),
    /// Remembers, replaces or forgets the bridge between area codes.
    SetBridge(BridgeSet),
    /// Writes somebody down.
    AddPerson(PersonAdded),
    /// Puts right what is written down about a person; with the keyed hash of a new NIK.
    CorrectPerson(PersonCorrected, Vec<Vec<u8>>),
    /// Puts right what is written down about a family; with the keyed hash of a new No. KK.
    CorrectFamily(FamilyCorrected, Vec<Vec<u8>>),
    /// Settles warnings about numbers.
    CheckNumbers(NumbersChecked),
    /// Adds the NIK of somebody who has none; with its keyed hash.
    AddNik(NikAdded, Vec<Vec<u8>>),
    /// Records what a national system showed.
    Observe(RegistryObserved),
    /// Shows something in clear.
    Reveal(IdentityRevealed),
    /// Erases a person.
    Erase(PersonErased),
    /// Erases what was said in a case.
    EraseCase(CaseErased),
    /// Counts an answered question.
    Inquire(InquiryRecorded),
    /// Takes back an answered question that was counted by mistake.
    WithdrawInquiry(OperationId),
    /// Opens a case; with the keyed hashes of the NIK of whom it is for, where that alone is known.
    OpenCase(Box<OpenCase>, Option<Vec<Vec<u8>>>),
    /// A step of a concern.
    Concern(Box<ConcernCommand>),
    /// Adds a document to a case.
    NoteDocument(DocumentNoted),
    /// Looks at the photograph of a document.
    SeeDocument(DocumentSeen),
    /// Names somebody on a restricted case.
    NamePerson(PersonNamed),
    /// Takes somebody off a restricted case.
    UnnamePerson(PersonUnnamed),
    /// Puts right whom a case is about.
    SetCasePerson(CasePersonSet),
    /// Renews a PIN.
    RenewPin(CaseId),
    /// Hands a case to another tenant, with the package for it, sealed under the case's key.
    HandOver(Box<HandOver>, Sealed),
    /// The other tenant took it over: its number there, and the same sealed under the case's key.
    CompleteHandOver(CaseId, HandOverId, ServiceNumber, Option<Sealed>),
    /// The other tenant did not take it over: why, coded.
    ReturnHandOver(CaseId, HandOverId, String),
    /// Takes a case back that the other tenant has not answered.
    TakeBack(Box<TakeBack>),
    /// A case of another tenant is taken back by it.
    WithdrawHandOver(HandOverWithdrawn),
    /// A case of another tenant came.
    ReceiveHandOver(HandOverReceived),
    /// Takes a case of another tenant over, with those who come into being with it.
    TakeOver(Box<TakeOver>, Vec<PersonAdded>),
    /// Does not take it over: why, coded.
    RefuseHandOver(HandOverId, String),
}

impl Body {
    /// The case that it is about, when that is known already.
    pub(crate) fn case(&self) -> Option<CaseId> {
        match self {
            Body::Concern(c) => Some(c.case),
            Body::NoteDocument(d) => Some(d.case),
            Body::SeeDocument(d) => Some(d.case),
            Body::NamePerson(p) => Some(p.case),
            Body::UnnamePerson(p) => Some(p.case),
            Body::SetCasePerson(e) => Some(e.case),
            Body::RenewPin(case) => Some(*case),
            Body::HandOver(c, _) => Some(c.case),
            Body::TakeBack(c) => Some(c.case),
            Body::Reveal(e) => e.case,
            Body::Observe(e) => e.case,
            _ => None,
        }
    }

    /// What it brings into being under names that the client made.
    pub(crate) fn names(&self) -> Vec<(Named, Uuid)> {
        match self {
            Body::OpenCase(c, _) => std::iter::once((Named::Case, c.case.0))
                .chain(c.concerns.iter().map(|k| (Named::Concern, k.id.0)))
                .chain(c.documents.iter().map(|d| (Named::Document, d.id.0)))
                .collect(),
            Body::Concern(c) => match &c.verb {
                Verb::Refer(v) => vec![(Named::Referral, v.referral.0)],
                _ => Vec::new(),
            },
            Body::NoteDocument(d) => vec![(Named::Document, d.document.0)],
            Body::AddPerson(e) => {
                std::iter::once((Named::Person, e.person.0)).chain(e.new_family.then_some((Named::Family, e.family.0))).collect()
            }
            // The same case never comes twice: what was handed on from here stays here as a closed copy.
            Body::ReceiveHandOver(e) => vec![(Named::Case, e.case.0)],
            Body::TakeOver(c, people) => std::iter::once((Named::Case, c.case.0))
                .chain(c.concerns.iter().map(|k| (Named::Concern, k.id.0)))
                .chain(c.documents.iter().map(|d| (Named::Document, d.id.0)))
                .chain(people.iter().map(|p| (Named::Person, p.person.0)))
                .chain(people.iter().filter(|p| p.new_family).map(|p| (Named::Family, p.family.0)))
                .collect(),
            Body::Observe(e) => vec![(Named::Observation, e.observation.0)],
            Body::StartImport(e) => vec![(Named::Import, e.import.0)],
            Body::SetAccount(a) if a.revision == 1 => vec![(Named::Account, a.account.0)],
            _ => Vec::new(),
        }
    }

    /// Whether somebody may have lost a session or token by it.
    pub(crate) fn ends_sessions(&self) -> bool {
        match self {
            Body::SetPassword(..) | Body::EndToken(..) => true,
            Body::SetAccount(e) => !e.active,
            _ => false,
        }
    }

    /// Whether it is decided alone: it changes what every decision rests on, or it must see everything that happened before.
    pub fn goes_alone(&self) -> bool {
        matches!(
            self,
            Body::Found(_)
                | Body::SetProfile(_)
                | Body::MoveTenant(_)
                | Body::SetOffice(_)
                | Body::SetChain(_)
                | Body::SetInstitution(_)
                | Body::SetAccount(_)
                | Body::Grant(_)
                | Body::EndRole(..)
                | Body::SetCatalogRows(_)
                | Body::ConfirmFacts(_)
                | Body::Erase(_)
                | Body::EraseCase(_)
                | Body::StartImport(_)
                | Body::WriteSlice(..)
                | Body::FinishImport(_)
                | Body::HandOver(..)
                | Body::CompleteHandOver(..)
                | Body::ReturnHandOver(..)
                | Body::TakeBack(_)
                | Body::WithdrawHandOver(_)
                | Body::ReceiveHandOver(_)
                | Body::TakeOver(..)
                | Body::RefuseHandOver(..)
        )
    }
}

/// What an operation came to.
#[derive(Debug, Clone)]
pub struct Done {
    /// Its events.
    pub events: Vec<Event>,
    /// Number of its first entry; 0 when nothing had to be written.
    pub number: i64,
    /// When it was written.
    pub recorded_at: Instant,
    /// Whether it had been done before: the same answer again.
    pub replayed: bool,
}

/// The answer to a request.
pub type Answer = Result<Done, OperationError>;
