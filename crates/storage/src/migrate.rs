//! Migrations: the same file names for both engines.

use crate::dialect;
use crate::error::StorageError;
use crate::Database;
use sqlx::migrate::{MigrateError, Migrator};
use sqlx::{Connection as _, PgConnection};

static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

fn failed(error: MigrateError) -> StorageError {
    match error {
        MigrateError::Execute(e) => e.into(),
        e => StorageError::Engine(e.to_string()),
    }
}

/// Brings an embedded database up to date.
///
/// # Errors
/// When a migration fails or the database is newer than the program.
pub async fn migrate_sqlite(db: &Database) -> Result<(), StorageError> {
    if let Database::Sqlite { writer, .. } = db {
        SQLITE.run(writer).await.map_err(failed)?;
    }
    Ok(())
}

/// Brings PostgreSQL up to date: makes the roles where the log-in may, and the tables as `slrt_owner`.
///
/// # Errors
/// When the log-in may neither make the roles nor become `slrt_owner`, or a migration fails.
pub async fn migrate_postgres(url: &str) -> Result<(), StorageError> {
    let mut conn = PgConnection::connect(url).await?;
    if let Err(error) = sqlx::raw_sql(dialect::ROLES).execute(&mut conn).await {
        // An operator may have made the roles with other rights than ours: then becoming the owner works without this.
        tracing::debug!(%error, "roles were not made here");
    }
    sqlx::raw_sql(dialect::BE_OWNER).execute(&mut conn).await?;
    POSTGRES.run(&mut conn).await.map_err(failed)?;
    conn.close().await?;
    Ok(())
}
