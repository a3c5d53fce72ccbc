//! `slrt key`.

use super::restore::read_code;
use crate::failure::Failure;
use crate::keystore::{KeyStore, LOCKED_FILE, ask_secret, write_private};
use crate::open::{Opened, Place};
use clap::{Args, Subcommand};
use slrt_operations::backup::{self, KEY_FILE, RecoveryCode};
use slrt_operations::storage::{KeyKind, Keys};
use slrt_operations::{House, random, rotation};
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
    /// Add a key, while others work: a wrapping key, unless another kind is named; the old one goes when nothing needs it
    Rotate(Rotate),
    /// Lock the key file by a passphrase, which is then asked for at every start (serve --unlock)
    Lock(Place),
    /// Take the passphrase away again
    Unlock(Place),
}

/// Rotate a key. Without a kind the wrapping key: everybody's keys are wrapped anew.
#[derive(Debug, Args)]
pub struct Rotate {
    #[command(flatten)]
    place: Place,
    /// The look-up key: the keyed hashes of every NIK and No. KK are made anew; meanwhile people are found under both
    #[arg(long, conflicts_with_all = ["signing", "pin"])]
    lookup: bool,
    /// The signing key: heads are signed with a new one; of the old one its public half stays, so that older signatures still hold
    #[arg(long, conflicts_with = "pin")]
    signing: bool,
    /// The key of PINs: new PINs are made with a new one; older PINs still hold
    #[arg(long)]
    pin: bool,
    /// On PostgreSQL, when every server has the new key file; or go on with what was broken off
    #[arg(long)]
    finish: bool,
}

impl Rotate {
    fn kind(&self) -> KeyKind {
        match (self.lookup, self.signing, self.pin) {
            (true, ..) => KeyKind::Lookup,
            (_, true, _) => KeyKind::Signing,
            (.., true) => KeyKind::Pin,
            _ => KeyKind::Wrapping,
        }
    }
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

/// A server over the same key file looks every second, a locked one takes a second to open, and what is under way ends: after this long it knows.
const UNTIL_NOTICED: Duration = Duration::from_secs(8);

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

/// Every server knows the new key before anything is made with it: what one makes the others must understand, or nobody would be found, no PIN would fit. Servers
/// over the same key file know it within seconds. Over PostgreSQL others may have copies of their own: there somebody says when they know it, and,
/// for all kinds but signing, once more when they all use it: only then what the old one made is made anew, and the old one goes.
async fn rotate(rotate: Rotate) -> Result<(), Failure> {
    let opened = rotate.place.open().await?;
    let (keys, kind) = (opened.house.keys(), rotate.kind());
    let same_file = rotate.place.database.is_none();
    if !rotate.finish && !keys.is_waiting(kind) {
        keys.add(kind, random(), opened.house.clock().now());
        opened.keys.write(keys)?;
    }
    if !same_file && !rotate.finish {
        tell_servers(kind);
        opened.close().await;
        return Ok(());
    }
    if keys.is_waiting(kind) && same_file {
        tokio::time::sleep(UNTIL_NOTICED).await;
    }
    let began = keys.begin(kind);
    if began {
        opened.keys.write(keys)?;
    }
    if same_file && kind != KeyKind::Signing {
        // A server that runs may make with the old key until it has looked into the file, also one that was told by a command that broke off.
        tokio::time::sleep(UNTIL_NOTICED).await;
    }
    let is_last = same_file || !began;
    println!("{}", settle(&opened, kind, is_last).await?);
    if is_last {
        println!("Buat salinan baru (make a new copy): slrt key backup");
    } else {
        tell_servers(kind);
    }
    opened.close().await;
    Ok(())
}

/// Makes anew what the old key made, where that can be done, and removes the old key when nothing needs it: only the last time, when all servers use the
/// new key. Answers what to tell.
async fn settle(opened: &Opened, kind: KeyKind, is_last: bool) -> Result<String, Failure> {
    let (house, keys) = (&opened.house, opened.house.keys());
    let mut told = format!("{} (id): {}", name_of(kind), keys.current(kind).id);
    match kind {
        KeyKind::Wrapping if is_last => {
            let rows = rotation::rewrap(house).await?;
            let unused = rotation::unused(house).await?;
            keys.retire(kind, &unused);
            told += &format!("; dibungkus ulang (wrapped anew): {rows}; dibuang (retired): {unused:?}");
        }
        KeyKind::Lookup if is_last => told += &reindexed(house).await?,
        KeyKind::Pin if is_last => {
            let unused = rotation::needless_pins(house).await?;
            keys.retire(kind, &unused);
            told += &format!("; dibuang (retired): {unused:?}");
        }
        KeyKind::Wrapping | KeyKind::Lookup | KeyKind::Pin => {}
        KeyKind::Signing => {
            for (id, public) in keys.verifying_keys() {
                told += &format!("\nKunci pemeriksa (verifying key) {id}: {public}");
            }
        }
    }
    if is_last && kind != KeyKind::Signing {
        opened.keys.write(keys)?;
    }
    Ok(told)
}

/// Keyed hashes anew; when nobody makes any with the old key any more, that goes, unless marks of imports need it. Broken off, the same command goes on.
async fn reindexed(house: &House) -> Result<String, Failure> {
    let rows = rotation::reindex(house).await?;
    let needless = rotation::needless_lookup(house).await?;
    house.keys().keep_for_marks(&needless.for_marks);
    house.keys().retire(KeyKind::Lookup, &needless.wholly);
    Ok(format!(
        "; diindeks ulang (indexed anew): {rows}; dibuang (retired): {:?}; hanya untuk tanda impor (for marks of imports only): {:?}",
        needless.wholly, needless.for_marks
    ))
}

fn tell_servers(kind: KeyKind) {
    let option = match kind {
        KeyKind::Lookup => " --lookup",
        KeyKind::Signing => " --signing",
        KeyKind::Pin => " --pin",
        KeyKind::Wrapping => "",
    };
    println!(
        "Salin berkas kunci ke semua server dan mulai ulang, lalu (copy it to all servers, restart them, then): slrt key rotate{option} --finish"
    );
}

/// What a kind of keys is called.
pub fn name_of(kind: KeyKind) -> &'static str {
    match kind {
        KeyKind::Wrapping => "kunci pembungkus (wrapping key)",
        KeyKind::Lookup => "kunci pencarian (look-up key)",
        KeyKind::Signing => "kunci tanda tangan (signing key)",
        KeyKind::Pin => "kunci PIN (PIN key)",
    }
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
