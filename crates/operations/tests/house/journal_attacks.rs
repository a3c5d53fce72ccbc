//! Whoever can write to the database, past the program, is found out: each kind of forgery by its own finding.

use slrt_domain::identity::{ImportId, Tenant};
use slrt_domain::journal::{Hash, Head, ImportSlice, ImportStarted};
use slrt_operations::{Body, worker};
use slrt_storage::journal::{self, Finding};
use slrt_storage::{StorageError, Tx, args, import};
use slrt_testing::{Engine, Regency, Store, both};

/// Writes past the program: on PostgreSQL as the tables' owner, since the program's own role may not.
async fn attack(r: &Regency, sql: &str) {
    let mut tx = r.house.db().write(r.tenant).await.unwrap();
    as_owner(&mut tx).await;
    assert!(tx.run(sql, &[]).await.unwrap() > 0, "the attack did nothing: {sql}");
    tx.commit().await.unwrap();
}

async fn as_owner(tx: &mut Tx) {
    if matches!(tx, Tx::Postgres(_)) {
        tx.run("SET LOCAL ROLE slrt_owner", &[]).await.unwrap();
    }
}

async fn findings(r: &Regency, store: &Store, against: &[Head]) -> Vec<Finding> {
    journal::verify(r.house.db(), &store.keys, r.tenant, against).await.unwrap().findings
}

/// What is found so many hours later, when nobody signed meanwhile.
async fn findings_after(r: &Regency, store: &Store, hours: i64) -> Vec<Finding> {
    let now = store.clock.now().plus_seconds(hours * 3600);
    journal::verify_at(r.house.db(), &store.keys, r.tenant, &[], Some(now)).await.unwrap().findings
}

async fn some_cases(store: &Store) -> Regency {
    let r = Regency::found(store).await;
    for _ in 0..5 {
        r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
    }
    assert_eq!(findings(&r, store, &[]).await, vec![]);
    r
}

async fn head(r: &Regency) -> Head {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    journal::head(&mut tx, r.tenant).await.unwrap().unwrap().head
}

both! {
    async fn a_changed_payload_is_found(store: Store) {
        let r = some_cases(&store).await;
        attack(&r, "UPDATE journal SET payload = (SELECT payload FROM journal WHERE number = 3) WHERE number = 20").await;
        assert_eq!(findings(&r, &store, &[]).await, vec![Finding::Changed(20)]);
    }
}

both! {
    async fn every_field_of_an_entry_is_covered(store: Store) {
        let r = some_cases(&store).await;
        let id = "(SELECT operation FROM journal WHERE number = 2)";
        let changes = [
            "part = part + 7".to_owned(), "kind = 'case.closed/1'".into(), "actor = NULL".into(), "role = 'admin'".into(),
            "on_behalf_of = 'plt'".into(), "channel = 'phone'".into(), "device = 'another'".into(), "occurred_at = occurred_at - 1".into(),
            "recorded_at = recorded_at + 1".into(), format!("subjects = {id}"), format!("operation = {id}, part = 99"),
            "digest = previous".into(),
        ];
        let number = head(&r).await.number;
        for change in changes {
            let mut tx = r.house.db().write(r.tenant).await.unwrap();
            as_owner(&mut tx).await;
            tx.run("CREATE TABLE kept AS SELECT * FROM journal", &[]).await.unwrap();
            tx.commit().await.unwrap();
            attack(&r, &format!("UPDATE journal SET {change} WHERE number = {number}")).await;
            assert_eq!(findings(&r, &store, &[]).await, vec![Finding::Changed(number)], "{change}");
            attack(&r, "DELETE FROM journal").await;
            attack(&r, "INSERT INTO journal SELECT * FROM kept").await;
            let mut tx = r.house.db().write(r.tenant).await.unwrap();
            as_owner(&mut tx).await;
            tx.run("DROP TABLE kept", &[]).await.unwrap();
            tx.commit().await.unwrap();
            assert_eq!(findings(&r, &store, &[]).await, vec![]);
        }
    }
}

both! {
    async fn a_removed_entry_is_found(store: Store) {
        let r = some_cases(&store).await;
        attack(&r, "DELETE FROM journal WHERE number = 20").await;
        assert_eq!(findings(&r, &store, &[]).await, vec![Finding::Missing(20), Finding::Broken(21)]);
    }
}

