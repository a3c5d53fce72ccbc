//! Registry files through the pages and the API: tried first, taken in after a yes, nothing left behind, wrong files told kindly.

use crate::visit::{Answer, Visitor, born, uuid};
use axum::body::{Body, Bytes};
use axum::http::{Request, header};
use slrt_domain::access::{Role, Scope};
use slrt_domain::area::AreaCode;
use slrt_domain::identity::Sealed;
use slrt_operations::House;
use slrt_operations::import::LARGEST_FILES;
use slrt_operations::storage::args;
use slrt_testing::{Engine, Officer, Regency, Store, both};
use std::time::Duration;
use tower::ServiceExt as _;

const HOUSEHOLDS: &str =
    "IDBDT,KDPROP,KDKAB,KDKEC,KDDESA,Alamat,Percentile\r\nR1,18,13,01,2001,Jalan Contoh 7,7\r\nR2,18,13,01,2001,Jalan Contoh 8,23\r\n";
const MEMBERS: &str = "IDBDT,IDARTBDT,Nama,NIK,NoKK,TglLahir,JnsKel,Hubkel,Warna_rumah\r\n\
    R1,A1,SUMIATI,9901014107680001,9901011204100001,1968-07-01,2,1,biru\r\n\
    R1,A2,BUDI SANTOSO,,9901011204100001,2001-02-03,1,3,biru\r\n\
    R2,B1,TUKIMAN,9901010505550003,9901011204100003,1955-05-05,1,1,merah\r\n\
    R2,B2,PAIMIN,990101050555,9901011204100003,1955-05-05,1,3,merah\r\n";

const FILES: &[(&str, &str, &[u8])] = &[("file", "rumah.csv", HOUSEHOLDS.as_bytes()), ("file", "anggota.csv", MEMBERS.as_bytes())];

async fn regency(store: &Store) -> Regency {
    let r = Regency::found(store).await;
    born(&r.house, "demo", None, Some(r.tenant)).await;
    r
}

async fn send(v: &mut Visitor, files: &[(&str, &str, &[u8])]) -> Answer {
    let csrf = v.get("/impor").await.is(200).hidden("csrf_token");
    v.upload("/impor", &[("csrf_token", &csrf), ("source", "dtsen"), ("as_of", "2026-10-01")], files).await
}

