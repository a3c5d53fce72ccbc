//! The facts to be looked at, program by program, and how their standing is shown.

use crate::App;
use slrt_domain::program::Program;
use slrt_operations::OperationError;
use slrt_operations::accounts::Session;
use slrt_operations::view::{self, FactCheck, FactState};

/// Class of a standing's mark.
pub fn class(state: FactState) -> &'static str {
    match state {
        FactState::Open | FactState::Changed => "wait",
        FactState::Confirmed => "act",
        FactState::Doubted => "still",
    }
}

/// Icon of a standing's mark.
pub fn icon(state: FactState) -> &'static str {
    match state {
        FactState::Open => "hourglass-split",
        FactState::Changed => "arrow-repeat",
        FactState::Confirmed => "check-circle",
        FactState::Doubted => "question-circle",
    }
}

/// A program with its facts.
#[derive(Debug, Clone)]
pub struct ProgramCheck<'c> {
    /// The program in force today.
    pub program: &'c Program,
    /// Its facts in the catalogue's order.
    pub facts: Vec<FactCheck>,
}

impl ProgramCheck<'_> {
    /// How many facts have this standing.
    pub fn count(&self, state: FactState) -> usize {
        self.facts.iter().filter(|f| f.state == state).count()
    }

    /// How many facts somebody has to look at.
    pub fn open(&self) -> usize {
        self.count(FactState::Open) + self.count(FactState::Changed)
    }

    /// How many facts somebody has decided on.
    pub fn done(&self) -> usize {
        self.facts.len() - self.open()
    }
}

/// What the dinas has to look at: programs with their facts, and rows of the catalogue whose source nobody has read.
///
/// # Errors
/// Forbidden, or storage.
pub async fn load<'c>(
    app: &App,
    session: &'c Session,
) -> Result<(Vec<ProgramCheck<'c>>, Vec<slrt_domain::program::ToCheck>), OperationError> {
    let check = view::checklist(&app.house, session).await?;
    let today = session.reference.zone.day(app.house.clock().now());
    let mut programs: Vec<ProgramCheck<'c>> = Vec::new();
    for fact in check.facts {
        if let Some(last) = programs.last_mut().filter(|p| p.program.code == fact.program) {
            last.facts.push(fact);
        } else if let Some(program) = session.reference.catalog.program(&fact.program, today) {
            programs.push(ProgramCheck { program, facts: vec![fact] });
        }
    }
    Ok((programs, check.unread))
}
