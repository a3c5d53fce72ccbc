//! Registry files: bad rows told, good rows in, the same file twice changes nothing, ids kept, interruptions survived.

use futures::TryStreamExt as _;
use slrt_documents::{Column, ColumnKind, Sheet, Workbook, write_xlsx};
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::calendar::Day;
use slrt_domain::family::import::Reason;
use slrt_domain::family::{FamilyRecord, MemberRecord, Relation, Sex};
use slrt_domain::identity::*;
use slrt_domain::journal::{Hash, ImportSlice, ImportStarted, RefusalKind, TenantFounded};
use slrt_operations::erase::erase_person;
use slrt_operations::import::*;
use slrt_operations::intake::Sender;
use slrt_operations::{Body, House, OperationError, Request, Who, rebuild};
use slrt_storage::tables::{TableKind, derived};
use slrt_storage::{Opener, Value, args, import as kept, journal, registry};
use slrt_testing::{Regency, Store, both};
use std::collections::BTreeMap;

// The headers of real exports, typos included.
const HOUSEHOLDS: &str = "IDBDT,RUTA6,NoPesertaPBDT,KDPROP,KDKAB,KDKEC,KDDESA,Alamat,NoPesertaPKH,NoPesertaKKS2016,NoPesertaPBI,PesertaKIP,Nama_SLS,Nama_KRT,Jumlah_ART,Jumlah_Keluarga,Sta_bangunan,Sta_lahan,Luas_lantai,Lantai,Dinding,Kondisi_dinding,Atap,Kondisi_atap,Jumlah_kamar,Sumber_airminum,Nomor_meter_air,cara_proleh_airminum,Sumber_penerangan,Daya,Nomor_PLN,bb_masak,Nomor_gas,Fasbab,Kloset,Buang_tinja,Ada_tabung_gas,Ada_lemari_es,Ada_ac,Ada_pemanas,Ada_telpon,Ada_tv,Ada_emas,Ada_laptop,Ada_sepeda,Ada_motor,Ada_mobil,Ada_perahu,Ada_motor_tempel,Ada_perahu_motor,Ada_kapal,Aset_tak_bergerak,Luas_atb,Rumah_lain,Jumlah_sapi,Jumah_kerbau,Jumlah_kuda,Jumlah_babi,Jumlah_kambing,Sta_art_usaha,Sta_kks,Sta_kip,Sta_kis,Sta_bpjs_mandiri,Sta_jamsostek,Sta_asuransi,Sta_pkh,Sta_rastra,Sta_kur,Sta_keberadaan_RT,Percentile";
const MEMBERS: &str = "kd_wilayah,IDBDT,IDARTBDT,KDPROP,KDKAB,KDKEC,KDDESA,NoPesertaPKH,Nama,JnsKel,TmpLahir,TglLahir,HubKRT,NIK,NoKK,Hub_KRT,NUK,Hubkel,Umur,Sta_kawin,Ada_akta_nikah,Ada_diKK,Ada_kartu_identitas,Sta_hamil,Jenis_cacat,Penyakit_kronis,Partisipasi_sekolah,Pendidikan_tertinggi,Kelas_tertinggi,Ijazah_tertinggi,Sta_Bekerja,Jumlah_jamkerja,Lapangan_usaha,Status_pekerjaan,Sta_keberadaan_art,Sta_kepesertaan_pbi,Ada_kks,Ada_pbi,Ada_kip,Ada_pkh,Ada_BPNT,Anak_diluar_rt,namagadis_ibukandung";

fn place(header: &str, values: &[(&str, &str)]) -> Vec<String> {
    let names: Vec<&str> = header.split(',').collect();
    let mut row = vec![String::new(); names.len()];
    for (name, value) in values {
        row[names.iter().position(|n| n == name).unwrap_or_else(|| panic!("no column {name}"))] = (*value).to_owned();
    }
    row
}

fn household(id: &str, district: &str, village: &str, percentile: &str) -> Vec<String> {
    place(
        HOUSEHOLDS,
        &[
            ("IDBDT", id),
            ("KDPROP", "18"),
            ("KDKAB", "13"),
            ("KDKEC", district),
            ("KDDESA", village),
            ("Alamat", "Jalan Contoh 7"),
            ("Atap", "3"),
            ("Jumah_kerbau", "2"),
            ("cara_proleh_airminum", "2"),
            ("NoPesertaPKH", "PKH-1"),
            ("Percentile", percentile),
        ],
    )
}

fn member(id: &str, household: &str, name: &str, nik: &str, card: &str, born: &str) -> Vec<String> {
    place(
        MEMBERS,
        &[
            ("IDBDT", household),
            ("IDARTBDT", id),
            ("Nama", name),
            ("NIK", nik),
            ("NoKK", card),
            ("TglLahir", born),
            ("JnsKel", "2"),
            ("Hubkel", "1"),
            ("NUK", "1"),
            ("namagadis_ibukandung", "SUPIYAH"),
        ],
    )
}

struct Book {
    households: Vec<Vec<String>>,
    members: Vec<Vec<String>>,
}

/// Three families in two households, and bad rows of every sort.
fn book() -> Book {
    Book {
        households: vec![
            household("R1", "01", "2001", "7"),
            household("R2", "01", "2001", "23"),
            household("R3", "01", "9999", "5"),
            household("R4", "01", "2001", "200"),
        ],
        members: vec![
            member("A1", "R1", "SUMIATI", "9901014107680001", "9901011204100001", "1968-07-01"),
            member("A2", "R1", "BUDI SANTOSO", "", "9901011204100001", "2001-02-03"),
            member("A3", "R1", "RATNA DEWI", "9901014107900002", "9901011204100002", "1990-07-01"),
            member("B1", "R2", "TUKIMAN", "9901010505550003", "", "1955-05-05"),
            member("C1", "R3", "WAGIMAN", "9901010505550004", "", "1955-05-05"),
            member("B2", "R2", "PAIMIN", "990101050555", "", "1955-05-05"),
            member("B3", "R2", "PAIJEM", "9901014107680001", "", "1968-07-01"),
            member("B4", "R2", "", "", "", ""),
            member("B5", "R9", "SARINEM", "", "", ""),
            member("B6", "R2", "NGATIYEM", "", "", "31/02/1960"),
        ],
    }
}

