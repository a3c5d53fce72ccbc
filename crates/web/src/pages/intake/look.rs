//! What the intake form looks up while it is filled in: people, their open services, oddities of a NIK. All by POST: nothing personal in addresses.

use super::new::IntakePage;
use super::parts::today;
use crate::App;
use crate::error::Failure;
use crate::flaws::Flaws;
use crate::form::{Fields, Form};
use crate::frame::Frame;
use crate::pages::html;
use crate::pages::people::hits::{Line, Lines};
use crate::place;
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::family::Sex;
use slrt_domain::Coded as _;
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::accounts::Session;
use slrt_operations::storage::registry;
use slrt_operations::view::{self, FamilyView, HistoryView};
use slrt_operations::OperationError;

/// How many people a search shows.
const SHOWN: usize = 12;

/// Whether a script asked for a part of the page.
fn wants_part(headers: &HeaderMap) -> bool {
    headers.contains_key("hx-request")
}

/// The people that a search found.
#[derive(Template)]
#[template(path = "intake/hits.html")]
struct HitsPart {
    f: Frame,
    found: Lines,
}

/// Looks for people; without scripts the whole page comes back with them.
pub(super) async fn search(State(app): State<App>, headers: HeaderMap, form: Form) -> Response {
    let query = form.fields.text("q").to_owned();
    let found = match Lines::search(&app, &form.session, &form.frame.l, &query, SHOWN).await {
        Ok(found) => found,
        Err(e) => return Failure::from(e).page(form.frame),
    };
    if wants_part(&headers) {
        return html(&HitsPart { f: form.frame, found });
    }
    let mut page = IntakePage::new(&app, form.frame, &form.session, form.fields, Flaws::default());
    page.found = Some(found);
    html(&page)
}

/// Somebody who was picked, with what is known of their family.
pub(crate) struct Chosen {
    /// Which person.
    pub person: PersonId,
    /// Which family.
    pub family: FamilyId,
    /// The person in one line.
    pub line: Line,
    /// The family as the officer may see it.
    pub view: FamilyView,
    /// Open services of the family, each once.
    pub open: Vec<OpenLine>,
    /// What came of earlier ones, newest first.
    pub past: Vec<HistoryView>,
}

/// An open service.
pub(crate) struct OpenLine {
    /// What the officer is shown.
    pub history: HistoryView,
    /// Whose, where the family has several members.
    pub whose: String,
    /// Name of its kind.
    pub kind: String,
}

impl Chosen {
    /// Looks somebody up with their family.
    pub async fn load(app: &App, session: &Session, f: &Frame, person: PersonId) -> Result<Self, OperationError> {
        let mut tx = app.house.db().read(session.tenant).await?;
        let found = registry::briefs(&mut tx, session.tenant, &[person]).await?;
        tx.commit().await?;
        let (_, family, _) = found.into_iter().next().ok_or_else(Refusal::not_found)?;
        let view = view::family(&app.house, session, family).await?;
        let line = Line::member(app, &f.l, &view, person).ok_or_else(Refusal::not_found)?;
        let (open, past): (Vec<_>, Vec<_>) = view.history.iter().cloned().partition(|h| h.open);
        let open = open.into_iter().map(|h| open_line(app, f, &view, h)).collect();
        Ok(Self { person, family, line, open, past: past.into_iter().take(3).collect(), view })
    }

    /// Name of a kind.
    pub fn kind(&self, app_catalog: &slrt_domain::program::Catalog, f: &Frame, code: &str) -> String {
        kind_name(app_catalog, f, code)
    }
}

fn open_line(app: &App, f: &Frame, view: &FamilyView, history: HistoryView) -> OpenLine {
    let member = view.members.iter().find(|m| m.brief.person == Some(history.person));
    OpenLine {
        whose: member.and_then(|m| m.brief.name.as_ref()).map(|n| n.reveal().clone()).unwrap_or_default(),
        kind: kind_name(app.house.catalog(), f, &history.kind),
        history,
    }
}

/// Name of a kind; its code where the catalogue has lost it.
pub(crate) fn kind_name(catalog: &slrt_domain::program::Catalog, f: &Frame, code: &str) -> String {
    catalog.kinds.get(code).map_or_else(|| code.to_owned(), |k| f.l.pick(&k.name))
}

#[derive(Template)]
#[template(path = "intake/chosen.html")]
struct ChosenPart {
    f: Frame,
    chosen: Option<Chosen>,
}

