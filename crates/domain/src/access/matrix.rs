//! Role × action. The generated text `permissions.snap` shows it to people.

use super::Role::{self, *};

crate::coded! {
    /// What somebody may do. Codes are `<thing>.<verb>`.
    pub enum Action {
        /// Find families and persons.
        SearchRegistry = "registry.search",
        /// See a family with its history.
        ViewFamily = "registry.view",
        /// See NIK, card number or telephone in clear.
        RevealIdentity = "registry.reveal",
        /// Write down somebody who is not in the registry.
        AddPerson = "registry.add",
        /// Put right what is written down here.
        Correct = "registry.correct",
        /// Record what SIKS-NG or DTSEN showed.
        Observe = "registry.observe",
        /// Import a registry file.
        Import = "registry.import",
        /// Erase a person.
        Erase = "registry.erase",
        /// Open a case.
        OpenCase = "case.open",
        /// See a case.
        ViewCase = "case.view",
        /// Check a concern against the registry.
        Verify = "case.verify",
        /// Ask for a home visit.
        RequestVisit = "case.request_visit",
        /// Record a home visit.
        RecordVisit = "case.record_visit",
        /// Add documents, notes and external numbers.
        AddDocument = "case.document",
        /// Serve on the spot, or inform.
        Serve = "case.serve",
        /// Recommend.
        Recommend = "case.recommend",
        /// Decide as coordinator.
        DecideCoordinator = "decide.coordinator",
        /// Decide as manager.
        DecideManager = "decide.manager",
        /// Initial as head of division.
        DecideDivisionHead = "decide.division_head",
        /// Decide as head of the agency.
        DecideHead = "decide.head",
        /// Decide as supervisor.
        DecideSupervisor = "decide.supervisor",
        /// Decide as head of the village.
        DecideVillageHead = "decide.village_head",
        /// Decide on a restricted concern.
        DecideProtection = "decide.protection",
        /// Send a concern to an institution.
        Refer = "case.refer",
        /// Record an institution's answer on its behalf.
        AnswerOnBehalf = "case.answer_on_behalf",
        /// Wait for the centre or for quota, and go on.
        Wait = "case.wait",
        /// Take more time, as the standard of a need allows once.
        Extend = "case.extend",
        /// Record the citizen's word that help came or not.
        Confirm = "case.confirm",
        /// Close without the citizen's word, with a coded reason.
        Close = "case.close",
        /// Open again.
        Reopen = "case.reopen",
        /// Hand to the office above.
        Escalate = "case.escalate",
        /// Hand a case to another regency, or take it back before that has answered.
        HandOver = "case.hand_over",
        /// Take a case over from another regency, or not.
        TakeOver = "case.take_over",
        /// Name another person on a restricted case.
        NamePerson = "case.name_person",
        /// See referrals of one's institution.
        ViewReferral = "referral.view",
        /// Answer a referral.
        AnswerReferral = "referral.answer",
        /// Count an answered question without a case.
        RecordInquiry = "inquiry.record",
        /// See the service book and its reports.
        ViewBook = "book.view",
        /// Manage offices and institutions.
        ManageOffices = "office.manage",
        /// Manage users and roles.
        ManageUsers = "user.manage",
        /// Confirm facts of the catalogue.
        ConfirmCatalog = "catalog.confirm",
        /// Set the regency's own programs, reasons, deadlines and holidays.
        ManageCatalog = "catalog.manage",
        /// Verify the journal, see its head.
        Audit = "journal.audit",
    }
}

impl Action {
    /// Whether it is about all of the tenant: then a role in a part of it does not do.
    pub fn is_tenant_wide(self) -> bool {
        use Action as A;
        matches!(self, A::Import | A::Erase | A::ManageOffices | A::ManageUsers | A::ConfirmCatalog | A::ManageCatalog | A::Audit)
    }
}

const SERVING: &[Role] = &[FrontOffice, BackOffice, Coordinator, ProtectionOfficer, Supervisor];
const HANDLING: &[Role] = &[BackOffice, ProtectionOfficer, Supervisor];

/// Whether a role allows an action; where is another question (`Grant::reaches`).
pub fn allows(role: Role, action: Action) -> bool {
    use Action as A;
    let visiting = matches!(role, Facilitator | Tksk | Surveyor);
    match action {
        A::SearchRegistry | A::ViewFamily => SERVING.contains(&role) || visiting || matches!(role, SiksngOperator | Manager),
        A::RevealIdentity => SERVING.contains(&role) || visiting || matches!(role, SiksngOperator | InstitutionOfficer),
        A::AddPerson | A::Correct => SERVING.contains(&role) || matches!(role, Facilitator | Tksk | SiksngOperator),
        A::Observe => SERVING.contains(&role) || matches!(role, Facilitator | Tksk | SiksngOperator),
        A::Import | A::Erase | A::ManageOffices | A::ManageUsers | A::ConfirmCatalog | A::ManageCatalog => role == Admin,
        A::OpenCase => SERVING.contains(&role) || matches!(role, Facilitator | Tksk),
        A::ViewCase => SERVING.contains(&role) || visiting || matches!(role, SiksngOperator | Manager | DivisionHead | Head),
        A::Verify => HANDLING.contains(&role) || matches!(role, FrontOffice | Coordinator | Facilitator | Tksk | SiksngOperator),
        A::RequestVisit | A::Serve | A::Recommend | A::Refer | A::AnswerOnBehalf | A::Extend => {
            HANDLING.contains(&role) || role == Coordinator
        }
        A::Escalate => SERVING.contains(&role),
        A::RecordVisit => HANDLING.contains(&role) || visiting || role == Coordinator,
        A::AddDocument => SERVING.contains(&role) || visiting,
        A::DecideCoordinator => role == Coordinator,
        A::DecideManager => role == Manager,
        A::DecideDivisionHead => role == DivisionHead,
        A::DecideHead => role == Head,
        A::DecideSupervisor => role == Supervisor,
        A::DecideVillageHead => role == VillageHead,
        A::DecideProtection => role == ProtectionOfficer,
        A::Wait => HANDLING.contains(&role) || matches!(role, Coordinator | SiksngOperator),
        A::Confirm => SERVING.contains(&role) || visiting,
        A::Close | A::Reopen => HANDLING.contains(&role) || matches!(role, Coordinator | Manager),
        A::HandOver | A::TakeOver => matches!(role, Coordinator | Manager | ProtectionOfficer | Supervisor),
        A::NamePerson => matches!(role, ProtectionOfficer | Supervisor),
        A::ViewReferral | A::AnswerReferral => role == InstitutionOfficer,
        A::RecordInquiry => SERVING.contains(&role) || matches!(role, Facilitator | Tksk),
        A::ViewBook => SERVING.contains(&role) || matches!(role, Manager | Head | DivisionHead | VillageHead | Auditor | Viewer),
        A::Audit => matches!(role, Auditor | Admin),
    }
}
