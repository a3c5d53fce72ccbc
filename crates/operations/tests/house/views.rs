//! What people are shown, on both engines: found, masked, counted, and hidden from whoever may not see it.

use slrt_domain::access::{Role, Scope};
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::case::{Channel, DocumentForm, VerbCode};
use slrt_domain::identity::*;
use slrt_domain::journal::{FactConfirmed, PersonAdded, RefusalKind};
use slrt_operations::accounts::{self, Session};
use slrt_operations::inquiry::record_inquiry;
use slrt_operations::steps::{DocumentInput, ExternalInput, StepInput, VerbInput, add_document, name_person, renew_pin, take_step};
use slrt_operations::view::{self, Cursor, FactState, Reminder};
use slrt_operations::{Body, OperationError, Request, random, rebuild};
use slrt_storage::SubjectKey;
use slrt_storage::catalog::fact_digest;
use slrt_testing::{FAR_VILLAGE, Officer, Regency, SUKA_BARU, both};

fn refusal<T: std::fmt::Debug>(answer: Result<T, OperationError>) -> RefusalKind {
    match answer {
        Err(OperationError::Refused(r)) => r.kind,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn area(code: &str) -> AreaCode {
    AreaCode::parse(code).unwrap()
}

pub(super) async fn session(r: &Regency, who: &str) -> Session {
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
        hamlet: None,
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
            assert_eq!((hit.village.name.as_str(), hit.members, !hit.open.is_empty()), (r.house.areas().name(area(SUKA_BARU)).unwrap(), 1, false));
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
        assert!(view::search(&r.house, &session(&r, "tksk").await, "9901014107680001", 10).await.unwrap().hits[0].open.len() == 1);
        assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}

both! {
    /// Those who look at the same moment are answered together: each finds their own, and what is restricted stays with whoever is named on it.
    async fn many_who_look_at_once_find_their_own(store: Store) {
        let r = Regency::found(&store).await;
        let mut people = Vec::new();
        for i in 0..20 {
            let (nik, card) = (format!("99010141076800{i:02}"), format!("99010101012000{i:02}"));
            people.push((resident(&r, "Siti Aminah", &nik, &card, SUKA_BARU).await, nik));
        }
        let kept = r.open("front_office", Some(people[0].0.0), &["kdrt"]).await.unwrap();
        r.open("front_office", Some(people[1].0.0), &["pbi-nonaktif"]).await.unwrap();
        let (named, other) = (session(&r, "front_office").await, session(&r, "tksk").await);
        let questions = people.iter().cycle().take(100).enumerate().map(|(n, ((person, family), nik))| {
            let (house, reader) = (&r.house, if n % 2 == 0 { &named } else { &other });
            async move { (n, *person, *family, view::search(house, reader, nik, 10).await.unwrap().hits) }
        });
        for (n, person, family, hits) in futures::future::join_all(questions).await {
            let found: Vec<_> = hits.iter().map(|h| (h.person, h.family, h.members)).collect();
            assert_eq!(found, [(person, family, 1)], "question {n}");
        }
        for (reader, open) in [(&named, 1), (&other, 0)] {
            let hits = view::search(&r.house, reader, &people[0].1, 10).await.unwrap().hits;
            assert_eq!(hits[0].open.iter().filter(|o| o.case == kept.case).count(), open);
        }
        let both = futures::future::join(view::search(&r.house, &other, &people[0].1, 10), view::search(&r.house, &named, &people[0].1, 10)).await;
        assert_eq!((both.0.unwrap().hits[0].open.len(), both.1.unwrap().hits[0].open.len()), (0, 1));
        // A number that nobody has is answered beside others.
        assert!(view::search(&r.house, &other, "9901014107689999", 10).await.unwrap().hits.is_empty());
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
        let number = ExternalInput { system: "siks-ng".into(), number: Private::new("REF-9".into()), referral: None, submitted_on: None, checked_on: None, status: Some(Private::new("diproses".into())) };
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
