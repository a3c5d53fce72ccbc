//! `POST /users/{id}/roles`, `DELETE /users/{id}/roles/{role}`: gives a package, ends a role.

use super::close::Nothing;
use super::wire::PackageIn;
use super::{account, must_let_in, must_manage};
use crate::App;
use crate::error::{Failure, Problem};
use crate::operation::{Key, Operation};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use slrt_domain::identity::GrantId;
use slrt_domain::journal::Refusal;
use slrt_operations::staff;

/// Gives a package; roles that are held there already stay as they are. Only whoever logged in does it, and for oneself only who is the only administrator.
#[utoipa::path(post, path = "/users/{id}/roles", tag = "users", security(("bearer" = [])), request_body = PackageIn,
    params(("id" = String, Path, description = "The account"), Key),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn give(State(app): State<App>, Path(id): Path<String>, op: Operation<PackageIn>) -> Result<StatusCode, Failure> {
    must_let_in(&op.session)?;
    let account = account(&id)?;
    let given = op.body.given(&app)?;
    staff::give(&app.house, &op.sender, account, &given).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends a role: from now on it does not hold.
#[utoipa::path(delete, path = "/users/{id}/roles/{role}", tag = "users", security(("bearer" = [])),
    params(("id" = String, Path, description = "The account"), ("role" = String, Path, description = "The grant"), Key),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn end(State(app): State<App>, Path((id, role)): Path<(String, String)>, op: Operation<Nothing>) -> Result<StatusCode, Failure> {
    must_manage(&op.session)?;
    let account = account(&id)?;
    let grant = GrantId::parse(&role).ok_or_else(Refusal::not_found)?;
    staff::end_role(&app.house, &op.sender, account, grant).await?;
    Ok(StatusCode::NO_CONTENT)
}
