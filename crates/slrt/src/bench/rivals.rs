//! `slrt bench rivals`: two officers decide the same concern at the same moment, on PostgreSQL through two server processes.

use super::client::{Client, Failure};
use super::place::{Place, SUKA_BARU};
use super::server::Server;
use slrt_domain::access::Role;
use slrt_operations::storage::journal;
use slrt_operations::{Clock, rebuild};

/// Runs the drill; one line of JSON.
pub async fn run(concerns: usize, database: Option<&str>) -> Result<String, Failure> {
    let mut place = Place::prepare(200, 3, database).await?;
    place.also(1, Role::Coordinator).await?;
    place.also(2, Role::Coordinator).await?;
    place.leave().await?;
    let first = Server::start(place.folder(), place.url()).await?;
    // Only PostgreSQL is served by two: the file of SQLite belongs to one server at a time.
    let elsewhere = tempfile::tempdir()?;
    let second = if database.is_some() {
        std::fs::copy(place.folder().join("keys.toml"), elsewhere.path().join("keys.toml"))?;
        Some(Server::start(elsewhere.path(), place.url()).await?)
    } else {
        None
    };
    let mut officer = place.log_in(0, &first).await?;
    let mut rivals = (place.log_in(1, &first).await?, place.log_in(2, second.as_ref().unwrap_or(&first)).await?);
    let (mut decided, mut told) = (0, 0);
    for n in 0..concerns {
        let (path, revision) = waiting(&mut officer, &place.office.to_string()).await?;
        let approve = format!(r#"{{"revision":{revision},"result":"approve"}}"#);
        let give_back = format!(r#"{{"revision":{revision},"result":"return","reason":"data-perlu-diperiksa"}}"#);
        let (a, b) = tokio::join!(decide(&mut rivals.0, &path, approve), decide(&mut rivals.1, &path, give_back));
        for (status, detail) in [a?, b?] {
            match status {
                200 => decided += 1,
                409 if !detail.is_empty() => told += 1,
                _ => return Err(format!("concern {n}: a decision was answered {status}: {detail}").into()),
            }
        }
    }
    let servers = 1 + usize::from(second.is_some());
    drop((first, second));
    place.enter().await?;
    let findings = journal::verify(place.house.db(), place.house.keys(), place.tenant, &[]).await?.findings.len();
    let differences = rebuild(&place.house, place.tenant, place.folder()).await?.len();
    place.check().await?;
    let line = serde_json::json!({
        "bench": "rivals", "engine": if database.is_some() { "postgresql" } else { "sqlite" }, "servers": servers, "concerns": concerns,
        "decided": decided, "told": told, "findings": findings, "rebuild_differences": differences,
    });
    let well = decided == concerns && told == concerns && findings == 0 && differences == 0;
    if well { Ok(line.to_string()) } else { Err(format!("the drill failed: {line}").into()) }
}

/// A concern that waits for the coordinator's decision: where it is reached, and its revision.
async fn waiting(officer: &mut Client, office: &str) -> Result<(String, i64), Failure> {
    let new = || Clock::System.new_id().to_string();
    let (case, concern) = (new(), new());
    let open = format!(
        r#"{{"case":"{case}","office":"{office}","village":"{SUKA_BARU}","channel":"counter","caller":"Warga","concerns":[{{"id":"{concern}","kind":"pbi-belum-dapat","words":"Belum punya kartu."}}]}}"#
    );
    let reply = officer.post("/api/v1/cases", Some(&new()), open).await?;
    if reply.status != 201 {
        return Err(format!("an intake was answered {}: {}", reply.status, String::from_utf8_lossy(&reply.body)).into());
    }
    let path = format!("/api/v1/cases/{case}/concerns/{concern}");
    let shown: serde_json::Value = serde_json::from_slice(&officer.get(&format!("/api/v1/cases/{case}")).await?.body)?;
    let mut revision = shown["concerns"][0]["revision"].as_i64().ok_or("no revision")?;
    for (verb, more) in [("verify", r#""result":"not_needed""#), ("recommend", r#""programs":["pbi-jk"]"#)] {
        let reply = officer.post(&format!("{path}/{verb}"), Some(&new()), format!(r#"{{"revision":{revision},{more}}}"#)).await?;
        let answer: serde_json::Value = serde_json::from_slice(&reply.body)?;
        revision = answer["revision"].as_i64().ok_or_else(|| format!("{verb} was answered {}: {answer}", reply.status))?;
    }
    Ok((path, revision))
}

/// A decision's status, and what the officer was told.
async fn decide(rival: &mut Client, path: &str, body: String) -> Result<(u16, String), Failure> {
    let reply = rival.post(&format!("{path}/decide"), Some(&Clock::System.new_id().to_string()), body).await?;
    let answer: serde_json::Value = serde_json::from_slice(&reply.body)?;
    Ok((reply.status, answer["detail"].as_str().unwrap_or_default().to_owned()))
}
