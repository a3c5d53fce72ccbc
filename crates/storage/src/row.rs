//! Reading stored columns back into domain values.

use crate::error::StorageError;
use slrt_domain::Coded;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::identity::Sealed;

fn bad(what: &str) -> StorageError {
    StorageError::corrupt(format!("column {what}"))
}

/// A stored id.
pub(crate) fn uuid(bytes: &[u8]) -> Result<uuid::Uuid, StorageError> {
    uuid::Uuid::from_slice(bytes).map_err(|_| bad("id"))
}

macro_rules! ids {
    ($($fn:ident => $ty:ident),+ $(,)?) => {$(
        #[doc = concat!("A stored ", stringify!($ty), ".")]
        pub(crate) fn $fn(bytes: &[u8]) -> Result<slrt_domain::identity::$ty, StorageError> {
            uuid(bytes).map(slrt_domain::identity::$ty)
        }
    )+};
}
ids!(account => AccountId, grant => GrantId, office => OfficeId, institution => InstitutionId, family => FamilyId, person => PersonId,
     case => CaseId, concern => ConcernId, referral => ReferralId, operation => OperationId, hand_over => HandOverId);

/// An optional value through a reader.
pub(crate) fn maybe<A: ?Sized, B: AsRef<A>, T>(
    value: Option<&B>,
    read: impl Fn(&A) -> Result<T, StorageError>,
) -> Result<Option<T>, StorageError> {
    value.map(|v| read(v.as_ref())).transpose()
}

/// A stored day.
pub(crate) fn day(text: &str) -> Result<Day, StorageError> {
    Day::parse(text).ok_or_else(|| bad("day"))
}

/// A stored area code.
pub(crate) fn area(text: &str) -> Result<AreaCode, StorageError> {
    AreaCode::parse(text).ok_or_else(|| bad("area"))
}

/// A stored code.
pub(crate) fn code<T: Coded>(text: &str) -> Result<T, StorageError> {
    T::from_code(text).ok_or_else(|| bad(std::any::type_name::<T>()))
}

/// A stored sealed value.
pub(crate) fn sealed(bytes: Vec<u8>) -> Sealed {
    Sealed(bytes)
}

/// A list kept as words with spaces between.
pub(crate) fn list(text: &str) -> Vec<String> {
    text.split_ascii_whitespace().map(str::to_owned).collect()
}

/// Reads a struct from a row of either engine by the names of its fields.
macro_rules! from_row {
    ($name:ident { $($field:ident),+ $(,)? }) => {
        impl $crate::embedded::FromEmbedded for $name {
            fn from_embedded(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
                Ok(Self { $($field: row.get(stringify!($field))?),+ })
            }
        }

        impl<'r> sqlx::FromRow<'r, sqlx::postgres::PgRow> for $name {
            fn from_row(row: &'r sqlx::postgres::PgRow) -> sqlx::Result<Self> {
                use sqlx::Row as _;
                Ok(Self { $($field: row.try_get(stringify!($field))?),+ })
            }
        }
    };
}
pub(crate) use from_row;
