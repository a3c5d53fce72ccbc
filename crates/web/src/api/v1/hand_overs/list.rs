//! `GET /hand-overs`: what waits for an answer; `GET /regencies`: to whom a case may be handed.

use crate::App;
use crate::access::Bearer;
use crate::error::{Failure, Problem};
use axum::extract::State;
use serde::Serialize;
use slrt_operations::view::{self, IncomingView};
use utoipa::ToSchema;

/// What waits.
#[derive(Serialize, ToSchema)]
pub struct HandOvers {
    /// The nearest day first.
    waiting: Vec<Incoming>,
}

/// A case of another regency.
#[derive(Serialize, ToSchema)]
struct Incoming {
    /// The hand-over.
    id: String,
    /// The other regency's four digits.
    from: String,
    /// Its *nomor layanan* there.
    number: Option<String>,
    /// Village, ten digits.
    village: String,
    /// Whether only named persons know of a part of it.
    restricted: bool,
    /// Coded reason (`reasons.toml`, for = "hand_over").
    reason: String,
    /// The day on which it came.
    came_on: Option<String>,
    /// By when it should be answered.
    due: Option<String>,
    /// The earliest day that was promised to the citizen.
    promised: Option<String>,
    /// Whom it is about.
    name: Option<String>,
    /// What it is about.
    needs: Vec<IncomingNeed>,
    /// Papers that were shown there.
    papers: Vec<IncomingPaper>,
    /// Offices that could take it, the usual one first.
    offices: Vec<OfficeChoice>,
}

/// A need that comes along.
#[derive(Serialize, ToSchema)]
struct IncomingNeed {
    /// Concern, under the name that it has on both sides.
    id: String,
    /// Kind.
    kind: String,
    /// In the citizen's words.
    words: Option<String>,
    /// In care, or with an appointment.
    urgent: bool,
    /// Whether only named persons know of it.
    restricted: bool,
    /// The day promised to the citizen.
    promised: Option<String>,
}

/// A paper that comes along.
#[derive(Serialize, ToSchema)]
struct IncomingPaper {
    /// Kind.
    kind: String,
    /// Whether there is a photograph, which comes along when the case is taken over.
    photo: bool,
    /// Whether only named persons know of it.
    restricted: bool,
}

/// An office to choose.
#[derive(Serialize, ToSchema)]
struct OfficeChoice {
    /// Office.
    id: String,
    /// Its name.
    name: String,
}

/// Lists cases of other regencies that wait for my answer.
#[utoipa::path(get, path = "/hand-overs", tag = "hand-overs", security(("bearer" = [])),
    responses((status = 200, body = HandOvers), (status = 401, body = Problem), (status = 403, body = Problem), (status = 503, body = Problem)))]
pub async fn list(State(app): State<App>, Bearer(session): Bearer) -> Result<axum::Json<HandOvers>, Failure> {
    let found = view::incoming(&app.house, &session).await?;
    Ok(axum::Json(HandOvers { waiting: found.into_iter().map(incoming).collect() }))
}

fn incoming(v: IncomingView) -> Incoming {
    let (name, needs, papers) = v.seen.map(|s| (s.name, s.needs, s.papers)).unwrap_or_default();
    let need = |n: slrt_operations::hand_over::SeenNeed| IncomingNeed {
        id: n.id.to_string(),
        kind: n.kind,
        words: n.words.map(|w| w.into_inner()),
        urgent: n.urgent,
        restricted: n.restricted,
        promised: n.promised.map(|d| d.iso()),
    };
    Incoming {
        id: v.id.to_string(),
        from: v.from.tenant.to_string(),
        number: v.number.map(|n| n.to_string()),
        village: v.village.code.as_str().to_owned(),
        restricted: v.restricted,
        reason: v.reason,
        came_on: v.came_on.map(|d| d.iso()),
        due: v.due.map(|d| d.iso()),
        promised: v.promised.map(|d| d.iso()),
        name: name.map(|n| n.into_inner()),
        needs: needs.into_iter().map(need).collect(),
        papers: papers.into_iter().map(|p| IncomingPaper { kind: p.kind, photo: p.photo, restricted: p.restricted }).collect(),
        offices: v.offices.into_iter().map(|o| OfficeChoice { id: o.id.to_string(), name: o.name }).collect(),
    }
}

/// The regencies of this installation.
#[derive(Serialize, ToSchema)]
pub struct Regencies {
    /// In order of their names.
    regencies: Vec<RegencyName>,
}

/// A regency.
#[derive(Serialize, ToSchema)]
struct RegencyName {
    /// Four digits.
    regency: String,
    /// Its name.
    name: String,
    /// Whether it is the reader's.
    own: bool,
}

/// Lists the regencies that this installation serves, mine among them.
#[utoipa::path(get, path = "/regencies", tag = "hand-overs", security(("bearer" = [])),
    responses((status = 200, body = Regencies), (status = 401, body = Problem), (status = 503, body = Problem)))]
pub async fn regencies(State(app): State<App>, Bearer(session): Bearer) -> Result<axum::Json<Regencies>, Failure> {
    let all = view::regencies(&app.house).await?.into_iter();
    let regencies = all.map(|r| RegencyName { own: r.tenant == session.tenant, regency: r.tenant.to_string(), name: r.name }).collect();
    Ok(axum::Json(Regencies { regencies }))
}
