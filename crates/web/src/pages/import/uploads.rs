//! Registry files that were uploaded: kept in the data folder from the moment they arrive until they were imported or given up, at most a day.

use slrt_domain::calendar::Day;
use slrt_domain::identity::{ImportId, Tenant};
use slrt_domain::journal::Hash;
use slrt_operations::import::{Content, ImportError, ImportOutcome, Input};
use slrt_operations::scratch::Scratch;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// How long files may wait for somebody to say that they shall go in.
const LIFE: Duration = Duration::from_secs(24 * 3600);

/// All uploads of this server, by id.
#[derive(Debug, Default)]
pub struct Uploads {
    known: Mutex<HashMap<Uuid, Arc<Upload>>>,
}

/// The folder of one upload; what lies in it goes with it.
#[derive(Debug)]
pub struct Folder(Scratch);

impl Folder {
    /// Makes a folder that nobody else may read.
    ///
    /// # Errors
    /// When the disk cannot be written.
    pub fn create(parent: &Path, id: Uuid) -> std::io::Result<Self> {
        Scratch::create(parent, &id.to_string()).map(Self)
    }

    /// Where its files are.
    pub fn path(&self) -> &Path {
        self.0.path()
    }
}

/// Files of somebody, with how far the work on them is.
#[derive(Debug)]
pub struct Upload {
    /// Its id.
    pub id: Uuid,
    /// Whose registry.
    pub tenant: Tenant,
    /// `dtsen`, `dtks`, `bdt`.
    pub source: String,
    /// The day of which the copy is.
    pub as_of: Day,
    /// What people call the files.
    pub names: Vec<String>,
    /// Digest of their content.
    pub digest: Hash,
    /// Bytes of all files.
    pub bytes: u64,
    since: tokio::time::Instant,
    files: Mutex<Option<Folder>>,
    inputs: Vec<Input>,
    state: Mutex<State>,
}

/// How far the work is.
#[derive(Debug, Clone)]
pub enum State {
    /// Read without writing anything.
    Trying,
    /// Read: what would come in.
    Tried(Arc<ImportOutcome>),
    /// Going in.
    Running,
    /// In.
    Done(Arc<ImportOutcome>),
    /// Not readable, or broken off.
    Failed(Arc<ImportError>),
}

impl State {
    /// Whether somebody works on it.
    pub fn is_busy(&self) -> bool {
        matches!(self, State::Trying | State::Running)
    }

    /// Its code, as the API says it.
    pub fn code(&self) -> &'static str {
        match self {
            State::Trying => "trying",
            State::Tried(_) => "tried",
            State::Running => "running",
            State::Done(_) => "done",
            State::Failed(_) => "failed",
        }
    }

    /// What came of it, once it was read.
    pub fn outcome(&self) -> Option<&ImportOutcome> {
        match self {
            State::Tried(outcome) | State::Done(outcome) => Some(outcome),
            _ => None,
        }
    }
}

/// Files that came in whole.
#[derive(Debug)]
pub struct Arrived {
    /// Where they are.
    pub folder: Folder,
    /// Name, path and size of each.
    pub files: Vec<(String, PathBuf, u64)>,
    /// Digest of their content.
    pub digest: Hash,
}

impl Upload {
    /// Files that are about to be tried.
    pub fn new(id: Uuid, tenant: Tenant, source: String, as_of: Day, arrived: Arrived) -> Self {
        let inputs = arrived.files.iter().map(|(name, path, _)| Input { name: name.clone(), content: Content::Path(path.clone()) });
        Self {
            id,
            tenant,
            source,
            as_of,
            names: arrived.files.iter().map(|(name, ..)| name.clone()).collect(),
            digest: arrived.digest,
            bytes: arrived.files.iter().map(|(_, _, size)| size).sum(),
            inputs: inputs.collect(),
            since: tokio::time::Instant::now(),
            files: Mutex::new(Some(arrived.folder)),
            state: Mutex::new(State::Trying),
        }
    }

