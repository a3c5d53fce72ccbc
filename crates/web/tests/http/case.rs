//! A visit with three needs through all roles to three outcomes, by API; two officers at once; what is restricted; what is sent twice.

use crate::visit::{Answer, Visitor, born, uuid};
use serde_json::{Value, json};
use slrt_testing::{Regency, both};
use std::collections::BTreeMap;

const ROLES: &[&str] = &[
    "front_office",
    "back_office",
    "coordinator",
    "manager",
    "division_head",
    "head",
    "institution_officer",
    "supervisor",
    "protection_officer",
    "facilitator",
    "admin",
    "viewer",
];

/// A program that speaks with everybody's token.
struct Everybody {
    v: Visitor,
    tokens: BTreeMap<&'static str, String>,
    case: String,
    concerns: Vec<String>,
}

impl Everybody {
    async fn of(r: &Regency) -> Self {
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut tokens = BTreeMap::new();
        for role in ROLES {
            tokens.insert(*role, r.token(role).await);
        }
        Self { v: Visitor::new(&r.house), tokens, case: uuid(), concerns: Vec::new() }
    }

    async fn call(&mut self, role: &str, method: &str, path: &str, body: Option<Value>) -> Answer {
        let token = self.tokens[role].clone();
        self.v.call(method, path, Some(&token), body).await
    }

    /// Opens a case with these kinds.
    async fn open(&mut self, kinds: &[&str]) -> Value {
        self.case = uuid();
        self.concerns = kinds.iter().map(|_| uuid()).collect();
        let concerns: Vec<Value> =
            kinds.iter().zip(&self.concerns).map(|(k, id)| json!({"id": id, "kind": k, "words": "Kartu mati"})).collect();
        let body =
            json!({"case": self.case, "village": slrt_testing::SUKA_BARU, "channel": "counter", "caller": "Sumiati", "concerns": concerns});
        self.call("front_office", "POST", "/cases", Some(body)).await.is(201).json()
    }

    async fn show(&mut self, role: &str) -> Value {
        let path = format!("/cases/{}", self.case);
        self.call(role, "GET", &path, None).await.is(200).json()
    }

    async fn revision(&mut self, n: usize) -> i64 {
        let id = self.concerns[n].clone();
        let shown = self.show("supervisor").await;
        shown["concerns"].as_array().unwrap().iter().find(|c| c["id"] == id.as_str()).unwrap()["revision"].as_i64().unwrap()
    }

    /// Takes a step at the present revision.
    async fn step(&mut self, role: &str, n: usize, verb: &str, mut body: Value) -> Answer {
        body["revision"] = self.revision(n).await.into();
        self.step_at(role, n, verb, body).await
    }

    async fn step_at(&mut self, role: &str, n: usize, verb: &str, body: Value) -> Answer {
        let path = format!("/cases/{}/concerns/{}/{verb}", self.case, self.concerns[n]);
        self.call(role, "POST", &path, Some(body)).await
    }
}

fn state(answer: &Answer) -> (String, Option<String>) {
    let body = answer.is(200).json();
    (body["state"].as_str().unwrap().to_owned(), body["outcome"].as_str().map(Into::into))
}

