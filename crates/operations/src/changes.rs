//! What a batch writes, gathered so that one statement takes the rows of all tables.

use slrt_domain::Coded as _;
use slrt_domain::access::Visibility;
use slrt_domain::calendar::Day;
use slrt_domain::case::Turn;
use slrt_domain::identity::Tenant;
use slrt_storage::tables::{Table, table};
use slrt_storage::{Meeting, Rows, StorageError, Tx, Value, args};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Rows and statements in the order in which they must be written.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    stages: Vec<Stage>,
}

#[derive(Debug, Default)]
struct Stage {
    deletes: BTreeMap<(&'static str, &'static str), Vec<Value>>,
    rows: Vec<(&'static Table, BTreeMap<Vec<Value>, Row>)>,
    counts: Vec<(&'static Table, BTreeMap<Vec<Value>, i64>)>,
    statements: Vec<(Cow<'static, str>, Vec<Value>)>,
}

/// A row to write.
#[derive(Debug)]
struct Row {
    values: Vec<Value>,
    /// No table can have one with its key: it is written without looking for one.
    new: bool,
}

impl Changes {
    fn stage(&mut self) -> &mut Stage {
        if self.stages.last().is_none_or(|s| !s.statements.is_empty()) {
            self.stages.push(Stage::default());
        }
        // One was pushed just now if there was none.
        let last = self.stages.len() - 1;
        &mut self.stages[last]
    }

    /// A row to insert or to replace; a later one with the same key wins.
    pub fn put(&mut self, name: &'static str, row: Vec<Value>) {
        self.write_row(name, Row { values: row, new: false });
    }

    /// A row of something that comes into being: where one with its key is there all the same, nothing of the batch is written.
    pub fn add(&mut self, name: &'static str, row: Vec<Value>) {
        self.write_row(name, Row { values: row, new: true });
    }

    fn write_row(&mut self, name: &'static str, row: Row) {
        let t = table(name);
        let key = key_of(t, &row.values);
        let rows = &mut self.stage().rows;
        match rows.iter_mut().find(|(found, _)| found.name == name) {
            Some((_, map)) => match map.entry(key) {
                Entry::Occupied(mut first) => first.get_mut().values = row.values,
                Entry::Vacant(place) => {
                    place.insert(row);
                }
            },
            None => rows.push((t, BTreeMap::from([(key, row)]))),
        }
    }

    /// Rows whose column has a value go before new ones come, and after those that were put already.
    pub fn delete(&mut self, name: &'static str, column: &'static str, value: Value) {
        if self.stages.last().is_some_and(|s| s.rows.iter().any(|(t, _)| t.name == name)) {
            self.stages.push(Stage::default());
        }
        self.stage().deletes.entry((name, column)).or_default().push(value);
    }

    /// Adds to a counter; the row has every column but `n`, which is last.
    pub fn count(&mut self, name: &'static str, key: Vec<Value>, n: i64) {
        let counts = &mut self.stage().counts;
        match counts.iter_mut().find(|(found, _)| found.name == name) {
            Some((_, map)) => *map.entry(key).or_default() += n,
            None => counts.push((table(name), BTreeMap::from([(key, n)]))),
        }
    }

    /// Counts a turn at its holder by due day.
    pub fn count_turn(&mut self, tenant: Tenant, turn: &Turn, due: Option<Day>, visibility: Visibility, n: i64) {
        let holder = turn.institution.map(|i| i.bytes()).or_else(|| turn.office.map(|o| o.bytes()));
        if let Some(holder) = holder {
            let due = due.map(Day::iso).unwrap_or_default();
            let restricted = visibility == Visibility::Restricted;
            // What an office has sent to institutions is counted for the office, too.
            if let (Some(office), Some(_)) = (turn.office, turn.institution) {
                self.count("queue_tally", args![tenant, "sent", office.bytes(), due.clone(), restricted], n);
            }
            self.count("queue_tally", args![tenant, turn.role.code(), holder, due, restricted], n);
        }
    }

    /// A statement that must see everything before it.
    pub fn statement(&mut self, sql: impl Into<Cow<'static, str>>, args: Vec<Value>) {
        self.stage().statements.push((sql.into(), args));
    }

    /// Writes everything, and before it rows of tables that nothing else of it is about.
    pub async fn write(self, tx: &mut Tx, tenant: Tenant, others: Vec<Rows>) -> Result<(), StorageError> {
        let mut together = others;
        for stage in self.stages {
            if !stage.deletes.is_empty() {
                tx.write_all(&std::mem::take(&mut together)).await?;
            }
            for ((name, column), values) in stage.deletes {
                for part in values.chunks(1024) {
                    let marks: Vec<String> = (0..part.len()).map(|i| format!("${}", i + 2)).collect();
                    let mut a = args![tenant];
                    a.extend(part.iter().cloned());
                    tx.run(&format!("DELETE FROM {name} WHERE tenant = $1 AND {column} IN ({})", marks.join(", ")), &a).await?;
                }
            }
            for (table, rows) in stage.rows {
                let (new, old): (Vec<Row>, Vec<Row>) = rows.into_values().partition(|row| row.new);
                for (rows, meeting) in [(new, Meeting::Fails), (old, Meeting::Replaces)] {
                    together.push(Rows { table, rows: rows.into_iter().map(|row| row.values).collect(), meeting });
                }
            }
            for (table, counts) in stage.counts {
                let changed = counts.into_iter().filter(|(_, n)| *n != 0);
                let rows = changed.map(|(mut key, n)| {
                    key.push(n.into());
                    key
                });
                together.push(Rows { table, rows: rows.collect(), meeting: Meeting::Adds });
            }
            // What comes after must see everything before it.
            tx.write_all(&std::mem::take(&mut together)).await?;
            for (sql, a) in stage.statements {
                tx.run(&sql, &a).await?;
            }
        }
        tx.write_all(&together).await
    }
}

fn key_of(t: &Table, row: &[Value]) -> Vec<Value> {
    t.key.iter().filter_map(|k| t.columns.iter().position(|c| c.name == *k)).map(|i| row[i].clone()).collect()
}
