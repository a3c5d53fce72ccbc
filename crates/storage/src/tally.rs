//! Counts, kept as things happen.

use crate::error::StorageError;
use crate::{Tx, Value, args};
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::identity::{OfficeId, Tenant};

/// A count of a day.
#[derive(Debug, Clone)]
pub struct TallyRow {
    /// Day.
    pub day: String,
    /// What was counted.
    pub measure: String,
    /// Office (or institution for answers).
    pub office: Vec<u8>,
    /// Village.
    pub village: String,
    /// Kind of concern, or sector of an inquiry.
    pub kind: String,
    /// Channel.
    pub channel: String,
    /// Of restricted concerns.
    pub restricted: bool,
    /// How many.
    pub n: i64,
}

crate::row::from_row!(TallyRow { day, measure, office, village, kind, channel, restricted, n });

/// Counts between two days, both included. Restricted ones only where asked for.
///
/// # Errors
/// When the database is away.
pub async fn between(tx: &mut Tx, tenant: Tenant, from: Day, to: Day) -> Result<Vec<TallyRow>, StorageError> {
    tx.all(
        "SELECT day, measure, office, village, kind, channel, restricted, n FROM tally WHERE tenant = $1 AND day >= $2 AND day <= $3 AND n <> 0 ORDER BY day, measure, office, village, kind, channel, restricted",
        &args![tenant, from, to],
    )
    .await
}

/// Of whom something is counted.
#[derive(Debug, Clone, Copy)]
pub enum Of<'a> {
    /// Of offices (or institutions), wherever their citizens live.
    Offices(&'a [OfficeId]),
    /// Of the citizens of an area, whichever office it was.
    Area(AreaCode),
}

impl Of<'_> {
    fn is_nobody(self) -> bool {
        matches!(self, Of::Offices([]))
    }

    /// The condition on a row; its values join those that are bound.
    fn condition(self, fixed: &mut Vec<Value>) -> String {
        match self {
            Of::Offices(offices) => format!("office IN ({})", marks(fixed, offices.iter().map(|o| (*o).into()))),
            Of::Area(area) => {
                let (from, to) = (mark(fixed, area.as_str().into()), mark(fixed, format!("{}~", area.as_str()).into()));
                format!("village >= {from} AND village < {to}")
            }
        }
    }
}

fn mark(fixed: &mut Vec<Value>, value: Value) -> String {
    fixed.push(value);
    format!("${}", fixed.len())
}

fn marks(fixed: &mut Vec<Value>, values: impl Iterator<Item = Value>) -> String {
    values.map(|v| mark(fixed, v)).collect::<Vec<_>>().join(", ")
}

fn listed(days: &[Day]) -> Vec<Value> {
    days.iter().map(|d| (*d).into()).collect()
}

/// Counts of some measures on days, as the index has them: one look-up for each day, measure and office. Restricted ones are left out.
///
/// # Errors
/// When the database is away.
pub async fn counts(tx: &mut Tx, tenant: Tenant, of: Of<'_>, measures: &[&str], days: &[Day]) -> Result<Vec<TallyRow>, StorageError> {
    if of.is_nobody() || measures.is_empty() {
        return Ok(Vec::new());
    }
    let mut fixed = args![tenant];
    let measures = marks(&mut fixed, measures.iter().map(|m| (*m).into()));
    let sql = format!(
        "SELECT day, measure, office, village, kind, channel, restricted, n FROM tally WHERE tenant = $1 AND day IN ({{in}}) AND measure IN ({measures}) AND {} AND NOT restricted AND n <> 0
         ORDER BY day, measure, office, village, kind, channel",
        of.condition(&mut fixed)
    );
    tx.all_in(&sql, &fixed, &listed(days)).await
}

/// What a measure sums up to on days, by kind; a kind may come more than once. Restricted ones are left out.
///
/// # Errors
/// When the database is away.
pub async fn sums(tx: &mut Tx, tenant: Tenant, of: Of<'_>, measure: &str, days: &[Day]) -> Result<Vec<(String, i64)>, StorageError> {
    if of.is_nobody() {
        return Ok(Vec::new());
    }
    let mut fixed = args![tenant, measure];
    let sql = format!(
        "SELECT kind, CAST(SUM(n) AS BIGINT) AS n FROM tally WHERE tenant = $1 AND day IN ({{in}}) AND measure = $2 AND {} AND NOT restricted
         GROUP BY kind ORDER BY kind",
        of.condition(&mut fixed)
    );
    tx.all_in(&sql, &fixed, &listed(days)).await
}

/// How many restricted concerns were brought on days: a number alone, for those who keep them.
///
/// # Errors
/// When the database is away.
pub async fn restricted(tx: &mut Tx, tenant: Tenant, of: Of<'_>, days: &[Day]) -> Result<i64, StorageError> {
    if of.is_nobody() {
        return Ok(0);
    }
    let mut fixed = args![tenant];
    let sql = format!(
        "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) AS n FROM tally WHERE tenant = $1 AND day IN ({{in}}) AND measure = 'opened' AND {} AND restricted",
        of.condition(&mut fixed)
    );
    let rows: Vec<(i64,)> = tx.all_in(&sql, &fixed, &listed(days)).await?;
    Ok(rows.iter().map(|(n,)| n).sum())
}

/// How many wait at a holder in a capacity: (all, overdue on a day). Restricted ones are not counted.
///
/// # Errors
/// When the database is away.
pub async fn waiting(tx: &mut Tx, tenant: Tenant, role: &str, holder: &[u8], today: Day) -> Result<(i64, i64), StorageError> {
    let rows: Vec<(String, i64)> = tx
        .all(
            "SELECT due, n FROM queue_tally WHERE tenant = $1 AND role = $2 AND holder = $3 AND NOT restricted AND n <> 0 ORDER BY due",
            &args![tenant, role, holder],
        )
        .await?;
    let today = today.iso();
    Ok(rows.iter().fold((0, 0), |(all, late), (due, n)| (all + n, late + if !due.is_empty() && *due < today { *n } else { 0 })))
}