both! {
    async fn one_visit_with_three_needs_ends_in_three_ways(store: Store) {
        let r = Regency::found(&store).await;
        let mut e = Everybody::of(&r).await;
        let receipt = e.open(&["pbi-nonaktif", "rumah-tidak-layak", "biaya-sekolah"]).await;
        let (health, roof, school) = (0, 1, 2);
        let found = e.call("back_office", "POST", "/cases/find", Some(json!({"number": receipt["number"]}))).await;
        assert_eq!(found.is(200).json()["id"], e.case);
        for n in 0..3 {
            assert_eq!(state(&e.step("back_office", n, "verify", json!({"result": "listed"})).await).0, "verified");
        }
        // Health: recommended, approved by the manager, referred, given, and the citizen says so.
        assert_eq!(state(&e.step("back_office", health, "recommend", json!({"programs": ["pbi-jk-reakt"], "words": "Perlu cuci darah"})).await).0, "recommended");
        let waiting = e.call("manager", "GET", "/tasks", None).await.is(200).json();
        assert_eq!(waiting["lines"][0]["next"], "decide");
        e.step("back_office", health, "decide", json!({"result": "approve"})).await.is(403);
        e.step("viewer", health, "decide", json!({"result": "approve"})).await.is(404);
        assert_eq!(state(&e.step("manager", health, "decide", json!({"result": "approve"})).await).0, "approved");
        let dinkes = r.institutions["dinkes"].to_string();
        let referral = json!({"referral": uuid(), "institution": dinkes, "program": "pbi-jk-reakt", "consent": false, "words": "Mohon segera"});
        let refused = e.step("back_office", health, "refer", referral.clone()).await;
        assert_eq!(refused.is(422).json()["field"], "consent");
        let mut agreed = referral;
        agreed["consent"] = true.into();
        assert_eq!(state(&e.step("back_office", health, "refer", agreed).await).0, "referred");
        let inbox = e.call("institution_officer", "GET", "/referrals", None).await.is(200).json();
        assert_eq!((inbox["waiting"].as_i64(), inbox["lines"][0]["next"].as_str()), (Some(1), Some("answer")));
        let theirs = e.show("institution_officer").await;
        assert_eq!((theirs["sight"].as_str(), theirs["concerns"].as_array().unwrap().len()), (Some("referral"), 1));
        assert!(theirs["concerns"][0]["words"].is_null());
        assert_eq!(state(&e.step("institution_officer", health, "answer", json!({"result": "accepted"})).await).0, "accepted");
        assert_eq!(state(&e.step("institution_officer", health, "answer", json!({"result": "given", "words": "Aktif kembali"})).await), ("service_given".into(), Some("given".into())));
        assert_eq!(state(&e.step("front_office", health, "confirm", json!({"result": "helped", "by": "phone"})).await), ("closed".into(), Some("helped".into())));
        // The roof: visited, recommended, and declined by the head with a reason.
        assert_eq!(state(&e.step("back_office", roof, "request-visit", json!({"words": "Lihat atapnya"})).await).0, "visit_needed");
        assert_eq!(state(&e.step("back_office", roof, "record-visit", json!({"result": "as_told", "words": "Bocor"})).await).0, "visited");
        e.step("back_office", roof, "recommend", json!({"programs": ["rtlh-rst"]})).await.is(200);
        e.step("manager", roof, "decide", json!({"result": "approve"})).await.is(200);
        e.step("division_head", roof, "decide", json!({"result": "approve"})).await.is(200);
        let no_reason = e.step("head", roof, "decide", json!({"result": "decline"})).await;
        assert_eq!(no_reason.is(422).json()["field"], "reason");
        let declined = e.step("head", roof, "decide", json!({"result": "decline", "reason": "syarat-belum-terpenuhi"})).await;
        assert_eq!(state(&declined), ("not_eligible".into(), Some("declined".into())));
        // School: the coordinator decides, another institution's answer is recorded, and part of it came.
        e.step("back_office", school, "recommend", json!({"programs": ["pip"]})).await.is(200);
        e.step("coordinator", school, "decide", json!({"result": "return", "reason": "berkas-kurang"})).await.is(200);
        e.step("back_office", school, "ask-documents", json!({"documents": ["kartu-pelajar"]})).await.is(200);
        e.step("front_office", school, "receive-documents", json!({})).await.is(200);
        e.step("back_office", school, "recommend", json!({"programs": ["pip"]})).await.is(200);
        e.step("coordinator", school, "decide", json!({"result": "approve"})).await.is(200);
        let disdik = r.institutions["disdik"].to_string();
        e.step("back_office", school, "refer", json!({"referral": uuid(), "institution": disdik, "consent": true})).await.is(200);
        let asked = json!({"result": "more_asked", "words": "Nomor rekening", "on_behalf": {"who": "Bu Ani, staf", "channel": "phone", "day": "2026-11-23"}});
        assert_eq!(state(&e.step("back_office", school, "answer", asked).await).0, "more_asked");
        e.step("back_office", school, "resubmit", json!({"words": "Sudah dilampirkan"})).await.is(200);
        let given = json!({"result": "given", "words": "Seragam", "on_behalf": {"who": "Bu Ani, staf", "channel": "phone", "day": "2026-11-23"}});
        assert_eq!(state(&e.step("back_office", school, "answer", given).await).0, "service_given");
        assert_eq!(state(&e.step("front_office", school, "confirm", json!({"result": "partly", "by": "counter"})).await), ("reopened".into(), Some("partly_helped".into())));
        let end = e.show("back_office").await;
        let outcomes: Vec<&str> = end["concerns"].as_array().unwrap().iter().filter_map(|c| c["outcome"].as_str()).collect();
        assert_eq!(outcomes, ["helped", "declined", "partly_helped"]);
        assert!(end["timeline"].as_array().unwrap().iter().any(|t| t["kind"] == "concern.referral_given" && t["institution"] == "DISDIK"));
    }
}

