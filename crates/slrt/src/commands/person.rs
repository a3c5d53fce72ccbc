//! `slrt person`.

use crate::failure::Failure;
use crate::keystore::ask_secret;
use crate::open::{Opened, Place};
use clap::{Args, Subcommand};
use slrt_domain::identity::{FamilyCard, Nik, PersonId, Private, Tenant};
use slrt_operations::erase::{Candidate, by_card, by_nik, clean_up, erase_person};
use std::io::IsTerminal as _;
use std::process::ExitCode;

/// Persons.
#[derive(Debug, Subcommand)]
pub enum Person {
    /// Erase a person: their keys are destroyed, everything sealed under them is unreadable from then on
    Erase(Erase),
    /// Write the database's files anew, so that nothing is left in them of what was erased on a page or by API
    CleanUp(CleanUp),
}

/// Write the files anew.
#[derive(Debug, Args)]
pub struct CleanUp {
    #[command(flatten)]
    place: Place,
    /// PostgreSQL log-in that owns the database
    #[arg(long, value_name = "URL", env = "SLRT_OWNER_DATABASE", hide_env_values = true)]
    owner_database: Option<String>,
}

/// Erase a person.
#[derive(Debug, Args)]
pub struct Erase {
    /// The person's id
    #[arg(required_unless_present_any = ["nik_stdin", "card_stdin"])]
    id: Option<String>,
    #[command(flatten)]
    place: Place,
    /// Four digits; default: the installation's own
    #[arg(long, value_name = "CODE")]
    tenant: Option<String>,
    /// Read the NIK from standard input, so that it stands in no command history
    #[arg(long, conflicts_with = "id")]
    nik_stdin: bool,
    /// Read the No. KK from standard input, for somebody without a NIK; see --member
    #[arg(long, conflicts_with_all = ["id", "nik_stdin"])]
    card_stdin: bool,
    /// Who of several, by the position in which they are listed without this option
    #[arg(long, value_name = "N", conflicts_with = "id")]
    member: Option<usize>,
    /// On what ground
    #[arg(long, value_parser = ["request", "retention", "order"])]
    ground: String,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// PostgreSQL log-in that owns the database, to write its files anew afterwards
    #[arg(long, value_name = "URL", env = "SLRT_OWNER_DATABASE", hide_env_values = true)]
    owner_database: Option<String>,
}

impl Person {
    /// Erases.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        let erase = match self {
            Self::Erase(erase) => erase,
            Self::CleanUp(clean) => {
                let opened = clean.place.open().await?;
                tidy(opened, &clean.place, clean.owner_database.as_deref()).await?;
                return Ok(ExitCode::SUCCESS);
            }
        };
        let opened = erase.place.open().await?;
        let tenant = opened.tenant(erase.tenant.as_deref())?;
        let person = match &erase.id {
            Some(text) => PersonId::parse(text).ok_or_else(|| Failure::new("Bukan id orang (no person's id)."))?,
            None => found(&opened, tenant, &erase).await?,
        };
        if !erase.yes {
            confirm(&person.to_string())?;
        }
        let erased = erase_person(&opened.house, &opened.sender(tenant), person, &erase.ground).await?;
        println!("Dihapus (erased): {person}, {} kasus (cases), {} berkas impor (import originals)", erased.cases.len(), erased.originals);
        tidy(opened, &erase.place, erase.owner_database.as_deref()).await?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Makes the bytes go, and says what may still hold them.
pub(super) async fn tidy(opened: Opened, place: &Place, owner: Option<&str>) -> Result<(), Failure> {
    let clean = clean_up(&opened.house, owner).await?;
    opened.close().await;
    if !clean {
        println!("Berkas basis data belum ditulis ulang; lihat docs/operating.md (the engine's files were not written anew yet).");
        if place.database.is_some() {
            println!(
                "PostgreSQL: --owner-database milik slrt_admin; GRANT pg_checkpoint TO slrt_admin (the log-in must own the tables and may checkpoint)."
            );
        }
    }
    println!("Cadangan yang dibuat sebelum hari ini masih memuatnya; hapus menurut masa simpannya (older backups still hold it).");
    Ok(())
}

/// Who has the NIK or stands on the card that is typed; where several do, the one at the position that was named.
async fn found(opened: &Opened, tenant: Tenant, erase: &Erase) -> Result<PersonId, Failure> {
    let found = if erase.card_stdin {
        let typed = Private::new(ask_secret("No. KK: ")?);
        let card = FamilyCard::parse(typed.reveal()).map_err(|_| Failure::new("Bukan No. KK (no family card number)."))?;
        by_card(&opened.house, tenant, card).await?
    } else {
        let typed = Private::new(ask_secret("NIK: ")?);
        let nik = Nik::parse(typed.reveal()).map_err(|_| Failure::new("Bukan NIK (no NIK)."))?;
        by_nik(&opened.house, tenant, nik).await?
    };
    match (found.as_slice(), erase.member) {
        ([], _) if erase.card_stdin => Err(Failure::new("Tidak ada orang dengan No. KK itu (nobody has this card).")),
        ([], _) => Err(Failure::new("Tidak ada orang dengan NIK itu (nobody has this NIK).")),
        ([one], None) => Ok(one.person),
        (several, Some(n)) => {
            let chosen = n.checked_sub(1).and_then(|i| several.get(i));
            chosen.map(|c| c.person).ok_or_else(|| Failure::new(format!("--member: 1 … {}", several.len())))
        }
        (several, None) => {
            for (i, c) in several.iter().enumerate() {
                println!("{}", line(i + 1, c));
            }
            Err(Failure::new("Beberapa orang; sebutkan yang mana dengan --member (several persons; say which one with --member)."))
        }
    }
}

fn line(n: usize, c: &Candidate) -> String {
    let born = c.birth_year.map(|y| y.to_string());
    let nik = (!c.has_nik).then(|| "tanpa NIK".to_owned());
    let parts = [Some(c.name.reveal().clone()), Some(c.sex.clone()), born, Some(c.relation.clone()), nik];
    let parts: Vec<String> = parts.into_iter().flatten().filter(|p| !p.is_empty()).collect();
    format!("{n}. {}", parts.join(", "))
}

pub(super) fn confirm(what: &str) -> Result<(), Failure> {
    if !std::io::stdin().is_terminal() {
        return Err(Failure::new("Tambahkan --yes untuk menghapus tanpa bertanya (add --yes)."));
    }
    println!("Menghapus {what} tidak dapat dibatalkan (cannot be undone). Ketik HAPUS:");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    if line.trim() == "HAPUS" { Ok(()) } else { Err(Failure::new("Dibatalkan (not done).")) }
}
