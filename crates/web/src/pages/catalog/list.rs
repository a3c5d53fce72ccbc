//! `GET /katalog`, `GET /program`: programs by sector.

use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::{html, see};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::identity::Tenant;
use slrt_operations::OperationError;
use slrt_operations::view::{ProgramView, programs};

/// Which sector.
#[derive(Deserialize)]
pub struct Chosen {
    bidang: Option<String>,
}

struct SectorLine {
    code: String,
    name: String,
    icon: String,
    programs: Vec<ProgramLine>,
}

struct ProgramLine {
    code: String,
    short: String,
    name: String,
    provider: String,
    summary: String,
    /// Facts on amounts and conditions that the public cannot see yet.
    open: bool,
}

/// What both pages show.
struct Shelf {
    chosen: Option<String>,
    /// Every sector that has a program, for the choice on top.
    all: Vec<(String, String, String)>,
    sectors: Vec<SectorLine>,
}

#[derive(Template)]
#[template(path = "catalog/list.html")]
struct PublicPage {
    f: Frame,
    s: Shelf,
}

#[derive(Template)]
#[template(path = "catalog/office_list.html")]
struct OfficePage {
    f: Frame,
    s: Shelf,
}

/// For everybody.
pub async fn public(State(app): State<App>, Query(q): Query<Chosen>, headers: HeaderMap) -> Response {
    let path = q.bidang.as_ref().map_or_else(|| "/katalog".into(), |b| format!("/katalog?bidang={}", crate::frame::encode(b)));
    let f = Frame::public(&app, &headers, &path).await;
    let Some(tenant) = f.tenant else { return see("/persiapan") };
    match shelf(&app, &f, tenant, q.bidang).await {
        Ok(s) => html(&PublicPage { f, s }),
        Err(e) => Failure::from(e).page(f),
    }
}

/// For officers.
pub async fn office(State(app): State<App>, Query(q): Query<Chosen>, officer: Officer) -> Response {
    match shelf(&app, &officer.frame, officer.session.tenant, q.bidang).await {
        Ok(s) => html(&OfficePage { f: officer.frame, s }),
        Err(e) => Failure::from(e).page(officer.frame),
    }
}

async fn shelf(app: &App, f: &Frame, tenant: Tenant, chosen: Option<String>) -> Result<Shelf, OperationError> {
    let seen = programs(&app.house, tenant).await?;
    let l = &f.l;
    let reference = app.house.reference(tenant).await?;
    let catalog = &reference.catalog;
    let known = catalog.sectors.iter().filter(|s| seen.iter().any(|p| p.sectors.contains(&s.code)));
    let all: Vec<(String, String, String)> = known.map(|s| (s.code.clone(), l.pick(&s.name), s.icon.clone())).collect();
    let chosen = chosen.filter(|c| all.iter().any(|(code, ..)| code == c));
    let line = |p: &ProgramView| ProgramLine {
        code: p.code.clone(),
        short: p.short.clone(),
        name: l.pick(&p.name),
        provider: p.provider.clone(),
        summary: l.pick(&p.summary),
        open: p.benefits.is_none() || p.criteria.is_none(),
    };
    // Without a choice each program stands once, under its first sector.
    let belongs = |p: &ProgramView, code: &str| match &chosen {
        Some(_) => p.sectors.iter().any(|s| s == code),
        None => p.sectors.first().is_some_and(|s| s == code),
    };
    let wanted = all.iter().filter(|(code, ..)| chosen.as_ref().is_none_or(|c| c == code));
    let sectors = wanted.map(|(code, name, icon)| SectorLine {
        code: code.clone(),
        name: name.clone(),
        icon: icon.clone(),
        programs: seen.iter().filter(|p| belongs(p, code)).map(line).collect(),
    });
    let sectors = sectors.filter(|s| !s.programs.is_empty()).collect();
    Ok(Shelf { chosen, all, sectors })
}
