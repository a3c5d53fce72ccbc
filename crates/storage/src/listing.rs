//! What work queues, histories and books list. Restricted concerns appear only for persons named on them.

use crate::error::StorageError;
use crate::{Tx, Value, args, row};
use slrt_domain::Coded as _;
use slrt_domain::access::Visibility;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::case::{Turn, TurnRole};
use slrt_domain::identity::*;
use std::collections::HashSet;

/// Who holds the turn of what is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// Offices in one capacity, perhaps for the villages of one area only.
    Offices(Vec<OfficeId>, TurnRole, Option<AreaCode>),
    /// An institution.
    Institution(InstitutionId),
}

/// A part of somebody's work: what waits at a holder, perhaps only what was due by a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// At whom.
    pub holder: Holder,
    /// Only what was due on this day or before.
    pub due_by: Option<Day>,
}

/// A place in a list ordered by due day and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// Due day of the last line seen.
    pub due: Day,
    /// Its concern.
    pub concern: ConcernId,
}

/// A line: which part it belongs to, case, concern, due day.
pub type WaitingLine = (usize, CaseId, ConcernId, Day);

/// Binds values one after the other and gives their places.
struct Binder(Vec<Value>);

impl Binder {
    fn bind(&mut self, value: impl Into<Value>) -> String {
        self.0.push(value.into());
        format!("${}", self.0.len())
    }

    fn list<T: Copy + Into<Value>>(&mut self, values: &[T]) -> String {
        let marks: Vec<String> = values.iter().map(|v| self.bind(*v)).collect();
        marks.join(", ")
    }
}

const NAMED: &str =
    "(c.visibility = 'normal' OR EXISTS (SELECT 1 FROM case_named m WHERE m.tenant = c.tenant AND m.case_id = c.case_id AND m.account = ";

fn condition(b: &mut Binder, part: &Waiting) -> String {
    let mut sql = match &part.holder {
        Holder::Offices(offices, role, area) => {
            let mut sql = match offices.as_slice() {
                [one] => format!("c.turn_office = {}", b.bind(*one)),
                many => format!("c.turn_office IN ({})", b.list(many)),
            };
            sql.push_str(&format!(" AND c.turn_role = {}", b.bind(role.code())));
            if let Some(area) = area {
                let (from, to) = (b.bind(area.as_str()), b.bind(format!("{}~", area.as_str())));
                sql.push_str(&format!(" AND c.village >= {from} AND c.village < {to}"));
            }
            sql
        }
        Holder::Institution(id) => format!("c.turn_institution = {}", b.bind(*id)),
    };
    if let Some(day) = part.due_by {
        sql.push_str(&format!(" AND c.due <= {}", b.bind(day)));
    }
    sql
}

fn is_empty(part: &Waiting) -> bool {
    matches!(&part.holder, Holder::Offices(offices, ..) if offices.is_empty())
}

/// What waits in some parts, each ordered by due day and id and cut at `limit`.
///
/// # Errors
/// When the database is away.
pub async fn waiting(
    tx: &mut Tx,
    tenant: Tenant,
    parts: &[Waiting],
    account: AccountId,
    after: Option<After>,
    limit: i64,
) -> Result<Vec<WaitingLine>, StorageError> {
    let mut b = Binder(args![tenant, account, limit]);
    let mut arms = Vec::new();
    for (i, part) in parts.iter().enumerate().filter(|(_, p)| !is_empty(p)) {
        let condition = condition(&mut b, part);
        let page = after.map(|a| {
            let (due, id) = (b.bind(a.due), b.bind(a.concern));
            format!(" AND (c.due > {due} OR (c.due = {due} AND c.id > {id}))")
        });
        arms.push(format!(
            "SELECT * FROM (SELECT CAST({i} AS BIGINT) AS part, c.case_id, c.id, c.due FROM concern c WHERE c.tenant = $1 AND {condition} AND c.due IS NOT NULL AND {NAMED}$2)){} ORDER BY c.due, c.id LIMIT $3) AS p{i}",
            page.unwrap_or_default()
        ));
    }
    if arms.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(i64, Vec<u8>, Vec<u8>, String)> = tx.all(&arms.join(" UNION ALL "), &b.0).await?;
    rows.into_iter()
        .map(|(part, case, concern, due)| {
            Ok((usize::try_from(part).unwrap_or(0), row::case(&case)?, row::concern(&concern)?, row::day(&due)?))
        })
        .collect()
}

