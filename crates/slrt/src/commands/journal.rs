//! `slrt journal`.

use crate::failure::Failure;
use crate::open::Place;
use crate::output::finding;
use clap::{Args, Subcommand};
use slrt_domain::journal::Head;
use slrt_operations::scratch::{REBUILD, Scratch};
use slrt_operations::storage::KeyKind;
use slrt_operations::{rebuild, storage, worker};
use std::path::Path;
use std::process::ExitCode;

/// The journal.
#[derive(Debug, Subcommand)]
pub enum Journal {
    /// Print the present head: number and hash
    Head(Which),
    /// Sign the present head and print it
    Sign(Sign),
    /// Read the whole chain; exit code 1 and a list when something is wrong
    Verify(Verify),
    /// Make all derived tables again in a scratch database and compare them row for row; exit code 1 when they differ
    Rebuild(Which),
}

/// Whose journal.
#[derive(Debug, Args)]
pub struct Which {
    #[command(flatten)]
    place: Place,
    /// Four digits; default: every tenant of the database
    #[arg(long, value_name = "CODE")]
    tenant: Option<String>,
}

/// Sign the head.
#[derive(Debug, Args)]
pub struct Sign {
    #[command(flatten)]
    which: Which,
    /// What for: report, handover …
    #[arg(long, value_name = "WORD", default_value = "report")]
    occasion: String,
}

/// Verify the chain.
#[derive(Debug, Args)]
pub struct Verify {
    #[command(flatten)]
    which: Which,
    /// Heads that were kept elsewhere (1813:42:abc…), or files with one on each line
    #[arg(long, value_name = "HEAD|FILE", num_args = 1..)]
    against: Vec<String>,
}

impl Journal {
    /// Does it.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Head(which) => head(which).await,
            Self::Sign(sign) => signed(sign).await,
            Self::Verify(verify) => verified(verify).await,
            Self::Rebuild(which) => rebuilt(which).await,
        }
    }
}

async fn head(which: Which) -> Result<ExitCode, Failure> {
    let opened = which.place.open().await?;
    for tenant in opened.tenants(which.tenant.as_deref()).await? {
        let mut tx = opened.house.db().read(tenant).await?;
        let found = storage::journal::head(&mut tx, tenant).await?;
        tx.rollback().await?;
        println!("{}", found.ok_or_else(|| Failure::new(format!("{tenant}: belum didirikan (not founded).")))?.head.text());
    }
    opened.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn signed(sign: Sign) -> Result<ExitCode, Failure> {
    let opened = sign.which.place.open().await?;
    for tenant in opened.tenants(sign.which.tenant.as_deref()).await? {
        println!("{}", worker::sign(&opened.house, tenant, &sign.occasion).await?.text());
    }
    println!(
        "Kunci pemeriksa (verifying key) {}: {}",
        opened.house.keys().current(KeyKind::Signing).id,
        opened.house.keys().verifying_key()
    );
    opened.close().await;
    Ok(ExitCode::SUCCESS)
}

async fn verified(verify: Verify) -> Result<ExitCode, Failure> {
    let kept = kept_heads(&verify.against)?;
    let opened = verify.which.place.open().await?;
    let tenants = opened.tenants(verify.which.tenant.as_deref()).await?;
    let mut wrong = 0;
    for head in kept.iter().filter(|h| verify.which.tenant.is_none() && !tenants.contains(&h.tenant)) {
        println!("{}: jurnalnya tidak ada lagi (its journal is gone)", head.tenant);
        wrong += 1;
    }
    for tenant in tenants {
        let now = Some(opened.house.clock().now());
        let found = storage::journal::verify_at(opened.house.db(), opened.house.keys(), tenant, &kept, now).await?;
        let state = if found.findings.is_empty() { "utuh (whole)" } else { "TIDAK UTUH (not whole)" };
        println!("{tenant}: {} entri (entries), {} kepala bertanda tangan (signed heads), {state}", found.entries, found.signed);
        println!("  {}", found.head.text());
        let by: Vec<String> = found.signers.iter().map(|(id, n)| format!("{id}: {n}")).collect();
        if !by.is_empty() {
            println!("  tanda tangan menurut kunci (signatures by key): {}", by.join(", "));
        }
        for f in &found.findings {
            println!("  ! {}", finding(f));
        }
        wrong += found.findings.len();
    }
    opened.close().await;
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Heads from arguments: each is a head itself, or a file with one on each line.
fn kept_heads(given: &[String]) -> Result<Vec<Head>, Failure> {
    let mut heads = Vec::new();
    for text in given {
        if let Some(head) = Head::parse(text) {
            heads.push(head);
            continue;
        }
        let content = std::fs::read_to_string(Path::new(text))
            .map_err(|_| Failure::new(format!("Bukan kepala jurnal dan bukan berkas (neither head nor file): {text}")))?;
        let before = heads.len();
        heads.extend(content.lines().filter_map(Head::parse));
        if heads.len() == before {
            return Err(Failure::new(format!("Tidak ada kepala jurnal di dalam (no head in) {text}")));
        }
    }
    Ok(heads)
}

async fn rebuilt(which: Which) -> Result<ExitCode, Failure> {
    let opened = which.place.open().await?;
    // Beside the data, since it holds the same.
    let scratch = Scratch::create(&which.place.data, &format!("{REBUILD}{}", opened.house.clock().new_id()))?;
    let mut wrong = 0;
    for tenant in opened.tenants(which.tenant.as_deref()).await? {
        let differences = rebuild(&opened.house, tenant, scratch.path()).await?;
        println!("{tenant}: {}", if differences.is_empty() { "sama (equal)" } else { "BERBEDA (differs)" });
        for d in &differences {
            println!("  ! {}: {} baris (rows), {}", d.table, d.rows, d.first);
        }
        wrong += differences.len();
    }
    opened.close().await;
    Ok(if wrong == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
