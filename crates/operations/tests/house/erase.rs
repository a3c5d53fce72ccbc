//! After an erasure nothing of the person is left: not in tables, not in the bytes of any file; and the journal still holds.

use slrt_domain::case::DocumentForm;
use slrt_domain::family::Relation;
use slrt_domain::identity::*;
use slrt_domain::journal::{Event, RefusalKind};
use slrt_operations::erase::{clean_up, erase_case, erase_person};
use slrt_operations::import::*;
use slrt_operations::intake::{Intake, IntakeConcern, IntakeDocument, Receipt, Sender, open_case};
use slrt_operations::people::{NewPerson, Reveal, Shown, add_person, reveal};
use slrt_operations::steps::{ExternalInput, StepInput, VerbInput, take_step};
use slrt_operations::{OperationError, Who, rebuild, scratch};
use slrt_storage::{args, journal, registry};
use slrt_testing::{Regency, Store, both};
use std::path::{Path, PathBuf};

/// A name that nobody has, in the letters that tables and indexes could hold it in.
const NAME: &str = "Zqwarta Xylophonia";
const NEEDLES: [&str; 10] = [
    "Qhystatus",
    "Zqwarta",
    "zqwarta",
    "ZQWARTA",
    "Xylophonia",
    "xylophonia",
    "9901016512770077",
    "+6281277665544",
    "081277665544",
    "9901016512770078",
];
const CARD: &str = "9901016512770078";

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

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files_below(&path, found) } else { found.push(path) }
    }
}

/// The needles that some file of the data folder holds (and of the database's own folder on PostgreSQL). None where those files cannot be seen from here.
async fn found_in_bytes(store: &Store) -> Option<Vec<String>> {
    let mut files = Vec::new();
    let Some(folders) = store.data_folders().await else {
        eprintln!("SKIPPED: the files of this PostgreSQL cannot be read from here; nobody looked for bytes in them");
        return None;
    };
    folders.iter().for_each(|folder| files_below(folder, &mut files));
    assert!(files.len() > 2, "nothing to search");
    let mut found = Vec::new();
    for file in files {
        // A file may go while PostgreSQL works.
        let Ok(bytes) = std::fs::read(&file) else { continue };
        for needle in NEEDLES {
            let utf16: Vec<u8> = needle.encode_utf16().flat_map(u16::to_le_bytes).collect();
            if contains(&bytes, needle.as_bytes()) || contains(&bytes, &utf16) {
                found.push(format!("{needle} in {}", file.display()));
            }
        }
    }
    Some(found)
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|w| w[0] == needle[0] && w == needle)
}

async fn add(r: &Regency, name: &str, nik: &str, phone: &str, family: Option<FamilyId>) -> (PersonId, FamilyId) {
    let new = NewPerson {
        person: PersonId(r.house.clock().new_id()),
        new_family: FamilyId(r.house.clock().new_id()),
        family,
        name: Private::new(name.into()),
        nik: Nik::parse(nik).ok(),
        card: FamilyCard::parse(CARD).ok(),
        phone: Phone::parse(phone).ok(),
        address: Some(Private::new(format!("Rumah {name}"))),
        village: slrt_domain::area::AreaCode::parse("1813012001").unwrap(),
        sex: None,
        born: None,
        birth_year: None,
        relation: if family.is_none() { Relation::Head } else { Relation::Child },
        confirmed_warnings: true,
    };
    let ids = (new.person, family.unwrap_or(new.new_family));
    add_person(&r.house, &r.sender("front_office"), new).await.unwrap();
    ids
}

fn intake(r: &Regency, person: PersonId) -> Intake {
    Intake {
        caller: Some(Private::new(NAME.into())),
        phone: Some(Private::new("081277665544".into())),
        concerns: vec![IntakeConcern {
            id: ConcernId(r.house.clock().new_id()),
            kind: "pbi-nonaktif".into(),
            sector: None,
            words: Some(Private::new(format!("{NAME} berobat dengan NIK 9901016512770077"))),
            urgent: false,
        }],
        documents: vec![IntakeDocument {
            id: DocumentId(r.house.clock().new_id()),
            kind: "ktp".into(),
            form: DocumentForm::Photo,
            photo: Some(Private::new(NAME.repeat(50).into_bytes())),
            concern: None,
        }],
        ..r.intake(Some(person), &[])
    }
}

