//! Keys are rotated while people work, on several servers; nothing becomes unreadable, nobody is missed, and the old key is needed by nothing.

use slrt_domain::identity::*;
use slrt_operations::backup::{self, RecoveryCode};
use slrt_operations::people::{NewPerson, add_person};
use slrt_operations::{Clock, House, OperationError, accounts, intake, rebuild, rotation, setup, steps, worker};
use slrt_storage::areas::Areas;
use slrt_storage::rotation::Indexed;
use slrt_storage::{KeyKind, Keys, Opener, catalog, journal, registry};
use slrt_testing::{Regency, Store, both};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

/// Another server, with the key file as it was read at its start and a look into it when needed.
async fn server(store: &Store, file: &Arc<Mutex<String>>) -> House {
    let text = file.clone();
    let keys = Keys::parse(&file.lock().unwrap()).unwrap().with_source(Arc::new(move || Keys::parse(&text.lock().unwrap()).ok()));
    let areas = Arc::new(Areas::load().unwrap());
    House::new(store.database().await, keys, catalog::load().unwrap(), areas, Clock::clone(&store.clock), store.folder.path().join("files"))
}

fn rotate(house: &House, kind: KeyKind) -> u32 {
    let new = house.keys().add(kind, [9; 32], house.clock().now());
    assert!(house.keys().begin(kind));
    new
}

async fn opens(house: &House, r: &Regency, subject: Subject) -> bool {
    let mut tx = house.db().read(r.tenant).await.unwrap();
    let opener = Opener::load(&mut tx, house.keys(), r.tenant, &[subject]).await;
    tx.commit().await.unwrap();
    opener.is_ok_and(|o| o.key(subject).is_some())
}

both! {
    async fn rotation_while_people_work(store: Store) {
        let r = Arc::new(Regency::found(&store).await);
        let person = r.person("Sumiati", Some("9901014107680001")).await;
        let receipt = r.open("front_office", Some(person), &["pbi-nonaktif"]).await.unwrap();
        for _ in 0..300 {
            r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        }
        let file = Arc::new(Mutex::new(store.keys.to_text().unwrap()));
        let second = server(&store, &file).await;
        let stale = Keys::parse(&file.lock().unwrap()).unwrap();
        assert_eq!(rotation::unused(&r.house).await.unwrap(), Vec::<u32>::new());

        let stop = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> = (0..8).map(|_| {
            let (r, stop) = (r.clone(), stop.clone());
            tokio::spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
                }
            })
        }).collect();
        // The key file first, then the rows.
        let new = rotate(&r.house, KeyKind::Wrapping);
        *file.lock().unwrap() = r.house.keys().to_text().unwrap();
        assert!(rotation::rewrap(&r.house).await.unwrap() >= 300);
        stop.store(true, Ordering::Relaxed);
        for w in writers { w.await.unwrap(); }

        assert!(opens(&second, &r, person.into()).await, "a server that was started before looks into the key file");
        assert_eq!(rotation::unused(&r.house).await.unwrap(), vec![1]);
        r.house.keys().retire(KeyKind::Wrapping, &[1, new]);
        let left: Vec<u32> = r.house.keys().list(KeyKind::Wrapping).iter().map(|k| k.id).collect();
        assert_eq!(left, vec![new], "the newest is never removed");
        assert!(Keys::parse(&r.house.keys().to_text().unwrap()).unwrap().wrapping_key(1).is_none());

        assert!(opens(&r.house, &r, person.into()).await);
        assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
        let (_, case) = accounts::by_pin(&r.house, &receipt.number.to_string(), receipt.pin.reveal(), None).await.unwrap();
        assert_eq!(case, receipt.case, "PINs and look-up hashes have keys of their own");

        let areas = Arc::new(Areas::load().unwrap());
        let old = House::new(store.database().await, stale, catalog::load().unwrap(), areas, store.clock.clone(), store.folder.path().into());
        assert!(!opens(&old, &r, person.into()).await, "the old key opens nothing any more");
    }
}

both! {
    async fn a_destroyed_key_stays_destroyed(store: Store) {
        let r = Regency::found(&store).await;
        let person = r.person("Sumiati", None).await;
        let mut tx = r.house.db().write(r.tenant).await.unwrap();
        tx.run("DELETE FROM subject_key WHERE tenant = $1 AND subject = $2", &slrt_storage::args![r.tenant, person]).await.unwrap();
        tx.commit().await.unwrap();
        rotate(&r.house, KeyKind::Wrapping);
        rotation::rewrap(&r.house).await.unwrap();
        assert!(!opens(&r.house, &r, person.into()).await);
    }
}

