//! Kabupaten Pesisir Barat with a Sekretariat, a Puskesos, institutions, and one officer of each role.

use crate::Store;
use slrt_domain::access::{Acting, Grant, Role, Scope};
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::identity::*;
use slrt_domain::journal::{AccountSet, Hash, PersonAdded, TenantFounded};
use slrt_domain::office::{Institution, Office, OfficeKind};
use slrt_operations::intake::{Intake, IntakeConcern, Receipt, Sender, open_case};
use slrt_operations::{Body, House, OperationError, Request, Who, accounts, random};
use slrt_storage::registry::{self, FamilyRecordRow};
use slrt_storage::{StorageError, SubjectKey, Tx, args};
use std::collections::BTreeMap;

/// A village with a Puskesos.
pub const SUKA_BARU: &str = "1813012001";
/// A village without one.
pub const FAR_VILLAGE: &str = "1813022001";

/// An officer of the test regency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Officer {
    /// The account.
    pub account: AccountId,
    /// The role.
    pub role: Role,
}

/// A founded regency.
#[derive(Debug)]
pub struct Regency {
    /// The house that works for it.
    pub house: House,
    /// 1813.
    pub tenant: Tenant,
    /// The Sekretariat.
    pub sekretariat: OfficeId,
    /// The Puskesos of Suka Baru.
    pub puskesos: OfficeId,
    /// Institutions by code.
    pub institutions: BTreeMap<String, InstitutionId>,
    /// One officer of each role; Puskesos roles at the Puskesos, others at the Sekretariat.
    pub officers: BTreeMap<&'static str, Officer>,
}

impl Regency {
    /// Founds it.
    pub async fn found(store: &Store) -> Self {
        Self::found_in(store.house().await).await
    }

    /// Founds it in a house.
    pub async fn found_in(house: House) -> Self {
        let tenant = Tenant::parse("1813").unwrap();
        let mut r = Self {
            sekretariat: OfficeId(house.clock().new_id()),
            puskesos: OfficeId(house.clock().new_id()),
            institutions: BTreeMap::new(),
            officers: BTreeMap::new(),
            house,
            tenant,
        };
        r.system(Body::Found(TenantFounded {
            area: AreaCode::parse("1813").unwrap(),
            brand: "Lamban Sai Betik".into(),
            kind: "demo".into(),
            zone_name: "WIB".into(),
            zone_offset: 420,
        }))
        .await;
        r.system(Body::SetOffice(office(r.sekretariat, OfficeKind::Sekretariat, "Sekretariat SLRT", "1813", None))).await;
        r.system(Body::SetOffice(office(r.puskesos, OfficeKind::Puskesos, "Puskesos Suka Baru", SUKA_BARU, Some(r.sekretariat)))).await;
        for code in ["dinkes", "perkim", "disdik"] {
            let id = InstitutionId(r.house.clock().new_id());
            r.system(Body::SetInstitution(Institution {
                id,
                code: code.into(),
                name: code.to_uppercase(),
                contact: String::new(),
                answer_days: 5,
                restricted_capable: code == "dinkes",
                center: false,
                active: true,
                revision: 1,
            }))
            .await;
            r.institutions.insert(code.into(), id);
        }
        r.hire_everybody().await;
        r
    }

    /// Founds a second regency in the same house, Lampung Barat: a Sekretariat with those who work there.
    pub async fn neighbour(&self) -> Self {
        let tenant = Tenant::parse("1804").unwrap();
        let sekretariat = OfficeId(self.house.clock().new_id());
        let (institutions, officers) = (BTreeMap::new(), BTreeMap::new());
        let mut n = Self { house: self.house.clone(), tenant, sekretariat, puskesos: sekretariat, institutions, officers };
        n.system(Body::Found(TenantFounded {
            area: AreaCode::parse("1804").unwrap(),
            brand: "SLRT Lampung Barat".into(),
            kind: "demo".into(),
            zone_name: "WIB".into(),
            zone_offset: 420,
        }))
        .await;
        n.system(Body::SetOffice(office(sekretariat, OfficeKind::Sekretariat, "Sekretariat SLRT Liwa", "1804", None))).await;
        let (up, all) = (Scope::Office(sekretariat), Scope::Area(AreaCode::parse("1804").unwrap()));
        use Role::*;
        for role in [FrontOffice, BackOffice, Coordinator, Manager, Supervisor, ProtectionOfficer] {
            let account = n.hire(slrt_domain::Coded::code(role), &[(role, up)]).await;
            n.officers.insert(slrt_domain::Coded::code(role), Officer { account, role });
        }
        for role in [Admin, Viewer] {
            let account = n.hire(slrt_domain::Coded::code(role), &[(role, all)]).await;
            n.officers.insert(slrt_domain::Coded::code(role), Officer { account, role });
        }
        n
    }

