//! `/layanan/kertas`: yesterday's paper forms, typed by keyboard alone, the next form at once.

use super::already::Already;
use super::draft::{Draft, Whom, documents, id_of};
use super::look::Duplicates;
use super::new::{Stopped, already, place_of, take};
use super::parts::{Group, Parts, choice, home_village, kinds_of, offices, today};
use super::receipt::Told;
use crate::App;
use crate::access::Officer;
use crate::error::{Failure, refusal_words};
use crate::flaws::Flaws;
use crate::form::{Fields, Form};
use crate::frame::{Frame, encode};
use crate::pages::people::hits::Lines;
use crate::pages::people::person_fields::{odd_numbers, read_person, read_phone, read_village};
use crate::pages::{html, html_unprocessable, see};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::access::Action;
use slrt_domain::case::Channel;
use slrt_domain::identity::*;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_operations::OperationError;
use slrt_operations::accounts::Session;
use slrt_operations::intake::{Intake, IntakeConcern};

/// Lines for needs on the paper.
const LINES: [&str; 3] = ["1", "2", "3"];

/// A line for a need.
struct NeedLine {
    n: &'static str,
    kinds: Vec<Group>,
    words: String,
    urgent: bool,
    flaw: String,
}

#[derive(Template)]
#[template(path = "intake/paper.html")]
struct PaperPage {
    f: Frame,
    v: Fields,
    flaws: Flaws,
    operation: String,
    /// The service that this form made already: address and number.
    already: Option<(String, String)>,
    parts: Parts,
    lines: Vec<NeedLine>,
    /// The day of the paper.
    day: String,
    /// The form that was typed just before.
    told: Option<Told>,
    /// People who may be the one on the paper.
    found: Lines,
    duplicates: Duplicates,
    odd: Vec<String>,
    settled: bool,
}

impl PaperPage {
    fn new(app: &App, f: Frame, session: &Session, v: Fields, flaws: Flaws) -> Self {
        let parts = Parts::new(app, &f.l, session, &v);
        let kinds = |n: &str| {
            let chosen = v.get(&format!("kind-{n}"));
            let group = |s: &slrt_domain::program::Sector| Group {
                name: f.l.pick(&s.name),
                choices: kinds_of(app.house.catalog(), &s.code).iter().map(|k| choice(&k.code, f.l.pick(&k.name), chosen)).collect(),
            };
            app.house.catalog().sectors.iter().map(group).collect()
        };
        let lines = LINES.map(|n| NeedLine {
            n,
            kinds: kinds(n),
            words: v.text(&format!("words-{n}")).to_owned(),
            urgent: v.on(&format!("urgent-{n}")),
            flaw: flaws.at(&format!("kind-{n}")).to_owned(),
        });
        Self {
            lines: lines.into(),
            already: None,
            operation: v.get("operation_id").map_or_else(|| app.house.clock().new_id().to_string(), str::to_owned),
            day: v.get("occurred_day").unwrap_or(&parts.yesterday).to_owned(),
            parts,
            told: None,
            found: Lines::default(),
            duplicates: Duplicates::default(),
            odd: Vec::new(),
            settled: v.on("warnings_settled"),
            flaws,
            f,
            v,
        }
    }
}

/// A village outside the regency, found by a search without scripts.
#[derive(Deserialize)]
pub(super) struct Elsewhere {
    desa: Option<String>,
}

/// Shows an empty form.
pub(super) async fn show(State(app): State<App>, Query(q): Query<Elsewhere>, Officer { session, frame }: Officer) -> Response {
    if !session.actor.may_anywhere(Action::OpenCase) {
        return Failure::from(Refusal::forbidden()).page(frame);
    }
    let fields = Fields::default().with("village_elsewhere", q.desa.as_deref());
    html(&PaperPage::new(&app, frame, &session, fields, Flaws::default()))
}

/// What stays as it was on the form before.
#[derive(Deserialize)]
pub(super) struct Same {
    alasan: Option<String>,
}

