//! Operations by API: bearer token, idempotency key, JSON body; and how they are described.

use crate::App;
use crate::access::Bearer;
use crate::error::Failure;
use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::identity::{OperationId, Private, visible};
use slrt_domain::journal::Refusal;
use slrt_operations::accounts::Session;
use slrt_operations::intake::Sender;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::response::Response as Described;
use utoipa::openapi::{Content, Object, Ref, RefOr, Required, ResponseBuilder, Schema, Type};
use utoipa::{IntoParams, IntoResponses, PartialSchema, ToSchema};
use utoipa_axum::router::OpenApiRouter;

/// The largest JSON body: one photograph as base 64 and its case.
const BODY_BYTES: usize = 8 * 1024 * 1024;
/// The largest of a question, which anybody may send.
const PLAIN_BYTES: usize = 64 * 1024;

/// When it happened; part of every operation's body.
#[derive(Debug, Deserialize, ToSchema)]
pub struct When {
    /// When it happened (RFC 3339), if not now.
    occurred_at: Option<String>,
    /// Why it is entered late, coded: needed after as many days as the catalogue says.
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
    type Rejection = Failure;
    async fn from_request(request: Request, app: &App) -> Result<Self, Failure> {
        let sent = Sent::read(request, app).await?;
        let body: T = parse(&sent.bytes)?;
        let sender = sent.sender(app)?;
        Ok(Self { session: sent.session, sender, body })
    }
}

/// What came in, whatever the body says: read by the same code for all kinds of bodies.
struct Sent {
    parts: Parts,
    session: Session,
    operation: OperationId,
    bytes: Bytes,
}

impl Sent {
    async fn read(request: Request, app: &App) -> Result<Self, Failure> {
        let (mut parts, body) = request.into_parts();
        let Bearer(session) = Bearer::from_request_parts(&mut parts, app).await?;
        let operation = key(&parts.headers)?;
        let bytes = whole(body, BODY_BYTES).await?;
        Ok(Self { parts, session, operation, bytes })
    }

    fn sender(&self, app: &App) -> Result<Sender, Failure> {
        let when: When = parse(&self.bytes)?;
        let occurred_at = match when.occurred_at.as_deref().map(Instant::parse_rfc3339) {
            Some(None) => return Err(Refusal::invalid("occurred_at", "unknown").into()),
            Some(at) => at,
            None => None,
        };
        let asked = [self.parts.method.as_str().as_bytes(), self.parts.uri.path().as_bytes(), &self.bytes];
        let digest = app.house.keys().request_digest(&asked);
        Ok(Sender { occurred_at, late_reason: when.late_reason, ..self.session.sender("api", self.operation, digest) })
    }
}

/// The operation's id, made by the client.
///
/// # Errors
/// When the header is missing or is no UUID.
pub fn key(headers: &HeaderMap) -> Result<OperationId, Failure> {
    let key = headers.get("idempotency-key").and_then(|v| v.to_str().ok());
    key.and_then(|k| OperationId::parse(k.trim())).ok_or(Failure::Request("idempotency-key"))
}

async fn whole(body: Body, limit: usize) -> Result<Bytes, Failure> {
    axum::body::to_bytes(body, limit).await.map_err(|_| Failure::Request("too-large"))
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
    type Rejection = Failure;
    async fn from_request(request: Request, _: &App) -> Result<Self, Failure> {
        let bytes = whole(request.into_body(), PLAIN_BYTES).await?;
        parse(&bytes).map(Json)
    }
}

/// A day in a body.
///
/// # Errors
/// When it is none.
pub fn day(field: &'static str, text: &str) -> Result<Day, Refusal> {
    Day::parse(text).ok_or_else(|| Refusal::invalid(field, "day"))
}

/// An id or a code in a body.
///
/// # Errors
/// When it is none.
pub fn parsed<T>(field: &'static str, text: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Refusal> {
    parse(text).ok_or_else(|| Refusal::invalid(field, "unknown"))
}

/// Words in a body, if they say anything.
pub fn private(text: Option<String>) -> Option<Private<String>> {
    text.filter(|t| !t.trim().is_empty()).map(Private::new)
}

/// The header that names an operation, for its description.
#[derive(Debug)]
pub struct Key;

impl IntoParams for Key {
    fn into_params(_: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let text = Object::with_type(Type::String);
        let key = ParameterBuilder::new().name("Idempotency-Key").parameter_in(ParameterIn::Header).required(Required::True);
        vec![key.description(Some("The operation's id, a UUID")).schema(Some(text)).build()]
    }
}

/// How an operation on something that is there may be refused, for its description.
#[derive(Debug)]
pub struct Refused;

impl IntoResponses for Refused {
    fn responses() -> BTreeMap<String, RefOr<Described>> {
        let problem = || ResponseBuilder::new().content("application/json", Content::new(Some(Ref::from_schema_name("Problem"))));
        ["400", "401", "403", "404", "409", "422", "503"].map(|status| (status.to_owned(), problem().into())).into()
    }
}

/// Describes in every body of these routes what it may say besides its own: the fields of `T`, written once.
pub fn saying<T: PartialSchema>(mut routes: OpenApiRouter<App>) -> OpenApiRouter<App> {
    let RefOr::T(Schema::Object(said)) = T::schema() else { return routes };
    let document = routes.get_openapi_mut();
    let operations = document.paths.paths.values().flat_map(|item| [&item.post, &item.put, &item.patch]).flatten();
    let bodies: BTreeSet<String> = operations.filter_map(body).collect();
    let schemas = &mut document.components.get_or_insert_default().schemas;
    for name in bodies {
        if let Some(RefOr::T(Schema::Object(own))) = schemas.get_mut(&name) {
            own.properties.extend(said.properties.clone());
            own.required = [said.required.clone(), std::mem::take(&mut own.required)].concat();
        }
    }
    routes
}

/// The name of the schema of an operation's body.
fn body(operation: &utoipa::openapi::path::Operation) -> Option<String> {
    let RefOr::T(body) = operation.request_body.as_ref()? else { return None };
    let RefOr::T(content) = body.content.get("application/json")? else { return None };
    let RefOr::Ref(schema) = content.schema.as_ref()? else { return None };
    schema.ref_location.rsplit('/').next().map(str::to_owned)
}
