//! One visit with three needs, walked through all roles to three outcomes, on both engines; and what must not be seen on the way.

use crate::views::session;
use slrt_domain::access::{Role, Scope};
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::case::{Channel, ConcernState as S, Outcome, ReferralState, TurnRole, VerbCode as V};
use slrt_domain::identity::*;
use slrt_domain::journal::RefusalKind;
use slrt_operations::accounts::{self, Session};
use slrt_operations::intake::open_case;
use slrt_operations::steps::{CitizenWord, OnBehalfInput, StepInput, VerbInput, citizen_answer, take_step};
use slrt_operations::view::{self, StateGroup};
use slrt_operations::{Done, OperationError, rebuild};
use slrt_storage::journal;
use slrt_testing::{Officer, Regency, SUKA_BARU, Store, both};

fn refusal<T: std::fmt::Debug>(answer: Result<T, OperationError>) -> RefusalKind {
    match answer {
        Err(OperationError::Refused(r)) => r.kind,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn say(text: &str) -> Option<Private<String>> {
    Some(Private::new(text.into()))
}

async fn check(r: &Regency, store: &Store) {
    let v = journal::verify(r.house.db(), &store.keys, r.tenant, &[]).await.unwrap();
    assert_eq!(v.findings, vec![]);
    assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
}

/// A regency with institution officers and a facilitator of the village.
struct Walk {
    r: Regency,
    store: Store,
}

impl Walk {
    async fn new(store: Store) -> Self {
        let mut r = Regency::found(&store).await;
        for code in ["perkim", "disdik"] {
            let at = Scope::Institution(r.institutions[code]);
            let account = r.hire(code, &[(Role::InstitutionOfficer, at)]).await;
            r.officers.insert(code, Officer { account, role: Role::InstitutionOfficer });
        }
        let village = Scope::Area(AreaCode::parse(SUKA_BARU).unwrap());
        let account = r.hire("fasilitator-suka-baru", &[(Role::Facilitator, village)]).await;
        r.officers.insert("fasilitator", Officer { account, role: Role::Facilitator });
        let account =
            r.hire("loket-lain", &[(Role::FrontOffice, Scope::Office(r.puskesos)), (Role::BackOffice, Scope::Office(r.puskesos))]).await;
        r.officers.insert("loket-lain", Officer { account, role: Role::FrontOffice });
        Self { r, store }
    }

    async fn session(&self, who: &str) -> Session {
        session(&self.r, who).await
    }

    async fn concern(&self, who: &str, case: CaseId, concern: ConcernId) -> view::ConcernView {
        let seen = view::case(&self.r.house, &self.session(who).await, case).await.unwrap();
        seen.concerns.into_iter().find(|c| c.id == concern).unwrap()
    }

    /// The verb that somebody's list offers for a concern; none when it is not on their list.
    async fn task(&self, who: &str, concern: ConcernId) -> Option<Option<V>> {
        let tasks = view::tasks(&self.r.house, &self.session(who).await, None).await.unwrap();
        tasks.lines.iter().find(|l| l.concern == concern).map(|l| l.next)
    }

    /// The concern is on the lists of these officers with this next step, and on nobody else's.
    async fn waits_for(&self, concern: ConcernId, whom: &[&str], next: V) {
        for who in self.r.officers.keys() {
            let wanted = whom.contains(who).then_some(Some(next));
            assert_eq!(self.task(who, concern).await, wanted, "list of {who}");
        }
    }

    async fn step(&self, who: &str, case: CaseId, concern: ConcernId, verb: VerbInput) -> Result<Done, OperationError> {
        let seen = self.concern(who, case, concern).await;
        let input = StepInput { case, concern, revision: seen.revision, verb };
        take_step(&self.r.house, &self.r.sender(who), input).await
    }

    /// Takes a step that was offered.
    async fn does(&self, who: &str, case: CaseId, concern: ConcernId, code: V, verb: VerbInput) {
        let seen = self.concern(who, case, concern).await;
        assert!(seen.actions.iter().any(|o| o.verb == code), "{who} was not offered {code:?} but {:?}", seen.actions);
        self.step(who, case, concern, verb).await.unwrap();
    }

    async fn is(&self, case: CaseId, concern: ConcernId, state: S, turn: TurnRole, outcome: Option<Outcome>) {
        let seen = self.concern("back_office", case, concern).await;
        assert_eq!((seen.state, seen.turn.unwrap().role, seen.outcome), (state, turn, outcome));
    }

    fn days_pass(&self, days: i64) {
        let clock = self.r.house.clock();
        clock.set(clock.now().plus_seconds(days * 86_400));
    }

    fn today(&self) -> Day {
        slrt_domain::calendar::Zone::new("WIB", 420).day(self.r.house.clock().now())
    }

    fn refer(&self, to: &str) -> VerbInput {
        VerbInput::Refer {
            referral: ReferralId(self.r.house.clock().new_id()),
            institution: self.r.institutions[to],
            program: None,
            consent: true,
            words: say("Mohon dibantu"),
            named: None,
        }
    }

    fn on_behalf(&self, result: &str, reason: Option<&str>) -> VerbInput {
        VerbInput::Answer {
            result: result.into(),
            reason: reason.map(Into::into),
            documents: Vec::new(),
            words: say("Dijawab lewat telepon"),
            on_behalf: Some(OnBehalfInput {
                who: Private::new("Bapak Contoh, Kabid".into()),
                channel: "phone".into(),
                day: self.today(),
                evidence: None,
            }),
        }
    }

    async fn citizen(&self, number: ServiceNumber, pin: &str, concern: ConcernId, result: &str) -> Result<Done, OperationError> {
        let (tenant, case) = accounts::by_pin(&self.r.house, &number.to_string(), pin, None).await.unwrap();
        let word = CitizenWord { case, concern, result: result.into(), words: None };
        citizen_answer(&self.r.house, tenant, self.r.operation(), word).await
    }
}

fn answer(result: &str, words: &str) -> VerbInput {
    VerbInput::Answer { result: result.into(), reason: None, documents: Vec::new(), words: say(words), on_behalf: None }
}

fn approve() -> VerbInput {
    VerbInput::Decide { result: "approve".into(), reason: None, words: None }
}

/// Health: verified, recommended, decided, waited for the centre, served, and the citizen says by PIN that help came.
async fn health(w: &Walk, case: CaseId, c: ConcernId, number: ServiceNumber, pin: &str) {
    w.waits_for(c, &["back_office", "loket-lain"], V::Verify).await;
    w.does("back_office", case, c, V::Verify, VerbInput::Verify("listed".into(), say("Sesuai"))).await;
    w.waits_for(c, &["back_office", "loket-lain"], V::Recommend).await;
    assert_eq!(
        refusal(w.step("front_office", case, c, VerbInput::Recommend(vec!["pbi-jk-reakt".into()], None)).await),
        RefusalKind::Forbidden
    );
    w.does("back_office", case, c, V::Recommend, VerbInput::Recommend(vec!["pbi-jk-reakt".into()], say("Perlu cuci darah"))).await;
    w.is(case, c, S::Recommended, TurnRole::Manager, None).await;
    w.waits_for(c, &["manager"], V::Decide).await;
    let seen = w.concern("back_office", case, c).await;
    assert!(seen.actions.iter().all(|o| o.verb != V::Decide) && seen.next == Some(V::Decide));
    assert_eq!(refusal(w.step("back_office", case, c, approve()).await), RefusalKind::Forbidden);
    w.does("manager", case, c, V::Decide, approve()).await;
    w.is(case, c, S::Approved, TurnRole::BackOffice, None).await;

    let until = w.today().plus(3);
    let wait = VerbInput::Wait {
        result: "center".into(),
        reason: Some("menunggu-kemensos".into()),
        external: None,
        next_look: until,
        words: say("Diinput ke SIKS-NG"),
    };
    w.does("back_office", case, c, V::Wait, wait).await;
    w.waits_for(c, &[], V::Resume).await;
    w.days_pass(3);
    w.waits_for(c, &["back_office", "coordinator", "loket-lain", "siksng_operator"], V::Resume).await;
    w.does("back_office", case, c, V::Resume, VerbInput::Resume(None)).await;
    w.does("back_office", case, c, V::Serve, VerbInput::Serve("help".into(), say("Kartu aktif"), vec!["pbi-jk-reakt".into()])).await;
    w.is(case, c, S::ServiceGiven, TurnRole::Citizen, Some(Outcome::Given)).await;
    w.waits_for(c, &[], V::Confirm).await;
    let status = view::status(&w.r.house, w.r.tenant, case).await.unwrap();
    let own = status.concerns.iter().find(|k| k.id == c).unwrap();
    assert!(own.asked && own.can_confirm && own.can_deny && own.group == StateGroup::YourWord);
    w.citizen(number, pin, c, "helped").await.unwrap();
    w.is(case, c, S::Closed, TurnRole::Nobody, Some(Outcome::Helped)).await;
}

/// A roof: visited, referred, declined and given on the institution's behalf, closed without the citizen's word, opened again.
async fn roof(w: &Walk, case: CaseId, c: ConcernId) {
    w.does("back_office", case, c, V::Verify, VerbInput::Verify("listed".into(), None)).await;
    w.does("back_office", case, c, V::RequestVisit, VerbInput::RequestVisit(say("Lihat atapnya"))).await;
    w.waits_for(c, &["fasilitator"], V::RecordVisit).await;
    w.does("fasilitator", case, c, V::RecordVisit, VerbInput::RecordVisit("as_told".into(), say("Bocor di dua kamar"))).await;
    w.waits_for(c, &["back_office", "loket-lain"], V::Recommend).await;
    w.does("back_office", case, c, V::Refer, w.refer("perkim")).await;
    w.waits_for(c, &["perkim"], V::Answer).await;
    let handed = view::tasks(&w.r.house, &w.session("back_office").await, None).await.unwrap().handed_on;
    assert!(handed.iter().any(|h| h.concern == c && h.turn.institution.as_ref().is_some_and(|i| i.1 == "PERKIM")));
    w.days_pass(1);
    w.does("back_office", case, c, V::AnswerOnBehalf, w.on_behalf("declined", Some("anggaran-belum-ada"))).await;
    w.is(case, c, S::DeclinedByInstitution, TurnRole::BackOffice, None).await;
    w.waits_for(c, &["back_office", "loket-lain"], V::Refer).await;
    w.does("back_office", case, c, V::Refer, w.refer("perkim")).await;
    w.does("back_office", case, c, V::AnswerOnBehalf, w.on_behalf("accepted", None)).await;
    w.does("back_office", case, c, V::AnswerOnBehalf, w.on_behalf("given", None)).await;
    w.is(case, c, S::ServiceGiven, TurnRole::Citizen, Some(Outcome::Given)).await;
    w.days_pass(21);
    // Nobody heard from the citizen: those at the counter are reminded to call.
    for who in ["front_office", "back_office", "coordinator"] {
        assert_eq!(w.task(who, c).await, Some(Some(V::Confirm)), "{who}");
    }
    w.does("back_office", case, c, V::Close, VerbInput::Close("tidak-ada-kabar".into(), None)).await;
    w.is(case, c, S::Closed, TurnRole::Nobody, Some(Outcome::Unconfirmed)).await;
    w.waits_for(c, &[], V::Reopen).await;
    w.does("back_office", case, c, V::Reopen, VerbInput::Reopen(say("Warga menelepon: belum ada tukang"))).await;
    w.waits_for(c, &["back_office", "loket-lain"], V::Verify).await;
}

/// A school: the institution itself accepts, asks for more, helps; the citizen says no, then yes.
async fn school(w: &Walk, case: CaseId, c: ConcernId, number: ServiceNumber, pin: &str) {
    w.does("back_office", case, c, V::Refer, w.refer("disdik")).await;
    w.waits_for(c, &["disdik"], V::Answer).await;
    assert_eq!(refusal(view::case(&w.r.house, &w.session("institution_officer").await, case).await), RefusalKind::NotFound);
    w.does("disdik", case, c, V::Answer, answer("accepted", "Kami proses")).await;
    w.is(case, c, S::Accepted, TurnRole::Institution, None).await;
    w.does("disdik", case, c, V::Answer, answer("more_asked", "Mohon kartu pelajar")).await;
    w.waits_for(c, &["back_office", "loket-lain"], V::Resubmit).await;
    w.does("back_office", case, c, V::Resubmit, VerbInput::Resubmit(say("Terlampir"))).await;
    w.waits_for(c, &["disdik"], V::Answer).await;
    let part = view::case(&w.r.house, &w.session("disdik").await, case).await.unwrap();
    assert_eq!(part.concerns.len(), 1);
    // Whom it must help, while it works on it: numbers masked, and no way into the registry.
    assert!(part.family.is_none() && part.person.person.is_none() && part.person.name.is_some() && part.can.reveal);
    assert_eq!(part.person.nik.as_deref(), Some("9901••••••••0001"));
    assert!(part.concerns[0].words.is_none());
    let sent: Vec<&str> = part.concerns[0].referrals[0].sent_words.iter().map(|s| s.reveal().as_str()).collect();
    assert_eq!(sent, ["Terlampir", "Mohon dibantu"]);
    assert!(part.timeline.iter().all(|t| t.detail.institution.as_deref() == Some("DISDIK")));
    w.does("disdik", case, c, V::Answer, answer("given", "Beasiswa cair")).await;
    w.citizen(number, pin, c, "not_helped").await.unwrap();
    w.is(case, c, S::Reopened, TurnRole::BackOffice, Some(Outcome::NotHelped)).await;
    w.waits_for(c, &["back_office", "loket-lain"], V::Verify).await;
    w.does("back_office", case, c, V::Verify, VerbInput::Verify("listed".into(), None)).await;
    w.does("back_office", case, c, V::Refer, w.refer("disdik")).await;
    w.does("disdik", case, c, V::Answer, answer("given", "Sudah masuk rekening")).await;
    w.does("front_office", case, c, V::Confirm, VerbInput::Confirm("helped".into(), Channel::Phone, None, say("Sudah"))).await;
    w.is(case, c, S::Closed, TurnRole::Nobody, Some(Outcome::Helped)).await;
    assert_eq!(w.concern("back_office", case, c).await.reopened, 1);
}

both! {
    async fn three_needs_come_to_three_outcomes(store: Store) {
        let w = Walk::new(store).await;
        let person = w.r.person("Sumiati", Some("9901014107680001")).await;
        let receipt = w.r.open("front_office", Some(person), &["pbi-nonaktif", "rumah-tidak-layak", "biaya-sekolah"]).await.unwrap();
        let (number, pin) = (receipt.number, receipt.pin.reveal().clone());
        let seen = view::case_by_number(&w.r.house, &w.session("front_office").await, number).await.unwrap();
        let ids: Vec<ConcernId> = seen.concerns.iter().map(|c| c.id).collect();
        assert_eq!(seen.person.name.as_ref().map(|n| n.reveal().as_str()), Some("Sumiati"));
        assert_eq!((seen.person.age, seen.person.nik.as_deref()), (Some(58), Some("9901••••••••0001")));
        assert_eq!(seen.timeline.len(), 1);
        health(&w, seen.id, ids[0], number, &pin).await;
        roof(&w, seen.id, ids[1]).await;
        school(&w, seen.id, ids[2], number, &pin).await;

        let end = view::case(&w.r.house, &w.session("manager").await, seen.id).await.unwrap();
        assert!(end.timeline.windows(2).all(|p| p[0].at >= p[1].at));
        assert!(end.timeline.iter().any(|t| t.words.as_ref().is_some_and(|x| x.reveal() == "Bocor di dua kamar")));
        assert!(end.timeline.iter().any(|t| t.detail.on_behalf.as_ref().is_some_and(|b| b.0.as_ref().is_some_and(|n| n.reveal().starts_with("Bapak")))));
        let today = w.today();
        let month = view::month(&w.r.house, &w.session("manager").await, w.r.puskesos, today.year(), today.month()).await.unwrap();
        let kind = |code: &str| month.rows.iter().find(|row| row.kind == code).cloned().unwrap_or_default();
        // Only the citizen's word counts as helped; what was sent on does not.
        assert_eq!((kind("rumah-tidak-layak").helped, kind("rumah-tidak-layak").open_at_end), (0, 1));
        assert_eq!((kind("biaya-sekolah").helped, kind("biaya-sekolah").not_helped, kind("biaya-sekolah").open_at_end), (1, 1, 0));
        assert_eq!(month.total.open_at_end, 1);
        check(&w.r, &w.store).await;
    }
}

both! {
    async fn the_second_of_two_officers_is_told_that_it_changed(store: Store) {
        let w = Walk::new(store).await;
        let case = w.r.open("front_office", None, &["biaya-sekolah"]).await.unwrap().case;
        let c = view::case(&w.r.house, &w.session("back_office").await, case).await.unwrap().concerns.remove(0);
        let step = |who: &'static str| {
            let verb = VerbInput::Verify("listed".into(), None);
            let input = StepInput { case, concern: c.id, revision: c.revision, verb };
            let (house, sender) = (w.r.house.clone(), w.r.sender(who));
            tokio::spawn(async move { take_step(&house, &sender, input).await })
        };
        let (a, b) = (step("back_office"), step("loket-lain"));
        let (a, b) = (a.await.unwrap(), b.await.unwrap());
        assert_eq!(usize::from(a.is_ok()) + usize::from(b.is_ok()), 1);
        assert_eq!(refusal(if a.is_ok() { b } else { a }), RefusalKind::Changed);
        // A note only adds: it is taken whatever was seen.
        let note = StepInput { case, concern: c.id, revision: c.revision, verb: VerbInput::Note(say("Telepon tidak diangkat")) };
        take_step(&w.r.house, &w.r.sender("back_office"), note).await.unwrap();
        check(&w.r, &w.store).await;
    }
}

both! {
    async fn a_chain_of_three_ends_with_the_head(store: Store) {
        let w = Walk::new(store).await;
        let case = w.r.open("front_office", None, &["rumah-tidak-layak"]).await.unwrap().case;
        let c = view::case(&w.r.house, &w.session("back_office").await, case).await.unwrap().concerns[0].id;
        w.does("back_office", case, c, V::Recommend, VerbInput::Recommend(vec!["bsps".into()], None)).await;
        w.waits_for(c, &["manager"], V::Decide).await;
        let back = VerbInput::Decide { result: "return".into(), reason: Some(reason(&w, "return")), words: say("Foto kurang") };
        w.does("manager", case, c, V::Decide, back).await;
        w.waits_for(c, &["back_office", "loket-lain"], V::Recommend).await;
        w.does("loket-lain", case, c, V::Recommend, VerbInput::Recommend(vec!["bsps".into()], None)).await;
        for (who, next) in [("manager", "division_head"), ("division_head", "head")] {
            w.does(who, case, c, V::Decide, approve()).await;
            w.waits_for(c, &[next], V::Decide).await;
        }
        let no = VerbInput::Decide { result: "decline".into(), reason: Some(reason(&w, "decline_decision")), words: None };
        w.does("head", case, c, V::Decide, no).await;
        w.is(case, c, S::NotEligible, TurnRole::Nobody, Some(Outcome::Declined)).await;
        check(&w.r, &w.store).await;
    }
}

fn reason(w: &Walk, purpose: &str) -> String {
    w.r.house.catalog().reasons_for(purpose).next().unwrap().code.clone()
}

both! {
    async fn a_restricted_concern_exists_for_named_persons_only(store: Store) {
        let w = Walk::new(store).await;
        let person = w.r.person("Sumiati", Some("9901014107680001")).await;
        let receipt = w.r.open("front_office", Some(person), &["kdrt"]).await.unwrap();
        let mut again = w.r.intake(Some(person), &["kekerasan-anak", "pbi-nonaktif"]);
        again.duplicates_seen.push(receipt.case);
        let mixed = open_case(&w.r.house, &w.r.sender("front_office"), again).await.unwrap();
        let house = &w.r.house;
        let named = ["front_office", "protection_officer"];
        for who in w.r.officers.keys().copied().collect::<Vec<_>>() {
            let s = w.session(who).await;
            let may = named.contains(&who);
            let found = view::case(house, &s, receipt.case).await;
            let by_number = view::case_by_number(house, &s, receipt.number).await;
            if may {
                assert_eq!(found.unwrap().concerns.len(), 1);
                by_number.unwrap();
            } else {
                assert_eq!(refusal(found), RefusalKind::NotFound, "{who}");
                assert_eq!(refusal(by_number), RefusalKind::NotFound, "{who}");
            }
            let tasks = view::tasks(house, &s, None).await.unwrap();
            let on_list = tasks.lines.iter().filter(|l| l.restricted).count();
            assert_eq!(on_list, if who == "protection_officer" { 2 } else { 0 }, "{who}");
            assert_eq!(usize::try_from(tasks.figures.waiting).unwrap(), tasks.lines.len(), "{who}");
        }
        // Another officer at the same counter: not in duplicates, searches, the family's page, or any count.
        let other = w.session("loket-lain").await;
        let hits = view::search(house, &other, "9901014107680001", 10).await.unwrap().hits;
        assert_eq!(hits[0].open.iter().map(|o| o.kind.as_str()).collect::<Vec<_>>(), ["pbi-nonaktif"]);
        let family = view::family(house, &other, hits[0].family).await.unwrap();
        assert_eq!(family.history.iter().map(|h| h.kind.as_str()).collect::<Vec<_>>(), ["pbi-nonaktif"]);
        assert_eq!(family.members[0].open.len(), 1);
        assert!(family.trail.iter().all(|t| t.what != receipt.number.to_string()));
        assert!(view::search(house, &other, &receipt.number.to_string(), 10).await.unwrap().case.is_none());
        let seen = view::case(house, &other, mixed.case).await.unwrap();
        assert_eq!((seen.concerns.len(), seen.concerns[0].position, seen.restricted), (1, 1, false));
        assert_eq!(seen.timeline.last().unwrap().detail.concerns, 1);
        assert!(seen.timeline.iter().all(|t| t.kind != "case.person_named"));
        w.r.open("loket-lain", Some(person), &["kdrt"]).await.unwrap();
        let book = view::book(house, &other, w.today()).await.unwrap();
        assert!(book.brought.iter().all(|c| c.kind == "pbi-nonaktif"));
        assert!(book.cases.iter().all(|c| c.case != receipt.case));
        let month = view::month(house, &w.session("manager").await, w.r.puskesos, 2026, 11).await.unwrap();
        assert_eq!((month.total.received, month.total.open_at_end), (1, 1));
        // Whoever looks over the citizen's shoulder reads nothing of it.
        let status = view::status(house, w.r.tenant, receipt.case).await.unwrap();
        assert!(status.concerns.iter().all(|c| c.sector.is_none() && c.reason.is_none()));
        check(&w.r, &w.store).await;
    }
}

both! {
    async fn where_nobody_protects_somebody_who_may_handle_it_is_named(store: Store) {
        let w = Walk::new(store).await;
        let po = w.r.house.reference(w.r.tenant).await.unwrap();
        let grant = po.grants.iter().find(|g| g.role == Role::ProtectionOfficer).unwrap().id;
        w.r.system(slrt_operations::Body::EndRole(grant, Day::parse("2026-11-01").unwrap())).await;
        let case = w.r.open("front_office", None, &["kdrt"]).await.unwrap().case;
        let c = view::case(&w.r.house, &w.session("supervisor").await, case).await.unwrap().concerns[0].id;
        w.waits_for(c, &["supervisor"], V::Verify).await;
        w.does("supervisor", case, c, V::Serve, VerbInput::Serve("help".into(), say("Diantar ke rumah aman"), vec![])).await;
        check(&w.r, &w.store).await;
    }
}

both! {
    async fn a_silent_institution_is_no_dead_end(store: Store) {
        let w = Walk::new(store).await;
        let opened = w.r.open("front_office", None, &["rumah-tidak-layak"]).await.unwrap();
        let case = opened.case;
        let c = view::case(&w.r.house, &w.session("back_office").await, case).await.unwrap().concerns[0].id;
        w.does("back_office", case, c, V::Refer, w.refer("perkim")).await;
        w.does("back_office", case, c, V::TakeBack, VerbInput::TakeBack(Some("tidak-menjawab".into()), None)).await;
        w.is(case, c, S::Verified, TurnRole::BackOffice, None).await;
        assert_eq!(w.task("perkim", c).await, None);
        w.does("back_office", case, c, V::Refer, w.refer("disdik")).await;
        w.does("disdik", case, c, V::Answer, answer("more_asked", "Foto rumah")).await;
        w.does("back_office", case, c, V::Close, VerbInput::Close("tidak-ada-kabar".into(), None)).await;
        let seen = w.concern("back_office", case, c).await;
        let states: Vec<ReferralState> = seen.referrals.iter().map(|r| r.state).collect();
        assert_eq!(states, [ReferralState::Revoked, ReferralState::Revoked], "neither is expected to answer any more");
        check(&w.r, &w.store).await;
    }
}

both! {
    async fn a_wait_for_the_centre_stays_in_sight_and_breaks_no_promise(store: Store) {
        let w = Walk::new(store).await;
        let opened = w.r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
        let case = opened.case;
        let c = view::case(&w.r.house, &w.session("back_office").await, case).await.unwrap().concerns[0].id;
        let since = w.today();
        let wait = |reason: Option<&str>| VerbInput::Wait {
            result: "center".into(),
            reason: reason.map(Into::into),
            external: None,
            next_look: w.today().plus(60),
            words: None,
        };
        assert_eq!(refusal(w.step("back_office", case, c, wait(None)).await), RefusalKind::Invalid);
        w.step("back_office", case, c, wait(Some("menunggu-bps"))).await.unwrap();
        w.days_pass(40);
        let status = view::status(&w.r.house, w.r.tenant, case).await.unwrap();
        let timing = status.concerns[0].timing;
        assert_eq!((timing.promise_passed, timing.paused_since, timing.waited_days), (false, Some(since), 40));
        assert_eq!(status.concerns[0].reason.as_deref(), Some("menunggu-bps"));
    }
}
