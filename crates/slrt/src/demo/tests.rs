#![allow(clippy::unwrap_used, reason = "tests")]

use super::families::{SUKA_BARU, families};
use super::{DemoAccounts, Kind, Size, Stage, fill_sized, reset};
use futures::FutureExt as _;
use slrt_domain::access::Role;
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::case::{ConcernState, Outcome};
use slrt_domain::family::{FamilyRecord, Marital, Relation, Sex, digest_input};
use slrt_domain::identity::Tenant;
use slrt_domain::office::OfficeKind;
use slrt_operations::storage::areas::Areas;
use slrt_operations::storage::{Database, Keys, args, catalog, journal, migrate_sqlite, office, session};
use slrt_operations::{Clock, House, rebuild};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

fn as_of() -> Day {
    Day::parse("2026-10-01").unwrap()
}

fn villages() -> Vec<AreaCode> {
    let areas = Areas::load().unwrap();
    areas.within(AreaCode::parse("1813").unwrap(), Level::Village).map(|(code, _)| code).collect()
}

fn some(n: usize) -> Vec<FamilyRecord> {
    families(1813, n, &villages(), as_of()).collect()
}

#[test]
fn the_same_seed_gives_the_same_families_everywhere() {
    let mut all = Vec::new();
    for family in some(2_000) {
        all.extend(digest_input(&family));
    }
    let again: Vec<u8> = some(2_000).iter().flat_map(digest_input).collect();
    assert_eq!(all, again);
    // Other machines must come to this too; whoever changes the generator changes it knowingly.
    assert_eq!(slrt_domain::journal::Hash::of(&all).hex()[..16], *"bffac90aa1d219ac");
}

#[test]
fn every_number_is_synthetic_unique_and_fits_its_bearer() {
    let (mut niks, mut cards) = (BTreeSet::new(), BTreeSet::new());
    let (mut people, mut without) = (0, 0);
    for family in some(20_000) {
        if let Some(card) = family.card {
            assert!(card.is_synthetic());
            assert_eq!(card.warnings(as_of(), None), vec![]);
            assert!(cards.insert(card));
        }
        assert!(family.household.is_some());
        for m in &family.members {
            people += 1;
            let Some(nik) = m.nik else {
                without += 1;
                continue;
            };
            assert!(nik.is_synthetic());
            assert!(niks.insert(nik), "a NIK came twice");
            let birth = nik.birth().unwrap();
            assert_eq!(birth.female, m.sex == Some(Sex::Female));
            let born = m.born.unwrap();
            let same = (birth.day, birth.month, i32::from(birth.yy)) == (born.day(), born.month(), born.year() % 100);
            let fits = same || as_of().age_of(born) >= 99;
            assert_eq!(fits, m.nik_warnings.is_empty());
        }
    }
    let permille = without * 1000 / people;
    assert!((12..30).contains(&permille), "{permille} ‰ without a NIK");
}

#[test]
fn ages_fit_each_other() {
    let mut ages = 0i64;
    for family in some(5_000) {
        let age = |i: usize| i64::from(as_of().age_of(family.members[i].born.unwrap()));
        let head = age(0);
        assert_eq!(family.members[0].relation, Some(Relation::Head));
        let parents: Vec<i64> = (0..family.members.len())
            .filter(|i| matches!(family.members[*i].relation, Some(Relation::Head | Relation::Spouse)))
            .map(age)
            .collect();
        for (i, m) in family.members.iter().enumerate() {
            ages += age(i);
            assert!((0..=100).contains(&age(i)));
            match m.relation.unwrap() {
                Relation::Head => assert!(head >= 18),
                Relation::Spouse => assert!((age(i) - head).abs() <= 12 && age(i) >= 18),
                Relation::Child => assert!(parents.iter().all(|p| p - age(i) >= 13), "{parents:?} {}", age(i)),
                Relation::Grandchild => assert!(parents.iter().all(|p| p - age(i) >= 30), "{parents:?} {}", age(i)),
                Relation::Parent => assert!(age(i) - head >= 14),
                _ => {}
            }
            if age(i) < 16 {
                assert_eq!(m.marital, Some(Marital::Single));
            }
            if m.facts.get("person.school_participation").is_some_and(|s| s == "attending") {
                assert!((6..=24).contains(&age(i)));
            }
            if m.facts.get("person.pregnant").is_some_and(|p| p == "yes") {
                assert!(m.sex == Some(Sex::Female) && (17..46).contains(&age(i)));
            }
        }
    }
    assert!(ages > 0);
}

