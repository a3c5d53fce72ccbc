//! Rows and bytes in and out: one module per aggregate, one SQL text for both engines. Engine differences live in [`dialect`] only.

pub mod areas;
pub mod catalog;
mod database;
pub mod dialect;
mod error;
mod keys;
mod migrate;
mod row;
mod seal;
pub mod case;
pub mod import;
pub mod journal;
pub mod office;
pub mod outbox;
pub mod registry;
pub mod session;
pub mod tally;
pub mod tables;
mod value;
pub mod wire;

pub use database::{Database, FromBoth, Tx};
pub use error::StorageError;
pub use keys::{Key, Keys, Secret};
pub use migrate::{migrate_postgres, migrate_sqlite};
pub use seal::{Opener, SubjectKey};
pub use value::Value;
