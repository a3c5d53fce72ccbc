//! *Katalog daerah*: the regency's own rows of the catalogue, and how each stands today.

use super::desk::Desk;
use crate::accounts::Session;
use crate::house::{House, OperationError};
use slrt_domain::access::Action;
use slrt_domain::program::{Catalog, OwnContent, OwnRow, OwnSort, Standing, Words};

/// An own row.
#[derive(Debug, Clone)]
pub struct OwnView {
    /// The row.
    pub row: OwnRow,
    /// How it stands today.
    pub standing: Standing,
    /// What it is called; of a row that takes a shipped one away, the shipped one's name.
    pub name: Words,
    /// Whether it comes before a shipped row of the same code.
    pub replaces: bool,
}

/// All own rows, those taken back as well: by sort, then code and first day.
///
/// # Errors
/// Forbidden, or storage.
pub async fn own_catalog(house: &House, session: &Session) -> Result<Vec<OwnView>, OperationError> {
    let desk = Desk::new(house, session);
    desk.room(Action::ManageCatalog)?;
    // What was set a moment ago stands in it.
    let reference = house.reference(session.tenant).await?;
    let shipped = house.catalog();
    let view = |row: &OwnRow| OwnView {
        standing: row.standing(&reference.own, desk.today),
        name: name_of(row, shipped),
        replaces: shipped_name(shipped, row.sort(), &row.code).is_some(),
        row: row.clone(),
    };
    Ok(reference.own.iter().map(view).collect())
}

fn name_of(row: &OwnRow, shipped: &Catalog) -> Words {
    match &row.content {
        OwnContent::Program(p) => p.name.clone(),
        OwnContent::Reason(r) => r.name.clone(),
        OwnContent::Deadline(d) => d.name.clone(),
        OwnContent::Holiday(h) => h.name.clone(),
        OwnContent::Absent(sort) => shipped_name(shipped, *sort, &row.code).unwrap_or_else(|| Words::both(&row.code, "")),
    }
}

/// The name of a shipped row, its newest version's.
fn shipped_name(shipped: &Catalog, sort: OwnSort, code: &str) -> Option<Words> {
    match sort {
        OwnSort::Program => shipped.programs.iter().rfind(|p| p.code == code).map(|p| p.name.clone()),
        OwnSort::Reason => shipped.reasons.iter().rfind(|r| r.code == code).map(|r| r.name.clone()),
        OwnSort::Deadline => shipped.deadlines.iter().rfind(|d| d.code == code).map(|d| d.name.clone()),
        OwnSort::Holiday => shipped.holidays.iter().find(|h| h.day.iso() == code).map(|h| Words::both(&h.name, &h.name_en)),
    }
}
