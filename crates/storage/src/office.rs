//! Offices, institutions, accounts, roles: what every decision rests on.

use crate::error::StorageError;
use crate::{Tx, Value, args, own, row};
use slrt_domain::Coded as _;
use slrt_domain::access::Grant;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::{Day, Instant, WorkingCalendar, Zone};
use slrt_domain::identity::*;
use slrt_domain::journal::{AccountSet, ChainSet, TenantFounded, TenantMoved, parse_scope, scope_text};
use slrt_domain::office::{Institution, Office, OfficeChain, Reference, Seat};
use slrt_domain::program::Catalog;
use std::sync::Arc;

struct OfficeRow {
    id: Vec<u8>,
    kind: String,
    name: String,
    area: String,
    serves: String,
    above: Option<Vec<u8>>,
    decree: String,
    hours: String,
    contact: String,
    address: String,
    equipment: String,
    funding: String,
    active: bool,
    revision: i64,
}

crate::row::from_row!(OfficeRow {
    id,
    kind,
    name,
    area,
    serves,
    above,
    decree,
    hours,
    contact,
    address,
    equipment,
    funding,
    active,
    revision
});

struct InstitutionRow {
    id: Vec<u8>,
    code: String,
    name: String,
    contact: String,
    answer_days: i64,
    restricted_capable: bool,
    center: bool,
    active: bool,
    revision: i64,
}

crate::row::from_row!(InstitutionRow { id, code, name, contact, answer_days, restricted_capable, center, active, revision });

struct GrantRow {
    id: Vec<u8>,
    home: i64,
    account: Vec<u8>,
    role: String,
    scope_kind: String,
    scope: String,
    from_day: String,
    to_day: Option<String>,
    acting: String,
}

crate::row::from_row!(GrantRow { id, home, account, role, scope_kind, scope, from_day, to_day, acting });

/// A tenant's profile.
#[derive(Debug, Clone)]
pub struct ProfileRow {
    /// Regency's code.
    pub area: String,
    /// Local name.
    pub brand: String,
    /// `demo`, `training`, `real`.
    pub kind: String,
    /// Zone name.
    pub zone_name: String,
    /// Minutes east of UTC.
    pub zone_offset: i64,
    /// Founded, microseconds.
    pub founded_at: i64,
    /// How often its name was put right.
    pub revision: i64,
}

crate::row::from_row!(ProfileRow { area, brand, kind, zone_name, zone_offset, founded_at, revision });

struct ChainRow {
    office: Vec<u8>,
    kind: String,
    valid_from: String,
    steps: Option<String>,
    revision: i64,
}

crate::row::from_row!(ChainRow { office, kind, valid_from, steps, revision });

/// A tenant's profile, if it was founded.
///
/// # Errors
/// When the database is away.
pub async fn profile(tx: &mut Tx, tenant: Tenant) -> Result<Option<ProfileRow>, StorageError> {
    tx.maybe("SELECT area, brand, kind, zone_name, zone_offset, founded_at, revision FROM tenant_profile WHERE tenant = $1", &args![tenant])
        .await
}

/// Everything that decisions of a tenant rest on; `shipped` is the catalogue that came with the program.
///
/// # Errors
/// When the tenant was not founded or the database is away.
pub async fn reference(tx: &mut Tx, tenant: Tenant, shipped: &Arc<Catalog>, now: Instant) -> Result<Reference, StorageError> {
    let p = profile(tx, tenant).await?.ok_or_else(|| StorageError::corrupt("tenant was not founded"))?;
    let (area, zone, seat) = seat(tx, tenant, &p, now).await?;
    let offices: Vec<OfficeRow> = tx
        .all("SELECT id, kind, name, area, serves, above, decree, hours, contact, address, equipment, funding, active, revision FROM office WHERE tenant = $1", &args![tenant])
        .await?;
    let institutions: Vec<InstitutionRow> = tx
        .all(
            "SELECT id, code, name, contact, answer_days, restricted_capable, center, active, revision FROM institution WHERE tenant = $1",
            &args![tenant],
        )
        .await?;
    let grants: Vec<GrantRow> = tx
        .all("SELECT g.id, g.home, g.account, g.role, g.scope_kind, g.scope, g.from_day, g.to_day, g.acting FROM role_grant g JOIN account a ON a.tenant = g.tenant AND a.id = g.account AND a.active WHERE g.tenant = $1 ORDER BY g.id", &args![tenant])
        .await?;
    let chains: Vec<ChainRow> = tx
        .all(
            "SELECT office, kind, valid_from, steps, revision FROM office_chain WHERE tenant = $1 ORDER BY office, kind, valid_from",
            &args![tenant],
        )
        .await?;
    let own = own::rows(tx, tenant).await?;
    let catalog = if own.is_empty() { Arc::clone(shipped) } else { Arc::new(shipped.with_own(&own)) };
    Ok(Reference {
        tenant,
        area,
        brand: p.brand,
        zone,
        calendar: WorkingCalendar::new(catalog.holidays.iter().map(|h| h.day)),
        catalog,
        own,
        offices: offices.into_iter().map(|r| office(r).map(|o| (o.id, o))).collect::<Result<_, _>>()?,
        institutions: institutions.into_iter().map(|r| institution(r).map(|i| (i.id, i))).collect::<Result<_, _>>()?,
        grants: grants.into_iter().map(grant).collect::<Result<_, _>>()?,
        chains: chains.into_iter().map(chain).collect::<Result<_, _>>()?,
        profile_revision: p.revision,
        seat,
    })
}

