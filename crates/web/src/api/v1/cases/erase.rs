//! `POST /cases/{case}/erase`: erases what was said in a case.

use crate::App;
use crate::access::speak;
use crate::error::{Failure, Problem};
use crate::operation::Operation;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use slrt_domain::identity::CaseId;
use slrt_domain::journal::Refusal;
use slrt_operations::erase::{GROUNDS, erase_case};
use utoipa::ToSchema;

/// On what ground.
#[derive(Deserialize, ToSchema)]
pub struct EraseCase {
    /// `request`, `retention`, `order`.
    ground: String,
}

/// Erases what was said in a case, for good: the caller, their telephone, who came instead (*kuasa*), words, numbers, photographs. The person whom it is
/// about, if any, stays in the registry.
#[utoipa::path(post, path = "/cases/{case}/erase", tag = "cases", security(("bearer" = [])), request_body = EraseCase,
    params(("case" = String, Path), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn erase(State(app): State<App>, Path(case): Path<String>, headers: HeaderMap, op: Operation<EraseCase>) -> Response {
    let answer = async {
        let case = CaseId::parse(&case).ok_or_else(Refusal::not_found)?;
        if !GROUNDS.contains(&op.body.ground.as_str()) {
            return Err(Failure::from(Refusal::invalid("ground", "unknown")));
        }
        erase_case(&app.house, &op.sender, case, &op.body.ground).await?;
        Ok::<_, Failure>(())
    };
    match answer.await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(e) => e.problem(&speak(&app, &headers)),
    }
}
