//! What is written down is put right, found by what it says now, and stays when the registry is imported again.

use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::family::{FamilyRecord, MemberRecord, Relation, Sex};
use slrt_domain::identity::*;
use slrt_domain::journal::{Hash, Refusal, RefusalKind};
use slrt_operations::correct::{FamilyChange, PersonChange, correct_family, correct_person};
use slrt_operations::erase::erase_person;
use slrt_operations::import::RegistryImport;
use slrt_operations::intake::Sender;
use slrt_operations::people::{NewPerson, Reveal, Shown, add_nik, add_person, reveal};
use slrt_operations::{OperationError, Who, rebuild};
use slrt_storage::{journal, registry};
use slrt_testing::{FAR_VILLAGE, Regency, SUKA_BARU, Store, both};
use std::collections::BTreeMap;

fn refused<T: std::fmt::Debug>(answer: Result<T, OperationError>) -> Refusal {
    match answer {
        Err(OperationError::Refused(r)) => r,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

/// Kind, field and detail of a refusal.
fn says<T: std::fmt::Debug>(answer: Result<T, OperationError>) -> (RefusalKind, &'static str, String) {
    let r = refused(answer);
    (r.kind, r.field.unwrap_or_default(), r.detail)
}

fn invalid(field: &'static str, detail: &str) -> (RefusalKind, &'static str, String) {
    (RefusalKind::Invalid, field, detail.to_owned())
}

async fn check(r: &Regency, store: &Store) {
    let v = journal::verify(r.house.db(), &store.keys, r.tenant, &[]).await.unwrap();
    assert_eq!(v.findings, vec![]);
    assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
}

async fn row(r: &Regency, person: PersonId) -> registry::PersonRow {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    registry::persons(&mut tx, r.tenant, &[person]).await.unwrap().pop().unwrap()
}

async fn home(r: &Regency, family: FamilyId) -> registry::FamilyRecordRow {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    registry::families(&mut tx, r.tenant, &[family]).await.unwrap().pop().unwrap()
}

async fn named(r: &Regency, token: &str) -> usize {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    registry::persons_by_name(&mut tx, r.tenant, &[token.to_owned()], 10).await.unwrap().len()
}

async fn by_nik(r: &Regency, nik: &str) -> Vec<PersonId> {
    let hash = r.house.keys().lookup_hashes(r.tenant, "nik", nik);
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    let found = registry::persons_by_nik(&mut tx, r.tenant, &hash).await.unwrap();
    found.iter().filter_map(|p| PersonId::from_slice(&p.id)).collect()
}

async fn by_card(r: &Regency, card: &str) -> Vec<FamilyId> {
    let hash = r.house.keys().lookup_hashes(r.tenant, "card", card);
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    let found = registry::families_by_card(&mut tx, r.tenant, &hash).await.unwrap();
    found.iter().filter_map(|f| FamilyId::from_slice(&f.id)).collect()
}

async fn phone(r: &Regency, person: PersonId) -> Option<String> {
    let wish = Reveal { person: Some(person), family: None, case: None, what: Shown::Phone, reason: Some(Private::new("uji".into())) };
    reveal(&r.house, &r.sender("front_office"), wish).await.ok().map(Private::into_inner)
}

async fn somebody(r: &Regency, name: &str) -> (PersonId, FamilyId) {
    let new = NewPerson {
        person: PersonId(r.house.clock().new_id()),
        new_family: FamilyId(r.house.clock().new_id()),
        family: None,
        name: Private::new(name.into()),
        nik: None,
        card: None,
        phone: None,
        address: Some(Private::new("Belakang masjid".into())),
        village: AreaCode::parse(SUKA_BARU).unwrap(),
        sex: None,
        born: None,
        birth_year: Some(1970),
        relation: Relation::Head,
        confirmed_warnings: false,
    };
    let ids = (new.person, new.new_family);
    add_person(&r.house, &r.sender("front_office"), new).await.unwrap();
    ids
}

async fn change_of(r: &Regency, person: PersonId) -> PersonChange {
    PersonChange { person: Some(person), revision: row(r, person).await.revision, ..PersonChange::default() }
}

async fn change_at(r: &Regency, family: FamilyId) -> FamilyChange {
    FamilyChange { family: Some(family), revision: home(r, family).await.revision, ..FamilyChange::default() }
}

const NIK: &str = "9901014107680001";

both! {
    async fn a_person_is_put_right_and_found_by_what_is_right(store: Store) {
        let r = Regency::found(&store).await;
        let (person, _) = somebody(&r, "Sumyati Karto").await;
        let seen = change_of(&r, person).await;
        let right = PersonChange {
            name: Some(Private::new(" Sumiati Karto ".into())),
            nik: Some(Nik::parse(NIK).ok()),
            sex: Some(Some(Sex::Female)),
            born: Some(Day::parse("1968-07-01")),
            relation: Some(Relation::Spouse),
            phone: Some(Phone::parse("0812-9999-0000").ok()),
            ..seen.clone()
        };
        for role in ["viewer", "admin", "auditor", "head", "manager", "institution_officer", "village_head"] {
            assert_eq!(refused(correct_person(&r.house, &r.sender(role), right.clone()).await).kind, RefusalKind::Forbidden, "{role}");
        }
        let sender = r.sender("front_office");
        correct_person(&r.house, &sender, right.clone()).await.unwrap();
        let p = row(&r, person).await;
        let now = (p.name.as_deref(), p.sex.as_str(), p.born.as_deref(), p.birth_year, p.relation.as_str(), p.typed.as_str());
        assert_eq!(now, (Some("Sumiati Karto"), "female", Some("1968-07-01"), Some(1968), "spouse", ""));
        assert_eq!((named(&r, "sumyati").await, named(&r, "sumiati").await, named(&r, "karto").await), (0, 1, 1));
        assert_eq!((by_nik(&r, NIK).await, phone(&r, person).await), (vec![person], Some("+6281299990000".into())));
        // Sent again it is done once; whoever saw the state before is told.
        assert!(correct_person(&r.house, &sender, right).await.unwrap().replayed);
        let late = PersonChange { name: Some(Private::new("Sumirah".into())), ..seen };
        assert_eq!(refused(correct_person(&r.house, &r.sender("back_office"), late).await).kind, RefusalKind::Changed);
        assert_eq!(says(correct_person(&r.house, &r.sender("front_office"), change_of(&r, person).await).await), invalid("fields", "nothing"));
        let nameless = PersonChange { name: Some(Private::new(" ".into())), ..change_of(&r, person).await };
        assert_eq!(says(correct_person(&r.house, &r.sender("front_office"), nameless).await), invalid("name", "missing"));

        // What does not fit the NIK is told, and settled by looking at the card.
        let odd = PersonChange { born: Some(Day::parse("1969-07-01")), ..change_of(&r, person).await };
        assert_eq!(says(correct_person(&r.house, &r.sender("front_office"), odd.clone()).await), invalid("nik", "warnings:birth_differs"));
        correct_person(&r.house, &r.sender("front_office"), PersonChange { confirmed_warnings: true, ..odd }).await.unwrap();
        assert_eq!(row(&r, person).await.warnings, "birth_differs");
        // A wrong NIK is taken away: then nobody is found by it, and another may have it.
        let without = PersonChange { nik: Some(None), phone: Some(None), ..change_of(&r, person).await };
        correct_person(&r.house, &r.sender("front_office"), without).await.unwrap();
        let p = row(&r, person).await;
        assert_eq!((p.nik, p.phone, p.warnings.as_str()), (None, None, ""));
        assert_eq!(by_nik(&r, NIK).await, vec![]);
        add_nik(&r.house, &r.sender("front_office"), person, Nik::parse(NIK).unwrap(), true).await.unwrap();
        assert_eq!(by_nik(&r, NIK).await, vec![person]);
        check(&r, &store).await;

        erase_person(&r.house, &r.sender("admin"), person, "request").await.unwrap();
        let gone = PersonChange { person: Some(person), revision: row(&r, person).await.revision, ..PersonChange::default() };
        assert_eq!(refused(correct_person(&r.house, &r.sender("front_office"), gone).await).kind, RefusalKind::NotFound);
        check(&r, &store).await;
    }
}

both! {
    async fn a_family_is_put_right(store: Store) {
        let r = Regency::found(&store).await;
        let ((_, family), (_, other)) = (somebody(&r, "Sumiati").await, somebody(&r, "Sulastri").await);
        let card = |text: &str| FamilyCard::parse(text).ok();
        let (first, second) = ("9901011204100001", "9901011204100002");
        let right = FamilyChange {
            address: Some(Some(Private::new("Jalan Contoh 7".into()))),
            village: AreaCode::parse(FAR_VILLAGE),
            card: Some(card(first)),
            ..change_at(&r, family).await
        };
        assert_eq!(refused(correct_family(&r.house, &r.sender("viewer"), right.clone()).await).kind, RefusalKind::Forbidden);
        correct_family(&r.house, &r.sender("front_office"), right.clone()).await.unwrap();
        let f = home(&r, family).await;
        assert_eq!((f.address.as_deref(), f.village.as_str(), f.typed.as_str()), (Some("Jalan Contoh 7"), FAR_VILLAGE, ""));
        assert_eq!(by_card(&r, first).await, vec![family]);
        assert_eq!(refused(correct_family(&r.house, &r.sender("front_office"), right).await).kind, RefusalKind::Changed);
        // One card, one family.
        let same = FamilyChange { card: Some(card(first)), ..change_at(&r, other).await };
        assert_eq!(says(correct_family(&r.house, &r.sender("front_office"), same).await), invalid("card", "known"));
        // A mistyped card is replaced, and nobody is found by the old one any more.
        let better = FamilyChange { card: Some(card(second)), ..change_at(&r, family).await };
        correct_family(&r.house, &r.sender("front_office"), better).await.unwrap();
        assert_eq!((by_card(&r, first).await, by_card(&r, second).await), (vec![], vec![family]));
        let nowhere = FamilyChange { village: AreaCode::parse("1813999999"), ..change_at(&r, family).await };
        assert_eq!(says(correct_family(&r.house, &r.sender("front_office"), nowhere).await), invalid("village", "unknown"));
        let real = FamilyChange { card: Some(card("1813011204100002")), ..change_at(&r, family).await };
        assert_eq!(refused(correct_family(&r.house, &r.sender("front_office"), real).await).kind, RefusalKind::WrongNikArea);
        let none = FamilyChange { address: Some(None), card: Some(None), ..change_at(&r, family).await };
        correct_family(&r.house, &r.sender("front_office"), none).await.unwrap();
        let f = home(&r, family).await;
        assert_eq!((f.address, f.card), (None, None));
        check(&r, &store).await;
    }
}

both! {
    async fn of_two_who_put_right_the_same_the_second_is_told(store: Store) {
        let r = std::sync::Arc::new(Regency::found(&store).await);
        let (person, _) = somebody(&r, "Sumyati").await;
        let seen = change_of(&r, person).await;
        let tries = ["Sumiati", "Sumiyati", "Sumijati", "Sumiatin"].map(|name| {
            let (r, change) = (r.clone(), PersonChange { name: Some(Private::new(name.into())), ..seen.clone() });
            tokio::spawn(async move { correct_person(&r.house, &r.sender("front_office"), change).await })
        });
        let mut done = 0;
        for t in tries {
            match t.await.unwrap() {
                Ok(_) => done += 1,
                Err(OperationError::Refused(e)) => assert_eq!(e.kind, RefusalKind::Changed),
                Err(e) => panic!("{e}"),
            }
        }
        assert_eq!((done, named(&r, "sumi").await), (1, 1));
        check(&r, &store).await;
    }
}

fn system(r: &Regency) -> Sender {
    Sender { who: Who::System, ..r.sender("admin") }
}

fn record(nik: Option<&str>, said_phone: Option<&str>, said_address: &str) -> FamilyRecord {
    let member = MemberRecord {
        source_id: None,
        nik: nik.and_then(|n| Nik::parse(n).ok()),
        nik_warnings: Vec::new(),
        name: Private::new("SUMIATI".into()),
        sex: Some(Sex::Female),
        born: Day::parse("1968-07-01"),
        birth_place: None,
        relation: Some(Relation::Head),
        marital: None,
        phone: said_phone.and_then(|p| Phone::parse(p).ok()),
        mother_maiden_name: None,
        facts: BTreeMap::new(),
    };
    FamilyRecord {
        card: FamilyCard::parse("9901011204100009").ok(),
        source_id: None,
        household: Some("R1".into()),
        village: AreaCode::parse(SUKA_BARU).unwrap(),
        address: Private::new(said_address.into()),
        hamlet: None,
        decile: Some(2),
        program_numbers: BTreeMap::new(),
        facts: BTreeMap::new(),
        members: vec![member],
    }
}

async fn import(r: &Regency, on: &str, records: Vec<FamilyRecord>) {
    let file = Hash::of(on.as_bytes());
    let mut import = RegistryImport::start(&r.house, &system(r), "dtsen", Day::parse(on).unwrap(), file).await.unwrap();
    for record in records {
        import.push(record).await.unwrap();
    }
    import.finish(0).await.unwrap();
}

both! {
    async fn an_import_blanks_nothing_that_was_typed_here(store: Store) {
        let r = Regency::found(&store).await;
        let (person, family) = somebody(&r, "Sumiati").await;
        let known = PersonChange {
            nik: Some(Nik::parse(NIK).ok()),
            phone: Some(Phone::parse("081299990000").ok()),
            confirmed_warnings: true,
            ..change_of(&r, person).await
        };
        correct_person(&r.house, &r.sender("front_office"), known).await.unwrap();
        // The file knows neither address nor telephone.
        import(&r, "2026-09-01", vec![record(Some(NIK), None, "")]).await;
        let f = home(&r, family).await;
        assert_eq!((f.layer.as_str(), f.address.as_deref(), f.typed.as_str()), ("copy", Some("Belakang masjid"), "address"));
        let p = row(&r, person).await;
        assert_eq!((p.layer.as_str(), p.typed.as_str(), phone(&r, person).await), ("copy", "phone", Some("+6281299990000".into())));

        // What the registry says stays what it says; how to reach somebody is ours.
        let renamed = PersonChange { name: Some(Private::new("Sumijati".into())), ..change_of(&r, person).await };
        assert_eq!(says(correct_person(&r.house, &r.sender("front_office"), renamed).await), invalid("name", "copied"));
        let moved = FamilyChange { village: AreaCode::parse(FAR_VILLAGE), ..change_at(&r, family).await };
        assert_eq!(says(correct_family(&r.house, &r.sender("front_office"), moved).await), invalid("village", "copied"));
        let reached = PersonChange { phone: Some(Phone::parse("081211112222").ok()), ..change_of(&r, person).await };
        correct_person(&r.house, &r.sender("front_office"), reached).await.unwrap();
        let lives = FamilyChange { address: Some(Some(Private::new("Jalan Baru 3".into()))), ..change_at(&r, family).await };
        correct_family(&r.house, &r.sender("front_office"), lives).await.unwrap();
        // Twice in one file, with other values: both times what was typed here stays.
        let mut twice = record(Some(NIK), Some("081233334444"), "JL LAMA 1");
        twice.decile = Some(3);
        import(&r, "2026-10-01", vec![record(Some(NIK), Some("081255556666"), "JL LAMA"), twice]).await;
        let f = home(&r, family).await;
        assert_eq!((f.decile, f.address.as_deref(), phone(&r, person).await), (Some(3), Some("Jalan Baru 3"), Some("+6281211112222".into())));
        check(&r, &store).await;
    }
}

both! {
    async fn what_the_copy_says_comes_in_where_nothing_was_typed(store: Store) {
        let r = Regency::found(&store).await;
        import(&r, "2026-09-01", vec![record(None, Some("081255556666"), "JL LAMA")]).await;
        let mut tx = r.house.db().read(r.tenant).await.unwrap();
        let f = slrt_testing::families_of(&mut tx, r.tenant, SUKA_BARU).await.unwrap().pop().unwrap();
        let family = FamilyId::from_slice(&f.id).unwrap();
        let person = registry::members(&mut tx, r.tenant, &[family]).await.unwrap().pop().and_then(|p| PersonId::from_slice(&p.id)).unwrap();
        drop(tx);
        add_nik(&r.house, &r.sender("front_office"), person, Nik::parse(NIK).unwrap(), true).await.unwrap();
        assert_eq!(row(&r, person).await.typed, "nik");
        import(&r, "2026-10-01", vec![record(None, Some("081233334444"), "JL LAIN")]).await;
        let p = row(&r, person).await;
        assert_eq!((p.typed.as_str(), phone(&r, person).await), ("nik", Some("+6281233334444".into())));
        assert_eq!((home(&r, family).await.address.as_deref(), by_nik(&r, NIK).await), (Some("JL LAIN"), vec![person]));
        // A NIK that was mistyped here is put right here, until the registry has one.
        let right = PersonChange { nik: Some(Nik::parse("9901014107680003").ok()), confirmed_warnings: true, ..change_of(&r, person).await };
        correct_person(&r.house, &r.sender("front_office"), right).await.unwrap();
        import(&r, "2026-11-01", vec![record(Some("9901014107680004"), None, "JL LAIN")]).await;
        assert_eq!((row(&r, person).await.typed.as_str(), by_nik(&r, "9901014107680003").await), ("", vec![]));
        let fixed = PersonChange { nik: Some(Nik::parse(NIK).ok()), confirmed_warnings: true, ..change_of(&r, person).await };
        assert_eq!(says(correct_person(&r.house, &r.sender("front_office"), fixed).await), invalid("nik", "copied"));
        check(&r, &store).await;
    }
}

both! {
    async fn a_number_shown_twice_is_looked_at_twice_and_only_by_who_still_may(store: Store) {
        let r = Regency::found(&store).await;
        let person = r.person("Warga Dilihat", Some("9901014107900002")).await;
        let looks = async || {
            let mut tx = r.house.db().read(r.tenant).await.unwrap();
            journal::by_subject(&mut tx, r.tenant, person.0, 50).await.unwrap().iter().filter(|e| e.kind.starts_with("identity.revealed/")).count()
        };
        let sender = r.sender("front_office");
        let wish = || Reveal { person: Some(person), family: None, case: None, what: Shown::Nik, reason: Some(Private::new("uji".into())) };
        let first = reveal(&r.house, &sender, wish()).await.unwrap().into_inner();
        assert_eq!(reveal(&r.house, &sender, wish()).await.unwrap().into_inner(), first);
        assert_eq!(looks().await, 2);
        let account = r.officers["front_office"].account;
        let reference = r.house.reference(r.tenant).await.unwrap();
        for grant in reference.grants.iter().filter(|g| g.account == account) {
            slrt_operations::staff::end_role(&r.house, &r.sender("admin"), account, grant.id).await.unwrap();
        }
        assert_eq!(refused(reveal(&r.house, &sender, wish()).await).kind, RefusalKind::Forbidden);
        assert_eq!(looks().await, 2);
    }
}
