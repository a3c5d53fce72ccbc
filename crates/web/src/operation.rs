//! Operations by API: bearer token, idempotency key, JSON body.

use crate::App;
use crate::access::{Bearer, speak};
use crate::error::Failure;
use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::response::Response;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use slrt_domain::calendar::Instant;
use slrt_domain::identity::{OperationId, visible};
use slrt_domain::journal::Refusal;
use slrt_operations::Who;
use slrt_operations::accounts::Session;
use slrt_operations::intake::Sender;
use std::borrow::Cow;

/// The largest JSON body: one photograph as base 64 and its case.
const BODY_BYTES: usize = 8 * 1024 * 1024;
/// The largest of a question, which anybody may send.
const PLAIN_BYTES: usize = 64 * 1024;

/// When it happened; part of every operation's body.
#[derive(Debug, Deserialize)]
struct When {
    occurred_at: Option<String>,
    late_reason: Option<String>,
}

/// An operation sent by a program: session, sender and body.
#[derive(Debug)]
pub struct Operation<T> {
    /// The session of the bearer token.
    pub session: Session,
    /// Who sends it, under the header `Idempotency-Key` (a UUID).
    pub sender: Sender,
    /// The body.
    pub body: T,
}

impl<T: DeserializeOwned> FromRequest<App> for Operation<T> {
    type Rejection = Response;
    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Bearer(session) = Bearer::from_request_parts(&mut parts, app).await?;
        let l = speak(app, &parts.headers);
        let fail = |f: Failure| f.problem(&l);
        let key = parts.headers.get("idempotency-key").and_then(|v| v.to_str().ok());
        let Some(operation) = key.and_then(|k| OperationId::parse(k.trim())) else {
            return Err(fail(Failure::Request("idempotency-key")));
        };
        let bytes = axum::body::to_bytes(body, BODY_BYTES).await.map_err(|_| fail(Failure::Request("too-large")))?;
        let body: T = parse(&bytes).map_err(fail)?;
        let when: When = parse(&bytes).map_err(fail)?;
        let occurred_at = match when.occurred_at.as_deref().map(Instant::parse_rfc3339) {
            Some(None) => return Err(fail(Refusal::invalid("occurred_at", "unknown").into())),
            Some(at) => at,
            None => None,
        };
        let sender = Sender {
            tenant: session.tenant,
            who: Who::Account(session.account),
            channel: "api".into(),
            device: Some(session.handle()),
            operation,
            digest: app.house.keys().request_digest(&[parts.method.as_str().as_bytes(), parts.uri.path().as_bytes(), &bytes]),
            occurred_at,
            late_reason: when.late_reason,
        };
        Ok(Self { session, sender, body })
    }
}

fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let bytes = if bytes.is_empty() { b"{}" } else { bytes };
    // The error's own text could quote what was sent.
    let bad = |_| Failure::Request("json");
    // Plain letters without escapes hold nothing that cannot be seen: most bodies are read in one go.
    if bytes.is_ascii() && !bytes.windows(2).any(|w| w == b"\\u") {
        return serde_json::from_slice(bytes).map_err(bad);
    }
    let mut value: Value = serde_json::from_slice(bytes).map_err(bad)?;
    make_visible(&mut value);
    T::deserialize(value).map_err(bad)
}

/// Takes out of every text what cannot be seen.
fn make_visible(value: &mut Value) {
    match value {
        Value::String(text) => {
            if let Cow::Owned(seen) = visible(text) {
                *text = seen;
            }
        }
        Value::Array(list) => list.iter_mut().for_each(make_visible),
        Value::Object(map) => map.values_mut().for_each(make_visible),
        _ => {}
    }
}

/// A JSON body without an operation (log-in, searches): read the same way.
#[derive(Debug)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Json<T> {
    type Rejection = Response;
    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let l = speak(app, request.headers());
        let bytes = axum::body::to_bytes(request.into_body(), PLAIN_BYTES).await.map_err(|_| Failure::Request("too-large").problem(&l))?;
        parse(&bytes).map(Json).map_err(|f| f.problem(&l))
    }
}
