//! The work on an upload, in the background: first without writing, then for good.

use super::failure::{Failure, fault, is_temporary};
use super::kept::{self, Came, KeptFile, place_of_part};
use super::remove_files;
use crate::house::{House, OperationError};
use crate::import::{Bridge, Content, FileOptions, ImportError, ImportOutcome, Input, import_registry_files};
use crate::intake::Sender;
use crate::request::Who;
use crate::scratch::{Scratch, UPLOADS};
use futures::FutureExt as _;
use slrt_documents::ReadProblem;
use slrt_domain::identity::{Sealed, Subject, Tenant};
use slrt_domain::journal::{Hash, Refusal};
use slrt_storage::upload::{self, Ending, Lease, UploadRow, UploadState};
use slrt_storage::{Opener, StorageError};
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use tokio::task::JoinHandle;
use uuid::Uuid;

/// How long somebody who works on an upload is believed to be alive without saying so.
const LEASE_SECONDS: i64 = 120;
/// How often they say so: one renewal or two may fail.
const RENEWED: Duration = Duration::from_secs(30);
/// How long a database or bucket that was away is given, before somebody tries again.
const PAUSE_SECONDS: i64 = 30;
/// How often the same work is begun: a file at which servers fail must not stop one after the other for ever.
const ATTEMPTS: i64 = 3;
/// How often it is begun before the upload is forgotten: not even that it failed could be said, since its key is gone or its form is another program's.
pub(super) const GIVEN_UP: i64 = 2 * ATTEMPTS;

/// A lease of a new holder, from now on.
pub(super) fn lease(house: &House) -> Lease {
    Lease { holder: house.clock().new_id(), until: house.clock().now().plus_seconds(LEASE_SECONDS) }
}

/// Works on an upload whose lease the holder has, until it waits for a yes or is over.
pub(super) fn spawn(house: House, tenant: Tenant, id: Uuid, holder: Uuid) -> JoinHandle<()> {
    let this = Work { house, tenant, id, holder };
    tokio::spawn(async move {
        let over = tokio::select! {
            biased;
            over = this.run() => over,
            () = this.lost() => {
                tracing::warn!(%tenant, upload = %id, "the work on an upload is somebody else's by now, or it was given up");
                // Or it has just ended, and that was seen before its end was answered.
                this.is_over().await
            }
        };
        // Only now, when nothing cuts it short any more: rows of files must not stay behind without files.
        if over {
            remove_files(&this.house, tenant, id).await;
        }
    })
}

struct Work {
    house: House,
    tenant: Tenant,
    id: Uuid,
    holder: Uuid,
}

/// An upload with what opens it.
struct Opened {
    row: UploadRow,
    files: Vec<KeptFile>,
    opener: Opener,
}

impl Work {
    /// Renews the lease until it is lost.
    async fn lost(&self) {
        loop {
            tokio::time::sleep(RENEWED).await;
            match self.renew(LEASE_SECONDS).await {
                Ok(true) => {}
                Ok(false) => return,
                // Should somebody else take over meanwhile, the journal takes each slice once all the same.
                Err(error) => tracing::warn!(%error, "the lease of an upload could not be renewed"),
            }
        }
    }

    async fn renew(&self, seconds: i64) -> Result<bool, StorageError> {
        let lease = Lease { holder: self.holder, until: self.house.clock().now().plus_seconds(seconds) };
        let mut tx = self.house.db().write(self.tenant).await?;
        let ours = upload::renew(&mut tx, self.tenant, self.id, lease).await?;
        tx.commit().await?;
        Ok(ours)
    }

    /// Whether nobody needs the files any more; not if that cannot be told.
    async fn is_over(&self) -> bool {
        let found = async {
            let mut tx = self.house.db().read(self.tenant).await?;
            let row = upload::find(&mut tx, self.tenant, self.id).await?;
            tx.rollback().await?;
            Ok::<_, StorageError>(row)
        };
        found.await.is_ok_and(|row| row.is_none_or(|r| matches!(r.state, UploadState::Done | UploadState::Failed)))
    }

    /// Answers whether the files may go.
    async fn run(&self) -> bool {
        let worked = match self.open().await {
            Ok(Some(opened)) => self.work(opened).await,
            // Given up or erased meanwhile: whoever did that removes the files.
            Ok(None) => return false,
            Err(error) => Err(error),
        };
        worked.unwrap_or_else(|error| {
            // The database is away: whoever sees that the lease runs out goes on.
            tracing::warn!(%error, tenant = %self.tenant, upload = %self.id, "the work on an upload stopped");
            false
        })
    }

    async fn open(&self) -> Result<Option<Opened>, OperationError> {
        let mut tx = self.house.db().read(self.tenant).await?;
        let row = upload::find(&mut tx, self.tenant, self.id).await?;
        let opener = Opener::load(&mut tx, self.house.keys(), self.tenant, &[Subject(self.id)]).await?;
        tx.rollback().await?;
        let Some(row) = row else { return Ok(None) };
        Ok(kept::open_files(&opener, &row.files)?.map(|files| Opened { row, files, opener }))
    }

    /// Answers whether the files may go.
    async fn work(&self, mut opened: Opened) -> Result<bool, OperationError> {
        if opened.row.attempts > ATTEMPTS {
            return self.end(&opened, UploadState::Failed, Came::Failed(Failure::Interrupted)).await;
        }
        let (ended, came) = match safely(self.read(&mut opened)).await {
            Ok(Some((state, outcome))) => (state, Came::Out(outcome)),
            Ok(None) => return Ok(false),
            Err(error) if is_temporary(&error, opened.row.attempts) && opened.row.attempts < ATTEMPTS => {
                tracing::warn!(%error, tenant = %self.tenant, upload = %self.id, "the work on an upload is tried again soon");
                self.renew(PAUSE_SECONDS).await?;
                return Ok(false);
            }
            Err(error) => {
                let failure = Failure::from(&error);
                // Others name files and columns: they are told to whoever brought them, and to no log.
                if failure == Failure::Internal {
                    tracing::error!(%error, tenant = %self.tenant, upload = %self.id, "an upload failed");
                }
                (UploadState::Failed, Came::Failed(failure))
            }
        };
        self.end(&opened, ended, came).await
    }

