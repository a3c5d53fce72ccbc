//! Taking files in: sealed part by part as they come, never in memory or in clear as a whole.

use crate::App;
use crate::form::check_part;
use axum::extract::Multipart;
use axum::extract::multipart::Field;
use slrt_domain::identity::{Tenant, visible};
use slrt_operations::OperationError;
use slrt_operations::import::LARGEST_FILES;
use slrt_operations::uploads::Arriving;
use std::collections::HashMap;

/// What is read and thrown away of larger ones, so that whoever sends them hears why.
const PATIENCE: u64 = 2 << 30;
/// Files of one import: two tables, and some room for sheets in files of their own.
const FILES: usize = 4;
/// Fields and files together: a handful of each.
const PARTS: usize = 32;
/// The largest other field.
const FIELD: usize = 4096;

/// Why files were not taken in.
#[derive(Debug)]
pub enum Trouble {
    /// The request is no form with files.
    Form,
    /// It has more parts than any form of ours, or a field's name is too long: a code for the words `request-<code>`.
    Bounds(&'static str),
    /// A field that must come first was missing or wrong: nothing was written.
    Denied,
    /// More than [`LARGEST_FILES`] bytes.
    TooLarge,
    /// More than four files.
    TooMany,
    /// No file at all.
    NoFile,
    /// They cannot be kept.
    Kept(OperationError),
}

impl From<OperationError> for Trouble {
    fn from(error: OperationError) -> Self {
        Self::Kept(error)
    }
}

/// Fields and files.
#[derive(Debug)]
pub struct Received {
    /// Fields, by name.
    pub fields: HashMap<String, String>,
    /// Files: at least one.
    pub arrived: Arriving,
}

/// Reads the form. `may` is asked with the fields so far before the first byte of a file is kept: hidden fields stand before files.
pub async fn receive(
    app: &App,
    tenant: Tenant,
    parts: Multipart,
    may: impl Fn(&HashMap<String, String>) -> bool,
) -> Result<Received, Trouble> {
    let (mut fields, mut arrived) = (HashMap::new(), Arriving::new(&app.house, tenant));
    match read(parts, may, &mut fields, &mut arrived).await {
        Ok(()) => Ok(Received { fields, arrived }),
        Err(trouble) => {
            arrived.give_up().await;
            Err(trouble)
        }
    }
}

async fn read(
    mut parts: Multipart,
    may: impl Fn(&HashMap<String, String>) -> bool,
    fields: &mut HashMap<String, String>,
    arrived: &mut Arriving,
) -> Result<(), Trouble> {
    let (mut total, mut begun, mut seen) = (0, 0, 0);
    while let Some(part) = parts.next_field().await.map_err(|_| Trouble::Form)? {
        check_part(seen, PARTS, part.name().unwrap_or_default()).map_err(Trouble::Bounds)?;
        seen += 1;
        let field = part.name().unwrap_or_default().to_owned();
        let Some(name) = part.file_name().map(|n| visible(n).into_owned()) else {
            fields.insert(field, text(part).await?);
            continue;
        };
        if !may(fields) {
            return Err(Trouble::Denied);
        }
        if begun == FILES {
            return Err(Trouble::TooMany);
        }
        arrived.begin_file(name);
        keep(part, arrived, &mut total).await?;
        // A field without a chosen file comes as an empty one.
        arrived.end_file().await?;
        begun = arrived.files();
    }
    if !may(fields) {
        return Err(Trouble::Denied);
    }
    if arrived.files() == 0 { Err(Trouble::NoFile) } else { Ok(()) }
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

/// Keeps a file as it comes; beyond the bound it is read on and thrown away, so that the sender gets an answer instead of a broken connection.
async fn keep(mut part: Field<'_>, arrived: &mut Arriving, total: &mut u64) -> Result<(), Trouble> {
    while let Some(chunk) = part.chunk().await.map_err(|_| Trouble::Form)? {
        *total += chunk.len() as u64;
        if *total > PATIENCE {
            return Err(Trouble::TooLarge);
        }
        if *total <= LARGEST_FILES {
            arrived.take(&chunk).await?;
        }
    }
    if *total > LARGEST_FILES { Err(Trouble::TooLarge) } else { Ok(()) }
}
