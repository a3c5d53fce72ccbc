//! `slrt tenant`: code and time zone of the regency, which may change while its own four digits stay.

use crate::failure::Failure;
use crate::open::{Opened, Place};
use clap::{Args, Subcommand};
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_operations::setup::{Move, move_tenant};
use std::process::ExitCode;

/// Code and time zone.
#[derive(Debug, Subcommand)]
pub enum Tenant {
    /// Print code and time zone, and what is planned
    Show(Which),
    /// Say which Kemendagri code or time zone the regency has from a day on; service numbers stay
    Move(MoveArgs),
}

/// Whose.
#[derive(Debug, Args)]
pub struct Which {
    #[command(flatten)]
    place: Place,
    /// Four digits; default: the installation's own
    #[arg(long, value_name = "CODE")]
    tenant: Option<String>,
}

/// Another code or zone.
#[derive(Debug, Args)]
pub struct MoveArgs {
    #[command(flatten)]
    which: Which,
    /// Kemendagri code of the regency
    #[arg(long, value_name = "CODE", required_unless_present = "zone")]
    area: Option<String>,
    /// Time zone
    #[arg(long, value_name = "ZONE", value_parser = ["WIB", "WITA", "WIT"])]
    zone: Option<String>,
    /// First day (YYYY-MM-DD); of another zone tomorrow at the earliest
    #[arg(long, value_name = "DAY")]
    from: String,
}

impl Tenant {
    /// Does it.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Show(which) => {
                let opened = which.place.open().await?;
                told(&opened, which.tenant.as_deref()).await?;
                opened.close().await;
            }
            Self::Move(wanted) => {
                let bad = || Failure::new("Kode wilayah tidak sah, contoh 1813 (area code).");
                let area = wanted.area.as_deref().map(|a| AreaCode::parse(a).ok_or_else(bad)).transpose()?;
                let from = Day::parse(&wanted.from).ok_or_else(|| Failure::new("Tanggal ditulis YYYY-MM-DD (day)."))?;
                let opened = wanted.which.place.open().await?;
                let tenant = opened.tenant(wanted.which.tenant.as_deref())?;
                let revision = opened.house.reference(tenant).await?.seat.revision;
                move_tenant(&opened.house, &opened.sender(tenant), Move { area, zone: wanted.zone, from, revision }).await?;
                told(&opened, wanted.which.tenant.as_deref()).await?;
                opened.close().await;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

async fn told(opened: &Opened, named: Option<&str>) -> Result<(), Failure> {
    let tenant = opened.tenant(named)?;
    let reference = opened.house.reference(tenant).await?;
    let zone = reference.zone.name_at(opened.house.clock().now());
    println!("{tenant}: kode (code) {}, zona (zone) {zone}", reference.area);
    if let Some((area, zone, from)) = &reference.seat.planned {
        println!("  direncanakan (planned): kode (code) {area}, zona (zone) {zone}, mulai (from) {}", from.iso());
    }
    Ok(())
}