/// Looks at a page until nobody works on it any more.
async fn when_ended(v: &mut Visitor, page: &str) -> Answer {
    for _ in 0..600 {
        let answer = v.get(page).await;
        if !answer.body.contains("hx-get=") {
            return answer;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{page} has not ended")
}

async fn count(r: &Regency, sql: &str) -> i64 {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    let row: Option<(i64,)> = tx.maybe(sql, &[]).await.unwrap();
    tx.commit().await.unwrap();
    row.unwrap().0
}

/// Sealed parts of files that are kept; those that nobody needs any more go right after an upload has ended.
async fn keeps(r: &Regency, n: i64) {
    let mut found = -1;
    for _ in 0..200 {
        found = count(r, "SELECT COUNT(*) FROM blob").await;
        if found == n {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{found} parts are kept, not {n}")
}

/// Files that lie in clear.
fn left_behind(house: &House) -> usize {
    std::fs::read_dir(house.files().join("unggahan")).map_or(0, |entries| entries.flatten().filter(|e| e.path().is_dir()).count())
}

both! {
    async fn files_are_tried_then_taken_in_then_gone(store: Store) {
        let mut r = regency(&store).await;
        let account = r.hire("admin-lain", &[(Role::Admin, Scope::Area(AreaCode::parse("1813").unwrap()))]).await;
        r.officers.insert("admin-lain", Officer { account, role: Role::Admin });
        let mut admin = Visitor::officer(&r, "admin").await;
        let mut other = Visitor::officer(&r, "admin-lain").await;
        admin.get("/impor").await.is(200).says("Belum ada impor");
        let sent = send(&mut admin, FILES).await;
        let page = sent.is(303).location.clone();
        let tried = when_ended(&mut admin, &page).await;
        tried.is(200).says("Hasil percobaan").says(" WIB, admin<").says("<b>2</b><span>keluarga akan masuk").says("<b>3</b><span>anggota").says("<b>1</b><span>baris ditolak");
        tried.says("NIK tidak 16 angka").says("Warna_rumah (Anggota)").keeps_quiet_about("PAIMIN").keeps_quiet_about("990101050555<");
        keeps(&r, 2).await;
        assert_eq!(left_behind(&r.house), 0);
        // Every server shows it, and any of them may take it in.
        let mut elsewhere = Visitor::officer_at(&store.house().await, &r, "admin").await;
        elsewhere.get("/impor").await.is(200).says("menunggu persetujuan").says(&page);
        elsewhere.get(&page).await.is(200).says("Hasil percobaan").says("anggota.csv");
        let csv = admin.get(&format!("{page}/masalah.csv")).await;
        csv.is(200).says("NIK tidak 16 angka").keeps_quiet_about("990101050555");
        admin.get("/impor").await.says("Belum ada impor");
        let csrf = admin.get(&page).await.hidden("csrf_token");
        let others = other.get(&page).await.hidden("csrf_token");
        assert_eq!(elsewhere.fill(&page, &page, &[]).await.is(303).location, page);
        // Whoever is slower is told; whoever says the same twice sees what becomes of it.
        other.post(&page, &[("csrf_token", &others), ("operation_id", &uuid())]).await.is(409).says("sudah diputuskan orang lain");
        assert_eq!(admin.post(&page, &[("csrf_token", &csrf), ("operation_id", &uuid())]).await.is(303).location, page);
        let done = when_ended(&mut admin, &page).await;
        done.is(200).says("Hasil impor").says("<b>2</b><span>keluarga masuk").says("Data sudah masuk").keeps_quiet_about(" WIB, admin<");
        keeps(&r, 0).await;
        assert_eq!(left_behind(&r.house), 0);
        let list = admin.get("/impor").await;
        list.says("DTSEN, 1 Oktober 2026").says("Selesai");
        let logged = list.body.split_once("<th scope=\"row\"><a href=\"").unwrap().1.split_once('"').unwrap().0.to_owned();
        admin.get(&logged).await.is(200).says("Hasil impor");
        elsewhere.get(&logged).await.is(200).says("Hasil impor").says("masalah.csv");
        elsewhere.get(&format!("{logged}/masalah.csv")).await.is(200).says("NIK tidak 16 angka");
        // The same files bring nothing new.
        let again = send(&mut admin, FILES).await.is(303).location.clone();
        when_ended(&mut admin, &again).await.says("Tidak ada yang baru").says("<b>2</b><span>keluarga tidak berubah").keeps_quiet_about("Masukkan yang baik");
        let cancel = format!("{again}/batal");
        keeps(&r, 2).await;
        assert_eq!(elsewhere.fill(&again, &cancel, &[]).await.is(303).location, "/impor");
        keeps(&r, 0).await;
        admin.get(&again).await.is(404);
        // What is older than the registry is no refusal, though a row was refused.
        let csrf = admin.get("/impor").await.hidden("csrf_token");
        let fields = [("csrf_token", csrf.as_str()), ("source", "dtsen"), ("as_of", "2026-09-01")];
        let page = admin.upload("/impor", &fields, FILES).await.is(303).location.clone();
        when_ended(&mut admin, &page).await.says("lebih baru daripada berkas ini").keeps_quiet_about("semua baris ditolak").keeps_quiet_about("sudah tercatat sama");
        // Where every row is refused nothing is called recorded.
        let (household, member) = (HOUSEHOLDS.lines().next().unwrap(), MEMBERS.lines().next().unwrap());
        let household = format!("{household}\r\nR9,18,13,99,9999,Jalan Contoh 9,7\r\n");
        let member = format!("{member}\r\nR9,C1,SUKINEM,9901014107680009,9901011204100009,1968-07-01,2,1,biru\r\n");
        let refused = [("file", "rumah.csv", household.as_bytes()), ("file", "anggota.csv", member.as_bytes())];
        let page = send(&mut admin, &refused).await.is(303).location.clone();
        when_ended(&mut admin, &page).await.says("semua baris ditolak").keeps_quiet_about("Tidak ada yang baru").keeps_quiet_about("Masukkan yang baik");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_files_are_told_kindly() {
    let store = Store::new(Engine::Sqlite).await;
    let r = regency(&store).await;
    let mut admin = Visitor::officer(&r, "admin").await;
    for (name, bytes, says) in [
        (
            "tanpa-nik.csv",
            &b"IDBDT,Nama,NoKK,kd_wilayah\r\n1,SITI,9901011204100001,1813012001\r\n"[..],
            "Berkas ini bukan tabel yang kami kenali: kolom NIK tidak ada. Pilih berkas lain.",
        ),
        ("lagu.csv", b"Judul,Penyanyi\r\nBengawan Solo,Gesang\r\n", "kolom nama dan NIK tidak ada"),
        ("kosong.csv", b"\r\n", "bukan tabel yang kami kenali"),
        ("foto.csv", b"\xFF\xD8\xFF\xE0\x00\x10JFIF\x00", "bukan tabel"),
        ("kutip.csv", b"Nama,NIK,NoKK,kd_wilayah\r\n\"SITI,1,2,3\r\nBUDI,1,2,3\r\n", "tanda petik"),
        ("rusak.xlsx", b"PK\x03\x04 tetapi bukan", "rusak"),
    ] {
        let page = send(&mut admin, &[("file", name, bytes)]).await.is(303).location.clone();
        when_ended(&mut admin, &page)
            .await
            .is(200)
            .says("Belum bisa dibaca")
            .says(says)
            .says("Belum ada yang ditulis karena berkas ini")
            .says("Pilih berkas lain");
        keeps(&r, 0).await;
        assert_eq!(left_behind(&r.house), 0, "{name}");
    }
    let csrf = admin.get("/impor").await.hidden("csrf_token");
    let mut with = async |fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]| admin.upload("/impor", fields, files).await;
    let all = [("csrf_token", csrf.as_str()), ("source", "dtsen"), ("as_of", "2026-10-01")];
    with(&all, &[]).await.is(422).says("Belum ada berkas");
    with(&all, &[("file", "", b"")]).await.is(422).says("Belum ada berkas");
    with(&[all[0], ("source", "lain"), all[2]], FILES).await.is(422).says("Sumber tidak dikenali");
    with(&[all[0], all[1], ("as_of", "2027-01-01")], FILES).await.is(422).says("ada di masa depan").says("value=\"2027-01-01\"");
    with(&all, &[FILES[0], FILES[1], FILES[0], FILES[1], FILES[0]]).await.is(422).says("Terlalu banyak berkas");
    with(&[("csrf_token", "palsu"), all[1], all[2]], FILES).await.is(403);
    with(&all[1..], FILES).await.is(403);
    keeps(&r, 0).await;
    assert_eq!(left_behind(&r.house), 0);
    for role in ["front_office", "manager", "auditor"] {
        let mut v = Visitor::officer(&r, role).await;
        v.get("/impor").await.is(403);
        v.upload("/impor", &all, FILES).await.is(403);
    }
}

both! {
    async fn an_upload_in_an_unknown_form_is_told_and_dropped(store: Store) {
        let r = regency(&store).await;
        let mut admin = Visitor::officer(&r, "admin").await;
        let page = send(&mut admin, FILES).await.is(303).location.clone();
        when_ended(&mut admin, &page).await.is(200);
        let mut tx = r.house.db().write(r.tenant).await.unwrap();
        tx.run("UPDATE upload SET files = $2 WHERE tenant = $1", &args![r.tenant, &Sealed(vec![7; 80])]).await.unwrap();
        tx.commit().await.unwrap();
        admin.get("/impor").await.is(200).says("tidak bisa dibuka lagi").says("Buang unggahan ini").says("Impor baru");
        admin.get(&page).await.is(200).says("Belum bisa dibaca").says("kirim berkasnya sekali lagi").says("Buang unggahan ini");
        let token = r.token("admin").await;
        let path = page.replace("/impor/", "/imports/");
        let told = Visitor::new(&r.house).call("GET", &path, Some(&token), None).await.is(200).json();
        assert!(told["state"] == "failed" && told["error"].as_str().is_some_and(|e| e.contains("sekali lagi")), "{told}");
        assert_eq!(admin.fill("/impor", &format!("{page}/batal"), &[]).await.is(303).location, "/impor");
        admin.get("/impor").await.is(200).keeps_quiet_about("tidak bisa dibuka lagi");
        keeps(&r, 0).await;
    }
}

/// More than the bound is read, thrown away and refused; it never lies in memory.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_that_is_too_large_is_refused_and_leaves_nothing() {
    let store = Store::new(Engine::Sqlite).await;
    let r = regency(&store).await;
    let mut admin = Visitor::officer(&r, "admin").await;
    let csrf = admin.get("/impor").await.hidden("csrf_token");
    let head = format!(
        "--p\r\nContent-Disposition: form-data; name=\"csrf_token\"\r\n\r\n{csrf}\r\n--p\r\nContent-Disposition: form-data; name=\"file\"; filename=\"besar.csv\"\r\n\r\n"
    );
    let row = Bytes::from(vec![b'9'; 1 << 20]);
    let chunks = std::iter::once(Bytes::from(head))
        .chain(std::iter::repeat_n(row, usize::try_from(LARGEST_FILES >> 20).unwrap() + 1))
        .chain([Bytes::from_static(b"\r\n--p--\r\n")]);
    let body = Body::from_stream(futures::stream::iter(chunks.map(Ok::<_, std::io::Error>)));
    let session = format!("slrt_session={}", admin.cookie("slrt_session"));
    let request = Request::post("/impor")
        .header(header::COOKIE, session)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=p")
        .body(body)
        .unwrap();
    let response = admin.app.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status().as_u16(), 422);
    let page = String::from_utf8(axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap().to_vec()).unwrap();
    assert!(page.contains(&format!("Berkas lebih dari {} MB", LARGEST_FILES >> 20)), "{page}");
    keeps(&r, 0).await;
    assert_eq!(left_behind(&r.house), 0);
}

both! {
    async fn the_api_imports_once_whatever_is_sent_twice(store: Store) {
        let r = regency(&store).await;
        let (token, other) = (r.token("admin").await, r.token("manager").await);
        let mut v = Visitor::new(&r.house);
        let fields = [("source", "dtks"), ("as_of", "2026-10-01")];
        let key = uuid();
        v.upload_to_api("/imports", None, &key, &fields, FILES).await.is(401);
        v.upload_to_api("/imports", Some(&other), &key, &fields, FILES).await.is(403);
        v.upload_to_api("/imports", Some(&token), "?", &fields, FILES).await.is(400);
        v.upload_to_api("/imports", Some(&token), &uuid(), &fields[..1], FILES).await.is(422);
        let begun = v.upload_to_api("/imports", Some(&token), &key, &fields, FILES).await.is(202).json();
        let path = format!("/imports/{}", begun["id"].as_str().unwrap());
        let mut state = begun;
        for _ in 0..600 {
            state = v.call("GET", &path, Some(&token), None).await.is(200).json();
            if state["state"] == "done" || state["state"] == "failed" {
                break;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert_eq!((state["state"].as_str(), state["families"].as_i64(), state["persons"].as_i64(), state["problems"].as_i64()), (Some("done"), Some(2), Some(3), Some(1)));
        assert_eq!(state["by_reason"][0]["reason"], "nik_not_sixteen_digits");
        let again = v.upload_to_api("/imports", Some(&token), &key, &fields, FILES).await.is(202).json();
        assert_eq!((again["state"].as_str(), &again["import"]), (Some("done"), &state["import"]));
        // The same key for another file, or for the same one told otherwise: nothing is begun, and nothing of it is kept.
        let (other_day, other_source) = ([fields[0], ("as_of", "2026-10-02")], [("source", "dtsen"), fields[1]]);
        for (fields, files) in [(&fields, &FILES[1..]), (&other_day, FILES), (&other_source, FILES)] {
            let refused = v.upload_to_api("/imports", Some(&token), &key, fields, files).await;
            assert_eq!(refused.is(409).json()["type"], "urn:slrt:problem:refusal-reused", "{}", refused.body);
        }
        keeps(&r, 0).await;
        let list = v.call("GET", "/imports", Some(&token), None).await.is(200).json();
        assert_eq!((list["imports"].as_array().unwrap().len(), &list["imports"][0]["import"]), (1, &state["import"]));
        v.call("GET", "/imports", Some(&other), None).await.is(403);
        v.call("GET", &path, Some(&other), None).await.is(403);
        v.call("GET", &format!("/imports/{}", uuid()), Some(&token), None).await.is(404);
        // Another server knows it, too, and takes the same upload for what it is.
        let mut elsewhere = Visitor::new(&store.house().await);
        let there = elsewhere.call("GET", &path, Some(&token), None).await.is(200).json();
        assert_eq!((there["state"].as_str(), &there["import"]), (Some("done"), &state["import"]));
        let again = elsewhere.upload_to_api("/imports", Some(&token), &key, &fields, FILES).await.is(202).json();
        assert_eq!(again["id"], there["id"]);
        keeps(&r, 0).await;
        assert_eq!(left_behind(&r.house), 0);
    }
}

both! {
    async fn a_remembered_bridge_is_shown_and_forgotten(store: Store) {
        let r = regency(&store).await;
        let bps = HOUSEHOLDS.replace(",01,2001,", ",010,001,");
        let bridge = "kode_bps,kode_kemendagri\n1813010001,18.13.01.2001\n";
        let files: &[(&str, &str, &[u8])] =
            &[("file", "rumah.csv", bps.as_bytes()), FILES[1], ("file", "jembatan.csv", bridge.as_bytes())];
        let mut admin = Visitor::officer(&r, "admin").await;
        admin.get("/impor").await.is(200).keeps_quiet_about("Jembatan kode BPS");
        let page = send(&mut admin, files).await.is(303).location.clone();
        when_ended(&mut admin, &page).await.says("Hasil percobaan").says("<b>2</b><span>keluarga akan masuk");
        admin.fill(&page, &page, &[]).await.is(303);
        when_ended(&mut admin, &page).await.says("Hasil impor");
        let page = admin.get("/impor").await;
        page.says("Jembatan kode BPS").says("1 pasangan kode desa diingat sejak");
        let (token, other) = (r.token("admin").await, r.token("manager").await);
        let known = admin.call("GET", "/imports/bridge", Some(&token), None).await.is(200).json();
        assert_eq!((known["revision"].as_i64(), known["pairs"][0]["kemendagri"].as_str()), (Some(1), Some("1813012001")));
        admin.call("GET", "/imports/bridge", Some(&other), None).await.is(403);
        admin.call("POST", "/imports/bridge/forget", Some(&token), Some(serde_json::json!({"revision": 0}))).await.is(409);
        let stale = [("csrf_token", page.hidden("csrf_token")), ("operation_id", uuid()), ("revision", "7".into())];
        let stale: Vec<(&str, &str)> = stale.iter().map(|(n, v)| (*n, v.as_str())).collect();
        admin.post("/impor/jembatan", &stale).await.is(409);
        admin.fill("/impor", "/impor/jembatan", &[("revision", "1")]).await.is(303);
        admin.get("/impor").await.is(200).keeps_quiet_about("Jembatan kode BPS");
    }
}
