//! *Tugas saya*: oldest promise first, pages by cursor, what is stuck and with whom, an empty desk.

use crate::visit::{Visitor, born};
use slrt_domain::identity::ReferralId;
use slrt_operations::steps::{StepInput, VerbInput, take_step};
use slrt_testing::{Regency, both};

both! {
    async fn my_work_comes_in_pages(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        for _ in 0..53 {
            r.open("front_office", None, &["biaya-sekolah"]).await.unwrap();
        }
        let mut office = Visitor::officer(&r, "back_office").await;
        let first = office.get("/tugas").await;
        first.is(200).says("<b>53</b>").says("Halaman berikutnya").says("Janji terdekat dahulu");
        // Few lines are in sight at once, with how many there are in all; without scripts the rest is one press away.
        first.says("Masih ada waktu <span class=\"count\">53</span>").says("Tampilkan 35 lagi").keeps_quiet_about("<h3 class=\"mb-2\">Terlambat");
        assert_eq!(first.body.matches("Periksa data").count(), 50);
        let next = first.body.split_once("href=\"/tugas?sesudah=").and_then(|(_, rest)| rest.split_once('"')).unwrap().0.to_owned();
        let second = office.get(&format!("/tugas?sesudah={next}")).await;
        assert_eq!(second.is(200).body.matches("Periksa data").count(), 3);
        second.says("Kembali ke awal").keeps_quiet_about("Halaman berikutnya</a>");
        office.get("/tugas?sesudah=x").await.is(422);
        let token = r.token("back_office").await;
        let mut program = Visitor::new(&r.house);
        let page = program.call("GET", "/tasks", Some(&token), None).await.is(200).json();
        assert_eq!(page["lines"].as_array().unwrap().len(), 50);
        let rest = program.call("GET", &format!("/tasks?cursor={}", page["next"].as_str().unwrap()), Some(&token), None).await.is(200).json();
        assert_eq!((rest["lines"].as_array().unwrap().len(), rest["next"].is_null()), (3, true));
        program.call("GET", "/tasks", None, None).await.is(401);
        program.call("GET", "/referrals", Some(&token), None).await.is(403);
        let institutions = program.call("GET", "/institutions", Some(&token), None).await.is(200).json();
        assert_eq!(institutions.as_array().unwrap().len(), 3);
    }
}

both! {
    async fn managers_see_what_is_stuck_and_with_whom(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut manager = Visitor::officer(&r, "manager").await;
        manager.get("/tugas").await.is(200).says("Tidak ada yang menunggu Ibu/Bapak").keeps_quiet_about("tersendat");
        r.open("front_office", None, &["biaya-sekolah"]).await.unwrap();
        r.open("front_office", None, &["kdrt"]).await.unwrap();
        store.clock.set(store.clock.now().plus_seconds(30 * 86_400));
        let mut manager = Visitor::officer(&r, "manager").await;
        let page = manager.get("/tugas").await;
        page.is(200).says("Yang tersendat, dan pada siapa").says("Back office, Puskesos Suka Baru").says("hari");
        assert_eq!(page.body.matches("Kartu BPJS mati").count(), 1);
        let mut village = Visitor::officer(&r, "back_office").await;
        village.get("/tugas").await.is(200).says("class=\"figure late\"").says("Terlambat").keeps_quiet_about("tersendat");
        let mut admin = Visitor::officer(&r, "admin").await;
        admin.get("/lembaga").await.is(200).says("Kelola");
        Visitor::new(&r.house).get("/tugas").await.is(303);
    }
}

