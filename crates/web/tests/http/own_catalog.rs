//! *Katalog daerah*: the regency's own rows by page and by API.

use crate::visit::{Visitor, born};
use serde_json::json;
use slrt_testing::{Regency, both};

fn today(r: &Regency, plus: i64) -> String {
    let zone = slrt_domain::calendar::Zone::new("WIB", 420);
    zone.day(r.house.clock().now()).plus(plus).iso()
}

const PROGRAM: &str = "/pengaturan/katalog/program/isi";

fn program<'a>(from: &'a str, name: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("code", "beasiswa-pesisir"),
        ("name", name),
        ("short", "Beasiswa"),
        ("provider", "Dinas Pendidikan"),
        ("provider_level", "regency"),
        ("summary", "Biaya kuliah bagi anak dari keluarga kurang mampu."),
        ("sectors", "pendidikan"),
        ("institution", "disdik"),
        ("benefit", "Rp1.500.000 setiap semester\nBuku"),
        ("amount", "1.500.000"),
        ("per", "semester"),
        ("criterion", "Desil 1 sampai 4"),
        ("valid_from", from),
        ("source", "Perbup 12/2026"),
        ("url", "https://jdih.example/12"),
    ]
}

both! {
    async fn an_own_program_is_added_confirmed_and_read_by_the_public(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let (now, next) = (today(&r, 0), today(&r, 1));
        let mut admin = Visitor::officer(&r, "admin").await;
        admin.get("/pengaturan").await.is(200).says("/pengaturan/katalog");
        admin.get("/pengaturan/katalog").await.is(200).says("Katalog daerah").says("Belum ada program daerah").says("Belum ada hari libur daerah");
        // What is missing is told beside its field, and nothing that was typed is lost.
        let mut bad = program(&now, "Beasiswa Pesisir");
        bad.retain(|(field, _)| *field != "institution");
        admin.fill(PROGRAM, PROGRAM, &bad).await.is(422).says("Lembaga belum diisi").says("Biaya kuliah bagi anak").says("href=\"#institution\"");
        let yesterday = today(&r, -1);
        admin.fill(PROGRAM, PROGRAM, &program(&yesterday, "Beasiswa Pesisir")).await.is(422).says("paling cepat mulai hari ini");
        admin.fill(PROGRAM, PROGRAM, &program(&now, "Beasiswa Pesisir")).await.is(303);
        admin.get("/pengaturan/katalog").await.says("Beasiswa Pesisir").says("berlaku").says("Perbup 12/2026").says("jdih.example");
        let mut public = Visitor::new(&r.house);
        public.get("/katalog").await.is(200).says("Beasiswa Pesisir");
        public.get("/katalog/beasiswa-pesisir").await.is(200).says("Dinas Pendidikan").keeps_quiet_about("Rp1.500.000").keeps_quiet_about("Desil 1");
        let page = admin.get("/katalog/periksa/beasiswa-pesisir").await;
        page.is(200).says("Rp1.500.000 per semester");
        let digests: Vec<(String, String)> = ["benefit-1", "benefit-2", "criterion-1"]
            .map(|k| (format!("digest-{k}"), page.hidden(&format!("digest-{k}"))))
            .into();
        let mut all: Vec<(&str, &str)> = digests.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        all.push(("all", "confirmed"));
        admin.fill("/katalog/periksa/beasiswa-pesisir", "/katalog/periksa/beasiswa-pesisir", &all).await.is(303);
        public.get("/katalog/beasiswa-pesisir").await.is(200).says("Rp1.500.000 setiap semester").says("Desil 1").says("Biaya kuliah");
        // It has begun: it is not changed any more, another version begins tomorrow, and that one may be put right.
        admin.fill(PROGRAM, PROGRAM, &program(&now, "Lain")).await.is(409).says("Rekan Ibu/Bapak");
        let from = format!("{PROGRAM}?dari=beasiswa-pesisir&mulai={now}");
        admin.get(&from).await.is(200).says("value=\"1500000\"").says("Desil 1 sampai 4");
        admin.fill(&from, PROGRAM, &program(&next, "Beasiswa baru")).await.is(303);
        let coming = format!("{PROGRAM}?dari=beasiswa-pesisir&mulai={next}");
        let mut right = program(&next, "Beasiswa yang benar");
        right.extend([("revision", "1"), ("from_code", "beasiswa-pesisir"), ("from_day", &next)]);
        admin.get(&coming).await.is(200).says("Perbaiki program");
        admin.fill(&coming, PROGRAM, &right).await.is(303);
        admin.get("/pengaturan/katalog").await.says("Beasiswa yang benar").says("mulai").keeps_quiet_about("Beasiswa baru");
        admin.fill(&coming, PROGRAM, &right).await.is(409).says("Rekan Ibu/Bapak").says("Beasiswa yang benar");
        // Taken back, and the first one ended.
        let end = "/pengaturan/katalog/akhiri";
        let page = format!("{end}?jenis=program&kode=beasiswa-pesisir&mulai={next}");
        admin.fill(&page, end, &[("sort", "program"), ("code", "beasiswa-pesisir"), ("valid_from", &next), ("revision", "2")]).await.is(303);
        let page = format!("{end}?jenis=program&kode=beasiswa-pesisir&mulai={now}");
        let ends = |to: &'static str| [("sort", "program"), ("code", "beasiswa-pesisir"), ("revision", "1"), ("valid_to", to)];
        let mut past = ends("2020-01-01").to_vec();
        past.push(("valid_from", &now));
        admin.fill(&page, end, &past).await.is(422).says("hari ini atau sesudahnya");
        let mut good = vec![("sort", "program"), ("code", "beasiswa-pesisir"), ("revision", "1"), ("valid_from", now.as_str()), ("valid_to", now.as_str())];
        admin.fill(&page, end, &good).await.is(303);
        good[2] = ("revision", "1");
        admin.fill(&page, end, &good).await.is(409);
        admin.get("/pengaturan/katalog").await.says("berlaku sampai").says("dibatalkan");
        for gone in ["/pengaturan/katalog/lain/isi", "/pengaturan/katalog/akhiri?jenis=program&kode=x&mulai=2026-01-01", "/pengaturan/katalog/program/isi?dari=x"] {
            admin.get(gone).await.is(404);
        }
    }
}

