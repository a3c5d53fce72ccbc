//! `slrt bench intake`.

use super::client::{Client, Failure, Reply};
use super::percentile;
use super::place::{Place, SUKA_BARU};
use super::server::{Server, busy};
use slrt_operations::Clock;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Kinds that people come with, most often first.
const KINDS: [&str; 5] = ["pbi-nonaktif", "rumah-tidak-layak", "anak-tidak-sekolah", "pangan-darurat", "pbi-nonaktif"];

/// From one family to the next.
const STEP: usize = 7919;

struct Officer {
    client: Client,
    office: String,
    clock: Clock,
    niks: Arc<Vec<String>>,
    next: Arc<AtomicUsize>,
    looks_first: bool,
}

#[derive(Default)]
struct Tally {
    micros: Vec<u64>,
    errors: u64,
}

/// Measures intakes; one line of JSON. An officer who `looks_first` searches, and then opens a case for whom was found; else the NIK goes with the case.
pub async fn run(connections: usize, seconds: u64, families: usize, looks_first: bool, database: Option<&str>) -> Result<String, Failure> {
    let place = Place::prepare(families, connections, database).await?;
    let server = Server::start(place.folder(), place.url()).await?;
    let niks = Arc::new(place.niks.clone());
    let next = Arc::new(AtomicUsize::new(0));
    let mut officers = Vec::with_capacity(connections);
    for i in 0..connections {
        let client = place.log_in(i, &server).await?;
        officers.push(Officer {
            client,
            office: place.office.to_string(),
            clock: Clock::System,
            niks: niks.clone(),
            next: next.clone(),
            looks_first,
        });
    }
    // A second of warming up is not counted.
    let begin = Instant::now() + Duration::from_secs(1);
    let end = begin + Duration::from_secs(seconds);
    let tasks: Vec<_> = officers.into_iter().map(|o| tokio::spawn(work(o, begin, end))).collect();
    tokio::time::sleep_until(begin.into()).await;
    let before = (server.busy(), busy("self"));
    let mut all = Tally::default();
    for t in tasks {
        let t = t.await?;
        all.micros.extend(t.micros);
        all.errors += t.errors;
    }
    let spent = (server.busy().saturating_sub(before.0), busy("self").saturating_sub(before.1));
    let each = |spent: Duration| u64::try_from(spent.as_micros()).unwrap_or(0) / u64::try_from(all.micros.len().max(1)).unwrap_or(1);
    let (server_us, client_us) = (each(spent.0), each(spent.1));
    all.micros.sort_unstable();
    #[expect(clippy::cast_precision_loss, reason = "a count of a benchmark")]
    let per_second = (all.micros.len() as f64 / seconds as f64).round();
    let line = serde_json::json!({
        "bench": "intake",
        "engine": if database.is_some() { "postgresql" } else { "sqlite" },
        "families": families,
        "connections": connections,
        "looks_first": looks_first,
        "seconds": seconds,
        "per_second": per_second,
        "p50_ms": percentile(&all.micros, 0.50),
        "p99_ms": percentile(&all.micros, 0.99),
        "errors": all.errors,
        "server_us": server_us,
        "client_us": client_us,
        "rss_mb": server.peak_mb().round(),
        "ready_ms": server.ready.as_millis(),
    });
    drop(server);
    place.check().await?;
    if all.errors > 0 || all.micros.is_empty() {
        return Err(format!("not every intake was taken: {line}").into());
    }
    Ok(line.to_string())
}

async fn work(mut o: Officer, begin: Instant, end: Instant) -> Tally {
    let mut tally = Tally::default();
    loop {
        let started = Instant::now();
        if started >= end {
            return tally;
        }
        let done = intake(&mut o).await;
        if started < begin {
            continue;
        }
        match done {
            Ok(true) => tally.micros.push(u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX)),
            Ok(false) => tally.errors += 1,
            Err(_) => {
                tally.errors += 1;
                return tally;
            }
        }
    }
}

/// One intake; true when a 201 came after the commit.
async fn intake(o: &mut Officer) -> Result<bool, Failure> {
    let n = o.next.fetch_add(1, Ordering::Relaxed);
    // A prime step visits all corners of the regency.
    let nik = &o.niks[n.wrapping_mul(STEP) % o.niks.len()].clone();
    let (whom, seen) = if o.looks_first {
        let Some(found) = look(o, nik).await? else { return Ok(false) };
        found
    } else {
        (format!(r#""nik":"{nik}""#), Vec::new())
    };
    let kind = KINDS[n % KINDS.len()];
    let opened = open(o, kind, &whom, &seen).await?;
    if opened.status != 409 {
        return Ok(opened.status == 201);
    }
    // Something is open for them: it was shown just now, and another case is opened all the same.
    let problem: Duplicates = serde_json::from_slice(&opened.body)?;
    let shown: Vec<String> = problem.detail.split(',').map(str::to_owned).collect();
    Ok(open(o, kind, &whom, &shown).await?.status == 201)
}

/// Looks for a NIK, as the intake page does: who it is, and what is open for them.
async fn look(o: &mut Officer, nik: &str) -> Result<Option<(String, Vec<String>)>, Failure> {
    let found = o.client.post("/api/v1/people/search", None, format!(r#"{{"query":"{nik}"}}"#)).await?;
    if found.status != 200 {
        return Ok(None);
    }
    let found: Found = serde_json::from_slice(&found.body)?;
    Ok(found.people.first().map(|person| {
        let seen = person.open.iter().filter(|open| open.person == person.id).map(|open| open.case.to_owned());
        (format!(r#""person":"{}""#, person.id), seen.collect())
    }))
}

async fn open(o: &mut Officer, kind: &str, whom: &str, seen: &[String]) -> Result<Reply, Failure> {
    let body = format!(
        r#"{{"case":"{}","office":"{}","village":"{SUKA_BARU}",{whom},"channel":"counter","concerns":[{{"id":"{}","kind":"{kind}","words":"Kartu BPJS mati sejak Februari, harus cuci darah hari Kamis."}}],"duplicates_seen":{}}}"#,
        o.clock.new_id(),
        o.office,
        o.clock.new_id(),
        serde_json::to_string(seen)?,
    );
    let key = o.clock.new_id().to_string();
    o.client.post("/api/v1/cases", Some(&key), body).await
}

/// The part of a refusal that names what is open.
#[derive(serde::Deserialize)]
struct Duplicates<'a> {
    #[serde(borrow)]
    detail: &'a str,
}

/// The part of a search's answer that an intake needs.
#[derive(serde::Deserialize)]
struct Found<'a> {
    #[serde(borrow)]
    people: Vec<PersonFound<'a>>,
}

#[derive(serde::Deserialize)]
struct PersonFound<'a> {
    id: &'a str,
    #[serde(borrow)]
    open: Vec<OpenFound<'a>>,
}

#[derive(serde::Deserialize)]
struct OpenFound<'a> {
    person: &'a str,
    case: &'a str,
}
