//! Values on their way into statements, the same for both engines.

use crate::tables::Type;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::identity::{Sealed, Tenant};
use slrt_domain::journal::Hash;

/// One bound value. NULLs carry their type, since PostgreSQL wants to know it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Integer, instant, money, tenant.
    Int(Option<i64>),
    /// Text, day, code.
    Text(Option<String>),
    /// Bytes, id, sealed value.
    Blob(Option<Vec<u8>>),
    /// Boolean.
    Bool(Option<bool>),
}

impl Value {
    /// The type of the column that takes it.
    pub const fn ty(&self) -> Type {
        match self {
            Self::Int(_) => Type::Int,
            Self::Text(_) => Type::Text,
            Self::Blob(_) => Type::Blob,
            Self::Bool(_) => Type::Bool,
        }
    }
}

/// A vector of [`Value`]s.
#[macro_export]
macro_rules! args {
    ($($v:expr),* $(,)?) => { Vec::<$crate::Value>::from([$($crate::Value::from($v)),*]) };
}

macro_rules! from {
    ($($ty:ty => $variant:ident, $x:ident => $e:expr;)+) => {$(
        impl From<$ty> for Value { fn from($x: $ty) -> Self { Value::$variant(Some($e)) } }
        impl From<Option<$ty>> for Value { fn from(v: Option<$ty>) -> Self { Value::$variant(v.map(|$x| $e)) } }
    )+};
}

from! {
    i64 => Int, x => x;
    Tenant => Int, x => x.number();
    Instant => Int, x => x.micros();
    String => Text, x => x;
    &str => Text, x => x.to_owned();
    &String => Text, x => x.clone();
    Day => Text, x => x.iso();
    AreaCode => Text, x => x.as_str().to_owned();
    Vec<u8> => Blob, x => x;
    &Vec<u8> => Blob, x => x.clone();
    &[u8] => Blob, x => x.to_vec();
    [u8; 16] => Blob, x => x.to_vec();
    Hash => Blob, x => x.0.to_vec();
    Sealed => Blob, x => x.0;
    &Sealed => Blob, x => x.0.clone();
    uuid::Uuid => Blob, x => x.as_bytes().to_vec();
    bool => Bool, x => x;
}

macro_rules! from_id {
    ($($ty:ident),+ $(,)?) => {$(
        impl From<slrt_domain::identity::$ty> for Value {
            fn from(id: slrt_domain::identity::$ty) -> Self { Value::Blob(Some(id.bytes().to_vec())) }
        }
        impl From<Option<slrt_domain::identity::$ty>> for Value {
            fn from(id: Option<slrt_domain::identity::$ty>) -> Self { Value::Blob(id.map(|i| i.bytes().to_vec())) }
        }
    )+};
}

from_id!(
    OperationId,
    AccountId,
    GrantId,
    OfficeId,
    InstitutionId,
    FamilyId,
    PersonId,
    DwellingId,
    CaseId,
    ConcernId,
    ReferralId,
    DocumentId,
    ImportId,
    ObservationId,
    HandOverId
);
