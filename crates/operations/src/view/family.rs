//! The page of a family.

use super::desk::{AreaName, Desk, TurnView, area_name};
use super::people::{PersonBrief, masked_card, officers, person_id, words};
use super::timeline::actors;
use crate::accounts::Session;
use crate::house::{Asked, House, OperationError};
use slrt_domain::Coded as _;
use slrt_domain::access::{Action, Place};
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::case::{ConcernState, Outcome, Turn, TurnRole};
use slrt_domain::identity::*;
use slrt_domain::journal::{Entry, Event, Refusal};
use slrt_storage::listing::HistoryRow;
use slrt_storage::registry::{FamilyRecordRow, ObservationRow};
use slrt_storage::{Opener, StorageError, Tx, journal, listing, registry, wire};
use std::collections::{BTreeMap, BTreeSet};

/// The newest entries shown of a family.
const ENTRIES: i64 = 100;

/// A family as a reader of the registry sees it.
#[derive(Debug, Clone)]
pub struct FamilyView {
    /// Id.
    pub id: FamilyId,
    /// The head.
    pub head: Option<PersonBrief>,
    /// Masked No. KK.
    pub card: Option<String>,
    /// Address.
    pub address: Option<Private<String>>,
    /// Dusun, RT/RW.
    pub hamlet: Option<String>,
    /// Village.
    pub village: AreaName,
    /// Decile of the copy, with its source and day; none: *belum diperingkat*.
    pub decile: Option<(i64, String, Option<Day>)>,
    /// `copy` (of the national registry) or `local` (written down here).
    pub layer: String,
    /// What of a copy was typed here: `address`.
    pub typed: Vec<String>,
    /// Raised by every change: tells two editors of each other.
    pub revision: i64,
    /// Last change.
    pub updated_at: Instant,
    /// Members.
    pub members: Vec<MemberView>,
    /// Participant numbers by kind (`pkh`, `kks` …).
    pub program_numbers: BTreeMap<String, Private<String>>,
    /// Variables of house and assets by canonical name, with canonical values.
    pub facts: BTreeMap<String, Private<String>>,
    /// What national systems showed, newest first.
    pub observations: Vec<ObservationView>,
    /// Concerns that the reader may know of, newest first.
    pub history: Vec<HistoryView>,
    /// Who saw or changed what, newest first.
    pub trail: Vec<TrailView>,
    /// Whether the reader may open a case for somebody of it.
    pub can_open_case: bool,
    /// Whether the reader may record what a national system showed.
    pub can_observe: bool,
    /// Whether the reader may see numbers in clear.
    pub can_reveal: bool,
    /// Whether the reader may settle odd numbers and add a missing NIK.
    pub can_check: bool,
    /// Whether the reader may put right what is written down.
    pub can_correct: bool,
    /// Whether the reader may erase somebody.
    pub can_erase: bool,
}

/// A member.
#[derive(Debug, Clone)]
pub struct MemberView {
    /// Who.
    pub brief: PersonBrief,
    /// Relation to the head.
    pub relation: String,
    /// Marital status.
    pub marital: Option<String>,
    /// Birth day.
    pub born: Option<Private<Day>>,
    /// Birth year.
    pub birth_year: Option<i64>,
    /// `copy` or `local`.
    pub layer: String,
    /// What of a copy was typed here: `phone`, `nik`.
    pub typed: Vec<String>,
    /// Raised by every change: tells two editors of each other.
    pub revision: i64,
    /// What looked odd about the NIK.
    pub warnings: Vec<String>,
    /// Those of them that were compared with the card.
    pub settled: Vec<String>,
    /// Day of the newest copy of the family, where this member is missing in it.
    pub absent_since: Option<Day>,
    /// Open concerns: case and kind, for the warning before a second one is opened.
    pub open: Vec<(CaseId, ServiceNumber, String)>,
}

/// What a national system showed (*hasil cek*).
#[derive(Debug, Clone)]
pub struct ObservationView {
    /// Which system.
    pub system: String,
    /// Listed there.
    pub listed: bool,
    /// Decile seen; none: *belum diperingkat*, or not seen.
    pub decile: Option<i64>,
    /// Programs seen as received.
    pub programs: Vec<String>,
    /// Whether an exclude flag was seen.
    pub excluded: bool,
    /// When.
    pub seen_on: Day,
    /// Remarks.
    pub words: Option<Private<String>>,
    /// By whom.
    pub officer: Option<Private<String>>,
}

