//! `POST /offices`, `PUT /offices/{id}`: adds and changes an office.

use super::wire::{OfficeIn, OfficeOut};
use crate::App;
use crate::access::speak;
use crate::error::{Failure, Problem};
use crate::operation::Operation;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use slrt_domain::identity::OfficeId;
use slrt_domain::journal::Refusal;
use slrt_operations::{Body, derived_id};

/// Adds an office.
#[utoipa::path(post, path = "/offices", tag = "offices", security(("bearer" = [])), request_body = OfficeIn,
    params(("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 201, body = OfficeOut), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add(State(app): State<App>, headers: HeaderMap, op: Operation<OfficeIn>) -> Response {
    // Named by the operation: a resend means the same office.
    let id = OfficeId(derived_id("office", &[&op.sender.operation.bytes()]));
    answer(&app, &headers, set(&app, id, op).await, StatusCode::CREATED)
}

/// Changes an office: its whole new state.
#[utoipa::path(put, path = "/offices/{id}", tag = "offices", security(("bearer" = [])), request_body = OfficeIn,
    params(("id" = String, Path, description = "The office"), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 200, body = OfficeOut), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn change(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap, op: Operation<OfficeIn>) -> Response {
    let done = match OfficeId::parse(&id).filter(|id| op.session.reference.offices.contains_key(id)) {
        Some(id) => set(&app, id, op).await,
        None => Err(Refusal::not_found().into()),
    };
    answer(&app, &headers, done, StatusCode::OK)
}

async fn set(app: &App, id: OfficeId, op: Operation<OfficeIn>) -> Result<OfficeOut, Failure> {
    let office = op.body.office(id)?;
    app.house.submit(op.sender.request(Body::SetOffice(office.clone()))).await?;
    let reference = app.house.reference(op.session.tenant).await?;
    let today = reference.zone.day(app.house.clock().now());
    Ok(OfficeOut::of(&office, reference.is_staffed(id, today)))
}

fn answer(app: &App, headers: &HeaderMap, done: Result<OfficeOut, Failure>, status: StatusCode) -> Response {
    match done {
        Ok(office) => (status, axum::Json(office)).into_response(),
        Err(e) => e.problem(&speak(app, headers)),
    }
}
