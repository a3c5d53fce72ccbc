//! Institutions that take referrals, and what waits at them of what the reader's offices sent.

use super::desk::Desk;
use super::tasks::answered_for;
use crate::accounts::Session;
use crate::house::{House, OperationError};
use slrt_domain::access::Action;
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_storage::listing;

/// An institution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstitutionView {
    /// Id.
    pub id: InstitutionId,
    /// Kind in the catalogue.
    pub code: String,
    /// Name.
    pub name: String,
    /// Public contact.
    pub contact: String,
    /// Working days within which it promises an answer.
    pub answer_days: u32,
    /// Whether it may receive restricted concerns.
    pub restricted_capable: bool,
    /// Whether it is a national body.
    pub center: bool,
    /// Whether it takes referrals at present.
    pub active: bool,
    /// Referrals of the reader's offices, and of those below them, that wait for its answer.
    pub open: i64,
    /// Of these, past their day.
    pub late: i64,
}

/// All institutions, by name.
///
/// # Errors
/// Forbidden for whoever neither handles cases nor manages offices; storage.
pub async fn institutions(house: &House, session: &Session) -> Result<Vec<InstitutionView>, OperationError> {
    let may = |action| session.actor.may_anywhere(action);
    if !may(Action::ViewCase) && !may(Action::ManageOffices) {
        return Err(Refusal::forbidden().into());
    }
    let desk = Desk::new(house, session);
    let offices = answered_for(&desk);
    let mut tx = house.db().read(session.actor.tenant).await?;
    let counts = listing::at_institutions(&mut tx, session.actor.tenant, &offices, session.account, desk.today).await?;
    let mut found: Vec<InstitutionView> = desk
        .reference()
        .institutions
        .values()
        .map(|i| {
            let (open, late) = counts.iter().find(|c| c.0 == i.id).map_or((0, 0), |c| (c.1, c.2));
            InstitutionView {
                id: i.id,
                code: i.code.clone(),
                name: i.name.clone(),
                contact: i.contact.clone(),
                answer_days: i.answer_days,
                restricted_capable: i.restricted_capable,
                center: i.center,
                active: i.active,
                open,
                late,
            }
        })
        .collect();
    found.sort_by(|a, b| a.name.cmp(&b.name).then(a.id.cmp(&b.id)));
    Ok(found)
}
