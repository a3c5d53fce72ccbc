//! Counts, kept as things happen.

use crate::error::StorageError;
use crate::{Tx, args};
use slrt_domain::calendar::Day;
use slrt_domain::identity::Tenant;

/// A count of a day.
#[derive(Debug, Clone, sqlx::FromRow)]
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

/// How many wait at a holder in a capacity: (all, overdue on a day). Restricted ones are not counted.
///
/// # Errors
/// When the database is away.
pub async fn waiting(tx: &mut Tx, tenant: Tenant, role: &str, holder: &[u8], today: Day) -> Result<(i64, i64), StorageError> {
    let rows: Vec<(String, i64)> = tx
        .all("SELECT due, n FROM queue_tally WHERE tenant = $1 AND role = $2 AND holder = $3 AND NOT restricted AND n <> 0 ORDER BY due", &args![tenant, role, holder])
        .await?;
    let today = today.iso();
    Ok(rows.iter().fold((0, 0), |(all, late), (due, n)| (all + n, late + if !due.is_empty() && *due < today { *n } else { 0 })))
}
