//! Hand-over by pages and API: from one regency to another and back, with the log-in that chooses between them.

use crate::visit::{Visitor, born, uuid};
use serde_json::json;
use slrt_operations::worker;
use slrt_testing::{Regency, both};

both! {
    async fn a_case_is_handed_over_and_taken_over_on_pages(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let receipt = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        let page = format!("/layanan/{}", receipt.case);
        let hand = format!("{page}/serahkan");
        let mut coordinator = Visitor::officer(&r, "coordinator").await;
        coordinator.get(&page).await.is(200).keeps_quiet_about("/serahkan");
        coordinator.get(&hand).await.is(403);
        let n = r.neighbour().await;
        coordinator.get(&page).await.is(200).says(&format!("href=\"{hand}\""));
        Visitor::officer(&r, "front_office").await.get(&page).await.is(200).keeps_quiet_about("/serahkan");
        coordinator.get(&hand).await.is(200).says("Kabupaten Lampung Barat").keeps_quiet_about("value=\"1813\"");
        let seen = coordinator.get(&hand).await.hidden("seen");
        let fields = |regency: &'static str, reason: &'static str| [("seen", seen.clone()), ("regency", regency.to_owned()), ("reason", reason.to_owned()), ("words", "Pindah".to_owned())];
        async fn fill(v: &mut Visitor, page: &str, fields: &[(&str, String)]) -> crate::visit::Answer {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            v.fill(page, page, &fields).await
        }
        fill(&mut coordinator, &hand, &fields("", "warga-sana")).await.is(422).says("Pilih dahulu kabupaten/kotanya");
        fill(&mut coordinator, &hand, &fields("1804", "")).await.is(422).says("Pilih alasannya");
        fill(&mut coordinator, &hand, &fields("3201", "warga-sana")).await.is(422);
        fill(&mut coordinator, &hand, &fields("1804", "pindah-ke-sana")).await.is(303);
        coordinator.get(&page).await.is(200).says("Sedang diserahkan ke Kabupaten Lampung Barat").keeps_quiet_about("/serahkan");
        coordinator.get(&format!("{page}?riwayat=lengkap")).await.is(200).says("Diserahkan ke Kabupaten Lampung Barat");
        worker::round(&r.house).await.unwrap();

        let mut manager = Visitor::officer(&n, "manager").await;
        manager.get("/tugas").await.is(200).says("/serah-terima");
        let list = manager.get("/serah-terima").await;
        list.is(200).says("Dari Kabupaten Pesisir Barat").says(&receipt.number.to_string());
        let one = list.body.split_once("href=\"/serah-terima/").unwrap().1.split_once('"').unwrap().0.to_owned();
        let one = format!("/serah-terima/{one}");
        manager.get(&one).await.is(200).says("Kartu BPJS mati");
        Visitor::officer(&n, "viewer").await.get("/serah-terima").await.is(403);
        Visitor::officer(&r, "manager").await.get(&one).await.is(404);
        manager.fill(&one, &format!("{one}/tolak"), &[("reason", "")]).await.is(422).says("Pilih alasannya");
        let taken = manager.fill(&one, &one, &[("office", &n.sekretariat.to_string())]).await;
        taken.is(200).says("Layanan diterima").says("1804-");
        manager.get(&one).await.is(404);
        manager.get(&page).await.is(200).says("Diterima dari Kabupaten Pesisir Barat").says(&receipt.number.to_string());
        manager.get("/tugas").await.is(200).keeps_quiet_about("/serah-terima");
        worker::round(&r.house).await.unwrap();

        coordinator.get(&page).await.is(200).says("Ditangani Kabupaten Lampung Barat sejak");
        let mut citizen = Visitor::new(&r.house);
        citizen.post("/status", &[("number", &receipt.number.to_string()), ("pin", receipt.pin.reveal())]).await.is(303);
        citizen.get("/status").await.is(200).says("dilanjutkan Kabupaten Lampung Barat").says("1804-");
        citizen.in_english().get("/status").await.is(200).says("goes on with Kabupaten Lampung Barat");
    }
}

