//! Schema of both engines against the one list; the list of personal data.
#![allow(clippy::unwrap_used, reason = "tests")]

use slrt_domain::identity::Tenant;
use slrt_storage::tables::{ALL, Class, TableKind};
use slrt_storage::{args, dialect};
use slrt_testing::{Store, both};
use std::fmt::Write as _;

both! {
    async fn every_column_is_listed(store: Store) {
        let db = store.database().await;
        let mut tx = db.read(Tenant::NATION).await.unwrap();
        let tables: Vec<(String,)> = tx.all(dialect::list_tables(db.engine()), &[]).await.unwrap();
        let mut listed: Vec<&str> = ALL.iter().map(|t| t.name).collect();
        listed.sort_unstable();
        assert_eq!(tables.iter().map(|t| t.0.as_str()).collect::<Vec<_>>(), listed);
        for t in ALL {
            let columns: Vec<(String,)> = tx.all(dialect::list_columns(db.engine()), &args![t.name]).await.unwrap();
            let found: Vec<&str> = columns.iter().map(|c| c.0.as_str()).collect();
            assert_eq!(found, t.columns.iter().map(|c| c.name).collect::<Vec<_>>(), "{}", t.name);
            assert!(t.key.iter().all(|k| found.contains(k)), "{}", t.name);
            if t.name != "installation" {
                assert_eq!((t.key[0], found[0]), ("tenant", "tenant"), "{}", t.name);
            }
        }
    }
}

#[test]
fn the_list_of_personal_data_is_current() {
    let mut text = String::from("# Personal data\n\nMade of the list in `crates/storage/src/tables/list.rs` by a test; do not edit.\n\n");
    text.push_str("- *Identifying* values stand in clear for search and are emptied by erasure.\n- *Sealed* values are unreadable once their subject's key is destroyed, here, in the journal and in every backup.\n");
    text.push_str("- *Hashed* values need the key file, and are emptied by erasure where they belong to a person.\n- *Coded* facts (village, sex, birth year, decile) stay for counts.\n- *Secret* values are the program's own.\n");
    text.push_str("- Files: photographs of documents, sealed under the case's key, removed at erasure; imported originals and reject reports, sealed under a batch key that is destroyed after 30 days.\n\n");
    for t in ALL {
        let kind = match t.kind {
            TableKind::Journal => "journal",
            TableKind::Derived => "derived",
            TableKind::Side => "side",
        };
        writeln!(text, "## {} ({kind})\n\nKept: {}.\n", t.name, t.retention).unwrap();
        for class in [Class::Identifying, Class::Sealed, Class::Hashed, Class::Secret, Class::Coded, Class::Technical] {
            let names: Vec<&str> = t.columns.iter().filter(|c| c.class == class).map(|c| c.name).collect();
            if !names.is_empty() {
                writeln!(text, "- {class:?}: {}", names.join(", ")).unwrap();
            }
        }
        text.push('\n');
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/personal-data.md");
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), text, "run `make snapshots` and look at docs/personal-data.md");
}
