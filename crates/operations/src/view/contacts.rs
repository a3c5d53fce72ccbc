//! *Siapa yang saya hubungi?* The way of every village, and the offices of the regency; public.

use super::desk::{AreaName, area_name};
use crate::accounts::contacts_of;
use crate::house::{House, OperationError};
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use slrt_domain::office::{Office, OfficeKind, Reference};

/// Whom somebody in a village calls, nearest first.
#[derive(Debug, Clone)]
pub struct ContactsView {
    /// The village.
    pub village: AreaName,
    /// Its Puskesos, when it is active and has staff.
    pub puskesos: Option<OfficeContact>,
    /// How many facilitators come there; whoever made no number public is reached through the offices.
    pub facilitators: usize,
    /// Numbers that they made public.
    pub facilitator_numbers: Vec<String>,
    /// The counter of the district.
    pub district: Option<OfficeContact>,
    /// How many TKSK the district has.
    pub tksk: usize,
    /// Numbers that they made public.
    pub tksk_numbers: Vec<String>,
    /// The Sekretariat.
    pub sekretariat: Option<OfficeContact>,
}

/// An office as the public sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeContact {
    /// Id.
    pub id: OfficeId,
    /// What sort.
    pub kind: OfficeKind,
    /// Name on its door.
    pub name: String,
    /// Opening hours in words.
    pub hours: String,
    /// Telephone or WhatsApp of the office, never of a person.
    pub contact: String,
    /// Address in words.
    pub address: String,
    /// Where it stands.
    pub area: AreaName,
    /// Whether it is open and has staff.
    pub staffed: bool,
}

/// Whom people of a village call.
///
/// # Errors
/// Not found for a village outside the tenant, or storage.
pub async fn contacts(house: &House, tenant: Tenant, village: AreaCode) -> Result<ContactsView, OperationError> {
    let reference = house.reference(tenant).await?;
    if village.level() != Level::Village || !reference.covers(&village) || !house.areas().exists(village) {
        return Err(Refusal::not_found().into());
    }
    let route = reference.route(village, reference.zone.day(house.clock().now()));
    let office = |id: Option<OfficeId>| id.and_then(|id| reference.offices.get(&id)).map(|o| contact(house, &reference, o));
    let numbers = async |accounts: &[AccountId]| {
        let found = contacts_of(house, tenant, accounts).await?;
        Ok::<_, OperationError>(found.into_iter().map(|(_, number)| number.into_inner()).collect())
    };
    Ok(ContactsView {
        village: area_name(house, village),
        puskesos: office(route.puskesos),
        facilitator_numbers: numbers(&route.facilitators).await?,
        facilitators: route.facilitators.len(),
        district: office(route.district),
        tksk_numbers: numbers(&route.tksk).await?,
        tksk: route.tksk.len(),
        sekretariat: office(route.sekretariat),
    })
}

/// The tenant's active offices by area.
///
/// # Errors
/// Storage.
pub async fn offices(house: &House, tenant: Tenant) -> Result<Vec<OfficeContact>, OperationError> {
    let reference = house.reference(tenant).await?;
    let mut found: Vec<&Office> = reference.offices.values().filter(|o| o.active).collect();
    found.sort_by_key(|o| (o.area, o.name.clone(), o.id));
    Ok(found.into_iter().map(|o| contact(house, &reference, o)).collect())
}

fn contact(house: &House, reference: &Reference, o: &Office) -> OfficeContact {
    OfficeContact {
        id: o.id,
        kind: o.kind,
        name: o.name.clone(),
        hours: o.hours.clone(),
        contact: o.contact.clone(),
        address: o.address.clone(),
        area: area_name(house, o.area),
        staffed: reference.is_staffed(o.id, reference.zone.day(house.clock().now())),
    }
}
