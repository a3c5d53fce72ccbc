//! The embedded engine: one connection that writes, a few that read. Statements run where they are asked for: a look-up takes microseconds, and
//! handing each to a thread of its own costs ten times as much. What waits for the disk (commits, migrations, long reads) goes to a blocking thread.

use crate::dialect;
use crate::error::StorageError;
use crate::tables::{Table, Type};
use crate::value::Value;
use futures::stream::{self, Stream};
use rusqlite::hooks::Wal;
use rusqlite::types::{ToSql, ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Connection, OpenFlags, Row};
use std::borrow::Cow;
use std::cell::Cell;
use std::ffi::c_int;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::runtime::{Handle, RuntimeFlavor};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

/// Connections that read at the same time.
const READERS: usize = 4;
/// How many statements a connection keeps prepared: every text of the program, with room to spare.
const STATEMENTS: usize = 300;
/// How long somebody waits for a connection.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long a writer waits for another process (a command line beside the server).
const OTHERS: Duration = Duration::from_secs(5);
/// How much comes into the write-ahead log (pages of 4 KiB) before it is carried into the tables beside the writer.
const SHORT: u32 = 4_000;
/// How long it may become before the writer itself carries the rest, so that it begins anew.
const LONG: u32 = 16_000;
/// Rows that a long read sends at once.
const CHUNK: usize = 256;

thread_local! {
    /// How long the write-ahead log was after the last commit on this thread, in pages.
    static LOGGED: Cell<u32> = const { Cell::new(0) };
}

/// What the engine calls after each commit.
fn committed(log: &Wal, pages: c_int) -> rusqlite::Result<()> {
    LOGGED.set(u32::try_from(pages).unwrap_or(0));
    // The log begins anew when all of it is in the tables: beside a writer that never rests only the writer itself reaches that. The commit stands
    // whether this works or not, and the next one tries again.
    if LOGGED.get() >= LONG {
        let _ = log.checkpoint();
    }
    Ok(())
}

/// Connections to one file.
#[derive(Debug)]
pub struct Embedded {
    path: PathBuf,
    writer: Pool,
    readers: Pool,
    carrier: Carrier,
}

/// Carries what stands in the write-ahead log into the tables, beside the writer.
#[derive(Debug, Default)]
struct Carrier {
    conn: Mutex<Option<Connection>>,
    /// How long the log was when carrying last began.
    from: AtomicU32,
    busy: AtomicBool,
}

#[derive(Debug)]
struct Pool {
    places: Arc<Semaphore>,
    free: Mutex<Vec<Connection>>,
    writes: bool,
}

impl Pool {
    fn new(places: usize, writes: bool) -> Self {
        Self { places: Arc::new(Semaphore::new(places)), free: Mutex::default(), writes }
    }

