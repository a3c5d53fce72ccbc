//! Who may do what, where: roles held in an area, office or institution, and one matrix of role × action.

mod matrix;
pub use matrix::*;

use crate::area::AreaCode;
use crate::calendar::Day;
use crate::identity::{AccountId, CaseId, GrantId, InstitutionId, OfficeId, Tenant};

crate::coded! {
    /// What somebody does in the service; `GLOSSARY.md` has their Indonesian names.
    pub enum Role {
        /// Fasilitator: visits and listens in villages.
        Facilitator = "facilitator",
        /// Front office: receives.
        FrontOffice = "front_office",
        /// Back office: handles and recommends.
        BackOffice = "back_office",
        /// Koordinator Puskesos: decides in the village.
        Coordinator = "coordinator",
        /// Operator SIKS-NG of a village.
        SiksngOperator = "siksng_operator",
        /// Surveyor of the Sekretariat.
        Surveyor = "surveyor",
        /// Tenaga Kesejahteraan Sosial Kecamatan.
        Tksk = "tksk",
        /// Kepala desa, lurah, peratin.
        VillageHead = "village_head",
        /// Supervisor of facilitators and offices.
        Supervisor = "supervisor",
        /// Manajer SLRT.
        Manager = "manager",
        /// Kepala bidang: paraf.
        DivisionHead = "division_head",
        /// Kepala dinas: signs.
        Head = "head",
        /// Officer of an institution that receives referrals.
        InstitutionOfficer = "institution_officer",
        /// Petugas perlindungan: named on every restricted case.
        ProtectionOfficer = "protection_officer",
        /// Administrator: offices, users, catalogue; sees no case.
        Admin = "admin",
        /// Auditor: journal and counts.
        Auditor = "auditor",
        /// Bappeda, TKPK, leaders: aggregates only.
        Viewer = "viewer",
    }
}

impl Role {
    /// Whether its holder at an office answers for the offices below it, too.
    pub fn oversees(self) -> bool {
        matches!(self, Self::Supervisor | Self::Manager | Self::DivisionHead | Self::Head | Self::ProtectionOfficer)
    }
}

crate::coded! {
    /// In what capacity a role is held (surat perintah): plainly, or acting for somebody.
    pub enum Acting {
        /// Holds the office itself.
        Own = "own",
        /// Pelaksana tugas: the post is vacant.
        Plt = "plt",
        /// Pelaksana harian: the holder is away.
        Plh = "plh",
        /// Atas nama: signs on behalf.
        An = "an",
    }
}

/// Where a role is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Everything of the tenant that lies in the area.
    Area(AreaCode),
    /// One office.
    Office(OfficeId),
    /// One institution.
    Institution(InstitutionId),
}

/// A role held by an account in a place, between two days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Its identifier.
    pub id: GrantId,
    /// The tenant where the account has its home; the grant itself is a row of the tenant that grants.
    pub home: Tenant,
    /// Who holds it.
    pub account: AccountId,
    /// What.
    pub role: Role,
    /// Where.
    pub scope: Scope,
    /// First day.
    pub from: Day,
    /// Last day, if it ends.
    pub to: Option<Day>,
    /// In what capacity.
    pub acting: Acting,
}

impl Grant {
    /// Whether it holds on a day.
    pub fn holds_on(&self, day: Day) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// Whether people of a village are told to turn to whoever holds it: facilitators and TKSK, who may make a number public.
    pub fn meets_the_public(&self) -> bool {
        matches!(self.role, Role::Facilitator | Role::Tksk) && matches!(self.scope, Scope::Area(_))
    }

    /// Whether its scope reaches a place.
    pub fn reaches(&self, place: &Place<'_>) -> bool {
        match self.scope {
            Scope::Area(area) => place.village.is_some_and(|v| area.covers(&v)) || place.is_tenant_wide(),
            Scope::Office(office) => place.offices.contains(&office) || place.is_tenant_wide(),
            Scope::Institution(id) => place.institutions.contains(&id) || (place.is_tenant_wide() && self.role == Role::InstitutionOfficer),
        }
    }
}

/// Where an object lies: the offices that have to do with it, the village it is about, the institutions it was sent to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place<'a> {
    /// Offices that took it or whose turn it is.
    pub offices: &'a [OfficeId],
    /// The village it is about.
    pub village: Option<AreaCode>,
    /// Institutions that hold a referral of it.
    pub institutions: &'a [InstitutionId],
}

impl Place<'_> {
    /// Things that lie nowhere in particular: the registry's search, the catalogue, the list of offices.
    pub const TENANT_WIDE: Place<'static> = Place { offices: &[], village: None, institutions: &[] };

    fn is_tenant_wide(&self) -> bool {
        self.offices.is_empty() && self.village.is_none() && self.institutions.is_empty()
    }
}

