//! Which village of the area list a row means: by Kemendagri code, by BPS code over the bridge between the two systems, or by name.

use super::files::{Content, ImportError, Input};
use slrt_documents::{Limits, ReadProblem, SourceFile};
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::calendar::Day;
use slrt_domain::family::import::{Reason, RowCodes, parse_date};
use slrt_domain::journal::BridgePair;
use slrt_storage::areas::Areas;
use std::collections::HashMap;
use std::ops::ControlFlow;

/// Rows before which the header of a bridge must have come.
const HEADER_WITHIN: usize = 20;

/// The bridge between BPS and Kemendagri codes of villages, with the days between which each pair holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bridge {
    pairs: HashMap<String, Vec<Pair>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Pair {
    kemendagri: AreaCode,
    from: Option<Day>,
    to: Option<Day>,
}

/// Where the columns of a bridge stand.
struct Columns {
    bps: usize,
    kemendagri: usize,
    from: Option<usize>,
    to: Option<usize>,
}

impl Columns {
    fn find(header: &[String]) -> Option<Self> {
        let key = |cell: &String| cell.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        let at = |names: &[&str]| header.iter().position(|cell| names.contains(&key(cell).as_str()));
        Some(Self {
            bps: at(&["bps", "kodebps", "bpscode", "kdbps", "kodedesabps"])?,
            kemendagri: at(&[
                "kemendagri",
                "kodekemendagri",
                "kemendagricode",
                "kdkemendagri",
                "kodedesakemendagri",
                "permendagri",
                "kodedagri",
            ])?,
            from: at(&["validfrom", "berlakusejak", "berlakudari", "dari", "sejak"]),
            to: at(&["validto", "berlakusampai", "sampai", "hingga"]),
        })
    }
}

impl Bridge {
    /// Whether one of these rows is the header of a bridge.
    pub(super) fn is_header(rows: &[Vec<String>]) -> bool {
        rows.iter().any(|row| Columns::find(row).is_some())
    }

    /// Reads a table with the columns `kode_bps` and `kode_kemendagri` (ten digits each), and `valid_from` and `valid_to` where pairs do not hold for
    /// ever. Rows without two codes are passed over.
    ///
    /// # Errors
    /// When the file cannot be read or has no such columns.
    pub fn read(input: &Input) -> Result<Self, ImportError> {
        let failed = |problem| ImportError::Read { name: input.name.clone(), problem };
        let file = match &input.content {
            Content::Path(path) => SourceFile::from_path(path, &input.name, Limits::default()),
            Content::Bytes(bytes) => SourceFile::from_bytes(bytes.clone(), &input.name, Limits::default()),
        };
        let mut bridge = Self::default();
        bridge.take(&file.map_err(failed)?, 0).map_err(failed)?;
        if bridge.pairs.is_empty() { Err(ImportError::NoBridge { name: input.name.clone() }) } else { Ok(bridge) }
    }

