//! Who works here: packages of roles with dates and in an acting capacity, given and ended. There is always an administrator left.

use crate::bounds::{NAME, bounded};
use crate::decide::check_scope;
use crate::derived::derived_id;
use crate::house::{House, OperationError};
use crate::intake::Sender;
use crate::request::{Body, Who};
use crate::setup::{self, NewAccount, package_roles};
use slrt_domain::access::{Acting, Grant, Role, Scope};
use slrt_domain::calendar::Day;
use slrt_domain::identity::*;
use slrt_domain::journal::{AccountSet, Refusal, RefusalKind};
use slrt_domain::office::Reference;
use slrt_storage::{Opener, office};

/// A package of the catalogue, held in one place between two days.
#[derive(Debug, Clone)]
pub struct Given {
    /// Code of the package.
    pub package: String,
    /// Where.
    pub scope: Scope,
    /// First day; none means today.
    pub from: Option<Day>,
    /// Last day, if it ends.
    pub to: Option<Day>,
    /// In what capacity.
    pub acting: Acting,
}

/// Makes an account that holds a package; answers its one-time password, which is kept nowhere. Nothing is written when the package cannot be given.
///
/// # Errors
/// As [`setup::create_account`] and [`give`].
pub async fn hire(
    house: &House,
    sender: &Sender,
    login: &str,
    name: Private<String>,
    given: &Given,
) -> Result<(AccountId, Private<String>), OperationError> {
    let reference = house.reference(sender.tenant).await?;
    roles_of(house, &reference, given)?;
    let new = NewAccount { login: login.to_owned(), name, roles: Vec::new() };
    let (account, password) = setup::create_account(house, sender, new).await?;
    let grants = Sender { operation: OperationId(derived_id("hire", &[&sender.operation.bytes()])), ..sender.clone() };
    give(house, &grants, account, given).await?;
    Ok((account, password))
}

/// Gives an account a package; roles that it holds there already stay as they are.
///
/// # Errors
/// `Invalid` (package, scope, from, to), `NotFound` for an account that is closed or unknown, `Forbidden`,
/// `WrongState` (`own-roles`) for oneself where there is another administrator, storage.
pub async fn give(house: &House, sender: &Sender, account: AccountId, given: &Given) -> Result<(), OperationError> {
    let tenant = sender.tenant;
    let reference = house.reference(tenant).await?;
    let (roles, from) = roles_of(house, &reference, given)?;
    let mut tx = house.db().read(tenant).await?;
    let known = office::accounts_by_id(&mut tx, tenant, &[account]).await?;
    tx.commit().await?;
    if !known.iter().any(|a| a.active) {
        return Err(Refusal::not_found().into());
    }
    let operation = sender.operation.bytes();
    let id = |at: usize| GrantId(derived_id("grant", &[&operation, &at.to_be_bytes()]));
    let same = |g: &Grant, role: Role| {
        let overlaps = g.to.is_none_or(|to| to >= from) && given.to.is_none_or(|to| g.from <= to);
        g.account == account && g.role == role && g.scope == given.scope && g.acting == given.acting && overlaps
    };
    // What this very operation gave when it was sent the first time is no obstacle to sending it again.
    let own: Vec<GrantId> = (0..roles.len()).map(id).collect();
    let grants: Vec<Grant> = roles
        .iter()
        .enumerate()
        .filter(|(_, (role, _))| !reference.grants.iter().any(|g| same(g, *role) && !own.contains(&g.id)))
        .map(|(at, (role, scope))| Grant {
            id: id(at),
            home: tenant,
            account,
            role: *role,
            scope: *scope,
            from,
            to: given.to,
            acting: given.acting,
        })
        .collect();
    if grants.is_empty() {
        return Err(Refusal::invalid("package", "held").into());
    }
    house.submit(sender.request(Body::Grant(grants))).await?;
    Ok(())
}

fn roles_of(house: &House, reference: &Reference, given: &Given) -> Result<(Vec<(Role, Scope)>, Day), OperationError> {
    let roles = package_roles(house, &given.package, given.scope)?;
    check_scope(&given.scope, reference, house.areas())?;
    let today = reference.zone.day(house.clock().now());
    let from = given.from.unwrap_or(today);
    if given.to.is_some_and(|to| to < from || to < today) {
        return Err(Refusal::invalid("to", "before").into());
    }
    if given.acting != Acting::Own && given.to.is_none() {
        // A surat perintah always ends.
        return Err(Refusal::invalid("to", "missing").into());
    }
    Ok((roles, from))
}

/// Ends a role: from now on it does not hold.
///
/// # Errors
/// `NotFound`, `Forbidden`, `WrongState` (`ended`, `last-admin`), storage.
pub async fn end_role(house: &House, sender: &Sender, account: AccountId, grant: GrantId) -> Result<(), OperationError> {
    let reference = house.reference(sender.tenant).await?;
    let today = reference.zone.day(house.clock().now());
    reference.grants.iter().find(|g| g.id == grant && g.account == account).ok_or_else(Refusal::not_found)?;
    house.submit(sender.request(Body::EndRole(grant, today.plus(-1)))).await?;
    Ok(())
}

/// Closes an account, but never one's own nor the last administrator's.
///
/// # Errors
/// `NotFound`, `Forbidden`, `WrongState` (`own-account`, `last-admin`), storage.
pub async fn close(house: &House, sender: &Sender, account: AccountId) -> Result<(), OperationError> {
    if sender.who == Who::Account(account) {
        return Err(Refusal { field: Some("account"), ..Refusal::wrong_state("own-account") }.into());
    }
    setup::close_account(house, sender, account).await
}

/// Corrects the name of an account's holder, or opens a closed account again (a new one-time password lets its holder in).
///
/// # Errors
/// `NotFound`, `Forbidden`, `Changed`, `Invalid` (name), storage.
pub async fn change(
    house: &House,
    sender: &Sender,
    account: AccountId,
    name: &Private<String>,
    active: bool,
    revision: i64,
) -> Result<(), OperationError> {
    let tenant = sender.tenant;
    let name = bounded("name", name.reveal(), NAME)?;
    if name.is_empty() {
        return Err(Refusal::invalid("name", "missing").into());
    }
    let mut tx = house.db().read(tenant).await?;
    let known = office::accounts_by_id(&mut tx, tenant, &[account]).await?.into_iter().next().ok_or_else(Refusal::not_found)?;
    let opener = Opener::load(&mut tx, house.keys(), tenant, &[account.into()]).await?;
    tx.commit().await?;
    if known.revision != revision {
        return Err(Refusal::new(RefusalKind::Changed).into());
    }
    let key = opener.key(account).ok_or_else(Refusal::not_found)?;
    let set = AccountSet { account, login: known.login, name: key.seal("account.name", name), active, revision: revision + 1 };
    let mut request = sender.request(Body::SetAccount(set));
    // The row shows the name in clear: the writer opens it with what the request brings.
    request.keys.push(key.clone());
    house.submit(request).await?;
    Ok(())
}
