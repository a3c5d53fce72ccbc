//! Every difference between the engines. Nothing else in the workspace may name one of them in SQL.

use crate::error::StorageError;
use crate::tables::{Table, Type};
use slrt_domain::identity::Tenant;

/// Which engine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Embedded.
    Sqlite,
    /// PostgreSQL 15 or later.
    Postgres,
}

/// Inserts rows into columns of a table, ending in what to do when one is there already. SQLite takes one row at a time, PostgreSQL all of them as one
/// array for each column: so one text serves every number of rows.
pub fn insert<'c>(engine: Engine, table: &str, columns: impl Iterator<Item = (&'c str, Type)>, conflict: &str) -> String {
    insert_after(engine, 0, table, columns, conflict)
}

/// The same where so many arguments belong to others.
fn insert_after<'c>(engine: Engine, before: usize, table: &str, columns: impl Iterator<Item = (&'c str, Type)>, conflict: &str) -> String {
    let (names, types): (Vec<&str>, Vec<Type>) = columns.unzip();
    let values = match engine {
        Engine::Sqlite => format!("VALUES ({})", vec!["?"; names.len()].join(", ")),
        Engine::Postgres => {
            let arrays: Vec<String> =
                types.iter().enumerate().map(|(i, t)| format!("${}::{}[]", before + i + 1, type_postgres(*t))).collect();
            format!("SELECT * FROM UNNEST({})", arrays.join(", "))
        }
    };
    format!("INSERT INTO {table} ({}) {values}{conflict}", names.join(", "))
}

/// Inserts into several tables with one statement of PostgreSQL, each with what to do when a row is there already; arguments follow each other.
pub fn insert_together<'t>(inserts: impl Iterator<Item = (&'t Table, String)>) -> String {
    let mut arguments = 0;
    let mut all: Vec<String> = Vec::new();
    for (table, conflict) in inserts {
        all.push(insert_after(Engine::Postgres, arguments, table.name, table.columns.iter().map(|c| (c.name, c.ty)), &conflict));
        arguments += table.columns.len();
    }
    let last = all.pop().unwrap_or_default();
    if all.is_empty() {
        return last;
    }
    let before: Vec<String> = all.iter().enumerate().map(|(i, insert)| format!("w{i} AS ({insert})")).collect();
    format!("WITH {} {last}", before.join(", "))
}

/// An expression of a type: PostgreSQL wants to know that also of NULL.
pub fn typed(engine: Engine, expression: &str, ty: Type) -> String {
    match engine {
        Engine::Sqlite => expression.to_owned(),
        Engine::Postgres => format!("{expression}::{}", type_postgres(ty)),
    }
}

const fn type_postgres(ty: Type) -> &'static str {
    match ty {
        Type::Int => "bigint",
        Type::Text => "text",
        Type::Blob => "bytea",
        Type::Bool => "boolean",
    }
}

/// How PostgreSQL plans for the program, whose questions all go by an index: also where a table was new and empty when a statement was planned, which then
/// stays prepared. Which index it takes is left to the server; a plan made anew for each question would take longer than the answer, and so would compiling it.
pub const PLANNING_POSTGRES: &str = "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan; SET jit = off";

/// Makes PostgreSQL's statistics of tables anew that have doubled since: migration 2 says why.
pub const REFRESH_POSTGRES: &str = "SELECT slrt_refresh_statistics()";

/// What PostgreSQL does of its own in the hours after much was written.
pub const SETTLE_POSTGRES: &str = "VACUUM (ANALYZE)";

/// Begins a transaction that reads one tenant.
pub fn begin_read(tenant: Tenant) -> String {
    format!("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT set_config('slrt.tenant', '{}', true)", tenant.number())
}

/// Begins a transaction that writes to one tenant.
pub fn begin_write(tenant: Tenant) -> String {
    format!("BEGIN ISOLATION LEVEL READ COMMITTED; SELECT set_config('slrt.tenant', '{}', true)", tenant.number())
}

/// How a connection to SQLite is set up; `pages` of 1 KiB stay in memory. Nothing that was deleted stays readable in the file.
pub fn open_sqlite(pages: u32) -> String {
    format!(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY;
         PRAGMA journal_size_limit = 67108864; PRAGMA foreign_keys = OFF; PRAGMA cache_size = -{pages}"
    )
}

