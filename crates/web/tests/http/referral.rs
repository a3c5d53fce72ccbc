//! Steps by their pages: an institution's inbox and answer, help on the spot, errors that keep what was typed, and a refusal to be printed.

use crate::visit::{Visitor, born};
use slrt_testing::{Regency, both};

/// A fresh case with one need: addresses of the case and of the need.
async fn case(r: &Regency, kind: &str) -> (String, String) {
    let intake = r.intake(None, &[kind]);
    let (case, concern) = (intake.case, intake.concerns[0].id);
    slrt_operations::intake::open_case(&r.house, &r.sender("front_office"), intake).await.unwrap();
    (format!("/layanan/{case}"), format!("/layanan/{case}/kebutuhan/{concern}"))
}

/// Opens a step's page and sends its form.
async fn step(v: &mut Visitor, need: &str, verb: &str, fields: &[(&str, &str)]) -> crate::visit::Answer {
    let address = format!("{need}/{verb}");
    let page = v.get(&address).await;
    page.is(200);
    let revision = page.hidden("revision");
    let all: Vec<_> = std::iter::once(("revision", revision.as_str())).chain(fields.iter().copied()).collect();
    v.fill(&address, &address, &all).await
}

both! {
    async fn an_institution_answers_its_inbox(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let (case, need) = case(&r, "biaya-berobat").await;
        let mut office = Visitor::officer(&r, "back_office").await;
        office.get("/tugas").await.is(200).says("Kartu BPJS mati").says("Periksa data");
        // A few steps are in sight, the others under one heading; whoever waits for others has one at most.
        let steps = office.get(&need).await;
        let (seen, others) = steps.body.split_once("<summary>Tindakan lain</summary>").unwrap();
        assert_eq!(seen.matches(&format!("href=\"{need}/")).count(), 3, "{seen}");
        assert!(seen.contains("/periksa\"") && others.contains("/eskalasi\"") && others.contains("/tutup\""), "{}", steps.body);
        office.get(&case).await.is(200).says("Giliran saya").says("Periksa data").says("Layanan dibuka di Puskesos Suka Baru, satu kebutuhan");
        step(&mut office, &need, "periksa", &[]).await.is(422).says("Hasil belum diisi").says("href=\"#result-1\"");
        step(&mut office, &need, "periksa", &[("result", "listed")]).await.is(303);
        let dinkes = r.institutions["dinkes"].to_string();
        let no = step(&mut office, &need, "rujuk", &[("institution", &dinkes), ("words", "Mohon dibantu")]).await;
        no.is(422).says("Warga belum setuju").says("Mohon dibantu");
        step(&mut office, &need, "rujuk", &[("institution", &dinkes), ("words", "Mohon dibantu"), ("consent", "ya")]).await.is(303);
        office.get(&case).await.is(200).says("Diteruskan ke DINKES").says("DINKES");
        office.get("/tugas").await.is(200).says("Yang sudah diteruskan").says("DINKES");
        office.get("/lembaga").await.is(200).says("DINKES").says("5 hari kerja");
        let waits = office.get(&need).await;
        assert_eq!(waits.body.split_once("<summary>Tindakan lain</summary>").unwrap().0.matches(&format!("href=\"{need}/")).count(), 1);

        let mut officer = Visitor::officer(&r, "institution_officer").await;
        officer.get("/tugas").await.is(200).says("Rujukan masuk").says("Terima").says("Tolak").says("Minta kelengkapan").keeps_quiet_about("Kartu BPJS mati");
        officer.get(&case).await.is(200).says("Yang tampil adalah bagian yang dikirim").keeps_quiet_about("Kartu BPJS mati");
        officer.get(&format!("{need}/jawab?hasil=declined")).await.is(200).says("value=\"declined\" checked").says("Mohon dibantu");
        officer.get(&format!("{need}/rujuk")).await.is(409).says("Langkah ini tidak perlu lagi");
        // Every answer is offered, and every part of the form has the one that opens it.
        let form = officer.get(&format!("{need}/jawab")).await;
        for answer in ["accepted", "more_asked", "declined", "given", "not_given"] {
            form.says(&format!("value=\"{answer}\""));
        }
        for part in ["part-more", "part-declined", "part-given", "part-not-given"] {
            form.says(&format!("id=\"{part}\"")).says(&format!("data-shows=\"#{part}\""));
        }
        step(&mut officer, &need, "jawab", &[("result", "more_asked")]).await.is(422);
        step(&mut officer, &need, "jawab", &[("result", "accepted")]).await.is(303);
        officer.get("/tugas").await.is(200).says("Catat hasil");
        step(&mut officer, &need, "jawab", &[("result", "given"), ("words_given", "Biaya ditanggung"), ("occurred_day", "2026-11-23")]).await.is(303);
        office.get(&need).await.is(200).says("Biaya ditanggung").says("DINKES memberikan bantuan");
        let mut counter = Visitor::officer(&r, "front_office").await;
        step(&mut counter, &need, "konfirmasi", &[("result", "helped")]).await.is(422).says("Cara kabar diterima belum diisi");
        step(&mut counter, &need, "konfirmasi", &[("result", "helped"), ("by", "phone")]).await.is(303);
        counter.get(&case).await.is(200).says("Terbantu").says("sudah selesai").says("Warga menyatakan terbantu");
        let mut english = Visitor::officer(&r, "front_office").await.in_english();
        english.get(&format!("{case}?riwayat=lengkap")).await.is(200).says("DINKES accepted the referral").says("The citizen says that help came").keeps_quiet_about("line-");
    }
}