both! {
    async fn reasons_deadlines_and_holidays_by_page(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let (now, next) = (today(&r, 0), today(&r, 9));
        let mut admin = Visitor::officer(&r, "admin").await;
        let at = |sort: &str| format!("/pengaturan/katalog/{sort}/isi");
        let reason = [("purpose", "decline_decision"), ("code", "kuota-daerah"), ("name", "Kuota daerah terpakai"), ("valid_from", now.as_str()), ("source", "SK 1/2026")];
        admin.fill(&at("alasan"), &at("alasan"), &reason).await.is(422).says("Cara mengajukan keberatan belum diisi");
        let whole: Vec<(&str, &str)> = reason.iter().copied().chain([("appeal", "Di kantor ini."), ("what_else", "Program lain.")]).collect();
        admin.fill(&at("alasan"), &at("alasan"), &whole).await.is(303);
        let deadline = |respond: &'static str| {
            vec![("code", "umum"), ("total", "4"), ("unit", "working_days"), ("verify_days", "1"), ("respond_days", respond), ("institution_days", "3"), ("source", "SOP 2026")]
        };
        let mut long = deadline("9");
        long.push(("valid_from", &now));
        admin.fill(&at("batas"), &at("batas"), &long).await.is(422).says("lebih lama daripada batas seluruhnya");
        let mut short = deadline("3");
        short.push(("valid_from", &next));
        admin.fill(&at("batas"), &at("batas"), &short).await.is(303);
        admin.fill(&at("libur"), &at("libur"), &[("name", "Hari jadi"), ("valid_from", &next), ("source", "SK Bupati")]).await.is(303);
        let absent = "/pengaturan/katalog/tidak-berlaku";
        admin.fill(absent, absent, &[("valid_from", &now), ("source", "SK 2/2026")]).await.is(422).says("Pilih dahulu");
        admin.fill(absent, absent, &[("what", "program:pkh"), ("valid_from", &now), ("source", "SK 2/2026")]).await.is(303);
        let page = admin.get("/pengaturan/katalog").await;
        page.says("Kuota daerah terpakai").says("4 hari kerja").says("Hari jadi").says("tidak ditawarkan di sini").says("Menggantikan bawaan");
        Visitor::new(&r.house).get("/katalog/pkh").await.is(404);
        admin.in_english().get("/pengaturan/katalog").await.is(200).says("Regional catalogue").says("working days").says("not offered here");
    }
}