/// Where the tenant stands now, its zone with all changes, and how that came about.
async fn seat(tx: &mut Tx, tenant: Tenant, p: &ProfileRow, now: Instant) -> Result<(AreaCode, Zone, Seat), StorageError> {
    let moves: Vec<(i64, String, String, i64, String)> = tx
        .all("SELECT revision, area, zone_name, zone_offset, from_day FROM tenant_move WHERE tenant = $1 ORDER BY revision", &args![tenant])
        .await?;
    let mut zone = Zone::new(p.zone_name.clone(), i32::try_from(p.zone_offset).unwrap_or(420));
    let mut seat = Seat::default();
    // What was planned for later days is planned no more when something else is said.
    let mut plan: Vec<(Day, AreaCode, String)> = Vec::new();
    for (revision, area, name, offset, from) in moves {
        let from = row::day(&from)?;
        zone.change(from, &name, i32::try_from(offset).unwrap_or(420));
        plan.retain(|(day, ..)| *day < from);
        plan.push((from, row::area(&area)?, name));
        seat.revision = revision;
    }
    let mut area = row::area(&p.area)?;
    for (from, next, name) in plan {
        if zone.start_of(from) > now {
            seat.next = seat.next.or(Some(zone.start_of(from)));
            seat.planned = Some((next, name, from));
        } else if next != area {
            seat.former.push(area);
            area = next;
        }
    }
    Ok((area, zone, seat))
}

/// The row of a change of code or zone.
pub fn move_values(tenant: Tenant, e: &TenantMoved, at: Instant) -> Vec<Value> {
    args![tenant, e.revision, e.area, &e.zone_name, e.zone_offset, e.from, at]
}

fn office(r: OfficeRow) -> Result<Office, StorageError> {
    Ok(Office {
        id: row::office(&r.id)?,
        kind: row::code(&r.kind)?,
        name: r.name,
        area: row::area(&r.area)?,
        serves: row::list(&r.serves).iter().map(|a| row::area(a)).collect::<Result<_, _>>()?,
        above: row::maybe(r.above.as_ref(), row::office)?,
        decree: r.decree,
        hours: r.hours,
        contact: r.contact,
        address: r.address,
        equipment: r.equipment,
        funding: r.funding,
        active: r.active,
        revision: r.revision,
    })
}

fn institution(r: InstitutionRow) -> Result<Institution, StorageError> {
    Ok(Institution {
        id: row::institution(&r.id)?,
        code: r.code,
        name: r.name,
        contact: r.contact,
        answer_days: u32::try_from(r.answer_days).map_err(|_| StorageError::corrupt("promise of an institution"))?,
        restricted_capable: r.restricted_capable,
        center: r.center,
        active: r.active,
        revision: r.revision,
    })
}

fn chain(r: ChainRow) -> Result<OfficeChain, StorageError> {
    let roles = |steps: &String| row::list(steps).iter().map(|s| row::code(s)).collect::<Result<Vec<_>, _>>();
    Ok(OfficeChain {
        office: row::office(&r.office)?,
        kind: r.kind,
        valid_from: row::day(&r.valid_from)?,
        steps: r.steps.as_ref().map(roles).transpose()?,
        revision: r.revision,
    })
}

fn grant(r: GrantRow) -> Result<Grant, StorageError> {
    Ok(Grant {
        id: row::grant(&r.id)?,
        home: Tenant::from_number(r.home).ok_or_else(|| StorageError::corrupt("tenant"))?,
        account: row::account(&r.account)?,
        role: row::code(&r.role)?,
        scope: parse_scope(&r.scope_kind, &r.scope).ok_or_else(|| StorageError::corrupt("scope"))?,
        from: row::day(&r.from_day)?,
        to: row::maybe(r.to_day.as_ref(), row::day)?,
        acting: row::code(&r.acting)?,
    })
}

