//! Opening an installation: data folder, keys, database, catalogue; and its very first start.

use crate::failure::{Failure, cause};
use crate::keystore::{KeyStore, VARIABLE};
use clap::Args;
use slrt_domain::identity::{OperationId, Tenant};
use slrt_domain::journal::Hash;
use slrt_operations::backup::{DATABASE_FILE, FILES_FOLDER, KEY_FILE, RecoveryCode};
use slrt_operations::intake::Sender;
use slrt_operations::storage::areas::Areas;
use slrt_operations::storage::blob::{BlobStore, BucketProblem};
use slrt_operations::storage::session::{self, Installation};
use slrt_operations::storage::{Database, Keys, catalog, journal, migrate_postgres, migrate_sqlite, misfits, rotation};
use slrt_operations::{Clock, House, Who, accounts, random};
use std::fs::File;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where an installation is.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// Data folder: key file, sealed files, and the embedded database
    #[arg(long, value_name = "DIR", env = "SLRT_DATA", default_value = "slrt-data")]
    pub data: PathBuf,
    /// PostgreSQL (postgres://user@host/database); without it the embedded SQLite in the data folder
    #[arg(long, value_name = "URL", env = "SLRT_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// Where sealed files lie, for several servers: a bucket of S3-compatible storage (https://host/bucket?region=…), opened by SLRT_BUCKET_KEY and
    /// SLRT_BUCKET_SECRET; without it the data folder
    #[arg(long, value_name = "URL", env = "SLRT_BUCKET")]
    pub bucket: Option<String>,
    /// Ask for the passphrase of a locked key file
    #[arg(long)]
    pub unlock: bool,
}

/// The bucket of an address, opened by the key and secret of the environment.
///
/// # Errors
/// When the address names none, or key or secret are missing.
pub fn bucket(address: Option<&str>) -> Result<Option<BlobStore>, Failure> {
    let Some(address) = address else { return Ok(None) };
    let secret = |name: &str| {
        std::env::var(name).map_err(|_| Failure::new(format!("Isi {name} untuk membuka {address} (set {name} to open the bucket).")))
    };
    BlobStore::bucket(address, &secret("SLRT_BUCKET_KEY")?, &secret("SLRT_BUCKET_SECRET")?)
        .map(Some)
        .map_err(|problem| match problem {
            BucketProblem::Address => Failure::new(format!(
                "Alamat penyimpanan berkas ditulis https://host/bucket atau https://host/bucket/folder, dan ?region=… bila penyedianya punya beberapa ({problem})."
            )),
            BucketProblem::Certificates(why) => {
                Failure::new(format!("Sertifikat di mesin ini tidak terbaca (certificates of this machine cannot be read): {}", cause(&why)))
            }
        })
}

/// An installation that is open.
#[derive(Debug)]
pub struct Opened {
    /// Its house.
    pub house: House,
    /// Where its keys are.
    pub keys: KeyStore,
    /// What it is; none before its first start.
    pub installation: Option<Installation>,
}

/// What is told once, at the first start.
#[derive(Debug)]
pub struct FirstStart {
    /// Opens backups.
    pub recovery: RecoveryCode,
}

impl Place {
    /// Opens an installation that was started before.
    ///
    /// # Errors
    /// When there is none, its keys are missing or are not its own, or the database is away.
    pub async fn open(&self) -> Result<Opened, Failure> {
        if self.database.is_none() && !self.sqlite_file().exists() {
            return Err(Failure::new(format!(
                "Belum ada data di {}. Jalankan dulu: slrt serve --data {} (no data here yet).",
                self.data.display(),
                self.data.display()
            )));
        }
        let db = self.database().await?;
        let found = self.installation(&db).await?;
        let Some(store) = KeyStore::find(&self.data, self.unlock)? else { return Err(self.keys_are_missing()) };
        self.house(db, store, found).await
    }

    /// Opens an installation, or begins a new one of a kind in an empty place. A database keeps its kind for ever.
    ///
    /// # Errors
    /// As [`Place::open`], and when the database is of another kind.
    pub async fn open_or_begin(&self, kind: Option<&str>) -> Result<(Opened, Option<FirstStart>), Failure> {
        make_folder(&self.data)?;
        let db = self.database().await?;
        let found = self.installation(&db).await?;
        if let (Some(found), Some(asked)) = (&found, kind)
            && found.kind != asked
        {
            return Err(Failure::new(format!(
                "Basis data ini berjenis '{}', bukan '{asked}'; jenisnya tidak pernah berubah. Pakai folder data lain (--data) (kinds are never mixed).",
                found.kind
            )));
        }
        let (store, first) = match KeyStore::find(&self.data, self.unlock)? {
            Some(store) => (store, None),
            None if found.is_some() || !journal::tenants(&db).await?.is_empty() => return Err(self.keys_are_missing()),
            None => {
                let recovery = RecoveryCode::from_random(&random());
                let store = KeyStore::File(self.data.join(KEY_FILE));
                store.write(&Keys::from_random(&random(), Some(recovery.recipient()?)))?;
                (store, Some(FirstStart { recovery }))
            }
        };
        if found.is_none() {
            let mut tx = db.write(Tenant::NATION).await?;
            // Nobody knows this first password: whoever serves prints another.
            let nobody = accounts::token_hash(&accounts::one_time_password());
            session::be_born(&mut tx, kind.unwrap_or("real"), Clock::System.now(), Some(&nobody)).await?;
            tx.commit().await?;
        }
        let found = self.installation(&db).await?;
        Ok((self.house(db, store, found).await?, first))
    }

