//! The catalogue that ships with the program: `catalog/*.toml`, embedded, read once at start.

mod columns;
mod forms;
mod rows;
#[cfg(test)]
mod tests;
mod times;

pub use columns::{ImportColumn, aliases, columns};

use crate::StorageError;
use rows::Load;
use slrt_domain::Coded as _;
use slrt_domain::journal::Hash;
use slrt_domain::program::{Catalog, Fact, OwnRow};

/// A file of `catalog/` with its name, for messages.
macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../../../catalog/", $name)))
    };
}
pub(crate) use file;

/// Reads all of the catalogue. Callers do it once and share the result.
///
/// # Errors
/// [`StorageError::Corrupt`] names the file and place when one does not have the form of `catalog/README.md`.
pub fn load() -> Result<Catalog, StorageError> {
    let (categories, kinds) = rows::categories(file!("categories.toml"))?;
    let (roles, packages) = rows::roles(file!("roles.toml"))?;
    let times = times::deadlines(file!("deadlines.toml"))?;
    let (chains, orders) = rows::chains(file!("chains.toml"))?;
    Ok(Catalog {
        sectors: rows::sectors(file!("sectors.toml"))?,
        programs: rows::ProgramFile::load(file!("programs.toml"))?,
        kinds,
        categories,
        deadlines: times.deadlines,
        waiting: times.waiting,
        late_entries: times.late_entries,
        urgencies: times.urgencies,
        orders,
        chains,
        reasons: rows::reasons(file!("reasons.toml"))?,
        documents: rows::DocumentFile::load(file!("documents.toml"))?,
        institutions: rows::InstitutionFile::load(file!("institutions.toml"))?,
        ppks: rows::numbered::<rows::PpksFile>(file!("ppks.toml"))?,
        psks: rows::numbered::<rows::PsksFile>(file!("psks.toml"))?,
        holidays: rows::HolidayFile::load(file!("holidays.toml"))?,
        zones: rows::ZoneFile::load(file!("timezones.toml"))?,
        packages,
        roles,
        local_terms: rows::TermFile::load(file!("local_terms.toml"))?,
    })
}

/// A regency's own rows from a file in the form of the shipped ones; `source` on top says what they rest on. What they may say is another question.
///
/// # Errors
/// When the file does not have its form: where and why, for whoever wrote it.
pub fn own(text: &str) -> Result<Vec<OwnRow>, String> {
    rows::own(text)
}

/// Digest of what a fact tells people: words, amount, period, ceiling, component, decile, first day. A confirmation holds for one digest; where the
/// fact stands (its source) may be corrected without asking again.
pub fn fact_digest(fact: &Fact) -> Hash {
    let amount = fact.amount.map(|a| a.to_string()).unwrap_or_default();
    let decile = fact.decile_max.map(|d| d.to_string()).unwrap_or_default();
    let from = fact.valid_from.map(|d| d.iso()).unwrap_or_default();
    let parts = [
        fact.kind.code(),
        &fact.text.id,
        &fact.text.en,
        &amount,
        fact.per.as_deref().unwrap_or_default(),
        if fact.upto { "upto" } else { "" },
        fact.component.as_deref().unwrap_or_default(),
        &decile,
        &from,
    ];
    let mut bytes = Vec::with_capacity(256);
    for part in parts {
        bytes.extend_from_slice(&(part.len() as u64).to_be_bytes());
        bytes.extend_from_slice(part.as_bytes());
    }
    Hash::of(&bytes)
}
