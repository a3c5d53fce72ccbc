//! What the intake form is made of: the officer's offices and villages, sectors with their kinds, documents, coded lists.

use super::draft::NEEDS;
use crate::App;
use crate::flaws::Flaws;
use crate::form::Fields;
use crate::pages::area::Elsewhere;
use crate::pages::case::say::{SYSTEMS, reason_after_days};
use crate::place::village_word;
use crate::speak::Speak;
use slrt_domain::Coded as _;
use slrt_domain::access::{Action, Actor, Role, Scope, allows};
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::calendar::Day;
use slrt_domain::case::{Channel, DocumentForm};
use slrt_domain::identity::OfficeId;
use slrt_domain::program::{Catalog, Kind};
use slrt_operations::accounts::Session;

/// A choice of a list.
#[derive(Debug, Clone)]
pub(crate) struct Choice {
    /// Its code.
    pub code: String,
    /// Its words.
    pub name: String,
    /// Whether it is chosen.
    pub on: bool,
}

/// Choices under a heading.
#[derive(Debug, Clone)]
pub(crate) struct Group {
    /// The heading.
    pub name: String,
    /// The choices.
    pub choices: Vec<Choice>,
}

/// A sector with the kinds that belong to it.
#[derive(Debug, Clone)]
pub(crate) struct SectorPart {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Icon.
    pub icon: String,
    /// Whether it was picked.
    pub on: bool,
    /// Its first need, and room for more of the same sector.
    pub needs: Vec<NeedPart>,
    /// Whether any of its kinds may be urgent.
    pub may_be_urgent: bool,
    /// Whether any of its kinds is for named officers only.
    pub may_be_restricted: bool,
    /// Whether all of them are.
    pub all_restricted: bool,
}

impl SectorPart {
    /// Whether more than the first need was chosen, so that the others must be in sight.
    pub fn has_more(&self) -> bool {
        self.needs.iter().skip(1).any(|n| !n.words.is_empty() || !n.flaw.is_empty() || n.kinds.iter().any(|k| k.on))
    }
}

/// A need of a sector.
#[derive(Debug, Clone)]
pub(crate) struct NeedPart {
    /// The end of its fields' names: the sector's code, with a number from the second need on.
    pub code: String,
    /// The sector's kinds.
    pub kinds: Vec<KindPart>,
    /// What was typed in the citizen's words.
    pub words: String,
    /// Whether it was marked as urgent.
    pub urgent: bool,
    /// What is wrong with its kind.
    pub flaw: String,
}

/// A kind of a sector.
#[derive(Debug, Clone)]
pub(crate) struct KindPart {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Whether it is chosen.
    pub on: bool,
    /// The parts of the page that show while it is chosen.
    pub shows: String,
}

/// A document that may be presented.
#[derive(Debug, Clone)]
pub(crate) struct DocumentPart {
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    /// Ways of presenting it.
    pub forms: Vec<Choice>,
    /// Whether nearly everybody brings it: the others show when a kind asks for them.
    pub usual: bool,
    /// What is wrong with its photograph.
    pub flaw: String,
}

/// Everything that the form offers.
#[derive(Debug, Clone)]
pub(crate) struct Parts {
    /// Sectors in order.
    pub sectors: Vec<SectorPart>,
    /// Documents in order.
    pub documents: Vec<DocumentPart>,
    /// Villages of the regency by district.
    pub villages: Vec<Group>,
    /// A village outside the regency that was chosen.
    pub elsewhere: Elsewhere,
    /// What a village is called here.
    pub village_word: String,
    /// How it came.
    pub channels: Vec<Choice>,
    /// PPKS.
    pub ppks: Vec<Choice>,
    /// Why something is entered late.
    pub late_reasons: Vec<Choice>,
    /// After how many days that is needed.
    pub late_days: i64,
    /// The attributes of a field for the day on which something happened: what the rules take.
    pub event_days: String,
    /// The first of these days.
    pub first_day: Day,
    /// Other systems that may know of it by a number of their own.
    pub systems: Vec<Choice>,
    /// The officer's offices, if there are several.
    pub offices: Vec<Choice>,
    /// Yesterday, as a date field writes it.
    pub yesterday: String,
}

/// The first day of which something may be told that happened.
fn first_event_day(catalog: &Catalog, today: Day) -> Day {
    let latest = catalog.late_entry(today).map_or(0, |l| i64::from(l.latest_days));
    today.plus(1 - latest)
}

