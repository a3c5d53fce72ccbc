//! `slrt bench outage`: the database is gone for a while under 64 writers that send again what was not taken, as the browser does.

use super::client::{Client, Failure};
use super::kill::{Attempt, look};
use super::place::Place;
use super::server::Server;
use slrt_domain::identity::CaseId;
use slrt_operations::rebuild;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, TcpStream};

const WRITERS: usize = 64;
/// How long the writers work before the database goes and after it is back.
const AROUND: Duration = Duration::from_secs(2);
/// After the database is back, the first intake must be taken within this time.
const BACK_WITHIN: Duration = Duration::from_secs(10);

#[derive(Default)]
struct Watch {
    gone: AtomicBool,
    stop: AtomicBool,
    told: AtomicUsize,
    taken_meanwhile: AtomicUsize,
}

/// Runs the drill; one line of JSON.
pub async fn run(seconds: u64, database: &str) -> Result<String, Failure> {
    let mut place = Place::prepare(200, 1, Some(database)).await?;
    place.leave().await?;
    let watch = Arc::new(Watch::default());
    let (url, behind) = split(place.url().ok_or("no database")?)?;
    let between = forward(behind, Arc::clone(&watch)).await?;
    let server = Server::start(place.folder(), Some(&url(between))).await?;
    let token = place.log_in(0, &server).await?.bearer.unwrap_or_default();
    let office = place.office.to_string();
    let writers: Vec<_> =
        (0..WRITERS).map(|_| tokio::spawn(write(server.address, token.clone(), office.clone(), Arc::clone(&watch)))).collect();
    tokio::time::sleep(AROUND).await;
    watch.gone.store(true, Ordering::SeqCst);
    tokio::time::sleep(Duration::from_secs(seconds)).await;
    let health = Client::connect(server.address).await?.get("/healthz").await?.status;
    watch.gone.store(false, Ordering::SeqCst);
    let back = first_taken(&server, &token, &office).await?;
    tokio::time::sleep(AROUND).await;
    watch.stop.store(true, Ordering::SeqCst);
    let mut acknowledged = vec![back.0];
    for writer in writers {
        acknowledged.extend(writer.await??);
    }
    drop(server);
    place.enter().await?;
    let found = look(&place, &acknowledged).await?;
    let differences = rebuild(&place.house, place.tenant, place.folder()).await?.len();
    place.check().await?;
    let (told, meanwhile) = (watch.told.load(Ordering::SeqCst), watch.taken_meanwhile.load(Ordering::SeqCst));
    let line = serde_json::json!({
        "bench": "outage", "engine": "postgresql", "seconds": seconds, "writers": WRITERS, "acknowledged": acknowledged.len(), "cases": found.cases,
        "missing": found.missing, "answered_503": told, "health_meanwhile": health, "back_after_ms": back.1.as_millis(), "findings": found.findings,
        "rebuild_differences": differences,
    });
    let kept = found.missing == 0 && found.cases == acknowledged.len() && found.findings == 0 && differences == 0;
    if kept && told > 0 && meanwhile == 0 && health == 503 && back.1 < BACK_WITHIN {
        Ok(line.to_string())
    } else {
        Err(format!("the drill failed ({meanwhile} taken meanwhile): {line}").into())
    }
}

/// Sends until one intake is taken; how long that took.
async fn first_taken(server: &Server, token: &str, office: &str) -> Result<((CaseId, String), Duration), Failure> {
    let since = Instant::now();
    let mut client = Client::connect(server.address).await?;
    client.bearer = Some(token.to_owned());
    let attempt = Attempt::new(office);
    while since.elapsed() < 2 * BACK_WITHIN {
        if let (201, number) = attempt.send(&mut client).await? {
            return Ok(((attempt.case, number), since.elapsed()));
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Err("nothing is taken though the database is back".into())
}

async fn write(to: SocketAddr, token: String, office: String, watch: Arc<Watch>) -> Result<Vec<(CaseId, String)>, Failure> {
    let mut acknowledged = Vec::new();
    let mut client = Client::connect(to).await?;
    client.bearer = Some(token);
    while !watch.stop.load(Ordering::SeqCst) {
        let attempt = Attempt::new(&office);
        // The same one again until it is taken: whether an answer was lost or the intake, nobody can tell.
        loop {
            let sent = watch.gone.load(Ordering::SeqCst);
            match attempt.send(&mut client).await? {
                (201, number) => {
                    acknowledged.push((attempt.case, number));
                    watch.taken_meanwhile.fetch_add(usize::from(sent && watch.gone.load(Ordering::SeqCst)), Ordering::SeqCst);
                    break;
                }
                (503, _) => watch.told.fetch_add(1, Ordering::SeqCst),
                (other, _) => return Err(format!("an intake was answered {other}").into()),
            };
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
    }
    Ok(acknowledged)
}

/// An address as a function of the host in it, and the host.
fn split(url: &str) -> Result<(impl Fn(SocketAddr) -> String + use<>, String), Failure> {
    let told = "this drill needs a server reached over TCP: postgres://user@host:port/database";
    let (scheme, rest) = url.split_once("://").ok_or(told)?;
    let (authority, path) = rest.split_once('/').ok_or(told)?;
    let (user, host) = authority.rsplit_once('@').map_or(("", authority), |(user, host)| (user, host));
    if host.is_empty() {
        return Err(told.into());
    }
    let host = if host.contains(':') { host.to_owned() } else { format!("{host}:5432") };
    let (scheme, user, path) = (scheme.to_owned(), user.to_owned(), path.to_owned());
    let at = if user.is_empty() { "" } else { "@" };
    Ok((move |host: SocketAddr| format!("{scheme}://{user}{at}{host}/{path}"), host))
}

/// Passes bytes on; while the database is gone every connection breaks and none is taken.
async fn forward(to: String, watch: Arc<Watch>) -> Result<SocketAddr, Failure> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            if watch.gone.load(Ordering::SeqCst) {
                continue;
            }
            let (to, watch) = (to.clone(), Arc::clone(&watch));
            tokio::spawn(async move {
                let Ok(mut far) = TcpStream::connect(&to).await else { return };
                let broken = async {
                    while !watch.gone.load(Ordering::SeqCst) {
                        tokio::time::sleep(Duration::from_millis(10)).await;
                    }
                };
                tokio::select! {
                    _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
                    () = broken => {}
                }
            });
        }
    });
    Ok(address)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::split;

    #[test]
    fn only_the_host_of_an_address_is_replaced() {
        let here = "127.0.0.1:9".parse().unwrap();
        for (url, replaced, host) in [
            ("postgres://u:p@h:5433/b?sslmode=disable", "postgres://u:p@127.0.0.1:9/b?sslmode=disable", "h:5433"),
            ("postgres://h/b", "postgres://127.0.0.1:9/b", "h:5432"),
        ] {
            let (address, behind) = split(url).unwrap();
            assert_eq!((address(here).as_str(), behind.as_str()), (replaced, host));
        }
        assert!(split("postgres:///b?host=/run/pg").is_err());
    }
}
