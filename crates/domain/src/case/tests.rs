//! Rules of a concern, as sentences.
#![allow(clippy::unwrap_used, reason = "tests")]

use super::*;
use crate::Coded as _;
use crate::access::{Acting, Action, Actor, ActorKind, Grant, Role, Scope};
use crate::area::AreaCode;
use crate::calendar::{Day, Instant, WorkingCalendar, Zone};
use crate::identity::*;
use crate::journal::{Event, Refusal, RefusalKind};
use crate::office::{Institution, Office, OfficeKind, Reference};
use crate::program::{Catalog, Chain, Deadline, Kind, LateEntry, LimitUnit, Named, Order, Program, Reason, Search, Urgency, Waiting};
use std::collections::BTreeMap;
use uuid::Uuid;

pub(super) fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub(super) struct Place {
    pub reference: Reference,
    pub catalog: Catalog,
}

pub(super) const FO: u128 = 11;
pub(super) const BO: u128 = 12;
pub(super) const ALONE: u128 = 13;
pub(super) const COORDINATOR: u128 = 14;
pub(super) const MANAGER: u128 = 15;
pub(super) const HEAD: u128 = 16;
pub(super) const BOTH: u128 = 17;
pub(super) const OPD: u128 = 18;
pub(super) const PUSKESOS: OfficeId = OfficeId(Uuid::from_u128(1));
pub(super) const SMALL: OfficeId = OfficeId(Uuid::from_u128(2));
pub(super) const SEKRETARIAT: OfficeId = OfficeId(Uuid::from_u128(3));
pub(super) const PERKIM: InstitutionId = InstitutionId(Uuid::from_u128(4));

pub(super) fn place(steps: &[&str]) -> Place {
    let day = |t: &str| Day::parse(t).unwrap();
    let area = AreaCode::parse("1813012001").unwrap();
    let office = |id, kind, above| Office {
        id,
        kind,
        name: "K".into(),
        area,
        serves: vec![area],
        above,
        decree: String::new(),
        hours: String::new(),
        contact: String::new(),
        address: String::new(),
        equipment: String::new(),
        funding: String::new(),
        active: true,
        revision: 1,
    };
    let grant = |n: u128, who: u128, role, scope| Grant {
        id: GrantId(id(1000 + n)),
        home: Tenant::parse("1813").unwrap(),
        account: AccountId(id(who)),
        role,
        scope,
        from: day("2026-01-01"),
        to: None,
        acting: Acting::Own,
    };
    use Role::*;
    let at = Scope::Office;
    let grants = [
        (FO, FrontOffice, at(PUSKESOS)),
        (BO, BackOffice, at(PUSKESOS)),
        (COORDINATOR, Coordinator, at(PUSKESOS)),
        (ALONE, FrontOffice, at(SMALL)),
        (ALONE, BackOffice, at(SMALL)),
        (ALONE, Coordinator, at(SMALL)),
        (MANAGER, Manager, at(SEKRETARIAT)),
        (HEAD, Head, at(SEKRETARIAT)),
        (BOTH, Manager, at(SEKRETARIAT)),
        (BOTH, Head, at(SEKRETARIAT)),
        (OPD, InstitutionOfficer, Scope::Institution(PERKIM)),
    ];
    let reference = Reference {
        tenant: Tenant::parse("1813").unwrap(),
        area: AreaCode::parse("1813").unwrap(),
        brand: "B".into(),
        zone: Zone::new("WIB", 420),
        calendar: WorkingCalendar::default(),
        catalog: Default::default(),
        own: Vec::new(),
        offices: BTreeMap::from([
            (PUSKESOS, office(PUSKESOS, OfficeKind::Puskesos, Some(SEKRETARIAT))),
            (SMALL, office(SMALL, OfficeKind::Puskesos, Some(SEKRETARIAT))),
            (SEKRETARIAT, office(SEKRETARIAT, OfficeKind::Sekretariat, None)),
        ]),
        institutions: BTreeMap::from([(
            PERKIM,
            Institution {
                id: PERKIM,
                code: "perkim".into(),
                name: "Perkim".into(),
                contact: String::new(),
                answer_days: 5,
                restricted_capable: false,
                center: false,
                active: true,
                revision: 1,
            },
        )]),
        grants: grants.iter().enumerate().map(|(i, (who, role, scope))| grant(i as u128, *who, *role, *scope)).collect(),
        chains: Vec::new(),
        profile_revision: 0,
        seat: Default::default(),
    };
    Place { reference, catalog: catalog(steps) }
}

