//! `GET /layanan/{case}/berkas/{document}`: a paper and its photograph.

use crate::App;
use crate::access::Officer;
use crate::error::Failure;
use crate::frame::Frame;
use crate::pages::case::say::Say;
use crate::pages::html;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use slrt_domain::Coded as _;
use slrt_domain::case::DocumentSeen;
use slrt_domain::identity::*;
use slrt_domain::journal::{Hash, Refusal};
use slrt_operations::accounts::Session;
use slrt_operations::blobs;
use slrt_operations::steps::see_document;
use slrt_operations::view::{CaseView, DocumentView};

#[derive(Template)]
#[template(path = "document/show.html")]
struct DocumentPage {
    f: Frame,
    number: String,
    back: String,
    what: String,
    about: String,
    photo: Option<String>,
}

/// A document of a case that the reader may see.
async fn find(app: &App, session: &Session, case: &str, document: &str) -> Result<(CaseView, DocumentView), Failure> {
    let (case, document) = CaseId::parse(case).zip(DocumentId::parse(document)).ok_or_else(Refusal::not_found)?;
    let view = slrt_operations::view::case(&app.house, session, case).await?;
    let found = view.documents.iter().find(|d| d.id == document).cloned().ok_or_else(Refusal::not_found)?;
    Ok((view, found))
}

/// Shows a document.
pub async fn show(State(app): State<App>, Path((case, document)): Path<(String, String)>, Officer { session, frame }: Officer) -> Response {
    let (view, found) = match find(&app, &session, &case, &document).await {
        Ok(found) => found,
        Err(e) => return e.page(frame),
    };
    let l = frame.l.clone();
    let say = Say { l: &l, catalog: &session.reference.catalog, today: session.reference.zone.day(app.house.clock().now()) };
    html(&DocumentPage {
        number: view.number.to_string(),
        back: format!("/layanan/{}", view.id),
        what: say.document(&found.kind),
        about: format!("{} · {}", l.code("docform", found.form.code()), l.moment(found.at, &session.reference.zone)),
        photo: found.blob.as_ref().map(|_| format!("/layanan/{}/berkas/{}/foto", view.id, found.id)),
        f: frame,
    })
}

/// A photograph that the reader may see. Who looked at one with specific personal data or a number stands in the journal.
pub(crate) async fn photograph(app: &App, session: &Session, channel: &str, case: &str, document: &str) -> Result<Vec<u8>, Failure> {
    let (view, found) = find(app, session, case, document).await?;
    let hash = found.blob.ok_or_else(Refusal::not_found)?;
    let bytes = blobs::read(&app.house, session.tenant, view.id, &hash).await?.ok_or_else(Refusal::not_found)?;
    let seen = DocumentSeen { document: found.id, case: view.id, concern: found.concern, kind: found.kind, visibility: found.visibility };
    let sender = session.sender(channel, OperationId(app.house.clock().new_id()), Hash::ZERO);
    see_document(&app.house, &sender, seen).await?;
    Ok(bytes)
}

/// The photograph itself; kept by no cache.
pub async fn photo(
    State(app): State<App>,
    Path((case, document)): Path<(String, String)>,
    Officer { session, frame }: Officer,
) -> Response {
    match photograph(&app, &session, "web", &case, &document).await {
        Ok(bytes) => {
            let headers = [(header::CONTENT_TYPE, media(&bytes)), (header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"))];
            (headers, bytes).into_response()
        }
        Err(e) => e.page(frame),
    }
}

/// The kind of picture, by its first bytes; anything else is never shown by a browser.
pub(crate) fn media(bytes: &[u8]) -> HeaderValue {
    HeaderValue::from_static(match bytes {
        [0xff, 0xd8, 0xff, ..] => "image/jpeg",
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => "image/png",
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "image/webp",
        _ => "application/octet-stream",
    })
}

/// Whether it is a picture that browsers show.
pub(crate) fn is_picture(bytes: &[u8]) -> bool {
    media(bytes) != "application/octet-stream"
}