    fn free(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection that somebody holds; it goes back, with nothing left open, wherever it is let go.
#[derive(Debug)]
struct Held {
    conn: Option<Connection>,
    home: Arc<Embedded>,
    writes: bool,
    _place: OwnedSemaphorePermit,
}

impl Held {
    fn conn(&self) -> Result<&Connection, StorageError> {
        self.conn.as_ref().ok_or_else(|| StorageError::Unavailable("the connection is closed".into()))
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some(conn) = self.conn.take() else { return };
        // A full disk breaks a transaction off by itself. A connection that cannot take back what it began is thrown away; the next one is opened anew.
        if conn.is_autocommit() || conn.execute_batch("ROLLBACK").is_ok() || conn.is_autocommit() {
            let pool = if self.writes { &self.home.writer } else { &self.home.readers };
            pool.free().push(conn);
        }
    }
}

impl Embedded {
    /// Opens (and creates) the database in a file.
    ///
    /// # Errors
    /// When the file cannot be opened.
    pub async fn open(path: &Path) -> Result<Arc<Self>, StorageError> {
        let here = Arc::new(Self {
            path: path.to_owned(),
            writer: Pool::new(1, true),
            readers: Pool::new(READERS, false),
            carrier: Carrier::default(),
        });
        // The first connection makes the file and its write-ahead log.
        drop(here.hold(true).await?);
        Ok(here)
    }

    fn connect(&self, writes: bool) -> Result<Connection, StorageError> {
        let conn = Connection::open_with_flags(&self.path, OpenFlags::default())?;
        conn.busy_timeout(if writes { Duration::from_millis(50) } else { OTHERS })?;
        conn.set_prepared_statement_cache_capacity(STATEMENTS);
        let pages = if writes { 32_768 } else { 8_192 };
        conn.execute_batch(&dialect::open_sqlite(pages))?;
        conn.wal_hook(Some(committed));
        Ok(conn)
    }

    async fn hold(self: &Arc<Self>, writes: bool) -> Result<Held, StorageError> {
        let pool = if writes { &self.writer } else { &self.readers };
        let place = tokio::time::timeout(PATIENCE, Arc::clone(&pool.places).acquire_owned()).await;
        let place = place.ok().and_then(Result::ok).ok_or_else(|| StorageError::Unavailable("no connection is free".into()))?;
        let known = pool.free().pop();
        let conn = match known {
            Some(conn) => conn,
            None => self.connect(pool.writes)?,
        };
        Ok(Held { conn: Some(conn), home: Arc::clone(self), writes, _place: place })
    }

    /// A transaction that reads: its picture of the database is that of its first read.
    pub(crate) async fn read(self: &Arc<Self>) -> Result<EmbeddedTx, StorageError> {
        let held = self.hold(false).await?;
        run(held.conn()?, dialect::BEGIN_READ_SQLITE, &[])?;
        Ok(EmbeddedTx { held: Some(held), away: None })
    }

    /// A transaction that writes: the write lock is taken at once, so that nobody fails half-way.
    pub(crate) async fn write(self: &Arc<Self>) -> Result<EmbeddedTx, StorageError> {
        let held = self.hold(true).await?;
        let mut waited = Duration::ZERO;
        loop {
            // No connection is looked at while waiting: it belongs to one thread at a time.
            let begun = run(held.conn()?, dialect::BEGIN_WRITE_SQLITE, &[]);
            match begun {
                Ok(_) => return Ok(EmbeddedTx { held: Some(held), away: None }),
                // Another process writes: wait without holding up this one's threads.
                Err(StorageError::Unavailable(why)) if waited < OTHERS && why == dialect::LOCKED_SQLITE => {
                    let pause = Duration::from_millis(20);
                    tokio::time::sleep(pause).await;
                    waited += pause + Duration::from_millis(50);
                }
                Err(e) => return Err(e),
            }
        }
    }

    /// Does something with the writing connection, outside a transaction, on a blocking thread.
    pub(crate) async fn with_writer<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&mut Connection) -> Result<T, StorageError> + Send + 'static,
    ) -> Result<T, StorageError> {
        let mut held = self.hold(true).await?;
        let here = Arc::clone(self);
        blocking(move || match held.conn.as_mut() {
            Some(conn) => {
                // What empties the log needs it for itself.
                let _still = here.carrier.conn.lock().unwrap_or_else(PoisonError::into_inner);
                work(conn)
            }
            None => Err(StorageError::Unavailable("the connection is closed".into())),
        })
        .await
    }

    /// After a commit: once enough has come into the log, it is carried into the tables on another thread.
    fn carry(self: &Arc<Self>) {
        let (now, from) = (LOGGED.take(), self.carrier.from.load(Ordering::Relaxed));
        let come = if now < from { now } else { now - from };
        if come < SHORT || self.carrier.busy.swap(true, Ordering::AcqRel) {
            return;
        }
        self.carrier.from.store(now, Ordering::Relaxed);
        let here = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let mut place = here.carrier.conn.lock().unwrap_or_else(PoisonError::into_inner);
            let conn = place.take().map_or_else(|| here.connect(false), Ok);
            // What cannot be carried now is carried later, at the latest by the writer.
            if let Ok(conn) = conn
                && run(&conn, dialect::CARRY_SQLITE, &[]).is_ok()
            {
                *place = Some(conn);
            }
            here.carrier.busy.store(false, Ordering::Release);
        });
    }

    /// Closes all connections; the last one empties the write-ahead log.
    pub(crate) async fn close(&self) {
        drop(self.carrier.conn.lock().unwrap_or_else(PoisonError::into_inner).take());
        for pool in [&self.readers, &self.writer] {
            let all = u32::try_from(if pool.writes { 1 } else { READERS }).unwrap_or(1);
            let places = tokio::time::timeout(PATIENCE, Arc::clone(&pool.places).acquire_many_owned(all)).await;
            let open = std::mem::take(&mut *pool.free());
            let _ = blocking(move || {
                drop(open);
                Ok(())
            })
            .await;
            pool.places.close();
            drop(places);
        }
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, StorageError> + Send + 'static) -> Result<T, StorageError> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(StorageError::Unavailable("the server is stopping".into())))
}

/// A transaction.
#[derive(Debug)]
pub struct EmbeddedTx {
    held: Option<Held>,
    /// Where the connection comes back from, after a long read.
    away: Option<oneshot::Receiver<Held>>,
}

impl EmbeddedTx {
    async fn held(&mut self) -> Result<&Held, StorageError> {
        if let Some(away) = self.away.take() {
            self.held = away.await.ok();
        }
        self.held.as_ref().ok_or_else(|| StorageError::Unavailable("the connection was lost".into()))
    }

