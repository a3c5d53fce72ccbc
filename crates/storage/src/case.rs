//! Cases, concerns, referrals, documents.

use crate::error::StorageError;
use crate::{Tx, Value, args, row};
use slrt_domain::Coded as _;
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::case::*;
use slrt_domain::identity::*;
use std::collections::BTreeMap;

/// A case with what decisions do not need: sealed words of intake.
#[derive(Debug, Clone)]
pub struct CaseRow {
    /// Id.
    pub id: Vec<u8>,
    /// Number.
    pub number: i64,
    /// Keyed hash of the PIN.
    pub pin_hash: Vec<u8>,
    /// Office.
    pub office: Vec<u8>,
    /// Village.
    pub village: String,
    /// Person.
    pub person: Option<Vec<u8>>,
    /// Family.
    pub family: Option<Vec<u8>>,
    /// Channel.
    pub channel: String,
    /// Visibility.
    pub visibility: String,
    /// Caller, sealed.
    pub caller: Option<Vec<u8>>,
    /// Telephone, sealed.
    pub phone: Option<Vec<u8>>,
    /// Proxy, sealed.
    pub proxy: Option<Vec<u8>>,
    /// PPKS code, sealed.
    pub ppks: Option<Vec<u8>>,
    /// When it happened.
    pub occurred_at: i64,
    /// When it was written.
    pub recorded_at: i64,
    /// The day.
    pub opened_on: String,
    /// Who opened it.
    pub opened_by: Option<Vec<u8>>,
}

crate::row::from_row!(CaseRow {
    id,
    number,
    pin_hash,
    office,
    village,
    person,
    family,
    channel,
    visibility,
    caller,
    phone,
    proxy,
    ppks,
    occurred_at,
    recorded_at,
    opened_on,
    opened_by
});

struct ConcernRow {
    id: Vec<u8>,
    case_id: Vec<u8>,
    position: i64,
    kind: String,
    category: String,
    sector: String,
    words: Option<Vec<u8>>,
    urgent: bool,
    visibility: String,
    opened_on: String,
    state: String,
    turn_role: String,
    turn_office: Option<Vec<u8>>,
    turn_institution: Option<Vec<u8>>,
    due: Option<String>,
    promised: String,
    outcome: Option<String>,
    reason: Option<String>,
    programs: String,
    chain: String,
    recommended_by: Option<Vec<u8>>,
    paused_since: Option<String>,
    extended_on: Option<String>,
    overdue: bool,
    closed_on: Option<String>,
    reopened: i64,
    revision: i64,
}

crate::row::from_row!(ConcernRow {
    id,
    case_id,
    position,
    kind,
    category,
    sector,
    words,
    urgent,
    visibility,
    opened_on,
    state,
    turn_role,
    turn_office,
    turn_institution,
    due,
    promised,
    outcome,
    reason,
    programs,
    chain,
    recommended_by,
    paused_since,
    extended_on,
    overdue,
    closed_on,
    reopened,
    revision
});

const CASE_COLUMNS: &str = "id, number, pin_hash, office, village, person, family, channel, visibility, caller, phone, proxy, ppks, occurred_at, recorded_at, opened_on, opened_by";
const CONCERN_COLUMNS: &str = "id, case_id, position, kind, category, sector, words, urgent, visibility, opened_on, state, turn_role, turn_office, turn_institution, due, promised, outcome, reason, programs, chain, recommended_by, paused_since, extended_on, overdue, closed_on, reopened, revision";

struct ReferralRow {
    id: Vec<u8>,
    case_id: Vec<u8>,
    concern: Vec<u8>,
    institution: Vec<u8>,
    program: Option<String>,
    state: String,
    sent_on: String,
    answered_on: Option<String>,
    on_behalf: bool,
    reason: Option<String>,
}

crate::row::from_row!(ReferralRow { id, case_id, concern, institution, program, state, sent_on, answered_on, on_behalf, reason });

