//! Uploaded registry files, with two servers over one database: either shows, takes in and drops them, and one goes on where the other stopped.

use slrt_domain::calendar::Day;
use slrt_domain::identity::{OperationId, PersonId, Sealed, Subject};
use slrt_domain::journal::{Hash, Refusal, RefusalKind};
use slrt_operations::erase::erase_person;
use slrt_operations::import::RegistryImport;
use slrt_operations::uploads::{self, About, Arriving, Begun, Failure, State, Upload};
use slrt_operations::worker;
use slrt_operations::{House, OperationError, rebuild};
use slrt_storage::blob::BlobStore;
use slrt_storage::upload::{Ending, Lease, UploadState, Yes};
use slrt_storage::{Opener, args, journal};
use slrt_testing::{Regency, Store, both};
use std::time::Duration;
use tokio::sync::mpsc;
use uuid::Uuid;

const DAY: i64 = 86_400;
/// More than the bytes of one part, so that every file lies in several.
const PART: usize = 4 << 20;

const HEADER: &str = "Nama,NIK,NoKK,kd_wilayah,TglLahir,JnsKel,Hubkel,Catatan\r\n";

/// A table of persons, each a family of their own; what stands in the last column does not come in.
fn table(persons: u32, note: usize) -> Vec<u8> {
    let mut text = HEADER.to_owned();
    for n in 0..persons {
        let note = "x".repeat(note);
        let serial = n + 1;
        text += &format!("WARGA {n},990101011204{serial:04},990101021204{serial:04},1813012001,2004-12-01,1,1,{note}\r\n");
    }
    text.into_bytes()
}

fn later(store: &Store, seconds: i64) {
    store.clock.set(store.clock.now().plus_seconds(seconds));
}

fn yes(r: &Regency) -> Yes {
    Yes { account: r.officers["admin"].account, channel: "web".into(), device: None }
}

async fn arrive(house: &House, r: &Regency, files: &[(&str, &[u8])]) -> Arriving {
    let mut arriving = Arriving::new(house, r.tenant);
    for (name, bytes) in files {
        arriving.begin_file((*name).to_owned());
        // As a network brings them: in pieces that end anywhere.
        for piece in bytes.chunks(70_001) {
            arriving.take(piece).await.unwrap();
        }
        arriving.end_file().await.unwrap();
    }
    arriving
}

fn about(r: &Regency, operation: OperationId, at_once: bool) -> About {
    About { operation, by: yes(r), source: "dtsen".into(), as_of: Day::parse("2026-10-01").unwrap(), at_once }
}

async fn bring(house: &House, r: &Regency, bytes: &[u8]) -> Upload {
    let arrived = arrive(house, r, &[("anggota.csv", bytes)]).await;
    match uploads::begin(house, arrived, about(r, r.operation(), false)).await.unwrap() {
        Begun::New(upload) => upload,
        other => panic!("{other:?}"),
    }
}

