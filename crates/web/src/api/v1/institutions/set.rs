//! `POST /institutions`, `PUT /institutions/{id}`: adds and changes an institution.

use super::list::Institution;
use crate::App;
use crate::error::{Failure, Problem};
use crate::operation::{Key, Operation};
use crate::pages::institution::edit::of_kind;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use slrt_domain::access::{Action, Place};
use slrt_domain::identity::InstitutionId;
use slrt_domain::journal::Refusal;
use slrt_domain::office;
use slrt_operations::accounts::Session;
use slrt_operations::view::institutions;
use slrt_operations::{Body, derived_id};
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

/// A new institution.
#[derive(Deserialize, ToSchema)]
pub struct NewInstitution {
    /// Its kind in the catalogue (`GET /catalog/institution-kinds`); several may be of one kind.
    code: String,
    /// Its own name.
    name: String,
    /// Public contact.
    #[serde(default)]
    contact: String,
    /// Promised answer in working days, 1 to 90; the kind's own if not said.
    answer_days: Option<u32>,
    /// May receive restricted concerns.
    #[serde(default)]
    restricted_capable: bool,
}

/// Adds an institution of a kind of the catalogue: a second hospital, an LKS, a donor.
#[utoipa::path(post, path = "/institutions", tag = "institutions", security(("bearer" = [])), request_body = NewInstitution,
    params(Key),
    responses((status = 201, body = Institution), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add(State(app): State<App>, op: Operation<NewInstitution>) -> Result<(StatusCode, axum::Json<Institution>), Failure> {
    may_set(&op.session)?;
    // Named by the operation: a resend means the same institution.
    let id = InstitutionId(derived_id("institution", &[&op.sender.operation.bytes()]));
    let new = of_kind(&app, id, &op.body.code)?;
    let answer_days = op.body.answer_days.unwrap_or(new.answer_days);
    let NewInstitution { name, contact, restricted_capable, .. } = op.body;
    let new = office::Institution { name, contact, answer_days, restricted_capable, revision: 1, ..new };
    app.house.submit(op.sender.request(Body::SetInstitution(new))).await?;
    Ok((StatusCode::CREATED, axum::Json(seen(&app, op.session, id).await?)))
}

fn may_set(session: &Session) -> Result<(), Refusal> {
    session.actor.may(Action::ManageOffices, &Place::TENANT_WIDE).map(drop).ok_or_else(Refusal::forbidden)
}

/// The institution as it stands now.
async fn seen(app: &App, session: Session, id: InstitutionId) -> Result<Institution, Failure> {
    let session = Session { reference: app.house.reference(session.tenant).await?, ..session };
    let revision = session.reference.institutions.get(&id).map_or(0, |k| k.revision);
    let found = institutions(&app.house, &session).await?.into_iter().find(|i| i.id == id).ok_or_else(Refusal::not_found)?;
    Ok(Institution::of(found, revision))
}

/// Changes an institution: its whole new state.
#[utoipa::path(put, path = "/institutions/{id}", tag = "institutions", security(("bearer" = [])), request_body = InstitutionIn,
    params(("id" = String, Path, description = "The institution"), Key),
    responses((status = 200, body = Institution), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn change(
    State(app): State<App>,
    Path(id): Path<String>,
    op: Operation<InstitutionIn>,
) -> Result<axum::Json<Institution>, Failure> {
    Ok(axum::Json(set(&app, &id, op).await?))
}

async fn set(app: &App, id: &str, op: Operation<InstitutionIn>) -> Result<Institution, Failure> {
    may_set(&op.session)?;
    let known = InstitutionId::parse(id).and_then(|id| op.session.reference.institutions.get(&id)).ok_or_else(Refusal::not_found)?;
    let InstitutionIn { name, contact, answer_days, restricted_capable, active, revision } = op.body;
    let next = office::Institution { name, contact, answer_days, restricted_capable, active, revision: revision + 1, ..known.clone() };
    let id = next.id;
    app.house.submit(op.sender.request(Body::SetInstitution(next))).await?;
    seen(app, op.session, id).await
}
