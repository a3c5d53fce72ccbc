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
        page.says("/jurnal/catatan?sebelum=").keeps_quiet_about("Kabupaten/kota didirikan");
        auditor.get("/jurnal/catatan?sebelum=2").await.is(200).says("Kabupaten/kota didirikan").says("Terbaru").keeps_quiet_about("Lebih lama");
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

both! {
    async fn a_restricted_case_is_told_to_named_readers_only(store: Store) {
        let r = regency(&store).await;
        let open = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap().case.to_string();
        let shut = r.open("front_office", None, &["kdrt"]).await.unwrap();
        let id = shut.case.to_string();
        for role in ["auditor", "admin"] {
            let mut v = Visitor::officer(&r, role).await;
            v.get("/jurnal/catatan").await.is(200).says("Terlindungi").says(&open).keeps_quiet_about(&id);
            let token = r.token(role).await;
            let page = v.call("GET", "/journal/entries", Some(&token), None).await;
            let page = page.is(200).keeps_quiet_about(&id).json();
            let newest = &page["entries"][0];
            assert_eq!((&newest["kind"], &newest["subjects"]), (&json!("protected"), &json!([])));
            // The chain can be checked all the same.
            let head = v.call("GET", "/journal/head", Some(&token), None).await.json();
            assert_eq!((&newest["number"], &newest["hash"]), (&head["number"], &head["hash"]));
        }
        let auditor = r.officers["auditor"].account;
        slrt_operations::steps::name_person(&r.house, &r.sender("protection_officer"), shut.case, auditor).await.unwrap();
        Visitor::officer(&r, "auditor").await.get("/jurnal/catatan").await.is(200).says(&id).keeps_quiet_about("Terlindungi");
        Visitor::officer(&r, "admin").await.get("/jurnal/catatan").await.is(200).says("Terlindungi").keeps_quiet_about(&id);
    }
}

both! {
    async fn two_browsers_of_one_account_are_told_apart(store: Store) {
        let r = regency(&store).await;
        let mut v = Visitor::new(&r.house);
        let mut handles = Vec::new();
        for _ in 0..2 {
            let token = r.token("front_office").await;
            v.call("POST", "/inquiries", Some(&token), Some(json!({"sector": "pangan"}))).await.is(204);
            let hash = slrt_operations::accounts::token_hash(&token);
            handles.push(hash[..4].iter().map(|b| format!("{b:02x}")).collect::<String>());
        }
        let token = r.token("auditor").await;
        let page = v.call("GET", "/journal/entries?limit=2", Some(&token), None).await.is(200).json();
        assert_eq!((&page["entries"][1]["device"], &page["entries"][0]["device"]), (&json!(handles[0]), &json!(handles[1])));
        Visitor::officer(&r, "auditor").await.get("/jurnal/catatan").await.is(200).says(&handles[0]).says(&handles[1]);
    }
}
