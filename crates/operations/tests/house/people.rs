//! People at the counter: also without a NIK; numbers checked, observations recorded, numbers shown once the journal knows.

use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::family::{FamilyRecord, MemberRecord, Relation, Sex};
use slrt_domain::identity::*;
use slrt_domain::journal::{Event, Hash, Refusal, RefusalKind, TenantFounded};
use slrt_operations::import::RegistryImport;
use slrt_operations::intake::{Intake, Sender, open_case};
use slrt_operations::people::{NewPerson, Observation, Reveal, Shown, add_nik, add_person, check_numbers, observe, reveal};
use slrt_operations::{Body, OperationError, Request, Who, rebuild};
use slrt_storage::{Opener, journal, registry};
use slrt_testing::{Regency, Store, both};

fn refused<T: std::fmt::Debug>(answer: Result<T, OperationError>) -> Refusal {
    match answer {
        Err(OperationError::Refused(r)) => r,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn kind<T: std::fmt::Debug>(answer: Result<T, OperationError>) -> RefusalKind {
    refused(answer).kind
}

/// Field and detail of an `Invalid`.
fn fault<T: std::fmt::Debug>(answer: Result<T, OperationError>) -> (String, String) {
    let r = refused(answer);
    assert_eq!(r.kind, RefusalKind::Invalid, "{r:?}");
    (r.field.unwrap_or_default().to_owned(), r.detail)
}

fn says(field: &str, detail: &str) -> (String, String) {
    (field.to_owned(), detail.to_owned())
}

async fn check(r: &Regency, store: &Store) {
    let v = journal::verify(r.house.db(), &store.keys, r.tenant, &[]).await.unwrap();
    assert_eq!(v.findings, vec![]);
    assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
}

fn somebody(r: &Regency) -> NewPerson {
    NewPerson {
        person: PersonId(r.house.clock().new_id()),
        new_family: FamilyId(r.house.clock().new_id()),
        family: None,
        name: Private::new("Sumiati".into()),
        nik: None,
        card: None,
        phone: None,
        address: None,
        village: AreaCode::parse("1813012001").unwrap(),
        sex: None,
        born: None,
        birth_year: None,
        relation: Relation::Head,
        confirmed_warnings: false,
    }
}

fn with_nik(r: &Regency, nik: &str) -> NewPerson {
    NewPerson { nik: Nik::parse(nik).ok(), born: Day::parse("1968-07-01"), sex: Some(Sex::Female), ..somebody(r) }
}

const NIK: &str = "9901014107680001";

async fn row(r: &Regency, person: PersonId) -> registry::PersonRow {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    registry::persons(&mut tx, r.tenant, &[person]).await.unwrap().pop().unwrap()
}

both! {
    async fn a_case_may_name_whom_it_is_for_by_nik_alone(store: Store) {
        let r = Regency::found(&store).await;
        let person = r.person("Sumiati", Some(NIK)).await;
        let by_nik = |nik: &str| Intake { nik: Nik::parse(nik).ok(), ..r.intake(None, &["pbi-nonaktif"]) };
        let receipt = open_case(&r.house, &r.sender("front_office"), by_nik(NIK)).await.unwrap();
        assert_eq!(receipt.person, Some(person));
        let Some(Event::CaseOpened(opened)) = receipt.done.events.first() else { panic!("a case opens first") };
        assert_eq!((opened.person, opened.family.is_some()), (Some(person), true));
        // What is open for them is shown before a second one, as when they were looked for.
        let again = refused(open_case(&r.house, &r.sender("front_office"), by_nik(NIK)).await);
        assert_eq!((again.kind, again.detail), (RefusalKind::Duplicate, receipt.case.to_string()));
        let seen = Intake { duplicates_seen: vec![receipt.case], ..by_nik(NIK) };
        assert_eq!(open_case(&r.house, &r.sender("front_office"), seen).await.unwrap().person, Some(person));
        // Two of them in one batch: the second is told of the first.
        let nik = "9901014107680002";
        let other = r.person("Sumirah", Some(nik)).await;
        let (one, two) = (r.sender("front_office"), r.sender("back_office"));
        let both = tokio::join!(open_case(&r.house, &one, by_nik(nik)), open_case(&r.house, &two, by_nik(nik)));
        let (opened, told) = if both.0.is_ok() { both } else { (both.1, both.0) };
        assert_eq!(opened.unwrap().person, Some(other));
        assert_eq!(kind(told), RefusalKind::Duplicate);
        // Nobody is made up, and nobody is picked at random.
        let open = |nik: &'static str| async { open_case(&r.house, &r.sender("front_office"), by_nik(nik)).await };
        assert_eq!(fault(open("9901014107680009").await), says("nik", "not-listed"));
        let second = NewPerson { confirmed_warnings: true, ..with_nik(&r, nik) };
        add_person(&r.house, &r.sender("front_office"), second).await.unwrap();
        assert_eq!(fault(open("9901014107680002").await), says("nik", "several"));
        check(&r, &store).await;
    }
}

both! {
    async fn people_without_a_nik_are_first_class(store: Store) {
        let r = Regency::found(&store).await;
        for role in ["front_office", "back_office", "coordinator", "facilitator", "tksk", "siksng_operator", "supervisor", "protection_officer"] {
            let new = somebody(&r);
            let done = add_person(&r.house, &r.sender(role), new.clone()).await.unwrap();
            assert!(matches!(&done.events[..], [Event::PersonAdded(e)] if e.person == new.person && e.new_family && e.nik.is_none()), "{role}");
            assert_eq!(row(&r, new.person).await.name.as_deref(), Some("Sumiati"));
        }
        for role in ["viewer", "admin", "auditor", "head", "manager", "institution_officer", "village_head"] {
            assert_eq!(kind(add_person(&r.house, &r.sender(role), somebody(&r)).await), RefusalKind::Forbidden, "{role}");
        }
        check(&r, &store).await;
    }
}

both! {
    async fn what_is_written_down(store: Store) {
        let r = Regency::found(&store).await;
        let new = NewPerson {
            name: Private::new("  Sumiati binti Karto ".into()),
            card: FamilyCard::parse("9901011204100001").ok(),
            phone: Phone::parse("0812-9999-0000").ok(),
            address: Some(Private::new("Jalan Contoh 1".into())),
            ..with_nik(&r, NIK)
        };
        let sender = r.sender("front_office");
        add_person(&r.house, &sender, new.clone()).await.unwrap();
        let again = add_person(&r.house, &sender, new.clone()).await.unwrap();
        assert!(again.replayed);
        let other = Sender { digest: Hash::of(b"another").into(), ..sender };
        assert_eq!(kind(add_person(&r.house, &other, new.clone()).await), RefusalKind::Reused);

        let p = row(&r, new.person).await;
        let born = (p.name.as_deref(), p.born.as_deref(), p.birth_year, p.sex.as_str(), p.relation.as_str());
        assert_eq!(born, (Some("Sumiati binti Karto"), Some("1968-07-01"), Some(1968), "female", "head"));
        let mut tx = r.house.db().read(r.tenant).await.unwrap();
        let opener = Opener::load(&mut tx, r.house.keys(), r.tenant, &[new.person.into()]).await.unwrap();
        drop(tx);
        assert_eq!(opener.open("person.phone", &Sealed(p.phone.unwrap())).as_deref(), Some("+6281299990000"));

        let child = NewPerson { family: Some(new.new_family), relation: Relation::Child, birth_year: Some(2001), ..somebody(&r) };
        add_person(&r.house, &r.sender("front_office"), child.clone()).await.unwrap();
        assert_eq!(FamilyId::from_slice(&row(&r, child.person).await.family), Some(new.new_family));
        let lost = NewPerson { family: Some(FamilyId(r.house.clock().new_id())), ..somebody(&r) };
        assert_eq!(fault(add_person(&r.house, &r.sender("front_office"), lost).await), says("family", "unknown"));
        check(&r, &store).await;
    }
}

both! {
    async fn fields_that_cannot_be(store: Store) {
        let r = Regency::found(&store).await;
        let add = |new: NewPerson| { let (house, sender) = (r.house.clone(), r.sender("front_office")); async move { fault(add_person(&house, &sender, new).await) } };
        let village = |code: &str| AreaCode::parse(code).unwrap();
        assert_eq!(add(NewPerson { name: Private::new(" - ".into()), ..somebody(&r) }).await, says("name", "missing"));
        assert_eq!(add(NewPerson { name: Private::new("a".repeat(201)), ..somebody(&r) }).await, says("name", "too-long"));
        assert_eq!(add(NewPerson { village: village("1813019999"), ..somebody(&r) }).await, says("village", "unknown"));
        assert_eq!(add(NewPerson { village: village("181301"), ..somebody(&r) }).await, says("village", "unknown"));
        assert_eq!(add(NewPerson { born: Day::parse("2026-11-24"), ..somebody(&r) }).await, says("born", "out-of-range"));
        assert_eq!(add(NewPerson { birth_year: Some(1800), ..somebody(&r) }).await, says("birth_year", "out-of-range"));
        // Whoever lives in another regency is served too.
        let far = NewPerson { village: village("1101012001"), ..somebody(&r) };
        add_person(&r.house, &r.sender("front_office"), far).await.unwrap();
    }
}

both! {
    async fn numbers_that_look_odd_are_confirmed(store: Store) {
        let r = Regency::found(&store).await;
        let odd = |nik: &str| NewPerson { born: None, sex: Some(Sex::Male), ..with_nik(&r, nik) };
        let add = |new: NewPerson| { let (house, sender) = (r.house.clone(), r.sender("front_office")); async move { add_person(&house, &sender, new).await } };
        assert_eq!(fault(add(odd("9901014107680000")).await), says("nik", "warnings:serial_zero,sex_differs"));
        let card = NewPerson { card: FamilyCard::parse("9901013113100001").ok(), ..somebody(&r) };
        assert_eq!(fault(add(card).await), says("card", "warnings:month_out_of_range"));
        let both = NewPerson { card: FamilyCard::parse("9901014107680000").ok(), ..odd("9901014107680000") };
        assert_eq!(fault(add(both).await).0, "nik");

        let settled = NewPerson { confirmed_warnings: true, ..odd("9901014107680000") };
        let done = add(settled.clone()).await.unwrap();
        assert!(matches!(&done.events[..], [Event::PersonAdded(e)] if e.warnings == ["serial_zero", "sex_differs"]));
        assert_eq!(row(&r, settled.person).await.warnings, "serial_zero sex_differs");
        check(&r, &store).await;
    }
}

both! {
    async fn a_number_belongs_to_one_person_and_one_kind_of_installation(store: Store) {
        let r = std::sync::Arc::new(Regency::found(&store).await);
        let wrong = |answer| { let e = refused::<slrt_operations::Done>(answer); assert_eq!(e.kind, RefusalKind::WrongNikArea); e.field.unwrap_or_default() };
        assert_eq!(wrong(add_person(&r.house, &r.sender("front_office"), with_nik(&r, "1801014107680001")).await), "nik");
        let card = NewPerson { card: FamilyCard::parse("1801011204100001").ok(), ..somebody(&r) };
        assert_eq!(wrong(add_person(&r.house, &r.sender("front_office"), card).await), "card");

        let mut tasks = Vec::new();
        for _ in 0..8 {
            let r = r.clone();
            tasks.push(tokio::spawn(async move { add_person(&r.house, &r.sender("front_office"), with_nik(&r, NIK)).await }));
        }
        let mut added = 0;
        for task in tasks {
            match task.await.unwrap() {
                Ok(_) => added += 1,
                refusal => assert_eq!(fault(refusal), says("nik", "warnings:in_other_family")),
            }
        }
        assert_eq!(added, 1);
        let again = with_nik(&r, NIK);
        assert_eq!(fault(add_person(&r.house, &r.sender("back_office"), again.clone()).await), says("nik", "warnings:in_other_family"));
        // Odd numbers stand on real cards: whoever looked at the card writes the person down.
        let settled = NewPerson { confirmed_warnings: true, ..again };
        add_person(&r.house, &r.sender("back_office"), settled.clone()).await.unwrap();
        assert_eq!(row(&r, settled.person).await.warnings, "in_other_family");
        // In the same family it is the same person.
        let twin = NewPerson { family: Some(settled.new_family), confirmed_warnings: true, ..with_nik(&r, NIK) };
        assert_eq!(fault(add_person(&r.house, &r.sender("back_office"), twin).await), says("nik", "known"));

        let real = Tenant::parse("1812").unwrap();
        let founded = TenantFounded { area: AreaCode::parse("1812").unwrap(), brand: "SLRT".into(), kind: "real".into(), zone_name: "WIB".into(), zone_offset: 420 };
        r.house.submit(Request::system(real, r.operation(), "cli", Body::Found(founded))).await.unwrap();
        let sender = || Sender { tenant: real, who: Who::System, ..r.sender("front_office") };
        assert_eq!(wrong(add_person(&r.house, &sender(), with_nik(&r, NIK)).await), "nik");
        check(&r, &store).await;
    }
}

fn seen(r: &Regency, family: FamilyId, case: Option<CaseId>) -> Observation {
    Observation {
        id: ObservationId(r.house.clock().new_id()),
        family,
        case,
        system: "siks-ng".into(),
        listed: true,
        decile: Some(2),
        programs: vec!["pkh".into(), "bpnt".into()],
        excluded: false,
        seen_on: Day::parse("2026-11-23").unwrap(),
        words: Some(Private::new("Nama di SIKS-NG berbeda ejaan".into())),
    }
}

async fn family_of(r: &Regency, person: PersonId) -> FamilyId {
    FamilyId::from_slice(&row(r, person).await.family).unwrap()
}

both! {
    async fn what_a_national_system_showed(store: Store) {
        let r = Regency::found(&store).await;
        let person = r.person("Sumiati", Some(NIK)).await;
        let family = family_of(&r, person).await;
        let case = r.open("front_office", Some(person), &["pbi-nonaktif"]).await.unwrap().case;
        let sender = r.sender("siksng_operator");
        let first = seen(&r, family, None);
        observe(&r.house, &sender, first.clone()).await.unwrap();
        assert!(observe(&r.house, &sender, first).await.unwrap().replayed);
        observe(&r.house, &r.sender("back_office"), seen(&r, family, Some(case))).await.unwrap();

        let mut tx = r.house.db().read(r.tenant).await.unwrap();
        let rows = registry::observations(&mut tx, r.tenant, family).await.unwrap();
        let opener = Opener::load(&mut tx, r.house.keys(), r.tenant, &[person.into(), case.into()]).await.unwrap();
        drop(tx);
        assert_eq!(rows.len(), 2);
        for o in rows {
            assert_eq!((o.listed, o.decile, o.programs.as_str()), (true, Some(2), "pkh bpnt"));
            let words = Sealed(o.words.unwrap());
            let subject = o.case_id.map_or(Subject::from(person), |_| case.into());
            assert_eq!(Opener::subject_of(&words), Some(subject));
            assert_eq!(opener.open("observation.words", &words).as_deref(), Some("Nama di SIKS-NG berbeda ejaan"));
        }
        check(&r, &store).await;
    }
}

both! {
    async fn observations_that_are_refused(store: Store) {
        let r = Regency::found(&store).await;
        let person = r.person("Sumiati", Some(NIK)).await;
        let family = family_of(&r, person).await;
        let stranger = r.person("Tukinem", None).await;
        let case = r.open("front_office", Some(stranger), &["pbi-nonaktif"]).await.unwrap().case;
        let o = || seen(&r, family, None);
        let tell = |role: &str, o: Observation| { let (house, sender) = (r.house.clone(), r.sender(role)); async move { observe(&house, &sender, o).await } };
        for role in ["viewer", "admin", "auditor", "surveyor", "institution_officer"] {
            assert_eq!(kind(tell(role, o()).await), RefusalKind::Forbidden, "{role}");
        }
        let operator = "siksng_operator";
        assert_eq!(fault(tell(operator, Observation { system: "excel".into(), ..o() }).await), says("system", "unknown"));
        assert_eq!(fault(tell(operator, Observation { programs: vec!["P K H".into()], ..o() }).await), says("programs", "unknown"));
        assert_eq!(fault(tell(operator, Observation { programs: vec!["no-such-program".into()], ..o() }).await), says("programs", "unknown"));
        assert_eq!(fault(tell(operator, Observation { decile: Some(11), ..o() }).await), says("decile", "out-of-range"));
        assert_eq!(fault(tell(operator, Observation { listed: false, ..o() }).await), says("decile", "not-listed"));
        // Seen as not ranked is another thing than not seen.
        for decile in [Some(0), None] {
            tell(operator, Observation { decile, ..o() }).await.unwrap();
        }
        assert_eq!(fault(tell(operator, Observation { seen_on: Day::parse("2026-11-24").unwrap(), ..o() }).await), says("seen_on", "future"));
        assert_eq!(kind(tell(operator, Observation { family: FamilyId(r.house.clock().new_id()), ..o() }).await), RefusalKind::NotFound);
        assert_eq!(kind(tell(operator, Observation { words: None, case: Some(CaseId(r.house.clock().new_id())), ..o() }).await), RefusalKind::NotFound);
        assert_eq!(kind(tell(operator, Observation { case: Some(case), ..o() }).await), RefusalKind::NotFound, "a case of another family");
    }
}

async fn revealed(r: &Regency) -> usize {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    journal::range(&mut tx, r.tenant, 1, 10_000).await.unwrap().iter().filter(|(e, _)| e.kind.starts_with("identity.revealed")).count()
}

both! {
    async fn numbers_are_shown_once_the_journal_knows(store: Store) {
        let r = Regency::found(&store).await;
        let new = NewPerson { card: FamilyCard::parse("9901011204100001").ok(), phone: Phone::parse("081299990000").ok(), ..with_nik(&r, NIK) };
        let (person, family) = (new.person, new.new_family);
        add_person(&r.house, &r.sender("front_office"), new).await.unwrap();
        let case = r.open("front_office", Some(person), &["pbi-nonaktif"]).await.unwrap().case;
        let wish = |what| match what {
            Shown::Card => Reveal { person: None, family: Some(family), case: Some(case), what, reason: None },
            _ => Reveal { person: Some(person), family: None, case: Some(case), what, reason: None },
        };
        let show = |role: &str, wish: Reveal| { let (house, sender) = (r.house.clone(), r.sender(role)); async move { reveal(&house, &sender, wish).await.map(Private::into_inner) } };
        // Inside the case that one handles.
        assert_eq!(show("back_office", wish(Shown::Nik)).await.unwrap(), NIK);
        assert_eq!(show("back_office", wish(Shown::Card)).await.unwrap(), "9901011204100001");
        assert_eq!(show("back_office", wish(Shown::Phone)).await.unwrap(), "+6281299990000");
        assert_eq!(revealed(&r).await, 3);
        // Elsewhere with a reason.
        let elsewhere = Reveal { case: None, ..wish(Shown::Nik) };
        assert_eq!(fault(show("front_office", elsewhere.clone()).await), says("reason", "missing"));
        assert_eq!(fault(show("front_office", Reveal { reason: Some(Private::new("  ".into())), ..elsewhere.clone() }).await), says("reason", "missing"));
        let with_reason = Reveal { reason: Some(Private::new("dicocokkan dengan KTP".into())), ..elsewhere };
        let sender = r.sender("front_office");
        for _ in 0..2 {
            assert_eq!(reveal(&r.house, &sender, with_reason.clone()).await.unwrap().reveal(), NIK);
        }
        assert_eq!(revealed(&r).await, 5, "each look stands, also one that was sent again");
        for role in ["viewer", "admin", "auditor", "head", "manager", "institution_officer"] {
            assert_eq!(kind(show(role, with_reason.clone()).await), RefusalKind::Forbidden, "{role}");
        }
        for role in ["viewer", "admin", "auditor", "institution_officer"] {
            assert_eq!(kind(show(role, wish(Shown::Nik)).await), RefusalKind::NotFound, "{role} may not know of the case");
        }
        // Nobody else's number under the cover of this case, and nothing where there is nothing.
        let other = r.person("Tukinem", None).await;
        assert_eq!(kind(show("back_office", Reveal { person: Some(other), ..wish(Shown::Nik) }).await), RefusalKind::NotFound);
        assert_eq!(kind(show("back_office", Reveal { person: Some(other), ..with_reason.clone() }).await), RefusalKind::NotFound);
        assert_eq!(kind(show("back_office", Reveal { person: Some(PersonId(r.house.clock().new_id())), ..with_reason.clone() }).await), RefusalKind::NotFound);
        assert_eq!(kind(show("back_office", Reveal { what: Shown::Card, ..with_reason }).await), RefusalKind::NotFound);
        check(&r, &store).await;
    }
}

async fn checks(r: &Regency, person: PersonId) -> Vec<String> {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    registry::number_checks(&mut tx, r.tenant, &[person]).await.unwrap().into_iter().map(|(_, warning)| warning).collect()
}

both! {
    async fn a_nik_comes_later_and_odd_numbers_are_settled(store: Store) {
        let r = Regency::found(&store).await;
        let person = r.person("Sumiati", None).await;
        let nik = Nik::parse("9901014107680000").unwrap();
        let add = |role: &str, confirmed| { let (house, sender) = (r.house.clone(), r.sender(role)); async move { add_nik(&house, &sender, person, nik, confirmed).await } };
        for role in ["viewer", "auditor", "institution_officer"] {
            assert_eq!(kind(add(role, true).await), RefusalKind::Forbidden, "{role}");
            assert_eq!(kind(check_numbers(&r.house, &r.sender(role), person, vec!["serial_zero".into()]).await), RefusalKind::Forbidden, "{role}");
        }
        assert_eq!(fault(add("front_office", false).await).0, "nik");
        add("front_office", true).await.unwrap();
        let warnings: Vec<String> = row(&r, person).await.warnings.split(' ').map(str::to_owned).collect();
        assert!(warnings.contains(&"serial_zero".to_owned()) && checks(&r, person).await.len() == warnings.len());
        assert_eq!(kind(add("front_office", true).await), RefusalKind::Changed, "there is one now");

        // A number that an import brought: nobody has looked at the card yet.
        let mut import = RegistryImport::start(&r.house, &Sender { who: Who::System, ..r.sender("admin") }, "dtsen", Day::parse("2026-11-01").unwrap(), Hash::of(b"odd")).await.unwrap();
        import.push(imported("9901014107680000", "9901011204100001")).await.unwrap();
        import.finish(0).await.unwrap();
        let found = row(&r, person).await;
        assert_eq!(found.layer, "copy");
        let check_all = |warnings: Vec<String>| { let (house, sender) = (r.house.clone(), r.sender("back_office")); async move { check_numbers(&house, &sender, person, warnings).await } };
        assert_eq!(kind(check_all(vec!["all_digits_same".into()]).await), RefusalKind::Changed);
        assert_eq!(fault(check_all(vec![]).await), says("warnings", "missing"));
        let told: Vec<String> = found.warnings.split(' ').map(str::to_owned).collect();
        check_all(told.clone()).await.unwrap();
        assert!(told.iter().all(|w| !w.is_empty()));
        let settled = checks(&r, person).await;
        assert!(told.iter().all(|w| settled.contains(w)), "{told:?} {settled:?}");
        check(&r, &store).await;
    }
}

fn imported(nik: &str, card: &str) -> FamilyRecord {
    let nik = Nik::parse(nik).unwrap();
    let member = MemberRecord {
        source_id: None,
        nik: Some(nik),
        nik_warnings: nik.warnings(&NikContext::new(Day::parse("2026-11-23").unwrap())),
        name: Private::new("SUMIATI".into()),
        sex: None,
        born: None,
        birth_place: None,
        relation: None,
        marital: None,
        phone: None,
        mother_maiden_name: None,
        facts: Default::default(),
    };
    FamilyRecord {
        card: FamilyCard::parse(card).ok(),
        source_id: None,
        household: None,
        village: AreaCode::parse("1813012001").unwrap(),
        address: Private::default(),
        hamlet: None,
        decile: None,
        program_numbers: Default::default(),
        facts: Default::default(),
        members: vec![member],
    }
}

both! {
    async fn one_card_is_one_family(store: Store) {
        let r = Regency::found(&store).await;
        let with = |number: &str| NewPerson { card: FamilyCard::parse(number).ok(), ..somebody(&r) };
        let first = with("9901011204100001");
        add_person(&r.house, &r.sender("front_office"), first.clone()).await.unwrap();
        assert_eq!(fault(add_person(&r.house, &r.sender("back_office"), with("9901011204100001")).await), says("card", "known"));
        // Whoever belongs to it joins the family that has it.
        let child = NewPerson { family: Some(first.new_family), relation: Relation::Child, ..with("9901011204100001") };
        add_person(&r.house, &r.sender("front_office"), child).await.unwrap();
        // Two at the same moment: one of them is first.
        let (one, other) = (r.sender("front_office"), r.sender("back_office"));
        let new = || with("9901011204100002");
        let (a, b) = tokio::join!(add_person(&r.house, &one, new()), add_person(&r.house, &other, new()));
        let refused: Vec<_> = [a, b].into_iter().filter(Result::is_err).map(fault).collect();
        assert_eq!(refused, vec![says("card", "known")]);
        check(&r, &store).await;
    }
}

both! {
    async fn texts_without_end_are_not_sealed(store: Store) {
        let r = Regency::found(&store).await;
        let long = |letters: usize| Private::new("a".repeat(letters));
        let new = NewPerson { address: Some(long(301)), ..somebody(&r) };
        assert_eq!(fault(add_person(&r.house, &r.sender("front_office"), new.clone()).await), says("address", "too-long"));
        let new = NewPerson { address: Some(long(300)), ..new };
        add_person(&r.house, &r.sender("front_office"), new.clone()).await.unwrap();
        let observation = |letters: usize| Observation {
            id: ObservationId(r.house.clock().new_id()),
            family: new.new_family,
            case: None,
            system: "dtsen".into(),
            listed: false,
            decile: None,
            programs: Vec::new(),
            excluded: false,
            seen_on: Day::parse("2026-11-23").unwrap(),
            words: Some(long(letters)),
        };
        assert_eq!(fault(observe(&r.house, &r.sender("front_office"), observation(4001)).await), says("words", "too-long"));
        observe(&r.house, &r.sender("front_office"), observation(4000)).await.unwrap();
        check(&r, &store).await;
    }
}