both! {
    async fn after_a_step_its_need_is_in_sight_and_what_was_stored_is_said(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let intake = r.intake(None, &["biaya-berobat", "biaya-sekolah"]);
        let case = format!("/layanan/{}", intake.case);
        let needs = [0, 1].map(|n| format!("{case}/kebutuhan/{}", intake.concerns[n].id));
        slrt_operations::intake::open_case(&r.house, &r.sender("front_office"), intake).await.unwrap();
        let mut office = Visitor::officer(&r, "back_office").await;
        let top = |page: &crate::visit::Answer| page.body.split("class=\"sheet turn").nth(1).unwrap().split("</section>").next().unwrap().to_owned();
        let names = [0, 1].map(|n| r.house.catalog().kinds[["biaya-berobat", "biaya-sekolah"][n]].name.id.clone());
        for (need, name) in needs.iter().zip(&names) {
            let done = step(&mut office, need, "periksa", &[("result", "listed")]).await;
            done.is(303);
            assert!(done.location.starts_with(&format!("{case}?tersimpan=")), "{}", done.location);
            let page = office.get(&done.location).await;
            page.is(200).says("Tersimpan. Data diperiksa: terdaftar dan sesuai.");
            assert!(page.body.contains("<div class=\"notice act\" role=\"status\">"));
            assert!(top(&page).contains(name.as_str()), "{}", top(&page));
        }
        // What has ended is in sight too, though another need waits.
        let done = step(&mut office, &needs[0], "tutup", &[("reason", "tidak-ada-kabar")]).await;
        let page = office.get(&done.location).await;
        page.says("Tersimpan. Ditutup.").says("Kebutuhan ini sudah selesai.");
        assert!(top(&page).contains(names[0].as_str()) && top(&page).contains(&format!("Kebutuhan lain menunggu Ibu/Bapak: {}", names[1])));
        office.get(&case).await.keeps_quiet_about("Kebutuhan lain menunggu");
        // Nothing is said to have been stored where nothing was, or where the reader does not know of it.
        for address in [case.clone(), format!("{case}?tersimpan=999999"), format!("{case}?tersimpan=x")] {
            office.get(&address).await.is(200).keeps_quiet_about("Tersimpan.");
        }
        let entry = done.location.split("tersimpan=").nth(1).unwrap().to_owned();
        let mut english = Visitor::officer(&r, "coordinator").await.in_english();
        english.get(&format!("{}?tersimpan={entry}", needs[0])).await.is(200).says("Saved. Closed.");
    }
}

both! {
    async fn a_referral_begins_with_what_was_approved_and_tells_everything_that_is_missing(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let (_, need) = case(&r, "biaya-sekolah").await;
        let mut office = Visitor::officer(&r, "back_office").await;
        let chosen = format!("value=\"{}\" checked", r.institutions["disdik"]);
        // Nothing was approved yet: nothing is chosen.
        office.get(&format!("{need}/rujuk")).await.is(200).keeps_quiet_about("checked").keeps_quiet_about("value=\"pip\" selected");
        let round = step(&mut office, &need, "rujuk", &[]).await;
        round.is(422).says("href=\"#institution-1\"").says("href=\"#consent\"").says("Warga belum setuju");
        step(&mut office, &need, "rekomendasi", &[("programs", "pip")]).await.is(303);
        let mut coordinator = Visitor::officer(&r, "coordinator").await;
        step(&mut coordinator, &need, "putuskan", &[("result", "approve")]).await.is(303);
        office.get(&format!("{need}/rujuk")).await.is(200).says(&chosen).says("value=\"pip\" selected");
        // What was typed is what comes back, not what was proposed.
        let dinkes = r.institutions["dinkes"].to_string();
        let again = step(&mut office, &need, "rujuk", &[("institution", &dinkes), ("program", "")]).await;
        again.is(422).says("Warga belum setuju").says(&format!("value=\"{dinkes}\" checked")).keeps_quiet_about(&chosen).keeps_quiet_about("value=\"pip\" selected");
        assert_eq!(again.body.matches("href=\"#consent\"").count(), 1);
    }
}

