//! Intake by page: who, what, which papers, nomor layanan; twice sent is once done; what is refused comes back with what was typed.

use crate::visit::{Answer, Visitor, born, uuid};
use serde_json::json;
use slrt_domain::calendar::Instant;
use slrt_operations::accounts;
use slrt_testing::{FAR_VILLAGE, Regency, SUKA_BARU, Store, both};

const NIK: &str = "9901014103680001";

/// An officer at the counter with a form before them.
struct Counter {
    v: Visitor,
    csrf: String,
    operation: String,
}

impl Counter {
    async fn of(r: &Regency, role: &str) -> Self {
        let mut v = Visitor::officer(r, role).await;
        let page = v.get("/layanan/baru").await;
        page.is(200);
        Self { csrf: page.hidden("csrf_token"), operation: page.hidden("operation_id"), v }
    }

    async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let (csrf, operation) = (self.csrf.clone(), self.operation.clone());
        let all: Vec<_> =
            [("csrf_token", csrf.as_str()), ("operation_id", operation.as_str())].into_iter().chain(fields.iter().copied()).collect();
        self.v.post(path, &all).await
    }

    /// Sends the form; another one is before the officer afterwards.
    async fn open(&mut self, fields: &[(&str, &str)]) -> Answer {
        self.post("/layanan/baru", fields).await
    }

    fn next_form(&mut self) {
        self.operation = uuid();
    }
}

async fn regency(store: &Store) -> Regency {
    let r = Regency::found(store).await;
    born(&r.house, "demo", None, Some(r.tenant)).await;
    r
}

async fn count(r: &Regency, sql: &str) -> i64 {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    let rows: Vec<(i64,)> = tx.all(sql, &[]).await.unwrap();
    rows[0].0
}

const CASES: &str = "SELECT COUNT(*) FROM service_case";
const PERSONS: &str = "SELECT COUNT(*) FROM person";

fn between(page: &Answer, before: &str, after: &str) -> String {
    let (_, rest) = page.body.split_once(before).unwrap_or_else(|| panic!("no {before} in\n{}", page.body));
    rest.split_once(after).unwrap().0.to_owned()
}

both! {
    async fn somebody_of_the_registry_gets_a_number_once(store: Store) {
        let r = regency(&store).await;
        let person = r.person("Sumiati", Some(NIK)).await.to_string();
        let mut c = Counter::of(&r, "front_office").await;
        c.v.get("/layanan/baru").await.says("value=\"counter\" selected");
        // Whoever visits has no counter.
        Visitor::officer(&r, "facilitator").await.get("/layanan/baru").await.says("value=\"visit\" selected");
        c.v.get("/layanan/baru").await.says("data-stepper=\"Nomor layanan\"").says("Siapa yang datang?").says(&format!("value=\"{SUKA_BARU}\" selected"));
        for query in [NIK, "sumiyati"] {
            let found = c.post("/layanan/baru/cari", &[("q", query)]).await;
            found.is(200).says("Sumiati").says(&person).says("9901••••••••0001").keeps_quiet_about(NIK);
        }
        let chosen = c.post("/layanan/baru/orang", &[("pick", &person)]).await;
        chosen.is(200).says("Tidak ada layanan yang masih berjalan").says(&format!("name=\"person\" value=\"{person}\""));
        let fields = [
            ("who", "person"), ("pick", &person), ("channel", "counter"), ("sector", "kesehatan"), ("kind-kesehatan", "pbi-nonaktif"),
            ("words-kesehatan", "Kartu mati, cuci darah hari Kamis"), ("urgent-kesehatan", "1"), ("doc-ktp", "shown"), ("doc-surat-faskes", "missing"),
        ];
        let answer = c.open(&fields).await;
        answer.is(303);
        assert!(answer.location.starts_with("/layanan/") && answer.location.ends_with("/nomor") && answer.location.len() == 51, "{}", answer.location);
        // Sent twice: done once, answered alike.
        assert_eq!(c.open(&fields).await.location, answer.location);
        assert_eq!(count(&r, CASES).await, 1);
        assert_eq!(count(&r, "SELECT COUNT(*) FROM document").await, 2);
        let page = c.v.get(&answer.location).await;
        page.is(200).says("Cetak").says("Layanan baru lagi").says("Baca dan tulis tangan".to_lowercase().as_str()).says("data-receipt=\"58\"");
        assert_eq!(page.headers["cache-control"], "no-store");
        let (number, pin) = (between(&page, "id=\"nomor\">", "<"), between(&page, "id=\"pin\">", "<"));
        assert_eq!(pin.len(), 6);
        assert!(!answer.location.contains(&pin));
        let (_, case) = accounts::by_pin(&r.house, &number, &pin, None).await.unwrap();
        assert!(answer.location.contains(&case.to_string()));
        // Colleagues see the number, never the PIN; the officer only for a quarter of an hour.
        Visitor::officer(&r, "back_office").await.get(&answer.location).await.is(200).says(&number).keeps_quiet_about(&pin);
        store.clock.set(Instant::parse_rfc3339("2026-11-23T02:16:00Z").unwrap());
        c.v.get(&answer.location).await.is(200).says(&number).keeps_quiet_about(&pin).says("PIN sudah diberikan");
    }
}