fn catalog(steps: &[&str]) -> Catalog {
    let from = Day::parse("2025-01-01").unwrap();
    let kind = Kind {
        code: "atap".into(),
        category: "B".into(),
        name: Default::default(),
        sector: "perumahan".into(),
        programs: vec!["rtlh".into()],
        deadline: "umum".into(),
        chain: "uji".into(),
        restricted: false,
        documents: Vec::new(),
        urgent_possible: true,
        kind_of_case: crate::program::KindOfCase::ALL[0],
        institution: None,
        order: 0,
    };
    let reason = |purpose: &str, code: &str| Reason {
        code: code.into(),
        purpose: purpose.into(),
        name: Default::default(),
        appeal: Default::default(),
        what_else: Default::default(),
        closes_as: None,
        words_required: false,
        valid_to: None,
        valid_from: from,
    };
    let order = |search: Search, roles: &[TurnRole]| Order {
        search,
        name: Default::default(),
        roles: roles.to_vec(),
        valid_from: from,
        basis: Default::default(),
    };
    let general = Deadline {
        code: "umum".into(),
        name: Default::default(),
        limit: 14,
        unit: LimitUnit::WorkingDays,
        verify_days: 3,
        handle_days: 3,
        decide_days: 2,
        institution_days: 5,
        confirm_days: 5,
        total_days: 14,
        extension_days: None,
        valid_from: from,
        basis: Default::default(),
        stages_basis: Default::default(),
    };
    Catalog {
        deadlines: vec![general],
        waiting: Waiting { look_again_days: 90, ..Waiting::default() },
        late_entries: vec![LateEntry {
            name: Default::default(),
            reason_after_days: 3,
            latest_days: 366,
            valid_from: from,
            basis: Default::default(),
        }],
        urgencies: vec![Urgency { name: Default::default(), percent: 50, valid_from: from, basis: Default::default() }],
        orders: vec![
            order(Search::Decide, &[TurnRole::Manager, TurnRole::Head, TurnRole::DivisionHead, TurnRole::Supervisor]),
            order(
                Search::DecideRestricted,
                &[TurnRole::ProtectionOfficer, TurnRole::Supervisor, TurnRole::Manager, TurnRole::Head, TurnRole::DivisionHead],
            ),
            order(Search::Keep, &[TurnRole::ProtectionOfficer, TurnRole::Supervisor, TurnRole::Coordinator, TurnRole::BackOffice]),
            order(Search::Handle, &[TurnRole::BackOffice, TurnRole::Coordinator, TurnRole::Supervisor]),
            order(Search::HandleLast, &[TurnRole::FrontOffice]),
        ],
        kinds: BTreeMap::from([("atap".to_owned(), kind)]),
        sectors: vec![crate::program::Sector {
            code: "perumahan".into(),
            name: Default::default(),
            icon: String::new(),
            basis: Default::default(),
        }],
        chains: vec![Chain {
            code: "uji".into(),
            office_kind: "any".into(),
            steps: steps.iter().map(|s| (*s).to_owned()).collect(),
            valid_from: from,
            name: Default::default(),
            otherwise: None,
            basis: Default::default(),
        }],
        reasons: vec![
            reason("return", "kurang"),
            reason("decline_decision", "bukan"),
            reason("institution_decline", "penuh"),
            reason("close", "tidak-hadir"),
            Reason { closes_as: Some(ConcernState::Withdrawn), ..reason("close", "mundur") },
            Reason { closes_as: Some(ConcernState::Transferred), words_required: true, ..reason("close", "ke-tetangga") },
            Reason { closes_as: Some(ConcernState::Duplicate), ..reason("close", "duplikat") },
            reason("late_entry", "sinyal"),
            reason("wait_center", "menunggu-bps"),
            reason("take_back", "tidak-menjawab"),
            reason("extend", "lama"),
            reason("hand_over", "pindah"),
            reason("hand_over_refuse", "bukan-warga"),
            reason("hand_over_take_back", "batal"),
        ],
        ppks: vec![
            Named { code: "lanjut-usia".into(), ..Named::default() },
            Named { code: "korban-kekerasan".into(), restricted: true, ..Named::default() },
        ],
        documents: vec![Named { code: "ktp".into(), ..Named::default() }],
        programs: vec![Program {
            code: "rtlh".into(),
            name: Default::default(),
            short: Default::default(),
            provider: String::new(),
            provider_level: crate::program::ProviderLevel::ALL[0],
            summary: Default::default(),
            sectors: Vec::new(),
            institution: String::new(),
            documents: Vec::new(),
            valid_from: from,
            valid_to: None,
            last_checked: from,
            facts: Vec::new(),
        }],
        ..Catalog::default()
    }
}

