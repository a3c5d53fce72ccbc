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
use slrt_operations::storage::office::{self, AccountRow};
use std::process::ExitCode;

/// Accounts.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Make an account with a package of roles; prints its one-time password
    Add(Add),
    /// Give an account that is there a further package of roles, also where no other administrator can
    Give(Give),
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
    #[command(flatten)]
    duties: Duties,
}

/// A further package of roles.
#[derive(Debug, Args)]
pub struct Give {
    #[command(flatten)]
    one: One,
    #[command(flatten)]
    duties: Duties,
}

/// What somebody does, and where.
#[derive(Debug, Args)]
pub struct Duties {
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
            Self::Give(give) => given(give).await,
            Self::List(which) => listed(which).await,
            Self::Reset(one) => reset(one).await,
            Self::Close(one) => closed(one).await,
        }?;
        Ok(ExitCode::SUCCESS)
    }
}

/// An account by its log-in name, closed or not.
pub async fn account(opened: &Opened, tenant: Tenant, login: &str) -> Result<AccountId, Failure> {
    Ok(found(opened, tenant, login).await?.account()?)
}

/// An account that is to work: whoever closed it is told how it is opened again.
pub async fn open_account(opened: &Opened, tenant: Tenant, login: &str) -> Result<AccountId, Failure> {
    let found = found(opened, tenant, login).await?;
    if !found.active {
        return Err(Failure::new(format!(
            "Akun {login} sudah ditutup. Administrator membukanya lagi di halaman Pengguna, lalu ulangi perintah ini (the account is closed; an administrator opens it again on the page Users, then repeat this command)."
        )));
    }
    Ok(found.account()?)
}

async fn found(opened: &Opened, tenant: Tenant, login: &str) -> Result<AccountRow, Failure> {
    let mut tx = opened.house.db().read(tenant).await?;
    let found = office::account_by_login(&mut tx, tenant, &login_name(login)).await?;
    tx.rollback().await?;
    found.ok_or_else(|| {
        Failure::new(format!(
            "Akun tidak ditemukan (no such account): {login}. Lihat semua akun dengan slrt user list (list them with it)."
        ))
    })
}

async fn added(add: Add) -> Result<(), Failure> {
    let opened = add.one.which.place.open().await?;
    let tenant = opened.tenant(add.one.which.tenant.as_deref())?;
    let given = add.duties.given(&opened, tenant).await?;
    let (_, password) = staff::hire(&opened.house, &opened.sender(tenant), &add.one.login, Private::new(add.name), &given).await?;
    opened.close().await;
    println!("Akun (account): {}", login_name(&add.one.login));
    println!("Kata sandi sekali pakai (one-time password): {}", password.reveal());
    Ok(())
}

async fn given(give: Give) -> Result<(), Failure> {
    let opened = give.one.which.place.open().await?;
    let tenant = opened.tenant(give.one.which.tenant.as_deref())?;
    let account = open_account(&opened, tenant, &give.one.login).await?;
    let given = give.duties.given(&opened, tenant).await?;
    staff::give(&opened.house, &opened.sender(tenant), account, &given).await?;
    opened.close().await;
    println!("Tugas diberikan (given): {} {}", login_name(&give.one.login), given.package);
    Ok(())
}

impl Duties {
    async fn given(self, opened: &Opened, tenant: Tenant) -> Result<Given, Failure> {
        let scope = scope(opened, tenant, &self).await?;
        Ok(Given { package: self.package, scope, from: None, to: None, acting: Acting::Own })
    }
}

/// Where somebody works: as said, or where the package is usually held.
async fn scope(opened: &Opened, tenant: Tenant, duties: &Duties) -> Result<Scope, Failure> {
    let reference = opened.house.reference(tenant).await?;
    let packages = &opened.house.catalog().packages;
    let package = packages.iter().find(|p| p.code == duties.package);
    let package = package.ok_or_else(|| unknown("Paket", "package", &duties.package, packages.iter().map(|p| p.code.clone())))?;
    let offices = || reference.offices.values().filter(|o| o.active).map(|o| o.name.clone());
    let institutions = || reference.institutions.values().map(|i| i.code.clone());
    if let Some(text) = &duties.office {
        let asked = OfficeId::parse(text);
        let office = reference.offices.values().find(|o| Some(o.id) == asked || o.name.eq_ignore_ascii_case(text));
        return office.map(|o| Scope::Office(o.id)).ok_or_else(|| unknown("Kantor", "office", text, offices()));
    }
    if let Some(text) = &duties.institution {
        let asked = InstitutionId::parse(text);
        let institution = reference.institutions.values().find(|i| Some(i.id) == asked || i.code == *text);
        return institution.map(|i| Scope::Institution(i.id)).ok_or_else(|| unknown("Lembaga", "institution", text, institutions()));
    }
    if let Some(text) = &duties.area {
        let asked = AreaCode::parse(text).filter(|a| reference.covers(a) && opened.house.areas().exists(*a));
        let districts = opened.house.areas().children(Some(reference.area)).into_iter().map(|(code, name)| format!("{code} {name}"));
        let all = std::iter::once(reference.area.to_string()).chain(districts);
        return asked.map(Scope::Area).ok_or_else(|| unknown("Wilayah", "area", text, all));
    }
    match package.scope.as_str() {
        "area" => Ok(Scope::Area(reference.area)),
        "office" => reference.sekretariat().map(Scope::Office).ok_or_else(|| unknown("Kantor", "office", "Sekretariat", offices())),
        _ => {
            let known = institutions().collect::<Vec<_>>().join(", ");
            Err(Failure::new(format!("Sebutkan lembaganya: --institution KODE (name the institution). Yang ada (known): {known}")))
        }
    }
}

/// A name that does not exist, with all that do.
fn unknown(what: &str, in_english: &str, text: &str, known: impl Iterator<Item = String>) -> Failure {
    let mut known: Vec<String> = known.collect();
    known.sort();
    Failure::new(format!("{what} tidak dikenal (unknown {in_english}): {text}. Yang ada (known): {}", known.join(", ")))
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
    let account = open_account(&opened, tenant, &one.login).await?;
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
