//! What comes in from anybody: characters that nobody sees, forms of other sites, guesses, bodies without end.

use crate::visit::{Visitor, born};
use serde_json::json;
use slrt_operations::accounts;
use slrt_operations::storage::args;
use slrt_testing::{Regency, both};
use slrt_web::App;

async fn count(r: &Regency, sql: &str) -> i64 {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    let row: Option<(i64,)> = tx.maybe(sql, &args![r.tenant]).await.unwrap();
    tx.commit().await.unwrap();
    row.unwrap().0
}

both! {
    async fn what_cannot_be_seen_is_taken_out_at_the_counter(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut admin = Visitor::officer(&r, "admin").await;
        let id = r.puskesos.to_string();
        let page = admin.get(&format!("/kantor/{id}/ubah")).await;
        page.is(200);
        // A name with NUL, a bidirectional and a zero-width character, in both encodings of forms.
        let named = |page: &crate::visit::Answer, revision: &'static str| {
            let mut fields = vec![("csrf_token", page.hidden("csrf_token")), ("operation_id", page.hidden("operation_id"))];
            let others = [("kind", "puskesos"), ("area", "1813012001"), ("serves", "1813012001"), ("active", "1"), ("revision", revision)];
            fields.extend(others.map(|(n, v)| (n, v.to_owned())));
            fields.push(("name", format!("Pus\0kesos {revision}\u{202E} Ba\u{200B}ru")));
            fields
        };
        let change = format!("/kantor/{id}/ubah");
        let fields = named(&page, "1");
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        admin.upload(&change, &fields, &[]).await.is(303);
        assert_eq!(count(&r, "SELECT COUNT(*) FROM office WHERE tenant = $1 AND name = 'Puskesos 1 Baru'").await, 1);
        let page = admin.get(&change).await;
        let fields = named(&page, "2");
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        admin.post(&change, &fields).await.is(303);
        assert_eq!(count(&r, "SELECT COUNT(*) FROM office WHERE tenant = $1 AND name = 'Puskesos 2 Baru'").await, 1);
        for path in ["/orang?q=%00", "/kontak?q=Suka%00", "/katalog/%00"] {
            admin.get(path).await.is(400);
        }
    }
}

both! {
    async fn nobody_is_led_to_another_server(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut v = Visitor::new(&r.house);
        // Browsers leave tabs and line breaks out of an address: what is left of these begins with two slashes.
        for away in ["//evil.test", "/%09/evil.test", "/%0A/evil.test", "/%0D/evil.test", "/%09%5Cevil.test", "/%5Cevil.test"] {
            assert_eq!(v.get(&format!("/bahasa?ke=id&next={away}")).await.is(303).location, "/", "{away}");
            v.get(&format!("/masuk?next={away}")).await.is(200).keeps_quiet_about("evil.test");
        }
        assert_eq!(v.get("/bahasa?ke=id&next=/katalog?q=a").await.is(303).location, "/katalog?q=a");
    }
}

both! {
    async fn what_cannot_be_seen_is_taken_out_of_json(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let token = r.token("front_office").await;
        let mut v = Visitor::new(&r.house);
        let person = json!({
            "person": crate::visit::uuid(), "new_family": crate::visit::uuid(), "name": "Su\u{200B}mi\u{0000}ati\u{202E}", "village": "1813012001", "relation": "head",
            "address": "Jl. Contoh\u{0000} 1",
        });
        let added = v.call("POST", "/people", Some(&token), Some(person)).await;
        assert_eq!(added.status, 201, "{}", added.body);
        assert_eq!(count(&r, "SELECT COUNT(*) FROM person WHERE tenant = $1 AND name = 'Sumiati'").await, 1);
        let found = v.call("POST", "/people/search", Some(&token), Some(json!({"query": "Sumi\u{0000}ati"}))).await;
        assert!(found.status < 500, "{}", found.body);
    }
}

