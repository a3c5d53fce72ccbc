//! Who is known already: families by card, source or content, persons by NIK, source or name. Whoever is known keeps their id.

use crate::house::{House, OperationError};
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::family::{FamilyRecord, MemberRecord, digest_input};
use slrt_domain::identity::*;
use slrt_domain::journal::Hash;
use slrt_storage::known::{self, KeptFamily, KnownFamily, KnownPerson};
use slrt_storage::{Keys, Tx};
use std::collections::{HashMap, HashSet};

/// A family that is to be written.
#[derive(Debug)]
pub(super) struct Recognised {
    pub record: FamilyRecord,
    pub family: Identified<FamilyId>,
    pub dwelling: DwellingId,
    /// Keyed hash of the household.
    pub household: Option<Vec<u8>>,
    /// Keyed hash of the source's identifier, hexadecimal.
    pub source_id: Option<String>,
    /// Keyed digest of the content.
    pub digest: Vec<u8>,
    /// What was known before, for a source that has none of it.
    pub kept: KeptFamily,
    pub members: Vec<RecognisedMember>,
}

/// A member of it.
#[derive(Debug)]
pub(super) struct RecognisedMember {
    pub person: Identified<PersonId>,
    pub source_id: Option<String>,
    /// What was known before, for a source that has none of it.
    pub kept: Kept,
    /// Whether the NIK stood in another family until now.
    pub moved: bool,
}

/// Numbers of somebody who was known before.
#[derive(Debug, Clone, Default)]
pub(super) struct Kept {
    /// Telephone.
    pub phone: Option<Sealed>,
    /// NIK.
    pub nik: Option<Sealed>,
    /// Whether the telephone was typed here over what a source says: then it stays, whatever a source says, and also that there is none.
    pub phone_typed: bool,
    /// Whether the NIK was typed here.
    pub nik_typed: bool,
    /// Whether nothing of the person is a copy.
    pub local: bool,
}

/// What came of recognising some records.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    /// To be written.
    pub changed: Vec<Recognised>,
    /// How many say nothing new.
    pub unchanged: i64,
    /// How many are of an earlier day than what is known.
    pub older: i64,
}

/// An id with where it is from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Identified<T> {
    /// Drawn just now.
    New(T),
    /// Of the registry, or of a slice on its way there.
    Known(T),
}

impl<T: Copy> Identified<T> {
    pub fn id(&self) -> T {
        match self {
            Self::New(id) | Self::Known(id) => *id,
        }
    }
}

/// Keyed hashes of a record: under each look-up key that may have been the one, that which is written down first; none where the record does not say.
struct Hashes {
    card: Vec<Vec<u8>>,
    source_id: Vec<String>,
    household: Vec<Vec<u8>>,
    digest: Vec<Vec<u8>>,
    members: Vec<MemberHashes>,
}

struct MemberHashes {
    nik: Vec<Vec<u8>>,
    source_id: Vec<String>,
}

impl Hashes {
    fn of(keys: &Keys, tenant: Tenant, record: &FamilyRecord) -> Self {
        let number = |what: &str, value: &str| keys.lookup_hashes(tenant, what, value);
        let marks = |what: &str, value: Option<&str>| value.map(|v| keys.mark_hashes(tenant, what, v)).unwrap_or_default();
        let ids = |what: &str, id: &Option<String>| marks(what, id.as_deref()).iter().map(|h| hex(h)).collect();
        let member = |m: &MemberRecord| MemberHashes {
            nik: m.nik.map(|n| number("nik", n.digits())).unwrap_or_default(),
            source_id: ids("source-person", &m.source_id),
        };
        Self {
            card: record.card.map(|c| number("card", c.digits())).unwrap_or_default(),
            source_id: ids("source-family", &record.source_id),
            household: marks("household", record.household.as_deref()),
            digest: marks("family-content", Some(&Hash::of(&digest_input(record)).hex())),
            members: record.members.iter().map(member).collect(),
        }
    }

