//! What rows say about their villages, each different saying once: there are some hundred villages and some hundred thousand rows.

use super::household::RowReader;
use super::text::mask;
use super::{Field, Reason, RowCodes, Table};
use crate::area::{AreaCode, Level};
use std::collections::HashMap;

/// One saying.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Saying {
    table: Table,
    codes: RowCodes,
    /// What the parts alone say in Kemendagri's system: all that counts where the whole codes are of BPS.
    by_parts: Option<String>,
    /// As written, for reports.
    written: String,
}

/// All sayings of an import, resolved once every row was seen: only then is it known which system a column's codes are of.
#[derive(Debug, Default)]
pub(super) struct Places {
    numbers: HashMap<Saying, u32>,
    /// Tables whose column of whole codes is of BPS.
    bps: Vec<Table>,
}

/// The village of a saying, or why there is none and what was written.
pub(super) type Resolved = Result<AreaCode, (Reason, Box<str>)>;

impl Places {
    /// Notes what a row says; none when it says nothing.
    pub(super) fn note(&mut self, reader: &RowReader<'_>) -> Option<u32> {
        let table = reader.header.table();
        let area = reader.text(Field::AreaCode);
        let parts = [Field::ProvinceCode, Field::RegencyCode, Field::DistrictCode, Field::VillageCode].map(|f| reader.text(f));
        let cells = parts.each_ref().map(|p| p.as_ref());
        let names = [Field::DistrictName, Field::VillageName].map(|f| reader.text(f));
        let mut codes = RowCodes::read(&area, cells);
        if let [district, village] = &names
            && !district.is_empty()
            && !village.is_empty()
        {
            codes.names = Some((district.to_string(), village.to_string()));
        }
        if !self.bps.contains(&table) && RowCodes::proves_bps(&area, cells) {
            self.bps.push(table);
        }
        let written = if area.is_empty() { cells.join(" ") } else { area.into_owned() };
        let written = if written.trim().is_empty() { names.join(" ") } else { written };
        if written.trim().is_empty() {
            return None;
        }
        let by_parts = RowCodes::read("", cells).kemendagri;
        let saying = Saying { table, codes, by_parts, written: written.trim().to_owned() };
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        Some(*self.numbers.entry(saying).or_insert(next))
    }

    /// The villages, by number.
    pub(super) fn resolve(self, village_of: &mut dyn FnMut(&RowCodes) -> Result<AreaCode, Reason>) -> Vec<Resolved> {
        let mut sayings: Vec<(u32, Saying)> = self.numbers.into_iter().map(|(saying, at)| (at, saying)).collect();
        sayings.sort_unstable_by_key(|(at, _)| *at);
        let resolve = |(_, mut saying): (u32, Saying)| {
            if self.bps.contains(&saying.table) {
                saying.codes.kemendagri = saying.by_parts.take().filter(|parts| saying.codes.bps.as_ref() != Some(parts));
            }
            let found = if saying.codes.is_empty() { Err(Reason::UnknownVillage) } else { village_of(&saying.codes) };
            let found = found.and_then(|v| if v.level() == Level::Village { Ok(v) } else { Err(Reason::UnknownVillage) });
            found.map_err(|reason| (reason, mask(&saying.written, false)))
        };
        sayings.into_iter().map(resolve).collect()
    }
}