/// An open concern of a case that somebody opened: where, whose turn it is, and the village it is about.
pub type OpenedLine = (CaseId, ConcernId, Turn, AreaCode);

/// Open concerns of the cases that an account opened, the newest case first.
///
/// # Errors
/// When the database is away.
pub async fn opened_by(tx: &mut Tx, tenant: Tenant, account: AccountId, limit: i64) -> Result<Vec<OpenedLine>, StorageError> {
    type Row = (Vec<u8>, Vec<u8>, String, Option<Vec<u8>>, Option<Vec<u8>>, String);
    // IS TRUE: with an equality SQLite goes by the index that begins with it, and reads every open concern of the tenant.
    let sql = format!(
        "SELECT c.case_id, c.id, c.turn_role, c.turn_office, c.turn_institution, c.village
         FROM service_case s JOIN concern c ON c.tenant = s.tenant AND c.case_id = s.id
         WHERE s.tenant = $1 AND s.opened_by = $2 AND c.open IS TRUE AND {NAMED}$2))
         ORDER BY s.opened_on DESC, s.id DESC, c.position LIMIT $3"
    );
    let rows: Vec<Row> = tx.all(&sql, &args![tenant, account, limit]).await?;
    rows.into_iter()
        .map(|(case, concern, role, office, institution, village)| {
            let turn = Turn {
                role: row::code(&role)?,
                office: row::maybe(office.as_ref(), row::office)?,
                institution: row::maybe(institution.as_ref(), row::institution)?,
            };
            Ok((row::case(&case)?, row::concern(&concern)?, turn, row::area(&village)?))
        })
        .collect()
}

/// Where a list of answered referrals goes on: day and referral of its last line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// The day of the answer.
    pub on: Day,
    /// The referral.
    pub referral: ReferralId,
}

/// A referral that was answered and is not in the institution's hands any more: its place in the list, case, concern.
pub type AnsweredLine = (Answered, CaseId, ConcernId);

/// Referrals that some institutions answered, or that were answered for them, the newest answer first. What they accepted and still work on stands in
/// their inbox.
///
/// # Errors
/// When the database is away.
pub async fn answered(
    tx: &mut Tx,
    tenant: Tenant,
    institutions: &[InstitutionId],
    account: AccountId,
    before: Option<Answered>,
    limit: i64,
) -> Result<Vec<AnsweredLine>, StorageError> {
    if institutions.is_empty() {
        return Ok(Vec::new());
    }
    let mut b = Binder(args![tenant, account, limit]);
    let institutions = b.list(institutions);
    let page = before.map(|a| {
        let (on, id) = (b.bind(a.on), b.bind(a.referral));
        format!(" AND (r.answered_on < {on} OR (r.answered_on = {on} AND r.id < {id}))")
    });
    let sql = format!(
        "SELECT r.answered_on, r.id, r.case_id, r.concern FROM referral r JOIN concern c ON c.tenant = r.tenant AND c.id = r.concern
         WHERE r.tenant = $1 AND r.institution IN ({institutions}) AND r.state IN ('declined', 'given', 'more_asked', 'revoked')
           AND r.answered_on IS NOT NULL AND {NAMED}$2)){} ORDER BY r.answered_on DESC, r.id DESC LIMIT $3",
        page.unwrap_or_default()
    );
    let rows: Vec<(String, Vec<u8>, Vec<u8>, Vec<u8>)> = tx.all(&sql, &b.0).await?;
    rows.into_iter()
        .map(|(on, referral, case, concern)| {
            let at = Answered { on: row::day(&on)?, referral: row::referral(&referral)? };
            Ok((at, row::case(&case)?, row::concern(&concern)?))
        })
        .collect()
}

