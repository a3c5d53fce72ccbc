//! `slrt catalog`: the regency's own programs, reasons, deadlines and holidays.

use super::user::Which;
use crate::failure::Failure;
use clap::{Args, Subcommand};
use slrt_domain::Coded as _;
use slrt_domain::office::Reference;
use slrt_domain::program::OwnRow;
use slrt_operations::storage::catalog;
use slrt_operations::{Body, OperationError};
use std::path::PathBuf;
use std::process::ExitCode;

/// The regional catalogue.
#[derive(Debug, Subcommand)]
pub enum Catalog {
    /// Take in own programs, reasons, deadlines and holidays from a TOML file in the form of the shipped ones; all of it or nothing
    Import(Import),
    /// List own rows: sort, code, first and last day, standing, source
    List(Which),
}

/// A file.
#[derive(Debug, Args)]
pub struct Import {
    #[command(flatten)]
    which: Which,
    /// The file: `source` on top, then tables as in `catalog/programs.toml` and its neighbours
    file: PathBuf,
}

impl Catalog {
    /// Does it.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Import(import) => imported(import).await,
            Self::List(which) => listed(which).await,
        }?;
        Ok(ExitCode::SUCCESS)
    }
}

async fn imported(import: Import) -> Result<(), Failure> {
    let text = std::fs::read_to_string(&import.file)?;
    let rows =
        catalog::own(&text).map_err(|why| Failure::new(format!("Berkas tidak berbentuk katalog (not in the catalogue's form): {why}")))?;
    let opened = import.which.place.open().await?;
    let tenant = opened.tenant(import.which.tenant.as_deref())?;
    let reference = opened.house.reference(tenant).await?;
    let today = reference.zone.day(opened.house.clock().now());
    let (new, same) = fresh(rows, &reference);
    let mut known = reference.own.clone();
    for row in &new {
        row.check(&known, &reference.catalog, today).map_err(|refusal| {
            let why = Failure::from(OperationError::Refused(refusal));
            Failure::new(format!("{} {} ({}): {why}", row.sort().code(), row.code, row.valid_from.iso()))
        })?;
        known.push(row.clone());
    }
    let count = new.len();
    if count > 0 {
        opened.house.submit(opened.sender(tenant).request(Body::SetCatalogRows(new))).await?;
    }
    opened.close().await;
    println!("Masuk (taken in): {count}; sudah ada (there already): {same}");
    Ok(())
}

/// Rows that say something new, as the next revision of what stands there, and how many do not.
fn fresh(rows: Vec<OwnRow>, reference: &Reference) -> (Vec<OwnRow>, usize) {
    let (mut new, mut same) = (Vec::new(), 0);
    for row in rows {
        let known = reference.own.iter().find(|k| k.is_of(row.sort(), &row.code) && k.valid_from == row.valid_from);
        let revision = known.map_or(0, |k| k.revision);
        if known.is_some_and(|k| *k == OwnRow { revision, ..row.clone() }) {
            same += 1;
        } else {
            new.push(OwnRow { revision: revision + 1, ..row });
        }
    }
    (new, same)
}

async fn listed(which: Which) -> Result<(), Failure> {
    let opened = which.place.open().await?;
    let tenant = opened.tenant(which.tenant.as_deref())?;
    let reference = opened.house.reference(tenant).await?;
    let today = reference.zone.day(opened.house.clock().now());
    for row in &reference.own {
        let to = row.valid_to.map_or_else(|| "-".into(), |d| d.iso());
        let standing = row.standing(&reference.own, today).code();
        println!("{}\t{}\t{}\t{to}\t{standing}\t{}", row.sort().code(), row.code, row.valid_from.iso(), row.source);
    }
    opened.close().await;
    Ok(())
}
