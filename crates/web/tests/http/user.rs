//! Users: packages instead of roles, one-time passwords, acting officers, and always an administrator left.

use crate::visit::{Visitor, born};
use serde_json::json;
use slrt_domain::access::{Role, Scope};
use slrt_testing::{Regency, both};

const OWN: &str = "kopi pagi di pantai";

/// The one-time password that a page shows.
fn slip(body: &str) -> String {
    body.split_once("id=\"slip-password\">").unwrap().1.split_once('<').unwrap().0.to_owned()
}

both! {
    async fn a_new_colleague_starts_with_a_one_time_password(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut admin = Visitor::officer(&r, "admin").await;
        let puskesos = r.puskesos.to_string();
        let form = admin.get("/pengguna/baru").await;
        // The browser would cut a long name without a word; so nothing keeps it from being sent, and it is refused with one.
        let field = form.body.split_once("id=\"name\" name=\"name\"").unwrap().1.split_once('>').unwrap().0;
        assert!(!field.contains("maxlength"), "{field}");
        let long = "Dewi ".repeat(50);
        let long = [("name", long.as_str()), ("login", "dewi.l"), ("package", "puskesos-1"), ("office", puskesos.as_str()), ("from", "2026-11-23"), ("acting", "own")];
        admin.fill("/pengguna/baru", "/pengguna/baru", &long).await.is(422).says("paling banyak 200 huruf").says(long[0].1.trim());
        form.is(200).says("Puskesos 1 orang").says("Front office dan back office").says(">Sekretariat<small>").says("Tugas lain").keeps_quiet_about("value=\"back_office\"");
        let person = [("name", "Dewi Sartika"), ("login", "Dewi.S"), ("package", "puskesos-1"), ("office", puskesos.as_str()), ("from", "2026-11-23"), ("acting", "own")];
        let made = admin.fill("/pengguna/baru", "/pengguna/baru", &person).await;
        made.is(200).says("Dewi Sartika").says("dewi.s").says("Buka alamat SLRT, pilih Masuk.");
        assert_eq!(made.headers["cache-control"], "no-store");
        let once = slip(&made.body);
        admin.fill("/pengguna/baru", "/pengguna/baru", &person).await.is(422).says("sudah dipakai").says("Dewi Sartika");
        admin.get("/pengguna").await.is(200).says("Dewi Sartika").keeps_quiet_about(&once);
        // She has to make her own before anything else.
        let mut dewi = Visitor::new(&r.house);
        assert_eq!(dewi.post("/masuk", &[("login", "dewi.s"), ("password", &once)]).await.location, "/akun/sandi");
        assert_eq!(dewi.get("/kantor").await.location, "/akun/sandi");
        assert_eq!(dewi.get("/akun").await.location, "/akun/sandi");
        let change = |old: &str, new: &str, again: &str| [("old", old.to_owned()), ("password", new.to_owned()), ("again", again.to_owned())];
        for (old, new, again, says) in [
            (once.as_str(), "pendek", "pendek", "terlalu pendek"), (&once, OWN, "kopi", "belum sama"), ("wrong", OWN, OWN, "tidak cocok"), (&once, &once, &once, "sama dengan yang lama"),
        ] {
            let fields = change(old, new, again);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            dewi.fill("/akun/sandi", "/akun/sandi", &fields).await.is(422).says(says);
        }
        assert_eq!(dewi.fill("/akun/sandi", "/akun/sandi", &[("old", &once), ("password", OWN), ("again", OWN)]).await.location, "/tugas");
        dewi.get("/akun").await.is(200).says("Dewi Sartika").says("Puskesos Suka Baru").says("tanpa batas waktu");
        // A reset ends her session, and the account's own page never shows the old one.
        let id = admin.get("/pengguna").await.body.split("/pengguna/").filter_map(|p| p.split_once("\">Dewi").map(|(id, _)| id.to_owned())).next().unwrap();
        let page = format!("/pengguna/{id}");
        let again = admin.fill(&page, &format!("{page}/sandi"), &[]).await;
        assert_ne!(slip(&again.is(200).body), once);
        assert!(dewi.get("/akun").await.location.starts_with("/masuk"));
        admin.fill(&page, &format!("{page}/nama"), &[("name", "Dewi Sartika, S.Sos."), ("revision", "1")]).await.is(303);
        admin.get(&page).await.says("Dewi Sartika, S.Sos.");
        admin.fill(&page, &format!("{page}/tutup"), &[]).await.is(303);
        admin.get(&page).await.says("Akun ditutup");
        let mut closed = Visitor::new(&r.house);
        closed.post("/masuk", &[("login", "dewi.s"), ("password", &slip(&again.body))]).await.is(422);
        admin.fill(&page, &format!("{page}/buka"), &[]).await.is(303);
        let once = slip(&admin.fill(&page, &format!("{page}/sandi"), &[]).await.body);
        closed.post("/masuk", &[("login", "dewi.s"), ("password", &once)]).await.is(303);
    }
}

