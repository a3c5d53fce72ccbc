//! Why an operation is not done. Every refusal has words in both languages (`refusal-<code>`) that say what to do next.

crate::coded! {
    /// What sort of refusal.
    pub enum RefusalKind {
        /// It does not exist, or this person may not know that it does.
        NotFound = "not-found",
        /// The role does not allow it here.
        Forbidden = "forbidden",
        /// Somebody else changed it meanwhile.
        Changed = "changed",
        /// The present state does not allow it.
        WrongState = "wrong-state",
        /// A field is missing or wrong.
        Invalid = "invalid",
        /// An open case of the same person and category exists and was not shown yet.
        Duplicate = "duplicate",
        /// The operation id was used for another request, or what is new is named like something that exists.
        Reused = "reused",
        /// No office can hold it: none is active with staff.
        NoOffice = "no-office",
        /// One cannot approve one's own recommendation.
        OwnRecommendation = "own-recommendation",
        /// The event is dated too far back, or back without a reason, or in the future.
        LateWithoutReason = "late-without-reason",
        /// A NIK with area 99 in a real database, or any other in a demo.
        WrongNikArea = "wrong-nik-area",
    }
}

/// A refusal: kind, the field it is about, and what is needed to tell people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What sort.
    pub kind: RefusalKind,
    /// The request's field, where there is one.
    pub field: Option<&'static str>,
    /// A code for finer words (`invalid-<detail>`), a state, or identifiers of duplicates; never personal data.
    pub detail: String,
}

impl Refusal {
    /// A refusal without detail.
    pub fn new(kind: RefusalKind) -> Self {
        Self { kind, field: None, detail: String::new() }
    }
    /// An identifier was used before.
    pub fn reused(detail: impl Into<String>) -> Self {
        Self { kind: RefusalKind::Reused, field: None, detail: detail.into() }
    }
    /// A field is missing or wrong.
    pub fn invalid(field: &'static str, detail: impl Into<String>) -> Self {
        Self { kind: RefusalKind::Invalid, field: Some(field), detail: detail.into() }
    }
    /// It does not exist for this person.
    pub fn not_found() -> Self {
        Self::new(RefusalKind::NotFound)
    }
    /// The role does not allow it.
    pub fn forbidden() -> Self {
        Self::new(RefusalKind::Forbidden)
    }
    /// The present state does not allow it.
    pub fn wrong_state(state: impl Into<String>) -> Self {
        Self { kind: RefusalKind::WrongState, field: None, detail: state.into() }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        use crate::Coded as _;
        write!(f, "{}", self.kind.code())?;
        if let Some(field) = self.field {
            write!(f, " ({field})")?;
        }
        Ok(())
    }
}
impl std::error::Error for Refusal {}
