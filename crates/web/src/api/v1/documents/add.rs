//! `POST /cases/{case}/documents`: adds a document, with its photograph if there is one.

use crate::App;
use crate::error::Failure;
use crate::operation::{Key, Operation, Refused, parsed};
use crate::pages::is_picture;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use slrt_domain::Coded as _;
use slrt_domain::case::DocumentForm;
use slrt_domain::identity::{CaseId, ConcernId, DocumentId, Private};
use slrt_domain::journal::Refusal;
use slrt_operations::steps::{DocumentInput, add_document};
use utoipa::ToSchema;

/// A document.
#[derive(Deserialize, ToSchema)]
pub struct AddDocument {
    /// A UUID made by the client.
    id: String,
    /// Of which concern only.
    concern: Option<String>,
    /// Kind of the catalogue.
    kind: String,
    /// `shown`, `copy`, `photo`, `missing`.
    form: String,
    /// The photograph of a `photo` (JPEG, PNG or WebP, 5 MB at most) as base 64.
    photo: Option<String>,
}

/// The document.
#[derive(Serialize, ToSchema)]
pub struct AddedDocument {
    /// Id.
    id: String,
}

/// Adds a document to a case.
#[utoipa::path(post, path = "/cases/{case}/documents", tag = "documents", security(("bearer" = [])), request_body = AddDocument,
    params(("case" = String, Path), Key),
    responses((status = 201, body = AddedDocument), Refused))]
pub async fn add(
    State(app): State<App>,
    Path(case): Path<String>,
    op: Operation<AddDocument>,
) -> Result<(StatusCode, axum::Json<AddedDocument>), Failure> {
    let id = op.body.id.clone();
    let input = op.body.input(&case)?;
    add_document(&app.house, &op.sender, input).await?;
    Ok((StatusCode::CREATED, axum::Json(AddedDocument { id })))
}

/// Reads a photograph that was sent as base 64.
pub(in crate::api::v1) fn read_photo(text: String) -> Result<Private<Vec<u8>>, Refusal> {
    let bytes = STANDARD.decode(text).map_err(|_| Refusal::invalid("photo", "unknown"))?;
    if is_picture(&bytes) { Ok(Private::new(bytes)) } else { Err(Refusal::invalid("photo", "not-a-picture")) }
}

impl AddDocument {
    fn input(self, case: &str) -> Result<DocumentInput, Refusal> {
        let photo = self.photo.map(read_photo).transpose()?;
        Ok(DocumentInput {
            id: parsed("id", &self.id, DocumentId::parse)?,
            case: CaseId::parse(case).ok_or_else(Refusal::not_found)?,
            concern: self.concern.map(|c| parsed("concern", &c, ConcernId::parse)).transpose()?,
            kind: self.kind,
            form: parsed("form", &self.form, DocumentForm::from_code)?,
            photo,
        })
    }
}
