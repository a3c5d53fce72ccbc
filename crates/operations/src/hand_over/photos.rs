//! Photographs that come along: read under the sender's key of the case, sealed anew under the receiver's. They are fetched when somebody takes the case
//! over: a refusal leaves nothing behind, and only what the package names is read. One that cannot be read hinders nothing; it is told.

use super::package::Paper;
use super::{PACKAGE, Package};
use crate::blobs;
use crate::clock::random;
use crate::house::{House, OperationError};
use crate::intake::Sender;
use slrt_domain::case::{Context, Incoming, may_answer};
use slrt_domain::identity::*;
use slrt_domain::journal::Hash;
use slrt_storage::hand_over::incoming_by_id;
use slrt_storage::{Opener, SubjectKey};
use std::collections::HashMap;

/// All photographs of a case together, at most: a dozen of the largest. The others stay where they were taken.
const ALL_BYTES: usize = 64 * 1024 * 1024;

/// Files that lie here for a case that is about to begin.
pub(super) struct Photos {
    /// The case's key here.
    pub key: SubjectKey,
    /// Hashes of the files, by document.
    pub kept: HashMap<DocumentId, Vec<u8>>,
}

impl Photos {
    /// Brings the files of a package that the sender may answer for; nothing for anybody else, who is refused under the lock.
    pub async fn bring(house: &House, sender: &Sender, id: HandOverId, office: OfficeId) -> Result<Option<Self>, OperationError> {
        let tenant = sender.tenant;
        let mut tx = house.db().read(tenant).await?;
        let row = incoming_by_id(&mut tx, tenant, id).await?;
        let opener = Opener::load(&mut tx, house.keys(), tenant, &[id.into()]).await?;
        tx.rollback().await?;
        let Some(row) = row else { return Ok(None) };
        let incoming = row.incoming()?;
        let opened = row.package.and_then(|p| opener.open_bytes(PACKAGE, &Sealed(p)));
        let Some(bytes) = opened.filter(|_| incoming.waits) else { return Ok(None) };
        let papers = Package::parse(&bytes)?.documents;
        if papers.iter().all(|d| d.photo.is_none()) || !may_take(house, sender, &incoming, office).await? {
            return Ok(None);
        }
        let mut photos = Self { key: SubjectKey::new(tenant, incoming.case, random()), kept: HashMap::new() };
        let mut left = ALL_BYTES;
        for (document, hash) in papers.iter().filter_map(named) {
            let Some(photo) = read(house, &incoming, &hash).await?.filter(|p| p.len() <= blobs::PHOTO_BYTES.min(left)) else { continue };
            left -= photo.len();
            photos.kept.insert(document, blobs::keep(house, tenant, &photos.key, &photo).await?);
        }
        Ok(Some(photos))
    }
}

fn named(paper: &Paper) -> Option<(DocumentId, Hash)> {
    Some((DocumentId(paper.id), Hash::parse(paper.photo.as_deref()?)?))
}

/// Nothing is kept on the disk for somebody who may not take it over, or not there.
async fn may_take(house: &House, sender: &Sender, incoming: &Incoming, office: OfficeId) -> Result<bool, OperationError> {
    let reference = house.reference(sender.tenant).await?;
    let now = house.clock().now();
    let actor = sender.who.actor(&reference, now);
    let ctx = Context { actor: &actor, now, occurred_at: now, late_reason: None, reference: &reference, catalog: &reference.catalog };
    Ok(may_answer(incoming, &ctx).is_ok() && reference.is_staffed(office, ctx.today()))
}

/// A photograph as the sender has it; none when it was erased there meanwhile, is gone, or is not what it was.
async fn read(house: &House, incoming: &Incoming, hash: &Hash) -> Result<Option<Vec<u8>>, OperationError> {
    match blobs::read(house, incoming.from, incoming.case, &hash.0).await {
        Err(OperationError::Storage(error)) if !error.is_temporary() => {
            tracing::warn!(%error, from = %incoming.from, "a photograph of a case that is taken over cannot be read");
            Ok(None)
        }
        answer => answer,
    }
}
