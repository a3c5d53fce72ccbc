//! Offices that take cases, institutions that receive referrals, and the route of every village.

use crate::access::{Grant, Role, Scope};
use crate::area::{AreaCode, Level};
use crate::calendar::{Day, Instant, WorkingCalendar, Zone};
use crate::identity::{AccountId, InstitutionId, OfficeId, Tenant};
use crate::program::{Catalog, OwnRow};
use std::collections::BTreeMap;
use std::sync::Arc;

crate::coded! {
    /// What sort of office.
    pub enum OfficeKind {
        /// Puskesos in a village.
        Puskesos = "puskesos",
        /// Sekretariat SLRT of the regency.
        Sekretariat = "sekretariat",
        /// Counter at a puskesmas.
        CounterHealth = "counter_health",
        /// Counter at a Mal Pelayanan Publik.
        CounterMpp = "counter_mpp",
        /// Counter at a kecamatan.
        CounterDistrict = "counter_district",
    }
}

/// An office: takes cases *for* one or more villages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Its identifier.
    pub id: OfficeId,
    /// What sort.
    pub kind: OfficeKind,
    /// Name on its door.
    pub name: String,
    /// Where it stands: a village, district or the regency.
    pub area: AreaCode,
    /// The areas it serves.
    pub serves: Vec<AreaCode>,
    /// The office above it; none for the Sekretariat.
    pub above: Option<OfficeId>,
    /// Number and day of its decree (SK).
    pub decree: String,
    /// Opening hours in words.
    pub hours: String,
    /// Public contact: telephone or WhatsApp of the office, never of a person.
    pub contact: String,
    /// Address in words.
    pub address: String,
    /// Equipment in words: tablet, printer, network.
    pub equipment: String,
    /// Where its funds come from.
    pub funding: String,
    /// Whether it works at present.
    pub active: bool,
    /// Raised by every change, so that two editors notice each other.
    pub revision: i64,
}

/// The most working days within which an institution may promise an answer.
pub const MOST_DAYS: u32 = 90;

/// An institution (OPD, lembaga, mitra).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Institution {
    /// Its identifier.
    pub id: InstitutionId,
    /// Its kind in the catalogue (`dinkes`, `bpjs-kesehatan` …).
    pub code: String,
    /// Its name here.
    pub name: String,
    /// Public contact.
    pub contact: String,
    /// Working days within which it promises an answer.
    pub answer_days: u32,
    /// Whether it may receive restricted concerns.
    pub restricted_capable: bool,
    /// Whether it is a national body whose answer is only seen, not given here (Kemensos, BPS, BPJS pusat).
    pub center: bool,
    /// Whether it takes referrals at present.
    pub active: bool,
    /// Raised by every change.
    pub revision: i64,
}

impl Institution {
    /// Whether a need may be sent to it. National bodies open no inbox here: one waits for them.
    pub fn takes(&self, restricted: bool) -> bool {
        self.active && !self.center && (!restricted || self.restricted_capable)
    }
}

/// Who decides on recommendations of one office, in place of what the catalogue says for its kind of office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficeChain {
    /// Which office.
    pub office: OfficeId,
    /// For which kind of need; empty for every kind on which somebody decides at all, but the protected ones.
    pub kind: String,
    /// First day.
    pub valid_from: Day,
    /// Who decides, in order; none: the catalogue's steps again.
    pub steps: Option<Vec<Role>>,
    /// Raised by every change of the same office, kind and day.
    pub revision: i64,
}

/// What an operation's decision may rest on besides the objects themselves: small, changed rarely, cached.
#[derive(Debug, Clone)]
pub struct Reference {
    /// The tenant.
    pub tenant: Tenant,
    /// The regency's present Kemendagri code.
    pub area: AreaCode,
    /// Local name of the service, for letterheads.
    pub brand: String,
    /// Its time zone.
    pub zone: Zone,
    /// Its working days.
    pub calendar: WorkingCalendar,
    /// The catalogue as it holds here: the shipped one with the regency's own rows on top.
    pub catalog: Arc<Catalog>,
    /// The regency's own rows, all versions.
    pub own: Vec<OwnRow>,
    /// Offices by id.
    pub offices: BTreeMap<OfficeId, Office>,
    /// Institutions by id.
    pub institutions: BTreeMap<InstitutionId, Institution>,
    /// Who holds what.
    pub grants: Vec<Grant>,
    /// Chains of decision that offices have of their own.
    pub chains: Vec<OfficeChain>,
    /// Revision of the profile: how often its name was put right.
    pub profile_revision: i64,
    /// Codes that it had, and what is planned.
    pub seat: Seat,
}

/// How a tenant's Kemendagri code and zone came about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seat {
    /// Codes that the regency had before: people and offices may still stand there.
    pub former: Vec<AreaCode>,
    /// When the next planned change takes effect: what was read before is then stale.
    pub next: Option<Instant>,
    /// What is planned last: code, zone and first day.
    pub planned: Option<(AreaCode, String, Day)>,
    /// How often code or zone were set.
    pub revision: i64,
}

/// Who serves a village, nearest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The village's own Puskesos, when it is active and has staff.
    pub puskesos: Option<OfficeId>,
    /// Facilitators of the village.
    pub facilitators: Vec<AccountId>,
    /// The counter of the district, when active and staffed.
    pub district: Option<OfficeId>,
    /// TKSK of the district.
    pub tksk: Vec<AccountId>,
    /// The Sekretariat.
    pub sekretariat: Option<OfficeId>,
}

