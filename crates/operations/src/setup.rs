//! Founding a tenant, and the accounts of those who work in it: used by the set-up page, the command line, the demo and tests.

use crate::accounts::{self, PASSWORD_LENGTH};
use crate::bounds::{NAME, bounded};
use crate::clock::random;
use crate::decide::check_scope;
use crate::derived::derived_id;
use crate::house::{House, OperationError};
use crate::intake::Sender;
use crate::request::{Body, Done, Request, Who};
use slrt_domain::Coded as _;
use slrt_domain::access::{Acting, Action, Grant, Place, Role, Scope};
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::calendar::{Day, Zone};
use slrt_domain::identity::*;
use slrt_domain::journal::{AccountSet, Hash, Refusal, RefusalKind, TenantFounded, TenantMoved};
use slrt_domain::office::{Institution, Office, OfficeKind};
use slrt_domain::program::InstitutionKind;
use slrt_storage::{Opener, StorageError, SubjectKey, journal, office, session};
use std::collections::BTreeMap;

/// What founding a tenant needs.
#[derive(Debug, Clone)]
pub struct Founding {
    /// Kabupaten or kota.
    pub area: AreaCode,
    /// Local name of the service.
    pub brand: String,
    /// Log-in name of the first administrator.
    pub login: String,
    /// Their name.
    pub name: Private<String>,
    /// Their password.
    pub password: Private<String>,
    /// `demo`, `training` or `real`: as the database was born.
    pub kind: String,
}

/// What was founded.
#[derive(Debug, Clone)]
pub struct Founded {
    /// The tenant.
    pub tenant: Tenant,
    /// The Sekretariat.
    pub sekretariat: OfficeId,
    /// The first administrator.
    pub admin: AccountId,
    /// Institutions by the catalogue's code.
    pub institutions: BTreeMap<String, InstitutionId>,
}

/// Says which Kemendagri code and zone the regency has from a day on; what is not said stays as it is planned or is.
///
/// # Errors
/// `Invalid` for `area`, `zone` or `from`, `Changed` when somebody was faster, forbidden, or the storage's error.
pub async fn move_tenant(house: &House, sender: &Sender, wish: Move) -> Result<Done, OperationError> {
    let reference = house.reference(sender.tenant).await?;
    let now = house.clock().now();
    let planned = reference.seat.planned.as_ref().filter(|(.., day)| *day <= wish.from);
    let area = wish.area.or(planned.map(|(area, ..)| *area)).unwrap_or(reference.area);
    let zone = wish.zone.or_else(|| planned.map(|(_, zone, _)| zone.clone()));
    let name = zone.unwrap_or_else(|| reference.zone.name_at(now).to_owned());
    let rule = house.catalog().zones.iter().find(|z| z.name == name).ok_or_else(|| Refusal::invalid("zone", "unknown"))?;
    let moved =
        TenantMoved { area, zone_offset: i64::from(rule.offset_minutes), zone_name: name, from: wish.from, revision: wish.revision + 1 };
    house.submit(sender.request(Body::MoveTenant(moved))).await
}

/// Another Kemendagri code or zone of the regency.
#[derive(Debug, Clone)]
pub struct Move {
    /// The code, where it is another one.
    pub area: Option<AreaCode>,
    /// The zone, where it is another one: `WIB`, `WITA`, `WIT`.
    pub zone: Option<String>,
    /// First day.
    pub from: Day,
    /// The revision that was seen.
    pub revision: i64,
}