/// Shows whom the officer picked.
pub(super) async fn person(State(app): State<App>, form: Form) -> Response {
    let id = form.fields.get("pick").or_else(|| form.fields.get("person")).and_then(PersonId::parse);
    let chosen = match id {
        Some(id) => Chosen::load(&app, &form.session, &form.frame, id).await.map(Some),
        None => Ok(None),
    };
    match chosen {
        Ok(chosen) => html(&ChosenPart { f: form.frame, chosen }),
        Err(OperationError::Refused(_)) => html(&ChosenPart { f: form.frame, chosen: None }),
        Err(e) => Failure::from(e).page(form.frame),
    }
}

#[derive(Template)]
#[template(path = "people/oddities.html")]
struct OdditiesPart {
    f: Frame,
    odd: Vec<String>,
    settled: bool,
}

/// What looks odd about a NIK and No. KK beside what else was typed.
pub(super) async fn nik(State(app): State<App>, form: Form) -> Response {
    let odd = oddities(&app, &form.fields, today(&app, &form.session)).into_iter().map(|w| form.frame.l.code("nikwarning", w.code())).collect();
    html(&OdditiesPart { f: form.frame, odd, settled: false })
}

fn oddities(app: &App, v: &Fields, today: Day) -> Vec<NikWarning> {
    let known = |prefix: &str| AreaCode::parse(prefix).map(|code| app.house.areas().exists(code));
    let card = v.get("card").and_then(|t| FamilyCard::parse(t).ok());
    let nik = v.get("nik").filter(|_| !v.on("no_nik")).and_then(|t| Nik::parse(t).ok());
    let of_nik = nik.map(|nik| {
        nik.warnings(&NikContext {
            entered_birth: v.get("born").and_then(Day::parse),
            entered_sex: v.get("sex").and_then(Sex::from_code),
            card,
            known_prefix: known(nik.prefix()),
            ..NikContext::new(today)
        })
    });
    let of_card = card.map(|card| card.warnings(today, known(card.prefix())));
    let mut all: Vec<NikWarning> = of_nik.into_iter().chain(of_card).flatten().collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// An open service of the same person and kind.
pub(crate) struct Duplicate {
    /// Case.
    pub case: CaseId,
    /// Number.
    pub number: ServiceNumber,
    /// Name of its kind.
    pub kind: String,
    /// Since when.
    pub since: Day,
    /// Where it stands.
    pub state: String,
    /// Whether the officer may open it.
    pub readable: bool,
}

/// Open services of a person with some kinds, as far as the officer may know.
pub(crate) async fn same_needs(app: &App, session: &Session, f: &Frame, person: PersonId, kinds: &[String]) -> Result<Vec<Duplicate>, OperationError> {
    let chosen = Chosen::load(app, session, f, person).await?;
    let same = chosen.open.into_iter().filter(|o| o.history.person == person && kinds.contains(&o.history.kind));
    Ok(same
        .map(|o| Duplicate {
            case: o.history.case,
            number: o.history.number,
            kind: o.kind,
            since: o.history.opened_on,
            state: f.l.code("state", o.history.state.code()),
            readable: o.history.readable,
        })
        .collect())
}

#[derive(Template)]
#[template(path = "intake/duplicates.html")]
struct DuplicatesPart {
    f: Frame,
    duplicates: Vec<Duplicate>,
    seen: bool,
}

/// Warns of open services for the same need.
pub(super) async fn duplicates(State(app): State<App>, form: Form) -> Response {
    let v = &form.fields;
    let id = v.get("pick").or_else(|| v.get("person")).and_then(PersonId::parse);
    let kinds: Vec<String> = v.names().filter(|n| n.starts_with("kind-")).map(|n| v.text(n).to_owned()).collect();
    let found = match id {
        Some(id) => same_needs(&app, &form.session, &form.frame, id, &kinds).await,
        None => Ok(Vec::new()),
    };
    let seen = v.on("duplicates_seen");
    match found {
        Ok(duplicates) => html(&DuplicatesPart { f: form.frame, duplicates, seen }),
        Err(OperationError::Refused(_)) => html(&DuplicatesPart { f: form.frame, duplicates: Vec::new(), seen }),
        Err(e) => Failure::from(e).page(form.frame),
    }
}

/// The identifiers of some services, as a form carries them.
pub(crate) fn joined(duplicates: &[Duplicate]) -> String {
    let mut ids: Vec<String> = duplicates.iter().map(|d| d.case.to_string()).collect();
    ids.dedup();
    ids.join(",")
}

/// "Pekon Suka Baru, Ngambur".
pub(crate) fn village_words(app: &App, f: &Frame, code: AreaCode) -> String {
    place::area(app, &f.l, code)
}
