//! Taking rows: households first, then members.

use super::household::{HOUSEHOLD_TEXTS, Household, RowReader};
use super::member::Member;
use super::places::{Places, Resolved};
use super::{Consequence, Families, Field, HeaderMap, HeaderProblem, Missing, Problems, Reason, RowCodes, RowProblem, Table};
use crate::area::AreaCode;
use crate::calendar::Day;
use crate::identity::{FamilyCard, Nik};
use std::collections::HashMap;
use std::sync::Arc;

/// Which numbers a database may hold: a demonstration only synthetic ones, a real registry never any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NikArea {
    /// Only numbers of area 99.
    OnlySynthetic,
    /// No numbers of area 99.
    NeverSynthetic,
}

impl NikArea {
    pub(super) fn refusal(self, synthetic: bool) -> Option<Reason> {
        match (self, synthetic) {
            (NikArea::OnlySynthetic, false) => Some(Reason::RealNikRefused),
            (NikArea::NeverSynthetic, true) => Some(Reason::SyntheticNikRefused),
            _ => None,
        }
    }
}

/// Whether six digits were ever a district's code.
pub type KnownPrefix<'a> = Box<dyn Fn(&str) -> bool + Send + 'a>;

/// How to import.
pub struct ImportOptions<'a> {
    /// Today, in the tenant's time zone.
    pub today: Day,
    /// Which numbers the database may hold.
    pub nik_area: NikArea,
    /// The household table's header; none when there is only one table, of persons, whose rows then name village and card themselves.
    pub households: Option<HeaderMap>,
    /// The member table's header.
    pub members: HeaderMap,
    /// Whether six digits were ever a district's code; none when that cannot be looked up.
    pub known_prefix: Option<KnownPrefix<'a>>,
}

/// Sayings about its village that are kept of a household.
const MOST_PLACES: usize = 4;

/// A row that was not taken.
pub(super) struct Rejected(pub(super) RowProblem);

/// Collects the rows of an export. Rows are held packed (some 250 bytes a person), so that a regency's 600,000 fit in modest memory.
pub struct Importer<'a, F> {
    options: ImportOptions<'a>,
    village_of: F,
    places: Places,
    households: Vec<Household>,
    by_id: HashMap<Box<str>, u32>,
    by_card: HashMap<FamilyCard, u32>,
    members: Vec<Member>,
    by_nik: HashMap<Nik, u32>,
    problems: Problems,
}

impl<'a, F: FnMut(&RowCodes) -> Result<AreaCode, Reason>> Importer<'a, F> {
    /// Begins an import. `village_of` turns what a row says into a village of the area list, or tells why it cannot
    /// ([`Reason::UnknownVillage`] or [`Reason::OutsideRegency`]).
    ///
    /// # Errors
    /// When neither table says where families live.
    pub fn new(options: ImportOptions<'a>, village_of: F) -> Result<Self, HeaderProblem> {
        let named = |h: &HeaderMap| h.has(Field::DistrictName) && h.has(Field::VillageName);
        let located = |h: &HeaderMap| h.has(Field::AreaCode) || h.has(Field::VillageCode) || named(h);
        let table = options.households.as_ref().map_or(Table::Member, HeaderMap::table);
        if !located(&options.members) && !options.households.as_ref().is_some_and(located) {
            return Err(HeaderProblem::Missing {
                table,
                missing: vec![Missing { any_of: ["kd_wilayah", "KDDESA", "KECAMATAN + DESA"].map(str::to_owned).to_vec() }],
            });
        }
        Ok(Self {
            options,
            village_of,
            places: Places::default(),
            households: Vec::new(),
            by_id: HashMap::new(),
            by_card: HashMap::new(),
            members: Vec::new(),
            by_nik: HashMap::new(),
            problems: Problems::default(),
        })
    }

