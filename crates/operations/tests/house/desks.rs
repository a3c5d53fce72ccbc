//! What people find on their desks, and what reports count, on both engines: ways of ending, late days by side, all offices, villages without one.

use crate::views::session;
use slrt_domain::access::{Role, Scope};
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::case::{Channel, ReferralState, Sight, TurnRole, VerbCode};
use slrt_domain::identity::*;
use slrt_domain::journal::RefusalKind;
use slrt_operations::intake::open_case;
use slrt_operations::steps::{StepInput, VerbInput, take_step};
use slrt_operations::view::{self, AnsweredCursor, MonthRow, Protected, Reminder, Reported};
use slrt_operations::{OperationError, rebuild, worker};
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

fn say(text: &str) -> Option<Private<String>> {
    Some(Private::new(text.into()))
}

async fn tasks(r: &Regency, who: &str) -> view::TasksView {
    view::tasks(&r.house, &session(r, who).await, None).await.unwrap()
}

async fn hire(r: &mut Regency, name: &'static str, role: Role, scope: Scope) {
    let account = r.hire(name, &[(role, scope)]).await;
    r.officers.insert(name, Officer { account, role });
}

/// A case with one need: both ids.
async fn open(r: &Regency, who: &str, office: Option<OfficeId>, village: &str, kind: &str) -> (CaseId, ConcernId) {
    let mut intake = r.intake(None, &[kind]);
    intake.office = office;
    intake.village = area(village);
    let ids = (intake.case, intake.concerns[0].id);
    open_case(&r.house, &r.sender(who), intake).await.unwrap();
    ids
}

async fn step(r: &Regency, who: &str, (case, concern): (CaseId, ConcernId), verb: VerbInput) {
    let seen = view::case(&r.house, &session(r, who).await, case).await.unwrap();
    let revision = seen.concerns.iter().find(|c| c.id == concern).unwrap().revision;
    take_step(&r.house, &r.sender(who), StepInput { case, concern, revision, verb }).await.unwrap();
}

async fn helped(r: &Regency, who: &str, of: (CaseId, ConcernId)) {
    step(r, who, of, VerbInput::Serve("help".into(), say("Diantar"), vec![])).await;
    step(r, who, of, VerbInput::Confirm("helped".into(), Channel::Counter, None, None)).await;
}

fn days_pass(r: &Regency, days: i64) {
    r.house.clock().set(r.house.clock().now().plus_seconds(days * 86_400));
}

fn refer(r: &Regency, to: &str) -> VerbInput {
    VerbInput::Refer {
        referral: ReferralId(r.house.clock().new_id()),
        institution: r.institutions[to],
        program: None,
        consent: true,
        words: say("Mohon dibantu"),
        named: None,
    }
}

fn answer(result: &str, reason: Option<&str>) -> VerbInput {
    VerbInput::Answer {
        result: result.into(),
        reason: reason.map(Into::into),
        documents: Vec::new(),
        words: say("Jawaban kami"),
        on_behalf: None,
    }
}

async fn month(r: &Regency, who: &str, of: impl Into<Reported>) -> MonthRow {
    view::month(&r.house, &session(r, who).await, of, 2026, 11).await.unwrap().total
}

