//! The worker: what two servers do at the same time happens once.

use slrt_domain::access::{Role, Scope};
use slrt_domain::identity::{DocumentId, OfficeId, PersonId, Private};
use slrt_domain::journal::PersonErased;
use slrt_operations::intake::{IntakeDocument, open_case};
use slrt_operations::worker::{self, Round};
use slrt_operations::{Body, Request, accounts, rebuild};
use slrt_storage::blob::BlobStore;
use slrt_storage::tables::table;
use slrt_storage::{args, journal};
use slrt_testing::{Regency, Store, both};
use std::time::Duration;

const DAY: i64 = 86_400;

fn later(store: &Store, seconds: i64) {
    store.clock.set(store.clock.now().plus_seconds(seconds));
}

async fn count(r: &Regency, sql: &str) -> i64 {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    let row: Option<(i64,)> = tx.maybe(sql, &args![r.tenant]).await.unwrap();
    tx.commit().await.unwrap();
    row.unwrap().0
}

async fn family_of(r: &Regency, person: PersonId) -> uuid::Uuid {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    let row: Option<(Vec<u8>,)> =
        tx.maybe("SELECT family FROM person WHERE tenant = $1 AND id = $2", &args![r.tenant, person]).await.unwrap();
    tx.commit().await.unwrap();
    uuid::Uuid::from_slice(&row.unwrap().0).unwrap()
}