/// A concern of a member.
#[derive(Debug, Clone)]
pub struct HistoryView {
    /// Case.
    pub case: CaseId,
    /// Number.
    pub number: ServiceNumber,
    /// Concern.
    pub concern: ConcernId,
    /// Whose.
    pub person: PersonId,
    /// Kind.
    pub kind: String,
    /// Where it stands.
    pub state: ConcernState,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// Whose turn it is.
    pub turn: TurnView,
    /// By when.
    pub due: Option<Day>,
    /// Whether that day is an estimate: the holidays of its year are not settled.
    pub due_estimated: bool,
    /// The day promised to the citizen for all of it.
    pub promised: Day,
    /// Whether that day is an estimate.
    pub promised_estimated: bool,
    /// Whether that day has passed; while our own clock stands still, whether it had passed before.
    pub promise_passed: bool,
    /// Brought.
    pub opened_on: Day,
    /// Ended.
    pub closed_on: Option<Day>,
    /// Whether it is open.
    pub open: bool,
    /// Whether the reader may open its case.
    pub readable: bool,
}

/// Who saw or changed something.
#[derive(Debug, Clone)]
pub struct TrailView {
    /// When it happened.
    pub at: Instant,
    /// The same in the tenant's zone: day, hour, minute.
    pub local: (Day, u8, u8),
    /// Journal kind without its version.
    pub kind: String,
    /// The officer.
    pub officer: Option<Private<String>>,
    /// Under which role.
    pub role: String,
    /// What: `nik`, a system, a number of a case.
    pub what: String,
    /// In which case.
    pub case: Option<CaseId>,
}

/// A family.
///
/// # Errors
/// Not found, or storage.
pub fn family<'a>(house: &'a House, session: &'a Session, id: FamilyId) -> Asked<'a, FamilyView> {
    Box::pin(look(house, session, id))
}

async fn look(house: &House, session: &Session, id: FamilyId) -> Result<FamilyView, OperationError> {
    let desk = Desk::new(house, session);
    let may = |action: Action| session.actor.may(action, &Place::TENANT_WIDE).is_some();
    if !may(Action::ViewFamily) {
        return Err(Refusal::not_found().into());
    }
    let tenant = session.actor.tenant;
    let mut tx = house.db().read(tenant).await?;
    let row = registry::families(&mut tx, tenant, &[id]).await?.into_iter().next().ok_or_else(Refusal::not_found)?;
    let village = AreaCode::parse(&row.village).ok_or_else(|| StorageError::corrupt("village"))?;
    let members = registry::members(&mut tx, tenant, &[id]).await?;
    let persons = members.iter().map(person_id).collect::<Result<Vec<_>, _>>()?;
    let settled = registry::number_checks(&mut tx, tenant, &persons).await?;
    let observed = registry::observations(&mut tx, tenant, id).await?;
    let history = history(&mut tx, &desk, &persons).await?;
    let trail = trail(&mut tx, &desk, id, &persons).await?;
    let subjects: Vec<Subject> = std::iter::once(Subject::from(id))
        .chain(persons.iter().map(|p| Subject::from(*p)))
        .chain(observed.iter().filter_map(|o| Opener::subject_of(&Sealed(o.words.clone()?))))
        .collect();
    let opener = Opener::load(&mut tx, house.keys(), tenant, &subjects).await?;
    let watchers: Vec<AccountId> =
        observed.iter().filter_map(|o| AccountId::from_slice(o.actor.as_deref()?)).chain(actors(&trail)).collect();
    let officers = officers(&mut tx, tenant, watchers).await?;
    let hidden = hidden_cases(&mut tx, &desk, &trail, &observed).await?;

    let briefs = members.iter().map(|m| PersonBrief::of(m, desk.today, &opener)).collect::<Result<Vec<_>, _>>()?;
    let head = members.iter().position(|m| m.relation == "head").and_then(|i| briefs.get(i).cloned());
    let (program_numbers, facts) = facts(&row, &opener);
    Ok(FamilyView {
        id,
        head,
        card: row.card.as_deref().and_then(|c| masked_card(c, &opener)),
        address: row.address.clone().map(Private::new),
        hamlet: row.hamlet.clone(),
        village: area_name(house, village),
        decile: decile_of(&row),
        layer: row.layer.clone(),
        typed: row.typed.split_ascii_whitespace().map(str::to_owned).collect(),
        revision: row.revision,
        updated_at: Instant::from_micros(row.updated_at),
        members: members
            .iter()
            .zip(briefs)
            .map(|(m, brief)| MemberView {
                open: history
                    .iter()
                    .filter(|h| h.open && Some(h.person) == brief.person)
                    .map(|h| (h.case, h.number, h.kind.clone()))
                    .collect(),
                settled: settled.iter().filter(|(p, _)| Some(*p) == brief.person).map(|(_, w)| w.clone()).collect(),
                brief,
                relation: m.relation.clone(),
                marital: m.marital.clone(),
                born: m.born.as_deref().and_then(Day::parse).map(Private::new),
                birth_year: m.birth_year,
                layer: m.layer.clone(),
                typed: m.typed.split_ascii_whitespace().map(str::to_owned).collect(),
                revision: m.revision,
                absent_since: m.absent_since.as_deref().and_then(Day::parse),
                warnings: m.warnings.split_ascii_whitespace().map(str::to_owned).collect(),
            })
            .collect(),
        program_numbers,
        facts,
        observations: observations(observed, &opener, &officers, &hidden)?,
        history,
        trail: trail_views(&desk, &trail, &officers, &hidden)?,
        can_open_case: may(Action::OpenCase),
        can_observe: may(Action::Observe),
        can_reveal: may(Action::RevealIdentity),
        can_check: may(Action::AddPerson),
        can_correct: may(Action::Correct),
        can_erase: may(Action::Erase),
    })
}

