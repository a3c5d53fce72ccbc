//! Failure drills below HTTP: two servers, a database that goes away, a disk that is full or read-only, a clock that is set back.

use slrt_domain::case::{ConcernCommand, Refer, Serve, Verb};
use slrt_domain::identity::{ReferralId, Sealed};
use slrt_domain::journal::{Hash, RefusalKind};
use slrt_operations::storage::{Database, Keys, StorageError, catalog, journal, migrate_sqlite};
use slrt_operations::{Body, Clock, House, OperationError, rebuild};
use slrt_testing::{Engine, Regency, Store, both};
use std::net::SocketAddr;
use std::os::unix::fs::MetadataExt as _;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};

fn is_unavailable<T>(r: &Result<T, OperationError>) -> bool {
    matches!(r, Err(OperationError::Storage(StorageError::Unavailable(_)) | OperationError::Busy))
}

both! {
    async fn two_servers_take_turns_and_the_slower_officer_is_told(store: Store) {
        let a = Arc::new(Regency::found(&store).await);
        let other = store.house().await;
        // Sixty-four intakes through both servers at once: no gap, no number twice.
        let mut tasks = Vec::new();
        for i in 0..64 {
            let (a, other) = (a.clone(), other.clone());
            tasks.push(tokio::spawn(async move {
                let house = if i % 2 == 0 { &a.house } else { &other };
                slrt_operations::intake::open_case(house, &a.sender("front_office"), a.intake(None, &["pbi-nonaktif"])).await.unwrap()
            }));
        }
        let mut receipts = Vec::new();
        for t in tasks { receipts.push(t.await.unwrap()); }
        // Two officers take a step on the same concern at once, each on another server.
        for r in receipts.iter().take(10) {
            let slrt_domain::journal::Event::CaseOpened(opened) = &r.done.events[0] else { panic!("a case opens first") };
            let command = |verb| Body::Concern(Box::new(ConcernCommand { case: opened.case, concern: opened.concerns[0].id, revision: 1, verb }));
            let serve = Serve { result: "information".into(), words: Some(Sealed(vec![0; 40])), programs: Vec::new() };
            let refer = Refer { referral: ReferralId(a.house.clock().new_id()), institution: a.institutions["perkim"], program: None, consent: true, words: None, named: None };
            let first = a.house.submit(a.sender("back_office").request(command(Verb::Serve(serve))));
            let second = other.submit(a.sender("back_office").request(command(Verb::Refer(refer))));
            let (first, second) = tokio::join!(first, second);
            let refused: Vec<_> = [first, second].into_iter().filter_map(Result::err).collect();
            assert!(matches!(refused.as_slice(), [OperationError::Refused(r)] if r.kind == RefusalKind::Changed), "{refused:?}");
        }
        let v = journal::verify(a.house.db(), &store.keys, a.tenant, &[]).await.unwrap();
        assert_eq!(v.findings, vec![]);
        assert_eq!(rebuild(&a.house, a.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}

both! {
    async fn a_clock_set_back_writes_no_earlier_time(store: Store) {
        let r = Regency::found(&store).await;
        let first = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        let before = store.clock.now();
        store.clock.set(before.plus_seconds(-86_400));
        let second = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        assert!(second.done.recorded_at >= first.done.recorded_at);
        // It had run ahead by months, and is right again: what is decided goes by the day that it is.
        store.clock.set(before.plus_seconds(300 * 86_400));
        r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        store.clock.set(before);
        let third = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        let shown = slrt_operations::view::case(&r.house, &crate::views::session(&r, "back_office").await, third.case).await.unwrap();
        assert_eq!(shown.concerns[0].opened_on.iso(), "2026-11-23");
        assert!(third.done.recorded_at > before);
        assert_eq!(journal::verify(r.house.db(), &store.keys, r.tenant, &[]).await.unwrap().findings, vec![]);
    }
}

/// Passes bytes on until it is shut; then every connection breaks and none is taken.
async fn proxy(to: String, shut: Arc<AtomicBool>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let Ok((mut client, _)) = listener.accept().await else { return };
            if shut.load(Ordering::SeqCst) {
                continue;
            }
            let (to, shut) = (to.clone(), shut.clone());
            tokio::spawn(async move {
                let Ok(mut server) = TcpStream::connect(&to).await else { return };
                let watch = async {
                    while !shut.load(Ordering::SeqCst) {
                        tokio::time::sleep(Duration::from_millis(20)).await;
                    }
                };
                tokio::select! {
                    _ = tokio::io::copy_bidirectional(&mut client, &mut server) => {}
                    () = watch => {}
                }
            });
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_gone_for_a_while_is_told_and_comes_back_without_restart() {
    let store = Store::new(Engine::Postgres).await;
    let mut r = Regency::found(&store).await;
    let url = store.url.clone().unwrap();
    let rest = url.split_once('@').unwrap().1.to_owned();
    let (host, name) = rest.split_once('/').unwrap();
    let shut = Arc::new(AtomicBool::new(false));
    let address = proxy(host.to_owned(), shut.clone()).await;
    let db =
        Database::open_postgres(&format!("postgres://{}@{address}/{name}", url.split_once("//").unwrap().1.split_once('@').unwrap().0))
            .await
            .unwrap();
    let areas = Arc::new(slrt_operations::storage::areas::Areas::load().unwrap());
    r.house = House::new(db, store.keys.clone(), catalog::load().unwrap(), areas, store.clock.clone(), store.folder.path().join("files"));
    r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
    shut.store(true, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_millis(200)).await;
    for _ in 0..3 {
        let told = tokio::time::timeout(Duration::from_secs(15), r.open("front_office", None, &["pbi-nonaktif"])).await.unwrap();
        assert!(is_unavailable(&told), "{told:?}");
    }
    shut.store(false, Ordering::SeqCst);
    r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
    assert_eq!(journal::verify(r.house.db(), &store.keys, r.tenant, &[]).await.unwrap().findings, vec![]);
}

/// Files below a folder that were not written to their end.
fn halves(folder: &std::path::Path) -> usize {
    let entries = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    entries.map(|p| if p.is_dir() { halves(&p) } else { usize::from(p.extension().is_some_and(|e| e == "part")) }).sum()
}

struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// A disk of 12 MiB, where this user may make one: root may, and a drill that root skips would go unseen.
    fn new() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let done = Command::new("mount").args(["-t", "tmpfs", "-o", "size=12m", "none"]).arg(folder.path()).output();
        if done.as_ref().is_ok_and(|o| o.status.success()) {
            return Some(Self(folder));
        }
        assert_ne!(std::fs::metadata(folder.path()).unwrap().uid(), 0, "root may not mount a small disk here: {done:?}");
        eprintln!("SKIPPED: only root may mount a small disk for this drill");
        None
    }
    fn remount(&self, how: &str) {
        assert!(Command::new("mount").args(["-o", &format!("remount,{how}")]).arg(self.0.path()).status().unwrap().success());
    }
}
impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(self.0.path()).status();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_or_read_only_disk_acknowledges_nothing_and_recovers_without_restart() {
    let Some(disk) = SmallDisk::new() else { return };
    let path = disk.0.path().join("slrt.sqlite");
    let mut store = Store::new(Engine::Sqlite).await;
    store.keys = Keys::from_random(&[7; 128], None);
    let mut r = {
        let db = Database::open_sqlite(&path).await.unwrap();
        migrate_sqlite(&db).await.unwrap();
        let areas = Arc::new(slrt_operations::storage::areas::Areas::load().unwrap());
        let house = House::new(db, store.keys.clone(), catalog::load().unwrap(), areas, Clock::System, disk.0.path().join("files"));
        Regency::found_in(house).await
    };
    let mut acknowledged = vec![r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap()];
    let filler = disk.0.path().join("filler");
    let _ = std::fs::write(&filler, vec![0u8; 12 << 20]);
    let mut told = 0;
    for _ in 0..200 {
        match r.open("front_office", None, &["pbi-nonaktif"]).await {
            Ok(receipt) => acknowledged.push(receipt),
            e => {
                assert!(is_unavailable(&e), "{e:?}");
                told += 1;
                if told > 2 {
                    break;
                }
            }
        }
    }
    assert!(told > 2, "the disk never filled");
    // A photograph finds no room either, and leaves no half of itself.
    let photo = vec![7u8; 1 << 20];
    let kept = r.house.blobs().put(r.tenant, &Hash::of(&photo), photo.into()).await;
    assert!(kept.as_ref().is_err_and(StorageError::is_temporary), "{kept:?}");
    assert_eq!(halves(disk.0.path()), 0);
    std::fs::remove_file(&filler).unwrap();
    acknowledged.push(r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap());
    check(&r, &store, &acknowledged).await;

    r.house.db().close().await;
    disk.remount("ro");
    let db = Database::open_sqlite(&path).await;
    assert!(db.as_ref().err().is_none_or(StorageError::is_temporary), "{db:?}");
    if let Ok(db) = db {
        let areas = Arc::new(slrt_operations::storage::areas::Areas::load().unwrap());
        r.house = House::new(db, store.keys.clone(), catalog::load().unwrap(), areas, Clock::System, disk.0.path().join("files"));
        let told = r.open("front_office", None, &["pbi-nonaktif"]).await;
        assert!(is_unavailable(&told), "{told:?}");
    }
    disk.remount("rw");
    r.house = House::new(
        Database::open_sqlite(&path).await.unwrap(),
        store.keys.clone(),
        catalog::load().unwrap(),
        Arc::new(slrt_operations::storage::areas::Areas::load().unwrap()),
        Clock::System,
        disk.0.path().join("files"),
    );
    acknowledged.push(r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap());
    check(&r, &store, &acknowledged).await;
    r.house.db().close().await;
}

/// Under a running server: files that are open for writing keep a disk from being mounted read-only, so the engine itself is told to write nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_becomes_read_only_acknowledges_nothing_and_recovers_without_restart() {
    let store = Store::new(Engine::Sqlite).await;
    let r = Regency::found(&store).await;
    let mut acknowledged = vec![r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap()];
    r.house.db().raw("PRAGMA query_only = ON").await.unwrap();
    for _ in 0..3 {
        let told = r.open("front_office", None, &["pbi-nonaktif"]).await;
        assert!(is_unavailable(&told), "{told:?}");
    }
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    assert_eq!(slrt_operations::storage::case::load(&mut tx, r.tenant, &[acknowledged[0].case]).await.unwrap().len(), 1, "reading goes on");
    tx.rollback().await.unwrap();
    r.house.db().raw("PRAGMA query_only = OFF").await.unwrap();
    acknowledged.push(r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap());
    check(&r, &store, &acknowledged).await;
    assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
}

async fn check(r: &Regency, store: &Store, acknowledged: &[slrt_operations::intake::Receipt]) {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    let ids: Vec<_> = acknowledged.iter().map(|a| a.case).collect();
    assert_eq!(slrt_operations::storage::case::load(&mut tx, r.tenant, &ids).await.unwrap().len(), ids.len());
    tx.rollback().await.unwrap();
    assert_eq!(journal::verify(r.house.db(), &store.keys, r.tenant, &[]).await.unwrap().findings, vec![]);
}
