//! What happens at the edges of pages: ended sessions, new passwords, wrong methods, foreign sites, languages, caches.

use crate::visit::{Visitor, born, uuid};
use slrt_testing::{Regency, Store, both};

const OWN: &str = "kopi pagi di pantai";

async fn regency(store: &Store) -> Regency {
    let r = Regency::found(store).await;
    born(&r.house, "demo", None, Some(r.tenant)).await;
    r
}

both! {
    async fn a_form_is_never_lost_to_a_password_that_has_to_be_changed(store: Store) {
        let r = regency(&store).await;
        let mut v = Visitor::new(&r.house);
        slrt_testing::set_password(&r.house, r.tenant, r.officers["front_office"].account, OWN, true, None).await.unwrap();
        v.post("/masuk", &[("login", "front-office"), ("password", OWN)]).await.is(303);
        // Pages lead to the new password; what is sent is not taken, and a script is told so.
        assert_eq!(v.get("/layanan/baru").await.location, "/akun/sandi");
        let sent = v.ask("POST", "/layanan/baru", &[("x-requested-with", "slrt")], &[("operation_id", &uuid())]).await;
        sent.is(401).says("Buat dahulu kata sandi sendiri").says("href=\"/akun/sandi\"");
        assert_eq!((sent.headers["x-slrt"].to_str().unwrap(), sent.headers["x-slrt-session"].to_str().unwrap()), ("1", "password"));
    }
}

both! {
    async fn scripts_are_told_of_an_ended_session_and_people_are_led_to_log_in(store: Store) {
        let r = regency(&store).await;
        let mut v = Visitor::new(&r.house);
        for header in [("hx-request", "true"), ("x-requested-with", "slrt")] {
            let told = v.ask("POST", "/layanan/baru/cari", &[header], &[("q", "Sumiati")]).await;
            told.is(401).keeps_quiet_about("name=\"password\"");
            assert_eq!(told.headers["x-slrt-session"], "ended");
        }
        // Back to the page that the form stood on, never to an address that only takes forms.
        let from = |referer: &'static str| [("referer", referer)];
        assert_eq!(v.ask("POST", "/layanan/baru/cari", &from("http://slrt.test/layanan/baru?orang=1"), &[]).await.location, "/masuk?next=/layanan/baru%3Forang%3D1&sesi=formulir");
        assert_eq!(v.ask("POST", "/layanan/baru/cari", &from("http://evil.test/layanan/baru"), &[]).await.location, "/masuk?next=/&sesi=formulir");
        assert_eq!(v.get("/tugas?sesudah=1").await.location, "/masuk?next=/tugas%3Fsesudah%3D1");
        // Whoever changes the language while logging in still arrives.
        v.get("/masuk?next=/tugas").await.is(200).says("next=/masuk%3Fnext%3D/tugas");
    }
}

both! {
    async fn the_log_in_page_says_that_a_session_ended_and_what_is_kept(store: Store) {
        let r = regency(&store).await;
        let ended = "Sesi Ibu/Bapak sudah berakhir";
        let kept = "data-kept=\"sent\" role=\"status\" hidden";
        // Nobody was there: nothing ended. The browser alone knows what it keeps.
        Visitor::new(&r.house).get("/masuk").await.is(200).keeps_quiet_about(ended).says(kept);
        let mut officer = Visitor::officer(&r, "front_office").await;
        let left = officer.cookie("slrt_session").to_owned();
        let csrf = officer.get("/akun").await.hidden("csrf_token");
        officer.post("/keluar", &[("csrf_token", &csrf)]).await.is(303);
        let mut late = Visitor::new(&r.house).with_cookie("slrt_session", &left);
        late.get("/masuk?next=/layanan/baru").await.is(200).says(ended).says(kept).keeps_quiet_about("isinya tidak tersimpan");
        // Without scripts nobody keeps what was in a form: that is said, and only where one was sent.
        let sent = late.ask("POST", "/layanan/baru", &[("referer", "http://slrt.test/layanan/baru")], &[]).await;
        assert_eq!(sent.location, "/masuk?next=/layanan/baru&sesi=formulir");
        late.get(&sent.location).await.is(200).says(ended).says("isinya tidak tersimpan").says("sesi%3Dformulir");
        let mut english = Visitor::new(&r.house).in_english();
        english.get("/masuk?sesi=berakhir").await.is(200).says("Your session has ended").keeps_quiet_about("is not kept");
    }
}