    async fn hire_everybody(&mut self) {
        use Role::*;
        let (office, up) = (Scope::Office(self.puskesos), Scope::Office(self.sekretariat));
        let area = |text: &str| Scope::Area(AreaCode::parse(text).unwrap());
        let places = [
            (FrontOffice, office),
            (BackOffice, office),
            (Coordinator, office),
            (Facilitator, area(FAR_VILLAGE)),
            (SiksngOperator, office),
            (Surveyor, up),
            (Tksk, area("181302")),
            (VillageHead, area(SUKA_BARU)),
            (Supervisor, up),
            (Manager, up),
            (DivisionHead, up),
            (Head, up),
            (ProtectionOfficer, up),
            (Admin, area("1813")),
            (Auditor, area("1813")),
            (Viewer, area("1813")),
            (InstitutionOfficer, Scope::Institution(self.institutions["dinkes"])),
        ];
        for (role, scope) in places {
            let officer = self.hire(slrt_domain::Coded::code(role), &[(role, scope)]).await;
            self.officers.insert(slrt_domain::Coded::code(role), Officer { account: officer, role });
        }
        let both = self.hire("sekretariat-bo", &[(BackOffice, up), (FrontOffice, up)]).await;
        self.officers.insert("sekretariat-bo", Officer { account: both, role: BackOffice });
    }

    /// Adds an account with roles.
    pub async fn hire(&self, login: &str, roles: &[(Role, Scope)]) -> AccountId {
        let account = AccountId(self.house.clock().new_id());
        let key = SubjectKey::new(self.tenant, account, random());
        let set = AccountSet { account, login: login.replace('_', "-"), name: key.seal("account.name", login), active: true, revision: 1 };
        let mut request = Request::system(self.tenant, self.operation(), "cli", Body::SetAccount(set));
        request.keys.push(key);
        self.house.submit(request).await.unwrap();
        let grants = roles.iter().map(|(role, scope)| Grant {
            id: GrantId(self.house.clock().new_id()),
            home: self.tenant,
            account,
            role: *role,
            scope: *scope,
            from: Day::parse("2026-01-01").unwrap(),
            to: None,
            acting: Acting::Own,
        });
        self.system(Body::Grant(grants.collect())).await;
        account
    }

    /// A new operation id.
    pub fn operation(&self) -> OperationId {
        OperationId(self.house.clock().new_id())
    }

    /// Does something as the system.
    pub async fn system(&self, body: Body) {
        self.house.submit(Request::system(self.tenant, self.operation(), "cli", body)).await.unwrap();
    }

    /// Who sends as an officer.
    pub fn sender(&self, role: &str) -> Sender {
        Sender {
            tenant: self.tenant,
            who: Who::Account(self.officers[role].account),
            channel: "api".into(),
            device: None,
            operation: self.operation(),
            digest: Hash::of(role.as_bytes()).into(),
            occurred_at: None,
            late_reason: None,
        }
    }

    /// A session of an officer, as a log-in opens it.
    pub async fn token(&self, role: &str) -> String {
        accounts::open_session(&self.house, self.tenant, self.officers[role].account, "api", "", 3600).await.unwrap().token
    }

