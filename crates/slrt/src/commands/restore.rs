//! `slrt restore`.

use super::backup::missing_file;
use crate::failure::Failure;
use crate::keystore::ask_secret;
use crate::open::bucket;
use crate::output::{finding, minute};
use clap::Args;
use slrt_domain::calendar::Instant;
use slrt_operations::backup::{self, RecoveryCode, Target};
use std::path::PathBuf;
use std::process::ExitCode;

/// Put a backup back.
#[derive(Debug, Args)]
pub struct Restore {
    /// The backup
    file: PathBuf,
    /// Folder to restore to: must not exist, or be empty
    #[arg(long, value_name = "DIR", env = "SLRT_DATA", default_value = "slrt-data")]
    data: PathBuf,
    /// Empty PostgreSQL database to restore to; without it an embedded database in the folder
    #[arg(long, value_name = "URL", env = "SLRT_DATABASE", hide_env_values = true)]
    database: Option<String>,
    /// Bucket of S3-compatible storage for sealed files (https://host/bucket?region=…), opened by SLRT_BUCKET_KEY and SLRT_BUCKET_SECRET; without it the
    /// folder
    #[arg(long, value_name = "URL", env = "SLRT_BUCKET")]
    bucket: Option<String>,
    /// The recovery code; asked for when missing (an argument can be seen by others on this machine)
    #[arg(long, value_name = "CODE", env = "SLRT_RECOVERY_CODE", hide_env_values = true)]
    recovery_code: Option<String>,
}

impl Restore {
    /// Restores; the exit code is 1 when the journal inside does not verify or sealed files are missing, though it was restored.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        let code = read_code(self.recovery_code)?;
        let restored = backup::restore(
            &self.file,
            &code,
            &Target { data: self.data.clone(), postgres: self.database.clone(), blobs: bucket(self.bucket.as_deref())? },
        )
        .await?;
        println!(
            "Dipulihkan ke (restored to) {}: {} baris (rows), {} berkas (files), dibuat (made) {} oleh (by) slrt {} / {}",
            self.data.display(),
            restored.rows,
            restored.files,
            minute(Instant::from_micros(restored.header.made_at)),
            restored.header.program,
            restored.header.engine
        );
        for head in &restored.heads {
            println!("  {}", head.text());
        }
        for (tenant, found) in &restored.findings {
            eprintln!("{tenant}: {}", finding(found));
        }
        for (tenant, hash) in &restored.missing {
            eprintln!("{}", missing_file(*tenant, hash));
        }
        println!("Periksa (check): slrt journal verify --data {0} && slrt journal rebuild --data {0}", self.data.display());
        Ok(if restored.findings.is_empty() && restored.missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// The recovery code, from the command line or asked for.
pub fn read_code(given: Option<String>) -> Result<RecoveryCode, Failure> {
    let text = match given {
        Some(text) => text,
        None => ask_secret("Kode pemulihan (recovery code): ")?,
    };
    Ok(RecoveryCode::parse(&text)?)
}
