//! What is typed about an office: the form's fields, and back.

use crate::form::Fields;
use slrt_domain::Coded as _;
use slrt_domain::area::AreaCode;
use slrt_domain::identity::OfficeId;
use slrt_domain::journal::Refusal;
use slrt_domain::office::{Office, OfficeKind};
use std::collections::BTreeSet;

/// As typed.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub kind: String,
    pub name: String,
    pub area: String,
    pub serves: BTreeSet<String>,
    pub above: String,
    pub decree: String,
    pub hours: String,
    pub contact: String,
    pub address: String,
    pub equipment: String,
    pub funding: String,
    pub active: bool,
    pub revision: i64,
}

impl Typed {
    /// A new office: a working Puskesos.
    pub fn blank() -> Self {
        Self { kind: OfficeKind::Puskesos.code().into(), active: true, ..Self::default() }
    }

    /// As an office stands.
    pub fn of(o: &Office) -> Self {
        Self {
            kind: o.kind.code().into(),
            name: o.name.clone(),
            area: o.area.to_string(),
            serves: o.serves.iter().map(ToString::to_string).collect(),
            above: o.above.map(|a| a.to_string()).unwrap_or_default(),
            decree: o.decree.clone(),
            hours: o.hours.clone(),
            contact: o.contact.clone(),
            address: o.address.clone(),
            equipment: o.equipment.clone(),
            funding: o.funding.clone(),
            active: o.active,
            revision: o.revision,
        }
    }

    /// From the form.
    pub fn read(f: &Fields) -> Self {
        let text = |name: &str| f.text(name).to_owned();
        Self {
            kind: text("kind"),
            name: text("name"),
            area: text("area"),
            serves: f.all("serves").map(str::to_owned).collect(),
            above: text("above"),
            decree: text("decree"),
            hours: text("hours"),
            contact: text("contact"),
            address: text("address"),
            equipment: text("equipment"),
            funding: text("funding"),
            active: f.on("active"),
            revision: f.get("revision").and_then(|r| r.parse().ok()).unwrap_or(0),
        }
    }

    /// The office to set, as the next revision of what was seen.
    ///
    /// # Errors
    /// The first field that cannot be read.
    pub fn office(&self, id: OfficeId) -> Result<Office, Refusal> {
        let unknown = |field: &'static str| move || Refusal::invalid(field, "unknown");
        if self.area.is_empty() {
            return Err(Refusal::invalid("area", "missing"));
        }
        let serves: Vec<AreaCode> =
            self.serves.iter().map(|a| AreaCode::parse(a).ok_or_else(unknown("serves"))).collect::<Result<_, _>>()?;
        let above =
            Some(self.above.as_str()).filter(|a| !a.is_empty()).map(|a| OfficeId::parse(a).ok_or_else(unknown("above"))).transpose()?;
        Ok(Office {
            id,
            kind: OfficeKind::from_code(&self.kind).ok_or_else(unknown("kind"))?,
            name: self.name.clone(),
            area: AreaCode::parse(&self.area).ok_or_else(unknown("area"))?,
            serves: widest(serves),
            above,
            decree: self.decree.clone(),
            hours: self.hours.clone(),
            contact: self.contact.clone(),
            address: self.address.clone(),
            equipment: self.equipment.clone(),
            funding: self.funding.clone(),
            active: self.active,
            revision: self.revision + 1,
        })
    }

    /// Whether an area's box is ticked.
    pub fn has(&self, code: &AreaCode) -> bool {
        self.serves.contains(code.as_str())
    }
}

/// A ticked district makes the ticks of its villages superfluous.
pub fn widest(all: Vec<AreaCode>) -> Vec<AreaCode> {
    let kept: Vec<AreaCode> = all.iter().filter(|a| !all.iter().any(|b| b != *a && b.covers(a))).copied().collect();
    kept
}