both! {
    async fn many_users_come_in_pages_and_are_found_by_name_role_and_place(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        for n in 0..60 {
            r.hire(&format!("kader-{n:02}"), &[(Role::Facilitator, Scope::Office(r.puskesos))]).await;
        }
        let rows = |page: &crate::visit::Answer| page.body.matches("<th scope=\"row\">").count();
        let mut admin = Visitor::officer(&r, "admin").await;
        let first = admin.get("/pengguna").await;
        assert_eq!(rows(first.is(200).says("Pengguna berikutnya")), 50);
        let next = first.body.split_once("/pengguna?sesudah=").unwrap().1.split_once('"').unwrap().0.to_owned();
        let second = admin.get(&format!("/pengguna?sesudah={next}")).await;
        let left = 60 + r.officers.len() - 50;
        assert_eq!(rows(second.is(200).says("Kembali ke awal").keeps_quiet_about("Pengguna berikutnya</a>")), left);
        admin.get("/pengguna?sesudah=x").await.is(422);
        // What was looked for goes from page to page in a form: names are no part of an address.
        let found = admin.fill("/pengguna", "/pengguna/cari", &[("q", "kader fasilitator suka baru")]).await;
        assert_eq!(rows(found.is(200).says("60 pengguna").keeps_quiet_about("sesudah=")), 50);
        let after = found.hidden("sesudah");
        let rest = admin.fill("/pengguna", "/pengguna/cari", &[("q", "kader fasilitator suka baru"), ("sesudah", &after)]).await;
        assert_eq!(rows(rest.is(200).says("Kembali ke awal")), 10);
    }
}