pub(super) fn now() -> Instant {
    Instant::parse_rfc3339("2026-11-23T02:00:00Z").unwrap()
}

impl Place {
    pub fn actor(&self, who: u128) -> Actor {
        let account = AccountId(id(who));
        Actor {
            tenant: self.reference.tenant,
            kind: ActorKind::Account(account),
            grants: self.reference.grants_of(account, self.reference.zone.day(now())),
        }
    }

    pub fn open(&self, who: u128, office: OfficeId) -> Case {
        self.open_of(who, office, None).unwrap()
    }

    pub fn open_of(&self, who: u128, office: OfficeId, ppks: Option<&str>) -> Result<Case, Refusal> {
        let actor = self.actor(who);
        let command = OpenCase {
            case: CaseId(id(100)),
            office: Some(office),
            village: AreaCode::parse("1813012001").unwrap(),
            person: None,
            channel: Channel::Counter,
            caller: None,
            phone: None,
            proxy: None,
            ppks: ppks.map(Into::into),
            ppks_sealed: None,
            external: None,
            concerns: vec![NewConcern { id: ConcernId(id(101)), kind: "atap".into(), sector: None, words: None, urgent: false }],
            documents: Vec::new(),
            duplicates_seen: Vec::new(),
            draws: vec![1],
            pin: "1".into(),
        };
        let done = open(&command, &Opening::default(), |_, _| vec![1], &self.ctx(&actor))?;
        let Event::CaseOpened(e) = &done.events[0] else { panic!("a case opens first") };
        let k = &e.concerns[0];
        Ok(Case {
            id: e.case,
            number: e.number,
            office: e.office,
            village: e.village,
            person: None,
            family: None,
            visibility: e.visibility,
            occurred_at: now(),
            opened_by: actor.account(),
            named: e.named.clone(),
            concerns: vec![Concern {
                id: k.id,
                position: 1,
                kind: k.kind.clone(),
                category: k.category.clone(),
                sector: k.sector.clone(),
                words: None,
                urgent: false,
                visibility: k.visibility,
                opened_on: e.on,
                state: k.after.state,
                revision: k.after.revision,
                now: k.after.clone(),
            }],
            referrals: Vec::new(),
        })
    }

    pub fn ctx<'a>(&'a self, actor: &'a Actor) -> Context<'a> {
        Context { actor, now: now(), occurred_at: now(), late_reason: None, reference: &self.reference, catalog: &self.catalog }
    }

    pub fn step(&self, case: &mut Case, who: u128, verb: Verb) -> Result<(), Refusal> {
        self.step_of(case, &self.actor(who), verb).map(|_| ())
    }

