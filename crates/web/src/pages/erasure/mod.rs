//! `/penghapusan`: erases somebody, or what was said in one case, for good. Found by what the person brings (NIK, No. KK, nomor layanan), since whoever
//! erases sees neither registry nor cases; where several may be meant, masked; shown first, then confirmed by typing a word.

use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::flaws::Flaws;
use crate::form::Form;
use crate::frame::Frame;
use crate::pages::html;
use crate::place;
use crate::speak::Speak;
use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use slrt_domain::access::{Action, Place};
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::OperationError;
use slrt_operations::accounts::Session;
use slrt_operations::erase::{Candidate, GROUNDS, Whom, by_card, by_nik, by_number, erase_case, erase_person, reach};

/// What must be typed before anything is erased.
const WORD: &str = "HAPUS";

pub(super) fn routes() -> Router<App> {
    Router::new().route("/penghapusan", get(show).post(erase)).route("/penghapusan/periksa", post(check))
}

#[derive(Template)]
#[template(path = "erasure/find.html")]
struct FindPage {
    f: Frame,
    number: String,
    flaws: Flaws,
}

/// Somebody who may be meant, masked.
struct Choice {
    person: PersonId,
    name: String,
    /// "perempuan, lahir 1975 · istri · Pekon Suka Baru, Ngambur".
    about: String,
}

impl Choice {
    fn new(app: &App, l: &Speak, p: Candidate) -> Self {
        let coded = |prefix: &str, code: &str| Some(code).filter(|c| !c.is_empty()).map(|c| l.code(prefix, c));
        let born = p.birth_year.map(|y| l.t1("erase-born", "year", y.to_string()));
        let nik = (!p.has_nik).then(|| l.t("people-no-nik"));
        let about = [coded("sex", &p.sex), born, coded("relation", &p.relation), p.village.map(|v| place::area(app, l, v)), nik];
        Self { person: p.person, name: p.name.into_inner(), about: about.into_iter().flatten().collect::<Vec<_>>().join(" · ") }
    }
}

#[derive(Template)]
#[template(path = "erasure/choose.html")]
struct ChoosePage {
    f: Frame,
    people: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "erasure/confirm.html")]
struct ConfirmPage {
    f: Frame,
    /// Somebody, with how many cases.
    person: Option<(PersonId, i64)>,
    /// One case alone.
    case: Option<CaseId>,
    /// Whether the case is chosen; the person otherwise.
    only_case: bool,
    grounds: Vec<(&'static str, String)>,
    ground: String,
    operation_id: String,
    flaws: Flaws,
}

#[derive(Template)]
#[template(path = "erasure/done.html")]
struct DonePage {
    f: Frame,
    cases: i64,
    only_case: bool,
}

fn must_erase(session: &Session) -> Result<(), Refusal> {
    session.actor.may(Action::Erase, &Place::TENANT_WIDE).map(drop).ok_or_else(Refusal::forbidden)
}

fn private(mut response: Response, status: StatusCode) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    *response.status_mut() = status;
    response
}

impl ConfirmPage {
    fn word(&self) -> String {
        self.f.l.t1("erase-word", "word", WORD)
    }

    fn new(app: &App, f: Frame, whom: &Whom, only_case: bool) -> Self {
        Self {
            person: whom.person.map(|p| (p, whom.cases)),
            case: whom.case,
            only_case: whom.person.is_none() || only_case,
            grounds: GROUNDS.iter().map(|g| (*g, f.l.code("erase-ground", g))).collect(),
            ground: String::new(),
            operation_id: app.house.clock().new_id().to_string(),
            flaws: Flaws::default(),
            f,
        }
    }
}

/// Where one comes from.
#[derive(Deserialize)]
struct From {
    orang: Option<String>,
}

/// Asks whom it is about; from a family's page that is known already.
async fn show(State(app): State<App>, Query(q): Query<From>, Officer { session, frame }: Officer) -> Response {
    if let Err(e) = must_erase(&session) {
        return Failure::from(e).page(frame);
    }
    let Some(person) = q.orang.as_deref() else {
        return html(&FindPage { f: frame, number: String::new(), flaws: Flaws::default() });
    };
    let found = match PersonId::parse(person) {
        Some(id) => reach(&app.house, session.tenant, Some(id), None).await,
        None => Err(Refusal::not_found().into()),
    };
    match found {
        Ok(whom) => html(&ConfirmPage::new(&app, frame, &whom, false)),
        Err(e) => Failure::from(e).page(frame),
    }
}

