//! `/pengaturan/katalog/akhiri`: ends a version that has begun, takes one back that has not.

use super::{HOME, must_manage, sort_of, word};
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::flaws::Flaws;
use crate::form::Form;
use crate::frame::Frame;
use crate::pages::{html, html_unprocessable, see};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::calendar::Day;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_domain::program::{OwnRow, OwnSort};
use slrt_operations::Body;
use slrt_operations::accounts::Session;
use slrt_operations::view::own_catalog;

/// Which version.
#[derive(Deserialize)]
pub struct Wanted {
    jenis: String,
    kode: String,
    mulai: String,
}

#[derive(Template)]
#[template(path = "own_catalog/end.html")]
struct EndPage {
    f: Frame,
    name: String,
    row: OwnRow,
    begun: bool,
    to: String,
    revision: i64,
    operation_id: String,
    flaws: Flaws,
}

impl EndPage {
    fn sort(&self) -> &'static str {
        word(self.row.sort())
    }
    fn since(&self) -> String {
        self.f.l.day(self.row.valid_from)
    }
}

fn known(session: &Session, (sort, code, from): (&str, &str, &str)) -> Result<OwnRow, Refusal> {
    must_manage(session)?;
    let (sort, from) = (sort_of(sort)?, Day::parse(from).ok_or_else(Refusal::not_found)?);
    session.reference.own.iter().find(|r| r.is_of(sort, code) && r.valid_from == from).cloned().ok_or_else(Refusal::not_found)
}

async fn name_of(app: &App, session: &Session, l: &crate::speak::Speak, row: &OwnRow) -> Result<String, Failure> {
    let all = own_catalog(&app.house, session).await?;
    let same = all.iter().find(|v| v.row.is_of(row.sort(), &row.code) && v.row.valid_from == row.valid_from);
    Ok(same.map_or_else(|| row.code.clone(), |v| l.pick(&v.name)))
}

/// The form.
pub async fn form(State(app): State<App>, Query(q): Query<Wanted>, Officer { session, frame }: Officer) -> Response {
    let found = async {
        let row = known(&session, (&q.jenis, &q.kode, &q.mulai))?;
        let name = name_of(&app, &session, &frame.l, &row).await?;
        Ok::<_, Failure>((row, name))
    };
    match found.await {
        Ok((row, name)) => {
            let today = super::today(&app, &session);
            let begun = row.has_begun(today);
            let (to, revision, operation_id) = (today.iso(), row.revision, app.house.clock().new_id().to_string());
            html(&EndPage { f: frame, name, row, begun, to, revision, operation_id, flaws: Flaws::default() })
        }
        Err(e) => e.page(frame),
    }
}

/// Ends it, or takes it back.
pub async fn save(State(app): State<App>, form: Form) -> Response {
    let v = &form.fields;
    let row = match known(&form.session, (v.text("sort"), v.text("code"), v.text("valid_from"))) {
        Ok(row) => row,
        Err(e) => return Failure::from(e).page(form.frame),
    };
    let (seen, begun) = (super::typed::seen(v), row.has_begun(super::today(&app, &form.session)));
    let saved = async {
        let set = next(&row, begun, seen, v.day("valid_to")?)?;
        app.house.submit(form.sender()?.request(Body::SetCatalogRows(vec![set]))).await?;
        Ok::<_, Failure>(())
    };
    let failure = match saved.await {
        Ok(()) => return see(HOME),
        Err(failure) => failure,
    };
    let changed = failure.refusal().is_some_and(|r| r.kind == RefusalKind::Changed);
    let name = name_of(&app, &form.session, &form.frame.l, &row).await.unwrap_or_else(|_| row.code.clone());
    match Flaws::of(failure, &form.frame.l) {
        Ok(flaws) => {
            let (to, operation_id) = (form.fields.text("valid_to").to_owned(), form.fields.text("operation_id").to_owned());
            let mut response = html_unprocessable(&EndPage { f: form.frame, name, row, begun, to, revision: seen, operation_id, flaws });
            if changed {
                *response.status_mut() = StatusCode::CONFLICT;
            }
            response
        }
        Err(failure) => failure.page(form.frame),
    }
}

fn next(row: &OwnRow, begun: bool, seen: i64, to: Option<Day>) -> Result<OwnRow, Refusal> {
    let next = OwnRow { revision: seen.saturating_add(1), ..row.clone() };
    if !begun || row.sort() == OwnSort::Holiday {
        return Ok(OwnRow { withdrawn: true, ..next });
    }
    Ok(OwnRow { valid_to: Some(to.ok_or_else(|| Refusal::invalid("valid_to", "missing"))?), ..next })
}
