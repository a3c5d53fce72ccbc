//! `/tokens`: one's own tokens for programs. The journal knows when one was made and ended, never its value.

use crate::App;
use crate::access::Bearer;
use crate::error::{Failure, Problem};
use crate::operation::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use slrt_domain::calendar::Instant;
use slrt_domain::journal::Refusal;
use slrt_operations::accounts;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(list, make)).routes(routes!(end))
}

/// A token, without its value.
#[derive(Serialize, ToSchema)]
struct OwnToken {
    /// Names it, to end it.
    id: String,
    /// What it is for.
    label: String,
    /// When it was made (RFC 3339, UTC).
    made_at: String,
    /// When it ends.
    expires_at: String,
}

/// A token to make.
#[derive(Deserialize, ToSchema)]
struct NewToken {
    /// What it is for, 80 letters at most.
    label: String,
    /// How long it lives: 30, 90 or 365 days.
    days: i64,
}

/// A token that was just made.
#[derive(Serialize, ToSchema)]
struct MadeToken {
    /// For the header `Authorization: Bearer …`: told now, kept nowhere.
    token: String,
    /// When it ends (RFC 3339, UTC).
    expires_at: String,
}

/// My tokens that are still valid.
#[utoipa::path(get, path = "/tokens", tag = "session", security(("bearer" = [])),
    responses((status = 200, body = Vec<OwnToken>), (status = 401, body = Problem), (status = 503, body = Problem)))]
async fn list(State(app): State<App>, Bearer(session): Bearer) -> Result<axum::Json<Vec<OwnToken>>, Failure> {
    let all = accounts::tokens(&app.house, &session).await?;
    let at = |micros: i64| Instant::from_micros(micros).rfc3339();
    let own = |t: accounts::OwnToken| OwnToken { id: t.id, label: t.label, made_at: at(t.made), expires_at: at(t.ends) };
    Ok(axum::Json(all.into_iter().map(own).collect::<Vec<_>>()))
}

/// Makes a token with the roles that I hold. Only whoever logged in makes one: a program with a token of its own does not.
#[utoipa::path(post, path = "/tokens", tag = "session", security(("bearer" = [])), request_body = NewToken,
    responses((status = 201, body = MadeToken), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
async fn make(State(app): State<App>, Bearer(session): Bearer, Json(new): Json<NewToken>) -> Result<impl IntoResponse, Failure> {
    let made = accounts::make_own_token(&app.house, &session, "api", &new.label, new.days).await?;
    let body = MadeToken { token: made.token, expires_at: made.expires_at.rfc3339() };
    Ok((StatusCode::CREATED, [(header::CACHE_CONTROL, "no-store")], axum::Json(body)))
}

/// Ends one of my tokens.
#[utoipa::path(delete, path = "/tokens/{id}", tag = "session", security(("bearer" = [])), params(("id" = String, Path, description = "The token")),
    responses((status = 204), (status = 401, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem)))]
async fn end(State(app): State<App>, Bearer(session): Bearer, Path(id): Path<String>) -> Result<StatusCode, Failure> {
    let found = accounts::end_own_token(&app.house, &session, "api", &id).await?;
    if found { Ok(StatusCode::NO_CONTENT) } else { Err(Refusal::not_found().into()) }
}