fn concern_of(receipt: &Receipt) -> ConcernId {
    receipt.done.events.iter().find_map(|e| if let Event::CaseOpened(e) = e { e.concerns.first().map(|c| c.id) } else { None }).unwrap()
}

/// Notes a number in another system, with what was seen there.
fn number(status: &str) -> VerbInput {
    VerbInput::NoteNumber(ExternalInput {
        system: "siks-ng".into(),
        referral: None,
        number: Private::new("U-77".into()),
        submitted_on: None,
        checked_on: None,
        status: Some(Private::new(status.into())),
    })
}

/// A registry file that has the person too, and others with them in the table, so that pages hold more than one row.
async fn import(r: &Regency, with: bool) {
    let mut csv = String::from("kd_wilayah,Nama,NIK,NoKK,NO_HP\n");
    for n in 0..300 {
        csv.push_str(&format!("18.13.01.2001,Tetangga Contoh{n},990101010190{:04},99010112041{n:05},\n", n + 1));
    }
    if with {
        csv.push_str(&format!("18.13.01.2001,{NAME},9901016512770077,{CARD},081277665544\n18.13.01.2001,{NAME},12,{CARD},\n"));
    }
    let files = [Input { name: "warga.csv".into(), content: Content::Bytes(csv.into_bytes().into()) }];
    let options = FileOptions { dry_run: false, source: "dtsen".into(), as_of: None, bridge: Bridge::default() };
    let sender = Sender { who: Who::System, ..r.sender("admin") };
    import_registry_files(&r.house, &sender, &files, &options).await.unwrap();
}

fn admin(r: &Regency) -> Sender {
    r.sender("admin")
}

both! {
    async fn nothing_is_left_in_the_bytes(store: Store) {
        let r = Regency::found(&store).await;
        import(&r, false).await;
        let (person, family) = add(&r, NAME, "9901016512770077", "081277665544", None).await;
        import(&r, true).await;
        let receipt = open_case(&r.house, &r.sender("front_office"), intake(&r, person)).await.unwrap();
        // What was seen in another system may name the person; looked at twice, it stands once.
        for status in ["Qhystatus: diinput", "Qhystatus: milik Zqwarta"] {
            let step = StepInput { case: receipt.case, concern: concern_of(&receipt), revision: 1, verb: number(status) };
            take_step(&r.house, &r.sender("back_office"), step).await.unwrap();
        }
        check(&r, &store).await;
        let sender = r.sender("front_office");
        let wish = Reveal { person: Some(person), family: None, case: None, what: Shown::Nik, reason: Some(Private::new(format!("untuk {NAME}"))) };
        assert_eq!(reveal(&r.house, &sender, wish).await.unwrap().reveal(), "9901016512770077");
        // What is in memory goes to the files, as it would sooner or later; and PostgreSQL draws its statistics, which quote values.
        store.as_owner("ANALYZE; CHECKPOINT").await;
        if let Some(before) = found_in_bytes(&store).await {
            assert!(before.iter().any(|f| f.starts_with("Zqwarta")) && before.iter().any(|f| f.starts_with("zqwarta")), "{before:?}");
            assert!(!before.iter().any(|f| f.starts_with("Qhystatus")), "sealed from the start: {before:?}");
        }
        let mut files = Vec::new();
        files_below(&store.folder.path().join("files"), &mut files);
        assert_eq!(files.len(), 1);
        // What processes left that were killed: an upload, and a database that was rebuilt.
        for place in [store.folder.path().join("files/unggahan/0192"), store.folder.path().join(".rebuild-0192")] {
            std::fs::create_dir_all(&place).unwrap();
            std::fs::write(place.join("0"), NAME).unwrap();
        }
        assert_eq!(scratch::left_behind(&r.house).len(), 2);

        let sender = admin(&r);
        let erased = erase_person(&r.house, &sender, person, "request").await.unwrap();
        assert_eq!((erased.cases.as_slice(), erased.originals, erased.replayed), (&[receipt.case][..], 2, false));
        assert!(clean_up(&r.house, store.url.as_deref()).await.unwrap());
        assert_eq!(scratch::left_behind(&r.house), Vec::<PathBuf>::new());
        assert_eq!(found_in_bytes(&store).await.unwrap_or_default(), Vec::<String>::new());
        let mut files = Vec::new();
        files_below(&store.folder.path().join("files").join(r.tenant.to_string()), &mut files);
        assert_eq!(files, Vec::<PathBuf>::new());

        // The journal, kept rows and files that remain hold only what no key opens any more.
        let mut tx = r.house.db().read(r.tenant).await.unwrap();
        let sql = "SELECT COUNT(*) FROM subject_key WHERE tenant = $1 AND subject IN ($2, $3, $4)";
        let (keys,): (i64,) = tx.maybe(sql, &args![r.tenant, person, family, receipt.case]).await.unwrap().unwrap();
        assert_eq!(keys, 0);
        let p = registry::persons(&mut tx, r.tenant, &[person]).await.unwrap().pop().unwrap();
        assert!(p.erased && p.name.is_none() && p.born.is_none() && p.nik.is_none() && p.phone.is_none());
        drop(tx);
        check(&r, &store).await;

        let again = erase_person(&r.house, &sender, person, "request").await.unwrap();
        assert_eq!((again.cases, again.replayed), (vec![receipt.case], true));
        assert_eq!(refusal(erase_person(&r.house, &admin(&r), person, "request").await.unwrap_err()), RefusalKind::NotFound);
        check(&r, &store).await;
    }
}

