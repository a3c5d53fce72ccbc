//! One door to both engines. Every access, reads too, is a transaction of one tenant.

use crate::batch::{Meeting, ROWS};
use crate::dialect::{self, Engine};
use crate::embedded::{Embedded, EmbeddedTx, FromEmbedded};
use crate::error::StorageError;
use crate::tables::{Table, Type};
use crate::value::Value;
use futures::future::BoxFuture;
use futures::{StreamExt as _, TryStreamExt as _, stream::BoxStream};
use slrt_domain::identity::Tenant;
use sqlx::postgres::{PgArguments, PgConnectOptions, PgPool, PgPoolOptions, PgRow};
use sqlx::query::Query;
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
    /// On a server, as `slrt_app`.
    Postgres(Pools),
}

/// Connections to PostgreSQL. A pool hands them out in turn, and each is a process of the server with memory of its own: journals are written over few of
/// their own, since one that wrote a moment ago has at hand what the next batch needs.
#[derive(Debug, Clone)]
pub struct Pools {
    all: PgPool,
    journals: PgPool,
}

/// A transaction of one tenant.
#[derive(Debug)]
pub enum Tx {
    /// On the embedded engine.
    Sqlite(EmbeddedTx),
    /// On PostgreSQL.
    Postgres(ServerTx),
}

/// A transaction on PostgreSQL.
#[derive(Debug)]
pub struct ServerTx {
    tx: Transaction<'static, Postgres>,
    /// It leaves nothing behind: nobody waits for its end, which goes to the server with the connection's way back to the pool.
    reads: bool,
}

/// At most this many connections read, and write what is no journal.
const CONNECTIONS: u32 = 8;
/// At most this many connections write journals: each tenant has one writer, and more than these at a time would wait for the disk anyway.
const JOURNALS: u32 = 4;
/// How many statements a connection keeps prepared: every text of the program, with room to spare.
const STATEMENTS: usize = 500;
/// Something that rows of both engines turn into.
pub trait FromBoth: FromEmbedded + for<'r> FromRow<'r, PgRow> + Send + Unpin + 'static {}
impl<T: FromEmbedded + for<'r> FromRow<'r, PgRow> + Send + Unpin + 'static> FromBoth for T {}

pub(crate) fn bind_one<'q>(q: Query<'q, Postgres, PgArguments>, value: &Value) -> Query<'q, Postgres, PgArguments> {
    match value {
        Value::Int(v) => q.bind(*v),
        Value::Text(v) => q.bind(v.as_deref()),
        Value::Blob(v) => q.bind(v.as_deref()),
        Value::Bool(v) => q.bind(*v),
    }
}

fn bind_postgres<'q>(q: Query<'q, Postgres, PgArguments>, args: &[Value]) -> Query<'q, Postgres, PgArguments> {
    args.iter().fold(q, bind_one)
}

/// Binds values of one type as an array.
pub(crate) fn bind_list<'q, 'v>(
    q: Query<'q, Postgres, PgArguments>,
    ty: Type,
    values: impl Iterator<Item = &'v Value>,
) -> Result<Query<'q, Postgres, PgArguments>, StorageError> {
    macro_rules! list {
        ($variant:ident, $plain:expr) => {
            values
                .map(|v| if let Value::$variant(v) = v { Ok($plain(v)) } else { Err(StorageError::corrupt("a value of another type")) })
                .collect::<Result<Vec<_>, _>>()?
        };
    }
    Ok(match ty {
        Type::Int => q.bind(list!(Int, Clone::clone)),
        Type::Text => q.bind(list!(Text, Option::as_deref)),
        Type::Blob => q.bind(list!(Blob, Option::as_deref)),
        Type::Bool => q.bind(list!(Bool, Clone::clone)),
    })
}

/// What the server is asked. A future is compiled again in every crate that awaits it, and those of the driver are large: boxed here, they are compiled
/// here only. A round trip costs a thousand times as much as a box.
pub(crate) type Asked<'a, T> = BoxFuture<'a, Result<T, StorageError>>;

/// Rows of a statement.
pub(crate) fn rows<'a>(tx: &'a mut ServerTx, q: Query<'a, Postgres, PgArguments>) -> Asked<'a, Vec<PgRow>> {
    Box::pin(async move { Ok(q.fetch_all(&mut *tx.tx).await?) })
}

