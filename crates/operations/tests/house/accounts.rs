//! Logging in under attack, and administrators who act at the same moment.

use slrt_domain::access::{Acting, Grant, Role, Scope};
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::identity::{AccountId, GrantId, InstitutionId, OfficeId, Private, Subject, Tenant};
use slrt_domain::journal::{AccountSet, Refusal, RefusalKind};
use slrt_domain::office::{Institution, OfficeKind};
use slrt_operations::intake::Sender;
use slrt_operations::{Body, Done, OperationError, Request, Who, accounts, setup, staff, worker};
use slrt_storage::{Opener, args, journal};
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
        slrt_testing::set_password(&r.house, r.tenant, account, "rahasia-sekali", false, None).await.unwrap();
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

fn refused<T: std::fmt::Debug>(answer: Result<T, OperationError>) -> (RefusalKind, String) {
    match answer {
        Err(OperationError::Refused(r)) => (r.kind, r.detail),
        other => panic!("expected a refusal, got {other:?}"),
    }
}

async fn asked(r: &Regency, body: Body) -> Result<Done, OperationError> {
    r.house.submit(Request::system(r.tenant, r.operation(), "cli", body)).await
}

fn role_of(r: &Regency, account: AccountId, role: Role, scope: Scope, to: Option<&str>) -> Grant {
    Grant {
        id: GrantId(r.house.clock().new_id()),
        home: r.tenant,
        account,
        role,
        scope,
        from: Day::parse("2026-01-01").unwrap(),
        to: to.and_then(Day::parse),
        acting: Acting::Own,
    }
}

async fn held(r: &Regency, account: AccountId) -> Grant {
    r.house.reference(r.tenant).await.unwrap().grants.iter().find(|g| g.account == account).unwrap().clone()
}

both! {
    async fn what_opened_a_closed_account_opens_it_no_more(store: Store) {
        let r = Regency::found(&store).await;
        let account = r.officers["front_office"].account;
        slrt_testing::set_password(&r.house, r.tenant, account, "rahasia-sekali", false, None).await.unwrap();
        let log_in = async |password: &str| accounts::log_in(&r.house, r.tenant, "front-office", password, None, "web").await;
        let session = log_in("rahasia-sekali").await.unwrap();
        accounts::authenticate(&r.house, &session.token).await.unwrap();
        staff::close(&r.house, &r.sender("admin"), account).await.unwrap();
        let name = Private::new("Petugas".to_owned());
        staff::change(&r.house, &r.sender("admin"), account, &name, true, 2).await.unwrap();
        assert!(accounts::authenticate(&r.house, &session.token).await.is_err(), "the session ended with the account");
        assert!(matches!(log_in("rahasia-sekali").await, Err(OperationError::Unauthenticated)), "so did the password");
        let fresh = setup::reset_password(&r.house, &r.sender("admin"), account).await.unwrap();
        assert!(log_in(fresh.reveal()).await.unwrap().must_change);
    }
}

both! {
    async fn a_programs_token_makes_no_other_and_its_end_is_written_down(store: Store) {
        let r = Regency::found(&store).await;
        let account = r.officers["front_office"].account;
        let officer = accounts::authenticate(&r.house, &r.token("front_office").await).await.unwrap();
        let made = accounts::make_own_token(&r.house, &officer, "api", "Laporan", 30).await.unwrap();
        let program = accounts::authenticate(&r.house, &made.token).await.unwrap();
        assert_eq!((officer.is_token, program.is_token), (false, true));
        assert_eq!(kind(accounts::make_own_token(&r.house, &program, "api", "Lagi", 365).await.unwrap_err()), RefusalKind::Forbidden);
        accounts::log_out(&r.house, &program).await.unwrap();
        assert!(accounts::authenticate(&r.house, &made.token).await.is_err());
        let mut tx = r.house.db().read(r.tenant).await.unwrap();
        let entries = journal::by_subject(&mut tx, r.tenant, account.0, 100).await.unwrap();
        let ended = entries.iter().filter(|e| e.kind == "token.ended/1" && e.actor == Some(account.0) && e.channel == "api");
        assert_eq!(ended.count(), 1);
        // Logging out of a session is no matter of the journal.
        accounts::log_out(&r.house, &officer).await.unwrap();
        assert!(accounts::tokens(&r.house, &officer).await.unwrap().is_empty());
    }
}

