//! What goes with a person, and the clean-up after which nothing of them is left in the files.

use crate::error::StorageError;
use crate::{Database, Tx, args, dialect, row};
use slrt_domain::identity::*;
use sqlx::{Connection as _, PgConnection};
use std::path::Path;
use std::time::Duration;

/// What goes with a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bonds {
    /// Their family.
    pub family: FamilyId,
    /// Whether another member of it is not erased.
    pub survived: bool,
    /// Their cases, in order.
    pub cases: Vec<CaseId>,
}

/// What goes with a person; none for somebody unknown or erased.
///
/// # Errors
/// When the database is away.
pub async fn bonds(tx: &mut Tx, tenant: Tenant, person: PersonId) -> Result<Option<Bonds>, StorageError> {
    let found: Option<(Vec<u8>, bool)> = tx
        .maybe(
            "SELECT p.family, EXISTS (SELECT 1 FROM person o WHERE o.tenant = p.tenant AND o.family = p.family AND o.id <> p.id AND NOT o.erased)
             FROM person p WHERE p.tenant = $1 AND p.id = $2 AND NOT p.erased",
            &args![tenant, person],
        )
        .await?;
    let Some((family, survived)) = found else { return Ok(None) };
    // Every case has a concern, which knows whom it is about.
    let sql = "SELECT DISTINCT case_id FROM concern WHERE tenant = $1 AND person = $2 ORDER BY case_id";
    let cases: Vec<(Vec<u8>,)> = tx.all(sql, &args![tenant, person]).await?;
    let cases = cases.iter().map(|c| row::case(&c.0)).collect::<Result<_, _>>()?;
    Ok(Some(Bonds { family: row::family(&family)?, survived, cases }))
}

/// How often a checkpoint is tried while somebody still reads from the write-ahead log.
const TRIES: u32 = 50;
const PAUSE: Duration = Duration::from_millis(100);

/// Writes every table anew and empties the write-ahead log, so that what was deleted is in no file any more. Answers whether it is done; if not,
/// somebody was reading all the time, or the log-in may not do it.
///
/// On PostgreSQL only a database's owner may write all tables anew, statistics among them: without `owner`, the address of such a log-in, nothing is done.
///
/// # Errors
/// When the database is away.
pub async fn clean_up(db: &Database, owner: Option<&str>) -> Result<bool, StorageError> {
    match (db, owner) {
        (Database::Sqlite(file), _) => {
            let [rewrite, checkpoint] = dialect::CLEAN_UP_SQLITE;
            file.with_writer(move |conn| {
                let file: String = conn.query_row(dialect::FILE_SQLITE, [], |row| row.get(0))?;
                let folder = Path::new(&file).parent().map(|f| f.to_string_lossy().into_owned()).unwrap_or_default();
                conn.execute_batch(&dialect::temporary_files_sqlite(&folder))?;
                let rewritten = conn.execute_batch(rewrite);
                conn.execute_batch(dialect::TEMPORARY_MEMORY_SQLITE)?;
                Ok(rewritten?)
            })
            .await?;
            for _ in 0..TRIES {
                let busy: i64 = file.with_writer(|conn| Ok(conn.query_row(checkpoint, [], |row| row.get(0))?)).await?;
                if busy == 0 {
                    return Ok(true);
                }
                tokio::time::sleep(PAUSE).await;
            }
            Ok(false)
        }
        (Database::Postgres(_), Some(url)) => {
            let mut conn = PgConnection::connect(url).await?;
            let mut done = true;
            for sql in dialect::CLEAN_UP_POSTGRES {
                if let Err(error) = sqlx::raw_sql(sql).execute(&mut conn).await {
                    let may = if sql == "CHECKPOINT" { "the log-in needs GRANT pg_checkpoint" } else { "the log-in must own the tables" };
                    tracing::warn!(%error, statement = sql, may, "a step of the clean-up was refused");
                    done = false;
                }
            }
            conn.close().await?;
            Ok(done)
        }
        (Database::Postgres(_), None) => Ok(false),
    }
}
