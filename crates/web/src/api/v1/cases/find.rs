//! `POST /cases/find`: the case of a *nomor layanan*.

use super::show::Case;
use crate::App;
use crate::access::{Bearer, speak};
use crate::error::{Failure, Problem};
use crate::operation::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse as _, Response};
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
pub async fn find(State(app): State<App>, Bearer(session): Bearer, headers: HeaderMap, Json(body): Json<FindCase>) -> Response {
    let found = async {
        let number = ServiceNumber::parse(&body.number).ok_or_else(Refusal::not_found)?;
        Ok::<_, Failure>(case_by_number(&app.house, &session, number).await?)
    };
    match found.await {
        Ok(v) => axum::Json(Case::from(&v)).into_response(),
        Err(e) => e.problem(&speak(&app, &headers)),
    }
}