    pub fn step_of(&self, case: &mut Case, actor: &Actor, verb: Verb) -> Result<Decision, Refusal> {
        let command = ConcernCommand { case: case.id, concern: case.concerns[0].id, revision: case.concerns[0].revision, verb };
        let ctx = self.ctx(actor);
        let done = step(&ctx.permit_step(&command, case)?, &ctx)?;
        for e in &done.events {
            match e {
                Event::ConcernMoved(m) => case.apply(m, m.on),
                Event::PersonNamed(p) => case.named.push(p.account),
                _ => {}
            }
        }
        Ok(done)
    }
}

pub(super) fn words() -> Option<Sealed> {
    Some(Sealed(vec![1]))
}

pub(super) fn recommend() -> Verb {
    Verb::Recommend(Recommend { programs: vec!["rtlh".into()], words: None })
}

pub(super) fn decide(action: Action, result: &str, reason: Option<&str>) -> Verb {
    Verb::Decide(Decide { action, result: result.into(), reason: reason.map(Into::into), words: None })
}

pub(super) fn turn(case: &Case) -> (TurnRole, Option<OfficeId>) {
    (case.concerns[0].now.turn.role, case.concerns[0].now.turn.office)
}

#[test]
fn no_step_means_approved_at_once() {
    let p = place(&[]);
    let mut c = p.open(FO, PUSKESOS);
    p.step(&mut c, BO, recommend()).unwrap();
    assert_eq!(c.concerns[0].state, ConcernState::Approved);
    assert_eq!(turn(&c), (TurnRole::BackOffice, Some(PUSKESOS)));
}

#[test]
fn a_chain_runs_from_step_to_step_and_back_to_the_office_that_took_it() {
    let p = place(&["coordinator", "manager", "head"]);
    let mut c = p.open(FO, PUSKESOS);
    p.step(&mut c, BO, recommend()).unwrap();
    assert_eq!(turn(&c), (TurnRole::Coordinator, Some(PUSKESOS)));
    assert_eq!(p.step(&mut c, MANAGER, decide(Action::DecideManager, "approve", None)).unwrap_err().kind, RefusalKind::Forbidden);
    p.step(&mut c, COORDINATOR, decide(Action::DecideCoordinator, "approve", None)).unwrap();
    assert_eq!(turn(&c), (TurnRole::Manager, Some(SEKRETARIAT)));
    p.step(&mut c, MANAGER, decide(Action::DecideManager, "approve", None)).unwrap();
    assert_eq!(turn(&c), (TurnRole::Head, Some(SEKRETARIAT)));
    p.step(&mut c, HEAD, decide(Action::DecideHead, "approve", None)).unwrap();
    assert_eq!((c.concerns[0].state, turn(&c)), (ConcernState::Approved, (TurnRole::BackOffice, Some(PUSKESOS))));
}

#[test]
fn steps_of_the_same_person_collapse() {
    let p = place(&["manager", "head"]);
    let mut c = p.open(FO, PUSKESOS);
    p.step(&mut c, BO, recommend()).unwrap();
    p.step(&mut c, BOTH, decide(Action::DecideManager, "approve", None)).unwrap();
    assert_eq!(c.concerns[0].state, ConcernState::Approved);
}

#[test]
fn where_one_person_works_the_second_pair_of_eyes_is_the_office_above() {
    let p = place(&["coordinator"]);
    let mut c = p.open(ALONE, SMALL);
    p.step(&mut c, ALONE, recommend()).unwrap();
    assert_eq!(turn(&c), (TurnRole::Manager, Some(SEKRETARIAT)));
}

