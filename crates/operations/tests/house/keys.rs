//! The wrapping key is rotated while people work, on several servers; nothing becomes unreadable, and the old key is needed by nothing.

use slrt_domain::identity::Subject;
use slrt_operations::backup::{self, RecoveryCode};
use slrt_operations::{Clock, House, accounts, rebuild, rotation};
use slrt_storage::areas::Areas;
use slrt_storage::{Keys, Opener, catalog};
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
        let new = r.house.keys().rotate_wrapping([9; 32]);
        *file.lock().unwrap() = r.house.keys().to_text().unwrap();
        assert!(rotation::rewrap(&r.house).await.unwrap() >= 300);
        stop.store(true, Ordering::Relaxed);
        for w in writers { w.await.unwrap(); }

        assert!(opens(&second, &r, person.into()).await, "a server that was started before looks into the key file");
        assert_eq!(rotation::unused(&r.house).await.unwrap(), vec![1]);
        r.house.keys().retire_wrapping(&[1, new]);
        let left: Vec<u32> = r.house.keys().wrapping_keys().iter().map(|k| k.id).collect();
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
        r.house.keys().rotate_wrapping([9; 32]);
        rotation::rewrap(&r.house).await.unwrap();
        assert!(!opens(&r.house, &r, person.into()).await);
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
