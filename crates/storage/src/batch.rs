//! What is asked and written for a whole batch at once: over a network each question costs more than its answer.

use crate::args;
use crate::database::{Tx, bind_list, bind_one, rows, touched};
use crate::dialect;
use crate::error::StorageError;
use crate::tables::{Table, Type};
use crate::value::Value;
use slrt_domain::identity::Tenant;
use sqlx::{AssertSqlSafe, FromRow};

/// Rows that go to the server with one statement.
pub(crate) const ROWS: usize = 1024;

/// Tables that are written to with one statement.
const TOGETHER: usize = 16;

/// Values of a column for which rows are looked for.
#[derive(Debug)]
pub struct Sought {
    /// Where.
    pub table: &'static str,
    /// A column of identifiers or numbers that an index leads to.
    pub column: &'static str,
    /// Of one type.
    pub values: Vec<Value>,
}

/// Rows of a table that go in together with those of others.
#[derive(Debug)]
pub struct Rows {
    /// Where.
    pub table: &'static Table,
    /// Each with all columns.
    pub rows: Vec<Vec<Value>>,
    /// What is done where a row with the same key is there.
    pub meeting: Meeting,
}

/// What is done where a row with the same key is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meeting {
    /// It fails, and the transaction with it.
    Fails,
    /// It is replaced.
    Replaces,
    /// The column `n` is added to.
    Adds,
}

impl Meeting {
    /// The end of the statement.
    pub(crate) fn action(self, table: &Table) -> String {
        let key = table.key.join(", ");
        match self {
            Self::Fails => String::new(),
            Self::Adds => format!(" ON CONFLICT ({key}) DO UPDATE SET n = {}.n + excluded.n", table.name),
            Self::Replaces => {
                let others = table.columns.iter().filter(|c| !table.key.contains(&c.name));
                let set: Vec<String> = others.map(|c| format!("{0} = excluded.{0}", c.name)).collect();
                let action = if set.is_empty() { "DO NOTHING".to_owned() } else { format!("DO UPDATE SET {}", set.join(", ")) };
                format!(" ON CONFLICT ({key}) {action}")
            }
        }
    }
}

impl Tx {
    /// Which values stand in a tenant's rows, each with the place of what it was sought by: the server is asked once for all tables.
    ///
    /// # Errors
    /// Any of the engine.
    pub async fn present(&mut self, tenant: Tenant, sought: &[Sought]) -> Result<Vec<(usize, Value)>, StorageError> {
        let places: Vec<(usize, &Sought, Type)> =
            sought.iter().enumerate().filter_map(|(i, s)| Some((i, s, s.values.first()?.ty()))).collect();
        let engine = self.engine();
        let ask = |place: usize, s: &Sought, ty: Type, condition: &str| {
            let (id, number) = if ty == Type::Int { ("NULL", s.column) } else { (s.column, "NULL") };
            let place = dialect::typed(engine, &place.to_string(), Type::Int);
            let (id, number) = (dialect::typed(engine, id, Type::Blob), dialect::typed(engine, number, Type::Int));
            format!("SELECT {place}, {id}, {number} FROM {} WHERE tenant = $1 AND {} {condition}", s.table, s.column)
        };
        let mut found: Vec<(i64, Option<Vec<u8>>, Option<i64>)> = Vec::new();
        match self {
            _ if places.is_empty() => {}
            Self::Sqlite(tx) => {
                for (place, s, ty) in places {
                    let mut each: Vec<&Value> = s.values.iter().collect();
                    each.sort();
                    each.dedup();
                    found.extend(tx.all_each(&ask(place, s, ty, "= $2"), &args![tenant], &each).await?);
                }
            }
            Self::Postgres(tx) => {
                let all = places.iter().enumerate().map(|(i, (place, s, ty))| ask(*place, s, *ty, &format!("= ANY (${})", i + 2)));
                let mut q = sqlx::query(AssertSqlSafe(all.collect::<Vec<_>>().join(" UNION ALL ")));
                q = bind_one(q, &tenant.into());
                for (_, s, ty) in places {
                    q = bind_list(q, ty, s.values.iter())?;
                }
                for row in &rows(tx, q).await? {
                    found.push(FromRow::from_row(row)?);
                }
            }
        }
        let value = |id: Option<Vec<u8>>, number: Option<i64>| number.map_or(Value::Blob(id), |n| Value::Int(Some(n)));
        Ok(found.into_iter().map(|(place, id, number)| (usize::try_from(place).unwrap_or(usize::MAX), value(id, number))).collect())
    }

    /// Writes rows of several tables, none of which is written to twice under one key. The server takes them with one statement: what a round trip costs
    /// is more than what most of these rows do.
    ///
    /// # Errors
    /// Any of the engine.
    pub async fn write_all(&mut self, all: &[Rows]) -> Result<(), StorageError> {
        let Self::Postgres(tx) = self else {
            for rows in all.iter().filter(|r| !r.rows.is_empty()) {
                self.bulk(rows.table, &rows.rows, rows.meeting).await?;
            }
            return Ok(());
        };
        let parts: Vec<(&Rows, &[Vec<Value>])> = all.iter().flat_map(|r| r.rows.chunks(ROWS).map(move |part| (r, part))).collect();
        for parts in parts.chunks(TOGETHER) {
            let inserts = parts.iter().map(|(r, _)| (r.table, r.meeting.action(r.table)));
            let mut q = sqlx::query(AssertSqlSafe(dialect::insert_together(inserts)));
            for (r, part) in parts {
                for (i, c) in r.table.columns.iter().enumerate() {
                    q = bind_list(q, c.ty, part.iter().filter_map(|row| row.get(i)))?;
                }
            }
            touched(tx, q).await?;
        }
        Ok(())
    }
}
