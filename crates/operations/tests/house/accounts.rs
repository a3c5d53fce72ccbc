//! Logging in under attack, and administrators who act at the same moment.

use slrt_domain::access::{Role, Scope};
use slrt_domain::area::AreaCode;
use slrt_domain::identity::{Private, Subject, Tenant};
use slrt_domain::journal::{AccountSet, Refusal, RefusalKind};
use slrt_operations::intake::Sender;
use slrt_operations::{Body, OperationError, Who, accounts, setup, staff, worker};
use slrt_storage::{Opener, args};
use slrt_testing::{Regency, both};
use std::net::IpAddr;

async fn attempts(r: &Regency, tenant: Tenant) -> i64 {
    let mut tx = r.house.db().read(tenant).await.unwrap();
    let row: Option<(i64,)> = tx.maybe("SELECT COUNT(*) FROM attempt WHERE tenant = $1", &args![tenant]).await.unwrap();
    tx.commit().await.unwrap();
    row.unwrap().0
}

fn address() -> Option<IpAddr> {
    Some("203.0.113.7".parse().unwrap())
}

both! {
    async fn tenants_that_are_not_here_leave_no_rows(store: Store) {
        let r = Regency::found(&store).await;
        let tenant = |text: &str| Tenant::parse(text).unwrap();
        for n in 0..30 {
            let elsewhere = tenant(&format!("{:04}", 3200 + n));
            let e = accounts::log_in(&r.house, elsewhere, "admin", "salah-salah-1", address(), "api").await.unwrap_err();
            assert!(matches!(e, OperationError::Unauthenticated | OperationError::Wait(_)), "{e}");
            accounts::by_pin(&r.house, &format!("12{n}"), "000000", address()).await.unwrap_err();
            store.clock.set(store.clock.now().plus_seconds(700));
        }
        for n in 0..30 {
            assert_eq!(attempts(&r, tenant(&format!("{:04}", 3200 + n))).await, 0);
        }
        let counted = attempts(&r, Tenant::NATION).await;
        assert!((1..=10).contains(&counted), "by address only: {counted}");
        store.clock.set(store.clock.now().plus_seconds(2 * 86_400));
        worker::round(&r.house).await.unwrap();
        assert_eq!(attempts(&r, Tenant::NATION).await, 0);
    }
}

both! {
    async fn delays_grow_and_end(store: Store) {
        let r = Regency::found(&store).await;
        let account = r.officers["front_office"].account;
        accounts::set_password(&r.house, r.tenant, account, "rahasia-sekali", false, None).await.unwrap();
        let log_in = async |password: &str| accounts::log_in(&r.house, r.tenant, "front-office", password, None, "web").await;
        for _ in 0..5 {
            assert!(matches!(log_in("salah-salah-1").await, Err(OperationError::Unauthenticated)), "five are free");
        }
        let mut waits = Vec::new();
        while waits.len() < 12 {
            match log_in("salah-salah-1").await {
                Err(OperationError::Wait(seconds)) => {
                    waits.push(seconds);
                    // A second too early nobody gets in, not even with the right word.
                    store.clock.set(store.clock.now().plus_seconds(seconds - 1));
                    assert!(matches!(log_in("rahasia-sekali").await, Err(OperationError::Wait(1))));
                    store.clock.set(store.clock.now().plus_seconds(1));
                }
                Err(OperationError::Unauthenticated) => {}
                other => panic!("{other:?}"),
            }
        }
        assert!(waits.windows(2).all(|w| w[1] == (2 * w[0]).min(600)), "{waits:?}");
        assert_eq!(waits.last(), Some(&600));
        store.clock.set(store.clock.now().plus_seconds(600));
        log_in("rahasia-sekali").await.unwrap();
        assert_eq!(attempts(&r, r.tenant).await, 0, "forgotten");
    }
}

fn kind(e: OperationError) -> RefusalKind {
    match e {
        OperationError::Refused(r) => r.kind,
        e => panic!("expected a refusal, got {e}"),
    }
}

both! {
    async fn an_administrator_of_a_village_does_not_rule_the_regency(store: Store) {
        let r = Regency::found(&store).await;
        let village = Scope::Area(AreaCode::parse("1813012001").unwrap());
        let account = r.hire("admin-desa", &[(Role::Admin, village)]).await;
        let sender = || Sender { who: Who::Account(account), ..r.sender("admin") };
        let victim = r.officers["head"].account;
        assert_eq!(kind(staff::close(&r.house, &sender(), victim).await.unwrap_err()), RefusalKind::Forbidden);
        assert_eq!(kind(setup::reset_password(&r.house, &sender(), victim).await.unwrap_err()), RefusalKind::Forbidden);
        let person = r.person("Warga Contoh", None).await;
        assert_eq!(kind(slrt_operations::erase::erase_person(&r.house, &sender(), person, "request").await.unwrap_err()), RefusalKind::Forbidden);
        // Nor does it count as the administrator who is left.
        let system = Sender { who: Who::System, ..r.sender("admin") };
        let e = staff::close(&r.house, &system, r.officers["admin"].account).await.unwrap_err();
        assert!(matches!(e, OperationError::Refused(Refusal { kind: RefusalKind::WrongState, .. })), "{e}");
    }
}

both! {
    async fn two_closings_at_once_leave_one_administrator(store: Store) {
        let r = Regency::found(&store).await;
        let regency = Scope::Area(AreaCode::parse("1813").unwrap());
        let second = r.hire("admin-2", &[(Role::Admin, regency)]).await;
        let system = || Sender { who: Who::System, ..r.sender("admin") };
        let (a, b) = (system(), system());
        let (a, b) = tokio::join!(staff::close(&r.house, &a, r.officers["admin"].account), staff::close(&r.house, &b, second));
        let refused: Vec<RefusalKind> = [a, b].into_iter().filter_map(Result::err).map(kind).collect();
        assert_eq!(refused, vec![RefusalKind::WrongState]);
    }
}

both! {
    async fn an_account_is_changed_from_the_revision_that_was_seen(store: Store) {
        let r = Regency::found(&store).await;
        let account = r.officers["head"].account;
        let mut tx = r.house.db().read(r.tenant).await.unwrap();
        let key = Opener::load(&mut tx, r.house.keys(), r.tenant, &[Subject::from(account)]).await.unwrap().key(Subject::from(account)).unwrap().clone();
        drop(tx);
        let set = |login: &str, revision: i64| {
            // Everybody's key stays what it was.
            let key = key.clone();
            let name = key.seal("account.name", "Nama Baru");
            let mut request = r.sender("admin").request(Body::SetAccount(AccountSet { account, login: login.into(), name, active: true, revision }));
            request.keys.push(key);
            r.house.submit(request)
        };
        assert_eq!(kind(set("head", 1).await.unwrap_err()), RefusalKind::Changed);
        assert_eq!(kind(set("head", 3).await.unwrap_err()), RefusalKind::Changed);
        assert_eq!(kind(set("admin", 2).await.unwrap_err()), RefusalKind::Invalid, "the name is another's");
        set("head", 2).await.unwrap();
        let name = Private::new("Nama Lain".to_owned());
        assert_eq!(kind(staff::change(&r.house, &r.sender("admin"), account, &name, true, 1).await.unwrap_err()), RefusalKind::Changed);
    }
}
