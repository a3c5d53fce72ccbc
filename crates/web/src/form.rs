//! Forms of office pages: fields, photographs, the form's token and its operation id.

use crate::App;
use crate::access;
use crate::error::Failure;
use crate::frame::Frame;
use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts as _, Multipart, Request};
use axum::http::header;
use axum::response::Response;
use slrt_domain::Coded;
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::identity::{OperationId, Private, visible};
use slrt_domain::journal::{Hash, Refusal};
use slrt_operations::accounts::Session;
use slrt_operations::intake::Sender;
use slrt_operations::storage::{Digests, Keys};

/// The largest form without files.
const FORM_BYTES: usize = 256 * 1024;
/// The largest form of somebody who is not signed in.
const PUBLIC_BYTES: usize = 64 * 1024;

/// The most fields and files of a form: an office may serve every village of a large regency, each a field of its own.
const MOST_PARTS: usize = 2048;
/// The longest name of a field, in bytes.
const LONGEST_NAME: usize = 128;

/// Refuses a form of more parts than any of ours has, or a field's name that none of ours has.
///
/// # Errors
/// `too-many`, `field-name`: codes of [`Failure::Request`].
pub fn check_part(before: usize, most: usize, name: &str) -> Result<(), &'static str> {
    if before >= most {
        return Err("too-many");
    }
    if name.len() > LONGEST_NAME { Err("field-name") } else { Ok(()) }
}

/// What was typed. Every value may be personal: `Debug` shows names only.
#[derive(Clone, Default)]
pub struct Fields {
    values: Vec<(String, String)>,
    files: Vec<(String, String, Bytes)>,
}

impl std::fmt::Debug for Fields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.values.iter().map(|(n, _)| n)).finish()
    }
}

impl Fields {
    /// A field's trimmed value, if it was filled in.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    }
    /// The same with a value that an address brought along.
    pub fn with(mut self, name: &str, value: Option<&str>) -> Self {
        self.values.extend(value.map(|v| (name.to_owned(), v.to_owned())));
        self
    }
    /// A field's trimmed value, empty when missing.
    pub fn text(&self, name: &str) -> &str {
        self.get(name).unwrap_or_default()
    }
    /// All values of a name (checkboxes).
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.values.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.trim()).filter(|v| !v.is_empty())
    }
    /// Whether a box was ticked.
    pub fn on(&self, name: &str) -> bool {
        self.get(name).is_some()
    }
    /// A personal value.
    pub fn private(&self, name: &str) -> Option<Private<String>> {
        self.get(name).map(|v| Private::new(v.to_owned()))
    }
    /// A day.
    ///
    /// # Errors
    /// When it was filled in but is no day.
    pub fn day(&self, name: &'static str) -> Result<Option<Day>, Refusal> {
        self.get(name).map(|v| Day::parse(v).ok_or_else(|| Refusal::invalid(name, "day"))).transpose()
    }
    /// A coded value.
    ///
    /// # Errors
    /// When it is missing or unknown.
    pub fn code<T: Coded>(&self, name: &'static str) -> Result<T, Refusal> {
        let text = self.get(name).ok_or_else(|| Refusal::invalid(name, "missing"))?;
        T::from_code(text).ok_or_else(|| Refusal::invalid(name, "unknown"))
    }
    /// An identifier through its parser.
    ///
    /// # Errors
    /// When it was filled in but is none.
    pub fn id<T>(&self, name: &'static str, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Refusal> {
        self.get(name).map(|v| parse(v).ok_or_else(|| Refusal::invalid(name, "unknown"))).transpose()
    }
    /// Files sent under a name: (file name, bytes), empty ones left out.
    pub fn files<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a str, &'a Bytes)> {
        self.files.iter().filter(move |(n, _, b)| n == name && !b.is_empty()).map(|(_, file, b)| (file.as_str(), b))
    }
    fn len(&self) -> usize {
        self.values.len() + self.files.len()
    }
    /// Names of all fields.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.values.iter().map(|(n, _)| n.as_str())
    }

    fn digest(&self, keys: &Keys, path: &str) -> Digests {
        let typed = self.values.iter().filter(|(n, _)| n != "csrf_token").flat_map(|(n, v)| [n.as_bytes(), v.as_bytes()]);
        let files = self.files.iter().flat_map(|(n, _, b)| [n.as_bytes(), b.as_ref()]);
        let parts: Vec<&[u8]> = std::iter::once(path.as_bytes()).chain(typed).chain(files).collect();
        keys.request_digest(&parts)
    }
}

/// Reads the form of somebody who is not signed in: small, and without files.
pub async fn read_public_fields(request: Request) -> Result<Fields, Failure> {
    let plain = media_of(&request).starts_with("application/x-www-form-urlencoded");
    if !plain { Err(Failure::Request("form")) } else { read_pairs(request, PUBLIC_BYTES).await }
}

fn media_of(request: &Request) -> &str {
    request.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default()
}

/// Reads a form's body, either encoding.
pub async fn read_fields(app: &App, request: Request) -> Result<Fields, Failure> {
    if !media_of(&request).starts_with("multipart/form-data") {
        return read_pairs(request, FORM_BYTES).await;
    }
    let mut fields = Fields::default();
    let mut parts = Multipart::from_request(request, app).await.map_err(|_| Failure::Request("form"))?;
    while let Some(part) = parts.next_field().await.map_err(|_| Failure::Request("form"))? {
        check_part(fields.len(), MOST_PARTS, part.name().unwrap_or_default()).map_err(Failure::Request)?;
        let name = part.name().map(visible).unwrap_or_default().into_owned();
        match part.file_name().map(|n| visible(n).into_owned()) {
            Some(file) => {
                let bytes = part.bytes().await.map_err(|_| Failure::Request("too-large"))?;
                fields.files.push((name, file, bytes));
            }
            None => {
                let text = part.text().await.map_err(|_| Failure::Request("form"))?;
                fields.values.push((name, visible(&text).into_owned()));
            }
        }
    }
    Ok(fields)
}

