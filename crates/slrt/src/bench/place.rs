//! A regency for benchmarks: families, an office, and one officer for each connection, in a folder that vanishes.

use super::client::Failure;
use crate::demo;
use slrt_domain::access::{Acting, Grant, Role, Scope};
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::identity::*;
use slrt_domain::journal::{AccountSet, Hash};
use slrt_domain::office::{Office, OfficeKind};
use slrt_operations::import::RegistryImport;
use slrt_operations::intake::Sender;
use slrt_operations::setup::{Founding, found_tenant};
use slrt_operations::storage::areas::Areas;
use slrt_operations::storage::{Database, Keys, SubjectKey, catalog, journal, migrate_postgres, migrate_sqlite, session};
use slrt_operations::{Body, Clock, House, Request, Who, accounts, random};
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

/// The village whose office takes the intakes.
pub const SUKA_BARU: &str = "1813072008";

/// A filled regency.
pub struct Place {
    folder: TempDir,
    url: Option<String>,
    server: Option<String>,
    /// The house over it, in this process.
    pub house: House,
    /// The tenant.
    pub tenant: Tenant,
    /// The office that takes the intakes.
    pub office: OfficeId,
    /// The officers.
    pub officers: Vec<AccountId>,
    /// Everybody's password.
    pub password: String,
    /// A NIK of each family.
    pub niks: Vec<String>,
}

impl Place {
    /// Makes it.
    pub async fn prepare(families: usize, officers: usize, server: Option<&str>) -> Result<Self, Failure> {
        let folder = tempfile::tempdir()?;
        let keys = Keys::from_random(&random(), None);
        write_keys(&folder.path().join("keys.toml"), &keys.to_text()?)?;
        let url = match server {
            Some(server) => Some(new_database(server).await?),
            None => None,
        };
        let db = match &url {
            Some(url) => {
                migrate_postgres(url).await?;
                Database::open_postgres(url).await?
            }
            None => {
                let db = Database::open_sqlite(&folder.path().join("slrt.sqlite")).await?;
                migrate_sqlite(&db).await?;
                db
            }
        };
        let mut tx = db.write(Tenant::NATION).await?;
        session::be_born(&mut tx, "demo", Clock::System.now(), None).await?;
        tx.commit().await?;
        let house = House::new(db, keys, catalog::load()?, Arc::new(Areas::load()?), Clock::System, folder.path().join("files"));
        let password = "bench-password-1".to_owned();
        let area = AreaCode::parse("1813").ok_or("area")?;
        let founded = found_tenant(
            &house,
            Founding {
                area,
                brand: "Bench".into(),
                login: "admin".into(),
                name: Private::new("Admin Bench".into()),
                password: Private::new(password.clone()),
                kind: "demo".into(),
            },
        )
        .await?;
        let mut place = Self {
            office: OfficeId(house.clock().new_id()),
            tenant: founded.tenant,
            officers: Vec::new(),
            niks: Vec::new(),
            server: server.map(str::to_owned),
            folder,
            url,
            password,
            house,
        };
        place.staff(officers, founded.sekretariat).await?;
        place.families(families).await?;
        Ok(place)
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The database's address, on PostgreSQL.
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }

    /// A new operation of the program itself.
    pub fn request(&self, body: Body) -> Request {
        Request::system(self.tenant, OperationId(self.house.clock().new_id()), "cli", body)
    }

    async fn staff(&mut self, officers: usize, above: OfficeId) -> Result<(), Failure> {
        let village = AreaCode::parse(SUKA_BARU).ok_or("village")?;
        let office = Office {
            id: self.office,
            kind: OfficeKind::Puskesos,
            name: "Puskesos Suka Baru".into(),
            area: village,
            serves: vec![village],
            above: Some(above),
            decree: String::new(),
            hours: String::new(),
            contact: String::new(),
            address: String::new(),
            equipment: String::new(),
            funding: String::new(),
            active: true,
            revision: 1,
        };
        self.house.submit(self.request(Body::SetOffice(office))).await?;
        let hash = accounts::hash_password(self.password.clone()).await?;
        let from = slrt_domain::calendar::Day::from_ymd(2026, 1, 1).ok_or("day")?;
        for i in 0..officers {
            let account = AccountId(self.house.clock().new_id());
            let key = SubjectKey::new(self.tenant, account, random());
            let name = key.seal("account.name", &format!("Petugas {i}"));
            let mut request =
                self.request(Body::SetAccount(AccountSet { account, login: format!("bench-{i}"), name, active: true, revision: 1 }));
            request.keys.push(key);
            self.house.submit(request).await?;
            let grants = [Role::FrontOffice, Role::BackOffice].map(|role| Grant {
                id: GrantId(self.house.clock().new_id()),
                home: self.tenant,
                account,
                role,
                scope: Scope::Office(self.office),
                from,
                to: None,
                acting: Acting::Own,
            });
            self.house.submit(self.request(Body::Grant(grants.to_vec()))).await?;
            let mut tx = self.house.db().write(self.tenant).await?;
            session::set_credential(&mut tx, self.tenant, account, &hash, self.house.clock().now(), false).await?;
            tx.commit().await?;
            self.officers.push(account);
        }
        Ok(())
    }

    async fn families(&mut self, n: usize) -> Result<(), Failure> {
        let area = AreaCode::parse("1813").ok_or("area")?;
        let villages: Vec<AreaCode> = self.house.areas().within(area, Level::Village).map(|(code, _)| code).collect();
        let today = slrt_domain::calendar::Day::from_ymd(2026, 11, 1).ok_or("day")?;
        let sender = Sender {
            tenant: self.tenant,
            who: Who::System,
            channel: "cli".into(),
            operation: OperationId(self.house.clock().new_id()),
            digest: Hash::ZERO,
            occurred_at: None,
            late_reason: None,
        };
        let mut import = RegistryImport::start(&self.house, &sender, "dtsen", today, Hash::of(b"bench")).await?;
        for family in demo::families(1, n, &villages, today) {
            if let Some(nik) = family.members.iter().find_map(|m| m.nik.as_ref()) {
                self.niks.push(nik.digits().to_owned());
            }
            import.push(family).await?;
        }
        import.finish(0).await?;
        Ok(())
    }

    /// After a benchmark: the chain must still hold.
    pub async fn check(self) -> Result<(), Failure> {
        let verified = journal::verify(self.house.db(), self.house.keys(), self.tenant, &[]).await?;
        self.house.finish().await;
        self.house.db().close().await;
        if let (Some(server), Some(url)) = (&self.server, &self.url) {
            drop_database(server, url).await?;
        }
        if verified.findings.is_empty() { Ok(()) } else { Err(format!("the journal does not verify: {:?}", verified.findings).into()) }
    }
}

fn write_keys(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    std::fs::OpenOptions::new().create_new(true).write(true).mode(0o600).open(path)?.write_all(text.as_bytes())
}

async fn new_database(server: &str) -> Result<String, Failure> {
    let name = format!("slrt_bench_{:08x}", u32::from_be_bytes(random()));
    slrt_operations::storage::create_database(server, &name).await?;
    let (head, _) = server.rsplit_once('/').ok_or("database address")?;
    Ok(format!("{head}/{name}"))
}

async fn drop_database(server: &str, url: &str) -> Result<(), Failure> {
    let name = url.rsplit('/').next().unwrap_or_default();
    Ok(slrt_operations::storage::drop_database(server, name).await?)
}