both! {
    async fn the_family_stays_while_somebody_lives_in_it(store: Store) {
        let r = Regency::found(&store).await;
        let (first, family) = add(&r, NAME, "9901016512770077", "081277665544", None).await;
        let (second, _) = add(&r, "Anak Contoh", "9901011204150002", "", Some(family)).await;
        let card = || async {
            let wish = Reveal { person: None, family: Some(family), case: None, what: Shown::Card, reason: Some(Private::new("dicocokkan".into())) };
            reveal(&r.house, &r.sender("front_office"), wish).await.map(|c| c.reveal().clone()).map_err(refusal)
        };
        erase_person(&r.house, &admin(&r), first, "request").await.unwrap();
        assert_eq!(card().await, Ok(CARD.to_owned()));
        check(&r, &store).await;
        erase_person(&r.house, &admin(&r), second, "request").await.unwrap();
        assert_eq!(card().await, Err(RefusalKind::NotFound));
        check(&r, &store).await;
    }
}

both! {
    async fn only_administrators_erase(store: Store) {
        let r = Regency::found(&store).await;
        let person = r.person("Warga Contoh", None).await;
        for role in ["viewer", "front_office", "coordinator", "head", "auditor"] {
            let e = erase_person(&r.house, &r.sender(role), person, "request").await.unwrap_err();
            assert_eq!(refusal(e), RefusalKind::Forbidden, "{role}");
        }
        let nobody = PersonId(r.house.clock().new_id());
        assert_eq!(refusal(erase_person(&r.house, &admin(&r), nobody, "request").await.unwrap_err()), RefusalKind::NotFound);
        assert_eq!(refusal(erase_person(&r.house, &admin(&r), person, " ").await.unwrap_err()), RefusalKind::Invalid);
        let system = Sender { who: Who::System, ..admin(&r) };
        erase_person(&r.house, &system, person, "order").await.unwrap();
        check(&r, &store).await;
    }
}

both! {
    async fn cases_that_come_meanwhile_go_along(store: Store) {
        let r = std::sync::Arc::new(Regency::found(&store).await);
        let person = r.person("Warga Contoh", None).await;
        // An open case of the same kind is shown before a second is made: these have all been seen.
        let cases: Vec<CaseId> = (0..20).map(|_| CaseId(r.house.clock().new_id())).collect();
        let opening = |case: CaseId| {
            let (r, seen) = (r.clone(), cases.clone());
            tokio::spawn(async move {
                let intake = Intake { case, duplicates_seen: seen, ..r.intake(Some(person), &["pbi-nonaktif"]) };
                open_case(&r.house, &r.sender("front_office"), intake).await
            })
        };
        let mut tasks: Vec<_> = cases[..10].iter().map(|c| opening(*c)).collect();
        // One is there; the others come while it is erased.
        let mut opened = vec![tasks.remove(0).await.unwrap().unwrap().case];
        let erasing = tokio::spawn({
            let r = r.clone();
            async move { erase_person(&r.house, &admin(&r), person, "request").await }
        });
        tasks.extend(cases[10..].iter().map(|c| opening(*c)));
        let mut refused = Vec::new();
        for task in tasks {
            match task.await.unwrap() {
                Ok(receipt) => opened.push(receipt.case),
                Err(e) => refused.push(refusal(e)),
            }
        }
        let erased = erasing.await.unwrap();
        // Whoever comes after the erasure is told that there is no such person.
        assert!(refused.iter().all(|k| matches!(k, RefusalKind::Invalid | RefusalKind::NotFound)), "{refused:?}");
        let mut tx = r.house.db().read(r.tenant).await.unwrap();
        let sql = "SELECT COUNT(*) FROM service_case c WHERE c.tenant = $1 AND c.person = $2
            AND EXISTS (SELECT 1 FROM subject_key k WHERE k.tenant = c.tenant AND k.subject = c.id)";
        let (left,): (i64,) = tx.maybe(sql, &args![r.tenant, person]).await.unwrap().unwrap();
        drop(tx);
        match erased {
            // Every case of theirs went along, also those that came while it was prepared.
            Ok(erased) => {
                assert_eq!(left, 0);
                assert!(!erased.cases.is_empty() && erased.cases.iter().all(|c| opened.contains(c)));
                assert_eq!(erased.cases.len(), opened.len());
            }
            Err(e) => assert_eq!(refusal(e), RefusalKind::Changed),
        }
        check(&r, &store).await;
    }
}