    /// Takes the pairs of a table.
    pub(super) fn take(&mut self, file: &SourceFile, table: usize) -> Result<(), ReadProblem> {
        let (mut columns, mut seen) = (None, 0);
        file.visit(table, &mut |_, cells| {
            match &columns {
                Some(columns) => self.row(columns, cells),
                None => columns = Columns::find(cells),
            }
            seen += 1;
            if columns.is_none() && seen >= HEADER_WITHIN { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        Ok(())
    }

    fn row(&mut self, columns: &Columns, cells: &[String]) {
        let cell = |at: usize| cells.get(at).map(|c| c.trim()).unwrap_or_default();
        let bps: String = cell(columns.bps).chars().filter(char::is_ascii_digit).collect();
        let kemendagri = AreaCode::parse(cell(columns.kemendagri)).filter(|c| c.level() == Level::Village);
        let day = |at: Option<usize>| at.and_then(|at| parse_date(cell(at)));
        if let Some(kemendagri) = kemendagri.filter(|_| bps.len() == 10) {
            self.pairs.entry(bps).or_default().push(Pair { kemendagri, from: day(columns.from), to: day(columns.to) });
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// What is kept of it: the pairs of our own villages, in the order of their codes.
    pub(super) fn pairs_of(&self, regency: AreaCode, areas: &Areas) -> Vec<BridgePair> {
        let ours = |p: &&Pair| regency.covers(&p.kemendagri) && areas.exists(p.kemendagri);
        let pair = |bps: &String, p: &Pair| BridgePair { bps: bps.clone(), kemendagri: p.kemendagri, from: p.from, to: p.to };
        let mut all: Vec<BridgePair> = self.pairs.iter().flat_map(|(bps, pairs)| pairs.iter().filter(ours).map(|p| pair(bps, p))).collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// A bridge that was kept.
    pub(super) fn of_pairs(pairs: &[BridgePair]) -> Self {
        let mut bridge = Self::default();
        for p in pairs {
            bridge.pairs.entry(p.bps.clone()).or_default().push(Pair { kemendagri: p.kemendagri, from: p.from, to: p.to });
        }
        bridge
    }

    /// The village of a BPS code on a day; none too when the bridge names several.
    fn village(&self, bps: &str, on: Day) -> Option<AreaCode> {
        let holds = |p: &&Pair| p.from.is_none_or(|from| from <= on) && p.to.is_none_or(|to| on <= to);
        let mut found = self.pairs.get(bps)?.iter().filter(holds).map(|p| p.kemendagri);
        let first = found.next()?;
        found.all(|other| other == first).then_some(first)
    }
}

/// The villages that rows may mean.
pub(super) struct Villages<'a> {
    areas: &'a Areas,
    regency: AreaCode,
    bridge: Bridge,
    /// The day of which the copy is.
    on: Day,
    /// Villages of the regency by the names of district and village; none where two have the same.
    by_name: HashMap<(String, String), Option<AreaCode>>,
}

impl<'a> Villages<'a> {
    pub(super) fn new(areas: &'a Areas, regency: AreaCode, bridge: Bridge, on: Day) -> Self {
        let mut by_name: HashMap<(String, String), Option<AreaCode>> = HashMap::new();
        for (code, name) in areas.within(regency, Level::Village) {
            if let Some(district) = code.parent().and_then(|up| areas.name(up)) {
                let twin = |other: &mut Option<AreaCode>| *other = None;
                by_name.entry((name_key(district), name_key(name))).and_modify(twin).or_insert(Some(code));
            }
        }
        Self { areas, regency, bridge, on, by_name }
    }

    /// The village of a row. Codes of BPS are never taken for ours, even where a village has the same ten digits: it would be another one.
    pub(super) fn find(&self, codes: &RowCodes) -> Result<AreaCode, Reason> {
        let listed = |code: &AreaCode| code.level() == Level::Village && self.areas.exists(*code);
        let ours = codes.kemendagri.as_deref().and_then(AreaCode::parse).filter(listed);
        let bridged = || codes.bps.as_deref().and_then(|bps| self.bridge.village(bps, self.on)).filter(listed);
        let named = || {
            let (district, village) = codes.names.as_ref()?;
            *self.by_name.get(&(name_key(district), name_key(village)))?
        };
        let within = |code: &AreaCode| self.regency.covers(code);
        if let Some(code) = ours.filter(within) {
            return Ok(code);
        }
        let bridged = bridged();
        let found = bridged.filter(within).or_else(named);
        found.ok_or(if ours.or(bridged).is_some() { Reason::OutsideRegency } else { Reason::UnknownVillage })
    }
}

/// How names of areas are compared: letters and digits alone, without the word for the level before them.
fn name_key(name: &str) -> String {
    const LEVELS: [&str; 12] =
        ["desa", "kelurahan", "kel", "ds", "kecamatan", "kec", "distrik", "pekon", "nagari", "gampong", "kampung", "dusun"];
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let own = match words.split_first() {
        Some((first, rest)) if !rest.is_empty() && LEVELS.contains(first) => rest,
        _ => &words,
    };
    own.concat()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn input(text: &str) -> Input {
        Input { name: "jembatan.csv".into(), content: Content::Bytes(text.as_bytes().into()) }
    }

    #[test]
    fn villages_by_code_bridge_and_name() {
        let areas = Areas::load().unwrap();
        let (next_door, _) = areas.within(AreaCode::parse("1812").unwrap(), Level::Village).next().unwrap();
        let text = format!(
            "Kode BPS;Kode Kemendagri;berlaku sejak;berlaku sampai\n\
            1813010001;18.13.01.2001;;2025-12-31\n1813010001;1813012002;2026-01-01;\n1813010009;{next_door};;\nx;y;;\n"
        );
        let bridge = Bridge::read(&input(&text)).unwrap();
        let day = |text| Day::parse(text).unwrap();
        let find = |on, kemendagri: &str, bps: &str, names: Option<(&str, &str)>| {
            let text = |t: &str| (!t.is_empty()).then(|| t.to_owned());
            let names = names.map(|(d, v)| (d.to_owned(), v.to_owned()));
            let codes = RowCodes { kemendagri: text(kemendagri), bps: text(bps), names };
            let villages = Villages::new(&areas, AreaCode::parse("1813").unwrap(), bridge.clone(), day(on));
            villages.find(&codes).map_or_else(|reason| slrt_domain::Coded::code(reason).to_owned(), |code| code.as_str().to_owned())
        };
        let name = |code: &str| areas.name(AreaCode::parse(code).unwrap()).unwrap().to_uppercase();
        let (district, village) = (format!("KEC. {}", name("181301")), format!("Pekon {}", name("1813012001")));
        for (got, want) in [
            (find("2026-11-20", "1813012001", "", None), "1813012001"),
            (find("2025-12-31", "", "1813010001", None), "1813012001"),
            (find("2026-01-01", "", "1813010001", None), "1813012002"),
            (find("2026-01-01", "", "1813010002", None), "unknown_village"),
            (find("2026-01-01", "", "1813010002", Some((&district, &village))), "1813012001"),
            (find("2026-01-01", "", "1813010002", Some((&district, "Tidak Ada"))), "unknown_village"),
            (find("2026-01-01", next_door.as_str(), "", None), "outside_regency"),
            (find("2026-01-01", "", "1813010009", None), "outside_regency"),
            (find("2026-01-01", "1813019999", "", None), "unknown_village"),
        ] {
            assert_eq!(got, want);
        }
        assert!(matches!(Bridge::read(&input("a;b\n1;2\n")), Err(ImportError::NoBridge { .. })));
    }
}
