//! Offices and officers of the demo: one account of each role at least, all with the same published password. Names are made up.

use super::DemoError;
use super::chance::Chance;
use super::families::SUKA_BARU;
use slrt_domain::access::{Role, Scope};
use slrt_domain::area::AreaCode;
use slrt_domain::identity::*;
use slrt_domain::office::{Office, OfficeKind};
use slrt_operations::intake::Sender;
use slrt_operations::setup::{Founded, NewAccount, create_account};
use slrt_operations::storage::session;
use slrt_operations::{Body, House, Request, Who, accounts};
use std::collections::BTreeMap;

/// The password of every demo account. It is published, which is why a database of kind `real` never has one of them.
pub const PASSWORD: &str = "demo-lamban-2026";

/// Where somebody works in the demo.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Post {
    /// Sekretariat SLRT at Krui.
    Sekretariat,
    /// Puskesos Suka Baru: front and back office in one hand, and a coordinator.
    SukaBaru,
    /// Puskesos Biha: a front office and a back office.
    Biha,
    /// Puskesos Way Haru: one person does everything.
    WayHaru,
    /// Counter at the kecamatan of Ngambur.
    Ngambur,
    /// An area by its code.
    Area(&'static str),
    /// An institution by its code.
    Institution(&'static str),
}

/// An officer of the demo.
#[derive(Debug, Clone, Copy)]
pub struct Officer {
    /// Log-in name.
    pub login: &'static str,
    /// Name.
    pub name: &'static str,
    /// What they do, in Indonesian.
    pub duty: &'static str,
    /// What they do, in English.
    pub duty_en: &'static str,
    /// Roles.
    pub roles: &'static [Role],
    /// Where: more than one place for some facilitators.
    pub posts: &'static [Post],
}

const fn officer(
    login: &'static str,
    name: &'static str,
    duty: &'static str,
    duty_en: &'static str,
    roles: &'static [Role],
    posts: &'static [Post],
) -> Officer {
    Officer { login, name, duty, duty_en, roles, posts }
}

use Post::{Area, Biha, Institution, Ngambur, Sekretariat, SukaBaru, WayHaru};
use Role as R;

/// Everybody, in the order in which the log-in page shows them.
#[rustfmt::skip]
pub const OFFICERS: &[Officer] = &[
    officer("ratna", "Ratna Wulandari", "Front office dan back office · Puskesos Suka Baru", "Front and back office · Puskesos Suka Baru", &[R::FrontOffice, R::BackOffice, R::Surveyor], &[SukaBaru]),
    officer("yuni", "Yuniarti", "Koordinator · Puskesos Suka Baru", "Coordinator · Puskesos Suka Baru", &[R::Coordinator], &[SukaBaru]),
    officer("dewi", "Dewi Anggraini", "Front office · Puskesos Biha", "Front office · Puskesos Biha", &[R::FrontOffice], &[Biha]),
    officer("agus", "Agus Prayitno", "Back office · Puskesos Biha", "Back office · Puskesos Biha", &[R::BackOffice], &[Biha]),
    officer("joko", "Joko Purnomo", "Puskesos 1 orang · Way Haru", "Puskesos of one person · Way Haru", &[R::FrontOffice, R::BackOffice, R::Coordinator], &[WayHaru]),
    officer("lina", "Lina Marlina", "Petugas loket · Kecamatan Ngambur", "Counter officer · Kecamatan Ngambur", &[R::FrontOffice, R::BackOffice], &[Ngambur]),
    officer("sari", "Sari Oktaviani", "Front office · Sekretariat SLRT", "Front office · SLRT secretariat", &[R::FrontOffice], &[Sekretariat]),
    officer("bayu", "Bayu Nugroho", "Back office · Sekretariat SLRT", "Back office · SLRT secretariat", &[R::BackOffice], &[Sekretariat]),
    officer("rahmat", "Rahmat Syahputra", "Supervisor · Sekretariat SLRT", "Supervisor · SLRT secretariat", &[R::Supervisor], &[Sekretariat]),
    officer("indra", "Indra Kusnadi", "Manajer SLRT", "SLRT manager", &[R::Manager], &[Sekretariat]),
    officer("erna", "Erna Puspita", "Kepala bidang (paraf)", "Division head (initials)", &[R::DivisionHead], &[Sekretariat]),
    officer("zul", "Zulkarnain Effendi", "Kepala Dinas Sosial", "Head of the social office", &[R::Head], &[Sekretariat]),
    officer("maya", "Maya Safitri", "Petugas perlindungan", "Protection officer", &[R::ProtectionOfficer], &[Sekretariat]),
    officer("hendri", "Hendri Saputra", "Petugas perlindungan", "Protection officer", &[R::ProtectionOfficer], &[Sekretariat]),
    officer("siti", "Siti Rohmah", "Fasilitator · Kecamatan Pesisir Tengah", "Facilitator · Kecamatan Pesisir Tengah", &[R::Facilitator], &[Area("1813012001"), Area("1813012002"), Area("1813012003")]),
    officer("anwar", "Anwar Fauzi", "Fasilitator · Kecamatan Pesisir Utara", "Facilitator · Kecamatan Pesisir Utara", &[R::Facilitator], &[Area("1813042003"), Area("1813042005")]),
    officer("tini", "Tini Suhartini", "Fasilitator · Pekon Lemong", "Facilitator · Pekon Lemong", &[R::Facilitator], &[Area("1813032004")]),
    officer("rizal", "Rizal Firdaus", "Fasilitator · Pekon Kota Jawa", "Facilitator · Pekon Kota Jawa", &[R::Facilitator], &[Area("1813112004")]),
    officer("yusuf", "Yusuf Maulana", "TKSK · Kecamatan Pesisir Selatan", "TKSK · Kecamatan Pesisir Selatan", &[R::Tksk], &[Area("181302")]),
    officer("fitri", "Fitri Handayani", "TKSK · Kecamatan Ngambur", "TKSK · Kecamatan Ngambur", &[R::Tksk], &[Area("181309")]),
    officer("nurul", "Nurul Hasanah", "TKSK · Kecamatan Bangkunat", "TKSK · Kecamatan Bangkunat", &[R::Tksk], &[Area("181311")]),
    officer("wahyu", "Wahyu Prasetyo", "Surveyor", "Surveyor", &[R::Surveyor], &[Area("1813")]),
    officer("deni", "Deni Irawan", "Operator SIKS-NG · Pekon Suka Baru", "SIKS-NG operator · Pekon Suka Baru", &[R::SiksngOperator], &[Area(SUKA_BARU)]),
    officer("putri", "Putri Ayuningtyas", "Operator SIKS-NG · kabupaten", "SIKS-NG operator · regency", &[R::SiksngOperator], &[Area("1813")]),
    officer("peratin", "Sahril Effendi", "Peratin · Pekon Suka Baru", "Village head · Pekon Suka Baru", &[R::VillageHead], &[Area(SUKA_BARU)]),
    officer("dinkes", "Ayu Kartika", "Petugas lembaga · Dinas Kesehatan", "Institution officer · health office", &[R::InstitutionOfficer], &[Institution("dinkes")]),
    officer("perkim", "Tomi Hartanto", "Petugas lembaga · Dinas Perumahan", "Institution officer · housing office", &[R::InstitutionOfficer], &[Institution("perkim")]),
    officer("disdik", "Neli Susanti", "Petugas lembaga · Dinas Pendidikan", "Institution officer · education office", &[R::InstitutionOfficer], &[Institution("disdik")]),
    officer("capil", "Edi Susilo", "Petugas lembaga · Disdukcapil", "Institution officer · civil registry", &[R::InstitutionOfficer], &[Institution("disdukcapil")]),
    officer("dinsos", "Fauzi Arifin", "Petugas lembaga · Dinas Sosial", "Institution officer · social office", &[R::InstitutionOfficer], &[Institution("dinsos")]),
    officer("rsud", "Heri Santoso", "Petugas lembaga · RSUD", "Institution officer · district hospital", &[R::InstitutionOfficer], &[Institution("rsud")]),
    officer("bpjs", "Nia Kurniasih", "Petugas lembaga · BPJS Kesehatan", "Institution officer · health insurance", &[R::InstitutionOfficer], &[Institution("bpjs-kesehatan")]),
    officer("baznas", "Ridho Fauzan", "Petugas lembaga · BAZNAS", "Institution officer · BAZNAS", &[R::InstitutionOfficer], &[Institution("baznas")]),
    officer("dp3a", "Rika Damayanti", "Petugas lembaga · Dinas P3A", "Institution officer · women and child protection", &[R::InstitutionOfficer], &[Institution("dp3a")]),
    officer("inspektorat", "Irfan Wijaya", "Pemeriksa · Inspektorat", "Auditor · inspectorate", &[R::Auditor], &[Area("1813")]),
    officer("bappeda", "Lutfi Hanafi", "Pimpinan dan Bappeda: angka saja", "Planning office: counts only", &[R::Viewer], &[Area("1813")]),
];

/// The administrator, whom founding makes.
pub const ADMIN: Officer = officer("admin", "Dian Permana", "Administrator", "Administrator", &[R::Admin], &[Area("1813")]);

/// Who works where, once founded.
#[derive(Debug, Clone)]
pub struct Staff {
    /// The tenant.
    pub tenant: Tenant,
    /// Offices by post.
    pub offices: BTreeMap<Post, OfficeId>,
    /// Institutions by code.
    pub institutions: BTreeMap<String, InstitutionId>,
    /// Accounts by log-in name.
    pub accounts: BTreeMap<&'static str, AccountId>,
}

impl Staff {
    /// Who holds a role in an office.
    pub fn holder(&self, role: Role, office: OfficeId) -> Option<AccountId> {
        let post = self.offices.iter().find(|(_, id)| **id == office).map(|(post, _)| *post)?;
        let found = OFFICERS.iter().find(|o| o.roles.contains(&role) && o.posts.contains(&post))?;
        self.accounts.get(found.login).copied()
    }

    /// The officer of an institution, if it has one who logs in.
    pub fn institution_officer(&self, institution: InstitutionId) -> Option<AccountId> {
        let code = self.institutions.iter().find(|(_, id)| **id == institution).map(|(code, _)| code.as_str())?;
        let found = OFFICERS.iter().find(|o| matches!(o.posts, [Institution(own)] if *own == code))?;
        self.accounts.get(found.login).copied()
    }

    /// Who visits in a village: its facilitator, the TKSK of its district.
    pub fn visitor(&self, village: AreaCode) -> Option<AccountId> {
        self.serving(Role::Facilitator, village).or_else(|| self.serving(Role::Tksk, village))
    }

    /// Who holds a role in an area for a village.
    pub fn serving(&self, role: Role, village: AreaCode) -> Option<AccountId> {
        let covers = |p: &Post| matches!(p, Area(a) if AreaCode::parse(a).is_some_and(|a| a.covers(&village)));
        let found = OFFICERS.iter().find(|o| o.roles.contains(&role) && o.posts.iter().any(covers))?;
        self.accounts.get(found.login).copied()
    }
}

/// Opens the offices and hires everybody.
pub async fn hire(house: &House, founded: &Founded, c: &mut Chance) -> Result<Staff, DemoError> {
    let mut staff = Staff {
        tenant: founded.tenant,
        offices: BTreeMap::from([(Sekretariat, founded.sekretariat)]),
        institutions: founded.institutions.clone(),
        accounts: BTreeMap::from([(ADMIN.login, founded.admin)]),
    };
    for (post, office) in offices(house, founded, c) {
        system(house, founded.tenant, c, Body::SetOffice(office.clone())).await?;
        staff.offices.insert(post, office.id);
    }
    for officer in OFFICERS {
        let roles = roles(officer, &staff)?;
        let sender = system_sender(house, founded.tenant, c);
        let new = NewAccount { login: officer.login.into(), name: Private::new(officer.name.into()), roles };
        let (account, _) = create_account(house, &sender, new).await?;
        staff.accounts.insert(officer.login, account);
    }
    set_passwords(house, &staff).await?;
    Ok(staff)
}

fn roles(officer: &Officer, staff: &Staff) -> Result<Vec<(Role, Scope)>, DemoError> {
    let mut roles = Vec::new();
    for post in officer.posts {
        let scope = match post {
            Area(code) => Scope::Area(area(code)?),
            Institution(code) => Scope::Institution(*staff.institutions.get(*code).ok_or(DemoError::Catalog("institution"))?),
            office => Scope::Office(*staff.offices.get(office).ok_or(DemoError::Catalog("office"))?),
        };
        roles.extend(officer.roles.iter().map(|role| (*role, scope)));
    }
    Ok(roles)
}

/// All accounts share one hash: hashing is slow by design, and the password is published anyway.
async fn set_passwords(house: &House, staff: &Staff) -> Result<(), DemoError> {
    let hash = accounts::hash_password(PASSWORD.to_owned()).await?;
    let mut tx = house.db().write(staff.tenant).await?;
    for account in staff.accounts.values() {
        session::set_credential(&mut tx, staff.tenant, *account, &hash, house.clock().now(), false).await?;
    }
    Ok(tx.commit().await?)
}

/// An area by its code.
pub fn area(code: &str) -> Result<AreaCode, DemoError> {
    AreaCode::parse(code).ok_or(DemoError::Catalog("area"))
}

/// Who sends what the demo does by itself.
pub fn system_sender(house: &House, tenant: Tenant, c: &mut Chance) -> Sender {
    let operation = OperationId(uuid_v7(house.clock().now(), c.ten()));
    let digest = slrt_domain::journal::Hash::of(&operation.bytes()).into();
    Sender { tenant, who: Who::System, channel: "cli".into(), device: None, operation, digest, occurred_at: None, late_reason: None }
}

/// Does something as the system.
pub async fn system(house: &House, tenant: Tenant, c: &mut Chance, body: Body) -> Result<(), DemoError> {
    let id = OperationId(uuid_v7(house.clock().now(), c.ten()));
    house.submit(Request::system(tenant, id, "cli", body)).await?;
    Ok(())
}

struct Door {
    post: Post,
    kind: OfficeKind,
    name: &'static str,
    area: &'static str,
    serves: &'static [&'static str],
    hours: &'static str,
    contact: &'static str,
    address: &'static str,
    equipment: &'static str,
    funding: &'static str,
}