both! {
    async fn an_institution_reads_what_it_answers_and_by_when(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let (_, need) = case(&r, "biaya-berobat").await;
        let mut office = Visitor::officer(&r, "back_office").await;
        let form = [("institution", r.institutions["dinkes"].to_string()), ("program", "pbi-jk-reakt".into()), ("words", "Mohon segera".into()), ("consent", "ya".into())];
        let form: Vec<_> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        step(&mut office, &need, "rujuk", &form).await.is(303);
        let mut officer = Visitor::officer(&r, "institution_officer").await;
        let catalog = r.house.catalog();
        let kind = &catalog.kinds["biaya-berobat"].name.id;
        let program = &catalog.programs.iter().find(|p| p.code == "pbi-jk-reakt").unwrap().name.id;
        // Five working days from Monday the 23rd. What the citizen said stays with the office.
        let page = officer.get(&format!("{need}/jawab")).await;
        page.is(200).says(kind).says(program).says("Mohon segera").says("30 November 2026").says("23 November 2026").keeps_quiet_about("Kartu BPJS mati");
        page.says("Jawab rujukan</button>");
        step(&mut officer, &need, "jawab", &[("result", "accepted")]).await.is(303);
        // Whoever has taken it records what came of it.
        officer.get(&format!("{need}/jawab")).await.says("Catat hasil</button>").keeps_quiet_about("Jawab rujukan</button>");
    }
}

both! {
    async fn an_institutions_time_beyond_the_promise_is_told_alike_everywhere(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut office = Visitor::officer(&r, "back_office").await;
        // Fourteen days were promised, five are the institution's: nothing to say.
        let (_, need) = case(&r, "biaya-sekolah").await;
        office.get(&format!("{need}/rujuk")).await.is(200).says("menjawab paling lambat Senin, 30 November 2026").says("Janji kepada warga").keeps_quiet_about("dijanjikan kepada warga").keeps_quiet_about("boleh menjawab sesudah hari itu");
        // Two days were promised.
        let intake = r.intake(None, &["kks-hilang"]);
        let (case, concern) = (intake.case, intake.concerns[0].id);
        let receipt = slrt_operations::intake::open_case(&r.house, &r.sender("front_office"), intake).await.unwrap();
        let need = format!("/layanan/{case}/kebutuhan/{concern}");
        office.get(&format!("{need}/rujuk")).await.is(200).says("Rabu, 25 November 2026").says("menjawab paling lambat Senin, 30 November 2026, sesudah hari yang dijanjikan kepada warga").says("mintalah jawaban yang lebih cepat lewat telepon");
        step(&mut office, &need, "rujuk", &[("institution", &r.institutions["dinkes"].to_string()), ("consent", "ya")]).await.is(303);
        office.get("/tugas").await.is(200).says("janji kepada warga Rabu, 25 Nov, sebelum batas langkah ini");
        office.get(&need).await.is(200).says("Rabu, 25 November 2026, sebelum batas langkah ini");
        let mut officer = Visitor::officer(&r, "institution_officer").await.in_english();
        officer.get("/tugas").await.is(200).says("promised to the citizen for Wednesday, 25 Nov, before the end of this step");
        let mut citizen = Visitor::new(&r.house);
        let (number, pin) = (receipt.number.to_string(), receipt.pin.into_inner());
        citizen.post("/status", &[("number", &number), ("pin", &pin)]).await.is(303);
        let page = citizen.get("/status").await;
        page.is(200).says("Jawaban dijanjikan paling lambat Senin, 30 November 2026").says("Rabu, 25 November 2026. Jawaban lembaga boleh datang sesudahnya");
        step(&mut officer, &need, "jawab", &[("result", "more_asked"), ("words_more", "KK")]).await.is(303);
        office.get(&format!("{need}/kirim-ulang")).await.is(200).says("Lembaga boleh menjawab sampai Senin, 30 November 2026, sesudah hari itu");
    }
}

