//! Officers who may know of a restricted case, and those who could be added.

use super::desk::Desk;
use super::people::officers;
use crate::accounts::Session;
use crate::house::{House, OperationError};
use slrt_domain::access::{Action, Role, Visibility, allows};
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_storage::{case as cases, office};
use std::collections::{BTreeMap, BTreeSet};

/// An officer with their roles.
#[derive(Debug, Clone)]
pub struct NamedView {
    /// The account.
    pub account: AccountId,
    /// Name.
    pub name: Private<String>,
    /// Roles that hold today, each once.
    pub roles: Vec<Role>,
}

/// Who is named on a case, and who could be, for readers who may name somebody. Only for who is named on it themselves.
///
/// # Errors
/// Not found, or storage.
pub async fn named(house: &House, session: &Session, id: CaseId) -> Result<(Vec<NamedView>, Vec<NamedView>), OperationError> {
    let desk = Desk::new(house, session);
    let tenant = session.actor.tenant;
    let mut tx = house.db().read(tenant).await?;
    let (_, case) = cases::load(&mut tx, tenant, &[id]).await?.into_iter().next().ok_or_else(Refusal::not_found)?;
    let ctx = desk.ctx();
    if !ctx.may_know(&case, Visibility::Restricted) {
        return Err(Refusal::not_found().into());
    }
    let mut roles: BTreeMap<AccountId, BTreeSet<Role>> = BTreeMap::new();
    for g in desk.reference().grants.iter().filter(|g| g.holds_on(desk.today)) {
        roles.entry(g.account).or_default().insert(g.role);
    }
    let may = case.concerns.iter().any(|c| ctx.authority(Action::NamePerson, &case, c).is_ok());
    // Naming somebody whose roles let them see no case would help nobody.
    let sees = |held: &BTreeSet<Role>| held.iter().any(|r| allows(*r, Action::ViewCase));
    let others: Vec<AccountId> = roles.iter().filter(|(a, held)| may && sees(held) && !case.named.contains(a)).map(|(a, _)| *a).collect();
    let all: Vec<AccountId> = case.named.iter().chain(&others).copied().collect();
    let names = officers(&mut tx, tenant, all.clone()).await?;
    let active: BTreeSet<AccountId> =
        office::accounts_by_id(&mut tx, tenant, &all).await?.iter().filter(|a| a.active).map(|a| a.account()).collect::<Result<_, _>>()?;
    let view = |a: &AccountId| {
        let held = roles.get(a).map(|r| r.iter().copied().collect()).unwrap_or_default();
        names.get(a).map(|name| NamedView { account: *a, name: name.clone(), roles: held })
    };
    let mut candidates: Vec<NamedView> = others.iter().filter(|a| active.contains(a)).filter_map(view).collect();
    candidates.sort_by(|a, b| a.name.reveal().cmp(b.name.reveal()));
    Ok((case.named.iter().filter_map(view).collect(), candidates))
}