/// What sort of actor stands behind an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ActorKind {
    /// Somebody who logged in.
    Account(AccountId),
    /// The citizen of a case, by number and PIN.
    Citizen(CaseId),
    /// The program itself: deadlines, set-up, imports by command line.
    System,
}

/// Who acts: first argument of every operation.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The tenant in which they act.
    pub tenant: Tenant,
    /// Who they are.
    pub kind: ActorKind,
    /// Roles that hold today.
    pub grants: Vec<Grant>,
}

impl Actor {
    /// The program itself.
    pub fn system(tenant: Tenant) -> Self {
        Self { tenant, kind: ActorKind::System, grants: Vec::new() }
    }

    /// The account, if somebody logged in.
    pub fn account(&self) -> Option<AccountId> {
        match self.kind {
            ActorKind::Account(id) => Some(id),
            _ => None,
        }
    }

    /// The grant under which an action is allowed in a place; the system may do everything, a citizen nothing here.
    pub fn may(&self, action: Action, place: &Place<'_>) -> Option<Authority> {
        match self.kind {
            ActorKind::System => Some(Authority { role: None, acting: Acting::Own }),
            ActorKind::Citizen(_) => None,
            ActorKind::Account(_) => self
                .grants
                .iter()
                .find(|g| allows(g.role, action) && g.reaches(place) && self.is_wide_enough(g, action))
                .map(|g| Authority { role: Some(g.role), acting: g.acting }),
        }
    }

    /// What is about all of the tenant needs a role in all of it: an administrator of a village does not rule the regency.
    fn is_wide_enough(&self, grant: &Grant, action: Action) -> bool {
        !action.is_tenant_wide() || matches!(grant.scope, Scope::Area(area) if self.tenant.level().is_some_and(|all| area.level() <= all))
    }

    /// Whether any of their roles allows an action anywhere (to show or hide a room in the menu).
    pub fn may_anywhere(&self, action: Action) -> bool {
        matches!(self.kind, ActorKind::System) || self.grants.iter().any(|g| allows(g.role, action) && self.is_wide_enough(g, action))
    }

    /// Whether they hold a role in any place.
    pub fn holds(&self, role: Role) -> bool {
        self.grants.iter().any(|g| g.role == role)
    }
}

/// Under which role something was done: goes into the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Authority {
    /// The role, none for the system.
    pub role: Option<Role>,
    /// In what capacity.
    pub acting: Acting,
}

crate::coded! {
    /// Who may know that a case or concern exists.
    pub enum Visibility {
        /// Everybody whose role and place allow it.
        Normal = "normal",
        /// Named persons only (violence, children, HIV and the others marked in the catalogue).
        Restricted = "restricted",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn actor(tenant: &str, role: Role, scope: Scope) -> Actor {
        let (tenant, account) = (Tenant::parse(tenant).unwrap(), AccountId(uuid::Uuid::from_u128(1)));
        let day = |text| Day::parse(text).unwrap();
        let id = GrantId(uuid::Uuid::from_u128(2));
        let grant = Grant { id, home: tenant, account, role, scope, from: day("2026-01-01"), to: None, acting: Acting::Own };
        Actor { tenant, kind: ActorKind::Account(account), grants: vec![grant] }
    }

    #[test]
    fn who_administers_a_part_does_not_rule_the_whole() {
        let wide = [Action::ManageUsers, Action::Erase, Action::Import, Action::ManageOffices, Action::ConfirmCatalog, Action::Audit];
        let area = |text: &str| Scope::Area(AreaCode::parse(text).unwrap());
        for (tenant, scope, may) in [
            ("1813", area("1813"), true),
            ("1813", area("18"), true),
            ("1813", area("181301"), false),
            ("1813", area("1813012001"), false),
            ("1813", Scope::Office(OfficeId(uuid::Uuid::from_u128(3))), false),
            ("1800", area("18"), true),
            ("1800", area("1813"), false),
        ] {
            let who = actor(tenant, Role::Admin, scope);
            for action in wide {
                assert_eq!(who.may(action, &Place::TENANT_WIDE).is_some(), may, "{tenant} {scope:?} {action:?}");
                assert_eq!(who.may_anywhere(action), may, "{tenant} {scope:?} {action:?}");
            }
        }
        // The registry is everybody's who serves.
        assert!(actor("1813", Role::FrontOffice, area("1813012001")).may(Action::SearchRegistry, &Place::TENANT_WIDE).is_some());
    }
}
