//! What the first sending of a form made: whoever sends its operation again with other words is led there.

use super::draft::id_of;
use crate::App;
use slrt_domain::identity::*;
use slrt_operations::accounts::Session;
use slrt_operations::storage::registry;
use slrt_operations::view;

/// What there is already.
#[derive(Debug, Clone)]
pub(crate) enum Already {
    /// The service, with its number.
    Case(CaseId, ServiceNumber),
    /// Only the person was written down; their service was not opened.
    Person(PersonId),
}

impl Already {
    /// Looks for it; none where the officer may not see it.
    pub async fn find(app: &App, session: &Session, operation: OperationId) -> Option<Self> {
        let case = CaseId(id_of(operation, "case"));
        if let Ok(view) = view::case(&app.house, session, case).await {
            return Some(Self::Case(case, view.number));
        }
        let person = PersonId(id_of(operation, "person"));
        let mut tx = app.house.db().read(session.tenant).await.ok()?;
        let found = registry::briefs(&mut tx, session.tenant, &[person]).await.ok()?;
        tx.commit().await.ok()?;
        (!found.is_empty()).then_some(Self::Person(person))
    }

    /// Its address and number, for the link.
    pub fn link(&self) -> Option<(String, String)> {
        match self {
            Self::Case(case, number) => Some((format!("/layanan/{case}"), number.to_string())),
            Self::Person(_) => None,
        }
    }

    /// The person who was written down.
    pub fn person(&self) -> Option<PersonId> {
        match self {
            Self::Person(person) => Some(*person),
            Self::Case(..) => None,
        }
    }
}
