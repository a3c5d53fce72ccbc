//! *Tugas saya*: what waits for the reader, oldest promise first, and what they handed on.

use super::desk::{AreaName, Desk, Timing, TurnView, area_name};
use super::month::{MonthRow, outcomes};
use super::people::{PersonBrief, beginning, person_id, words};
use crate::accounts::Session;
use crate::house::{Asked, House, OperationError};
use slrt_domain::access::{Action, Role, Scope, Visibility};
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::case::{Case, Concern, ConcernState, Sight, TurnRole, VerbCode, holds_turn, next_verb};
use slrt_domain::identity::*;
use slrt_storage::case::CaseRow;
use slrt_storage::listing::{self, After, Holder, Waiting, WaitingLine};
use slrt_storage::registry::PersonRow;
use slrt_storage::{Opener, StorageError, Tx, case as cases, registry};
use std::collections::{BTreeMap, BTreeSet};

/// Lines of a page.
pub const PAGE: usize = 50;
/// Lines of a list below the work, on its first page.
pub const HANDED_ON: i64 = 20;
/// Lines of what is looked at later.
const LATER: i64 = HANDED_ON;
/// Open concerns of one's own cases among which those of others' turns are sought.
const RECEIVED: i64 = 200;
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
    /// What the reader's offices, and those that they oversee, sent to institutions and is not answered, oldest promise first.
    pub handed_on: Vec<HandedOn>,
    /// For whoever oversees offices: what is past its day at them and the offices below, the longest first, and with whom.
    pub stuck: Vec<HandedOn>,
    /// For operators of SIKS-NG: what waits for the centre and is to be looked at on a later day, the nearest first.
    pub later: Vec<HandedOn>,
    /// For whoever opens cases: the open needs of those that they opened and that are another's turn, the newest first.
    pub received: Vec<HandedOn>,
    /// Whether these are all.
    pub all_received: bool,
}

/// Counts of the reader's work.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Waits for me.
    pub waiting: i64,
    /// Of these, past their day.
    pub overdue: i64,
    /// Waits for institutions, sent by my offices and those that I oversee.
    pub at_institutions: i64,
    /// Citizens of these offices who said this month that help came.
    pub helped_this_month: i64,
    /// Needs of these offices that got an outcome this month: the citizen said how it stands, or it ended.
    pub with_outcome_this_month: i64,
    /// How many of a hundred of these were helped; never above a hundred, none where nothing got an outcome.
    pub helped_rate: Option<i64>,
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
pub fn tasks<'a>(house: &'a House, session: &'a Session, after: Option<Cursor>) -> Asked<'a, TasksView> {
    Box::pin(look(house, session, after))
}

/// A list below the reader's work, that is told from its beginning there and has a page of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Below {
    /// [`TasksView::handed_on`]
    HandedOn,
    /// [`TasksView::stuck`]
    Stuck,
    /// [`TasksView::later`]
    Later,
}

/// A page of such a list.
#[derive(Debug, Clone)]
pub struct BelowView {
    /// Today in the tenant's zone.
    pub today: Day,
    /// Its lines, the nearest day first.
    pub lines: Vec<HandedOn>,
    /// Where the next page begins; none on the last.
    pub next: Option<Cursor>,
}

/// A page of what stands below the reader's work.
///
/// # Errors
/// Storage.
pub fn tasks_below<'a>(house: &'a House, session: &'a Session, below: Below, after: Option<Cursor>) -> Asked<'a, BelowView> {
    Box::pin(look_below(house, session, below, after))
}

async fn look_below(house: &House, session: &Session, below: Below, after: Option<Cursor>) -> Result<BelowView, OperationError> {
    let desk = Desk::new(house, session);
    let tenant = session.actor.tenant;
    let parts = match below {
        Below::HandedOn => vec![sent(&desk)],
        Below::Stuck => overseen(&desk),
        Below::Later => looked_at(&desk),
    };
    let after = after.map(|c| After { due: c.due, concern: c.concern }).or_else(|| (below == Below::Later).then(|| end_of(desk.today)));
    let limit = i64::try_from(PAGE).unwrap_or(50) + 1;
    let mut tx = house.db().read(tenant).await?;
    let mut found = listing::waiting(&mut tx, tenant, &parts, session.account, after, limit).await?;
    let next = cut(&mut found);
    let loaded = Loaded::of(&mut tx, &desk, found.iter().map(|l| l.1).collect()).await?;
    tx.commit().await?;
    Ok(BelowView { today: desk.today, lines: loaded.all_handed_on(&desk, &found), next })
}

/// Puts the lines of several parts in order, each need once, and cuts them to a page; answers where the next one begins.
fn cut(found: &mut Vec<WaitingLine>) -> Option<Cursor> {
    found.sort_by_key(|(part, _, concern, due)| (*due, *concern, *part));
    let mut known = BTreeSet::new();
    found.retain(|(_, _, concern, _)| known.insert(*concern));
    let more = found.len() > PAGE;
    found.truncate(PAGE);
    found.last().filter(|_| more).map(|(_, _, concern, due)| Cursor { due: *due, concern: *concern })
}