/// Waits until nobody works on an upload any more, looking through a server.
async fn ended(house: &House, r: &Regency, id: Uuid) -> State {
    for _ in 0..1200 {
        let upload = uploads::find(house, r.tenant, id).await.unwrap().expect("the upload is there");
        if !upload.state.is_busy() {
            return upload.state;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the upload has not ended")
}

async fn count(r: &Regency, sql: &str) -> i64 {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    let row: Option<(i64,)> = tx.maybe(sql, &args![r.tenant]).await.unwrap();
    tx.commit().await.unwrap();
    row.unwrap().0
}

async fn parts(r: &Regency) -> i64 {
    count(r, "SELECT COUNT(*) FROM blob WHERE tenant = $1").await
}

async fn keys(r: &Regency, id: Uuid) -> i64 {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    let sql = "SELECT COUNT(*) FROM subject_key WHERE tenant = $1 AND subject = $2";
    let row: Option<(i64,)> = tx.maybe(sql, &args![r.tenant, id]).await.unwrap();
    tx.commit().await.unwrap();
    row.unwrap().0
}

/// Waits until so many parts are left: they go right after an upload has ended.
async fn left(r: &Regency, n: i64) {
    for _ in 0..200 {
        if parts(r).await == n {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{} parts are left, not {n}", parts(r).await)
}

/// Files in clear that somebody reads at the moment.
fn in_clear(house: &House) -> usize {
    std::fs::read_dir(house.files().join("unggahan")).map_or(0, |d| d.flatten().filter(|e| e.path().is_dir()).count())
}

/// What a server leaves that stopped in the middle of taking a tried upload in.
async fn taken_by_somebody_who_died(r: &Regency, id: Uuid) {
    let lease = Lease { holder: r.house.clock().new_id(), until: r.house.clock().now().plus_seconds(120) };
    let mut tx = r.house.db().write(r.tenant).await.unwrap();
    assert!(slrt_storage::upload::start(&mut tx, r.tenant, id, &yes(r), lease, r.house.clock().now()).await.unwrap());
    tx.commit().await.unwrap();
}

both! {
    async fn any_server_shows_an_upload_and_one_of_two_takes_it_in(store: Store) {
        let r = Regency::found(&store).await;
        let second = store.house().await;
        let bytes = table(600, 9_000);
        assert!(bytes.len() > PART);
        let upload = bring(&r.house, &r, &bytes).await;
        assert_eq!((upload.state.code(), upload.names.as_slice(), upload.bytes), ("trying", &["anggota.csv".to_owned()][..], bytes.len() as u64));
        let state = ended(&second, &r, upload.id).await;
        let State::Tried(outcome) = &state else { panic!("{state:?}") };
        assert_eq!((outcome.report.families, outcome.report.persons, outcome.problems.len()), (600, 600, 0));
        assert_eq!(outcome.ignored_columns.len(), 1);
        assert_eq!(parts(&r).await, 2, "it lies in parts");
        assert_eq!((in_clear(&r.house), count(&r, "SELECT COUNT(*) FROM import_log WHERE tenant = $1").await), (0, 0));
        assert_eq!(uploads::pending(&second, r.tenant).await.unwrap().unwrap().id, upload.id);

        // Neither of the servers is the one that took it, as after a restart.
        let third = store.house().await;
        let yes = yes(&r);
        let (a, b) = tokio::join!(uploads::take(&second, r.tenant, upload.id, &yes), uploads::take(&third, r.tenant, upload.id, &yes));
        let told: Vec<OperationError> = [a, b].into_iter().filter_map(Result::err).collect();
        let taken = |e: &OperationError| matches!(e, OperationError::Refused(Refusal { kind: RefusalKind::WrongState, detail, .. }) if detail == "taken");
        assert!(told.len() == 1 && taken(&told[0]), "{told:?}");
        let state = ended(&r.house, &r, upload.id).await;
        let State::Done(outcome) = &state else { panic!("{state:?}") };
        assert_eq!((outcome.report.families, outcome.report.unchanged), (600, 0));
        left(&r, 0).await;
        assert_eq!(in_clear(&r.house), 0, "nobody needs the files any more");
        assert_eq!(uploads::find(&third, r.tenant, outcome.report.import.unwrap().0).await.unwrap().unwrap().id, upload.id);
        assert!(taken(&uploads::take(&r.house, r.tenant, upload.id, &yes).await.unwrap_err()));

        // The same file once more changes nothing.
        let again = bring(&second, &r, &bytes).await;
        let State::Tried(outcome) = ended(&r.house, &r, again.id).await else { panic!("not read") };
        assert_eq!((outcome.report.families, outcome.report.unchanged), (0, 600));
        assert!(uploads::find(&r.house, r.tenant, upload.id).await.unwrap().is_none(), "a new one takes the place of those before");
        assert_eq!(journal::verify(r.house.db(), &store.keys, r.tenant, &[]).await.unwrap().findings, vec![]);
        assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}

both! {
    async fn another_server_goes_on_where_one_stopped(store: Store) {
        let r = Regency::found(&store).await;
        let second = store.house().await;
        let upload = bring(&r.house, &r, &table(40, 1)).await;
        ended(&r.house, &r, upload.id).await;
        taken_by_somebody_who_died(&r, upload.id).await;
        assert_eq!(uploads::resume(&second, r.tenant).await.unwrap().len(), 0, "they may be alive");
        let kept = uploads::give_up(&second, r.tenant, upload.id).await.unwrap_err();
        assert!(matches!(&kept, OperationError::Refused(refusal) if refusal.detail == "at_work"), "{kept:?}");
        later(&store, 121);
        let (a, b) = tokio::join!(uploads::resume(&second, r.tenant), uploads::resume(&r.house, r.tenant));
        assert_eq!(a.unwrap().len() + b.unwrap().len(), 1, "by one of two servers");
        let state = ended(&r.house, &r, upload.id).await;
        let State::Done(outcome) = &state else { panic!("{state:?}") };
        assert_eq!(outcome.report.families, 40);
        assert_eq!(count(&r, "SELECT COUNT(*) FROM import_log WHERE tenant = $1").await, 1);
        left(&r, 0).await;

        // One at which every server stops is not tried for ever.
        let poison = bring(&r.house, &r, &table(41, 1)).await;
        ended(&r.house, &r, poison.id).await;
        taken_by_somebody_who_died(&r, poison.id).await;
        let mut tx = r.house.db().write(r.tenant).await.unwrap();
        tx.run("UPDATE upload SET attempts = 3 WHERE tenant = $1 AND id = $2", &args![r.tenant, poison.id]).await.unwrap();
        tx.commit().await.unwrap();
        later(&store, 121);
        assert_eq!(worker::round_to_its_end(&second).await.unwrap().uploads, 1);
        let state = ended(&r.house, &r, poison.id).await;
        assert!(matches!(state, State::Failed(Failure::Interrupted)), "{state:?}");
        left(&r, 0).await;
        assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}

both! {
    async fn an_upload_that_nobody_can_open_does_not_stay_in_the_way(store: Store) {
        let r = Regency::found(&store).await;
        let upload = bring(&r.house, &r, &table(3, 1)).await;
        ended(&r.house, &r, upload.id).await;
        taken_by_somebody_who_died(&r, upload.id).await;
        let mut tx = r.house.db().write(r.tenant).await.unwrap();
        tx.run("DELETE FROM subject_key WHERE tenant = $1 AND subject = $2", &args![r.tenant, upload.id]).await.unwrap();
        tx.commit().await.unwrap();
        for attempt in 2..=7 {
            assert_eq!(count(&r, "SELECT COUNT(*) FROM upload WHERE tenant = $1").await, 1, "{attempt}");
            later(&store, 121);
            worker::round_to_its_end(&r.house).await.unwrap();
        }
        assert_eq!((count(&r, "SELECT COUNT(*) FROM upload WHERE tenant = $1").await, parts(&r).await), (0, 0));
        let next = bring(&r.house, &r, &table(3, 1)).await;
        assert!(matches!(ended(&r.house, &r, next.id).await, State::Tried(_)));
    }
}

/// Leaves what is kept of an upload in a form that this program does not know.
async fn in_another_form(r: &Regency, id: Uuid, column: &str) {
    let mut tx = r.house.db().write(r.tenant).await.unwrap();
    let opener = Opener::load(&mut tx, r.house.keys(), r.tenant, &[Subject(id)]).await.unwrap();
    let sealed = opener.key(Subject(id)).unwrap().seal_bytes(&format!("upload.{column}"), b"{\"of\":\"tomorrow\"}");
    let sql = format!("UPDATE upload SET {column} = $3 WHERE tenant = $1 AND id = $2");
    assert_eq!(tx.run(&sql, &args![r.tenant, id, &sealed]).await.unwrap(), 1);
    tx.commit().await.unwrap();
}

both! {
    async fn an_upload_in_an_unknown_form_is_shown_and_can_be_dropped(store: Store) {
        let r = Regency::found(&store).await;
        let shown = async || uploads::pending(&r.house, r.tenant).await.unwrap().unwrap();
        // Its files, while somebody seems to work on it: dropped by hand.
        let upload = bring(&r.house, &r, &table(3, 1)).await;
        ended(&r.house, &r, upload.id).await;
        taken_by_somebody_who_died(&r, upload.id).await;
        in_another_form(&r, upload.id, "files").await;
        // As long as somebody may be at work, it is theirs: they may know what this server does not.
        later(&store, 121);
        assert!(shown().await.is_unreadable());
        uploads::give_up(&r.house, r.tenant, upload.id).await.unwrap();
        assert_eq!((count(&r, "SELECT COUNT(*) FROM upload WHERE tenant = $1").await, parts(&r).await, keys(&r, upload.id).await), (0, 0, 0));

        // The same, and another one comes: it makes room.
        let upload = bring(&r.house, &r, &table(3, 1)).await;
        ended(&r.house, &r, upload.id).await;
        taken_by_somebody_who_died(&r, upload.id).await;
        in_another_form(&r, upload.id, "files").await;
        // As long as somebody may be at work, it is theirs: they may know what this server does not.
        later(&store, 121);
        let next = bring(&r.house, &r, &table(4, 1)).await;
        assert!(matches!(ended(&r.house, &r, next.id).await, State::Tried(_)));
        assert!(uploads::find(&r.house, r.tenant, upload.id).await.unwrap().is_none());
        left(&r, 1).await;

        // What came of it, and the same operation comes again.
        in_another_form(&r, next.id, "result").await;
        let seen = shown().await;
        assert!(seen.is_unreadable() && seen.failed_in_trial && seen.id == next.id, "{seen:?}");
        let operation = r.operation();
        let about = || About { operation, ..about(&r, operation, false) };
        for _ in 0..2 {
            let arrived = arrive(&r.house, &r, &[("anggota.csv", &table(5, 1))]).await;
            let begun = uploads::begin(&r.house, arrived, about()).await.unwrap();
            let Begun::New(again) = begun else { panic!("{begun:?}") };
            ended(&r.house, &r, again.id).await;
            in_another_form(&r, again.id, "result").await;
        }
        // Its key is gone: the same again.
        let lost = bring(&r.house, &r, &table(6, 1)).await;
        ended(&r.house, &r, lost.id).await;
        let mut tx = r.house.db().write(r.tenant).await.unwrap();
        tx.run("DELETE FROM subject_key WHERE tenant = $1 AND subject = $2", &args![r.tenant, lost.id]).await.unwrap();
        tx.commit().await.unwrap();
        assert!(shown().await.is_unreadable());
        uploads::give_up(&r.house, r.tenant, lost.id).await.unwrap();
        assert!(uploads::pending(&r.house, r.tenant).await.unwrap().is_none());
        left(&r, 0).await;
    }
}

both! {
    async fn a_server_that_was_slow_says_nothing_of_what_another_took_over(store: Store) {
        let r = Regency::found(&store).await;
        let (slow, quick) = (store.house().await, store.house().await);
        let upload = bring(&r.house, &r, &table(40, 1)).await;
        ended(&r.house, &r, upload.id).await;
        // The slow one said yes, and stands still between two of its steps for longer than its lease.
        let now = slow.clock().now();
        let lease = Lease { holder: slow.clock().new_id(), until: now.plus_seconds(120) };
        let mut tx = slow.db().write(r.tenant).await.unwrap();
        assert!(slrt_storage::upload::start(&mut tx, r.tenant, upload.id, &yes(&r), lease, now).await.unwrap());
        tx.commit().await.unwrap();
        later(&store, 121);
        let works = uploads::resume(&quick, r.tenant).await.unwrap();
        assert_eq!(works.len(), 1);
        // It wakes up while the other one works: nothing of the upload is its own any more.
        let mut tx = slow.db().write(r.tenant).await.unwrap();
        let now = slow.clock().now();
        let renewed = Lease { until: now.plus_seconds(120), ..lease };
        assert!(!slrt_storage::upload::renew(&mut tx, r.tenant, upload.id, renewed).await.unwrap());
        assert!(!slrt_storage::upload::go_on(&mut tx, r.tenant, upload.id, lease.holder, now).await.unwrap());
        let ending = Ending { state: UploadState::Failed, import: None, result: Sealed(vec![0; 40]) };
        assert!(!slrt_storage::upload::end(&mut tx, r.tenant, upload.id, lease.holder, &ending, now).await.unwrap());
        tx.commit().await.unwrap();
        for work in works {
            work.await.unwrap();
        }
        let state = ended(&slow, &r, upload.id).await;
        let State::Done(outcome) = &state else { panic!("{state:?}") };
        assert_eq!(outcome.report.families, 40);
        assert_eq!(count(&r, "SELECT COUNT(*) FROM import_log WHERE tenant = $1").await, 1);
        left(&r, 0).await;
        assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}

/// A bucket that takes every connection and says nothing until it is shut, and a sign that somebody asked it something.
async fn silent_bucket() -> (BlobStore, mpsc::Receiver<()>, tokio::task::JoinHandle<()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/files", listener.local_addr().unwrap());
    let (asked, heard) = mpsc::channel(8);
    let open = tokio::spawn(async move {
        let mut streams = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            streams.push(stream);
            let _ = asked.try_send(());
        }
    });
    (BlobStore::bucket(&address, "a-key", "a secret").unwrap(), heard, open)
}

both! {
    async fn a_server_whose_bucket_stood_still_leaves_the_work_to_the_one_that_took_over(store: Store) {
        let r = Regency::found(&store).await;
        let upload = bring(&r.house, &r, &table(40, 1)).await;
        ended(&r.house, &r, upload.id).await;
        let (bucket, mut heard, open) = silent_bucket().await;
        let slow = store.house().await.with_blobs(bucket);
        uploads::take(&slow, r.tenant, upload.id, &yes(&r)).await.unwrap();
        heard.recv().await.unwrap();
        later(&store, 121);
        for work in uploads::resume(&r.house, r.tenant).await.unwrap() {
            work.await.unwrap();
        }
        // Now it hears that its bucket is away, and would try again later: it is no longer its work.
        open.abort();
        tokio::time::sleep(Duration::from_millis(300)).await;
        let state = ended(&slow, &r, upload.id).await;
        let State::Done(outcome) = &state else { panic!("{state:?}") };
        assert_eq!((outcome.report.families, outcome.report.unchanged), (40, 0));
        later(&store, 121);
        assert_eq!(uploads::resume(&r.house, r.tenant).await.unwrap().len(), 0);
        assert_eq!(count(&r, "SELECT COUNT(*) FROM import_log WHERE tenant = $1").await, 1);
        left(&r, 0).await;
        assert_eq!(journal::verify(r.house.db(), &store.keys, r.tenant, &[]).await.unwrap().findings, vec![]);
    }
}

/// Every file in the folder where sealed files lie.
fn sealed(house: &House, r: &Regency) -> usize {
    let inner = std::fs::read_dir(house.files().join(r.tenant.to_string())).map_or_else(|_| Vec::new(), |d| d.flatten().collect());
    inner.iter().map(|d| std::fs::read_dir(d.path()).map_or(0, |d| d.flatten().count())).sum()
}

both! {
    async fn a_commit_that_is_lost_after_the_bytes_were_stored_leaves_nothing_for_long(store: Store) {
        let r = Regency::found(&store).await;
        let bytes = table(600, 9_000);
        // The row of the upload is lost, and with it the only copy of its key.
        let arrived = arrive(&r.house, &r, &[("anggota.csv", &bytes)]).await;
        assert_eq!((parts(&r).await, sealed(&r.house, &r)), (2, 2));
        let away = store.house().await;
        away.db().close().await;
        let lost = uploads::begin(&away, arrived, about(&r, r.operation(), false)).await;
        assert!(matches!(&lost, Err(OperationError::Storage(_))), "{lost:?}");
        assert!(uploads::pending(&r.house, r.tenant).await.unwrap().is_none());
        // It may have been written for all that the server knew: the parts are left alone, and go after a day.
        assert_eq!(worker::round(&r.house).await.unwrap().files, 0);
        assert_eq!(sealed(&r.house, &r), 2);
        later(&store, DAY + 60);
        assert_eq!(worker::round(&r.house).await.unwrap().files, 2);
        assert_eq!((parts(&r).await, sealed(&r.house, &r)), (0, 0));

        // The row is there, and only the answer was lost: the sender comes again under the same name, whoever answers.
        let operation = r.operation();
        let first = arrive(&r.house, &r, &[("anggota.csv", &bytes)]).await;
        let Begun::New(kept) = uploads::begin(&r.house, first, about(&r, operation, false)).await.unwrap() else { panic!("not new") };
        let again = arrive(&store.house().await, &r, &[("anggota.csv", &bytes)]).await;
        let begun = uploads::begin(&r.house, again, about(&r, operation, false)).await.unwrap();
        assert!(matches!(&begun, Begun::Again(u) if u.id == kept.id), "{begun:?}");
        assert!(matches!(ended(&r.house, &r, kept.id).await, State::Tried(_)));
        left(&r, 2).await;
        assert_eq!(sealed(&r.house, &r), 2, "what came twice is kept once");
    }
}

both! {
    async fn a_part_whose_row_is_lost_leaves_no_file(store: Store) {
        let r = Regency::found(&store).await;
        let away = store.house().await;
        let mut arriving = Arriving::new(&away, r.tenant);
        arriving.begin_file("anggota.csv".into());
        arriving.take(b"Nama,NIK\r\n").await.unwrap();
        away.db().close().await;
        let lost = arriving.end_file().await;
        assert!(matches!(&lost, Err(OperationError::Storage(_))), "{lost:?}");
        arriving.give_up().await;
        assert_eq!((parts(&r).await, sealed(&r.house, &r)), (0, 0), "nothing would ever look for a file without a row");
    }
}

both! {
    async fn an_upload_without_a_yes_goes_after_a_day(store: Store) {
        let r = Regency::found(&store).await;
        let upload = bring(&r.house, &r, &table(3, 1)).await;
        ended(&r.house, &r, upload.id).await;
        // One that broke off while it came: nobody has its key.
        arrive(&r.house, &r, &[("setengah.csv", &table(2, 1))]).await;
        assert_eq!((parts(&r).await, keys(&r, upload.id).await), (2, 1));
        later(&store, DAY - 60);
        assert_eq!(worker::round(&r.house).await.unwrap().uploads, 0);
        assert_eq!(parts(&r).await, 2);
        later(&store, 120);
        let round = worker::round(&r.house).await.unwrap();
        assert_eq!((round.uploads, round.files, round.failed), (1, 1, 0));
        assert_eq!((parts(&r).await, keys(&r, upload.id).await), (0, 0));
        assert!(uploads::find(&r.house, r.tenant, upload.id).await.unwrap().is_none());
        let yes = yes(&r);
        let gone = uploads::take(&r.house, r.tenant, upload.id, &yes).await.unwrap_err();
        assert!(matches!(gone, OperationError::Refused(r) if r.kind == RefusalKind::NotFound));
        uploads::give_up(&r.house, r.tenant, upload.id).await.unwrap();
    }
}

both! {
    async fn one_upload_at_a_time_and_what_is_sent_twice_is_one(store: Store) {
        let r = Regency::found(&store).await;
        let second = store.house().await;
        let (operation, bytes) = (r.operation(), table(5, 1));
        let files: [(&str, &[u8]); 1] = [("a.csv", &bytes)];
        let (one, two) = tokio::join!(arrive(&r.house, &r, &files), arrive(&second, &r, &files));
        assert_eq!(one.digest(), two.digest());
        let (a, b) = tokio::join!(
            uploads::begin(&r.house, one, about(&r, operation, true)),
            uploads::begin(&second, two, about(&r, operation, true))
        );
        let (mut new, mut again) = (Vec::new(), Vec::new());
        for begun in [a.unwrap(), b.unwrap()] {
            match begun {
                Begun::New(u) => new.push(u.id),
                Begun::Again(u) => again.push(u.id),
                Begun::Busy(u) => panic!("{u:?}"),
            }
        }
        assert_eq!((new.len(), &new), (1, &again));
        // At once: without another yes.
        assert!(matches!(ended(&second, &r, new[0]).await, State::Done(_)));
        assert_eq!(uploads::of_operation(&second, r.tenant, operation).await.unwrap().unwrap().id, new[0]);
        assert_eq!(count(&r, "SELECT COUNT(*) FROM import_log WHERE tenant = $1").await, 1);

        // The same name for something else.
        let brought = async |bytes: &[u8], about: About| {
            let arrived = arrive(&second, &r, &[("a.csv", bytes)]).await;
            uploads::begin(&second, arrived, about).await
        };
        assert!(matches!(brought(&bytes, about(&r, operation, true)).await, Ok(Begun::Again(u)) if u.id == new[0]));
        let same = || about(&r, operation, true);
        let other_source = About { source: "dtks".into(), ..same() };
        let other_day = About { as_of: Day::parse("2026-10-02").unwrap(), ..same() };
        let other_account = About { by: Yes { account: r.officers["front_office"].account, ..yes(&r) }, ..same() };
        for (bytes, about) in [
            (table(7, 1), same()),
            (bytes.clone(), about(&r, operation, false)),
            (bytes.clone(), other_source),
            (bytes.clone(), other_day),
            (bytes.clone(), other_account),
        ] {
            let refused = brought(&bytes, about).await.unwrap_err();
            assert!(matches!(&refused, OperationError::Refused(r) if r.kind == RefusalKind::Reused), "{refused}");
        }
        left(&r, 0).await;
        // One that failed may come again.
        let operation = r.operation();
        let Ok(Begun::New(bad)) = brought(b"nothing,of,this\r\n1,2,3\r\n", about(&r, operation, false)).await else { panic!("not new") };
        assert!(matches!(ended(&r.house, &r, bad.id).await, State::Failed(_)));
        let Ok(Begun::New(good)) = brought(&bytes, about(&r, operation, false)).await else { panic!("not new") };
        assert!(good.id != bad.id && matches!(ended(&r.house, &r, good.id).await, State::Tried(_)));

        let waiting = bring(&r.house, &r, &table(6, 1)).await;
        ended(&r.house, &r, waiting.id).await;
        taken_by_somebody_who_died(&r, waiting.id).await;
        let other = arrive(&second, &r, &[("b.csv", &bytes)]).await;
        let busy = uploads::begin(&second, other, about(&r, r.operation(), false)).await.unwrap();
        assert!(matches!(&busy, Begun::Busy(u) if u.id == waiting.id), "{busy:?}");
        // What was not taken left nothing.
        left(&r, 1).await;
    }
}

both! {
    async fn erasing_somebody_destroys_what_waits_for_a_yes(store: Store) {
        let r = Regency::found(&store).await;
        let person: PersonId = r.person("Sumiati", Some("9901014107680001")).await;
        let upload = bring(&r.house, &r, &table(3, 1)).await;
        ended(&r.house, &r, upload.id).await;
        erase_person(&r.house, &r.sender("admin"), person, "request").await.unwrap();
        assert!(uploads::find(&r.house, r.tenant, upload.id).await.unwrap().is_none());
        assert_eq!((parts(&r).await, keys(&r, upload.id).await), (0, 0));
    }
}

const ERASURES: &str = "SELECT COUNT(*) FROM outbox WHERE tenant = $1 AND kind = 'person.erased' AND done_at IS NULL";
const ORIGINALS: &str = "SELECT COUNT(*) FROM import_batch WHERE tenant = $1 AND batch_key IS NOT NULL";

both! {
    async fn what_is_going_in_while_somebody_is_erased_is_destroyed_when_it_is_in(store: Store) {
        let r = Regency::found(&store).await;
        let person: PersonId = r.person("Sumiati", Some("9901014107680001")).await;
        let upload = bring(&r.house, &r, &table(40, 1)).await;
        ended(&r.house, &r, upload.id).await;
        taken_by_somebody_who_died(&r, upload.id).await;
        erase_person(&r.house, &r.sender("admin"), person, "request").await.unwrap();
        worker::round(&r.house).await.unwrap();
        assert_eq!((keys(&r, upload.id).await, count(&r, ERASURES).await), (1, 1), "it goes on going in, and is not forgotten");
        later(&store, 121);
        for work in uploads::resume(&r.house, r.tenant).await.unwrap() {
            work.await.unwrap();
        }
        assert!(matches!(ended(&r.house, &r, upload.id).await, State::Done(_)));
        assert_eq!((count(&r, ORIGINALS).await, keys(&r, upload.id).await), (1, 1));
        worker::round(&r.house).await.unwrap();
        assert_eq!((count(&r, ORIGINALS).await, keys(&r, upload.id).await, count(&r, ERASURES).await), (0, 0, 0));
        left(&r, 0).await;
    }
}

both! {
    async fn an_erasure_comes_back_for_an_import_from_a_command_line(store: Store) {
        let r = Regency::found(&store).await;
        let person: PersonId = r.person("Sumiati", Some("9901014107680001")).await;
        let day = Day::parse("2026-10-01").unwrap();
        RegistryImport::start(&r.house, &r.sender("admin"), "dtsen", day, Hash::of(b"a file")).await.unwrap();
        erase_person(&r.house, &r.sender("admin"), person, "request").await.unwrap();
        worker::round(&r.house).await.unwrap();
        assert_eq!(count(&r, ERASURES).await, 1);
        later(&store, 3601);
        worker::round(&r.house).await.unwrap();
        assert_eq!(count(&r, ERASURES).await, 0, "it was broken off");
    }
}

both! {
    async fn a_file_whose_part_is_gone_or_changed_is_not_read(store: Store) {
        let r = Regency::found(&store).await;
        let upload = bring(&r.house, &r, &table(3, 1)).await;
        ended(&r.house, &r, upload.id).await;
        let folder = r.house.files().join(r.tenant.to_string());
        for inner in std::fs::read_dir(folder).unwrap().flatten() {
            for file in std::fs::read_dir(inner.path()).unwrap().flatten() {
                std::fs::write(file.path(), b"something else").unwrap();
            }
        }
        uploads::take(&r.house, r.tenant, upload.id, &yes(&r)).await.unwrap();
        let state = ended(&r.house, &r, upload.id).await;
        assert!(matches!(&state, State::Failed(Failure::Read { problem, .. }) if problem == "io"), "{state:?}");
        assert_eq!(count(&r, "SELECT COUNT(*) FROM import_log WHERE tenant = $1").await, 0);
    }
}
