//! One door to both engines. Every access, reads too, is a transaction of one tenant.

use crate::dialect::{self, Engine};
use crate::embedded::{Embedded, EmbeddedTx, FromEmbedded};
use crate::error::StorageError;
use crate::tables::{Table, Type};
use crate::value::Value;
use futures::{StreamExt as _, TryStreamExt as _, stream::BoxStream};
use slrt_domain::identity::Tenant;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgPool, PgPoolOptions, PgRow};
use sqlx::query::{Query, QueryAs};
use sqlx::{AssertSqlSafe, FromRow, Postgres, Row as _, Transaction};
use std::path::Path;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

/// A database that is open.
#[derive(Debug, Clone)]
pub enum Database {
    /// In a file: one connection that writes, several that read.
    Sqlite(Arc<Embedded>),
    /// A pool that works as `slrt_app`.
    Postgres(PgPool),
}

/// A transaction of one tenant.
#[derive(Debug)]
pub enum Tx {
    /// On the embedded engine.
    Sqlite(EmbeddedTx),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// How many statements a connection keeps prepared: multi-row statements of every batch size up to 64 for every hot table.
const STATEMENTS: usize = 1500;

/// Something that rows of both engines turn into.
pub trait FromBoth: FromEmbedded + for<'r> FromRow<'r, PgRow> + Send + Unpin + 'static {}
impl<T: FromEmbedded + for<'r> FromRow<'r, PgRow> + Send + Unpin + 'static> FromBoth for T {}

fn bind_postgres<'q>(mut q: Query<'q, Postgres, PgArguments>, args: &[Value]) -> Query<'q, Postgres, PgArguments> {
    for a in args {
        q = match a {
            Value::Int(v) => q.bind(*v),
            Value::Text(v) => q.bind(v.clone()),
            Value::Blob(v) => q.bind(v.clone()),
            Value::Bool(v) => q.bind(*v),
        };
    }
    q
}

macro_rules! bind_as {
    ($q:expr, $args:expr) => {{
        let mut q = $q;
        for a in $args {
            q = match a {
                Value::Int(v) => q.bind(*v),
                Value::Text(v) => q.bind(v.clone()),
                Value::Blob(v) => q.bind(v.clone()),
                Value::Bool(v) => q.bind(*v),
            };
        }
        q
    }};
}

impl Database {
    /// Opens (and creates) the embedded database in a file.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub async fn open_sqlite(path: &Path) -> Result<Self, StorageError> {
        Ok(Self::Sqlite(Embedded::open(path).await?))
    }

    /// Opens PostgreSQL as `slrt_app`.
    ///
    /// # Errors
    /// When it cannot be reached, or the role does not exist yet (run the migrations first).
    pub async fn open_postgres(url: &str) -> Result<Self, StorageError> {
        let options = PgConnectOptions::from_str(url)?.statement_cache_capacity(STATEMENTS).application_name("slrt");
        let pool = PgPoolOptions::new()
            .max_connections(12)
            .acquire_timeout(Duration::from_secs(5))
            .test_before_acquire(false)
            .after_connect(|conn, _| {
                Box::pin(async move {
                    sqlx::raw_sql(dialect::BE_APP).execute(&mut *conn).await?;
                    Ok(())
                })
            })
            .connect_with(options)
            .await?;
        Ok(Self::Postgres(pool))
    }

    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// A transaction that reads one tenant: a consistent picture.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn read(&self, tenant: Tenant) -> Result<Tx, StorageError> {
        Ok(match self {
            Self::Sqlite(file) => Tx::Sqlite(file.read().await?),
            Self::Postgres(pool) => Tx::Postgres(begin_postgres(pool, dialect::begin_read(tenant)).await?),
        })
    }

    /// A transaction that writes to one tenant.
    ///
    /// # Errors
    /// When the database is away or cannot write.
    pub async fn write(&self, tenant: Tenant) -> Result<Tx, StorageError> {
        Ok(match self {
            Self::Sqlite(file) => Tx::Sqlite(file.write().await?),
            Self::Postgres(pool) => Tx::Postgres(begin_postgres(pool, dialect::begin_write(tenant)).await?),
        })
    }

    /// Runs a statement outside a transaction (clean-up after erasure).
    ///
    /// # Errors
    /// Any of the engine.
    pub async fn raw(&self, sql: &'static str) -> Result<(), StorageError> {
        match self {
            Self::Sqlite(file) => file.with_writer(move |conn| Ok(conn.execute_batch(sql)?)).await?,
            Self::Postgres(pool) => sqlx::raw_sql(sql).execute(pool).await.map(|_| ())?,
        }
        Ok(())
    }

    /// Closes all connections.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(file) => file.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

