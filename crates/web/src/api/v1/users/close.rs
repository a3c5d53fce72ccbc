//! `DELETE /users/{id}`, `POST /users/{id}/password`: closes an account, gives it a new one-time password.

use super::wire::OneTime;
use super::{account, must_let_in, must_manage};
use crate::App;
use crate::error::{Failure, Problem};
use crate::operation::{Key, Operation};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use slrt_operations::storage::office;
use slrt_operations::{setup, staff};
use utoipa::ToSchema;

/// Nothing more is needed.
#[derive(Deserialize, ToSchema)]
pub struct Nothing {}

/// Closes an account: nobody logs in with it, its sessions and tokens end; what it did stays on record.
#[utoipa::path(delete, path = "/users/{id}", tag = "users", security(("bearer" = [])),
    params(("id" = String, Path, description = "The account"), Key),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn close(State(app): State<App>, Path(id): Path<String>, op: Operation<Nothing>) -> Result<StatusCode, Failure> {
    must_manage(&op.session)?;
    let account = account(&id)?;
    staff::close(&app.house, &op.sender, account).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A new one-time password; the old one and all sessions end. Only whoever logged in does it: a program with a token of its own does not.
#[utoipa::path(post, path = "/users/{id}/password", tag = "users", security(("bearer" = [])), request_body = Nothing,
    params(("id" = String, Path, description = "The account"), Key),
    responses((status = 201, body = OneTime), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn reset(
    State(app): State<App>,
    Path(id): Path<String>,
    op: Operation<Nothing>,
) -> Result<(StatusCode, axum::Json<OneTime>), Failure> {
    must_let_in(&op.session)?;
    let account = account(&id)?;
    let password = setup::reset_password(&app.house, &op.sender, account).await?;
    let mut tx = app.house.db().read(op.session.tenant).await?;
    let row = office::accounts_by_id(&mut tx, op.session.tenant, &[account]).await?.into_iter().next();
    tx.commit().await?;
    let login = row.map(|r| r.login).unwrap_or_default();
    Ok((StatusCode::CREATED, axum::Json(OneTime { id: account.to_string(), login, password: password.into_inner() })))
}