    /// Reads the files, and takes them in if somebody said yes; none when the lease was lost between the two.
    async fn read(&self, opened: &mut Opened) -> Result<Option<(UploadState, ImportOutcome)>, ImportError> {
        let (_scratch, inputs) = self.fetch(opened).await?;
        if opened.row.state == UploadState::Trying {
            let outcome = self.import(opened, &inputs, true).await?;
            if !opened.row.at_once {
                return Ok(Some((UploadState::Tried, outcome)));
            }
            let mut tx = self.house.db().write(self.tenant).await?;
            let ours = upload::go_on(&mut tx, self.tenant, self.id, self.holder, self.house.clock().now()).await?;
            tx.commit().await?;
            if !ours {
                return Ok(None);
            }
            opened.row.attempts = 1;
        }
        let outcome = self.import(opened, &inputs, false).await?;
        Ok(Some((UploadState::Done, outcome)))
    }

    async fn import(&self, opened: &Opened, inputs: &[Input], dry_run: bool) -> Result<ImportOutcome, ImportError> {
        let row = &opened.row;
        let sender = Sender {
            tenant: self.tenant,
            who: Who::Account(row.account),
            channel: row.channel.clone(),
            device: row.device.clone(),
            // The same for everybody who works on this upload: its import begins once.
            operation: row.operation,
            digest: self.house.keys().request_digest(&[&row.digest.0, row.source.as_bytes(), row.as_of.iso().as_bytes()]),
            occurred_at: None,
            late_reason: None,
        };
        let options = FileOptions { dry_run, source: row.source.clone(), as_of: Some(row.as_of), bridge: Bridge::default() };
        import_registry_files(&self.house, &sender, inputs, &options).await
    }

    /// Brings the files into a folder of this machine, part by part: they lie there in clear as long as they are read.
    async fn fetch(&self, opened: &Opened) -> Result<(Scratch, Vec<Input>), ImportError> {
        let folder = Scratch::create(&self.house.files().join(UPLOADS), &self.holder.to_string()).map_err(disk)?;
        let mut inputs = Vec::new();
        for (at, file) in opened.files.iter().enumerate() {
            let path = folder.path().join(at.to_string());
            let mut options = tokio::fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            options.mode(0o600);
            let mut out = options.open(&path).await.map_err(disk)?;
            for (part, hash) in file.parts.iter().enumerate() {
                let lacking = || ImportError::Read {
                    name: file.name.clone(),
                    problem: ReadProblem::Io(std::io::Error::new(std::io::ErrorKind::NotFound, "a part is not there")),
                };
                let bytes = self.part(opened, hash, &place_of_part(at, part)).await?.ok_or_else(lacking)?;
                out.write_all(&bytes).await.map_err(disk)?;
            }
            out.flush().await.map_err(disk)?;
            inputs.push(Input { name: file.name.clone(), content: Content::Path(path) });
        }
        Ok((folder, inputs))
    }

    async fn part(&self, opened: &Opened, hash: &Hash, place: &str) -> Result<Option<Vec<u8>>, ImportError> {
        let sealed = self.house.blobs().get(self.tenant, hash).await?;
        Ok(sealed.and_then(|bytes| opened.opener.open_bytes(place, &Sealed(bytes))))
    }

    /// Says what the work came to. Answers whether the files may go.
    async fn end(&self, opened: &Opened, state: UploadState, came: Came) -> Result<bool, OperationError> {
        let key = opened.opener.key(Subject(self.id)).ok_or_else(Refusal::not_found)?;
        let import = if let Came::Out(outcome) = &came { outcome.report.import } else { None };
        let mut tx = self.house.db().write(self.tenant).await?;
        // What goes in at once has left its trial since it was opened.
        let in_trial = upload::find(&mut tx, self.tenant, self.id).await?.is_some_and(|r| r.state == UploadState::Trying);
        let came = match came {
            Came::Failed(failure) if in_trial => Came::FailedInTrial(failure),
            came => came,
        };
        let ending = Ending { state, import, result: kept::seal_result(key, &came)? };
        let ours = upload::end(&mut tx, self.tenant, self.id, self.holder, &ending, self.house.clock().now()).await?;
        tx.commit().await?;
        Ok(ours && state != UploadState::Tried)
    }
}

fn disk(error: std::io::Error) -> ImportError {
    StorageError::Unavailable(format!("files: {}", error.kind())).into()
}

/// A fault of the program ends the work like any other failure: an upload that ran for ever would keep all others waiting.
async fn safely<T>(work: impl Future<Output = Result<T, ImportError>>) -> Result<T, ImportError> {
    AssertUnwindSafe(work).catch_unwind().await.unwrap_or_else(|_| {
        tracing::error!("an import broke off by a fault of the program");
        Err(fault())
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "tests")]
    use super::*;

    #[tokio::test]
    async fn a_fault_of_the_program_ends_the_work() {
        let struck = safely::<()>(async { panic!("struck") }).await;
        assert!(struck.is_err_and(|e| Failure::from(&e) == Failure::Internal));
        assert!(matches!(safely(async { Ok(7) }).await, Ok(7)));
    }
}
