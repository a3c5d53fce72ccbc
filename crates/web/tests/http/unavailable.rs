//! What is told while the database cannot write, or while too many want to come in at once: that, and when to try again.

use crate::visit::{Answer, Visitor, born, uuid};
use serde_json::json;
use slrt_testing::{Engine, Regency, SUKA_BARU, Store};

fn comes_again(answer: &Answer) {
    answer.is(503);
    assert_eq!(answer.headers.get("retry-after").map(|v| v.to_str().unwrap()), Some("2"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_cannot_write_is_told_and_what_is_sent_again_is_done() {
    let store = Store::new(Engine::Sqlite).await;
    let r = Regency::found(&store).await;
    born(&r.house, "demo", None, Some(r.tenant)).await;
    let token = r.token("front_office").await;
    let (mut officer, mut v) = (Visitor::officer(&r, "front_office").await, Visitor::new(&r.house));
    // A full or read-only disk looks the same from here.
    r.house.db().raw("PRAGMA query_only = ON").await.unwrap();
    let concerns = json!([{"id": uuid(), "kind": "pbi-nonaktif", "words": "Kartu mati"}]);
    let body = json!({"case": uuid(), "village": SUKA_BARU, "channel": "counter", "caller": "Sumiati", "concerns": concerns});
    let key = uuid();
    for _ in 0..2 {
        let told = v.call_with(&key, "POST", "/cases", Some(&token), Some(body.clone())).await;
        comes_again(&told);
        assert_eq!(told.json()["type"], "urn:slrt:problem:unavailable");
        told.keeps_quiet_about("SQLite");
    }
    let told = officer.fill("/akun", "/akun/token", &[("label", "Program"), ("days", "30")]).await;
    comes_again(&told);
    told.keeps_quiet_about("SQLite");
    let told = Visitor::new(&r.house).post("/masuk", &[("login", "front-office"), ("password", "kopi pagi di pantai")]).await;
    comes_again(&told);
    // Reading goes on.
    v.call("GET", "/tasks", Some(&token), None).await.is(200);
    officer.get("/tugas").await.is(200);
    r.house.db().raw("PRAGMA query_only = OFF").await.unwrap();
    v.call_with(&key, "POST", "/cases", Some(&token), Some(body)).await.is(201);
}

/// Of one name six wrong passwords are looked at, who comes after waits, and who finds no place in the queue is sent away at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_log_ins_at_once_than_can_wait_are_told_to_come_again() {
    let store = Store::new(Engine::Sqlite).await;
    let r = Regency::found(&store).await;
    born(&r.house, "demo", None, Some(r.tenant)).await;
    let account = r.officers["front_office"].account;
    slrt_testing::set_password(&r.house, r.tenant, account, "kopi pagi di pantai", false, None).await.unwrap();
    let app = Visitor::new(&r.house).app;
    let enter = async |password: &str| {
        let body = json!({"login": "front-office", "password": password, "tenant": r.tenant.to_string()});
        Visitor::at(app.clone()).call("POST", "/session", None, Some(body)).await
    };
    let answers = futures::future::join_all((0..300).map(|_| enter("bukan kata sandinya"))).await;
    let of = |status: u16| answers.iter().filter(|a| a.status == status).count();
    assert_eq!((of(401), of(401) + of(429) + of(503)), (6, 300));
    assert!(of(503) > 0);
    answers.iter().filter(|a| a.status == 503).for_each(comes_again);
    // Whoever comes when the rush is over, and has waited, is let in.
    store.clock.set(store.clock.now().plus_seconds(3600));
    enter("kopi pagi di pantai").await.is(201);
}