/// The decile of the copy, with its source and day.
pub(super) fn decile_of(row: &FamilyRecordRow) -> Option<(i64, String, Option<Day>)> {
    row.decile.map(|d| (d, row.decile_source.clone().unwrap_or_default(), row.decile_as_of.as_deref().and_then(Day::parse)))
}

/// What a national system showed of a family last, without who saw it.
pub(super) async fn newest_observation(
    tx: &mut Tx,
    tenant: Tenant,
    family: FamilyId,
    opener: &Opener,
) -> Result<Option<ObservationView>, StorageError> {
    let newest = registry::observations(tx, tenant, family).await?.into_iter().take(1).collect();
    Ok(observations(newest, opener, &BTreeMap::new(), &BTreeSet::new())?.pop())
}

type Values = BTreeMap<String, Private<String>>;

/// Participant numbers and variables by the catalogue's names, sealed together as one object of texts. The source's own identifiers and the
/// head's are left out: they are shown elsewhere, or not at all.
fn facts(row: &FamilyRecordRow, opener: &Opener) -> (Values, Values) {
    let text = row.facts.clone().and_then(|f| opener.open("family.facts", &Sealed(f))).unwrap_or_default();
    let all: BTreeMap<String, String> = serde_json::from_str(&text).unwrap_or_default();
    let (mut numbers, mut facts) = (Values::new(), Values::new());
    for (name, value) in all {
        let number = name.strip_prefix("membership.").and_then(|n| n.strip_suffix("_number"));
        match number {
            Some(kind) => _ = numbers.insert(kind.to_owned(), Private::new(value)),
            None if name.starts_with("source.") || name.starts_with("household.head_") => {}
            None => _ = facts.insert(name, Private::new(value)),
        }
    }
    (numbers, facts)
}

async fn history(tx: &mut Tx, desk: &Desk<'_>, persons: &[PersonId]) -> Result<Vec<HistoryView>, OperationError> {
    let rows = listing::history(tx, desk.session.actor.tenant, persons, desk.session.account).await?;
    Ok(rows.into_iter().map(|r| history_view(desk, r)).collect::<Result<_, StorageError>>()?)
}

fn history_view(desk: &Desk<'_>, r: HistoryRow) -> Result<HistoryView, StorageError> {
    let bad = || StorageError::corrupt("history");
    let office = OfficeId::from_slice(&r.office).ok_or_else(bad)?;
    let village = AreaCode::parse(&r.village).ok_or_else(bad)?;
    let turn = Turn {
        role: TurnRole::from_code(&r.turn_role).ok_or_else(bad)?,
        office: r.turn_office.as_deref().and_then(OfficeId::from_slice),
        institution: r.turn_institution.as_deref().and_then(InstitutionId::from_slice),
    };
    let offices: Vec<OfficeId> = std::iter::once(office).chain(turn.office).collect();
    let due = r.due.as_deref().and_then(Day::parse);
    let promised = Day::parse(&r.promised).ok_or_else(bad)?;
    let paused = r.paused_since.as_deref().and_then(Day::parse);
    let catalog = &desk.reference().catalog;
    Ok(HistoryView {
        case: CaseId::from_slice(&r.case_id).ok_or_else(bad)?,
        number: ServiceNumber::from_digits(r.number).ok_or_else(bad)?,
        concern: ConcernId::from_slice(&r.id).ok_or_else(bad)?,
        person: PersonId::from_slice(&r.person).ok_or_else(bad)?,
        kind: r.kind,
        state: ConcernState::from_code(&r.state).ok_or_else(bad)?,
        outcome: r.outcome.as_deref().and_then(Outcome::from_code),
        due,
        due_estimated: due.is_some_and(|day| catalog.is_estimated(day)),
        promised,
        promised_estimated: catalog.is_estimated(promised),
        promise_passed: r.open && promised < paused.unwrap_or(desk.today),
        opened_on: Day::parse(&r.opened_on).ok_or_else(bad)?,
        closed_on: r.closed_on.as_deref().and_then(Day::parse),
        open: r.open,
        readable: desk.ctx().may_at(Action::ViewCase, &offices, village),
        turn: desk.turn(&turn, village),
    })
}