/// A connection that the server dropped meanwhile is found out here, once, so that work goes on without a restart.
async fn begin_postgres(pool: &PgPool, begin: String) -> Result<Transaction<'static, Postgres>, StorageError> {
    let sql = std::sync::Arc::<str>::from(begin);
    for _ in 0..13 {
        match pool.begin_with(AssertSqlSafe(sql.clone())).await {
            Ok(tx) => return Ok(tx),
            Err(sqlx::Error::Io(_)) => {}
            Err(sqlx::Error::Database(e)) if e.code().is_some_and(|c| c == "57P01" || c == "57P02") => {}
            Err(e) => return Err(e.into()),
        }
    }
    Err(StorageError::Unavailable("the connection was lost".into()))
}

impl Tx {
    /// Which engine it runs on.
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// All rows of a query.
    ///
    /// # Errors
    /// Any of the engine.
    pub async fn all<T: FromBoth>(&mut self, sql: &str, args: &[Value]) -> Result<Vec<T>, StorageError> {
        Ok(match self {
            Self::Sqlite(tx) => tx.all(sql, args).await?,
            Self::Postgres(tx) => {
                let q: QueryAs<'_, Postgres, T, PgArguments> = sqlx::query_as(AssertSqlSafe(sql));
                bind_as!(q, args).fetch_all(&mut **tx).await?
            }
        })
    }

    /// At most one row.
    ///
    /// # Errors
    /// Any of the engine.
    pub async fn maybe<T: FromBoth>(&mut self, sql: &str, args: &[Value]) -> Result<Option<T>, StorageError> {
        Ok(self.all(sql, args).await?.into_iter().next())
    }

    /// All rows whose column is in a list; `{in}` in the text stands for the list. The list is filled up to a power of two, so that few
    /// texts are prepared, and cut where the engine's bind limit asks for it.
    ///
    /// # Errors
    /// Any of the engine.
    pub async fn all_in<T: FromBoth>(&mut self, sql: &str, fixed: &[Value], list: &[Value]) -> Result<Vec<T>, StorageError> {
        let mut out = Vec::new();
        for part in list.chunks(8192) {
            let size = part.len().next_power_of_two();
            let marks: Vec<String> = (0..size).map(|i| format!("${}", fixed.len() + i + 1)).collect();
            let mut args = fixed.to_vec();
            args.extend(part.iter().cloned());
            if let Some(last) = part.last() {
                args.resize(fixed.len() + size, last.clone());
            }
            out.extend(self.all(&sql.replace("{in}", &marks.join(", ")), &args).await?);
        }
        Ok(out)
    }

    /// Runs a statement; answers how many rows it touched.
    ///
    /// # Errors
    /// Any of the engine.
    pub async fn run(&mut self, sql: &str, args: &[Value]) -> Result<u64, StorageError> {
        Ok(match self {
            Self::Sqlite(tx) => tx.run(sql, args).await?,
            Self::Postgres(tx) => bind_postgres(sqlx::query(AssertSqlSafe(sql)), args).execute(&mut **tx).await?.rows_affected(),
        })
    }

    /// Inserts rows with as few statements as the bind limit allows.
    ///
    /// # Errors
    /// [`StorageError::Constraint`] when a row exists already.
    pub async fn insert(&mut self, table: &Table, rows: &[Vec<Value>]) -> Result<(), StorageError> {
        self.bulk(table, rows, "").await
    }

