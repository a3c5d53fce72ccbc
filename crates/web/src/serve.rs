//! Listening: plain on loopback or behind a proxy, TLS otherwise; stops in an orderly way.

use crate::patience::Patient;
use crate::{App, Reset};
use axum::Router;
use axum::extract::ConnectInfo;
use axum::http::{HeaderValue, header};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::GracefulShutdown;
use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, PrivateKeyDer};
use slrt_operations::House;
use slrt_operations::accounts::household;
use std::collections::HashMap;
use std::future::Future;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tower::Service as _;

/// A certificate chain and its key, PEM.
#[derive(Clone)]
pub struct Tls {
    /// Certificates, the server's own first.
    pub cert_pem: Vec<u8>,
    /// Private key.
    pub key_pem: Vec<u8>,
}

/// Where and how to listen.
#[derive(Clone)]
pub struct ServeConfig {
    /// Address and port.
    pub listen: SocketAddr,
    /// HTTPS, built in.
    pub tls: Option<Tls>,
    /// The proxy whose forwarding headers are believed.
    pub behind_proxy: Option<IpAddr>,
    /// The address that receipts print.
    pub public_url: Option<String>,
    /// How a training regency's pages ask for it to be made anew.
    pub reset: Option<Reset>,
}

/// Connections at the same time: each may hold a request of some size in memory. More wait to be taken.
const CONNECTIONS: usize = 1024;
/// Connections of one address at the same time, where it is not this machine or the proxy: an office behind one address has room, and nobody takes all.
const OF_ONE_ADDRESS: usize = 128;
/// How long a connection may say nothing at all.
const FIRST_WORD: Duration = Duration::from_secs(20);
/// How long nothing may move on a connection. No answer takes longer than a minute, but that to files that came in.
const SILENCE: Duration = Duration::from_secs(180);
/// How long requests under way may take when the server stops.
const GRACE: Duration = Duration::from_secs(20);

/// Serves until `shutdown` is ready, then finishes what is under way.
///
/// # Errors
/// When the address cannot be listened on, or the certificate cannot be read.
pub async fn serve(house: House, config: ServeConfig, shutdown: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
    let listener = TcpListener::bind(config.listen).await?;
    serve_on(listener, house, config, shutdown).await
}

/// The same on a listener that is open already.
///
/// # Errors
/// When the certificate cannot be read.
pub async fn serve_on(
    listener: TcpListener,
    house: House,
    config: ServeConfig,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let tls = config.tls.as_ref().map(acceptor).transpose()?;
    let behind_proxy = config.behind_proxy;
    let secure = tls.is_some() || behind_proxy.is_some();
    let (reset, public_url, listen) = (config.reset, config.public_url, Some(listener.local_addr()?));
    let app = App { reset, public_url, listen, ..App::new(house.clone(), secure, behind_proxy).map_err(io::Error::other)? };
    let router = crate::router::app(app);
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(hyper_util::rt::TokioTimer::new()).header_read_timeout(Duration::from_secs(30));
    builder.http2().max_concurrent_streams(32);
    let builder = Arc::new(builder);
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    let guests = Guests::default();
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let place = tokio::select! {
            () = &mut shutdown => break,
            place = Arc::clone(&places).acquire_owned() => place.map_err(io::Error::other)?,
        };
        let (stream, peer) = tokio::select! {
            () = &mut shutdown => break,
            accepted = listener.accept() => match accepted {
                Ok(found) => found,
                Err(error) => {
                    // Out of file descriptors, say: wait for some to come back.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
        };
        if tls.is_none() && !is_trusted(peer.ip(), behind_proxy) {
            // What it would send in clear, passwords among it, is not even read.
            tracing::debug!("a connection without encryption was not taken");
            continue;
        }
        let Some(guest) = guests.take(peer.ip(), behind_proxy) else {
            tracing::debug!("an address has too many connections");
            continue;
        };
        let _ = stream.set_nodelay(true);
        let watcher = graceful.watcher();
        let served = connection(stream, peer, tls.clone(), router.clone(), Arc::clone(&builder), watcher);
        tokio::spawn(async move {
            served.await;
            drop((place, guest));
        });
    }
    drop(listener);
    tokio::select! {
        () = graceful.shutdown() => {}
        () = tokio::time::sleep(GRACE) => tracing::warn!("some requests were still under way when the server stopped"),
    }
    house.finish().await;
    Ok(())
}

/// How many connections each address has.
#[derive(Clone, Default)]
struct Guests(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// A connection that is counted as long as it is kept.
struct Guest(Option<(Guests, IpAddr)>);

impl Guests {
    fn counts(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// None when the address has enough of them. This machine and the proxy speak for many.
    fn take(&self, peer: IpAddr, proxy: Option<IpAddr>) -> Option<Guest> {
        if is_trusted(peer, proxy) {
            return Some(Guest(None));
        }
        let household = household(peer);
        let mut counts = self.counts();
        let count = counts.entry(household).or_default();
        if *count >= OF_ONE_ADDRESS {
            return None;
        }
        *count += 1;
        Some(Guest(Some((self.clone(), household))))
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let Some((guests, address)) = self.0.take() else { return };
        let mut counts = guests.counts();
        if let Some(count) = counts.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&address);
            }
        }
    }
}