both! {
    async fn a_form_with_another_token_is_refused(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut v = Visitor::officer(&r, "front_office").await;
        let other = Visitor::officer(&r, "front_office").await.get("/akun/sandi").await.hidden("csrf_token");
        let own = v.get("/akun/sandi").await.hidden("csrf_token");
        assert_ne!(own, other);
        for token in [other.as_str(), "", &own[1..], &own.to_uppercase()] {
            v.post("/keluar", &[("csrf_token", token)]).await.is(403);
        }
        v.post("/keluar", &[]).await.is(403);
        v.get("/akun/sandi").await.is(200);
        v.post("/keluar", &[("csrf_token", &own)]).await.is(303);
        assert_eq!(v.get("/akun/sandi").await.status, 303, "logged out");
    }
}

both! {
    async fn guessing_a_password_is_slowed_down_everywhere(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut v = Visitor::new(&r.house);
        let guess = || Some(json!({"login": "front-office", "password": "salah-salah-1"}));
        for _ in 0..6 {
            v.call("POST", "/session", None, guess()).await.is(401);
        }
        let slow = v.call("POST", "/session", None, guess()).await;
        slow.is(429);
        let seconds: i64 = slow.headers["retry-after"].to_str().unwrap().parse().unwrap();
        assert!((1..=2).contains(&seconds), "{seconds}");
        let page = v.post("/masuk", &[("login", "front-office"), ("password", "salah-salah-1")]).await;
        page.is(429).says("detik");
        assert!(page.headers.contains_key("retry-after"));
        store.clock.set(store.clock.now().plus_seconds(seconds));
        v.call("POST", "/session", None, guess()).await.is(401);
        let slower = v.call("POST", "/session", None, guess()).await;
        slower.is(429);
        assert!(slower.headers["retry-after"].to_str().unwrap().parse::<i64>().unwrap() > seconds);
    }
}

both! {
    async fn anybody_may_send_little_and_no_files(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut v = Visitor::new(&r.house);
        let much = "9".repeat(70_000);
        for path in ["/masuk", "/status"] {
            v.post(path, &[("number", &much), ("login", "x")]).await.is(400);
            v.upload(path, &[("number", "1")], &[("photo", "a.jpg", &[1; 100])]).await.is(400);
        }
        v.call("POST", "/session", None, Some(json!({"login": much, "password": "x"}))).await.is(400);
        v.call("BREW", "/session", None, None).await;
        let (status, metrics) = metrics(&v.app, Some("127.0.0.1"), &[]).await;
        assert!(status == 200 && metrics.contains("method=\"OTHER\"") && !metrics.contains("BREW"), "{metrics}");
        assert!(metrics.contains("slrt_outbox_waiting") && metrics.contains("slrt_backup_age_seconds -1"), "{metrics}");
        v.get("/healthz").await.is(200);
    }
}

/// What somebody at an address gets from `/metrics`.
async fn metrics(app: &axum::Router, peer: Option<&str>, headers: &[(&str, &str)]) -> (u16, String) {
    let mut request = axum::http::Request::get("/metrics");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(axum::body::Body::empty()).unwrap();
    if let Some(peer) = peer {
        let peer: std::net::IpAddr = peer.parse().unwrap();
        request.extensions_mut().insert(axum::extract::ConnectInfo(std::net::SocketAddr::from((peer, 4000))));
    }
    let answer = tower::ServiceExt::oneshot(app.clone(), request).await.unwrap();
    let status = answer.status().as_u16();
    let body = http_body_util::BodyExt::collect(answer.into_body()).await.unwrap().to_bytes();
    (status, String::from_utf8_lossy(&body).into_owned())
}

