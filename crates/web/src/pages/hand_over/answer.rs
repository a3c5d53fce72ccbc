//! `/serah-terima/{id}`: one of them: taken over at an office, or not.

use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::form::Form;
use crate::frame::Frame;
use crate::pages::case::say::Say;
use crate::pages::{html, html_unprocessable, see};
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::accounts::Session;
use slrt_operations::hand_over::{self, TakenOver};
use slrt_operations::view::{IncomingView, incoming_one};

#[derive(Template)]
#[template(path = "hand_over/show.html")]
struct ShowPage {
    f: Frame,
    id: String,
    from: String,
    restricted: bool,
    facts: Vec<(String, String)>,
    /// Kind, the citizen's words, and whether it is urgent.
    needs: Vec<(String, Option<String>, bool)>,
    offices: Vec<(String, String)>,
    reasons: Vec<(String, String)>,
    take: String,
    refuse: String,
    error: Option<(String, &'static str)>,
}

#[derive(Template)]
#[template(path = "hand_over/taken.html")]
struct TakenPage {
    f: Frame,
    case: String,
    number: String,
    pin: String,
    again: bool,
    /// That photographs could not come along.
    lost: Option<String>,
}

/// Shows it.
pub async fn show(State(app): State<App>, Path(id): Path<String>, Officer { session, frame }: Officer) -> Response {
    match page(&app, &session, frame.clone(), &id).await {
        Ok(page) => html(&page),
        Err(e) => e.page(frame),
    }
}

/// Takes it over; the new PIN is shown here and nowhere else.
pub async fn take(State(app): State<App>, Path(id): Path<String>, form: Form) -> Response {
    let taken = async {
        let id = HandOverId::parse(&id).ok_or_else(Refusal::not_found)?;
        let office = form.fields.id("office", OfficeId::parse)?.ok_or_else(|| Refusal::invalid("office", "missing"))?;
        Ok::<TakenOver, Failure>(hand_over::take_over(&app.house, &form.sender()?, id, office).await?)
    };
    match taken.await {
        Ok(t) => {
            let (case, number) = (t.case.to_string(), t.number.to_string());
            let count = i64::try_from(t.photos_lost).unwrap_or(i64::MAX);
            let lost = (count > 0).then(|| form.frame.l.t1("hand-over-photos-lost", "count", count));
            let page = TakenPage { case, number, pin: t.pin.into_inner(), again: t.done.replayed, lost, f: form.frame };
            let mut response = html(&page);
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(e) => told(&app, form, &id, e, "office").await,
    }
}

/// Does not take it over.
pub async fn refuse(State(app): State<App>, Path(id): Path<String>, form: Form) -> Response {
    let done = async {
        let id = HandOverId::parse(&id).ok_or_else(Refusal::not_found)?;
        hand_over::refuse(&app.house, &form.sender()?, id, form.fields.text("reason").to_owned()).await?;
        Ok::<(), Failure>(())
    };
    match done.await {
        Ok(()) => see("/serah-terima"),
        Err(e) => told(&app, form, &id, e, "reason").await,
    }
}

/// The page again with what is wrong, where it is about a field.
async fn told(app: &App, form: Form, id: &str, failure: Failure, at: &'static str) -> Response {
    let field = failure.refusal().is_some_and(|r| r.field == Some(at));
    match page(app, &form.session, form.frame.clone(), id).await {
        Ok(page) if field => html_unprocessable(&ShowPage { error: Some((failure.words(&form.frame.l), at)), ..page }),
        _ => failure.page(form.frame),
    }
}

async fn page(app: &App, session: &Session, f: Frame, id: &str) -> Result<ShowPage, Failure> {
    let id = HandOverId::parse(id).ok_or_else(Refusal::not_found)?;
    let v = incoming_one(&app.house, session, id).await?;
    let l = f.l.clone();
    let say = Say { l: &l, catalog: &session.reference.catalog, today: session.reference.zone.day(app.house.clock().now()) };
    let need = |n: &hand_over::SeenNeed| (say.kind(&n.kind), n.words.as_ref().map(|w| w.reveal().clone()), n.urgent);
    Ok(ShowPage {
        id: id.to_string(),
        from: v.from.name.clone(),
        restricted: v.restricted,
        facts: facts(&say, &v),
        needs: v.seen.iter().flat_map(|s| &s.needs).map(need).collect(),
        offices: v.offices.iter().map(|o| (o.id.to_string(), o.name.clone())).collect(),
        reasons: say.catalog.reasons_on("hand_over_refuse", say.today).map(|r| (r.code.clone(), l.pick(&r.name))).collect(),
        take: f.operation(),
        refuse: f.operation(),
        error: None,
        f,
    })
}

fn facts(say: &Say<'_>, v: &IncomingView) -> Vec<(String, String)> {
    let l = say.l;
    let paper = |p: &hand_over::SeenPaper| {
        let name = say.document(&p.kind);
        if p.photo { l.ta("hand-over-paper-photo", &[("paper", name)]) } else { name }
    };
    let papers: Vec<String> = v.seen.iter().flat_map(|s| &s.papers).map(paper).collect();
    let name = v.seen.as_ref().and_then(|s| s.name.as_ref()).map(|n| n.reveal().clone());
    let brought = v.seen.as_ref().and_then(|s| s.brought_on);
    [
        ("hand-over-person", name.unwrap_or_else(|| l.t("hand-over-unknown"))),
        ("hand-over-village", say.village(&v.village)),
        ("hand-over-old-number", v.number.map(|n| n.to_string()).unwrap_or_default()),
        ("hand-over-why", say.reason_words(&v.reason, v.came_on.unwrap_or(say.today))),
        ("hand-over-brought", l.maybe_day(brought)),
        ("hand-over-promised", l.maybe_day(v.promised)),
        ("hand-over-papers", papers.join(", ")),
    ]
    .into_iter()
    .filter(|(key, value)| *key != "hand-over-papers" || !value.is_empty())
    .map(|(key, value)| (l.t(key), value))
    .collect()
}
