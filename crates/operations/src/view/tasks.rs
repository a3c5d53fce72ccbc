//! *Tugas saya*: what waits for the reader, oldest promise first, and what they handed on.

use super::desk::{AreaName, Desk, Timing, TurnView, area_name};
use super::people::{PersonBrief, beginning, person_id, words};
use crate::accounts::Session;
use crate::house::{House, OperationError};
use slrt_domain::access::{Action, Role, Scope, Visibility};
use slrt_domain::calendar::Day;
use slrt_domain::case::{Case, Concern, ConcernState, Sight, TurnRole, VerbCode, next_verb};
use slrt_domain::identity::*;
use slrt_storage::case::CaseRow;
use slrt_storage::listing::{self, After, Holder, Waiting, WaitingLine};
use slrt_storage::registry::PersonRow;
use slrt_storage::{Opener, StorageError, Tx, case as cases, registry, tally};
use std::collections::{BTreeMap, BTreeSet};

/// Lines of a page.
pub const PAGE: usize = 50;
/// Lines of what was handed on.
const HANDED_ON: i64 = 20;
/// Letters of a title.
const TITLE: usize = 80;

/// Where a page of the list ends: the due day and concern of its last line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Due day.
    pub due: Day,
    /// Concern.
    pub concern: ConcernId,
}

impl Cursor {
    /// Reads what `Display` wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let (due, concern) = text.split_once('.')?;
        Some(Self { due: Day::parse(due)?, concern: ConcernId::parse(concern)? })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.due.iso(), self.concern)
    }
}

/// The reader's work.
#[derive(Debug, Clone)]
pub struct TasksView {
    /// Today in the tenant's zone.
    pub today: Day,
    /// Counts.
    pub figures: Figures,
    /// What waits for the reader, oldest promise first.
    pub lines: Vec<TaskLine>,
    /// Where the next page begins; none on the last.
    pub next: Option<Cursor>,
    /// What the reader's offices sent to institutions and is not answered, oldest promise first.
    pub handed_on: Vec<HandedOn>,
    /// For whoever oversees offices: what is past its day at them and the offices below, the longest first, and with whom.
    pub stuck: Vec<HandedOn>,
}

/// Counts of the reader's work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Waits for me.
    pub waiting: i64,
    /// Of these, past their day.
    pub overdue: i64,
    /// Waits for institutions, sent by my offices.
    pub at_institutions: i64,
    /// Citizens of my offices who said this month that help came.
    pub helped_this_month: i64,
    /// Needs that were brought to my offices this month.
    pub opened_this_month: i64,
}

/// Why something is shown whose turn is another's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reminder {
    /// The citizen did not come or answer: call them.
    CallCitizen,
    /// Look again at the centre.
    LookAtCenter,
    /// The visit was not made in time.
    VisitLate,
}

impl Reminder {
    /// Its code: `call_citizen`, `look_at_center`, `visit_late`.
    pub fn code(self) -> &'static str {
        match self {
            Self::CallCitizen => "call_citizen",
            Self::LookAtCenter => "look_at_center",
            Self::VisitLate => "visit_late",
        }
    }
}

/// A line of the list.
#[derive(Debug, Clone)]
pub struct TaskLine {
    /// Case.
    pub case: CaseId,
    /// Concern.
    pub concern: ConcernId,
    /// Number.
    pub number: ServiceNumber,
    /// The beginning of the citizen's own words; without them the kind is the title. Not for institutions.
    pub title: Option<Private<String>>,
    /// Kind.
    pub kind: String,
    /// Sector.
    pub sector: String,
    /// Urgent.
    pub urgent: bool,
    /// Whether only named persons know of it.
    pub restricted: bool,
    /// Who it is for.
    pub person: PersonBrief,
    /// Village.
    pub village: AreaName,
    /// Where it stands.
    pub state: ConcernState,
    /// Days.
    pub timing: Timing,
    /// Revision that was seen.
    pub revision: i64,
    /// What to do next.
    pub next: Option<VerbCode>,
    /// Why it is here, if the turn is another's.
    pub reminder: Option<Reminder>,
}