    /// Writes somebody down: a synthetic person with a NIK of area 99.
    pub async fn person(&self, name: &str, nik: Option<&str>) -> PersonId {
        let person = PersonId(self.house.clock().new_id());
        let family = FamilyId(self.house.clock().new_id());
        let key = SubjectKey::new(self.tenant, person, random());
        let family_key = SubjectKey::new(self.tenant, family, random());
        let added = PersonAdded {
            person,
            family,
            new_family: true,
            name: key.seal("person.name", name),
            nik: nik.map(|n| key.seal("person.nik", n)),
            card: None,
            address: Some(family_key.seal("family.address", "Jalan Contoh 1")),
            hamlet: None,
            phone: Some(key.seal("person.phone", "+6281299990000")),
            village: AreaCode::parse(SUKA_BARU).unwrap(),
            sex: "female".into(),
            born: Some(key.seal("person.born", "1968-03-01")),
            birth_year: Some(1968),
            relation: "head".into(),
            warnings: Vec::new(),
        };
        let mut request = Request::system(self.tenant, self.operation(), "cli", Body::AddPerson(added));
        request.keys.extend([key, family_key]);
        self.house.submit(request).await.unwrap();
        person
    }

    /// An intake with concerns of these kinds.
    pub fn intake(&self, person: Option<PersonId>, kinds: &[&str]) -> Intake {
        Intake {
            case: CaseId(self.house.clock().new_id()),
            office: Some(self.puskesos),
            village: AreaCode::parse(SUKA_BARU).unwrap(),
            person,
            nik: None,
            channel: slrt_domain::case::Channel::Counter,
            caller: None,
            phone: None,
            proxy: None,
            ppks: None,
            external: None,
            concerns: kinds
                .iter()
                .map(|kind| IntakeConcern {
                    id: ConcernId(self.house.clock().new_id()),
                    kind: (*kind).into(),
                    sector: None,
                    words: Some(Private::new("Kartu BPJS mati".into())),
                    urgent: false,
                })
                .collect(),
            documents: Vec::new(),
            duplicates_seen: Vec::new(),
        }
    }

    /// Opens a case as an officer.
    ///
    /// # Errors
    /// What the house answers.
    pub async fn open(&self, role: &str, person: Option<PersonId>, kinds: &[&str]) -> Result<Receipt, OperationError> {
        open_case(&self.house, &self.sender(role), self.intake(person, kinds)).await
    }
}

/// The families of a village.
///
/// # Errors
/// When the database is away.
pub async fn families_of(tx: &mut Tx, tenant: Tenant, village: &str) -> Result<Vec<FamilyRecordRow>, StorageError> {
    let sql = "SELECT id FROM family WHERE tenant = $1 AND village = $2 ORDER BY id";
    let ids: Vec<(Vec<u8>,)> = tx.all(sql, &args![tenant, village]).await?;
    let ids: Vec<FamilyId> = ids.iter().filter_map(|(id,)| FamilyId::from_slice(id)).collect();
    registry::families(tx, tenant, &ids).await
}

/// Sets an account's password as the program itself, and ends its other sessions.
///
/// # Errors
/// What the house answers.
pub async fn set_password(
    house: &House,
    tenant: Tenant,
    account: AccountId,
    password: &str,
    must_change: bool,
    keep: Option<&[u8]>,
) -> Result<(), OperationError> {
    let sender = Sender {
        tenant,
        who: Who::System,
        channel: "cli".into(),
        device: None,
        operation: OperationId(house.clock().new_id()),
        digest: Hash::ZERO.into(),
        occurred_at: None,
        late_reason: None,
    };
    accounts::set_password_as(house, &sender, account, password, must_change, keep).await
}

fn office(id: OfficeId, kind: OfficeKind, name: &str, area: &str, above: Option<OfficeId>) -> Office {
    let area = AreaCode::parse(area).unwrap();
    Office {
        id,
        kind,
        name: name.into(),
        area,
        serves: vec![area],
        above,
        decree: String::new(),
        hours: "Senin–Jumat 08.00–15.00".into(),
        contact: "0728-000000".into(),
        address: String::new(),
        equipment: String::new(),
        funding: String::new(),
        active: true,
        revision: 1,
    }
}