/// Documents that are offered where no kind could be asked: the page without scripts.
const USUAL: &[&str] = &["ktp", "kk", "sktm", "kartu-bpjs", "surat-faskes"];

impl Parts {
    /// The parts with what was typed.
    pub fn new(app: &App, l: &Speak, session: &Session, v: &Fields) -> Self {
        let catalog = &session.reference.catalog;
        let today = session.reference.zone.day(app.house.clock().now());
        let first_day = first_event_day(catalog, today);
        let own = offices(session);
        let chosen_office = v.get("office").map(str::to_owned);
        let village = v.get("village").map(str::to_owned).or_else(|| home_village(session).map(|a| a.to_string()));
        Self {
            sectors: sectors(catalog, l, v),
            documents: documents(catalog, l, v),
            villages: villages(app, session.reference.area, village.as_deref()),
            elsewhere: Elsewhere::of(app, l, session.reference.area, v.get("village_elsewhere")),
            village_word: village_word(app, l, home_village(session).unwrap_or(session.reference.area)),
            channels: channels(l, v.get("channel").unwrap_or(usual_channel(&session.actor).code())),
            ppks: catalog.ppks.iter().map(|p| choice(&p.code, l.pick(&p.name), v.get("ppks"))).collect(),
            late_reasons: catalog.reasons_on("late_entry", today).map(|r| choice(&r.code, l.pick(&r.name), v.get("late_reason"))).collect(),
            late_days: reason_after_days(catalog, today),
            event_days: format!("min={} max={}", first_day.iso(), today.iso()),
            first_day,
            systems: SYSTEMS.iter().map(|s| choice(s, l.code("system", s), v.get("external_system"))).collect(),
            offices: if own.len() > 1 { office_choices(session, &own, chosen_office.as_deref()) } else { Vec::new() },
            yesterday: today.plus(-1).iso(),
        }
    }
}

impl Parts {
    /// Puts what is wrong beside the kinds and photographs that it is about.
    pub fn mark(&mut self, flaws: &Flaws) {
        for n in self.sectors.iter_mut().flat_map(|s| &mut s.needs) {
            n.flaw = flaws.at(&format!("kind-{}", n.code)).to_owned();
        }
        for d in &mut self.documents {
            d.flaw = flaws.at(&format!("photo-{}", d.code)).to_owned();
        }
    }
}

/// A choice, chosen if it is the one that was typed.
pub(crate) fn choice(code: &str, name: String, chosen: Option<&str>) -> Choice {
    Choice { code: code.to_owned(), on: chosen == Some(code), name }
}

/// How people come to whom no counter belongs: they are visited. To everybody else they come to the counter.
pub(crate) fn usual_channel(actor: &Actor) -> Channel {
    let sits = actor.holds(Role::FrontOffice) || actor.holds(Role::BackOffice);
    let visits = [Role::Facilitator, Role::Tksk, Role::Surveyor].into_iter().any(|r| actor.holds(r));
    if visits && !sits { Channel::Visit } else { Channel::Counter }
}

/// How somebody may come.
pub(crate) fn channels(l: &Speak, chosen: &str) -> Vec<Choice> {
    let asked = [Channel::Counter, Channel::Visit, Channel::Phone, Channel::Message, Channel::Letter];
    asked.iter().map(|c| choice(c.code(), l.code("channel", c.code()), Some(chosen))).collect()
}

fn sectors(catalog: &Catalog, l: &Speak, v: &Fields) -> Vec<SectorPart> {
    let parts = catalog.sectors.iter().map(|s| {
        let kinds = kinds_of(catalog, &s.code);
        SectorPart {
            on: v.all("sector").any(|c| c == s.code) || v.get(&format!("kind-{}", s.code)).is_some(),
            needs: NEEDS.iter().map(|n| need_part(catalog, l, v, &s.code, n)).collect(),
            may_be_urgent: kinds.iter().any(|k| k.urgent_possible),
            may_be_restricted: kinds.iter().any(|k| is_restricted(catalog, k)),
            all_restricted: kinds.iter().all(|k| is_restricted(catalog, k)),
            code: s.code.clone(),
            name: l.pick(&s.name),
            icon: s.icon.clone(),
        }
    });
    parts.collect()
}

fn need_part(catalog: &Catalog, l: &Speak, v: &Fields, sector: &str, end: &str) -> NeedPart {
    let code = format!("{sector}{end}");
    NeedPart {
        kinds: kinds_of(catalog, sector).iter().map(|k| kind_part(catalog, l, v, (sector, &code), k)).collect(),
        words: v.text(&format!("words-{code}")).to_owned(),
        urgent: v.on(&format!("urgent-{code}")),
        flaw: String::new(),
        code,
    }
}