    /// Takes one row of the household table; ignored when the import has none. All of them come before the first member.
    pub fn household_row(&mut self, row: u32, cells: &[String]) {
        let Some(header) = &self.options.households else { return };
        if is_blank(cells) {
            return;
        }
        let mut reader = RowReader::new(header, row, cells);
        let read = Household::read(&mut reader, &self.options, &mut self.places);
        let household = match read {
            Ok(mut household) => {
                household.packed = reader.pack(&HOUSEHOLD_TEXTS);
                household
            }
            Err(Rejected(problem)) => {
                // Kept as rejected, so that its members are told the right reason.
                let id = reader.household_id().unwrap_or_default();
                self.problems.push(problem);
                match id {
                    Some(id) if !self.by_id.contains_key(&id) => Household {
                        row,
                        id: Some(id),
                        card: None,
                        places: Vec::new(),
                        village: None,
                        decile: None,
                        rejected: true,
                        packed: Box::default(),
                    },
                    _ => return,
                }
            }
        };
        let earlier = match (&household.card, &household.id) {
            (Some(card), _) => self.by_card.get(card),
            (None, Some(id)) => self.by_id.get(id),
            (None, None) => None,
        };
        if let Some(&earlier) = earlier {
            let field = if household.card.is_some() { Field::FamilyCard } else { Field::HouseholdId };
            let twin = reader.reject_twin::<()>(field, Reason::DuplicateHousehold, self.households[earlier as usize].row);
            self.problems.extend(twin.err().map(|Rejected(problem)| problem));
            return;
        }
        self.problems.extend(std::mem::take(&mut reader.left_out));
        self.register(household);
    }

    /// Takes one row of the member table.
    pub fn member_row(&mut self, row: u32, cells: &[String]) {
        if is_blank(cells) {
            return;
        }
        let mut left_out = Vec::new();
        match self.take_member(row, cells, &mut left_out) {
            Ok(()) => self.problems.extend(left_out),
            Err(Rejected(problem)) => self.problems.push(problem),
        }
    }

    fn take_member(&mut self, row: u32, cells: &[String], left_out: &mut Vec<RowProblem>) -> Result<(), Rejected> {
        let mut reader = RowReader::new(&self.options.members, row, cells);
        let mut member = Member::read(&mut reader, &self.options)?;
        if let Some(earlier) = member.nik.and_then(|nik| self.by_nik.get(&nik)).copied() {
            return reader.reject_twin(Field::Nik, Reason::DuplicateNik, earlier);
        }
        let mut own = Household::read(&mut reader, &self.options, &mut self.places)?;
        let found = self.household_of(&own);
        let index = match found {
            Some(index) => {
                join(&mut self.households[index as usize], &own, &mut reader)?;
                index
            }
            None if self.options.households.is_some() => {
                return reader.reject(Field::HouseholdId, Reason::UnknownHousehold, own.id.as_deref().unwrap_or_default());
            }
            None => {
                if own.places.is_empty() {
                    return reader.reject(Field::AreaCode, Reason::MissingVillage, "");
                }
                own.packed = reader.pack_texts(&HOUSEHOLD_TEXTS);
                // The card belongs to the member: others of the household may have another one.
                own.card = own.card.filter(|_| own.id.is_none());
                u32::try_from(self.households.len()).unwrap_or(u32::MAX)
            }
        };
        left_out.append(&mut reader.left_out);
        if found.is_none() {
            self.register(own);
        }
        let household = &mut self.households[index as usize];
        member.household = index;
        member.card = member.card.or(household.card);
        if let Some(card) = member.card {
            self.by_card.entry(card).or_insert(index);
        }
        if let Some(nik) = member.nik {
            self.by_nik.insert(nik, row);
        }
        self.members.push(member);
        Ok(())
    }

    /// The household of a member row: by its card where that is known, else by its identifier.
    fn household_of(&self, own: &Household) -> Option<u32> {
        let by_card = own.card.and_then(|card| self.by_card.get(&card));
        by_card.or_else(|| own.id.as_ref().and_then(|id| self.by_id.get(id))).copied()
    }

    fn register(&mut self, household: Household) {
        let index = u32::try_from(self.households.len()).unwrap_or(u32::MAX);
        if let Some(id) = &household.id {
            self.by_id.entry(id.clone()).or_insert(index);
        }
        if let Some(card) = household.card {
            self.by_card.entry(card).or_insert(index);
        }
        self.households.push(household);
    }

