//! `POST /users/{id}/roles`, `DELETE /users/{id}/roles/{role}`: gives a package, ends a role.

use super::close::Nothing;
use super::wire::PackageIn;
use super::{account, must_manage};
use crate::App;
use crate::access::speak;
use crate::error::{Failure, Problem};
use crate::operation::Operation;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use slrt_domain::identity::GrantId;
use slrt_domain::journal::Refusal;
use slrt_operations::staff;

/// Gives a package; roles that are held there already stay as they are.
#[utoipa::path(post, path = "/users/{id}/roles", tag = "users", security(("bearer" = [])), request_body = PackageIn,
    params(("id" = String, Path, description = "The account"), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 422, body = Problem)))]
pub async fn give(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap, op: Operation<PackageIn>) -> Response {
    let answer = async {
        must_manage(&op.session)?;
        let account = account(&id)?;
        let given = op.body.given(&app)?;
        Ok::<_, Failure>(staff::give(&app.house, &op.sender, account, &given).await?)
    };
    match answer.await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(e) => e.problem(&speak(&app, &headers)),
    }
}

/// Ends a role: from now on it does not hold.
#[utoipa::path(delete, path = "/users/{id}/roles/{role}", tag = "users", security(("bearer" = [])),
    params(("id" = String, Path, description = "The account"), ("role" = String, Path, description = "The grant"), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn end(State(app): State<App>, Path((id, role)): Path<(String, String)>, headers: HeaderMap, op: Operation<Nothing>) -> Response {
    let answer = async {
        must_manage(&op.session)?;
        let account = account(&id)?;
        let grant = GrantId::parse(&role).ok_or_else(Refusal::not_found)?;
        Ok::<_, Failure>(staff::end_role(&app.house, &op.sender, account, grant).await?)
    };
    match answer.await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(e) => e.problem(&speak(&app, &headers)),
    }
}