#[test]
fn returns_and_declines_need_a_coded_reason() {
    let p = place(&["manager"]);
    let mut c = p.open(FO, PUSKESOS);
    p.step(&mut c, BO, recommend()).unwrap();
    for (result, reason) in [("return", None), ("return", Some("bukan")), ("decline", Some("kurang"))] {
        assert_eq!(p.step(&mut c, MANAGER, decide(Action::DecideManager, result, reason)).unwrap_err().kind, RefusalKind::Invalid);
    }
    p.step(&mut c, MANAGER, decide(Action::DecideManager, "return", Some("kurang"))).unwrap();
    assert_eq!((c.concerns[0].state, turn(&c).0), (ConcernState::Returned, TurnRole::BackOffice));
    p.step(&mut c, BO, recommend()).unwrap();
    p.step(&mut c, MANAGER, decide(Action::DecideManager, "decline", Some("bukan"))).unwrap();
    assert_eq!((c.concerns[0].state, c.concerns[0].now.outcome), (ConcernState::NotEligible, Some(Outcome::Declined)));
}

pub(super) fn refer() -> Verb {
    Verb::Refer(Refer { referral: ReferralId(id(200)), institution: PERKIM, program: None, consent: true, words: None, named: None })
}

pub(super) fn answer(result: &str, reason: Option<&str>) -> Verb {
    Verb::Answer(Answer {
        referral: ReferralId(id(200)),
        result: result.into(),
        reason: reason.map(Into::into),
        documents: Vec::new(),
        words: words(),
        on_behalf: None,
    })
}

pub(super) fn confirm(result: &str) -> Verb {
    Verb::Confirm(Confirm { result: result.into(), by: ConfirmedBy::Officer(Channel::Phone), reason: None, words: None })
}

#[test]
fn forwarded_is_not_helped_until_the_citizen_says_so() {
    let p = place(&[]);
    let mut c = p.open(FO, PUSKESOS);
    p.step(&mut c, BO, refer()).unwrap();
    assert_eq!((c.concerns[0].now.outcome, c.concerns[0].now.turn.institution), (None, Some(PERKIM)));
    p.step(&mut c, OPD, answer("accepted", None)).unwrap();
    p.step(&mut c, OPD, answer("given", None)).unwrap();
    assert_eq!((c.concerns[0].state, c.concerns[0].now.outcome), (ConcernState::ServiceGiven, Some(Outcome::Given)));
    p.step(&mut c, FO, confirm("not_helped")).unwrap();
    assert_eq!((c.concerns[0].state, c.concerns[0].now.outcome), (ConcernState::Reopened, Some(Outcome::NotHelped)));
    p.step(&mut c, FO, confirm("helped")).unwrap();
    assert_eq!((c.concerns[0].state, c.concerns[0].now.outcome), (ConcernState::Closed, Some(Outcome::Helped)));
}

#[test]
fn referring_needs_consent_and_answers_are_the_institutions_own() {
    let p = place(&[]);
    let mut c = p.open(FO, PUSKESOS);
    let Verb::Refer(mut without) = refer() else { unreachable!() };
    without.consent = false;
    assert_eq!(p.step(&mut c, BO, Verb::Refer(without)).unwrap_err().field, Some("consent"));
    p.step(&mut c, BO, refer()).unwrap();
    assert_eq!(p.step(&mut c, BO, answer("accepted", None)).unwrap_err().kind, RefusalKind::Forbidden);
    p.step(&mut c, OPD, answer("declined", Some("penuh"))).unwrap();
    assert_eq!((c.concerns[0].state, turn(&c).0), (ConcernState::DeclinedByInstitution, TurnRole::BackOffice));
}

