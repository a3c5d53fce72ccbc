//! Rows and bytes in and out: one module per aggregate, one SQL text for both engines. Engine differences live in [`dialect`] only.

pub mod areas;
pub mod blob;
pub mod case;
pub mod catalog;
mod database;
pub mod dialect;
mod embedded;
pub mod erasure;
mod error;
pub mod hand_over;
pub mod import;
pub mod journal;
mod keys;
pub mod known;
pub mod listing;
mod migrate;
pub mod office;
pub mod outbox;
pub mod own;
pub mod registry;
pub mod rotation;
mod row;
mod seal;
pub mod session;
pub mod tables;
pub mod tally;
pub mod upkeep;
pub mod upload;
mod value;
pub mod wire;

pub use database::{Database, FromBoth, Meeting, Rows, Sought, Tx};
pub use embedded::{Embedded, EmbeddedTx, FromEmbedded};
pub use error::StorageError;
pub use keys::{Digests, Key, KeyKind, KeySource, Keys, Secret, Stage};
pub use migrate::{
    create_database, drop_database, migrate_postgres, migrate_postgres_to, migrate_sqlite, migrate_sqlite_to, misfits, schema_version,
    settle_database,
};
pub use seal::{Opener, SubjectKey};
pub use value::Value;