both! {
    async fn a_head_of_a_village_reaches_what_they_are_asked_to_decide(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let intake = r.intake(None, &["blt-desa-belum-dapat"]);
        let (case, concern) = (intake.case, intake.concerns[0].id);
        slrt_operations::intake::open_case(&r.house, &r.sender("front_office"), intake).await.unwrap();
        let need = format!("/layanan/{case}/kebutuhan/{concern}");
        let take = async |v: &mut Visitor, verb: &str, fields: &[(&str, &str)]| {
            let address = format!("{need}/{verb}");
            let revision = v.get(&address).await.is(200).hidden("revision");
            let all: Vec<_> = std::iter::once(("revision", revision.as_str())).chain(fields.iter().copied()).collect();
            v.fill(&address, &address, &all).await
        };
        let mut head = Visitor::officer(&r, "village_head").await;
        head.get("/tugas").await.is(200).keeps_quiet_about(&need);
        head.get(&need).await.is(404);
        let mut office = Visitor::officer(&r, "back_office").await;
        office.get(&need).await.is(200).says("Belum ada langkah sejak kebutuhan ini dicatat");
        take(&mut office, "rekomendasi", &[("programs", "blt-dd")]).await.is(303);
        let mut coordinator = Visitor::officer(&r, "coordinator").await;
        take(&mut coordinator, "putuskan", &[("result", "approve")]).await.is(303);
        head.get("/tugas").await.is(200).says(&format!("href=\"{need}/putuskan\"")).says("Putuskan");
        head.get(&format!("/layanan/{case}")).await.is(200).says("Giliran saya");
        // Decided, it is no more theirs to see: back to what waits for them.
        let decided = take(&mut head, "putuskan", &[("result", "approve")]).await;
        assert_eq!(decided.is(303).location, "/tugas?tersimpan=putusan");
        head.get("/tugas").await.is(200).keeps_quiet_about(&need).keeps_quiet_about("Putusan tersimpan");
        head.get(&decided.location).await.is(200).says("Putusan tersimpan");
        office.get(&need).await.is(200).says("Disetujui");
    }
}

both! {
    async fn the_menu_says_how_much_waits_and_everybody_begins_where_they_work(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut office = Visitor::officer(&r, "back_office").await;
        office.get("/keluarga").await.is(200).says("href=\"/tugas\"").keeps_quiet_about("class=\"count\"");
        r.open("front_office", None, &["biaya-sekolah", "ktp-kk"]).await.unwrap();
        office.get("/keluarga").await.is(200).says("<span class=\"count\">2<span class=\"visually-hidden\"> menunggu saya</span>");
        // Who decides has work, whatever else they may see; who only keeps house or looks on has none.
        for (role, begins) in [("village_head", "/tugas"), ("admin", "/program"), ("auditor", "/program"), ("viewer", "/program")] {
            let mut v = Visitor::officer(&r, role).await;
            assert_eq!(v.get("/masuk").await.is(303).location, begins, "{role}");
            let menu = v.get("/akun").await.is(200).body.contains("href=\"/tugas\"");
            assert_eq!(menu, begins == "/tugas", "{role}");
        }
        // What went wrong is told in the words and the frame of somebody who is logged in.
        office.get("/pengguna").await.is(403).says("Belum bisa diproses").says("class=\"rooms no-print\"").says("Halaman ini untuk: Administrator.").says("href=\"/tugas\"").keeps_quiet_about(">Masuk<");
        office.get("/layanan/0").await.is(404).says("<h1>Halaman tidak ditemukan</h1>");
        Visitor::new(&r.house).get("/tidak-ada").await.is(404).says("Halaman tidak ditemukan").says(">Masuk<");
    }
}

both! {
    async fn the_promise_to_the_citizen_stands_beside_the_day_of_this_turn(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        r.open("front_office", None, &["biaya-sekolah"]).await.unwrap();
        Visitor::officer(&r, "back_office").await.get("/tugas").await.is(200).says("janji kepada warga").says("Hanya bertanya dan sudah dijawab").says("value=\"phone\"");
        Visitor::officer(&r, "manager").await.get("/tugas").await.is(200).keeps_quiet_about("Hanya bertanya");
    }
}