both! {
    async fn programs_hand_over_and_refuse(store: Store) {
        let r = Regency::found(&store).await;
        let n = r.neighbour().await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let case = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap().case;
        let (ours, theirs) = (r.token("coordinator").await, n.token("manager").await);
        let mut v = Visitor::new(&r.house);
        let regencies = v.call("GET", "/regencies", Some(&ours), None).await.is(200).json();
        assert_eq!(regencies["regencies"][0], json!({"regency": "1804", "name": "Kabupaten Lampung Barat", "own": false}));
        let shown = v.call("GET", &format!("/cases/{case}"), Some(&ours), None).await.is(200).json();
        assert!(shown["can"].as_array().unwrap().contains(&json!("hand_over")));
        let k = &shown["concerns"][0];
        let body = json!({"regency": "1804", "reason": "warga-sana", "concerns": [{"concern": k["id"], "revision": k["revision"]}]});
        let (path, key) = (format!("/cases/{case}/hand-over"), uuid());
        v.call_with(&key, "POST", &path, Some(&ours), Some(body.clone())).await.is(204);
        v.call_with(&key, "POST", &path, Some(&ours), Some(body.clone())).await.is(204);
        v.call("POST", &path, Some(&ours), Some(body)).await.is(409);
        worker::round(&r.house).await.unwrap();
        let found = v.call("GET", "/hand-overs", Some(&theirs), None).await.is(200).json();
        let one = found["waiting"][0].clone();
        assert_eq!((&one["from"], &one["needs"][0]["id"], &one["offices"][0]["id"]), (&json!("1813"), &k["id"], &json!(n.sekretariat.to_string())));
        let path = format!("/hand-overs/{}", one["id"].as_str().unwrap());
        v.call("POST", &format!("{path}/take-over"), Some(&ours), Some(json!({"office": uuid()}))).await.is(404);
        v.call("POST", &format!("{path}/refuse"), Some(&theirs), Some(json!({"reason": "keterangan-kurang"}))).await.is(204);
        v.call("POST", &format!("{path}/take-over"), Some(&theirs), Some(json!({"office": n.sekretariat.to_string()}))).await.is(409);
        worker::round(&r.house).await.unwrap();
        let shown = v.call("GET", &format!("/cases/{case}"), Some(&ours), None).await.is(200).json();
        assert_eq!((&shown["handed_over"]["state"], &shown["handed_over"]["answer"]), (&json!("returned"), &json!("keterangan-kurang")));
        assert_eq!(shown["concerns"][0]["state"], "received");
        assert_eq!(v.call("GET", "/hand-overs", Some(&theirs), None).await.is(200).json()["waiting"], json!([]));
    }
}

both! {
    async fn a_case_is_taken_back_on_pages(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let n = r.neighbour().await;
        let case = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap().case;
        let page = format!("/layanan/{case}");
        let (hand, back) = (format!("{page}/serahkan"), format!("{page}/tarik"));
        let mut coordinator = Visitor::officer(&r, "coordinator").await;
        coordinator.get(&page).await.is(200).keeps_quiet_about("/tarik");
        coordinator.get(&back).await.is(403);
        for again in [false, true] {
            let seen = coordinator.get(&hand).await.hidden("seen");
            coordinator.fill(&hand, &hand, &[("seen", &seen), ("regency", "1804"), ("reason", "warga-sana")]).await.is(303);
            coordinator.get(&page).await.is(200).says(&format!("href=\"{back}\""));
            Visitor::officer(&r, "front_office").await.get(&back).await.is(403);
            worker::round(&r.house).await.unwrap();
            let mut manager = Visitor::officer(&n, "manager").await;
            let list = manager.get("/serah-terima").await;
            let one = list.body.split_once("href=\"/serah-terima/").unwrap().1.split_once('"').unwrap().0.to_owned();
            let one = format!("/serah-terima/{one}");
            let answer = manager.get(&one).await.hidden("operation_id");
            let csrf = manager.get(&one).await.hidden("csrf_token");
            let form = coordinator.get(&back).await;
            form.is(200).says("Tarik kembali dari Kabupaten Lampung Barat").says("Salah memilih kabupaten/kota tujuan");
            let handed = form.hidden("hand_over");
            coordinator.fill(&back, &back, &[("hand_over", &handed), ("reason", ""), ("words", "Keliru")]).await.is(422).says("Pilih alasannya").says("Keliru");
            if again {
                // The other regency was faster: that is told, and nothing is lost.
                let old = (form.hidden("csrf_token"), form.hidden("operation_id"));
                manager.fill(&one, &one, &[("office", &n.sekretariat.to_string())]).await.is(200).says("Layanan diterima");
                let late = [("csrf_token", old.0.as_str()), ("operation_id", &old.1), ("hand_over", &handed), ("reason", "salah-tujuan")];
                coordinator.post(&back, &late).await.is(409).says("baru saja menjawab");
                continue;
            }
            coordinator.fill(&back, &back, &[("hand_over", &handed), ("reason", "salah-tujuan"), ("words", "Keliru")]).await.is(303);
            coordinator.get(&page).await.is(200).says("Ditarik kembali dari Kabupaten Lampung Barat").says("Salah memilih kabupaten/kota tujuan").keeps_quiet_about("/tarik");
            coordinator.get(&format!("{page}?riwayat=lengkap")).await.is(200).says("Keliru");
            // Whoever had it open there is told so.
            manager.get("/serah-terima").await.is(200).keeps_quiet_about("/serah-terima/");
            let office = n.sekretariat.to_string();
            let late = [("csrf_token", csrf.as_str()), ("operation_id", &answer), ("office", &office)];
            manager.post(&one, &late).await.is(409).says("baru saja ditarik kembali");
            manager.get(&one).await.is(404);
        }
    }
}