    /// Ends the import: the families, made one by one as they are asked for, and everything that was not taken.
    pub fn finish(mut self) -> (Families<'a>, Problems) {
        let places = std::mem::take(&mut self.places).resolve(&mut self.village_of);
        let mut outside = 0;
        let mut failed: Vec<Option<(Reason, Box<str>)>> = Vec::with_capacity(self.households.len());
        for household in &mut self.households {
            let found = village(household, &places).map(|v| household.village = Some(v)).err();
            outside += usize::from(matches!(found, Some((Reason::OutsideRegency, _))));
            failed.push(found);
        }
        let mut taken = vec![0u32; self.households.len()];
        let one_table = self.options.households.is_none();
        let (header, households, problems) = (&self.options.members, &self.households, &mut self.problems);
        let column = located_by(header);
        self.members.retain(|member| {
            let at = member.household as usize;
            let Some((reason, value)) = &failed[at] else {
                taken[at] += 1;
                return true;
            };
            problems.push(match one_table {
                true => {
                    RowProblem { column: column.clone(), value_masked: value.clone(), ..rejected_row(Table::Member, member.row, *reason) }
                }
                false => {
                    RowProblem { other_row: Some(households[at].row), ..rejected_row(Table::Member, member.row, Reason::HouseholdRejected) }
                }
            });
            false
        });
        if let Some(header) = &self.options.households {
            let column = located_by(header);
            for ((household, failed), members) in households.iter().zip(&failed).zip(&taken).filter(|((h, _), _)| !h.rejected) {
                match failed {
                    Some((reason, value)) => problems.push(RowProblem {
                        column: column.clone(),
                        value_masked: value.clone(),
                        ..rejected_row(Table::Household, household.row, *reason)
                    }),
                    None if *members == 0 => {
                        problems.push(rejected_row(Table::Household, household.row, Reason::HouseholdWithoutMembers));
                    }
                    None => {}
                }
            }
        }
        (Families::new(self.options, self.households, self.members, outside), self.problems)
    }
}

/// The header of the column that says where rows belong.
fn located_by(header: &HeaderMap) -> Option<Arc<str>> {
    [Field::AreaCode, Field::VillageCode, Field::VillageName].into_iter().find_map(|f| header.header(f))
}

fn rejected_row(table: Table, row: u32, reason: Reason) -> RowProblem {
    let consequence = Consequence::RowRejected;
    RowProblem { table, row, column: None, reason, consequence, value_masked: Box::default(), other_row: None }
}

/// Lets a member row add what the household's own row did not say.
fn join(household: &mut Household, own: &Household, reader: &mut RowReader<'_>) -> Result<(), Rejected> {
    if household.rejected {
        return reader.reject(Field::HouseholdId, Reason::HouseholdRejected, own.id.as_deref().unwrap_or_default());
    }
    if let (Some(theirs), Some(ours)) = (&household.id, &own.id)
        && theirs != ours
    {
        // One card is one family: the person stays with it, and the other household is what is left out.
        let problem = reader.problem(Field::HouseholdId, Reason::CardInTwoHouseholds, ours);
        reader.left_out.push(RowProblem { other_row: Some(household.row), ..problem });
    }
    for place in &own.places {
        if household.places.len() < MOST_PLACES && !household.places.contains(place) {
            household.places.push(*place);
        }
    }
    household.decile = household.decile.or(own.decile);
    Ok(())
}

/// The village of the first row that has one; else why the first row that said something has none.
fn village(household: &Household, places: &[Resolved]) -> Resolved {
    let mut said = household.places.iter().filter_map(|at| places.get(*at as usize));
    match said.clone().find(|place| place.is_ok()).or_else(|| said.next()) {
        Some(place) => place.clone(),
        None => Err((Reason::MissingVillage, Box::default())),
    }
}

fn is_blank(cells: &[String]) -> bool {
    cells.iter().all(|c| c.trim().is_empty())
}