/// After the last line that could be due on a day.
fn end_of(day: Day) -> After {
    After { due: day, concern: ConcernId(uuid::Uuid::max()) }
}

async fn look(house: &House, session: &Session, after: Option<Cursor>) -> Result<TasksView, OperationError> {
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
    let next = cut(&mut found);
    let handed = listing::waiting(&mut tx, tenant, std::slice::from_ref(&sent), session.account, None, HANDED_ON).await?;

    let rest = if after.is_none() { Rest::of(&mut tx, &desk, &[&found, &handed]).await? } else { Rest::default() };
    let shown = found.iter().chain(&handed).chain(&rest.late).chain(&rest.later).chain(&rest.received);
    let loaded = Loaded::of(&mut tx, &desk, shown.map(|l| l.1).collect()).await?;
    let (at_institutions, _) = listing::count_waiting(&mut tx, tenant, &[sent], session.account, desk.today).await?;
    let month = this_month(&mut tx, &desk).await?;
    Ok(TasksView {
        today: desk.today,
        figures: Figures {
            waiting,
            overdue,
            at_institutions,
            helped_this_month: month.helped,
            with_outcome_this_month: month.with_outcome(),
            helped_rate: month.rate(),
        },
        lines: found.iter().filter_map(|(part, case, concern, _)| loaded.line(&desk, *case, *concern, parts.get(*part)?.1)).collect(),
        next,
        handed_on: loaded.all_handed_on(&desk, &handed),
        stuck: loaded.all_handed_on(&desk, &rest.late),
        later: loaded.all_handed_on(&desk, &rest.later),
        received: loaded.all_handed_on(&desk, &rest.received),
        all_received: rest.all_received,
    })
}

/// What stands below the list, on its first page only.
#[derive(Default)]
struct Rest {
    late: Vec<WaitingLine>,
    later: Vec<WaitingLine>,
    received: Vec<WaitingLine>,
    all_received: bool,
}

impl Rest {
    /// `above` are the lists that stand above: nothing is shown twice.
    async fn of(tx: &mut Tx, desk: &Desk<'_>, above: &[&[WaitingLine]; 2]) -> Result<Self, StorageError> {
        let (tenant, account) = (desk.session.actor.tenant, desk.session.account);
        // What stands above is left out afterwards, and what is left should still fill the list.
        let most = HANDED_ON + i64::try_from(above[0].len()).unwrap_or(0);
        let late = listing::waiting(tx, tenant, &overseen(desk), account, None, most).await?;
        let later = listing::waiting(tx, tenant, &looked_at(desk), account, Some(end_of(desk.today)), LATER).await?;
        let (received, all_received) = received(tx, desk, above).await?;
        Ok(Self { late: longest(late, above[0]), later: soonest(later), received, all_received })
    }
}

/// Open needs of the cases that the reader opened, where another has the turn, and whether these are all.
async fn received(tx: &mut Tx, desk: &Desk<'_>, above: &[&[WaitingLine]; 2]) -> Result<(Vec<WaitingLine>, bool), StorageError> {
    let actor = &desk.session.actor;
    if !actor.may_anywhere(Action::OpenCase) {
        return Ok((Vec::new(), true));
    }
    let mut found = listing::opened_by(tx, actor.tenant, desk.session.account, RECEIVED).await?;
    let looked_through = i64::try_from(found.len()).unwrap_or(i64::MAX) < RECEIVED;
    found.retain(|(_, concern, turn, village)| {
        !holds_turn(actor, turn, *village) && !above.iter().any(|list| list.iter().any(|l| l.2 == *concern))
    });
    let most = usize::try_from(HANDED_ON).unwrap_or(20);
    let all = looked_through && found.len() <= most;
    found.truncate(most);
    Ok((found.into_iter().map(|(case, concern, _, _)| (0, case, concern, desk.today)).collect(), all))
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
    let mut parts: Vec<(Waiting, Option<Reminder>)> = Vec::new();
    let mut add = |holder: Holder, due_by: Option<Day>, reminder: Option<Reminder>| {
        let part = (Waiting { holder, due_by }, reminder);
        if !parts.contains(&part) {
            parts.push(part);
        }
    };
    let grants = &desk.session.actor.grants;
    for g in grants {
        match (g.scope, capacity(g.role)) {
            (Scope::Institution(i), _) if g.role == Role::InstitutionOfficer => add(Holder::Institution(i), None, None),
            (scope, Some(role)) => held(desk, scope, role).into_iter().for_each(|h| add(h, None, None)),
            _ => {}
        }
    }
    for g in grants {
        for (role, by, reminder) in reminders(g.role, desk.today) {
            held(desk, g.scope, role).into_iter().for_each(|h| add(h, Some(by), Some(reminder)));
        }
    }
    parts
}

