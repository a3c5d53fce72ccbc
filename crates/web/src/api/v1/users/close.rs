//! `DELETE /users/{id}`, `POST /users/{id}/password`: closes an account, gives it a new one-time password.

use super::wire::OneTime;
use super::{account, must_manage};
use crate::App;
use crate::access::speak;
use crate::error::{Failure, Problem};
use crate::operation::Operation;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use slrt_operations::storage::office;
use slrt_operations::{setup, staff};
use utoipa::ToSchema;

/// Nothing more is needed.
#[derive(Deserialize, ToSchema)]
pub struct Nothing {}

/// Closes an account: nobody logs in with it, its sessions and tokens end; what it did stays on record.
#[utoipa::path(delete, path = "/users/{id}", tag = "users", security(("bearer" = [])),
    params(("id" = String, Path, description = "The account"), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem)))]
pub async fn close(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap, op: Operation<Nothing>) -> Response {
    let answer = async {
        must_manage(&op.session)?;
        let account = account(&id)?;
        Ok::<_, Failure>(staff::close(&app.house, &op.sender, account).await?)
    };
    match answer.await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(e) => e.problem(&speak(&app, &headers)),
    }
}

/// A new one-time password; the old one and all sessions end.
#[utoipa::path(post, path = "/users/{id}/password", tag = "users", security(("bearer" = [])), request_body = Nothing,
    params(("id" = String, Path, description = "The account"), ("Idempotency-Key" = String, Header, description = "The operation's id, a UUID")),
    responses((status = 201, body = OneTime), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem)))]
pub async fn reset(State(app): State<App>, Path(id): Path<String>, headers: HeaderMap, op: Operation<Nothing>) -> Response {
    let answer = async {
        must_manage(&op.session)?;
        let account = account(&id)?;
        let password = setup::reset_password(&app.house, &op.sender, account).await?;
        let mut tx = app.house.db().read(op.session.tenant).await?;
        let row = office::accounts_by_id(&mut tx, op.session.tenant, &[account]).await?.into_iter().next();
        tx.commit().await?;
        let login = row.map(|r| r.login).unwrap_or_default();
        Ok::<_, Failure>(OneTime { id: account.to_string(), login, password: password.into_inner() })
    };
    match answer.await {
        Ok(made) => (StatusCode::CREATED, axum::Json(made)).into_response(),
        Err(e) => e.problem(&speak(&app, &headers)),
    }
}