both! {
    async fn figures_are_for_programs_of_this_machine_alone(store: Store) {
        let house = store.house().await;
        for proxy in [None, Some(std::net::IpAddr::from([127, 0, 0, 1]))] {
            let v = Visitor::of(App::new(house.clone(), false, proxy).unwrap());
            for (peer, headers, shown) in [
                (Some("127.0.0.1"), &[][..], true),
                (Some("::1"), &[], true),
                (Some("::ffff:127.0.0.1"), &[], true),
                (Some("192.0.2.7"), &[], false),
                (None, &[], false),
                // By a proxy on this machine, whatever it says, also that this machine asked.
                (Some("127.0.0.1"), &[("x-forwarded-for", "192.0.2.7")], false),
                (Some("127.0.0.1"), &[("x-forwarded-for", "127.0.0.1")], false),
                (Some("127.0.0.1"), &[("x-forwarded-for", "nobody")], false),
                (Some("127.0.0.1"), &[("forwarded", "for=192.0.2.7")], false),
                (Some("127.0.0.1"), &[("x-real-ip", "192.0.2.7")], false),
                (Some("127.0.0.1"), &[("x-forwarded-proto", "https")], false),
                (Some("127.0.0.1"), &[("via", "1.1 proxy")], false),
            ] {
                let (status, body) = metrics(&v.app, peer, headers).await;
                assert_eq!(status, if shown { 200 } else { 404 }, "{proxy:?} {peer:?} {headers:?}");
                assert_eq!(body.contains("slrt_"), shown);
            }
        }
    }
}

both! {
    async fn no_paper_names_an_address_that_somebody_made_up(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let receipt = format!("/layanan/{}/nomor", r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap().case);
        let token = r.token("front_office").await;
        let at = |listen: Option<&str>, public_url: Option<&str>| {
            let app = App::new(r.house.clone(), false, None).unwrap();
            let app = App { listen: listen.map(|l| l.parse().unwrap()), public_url: public_url.map(str::to_owned), ..app };
            Visitor::of(app).with_cookie("slrt_session", &token)
        };
        let ask = "tanyakan alamat halaman statusnya di kantor";
        for (listen, host) in [(Some("127.0.0.1:8080"), "evil.test"), (Some("127.0.0.1:8080"), "evil.test:8080"), (Some("0.0.0.0:8443"), "192.0.2.9:8443"), (None, "127.0.0.1:8080")] {
            at(listen, None).get_at(host, &receipt).await.is(200).says(ask).keeps_quiet_about(host);
        }
        at(Some("127.0.0.1:8080"), None).get(&receipt).await.is(200).says(ask);
        at(Some("127.0.0.1:8080"), None).get_at("127.0.0.1:8080", &receipt).await.is(200).says("127.0.0.1:8080/status");
        let named = Some("https://slrt.contoh.go.id/");
        at(Some("127.0.0.1:8080"), named).get_at("evil.test", &receipt).await.is(200).says("Lihat perkembangan: slrt.contoh.go.id/status").keeps_quiet_about("evil.test");
        // The slip with a one-time password, too.
        let mut admin = at(Some("127.0.0.1:8080"), None).with_cookie("slrt_session", &r.token("admin").await);
        let page = format!("/pengguna/{}", r.officers["viewer"].account);
        let form = admin.get(&page).await;
        let fields = [("csrf_token", form.hidden("csrf_token")), ("operation_id", form.hidden("operation_id"))];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
        admin.ask("POST", &format!("{page}/sandi"), &[], &fields).await.is(200).says("Buka alamat SLRT, pilih Masuk.").keeps_quiet_about("slrt.test");
    }
}

/// From where a policy lets something come.
fn sources<'a>(policy: &'a str, directive: &'a str) -> Vec<&'a str> {
    let mut rules = policy.split(';').map(|d| d.split_whitespace().collect::<Vec<_>>());
    let named = rules.find(|rule| rule.first() == Some(&directive));
    named.unwrap_or_else(|| panic!("no {directive} in {policy}")).split_off(1)
}

