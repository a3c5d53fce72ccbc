//! `GET /catalog/own`: the regency's own rows, all versions.

use crate::App;
use crate::access::Bearer;
use crate::api::v1::catalog::lists::picker;
use crate::error::{Failure, Problem};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde::Serialize;
use slrt_domain::Coded as _;
use slrt_domain::program::OwnContent;
use slrt_operations::accounts::Session;
use slrt_operations::view::{OwnView, own_catalog};
use utoipa::ToSchema;

/// A version of a row of the regency's own.
#[derive(Serialize, ToSchema)]
pub struct OwnItem {
    /// `program`, `reason`, `deadline`, `holiday`.
    sort: &'static str,
    /// Permanent code; of a holiday its day.
    code: String,
    /// Name.
    name: String,
    /// First day.
    valid_from: String,
    /// Last day; none: until a later version begins.
    valid_to: Option<String>,
    /// `coming`, `holding`, `over`, `withdrawn`.
    standing: &'static str,
    /// Whether it takes the shipped row of the code away and puts nothing in its place.
    absent: bool,
    /// Whether there is a shipped row of the same code.
    replaces: bool,
    /// What it rests on.
    source: String,
    /// Where that can be read.
    url: String,
    /// Raised by every change of the same sort, code and first day.
    revision: i64,
}

fn item(v: OwnView, name: String) -> OwnItem {
    OwnItem {
        sort: v.row.sort().code(),
        absent: matches!(v.row.content, OwnContent::Absent(_)),
        code: v.row.code,
        name,
        valid_from: v.row.valid_from.iso(),
        valid_to: v.row.valid_to.map(|d| d.iso()),
        standing: v.standing.code(),
        replaces: v.replaces,
        source: v.row.source,
        url: v.row.url,
        revision: v.row.revision,
    }
}

/// The regency's own rows, all versions, those taken back as well.
#[utoipa::path(get, path = "/catalog/own", tag = "catalog", security(("bearer" = [])),
    responses((status = 200, body = Vec<OwnItem>), (status = 401, body = Problem), (status = 403, body = Problem), (status = 503, body = Problem)))]
pub async fn list(State(app): State<App>, Bearer(session): Bearer, headers: HeaderMap) -> Result<Json<Vec<OwnItem>>, Failure> {
    all(&app, &session, &headers).await.map(Json)
}

async fn all(app: &App, session: &Session, headers: &HeaderMap) -> Result<Vec<OwnItem>, Failure> {
    let pick = picker(app, headers);
    let rows = own_catalog(&app.house, session).await?;
    Ok(rows
        .into_iter()
        .map(|v| {
            let name = pick(&v.name);
            item(v, name)
        })
        .collect())
}