both! {
    async fn the_api_sets_ends_and_takes_back(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let (admin, other) = (r.token("admin").await, r.token("manager").await);
        let mut v = Visitor::new(&r.house);
        let (now, next) = (today(&r, 0), today(&r, 1));
        let program = |from: &str, revision: i64| json!({
            "code": "beasiswa-pesisir", "valid_from": from, "source": "Perbup 12/2026", "revision": revision, "short": "Beasiswa",
            "name": "Beasiswa Pesisir", "name_en": "Scholarship", "provider": "Dinas Pendidikan", "provider_level": "regency", "summary": "Biaya kuliah.",
            "sectors": ["pendidikan"], "institution": "disdik", "facts": [{"kind": "benefit", "text": "Rp1.000.000", "amount": 1_000_000, "per": "once"}]
        });
        for path in ["programs", "reasons", "deadlines", "holidays", "absences", "end", "withdraw"] {
            v.call("POST", &format!("/catalog/own/{path}"), Some(&other), Some(json!({}))).await.is(400);
        }
        v.call("GET", "/catalog/own", Some(&other), None).await.is(403);
        v.call("POST", "/catalog/own/programs", Some(&other), Some(program(&now, 0))).await.is(403);
        v.call("POST", "/catalog/own/programs", Some(&admin), Some(program("besok", 0))).await.is(422);
        v.call("POST", "/catalog/own/programs", Some(&admin), Some(program(&now, 0))).await.is(204);
        v.call("POST", "/catalog/own/programs", Some(&admin), Some(program(&now, 0))).await.is(409);
        v.call("POST", "/catalog/own/programs", Some(&admin), Some(program(&next, 0))).await.is(204);
        let found = v.call("GET", "/catalog/programs", Some(&other), None).await.is(200).json();
        assert!(found.as_array().unwrap().iter().any(|p| p["code"] == "beasiswa-pesisir"));
        let holiday = json!({"day": next, "name": "Hari jadi", "source": "SK Bupati"});
        v.call("POST", "/catalog/own/holidays", Some(&admin), Some(holiday)).await.is(204);
        let days = v.call("GET", "/catalog/holidays", Some(&other), None).await.is(200).json();
        assert!(days.as_array().unwrap().iter().any(|h| h["day"] == next.as_str() && h["name"] == "Hari jadi"));
        let absence = json!({"sort": "program", "code": "pkh", "valid_from": now, "source": "SK 2/2026"});
        v.call("POST", "/catalog/own/absences", Some(&admin), Some(absence)).await.is(204);
        let end = json!({"sort": "program", "code": "beasiswa-pesisir", "valid_from": now, "valid_to": now, "revision": 1});
        v.call("POST", "/catalog/own/end", Some(&admin), Some(end)).await.is(204);
        let withdraw = json!({"sort": "program", "code": "beasiswa-pesisir", "valid_from": next, "revision": 1});
        v.call("POST", "/catalog/own/withdraw", Some(&admin), Some(withdraw)).await.is(204);
        let unknown = json!({"sort": "program", "code": "tidak-ada", "valid_from": next, "revision": 1});
        v.call("POST", "/catalog/own/withdraw", Some(&admin), Some(unknown)).await.is(404);
        let all = v.call("GET", "/catalog/own", Some(&admin), None).await.is(200).json();
        let standing: Vec<(&str, &str)> = all.as_array().unwrap().iter().map(|r| (r["code"].as_str().unwrap(), r["standing"].as_str().unwrap())).collect();
        assert_eq!(standing, [(next.as_str(), "coming"), ("beasiswa-pesisir", "holding"), ("beasiswa-pesisir", "withdrawn"), ("pkh", "holding")]);
    }
}

both! {
    async fn others_may_not_even_look(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        for role in ["front_office", "manager", "auditor"] {
            let mut v = Visitor::officer(&r, role).await;
            for page in ["/pengaturan/katalog", PROGRAM, "/pengaturan/katalog/tidak-berlaku", "/pengaturan/katalog/akhiri?jenis=program&kode=x&mulai=2026-01-01"] {
                v.get(page).await.is(403);
            }
        }
        Visitor::new(&r.house).get("/pengaturan/katalog").await.is(303);
    }
}
