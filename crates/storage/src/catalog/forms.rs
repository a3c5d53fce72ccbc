//! How single values stand in the files.

use crate::StorageError;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer};
use slrt_domain::Coded;
use slrt_domain::calendar::Day;
use slrt_domain::program::{Basis, Words};
use std::collections::BTreeSet;

/// Reads a file into its form.
pub(super) fn read<T: DeserializeOwned>((name, text): (&str, &str)) -> Result<T, StorageError> {
    toml::from_str(text).map_err(|e| StorageError::corrupt(format!("catalog/{name}: {e}")))
}

/// A day, `YYYY-MM-DD`.
pub(super) fn day<'de, D: Deserializer<'de>>(from: D) -> Result<Day, D::Error> {
    let text = String::deserialize(from)?;
    Day::parse(&text).ok_or_else(|| D::Error::custom(format!("{text} is no day")))
}

/// A day that may be missing (with `default`).
pub(super) fn day_opt<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Day>, D::Error> {
    day(from).map(Some)
}

/// A code that the rules know.
pub(super) fn coded<'de, D: Deserializer<'de>, T: Coded>(from: D) -> Result<T, D::Error> {
    let text = String::deserialize(from)?;
    T::from_code(&text).ok_or_else(|| D::Error::custom(format!("unknown code {text}")))
}

/// A code that the rules know and that may be missing (with `default`).
pub(super) fn coded_opt<'de, D: Deserializer<'de>, T: Coded>(from: D) -> Result<Option<T>, D::Error> {
    coded(from).map(Some)
}

/// Both languages.
pub(super) fn words(id: String, en: String) -> Words {
    Words { id, en }
}

/// What a row rests on.
pub(super) fn basis(verified: bool, source: String) -> Basis {
    Basis { verified, source }
}

/// The first that comes a second time: which of two rules of one day holds, nobody could say.
pub(super) fn twice<T: Ord + Copy>(all: impl Iterator<Item = T>) -> Option<T> {
    let mut seen = BTreeSet::new();
    all.into_iter().find(|one| !seen.insert(*one))
}
