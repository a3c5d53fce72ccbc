//! `/pengaturan/katalog/{sort}/isi`: a version of a row: a new one, or one put right that has not begun.

use super::typed::{self, filled};
use super::{HOME, must_manage, sort_of, word};
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::flaws::Flaws;
use crate::form::{Fields, Form};
use crate::frame::Frame;
use crate::pages::intake::parts::{Choice, choice};
use crate::pages::{html, html_unprocessable, see};
use crate::speak::Speak;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::Coded as _;
use slrt_domain::calendar::Day;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_domain::program::{LimitUnit, OwnRow, OwnSort, PERIODS, PURPOSES, ProviderLevel};
use slrt_operations::Body;
use slrt_operations::accounts::Session;

/// A version to begin with.
#[derive(Deserialize)]
pub struct Wanted {
    dari: Option<String>,
    mulai: Option<String>,
}

#[derive(Template)]
#[template(path = "own_catalog/edit.html")]
struct EditPage {
    f: Frame,
    sort: OwnSort,
    v: Fields,
    /// The version that the form began with: its code and first day.
    from: Option<(String, String)>,
    /// Its revision, when it is that very version that is put right.
    revision: i64,
    choices: Choices,
    changed: bool,
    operation_id: String,
    flaws: Flaws,
}

/// What lists offer, with what was chosen.
#[derive(Default)]
struct Choices {
    levels: Vec<Choice>,
    sectors: Vec<Choice>,
    institutions: Vec<Choice>,
    documents: Vec<Choice>,
    periods: Vec<Choice>,
    purposes: Vec<Choice>,
    deadlines: Vec<Choice>,
    units: Vec<Choice>,
}

impl EditPage {
    fn is(&self, sort: &str) -> bool {
        self.sort.code() == sort
    }
    fn action(&self) -> String {
        format!("/pengaturan/katalog/{}/isi", word(self.sort))
    }
    fn title(&self) -> String {
        let what = if self.revision > 0 { "correct" } else { "add" };
        self.f.l.t(&format!("own-{}-{what}", self.sort.code()))
    }
    fn hint(&self) -> String {
        self.f.l.t(&format!("own-{}-from-hint", self.sort.code()))
    }
    fn text(&self, field: &str) -> String {
        self.v.text(field).to_owned()
    }
    fn draft(&self) -> String {
        // What the form was opened with: what is typed into it changes.
        let opened = self.from.as_ref().map_or_else(|| "new".to_owned(), |(code, day)| format!("{code}-{day}"));
        format!("own-catalog-{}-{opened}-{}", self.sort.code(), self.revision)
    }
}

/// Several that may be chosen at once.
fn boxes<'c>(l: &Speak, all: impl Iterator<Item = (&'c str, &'c slrt_domain::program::Words)>, chosen: &[&str]) -> Vec<Choice> {
    all.map(|(code, name)| choice(code, l.pick(name), chosen.iter().copied().find(|c| *c == code))).collect()
}

fn coded<'c>(l: &Speak, prefix: &str, codes: impl Iterator<Item = &'c str>, chosen: Option<&str>) -> Vec<Choice> {
    codes.map(|c| choice(c, l.code(prefix, c), chosen)).collect()
}

fn choices(app: &App, l: &Speak, v: &Fields) -> Choices {
    let catalog = app.house.catalog();
    let all = |field: &'static str| v.all(field).collect::<Vec<_>>();
    let levels = [ProviderLevel::Regency, ProviderLevel::Village, ProviderLevel::Baznas, ProviderLevel::Csr, ProviderLevel::Province];
    let mut institutions = boxes(l, catalog.institutions.iter().map(|i| (i.code.as_str(), &i.name)), &all("institution"));
    institutions.sort_by_key(|c| c.name.to_lowercase());
    let mut deadlines: Vec<Choice> = Vec::new();
    for d in &catalog.deadlines {
        if !deadlines.iter().any(|c| c.code == d.code) {
            let limit = l.ta("own-limit", &[("n", d.limit.to_string()), ("unit", l.code("own-unit", d.unit.code()))]);
            deadlines.push(choice(&d.code, format!("{} ({limit})", l.pick(&d.name)), v.get("code")));
        }
    }
    Choices {
        levels: coded(l, "catalog-level", levels.iter().map(|c| c.code()), v.get("provider_level")),
        sectors: boxes(l, catalog.sectors.iter().map(|s| (s.code.as_str(), &s.name)), &all("sectors")),
        institutions,
        documents: boxes(l, catalog.documents.iter().map(|d| (d.code.as_str(), &d.name)), &all("documents")),
        periods: coded(l, "catalog-check-per", PERIODS.iter().copied(), v.get("per")),
        purposes: coded(l, "own-purpose", PURPOSES.iter().copied(), v.get("purpose")),
        deadlines,
        units: coded(l, "own-unit", LimitUnit::ALL.iter().map(|u| u.code()), v.get("unit")),
    }
}

