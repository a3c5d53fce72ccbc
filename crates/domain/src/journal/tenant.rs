//! Events of a tenant: its founding and name, who decides, accounts, and what was looked at in its catalogue.

use super::Hash;
use crate::area::AreaCode;
use crate::calendar::{Day, Instant};
use crate::identity::*;
use crate::office::OfficeChain;
use uuid::Uuid;

/// A tenant begins.
#[derive(Debug, Clone, PartialEq)]
pub struct TenantFounded {
    /// The regency's code at founding.
    pub area: AreaCode,
    /// Local name of the service.
    pub brand: String,
    /// `demo`, `training` or `real`.
    pub kind: String,
    /// Zone name.
    pub zone_name: String,
    /// Minutes east of UTC.
    pub zone_offset: i64,
}

/// What the tenant calls its service.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileSet {
    /// Local name of the service.
    pub brand: String,
    /// Raised by every change; 0 at founding.
    pub revision: i64,
}

/// The regency's Kemendagri code and time zone from a day on. The tenant's own four digits and all service numbers stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantMoved {
    /// Kemendagri code of the regency.
    pub area: AreaCode,
    /// Zone name.
    pub zone_name: String,
    /// Minutes east of UTC.
    pub zone_offset: i64,
    /// First day; what was planned for later days is planned no more.
    pub from: Day,
    /// Raised by every change; 0 at founding.
    pub revision: i64,
}

/// Who decides on recommendations of an office, from a day on.
#[derive(Debug, Clone, PartialEq)]
pub struct ChainSet {
    /// Which office.
    pub chain: OfficeChain,
    /// What it rests on: the decree, in words.
    pub reason: String,
}

/// An account's whole new state.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountSet {
    /// Which.
    pub account: AccountId,
    /// Log-in name, lower case: a name of the office's choosing, kept in clear.
    pub login: String,
    /// The officer's name, sealed under the account's key.
    pub name: Sealed,
    /// Whether it may log in.
    pub active: bool,
    /// Raised by every change.
    pub revision: i64,
}

/// A password was set.
#[derive(Debug, Clone, PartialEq)]
pub struct PasswordSet {
    /// Whose.
    pub account: AccountId,
    /// By whom: `self`, `administrator`, or the channel of the program itself (`cli`, `setup`).
    pub by: String,
    /// Whether it must be changed at the next log-in.
    pub one_time: bool,
}

/// A token was made.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenMade {
    /// With whose roles it acts.
    pub account: AccountId,
    /// Names it: the first half of its hash.
    pub token: Uuid,
    /// What its owner calls it, sealed under the account's key.
    pub label: Sealed,
    /// When it ends by itself.
    pub expires_at: Instant,
}

/// A token was ended.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenEnded {
    /// Whose it was.
    pub account: AccountId,
    /// Which: the first half of its hash.
    pub token: Uuid,
}

/// A number that the public may call, with the consent of whose it is.
#[derive(Debug, Clone, PartialEq)]
pub struct ContactSet {
    /// Whose.
    pub account: AccountId,
    /// The number, sealed under the account's key; none when it was taken back.
    pub number: Option<Sealed>,
}

/// A role ends.
#[derive(Debug, Clone, PartialEq)]
pub struct RoleEnded {
    /// Which grant.
    pub grant: GrantId,
    /// Its last day.
    pub to: Day,
}

/// A fact of the catalogue was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct FactConfirmed {
    /// Program code.
    pub program: String,
    /// The fact's key, or `*` for the program itself.
    pub fact: String,
    /// True: shown to the public.
    pub confirmed: bool,
    /// Digest of the text that was confirmed: another text must be confirmed anew.
    pub digest: Hash,
}
