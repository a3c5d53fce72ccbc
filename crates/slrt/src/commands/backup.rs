//! `slrt backup`.

use crate::failure::Failure;
use crate::open::Place;
use clap::Args;
use slrt_domain::identity::Tenant;
use slrt_domain::journal::Hash;
use slrt_operations::backup;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Write an encrypted backup.
#[derive(Debug, Args)]
pub struct Backup {
    #[command(flatten)]
    place: Place,
    /// A folder, or the file itself; default: backups/ in the data folder
    #[arg(long, value_name = "DIR|FILE")]
    to: Option<PathBuf>,
    /// Keep only this many of our backups in the folder, the newest
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    keep: Option<u32>,
}

impl Backup {
    /// Makes it; the exit code is 1 when sealed files are missing on this machine, though the backup was made.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        let opened = self.place.open().await?;
        let to = match &self.to {
            Some(to) => to.clone(),
            None => {
                let own = self.place.data.join("backups");
                std::fs::create_dir_all(&own)?;
                own
            }
        };
        if to.exists() && !to.is_dir() {
            let told =
                format!("{} sudah ada. Pilih nama lain, atau folder (it exists already; name another file, or a folder).", to.display());
            return Err(Failure::new(told));
        }
        let made = backup::make(&opened.house, &to).await;
        opened.close().await;
        let made = made?;
        println!("{}", made.path.display());
        println!("{} baris (rows), {} berkas (files), {} byte", made.rows, made.files, made.bytes);
        println!("Kepala jurnal, simpan juga di tempat lain (journal heads, keep them elsewhere too):");
        for head in &made.heads {
            println!("  {}", head.text());
        }
        if self.to.is_none() {
            eprintln!("Cadangan ini masih di mesin yang sama; salin ke tempat lain (copy it to another place).");
        }
        if let (Some(keep), true) = (self.keep, to.is_dir()) {
            for gone in prune(&to, keep)? {
                println!("dihapus (removed): {}", gone.display());
            }
        }
        for (tenant, hash) in &made.missing {
            eprintln!("{}", missing_file(*tenant, hash));
        }
        Ok(if made.missing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }
}

/// A sealed file that is not where it should be, in plain words.
pub fn missing_file(tenant: Tenant, hash: &Hash) -> String {
    format!("{tenant}: berkas tersegel hilang, cari di cadangan lama (a sealed file is missing, look in older backups): {}", hash.hex())
}

/// Removes our older backups of a folder; names tell the age, and whose they are.
fn prune(folder: &Path, keep: u32) -> Result<Vec<PathBuf>, Failure> {
    let mut ours: Vec<PathBuf> = std::fs::read_dir(folder)?
        .filter_map(|e| e.ok().map(|e| e.path()))
        .filter(|p| p.file_name().and_then(|n| n.to_str()).is_some_and(|n| n.starts_with("slrt-") && n.ends_with(".backup")))
        .collect();
    ours.sort_by_key(|p| std::cmp::Reverse(p.file_stem().and_then(|n| n.to_str()).and_then(|n| n.rsplit('-').next().map(str::to_owned))));
    let old = ours.split_off(ours.len().min(keep as usize));
    for path in &old {
        std::fs::remove_file(path)?;
    }
    Ok(old)
}