impl ConcernRow {
    fn concern(self) -> Result<(CaseId, Concern), StorageError> {
        let after = After {
            state: row::code(&self.state)?,
            turn: Turn {
                role: row::code(&self.turn_role)?,
                office: row::maybe(self.turn_office.as_ref(), row::office)?,
                institution: row::maybe(self.turn_institution.as_ref(), row::institution)?,
            },
            due: row::maybe(self.due.as_ref(), row::day)?,
            promised: row::day(&self.promised)?,
            outcome: row::maybe(self.outcome.as_ref(), row::code::<Outcome>)?,
            reason: self.reason,
            programs: row::list(&self.programs),
            chain: self.chain.split_ascii_whitespace().map(chain_step).collect::<Result<_, _>>()?,
            recommended_by: row::maybe(self.recommended_by.as_ref(), row::account)?,
            paused_since: row::maybe(self.paused_since.as_ref(), row::day)?,
            extended_on: row::maybe(self.extended_on.as_ref(), row::day)?,
            overdue: self.overdue,
            closed_on: row::maybe(self.closed_on.as_ref(), row::day)?,
            reopened: self.reopened,
            revision: self.revision,
        };
        Ok((
            row::case(&self.case_id)?,
            Concern {
                id: row::concern(&self.id)?,
                position: self.position,
                kind: self.kind,
                category: self.category,
                sector: self.sector,
                words: self.words.map(row::sealed),
                urgent: self.urgent,
                visibility: row::code(&self.visibility)?,
                opened_on: row::day(&self.opened_on)?,
                state: after.state,
                revision: after.revision,
                now: after,
            },
        ))
    }
}

fn chain_step(text: &str) -> Result<ChainStep, StorageError> {
    let (role, office) = text.split_once(':').ok_or_else(|| StorageError::corrupt("chain"))?;
    Ok(ChainStep { role: row::code(role)?, office: OfficeId::parse(office).ok_or_else(|| StorageError::corrupt("chain"))? })
}

/// Cases by id, with all their parts, as decisions need them; each with its own row.
///
/// # Errors
/// When the database is away.
pub async fn load(tx: &mut Tx, tenant: Tenant, ids: &[CaseId]) -> Result<Vec<(CaseRow, Case)>, StorageError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut ids = ids.to_vec();
    ids.sort();
    ids.dedup();
    let list: Vec<Value> = ids.iter().map(|i| (*i).into()).collect();
    let fixed = args![tenant];
    let cases: Vec<CaseRow> =
        tx.all_in(&format!("SELECT {CASE_COLUMNS} FROM service_case WHERE tenant = $1 AND id IN ({{in}})"), &fixed, &list).await?;
    let concerns: Vec<ConcernRow> = tx
        .all_in(
            &format!("SELECT {CONCERN_COLUMNS} FROM concern WHERE tenant = $1 AND case_id IN ({{in}}) ORDER BY case_id, position"),
            &fixed,
            &list,
        )
        .await?;
    let referrals: Vec<ReferralRow> = tx
        .all_in(
            "SELECT id, case_id, concern, institution, program, state, sent_on, answered_on, on_behalf, reason FROM referral WHERE tenant = $1 AND case_id IN ({in}) ORDER BY sent_on, id",
            &fixed,
            &list,
        )
        .await?;
    let named: Vec<(Vec<u8>, Vec<u8>)> = tx
        .all_in("SELECT case_id, account FROM case_named WHERE tenant = $1 AND case_id IN ({in}) ORDER BY account", &fixed, &list)
        .await?;
    let mut parts: BTreeMap<CaseId, (Vec<Concern>, Vec<Referral>, Vec<AccountId>)> = BTreeMap::new();
    for c in concerns {
        let (case, concern) = c.concern()?;
        parts.entry(case).or_default().0.push(concern);
    }
    for r in referrals {
        parts.entry(row::case(&r.case_id)?).or_default().1.push(Referral {
            id: row::referral(&r.id)?,
            concern: row::concern(&r.concern)?,
            institution: row::institution(&r.institution)?,
            program: r.program,
            state: row::code(&r.state)?,
            sent_on: row::day(&r.sent_on)?,
            answered_on: row::maybe(r.answered_on.as_ref(), row::day)?,
            on_behalf: r.on_behalf,
            reason: r.reason,
        });
    }
    for (case, account) in named {
        parts.entry(row::case(&case)?).or_default().2.push(row::account(&account)?);
    }
    cases
        .into_iter()
        .map(|r| {
            let id = row::case(&r.id)?;
            let (concerns, referrals, named) = parts.remove(&id).unwrap_or_default();
            let case = Case {
                id,
                number: ServiceNumber::from_digits(r.number).ok_or_else(|| StorageError::corrupt("number"))?,
                office: row::office(&r.office)?,
                village: row::area(&r.village)?,
                person: row::maybe(r.person.as_ref(), row::person)?,
                family: row::maybe(r.family.as_ref(), row::family)?,
                visibility: row::code(&r.visibility)?,
                occurred_at: Instant::from_micros(r.occurred_at),
                opened_by: row::maybe(r.opened_by.as_ref(), row::account)?,
                named,
                concerns,
                referrals,
            };
            Ok((r, case))
        })
        .collect()
}