    /// All rows of a query.
    pub(crate) async fn all<T: FromEmbedded>(&mut self, sql: &str, args: &[Value]) -> Result<Vec<T>, StorageError> {
        let held = self.held().await?;
        let mut statement = prepare(held.conn()?, sql, args)?;
        let mut rows = statement.raw_query();
        let mut out = Vec::new();
        while let Some(row) = rows.next()? {
            out.push(T::from_embedded(row)?);
        }
        Ok(out)
    }

    /// All rows of a query asked once for each value of a list, which is bound last.
    pub(crate) async fn all_each<T: FromEmbedded>(&mut self, sql: &str, fixed: &[Value], list: &[&Value]) -> Result<Vec<T>, StorageError> {
        let held = self.held().await?;
        let mut statement = prepare(held.conn()?, sql, fixed)?;
        let mut out = Vec::with_capacity(list.len());
        for value in list {
            statement.raw_bind_parameter(fixed.len() + 1, value)?;
            let mut rows = statement.raw_query();
            while let Some(row) = rows.next()? {
                out.push(T::from_embedded(row)?);
            }
        }
        Ok(out)
    }

    /// Runs a statement; answers how many rows it touched.
    pub(crate) async fn run(&mut self, sql: &str, args: &[Value]) -> Result<u64, StorageError> {
        let held = self.held().await?;
        run(held.conn()?, sql, args)
    }

    /// Runs a statement once for each row of values.
    pub(crate) async fn run_each(&mut self, sql: &str, rows: &[Vec<Value>]) -> Result<(), StorageError> {
        let held = self.held().await?;
        let mut statement = held.conn()?.prepare_cached(sql)?;
        for row in rows {
            for (i, value) in row.iter().enumerate() {
                statement.raw_bind_parameter(i + 1, value)?;
            }
            statement.raw_execute()?;
        }
        Ok(())
    }

    /// Rows as plain values, from a blocking thread.
    pub(crate) async fn stream(
        &mut self,
        table: &'static Table,
        sql: String,
        args: Vec<Value>,
    ) -> Result<impl Stream<Item = Result<Vec<Value>, StorageError>> + use<>, StorageError> {
        self.held().await?;
        let held = self.held.take().ok_or_else(|| StorageError::Unavailable("the connection was lost".into()))?;
        let (back, away) = oneshot::channel();
        let (rows, chunks) = mpsc::channel::<Result<Vec<Vec<Value>>, StorageError>>(2);
        self.away = Some(away);
        tokio::task::spawn_blocking(move || {
            if let Err(e) = send_all(&held, table, &sql, &args, &rows) {
                let _ = rows.blocking_send(Err(e));
            }
            drop(rows);
            // Nobody waits for it any more: then it goes back to the pool.
            let _ = back.send(held);
        });
        let chunks = stream::unfold(chunks, |mut chunks| async move { chunks.recv().await.map(|c| (c, chunks)) });
        Ok(futures::StreamExt::flat_map(chunks, |chunk| {
            let rows: Vec<Result<Vec<Value>, StorageError>> = match chunk {
                Ok(rows) => rows.into_iter().map(Ok).collect(),
                Err(e) => vec![Err(e)],
            };
            stream::iter(rows)
        }))
    }

    /// Makes it durable.
    pub(crate) async fn commit(mut self) -> Result<(), StorageError> {
        self.held().await?;
        let Some(held) = self.held.take() else { return Err(StorageError::Unavailable("the connection was lost".into())) };
        if !held.writes {
            return run(held.conn()?, "COMMIT", &[]).map(|_| ());
        }
        if Handle::current().runtime_flavor() == RuntimeFlavor::MultiThread {
            // A thread of the runtime hands its other work over first; the writer's own has none, and waits for the disk where it is.
            return tokio::task::block_in_place(move || {
                run(held.conn()?, "COMMIT", &[])?;
                held.home.carry();
                Ok(())
            });
        }
        blocking(move || run(held.conn()?, "COMMIT", &[]).map(|_| ())).await
    }

    /// Takes it back.
    pub(crate) async fn rollback(mut self) -> Result<(), StorageError> {
        let held = self.held().await?;
        if held.conn()?.is_autocommit() { Ok(()) } else { run(held.conn()?, "ROLLBACK", &[]).map(|_| ()) }
    }
}

fn send_all(
    held: &Held,
    table: &Table,
    sql: &str,
    args: &[Value],
    to: &mpsc::Sender<Result<Vec<Vec<Value>>, StorageError>>,
) -> Result<(), StorageError> {
    let mut statement = prepare(held.conn()?, sql, args)?;
    let mut rows = statement.raw_query();
    let mut chunk = Vec::with_capacity(CHUNK);
    while let Some(row) = rows.next()? {
        chunk.push(values(table, row)?);
        if chunk.len() == CHUNK && to.blocking_send(Ok(std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK)))).is_err() {
            return Ok(());
        }
    }
    if !chunk.is_empty() {
        let _ = to.blocking_send(Ok(chunk));
    }
    Ok(())
}

