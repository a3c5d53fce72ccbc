//! `GET /catalog/…`: codes with names. Names come in the language of `Accept-Language`.

use crate::App;
use crate::access::{Bearer, speak};
use crate::error::Problem;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use slrt_domain::Coded as _;
use slrt_domain::program::Words;
use utoipa::{IntoParams, ToSchema};

/// A code with its name.
#[derive(Serialize, ToSchema)]
pub struct Item {
    /// Permanent code.
    code: String,
    /// Name.
    name: String,
}

/// A kind of need or complaint.
#[derive(Serialize, ToSchema)]
pub struct KindItem {
    /// Permanent code.
    code: String,
    /// Name.
    name: String,
    /// Category A–F.
    category: String,
    /// Usual sector.
    sector: String,
    /// `service`, `complaint`, `question`, `suggestion`, `data`.
    kind_of_case: &'static str,
    /// Programs that answer it.
    programs: Vec<String>,
    /// Documents usually asked for.
    documents: Vec<String>,
    /// Kind of institution that it usually goes to.
    institution: Option<String>,
    /// Only named persons may know of it.
    restricted: bool,
    /// May be urgent.
    urgent_possible: bool,
}

/// A coded reason.
#[derive(Serialize, ToSchema)]
pub struct ReasonItem {
    /// What it is a reason for: `decline_decision`, `return`, `institution_decline`, `institution_documents`, `take_back`, `withdraw`, `transfer`,
    /// `not_helped`, `wait_center`, `extend`, `close`, `late_entry`, `reveal`.
    purpose: String,
    /// Permanent code.
    code: String,
    /// Name.
    name: String,
    /// How to appeal.
    appeal: String,
    /// What else may help.
    what_else: String,
}

/// A kind of institution.
#[derive(Serialize, ToSchema)]
pub struct InstitutionKindItem {
    /// Permanent code.
    code: String,
    /// Name.
    name: String,
    /// Sectors.
    sectors: Vec<String>,
    /// A national body.
    center: bool,
    /// Promised answer in working days.
    answer_days: u32,
}

/// A package of roles.
#[derive(Serialize, ToSchema)]
pub struct PackageItem {
    /// Permanent code.
    code: String,
    /// Name.
    name: String,
    /// What its holder does.
    about: String,
    /// Where it is held: `office`, `institution`, `area`.
    scope: String,
    /// Roles in it.
    roles: Vec<String>,
}

/// Which reasons.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Purpose {
    /// Only those for a purpose.
    purpose: Option<String>,
}

pub(super) fn picker(app: &App, headers: &HeaderMap) -> impl Fn(&Words) -> String {
    let l = speak(app, headers);
    move |words| l.pick(words)
}

/// Sectors.
#[utoipa::path(get, path = "/catalog/sectors", tag = "catalog", security(("bearer" = [])), responses((status = 200, body = Vec<Item>), (status = 401, body = Problem)))]
pub async fn sectors(State(app): State<App>, _who: Bearer, headers: HeaderMap) -> Json<Vec<Item>> {
    let pick = picker(&app, &headers);
    Json(app.house.catalog().sectors.iter().map(|s| Item { code: s.code.clone(), name: pick(&s.name) }).collect())
}

/// Kinds of needs and complaints, in the order in which lists show them.
#[utoipa::path(get, path = "/catalog/kinds", tag = "catalog", security(("bearer" = [])), responses((status = 200, body = Vec<KindItem>), (status = 401, body = Problem)))]
pub async fn kinds(State(app): State<App>, _who: Bearer, headers: HeaderMap) -> Json<Vec<KindItem>> {
    let pick = picker(&app, &headers);
    let mut kinds: Vec<_> = app.house.catalog().kinds.values().collect();
    kinds.sort_by_key(|k| k.order);
    let item = |k: &slrt_domain::program::Kind| KindItem {
        code: k.code.clone(),
        name: pick(&k.name),
        category: k.category.clone(),
        sector: k.sector.clone(),
        kind_of_case: k.kind_of_case.code(),
        programs: k.programs.clone(),
        documents: k.documents.clone(),
        institution: k.institution.clone(),
        restricted: k.restricted,
        urgent_possible: k.urgent_possible,
    };
    Json(kinds.into_iter().map(item).collect())
}