both! {
    async fn swapped_entries_are_found(store: Store) {
        let r = some_cases(&store).await;
        attack(&r, "UPDATE journal SET number = -number WHERE number IN (20, 21)").await;
        attack(&r, "UPDATE journal SET number = 41 + number WHERE number < 0").await;
        let found = findings(&r, &store, &[]).await;
        assert!(found.contains(&Finding::Changed(20)) && found.contains(&Finding::Changed(21)), "{found:?}");
        assert!(found.contains(&Finding::Broken(20)), "{found:?}");
    }
}

both! {
    async fn a_cut_tail_is_found(store: Store) {
        let r = some_cases(&store).await;
        let full = head(&r).await;
        attack(&r, &format!("DELETE FROM journal WHERE number > {}", full.number - 2)).await;
        assert_eq!(findings(&r, &store, &[]).await, vec![Finding::TailCut { expected: full.number, found: full.number - 2 }]);
    }
}

both! {
    async fn a_tail_cut_with_its_head_is_found_by_the_signed_head(store: Store) {
        let r = some_cases(&store).await;
        let signed = worker::sign(&r.house, r.tenant, "daily").await.unwrap();
        let last = signed.number - 2;
        attack(&r, &format!("DELETE FROM journal WHERE number > {last}")).await;
        attack(&r, &format!("UPDATE journal_head SET number = {last}, hash = (SELECT hash FROM journal WHERE number = {last})")).await;
        assert_eq!(findings(&r, &store, &[]).await, vec![Finding::TailCut { expected: signed.number, found: last }]);
        // Whoever removes the signed heads too is found out by one that was kept elsewhere, and after two days without.
        attack(&r, "DELETE FROM signed_head").await;
        assert_eq!(findings(&r, &store, &[signed]).await, vec![Finding::DiffersFromKept(signed.number)]);
        assert_eq!(findings_after(&r, &store, 47).await, vec![]);
        assert_eq!(findings_after(&r, &store, 49).await, vec![Finding::Unsigned(1)]);
    }
}

/// Rewrites the chain from an entry on: another channel there, and every hash after it made anew, the head too.
async fn rewrite_from(r: &Regency, from: i64) {
    let mut tx = r.house.db().write(r.tenant).await.unwrap();
    as_owner(&mut tx).await;
    let entries = journal::range(&mut tx, r.tenant, from, 10_000).await.unwrap();
    let mut previous = entries[0].0.previous;
    for (mut entry, _) in entries {
        entry.previous = previous;
        if entry.number == from {
            entry.channel = "forged".into();
        }
        previous = entry.hash();
        let a = args![r.tenant, entry.number, entry.previous, previous, &entry.channel];
        tx.run("UPDATE journal SET previous = $3, hash = $4, channel = $5 WHERE tenant = $1 AND number = $2", &a).await.unwrap();
    }
    tx.run("UPDATE journal_head SET hash = $2 WHERE tenant = $1", &args![r.tenant, previous]).await.unwrap();
    tx.commit().await.unwrap();
}

both! {
    async fn a_rewritten_chain_is_found_by_signed_and_kept_heads(store: Store) {
        let r = some_cases(&store).await;
        let signed = worker::sign(&r.house, r.tenant, "daily").await.unwrap();
        r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        rewrite_from(&r, 20).await;
        assert_eq!(findings(&r, &store, &[]).await, vec![Finding::Rewritten(signed.number)]);
        assert_eq!(findings(&r, &store, &[signed]).await, vec![Finding::DiffersFromKept(signed.number), Finding::Rewritten(signed.number)]);
        attack(&r, "DELETE FROM signed_head").await;
        assert_eq!(findings_after(&r, &store, 49).await, vec![Finding::Unsigned(1)], "a chain alone proves little");
        assert_eq!(findings(&r, &store, &[signed]).await, vec![Finding::DiffersFromKept(signed.number)]);
    }
}

