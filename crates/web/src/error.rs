//! Errors at the edge: one enum, told as problem JSON (RFC 9457) to programs and as a page to people.

use crate::frame::Frame;
use crate::speak::Speak;
use askama::Template;
use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use serde::Serialize;
use slrt_domain::Coded as _;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_operations::OperationError;
use std::sync::Arc;
use utoipa::ToSchema;

/// A problem as RFC 9457 describes it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct Problem {
    /// `urn:slrt:problem:<code>`.
    #[serde(rename = "type")]
    pub kind: String,
    /// In the reader's language: what happened and what to do.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// The field it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// A finer code: why a field is invalid, the present state, cases that may be duplicates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

/// What a handler could not do.
#[derive(Debug)]
pub enum Failure {
    /// From below.
    Operation(OperationError),
    /// The request itself cannot be read: a code for the words `request-<code>`.
    Request(&'static str),
    /// The form's token does not belong to the session.
    Csrf,
    /// The one-time password must be changed first.
    OneTimePassword,
    /// A password of one's own has to be chosen before anything else.
    MustChange,
    /// Something said a status and no word: the router, a time limit, a page that could not be rendered.
    Wordless(StatusCode),
}

/// Header of answers that a log-in, a new password or today's token would have changed: scripts keep what was sent.
pub const SESSION: &str = "x-slrt-session";

impl From<OperationError> for Failure {
    fn from(e: OperationError) -> Self {
        Self::Operation(e)
    }
}
impl From<Refusal> for Failure {
    fn from(r: Refusal) -> Self {
        Self::Operation(r.into())
    }
}
impl From<slrt_operations::storage::StorageError> for Failure {
    fn from(e: slrt_operations::storage::StorageError) -> Self {
        Self::Operation(e.into())
    }
}

/// The status alone, and the failure along with it: who asked, in which language, is known in front of all routes (`router.rs`), which puts it in words.
impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

impl Failure {
    /// The failure that an answer still has to tell.
    pub fn of(response: &mut Response) -> Option<Arc<Self>> {
        response.extensions_mut().remove()
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        use RefusalKind as K;
        match self {
            Self::Request("too-many") => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Request(_) => StatusCode::BAD_REQUEST,
            Self::Csrf | Self::OneTimePassword => StatusCode::FORBIDDEN,
            Self::MustChange => StatusCode::UNAUTHORIZED,
            Self::Wordless(status) => *status,
            Self::Operation(OperationError::Refused(r)) => match r.kind {
                K::NotFound => StatusCode::NOT_FOUND,
                K::Forbidden | K::OwnRecommendation => StatusCode::FORBIDDEN,
                K::Changed | K::WrongState | K::Duplicate | K::Reused => StatusCode::CONFLICT,
                K::Invalid | K::NoOffice | K::LateWithoutReason | K::WrongNikArea => StatusCode::UNPROCESSABLE_ENTITY,
            },
            Self::Operation(OperationError::Unauthenticated) => StatusCode::UNAUTHORIZED,
            Self::Operation(OperationError::Wait(_)) => StatusCode::TOO_MANY_REQUESTS,
            Self::Operation(OperationError::Busy) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Operation(OperationError::Storage(e)) if e.is_temporary() => StatusCode::SERVICE_UNAVAILABLE,
            Self::Operation(OperationError::Storage(_)) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The status of a form that comes back with what is wrong: what the rules forbid is told in the form, like everything else.
    pub fn status_in_form(&self) -> StatusCode {
        match self.status() {
            StatusCode::FORBIDDEN => StatusCode::UNPROCESSABLE_ENTITY,
            status => status,
        }
    }

    /// A stable code, also the key of its words.
    pub fn code(&self) -> String {
        match self {
            Self::Request(code) => format!("request-{code}"),
            Self::Csrf => "request-csrf".into(),
            Self::OneTimePassword => "request-one-time-password".into(),
            Self::MustChange => "must-change".into(),
            Self::Wordless(StatusCode::FORBIDDEN) => "request-cross-site".into(),
            Self::Wordless(StatusCode::METHOD_NOT_ALLOWED) => "request-method".into(),
            Self::Wordless(StatusCode::SERVICE_UNAVAILABLE) => "busy".into(),
            Self::Wordless(StatusCode::NOT_FOUND) => "refusal-not-found".into(),
            Self::Wordless(status) if status.is_client_error() => "request-form".into(),
            Self::Wordless(_) => "internal".into(),
            Self::Operation(OperationError::Refused(r)) => format!("refusal-{}", r.kind.code()),
            Self::Operation(OperationError::Unauthenticated) => "unauthenticated".into(),
            Self::Operation(OperationError::Wait(_)) => "wait".into(),
            Self::Operation(OperationError::Busy) => "busy".into(),
            Self::Operation(OperationError::Storage(e)) if e.is_temporary() => "unavailable".into(),
            Self::Operation(OperationError::Storage(_)) => "internal".into(),
        }
    }

    /// What happened and what to do, in the reader's language.
    pub fn words(&self, l: &Speak) -> String {
        match self {
            Self::Operation(OperationError::Refused(r)) => refusal_words(r, l),
            Self::Operation(OperationError::Wait(seconds)) => l.t1("wait", "seconds", *seconds),
            _ => l.t(&self.code()),
        }
    }

    /// The refusal behind it.
    pub fn refusal(&self) -> Option<&Refusal> {
        match self {
            Self::Operation(OperationError::Refused(r)) => Some(r),
            _ => None,
        }
    }

    fn log(&self) {
        if let Self::Operation(OperationError::Storage(e)) = self {
            if e.is_temporary() {
                tracing::warn!(error = %e, "storage is unavailable");
            } else {
                tracing::error!(error = %e, "storage failed");
            }
        }
    }

    /// As problem JSON.
    pub fn problem(&self, l: &Speak) -> Response {
        self.log();
        let refusal = self.refusal();
        let body = Problem {
            kind: format!("urn:slrt:problem:{}", self.code()),
            title: self.words(l),
            status: self.status().as_u16(),
            field: refusal.and_then(|r| r.field).map(Into::into),
            detail: refusal.map(|r| r.detail.clone()).filter(|d| !d.is_empty()),
        };
        let mut response = (self.status(), Json(body)).into_response();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        self.retry_after(&mut response);
        response
    }

    /// Says when to try again.
    pub fn retry_after(&self, response: &mut Response) {
        let seconds = match self {
            Self::Operation(OperationError::Wait(s)) => *s,
            _ if self.status() == StatusCode::SERVICE_UNAVAILABLE => 2,
            _ => return,
        };
        if let Ok(value) = HeaderValue::from_str(&seconds.to_string()) {
            response.headers_mut().insert(header::RETRY_AFTER, value);
        }
    }

    /// As a page; whoever is not signed in is led to log in and comes back afterwards.
    pub fn page(&self, frame: Frame) -> Response {
        if matches!(self, Self::Operation(OperationError::Unauthenticated)) {
            return Redirect::to(&log_in(&frame)).into_response();
        }
        self.told(frame)
    }

    /// As a page, also to whoever is not signed in: scripts would take a redirect for an answer.
    pub fn told(&self, frame: Frame) -> Response {
        self.log();
        let (session, to, go) = match self {
            Self::Operation(OperationError::Unauthenticated) => (Some("ended"), log_in(&frame), "log-in"),
            Self::MustChange => (Some("password"), "/akun/sandi".to_owned(), "password-change"),
            Self::Csrf => (Some("token"), frame.path.clone(), "error-reload"),
            _ if frame.me.is_some() => (None, frame.start().to_owned(), "error-back"),
            _ => (None, "/".to_owned(), "error-back"),
        };
        let code = self.code();
        let forbidden = self.refusal().is_some_and(|r| r.kind == RefusalKind::Forbidden);
        let told = Told {
            title: frame.l.t(if code == "refusal-not-found" { "error-not-found" } else { "error-title" }),
            message: self.words(&frame.l),
            code,
            who: if forbidden && frame.me.is_some() { frame.who_may() } else { None },
            to,
            go: frame.l.t(go),
        };
        let f = &frame;
        // Whoever is signed in keeps the menu: one wrong turn is no way out.
        let page = if f.me.is_some() { OfficeErrorPage { f, told }.render() } else { ErrorPage { f, told }.render() };
        let mut response = (self.status(), Html(page.unwrap_or_default())).into_response();
        if let Some(why) = session {
            response.headers_mut().insert(SESSION, HeaderValue::from_static(why));
        }
        self.retry_after(&mut response);
        response
    }
}

fn log_in(frame: &Frame) -> String {
    format!("/masuk?next={}", crate::frame::encode(&frame.path))
}

/// Words of a refusal: the finest that exist.
pub fn refusal_words(r: &Refusal, l: &Speak) -> String {
    finer_words(r, l).unwrap_or_else(|| l.t(&format!("refusal-{}", r.kind.code())))
}

/// Words for more than the kind of a refusal, if there are any.
pub fn finer_words(r: &Refusal, l: &Speak) -> Option<String> {
    let field = r.field.unwrap_or_default().replace('_', "-");
    let detail = r.detail.split(':').next().unwrap_or_default().replace('_', "-");
    for key in [format!("invalid-{field}-{detail}"), format!("refusal-{}-{detail}", r.kind.code())] {
        if r.field.is_some() && l.has(&key) {
            return Some(l.t(&key));
        }
    }
    let general = format!("invalid-{detail}");
    if r.kind == RefusalKind::Invalid && l.has(&general) {
        return Some(l.t1(&general, "field", l.code("field", &field)));
    }
    None
}

/// What is told of it.
struct Told {
    title: String,
    message: String,
    code: String,
    /// Who may, where it is a matter of roles.
    who: Option<String>,
    /// Where to go on, and what that is called.
    to: String,
    go: String,
}

/// To somebody who is not signed in.
#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    f: &'a Frame,
    told: Told,
}

/// Within the office's frame.
#[derive(Template)]
#[template(path = "error_office.html")]
struct OfficeErrorPage<'a> {
    f: &'a Frame,
    told: Told,
}
