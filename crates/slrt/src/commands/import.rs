//! `slrt import`.

use crate::failure::{Failure, cause};
use crate::keystore::write_private;
use crate::open::Place;
use clap::{Args, Subcommand};
use slrt_documents::ReadProblem;
use slrt_domain::Coded as _;
use slrt_domain::calendar::Day;
use slrt_operations::OperationError;
use slrt_operations::import::{
    Bridge, Content, FileOptions, ImportError, Input, forget_bridge, import_registry_files, known_bridge, problems_csv, reason_words,
};
use std::path::PathBuf;
use std::process::ExitCode;

/// Rows with problems that are told where no report is written.
const TOLD: usize = 20;

/// Bring in files.
#[derive(Debug, Subcommand)]
pub enum Import {
    /// Families and persons of DTSEN, DTKS or BDT: XLSX, ODS or CSV, members and households in one file or several
    Registry(Registry),
    /// The bridge between BPS and Kemendagri codes that is remembered from the last import that brought one
    Bridge(BridgeOf),
}

/// The remembered bridge.
#[derive(Debug, Args)]
pub struct BridgeOf {
    #[command(flatten)]
    place: Place,
    /// Four digits; default: the installation's own
    #[arg(long, value_name = "CODE")]
    tenant: Option<String>,
    /// Forget it: later imports must bring their own
    #[arg(long)]
    forget: bool,
}

/// A registry file.
#[derive(Debug, Args)]
pub struct Registry {
    /// The file or files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    place: Place,
    /// Four digits; default: the installation's own
    #[arg(long, value_name = "CODE")]
    tenant: Option<String>,
    /// Table that leads from BPS codes of villages to Kemendagri codes: columns kode_bps, kode_kemendagri, valid_from, valid_to; remembered for later imports
    #[arg(long, value_name = "FILE")]
    bridge: Option<PathBuf>,
    /// Only tell what would come in
    #[arg(long)]
    dry_run: bool,
    /// Where it comes from
    #[arg(long, value_name = "SOURCE", default_value = "dtsen", value_parser = ["dtsen", "dtks", "bdt"])]
    source: String,
    /// Day of which the copy is (YYYY-MM-DD); default: today
    #[arg(long, value_name = "DAY")]
    as_of: Option<String>,
    /// Write the rows that were not taken, with reasons, to a CSV file
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl Import {
    /// Imports; the exit code is 2 when rows were refused.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        let registry = match self {
            Self::Registry(registry) => registry,
            Self::Bridge(which) => return which.run().await,
        };
        let as_of = match &registry.as_of {
            Some(text) => Some(Day::parse(text).ok_or_else(|| Failure::new("Tanggal ditulis YYYY-MM-DD (day)."))?),
            None => None,
        };
        let input = |path: &PathBuf| Input {
            name: path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default(),
            content: Content::Path(path.clone()),
        };
        let bridge = registry.bridge.as_ref().map(|path| Bridge::read(&input(path)).map_err(failure)).transpose()?.unwrap_or_default();
        let opened = registry.place.open().await?;
        let tenant = opened.tenant(registry.tenant.as_deref())?;
        if let Some(day) = as_of {
            let zone = opened.house.reference(tenant).await?.zone.clone();
            if day > zone.day(opened.house.clock().now()) {
                return Err(Failure::new("Tanggal salinan belum tiba (--as-of lies in the future)."));
            }
        }
        let files: Vec<Input> = registry.files.iter().map(input).collect();
        let options = FileOptions { dry_run: registry.dry_run, source: registry.source, as_of, bridge };
        // It may take minutes, in which somebody rotates a key.
        let keys = tokio::spawn(super::serve::follow_keys(opened.house.clone(), opened.keys.clone(), std::future::pending()));
        let outcome = import_registry_files(&opened.house, &opened.sender(tenant), &files, &options).await;
        keys.abort();
        let _ = keys.await;
        opened.close().await;
        let outcome = outcome.map_err(failure)?;
        let r = &outcome.report;
        let what = if registry.dry_run { "Akan masuk (would come in)" } else { "Masuk (came in)" };
        println!("{what}: {} keluarga (families), {} orang (persons)", r.families, r.persons);
        println!("Tidak berubah (unchanged): {} keluarga; baris bermasalah (rows with problems): {}", r.unchanged, r.problems);
        if r.older > 0 {
            println!("Sudah tercatat dari tanggal yang lebih baru (known as of a later day): {} keluarga", r.older);
        }
        for (_, column) in &outcome.unverified_columns {
            println!("Kode kolom ini belum kami cocokkan dengan formulir resmi (codes not verified): {column}");
        }
        for (_, column) in &outcome.ignored_columns {
            println!("Kolom tidak dikenal, dilewati (unknown column): {column}");
        }
        if let Some(path) = &registry.report {
            write_private(path, &problems_csv(&outcome.problems)?)?;
            println!("{}", path.display());
        } else {
            for problem in outcome.problems.kept().iter().take(TOLD) {
                let column = problem.column.as_deref().map(|c| format!(", {c}")).unwrap_or_default();
                println!("{} {}{column}: {}", problem.table.code(), problem.row, reason_words(problem.reason));
            }
            if outcome.problems.len() > TOLD {
                println!("… seluruhnya {}; tulis semua dengan --report (in all)", outcome.problems.len());
            }
        }
        Ok(if outcome.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(2) })
    }
}

impl BridgeOf {
    /// Prints the bridge as the table that an import takes, or forgets it.
    async fn run(self) -> Result<ExitCode, Failure> {
        let opened = self.place.open().await?;
        let tenant = opened.tenant(self.tenant.as_deref())?;
        let known = known_bridge(&opened.house, tenant).await?;
        if known.pairs.is_empty() {
            println!("Tidak ada jembatan yang diingat (no bridge is remembered).");
        } else if self.forget {
            forget_bridge(&opened.house, &opened.sender(tenant), known.revision).await?;
            println!("Jembatan dilupakan (bridge forgotten): {} pasangan (pairs)", known.pairs.len());
        } else {
            println!("kode_bps,kode_kemendagri,valid_from,valid_to");
            let day = |day: Option<Day>| day.map(Day::iso).unwrap_or_default();
            for p in &known.pairs {
                println!("{},{},{},{}", p.bps, p.kemendagri.as_str(), day(p.from), day(p.to));
            }
        }
        opened.close().await;
        Ok(ExitCode::SUCCESS)
    }
}

fn failure(error: ImportError) -> Failure {
    match error {
        ImportError::Operation(error) if !matches!(error, OperationError::Refused(_)) => error.into(),
        ImportError::Read { name, problem: ReadProblem::Io(error) } => not_taken(&format!("{name}: {}", cause(&error.to_string()))),
        error => not_taken(&slrt_web::told::import(&error).unwrap_or_else(|_| error.to_string())),
    }
}

fn not_taken(why: &str) -> Failure {
    Failure::new(format!("Berkas tidak dapat diimpor (cannot be imported): {why}"))
}
