//! From recognised families to kept rows: personal values sealed, each under the key of whom it is about.

use super::recognise::{Identified, Recognised, RecognisedMember, hex};
use crate::clock::{Clock, random};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use slrt_domain::Coded as _;
use slrt_domain::calendar::Day;
use slrt_domain::family::{FamilyRecord, MemberRecord};
use slrt_domain::identity::*;
use slrt_storage::import::{FamilyRow, MemberRow, encode};
use slrt_storage::{Opener, SubjectKey};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A slice, ready to be submitted.
#[derive(Debug, Default)]
pub(super) struct SealedSlice {
    /// Kept rows, one a family.
    pub rows: Vec<Vec<u8>>,
    /// Keys of the subjects that it brings into being.
    pub keys: Vec<SubjectKey>,
    /// How many members the families have together.
    pub persons: i64,
}

/// Seals families one after the other.
pub(super) struct Sealer<'a> {
    pub tenant: Tenant,
    pub source: &'a str,
    pub as_of: Day,
    pub clock: &'a Clock,
    /// Keys of those who are known.
    pub opener: Opener,
}

/// Subjects whose keys are needed.
pub(super) fn known_subjects(families: &[Recognised]) -> Vec<Subject> {
    let mut subjects = Vec::new();
    for r in families {
        if let Identified::Known(id) = r.family {
            subjects.push(id.into());
        }
        subjects.extend(r.members.iter().filter_map(|m| if let Identified::Known(id) = m.person { Some(Subject::from(id)) } else { None }));
    }
    subjects
}

impl Sealer<'_> {
    /// Seals a slice.
    pub fn seal(mut self, families: &[Recognised]) -> SealedSlice {
        let mut slice = SealedSlice::default();
        for r in families {
            let row = self.family(r, &mut slice);
            slice.persons += i64::try_from(row.members.len()).unwrap_or(0);
            slice.rows.push(encode(&row));
        }
        slice
    }

    /// The key of a subject. Whoever is new gets one; whoever was known and has none was erased meanwhile, and starts anew under another id.
    fn key(&mut self, id: Identified<Uuid>, slice: &mut SealedSlice) -> SubjectKey {
        let wanted = id.id();
        if let Some(key) = self.opener.key(Subject(wanted)) {
            return key.clone();
        }
        let subject = if let Identified::Known(_) = id { self.clock.new_id() } else { wanted };
        let key = SubjectKey::new(self.tenant, Subject(subject), random());
        self.opener.add(key.clone());
        slice.keys.push(key.clone());
        key
    }

    fn family(&mut self, r: &Recognised, slice: &mut SealedSlice) -> FamilyRow {
        let key = self.key(plain(r.family, |f| f.0), slice);
        // What was typed over a copy stays; what was written down before there was one gives way to what the source says, and stays where it says nothing.
        let said = Some(r.record.address.reveal().as_str()).filter(|a| !a.is_empty());
        // Whoever was erased meanwhile starts anew, without what was known.
        let kept = r.kept.address.as_ref().filter(|_| key.subject().0 == r.family.id().0);
        let before = kept.map(|a| a.reveal().as_str());
        let address = if r.kept.address_typed { before } else { said.or(before) };
        let typed = r.kept.address_typed || (r.kept.local && said.is_none() && before.is_some());
        FamilyRow {
            id: key.subject().0,
            dwelling: r.dwelling.0,
            household: r.household.as_deref().map(hex),
            card: r.record.card.map(|c| text(&key.seal("family.card", c.digits()))),
            village: r.record.village.as_str().to_owned(),
            address: address.map(|a| text(&key.seal("family.address", a))),
            hamlet: r.record.hamlet.as_deref().map(|h| text(&key.seal("family.hamlet", h))),
            decile: r.record.decile.map(i64::from),
            source: self.source.to_owned(),
            as_of: self.as_of.iso(),
            source_id: r.source_id.clone(),
            facts: sealed_facts(&key, "family.facts", family_facts(&r.record)),
            digest: hex(&r.digest),
            typed: typed.then(|| "address".to_owned()).into_iter().collect(),
            members: r.record.members.iter().zip(&r.members).map(|(record, m)| self.member(record, m, slice)).collect(),
        }
    }

    fn member(&mut self, record: &MemberRecord, m: &RecognisedMember, slice: &mut SealedSlice) -> MemberRow {
        let key = self.key(plain(m.person, |p| p.0), slice);
        // A number that was known before is sealed under the key that the person still has.
        let still = |sealed: &Option<Sealed>| sealed.as_ref().filter(|s| Opener::subject_of(s) == Some(key.subject())).map(text);
        let nik = record.nik.map(|n| text(&key.seal("person.nik", n.digits())));
        let nik_typed = nik.is_none() && (m.kept.nik_typed || m.kept.local) && still(&m.kept.nik).is_some();
        let said = record.phone.as_ref().map(|p| text(&key.seal("person.phone", p.e164())));
        let before = still(&m.kept.phone);
        let phone_typed = m.kept.phone_typed || (m.kept.local && said.is_none() && before.is_some());
        MemberRow {
            id: key.subject().0,
            name: text(&key.seal("person.name", record.name.reveal())),
            nik: nik.or_else(|| still(&m.kept.nik)),
            born: record.born.map(|d| text(&key.seal("person.born", &d.iso()))),
            birth_year: record.born.map(|d| i64::from(d.year())),
            sex: record.sex.map(|s| s.code().to_owned()).unwrap_or_default(),
            relation: record.relation.map(|r| r.code().to_owned()).unwrap_or_default(),
            marital: record.marital.map(|m| m.code().to_owned()),
            phone: if m.kept.phone_typed { before } else { said.or(before) },
            source_id: m.source_id.clone(),
            facts: sealed_facts(&key, "person.facts", person_facts(record)),
            warnings: warnings(record, m.moved),
            typed: [("nik", nik_typed), ("phone", phone_typed)].into_iter().filter(|(_, t)| *t).map(|(f, _)| f.to_owned()).collect(),
        }
    }
}

