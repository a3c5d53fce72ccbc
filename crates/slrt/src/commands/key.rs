//! `slrt key`.

use super::restore::read_code;
use crate::failure::Failure;
use crate::keystore::{KeyStore, LOCKED_FILE, ask_secret, write_private};
use crate::open::Place;
use clap::{Args, Subcommand};
use slrt_operations::backup::{self, KEY_FILE, RecoveryCode};
use slrt_operations::storage::Keys;
use slrt_operations::{random, rotation};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

/// The key file.
#[derive(Debug, Subcommand)]
pub enum Key {
    /// Make a key file and a recovery code for a new installation whose keys come from elsewhere (SLRT_KEYS)
    Make {
        /// Where to; default: standard output
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Make a new recovery code; backups made from now on are opened by it
    Recovery(Place),
    /// Write a copy of the key file that the recovery code opens
    Backup {
        #[command(flatten)]
        place: Place,
        /// Where to
        #[arg(long, value_name = "FILE", default_value = "slrt-keys.age")]
        out: PathBuf,
    },
    /// Put a copy of the key file back
    Restore(Restore),
    /// Add a wrapping key and wrap everybody's keys anew, while others work; the old one goes when nothing needs it
    Rotate(Rotate),
    /// Lock the key file by a passphrase, which is then asked for at every start (serve --unlock)
    Lock(Place),
    /// Take the passphrase away again
    Unlock(Place),
}

/// Rotate the wrapping key.
#[derive(Debug, Args)]
pub struct Rotate {
    #[command(flatten)]
    place: Place,
    /// On PostgreSQL, when every server has the new key file: wrap what came meanwhile and remove the old key
    #[arg(long)]
    finish: bool,
}

/// Put a copy of the key file back.
#[derive(Debug, Args)]
pub struct Restore {
    /// What `slrt key backup` wrote
    file: PathBuf,
    #[command(flatten)]
    place: Place,
    /// The recovery code; asked for when missing
    #[arg(long, value_name = "CODE", env = "SLRT_RECOVERY_CODE", hide_env_values = true)]
    recovery_code: Option<String>,
}

/// A server over the same key file looks every five seconds: after this long it wraps with the new key.
const UNTIL_NOTICED: Duration = Duration::from_secs(7);

impl Key {
    /// Does it.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        match self {
            Self::Make { out } => make(out),
            Self::Recovery(place) => recovery(&place),
            Self::Backup { place, out } => copy(&place, &out),
            Self::Restore(restore) => put_back(restore),
            Self::Rotate(which) => rotate(which).await,
            Self::Lock(place) => lock(&place),
            Self::Unlock(place) => unlock(&place),
        }?;
        Ok(ExitCode::SUCCESS)
    }
}

fn store(place: &Place, unlock: bool) -> Result<KeyStore, Failure> {
    KeyStore::find(&place.data, unlock)?
        .ok_or_else(|| Failure::new(format!("Tidak ada berkas kunci di {} (no key file here).", place.data.display())))
}

fn tell(code: &RecoveryCode) {
    // Not into a file that standard output may be.
    eprintln!("KODE PEMULIHAN (recovery code): {}", code.text());
    eprintln!("Tulis di kertas dan simpan di luar kantor; tidak akan ditampilkan lagi (write it down, it is not shown again).");
}

fn make(out: Option<PathBuf>) -> Result<(), Failure> {
    let code = RecoveryCode::from_random(&random());
    let text = Keys::from_random(&random(), Some(code.recipient()?)).to_text()?;
    match out {
        Some(path) if path.exists() => return Err(Failure::new(format!("{} sudah ada (exists already).", path.display()))),
        Some(path) => write_private(&path, text.as_bytes())?,
        None => print!("{text}"),
    }
    tell(&code);
    Ok(())
}

fn recovery(place: &Place) -> Result<(), Failure> {
    let store = store(place, place.unlock)?;
    let code = RecoveryCode::from_random(&random());
    let mut keys = store.read()?;
    keys.recipient = Some(code.recipient()?);
    store.write(&keys)?;
    tell(&code);
    eprintln!(
        "Berlaku untuk cadangan berikutnya; mulai ulang slrt serve. Cadangan lama tetap dibuka dengan kode lama (old backups keep the old code)."
    );
    Ok(())
}

