//! The ten exercises: in a training database only, ticked for all accounts together, made anew by its administrator.

use crate::visit::{Visitor, born};
use slrt_testing::{Regency, both};
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
