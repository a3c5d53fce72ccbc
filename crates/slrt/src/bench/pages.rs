//! `slrt bench pages`.

use super::client::{Client, Failure};
use super::percentile;
use super::place::{Place, SUKA_BARU};
use super::server::Server;
use slrt_domain::area::AreaCode;
use slrt_domain::case::Channel;
use slrt_domain::identity::*;
use slrt_domain::journal::Hash;
use slrt_operations::Who;
use slrt_operations::intake::{Intake, IntakeConcern, Sender, open_case};
use slrt_operations::storage::registry;
use std::sync::Arc;
use std::time::Instant;

/// Measures pages; one line of JSON.
pub async fn run(cases: usize, families: usize, requests: usize, database: Option<&str>) -> Result<String, Failure> {
    let place = Arc::new(Place::prepare(families, 1, database).await?);
    let persons = persons(&place).await?;
    let ids = fill(&place, &persons, cases).await?;
    if ids.len() < cases {
        return Err(format!("only {} of {cases} cases could be opened", ids.len()).into());
    }
    let server = Server::start(place.folder(), place.url()).await?;
    let mut client = Client::connect(server.address).await?;
    let reply = client.form("/masuk", format!("login=bench-0&password={}&next=/tugas", place.password)).await?;
    client.cookie = reply.set_cookie;
    if client.cookie.is_none() || !matches!(reply.status, 302 | 303) {
        return Err(format!("log-in failed: {}", reply.status).into());
    }
    let mut out = serde_json::json!({
        "bench": "pages", "engine": if database.is_some() { "postgresql" } else { "sqlite" }, "cases": cases, "families": families,
        "requests": requests, "ready_ms": server.ready.as_millis(),
    });
    let case_paths: Vec<String> = ids.iter().map(|(case, _)| format!("/layanan/{case}")).collect();
    let family_paths: Vec<String> = ids.iter().map(|(_, family)| format!("/keluarga/{family}")).collect();
    let mut failed = 0;
    for (name, paths) in [("case", &case_paths), ("queue", &vec!["/tugas".to_owned()]), ("family", &family_paths)] {
        let mut micros = Vec::with_capacity(requests);
        let mut errors = 0;
        for i in 0..requests + 20 {
            // A prime step visits all corners of the regency.
            let path = &paths[(i * 7919) % paths.len()];
            let started = Instant::now();
            let reply = client.get(path).await?;
            let took = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
            if reply.status != 200 {
                errors += 1;
            }
            if i >= 20 {
                micros.push(took);
            }
        }
        failed += errors;
        micros.sort_unstable();
        out[name] = serde_json::json!({ "p50_ms": percentile(&micros, 0.5), "p99_ms": percentile(&micros, 0.99), "errors": errors });
    }
    out["rss_mb"] = server.peak_mb().round().into();
    drop(server);
    if let Ok(place) = Arc::try_unwrap(place) {
        place.check().await?;
    }
    // A page that fails is fast, and says nothing.
    if failed > 0 { Err(format!("pages were not answered with 200: {out}").into()) } else { Ok(out.to_string()) }
}

async fn persons(place: &Place) -> Result<Vec<(PersonId, FamilyId)>, Failure> {
    let mut found = Vec::with_capacity(place.niks.len());
    let mut tx = place.house.db().read(place.tenant).await?;
    for part in place.niks.chunks(2000) {
        let hashes: Vec<Vec<u8>> = part.iter().map(|n| place.house.keys().lookup_hash(place.tenant, "nik", n)).collect();
        let mut ids = Vec::with_capacity(hashes.len());
        for hash in &hashes {
            ids.extend(
                registry::persons_by_nik(&mut tx, place.tenant, std::slice::from_ref(hash))
                    .await?
                    .iter()
                    .filter_map(|p| PersonId::from_slice(&p.id)),
            );
        }
        found.extend(registry::briefs(&mut tx, place.tenant, &ids).await?.into_iter().map(|(p, f, _)| (p, f)));
    }
    Ok(found)
}

/// Opens cases, 256 at a time, so that the writer's batches are full.
async fn fill(place: &Arc<Place>, persons: &[(PersonId, FamilyId)], cases: usize) -> Result<Vec<(CaseId, FamilyId)>, Failure> {
    let mut ids = Vec::with_capacity(cases);
    let village = AreaCode::parse(SUKA_BARU).ok_or("village")?;
    let rounds = persons.len();
    // Officers were shown what the same person has open already.
    let all: Vec<CaseId> = (0..cases).map(|_| CaseId(place.house.clock().new_id())).collect();
    for start in (0..cases).step_by(256) {
        let mut tasks = Vec::with_capacity(256);
        for i in start..cases.min(start + 256) {
            let place = Arc::clone(place);
            let (person, family) = persons[i % persons.len()];
            let (case, duplicates_seen) = (all[i], all[..i].iter().skip(i % rounds).step_by(rounds).copied().collect());
            tasks.push(tokio::spawn(async move {
                let clock = place.house.clock().clone();
                let sender = Sender {
                    tenant: place.tenant,
                    who: Who::Account(place.officers[0]),
                    channel: "api".into(),
                    device: None,
                    operation: OperationId(clock.new_id()),
                    digest: Hash::of(case.bytes().as_slice()).into(),
                    occurred_at: None,
                    late_reason: None,
                };
                // Another kind in every round over the families.
                let kind = ["pbi-nonaktif", "rumah-tidak-layak", "anak-tidak-sekolah", "pangan-darurat"][(i / rounds) % 4];
                let concern = IntakeConcern {
                    id: ConcernId(clock.new_id()),
                    kind: kind.into(),
                    sector: None,
                    words: Some(Private::new("Kartu BPJS mati sejak Februari.".into())),
                    urgent: false,
                };
                let intake = Intake {
                    case,
                    office: Some(place.office),
                    village,
                    person: Some(person),
                    nik: None,
                    channel: Channel::Counter,
                    caller: None,
                    phone: None,
                    proxy: None,
                    ppks: None,
                    external: None,
                    concerns: vec![concern],
                    documents: Vec::new(),
                    duplicates_seen,
                };
                open_case(&place.house, &sender, intake).await.map(|r| (r.case, family))
            }));
        }
        for t in tasks {
            ids.push(t.await??);
        }
    }
    Ok(ids)
}
