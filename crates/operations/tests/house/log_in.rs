//! Guessing is slow, and nobody is locked out: many tries at once, a thousand of them, a clock that is set back.

use slrt_operations::accounts::{by_pin, log_in};
use slrt_operations::{House, OperationError};
use slrt_storage::args;
use slrt_testing::{Regency, both};
use std::net::IpAddr;
use std::sync::Arc;

const PASSWORD: &str = "hujan sore di krui";

fn address(last: u8) -> Option<IpAddr> {
    Some(IpAddr::from([127, 0, 0, last]))
}

/// What came of tries: right, wrong, told to wait, too busy.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    right: usize,
    wrong: usize,
    wait: usize,
    busy: usize,
}

impl Tally {
    fn of<T>(answers: impl IntoIterator<Item = Result<T, OperationError>>) -> Self {
        let mut t = Self::default();
        for a in answers {
            match a {
                Ok(_) => t.right += 1,
                Err(OperationError::Unauthenticated) => t.wrong += 1,
                Err(OperationError::Wait(seconds)) => {
                    assert!((1..=600).contains(&seconds), "{seconds}");
                    t.wait += 1;
                }
                Err(OperationError::Busy) => t.busy += 1,
                Err(e) => panic!("{e}"),
            }
        }
        t
    }
}

async fn case(r: &Regency) -> (String, String, String) {
    let receipt = r.open("front_office", None, &["pbi-nonaktif"]).await.unwrap();
    let pin = receipt.pin.into_inner();
    let wrong = if pin == "000000" { "111111" } else { "000000" };
    (receipt.number.to_string(), pin, wrong.to_owned())
}

async fn enter(house: &House, r: &Regency, login: &str, password: &str) -> Result<(), OperationError> {
    log_in(house, r.tenant, login, password, address(1), "web").await.map(|_| ())
}

both! {
    async fn wrong_pins_sent_all_at_once_are_counted(store: Store) {
        let r = Arc::new(Regency::found(&store).await);
        let (number, pin, wrong) = case(&r).await;
        let second = store.house().await;
        let mut tasks = Vec::new();
        for i in 0..200u8 {
            let house = if i % 2 == 0 { r.house.clone() } else { second.clone() };
            let (number, wrong) = (number.clone(), wrong.clone());
            tasks.push(tokio::spawn(async move { by_pin(&house, &number, &wrong, address(i)).await }));
        }
        let mut answers = Vec::new();
        for t in tasks { answers.push(t.await.unwrap()); }
        let t = Tally::of(answers);
        assert!(t.right == 0 && (1..=6).contains(&t.wrong), "{t:?}");
        // The citizen waits once, at most ten minutes, and has their page.
        assert_eq!(Tally::of([by_pin(&r.house, &number, &pin, address(250)).await]).wait, 1);
        store.clock.set(store.clock.now().plus_seconds(600));
        by_pin(&r.house, &number, &pin, address(250)).await.unwrap();
        // What was right is forgotten: five mistakes are free again.
        for _ in 0..5 {
            assert_eq!(Tally::of([by_pin(&r.house, &number, &wrong, address(250)).await]).wrong, 1);
        }
        by_pin(&r.house, &number, &pin, address(250)).await.unwrap();
    }
}

both! {
    async fn a_wrong_pin_a_thousand_times(store: Store) {
        let r = Regency::found(&store).await;
        let (number, pin, wrong) = case(&r).await;
        let mut answers = Vec::new();
        for _ in 0..1000 {
            store.clock.set(store.clock.now().plus_seconds(1));
            answers.push(by_pin(&r.house, &number, &wrong, address(1)).await);
        }
        let t = Tally::of(answers);
        // Six, then after 2, 4, 8 … 512 seconds.
        assert!(t.right == 0 && (6..=16).contains(&t.wrong), "{t:?}");
        let mut tx = r.house.db().read(r.tenant).await.unwrap();
        let rows: Option<(i64,)> = tx.maybe("SELECT count(*) FROM attempt WHERE tenant = $1", &args![r.tenant]).await.unwrap();
        assert!(rows.unwrap().0 <= 11);
        drop(tx);
        store.clock.set(store.clock.now().plus_seconds(600));
        by_pin(&r.house, &number, &pin, address(1)).await.unwrap();
    }
}