fn values(table: &Table, row: &Row<'_>) -> Result<Vec<Value>, StorageError> {
    let read = |(i, c): (usize, &crate::tables::Column)| {
        Ok(match c.ty {
            Type::Int => Value::Int(row.get(i)?),
            Type::Text => Value::Text(row.get(i)?),
            Type::Blob => Value::Blob(row.get(i)?),
            Type::Bool => Value::Bool(row.get(i)?),
        })
    };
    table.columns.iter().enumerate().map(read).collect()
}

/// Marks `$1` are this engine's `?1`, which it finds by their number.
fn prepare<'c>(conn: &'c Connection, sql: &str, args: &[Value]) -> Result<CachedStatement<'c>, StorageError> {
    let text: Cow<'_, str> = if sql.contains('$') { Cow::Owned(sql.replace('$', "?")) } else { Cow::Borrowed(sql) };
    let mut statement = conn.prepare_cached(&text)?;
    for (i, value) in args.iter().enumerate().take(statement.parameter_count()) {
        statement.raw_bind_parameter(i + 1, value)?;
    }
    Ok(statement)
}

fn run(conn: &Connection, sql: &str, args: &[Value]) -> Result<u64, StorageError> {
    let mut statement = prepare(conn, sql, args)?;
    if statement.column_count() > 0 {
        let mut rows = statement.raw_query();
        let mut n = 0;
        while rows.next()?.is_some() {
            n += 1;
        }
        return Ok(n);
    }
    Ok(u64::try_from(statement.raw_execute()?).unwrap_or(0))
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Int(v) => v.map_or(ValueRef::Null, ValueRef::Integer),
            Self::Text(v) => v.as_ref().map_or(ValueRef::Null, |t| ValueRef::Text(t.as_bytes())),
            Self::Blob(v) => v.as_ref().map_or(ValueRef::Null, |b| ValueRef::Blob(b)),
            Self::Bool(v) => v.map_or(ValueRef::Null, |b| ValueRef::Integer(i64::from(b))),
        }))
    }
}

impl From<rusqlite::Error> for StorageError {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::SqliteFailure(e, message) => dialect::classify_sqlite(e.extended_code, message.as_deref().unwrap_or_default()),
            e => Self::Engine(e.to_string()),
        }
    }
}

/// Something that a row of the embedded engine turns into.
pub trait FromEmbedded: Sized {
    /// Reads a row.
    ///
    /// # Errors
    /// When a column is missing or of another type.
    fn from_embedded(row: &Row<'_>) -> rusqlite::Result<Self>;
}

macro_rules! tuple {
    ($($t:ident $i:tt),+) => {
        impl<$($t: rusqlite::types::FromSql),+> FromEmbedded for ($($t,)+) {
            fn from_embedded(row: &Row<'_>) -> rusqlite::Result<Self> {
                Ok(($(row.get::<_, $t>($i)?,)+))
            }
        }
    };
}
tuple!(A 0);
tuple!(A 0, B 1);
tuple!(A 0, B 1, C 2);
tuple!(A 0, B 1, C 2, D 3);
tuple!(A 0, B 1, C 2, D 3, E 4);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11);
tuple!(A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn length(path: &Path) -> u64 {
        std::fs::metadata(path).unwrap().len()
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn the_log_is_carried_into_the_tables_beside_the_writer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("slrt.sqlite");
        let db = Embedded::open(&path).await.unwrap();
        db.with_writer(|conn| Ok(conn.execute_batch("CREATE TABLE page (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL)")?)).await.unwrap();
        let page = |id: u32| vec![Value::Int(Some(i64::from(id))), Value::Blob(Some(vec![7; 4000]))];
        let rows: Vec<Vec<Value>> = (0..LONG * 5 / 2).map(page).collect();
        for part in rows.chunks(200) {
            let mut tx = db.write().await.unwrap();
            tx.run_each("INSERT INTO page (id, bytes) VALUES (?, ?)", part).await.unwrap();
            tx.commit().await.unwrap();
        }
        // Most stands in the tables already, and the log began anew on the way.
        let written = u64::from(LONG) * 5 / 2 * 4096;
        let begun = std::time::Instant::now();
        while length(&path) < written / 2 && begun.elapsed() < Duration::from_secs(20) {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(length(&path) >= written / 2, "{} of {written}", length(&path));
        let log = path.with_extension("sqlite-wal");
        assert!(length(&log) < u64::from(LONG + 4 * SHORT) * 4120, "{}", length(&log));
        // What goes on beside does not keep the log from being emptied.
        db.with_writer(|conn| Ok(conn.execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")?)).await.unwrap();
        assert_eq!(length(&log), 0);
        db.close().await;
    }
}
