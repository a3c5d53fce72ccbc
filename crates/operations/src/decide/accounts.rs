//! Accounts and their roles, passwords and tokens.

use super::{Basis, allowed, check_revision, many, one};
use crate::request::{Body, Request};
use crate::world::{Needs, World};
use slrt_domain::access::{Acting, Action, Authority, Grant, Place, Scope};
use slrt_domain::calendar::Day;
use slrt_domain::case::{Context, Decision};
use slrt_domain::identity::*;
use slrt_domain::journal::*;
use slrt_domain::office::Reference;
use slrt_storage::areas::Areas;

/// What must be loaded to decide.
pub(super) fn needs(r: &Request, n: &mut Needs) {
    match &r.body {
        Body::SetAccount(a) => n.accounts.push((a.account, a.login.clone())),
        Body::Grant(grants) => n.holders.extend(grants.iter().map(|g| g.account)),
        _ => {}
    }
}

/// One's own, or anybody's for whoever manages accounts.
pub(super) fn own_or_managed(account: AccountId, event: Event, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let authority = if ctx.actor.account() == Some(account) {
        Authority { role: None, acting: Acting::Own }
    } else {
        allowed(Action::ManageUsers, &Place::TENANT_WIDE, ctx)?
    };
    Ok(one(event, authority, ctx))
}

/// Nobody but oneself agrees that a number becomes public, while one meets the public; whoever manages accounts may take it back.
pub(super) fn set_contact(e: &ContactSet, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let own = ctx.actor.account() == Some(e.account);
    if e.number.is_some() && !(own && ctx.actor.grants.iter().any(Grant::meets_the_public)) {
        return Err(Refusal::forbidden());
    }
    own_or_managed(e.account, Event::ContactSet(e.clone()), ctx)
}

pub(super) fn set_account(a: &AccountSet, world: &World, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    if a.login.is_empty() || !a.login.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')) {
        return Err(Refusal::invalid("login", "characters"));
    }
    let authority = allowed(Action::ManageUsers, &Place::TENANT_WIDE, ctx)?;
    check_revision(world.accounts.get(&a.account).copied(), a.revision)?;
    if world.logins.get(&a.login).is_some_and(|other| *other != a.account) {
        return Err(Refusal::invalid("login", "taken"));
    }
    if !a.active {
        keep_an_admin(ctx, |g| g.account == a.account)?;
    }
    Ok(one(Event::AccountSet(a.clone()), authority, ctx))
}

/// Roles are given to accounts that are open, in places that exist, and nobody widens their own while another administrator could do it. Asked under the
/// lock. Nobody is locked out: who administers alone may, and the command line always.
pub(super) fn grant(grants: &[Grant], world: &World, b: &Basis<'_>, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let authority = allowed(Action::ManageUsers, &Place::TENANT_WIDE, ctx)?;
    for g in grants {
        if !world.holders.contains(&g.account) {
            return Err(Refusal::not_found());
        }
        check_scope(&g.scope, b.reference, b.areas)?;
        if ctx.actor.account() == Some(g.account) && ctx.reference.has_other_administrator(g.account, ctx.today()) {
            return Err(Refusal { field: Some("account"), ..Refusal::wrong_state("own-roles") });
        }
    }
    Ok(many(grants.iter().cloned().map(Event::RoleGranted).collect(), authority, ctx))
}

/// Refuses a place that does not exist in the tenant.
pub(crate) fn check_scope(scope: &Scope, reference: &Reference, areas: &Areas) -> Result<(), Refusal> {
    let exists = match scope {
        Scope::Area(area) => reference.covers(area) && areas.exists(*area),
        Scope::Office(id) => reference.offices.contains_key(id),
        Scope::Institution(id) => reference.institutions.contains_key(id),
    };
    if exists { Ok(()) } else { Err(Refusal::invalid("scope", "unknown")) }
}

pub(super) fn end_role(id: GrantId, to: Day, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let authority = allowed(Action::ManageUsers, &Place::TENANT_WIDE, ctx)?;
    let known = ctx.reference.grants.iter().find(|g| g.id == id).ok_or_else(Refusal::not_found)?;
    // What has ended stays ended on the day on which it did.
    if known.to.is_some_and(|end| end < ctx.today() || end < to) {
        return Err(Refusal { field: Some("account"), ..Refusal::wrong_state("ended") });
    }
    keep_an_admin(ctx, |g| g.id == id)?;
    Ok(one(Event::RoleEnded(RoleEnded { grant: id, to }), authority, ctx))
}

/// Nothing that takes an administrator away may take the last one: one is left whose role does not end by itself. Asked under the lock, so that two
/// cannot close each other.
fn keep_an_admin(ctx: &Context<'_>, goes: impl Fn(&Grant) -> bool) -> Result<(), Refusal> {
    let (gone, left): (Vec<&Grant>, Vec<&Grant>) = ctx.reference.administrators(ctx.today()).partition(|g| goes(g));
    if gone.is_empty() || left.iter().any(|g| g.to.is_none()) {
        Ok(())
    } else {
        Err(Refusal { field: Some("account"), ..Refusal::wrong_state("last-admin") })
    }
}
