//! `GET /institutions`: where needs can be referred.

use crate::App;
use crate::access::Bearer;
use crate::error::{Failure, Problem};
use axum::extract::State;
use serde::Serialize;
use slrt_operations::view::{InstitutionView, institutions};
use utoipa::ToSchema;

/// An institution.
#[derive(Serialize, ToSchema)]
pub struct Institution {
    /// Id.
    id: String,
    /// Kind in the catalogue.
    code: String,
    /// Name.
    name: String,
    /// Public contact.
    contact: String,
    /// Promised answer in working days.
    answer_days: u32,
    /// May receive restricted concerns.
    restricted_capable: bool,
    /// A national body.
    center: bool,
    /// Takes referrals at present.
    active: bool,
    /// Referrals of the reader's offices that wait for its answer.
    open: i64,
    /// Of these, past their day.
    late: i64,
    /// Raised by every change.
    revision: i64,
}

impl Institution {
    /// Of what a reader sees of it.
    pub(super) fn of(i: InstitutionView, revision: i64) -> Self {
        Self {
            id: i.id.to_string(),
            code: i.code,
            name: i.name,
            contact: i.contact,
            answer_days: i.answer_days,
            restricted_capable: i.restricted_capable,
            center: i.center,
            active: i.active,
            open: i.open,
            late: i.late,
            revision,
        }
    }
}

/// All institutions.
#[utoipa::path(get, path = "/institutions", tag = "institutions", security(("bearer" = [])),
    responses((status = 200, body = Vec<Institution>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 503, body = Problem)))]
pub async fn list(State(app): State<App>, Bearer(session): Bearer) -> Result<axum::Json<Vec<Institution>>, Failure> {
    let found = institutions(&app.house, &session).await?;
    let revision = |i: &InstitutionView| session.reference.institutions.get(&i.id).map_or(0, |k| k.revision);
    let all = found.into_iter().map(|i| {
        let revision = revision(&i);
        Institution::of(i, revision)
    });
    Ok(axum::Json(all.collect::<Vec<_>>()))
}