both! {
    async fn a_signature_that_was_taken_out_is_found(store: Store) {
        let r = some_cases(&store).await;
        for _ in 0..3 {
            worker::sign(&r.house, r.tenant, "daily").await.unwrap();
            r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        }
        let last = worker::sign(&r.house, r.tenant, "daily").await.unwrap();
        assert_eq!(findings(&r, &store, &[]).await, vec![]);
        assert_eq!(findings_after(&r, &store, 100).await, vec![], "all is signed");
        attack(&r, "DELETE FROM signed_head WHERE count = 2").await;
        assert_eq!(findings(&r, &store, &[]).await, vec![Finding::SignatureMissing(2)]);
        // Renumbering does not help: the number itself is signed.
        attack(&r, "UPDATE signed_head SET count = count - 1 WHERE count = 3").await;
        attack(&r, "UPDATE signed_head SET count = count - 1 WHERE count = 4").await;
        assert!(findings(&r, &store, &[]).await.contains(&Finding::BadSignature(last.number)));
        // Nor does taking out the newest, unless nothing was signed since.
        attack(&r, "DELETE FROM signed_head WHERE count > 1").await;
        assert!(matches!(findings_after(&r, &store, 49).await[..], [Finding::Unsigned(n)] if n <= last.number));
    }
}

both! {
    async fn a_forged_signature_is_found(store: Store) {
        let r = some_cases(&store).await;
        let signed = worker::sign(&r.house, r.tenant, "daily").await.unwrap();
        rewrite_from(&r, 20).await;
        attack(&r, &format!("UPDATE signed_head SET hash = (SELECT hash FROM journal WHERE number = {})", signed.number)).await;
        assert_eq!(findings(&r, &store, &[]).await, vec![Finding::BadSignature(signed.number)]);
    }
}

both! {
    async fn a_head_that_was_changed_is_found(store: Store) {
        let r = some_cases(&store).await;
        attack(&r, "UPDATE journal_head SET hash = (SELECT hash FROM journal WHERE number = 1)").await;
        assert_eq!(findings(&r, &store, &[]).await, vec![Finding::HeadDiffers]);
    }
}

both! {
    async fn a_changed_import_row_is_found(store: Store) {
        let r = some_cases(&store).await;
        let import = ImportId(r.house.clock().new_id());
        let rows: Vec<Vec<u8>> = [1u128, 2].map(kept_row).to_vec();
        let started = ImportStarted { import, file_digest: Hash::of(b"file"), source: "dtsen".into(), as_of: slrt_domain::calendar::Day::parse("2026-10-01").unwrap() };
        r.system(Body::StartImport(started)).await;
        let slice = ImportSlice { import, slice: 0, families: 2, rows_digest: import::rows_digest(&rows) };
        r.system(Body::WriteSlice(slice, rows)).await;
        let entry = head(&r).await.number;
        assert_eq!(findings(&r, &store, &[]).await, vec![]);
        attack(&r, "UPDATE import_row SET payload = (SELECT payload FROM import_row WHERE position = 0) WHERE position = 1").await;
        assert_eq!(findings(&r, &store, &[]).await, vec![Finding::ImportRowsDiffer(entry)]);
        attack(&r, "DELETE FROM import_row WHERE position = 1").await;
        assert_eq!(findings(&r, &store, &[]).await, vec![Finding::ImportRowsDiffer(entry)]);
    }
}

fn kept_row(n: u128) -> Vec<u8> {
    let id = |of: u128| uuid::Uuid::from_u128(n * 1000 + of);
    import::encode(&import::FamilyRow {
        id: id(1),
        dwelling: id(2),
        household: None,
        card: None,
        village: "1813012001".into(),
        address: None,
        hamlet: None,
        decile: Some(2),
        source: "dtsen".into(),
        as_of: "2026-10-01".into(),
        source_id: None,
        facts: None,
        digest: "00".repeat(32),
        typed: Vec::new(),
        members: Vec::new(),
    })
}

/// On PostgreSQL the program's own role can neither change nor remove what stands in the journal.
#[tokio::test]
async fn the_program_itself_may_not_change_the_journal() {
    let store = Store::new(Engine::Postgres).await;
    let r = some_cases(&store).await;
    for sql in [
        "UPDATE journal SET channel = 'x'",
        "DELETE FROM journal",
        "UPDATE import_row SET slice = 1",
        "DELETE FROM import_row",
        "UPDATE signed_head SET number = 1",
        "DELETE FROM signed_head",
        "TRUNCATE journal",
    ] {
        let mut tx = r.house.db().write(r.tenant).await.unwrap();
        assert!(matches!(tx.run(sql, &[]).await, Err(StorageError::Engine(_))), "{sql}");
    }
    let other = Tenant::parse("1801").unwrap();
    let mut tx = r.house.db().read(other).await.unwrap();
    assert!(journal::range(&mut tx, r.tenant, 1, 10).await.unwrap().is_empty(), "another tenant's journal is not there");
}
