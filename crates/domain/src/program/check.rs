//! What nobody has read in a source yet.

use super::{Basis, Catalog, Words};
use crate::Coded as _;
use std::collections::BTreeSet;

/// A row of the catalogue to be compared with its source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToCheck {
    /// The file that it stands in, without its ending (`programs`).
    pub table: &'static str,
    /// Code of the row.
    pub code: String,
    /// Which part of the row: the key of a fact of a program, or `stages` of a deadline.
    pub part: Option<String>,
    /// The statement or name.
    pub name: Words,
    /// Where it is said to stand.
    pub source: String,
}

impl Catalog {
    /// Every row whose source nobody has read, for the screen *Periksa katalog*.
    pub fn to_check(&self) -> Vec<ToCheck> {
        let mut out = Vec::new();
        for program in &self.programs {
            for fact in program.facts.iter().filter(|f| !f.verified) {
                let (code, part) = (program.code.clone(), Some(fact.key.clone()));
                out.push(ToCheck { table: "programs", code, part, name: fact.text.clone(), source: fact.source.clone() });
            }
        }
        let mut list = List(&mut out);
        for d in &self.deadlines {
            list.note("deadlines", &d.code, None, &d.name, &d.basis);
            list.note("deadlines", &d.code, Some("stages"), &d.name, &d.stages_basis);
        }
        list.note("deadlines", "waiting", None, &self.waiting.name, &self.waiting.basis);
        for l in &self.late_entries {
            list.note("deadlines", "late_entry", None, &l.name, &l.basis);
        }
        for u in &self.urgencies {
            list.note("deadlines", "urgent", None, &u.name, &u.basis);
        }
        for c in &self.chains {
            list.note("chains", &c.code, None, &c.name, &c.basis);
        }
        for o in &self.orders {
            list.note("chains", o.search.code(), None, &o.name, &o.basis);
        }
        for i in &self.institutions {
            list.note("institutions", &i.code, None, &i.name, &i.basis);
        }
        for s in &self.sectors {
            list.note("sectors", &s.code, None, &s.name, &s.basis);
        }
        for (table, rows) in [("categories", &self.categories), ("ppks", &self.ppks), ("psks", &self.psks)] {
            for (row, basis) in rows.iter().filter_map(|r| Some((r, r.basis.as_ref()?))) {
                list.note(table, &row.code, None, &row.name, basis);
            }
        }
        for h in &self.holidays {
            let basis = Basis { verified: h.verified, source: h.source.clone() };
            list.note("holidays", &h.day.iso(), None, &Words { id: h.name.clone(), en: h.name_en.clone() }, &basis);
        }
        for t in &self.local_terms {
            list.note("local_terms", &t.area, None, &Words { id: t.area_name.clone(), en: t.area_name.clone() }, &t.basis);
        }
        for z in &self.zones {
            list.note("timezones", &z.province, None, &Words { id: z.name.clone(), en: z.name.clone() }, &z.basis);
        }
        // What stands between a regency's own versions is the same row more than once.
        let mut seen = BTreeSet::new();
        out.retain(|row| seen.insert((row.table, row.code.clone(), row.part.clone(), row.name.id.clone(), row.source.clone())));
        out
    }
}

struct List<'a>(&'a mut Vec<ToCheck>);

impl List<'_> {
    fn note(&mut self, table: &'static str, code: &str, part: Option<&str>, name: &Words, basis: &Basis) {
        if !basis.verified {
            let (code, part) = (code.to_owned(), part.map(str::to_owned));
            self.0.push(ToCheck { table, code, part, name: name.clone(), source: basis.source.clone() });
        }
    }
}