both! {
    async fn acting_officers_need_a_last_day_and_roles_end(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut admin = Visitor::officer(&r, "admin").await;
        let page = format!("/pengguna/{}", r.officers["front_office"].account);
        let give = format!("{page}/peran");
        let office = r.sekretariat.to_string();
        let package = |to: &'static str, acting: &'static str| [("package", "manajer"), ("office", ""), ("from", "2026-11-23"), ("to", to), ("acting", acting)];
        let at = |fields: [(&'static str, &'static str); 5]| fields.map(|(n, v)| if n == "office" { (n, office.clone()) } else { (n, v.to_owned()) });
        let mut send = async |fields: [(&'static str, &'static str); 5]| {
            let fields = at(fields);
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            admin.fill(&page, &give, &fields).await
        };
        send(package("", "plh")).await.is(422).says("perlu tanggal akhir").says("name=\"to\"");
        send(package("2026-11-01", "plh")).await.is(422).says("Tanggal akhir harus");
        send(package("2026-12-04", "plh")).await.is(303);
        send(package("2026-12-04", "plh")).await.is(422).says("sudah dipegang");
        let shown = admin.get(&page).await;
        shown.is(200).says("Plh.").says("4 Desember 2026");
        let manager = Visitor::officer(&r, "front_office").await.get("/akun").await;
        manager.says("Plh.").says("sampai 4 Desember 2026");
        let grant = shown.body.split("/peran/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        admin.fill(&page, &format!("{page}/peran/{grant}/akhiri"), &[]).await.is(303);
        admin.get(&page).await.says("Sudah berakhir");
        // The last administrator stays, and nobody closes their own account.
        let own = format!("/pengguna/{}", r.officers["admin"].account);
        let shown = admin.get(&own).await;
        let grant = shown.body.split("/peran/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        admin.fill(&own, &format!("{own}/peran/{grant}/akhiri"), &[]).await.is(422).says("administrator yang terakhir");
        shown.says("Ini akun sendiri: kata sandi diganti").keeps_quiet_about("Bila pemilik akun lupa");
        admin.fill(&own, &format!("{own}/tutup"), &[]).await.is(422).says("Akun sendiri");
        Visitor::officer(&r, "supervisor").await.get("/pengguna").await.is(403);
    }
}

both! {
    async fn an_account_keeps_its_tokens_and_sessions_in_hand(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut officer = Visitor::officer(&r, "front_office").await;
        officer.fill("/akun", "/akun/token", &[("label", ""), ("days", "30")]).await.is(422).says("Tulis untuk apa");
        let made = officer.fill("/akun", "/akun/token", &[("label", "Laporan Bappeda"), ("days", "30")]).await;
        made.is(200).says("Laporan Bappeda");
        let token = made.body.split_once("id=\"fresh-token\">").unwrap().1.split_once('<').unwrap().0.to_owned();
        officer.call("GET", "/me", Some(&token), None).await.is(200);
        let page = officer.get("/akun").await;
        page.says("Laporan Bappeda").keeps_quiet_about(&token);
        // The officer's own session is a token, too: the one with this name is ended.
        let row = page.body.split_once("<th scope=\"row\">Laporan Bappeda").unwrap().1;
        let handle = row.split_once("name=\"token\" value=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
        officer.fill("/akun", "/akun/token/akhiri", &[("token", &handle)]).await.is(303);
        officer.call("GET", "/me", Some(&token), None).await.is(401);
        let mut elsewhere = Visitor::new(&r.house);
        let account = r.officers["front_office"].account;
        slrt_testing::set_password(&r.house, r.tenant, account, OWN, false, None).await.unwrap();
        elsewhere.post("/masuk", &[("login", "front-office"), ("password", OWN)]).await.is(303);
        let mut here = Visitor::new(&r.house);
        here.post("/masuk", &[("login", "front-office"), ("password", OWN)]).await.is(303);
        here.get("/akun").await.is(200).says("1 perangkat lain");
        here.fill("/akun", "/akun/sesi/akhiri", &[]).await.is(303);
        assert!(elsewhere.get("/akun").await.location.starts_with("/masuk"));
        here.get("/akun").await.is(200).says("hanya terbuka di perangkat ini");
    }
}

both! {
    async fn programs_manage_users(store: Store) {
        let r = Regency::found(&store).await;
        let (admin, officer) = (r.token("admin").await, r.token("front_office").await);
        let (admin, officer) = (Some(admin.as_str()), Some(officer.as_str()));
        let mut v = Visitor::new(&r.house);
        let user = json!({"login": "budi", "name": "Budi Santoso", "package": "fo-bo", "scope": r.puskesos.to_string()});
        v.call("POST", "/users", officer, Some(user.clone())).await.is(403);
        v.call("GET", "/users", officer, None).await.is(403);
        v.call("GET", "/users", None, None).await.is(401);
        let made = v.call("POST", "/users", admin, Some(user)).await;
        made.is(201);
        let id = made.json()["id"].as_str().unwrap().to_owned();
        let users = v.call("GET", "/users", admin, None).await.json();
        let budi = users["users"].as_array().unwrap().iter().find(|u| u["login"] == "budi").unwrap().clone();
        assert_eq!((budi["name"].as_str(), budi["roles"].as_array().unwrap().len()), (Some("Budi Santoso"), 2));
        let wrong = json!({"package": "fo-bo", "scope": "1813"});
        v.call("POST", &format!("/users/{id}/roles"), admin, Some(wrong)).await.is(422);
        let acting = json!({"package": "koordinator", "scope": r.puskesos.to_string(), "acting": "plt", "to": "2027-01-31"});
        v.call("POST", &format!("/users/{id}/roles"), admin, Some(acting)).await.is(204);
        let grant = budi["roles"][0]["id"].as_str().unwrap();
        v.call("DELETE", &format!("/users/{id}/roles/{grant}"), admin, None).await.is(204);
        v.call("POST", &format!("/users/{id}/password"), admin, None).await.is(201);
        v.call("DELETE", &format!("/users/{id}"), officer, None).await.is(403);
        let rename = |revision: i64| Some(json!({"name": "Budi Santosa, S.Sos", "revision": revision}));
        let path = format!("/users/{id}");
        v.call("PATCH", &path, officer, rename(1)).await.is(403);
        v.call("PATCH", &path, admin, rename(7)).await.is(409);
        v.call("PATCH", &path, admin, rename(1)).await.is(204);
        v.call("DELETE", &path, admin, None).await.is(204);
        v.call("PATCH", &path, admin, Some(json!({"active": false, "revision": 3}))).await.is(422);
        v.call("PATCH", &path, admin, Some(json!({"active": true, "revision": 3}))).await.is(204);
        // Pages of two: everybody stands on one of them, once.
        let (mut seen, mut next) = (Vec::new(), String::new());
        loop {
            let page = v.call("GET", &format!("/users?limit=2{next}"), admin, None).await.is(200).json();
            seen.extend(page["users"].as_array().unwrap().iter().map(|u| (u["login"].clone(), u["name"].clone(), u["active"].clone())));
            match page["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(seen.iter().filter(|u| u.0 == "budi").map(|u| (u.1.as_str(), u.2.as_bool())).collect::<Vec<_>>(), [(Some("Budi Santosa, S.Sos"), Some(true))]);
        let all = v.call("GET", "/users", admin, None).await.json();
        assert_eq!(all["users"].as_array().unwrap().len(), seen.len());
        v.call("GET", "/users?cursor=x", admin, None).await.is(422);
        let offices = v.call("GET", "/offices?limit=1", officer, None).await.is(200).json();
        assert!(offices["offices"].as_array().unwrap().len() == 1 && offices["next"].is_string());
        v.call("DELETE", &path, admin, None).await.is(204);
        v.call("DELETE", &format!("/users/{}", r.officers["admin"].account), admin, None).await.is(409);
        v.call("DELETE", &format!("/users/{}", crate::visit::uuid()), admin, None).await.is(404);
    }
}

both! {
    async fn a_one_time_password_opens_nothing_by_api(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let account = r.officers["front_office"].account;
        slrt_testing::set_password(&r.house, r.tenant, account, OWN, true, None).await.unwrap();
        let mut v = Visitor::new(&r.house);
        let log_in = async |v: &mut Visitor| {
            let answer = v.call("POST", "/session", None, Some(json!({"login": "front-office", "password": OWN}))).await.is(201).json();
            (answer["token"].as_str().unwrap().to_owned(), answer["must_change"].as_bool())
        };
        let (token, must_change) = log_in(&mut v).await;
        assert_eq!(must_change, Some(true));
        v.call("GET", "/me", Some(&token), None).await.is(200);
        let person = json!({"id": crate::visit::uuid(), "family": crate::visit::uuid(), "name": "Sumiati", "village": "1813012001"});
        for (method, path, body) in
            [("GET", "/tasks", None), ("GET", "/offices", None), ("POST", "/people/search", Some(json!({"query": "siti"}))), ("POST", "/people", Some(person))]
        {
            let told = v.call(method, path, Some(&token), body).await;
            assert_eq!(told.is(403).json()["type"], "urn:slrt:problem:request-one-time-password", "{path}");
        }
        v.call("DELETE", "/session", Some(&token), None).await.is(204);
        slrt_testing::set_password(&r.house, r.tenant, account, OWN, false, None).await.unwrap();
        let (token, must_change) = log_in(&mut v).await;
        assert_eq!(must_change, Some(false));
        v.call("GET", "/tasks", Some(&token), None).await.is(200);
    }
}

both! {
    async fn tokens_are_ones_own(store: Store) {
        let r = Regency::found(&store).await;
        let (mine, others) = (r.token("back_office").await, r.token("front_office").await);
        let mut v = Visitor::new(&r.house);
        assert_eq!(v.call("POST", "/tokens", Some(&mine), Some(json!({"label": " ", "days": 30}))).await.is(422).json()["field"], "label");
        assert_eq!(v.call("POST", "/tokens", Some(&mine), Some(json!({"label": "Laporan", "days": 31}))).await.is(422).json()["field"], "days");
        let made = v.call("POST", "/tokens", Some(&mine), Some(json!({"label": "Laporan", "days": 30}))).await.is(201).json();
        let token = made["token"].as_str().unwrap();
        assert_eq!(v.call("GET", "/me", Some(token), None).await.is(200).json()["account"], r.officers["back_office"].account.to_string());
        let listed = v.call("GET", "/tokens", Some(&mine), None).await;
        listed.keeps_quiet_about(token);
        let id = listed.is(200).json().as_array().unwrap().iter().find(|t| t["label"] == "Laporan").unwrap()["id"].as_str().unwrap().to_owned();
        v.call("DELETE", &format!("/tokens/{id}"), Some(&others), None).await.is(404);
        v.call("DELETE", &format!("/tokens/{id}"), Some(&mine), None).await.is(204);
        v.call("GET", "/me", Some(token), None).await.is(401);
        v.call("GET", "/tokens", None, None).await.is(401);
        // What forms offer and rules rest on is readable.
        for list in ["psks", "ppks", "deadlines", "chains", "holidays"] {
            assert!(!v.call("GET", &format!("/catalog/{list}"), Some(&mine), None).await.is(200).json().as_array().unwrap().is_empty(), "{list}");
        }
    }
}

both! {
    async fn somebody_is_found_by_name_role_or_place(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut admin = Visitor::officer(&r, "admin").await;
        let csrf = admin.get("/pengguna").await.is(200).says(">auditor<").says(">manager<").hidden("csrf_token");
        for (q, found, other) in [("AUDI", ">auditor<", ">manager<"), ("manajer sekretariat", ">manager<", ">auditor<")] {
            admin.post("/pengguna/cari", &[("csrf_token", &csrf), ("q", q)]).await.is(200).says(found).keeps_quiet_about(other);
        }
        admin.post("/pengguna/cari", &[("csrf_token", &csrf), ("q", "tidak ada")]).await.is(200).says("Tidak ada yang cocok").says("tidak ada");
        let mut manager = Visitor::officer(&r, "manager").await;
        let csrf = manager.get("/akun").await.hidden("csrf_token");
        manager.post("/pengguna/cari", &[("csrf_token", &csrf), ("q", "a")]).await.is(403);
    }
}

both! {
    async fn who_lets_people_in_has_logged_in(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let session = r.token("admin").await;
        let mut v = Visitor::new(&r.house);
        let made = v.call("POST", "/tokens", Some(&session), Some(json!({"label": "Kepegawaian", "days": 365}))).await.is(201).json();
        let token = made["token"].as_str().unwrap();
        let person = json!({"login": "budi", "name": "Budi Santoso", "package": "fo-bo", "scope": r.puskesos.to_string()});
        let package = json!({"package": "koordinator", "scope": r.puskesos.to_string()});
        let user = format!("/users/{}", r.officers["viewer"].account);
        let calls = [
            ("POST", "/users".to_owned(), person),
            ("POST", format!("{user}/password"), json!({})),
            ("POST", format!("{user}/roles"), package),
            ("PATCH", user.clone(), json!({"active": true, "revision": 1})),
            ("POST", "/tokens".to_owned(), json!({"label": "Lagi", "days": 365})),
        ];
        for (method, path, body) in &calls {
            let told = v.call(method, path, Some(token), Some(body.clone())).await;
            let problem = told.is(403).json();
            assert_eq!((problem["type"].as_str(), problem["detail"].as_str()), (Some("urn:slrt:problem:refusal-forbidden"), Some("token")), "{path}");
            told.says("Masuk dahulu di peramban");
        }
        let mut english = Visitor::new(&r.house).in_english();
        let (method, path, body) = &calls[0];
        english.call(method, path, Some(token), Some(body.clone())).await.is(403).says("Log in by name and password in the browser");
        // Nothing of it was done; what takes access away and what only shows, a program may.
        let all = v.call("GET", "/users", Some(token), None).await.is(200).json();
        assert!(!all["users"].as_array().unwrap().iter().any(|u| u["login"] == "budi"));
        assert_eq!(v.call("GET", "/tokens", Some(token), None).await.is(200).json().as_array().unwrap().len(), 1);
        v.call("PATCH", &user, Some(token), Some(json!({"name": "Pemantau Baru", "revision": 1}))).await.is(204);
        v.call("DELETE", &user, Some(token), None).await.is(204);
        // Whoever logged in may all of it.
        for (method, path, body) in &calls[..1] {
            v.call(method, path, Some(&session), Some(body.clone())).await.is(201);
        }
    }
}

both! {
    async fn nobody_gives_themselves_more_while_another_could(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut admin = Visitor::officer(&r, "admin").await;
        let session = r.token("admin").await;
        let account = r.officers["admin"].account;
        let own = format!("/pengguna/{account}");
        let office = r.puskesos.to_string();
        let package = |code: &'static str| [("package", code), ("office", office.as_str()), ("from", "2026-11-23"), ("acting", "own")];
        // Alone, as at set-up or in an office of one: work can begin.
        admin.get(&own).await.is(200).says("belum ada administrator lain").says("Beri tugas");
        let form = admin.get(&own).await;
        let (csrf, operation) = (form.hidden("csrf_token"), form.hidden("operation_id"));
        admin.fill(&own, &format!("{own}/peran"), &package("puskesos-1")).await.is(303);
        admin.get(&own).await.is(200).says("Puskesos Suka Baru");
        let regency = slrt_domain::access::Scope::Area(slrt_domain::area::AreaCode::parse("1813").unwrap());
        let second = r.hire("admin-2", &[(slrt_domain::access::Role::Admin, regency)]).await;
        let shown = admin.get(&own).await;
        shown.is(200).says("diberikan oleh administrator lain").keeps_quiet_about(&format!("action=\"{own}/peran\""));
        // A form that was open before, and a program: refused under the lock.
        let mut fields = vec![("csrf_token", csrf.as_str()), ("operation_id", operation.as_str())];
        fields.extend(package("supervisor"));
        admin.post(&format!("{own}/peran"), &fields).await.is(422).says("slrt user give");
        let body = || Some(json!({"package": "supervisor", "scope": r.puskesos.to_string()}));
        let told = admin.call("POST", &format!("/users/{account}/roles"), Some(&session), body()).await;
        assert_eq!(told.is(409).json()["detail"], "own-roles");
        let area = Some(json!({"package": "fasilitator", "scope": "1813012001"}));
        admin.call("POST", &format!("/users/{account}/roles"), Some(&session), area).await.is(409);
        // Others get theirs from either of them, and each may give the other.
        admin.call("POST", &format!("/users/{second}/roles"), Some(&session), body()).await.is(204);
        let page = format!("/pengguna/{}", r.officers["viewer"].account);
        admin.get(&page).await.is(200).says("Beri tugas").keeps_quiet_about("belum ada administrator lain");
        // Once the other is gone, work goes on.
        admin.call("DELETE", &format!("/users/{second}"), Some(&session), None).await.is(204);
        admin.call("POST", &format!("/users/{account}/roles"), Some(&session), body()).await.is(204);
    }
}
