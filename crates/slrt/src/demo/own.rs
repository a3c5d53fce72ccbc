//! Own programs, a reason, a deadline and a holiday of the demo regency: marked as examples, since nobody decreed them.

use super::DemoError;
use super::chance::Chance;
use super::staff::{Staff, system};
use slrt_domain::calendar::Day;
use slrt_domain::journal::FactConfirmed;
use slrt_domain::program::{OwnContent, OwnRow, OwnSort};
use slrt_operations::storage::{StorageError, catalog};
use slrt_operations::{Body, House};

const ROWS: &str = include_str!("own_catalog.toml");
/// The program whose statements the dinas confirmed; those of the other one wait in *Periksa katalog*.
const CONFIRMED: &str = "beasiswa-sai-batin";

/// Sets them on the last day of the demo: programs and reason hold at once, the deadline from next month, the holiday comes.
pub async fn set(house: &House, staff: &Staff, today: Day, c: &mut Chance) -> Result<(), DemoError> {
    let rows = catalog::own(ROWS).map_err(StorageError::corrupt)?;
    let rows: Vec<OwnRow> = rows.into_iter().map(|row| dated(row, today)).collect();
    let facts = rows.iter().filter(|r| r.code == CONFIRMED).flat_map(|r| match &r.content {
        OwnContent::Program(p) => p.facts.clone(),
        _ => Vec::new(),
    });
    let said =
        facts.map(|f| FactConfirmed { program: CONFIRMED.into(), fact: f.key.clone(), confirmed: true, digest: catalog::fact_digest(&f) });
    let said: Vec<FactConfirmed> = said.collect();
    system(house, staff.tenant, c, Body::SetCatalogRows(rows)).await?;
    system(house, staff.tenant, c, Body::ConfirmFacts(said)).await
}

fn dated(row: OwnRow, today: Day) -> OwnRow {
    match row.sort() {
        OwnSort::Program | OwnSort::Reason => OwnRow { valid_from: today, ..row },
        OwnSort::Deadline => OwnRow { valid_from: month_after(today), ..row },
        OwnSort::Holiday => {
            let day = on_or_after(today, row.valid_from);
            OwnRow { code: day.iso(), valid_from: day, valid_to: Some(day), ..row }
        }
    }
}

fn month_after(today: Day) -> Day {
    let (year, month) = if today.month() == 12 { (today.year() + 1, 1) } else { (today.year(), today.month() + 1) };
    Day::from_ymd(year, month, 1).unwrap_or(today)
}

/// The next day of the same date in the year.
fn on_or_after(today: Day, date: Day) -> Day {
    let of = |year: i32| Day::from_ymd(year, date.month(), date.day());
    of(today.year()).filter(|d| *d >= today).or_else(|| of(today.year() + 1)).unwrap_or(today)
}
