//! Finding a family and what its pages show: numbers masked, shown once with a reason, what national systems said, who looked.

use crate::visit::{Answer, Visitor, born, uuid};
use serde_json::json;
use slrt_testing::{Regency, SUKA_BARU, Store, both};

const NIK: &str = "9901014103680001";
const TABS: [&str; 6] = ["", "/anggota", "/rumah", "/program", "/layanan", "/riwayat"];

async fn regency(store: &Store) -> Regency {
    let r = Regency::found(store).await;
    born(&r.house, "demo", None, Some(r.tenant)).await;
    r
}

/// Looks somebody up and answers the address of their family.
async fn find(v: &mut Visitor, query: &str) -> (Answer, String) {
    let csrf = v.get("/keluarga").await.hidden("csrf_token");
    let found = v.post("/keluarga/cari", &[("csrf_token", &csrf), ("q", query)]).await;
    found.is(200);
    let family =
        found.body.split("class=\"what\" href=\"").nth(1).map(|rest| rest.split('"').next().unwrap().to_owned()).unwrap_or_default();
    (found, family)
}

both! {
    async fn families_are_found_without_a_trace_in_addresses(store: Store) {
        let r = regency(&store).await;
        let person = r.person("Sumiati", Some(NIK)).await;
        let mut v = Visitor::officer(&r, "front_office").await;
        v.get("/keluarga").await.is(200).says("Siapa yang dicari?").says("action=\"/keluarga/cari\"").says("/informasi");
        for query in [NIK, "Sumiati", "sumiyati"] {
            let (found, family) = find(&mut v, query).await;
            found.says("9901••••••••0001").says("lahir 1968 · kepala keluarga, 1 anggota").says(&format!("/layanan/baru?orang={person}"));
            assert!(family.starts_with("/keluarga/"));
        }
        let (nobody, _) = find(&mut v, "Tidak Dikenal Sama Sekali").await;
        nobody.says("Belum ditemukan").says("/keluarga/baru");
        find(&mut v, "12345").await.0.says("Terketik 5 angka");
        // A nomor layanan leads to its service.
        let receipt = r.open("front_office", Some(person), &["pbi-nonaktif"]).await.unwrap();
        let csrf = v.get("/keluarga").await.hidden("csrf_token");
        let to = v.post("/keluarga/cari", &[("csrf_token", &csrf), ("q", &receipt.number.to_string())]).await;
        assert_eq!(to.is(303).location, format!("/layanan/{}", receipt.case));
        for role in ["admin", "viewer", "institution_officer"] {
            Visitor::officer(&r, role).await.get("/keluarga").await.is(403);
        }
    }
}

both! {
    async fn a_family_has_its_tabs(store: Store) {
        let r = regency(&store).await;
        let person = r.person("Sumiati", Some(NIK)).await;
        r.open("front_office", Some(person), &["pbi-nonaktif"]).await.unwrap();
        let mut v = Visitor::officer(&r, "front_office").await;
        let (_, family) = find(&mut v, NIK).await;
        for tab in TABS {
            let page = v.get(&format!("{family}{tab}")).await;
            page.is(200).says("Keluarga Ibu Sumiati").says("Belum diperingkat").says("aria-current=\"page\"").keeps_quiet_about(NIK);
            assert_eq!(page.headers["cache-control"], "no-store");
            Visitor::officer(&r, "manager").await.get(&format!("{family}{tab}")).await.is(200);
            Visitor::officer(&r, "viewer").await.get(&format!("{family}{tab}")).await.is(404);
        }
        v.get(&family).await.says("Hasil cek SIKS-NG/DTSEN").says("BPJS Kesehatan PBI tidak aktif");
        v.get(&format!("{family}/program")).await.says("Bukan penetapan").says("Program Keluarga Harapan").keeps_quiet_about("Bisa diusulkan");
        v.get(&format!("{family}/riwayat")).await.says("Layanan").says("dibuka").says("Warga dicatat");
        v.get("/keluarga/00000000-0000-7000-8000-000000000000").await.is(404);
        let mut english = Visitor::officer(&r, "front_office").await.in_english();
        english.get(&family).await.is(200).says("Family of Ms Sumiati").says("Not ranked yet");
    }
}

