//! Values about people: never shown by `Debug`, and sealed wherever they are kept.

/// A personal value in clear. `Debug` prints `[private]`, so that no log line can hold it by accident.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Private<T>(T);

impl<T> Private<T> {
    /// Wraps a value.
    pub fn new(value: T) -> Self {
        Self(value)
    }
    /// The value, for whoever is allowed to see it.
    pub fn reveal(&self) -> &T {
        &self.0
    }
    /// Unwraps the value.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> std::fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[private]")
    }
}

/// A sealed personal value: subject, key id, nonce and ciphertext, opaque to the rules. Whoever holds the subject's key opens it;
/// once that key is destroyed it reads as *erased*, here and in every copy.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Sealed(pub Vec<u8>);

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[sealed]")
    }
}

/// Whose key seals a value: persons, families (card number, address), cases (free text, anonymous callers), cases that wait to be
/// taken over, and accounts of officers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject(pub uuid::Uuid);

impl From<super::PersonId> for Subject {
    fn from(id: super::PersonId) -> Self {
        Self(id.0)
    }
}
impl From<super::FamilyId> for Subject {
    fn from(id: super::FamilyId) -> Self {
        Self(id.0)
    }
}
impl From<super::CaseId> for Subject {
    fn from(id: super::CaseId) -> Self {
        Self(id.0)
    }
}
impl From<super::HandOverId> for Subject {
    fn from(id: super::HandOverId) -> Self {
        Self(id.0)
    }
}
impl From<super::AccountId> for Subject {
    fn from(id: super::AccountId) -> Self {
        Self(id.0)
    }
}
