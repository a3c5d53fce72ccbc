//! `GET /users`: everybody who may log in.

use super::must_manage;
use crate::App;
use crate::access::Bearer;
use crate::api::v1::page::PageOf;
use crate::error::{Failure, Problem};
use axum::extract::{Query, State};
use serde::Serialize;
use slrt_domain::Coded as _;
use slrt_domain::journal::scope_text;
use slrt_operations::accounts::Session;
use slrt_operations::storage::office;
use utoipa::ToSchema;

/// Some of those who may log in.
#[derive(Serialize, ToSchema)]
pub struct Users {
    /// By log-in name.
    users: Vec<User>,
    /// Where the next page begins; none on the last.
    next: Option<String>,
}

/// Somebody who may log in.
#[derive(Serialize, ToSchema)]
pub struct User {
    /// The account.
    id: String,
    /// Log-in name.
    login: String,
    /// The officer's name; none when it was erased.
    name: Option<String>,
    /// Whether it may log in.
    active: bool,
    /// Raised by every change; what a change must name.
    revision: i64,
    /// Roles, also past and future ones.
    roles: Vec<UserRole>,
}

/// A role of a user.
#[derive(Serialize, ToSchema)]
struct UserRole {
    /// The grant, to end it.
    id: String,
    /// Role code.
    role: &'static str,
    /// `area`, `office` or `institution`.
    scope_kind: String,
    /// Area code or identifier.
    scope: String,
    /// `own`, `plt`, `plh`, `an`.
    acting: &'static str,
    /// First day.
    from: String,
    /// Last day.
    to: Option<String>,
}

/// Everybody who may log in, by log-in name.
#[utoipa::path(get, path = "/users", tag = "users", security(("bearer" = [])), params(PageOf),
    responses((status = 200, body = Users), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn list(State(app): State<App>, Bearer(session): Bearer, Query(page): Query<PageOf>) -> Result<axum::Json<Users>, Failure> {
    Ok(axum::Json(users(&app, &session, &page).await?))
}

async fn users(app: &App, session: &Session, page: &PageOf) -> Result<Users, Failure> {
    must_manage(session)?;
    let mut tx = app.house.db().read(session.tenant).await?;
    let rows = office::accounts(&mut tx, session.tenant).await?;
    tx.commit().await?;
    // A log-in name is no part of an address: the cursor names the account.
    let (rows, next) = page.cut(rows, |r| r.account().map(|id| id.to_string()).unwrap_or_default())?;
    let mut users = Vec::with_capacity(rows.len());
    for row in rows {
        let id = row.account()?;
        let roles = session.reference.grants.iter().filter(|g| g.account == id).map(|g| {
            let (scope_kind, scope) = scope_text(&g.scope);
            UserRole {
                id: g.id.to_string(),
                role: g.role.code(),
                scope_kind,
                scope,
                acting: g.acting.code(),
                from: g.from.iso(),
                to: g.to.map(|d| d.iso()),
            }
        });
        let (name, active, revision) = (row.name, row.active, row.revision);
        users.push(User { id: id.to_string(), login: row.login, name, active, revision, roles: roles.collect() });
    }
    Ok(Users { users, next })
}