    fn is_of_household(&self, household: Option<&Vec<u8>>) -> bool {
        household.is_some_and(|h| self.household.contains(h))
    }

    fn is_content(&self, digest: Option<&Vec<u8>>) -> bool {
        digest.is_some_and(|d| self.digest.contains(d))
    }
}

/// Lower-case hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]]).map(char::from).collect()
}

/// What slices have that the database may not have yet.
#[derive(Default)]
struct Recent {
    families: HashMap<Vec<u8>, KnownFamily>,
    persons: HashMap<Vec<u8>, PersonId>,
    dwellings: HashMap<(AreaCode, Vec<u8>), DwellingId>,
}

/// Imported families of a village without a card. There are few, and no index leads to them: they are read once.
#[derive(Default)]
struct Cardless {
    families: Vec<KnownFamily>,
}

impl Cardless {
    fn find(&self, record: &FamilyRecord, hashes: &Hashes) -> Option<&KnownFamily> {
        let by_source = |f: &&KnownFamily| f.source_id.as_ref().is_some_and(|id| hashes.source_id.contains(id));
        let by_household = |f: &&KnownFamily| hashes.is_of_household(f.household.as_ref());
        let by_content = |f: &&KnownFamily| hashes.is_content(f.digest.as_ref());
        let found = self.families.iter().find(by_source);
        // A card that came later belongs to the family of the same identifier; without that nobody can say which family of the household it is.
        if record.card.is_some() {
            found
        } else {
            found.or_else(|| self.families.iter().find(by_household)).or_else(|| self.families.iter().find(by_content))
        }
    }

    fn put(&mut self, family: KnownFamily) {
        self.families.retain(|f| f.id != family.id);
        if family.card_hash.is_none() {
            self.families.push(family);
        }
    }
}

/// Recognises the families of one import.
#[derive(Default)]
pub(super) struct Recogniser {
    queued: Recent,
    flying: Recent,
    villages: HashMap<AreaCode, Cardless>,
    /// Families written down here that a record was found to be of.
    met: HashSet<FamilyId>,
}

impl Recogniser {
    /// What was recognised since the last call is on its way to the database; what was on its way before has arrived.
    pub fn departed(&mut self) {
        self.flying = std::mem::take(&mut self.queued);
    }

    /// What was recognised before did not come to pass: somebody else was faster.
    pub fn forget(&mut self) {
        *self = Self::default();
    }

    /// Sorts records of a day into those that are to be written and those that say nothing new, or are of an earlier day than what is known.
    pub async fn recognise(
        &mut self,
        house: &House,
        tenant: Tenant,
        records: Vec<FamilyRecord>,
        as_of: Day,
    ) -> Result<Sorted, OperationError> {
        let worker = house.clone();
        let hashed = tokio::task::spawn_blocking(move || {
            let hash = |record: FamilyRecord| (Hashes::of(worker.keys(), tenant, &record), record);
            records.into_iter().map(hash).collect::<Vec<_>>()
        });
        let hashed = hashed.await.map_err(|_| OperationError::Busy)?;
        let former = house.reference(tenant).await?.seat.former.clone();
        let mut tx = house.db().read(tenant).await?;
        let by_card = self.by_card(&mut tx, tenant, &hashed).await?;
        self.load_villages(&mut tx, tenant, &hashed, &by_card, &former).await?;
        let (mut unchanged, mut older) = (0, 0);
        let mut changed = Vec::with_capacity(hashed.len());
        let as_of = as_of.iso();
        for (hashes, record) in hashed {
            let known = self.family_of(&record, &hashes, &by_card);
            let day = known.as_ref().and_then(|k| k.as_of.as_deref());
            let is_older = day.is_some_and(|day| day > as_of.as_str());
            // The same again on a later day is written for its date.
            let is_same = day == Some(as_of.as_str()) && hashes.is_content(known.as_ref().and_then(|k| k.digest.as_ref()));
            match (is_older, is_same) {
                (true, _) => older += 1,
                (false, true) => unchanged += 1,
                (false, false) => changed.push((hashes, record, known)),
            }
        }
        let lookup = Lookup::read(&mut tx, tenant, &changed).await?;
        tx.rollback().await?;
        let mut recognised = Vec::with_capacity(changed.len());
        for (hashes, record, known) in changed {
            recognised.push(self.identify(house, hashes, record, known, &lookup, &as_of));
        }
        Ok(Sorted { changed: recognised, unchanged, older })
    }

