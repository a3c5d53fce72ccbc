//! A visitor of the pages: keeps cookies, fills in forms as a browser would.

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use http_body_util::BodyExt as _;
use slrt_domain::identity::Tenant;
use slrt_operations::House;
use slrt_operations::storage::session;
use slrt_testing::Regency;
use slrt_web::App;
use std::collections::BTreeMap;
use tower::ServiceExt as _;

/// What came back.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub location: String,
    pub body: String,
    pub headers: axum::http::HeaderMap,
    pub bytes: usize,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_else(|_| panic!("{} is no JSON", self.body))
    }
    /// Stops unless the page says something.
    pub fn says(&self, text: &str) -> &Self {
        assert!(self.body.contains(text), "{text:?} is missing in {}\n{}", self.status, self.body);
        self
    }
    /// Stops if the page says something.
    pub fn keeps_quiet_about(&self, text: &str) -> &Self {
        assert!(!self.body.contains(text), "{text:?} should not be in\n{}", self.body);
        self
    }
    /// Stops unless the status is this.
    pub fn is(&self, status: u16) -> &Self {
        assert_eq!(self.status, status, "{}\n{}", self.location, self.body);
        self
    }
    /// The value of a hidden field.
    pub fn hidden(&self, name: &str) -> String {
        let mark = format!("name=\"{name}\" value=\"");
        self.body
            .split_once(&mark)
            .and_then(|(_, rest)| rest.split_once('"'))
            .unwrap_or_else(|| panic!("no field {name} in\n{}", self.body))
            .0
            .to_owned()
    }
}

/// A browser, or a program with a token.
pub struct Visitor {
    pub app: Router,
    cookies: BTreeMap<String, String>,
    packed: bool,
}

impl Visitor {
    /// A fresh browser.
    pub fn new(house: &House) -> Self {
        Self::of(App::new(house.clone(), false, None).unwrap())
    }

    /// A browser of a server that is there.
    pub fn at(app: Router) -> Self {
        Self { app, cookies: BTreeMap::new(), packed: false }
    }

    /// A browser of a server that is set up in some way.
    pub fn of(app: App) -> Self {
        Self::at(slrt_web::app(app))
    }

    /// The same browser with a cookie of somebody's choice.
    pub fn with_cookie(mut self, name: &str, value: &str) -> Self {
        self.cookies.insert(name.into(), value.into());
        self
    }

    /// A browser that takes packed answers, as all do.
    pub fn packed(house: &House) -> Self {
        Self { packed: true, ..Self::new(house) }
    }

    /// A browser in which an officer is logged in.
    pub async fn officer(r: &Regency, role: &str) -> Self {
        Self::officer_at(&r.house, r, role).await
    }

    /// The same, through another server over the same database.
    pub async fn officer_at(house: &House, r: &Regency, role: &str) -> Self {
        let mut v = Self::new(house);
        v.cookies.insert("slrt_session".into(), r.token(role).await);
        v
    }

    /// Whether a cookie is kept.
    pub fn has(&self, cookie: &str) -> bool {
        self.cookies.contains_key(cookie)
    }

    /// The same browser in English.
    pub fn in_english(mut self) -> Self {
        self.cookies.insert("slrt_lang".into(), "en".into());
        self
    }

