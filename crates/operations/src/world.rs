//! What a batch of operations has loaded, and how it changes while they are decided one after the other.

use crate::request::{Body, Request};
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Zone;
use slrt_domain::case::Case;
use slrt_domain::identity::*;
use slrt_domain::journal::Event;
use slrt_storage::case::OpenConcern;
use slrt_storage::{Keys, Opener, StorageError, Tx, case, import, registry};
use std::collections::{HashMap, HashSet};

/// Loaded state.
#[derive(Debug)]
pub(crate) struct World {
    /// The tenant's time zone.
    pub zone: Zone,
    /// Cases by id.
    pub cases: HashMap<CaseId, Case>,
    /// Persons: family and village.
    pub persons: HashMap<PersonId, (FamilyId, Option<AreaCode>)>,
    /// Families: village.
    pub families: HashMap<FamilyId, AreaCode>,
    /// Open concerns of persons.
    pub open: HashMap<PersonId, Vec<OpenConcern>>,
    /// Numbers that are taken.
    pub taken: HashSet<i64>,
    /// Kept rows of import slices.
    pub slices: HashMap<(ImportId, i64), Vec<Vec<u8>>>,
    /// Keys that open what folding needs in clear.
    pub opener: Opener,
}

impl Default for World {
    fn default() -> Self {
        Self {
            zone: Zone { name: String::new(), offset_minutes: 0 },
            cases: HashMap::new(),
            persons: HashMap::new(),
            families: HashMap::new(),
            open: HashMap::new(),
            taken: HashSet::new(),
            slices: HashMap::new(),
            opener: Opener::default(),
        }
    }
}

/// What must be loaded.
#[derive(Debug, Default)]
pub(crate) struct Needs {
    cases: Vec<CaseId>,
    persons: Vec<PersonId>,
    families: Vec<FamilyId>,
    draws: Vec<i64>,
    slices: Vec<(ImportId, i64)>,
    subjects: Vec<Subject>,
}

impl Needs {
    /// Of requests to be decided.
    pub fn of_requests<'a>(requests: impl IntoIterator<Item = &'a Request>) -> Self {
        let mut n = Self::default();
        for r in requests {
            match &r.body {
                Body::OpenCase(c) => {
                    n.persons.extend(c.person);
                    n.draws.extend(c.draws.iter().map(|d| ServiceNumber::from_draw(r.tenant, *d).digits()));
                }
                Body::Concern(c) => n.cases.push(c.case),
                Body::NoteDocument(d) => n.cases.push(d.case),
                Body::NamePerson(p) => n.cases.push(p.case),
                Body::RenewPin(c) => n.cases.push(*c),
                Body::Erase(e) => {
                    n.persons.push(e.person);
                    n.cases.extend(&e.cases);
                }
                Body::Reveal(e) => {
                    n.cases.extend(e.case);
                    n.persons.extend(e.person);
                    n.families.extend(e.family);
                }
                Body::Observe(e) => {
                    n.cases.extend(e.case);
                    n.families.push(e.family);
                }
                Body::AddPerson(e) if !e.new_family => n.families.push(e.family),
                _ => {}
            }
        }
        n
    }

    /// Of events to be folded again; cases of each, slices, and keys of what they open.
    pub fn of_events<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        let mut n = Self::default();
        for e in events {
            match e {
                Event::ConcernMoved(m) => n.cases.push(m.case),
                Event::DocumentNoted(d) => n.cases.push(d.case),
                Event::PersonNamed(p) => n.cases.push(p.case),
                Event::ImportSlice(s) => n.slices.push((s.import, s.slice)),
                Event::PersonAdded(p) => n.subjects.extend([Subject::from(p.person), Subject::from(p.family)]),
                Event::AccountSet(a) => n.subjects.push(a.account.into()),
                _ => {}
            }
        }
        n
    }

    /// Loads them: one query per kind, keys from `keys_from` (the live database, when a scratch one is folded into).
    pub async fn load(&self, tx: &mut Tx, tenant: Tenant, into: &mut World) -> Result<(), StorageError> {
        let missing: Vec<CaseId> = self.cases.iter().copied().filter(|c| !into.cases.contains_key(c)).collect();
        for (_, c) in case::load(tx, tenant, &missing).await? {
            into.cases.insert(c.id, c);
        }
        if !self.persons.is_empty() {
            for (person, family, village) in registry::briefs(tx, tenant, &self.persons).await? {
                into.persons.insert(person, (family, AreaCode::parse(&village)));
            }
        }
        if !self.draws.is_empty() {
            for open in case::open_concerns(tx, tenant, &self.persons).await? {
                into.open.entry(open.person).or_default().push(open);
            }
            into.taken.extend(case::taken_numbers(tx, tenant, &self.draws).await?);
        }
        if !self.families.is_empty() {
            for f in registry::families(tx, tenant, &self.families).await? {
                if let (Some(id), Some(v)) = (FamilyId::from_slice(&f.id), AreaCode::parse(&f.village)) {
                    into.families.insert(id, v);
                }
            }
        }
        Ok(())
    }

    /// Loads kept rows and keys, for folding a journal again.
    pub async fn load_sealed(&self, tx: &mut Tx, keys: &Keys, tenant: Tenant, into: &mut World) -> Result<(), StorageError> {
        let mut subjects = self.subjects.clone();
        for (id, slice) in &self.slices {
            let rows = import::rows(tx, tenant, *id, *slice).await?;
            for row in &rows {
                let family = import::decode(row)?;
                subjects.push(Subject(family.id));
                subjects.extend(family.members.iter().map(|m| Subject(m.id)));
            }
            into.slices.insert((*id, *slice), rows);
        }
        into.opener = Opener::load(tx, keys, tenant, &subjects).await?;
        Ok(())
    }
}