/// What waits in a capacity at the place of a grant: an office, or all offices for the villages of an area.
fn held(desk: &Desk<'_>, scope: Scope, role: TurnRole) -> Option<Holder> {
    match scope {
        Scope::Office(o) => Some(Holder::Offices(vec![o], role, None)),
        Scope::Area(a) => Some(Holder::Offices(desk.reference().offices.keys().copied().collect(), role, Some(a))),
        Scope::Institution(_) => None,
    }
}

/// Of which turns of others a role is reminded, from which day on.
fn reminders(role: Role, today: Day) -> Vec<(TurnRole, Day, Reminder)> {
    let yesterday = today.plus(-1);
    let citizen = (TurnRole::Citizen, yesterday, Reminder::CallCitizen);
    let center = (TurnRole::Center, today, Reminder::LookAtCenter);
    match role {
        Role::FrontOffice => vec![citizen],
        Role::BackOffice | Role::Coordinator | Role::ProtectionOfficer => {
            vec![citizen, center, (TurnRole::Visitor, yesterday, Reminder::VisitLate)]
        }
        Role::SiksngOperator => vec![center],
        _ => Vec::new(),
    }
}

/// What operators of SIKS-NG look at: everything that waits for the centre at their place.
fn looked_at(desk: &Desk<'_>) -> Vec<Waiting> {
    let operators = desk.session.actor.grants.iter().filter(|g| g.role == Role::SiksngOperator);
    operators.filter_map(|g| held(desk, g.scope, TurnRole::Center)).map(|holder| Waiting { holder, due_by: None }).collect()
}

/// Offices in which the reader handles cases.
fn own_offices(desk: &Desk<'_>) -> Vec<OfficeId> {
    let own = desk.session.actor.grants.iter().filter(|g| slrt_domain::access::allows(g.role, Action::ViewCase));
    let mut offices: Vec<OfficeId> = own.filter_map(|g| if let Scope::Office(o) = g.scope { Some(o) } else { None }).collect();
    offices.sort();
    offices.dedup();
    offices
}

/// Offices whose figures are the reader's: their own, and those that they oversee.
pub(super) fn answered_for(desk: &Desk<'_>) -> Vec<OfficeId> {
    let both: BTreeSet<OfficeId> = own_offices(desk).into_iter().chain(overseen_offices(desk)).collect();
    both.into_iter().collect()
}

fn sent(desk: &Desk<'_>) -> Waiting {
    Waiting { holder: Holder::Offices(answered_for(desk), TurnRole::Institution, None), due_by: None }
}

/// The offices that the reader oversees, and those below them; in an area those that stand in it.
pub(super) fn overseen_offices(desk: &Desk<'_>) -> Vec<OfficeId> {
    let grants = desk.session.actor.grants.iter().filter(|g| g.role.oversees());
    let scopes: BTreeSet<Scope> = grants.map(|g| g.scope).collect();
    let reference = desk.reference();
    let is_below = |office: OfficeId, area: AreaCode| {
        let line = reference.line(office);
        scopes.iter().any(|s| match s {
            Scope::Office(up) => line.contains(up),
            Scope::Area(a) => a.covers(&area),
            Scope::Institution(_) => false,
        })
    };
    reference.offices.values().filter(|o| is_below(o.id, o.area)).map(|o| o.id).collect()
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

/// The nearest of some parts, each once.
fn soonest(mut later: Vec<WaitingLine>) -> Vec<WaitingLine> {
    let mut known = BTreeSet::new();
    later.sort_by_key(|(_, _, concern, due)| (*due, *concern));
    later.retain(|(_, _, concern, _)| known.insert(*concern));
    later.truncate(usize::try_from(LATER).unwrap_or(50));
    later
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

/// What the needs of the reader's offices, and of those that they oversee, came to this month.
async fn this_month(tx: &mut Tx, desk: &Desk<'_>) -> Result<MonthRow, StorageError> {
    let days: Vec<Day> = (1..=desk.today.day()).filter_map(|d| Day::from_ymd(desk.today.year(), desk.today.month(), d)).collect();
    outcomes(tx, desk, &answered_for(desk), &days).await
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
            timing: Timing::of(&c.now, desk.today, &desk.reference().catalog),
            revision: c.revision,
            next: next_verb(case, c, &ctx),
            reminder,
        })
    }

    fn all_handed_on(&self, desk: &Desk<'_>, lines: &[WaitingLine]) -> Vec<HandedOn> {
        lines.iter().filter_map(|(_, case, concern, _)| self.handed_on(desk, *case, *concern)).collect()
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
            timing: Timing::of(&c.now, desk.today, &desk.reference().catalog),
        })
    }
}
