//! The service book and the monthly report: what was sent on is not help, restricted concerns are in neither, and nobody's name is.

use crate::visit::{Answer, Visitor, born, uuid};
use serde_json::{Value, json};
use slrt_documents::{Limits, SourceFile, read_tables};
use slrt_domain::access::{Role, Scope};
use slrt_domain::area::AreaCode;
use slrt_testing::{Officer, Regency, Store, both};

struct Office {
    v: Visitor,
    r: Regency,
}

impl Office {
    async fn of(store: &Store) -> Self {
        let r = Regency::found(store).await;
        born(&r.house, "demo", None, Some(r.tenant)).await;
        Self { v: Visitor::new(&r.house), r }
    }

    async fn call(&mut self, role: &str, method: &str, path: &str, body: Option<Value>) -> Answer {
        let token = self.r.token(role).await;
        self.v.call(method, path, Some(&token), body).await
    }

    /// Opens a case of one kind; answers case, concern and number.
    async fn open(&mut self, kind: &str) -> (String, String, String) {
        let (case, concern) = (uuid(), uuid());
        let concerns = json!([{"id": concern, "kind": kind, "words": "Kartu mati"}]);
        let body =
            json!({"case": case, "village": slrt_testing::SUKA_BARU, "channel": "counter", "caller": "Sumiati Dewi", "concerns": concerns});
        let receipt = self.call("front_office", "POST", "/cases", Some(body)).await.is(201).json();
        (case, concern, receipt["number"].as_str().unwrap().to_owned())
    }

    /// Takes steps one after the other.
    async fn steps(&mut self, (case, concern, _): &(String, String, String), steps: &[(&str, &str, Value)]) {
        for (role, verb, body) in steps {
            let shown = self.call("supervisor", "GET", &format!("/cases/{case}"), None).await.is(200).json();
            let mut body = body.clone();
            body["revision"] = shown["concerns"][0]["revision"].clone();
            self.call(role, "POST", &format!("/cases/{case}/concerns/{concern}/{verb}"), Some(body)).await.is(200);
        }
    }

    /// A month with four needs: one helped on the spot, one sent on and answered, one declined, one restricted.
    async fn month(&mut self) -> Vec<String> {
        let helped = self.open("pbi-nonaktif").await;
        let steps = [
            ("back_office", "serve", json!({"result": "help", "words": "Diaktifkan"})),
            ("front_office", "confirm", json!({"result": "helped", "by": "counter"})),
        ];
        self.steps(&helped, &steps).await;
        let sent = self.open("biaya-sekolah").await;
        let disdik = self.r.institutions["disdik"].to_string();
        let on_behalf = json!({"who": "Bu Ani, staf", "channel": "phone", "day": "2026-11-23"});
        let steps = [
            ("back_office", "recommend", json!({"programs": ["pip"]})),
            ("coordinator", "decide", json!({"result": "approve"})),
            ("back_office", "refer", json!({"referral": uuid(), "institution": disdik, "consent": true})),
            ("back_office", "answer", json!({"result": "accepted", "on_behalf": on_behalf})),
        ];
        self.steps(&sent, &steps).await;
        let declined = self.open("biaya-sekolah").await;
        let steps = [
            ("back_office", "recommend", json!({"programs": ["pip"]})),
            ("coordinator", "decide", json!({"result": "decline", "reason": "syarat-belum-terpenuhi"})),
        ];
        self.steps(&declined, &steps).await;
        let restricted = self.open("kdrt").await;
        vec![helped.2, sent.2, declined.2, restricted.2]
    }
}

both! {
    async fn the_day_is_counted_and_listed_without_names(store: Store) {
        let mut o = Office::of(&store).await;
        let mut page = Visitor::officer(&o.r, "coordinator").await;
        page.get("/buku").await.is(200).says("Belum ada layanan pada hari ini");
        let numbers = o.month().await;
        let day = page.get("/buku").await;
        day.is(200).says("Senin, 23 November 2026").says("Puskesos Suka Baru").keeps_quiet_about("Sumiati").keeps_quiet_about(&numbers[3]);
        for number in &numbers[..3] {
            day.says(number);
        }
        // Printed at the day's close: signature lines, and the journal's head as it is now.
        let mut auditor = Visitor::officer(&o.r, "auditor").await;
        let head = auditor.get("/jurnal/kepala.txt").await.is(200).body.clone();
        let hash = head.trim().rsplit(':').next().unwrap();
        day.says("Diketahui oleh").says(head.trim()).says(&format!("tanda {}…", &hash[..16]));
        day.says("/buku?hari=2026-11-22").keeps_quiet_about("/buku?hari=2026-11-24");
        page.get("/buku?hari=2026-11-22").await.is(200).says("Minggu, 22 November 2026").says("/buku?hari=2026-11-23").says("Belum ada layanan");
        page.get("/buku?hari=kemarin").await.is(404);
        page.get(&format!("/buku?kantor={}", uuid())).await.is(404);
        page.get(&format!("/buku?kantor={}", o.r.sekretariat)).await.is(404);
        Visitor::officer(&o.r, "institution_officer").await.get("/buku").await.is(403);
        // Who sees aggregates only sees no case.
        let viewer = Visitor::officer(&o.r, "viewer").await.get("/buku").await;
        viewer.is(200).says("Kebutuhan dibawa warga").keeps_quiet_about(&numbers[0]);
        let mut english = Visitor::officer(&o.r, "coordinator").await.in_english();
        english.get("/buku").await.is(200).says("Service book").says("Monday, 23 November 2026").says("How they came");
    }
}

