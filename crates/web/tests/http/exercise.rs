//! The ten exercises: in a training database only, ticked for all accounts together, made anew by its administrator.

use crate::visit::{Visitor, born};
use slrt_testing::{Engine, Regency, Store, both};
use slrt_web::{App, Reset};

both! {
    async fn exercises_are_ticked_for_all_accounts_together(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "training", None, Some(r.tenant)).await;
        let mut manager = Visitor::officer(&r, "manager").await;
        manager.get("/latihan").await.is(200).says("0 dari 10").says("Memutuskan rekomendasi").keeps_quiet_about("/latihan/ulang");
        r.open("front_office", None, &["pbi-nonaktif", "biaya-sekolah", "ktp-kk"]).await.unwrap();
        manager.get("/latihan").await.is(200).says("1 dari 10");
        Visitor::officer(&r, "front_office").await.get("/latihan").await.is(200).says("1 dari 10");
        // English pages quote English buttons.
        let english = Visitor::officer(&r, "front_office").await.in_english().get("/latihan").await;
        english.is(200).says("1 of 10").says("Tap the sector that was asked about").says("My tasks");
        for button in ["Tugas saya", "Layanan baru", "Buat rekomendasi", "Catat kunjungan", "Catat hasil cek", "Terima."] {
            english.keeps_quiet_about(button);
        }
    }
}

both! {
    async fn only_a_training_has_exercises(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut admin = Visitor::officer(&r, "admin").await;
        admin.get("/latihan").await.is(404);
        let csrf = admin.get("/akun").await.hidden("csrf_token");
        admin.post("/latihan/ulang", &[("csrf_token", &csrf), ("operation_id", &crate::visit::uuid())]).await.is(404);
        Visitor::new(&r.house).get("/latihan").await.is(303);
    }
}

both! {
    async fn its_administrator_makes_a_training_anew(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "training", None, Some(r.tenant)).await;
        let reset = Reset::default();
        let mut app = App::new(r.house.clone(), false, None).unwrap();
        app.reset = Some(reset.clone());
        let router = slrt_web::app(app);
        let mut officer = Visitor::officer(&r, "front_office").await;
        officer.app = router.clone();
        let csrf = officer.get("/akun").await.hidden("csrf_token");
        officer.post("/latihan/ulang", &[("csrf_token", &csrf), ("operation_id", &crate::visit::uuid())]).await.is(403);
        let mut admin = Visitor::officer(&r, "admin").await;
        admin.app = router;
        admin.get("/latihan").await.is(200).says("/latihan/ulang").says("Hapus dan ulang dari awal");
        let answer = admin.fill("/latihan", "/latihan/ulang", &[("sure", "ya")]).await;
        answer.is(200).says("Latihan sedang disusun ulang");
        assert_eq!(answer.headers["refresh"], "60; url=/");
        tokio::time::timeout(std::time::Duration::from_secs(5), reset.asked()).await.unwrap();
    }
}

/// What stands on every page says at once, on screen and on paper, whether people are real here.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_made_up_says_so_on_every_page_and_what_is_real_does_not() {
    let marks = [
        ("demo", "banner-demo", "data-watermark=\"CONTOH\"", "Ini contoh. Semua orang di sini rekaan"),
        ("training", "banner-training", "data-watermark=\"LATIHAN\"", "Mode latihan. Semua orang di sini rekaan"),
        ("real", "-", "-", "-"),
    ];
    for (kind, ..) in marks {
        let store = Store::new(Engine::Sqlite).await;
        let r = Regency::found(&store).await;
        born(&r.house, kind, None, Some(r.tenant)).await;
        let receipt = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        let (mut officer, mut citizen) = (Visitor::officer(&r, "front_office").await, Visitor::new(&r.house));
        let mut pages = Vec::new();
        for path in ["/tugas", "/akun", &format!("/layanan/{}", receipt.case), "/layanan/tidak-ada"] {
            pages.push(officer.get(path).await);
        }
        for path in ["/", "/masuk", "/status"] {
            pages.push(citizen.get(path).await);
        }
        for page in pages {
            for (of, class, watermark, words) in marks.iter().filter(|m| m.0 != "real") {
                for mark in [class, watermark, words] {
                    assert_eq!(page.body.contains(*mark), *of == kind, "{kind}: {mark} in\n{}", page.body);
                }
            }
            if kind == "real" {
                page.keeps_quiet_about("data-watermark").keeps_quiet_about("rekaan");
            }
        }
    }
}

both! {
    async fn a_server_that_may_not_wipe_says_so(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "training", None, Some(r.tenant)).await;
        let mut admin = Visitor::officer(&r, "admin").await;
        admin.get("/latihan").await.is(200).says("tidak boleh menghapus").says("slrt demo reset --training").keeps_quiet_about("/latihan/ulang");
        let csrf = admin.get("/akun").await.hidden("csrf_token");
        admin.post("/latihan/ulang", &[("csrf_token", &csrf), ("operation_id", &crate::visit::uuid()), ("sure", "ya")]).await.is(422).says("akun pemilik basis data");
    }
}
