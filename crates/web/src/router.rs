//! The table of contents: every address, grouped by audience.

use crate::error::Failure;
use crate::frame::Frame;
use crate::speak::{Lang, Speak};
use crate::{App, access, api, assets, metrics, pages};
use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use std::sync::Arc;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::set_header::SetResponseHeaderLayer;
use utoipa::openapi::OpenApi;

/// The whole application.
pub fn app(app: App) -> Router {
    let (api, document) = api::v1::routes();
    let document = serde_json::to_string(&document).unwrap_or_default();
    // What officers see stays in no cache, also not behind the back button of a shared computer.
    let office = pages::office_routes().layer(header_layer("cache-control", "no-store"));
    let site = Router::new().merge(pages::public_routes()).merge(office).fallback(missing).layer(CompressionLayer::new());
    Router::new()
        .nest("/api/v1", api)
        .route("/api/v1/openapi.json", get(move || async move { ([(header::CONTENT_TYPE, "application/json")], document) }))
        .route("/assets/{name}", get(assets::serve))
        .route("/favicon.ico", get(assets::favicon))
        .route("/healthz", get(healthz))
        .route("/metrics", get(metrics::show))
        .merge(site)
        .layer(DefaultBodyLimit::max(24 * 1024 * 1024))
        .layer(CatchPanicLayer::custom(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response()))
        .layer(middleware::from_fn_with_state(app.clone(), front))
        .with_state(app)
}

/// The API's description.
pub fn openapi() -> OpenApi {
    api::v1::routes().1
}

const CSP: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// What every answer says, unless it says otherwise.
const SAID: [(&str, &str); 6] = [
    ("x-slrt", "1"),
    ("content-security-policy", CSP),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("permissions-policy", "camera=(self), geolocation=(), microphone=()"),
    ("x-frame-options", "DENY"),
];

/// The one step that everything passes, in front of all routes: each step of its own would cost every request an allocation or two.
async fn front(State(app): State<App>, request: axum::extract::Request, next: middleware::Next) -> Response {
    let asked = Asked::of(&request);
    let count = app.metrics.begin(&request);
    let response = match refused(&request) {
        Some(status) => status.into_response(),
        None => in_time(request, next).await,
    };
    count.end(&app.metrics, response.status());
    let mut response = in_words(&app, asked, response);
    let headers = response.headers_mut();
    let said = SAID.into_iter().chain(app.secure.then_some(("strict-transport-security", "max-age=31536000")));
    for (name, value) in said {
        headers.entry(HeaderName::from_static(name)).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// What must be known of a request when its answer has no words.
struct Asked {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    lang: Lang,
}

impl Asked {
    fn of(request: &axum::extract::Request) -> Self {
        let headers = request.headers();
        let lang = access::lang(headers);
        // A program's answer depends on its language alone: the rest is not copied for every call.
        let headers = if request.uri().path().starts_with("/api/") { HeaderMap::new() } else { headers.clone() };
        Self { method: request.method().clone(), uri: request.uri().clone(), headers, lang }
    }
}

/// A browser that says that another site made it send a change is not believed, with or without a session. NUL has no place in an address, and PostgreSQL
/// does not take it in a text.
fn refused(request: &axum::extract::Request) -> Option<StatusCode> {
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if changes && access::is_cross_site(request.headers()) {
        return Some(StatusCode::FORBIDDEN);
    }
    let nul = request.uri().path_and_query().is_some_and(|p| p.as_str().contains("%00"));
    nul.then_some(StatusCode::BAD_REQUEST)
}

fn header_layer(name: &'static str, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(HeaderName::from_static(name), HeaderValue::from_static(value))
}

/// Where large files come in, over lines that may be slow.
const UPLOADS: &[&str] = &["/impor", "/api/v1/imports"];

/// Nothing takes longer than a minute, but files that come in half an hour.
async fn in_time(request: axum::extract::Request, next: middleware::Next) -> Response {
    let uploads = request.method() == Method::POST && UPLOADS.contains(&request.uri().path());
    let limit = std::time::Duration::from_secs(if uploads { 1800 } else { 60 });
    tokio::time::timeout(limit, next.run(request)).await.unwrap_or_else(|_| StatusCode::SERVICE_UNAVAILABLE.into_response())
}

/// Whether an answer has no words of ours: none at all, or those of a library that could not read a query, a path or a body.
fn is_wordless(response: &Response) -> bool {
    let status = response.status();
    match response.headers().get(header::CONTENT_TYPE) {
        None => status.is_client_error() || status.is_server_error(),
        Some(kind) => status.is_client_error() && kind.as_bytes().starts_with(b"text/plain"),
    }
}

/// Whether a header speaks of the body, which another one takes the place of.
fn is_of_body(name: &HeaderName) -> bool {
    [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_ENCODING, header::TRANSFER_ENCODING].contains(name)
}

/// Whoever got a failure, or a status without a word, is told what happened: people by a page, programs by a problem.
fn in_words(app: &App, Asked { method, uri, headers, lang }: Asked, mut response: Response) -> Response {
    let failure = match Failure::of(&mut response) {
        Some(failure) => failure,
        None if is_wordless(&response) => Arc::new(Failure::Wordless(response.status())),
        None => return response,
    };
    let mut answer = if uri.path().starts_with("/api/") {
        failure.problem(&Speak::new(app.words.clone(), lang))
    } else {
        failure.told(Frame::plain(app, &headers, &access::page_of(&method, &uri, &headers)))
    };
    // What was said in headers (allowed methods) still holds.
    for (name, value) in response.headers() {
        if !is_of_body(name) {
            answer.headers_mut().insert(name, value.clone());
        }
    }
    answer
}

/// Says whether the server can do its work: the database answers.
async fn healthz(State(app): State<App>) -> Response {
    // A transaction alone asks an embedded database nothing: a row is read.
    match app.home().await {
        Ok(_) => "ok\n".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "database unavailable\n").into_response(),
    }
}

async fn missing(State(app): State<App>, request: axum::extract::Request) -> Response {
    let path = request.uri().path().to_owned();
    let failure = Failure::from(slrt_domain::journal::Refusal::not_found());
    if path.starts_with("/api/") {
        return failure.problem(&access::speak(&app, request.headers()));
    }
    let page = access::page_of(request.method(), request.uri(), request.headers());
    failure.page(Frame::public(&app, request.headers(), &page).await)
}
