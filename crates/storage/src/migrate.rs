//! Migrations: the same file names for both engines.

use crate::dialect;
use crate::error::StorageError;
use crate::tables::ALL;
use crate::{Database, args};
use slrt_domain::identity::Tenant;
use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{Connection as _, PgConnection};
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// The migrations of an engine, oldest first: they are part of the program, so that it brings its own tables.
macro_rules! migrations {
    ($engine:literal: $($version:literal $file:literal $name:literal),+) => {
        LazyLock::new(|| {
            let migration = |version, name: &'static str, sql: &'static str| {
                Migration::new(version, name.into(), MigrationType::Simple, sqlx::SqlStr::from_static(sql), false)
            };
            Migrator::with_migrations(vec![$(migration(
                $version,
                $name,
                include_str!(concat!("../migrations/", $engine, "/", $file)),
            )),+])
        })
    };
}

static SQLITE: LazyLock<Migrator> = migrations!("sqlite": 1 "0001_spine.sql" "spine", 2 "0002_statistics.sql" "statistics", 3 "0003_uploads.sql" "uploads", 4 "0004_own_catalog.sql" "own catalog", 5 "0005_places.sql" "places", 6 "0006_hand_over.sql" "hand over", 7 "0007_fewer_indexes.sql" "fewer indexes", 8 "0008_extension.sql" "extension");
static POSTGRES: LazyLock<Migrator> = migrations!("postgres": 1 "0001_spine.sql" "spine", 2 "0002_statistics.sql" "statistics", 3 "0003_uploads.sql" "uploads", 4 "0004_own_catalog.sql" "own catalog", 5 "0005_places.sql" "places", 6 "0006_hand_over.sql" "hand over", 7 "0007_fewer_indexes.sql" "fewer indexes", 8 "0008_extension.sql" "extension");

fn failed(error: MigrateError) -> StorageError {
    match error {
        MigrateError::Execute(e) => e.into(),
        e => StorageError::Engine(e.to_string()),
    }
}

/// Number of the newest migration of this program.
pub fn schema_version() -> i64 {
    SQLITE.iter().map(|m| m.version).max().unwrap_or_default()
}

/// Brings an embedded database up to date.
///
/// # Errors
/// When a migration fails or the database is newer than the program.
pub async fn migrate_sqlite(db: &Database) -> Result<(), StorageError> {
    migrate_sqlite_to(db, schema_version()).await
}

/// Brings an embedded database to a version: for putting back a backup of an older program.
///
/// # Errors
/// When a migration fails or the database is newer than the program.
pub async fn migrate_sqlite_to(db: &Database, version: i64) -> Result<(), StorageError> {
    if let Database::Sqlite(file) = db {
        file.with_writer(move |conn| {
            run_embedded(conn, version)?;
            Ok(conn.execute_batch(dialect::PLANNING_SQLITE)?)
        })
        .await?;
    }
    Ok(())
}

/// The migrator's own work on the embedded engine, which it does not know: each migration once, in order, in a transaction of its own.
fn run_embedded(conn: &mut rusqlite::Connection, version: i64) -> Result<(), StorageError> {
    conn.execute_batch(dialect::MIGRATIONS_SQLITE)?;
    let done: Vec<(i64, Vec<u8>)> = {
        let mut found = conn.prepare("SELECT version, checksum FROM _sqlx_migrations ORDER BY version")?;
        found.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?
    };
    if let Some((newer, _)) = done.iter().find(|(v, _)| SQLITE.iter().all(|m| m.version != *v)) {
        return Err(failed(MigrateError::VersionMissing(*newer)));
    }
    for m in SQLITE.iter().filter(|m| m.version <= version) {
        match done.iter().find(|(v, _)| *v == m.version) {
            Some((_, checksum)) if *checksum != *m.checksum => return Err(failed(MigrateError::VersionMismatch(m.version))),
            Some(_) => {}
            None => {
                let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
                tx.execute_batch(m.sql.as_str())?;
                tx.execute(dialect::MIGRATED_SQLITE, rusqlite::params![m.version, m.description.as_ref(), m.checksum.as_ref()])?;
                tx.commit()?;
            }
        }
    }
    Ok(())
}

/// Brings PostgreSQL up to date: makes the roles where the log-in may, and the tables as `slrt_owner`.
///
/// # Errors
/// When the log-in may neither make the roles nor become `slrt_owner`, or a migration fails.
pub async fn migrate_postgres(url: &str) -> Result<(), StorageError> {
    migrate_postgres_to(url, schema_version()).await
}

/// Brings PostgreSQL to a version.
///
/// # Errors
/// As [`migrate_postgres`].
pub async fn migrate_postgres_to(url: &str, version: i64) -> Result<(), StorageError> {
    let mut conn = PgConnection::connect(url).await?;
    if let Err(error) = sqlx::raw_sql(dialect::ROLES).execute(&mut conn).await {
        // An operator may have made the roles with other rights than ours: then becoming the owner works without this.
        tracing::debug!(%error, "roles were not made here");
    }
    sqlx::raw_sql(dialect::BE_OWNER).execute(&mut conn).await?;
    POSTGRES.run_to(version, &mut conn).await.map_err(failed)?;
    conn.close().await?;
    Ok(())
}

/// Tables that are missing or have other columns than this program expects; empty when the schema fits.
///
/// # Errors
/// When the database is away.
pub async fn misfits(db: &Database) -> Result<Vec<&'static str>, StorageError> {
    let mut tx = db.read(Tenant::NATION).await?;
    let sql = dialect::list_columns(tx.engine());
    let mut found = Vec::new();
    for table in ALL {
        let rows: Vec<(String,)> = tx.all(sql, &args![table.name]).await?;
        let there: BTreeSet<&str> = rows.iter().map(|r| r.0.as_str()).collect();
        if there != table.columns.iter().map(|c| c.name).collect() {
            found.push(table.name);
        }
    }
    tx.rollback().await?;
    Ok(found)
}
