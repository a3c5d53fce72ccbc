//! `GET /offices`: all offices.

use super::wire::OfficeOut;
use crate::App;
use crate::access::Bearer;
use crate::error::Problem;
use axum::extract::State;

/// All offices of the regency by name, active or not.
#[utoipa::path(get, path = "/offices", tag = "offices", security(("bearer" = [])), responses((status = 200, body = Vec<OfficeOut>), (status = 401, body = Problem)))]
pub async fn list(State(app): State<App>, Bearer(session): Bearer) -> axum::Json<Vec<OfficeOut>> {
    let reference = &session.reference;
    let today = reference.zone.day(app.house.clock().now());
    let mut all: Vec<_> = reference.offices.values().collect();
    all.sort_by_key(|o| (o.name.to_lowercase(), o.id));
    axum::Json(all.into_iter().map(|o| OfficeOut::of(o, reference.is_staffed(o.id, today))).collect())
}
