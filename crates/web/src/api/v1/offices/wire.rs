//! An office as the API writes and reads it.

use crate::operation::parsed;
use serde::{Deserialize, Serialize};
use slrt_domain::Coded as _;
use slrt_domain::area::AreaCode;
use slrt_domain::identity::OfficeId;
use slrt_domain::journal::Refusal;
use slrt_domain::office::{Office, OfficeKind};
use utoipa::ToSchema;

/// An office.
#[derive(Serialize, ToSchema)]
pub struct OfficeOut {
    /// Identifier.
    pub id: String,
    /// `puskesos`, `sekretariat`, `counter_health`, `counter_mpp`, `counter_district`.
    pub kind: &'static str,
    /// Name on its door.
    pub name: String,
    /// Where it stands.
    pub area: String,
    /// Areas it serves.
    pub serves: Vec<String>,
    /// The office above it, where one is named.
    pub above: Option<String>,
    /// Decree (SK).
    pub decree: String,
    /// Opening hours.
    pub hours: String,
    /// Public contact.
    pub contact: String,
    /// Address.
    pub address: String,
    /// Equipment.
    pub equipment: String,
    /// Funds.
    pub funding: String,
    /// Whether it works at present.
    pub active: bool,
    /// Whether somebody works there today: an office without staff never holds a case.
    pub staffed: bool,
    /// Raised by every change.
    pub revision: i64,
}

impl OfficeOut {
    /// Of an office.
    pub fn of(o: &Office, staffed: bool) -> Self {
        Self {
            id: o.id.to_string(),
            kind: o.kind.code(),
            name: o.name.clone(),
            area: o.area.to_string(),
            serves: o.serves.iter().map(ToString::to_string).collect(),
            above: o.above.map(|a| a.to_string()),
            decree: o.decree.clone(),
            hours: o.hours.clone(),
            contact: o.contact.clone(),
            address: o.address.clone(),
            equipment: o.equipment.clone(),
            funding: o.funding.clone(),
            active: o.active,
            staffed,
            revision: o.revision,
        }
    }
}

/// An office to add, or its whole new state.
#[derive(Deserialize, ToSchema)]
pub struct OfficeIn {
    /// `puskesos`, `sekretariat`, `counter_health`, `counter_mpp`, `counter_district`.
    kind: String,
    /// Name on its door.
    name: String,
    /// Where it stands.
    area: String,
    /// Areas it serves: a district stands for all its villages.
    serves: Vec<String>,
    /// The office above it; the Sekretariat where none is named.
    above: Option<String>,
    /// Decree (SK).
    #[serde(default)]
    decree: String,
    /// Opening hours.
    #[serde(default)]
    hours: String,
    /// Public contact: of the office, never of a person.
    #[serde(default)]
    contact: String,
    /// Address.
    #[serde(default)]
    address: String,
    /// Equipment.
    #[serde(default)]
    equipment: String,
    /// Funds.
    #[serde(default)]
    funding: String,
    /// Whether it works at present; yes if not said.
    #[serde(default = "yes")]
    active: bool,
    /// The revision that was seen (0 for a new office): another one means that a colleague was faster.
    #[serde(default)]
    revision: i64,
}

fn yes() -> bool {
    true
}

impl OfficeIn {
    /// The office to set.
    ///
    /// # Errors
    /// The first field that cannot be read.
    pub fn office(self, id: OfficeId) -> Result<Office, Refusal> {
        let area = |field: &'static str, text: &str| AreaCode::parse(text).ok_or_else(|| Refusal::invalid(field, "unknown"));
        Ok(Office {
            id,
            kind: parsed("kind", &self.kind, OfficeKind::from_code)?,
            area: area("area", &self.area)?,
            serves: self.serves.iter().map(|a| area("serves", a)).collect::<Result<_, _>>()?,
            above: self.above.map(|a| parsed("above", &a, OfficeId::parse)).transpose()?,
            name: self.name.trim().to_owned(),
            decree: self.decree,
            hours: self.hours,
            contact: self.contact,
            address: self.address,
            equipment: self.equipment,
            funding: self.funding,
            active: self.active,
            revision: self.revision + 1,
        })
    }
}
