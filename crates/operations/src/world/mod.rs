//! What a batch of operations has loaded, and how it changes while they are decided one after the other.

mod cases;

pub(crate) use cases::Cases;

use crate::decide;
use crate::fold::unbase;
use crate::inquiry::{self, Counted};
use crate::request::{Named, Request};
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::{Instant, Zone};
use slrt_domain::case::{CaseHandedOver, Incoming};
use slrt_domain::identity::*;
use slrt_domain::journal::Event;
use slrt_storage::case::OpenConcern;
use slrt_storage::case::Paper;
use slrt_storage::erasure::{self, Bonds};
use slrt_storage::import::FamilyRow;
use slrt_storage::known::KnownImport;
use slrt_storage::{Keys, Opener, Sought, StorageError, SubjectKey, Tx, Value, case, hand_over, import, known, office, registry};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Loaded state.
#[derive(Debug)]
pub(crate) struct World {
    /// The tenant's time zone.
    pub zone: Zone,
    /// When it is decided.
    pub now: Instant,
    /// Cases.
    pub cases: Cases,
    /// Persons: family and village.
    pub persons: HashMap<PersonId, (FamilyId, Option<AreaCode>)>,
    /// Families: village.
    pub families: HashMap<FamilyId, AreaCode>,
    /// Open concerns of persons.
    pub open: HashMap<PersonId, Vec<OpenConcern>>,
    /// Numbers that are taken.
    pub taken: HashSet<i64>,
    /// Who has a NIK, and in which family, by its keyed hash: of those that somebody is about to add.
    pub niks: HashMap<Vec<u8>, (PersonId, FamilyId)>,
    /// Who has a NIK, and in which family, by its keyed hash: of those for whom somebody opens a case.
    pub sought: HashMap<Vec<u8>, Vec<(PersonId, FamilyId)>>,
    /// Warnings about the numbers of persons, and whether they have a NIK: of those whose numbers are at issue.
    pub numbers: HashMap<PersonId, (Vec<String>, bool)>,
    /// Which entry changed a person or family last: of those that somebody puts right.
    pub revisions: HashMap<Uuid, i64>,
    /// Which family has a No. KK, by its keyed hash: of those that somebody is about to add.
    pub cards: HashMap<Vec<u8>, FamilyId>,
    /// Imports that slices belong to.
    pub imports: HashMap<ImportId, KnownImport>,
    /// An import that has not ended and wrote something a moment ago.
    pub running: Option<ImportId>,
    /// The numbers of whom a slice brings into being.
    pub claims: HashMap<(ImportId, i64), Claims>,
    /// What goes with persons who are about to be erased.
    pub bonds: HashMap<PersonId, Bonds>,
    /// Operations that were done before.
    pub done: Vec<OperationId>,
    /// What exists already of what clients name.
    pub existing: HashSet<(Named, Uuid)>,
    /// Documents that are named as evidence.
    pub papers: HashMap<DocumentId, Paper>,
    /// Revisions of accounts that somebody is about to change.
    pub accounts: HashMap<AccountId, i64>,
    /// Open accounts to which somebody is about to give roles.
    pub holders: HashSet<AccountId>,
    /// Whose the log-in names are that somebody is about to give.
    pub logins: HashMap<String, AccountId>,
    /// Kept rows of import slices.
    pub slices: HashMap<(ImportId, i64), Vec<FamilyRow>>,
    /// Counted questions that somebody takes back.
    pub inquiries: HashMap<OperationId, Counted>,
    /// Revision of the bridge between area codes, where somebody sets it.
    pub bridge: Option<i64>,
    /// Cases that were handed over, as they went: of those whose answer came.
    pub handed: HashMap<HandOverId, CaseHandedOver>,
    /// Cases of other tenants that somebody answers for.
    pub incoming: HashMap<HandOverId, Incoming>,
    /// Keys that open what folding needs in clear.
    pub opener: Opener,
    /// Subjects that came into being just now: no table can have a row of theirs yet. Empty when a journal is folded again.
    pub fresh: HashSet<Uuid>,
}