both! {
    async fn other_sessions_end_and_tokens_stay(store: Store) {
        let r = Regency::found(&store).await;
        let (here, elsewhere) = (r.token("front_office").await, r.token("front_office").await);
        let me = accounts::authenticate(&r.house, &here).await.unwrap();
        let made = accounts::make_own_token(&r.house, &me, "web", "Laporan", 30).await.unwrap();
        assert_eq!(accounts::other_sessions(&r.house, &me).await.unwrap(), 1);
        accounts::end_other_sessions(&r.house, &me).await.unwrap();
        assert_eq!(accounts::other_sessions(&r.house, &me).await.unwrap(), 0);
        assert!(accounts::authenticate(&r.house, &elsewhere).await.is_err());
        for token in [&here, &made.token] {
            accounts::authenticate(&r.house, token).await.unwrap();
        }
    }
}

both! {
    async fn a_role_that_has_ended_keeps_its_end(store: Store) {
        let r = Regency::found(&store).await;
        let account = r.officers["viewer"].account;
        let role = held(&r, account).await;
        staff::end_role(&r.house, &r.sender("admin"), account, role.id).await.unwrap();
        let end = held(&r, account).await.to;
        store.clock.set(store.clock.now().plus_seconds(30 * 86_400));
        let again = staff::end_role(&r.house, &r.sender("admin"), account, role.id).await;
        assert_eq!(refused(again), (RefusalKind::WrongState, "ended".into()));
        assert_eq!(held(&r, account).await.to, end);
    }
}

both! {
    async fn the_administrator_who_is_left_stays(store: Store) {
        let r = Regency::found(&store).await;
        let regency = Scope::Area(AreaCode::parse("1813").unwrap());
        let stand_in = r.hire("admin-plt", &[]).await;
        let role = role_of(&r, stand_in, Role::Admin, regency, Some("2026-12-31"));
        asked(&r, Body::Grant(vec![role.clone()])).await.unwrap();
        let system = || Sender { who: Who::System, ..r.sender("admin") };
        let admin = r.officers["admin"].account;
        let last = (RefusalKind::WrongState, "last-admin".to_owned());
        assert_eq!(refused(staff::close(&r.house, &system(), admin).await), last);
        let own = held(&r, admin).await.id;
        assert_eq!(refused(staff::end_role(&r.house, &system(), admin, own).await), last);
        // Nor does an end that is still to come leave nobody.
        assert_eq!(refused(asked(&r, Body::EndRole(own, Day::parse("2027-06-30").unwrap())).await), last);
        staff::end_role(&r.house, &system(), stand_in, role.id).await.unwrap();
        // Nobody closes the account by which they work.
        r.hire("admin-2", &[(Role::Admin, regency)]).await;
        assert_eq!(refused(staff::close(&r.house, &r.sender("admin"), admin).await), (RefusalKind::WrongState, "own-account".into()));
        staff::close(&r.house, &system(), admin).await.unwrap();
    }
}

both! {
    async fn roles_are_given_to_who_is_there_where_something_is(store: Store) {
        let r = Regency::found(&store).await;
        let here = Scope::Office(r.puskesos);
        let account = r.officers["viewer"].account;
        let give = async |account: AccountId, scope: Scope| asked(&r, Body::Grant(vec![role_of(&r, account, Role::BackOffice, scope, None)])).await;
        let nobody = AccountId(r.house.clock().new_id());
        assert_eq!(refused(give(nobody, here).await).0, RefusalKind::NotFound);
        let area = |text: &str| Scope::Area(AreaCode::parse(text).unwrap());
        for scope in [
            Scope::Office(OfficeId(r.house.clock().new_id())),
            Scope::Institution(InstitutionId(r.house.clock().new_id())),
            area("1801"),
            area("1813012999"),
        ] {
            assert_eq!(refused(give(account, scope).await), (RefusalKind::Invalid, "unknown".into()), "{scope:?}");
        }
        give(account, here).await.unwrap();
        let closed = r.officers["auditor"].account;
        staff::close(&r.house, &r.sender("admin"), closed).await.unwrap();
        assert_eq!(refused(give(closed, here).await).0, RefusalKind::NotFound);
    }
}

