//! `POST /people/{id}/numbers-checked` and `POST /people/{id}/nik`: numbers that were compared with the card, and a NIK that came later.

use crate::App;
use crate::access::speak;
use crate::error::{Failure, Problem};
use crate::operation::Operation;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::people::{add_nik, check_numbers};
use utoipa::ToSchema;

/// Warnings that were settled by looking at the card.
#[derive(Deserialize, ToSchema)]
pub struct CheckedNumbers {
    /// Their codes, as the person has them.
    warnings: Vec<String>,
    /// When it happened (RFC 3339), if not now.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    occurred_at: Option<String>,
    /// Why it is entered late, coded: needed after as many days as the catalogue says.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    late_reason: Option<String>,
}

/// A NIK.
#[derive(Deserialize, ToSchema)]
pub struct NewNik {
    /// Sixteen digits.
    nik: String,
    /// What looks odd about it was settled by looking at the card.
    #[serde(default)]
    warnings_settled: bool,
    /// When it happened (RFC 3339), if not now.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    occurred_at: Option<String>,
    /// Why it is entered late, coded: needed after as many days as the catalogue says.
    #[expect(dead_code, reason = "read with every operation's circumstances; here for the description")]
    late_reason: Option<String>,
}

/// Settles what looks odd about somebody's numbers.
#[utoipa::path(post, path = "/people/{id}/numbers-checked", tag = "people", security(("bearer" = [])), request_body = CheckedNumbers,
    params(("id" = String, Path, description = "The person"), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn checked(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap, op: Operation<CheckedNumbers>) -> Response {
    let answer = async {
        let person = PersonId::parse(&id).ok_or_else(Refusal::not_found)?;
        check_numbers(&app.house, &op.sender, person, op.body.warnings).await?;
        Ok::<_, Failure>(())
    };
    match answer.await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(f) => f.problem(&speak(&app, &headers)),
    }
}

/// Adds the NIK of somebody who has none. Refused with `detail` `warnings:<codes>` until odd numbers are settled.
#[utoipa::path(post, path = "/people/{id}/nik", tag = "people", security(("bearer" = [])), request_body = NewNik,
    params(("id" = String, Path, description = "The person"), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn nik(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap, op: Operation<NewNik>) -> Response {
    let answer = async {
        let person = PersonId::parse(&id).ok_or_else(Refusal::not_found)?;
        let nik = Nik::parse(&op.body.nik).map_err(|_| Refusal::invalid("nik", "digits"))?;
        add_nik(&app.house, &op.sender, person, nik, op.body.warnings_settled).await?;
        Ok::<_, Failure>(())
    };
    match answer.await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(f) => f.problem(&speak(&app, &headers)),
    }
}
