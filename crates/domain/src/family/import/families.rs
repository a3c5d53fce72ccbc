//! From packed rows to family records, one at a time.

use super::HeaderMap;
use super::household::{HOUSEHOLD_TEXTS, Household, SEPARATOR};
use super::importer::ImportOptions;
use super::member::{MEMBER_TEXTS, Member};
use crate::area::AreaCode;
use crate::family::{FamilyRecord, MemberRecord};
use crate::identity::{FamilyCard, NikContext, NikWarning, Private};
use std::collections::{BTreeMap, HashMap};

/// The families of an import, in the order of their households in the file. The same files give the same families in the same order, so that a
/// slice can be skipped after an interruption.
pub struct Families<'a> {
    options: ImportOptions<'a>,
    households: Vec<Household>,
    members: std::iter::Peekable<std::vec::IntoIter<Member>>,
    left: usize,
    member_count: usize,
    placed: usize,
    outside: usize,
}

impl<'a> Families<'a> {
    pub(super) fn new(options: ImportOptions<'a>, households: Vec<Household>, mut members: Vec<Member>, outside: usize) -> Self {
        let placed = households.iter().filter(|h| h.village.is_some()).count();
        // Within a household the cards come in the order in which they were first met, those without a card last.
        let mut first_row = HashMap::new();
        for member in &members {
            first_row.entry((member.household, member.card)).or_insert(member.row);
        }
        members.sort_by_key(|m| (m.household, m.card.is_none(), first_row.get(&(m.household, m.card)).copied(), m.row));
        let (left, member_count) = (first_row.len(), members.len());
        Self { options, households, members: members.into_iter().peekable(), left, member_count, placed, outside }
    }

    /// How many members there are in all families together.
    pub fn member_count(&self) -> usize {
        self.member_count
    }

    /// Whether most households whose village is known live in another regency: then it is most likely another regency's file.
    pub fn are_mostly_outside(&self) -> bool {
        self.outside > self.placed
    }

    fn record(&self, first: &Member, village: AreaCode) -> FamilyRecord {
        let household = &self.households[first.household as usize];
        let header = self.options.households.as_ref().filter(|_| !household.packed.is_empty());
        let mut packed = household.packed.split(SEPARATOR);
        let mut record = FamilyRecord {
            card: first.card,
            source_id: None,
            household: household.id.as_deref().map(str::to_owned),
            village,
            address: Private::default(),
            hamlet: None,
            decile: household.decile,
            program_numbers: BTreeMap::new(),
            facts: BTreeMap::new(),
            members: Vec::new(),
        };
        let [street, hamlet, sls, rt, rw, numbers @ ..] = HOUSEHOLD_TEXTS.map(|field| (field, packed.next().unwrap_or_default()));
        record.address = Private::new(street.1.to_owned());
        record.hamlet = some(&place(if hamlet.1.is_empty() { sls.1 } else { hamlet.1 }, rt.1, rw.1));
        for (field, number) in numbers {
            if let (Some(program), Some(number)) = (field.program(), some(number)) {
                record.program_numbers.insert(program.to_owned(), number);
            }
        }
        if let Some(header) = header {
            record.facts = facts(header, packed);
        }
        record
    }

    /// What looks odd about the family's card; it is told of whoever stands first.
    fn card_warnings(&self, card: FamilyCard) -> Vec<NikWarning> {
        card.warnings(self.options.today, self.options.known_prefix.as_ref().map(|known| known(card.prefix())))
    }

    fn member(&self, m: &Member) -> (MemberRecord, Option<String>) {
        let mut packed = m.packed.split(SEPARATOR);
        let [name, source_id, family_number, birth_place, mother] = MEMBER_TEXTS.map(|_| packed.next().unwrap_or_default());
        let nik_warnings = m.nik.map_or_else(Vec::new, |nik| {
            nik.warnings(&NikContext {
                entered_birth: m.born,
                entered_sex: m.sex,
                card: m.card,
                known_prefix: self.options.known_prefix.as_ref().map(|known| known(nik.prefix())),
                ..NikContext::new(self.options.today)
            })
        });
        let record = MemberRecord {
            source_id: some(source_id),
            nik: m.nik,
            nik_warnings,
            name: Private::new(name.to_owned()),
            sex: m.sex,
            born: m.born,
            birth_place: some(birth_place),
            relation: m.relation,
            marital: m.marital,
            phone: m.phone.clone(),
            mother_maiden_name: some(mother).map(Private::new),
            facts: facts(&self.options.members, packed),
        };
        (record, some(family_number))
    }
}

impl Iterator for Families<'_> {
    type Item = FamilyRecord;

    fn next(&mut self) -> Option<FamilyRecord> {
        let first = self.members.next()?;
        self.left -= 1;
        // The importer keeps members of located households only.
        let village = self.households[first.household as usize].village?;
        let mut record = self.record(&first, village);
        let (mut head, family_number) = self.member(&first);
        head.nik_warnings.extend(first.card.map(|card| self.card_warnings(card)).unwrap_or_default());
        head.nik_warnings.sort_unstable();
        head.nik_warnings.dedup();
        record.source_id = family_number.and_then(|n| Some(format!("{}/{n}", record.household.as_deref()?)));
        record.members.push(head);
        while let Some(next) = self.members.next_if(|m| (m.household, m.card) == (first.household, first.card)) {
            let (member, _) = self.member(&next);
            record.members.push(member);
        }
        Some(record)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}

impl ExactSizeIterator for Families<'_> {}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// `Dusun Krajan RT 001 RW 002`, of whatever is known.
fn place(hamlet: &str, rt: &str, rw: &str) -> String {
    let numbered = |word: &str, number: &str| if number.is_empty() { String::new() } else { format!(" {word} {number}") };
    format!("{hamlet}{}{}", numbered("RT", rt), numbered("RW", rw)).trim_start().to_owned()
}

fn facts<'a>(header: &HeaderMap, packed: impl Iterator<Item = &'a str>) -> BTreeMap<String, String> {
    let values = header.facts().zip(packed).filter(|(_, value)| !value.is_empty());
    values.filter_map(|((column, _), value)| Some((column.field.clone(), column.canonical(value)?.into_owned()))).collect()
}