both! {
    async fn what_is_missing_comes_back_with_what_was_typed(store: Store) {
        let r = regency(&store).await;
        let mut c = Counter::of(&r, "front_office").await;
        let nobody = c.open(&[("who", "person"), ("sector", "kesehatan"), ("words-kesehatan", "Perlu obat <segera>")]).await;
        nobody.is(422).says("href=\"#q\"").says("Perlu obat &#60;segera&#62;").says("href=\"#kind-kesehatan\"").says("aria-invalid=\"true\"");
        nobody.says(&format!("name=\"operation_id\" value=\"{}\"", c.operation));
        let nameless = c.open(&[("who", "new"), ("village", SUKA_BARU), ("nik", "99010141"), ("phone", "08"), ("address", "Jalan Pasar 3")]).await;
        nameless.is(422).says("href=\"#name\"").says("terketik 8").says("href=\"#phone\"").says("Jalan Pasar 3").says("href=\"#sector\"");
        let late = [("who", "anonymous"), ("village", SUKA_BARU), ("sector", "pangan"), ("kind-pangan", "sembako-belum-dapat"), ("occurred_day", "2026-11-10")];
        c.open(&late).await.is(422).says("href=\"#late_reason\"");
        c.open(&[("occurred_day", "2026-12-10"), late[0], late[1], late[2], late[3]]).await.is(422).says("href=\"#occurred_day\"");
        assert_eq!((count(&r, CASES).await, count(&r, PERSONS).await), (0, 0));
        let reasoned: Vec<_> = late.into_iter().chain([("late_reason", "tanpa-sinyal")]).collect();
        c.open(&reasoned).await.is(303);
        // Without its token a form is not believed; roles without intake have no form.
        c.v.post("/layanan/baru", &[("operation_id", &uuid())]).await.is(403);
        Visitor::officer(&r, "viewer").await.get("/layanan/baru").await.is(403);
        Visitor::new(&r.house).get("/layanan/baru").await.is(303);
    }
}

both! {
    async fn somebody_new_is_written_down_first(store: Store) {
        let r = regency(&store).await;
        let mut c = Counter::of(&r, "front_office").await;
        let odd = "9901014103680000";
        let hints = c.post("/layanan/baru/nik", &[("nik", odd), ("sex", "male")]).await;
        hints.is(200).says("0000").says("berbeda dari yang diisi").says("warnings_settled");
        let fields = [("who", "new"), ("name", "Marlina"), ("village", SUKA_BARU), ("nik", odd), ("born", "1968-03-01"), ("sector", "kesehatan"), ("kind-kesehatan", "pbi-nonaktif")];
        c.open(&fields).await.is(422).says("Sudah dicocokkan").says("Marlina").says("href=\"#warnings_settled\"");
        assert_eq!((count(&r, CASES).await, count(&r, PERSONS).await), (0, 0));
        let settled: Vec<_> = fields.into_iter().chain([("warnings_settled", "1")]).collect();
        let opened = c.open(&settled).await;
        opened.is(303);
        assert_eq!(c.open(&settled).await.location, opened.location);
        assert_eq!((count(&r, CASES).await, count(&r, PERSONS).await), (1, 1));
        // The same NIK again: somebody has it, and the officer is told before anything is written.
        c.next_form();
        c.open(&fields).await.is(422).says("juga ada di keluarga lain");
        // Without a NIK one is served like everybody.
        c.next_form();
        c.open(&[("who", "new"), ("name", "Tanpa Kartu"), ("no_nik", "1"), ("village", SUKA_BARU), ("birth_year", "1990"), ("sector", "adminduk"), ("kind-adminduk", "adminduk-lain")]).await.is(303);
        // Too many needs for one service: the person stands, their service is asked for again under an operation of its own.
        c.next_form();
        let sectors = ["kesehatan", "pendidikan", "sosial-ekonomi", "pangan", "energi", "pertanian", "perikanan", "perumahan", "adminduk", "perlindungan"];
        let kinds: Vec<(String, String)> = sectors.iter().map(|s| (format!("kind-{s}"), format!("{s}-lain"))).collect();
        let mut many = vec![("who", "new"), ("name", "Banyak Perlu"), ("village", SUKA_BARU)];
        many.extend(sectors.iter().map(|s| ("sector", *s)));
        many.extend(kinds.iter().map(|(k, v)| (k.as_str(), v.as_str())));
        let stopped = c.open(&many).await;
        stopped.is(422).says("Banyak Perlu").says("href=\"#sector\"").keeps_quiet_about(&c.operation);
        assert_eq!((count(&r, CASES).await, count(&r, PERSONS).await), (2, 3));
        let (person, operation) = (stopped.hidden("person"), stopped.hidden("operation_id"));
        c.operation = operation;
        c.open(&[("who", "person"), ("person", &person), ("sector", "kesehatan"), ("kind-kesehatan", "kesehatan-lain")]).await.is(303);
    }
}

both! {
    async fn a_second_service_for_the_same_need_is_warned_of(store: Store) {
        let r = regency(&store).await;
        let person = r.person("Sumiati", Some(NIK)).await.to_string();
        let mut c = Counter::of(&r, "front_office").await;
        let fields = [("who", "person"), ("pick", person.as_str()), ("sector", "kesehatan"), ("kind-kesehatan", "pbi-nonaktif"), ("words-kesehatan", "Masih mati")];
        let first = c.open(&fields).await.location;
        let case = first.split('/').nth(2).unwrap().to_owned();
        c.next_form();
        let warned = c.post("/layanan/baru/rangkap", &fields).await;
        warned.is(200).says("Ada layanan yang masih berjalan").says(&format!("/layanan/{case}")).says(&format!("value=\"{case}\""));
        c.post("/layanan/baru/rangkap", &[("pick", &person), ("kind-pangan", "pangan-darurat")]).await.is(200).keeps_quiet_about("masih berjalan");
        c.post("/layanan/baru/rangkap", &[("pick", &person), ("kind-pangan", "sembako-belum-dapat")]).await.is(200).says("masih berjalan");
        let refused = c.open(&fields).await;
        refused.is(409).says("Sudah saya lihat, tetap buat yang baru").says("Masih mati").says(&case);
        let all: Vec<_> = fields.into_iter().chain([("duplicates_seen", case.as_str())]).collect();
        c.open(&all).await.is(303);
        assert_eq!(count(&r, CASES).await, 2);
    }
}

