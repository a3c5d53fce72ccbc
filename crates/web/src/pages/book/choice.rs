//! What a report or day of the book may be asked of: an office, all of them, or a village or district.

use crate::App;
use crate::place;
use crate::speak::Speak;
use slrt_domain::area::AreaCode;
use slrt_domain::identity::OfficeId;
use slrt_domain::journal::Refusal;
use slrt_operations::OperationError;
use slrt_operations::accounts::Session;
use slrt_operations::view::{self, ReportOf, Reported};

/// How all offices are asked for.
const ALL: &str = "semua";

/// Something that may be chosen.
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// Its words.
    pub name: String,
    /// Whether it is shown now.
    pub chosen: bool,
}

impl Choice {
    /// A choice with its words.
    pub fn new(reported: Reported, name: String, chosen: bool) -> Self {
        Self { value: value(reported), name, chosen }
    }
}

/// The reports that a reader may ask for, and the one that was asked for: the first where none was.
///
/// # Errors
/// Not found for any other, and where there is none; forbidden.
pub fn of(app: &App, session: &Session, l: &Speak, asked: Option<&str>) -> Result<(Vec<Choice>, Reported), OperationError> {
    let offered = offered(app, session, l)?;
    let is_offered = |r: Reported| offered.iter().any(|o| o.0 == r);
    let wanted = match asked.filter(|a| !a.is_empty()).map(read) {
        None => offered.first().map(|o| o.0),
        // Of a single office all of them are that one.
        Some(Some(Reported::AllOffices)) if !is_offered(Reported::AllOffices) => offered.first().map(|o| o.0),
        Some(asked) => asked.filter(|r| is_offered(*r)),
    };
    let wanted = wanted.ok_or_else(Refusal::not_found)?;
    Ok((offered.into_iter().map(|(reported, name)| Choice::new(reported, name, reported == wanted)).collect(), wanted))
}

fn offered(app: &App, session: &Session, l: &Speak) -> Result<Vec<(Reported, String)>, OperationError> {
    let offices = view::book_offices(&app.house, session)?;
    let named = |id: &OfficeId| session.reference.offices.get(id).map(|o| (Reported::Office(*id), o.name.clone()));
    let mut found: Vec<(Reported, String)> = offices.iter().filter_map(named).collect();
    if offices.len() > 1 {
        found.push((Reported::AllOffices, l.t("book-all-offices")));
    }
    found.extend(view::book_areas(session).into_iter().map(|a| (Reported::Area(a), place::area(app, l, a))));
    Ok(found)
}

/// Reads what a form or a program sent.
pub(crate) fn read(text: &str) -> Option<Reported> {
    if text == ALL {
        return Some(Reported::AllOffices);
    }
    OfficeId::parse(text).map(Reported::Office).or_else(|| AreaCode::parse(text).map(Reported::Area))
}

/// What a form sends for it.
fn value(reported: Reported) -> String {
    match reported {
        Reported::Office(id) => id.to_string(),
        Reported::AllOffices => ALL.to_owned(),
        Reported::Area(area) => area.to_string(),
    }
}

/// What a report is about, in words.
pub(crate) fn about(app: &App, l: &Speak, of: &ReportOf) -> String {
    match of {
        ReportOf::Office(office) => office.name.clone(),
        ReportOf::AllOffices => l.t("book-all-offices"),
        ReportOf::Area(area) => place::area(app, l, area.code),
    }
}

/// The key of the words above the choice.
pub fn label(session: &Session) -> &'static str {
    if view::book_areas(session).is_empty() { "book-office" } else { "book-office-or-area" }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn what_was_sent_is_read_back() {
        let office = OfficeId(uuid::Uuid::from_u128(7));
        for asked in [Reported::Office(office), Reported::AllOffices, Reported::Area(AreaCode::parse("1813012001").unwrap())] {
            assert_eq!(read(&value(asked)), Some(asked));
        }
        assert_eq!((read("kemarin"), read("18130")), (None, None));
    }
}
