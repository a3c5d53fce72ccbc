//! Journals of every released version: each is restored, verified and rebuilt by this one, on both engines.
//!
//! `journal-history/<version>.backup` is a backup that the version made of synthetic people (NIK of area 99), `<version>.txt` its recovery code and the
//! heads that it printed. A new version adds its own, once, before it is released; whoever makes a new kind of entry adds another one (`<version>-2`, `-3` …),
//! for every kind must stand in one of them: `tools/with-postgres.sh cargo nextest run -p slrt-operations --run-ignored only make_the_history_of_this_version`.
//! Those that are there never change.

mod more;

use slrt_domain::Coded as _;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::case::{Channel, DocumentForm, StepKind};
use slrt_domain::identity::*;
use slrt_domain::journal::{FactConfirmed, Head};
use slrt_operations::backup::{self, DATABASE_FILE, FILES_FOLDER, KEY_FILE, RecoveryCode, Target};
use slrt_operations::erase::erase_person;
use slrt_operations::import::{Bridge, Content, FileOptions, Input, import_registry_files};
use slrt_operations::inquiry::{record_inquiry, withdraw_inquiry};
use slrt_operations::intake::{IntakeDocument, Sender, open_case};
use slrt_operations::people::{Observation, Reveal, Shown, observe, reveal};
use slrt_operations::steps::{
    CitizenWord, DocumentInput, StepInput, VerbInput, add_document, citizen_answer, name_person, renew_pin, set_case_person, take_step,
    unname_person,
};
use slrt_operations::{Body, House, Who, rebuild, staff, worker};
use slrt_storage::areas::Areas;
use slrt_storage::{Database, Keys, catalog, journal, registry, wire};
use slrt_testing::{Engine, Regency, SUKA_BARU, Store};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/journal-history")
}

fn say(text: &str) -> Option<Private<String>> {
    Some(Private::new(text.into()))
}

async fn step(r: &Regency, who: &str, of: (CaseId, ConcernId), revision: i64, verb: VerbInput) {
    let input = StepInput { case: of.0, concern: of.1, revision, verb };
    take_step(&r.house, &r.sender(who), input).await.unwrap();
}

async fn open(r: &Regency, person: Option<PersonId>, kind: &str, photo: bool) -> (CaseId, ConcernId) {
    let mut intake = r.intake(person, &[kind]);
    intake.phone = say("081200000099");
    if photo {
        intake.documents.push(IntakeDocument {
            id: DocumentId(r.house.clock().new_id()),
            kind: "ktp".into(),
            form: DocumentForm::Photo,
            photo: Some(Private::new(vec![99; 300])),
            concern: None,
        });
    }
    let ids = (intake.case, intake.concerns[0].id);
    open_case(&r.house, &r.sender("front_office"), intake).await.unwrap();
    ids
}

async fn photograph(r: &Regency, case: CaseId, kind: &str, byte: u8) -> DocumentId {
    let id = DocumentId(r.house.clock().new_id());
    let (form, photo) = (DocumentForm::Photo, Some(Private::new(vec![byte; 300])));
    let paper = DocumentInput { id, case, concern: None, kind: kind.into(), form, photo };
    add_document(&r.house, &r.sender("front_office"), paper).await.unwrap();
    id
}

async fn import(r: &Regency, decile: u8) {
    let csv = format!(
        "kd_wilayah,Nama,NIK,NoKK,Desil\n1813012001,Contoh Satu,9901010101900001,9901011204100001,{decile}\n1813012001,Contoh Dua,9901010101900002,9901011204100001,{decile}\n"
    );
    let files = [Input { name: "warga.csv".into(), content: Content::Bytes(csv.into_bytes().into()) }];
    let options = FileOptions {
        dry_run: false,
        source: "dtsen".into(),
        as_of: Day::parse(&format!("2026-1{}-01", decile % 2)),
        bridge: Bridge::default(),
    };
    let sender = Sender { who: Who::System, ..r.sender("admin") };
    import_registry_files(&r.house, &sender, &files, &options).await.unwrap();
}