both! {
    async fn a_month_tells_each_way_of_ending_and_a_rate_that_holds(store: Store) {
        let r = Regency::found(&store).await;
        let at = (Some(r.puskesos), SUKA_BARU, "pbi-nonaktif");
        let mut other = Private::new(String::new());
        for reason in ["tidak-ada-kabar", "dicabut", "dialihkan"] {
            let of = open(&r, "front_office", at.0, at.1, at.2).await;
            step(&r, "back_office", of, VerbInput::Close(reason.into(), say("Ke Dukcapil"))).await;
            other = Private::new(view::case(&r.house, &session(&r, "back_office").await, of.0).await.unwrap().number.to_string());
        }
        let twice = open(&r, "front_office", at.0, at.1, at.2).await;
        step(&r, "back_office", twice, VerbInput::CloseAsSame { reason: "duplikat".into(), other, words: None }).await;
        let told = open(&r, "front_office", at.0, at.1, at.2).await;
        step(&r, "back_office", told, VerbInput::Serve("information".into(), say("Dijelaskan"), vec![])).await;
        step(&r, "back_office", told, VerbInput::Close("informasi-diberikan".into(), None)).await;
        helped(&r, "back_office", open(&r, "front_office", at.0, at.1, at.2).await).await;
        open(&r, "front_office", at.0, at.1, at.2).await;
        helped(&r, "sekretariat-bo", open(&r, "sekretariat-bo", Some(r.sekretariat), SUKA_BARU, "ktp-kk").await).await;

        let own = month(&r, "front_office", r.puskesos).await;
        assert_eq!((own.received, own.helped, own.closed_unconfirmed, own.open_at_end), (7, 1, 1, 1));
        assert_eq!((own.informed, own.transferred, own.withdrawn), (1, 1, 2));
        assert_eq!((own.with_outcome(), own.rate()), (4, Some(25)));
        // The sum of all offices that one sees; of a single office it is the same.
        assert_eq!(month(&r, "front_office", Reported::AllOffices).await, own);
        let all = month(&r, "manager", Reported::AllOffices).await;
        assert_eq!((all.received, all.helped, all.with_outcome(), all.rate(), all.open_at_end), (8, 2, 5, Some(40), 1));
        // Overseers' figures are those of their own office and of those below it.
        for (who, want) in [("manager", (2, 5, Some(40))), ("head", (2, 5, Some(40))), ("front_office", (1, 4, Some(25))), ("tksk", (0, 0, None))] {
            let f = tasks(&r, who).await.figures;
            assert_eq!((f.helped_this_month, f.with_outcome_this_month, f.helped_rate), want, "{who}");
        }
        assert_eq!(refusal(view::month(&r.house, &session(&r, "tksk").await, Reported::AllOffices, 2026, 11).await), RefusalKind::Forbidden);
        assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}

both! {
    async fn help_of_an_earlier_month_never_makes_more_than_a_hundred(store: Store) {
        let r = Regency::found(&store).await;
        let mut needs = Vec::new();
        for _ in 0..3 {
            needs.push(open(&r, "front_office", Some(r.puskesos), SUKA_BARU, "pbi-nonaktif").await);
        }
        days_pass(&r, 10);
        for of in needs {
            helped(&r, "back_office", of).await;
        }
        let report = view::month(&r.house, &session(&r, "manager").await, r.puskesos, 2026, 12).await.unwrap();
        assert_eq!((report.total.received, report.total.helped, report.total.rate()), (0, 3, Some(100)));
        assert_eq!(tasks(&r, "manager").await.figures.helped_rate, Some(100));
    }
}

both! {
    async fn an_office_answers_for_its_own_late_days_and_those_of_institutions(store: Store) {
        let r = Regency::found(&store).await;
        let mut needs = Vec::new();
        for _ in 0..4 {
            needs.push(open(&r, "front_office", Some(r.puskesos), SUKA_BARU, "rumah-tidak-layak").await);
        }
        step(&r, "back_office", needs[1], refer(&r, "perkim")).await;
        step(&r, "back_office", needs[2], VerbInput::AskDocuments(vec!["ktp".into()], None)).await;
        let next_look = Day::parse("2026-11-26").unwrap();
        let wait = VerbInput::Wait { result: "quota".into(), reason: None, external: None, next_look, words: None };
        step(&r, "back_office", needs[3], wait).await;
        // What an office below sent is among the figures of whoever oversees it.
        assert_eq!(tasks(&r, "manager").await.figures.at_institutions, 1);
        assert_eq!(tasks(&r, "manager").await.handed_on.iter().map(|h| h.concern).collect::<Vec<_>>(), [needs[1].1]);
        days_pass(&r, 60);
        assert_eq!(worker::pass_deadlines(&r.house, r.tenant).await.unwrap(), 4);
        let report = view::month(&r.house, &session(&r, "manager").await, r.puskesos, 2027, 1).await.unwrap();
        assert_eq!(report.total.overdue, 2, "not the citizen's, not the look at the centre");
        assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
    }
}

both! {
    async fn the_number_of_restricted_needs_is_for_those_who_keep_them_and_never_small(store: Store) {
        let r = Regency::found(&store).await;
        let told = async |who: &str, of: Reported| view::month(&r.house, &session(&r, who).await, of, 2026, 11).await.unwrap();
        for n in 0..6 {
            let want = if n < 5 { Protected::Few } else { Protected::Received(n) };
            for of in [Reported::Office(r.puskesos), Reported::AllOffices] {
                assert_eq!(told("protection_officer", of).await.protection, Some(want), "{n}");
                assert_eq!(told("head", of).await.protection, Some(want), "{n}");
                for who in ["manager", "division_head", "supervisor", "viewer", "auditor"] {
                    let seen = told(who, of).await;
                    assert_eq!((seen.protection, seen.total.received), (None, 0), "{who}");
                }
            }
            for who in ["front_office", "coordinator", "village_head"] {
                assert_eq!(told(who, Reported::Office(r.puskesos)).await.protection, None, "{who}");
            }
            open(&r, "front_office", Some(r.puskesos), SUKA_BARU, "kdrt").await;
        }
        assert_eq!(told("village_head", Reported::Area(area(SUKA_BARU))).await.protection, None);
    }
}

both! {
    async fn a_village_without_an_office_has_its_counts(store: Store) {
        let mut r = Regency::found(&store).await;
        hire(&mut r, "peratin-jauh", Role::VillageHead, Scope::Area(area(FAR_VILLAGE))).await;
        hire(&mut r, "camat", Role::Viewer, Scope::Area(area(&FAR_VILLAGE[..6]))).await;
        open(&r, "sekretariat-bo", Some(r.sekretariat), FAR_VILLAGE, "biaya-sekolah").await;
        open(&r, "sekretariat-bo", Some(r.sekretariat), FAR_VILLAGE, "kdrt").await;
        open(&r, "front_office", Some(r.puskesos), SUKA_BARU, "ktp-kk").await;
        let today = Day::parse("2026-11-23").unwrap();
        for (who, place) in [("peratin-jauh", FAR_VILLAGE), ("camat", &FAR_VILLAGE[..6])] {
            let s = session(&r, who).await;
            let book = view::book(&r.house, &s, today).await.unwrap();
            assert!(book.offices.is_empty() && book.cases.is_empty(), "{who}");
            let counted: Vec<(&str, i64)> = book.areas[0].brought.iter().map(|(k, n)| (k.as_str(), *n)).collect();
            assert_eq!((counted, book.areas[0].without_office), (vec![("biaya-sekolah", 1)], true), "{who}");
            let report = view::month(&r.house, &s, Reported::Area(area(place)), 2026, 11).await.unwrap();
            assert_eq!((report.total.received, report.total.open_at_end, report.by_village.len()), (1, 1, 1), "{who}");
            for other in [Reported::Area(area(SUKA_BARU)), Reported::AllOffices, Reported::Office(r.sekretariat)] {
                assert_eq!(refusal(view::month(&r.house, &s, other, 2026, 11).await), RefusalKind::NotFound, "{who}");
            }
        }
        // Where an office stands in the village, its book is the first thing, and the village's counts are there, too.
        let book = view::book(&r.house, &session(&r, "village_head").await, today).await.unwrap();
        assert_eq!((book.offices.len(), book.areas.len(), book.areas[0].without_office), (1, 1, false));
        assert!(view::book(&r.house, &session(&r, "viewer").await, today).await.unwrap().areas.is_empty());
    }
}

both! {
    async fn operators_look_again_on_the_day_and_see_what_comes_later(store: Store) {
        let mut r = Regency::found(&store).await;
        hire(&mut r, "operator-kabupaten", Role::SiksngOperator, Scope::Area(area("1813"))).await;
        hire(&mut r, "operator-jauh", Role::SiksngOperator, Scope::Area(area(FAR_VILLAGE))).await;
        let of = open(&r, "front_office", Some(r.puskesos), SUKA_BARU, "pbi-nonaktif").await;
        let next_look = Day::parse("2026-11-26").unwrap();
        let reason = Some("menunggu-kemensos".into());
        step(&r, "back_office", of, VerbInput::Wait { result: "center".into(), reason, external: None, next_look, words: None }).await;
        let operators = ["siksng_operator", "operator-kabupaten"];
        for who in operators {
            let t = tasks(&r, who).await;
            let later: Vec<_> = t.later.iter().map(|h| (h.concern, h.timing.due, h.turn.role)).collect();
            assert_eq!((t.lines.len(), later), (0, vec![(of.1, Some(next_look), TurnRole::Center)]), "{who}");
        }
        days_pass(&r, 3);
        for who in operators {
            let t = tasks(&r, who).await;
            let now: Vec<_> = t.lines.iter().map(|l| (l.concern, l.reminder, l.next)).collect();
            assert_eq!((now, t.later.len()), (vec![(of.1, Some(Reminder::LookAtCenter), Some(VerbCode::Resume))], 0), "{who}");
            assert_eq!(t.figures.waiting, 1, "{who}");
        }
        let far = tasks(&r, "operator-jauh").await;
        assert_eq!((far.lines.len(), far.later.len()), (0, 0));
        assert!(tasks(&r, "back_office").await.later.is_empty(), "they have their reminder");
    }
}

both! {
    async fn whoever_took_it_in_sees_where_it_is(store: Store) {
        let mut r = Regency::found(&store).await;
        hire(&mut r, "fasilitator-lain", Role::Facilitator, Scope::Area(area(FAR_VILLAGE))).await;
        let mine = open(&r, "front_office", Some(r.puskesos), SUKA_BARU, "pbi-nonaktif").await;
        let far = open(&r, "facilitator", None, FAR_VILLAGE, "biaya-sekolah").await;
        let received = async |who: &str| -> Vec<_> {
            tasks(&r, who).await.received.iter().map(|h| (h.concern, h.turn.role, h.timing.promised > Day::parse("2026-11-23").unwrap())).collect()
        };
        assert_eq!(received("front_office").await, [(mine.1, TurnRole::BackOffice, true)]);
        assert_eq!(received("facilitator").await.iter().map(|l| l.0).collect::<Vec<_>>(), [far.1]);
        for who in ["back_office", "fasilitator-lain", "manager", "siksng_operator"] {
            assert_eq!(received(who).await, [], "{who} opened nothing");
        }
        // What is one's own turn, or stands above as a reminder, is not told twice; what has ended is gone.
        step(&r, "back_office", mine, VerbInput::AskDocuments(vec!["ktp".into()], None)).await;
        assert_eq!(received("front_office").await, [(mine.1, TurnRole::Citizen, true)]);
        step(&r, "back_office", mine, VerbInput::Close("tidak-ada-kabar".into(), None)).await;
        assert_eq!(received("front_office").await, []);
    }
}

both! {
    async fn an_institution_keeps_sight_of_what_it_answered(store: Store) {
        let mut r = Regency::found(&store).await;
        let perkim = Scope::Institution(r.institutions["perkim"]);
        hire(&mut r, "perkim", Role::InstitutionOfficer, perkim).await;
        let mut needs = Vec::new();
        for _ in 0..4 {
            let of = open(&r, "front_office", Some(r.puskesos), SUKA_BARU, "biaya-berobat").await;
            step(&r, "back_office", of, refer(&r, "dinkes")).await;
            needs.push(of);
        }
        let officer = "institution_officer";
        let reason = r.house.catalog().reasons_for("institution_decline").next().unwrap().code.clone();
        step(&r, officer, needs[0], answer("declined", Some(&reason))).await;
        days_pass(&r, 1);
        step(&r, officer, needs[1], answer("given", None)).await;
        step(&r, officer, needs[2], answer("accepted", None)).await;
        let s = session(&r, officer).await;
        let seen = view::answered(&r.house, &s, None).await.unwrap();
        let lines: Vec<_> = seen.lines.iter().map(|a| (a.concern, a.state, a.on_behalf)).collect();
        assert_eq!(lines, [(needs[1].1, ReferralState::Given, false), (needs[0].1, ReferralState::Declined, false)]);
        assert!(seen.next.is_none());
        assert_eq!(tasks(&r, officer).await.lines.len(), 2, "what is accepted or not answered is in the inbox");
        // Each opens in the institution's sight.
        for of in &needs[..2] {
            let case = view::case(&r.house, &s, of.0).await.unwrap();
            assert_eq!((case.sight, case.person.nik), (Sight::Referral, None));
        }
        // A page goes on after the last line of the one before.
        let last = AnsweredCursor::parse(&format!("{}.{}", seen.lines[0].answered_on.iso(), seen.lines[0].referral)).unwrap();
        let rest = view::answered(&r.house, &s, Some(last)).await.unwrap();
        assert_eq!(rest.lines.iter().map(|a| a.concern).collect::<Vec<_>>(), [needs[0].1]);
        assert!(view::answered(&r.house, &session(&r, "perkim").await, None).await.unwrap().lines.is_empty());
        assert_eq!(refusal(view::answered(&r.house, &session(&r, "back_office").await, None).await), RefusalKind::Forbidden);
    }
}
