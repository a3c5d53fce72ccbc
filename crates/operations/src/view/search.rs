//! Finding families by NIK, No. KK, name, or nomor layanan.

use super::case::{CaseView, case_by_number};
use super::desk::{AreaName, Desk, area_name};
use super::people::{family_id, masked, masked_nik, person_id};
use crate::accounts::Session;
use crate::house::{Asked, House, OperationError};
use slrt_domain::access::{Action, Scope};
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::identity::*;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_storage::registry::{FamilyRecordRow, HouseholdRow, PersonRow};
use slrt_storage::{Opener, StorageError, SubjectKey, Tx, listing, registry};
use std::collections::{BTreeMap, BTreeSet};

pub use slrt_storage::listing::OpenNeed;

/// Candidates that are scored at most.
const CANDIDATES: i64 = 400;
/// Below this a name is another name.
const ALIKE: f64 = 0.6;
/// The same where only one word of several was found: the other may be wrong altogether.
const HALF: f64 = 0.5;
/// From here on it is the name that was asked for, perhaps written differently.
const STRONG: f64 = 0.85;

/// A person who was found.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Family.
    pub family: FamilyId,
    /// Person.
    pub person: PersonId,
    /// Name.
    pub name: Option<Private<String>>,
    /// Masked NIK.
    pub nik: Option<String>,
    /// `male`, `female`, or empty.
    pub sex: String,
    /// Birth year.
    pub birth_year: Option<i64>,
    /// Relation to the head.
    pub relation: String,
    /// Village.
    pub village: AreaName,
    /// Hamlet, where it is known.
    pub hamlet: Option<String>,
    /// Name of the head of the family.
    pub head: Option<Private<String>>,
    /// How many members the family has.
    pub members: usize,
    /// Decile; none: *belum diperingkat*.
    pub decile: Option<i64>,
    /// Open concerns of the family that the reader may know of, oldest first: a second one for the same need would be a duplicate.
    pub open: Vec<OpenNeed>,
    /// How alike the name is, 0 to 1; 1 for a number.
    pub score: f64,
}

/// What a search found.
#[derive(Debug, Clone, Default)]
pub struct SearchView {
    /// Persons, best first.
    pub hits: Vec<Hit>,
    /// The case of a nomor layanan, if the reader may see it.
    pub case: Option<(CaseId, ServiceNumber)>,
    /// Whether there are more than are shown.
    pub more: bool,
}

/// Finds persons and cases: 16 digits are a NIK or No. KK, 13 a nomor layanan, anything else a name. The reader's own villages come first among
/// names that fit well.
///
/// # Errors
/// Forbidden for roles without the registry, or storage.
pub fn search<'a>(house: &'a House, session: &'a Session, query: &'a str, limit: usize) -> Asked<'a, SearchView> {
    Box::pin(look(house, session, query, limit))
}

async fn look(house: &House, session: &Session, query: &str, limit: usize) -> Result<SearchView, OperationError> {
    let desk = Desk::new(house, session);
    if let Some(number) = ServiceNumber::parse(query) {
        return Ok(match case_by_number(house, session, number).await {
            Ok(CaseView { id, number, .. }) => SearchView { case: Some((id, number)), ..SearchView::default() },
            Err(OperationError::Refused(r)) if r.kind == RefusalKind::NotFound => SearchView::default(),
            Err(e) => return Err(e),
        });
    }
    desk.room(Action::SearchRegistry)?;
    let tenant = session.actor.tenant;
    let nik = Nik::parse(query).ok();
    if let Some(nik) = &nik {
        let hits = by_nik(&desk, nik.digits()).await?;
        if !hits.is_empty() {
            let more = hits.len() > limit;
            return Ok(SearchView { hits: hits.into_iter().take(limit).collect(), case: None, more });
        }
    }
    let mut tx = house.db().read(tenant).await?;
    let found = match nik {
        Some(nik) => by_card(&mut tx, &desk, nik.digits()).await?,
        None if query.chars().any(char::is_alphabetic) => by_name(&mut tx, &desk, query).await?,
        None => Vec::new(),
    };
    let more = found.len() > limit;
    let ranked = rank(&mut tx, &desk, found, limit).await?;
    let hits = hits(&mut tx, &desk, ranked).await?;
    Ok(SearchView { hits, case: None, more })
}