/// A little of everything that leaves an entry.
async fn play(store: &Store) -> Regency {
    let mut r = Regency::found(store).await;
    import(&r, 2).await;
    import(&r, 3).await;
    let person = r.person("Sumiati Contoh", Some("9901014107680001")).await;
    let erased = r.person("Terhapus Contoh", Some("9901014107680002")).await;
    let helped = open(&r, Some(person), "pbi-nonaktif", true).await;
    step(&r, "back_office", helped, 1, VerbInput::Serve("help".into(), say("Diaktifkan lagi"), vec!["pbi-jk-reakt".into()])).await;
    let word = CitizenWord { case: helped.0, concern: helped.1, result: "partly".into(), words: say("Obatnya belum") };
    citizen_answer(&r.house, r.tenant, r.operation(), word).await.unwrap();
    let referred = open(&r, None, "pbi-nonaktif", false).await;
    step(&r, "back_office", referred, 1, VerbInput::Note(say("Sudah ditelepon"))).await;
    let refer = VerbInput::Refer {
        referral: ReferralId(r.house.clock().new_id()),
        institution: r.institutions["dinkes"],
        program: None,
        consent: true,
        words: say("Mohon dibantu"),
        named: None,
    };
    step(&r, "back_office", referred, 2, refer).await;
    open(&r, Some(erased), "pbi-nonaktif", true).await;
    let (pin, _) = renew_pin(&r.house, &r.sender("front_office"), referred.0).await.unwrap();
    assert_eq!(pin.reveal().len(), 6);
    let hidden = open(&r, None, "kdrt", true).await;
    name_person(&r.house, &r.sender("protection_officer"), hidden.0, r.officers["tksk"].account).await.unwrap();
    unname_person(&r.house, &r.sender("protection_officer"), hidden.0, r.officers["tksk"].account).await.unwrap();
    let mistaken = open(&r, Some(erased), "ktp-kk", false).await;
    set_case_person(&r.house, &r.sender("back_office"), mistaken.0, person, Some(erased), say("Salah orang")).await.unwrap();
    let violence = VerbInput::Reclassify { kind: "kdrt".into(), urgent: true, restricted: true, words: say("Terlihat saat kunjungan") };
    step(&r, "back_office", mistaken, 1, violence).await;
    let village = AreaCode::parse(SUKA_BARU);
    let asked = r.sender("front_office");
    record_inquiry(&r.house, &asked, r.puskesos, village, "kesehatan".into(), Channel::Counter).await.unwrap();
    withdraw_inquiry(&r.house, &r.sender("front_office"), asked.operation).await.unwrap();
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    let family = registry::persons(&mut tx, r.tenant, &[person]).await.unwrap().pop().unwrap().family;
    drop(tx);
    let family = FamilyId::from_slice(&family).unwrap();
    let seen = Observation {
        id: ObservationId(r.house.clock().new_id()),
        family,
        case: None,
        system: "siks-ng".into(),
        listed: true,
        decile: Some(2),
        programs: vec!["pkh".into()],
        excluded: false,
        seen_on: Day::parse("2026-11-20").unwrap(),
        words: say("Dilihat di SIKS-NG"),
    };
    observe(&r.house, &r.sender("front_office"), seen).await.unwrap();
    let wish = Reveal { person: Some(person), family: None, case: None, what: Shown::Nik, reason: say("dicocokkan") };
    reveal(&r.house, &r.sender("front_office"), wish).await.unwrap();
    let program = r.house.catalog().programs.iter().find(|p| p.code == "pkh").unwrap();
    let digest = catalog::fact_digest(&program.facts[0]);
    r.system(Body::ConfirmFacts(vec![FactConfirmed {
        program: "pkh".into(),
        fact: program.facts[0].key.clone(),
        confirmed: true,
        digest,
    }]))
    .await;
    let viewer = r.officers["viewer"].account;
    let grant = r.house.reference(r.tenant).await.unwrap().grants.iter().find(|g| g.account == viewer).unwrap().id;
    staff::end_role(&r.house, &r.sender("admin"), viewer, grant).await.unwrap();
    staff::close(&r.house, &r.sender("admin"), viewer).await.unwrap();
    worker::sign(&r.house, r.tenant, "daily").await.unwrap();
    store.clock.set(store.clock.now().plus_seconds(60 * 86_400));
    assert!(worker::pass_deadlines(&r.house, r.tenant).await.unwrap() > 0);
    erase_person(&r.house, &r.sender("admin"), erased, "request").await.unwrap();
    more::play(&mut r).await;
    r
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "makes the fixture of this version: once, before a release"]
async fn make_the_history_of_this_version() {
    let code = RecoveryCode::from_random(&[99; 25]);
    let mut store = Store::new(Engine::Sqlite).await;
    store.keys.recipient = Some(code.recipient().unwrap());
    let r = play(&store).await;
    let version = env!("CARGO_PKG_VERSION").rsplit_once('.').unwrap().0;
    std::fs::create_dir_all(folder()).unwrap();
    let named = |n: u32| folder().join(if n == 1 { format!("{version}.backup") } else { format!("{version}-{n}.backup") });
    let file = (1..).map(named).find(|f| !f.exists()).unwrap();
    let made = backup::make(&r.house, &file).await.unwrap();
    let heads: Vec<String> = made.heads.iter().map(Head::text).collect();
    std::fs::write(file.with_extension("txt"), format!("{}\n{}\n", code.text(), heads.join("\n"))).unwrap();
}

