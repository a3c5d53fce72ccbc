//! Backups: made while others write, restored on either engine, equal; and nothing half-restored when something is wrong.

use slrt_domain::identity::{DocumentId, Private};
use slrt_domain::journal::Head;
use slrt_operations::backup::{self, BackupError, DATABASE_FILE, FILES_FOLDER, KEY_FILE, RecoveryCode, Target};
use slrt_operations::intake::{IntakeDocument, open_case};
use slrt_operations::uploads::{self, About, Arriving, Begun};
use slrt_operations::{House, accounts, blobs, rebuild, setup};
use slrt_storage::areas::Areas;
use slrt_storage::tables::{ALL, Table};
use slrt_storage::upload::Yes;
use slrt_storage::{Database, Keys, Value, args, catalog, journal};
use slrt_testing::{Engine, Regency, Store, both};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

fn code() -> RecoveryCode {
    RecoveryCode::from_random(&[42; 25])
}

async fn store(engine: Engine) -> Store {
    let mut store = Store::new(engine).await;
    store.keys.recipient = Some(code().recipient().unwrap());
    store
}

/// A regency with a person, cases, a photograph, an account with a password and a token.
async fn busy(store: &Store) -> Regency {
    let r = Regency::found(store).await;
    let person = r.person("Sumiati", Some("9901014107680001")).await;
    r.open("front_office", Some(person), &["pbi-nonaktif"]).await.unwrap();
    let mut intake = r.intake(None, &["pbi-nonaktif"]);
    intake.documents.push(IntakeDocument {
        id: DocumentId(r.house.clock().new_id()),
        kind: "ktp".into(),
        form: slrt_domain::case::DocumentForm::Photo,
        photo: Some(Private::new(vec![7; 4000])),
        concern: None,
    });
    open_case(&r.house, &r.sender("front_office"), intake).await.unwrap();
    let account = r.officers["front_office"].account;
    slrt_testing::set_password(&r.house, r.tenant, account, "rahasia-sekali", false, None).await.unwrap();
    r.token("back_office").await;
    r
}

async fn rows(db: &Database, r: &Regency, table: &'static Table) -> Vec<Vec<Value>> {
    use futures::StreamExt as _;
    let columns: Vec<&str> = table.columns.iter().map(|c| c.name).collect();
    let own = if columns.contains(&"tenant") { "WHERE tenant = $1" } else { "WHERE $1 >= 0" };
    let sql = format!("SELECT {} FROM {} {own} ORDER BY {}", columns.join(", "), table.name, table.key.join(", "));
    let mut tx = db.read(r.tenant).await.unwrap();

    tx.stream(table, &sql, &args![r.tenant]).map(Result::unwrap).collect().await
}

struct Back {
    house: House,
    data: PathBuf,
    _folder: tempfile::TempDir,
    _store: Option<Store>,
}

/// Restores a backup on an engine and opens a house over it.
async fn restore(file: &Path, to: Engine, from: &Store) -> (Back, backup::Restored) {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let target_store = match to {
        Engine::Sqlite => None,
        Engine::Postgres => Some(Store::new(Engine::Postgres).await),
    };
    let postgres = target_store.as_ref().and_then(|s| s.url.clone());
    let restored = backup::restore(file, &code(), &Target { data: data.clone(), postgres: postgres.clone(), blobs: None }).await.unwrap();
    let db = match &postgres {
        None => Database::open_sqlite(&data.join(DATABASE_FILE)).await.unwrap(),
        Some(url) => Database::open_postgres(url).await.unwrap(),
    };
    let keys = Keys::parse(&std::fs::read_to_string(data.join(KEY_FILE)).unwrap()).unwrap();
    let areas = Arc::new(Areas::load().unwrap());
    let house = House::new(db, keys, catalog::load().unwrap(), areas, from.clock.clone(), data.join(FILES_FOLDER));
    (Back { house, data, _folder: folder, _store: target_store }, restored)
}

