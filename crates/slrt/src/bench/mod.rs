//! Benchmarks: each prints one line of JSON. `docs/performance.md` holds figures with machine and command.

mod client;
mod intake;
mod kill;
mod outage;
mod pages;
mod place;
mod rivals;
mod server;

pub use client::Failure;

use clap::Subcommand;

/// What to measure.
#[derive(Debug, Subcommand)]
pub enum Bench {
    /// Intakes per second through the HTTP API: find a family by NIK with its open cases, write case, concern, number and PIN
    Intake {
        /// Connections, each an officer that logged in once
        #[arg(long, default_value_t = 64)]
        connections: usize,
        /// How long
        #[arg(long, default_value_t = 10)]
        seconds: u64,
        /// Families in the regency
        #[arg(long, default_value_t = 185_000)]
        families: usize,
        /// Each searches first and sees the household, as the intake page does: two requests instead of one that names the NIK
        #[arg(long)]
        looks_first: bool,
        /// PostgreSQL server (a database is made and dropped there); default: embedded SQLite
        #[arg(long)]
        database: Option<String>,
    },
    /// Milliseconds of the case page, the work queue and the family page
    Pages {
        /// Cases in the regency
        #[arg(long, default_value_t = 200_000)]
        cases: usize,
        /// Families in the regency
        #[arg(long, default_value_t = 185_000)]
        families: usize,
        /// Requests of each page
        #[arg(long, default_value_t = 1_000)]
        requests: usize,
        /// PostgreSQL server (a database is made and dropped there); default: embedded SQLite
        #[arg(long)]
        database: Option<String>,
    },
    /// Kills the server at any moment under 64 writers: every acknowledged intake is there once, the journal verifies
    Kill {
        /// How many times
        #[arg(long, default_value_t = 20)]
        rounds: usize,
        /// PostgreSQL server (a database is made and dropped there); default: embedded SQLite
        #[arg(long)]
        database: Option<String>,
    },
    /// Two officers decide the same concern at once, on PostgreSQL through two servers: one decides, the other is told
    Rivals {
        /// How many concerns
        #[arg(long, default_value_t = 50)]
        concerns: usize,
        /// PostgreSQL server (a database is made and dropped there); default: embedded SQLite, one server
        #[arg(long)]
        database: Option<String>,
    },
    /// PostgreSQL is gone for a while under 64 writers: 503 meanwhile, nothing acknowledged is lost, it goes on without a restart
    Outage {
        /// For how long
        #[arg(long, default_value_t = 10)]
        seconds: u64,
        /// PostgreSQL server, reached over TCP (a database is made and dropped there)
        #[arg(long)]
        database: String,
    },
}

/// Measures and prints.
///
/// # Errors
/// When the server cannot be started or filled.
pub async fn run(bench: Bench) -> Result<(), Failure> {
    let line = match bench {
        Bench::Intake { connections, seconds, families, looks_first, database } => {
            intake::run(connections, seconds, families, looks_first, database.as_deref()).await?
        }
        Bench::Pages { cases, families, requests, database } => pages::run(cases, families, requests, database.as_deref()).await?,
        Bench::Kill { rounds, database } => kill::run(rounds, database.as_deref()).await?,
        Bench::Rivals { concerns, database } => rivals::run(concerns, database.as_deref()).await?,
        Bench::Outage { seconds, database } => outage::run(seconds, &database).await?,
    };
    println!("{line}");
    Ok(())
}

/// The value below which a share of sorted samples lies, in milliseconds.
pub(crate) fn percentile(sorted: &[u64], share: f64) -> f64 {
    if sorted.is_empty() {
        return 0.0;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "an index within the slice")]
    let at = ((sorted.len() as f64 * share).ceil() as usize).clamp(1, sorted.len()) - 1;
    #[expect(clippy::cast_precision_loss, reason = "microseconds of a benchmark")]
    let micros = sorted[at] as f64;
    (micros / 10.0).round() / 100.0
}
