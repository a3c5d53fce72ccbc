//! Cases on their way to another tenant, and those that came from one.

use crate::error::StorageError;
use crate::{Tx, Value, args, row};
use slrt_domain::calendar::Day;
use slrt_domain::case::{CaseHandedOver, HandOverReceived, HandOverWithdrawn, Incoming};
use slrt_domain::identity::*;

/// It is on its way, and the other tenant has not answered.
pub const UNDER_WAY: &str = "under_way";
/// It came and waits for an answer here.
pub const WAITING: &str = "waiting";
/// The one to whom it was handed has it.
pub const TAKEN_OVER: &str = "taken_over";
/// It came back.
pub const RETURNED: &str = "returned";
/// It was taken back by whoever handed it over, as that tenant sees it.
pub const TAKEN_BACK: &str = "taken_back";
/// The same, as the one to whom it was handed sees it.
pub const WITHDRAWN: &str = "withdrawn";
/// It was not taken over.
pub const REFUSED: &str = "refused";

/// A hand-over, seen from one side.
#[derive(Debug, Clone)]
pub struct HandOverRow {
    /// Id.
    pub id: Vec<u8>,
    /// The case.
    pub case_id: Vec<u8>,
    /// Whether it came here, or went from here.
    pub incoming: bool,
    /// The other tenant.
    pub other: i64,
    /// How it stands.
    pub state: String,
    /// The case's number there, as far as it is known.
    pub number: Option<i64>,
    /// The village it is about.
    pub village: String,
    /// Whether a part of it is for named persons only.
    pub restricted: bool,
    /// Why it was handed over.
    pub reason: String,
    /// Why it was not taken over.
    pub answer: Option<String>,
    /// The earliest day promised to the citizen.
    pub promised: Option<String>,
    /// By when it should be answered.
    pub due: Option<String>,
    /// What came along, sealed; only while it waits here.
    pub package: Option<Vec<u8>>,
    /// The day it was handed over, or came.
    pub handed_on: String,
    /// The day of the answer.
    pub answered_on: Option<String>,
}

crate::row::from_row!(HandOverRow {
    id,
    case_id,
    incoming,
    other,
    state,
    number,
    village,
    restricted,
    reason,
    answer,
    promised,
    due,
    package,
    handed_on,
    answered_on
});

const COLUMNS: &str =
    "id, case_id, incoming, other, state, number, village, restricted, reason, answer, promised, due, package, handed_on, answered_on";

impl HandOverRow {
    /// The other tenant.
    ///
    /// # Errors
    /// When the row holds none.
    pub fn other(&self) -> Result<Tenant, StorageError> {
        Tenant::from_number(self.other).ok_or_else(|| StorageError::corrupt("tenant"))
    }

    /// As decisions see one that came here.
    ///
    /// # Errors
    /// When the row cannot be read.
    pub fn incoming(&self) -> Result<Incoming, StorageError> {
        Ok(Incoming {
            id: row::hand_over(&self.id)?,
            case: row::case(&self.case_id)?,
            from: self.other()?,
            village: row::area(&self.village)?,
            restricted: self.restricted,
            waits: self.incoming && self.state == WAITING,
            taken_back: self.state == WITHDRAWN,
        })
    }
}

/// The row of one that goes from here.
pub fn handed_values(tenant: Tenant, e: &CaseHandedOver) -> Vec<Value> {
    args![
        tenant,
        e.hand_over,
        e.case,
        false,
        e.to,
        UNDER_WAY,
        None::<i64>,
        e.village,
        e.restricted,
        &e.reason,
        None::<String>,
        e.concerns.iter().map(|k| k.after.promised).min(),
        e.concerns.iter().filter_map(|k| k.after.due).min(),
        None::<Vec<u8>>,
        e.on,
        None::<Day>
    ]
}

/// The row of one that came here.
pub fn received_values(tenant: Tenant, e: &HandOverReceived) -> Vec<Value> {
    args![
        tenant,
        e.hand_over,
        e.case,
        true,
        e.from,
        WAITING,
        e.number.digits(),
        e.village,
        e.restricted,
        &e.reason,
        None::<String>,
        e.promised,
        e.due,
        &e.package,
        e.on,
        None::<Day>
    ]
}

/// The row of one that was taken back before it came: it is known, so that it never comes.
pub fn withdrawn_values(tenant: Tenant, e: &HandOverWithdrawn) -> Vec<Value> {
    args![
        tenant,
        e.hand_over,
        e.case,
        true,
        e.from,
        WITHDRAWN,
        e.number.digits(),
        e.village,
        e.restricted,
        &e.reason,
        None::<String>,
        None::<Day>,
        None::<Day>,
        None::<Vec<u8>>,
        e.on,
        None::<Day>
    ]
}

/// Writes the row of one that was taken back, if it has none yet.
pub const WITHDRAW: &str = "INSERT INTO hand_over (tenant, id, case_id, incoming, other, state, number, village, restricted, reason, answer, promised, due, package, handed_on, answered_on)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) ON CONFLICT (tenant, id) DO NOTHING";

/// Writes an answer: tenant, id, state, reason, day, and the number there, where it became known.
pub const ANSWER: &str = "UPDATE hand_over SET state = $3, answer = $4, answered_on = $5, number = COALESCE($6, number), package = NULL WHERE tenant = $1 AND id = $2";

/// One that came here, by id. What went from here has the same name, and nobody answers for it here.
///
/// # Errors
/// When the database is away.
pub async fn incoming_by_id(tx: &mut Tx, tenant: Tenant, id: HandOverId) -> Result<Option<HandOverRow>, StorageError> {
    tx.maybe(&format!("SELECT {COLUMNS} FROM hand_over WHERE tenant = $1 AND id = $2 AND incoming = TRUE"), &args![tenant, id]).await
}

/// Those of a case, the newest first.
///
/// # Errors
/// When the database is away.
pub async fn of_case(tx: &mut Tx, tenant: Tenant, case: CaseId) -> Result<Vec<HandOverRow>, StorageError> {
    let sql = format!("SELECT {COLUMNS} FROM hand_over WHERE tenant = $1 AND case_id = $2 ORDER BY handed_on DESC, id DESC");
    tx.all(&sql, &args![tenant, case]).await
}

/// Those that came here and wait for an answer, the nearest day first.
///
/// # Errors
/// When the database is away.
pub async fn waiting(tx: &mut Tx, tenant: Tenant) -> Result<Vec<HandOverRow>, StorageError> {
    let sql = format!("SELECT {COLUMNS} FROM hand_over WHERE tenant = $1 AND state = $2 ORDER BY due NULLS LAST, id");
    tx.all(&sql, &args![tenant, WAITING]).await
}