/// What nearly every intake begins with.
async fn by_nik(desk: &Desk<'_>, digits: &str) -> Result<Vec<Hit>, OperationError> {
    let (keys, tenant) = (desk.house.keys(), desk.session.actor.tenant);
    let found = desk.house.households_by_nik(tenant, keys.lookup_hashes(tenant, "nik", digits)).await?;
    let rows = found.members;
    let id = |m: &HouseholdRow| PersonId::from_slice(&m.id).ok_or_else(|| StorageError::corrupt("person id"));
    let own = own_villages(desk);
    let mut hits = Vec::new();
    for m in &rows {
        let (Some(key_id), Some(wrapped)) = (m.key_id, &m.wrapped) else { continue };
        let person = id(m)?;
        let mut opener = Opener::default();
        opener.add(SubjectKey::unwrap(keys, tenant, person.into(), key_id, wrapped)?);
        let family: Vec<&HouseholdRow> = rows.iter().filter(|other| other.family == m.family).collect();
        let members = family.iter().map(|other| id(other)).collect::<Result<Vec<_>, _>>()?;
        let village = AreaCode::parse(&m.village).ok_or_else(Refusal::not_found)?;
        hits.push(Hit {
            family: FamilyId::from_slice(&m.family).ok_or_else(|| StorageError::corrupt("family id"))?,
            person,
            nik: m.nik.as_ref().and_then(|nik| masked(nik, &opener)),
            name: m.name.clone().map(Private::new),
            sex: m.sex.clone(),
            birth_year: m.birth_year,
            relation: m.relation.clone(),
            village: area_name(desk.house, village),
            hamlet: m.hamlet.clone(),
            head: family.iter().find(|other| other.relation == "head").and_then(|other| other.name.clone()).map(Private::new),
            members: family.iter().filter(|other| !other.erased).count(),
            decile: m.decile,
            open: found.open.seen_by(desk.session.account).filter(|o| members.contains(&o.person)).cloned().collect(),
            score: 1.0,
        });
    }
    hits.sort_by(|a, b| {
        let near = |hit: &Hit| own.contains(&hit.village.code);
        near(b)
            .cmp(&near(a))
            .then_with(|| a.name.as_ref().map(Private::reveal).cmp(&b.name.as_ref().map(Private::reveal)))
            .then_with(|| a.person.cmp(&b.person))
    });
    Ok(hits)
}

/// A card's number has sixteen digits too.
async fn by_card(tx: &mut Tx, desk: &Desk<'_>, digits: &str) -> Result<Vec<(f64, PersonRow)>, StorageError> {
    let (keys, tenant) = (desk.house.keys(), desk.session.actor.tenant);
    let families = registry::families_by_card(tx, tenant, &keys.lookup_hashes(tenant, "card", digits)).await?;
    let ids: Vec<FamilyId> = families.iter().filter_map(|f| FamilyId::from_slice(&f.id)).collect();
    let members = registry::members(tx, tenant, &ids).await?;
    // A card stands for all of its family: who comes with it may come for a child.
    Ok(members.into_iter().filter(|m| !m.erased).map(|p| (1.0, p)).collect())
}

async fn by_name(tx: &mut Tx, desk: &Desk<'_>, query: &str) -> Result<Vec<(f64, PersonRow)>, StorageError> {
    let tenant = desk.session.actor.tenant;
    let mut tokens = slrt_linkage::tokens(query);
    tokens.truncate(5);
    tokens.sort_by_key(|t| std::cmp::Reverse(t.chars().count()));
    let Some(longest) = tokens.first().cloned() else { return Ok(Vec::new()) };
    let mut found = registry::persons_by_name(tx, tenant, &tokens, CANDIDATES).await?;
    if found.len() as i64 >= CANDIDATES {
        for village in own_villages(desk).into_iter().take(3) {
            found.extend(registry::neighbours_by_name(tx, tenant, village.as_str(), &longest).await?);
        }
    }
    let mut keys: Vec<String> = tokens.iter().map(|t| slrt_linkage::sound_key(t)).filter(|k| !k.is_empty()).collect();
    let mut least = ALIKE;
    if (found.len() as i64) < CANDIDATES && !keys.is_empty() {
        found.extend(registry::persons_by_sound(tx, tenant, &keys, CANDIDATES).await?);
        // One word may be wrong altogether: then the longest alone.
        if found.is_empty() && keys.len() > 1 {
            (least, keys) = (HALF, keys.into_iter().take(1).collect());
            found = registry::persons_by_sound(tx, tenant, &keys, CANDIDATES).await?;
        }
    }
    let mut known: BTreeSet<Vec<u8>> = BTreeSet::new();
    let scored = found
        .into_iter()
        .filter(|p| known.insert(p.id.clone()))
        .map(|p| (slrt_linkage::score(query, p.name.as_deref().unwrap_or_default()), p));
    Ok(scored.filter(|(score, _)| *score >= least).collect())
}