/// Founds a tenant: its Sekretariat, the catalogue's institutions, the first administrator. A try that broke off may be repeated; once somebody can
/// log in, a second one is refused.
///
/// # Errors
/// `Invalid` for an area that is no regency, a short password or unsuitable log-in name; `WrongState` (`founded`) when it exists; storage.
pub async fn found_tenant(house: &House, founding: Founding) -> Result<Founded, OperationError> {
    let (tenant, regency) = check(house, &founding).await?;
    let now = house.clock().now();
    let fallback = Zone::new("WIB", 420);
    // The zone itself decides which day it is; a change of zones is never announced for the same day.
    let zone = house.catalog().zone(founding.area.as_str(), fallback.day(now)).unwrap_or(fallback);
    let id = |what: &str| derived_id("setup", &[founding.area.as_str().as_bytes(), what.as_bytes()]);
    let submit = async |what: String, body: Body, keys: Vec<SubjectKey>| {
        let mut request = Request::system(tenant, OperationId(id(&format!("operation {what}"))), "setup", body);
        request.keys = keys;
        house.submit(request).await
    };
    let founded = TenantFounded {
        area: founding.area,
        brand: founding.brand.trim().to_owned(),
        kind: founding.kind.clone(),
        zone_name: zone.name.clone(),
        zone_offset: i64::from(zone.offset_minutes),
    };
    submit("found".into(), Body::Found(founded), Vec::new()).await?;
    let sekretariat = OfficeId(id("sekretariat"));
    submit("sekretariat".into(), Body::SetOffice(first_office(sekretariat, founding.area, &regency)), Vec::new()).await?;
    let mut institutions = BTreeMap::new();
    for kind in &house.catalog().institutions {
        let institution = InstitutionId(id(&format!("institution {}", kind.code)));
        submit(format!("institution {}", kind.code), Body::SetInstitution(first_institution(institution, kind, &regency)), Vec::new())
            .await?;
        institutions.insert(kind.code.clone(), institution);
    }
    let login = login_name(&founding.login);
    let admin = AccountId(id(&format!("account {login}")));
    let key = SubjectKey::new(tenant, admin, random());
    let set =
        AccountSet { account: admin, name: key.seal("account.name", founding.name.reveal().trim()), active: true, revision: 1, login };
    submit(format!("account {}", set.login), Body::SetAccount(set), vec![key]).await?;
    let grant = Grant {
        id: GrantId(id(&format!("grant {admin}"))),
        home: tenant,
        account: admin,
        role: Role::Admin,
        scope: Scope::Area(founding.area),
        from: zone.day(now),
        to: None,
        acting: Acting::Own,
    };
    submit(format!("grant {admin}"), Body::Grant(vec![grant]), Vec::new()).await?;
    let sender = Sender {
        tenant,
        who: Who::System,
        channel: "setup".into(),
        device: None,
        operation: OperationId(id(&format!("operation password {admin}"))),
        digest: Hash::ZERO.into(),
        occurred_at: None,
        late_reason: None,
    };
    accounts::set_password_as(house, &sender, admin, founding.password.reveal(), false, None).await?;
    close_setup(house, tenant).await?;
    Ok(Founded { tenant, sekretariat, admin, institutions })
}

async fn check(house: &House, f: &Founding) -> Result<(Tenant, String), OperationError> {
    let unknown = || Refusal::invalid("area", "unknown");
    if f.area.level() != Level::Regency {
        return Err(unknown().into());
    }
    let regency = house.areas().name(f.area).ok_or_else(unknown)?.to_owned();
    let tenant = Tenant::parse(f.area.as_str()).ok_or_else(unknown)?;
    if f.brand.trim().is_empty() {
        return Err(Refusal::invalid("brand", "missing").into());
    }
    if f.name.reveal().trim().is_empty() {
        return Err(Refusal::invalid("name", "missing").into());
    }
    if !is_login(&login_name(&f.login)) {
        return Err(Refusal::invalid("login", "characters").into());
    }
    if f.password.reveal().chars().count() < PASSWORD_LENGTH {
        return Err(Refusal::invalid("password", "short").into());
    }
    let mut tx = house.db().read(tenant).await?;
    let born = session::installation(&mut tx).await?;
    let right_kind = born.as_ref().map_or_else(|| matches!(f.kind.as_str(), "demo" | "training" | "real"), |i| i.kind == f.kind);
    if !right_kind {
        return Err(Refusal::invalid("kind", "mixed").into());
    }
    if journal::head(&mut tx, tenant).await?.is_some() {
        for account in office::accounts(&mut tx, tenant).await? {
            if session::credential(&mut tx, tenant, account.account()?).await?.is_some() {
                return Err(Refusal::wrong_state("founded").into());
            }
        }
    }
    tx.commit().await?;
    Ok((tenant, regency))
}

