//! Who decides at an office is data of that office, from a day on; what is recommended by then keeps its steps. What else the administrator sets: the name
//! of the service.

use slrt_domain::access::Role;
use slrt_domain::calendar::Day;
use slrt_domain::case::TurnRole;
use slrt_domain::identity::*;
use slrt_domain::journal::{ChainSet, ProfileSet, Refusal, RefusalKind};
use slrt_domain::office::OfficeChain;
use slrt_operations::steps::{StepInput, VerbInput, take_step};
use slrt_operations::{Body, OperationError, rebuild};
use slrt_storage::{case, journal};
use slrt_testing::{Regency, Store, both};

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
    slrt_domain::calendar::Zone::new("WIB", 420).day(r.house.clock().now())
}

fn chain(r: &Regency, kind: &str, steps: Option<Vec<Role>>, from: Day) -> ChainSet {
    let chain = OfficeChain { office: r.puskesos, kind: kind.into(), valid_from: from, steps, revision: 1 };
    ChainSet { chain, reason: "SK Kadinsos 12/2026".into() }
}

async fn set(r: &Regency, role: &str, set: ChainSet) -> Result<(), OperationError> {
    r.house.submit(r.sender(role).request(Body::SetChain(set))).await.map(drop)
}

async fn load(r: &Regency, id: CaseId) -> slrt_domain::case::Case {
    let mut tx = r.house.db().read(r.tenant).await.unwrap();
    case::load(&mut tx, r.tenant, &[id]).await.unwrap().pop().unwrap().1
}

async fn step(r: &Regency, who: &str, id: CaseId, verb: VerbInput) {
    let concern = load(r, id).await.concerns.remove(0);
    let input = StepInput { case: id, concern: concern.id, revision: concern.revision, verb };
    take_step(&r.house, &r.sender(who), input).await.unwrap();
}

/// Opens a case and recommends in it; answers who decides.
async fn recommended(r: &Regency, kind: &str) -> (CaseId, Vec<TurnRole>) {
    let id = r.open("front_office", None, &[kind]).await.unwrap().case;
    step(r, "back_office", id, VerbInput::Recommend(vec!["pip".into()], None)).await;
    (id, deciders(r, id).await)
}

async fn deciders(r: &Regency, id: CaseId) -> Vec<TurnRole> {
    load(r, id).await.concerns[0].now.chain.iter().map(|s| s.role).collect()
}

fn approve() -> VerbInput {
    VerbInput::Decide { result: "approve".into(), reason: None, words: None }
}

both! {
    async fn an_office_decides_by_its_own_chain_from_a_day_on(store: Store) {
        use TurnRole::{Coordinator, Head, Manager};
        let r = Regency::found(&store).await;
        let (running, roles) = recommended(&r, "biaya-sekolah").await;
        assert_eq!(roles, [Coordinator]);
        let tomorrow = today(&r).plus(1);
        let two = Some(vec![Role::Coordinator, Role::Manager]);
        set(&r, "admin", chain(&r, "", two, tomorrow)).await.unwrap();
        assert_eq!(recommended(&r, "biaya-sekolah").await.1, [Coordinator], "not before its day");

        r.house.clock().set(r.house.clock().now().plus_seconds(86_400));
        let (fresh, roles) = recommended(&r, "biaya-sekolah").await;
        assert_eq!(roles, [Coordinator, Manager]);
        step(&r, "coordinator", fresh, approve()).await;
        assert_eq!(deciders(&r, fresh).await, [Manager]);
        // What was recommended before keeps its steps.
        step(&r, "coordinator", running, approve()).await;
        assert!(load(&r, running).await.concerns[0].now.is_approved());
        // Nobody is asked where the catalogue asks nobody, and protected needs stay with those who protect.
        let plain = r.house.catalog().kinds.values().find(|k| k.chain == "tanpa" && !k.restricted && k.programs.iter().any(|p| p == "pip"));
        if let Some(plain) = plain {
            assert!(recommended(&r, &plain.code.clone()).await.1.is_empty());
        }
        // For one kind alone; and back to what holds for all.
        set(&r, "admin", chain(&r, "biaya-sekolah", Some(vec![Role::Head]), today(&r))).await.unwrap();
        assert_eq!(recommended(&r, "biaya-sekolah").await.1, [Head]);
        let mut again = chain(&r, "biaya-sekolah", None, today(&r));
        assert_eq!(refused(set(&r, "admin", again.clone()).await).kind, RefusalKind::Changed);
        again.chain.revision = 2;
        set(&r, "admin", again).await.unwrap();
        assert_eq!(recommended(&r, "biaya-sekolah").await.1, [Coordinator, Manager]);
        // Nobody else decides: approved at once.
        let mut none = chain(&r, "biaya-sekolah", Some(Vec::new()), today(&r));
        none.chain.revision = 3;
        set(&r, "admin", none).await.unwrap();
        let (at_once, roles) = recommended(&r, "biaya-sekolah").await;
        assert!(roles.is_empty());
        assert!(load(&r, at_once).await.concerns[0].now.is_approved());
        check(&r, &store).await;
    }
}

both! {
    async fn what_cannot_be_a_chain_is_refused(store: Store) {
        let r = Regency::found(&store).await;
        let now = today(&r);
        let good = || chain(&r, "", Some(vec![Role::Manager]), now);
        for role in ["front_office", "coordinator", "manager", "head", "auditor", "viewer"] {
            assert_eq!(refused(set(&r, role, good()).await).kind, RefusalKind::Forbidden, "{role}");
        }
        let mut wrong = Vec::new();
        for (field, change) in [
            ("valid_from", chain(&r, "", Some(vec![Role::Manager]), now.plus(-1))),
            ("kind", chain(&r, "tidak-ada", Some(vec![Role::Manager]), now)),
            ("steps", chain(&r, "", Some(vec![Role::FrontOffice]), now)),
            ("steps", chain(&r, "", Some(vec![Role::Manager, Role::Manager]), now)),
            ("reason", ChainSet { reason: " ".into(), ..good() }),
        ] {
            let e = refused(set(&r, "admin", change).await);
            if (e.kind, e.field) != (RefusalKind::Invalid, Some(field)) {
                wrong.push((field, e));
            }
        }
        assert_eq!(wrong, vec![]);
        let mut nowhere = good();
        nowhere.chain.office = OfficeId(r.house.clock().new_id());
        assert_eq!(refused(set(&r, "admin", nowhere).await).kind, RefusalKind::NotFound);
    }
}

both! {
    async fn the_name_of_the_service_is_put_right(store: Store) {
        let r = Regency::found(&store).await;
        let name = |brand: &str, revision| Body::SetProfile(ProfileSet { brand: brand.into(), revision });
        let set = async |role: &str, body: Body| r.house.submit(r.sender(role).request(body)).await.map(drop);
        assert_eq!(refused(set("manager", name("Sai Betik", 1)).await).kind, RefusalKind::Forbidden);
        set("admin", name("Lamban Sai Betik Baru", 1)).await.unwrap();
        assert_eq!(r.house.reference(r.tenant).await.unwrap().brand, "Lamban Sai Betik Baru");
        assert_eq!(refused(set("admin", name("Terlambat", 1)).await).kind, RefusalKind::Changed);
        assert_eq!(refused(set("admin", name(" ", 2)).await).field, Some("brand"));
        check(&r, &store).await;
    }
}