/// Villages of the reader's offices and area.
fn own_villages(desk: &Desk<'_>) -> Vec<AreaCode> {
    let mut own: Vec<AreaCode> = Vec::new();
    for g in &desk.session.actor.grants {
        match g.scope {
            Scope::Office(o) => own.extend(desk.reference().offices.get(&o).map(|o| o.serves.clone()).unwrap_or_default()),
            Scope::Area(a) => own.push(a),
            Scope::Institution(_) => {}
        }
    }
    own.retain(|a| a.level() == Level::Village);
    own.sort();
    own.dedup();
    own
}

struct Ranked {
    score: f64,
    person: PersonRow,
    family: FamilyRecordRow,
}

/// Names that fit well before others, the own villages before others, then by likeness and name.
async fn rank(tx: &mut Tx, desk: &Desk<'_>, mut found: Vec<(f64, PersonRow)>, limit: usize) -> Result<Vec<Ranked>, StorageError> {
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.id.cmp(&b.1.id)));
    // A common name has hundreds of bearers: enough are looked at to find the neighbours among them.
    found.truncate(limit.max(1) * 20);
    let mut ids = found.iter().map(|(_, p)| family_id(p)).collect::<Result<Vec<_>, _>>()?;
    ids.sort();
    ids.dedup();
    let families: BTreeMap<Vec<u8>, FamilyRecordRow> =
        registry::families(tx, desk.session.actor.tenant, &ids).await?.into_iter().map(|f| (f.id.clone(), f)).collect();
    let own = own_villages(desk);
    let mut ranked: Vec<(bool, Ranked)> = found
        .into_iter()
        .filter_map(|(score, person)| {
            let family = families.get(&person.family)?.clone();
            let near = AreaCode::parse(&family.village).is_some_and(|v| own.contains(&v));
            Some((near, Ranked { score, person, family }))
        })
        .collect();
    ranked.sort_by(|(near_a, a), (near_b, b)| {
        let strong = (b.score >= STRONG).cmp(&(a.score >= STRONG));
        strong
            .then(near_b.cmp(near_a))
            .then(b.score.total_cmp(&a.score))
            .then_with(|| (a.person.relation != "head").cmp(&(b.person.relation != "head")))
            .then_with(|| a.person.name.cmp(&b.person.name))
            .then_with(|| a.person.id.cmp(&b.person.id))
    });
    Ok(ranked.into_iter().map(|(_, r)| r).take(limit).collect())
}

async fn hits(tx: &mut Tx, desk: &Desk<'_>, ranked: Vec<Ranked>) -> Result<Vec<Hit>, OperationError> {
    let tenant = desk.session.actor.tenant;
    if ranked.is_empty() {
        return Ok(Vec::new());
    }
    let mut families = ranked.iter().map(|r| family_id(&r.person)).collect::<Result<Vec<_>, _>>()?;
    families.sort();
    families.dedup();
    let members = registry::members(tx, tenant, &families).await?;
    let everybody = members.iter().map(person_id).collect::<Result<Vec<_>, _>>()?;
    let open = listing::open_needs(tx, tenant, &everybody).await?;
    let subjects = ranked.iter().map(|r| person_id(&r.person).map(Subject::from)).collect::<Result<Vec<_>, _>>()?;
    let opener = Opener::load(tx, desk.house.keys(), tenant, &subjects).await?;
    let mut out = Vec::with_capacity(ranked.len());
    for r in ranked {
        let family: Vec<&PersonRow> = members.iter().filter(|m| m.family == r.person.family).collect();
        let village = AreaCode::parse(&r.family.village).ok_or_else(Refusal::not_found)?;
        out.push(Hit {
            family: family_id(&r.person)?,
            person: person_id(&r.person)?,
            nik: masked_nik(&r.person, &opener),
            name: r.person.name.map(Private::new),
            sex: r.person.sex,
            birth_year: r.person.birth_year,
            relation: r.person.relation,
            village: area_name(desk.house, village),
            hamlet: r.family.hamlet,
            head: family.iter().find(|m| m.relation == "head").and_then(|m| m.name.clone()).map(Private::new),
            members: family.iter().filter(|m| !m.erased).count(),
            decile: r.family.decile,
            open: open
                .seen_by(desk.session.account)
                .filter(|o| family.iter().any(|m| person_id(m).is_ok_and(|id| id == o.person)))
                .cloned()
                .collect(),
            score: r.score,
        });
    }
    Ok(out)
}
