//! Schema of both engines against the one list; the list of personal data; how rows of several tables go in and are looked for.
#![allow(clippy::unwrap_used, reason = "tests")]

use slrt_domain::identity::Tenant;
use slrt_storage::tables::{ALL, Class, FILES, TableKind, table};
use slrt_storage::{Meeting, Rows, Sought, StorageError, Value, args, dialect};
use slrt_testing::{Engine, Regency, Store, both};
use sqlx::Connection as _;
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

/// The whole schema as SQLite keeps it: changed only with a migration, and then looked at.
#[tokio::test]
async fn schema_of_sqlite() {
    let store = Store::new(Engine::Sqlite).await;
    let mut tx = store.database().await.read(Tenant::NATION).await.unwrap();
    let rows: Vec<(String,)> =
        tx.all("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT GLOB '_sqlx*' AND name NOT GLOB 'sqlite_*' ORDER BY tbl_name, type DESC, name", &[]).await.unwrap();
    let text: Vec<String> = rows.into_iter().map(|r| r.0 + ";\n").collect();
    insta::assert_snapshot!("sqlite", text.concat());
}

const OURS: &str = "n.nspname = current_schema() AND c.relname <> '_sqlx_migrations' AND c.relname <> '_sqlx_migrations_pkey'";

/// The same as PostgreSQL keeps it: columns with types, indexes, constraints, row-level security with its policies, owners and rights.
#[tokio::test]
async fn schema_of_postgres() {
    let store = Store::new(Engine::Postgres).await;
    let mut conn = sqlx::PgConnection::connect(store.url.as_deref().unwrap()).await.unwrap();
    let from = format!("FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND {OURS}");
    let parts = [
        (
            "tables",
            format!(
                "SELECT format('%s owner=%s rls=%s forced=%s', c.relname, pg_get_userbyid(c.relowner), c.relrowsecurity, c.relforcerowsecurity) {from} WHERE c.relkind = 'r' ORDER BY c.relname COLLATE \"C\""
            ),
        ),
        (
            "columns",
            format!(
                "SELECT format('%s.%s %s%s%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN ' not null' ELSE '' END, coalesce(' ' || l.collname, '')) {from} JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_collation l ON l.oid = a.attcollation AND l.collname <> 'default' WHERE c.relkind = 'r' ORDER BY c.relname COLLATE \"C\", a.attnum"
            ),
        ),
        (
            "indexes",
            format!(
                "SELECT replace(pg_get_indexdef(c.oid), current_schema() || '.', '') {from} WHERE c.relkind = 'i' ORDER BY c.relname COLLATE \"C\""
            ),
        ),
        (
            "constraints",
            format!(
                "SELECT format('%s %s %s', c.relname, k.conname, pg_get_constraintdef(k.oid)) {from} JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype IN ('p', 'u', 'c', 'f') ORDER BY c.relname COLLATE \"C\", k.conname COLLATE \"C\""
            ),
        ),
        (
            "policies",
            format!(
                "SELECT format('%s %s %s permissive=%s to=%s using %s check %s', c.relname, p.polname, p.polcmd, p.polpermissive, p.polroles::text, pg_get_expr(p.polqual, c.oid), coalesce(pg_get_expr(p.polwithcheck, c.oid), '-')) {from} JOIN pg_policy p ON p.polrelid = c.oid ORDER BY c.relname COLLATE \"C\", p.polname"
            ),
        ),
        (
            "rights",
            format!(
                "SELECT format('%s %s: %s', c.relname, g.grantee::regrole, string_agg(g.privilege_type, ' ' ORDER BY g.privilege_type)) {from}, aclexplode(c.relacl) g WHERE c.relkind = 'r' AND g.grantee <> c.relowner GROUP BY c.relname, g.grantee ORDER BY c.relname COLLATE \"C\""
            ),
        ),
    ];
    let mut text = String::new();
    for (name, sql) in parts {
        let rows: Vec<(String,)> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(&mut conn).await.unwrap();
        writeln!(text, "== {name}").unwrap();
        rows.iter().for_each(|r| writeln!(text, "{}", r.0).unwrap());
    }
    for t in ALL.iter().filter(|t| t.columns[0].name == "tenant") {
        assert!(text.contains(&format!("\n{} owner=slrt_owner rls=t forced=t\n", t.name)), "{}: its rows are not kept apart", t.name);
    }
    insta::assert_snapshot!("postgres", text);
}