fn known<'r>(session: &'r Session, sort: OwnSort, code: &str, from: &str) -> Option<&'r OwnRow> {
    let from = Day::parse(from)?;
    session.reference.own.iter().find(|r| r.is_of(sort, code) && r.valid_from == from)
}

/// The form.
pub async fn form(
    State(app): State<App>,
    Path(sort): Path<String>,
    Query(wanted): Query<Wanted>,
    Officer { session, frame }: Officer,
) -> Response {
    let sort = match must_manage(&session).and_then(|()| sort_of(&sort)) {
        Ok(sort) => sort,
        Err(e) => return Failure::from(e).page(frame),
    };
    let today = super::today(&app, &session);
    let from = match wanted.dari.as_deref().map(|code| known(&session, sort, code, wanted.mulai.as_deref().unwrap_or_default())) {
        Some(None) => return Failure::from(Refusal::not_found()).page(frame),
        Some(row) => row,
        None => None,
    };
    let put_right = from.filter(|r| !r.has_begun(today) && !r.withdrawn);
    let v = match from {
        Some(row) if put_right.is_some() => filled(row),
        // Another version of the same: it begins today, without an end.
        Some(row) => filled(&OwnRow { valid_from: today, valid_to: None, ..row.clone() }),
        None if sort == OwnSort::Holiday => Fields::default(),
        None => Fields::default().with("valid_from", Some(&today.iso())),
    };
    html(&EditPage {
        choices: choices(&app, &frame.l, &v),
        f: frame,
        sort,
        v,
        from: from.map(|r| (r.code.clone(), r.valid_from.iso())),
        revision: put_right.map_or(0, |r| r.revision),
        changed: false,
        operation_id: app.house.clock().new_id().to_string(),
        flaws: Flaws::default(),
    })
}

/// Sets it.
pub async fn save(State(app): State<App>, Path(sort): Path<String>, form: Form) -> Response {
    let sort = match must_manage(&form.session).and_then(|()| sort_of(&sort)) {
        Ok(sort) => sort,
        Err(e) => return Failure::from(e).page(form.frame),
    };
    let from = form.fields.get("from_code").map(|code| (code.to_owned(), form.fields.text("from_day").to_owned()));
    let saved = async {
        let before = from.as_ref().and_then(|(code, day)| known(&form.session, sort, code, day));
        let rows = rows(&app, &form, sort, before)?;
        app.house.submit(form.sender()?.request(Body::SetCatalogRows(rows))).await?;
        Ok::<_, Failure>(())
    };
    let failure = match saved.await {
        Ok(()) => return see(HOME),
        Err(failure) => failure,
    };
    let changed = failure.refusal().is_some_and(|r| r.kind == RefusalKind::Changed);
    match Flaws::of(failure, &form.frame.l) {
        Ok(flaws) => {
            let mut response = html_unprocessable(&EditPage {
                choices: choices(&app, &form.frame.l, &form.fields),
                f: form.frame,
                sort,
                from,
                revision: typed::seen(&form.fields),
                changed,
                operation_id: form.fields.text("operation_id").to_owned(),
                flaws,
                v: form.fields,
            });
            if changed {
                *response.status_mut() = StatusCode::CONFLICT;
            }
            response
        }
        Err(failure) => failure.page(form.frame),
    }
}

/// The row to set. Put right under another code or first day, it is the old one that is taken back as well.
fn rows(app: &App, form: &Form, sort: OwnSort, before: Option<&OwnRow>) -> Result<Vec<OwnRow>, Refusal> {
    let today = super::today(app, &form.session);
    let row = typed::read(sort, &form.fields, before, app.house.catalog(), today)?;
    let seen = typed::seen(&form.fields);
    let Some(before) = before.filter(|b| seen > 0 && !(b.code == row.code && b.valid_from == row.valid_from)) else {
        // A version that was taken back is set again as its next revision: nobody sees the difference.
        let same = form.session.reference.own.iter().find(|r| r.is_of(sort, &row.code) && r.valid_from == row.valid_from);
        let revision = same.filter(|r| r.withdrawn && seen == 0).map_or(row.revision, |r| r.revision + 1);
        return Ok(vec![OwnRow { revision, ..row }]);
    };
    let taken_back = OwnRow { withdrawn: true, revision: seen.saturating_add(1), ..before.clone() };
    let same = form.session.reference.own.iter().find(|r| r.is_of(sort, &row.code) && r.valid_from == row.valid_from);
    let revision = same.filter(|r| r.withdrawn).map_or(1, |r| r.revision + 1);
    Ok(vec![taken_back, OwnRow { revision, ..row }])
}
