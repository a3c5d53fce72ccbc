//! A regency for benchmarks: families, an office, and one officer for each connection, in a folder that vanishes.

use super::client::{Client, Failure};
use super::server::Server;
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
use std::sync::atomic::{AtomicBool, Ordering};
use tempfile::TempDir;

/// The village whose office takes the intakes.
pub const SUKA_BARU: &str = "1813072008";

/// A filled regency.
pub struct Place {
    folder: TempDir,
    database: Where,
    areas: Arc<Areas>,
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
        let database = Where::new(server).await?;
        let db = database.open(folder.path()).await?;
        let mut tx = db.write(Tenant::NATION).await?;
        session::be_born(&mut tx, "demo", Clock::System.now(), None).await?;
        tx.commit().await?;
        let areas = Arc::new(Areas::load()?);
        let house = House::new(db, keys, catalog::load()?, Arc::clone(&areas), Clock::System, folder.path().join("files"));
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
            folder,
            database,
            areas,
            password,
            house,
        };
        place.staff(officers, founded.sekretariat).await?;
        place.families(families).await?;
        place.database.settle().await?;
        Ok(place)
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The database's address, on PostgreSQL.
    pub fn url(&self) -> Option<&str> {
        self.database.url()
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

    /// Gives an officer one more role in the office.
    ///
    /// # Errors
    /// When it is refused or the database fails.
    pub async fn also(&self, officer: usize, role: Role) -> Result<(), Failure> {
        let grant = Grant {
            id: GrantId(self.house.clock().new_id()),
            home: self.tenant,
            account: self.officers[officer],
            role,
            scope: Scope::Office(self.office),
            from: slrt_domain::calendar::Day::from_ymd(2026, 1, 1).ok_or("day")?,
            to: None,
            acting: Acting::Own,
        };
        self.house.submit(self.request(Body::Grant(vec![grant]))).await?;
        Ok(())
    }

    /// An officer's connection to a server, logged in.
    ///
    /// # Errors
    /// When the server lets them not in.
    pub async fn log_in(&self, officer: usize, server: &Server) -> Result<Client, Failure> {
        let mut client = Client::connect(server.address).await?;
        let body = format!(r#"{{"login":"bench-{officer}","password":"{}"}}"#, self.password);
        let reply = client.post("/api/v1/session", None, body).await?;
        let token: serde_json::Value = serde_json::from_slice(&reply.body)?;
        client.bearer = token["token"].as_str().map(str::to_owned);
        if client.bearer.is_none() {
            return Err(format!("log-in failed: {}", reply.status).into());
        }
        Ok(client)
    }

    async fn families(&mut self, n: usize) -> Result<(), Failure> {
        let area = AreaCode::parse("1813").ok_or("area")?;
        let villages: Vec<AreaCode> = self.house.areas().within(area, Level::Village).map(|(code, _)| code).collect();
        let today = slrt_domain::calendar::Day::from_ymd(2026, 11, 1).ok_or("day")?;
        let sender = Sender {
            tenant: self.tenant,
            who: Who::System,
            channel: "cli".into(),
            device: None,
            operation: OperationId(self.house.clock().new_id()),
            digest: Hash::ZERO.into(),
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

    /// Closes the house, so that a server is the only one over the database, and the first to open it after it was killed.
    ///
    /// # Errors
    /// None today; the database may refuse one day.
    pub async fn leave(&self) -> Result<(), Failure> {
        self.house.finish().await;
        self.house.db().close().await;
        Ok(())
    }

    /// Opens the house again, with the same keys.
    ///
    /// # Errors
    /// When the database cannot be opened.
    pub async fn enter(&mut self) -> Result<(), Failure> {
        let db = self.database.open(self.folder.path()).await?;
        let (keys, areas) = (self.house.keys().clone(), Arc::clone(&self.areas));
        self.house = House::new(db, keys, self.house.catalog().clone(), areas, Clock::System, self.folder.path().join("files"));
        Ok(())
    }

    /// After a benchmark: the chain must still hold. The database goes either way.
    ///
    /// # Errors
    /// When the journal does not verify, or a database that was made cannot be dropped.
    pub async fn check(self) -> Result<(), Failure> {
        let verified = journal::verify(self.house.db(), self.house.keys(), self.tenant, &[]).await;
        self.leave().await?;
        self.database.remove().await?;
        let findings = verified?.findings;
        if findings.is_empty() { Ok(()) } else { Err(format!("the journal does not verify: {findings:?}").into()) }
    }
}

/// Where the tables are. A database that was made on a server is dropped with this, whatever went wrong before.
#[derive(Clone)]
enum Where {
    Folder,
    Server(Arc<Made>),
}

struct Made {
    server: String,
    name: String,
    url: String,
    gone: AtomicBool,
}

impl Where {
    async fn new(server: Option<&str>) -> Result<Self, Failure> {
        let Some(server) = server else { return Ok(Self::Folder) };
        let name = format!("slrt_bench_{:08x}", u32::from_be_bytes(random()));
        let url = slrt_operations::storage::create_database(server, &name).await?;
        Ok(Self::Server(Arc::new(Made { server: server.to_owned(), name, url, gone: AtomicBool::new(false) })))
    }

    fn url(&self) -> Option<&str> {
        match self {
            Self::Folder => None,
            Self::Server(made) => Some(&made.url),
        }
    }

    async fn open(&self, folder: &Path) -> Result<Database, Failure> {
        Ok(match self.url() {
            Some(url) => {
                migrate_postgres(url).await?;
                Database::open_postgres(url).await?
            }
            None => {
                let db = Database::open_sqlite(&folder.join("slrt.sqlite")).await?;
                migrate_sqlite(&db).await?;
                db
            }
        })
    }

    /// The server's own upkeep after an import would go on in the midst of a measurement: it is done before.
    async fn settle(&self) -> Result<(), Failure> {
        if let Some(url) = self.url() {
            slrt_operations::storage::settle_database(url).await?;
        }
        Ok(())
    }

    async fn remove(&self) -> Result<(), Failure> {
        let Self::Server(made) = self else { return Ok(()) };
        slrt_operations::storage::drop_database(&made.server, &made.name).await?;
        made.gone.store(true, Ordering::SeqCst);
        Ok(())
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        if self.gone.load(Ordering::SeqCst) {
            return;
        }
        // Dropping cannot wait for a future of this runtime: another thread with a runtime of its own does it.
        let (server, name) = (self.server.clone(), self.name.clone());
        let work = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            runtime.block_on(slrt_operations::storage::drop_database(&server, &name)).ok()
        });
        if work.join().ok().flatten().is_none() {
            eprintln!("the database {} could not be dropped", self.name);
        }
    }
}

fn write_keys(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    std::fs::OpenOptions::new().create_new(true).write(true).mode(0o600).open(path)?.write_all(text.as_bytes())
}
