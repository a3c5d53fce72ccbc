//! Everything that can stand in a journal. Events carry results (due days, amounts, versions), so that folding them needs no catalogue,
//! calendar or clock.

use super::counter::*;
use super::registry::*;
use super::tenant::*;
use crate::access::{Acting, Grant, Role, Scope};
use crate::area::AreaCode;
use crate::calendar::Instant;
use crate::case::{
    CaseHandedOver, CaseOpened, CaseTakenOver, ConcernMoved, ConcernReclassified, DocumentNoted, DocumentSeen, HandOverCompleted,
    HandOverReceived, HandOverRefused, HandOverReturned, HandOverTakenBack, HandOverWithdrawn,
};
use crate::identity::*;
use crate::office::{Institution, Office};
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
