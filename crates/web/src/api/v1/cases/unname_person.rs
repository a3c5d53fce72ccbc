//! `DELETE /cases/{case}/named/{account}`: takes an officer off a restricted case.

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

/// Nothing more is needed.
#[derive(Deserialize)]
pub struct Nothing {}

/// Takes somebody off a restricted case; somebody who may handle it is always left.
#[utoipa::path(delete, path = "/cases/{case}/named/{account}", tag = "cases", security(("bearer" = [])),
    params(("case" = String, Path), ("account" = String, Path), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem),
              (status = 409, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn unname_person(
    State(app): State<App>,
    Path((case, account)): Path<(String, String)>,
    headers: HeaderMap,
    op: Operation<Nothing>,
) -> Response {
    let done = async {
        let case = CaseId::parse(&case).ok_or_else(Refusal::not_found)?;
        let account = AccountId::parse(&account).ok_or_else(|| Refusal::invalid("account", "unknown"))?;
        Ok::<_, Failure>(slrt_operations::steps::unname_person(&app.house, &op.sender, case, account).await?)
    };
    match done.await {
        Ok(_) => StatusCode::NO_CONTENT.into_response(),
        Err(e) => e.problem(&speak(&app, &headers)),
    }
}