/// What is said when another connection holds SQLite's lock.
pub const LOCKED_SQLITE: &str = "the database is locked";

/// SQLite takes the write lock at once, so that nobody fails half-way.
pub const BEGIN_WRITE_SQLITE: &str = "BEGIN IMMEDIATE";

/// SQLite takes its picture of the database with the first read.
pub const BEGIN_READ_SQLITE: &str = "BEGIN DEFERRED";

/// What follows a SELECT that locks its row: SQLite holds the whole database already.
pub const fn lock_suffix(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "",
        Engine::Postgres => " FOR UPDATE",
    }
}

/// Takes space back and leaves nothing of what was deleted: writes all tables anew, then empties the write-ahead log (answers busy, pages, written).
pub const CLEAN_UP_SQLITE: [&str; 2] = ["VACUUM", "PRAGMA wal_checkpoint(TRUNCATE)"];
/// Carries into the tables what stands in the write-ahead log, as far as nobody is in the way.
pub const CARRY_SQLITE: &str = "PRAGMA wal_checkpoint(PASSIVE)";
/// Where the database's file is.
pub const FILE_SQLITE: &str = "SELECT file FROM pragma_database_list WHERE name = 'main'";
/// The copy that VACUUM makes is as large as the database: it goes to a file beside it, not to memory. SQLite removes the file's name at once.
pub fn temporary_files_sqlite(folder: &str) -> String {
    format!("PRAGMA temp_store_directory = '{}'; PRAGMA temp_store = FILE", folder.replace('\'', "''"))
}
/// As it was.
pub const TEMPORARY_MEMORY_SQLITE: &str = "PRAGMA temp_store = MEMORY; PRAGMA temp_store_directory = ''";
/// The same. Statistics quote values, so they are made anew first; the checkpoint removes the old files.
pub const CLEAN_UP_POSTGRES: [&str; 3] = ["ANALYZE", "VACUUM (FULL)", "CHECKPOINT"];

/// Names of a table's columns, from the engine's own catalogue.
pub const fn list_columns(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "SELECT name FROM pragma_table_info($1) ORDER BY cid",
        Engine::Postgres => {
            "SELECT column_name::text FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
        }
    }
}

/// Tells SQLite's planner what indexes are like: a tenant has a million rows, two columns find ten, a whole unique key finds one. Without that it takes
/// ten rows for a tenant, and reads all of a tenant to spare itself a sort. Nothing of the data goes in, so plans are the same everywhere.
pub const PLANNING_SQLITE: &str = "BEGIN IMMEDIATE;
ANALYZE installation;
DELETE FROM sqlite_stat1;
INSERT INTO sqlite_stat1 (tbl, idx, stat)
SELECT t.name, l.name, '1000000' || (
    SELECT group_concat(CASE WHEN c.seqno = 0 THEN ' 1000000' WHEN l.\"unique\" AND c.seqno = (SELECT MAX(seqno) FROM pragma_index_info(l.name)) THEN ' 1' ELSE ' 10' END, '')
    FROM pragma_index_info(l.name) c)
FROM sqlite_schema t, pragma_index_list(t.name) l
WHERE t.type = 'table' AND t.name <> '_sqlx_migrations' AND substr(t.name, 1, 7) <> 'sqlite_';
COMMIT;
ANALYZE sqlite_schema";

/// Where SQLite keeps which migrations were made.
pub const MIGRATIONS_SQLITE: &str =
    "CREATE TABLE IF NOT EXISTS _sqlx_migrations (version INTEGER NOT NULL PRIMARY KEY, description TEXT NOT NULL, checksum BLOB NOT NULL)";
/// Keeps that one was made: version, description, checksum.
pub const MIGRATED_SQLITE: &str = "INSERT INTO _sqlx_migrations (version, description, checksum) VALUES (?1, ?2, ?3)";

/// The engine's name, as backups and people say it.
pub const fn name(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "sqlite",
        Engine::Postgres => "postgres",
    }
}

/// Names of all tables.
pub const fn list_tables(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => {
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> '_sqlx_migrations' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name"
        }
        Engine::Postgres => {
            "SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema() AND table_name <> '_sqlx_migrations' ORDER BY table_name COLLATE \"C\""
        }
    }
}

