//! `GET /offices`: all offices.

use super::wire::OfficeOut;
use crate::App;
use crate::access::Bearer;
use crate::api::v1::page::PageOf;
use crate::error::{Failure, Problem};
use axum::extract::{Query, State};
use serde::Serialize;
use utoipa::ToSchema;

/// Some of the offices.
#[derive(Serialize, ToSchema)]
pub struct Offices {
    /// By name, active or not.
    offices: Vec<OfficeOut>,
    /// Where the next page begins; none on the last.
    next: Option<String>,
}

/// Offices of the regency by name, active or not.
#[utoipa::path(get, path = "/offices", tag = "offices", security(("bearer" = [])), params(PageOf),
    responses((status = 200, body = Offices), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn list(State(app): State<App>, Bearer(session): Bearer, Query(page): Query<PageOf>) -> Result<axum::Json<Offices>, Failure> {
    let reference = &session.reference;
    let today = reference.zone.day(app.house.clock().now());
    let mut all: Vec<_> = reference.offices.values().collect();
    all.sort_by_key(|o| (o.name.to_lowercase(), o.id));
    let (offices, next) = page.cut(all, |o| o.id.to_string())?;
    let offices = offices.into_iter().map(|o| OfficeOut::of(o, reference.is_staffed(o.id, today))).collect();
    Ok(axum::Json(Offices { offices, next }))
}