both! {
    async fn the_slower_of_two_pages_keeps_what_was_typed(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let (_, need) = case(&r, "biaya-sekolah").await;
        let (mut one, mut two) = (Visitor::officer(&r, "back_office").await, Visitor::officer(&r, "coordinator").await);
        let address = format!("{need}/eskalasi");
        let page = two.get(&address).await;
        let (csrf, operation, revision) = (page.hidden("csrf_token"), page.hidden("operation_id"), page.hidden("revision"));
        step(&mut one, &need, "periksa", &[("result", "data_differs")]).await.is(303);
        let form = [("csrf_token", csrf.as_str()), ("operation_id", operation.as_str()), ("revision", revision.as_str()), ("words", "Perlu Sekretariat")];
        let told = two.post(&address, &form).await;
        told.is(409).says("Rekan Ibu/Bapak lebih dahulu").says("back_office").says("Perlu Sekretariat").says("ada yang berbeda");
        // Sent again with the revision that was shown now, under the same operation id.
        let again = [("csrf_token", csrf.as_str()), ("operation_id", &told.hidden("operation_id")), ("revision", &told.hidden("revision")), ("words", "Perlu Sekretariat")];
        assert_eq!(told.hidden("operation_id"), operation);
        two.post(&address, &again).await.is(303);
        // A second press of the same button changes nothing.
        two.post(&address, &again).await.is(303);
        let mut up = Visitor::officer(&r, "sekretariat-bo").await;
        up.get(&need).await.is(200).says("Dinaikkan ke Sekretariat SLRT");
    }
}

both! {
    async fn a_refusal_can_be_printed_and_help_on_the_spot_asks_for_the_citizens_word(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut office = Visitor::officer(&r, "back_office").await;
        let mut coordinator = Visitor::officer(&r, "coordinator").await;
        let (_, need) = case(&r, "biaya-sekolah").await;
        office.get(&format!("{need}/rekomendasi")).await.is(200).says("value=\"pip\"");
        step(&mut office, &need, "rekomendasi", &[]).await.is(422).says("Program belum diisi");
        step(&mut office, &need, "rekomendasi", &[("programs", "pip"), ("words", "Tidak mampu membeli seragam")]).await.is(303);
        coordinator.get("/tugas").await.is(200).says("Putuskan");
        let page = coordinator.get(&format!("{need}/putuskan")).await;
        page.is(200).says("Ibu/Bapak memutuskan sebagai Koordinator Puskesos").says("Tidak mampu membeli seragam").says("back_office").says("Ini keputusan terakhir");
        step(&mut coordinator, &need, "putuskan", &[]).await.is(422).says("Pilih keputusannya lebih dahulu").keeps_quiet_about("Hasil belum diisi");
        step(&mut coordinator, &need, "putuskan", &[("result", "decline"), ("reason_return", "berkas-kurang")]).await.is(422).says("Pilih alasannya lebih dahulu").says("href=\"#reason_decline\"");
        let declined = step(&mut coordinator, &need, "putuskan", &[("result", "decline"), ("reason_decline", "sudah-menerima")]).await;
        declined.is(303);
        coordinator.get(&declined.location).await.is(200).says("Belum bisa diberikan saat ini").says("mengajukan keberatan").says("Kami periksa juga program lain").says("data-print");

        let (case, need) = self::case(&r, "pertanyaan").await;
        let served = step(&mut office, &need, "bantu", &[("result", "information"), ("words", "Dijelaskan")]).await;
        served.is(303);
        assert!(served.location.ends_with("/konfirmasi?baru=ya"), "{}", served.location);
        office.get(&served.location).await.is(200).says("Apakah warga sudah menyatakan terbantu?").says("Belum, tanya nanti");
        step(&mut office, &need, "konfirmasi", &[("result", "helped"), ("by", "counter"), ("words", "Terima kasih")]).await.is(303);
        office.get(&format!("{case}?riwayat=lengkap")).await.is(200).says("Terima kasih");
    }
}