both! {
    async fn restricted_needs_are_for_named_officers(store: Store) {
        let r = regency(&store).await;
        let person = r.person("Sumiati", Some(NIK)).await.to_string();
        let mut c = Counter::of(&r, "front_office").await;
        c.v.get("/layanan/baru").await.says("id=\"rahasia-perlindungan\"").says("Hanya petugas yang ditunjuk");
        let opened = c.open(&[("who", "person"), ("pick", &person), ("sector", "perlindungan"), ("kind-perlindungan", "perlindungan-lain"), ("doc-surat-polisi", "shown")]).await;
        opened.is(303);
        let number = c.v.get(&opened.location).await;
        number.is(200).says("terbatas");
        let number = between(&number, "id=\"nomor\">", "<");
        Visitor::officer(&r, "back_office").await.get(&opened.location).await.is(404);
        Visitor::officer(&r, "protection_officer").await.get(&opened.location).await.is(200);
        // Colleagues are not warned of what they may not know of, nor do they find it.
        let mut other = Counter::of(&r, "back_office").await;
        other.post("/layanan/baru/orang", &[("pick", &person)]).await.is(200).keeps_quiet_about(&number).says("Tidak ada layanan yang masih berjalan");
        other.post("/layanan/baru/rangkap", &[("pick", &person), ("kind-perlindungan", "perlindungan-lain")]).await.keeps_quiet_about(&number);
    }
}

both! {
    async fn nameless_callers_and_those_who_come_for_others_are_served(store: Store) {
        let r = regency(&store).await;
        let mut c = Counter::of(&r, "front_office").await;
        let anonymous = c.open(&[("who", "anonymous"), ("channel", "phone"), ("callback", "0812 9999 0000"), ("sector", "pangan"), ("kind-pangan", "pangan-lain")]).await;
        anonymous.is(303);
        c.v.get(&anonymous.location).await.is(200).says("Suka Baru".split(' ').next().unwrap());
        c.next_form();
        let person = r.person("Nenek Aminah", None).await.to_string();
        let kuasa = [("who", "person"), ("pick", person.as_str()), ("on_behalf", "1"), ("sector", "kesehatan"), ("kind-kesehatan", "kesehatan-lain")];
        c.open(&kuasa).await.is(422).says("href=\"#proxy\"");
        let named: Vec<_> = kuasa.into_iter().chain([("proxy", "Rudi, cucunya"), ("doc-surat-kuasa", "shown")]).collect();
        let opened = c.open(&named).await;
        opened.is(303);
        let case = opened.location.trim_end_matches("/nomor").to_owned();
        c.v.get(&case).await.is(200).says("Rudi, cucunya").says("Nenek Aminah");
    }
}

both! {
    async fn a_photograph_of_a_paper_is_kept(store: Store) {
        let r = regency(&store).await;
        let mut c = Counter::of(&r, "front_office").await;
        let (csrf, operation) = (c.csrf.clone(), c.operation.clone());
        let fields = [
            ("csrf_token", csrf.as_str()), ("operation_id", operation.as_str()), ("who", "anonymous"), ("sector", "kesehatan"), ("kind-kesehatan", "kesehatan-lain"), ("doc-ktp", "photo"),
        ];
        c.v.upload("/layanan/baru", &fields, &[]).await.is(422).says("href=\"#photo-ktp\"");
        c.v.upload("/layanan/baru", &fields, &[("photo-ktp", "ktp.jpg", b"%PDF-1.7")]).await.is(422).says("bukan foto");
        let large = vec![0xff; 5 * 1024 * 1024 + 1];
        c.v.upload("/layanan/baru", &fields, &[("photo-ktp", "ktp.jpg", &large)]).await.is(422).says("lebih besar dari 5 MB");
        let picture = [&[0xff, 0xd8, 0xff, 0xe0][..], &[7; 900]].concat();
        let opened = c.v.upload("/layanan/baru", &fields, &[("photo-ktp", "ktp.jpg", &picture)]).await;
        opened.is(303);
        assert_eq!(c.v.upload("/layanan/baru", &fields, &[("photo-ktp", "ktp.jpg", &picture)]).await.location, opened.location);
        assert_eq!(count(&r, "SELECT COUNT(*) FROM document WHERE blob IS NOT NULL").await, 1);
    }
}