both! {
    async fn the_second_of_two_officers_is_told(store: Store) {
        let r = Regency::found(&store).await;
        let mut e = Everybody::of(&r).await;
        e.open(&["biaya-sekolah"]).await;
        e.step("back_office", 0, "recommend", json!({"programs": ["pip"]})).await.is(200);
        let seen = e.revision(0).await;
        e.step_at("coordinator", 0, "decide", json!({"revision": seen, "result": "approve"})).await.is(200);
        let late = e.step_at("coordinator", 0, "decide", json!({"revision": seen, "result": "return", "reason": "berkas-kurang"})).await;
        let problem = late.is(409).json();
        assert_eq!((problem["type"].as_str(), problem["detail"].as_str()), (Some("urn:slrt:problem:refusal-changed"), Some("approved")));
        let gone = e.step("coordinator", 0, "decide", json!({"result": "approve"})).await;
        assert_eq!(gone.is(409).json()["type"], "urn:slrt:problem:refusal-wrong-state");
    }
}

both! {
    async fn what_is_sent_twice_is_done_once(store: Store) {
        let r = Regency::found(&store).await;
        let mut e = Everybody::of(&r).await;
        e.open(&["biaya-sekolah"]).await;
        let path = format!("/cases/{}/concerns/{}/verify", e.case, e.concerns[0]);
        let (key, token) = (uuid(), e.tokens["back_office"].clone());
        let body = json!({"revision": 1, "result": "listed"});
        let first = e.v.call_with(&key, "POST", &path, Some(&token), Some(body.clone())).await.is(200).json();
        let again = e.v.call_with(&key, "POST", &path, Some(&token), Some(body)).await.is(200).json();
        assert_eq!((first["replayed"].as_bool(), again["replayed"].as_bool()), (Some(false), Some(true)));
        assert_eq!(first["revision"], again["revision"]);
        let other = e.v.call_with(&key, "POST", &path, Some(&token), Some(json!({"revision": 1, "result": "not_listed"}))).await;
        assert_eq!(other.is(409).json()["type"], "urn:slrt:problem:refusal-reused");
        let shown = e.show("back_office").await;
        assert_eq!(shown["timeline"].as_array().unwrap().iter().filter(|t| t["kind"] == "concern.verified").count(), 1);
    }
}

both! {
    async fn what_is_restricted_exists_only_for_who_is_named(store: Store) {
        let r = Regency::found(&store).await;
        let mut e = Everybody::of(&r).await;
        let receipt = e.open(&["kdrt"]).await;
        let path = format!("/cases/{}", e.case);
        for stranger in ["back_office", "coordinator", "manager", "head", "supervisor", "institution_officer", "viewer", "admin"] {
            e.call(stranger, "GET", &path, None).await.is(404);
            e.call(stranger, "POST", "/cases/find", Some(json!({"number": receipt["number"]}))).await.is(404);
            e.step_at(stranger, 0, "note", json!({"revision": 1, "words": "x"})).await.is(404);
            let tasks = e.call(stranger, "GET", "/tasks", None).await.is(200).json();
            assert_eq!((tasks["figures"]["waiting"].as_i64(), tasks["lines"].as_array().map(Vec::len)), (Some(0), Some(0)), "{stranger}");
        }
        let seen = e.call("protection_officer", "GET", &path, None).await.is(200).json();
        assert_eq!((seen["restricted"].as_bool(), seen["can"].as_array().unwrap().contains(&json!("name_person"))), (Some(true), true));
        let supervisor = r.officers["supervisor"].account.to_string();
        e.call("front_office", "POST", &format!("{path}/named"), Some(json!({"account": supervisor}))).await.is(403);
        e.call("supervisor", "POST", &format!("{path}/named"), Some(json!({"account": supervisor}))).await.is(404);
        e.call("protection_officer", "POST", &format!("{path}/named"), Some(json!({"account": supervisor}))).await.is(204);
        e.call("supervisor", "GET", &path, None).await.is(200);
        let mut page = Visitor::officer(&r, "protection_officer").await;
        let case = format!("/layanan/{}", e.case);
        page.get(&case).await.is(200).says("Terbatas").says("Petugas yang boleh tahu").says("supervisor");
        page.get(&format!("{case}/petugas")).await.is(200).says("Siapa lagi");
        let mut stranger = Visitor::officer(&r, "back_office").await;
        stranger.get(&case).await.is(404);
        stranger.get(&format!("{case}/kebutuhan/{}", e.concerns[0])).await.is(404);
        stranger.get(&format!("{case}/kebutuhan/{}/periksa", e.concerns[0])).await.is(404);
    }
}

