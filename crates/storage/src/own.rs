//! A regency's own rows of the catalogue: one dated version a row. What a version says is kept in the form that it has in the journal.

use crate::error::StorageError;
use crate::{Tx, Value, args, row, wire};
use slrt_domain::Coded as _;
use slrt_domain::calendar::Instant;
use slrt_domain::identity::Tenant;
use slrt_domain::program::OwnRow;

struct CatalogRow {
    code: String,
    valid_from: String,
    valid_to: Option<String>,
    source: String,
    url: String,
    withdrawn: bool,
    revision: i64,
    content: Vec<u8>,
}

crate::row::from_row!(CatalogRow { code, valid_from, valid_to, source, url, withdrawn, revision, content });

/// All own rows of a tenant, by sort, code and first day.
///
/// # Errors
/// When the database is away.
pub async fn rows(tx: &mut Tx, tenant: Tenant) -> Result<Vec<OwnRow>, StorageError> {
    let found: Vec<CatalogRow> = tx
        .all(
            "SELECT code, valid_from, valid_to, source, url, withdrawn, revision, content FROM catalog_row WHERE tenant = $1 ORDER BY sort, code, valid_from",
            &args![tenant],
        )
        .await?;
    found.into_iter().map(own).collect()
}

fn own(r: CatalogRow) -> Result<OwnRow, StorageError> {
    Ok(OwnRow {
        code: r.code,
        valid_from: row::day(&r.valid_from)?,
        valid_to: row::maybe(r.valid_to.as_ref(), row::day)?,
        source: r.source,
        url: r.url,
        withdrawn: r.withdrawn,
        revision: r.revision,
        content: wire::catalog_content(&r.content)?,
    })
}

/// The row of a version.
pub fn values(tenant: Tenant, r: &OwnRow, by: Option<uuid::Uuid>, at: Instant) -> Vec<Value> {
    args![
        tenant,
        r.sort().code(),
        &r.code,
        r.valid_from,
        r.valid_to,
        &r.source,
        &r.url,
        r.withdrawn,
        r.revision,
        wire::catalog_content_bytes(&r.content),
        by,
        at
    ]
}
