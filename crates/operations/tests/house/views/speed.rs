//! How long pages take with 200,000 cases. Run it alone: `cargo nextest run -p slrt-operations --test views --run-ignored all many_cases`.

use super::*;
use slrt_domain::Coded as _;
use slrt_domain::access::Visibility;
use slrt_domain::calendar::Instant;
use slrt_domain::case::{After, Case, CaseOpened, Concern, ConcernOpened, ConcernState, Turn, TurnRole};
use slrt_domain::journal::{Entry, Event, Hash};
use slrt_storage::tables::table;
use slrt_storage::{Value, args, case as cases, journal, wire};
use std::time::Duration;

const CASES: usize = 200_000;
const FIRST: &[&str] = &["siti", "sri", "nur", "ahmad", "muhammad", "dewi", "eko", "budi", "rina", "agus", "wayan", "yanti"];
const LAST: &[&str] = &["aminah", "rahayu", "wahyuni", "fauzi", "santoso", "lestari", "hidayat", "saputra", "susanti", "kurniawan"];

struct Filled {
    cases: Vec<CaseId>,
    families: Vec<FamilyId>,
}

/// Rows as they would be after years, written past the journal: this measures reading alone.
async fn fill(r: &Regency, store: &Store) -> Filled {
    let villages: Vec<AreaCode> = r.house.areas().within(area("1813"), slrt_domain::area::Level::Village).map(|v| v.0).collect();
    let mut filled = Filled { cases: Vec::new(), families: Vec::new() };
    let mut family = FamilyId(r.house.clock().new_id());
    for chunk in 0..CASES / 2000 {
        let mut rows: [Vec<Vec<Value>>; 9] = Default::default();
        for i in chunk * 2000..(chunk + 1) * 2000 {
            let village = villages[i / 3 % villages.len()];
            if i % 3 == 0 {
                family = FamilyId(r.house.clock().new_id());
                filled.families.push(family);
                rows[0].push(args![
                    r.tenant,
                    family,
                    None::<Vec<u8>>,
                    None::<Vec<u8>>,
                    village,
                    "Jalan Contoh",
                    None::<String>,
                    None::<Vec<u8>>,
                    3i64,
                    "dtsen",
                    "2026-10-01",
                    "copy",
                    None::<String>,
                    None::<Vec<u8>>,
                    None::<Vec<u8>>,
                    0i64
                ]);
            }
            one(r, store, i, family, village, &mut rows, &mut filled);
        }
        let mut tx = r.house.db().write(r.tenant).await.unwrap();
        for (name, rows) in
            ["family", "person", "person_name", "service_case", "concern", "subject_key", "journal", "journal_subject"].iter().zip(&rows)
        {
            tx.insert(table(name), rows).await.unwrap();
        }
        let mut counts = std::collections::BTreeMap::<Vec<Value>, i64>::new();
        rows[8].iter().for_each(|row| *counts.entry(row.clone()).or_default() += 1);
        let counts: Vec<Vec<Value>> = counts.into_iter().map(|(row, n)| row.into_iter().chain([n.into()]).collect()).collect();
        tx.add(table("queue_tally"), &counts).await.unwrap();
        tx.commit().await.unwrap();
    }
    store.as_owner("ANALYZE").await;
    filled
}