both! {
    async fn every_answer_keeps_foreign_scripts_and_frames_out(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let token = r.token("front_office").await;
        let mut v = Visitor::officer(&r, "front_office").await;
        let mut anybody = Visitor::new(&r.house);
        let page = v.get("/tugas").await;
        let asset = page.body.split(['"', '\'']).find(|p| p.starts_with("/assets/")).unwrap().split('#').next().unwrap().to_owned();
        for (what, status, answer) in [
            ("a page", 200, page),
            ("a page for everybody", 200, anybody.get("/katalog").await),
            ("the log-in page", 200, anybody.get("/masuk").await),
            ("a way to it", 303, anybody.get("/tugas").await),
            ("a log-in that failed", 422, anybody.post("/masuk", &[("login", "nobody"), ("password", "salah-salah-1")]).await),
            ("no page", 404, v.get("/tidak-ada").await),
            ("no address", 400, v.get("/orang?q=%00").await),
            ("a form without its token", 403, v.post("/keluar", &[]).await),
            ("the API", 200, v.call("GET", "/tasks", Some(&token), None).await),
            ("a problem of the API", 401, anybody.call("GET", "/tasks", None, None).await),
            ("an asset", 200, anybody.get(&asset).await),
            ("no asset", 404, anybody.get("/assets/tidak-ada.js").await),
        ] {
            assert_eq!(answer.status, status, "{what}");
            let said = |name: &str| answer.headers.get(name).unwrap_or_else(|| panic!("{what} says no {name}")).to_str().unwrap();
            let policy = said("content-security-policy");
            assert_eq!(sources(policy, "script-src"), ["'self'"], "{what}");
            assert!(!sources(policy, "style-src").contains(&"'unsafe-inline'"), "{what}: {policy}");
            assert_eq!((said("x-content-type-options"), said("x-frame-options")), ("nosniff", "DENY"), "{what}");
        }
    }
}

both! {
    async fn the_session_cookie_is_for_no_script_and_no_other_site(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        const OWN: &str = "kopi pagi di pantai";
        slrt_testing::set_password(&r.house, r.tenant, r.officers["front_office"].account, OWN, false, None).await.unwrap();
        for secure in [false, true] {
            let mut v = Visitor::of(App::new(r.house.clone(), secure, None).unwrap());
            let answer = v.post("/masuk", &[("login", "front-office"), ("password", OWN)]).await;
            answer.is(303);
            let all: Vec<&str> = answer.headers.get_all("set-cookie").iter().map(|c| c.to_str().unwrap()).collect();
            let set: Vec<&&str> = all.iter().filter(|c| c.starts_with("slrt_session=")).collect();
            let [cookie] = set[..] else { panic!("set once: {all:?}") };
            let said: Vec<&str> = cookie.split("; ").skip(1).collect();
            for rule in ["HttpOnly", "SameSite=Lax", "Path=/"] {
                assert!(said.contains(&rule), "{rule}: {cookie}");
            }
            assert_eq!(said.contains(&"Secure"), secure, "{cookie}");
        }
    }
}

both! {
    async fn logging_in_anew_ends_what_the_browser_had_before(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        const OWN: &str = "kopi pagi di pantai";
        for role in ["front_office", "back_office"] {
            slrt_testing::set_password(&r.house, r.tenant, r.officers[role].account, OWN, false, None).await.unwrap();
        }
        let is_open = async |token: &str| accounts::authenticate(&r.house, token).await.is_ok();
        let mut v = Visitor::new(&r.house);
        v.post("/masuk", &[("login", "front-office"), ("password", OWN)]).await.is(303);
        let first = v.cookie("slrt_session").to_owned();
        v.post("/masuk", &[("login", "front-office"), ("password", "salah-salah-1")]).await.is(422);
        assert!(is_open(&first).await, "who does not get in ends nothing");
        v.post("/masuk", &[("login", "front-office"), ("password", OWN)]).await.is(303);
        let second = v.cookie("slrt_session").to_owned();
        assert!(!is_open(&first).await && is_open(&second).await);
        // Somebody else at the same computer, and a cookie that somebody planted.
        v.post("/masuk", &[("login", "back-office"), ("password", OWN)]).await.is(303);
        assert!(!is_open(&second).await && is_open(v.cookie("slrt_session")).await);
        let mut planted = Visitor::new(&r.house).with_cookie("slrt_session", "1813.somebody-made-this-up");
        planted.post("/masuk", &[("login", "front-office"), ("password", OWN)]).await.is(303);
        assert_ne!(planted.cookie("slrt_session"), "1813.somebody-made-this-up");
        // Another browser stays logged in.
        assert!(is_open(v.cookie("slrt_session")).await);
    }
}