/// The first tenant of an installation is the one whose public pages are shown; its founding ends set-up.
async fn close_setup(house: &House, tenant: Tenant) -> Result<(), OperationError> {
    let mut tx = house.db().write(tenant).await?;
    if session::installation(&mut tx).await?.is_some_and(|i| i.default_tenant.is_none()) {
        session::finish_setup(&mut tx, tenant).await?;
    }
    Ok(tx.commit().await?)
}

fn first_office(id: OfficeId, area: AreaCode, regency: &str) -> Office {
    Office {
        id,
        kind: OfficeKind::Sekretariat,
        name: format!("Sekretariat SLRT {regency}"),
        area,
        serves: vec![area],
        above: None,
        decree: String::new(),
        hours: String::new(),
        contact: String::new(),
        address: String::new(),
        equipment: String::new(),
        funding: String::new(),
        active: true,
        revision: 1,
    }
}

fn first_institution(id: InstitutionId, kind: &InstitutionKind, regency: &str) -> Institution {
    // Offices of the regency's own government carry its name; banks, agencies and schools do not.
    let own = ["Dinas ", "Badan ", "Bagian ", "Kantor "].iter().any(|start| kind.name.id.starts_with(start));
    Institution {
        id,
        code: kind.code.clone(),
        name: if own && !kind.center { format!("{} {regency}", kind.name.id) } else { kind.name.id.clone() },
        contact: String::new(),
        answer_days: kind.answer_days,
        restricted_capable: kind.restricted_capable,
        center: kind.center,
        active: true,
        revision: 1,
    }
}

/// A log-in name as it is kept.
pub fn login_name(typed: &str) -> String {
    typed.trim().to_lowercase()
}

fn is_login(login: &str) -> bool {
    !login.is_empty() && login.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

/// A new account.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Log-in name.
    pub login: String,
    /// The officer's name.
    pub name: Private<String>,
    /// What they do, and where.
    pub roles: Vec<(Role, Scope)>,
}

/// The roles of one of the catalogue's packages, all held in the same place.
///
/// # Errors
/// `Invalid` when the package is unknown or is not held in such a place.
pub fn package_roles(house: &House, code: &str, scope: Scope) -> Result<Vec<(Role, Scope)>, OperationError> {
    let package = house.catalog().packages.iter().find(|p| p.code == code).ok_or_else(|| Refusal::invalid("package", "unknown"))?;
    let kind = match scope {
        Scope::Area(_) => "area",
        Scope::Office(_) => "office",
        Scope::Institution(_) => "institution",
    };
    if package.scope != kind {
        return Err(Refusal::invalid("scope", "unknown").into());
    }
    Ok(package.roles.iter().filter_map(|r| Role::from_code(r)).map(|role| (role, scope)).collect())
}

