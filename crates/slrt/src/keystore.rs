//! Where the keys are: a file that only its owner reads, the same file locked by a passphrase, or the environment.

use crate::failure::Failure;
use slrt_operations::backup::{self, KEY_FILE};
use slrt_operations::storage::Keys;
use std::io::{IsTerminal as _, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Name of a key file that is locked by a passphrase.
pub const LOCKED_FILE: &str = "keys.toml.age";
/// The environment's variable that holds the text of a key file.
pub const VARIABLE: &str = "SLRT_KEYS";

/// Where the keys are kept.
#[derive(Clone)]
pub enum KeyStore {
    /// A file of mode 0600.
    File(PathBuf),
    /// The same, encrypted under a passphrase.
    Locked(PathBuf, String),
    /// `SLRT_KEYS`: kept by whoever starts the program.
    Environment,
}

impl std::fmt::Debug for KeyStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyStore")
    }
}

impl KeyStore {
    /// Finds the keys of a data folder; none when there are none.
    ///
    /// # Errors
    /// When they are locked and no passphrase was given.
    pub fn find(data: &Path, unlock: bool) -> Result<Option<Self>, Failure> {
        if std::env::var_os(VARIABLE).is_some() {
            return Ok(Some(Self::Environment));
        }
        let (plain, locked) = (data.join(KEY_FILE), data.join(LOCKED_FILE));
        if plain.exists() {
            return Ok(Some(Self::File(plain)));
        }
        if !locked.exists() {
            return Ok(None);
        }
        match std::env::var("SLRT_PASSPHRASE") {
            Ok(passphrase) => Ok(Some(Self::Locked(locked, passphrase))),
            Err(_) if unlock => Ok(Some(Self::Locked(locked, ask_secret("Kata sandi pembuka kunci (passphrase): ")?))),
            Err(_) => Err(Failure::new(format!(
                "Berkas kunci {} terkunci. Tambahkan --unlock, atau isi SLRT_PASSPHRASE (the key file is locked).",
                locked.display()
            ))),
        }
    }

    /// Reads the keys.
    ///
    /// # Errors
    /// When the file may be read by others, is no key file, or the passphrase is wrong.
    pub fn read(&self) -> Result<Keys, Failure> {
        let text = match self {
            Self::Environment => std::env::var(VARIABLE).map_err(|_| Failure::new(format!("{VARIABLE} bukan teks (is no text).")))?,
            Self::File(path) => {
                must_be_private(path)?;
                std::fs::read_to_string(path)?
            }
            Self::Locked(path, passphrase) => {
                must_be_private(path)?;
                let bytes = backup::unlock(passphrase, &std::fs::read(path)?)
                    .map_err(|_| Failure::new("Kata sandi pembuka kunci salah (wrong passphrase)."))?;
                String::from_utf8(bytes).map_err(|_| Failure::new("Berkas kunci rusak (damaged key file)."))?
            }
        };
        Ok(Keys::parse(&text)?)
    }

    /// Reads the keys, and looks here again whenever a row was wrapped by one that is not known yet.
    ///
    /// # Errors
    /// As [`KeyStore::read`].
    pub fn read_watching(&self) -> Result<Keys, Failure> {
        let store = self.clone();
        Ok(self.read()?.with_source(Arc::new(move || store.read().ok())))
    }

    /// Replaces the keys, durably, never half.
    ///
    /// # Errors
    /// When they come from the environment, or the disk cannot be written.
    pub fn write(&self, keys: &Keys) -> Result<(), Failure> {
        let text = keys.to_text()?;
        match self {
            Self::Environment => {
                Err(Failure::new(format!("Kunci berasal dari {VARIABLE}; ubah di sana (keys come from the environment).")))
            }
            Self::File(path) => write_private(path, text.as_bytes()),
            Self::Locked(path, passphrase) => write_private(path, &backup::lock(passphrase, text.as_bytes())?),
        }
    }
}

/// Refuses a file that others may read.
fn must_be_private(path: &Path) -> Result<(), Failure> {
    let mode = std::fs::metadata(path)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        let path = path.display();
        return Err(Failure::new(format!(
            "Berkas kunci {path} dapat dibaca pengguna lain (mode {mode:o}). Jalankan: chmod 600 {path} (key file is readable by others)."
        )));
    }
    Ok(())
}

/// Writes a file of mode 0600: beside its place first, then moved, so that there is always a whole one.
///
/// # Errors
/// The disk's.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let partial = path.with_extension("new");
    let _ = std::fs::remove_file(&partial);
    let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&partial)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&partial, path)?;
    let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok(std::fs::File::open(folder)?.sync_all()?)
}

/// Asks for a secret: without an echo on a terminal, else the first line of standard input.
///
/// # Errors
/// When nothing can be read.
pub fn ask_secret(prompt: &str) -> Result<String, Failure> {
    let typed = if std::io::stdin().is_terminal() {
        rpassword::prompt_password(prompt)?
    } else {
        let mut line = String::new();
        std::io::stdin().read_line(&mut line)?;
        line
    };
    Ok(typed.trim_end_matches(['\r', '\n']).to_owned())
}
