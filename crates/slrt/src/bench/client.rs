//! A lean HTTP/1.1 client: one kept-open connection, as a browser or a tablet has.

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::SendRequest;
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use tokio::net::TcpStream;

/// A connection to the server under test.
pub struct Client {
    sender: SendRequest<Full<Bytes>>,
    host: String,
    /// Sent as bearer token, once there is one.
    pub bearer: Option<String>,
    /// Sent as session cookie, once there is one.
    pub cookie: Option<String>,
}

/// An answer: status and body.
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Body.
    pub body: Bytes,
    /// The session cookie that was set.
    pub set_cookie: Option<String>,
}

/// Anything that goes wrong on the way.
pub type Failure = Box<dyn std::error::Error + Send + Sync>;

impl Client {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens.
    pub async fn connect(to: SocketAddr) -> Result<Self, Failure> {
        let stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { sender, host: to.to_string(), bearer: None, cookie: None })
    }

    /// Sends JSON under an optional idempotency key.
    ///
    /// # Errors
    /// When the connection is lost.
    pub async fn post(&mut self, path: &str, key: Option<&str>, json: String) -> Result<Reply, Failure> {
        let mut request =
            Request::builder().method(Method::POST).uri(path).header(HOST, &self.host).header(CONTENT_TYPE, "application/json");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        self.send(request, Bytes::from(json)).await
    }

    /// Sends a form.
    ///
    /// # Errors
    /// When the connection is lost.
    pub async fn form(&mut self, path: &str, body: String) -> Result<Reply, Failure> {
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(HOST, &self.host)
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request, Bytes::from(body)).await
    }

    /// Gets a page.
    ///
    /// # Errors
    /// When the connection is lost.
    pub async fn get(&mut self, path: &str) -> Result<Reply, Failure> {
        let request = Request::builder().method(Method::GET).uri(path).header(HOST, &self.host);
        self.send(request, Bytes::new()).await
    }

    async fn send(&mut self, mut request: hyper::http::request::Builder, body: Bytes) -> Result<Reply, Failure> {
        if let Some(token) = &self.bearer {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(cookie) = &self.cookie {
            request = request.header(COOKIE, cookie);
        }
        self.sender.ready().await?;
        let response = self.sender.send_request(request.body(Full::new(body))?).await?;
        let status = response.status().as_u16();
        let set_cookie =
            response.headers().get("set-cookie").and_then(|v| v.to_str().ok()).and_then(|v| v.split(';').next()).map(str::to_owned);
        let body = response.into_body().collect().await?.to_bytes();
        Ok(Reply { status, body, set_cookie })
    }
}
