//! `/wilayah`: a village outside the regency, found by name, for forms that ask where somebody lives.

use crate::App;
use crate::access::wants_part;
use crate::form::Form;
use crate::frame::Frame;
use crate::pages::html;
use crate::pages::intake::parts::Choice;
use crate::place;
use crate::speak::Speak;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::post;
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::identity::FamilyId;

/// How many villages a search shows.
const SHOWN: usize = 12;

/// Forms that ask where somebody lives, and lead back to themselves.
const FORMS: [&str; 3] = ["/layanan/baru", "/layanan/kertas", "/keluarga/baru"];

pub(super) fn routes() -> Router<App> {
    Router::new().route("/wilayah/cari", post(search)).route("/wilayah/dipilih", post(chosen))
}

/// Villages elsewhere, of which one may be chosen instead of those of the regency.
#[derive(Debug, Clone, Default)]
pub(crate) struct Elsewhere {
    /// The villages, each with where it lies.
    pub choices: Vec<Choice>,
    /// Whether somebody searched.
    pub asked: bool,
}

impl Elsewhere {
    /// The village that was chosen, unless it is one of the regency.
    pub fn of(app: &App, l: &Speak, regency: AreaCode, code: Option<&str>) -> Self {
        let code =
            code.and_then(AreaCode::parse).filter(|c| c.level() == Level::Village && !regency.covers(c) && app.house.areas().exists(*c));
        Self { choices: code.map(|c| choice(app, l, c, true)).into_iter().collect(), asked: false }
    }

    /// Villages that fit what was typed.
    fn find(app: &App, l: &Speak, regency: AreaCode, text: &str) -> Self {
        let text = text.trim();
        let found =
            if text.chars().count() < 3 { Vec::new() } else { app.house.areas().search(text, None, Some(Level::Village), SHOWN * 4) };
        let outside = found.into_iter().map(|h| h.code).filter(|c| !regency.covers(c)).take(SHOWN);
        Self { choices: outside.map(|c| choice(app, l, c, false)).collect(), asked: true }
    }

    /// Whether one of them is chosen.
    pub fn is_chosen(&self) -> bool {
        self.choices.iter().any(|c| c.on)
    }
}

fn choice(app: &App, l: &Speak, code: AreaCode, on: bool) -> Choice {
    let above = app.house.areas().path(code).iter().rev().skip(2).map(|(_, name)| (*name).to_owned()).collect::<Vec<_>>();
    let parts: Vec<String> = std::iter::once(place::area(app, l, code)).chain(above).collect();
    Choice { code: code.to_string(), name: parts.join(", "), on }
}

#[derive(Template)]
#[template(path = "people/areas.html")]
struct AreasPart {
    f: Frame,
    elsewhere: Elsewhere,
}

/// The same without scripts: the search is a step of its own, from which one comes back to the form.
#[derive(Template)]
#[template(path = "people/area_search.html")]
struct AreaPage {
    f: Frame,
    q: String,
    /// Where it leads back to, with the mark to which a village's code is added.
    back: String,
    to: String,
    elsewhere: Elsewhere,
}

/// Looks for villages.
async fn search(State(app): State<App>, headers: HeaderMap, form: Form) -> Response {
    let q = form.fields.text("area_q").to_owned();
    let elsewhere = Elsewhere::find(&app, &form.frame.l, form.session.reference.area, &q);
    if wants_part(&headers) {
        return html(&AreasPart { f: form.frame, elsewhere });
    }
    let (path, query) = form.fields.text("back").split_once('?').unwrap_or((form.fields.text("back"), ""));
    let path = FORMS.into_iter().find(|p| *p == path).unwrap_or(FORMS[0]);
    let family = query.strip_prefix("keluarga=").and_then(FamilyId::parse);
    let (back, to) = match family {
        Some(family) => (format!("{path}?keluarga={family}"), format!("{path}?keluarga={family}&desa=")),
        None => (path.to_owned(), format!("{path}?desa=")),
    };
    html(&AreaPage { f: form.frame, q, back, to, elsewhere })
}

/// The village that a draft brought back.
async fn chosen(State(app): State<App>, form: Form) -> Response {
    let elsewhere = Elsewhere::of(&app, &form.frame.l, form.session.reference.area, form.fields.get("village_elsewhere"));
    html(&AreasPart { f: form.frame, elsewhere })
}
