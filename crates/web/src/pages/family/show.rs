//! The tabs of a family.

use super::facts::{Fact, memberships, of_groups};
use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::flaws::Flaws;
use crate::form::Fields;
use crate::frame::Frame;
use crate::pages::case::say::{Pill, state_pill};
use crate::pages::html;
use crate::pages::intake::parts::{Choice, choice, today};
use crate::pages::people::hits;
use crate::place;
use crate::speak::Speak;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde::Deserialize;
use slrt_domain::Coded as _;
use slrt_domain::calendar::Day;
use slrt_domain::case::{ConcernState, TurnRole};
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_domain::program::ProviderLevel;
use slrt_operations::OperationError;
use slrt_operations::accounts::Session;
use slrt_operations::view::{self, FamilyView, MemberView, ObservationView, ProgramView};

/// Which tab.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tab {
    Summary,
    Members,
    Dwelling,
    Programs,
    Services,
    Trail,
}

impl Tab {
    const ALL: [Tab; 6] = [Tab::Summary, Tab::Members, Tab::Dwelling, Tab::Programs, Tab::Services, Tab::Trail];

    /// The last part of its address, also the end of its words' key.
    fn slug(self) -> &'static str {
        match self {
            Tab::Summary => "",
            Tab::Members => "anggota",
            Tab::Dwelling => "rumah",
            Tab::Programs => "program",
            Tab::Services => "layanan",
            Tab::Trail => "riwayat",
        }
    }

    fn of_slug(slug: &str) -> Self {
        Self::ALL.into_iter().find(|t| t.slug() == slug).unwrap_or(Tab::Summary)
    }

    fn key(self) -> &'static str {
        match self {
            Tab::Summary => "family-tab-summary",
            Tab::Members => "family-tab-members",
            Tab::Dwelling => "family-tab-dwelling",
            Tab::Programs => "family-tab-programs",
            Tab::Services => "family-tab-services",
            Tab::Trail => "family-tab-trail",
        }
    }
}

/// A number that was shown in clear, for this answer only.
pub(super) struct Clear {
    /// What it is.
    pub what: String,
    /// Whose.
    pub whose: String,
    /// The number.
    pub value: Private<String>,
}

/// Programs of a sector.
pub(super) struct Shelf {
    name: String,
    icon: String,
    programs: Vec<ProgramView>,
}

#[derive(Template)]
#[template(path = "family/show.html")]
pub(super) struct FamilyPage {
    pub f: Frame,
    pub v: FamilyView,
    pub fields: Fields,
    pub flaws: Flaws,
    pub tab: Tab,
    pub operation: String,
    /// The open case that is the purpose, when one came from there.
    pub case: Option<CaseId>,
    /// Whom that case is about, while it is a purpose for seeing their numbers.
    purpose: Option<PersonId>,
    pub clear: Option<Clear>,
    /// "Keluarga Ibu Sumiati".
    title: String,
    place: String,
    decile: String,
    observed: Option<String>,
    today: String,
    reasons: Vec<Choice>,
    systems: Vec<Choice>,
    seen_programs: Vec<Choice>,
    house: Vec<Fact>,
    assets: Vec<Fact>,
    /// Assets that the data say the family does not have.
    lacks: Vec<String>,
    /// Of what copy, as of when.
    copied: String,
    memberships: Vec<String>,
    shelves: Vec<Shelf>,
    catalog: Names,
    /// What local time is called: WIB, WITA, WIT.
    zone: String,
}

/// Names of kinds and programs by code.
#[derive(Default)]
struct Names(std::collections::BTreeMap<String, String>);

impl Names {
    fn of(&self, code: &str) -> String {
        self.0.get(code).cloned().unwrap_or_else(|| code.to_owned())
    }
}