both! {
    async fn the_blank_form_prints_in_the_order_in_which_it_is_typed(store: Store) {
        let r = regency(&store).await;
        let mut v = Visitor::officer(&r, "front_office").await;
        let page = v.get("/layanan/kertas").await;
        let typed = between(page.is(200), "action=\"/layanan/kertas\"", "</form>");
        let (late, village) = (between(&page, "<label for=\"late_reason\">", "</label>"), between(&page, "<label for=\"village\">", "</label>"));
        let printed = between(v.get("/layanan/formulir").await.is(200), "class=\"blank-form\"", "</main>");
        let labels = [
            "Tanggal", "Jam", late.as_str(), "Cara", "NIK", "Nama", village.as_str(), "Jenis kelamin", "Tanggal lahir", "atau tahun lahir saja",
            "Nomor HP", "No. KK", "Alamat", "Nama yang mewakili", "Kelompok PPKS (bila ada)", "Kebutuhan", "Kata warga", "Mendesak", "Berkas",
        ];
        let in_order = |form: &str| {
            // What may stand behind a label tells "Nama" from "Nama yang mewakili".
            let place = |label: &str| ["<", " <", " /", ":", " 1<"].iter().filter_map(|end| form.find(&format!("{label}{end}"))).min();
            let mut found: Vec<_> = labels.iter().map(|&l| (place(l).unwrap_or_else(|| panic!("no {l:?} in\n{form}")), l)).collect();
            found.sort_unstable();
            found.into_iter().map(|(_, l)| l.to_owned()).collect::<Vec<String>>()
        };
        assert_eq!(in_order(&typed), labels, "typed");
        assert_eq!(in_order(&printed), labels, "printed");
    }
}

both! {
    async fn paper_forms_are_typed_one_after_the_other(store: Store) {
        let r = regency(&store).await;
        let mut c = Counter::of(&r, "front_office").await;
        c.v.get("/layanan/kertas").await.is(200).says("data-paper").says("value=\"2026-11-22\"");
        c.v.get("/layanan/formulir").await.is(200).says("data-receipt=\"A4\"").says("Nomor layanan");
        let form = [("occurred_day", "2026-11-21"), ("occurred_time", "09.30"), ("name", "Marlina"), ("village", FAR_VILLAGE), ("kind-1", "pbi-nonaktif"), ("words-1", "Kartu mati"), ("kind-2", "rumah-tidak-layak"), ("doc-ktp", "copy")];
        c.post("/layanan/kertas", &form[..4]).await.is(422).says("href=\"#kind-1\"").says("Marlina");
        let saved = c.post("/layanan/kertas", &form).await;
        saved.is(303);
        assert!(saved.location.starts_with("/layanan/kertas/"));
        // The next form at once, of the same day, with the number of the one before.
        let next = c.v.get(&saved.location).await;
        next.is(200).says("Tersimpan:").says("value=\"2026-11-21\"").says("PIN <b");
        assert_ne!(next.hidden("operation_id"), c.operation);
        assert_eq!(c.post("/layanan/kertas", &form).await.location, saved.location);
        assert_eq!(count(&r, "SELECT COUNT(*) FROM concern").await, 2);
        // The same name again: is it the same person?
        c.next_form();
        c.post("/layanan/kertas", &form).await.is(422).says("Apakah salah satu dari orang ini?").says("name=\"pick\"");
        let new: Vec<_> = form.into_iter().chain([("pick", "new")]).collect();
        c.post("/layanan/kertas", &new).await.is(303);
        assert_eq!((count(&r, CASES).await, count(&r, PERSONS).await), (2, 2));
        // Older paper needs a reason.
        c.next_form();
        let old: Vec<_> = new.into_iter().map(|(n, v)| if n == "occurred_day" { (n, "2026-11-15") } else { (n, v) }).collect();
        c.post("/layanan/kertas", &old).await.is(422).says("href=\"#late_reason\"");
    }
}

both! {
    async fn a_form_that_was_done_leads_to_what_it_made(store: Store) {
        let r = regency(&store).await;
        let mut c = Counter::of(&r, "front_office").await;
        let fields = [("who", "anonymous"), ("sector", "pangan"), ("kind-pangan", "pangan-lain"), ("words-pangan", "Beras habis"), ("draft", "layanan-baru-x")];
        let case = c.open(&fields).await.location.trim_end_matches("/nomor").to_owned();
        let mut other = fields;
        other[3] = ("words-pangan", "Beras dan minyak habis");
        let again = c.open(&other).await;
        again.is(409).says(&format!("href=\"{case}\"")).says("sudah tersimpan sebagai layanan").says("Beras dan minyak").keeps_quiet_about(&c.operation);
        // The page keeps its own draft, and may be sent once more.
        again.says("data-autosave=\"layanan-baru-x\"");
        c.operation = again.hidden("operation_id");
        c.open(&other).await.is(303);
        // The same on paper and where residents are written down.
        c.next_form();
        let paper = [("name", "Marlina"), ("village", SUKA_BARU), ("kind-1", "pangan-lain"), ("words-1", "Beras")];
        let case = c.post("/layanan/kertas", &paper).await.location.replace("/kertas", "");
        let other: Vec<_> = paper.into_iter().map(|(n, v)| if n == "words-1" { (n, "Minyak") } else { (n, v) }).collect();
        c.post("/layanan/kertas", &other).await.is(409).says(&format!("href=\"{case}\"")).keeps_quiet_about(&c.operation);
        c.next_form();
        let family = c.post("/keluarga/baru", &[("name", "Surya"), ("village", SUKA_BARU)]).await.location;
        let again = c.post("/keluarga/baru", &[("name", "Surya Adi"), ("village", SUKA_BARU)]).await;
        again.is(409).says(&format!("href=\"{family}/anggota\"")).keeps_quiet_about(&c.operation);
    }
}