/// Without encryption only this machine and the proxy are listened to.
fn is_trusted(peer: IpAddr, proxy: Option<IpAddr>) -> bool {
    let peer = peer.to_canonical();
    peer.is_loopback() || proxy.is_some_and(|p| p.to_canonical() == peer)
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<TlsAcceptor>,
    router: Router,
    builder: Arc<Builder<TokioExecutor>>,
    watcher: hyper_util::server::graceful::Watcher,
) {
    let service = hyper::service::service_fn(move |mut request: hyper::Request<hyper::body::Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        name_host(&mut request);
        router.clone().call(request)
    });
    let result = match tls {
        Some(acceptor) => match tokio::time::timeout(Duration::from_secs(10), acceptor.accept(stream)).await {
            Ok(Ok(stream)) => {
                watcher
                    .watch(builder.serve_connection_with_upgrades(TokioIo::new(Patient::new(stream, FIRST_WORD, SILENCE)), service))
                    .await
            }
            _ => return,
        },
        None => {
            watcher.watch(builder.serve_connection_with_upgrades(TokioIo::new(Patient::new(stream, FIRST_WORD, SILENCE)), service)).await
        }
    };
    if let Err(error) = result {
        tracing::debug!(%error, "a connection ended early");
    }
}

/// HTTP/2 names the host in the address, and an address with a host goes before the header: from here on it stands where everybody looks for it.
fn name_host<B>(request: &mut hyper::Request<B>) {
    let host = request.uri().authority().map(|a| a.as_str().rsplit('@').next().unwrap_or_default());
    if let Some(host) = host.and_then(|host| HeaderValue::from_str(host).ok()) {
        request.headers_mut().insert(header::HOST, host);
    }
}

fn acceptor(tls: &Tls) -> io::Result<TlsAcceptor> {
    let bad = |e: rustls_pki_types::pem::Error| io::Error::new(io::ErrorKind::InvalidInput, format!("certificate or key: {e}"));
    let certs = CertificateDer::pem_slice_iter(&tls.cert_pem).collect::<Result<Vec<_>, _>>().map_err(bad)?;
    let key = PrivateKeyDer::from_pem_slice(&tls.key_pem).map_err(bad)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|b| b.with_no_client_auth().with_single_cert(certs, key))
        .map_err(|e| io::Error::new(io::ErrorKind::InvalidInput, e.to_string()))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn the_host_is_named_in_the_header_whatever_the_version() {
        let host = |uri: &str, told: Option<&str>| {
            let mut request = hyper::Request::builder().uri(uri);
            if let Some(told) = told {
                request = request.header(header::HOST, told);
            }
            let mut request = request.body(()).unwrap();
            name_host(&mut request);
            let cross = |origin: &str| {
                let mut headers = request.headers().clone();
                headers.insert(header::ORIGIN, origin.parse().unwrap());
                crate::access::is_cross_site(&headers)
            };
            assert!(cross("https://evil.test"));
            assert!(!cross("https://slrt.test:8443"));
            request.headers()[header::HOST].to_str().unwrap().to_owned()
        };
        assert_eq!(host("https://slrt.test:8443/masuk", None), "slrt.test:8443");
        assert_eq!(host("https://somebody@slrt.test:8443/masuk", Some("other.test")), "slrt.test:8443");
        assert_eq!(host("/masuk", Some("slrt.test:8443")), "slrt.test:8443");
    }

    #[test]
    fn one_address_takes_not_all_places() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let guests = Guests::default();
        let mut kept: Vec<Guest> = (0..OF_ONE_ADDRESS).map(|_| guests.take(ip("2001:db8:1:2::7"), None).unwrap()).collect();
        assert!(guests.take(ip("2001:db8:1:2::8"), None).is_none(), "the same household");
        assert!(guests.take(ip("192.0.2.7"), None).is_some());
        assert!((0..=OF_ONE_ADDRESS).all(|_| guests.take(ip("127.0.0.1"), None).is_some()));
        assert!((0..=OF_ONE_ADDRESS).all(|_| guests.take(ip("10.0.0.1"), Some(ip("10.0.0.1"))).is_some()));
        kept.pop();
        assert!(guests.take(ip("2001:db8:1:2::8"), None).is_some());
        kept.clear();
        assert!(guests.counts().is_empty());
    }

    #[test]
    fn without_encryption_only_the_proxy_and_this_machine_are_heard() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        for (peer, proxy, heard) in [
            ("127.0.0.1", None, true),
            ("::ffff:127.0.0.1", None, true),
            ("::1", Some("10.0.0.1"), true),
            ("10.0.0.1", Some("10.0.0.1"), true),
            ("::ffff:10.0.0.1", Some("10.0.0.1"), true),
            ("10.0.0.2", Some("10.0.0.1"), false),
            ("10.0.0.2", None, false),
        ] {
            assert_eq!(is_trusted(ip(peer), proxy.map(ip)), heard, "{peer}");
        }
    }
}