/// The case of a number.
///
/// # Errors
/// When the database is away.
pub async fn by_number(tx: &mut Tx, tenant: Tenant, number: ServiceNumber) -> Result<Option<CaseId>, StorageError> {
    let found: Option<(Vec<u8>,)> =
        tx.maybe("SELECT id FROM service_case WHERE tenant = $1 AND number = $2", &args![tenant, number.digits()]).await?;
    found.map(|r| row::case(&r.0)).transpose()
}

/// Which of these numbers are taken.
///
/// # Errors
/// When the database is away.
pub async fn taken_numbers(tx: &mut Tx, tenant: Tenant, numbers: &[i64]) -> Result<Vec<i64>, StorageError> {
    let list: Vec<Value> = numbers.iter().map(|n| (*n).into()).collect();
    let rows: Vec<(i64,)> =
        tx.all_each("SELECT number FROM service_case WHERE tenant = $1 AND number IN ({in})", &args![tenant], &list).await?;
    Ok(rows.into_iter().map(|r| r.0).collect())
}

/// An open concern of a person, for the duplicate warning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenConcern {
    /// Whose.
    pub person: PersonId,
    /// In which case.
    pub case: CaseId,
    /// Category letter.
    pub category: String,
    /// Whether only named persons may know.
    pub restricted: bool,
    /// Persons named on the case, when it is restricted.
    pub named: Vec<AccountId>,
}

/// Open concerns of persons.
///
/// # Errors
/// When the database is away.
pub async fn open_concerns(tx: &mut Tx, tenant: Tenant, persons: &[PersonId]) -> Result<Vec<OpenConcern>, StorageError> {
    let list: Vec<Value> = persons.iter().map(|p| (*p).into()).collect();
    let rows: Vec<(Vec<u8>, Vec<u8>, String, String)> = tx
        .all_each(
            "SELECT person, case_id, category, visibility FROM concern WHERE tenant = $1 AND open = TRUE AND person IN ({in}) ORDER BY case_id, category",
            &args![tenant],
            &list,
        )
        .await?;
    let mut out = Vec::with_capacity(rows.len());
    for (person, case, category, visibility) in rows {
        out.push(OpenConcern {
            person: row::person(&person)?,
            case: row::case(&case)?,
            category,
            restricted: visibility == slrt_domain::access::Visibility::Restricted.code(),
            named: Vec::new(),
        });
    }
    let restricted: Vec<Value> = out.iter().filter(|o| o.restricted).map(|o| o.case.into()).collect();
    let named: Vec<(Vec<u8>, Vec<u8>)> =
        tx.all_in("SELECT case_id, account FROM case_named WHERE tenant = $1 AND case_id IN ({in})", &args![tenant], &restricted).await?;
    for (case, account) in named {
        let (case, account) = (row::case(&case)?, row::account(&account)?);
        out.iter_mut().filter(|o| o.case == case).for_each(|o| o.named.push(account));
    }
    Ok(out)
}

