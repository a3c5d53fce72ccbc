//! Throw-away databases on both engines.

use slrt_domain::calendar::Instant;
use slrt_operations::{Clock, House};
use slrt_storage::areas::Areas;
use slrt_storage::{Database, Keys, catalog, migrate_postgres, migrate_sqlite};
use sqlx::Connection as _;
use std::sync::Arc;
use tempfile::TempDir;

/// Which engine a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Embedded.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

/// A folder and a database that vanish with the test.
#[derive(Debug)]
pub struct Store {
    /// Which engine.
    pub engine: Engine,
    /// The data folder.
    pub folder: TempDir,
    /// The PostgreSQL database's address, if it is one.
    pub url: Option<String>,
    /// The keys.
    pub keys: Keys,
    /// The clock, which the test moves.
    pub clock: Clock,
}

impl Store {
    /// A new, migrated, empty database.
    pub async fn new(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(new_postgres().await),
        };
        let mut random = [0u8; 128];
        random.iter_mut().enumerate().for_each(|(i, b)| *b = u8::try_from(i).unwrap().wrapping_mul(37));
        // Monday 23 November 2026, 09.00 WIB.
        let clock = Clock::manual(Instant::parse_rfc3339("2026-11-23T02:00:00Z").unwrap());
        let store = Self { engine, folder, url, keys: Keys::from_random(&random, None), clock };
        match &store.url {
            None => migrate_sqlite(&store.database().await).await.unwrap(),
            Some(url) => migrate_postgres(url).await.unwrap(),
        }
        store
    }

    /// A connection of its own to the same database, as another server process would have.
    pub async fn database(&self) -> Database {
        match &self.url {
            None => Database::open_sqlite(&self.folder.path().join("slrt.sqlite")).await.unwrap(),
            Some(url) => Database::open_postgres(url).await.unwrap(),
        }
    }

    /// Runs statements as the database's owner; on the embedded engine there is none, and nothing is run.
    pub async fn as_owner(&self, sql: &'static str) {
        if let Some(url) = &self.url {
            let mut conn = sqlx::PgConnection::connect(url).await.unwrap();
            sqlx::raw_sql(sql).execute(&mut conn).await.unwrap();
            conn.close().await.unwrap();
        }
    }

    /// Every folder in which the data lies: the data folder, and that of the database's own table files. None where those lie on another machine, or
    /// where the server does not say or show them: what rests on them cannot be looked at then, and says so.
    pub async fn data_folders(&self) -> Option<Vec<std::path::PathBuf>> {
        let mut folders = vec![self.folder.path().to_owned()];
        if let Some(url) = &self.url {
            let mut conn = sqlx::PgConnection::connect(url).await.unwrap();
            let sql = "SELECT oid::bigint FROM pg_database WHERE datname = current_database()";
            let (oid,): (i64,) = sqlx::query_as(sql).fetch_one(&mut conn).await.unwrap();
            let cluster: Result<(String,), _> = sqlx::query_as("SHOW data_directory").fetch_one(&mut conn).await;
            conn.close().await.unwrap();
            let tables = cluster.map(|(path,)| std::path::Path::new(&path).join("base").join(oid.to_string()));
            match tables {
                Ok(folder) if std::fs::read_dir(&folder).is_ok() => folders.push(folder),
                _ => return None,
            }
        }
        Some(folders)
    }

    /// A house of its own over the same database.
    pub async fn house(&self) -> House {
        let files = self.folder.path().join("files");
        let areas = Arc::new(Areas::load().unwrap());
        House::new(self.database().await, self.keys.clone(), catalog::load().unwrap(), areas, self.clock.clone(), files)
    }
}

async fn new_postgres() -> String {
    let base = std::env::var("SLRT_TEST_DATABASE_URL")
        .expect("SLRT_TEST_DATABASE_URL is not set: run the tests by `make test`, or `tools/with-postgres.sh cargo nextest run`");
    let id: u128 = u128::from_be_bytes(slrt_operations::random());
    let name = format!("slrt_{id:032x}");
    slrt_storage::create_database(&base, &name).await.unwrap()
}