both! {
    async fn one_address_that_tries_many_numbers_is_slowed_down(store: Store) {
        let r = Regency::found(&store).await;
        let mut answers = Vec::new();
        for i in 0..400u32 {
            let number = slrt_domain::identity::ServiceNumber::from_draw(r.tenant, 3_000_000 + i * 17);
            answers.push(by_pin(&r.house, &number.to_string(), "000000", address(1)).await);
        }
        let t = Tally::of(answers);
        assert!((50..=210).contains(&t.wrong), "{t:?}");
        let (number, pin, _) = case(&r).await;
        by_pin(&r.house, &number, &pin, address(2)).await.unwrap();
    }
}

/// The most memory that this process ever held, in MiB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|l| l.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

both! {
    async fn sixty_four_officers_log_in_at_once(store: Store) {
        let r = Arc::new(Regency::found(&store).await);
        let names = ["front_office", "back_office", "coordinator", "manager", "head", "supervisor", "tksk", "admin"];
        for name in names {
            slrt_testing::set_password(&r.house, r.tenant, r.officers[name].account, PASSWORD, false, None).await.unwrap();
        }
        let before = peak();
        let mut tasks = Vec::new();
        for i in 0..64 {
            let r = r.clone();
            tasks.push(tokio::spawn(async move { enter(&r.house, &r, &names[i % 8].replace('_', "-"), PASSWORD).await }));
        }
        let all = async {
            let mut answers = Vec::new();
            for t in tasks { answers.push(t.await.unwrap()); }
            answers
        };
        let answers = tokio::time::timeout(std::time::Duration::from_secs(60), all).await.unwrap();
        let t = Tally::of(answers);
        // The same officer at the same time, in the same office: nobody who is right is told to wait.
        assert!(t.right >= 1 && t.right + t.busy == 64, "{t:?}");
        // Two passwords are hashed at a time, of 19 MiB each, in any of the threads that wait for work; all together would take 1.2 GiB.
        assert!(peak() - before < 600, "{before} {}", peak());
    }
}

both! {
    async fn a_clock_that_was_set_back_locks_nobody_out(store: Store) {
        let r = Regency::found(&store).await;
        let (number, pin, wrong) = case(&r).await;
        slrt_testing::set_password(&r.house, r.tenant, r.officers["front_office"].account, PASSWORD, false, None).await.unwrap();
        let back = |seconds: i64| store.clock.set(store.clock.now().plus_seconds(seconds));
        // One mistake, then a day earlier.
        assert_eq!(Tally::of([enter(&r.house, &r, "front-office", "salah sekali").await]).wrong, 1);
        assert_eq!(Tally::of([by_pin(&r.house, &number, &wrong, address(1)).await]).wrong, 1);
        back(-86_400);
        enter(&r.house, &r, "front-office", PASSWORD).await.unwrap();
        by_pin(&r.house, &number, &pin, address(1)).await.unwrap();
        // Many mistakes, then a day earlier: the wait is the usual one, and it passes.
        for _ in 0..8 {
            let _ = enter(&r.house, &r, "front-office", "salah sekali").await;
            let _ = by_pin(&r.house, &number, &wrong, address(1)).await;
        }
        back(-86_400);
        for told in [enter(&r.house, &r, "front-office", PASSWORD).await, by_pin(&r.house, &number, &pin, address(1)).await.map(|_| ())] {
            assert!(matches!(told, Err(OperationError::Wait(1..=8))), "{told:?}");
        }
        back(9);
        enter(&r.house, &r, "front-office", PASSWORD).await.unwrap();
        by_pin(&r.house, &number, &pin, address(1)).await.unwrap();
    }
}
