//! Offices: list, change, conflict, villages without one; by page and by API.

use crate::visit::{Visitor, born};
use serde_json::json;
use slrt_testing::{Regency, both};

const NEW: &[(&str, &str)] = &[
    ("kind", "puskesos"),
    ("name", "Puskesos Way Haru"),
    ("area", "1813022001"),
    ("serves", "1813022001"),
    ("hours", "Senin–Jumat 08.00–14.00"),
    ("contact", "0812-0000-0000"),
    ("decree", "SK 12/2026"),
    ("active", "1"),
    ("revision", "0"),
];

both! {
    async fn an_administrator_adds_and_changes_offices(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut admin = Visitor::officer(&r, "admin").await;
        admin.get("/kantor").await.is(200).says("Puskesos Suka Baru").says("Melayani").says("/kantor/desa");
        admin.get("/kantor/desa").await.is(200).says("Sekretariat SLRT").says("117 tempat");
        let missing = admin.fill("/kantor/baru", "/kantor/baru", &[("kind", "puskesos"), ("name", "Puskesos"), ("active", "1")]).await;
        missing.is(422).says("Tempat belum diisi").says("href=\"#area\"");
        let added = admin.fill("/kantor/baru", "/kantor/baru", NEW).await;
        added.is(303);
        admin.get(&added.location).await.is(200).says("Puskesos Way Haru").says("Belum ada petugas").says("SK 12/2026");
        // A village's box is superfluous beside its district's.
        let id = r.puskesos;
        let change = format!("/kantor/{id}/ubah");
        let wide = [("kind", "puskesos"), ("name", "Puskesos Suka Baru"), ("area", "1813012001"), ("serves", "1813012001"), ("serves", "181301"), ("active", "1"), ("revision", "1")];
        admin.fill(&change, &change, &wide).await.is(303);
        admin.get(&format!("/kantor/{id}")).await.is(200).says("Kecamatan").keeps_quiet_about("Suka Baru,");
        // Somebody who saw the first revision is told, and nothing of theirs is lost.
        let late = [("kind", "puskesos"), ("name", "Puskesos Terlambat"), ("area", "1813012001"), ("serves", "1813012001"), ("active", "1"), ("revision", "1")];
        admin.fill(&change, &change, &late).await.is(409).says("Puskesos Terlambat").says("Rekan Ibu/Bapak");
        admin.get(&format!("/kantor/{id}")).await.keeps_quiet_about("Terlambat");
        admin.get("/kantor/not-an-id").await.is(404);
    }
}

both! {
    async fn others_look_but_do_not_change(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut officer = Visitor::officer(&r, "front_office").await;
        officer.get("/kantor").await.is(200).keeps_quiet_about("/kantor/baru");
        officer.get(&format!("/kantor/{}", r.puskesos)).await.is(200).says("front_office").keeps_quiet_about("/ubah");
        officer.get("/kantor/baru").await.is(403);
        let csrf = officer.get("/akun").await.hidden("csrf_token");
        let operation = crate::visit::uuid();
        let form: Vec<_> = [("csrf_token", csrf.as_str()), ("operation_id", operation.as_str())].into_iter().chain(NEW.iter().copied()).collect();
        officer.post("/kantor/baru", &form).await.is(403);
        Visitor::new(&r.house).get("/kantor").await.is(303);
    }
}

both! {
    async fn programs_manage_offices_and_ask_for_routes(store: Store) {
        let r = Regency::found(&store).await;
        let (admin, officer) = (r.token("admin").await, r.token("front_office").await);
        let (admin, officer) = (Some(admin.as_str()), Some(officer.as_str()));
        let mut v = Visitor::new(&r.house);
        let office = json!({"kind": "counter_district", "name": "Loket Kecamatan", "area": "181302", "serves": ["181302"]});
        v.call("POST", "/offices", None, Some(office.clone())).await.is(401);
        v.call("POST", "/offices", officer, Some(office.clone())).await.is(403);
        let added = v.call("POST", "/offices", admin, Some(office)).await;
        added.is(201);
        let id = added.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(added.json()["revision"], 1);
        assert_eq!(added.json()["staffed"], false);
        let changed = json!({"kind": "counter_district", "name": "Loket Ngambur", "area": "181302", "serves": ["181302"], "revision": 1});
        v.call("PUT", &format!("/offices/{id}"), admin, Some(changed.clone())).await.is(200);
        v.call("PUT", &format!("/offices/{id}"), admin, Some(changed.clone())).await.is(409);
        v.call("PUT", &format!("/offices/{}", crate::visit::uuid()), admin, Some(changed)).await.is(404);
        let outside = json!({"kind": "puskesos", "name": "Jauh", "area": "3201012001", "serves": ["3201012001"]});
        v.call("POST", "/offices", admin, Some(outside)).await.is(422);
        let all = v.call("GET", "/offices", officer, None).await;
        assert_eq!(all.is(200).json()["offices"].as_array().unwrap().len(), 3);
        let way = v.call("GET", "/offices/route?village=18.13.02.2001", officer, None).await;
        let way = way.is(200).json();
        assert_eq!((way["puskesos"].is_null(), way["facilitators"].as_i64(), way["tksk"].as_i64()), (true, Some(1), Some(1)));
        assert_eq!(way["holds_cases"], r.sekretariat.to_string());
        v.call("GET", "/offices/route?village=3201012001", officer, None).await.is(404);
        v.call("GET", "/offices/route", officer, None).await.is(422);
        let found = v.call("GET", "/areas?q=suka%20baru&within=1813&level=village", officer, None).await;
        assert!(found.is(200).json().as_array().unwrap().iter().any(|a| a["path"].as_str().unwrap().contains("Pesisir Barat")));
        assert_eq!(v.call("GET", "/areas?within=1813", officer, None).await.json().as_array().unwrap().len(), 11);
        for list in ["sectors", "kinds", "programs", "documents", "ppks", "reasons", "institution-kinds", "packages"] {
            let found = v.call("GET", &format!("/catalog/{list}"), officer, None).await;
            assert!(!found.is(200).json().as_array().unwrap().is_empty(), "{list}");
            v.call("GET", &format!("/catalog/{list}"), None, None).await.is(401);
        }
    }
}

