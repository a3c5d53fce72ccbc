//! The spine on both engines: batches, idempotency, verify, rebuild.

use slrt_domain::journal::RefusalKind;
use slrt_operations::intake::open_case;
use slrt_operations::{OperationError, rebuild};
use slrt_storage::journal;
use slrt_testing::{Regency, Store, both};

fn refusal(e: OperationError) -> RefusalKind {
    match e {
        OperationError::Refused(r) => r.kind,
        e => panic!("expected a refusal, got {e}"),
    }
}

async fn check(r: &Regency, store: &Store) {
    let v = journal::verify(r.house.db(), &store.keys, r.tenant, &[]).await.unwrap();
    assert_eq!(v.findings, vec![]);
    assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
}

both! {
    async fn cases_open_in_batches_and_rebuild_is_equal(store: Store) {
        let r = std::sync::Arc::new(Regency::found(&store).await);
        let person = r.person("Sumiati", Some("9901014107680001")).await;
        let mut tasks = Vec::new();
        for _ in 0..100 {
            let r = r.clone();
            tasks.push(tokio::spawn(async move { r.open("front_office", None, &["pbi-nonaktif", "rumah-tidak-layak"]).await.unwrap().number }));
        }
        let mut numbers = Vec::new();
        for t in tasks { numbers.push(t.await.unwrap()); }
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers.len(), 100);
        let receipt = r.open("front_office", Some(person), &["pbi-nonaktif"]).await.unwrap();
        assert_eq!(receipt.pin.reveal().len(), 6);
        assert_eq!(refusal(r.open("front_office", Some(person), &["pbi-nonaktif"]).await.unwrap_err()), RefusalKind::Duplicate);
        assert_eq!(refusal(r.open("viewer", None, &["pbi-nonaktif"]).await.unwrap_err()), RefusalKind::Forbidden);
        check(&r, &store).await;
    }
}

both! {
    async fn what_is_sent_twice_happens_once(store: Store) {
        let r = Regency::found(&store).await;
        let sender = r.sender("front_office");
        let intake = r.intake(None, &["pbi-nonaktif"]);
        let first = open_case(&r.house, &sender, intake.clone()).await.unwrap();
        let again = open_case(&r.house, &sender, intake.clone()).await.unwrap();
        assert!(again.done.replayed);
        assert_eq!((first.number, first.pin.reveal()), (again.number, again.pin.reveal()));
        let mut other = sender.clone();
        other.digest = slrt_domain::journal::Hash::of(b"another").into();
        assert_eq!(refusal(open_case(&r.house, &other, intake).await.unwrap_err()), RefusalKind::Reused);
        check(&r, &store).await;
    }
}