both! {
    async fn papers_and_a_new_pin(store: Store) {
        let r = Regency::found(&store).await;
        let mut e = Everybody::of(&r).await;
        e.open(&["biaya-sekolah"]).await;
        let (case, id) = (e.case.clone(), uuid());
        let path = format!("/cases/{case}/documents");
        let picture = "/9j/4AAQSkZJRg==";
        let bad = e.call("front_office", "POST", &path, Some(json!({"id": uuid(), "kind": "ktp", "form": "photo", "photo": "aGFsbyBkdW5pYQ=="}))).await;
        assert_eq!(bad.is(422).json()["field"], "photo");
        e.call("front_office", "POST", &path, Some(json!({"id": id, "kind": "ktp", "form": "photo", "photo": picture}))).await.is(201);
        e.call("viewer", "POST", &path, Some(json!({"id": uuid(), "kind": "ktp", "form": "shown"}))).await.is(404);
        let photo = e.call("back_office", "GET", &format!("{path}/{id}/photo"), None).await;
        assert_eq!(photo.is(200).headers["content-type"], "image/jpeg");
        e.call("institution_officer", "GET", &format!("{path}/{id}/photo"), None).await.is(404);
        let mut page = Visitor::officer(&r, "front_office").await;
        page.get(&format!("/layanan/{case}")).await.is(200).says("Difoto").says("Lihat foto");
        page.get(&format!("/layanan/{case}/berkas/{id}")).await.is(200).says("<img");
        page.get(&format!("/layanan/{case}/berkas/{id}/foto")).await.is(200);
        page.get(&format!("/layanan/{case}/berkas")).await.is(200).says("Biasanya untuk layanan ini");
        let pin = e.call("front_office", "POST", &format!("/cases/{case}/pin"), Some(json!({}))).await.is(201).json();
        assert_eq!(pin["pin"].as_str().unwrap().len(), 6);
        e.call("viewer", "POST", &format!("/cases/{case}/pin"), Some(json!({}))).await.is(404);
        let address = format!("/layanan/{case}/pin");
        page.fill(&address, &address, &[]).await.is(422).says("Pastikan dahulu");
        page.fill(&address, &address, &[("sure", "ya")]).await.is(200).says("PIN baru").says("id=\"pin\"");
    }
}

