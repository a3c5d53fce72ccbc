//! Folders whose files hold personal data in clear for a while: registry files while they are read, databases that a rebuild fills. They go when the
//! work is done; what a process left behind that was killed is found and removed by others.

use crate::house::House;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Name of the folder in which uploaded files lie in clear while they are read, in the folder of sealed files.
pub const UPLOADS: &str = "unggahan";
/// How the names of rebuilds begin, in the data folder.
pub const REBUILD: &str = ".rebuild-";

/// Held by whoever works in a folder; the operating system lets go of it when the process ends, however it ends.
const ALIVE: &str = ".alive";
/// Held while folders are made or removed, so that nobody removes one that is just being made.
const GATE: &str = ".scratch.lock";
/// Where the file system knows no locks, a folder is taken for abandoned after this long.
const LIFE: Duration = Duration::from_secs(24 * 3600);

/// A folder that goes with this value, and with the process at the latest.
#[derive(Debug)]
pub struct Scratch {
    path: PathBuf,
    _alive: File,
}

impl Scratch {
    /// Makes a folder that nobody else may read.
    ///
    /// # Errors
    /// When the disk cannot be written.
    pub fn create(parent: &Path, name: &str) -> io::Result<Self> {
        use std::os::unix::fs::DirBuilderExt as _;
        let mut builder = std::fs::DirBuilder::new();
        builder.recursive(true).mode(0o700);
        builder.create(parent)?;
        let _gate = gate(parent)?;
        let path = parent.join(name);
        builder.create(&path)?;
        let alive = open(&path.join(ALIVE))?;
        // Where there are no locks the folder's age must do.
        let _ = alive.try_lock();
        Ok(Self { path, _alive: alive })
    }

    /// Where its files are.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.path) {
            tracing::warn!(%error, "a folder of files in clear could not be removed; it will be looked for again");
        }
    }
}

fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    File::options().create(true).truncate(false).write(true).mode(0o600).open(path)
}

fn gate(parent: &Path) -> io::Result<File> {
    let gate = open(&parent.join(GATE))?;
    let _ = gate.lock();
    Ok(gate)
}

/// Folders in `parent`, whose names begin with `prefix`, that nobody works in any more.
fn abandoned(parent: &Path, prefix: &str) -> Vec<PathBuf> {
    let folders = std::fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|e| e.file_type().is_ok_and(|t| t.is_dir()) && e.file_name().to_str().is_some_and(|n| n.starts_with(prefix)));
    folders.map(|e| e.path()).filter(|path| is_abandoned(path)).collect()
}

fn is_abandoned(path: &Path) -> bool {
    match File::options().write(true).open(path.join(ALIVE)).map(|alive| alive.try_lock()) {
        Ok(Ok(())) => true,
        Ok(Err(TryLockError::WouldBlock)) => false,
        Err(e) if e.kind() == io::ErrorKind::NotFound => true,
        Ok(Err(TryLockError::Error(_))) | Err(_) => {
            let age = std::fs::metadata(path).and_then(|m| m.modified()).ok().and_then(|at| at.elapsed().ok());
            age.is_some_and(|age| age > LIFE)
        }
    }
}

fn data_of(house: &House) -> PathBuf {
    house.files().parent().unwrap_or(Path::new(".")).to_owned()
}

fn places(house: &House) -> [(PathBuf, &'static str); 2] {
    [(house.files().join(UPLOADS), ""), (data_of(house), REBUILD)]
}

/// Where a data folder is filled before it takes its place, and how the names of such folders begin: beside the data folder.
pub(crate) fn restores(data: &Path) -> (PathBuf, String) {
    let name = data.file_name().map_or_else(|| "slrt".into(), |n| n.to_string_lossy().into_owned());
    let parent = data.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    (parent.to_owned(), format!(".{name}.restoring-"))
}

/// Says that somebody works in a folder, as long as the answer is held.
pub(crate) fn hold(folder: &Path) -> io::Result<File> {
    let alive = open(&folder.join(ALIVE))?;
    let _ = alive.try_lock();
    Ok(alive)
}

/// Ends what [`hold`] began, so that nothing of it stays in the folder.
pub(crate) fn let_go(folder: &Path, alive: File) -> io::Result<()> {
    drop(alive);
    std::fs::remove_file(folder.join(ALIVE))
}

/// Removes what restores left beside a data folder that were killed: all of somebody else's data, unsealed keys among them. Answers how many went.
pub fn sweep_restores(data: &Path) -> u64 {
    let (parent, prefix) = restores(data);
    let gone = abandoned(&parent, &prefix).into_iter().filter(|path| match std::fs::remove_dir_all(path) {
        Ok(()) => true,
        Err(error) => {
            tracing::warn!(%error, path = %path.display(), "what a stopped restore left could not be removed");
            false
        }
    });
    gone.count() as u64
}

/// What stopped processes left behind in the data folder, in clear.
pub fn left_behind(house: &House) -> Vec<PathBuf> {
    let (beside, restoring) = restores(&data_of(house));
    let mut found: Vec<PathBuf> = places(house).iter().flat_map(|(parent, prefix)| abandoned(parent, prefix)).collect();
    found.extend(abandoned(&beside, &restoring));
    found
}

/// Removes it. Answers how many folders went.
pub async fn sweep_all(house: &House) -> u64 {
    let (places, data) = (places(house), data_of(house));
    let work = move || places.iter().map(|(parent, prefix)| sweep(parent, prefix)).sum::<u64>() + sweep_restores(&data);
    tokio::task::spawn_blocking(work).await.unwrap_or(0)
}

fn sweep(parent: &Path, prefix: &str) -> u64 {
    if abandoned(parent, prefix).is_empty() {
        return 0;
    }
    let Ok(_gate) = gate(parent) else { return 0 };
    let mut gone = 0;
    for path in abandoned(parent, prefix) {
        match std::fs::remove_dir_all(&path) {
            Ok(()) => gone += 1,
            Err(error) => tracing::warn!(%error, path = %path.display(), "files in clear that a stopped process left could not be removed"),
        }
    }
    gone
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn only_what_nobody_works_in_goes() {
        let parent = tempfile::tempdir().unwrap();
        let living = Scratch::create(parent.path(), "living").unwrap();
        let orphan = parent.path().join("orphan");
        std::fs::create_dir(&orphan).unwrap();
        std::fs::write(orphan.join(ALIVE), "").unwrap();
        std::fs::write(orphan.join("0"), "NIK").unwrap();
        std::fs::create_dir(parent.path().join("older")).unwrap();
        assert_eq!(sweep(parent.path(), ""), 2);
        assert!(living.path().exists() && !orphan.exists());
        let path = living.path().to_owned();
        drop(living);
        assert!(!path.exists());
    }

    #[test]
    fn what_a_killed_restore_left_goes() {
        let parent = tempfile::tempdir().unwrap();
        let data = parent.path().join("slrt-data");
        let (beside, prefix) = restores(&data);
        let [killed, at_work, another] =
            [format!("{prefix}1"), format!("{prefix}2"), ".other.restoring-1".to_owned()].map(|name| beside.join(name));
        for folder in [&killed, &at_work, &another] {
            std::fs::create_dir(folder).unwrap();
            std::fs::write(folder.join("slrt.sqlite"), "rows").unwrap();
        }
        drop(hold(&killed).unwrap());
        let alive = hold(&at_work).unwrap();
        assert_eq!(sweep_restores(&data), 1);
        assert!(!killed.exists() && at_work.exists() && another.exists());
        let_go(&at_work, alive).unwrap();
        assert!(!at_work.join(ALIVE).exists());
    }
}
