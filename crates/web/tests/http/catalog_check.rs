//! *Periksa katalog*: what the dinas confirmed, doubted, or has to look at again.

use crate::visit::{Visitor, born};
use serde_json::json;
use slrt_testing::{Regency, both};

both! {
    async fn facts_are_confirmed_one_by_one_or_all_at_once(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut admin = Visitor::officer(&r, "admin").await;
        admin.get("/katalog/periksa").await.is(200).says("Program Keluarga Harapan").says("Lanjut ke Program Keluarga Harapan").says("Hari libur");
        let page = admin.get("/katalog/periksa/pkh").await;
        page.is(200).says("Ibu hamil: Rp3.000.000 per tahun").says("Rp3.000.000 per tahun</dd>").says("Sumber sudah kami baca");
        let hidden = |name: &str| page.hidden(name);
        let (first, second) = (hidden("digest-benefit-1"), hidden("digest-benefit-2"));
        let choice = [("digest-benefit-1", first.as_str()), ("fact-benefit-1", "confirmed"), ("digest-benefit-2", &second), ("fact-benefit-2", "doubted")];
        let saved = admin.fill("/katalog/periksa/pkh", "/katalog/periksa/pkh", &choice).await;
        assert_eq!(saved.is(303).location, "/katalog/periksa?tersimpan=pkh");
        admin.get(&saved.location).await.is(200).says("Program Keluarga Harapan: 2 dari");
        let page = admin.get("/katalog/periksa/pkh").await;
        page.says("Dibenarkan dinas").says("Diragukan dinas");
        // Nothing new, and a text that nobody saw.
        admin.fill("/katalog/periksa/pkh", "/katalog/periksa/pkh", &choice).await.is(422).says("Belum ada pilihan baru");
        let stale = [("digest-benefit-3", first.as_str()), ("fact-benefit-3", "confirmed")];
        admin.fill("/katalog/periksa/pkh", "/katalog/periksa/pkh", &stale).await.is(422).says("Belum tersimpan");
        // All at once.
        let digests: Vec<(String, String)> = page.body.split("name=\"digest-").skip(1).map(|p| {
            let (key, rest) = p.split_once("\" value=\"").unwrap();
            (format!("digest-{key}"), rest.split_once('"').unwrap().0.to_owned())
        }).collect();
        let mut all: Vec<(&str, &str)> = digests.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        all.push(("all", "confirmed"));
        admin.fill("/katalog/periksa/pkh", "/katalog/periksa/pkh", &all).await.is(303);
        admin.get("/katalog/periksa/pkh").await.keeps_quiet_about("Diragukan dinas").keeps_quiet_about("Belum diperiksa");
        admin.get("/katalog/periksa/none").await.is(404);
        for role in ["front_office", "manager", "auditor"] {
            let mut v = Visitor::officer(&r, role).await;
            v.get("/katalog/periksa").await.is(403);
            v.get("/katalog/periksa/pkh").await.is(403);
        }
    }
}

both! {
    async fn the_api_confirms_the_text_that_was_read(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let (admin, other) = (r.token("admin").await, r.token("manager").await);
        let mut v = Visitor::new(&r.house);
        let list = v.call("GET", "/confirmations", Some(&admin), None).await.is(200).json();
        let fact = list["facts"].as_array().unwrap().iter().find(|f| f["program"] == "pkh").unwrap().clone();
        assert_eq!(fact["state"], "open");
        let say = |digest: &str| json!({"facts": [{"program": "pkh", "fact": fact["fact"], "confirmed": true, "digest": digest}]});
        let digest = fact["digest"].as_str().unwrap();
        v.call("POST", "/confirmations", Some(&other), Some(say(digest))).await.is(403);
        v.call("POST", "/confirmations", Some(&admin), Some(say(&"0".repeat(64)))).await.is(409);
        v.call("POST", "/confirmations", Some(&admin), Some(json!({"facts": []}))).await.is(422);
        v.call("POST", "/confirmations", Some(&admin), Some(say(digest))).await.is(204);
        let list = v.call("GET", "/confirmations", Some(&admin), None).await.json();
        assert_eq!(list["facts"].as_array().unwrap().iter().find(|f| f["program"] == "pkh").unwrap()["state"], "confirmed");
        v.call("GET", "/confirmations", Some(&other), None).await.is(403);
    }
}
