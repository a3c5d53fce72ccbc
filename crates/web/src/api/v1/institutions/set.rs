//! `PUT /institutions/{id}`: changes an institution.

use super::list::Institution;
use crate::App;
use crate::access::speak;
use crate::error::{Failure, Problem};
use crate::operation::Operation;
use crate::pages::institution::edit::MOST_DAYS;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use slrt_domain::access::{Action, Place};
use slrt_domain::identity::InstitutionId;
use slrt_domain::journal::Refusal;
use slrt_domain::office;
use slrt_operations::Body;
use slrt_operations::accounts::Session;
use slrt_operations::view::institutions;
use utoipa::ToSchema;

/// An institution's whole new state; what it is in the catalogue stays.
#[derive(Deserialize, ToSchema)]
pub struct InstitutionIn {
    /// Name.
    name: String,
    /// Public contact.
    #[serde(default)]
    contact: String,
    /// Promised answer in working days, 1 to 90.
    answer_days: u32,
    /// May receive restricted concerns.
    restricted_capable: bool,
    /// Takes referrals.
    active: bool,
    /// The revision that was seen.
    revision: i64,
}

/// Changes an institution: its whole new state.
#[utoipa::path(put, path = "/institutions/{id}", tag = "institutions", security(("bearer" = [])), request_body = InstitutionIn,
    params(("id" = String, Path, description = "The institution"), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 200, body = Institution), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn change(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap, op: Operation<InstitutionIn>) -> Response {
    match set(&app, &id, op).await {
        Ok(done) => axum::Json(done).into_response(),
        Err(e) => e.problem(&speak(&app, &headers)),
    }
}

async fn set(app: &App, id: &str, op: Operation<InstitutionIn>) -> Result<Institution, Failure> {
    if op.session.actor.may(Action::ManageOffices, &Place::TENANT_WIDE).is_none() {
        return Err(Refusal::forbidden().into());
    }
    let known = InstitutionId::parse(id).and_then(|id| op.session.reference.institutions.get(&id)).ok_or_else(Refusal::not_found)?;
    let InstitutionIn { name, contact, answer_days, restricted_capable, active, revision } = op.body;
    if !(1..=MOST_DAYS).contains(&answer_days) {
        return Err(Refusal::invalid("answer_days", "out-of-range").into());
    }
    let revision = revision + 1;
    let next = office::Institution { name, contact, answer_days, restricted_capable, active, revision, ..known.clone() };
    let id = next.id;
    app.house.submit(op.sender.request(Body::SetInstitution(next))).await?;
    let session = Session { reference: app.house.reference(op.session.tenant).await?, ..op.session };
    let found = institutions(&app.house, &session).await?.into_iter().find(|i| i.id == id).ok_or_else(Refusal::not_found)?;
    Ok(Institution::of(found, revision))
}