/// How many rows a statement touched.
pub(crate) fn touched<'a>(tx: &'a mut ServerTx, q: Query<'a, Postgres, PgArguments>) -> Asked<'a, u64> {
    Box::pin(async move { Ok(q.execute(&mut *tx.tx).await?.rows_affected()) })
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
        let pool = |most| {
            PgPoolOptions::new().max_connections(most).acquire_timeout(Duration::from_secs(5)).test_before_acquire(false).after_connect(
                |conn, _| {
                    Box::pin(async move {
                        sqlx::raw_sql(dialect::BE_APP).execute(&mut *conn).await?;
                        sqlx::raw_sql(dialect::PLANNING_POSTGRES).execute(&mut *conn).await?;
                        Ok(())
                    })
                },
            )
        };
        let journals = pool(JOURNALS).connect_lazy_with(options.clone());
        Ok(Self::Postgres(Pools { all: pool(CONNECTIONS).connect_with(options).await?, journals }))
    }

    /// Which engine it is.
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// Whether statements run, and wait for the disk, on the thread that asks.
    pub fn works_in_place(&self) -> bool {
        self.engine() == Engine::Sqlite
    }

    /// A transaction that reads one tenant: a consistent picture.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn read(&self, tenant: Tenant) -> Result<Tx, StorageError> {
        Ok(match self {
            Self::Sqlite(file) => Tx::Sqlite(file.read().await?),
            Self::Postgres(p) => Tx::Postgres(ServerTx { tx: begin_postgres(&p.all, dialect::begin_read(tenant)).await?, reads: true }),
        })
    }

    /// A transaction that writes to one tenant.
    ///
    /// # Errors
    /// When the database is away or cannot write.
    pub async fn write(&self, tenant: Tenant) -> Result<Tx, StorageError> {
        Ok(match self {
            Self::Sqlite(file) => Tx::Sqlite(file.write().await?),
            Self::Postgres(p) => Tx::Postgres(ServerTx { tx: begin_postgres(&p.all, dialect::begin_write(tenant)).await?, reads: false }),
        })
    }

    /// A transaction in which a tenant's writer adds to its journal.
    ///
    /// # Errors
    /// When the database is away or cannot write.
    pub async fn write_journal(&self, tenant: Tenant) -> Result<Tx, StorageError> {
        match self {
            Self::Sqlite(_) => self.write(tenant).await,
            Self::Postgres(p) => {
                Ok(Tx::Postgres(ServerTx { tx: begin_postgres(&p.journals, dialect::begin_write(tenant)).await?, reads: false }))
            }
        }
    }

    /// Lets the engine learn how large its tables have become: for whoever wrote much in a short time.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn refresh_statistics(&self) -> Result<(), StorageError> {
        match self {
            // It is told once what its indexes are like.
            Self::Sqlite(_) => Ok(()),
            Self::Postgres(_) => self.raw(dialect::REFRESH_POSTGRES).await,
        }
    }

    /// Runs a statement outside a transaction (clean-up after erasure).
    ///
    /// # Errors
    /// Any of the engine.
    pub async fn raw(&self, sql: &'static str) -> Result<(), StorageError> {
        match self {
            Self::Sqlite(file) => file.with_writer(move |conn| Ok(conn.execute_batch(sql)?)).await?,
            Self::Postgres(p) => sqlx::raw_sql(sql).execute(&p.all).await.map(|_| ())?,
        }
        Ok(())
    }

    /// Closes all connections.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(file) => file.close().await,
            Self::Postgres(p) => {
                p.journals.close().await;
                p.all.close().await;
            }
        }
    }
}