both! {
    async fn one_sector_may_have_several_needs_and_a_number_elsewhere(store: Store) {
        let r = regency(&store).await;
        let mut c = Counter::of(&r, "front_office").await;
        let kinds = [("sector", "kesehatan"), ("kind-kesehatan", "pbi-nonaktif"), ("kind-kesehatan-2", "kesehatan-lain"), ("words-kesehatan-2", "Kacamata")];
        let whom = [("who", "anonymous"), ("external_number", "LP-2026-77")];
        let all = |more: &[(&'static str, &'static str)]| whom.iter().chain(&kinds).chain(more).copied().collect::<Vec<_>>();
        c.open(&all(&[])).await.is(422).says("href=\"#external_system\"");
        let twice: Vec<_> = all(&[("external_system", "lapor")]).into_iter().map(|(n, v)| if n == "kind-kesehatan-2" { (n, "pbi-nonaktif") } else { (n, v) }).collect();
        c.open(&twice).await.is(422).says("href=\"#kind-kesehatan-2\"").says("class=\"more-needs\" open");
        let opened = c.open(&all(&[("external_system", "lapor")])).await;
        opened.is(303);
        assert_eq!(count(&r, "SELECT COUNT(*) FROM concern").await, 2);
        c.v.get(opened.location.trim_end_matches("/nomor")).await.is(200).says("Kesehatan, lainnya").says("SP4N-LAPOR!").says("LP-2026-77");
    }
}

both! {
    async fn paper_keeps_phone_urgency_and_the_reason_of_the_pile(store: Store) {
        let r = regency(&store).await;
        let mut c = Counter::of(&r, "front_office").await;
        c.v.get("/layanan/formulir").await.says("☐&nbsp;Mendesak");
        let paper = [("occurred_day", "2026-11-10"), ("late_reason", "tanpa-sinyal"), ("village", SUKA_BARU), ("phone", "0812 9999 0000"), ("kind-1", "pbi-nonaktif"), ("urgent-1", "1")];
        let wrong: Vec<_> = paper.into_iter().map(|(n, v)| if n == "phone" { (n, "08") } else { (n, v) }).collect();
        c.post("/layanan/kertas", &wrong).await.is(422).says("href=\"#phone\"").says("id=\"urgent-1\" name=\"urgent-1\" value=\"1\" checked");
        let saved = c.post("/layanan/kertas", &paper).await;
        saved.is(303);
        c.v.get(&saved.location).await.is(200).says("value=\"tanpa-sinyal\" selected");
        assert_eq!(count(&r, "SELECT COUNT(*) FROM concern WHERE urgent = TRUE").await, 1);
        let case = saved.location.split('?').next().unwrap().replace("/kertas", "");
        c.v.get(&case).await.is(200).says("Nomor untuk dihubungi");
    }
}

both! {
    async fn a_nik_of_somebody_with_another_name_is_asked_about(store: Store) {
        let r = regency(&store).await;
        const OTHER: &str = "9901015507750002";
        let owner = r.person("SITI AMINAH", Some(NIK)).await.to_string();
        r.person("MARLINA", Some(OTHER)).await;
        let mut c = Counter::of(&r, "front_office").await;
        let form = [("name", "Budi Santoso"), ("village", SUKA_BARU), ("kind-1", "pangan-lain"), ("nik", NIK)];
        let asked = c.post("/layanan/kertas", &form).await;
        asked.is(422).says("Apakah benar orang ini?").says("S••• A•••").says("href=\"#nik\"").says("href=\"#pick\"").says("value=\"Budi Santoso\"");
        asked.keeps_quiet_about("SITI AMINAH");
        assert!(!between(&asked, "id=\"pick\"", ">").contains("checked"), "nobody is chosen for them");
        // Neither the same form again nor a confirmation for another NIK is an answer.
        c.post("/layanan/kertas", &form).await.is(422).says("Apakah benar orang ini?");
        let with = |nik: &'static str, pick: &str| form[..3].iter().map(|(n, v)| (*n, (*v).to_owned())).chain([("nik", nik.to_owned()), ("pick", pick.to_owned())]).collect::<Vec<_>>();
        let send = async |c: &mut Counter, fields: Vec<(&'static str, String)>| {
            let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (*n, v.as_str())).collect();
            c.post("/layanan/kertas", &fields).await
        };
        send(&mut c, with(OTHER, &owner)).await.is(422).says("M•••");
        assert_eq!(count(&r, CASES).await, 0);
        let saved = send(&mut c, with(NIK, &owner)).await;
        // Whose form it was is told with the next one.
        c.v.get(&saved.is(303).location).await.is(200).says("Tersimpan:").says("SITI AMINAH");
        c.next_form();
        c.post("/layanan/kertas", &[("nik", NIK), ("name", "Siti Amina"), ("village", SUKA_BARU), ("kind-1", "pbi-nonaktif")]).await.is(303);
        assert_eq!((count(&r, CASES).await, count(&r, PERSONS).await), (2, 2));
    }
}

