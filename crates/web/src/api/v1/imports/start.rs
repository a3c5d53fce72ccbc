//! `POST /imports`: files come in, are tried, and, unless it is a dry run, taken in.

use super::show::{ImportState, state_of};
use crate::App;
use crate::access::{Bearer, speak};
use crate::error::{Failure, Problem};
use crate::operation::{Key, key};
use crate::pages::import::receive::{Trouble, receive};
use crate::pages::import::run::{must_import, source_and_day, yes};
use axum::extract::{FromRequest as _, Multipart, Request, State};
use axum::http::{HeaderMap, StatusCode};
use slrt_domain::journal::Refusal;
use slrt_operations::accounts::Session;
use slrt_operations::uploads::{self, About, Begun, Upload};
use utoipa::ToSchema;

/// Files with their circumstances; fields stand before files.
#[derive(ToSchema)]
#[expect(dead_code, reason = "the shape of a multipart form, for the description")]
pub struct StartImport {
    /// `dtsen`, `dtks`, `bdt`.
    source: String,
    /// The day of which the copy is, `YYYY-MM-DD`.
    as_of: String,
    /// `true`: only tell what would come in.
    dry_run: Option<String>,
    /// A CSV pair, one workbook of two sheets, or one table of persons; at most 512 MB together.
    #[schema(value_type = Vec<String>, format = Binary)]
    file: Vec<Vec<u8>>,
}

/// Begins an import; the work goes on in the background, see `GET /imports/{id}`.
#[utoipa::path(post, path = "/imports", tag = "imports", security(("bearer" = [])), request_body(content = StartImport, content_type = "multipart/form-data"),
    params(Key),
    responses((status = 202, body = ImportState), (status = 400, body = Problem), (status = 401, body = Problem), (status = 403, body = Problem),
              (status = 409, body = Problem), (status = 413, body = Problem), (status = 422, body = Problem), (status = 503, body = Problem)))]
pub async fn start(
    State(app): State<App>,
    Bearer(session): Bearer,
    headers: HeaderMap,
    request: Request,
) -> Result<(StatusCode, axum::Json<ImportState>), Failure> {
    let upload = begin(&app, &session, request).await?;
    Ok((StatusCode::ACCEPTED, axum::Json(state_of(&upload, &speak(&app, &headers)))))
}

async fn begin(app: &App, session: &Session, request: Request) -> Result<Upload, Failure> {
    must_import(session)?;
    let (house, tenant) = (&app.house, session.tenant);
    let operation = key(request.headers())?;
    // This is looked at again when the files are in, and only spares sending them. What was sent before is compared only then.
    let sent_before = uploads::of_operation(house, tenant, operation).await?.is_some_and(|u| !matches!(u.state, uploads::State::Failed(_)));
    if !sent_before && uploads::pending(house, tenant).await?.is_some_and(|u| u.state.is_busy()) {
        return Err(busy().into());
    }
    let multipart = Multipart::from_request(request, app).await.map_err(|_| Failure::Request("form"))?;
    let received = receive(app, tenant, multipart, |_| true).await.map_err(failure)?;
    let today = session.reference.zone.day(house.clock().now());
    let field = |name: &str| received.fields.get(name).map(String::as_str);
    let (source, as_of) = match source_and_day(field("source"), field("as_of"), today) {
        Ok(said) => said,
        Err(refusal) => {
            received.arrived.give_up().await;
            return Err(refusal.into());
        }
    };
    let at_once = field("dry_run") != Some("true");
    let about = About { operation, by: yes(session, "api"), source, as_of, at_once };
    match uploads::begin(house, received.arrived, about).await? {
        Begun::New(upload) | Begun::Again(upload) => Ok(upload),
        Begun::Busy(_) => Err(busy().into()),
    }
}

fn busy() -> Refusal {
    Refusal { field: Some("upload"), ..Refusal::wrong_state("busy") }
}

fn failure(trouble: Trouble) -> Failure {
    match trouble {
        Trouble::Form | Trouble::Denied => Failure::Request("form"),
        Trouble::Bounds(code) => Failure::Request(code),
        Trouble::TooLarge => Refusal::invalid("file", "too_large").into(),
        Trouble::TooMany => Refusal::invalid("file", "too_many_files").into(),
        Trouble::NoFile => Refusal::invalid("file", "missing").into(),
        Trouble::Kept(e) => Failure::from(e),
    }
}
