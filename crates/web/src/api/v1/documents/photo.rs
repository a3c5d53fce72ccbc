//! `GET /cases/{case}/documents/{document}/photo`: the photograph of a document.

use crate::App;
use crate::access::{Bearer, speak};
use crate::error::{Failure, Problem};
use crate::pages::find_document;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use slrt_domain::journal::Refusal;
use slrt_operations::blobs;

/// The photograph of a document.
#[utoipa::path(get, path = "/cases/{case}/documents/{document}/photo", tag = "documents", security(("bearer" = [])),
    params(("case" = String, Path), ("document" = String, Path)),
    responses((status = 200, content_type = "image/jpeg"), (status = 401, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn photo(
    State(app): State<App>,
    Bearer(session): Bearer,
    Path((case, document)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let bytes = async {
        let (view, found) = find_document(&app, &session, &case, &document).await?;
        let hash = found.blob.ok_or_else(Refusal::not_found)?;
        Ok::<_, Failure>(blobs::read(&app.house, session.tenant, view.id, &hash).await?.ok_or_else(Refusal::not_found)?)
    };
    match bytes.await {
        Ok(bytes) => {
            let about = [
                (header::CONTENT_TYPE, crate::pages::media(&bytes)),
                (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store")),
            ];
            (about, bytes).into_response()
        }
        Err(e) => e.problem(&speak(&app, &headers)),
    }
}
