//! Typed identifiers: UUIDv7 made by whoever creates the thing, so that a device without network can name it.

use crate::area::Level;
use uuid::Uuid;

macro_rules! id_type {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);
        impl $name {
            /// The sixteen bytes under which tables keep it.
            pub fn bytes(self) -> [u8; 16] { *self.0.as_bytes() }
            /// From sixteen stored bytes.
            pub fn from_slice(bytes: &[u8]) -> Option<Self> { Uuid::from_slice(bytes).ok().map(Self) }
            /// From its text form, with or without hyphens.
            pub fn parse(text: &str) -> Option<Self> { Uuid::try_parse(text).ok().map(Self) }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { self.0.fmt(f) }
        }
    )+};
}

id_type!(
    /// One operation, named by the client so that a resend is recognised.
    OperationId,
    /// An account of somebody who logs in.
    AccountId,
    /// A role held by an account in an area, office or institution.
    GrantId,
    /// An office that takes cases.
    OfficeId,
    /// An institution that runs programs and receives referrals.
    InstitutionId,
    /// A family (one No. KK).
    FamilyId,
    /// A member of a family, or somebody served without one.
    PersonId,
    /// A dwelling, which holds one or more families.
    DwellingId,
    /// One visit of one person.
    CaseId,
    /// One need or complaint within a case.
    ConcernId,
    /// A concern handed to an institution.
    ReferralId,
    /// A document shown, copied or photographed.
    DocumentId,
    /// One import of a registry file.
    ImportId,
    /// An observation of a national system by a named officer.
    ObservationId,
    /// A case on its way to another tenant; the same on both sides.
    HandOverId,
);

/// Makes an identifier of version 7 from an instant and ten random bytes; both are arguments, so that rules stay pure.
pub fn uuid_v7(at: crate::calendar::Instant, random: [u8; 10]) -> Uuid {
    let millis = u64::try_from(at.micros() / 1000).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}

/// A regency's four digits at founding, `PP00` a province, `0000` the nation. Permanent, while the Kemendagri code beside it may change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tenant(u16);

impl Tenant {
    /// The nation.
    pub const NATION: Tenant = Tenant(0);

    /// From its number, 0 to 9999.
    pub fn from_number(number: i64) -> Option<Self> {
        u16::try_from(number).ok().filter(|n| *n < 10_000).map(Self)
    }

    /// From four digits.
    pub fn parse(text: &str) -> Option<Self> {
        (text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok().map(Self)).flatten()
    }

    /// As kept in tables.
    pub fn number(self) -> i64 {
        i64::from(self.0)
    }

    /// How wide its area is; the nation has no code of its own.
    pub fn level(self) -> Option<Level> {
        match self.0 {
            0 => None,
            n if n % 100 == 0 => Some(Level::Province),
            _ => Some(Level::Regency),
        }
    }

    /// The province's tenant above a regency; the nation's above a province; none above the nation.
    pub fn above(self) -> Option<Tenant> {
        match self.0 {
            0 => None,
            n if n % 100 == 0 => Some(Self::NATION),
            n => Some(Tenant(n / 100 * 100)),
        }
    }
}

impl std::fmt::Display for Tenant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}", self.0)
    }
}
