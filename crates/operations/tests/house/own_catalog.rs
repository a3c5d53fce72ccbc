//! A regency's own programs, reasons, deadlines and holidays: dated versions that come before the shipped ones, and never change what has been.

use slrt_domain::calendar::{Day, Zone};
use slrt_domain::case::Case;
use slrt_domain::identity::CaseId;
use slrt_domain::journal::{FactConfirmed, Refusal, RefusalKind};
use slrt_domain::program::{
    Fact, FactKind, LimitUnit, OwnContent, OwnDeadline, OwnHoliday, OwnProgram, OwnReason, OwnRow, OwnSort, ProviderLevel, Stages, Words,
    keyed,
};
use slrt_operations::steps::{StepInput, VerbInput, take_step};
use slrt_operations::{Body, OperationError, rebuild, view};
use slrt_storage::{case, catalog, journal};
use slrt_testing::{Regency, Store, both};

const OWN: &str = "beasiswa-pesisir";

fn refused<T: std::fmt::Debug>(answer: Result<T, OperationError>) -> Refusal {
    match answer {
        Err(OperationError::Refused(r)) => r,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

async fn check(r: &Regency, store: &Store) {
    let v = journal::verify(r.house.db(), &store.keys, r.tenant, &[]).await.unwrap();
    assert_eq!(v.findings, vec![]);
    assert_eq!(rebuild(&r.house, r.tenant, store.folder.path()).await.unwrap(), vec![]);
}

fn today(r: &Regency) -> Day {
    Zone::new("WIB", 420).day(r.house.clock().now())
}

fn sleep(r: &Regency, days: i64) {
    r.house.clock().set(r.house.clock().now().plus_seconds(days * 86_400));
}

pub fn row(code: &str, from: Day, content: OwnContent) -> OwnRow {
    OwnRow {
        code: code.into(),
        valid_from: from,
        valid_to: None,
        source: "Perbup 12/2026".into(),
        url: "https://jdih.example/12".into(),
        withdrawn: false,
        revision: 1,
        content,
    }
}

pub fn program(from: Day) -> OwnRow {
    let fact = Fact {
        key: String::new(),
        kind: FactKind::Benefit,
        text: Words::both("Rp1.000.000 sekali", ""),
        amount: Some(1_000_000),
        per: Some("once".into()),
        upto: false,
        component: None,
        decile_max: None,
        valid_from: None,
        verified: false,
        source: "Perbup 12/2026".into(),
    };
    let content = OwnProgram {
        short: "Beasiswa".into(),
        name: Words::both("Beasiswa Pesisir", ""),
        provider: "Dinas Pendidikan".into(),
        provider_level: ProviderLevel::Regency,
        summary: Words::both("Biaya kuliah.", "Study costs."),
        sectors: vec!["pendidikan".into()],
        institution: "disdik".into(),
        documents: vec!["kk".into()],
        last_checked: from,
        facts: keyed(vec![fact]),
    };
    row(OWN, from, OwnContent::Program(Box::new(content)))
}

pub fn reason(from: Day) -> OwnRow {
    let content = OwnReason {
        purpose: "decline_decision".into(),
        name: Words::both("Kuota daerah terpakai", ""),
        appeal: Words::both("Di kantor ini.", ""),
        what_else: Words::both("Program lain.", ""),
        closes_as: None,
        words_required: false,
    };
    row("kuota-daerah", from, OwnContent::Reason(content))
}

fn stages(respond_days: u32) -> Stages {
    let shares = Stages { decide_days: 1, confirm_days: 5, ..Stages::default() };
    Stages::of(2, LimitUnit::WorkingDays, 1, respond_days, 1, shares)
}

pub fn deadline(code: &str, from: Day) -> OwnRow {
    let content = OwnDeadline {
        name: Words::both("Batas daerah", ""),
        limit: 2,
        unit: LimitUnit::WorkingDays,
        stages: stages(1),
        extension_days: None,
    };
    row(code, from, OwnContent::Deadline(content))
}

pub fn holiday(day: Day) -> OwnRow {
    let content = OwnHoliday { name: Words::both("Hari jadi", "Anniversary"), joint_leave: false };
    OwnRow { valid_to: Some(day), ..row(&day.iso(), day, OwnContent::Holiday(content)) }
}

async fn set(r: &Regency, role: &str, rows: Vec<OwnRow>) -> Result<(), OperationError> {
    r.house.submit(r.sender(role).request(Body::SetCatalogRows(rows))).await.map(drop)
}

async fn load(r: &Regency, id: CaseId) -> Case {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    case::load(&mut tx, r.tenant, &[id]).await.unwrap().pop().unwrap().1
}

async fn step(r: &Regency, who: &str, id: CaseId, verb: VerbInput) -> Result<(), OperationError> {
    let concern = load(r, id).await.concerns.remove(0);
    let input = StepInput { case: id, concern: concern.id, revision: concern.revision, verb };
    take_step(&r.house, &r.sender(who), input).await.map(drop)
}

both! {
    async fn an_old_case_keeps_the_old_deadline(store: Store) {
        let r = Regency::found(&store).await;
        let kind = "biaya-sekolah";
        let code = r.house.catalog().kinds[kind].deadline.clone();
        let shipped = r.house.catalog().deadline(&code, today(&r)).unwrap().stages();
        assert!(shipped.total_days > 2, "the test needs a longer one");
        let old = r.open("front_office", None, &[kind]).await.unwrap().case;
        let promised = load(&r, old).await.concerns[0].now.promised;
        set(&r, "admin", vec![deadline(&code, today(&r).plus(1))]).await.unwrap();
        let same_day = r.open("front_office", None, &[kind]).await.unwrap().case;
        assert_eq!(load(&r, same_day).await.concerns[0].now.promised, promised, "not before its day");

        sleep(&r, 1);
        let calendar = r.house.reference(r.tenant).await.unwrap().calendar.clone();
        let fresh = r.open("front_office", None, &[kind]).await.unwrap().case;
        assert_eq!(load(&r, fresh).await.concerns[0].now.promised, calendar.after(today(&r), 2));
        // What is done later in an old case still has the old time, and what was promised stands.
        for (id, days) in [(old, shipped.handle_days), (fresh, stages(1).handle_days)] {
            step(&r, "back_office", id, VerbInput::Verify("listed".into(), None)).await.unwrap();
            assert_eq!(load(&r, id).await.concerns[0].now.due, Some(calendar.after(today(&r), days)));
        }
        assert_eq!(load(&r, old).await.concerns[0].now.promised, promised);
        // When it ends, the shipped one holds again.
        let ended = OwnRow { valid_to: Some(today(&r)), revision: 2, ..deadline(&code, today(&r)) };
        set(&r, "admin", vec![ended]).await.unwrap();
        sleep(&r, 1);
        let after = r.open("front_office", None, &[kind]).await.unwrap().case;
        assert_eq!(load(&r, after).await.concerns[0].now.promised, calendar.after(today(&r), shipped.total_days));
        check(&r, &store).await;
    }
}

both! {
    async fn an_own_program_is_picked_and_told_once_it_is_confirmed(store: Store) {
        let r = Regency::found(&store).await;
        let id = r.open("front_office", None, &["biaya-sekolah"]).await.unwrap().case;
        let recommend = || VerbInput::Recommend(vec![OWN.into()], None);
        assert_eq!(refused(step(&r, "back_office", id, recommend()).await).field, Some("programs"));
        set(&r, "admin", vec![program(today(&r)), reason(today(&r))]).await.unwrap();
        let told = view::programs(&r.house, r.tenant).await.unwrap().into_iter().find(|p| p.code == OWN).unwrap();
        assert_eq!((told.provider_level, told.benefits), (ProviderLevel::Regency, None), "amounts wait for the dinas");
        let open = view::facts(&r.house, r.tenant).await.unwrap().into_iter().find(|f| f.program == OWN).unwrap();
        let said = FactConfirmed { program: OWN.into(), fact: open.fact.key.clone(), confirmed: true, digest: catalog::fact_digest(&open.fact) };
        r.house.submit(r.sender("admin").request(Body::ConfirmFacts(vec![said]))).await.unwrap();
        let told = view::programs(&r.house, r.tenant).await.unwrap().into_iter().find(|p| p.code == OWN).unwrap();
        assert_eq!(told.benefits.unwrap()[0].amount, Some(1_000_000));
        // Other servers know it at once.
        let other = store.house().await;
        assert!(other.reference(r.tenant).await.unwrap().catalog.program(OWN, today(&r)).is_some());
        assert!(other.catalog().program(OWN, today(&r)).is_none(), "what ships is the same for all");

        step(&r, "back_office", id, recommend()).await.unwrap();
        let decline = |code: &str| VerbInput::Decide { result: "decline".into(), reason: Some(code.into()), words: None };
        assert_eq!(refused(step(&r, "coordinator", id, decline("kuota-lain")).await).field, Some("reason"));
        step(&r, "coordinator", id, decline("kuota-daerah")).await.unwrap();
        // A shipped program that is not offered here can neither be picked nor found; what is over keeps its name.
        set(&r, "admin", vec![row("pip", today(&r), OwnContent::Absent(OwnSort::Program))]).await.unwrap();
        assert!(view::programs(&r.house, r.tenant).await.unwrap().iter().all(|p| p.code != "pip"));
        let next = r.open("front_office", None, &["biaya-sekolah"]).await.unwrap().case;
        let pip = VerbInput::Recommend(vec!["pip".into()], None);
        assert_eq!(refused(step(&r, "back_office", next, pip).await).field, Some("programs"));
        check(&r, &store).await;
    }
}

both! {
    async fn holidays_of_the_regency_are_no_working_days(store: Store) {
        let r = Regency::found(&store).await;
        let shipped = r.house.reference(r.tenant).await.unwrap().calendar.clone();
        let day = shipped.after(today(&r), 1);
        let off = r.house.catalog().holidays.iter().map(|h| h.day).find(|d| *d > today(&r) && d.weekday() < 6).unwrap();
        let absent = OwnRow { valid_to: Some(off), ..row(&off.iso(), off, OwnContent::Absent(OwnSort::Holiday)) };
        set(&r, "admin", vec![holiday(day), absent]).await.unwrap();
        let own = r.house.reference(r.tenant).await.unwrap().calendar.clone();
        assert!(shipped.is_working(day) && !own.is_working(day));
        assert!(!shipped.is_working(off) && own.is_working(off));
        assert!(own.after(today(&r), 1) > day);
        // Taken back before its day, it is a working day again; and may be set again.
        set(&r, "admin", vec![OwnRow { withdrawn: true, revision: 2, ..holiday(day) }]).await.unwrap();
        assert!(r.house.reference(r.tenant).await.unwrap().calendar.is_working(day));
        set(&r, "admin", vec![OwnRow { revision: 3, ..holiday(day) }]).await.unwrap();
        assert!(!r.house.reference(r.tenant).await.unwrap().calendar.is_working(day));
        check(&r, &store).await;
    }
}

both! {
    async fn what_has_begun_only_ends(store: Store) {
        let r = Regency::found(&store).await;
        let now = today(&r);
        // Not begun: put right, seen in its present revision only.
        set(&r, "admin", vec![program(now.plus(1))]).await.unwrap();
        let named = |revision: i64, name: &str| {
            let OwnContent::Program(p) = program(now).content else { unreachable!() };
            let content = OwnContent::Program(Box::new(OwnProgram { name: Words::both(name, ""), ..*p }));
            OwnRow { content, revision, ..program(now.plus(1)) }
        };
        assert_eq!(refused(set(&r, "admin", vec![named(1, "Lain")]).await).kind, RefusalKind::Changed);
        set(&r, "admin", vec![named(2, "Lain")]).await.unwrap();
        sleep(&r, 1);
        let now = today(&r);
        let changed = refused(set(&r, "admin", vec![named(3, "Lain lagi")]).await);
        assert_eq!((changed.kind, changed.detail.as_str()), (RefusalKind::WrongState, "own-begun"));
        let gone = OwnRow { withdrawn: true, ..named(3, "Lain") };
        assert_eq!(refused(set(&r, "admin", vec![gone]).await).detail, "own-begun");
        let ends = |revision: i64, to: Day| OwnRow { valid_to: Some(to), ..named(revision, "Lain") };
        assert_eq!(refused(set(&r, "admin", vec![ends(3, now.plus(-1))]).await).field, Some("valid_to"));
        set(&r, "admin", vec![ends(3, now.plus(5))]).await.unwrap();
        assert_eq!(refused(set(&r, "admin", vec![named(4, "Lain")]).await).field, Some("valid_to"), "an end is not taken away");
        set(&r, "admin", vec![ends(4, now)]).await.unwrap();
        sleep(&r, 1);
        assert!(r.house.reference(r.tenant).await.unwrap().catalog.program(OWN, today(&r)).is_none());
        assert_eq!(refused(set(&r, "admin", vec![ends(5, today(&r))]).await).detail, "own-over");
        // Another version begins on its own day.
        set(&r, "admin", vec![program(today(&r))]).await.unwrap();
        assert!(r.house.reference(r.tenant).await.unwrap().catalog.program(OWN, today(&r)).is_some());
        check(&r, &store).await;
    }
}

both! {
    async fn what_cannot_be_is_refused(store: Store) {
        let r = Regency::found(&store).await;
        let now = today(&r);
        for role in ["front_office", "coordinator", "manager", "head", "auditor", "viewer"] {
            assert_eq!(refused(set(&r, role, vec![program(now)]).await).kind, RefusalKind::Forbidden, "{role}");
        }
        let OwnContent::Program(good) = program(now).content else { unreachable!() };
        let says = |change: &dyn Fn(&mut OwnProgram)| {
            let mut p = (*good).clone();
            change(&mut p);
            OwnRow { content: OwnContent::Program(Box::new(p)), ..program(now) }
        };
        let OwnContent::Reason(why) = reason(now).content else { unreachable!() };
        let OwnContent::Deadline(limit) = deadline("umum", now).content else { unreachable!() };
        let days = |d: OwnDeadline| row("umum", now, OwnContent::Deadline(d));
        let wrong: Vec<(&str, OwnRow)> = vec![
            ("valid_from", program(now.plus(-1))),
            ("valid_to", OwnRow { valid_to: Some(now.plus(-1)), ..program(now) }),
            ("source", OwnRow { source: "  ".into(), ..program(now) }),
            ("url", OwnRow { url: "javascript:alert(1)".into(), ..program(now) }),
            ("url", OwnRow { url: "https://a b".into(), ..program(now) }),
            ("code", OwnRow { code: "Dengan Spasi".into(), ..program(now) }),
            ("code", OwnRow { code: String::new(), ..program(now) }),
            ("code", OwnRow { code: "periksa".into(), ..program(now) }),
            ("name", says(&|p| p.name = Words::default())),
            ("summary", says(&|p| p.summary = Words::both(&"a".repeat(1001), ""))),
            ("sectors", says(&|p| p.sectors.clear())),
            ("sectors", says(&|p| p.sectors = vec!["tidak-ada".into()])),
            ("institution", says(&|p| p.institution = "tidak-ada".into())),
            ("documents", says(&|p| p.documents = vec!["tidak-ada".into()])),
            ("amount", says(&|p| p.facts[0].amount = Some(0))),
            ("per", says(&|p| p.facts[0].per = None)),
            ("per", says(&|p| p.facts[0].per = Some("abad".into()))),
            ("appeal", row("kuota-daerah", now, OwnContent::Reason(OwnReason { appeal: Words::default(), ..why.clone() }))),
            ("purpose", row("kuota-daerah", now, OwnContent::Reason(OwnReason { purpose: "lain".into(), ..why.clone() }))),
            ("purpose", row("kuota-daerah", now, OwnContent::Reason(OwnReason { words_required: true, ..why.clone() }))),
            ("code", row("dialihkan", now, OwnContent::Reason(why))),
            ("code", deadline("tidak-ada", now)),
            ("total", days(OwnDeadline { limit: 0, ..limit.clone() })),
            ("respond_days", days(OwnDeadline { stages: stages(9), ..limit })),
            ("code", OwnRow { code: "hari-jadi".into(), ..holiday(now.plus(3)) }),
            ("code", row("tidak-ada", now, OwnContent::Absent(OwnSort::Program))),
            ("code", row("umum", now, OwnContent::Absent(OwnSort::Deadline))),
        ];
        for (field, bad) in wrong {
            let code = bad.code.clone();
            assert_eq!(refused(set(&r, "admin", vec![bad]).await).field, Some(field), "{code}");
        }
        assert_eq!(refused(set(&r, "admin", vec![OwnRow { withdrawn: true, ..program(now) }]).await).kind, RefusalKind::NotFound);
        // All or nothing.
        assert!(set(&r, "admin", vec![program(now), program(now)]).await.is_err());
        assert!(r.house.reference(r.tenant).await.unwrap().own.is_empty());
        check(&r, &store).await;
    }
}
