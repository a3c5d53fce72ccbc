//! Who may import, and what must be said of files.

use slrt_domain::access::{Action, Place};
use slrt_domain::calendar::Day;
use slrt_domain::journal::Refusal;
use slrt_operations::accounts::Session;
use slrt_operations::storage::upload::Yes;

/// Sources that a file may be a copy of.
pub const SOURCES: &[&str] = &["dtsen", "dtks", "bdt"];

/// Nobody but who may import sees anything of imports.
///
/// # Errors
/// `Forbidden`.
pub fn must_import(session: &Session) -> Result<(), Refusal> {
    session.actor.may(Action::Import, &Place::TENANT_WIDE).map(drop).ok_or_else(Refusal::forbidden)
}

/// Reads source and day of a file.
///
/// # Errors
/// `Invalid`, about one of the two.
pub fn source_and_day(source: Option<&str>, as_of: Option<&str>, today: Day) -> Result<(String, Day), Refusal> {
    let source = source.filter(|s| !s.is_empty()).ok_or_else(|| Refusal::invalid("source", "missing"))?;
    if !SOURCES.contains(&source) {
        return Err(Refusal::invalid("source", "unknown"));
    }
    let text = as_of.filter(|d| !d.is_empty()).ok_or_else(|| Refusal::invalid("as_of", "missing"))?;
    let day = Day::parse(text).ok_or_else(|| Refusal::invalid("as_of", "day"))?;
    if day > today {
        return Err(Refusal::invalid("as_of", "future"));
    }
    Ok((source.to_owned(), day))
}

/// Who says what shall become of files, and by which way.
pub fn yes(session: &Session, channel: &str) -> Yes {
    Yes { account: session.account, channel: channel.to_owned(), device: Some(session.handle()) }
}
