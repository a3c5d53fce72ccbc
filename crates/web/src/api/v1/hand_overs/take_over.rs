//! `POST /hand-overs/{id}/take-over`: takes a case of another regency over.

use crate::App;
use crate::error::Failure;
use crate::operation::{Key, Operation, Refused, parsed};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use slrt_domain::identity::{HandOverId, OfficeId};
use slrt_domain::journal::Refusal;
use slrt_operations::hand_over::take_over;
use utoipa::ToSchema;

/// Where.
#[derive(Deserialize, ToSchema)]
pub struct TakeOver {
    /// The office that takes it.
    office: String,
}

/// What the citizen is told.
#[derive(Serialize, ToSchema)]
pub struct TakenOver {
    /// The case, under the name that it has on both sides.
    case: String,
    /// Its *nomor layanan* here.
    number: String,
    /// PIN: told now, kept nowhere.
    pin: String,
    /// How many photographs of papers came along.
    photos: usize,
    /// How many could not: they stay in the other regency.
    photos_lost: usize,
}

/// Takes it over under a number of its own; the other regency is told.
#[utoipa::path(post, path = "/hand-overs/{id}/take-over", tag = "hand-overs", security(("bearer" = [])), request_body = TakeOver,
    params(("id" = String, Path), Key),
    responses((status = 201, body = TakenOver), Refused))]
pub async fn take(
    State(app): State<App>,
    Path(id): Path<String>,
    op: Operation<TakeOver>,
) -> Result<(StatusCode, axum::Json<TakenOver>), Failure> {
    let id = HandOverId::parse(&id).ok_or_else(Refusal::not_found)?;
    let office = parsed("office", &op.body.office, OfficeId::parse)?;
    let t = take_over(&app.house, &op.sender, id, office).await?;
    let (case, number, photos, photos_lost) = (t.case.to_string(), t.number.to_string(), t.photos, t.photos_lost);
    let body = TakenOver { case, number, pin: t.pin.into_inner(), photos, photos_lost };
    Ok((StatusCode::CREATED, axum::Json(body)))
}