/// Something sent to an institution.
#[derive(Debug, Clone)]
pub struct HandedOn {
    /// Case.
    pub case: CaseId,
    /// Concern.
    pub concern: ConcernId,
    /// Number.
    pub number: ServiceNumber,
    /// The beginning of the citizen's own words.
    pub title: Option<Private<String>>,
    /// Kind.
    pub kind: String,
    /// To whom.
    pub turn: TurnView,
    /// Where it stands.
    pub state: ConcernState,
    /// Days.
    pub timing: Timing,
}

/// The reader's work from a place in the list on.
///
/// # Errors
/// Storage.
pub async fn tasks(house: &House, session: &Session, after: Option<Cursor>) -> Result<TasksView, OperationError> {
    let desk = Desk::new(house, session);
    let tenant = session.actor.tenant;
    let parts = parts(&desk);
    let sent = sent(&desk);
    let all: Vec<Waiting> = parts.iter().map(|(w, _)| w.clone()).collect();
    let mut tx = house.db().read(tenant).await?;
    let (waiting, overdue) = listing::count_waiting(&mut tx, tenant, &all, session.account, desk.today).await?;
    let after = after.map(|c| After { due: c.due, concern: c.concern });
    let limit = i64::try_from(PAGE).unwrap_or(50) + 1;
    let mut found = listing::waiting(&mut tx, tenant, &all, session.account, after, limit).await?;
    found.sort_by_key(|(part, _, concern, due)| (*due, *concern, *part));
    let mut known = BTreeSet::new();
    found.retain(|(_, _, concern, _)| known.insert(*concern));
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    let next = found.last().filter(|_| more).map(|(_, _, concern, due)| Cursor { due: *due, concern: *concern });
    let handed = listing::waiting(&mut tx, tenant, std::slice::from_ref(&sent), session.account, None, HANDED_ON).await?;

    let late = match after {
        None => listing::waiting(&mut tx, tenant, &overseen(&desk), session.account, None, HANDED_ON).await?,
        Some(_) => Vec::new(),
    };
    let late = longest(late, &found);

    let loaded = Loaded::of(&mut tx, &desk, found.iter().chain(&handed).chain(&late).map(|l| l.1).collect()).await?;
    let (at_institutions, _) = listing::count_waiting(&mut tx, tenant, &[sent], session.account, desk.today).await?;
    let (helped_this_month, opened_this_month) = this_month(&mut tx, &desk).await?;
    Ok(TasksView {
        today: desk.today,
        figures: Figures { waiting, overdue, at_institutions, helped_this_month, opened_this_month },
        lines: found.iter().filter_map(|(part, case, concern, _)| loaded.line(&desk, *case, *concern, parts.get(*part)?.1)).collect(),
        next,
        handed_on: handed.iter().filter_map(|(_, case, concern, _)| loaded.handed_on(&desk, *case, *concern)).collect(),
        stuck: late.iter().filter_map(|(_, case, concern, _)| loaded.handed_on(&desk, *case, *concern)).collect(),
    })
}

/// Capacities of a role at an office.
fn capacity(role: Role) -> Option<TurnRole> {
    Some(match role {
        Role::FrontOffice => TurnRole::FrontOffice,
        Role::BackOffice => TurnRole::BackOffice,
        Role::Coordinator => TurnRole::Coordinator,
        Role::Manager => TurnRole::Manager,
        Role::DivisionHead => TurnRole::DivisionHead,
        Role::Head => TurnRole::Head,
        Role::Supervisor => TurnRole::Supervisor,
        Role::VillageHead => TurnRole::VillageHead,
        Role::ProtectionOfficer => TurnRole::ProtectionOfficer,
        Role::Facilitator | Role::Tksk | Role::Surveyor => TurnRole::Visitor,
        _ => return None,
    })
}