fn kind_part(catalog: &Catalog, l: &Speak, v: &Fields, (sector, need): (&str, &str), kind: &Kind) -> KindPart {
    let mut shows: Vec<String> = kind.documents.iter().map(|d| format!("#berkas-{d}")).collect();
    if kind.urgent_possible {
        shows.push(format!("#mendesak-{need}"));
    }
    if is_restricted(catalog, kind) {
        shows.push(format!("#rahasia-{sector}"));
    }
    KindPart {
        on: v.get(&format!("kind-{need}")) == Some(kind.code.as_str()),
        code: kind.code.clone(),
        name: l.pick(&kind.name),
        shows: shows.join(" "),
    }
}

/// Kinds of a sector, as lists show them: the general one last.
pub(crate) fn kinds_of<'c>(catalog: &'c Catalog, sector: &str) -> Vec<&'c Kind> {
    let mut kinds: Vec<&Kind> = catalog.kinds.values().filter(|k| k.sector == sector).collect();
    kinds.sort_by_key(|k| (k.code.ends_with("-lain"), k.order));
    kinds
}

/// Whether only named officers will know of a concern of this kind.
pub(crate) fn is_restricted(catalog: &Catalog, kind: &Kind) -> bool {
    kind.restricted || catalog.categories.iter().any(|c| c.code == kind.category && c.restricted)
}

fn documents(catalog: &Catalog, l: &Speak, v: &Fields) -> Vec<DocumentPart> {
    let asked = |code: &str| code == "surat-kuasa" || catalog.kinds.values().any(|k| k.documents.iter().any(|d| d == code));
    let part = |d: &slrt_domain::program::Named| {
        let chosen = v.get(&format!("doc-{}", d.code)).map(str::to_owned);
        DocumentPart {
            forms: DocumentForm::ALL.iter().map(|f| choice(f.code(), l.code("docform", f.code()), chosen.as_deref())).collect(),
            usual: USUAL.contains(&d.code.as_str()) || chosen.is_some(),
            name: l.pick(&d.name),
            code: d.code.clone(),
            flaw: String::new(),
        }
    };
    catalog.documents.iter().filter(|d| asked(&d.code)).map(part).collect()
}

/// Villages of a regency under their districts.
pub(crate) fn villages(app: &App, regency: AreaCode, chosen: Option<&str>) -> Vec<Group> {
    let areas = app.house.areas();
    let group = |(code, name): (AreaCode, &str)| Group {
        name: name.to_owned(),
        choices: areas.within(code, Level::Village).map(|(v, name)| choice(v.as_str(), name.to_owned(), chosen)).collect(),
    };
    areas.children(Some(regency)).into_iter().map(group).collect()
}

/// Offices in which this officer may take cases.
pub(crate) fn offices(session: &Session) -> Vec<OfficeId> {
    let held = session.actor.grants.iter().filter(|g| allows(g.role, Action::OpenCase));
    let mut found: Vec<OfficeId> = held.filter_map(|g| if let Scope::Office(o) = g.scope { Some(o) } else { None }).collect();
    found.retain(|o| session.reference.offices.get(o).is_some_and(|o| o.active));
    found.sort();
    found.dedup();
    found
}

fn office_choices(session: &Session, own: &[OfficeId], chosen: Option<&str>) -> Vec<Choice> {
    let named = own.iter().filter_map(|o| session.reference.offices.get(o));
    named.map(|o| choice(&o.id.to_string(), o.name.clone(), chosen)).collect()
}

/// The village that this officer serves, if it is one.
pub(crate) fn home_village(session: &Session) -> Option<AreaCode> {
    let mut places: Vec<AreaCode> = Vec::new();
    for grant in &session.actor.grants {
        match grant.scope {
            Scope::Office(o) => places.extend(
                session.reference.offices.get(&o).into_iter().flat_map(|o| std::iter::once(o.area).chain(o.serves.iter().copied())),
            ),
            Scope::Area(a) => places.push(a),
            Scope::Institution(_) => {}
        }
    }
    places.into_iter().find(|a| a.level() == Level::Village)
}

/// Today, where the officer works.
pub(crate) fn today(app: &App, session: &Session) -> Day {
    session.reference.zone.day(app.house.clock().now())
}
