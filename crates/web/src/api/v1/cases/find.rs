//! `POST /cases/find`: the case of a *nomor layanan*.

use super::show::Case;
use crate::App;
use crate::access::Bearer;
use crate::error::{Failure, Problem};
use crate::operation::Json;
use axum::extract::State;
use serde::Deserialize;
use slrt_domain::identity::ServiceNumber;
use slrt_domain::journal::Refusal;
use slrt_operations::view::case_by_number;
use utoipa::ToSchema;

/// What is looked for.
#[derive(Deserialize, ToSchema)]
pub struct FindCase {
    /// *Nomor layanan*, with or without hyphens.
    number: String,
}

/// Finds a case by its number.
#[utoipa::path(post, path = "/cases/find", tag = "cases", security(("bearer" = [])), request_body = FindCase,
    responses((status = 200, body = Case), (status = 400, body = Problem), (status = 401, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn find(State(app): State<App>, Bearer(session): Bearer, Json(body): Json<FindCase>) -> Result<axum::Json<Case>, Failure> {
    let number = ServiceNumber::parse(&body.number).ok_or_else(Refusal::not_found)?;
    let v = case_by_number(&app.house, &session, number).await?;
    Ok(axum::Json(Case::from(&v)))
}
