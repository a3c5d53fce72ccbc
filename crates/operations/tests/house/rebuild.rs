//! Rebuilding: while others work, and what it says of rows that are missing.

use slrt_operations::{Difference, rebuild};
use slrt_storage::tables::derived;
use slrt_testing::{Regency, both};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

both! {
    async fn equal_while_others_write(store: Store) {
        let r = Arc::new(Regency::found(&store).await);
        for _ in 0..20 {
            r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        }
        let stop = Arc::new(AtomicBool::new(false));
        let writing = {
            let (r, stop) = (r.clone(), stop.clone());
            tokio::spawn(async move {
                let mut n = 0;
                while !stop.load(Ordering::Relaxed) {
                    r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
                    n += 1;
                }
                n
            })
        };
        assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
        stop.store(true, Ordering::Relaxed);
        assert!(writing.await.unwrap() > 3, "nobody wrote meanwhile");
    }
}

both! {
    async fn a_missing_row_shifts_nothing(store: Store) {
        let r = Regency::found(&store).await;
        for _ in 0..20 {
            r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        }
        let mut tx = r.house.db().write(r.tenant).await.unwrap();
        tx.run("DELETE FROM concern WHERE id = (SELECT id FROM concern ORDER BY id LIMIT 1)", &[]).await.unwrap();
        tx.run("UPDATE concern SET state = 'elsewhere', urgent = NOT urgent WHERE id = (SELECT id FROM concern ORDER BY id DESC LIMIT 1)", &[]).await.unwrap();
        tx.run("DELETE FROM person_name", &[]).await.unwrap();
        tx.run("DELETE FROM office WHERE id = (SELECT id FROM office ORDER BY id DESC LIMIT 1)", &[]).await.unwrap();
        tx.commit().await.unwrap();
        let found = rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap();
        let name = |wanted: &str| derived().find(|t| t.name == wanted).unwrap().name;
        assert_eq!(
            found,
            vec![
                Difference { table: name("office"), rows: 1, first: "only rebuilt".into() },
                Difference { table: name("concern"), rows: 2, first: "only rebuilt".into() },
            ]
        );
    }
}
