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
use slrt_storage::{Database, StorageError, journal, migrate_sqlite, wire};
use std::path::Path;

/// A table that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which.
    pub table: &'static str,
    /// How many rows differ, are missing, or are too many.
    pub rows: u64,
    /// The first of them: its key, without values.
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
    let mut zone = Zone { name: "WIB".into(), offset_minutes: 420 };
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
                world.zone = Zone { name: e.zone_name.clone(), offset_minutes: i32::try_from(e.zone_offset).unwrap_or(420) };
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
        tx.insert(table("journal_subject"), &journal::subject_rows(&entries)).await?;
        changes.write(&mut tx, tenant).await?;
        tx.commit().await?;
    }
    let mut differences = Vec::new();
    for t in derived() {
        differences.extend(compare(house.db(), &scratch, tenant, t).await?);
    }
    scratch.close().await;
    for suffix in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(folder.join(format!("rebuild-{tenant}.sqlite{suffix}")));
    }
    Ok(differences)
}

async fn compare(live: &Database, scratch: &Database, tenant: Tenant, t: &'static Table) -> Result<Option<Difference>, StorageError> {
    let columns: Vec<&str> = t.columns.iter().map(|c| c.name).collect();
    // A counter that came back to nothing is worth as much as none.
    let counted = if columns.last() == Some(&"n") { " AND n <> 0" } else { "" };
    let sql = format!("SELECT {} FROM {} WHERE tenant = $1{counted} ORDER BY {}", columns.join(", "), t.name, t.key.join(", "));
    let a = vec![slrt_storage::Value::from(tenant)];
    let (mut left_tx, mut right_tx) = (live.read(tenant).await?, scratch.read(tenant).await?);
    let (mut left, mut right) = (left_tx.stream(t, &sql, &a), right_tx.stream(t, &sql, &a));
    let mut difference: Option<Difference> = None;
    loop {
        let (l, r) = (left.next().await.transpose()?, right.next().await.transpose()?);
        if l.is_none() && r.is_none() {
            return Ok(difference);
        }
        if l != r {
            let which: Vec<&str> = match (&l, &r) {
                (Some(l), Some(r)) => columns.iter().enumerate().filter(|(i, _)| l[*i] != r[*i]).map(|(_, c)| *c).collect(),
                (Some(_), None) => vec!["only live"],
                _ => vec!["only rebuilt"],
            };
            let d = difference.get_or_insert(Difference { table: t.name, rows: 0, first: which.join(", ") });
            d.rows += 1;
        }
    }
}