/// Kinds of documents.
#[utoipa::path(get, path = "/catalog/documents", tag = "catalog", security(("bearer" = [])), responses((status = 200, body = Vec<Item>), (status = 401, body = Problem)))]
pub async fn documents(State(app): State<App>, _who: Bearer, headers: HeaderMap) -> Json<Vec<Item>> {
    let pick = picker(&app, &headers);
    Json(app.house.catalog().documents.iter().map(|d| Item { code: d.code.clone(), name: pick(&d.name) }).collect())
}

/// The 26 PPKS.
#[utoipa::path(get, path = "/catalog/ppks", tag = "catalog", security(("bearer" = [])), responses((status = 200, body = Vec<Item>), (status = 401, body = Problem)))]
pub async fn ppks(State(app): State<App>, _who: Bearer, headers: HeaderMap) -> Json<Vec<Item>> {
    let pick = picker(&app, &headers);
    Json(app.house.catalog().ppks.iter().map(|p| Item { code: p.code.clone(), name: pick(&p.name) }).collect())
}

/// The 12 PSKS: who helps in a village beside the offices.
#[utoipa::path(get, path = "/catalog/psks", tag = "catalog", security(("bearer" = [])), responses((status = 200, body = Vec<Item>), (status = 401, body = Problem)))]
pub async fn psks(State(app): State<App>, _who: Bearer, headers: HeaderMap) -> Json<Vec<Item>> {
    let pick = picker(&app, &headers);
    Json(app.house.catalog().psks.iter().map(|p| Item { code: p.code.clone(), name: pick(&p.name) }).collect())
}

/// Coded reasons that may be chosen today, with how to appeal.
#[utoipa::path(get, path = "/catalog/reasons", tag = "catalog", security(("bearer" = [])), params(Purpose), responses((status = 200, body = Vec<ReasonItem>), (status = 401, body = Problem)))]
pub async fn reasons(
    State(app): State<App>,
    Bearer(session): Bearer,
    headers: HeaderMap,
    Query(q): Query<Purpose>,
) -> Json<Vec<ReasonItem>> {
    let pick = picker(&app, &headers);
    let today = session.reference.zone.day(app.house.clock().now());
    let now = |r: &&slrt_domain::program::Reason| r.valid_from <= today && r.valid_to.is_none_or(|to| today <= to);
    let wanted = session.reference.catalog.reasons.iter().filter(now).filter(|r| q.purpose.as_ref().is_none_or(|p| *p == r.purpose));
    let item = |r: &slrt_domain::program::Reason| ReasonItem {
        purpose: r.purpose.clone(),
        code: r.code.clone(),
        name: pick(&r.name),
        appeal: pick(&r.appeal),
        what_else: pick(&r.what_else),
    };
    Json(wanted.map(item).collect())
}

/// Kinds of institutions.
#[utoipa::path(get, path = "/catalog/institution-kinds", tag = "catalog", security(("bearer" = [])), responses((status = 200, body = Vec<InstitutionKindItem>), (status = 401, body = Problem)))]
pub async fn institution_kinds(State(app): State<App>, _who: Bearer, headers: HeaderMap) -> Json<Vec<InstitutionKindItem>> {
    let pick = picker(&app, &headers);
    let item = |i: &slrt_domain::program::InstitutionKind| InstitutionKindItem {
        code: i.code.clone(),
        name: pick(&i.name),
        sectors: i.sectors.clone(),
        center: i.center,
        answer_days: i.answer_days,
    };
    Json(app.house.catalog().institutions.iter().map(item).collect())
}

/// Packages of roles, for `POST /users`.
#[utoipa::path(get, path = "/catalog/packages", tag = "catalog", security(("bearer" = [])), responses((status = 200, body = Vec<PackageItem>), (status = 401, body = Problem)))]
pub async fn packages(State(app): State<App>, _who: Bearer, headers: HeaderMap) -> Json<Vec<PackageItem>> {
    let pick = picker(&app, &headers);
    let item = |p: &slrt_domain::program::Package| PackageItem {
        code: p.code.clone(),
        name: pick(&p.name),
        about: pick(&p.about),
        scope: p.scope.clone(),
        roles: p.roles.clone(),
    };
    Json(app.house.catalog().packages.iter().map(item).collect())
}