/// What the typed numbers mean.
enum Found {
    One(Whom),
    /// Several: somebody has to choose.
    Several(Vec<Candidate>),
}

/// Whom the typed numbers mean, or who was chosen.
async fn found(app: &App, form: &Form) -> Result<Found, Failure> {
    let (tenant, v) = (form.session.tenant, &form.fields);
    if let Some(person) = v.get("person") {
        let person = PersonId::parse(person).ok_or_else(Refusal::not_found)?;
        return Ok(Found::One(reach(&app.house, tenant, Some(person), None).await?));
    }
    if let Some(number) = v.get("number") {
        let number = ServiceNumber::parse(number).ok_or_else(|| Refusal::invalid("number", "unknown"))?;
        let whom = by_number(&app.house, tenant, number).await?;
        return whom.map(Found::One).ok_or_else(|| Refusal::invalid("number", "nobody").into());
    }
    let (field, mut several) = if let Some(typed) = v.get("nik") {
        let nik = Nik::parse(typed).map_err(|_| Refusal::invalid("nik", "digits"))?;
        ("nik", by_nik(&app.house, tenant, nik).await?)
    } else if let Some(typed) = v.get("card") {
        let card = FamilyCard::parse(typed).map_err(|_| Refusal::invalid("card", "digits"))?;
        ("card", by_card(&app.house, tenant, card).await?)
    } else {
        return Err(Refusal::invalid("nik", "missing-any").into());
    };
    match several.len() {
        0 => Err(Refusal::invalid(field, "nobody").into()),
        1 => Ok(Found::One(reach(&app.house, tenant, Some(several.remove(0).person), None).await?)),
        _ => Ok(Found::Several(several)),
    }
}

/// Shows what would go, or asks who is meant.
async fn check(State(app): State<App>, form: Form) -> Response {
    if let Err(e) = must_erase(&form.session) {
        return Failure::from(e).page(form.frame);
    }
    match found(&app, &form).await {
        Ok(Found::One(whom)) => private(html(&ConfirmPage::new(&app, form.frame, &whom, false)), StatusCode::OK),
        Ok(Found::Several(people)) => {
            let people = people.into_iter().map(|p| Choice::new(&app, &form.frame.l, p)).collect();
            private(html(&ChoosePage { f: form.frame, people }), StatusCode::OK)
        }
        Err(e) => match Flaws::of(e, &form.frame.l) {
            Ok(flaws) => {
                let number = form.fields.text("number").to_owned();
                private(html(&FindPage { f: form.frame, number, flaws }), StatusCode::UNPROCESSABLE_ENTITY)
            }
            Err(e) => e.page(form.frame),
        },
    }
}

/// Erases.
async fn erase(State(app): State<App>, form: Form) -> Response {
    if let Err(e) = must_erase(&form.session) {
        return Failure::from(e).page(form.frame);
    }
    let (v, l) = (&form.fields, &form.frame.l);
    let (person, case) = (v.get("person").and_then(PersonId::parse), v.get("case").and_then(CaseId::parse));
    let only_case = person.is_none() || v.text("what") == "case";
    let ground = v.text("ground").to_owned();
    let mut flaws = Flaws::default();
    if !GROUNDS.contains(&ground.as_str()) {
        flaws.add("ground", l.t("erase-ground-missing"));
    }
    if !v.text("word").eq_ignore_ascii_case(WORD) {
        flaws.add("word", l.t1("erase-word-missing", "word", WORD));
    }
    if !flaws.is_empty() {
        return match reach(&app.house, form.session.tenant, person, case).await {
            Ok(whom) => {
                let operation_id = v.text("operation_id").to_owned();
                let page = ConfirmPage { ground, operation_id, flaws, ..ConfirmPage::new(&app, form.frame, &whom, only_case) };
                private(html(&page), StatusCode::UNPROCESSABLE_ENTITY)
            }
            Err(e) => Failure::from(e).page(form.frame),
        };
    }
    let done = async {
        let sender = form.sender()?;
        match (person, case) {
            (Some(person), _) if !only_case => {
                let erased = erase_person(&app.house, &sender, person, &ground).await?;
                Ok::<_, OperationError>(i64::try_from(erased.cases.len()).unwrap_or(i64::MAX))
            }
            (_, Some(case)) => erase_case(&app.house, &sender, case, &ground).await.map(|()| 1),
            _ => Err(Refusal::not_found().into()),
        }
    };
    match done.await {
        Ok(cases) => private(html(&DonePage { f: form.frame, cases, only_case }), StatusCode::OK),
        Err(e) => Failure::from(e).page(form.frame),
    }
}