both! {
    async fn what_is_stuck_gets_on_again(store: Store) {
        let r = Regency::found(&store).await;
        let mut e = Everybody::of(&r).await;
        e.open(&["rumah-tidak-layak", "pbi-nonaktif", "ktp-kk"]).await;
        let (roof, health, other) = (0, 1, 2);
        let refer = || json!({"referral": uuid(), "institution": r.institutions["perkim"].to_string(), "consent": true});
        e.step("back_office", roof, "refer", refer()).await.is(200);
        assert_eq!(e.step("back_office", roof, "take-back", json!({})).await.is(422).json()["field"], "reason");
        assert_eq!(state(&e.step("back_office", roof, "take-back", json!({"reason": "tidak-menjawab"})).await).0, "verified");
        e.step("back_office", roof, "recommend", json!({"programs": ["rtlh-rst"]})).await.is(200);
        assert_eq!(state(&e.step("back_office", roof, "withdraw-recommendation", json!({})).await).0, "verified");
        let reason = json!({"reason": "syarat-belum-terpenuhi"});
        assert_eq!(e.step("back_office", roof, "decline", reason.clone()).await.is(422).json()["field"], "chain");
        assert_eq!(state(&e.step("back_office", other, "decline", reason).await), ("not_eligible".into(), Some("declined".into())));
        let wait = json!({"result": "center", "next_look": "2026-12-23"});
        assert_eq!(e.step("back_office", health, "wait", wait).await.is(422).json()["field"], "reason");
        let wait = json!({"result": "center", "reason": "menunggu-bpjs", "next_look": "2026-12-23"});
        e.step("back_office", health, "wait", wait).await.is(200);
        let shown = e.show("back_office").await;
        let waiting = &shown["concerns"][health];
        assert_eq!((&waiting["paused_since"], &waiting["waited_days"], &waiting["reason"]), (&json!("2026-11-23"), &json!(0), &json!("menunggu-bpjs")));
        // No standard of these needs allows more time.
        let more = json!({"reason": "pemeriksaan-lebih-lama"});
        assert_eq!(e.step("back_office", roof, "extend", more).await.is(422).json()["field"], "extension");
        // The same on the pages.
        e.step("back_office", roof, "refer", refer()).await.is(200);
        let mut officer = Visitor::officer(&r, "back_office").await;
        let page = format!("/layanan/{}/kebutuhan/{}/tarik-rujukan", e.case, e.concerns[roof]);
        officer.get(&page).await.is(200).says("Mengapa ditarik?").says("Lembaga tidak menjawab");
        let revision = officer.get(&page).await.hidden("revision");
        officer.fill(&page, &page, &[("revision", &revision), ("reason", "tidak-menjawab")]).await.is(303);
        officer.get(&format!("/layanan/{}", e.case)).await.is(200).says("Rujukan ditarik kembali dari PERKIM");
        officer.get(&page).await.is(409);
    }
}

both! {
    async fn more_time_is_taken_once_and_the_citizen_is_told(store: Store) {
        let r = Regency::found(&store).await;
        let mut e = Everybody::of(&r).await;
        let receipt = e.open(&["informasi-publik"]).await;
        let shown = e.show("back_office").await["concerns"][0].clone();
        let (before, after) = (shown["promised"].as_str().unwrap().to_owned(), shown["extends_to"].as_str().unwrap().to_owned());
        assert!(before < after && shown["extended_on"].is_null());
        assert_eq!(e.step("back_office", 0, "extend", json!({"reason": "begitu"})).await.is(422).json()["field"], "reason");
        e.step("viewer", 0, "extend", json!({"reason": "pemeriksaan-lebih-lama"})).await.is(404);
        // On the page: the new day is told before, a reason must be chosen.
        let mut officer = Visitor::officer(&r, "back_office").await;
        let need = format!("/layanan/{}/kebutuhan/{}", e.case, e.concerns[0]);
        let page = format!("{need}/perpanjang");
        officer.get(&need).await.is(200).says("Perpanjang waktu");
        let form = officer.get(&page).await;
        form.is(200).says("Janji kepada warga berubah dari").says("Mengapa perlu waktu lebih lama?");
        let revision = form.hidden("revision");
        officer.fill(&page, &page, &[("revision", &revision)]).await.is(422).says("Pilih alasannya lebih dahulu");
        let send = [("revision", revision.as_str()), ("reason", "data-dari-pihak-lain"), ("words", "Menunggu arsip kecamatan")];
        officer.fill(&page, &page, &send).await.is(303);
        officer.get(&need).await.is(200).says("Waktu diperpanjang").keeps_quiet_about("/perpanjang\"");
        officer.get(&format!("/layanan/{}", e.case)).await.is(200).says("Waktu diperpanjang; janji kepada warga menjadi").says("Data atau jawaban pihak lain belum lengkap");
        let now = e.show("back_office").await["concerns"][0].clone();
        assert_eq!((now["promised"].as_str(), now["extended_on"].as_str(), &now["extends_to"]), (Some(&*after), Some("2026-11-23"), &json!(null)));
        officer.get(&page).await.is(409);
        assert_eq!(e.step("back_office", 0, "extend", json!({"reason": "pemeriksaan-lebih-lama"})).await.is(422).json()["detail"], "once");
        let mut citizen = Visitor::new(&r.house);
        let known = [("number", receipt["number"].as_str().unwrap()), ("pin", receipt["pin"].as_str().unwrap())];
        citizen.post("/status", &known).await.is(303);
        citizen.get("/status").await.is(200).says("Waktunya kami perpanjang satu kali");
    }
}