fn new_person(r: &Regency, nik: &str) -> NewPerson {
    NewPerson {
        person: PersonId(r.house.clock().new_id()),
        new_family: FamilyId(r.house.clock().new_id()),
        family: None,
        name: Private::new("Tukiman".into()),
        nik: Nik::parse(nik).ok(),
        card: FamilyCard::parse("9901011204100001").ok(),
        phone: None,
        address: None,
        village: slrt_domain::area::AreaCode::parse(slrt_testing::SUKA_BARU).unwrap(),
        sex: None,
        born: None,
        birth_year: Some(1968),
        relation: slrt_domain::family::Relation::Head,
        confirmed_warnings: true,
    }
}

async fn found_by(house: &House, r: &Regency, nik: &str) -> Vec<PersonId> {
    let mut tx = house.db().read(r.tenant).await.unwrap();
    let found = registry::persons_by_nik(&mut tx, r.tenant, &house.keys().lookup_hashes(r.tenant, "nik", nik)).await.unwrap();
    found.iter().filter_map(|p| PersonId::from_slice(&p.id)).collect()
}

async fn needless(house: &House) -> (Vec<u32>, Vec<u32>) {
    let found = rotation::needless_lookup(house).await.unwrap();
    (found.wholly, found.for_marks)
}

both! {
    async fn people_are_found_while_the_look_up_key_is_rotated(store: Store) {
        let r = Regency::found(&store).await;
        let nik = |n: usize| format!("990101410768{n:04}");
        let mut people = Vec::new();
        for n in 1..=300 {
            people.push(r.person("Sumiati", Some(&nik(n))).await);
        }
        let file = Arc::new(Mutex::new(store.keys.to_text().unwrap()));
        let stale = server(&store, &file).await;
        // Known everywhere, then used by one server: the other still makes with the old key, and each finds what the other made.
        let keys = r.house.keys();
        assert_eq!(keys.add(KeyKind::Lookup, [9; 32], r.house.clock().now()), 2);
        stale.keys().adopt(&Keys::parse(&keys.to_text().unwrap()).unwrap());
        assert!(keys.begin(KeyKind::Lookup));
        assert_eq!(rotation::reindex(&stale).await.unwrap(), 0, "a server that does not use it makes nothing anew");
        let old = add_person(&stale, &r.sender("front_office"), new_person(&r, "9901010505550003")).await.unwrap();
        let again = add_person(&r.house, &r.sender("front_office"), NewPerson { card: None, confirmed_warnings: false, ..new_person(&r, "9901010505550003") }).await;
        assert!(matches!(again, Err(OperationError::Refused(ref e)) if e.detail.contains("in_other_family")), "known under the old key: {again:?}");
        let again = add_person(&r.house, &r.sender("front_office"), new_person(&r, "9901010505550009")).await;
        assert!(matches!(again, Err(OperationError::Refused(ref e)) if e.field == Some("card")), "the card too: {again:?}");
        let young = r.person("Paimin", Some("9901010505550004")).await;
        assert_eq!(found_by(&stale, &r, "9901010505550004").await, [young]);
        assert_eq!(old.events.len(), 1);

        // Broken off after a step, and by the end of the process: tables are what the journal says, everybody is found.
        let mut tx = r.house.db().write(r.tenant).await.unwrap();
        assert_eq!(slrt_storage::rotation::reindex(&mut tx, keys, r.tenant, Indexed::Nik, 100).await.unwrap(), 100);
        tx.commit().await.unwrap();
        assert_eq!(needless(&r.house).await, (vec![], vec![]));
        assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
        for house in [&r.house, &stale] {
            for n in [1, 150, 300] {
                assert_eq!(found_by(house, &r, &nik(n)).await, [people[n - 1]]);
            }
        }
        *file.lock().unwrap() = keys.to_text().unwrap();
        let second = server(&store, &file).await;
        let writers = (0..20).map(|n| { let (r, nik) = (&r, nik(400 + n)); async move { r.person("Wagiman", Some(&nik)).await } });
        let (round, _) = tokio::join!(worker::round(&second), futures::future::join_all(writers));
        assert!(round.unwrap().reindexed >= 201, "the worker goes on with it");
        assert_eq!(rotation::reindex(&second).await.unwrap(), 0);
        assert_eq!(needless(&r.house).await, (vec![], vec![1]), "digests of what devices may send again");
        keys.retire(KeyKind::Lookup, &[1]);
        assert!(!keys.is_reindexing());
        assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
        for n in [1, 150, 300] {
            assert_eq!(found_by(&r.house, &r, &nik(n)).await, [people[n - 1]]);
        }
        // Whoever was erased meanwhile has no hash again.
        assert_eq!(found_by(&r.house, &r, "9901010505550003").await.len(), 1);
    }
}