/// A connection that the server dropped meanwhile is found out here, once, so that work goes on without a restart.
fn begin_postgres(pool: &PgPool, begin: String) -> Asked<'_, Transaction<'static, Postgres>> {
    let sql = std::sync::Arc::<str>::from(begin);
    Box::pin(async move {
        for _ in 0..13 {
            match pool.begin_with(AssertSqlSafe(sql.clone())).await {
                Ok(tx) => return Ok(tx),
                Err(sqlx::Error::Io(_)) => {}
                Err(sqlx::Error::Database(e)) if e.code().is_some_and(|c| c == "57P01" || c == "57P02") => {}
                Err(e) => return Err(e.into()),
            }
        }
        Err(StorageError::Unavailable("the connection was lost".into()))
    })
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
                let found = rows(tx, bind_postgres(sqlx::query(AssertSqlSafe(sql)), args)).await?;
                found.iter().map(T::from_row).collect::<Result<_, _>>()?
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

    /// All rows whose column is in a list; `IN ({in})` in the text stands for the list. The server takes the list as one value; for the embedded engine
    /// it is filled up to a power of two, so that few texts are prepared, and cut where the bind limit asks for it.
    ///
    /// # Errors
    /// Any of the engine.
    pub async fn all_in<T: FromBoth>(&mut self, sql: &str, fixed: &[Value], list: &[Value]) -> Result<Vec<T>, StorageError> {
        let mut out = Vec::new();
        for part in list.chunks(8192) {
            match self {
                Self::Sqlite(tx) => {
                    let size = part.len().next_power_of_two();
                    let marks: Vec<String> = (0..size).map(|i| format!("${}", fixed.len() + i + 1)).collect();
                    let mut args = fixed.to_vec();
                    args.extend(part.iter().cloned());
                    if let Some(last) = part.last() {
                        args.resize(fixed.len() + size, last.clone());
                    }
                    out.extend(tx.all(&sql.replace("{in}", &marks.join(", ")), &args).await?);
                }
                Self::Postgres(tx) => {
                    let sql = sql.replace("IN ({in})", &format!("= ANY (${})", fixed.len() + 1));
                    let mut q = sqlx::query(AssertSqlSafe(sql));
                    for a in fixed {
                        q = bind_one(q, a);
                    }
                    let ty = part.first().map_or(Type::Int, Value::ty);
                    for row in &rows(tx, bind_list(q, ty, part.iter())?).await? {
                        out.push(T::from_row(row)?);
                    }
                }
            }
        }
        Ok(out)
    }

    /// The same where the order of rows matters within one value of the list at most: the embedded engine is asked once for each value by one prepared
    /// statement, which spares it a table of the list and a text for its length.
    ///
    /// # Errors
    /// Any of the engine.
    pub async fn all_each<T: FromBoth>(&mut self, sql: &str, fixed: &[Value], list: &[Value]) -> Result<Vec<T>, StorageError> {
        match self {
            Self::Sqlite(tx) => {
                let mut each: Vec<&Value> = list.iter().collect();
                each.sort();
                each.dedup();
                tx.all_each(&sql.replace("IN ({in})", &format!("= ${}", fixed.len() + 1)), fixed, &each).await
            }
            Self::Postgres(_) => self.all_in(sql, fixed, list).await,
        }
    }

    /// Runs a statement; answers how many rows it touched.
    ///
    /// # Errors
    /// Any of the engine.
    pub async fn run(&mut self, sql: &str, args: &[Value]) -> Result<u64, StorageError> {
        Ok(match self {
            Self::Sqlite(tx) => tx.run(sql, args).await?,
            Self::Postgres(tx) => touched(tx, bind_postgres(sqlx::query(AssertSqlSafe(sql)), args)).await?,
        })
    }

    /// Inserts rows with as few statements as the bind limit allows.
    ///
    /// # Errors
    /// [`StorageError::Constraint`] when a row exists already.
    pub async fn insert(&mut self, table: &Table, rows: &[Vec<Value>]) -> Result<(), StorageError> {
        self.bulk(table, rows, Meeting::Fails).await
    }

    /// Inserts rows, or replaces those with the same key.
    ///
    /// # Errors
    /// Any of the engine.
    pub async fn upsert(&mut self, table: &Table, rows: &[Vec<Value>]) -> Result<(), StorageError> {
        self.bulk(table, rows, Meeting::Replaces).await
    }

    /// Adds to counters: rows with the same key are summed in the column `n`.
    ///
    /// # Errors
    /// Any of the engine.
    pub async fn add(&mut self, table: &Table, rows: &[Vec<Value>]) -> Result<(), StorageError> {
        self.bulk(table, rows, Meeting::Adds).await
    }

    /// The embedded engine takes rows one by one: a statement costs it a microsecond, and one text for all numbers of rows stays prepared. The server
    /// takes them all at once, column by column: a round trip costs it a hundred.
    pub(crate) async fn bulk(&mut self, table: &Table, rows: &[Vec<Value>], meeting: Meeting) -> Result<(), StorageError> {
        self.insert_into(table.name, table.columns.iter().map(|c| (c.name, c.ty)), rows, &meeting.action(table)).await
    }

    /// Inserts rows into columns of a table that is known by its shape only: what a backup of another version holds.
    ///
    /// # Errors
    /// Any of the engine; values of another type than their column's.
    pub async fn insert_into<'c>(
        &mut self,
        table: &str,
        columns: impl Iterator<Item = (&'c str, Type)> + Clone,
        rows: &[Vec<Value>],
        conflict: &str,
    ) -> Result<(), StorageError> {
        if rows.is_empty() {
            return Ok(());
        }
        let sql = dialect::insert(self.engine(), table, columns.clone(), conflict);
        match self {
            Self::Sqlite(tx) => tx.run_each(&sql, rows).await?,
            Self::Postgres(tx) => {
                for part in rows.chunks(ROWS) {
                    let mut q = sqlx::query(AssertSqlSafe(sql.as_str()));
                    for (i, (_, ty)) in columns.clone().enumerate() {
                        q = bind_list(q, ty, part.iter().filter_map(|row| row.get(i)))?;
                    }
                    touched(tx, q).await?;
                }
            }
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
                .fetch(&mut *tx.tx)
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
    pub fn commit(self) -> Asked<'static, ()> {
        Box::pin(async move {
            match self {
                Self::Sqlite(tx) => tx.commit().await?,
                Self::Postgres(ServerTx { reads: true, .. }) => {}
                Self::Postgres(ServerTx { tx, .. }) => tx.commit().await?,
            }
            Ok(())
        })
    }

    /// Takes it back.
    ///
    /// # Errors
    /// When the connection is lost; then it is taken back all the same.
    pub fn rollback(self) -> Asked<'static, ()> {
        Box::pin(async move {
            match self {
                Self::Sqlite(tx) => tx.rollback().await?,
                Self::Postgres(ServerTx { reads: true, .. }) => {}
                Self::Postgres(ServerTx { tx, .. }) => tx.rollback().await?,
            }
            Ok(())
        })
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