async fn everything_comes_back(from: Engine, to: Engine) {
    let store = store(from).await;
    let r = busy(&store).await;
    let made = backup::make(&r.house, store.folder.path()).await.unwrap();
    assert_eq!(made.files, 1);
    let (back, restored) = restore(&made.path, to, &store).await;
    assert_eq!((restored.heads, restored.rows, restored.files), (made.heads.clone(), made.rows, 1));
    assert_eq!((restored.findings, restored.missing, made.missing), (vec![], vec![], vec![]));
    for table in ALL.iter().filter(|t| t.name != "backup_log") {
        assert_eq!(rows(r.house.db(), &r, table).await, rows(back.house.db(), &r, table).await, "{}", table.name);
    }
    // The copy works on: people log in, keys open, files are read, the rebuilt tables are equal.
    accounts::log_in(&back.house, r.tenant, "front-office", "rahasia-sekali", None, "web").await.unwrap();
    let blob: Vec<Vec<Value>> = rows(back.house.db(), &r, ALL.iter().find(|t| t.name == "document").unwrap()).await;
    let [_, _, Value::Blob(Some(case)), _, _, _, Value::Blob(Some(hash)), ..] = &blob[0][..] else { panic!("no photograph") };
    let case = slrt_domain::identity::CaseId::from_slice(case).unwrap();
    assert_eq!(blobs::read(&back.house, r.tenant, case, hash).await.unwrap(), Some(vec![7; 4000]));
    assert_eq!(rebuild(&back.house, r.tenant, &back.data).await.unwrap(), vec![]);
    assert_eq!(journal::verify(back.house.db(), &store.keys, r.tenant, &made.heads).await.unwrap().findings, vec![]);
    let log = rows(r.house.db(), &r, ALL.iter().find(|t| t.name == "backup_log").unwrap()).await;
    assert_eq!(log.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn sqlite_to_sqlite() {
    everything_comes_back(Engine::Sqlite, Engine::Sqlite).await;
}
#[tokio::test(flavor = "multi_thread")]
async fn sqlite_to_postgres() {
    everything_comes_back(Engine::Sqlite, Engine::Postgres).await;
}
#[tokio::test(flavor = "multi_thread")]
async fn postgres_to_sqlite() {
    everything_comes_back(Engine::Postgres, Engine::Sqlite).await;
}
#[tokio::test(flavor = "multi_thread")]
async fn postgres_to_postgres() {
    everything_comes_back(Engine::Postgres, Engine::Postgres).await;
}

both! {
    async fn files_that_wait_for_a_yes_stay_out_with_their_keys(store: Store) {
        let mut store = store;
        store.keys.recipient = Some(code().recipient().unwrap());
        let r = busy(&store).await;
        let mut arriving = Arriving::new(&r.house, r.tenant);
        arriving.begin_file("anggota.csv".into());
        arriving.take(b"Nama,NIK,NoKK,kd_wilayah\r\nWARGA,9901010112040001,9901010212040001,1813012001\r\n").await.unwrap();
        arriving.end_file().await.unwrap();
        let id = arriving.id();
        let about = About {
            operation: r.operation(),
            by: Yes { account: r.officers["admin"].account, channel: "web".into(), device: None },
            source: "dtsen".into(),
            as_of: slrt_domain::calendar::Day::parse("2026-10-01").unwrap(),
            at_once: false,
        };
        let Begun::New(_) = uploads::begin(&r.house, arriving, about).await.unwrap() else { panic!("not new") };
        while uploads::find(&r.house, r.tenant, id).await.unwrap().unwrap().state.is_busy() {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        let made = backup::make(&r.house, store.folder.path()).await.unwrap();
        let (back, restored) = restore(&made.path, Engine::Sqlite, &store).await;
        assert_eq!((restored.files, restored.missing, made.missing), (1, vec![], vec![]));
        let of = |name: &str| ALL.iter().find(|t| t.name == name).unwrap();
        assert_eq!((rows(r.house.db(), &r, of("upload")).await.len(), rows(back.house.db(), &r, of("upload")).await.len()), (1, 0));
        let own = |rows: Vec<Vec<Value>>| rows.iter().filter(|r| r.contains(&Value::Blob(Some(id.as_bytes().to_vec())))).count();
        for table in ["subject_key", "blob"] {
            assert!(own(rows(r.house.db(), &r, of(table)).await) > 0, "{table}");
            assert_eq!(own(rows(back.house.db(), &r, of(table)).await), 0, "{table}");
        }
    }
}

/// Thirty-two writers work on while the backup is made: what comes back is one moment, whole.
async fn consistent_while_serving(from: Engine, to: Engine) {
    let store = store(from).await;
    let r = Arc::new(busy(&store).await);
    let stop = Arc::new(AtomicBool::new(false));
    let writers: Vec<_> = (0..32)
        .map(|_| {
            let (r, stop) = (r.clone(), stop.clone());
            tokio::spawn(async move {
                let mut n = 0u64;
                while !stop.load(Ordering::Relaxed) {
                    r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
                    n += 1;
                }
                n
            })
        })
        .collect();
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let made = backup::make(&r.house, store.folder.path()).await.unwrap();
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    stop.store(true, Ordering::Relaxed);
    let mut written = 0;
    for w in writers {
        written += w.await.unwrap();
    }
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    let now = journal::head(&mut tx, r.tenant).await.unwrap().unwrap().head;
    tx.commit().await.unwrap();
    let head = made.heads[0];
    assert!(written > 32 && now.number > head.number, "nobody wrote meanwhile: {written}");
    let (back, restored) = restore(&made.path, to, &store).await;
    assert_eq!(restored.findings, vec![]);
    let mut tx = back.house.db().read(r.tenant).await.unwrap();
    assert_eq!(journal::head(&mut tx, r.tenant).await.unwrap().unwrap().head, head);
    tx.commit().await.unwrap();
    assert_eq!(rebuild(&back.house, r.tenant, &back.data).await.unwrap(), vec![]);
    // What went on is a continuation of what was saved.
    assert_eq!(journal::verify(r.house.db(), &store.keys, r.tenant, &made.heads).await.unwrap().findings, vec![]);
}

#[tokio::test(flavor = "multi_thread")]
async fn consistent_while_serving_sqlite() {
    consistent_while_serving(Engine::Sqlite, Engine::Sqlite).await;
}
#[tokio::test(flavor = "multi_thread")]
async fn consistent_while_serving_postgres() {
    consistent_while_serving(Engine::Postgres, Engine::Postgres).await;
}
#[tokio::test(flavor = "multi_thread")]
async fn consistent_while_serving_from_sqlite_to_postgres() {
    consistent_while_serving(Engine::Sqlite, Engine::Postgres).await;
}

/// Whatever is wrong with the file or the code: a clear error, no folder, an empty database.
async fn nothing_is_half_restored(to: Engine) {
    let from = store(Engine::Sqlite).await;
    let r = busy(&from).await;
    for _ in 0..40 {
        r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
    }
    let made = backup::make(&r.house, from.folder.path()).await.unwrap();
    let whole = std::fs::read(&made.path).unwrap();
    let target_store = Store::new(to).await;
    let folder = tempfile::tempdir().unwrap();
    let target = Target { data: folder.path().join("data"), postgres: target_store.url.clone(), blobs: None };
    let file = folder.path().join("file.backup");
    let attempt = async |bytes: &[u8], code: &RecoveryCode| {
        std::fs::write(&file, bytes).unwrap();
        let error = backup::restore(&file, code, &target).await.unwrap_err();
        let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(left, ["file.backup"], "{error}");
        if target.postgres.is_some() {
            assert!(journal::tenants(&target_store.database().await).await.unwrap().is_empty(), "{error}");
        }
        error
    };
    let other = RecoveryCode::from_random(&[43; 25]);
    assert!(matches!(attempt(&whole, &other).await, BackupError::WrongCode));
    for end in [0, 10, 150, whole.len() / 3, whole.len() / 2, whole.len() - 20_000, whole.len() - 1] {
        let error = attempt(&whole[..end], &code()).await;
        assert!(matches!(error, BackupError::Damaged(_)), "cut at {end}: {error}");
    }
    for at in [3, 200, 300, whole.len() / 4, whole.len() / 2, whole.len() - 1] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        let error = attempt(&changed, &code()).await;
        assert!(matches!(error, BackupError::Damaged(_) | BackupError::WrongCode), "changed at {at}: {error}");
    }
    assert!(matches!(attempt(b"not a backup at all", &code()).await, BackupError::Damaged(_)));
    // A place that holds something stays as it is.
    std::fs::write(&file, &whole).unwrap();
    backup::restore(&file, &code(), &target).await.unwrap();
    assert!(matches!(backup::restore(&file, &code(), &target).await, Err(BackupError::NotEmpty(_))));
    let elsewhere = Target { data: folder.path().join("elsewhere"), postgres: target.postgres.clone(), blobs: None };
    if elsewhere.postgres.is_some() {
        assert!(matches!(backup::restore(&file, &code(), &elsewhere).await, Err(BackupError::NotEmpty(_))));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_half_restored_on_sqlite() {
    nothing_is_half_restored(Engine::Sqlite).await;
}
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_half_restored_on_postgres() {
    nothing_is_half_restored(Engine::Postgres).await;
}

both! {
    async fn nothing_personal_can_be_read_in_the_file(store: Store) {
        let mut store = store;
        store.keys.recipient = Some(code().recipient().unwrap());
        let r = busy(&store).await;
        let made = backup::make(&r.house, store.folder.path()).await.unwrap();
        let bytes = std::fs::read(&made.path).unwrap();
        for word in ["Sumiati", "9901014107680001", "slrt-backup", "front-office", "[[wrapping]]"] {
            assert!(!bytes.windows(word.len()).any(|w| w == word.as_bytes()), "{word}");
        }
        use std::os::unix::fs::PermissionsExt as _;
        assert_eq!(std::fs::metadata(&made.path).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test]
async fn without_a_recipient_there_is_no_backup() {
    let store = Store::new(Engine::Sqlite).await;
    let r = Regency::found(&store).await;
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(backup::make(&r.house, folder.path()).await, Err(BackupError::NoRecipient)));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn a_full_or_missing_place_leaves_nothing() {
    let store = store(Engine::Sqlite).await;
    let r = busy(&store).await;
    let missing = store.folder.path().join("not-there").join("x.backup");
    assert!(matches!(backup::make(&r.house, &missing).await, Err(BackupError::Io(_))));
}

/// A new account must change its password; a closed one is out, and its name stays.
async fn accounts_come_and_go(house: &House, tenant: slrt_domain::identity::Tenant) {
    let sender = || slrt_operations::intake::Sender {
        tenant,
        who: slrt_operations::Who::System,
        channel: "cli".into(),
        device: None,
        operation: slrt_domain::identity::OperationId(house.clock().new_id()),
        digest: slrt_domain::journal::Hash::ZERO.into(),
        occurred_at: None,
        late_reason: None,
    };
    let scope = slrt_domain::access::Scope::Area(slrt_domain::area::AreaCode::parse("1813").unwrap());
    let new = setup::NewAccount {
        login: "Siti".into(),
        name: Private::new("Siti Aminah".into()),
        roles: setup::package_roles(house, "admin", scope).unwrap(),
    };
    let once = sender();
    let (account, password) = setup::create_account(house, &once, new.clone()).await.unwrap();
    assert!(setup::create_account(house, &sender(), new.clone()).await.is_err(), "the name is taken");
    let first = accounts::log_in(house, tenant, "siti", password.reveal(), None, "web").await.unwrap();
    assert!(first.must_change && accounts::authenticate(house, &first.token).await.is_ok());
    let (again, _) = setup::create_account(house, &once, new).await.unwrap();
    assert_eq!(again, account, "sent twice, made once");
    let password = setup::reset_password(house, &sender(), account).await.unwrap();
    assert!(accounts::authenticate(house, &first.token).await.is_err(), "a reset ends sessions");
    let by_herself = slrt_operations::intake::Sender { who: slrt_operations::Who::Account(account), ..sender() };
    setup::close_account(house, &by_herself, account).await.unwrap();
    assert!(setup::reset_password(house, &by_herself, account).await.is_err(), "no rights any more");
    assert!(accounts::log_in(house, tenant, "siti", password.reveal(), None, "web").await.is_err());
    let mut tx = house.db().read(tenant).await.unwrap();
    let row = slrt_storage::office::account_by_login(&mut tx, tenant, "siti").await.unwrap().unwrap();
    tx.commit().await.unwrap();
    assert_eq!((row.name.as_deref(), row.active), (Some("Siti Aminah"), false));
}

both! {
    async fn founding_a_tenant_is_whole_and_happens_once(store: Store) {
        let house = store.house().await;
        let founding = || setup::Founding {
            area: slrt_domain::area::AreaCode::parse("1813").unwrap(),
            brand: "Lamban Sai Betik".into(),
            login: "Admin".into(),
            name: Private::new("Budi".into()),
            password: Private::new("sandi-yang-panjang".into()),
            kind: "real".into(),
        };
        let short = setup::Founding { password: Private::new("pendek".into()), ..founding() };
        assert!(setup::found_tenant(&house, short).await.is_err());
        let founded = setup::found_tenant(&house, founding()).await.unwrap();
        let reference = house.reference(founded.tenant).await.unwrap();
        assert_eq!(reference.zone.name, "WIB");
        assert_eq!(reference.sekretariat(), Some(founded.sekretariat));
        assert_eq!(reference.institutions.len(), house.catalog().institutions.len());
        let dinkes = &reference.institutions[&founded.institutions["dinkes"]];
        assert_eq!(dinkes.name, "Dinas Kesehatan Kabupaten Pesisir Barat");
        let session = accounts::log_in(&house, founded.tenant, "admin", "sandi-yang-panjang", None, "web").await.unwrap();
        assert!(!session.must_change);
        assert!(setup::found_tenant(&house, founding()).await.is_err(), "a second try is refused");
        accounts_come_and_go(&house, founded.tenant).await;
        assert_eq!(rebuild(&house, founded.tenant, store.folder.path()).await.unwrap(), vec![]);
        let heads: Vec<Head> = Vec::new();
        assert_eq!(journal::verify(house.db(), &store.keys, founded.tenant, &heads).await.unwrap().findings, vec![]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_missing_are_named() {
    let store = store(Engine::Sqlite).await;
    let r = busy(&store).await;
    std::fs::remove_dir_all(r.house.files().join(r.tenant.to_string())).unwrap();
    let made = backup::make(&r.house, store.folder.path()).await.unwrap();
    assert_eq!((made.files, made.missing.len()), (0, 1));
    let (_back, restored) = restore(&made.path, Engine::Sqlite, &store).await;
    assert_eq!(restored.missing, made.missing);
}
