//! The server under test: a process of its own, so that its memory is its own.

use super::client::Failure;
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running `slrt serve`.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
    /// Time from start to the first answer.
    pub ready: Duration,
}

impl Server {
    /// Starts it over a data folder and waits until it answers.
    ///
    /// # Errors
    /// When it does not start within a minute.
    pub async fn start(data: &Path, database: Option<&str>) -> Result<Self, Failure> {
        let address = {
            let probe = std::net::TcpListener::bind("127.0.0.1:0")?;
            probe.local_addr()?
        };
        let started = Instant::now();
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve").arg("--data").arg(data).arg("--listen").arg(address.to_string()).env("SLRT_LOG", "warn");
        if let Some(url) = database {
            command.arg("--database").arg(url);
        }
        let log = std::fs::File::create(data.join("bench-server.log"))?;
        let child = command.stdout(Stdio::from(log.try_clone()?)).stderr(Stdio::from(log)).spawn()?;
        let mut server = Self { child, address, ready: Duration::ZERO };
        loop {
            if let Ok(mut client) = super::client::Client::connect(address).await
                && client.get("/healthz").await.is_ok_and(|r| r.status == 200)
            {
                server.ready = started.elapsed();
                return Ok(server);
            }
            if started.elapsed() > Duration::from_secs(60) || server.child.try_wait()?.is_some() {
                // The folder vanishes with the benchmark: what the server said must be told now.
                return Err(format!("the server did not start; it said last:\n{}", tail(&data.join("bench-server.log"))).into());
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// Kills it at once, as a lost power line would.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// What all cores did for it so far.
    pub fn busy(&self) -> Duration {
        busy(&self.child.id().to_string())
    }

    /// Its highest resident memory so far, in MiB.
    pub fn peak_mb(&self) -> f64 {
        let text = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = text.lines().find(|l| l.starts_with("VmHWM:")).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|kb| kb.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
    }
}

/// What all cores did for a process (`self` for this one) so far, as the kernel counts it: in hundredths of a second.
pub fn busy(process: &str) -> Duration {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name, in parentheses, may hold blanks; user and system time are the 14th and 15th field of all.
    let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).filter_map(|n| n.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

/// The last lines of a log.
fn tail(log: &Path) -> String {
    let text = std::fs::read_to_string(log).unwrap_or_else(|e| e.to_string());
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}

impl Drop for Server {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        let _ = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        let until = Instant::now() + Duration::from_secs(10);
        while Instant::now() < until {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
