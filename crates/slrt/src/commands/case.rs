//! `slrt case`.

use super::person::{confirm, tidy};
use crate::failure::Failure;
use crate::open::Place;
use clap::{Args, Subcommand};
use slrt_domain::identity::ServiceNumber;
use slrt_operations::erase::{by_number, erase_case};
use std::process::ExitCode;

/// Cases.
#[derive(Debug, Subcommand)]
pub enum Case {
    /// Erase what was said in a case: caller, telephone, who came instead, words, photographs; its key is destroyed
    Erase(Erase),
}

/// Erase what was said in a case.
#[derive(Debug, Args)]
pub struct Erase {
    /// The nomor layanan, with or without its groups
    number: String,
    #[command(flatten)]
    place: Place,
    /// Four digits; default: the installation's own
    #[arg(long, value_name = "CODE")]
    tenant: Option<String>,
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

impl Case {
    /// Erases.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        let Self::Erase(erase) = self;
        let number = ServiceNumber::parse(&erase.number).ok_or_else(|| Failure::new("Bukan nomor layanan (no nomor layanan)."))?;
        let opened = erase.place.open().await?;
        let tenant = opened.tenant(erase.tenant.as_deref())?;
        let found = by_number(&opened.house, tenant, number).await?.and_then(|whom| whom.case.map(|case| (case, whom.person)));
        let Some((case, person)) = found else {
            return Err(Failure::new("Tidak ada layanan dengan nomor itu, atau sudah dihapus (no such case, or erased before)."));
        };
        if !erase.yes {
            confirm(&number.to_string())?;
        }
        erase_case(&opened.house, &opened.sender(tenant), case, &erase.ground).await?;
        println!("Dihapus (erased): {number}");
        if let Some(person) = person {
            println!("Orangnya tetap tercatat (the person stays): slrt person erase {person}");
        }
        tidy(opened, &erase.place, erase.owner_database.as_deref()).await?;
        Ok(ExitCode::SUCCESS)
    }
}