both! {
    async fn an_administrator_changes_institutions(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let id = r.institutions["dinkes"];
        let change = format!("/lembaga/{id}/ubah");
        let mut admin = Visitor::officer(&r, "admin").await;
        admin.get("/lembaga").await.is(200).says(&change);
        let seen = admin.get(&change).await.is(200).hidden("revision");
        let with = |days: &'static str, name: &'static str| {
            vec![("name", name), ("contact", "0728-000-111"), ("answer_days", days), ("active", "1")]
        };
        let fields = |days, name| { let mut f = with(days, name); f.push(("revision", seen.as_str())); f };
        admin.fill(&change, &change, &fields("0", "Dinkes Pesisir Barat")).await.is(422).says("href=\"#answer_days\"").says("Dinkes Pesisir Barat");
        admin.fill(&change, &change, &fields("4", "")).await.is(422);
        admin.fill(&change, &change, &fields("4", "Dinkes Pesisir Barat")).await.is(303);
        admin.get("/lembaga").await.is(200).says("Dinkes Pesisir Barat").says("4 hari kerja").says("0728-000-111");
        // Somebody who saw the first revision is told, and nothing of theirs is lost.
        admin.fill(&change, &change, &fields("9", "Dinkes Terlambat")).await.is(409).says("Dinkes Terlambat").says("Rekan Ibu/Bapak");
        admin.get("/lembaga").await.keeps_quiet_about("Dinkes Terlambat");
        admin.get(&format!("/lembaga/{}/ubah", crate::visit::uuid())).await.is(404);
        let mut officer = Visitor::officer(&r, "front_office").await;
        officer.get("/lembaga").await.is(200).keeps_quiet_about("/ubah");
        officer.get(&change).await.is(403);

        let (admin, officer) = (r.token("admin").await, r.token("front_office").await);
        let (admin, officer) = (Some(admin.as_str()), Some(officer.as_str()));
        let mut v = Visitor::new(&r.house);
        let list = v.call("GET", "/institutions", admin, None).await.is(200).json();
        let now = list.as_array().unwrap().iter().find(|i| i["id"] == id.to_string().as_str()).unwrap().clone();
        assert_eq!((now["name"].as_str(), now["answer_days"].as_i64()), (Some("Dinkes Pesisir Barat"), Some(4)));
        let body = json!({"name": "Dinas Kesehatan", "contact": "", "answer_days": 6, "restricted_capable": false, "active": false, "revision": now["revision"]});
        let path = format!("/institutions/{id}");
        v.call("PUT", &path, None, Some(body.clone())).await.is(401);
        v.call("PUT", &path, officer, Some(body.clone())).await.is(403);
        let done = v.call("PUT", &path, admin, Some(body.clone())).await.is(200).json();
        assert_eq!((done["active"].as_bool(), done["code"].as_str()), (Some(false), now["code"].as_str()));
        v.call("PUT", &path, admin, Some(body.clone())).await.is(409);
        let mut far = body;
        far["answer_days"] = 91.into();
        v.call("PUT", &path, admin, Some(far)).await.is(422);
        assert_eq!(slrt_operations::rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}

both! {
    async fn the_last_sekretariat_stays(store: Store) {
        let r = Regency::found(&store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        let mut admin = Visitor::officer(&r, "admin").await;
        let change = format!("/kantor/{}/ubah", r.sekretariat);
        let fields = |kind: &'static str| [("kind", kind), ("name", "Sekretariat SLRT"), ("area", "1813"), ("serves", "1813"), ("revision", "1")];
        admin.fill(&change, &change, &fields("sekretariat")).await.is(422).says("Sekretariat terakhir");
        let other: Vec<_> = fields("counter_mpp").into_iter().chain([("active", "1")]).collect();
        admin.fill(&change, &change, &other).await.is(422).says("Sekretariat terakhir");
    }
}
