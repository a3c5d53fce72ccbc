//! Rows and bytes in and out: one module per aggregate, one SQL text for both engines. Engine differences live in [`dialect`] only.

pub mod areas;
pub mod catalog;
mod database;
pub mod dialect;
pub mod erasure;
mod error;
mod keys;
mod migrate;
mod row;
mod seal;
pub mod case;
pub mod import;
pub mod journal;
pub mod listing;
pub mod known;
pub mod office;
pub mod outbox;
pub mod registry;
pub mod rotation;
pub mod session;
pub mod tally;
pub mod tables;
pub mod upkeep;
mod value;
pub mod wire;

pub use database::{Database, FromBoth, Tx};
pub use error::StorageError;
pub use keys::{Key, KeySource, Keys, Secret};
pub use migrate::{create_database, drop_database, migrate_postgres, migrate_postgres_to, migrate_sqlite, migrate_sqlite_to, misfits, schema_version};
pub use seal::{Opener, SubjectKey};
pub use value::Value;