#[test]
fn households_have_believable_shapes() {
    let all = some(10_000);
    let n = all.len() as u64;
    let members: usize = all.iter().map(|f| f.members.len()).sum();
    let size = members as f64 / n as f64;
    assert!((2.8..4.2).contains(&size), "{size} members");
    let share = |what: &dyn Fn(&FamilyRecord) -> bool| all.iter().filter(|f| what(f)).count() as u64 * 100 / n;
    assert!((4..14).contains(&share(&|f| f.members.len() == 1)));
    assert!((12..30).contains(&share(&|f| f.members[0].sex == Some(Sex::Female))));
    assert!((5..20).contains(&share(&|f| f.members.iter().any(|m| m.relation == Some(Relation::Grandchild)))));
    assert!((60..80).contains(&share(&|f| f.decile.is_some_and(|d| d <= 5))));
    assert!((2..7).contains(&share(&|f| f.decile.is_none())));
    // The poorer, the more often the roof leaks and a program helps.
    let among = |d: u8, what: &dyn Fn(&FamilyRecord) -> bool| {
        let of: Vec<&FamilyRecord> = all.iter().filter(|f| f.decile == Some(d)).collect();
        of.iter().filter(|f| what(f)).count() * 100 / of.len()
    };
    let leaks = |f: &FamilyRecord| f.facts["dwelling.roof_condition"] == "poor";
    assert!(among(1, &leaks) > among(5, &leaks) + 15 && among(5, &leaks) > among(9, &leaks) + 5);
    let pkh = |f: &FamilyRecord| f.program_numbers.contains_key("pkh");
    assert!(among(1, &pkh) > 40 && among(7, &pkh) == 0);
    let dwellings: BTreeSet<&str> = all.iter().filter_map(|f| f.household.as_deref()).collect();
    assert!(dwellings.len() < all.len(), "no two families share a roof");
}

#[test]
fn facts_have_canonical_names_and_codes() {
    let columns: BTreeMap<String, BTreeSet<String>> =
        catalog::columns().unwrap().into_iter().map(|c| (c.alias.field, c.alias.codes.into_values().collect())).collect();
    for family in some(3_000) {
        for (name, value) in family.facts.iter().chain(family.members.iter().flat_map(|m| &m.facts)) {
            let codes = columns.get(name).unwrap_or_else(|| panic!("{name} is no column"));
            assert!(codes.is_empty() || codes.contains(value) || value.parse::<i64>().is_ok(), "{name} = {value}");
        }
    }
}

#[test]
fn ibu_sumiati_comes_first() {
    let first = families(1813, 600, &villages(), as_of()).next().unwrap();
    assert_eq!(first.village.as_str(), SUKA_BARU);
    assert_eq!(first.decile, Some(2));
    assert_eq!(first.facts["dwelling.roof"], "thatch");
    let names: Vec<&str> = first.members.iter().map(|m| m.name.reveal().as_str()).collect();
    assert_eq!(names[0], "Sumiati");
    let ages: Vec<i32> = first.members.iter().map(|m| as_of().age_of(m.born.unwrap())).collect();
    assert_eq!(ages, [58, 33, 13, 6]);
    assert_eq!(first.members[0].marital, Some(Marital::Widowed));
    assert!(first.members.iter().all(|m| m.nik.is_some() && m.nik_warnings.is_empty()));
}