/// What waits for the reader: their turns by role and place, an institution's inbox, and for those at the counter what others let pass.
fn parts(desk: &Desk<'_>) -> Vec<(Waiting, Option<Reminder>)> {
    let every: Vec<OfficeId> = desk.reference().offices.keys().copied().collect();
    let mut parts: Vec<(Waiting, Option<Reminder>)> = Vec::new();
    let mut add = |holder: Holder, due_by: Option<Day>, reminder: Option<Reminder>| {
        let part = (Waiting { holder, due_by }, reminder);
        if !parts.contains(&part) {
            parts.push(part);
        }
    };
    for g in &desk.session.actor.grants {
        match (g.scope, capacity(g.role)) {
            (Scope::Institution(i), _) if g.role == Role::InstitutionOfficer => add(Holder::Institution(i), None, None),
            (Scope::Office(o), Some(role)) => add(Holder::Offices(vec![o], role, None), None, None),
            (Scope::Area(a), Some(role)) => add(Holder::Offices(every.clone(), role, Some(a)), None, None),
            _ => {}
        }
    }
    let yesterday = desk.today.plus(-1);
    for g in &desk.session.actor.grants {
        let (Scope::Office(_) | Scope::Area(_), true) =
            (g.scope, matches!(g.role, Role::FrontOffice | Role::BackOffice | Role::Coordinator | Role::ProtectionOfficer))
        else {
            continue;
        };
        let (offices, area) = match g.scope {
            Scope::Office(o) => (vec![o], None),
            Scope::Area(a) => (every.clone(), Some(a)),
            Scope::Institution(_) => continue,
        };
        let mut remind =
            |role: TurnRole, by: Day, reminder: Reminder| add(Holder::Offices(offices.clone(), role, area), Some(by), Some(reminder));
        remind(TurnRole::Citizen, yesterday, Reminder::CallCitizen);
        if g.role != Role::FrontOffice {
            remind(TurnRole::Center, desk.today, Reminder::LookAtCenter);
            remind(TurnRole::Visitor, yesterday, Reminder::VisitLate);
        }
    }
    parts
}

/// Offices in which the reader handles cases.
pub(super) fn own_offices(desk: &Desk<'_>) -> Vec<OfficeId> {
    let own = desk.session.actor.grants.iter().filter(|g| slrt_domain::access::allows(g.role, Action::ViewCase));
    let mut offices: Vec<OfficeId> = own.filter_map(|g| if let Scope::Office(o) = g.scope { Some(o) } else { None }).collect();
    offices.sort();
    offices.dedup();
    offices
}

fn sent(desk: &Desk<'_>) -> Waiting {
    Waiting { holder: Holder::Offices(own_offices(desk), TurnRole::Institution, None), due_by: None }
}

/// The offices that the reader oversees, and those below them.
pub(super) fn overseen_offices(desk: &Desk<'_>) -> Vec<OfficeId> {
    let grants = desk.session.actor.grants.iter().filter(|g| g.role.oversees());
    let above: BTreeSet<OfficeId> = grants.filter_map(|g| if let Scope::Office(o) = g.scope { Some(o) } else { None }).collect();
    let below = desk.reference().offices.keys().filter(|o| desk.reference().line(**o).iter().any(|up| above.contains(up)));
    below.copied().collect()
}

/// What is past its day, whoever has the turn, at the offices that the reader oversees and those below them.
fn overseen(desk: &Desk<'_>) -> Vec<Waiting> {
    let offices = overseen_offices(desk);
    let roles = <TurnRole as slrt_domain::Coded>::ALL.iter().filter(|r| **r != TurnRole::Nobody);
    let yesterday = Some(desk.today.plus(-1));
    roles.map(|r| Waiting { holder: Holder::Offices(offices.clone(), *r, None), due_by: yesterday }).collect()
}

/// The longest overdue of some parts, without what waits for the reader anyway.
fn longest(mut late: Vec<WaitingLine>, mine: &[WaitingLine]) -> Vec<WaitingLine> {
    late.retain(|(_, _, concern, _)| !mine.iter().any(|m| m.2 == *concern));
    late.sort_by_key(|(_, _, concern, due)| (*due, *concern));
    late.truncate(usize::try_from(HANDED_ON).unwrap_or(20));
    late
}

/// How much waits for the reader, where counters have all of it: who answers for villages rather than offices is told on their own page only. Cheap
/// enough to stand in the menu of every page.
///
/// # Errors
/// Storage.
pub async fn waiting_count(house: &House, session: &Session) -> Result<Option<i64>, OperationError> {
    let desk = Desk::new(house, session);
    let parts: Vec<Waiting> = parts(&desk).into_iter().map(|(w, _)| w).collect();
    if parts.is_empty() || parts.iter().any(|p| matches!(p.holder, Holder::Offices(_, _, Some(_)))) {
        return Ok(None);
    }
    let mut tx = house.db().read(session.tenant).await?;
    let (waiting, _) = listing::count_waiting(&mut tx, session.tenant, &parts, session.account, desk.today).await?;
    tx.commit().await?;
    Ok(Some(waiting))
}

