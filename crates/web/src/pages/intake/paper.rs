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
use crate::pages::people::hits::{Line, Lines};
use crate::pages::people::person_fields::{odd_numbers, read_person, read_phone, read_village};
use crate::pages::{html, html_unprocessable, see};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::Coded as _;
use slrt_domain::access::Action;
use slrt_domain::case::Channel;
use slrt_domain::identity::*;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_linkage::score;
use slrt_operations::OperationError;
use slrt_operations::accounts::Session;
use slrt_operations::intake::{Intake, IntakeConcern};

/// Lines for needs on the paper.
const LINES: [&str; 3] = ["1", "2", "3"];

/// From here on a typed name may be the registered one, perhaps shortened or written differently.
const SAME_NAME: f64 = 0.7;

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
    /// Whom the registry knows by the typed NIK, masked: the typed name is another one.
    other: Option<Line>,
    duplicates: Duplicates,
    odd: Vec<String>,
    settled: bool,
}

impl PaperPage {
    /// The attributes of the field for the day: days on which it may have happened.
    fn day_bounds(&self) -> String {
        format!("required {}", self.parts.event_days)
    }

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
            other: None,
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
    cara: Option<String>,
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
            let channel = same.cara.as_deref().unwrap_or(Channel::Counter.code());
            page.parts.channels.iter_mut().for_each(|c| c.on = c.code == channel);
            page.told = Some(told);
            let mut response = html(&page);
            // It tells a PIN and a name.
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
        Err(e) => Failure::from(e).page(frame),
    }
}

/// Takes a paper form.
pub(super) async fn open(State(app): State<App>, form: Form) -> Response {
    let form = form.typed_from_paper();
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
        Ok(Asked::Other(other)) => {
            flaws.add("pick", form.frame.l.t("paper-other"));
            flaws.add("nik", form.frame.l.t("paper-other-nik"));
            let mut page = PaperPage::new(&app, form.frame, &form.session, form.fields, flaws);
            page.other = Some(*other);
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
        return again(&app, form, flaws).await;
    };
    match take(&app, &form, Draft { whom, intake }).await {
        Ok(case) => see(&next_form(case, &form.fields)),
        Err(stopped) => refused(&app, form, stopped).await,
    }
}

/// The next form, with what stays as it was on this one.
fn next_form(case: CaseId, v: &Fields) -> String {
    let channel = v.get("channel").filter(|c| *c != Channel::Counter.code());
    let same = [("alasan", v.get("late_reason")), ("cara", channel)];
    let query: Vec<String> = same.iter().filter_map(|(name, v)| v.map(|v| format!("{name}={}", encode(v)))).collect();
    let mark = if query.is_empty() { "" } else { "?" };
    format!("/layanan/kertas/{case}{mark}{}", query.join("&"))
}

/// The same form with what is wrong; whoever was chosen stays chosen.
async fn again(app: &App, form: Form, flaws: Flaws) -> Response {
    let picked = form.fields.get("pick").and_then(PersonId::parse);
    let mut page = PaperPage::new(app, form.frame, &form.session, form.fields, flaws);
    if let Some(person) = picked {
        page.found = Lines::of(app, &form.session, &page.f.l, person).await.unwrap_or_default();
    }
    html_unprocessable(&page)
}

/// Who stands on the paper.
enum Asked {
    Is(Whom),
    /// Several may be meant: somebody has to say.
    Which(Lines),
    /// The NIK is somebody's whose name is another one: a digit may be wrong.
    Other(Box<Line>),
    Wrong,
}

async fn whom(app: &App, form: &Form, operation: OperationId, flaws: &mut Flaws) -> Result<Asked, OperationError> {
    let (v, l) = (&form.fields, &form.frame.l);
    let ids = (PersonId(id_of(operation, "person")), FamilyId(id_of(operation, "family")));
    if v.text("pick") != "new"
        && let Some(asked) = known(app, form, ids.0).await?
    {
        return Ok(asked);
    }
    if v.get("name").is_none() && v.get("nik").is_none() {
        return Ok(Asked::Is(Whom::Anonymous));
    }
    Ok(match read_person(v, ids, today(app, &form.session), l, flaws) {
        Some(new) => Asked::Is(Whom::New(Box::new(new))),
        None => Asked::Wrong,
    })
}

/// Somebody of the registry: by NIK, picked from those who were shown, or alike by name. `mine` is whoever this form writes down: sent twice, they
/// are found, and are no other person.
async fn known(app: &App, form: &Form, mine: PersonId) -> Result<Option<Asked>, OperationError> {
    let (v, l) = (&form.fields, &form.frame.l);
    let picked = v.get("pick").and_then(PersonId::parse);
    let is = |person: PersonId| Some(Asked::Is(Whom::Known(person)));
    if let Some(nik) = v.get("nik").filter(|n| Nik::parse(n).is_ok()) {
        let found = Lines::search(app, &form.session, l, nik, 8).await?;
        return Ok(match (found.people.as_slice(), picked) {
            ([], picked) => picked.and_then(is),
            // What was confirmed is confirmed for this NIK alone: corrected, it may be somebody else's.
            (people, Some(picked)) if people.iter().any(|p| p.person == picked) => is(picked),
            ([one], None) if is_named(v.get("name"), &one.name) => is(one.person),
            ([one], _) => Some(Asked::Other(Box::new(one.masked()))),
            _ => Some(Asked::Which(found)),
        });
    }
    if picked.is_some() {
        return Ok(picked.and_then(is));
    }
    let Some(name) = v.get("name") else { return Ok(None) };
    let mut found = Lines::search(app, &form.session, l, name, 8).await?;
    let is_mine = found.people.iter().any(|p| p.person == mine);
    found.people.retain(|p| p.is_strong);
    Ok(if found.people.is_empty() || is_mine { None } else { Some(Asked::Which(found)) })
}

/// Whether a typed name may be the registered one; where none was typed, the NIK alone says who it is.
fn is_named(typed: Option<&str>, registered: &str) -> bool {
    typed.is_none_or(|typed| score(typed, registered).max(score(registered, typed)) >= SAME_NAME)
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
        nik: None,
        channel: v.get("channel").and_then(Channel::from_code).unwrap_or(Channel::Counter),
        caller: None,
        phone: None,
        proxy: v.private("proxy"),
        ppks: v.get("ppks").map(str::to_owned),
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

#[cfg(test)]
mod tests {
    use super::is_named;

    #[test]
    fn a_name_that_may_be_the_registered_one() {
        for (typed, registered, may) in [
            (None, "SITI AMINAH", true),
            (Some("Aminah"), "SITI AMINAH", true),
            (Some("Hj. Siti Amina"), "SITI AMINAH", true),
            (Some("Siti Aminah"), "SITI", true),
            (Some("Siti Rohani"), "SITI AMINAH", false),
            (Some("Budi Santoso"), "SITI AMINAH", false),
        ] {
            assert_eq!(is_named(typed, registered), may, "{typed:?} / {registered}");
        }
    }
}