/// How many wait in some parts, and how many of them are overdue on a day. Counters answer for the many; restricted ones and those of one area are
/// counted themselves.
///
/// # Errors
/// When the database is away.
pub async fn count_waiting(
    tx: &mut Tx,
    tenant: Tenant,
    parts: &[Waiting],
    account: AccountId,
    today: Day,
) -> Result<(i64, i64), StorageError> {
    let mut b = Binder(args![tenant, account, today]);
    let mut arms = Vec::new();
    for part in parts.iter().filter(|p| !is_empty(p)) {
        match &part.holder {
            Holder::Offices(_, _, Some(_)) => {
                let condition = condition(&mut b, part);
                arms.push(format!(
                    "SELECT COUNT(*) AS n, COUNT(CASE WHEN c.due < $3 THEN 1 END) AS late FROM concern c WHERE c.tenant = $1 AND {condition} AND {NAMED}$2))"
                ));
            }
            holder => {
                arms.push(counted(&mut b, holder, part.due_by));
                // From the few cases that one is named on, never through the whole queue: CROSS JOIN keeps the order.
                let condition = condition(&mut b, part);
                arms.push(format!(
                    "SELECT COUNT(CASE WHEN {condition} THEN 1 END) AS n, COUNT(CASE WHEN {condition} AND c.due < $3 THEN 1 END) AS late
                     FROM case_named m CROSS JOIN concern c
                     WHERE m.tenant = $1 AND m.account = $2 AND c.tenant = m.tenant AND c.case_id = m.case_id AND c.visibility = 'restricted'"
                ));
            }
        }
    }
    if arms.is_empty() {
        return Ok((0, 0));
    }
    let rows: Vec<(i64, i64)> = tx.all(&arms.join(" UNION ALL "), &b.0).await?;
    Ok(rows.into_iter().fold((0, 0), |(n, late), (a, l)| (n + a, late + l)))
}

fn counted(b: &mut Binder, holder: &Holder, due_by: Option<Day>) -> String {
    let (role, holders) = match holder {
        // Counters know an institution's turns by the institution, and what an office has sent under a name of its own.
        Holder::Offices(offices, TurnRole::Institution, _) => ("sent", b.list(offices)),
        Holder::Offices(offices, role, _) => (role.code(), b.list(offices)),
        Holder::Institution(id) => (TurnRole::Institution.code(), b.bind(*id)),
    };
    let role = b.bind(role);
    let by = due_by.map(|day| format!(" AND q.due <= {}", b.bind(day))).unwrap_or_default();
    format!(
        "SELECT CAST(COALESCE(SUM(q.n), 0) AS BIGINT) AS n, CAST(COALESCE(SUM(CASE WHEN q.due < $3 AND q.due <> '' THEN q.n ELSE 0 END), 0) AS BIGINT) AS late
         FROM queue_tally q WHERE q.tenant = $1 AND q.role = {role} AND q.holder IN ({holders}) AND NOT q.restricted{by}"
    )
}

/// How much of what some offices sent waits at each institution, and how much of it is past its day.
///
/// # Errors
/// When the database is away.
pub async fn at_institutions(
    tx: &mut Tx,
    tenant: Tenant,
    offices: &[OfficeId],
    account: AccountId,
    today: Day,
) -> Result<Vec<(InstitutionId, i64, i64)>, StorageError> {
    let list: Vec<Value> = offices.iter().map(|o| (*o).into()).collect();
    let sql = format!(
        "SELECT c.turn_institution, COUNT(*) AS n, COUNT(CASE WHEN c.due < $3 THEN 1 END) AS late FROM concern c
         WHERE c.tenant = $1 AND c.turn_role = 'institution' AND c.turn_institution IS NOT NULL AND c.turn_office IN ({{in}}) AND {NAMED}$2))
         GROUP BY c.turn_institution ORDER BY c.turn_institution"
    );
    let rows: Vec<(Vec<u8>, i64, i64)> = tx.all_in(&sql, &args![tenant, account, today], &list).await?;
    rows.into_iter().map(|(id, n, late)| Ok((row::institution(&id)?, n, late))).collect()
}