/// Needs of the reader's offices of this month: those that said that help came, and those that were brought.
async fn this_month(tx: &mut Tx, desk: &Desk<'_>) -> Result<(i64, i64), StorageError> {
    let days: Vec<Day> = (1..=desk.today.day()).filter_map(|d| Day::from_ymd(desk.today.year(), desk.today.month(), d)).collect();
    let rows = tally::of_offices(tx, desk.session.actor.tenant, &own_offices(desk), &["confirmed_helped", "opened"], &days).await?;
    let of = |measure: &str| rows.iter().filter(|r| r.measure == measure).map(|r| r.n).sum();
    Ok((of("confirmed_helped"), of("opened")))
}

/// Cases of a list with their persons and keys.
struct Loaded {
    cases: BTreeMap<CaseId, (CaseRow, Case)>,
    persons: BTreeMap<PersonId, PersonRow>,
    opener: Opener,
}

impl Loaded {
    async fn of(tx: &mut Tx, desk: &Desk<'_>, ids: Vec<CaseId>) -> Result<Self, StorageError> {
        let tenant = desk.session.actor.tenant;
        let rows = cases::load(tx, tenant, &ids).await?;
        let persons: Vec<PersonId> = rows.iter().filter_map(|(_, c)| c.person).collect();
        let persons = registry::persons(tx, tenant, &persons).await?;
        let subjects: Vec<Subject> = rows.iter().map(|(_, c)| Subject::from(c.id)).collect();
        let opener = Opener::load(tx, desk.house.keys(), tenant, &subjects).await?;
        Ok(Self {
            cases: rows.into_iter().map(|(r, c)| (c.id, (r, c))).collect(),
            persons: persons.into_iter().map(|p| person_id(&p).map(|id| (id, p))).collect::<Result<_, _>>()?,
            opener,
        })
    }

    fn title(&self, c: &Concern) -> Option<Private<String>> {
        words(&self.opener, "concern.words", c.words.as_ref()).map(|w| Private::new(beginning(w.reveal(), TITLE)))
    }

    fn line(&self, desk: &Desk<'_>, case: CaseId, concern: ConcernId, reminder: Option<Reminder>) -> Option<TaskLine> {
        let (row, case) = self.cases.get(&case)?;
        let c = case.concern(concern)?;
        let ctx = desk.ctx();
        let whole = ctx.sight(case, c)? == Sight::Whole;
        let person = match case.person.and_then(|p| self.persons.get(&p)) {
            Some(p) => PersonBrief::of(p, desk.today, &self.opener).ok()?,
            None => PersonBrief::caller(words(&self.opener, "case.caller", row.caller.clone().map(Sealed).as_ref())),
        };
        Some(TaskLine {
            case: case.id,
            concern,
            number: case.number,
            title: self.title(c).filter(|_| whole),
            kind: c.kind.clone(),
            sector: c.sector.clone(),
            urgent: c.urgent,
            restricted: c.visibility == Visibility::Restricted,
            person: if whole { person } else { person.for_institution(false) },
            village: area_name(desk.house, case.village),
            state: c.state,
            timing: Timing::of(&c.now, desk.today),
            revision: c.revision,
            next: next_verb(case, c, &ctx),
            reminder,
        })
    }

    fn handed_on(&self, desk: &Desk<'_>, case: CaseId, concern: ConcernId) -> Option<HandedOn> {
        let (_, case) = self.cases.get(&case)?;
        let c = case.concern(concern)?;
        (desk.ctx().sight(case, c)? == Sight::Whole).then_some(())?;
        Some(HandedOn {
            case: case.id,
            concern,
            number: case.number,
            title: self.title(c),
            kind: c.kind.clone(),
            turn: desk.turn(&c.now.turn, case.village),
            state: c.state,
            timing: Timing::of(&c.now, desk.today),
        })
    }
}