both! {
    async fn what_was_handed_on_has_a_page_of_its_own(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        for _ in 0..53 {
            let intake = r.intake(None, &["biaya-sekolah"]);
            let (case, concern) = (intake.case, intake.concerns[0].id);
            slrt_operations::intake::open_case(&r.house, &r.sender("front_office"), intake).await.unwrap();
            let refer = VerbInput::Refer {
                referral: ReferralId(r.house.clock().new_id()),
                institution: r.institutions["disdik"],
                program: None,
                consent: true,
                words: None,
                named: None,
            };
            take_step(&r.house, &r.sender("back_office"), StepInput { case, concern, revision: 1, verb: refer }).await.unwrap();
        }
        let mut office = Visitor::officer(&r, "back_office").await;
        let first = office.get("/tugas").await;
        first.is(200).says("Yang sudah diteruskan <span class=\"count\">53</span>").says("Tampilkan 15 lagi").says("href=\"/tugas?bagian=diteruskan\"");
        let all = office.get("/tugas?bagian=diteruskan").await;
        assert_eq!(all.is(200).says("Diteruskan belum berarti terbantu").body.matches("class=\"task\"").count(), 50);
        let next = all.body.split_once("bagian=diteruskan&sesudah=").or_else(|| all.body.split_once("bagian=diteruskan&#38;sesudah=")).unwrap().1;
        let next = next.split_once('"').unwrap().0;
        let rest = office.get(&format!("/tugas?bagian=diteruskan&sesudah={next}")).await;
        assert_eq!(rest.is(200).says("Kembali ke awal").body.matches("class=\"task\"").count(), 3);
        office.get("/tugas?bagian=diteruskan&sesudah=x").await.is(422);
        office.get("/tugas?bagian=lain").await.is(404);
        // Whoever answers for other offices sees none of it.
        Visitor::officer(&r, "admin").await.get("/tugas?bagian=diteruskan").await.is(200).keeps_quiet_about("class=\"task\"");
    }
}

both! {
    async fn a_promise_whose_clock_stands_still_does_not_look_as_if_it_passed(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut office = Visitor::officer(&r, "back_office").await;
        let need = need(&r, "biaya-sekolah").await;
        step(&mut office, &need, "minta-berkas", &[("words", "KK")]).await.is(303);
        store.clock.set(store.clock.now().plus_seconds(40 * 86_400));
        let stands = "waktu kami berhenti sejak Senin, 23 Nov (menunggu berkas dari warga); janji kepada warga";
        Visitor::officer(&r, "back_office").await.get("/tugas").await.is(200).says(stands).keeps_quiet_about("sudah lewat");
        Visitor::officer(&r, "front_office").await.get("/tugas").await.is(200).says(stands).says("mundur selama itu");
        let case = need.split_once("/kebutuhan").unwrap().0.to_owned();
        Visitor::officer(&r, "back_office").await.get(&case).await.is(200).says("ditambah lamanya menunggu");
    }
}

both! {
    async fn managers_see_how_many_were_helped(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut manager = Visitor::officer(&r, "manager").await;
        r.open("front_office", None, &["pertanyaan"]).await.unwrap();
        manager.get("/tugas").await.is(200).keeps_quiet_about("href=\"/buku/bulan?kantor=semua\"");
        // What an office below brought to an end is the manager's figure, too.
        for (result, want) in [("helped", "100%"), ("partly", "50%")] {
            let need = answered_question(&r).await;
            let mut counter = Visitor::officer(&r, "front_office").await;
            step(&mut counter, &need, "konfirmasi", &[("result", result), ("by", "counter")]).await.is(303);
            manager.get("/tugas").await.is(200).says(&format!("<a class=\"figure\" href=\"/buku/bulan?kantor=semua\"><b>{want}</b>"));
        }
        Visitor::officer(&r, "back_office").await.get("/tugas").await.is(200).keeps_quiet_about("kantor=semua");
    }
}

/// Opens a step's page and sends its form.
async fn step(v: &mut Visitor, need: &str, verb: &str, fields: &[(&str, &str)]) -> crate::visit::Answer {
    let address = format!("{need}/{verb}");
    let revision = v.get(&address).await.is(200).hidden("revision");
    let all: Vec<_> = std::iter::once(("revision", revision.as_str())).chain(fields.iter().copied()).collect();
    v.fill(&address, &address, &all).await
}

/// A need of the Puskesos: its address.
async fn need(r: &Regency, kind: &str) -> String {
    let intake = r.intake(None, &[kind]);
    let (case, concern) = (intake.case, intake.concerns[0].id);
    slrt_operations::intake::open_case(&r.house, &r.sender("front_office"), intake).await.unwrap();
    format!("/layanan/{case}/kebutuhan/{concern}")
}

async fn answered_question(r: &Regency) -> String {
    let need = need(r, "pertanyaan").await;
    let mut office = Visitor::officer(r, "back_office").await;
    step(&mut office, &need, "bantu", &[("result", "information"), ("words", "Dijelaskan")]).await.is(303);
    need
}