both! {
    async fn every_step_that_is_offered_has_a_page_in_both_languages(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut seen = std::collections::BTreeSet::new();
        let (_, need) = case(&r, "biaya-berobat").await;
        let (_, kdrt) = case(&r, "kdrt").await;
        let mut office = Visitor::officer(&r, "back_office").await;
        let mut named = Visitor::officer(&r, "protection_officer").await;
        let mut english = Visitor::officer(&r, "back_office").await.in_english();
        async fn look(v: &mut Visitor, need: &str, seen: &mut std::collections::BTreeSet<String>) {
            let page = v.get(need).await;
            page.is(200).keeps_quiet_about(">step-").keeps_quiet_about(">concern-").keeps_quiet_about(">case-");
            let mark = format!("href=\"{need}/");
            for verb in page.body.split(&mark).skip(1).filter_map(|rest| rest.split_once('"')).map(|(verb, _)| verb.to_owned()) {
                v.get(&format!("{need}/{verb}")).await.is(200).says("<h1").keeps_quiet_about(">step-").keeps_quiet_about("step-when").keeps_quiet_about(">field-");
                seen.insert(verb);
            }
        }
        look(&mut office, &need, &mut seen).await;
        look(&mut english, &need, &mut seen).await;
        look(&mut named, &kdrt, &mut seen).await;
        step(&mut office, &need, "minta-berkas", &[("documents", "ktp"), ("documents", "kk")]).await.is(303);
        look(&mut office, &need, &mut seen).await;
        step(&mut office, &need, "berkas-diterima", &[("documents", "ktp"), ("form", "copy")]).await.is(303);
        office.get(need.split("/kebutuhan").next().unwrap()).await.is(200).says("Fotokopi diserahkan");
        step(&mut office, &need, "tunggu", &[("result", "quota"), ("next_look", "2026-12-10"), ("system", "siks-ng"), ("number", "U-77")]).await.is(303);
        look(&mut office, &need, &mut seen).await;
        office.get(need.split("/kebutuhan").next().unwrap()).await.is(200).says("U-77").says("SIKS-NG");
        step(&mut office, &need, "lanjut", &[("words", "Kuota ada")]).await.is(303);
        step(&mut office, &need, "rujuk", &[("institution", &r.institutions["perkim"].to_string()), ("consent", "ya")]).await.is(303);
        look(&mut office, &need, &mut seen).await;
        look(&mut english, &need, &mut seen).await;
        let answer = [("result", "declined"), ("reason_declined", "kuota-habis"), ("on_behalf_who", "Pak Joko"), ("on_behalf_channel", "letter"), ("on_behalf_day", "2026-11-23")];
        step(&mut office, &need, "jawab-atas-nama", &answer).await.is(303);
        office.get(&need).await.is(200).says("Belum bisa diberikan saat ini").says("Pak Joko");
        step(&mut office, &need, "tutup", &[("reason", "dialihkan")]).await.is(422);
        step(&mut office, &need, "tutup", &[("reason", "tidak-ada-kabar")]).await.is(303);
        look(&mut office, &need, &mut seen).await;
        step(&mut office, &need, "buka-lagi", &[("words", "Warga kembali")]).await.is(303);
        step(&mut office, &need, "kunjungan", &[("result", "as_told"), ("occurred_day", "2026-11-10")]).await.is(422).says("perlu alasan");
        step(&mut office, &need, "kunjungan", &[("result", "as_told"), ("occurred_day", "2026-11-22")]).await.is(422).says("lebih awal");
        store.clock.set(store.clock.now().plus_seconds(86_400));
        let mut office = Visitor::officer(&r, "back_office").await;
        step(&mut office, &need, "kunjungan", &[("result", "as_told"), ("occurred_day", "2026-11-23")]).await.is(303);
        let all = ["periksa", "minta-kunjungan", "kunjungan", "minta-berkas", "berkas-diterima", "rekomendasi", "rujuk", "jawab-atas-nama", "bantu", "tunggu", "lanjut", "eskalasi", "konfirmasi", "tutup", "buka-lagi", "nomor", "catat"];
        for verb in all {
            assert!(seen.contains(verb), "{verb} was never offered: {seen:?}");
        }
    }
}

const NIK: &str = "9901014103680001";

/// The form that shows a number in clear.
async fn reveal(v: &mut Visitor, case: &str, fields: &[(&str, &str)]) -> crate::visit::Answer {
    let csrf = v.get("/akun").await.hidden("csrf_token");
    let operation = crate::visit::uuid();
    let all: Vec<_> =
        [("csrf_token", csrf.as_str()), ("operation_id", operation.as_str())].into_iter().chain(fields.iter().copied()).collect();
    v.post(&format!("{case}/lihat"), &all).await
}

/// A case of somebody of the registry who left another number, sent to the Dinas Kesehatan.
async fn sent_on(r: &Regency) -> (slrt_operations::intake::Receipt, String, String) {
    let person = r.person("Sumiati", Some(NIK)).await;
    let mut intake = r.intake(Some(person), &["biaya-berobat"]);
    intake.phone = Some(slrt_domain::identity::Private::new("+6281377778888".into()));
    let concern = intake.concerns[0].id;
    let receipt = slrt_operations::intake::open_case(&r.house, &r.sender("front_office"), intake).await.unwrap();
    let (case, need) = (format!("/layanan/{}", receipt.case), format!("/layanan/{}/kebutuhan/{concern}", receipt.case));
    let mut office = Visitor::officer(r, "back_office").await;
    step(&mut office, &need, "periksa", &[("result", "listed")]).await.is(303);
    (receipt, case, need)
}

