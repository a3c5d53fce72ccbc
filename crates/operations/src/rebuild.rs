//! Rebuilding: all derived tables again, in a scratch database, compared row for row with the live ones.

use crate::changes::Changes;
use crate::fold::{Fold, fold};
use crate::house::House;
use crate::world::{Needs, World};
use futures::StreamExt as _;
use slrt_domain::Coded as _;
use slrt_domain::access::{Acting, Role};
use slrt_domain::calendar::Zone;
use slrt_domain::identity::Tenant;
use slrt_domain::journal::{Circumstance, Entry, Event};
use slrt_storage::tables::{Table, derived, table};
use slrt_storage::{Database, KeyKind, Keys, Meeting, Rows, StorageError, Tx, Value, journal, migrate_sqlite, wire};
use std::cmp::Ordering;
use std::path::Path;

/// A table that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which.
    pub table: &'static str,
    /// How many rows differ, or are on one side only.
    pub rows: u64,
    /// The first of them: which columns differ, or on which side it is; no values.
    pub first: String,
}

/// Entries folded at a time.
const CHUNK: i64 = 256;
/// Slices of imports folded at a time: each brings hundreds of families.
const SLICES: usize = 16;

/// Folds a tenant's whole journal into a scratch database in `folder`, and compares every derived table.
///
/// # Errors
/// When a database is away, or the journal cannot be read.
pub async fn rebuild(house: &House, tenant: Tenant, folder: &Path) -> Result<Vec<Difference>, StorageError> {
    let path = folder.join(format!("rebuild-{tenant}.sqlite"));
    let _ = std::fs::remove_file(&path);
    let scratch = Database::open_sqlite(&path).await?;
    migrate_sqlite(&scratch).await?;
    let mut live = house.db().read(tenant).await?;
    let mut next = 1;
    let mut zone = Zone::new("WIB", 420);
    loop {
        let mut entries: Vec<Entry> = journal::range(&mut live, tenant, next, CHUNK).await?.into_iter().map(|(e, _)| e).collect();
        let slices = entries.iter().enumerate().filter(|(_, e)| e.kind.starts_with("import.slice/"));
        if let Some(end) = slices.map(|(at, _)| at).nth(SLICES) {
            entries.truncate(end);
        }
        let Some(last) = entries.last() else { break };
        next = last.number + 1;
        let events: Vec<Event> = entries.iter().map(|e| wire::decode(&e.kind, &e.payload)).collect::<Result<_, _>>()?;
        let mut world = World { zone: zone.clone(), ..World::default() };
        let needs = Needs::of_events(&events);
        let mut tx = scratch.write(tenant).await?;
        needs.load(&mut tx, tenant, &mut world).await?;
        needs.load_sealed(&mut live, house.keys(), tenant, &mut world).await?;
        let mut changes = Changes::default();
        for (entry, event) in entries.iter().zip(&events) {
            if let Event::TenantFounded(e) = event {
                world.zone = Zone::new(e.zone_name.clone(), i32::try_from(e.zone_offset).unwrap_or(420));
            }
            let who = Circumstance {
                actor: entry.actor,
                role: Role::from_code(&entry.role),
                acting: Acting::from_code(&entry.on_behalf_of).unwrap_or(Acting::Own),
                channel: entry.channel.clone(),
                occurred_at: entry.occurred_at,
                recorded_at: entry.recorded_at,
            };
            fold(&Fold { tenant, keys: house.keys(), number: entry.number, who }, event, &mut world, &mut changes)?;
        }
        zone = world.zone;
        let subjects = Rows { table: table("journal_subject"), rows: journal::subject_rows(&entries), meeting: Meeting::Fails };
        changes.write(&mut tx, tenant, vec![subjects]).await?;
        tx.commit().await?;
    }
    let mut differences = Vec::new();
    // On the very picture that was folded: whoever works meanwhile makes no difference.
    let mut rebuilt = scratch.read(tenant).await?;
    for t in derived() {
        differences.extend(compare(&mut live, &mut rebuilt, tenant, t, house.keys()).await?);
    }
    rebuilt.rollback().await?;
    live.rollback().await?;
    scratch.close().await;
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(folder.join(format!("rebuild-{tenant}.sqlite{suffix}")));
    }
    Ok(differences)
}

/// Goes through both sides in the order of their keys, so that a row that is missing on one of them shifts nothing.
async fn compare(
    live: &mut Tx,
    scratch: &mut Tx,
    tenant: Tenant,
    t: &'static Table,
    keys: &Keys,
) -> Result<Option<Difference>, StorageError> {
    let columns: Vec<&str> = t.columns.iter().map(|c| c.name).collect();
    let key: Vec<usize> = t.key.iter().filter_map(|k| columns.iter().position(|c| c == k)).collect();
    let key_of = |row: &[Value]| key.iter().map(|at| row[*at].clone()).collect::<Vec<_>>();
    // Keyed hashes of numbers are made of the sealed value beside them, with the look-up key that is used now. Until all were made anew after a rotation, one of
    // an older key may stand there.
    let waits = keys.is_reindexing().then(|| keys.current(KeyKind::Lookup).id.to_be_bytes());
    let is_older = |live: &Value, rebuilt: &Value| match (waits, live, rebuilt) {
        (Some(id), Value::Blob(Some(live)), Value::Blob(Some(rebuilt))) => {
            live.len() == rebuilt.len() && live[..] < id[..] && rebuilt.starts_with(&id)
        }
        _ => false,
    };
    let same = |at: usize, l: &Value, r: &Value| l == r || (matches!(columns[at], "nik_hash" | "card_hash") && is_older(l, r));
    // A counter that came back to nothing is worth as much as none.
    let counted = if columns.last() == Some(&"n") { " AND n <> 0" } else { "" };
    let sql = format!("SELECT {} FROM {} WHERE tenant = $1{counted} ORDER BY {}", columns.join(", "), t.name, t.key.join(", "));
    let a = vec![Value::from(tenant)];
    let (mut left, mut right) = (live.stream(t, &sql, &a), scratch.stream(t, &sql, &a));
    let (mut l, mut r) = (left.next().await.transpose()?, right.next().await.transpose()?);
    let mut difference: Option<Difference> = None;
    let mut differs = |which: String| difference.get_or_insert(Difference { table: t.name, rows: 0, first: which }).rows += 1;
    loop {
        let order = match (&l, &r) {
            (None, None) => break,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(l), Some(r)) => key_of(l).cmp(&key_of(r)),
        };
        match (order, &l, &r) {
            (Ordering::Less, ..) => differs("only live".into()),
            (Ordering::Greater, ..) => differs("only rebuilt".into()),
            (Ordering::Equal, Some(l), Some(r)) if l != r => {
                let which: Vec<&str> = columns.iter().enumerate().filter(|(i, _)| !same(*i, &l[*i], &r[*i])).map(|(_, c)| *c).collect();
                if !which.is_empty() {
                    differs(which.join(", "));
                }
            }
            _ => {}
        }
        if order != Ordering::Greater {
            l = left.next().await.transpose()?;
        }
        if order != Ordering::Less {
            r = right.next().await.transpose()?;
        }
    }
    Ok(difference)
}
