//! `GET /catalog/programs`: programs in force, with the facts that the dinas confirmed.

use crate::App;
use crate::access::{Bearer, speak};
use crate::error::{Failure, Problem};
use axum::extract::State;
use axum::http::HeaderMap;
use serde::Serialize;
use slrt_domain::Coded as _;
use slrt_operations::view::{self, FactView};
use utoipa::ToSchema;

/// A program.
#[derive(Serialize, ToSchema)]
pub struct ProgramItem {
    /// Permanent code.
    code: String,
    /// Short name.
    short: String,
    /// Name.
    name: String,
    /// Provider.
    provider: String,
    /// `nation`, `province`, `regency`, `village`, `baznas`, `csr`.
    provider_level: &'static str,
    /// What it is, without amounts.
    summary: String,
    /// Sectors.
    sectors: Vec<String>,
    /// Kind of institution that serves it.
    institution: String,
    /// Documents usually asked for.
    documents: Vec<String>,
    /// When its sources were last read.
    last_checked: String,
    /// What one gets; none: not confirmed yet, ask an officer.
    benefits: Option<Vec<FactItem>>,
    /// Who may get it; none: not confirmed yet.
    criteria: Option<Vec<FactItem>>,
    /// What must be brought; none: not confirmed yet.
    papers: Option<Vec<FactItem>>,
    /// Where one applies; none: not confirmed yet.
    channels: Option<Vec<FactItem>>,
}

/// A confirmed statement.
#[derive(Serialize, ToSchema)]
struct FactItem {
    /// Key within the program.
    key: String,
    /// In words.
    text: String,
    /// Rupiah.
    amount: Option<i64>,
    /// Per `year`, `month`, `once` …
    per: Option<String>,
    /// Whether the amount is a ceiling.
    upto: bool,
}

/// Programs in force today.
#[utoipa::path(get, path = "/catalog/programs", tag = "catalog", security(("bearer" = [])),
    responses((status = 200, body = Vec<ProgramItem>), (status = 401, body = Problem), (status = 503, body = Problem)))]
pub async fn programs(
    State(app): State<App>,
    Bearer(session): Bearer,
    headers: HeaderMap,
) -> Result<axum::Json<Vec<ProgramItem>>, Failure> {
    let l = speak(&app, &headers);
    let facts = |facts: Option<Vec<FactView>>| {
        facts.map(|all| {
            all.into_iter().map(|f| FactItem { text: l.pick(&f.text), key: f.key, amount: f.amount, per: f.per, upto: f.upto }).collect()
        })
    };
    let all = view::programs(&app.house, session.tenant).await?;
    let items = all.into_iter().map(|p| ProgramItem {
        name: l.pick(&p.name),
        summary: l.pick(&p.summary),
        provider_level: p.provider_level.code(),
        last_checked: p.last_checked.iso(),
        benefits: facts(p.benefits),
        criteria: facts(p.criteria),
        papers: facts(p.papers),
        channels: facts(p.channels),
        code: p.code,
        short: p.short,
        provider: p.provider,
        sectors: p.sectors,
        institution: p.institution,
        documents: p.documents,
    });
    Ok(axum::Json(items.collect::<Vec<_>>()))
}
