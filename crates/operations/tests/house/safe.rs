//! What must not happen: a name given twice, a restricted need seen by a side door, a time that cannot be, papers kept by those whose part is over.

use crate::views::session;
use slrt_domain::access::Role;
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::case::{Channel, ConcernState, DocumentForm, Sight, VerbCode};
use slrt_domain::identity::*;
use slrt_domain::journal::{Event, Refusal, RefusalKind};
use slrt_operations::accounts;
use slrt_operations::inquiry::record_inquiry;
use slrt_operations::intake::{Intake, IntakeDocument, Sender, open_case};
use slrt_operations::people::{NewPerson, Observation, Reveal, Shown, add_person, observe, reveal};
use slrt_operations::steps::*;
use slrt_operations::{OperationError, rebuild, view};
use slrt_storage::journal;
use slrt_testing::{FAR_VILLAGE, Officer, Regency, SUKA_BARU, Store, both};

fn refused<T: std::fmt::Debug>(answer: Result<T, OperationError>) -> Refusal {
    match answer {
        Err(OperationError::Refused(r)) => r,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

/// Field and detail of a refusal.
fn fault<T: std::fmt::Debug>(answer: Result<T, OperationError>) -> (String, String) {
    let r = refused(answer);
    (r.field.unwrap_or_default().to_owned(), r.detail)
}

fn says(field: &str, detail: &str) -> (String, String) {
    (field.to_owned(), detail.to_owned())
}

fn is_taken<T: std::fmt::Debug>(answer: Result<T, OperationError>) {
    let r = refused(answer);
    assert_eq!((r.kind, r.field, r.detail.as_str()), (RefusalKind::Reused, Some("id"), "taken"));
}

async fn check(r: &Regency, store: &Store) {
    let v = journal::verify(r.house.db(), &store.keys, r.tenant, &[]).await.unwrap();
    assert_eq!(v.findings, vec![]);
    assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
}

async fn seen(r: &Regency, who: &str, case: CaseId) -> view::CaseView {
    view::case(&r.house, &session(r, who).await, case).await.unwrap()
}

async fn step(r: &Regency, who: &str, case: CaseId, concern: ConcernId, verb: VerbInput) -> Result<slrt_operations::Done, OperationError> {
    let shown = seen(r, who, case).await;
    let revision = shown.concerns.iter().find(|c| c.id == concern).unwrap().revision;
    take_step(&r.house, &r.sender(who), StepInput { case, concern, revision, verb }).await
}

fn document(r: &Regency, case: CaseId, concern: Option<ConcernId>) -> DocumentInput {
    DocumentInput { id: DocumentId(r.house.clock().new_id()), case, concern, kind: "kk".into(), form: DocumentForm::Copy, photo: None }
}

fn refer(r: &Regency, referral: ReferralId, to: &str, named: Option<AccountId>) -> VerbInput {
    let institution = r.institutions[to];
    VerbInput::Refer { referral, institution, program: None, consent: true, words: None, named }
}

fn answer(result: &str, reason: Option<&str>, on_behalf: Option<OnBehalfInput>) -> VerbInput {
    let words = Some(Private::new("Sudah dijawab".into()));
    VerbInput::Answer { result: result.into(), reason: reason.map(Into::into), documents: Vec::new(), words, on_behalf }
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
        village: slrt_domain::area::AreaCode::parse(SUKA_BARU).unwrap(),
        sex: None,
        born: None,
        birth_year: None,
        relation: slrt_domain::family::Relation::Head,
        confirmed_warnings: false,
    }
}

/// A case with an open and a restricted need, taken by the front office; ids of both.
async fn mixed(r: &Regency) -> (CaseId, ConcernId, ConcernId) {
    let intake = r.intake(None, &["pbi-nonaktif", "kdrt"]);
    let ids = (intake.case, intake.concerns[0].id, intake.concerns[1].id);
    open_case(&r.house, &r.sender("front_office"), intake).await.unwrap();
    ids
}

both! {
    async fn a_name_is_given_once(store: Store) {
        let r = Regency::found(&store).await;
        let known = somebody(&r);
        add_person(&r.house, &r.sender("front_office"), known.clone()).await.unwrap();
        let mut intake = r.intake(None, &["pbi-nonaktif"]);
        let paper = |id| IntakeDocument { id, kind: "kk".into(), form: DocumentForm::Copy, photo: None, concern: None };
        intake.documents = vec![paper(DocumentId(r.house.clock().new_id()))];
        let first = open_case(&r.house, &r.sender("front_office"), intake.clone()).await.unwrap();
        let open = async |change: &dyn Fn(&mut Intake)| {
            let mut other = r.intake(None, &["rumah-tidak-layak"]);
            change(&mut other);
            open_case(&r.house, &r.sender("back_office"), other).await
        };
        is_taken(open(&|o| o.case = intake.case).await);
        is_taken(open(&|o| o.concerns[0].id = intake.concerns[0].id).await);
        is_taken(open(&|o| o.documents = vec![paper(intake.documents[0].id)]).await);
        // Named twice in one request.
        is_taken(open(&|o| o.concerns.push(o.concerns[0].clone())).await);
        // The key of a person is not replaced by that of a case that is named like them.
        is_taken(open(&|o| o.case = CaseId(known.person.0)).await);
        let other = open(&|_| {}).await.unwrap();
        let of_other = DocumentInput { id: intake.documents[0].id, ..document(&r, other.case, None) };
        is_taken(add_document(&r.house, &r.sender("front_office"), of_other).await);

        is_taken(add_person(&r.house, &r.sender("front_office"), NewPerson { person: known.person, ..somebody(&r) }).await);
        is_taken(add_person(&r.house, &r.sender("front_office"), NewPerson { new_family: known.new_family, ..somebody(&r) }).await);
        is_taken(add_person(&r.house, &r.sender("front_office"), NewPerson { person: PersonId(first.case.0), ..somebody(&r) }).await);
        let observation = Observation {
            id: ObservationId(r.house.clock().new_id()),
            family: known.new_family,
            case: None,
            system: "dtsen".into(),
            listed: true,
            decile: Some(2),
            programs: Vec::new(),
            excluded: false,
            seen_on: Day::parse("2026-11-23").unwrap(),
            words: None,
        };
        observe(&r.house, &r.sender("front_office"), observation.clone()).await.unwrap();
        is_taken(observe(&r.house, &r.sender("front_office"), Observation { listed: true, ..observation }).await);
        let referral = ReferralId(r.house.clock().new_id());
        step(&r, "back_office", first.case, intake.concerns[0].id, refer(&r, referral, "perkim", None)).await.unwrap();
        let second = seen(&r, "back_office", other.case).await.concerns[0].id;
        is_taken(step(&r, "back_office", other.case, second, refer(&r, referral, "disdik", None)).await);

        // Nothing of the first was changed: number, PIN and words are what they were.
        accounts::by_pin(&r.house, &first.number.to_string(), first.pin.reveal(), None).await.unwrap();
        let shown = seen(&r, "back_office", first.case).await;
        assert_eq!((shown.number, shown.erased, shown.documents.len()), (first.number, false, 1));
        assert_eq!(shown.concerns[0].words.as_ref().map(|w| w.reveal().as_str()), Some("Kartu BPJS mati"));
        check(&r, &store).await;
    }
}

both! {
    async fn of_many_that_give_a_name_at_once_one_does(store: Store) {
        let r = std::sync::Arc::new(Regency::found(&store).await);
        let intake = r.intake(None, &["pbi-nonaktif"]);
        let mut tasks = Vec::new();
        for _ in 0..20 {
            let (r, intake) = (r.clone(), intake.clone());
            tasks.push(tokio::spawn(async move { open_case(&r.house, &r.sender("front_office"), intake).await }));
        }
        let mut opened = Vec::new();
        for t in tasks {
            match t.await.unwrap() {
                Ok(receipt) => opened.push(receipt),
                refusal => is_taken(refusal),
            }
        }
        let [receipt] = &opened[..] else { panic!("{} were opened", opened.len()) };
        accounts::by_pin(&r.house, &receipt.number.to_string(), receipt.pin.reveal(), None).await.unwrap();
        assert_eq!(seen(&r, "back_office", receipt.case).await.concerns[0].words.as_ref().map(|w| w.reveal().as_str()), Some("Kartu BPJS mati"));
        check(&r, &store).await;
    }
}

both! {
    async fn a_restricted_need_has_no_side_door(store: Store) {
        let r = Regency::found(&store).await;
        let (case, open, hidden) = mixed(&r).await;
        let own = r.officers["back_office"].account;
        let named = refer(&r, ReferralId(r.house.clock().new_id()), "perkim", Some(own));
        assert_eq!(fault(step(&r, "back_office", case, open, named).await), says("named", "not-restricted"));
        // A supervisor sees the open need, and may name others elsewhere.
        let supervisor = r.officers["supervisor"].account;
        assert_eq!(refused(name_person(&r.house, &r.sender("supervisor"), case, supervisor).await).kind, RefusalKind::NotFound);
        // The PIN opens the page of both needs.
        for who in ["back_office", "coordinator"] {
            assert!(!seen(&r, who, case).await.can.renew_pin, "{who}");
            assert_eq!(refused(renew_pin(&r.house, &r.sender(who), case).await).kind, RefusalKind::Forbidden, "{who}");
        }
        for who in ["back_office", "coordinator", "supervisor"] {
            assert_eq!(seen(&r, who, case).await.concerns.iter().map(|c| c.id).collect::<Vec<_>>(), [open], "{who}");
        }
        assert!(seen(&r, "front_office", case).await.can.renew_pin);
        renew_pin(&r.house, &r.sender("front_office"), case).await.unwrap();
        assert_eq!(seen(&r, "front_office", case).await.concerns.iter().map(|c| c.id).collect::<Vec<_>>(), [open, hidden]);
        check(&r, &store).await;
    }
}

both! {
    async fn a_restricted_need_goes_to_a_named_officer_of_an_institution_that_can_keep_it(store: Store) {
        let mut r = Regency::found(&store).await;
        for (login, code) in [("perkim", "perkim"), ("dinkes-lain", "dinkes")] {
            let at = slrt_domain::access::Scope::Institution(r.institutions[code]);
            let account = r.hire(login, &[(Role::InstitutionOfficer, at)]).await;
            r.officers.insert(login, Officer { account, role: Role::InstitutionOfficer });
        }
        let case = r.open("front_office", None, &["kdrt"]).await.unwrap().case;
        let concern = seen(&r, "protection_officer", case).await.concerns[0].id;
        let account = |who: &str| Some(r.officers[who].account);
        let to = |code: &str, named: Option<AccountId>| refer(&r, ReferralId(r.house.clock().new_id()), code, named);
        let knows_nothing = async |who: &str| {
            let s = session(&r, who).await;
            assert_eq!(refused(view::case(&r.house, &s, case).await).kind, RefusalKind::NotFound, "{who}");
            let tasks = view::tasks(&r.house, &s, None).await.unwrap();
            let below = [&tasks.handed_on, &tasks.stuck, &tasks.later, &tasks.received];
            assert!(tasks.lines.is_empty() && below.iter().all(|list| list.is_empty()), "{who}: {tasks:?}");
            assert_eq!(tasks.figures.waiting, 0, "{who}");
        };
        for (code, named, field, detail) in [
            ("perkim", None, "institution", "not-restricted-capable"),
            ("perkim", account("perkim"), "institution", "not-restricted-capable"),
            ("dinkes", None, "named", "missing"),
            ("dinkes", account("protection_officer"), "named", "unknown"),
            ("dinkes", account("perkim"), "named", "unknown"),
            ("dinkes", Some(AccountId(r.house.clock().new_id())), "named", "unknown"),
        ] {
            assert_eq!(fault(step(&r, "protection_officer", case, concern, to(code, named)).await), says(field, detail), "{code} {named:?}");
        }
        // Who was named in vain was named nowhere.
        for who in ["perkim", "institution_officer", "dinkes-lain"] {
            knows_nothing(who).await;
        }

        step(&r, "protection_officer", case, concern, to("dinkes", account("institution_officer"))).await.unwrap();
        let own = seen(&r, "institution_officer", case).await;
        assert_eq!((own.sight, own.restricted, own.concerns.len(), own.concerns[0].id), (Sight::Referral, true, 1, concern));
        let tasks = view::tasks(&r.house, &session(&r, "institution_officer").await, None).await.unwrap();
        let lines: Vec<_> = tasks.lines.iter().map(|l| (l.concern, l.next, l.restricted)).collect();
        assert_eq!((lines, tasks.figures.waiting), (vec![(concern, Some(VerbCode::Answer), true)], 1));
        knows_nothing("dinkes-lain").await;
        let revision = own.concerns[0].revision;
        let guess = StepInput { case, concern, revision, verb: answer("accepted", None, None) };
        assert_eq!(refused(take_step(&r.house, &r.sender("dinkes-lain"), guess).await).kind, RefusalKind::NotFound);

        step(&r, "institution_officer", case, concern, answer("accepted", None, None)).await.unwrap();
        assert_eq!(seen(&r, "protection_officer", case).await.concerns[0].state, ConcernState::Accepted);
        knows_nothing("dinkes-lain").await;
        check(&r, &store).await;
    }
}

both! {
    async fn papers_of_a_whole_case_are_as_hidden_as_its_restricted_part(store: Store) {
        let r = Regency::found(&store).await;
        let mut intake = r.intake(None, &["pbi-nonaktif", "kdrt"]);
        let (case, open) = (intake.case, intake.concerns[0].id);
        let paper = |concern| IntakeDocument { id: DocumentId(r.house.clock().new_id()), kind: "kk".into(), form: DocumentForm::Copy, photo: None, concern };
        intake.documents = vec![paper(None), paper(Some(open))];
        open_case(&r.house, &r.sender("front_office"), intake.clone()).await.unwrap();
        add_document(&r.house, &r.sender("front_office"), document(&r, case, None)).await.unwrap();
        add_document(&r.house, &r.sender("front_office"), document(&r, case, Some(open))).await.unwrap();
        assert_eq!(seen(&r, "front_office", case).await.documents.len(), 4);
        let others = seen(&r, "back_office", case).await;
        assert_eq!(others.documents.iter().map(|d| d.concern).collect::<Vec<_>>(), [Some(open); 2]);
        // Whoever knows of no restricted part adds papers of what they know, and sees them.
        add_document(&r.house, &r.sender("back_office"), document(&r, case, None)).await.unwrap();
        assert_eq!(seen(&r, "back_office", case).await.documents.len(), 3);
        // Where nothing is restricted, papers are everybody's who sees the case.
        let receipt = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        add_document(&r.house, &r.sender("front_office"), document(&r, receipt.case, None)).await.unwrap();
        assert_eq!(seen(&r, "back_office", receipt.case).await.documents.len(), 1);
        check(&r, &store).await;
    }
}

both! {
    async fn what_is_pointed_at_exists(store: Store) {
        let r = Regency::found(&store).await;
        let (case, open, hidden) = mixed(&r).await;
        let receipt = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        let concern = seen(&r, "front_office", receipt.case).await.concerns[0].id;
        // A document's concern is one of its case, and one that the officer knows of.
        for (who, of) in [("front_office", concern), ("front_office", ConcernId(r.house.clock().new_id())), ("back_office", hidden)] {
            assert_eq!(refused(add_document(&r.house, &r.sender(who), document(&r, case, Some(of))).await).kind, RefusalKind::NotFound);
        }
        let mut intake = r.intake(None, &["pbi-nonaktif"]);
        let paper = IntakeDocument { id: DocumentId(r.house.clock().new_id()), kind: "kk".into(), form: DocumentForm::Copy, photo: None, concern: Some(open) };
        intake.documents = vec![paper];
        assert_eq!(fault(open_case(&r.house, &r.sender("front_office"), intake).await), says("concern", "unknown"));
        // Evidence is a paper of the case.
        step(&r, "back_office", receipt.case, concern, refer(&r, ReferralId(r.house.clock().new_id()), "perkim", None)).await.unwrap();
        let elsewhere = document(&r, case, Some(open));
        let own = document(&r, receipt.case, Some(concern));
        let (far, near) = (elsewhere.id, own.id);
        add_document(&r.house, &r.sender("front_office"), elsewhere).await.unwrap();
        add_document(&r.house, &r.sender("front_office"), own).await.unwrap();
        let heard = |evidence| {
            let day = Day::parse("2026-11-23").unwrap();
            answer("accepted", None, Some(OnBehalfInput { who: Private::new("Pak Joko".into()), channel: "letter".into(), day, evidence: Some(evidence) }))
        };
        for unknown in [DocumentId(r.house.clock().new_id()), far] {
            assert_eq!(fault(step(&r, "back_office", receipt.case, concern, heard(unknown)).await), says("evidence", "unknown"));
        }
        step(&r, "back_office", receipt.case, concern, heard(near)).await.unwrap();
        // A question is counted at an office that is there, for a village that is there.
        let village = |text: &str| slrt_domain::area::AreaCode::parse(text);
        let nowhere = OfficeId(r.house.clock().new_id());
        let ask = async |office, at: &str| record_inquiry(&r.house, &r.sender("tksk"), office, village(at), "kesehatan".into(), Channel::Counter).await;
        assert_eq!(fault(ask(nowhere, FAR_VILLAGE).await), says("office", "unknown"));
        assert_eq!(fault(ask(r.sekretariat, "1813022999").await), says("village", "unknown"));
        ask(r.sekretariat, FAR_VILLAGE).await.unwrap();
        let mut intake = r.intake(None, &["pbi-nonaktif"]);
        intake.village = village("1813012999").unwrap();
        assert_eq!(fault(open_case(&r.house, &r.sender("front_office"), intake).await), says("village", "unknown"));
        check(&r, &store).await;
    }
}

both! {
    async fn no_operation_is_dated_as_it_likes(store: Store) {
        let r = Regency::found(&store).await;
        let now = r.house.clock().now();
        let at = |who: &str, seconds: i64, reason: Option<&str>| Sender {
            occurred_at: Some(now.plus_seconds(seconds)),
            late_reason: reason.map(Into::into),
            ..r.sender(who)
        };
        let late = |detail: &str| says("occurred_at", detail);
        const DAY: i64 = 86_400;
        let sinyal = Some("tanpa-sinyal");
        let open = async |sender: Sender| open_case(&r.house, &sender, r.intake(None, &["pbi-nonaktif", "kdrt"])).await;
        assert_eq!(fault(open(at("front_office", -400 * DAY, sinyal)).await), late("long-ago"));
        let receipt = open(at("front_office", -5 * DAY, sinyal)).await.unwrap();
        let case = receipt.case;
        let protection = r.officers["protection_officer"].account;
        for (seconds, reason, detail) in [(3600, None, "future"), (-4 * DAY, None, "late"), (-7 * DAY, sinyal, "before-case"), (-400 * DAY, sinyal, "long-ago")] {
            let answers = [
                fault(add_document(&r.house, &at("front_office", seconds, reason), document(&r, case, None)).await),
                fault(name_person(&r.house, &at("protection_officer", seconds, reason), case, protection).await),
                fault(renew_pin(&r.house, &at("front_office", seconds, reason), case).await),
            ];
            assert_eq!(answers, [late(detail), late(detail), late(detail)]);
        }
        let person = r.person("Sumiati", None).await;
        assert_eq!(fault(slrt_operations::erase::erase_person(&r.house, &at("admin", -400 * DAY, sinyal), person, "permintaan").await), late("long-ago"));
        add_document(&r.house, &at("front_office", -4 * DAY, sinyal), document(&r, case, None)).await.unwrap();
        // The day on which it was brought, at an earlier hour: a form that gives a day alone.
        add_document(&r.house, &at("front_office", -5 * DAY - 3600, sinyal), document(&r, case, None)).await.unwrap();
        let times: Vec<Instant> = seen(&r, "front_office", case).await.documents.iter().map(|d| d.at).collect();
        assert_eq!(times, [now.plus_seconds(-5 * DAY), now.plus_seconds(-4 * DAY)]);
        check(&r, &store).await;
    }
}

both! {
    async fn an_institution_keeps_no_access_when_its_part_is_over(store: Store) {
        let mut r = Regency::found(&store).await;
        let at = slrt_domain::access::Scope::Institution(r.institutions["perkim"]);
        let account = r.hire("perkim", &[(Role::InstitutionOfficer, at)]).await;
        r.officers.insert("perkim", Officer { account, role: Role::InstitutionOfficer });
        let person = r.person("Sumiati", Some("9901014107680001")).await;
        let receipt = r.open("front_office", Some(person), &["pbi-nonaktif"]).await.unwrap();
        let case = receipt.case;
        let concern = seen(&r, "front_office", case).await.concerns[0].id;
        add_document(&r.house, &r.sender("front_office"), document(&r, case, Some(concern))).await.unwrap();
        add_document(&r.house, &r.sender("front_office"), document(&r, case, None)).await.unwrap();
        let show = async |who: &str| {
            let wish = Reveal { person: Some(person), family: None, case: Some(case), what: Shown::Nik, reason: None };
            reveal(&r.house, &r.sender(who), wish).await
        };
        let papers = async |who: &str| seen(&r, who, case).await.documents.len();
        let to = |code: &str| refer(&r, ReferralId(r.house.clock().new_id()), code, None);
        step(&r, "back_office", case, concern, to("perkim")).await.unwrap();
        assert_eq!((show("perkim").await.is_ok(), papers("perkim").await), (true, 2));
        step(&r, "perkim", case, concern, answer("declined", Some("kuota-habis"), None)).await.unwrap();
        assert_eq!(refused(show("perkim").await).kind, RefusalKind::Forbidden);
        let own = seen(&r, "perkim", case).await;
        assert_eq!((own.documents.len(), own.concerns[0].referrals.len()), (0, 1));
        assert_eq!(own.concerns[0].referrals[0].answer_words.as_ref().map(|w| w.reveal().as_str()), Some("Sudah dijawab"));
        // Another one gives help: until the citizen's word it may have to look again, then no more.
        step(&r, "back_office", case, concern, to("dinkes")).await.unwrap();
        assert_eq!((show("institution_officer").await.is_ok(), show("perkim").await.is_ok()), (true, false));
        step(&r, "institution_officer", case, concern, answer("given", None, None)).await.unwrap();
        assert_eq!((show("institution_officer").await.is_ok(), papers("institution_officer").await), (true, 2));
        step(&r, "front_office", case, concern, VerbInput::Confirm("not_helped".into(), Channel::Phone, None, None)).await.unwrap();
        assert_eq!((refused(show("institution_officer").await).kind, papers("institution_officer").await), (RefusalKind::Forbidden, 0));
        assert!(show("back_office").await.is_ok());
        let entries = seen(&r, "back_office", case).await.timeline;
        assert_eq!(entries.iter().filter(|t| t.kind == "identity.revealed").count(), 4);
        assert!(matches!(receipt.done.events[0], Event::CaseOpened(_)));
        check(&r, &store).await;
    }
}

both! {
    async fn what_is_typed_about_a_case_has_an_end(store: Store) {
        let r = Regency::found(&store).await;
        let long = |letters: usize| Some(Private::new("1".repeat(letters)));
        let plain = || r.intake(None, &["pbi-nonaktif"]);
        let mut wordy = plain();
        wordy.concerns[0].words = long(4001);
        for (field, intake) in [
            ("caller", Intake { caller: long(301), ..plain() }),
            ("phone", Intake { phone: long(301), ..plain() }),
            ("proxy", Intake { proxy: long(301), ..plain() }),
            ("number", Intake { external: Some(("siks-ng".into(), Private::new("1".repeat(301)), None)), ..plain() }),
            ("words", wordy),
        ] {
            assert_eq!(fault(open_case(&r.house, &r.sender("front_office"), intake).await), says(field, "too-long"), "{field}");
        }
        let taken = Intake { caller: long(300), ..plain() };
        let (case, concern) = (taken.case, taken.concerns[0].id);
        open_case(&r.house, &r.sender("front_office"), taken).await.unwrap();
        let number = |letters: usize| {
            VerbInput::NoteNumber(ExternalInput {
                system: "siks-ng".into(),
                referral: None,
                number: Private::new("1".repeat(letters)),
                submitted_on: None,
                checked_on: None,
                status: None,
            })
        };
        assert_eq!(fault(step(&r, "back_office", case, concern, number(301)).await), says("number", "too-long"));
        step(&r, "back_office", case, concern, number(300)).await.unwrap();
        let referral = ReferralId(r.house.clock().new_id());
        step(&r, "back_office", case, concern, refer(&r, referral, "dinkes", None)).await.unwrap();
        let day = Day::parse("2026-11-23").unwrap();
        let behalf = |letters: usize| OnBehalfInput { who: Private::new("a".repeat(letters)), channel: "phone".into(), day, evidence: None };
        let answered = step(&r, "back_office", case, concern, answer("accepted", None, Some(behalf(301)))).await;
        assert_eq!(fault(answered), says("on_behalf_who", "too-long"));
        check(&r, &store).await;
    }
}