    async fn by_card(
        &self,
        tx: &mut Tx,
        tenant: Tenant,
        hashed: &[(Hashes, FamilyRecord)],
    ) -> Result<HashMap<Vec<u8>, KnownFamily>, OperationError> {
        let cards: Vec<Vec<u8>> = hashed.iter().flat_map(|(h, _)| h.card.iter().cloned()).collect();
        let mut found = HashMap::with_capacity(cards.len());
        if !cards.is_empty() {
            for family in known::families_by_card(tx, tenant, &cards).await? {
                if let Some(card) = family.card_hash.clone() {
                    found.entry(card).or_insert(family);
                }
            }
        }
        Ok(found)
    }

    async fn load_villages(
        &mut self,
        tx: &mut Tx,
        tenant: Tenant,
        hashed: &[(Hashes, FamilyRecord)],
        by_card: &HashMap<Vec<u8>, KnownFamily>,
        former: &[AreaCode],
    ) -> Result<(), OperationError> {
        for (hashes, record) in hashed {
            let found = hashes.card.iter().any(|c| by_card.contains_key(c));
            if !found && !self.villages.contains_key(&record.village) {
                let own = record.village.as_str();
                let mut families = known::families_without_card(tx, tenant, own).await?;
                // The same village under a code that the regency had before.
                for before in former.iter().map(AreaCode::as_str) {
                    let rest = own.get(before.len()..).unwrap_or_default();
                    families.extend(known::families_without_card(tx, tenant, &format!("{before}{rest}")).await?);
                }
                self.villages.insert(record.village, Cardless { families });
            }
        }
        Ok(())
    }

    fn family_of(&self, record: &FamilyRecord, hashes: &Hashes, by_card: &HashMap<Vec<u8>, KnownFamily>) -> Option<KnownFamily> {
        let recent = |card: &Vec<u8>| self.queued.families.get(card).or_else(|| self.flying.families.get(card));
        let found = hashes.card.iter().find_map(recent).or_else(|| hashes.card.iter().find_map(|card| by_card.get(card)));
        found.or_else(|| self.villages.get(&record.village)?.find(record, hashes)).cloned()
    }

    fn identify(
        &mut self,
        house: &House,
        hashes: Hashes,
        record: FamilyRecord,
        known: Option<KnownFamily>,
        lookup: &Lookup,
        as_of: &str,
    ) -> Recognised {
        let new_id = || house.clock().new_id();
        // What was observed of a family that was written down here, and its cases, stay with it when the registry brings it.
        let local = hashes.members.iter().flat_map(|m| &m.nik).find_map(|nik| lookup.local_family(nik, &self.met));
        let kept = known.as_ref().map(|f| f.kept.clone()).or_else(|| lookup.local.get(&local?).cloned()).unwrap_or_default();
        let family = match known.as_ref().map(|f| f.id).or(local) {
            Some(id) => Identified::Known(id),
            None => Identified::New(FamilyId(new_id())),
        };
        self.met.insert(family.id());
        let recent = |key: &(AreaCode, Vec<u8>)| self.queued.dwellings.get(key).or_else(|| self.flying.dwellings.get(key)).copied();
        let households: Vec<(AreaCode, Vec<u8>)> = hashes.household.iter().map(|h| (record.village, h.clone())).collect();
        let stored = || households.iter().find_map(|key| lookup.dwellings.get(key).copied());
        let by_household = households.iter().find_map(recent).or_else(stored);
        let is_own = |f: &&KnownFamily| hashes.household.is_empty() || hashes.is_of_household(f.household.as_ref());
        let own = known.as_ref().filter(is_own).and_then(|f| f.dwelling);
        let dwelling = by_household.or(own).unwrap_or_else(|| DwellingId(new_id()));
        let household = hashes.household.into_iter().next().or_else(|| known.and_then(|f| f.household));
        let members = self.members(&record, &hashes.members, family, lookup, new_id);
        let source_id = hashes.source_id.into_iter().next();
        let digest = hashes.digest.into_iter().next().unwrap_or_default();
        let recognised = Recognised { family, dwelling, household, source_id, digest, kept, members, record };
        self.remember(&recognised, hashes.card.into_iter().next(), &hashes.members, as_of);
        recognised
    }

