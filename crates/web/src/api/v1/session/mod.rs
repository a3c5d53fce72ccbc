//! `/session`: log in and out; `/me`: who am I.

use crate::App;
use crate::access::{Client, Newcomer};
use crate::error::{Failure, Problem};
use crate::operation::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use slrt_domain::Coded as _;
use slrt_domain::identity::Tenant;
use slrt_domain::journal::scope_text;
use slrt_operations::OperationError;
use slrt_operations::accounts;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(log_in, log_out)).routes(routes!(me))
}

/// A log-in.
#[derive(Deserialize, ToSchema)]
struct LogIn {
    /// Log-in name.
    login: String,
    /// Password.
    password: String,
    /// The regency's four digits, where the server keeps several.
    tenant: Option<String>,
}

/// A fresh token.
#[derive(Serialize, ToSchema)]
struct Token {
    /// For the header `Authorization: Bearer …`.
    token: String,
    /// When it ends (RFC 3339, UTC).
    expires_at: String,
    /// The password must be changed before anything else.
    must_change: bool,
}

/// Logs in.
#[utoipa::path(post, path = "/session", tag = "session", request_body = LogIn, responses(
    (status = 201, body = Token), (status = 401, body = Problem), (status = 429, body = Problem), (status = 503, body = Problem)))]
async fn log_in(
    State(app): State<App>,
    Client(address): Client,
    Json(body): Json<LogIn>,
) -> Result<(StatusCode, axum::Json<Token>), Failure> {
    let tenant = match body.tenant.as_deref() {
        Some(text) => Tenant::parse(text),
        None => app.home().await?.tenant,
    };
    let tenant = tenant.ok_or(OperationError::Unauthenticated)?;
    let t = accounts::log_in(&app.house, tenant, &body.login, &body.password, address, "api").await?;
    let token = Token { token: t.token, expires_at: t.expires_at.rfc3339(), must_change: t.must_change };
    Ok((StatusCode::CREATED, axum::Json(token)))
}

/// Logs out.
#[utoipa::path(delete, path = "/session", tag = "session", security(("bearer" = [])), responses((status = 204), (status = 401, body = Problem)))]
async fn log_out(State(app): State<App>, Newcomer(session): Newcomer) -> Result<StatusCode, Failure> {
    accounts::log_out(&app.house, &session).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who I am.
#[derive(Serialize, ToSchema)]
struct Me {
    /// Account.
    account: String,
    /// The regency's four digits.
    tenant: String,
    /// Roles that hold today.
    roles: Vec<RoleHeld>,
}

/// A role that is held.
#[derive(Serialize, ToSchema)]
struct RoleHeld {
    /// Role code.
    role: String,
    /// `area`, `office` or `institution`.
    scope_kind: String,
    /// Area code or identifier.
    scope: String,
    /// `own`, `plt`, `plh`, `an`.
    acting: String,
    /// First day.
    from: String,
    /// Last day.
    to: Option<String>,
}

/// Who am I, and which roles do I hold today?
#[utoipa::path(get, path = "/me", tag = "session", security(("bearer" = [])), responses((status = 200, body = Me), (status = 401, body = Problem)))]
async fn me(Newcomer(session): Newcomer) -> axum::Json<Me> {
    let roles = session.actor.grants.iter().map(|g| {
        let (scope_kind, scope) = scope_text(&g.scope);
        RoleHeld {
            role: g.role.code().into(),
            scope_kind,
            scope,
            acting: g.acting.code().into(),
            from: g.from.iso(),
            to: g.to.map(|d| d.iso()),
        }
    });
    axum::Json(Me { account: session.account.to_string(), tenant: session.tenant.to_string(), roles: roles.collect() })
}
