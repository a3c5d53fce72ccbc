//! `slrt setup`: founding without a browser.

use crate::failure::Failure;
use crate::keystore::ask_secret;
use crate::open::Place;
use clap::Args;
use slrt_domain::area::AreaCode;
use slrt_domain::identity::Private;
use slrt_operations::setup::{Founding, found_tenant};
use std::process::ExitCode;

/// Found the regency.
#[derive(Debug, Args)]
pub struct Setup {
    #[command(flatten)]
    place: Place,
    /// Kabupaten or kota by its Kemendagri code, for example 1813
    #[arg(long, value_name = "CODE")]
    area: String,
    /// Local name of the service
    #[arg(long, value_name = "NAME", default_value = "SLRT")]
    brand: String,
    /// Log-in name of the first administrator
    #[arg(long, value_name = "LOGIN", default_value = "admin")]
    login: String,
    /// Name of the first administrator
    #[arg(long, value_name = "NAME")]
    name: String,
    /// Kind of a new database: real, demo, training
    #[arg(long, value_name = "KIND", value_parser = ["real", "demo", "training"])]
    kind: Option<String>,
}

impl Setup {
    /// Founds; the password comes from the terminal or standard input.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        let area = AreaCode::parse(&self.area).ok_or_else(|| Failure::new("Kode wilayah tidak sah, contoh 1813 (area code)."))?;
        let (opened, first) = self.place.open_or_begin(self.kind.as_deref()).await?;
        if let Some(first) = first {
            println!("KODE PEMULIHAN (recovery code, shown once): {}", first.recovery.text());
        }
        let password = Private::new(ask_secret("Kata sandi administrator, paling sedikit 10 karakter (password): ")?);
        let kind = opened.installation.as_ref().map_or_else(|| "real".to_owned(), |i| i.kind.clone());
        let founding = Founding { area, brand: self.brand, login: self.login, name: Private::new(self.name), password, kind };
        let founded = found_tenant(&opened.house, founding).await;
        opened.close().await;
        println!("Berdiri (founded): {}", founded?.tenant);
        Ok(ExitCode::SUCCESS)
    }
}