both! {
    async fn a_number_is_shown_once_with_its_reason(store: Store) {
        let r = regency(&store).await;
        let person = r.person("Sumiati", Some(NIK)).await;
        let receipt = r.open("front_office", Some(person), &["pbi-nonaktif"]).await.unwrap();
        let person = person.to_string();
        let mut v = Visitor::officer(&r, "front_office").await;
        let (_, family) = find(&mut v, NIK).await;
        let csrf = v.get(&family).await.hidden("csrf_token");
        let show = format!("{family}/tampilkan");
        let operation = uuid();
        let wish = [("csrf_token", csrf.as_str()), ("operation_id", operation.as_str()), ("what", "nik"), ("person", person.as_str()), ("tab", "anggota")];
        v.post(&show, &wish).await.is(422).keeps_quiet_about(NIK);
        let reasoned: Vec<_> = wish.into_iter().chain([("reason", "mencocokkan-kartu")]).collect();
        let shown = v.post(&show, &reasoned).await;
        shown.is(200).says(NIK).says("Hanya ditampilkan kali ini");
        assert_eq!(shown.headers["cache-control"], "no-store");
        v.get(&format!("{family}/anggota")).await.keeps_quiet_about(NIK);
        v.get(&format!("{family}/riwayat")).await.says("NIK ditampilkan lengkap");
        // Inside an open case that one handles, the case is the reason.
        let (case, operation) = (receipt.case.to_string(), uuid());
        let inside = [("csrf_token", csrf.as_str()), ("operation_id", operation.as_str()), ("what", "nik"), ("person", person.as_str()), ("case", case.as_str()), ("purpose", "case")];
        v.post(&show, &inside).await.is(200).says(NIK);
        let mut manager = Visitor::officer(&r, "manager").await;
        let csrf = manager.get(&family).await.hidden("csrf_token");
        let refused = [("csrf_token", csrf.as_str()), ("operation_id", &uuid()), ("what", "nik"), ("person", &person), ("reason", "pemeriksaan")];
        manager.post(&show, &refused).await.is(403).keeps_quiet_about(NIK);
    }
}

both! {
    async fn what_national_systems_showed_is_dated_and_signed(store: Store) {
        let r = regency(&store).await;
        r.person("Sumiati", Some(NIK)).await;
        let mut v = Visitor::officer(&r, "front_office").await;
        let (_, family) = find(&mut v, NIK).await;
        let form = v.get(&family).await;
        let csrf = form.hidden("csrf_token");
        let (here, operation) = (format!("{family}/hasil-cek"), uuid());
        let seen = [
            ("csrf_token", csrf.as_str()), ("operation_id", operation.as_str()), ("system", "siks-ng"), ("seen_on", "2026-11-20"), ("listed", "yes"), ("decile", "2"),
            ("programs", "pkh"), ("programs", "bpnt"), ("remarks", "KKS aktif"),
        ];
        let missing: Vec<_> = seen.iter().copied().filter(|(n, _)| *n != "listed").collect();
        v.post(&here, &missing).await.is(422).says("href=\"#listed\"").says("KKS aktif");
        let future: Vec<_> = seen.iter().copied().map(|(n, x)| if n == "seen_on" { (n, "2026-12-20") } else { (n, x) }).collect();
        v.post(&here, &future).await.is(422).says("href=\"#seen_on\"");
        v.post(&here, &seen).await.is(303);
        v.post(&here, &seen).await.is(303);
        let page = v.get(&family).await;
        page.is(200).says("Hasil cek: Desil 2 · SIKS-NG 20 November 2026").says("KKS aktif").says("dilihat oleh front_office").says("Belum diperingkat");
        assert_eq!(page.body.matches("KKS aktif").count(), 1);
        v.get(&format!("{family}/program")).await.says("Program Keluarga Harapan").says("terlihat di SIKS-NG, 20 November 2026");
    }
}