impl FamilyPage {
    /// Loads a tab.
    ///
    /// # Errors
    /// Not found, or storage.
    pub async fn load(app: &App, f: Frame, session: &Session, id: FamilyId, tab: Tab) -> Result<Self, (Frame, OperationError)> {
        let v = match view::family(&app.house, session, id).await {
            Ok(v) => v,
            Err(e) => return Err((f, e)),
        };
        let programs = if tab == Tab::Programs { view::programs(&app.house, session.tenant).await } else { Ok(Vec::new()) };
        let programs = match programs {
            Ok(p) => p,
            Err(e) => return Err((f, e)),
        };
        let now = today(app, session);
        let (lacks, assets): (Vec<Fact>, Vec<Fact>) = of_groups(&f.l, &v.facts, &["assets"]).into_iter().partition(|a| a.is_none);
        let catalog = &session.reference.catalog;
        let l = &f.l;
        let kinds = catalog.kinds.values().map(|k| (k.code.clone(), l.pick(&k.name)));
        let names = kinds.chain(catalog.programs_on(now).map(|p| (p.code.clone(), l.pick(&p.name)))).collect();
        let national = catalog.programs_on(now).filter(|p| p.provider_level == ProviderLevel::Nation);
        Ok(Self {
            title: title(l, &v),
            place: place_words(app, l, &v),
            decile: decile_words(l, v.decile.as_ref()),
            observed: v.observations.first().map(|o| observed_words(l, o)),
            today: now.iso(),
            reasons: catalog.reasons_on("reveal", now).map(|r| choice(&r.code, l.pick(&r.name), None)).collect(),
            systems: ["siks-ng", "dtsen", "cek-bansos", "bpjs"].iter().map(|s| choice(s, l.code("family-system", s), None)).collect(),
            seen_programs: national.map(|p| choice(&p.code, p.short.clone(), None)).collect(),
            house: of_groups(l, &v.facts, &["dwelling", "household"]),
            assets,
            lacks: lacks.into_iter().map(|a| bare(l, &a.name)).collect(),
            copied: copied_words(l, &v),
            memberships: memberships(l, &v.facts),
            shelves: shelves(app, l, programs),
            catalog: Names(names),
            zone: session.reference.zone.name_at(app.house.clock().now()).to_owned(),
            operation: app.house.clock().new_id().to_string(),
            fields: Fields::default(),
            flaws: Flaws::default(),
            case: None,
            purpose: None,
            clear: None,
            tab,
            v,
            f,
        })
    }

    /// Comes from a case: one that the reader may not see, or that is about others, is no place to come from.
    pub async fn come_from(&mut self, app: &App, session: &Session, case: Option<CaseId>) {
        let Some(case) = case else { return };
        let Ok(view) = view::case(&app.house, session, case).await else { return };
        if view.family == Some(self.v.id) {
            self.case = Some(case);
            self.purpose = view.person.person.filter(|_| view.can.reveal && !view.can.reveal_needs_reason);
        }
    }

    /// Whether the case is the purpose for a number: that of whom it is about, or of their family.
    fn is_purpose(&self, person: &str, what: &str) -> bool {
        self.purpose.is_some_and(|p| what == "card" || p.to_string() == person)
    }

    fn tabs(&self) -> Vec<(String, String, bool)> {
        let line = |t: Tab| (address(self.v.id, t, self.case), self.f.l.t(t.key()), t == self.tab);
        Tab::ALL.into_iter().map(line).collect()
    }

    fn is(&self, slug: &str) -> bool {
        self.tab == Tab::of_slug(slug)
    }