/// A line of a person's history.
#[derive(Debug, Clone)]
pub struct HistoryRow {
    /// Concern.
    pub id: Vec<u8>,
    /// Case.
    pub case_id: Vec<u8>,
    /// Number.
    pub number: i64,
    /// Person.
    pub person: Vec<u8>,
    /// Office that took it.
    pub office: Vec<u8>,
    /// Village.
    pub village: String,
    /// Kind.
    pub kind: String,
    /// State.
    pub state: String,
    /// Whose turn.
    pub turn_role: String,
    /// At which office.
    pub turn_office: Option<Vec<u8>>,
    /// At which institution.
    pub turn_institution: Option<Vec<u8>>,
    /// Due day.
    pub due: Option<String>,
    /// Promised day.
    pub promised: String,
    /// Outcome.
    pub outcome: Option<String>,
    /// Since when our own clock pauses.
    pub paused_since: Option<String>,
    /// The day it was brought.
    pub opened_on: String,
    /// The day it ended.
    pub closed_on: Option<String>,
    /// Whether it is open.
    pub open: bool,
}

crate::row::from_row!(HistoryRow {
    id,
    case_id,
    number,
    person,
    office,
    village,
    kind,
    state,
    turn_role,
    turn_office,
    turn_institution,
    due,
    promised,
    outcome,
    paused_since,
    opened_on,
    closed_on,
    open
});

/// Concerns of people as far as an account may know, newest first.
///
/// # Errors
/// When the database is away.
pub async fn history(tx: &mut Tx, tenant: Tenant, persons: &[PersonId], account: AccountId) -> Result<Vec<HistoryRow>, StorageError> {
    let list: Vec<Value> = persons.iter().map(|p| (*p).into()).collect();
    let sql = format!(
        "SELECT c.id, c.case_id, s.number, c.person, s.office, c.village, c.kind, c.state, c.turn_role, c.turn_office, c.turn_institution, c.due, c.promised, c.outcome, c.paused_since, c.opened_on, c.closed_on, c.open
         FROM concern c JOIN service_case s ON s.tenant = c.tenant AND s.id = c.case_id
         WHERE c.tenant = $1 AND c.person IN ({{in}}) AND {NAMED}$2)) ORDER BY c.opened_on DESC, c.id DESC"
    );
    tx.all_in(&sql, &args![tenant, account], &list).await
}

/// An open concern of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenNeed {
    /// Whose.
    pub person: PersonId,
    /// Case.
    pub case: CaseId,
    /// Its nomor layanan.
    pub number: i64,
    /// Kind.
    pub kind: String,
    /// The day it was brought.
    pub opened_on: String,
}

/// Open concerns of some persons, oldest first, and who may know of those that are restricted: handed out for one reader at a time.
#[derive(Debug, Default)]
pub struct OpenNeeds {
    needs: Vec<(OpenNeed, Visibility)>,
    named: HashSet<(CaseId, AccountId)>,
}

impl OpenNeeds {
    /// What an account may know of.
    pub fn seen_by(&self, account: AccountId) -> impl Iterator<Item = &OpenNeed> {
        let may = move |(need, visibility): &&(OpenNeed, Visibility)| {
            *visibility == Visibility::Normal || self.named.contains(&(need.case, account))
        };
        self.needs.iter().filter(may).map(|(need, _)| need)
    }
}

/// Open concerns of some persons.
///
/// # Errors
/// When the database is away.
pub async fn open_needs(tx: &mut Tx, tenant: Tenant, persons: &[PersonId]) -> Result<OpenNeeds, StorageError> {
    let list: Vec<Value> = persons.iter().map(|p| (*p).into()).collect();
    let sql = "SELECT c.person, c.case_id, s.number, c.kind, c.opened_on, c.visibility FROM concern c JOIN service_case s ON s.tenant = c.tenant AND s.id = c.case_id
         WHERE c.tenant = $1 AND c.open = TRUE AND c.person IN ({in}) ORDER BY c.opened_on, c.id";
    let rows: Vec<(Vec<u8>, Vec<u8>, i64, String, String, String)> = tx.all_in(sql, &args![tenant], &list).await?;
    let mut found = OpenNeeds::default();
    for (person, case, number, kind, opened_on, visibility) in rows {
        let visibility = row::code(&visibility)?;
        found.needs.push((OpenNeed { person: row::person(&person)?, case: row::case(&case)?, number, kind, opened_on }, visibility));
    }
    let restricted = found.needs.iter().filter(|(_, v)| *v == Visibility::Restricted).map(|(n, _)| Value::from(n.case));
    let restricted: Vec<Value> = restricted.collect();
    let sql = "SELECT case_id, account FROM case_named WHERE tenant = $1 AND case_id IN ({in})";
    for (case, account) in tx.all_in::<(Vec<u8>, Vec<u8>)>(sql, &args![tenant], &restricted).await? {
        found.named.insert((row::case(&case)?, row::account(&account)?));
    }
    Ok(found)
}