both! {
    async fn institutions_promise_an_answer_within_reason(store: Store) {
        let r = Regency::found(&store).await;
        let known = r.house.reference(r.tenant).await.unwrap().institutions[&r.institutions["dinkes"]].clone();
        for (answer_days, fits) in [(0, false), (91, false), (1, true), (90, true)] {
            let revision = r.house.reference(r.tenant).await.unwrap().institutions[&known.id].revision + 1;
            let answer = asked(&r, Body::SetInstitution(Institution { answer_days, revision, ..known.clone() })).await;
            assert_eq!(answer.is_ok(), fits, "{answer_days}");
        }
    }
}

both! {
    async fn a_regency_keeps_a_sekretariat(store: Store) {
        let r = Regency::found(&store).await;
        let known = r.house.reference(r.tenant).await.unwrap().offices[&r.sekretariat].clone();
        let next = || slrt_domain::office::Office { revision: known.revision + 1, ..known.clone() };
        let closed = slrt_domain::office::Office { active: false, ..next() };
        let other_kind = slrt_domain::office::Office { kind: OfficeKind::CounterMpp, ..next() };
        let last = (RefusalKind::WrongState, "last-sekretariat".to_owned());
        for office in [&closed, &other_kind] {
            assert_eq!(refused(asked(&r, Body::SetOffice(office.clone())).await), last);
        }
        let second = slrt_domain::office::Office { id: OfficeId(r.house.clock().new_id()), revision: 1, ..known.clone() };
        asked(&r, Body::SetOffice(second)).await.unwrap();
        asked(&r, Body::SetOffice(closed)).await.unwrap();
    }
}

both! {
    async fn an_administrator_gives_themselves_nothing_while_another_could(store: Store) {
        let r = Regency::found(&store).await;
        let admin = r.officers["admin"].account;
        let (here, regency) = (Scope::Office(r.puskesos), Scope::Area(AreaCode::parse("1813").unwrap()));
        let give = async |role: Role, scope: Scope| {
            r.house.submit(r.sender("admin").request(Body::Grant(vec![role_of(&r, admin, role, scope, None)]))).await
        };
        give(Role::FrontOffice, here).await.unwrap();
        // An administrator of a part, or one whose time has not come or is over, is nobody who could do it.
        r.hire("admin-desa", &[(Role::Admin, Scope::Area(AreaCode::parse("1813012001").unwrap()))]).await;
        let past = r.hire("admin-lama", &[]).await;
        asked(&r, Body::Grant(vec![role_of(&r, past, Role::Admin, regency, Some("2026-01-31"))])).await.unwrap();
        give(Role::BackOffice, here).await.unwrap();
        let second = r.hire("admin-2", &[(Role::Admin, regency)]).await;
        let own = (RefusalKind::WrongState, "own-roles".to_owned());
        assert_eq!(refused(give(Role::Coordinator, here).await), own);
        assert_eq!(refused(give(Role::Admin, Scope::Area(AreaCode::parse("18").unwrap())).await).0, RefusalKind::Invalid, "no place of this regency");
        // Not among others, either.
        let both = vec![role_of(&r, second, Role::Coordinator, here, None), role_of(&r, admin, Role::Coordinator, here, None)];
        assert_eq!(refused(r.house.submit(r.sender("admin").request(Body::Grant(both))).await), own);
        // The command line may, and so may the other one; who is left alone, again.
        asked(&r, Body::Grant(vec![role_of(&r, admin, Role::Coordinator, here, None)])).await.unwrap();
        let other = Sender { who: Who::Account(second), ..r.sender("admin") };
        r.house.submit(other.request(Body::Grant(vec![role_of(&r, admin, Role::Supervisor, here, None)]))).await.unwrap();
        staff::close(&r.house, &r.sender("admin"), second).await.unwrap();
        give(Role::Manager, here).await.unwrap();
        // Who gave it stands in the journal.
        let mut tx = r.house.db().read(r.tenant).await.unwrap();
        let entries = journal::by_subject(&mut tx, r.tenant, admin.0, 100).await.unwrap();
        let own = entries.iter().filter(|e| e.kind.starts_with("role.granted/") && e.actor == Some(admin.0));
        assert_eq!(own.count(), 3);
    }
}