#[rustfmt::skip]
const DOORS: &[Door] = &[
    Door { post: Sekretariat, kind: OfficeKind::Sekretariat, name: "Sekretariat SLRT Lamban Sai Betik", area: "1813", serves: &["1813"], hours: "Senin–Kamis 08.00–15.30, Jumat 08.00–14.00", contact: "0800-0000-0001 (nomor contoh)", address: "Kompleks perkantoran pemerintah daerah, Krui", equipment: "4 komputer, 2 printer, internet", funding: "APBD" },
    Door { post: SukaBaru, kind: OfficeKind::Puskesos, name: "Puskesos Suka Baru", area: SUKA_BARU, serves: &[SUKA_BARU], hours: "Senin–Jumat 08.00–15.00", contact: "0800-0000-0002 (nomor contoh)", address: "Balai Pekon Suka Baru", equipment: "1 laptop, 1 printer, 1 tablet", funding: "Dana pekon" },
    Door { post: Biha, kind: OfficeKind::Puskesos, name: "Puskesos Biha", area: "1813022008", serves: &["1813022008"], hours: "Senin–Jumat 08.00–14.00", contact: "0800-0000-0003 (nomor contoh)", address: "Balai Pekon Biha", equipment: "1 laptop, 1 printer", funding: "Dana pekon" },
    Door { post: WayHaru, kind: OfficeKind::Puskesos, name: "Puskesos Way Haru", area: "1813112007", serves: &["1813112007"], hours: "Senin–Jumat 08.00–12.00", contact: "0800-0000-0004 (nomor contoh)", address: "Rumah Pemangku I, Pekon Way Haru", equipment: "1 tablet; jaringan tidak selalu ada", funding: "Swadaya pekon" },
    Door { post: Ngambur, kind: OfficeKind::CounterDistrict, name: "Loket SLRT Kecamatan Ngambur", area: "181309", serves: &["181309", "181310"], hours: "Selasa dan Kamis 08.30–14.00", contact: "0800-0000-0005 (nomor contoh)", address: "Kantor Kecamatan Ngambur", equipment: "1 laptop", funding: "APBD" },
];

fn offices(house: &House, founded: &Founded, c: &mut Chance) -> Vec<(Post, Office)> {
    let make = |(at, d): (usize, &Door)| {
        let first = d.post == Sekretariat;
        let office = Office {
            id: if first { founded.sekretariat } else { OfficeId(uuid_v7(house.clock().now(), c.ten())) },
            kind: d.kind,
            name: d.name.into(),
            area: AreaCode::parse(d.area)?,
            serves: d.serves.iter().filter_map(|a| AreaCode::parse(a)).collect(),
            above: (!first).then_some(founded.sekretariat),
            decree: format!("SK Contoh Nomor {:02}/LSB/2025", at + 1),
            hours: d.hours.into(),
            contact: d.contact.into(),
            address: d.address.into(),
            equipment: d.equipment.into(),
            funding: d.funding.into(),
            active: true,
            revision: if first { 2 } else { 1 },
        };
        Some((d.post, office))
    };
    DOORS.iter().enumerate().filter_map(make).collect()
}