async fn refer(r: &Regency, need: &str) {
    let mut office = Visitor::officer(r, "back_office").await;
    let dinkes = r.institutions["dinkes"].to_string();
    step(&mut office, need, "rujuk", &[("institution", &dinkes), ("consent", "ya")]).await.is(303);
}

both! {
    async fn an_institution_sees_whom_it_must_help_while_it_works_on_it(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let (receipt, case, need) = sent_on(&r).await;
        let mut officer = Visitor::officer(&r, "institution_officer").await;
        officer.get(&case).await.is(404);
        reveal(&mut officer, &case, &[("what", "nik")]).await.is(404);
        refer(&r, &need).await;

        let page = officer.get(&case).await;
        page.is(200).says("Sumiati").says("9901••••••••0001").says("Jalan Contoh 1").says("Lihat lengkap").says("••••••888").keeps_quiet_about(NIK).keeps_quiet_about("/keluarga/");
        officer.get(&format!("{need}/jawab")).await.is(200).says(&format!("href=\"{case}\"")).says("Lihat NIK, telepon");
        reveal(&mut officer, &case, &[("what", "nik")]).await.is(200).says(NIK);
        reveal(&mut officer, &case, &[("what", "phone")]).await.is(200).says("+6281299990000");
        reveal(&mut officer, &case, &[("what", "callback")]).await.is(200).says("+6281377778888");
        reveal(&mut officer, &case, &[("what", "age")]).await.is(422);
        // It stands in the case who looked.
        let mut office = Visitor::officer(&r, "back_office").await;
        office.get(&format!("{case}?riwayat=lengkap")).await.says("NIK dilihat lengkap").says("institution_officer").says("Nomor untuk dihubungi dilihat lengkap");

        // By API alike, without a way into the registry.
        let token = r.token("institution_officer").await;
        let mut v = Visitor::new(&r.house);
        let shown = v.call("GET", &format!("/cases/{}", receipt.case), Some(&token), None).await.is(200).json();
        assert_eq!((shown["sight"].as_str(), shown["person"]["id"].is_null(), shown["family"].is_null()), (Some("referral"), true, true));
        assert_eq!((shown["person"]["nik"].as_str(), shown["address"].as_str()), (Some("9901••••••••0001"), Some("Jalan Contoh 1")));
        assert!(shown["can"].as_array().unwrap().iter().any(|c| c == "reveal"));
        let path = format!("/cases/{}/reveal", receipt.case);
        let clear = v.call("POST", &path, Some(&token), Some(serde_json::json!({"what": "nik"}))).await;
        assert_eq!(clear.is(200).json()["value"], NIK);
        for role in ["viewer", "admin", "facilitator", "village_head"] {
            let token = r.token(role).await;
            v.call("POST", &path, Some(&token), Some(serde_json::json!({"what": "nik"}))).await.is(404);
        }
        let manager = r.token("manager").await;
        v.call("POST", &path, Some(&manager), Some(serde_json::json!({"what": "nik"}))).await.is(403);

        // Its part is over: it reads its own answer, and no numbers.
        step(&mut officer, &need, "jawab", &[("result", "declined"), ("reason_declined", "kuota-habis")]).await.is(303);
        officer.get(&case).await.is(200).keeps_quiet_about("9901••••").keeps_quiet_about("Lihat lengkap").keeps_quiet_about("Jalan Contoh 1");
        reveal(&mut officer, &case, &[("what", "nik")]).await.keeps_quiet_about(NIK);
    }
}

both! {
    async fn the_number_to_call_back_is_read_by_whoever_handles_the_case(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut intake = r.intake(None, &["biaya-sekolah"]);
        intake.channel = slrt_domain::case::Channel::Phone;
        intake.phone = Some(slrt_domain::identity::Private::new("+6281366665555".into()));
        let concern = intake.concerns[0].id;
        let receipt = slrt_operations::intake::open_case(&r.house, &r.sender("front_office"), intake).await.unwrap();
        let case = format!("/layanan/{}", receipt.case);
        let mut office = Visitor::officer(&r, "back_office").await;
        office.get(&case).await.is(200).says("Nomor untuk dihubungi").says("••••••555").keeps_quiet_about("6281366665555");
        reveal(&mut office, &case, &[("what", "callback")]).await.is(200).says("+6281366665555");
        reveal(&mut office, &case, &[("what", "nik")]).await.is(404);
        // Once it has ended, the case is no reason any more.
        step(&mut office, &format!("{case}/kebutuhan/{concern}"), "tutup", &[("reason", "tidak-ada-kabar")]).await.is(303);
        office.get(&case).await.is(200).says("Untuk apa?").says("mencocokkan-kartu");
        reveal(&mut office, &case, &[("what", "callback")]).await.is(422).keeps_quiet_about("6281366665555");
        reveal(&mut office, &case, &[("what", "callback"), ("reason", "nothing")]).await.is(422);
        reveal(&mut office, &case, &[("what", "callback"), ("reason", "menghubungi-warga")]).await.is(200).says("+6281366665555");
    }
}

