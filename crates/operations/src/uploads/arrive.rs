//! Files on their way in: sealed part by part as they come, never in memory or in clear on a disk as a whole.

use super::kept::{KeptFile, place_of_part};
use crate::blobs;
use crate::clock::random;
use crate::house::{House, OperationError};
use sha2::{Digest as _, Sha256};
use slrt_domain::identity::{Subject, Tenant};
use slrt_domain::journal::Hash;
use slrt_storage::SubjectKey;
use uuid::Uuid;

/// Bytes of a part. A few parts of every upload lie in memory at a time, and a bucket on a slow line must take one before it is asked again.
const PART: usize = 4 << 20;
const MEDIA: &str = "application/octet-stream";

/// An upload whose files are coming in. What came of one that breaks off can be read by nobody, since its key was never kept, and is removed by
/// [`Arriving::give_up`], or after a day by the worker.
pub struct Arriving {
    house: House,
    tenant: Tenant,
    pub(super) key: SubjectKey,
    pub(super) files: Vec<KeptFile>,
    open: Option<OpenFile>,
    digests: Vec<[u8; 32]>,
}

// The bytes are personal data.
impl std::fmt::Debug for Arriving {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Arriving").field("id", &self.id()).field("files", &self.files.len()).finish_non_exhaustive()
    }
}

struct OpenFile {
    file: KeptFile,
    part: Vec<u8>,
    hasher: Sha256,
}

impl Arriving {
    /// Begins an upload under a key of its own.
    pub fn new(house: &House, tenant: Tenant) -> Self {
        let key = SubjectKey::new(tenant, Subject(house.clock().new_id()), random());
        Self { house: house.clone(), tenant, key, files: Vec::new(), open: None, digests: Vec::new() }
    }

    /// Its id.
    pub fn id(&self) -> Uuid {
        self.key.subject().0
    }

    /// Whose registry.
    pub fn tenant(&self) -> Tenant {
        self.tenant
    }

    /// How many files came in whole.
    pub fn files(&self) -> usize {
        self.files.len()
    }

    /// Bytes of the files that came in whole.
    pub fn bytes(&self) -> u64 {
        self.files.iter().map(|f| f.size).sum()
    }

    /// Digest of their content: the same for the same files in any order.
    pub fn digest(&self) -> Hash {
        let mut digests = self.digests.clone();
        digests.sort_unstable();
        Hash::of(&digests.concat())
    }

    /// A file begins; one that was open must have ended.
    pub fn begin_file(&mut self, name: String) {
        let file = KeptFile { name, size: 0, parts: Vec::new() };
        self.open = Some(OpenFile { file, part: Vec::new(), hasher: Sha256::new() });
    }

    /// Takes the next bytes of the open file.
    ///
    /// # Errors
    /// When files or database cannot be written.
    pub async fn take(&mut self, mut bytes: &[u8]) -> Result<(), OperationError> {
        while !bytes.is_empty() {
            let Some(open) = &mut self.open else { return Ok(()) };
            let (now, later) = bytes.split_at(bytes.len().min(PART - open.part.len()));
            open.part.extend_from_slice(now);
            open.hasher.update(now);
            open.file.size += now.len() as u64;
            bytes = later;
            if open.part.len() == PART {
                self.keep_part().await?;
            }
        }
        Ok(())
    }

    /// The open file has ended. An empty one is none: that is how a field without a chosen file comes.
    ///
    /// # Errors
    /// When files or database cannot be written.
    pub async fn end_file(&mut self) -> Result<(), OperationError> {
        self.keep_part().await?;
        if let Some(open) = self.open.take().filter(|o| o.file.size > 0) {
            self.digests.push(open.hasher.finalize().into());
            self.files.push(open.file);
        }
        Ok(())
    }

    async fn keep_part(&mut self) -> Result<(), OperationError> {
        let Some(open) = self.open.as_mut().filter(|o| !o.part.is_empty()) else { return Ok(()) };
        let place = place_of_part(self.files.len(), open.file.parts.len());
        let hash = blobs::keep_at(&self.house, self.tenant, &self.key, &place, MEDIA, &open.part).await?;
        open.file.parts.push(hash);
        open.part.clear();
        Ok(())
    }

    /// Removes what came in: nobody will ask for it.
    pub async fn give_up(self) {
        if let Err(error) = blobs::remove_of(&self.house, self.tenant, self.id()).await {
            tracing::warn!(%error, "parts of an upload that broke off could not be removed; they will be looked for again");
        }
    }
}