/// Makes an account with roles; answers its one-time password, which must be changed at the first log-in and is kept nowhere.
///
/// # Errors
/// `Invalid` for a log-in name that is taken or unsuitable and for a place that does not exist; `Forbidden`; storage.
pub async fn create_account(house: &House, sender: &Sender, new: NewAccount) -> Result<(AccountId, Private<String>), OperationError> {
    let (tenant, operation) = (sender.tenant, sender.operation);
    let account = AccountId(derived_id("account", &[&operation.bytes()]));
    let login = login_name(&new.login);
    let name = bounded("name", new.name.reveal(), NAME)?;
    if name.is_empty() {
        return Err(Refusal::invalid("name", "missing").into());
    }
    let mut tx = house.db().read(tenant).await?;
    let taken = office::account_by_login(&mut tx, tenant, &login).await?.map(|a| a.account()).transpose()?;
    tx.commit().await?;
    if taken.is_some_and(|other| other != account) {
        return Err(Refusal::invalid("login", "taken").into());
    }
    let reference = house.reference(tenant).await?;
    // Asked before the account is made, and again under the lock when the roles are given.
    new.roles.iter().try_for_each(|(_, scope)| check_scope(scope, &reference, house.areas()))?;
    let key = SubjectKey::new(tenant, account, random());
    let set = AccountSet { account, login, name: key.seal("account.name", name), active: true, revision: 1 };
    let mut request = sender.request(Body::SetAccount(set));
    request.keys.push(key);
    house.submit(request).await?;
    let from = reference.zone.day(house.clock().now());
    let grant = |(at, (role, scope)): (usize, &(Role, Scope))| Grant {
        id: GrantId(derived_id("account grant", &[&operation.bytes(), &at.to_be_bytes()])),
        home: tenant,
        account,
        role: *role,
        scope: *scope,
        from,
        to: None,
        acting: Acting::Own,
    };
    if !new.roles.is_empty() {
        let mut request = sender.request(Body::Grant(new.roles.iter().enumerate().map(grant).collect()));
        request.id = OperationId(derived_id("account grants", &[&operation.bytes()]));
        house.submit(request).await?;
    }
    let sender = Sender { operation: OperationId(derived_id("account password", &[&operation.bytes()])), ..sender.clone() };
    Ok((account, accounts::set_one_time_password(house, &sender, account).await?))
}

/// Gives an account a new one-time password and ends its sessions.
///
/// # Errors
/// `NotFound`, `Forbidden`, busy, storage.
pub async fn reset_password(house: &House, sender: &Sender, account: AccountId) -> Result<Private<String>, OperationError> {
    must_manage_users(house, sender).await?;
    let mut tx = house.db().read(sender.tenant).await?;
    let known = office::accounts_by_id(&mut tx, sender.tenant, &[account]).await?;
    tx.commit().await?;
    if !known.iter().any(|a| a.active) {
        return Err(Refusal::not_found().into());
    }
    accounts::set_one_time_password(house, sender, account).await
}

/// Closes an account: nobody can log in with it, its sessions, tokens and password end; what it did stays in the journal.
///
/// # Errors
/// `NotFound`, `Forbidden`, storage.
pub async fn close_account(house: &House, sender: &Sender, account: AccountId) -> Result<(), OperationError> {
    let tenant = sender.tenant;
    let mut tx = house.db().read(tenant).await?;
    let known = office::accounts_by_id(&mut tx, tenant, &[account]).await?.into_iter().next().ok_or_else(Refusal::not_found)?;
    let opener = Opener::load(&mut tx, house.keys(), tenant, &[account.into()]).await?;
    tx.commit().await?;
    let key = opener.key(account).ok_or_else(|| StorageError::corrupt("an account without its key"))?;
    let name = key.seal("account.name", known.name.as_deref().unwrap_or_default());
    let set = AccountSet { account, login: known.login, name, active: false, revision: known.revision + 1 };
    let mut request = sender.request(Body::SetAccount(set));
    // The row shows the name in clear: the writer opens it with what the request brings.
    request.keys.push(key.clone());
    house.submit(request).await?;
    Ok(())
}

/// Whoever may not manage users is told so before anybody looks whether the account exists.
async fn must_manage_users(house: &House, sender: &Sender) -> Result<(), OperationError> {
    let reference = house.reference(sender.tenant).await?;
    let actor = sender.who.actor(&reference, house.clock().now());
    if actor.may(Action::ManageUsers, &Place::TENANT_WIDE).is_none() {
        return Err(Refusal::new(RefusalKind::Forbidden).into());
    }
    Ok(())
}