both! {
    async fn residents_and_members_are_written_down(store: Store) {
        let r = regency(&store).await;
        let mut v = Visitor::officer(&r, "front_office").await;
        let bare = v.fill("/keluarga/baru", "/keluarga/baru", &[("address", "Jalan Pasar 3"), ("village", SUKA_BARU)]).await;
        bare.is(422).says("href=\"#name\"").says("Jalan Pasar 3");
        let real = v.fill("/keluarga/baru", "/keluarga/baru", &[("name", "Orang Nyata"), ("village", SUKA_BARU), ("nik", "1813014103680001"), ("warnings_settled", "1")]).await;
        real.is(422).says("href=\"#nik\"");
        let added = v.fill("/keluarga/baru", "/keluarga/baru", &[("name", "Marlina"), ("village", SUKA_BARU), ("no_nik", "1"), ("sex", "female"), ("birth_year", "1990"), ("card", "9901010101200001")]).await;
        added.is(303);
        v.get(&added.location).await.is(200).says("Keluarga Ibu Marlina").says("9901••••••••0001").says("belum dari registri nasional");
        let id = added.location.rsplit('/').next().unwrap().to_owned();
        let page = format!("/keluarga/baru?keluarga={id}");
        v.get(&page).await.is(200).says("Tambah anggota keluarga Marlina").says(&format!("value=\"{SUKA_BARU}\" selected"));
        v.fill(&page, "/keluarga/baru", &[("family", &id), ("relation", "child"), ("name", "Rani"), ("village", SUKA_BARU)]).await.is(303);
        v.get(&format!("{}/anggota", added.location)).await.is(200).says("Rani").says("anak");
        Visitor::officer(&r, "manager").await.get("/keluarga/baru").await.is(403);
    }
}

both! {
    async fn the_api_shows_families_to_readers_of_the_registry(store: Store) {
        let r = regency(&store).await;
        let person = r.person("Sumiati", Some(NIK)).await.to_string();
        let (front, viewer) = (r.token("front_office").await, r.token("viewer").await);
        let (front, viewer) = (Some(front.as_str()), Some(viewer.as_str()));
        let mut v = Visitor::new(&r.house);
        let found = v.call("POST", "/people/search", front, Some(json!({"query": "Sumiati"}))).await.is(200).json();
        let family = found["people"][0]["family"].as_str().unwrap().to_owned();
        let path = format!("/families/{family}");
        let shown = v.call("GET", &path, front, None).await;
        assert_eq!(shown.is(200).json()["members"][0]["person"], person.as_str());
        shown.keeps_quiet_about(NIK);
        v.call("GET", &path, viewer, None).await.is(404);
        v.call("GET", &path, None, None).await.is(401);
        let seen = json!({"id": uuid(), "system": "dtsen", "listed": true, "decile": 3, "programs": ["pkh"], "seen_on": "2026-11-20", "words": "Cocok"});
        v.call("POST", &format!("{path}/observations"), front, Some(seen.clone())).await.is(201);
        v.call("POST", &format!("{path}/observations"), viewer, Some(seen)).await.is(403);
        assert_eq!(v.call("GET", &path, front, None).await.json()["observations"][0]["words"], "Cocok");
        let reveal = format!("/people/{person}/reveal");
        assert_eq!(v.call("POST", &reveal, front, Some(json!({"what": "nik"}))).await.is(422).json()["field"], "reason");
        let clear = v.call("POST", &reveal, front, Some(json!({"what": "nik", "reason": "Mencocokkan KTP"}))).await;
        assert_eq!(clear.is(200).json()["value"], NIK);
        v.call("POST", &reveal, viewer, Some(json!({"what": "nik", "reason": "Ingin tahu"}))).await.is(403);
        v.call("POST", &format!("{path}/reveal"), front, Some(json!({"what": "card", "reason": "Surat"}))).await.is(404);
        v.call("POST", &format!("{path}/reveal"), front, Some(json!({"what": "nik", "reason": "Surat"}))).await.is(422);
        assert_eq!(v.call("GET", &path, front, None).await.json()["trail"][0]["kind"], "identity.revealed");
    }
}