both! {
    async fn paper_keeps_how_it_came_and_who_is_protected(store: Store) {
        let r = regency(&store).await;
        let mut c = Counter::of(&r, "front_office").await;
        c.v.get("/layanan/formulir").await.is(200).says("☐&nbsp;Telepon").says("PPKS");
        c.v.get("/layanan/kertas").await.is(200).says("value=\"counter\" selected").says("name=\"ppks\"");
        let form = [("village", SUKA_BARU), ("kind-1", "pendidikan-lain"), ("channel", "phone"), ("ppks", "anak-berhadapan-hukum")];
        let saved = c.post("/layanan/kertas", &form).await;
        assert!(saved.is(303).location.ends_with("?cara=phone"), "{}", saved.location);
        let next = c.v.get(&saved.location).await;
        next.is(200).says("value=\"phone\" selected");
        assert_eq!(next.headers["cache-control"], "no-store");
        assert_eq!(count(&r, "SELECT COUNT(*) FROM service_case WHERE channel = 'phone'").await, 1);
        assert_eq!(count(&r, "SELECT COUNT(*) FROM concern WHERE visibility = 'restricted'").await, 1);
        assert_eq!(count(&r, "SELECT COUNT(*) FROM journal WHERE channel = 'paper' AND device IS NOT NULL").await, 1);
        let wrong = [("village", SUKA_BARU), ("kind-1", "pendidikan-lain"), ("ppks", "nothing")];
        c.next_form();
        c.post("/layanan/kertas", &wrong).await.is(422);
    }
}

both! {
    async fn answered_questions_are_one_tap(store: Store) {
        let r = regency(&store).await;
        let mut c = Counter::of(&r, "front_office").await;
        let tapped = c.post("/informasi", &[("sector", "kesehatan")]).await;
        tapped.is(303);
        assert!(tapped.location.starts_with("/informasi/kesehatan?cara=counter&catatan="));
        c.post("/informasi", &[("sector", "kesehatan")]).await.is(303);
        c.v.get(&tapped.location).await.is(200).says("Tercatat, terima kasih").says("Kesehatan").says("/informasi/batal");
        c.next_form();
        c.post("/informasi", &[("sector", "nothing")]).await.is(422);
        let counted = count(&r, "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM tally WHERE measure = 'inquiry'").await;
        assert_eq!((counted, count(&r, CASES).await), (1, 0));
    }
}

both! {
    async fn what_the_server_refuses_in_the_first_step_the_browser_checks_before(store: Store) {
        let r = regency(&store).await;
        let mut c = Counter::of(&r, "front_office").await;
        let page = c.v.get("/layanan/baru").await;
        page.is(200).says("min=1900-01-01 max=2026-11-23").says("|202[0123456]\"").says("min=2025-11-23 max=2026-11-23");
        page.says("data-error=\"Tulis nama yang datang mewakili").says("data-error=\"NIK harus 16 angka").says("data-error=\"Nomor HP tampaknya");
    }
}

both! {
    async fn a_wrong_tap_is_taken_back(store: Store) {
        let r = regency(&store).await;
        let mut c = Counter::of(&r, "front_office").await;
        let tapped = c.post("/informasi", &[("sector", "kesehatan"), ("channel", "phone")]).await;
        let inquiry = tapped.is(303).location.rsplit_once("catatan=").unwrap().1.to_owned();
        c.next_form();
        let back = c.post("/informasi/batal", &[("inquiry", &inquiry)]).await;
        assert_eq!(back.is(303).location, tapped.location);
        c.v.get(&back.location).await.is(200).says("Sudah dibatalkan").keeps_quiet_about("/informasi/batal").says("value=\"phone\" checked");
        const LEFT: &str = "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM tally WHERE measure = 'inquiry'";
        assert_eq!(count(&r, LEFT).await, 0);
        c.next_form();
        c.post("/informasi/batal", &[("inquiry", &inquiry)]).await.says("Informasi ini sudah dibatalkan");
        c.next_form();
        c.post("/informasi/batal", &[("inquiry", "")]).await.is(404);
        assert_eq!(count(&r, LEFT).await, 0);
        // Whoever did not count it sees the page without the button.
        let mut other = Visitor::officer(&r, "back_office").await;
        other.get(&tapped.location).await.is(200).says("Tercatat").keeps_quiet_about("/informasi/batal");
        Visitor::officer(&r, "auditor").await.get("/jurnal/catatan").await.is(200).says("Pertanyaan dijawab dibatalkan");
        let token = r.token("front_office").await;
        let key = uuid();
        let mut v = Visitor::new(&r.house);
        v.call_with(&key, "POST", "/inquiries", Some(&token), Some(json!({"sector": "pangan"}))).await.is(204);
        let path = format!("/inquiries/{key}/withdraw");
        v.call("POST", &path, Some(&r.token("viewer").await), Some(json!({}))).await.is(403);
        v.call("POST", &path, Some(&r.token("coordinator").await), Some(json!({}))).await.is(404);
        v.call("POST", &path, Some(&token), Some(json!({}))).await.is(204);
        assert_eq!(count(&r, LEFT).await, 0);
        v.call("POST", &path, Some(&token), Some(json!({}))).await.is(409);
    }
}

