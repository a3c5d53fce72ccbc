//! The file itself: pieces into an encrypted, compressed archive and back, in a thread of its own, since neither is done without blocking.

use super::{BackupError, END, FILES_FOLDER, HEADER, KEY_FILE, RecoveryCode, envelope};
use slrt_domain::journal::Hash;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use tokio::sync::mpsc;

/// A part of the archive: bytes at a path.
#[derive(Debug)]
pub(super) struct Piece(pub String, pub Vec<u8>);

/// A piece is never larger: a guard against a damaged length, far above what is written.
const LARGEST: u64 = 1 << 30;

/// Writes pieces until the last one, then moves the whole file to its place. If the last piece never comes nothing stays.
pub(super) fn write(mut pieces: mpsc::Receiver<Piece>, target: &Path, recipient: &str, at_seconds: u64) -> Result<u64, BackupError> {
    let partial = Partial(target.with_extension("part"));
    let file = private_file(&partial.0)?;
    let sealed = envelope::encrypt(recipient, BufWriter::new(file))?;
    let mut tar = tar::Builder::new(zstd::Encoder::new(sealed, 3)?);
    let mut whole = false;
    while let Some(Piece(path, bytes)) = pieces.blocking_recv() {
        whole = path == END;
        tar.append_data(&mut header(bytes.len() as u64, at_seconds), &path, bytes.as_slice())?;
    }
    if !whole {
        return Err(BackupError::Damaged("the dump broke off".into()));
    }
    let mut out = tar.into_inner()?.finish()?.finish()?;
    out.flush()?;
    let file = out.into_inner().map_err(|e| e.into_error())?;
    file.sync_all()?;
    let bytes = file.metadata()?.len();
    std::fs::rename(&partial.0, target)?;
    File::open(target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new(".")))?.sync_all()?;
    Ok(bytes)
}

struct Partial(PathBuf);
impl Drop for Partial {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn private_file(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}

fn header(size: u64, at_seconds: u64) -> tar::Header {
    let mut h = tar::Header::new_gnu();
    h.set_size(size);
    h.set_mode(0o600);
    h.set_mtime(at_seconds);
    h
}

/// Reads an archive: sealed files go straight into `folder`, everything else comes as pieces, the last one only after the whole file proved sound.
pub(super) fn read(file: &Path, code: &RecoveryCode, folder: &Path, pieces: &mpsc::Sender<Piece>) -> Result<u64, BackupError> {
    let opened = envelope::decrypt(code, BufReader::new(File::open(file)?))?;
    let mut tar = tar::Archive::new(zstd::Decoder::new(opened).map_err(broken)?);
    let (mut files, mut end, mut first) = (0, None, true);
    for entry in tar.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        let path = entry.path().map_err(broken)?.to_string_lossy().into_owned();
        let size = entry.header().size().map_err(broken)?;
        if size > LARGEST || end.is_some() || (first && path != HEADER) {
            return Err(BackupError::Damaged("parts in the wrong order".into()));
        }
        first = false;
        let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
        entry.read_to_end(&mut bytes).map_err(broken)?;
        if path == END {
            end = Some(bytes);
        } else if path.starts_with(FILES_FOLDER) {
            files += 1;
            write_file(folder, &path, &bytes)?;
        } else if path == KEY_FILE {
            private_file(&folder.join(KEY_FILE))?.write_all(&bytes)?;
        } else if pieces.blocking_send(Piece(path, bytes)).is_err() {
            // The other side stopped and knows why.
            return Ok(files);
        }
    }
    // The last block of the encryption tells a whole file from one that was cut off.
    let mut rest = tar.into_inner();
    std::io::copy(&mut rest, &mut std::io::sink()).map_err(broken)?;
    let end = end.ok_or_else(|| BackupError::Damaged("its end is missing".into()))?;
    let _ = pieces.blocking_send(Piece(END.into(), end));
    Ok(files)
}

fn write_file(folder: &Path, path: &str, bytes: &[u8]) -> Result<(), BackupError> {
    let relative = Path::new(path);
    let safe = relative.components().all(|c| matches!(c, Component::Normal(_)));
    let target = folder.join(relative);
    // Sealed files are named by their own hash.
    let sound = relative.file_name().is_some_and(|n| n.to_str() == Some(Hash::of(bytes).hex().as_str()));
    let parent = target.parent().filter(|_| safe && sound).ok_or_else(|| BackupError::Damaged("a sealed file".into()))?;
    std::fs::create_dir_all(parent)?;
    Ok(private_file(&target)?.write_all(bytes)?)
}

/// Reading from the archive fails for one reason only, whatever layer notices it.
fn broken(error: std::io::Error) -> BackupError {
    BackupError::Damaged(error.kind().to_string())
}