both! {
    async fn programs_take_back(store: Store) {
        let r = Regency::found(&store).await;
        let n = r.neighbour().await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let case = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap().case;
        let (ours, theirs) = (r.token("coordinator").await, n.token("manager").await);
        let mut v = Visitor::new(&r.house);
        let shown = v.call("GET", &format!("/cases/{case}"), Some(&ours), None).await.is(200).json();
        let k = &shown["concerns"][0];
        let body = json!({"regency": "1804", "reason": "warga-sana", "concerns": [{"concern": k["id"], "revision": k["revision"]}]});
        v.call("POST", &format!("/cases/{case}/hand-over"), Some(&ours), Some(body)).await.is(204);
        worker::round(&r.house).await.unwrap();
        let id = v.call("GET", "/hand-overs", Some(&theirs), None).await.is(200).json()["waiting"][0]["id"].clone();
        let shown = v.call("GET", &format!("/cases/{case}"), Some(&ours), None).await.is(200).json();
        assert!(shown["can"].as_array().unwrap().contains(&json!("take_back")));
        assert_eq!(shown["handed_over"]["id"], id);
        let (path, key) = (format!("/cases/{case}/take-back"), uuid());
        v.call("POST", &path, Some(&ours), Some(json!({"hand_over": "x", "reason": "salah-tujuan"}))).await.is(422);
        v.call("POST", &path, Some(&ours), Some(json!({"hand_over": id, "reason": "tidak-ada"}))).await.is(422);
        v.call("POST", &path, Some(&theirs), Some(json!({"hand_over": id, "reason": "salah-tujuan"}))).await.is(404);
        let body = json!({"hand_over": id, "reason": "salah-tujuan", "words": "Keliru"});
        v.call_with(&key, "POST", &path, Some(&ours), Some(body.clone())).await.is(204);
        v.call_with(&key, "POST", &path, Some(&ours), Some(body.clone())).await.is(204);
        v.call("POST", &path, Some(&ours), Some(body)).await.is(409);
        let take = format!("/hand-overs/{}/take-over", id.as_str().unwrap());
        let refused = v.call("POST", &take, Some(&theirs), Some(json!({"office": n.sekretariat.to_string()}))).await.is(409).json();
        assert_eq!(refused["detail"], "taken_back");
        let shown = v.call("GET", &format!("/cases/{case}"), Some(&ours), None).await.is(200).json();
        assert_eq!((&shown["handed_over"]["state"], &shown["handed_over"]["answer"]), (&json!("taken_back"), &json!("salah-tujuan")));
    }
}

both! {
    async fn the_log_in_asks_for_the_regency_where_there_are_several(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let password = "kopi pagi di pantai";
        let mut v = Visitor::new(&r.house);
        v.get("/masuk").await.is(200).keeps_quiet_about("name=\"regency\"");
        let n = r.neighbour().await;
        slrt_testing::set_password(&n.house, n.tenant, n.officers["manager"].account, password, false, None).await.unwrap();
        v.get("/masuk?kabupaten=1804").await.is(200).says("<option value=\"1804\" selected>");
        v.post("/masuk", &[("login", "manager"), ("password", password), ("regency", "1813")]).await.is(422);
        v.post("/masuk", &[("login", "manager"), ("password", password), ("regency", "1804")]).await.is(303);
        v.get("/tugas").await.is(200).says("SLRT Lampung Barat");
    }
}