impl Book {
    fn csv(&self) -> Vec<Input> {
        let text = |header: &str, rows: &[Vec<String>]| {
            let rows = rows.iter().map(|r| r.join(","));
            std::iter::once(header.to_owned()).chain(rows).collect::<Vec<_>>().join("\r\n")
        };
        vec![
            input("anggota.csv", text(MEMBERS, &self.members).into_bytes()),
            input("rumah tangga.csv", text(HOUSEHOLDS, &self.households).into_bytes()),
        ]
    }

    fn xlsx(&self) -> Vec<Input> {
        let sheet = |title: &str, header: &str, rows: &[Vec<String>]| Sheet {
            title: title.into(),
            columns: header.split(',').map(|n| Column { title: n.into(), width: 12, kind: ColumnKind::Text }).collect(),
            rows: rows.iter().map(|r| r.iter().map(|c| c.as_str().into()).collect()).collect(),
        };
        let sheets = vec![sheet("RT", HOUSEHOLDS, &self.households), sheet("ART", MEMBERS, &self.members)];
        vec![input("dtks.xlsx", write_xlsx(&Workbook { made_on: day("2026-11-20"), sheets }).unwrap())]
    }
}

fn input(name: &str, bytes: Vec<u8>) -> Input {
    Input { name: name.into(), content: Content::Bytes(bytes.into()) }
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn options() -> FileOptions {
    FileOptions { dry_run: false, source: "bdt".into(), as_of: None, bridge: Bridge::default() }
}

fn counts(r: &ImportReport) -> (i64, i64, i64, i64) {
    (r.families, r.persons, r.unchanged, r.problems)
}

fn refusal(e: OperationError) -> RefusalKind {
    match e {
        OperationError::Refused(r) => r.kind,
        e => panic!("expected a refusal, got {e}"),
    }
}

async fn check(r: &Regency, store: &Store) {
    let v = journal::verify(r.house.db(), &store.keys, r.tenant, &[]).await.unwrap();
    assert_eq!(v.findings, vec![]);
    assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
}

/// Every derived row but those that tell of the import itself.
async fn derived_rows(r: &Regency) -> BTreeMap<&'static str, Vec<Vec<Value>>> {
    let mut all = BTreeMap::new();
    for table in derived().filter(|t| t.kind == TableKind::Derived && !matches!(t.name, "import_log" | "journal_subject")) {
        let columns: Vec<&str> = table.columns.iter().map(|c| c.name).collect();
        let sql = format!("SELECT {} FROM {} WHERE tenant = $1 ORDER BY {}", columns.join(", "), table.name, table.key.join(", "));
        let mut tx = r.house.db().read(r.tenant).await.unwrap();
        all.insert(table.name, tx.stream(table, &sql, &args![r.tenant]).try_collect().await.unwrap());
    }
    all
}

async fn persons(r: &Regency, words: &[&str]) -> Vec<registry::PersonRow> {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    let prefixes: Vec<String> = words.iter().map(|w| (*w).to_owned()).collect();
    registry::persons_by_name(&mut tx, r.tenant, &prefixes, 10).await.unwrap()
}

async fn open(r: &Regency, subject: &[u8], place: &str, sealed: Option<Vec<u8>>) -> Option<String> {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    let subject = Subject(uuid::Uuid::from_slice(subject).unwrap());
    let opener = Opener::load(&mut tx, r.house.keys(), r.tenant, &[subject]).await.unwrap();
    opener.open(place, &Sealed(sealed?))
}

fn system(r: &Regency) -> Sender {
    Sender { who: Who::System, ..r.sender("admin") }
}

both! {
    async fn good_rows_go_in_bad_rows_are_told_and_twice_changes_nothing(store: Store) {
        let r = Regency::found(&store).await;
        let trial = FileOptions { dry_run: true, ..options() };
        let before = derived_rows(&r).await;
        let head = journal::verify(r.house.db(), &store.keys, r.tenant, &[]).await.unwrap().head;
        let tried = import_registry_files(&r.house, &r.sender("admin"), &book().csv(), &trial).await.unwrap();
        assert_eq!(counts(&tried.report), (3, 5, 0, 7));
        assert_eq!(derived_rows(&r).await, before);
        assert_eq!(journal::verify(r.house.db(), &store.keys, r.tenant, &[]).await.unwrap().head, head);

        let done = import_registry_files(&r.house, &r.sender("admin"), &book().csv(), &options()).await.unwrap();
        assert_eq!(counts(&done.report), (3, 5, 0, 7));
        assert_eq!(done.ignored_columns, vec![]);
        let csv = String::from_utf8(problems_csv(&done.problems).unwrap()).unwrap();
        for wanted in ["KDDESA;\"Desa/kelurahan tidak dikenal", "Percentile;Desil", "NIK;NIK tidak 16 angka", "NIK;NIK sudah ada di baris lain (baris 2)", "Nama;Nama kosong", "IDBDT;Rumah tangganya tidak ada", "TglLahir;Tanggal lahir tidak mungkin"] {
            assert!(csv.contains(wanted), "{wanted} is not in\n{csv}");
        }
        assert!(!csv.contains("990101050555") && csv.starts_with("\u{FEFF}row;table;column;reason"));

        let rows = derived_rows(&r).await;
        assert_eq!((rows["family"].len(), rows["dwelling"].len(), rows["person"].len()), (3, 2, 5));
        for files in [book().csv(), book().csv().into_iter().rev().collect(), book().xlsx()] {
            let again = import_registry_files(&r.house, &r.sender("admin"), &files, &options()).await.unwrap();
            assert_eq!(counts(&again.report), (0, 0, 3, 7));
            assert_eq!(derived_rows(&r).await, rows);
        }
        check(&r, &store).await;
    }
}

