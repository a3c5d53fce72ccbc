//! The journal: one per tenant, ordered, without gaps, chained by hash.

mod counter;
mod event;
mod refusal;
mod registry;
mod tenant;
pub use counter::*;
pub use event::*;
pub use refusal::*;
pub use registry::*;
pub use tenant::*;

use crate::calendar::Instant;
use crate::identity::{OperationId, Tenant};
use sha2::{Digest, Sha256};

/// A SHA-256 digest.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The hash before the first entry.
    pub const ZERO: Hash = Hash([0; 32]);

    /// From stored bytes.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
    /// Digest of bytes.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
    /// Lower-case hexadecimal, as heads are printed.
    pub fn hex(&self) -> String {
        self.0.iter().map(|b| format!("{b:02x}")).collect()
    }
    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 64 || !text.is_ascii() {
            return None;
        }
        let mut out = [0; 32];
        for (i, o) in out.iter_mut().enumerate() {
            *o = u8::from_str_radix(&text[2 * i..2 * i + 2], 16).ok()?;
        }
        Some(Self(out))
    }
}

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.hex())
    }
}

/// One entry, exactly as stored. The payload is bytes: what was hashed is what is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Whose journal.
    pub tenant: Tenant,
    /// 1, 2, 3 … without gaps.
    pub number: i64,
    /// Hash of the entry before.
    pub previous: Hash,
    /// The operation; several entries may stem from one.
    pub operation: OperationId,
    /// Position among the operation's entries, from 0.
    pub part: i64,
    /// Digest of the request, to tell a resend from another request under the same id.
    pub digest: Hash,
    /// Kind and version: `case.opened/1`.
    pub kind: String,
    /// Who: account, case (a citizen), or empty for the system.
    pub actor: Option<uuid::Uuid>,
    /// The role under which it was allowed; `citizen`, `system`.
    pub role: String,
    /// In what capacity, or for whom: `plt`, `institution:…`; empty for oneself.
    pub on_behalf_of: String,
    /// How it came: `counter`, `visit`, `web`, `api`, `cli`, `worker` …
    pub channel: String,
    /// A short handle of the session or token that it came by; none for citizens, operators and the program itself.
    pub device: Option<String>,
    /// When it happened.
    pub occurred_at: Instant,
    /// When it was written.
    pub recorded_at: Instant,
    /// What it is about: ids of cases, persons, families, offices.
    pub subjects: Vec<uuid::Uuid>,
    /// The event's wire form.
    pub payload: Vec<u8>,
}

impl Entry {
    /// The entry's own hash: SHA-256 over every field, each with its length before it.
    pub fn hash(&self) -> Hash {
        let mut h = Sha256::new();
        let mut field = |bytes: &[u8]| {
            h.update((bytes.len() as u64).to_be_bytes());
            h.update(bytes);
        };
        field(b"slrt-journal-1");
        field(&self.tenant.number().to_be_bytes());
        field(&self.number.to_be_bytes());
        field(&self.previous.0);
        field(&self.operation.bytes());
        field(&self.part.to_be_bytes());
        field(&self.digest.0);
        field(self.kind.as_bytes());
        field(self.actor.as_ref().map_or(&[][..], |a| a.as_bytes()));
        field(self.role.as_bytes());
        field(self.on_behalf_of.as_bytes());
        field(self.channel.as_bytes());
        field(self.device.as_deref().unwrap_or_default().as_bytes());
        field(&self.occurred_at.micros().to_be_bytes());
        field(&self.recorded_at.micros().to_be_bytes());
        field(&subject_bytes(&self.subjects));
        field(&self.payload);
        Hash(h.finalize().into())
    }
}

/// Subjects as stored: sixteen bytes each, one after the other.
pub fn subject_bytes(subjects: &[uuid::Uuid]) -> Vec<u8> {
    subjects.iter().flat_map(|s| *s.as_bytes()).collect()
}

/// The state of a journal: how many entries and the hash of the last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// Whose.
    pub tenant: Tenant,
    /// Number of the last entry, 0 for none.
    pub number: i64,
    /// Its hash.
    pub hash: Hash,
}

impl Head {
    /// As printed and mailed: `1813:42:<hash>`.
    pub fn text(&self) -> String {
        format!("{}:{}:{}", self.tenant, self.number, self.hash.hex())
    }

    /// Reads what [`Head::text`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().splitn(3, ':');
        Some(Self { tenant: Tenant::parse(parts.next()?)?, number: parts.next()?.parse().ok()?, hash: Hash::parse(parts.next()?)? })
    }
}

/// What a signature under a head covers: the head, and its place among all signatures of the journal, so that none can be taken out unnoticed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signing {
    /// The head.
    pub head: Head,
    /// How many signatures there are with this one: 1, 2, 3 …
    pub count: i64,
    /// Digest of the signature before, zero for the first.
    pub previous: Hash,
    /// When.
    pub at: Instant,
    /// Why: `daily`, `backup`, `report`.
    pub occasion: String,
}

impl Signing {
    /// The bytes that are signed.
    pub fn message(&self) -> Vec<u8> {
        let mut m = b"slrt-head-1".to_vec();
        m.extend(self.head.tenant.number().to_be_bytes());
        m.extend(self.head.number.to_be_bytes());
        m.extend(self.head.hash.0);
        m.extend(self.count.to_be_bytes());
        m.extend(self.previous.0);
        m.extend(self.at.micros().to_be_bytes());
        m.extend(self.occasion.as_bytes());
        m
    }
}
