//! `POST /users`: a new account with a package.

use super::must_let_in;
use super::wire::{OneTime, PackageIn};
use crate::App;
use crate::error::{Failure, Problem};
use crate::operation::Operation;
use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use slrt_domain::identity::Private;
use slrt_operations::{setup, staff};
use utoipa::ToSchema;

/// A new account.
#[derive(Deserialize, ToSchema)]
pub struct UserIn {
    /// Log-in name: small letters, digits, dots, hyphens.
    login: String,
    /// The officer's name.
    name: String,
    /// What they do, and where.
    #[serde(flatten)]
    package: PackageIn,
}

/// Makes an account; its one-time password is told now. Only whoever logged in does it: a program with a token of its own does not.
#[utoipa::path(post, path = "/users", tag = "users", security(("bearer" = [])), request_body = UserIn,
    params(("Idempotency-Key" = String, Header, description = "The operation's id, a UUID. A resend tells the same one-time password again.")),
    responses((status = 201, body = OneTime), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 409, body = Problem), (status = 422, body = Problem)))]
pub async fn add(State(app): State<App>, op: Operation<UserIn>) -> Result<(StatusCode, axum::Json<OneTime>), Failure> {
    must_let_in(&op.session)?;
    let given = op.body.package.given(&app)?;
    let (id, password) = staff::hire(&app.house, &op.sender, &op.body.login, Private::new(op.body.name), &given).await?;
    Ok((
        StatusCode::CREATED,
        axum::Json(OneTime { id: id.to_string(), login: setup::login_name(&op.body.login), password: password.into_inner() }),
    ))
}
