//! `slrt`: one binary, an enum of subcommands.

mod bench;
mod certificate;
mod commands;
mod demo;
mod failure;
mod keystore;
mod open;
mod output;
mod usage;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Sistem Layanan dan Rujukan Terpadu: one door between families in need and every program meant for them.
#[derive(Debug, Parser)]
#[command(
    name = "slrt",
    version,
    long_version = concat!(env!("CARGO_PKG_VERSION"), "\nNama wilayah (names of areas): idn-area-data 4.0.1, ODbL 1.0"),
    about,
    max_term_width = 120
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve pages and API, and do what must happen without anybody asking
    Serve(commands::serve::Serve),
    /// Found the regency without the set-up page
    Setup(commands::setup::Setup),
    /// The regency's Kemendagri code and time zone
    #[command(subcommand)]
    Tenant(commands::tenant::Tenant),
    /// Do what must happen without anybody asking: deadlines, expired sessions, signed heads, messages
    Worker(commands::worker::Worker),
    /// Bring in a registry file
    #[command(subcommand)]
    Import(commands::import::Import),
    /// Accounts of those who work here
    #[command(subcommand)]
    User(commands::user::User),
    /// Tokens for programs that use the API
    #[command(subcommand)]
    Token(commands::token::Token),
    /// The regency's own programs, reasons, deadlines and holidays
    #[command(subcommand)]
    Catalog(commands::catalog::Catalog),
    /// Erase a person
    #[command(subcommand)]
    Person(commands::person::Person),
    /// Erase what was said in a case
    #[command(subcommand)]
    Case(commands::case::Case),
    /// The journal: head, signature, verification, rebuilding
    #[command(subcommand)]
    Journal(commands::journal::Journal),
    /// The key file and the recovery code
    #[command(subcommand)]
    Key(commands::key::Key),
    /// Write an encrypted backup of everything, while others work
    Backup(commands::backup::Backup),
    /// Put a backup back into an empty folder or an empty PostgreSQL database
    Restore(commands::restore::Restore),
    /// Bring the database's tables up to date
    Migrate(commands::migrate::Migrate),
    /// Check configuration, database, clock, disk, keys and backups
    Doctor(commands::doctor::Doctor),
    /// Synthetic data to look around in
    #[command(subcommand)]
    Demo(commands::demo::Demo),
    /// Measure
    #[command(subcommand)]
    Bench(bench::Bench),
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage::answer(&error),
    };
    // Whatever is made here is for its owner only, also in a folder that others may open.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("Tidak dapat memulai (cannot start): {error}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(cli.command)) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

/// Whoever reads what a command prints may have seen enough, as `head` has: that is no fault, and the command ends as others do then.
fn end_with_the_reader() {
    let tell = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let text = panic.payload().downcast_ref::<String>().map_or("", String::as_str);
        if text.starts_with("failed printing to") && text.contains("os error 32") {
            std::process::exit(141);
        }
        tell(panic);
    }));
}

async fn run(command: Command) -> Result<ExitCode, failure::Failure> {
    match command {
        // Its log has another form, set by its own options.
        Command::Serve(c) => return c.run().await,
        Command::Worker(c) => return c.run().await,
        _ => {
            output::log_to_stderr("warn", output::LogForm::Lines);
            end_with_the_reader();
        }
    }
    match command {
        Command::Serve(_) | Command::Worker(_) => Ok(ExitCode::SUCCESS),
        Command::Setup(c) => c.run().await,
        Command::Tenant(c) => c.run().await,
        Command::Import(c) => c.run().await,
        Command::User(c) => c.run().await,
        Command::Token(c) => c.run().await,
        Command::Catalog(c) => c.run().await,
        Command::Person(c) => c.run().await,
        Command::Case(c) => c.run().await,
        Command::Journal(c) => c.run().await,
        Command::Key(c) => c.run().await,
        Command::Backup(c) => c.run().await,
        Command::Restore(c) => c.run().await,
        Command::Migrate(c) => c.run().await,
        Command::Doctor(c) => c.run().await,
        Command::Demo(c) => c.run().await,
        Command::Bench(b) => bench::run(b).await.map(|()| ExitCode::SUCCESS).map_err(failure::Failure::other),
    }
}
