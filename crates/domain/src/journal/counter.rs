//! Events at the counter beside those of a case itself: questions answered, who is named, whom a case is about, a new PIN.

use crate::area::AreaCode;
use crate::calendar::Day;
use crate::identity::*;

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