/// What looks odd about the numbers, with what only the registry knows: that the NIK stood in another family until now.
fn warnings(record: &MemberRecord, moved: bool) -> Vec<String> {
    let mut all = record.nik_warnings.clone();
    all.extend(Some(NikWarning::InOtherFamily).filter(|_| moved));
    all.sort_unstable();
    all.dedup();
    all.iter().map(|w| w.code().to_owned()).collect()
}

fn plain<T: Copy>(id: Identified<T>, to: impl Fn(T) -> Uuid) -> Identified<Uuid> {
    match id {
        Identified::New(id) => Identified::New(to(id)),
        Identified::Known(id) => Identified::Known(to(id)),
    }
}

fn text(sealed: &Sealed) -> String {
    STANDARD_NO_PAD.encode(&sealed.0)
}

fn sealed_facts(key: &SubjectKey, place: &str, facts: BTreeMap<&str, &str>) -> Option<String> {
    // Strings alone: writing them to memory cannot fail.
    let json = serde_json::to_string(&facts).unwrap_or_default();
    (!facts.is_empty()).then(|| text(&key.seal(place, &json)))
}

/// Variables of the family with its participant numbers and the source's own identifiers, by the catalogue's names.
fn family_facts(record: &FamilyRecord) -> BTreeMap<&str, &str> {
    let mut facts: BTreeMap<&str, &str> = record.facts.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let own = [("source.household_id", record.household.as_deref()), ("source.family_id", record.source_id.as_deref())];
    facts.extend(own.into_iter().filter_map(|(name, value)| Some((name, value?))));
    for (kind, number) in &record.program_numbers {
        let name = match kind.as_str() {
            "pkh" => "membership.pkh_number",
            "kks" => "membership.kks_number",
            "pbi" => "membership.pbi_number",
            other => other,
        };
        facts.insert(name, number);
    }
    facts
}

/// Variables of a member with what has no column of its own.
fn person_facts(record: &MemberRecord) -> BTreeMap<&str, &str> {
    let mut facts: BTreeMap<&str, &str> = record.facts.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let own = [
        ("source.member_id", record.source_id.as_deref()),
        ("person.birth_place", record.birth_place.as_deref()),
        ("person.mother_name", record.mother_maiden_name.as_ref().map(|n| n.reveal().as_str())),
    ];
    facts.extend(own.into_iter().filter_map(|(name, value)| Some((name, value?))));
    facts
}