/// Of some cases those that an account must not know of: wholly restricted ones on which it is not named.
///
/// # Errors
/// When the database is away.
pub async fn hidden(tx: &mut Tx, tenant: Tenant, cases: &[CaseId], account: AccountId) -> Result<Vec<CaseId>, StorageError> {
    let list: Vec<Value> = cases.iter().map(|c| (*c).into()).collect();
    let rows: Vec<(Vec<u8>,)> = tx
        .all_in(
            "SELECT s.id FROM service_case s WHERE s.tenant = $1 AND s.id IN ({in}) AND s.visibility <> 'normal'
             AND NOT EXISTS (SELECT 1 FROM case_named m WHERE m.tenant = s.tenant AND m.case_id = s.id AND m.account = $2)",
            &args![tenant, account],
            &list,
        )
        .await?;
    rows.into_iter().map(|r| row::case(&r.0)).collect()
}

/// A case in the service book: no names.
#[derive(Debug, Clone)]
pub struct BookRow {
    /// Case.
    pub id: Vec<u8>,
    /// Number.
    pub number: i64,
    /// Office.
    pub office: Vec<u8>,
    /// Village.
    pub village: String,
    /// Channel.
    pub channel: String,
    /// When, microseconds.
    pub occurred_at: i64,
    /// A kind; one row for each concern.
    pub kind: String,
}

crate::row::from_row!(BookRow { id, number, office, village, channel, occurred_at, kind });

/// Cases that offices took on a day with the kinds of their concerns, in order of time. Restricted ones only for persons named on them.
///
/// # Errors
/// When the database is away.
pub async fn of_day(tx: &mut Tx, tenant: Tenant, offices: &[OfficeId], day: Day, account: AccountId) -> Result<Vec<BookRow>, StorageError> {
    let list: Vec<Value> = offices.iter().map(|o| (*o).into()).collect();
    let sql = format!(
        "SELECT s.id, s.number, s.office, s.village, s.channel, s.occurred_at, c.kind FROM service_case s JOIN concern c ON c.tenant = s.tenant AND c.case_id = s.id
         WHERE s.tenant = $1 AND s.office IN ({{in}}) AND s.opened_on = $3 AND {NAMED}$2)) ORDER BY s.occurred_at, s.id, c.position"
    );
    tx.all_in(&sql, &args![tenant, account, day], &list).await
}

/// A number in another system.
#[derive(Debug, Clone)]
pub struct ExternalRow {
    /// Concern, if of one only.
    pub concern: Option<Vec<u8>>,
    /// Referral, if of one only.
    pub referral: Option<Vec<u8>>,
    /// System.
    pub system: String,
    /// Number, sealed.
    pub number: Vec<u8>,
    /// Submitted there.
    pub submitted_on: Option<String>,
    /// Last looked at.
    pub checked_on: Option<String>,
    /// Status seen, sealed.
    pub status: Option<Vec<u8>>,
}

crate::row::from_row!(ExternalRow { concern, referral, system, number, submitted_on, checked_on, status });

/// Numbers of a case in other systems, as they were seen last, in the order of the looks.
///
/// # Errors
/// When the database is away.
pub async fn externals(tx: &mut Tx, tenant: Tenant, case: CaseId) -> Result<Vec<ExternalRow>, StorageError> {
    tx.all(
        "SELECT concern, referral, system, number, submitted_on, checked_on, status FROM external_number WHERE tenant = $1 AND case_id = $2 ORDER BY entry, mark",
        &args![tenant, case],
    )
    .await
}
