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

        let mut officer = Visitor::officer(&r, "institution_officer").await;
        officer.get("/tugas").await.is(200).says("Rujukan masuk").says("Terima").says("Tolak").says("Minta kelengkapan").keeps_quiet_about("Kartu BPJS mati");
        officer.get(&case).await.is(200).says("Anda melihat bagian yang dikirim").keeps_quiet_about("Kartu BPJS mati");
        officer.get(&format!("{need}/jawab?hasil=declined")).await.is(200).says("value=\"declined\" checked").says("Mohon dibantu");
        officer.get(&format!("{need}/rujuk")).await.is(409).says("Langkah ini tidak perlu lagi");
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
        told.is(409).says("Rekan Anda lebih dahulu").says("back_office").says("Perlu Sekretariat").says("ada yang berbeda");
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
        page.is(200).says("Anda memutuskan sebagai Koordinator Puskesos").says("Tidak mampu membeli seragam").says("back_office").says("Ini keputusan terakhir");
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