/// Tenants whose journals a database holds. Row-level security shows one tenant at a time, so PostgreSQL looks for each of the 10,000 in turn
/// (some 50 ms). LIMIT keeps the planner from reading the table once for all of them.
pub const fn list_tenants(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "SELECT tenant FROM journal_head ORDER BY tenant",
        Engine::Postgres => {
            "SELECT n::bigint FROM generate_series(0, 9999) AS n
             WHERE CASE WHEN set_config('slrt.tenant', n::text, true) IS NOT NULL THEN (SELECT h.number FROM journal_head h WHERE h.tenant = n LIMIT 1) IS NOT NULL ELSE FALSE END
             ORDER BY 1"
        }
    }
}

/// Goes on with another tenant in the same transaction, where the engine keeps tenants apart.
pub fn enter(engine: Engine, tenant: Tenant) -> Option<String> {
    match engine {
        Engine::Sqlite => None,
        Engine::Postgres => Some(format!("SELECT set_config('slrt.tenant', '{}', true)", tenant.number())),
    }
}

/// The engine's own version.
pub const fn version(engine: Engine) -> &'static str {
    match engine {
        Engine::Sqlite => "SELECT sqlite_version()",
        Engine::Postgres => "SELECT current_setting('server_version')",
    }
}

/// Roles of PostgreSQL: `slrt_owner` holds the tables, `slrt_app` owns nothing.
pub const ROLES: &str = "DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'slrt_owner') THEN CREATE ROLE slrt_owner NOLOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'slrt_app') THEN CREATE ROLE slrt_app NOLOGIN; END IF;
  EXECUTE format('GRANT slrt_owner, slrt_app TO %I', current_user);
  EXECUTE format('GRANT CREATE, USAGE ON SCHEMA %I TO slrt_owner', current_schema());
  EXECUTE format('GRANT USAGE ON SCHEMA %I TO slrt_app', current_schema());
END $$";

/// Becomes the role that owns the tables.
pub const BE_OWNER: &str = "SET ROLE slrt_owner";
/// Becomes the role that the program works as.
pub const BE_APP: &str = "SET ROLE slrt_app";

/// Sorts an engine's error into what the layers above must know.
pub fn classify(error: &dyn sqlx::error::DatabaseError) -> StorageError {
    let code = error.code().unwrap_or_default();
    // Messages of integrity errors may quote values; only the constraint's name is kept.
    let name = error.constraint().unwrap_or_default().to_owned();
    match code.as_ref() {
        // serialization failure, deadlock, lock not available.
        "40001" | "40P01" | "55P03" => StorageError::Contended,
        // integrity.
        c if c.len() == 5 && c.starts_with("23") => StorageError::Constraint(name),
        // connection, resources (disk full 53100), operator intervention, system errors, read-only.
        c if c.len() == 5 && (c.starts_with("08") || c.starts_with("53") || c.starts_with("57") || c.starts_with("58") || c == "25006") => {
            StorageError::Unavailable(format!("SQLSTATE {c}"))
        }
        _ => StorageError::Engine(error.message().to_owned()),
    }
}

/// The same for SQLite, whose primary codes are the low byte.
pub fn classify_sqlite(code: i32, message: &str) -> StorageError {
    match code & 0xff {
        // BUSY, LOCKED.
        5 | 6 => StorageError::Unavailable(LOCKED_SQLITE.into()),
        // READONLY, IOERR, FULL, CANTOPEN, NOTADB after a lost disk.
        // The primary code first: an extended one (READONLY_DBMOVED is 1032) begins with any digits.
        primary @ (8 | 10 | 13 | 14) => StorageError::Unavailable(format!("SQLite code {primary} ({code})")),
        // Messages of integrity errors may quote values.
        19 => StorageError::Constraint(String::new()),
        _ => StorageError::Engine(message.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_of_sqlite_begins_with_its_primary_code() {
        for (code, said) in
            [(8, "SQLite code 8 (8)"), (1032, "SQLite code 8 (1032)"), (1290, "SQLite code 10 (1290)"), (526, "SQLite code 14 (526)")]
        {
            let told = classify_sqlite(code, "");
            assert!(matches!(&told, StorageError::Unavailable(why) if why == said), "{told:?}");
        }
    }
}