both! {
    async fn the_api_can_do_the_same(store: Store) {
        let r = regency(&store).await;
        let token = r.token("front_office").await;
        let token = Some(token.as_str());
        let mut v = Visitor::new(&r.house);
        let (person, family) = (uuid(), uuid());
        let new = json!({"person": person, "new_family": family, "name": "Marlina", "nik": NIK, "village": SUKA_BARU, "sex": "female", "born": "1968-03-01"});
        v.call("POST", "/people", None, Some(new.clone())).await.is(401);
        let key = uuid();
        let added = v.call_with(&key, "POST", "/people", token, Some(new.clone())).await;
        assert_eq!(added.is(201).json()["family"], family.as_str());
        v.call_with(&key, "POST", "/people", token, Some(new.clone())).await.is(201);
        let again = v.call("POST", "/people", token, Some(json!({"person": uuid(), "new_family": uuid(), "name": "Lain", "nik": NIK, "village": SUKA_BARU}))).await;
        assert_eq!(again.is(422).json()["field"], "nik");
        let found = v.call("POST", "/people/search", token, Some(json!({"query": NIK}))).await;
        assert_eq!(found.is(200).json()["people"][0]["id"], person.as_str());
        found.keeps_quiet_about(NIK);
        let (case, concern) = (uuid(), uuid());
        let intake = json!({"case": case, "village": SUKA_BARU, "person": person, "channel": "counter", "concerns": [{"id": concern, "kind": "pbi-nonaktif"}]});
        v.call("POST", "/cases", token, Some(intake)).await.is(201);
        let open = v.call("POST", "/cases/duplicates", token, Some(json!({"person": person, "kinds": ["pbi-nonaktif"]}))).await;
        assert_eq!(open.is(200).json()["duplicates"][0]["case"], case.as_str());
        assert!(v.call("POST", "/cases/duplicates", token, Some(json!({"person": person, "kinds": ["pangan-lain"]}))).await.json()["duplicates"].as_array().unwrap().is_empty());
        // Whoever has the NIK already may send it with the case.
        let with = |nik: &str| json!({"case": uuid(), "village": SUKA_BARU, "nik": nik, "channel": "letter", "concerns": [{"id": uuid(), "kind": "pangan-lain"}]});
        let opened = v.call("POST", "/cases", token, Some(with(NIK))).await;
        assert_eq!(opened.is(201).json()["person"], person.as_str());
        let again = v.call("POST", "/cases", token, Some(with(NIK))).await;
        assert_eq!(again.is(409).json()["detail"], opened.json()["case"]);
        v.call("POST", "/cases", token, Some(with("9901014103680999"))).await.is(422).says("not-listed").says("belum ada di registri");
        v.call("POST", "/cases", token, Some(with("99010141"))).await.is(422).says("digits");
        let mut twofold = with(NIK);
        twofold["person"] = json!(person);
        v.call("POST", "/cases", token, Some(twofold)).await.is(422).says("person-too");
        v.call("POST", "/inquiries", token, Some(json!({"sector": "pangan"}))).await.is(204);
        v.call("POST", "/inquiries", token, Some(json!({"sector": "nothing"}))).await.is(422);
        let viewer = r.token("viewer").await;
        for (path, body) in [("/people", new), ("/people/search", json!({"query": "Marlina"})), ("/inquiries", json!({"sector": "pangan"}))] {
            v.call("POST", path, Some(&viewer), Some(body)).await.is(403);
        }
        v.call("POST", "/cases/duplicates", Some(&viewer), Some(json!({"person": person}))).await.is(404);
    }
}

both! {
    async fn a_card_brings_all_of_its_family(store: Store) {
        let r = regency(&store).await;
        let mut c = Counter::of(&r, "front_office").await;
        const CARD: &str = "9901010101200001";
        let added = c.post("/keluarga/baru", &[("name", "Zaenab"), ("village", SUKA_BARU), ("card", CARD), ("birth_year", "1980"), ("sex", "female")]).await;
        let family = added.is(303).location.rsplit('/').next().unwrap().to_owned();
        for child in ["Aisyah", "Bagas"] {
            c.next_form();
            c.post("/keluarga/baru", &[("family", &family), ("relation", "child"), ("name", child), ("village", SUKA_BARU), ("birth_year", "2015")]).await.is(303);
        }
        let found = c.post("/layanan/baru/cari", &[("q", CARD)]).await;
        found.is(200).says("Aisyah").says("Bagas");
        let place = |name: &str| found.body.find(name).unwrap();
        assert!(place("Zaenab") < place("Aisyah"), "the head comes first");
        let who = |name: &str| found.body[..place(&format!("<b>{name}"))].rsplit_once("value=\"").unwrap().1.split('"').next().unwrap().to_owned();
        // Whoever was chosen, it may be for another one of them.
        let chosen = c.post("/layanan/baru/orang", &[("pick", &who("Zaenab"))]).await;
        chosen.says("Untuk anggota lain keluarga ini").says(&who("Bagas"));
        c.next_form();
        c.open(&[("who", "person"), ("pick", &who("Bagas")), ("sector", "pendidikan"), ("kind-pendidikan", "pendidikan-lain")]).await.is(303);
        let token = r.token("front_office").await;
        let people = c.v.call("POST", "/people/search", Some(&token), Some(json!({"query": CARD}))).await.is(200).json();
        assert_eq!(people["people"].as_array().unwrap().len(), 3);
    }
}

