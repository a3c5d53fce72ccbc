//! Facts of a program in words: what the public may read, and what officers see besides.

use crate::speak::Speak;
use slrt_domain::calendar::Day;
use slrt_domain::program::{Fact, FactKind, Program};
use slrt_operations::view::{FactView, ProgramView};

/// A statement about a program.
#[derive(Debug)]
pub struct FactLine {
    pub text: String,
    pub source: String,
    pub since: Option<String>,
    /// Whether the dinas confirmed it: only then does the public see it.
    pub confirmed: bool,
}

/// What one gets, who may get it, what to bring, where to apply.
#[derive(Debug)]
pub struct FactGroup {
    /// Code of the group, for its words.
    pub code: &'static str,
    pub lines: Vec<FactLine>,
    /// Facts that nobody confirmed yet.
    pub open: usize,
}

/// The groups of a program as the public sees them: confirmed facts only, and how many are still open.
pub fn public(l: &Speak, seen: &ProgramView, program: &Program, today: Day) -> Vec<FactGroup> {
    groups(seen)
        .map(|(kind, code, facts)| {
            let lines: Vec<FactLine> = facts
                .unwrap_or_default()
                .iter()
                .filter_map(|v| program.facts.iter().find(|f| f.key == v.key))
                .map(|f| line(l, program, f, true))
                .collect();
            let all = program.facts.iter().filter(|f| f.kind == kind && f.valid_from.is_none_or(|from| from <= today)).count();
            FactGroup { code, open: all.saturating_sub(lines.len()), lines }
        })
        .into_iter()
        .collect()
}

/// The groups of a program as officers see them: every fact in force, confirmed or *perlu dipastikan*.
pub fn office(l: &Speak, seen: &ProgramView, program: &Program, today: Day) -> Vec<FactGroup> {
    groups(seen)
        .map(|(kind, code, facts)| {
            let confirmed = facts.unwrap_or_default();
            let all = program.facts.iter().filter(|f| f.kind == kind && f.valid_from.is_none_or(|from| from <= today));
            let lines: Vec<FactLine> = all.map(|f| line(l, program, f, confirmed.iter().any(|v| v.key == f.key))).collect();
            FactGroup { code, open: lines.iter().filter(|f| !f.confirmed).count(), lines }
        })
        .into_iter()
        .collect()
}

fn groups(seen: &ProgramView) -> [(FactKind, &'static str, Option<Vec<FactView>>); 4] {
    [
        (FactKind::Benefit, "benefit", seen.benefits.clone()),
        (FactKind::Criterion, "criterion", seen.criteria.clone()),
        (FactKind::Document, "document", seen.papers.clone()),
        (FactKind::Channel, "channel", seen.channels.clone()),
    ]
}

fn line(l: &Speak, program: &Program, f: &Fact, confirmed: bool) -> FactLine {
    FactLine { text: l.pick(&f.text), source: f.source.clone(), since: Some(l.day(f.valid_from.unwrap_or(program.valid_from))), confirmed }
}