#[test]
fn only_codes_of_the_catalogue_are_written_down() {
    let p = place(&[]);
    let mut c = p.open(FO, PUSKESOS);
    let serve = |program: &str| Verb::Serve(Serve { result: "help".into(), words: words(), programs: vec![program.into()] });
    let refused = p.step(&mut c, BO, serve("Ibu Sumiati, Pekon Walur")).unwrap_err();
    assert_eq!((refused.field, refused.detail.as_str()), (Some("programs"), "unknown"));
    p.step(&mut c.clone(), BO, serve("rtlh")).unwrap();
    // A program that ended after it was recommended still helped.
    let (mut ended, mut recommended) = (place(&[]), c.clone());
    ended.step(&mut recommended, BO, recommend()).unwrap();
    ended.catalog.programs[0].valid_to = Day::parse("2026-11-22");
    ended.step(&mut recommended, BO, serve("rtlh")).unwrap();
    ended.step(&mut c.clone(), BO, serve("rtlh")).unwrap_err();
    p.step(&mut c, BO, refer()).unwrap();
    for result in ["more_asked", "accepted", "given"] {
        let Verb::Answer(mut v) = answer(result, None) else { unreachable!() };
        v.documents = vec!["KTP Ibu Sumiati".into()];
        let refused = p.step(&mut c, OPD, Verb::Answer(v)).unwrap_err();
        assert_eq!((refused.field, refused.detail.as_str()), (Some("documents"), "unknown"), "{result}");
    }
    let Verb::Answer(mut v) = answer("more_asked", None) else { unreachable!() };
    v.documents = vec!["ktp".into()];
    p.step(&mut c, OPD, Verb::Answer(v)).unwrap();
}

#[test]
fn waiting_pauses_our_clock_and_moves_the_promise() {
    let p = place(&[]);
    let mut c = p.open(FO, PUSKESOS);
    let promised = c.concerns[0].now.promised;
    let wait = Wait {
        result: "center".into(),
        reason: Some("menunggu-bps".into()),
        external: None,
        next_look: Day::parse("2026-12-01").unwrap(),
        words: None,
    };
    p.step(&mut c, BO, Verb::Wait(wait)).unwrap();
    assert_eq!(c.concerns[0].now.paused_since, Some(Day::parse("2026-11-23").unwrap()));
    let actor = p.actor(BO);
    let later = Context { now: now().plus_seconds(7 * 86_400), occurred_at: now().plus_seconds(7 * 86_400), ..p.ctx(&actor) };
    let command =
        ConcernCommand { case: c.id, concern: c.concerns[0].id, revision: c.concerns[0].revision, verb: Verb::Resume(Words::default()) };
    let done = step(&later.permit_step(&command, &c).unwrap(), &later).unwrap();
    let Event::ConcernMoved(m) = &done.events[0] else { panic!("a step") };
    assert!(m.after.promised.since(promised) >= 7);
}

#[test]
fn whoever_waits_for_others_is_looked_at_again_in_time() {
    let p = place(&[]);
    let c = p.open(FO, PUSKESOS);
    for (next_look, refused) in [
        ("2026-11-23", Some("past")),
        ("2026-11-24", None),
        ("2027-02-21", None),
        ("2027-02-22", Some("too-far")),
        ("9999-12-31", Some("too-far")),
    ] {
        let wait = Wait { result: "quota".into(), reason: None, external: None, next_look: Day::parse(next_look).unwrap(), words: None };
        let answer = p.step(&mut c.clone(), BO, Verb::Wait(wait));
        assert_eq!(answer.err().map(|r| (r.field, r.detail)), refused.map(|d| (Some("next_look"), d.to_owned())), "{next_look}");
    }
}

#[test]
fn an_institution_without_a_promise_has_the_days_of_the_rule() {
    let mut p = place(&[]);
    p.catalog.deadlines[0].institution_days = 7;
    let day = |days: u32| Some(p.reference.calendar.after(Day::parse("2026-11-23").unwrap(), days));
    let (promised, ruled) = (day(5), day(7));
    let mut c = p.open(FO, PUSKESOS);
    p.step(&mut c, BO, refer()).unwrap();
    assert_eq!(c.concerns[0].now.due, promised);
    p.step(&mut c, OPD, answer("more_asked", None)).unwrap();
    // A row from before promises had bounds.
    p.reference.institutions.get_mut(&PERKIM).unwrap().answer_days = 0;
    p.step(&mut c, BO, Verb::Resubmit(Words { words: words(), reason: None })).unwrap();
    assert_eq!(c.concerns[0].now.due, ruled);
}

