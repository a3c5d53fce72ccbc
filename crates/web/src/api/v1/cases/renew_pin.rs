//! `POST /cases/{case}/pin`: a new PIN for a citizen who lost theirs.

use crate::App;
use crate::error::{Failure, Problem};
use crate::operation::{Key, Operation};
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use slrt_domain::identity::CaseId;
use slrt_domain::journal::Refusal;
use utoipa::ToSchema;

/// Nothing is needed.
#[derive(Deserialize, ToSchema)]
pub struct RenewPin {}

/// The new PIN.
#[derive(Serialize, ToSchema)]
pub struct NewPin {
    /// Told now, kept nowhere.
    pin: String,
}

/// Makes a new PIN; the old one ends at once.
#[utoipa::path(post, path = "/cases/{case}/pin", tag = "cases", security(("bearer" = [])), request_body = RenewPin,
    params(("case" = String, Path), Key),
    responses((status = 201, body = NewPin), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 409, body = Problem), (status = 503, body = Problem)))]
pub async fn renew_pin(State(app): State<App>, Path(case): Path<String>, op: Operation<RenewPin>) -> Result<impl IntoResponse, Failure> {
    let case = CaseId::parse(&case).ok_or_else(Refusal::not_found)?;
    let (pin, _) = slrt_operations::steps::renew_pin(&app.house, &op.sender, case).await?;
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], axum::Json(NewPin { pin: pin.into_inner() })))
}