/// The row of a case that was brought at some moment, and stands in the book of a day.
pub fn case_values(
    tenant: Tenant,
    e: &CaseOpened,
    (occurred_at, on): (Instant, Day),
    recorded_at: Instant,
    by: Option<AccountId>,
) -> Vec<Value> {
    args![
        tenant,
        e.case,
        e.number.digits(),
        &e.pin_hash,
        e.office,
        e.village,
        e.person,
        e.family,
        e.channel.code(),
        e.visibility.code(),
        e.caller.clone(),
        e.phone.clone(),
        e.proxy.clone(),
        e.ppks.clone(),
        occurred_at,
        recorded_at,
        on,
        by
    ]
}

/// The row of a concern.
pub fn concern_values(tenant: Tenant, case: &Case, c: &Concern) -> Vec<Value> {
    let a = &c.now;
    let chain: Vec<String> = a.chain.iter().map(|s| format!("{}:{}", s.role.code(), s.office)).collect();
    args![
        tenant,
        c.id,
        case.id,
        c.position,
        case.person,
        case.village,
        &c.kind,
        &c.category,
        &c.sector,
        c.words.clone(),
        c.urgent,
        c.visibility.code(),
        c.opened_on,
        a.state.code(),
        !a.state.is_final(),
        a.turn.role.code(),
        a.turn.office,
        a.turn.institution,
        a.due,
        a.promised,
        a.outcome.map(|o| o.code()),
        a.reason.clone(),
        a.programs.join(" "),
        chain.join(" "),
        a.recommended_by,
        a.paused_since,
        a.overdue,
        a.closed_on,
        a.reopened,
        a.revision,
        a.extended_on
    ]
}

/// The row of a referral.
pub fn referral_values(tenant: Tenant, case: &Case, r: &Referral) -> Vec<Value> {
    let visibility = case.concern(r.concern).map_or(case.visibility, |c| c.visibility);
    args![
        tenant,
        r.id,
        case.id,
        r.concern,
        r.institution,
        r.program.clone(),
        r.state.code(),
        r.sent_on,
        r.answered_on,
        r.on_behalf,
        r.reason.clone(),
        visibility.code()
    ]
}

/// The row of a document.
pub fn document_values(tenant: Tenant, d: &DocumentNoted) -> Vec<Value> {
    args![tenant, d.document, d.case, d.concern, &d.kind, d.form.code(), d.blob.clone(), d.visibility.code(), d.at]
}

/// The row of a number in another system. It is known by its mark: of what it is, where, and the number as it was sealed, which the same key seals
/// alike, so that who looks again updates what was seen before.
pub fn external_values(tenant: Tenant, entry: i64, case: CaseId, concern: Option<ConcernId>, n: &ExternalNumber) -> Vec<Value> {
    let mut about = n.system.as_bytes().to_vec();
    for id in [concern.map(|c| c.bytes()), n.referral.map(|r| r.bytes())] {
        about.push(0);
        about.extend(id.iter().flatten());
    }
    about.push(0);
    about.extend(&n.number.0);
    let mark = slrt_domain::journal::Hash::of(&about);
    args![tenant, case, mark, entry, concern, n.referral, &n.system, &n.number, n.submitted_on, n.checked_on, n.status.clone()]
}

/// Writes such a row; what a later look does not say stays as it was.
pub const PUT_EXTERNAL: &str =
    "INSERT INTO external_number (tenant, case_id, mark, entry, concern, referral, system, number, submitted_on, checked_on, status)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     ON CONFLICT (tenant, case_id, mark) DO UPDATE SET entry = excluded.entry,
       submitted_on = COALESCE(excluded.submitted_on, external_number.submitted_on),
       checked_on = COALESCE(excluded.checked_on, external_number.checked_on),
       status = COALESCE(excluded.status, external_number.status)";

/// A document of a case.
#[derive(Debug, Clone)]
pub struct DocumentRow {
    /// Id.
    pub id: Vec<u8>,
    /// Concern, if of one only.
    pub concern: Option<Vec<u8>>,
    /// Kind.
    pub kind: String,
    /// Form.
    pub form: String,
    /// Hash of the photograph.
    pub blob: Option<Vec<u8>>,
    /// Visibility.
    pub visibility: String,
    /// When, in microseconds.
    pub at: i64,
}