both! {
    async fn a_number_elsewhere_stands_once_with_what_was_seen_last(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let (receipt, case, need) = sent_on(&r).await;
        refer(&r, &need).await;
        let mut office = Visitor::officer(&r, "back_office").await;
        let number = [("system", "siks-ng"), ("number", "U-77"), ("submitted_on", "2026-11-20"), ("checked_on", "2026-11-20"), ("status", "Diinput")];
        step(&mut office, &need, "nomor", &number).await.is(303);
        office.get(&case).await.is(200).says("U-77").says("Diinput");
        let again = [("system", "siks-ng"), ("number", "U-77"), ("checked_on", "2026-11-23"), ("status", "Disahkan")];
        step(&mut office, &need, "nomor", &again).await.is(303);
        let token = r.token("back_office").await;
        let mut v = Visitor::new(&r.house);
        let path = format!("/cases/{}", receipt.case);
        let shown = v.call("GET", &path, Some(&token), None).await.is(200).json();
        let external = shown["external"].as_array().unwrap();
        assert_eq!(external.len(), 1, "{external:?}");
        let seen = ["number", "submitted_on", "checked_on", "status"].map(|k| external[0][k].as_str().unwrap());
        assert_eq!(seen, ["U-77", "2026-11-20", "2026-11-23", "Disahkan"]);
        // The institution's own number, on its referral; a system that nobody knows is refused by API too.
        let referral = shown["concerns"][0]["referrals"][0]["id"].as_str().unwrap().to_owned();
        let revision = shown["concerns"][0]["revision"].clone();
        let steps = format!("/api{need}").replace("/api/layanan", "/cases").replace("/kebutuhan/", "/concerns/");
        let note = |system: &str, referral: &str| serde_json::json!({"revision": revision, "external": {"system": system, "number": "B-1", "referral": referral, "status": "Diproses"}});
        assert_eq!(v.call("POST", &format!("{steps}/note-number"), Some(&token), Some(note("facebook", &referral))).await.is(422).json()["field"], "system");
        assert_eq!(v.call("POST", &format!("{steps}/note-number"), Some(&token), Some(note("bpjs", &crate::visit::uuid()))).await.is(422).json()["field"], "referral");
        v.call("POST", &format!("{steps}/note-number"), Some(&token), Some(note("bpjs", &referral))).await.is(200);
        office.get(&case).await.says("B-1").says("DINKES · Diproses");
        let mut officer = Visitor::officer(&r, "institution_officer").await;
        officer.get(&case).await.is(200).says("B-1").keeps_quiet_about("U-77");
    }
}

both! {
    async fn more_and_less_of_it_is_said_with_coded_reasons(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let (_, case, need) = sent_on(&r).await;
        refer(&r, &need).await;
        let mut officer = Visitor::officer(&r, "institution_officer").await;
        officer.get(&format!("{need}/jawab")).await.says("Perlu surat fasilitas kesehatan");
        let more = r.house.catalog().reasons_for("institution_documents").nth(1).unwrap().code.clone();
        step(&mut officer, &need, "jawab", &[("result", "more_asked"), ("reason_more", &more)]).await.is(303);
        let mut office = Visitor::officer(&r, "back_office").await;
        office.get(&case).await.says("Alasan: Perlu surat fasilitas kesehatan");
        step(&mut office, &need, "bantu", &[("result", "help"), ("words", "Dibantu langsung")]).await.is(303);
        let denied = r.house.catalog().reasons_for("not_helped").next().unwrap().code.clone();
        step(&mut office, &need, "konfirmasi", &[("result", "not_helped"), ("by", "phone"), ("reason_denied", "nothing")]).await.is(422);
        step(&mut office, &need, "konfirmasi", &[("result", "not_helped"), ("by", "phone"), ("reason_denied", &denied)]).await.is(303);
        office.get(&case).await.says("Alasan: Belum ada tindakan apa pun");
        let up = r.house.catalog().reasons_for("transfer").next().unwrap().code.clone();
        step(&mut office, &need, "eskalasi", &[]).await.is(422);
        step(&mut office, &need, "eskalasi", &[("reason", &up)]).await.is(303);
    }
}