#[test]
fn a_reason_says_itself_what_closing_with_it_means() {
    let p = place(&[]);
    let c = p.open(FO, PUSKESOS);
    let close = |reason: &str, words: Option<Sealed>| {
        let mut c = c.clone();
        p.step(&mut c, BO, Verb::Close(Close { reason: reason.into(), words, other: None }))
            .map(|()| (c.concerns[0].state, c.concerns[0].now.outcome))
    };
    assert_eq!(close("tidak-hadir", None).unwrap(), (ConcernState::Closed, Some(Outcome::Unconfirmed)));
    assert_eq!(close("mundur", None).unwrap(), (ConcernState::Withdrawn, Some(Outcome::None)));
    assert_eq!(close("ke-tetangga", None).unwrap_err().field, Some("words"));
    assert_eq!(close("ke-tetangga", words()).unwrap(), (ConcernState::Transferred, Some(Outcome::Unconfirmed)));
}

#[test]
fn every_capacity_that_decides_has_its_action() {
    let of_roles: Vec<Action> = TurnRole::ALL.iter().filter_map(|role| action_of(*role)).collect();
    assert_eq!(DECISIONS.to_vec(), of_roles);
}

#[test]
fn late_entries_need_a_reason_and_the_future_is_refused() {
    let p = place(&[]);
    let actor = p.actor(BO);
    for (seconds, reason, fits) in [
        (-4 * 86_400, None, false),
        (-4 * 86_400, Some("sinyal"), true),
        (-2 * 86_400, None, true),
        (3600, None, false),
        (-366 * 86_400, Some("sinyal"), true),
        (-367 * 86_400, Some("sinyal"), false),
    ] {
        let ctx = Context { occurred_at: now().plus_seconds(seconds), late_reason: reason, ..p.ctx(&actor) };
        assert_eq!(ctx.check_time().is_ok(), fits, "{seconds} {reason:?}");
    }
}

#[test]
fn rules_hold_from_their_day_on() {
    let mut p = place(&[]);
    let today = p.reference.zone.day(now());
    let next = |valid_from: Day| LateEntry { reason_after_days: 1, latest_days: 10, valid_from, ..p.catalog.late_entries[0].clone() };
    let (tomorrow, in_force) = (next(today.plus(1)), next(today));
    let actor = p.actor(BO);
    let fits = |p: &Place, days: i64| {
        Context { occurred_at: now().plus_seconds(-days * 86_400), late_reason: None, ..p.ctx(&actor) }.check_time().is_ok()
    };
    p.catalog.late_entries.push(tomorrow);
    assert!(fits(&p, 2), "not yet");
    p.catalog.late_entries.push(in_force);
    assert!(!fits(&p, 2) && fits(&p, 1));
    p.catalog.late_entries.clear();
    assert!(!fits(&p, 1) && fits(&p, 0), "without any rule nothing is dated back");

    let from = p.catalog.urgencies[0].valid_from;
    assert_eq!([1, 3, 14].map(|days| p.catalog.urgent_days(days, today)), [0, 1, 7]);
    assert_eq!(p.catalog.urgent_days(14, from.plus(-1)), 7, "before its first day the first version holds");
    let third = Urgency { percent: 33, valid_from: today, ..p.catalog.urgencies[0].clone() };
    p.catalog.urgencies.push(third);
    assert_eq!([today.plus(-1), today].map(|day| p.catalog.urgent_days(10, day)), [5, 3]);
    assert_eq!(p.catalog.order(Search::Keep, today)[0], TurnRole::ProtectionOfficer);

    // Who handles: from today on the coordinator first.
    let first = |p: &Place| turn(&p.open(FO, PUSKESOS));
    assert_eq!(first(&p), (TurnRole::BackOffice, Some(PUSKESOS)));
    let rule = p.catalog.orders.iter().find(|o| o.search == Search::Handle).unwrap().clone();
    p.catalog.orders.push(Order { roles: vec![TurnRole::Coordinator, TurnRole::BackOffice], valid_from: today, ..rule });
    assert_eq!(first(&p), (TurnRole::Coordinator, Some(PUSKESOS)));
    p.catalog.orders.retain(|o| o.search != Search::Handle);
    assert_eq!(first(&p), (TurnRole::FrontOffice, Some(PUSKESOS)), "nobody handles: whoever comes last");
}

