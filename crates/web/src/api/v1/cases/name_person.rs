//! `POST /cases/{case}/named`: names one more officer on a restricted case.

use crate::App;
use crate::access::speak;
use crate::error::{Failure, Problem};
use crate::operation::Operation;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use slrt_domain::identity::{AccountId, CaseId};
use slrt_domain::journal::Refusal;
use utoipa::ToSchema;

/// Who shall know.
#[derive(Deserialize, ToSchema)]
pub struct NamePerson {
    /// The account.
    account: String,
}

/// Names somebody on a restricted case.
#[utoipa::path(post, path = "/cases/{case}/named", tag = "cases", security(("bearer" = [])), request_body = NamePerson,
    params(("case" = String, Path), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn name_person(State(app): State<App>, Path(case): Path<String>, headers: HeaderMap, op: Operation<NamePerson>) -> Response {
    let done = async {
        let case = CaseId::parse(&case).ok_or_else(Refusal::not_found)?;
        let account = AccountId::parse(&op.body.account).ok_or_else(|| Refusal::invalid("account", "unknown"))?;
        Ok::<_, Failure>(slrt_operations::steps::name_person(&app.house, &op.sender, case, account).await?)
    };
    match done.await {
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(e) => e.problem(&speak(&app, &headers)),
    }
}