fn one(r: &Regency, store: &Store, i: usize, family: FamilyId, village: AreaCode, rows: &mut [Vec<Vec<Value>>; 9], filled: &mut Filled) {
    let id = |()| r.house.clock().new_id();
    let (person, case, concern) = (PersonId(id(())), CaseId(id(())), ConcernId(id(())));
    let (first, last) = (FIRST[i * 7 % FIRST.len()], LAST[i / 5 % LAST.len()]);
    let odd = format!("{}{}", ["wati", "nto", "rman", "sih"][i % 4], i % 977);
    rows[1].push(args![
        r.tenant,
        person,
        family,
        (i % 3) as i64,
        format!("{first} {last} {odd}"),
        None::<Vec<u8>>,
        None::<Vec<u8>>,
        "female",
        "1980-01-01",
        1980i64,
        if i.is_multiple_of(3) { "head" } else { "child" },
        None::<String>,
        None::<Vec<u8>>,
        "copy",
        None::<String>,
        None::<Vec<u8>>,
        "",
        false
    ]);
    rows[2].extend([first, last, odd.as_str()].map(|t| args![r.tenant, t, person]));
    let day = Day::parse("2026-11-20").unwrap().plus(-((i % 1500) as i64));
    let office = match i % 20 {
        0..=2 => r.puskesos,
        3..=5 => r.sekretariat,
        n => OfficeId(uuid_of(n)),
    };
    let (state, turn) = match i % 100 {
        0 | 3 => (ConcernState::Received, Turn::office(TurnRole::BackOffice, office)),
        1 | 5 => (
            ConcernState::Referred,
            Turn { role: TurnRole::Institution, office: Some(office), institution: Some(r.institutions["dinkes"]) },
        ),
        _ => (ConcernState::Closed, Turn::NOBODY),
    };
    let key = SubjectKey::new(r.tenant, case, random());
    let after = After {
        state,
        turn,
        due: (turn.role != TurnRole::Nobody).then(|| day.plus(3)),
        promised: day.plus(14),
        outcome: None,
        reason: None,
        programs: vec![],
        chain: vec![],
        recommended_by: None,
        paused_since: None,
        overdue: false,
        closed_on: None,
        reopened: 0,
        revision: 1,
    };
    let opened = ConcernOpened {
        id: concern,
        kind: "pbi-nonaktif".into(),
        category: "A".into(),
        sector: "kesehatan".into(),
        words: Some(key.seal("concern.words", "Kartu BPJS tidak aktif, perlu cuci darah")),
        urgent: false,
        visibility: Visibility::Normal,
        after: after.clone(),
    };
    let at = Instant::from_micros(1_700_000_000_000_000 + i as i64 * 1_000_000);
    let event = CaseOpened {
        case,
        number: ServiceNumber::from_draw(r.tenant, i as u32),
        pin_hash: vec![0; 36],
        office,
        village,
        person: Some(person),
        family: Some(family),
        channel: Channel::Counter,
        visibility: Visibility::Normal,
        caller: None,
        phone: None,
        proxy: None,
        ppks: None,
        on: day,
        late_reason: None,
        external: None,
        named: vec![],
        concerns: vec![opened.clone()],
    };
    let account = r.officers["front_office"].account;
    rows[3].push(cases::case_values(r.tenant, &event, (at, event.on), at, Some(account)));
    let domain = Case {
        id: case,
        number: event.number,
        office,
        village,
        person: Some(person),
        family: Some(family),
        visibility: Visibility::Normal,
        occurred_at: at,
        opened_by: Some(account),
        named: vec![],
        concerns: vec![],
        referrals: vec![],
    };
    let row = Concern {
        id: concern,
        position: 1,
        kind: opened.kind.clone(),
        category: "A".into(),
        sector: opened.sector.clone(),
        words: opened.words.clone(),
        urgent: false,
        visibility: Visibility::Normal,
        opened_on: day,
        state,
        revision: 1,
        now: after.clone(),
    };
    rows[4].push(cases::concern_values(r.tenant, &domain, &row));
    rows[5].push(key.row(&store.keys));
    if let Some(due) = after.due {
        let holder = turn.institution.map(|i| i.bytes()).unwrap_or_else(|| office.bytes());
        rows[8].push(args![r.tenant, turn.role.code(), holder, due, false]);
        if turn.institution.is_some() {
            rows[8].push(args![r.tenant, "sent", office, due, false]);
        }
    }
    let encoded = wire::encode(&Event::CaseOpened(event));
    let entry = Entry {
        tenant: r.tenant,
        number: 1_000_000 + i as i64,
        previous: Hash::ZERO,
        operation: OperationId(id(())),
        part: 0,
        digest: Hash::ZERO,
        kind: encoded.kind,
        actor: Some(account.0),
        role: "front_office".into(),
        on_behalf_of: String::new(),
        channel: "web".into(),
        device: None,
        occurred_at: at,
        recorded_at: at,
        subjects: vec![case.0, person.0],
        payload: encoded.payload,
    };
    rows[7].extend(journal::subject_rows(std::slice::from_ref(&entry)));
    rows[6].push(args![
        entry.tenant,
        entry.number,
        entry.previous,
        entry.hash(),
        entry.operation,
        entry.part,
        entry.digest,
        &entry.kind,
        entry.actor,
        &entry.role,
        &entry.on_behalf_of,
        &entry.channel,
        entry.device.clone(),
        entry.occurred_at,
        entry.recorded_at,
        slrt_domain::journal::subject_bytes(&entry.subjects),
        &entry.payload
    ]);
    filled.cases.push(case);
}