#[test]
fn nothing_happens_before_the_case_was_brought() {
    let p = place(&[]);
    let mut c = p.open(FO, PUSKESOS);
    let actor = p.actor(BO);
    let note = |c: &Case| ConcernCommand {
        case: c.id,
        concern: c.concerns[0].id,
        revision: 1,
        verb: Verb::Note(Words { words: words(), reason: None }),
    };
    let noted = |c: &Case, seconds: i64| {
        let ctx = Context { occurred_at: now().plus_seconds(seconds), ..p.ctx(&actor) };
        step(&ctx.permit_step(&note(c), c)?, &ctx)
    };
    let refused = noted(&c, -1).unwrap_err();
    assert_eq!((refused.kind, refused.detail.as_str()), (RefusalKind::LateWithoutReason, "before-case"));
    noted(&c, 0).unwrap();
    // The case came from a clock that runs a little ahead: what happens now is no earlier.
    c.occurred_at = now().plus_seconds(200);
    noted(&c, 0).unwrap();
    noted(&c, -1).unwrap_err();
}

#[test]
fn nobody_is_named_by_way_of_an_open_need() {
    let p = place(&[]);
    let mut c = p.open(FO, PUSKESOS);
    let Verb::Refer(v) = refer() else { unreachable!() };
    for named in [BO, OPD] {
        let refused = p.step(&mut c, BO, Verb::Refer(Refer { named: Some(AccountId(id(named))), ..v.clone() })).unwrap_err();
        assert_eq!((refused.field, refused.detail.as_str()), (Some("named"), "not-restricted"));
    }
    p.step(&mut c, BO, refer()).unwrap();
}

#[test]
fn an_institution_works_on_a_need_until_its_part_is_over() {
    let p = place(&[]);
    let mut c = p.open(FO, PUSKESOS);
    let concern = c.concerns[0].id;
    p.step(&mut c, BO, refer()).unwrap();
    assert_eq!(c.institutions_at_work(concern), vec![PERKIM]);
    let mut declined = c.clone();
    p.step(&mut declined, OPD, answer("declined", Some("penuh"))).unwrap();
    assert_eq!((declined.institutions_at_work(concern), declined.institutions_of(concern)), (vec![], vec![PERKIM]));
    p.step(&mut c, OPD, answer("given", None)).unwrap();
    assert_eq!(c.institutions_at_work(concern), vec![PERKIM]);
    p.step(&mut c, FO, confirm("not_helped")).unwrap();
    assert_eq!(c.institutions_at_work(concern), vec![]);
}

#[test]
fn whoever_was_slower_is_told() {
    let p = place(&["manager"]);
    let mut c = p.open(FO, PUSKESOS);
    p.step(&mut c, BO, recommend()).unwrap();
    let seen = c.concerns[0].revision;
    p.step(&mut c, MANAGER, decide(Action::DecideManager, "approve", None)).unwrap();
    let actor = p.actor(BOTH);
    let command = ConcernCommand {
        case: c.id,
        concern: c.concerns[0].id,
        revision: seen,
        verb: decide(Action::DecideManager, "decline", Some("bukan")),
    };
    let ctx = p.ctx(&actor);
    let refused = step(&ctx.permit_step(&command, &c).unwrap(), &ctx).unwrap_err();
    assert_eq!((refused.kind, refused.detail.as_str()), (RefusalKind::Changed, "approved"));
}