    fn slug(&self) -> &'static str {
        self.tab.slug()
    }

    /// The day of an observation as typed; today unless told.
    fn seen_on(&self) -> &str {
        self.fields.get("seen_on").unwrap_or(&self.today)
    }

    fn id_text(&self, person: &Option<PersonId>) -> String {
        person.map(|p| p.to_string()).unwrap_or_default()
    }

    fn name(&self, name: &Option<Private<String>>) -> String {
        hits::name(&self.f.l, name.as_ref())
    }

    /// "perempuan, 58 tahun".
    fn about(&self, sex: &str, age: &Option<i32>) -> String {
        let sex = Some(sex).filter(|s| !s.is_empty()).map(|s| self.f.l.code("sex", s));
        let age = age.map(|a| self.f.l.t1("people-age", "age", a));
        [sex, age].into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// A line of the trail in plain words; empty for what is nobody's business here.
    fn did(&self, kind: &str, what: &str) -> String {
        let key = format!("family-trail-{}", kind.replace(['.', '_'], "-"));
        if !self.f.l.has(&key) {
            return String::new();
        }
        let what = match kind {
            "identity.revealed" => self.f.l.code("family-shown", what),
            "registry.observed" => self.f.l.code("family-system", what),
            // What was put right, by the names of its fields.
            "person.corrected" | "family.corrected" => {
                let names: Vec<String> = what.split_ascii_whitespace().map(|f| self.f.l.code("field", f)).collect();
                names.join(", ")
            }
            _ => what.to_owned(),
        };
        self.f.l.t1(&key, "what", what)
    }

    /// "Senin, 23 November 2026, 09.12 WIB".
    fn when(&self, local: &(Day, u8, u8)) -> String {
        self.f.l.local_moment(*local, &self.zone)
    }

    /// Who is expected: an institution by its name, others by what they are.
    fn turn(&self, h: &view::HistoryView) -> String {
        match h.turn.institution.as_ref().filter(|_| h.turn.role == TurnRole::Institution) {
            Some((_, name)) => name.clone(),
            None => self.f.l.code("turn", h.turn.role.code()),
        }
    }

    /// By how many days what is open has passed its day.
    fn days_late(&self, h: &view::HistoryView) -> i64 {
        let today = self.f.today.filter(|_| h.open);
        h.due.zip(today).map_or(0, |(due, today)| today.since(due).max(0))
    }

    /// Where a need stands, the same pill as everywhere.
    fn state(&self, h: &view::HistoryView) -> Pill {
        state_pill(&self.f.l, h.state, h.outcome.filter(|_| !h.open))
    }

    /// The day promised for all of a need, where it is not the day of this turn; while our clock stands still it moves.
    fn promise(&self, h: &view::HistoryView) -> Option<String> {
        let waits = matches!(h.state, ConcernState::WaitingDocuments | ConcernState::WaitingCenter | ConcernState::WaitingQuota);
        let key = match h.promise_passed {
            true => "tasks-promise-passed",
            false if waits => "tasks-promised-waiting",
            false => "tasks-promised",
        };
        let day = || self.f.l.perhaps(self.f.l.short_day(h.promised), h.promised_estimated);
        (waits || h.due != Some(h.promised)).then(|| self.f.l.t1(key, "day", day()))
    }

    fn open(&self) -> Vec<&view::HistoryView> {
        self.v.history.iter().filter(|h| h.open).collect()
    }

    fn ended(&self) -> Vec<&view::HistoryView> {
        self.v.history.iter().filter(|h| !h.open).collect()
    }

    fn brought(&self, h: &view::HistoryView) -> String {
        self.f.l.day(h.opened_on)
    }

    fn whose(&self, person: &PersonId) -> String {
        let member = self.v.members.iter().find(|m| m.brief.person == Some(*person));
        member.map(|m| self.name(&m.brief.name)).unwrap_or_default()
    }

    /// Observations that name programs as received, newest first.
    fn received(&self) -> Vec<(String, String)> {
        let mut out: Vec<(String, String)> = Vec::new();
        for o in &self.v.observations {
            for p in &o.programs {
                let name = self.catalog.of(p);
                if !out.iter().any(|(n, _)| *n == name) {
                    out.push((
                        name,
                        self.f.l.ta(
                            "family-seen-in",
                            &[("system", self.f.l.code("family-system", &o.system)), ("day", self.f.l.day(o.seen_on))],
                        ),
                    ));
                }
            }
        }
        out
    }
}

fn title(l: &Speak, v: &FamilyView) -> String {
    let Some(head) = v.head.as_ref().or_else(|| v.members.first().map(|m| &m.brief)) else { return l.t("family-unnamed") };
    let Some(name) = &head.name else { return l.t("family-unnamed") };
    let grown = head.age.is_none_or(|a| a >= 17);
    let key = match head.sex.as_str() {
        "female" if grown => "family-of-her",
        "male" if grown => "family-of-him",
        _ => "family-of",
    };
    l.t1(key, "name", name.reveal().clone())
}