both! {
    async fn two_workers_pass_a_deadline_once(store: Store) {
        let r = Regency::found(&store).await;
        let second = store.house().await;
        for _ in 0..40 {
            r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        }
        assert_eq!(worker::pass_deadlines(&r.house, r.tenant).await.unwrap(), 0, "nothing is due today");
        later(&store, 60 * DAY);
        let (a, b) = tokio::join!(worker::pass_deadlines(&r.house, r.tenant), worker::pass_deadlines(&second, r.tenant));
        assert_eq!(a.unwrap() + b.unwrap(), 40);
        assert_eq!(count(&r, "SELECT COUNT(*) FROM concern WHERE tenant = $1 AND overdue").await, 40);
        assert_eq!(count(&r, "SELECT COUNT(*) FROM journal WHERE tenant = $1 AND channel = 'worker'").await, 40);
        assert_eq!(worker::pass_deadlines(&second, r.tenant).await.unwrap(), 0);
        assert_eq!(journal::verify(r.house.db(), &store.keys, r.tenant, &[]).await.unwrap().findings, vec![]);
        assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}

both! {
    async fn a_head_is_signed_once_a_day_by_the_tenants_days(store: Store) {
        let r = Regency::found(&store).await;
        assert_eq!(worker::sign_daily(&r.house, r.tenant).await.unwrap(), 1);
        assert_eq!(worker::sign_daily(&r.house, r.tenant).await.unwrap(), 0);
        // 09.00 WIB and fourteen hours is still the same day; two more are not, though in UTC they would be.
        later(&store, 14 * 3600);
        assert_eq!(worker::sign_daily(&r.house, r.tenant).await.unwrap(), 0);
        later(&store, 2 * 3600);
        assert_eq!(worker::sign_daily(&r.house, r.tenant).await.unwrap(), 1);
        let verified = journal::verify(r.house.db(), &store.keys, r.tenant, &[]).await.unwrap();
        assert_eq!((verified.findings, verified.signed), (vec![], 2));
    }
}

both! {
    async fn a_round_cleans_up(store: Store) {
        let r = Regency::found(&store).await;
        let token = r.token("front_office").await;
        r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        let mut tx = r.house.db().write(r.tenant).await.unwrap();
        let now = store.clock.now();
        let import = uuid::Uuid::from_u128(7);
        tx.insert(table("import_batch"), &[args![r.tenant, import, b"key".to_vec(), b"file".to_vec(), b"report".to_vec(), now, now.plus_seconds(DAY)]]).await.unwrap();
        let message = slrt_storage::outbox::values(r.tenant, uuid::Uuid::from_u128(9), 1, "help.given", None, b"", now);
        tx.insert(table("outbox"), &[message]).await.unwrap();
        tx.commit().await.unwrap();

        let first = worker::round(&r.house).await.unwrap();
        assert_eq!(first, Round { signed: 1, delivered: 1, ..Round::default() });
        assert!(worker::round(&r.house).await.unwrap().is_empty());
        assert!(accounts::authenticate(&r.house, &token).await.is_ok());

        later(&store, 31 * DAY);
        let second = worker::round(&r.house).await.unwrap();
        assert_eq!((second.signed, second.expired, second.batches, second.failed), (1, 1, 1, 0));
        assert!(second.deadlines >= 1 && second.removed >= 1, "{second:?}");
        assert_eq!(count(&r, "SELECT COUNT(*) FROM import_batch WHERE tenant = $1 AND batch_key IS NULL AND original IS NULL AND report IS NULL").await, 1);
        assert_eq!(count(&r, "SELECT COUNT(*) FROM session WHERE tenant = $1").await, 0);
        later(&store, 31 * DAY);
        worker::round(&r.house).await.unwrap();
        assert_eq!(count(&r, "SELECT COUNT(*) FROM outbox WHERE tenant = $1 AND done_at IS NULL").await, 0);
    }
}

both! {
    async fn files_of_an_erased_person_go_even_if_the_server_stopped(store: Store) {
        let r = Regency::found(&store).await;
        let person: PersonId = r.person("Sumiati", Some("9901014107680001")).await;
        let mut intake = r.intake(Some(person), &["pbi-nonaktif"]);
        intake.documents.push(IntakeDocument {
            id: DocumentId(r.house.clock().new_id()),
            kind: "ktp".into(),
            form: slrt_domain::case::DocumentForm::Photo,
            photo: Some(Private::new(vec![1; 100])),
            concern: None,
        });
        let case = open_case(&r.house, &r.sender("front_office"), intake).await.unwrap().case;
        // The operation alone, as if the server had stopped right after its commit.
        let erased = PersonErased { person, cases: vec![case], ground: "request".into() };
        let mut request = Request::system(r.tenant, r.operation(), "cli", Body::Erase(erased));
        request.destroys = vec![person.0, family_of(&r, person).await, case.0];
        r.house.submit(request).await.unwrap();
        assert_eq!(count(&r, "SELECT COUNT(*) FROM blob WHERE tenant = $1").await, 1);
        assert_eq!(worker::round(&r.house).await.unwrap().failed, 0);
        assert_eq!(count(&r, "SELECT COUNT(*) FROM blob WHERE tenant = $1").await, 0);
        let files = r.house.files().join(r.tenant.to_string());
        let left: usize = std::fs::read_dir(files).unwrap().map(|d| std::fs::read_dir(d.unwrap().path()).unwrap().count()).sum();
        assert_eq!(left, 0);
    }
}

both! {
    async fn the_worker_stops_when_told(store: Store) {
        let r = Regency::found(&store).await;
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let task = tokio::spawn(worker::run(r.house.clone(), async move { let _ = stopped.await; }));
        while count(&r, "SELECT COUNT(*) FROM signed_head WHERE tenant = $1").await == 0 {
            tokio::task::yield_now().await;
        }
        stop.send(()).unwrap();
        task.await.unwrap();
    }
}

/// Ends the roles of an officer: yesterday was their last day.
async fn leaves(r: &Regency, role: &str) {
    let account = r.officers[role].account;
    let reference = r.house.reference(r.tenant).await.unwrap();
    let yesterday = reference.zone.day(r.house.clock().now()).plus(-1);
    for g in reference.grants.iter().filter(|g| g.account == account) {
        r.system(Body::EndRole(g.id, yesterday)).await;
    }
}

async fn turns_at(r: &Regency, office: OfficeId, visibility: &str) -> i64 {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    let sql = "SELECT COUNT(*) FROM concern WHERE tenant = $1 AND turn_office = $2 AND visibility = $3";
    let row: Option<(i64,)> = tx.maybe(sql, &args![r.tenant, office, visibility]).await.unwrap();
    tx.commit().await.unwrap();
    row.unwrap().0
}

both! {
    async fn what_somebody_left_behind_goes_to_somebody_who_is_there(store: Store) {
        let r = Regency::found(&store).await;
        let second = store.house().await;
        for _ in 0..3 {
            r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        }
        r.open("front_office", None, &["kdrt"]).await.unwrap();
        assert_eq!(worker::reroute(&r.house, r.tenant).await.unwrap(), 0, "everybody is there");
        assert_eq!(turns_at(&r, r.puskesos, "normal").await, 3);

        leaves(&r, "back_office").await;
        leaves(&r, "coordinator").await;
        leaves(&r, "protection_officer").await;
        leaves(&r, "supervisor").await;
        let officer = r.hire("pelindung", &[(Role::ProtectionOfficer, Scope::Office(r.sekretariat))]).await;
        let (a, b) = tokio::join!(worker::reroute(&r.house, r.tenant), worker::reroute(&second, r.tenant));
        assert_eq!(a.unwrap() + b.unwrap(), 4, "by one of two servers");
        assert_eq!((turns_at(&r, r.puskesos, "normal").await, turns_at(&r, r.sekretariat, "normal").await), (0, 3));
        let named = "SELECT COUNT(*) FROM case_named WHERE tenant = $1 AND account = $2";
        let mut tx = r.house.db().read(r.tenant).await.unwrap();
        let row: Option<(i64,)> = tx.maybe(named, &args![r.tenant, officer]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(row.unwrap().0, 1, "who came is named on the restricted case");
        assert_eq!(worker::reroute(&r.house, r.tenant).await.unwrap(), 0);
        assert_eq!(count(&r, "SELECT COUNT(*) FROM journal WHERE tenant = $1 AND kind = 'concern.rerouted/1' AND role = 'system'").await, 3);
        assert_eq!(journal::verify(r.house.db(), &store.keys, r.tenant, &[]).await.unwrap().findings, vec![]);
        assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}

both! {
    async fn photographs_that_no_document_names_go_after_a_day(store: Store) {
        let r = Regency::found(&store).await;
        let mut intake = r.intake(None, &["pbi-nonaktif"]);
        intake.documents.push(IntakeDocument {
            id: DocumentId(r.house.clock().new_id()),
            kind: "ktp".into(),
            form: slrt_domain::case::DocumentForm::Photo,
            photo: Some(Private::new(vec![1; 100])),
            concern: None,
        });
        // Who may open no case at all leaves nothing; a resend seals anew, and so does a case that is refused for another reason.
        open_case(&r.house, &r.sender("viewer"), intake.clone()).await.unwrap_err();
        assert_eq!(count(&r, "SELECT COUNT(*) FROM blob WHERE tenant = $1").await, 0);
        let sender = r.sender("front_office");
        open_case(&r.house, &sender, intake.clone()).await.unwrap();
        open_case(&r.house, &sender, intake.clone()).await.unwrap();
        intake.concerns.clear();
        open_case(&r.house, &r.sender("front_office"), intake).await.unwrap_err();
        assert_eq!(count(&r, "SELECT COUNT(*) FROM blob WHERE tenant = $1").await, 3);
        assert_eq!(worker::round(&r.house).await.unwrap().files, 0, "somebody may be about to name it");
        later(&store, DAY + 1);
        assert_eq!(worker::round(&r.house).await.unwrap().files, 2);
        assert_eq!(count(&r, "SELECT COUNT(*) FROM blob WHERE tenant = $1").await, 1);
        assert_eq!(slrt_operations::blobs::missing(&r.house, r.tenant).await.unwrap(), vec![]);
        let files = r.house.files().join(r.tenant.to_string());
        let left: usize = std::fs::read_dir(files).unwrap().map(|d| std::fs::read_dir(d.unwrap().path()).unwrap().count()).sum();
        assert_eq!(left, 1);
    }
}

both! {
    async fn a_file_that_cannot_be_read_keeps_no_other(store: Store) {
        let r = Regency::found(&store).await;
        let key = slrt_storage::SubjectKey::new(r.tenant, slrt_domain::identity::Subject(uuid::Uuid::from_u128(5)), [5; 32]);
        let mut kept = Vec::new();
        for n in 0..3 {
            kept.push(slrt_operations::blobs::keep(&r.house, r.tenant, &key, &[n; 100]).await.unwrap());
        }
        // A folder stands where the first of them was.
        let first = slrt_domain::journal::Hash::from_slice(kept.iter().min().unwrap()).unwrap();
        let path = slrt_storage::blob::path_in(r.house.files(), r.tenant, &first);
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir(&path).unwrap();
        later(&store, DAY + 1);
        assert_eq!(slrt_operations::blobs::remove_unnamed(&r.house, r.tenant).await.unwrap(), 2);
        assert_eq!(count(&r, "SELECT COUNT(*) FROM blob WHERE tenant = $1").await, 1);
        std::fs::remove_dir(&path).unwrap();
        assert_eq!(slrt_operations::blobs::remove_unnamed(&r.house, r.tenant).await.unwrap(), 1);
    }
}

both! {
    async fn parts_of_files_that_a_kill_left_go_after_a_day(store: Store) {
        let r = Regency::found(&store).await;
        worker::round(&r.house).await.unwrap();
        let parts = r.house.files().join(".part");
        std::fs::create_dir_all(&parts).unwrap();
        for (name, hours) in [("left.part", 25), ("under-way.part", 1)] {
            let file = std::fs::File::create(parts.join(name)).unwrap();
            let now = file.metadata().unwrap().modified().unwrap();
            file.set_modified(now - Duration::from_secs(hours * 3600)).unwrap();
        }
        assert_eq!(worker::round(&r.house).await.unwrap(), Round { removed: 1, ..Round::default() });
        assert!(!parts.join("left.part").exists() && parts.join("under-way.part").exists());
    }
}

/// A bucket that takes every connection and never says anything, and a sign that somebody asked it something.
async fn silent_bucket() -> (BlobStore, tokio::sync::mpsc::Receiver<()>) {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/files", listener.local_addr().unwrap());
    let (asked, heard) = tokio::sync::mpsc::channel(1);
    tokio::spawn(async move {
        let mut open = Vec::new();
        while let Ok((stream, _)) = listener.accept().await {
            open.push(stream);
            let _ = asked.send(()).await;
        }
    });
    (BlobStore::bucket(&address, "a-key", "a secret").unwrap(), heard)
}

both! {
    async fn nobody_waits_for_a_bucket_that_does_not_answer(store: Store) {
        let r = Regency::found(&store).await;
        let key = slrt_storage::SubjectKey::new(r.tenant, slrt_domain::identity::Subject(uuid::Uuid::from_u128(5)), [5; 32]);
        slrt_operations::blobs::keep(&r.house, r.tenant, &key, &[1; 100]).await.unwrap();
        later(&store, DAY + 1);
        let (bucket, mut heard) = silent_bucket().await;
        let (far, tenant) = (store.house().await.with_blobs(bucket), r.tenant);
        let removing = tokio::spawn(async move { slrt_operations::blobs::remove_unnamed(&far, tenant).await });
        heard.recv().await.unwrap();
        // While the bucket is waited for, others write.
        tokio::time::timeout(Duration::from_secs(10), r.open("front_office", None, &["pbi-nonaktif"])).await.unwrap().unwrap();
        assert!(!removing.is_finished());
        removing.abort();
        assert_eq!(count(&r, "SELECT COUNT(*) FROM blob WHERE tenant = $1").await, 1, "what was not removed is found again");
        assert_eq!(slrt_operations::blobs::remove_unnamed(&r.house, r.tenant).await.unwrap(), 1);
        assert_eq!(count(&r, "SELECT COUNT(*) FROM blob WHERE tenant = $1").await, 0);
    }
}
