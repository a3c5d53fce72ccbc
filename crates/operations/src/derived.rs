//! Identifiers made of what they stand for, so that two servers, or a second try, name the same thing the same way.

use slrt_domain::journal::Hash;
use uuid::Uuid;

/// An identifier (UUIDv8) of a purpose and its parts.
pub fn derived_id(purpose: &str, parts: &[&[u8]]) -> Uuid {
    let mut all = Vec::with_capacity(128);
    for part in std::iter::once(purpose.as_bytes()).chain(parts.iter().copied()) {
        all.extend((part.len() as u64).to_be_bytes());
        all.extend_from_slice(part);
    }
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&Hash::of(&all).0[..16]);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}