both! {
    async fn a_family_is_opened_as_a_case(store: Store) {
        let r = regency(&store).await;
        let person = r.person("Sumiati", Some(NIK)).await;
        let receipt = r.open("front_office", Some(person), &["pbi-nonaktif"]).await.unwrap();
        let mut v = Visitor::officer(&r, "front_office").await;
        let case = format!("/layanan/{}", receipt.case);
        let page = v.get(&case).await;
        let family = page.body.split_once("href=\"/keluarga/").and_then(|(_, rest)| rest.split_once('"')).unwrap().0.to_owned();
        assert!(family.ends_with(&format!("?layanan={}", receipt.case)), "{family}");
        let family = format!("/keluarga/{family}");
        let (bare, _) = family.split_once('?').unwrap();
        // A child of the same family: the case is no reason to see their number.
        let child = [("family", bare.rsplit('/').next().unwrap()), ("relation", "child"), ("name", "Rani"), ("nik", "9901014103180002"), ("village", SUKA_BARU), ("warnings_settled", "1")];
        v.fill(&format!("/keluarga/baru?keluarga={}", child[0].1), "/keluarga/baru", &child).await.is(303);
        let members = v.get(&family.replace('?', "/anggota?")).await;
        members.is(200).says("Kembali ke layanan").says(&format!("href=\"{case}\""));
        assert_eq!(members.body.matches("name=\"purpose\"").count(), 2, "NIK and telephone of whom it is about");
        members.says("<option value=\"\">Pilih…</option>").says("required");
        let rani = members.body.split("name=\"person\" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).find(|p| *p != person.to_string()).unwrap().to_owned();
        let csrf = members.hidden("csrf_token");
        let wish = |person: &str, more: &[(&str, &str)]| {
            let fields = [("csrf_token", csrf.as_str()), ("what", "nik"), ("tab", "anggota"), ("person", person), ("case", &receipt.case.to_string())];
            fields.iter().chain(more).map(|(n, v)| (n.to_string(), v.to_string())).chain([("operation_id".to_string(), uuid())]).collect::<Vec<_>>()
        };
        async fn send(v: &mut Visitor, to: &str, fields: Vec<(String, String)>) -> Answer {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, x)| (n.as_str(), x.as_str())).collect();
            v.post(to, &fields).await
        }
        let show = format!("{bare}/tampilkan");
        send(&mut v, &show, wish(&person.to_string(), &[("purpose", "case")])).await.is(200).says(NIK).says("Kembali ke layanan");
        send(&mut v, &show, wish(&rani, &[])).await.is(422).keeps_quiet_about("9901014103180002");
        send(&mut v, &show, wish(&rani, &[("reason", "mencocokkan-kartu")])).await.is(200).says("9901014103180002");
        // What is seen in a national system is tied to the case, and stands where it is checked and decided.
        let seen = v.fill(&family, &format!("{bare}/hasil-cek"), &[("case", &receipt.case.to_string()), ("system", "siks-ng"), ("seen_on", "2026-11-20"), ("listed", "yes"), ("decile", "3")]).await;
        assert_eq!(seen.is(303).location, family);
        v.get(&format!("{case}?riwayat=lengkap")).await.says("Dicek di SIKS-NG: terdaftar");
        let concern = v.get(&case).await.body.split_once("/kebutuhan/").and_then(|(_, rest)| rest.split(['"', '/']).next().map(str::to_owned)).unwrap();
        let mut office = Visitor::officer(&r, "back_office").await;
        let check = office.get(&format!("{case}/kebutuhan/{concern}/periksa")).await;
        check.is(200).says("Belum diperingkat").says("Hasil cek: Desil 3").says(&format!("href=\"{family}\""));
    }
}
