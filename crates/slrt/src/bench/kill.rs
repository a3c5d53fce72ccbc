//! `slrt bench kill`: the server is killed at any moment under 64 writers; every acknowledged intake must be there once.

use super::client::{Client, Failure};
use super::place::{Place, SUKA_BARU};
use super::server::Server;
use slrt_domain::identity::{CaseId, OperationId};
use slrt_operations::storage::{args, case, journal};
use slrt_operations::{Clock, random, rebuild};
use std::collections::HashSet;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const WRITERS: usize = 64;

/// One intake of a writer: its operation, case and body stay the same when it is sent again.
pub(super) struct Attempt {
    pub operation: OperationId,
    pub case: CaseId,
    pub body: String,
}

impl Attempt {
    /// A stranger's need at the office of the benchmark.
    pub fn new(office: &str) -> Self {
        let clock = Clock::System;
        let (operation, case, concern) = (OperationId(clock.new_id()), CaseId(clock.new_id()), clock.new_id());
        let body = format!(
            r#"{{"case":"{case}","office":"{office}","village":"{SUKA_BARU}","channel":"counter","caller":"Warga","concerns":[{{"id":"{concern}","kind":"pbi-nonaktif","words":"Kartu mati."}}]}}"#
        );
        Self { operation, case, body }
    }

    /// Sends it: the status, and the number where a 201 came.
    pub async fn send(&self, client: &mut Client) -> Result<(u16, String), Failure> {
        let reply = client.post("/api/v1/cases", Some(&self.operation.to_string()), self.body.clone()).await?;
        let answer: serde_json::Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        Ok((reply.status, answer["number"].as_str().unwrap_or_default().to_owned()))
    }
}

#[derive(Default)]
struct Round {
    acknowledged: Vec<(CaseId, String)>,
    /// Sent, but the answer never came.
    unknown: Vec<Attempt>,
}

/// Runs the rounds; one line of JSON.
pub async fn run(rounds: usize, database: Option<&str>) -> Result<String, Failure> {
    let mut place = Place::prepare(200, 1, database).await?;
    // What is killed must be opened next by somebody who finds it so: nobody else holds the database meanwhile.
    place.leave().await?;
    let mut acknowledged: Vec<(CaseId, String)> = Vec::new();
    let (mut answered, mut unknown) = (0, 0);
    let mut token = String::new();
    for n in 1..=rounds {
        let mut server = Server::start(place.folder(), place.url()).await?;
        if token.is_empty() {
            token = place.log_in(0, &server).await?.bearer.unwrap_or_default();
        }
        let stop = Arc::new(AtomicBool::new(false));
        let tasks: Vec<_> =
            (0..WRITERS).map(|_| tokio::spawn(write(server.address, token.clone(), place.office.to_string(), Arc::clone(&stop)))).collect();
        let [a, b] = random::<2>();
        tokio::time::sleep(Duration::from_millis(20 + (u64::from(a) << 8 | u64::from(b)) % 600)).await;
        server.kill();
        stop.store(true, Ordering::SeqCst);
        let mut round = Round::default();
        for t in tasks {
            let r = t.await?;
            round.acknowledged.extend(r.acknowledged);
            round.unknown.extend(r.unknown);
        }
        drop(server);
        answered += round.acknowledged.len();
        unknown += round.unknown.len();
        // What had no answer is sent again under the same id: done once, whether or not it was done before.
        let server = Server::start(place.folder(), place.url()).await?;
        let mut client = Client::connect(server.address).await?;
        client.bearer = Some(token.clone());
        for attempt in round.unknown {
            let (status, number) = attempt.send(&mut client).await?;
            if status != 201 {
                return Err(format!("a resend was answered {status}").into());
            }
            round.acknowledged.push((attempt.case, number));
        }
        drop(server);
        acknowledged.append(&mut round.acknowledged);
        place.enter().await?;
        let found = look(&place, &acknowledged).await?;
        if found.missing > 0 || found.cases != acknowledged.len() || found.findings > 0 {
            let (missing, cases, findings) = (found.missing, found.cases, found.findings);
            let told = acknowledged.len();
            return Err(format!("round {n}: {told} acknowledged, {cases} there, {missing} missing, {findings} findings").into());
        }
        place.leave().await?;
    }
    place.enter().await?;
    let found = look(&place, &acknowledged).await?;
    let numbers: HashSet<&String> = acknowledged.iter().map(|(_, n)| n).collect();
    let differences = rebuild(&place.house, place.tenant, place.folder()).await?;
    let line = serde_json::json!({
        "bench": "kill", "engine": if database.is_some() { "postgresql" } else { "sqlite" }, "rounds": rounds, "writers": WRITERS,
        "acknowledged": acknowledged.len(), "before_the_kill": answered, "cases": found.cases, "resent": unknown, "missing": found.missing, "same_number_twice": acknowledged.len() - numbers.len(),
        "findings": found.findings, "rebuild_differences": differences.len(),
    });
    let once = found.missing == 0 && found.cases == acknowledged.len() && numbers.len() == acknowledged.len();
    // A drill in which nobody was served, or nobody was cut off, shows nothing.
    let tried = answered >= rounds && unknown > 0;
    let well = tried && once && found.findings == 0 && differences.is_empty();
    place.check().await?;
    if well { Ok(line.to_string()) } else { Err(format!("the drill failed: {line}").into()) }
}

/// What the database shows.
pub(super) struct Found {
    /// Acknowledged cases that are not there, or there under another number.
    pub missing: usize,
    /// How many cases there are: more than were acknowledged would mean that one was done twice.
    pub cases: usize,
    /// What verifying the journal found.
    pub findings: usize,
}

/// Looks for the acknowledged cases and verifies the journal.
pub(super) async fn look(place: &Place, acknowledged: &[(CaseId, String)]) -> Result<Found, Failure> {
    let mut tx = place.house.db().read(place.tenant).await?;
    let cases: Option<(i64,)> = tx.maybe("SELECT COUNT(*) FROM service_case WHERE tenant = $1", &args![place.tenant]).await?;
    tx.commit().await?;
    let verified = journal::verify(place.house.db(), place.house.keys(), place.tenant, &[]).await?;
    Ok(Found {
        missing: missing(place, acknowledged).await?,
        cases: cases.and_then(|(n,)| usize::try_from(n).ok()).unwrap_or_default(),
        findings: verified.findings.len(),
    })
}

/// Acknowledged cases that are not there, or there under another number.
async fn missing(place: &Place, acknowledged: &[(CaseId, String)]) -> Result<usize, Failure> {
    let mut tx = place.house.db().read(place.tenant).await?;
    let mut missing = 0;
    for part in acknowledged.chunks(1000) {
        let ids: Vec<CaseId> = part.iter().map(|(c, _)| *c).collect();
        let found = case::load(&mut tx, place.tenant, &ids).await?;
        missing += part.iter().filter(|(id, number)| !found.iter().any(|(_, c)| c.id == *id && c.number.to_string() == *number)).count();
    }
    Ok(missing)
}

async fn write(to: SocketAddr, token: String, office: String, stop: Arc<AtomicBool>) -> Round {
    let mut round = Round::default();
    let Ok(mut client) = Client::connect(to).await else { return round };
    client.bearer = Some(token);
    while !stop.load(Ordering::SeqCst) {
        let attempt = Attempt::new(&office);
        match attempt.send(&mut client).await {
            Ok((201, number)) => round.acknowledged.push((attempt.case, number)),
            // Refused or busy: not done, and the officer was told.
            Ok(_) => {}
            Err(_) => {
                round.unknown.push(attempt);
                return round;
            }
        }
    }
    round
}