crate::row::from_row!(DocumentRow { id, concern, kind, form, blob, visibility, at });

/// Documents of a case, oldest first.
///
/// # Errors
/// When the database is away.
pub async fn documents(tx: &mut Tx, tenant: Tenant, case: CaseId) -> Result<Vec<DocumentRow>, StorageError> {
    tx.all(
        "SELECT id, concern, kind, form, blob, visibility, at FROM document WHERE tenant = $1 AND case_id = $2 ORDER BY at, id",
        &args![tenant, case],
    )
    .await
}

/// A document as decisions see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paper {
    /// Id.
    pub id: DocumentId,
    /// Of which case.
    pub case: CaseId,
    /// Of which concern only.
    pub concern: Option<ConcernId>,
    /// Who may know.
    pub visibility: slrt_domain::access::Visibility,
}

/// Documents by id.
///
/// # Errors
/// When the database is away.
pub async fn papers(tx: &mut Tx, tenant: Tenant, ids: &[DocumentId]) -> Result<Vec<Paper>, StorageError> {
    let list: Vec<Value> = ids.iter().map(|id| (*id).into()).collect();
    let sql = "SELECT id, case_id, concern, visibility FROM document WHERE tenant = $1 AND id IN ({in})";
    let rows: Vec<(Vec<u8>, Vec<u8>, Option<Vec<u8>>, String)> = tx.all_in(sql, &args![tenant], &list).await?;
    rows.into_iter()
        .map(|(id, case, concern, visibility)| {
            Ok(Paper {
                id: DocumentId::from_slice(&id).ok_or_else(|| StorageError::corrupt("document"))?,
                case: row::case(&case)?,
                concern: row::maybe(concern.as_ref(), row::concern)?,
                visibility: row::code(&visibility)?,
            })
        })
        .collect()
}

/// A concern whose due day has passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overdue {
    /// Its case.
    pub case: CaseId,
    /// Which.
    pub concern: ConcernId,
    /// The day that passed.
    pub due: Day,
    /// Its revision then.
    pub revision: i64,
}

/// Open concerns whose due day has passed and was not noticed yet, the longest overdue first.
///
/// # Errors
/// When the database is away.
pub async fn overdue(tx: &mut Tx, tenant: Tenant, today: Day, limit: i64) -> Result<Vec<Overdue>, StorageError> {
    let rows: Vec<(Vec<u8>, Vec<u8>, String, i64)> = tx
        .all(
            "SELECT case_id, id, due, revision FROM concern WHERE tenant = $1 AND open = TRUE AND overdue = FALSE AND due < $2 ORDER BY due, id LIMIT $3",
            &args![tenant, today, limit],
        )
        .await?;
    let read = |(case, id, due, revision): (Vec<u8>, Vec<u8>, String, i64)| {
        Ok(Overdue { case: row::case(&case)?, concern: row::concern(&id)?, due: row::day(&due)?, revision })
    };
    rows.into_iter().map(read).collect()
}

/// Whose turn an open concern is: what a look over all of them needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenTurn {
    /// Its case.
    pub case: CaseId,
    /// Which.
    pub concern: ConcernId,
    /// Its revision then.
    pub revision: i64,
}

/// Open concerns after one of them, in order of their identifiers.
///
/// # Errors
/// When the database is away.
pub async fn open_turns(tx: &mut Tx, tenant: Tenant, after: &[u8], limit: i64) -> Result<Vec<OpenTurn>, StorageError> {
    let rows: Vec<(Vec<u8>, Vec<u8>, i64)> = tx
        .all(
            "SELECT case_id, id, revision FROM concern WHERE tenant = $1 AND open IS TRUE AND id > $2 ORDER BY id LIMIT $3",
            &args![tenant, after, limit],
        )
        .await?;
    let read =
        |(case, id, revision): (Vec<u8>, Vec<u8>, i64)| Ok(OpenTurn { case: row::case(&case)?, concern: row::concern(&id)?, revision });
    rows.into_iter().map(read).collect()
}