/// Every entry, read and written again, is what it was: no field got another name. Answers their kinds.
async fn kinds_of(house: &House, tenant: Tenant) -> BTreeSet<String> {
    let mut tx = house.db().read(tenant).await.unwrap();
    let entries = journal::range(&mut tx, tenant, 1, 10_000).await.unwrap();
    for (entry, _) in &entries {
        let again = wire::encode(&wire::decode(&entry.kind, &entry.payload).unwrap());
        // A kind whose newest form is another one is carried over; its bytes differ then.
        if again.kind == entry.kind {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            assert_eq!(text(&again.payload), text(&entry.payload), "{} {}", entry.number, entry.kind);
        }
    }
    entries.into_iter().map(|(e, _)| e.kind).collect()
}

/// Restores one, and answers the kinds of entries in it.
async fn reads(file: &Path, engine: Engine) -> BTreeSet<String> {
    let text = std::fs::read_to_string(file.with_extension("txt")).unwrap();
    let code = RecoveryCode::parse(text.lines().next().unwrap()).unwrap();
    let heads: Vec<Head> = text.lines().skip(1).filter_map(Head::parse).collect();
    assert!(!heads.is_empty());
    let place = tempfile::tempdir().unwrap();
    let data = place.path().join("data");
    let store = Store::new(engine).await;
    let restored = backup::restore(file, &code, &Target { data: data.clone(), postgres: store.url.clone(), blobs: None }).await.unwrap();
    assert_eq!((restored.findings, restored.missing), (vec![], vec![]));
    assert_eq!(restored.heads, heads);
    let db = match &store.url {
        None => Database::open_sqlite(&data.join(DATABASE_FILE)).await.unwrap(),
        Some(url) => Database::open_postgres(url).await.unwrap(),
    };
    let keys = Keys::parse(&std::fs::read_to_string(data.join(KEY_FILE)).unwrap()).unwrap();
    let areas = Arc::new(Areas::load().unwrap());
    let house = House::new(db, keys, catalog::load().unwrap(), areas, store.clock.clone(), data.join(FILES_FOLDER));
    let (mut entries, mut kinds) = (0, BTreeSet::new());
    for head in &heads {
        let verified = journal::verify(house.db(), house.keys(), head.tenant, &heads).await.unwrap();
        assert_eq!((verified.findings, verified.head), (vec![], *head), "{}", file.display());
        assert_eq!(rebuild(&house, head.tenant, place.path()).await.unwrap(), vec![], "{}", file.display());
        entries += verified.entries;
        kinds.append(&mut kinds_of(&house, head.tenant).await);
    }
    assert!(entries > 40);
    kinds
}

async fn all_versions(engine: Engine) {
    let mut versions: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|e| e.unwrap().path()).collect();
    versions.retain(|p| p.extension().is_some_and(|e| e == "backup"));
    versions.sort();
    assert!(!versions.is_empty());
    let mut kinds = BTreeSet::new();
    for file in versions {
        kinds.append(&mut reads(&file, engine).await);
    }
    let steps = StepKind::ALL.iter().map(|s| format!("concern.{}/1", s.code()));
    let written = wire::KINDS.iter().map(|k| (*k).to_owned()).chain(steps);
    let unknown: Vec<String> = written.filter(|k| !kinds.contains(k)).collect();
    assert_eq!(unknown, Vec::<String>::new(), "kinds of which no history tells: make another one");
}

#[tokio::test(flavor = "multi_thread")]
async fn journals_of_all_versions_on_sqlite() {
    all_versions(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn journals_of_all_versions_on_postgres() {
    all_versions(Engine::Postgres).await;
}
