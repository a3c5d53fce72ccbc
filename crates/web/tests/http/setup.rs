//! First start: who has the one-time password founds the regency, once.

use crate::visit::{Visitor, born};
use slrt_operations::accounts::one_time_password;
use slrt_testing::both;

const PASSWORD: &str = "hujan sore di krui";

both! {
    async fn the_first_administrator_founds_the_regency_once(store: Store) {
        let house = store.house().await;
        let once = one_time_password();
        born(&house, "real", Some(&once), None).await;
        let mut v = Visitor::new(&house);
        assert_eq!(v.get("/").await.location, "/persiapan");
        v.get("/persiapan").await.is(200).says("Kata sandi persiapan");
        v.post("/persiapan", &[("once", "abcd-efgh-jkmn-pqrs"), ("q", "Pesisir Barat")]).await.is(422).says("tidak cocok");
        v.post("/persiapan", &[("once", &once), ("q", "Atlantis")]).await.is(422).says("Belum ditemukan");
        v.post("/persiapan", &[("once", &once), ("q", "Pesisir")]).await.is(200).says("Yang mana?").says("Kabupaten Pesisir Selatan").says("value=\"1813\"");
        v.post("/persiapan", &[("once", &once), ("q", "Pesisir"), ("area", "1813")]).await.is(200).says("Kabupaten Pesisir Barat").says("Lampung").says("18.13");
        let form = [("once", once.as_str()), ("area", "1813"), ("brand", "Lamban Sai Betik"), ("name", "Ratna Wulandari"), ("login", "Ratna.W")];
        let with = |password: &'static str, again: &'static str| form.into_iter().chain([("password", password), ("again", again)]).collect::<Vec<_>>();
        v.post("/persiapan/mulai", &with("pendek", "pendek")).await.is(422).says("terlalu pendek").says("Ratna Wulandari");
        v.post("/persiapan/mulai", &with("password123", "password123")).await.is(422).says("mudah ditebak");
        v.post("/persiapan/mulai", &with(PASSWORD, "hujan pagi di krui")).await.is(422).says("belum sama");
        let wrong: Vec<_> = with(PASSWORD, PASSWORD).into_iter().map(|(n, t)| if n == "once" { (n, "abcd-efgh-jkmn-pqrs") } else { (n, t) }).collect();
        v.post("/persiapan/mulai", &wrong).await.is(422).says("tidak cocok");
        let founded = v.post("/persiapan/mulai", &with(PASSWORD, PASSWORD)).await;
        founded.is(303);
        assert_eq!(founded.location, "/persiapan/selanjutnya");
        v.get("/persiapan/selanjutnya").await.is(200).says("/katalog/periksa").says("/kantor").says("/pengguna").says("/impor").says("Ratna Wulandari");
        // A second try is told kindly, with or without the password.
        let mut other = Visitor::new(&house);
        other.get("/persiapan").await.is(409).says("sudah selesai");
        other.post("/persiapan", &[("once", &once), ("q", "Tanggamus")]).await.is(409);
        other.post("/persiapan/mulai", &with(PASSWORD, PASSWORD)).await.is(409).says("hanya dilakukan sekali");
        assert_eq!(other.get("/persiapan/selanjutnya").await.location, "/masuk?next=/persiapan/selanjutnya");
        other.post("/masuk", &[("login", "ratna.w"), ("password", PASSWORD)]).await.is(303);
        other.get("/akun").await.is(200).says("ratna.w").says("Ratna Wulandari");
        other.get("/").await.is(200).says("Lamban Sai Betik").keeps_quiet_about("ratna.w");
    }
}