both! {
    async fn sent_on_is_never_counted_as_helped(store: Store) {
        let mut o = Office::of(&store).await;
        o.month().await;
        let path = format!("/book/month?office={}&month=2026-11", o.r.puskesos);
        let report = o.call("coordinator", "GET", &path, None).await.is(200).json();
        let total = &report["total"];
        for (measure, want) in [
            ("received", 3), ("served", 1), ("referred", 1), ("answered_by_institution", 0), ("answered_on_behalf", 1), ("given_by_institution", 0), ("helped", 1),
            ("not_helped", 0), ("declined", 1), ("closed_unconfirmed", 0), ("open_at_end", 1), ("with_outcome", 2), ("helped_rate", 50),
        ] {
            assert_eq!(total[measure], want, "{measure} in {total}");
        }
        assert_eq!(report["by_village"][slrt_testing::SUKA_BARU], 3);
        assert_eq!(report["by_channel"]["counter"], 3);
        assert!(!report.to_string().contains("kdrt"), "restricted concerns stay out");
        o.call("coordinator", "GET", &format!("/book/month?office={}&month=2026-11", o.r.sekretariat), None).await.is(404);
        o.call("coordinator", "GET", &format!("/book/month?office={}&month=2026-14", o.r.puskesos), None).await.is(422);
        // Nothing is counted of months that have not begun, however far away.
        o.call("manager", "GET", "/book/month?office=all&month=2199-12", None).await.is(422);
        o.call("institution_officer", "GET", &path, None).await.is(403);
        let before = o.call("coordinator", "GET", &format!("/book/month?office={}&month=2026-10", o.r.puskesos), None).await.is(200).json();
        assert_eq!((before["total"]["received"].as_i64(), before["total"]["open_at_end"].as_i64()), (Some(0), Some(0)));

        let mut page = Visitor::officer(&o.r, "manager").await;
        let query = format!("kantor={}&bulan=2026-11", o.r.puskesos);
        let shown = page.get(&format!("/buku/bulan?{query}")).await;
        shown.is(200).says("Laporan bulanan").says("November 2026").says("<b>50%</b>").says("Terbantu dari yang sudah ada hasilnya").says("Diteruskan belum berarti terbantu").says("Suka Baru");
        page.get("/buku/bulan?bulan=2026-07").await.is(200).says("Belum ada yang bisa dilaporkan").says("Juli 2026");
        let csv = page.get(&format!("/buku/bulan.csv?{query}")).await;
        csv.is(200).says("Diteruskan").says("Jumlah semua");
        assert!(csv.body.trim_end().lines().last().unwrap().contains("Ini contoh. Semua orang di sini rekaan"), "{}", csv.body);
        assert!(csv.headers["content-disposition"].to_str().unwrap().contains("laporan-puskesos-suka-baru-2026-11.csv"));
    }
}

both! {
    async fn all_offices_are_one_report_and_restricted_needs_a_number_for_few(store: Store) {
        let mut o = Office::of(&store).await;
        o.month().await;
        let all = o.call("manager", "GET", "/book/month?office=all&month=2026-11", None).await.is(200).json();
        assert_eq!((all["office"]["office"].as_str(), all["total"]["received"].as_i64()), (Some("all"), Some(3)));
        assert!(all["protection"].is_null());
        let head = o.call("head", "GET", "/book/month?office=all&month=2026-11", None).await.is(200).json();
        assert_eq!((head["protection"]["received"].is_null(), head["protection"]["fewer_than"].as_i64()), (true, Some(5)));
        o.call("manager", "GET", "/book/month?office=some&month=2026-11", None).await.is(422);
        let address = "/buku/bulan?kantor=semua&bulan=2026-11";
        let page = Visitor::officer(&o.r, "manager").await.get(address).await;
        page.is(200).says("Semua kantor saya, November 2026").says("value=\"semua\" selected").keeps_quiet_about("kurang dari 5");
        let page = Visitor::officer(&o.r, "protection_officer").await.get(address).await;
        page.is(200).says("Perlindungan: kebutuhan terbatas yang datang").says("kurang dari 5");
        // Of a single office all of them are that one.
        Visitor::officer(&o.r, "coordinator").await.get(address).await.is(200).says("Puskesos Suka Baru, November 2026").keeps_quiet_about("value=\"semua\"");
        let mut english = Visitor::officer(&o.r, "head").await.in_english();
        english.get(address).await.is(200).says("All my offices, November 2026").says("fewer than 5").says("Helped, of those with an outcome");
    }
}

