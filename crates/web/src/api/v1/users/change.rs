//! `PATCH /users/{id}`: corrects a name, opens a closed account again.

use super::{account, must_manage};
use crate::App;
use crate::error::{Failure, Problem};
use crate::operation::{Key, Operation};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use slrt_domain::identity::Private;
use slrt_domain::journal::Refusal;
use slrt_operations::staff;
use slrt_operations::storage::office;
use utoipa::ToSchema;

/// What is to be changed.
#[derive(Deserialize, ToSchema)]
pub struct UserChange {
    /// The officer's name; as it is, if not said.
    name: Option<String>,
    /// True opens a closed account again: a new one-time password lets its holder in. Closing is `DELETE`.
    active: Option<bool>,
    /// The revision that was seen: another one means that a colleague was faster.
    revision: i64,
}

/// Corrects a name, or opens a closed account again, which only whoever logged in does.
#[utoipa::path(patch, path = "/users/{id}", tag = "users", security(("bearer" = [])), request_body = UserChange,
    params(("id" = String, Path, description = "The account"), Key),
    responses((status = 204), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 404, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn change(State(app): State<App>, Path(id): Path<String>, op: Operation<UserChange>) -> Result<StatusCode, Failure> {
    must_manage(&op.session)?;
    let account = account(&id)?;
    if op.body.active == Some(false) {
        return Err(Refusal::invalid("active", "unknown").into());
    }
    if op.body.active == Some(true) {
        op.session.signed_in()?;
    }
    let mut tx = app.house.db().read(op.session.tenant).await?;
    let known = office::accounts_by_id(&mut tx, op.session.tenant, &[account]).await?.into_iter().next();
    tx.commit().await?;
    let known = known.ok_or_else(Refusal::not_found)?;
    let name = Private::new(op.body.name.or(known.name).unwrap_or_else(|| known.login.clone()));
    let active = op.body.active.unwrap_or(known.active);
    staff::change(&app.house, &op.sender, account, &name, active, op.body.revision).await?;
    Ok(StatusCode::NO_CONTENT)
}
