//! `GET /areas`: finds areas by name or code.

use crate::App;
use crate::access::Bearer;
use crate::error::{Failure, Problem};
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::journal::Refusal;
use utoipa::{IntoParams, ToSchema};

/// As many as one answer has.
const MOST: usize = 200;

/// What is looked for.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Wanted {
    /// Beginnings of words of the name, or a code; without it all areas one level below `within` (the provinces, where that is missing too).
    q: Option<String>,
    /// Only in this area: its code, with or without dots.
    within: Option<String>,
    /// `province`, `regency`, `district`, `village`.
    level: Option<String>,
    /// At most so many, 20 if not said, 200 at most.
    limit: Option<usize>,
}

/// An area.
#[derive(Serialize, ToSchema)]
pub struct Area {
    /// Kemendagri code without dots.
    code: String,
    /// Its name.
    name: String,
    /// `province`, `regency`, `district`, `village`.
    level: &'static str,
    /// Where it lies, nearest first.
    path: String,
}

/// Finds areas: best first, by code without a query.
#[utoipa::path(get, path = "/areas", tag = "areas", security(("bearer" = [])), params(Wanted), responses(
    (status = 200, body = Vec<Area>), (status = 401, body = Problem), (status = 422, body = Problem)))]
pub async fn search(State(app): State<App>, _who: Bearer, Query(w): Query<Wanted>) -> Result<axum::Json<Vec<Area>>, Failure> {
    Ok(axum::Json(find(&app, &w)?))
}

fn find(app: &App, w: &Wanted) -> Result<Vec<Area>, Refusal> {
    let areas = app.house.areas();
    let within = w
        .within
        .as_deref()
        .map(|c| AreaCode::parse(c).filter(|a| areas.exists(*a)).ok_or_else(|| Refusal::invalid("within", "unknown")))
        .transpose()?;
    let level = w.level.as_deref().map(|l| level(l).ok_or_else(|| Refusal::invalid("level", "unknown"))).transpose()?;
    let limit = w.limit.unwrap_or(20).clamp(1, MOST);
    let q = w.q.as_deref().unwrap_or_default().trim();
    let area = |code: AreaCode, name: &str, path: String| Area {
        code: code.to_string(),
        name: name.to_owned(),
        level: level_code(code.level()),
        path,
    };
    if q.is_empty() {
        let path = |code: AreaCode| areas.path(code).iter().rev().skip(1).map(|(_, n)| *n).collect::<Vec<_>>().join(", ");
        let all: Vec<_> = match (within, level) {
            (Some(within), Some(level)) => areas.within(within, level).collect(),
            _ => areas.children(within),
        };
        return Ok(all.into_iter().take(MOST).map(|(c, n)| area(c, n, path(c))).collect());
    }
    Ok(areas.search(q, within, level, limit).into_iter().map(|h| area(h.code, h.name, h.path)).collect())
}

fn level(code: &str) -> Option<Level> {
    [Level::Province, Level::Regency, Level::District, Level::Village].into_iter().find(|l| level_code(*l) == code)
}

fn level_code(level: Level) -> &'static str {
    match level {
        Level::Province => "province",
        Level::Regency => "regency",
        Level::District => "district",
        Level::Village => "village",
    }
}