both! {
    async fn a_number_that_no_key_opens_loses_its_hash(store: Store) {
        let r = Regency::found(&store).await;
        let person = r.person("Sumiati", Some("9901014107680001")).await;
        rotate(&r.house, KeyKind::Lookup);
        let mut tx = r.house.db().write(r.tenant).await.unwrap();
        tx.run("DELETE FROM subject_key WHERE tenant = $1 AND subject = $2", &slrt_storage::args![r.tenant, person]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(rotation::reindex(&r.house).await.unwrap(), 1);
        assert_eq!(rotation::reindex(&r.house).await.unwrap(), 0);
        assert!(found_by(&r.house, &r, "9901014107680001").await.is_empty());
    }
}

both! {
    async fn old_pins_and_signatures_hold_and_what_is_sent_again_is_told_the_same(store: Store) {
        let mut store = store;
        store.keys.recipient = Some(RecoveryCode::from_random(&[3; 25]).recipient().unwrap());
        let r = Regency::found(&store).await;
        let sender = r.sender("front_office");
        let intake = r.intake(None, &["pbi-nonaktif"]);
        let before = intake::open_case(&r.house, &sender, intake.clone()).await.unwrap();
        let renewing = r.sender("front_office");
        let (renewed, _) = steps::renew_pin(&r.house, &renewing, before.case).await.unwrap();
        let resetting = r.sender("admin");
        let password = setup::reset_password(&r.house, &resetting, r.officers["front_office"].account).await.unwrap();
        worker::sign(&r.house, r.tenant, "report").await.unwrap();
        for kind in [KeyKind::Pin, KeyKind::Signing, KeyKind::Lookup] {
            rotate(&r.house, kind);
        }
        worker::sign(&r.house, r.tenant, "report").await.unwrap();
        let after = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        for (receipt, pin) in [(&before, &renewed), (&after, &after.pin)] {
            accounts::by_pin(&r.house, &receipt.number.to_string(), pin.reveal(), None).await.unwrap();
        }
        let again = intake::open_case(&r.house, &sender, intake).await.unwrap();
        assert!(again.done.replayed && again.pin.reveal() == before.pin.reveal());
        assert_eq!(steps::renew_pin(&r.house, &renewing, before.case).await.unwrap().0.reveal(), renewed.reveal());
        assert_eq!(setup::reset_password(&r.house, &resetting, r.officers["front_office"].account).await.unwrap().reveal(), password.reveal());
        assert_eq!(rotation::needless_pins(&r.house).await.unwrap(), Vec::<u32>::new(), "a case has a PIN of the first key");

        // In the key file, too, and in a backup of it.
        let file = Arc::new(Mutex::new(r.house.keys().to_text().unwrap()));
        let second = server(&store, &file).await;
        let verified = journal::verify(second.db(), second.keys(), r.tenant, &[]).await.unwrap();
        assert_eq!((verified.findings, verified.signers), (vec![], [(1, 1), (2, 1)].into()));
        accounts::by_pin(&second, &before.number.to_string(), renewed.reveal(), None).await.unwrap();
    }
}

#[test]
fn key_files_are_copied_for_the_recovery_code_and_locked_by_a_passphrase() {
    let text = Keys::from_random(&[5; 128], None).to_text().unwrap();
    let code = RecoveryCode::from_random(&[1; 25]);
    let sealed = backup::seal(&code.recipient().unwrap(), text.as_bytes()).unwrap();
    assert_eq!(backup::open(&code, &sealed).unwrap(), text.as_bytes());
    assert!(matches!(backup::open(&RecoveryCode::from_random(&[2; 25]), &sealed), Err(backup::BackupError::WrongCode)));
    let locked = backup::lock("kata sandi yang panjang", text.as_bytes()).unwrap();
    assert_eq!(backup::unlock("kata sandi yang panjang", &locked).unwrap(), text.as_bytes());
    assert!(matches!(backup::unlock("lain", &locked), Err(backup::BackupError::WrongCode)));
    assert!(backup::unlock("kata sandi yang panjang", &locked[..locked.len() - 1]).is_err());
}