both! {
    async fn people_from_elsewhere_are_written_down(store: Store) {
        let r = regency(&store).await;
        let mut c = Counter::of(&r, "front_office").await;
        c.v.get("/layanan/baru").await.says("Tinggal di luar kabupaten").says("form=\"wilayah\"").keeps_quiet_about("capture=");
        let found = c.v.ask("POST", "/wilayah/cari", &[("hx-request", "true"), ("x-csrf-token", &c.csrf)], &[("area_q", "Gambir")]).await;
        found.is(200).says("name=\"village_elsewhere\"").says("Jakarta").keeps_quiet_about("<html");
        let village = found.body.split("value=\"").filter_map(|rest| rest.split('"').next()).find(|v| v.len() == 10).unwrap().to_owned();
        // Without scripts the search is a step of its own.
        let page = c.post("/wilayah/cari", &[("area_q", "Gambir"), ("back", "/keluarga/baru")]).await;
        page.is(200).says(&format!("href=\"/keluarga/baru?desa={village}\"")).says("<html");
        c.post("/wilayah/cari", &[("area_q", "Gambir"), ("back", "https://evil.test/")]).await.says("/layanan/baru?desa=").keeps_quiet_about("evil");
        c.post("/wilayah/cari", &[("area_q", "Zzzzz")]).await.is(200).says("Belum ditemukan di luar");
        c.v.get(&format!("/layanan/baru?desa={village}")).await.is(200).says(&format!("value=\"{village}\" checked"));
        c.post("/wilayah/dipilih", &[("village_elsewhere", &village)]).await.is(200).says(&format!("value=\"{village}\" checked"));
        c.post("/wilayah/dipilih", &[("village_elsewhere", SUKA_BARU)]).await.is(200).keeps_quiet_about("checked");
        let fields = [("who", "new"), ("name", "Pendatang"), ("village", SUKA_BARU), ("village_elsewhere", village.as_str()), ("sector", "kesehatan"), ("kind-kesehatan", "kesehatan-lain")];
        let opened = c.open(&fields).await;
        c.v.get(opened.is(303).location.trim_end_matches("/nomor")).await.is(200).says("Gambir");
        assert_eq!(count(&r, &format!("SELECT COUNT(*) FROM family WHERE village = '{village}'")).await, 1);
        // What is missing comes back with the village that was chosen.
        c.next_form();
        c.open(&[("who", "new"), ("village_elsewhere", &village)]).await.is(422).says(&format!("value=\"{village}\" checked"));
    }
}

both! {
    async fn answered_questions_keep_their_channel(store: Store) {
        let r = regency(&store).await;
        let mut c = Counter::of(&r, "front_office").await;
        let page = c.v.get("/layanan/baru").await;
        page.says("Hanya bertanya dan sudah dijawab (tanpa nomor layanan)");
        let (before, _) = page.body.split_once("Hanya bertanya").unwrap();
        assert!(!before.contains("data-step=\"Kebutuhan") && before.ends_with("<summary>"), "in the first step, folded: the search comes first");
        let tasks = c.v.get("/tugas").await;
        let (before, _) = tasks.body.split_once("Hanya bertanya").unwrap();
        assert_eq!(before.matches("<details").count(), before.matches("</details>").count(), "in sight among the tasks: one tap");
        let tapped = c.post("/informasi", &[("sector", "kesehatan"), ("channel", "phone")]).await;
        assert!(tapped.is(303).location.starts_with("/informasi/kesehatan?cara=phone&"));
        c.v.get(&tapped.location).await.is(200).says("value=\"phone\" checked");
        assert_eq!(count(&r, "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM tally WHERE measure = 'inquiry' AND channel = 'phone'").await, 1);
    }
}

both! {
    async fn the_api_takes_a_photograph_with_a_case(store: Store) {
        let r = regency(&store).await;
        let token = r.token("front_office").await;
        let token = Some(token.as_str());
        let mut v = Visitor::new(&r.house);
        let body = |photo: Option<&str>| {
            let document = json!({"id": uuid(), "kind": "ktp", "form": "photo", "photo": photo});
            json!({"case": uuid(), "village": SUKA_BARU, "channel": "counter", "concerns": [{"id": uuid(), "kind": "pbi-nonaktif"}], "documents": [document]})
        };
        for wrong in [None, Some("bukan base 64!"), Some("JVBERi0xLjc=")] {
            assert_eq!(v.call("POST", "/cases", token, Some(body(wrong))).await.is(422).json()["field"], "photo");
        }
        let sent = body(Some("/9j/4AAQSkZJRgABAQEASABIAAD/2Q=="));
        v.call("POST", "/cases", token, Some(sent.clone())).await.is(201);
        let (case, document) = (sent["case"].as_str().unwrap(), sent["documents"][0]["id"].as_str().unwrap());
        let back_office = r.token("back_office").await;
        let photo = v.call("GET", &format!("/cases/{case}/documents/{document}/photo"), Some(&back_office), None).await;
        assert_eq!(photo.is(200).headers["content-type"], "image/jpeg");
    }
}

both! {
    async fn each_need_is_promised_for_its_own_day_and_a_protected_one_goes_unnamed(store: Store) {
        let r = regency(&store).await;
        let open = |kinds: &'static [&'static str]| r.open("front_office", None, kinds);
        let case = open(&["pbi-nonaktif", "rumah-tidak-layak"]).await.unwrap().case;
        let page = Visitor::officer(&r, "back_office").await.get(&format!("/layanan/{case}/nomor")).await;
        let told = between(page.is(200), "<ul class=\"bare\">", "</ul>");
        let days: std::collections::BTreeSet<&str> = told.split("text-nowrap\">").skip(1).filter_map(|t| t.split('<').next()).collect();
        assert_eq!((told.matches("<li>").count(), days.len()), (2, 2), "{told}");
        let mut intake = r.intake(None, &["kdrt"]);
        intake.office = Some(r.sekretariat);
        let case = slrt_operations::intake::open_case(&r.house, &r.sender("protection_officer"), intake).await.unwrap().case;
        let page = Visitor::officer(&r, "protection_officer").await.get(&format!("/layanan/{case}/nomor")).await;
        page.is(200).says("<li>Kebutuhan: ").keeps_quiet_about("ekerasan");
    }
}