/// The next form at once, with the number of the one before.
pub(super) async fn next(
    State(app): State<App>,
    Path(case): Path<String>,
    Query(same): Query<Same>,
    Officer { session, frame }: Officer,
) -> Response {
    let told = match CaseId::parse(&case) {
        Some(id) => Told::load(&app, &session, &frame, id).await,
        None => Err(Refusal::not_found().into()),
    };
    match told {
        Ok(told) => {
            let mut page = PaperPage::new(&app, frame, &session, Fields::default(), Flaws::default());
            // A pile of paper is mostly of one day, and late for one reason.
            page.day.clone_from(&told.day);
            page.parts.late_reasons.iter_mut().for_each(|r| r.on = same.alasan.as_deref() == Some(r.code.as_str()));
            page.told = Some(told);
            html(&page)
        }
        Err(e) => Failure::from(e).page(frame),
    }
}

/// Takes a paper form.
pub(super) async fn open(State(app): State<App>, form: Form) -> Response {
    let operation = match form.sender() {
        Ok(sender) => sender.operation,
        Err(e) => return refused(&app, form, Stopped { failure: e.into(), made: None, person: None }).await,
    };
    let mut flaws = Flaws::default();
    let whom = match whom(&app, &form, operation, &mut flaws).await {
        Ok(Asked::Is(whom)) => Some(whom),
        Ok(Asked::Which(found)) => {
            flaws.add("pick", form.frame.l.t("paper-which"));
            let mut page = PaperPage::new(&app, form.frame, &form.session, form.fields, flaws);
            page.found = found;
            return html_unprocessable(&page);
        }
        Ok(Asked::Wrong) => None,
        Err(e) => return refused(&app, form, Stopped { failure: e.into(), made: None, person: None }).await,
    };
    let mut intake = intake(&app, &form, operation, &mut flaws);
    if !matches!(whom, Some(Whom::New(_))) {
        // Whoever is written down now has it in the registry.
        intake.phone = read_phone(&form.fields, "phone", &form.frame.l, &mut flaws).map(|p| Private::new(p.e164().to_owned()));
    }
    let (Some(whom), true) = (whom, flaws.is_empty()) else {
        return html_unprocessable(&PaperPage::new(&app, form.frame, &form.session, form.fields, flaws));
    };
    match take(&app, &form, Draft { whom, intake }).await {
        Ok(case) => see(&match form.fields.get("late_reason") {
            Some(reason) => format!("/layanan/kertas/{case}?alasan={}", encode(reason)),
            None => format!("/layanan/kertas/{case}"),
        }),
        Err(stopped) => refused(&app, form, stopped).await,
    }
}

/// Who stands on the paper.
enum Asked {
    Is(Whom),
    /// Several may be meant: somebody has to say.
    Which(Lines),
    Wrong,
}

async fn whom(app: &App, form: &Form, operation: OperationId, flaws: &mut Flaws) -> Result<Asked, OperationError> {
    let (v, l) = (&form.fields, &form.frame.l);
    if let Some(person) = v.get("pick").and_then(PersonId::parse) {
        return Ok(Asked::Is(Whom::Known(person)));
    }
    if v.get("name").is_none() && v.get("nik").is_none() {
        return Ok(Asked::Is(Whom::Anonymous));
    }
    let ids = (PersonId(id_of(operation, "person")), FamilyId(id_of(operation, "family")));
    if v.text("pick") != "new" {
        let nik = v.get("nik").filter(|n| Nik::parse(n).is_ok());
        let mut found = Lines::search(app, &form.session, l, nik.or_else(|| v.get("name")).unwrap_or_default(), 8).await?;
        // Sent twice: whoever the first one wrote down is found now, and is no other person.
        let mine = found.people.iter().any(|p| p.person == ids.0);
        match (nik, found.people.as_slice()) {
            (Some(_), [one]) => return Ok(Asked::Is(Whom::Known(one.person))),
            (None, _) => found.people.retain(|p| p.is_strong),
            _ => {}
        }
        if !found.people.is_empty() && !mine {
            return Ok(Asked::Which(found));
        }
    }
    Ok(match read_person(v, ids, today(app, &form.session), l, flaws) {
        Some(new) => Asked::Is(Whom::New(Box::new(new))),
        None => Asked::Wrong,
    })
}