    fn members(
        &self,
        record: &FamilyRecord,
        hashes: &[MemberHashes],
        family: Identified<FamilyId>,
        lookup: &Lookup,
        new_id: impl Fn() -> uuid::Uuid,
    ) -> Vec<RecognisedMember> {
        let before: &[KnownPerson] = lookup.members.get(&family.id()).map_or(&[], Vec::as_slice);
        let mut taken: HashSet<PersonId> = HashSet::new();
        let mut found: Vec<Option<(PersonId, Kept)>> = vec![None; record.members.len()];
        // The surest sign first for everybody, so that nobody's namesake takes their place.
        for sign in [Sign::Nik, Sign::Source, Sign::Name] {
            for (at, (member, own)) in record.members.iter().zip(hashes).enumerate() {
                if found[at].is_some() {
                    continue;
                }
                let candidate = match sign {
                    Sign::Nik => self.by_nik(&own.nik, lookup),
                    Sign::Source => {
                        let is_source = |p: &&KnownPerson| p.source_id.as_ref().is_some_and(|id| own.source_id.contains(id));
                        same(before.iter().find(|p| is_source(p) && !taken.contains(&p.id)))
                    }
                    Sign::Name => same(before.iter().find(|p| !taken.contains(&p.id) && is_namesake(p, member, !own.nik.is_empty()))),
                };
                found[at] = candidate.filter(|(id, _)| taken.insert(*id));
            }
        }
        let member = |(found, own): (Option<(PersonId, Kept)>, &MemberHashes)| {
            let moved = own.nik.iter().find_map(|n| lookup.persons.get(n)).is_some_and(|p| p.family != family.id());
            let (person, kept) =
                found.map_or_else(|| (Identified::New(PersonId(new_id())), Kept::default()), |(id, kept)| (Identified::Known(id), kept));
            RecognisedMember { person, source_id: own.source_id.first().cloned(), kept, moved }
        };
        found.into_iter().zip(hashes).map(member).collect()
    }

    fn by_nik(&self, niks: &[Vec<u8>], lookup: &Lookup) -> Option<(PersonId, Kept)> {
        let recent = niks.iter().find_map(|nik| self.queued.persons.get(nik).or_else(|| self.flying.persons.get(nik)));
        let stored = same(niks.iter().find_map(|nik| lookup.persons.get(nik)));
        match recent {
            // Whoever stands in a file twice keeps what was typed here both times.
            Some(id) => Some(stored.filter(|(known, _)| known == id).unwrap_or_else(|| (*id, Kept::default()))),
            None => stored,
        }
    }

    fn remember(&mut self, r: &Recognised, card: Option<Vec<u8>>, members: &[MemberHashes], as_of: &str) {
        let family = KnownFamily {
            id: r.family.id(),
            card_hash: card.clone(),
            source_id: r.source_id.clone(),
            digest: Some(r.digest.clone()),
            as_of: Some(as_of.to_owned()),
            dwelling: Some(r.dwelling),
            household: r.household.clone(),
            kept: r.kept.clone(),
        };
        if let Some(cardless) = self.villages.get_mut(&r.record.village) {
            cardless.put(family.clone());
        }
        if let Some(household) = &r.household {
            self.queued.dwellings.insert((r.record.village, household.clone()), r.dwelling);
        }
        if let Some(card) = card {
            self.queued.families.insert(card, family);
        }
        let niks = members.iter().zip(&r.members).filter_map(|(own, m)| Some((own.nik.first().cloned()?, m.person.id())));
        self.queued.persons.extend(niks);
    }
}

