//! `/pengaturan/katalog/tidak-berlaku`: a shipped program, reason or holiday that does not hold here.

use super::typed::Source;
use super::{HOME, must_manage};
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::flaws::Flaws;
use crate::form::{Fields, Form};
use crate::frame::Frame;
use crate::pages::intake::parts::{Choice, choice};
use crate::pages::{html, html_unprocessable, see};
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use slrt_domain::Coded as _;
use slrt_domain::calendar::Day;
use slrt_domain::journal::Refusal;
use slrt_domain::program::{OwnContent, OwnRow, OwnSort, PURPOSES};
use slrt_operations::Body;
use slrt_operations::accounts::Session;

#[derive(Template)]
#[template(path = "own_catalog/absent.html")]
struct AbsentPage {
    f: Frame,
    /// Shipped rows by sort, as `program:pkh`.
    groups: Vec<(String, Vec<Choice>)>,
    v: Fields,
    operation_id: String,
    flaws: Flaws,
}

impl AbsentPage {
    fn new(app: &App, session: &Session, f: Frame, v: Fields, flaws: Flaws) -> Self {
        let (catalog, l, today) = (app.house.catalog(), &f.l, super::today(app, session));
        let one = |sort: OwnSort, code: &str, name: String| choice(&format!("{}:{code}", sort.code()), name, v.get("what"));
        let programs = catalog.programs_on(today).map(|p| one(OwnSort::Program, &p.code, l.pick(&p.name)));
        let reasons = catalog.reasons.iter().filter(|r| PURPOSES.contains(&r.purpose.as_str())).map(|r| {
            let name = format!("{}: {}", l.code("own-purpose", &r.purpose), l.pick(&r.name));
            one(OwnSort::Reason, &r.code, name)
        });
        let holidays = catalog.holidays.iter().filter(|h| h.day >= today).map(|h| {
            let name = if l.lang == crate::speak::Lang::Id { &h.name } else { &h.name_en };
            one(OwnSort::Holiday, &h.day.iso(), format!("{}, {name}", l.day(h.day)))
        });
        let group = |sort: OwnSort| l.t(&format!("own-{}-title", sort.code()));
        Self {
            groups: vec![
                (group(OwnSort::Program), programs.collect()),
                (group(OwnSort::Reason), reasons.collect()),
                (group(OwnSort::Holiday), holidays.collect()),
            ],
            operation_id: v.get("operation_id").map_or_else(|| app.house.clock().new_id().to_string(), str::to_owned),
            v,
            flaws,
            f,
        }
    }

    fn text(&self, field: &str) -> String {
        self.v.text(field).to_owned()
    }
}

/// The form.
pub async fn form(State(app): State<App>, Officer { session, frame }: Officer) -> Response {
    match must_manage(&session) {
        Ok(()) => {
            let v = Fields::default().with("valid_from", Some(&super::today(&app, &session).iso()));
            html(&AbsentPage::new(&app, &session, frame, v, Flaws::default()))
        }
        Err(e) => Failure::from(e).page(frame),
    }
}

fn read(form: &Form) -> Result<OwnRow, Refusal> {
    let v = &form.fields;
    let what = v.get("what").ok_or_else(|| Refusal::invalid("what", "own-missing"))?;
    let unknown = || Refusal::invalid("code", "own-unknown");
    let (sort, code) = what.split_once(':').ok_or_else(unknown)?;
    let sort = OwnSort::from_code(sort).ok_or_else(unknown)?;
    let days = match sort {
        OwnSort::Holiday => {
            let day = Day::parse(code).ok_or_else(unknown)?;
            (day, Some(day))
        }
        _ => (v.day("valid_from")?.ok_or_else(|| Refusal::invalid("valid_from", "missing"))?, v.day("valid_to")?),
    };
    let same = form.session.reference.own.iter().find(|r| r.is_of(sort, code) && r.valid_from == days.0);
    // What stands there already is not overwritten unseen, unless it was taken back.
    let seen = same.filter(|r| r.withdrawn).map_or(0, |r| r.revision);
    Ok(Source::read(v).row(code.to_owned(), days, seen, OwnContent::Absent(sort)))
}

/// Sets it.
pub async fn save(State(app): State<App>, form: Form) -> Response {
    let saved = async {
        must_manage(&form.session)?;
        let row = read(&form)?;
        app.house.submit(form.sender()?.request(Body::SetCatalogRows(vec![row]))).await?;
        Ok::<_, Failure>(())
    };
    let failure = match saved.await {
        Ok(()) => return see(HOME),
        Err(failure) => failure,
    };
    match Flaws::of(failure, &form.frame.l) {
        Ok(flaws) => html_unprocessable(&AbsentPage::new(&app, &form.session, form.frame, form.fields, flaws)),
        Err(failure) => failure.page(form.frame),
    }
}