    /// The embedded database's file.
    pub fn sqlite_file(&self) -> PathBuf {
        self.data.join(DATABASE_FILE)
    }

    /// Takes the folder for one server: two over one embedded database would not see each other's caches in time.
    ///
    /// # Errors
    /// When another server holds it.
    pub fn lock(&self) -> Result<File, Failure> {
        let file = File::options().create(true).truncate(false).write(true).open(self.data.join("serve.lock"))?;
        file.try_lock().map_err(|_| {
            Failure::new(format!("slrt serve lain sudah memakai folder {} (another server uses this folder).", self.data.display()))
        })?;
        Ok(file)
    }

    /// Opens the database; an embedded one is brought up to date, PostgreSQL where the log-in may.
    async fn database(&self) -> Result<Database, Failure> {
        let Some(url) = &self.database else {
            let db = Database::open_sqlite(&self.sqlite_file()).await?;
            migrate_sqlite(&db).await?;
            return Ok(db);
        };
        let migrated = migrate_postgres(url).await;
        let advice =
            || Failure::new("Tabel PostgreSQL belum sesuai. Jalankan slrt migrate dengan akun pemilik (run slrt migrate as the owner).");
        let db = match (Database::open_postgres(url).await, migrated) {
            (Ok(db), _) => db,
            (Err(_), Err(error)) if !error.is_temporary() => return Err(advice()),
            (Err(error), _) => return Err(error.into()),
        };
        if misfits(&db).await?.is_empty() { Ok(db) } else { Err(advice()) }
    }

    /// What a database is; none before its first start.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn installation(&self, db: &Database) -> Result<Option<Installation>, Failure> {
        let mut tx = db.read(Tenant::NATION).await?;
        let found = session::installation(&mut tx).await?;
        tx.rollback().await?;
        Ok(found)
    }

    fn keys_are_missing(&self) -> Failure {
        Failure::new(format!(
            "Basis data ada, tetapi berkas kunci {} tidak ada; tanpanya data pribadi tidak dapat dibaca.\nKembalikan dari salinan: slrt key restore FILE \
             --recovery-code …, atau pulihkan seluruh cadangan: slrt restore FILE, atau isi {VARIABLE} (the key file is missing).",
            self.data.join(KEY_FILE).display()
        ))
    }

    async fn house(&self, db: Database, store: KeyStore, installation: Option<Installation>) -> Result<Opened, Failure> {
        let keys = store.read_watching()?;
        if let Some(tenant) = installation.as_ref().and_then(|i| i.default_tenant).and_then(Tenant::from_number) {
            let mut tx = db.read(tenant).await?;
            let fits = rotation::fits(&mut tx, &keys, tenant).await?;
            tx.rollback().await?;
            if !fits {
                return Err(Failure::new("Berkas kunci bukan milik basis data ini (the key file belongs to another database)."));
            }
        }
        let (catalog, areas) = tokio::task::spawn_blocking(|| (catalog::load(), Areas::load())).await.map_err(Failure::other)?;
        let mut house = House::new(db, keys, catalog?, Arc::new(areas?), Clock::System, self.data.join(FILES_FOLDER));
        if let Some(bucket) = bucket(self.bucket.as_deref())? {
            house = house.with_blobs(bucket);
        }
        Ok(Opened { house, keys: store, installation })
    }
}

impl Opened {
    /// The tenant that a command is about: the one that was named, or the installation's own.
    ///
    /// # Errors
    /// When the name is none, or nothing was founded.
    pub fn tenant(&self, named: Option<&str>) -> Result<Tenant, Failure> {
        match named {
            Some(text) => {
                Tenant::parse(text).ok_or_else(|| Failure::new("Kode tenant terdiri dari empat angka, contoh 1813 (four digits)."))
            }
            None => self.installation.as_ref().and_then(|i| i.default_tenant).and_then(Tenant::from_number).ok_or_else(|| {
                Failure::new(
                    "Belum ada kabupaten/kota yang didirikan. Selesaikan penyiapan di peramban, atau slrt setup (nothing founded yet).",
                )
            }),
        }
    }

    /// Tenants that a command is about: the one that was named, or all.
    ///
    /// # Errors
    /// When the name is none, or the database is away.
    pub async fn tenants(&self, named: Option<&str>) -> Result<Vec<Tenant>, Failure> {
        match named {
            Some(_) => Ok(vec![self.tenant(named)?]),
            None => Ok(journal::tenants(self.house.db()).await?),
        }
    }

    /// The operator as a sender.
    pub fn sender(&self, tenant: Tenant) -> Sender {
        Sender {
            tenant,
            who: Who::System,
            channel: "cli".into(),
            device: None,
            operation: OperationId(self.house.clock().new_id()),
            digest: Hash::ZERO.into(),
            occurred_at: None,
            late_reason: None,
        }
    }

    /// Ends in an orderly way.
    pub async fn close(self) {
        self.house.finish().await;
        self.house.db().close().await;
    }
}

/// Makes the data folder, for its owner only.
fn make_folder(data: &Path) -> Result<(), Failure> {
    if !data.is_dir() {
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(data)?;
    }
    Ok(())
}