    /// Inserts rows, or replaces those with the same key.
    ///
    /// # Errors
    /// Any of the engine.
    pub async fn upsert(&mut self, table: &Table, rows: &[Vec<Value>]) -> Result<(), StorageError> {
        let set: Vec<String> =
            table.columns.iter().filter(|c| !table.key.contains(&c.name)).map(|c| format!("{0} = excluded.{0}", c.name)).collect();
        let action = if set.is_empty() { "DO NOTHING".to_owned() } else { format!("DO UPDATE SET {}", set.join(", ")) };
        self.bulk(table, rows, &format!(" ON CONFLICT ({}) {action}", table.key.join(", "))).await
    }

    /// Adds to counters: rows with the same key are summed in the column `n`.
    ///
    /// # Errors
    /// Any of the engine.
    pub async fn add(&mut self, table: &Table, rows: &[Vec<Value>]) -> Result<(), StorageError> {
        let conflict = format!(" ON CONFLICT ({}) DO UPDATE SET n = {}.n + excluded.n", table.key.join(", "), table.name);
        self.bulk(table, rows, &conflict).await
    }

    async fn bulk(&mut self, table: &Table, rows: &[Vec<Value>], conflict: &str) -> Result<(), StorageError> {
        let width = table.columns.len();
        let per_statement = (dialect::bind_limit(self.engine()) / width).clamp(1, 512);
        let columns: Vec<&str> = table.columns.iter().map(|c| c.name).collect();
        for part in rows.chunks(per_statement) {
            let mut sql = String::with_capacity(part.len() * width * 6 + 200);
            sql.push_str("INSERT INTO ");
            sql.push_str(table.name);
            sql.push_str(" (");
            sql.push_str(&columns.join(", "));
            sql.push_str(") VALUES ");
            let mut n = 0;
            for i in 0..part.len() {
                sql.push_str(if i == 0 { "(" } else { ", (" });
                for j in 0..width {
                    n += 1;
                    if j > 0 {
                        sql.push(',');
                    }
                    dialect::placeholder(self.engine(), n, &mut sql);
                }
                sql.push(')');
            }
            sql.push_str(conflict);
            let args: Vec<Value> = part.iter().flatten().cloned().collect();
            self.run(&sql, &args).await?;
        }
        Ok(())
    }

    /// Streams rows as plain values, typed by a table's columns: for comparing, backing up and moving tables.
    pub fn stream<'a>(&'a mut self, table: &'static Table, sql: &str, args: &[Value]) -> BoxStream<'a, Result<Vec<Value>, StorageError>> {
        match self {
            Self::Sqlite(tx) => {
                let (sql, args) = (sql.to_owned(), args.to_vec());
                futures::stream::once(async move { tx.stream(table, sql, args).await }).try_flatten().boxed()
            }
            Self::Postgres(tx) => bind_postgres(sqlx::query(AssertSqlSafe(sql.to_owned())), args)
                .fetch(&mut **tx)
                .map_err(StorageError::from)
                .and_then(move |row| async move { values_postgres(table, &row) })
                .boxed(),
        }
    }

    /// Goes on with another tenant in the same transaction: only for putting a whole installation back.
    ///
    /// # Errors
    /// Any of the engine.
    pub async fn enter(&mut self, tenant: Tenant) -> Result<(), StorageError> {
        if let Some(sql) = dialect::enter(self.engine(), tenant) {
            self.run(&sql, &[]).await?;
        }
        Ok(())
    }

    /// Makes it durable.
    ///
    /// # Errors
    /// When it could not be written; then nothing was.
    pub async fn commit(self) -> Result<(), StorageError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Takes it back.
    ///
    /// # Errors
    /// When the connection is lost; then it is taken back all the same.
    pub async fn rollback(self) -> Result<(), StorageError> {
        match self {
            Self::Sqlite(tx) => tx.rollback().await?,
            Self::Postgres(tx) => tx.rollback().await?,
        }
        Ok(())
    }
}

fn values_postgres(table: &Table, row: &PgRow) -> Result<Vec<Value>, StorageError> {
    let read = |(i, c): (usize, &crate::tables::Column)| {
        Ok(match c.ty {
            Type::Int => Value::Int(row.try_get(i)?),
            Type::Text => Value::Text(row.try_get(i)?),
            Type::Blob => Value::Blob(row.try_get(i)?),
            Type::Bool => Value::Bool(row.try_get(i)?),
        })
    };
    table.columns.iter().enumerate().map(read).collect()
}
