//! `GET /katalog/{code}`, `GET /program/{code}`: one program.

use super::facts::{self, FactGroup};
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::{html, see};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use slrt_domain::Coded as _;
use slrt_domain::identity::Tenant;
use slrt_domain::journal::Refusal;
use slrt_operations::OperationError;
use slrt_operations::view::programs;

/// A program in words.
struct Shown {
    code: String,
    short: String,
    name: String,
    provider: String,
    level: String,
    /// What it is; the public reads it once conditions are confirmed, since it tells of them.
    summary: Option<String>,
    sectors: Vec<(String, String)>,
    documents: Vec<String>,
    groups: Vec<FactGroup>,
    since: String,
    checked: String,
}

#[derive(Template)]
#[template(path = "catalog/show.html")]
struct PublicPage {
    f: Frame,
    p: Shown,
}

#[derive(Template)]
#[template(path = "catalog/office_show.html")]
struct OfficePage {
    f: Frame,
    p: Shown,
    may_confirm: bool,
}

/// For everybody.
pub async fn public(State(app): State<App>, Path(code): Path<String>, headers: HeaderMap) -> Response {
    let f = Frame::public(&app, &headers, &format!("/katalog/{}", crate::frame::encode(&code))).await;
    let Some(tenant) = f.tenant else { return see("/persiapan") };
    match shown(&app, &f, tenant, &code, false).await {
        Ok(p) => html(&PublicPage { f, p }),
        Err(e) => Failure::from(e).page(f),
    }
}

/// For officers.
pub async fn office(State(app): State<App>, Path(code): Path<String>, officer: Officer) -> Response {
    let may_confirm = officer.frame.has_room("/katalog/periksa");
    match shown(&app, &officer.frame, officer.session.tenant, &code, true).await {
        Ok(p) => html(&OfficePage { f: officer.frame, p, may_confirm }),
        Err(e) => Failure::from(e).page(officer.frame),
    }
}

async fn shown(app: &App, f: &Frame, tenant: Tenant, code: &str, for_officer: bool) -> Result<Shown, OperationError> {
    let l = &f.l;
    let seen = programs(&app.house, tenant).await?.into_iter().find(|p| p.code == code).ok_or_else(Refusal::not_found)?;
    let reference = app.house.reference(tenant).await?;
    let catalog = &reference.catalog;
    let today = reference.zone.day(app.house.clock().now());
    let program = catalog.program(code, today).ok_or_else(Refusal::not_found)?;
    let sectors = catalog.sectors.iter().filter(|s| seen.sectors.contains(&s.code)).map(|s| (s.code.clone(), l.pick(&s.name)));
    // What nobody confirmed is no promise that anybody could hold against an officer.
    let told = for_officer || seen.criteria.as_ref().is_some_and(|c| !c.is_empty());
    let papers_told = for_officer || seen.papers.as_ref().is_some_and(|p| !p.is_empty());
    let documents = seen
        .documents
        .iter()
        .filter_map(|d| catalog.documents.iter().find(|k| k.code == *d))
        .map(|k| l.pick(&k.name))
        .filter(|_| papers_told);
    Ok(Shown {
        code: seen.code.clone(),
        short: seen.short.clone(),
        name: l.pick(&seen.name),
        provider: seen.provider.clone(),
        level: l.code("catalog-level", seen.provider_level.code()),
        summary: told.then(|| l.pick(&seen.summary)),
        sectors: sectors.collect(),
        documents: documents.collect(),
        groups: if for_officer { facts::office(l, &seen, program, today) } else { facts::public(l, &seen, program, today) },
        since: l.day(program.valid_from),
        checked: l.day(program.last_checked),
    })
}