/// Entries about the family and its members. Steps of their cases are on the cases' own pages.
async fn trail(tx: &mut Tx, desk: &Desk<'_>, id: FamilyId, persons: &[PersonId]) -> Result<Vec<Entry>, StorageError> {
    let subjects: Vec<uuid::Uuid> = std::iter::once(id.0).chain(persons.iter().map(|p| p.0)).collect();
    let mut entries = journal::by_subjects(tx, desk.session.actor.tenant, &subjects, ENTRIES).await?;
    entries.sort_by_key(|e| std::cmp::Reverse(e.number));
    Ok(entries)
}

fn case_of(event: &Event) -> Option<CaseId> {
    match event {
        Event::CaseOpened(e) => Some(e.case),
        Event::CaseTakenOver(e) => Some(e.opened.case),
        Event::CasePersonSet(e) => Some(e.case),
        Event::IdentityRevealed(e) => e.case,
        Event::RegistryObserved(e) => e.case,
        _ => None,
    }
}

async fn hidden_cases(
    tx: &mut Tx,
    desk: &Desk<'_>,
    trail: &[Entry],
    observed: &[ObservationRow],
) -> Result<BTreeSet<CaseId>, StorageError> {
    let mut cases: Vec<CaseId> = observed.iter().filter_map(|o| CaseId::from_slice(o.case_id.as_deref()?)).collect();
    for e in trail {
        cases.extend(case_of(&wire::decode(&e.kind, &e.payload)?));
    }
    cases.sort();
    cases.dedup();
    Ok(listing::hidden(tx, desk.session.actor.tenant, &cases, desk.session.account).await?.into_iter().collect())
}

fn observations(
    rows: Vec<ObservationRow>,
    opener: &Opener,
    officers: &BTreeMap<AccountId, Private<String>>,
    hidden: &BTreeSet<CaseId>,
) -> Result<Vec<ObservationView>, StorageError> {
    let mut out = Vec::with_capacity(rows.len());
    for o in rows {
        let hidden = o.case_id.as_deref().and_then(CaseId::from_slice).is_some_and(|c| hidden.contains(&c));
        out.push(ObservationView {
            system: o.system,
            listed: o.listed,
            decile: o.decile,
            programs: o.programs.split_ascii_whitespace().map(str::to_owned).collect(),
            excluded: o.excluded,
            seen_on: Day::parse(&o.seen_on).ok_or_else(|| StorageError::corrupt("observation"))?,
            // What was seen is the family's; what was said in a hidden case stays there.
            words: words(opener, "observation.words", o.words.map(Sealed).as_ref()).filter(|_| !hidden),
            officer: o.actor.as_deref().and_then(AccountId::from_slice).filter(|_| !hidden).and_then(|a| officers.get(&a).cloned()),
        });
    }
    Ok(out)
}

fn trail_views(
    desk: &Desk<'_>,
    entries: &[Entry],
    officers: &BTreeMap<AccountId, Private<String>>,
    hidden: &BTreeSet<CaseId>,
) -> Result<Vec<TrailView>, StorageError> {
    let mut out = Vec::with_capacity(entries.len());
    for e in entries {
        let event = wire::decode(&e.kind, &e.payload)?;
        let case = case_of(&event);
        if case.is_some_and(|c| hidden.contains(&c)) {
            continue;
        }
        let what = match &event {
            Event::IdentityRevealed(r) => r.what.clone(),
            Event::RegistryObserved(r) => r.system.clone(),
            Event::CaseOpened(c) => c.number.to_string(),
            Event::CaseTakenOver(c) => c.opened.number.to_string(),
            Event::PersonCorrected(c) => c.fields.join(" "),
            Event::FamilyCorrected(c) => c.fields.join(" "),
            _ => String::new(),
        };
        out.push(TrailView {
            at: e.occurred_at,
            local: desk.reference().zone.local(e.occurred_at),
            kind: e.kind.split('/').next().unwrap_or_default().to_owned(),
            officer: e.actor.filter(|_| e.role != "citizen").and_then(|a| officers.get(&AccountId(a)).cloned()),
            role: e.role.clone(),
            what,
            case,
        });
    }
    Ok(out)
}