async fn house(folder: &Path, now: &str) -> House {
    let db = Database::open_sqlite(&folder.join("slrt.sqlite")).await.unwrap();
    migrate_sqlite(&db).await.unwrap();
    let mut random = [0u8; 128];
    random.iter_mut().enumerate().for_each(|(i, b)| *b = u8::try_from(i).unwrap().wrapping_mul(31));
    let clock = Clock::manual(Instant::parse_rfc3339(now).unwrap());
    House::new(
        db,
        Keys::from_random(&random, None),
        catalog::load().unwrap(),
        Arc::new(Areas::load().unwrap()),
        clock,
        folder.join("files"),
    )
}

const SMALL: Size = Size { families: 300, cases: 60 };

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_small_regency_verifies_rebuilds_and_has_work_on_its_desks() {
    let folder = tempfile::tempdir().unwrap();
    let house = house(folder.path(), "2026-11-23T03:00:00Z").await;
    let made = fill_sized(&house, Kind::Training, SMALL, &|_, _, _| {}).await.unwrap();
    assert_eq!((made.opened, made.refused), (60, 0));
    let verified = journal::verify(house.db(), house.keys(), made.tenant, &[]).await.unwrap();
    assert_eq!(verified.findings, vec![]);
    assert_eq!(rebuild(&house, made.tenant, folder.path()).await.unwrap(), vec![]);

    let login = |name: &'static str| slrt_operations::accounts::log_in(&house, made.tenant, name, super::PASSWORD, None, "web");
    let ratna = login("ratna").await.unwrap();
    let session = slrt_operations::accounts::authenticate(&house, &ratna.token).await.unwrap();
    let tasks = slrt_operations::view::tasks(&house, &session, None).await.unwrap();
    assert!((7..=12).contains(&tasks.figures.waiting), "{:?}", tasks.figures);
    // On a Monday, as here, what was to be looked at again on the day after the last working day is late, too.
    assert_eq!(tasks.figures.overdue, 3, "{:?}", tasks.figures);
    assert!(tasks.figures.at_institutions > 0);
    for officer in &made.accounts {
        assert!(login(officer.login).await.is_ok(), "{}", officer.login);
    }
    let sumiati = &made.cases[0];
    let found = slrt_operations::accounts::by_pin(&house, &sumiati.number.to_string(), sumiati.pin, None).await.unwrap();
    assert_eq!(found.0, made.tenant);
    assert_eq!(sumiati.number.to_string(), format!("1813-4471-0926-{}", sumiati.number.digits() % 10));

    // A database of one kind is never wiped as another.
    assert!(reset(&house, Kind::Demo, SMALL, &|_, _, _| {}).await.is_err());
    let again = reset(&house, Kind::Training, SMALL, &|_, _, _| {}).await.unwrap();
    assert_eq!((again.families, again.opened, again.refused), (made.families, made.opened, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_year_shows_every_state_and_outcome() {
    let folder = tempfile::tempdir().unwrap();
    // A Sunday, so that the last working day is not today.
    let house = house(folder.path(), "2026-11-22T03:00:00Z").await;
    let made = fill_sized(&house, Kind::Demo, Size { families: 1_500, cases: 420 }, &|_, _, _| {}).await.unwrap();
    assert_eq!(made.refused, 0);
    let mut tx = house.db().read(made.tenant).await.unwrap();
    let rows: Vec<(String, Option<String>)> =
        tx.all("SELECT state, outcome FROM concern WHERE tenant = $1", &args![made.tenant]).await.unwrap();
    tx.commit().await.unwrap();
    use slrt_domain::Coded as _;
    let states: BTreeSet<&str> = rows.iter().map(|r| r.0.as_str()).collect();
    let outcomes: BTreeSet<&str> = rows.iter().filter_map(|r| r.1.as_deref()).collect();
    // One regency alone hands nothing over.
    for state in ConcernState::ALL.iter().filter(|s| !s.is_elsewhere()) {
        assert!(states.contains(state.code()), "no concern is {}; there are {states:?}", state.code());
    }
    for outcome in Outcome::ALL {
        assert!(outcomes.contains(outcome.code()), "nothing came to {}; there are {outcomes:?}", outcome.code());
    }
    assert!(!interrupted(&house).await, "what is whole is not marked");
    assert_eq!(accounts_by_role(&house, &made).await, Role::ALL.iter().copied().collect(), "an account of each role");
    assert_eq!(doors(&house, &made).await, (3, 115));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_who_has_tasks_finds_one_however_small_the_regency() {
    // A Monday, and a Sunday: the last working day is today, or was not.
    for now in ["2026-11-23T03:00:00Z", "2026-11-22T03:00:00Z"] {
        let folder = tempfile::tempdir().unwrap();
        let house = house(folder.path(), now).await;
        let made = fill_sized(&house, Kind::Demo, Size { families: 300, cases: 0 }, &|_, _, _| {}).await.unwrap();
        assert_eq!(made.refused, 0);
        let mut idle = Vec::new();
        // Those who only read have no tasks, nor has the administrator. The supervisor looks at what is stuck, which a larger regency has.
        let reads = |o: &super::Officer| o.roles.iter().all(|r| matches!(r, Role::Auditor | Role::Viewer | Role::Admin | Role::Supervisor));
        for officer in made.accounts.iter().filter(|o| !reads(o)) {
            let opened = slrt_operations::accounts::log_in(&house, made.tenant, officer.login, super::PASSWORD, None, "web").await.unwrap();
            let session = slrt_operations::accounts::authenticate(&house, &opened.token).await.unwrap();
            let tasks = slrt_operations::view::tasks(&house, &session, None).await.unwrap();
            if tasks.lines.is_empty() {
                idle.push(officer.login);
            }
        }
        assert_eq!(idle, Vec::<&str>::new(), "{now}");
    }
}

async fn interrupted(house: &House) -> bool {
    let mut tx = house.db().read(Tenant::NATION).await.unwrap();
    let found = session::installation(&mut tx).await.unwrap();
    tx.commit().await.unwrap();
    found.is_some_and(|i| i.is_half_filled())
}

/// Roles that some active account holds and can log in with.
async fn accounts_by_role(house: &House, made: &DemoAccounts) -> BTreeSet<Role> {
    let reference = house.reference(made.tenant).await.unwrap();
    let mut tx = house.db().read(made.tenant).await.unwrap();
    let accounts = office::accounts(&mut tx, made.tenant).await.unwrap();
    tx.commit().await.unwrap();
    let told: BTreeSet<&str> = made.accounts.iter().map(|a| a.login).collect();
    let shown = accounts.into_iter().filter(|a| a.active && told.contains(a.login.as_str()));
    let today = reference.zone.day(house.clock().now());
    shown.flat_map(|a| reference.grants_of(a.account().unwrap(), today)).map(|g| g.role).collect()
}

/// Active Puskesos, and villages that have none.
async fn doors(house: &House, made: &DemoAccounts) -> (usize, usize) {
    let reference = house.reference(made.tenant).await.unwrap();
    let puskesos: Vec<_> = reference.offices.values().filter(|o| o.active && o.kind == OfficeKind::Puskesos).collect();
    let without = villages().into_iter().filter(|v| !puskesos.iter().any(|o| o.area == *v || o.serves.contains(v))).count();
    (puskesos.len(), without)
}

#[test]
fn the_regency_is_as_large_as_it_is_said_to_be() {
    assert_eq!(Size::WHOLE, Size { families: 20_000, cases: 600 });
    assert_eq!(villages().len(), 118);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_filling_that_was_broken_off_is_known_and_begun_again() {
    let folder = tempfile::tempdir().unwrap();
    let house = house(folder.path(), "2026-11-23T03:00:00Z").await;
    // Breaks off among the families, as a Ctrl-C does.
    let broken = fill_sized(&house, Kind::Training, SMALL, &|stage, done, _| assert!(stage != Stage::Families || done == 0, "broken off"));
    assert!(std::panic::AssertUnwindSafe(broken).catch_unwind().await.is_err());
    assert!(!journal::tenants(house.db()).await.unwrap().is_empty(), "the tenant is there");
    assert!(interrupted(&house).await);
    let made = reset(&house, Kind::Training, SMALL, &|_, _, _| {}).await.unwrap();
    assert_eq!(made.opened, 60);
    assert!(!interrupted(&house).await);
}