    /// The files, for whoever reads them.
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// How far the work is.
    pub fn state(&self) -> State {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From tried to running; false when it is not waiting for that.
    pub fn start(&self) -> bool {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let may = matches!(*state, State::Tried(_));
        if may {
            *state = State::Running;
        }
        may
    }

    /// What the work came to. Files that nobody needs any more are removed at once.
    pub fn end(&self, state: State) {
        if !matches!(state, State::Tried(_)) {
            self.files.lock().unwrap_or_else(PoisonError::into_inner).take();
        }
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }
}

impl Uploads {
    /// An upload of a tenant, by its own id or that of its import.
    pub fn find(&self, tenant: Tenant, id: Uuid) -> Option<Arc<Upload>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let of_import = |u: &Upload| u.state().outcome().and_then(|o| o.report.import) == Some(ImportId(id));
        known.get(&id).or_else(|| known.values().find(|u| of_import(u))).filter(|u| u.tenant == tenant).cloned()
    }

    /// The upload of a tenant that somebody works on.
    pub fn busy(&self, tenant: Tenant) -> Option<Arc<Upload>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.values().find(|u| u.tenant == tenant && u.state().is_busy()).cloned()
    }

    /// Keeps a new upload in place of the tenant's earlier ones; gives it back when one of them is being worked on.
    ///
    /// # Errors
    /// The upload that is being worked on.
    pub fn keep(&self, upload: Upload) -> Result<Arc<Upload>, Arc<Upload>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(busy) = known.values().find(|u| u.tenant == upload.tenant && u.state().is_busy()) {
            return Err(Arc::clone(busy));
        }
        known.retain(|_, u| u.tenant != upload.tenant);
        let upload = Arc::new(upload);
        known.insert(upload.id, Arc::clone(&upload));
        Ok(upload)
    }

    /// Gives files up for which nobody said anything for a day.
    pub fn expire(&self) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.retain(|_, u| u.state().is_busy() || u.since.elapsed() < LIFE);
    }

    /// Gives files up that nobody works on.
    pub fn give_up(&self, tenant: Tenant, id: Uuid) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.get(&id).is_some_and(|u| u.tenant == tenant && !u.state().is_busy()) {
            known.remove(&id);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn upload(parent: &Path, id: Uuid) -> Upload {
        let folder = Folder::create(parent, id).unwrap();
        let path = folder.path().join("0");
        std::fs::write(&path, "NIK").unwrap();
        let arrived = Arrived { folder, files: vec![("a.csv".into(), path, 3)], digest: Hash::ZERO };
        Upload::new(id, Tenant::parse("1813").unwrap(), "dtsen".into(), Day::parse("2026-10-01").unwrap(), arrived)
    }

    #[test]
    fn files_go_when_nobody_needs_them() {
        let parent = std::env::temp_dir().join(format!("slrt-uploads-{}", std::process::id()));
        let (uploads, tenant) = (Uploads::default(), Tenant::parse("1813").unwrap());
        let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let first = uploads.keep(upload(&parent, one)).unwrap();
        assert!(uploads.keep(upload(&parent, two)).is_err(), "somebody works on the first");
        assert!(parent.join(one.to_string()).exists() && !parent.join(two.to_string()).exists());
        first.end(State::Failed(Arc::new(ImportError::NoMembers)));
        assert!(!parent.join(one.to_string()).exists());
        drop(first);
        let second = uploads.keep(upload(&parent, two)).unwrap();
        assert!(uploads.find(tenant, one).is_none());
        second.end(State::Tried(Arc::new(ImportOutcome {
            report: Default::default(),
            problems: Default::default(),
            ignored_columns: vec![],
            unverified_columns: vec![],
        })));
        assert!(parent.join(two.to_string()).exists(), "waits for somebody to say yes");
        drop(second);
        uploads.give_up(tenant, two);
        assert!(!parent.join(two.to_string()).exists());
        let _ = std::fs::remove_dir_all(parent);
    }
}