both! {
    async fn what_is_kept_of_a_person(store: Store) {
        let r = Regency::found(&store).await;
        import_registry_files(&r.house, &system(&r), &book().xlsx(), &options()).await.unwrap();
        let sumiati = persons(&r, &["sumi"]).await.pop().unwrap();
        assert_eq!((sumiati.name.as_deref(), sumiati.born.as_deref(), sumiati.birth_year, sumiati.sex.as_str()), (Some("SUMIATI"), Some("1968-07-01"), Some(1968), "female"));
        assert_eq!(open(&r, &sumiati.id, "person.nik", sumiati.nik.clone()).await.as_deref(), Some("9901014107680001"));
        let facts = open(&r, &sumiati.id, "person.facts", sumiati.facts.clone()).await.unwrap();
        assert!(facts.contains(r#""person.mother_name":"SUPIYAH""#) && facts.contains(r#""source.member_id":"A1""#), "{facts}");
        let mut tx = r.house.db().read(r.tenant).await.unwrap();
        let family = FamilyId::from_slice(&sumiati.family).unwrap();
        let f = registry::families(&mut tx, r.tenant, &[family]).await.unwrap().pop().unwrap();
        drop(tx);
        assert_eq!((f.decile, f.address.as_deref(), f.village.as_str(), f.decile_as_of.as_deref()), (Some(1), Some("Jalan Contoh 7"), "1813012001", Some("2026-11-23")));
        assert_eq!(open(&r, &f.id, "family.card", f.card.clone()).await.as_deref(), Some("9901011204100001"));
        let facts = open(&r, &f.id, "family.facts", f.facts.clone()).await.unwrap();
        assert!(facts.contains(r#""membership.pkh_number":"PKH-1""#) && facts.contains("buffalo"), "{facts}");
    }
}

both! {
    async fn changed_families_keep_their_ids(store: Store) {
        let r = Regency::found(&store).await;
        import_registry_files(&r.house, &system(&r), &book().csv(), &options()).await.unwrap();
        let before: Vec<_> = [["sumi"], ["budi"], ["ratna"], ["tukiman"]].into_iter().collect();
        let mut ids = Vec::new();
        for words in &before { ids.push(persons(&r, words).await.pop().unwrap().id); }

        let mut b = book();
        // A name is corrected, somebody gets a NIK and another one a card, one moves in with another family.
        b.members[0] = member("A1", "R1", "SUMIYATI", "9901014107680001", "9901011204100001", "1968-07-01");
        b.members[1] = member("", "R1", "Budi Santoso", "9901010302010009", "9901011204100001", "2001-02-03");
        b.members[2] = member("A3", "R1", "RATNA DEWI", "9901014107900002", "9901011204100001", "1990-07-01");
        b.members[3] = member("B1", "R2", "TUKIMAN", "9901010505550003", "9901011204100008", "1955-05-05");
        b.members.pop();
        let done = import_registry_files(&r.house, &system(&r), &b.csv(), &options()).await.unwrap();
        assert_eq!(counts(&done.report), (2, 4, 0, 7));
        assert!(persons(&r, &["sumiati"]).await.is_empty());
        for (words, id) in [["sumiyati"], ["budi"], ["ratna"], ["tukiman"]].into_iter().zip(&ids) {
            assert_eq!(&persons(&r, &words).await.pop().unwrap().id, id, "{words:?}");
        }
        assert_eq!(persons(&r, &["ratna"]).await[0].family, persons(&r, &["sumiyati"]).await[0].family);
        let again = import_registry_files(&r.house, &system(&r), &b.csv(), &options()).await.unwrap();
        assert_eq!(counts(&again.report), (0, 0, 2, 7));
        check(&r, &store).await;
    }
}

both! {
    async fn somebody_written_down_at_the_counter_is_found_in_the_file(store: Store) {
        let r = Regency::found(&store).await;
        let person = r.person("Sumiyatun", Some("9901014107680001")).await;
        let family = FamilyId::from_slice(&persons(&r, &["sumiyatun"]).await[0].family).unwrap();
        import_registry_files(&r.house, &system(&r), &book().csv(), &options()).await.unwrap();
        assert!(persons(&r, &["sumiyatun"]).await.is_empty());
        let found = persons(&r, &["sumiati"]).await.pop().unwrap();
        // What was looked up for the family that was written down stays with it.
        assert_eq!(FamilyId::from_slice(&found.family), Some(family));
        assert!(!persons(&r, &["sumiati"]).await[0].warnings.contains("in_other_family"));
        assert_eq!((PersonId::from_slice(&found.id), found.layer.as_str()), (Some(person), "copy"));
        // The file has no telephone number, but we have.
        assert_eq!(open(&r, &found.id, "person.phone", found.phone).await.as_deref(), Some("+6281299990000"));
        check(&r, &store).await;
    }
}

fn record(n: u32) -> FamilyRecord {
    let member = |serial: u32, relation| MemberRecord {
        source_id: None,
        nik: Nik::parse(&format!("990101010190{:04}", serial % 10_000)).ok().filter(|_| serial < 10_000),
        nik_warnings: Vec::new(),
        name: Private::new(format!("WARGA CONTOH {serial}")),
        sex: Some(Sex::Male),
        born: Day::parse("1990-01-01"),
        birth_place: None,
        relation: Some(relation),
        marital: None,
        phone: None,
        mother_maiden_name: None,
        facts: BTreeMap::new(),
    };
    FamilyRecord {
        card: FamilyCard::parse(&format!("990101120410{n:04}")).ok(),
        source_id: None,
        household: Some(format!("R{}", n / 2)),
        village: AreaCode::parse("1813012001").unwrap(),
        address: Private::new("Jalan Contoh".into()),
        hamlet: None,
        decile: Some(3),
        program_numbers: BTreeMap::new(),
        facts: BTreeMap::new(),
        members: vec![member(2 * n + 1, Relation::Head), member(2 * n + 2, Relation::Child)],
    }
}

both! {
    async fn an_interrupted_import_goes_on(store: Store) {
        let r = Regency::found(&store).await;
        let file = Hash::of(b"the same file");
        let mut first = RegistryImport::start(&r.house, &system(&r), "dtsen", day("2026-09-30"), file).await.unwrap();
        for n in 0..250 { first.push(record(n)).await.unwrap(); }
        let id = first.id();
        drop(first);
        // What was sent is written, whoever waits for it.
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        let mut second = RegistryImport::start(&r.house, &system(&r), "dtsen", day("2026-11-01"), file).await.unwrap();
        assert_eq!(second.id(), id);
        for n in 0..300 { second.push(record(n)).await.unwrap(); }
        let report = second.finish(2).await.unwrap();
        assert_eq!(counts(&report), (300, 600, 0, 2));
        let rows = derived_rows(&r).await;
        assert_eq!((rows["family"].len(), rows["dwelling"].len(), rows["person"].len()), (300, 150, 600));

        // The same request sent again is told the same; the same file brought again is another import.
        let sender = system(&r);
        let mut third = RegistryImport::start(&r.house, &sender, "dtsen", day("2026-09-30"), file).await.unwrap();
        third.push(record(7)).await.unwrap();
        assert_eq!(counts(&third.finish(0).await.unwrap()), (0, 0, 1, 0));
        let mut again = RegistryImport::start(&r.house, &sender, "dtsen", day("2026-09-30"), file).await.unwrap();
        again.push(record(8)).await.unwrap();
        assert_eq!(counts(&again.finish(0).await.unwrap()), (0, 0, 1, 0));
        assert_eq!(derived_rows(&r).await, rows);
        check(&r, &store).await;
    }
}

both! {
    async fn what_is_older_than_the_registry_is_counted_also_when_an_ended_import_is_read_again(store: Store) {
        let r = Regency::found(&store).await;
        let bring = async |sender: &Sender, as_of: &str, file: &[u8], families: u32| {
            let mut import = RegistryImport::start(&r.house, sender, "dtsen", day(as_of), Hash::of(file)).await.unwrap();
            for n in 0..families { import.push(record(n)).await.unwrap(); }
            let report = import.finish(1).await.unwrap();
            (report.families, report.unchanged, report.older, report.problems)
        };
        assert_eq!(bring(&system(&r), "2026-10-31", b"newer", 3).await, (3, 0, 0, 1));
        let sender = system(&r);
        assert_eq!(bring(&sender, "2026-09-30", b"older", 4).await, (1, 0, 3, 1));
        assert_eq!(bring(&sender, "2026-09-30", b"older", 4).await, (1, 0, 3, 1));
    }
}

both! {
    async fn families_without_card_or_household_are_known_by_what_they_say(store: Store) {
        let r = Regency::found(&store).await;
        let bare = || FamilyRecord { card: None, household: None, ..record(1) };
        for want in [(1, 2, 0, 0), (0, 0, 1, 0)] {
            let mut import = RegistryImport::start(&r.house, &system(&r), "dtsen", day("2026-09-30"), Hash::of(b"bare")).await.unwrap();
            import.push(bare()).await.unwrap();
            assert_eq!(counts(&import.finish(0).await.unwrap()), want);
        }
        check(&r, &store).await;
    }
}

both! {
    async fn only_administrators_import(store: Store) {
        let r = Regency::found(&store).await;
        for role in ["viewer", "front_office", "siksng_operator", "auditor"] {
            for dry_run in [true, false] {
                let answer = import_registry_files(&r.house, &r.sender(role), &book().csv(), &FileOptions { dry_run, ..options() }).await;
                let Err(ImportError::Operation(e)) = answer else { panic!("{role} imported") };
                assert_eq!(refusal(e), RefusalKind::Forbidden, "{role}");
            }
            let e = RegistryImport::start(&r.house, &r.sender(role), "bdt", day("2026-01-01"), Hash::of(b"x")).await.unwrap_err();
            assert_eq!(refusal(e), RefusalKind::Forbidden, "{role}");
        }
        assert!(derived_rows(&r).await["person"].is_empty());
    }
}

both! {
    async fn files_that_are_no_registry(store: Store) {
        let r = Regency::found(&store).await;
        let answer = |files: Vec<Input>| { let (house, sender) = (r.house.clone(), r.sender("admin")); async move {
            import_registry_files(&house, &sender, &files, &options()).await.unwrap_err().to_string()
        } };
        let text = |name: &str, text: &str| input(name, text.as_bytes().to_vec());
        assert_eq!(answer(vec![text("a.csv", "x,y\n1,2\n")]).await, "no table with names and NIK was found");
        assert_eq!(answer(vec![text("a.csv", "Nama,NoKK\nA,1\n")]).await, "the member table lacks NIK");
        assert_eq!(answer(vec![text("a.pdf", "%PDF-1.7")]).await, "a.pdf: this is no table but a PDF");
        let mut twice = book().csv();
        twice.extend(book().csv());
        assert!(answer(twice).await.starts_with("more than one household table"));
        assert_eq!(answer(vec![text("a.csv", "Nama,NIK,NoKK\nA,,\n")]).await, "the member table lacks kd_wilayah / KDDESA / KECAMATAN + DESA");
    }
}

/// To a village of the regency next door.
fn move_out(r: &Regency, household: &mut [String]) {
    let (village, _) = r.house.areas().within(AreaCode::parse("1812").unwrap(), Level::Village).next().unwrap();
    let code = village.as_str();
    for (at, part) in [(4, &code[2..4]), (5, &code[4..6]), (6, &code[6..])] {
        household[at] = part.to_owned();
    }
}

async fn real_tenant(r: &Regency) -> Tenant {
    let tenant = Tenant::parse("1812").unwrap();
    let founded = TenantFounded {
        area: AreaCode::parse("1812").unwrap(),
        brand: "SLRT".into(),
        kind: "real".into(),
        zone_name: "WIB".into(),
        zone_offset: 420,
    };
    r.house.submit(Request::system(tenant, r.operation(), "cli", Body::Found(founded))).await.unwrap();
    tenant
}

both! {
    async fn a_real_registry_takes_no_synthetic_number(store: Store) {
        let r = Regency::found(&store).await;
        let tenant = real_tenant(&r).await;
        let sender = Sender { tenant, ..system(&r) };
        let mut elsewhere = book();
        // Somebody without any number may come in.
        elsewhere.members.pop();
        elsewhere.households.iter_mut().for_each(|h| move_out(&r, h));
        let done = import_registry_files(&r.house, &sender, &elsewhere.csv(), &options()).await.unwrap();
        assert_eq!((done.report.families, done.report.persons), (0, 0));
        assert!(done.problems.kept().iter().any(|p| p.reason == Reason::SyntheticNikRefused));
    }
}

async fn batch_row(house: &House, tenant: Tenant) -> (bool, bool, bool) {
    let mut tx = house.db().read(tenant).await.unwrap();
    let sql = "SELECT batch_key IS NOT NULL, original IS NOT NULL, report IS NOT NULL FROM import_batch WHERE tenant = $1";
    tx.maybe(sql, &args![tenant]).await.unwrap().unwrap()
}

both! {
    async fn originals_are_kept_for_thirty_days(store: Store) {
        let r = Regency::found(&store).await;
        let done = import_registry_files(&r.house, &system(&r), &book().csv(), &options()).await.unwrap();
        let id = done.report.import.unwrap();
        assert_eq!(kept_report(&r.house, r.tenant, id).await.unwrap().unwrap(), problems_csv(&done.problems).unwrap());
        let packed = kept_original(&r.house, r.tenant, id).await.unwrap().unwrap();
        let unpacked = zstd::decode_all(packed.as_slice()).unwrap();
        let mut archive = tar::Archive::new(unpacked.as_slice());
        let names: Vec<_> = archive.entries().unwrap().map(|e| e.unwrap().path().unwrap().display().to_string()).collect();
        assert_eq!(names, ["1-anggota.csv", "2-rumah tangga.csv"]);
        assert_eq!(sweep_batches(&r.house, r.tenant).await.unwrap(), 0);
        store.clock.set(store.clock.now().plus_seconds(BATCH_DAYS * 86_400));
        assert_eq!(sweep_batches(&r.house, r.tenant).await.unwrap(), 1);
        assert_eq!(batch_row(&r.house, r.tenant).await, (false, false, false));
        assert_eq!(kept_original(&r.house, r.tenant, id).await.unwrap(), None);
        assert_eq!(sweep_batches(&r.house, r.tenant).await.unwrap(), 0);
        check(&r, &store).await;
    }
}

both! {
    async fn whoever_was_erased_meanwhile_does_not_come_back(store: Store) {
        let r = Regency::found(&store).await;
        let done = import_registry_files(&r.house, &system(&r), &book().csv(), &options()).await.unwrap();
        let import = done.report.import.unwrap();
        let mut tx = r.house.db().read(r.tenant).await.unwrap();
        let rows = kept::rows(&mut tx, r.tenant, import, 0).await.unwrap();
        drop(tx);
        let sumiati = persons(&r, &["sumiati"]).await.pop().unwrap();
        let tukiman = persons(&r, &["tukiman"]).await.pop().unwrap();
        let ngatiyem = persons(&r, &["ngatiyem"]).await.pop().unwrap();
        for person in [&sumiati, &tukiman, &ngatiyem] {
            erase_person(&r.house, &system(&r), PersonId::from_slice(&person.id).unwrap(), "request").await.unwrap();
        }
        // A slice that was read and sealed before, and comes after.
        let import = ImportId(r.house.clock().new_id());
        let file_digest = Hash::of(b"another file");
        r.system(Body::StartImport(ImportStarted { import, file_digest, source: "bdt".into(), as_of: day("2026-11-23") })).await;
        let slice = ImportSlice { import, slice: 0, families: 3, rows_digest: kept::rows_digest(&rows) };
        r.system(Body::WriteSlice(slice, rows)).await;
        assert!(persons(&r, &["sumiati"]).await.is_empty() && persons(&r, &["tukiman"]).await.is_empty());
        let mut tx = r.house.db().read(r.tenant).await.unwrap();
        let ids = [&sumiati, &tukiman].map(|p| PersonId::from_slice(&p.id).unwrap());
        assert!(registry::persons(&mut tx, r.tenant, &ids).await.unwrap().iter().all(|p| p.erased && p.name.is_none() && p.nik.is_none()));
        drop(tx);
        // The family of the last one that is erased goes with them; the other family stays.
        let rows = derived_rows(&r).await;
        assert_eq!(rows["family"].iter().filter(|f| f[2] == Value::Blob(None)).count(), 1);
        check(&r, &store).await;
    }
}

/// The book with village codes of BPS: kecamatan and desa of three digits each.
fn bps_book() -> Book {
    let mut b = book();
    for (row, (district, village)) in b.households.iter_mut().zip([("010", "001"), ("010", "002"), ("010", "003"), ("010", "001")]) {
        (row[5], row[6]) = (district.into(), village.into());
    }
    b
}

both! {
    async fn codes_of_bps_need_a_bridge_or_names(store: Store) {
        let r = Regency::found(&store).await;
        let trial = FileOptions { dry_run: true, ..options() };
        let run = |files: Vec<Input>, o: FileOptions| { let (house, sender) = (r.house.clone(), system(&r)); async move {
            import_registry_files(&house, &sender, &files, &o).await.unwrap()
        } };
        let bare = run(bps_book().csv(), trial.clone()).await;
        assert_eq!((bare.report.families, bare.report.persons), (0, 0));
        assert!(bare.problems.kept().iter().any(|p| p.reason == Reason::UnknownVillage && &*p.value_masked == "18 13 010 001"));

        let bridge = "kode_bps,kode_kemendagri,valid_from,valid_to\n1813010001,18.13.01.2001,2020-01-01,\n1813010002,18.13.01.2002,,\n";
        let given = FileOptions { bridge: Bridge::read(&input("jembatan.csv", bridge.into())).unwrap(), ..trial.clone() };
        assert_eq!(counts(&run(bps_book().csv(), given).await.report), (3, 5, 0, 7));
        // Among the files it is known by its columns.
        let files = bps_book().csv().into_iter().chain([input("jembatan.csv", bridge.into())]).collect();
        assert_eq!(counts(&run(files, trial).await.report), (3, 5, 0, 7));

        let (district, village) = (AreaCode::parse("181301").unwrap(), AreaCode::parse("1813012001").unwrap());
        let name = |code| r.house.areas().name(code).unwrap().to_uppercase();
        let named = |b: &Book| {
            let rows = b.households.iter().map(|h| format!("{},KEC. {},PEKON {}", h.join(","), name(district), name(village)));
            let text: Vec<String> = std::iter::once(format!("{HOUSEHOLDS},KECAMATAN,DESA")).chain(rows).collect();
            vec![b.csv().swap_remove(0), input("rumah tangga.csv", text.join("\n").into_bytes())]
        };
        let done = run(named(&bps_book()), options()).await;
        assert_eq!((done.report.families, done.report.persons), (4, 6));
        assert_eq!(done.problems.kept().iter().filter(|p| p.reason == Reason::UnknownVillage).count(), 0);
        check(&r, &store).await;
    }
}

both! {
    async fn a_bridge_is_remembered_until_another_one_comes(store: Store) {
        let r = Regency::found(&store).await;
        let run = |files: Vec<Input>, o: FileOptions| { let (house, sender) = (r.house.clone(), r.sender("admin")); async move {
            import_registry_files(&house, &sender, &files, &o).await.unwrap()
        } };
        let with = |text: &str| bps_book().csv().into_iter().chain([input("jembatan.csv", text.as_bytes().to_vec())]).collect::<Vec<_>>();
        let first = "kode_bps,kode_kemendagri,valid_from\n1813010001,18.13.01.2001,2020-01-01\n1813010002,18.13.01.2001,\n9999999999,9999999999,\n";
        run(with(first), FileOptions { dry_run: true, ..options() }).await;
        assert_eq!(known_bridge(&r.house, r.tenant).await.unwrap().revision, 0, "a dry run remembers nothing");
        assert_eq!(counts(&run(with(first), options()).await.report), (3, 5, 0, 7));
        let known = known_bridge(&r.house, r.tenant).await.unwrap();
        assert_eq!((known.revision, known.pairs.len(), known.pairs[0].line().as_str()), (1, 2, "1813010001 1813012001 2020-01-01 -"));
        // Files that bring none, and the same bridge again.
        assert_eq!(counts(&run(bps_book().csv(), options()).await.report), (0, 0, 3, 7));
        run(with(first), options()).await;
        assert_eq!(known_bridge(&r.house, r.tenant).await.unwrap(), known);
        run(with("kode_bps,kode_kemendagri\n1813010001,1813012001\n"), options()).await;
        let newer = known_bridge(&r.house, r.tenant).await.unwrap();
        assert_eq!((newer.revision, newer.pairs.len()), (2, 1));

        assert_eq!(refusal(forget_bridge(&r.house, &r.sender("admin"), 1).await.unwrap_err()), RefusalKind::Changed);
        assert_eq!(refusal(forget_bridge(&r.house, &r.sender("front_office"), 2).await.unwrap_err()), RefusalKind::Forbidden);
        let sender = r.sender("admin");
        for _ in 0..2 { forget_bridge(&r.house, &sender, 2).await.unwrap(); }
        assert_eq!(known_bridge(&r.house, r.tenant).await.unwrap().pairs, vec![]);
        assert_eq!(run(bps_book().csv(), FileOptions { dry_run: true, ..options() }).await.report.families, 0);
        check(&r, &store).await;
    }
}

both! {
    async fn another_regencys_file_is_stopped_and_a_stray_household_told(store: Store) {
        let r = Regency::found(&store).await;
        let mut b = book();
        move_out(&r, &mut b.households[1]);
        let done = import_registry_files(&r.house, &system(&r), &b.csv(), &options()).await.unwrap();
        assert!(done.problems.kept().iter().any(|p| p.reason == Reason::OutsideRegency && p.row == 3));
        b.households.iter_mut().for_each(|h| move_out(&r, h));
        let answer = import_registry_files(&r.house, &system(&r), &b.csv(), &options()).await;
        assert!(matches!(answer, Err(ImportError::OtherRegency { .. })), "{answer:?}");
        let mut tx = r.house.db().read(r.tenant).await.unwrap();
        assert_eq!(kept::log(&mut tx, r.tenant, 10).await.unwrap().len(), 1, "what cannot be taken begins nothing");
    }
}

both! {
    async fn families_are_known_again_after_the_look_up_key_was_rotated(store: Store) {
        let r = Regency::found(&store).await;
        let on = |text: &str| FileOptions { as_of: Some(day(text)), ..options() };
        let bare = |decile| FamilyRecord { card: None, household: None, source_id: None, decile, ..record(1) };
        let bring = async |record: FamilyRecord, as_of: &str, file: &[u8]| {
            let mut import = RegistryImport::start(&r.house, &system(&r), "dtsen", day(as_of), Hash::of(file)).await.unwrap();
            import.push(record).await.unwrap();
            counts(&import.finish(0).await.unwrap())
        };
        let bare_one = bare(record(1).decile);
        bring(bare_one.clone(), "2026-09-30", b"one").await;
        import_registry_files(&r.house, &system(&r), &book().csv(), &on("2026-10-01")).await.unwrap();
        let ids = |rows: &BTreeMap<&'static str, Vec<Vec<Value>>>| ["family", "person", "dwelling"].map(|t| rows[t].iter().map(|row| row[1].clone()).collect::<Vec<_>>());
        let before = ids(&derived_rows(&r).await);

        r.house.keys().add(slrt_storage::KeyKind::Lookup, [9; 32], r.house.clock().now());
        r.house.keys().begin(slrt_storage::KeyKind::Lookup);
        // By numbers, by marks of the source, and by what they say, before and after the numbers' hashes are made anew.
        let same = import_registry_files(&r.house, &system(&r), &book().csv(), &on("2026-10-01")).await.unwrap();
        assert_eq!(counts(&same.report), (0, 0, 3, 7));
        assert_eq!(bring(bare_one.clone(), "2026-09-30", b"two").await.0, 0);
        assert!(slrt_operations::rotation::reindex(&r.house).await.unwrap() > 0);
        let needless = slrt_operations::rotation::needless_lookup(&r.house).await.unwrap();
        assert_eq!((needless.wholly, needless.for_marks.clone()), (vec![], vec![1]));
        r.house.keys().keep_for_marks(&needless.for_marks);
        // Marks stay as they were made, and what comes again is known by them: not one row of a family, a person or a dwelling is another.
        let whole = |rows: &BTreeMap<&'static str, Vec<Vec<Value>>>| ["family", "person", "dwelling"].map(|t| rows[t].clone());
        let kept = whole(&derived_rows(&r).await);
        let same = import_registry_files(&r.house, &system(&r), &book().csv(), &on("2026-10-01")).await.unwrap();
        assert_eq!(counts(&same.report), (0, 0, 3, 7));
        assert_eq!(bring(bare_one.clone(), "2026-09-30", b"again").await.0, 0);
        assert_eq!(whole(&derived_rows(&r).await), kept);
        // A newer copy brings marks of the new key.
        import_registry_files(&r.house, &system(&r), &book().csv(), &on("2026-11-01")).await.unwrap();
        bring(bare_one, "2026-10-31", b"three").await;
        assert_eq!(ids(&derived_rows(&r).await), before);
        check(&r, &store).await;
        assert_eq!(slrt_operations::rotation::needless_lookup(&r.house).await.unwrap().wholly, Vec::<u32>::new(), "devices may send again");
        store.clock.set(r.house.clock().now().plus_seconds(31 * 86_400));
        assert_eq!(slrt_operations::rotation::needless_lookup(&r.house).await.unwrap().wholly, vec![1]);
        r.house.keys().retire(slrt_storage::KeyKind::Lookup, &[1]);
        let same = import_registry_files(&r.house, &system(&r), &book().csv(), &on("2026-11-01")).await.unwrap();
        assert_eq!(counts(&same.report), (0, 0, 3, 7));
        check(&r, &store).await;
    }
}

both! {
    async fn an_older_copy_changes_nothing_and_a_newer_one_its_date(store: Store) {
        let r = Regency::found(&store).await;
        let on = |text: &str| FileOptions { as_of: Some(day(text)), ..options() };
        let import = |b: Book, o: FileOptions| { let (house, sender) = (r.house.clone(), system(&r)); async move {
            import_registry_files(&house, &sender, &b.csv(), &o).await.unwrap().report
        } };
        import(book(), on("2026-10-01")).await;
        let mut older = book();
        older.members[0] = member("A1", "R1", "SUMIYATI", "9901014107680001", "9901011204100001", "1968-07-01");
        let told = import(older, on("2026-03-01")).await;
        assert_eq!((told.families, told.unchanged, told.older), (0, 0, 3));
        assert_eq!(persons(&r, &["sumiati"]).await.len(), 1);
        import(book(), on("2026-11-01")).await;
        let mut tx = r.house.db().read(r.tenant).await.unwrap();
        let families = slrt_testing::families_of(&mut tx, r.tenant, "1813012001").await.unwrap();
        assert!(families.len() == 3 && families.iter().all(|f| f.decile_as_of.as_deref() == Some("2026-11-01")));
        drop(tx);
        assert_eq!(import(book(), on("2026-11-01")).await.unchanged, 3);
        check(&r, &store).await;
    }
}

both! {
    async fn whoever_a_newer_copy_names_no_more_is_marked_until_they_come_back(store: Store) {
        let r = Regency::found(&store).await;
        let on = |text: &str| FileOptions { as_of: Some(day(text)), ..options() };
        let import = |b: Book, o: FileOptions| { let (house, sender) = (r.house.clone(), system(&r)); async move {
            import_registry_files(&house, &sender, &b.csv(), &o).await.unwrap().report
        } };
        let absent = async |words: &[&str]| persons(&r, words).await.pop().unwrap().absent_since;
        import(book(), on("2026-09-01")).await;
        let mut newer = book();
        newer.members.remove(1);
        import(newer, on("2026-10-01")).await;
        assert_eq!(absent(&["budi"]).await.as_deref(), Some("2026-10-01"));
        assert_eq!(absent(&["sumiati"]).await, None);
        let mut later = book();
        later.members.remove(1);
        import(later, on("2026-11-01")).await;
        assert_eq!(absent(&["budi"]).await.as_deref(), Some("2026-10-01"), "since when, not until when");
        import(book(), on("2026-11-20")).await;
        assert_eq!(absent(&["budi"]).await, None);
        check(&r, &store).await;
    }
}

both! {
    async fn two_imports_at_once_bring_nobody_twice(store: Store) {
        let r = Regency::found(&store).await;
        let start = |file: &'static [u8]| { let (house, sender) = (r.house.clone(), system(&r)); async move {
            RegistryImport::start(&house, &sender, "dtsen", day("2026-09-30"), Hash::of(file)).await
        } };
        let mut first = start(b"first").await.unwrap();
        let busy = start(b"second").await.unwrap_err();
        assert_eq!(refusal(busy), RefusalKind::WrongState);
        // A server that was away for so long, and goes on.
        store.clock.set(store.clock.now().plus_seconds(121));
        let mut second = start(b"second").await.unwrap();
        for n in 0..250 { first.push(record(n)).await.unwrap(); second.push(record(n)).await.unwrap(); }
        let (a, b) = tokio::join!(first.finish(0), second.finish(0));
        let (a, b) = (a.unwrap(), b.unwrap());
        assert_eq!(a.families + a.unchanged + b.families + b.unchanged, 500, "{a:?} {b:?}");
        let rows = derived_rows(&r).await;
        assert_eq!((rows["family"].len(), rows["person"].len()), (250, 500));
        check(&r, &store).await;
    }
}

both! {
    async fn files_of_old_programs_are_read(store: Store) {
        let r = Regency::found(&store).await;
        let mut b = book();
        b.members[0] = member("A1", "R1", "JOSÉ MA’RUF", "9901014107680001", "9901011204100001", "1968-07-01");
        let recode = |f: fn(&str) -> Vec<u8>| -> Vec<Input> {
            let text = |i: Input| match i.content { Content::Bytes(b) => String::from_utf8(b.to_vec()).unwrap(), Content::Path(_) => panic!("in memory") };
            b.csv().into_iter().map(|i| { let name = i.name.clone(); input(&name, f(&text(i))) }).collect()
        };
        let utf16 = |text: &str| format!("\u{FEFF}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        let windows = |text: &str| text.chars().map(|c| match c { '’' => 0x92, c => u8::try_from(u32::from(c)).unwrap() }).collect();
        for (files, want) in [(recode(utf16), (3, 5, 0, 7)), (recode(windows), (0, 0, 3, 7))] {
            let done = import_registry_files(&r.house, &system(&r), &files, &options()).await.unwrap();
            assert_eq!(counts(&done.report), want);
        }
        assert_eq!(persons(&r, &["jose"]).await.len() + persons(&r, &["josé"]).await.len(), 1);
        check(&r, &store).await;
    }
}

both! {
    async fn a_file_beyond_the_bound_is_not_read(store: Store) {
        let r = Regency::found(&store).await;
        let path = store.folder.path().join("besar.csv");
        // A hole in the disk: nobody writes so much for a test.
        std::fs::File::create(&path).unwrap().set_len(LARGEST_FILES + 1).unwrap();
        let files = [Input { name: "besar.csv".into(), content: Content::Path(path) }];
        let answer = import_registry_files(&r.house, &system(&r), &files, &options()).await;
        assert!(matches!(answer, Err(ImportError::TooLarge { .. })), "{answer:?}");
    }
}

both! {
    async fn where_somebody_lives_is_sealed_among_the_kept_rows(store: Store) {
        let r = Regency::found(&store).await;
        let mut import = RegistryImport::start(&r.house, &system(&r), "dtsen", day("2026-09-30"), Hash::of(b"hamlet")).await.unwrap();
        import.push(FamilyRecord { hamlet: Some("Dusun Krajan RT 001".into()), ..record(1) }).await.unwrap();
        let id = import.id().unwrap();
        import.finish(0).await.unwrap();
        let mut tx = r.house.db().read(r.tenant).await.unwrap();
        let rows = kept::rows(&mut tx, r.tenant, id, 0).await.unwrap();
        assert!(!String::from_utf8_lossy(&rows.concat()).contains("Krajan"));
        let families = slrt_testing::families_of(&mut tx, r.tenant, "1813012001").await.unwrap();
        assert_eq!(families[0].hamlet.as_deref(), Some("Dusun Krajan RT 001"));
        drop(tx);
        check(&r, &store).await;
    }
}

both! {
    async fn whoever_moves_from_another_family_is_told(store: Store) {
        let r = Regency::found(&store).await;
        import_registry_files(&r.house, &system(&r), &book().csv(), &options()).await.unwrap();
        let mut b = book();
        b.members[2] = member("A3", "R1", "RATNA DEWI", "9901014107900002", "9901011204100001", "1990-07-01");
        import_registry_files(&r.house, &system(&r), &b.csv(), &options()).await.unwrap();
        assert!(persons(&r, &["ratna"]).await[0].warnings.contains("in_other_family"));
        assert!(!persons(&r, &["sumiati"]).await[0].warnings.contains("in_other_family"));
        check(&r, &store).await;
    }
}

both! {
    async fn the_writer_itself_keeps_real_and_made_up_numbers_apart(store: Store) {
        let r = Regency::found(&store).await;
        let day = day("2026-10-01");
        let family = |card: &str, nik: &str| {
            let mut family = record(1);
            family.card = Some(FamilyCard::parse(card).unwrap());
            family.members[0].nik = Some(Nik::parse(nik).unwrap());
            family
        };
        for (card, nik, field) in [("9901011204100001", "1813014107680001", "nik"), ("1813011204100001", "9901014107680001", "card")] {
            let mut import = RegistryImport::start(&r.house, &system(&r), "dtsen", day, Hash::of(field.as_bytes())).await.unwrap();
            // What is begun and left lying keeps others away for a while.
            store.clock.set(store.clock.now().plus_seconds(121));
            match import.push(family(card, nik)).await {
                Err(OperationError::Refused(refusal)) => assert_eq!((refusal.kind, refusal.field), (RefusalKind::WrongNikArea, Some(field))),
                other => panic!("{other:?}"),
            }
        }
        store.clock.set(store.clock.now().plus_seconds(121));
        let mut import = RegistryImport::start(&r.house, &system(&r), "dtsen", day, Hash::of(b"good")).await.unwrap();
        import.push(family("9901011204100001", "9901014107680001")).await.unwrap();
        assert_eq!(import.finish(0).await.unwrap().families, 1);
        check(&r, &store).await;
    }
}
