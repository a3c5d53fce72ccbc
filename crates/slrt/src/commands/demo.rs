//! `slrt demo`.

use crate::demo::{self, DemoAccounts, Kind, Size, Stage};
use crate::failure::Failure;
use crate::open::Place;
use clap::{Args, Subcommand};
use slrt_domain::Coded as _;
use slrt_operations::House;
use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

/// Synthetic data.
#[derive(Debug, Subcommand)]
pub enum Demo {
    /// Fill an empty database with a regency of synthetic families and a year of service
    Fill(Fill),
    /// Wipe a demo or training database and fill it anew; stop the server first
    Reset(Fill),
}

/// How much, and for what.
#[derive(Debug, Args)]
pub struct Fill {
    #[command(flatten)]
    place: Place,
    /// For training instead of showing
    #[arg(long)]
    training: bool,
    /// Families
    #[arg(long, default_value_t = Size::WHOLE.families)]
    families: usize,
    /// Cases
    #[arg(long, default_value_t = Size::WHOLE.cases)]
    cases: usize,
}

impl Demo {
    /// Fills.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        let (fill, again) = match self {
            Self::Fill(fill) => (fill, false),
            Self::Reset(fill) => (fill, true),
        };
        let kind = if fill.training { Kind::Training } else { Kind::Demo };
        let (opened, first) = fill.place.open_or_begin(Some(kind.code())).await?;
        // A server over the same folder remembers what would be wiped.
        let _lock = if fill.place.database.is_none() { Some(fill.place.lock()?) } else { None };
        if let Some(first) = first {
            println!("KODE PEMULIHAN (recovery code, shown once): {}", first.recovery.text());
        }
        let size = Size { families: fill.families, cases: fill.cases };
        let made = if again {
            demo::reset(&opened.house, kind, size, &progress).await
        } else {
            demo::fill_sized(&opened.house, kind, size, &progress).await
        };
        let made = made.map_err(Failure::other)?;
        eprintln!();
        opened.close().await;
        tell(&made);
        Ok(ExitCode::SUCCESS)
    }
}

/// Fills an empty database in the usual size: `serve --demo` at its first start.
pub async fn fill(house: &House, kind: Kind) -> Result<(), Failure> {
    let made = demo::fill(house, kind, &progress).await.map_err(Failure::other)?;
    eprintln!();
    tell(&made);
    Ok(())
}

/// Wipes and fills again in the usual size: a training regency whose administrator asked for it.
pub async fn fill_anew(house: &House, kind: Kind) -> Result<(), Failure> {
    demo::reset(house, kind, Size::WHOLE, &progress).await.map_err(Failure::other)?;
    eprintln!();
    Ok(())
}

fn progress(stage: Stage, done: u64, of: u64) {
    let what = match stage {
        Stage::Offices => "kantor dan petugas (offices)",
        Stage::Families => "keluarga (families)",
        Stage::Year => "setahun layanan (a year of service)",
    };
    let mut out = std::io::stderr();
    // Elsewhere than on a terminal the ends will do.
    if out.is_terminal() {
        let _ = write!(out, "\r{what}: {done}/{of}          ");
    } else if done == of {
        let _ = writeln!(out, "{what}: {of}");
    }
    let _ = out.flush();
}

fn tell(made: &DemoAccounts) {
    println!("{}: {} keluarga (families), {} orang (persons), {} kasus (cases)", made.tenant, made.families, made.persons, made.opened);
    println!("Kata sandi semua akun (password of all accounts): {}", made.password);
    for a in &made.accounts {
        println!("  {:<16} {}, {}", a.login, a.name, a.duty);
    }
    for c in &made.cases {
        println!("  {}  PIN {}  {}", c.number, c.pin, c.about);
    }
}
