//! The journal's pages: whole, attacked, compared with a head kept elsewhere; contents stay hidden.

use crate::visit::{Visitor, born};
use serde_json::json;
use slrt_operations::storage::Tx;
use slrt_operations::worker;
use slrt_testing::{Regency, Store, both};

async fn regency(store: &Store) -> Regency {
    let r = Regency::found(store).await;
    born(&r.house, "demo", None, Some(r.tenant)).await;
    let person = r.person("SUMIATI DEWI", Some("9901014107680001")).await;
    r.open("front_office", Some(person), &["pbi-nonaktif"]).await.unwrap();
    r
}

/// Writes past the program.
async fn attack(r: &Regency, sql: &str) {
    let mut tx = r.house.db().write(r.tenant).await.unwrap();
    if matches!(tx, Tx::Postgres(_)) {
        tx.run("SET LOCAL ROLE slrt_owner", &[]).await.unwrap();
    }
    assert!(tx.run(sql, &[]).await.unwrap() > 0);
    tx.commit().await.unwrap();
}

both! {
    async fn a_whole_journal_says_so_and_a_forged_one_what_is_wrong(store: Store) {
        let r = regency(&store).await;
        worker::sign(&r.house, r.tenant, "daily").await.unwrap();
        let mut auditor = Visitor::officer(&r, "auditor").await;
        let page = auditor.get("/jurnal").await;
        page.is(200).says("Keadaan jurnal sekarang").says("Harian");
        let head = auditor.get("/jurnal/kepala.txt").await;
        assert!(head.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
        let head = head.body.trim().to_owned();
        auditor.fill("/jurnal", "/jurnal/periksa", &[]).await.is(200).says("Jurnal utuh").says("1 kepala bertanda tangan");
        auditor.fill("/jurnal", "/jurnal/periksa", &[("kept", &head)]).await.is(200).says("Jurnal utuh");
        let (front, hash) = head.rsplit_once(':').unwrap();
        let other = format!("{front}:{}", hash.chars().rev().collect::<String>());
        auditor.fill("/jurnal", "/jurnal/periksa", &[("kept", &other)]).await.is(200).says("tidak cocok dengan tanda yang disimpan di tempat lain");
        auditor.fill("/jurnal", "/jurnal/periksa", &[("kept", "1813:lima")]).await.is(422).says("tidak terbaca").says("1813:lima");
        auditor.fill("/jurnal", "/jurnal/periksa", &[("kept", &head.replacen("1813", "3201", 1))]).await.is(422);
        attack(&r, "UPDATE journal SET channel = 'phone' WHERE number = 5").await;
        let found = auditor.fill("/jurnal", "/jurnal/periksa", &[]).await;
        found.is(200).says("Jurnal tidak utuh").says("Isi catatan nomor 5 tidak cocok");
        let mut english = Visitor::officer(&r, "admin").await.in_english();
        english.fill("/jurnal", "/jurnal/periksa", &[]).await.is(200).says("The content of entry 5 does not fit");
        for role in ["front_office", "manager", "viewer", "institution_officer"] {
            let mut v = Visitor::officer(&r, role).await;
            for path in ["/jurnal", "/jurnal/kepala.txt", "/jurnal/catatan"] {
                v.get(path).await.is(403);
            }
        }
    }
}

both! {
    async fn entries_are_listed_without_what_they_say(store: Store) {
        let r = regency(&store).await;
        for _ in 0..25 {
            r.open("front_office", None, &["surat-keterangan-dtsen"]).await.unwrap();
        }
        let mut auditor = Visitor::officer(&r, "auditor").await;
        let page = auditor.get("/jurnal/catatan").await;
        page.is(200).says("Layanan dibuka").says("Front office").keeps_quiet_about("SUMIATI").keeps_quiet_about("9901014107680001");
        page.says("/jurnal/catatan?sebelum=").keeps_quiet_about("Kabupaten dimulai");
        auditor.get("/jurnal/catatan?sebelum=2").await.is(200).says("Kabupaten dimulai").says("Terbaru").keeps_quiet_about("Lebih lama");
        auditor.get("/jurnal/catatan?sebelum=1").await.is(200).says("Tidak ada catatan");
    }
}

both! {
    async fn the_api_pages_through_entries_and_checks(store: Store) {
        let r = regency(&store).await;
        let (token, stranger) = (r.token("auditor").await, r.token("front_office").await);
        let mut v = Visitor::new(&r.house);
        let head = v.call("GET", "/journal/head", Some(&token), None).await.is(200).json();
        let (mut seen, mut path) = (Vec::new(), "/journal/entries?limit=20".to_owned());
        loop {
            let page = v.call("GET", &path, Some(&token), None).await.is(200).json();
            seen.extend(page["entries"].as_array().unwrap().iter().map(|e| e["number"].as_i64().unwrap()));
            match page["next"].as_i64() {
                Some(next) => path = format!("/journal/entries?limit=20&before={next}"),
                None => break,
            }
        }
        let last = head["number"].as_i64().unwrap();
        assert_eq!(seen, (1..=last).rev().collect::<Vec<_>>());
        let check = v.call("POST", "/journal/verify", Some(&token), Some(json!({"against": [head["text"]]}))).await.is(200).json();
        assert_eq!((check["sound"].as_bool(), check["entries"].as_i64()), (Some(true), Some(last)));
        attack(&r, "UPDATE journal SET role = 'admin' WHERE number = 7").await;
        let check = v.call("POST", "/journal/verify", Some(&token), None).await.is(200).json();
        assert_eq!(check["findings"], json!([{"code": "changed", "number": 7}]));
        v.call("POST", "/journal/verify", Some(&token), Some(json!({"against": ["?"]}))).await.is(422);
        for path in ["/journal/head", "/journal/entries"] {
            v.call("GET", path, Some(&stranger), None).await.is(403);
            v.call("GET", path, None, None).await.is(401);
        }
    }
}
