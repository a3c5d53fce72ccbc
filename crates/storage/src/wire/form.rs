//! From domain values to serde forms and back, field by field.

use crate::error::StorageError;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::Serialize;
use serde::de::DeserializeOwned;
use slrt_domain::Coded;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::identity::*;
use slrt_domain::journal::Hash;

/// A domain value with a serde form.
pub(crate) trait Wire: Sized {
    type Form: Serialize + DeserializeOwned;
    fn form(&self) -> Self::Form;
    fn unform(form: Self::Form) -> Result<Self, StorageError>;
}

fn bad(what: &str) -> StorageError {
    StorageError::corrupt(format!("journal payload: {what}"))
}

macro_rules! plain {
    ($($ty:ty),+) => {$(
        impl Wire for $ty {
            type Form = $ty;
            fn form(&self) -> $ty { self.clone() }
            fn unform(form: $ty) -> Result<Self, StorageError> { Ok(form) }
        }
    )+};
}
plain!(String, i64, u32, bool);

macro_rules! text {
    ($($ty:ty: $v:ident => $to:expr, $s:ident => $from:expr;)+) => {$(
        impl Wire for $ty {
            type Form = String;
            fn form(&self) -> String { let $v = self; $to }
            fn unform(form: String) -> Result<Self, StorageError> { let $s = form.as_str(); $from.ok_or_else(|| bad(stringify!($ty))) }
        }
    )+};
}

text! {
    Day: v => v.iso(), s => Day::parse(s);
    AreaCode: v => v.as_str().to_owned(), s => AreaCode::parse(s);
    Hash: v => v.hex(), s => Hash::parse(s);
    Sealed: v => STANDARD_NO_PAD.encode(&v.0), s => STANDARD_NO_PAD.decode(s).ok().map(Sealed);
    Vec<u8>: v => STANDARD_NO_PAD.encode(v), s => STANDARD_NO_PAD.decode(s).ok();
    Tenant: v => v.to_string(), s => Tenant::parse(s);
    ServiceNumber: v => v.to_string(), s => ServiceNumber::parse(s);
    slrt_domain::journal::BridgePair: v => v.line(), s => slrt_domain::journal::BridgePair::parse(s);
    uuid::Uuid: v => v.simple().to_string(), s => uuid::Uuid::try_parse(s).ok();
}

macro_rules! ids {
    ($($ty:ident),+) => {$(
        impl Wire for $ty {
            type Form = String;
            fn form(&self) -> String { self.0.simple().to_string() }
            fn unform(form: String) -> Result<Self, StorageError> { $ty::parse(&form).ok_or_else(|| bad(stringify!($ty))) }
        }
    )+};
}
ids!(
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

macro_rules! coded_forms {
    ($($ty:ty),+ $(,)?) => {$(
        impl Wire for $ty {
            type Form = String;
            fn form(&self) -> String { self.code().to_owned() }
            fn unform(form: String) -> Result<Self, StorageError> { <$ty>::from_code(&form).ok_or_else(|| bad(stringify!($ty))) }
        }
    )+};
}
coded_forms!(
    slrt_domain::access::Role,
    slrt_domain::access::Acting,
    slrt_domain::access::Visibility,
    slrt_domain::case::ConcernState,
    slrt_domain::case::Outcome,
    slrt_domain::case::TurnRole,
    slrt_domain::case::StepKind,
    slrt_domain::case::Channel,
    slrt_domain::case::DocumentForm,
    slrt_domain::office::OfficeKind,
    slrt_domain::program::FactKind,
    slrt_domain::program::LimitUnit,
    slrt_domain::program::OwnSort,
    slrt_domain::program::ProviderLevel,
);

impl Wire for Instant {
    type Form = i64;
    fn form(&self) -> i64 {
        self.micros()
    }
    fn unform(form: i64) -> Result<Self, StorageError> {
        Ok(Instant::from_micros(form))
    }
}

impl<T: Wire> Wire for Option<T> {
    type Form = Option<T::Form>;
    fn form(&self) -> Self::Form {
        self.as_ref().map(Wire::form)
    }
    fn unform(form: Self::Form) -> Result<Self, StorageError> {
        form.map(T::unform).transpose()
    }
}

impl<T: Wire> Wire for Vec<T> {
    type Form = Vec<T::Form>;
    fn form(&self) -> Self::Form {
        self.iter().map(Wire::form).collect()
    }
    fn unform(form: Self::Form) -> Result<Self, StorageError> {
        form.into_iter().map(T::unform).collect()
    }
}

/// Declares the form of a struct: fields that are always there, fields that may be missing, lists that may be empty.
macro_rules! wire {
    ($form:ident for $ty:ty { $($req:ident: $rty:ty),* $(,)? } $(maybe { $($opt:ident: $oty:ty),* $(,)? })? $(lists { $($list:ident: $lty:ty),* $(,)? })? $(fixed { $($fix:ident: $fval:expr),* $(,)? })?) => {
        #[derive(serde::Serialize, serde::Deserialize)]
        pub(crate) struct $form {
            $($req: <$rty as $crate::wire::Wire>::Form,)*
            $($(#[serde(default, skip_serializing_if = "Option::is_none")] $opt: Option<<$oty as $crate::wire::Wire>::Form>,)*)?
            $($(#[serde(default, skip_serializing_if = "Vec::is_empty")] $list: Vec<<$lty as $crate::wire::Wire>::Form>,)*)?
        }
        impl $crate::wire::Wire for $ty {
            type Form = $form;
            fn form(&self) -> $form {
                $form {
                    $($req: $crate::wire::Wire::form(&self.$req),)*
                    $($($opt: $crate::wire::Wire::form(&self.$opt),)*)?
                    $($($list: $crate::wire::Wire::form(&self.$list),)*)?
                }
            }
            fn unform(form: $form) -> Result<Self, $crate::StorageError> {
                Ok(Self {
                    $($req: $crate::wire::Wire::unform(form.$req)?,)*
                    $($($opt: $crate::wire::Wire::unform(form.$opt)?,)*)?
                    $($($list: $crate::wire::Wire::unform(form.$list)?,)*)?
                    $($($fix: $fval,)*)?
                })
            }
        }
    };
}
pub(crate) use wire;
