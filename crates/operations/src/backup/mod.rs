//! Backups: a dump of every table that knows no engine, the sealed files and the key file, in one encrypted file.
//!
//! The file is `age( zstd( tar ) )`, encrypted for the public half of the recovery code; the code itself is kept nowhere. Each tenant is read in one
//! transaction, so that its journal and its tables belong together, while others go on writing. What one engine wrote either engine takes back.

mod archive;
mod envelope;
mod make;
mod recovery;
mod restore;
mod rows;

pub use envelope::{lock, open, seal, unlock};
pub use make::{Made, make};
pub use recovery::RecoveryCode;
pub use restore::{Restored, Target, restore};

use serde::{Deserialize, Serialize};
use slrt_domain::identity::Tenant;
use slrt_domain::journal::Head;
use slrt_storage::StorageError;
use std::collections::BTreeMap;

/// Name of the embedded database in a data folder.
pub const DATABASE_FILE: &str = "slrt.sqlite";
/// Name of the key file in a data folder.
pub const KEY_FILE: &str = "keys.toml";
/// Name of the folder of sealed files in a data folder.
pub const FILES_FOLDER: &str = "files";

/// Version of the dump's form that this program writes and reads.
const FORMAT: u32 = 1;
const HEADER: &str = "slrt-backup.json";
const END: &str = "end.json";

/// Why a backup was not made or not put back. Nothing is left half-done.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The key file names nobody who could open a backup.
    #[error("the key file has no recipient: make a recovery code first (slrt key recovery)")]
    NoRecipient,
    /// The recovery code is mistyped.
    #[error("this is no recovery code: it has 26 letters and digits, and one of them is wrong")]
    MistypedCode,
    /// The recovery code belongs to another installation.
    #[error("the recovery code does not fit this file")]
    WrongCode,
    /// The file is cut off, changed or something else altogether.
    #[error("the file is damaged or cut off ({0}); nothing was restored")]
    Damaged(String),
    /// A newer program wrote it.
    #[error("the backup was written by a newer program (format {format}, schema {schema}); use that version to restore it")]
    Newer {
        /// The dump's form.
        format: u32,
        /// The schema's number.
        schema: i64,
    },
    /// The place to restore to holds something already.
    #[error("{0} is not empty; a backup is only restored into an empty place")]
    NotEmpty(String),
    /// The disk.
    #[error("file: {0}")]
    Io(#[from] std::io::Error),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// What stands at the beginning of a backup.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Header {
    /// The dump's form.
    pub format: u32,
    /// Number of the newest migration.
    pub schema: i64,
    /// Version of the program.
    pub program: String,
    /// `sqlite` or `postgres`.
    pub engine: String,
    /// When it was made, microseconds since 1970.
    pub made_at: i64,
    /// `demo`, `training`, `real`; empty for a database that was not born.
    pub kind: String,
    /// The tenants in it.
    pub tenants: Vec<String>,
}

/// What stands at the end of a backup: without it the file is not whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct End {
    /// Heads of the journals, as [`Head::text`] writes them, each of the same moment as its tenant's tables.
    heads: Vec<String>,
    /// Rows by tenant and table.
    rows: BTreeMap<String, u64>,
    /// Sealed files.
    files: u64,
}

impl End {
    fn heads(&self) -> Option<Vec<Head>> {
        self.heads.iter().map(|h| Head::parse(h)).collect()
    }

    fn count(&mut self, tenant: Option<Tenant>, table: &str, n: u64) {
        let whose = tenant.map_or_else(|| "installation".to_owned(), |t| t.to_string());
        *self.rows.entry(format!("{whose}/{table}")).or_default() += n;
    }
}
