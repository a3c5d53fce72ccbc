//! Guided exercises of a training database: data in `catalog/exercises.toml`, done when the journal shows it.

use crate::house::{House, OperationError};
use serde::Deserialize;
use slrt_domain::case::StepKind;
use slrt_domain::identity::Tenant;
use slrt_domain::journal::Event;
use slrt_storage::{StorageError, journal, wire};
use std::collections::BTreeSet;

/// An exercise.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exercise {
    /// Stable code, for the page's address.
    pub id: String,
    /// Title.
    pub title: String,
    /// Title in English.
    pub title_en: String,
    /// Code of the role to log in with.
    pub role: String,
    /// What is learnt.
    pub goal: String,
    /// What is learnt, in English.
    pub goal_en: String,
    /// What to do, in order.
    pub steps: Vec<String>,
    /// What to do, in English.
    pub steps_en: Vec<String>,
    /// Code of the check.
    #[serde(deserialize_with = "check")]
    pub check: Check,
}

slrt_domain::coded! {
    /// What the journal must show, done by a learner.
    pub enum Check {
        /// A question was answered without a case.
        InquiryRecorded = "inquiry_recorded",
        /// A case with three needs or more was opened.
        ThreeConcerns = "case_opened_with_3_concerns",
        /// A need was checked, and what a national system showed was noted.
        VerifiedAndObserved = "verified_and_observed",
        /// Documents were asked for and came.
        DocumentsAskedAndReceived = "documents_asked_and_received",
        /// A visit was recorded.
        VisitRecorded = "visit_recorded",
        /// Something was recommended.
        Recommended = "recommended",
        /// A recommendation was approved, returned or declined.
        Decided = "decided",
        /// A need was sent to an institution.
        Referred = "referred",
        /// A referral was accepted, and help was given.
        AcceptedAndGiven = "referral_accepted_and_given",
        /// The citizen's word that help came was recorded.
        ConfirmedHelped = "confirmed_helped",
    }
}

fn check<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Check, D::Error> {
    use slrt_domain::Coded as _;
    let text = String::deserialize(from)?;
    Check::from_code(&text).ok_or_else(|| serde::de::Error::custom(format!("unknown check {text}")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    exercise: Vec<Exercise>,
}

/// Channels of entries that no learner made: the demo's own year, set-up and the program itself.
const NOT_LEARNT: [&str; 4] = ["demo", "cli", "setup", "worker"];

/// All exercises, in order.
///
/// # Errors
/// [`StorageError::Corrupt`] when the embedded file does not have its form.
pub fn exercises() -> Result<Vec<Exercise>, StorageError> {
    let file: File = toml::from_str(include_str!("../../../catalog/exercises.toml"))
        .map_err(|e| StorageError::corrupt(format!("catalog/exercises.toml: {e}")))?;
    Ok(file.exercise)
}

/// Which checks the learners have met in a tenant's journal, all accounts together: the ten need several roles, and so several accounts.
///
/// # Errors
/// Storage.
pub async fn done(house: &House, tenant: Tenant) -> Result<BTreeSet<Check>, OperationError> {
    let mut events = Vec::new();
    let mut next = 1;
    let mut tx = house.db().read(tenant).await?;
    loop {
        let entries = journal::range(&mut tx, tenant, next, 512).await?;
        let Some((last, _)) = entries.last() else { break };
        next = last.number + 1;
        for (entry, _) in entries.iter().filter(|(e, _)| e.actor.is_some() && !NOT_LEARNT.contains(&e.channel.as_str())) {
            events.push(wire::decode(&entry.kind, &entry.payload)?);
        }
    }
    tx.commit().await?;
    use slrt_domain::Coded as _;
    Ok(Check::ALL.iter().copied().filter(|c| c.holds(&events)).collect())
}

impl Check {
    /// Whether somebody's events meet it.
    pub fn holds(self, events: &[Event]) -> bool {
        let any = |what: &dyn Fn(&Event) -> bool| events.iter().any(what);
        let stepped = |kinds: &[StepKind]| any(&|e| matches!(e, Event::ConcernMoved(m) if kinds.contains(&m.step)));
        match self {
            Self::InquiryRecorded => any(&|e| matches!(e, Event::InquiryRecorded(_))),
            Self::ThreeConcerns => any(&|e| matches!(e, Event::CaseOpened(c) if c.concerns.len() >= 3)),
            Self::VerifiedAndObserved => stepped(&[StepKind::Verified]) && any(&|e| matches!(e, Event::RegistryObserved(_))),
            Self::DocumentsAskedAndReceived => stepped(&[StepKind::DocumentsAsked]) && stepped(&[StepKind::DocumentsReceived]),
            Self::VisitRecorded => stepped(&[StepKind::Visited]),
            Self::Recommended => stepped(&[StepKind::Recommended]),
            Self::Decided => stepped(&[StepKind::Approved, StepKind::Returned, StepKind::Declined]),
            Self::Referred => stepped(&[StepKind::Referred]),
            Self::AcceptedAndGiven => stepped(&[StepKind::ReferralAccepted]) && stepped(&[StepKind::ReferralGiven]),
            Self::ConfirmedHelped => stepped(&[StepKind::ConfirmedHelped]),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use slrt_domain::Coded as _;
    use slrt_domain::access::Role;

    #[test]
    fn there_are_ten_and_each_has_its_own_check() {
        let all = exercises().unwrap();
        assert_eq!(all.len(), 10);
        let checks: BTreeSet<Check> = all.iter().map(|e| e.check).collect();
        assert_eq!(checks.len(), Check::ALL.len());
        for e in &all {
            assert!(Role::from_code(&e.role).is_some(), "{}", e.id);
            assert_eq!(e.steps.len(), e.steps_en.len(), "{}", e.id);
            assert!(!e.check.holds(&[]));
        }
    }
}