/// Whoever forgets to say for which tenant they work sees nothing, and can write nothing.
#[tokio::test]
async fn without_a_tenant_there_are_no_rows() {
    let store = Store::new(Engine::Postgres).await;
    let r = Regency::found(&store).await;
    let mut conn = sqlx::PgConnection::connect(store.url.as_deref().unwrap()).await.unwrap();
    sqlx::raw_sql(dialect::BE_APP).execute(&mut conn).await.unwrap();
    let mut seen = Vec::new();
    for setting in ["RESET slrt.tenant", "SET slrt.tenant = ''", "SET slrt.tenant = '1801'", "SET slrt.tenant = '1813'"] {
        sqlx::raw_sql(setting).execute(&mut conn).await.unwrap();
        let mut rows = 0;
        for t in ALL.iter().filter(|t| t.columns[0].name == "tenant") {
            let sql = format!("SELECT COUNT(*) FROM {}", t.name);
            let (n,): (i64,) = sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_one(&mut conn).await.unwrap();
            rows += n;
        }
        seen.push(rows);
        let write = format!("INSERT INTO attempt (tenant, bucket, failures, last_at) VALUES ({}, 'x', 1, 1)", r.tenant.number());
        let written = sqlx::raw_sql(sqlx::AssertSqlSafe(write)).execute(&mut conn).await;
        assert_eq!(written.is_ok(), setting.contains("1813"), "{setting}");
    }
    assert!(matches!(seen[..], [0, 0, 0, n] if n > 50), "{seen:?}");
}

#[test]
fn the_list_of_personal_data_is_current() {
    let mut text =
        String::from("# Personal data\n\nMade of the lists in `crates/storage/src/tables/{list,files}.rs` by a test; do not edit.\n\n");
    text.push_str("- *Identifying* values stand in clear for search and are emptied by erasure.\n- *Sealed* values are unreadable once their subject's key is destroyed, here, in the journal and in every backup.\n");
    text.push_str("- *Hashed* values need the key file, and are emptied by erasure where they belong to a person.\n- *Coded* facts (village, sex, birth year, decile) stay for counts.\n- *Secret* values are the program's own.\n");
    text.push_str("- Files stand at the end.\n\n");
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
    text.push_str("# Files\n");
    for f in FILES {
        writeln!(text, "\n## {}\n\n- {:?}\n- Kept: {}.\n- Erasing somebody: {}.", f.name, f.class, f.retention, f.erasure).unwrap();
    }
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/personal-data.md");
    if std::env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        std::fs::write(&path, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap_or_default(), text, "run `make snapshots` and look at docs/personal-data.md");
}

both! {
    async fn rows_of_several_tables_go_in_together_or_not_at_all(store: Store) {
        let db = store.database().await;
        let t = Tenant::parse("1813").unwrap();
        let (one, two) = ([1_u8; 16], [2_u8; 16]);
        let subjects = |rows, meeting| Rows { table: table("subject_key"), rows, meeting };
        let tally = |n: i64| Rows {
            table: table("tally"),
            rows: vec![args![t, "2026-11-26", "case", one, "", "", "", false, n]],
            meeting: Meeting::Adds,
        };
        let mut tx = db.write_journal(t).await.unwrap();
        let new = vec![args![t, one, 1_i64, b"first".to_vec()], args![t, two, 1_i64, b"second".to_vec()]];
        tx.write_all(&[subjects(new, Meeting::Fails), tally(2), subjects(Vec::new(), Meeting::Replaces)]).await.unwrap();
        // A table may come twice, with other rows.
        tx.write_all(&[subjects(vec![args![t, two, 2_i64, b"later".to_vec()]], Meeting::Replaces), tally(3)]).await.unwrap();
        tx.commit().await.unwrap();

        let mut tx = db.write_journal(t).await.unwrap();
        let again = subjects(vec![args![t, one, 9_i64, b"another".to_vec()]], Meeting::Fails);
        assert!(matches!(tx.write_all(&[tally(100), again]).await, Err(StorageError::Constraint(_))));
        tx.rollback().await.unwrap();

        let mut tx = db.read(t).await.unwrap();
        let keys: Vec<(i64, Vec<u8>)> =
            tx.all("SELECT key_id, wrapped FROM subject_key WHERE tenant = $1 ORDER BY subject", &args![t]).await.unwrap();
        assert_eq!(keys, [(1, b"first".to_vec()), (2, b"later".to_vec())]);
        assert_eq!(tx.all::<(i64,)>("SELECT n FROM tally WHERE tenant = $1", &args![t]).await.unwrap(), [(5,)]);
        // Identifiers and numbers are sought with one question; what is nowhere, and an empty list, finds nothing.
        let sought = [
            Sought { table: "journal", column: "operation", values: vec![one.into()] },
            Sought { table: "subject_key", column: "subject", values: vec![two.into(), [3_u8; 16].into(), two.into()] },
            Sought { table: "subject_key", column: "key_id", values: Vec::new() },
            Sought { table: "tally", column: "n", values: vec![5_i64.into(), 6_i64.into()] },
        ];
        assert_eq!(tx.present(t, &sought).await.unwrap(), [(1, Value::from(two)), (3, Value::from(5_i64))]);
        assert_eq!(tx.present(t, &[]).await.unwrap(), []);
        assert_eq!(tx.present(Tenant::parse("1871").unwrap(), &sought).await.unwrap(), []);
    }
}