both! {
    async fn my_work_can_be_shown_by_its_next_step(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut office = Visitor::officer(&r, "back_office").await;
        let verified = need(&r, "biaya-berobat").await;
        office.get("/tugas").await.is(200).keeps_quiet_about("class=\"chips");
        step(&mut office, &verified, "periksa", &[("result", "listed")]).await.is(303);
        let fresh = need(&r, "ktp-kk").await;
        let page = office.get("/tugas").await;
        page.is(200).says("href=\"/tugas?langkah=periksa\"").says("Semua <span class=\"count\">2</span>").says("Periksa data <span class=\"count\">1</span>");
        let one = office.get("/tugas?langkah=periksa").await;
        one.is(200).says(&format!("{fresh}/periksa")).keeps_quiet_about(&verified).says("aria-current=\"true\"");
        office.get("/tugas?langkah=putuskan").await.is(200).says("Tidak ada lagi di halaman ini").says("href=\"/tugas\"");
        office.get("/tugas?langkah=apa-saja").await.is(200).says(&fresh).says(&verified);
        let mut english = Visitor::officer(&r, "back_office").await.in_english();
        english.get("/tugas").await.is(200).says("All <span class=\"count\">2</span>");
    }
}

both! {
    async fn whoever_took_it_in_and_whoever_answered_it_keep_it_in_sight(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let need = need(&r, "biaya-berobat").await;
        let mut counter = Visitor::officer(&r, "front_office").await;
        counter.get("/tugas").await.is(200).says("Yang saya terima").says("Back office, Puskesos Suka Baru");
        let mut office = Visitor::officer(&r, "back_office").await;
        office.get("/tugas").await.is(200).keeps_quiet_about("Yang saya terima").keeps_quiet_about("/tugas/dijawab");
        let dinkes = r.institutions["dinkes"].to_string();
        step(&mut office, &need, "rujuk", &[("institution", &dinkes), ("words", "Mohon dibantu"), ("consent", "ya")]).await.is(303);
        let mut officer = Visitor::officer(&r, "institution_officer").await;
        officer.get("/tugas").await.is(200).says("href=\"/tugas/dijawab\"");
        officer.get("/tugas/dijawab").await.is(200).says("Belum ada rujukan yang dijawab");
        step(&mut officer, &need, "jawab", &[("result", "given"), ("words_given", "Biaya ditanggung"), ("occurred_day", "2026-11-23")]).await.is(303);
        let case = need.split("/kebutuhan").next().unwrap();
        let page = officer.get("/tugas/dijawab").await;
        page.is(200).says("Sudah dijawab").says("Sudah diberikan").says("23 November 2026").says(&format!("href=\"{case}\"")).keeps_quiet_about("Kartu BPJS mati");
        officer.get(case).await.is(200).says("Yang tampil adalah bagian yang dikirim");
        officer.get("/tugas/dijawab?sesudah=x").await.is(422);
        office.get("/tugas/dijawab").await.is(403);
        let mut english = Visitor::officer(&r, "institution_officer").await.in_english();
        english.get("/tugas/dijawab").await.is(200).says("Answered").keeps_quiet_about(">tasks-").keeps_quiet_about(">concern-");

        let (token, other) = (r.token("institution_officer").await, r.token("back_office").await);
        let mut program = Visitor::new(&r.house);
        let list = program.call("GET", "/referrals?answered=true", Some(&token), None).await.is(200).json();
        assert_eq!((list["answered"].as_array().unwrap().len(), list["answered"][0]["state"].as_str()), (1, Some("given")));
        assert!(list["next"].is_null() && list["lines"].is_null());
        let waiting = program.call("GET", "/referrals", Some(&token), None).await.is(200).json();
        assert_eq!((waiting["lines"].as_array().unwrap().len(), waiting["waiting"].as_i64()), (0, Some(0)));
        program.call("GET", "/referrals?answered=true", Some(&other), None).await.is(403);
        program.call("GET", "/referrals?answered=true&cursor=x", Some(&token), None).await.is(422);
        let tasks = program.call("GET", "/tasks", Some(&r.token("front_office").await), None).await.is(200).json();
        assert!(tasks["received"].is_array() && tasks["later"].as_array().unwrap().is_empty() && tasks["figures"]["helped_rate"].is_null());
    }
}
