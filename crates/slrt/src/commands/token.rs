//! `slrt token`.

use super::user::{One, account, open_account};
use crate::failure::Failure;
use crate::output::minute;
use clap::{Args, Subcommand};
use slrt_domain::calendar::Instant;
use slrt_operations::accounts;
use slrt_operations::storage::session;
use std::process::ExitCode;

/// Tokens for programs.
#[derive(Debug, Subcommand)]
pub enum Token {
    /// Make a token that acts with an account's roles; it is shown once
    Make(Make),
    /// List an account's sessions and tokens, without their values
    List(One),
    /// End an account's tokens of a label
    End(End),
}

/// A new token.
#[derive(Debug, Args)]
pub struct Make {
    #[command(flatten)]
    one: One,
    /// What its owner calls it
    #[arg(long)]
    label: String,
    /// How many days it holds
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=366))]
    days: u32,
}

/// End tokens.
#[derive(Debug, Args)]
pub struct End {
    #[command(flatten)]
    one: One,
    /// What its owner calls it
    #[arg(long)]
    label: String,
}

impl Token {
    /// Does it.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Make(make) => made(make).await,
            Self::List(one) => listed(one).await,
            Self::End(end) => ended(end).await,
        }?;
        Ok(ExitCode::SUCCESS)
    }
}

async fn made(make: Make) -> Result<(), Failure> {
    let opened = make.one.which.place.open().await?;
    let tenant = opened.tenant(make.one.which.tenant.as_deref())?;
    let account = open_account(&opened, tenant, &make.one.login).await?;
    let fresh = accounts::make_token(&opened.house, &opened.sender(tenant), account, &make.label, i64::from(make.days) * 86_400).await?;
    opened.close().await;
    println!("{}", fresh.token);
    eprintln!("Berlaku sampai (valid until) {}; tidak akan ditampilkan lagi (shown once).", minute(fresh.expires_at));
    Ok(())
}

async fn listed(one: One) -> Result<(), Failure> {
    let opened = one.which.place.open().await?;
    let tenant = opened.tenant(one.which.tenant.as_deref())?;
    let account = account(&opened, tenant, &one.login).await?;
    let mut tx = opened.house.db().read(tenant).await?;
    let found = session::list(&mut tx, tenant, account).await?;
    tx.rollback().await?;
    for (_, kind, label, created, expires) in found {
        println!("{kind}\t{label}\t{}\t{}", minute(Instant::from_micros(created)), minute(Instant::from_micros(expires)));
    }
    opened.close().await;
    Ok(())
}

async fn ended(end: End) -> Result<(), Failure> {
    let opened = end.one.which.place.open().await?;
    let tenant = opened.tenant(end.one.which.tenant.as_deref())?;
    let account = account(&opened, tenant, &end.one.login).await?;
    let mut tx = opened.house.db().read(tenant).await?;
    let all = session::list(&mut tx, tenant, account).await?;
    tx.rollback().await?;
    let mut n = 0;
    for (hash, ..) in all.iter().filter(|(_, kind, label, ..)| kind == "api" && *label == end.label) {
        accounts::end_token(&opened.house, &opened.sender(tenant), account, hash).await?;
        n += 1;
    }
    opened.close().await;
    if n == 0 {
        return Err(Failure::new(format!("Tidak ada token bernama (no token called) {}", end.label)));
    }
    println!("Diakhiri (ended): {n}");
    Ok(())
}