/// A case of somebody who is in no registry, brought by somebody else.
async fn anonymous(r: &Regency) -> CaseId {
    let intake = Intake {
        person: None,
        proxy: Some(Private::new(format!("{NAME}, tetangga"))),
        ppks: Some("hiv-aids".into()),
        ..intake(r, PersonId(r.house.clock().new_id()))
    };
    open_case(&r.house, &r.sender("front_office"), intake).await.unwrap().case
}

both! {
    async fn a_case_of_nobody_in_the_registry_is_erased_to_the_bytes(store: Store) {
        let r = Regency::found(&store).await;
        let case = anonymous(&r).await;
        store.as_owner("ANALYZE; CHECKPOINT").await;
        let mut files = Vec::new();
        files_below(&store.folder.path().join("files").join(r.tenant.to_string()), &mut files);
        assert_eq!(files.len(), 1);
        // Not even the key tells in which group somebody was put: that is sealed like their words.
        let mut tx = r.house.db().read(r.tenant).await.unwrap();
        let sql = "SELECT payload FROM journal WHERE tenant = $1 AND kind = 'case.opened/1'";
        let rows: Vec<(Vec<u8>,)> = tx.all(sql, &args![r.tenant]).await.unwrap();
        assert!(rows.iter().all(|(p,)| !contains(p, b"hiv-aids")));
        drop(tx);

        for role in ["viewer", "front_office", "protection_officer", "coordinator", "head", "auditor"] {
            let e = erase_case(&r.house, &r.sender(role), case, "request").await.unwrap_err();
            assert_eq!(refusal(e), RefusalKind::Forbidden, "{role}");
        }
        assert_eq!(refusal(erase_case(&r.house, &admin(&r), case, " ").await.unwrap_err()), RefusalKind::Invalid);
        let sender = admin(&r);
        erase_case(&r.house, &sender, case, "request").await.unwrap();
        erase_case(&r.house, &sender, case, "request").await.unwrap();
        assert_eq!(refusal(erase_case(&r.house, &admin(&r), case, "request").await.unwrap_err()), RefusalKind::NotFound);
        assert!(clean_up(&r.house, store.url.as_deref()).await.unwrap());
        assert_eq!(found_in_bytes(&store).await.unwrap_or_default(), Vec::<String>::new());
        let mut files = Vec::new();
        files_below(&store.folder.path().join("files").join(r.tenant.to_string()), &mut files);
        assert_eq!(files, Vec::<PathBuf>::new());
        let mut tx = r.house.db().read(r.tenant).await.unwrap();
        let (keys,): (i64,) =
            tx.maybe("SELECT COUNT(*) FROM subject_key WHERE tenant = $1 AND subject = $2", &args![r.tenant, case]).await.unwrap().unwrap();
        assert_eq!(keys, 0);
        drop(tx);
        check(&r, &store).await;
        // The worker does the same for a server that stopped right after the commit.
        let other = anonymous(&r).await;
        r.house.submit({
            let mut request = admin(&r).request(slrt_operations::Body::EraseCase(slrt_domain::journal::CaseErased { case: other, ground: "order".into() }));
            request.destroys.push(other.0);
            request
        })
        .await
        .unwrap();
        slrt_operations::worker::round(&r.house).await.unwrap();
        let mut files = Vec::new();
        files_below(&store.folder.path().join("files").join(r.tenant.to_string()), &mut files);
        assert_eq!(files, Vec::<PathBuf>::new());
        check(&r, &store).await;
    }
}