#[derive(Clone, Copy)]
enum Sign {
    Nik,
    Source,
    Name,
}

fn same(person: Option<&KnownPerson>) -> Option<(PersonId, Kept)> {
    person.map(|p| {
        let (phone_typed, nik_typed) = (p.has_typed("phone"), p.has_typed("nik"));
        (p.id, Kept { phone: p.phone.clone(), nik: p.nik.clone(), phone_typed, nik_typed, local: p.layer == "local" })
    })
}

/// Within a family, the same name and birth day are the same person, unless two different NIKs of the registry say otherwise.
fn is_namesake(known: &KnownPerson, member: &MemberRecord, has_nik: bool) -> bool {
    // A NIK that was typed here may be mistyped: it does not keep the registry from its own.
    let differs = known.nik_hash.is_some() && has_nik && !known.has_typed("nik");
    let name = |name: &str| slrt_linkage::normalise_name(name);
    !differs
        && known.born.as_deref() == member.born.map(|d| d.iso()).as_deref()
        && known.name.as_deref().is_some_and(|k| name(k) == name(member.name.reveal()))
}

/// What the database knows of the changed families and their members.
struct Lookup {
    persons: HashMap<Vec<u8>, KnownPerson>,
    members: HashMap<FamilyId, Vec<KnownPerson>>,
    dwellings: HashMap<(AreaCode, Vec<u8>), DwellingId>,
    /// Families without a card that were written down here and are in no copy yet.
    local: HashMap<FamilyId, KeptFamily>,
}

impl Lookup {
    /// The family of whoever has a NIK, if it is one of our own that no other record was found to be of.
    fn local_family(&self, nik: &Vec<u8>, met: &HashSet<FamilyId>) -> Option<FamilyId> {
        let family = self.persons.get(nik)?.family;
        (self.local.contains_key(&family) && !met.contains(&family)).then_some(family)
    }

    async fn read(tx: &mut Tx, tenant: Tenant, changed: &[(Hashes, FamilyRecord, Option<KnownFamily>)]) -> Result<Self, OperationError> {
        let mut lookup = Self { persons: HashMap::new(), members: HashMap::new(), dwellings: HashMap::new(), local: HashMap::new() };
        let niks: Vec<Vec<u8>> = changed.iter().flat_map(|(h, ..)| h.members.iter().flat_map(|m| m.nik.iter().cloned())).collect();
        let mut families: Vec<FamilyId> = changed.iter().filter_map(|(.., known)| known.as_ref().map(|f| f.id)).collect();
        let households: Vec<Vec<u8>> = changed.iter().flat_map(|(h, ..)| h.household.iter().cloned()).collect();
        if !niks.is_empty() {
            for person in known::persons_by_nik(tx, tenant, &niks).await? {
                if let Some(nik) = person.nik_hash.clone() {
                    lookup.persons.entry(nik).or_insert(person);
                }
            }
        }
        let theirs: Vec<FamilyId> = lookup.persons.values().map(|p| p.family).collect();
        if !theirs.is_empty() {
            lookup.local.extend(known::local_without_card(tx, tenant, &theirs).await?);
            families.extend(lookup.local.keys());
        }
        if !families.is_empty() {
            for person in known::members(tx, tenant, &families).await? {
                lookup.members.entry(person.family).or_default().push(person);
            }
        }
        if !households.is_empty() {
            for (dwelling, household, village) in known::dwellings(tx, tenant, &households).await? {
                if let Some(village) = AreaCode::parse(&village) {
                    lookup.dwellings.entry((village, household)).or_insert(dwelling);
                }
            }
        }
        Ok(lookup)
    }
}
