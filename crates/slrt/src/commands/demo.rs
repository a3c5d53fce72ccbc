//! `slrt demo`.

use crate::demo::{self, DemoAccounts, Kind, Officer, PublishedCase, Size, Stage};
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
        let made = made?;
        eprintln!();
        opened.close().await;
        tell(&made);
        Ok(ExitCode::SUCCESS)
    }
}

/// Fills an empty database: `serve --demo` at its first start.
pub async fn fill(house: &House, kind: Kind, size: Size) -> Result<(), Failure> {
    let made = demo::fill_sized(house, kind, size, &progress).await?;
    eprintln!();
    count(&made);
    Ok(())
}

/// Wipes and fills again: a training regency whose administrator asked for it, or one whose first filling was broken off.
pub async fn fill_anew(house: &House, kind: Kind, size: Size) -> Result<(), Failure> {
    let made = demo::reset(house, kind, size, &progress).await?;
    eprintln!();
    count(&made);
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

fn count(made: &DemoAccounts) {
    println!("{}: {} keluarga (families), {} orang (persons), {} layanan (cases)", made.tenant, made.families, made.persons, made.opened);
}

fn tell(made: &DemoAccounts) {
    count(made);
    show_accounts(&made.accounts, &made.cases);
}

/// Who may log in to a regency of synthetic people, and with what: nobody should have to look for it.
pub fn show_accounts(accounts: &[Officer], cases: &[PublishedCase]) {
    println!("\n  Semua orang di sini rekaan. Kata sandi semua akun (password of all accounts):  {}", demo::PASSWORD);
    for a in accounts {
        println!("    {:<12} {}, {} ({})", a.login, a.name, a.duty, a.duty_en);
    }
    println!("\n  Nomor layanan dan PIN untuk halaman Cek layanan (for the citizen's page, /status):");
    for c in cases {
        println!("    {}  PIN {}  {}", c.number, c.pin, c.about);
    }
}

/// What to begin with.
pub fn show_first_steps(kind: Kind, address: &str) {
    println!("\n  Coba dahulu (try first):");
    println!("    1. Masuk sebagai ratna, buka Tugas saya (log in as ratna, open the tasks).");
    println!("    2. Layanan baru: cari \"Sumiati\", pilih kebutuhannya (a new case: look for Sumiati).");
    println!("    3. Keluar, masuk sebagai indra: Putuskan (log out, decide as indra).");
    if kind == Kind::Training {
        println!("    Sepuluh latihan terpandu (ten guided exercises):  {address}/latihan");
    }
}