both! {
    async fn a_programs_token_opens_no_pages_and_stays_its_owners(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let admin = accounts::authenticate(&r.house, &r.token("admin").await).await.unwrap();
        let token = accounts::make_own_token(&r.house, &admin, "web", "Laporan", 30).await.unwrap().token;
        let mut v = Visitor::new(&r.house).with_cookie("slrt_session", &token);
        for page in ["/pengguna", "/akun", "/akun/sandi"] {
            assert!(v.get(page).await.is(303).location.starts_with("/masuk"), "{page}");
        }
        slrt_testing::set_password(&r.house, r.tenant, r.officers["front_office"].account, "kopi pagi di pantai", false, None).await.unwrap();
        v.post("/masuk", &[("login", "front-office"), ("password", "kopi pagi di pantai")]).await.is(303);
        assert!(accounts::authenticate(&r.house, &token).await.is_ok(), "it is ended where its owner sees it");
    }
}

both! {
    async fn forms_have_a_bound_on_fields_and_their_names(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut v = Visitor::officer(&r, "front_office").await;
        let csrf = v.get("/akun/sandi").await.hidden("csrf_token");
        let long = "n".repeat(129);
        let many = |n: usize| std::iter::once(("csrf_token", csrf.as_str())).chain(std::iter::repeat_n(("a", "1"), n)).collect::<Vec<_>>();
        let named = |name| [("csrf_token", csrf.as_str()), (name, "1")];
        v.upload("/akun/sandi", &many(2048), &[]).await.is(413).says("terlalu banyak kolom");
        v.post("/akun/sandi", &many(2048)).await.is(413).says("terlalu banyak kolom");
        v.upload("/akun/sandi", &named(&long), &[]).await.is(400).says("terlalu panjang");
        v.upload("/akun/sandi", &[("csrf_token", &csrf)], &[(&long, "a.jpg", &[1])]).await.is(400).says("terlalu panjang");
        v.post("/akun/sandi", &named(&long)).await.is(400).says("terlalu panjang");
        let mut english = Visitor::officer(&r, "front_office").await.in_english();
        english.upload("/akun/sandi", &many(2048), &[]).await.is(413).says("too many fields");
        english.upload("/akun/sandi", &named(&long), &[]).await.is(400).says("longer than any here");
        // What just fits is read: the form itself then says what is wrong.
        v.upload("/akun/sandi", &many(2047), &[]).await.is(422);
        v.upload("/akun/sandi", &named(&long[..128]), &[]).await.is(422);
        v.post("/akun/sandi", &many(2047)).await.is(422);
        // Registry files have a few fields: by page and by API.
        let mut admin = Visitor::officer(&r, "admin").await;
        let csrf = admin.get("/impor").await.hidden("csrf_token");
        let many: Vec<_> = std::iter::once(("csrf_token", csrf.as_str())).chain(std::iter::repeat_n(("a", "1"), 40)).collect();
        let file: [(&str, &str, &[u8]); 1] = [("file", "a.csv", b"a,b")];
        admin.upload("/impor", &many, &file).await.is(413).says("terlalu banyak kolom");
        admin.upload("/impor", &[("csrf_token", &csrf), (&long, "1")], &file).await.is(400).says("terlalu panjang");
        let token = r.token("admin").await;
        let told = admin.upload_to_api("/imports", Some(&token), &crate::visit::uuid(), &many, &file).await;
        assert_eq!(told.is(413).json()["type"], "urn:slrt:problem:request-too-many");
        let told = admin.upload_to_api("/imports", Some(&token), &crate::visit::uuid(), &[(&long, "1")], &file).await;
        assert_eq!(told.is(400).json()["type"], "urn:slrt:problem:request-field-name");
    }
}
