//! What the intake form looks up while it is filled in: people, their open services, oddities of a NIK. All by POST: nothing personal in addresses.

use super::new::IntakePage;
use super::parts::today;
use crate::App;
use crate::access::wants_part;
use crate::error::Failure;
use crate::flaws::Flaws;
use crate::form::{Fields, Form};
use crate::frame::Frame;
use crate::pages::html;
use crate::pages::people;
use crate::pages::people::hits::{Line, Lines};
use askama::Template;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use slrt_domain::Coded as _;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::family::Sex;
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_operations::OperationError;
use slrt_operations::accounts::Session;
use slrt_operations::storage::registry;
use slrt_operations::view::{self, FamilyView, HistoryView};

/// How many people a search shows.
const SHOWN: usize = 10;

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
    page.found = found;
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
    /// How many members the family has.
    pub members: usize,
    /// Its other members, for whom it may be instead: who, name, about.
    pub others: Vec<(PersonId, String, String)>,
    /// Open needs of the family that the officer may know of.
    pub open: Vec<Need>,
    /// What came of the last ones, newest first.
    pub past: Vec<Need>,
}

/// A need of a member, open or ended.
#[derive(Debug, Clone)]
pub(crate) struct Need {
    /// Case.
    pub case: CaseId,
    /// Number.
    pub number: ServiceNumber,
    /// Whose.
    pub person: PersonId,
    /// Name of that person.
    pub whose: String,
    /// Code of its kind.
    pub code: String,
    /// Name of its kind.
    pub kind: String,
    /// Brought.
    pub since: Day,
    /// Where it stands, or what came of it.
    pub state: String,
    /// Whether the officer may open it.
    pub readable: bool,
}

impl Need {
    fn of(app: &App, f: &Frame, view: &FamilyView, h: &HistoryView) -> Self {
        let member = view.members.iter().find(|m| m.brief.person == Some(h.person));
        let catalog = app.house.catalog();
        Self {
            case: h.case,
            number: h.number,
            person: h.person,
            whose: member.map(|m| people::hits::name(&f.l, m.brief.name.as_ref())).unwrap_or_default(),
            kind: catalog.kinds.get(&h.kind).map_or_else(|| h.kind.clone(), |k| f.l.pick(&k.name)),
            code: h.kind.clone(),
            since: h.opened_on,
            state: match h.outcome.filter(|_| !h.open) {
                Some(outcome) => f.l.code("outcome", outcome.code()),
                None => f.l.code("state", h.state.code()),
            },
            readable: h.readable,
        }
    }
}

impl Chosen {
    /// Looks somebody up with their family.
    ///
    /// # Errors
    /// Not found, or storage.
    pub async fn load(app: &App, session: &Session, f: &Frame, person: PersonId) -> Result<Self, OperationError> {
        let mut tx = app.house.db().read(session.tenant).await?;
        let found = registry::briefs(&mut tx, session.tenant, &[person]).await?;
        tx.commit().await?;
        let (_, family, _) = found.into_iter().next().ok_or_else(Refusal::not_found)?;
        let view = view::family(&app.house, session, family).await?;
        let line = Line::member(app, &f.l, &view, person).ok_or_else(Refusal::not_found)?;
        let (open, past): (Vec<_>, Vec<_>) = view.history.iter().partition(|h| h.open);
        let needs = |list: Vec<&HistoryView>| list.into_iter().map(|h| Need::of(app, f, &view, h)).collect::<Vec<_>>();
        let living = view.members.iter().filter(|m| !m.brief.erased).filter_map(|m| m.brief.person).filter(|p| *p != person);
        let others = living.filter_map(|p| Line::member(app, &f.l, &view, p)).map(|l| (l.person, l.name, l.about)).collect();
        let (open, past) = (needs(open), needs(past).into_iter().take(3).collect());
        Ok(Self { person, family, line, members: view.members.len(), others, open, past })
    }
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
    let odd =
        oddities(&app, &form.fields, today(&app, &form.session)).into_iter().map(|w| form.frame.l.code("nikwarning", w.code())).collect();
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

/// Open services of the same person with needs of the same category, as far as the officer may know.
#[derive(Debug, Clone, Default)]
pub(crate) struct Duplicates {
    /// The needs.
    pub needs: Vec<Need>,
    /// Identifiers of their cases, as the form carries them.
    pub ids: String,
    /// Whether a new service is wanted all the same.
    pub seen: bool,
}

impl Duplicates {
    /// Looks for them.
    ///
    /// # Errors
    /// Not found, or storage.
    pub async fn find(app: &App, session: &Session, f: &Frame, person: PersonId, kinds: &[String]) -> Result<Self, OperationError> {
        let mut needs = Chosen::load(app, session, f, person).await?.open;
        let category = |kind: &String| app.house.catalog().kinds.get(kind).map(|k| k.category.as_str());
        let brought: Vec<&str> = kinds.iter().filter_map(category).collect();
        needs.retain(|n| n.person == person && category(&n.code).is_some_and(|c| brought.contains(&c)));
        let mut ids: Vec<String> = needs.iter().map(|n| n.case.to_string()).collect();
        ids.sort();
        ids.dedup();
        Ok(Self { needs, ids: ids.join(","), seen: false })
    }
}

/// The kinds that a form names.
pub(crate) fn kinds_named(v: &Fields) -> Vec<String> {
    v.names().filter(|n| n.starts_with("kind-")).map(|n| v.text(n).to_owned()).filter(|k| !k.is_empty()).collect()
}

#[derive(Template)]
#[template(path = "intake/duplicates.html")]
struct DuplicatesPart {
    f: Frame,
    duplicates: Duplicates,
}

/// Warns of open services for the same need.
pub(super) async fn duplicates(State(app): State<App>, form: Form) -> Response {
    let v = &form.fields;
    let id = v.get("pick").or_else(|| v.get("person")).and_then(PersonId::parse).filter(|_| v.text("who") != "new");
    let found = match id {
        Some(id) => Duplicates::find(&app, &form.session, &form.frame, id, &kinds_named(v)).await,
        None => Ok(Duplicates::default()),
    };
    match found {
        Ok(mut duplicates) => {
            // What was agreed to stays agreed to as long as nothing is added.
            duplicates.seen = !duplicates.ids.is_empty() && v.text("duplicates_seen") == duplicates.ids;
            html(&DuplicatesPart { f: form.frame, duplicates })
        }
        Err(OperationError::Refused(_)) => html(&DuplicatesPart { f: form.frame, duplicates: Duplicates::default() }),
        Err(e) => Failure::from(e).page(form.frame),
    }
}
