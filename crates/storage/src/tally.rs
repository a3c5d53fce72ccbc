//! Counts, kept as things happen.

use crate::error::StorageError;
use crate::{Tx, Value, args};
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

/// Counts of offices (or institutions) on days, of some measures, as the index has them: one look-up for each day, measure and office. Restricted
/// ones are left out.
///
/// # Errors
/// When the database is away.
pub async fn of_offices(
    tx: &mut Tx,
    tenant: Tenant,
    offices: &[OfficeId],
    measures: &[&str],
    days: &[Day],
) -> Result<Vec<TallyRow>, StorageError> {
    if offices.is_empty() || measures.is_empty() {
        return Ok(Vec::new());
    }
    let mut fixed = args![tenant];
    let mark = |fixed: &mut Vec<Value>, v: Value| {
        fixed.push(v);
        format!("${}", fixed.len())
    };
    let measures: Vec<String> = measures.iter().map(|m| mark(&mut fixed, (*m).into())).collect();
    let offices: Vec<String> = offices.iter().map(|o| mark(&mut fixed, (*o).into())).collect();
    let sql = format!(
        "SELECT day, measure, office, village, kind, channel, restricted, n FROM tally WHERE tenant = $1 AND day IN ({{in}}) AND measure IN ({}) AND office IN ({}) AND NOT restricted AND n <> 0
         ORDER BY day, measure, office, village, kind, channel",
        measures.join(", "),
        offices.join(", ")
    );
    let days: Vec<Value> = days.iter().map(|d| (*d).into()).collect();
    tx.all_in(&sql, &fixed, &days).await
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
