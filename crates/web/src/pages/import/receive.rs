//! Taking files in: streamed to the data folder as they come, never in memory as a whole.

use super::uploads::{Arrived, Folder};
use crate::App;
use axum::extract::Multipart;
use axum::extract::multipart::Field;
use sha2::{Digest as _, Sha256};
use slrt_domain::identity::visible;
use slrt_domain::journal::Hash;
use slrt_operations::import::LARGEST_FILES;
use slrt_operations::storage::StorageError;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use tokio::io::AsyncWriteExt as _;
use uuid::Uuid;

/// What is read and thrown away of larger ones, so that whoever sends them hears why.
const PATIENCE: u64 = 2 << 30;
/// Files of one import: two tables, and some room for sheets in files of their own.
const FILES: usize = 4;
/// The largest other field.
const FIELD: usize = 4096;

/// Why files were not taken in.
#[derive(Debug)]
pub enum Trouble {
    /// The request is no form with files.
    Form,
    /// A field that must come first was missing or wrong: nothing was written.
    Denied,
    /// More than [`LARGEST_FILES`] bytes.
    TooLarge,
    /// More than four files.
    TooMany,
    /// No file at all.
    NoFile,
    /// The disk cannot be written.
    Disk(StorageError),
}

/// Fields and files.
#[derive(Debug)]
pub struct Received {
    /// Fields, by name.
    pub fields: HashMap<String, String>,
    /// Files; none when there was none.
    pub arrived: Arrived,
}

fn disk(error: std::io::Error) -> Trouble {
    Trouble::Disk(StorageError::Unavailable(format!("files: {}", error.kind())))
}

/// Where uploads lie.
pub fn folder(app: &App) -> PathBuf {
    app.house.files().join(slrt_operations::scratch::UPLOADS)
}

/// Reads the form. `may` is asked with the fields so far before the first byte of a file is written: hidden fields stand before files.
pub async fn receive(
    app: &App,
    id: Uuid,
    mut parts: Multipart,
    may: impl Fn(&HashMap<String, String>) -> bool,
) -> Result<Received, Trouble> {
    let mut fields = HashMap::new();
    let mut files: Vec<(String, PathBuf, u64)> = Vec::new();
    let mut folder_made: Option<Folder> = None;
    let mut digests: Vec<[u8; 32]> = Vec::new();
    let mut total = 0;
    while let Some(part) = parts.next_field().await.map_err(|_| Trouble::Form)? {
        let field = part.name().unwrap_or_default().to_owned();
        let Some(name) = part.file_name().map(|n| visible(n).into_owned()) else {
            fields.insert(field, text(part).await?);
            continue;
        };
        if !may(&fields) {
            return Err(Trouble::Denied);
        }
        let folder = match &folder_made {
            Some(folder) => folder,
            None => folder_made.insert(Folder::create(&folder(app), id).map_err(disk)?),
        };
        if files.len() == FILES {
            return Err(Trouble::TooMany);
        }
        let path = folder.path().join(files.len().to_string());
        let (size, digest) = store(part, &path, &mut total).await?;
        // A field without a chosen file comes as an empty one.
        if size > 0 {
            files.push((name, path, size));
            digests.push(digest);
        }
    }
    if !may(&fields) {
        return Err(Trouble::Denied);
    }
    digests.sort_unstable();
    match folder_made.filter(|_| !files.is_empty()) {
        Some(folder) => Ok(Received { fields, arrived: Arrived { folder, files, digest: Hash::of(&digests.concat()) } }),
        None => Err(Trouble::NoFile),
    }
}

async fn text(mut part: Field<'_>) -> Result<String, Trouble> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|_| Trouble::Form)? {
        if bytes.len() + chunk.len() > FIELD {
            return Err(Trouble::Form);
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map(|t| visible(&t).trim().to_owned()).map_err(|_| Trouble::Form)
}

/// Writes a file as it comes; beyond the bound it is read on and thrown away, so that the sender gets an answer instead of a broken connection.
async fn store(mut part: Field<'_>, path: &Path, total: &mut u64) -> Result<(u64, [u8; 32]), Trouble> {
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(path).await.map_err(disk)?;
    let (mut size, mut hasher) = (0, Sha256::new());
    while let Some(chunk) = part.chunk().await.map_err(|_| Trouble::Form)? {
        size += chunk.len() as u64;
        *total += chunk.len() as u64;
        if *total > PATIENCE {
            return Err(Trouble::TooLarge);
        }
        if *total <= LARGEST_FILES {
            hasher.update(&chunk);
            file.write_all(&chunk).await.map_err(disk)?;
        }
    }
    if *total > LARGEST_FILES {
        return Err(Trouble::TooLarge);
    }
    file.flush().await.map_err(disk)?;
    Ok((size, hasher.finalize().into()))
}