impl Default for World {
    fn default() -> Self {
        Self {
            zone: Zone::new("", 0),
            now: Instant::from_micros(0),
            cases: Cases::default(),
            persons: HashMap::new(),
            families: HashMap::new(),
            open: HashMap::new(),
            taken: HashSet::new(),
            niks: HashMap::new(),
            sought: HashMap::new(),
            numbers: HashMap::new(),
            revisions: HashMap::new(),
            cards: HashMap::new(),
            imports: HashMap::new(),
            running: None,
            claims: HashMap::new(),
            bonds: HashMap::new(),
            done: Vec::new(),
            existing: HashSet::new(),
            papers: HashMap::new(),
            accounts: HashMap::new(),
            holders: HashSet::new(),
            logins: HashMap::new(),
            slices: HashMap::new(),
            inquiries: HashMap::new(),
            bridge: None,
            handed: HashMap::new(),
            incoming: HashMap::new(),
            opener: Opener::default(),
            fresh: HashSet::new(),
        }
    }
}

impl World {
    /// Takes the names and keys of what a request brings into being.
    pub fn take(&mut self, request: &Request) {
        self.existing.extend(request.body.names());
        for key in &request.keys {
            // A key that is sent again is no sign of somebody new.
            if self.opener.key(key.subject()).is_none() {
                self.fresh.insert(key.subject().0);
                self.opener.add(key.clone());
            }
        }
    }
}

/// The keyed hashes of numbers with whom they are about to belong to: who comes into being with a slice.
#[derive(Debug, Default)]
pub(crate) struct Claims {
    /// NIK.
    pub niks: Vec<(Vec<u8>, PersonId)>,
    /// No. KK.
    pub cards: Vec<(Vec<u8>, FamilyId)>,
}

impl Claims {
    pub fn of(request: &Request, rows: &[FamilyRow], keys: &Keys) -> Self {
        let mut opener = Opener::default();
        request.keys.iter().cloned().for_each(|k| opener.add(k));
        let hashes = |what: &str, place: &str, sealed: &Option<String>| {
            let clear = sealed.as_deref().and_then(|sealed| opener.open(place, &unbase(sealed)));
            clear.map(|clear| keys.lookup_hashes(request.tenant, what, &clear)).unwrap_or_default()
        };
        let mut claims = Self::default();
        for family in rows {
            claims.cards.extend(hashes("card", "family.card", &family.card).into_iter().map(|h| (h, FamilyId(family.id))));
            for m in &family.members {
                claims.niks.extend(hashes("nik", "person.nik", &m.nik).into_iter().map(|h| (h, PersonId(m.id))));
            }
        }
        claims
    }
}

/// An import that wrote nothing for so long (seconds) was broken off; another may begin.
const BROKEN_OFF: i64 = 120;

/// What must be loaded.
#[derive(Debug, Default)]
pub(crate) struct Needs {
    pub operations: Vec<OperationId>,
    pub cases: Vec<CaseId>,
    pub persons: Vec<PersonId>,
    pub families: Vec<FamilyId>,
    /// Numbers that somebody drew, of which the first free one is taken.
    pub draws: Vec<Vec<i64>>,
    pub niks: Vec<Vec<u8>>,
    pub sought: Vec<Vec<u8>>,
    pub erasing: Vec<PersonId>,
    pub names: BTreeMap<Named, Vec<Uuid>>,
    pub papers: Vec<DocumentId>,
    pub accounts: Vec<(AccountId, String)>,
    pub holders: Vec<AccountId>,
    pub slices: Vec<(ImportId, i64)>,
    pub rows: Vec<((ImportId, i64), Vec<FamilyRow>)>,
    pub numbers: Vec<PersonId>,
    pub cards: Vec<Vec<u8>>,
    pub imports: Vec<ImportId>,
    pub inquiries: Vec<OperationId>,
    pub handed: Vec<CaseId>,
    pub incoming: Vec<HandOverId>,
    pub claims: Vec<((ImportId, i64), Claims)>,
    pub starting: bool,
    pub bridge: bool,
    pub subjects: Vec<Subject>,
}

