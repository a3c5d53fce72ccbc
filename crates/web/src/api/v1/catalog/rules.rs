//! `GET /catalog/deadlines`, `/catalog/chains`, `/catalog/holidays`: by when, who decides, on which days nobody works. All versions, each with its day.

use super::lists::picker;
use crate::App;
use crate::access::Bearer;
use crate::error::Problem;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use serde::Serialize;
use slrt_domain::Coded as _;
use slrt_domain::calendar::Day;
use utoipa::ToSchema;

/// How long each stage may take.
#[derive(Serialize, ToSchema)]
pub struct DeadlineItem {
    /// Permanent code.
    code: String,
    /// Name.
    name: String,
    /// The limit as its source has it.
    limit: u32,
    /// In what it counts: `working_days`, `calendar_days`, `minutes`, `months`.
    unit: &'static str,
    /// Working days of the check against the registry.
    verify_days: u32,
    /// Working days of handling.
    handle_days: u32,
    /// Working days of each decision.
    decide_days: u32,
    /// Working days of an institution's answer, where it promises no others.
    institution_days: u32,
    /// Working days before the office asks for the citizen's word.
    confirm_days: u32,
    /// Working days of all of it: the promised day.
    total_days: u32,
    /// Working days by which the standard allows it to be prolonged once. Taken by `extend`.
    extension_days: Option<u32>,
    /// First day of this version.
    valid_from: String,
    /// Whether somebody read the source.
    verified: bool,
    /// What it rests on.
    source: String,
}

/// Who decides.
#[derive(Serialize, ToSchema)]
pub struct ChainItem {
    /// Permanent code.
    code: String,
    /// Name.
    name: String,
    /// For which kind of office: `puskesos`, `sekretariat`, `counter`, `any`.
    office_kind: String,
    /// Roles in order; none: nobody else decides.
    steps: Vec<String>,
    /// The chain to use at another kind of office.
    otherwise: Option<String>,
    /// First day of this version.
    valid_from: String,
    /// Whether somebody read the source.
    verified: bool,
    /// What it rests on.
    source: String,
}

/// A day on which offices are closed.
#[derive(Serialize, ToSchema)]
pub struct HolidayItem {
    /// The day.
    day: String,
    /// Name.
    name: String,
    /// Whether it is joint leave (*cuti bersama*).
    joint_leave: bool,
    /// Whether the decree was read.
    verified: bool,
    /// The decree, or on what the estimate rests.
    source: String,
}

/// Deadlines of needs and complaints, all versions.
#[utoipa::path(get, path = "/catalog/deadlines", tag = "catalog", security(("bearer" = [])), responses((status = 200, body = Vec<DeadlineItem>), (status = 401, body = Problem)))]
pub async fn deadlines(State(app): State<App>, Bearer(session): Bearer, headers: HeaderMap) -> Json<Vec<DeadlineItem>> {
    let pick = picker(&app, &headers);
    let item = |d: &slrt_domain::program::Deadline| DeadlineItem {
        code: d.code.clone(),
        name: pick(&d.name),
        limit: d.limit,
        unit: d.unit.code(),
        verify_days: d.verify_days,
        handle_days: d.handle_days,
        decide_days: d.decide_days,
        institution_days: d.institution_days,
        confirm_days: d.confirm_days,
        total_days: d.total_days,
        extension_days: d.extension_days,
        valid_from: d.valid_from.iso(),
        verified: d.basis.verified,
        source: d.basis.source.clone(),
    };
    Json(session.reference.catalog.deadlines.iter().map(item).collect())
}

/// Chains of decision, all versions.
#[utoipa::path(get, path = "/catalog/chains", tag = "catalog", security(("bearer" = [])), responses((status = 200, body = Vec<ChainItem>), (status = 401, body = Problem)))]
pub async fn chains(State(app): State<App>, _who: Bearer, headers: HeaderMap) -> Json<Vec<ChainItem>> {
    let pick = picker(&app, &headers);
    let item = |c: &slrt_domain::program::Chain| ChainItem {
        code: c.code.clone(),
        name: pick(&c.name),
        office_kind: c.office_kind.clone(),
        steps: c.steps.clone(),
        otherwise: c.otherwise.clone(),
        valid_from: c.valid_from.iso(),
        verified: c.basis.verified,
        source: c.basis.source.clone(),
    };
    Json(app.house.catalog().chains.iter().map(item).collect())
}

/// Holidays and days of joint leave, by day.
#[utoipa::path(get, path = "/catalog/holidays", tag = "catalog", security(("bearer" = [])), responses((status = 200, body = Vec<HolidayItem>), (status = 401, body = Problem)))]
pub async fn holidays(State(app): State<App>, Bearer(session): Bearer, headers: HeaderMap) -> Json<Vec<HolidayItem>> {
    let pick = picker(&app, &headers);
    let item = |h: &slrt_domain::program::Holiday| HolidayItem {
        day: Day::iso(h.day),
        name: pick(&slrt_domain::program::Words { id: h.name.clone(), en: h.name_en.clone() }),
        joint_leave: h.joint_leave,
        verified: h.verified,
        source: h.source.clone(),
    };
    Json(session.reference.catalog.holidays.iter().map(item).collect())
}