both! {
    async fn who_looks_at_a_photographed_card_stands_in_the_journal(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let (receipt, case, _) = sent_on(&r).await;
        let picture = [&[0xff, 0xd8, 0xff, 0xe0][..], &[7; 200]].concat();
        let mut papers = Vec::new();
        for kind in ["ktp", "foto-rumah"] {
            let id = slrt_domain::identity::DocumentId(r.house.clock().new_id());
            let document = slrt_operations::steps::DocumentInput {
                id, case: receipt.case, concern: None, kind: kind.into(), form: slrt_domain::case::DocumentForm::Photo,
                photo: Some(slrt_domain::identity::Private::new(picture.clone())),
            };
            slrt_operations::steps::add_document(&r.house, &r.sender("front_office"), document).await.unwrap();
            papers.push(id);
        }
        let looks = async || {
            let mut tx = r.house.db().read(r.tenant).await.unwrap();
            let all: Vec<(i64,)> = tx.all("SELECT COUNT(*) FROM journal WHERE kind = 'document.seen/1'", &[]).await.unwrap();
            all[0].0
        };
        let mut office = Visitor::officer(&r, "back_office").await;
        office.get(&format!("{case}/berkas/{}/foto", papers[1])).await.is(200);
        assert_eq!(looks().await, 0);
        for _ in 0..3 {
            office.get(&format!("{case}/berkas/{}/foto", papers[0])).await.is(200);
        }
        assert_eq!(looks().await, 1);
        let token = r.token("coordinator").await;
        let path = format!("/cases/{}/documents/{}/photo", receipt.case, papers[0]);
        Visitor::new(&r.house).call("GET", &path, Some(&token), None).await.is(200);
        assert_eq!(looks().await, 2);
        let viewer = r.token("viewer").await;
        Visitor::new(&r.house).call("GET", &path, Some(&viewer), None).await.is(404);
        office.get(&format!("{case}?riwayat=lengkap")).await.says("Foto KTP elektronik dilihat").says("coordinator");
        office.get(&case).await.keeps_quiet_about("Foto KTP elektronik dilihat");
        store.clock.set(store.clock.now().plus_seconds(3700));
        Visitor::officer(&r, "back_office").await.get(&format!("{case}/berkas/{}/foto", papers[0])).await.is(200);
        assert_eq!(looks().await, 3);
    }
}

both! {
    async fn a_duplicate_says_which_service_goes_on(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let (person, stranger) = (r.person("Sumiati", Some("9901014107680001")).await, r.person("Marlina", None).await);
        let first = r.open("front_office", Some(person), &["pbi-nonaktif"]).await.unwrap();
        let other = r.open("front_office", Some(stranger), &["pbi-nonaktif"]).await.unwrap();
        let mut intake = r.intake(Some(person), &["pbi-nonaktif"]);
        intake.duplicates_seen = vec![first.case];
        let (case, need) = (format!("/layanan/{}", intake.case), format!("/layanan/{}/kebutuhan/{}", intake.case, intake.concerns[0].id));
        let again = slrt_operations::intake::open_case(&r.house, &r.sender("front_office"), intake).await.unwrap();
        let mut office = Visitor::officer(&r, "back_office").await;
        office.get(&format!("{need}/tutup")).await.is(200).says("name=\"other_number\"");
        step(&mut office, &need, "tutup", &[("reason", "duplikat")]).await.is(422).says("href=\"#other_number\"");
        let nobodys = slrt_domain::identity::ServiceNumber::from_draw(r.tenant, 4_471_092);
        for number in [again.number, other.number, nobodys] {
            let answer = step(&mut office, &need, "tutup", &[("reason", "duplikat"), ("other_number", &number.to_string())]).await;
            answer.is(422).says("bukan layanan lain dari orang yang sama");
        }
        let number = first.number.to_string();
        step(&mut office, &need, "tutup", &[("reason", "duplikat"), ("other_number", &number.replace('-', " "))]).await.is(303);
        let link = format!("<a href=\"/layanan/{}\">{number}</a>", first.case);
        office.get(&case).await.is(200).says("Dilanjutkan pada layanan").says(&link);
        let token = r.token("back_office").await;
        let seen = office.call("GET", &case.replace("/layanan", "/cases"), Some(&token), None).await.is(200).json();
        let linked = &seen["external"][0];
        assert_eq!((&linked["system"], &linked["case"]), (&serde_json::json!("slrt"), &serde_json::json!(first.case.to_string())));
        // The citizen is told that it goes on, not where.
        let mut citizen = Visitor::new(&r.house);
        citizen.post("/status", &[("number", &again.number.to_string()), ("pin", again.pin.reveal())]).await.is(303);
        citizen.get("/status").await.is(200).says("Dilanjutkan pada layanan lain; tanyakan petugas.").keeps_quiet_about(&number);
        assert_eq!(slrt_operations::rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}