fn copy(place: &Place, out: &std::path::Path) -> Result<(), Failure> {
    let keys = store(place, place.unlock)?.read()?;
    let recipient = keys.recipient.clone().ok_or(backup::BackupError::NoRecipient)?;
    write_private(out, &backup::seal(&recipient, keys.to_text()?.as_bytes())?)?;
    println!("{}", out.display());
    Ok(())
}

fn put_back(restore: Restore) -> Result<(), Failure> {
    let target = restore.place.data.join(KEY_FILE);
    if target.exists() || restore.place.data.join(LOCKED_FILE).exists() {
        return Err(Failure::new(format!("{} sudah ada; pindahkan dulu (exists already).", target.display())));
    }
    let code = read_code(restore.recovery_code)?;
    let bytes = backup::open(&code, &std::fs::read(&restore.file)?)?;
    let text = String::from_utf8(bytes).map_err(|_| Failure::new("Isinya bukan berkas kunci (no key file inside)."))?;
    Keys::parse(&text)?;
    write_private(&target, text.as_bytes())?;
    println!("{}", target.display());
    Ok(())
}

/// The key file first, so that every server can read what is wrapped anew; then the rows; then, when nothing needs the old key, the file again. Over
/// PostgreSQL other machines may have servers that still wrap with the old key: there somebody says when they know the new one.
async fn rotate(rotate: Rotate) -> Result<(), Failure> {
    let opened = rotate.place.open().await?;
    let keys = opened.house.keys();
    if !rotate.finish {
        keys.rotate_wrapping(random());
        opened.keys.write(keys)?;
    }
    let mut rows = rotation::rewrap(&opened.house).await?;
    let ends = rotate.finish || rotate.place.database.is_none();
    let mut unused = Vec::new();
    if ends {
        // A server that runs may wrap with the old key until it has looked into the file.
        tokio::time::sleep(UNTIL_NOTICED).await;
        rows += rotation::rewrap(&opened.house).await?;
        unused = rotation::unused(&opened.house).await?;
        keys.retire_wrapping(&unused);
        opened.keys.write(keys)?;
    }
    let newest = keys.current_wrapping().id;
    println!("Kunci pembungkus (wrapping key): {newest}; dibungkus ulang (wrapped anew): {rows}; dibuang (retired): {unused:?}");
    if ends {
        println!("Buat salinan baru (make a new copy): slrt key backup");
    } else {
        println!(
            "Salin berkas kunci ke semua server dan mulai ulang, lalu (copy it to all servers, restart them, then): slrt key rotate --finish"
        );
    }
    opened.close().await;
    Ok(())
}

fn lock(place: &Place) -> Result<(), Failure> {
    let KeyStore::File(path) = store(place, false)? else {
        return Err(Failure::new("Berkas kunci sudah terkunci atau dari lingkungan (nothing to lock)."));
    };
    let keys = KeyStore::File(path.clone()).read()?;
    let passphrase = ask_secret("Kata sandi pembuka kunci (passphrase): ")?;
    if passphrase.chars().count() < 12 {
        return Err(Failure::new("Paling sedikit 12 karakter (at least 12 characters)."));
    }
    KeyStore::Locked(place.data.join(LOCKED_FILE), passphrase).write(&keys)?;
    std::fs::remove_file(path)?;
    println!("Terkunci. Mulai dengan: slrt serve --unlock (locked).");
    Ok(())
}

fn unlock(place: &Place) -> Result<(), Failure> {
    let KeyStore::Locked(path, passphrase) = store(place, true)? else {
        return Err(Failure::new("Berkas kunci tidak terkunci (not locked)."));
    };
    let keys = KeyStore::Locked(path.clone(), passphrase).read()?;
    KeyStore::File(place.data.join(KEY_FILE)).write(&keys)?;
    std::fs::remove_file(path)?;
    println!("Terbuka (unlocked).");
    Ok(())
}
