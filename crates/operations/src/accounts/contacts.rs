//! Numbers that officers made public.

use crate::house::{House, OperationError};
use crate::intake::Sender;
use crate::request::Body;
use slrt_domain::identity::*;
use slrt_domain::journal::{ContactSet, Event, Refusal};
use slrt_storage::{Opener, journal, office, wire};

/// Where a public number is sealed.
const CONTACT: &str = "account.contact";

/// Makes one's own number public (with the consent that the caller asked for), or takes it back.
///
/// # Errors
/// Forbidden for whoever holds no role in which the public turns to them; not found for an account that is not there; storage.
pub async fn set_contact(house: &House, sender: &Sender, account: AccountId, number: Option<&Phone>) -> Result<(), OperationError> {
    let mut tx = house.db().read(sender.tenant).await?;
    let opener = Opener::load(&mut tx, house.keys(), sender.tenant, &[account.into()]).await?;
    tx.commit().await?;
    let key = opener.key(account).ok_or_else(Refusal::not_found)?;
    let set = ContactSet { account, number: number.map(|n| key.seal(CONTACT, &n.national())) };
    house.submit(sender.request(Body::SetContact(set))).await?;
    Ok(())
}

/// The numbers that accounts made public, while they are open: those of whoever has one, in their order.
///
/// # Errors
/// Storage.
pub async fn contacts_of(
    house: &House,
    tenant: Tenant,
    accounts: &[AccountId],
) -> Result<Vec<(AccountId, Private<String>)>, OperationError> {
    if accounts.is_empty() {
        return Ok(Vec::new());
    }
    let mut tx = house.db().read(tenant).await?;
    let rows = office::accounts_by_id(&mut tx, tenant, accounts).await?;
    let open: Vec<AccountId> = rows.iter().filter(|a| a.active).map(|a| a.account()).collect::<Result<_, _>>()?;
    let subjects: Vec<Subject> = open.iter().map(|a| Subject::from(*a)).collect();
    let opener = Opener::load(&mut tx, house.keys(), tenant, &subjects).await?;
    let mut found = Vec::new();
    for account in accounts.iter().filter(|a| open.contains(a)) {
        let Some(entry) = journal::newest(&mut tx, tenant, account.0, "account.contact_set/1").await? else { continue };
        let Event::ContactSet(set) = wire::decode(&entry.kind, &entry.payload)? else { continue };
        found.extend(set.number.and_then(|n| opener.open(CONTACT, &n)).map(|n| (*account, Private::new(n))));
    }
    tx.commit().await?;
    Ok(found)
}