    /// Asks for a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Request::get(path), Body::empty()).await
    }

    /// Asks for a page under a host's name.
    pub async fn get_at(&mut self, host: &str, path: &str) -> Answer {
        self.send(Request::get(path).header(header::HOST, host), Body::empty()).await
    }

    /// Sends a form.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = fields.iter().map(|(n, v)| format!("{}={}", encode(n), encode(v))).collect();
        self.send(Request::post(path).header(header::CONTENT_TYPE, "application/x-www-form-urlencoded"), Body::from(body.join("&"))).await
    }

    /// Opens a page and sends a form of it, with the token and operation id that the page carries.
    pub async fn fill(&mut self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let form = self.get(page).await;
        form.is(200);
        let (csrf, operation) =
            (form.hidden("csrf_token"), form.body.contains("name=\"operation_id\"").then(|| form.hidden("operation_id")));
        let mut all = vec![("csrf_token", csrf.as_str())];
        all.extend(operation.as_deref().map(|o| ("operation_id", o)));
        all.extend(fields);
        self.post(action, &all).await
    }

    /// Calls the API.
    pub async fn call(&mut self, method: &str, path: &str, token: Option<&str>, body: Option<serde_json::Value>) -> Answer {
        self.call_with(&uuid(), method, path, token, body).await
    }

    /// Calls the API under a key of one's own: twice the same is done once.
    pub async fn call_with(&mut self, key: &str, method: &str, path: &str, token: Option<&str>, body: Option<serde_json::Value>) -> Answer {
        let mut request = Request::builder().method(method).uri(format!("/api/v1{path}")).header("idempotency-key", key);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        self.send(request.header(header::CONTENT_TYPE, "application/json"), body.map_or_else(Body::empty, |b| Body::from(b.to_string())))
            .await
    }

    async fn send(&mut self, request: axum::http::request::Builder, body: Body) -> Answer {
        let cookies: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let request = if self.packed { request.header(header::ACCEPT_ENCODING, "gzip") } else { request };
        let request = request.header(header::COOKIE, cookies.join("; ")).body(body).unwrap();
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        for set in parts.headers.get_all(header::SET_COOKIE) {
            let (name, rest) = set.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if rest.contains("Max-Age=0") {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.into(), value.into());
            }
        }
        Answer {
            status: parts.status.as_u16(),
            location: parts.headers.get(header::LOCATION).map(|v| v.to_str().unwrap().to_owned()).unwrap_or_default(),
            body: String::from_utf8_lossy(&bytes).into_owned(),
            bytes: bytes.len(),
            headers: parts.headers,
        }
    }
}

/// A database is born; with a regency, its set-up is done.
pub async fn born(house: &House, kind: &str, setup: Option<&str>, tenant: Option<Tenant>) {
    let mut tx = house.db().write(Tenant::NATION).await.unwrap();
    let hash = setup.map(slrt_operations::accounts::token_hash);
    session::be_born(&mut tx, kind, house.clock().now(), hash.as_ref().map(<[u8; 32]>::as_slice)).await.unwrap();
    if let Some(tenant) = tenant {
        session::finish_setup(&mut tx, tenant).await.unwrap();
    }
    tx.commit().await.unwrap();
}

/// A new identifier.
pub fn uuid() -> String {
    uuid::Builder::from_random_bytes(slrt_operations::random()).into_uuid().to_string()
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() || b"-_.~".contains(&b) { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

impl Visitor {
    /// Changes a cookie behind the server's back.
    pub fn tamper(&mut self, cookie: &str, change: impl Fn(&str) -> String) {
        let value = change(&self.cookies[cookie]);
        self.cookies.insert(cookie.into(), value);
    }
}

impl Visitor {
    /// Sends a form with files, as a browser does.
    pub async fn upload(&mut self, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(format!("--slrt-part\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
        }
        for (name, file, bytes) in files {
            body.extend(format!("--slrt-part\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: image/jpeg\r\n\r\n").into_bytes());
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--slrt-part--\r\n");
        self.send(Request::post(path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=slrt-part"), Body::from(body)).await
    }
}

impl Visitor {
    /// Downloads a file.
    pub async fn file(&mut self, path: &str) -> Vec<u8> {
        let cookies: Vec<String> = self.cookies.iter().map(|(n, v)| format!("{n}={v}")).collect();
        let request = Request::get(path).header(header::COOKIE, cookies.join("; ")).body(Body::empty()).unwrap();
        let response = self.app.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status().as_u16(), 200);
        response.into_body().collect().await.unwrap().to_bytes().to_vec()
    }

    /// Sends files to the API.
    pub async fn upload_to_api(
        &mut self,
        path: &str,
        token: Option<&str>,
        key: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            body.extend(format!("--slrt-part\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
        }
        for (name, file, bytes) in files {
            body.extend(
                format!("--slrt-part\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\r\n").into_bytes(),
            );
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--slrt-part--\r\n");
        let mut request = Request::post(format!("/api/v1{path}")).header("idempotency-key", key);
        if let Some(token) = token {
            request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
        }
        self.send(request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=slrt-part"), Body::from(body)).await
    }
}

impl Visitor {
    /// A cookie's value.
    pub fn cookie(&self, name: &str) -> &str {
        &self.cookies[name]
    }
}

impl Visitor {
    /// Sends a request with headers of its own, as scripts and foreign sites do.
    pub async fn ask(&mut self, method: &str, path: &str, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = fields.iter().map(|(n, v)| format!("{}={}", encode(n), encode(v))).collect();
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::HOST, "slrt.test");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request, Body::from(body.join("&"))).await
    }
}
