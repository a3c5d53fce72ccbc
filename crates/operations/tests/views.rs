//! What people are shown, on both engines: found, masked, counted, and hidden from whoever may not see it.
#![allow(clippy::unwrap_used, reason = "tests")]

use slrt_domain::access::{Role, Scope};
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::case::{Channel, DocumentForm, VerbCode};
use slrt_domain::identity::*;
use slrt_domain::journal::{FactConfirmed, PersonAdded, RefusalKind};
use slrt_operations::accounts::{self, Session};
use slrt_operations::steps::{
    DocumentInput, ExternalInput, StepInput, VerbInput, add_document, name_person, record_inquiry, renew_pin, take_step,
};
use slrt_operations::view::{self, Cursor, FactState, Reminder};
use slrt_operations::{Body, OperationError, Request, random, rebuild};
use slrt_storage::SubjectKey;
use slrt_storage::catalog::fact_digest;
use slrt_testing::{FAR_VILLAGE, Officer, Regency, SUKA_BARU, Store, both};

fn refusal<T: std::fmt::Debug>(answer: Result<T, OperationError>) -> RefusalKind {
    match answer {
        Err(OperationError::Refused(r)) => r.kind,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn area(code: &str) -> AreaCode {
    AreaCode::parse(code).unwrap()
}

async fn session(r: &Regency, who: &str) -> Session {
    accounts::authenticate(&r.house, &r.token(who).await).await.unwrap()
}

/// Somebody in a village, the head of a family of their own.
async fn resident(r: &Regency, name: &str, nik: &str, card: &str, village: &str) -> (PersonId, FamilyId) {
    let (person, family) = (PersonId(r.house.clock().new_id()), FamilyId(r.house.clock().new_id()));
    let (key, family_key) = (SubjectKey::new(r.tenant, person, random()), SubjectKey::new(r.tenant, family, random()));
    let added = PersonAdded {
        person,
        family,
        new_family: true,
        name: key.seal("person.name", name),
        nik: Some(key.seal("person.nik", nik)),
        card: Some(family_key.seal("family.card", card)),
        address: Some(family_key.seal("family.address", "Jalan Contoh 1")),
        phone: Some(key.seal("person.phone", "+6281299990123")),
        village: area(village),
        sex: "female".into(),
        born: Some(key.seal("person.born", "1968-12-01")),
        birth_year: Some(1968),
        relation: "head".into(),
        warnings: vec!["serial_zero".into()],
    };
    let mut request = Request::system(r.tenant, r.operation(), "cli", Body::AddPerson(added));
    request.keys.extend([key, family_key]);
    r.house.submit(request).await.unwrap();
    (person, family)
}

async fn names(r: &Regency, who: &str, query: &str) -> Vec<String> {
    let found = view::search(&r.house, &session(r, who).await, query, 10).await.unwrap();
    found.hits.into_iter().map(|h| h.name.unwrap().into_inner()).collect()
}

both! {
    async fn people_are_found_by_what_they_bring(store: Store) {
        let r = Regency::found(&store).await;
        let (person, family) = resident(&r, "Siti Aminah", "9901014107680001", "9901010101200001", SUKA_BARU).await;
        resident(&r, "SITI AMINAH", "9901014107680002", "9901010101200002", FAR_VILLAGE).await;
        resident(&r, "Hj. Siti Aminah Rahayu", "9901014107680003", "9901010101200003", SUKA_BARU).await;
        resident(&r, "Achmad Fauzi", "9901010107680004", "9901010101200004", FAR_VILLAGE).await;
        resident(&r, "Fatimah", "9901010107680005", "9901010101200005", FAR_VILLAGE).await;
        for query in ["9901014107680001", "9901 0141 0768 0001", "9901010101200001"] {
            let found = view::search(&r.house, &session(&r, "front_office").await, query, 10).await.unwrap();
            assert_eq!(found.hits.len(), 1, "{query}");
            let hit = &found.hits[0];
            assert_eq!((hit.family, hit.person, hit.nik.as_deref(), hit.birth_year), (family, person, Some("9901••••••••0001"), Some(1968)));
            assert_eq!((hit.village.name.as_str(), hit.members, hit.has_open_cases), (r.house.areas().name(area(SUKA_BARU)).unwrap(), 1, false));
        }
        // Names that fit come first, the own village before others.
        assert_eq!(names(&r, "front_office", "siti aminah").await, ["Siti Aminah", "Hj. Siti Aminah Rahayu", "SITI AMINAH"]);
        assert_eq!(names(&r, "tksk", "siti aminah").await[0], "SITI AMINAH");
        for (query, want) in [("Ahmad Pauji", "Achmad Fauzi"), ("patima", "Fatimah"), ("fati", "Fatimah"), ("Fatimah Zahra", "Fatimah")] {
            assert_eq!(names(&r, "front_office", query).await.first().map(String::as_str), Some(want), "{query}");
        }
        assert!(names(&r, "front_office", "Budi Santoso").await.is_empty());
        for query in ["", "   ", "12", "9901014107680009", "%", "'; --"] {
            assert!(names(&r, "front_office", query).await.is_empty(), "{query}");
        }
        for who in ["viewer", "admin", "auditor", "institution_officer", "village_head"] {
            assert_eq!(refusal(view::search(&r.house, &session(&r, who).await, "siti", 10).await), RefusalKind::Forbidden, "{who}");
            assert_eq!(refusal(view::family(&r.house, &session(&r, who).await, family).await), RefusalKind::NotFound, "{who}");
        }
        let receipt = r.open("front_office", Some(person), &["pbi-nonaktif"]).await.unwrap();
        let found = view::search(&r.house, &session(&r, "front_office").await, &receipt.number.to_string(), 10).await.unwrap();
        assert_eq!(found.case, Some((receipt.case, receipt.number)));
        let elsewhere = view::search(&r.house, &session(&r, "tksk").await, &receipt.number.to_string(), 10).await.unwrap();
        assert_eq!(elsewhere.case, None);
        assert!(view::search(&r.house, &session(&r, "tksk").await, "9901014107680001", 10).await.unwrap().hits[0].has_open_cases);
        assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}

both! {
    async fn a_family_is_shown_with_its_history(store: Store) {
        let r = Regency::found(&store).await;
        let (person, id) = resident(&r, "Siti Aminah", "9901014107680001", "9901010101200001", SUKA_BARU).await;
        let receipt = r.open("front_office", Some(person), &["pbi-nonaktif", "rumah-tidak-layak"]).await.unwrap();
        let f = view::family(&r.house, &session(&r, "back_office").await, id).await.unwrap();
        assert_eq!(f.card.as_deref(), Some("9901••••••••0001"));
        assert_eq!(f.address.as_ref().map(|a| a.reveal().as_str()), Some("Jalan Contoh 1"));
        assert_eq!((f.decile.clone(), f.layer.as_str(), f.members.len()), (None, "local", 1));
        let m = &f.members[0];
        assert_eq!((m.brief.age, m.relation.as_str(), m.warnings.as_slice()), (Some(57), "head", &["serial_zero".to_owned()][..]));
        assert_eq!(m.brief.phone.as_deref(), Some("••••••123"));
        assert_eq!(m.open.len(), 2);
        assert_eq!(f.history.iter().map(|h| (h.number, h.open, h.readable, h.turn.mine)).collect::<Vec<_>>(), vec![(receipt.number, true, true, true); 2]);
        assert_eq!(f.trail.iter().map(|t| t.kind.as_str()).collect::<Vec<_>>(), ["case.opened", "person.added"]);
        assert_eq!(f.trail[0].officer.as_ref().map(|o| o.reveal().as_str()), Some("front_office"));
        // From another village: the history is there, the case itself is not theirs to open.
        let far = view::family(&r.house, &session(&r, "tksk").await, id).await.unwrap();
        assert_eq!(far.history.iter().map(|h| h.readable).collect::<Vec<_>>(), [false, false]);
        let unknown = FamilyId(r.house.clock().new_id());
        assert_eq!(refusal(view::family(&r.house, &session(&r, "back_office").await, unknown).await), RefusalKind::NotFound);
    }
}

both! {
    async fn a_case_carries_papers_numbers_and_a_new_pin(store: Store) {
        let r = Regency::found(&store).await;
        let receipt = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        let document = |case: CaseId| DocumentInput {
            id: DocumentId(r.house.clock().new_id()),
            case,
            concern: None,
            kind: "kk".into(),
            form: DocumentForm::Photo,
            photo: Some(Private::new(vec![1, 2, 3])),
        };
        add_document(&r.house, &r.sender("front_office"), document(receipt.case)).await.unwrap();
        assert_eq!(refusal(add_document(&r.house, &r.sender("viewer"), document(receipt.case)).await), RefusalKind::NotFound);
        assert_eq!(refusal(add_document(&r.house, &r.sender("manager"), document(receipt.case)).await), RefusalKind::Forbidden);
        let seen = view::case(&r.house, &session(&r, "back_office").await, receipt.case).await.unwrap();
        let c = &seen.concerns[0];
        let number = ExternalInput { system: "siks-ng".into(), number: Private::new("REF-9".into()), submitted_on: None, checked_on: None, status: "diproses".into() };
        let step = StepInput { case: receipt.case, concern: c.id, revision: c.revision, verb: VerbInput::NoteNumber(number) };
        take_step(&r.house, &r.sender("back_office"), step).await.unwrap();
        let (pin, _) = renew_pin(&r.house, &r.sender("front_office"), receipt.case).await.unwrap();
        accounts::by_pin(&r.house, &receipt.number.to_string(), pin.reveal(), None).await.unwrap();
        let seen = view::case(&r.house, &session(&r, "back_office").await, receipt.case).await.unwrap();
        assert_eq!((seen.documents.len(), seen.documents[0].kind.as_str(), seen.documents[0].blob.is_some()), (1, "kk", true));
        assert_eq!(seen.externals[0].number.as_ref().map(|n| n.reveal().as_str()), Some("REF-9"));
        let kinds: Vec<&str> = seen.timeline.iter().map(|t| t.kind.as_str()).collect();
        assert_eq!(kinds, ["case.pin_renewed", "concern.number_noted", "document.noted", "case.opened"]);
        assert!(seen.can.add_document && seen.can.renew_pin && seen.can.reveal && !seen.can.name_person);
        assert_eq!(seen.concerns[0].primary().map(|o| o.verb), Some(VerbCode::Verify));
        assert!(seen.person.name.is_none() && !seen.erased);
        // The office above answers for those below; another district, readers of counts and the catalogue's keeper see nothing.
        for who in ["supervisor", "manager", "division_head", "head"] {
            view::case(&r.house, &session(&r, who).await, receipt.case).await.unwrap();
        }
        for who in ["tksk", "facilitator", "surveyor", "sekretariat-bo", "village_head", "admin", "auditor", "viewer", "institution_officer"] {
            assert_eq!(refusal(view::case(&r.house, &session(&r, who).await, receipt.case).await), RefusalKind::NotFound, "{who}");
        }
        // Each offer is accepted, and none but these.
        for who in ["front_office", "coordinator", "supervisor"] {
            let seen = view::case(&r.house, &session(&r, who).await, receipt.case).await.unwrap();
            assert!(seen.concerns[0].actions.iter().filter(|o| o.primary).count() <= 1, "{who}");
        }
        let restricted = r.open("front_office", None, &["kdrt"]).await.unwrap().case;
        let helper = r.officers["coordinator"].account;
        assert_eq!(refusal(name_person(&r.house, &r.sender("back_office"), restricted, helper).await), RefusalKind::NotFound);
        name_person(&r.house, &r.sender("protection_officer"), restricted, helper).await.unwrap();
        assert!(view::case(&r.house, &session(&r, "coordinator").await, restricted).await.unwrap().restricted);
        assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}

both! {
    async fn the_list_has_pages_figures_and_reminders(store: Store) {
        let mut r = Regency::found(&store).await;
        let account = r.hire("fasilitator-lain", &[(Role::Facilitator, Scope::Area(area(SUKA_BARU)))]).await;
        r.officers.insert("fasilitator-lain", Officer { account, role: Role::Facilitator });
        for _ in 0..40 {
            r.open("front_office", None, &["pbi-nonaktif", "biaya-sekolah", "ktp-kk"]).await.unwrap();
        }
        let back = session(&r, "back_office").await;
        let (mut seen, mut after, mut pages) = (Vec::new(), None, 0);
        loop {
            let page = view::tasks(&r.house, &back, after).await.unwrap();
            assert_eq!(page.figures.waiting, 120);
            seen.extend(page.lines.iter().map(|l| (l.timing.due.unwrap(), l.concern)));
            pages += 1;
            let Some(next) = page.next else { break };
            after = Cursor::parse(&next.to_string());
            assert_eq!(after, Some(next));
        }
        assert_eq!((seen.len(), pages), (120, 3));
        assert!(seen.windows(2).all(|p| p[0] < p[1]));
        let first = view::tasks(&r.house, &back, None).await.unwrap().lines.remove(0);
        assert_eq!(first.title.as_ref().map(|t| t.reveal().as_str()), Some("Kartu BPJS mati"));

        // A visit that is late shows at the office; the visitor has it all the time.
        let visit = StepInput { case: first.case, concern: first.concern, revision: first.revision, verb: VerbInput::RequestVisit(None) };
        take_step(&r.house, &r.sender("back_office"), visit).await.unwrap();
        let due = |s: &Session| {
            let (house, s) = (r.house.clone(), s.clone());
            async move { view::tasks(&house, &s, None).await.unwrap().lines.into_iter().find(|l| l.concern == first.concern).map(|l| l.reminder) }
        };
        assert_eq!(due(&back).await, None);
        let visitor = session(&r, "fasilitator-lain").await;
        assert_eq!(due(&visitor).await, Some(None));
        assert_eq!(due(&session(&r, "facilitator").await).await, None);
        r.house.clock().set(r.house.clock().now().plus_seconds(30 * 86_400));
        let (back, visitor) = (session(&r, "back_office").await, session(&r, "fasilitator-lain").await);
        assert_eq!(due(&back).await, Some(Some(Reminder::VisitLate)));
        assert_eq!(view::tasks(&r.house, &visitor, None).await.unwrap().figures.overdue, 1);
        let late = view::tasks(&r.house, &back, None).await.unwrap();
        assert_eq!((late.figures.waiting, late.figures.overdue), (120, 120));
        assert!(late.lines.iter().all(|l| l.timing.days_overdue > 0 && l.timing.promise_passed));
    }
}

both! {
    async fn the_book_counts_what_offices_did(store: Store) {
        let r = Regency::found(&store).await;
        r.open("front_office", None, &["pbi-nonaktif", "biaya-sekolah"]).await.unwrap();
        r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        record_inquiry(&r.house, &r.sender("front_office"), r.puskesos, Some(area(SUKA_BARU)), "kesehatan".into(), Channel::Counter).await.unwrap();
        assert_eq!(
            refusal(record_inquiry(&r.house, &r.sender("front_office"), r.sekretariat, None, "kesehatan".into(), Channel::Counter).await),
            RefusalKind::Forbidden
        );
        let today = Day::parse("2026-11-23").unwrap();
        let book = view::book(&r.house, &session(&r, "front_office").await, today).await.unwrap();
        assert_eq!(book.offices.iter().map(|o| o.id).collect::<Vec<_>>(), [r.puskesos]);
        assert_eq!(book.brought.iter().map(|c| (c.kind.as_str(), c.n)).collect::<Vec<_>>(), [("biaya-sekolah", 1), ("pbi-nonaktif", 2)]);
        assert_eq!(book.inquiries.iter().map(|c| (c.kind.as_str(), c.n)).collect::<Vec<_>>(), [("kesehatan", 1)]);
        assert_eq!(book.cases.iter().map(|c| c.kinds.len()).sum::<usize>(), 3);
        assert_eq!(book.cases[0].time, (9, 0));
        assert_eq!(view::book(&r.house, &session(&r, "manager").await, today).await.unwrap().cases.len(), 2);
        // Leaders and auditors see counts, no cases.
        for who in ["viewer", "auditor", "village_head"] {
            let book = view::book(&r.house, &session(&r, who).await, today).await.unwrap();
            assert_eq!((book.brought.len(), book.cases.len()), (2, 0), "{who}");
        }
        assert_eq!(refusal(view::book(&r.house, &session(&r, "tksk").await, today).await), RefusalKind::Forbidden);
        assert_eq!(refusal(view::month(&r.house, &session(&r, "front_office").await, r.sekretariat, 2026, 11).await), RefusalKind::NotFound);
        let month = view::month(&r.house, &session(&r, "front_office").await, r.puskesos, 2026, 11).await.unwrap();
        assert_eq!((month.total.received, month.total.open_at_end, month.total.helped), (3, 3, 0));
        assert_eq!(month.by_village.iter().map(|v| v.1).sum::<i64>(), 3);
        assert_eq!(month.by_channel.get("counter"), Some(&3));
        let before = view::month(&r.house, &session(&r, "front_office").await, r.puskesos, 2026, 10).await.unwrap();
        assert_eq!((before.rows.len(), before.total.open_at_end), (0, 0));
    }
}

both! {
    async fn the_public_sees_confirmed_facts_and_offices(store: Store) {
        let r = Regency::found(&store).await;
        let contacts = view::contacts(&r.house, r.tenant, area(SUKA_BARU)).await.unwrap();
        assert_eq!(contacts.puskesos.map(|o| (o.id, o.staffed)), Some((r.puskesos, true)));
        let far = view::contacts(&r.house, r.tenant, area(FAR_VILLAGE)).await.unwrap();
        assert_eq!((far.puskesos, far.facilitators, far.tksk), (None, 1, 1));
        assert_eq!(far.sekretariat.map(|o| o.id), Some(r.sekretariat));
        assert_eq!(refusal(view::contacts(&r.house, r.tenant, area("1101012001")).await), RefusalKind::NotFound);
        assert_eq!(view::offices(&r.house, r.tenant).await.unwrap().len(), 2);

        let admin = session(&r, "admin").await;
        let list = view::checklist(&r.house, &admin).await.unwrap();
        let pick = list.facts.iter().find(|f| f.program == "pkh" && f.fact.kind == slrt_domain::program::FactKind::Benefit).unwrap().clone();
        assert_eq!(pick.state, FactState::Open);
        assert!(view::programs(&r.house, r.tenant).await.unwrap().iter().all(|p| p.benefits.is_none() && p.criteria.is_none()));
        let confirm = |confirmed: bool, digest| FactConfirmed { program: "pkh".into(), fact: pick.fact.key.clone(), confirmed, digest };
        for (said, want) in [
            (confirm(true, fact_digest(&pick.fact)), FactState::Confirmed),
            (confirm(true, slrt_domain::journal::Hash::of(b"another text")), FactState::Changed),
            (confirm(false, fact_digest(&pick.fact)), FactState::Doubted),
        ] {
            r.system(Body::ConfirmFacts(vec![said])).await;
            let list = view::checklist(&r.house, &admin).await.unwrap();
            let now = list.facts.iter().find(|f| f.program == "pkh" && f.fact.key == pick.fact.key).unwrap().state;
            assert_eq!(now, want);
            let shown = view::programs(&r.house, r.tenant).await.unwrap().into_iter().find(|p| p.code == "pkh").unwrap().benefits;
            assert_eq!(shown.is_some(), want == FactState::Confirmed);
        }
        assert_eq!(refusal(view::checklist(&r.house, &session(&r, "front_office").await).await), RefusalKind::Forbidden);
    }
}

/// How long pages take with 200,000 cases. Run it alone: `cargo nextest run -p slrt-operations --test views --run-ignored all speed`.
mod speed {
    use super::*;
    use slrt_domain::Coded as _;
    use slrt_domain::access::Visibility;
    use slrt_domain::calendar::Instant;
    use slrt_domain::case::{After, Case, CaseOpened, Concern, ConcernOpened, ConcernState, Turn, TurnRole};
    use slrt_domain::journal::{Entry, Event, Hash};
    use slrt_storage::tables::table;
    use slrt_storage::{Value, args, case as cases, journal, wire};
    use std::time::Duration;

    const CASES: usize = 200_000;
    const FIRST: &[&str] = &["siti", "sri", "nur", "ahmad", "muhammad", "dewi", "eko", "budi", "rina", "agus", "wayan", "yanti"];
    const LAST: &[&str] = &["aminah", "rahayu", "wahyuni", "fauzi", "santoso", "lestari", "hidayat", "saputra", "susanti", "kurniawan"];

    struct Filled {
        cases: Vec<CaseId>,
        families: Vec<FamilyId>,
    }

    /// Rows as they would be after years, written past the journal: this measures reading alone.
    async fn fill(r: &Regency, store: &Store) -> Filled {
        let villages: Vec<AreaCode> = r.house.areas().within(area("1813"), slrt_domain::area::Level::Village).map(|v| v.0).collect();
        let mut filled = Filled { cases: Vec::new(), families: Vec::new() };
        let mut family = FamilyId(r.house.clock().new_id());
        for chunk in 0..CASES / 2000 {
            let mut rows: [Vec<Vec<Value>>; 9] = Default::default();
            for i in chunk * 2000..(chunk + 1) * 2000 {
                let village = villages[i / 3 % villages.len()];
                if i % 3 == 0 {
                    family = FamilyId(r.house.clock().new_id());
                    filled.families.push(family);
                    rows[0].push(args![
                        r.tenant,
                        family,
                        None::<Vec<u8>>,
                        None::<Vec<u8>>,
                        village,
                        "Jalan Contoh",
                        None::<String>,
                        None::<Vec<u8>>,
                        3i64,
                        "dtsen",
                        "2026-10-01",
                        "copy",
                        None::<String>,
                        None::<Vec<u8>>,
                        None::<Vec<u8>>,
                        0i64
                    ]);
                }
                one(r, store, i, family, village, &mut rows, &mut filled);
            }
            let mut tx = r.house.db().write(r.tenant).await.unwrap();
            for (name, rows) in ["family", "person", "person_name", "service_case", "concern", "subject_key", "journal", "journal_subject"]
                .iter()
                .zip(&rows)
            {
                tx.insert(table(name), rows).await.unwrap();
            }
            let mut counts = std::collections::BTreeMap::<Vec<Value>, i64>::new();
            rows[8].iter().for_each(|row| *counts.entry(row.clone()).or_default() += 1);
            let counts: Vec<Vec<Value>> = counts.into_iter().map(|(row, n)| row.into_iter().chain([n.into()]).collect()).collect();
            tx.add(table("queue_tally"), &counts).await.unwrap();
            tx.commit().await.unwrap();
        }
        store.as_owner("ANALYZE").await;
        store.as_owner(r"DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET session_preload_libraries = ''auto_explain''', current_database()); EXECUTE format('ALTER DATABASE %I SET auto_explain.log_min_duration = 3', current_database()); EXECUTE format('ALTER DATABASE %I SET auto_explain.log_analyze = on', current_database()); END $$").await;
        filled
    }

    fn one(
        r: &Regency,
        store: &Store,
        i: usize,
        family: FamilyId,
        village: AreaCode,
        rows: &mut [Vec<Vec<Value>>; 9],
        filled: &mut Filled,
    ) {
        let id = |()| r.house.clock().new_id();
        let (person, case, concern) = (PersonId(id(())), CaseId(id(())), ConcernId(id(())));
        let (first, last) = (FIRST[i * 7 % FIRST.len()], LAST[i / 5 % LAST.len()]);
        let odd = format!("{}{}", ["wati", "nto", "rman", "sih"][i % 4], i % 977);
        rows[1].push(args![
            r.tenant,
            person,
            family,
            (i % 3) as i64,
            format!("{first} {last} {odd}"),
            None::<Vec<u8>>,
            None::<Vec<u8>>,
            "female",
            "1980-01-01",
            1980i64,
            if i % 3 == 0 { "head" } else { "child" },
            None::<String>,
            None::<Vec<u8>>,
            "copy",
            None::<String>,
            None::<Vec<u8>>,
            "",
            false
        ]);
        rows[2].extend([first, last, odd.as_str()].map(|t| args![r.tenant, t, person]));
        let day = Day::parse("2026-11-20").unwrap().plus(-((i % 1500) as i64));
        let office = match i % 20 {
            0..=2 => r.puskesos,
            3..=5 => r.sekretariat,
            n => OfficeId(uuid_of(n)),
        };
        let (state, turn) = match i % 100 {
            0 | 3 => (ConcernState::Received, Turn::office(TurnRole::BackOffice, office)),
            1 | 5 => (
                ConcernState::Referred,
                Turn { role: TurnRole::Institution, office: Some(office), institution: Some(r.institutions["dinkes"]) },
            ),
            _ => (ConcernState::Closed, Turn::NOBODY),
        };
        let key = SubjectKey::new(r.tenant, case, random());
        let after = After {
            state,
            turn,
            due: (turn.role != TurnRole::Nobody).then(|| day.plus(3)),
            promised: day.plus(14),
            outcome: None,
            reason: None,
            programs: vec![],
            chain: vec![],
            recommended_by: None,
            paused_since: None,
            overdue: false,
            closed_on: None,
            reopened: 0,
            revision: 1,
        };
        let opened = ConcernOpened {
            id: concern,
            kind: "pbi-nonaktif".into(),
            category: "A".into(),
            sector: "kesehatan".into(),
            words: Some(key.seal("concern.words", "Kartu BPJS tidak aktif, perlu cuci darah")),
            urgent: false,
            visibility: Visibility::Normal,
            after: after.clone(),
        };
        let at = Instant::from_micros(1_700_000_000_000_000 + i as i64 * 1_000_000);
        let event = CaseOpened {
            case,
            number: ServiceNumber::from_draw(r.tenant, i as u32),
            pin_hash: vec![0; 36],
            office,
            village,
            person: Some(person),
            family: Some(family),
            channel: Channel::Counter,
            visibility: Visibility::Normal,
            caller: None,
            phone: None,
            proxy: None,
            ppks: None,
            on: day,
            late_reason: None,
            external: None,
            named: vec![],
            concerns: vec![opened.clone()],
        };
        let account = r.officers["front_office"].account;
        rows[3].push(cases::case_values(r.tenant, &event, at, at, Some(account)));
        let domain = Case {
            id: case,
            number: event.number,
            office,
            village,
            person: Some(person),
            family: Some(family),
            visibility: Visibility::Normal,
            occurred_at: at,
            opened_by: Some(account),
            named: vec![],
            concerns: vec![],
            referrals: vec![],
        };
        let row = Concern {
            id: concern,
            position: 1,
            kind: opened.kind.clone(),
            category: "A".into(),
            sector: opened.sector.clone(),
            words: opened.words.clone(),
            urgent: false,
            visibility: Visibility::Normal,
            opened_on: day,
            state,
            revision: 1,
            now: after.clone(),
        };
        rows[4].push(cases::concern_values(r.tenant, &domain, &row));
        rows[5].push(key.row(&store.keys));
        if let Some(due) = after.due {
            let holder = turn.institution.map(|i| i.bytes()).unwrap_or_else(|| office.bytes());
            rows[8].push(args![r.tenant, turn.role.code(), holder, due, false]);
            if turn.institution.is_some() {
                rows[8].push(args![r.tenant, "sent", office, due, false]);
            }
        }
        let encoded = wire::encode(&Event::CaseOpened(event));
        let entry = Entry {
            tenant: r.tenant,
            number: 1_000_000 + i as i64,
            previous: Hash::ZERO,
            operation: OperationId(id(())),
            part: 0,
            digest: Hash::ZERO,
            kind: encoded.kind,
            actor: Some(account.0),
            role: "front_office".into(),
            on_behalf_of: String::new(),
            channel: "web".into(),
            device: None,
            occurred_at: at,
            recorded_at: at,
            subjects: vec![case.0, person.0],
            payload: encoded.payload,
        };
        rows[7].extend(journal::subject_rows(std::slice::from_ref(&entry)));
        rows[6].push(args![
            entry.tenant,
            entry.number,
            entry.previous,
            entry.hash(),
            entry.operation,
            entry.part,
            entry.digest,
            &entry.kind,
            entry.actor,
            &entry.role,
            &entry.on_behalf_of,
            &entry.channel,
            entry.device.clone(),
            entry.occurred_at,
            entry.recorded_at,
            slrt_domain::journal::subject_bytes(&entry.subjects),
            &entry.payload
        ]);
        filled.cases.push(case);
    }

    fn uuid_of(n: usize) -> uuid::Uuid {
        uuid::Uuid::from_u128(n as u128)
    }

    /// Measures a page and says how long it took: the middle and the 99th of a hundred.
    async fn measure<F: Future<Output = ()>>(what: &str, page: impl Fn(usize) -> F) -> Duration {
        let mut times = Vec::new();
        for i in 0..300 {
            let begin = std::time::Instant::now();
            page(i).await;
            times.push(begin.elapsed());
        }
        times.sort();
        let (middle, worst) = (times[times.len() / 2], times[times.len() * 99 / 100]);
        eprintln!("{what:<28} median {middle:>10.2?}   p99 {worst:>10.2?}");
        worst
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    #[ignore = "fills a database for a minute"]
    async fn with_many_cases_on_sqlite() {
        with_many_cases(Store::new(slrt_testing::Engine::Sqlite).await).await;
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    #[ignore = "fills a database for a minute"]
    async fn with_many_cases_on_postgres() {
        with_many_cases(Store::new(slrt_testing::Engine::Postgres).await).await;
    }

    async fn with_many_cases(store: Store) {
        let r = Regency::found(&store).await;
        let filled = fill(&r, &store).await;
        let back = session(&r, "back_office").await;
        let manager = session(&r, "manager").await;
        let supervisor = session(&r, "supervisor").await;
        let dinkes = session(&r, "institution_officer").await;
        eprintln!("{:?}", store.engine);
        let tasks = |s: &Session| {
            let (house, s) = (r.house.clone(), s.clone());
            move |_| {
                let (house, s) = (house.clone(), s.clone());
                async move { _ = view::tasks(&house, &s, None).await.unwrap() }
            }
        };
        let mut worst = Vec::new();
        let own: Vec<CaseId> = filled.cases.iter().enumerate().filter(|(i, _)| i % 20 < 3).map(|(_, c)| *c).collect();
        let (house, reader) = (&r.house, &back);
        let case = |i: usize| {
            let id = own[i * 37 % own.len()];
            async move { _ = view::case(house, reader, id).await.unwrap() }
        };
        let family = |i: usize| {
            let id = filled.families[i * 53 % filled.families.len()];
            async move { _ = view::family(house, reader, id).await.unwrap() }
        };
        worst.push(measure("case", case).await);
        worst.push(measure("family", family).await);
        let figures = view::tasks(&r.house, &back, None).await.unwrap().figures;
        eprintln!("{figures:?}");
        worst.push(measure("tasks, back office", tasks(&back)).await);
        worst.push(measure("tasks, manager", tasks(&manager)).await);
        worst.push(measure("tasks, supervisor", tasks(&supervisor)).await);
        worst.push(measure("tasks, protection officer", tasks(&session(&r, "protection_officer").await)).await);
        worst.push(measure("tasks, facilitator", tasks(&session(&r, "facilitator").await)).await);
        worst.push(measure("tasks, institution", tasks(&dinkes)).await);
        for query in ["siti aminah wati13", "siti", "sity aminnah", "nobody at all"] {
            measure(query, |_| async { _ = view::search(&r.house, &back, query, 20).await.unwrap() }).await;
        }
        measure("book", |_| async { _ = view::book(&r.house, &manager, Day::parse("2026-11-20").unwrap()).await.unwrap() }).await;
        measure("month", |_| async { _ = view::month(&r.house, &manager, r.puskesos, 2026, 11).await.unwrap() }).await;
        assert!(worst.iter().all(|t| *t < Duration::from_millis(200)), "a query reads more than it shows: {worst:?}");
    }
}