both! {
    async fn a_refusal_is_no_ended_session(store: Store) {
        let r = regency(&store).await;
        let mut officer = Visitor::officer(&r, "viewer").await;
        let forbidden = officer.get("/layanan/baru").await;
        forbidden.is(403);
        assert!(!forbidden.headers.contains_key("x-slrt-session"));
        let old = officer.post("/layanan/baru", &[("operation_id", &uuid()), ("csrf_token", "old")]).await;
        assert_eq!(old.is(403).headers["x-slrt-session"], "token");
        // What the rules forbid is told in the form.
        let csrf = officer.get("/akun").await.hidden("csrf_token");
        for path in ["/layanan/baru", "/layanan/kertas", "/informasi"] {
            let fields = [("csrf_token", csrf.as_str()), ("operation_id", &uuid()), ("who", "anonymous"), ("village", slrt_testing::SUKA_BARU), ("sector", "pangan"), ("kind-pangan", "pangan-lain"), ("kind-1", "pangan-lain")];
            officer.post(path, &fields).await.is(422).says("error-summary").says("belum mengizinkan");
        }
    }
}

both! {
    async fn every_answer_has_words_and_names_its_house(store: Store) {
        let r = regency(&store).await;
        let mut officer = Visitor::officer(&r, "front_office").await;
        let wrong = officer.get("/layanan/baru/cari").await;
        wrong.is(405).says("Halaman ini hanya tampil").says("<main");
        assert_eq!(wrong.headers["allow"], "POST");
        let foreign = officer.ask("POST", "/layanan/baru", &[("sec-fetch-site", "cross-site")], &[]).await;
        foreign.is(403).says("situs lain");
        officer.ask("POST", "/api/v1/cases", &[("sec-fetch-site", "cross-site")], &[]).await.is(403).says("urn:slrt:problem:request-cross-site");
        for path in ["/tugas", "/layanan/baru", "/keluarga", "/buku"] {
            let page = officer.get(path).await;
            assert_eq!((page.status, page.headers["cache-control"].to_str().unwrap()), (200, "no-store"), "{path}");
        }
        let mut v = Visitor::new(&r.house);
        for path in ["/", "/status", "/nowhere", "/api/v1/nowhere"] {
            let answer = v.get(path).await;
            assert_eq!(answer.headers["x-slrt"], "1", "{path}");
            assert!(!answer.headers.contains_key("strict-transport-security"));
        }
    }
}

both! {
    async fn indonesian_comes_first(store: Store) {
        let r = regency(&store).await;
        let mut v = Visitor::new(&r.house);
        for (asked, lang) in [("en-US,en;q=0.9,id;q=0.8", "id"), ("en-US,en;q=0.9", "en"), ("fr", "id"), ("in,en", "id"), ("", "id")] {
            v.ask("GET", "/masuk", &[("accept-language", asked)], &[]).await.is(200).says(&format!("<html lang=\"{lang}\""));
        }
        let mut english = Visitor::officer(&r, "front_office").await.in_english();
        english.get("/tugas").await.says("The connection was lost. {count} forms").keeps_quiet_about("js-");
    }
}

both! {
    async fn what_a_library_could_not_read_is_told_in_our_words(store: Store) {
        let r = regency(&store).await;
        let mut officer = Visitor::officer(&r, "front_office").await;
        let twice = officer.ask("GET", "/layanan/baru?orang=1&orang=2", &[("accept-encoding", "gzip")], &[]).await;
        twice.is(400).says("Isian tidak bisa dibaca").says("<main").keeps_quiet_about("orang`");
        assert!(twice.headers["content-type"].to_str().unwrap().starts_with("text/html"));
        assert!(!twice.headers.contains_key("content-encoding"));
        let token = r.token("front_office").await;
        let problem = officer.call("GET", "/catalog/reasons?purpose=a&purpose=b", Some(&token), None).await;
        problem.is(400).says("urn:slrt:problem:request-form").keeps_quiet_about("duplicate field");
        assert_eq!(problem.headers["content-type"], "application/problem+json");
        officer.get("/healthz").await.is(200).says("ok");
    }
}

both! {
    async fn a_token_is_no_way_to_another_one(store: Store) {
        let r = regency(&store).await;
        let mut v = Visitor::new(&r.house);
        let session = r.token("front_office").await;
        let new = || Some(serde_json::json!({"label": "Laporan", "days": 30}));
        let made = v.call("POST", "/tokens", Some(&session), new()).await.is(201).json();
        let token = made["token"].as_str().unwrap();
        v.call("POST", "/tokens", Some(token), new()).await.is(403).says("urn:slrt:problem:refusal-forbidden");
        v.call("GET", "/tokens", Some(token), None).await.is(200).says("Laporan");
        v.call("DELETE", "/session", Some(token), None).await.is(204);
        v.call("GET", "/me", Some(token), None).await.is(401);
        v.call("GET", "/tokens", Some(&session), None).await.is(200).keeps_quiet_about("Laporan");
    }
}
