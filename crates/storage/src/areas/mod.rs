//! The list of areas that ships with the program: 91,599 codes and names, held in some 4 MB.

mod search;
#[cfg(test)]
mod tests;

pub use search::Hit;

use crate::StorageError;
use slrt_domain::area::{AreaCode, Level};
use std::ops::Range;

const PACKED: &[u8] = include_bytes!("../../../../catalog/areas/areas.csv.zst");

/// Provinces, regencies, districts and villages by their Kemendagri code.
pub struct Areas {
    /// Ascending, so that everything within an area stands directly behind it.
    codes: Vec<AreaCode>,
    /// Where the area one level up stands; for a province itself.
    parents: Vec<u32>,
    /// All names, and where each ends.
    names: String,
    ends: Vec<u32>,
    folded: search::Folded,
}

impl Areas {
    /// Unpacks the list. Callers do it once and share the result.
    ///
    /// # Errors
    /// [`StorageError::Corrupt`] when the list is not in order or an area lies in none.
    pub fn load() -> Result<Self, StorageError> {
        let text = zstd::decode_all(PACKED).map_err(|e| StorageError::corrupt(format!("list of areas: {e}")))?;
        let text = String::from_utf8(text).map_err(|e| StorageError::corrupt(format!("list of areas: {e}")))?;
        Self::read(&text)
    }

    /// Reads lines `code<TAB>name`, sorted by code.
    fn read(text: &str) -> Result<Self, StorageError> {
        let lines = text.lines().count();
        let mut areas = Self {
            codes: Vec::with_capacity(lines),
            parents: Vec::with_capacity(lines),
            names: String::with_capacity(text.len() / 2),
            ends: Vec::with_capacity(lines),
            folded: search::Folded::default(),
        };
        for line in text.lines() {
            let row = line.split_once('\t').and_then(|(code, name)| Some((AreaCode::parse(code)?, name)));
            let (code, name) = row.filter(|(_, name)| !name.is_empty()).ok_or_else(|| wrong(line, "is no area"))?;
            if areas.codes.last().is_some_and(|last| *last >= code) {
                return Err(wrong(line, "stands out of order"));
            }
            let own = areas.codes.len() as u32;
            let parent = match code.parent() {
                None => own,
                Some(up) => areas.last_of(up).ok_or_else(|| wrong(line, "lies in no area"))?,
            };
            areas.codes.push(code);
            areas.parents.push(parent);
            areas.names.push_str(name);
            areas.ends.push(areas.names.len() as u32);
            areas.folded.push(name);
        }
        Ok(areas)
    }

    /// Where an area stands that is the last one read or holds it.
    fn last_of(&self, code: AreaCode) -> Option<u32> {
        let mut at = self.codes.len().checked_sub(1)?;
        while self.codes[at] != code {
            let up = self.parents[at] as usize;
            if up == at {
                return None;
            }
            at = up;
        }
        Some(at as u32)
    }

    /// How many areas there are.
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }

    /// Whether the list has the code.
    pub fn exists(&self, code: AreaCode) -> bool {
        self.codes.binary_search(&code).is_ok()
    }

    /// The name of an area, as the source writes it; regencies begin with *Kabupaten* or *Kota*.
    pub fn name(&self, code: AreaCode) -> Option<&str> {
        self.codes.binary_search(&code).ok().map(|at| self.name_at(at))
    }

    /// The areas one level down, by code; the provinces for none.
    pub fn children(&self, of: Option<AreaCode>) -> Vec<(AreaCode, &str)> {
        let range = match of {
            None => 0..self.codes.len(),
            Some(code) => {
                let range = self.range(code);
                (range.start + 1).min(range.end)..range.end
            }
        };
        let mut out = Vec::new();
        let mut at = range.start;
        while at < range.end {
            out.push((self.codes[at], self.name_at(at)));
            at = self.range_from(at, self.codes[at]).end;
        }
        out
    }

    /// Every area of a level within an area, by code.
    pub fn within(&self, area: AreaCode, level: Level) -> impl Iterator<Item = (AreaCode, &str)> {
        self.range(area).filter(move |at| self.codes[*at].level() == level).map(|at| (self.codes[at], self.name_at(at)))
    }

    /// The province, the regency … down to the area itself; empty for an unknown code.
    pub fn path(&self, code: AreaCode) -> Vec<(AreaCode, &str)> {
        let Ok(at) = self.codes.binary_search(&code) else { return Vec::new() };
        let mut path: Vec<_> = self.upwards(at).map(|at| (self.codes[at], self.name_at(at))).collect();
        path.reverse();
        path
    }

    fn name_at(&self, at: usize) -> &str {
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.names[start..self.ends[at] as usize]
    }

    /// An area and those above it, nearest first.
    fn upwards(&self, at: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(Some(at), |at| Some(self.parents[*at] as usize).filter(|up| up != at))
    }

    /// Where an area and everything within it stand; empty for an unknown code.
    fn range(&self, code: AreaCode) -> Range<usize> {
        match self.codes.binary_search(&code) {
            Ok(at) => self.range_from(at, code),
            Err(at) => at..at,
        }
    }

    fn range_from(&self, start: usize, code: AreaCode) -> Range<usize> {
        start..start + self.codes[start..].partition_point(|c| code.covers(c))
    }
}

fn wrong(line: &str, what: &str) -> StorageError {
    StorageError::corrupt(format!("list of areas: {line:?} {what}"))
}