fn uuid_of(n: usize) -> uuid::Uuid {
    uuid::Uuid::from_u128(n as u128)
}

/// Measures a page and says how long it took: the middle and the 99th of a hundred.
async fn measure<F: Future<Output = ()>>(what: &str, page: impl Fn(usize) -> F) -> Duration {
    let mut times = Vec::new();
    for i in 0..300 {
        let begin = std::time::Instant::now();
        page(i).await;
        times.push(begin.elapsed());
    }
    times.sort();
    let (middle, worst) = (times[times.len() / 2], times[times.len() * 99 / 100]);
    eprintln!("{what:<28} median {middle:>10.2?}   p99 {worst:>10.2?}");
    worst
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "fills a database for a minute"]
async fn with_many_cases_on_sqlite() {
    with_many_cases(Store::new(slrt_testing::Engine::Sqlite).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "fills a database for a minute"]
async fn with_many_cases_on_postgres() {
    with_many_cases(Store::new(slrt_testing::Engine::Postgres).await).await;
}

async fn with_many_cases(store: Store) {
    let r = Regency::found(&store).await;
    let filled = fill(&r, &store).await;
    let back = session(&r, "back_office").await;
    let manager = session(&r, "manager").await;
    let supervisor = session(&r, "supervisor").await;
    let dinkes = session(&r, "institution_officer").await;
    eprintln!("{:?}", store.engine);
    let tasks = |s: &Session| {
        let (house, s) = (r.house.clone(), s.clone());
        move |_| {
            let (house, s) = (house.clone(), s.clone());
            async move { _ = view::tasks(&house, &s, None).await.unwrap() }
        }
    };
    let mut worst = Vec::new();
    let own: Vec<CaseId> = filled.cases.iter().enumerate().filter(|(i, _)| i % 20 < 3).map(|(_, c)| *c).collect();
    let (house, reader) = (&r.house, &back);
    let case = |i: usize| {
        let id = own[i * 37 % own.len()];
        async move { _ = view::case(house, reader, id).await.unwrap() }
    };
    let family = |i: usize| {
        let id = filled.families[i * 53 % filled.families.len()];
        async move { _ = view::family(house, reader, id).await.unwrap() }
    };
    worst.push(measure("case", case).await);
    worst.push(measure("family", family).await);
    let figures = view::tasks(&r.house, &back, None).await.unwrap().figures;
    eprintln!("{figures:?}");
    worst.push(measure("tasks, back office", tasks(&back)).await);
    worst.push(measure("tasks, manager", tasks(&manager)).await);
    worst.push(measure("tasks, supervisor", tasks(&supervisor)).await);
    worst.push(measure("tasks, protection officer", tasks(&session(&r, "protection_officer").await)).await);
    worst.push(measure("tasks, facilitator", tasks(&session(&r, "facilitator").await)).await);
    worst.push(measure("tasks, institution", tasks(&dinkes)).await);
    for query in ["siti aminah wati13", "siti", "sity aminnah", "nobody at all"] {
        measure(query, |_| async { _ = view::search(&r.house, &back, query, 20).await.unwrap() }).await;
    }
    measure("book", |_| async { _ = view::book(&r.house, &manager, Day::parse("2026-11-20").unwrap()).await.unwrap() }).await;
    measure("month", |_| async { _ = view::month(&r.house, &manager, r.puskesos, 2026, 11).await.unwrap() }).await;
    assert!(worst.iter().all(|t| *t < Duration::from_millis(200)), "a query reads more than it shows: {worst:?}");
}
