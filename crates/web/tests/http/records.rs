//! What administrators and officers put right, add and erase: data of people, institutions, the service's name, chains of decision; and that the journal
//! tells an auditor who did it.

use crate::visit::{Visitor, born, uuid};
use serde_json::json;
use slrt_testing::{Regency, SUKA_BARU, Store, both};

const NIK: &str = "9901014103680001";

async fn regency(store: &Store) -> Regency {
    let r = Regency::found(store).await;
    born(&r.house, "demo", None, Some(r.tenant)).await;
    r
}

/// The family of somebody, by API.
async fn family_of(v: &mut Visitor, token: &str, person: &str) -> String {
    let found = v.call("POST", "/people/search", Some(token), Some(json!({"query": NIK}))).await.is(200).json();
    let text = found.to_string();
    assert!(text.contains(person), "{text}");
    let at = text.find("\"family\":\"").unwrap() + 10;
    text[at..at + 36].to_owned()
}

both! {
    async fn a_mistyped_name_is_put_right_on_the_familys_page(store: Store) {
        let r = regency(&store).await;
        let person = r.person("Sumyati", Some(NIK)).await.to_string();
        let token = r.token("front_office").await;
        let mut v = Visitor::officer(&r, "front_office").await;
        let family = family_of(&mut v, &token, &person).await;
        let (page, form) = (format!("/keluarga/{family}"), format!("/keluarga/{family}/betulkan/{person}"));
        v.get(&format!("{page}/anggota")).await.is(200).says(&form);
        v.get(&page).await.is(200).says(&format!("{page}/betulkan"));
        let shown = v.get(&form).await;
        shown.is(200).says("value=\"Sumyati\"").says("9901••••••••0001").keeps_quiet_about(NIK).keeps_quiet_about("+62812");
        let revision = shown.hidden("revision");
        let fields = |name: &'static str| vec![("revision", revision.clone()), ("name", name.to_owned()), ("sex", "female".into()), ("born", "1968-03-01".into()), ("relation", "head".into())];
        let send = |f: Vec<(&'static str, String)>| f;
        let typed = send(fields(""));
        let refs: Vec<(&str, &str)> = typed.iter().map(|(n, v)| (*n, v.as_str())).collect();
        v.fill(&form, &form, &refs).await.is(422).says("href=\"#name\"");
        let typed = send(fields("Sumiati"));
        let refs: Vec<(&str, &str)> = typed.iter().map(|(n, v)| (*n, v.as_str())).collect();
        assert_eq!(v.fill(&form, &form, &refs).await.is(303).location, format!("{page}/anggota"));
        v.get(&format!("{page}/anggota")).await.says("Sumiati").keeps_quiet_about("Sumyati");
        v.get(&format!("{page}/riwayat")).await.says("Data seorang anggota dibetulkan: Nama");
        // A colleague who still has the old page open is told, and nothing of theirs is lost.
        let typed = send(fields("Sumirah"));
        let refs: Vec<(&str, &str)> = typed.iter().map(|(n, v)| (*n, v.as_str())).collect();
        v.fill(&form, &form, &refs).await.is(409).says("Sumirah").says("Rekan");
        // What does not fit the NIK is settled with one more tick.
        let now = v.get(&form).await.hidden("revision");
        let odd = [("revision", now.as_str()), ("name", "Sumiati"), ("sex", "female"), ("born", "1969-03-01"), ("relation", "head")];
        v.fill(&form, &form, &odd).await.is(422).says("warnings_settled");
        let settled: Vec<(&str, &str)> = odd.iter().copied().chain([("warnings_settled", "1"), ("no_phone", "1")]).collect();
        v.fill(&form, &form, &settled).await.is(303);
        v.get(&form).await.says("Belum ada.");
        for role in ["manager", "surveyor"] {
            Visitor::officer(&r, role).await.get(&form).await.is(403);
        }
        Visitor::officer(&r, "viewer").await.get(&form).await.is(404);
        v.get(&format!("{page}/betulkan/{}", uuid())).await.is(404);
        let mut english = Visitor::officer(&r, "front_office").await.in_english();
        english.get(&form).await.is(200).says("Put the data of Sumiati right");
        english.get(&format!("{page}/betulkan")).await.is(200).says("data right");
        assert_eq!(slrt_operations::rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}

both! {
    async fn a_familys_address_and_card_are_put_right(store: Store) {
        let r = regency(&store).await;
        let person = r.person("Sumiati", Some(NIK)).await.to_string();
        let token = r.token("front_office").await;
        let mut v = Visitor::officer(&r, "front_office").await;
        let family = family_of(&mut v, &token, &person).await;
        let form = format!("/keluarga/{family}/betulkan");
        let shown = v.get(&form).await;
        shown.is(200).says("value=\"Jalan Contoh 1\"").says("Belum ada. Ketik 16 angka");
        let revision = shown.hidden("revision");
        let fields = [("revision", revision.as_str()), ("address", "Jalan Contoh 7"), ("village", SUKA_BARU), ("card", "9901011204100001")];
        assert_eq!(v.fill(&form, &form, &fields).await.is(303).location, format!("/keluarga/{family}"));
        v.get(&format!("/keluarga/{family}")).await.says("Jalan Contoh 7").says("9901••••••••0001");
        let short = v.get(&form).await.hidden("revision");
        v.fill(&form, &form, &[("revision", short.as_str()), ("village", SUKA_BARU), ("card", "990101")]).await.is(422).says("href=\"#card\"");

        // The same by API: what is left out stays, an empty text takes a value away.
        let seen = v.call("GET", &format!("/families/{family}"), Some(&token), None).await.is(200).json();
        let path = format!("/families/{family}");
        let change = json!({"revision": seen["revision"], "address": ""});
        v.call("PATCH", &path, Some(&token), Some(change.clone())).await.is(204);
        v.call("PATCH", &path, Some(&token), Some(change)).await.is(409);
        let seen = v.call("GET", &path, Some(&token), None).await.is(200).json();
        assert_eq!((seen["address"].is_null(), seen["card"].as_str()), (true, Some("9901••••••••0001")));
        let member = &seen["members"][0];
        let change = json!({"revision": member["revision"], "phone": "0812 1111 2222", "birth_year": 1968});
        v.call("PATCH", &format!("/people/{person}"), Some(&token), Some(change)).await.is(204);
        v.call("PATCH", &format!("/people/{}", uuid()), Some(&token), Some(json!({"revision": 1, "phone": ""}))).await.is(404);
        let admin = r.token("admin").await;
        v.call("PATCH", &format!("/people/{person}"), Some(&admin), Some(json!({"revision": 1, "phone": ""}))).await.is(403);
    }
}

both! {
    async fn a_second_hospital_is_added(store: Store) {
        let r = regency(&store).await;
        let mut admin = Visitor::officer(&r, "admin").await;
        admin.get("/lembaga").await.is(200).says("/lembaga/baru");
        let new = "/lembaga/baru";
        admin.get(new).await.is(200).says("value=\"rsud\"").says("Jenis lembaga");
        let with = |code: &'static str, name: &'static str| [("code", code), ("name", name), ("answer_days", "3"), ("active", "1")];
        admin.fill(new, new, &with("", "RS Bhakti")).await.is(422).says("href=\"#code\"").says("RS Bhakti");
        admin.fill(new, new, &with("rsud", "")).await.is(422).says("href=\"#name\"");
        assert_eq!(admin.fill(new, new, &with("rsud", "RS Bhakti")).await.is(303).location, "/lembaga");
        assert_eq!(admin.fill(new, new, &with("rsud", "RS Harapan")).await.is(303).location, "/lembaga");
        admin.get("/lembaga").await.says("RS Bhakti").says("RS Harapan").says("3 hari kerja");
        let mut officer = Visitor::officer(&r, "front_office").await;
        officer.get(new).await.is(403);
        officer.get("/lembaga").await.is(200).keeps_quiet_about("/lembaga/baru");

        let token = r.token("admin").await;
        let mut v = Visitor::new(&r.house);
        let body = json!({"code": "rsud", "name": "RS Ketiga", "contact": "0728-1"});
        let key = uuid();
        let made = v.call_with(&key, "POST", "/institutions", Some(&token), Some(body.clone())).await.is(201).json();
        assert_eq!((made["code"].as_str(), made["active"].as_bool(), made["revision"].as_i64()), (Some("rsud"), Some(true), Some(1)));
        let again = v.call_with(&key, "POST", "/institutions", Some(&token), Some(body)).await.is(201).json();
        assert_eq!(again["id"], made["id"]);
        v.call("POST", "/institutions", Some(&token), Some(json!({"code": "tidak-ada", "name": "X"}))).await.is(422);
        let list = v.call("GET", "/institutions", Some(&token), None).await.json();
        assert_eq!(list.as_array().unwrap().iter().filter(|i| i["code"] == "rsud").count(), 3);
        assert_eq!(slrt_operations::rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}

both! {
    async fn a_typo_in_the_services_name_is_put_right(store: Store) {
        let r = regency(&store).await;
        let mut admin = Visitor::officer(&r, "admin").await;
        let page = admin.get("/pengaturan").await;
        page.is(200).says("value=\"Lamban Sai Betik\"").says("Sekretariat").says("/penghapusan");
        admin.fill("/pengaturan", "/pengaturan", &[("revision", "0"), ("brand", "")]).await.is(422).says("href=\"#brand\"");
        admin.fill("/pengaturan", "/pengaturan", &[("revision", "0"), ("brand", "Lamban Sai Betik Krui")]).await.is(303);
        admin.fill("/pengaturan", "/pengaturan", &[("revision", "0"), ("brand", "Terlambat")]).await.is(409).says("Terlambat");
        Visitor::new(&r.house).get("/").await.is(200).says("Lamban Sai Betik Krui");
        Visitor::officer(&r, "front_office").await.get("/pengaturan").await.is(403);
        let (admin, officer) = (r.token("admin").await, r.token("front_office").await);
        let mut v = Visitor::new(&r.house);
        let profile = v.call("GET", "/profile", Some(&officer), None).await.is(200).json();
        assert_eq!((profile["brand"].as_str(), profile["revision"].as_i64()), (Some("Lamban Sai Betik Krui"), Some(1)));
        v.call("PUT", "/profile", Some(&officer), Some(json!({"brand": "X", "revision": 1}))).await.is(403);
        let long = "X".repeat(61);
        v.call("PUT", "/profile", Some(&admin), Some(json!({"brand": long, "revision": 1}))).await.is(422);
        v.call("PUT", "/profile", Some(&admin), Some(json!({"brand": "SLRT", "revision": 1}))).await.is(200);
    }
}

both! {
    async fn an_office_sets_who_decides(store: Store) {
        let r = regency(&store).await;
        let mut admin = Visitor::officer(&r, "admin").await;
        let page = format!("/kantor/{}/keputusan", r.puskesos);
        admin.get(&format!("/kantor/{}", r.puskesos)).await.is(200).says(&page);
        admin.get(&page).await.is(200).says("Kantor ini mengikuti katalog");
        let today = admin.get(&page).await.body.split_once("id=\"valid_from\" name=\"valid_from\" value=\"").unwrap().1[..10].to_owned();
        let with = |reason: &'static str| vec![("kind", ""), ("steps", "coordinator"), ("steps", "manager"), ("steps", ""), ("reason", reason)];
        let mut fields = with("");
        fields.push(("valid_from", today.as_str()));
        admin.fill(&page, &page, &fields).await.is(422).says("href=\"#reason\"");
        let mut past = with("SK 1/2026");
        past.push(("valid_from", "2020-01-01"));
        admin.fill(&page, &page, &past).await.is(422).says("mulai hari ini");
        let mut fields = with("SK 1/2026");
        fields.push(("valid_from", today.as_str()));
        admin.fill(&page, &page, &fields).await.is(303);
        admin.get(&page).await.says("Koordinator Puskesos → Manajer SLRT").says("SK 1/2026").says("Berlaku");
        Visitor::officer(&r, "coordinator").await.get(&page).await.is(403);
        let token = r.token("admin").await;
        let list = admin.call("GET", &format!("/offices/{}/chains", r.puskesos), Some(&token), None).await.is(200).json();
        assert_eq!((list[0]["steps"].clone(), list[0]["revision"].as_i64()), (json!(["coordinator", "manager"]), Some(1)));
        let body = json!({"kind": "biaya-sekolah", "valid_from": today, "steps": ["front_office"], "reason": "SK 2/2026"});
        admin.call("PUT", &format!("/offices/{}/chains", r.puskesos), Some(&token), Some(body)).await.is(422);
        let body = json!({"kind": "biaya-sekolah", "valid_from": today, "steps": [], "reason": "SK 2/2026"});
        admin.call("PUT", &format!("/offices/{}/chains", r.puskesos), Some(&token), Some(body.clone())).await.is(200);
        admin.call("PUT", &format!("/offices/{}/chains", r.puskesos), Some(&token), Some(body)).await.is(409);
        assert_eq!(slrt_operations::rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}

both! {
    async fn an_administrator_erases_by_what_the_citizen_brings(store: Store) {
        let r = regency(&store).await;
        let person = r.person("Sumiati", Some(NIK)).await;
        let receipt = r.open("front_office", Some(person), &["pbi-nonaktif"]).await.unwrap();
        let caller = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        let mut admin = Visitor::officer(&r, "admin").await;
        let (page, check) = ("/penghapusan", "/penghapusan/periksa");
        admin.get(page).await.is(200).says("NIK").keeps_quiet_about("Sumiati");
        admin.fill(page, check, &[]).await.is(422).says("href=\"#nik\"");
        admin.fill(page, check, &[("nik", "9901014103680999")]).await.is(422).says("Tidak ada orang");
        admin.fill(page, check, &[("number", "1234")]).await.is(422).says("href=\"#number\"");
        let found = admin.fill(page, check, &[("nik", NIK)]).await;
        found.is(200).says("dengan 1 layanannya").says("tidak bisa dibatalkan").keeps_quiet_about("Sumiati").keeps_quiet_about(NIK);
        let (csrf, operation, whom) = (found.hidden("csrf_token"), found.hidden("operation_id"), found.hidden("person"));
        let with = |word: &'static str, ground: &'static str| {
            vec![("csrf_token", csrf.as_str()), ("operation_id", operation.as_str()), ("person", whom.as_str()), ("what", "person"), ("word", word), ("ground", ground)]
        };
        admin.post(page, &with("hapuss", "request")).await.is(422).says("href=\"#word\"");
        admin.post(page, &with("HAPUS", "")).await.is(422).says("href=\"#ground\"");
        admin.post(page, &with("HAPUS", "request")).await.is(200).says("Sudah dihapus").says("slrt person clean-up");
        // Pressed twice it is done once.
        admin.post(page, &with("HAPUS", "request")).await.is(200);
        admin.fill(page, check, &[("nik", NIK)]).await.is(422);
        admin.fill(page, check, &[("number", &receipt.number.to_string())]).await.is(422);

        let found = admin.fill(page, check, &[("number", &caller.number.to_string())]).await;
        found.is(200).says("Hanya yang disampaikan dalam layanan ini");
        let (csrf, operation, case) = (found.hidden("csrf_token"), found.hidden("operation_id"), found.hidden("case"));
        let fields = [("csrf_token", csrf.as_str()), ("operation_id", operation.as_str()), ("case", case.as_str()), ("what", "case"), ("word", "HAPUS"), ("ground", "order")];
        admin.post(page, &fields).await.is(200).says("layanan itu tidak bisa dibaca lagi");
        for role in ["front_office", "manager", "auditor"] {
            Visitor::officer(&r, role).await.get(page).await.is(403);
        }
        let (token, officer) = (r.token("admin").await, r.token("front_office").await);
        let other = r.person("Sulastri", None).await;
        let path = format!("/people/{other}/erase");
        admin.call("POST", &path, Some(&officer), Some(json!({"ground": "request"}))).await.is(403);
        admin.call("POST", &path, Some(&token), Some(json!({"ground": "request"}))).await.is(200);
        admin.call("POST", &path, Some(&token), Some(json!({"ground": "request"}))).await.is(404);
        assert_eq!(slrt_operations::rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}

both! {
    async fn whoever_has_no_nik_is_found_by_the_family_card(store: Store) {
        let r = regency(&store).await;
        const CARD: &str = "9901010101200001";
        let mut officer = Visitor::officer(&r, "front_office").await;
        let csrf = officer.get("/layanan/baru").await.hidden("csrf_token");
        let mut add = async |fields: &[(&str, &str)]| {
            let operation = uuid();
            let all: Vec<_> = [("csrf_token", csrf.as_str()), ("operation_id", &operation), ("village", slrt_testing::SUKA_BARU)].into_iter().chain(fields.iter().copied()).collect();
            officer.post("/keluarga/baru", &all).await.is(303).location.rsplit('/').next().unwrap().to_owned()
        };
        let family = add(&[("name", "Zaenab"), ("card", CARD), ("birth_year", "1980"), ("sex", "female")]).await;
        add(&[("family", &family), ("relation", "child"), ("name", "Bagas Putra"), ("birth_year", "2015")]).await;
        let mut admin = Visitor::officer(&r, "admin").await;
        let (page, check) = ("/penghapusan", "/penghapusan/periksa");
        admin.fill(page, check, &[("card", "99010101")]).await.is(422).says("href=\"#card\"");
        admin.fill(page, check, &[("card", "9901010101200009")]).await.is(422).says("Tidak ada keluarga");
        let choice = admin.fill(page, check, &[("card", CARD)]).await;
        choice.is(200).says("Siapa yang dimaksud?").says("Z•••").says("B••• P•••").says("lahir 2015").says("belum ada NIK");
        choice.keeps_quiet_about("Zaenab").keeps_quiet_about("Bagas").keeps_quiet_about(CARD);
        assert_eq!(choice.headers["cache-control"], "no-store");
        let child = choice.body.split_once("<b>B••• P•••").unwrap().0.rsplit_once("value=\"").unwrap().1.split('"').next().unwrap().to_owned();
        let found = admin.fill(page, check, &[("person", &child)]).await;
        let (csrf, operation) = (found.is(200).says("dengan 0 layanannya").hidden("csrf_token"), found.hidden("operation_id"));
        let fields = [("csrf_token", csrf.as_str()), ("operation_id", operation.as_str()), ("person", child.as_str()), ("what", "person"), ("word", "HAPUS"), ("ground", "request")];
        admin.post(page, &fields).await.is(200).says("Sudah dihapus");
        // One is left: there is nothing to choose.
        admin.fill(page, check, &[("card", CARD)]).await.is(200).says("tidak bisa dibatalkan");
        officer.fill("/layanan/baru", check, &[("card", CARD)]).await.is(403);
    }
}

both! {
    async fn an_auditor_sees_who_did_what_about_whom(store: Store) {
        let r = regency(&store).await;
        let person = r.person("SUMIATI DEWI", Some(NIK)).await;
        let token = r.token("front_office").await;
        let mut v = Visitor::officer(&r, "front_office").await;
        let reveal = json!({"what": "nik", "reason": "Mencocokkan dengan KTP"});
        v.call("POST", &format!("/people/{person}/reveal"), Some(&token), Some(reveal)).await.is(200);
        v.fill("/akun", "/akun/token", &[("label", "Laporan Bappeda"), ("days", "30")]).await.is(200);
        let page = v.get("/akun").await;
        let row = page.body.split_once("<th scope=\"row\">Laporan Bappeda").unwrap().1;
        let handle = row.split_once("name=\"token\" value=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
        v.fill("/akun", "/akun/token/akhiri", &[("token", &handle)]).await.is(303);
        let (admin, account) = (r.token("admin").await, r.officers["back_office"].account);
        let reset = format!("/users/{account}/password");
        let key = uuid();
        let first = v.call_with(&key, "POST", &reset, Some(&admin), None).await.is(201).json();
        // Sent again, the password is told that was set.
        let again = v.call_with(&key, "POST", &reset, Some(&admin), None).await.is(201).json();
        assert_eq!(first["password"], again["password"]);
        let mut newcomer = Visitor::new(&r.house);
        newcomer.post("/masuk", &[("login", "back-office"), ("password", first["password"].as_str().unwrap())]).await.is(303);

        let mut auditor = Visitor::officer(&r, "auditor").await;
        let page = auditor.get("/jurnal/catatan").await;
        page.is(200).says("Nomor identitas dibuka: NIK").says("front_office (front-office)").says(&person.to_string());
        page.says("Token dibuat").keeps_quiet_about("SUMIATI").keeps_quiet_about(NIK).keeps_quiet_about("Bappeda");
        let token = r.token("auditor").await;
        let entries = auditor.call("GET", "/journal/entries?limit=50", Some(&token), None).await.is(200).json();
        let of = |kind: &str| {
            let found: Vec<&serde_json::Value> = entries["entries"].as_array().unwrap().iter().filter(|e| e["kind"] == kind).collect();
            assert_eq!(found.len(), 1, "{kind}");
            found[0].clone()
        };
        let shown = of("identity.revealed/1");
        assert_eq!((shown["actor"]["login"].as_str(), shown["what"].clone()), (Some("front-office"), json!(["nik"])));
        assert_eq!(shown["subjects"], json!([{"sort": "person", "id": person.to_string()}]));
        for kind in ["token.made/1", "token.ended/1"] {
            let token = of(kind);
            assert_eq!((token["actor"]["login"].as_str(), token["role"].as_str()), (Some("front-office"), Some("self")), "{kind}");
        }
        let reset = of("account.password_set/1");
        assert_eq!((reset["actor"]["login"].as_str(), reset["role"].as_str()), (Some("admin"), Some("admin")));
        assert_eq!(reset["subjects"][0]["id"], account.to_string());
        let text = entries.to_string();
        assert!(!text.contains("Bappeda") && !text.contains(first["password"].as_str().unwrap()));
        assert_eq!(slrt_operations::rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}

both! {
    async fn code_and_zone_are_set_for_a_day_to_come(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut admin = Visitor::officer(&r, "admin").await;
        admin.get("/pengaturan").await.is(200).says("Kode wilayah dan zona waktu").keeps_quiet_about("Direncanakan");
        let typed = |zone: &'static str, from: &'static str| [("revision", "0"), ("area", "1813"), ("zone", zone), ("from", from)];
        admin.fill("/pengaturan", "/pengaturan/wilayah", &typed("WITA", "2026-11-23")).await.is(422).says("harus sesudah hari ini");
        admin.fill("/pengaturan", "/pengaturan/wilayah", &typed("WIB", "2026-11-24")).await.is(422).says("Belum ada yang diubah");
        admin.fill("/pengaturan", "/pengaturan/wilayah", &typed("WITA", "2026-12-01")).await.is(303);
        admin.get("/pengaturan").await.is(200).says("Direncanakan: kode 1813, zona WITA, mulai 1 Desember 2026.");
        admin.fill("/pengaturan", "/pengaturan/wilayah", &typed("WIT", "2026-12-01")).await.is(409);
        let token = r.token("admin").await;
        let profile = admin.call("GET", "/profile", Some(&token), None).await.is(200).json();
        assert_eq!((profile["zone"].as_str(), profile["planned"]["zone"].as_str(), profile["place_revision"].as_i64()), (Some("WIB"), Some("WITA"), Some(1)));
        let wish = serde_json::json!({"area": "1812", "from": "2026-11-23", "revision": 1});
        let profile = admin.call("PUT", "/profile/place", Some(&token), Some(wish)).await.is(200).json();
        assert_eq!((profile["area"].as_str(), profile["former_areas"][0].as_str(), profile["tenant"].as_str()), (Some("1812"), Some("1813"), Some("1813")));
        admin.get("/pengaturan").await.is(200).keeps_quiet_about("Direncanakan");
    }
}