impl Needs {
    /// Of requests to be decided.
    ///
    /// # Errors
    /// When the rows of a slice cannot be read.
    pub fn of_requests<'a>(requests: impl IntoIterator<Item = &'a Request>, keys: &Keys) -> Result<Self, StorageError> {
        let mut n = Self::default();
        for r in requests {
            n.operations.push(r.id);
            for (named, id) in r.body.names() {
                n.names.entry(named).or_default().push(id);
            }
            // Whoever is new comes with a key. Those that have one are read under the lock: nobody's is replaced, and nobody who was erased
            // meanwhile comes back.
            n.subjects.extend(r.keys.iter().map(SubjectKey::subject));
            decide::needs(r, keys, &mut n)?;
        }
        Ok(n)
    }

    /// Of events to be folded again; cases of each, slices, and keys of what they open.
    pub fn of_events<'a>(events: impl IntoIterator<Item = &'a Event>) -> Self {
        let mut n = Self::default();
        for e in events {
            match e {
                Event::ConcernMoved(m) => n.cases.push(m.case),
                Event::DocumentNoted(d) => n.cases.push(d.case),
                Event::PersonNamed(p) => n.cases.push(p.case),
                Event::PersonUnnamed(p) => n.cases.push(p.case),
                Event::CasePersonSet(e) => n.cases.push(e.case),
                Event::ConcernReclassified(e) => n.cases.push(e.case),
                Event::CaseHandedOver(e) => n.cases.push(e.case),
                Event::HandOverCompleted(e) => n.cases.push(e.case),
                Event::HandOverReturned(e) => n.cases.push(e.case),
                Event::HandOverTakenBack(e) => n.cases.push(e.case),
                Event::ImportSlice(s) => n.slices.push((s.import, s.slice)),
                Event::PersonAdded(p) => n.subjects.extend([Subject::from(p.person), Subject::from(p.family)]),
                Event::NikAdded(e) => n.subjects.push(e.person.into()),
                Event::PersonCorrected(e) => n.subjects.push(e.person.into()),
                Event::FamilyCorrected(e) => n.subjects.push(e.family.into()),
                Event::AccountSet(a) => n.subjects.push(a.account.into()),
                _ => {}
            }
        }
        n
    }

    /// Loads them: one query per kind.
    pub async fn load(&self, tx: &mut Tx, tenant: Tenant, into: &mut World) -> Result<(), StorageError> {
        let missing: Vec<CaseId> = self.cases.iter().copied().filter(|c| !into.cases.contains(*c)).collect();
        for (_, c) in case::load(tx, tenant, &missing).await? {
            into.cases.insert(c);
        }
        if !self.persons.is_empty() {
            for (person, family, village) in registry::briefs(tx, tenant, &self.persons).await? {
                into.persons.insert(person, (family, AreaCode::parse(&village)));
            }
        }
        if !self.numbers.is_empty() {
            for p in registry::persons(tx, tenant, &self.numbers).await? {
                if let Some(id) = PersonId::from_slice(&p.id) {
                    into.numbers.insert(id, (p.warnings.split_ascii_whitespace().map(str::to_owned).collect(), p.nik.is_some()));
                    into.revisions.insert(id.0, p.revision);
                }
            }
        }
        let mut persons = self.persons.clone();
        for (hash, person, family) in registry::families_by_nik(tx, tenant, &self.sought).await? {
            into.sought.entry(hash).or_default().push((person, family));
            persons.push(person);
        }
        if !self.draws.is_empty() {
            for open in case::open_concerns(tx, tenant, &persons).await? {
                into.open.entry(open.person).or_default().push(open);
            }
        }
        self.load_present(tx, tenant, into).await?;
        if !self.families.is_empty() {
            for f in registry::families(tx, tenant, &self.families).await? {
                if let (Some(id), Some(v)) = (FamilyId::from_slice(&f.id), AreaCode::parse(&f.village)) {
                    into.families.insert(id, v);
                    into.revisions.insert(id.0, f.revision);
                }
            }
        }
        let claimed = |niks: bool| self.claims.iter().flat_map(move |(_, c)| if niks { hashes(&c.niks) } else { hashes(&c.cards) });
        let niks: Vec<Vec<u8>> = self.niks.iter().cloned().chain(claimed(true)).collect();
        if !niks.is_empty() {
            for person in known::persons_by_nik(tx, tenant, &niks).await? {
                into.niks.extend(person.nik_hash.map(|hash| (hash, (person.id, person.family))));
            }
        }
        if !self.papers.is_empty() {
            into.papers.extend(case::papers(tx, tenant, &self.papers).await?.into_iter().map(|p| (p.id, p)));
        }
        for (id, login) in &self.accounts {
            into.accounts.extend(office::accounts_by_id(tx, tenant, &[*id]).await?.first().map(|a| (*id, a.revision)));
            if let Some(other) = office::account_by_login(tx, tenant, login).await? {
                into.logins.insert(login.clone(), other.account()?);
            }
        }
        if !self.holders.is_empty() {
            for account in office::accounts_by_id(tx, tenant, &self.holders).await?.iter().filter(|a| a.active) {
                into.holders.insert(account.account()?);
            }
        }
        let cards: Vec<Vec<u8>> = self.cards.iter().cloned().chain(claimed(false)).collect();
        if !cards.is_empty() {
            for family in known::families_by_card(tx, tenant, &cards).await? {
                into.cards.extend(family.card_hash.map(|hash| (hash, family.id)));
            }
        }
        for import in &self.imports {
            if let Some(found) = known::import(tx, tenant, *import).await? {
                into.imports.insert(*import, found);
            }
        }
        for id in &self.inquiries {
            into.inquiries.extend(inquiry::counted(tx, tenant, *id).await?.map(|c| (*id, c)));
        }
        for id in &self.handed {
            into.handed.extend(crate::hand_over::handed(tx, tenant, *id).await?.map(|e| (e.hand_over, e)));
        }
        for id in &self.incoming {
            if let Some(row) = hand_over::incoming_by_id(tx, tenant, *id).await? {
                into.incoming.insert(*id, row.incoming()?);
            }
        }
        if self.starting {
            into.running = known::running_import(tx, tenant, into.now.plus_seconds(-BROKEN_OFF)).await?.map(|i| i.id);
        }
        if self.bridge {
            into.bridge = Some(import::bridge(tx, tenant).await?.revision);
        }
        for person in &self.erasing {
            if let Some(bonds) = erasure::bonds(tx, tenant, *person).await? {
                into.bonds.insert(*person, bonds);
            }
        }
        Ok(())
    }

    /// What is there already: operations, what clients name, drawn numbers. Of these hardly ever is the first of somebody's taken: the others are looked
    /// for only when one is, or when two drew the same.
    async fn load_present(&self, tx: &mut Tx, tenant: Tenant, into: &mut World) -> Result<(), StorageError> {
        let firsts: Vec<i64> = self.draws.iter().filter_map(|d| d.first().copied()).collect();
        let mut sought = vec![
            Sought { table: "journal", column: "operation", values: self.operations.iter().map(|id| (*id).into()).collect() },
            Sought { table: "service_case", column: "number", values: firsts.iter().map(|n| (*n).into()).collect() },
        ];
        let named = self.names.iter();
        sought.extend(named.clone().map(|(n, ids)| Sought {
            table: n.table(),
            column: "id",
            values: ids.iter().map(|id| (*id).into()).collect(),
        }));
        for (place, value) in tx.present(tenant, &sought).await? {
            match (place, value) {
                (0, Value::Blob(Some(id))) => into.done.extend(OperationId::from_slice(&id)),
                (_, Value::Int(Some(number))) => {
                    into.taken.insert(number);
                }
                (_, Value::Blob(Some(id))) => {
                    let named = named.clone().nth(place.saturating_sub(2)).map(|(named, _)| *named);
                    into.existing.extend(named.zip(Uuid::from_slice(&id).ok()));
                }
                _ => {}
            }
        }
        let mut once = HashSet::new();
        if firsts.iter().any(|n| into.taken.contains(n) || !once.insert(*n)) {
            let all: Vec<i64> = self.draws.iter().flatten().copied().collect();
            into.taken.extend(case::taken_numbers(tx, tenant, &all).await?);
        }
        Ok(())
    }

    /// Loads kept rows and keys, from the live database also when a scratch one is folded into.
    pub async fn load_sealed(self, tx: &mut Tx, keys: &Keys, tenant: Tenant, into: &mut World) -> Result<(), StorageError> {
        let mut wanted = self.subjects;
        into.slices.extend(self.rows);
        into.claims.extend(self.claims);
        for (id, slice) in self.slices {
            let kept = import::rows(tx, tenant, id, slice).await?;
            let rows: Vec<FamilyRow> = kept.iter().map(|r| import::decode(r)).collect::<Result<_, _>>()?;
            wanted.extend(subjects(&rows));
            into.slices.insert((id, slice), rows);
        }
        into.opener = Opener::load(tx, keys, tenant, &wanted).await?;
        Ok(())
    }
}

fn hashes<T>(claims: &[(Vec<u8>, T)]) -> Vec<Vec<u8>> {
    claims.iter().map(|(hash, _)| hash.clone()).collect()
}

pub(crate) fn subjects(rows: &[FamilyRow]) -> impl Iterator<Item = Subject> {
    rows.iter().flat_map(|family| std::iter::once(family.id).chain(family.members.iter().map(|m| m.id))).map(Subject)
}
