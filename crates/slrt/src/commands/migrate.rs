//! `slrt migrate`.

use crate::failure::Failure;
use crate::open::Place;
use clap::Args;
use slrt_operations::storage::{Database, migrate_postgres, migrate_sqlite, schema_version};
use std::process::ExitCode;

/// Bring the tables up to date; on PostgreSQL with a log-in that may become slrt_owner.
#[derive(Debug, Args)]
pub struct Migrate {
    #[command(flatten)]
    place: Place,
}

impl Migrate {
    /// Migrates.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        match &self.place.database {
            Some(url) => migrate_postgres(url).await?,
            None => {
                if !self.place.sqlite_file().exists() {
                    return Err(Failure::new(format!("Belum ada basis data di {} (no database here).", self.place.data.display())));
                }
                let db = Database::open_sqlite(&self.place.sqlite_file()).await?;
                migrate_sqlite(&db).await?;
                db.close().await;
            }
        }
        println!("Skema (schema): {}", schema_version());
        Ok(ExitCode::SUCCESS)
    }
}