fn intake(app: &App, form: &Form, operation: OperationId, flaws: &mut Flaws) -> Intake {
    let (v, l, catalog) = (&form.fields, &form.frame.l, app.house.catalog());
    let mut concerns = Vec::new();
    for n in LINES {
        let field = format!("kind-{n}");
        match v.get(&field).map(|k| catalog.kinds.get(k)) {
            Some(Some(kind)) => concerns.push(IntakeConcern {
                id: ConcernId(id_of(operation, &field)),
                kind: kind.code.clone(),
                sector: None,
                words: v.private(&format!("words-{n}")),
                urgent: kind.urgent_possible && v.on(&format!("urgent-{n}")),
            }),
            Some(None) => flaws.add(&field, l.t1("invalid-unknown", "field", l.t("field-kind"))),
            None => {}
        }
    }
    if concerns.is_empty() {
        flaws.add("kind-1", l.t("paper-kind-missing"));
    }
    let own = offices(&form.session);
    let village = read_village(v).or_else(|| home_village(&form.session));
    if village.is_none() {
        flaws.add("village", l.t1("invalid-missing", "field", l.t("field-village")));
    }
    Intake {
        case: CaseId(id_of(operation, "case")),
        office: v.get("office").and_then(OfficeId::parse).filter(|o| own.contains(o)).or_else(|| own.first().copied()),
        village: village.unwrap_or(form.session.reference.area),
        person: None,
        channel: Channel::Paper,
        caller: None,
        phone: None,
        proxy: v.private("proxy"),
        ppks: None,
        external: None,
        documents: documents(catalog, form, operation, &concerns, flaws),
        concerns,
        duplicates_seen: v.all("duplicates_seen").flat_map(|ids| ids.split(',')).filter_map(CaseId::parse).collect(),
    }
}

async fn refused(app: &App, form: Form, stopped: Stopped) -> Response {
    let status = stopped.failure.status_in_form();
    let already = already(app, &form, &stopped).await;
    let Form { session, frame, fields, .. } = form;
    let mut page = PaperPage::new(app, frame, &session, fields, Flaws::default());
    if stopped.is_reused() {
        page.operation = app.house.clock().new_id().to_string();
        page.already = already.as_ref().and_then(Already::link);
    }
    let words = stopped.failure.words(&page.f.l);
    if let Some(person) = stopped.made.or(already.as_ref().and_then(Already::person)) {
        // They stand in the registry now: they are chosen, and the rest goes under an operation of its own.
        page.found = Lines::of(app, &session, &page.f.l, person).await.unwrap_or_default();
        page.operation = app.house.clock().new_id().to_string();
    }
    match stopped.failure.refusal().cloned() {
        Some(r) if r.kind == RefusalKind::Duplicate => {
            if let Some(person) = stopped.person {
                page.duplicates =
                    Duplicates::find(app, &session, &page.f, person, &super::look::kinds_named(&page.v)).await.unwrap_or_default();
            }
            page.flaws.add("duplicates_seen", words);
        }
        Some(r) if r.detail.starts_with("warnings:") => {
            page.odd = odd_numbers(&r, &page.f.l);
            page.flaws.add("warnings_settled", page.f.l.t("person-odd-settle"));
        }
        Some(r) => {
            let field = match place_of(&r) {
                "sector" => "kind-1",
                "q" => "name",
                field => field,
            };
            page.flaws.add(field, refusal_words(&r, &page.f.l));
        }
        None => page.flaws.add("", words),
    }
    let mut response = html(&page);
    *response.status_mut() = status;
    response
}