fn place_words(app: &App, l: &Speak, v: &FamilyView) -> String {
    let address = v.address.as_ref().map(|a| a.reveal().clone()).filter(|a| !a.is_empty());
    let parts = [address, v.hamlet.clone().filter(|h| !h.is_empty()), Some(place::area(app, l, v.village.code))];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// The decile of the copy with its source and day, or that there is none.
pub(crate) fn decile_words(l: &Speak, decile: Option<&(i64, String, Option<slrt_domain::calendar::Day>)>) -> String {
    match decile {
        Some((decile, source, day)) => {
            let source = l.code("family-source", source);
            let day = day.map(|d| l.day(d)).unwrap_or_default();
            l.ta("family-decile", &[("decile", decile.to_string()), ("source", source), ("day", day)])
        }
        None => l.t("people-unranked"),
    }
}

/// What a family lacks, by the name of the thing alone: of "Jumlah sapi" only "Sapi".
fn bare(l: &Speak, name: &str) -> String {
    let counted = l.t("family-number-of");
    name.strip_prefix(&counted).map_or_else(|| name.to_owned(), |thing| place::capital(thing.trim()))
}

/// "DTSEN 1 Oktober 2026".
fn copied_words(l: &Speak, v: &FamilyView) -> String {
    let Some((_, source, day)) = &v.decile else { return String::new() };
    let day = day.map(|d| l.day(d)).unwrap_or_default();
    format!("{} {day}", l.code("family-source", source)).trim().to_owned()
}

impl FamilyPage {
    /// The decile of an observation, where one was seen.
    fn decile_seen(&self, o: &ObservationView) -> Option<String> {
        let said = |d: i64| if d == 0 { self.f.l.t("people-unranked") } else { self.f.l.t1("people-decile", "decile", d) };
        o.decile.filter(|_| o.listed).map(said)
    }
    /// Whether something about a member's numbers is not settled yet.
    fn is_odd(&self, m: &MemberView) -> bool {
        !m.brief.erased && m.warnings.iter().any(|w| !m.settled.contains(w))
    }
    /// Whether a program was ticked before what was typed was refused.
    fn ticked(&self, code: &str) -> bool {
        self.fields.all("programs").any(|p| p == code)
    }
}

/// What a national system showed, in one line.
pub(crate) fn observed_words(l: &Speak, o: &ObservationView) -> String {
    let what = match (o.listed, o.decile) {
        (false, _) => l.t("family-not-listed"),
        (true, Some(0)) => l.t("people-unranked"),
        (true, Some(d)) => l.t1("people-decile", "decile", d),
        (true, None) => l.t("family-listed"),
    };
    l.ta("family-observed", &[("what", what), ("system", l.code("family-system", &o.system)), ("day", l.day(o.seen_on))])
}

fn shelves(app: &App, l: &Speak, programs: Vec<ProgramView>) -> Vec<Shelf> {
    let shelf = |s: &slrt_domain::program::Sector| Shelf {
        name: l.pick(&s.name),
        icon: s.icon.clone(),
        programs: programs.iter().filter(|p| p.sectors.first() == Some(&s.code)).cloned().collect(),
    };
    app.house.catalog().sectors.iter().map(shelf).filter(|s| !s.programs.is_empty()).collect()
}

/// The case from which one came.
#[derive(Deserialize)]
pub(super) struct From {
    layanan: Option<String>,
}

async fn tab(app: App, family: String, q: From, officer: Officer, tab: Tab) -> Response {
    let Some(id) = FamilyId::parse(&family) else { return Failure::from(Refusal::not_found()).page(officer.frame) };
    match FamilyPage::load(&app, officer.frame, &officer.session, id, tab).await {
        Ok(mut page) => {
            page.come_from(&app, &officer.session, q.layanan.as_deref().and_then(CaseId::parse)).await;
            private(html(&page))
        }
        Err((frame, e)) => Failure::from(e).page(frame),
    }
}

/// Pages with people's data stay out of the browser's cache.
pub(super) fn private(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A tab's address, with the case that one came from.
pub(super) fn address(family: FamilyId, tab: Tab, case: Option<CaseId>) -> String {
    let slash = if tab.slug().is_empty() { "" } else { "/" };
    let query = case.map(|c| format!("?layanan={c}")).unwrap_or_default();
    format!("/keluarga/{family}{slash}{}{query}", tab.slug())
}

/// The case that a form came from.
pub(super) fn case_of(fields: &Fields) -> Option<CaseId> {
    fields.get("case").and_then(CaseId::parse)
}

/// The tab that a form was sent from.
pub(super) fn tab_of(fields: &Fields) -> Tab {
    Tab::of_slug(fields.text("tab"))
}

/// *Ringkasan*.
pub(super) async fn summary(State(app): State<App>, Path(id): Path<String>, Query(q): Query<From>, officer: Officer) -> Response {
    tab(app, id, q, officer, Tab::Summary).await
}
/// *Anggota*.
pub(super) async fn members(State(app): State<App>, Path(id): Path<String>, Query(q): Query<From>, officer: Officer) -> Response {
    tab(app, id, q, officer, Tab::Members).await
}
/// *Rumah & aset*.
pub(super) async fn dwelling(State(app): State<App>, Path(id): Path<String>, Query(q): Query<From>, officer: Officer) -> Response {
    tab(app, id, q, officer, Tab::Dwelling).await
}
/// *Program*.
pub(super) async fn programs(State(app): State<App>, Path(id): Path<String>, Query(q): Query<From>, officer: Officer) -> Response {
    tab(app, id, q, officer, Tab::Programs).await
}
/// *Layanan*.
pub(super) async fn services(State(app): State<App>, Path(id): Path<String>, Query(q): Query<From>, officer: Officer) -> Response {
    tab(app, id, q, officer, Tab::Services).await
}
/// *Riwayat*.
pub(super) async fn trail(State(app): State<App>, Path(id): Path<String>, Query(q): Query<From>, officer: Officer) -> Response {
    tab(app, id, q, officer, Tab::Trail).await
}