/// The row of a tenant's profile.
pub fn profile_values(tenant: Tenant, e: &TenantFounded, at: Instant) -> Vec<Value> {
    args![tenant, e.area, &e.brand, &e.kind, &e.zone_name, e.zone_offset, at, 0i64]
}

/// The row of an office's own chain.
pub fn chain_values(tenant: Tenant, e: &ChainSet, by: Option<uuid::Uuid>, at: Instant) -> Vec<Value> {
    let c = &e.chain;
    let steps = c.steps.as_ref().map(|s| s.iter().map(|r| r.code()).collect::<Vec<_>>().join(" "));
    args![tenant, c.office, &c.kind, c.valid_from, steps, &e.reason, c.revision, by, at]
}

/// What offices' own chains rest on: office, kind, first day, reason.
///
/// # Errors
/// When the database is away.
pub async fn chain_reasons(tx: &mut Tx, tenant: Tenant, office: OfficeId) -> Result<Vec<(String, String, String)>, StorageError> {
    tx.all(
        "SELECT kind, valid_from, reason FROM office_chain WHERE tenant = $1 AND office = $2 ORDER BY kind, valid_from",
        &args![tenant, office],
    )
    .await
}

/// The row of an office.
pub fn office_values(tenant: Tenant, o: &Office) -> Vec<Value> {
    let serves: Vec<&str> = o.serves.iter().map(|a| a.as_str()).collect();
    args![
        tenant,
        o.id,
        o.kind.code(),
        &o.name,
        o.area,
        serves.join(" "),
        o.above,
        &o.decree,
        &o.hours,
        &o.contact,
        &o.address,
        &o.equipment,
        &o.funding,
        o.active,
        o.revision
    ]
}

/// The row of an institution.
pub fn institution_values(tenant: Tenant, i: &Institution) -> Vec<Value> {
    args![tenant, i.id, &i.code, &i.name, &i.contact, i64::from(i.answer_days), i.restricted_capable, i.center, i.active, i.revision]
}

/// The row of an account; its name is opened where its key still exists.
pub fn account_values(tenant: Tenant, e: &AccountSet, name: Option<String>) -> Vec<Value> {
    args![tenant, e.account, &e.login, name, e.active, e.revision]
}

/// The row of a role.
pub fn grant_values(tenant: Tenant, g: &Grant) -> Vec<Value> {
    let (kind, scope) = scope_text(&g.scope);
    args![tenant, g.id, g.home, g.account, g.role.code(), kind, scope, g.from, g.to, g.acting.code()]
}

/// An account.
#[derive(Debug, Clone)]
pub struct AccountRow {
    /// Id.
    pub id: Vec<u8>,
    /// Log-in name.
    pub login: String,
    /// Name of the officer.
    pub name: Option<String>,
    /// May log in.
    pub active: bool,
    /// Revision.
    pub revision: i64,
}

crate::row::from_row!(AccountRow { id, login, name, active, revision });

impl AccountRow {
    /// Its id.
    ///
    /// # Errors
    /// When the stored id is broken.
    pub fn account(&self) -> Result<AccountId, StorageError> {
        row::account(&self.id)
    }
}

/// All accounts of a tenant, by name.
///
/// # Errors
/// When the database is away.
pub async fn accounts(tx: &mut Tx, tenant: Tenant) -> Result<Vec<AccountRow>, StorageError> {
    tx.all("SELECT id, login, name, active, revision FROM account WHERE tenant = $1 ORDER BY login", &args![tenant]).await
}

/// An account by log-in name.
///
/// # Errors
/// When the database is away.
pub async fn account_by_login(tx: &mut Tx, tenant: Tenant, login: &str) -> Result<Option<AccountRow>, StorageError> {
    tx.maybe("SELECT id, login, name, active, revision FROM account WHERE tenant = $1 AND login = $2", &args![tenant, login]).await
}

/// Accounts by id.
///
/// # Errors
/// When the database is away.
pub async fn accounts_by_id(tx: &mut Tx, tenant: Tenant, ids: &[AccountId]) -> Result<Vec<AccountRow>, StorageError> {
    let list: Vec<Value> = ids.iter().map(|i| (*i).into()).collect();
    tx.all_in("SELECT id, login, name, active, revision FROM account WHERE tenant = $1 AND id IN ({in})", &args![tenant], &list).await
}

/// Confirmed facts of the catalogue: program, fact, whether confirmed, digest of the confirmed text.
///
/// # Errors
/// When the database is away.
pub async fn confirmations(tx: &mut Tx, tenant: Tenant) -> Result<Vec<(String, String, bool, Vec<u8>)>, StorageError> {
    tx.all("SELECT program, fact, confirmed, digest FROM fact_confirmation WHERE tenant = $1 ORDER BY program, fact", &args![tenant]).await
}