async fn read_pairs(request: Request, limit: usize) -> Result<Fields, Failure> {
    let bytes = axum::body::to_bytes(request.into_body(), limit).await.map_err(|_| Failure::Request("too-large"))?;
    let mut fields = Fields::default();
    for pair in bytes.split(|b| *b == b'&').filter(|p| !p.is_empty()) {
        let (name, value) = match pair.iter().position(|b| *b == b'=') {
            Some(i) => (&pair[..i], &pair[i + 1..]),
            None => (pair, &[][..]),
        };
        let name = decode(name)?;
        check_part(fields.len(), MOST_PARTS, &name).map_err(Failure::Request)?;
        fields.values.push((name, decode(value)?));
    }
    Ok(fields)
}

fn decode(bytes: &[u8]) -> Result<String, Failure> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, tail)) = rest.split_first() {
        rest = tail;
        match first {
            b'+' => out.push(b' '),
            b'%' => {
                let hex = rest.get(..2).and_then(|h| std::str::from_utf8(h).ok()).and_then(|h| u8::from_str_radix(h, 16).ok());
                out.push(hex.ok_or(Failure::Request("form"))?);
                rest = &rest[2..];
            }
            b => out.push(*b),
        }
    }
    String::from_utf8(out).map(|s| visible(&s).into_owned()).map_err(|_| Failure::Request("form"))
}

/// A form sent by an officer: session, frame and fields; its token was checked.
#[derive(Debug)]
pub struct Form {
    /// The session.
    pub session: Session,
    /// The frame, to show the page again with what was typed.
    pub frame: Frame,
    /// What was typed.
    pub fields: Fields,
    digest: Digests,
    channel: &'static str,
}

impl Form {
    /// The same, typed from a paper form: the journal keeps that it came this way.
    pub fn typed_from_paper(mut self) -> Self {
        self.channel = "paper";
        self
    }

    /// Who sends it, under the form's operation id.
    ///
    /// # Errors
    /// When the form has no operation id, or its time is none.
    pub fn sender(&self) -> Result<Sender, Refusal> {
        let operation = self.fields.id("operation_id", OperationId::parse)?.ok_or_else(|| Refusal::invalid("operation_id", "missing"))?;
        let late_reason = self.fields.get("late_reason").map(Into::into);
        Ok(Sender { occurred_at: self.occurred_at()?, late_reason, ..self.session.sender(self.channel, operation, self.digest.clone()) })
    }

    /// Who sends it, now and under an operation id of the server's own: for what must not be told the same answer twice.
    pub fn sender_under(&self, operation: OperationId) -> Sender {
        // Nothing of what was typed, a password perhaps, goes into the journal, not even its keyed digest.
        self.session.sender(self.channel, operation, Hash::of(&operation.bytes()))
    }

    /// Several operations of one form: each its own id, the same at every resend.
    ///
    /// # Errors
    /// As [`Form::sender`].
    pub fn sender_of(&self, part: u8) -> Result<Sender, Refusal> {
        let mut sender = self.sender()?;
        let mut bytes = sender.operation.bytes();
        bytes[15] ^= part;
        sender.operation = OperationId::from_slice(&bytes).ok_or_else(|| Refusal::invalid("operation_id", "unknown"))?;
        Ok(sender)
    }

    /// The day and time on which it happened, when the form says so: fields `occurred_day` and `occurred_time` in the tenant's zone.
    fn occurred_at(&self) -> Result<Option<Instant>, Refusal> {
        let Some(day) = self.fields.day("occurred_day")? else { return Ok(None) };
        if self.frame.today == Some(day) && !self.fields.on("occurred_time") {
            // Today at no given time is now: noon may not have come yet.
            return Ok(None);
        }
        let start = self.session.reference.zone.start_of(day);
        let minutes = match self.fields.get("occurred_time") {
            Some(t) => {
                let (h, m) = t.split_once([':', '.']).ok_or_else(|| Refusal::invalid("occurred_time", "unknown"))?;
                let parse = |s: &str, max: i64| s.parse::<i64>().ok().filter(|n| (0..max).contains(n));
                parse(h, 24).zip(parse(m, 60)).map(|(h, m)| h * 60 + m).ok_or_else(|| Refusal::invalid("occurred_time", "unknown"))?
            }
            None => 12 * 60,
        };
        Ok(Some(start.plus_seconds(minutes * 60)))
    }
}

impl FromRequest<App> for Form {
    type Rejection = Response;
    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let officer = access::Officer::from_request_parts(&mut parts, app).await?;
        let path = parts.uri.path().to_owned();
        let headers = parts.headers.clone();
        let fields = match read_fields(app, Request::from_parts(parts, body)).await {
            Ok(fields) => fields,
            Err(e) => return Err(e.page(officer.frame)),
        };
        let given = headers.get("x-csrf-token").and_then(|v| v.to_str().ok()).or_else(|| fields.get("csrf_token")).unwrap_or_default();
        if access::is_cross_site(&headers) || !access::is_csrf_token(app, &officer.session, given) {
            return Err(Failure::Csrf.page(officer.frame));
        }
        let digest = fields.digest(app.house.keys(), &path);
        Ok(Self { session: officer.session, frame: officer.frame, fields, digest, channel: "web" })
    }
}