both! {
    async fn the_head_of_a_village_without_an_office_sees_its_counts(store: Store) {
        let mut o = Office::of(&store).await;
        let scope = Scope::Area(AreaCode::parse(slrt_testing::FAR_VILLAGE).unwrap());
        let account = o.r.hire("peratin-jauh", &[(Role::VillageHead, scope)]).await;
        o.r.officers.insert("peratin-jauh", Officer { account, role: Role::VillageHead });
        let concerns = json!([{"id": uuid(), "kind": "pbi-nonaktif", "words": "Kartu mati"}]);
        let office = o.r.sekretariat.to_string();
        let body = json!({"case": uuid(), "office": office, "village": slrt_testing::FAR_VILLAGE, "channel": "counter", "caller": "Sumiati Dewi", "concerns": concerns});
        let number = o.call("sekretariat-bo", "POST", "/cases", Some(body)).await.is(201).json()["number"].as_str().unwrap().to_owned();
        let mut head = Visitor::officer(&o.r, "peratin-jauh").await;
        let name = o.r.house.areas().name(AreaCode::parse(slrt_testing::FAR_VILLAGE).unwrap()).unwrap().to_owned();
        head.get("/buku").await.is(200).says(&name).says("Kebutuhan yang dibawa warga").keeps_quiet_about(&number).keeps_quiet_about("Sumiati");
        head.get(&format!("/buku?kantor={}", slrt_testing::FAR_VILLAGE)).await.is(200).says(&name);
        head.get(&format!("/buku?kantor={}", slrt_testing::SUKA_BARU)).await.is(404);
        head.get("/buku/bulan").await.is(200).says(&name).says("November 2026").says("Masih terbuka").keeps_quiet_about("Belum ada yang bisa dilaporkan");
        head.get(&format!("/buku/bulan?kantor={}", slrt_testing::SUKA_BARU)).await.is(404);
        let day = o.call("peratin-jauh", "GET", "/book", None).await.is(200).json();
        assert_eq!(day["areas"][0]["brought"]["pbi-nonaktif"], 1);
        // With an office in the village, the village may be chosen beside it.
        let page = Visitor::officer(&o.r, "village_head").await.get(&format!("/buku/bulan?kantor={}", slrt_testing::SUKA_BARU)).await;
        page.is(200).says("Kantor atau wilayah").says("Puskesos Suka Baru");
    }
}

#[tokio::test]
async fn the_workbook_holds_what_the_page_shows() {
    let store = Store::new(slrt_testing::Engine::Sqlite).await;
    let mut o = Office::of(&store).await;
    o.month().await;
    let mut page = Visitor::officer(&o.r, "coordinator").await;
    let bytes = page.file(&format!("/buku/bulan.xlsx?kantor={}&bulan=2026-11", o.r.puskesos)).await;
    let tables = read_tables(&SourceFile::from_bytes(bytes, "laporan.xlsx", Limits::default()).unwrap()).unwrap();
    let names: Vec<&str> = tables.iter().map(|t| t.name.as_str()).collect();
    assert_eq!(names, ["Ringkasan", "Menurut jenis", "Menurut pekon", "Menurut cara datang", "Pertanyaan dijawab tanpa layana"]);
    let rows: Vec<&Vec<String>> = tables[1].rows.iter().map(|(_, cells)| cells).collect();
    assert_eq!(rows[0][..4], ["Jenis", "Datang", "Dilayani di tempat", "Diteruskan"]);
    assert_eq!(rows[rows.len() - 2][..4], ["Jumlah semua", "3", "1", "1"]);
    for table in &tables {
        assert!(table.rows.last().unwrap().1[0].starts_with("Ini contoh."), "{} does not say that all of it is made up", table.name);
    }
    assert!(tables[0].rows.iter().any(|(_, c)| c[0].starts_with("Terbantu, kata warga") && c[1] == "1"));
    assert!(tables[0].rows.iter().any(|(_, c)| c[0] == "Terbantu dari yang sudah ada hasilnya" && c[1] == "50%"));
    assert!(tables[0].rows.iter().all(|(_, c)| !c[0].starts_with("Perlindungan")));
}
