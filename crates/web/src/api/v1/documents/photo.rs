//! `GET /cases/{case}/documents/{document}/photo`: the photograph of a document.

use crate::App;
use crate::access::Bearer;
use crate::error::{Failure, Problem};
use crate::pages::photograph;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::IntoResponse;

/// The photograph of a document. Who looks at one with specific personal data or a number stands in the journal, once an hour.
#[utoipa::path(get, path = "/cases/{case}/documents/{document}/photo", tag = "documents", security(("bearer" = [])),
    params(("case" = String, Path), ("document" = String, Path)),
    responses((status = 200, content_type = "image/jpeg"), (status = 401, body = Problem), (status = 404, body = Problem), (status = 503, body = Problem)))]
pub async fn photo(
    State(app): State<App>,
    Bearer(session): Bearer,
    Path((case, document)): Path<(String, String)>,
) -> Result<impl IntoResponse, Failure> {
    let bytes = photograph(&app, &session, "api", &case, &document).await?;
    let kind = crate::pages::media(&bytes);
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"))], bytes))
}