impl Reference {
    /// Whether an area is the regency's, also under a code that it had before.
    pub fn covers(&self, area: &AreaCode) -> bool {
        self.area.covers(area) || self.seat.former.iter().any(|former| former.covers(area))
    }

    /// Roles of an account that hold on a day.
    pub fn grants_of(&self, account: AccountId, today: Day) -> Vec<Grant> {
        self.grants.iter().filter(|g| g.account == account && g.holds_on(today)).cloned().collect()
    }

    /// An office's own steps for a kind of need on a day: those made for that very kind, else those made for all kinds, where `general` allows it.
    pub fn own_chain(&self, office: OfficeId, kind: &str, general: bool, day: Day) -> Option<&[Role]> {
        let newest = |kind: &str| {
            let own = self.chains.iter().filter(|c| c.office == office && c.kind == kind && c.valid_from <= day);
            own.max_by_key(|c| c.valid_from).and_then(|c| c.steps.as_deref())
        };
        newest(kind).or_else(|| newest("").filter(|_| general))
    }

    /// Whether a scope is all of the tenant.
    pub fn is_all(&self, scope: &Scope) -> bool {
        matches!(scope, Scope::Area(area) if area.covers(&self.area))
    }

    /// Who administers all of the tenant on a day.
    pub fn administrators(&self, today: Day) -> impl Iterator<Item = &Grant> {
        self.grants.iter().filter(move |g| g.role == Role::Admin && g.holds_on(today) && self.is_all(&g.scope))
    }

    /// Whether somebody else could give an account further roles. Whoever administers alone, at set-up or in an office of one, is not stopped.
    pub fn has_other_administrator(&self, account: AccountId, today: Day) -> bool {
        self.administrators(today).any(|g| g.account != account)
    }

    /// Who holds a role at an office on a day, by a grant in the office itself.
    pub fn holders(&self, role: Role, office: OfficeId, today: Day) -> Vec<AccountId> {
        let mut found: Vec<_> = self
            .grants
            .iter()
            .filter(|g| g.role == role && g.scope == Scope::Office(office) && g.holds_on(today))
            .map(|g| g.account)
            .collect();
        found.sort();
        found.dedup();
        found
    }

    /// Whether somebody works there: an office without staff never holds a case.
    pub fn is_staffed(&self, office: OfficeId, today: Day) -> bool {
        self.offices.get(&office).is_some_and(|o| o.active)
            && self.grants.iter().any(|g| {
                g.scope == Scope::Office(office)
                    && g.holds_on(today)
                    && matches!(g.role, Role::FrontOffice | Role::BackOffice | Role::Coordinator)
            })
    }

    /// The Sekretariat: the active office without one above it.
    pub fn sekretariat(&self) -> Option<OfficeId> {
        self.offices.values().find(|o| o.kind == OfficeKind::Sekretariat && o.active).map(|o| o.id)
    }

    /// The office above, the Sekretariat when none is named, none for the Sekretariat itself.
    pub fn above(&self, office: OfficeId) -> Option<OfficeId> {
        self.offices.get(&office)?.above.or_else(|| self.sekretariat()).filter(|up| *up != office)
    }

    /// Grants of a role that hold on a day at an office for a village: in the office itself, or in an area that the village lies in.
    pub fn grants_at(&self, role: Role, office: OfficeId, village: AreaCode, today: Day) -> impl Iterator<Item = &Grant> {
        let here = move |g: &Grant| match g.scope {
            Scope::Office(o) => o == office,
            Scope::Area(a) => a.covers(&village),
            Scope::Institution(_) => false,
        };
        self.grants.iter().filter(move |g| g.role == role && g.holds_on(today) && here(g))
    }

    /// An office and those above it, nearest first.
    pub fn line(&self, office: OfficeId) -> Vec<OfficeId> {
        let mut line = vec![office];
        while let Some(up) = line.last().and_then(|o| self.above(*o)).filter(|up| !line.contains(up)) {
            line.push(up);
        }
        line
    }

    /// The way of a village without an office: facilitator → TKSK or kecamatan → Sekretariat.
    pub fn route(&self, village: AreaCode, today: Day) -> Route {
        let staffed = |kinds: &[OfficeKind]| {
            self.offices
                .values()
                .filter(|o| kinds.contains(&o.kind) && o.serves.iter().any(|a| a.covers(&village)) && self.is_staffed(o.id, today))
                .max_by_key(|o| (o.serves.iter().filter(|a| a.covers(&village)).map(|a| a.as_str().len()).max(), std::cmp::Reverse(o.id)))
                .map(|o| o.id)
        };
        let people = |role: Role| {
            self.grants
                .iter()
                .filter(|g| g.role == role && g.holds_on(today))
                .filter(|g| matches!(g.scope, Scope::Area(a) if a.covers(&village) && a.level() >= Level::District))
                .map(|g| g.account)
                .collect()
        };
        Route {
            puskesos: staffed(&[OfficeKind::Puskesos]),
            facilitators: people(Role::Facilitator),
            district: staffed(&[OfficeKind::CounterDistrict, OfficeKind::CounterHealth, OfficeKind::CounterMpp]),
            tksk: people(Role::Tksk),
            sekretariat: self.sekretariat(),
        }
    }

    /// The office that holds a village's cases today.
    pub fn office_for(&self, village: AreaCode, today: Day) -> Option<OfficeId> {
        let r = self.route(village, today);
        r.puskesos.or(r.district).or(r.sekretariat)
    }
}
