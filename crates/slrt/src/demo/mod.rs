//! A regency that nobody lives in: Kabupaten Pesisir Barat with synthetic families and a year of service, for showing, trying and learning.
//!
//! Everything is drawn from one seed ([`SEED`]) and counted back from today, so that every machine makes the same regency on the same day. All of it
//! goes through the operations that offices use, in the order of the year, with a clock that is moved by hand: the journal verifies and rebuilds.

mod act;
mod cast;
mod chance;
mod course;
mod desk;
mod families;
mod fill;
mod household;
mod living;
mod name_lists;
mod names;
mod own;
mod plan;
mod play;
mod staff;
mod sumiati;
mod words;

#[cfg(test)]
mod tests;

pub use desk::{PUBLISHED, Published};
pub use families::families;
pub use fill::{Size, fill_sized, may_wipe, reset};
pub use staff::{ADMIN, OFFICERS, Officer, PASSWORD};

use slrt_operations::OperationError;
use slrt_operations::storage::StorageError;

/// The seed of the published demo.
pub const SEED: u64 = 1813;

slrt_domain::coded! {
    /// What such a database is for. It is written at its birth and never changes.
    pub enum Kind {
        /// For showing.
        Demo = "demo",
        /// For practising (*latihan*).
        Training = "training",
    }
}

/// How far the filling is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Founding, offices, accounts.
    Offices,
    /// Families into the registry.
    Families,
    /// The year, by working days.
    Year,
}

/// Is told how far it is: stage, done, of how many.
pub type Progress<'a> = &'a (dyn Fn(Stage, u64, u64) + Sync);

/// Why there is no demo.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// An operation failed.
    #[error(transparent)]
    Operation(#[from] OperationError),
    /// The storage cannot answer.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The embedded catalogue or list of areas lacks something that the demo names.
    #[error("katalog tidak memuat {0} yang disebut contoh (the demo names a {0} that the catalogue does not have)")]
    Catalog(&'static str),
    /// The database is for real work: nothing synthetic may come into it, and nothing of it may be wiped.
    #[error(
        "basis data ini bukan untuk {0}; jenisnya ditetapkan sejak awal (this database is not for {0}: its kind was fixed at its birth)"
    )]
    OtherKind(&'static str),
    /// Wiping a journal is the owner's business, and this log-in is not the owner.
    #[error(
        "akun basis data ini tidak boleh menghapus; jalankan dengan akun pemilik: slrt demo reset --database postgres://slrt_admin@… (only the owner of the tables may wipe)"
    )]
    NotOwner,
}

/// What was made, and how one gets in.
#[derive(Debug, Clone)]
pub struct DemoAccounts {
    /// The tenant.
    pub tenant: slrt_domain::identity::Tenant,
    /// The accounts, the administrator last.
    pub accounts: Vec<Officer>,
    /// Cases whose number and PIN are published.
    pub cases: Vec<PublishedCase>,
    /// Families and persons in the registry.
    pub families: u64,
    /// Persons.
    pub persons: u64,
    /// Cases.
    pub opened: u64,
    /// Steps that the rules refused; 0, unless the rules have changed since the demo was written.
    pub refused: u64,
}

/// A published case with its number as people read it.
#[derive(Debug, Clone)]
pub struct PublishedCase {
    /// Number.
    pub number: slrt_domain::identity::ServiceNumber,
    /// PIN.
    pub pin: &'static str,
    /// What it is about.
    pub about: &'static str,
}

/// The published accounts and cases, for a log-in page that shows them without asking the database.
pub fn published() -> (Vec<Officer>, Vec<PublishedCase>) {
    let tenant = slrt_domain::identity::Tenant::parse("1813").unwrap_or(slrt_domain::identity::Tenant::NATION);
    let number = |p: &Published| PublishedCase {
        number: slrt_domain::identity::ServiceNumber::from_draw(tenant, p.draw),
        pin: p.pin,
        about: p.about,
    };
    (OFFICERS.iter().copied().chain([ADMIN]).collect(), PUBLISHED.iter().map(number).collect())
}
