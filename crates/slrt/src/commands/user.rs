//! `slrt user`.

use crate::failure::Failure;
use crate::open::{Opened, Place};
use clap::{Args, Subcommand};
use slrt_domain::Coded as _;
use slrt_domain::access::{Acting, Scope};
use slrt_domain::area::AreaCode;
use slrt_domain::identity::{AccountId, InstitutionId, OfficeId, Private, Tenant};
use slrt_domain::journal::scope_text;
use slrt_operations::setup::{self, login_name};
use slrt_operations::staff::{self, Given};
use slrt_operations::storage::office;
use std::process::ExitCode;

/// Accounts.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Make an account with a package of roles; prints its one-time password
    Add(Add),
    /// List accounts with their roles
    List(Which),
    /// Give an account a new one-time password and end its sessions
    Reset(One),
    /// Close an account
    Close(One),
}

/// Whose accounts.
#[derive(Debug, Args)]
pub struct Which {
    #[command(flatten)]
    pub place: Place,
    /// Four digits; default: the installation's own
    #[arg(long, value_name = "CODE")]
    pub tenant: Option<String>,
}

/// One account.
#[derive(Debug, Args)]
pub struct One {
    #[command(flatten)]
    pub which: Which,
    /// Log-in name
    pub login: String,
}

/// A new account.
#[derive(Debug, Args)]
pub struct Add {
    #[command(flatten)]
    one: One,
    /// Name of the officer
    #[arg(long)]
    name: String,
    /// Package of roles (catalog/roles.toml)
    #[arg(long, value_name = "CODE")]
    package: String,
    /// Office, by id or name; default for packages of an office: the Sekretariat
    #[arg(long, value_name = "ID|NAME", conflicts_with_all = ["institution", "area"])]
    office: Option<String>,
    /// Institution, by id or code
    #[arg(long, value_name = "ID|CODE", conflicts_with = "area")]
    institution: Option<String>,
    /// Area by its code; default for packages of an area: the whole regency
    #[arg(long, value_name = "CODE")]
    area: Option<String>,
}

impl User {
    /// Does it.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Add(add) => added(add).await,
            Self::List(which) => listed(which).await,
            Self::Reset(one) => reset(one).await,
            Self::Close(one) => closed(one).await,
        }?;
        Ok(ExitCode::SUCCESS)
    }
}

/// An account by its log-in name.
pub async fn account(opened: &Opened, tenant: Tenant, login: &str) -> Result<AccountId, Failure> {
    let mut tx = opened.house.db().read(tenant).await?;
    let found = office::account_by_login(&mut tx, tenant, &login_name(login)).await?;
    tx.rollback().await?;
    Ok(found.ok_or_else(|| Failure::new(format!("Akun tidak ditemukan (no such account): {login}")))?.account()?)
}

async fn added(add: Add) -> Result<(), Failure> {
    let opened = add.one.which.place.open().await?;
    let tenant = opened.tenant(add.one.which.tenant.as_deref())?;
    let scope = scope(&opened, tenant, &add).await?;
    let given = Given { package: add.package, scope, from: None, to: None, acting: Acting::Own };
    let (_, password) = staff::hire(&opened.house, &opened.sender(tenant), &add.one.login, Private::new(add.name), &given).await?;
    opened.close().await;
    println!("Akun (account): {}", login_name(&add.one.login));
    println!("Kata sandi sekali pakai (one-time password): {}", password.reveal());
    Ok(())
}

/// Where a new account works: as said, or where its package is usually held.
async fn scope(opened: &Opened, tenant: Tenant, add: &Add) -> Result<Scope, Failure> {
    let reference = opened.house.reference(tenant).await?;
    let unknown = |what: &str| Failure::new(format!("Tidak dikenal (unknown): {what}"));
    if let Some(text) = &add.office {
        let by_name = || reference.offices.values().find(|o| o.name.eq_ignore_ascii_case(text)).map(|o| o.id);
        return OfficeId::parse(text).or_else(by_name).map(Scope::Office).ok_or_else(|| unknown(text));
    }
    if let Some(text) = &add.institution {
        let by_code = || reference.institutions.values().find(|i| i.code == *text).map(|i| i.id);
        return InstitutionId::parse(text).or_else(by_code).map(Scope::Institution).ok_or_else(|| unknown(text));
    }
    if let Some(text) = &add.area {
        return AreaCode::parse(text).map(Scope::Area).ok_or_else(|| unknown(text));
    }
    let package = opened.house.catalog().packages.iter().find(|p| p.code == add.package);
    match package.map(|p| p.scope.as_str()) {
        Some("area") => Ok(Scope::Area(reference.area)),
        Some("office") => reference.sekretariat().map(Scope::Office).ok_or_else(|| unknown("Sekretariat")),
        Some(_) => Err(Failure::new("Sebutkan lembaganya: --institution KODE (name the institution).")),
        None => {
            let known: Vec<&str> = opened.house.catalog().packages.iter().map(|p| p.code.as_str()).collect();
            Err(Failure::new(format!("Paket tidak dikenal (unknown package). Yang ada (known): {}", known.join(", "))))
        }
    }
}

async fn listed(which: Which) -> Result<(), Failure> {
    let opened = which.place.open().await?;
    let tenant = opened.tenant(which.tenant.as_deref())?;
    let reference = opened.house.reference(tenant).await?;
    let today = reference.zone.day(opened.house.clock().now());
    let mut tx = opened.house.db().read(tenant).await?;
    let accounts = office::accounts(&mut tx, tenant).await?;
    tx.rollback().await?;
    for a in accounts {
        let id = a.account()?;
        let roles: Vec<String> =
            reference.grants_of(id, today).iter().map(|g| format!("{}@{}", g.role.code(), place_name(&g.scope, &reference))).collect();
        let state = if a.active { "aktif" } else { "ditutup" };
        println!("{}\t{state}\t{}\t{}", a.login, a.name.as_deref().unwrap_or("–"), roles.join(" "));
    }
    opened.close().await;
    Ok(())
}

fn place_name(scope: &Scope, reference: &slrt_domain::office::Reference) -> String {
    match scope {
        Scope::Office(id) => reference.offices.get(id).map(|o| o.name.replace(' ', "_")),
        Scope::Institution(id) => reference.institutions.get(id).map(|i| i.code.clone()),
        Scope::Area(area) => Some(area.to_string()),
    }
    .unwrap_or_else(|| scope_text(scope).1)
}

async fn reset(one: One) -> Result<(), Failure> {
    let opened = one.which.place.open().await?;
    let tenant = opened.tenant(one.which.tenant.as_deref())?;
    let account = account(&opened, tenant, &one.login).await?;
    let password = setup::reset_password(&opened.house, &opened.sender(tenant), account).await?;
    opened.close().await;
    println!("Kata sandi sekali pakai (one-time password): {}", password.reveal());
    Ok(())
}

async fn closed(one: One) -> Result<(), Failure> {
    let opened = one.which.place.open().await?;
    let tenant = opened.tenant(one.which.tenant.as_deref())?;
    let account = account(&opened, tenant, &one.login).await?;
    staff::close(&opened.house, &opened.sender(tenant), account).await?;
    opened.close().await;
    println!("Ditutup (closed): {}", login_name(&one.login));
    Ok(())
}
