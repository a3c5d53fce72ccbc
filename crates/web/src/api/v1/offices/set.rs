//! `POST /offices`, `PUT /offices/{id}`: adds and changes an office.

use super::wire::{OfficeIn, OfficeOut};
use crate::App;
use crate::error::{Failure, Problem};
use crate::operation::{Key, Operation};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use slrt_domain::identity::OfficeId;
use slrt_domain::journal::Refusal;
use slrt_operations::{Body, derived_id};

/// Adds an office.
#[utoipa::path(post, path = "/offices", tag = "offices", security(("bearer" = [])), request_body = OfficeIn,
    params(Key),
    responses((status = 201, body = OfficeOut), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add(State(app): State<App>, op: Operation<OfficeIn>) -> Result<(StatusCode, axum::Json<OfficeOut>), Failure> {
    // Named by the operation: a resend means the same office.
    let id = OfficeId(derived_id("office", &[&op.sender.operation.bytes()]));
    Ok((StatusCode::CREATED, axum::Json(set(&app, id, op).await?)))
}

/// Changes an office: its whole new state.
#[utoipa::path(put, path = "/offices/{id}", tag = "offices", security(("bearer" = [])), request_body = OfficeIn,
    params(("id" = String, Path, description = "The office"), Key),
    responses((status = 200, body = OfficeOut), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn change(State(app): State<App>, Path(id): Path<String>, op: Operation<OfficeIn>) -> Result<axum::Json<OfficeOut>, Failure> {
    let known = OfficeId::parse(&id).filter(|id| op.session.reference.offices.contains_key(id)).ok_or_else(Refusal::not_found)?;
    Ok(axum::Json(set(&app, known, op).await?))
}

async fn set(app: &App, id: OfficeId, op: Operation<OfficeIn>) -> Result<OfficeOut, Failure> {
    let office = op.body.office(id)?;
    app.house.submit(op.sender.request(Body::SetOffice(office.clone()))).await?;
    let reference = app.house.reference(op.session.tenant).await?;
    let today = reference.zone.day(app.house.clock().now());
    Ok(OfficeOut::of(&office, reference.is_staffed(id, today)))
}
