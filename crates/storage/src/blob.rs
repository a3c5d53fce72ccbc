//! Where sealed files lie: in a folder of one machine, or in S3-compatible storage that several servers share. A file's name is the hash of its bytes.

use crate::StorageError;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::{Request, StatusCode};
use hyper_rustls::{ConfigBuilderExt as _, HttpsConnector};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use rusty_s3::actions::{DeleteObject, GetObject, HeadObject, PutObject};
use rusty_s3::{Bucket, Credentials, S3Action, UrlStyle};
use slrt_domain::identity::Tenant;
use slrt_domain::journal::Hash;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How long one request to a bucket may take, and how long its signature holds.
const PATIENCE: Duration = Duration::from_secs(20);
/// Requests that a bucket could not answer are sent so often.
const TRIES: u32 = 3;
/// No sealed file is larger: a guard against an answer that never ends.
const LARGEST: usize = 64 << 20;
/// Where files of a folder are written before they get their names.
const PARTS: &str = ".part";
/// A part that nobody has written to for so long was left behind: writing one takes seconds.
const PART_LIFE: Duration = Duration::from_secs(24 * 3600);

/// Where sealed files lie.
#[derive(Debug, Clone)]
pub enum BlobStore {
    /// In a folder: two letters of the name, then the name.
    Folder(PathBuf),
    /// In a bucket.
    Bucket(Arc<BucketStore>),
}

/// S3-compatible storage.
pub struct BucketStore {
    bucket: Bucket,
    credentials: Credentials,
    /// What stands before every name: empty, or ends with `/`.
    prefix: String,
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
}

impl std::fmt::Debug for BucketStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BucketStore({}, {})", self.bucket.base_url(), self.prefix)
    }
}

/// Why an address names no bucket.
#[derive(Debug, thiserror::Error)]
pub enum BucketProblem {
    /// Not `https://host/bucket`.
    #[error("an address of files is https://host/bucket or https://host/bucket/folder, and ?region=… where the provider has several")]
    Address,
    /// The certificates of this machine cannot be read.
    #[error("certificates: {0}")]
    Certificates(String),
}

/// Where a file lies below a folder of sealed files.
pub fn path_in(files: &Path, tenant: Tenant, hash: &Hash) -> PathBuf {
    files.join(name_of(tenant, hash))
}

/// The name of a file: tenant, two letters, hash.
pub fn name_of(tenant: Tenant, hash: &Hash) -> String {
    let hex = hash.hex();
    format!("{tenant}/{}/{hex}", &hex[..2])
}

impl BlobStore {
    /// A bucket, by its address (`https://host/bucket/folder?region=…`) and the key and secret that open it.
    ///
    /// # Errors
    /// When the address names no bucket, or this machine's certificates cannot be read.
    pub fn bucket(address: &str, key: &str, secret: &str) -> Result<Self, BucketProblem> {
        let mut url: url::Url = address.parse().map_err(|_| BucketProblem::Address)?;
        let path = url.path().trim_matches('/').to_owned();
        let (name, folder) = path.split_once('/').unwrap_or((&path, ""));
        let region = url.query_pairs().find(|(k, _)| k == "region").map_or_else(|| "us-east-1".to_owned(), |(_, v)| v.into_owned());
        if name.is_empty() || url.username() != "" || url.password().is_some() {
            return Err(BucketProblem::Address);
        }
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        url.set_path("/");
        url.set_query(None);
        let bucket = Bucket::new(url, UrlStyle::Path, name.to_owned(), region).map_err(|_| BucketProblem::Address)?;
        let tls = rustls::ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|e| BucketProblem::Certificates(e.to_string()))?;
        // Beside the program, on its own network, a bucket is reached without certificates too: a machine may have none.
        let tls = if bucket.base_url().scheme() == "http" {
            tls.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth()
        } else {
            tls.with_native_roots().map_err(|e| BucketProblem::Certificates(e.to_string()))?.with_no_client_auth()
        };
        let connector = hyper_rustls::HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().build();
        let client = Client::builder(TokioExecutor::new()).build(connector);
        Ok(Self::Bucket(Arc::new(BucketStore { bucket, credentials: Credentials::new(key, secret), prefix, client })))
    }

    /// Keeps bytes under their hash; after this they are durable.
    ///
    /// # Errors
    /// When the disk is full or away, or the bucket does not answer.
    pub async fn put(&self, tenant: Tenant, hash: &Hash, bytes: Bytes) -> Result<(), StorageError> {
        match self {
            Self::Folder(folder) => {
                let (path, parts) = (path_in(folder, tenant, hash), folder.join(PARTS));
                let written = tokio::task::spawn_blocking(move || write_durably(&path, &parts, &bytes)).await;
                written.map_err(|e| StorageError::Unavailable(format!("files: {e}")))?.map_err(unavailable)
            }
            Self::Bucket(b) => {
                let name = b.name(tenant, hash);
                let (status, _) = b.send(&PutObject::new(&b.bucket, Some(&b.credentials), &name), bytes).await?;
                if status.is_success() { Ok(()) } else { Err(refused(status)) }
            }
        }
    }

    /// Removes what was being written when a process was killed: parts that nobody has written to for a day. Answers how many. A bucket keeps only
    /// what came in whole.
    ///
    /// # Errors
    /// When the disk is away.
    pub async fn sweep_parts(&self) -> Result<u64, StorageError> {
        let Self::Folder(folder) = self else { return Ok(0) };
        let parts = folder.join(PARTS);
        let swept = tokio::task::spawn_blocking(move || sweep_parts(&parts)).await;
        swept.map_err(|e| StorageError::Unavailable(format!("files: {e}")))?.map_err(unavailable)
    }

    /// The bytes of a hash; none when there are none.
    ///
    /// # Errors
    /// When the disk or the bucket is away.
    pub async fn get(&self, tenant: Tenant, hash: &Hash) -> Result<Option<Vec<u8>>, StorageError> {
        match self {
            Self::Folder(folder) => match tokio::fs::read(path_in(folder, tenant, hash)).await {
                Ok(bytes) => Ok(Some(bytes)),
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
                Err(e) => Err(unavailable(e)),
            },
            Self::Bucket(b) => {
                let name = b.name(tenant, hash);
                match b.send(&GetObject::new(&b.bucket, Some(&b.credentials), &name), Bytes::new()).await? {
                    (StatusCode::NOT_FOUND, _) => Ok(None),
                    (status, bytes) if status.is_success() => Ok(Some(bytes.to_vec())),
                    (status, _) => Err(refused(status)),
                }
            }
        }
    }

    /// Whether there is something under a hash.
    ///
    /// # Errors
    /// When the disk or the bucket is away.
    pub async fn has(&self, tenant: Tenant, hash: &Hash) -> Result<bool, StorageError> {
        match self {
            Self::Folder(folder) => tokio::fs::try_exists(path_in(folder, tenant, hash)).await.map_err(unavailable),
            Self::Bucket(b) => {
                let name = b.name(tenant, hash);
                match b.send(&HeadObject::new(&b.bucket, Some(&b.credentials), &name), Bytes::new()).await? {
                    (StatusCode::NOT_FOUND, _) => Ok(false),
                    (status, _) if status.is_success() => Ok(true),
                    (status, _) => Err(refused(status)),
                }
            }
        }
    }

    /// Removes what lies under a hash; nothing to remove is no error.
    ///
    /// # Errors
    /// When the disk or the bucket is away.
    pub async fn remove(&self, tenant: Tenant, hash: &Hash) -> Result<(), StorageError> {
        match self {
            Self::Folder(folder) => match tokio::fs::remove_file(path_in(folder, tenant, hash)).await {
                Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(unavailable(e)),
                _ => Ok(()),
            },
            Self::Bucket(b) => {
                let name = b.name(tenant, hash);
                match b.send(&DeleteObject::new(&b.bucket, Some(&b.credentials), &name), Bytes::new()).await? {
                    (status, _) if status.is_success() || status == StatusCode::NOT_FOUND => Ok(()),
                    (status, _) => Err(refused(status)),
                }
            }
        }
    }
}

impl BucketStore {
    fn name(&self, tenant: Tenant, hash: &Hash) -> String {
        format!("{}{}", self.prefix, name_of(tenant, hash))
    }

    /// Sends a request until the bucket answers it; what a name is made of makes sending twice harmless.
    async fn send<'a, A: S3Action<'a>>(&self, action: &A, body: Bytes) -> Result<(StatusCode, Bytes), StorageError> {
        let mut told = String::new();
        for n in 0..TRIES {
            if n > 0 {
                tokio::time::sleep(Duration::from_millis(200 << n)).await;
            }
            let method = match A::METHOD {
                rusty_s3::Method::Head => hyper::Method::HEAD,
                rusty_s3::Method::Get => hyper::Method::GET,
                rusty_s3::Method::Put => hyper::Method::PUT,
                rusty_s3::Method::Delete => hyper::Method::DELETE,
                rusty_s3::Method::Post => hyper::Method::POST,
            };
            let uri = String::from(action.sign(PATIENCE * 3));
            let request = Request::builder()
                .method(method)
                .uri(uri)
                .body(Full::new(body.clone()))
                .map_err(|e| StorageError::Unavailable(format!("files: {e}")))?;
            match tokio::time::timeout(PATIENCE, self.answer(request)).await {
                Ok(Ok((status, bytes))) if !status.is_server_error() && status != StatusCode::TOO_MANY_REQUESTS => {
                    return Ok((status, bytes));
                }
                Ok(Ok((status, _))) => told = status.to_string(),
                Ok(Err(error)) => told = error,
                Err(_) => "no answer in time".clone_into(&mut told),
            }
        }
        Err(StorageError::Unavailable(format!("files: {told}")))
    }

    async fn answer(&self, request: Request<Full<Bytes>>) -> Result<(StatusCode, Bytes), String> {
        // The address of an error carries the signature: it is not told.
        let response = self.client.request(request).await.map_err(|e| if e.is_connect() { "no connection" } else { "broken off" })?;
        let status = response.status();
        let bytes = Limited::new(response.into_body(), LARGEST).collect().await.map_err(|e| e.to_string())?.to_bytes();
        Ok((status, bytes))
    }
}

/// A bucket that answers, and says no: key, secret, name or rights are wrong, which somebody must put right.
fn refused(status: StatusCode) -> StorageError {
    StorageError::Unavailable(format!("files: the bucket answered {status}"))
}

fn unavailable(error: std::io::Error) -> StorageError {
    StorageError::Unavailable(format!("files: {}", error.kind()))
}

/// Writes a part, then gives it its name: nobody ever finds half a file. Parts lie in a folder of their own, so that those of a process that was killed
/// are found without looking through all files.
fn write_durably(path: &Path, parts: &Path, bytes: &[u8]) -> std::io::Result<()> {
    use std::io::Write as _;
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    std::fs::create_dir_all(parts)?;
    // The same file may be sent twice at once: each writes a part of its own.
    let mut own = [0; 16];
    getrandom::fill(&mut own).map_err(std::io::Error::other)?;
    let partial = parts.join(format!("{:032x}.part", u128::from_le_bytes(own)));
    let written = std::fs::File::create(&partial).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&partial, path)
    });
    if let Err(error) = written {
        // A full disk has no room for halves of what is sent again and again.
        let _ = std::fs::remove_file(&partial);
        return Err(error);
    }
    std::fs::File::open(folder)?.sync_all()
}

fn sweep_parts(parts: &Path) -> std::io::Result<u64> {
    let entries = match std::fs::read_dir(parts) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(0),
        entries => entries?,
    };
    let mut swept = 0;
    for entry in entries {
        let entry = entry?;
        // A clock that was set back makes a part young again, never old.
        let age = entry.metadata().and_then(|m| m.modified()).ok().and_then(|at| at.elapsed().ok());
        if age.is_none_or(|age| age < PART_LIFE) || entry.path().extension().is_none_or(|e| e != "part") {
            continue;
        }
        match std::fs::remove_file(entry.path()) {
            // Another server over the same folder was faster.
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {}
            removed => {
                removed?;
                swept += 1;
            }
        }
    }
    Ok(swept)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use hmac::{Hmac, KeyInit as _, Mac as _};
    use hyper::body::Incoming;
    use hyper::service::service_fn;
    use hyper_util::rt::TokioIo;
    use sha2::{Digest as _, Sha256};
    use std::collections::BTreeMap;
    use std::sync::Mutex;

    /// Storage as its description says: it checks signatures of version 4 on its own, and now and then has a bad moment.
    #[derive(Default)]
    struct Shelf {
        objects: Mutex<BTreeMap<String, Bytes>>,
        bad_moments: Mutex<u32>,
    }

    fn keyed(key: &[u8], text: &str) -> Vec<u8> {
        let mut mac = Hmac::<Sha256>::new_from_slice(key).unwrap();
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }

    fn hex(bytes: &[u8]) -> String {
        bytes.iter().map(|b| format!("{b:02x}")).collect()
    }

    /// Whether a presigned address was signed with the secret.
    fn is_signed(request: &Request<Incoming>) -> bool {
        let query: Vec<&str> = request.uri().query().unwrap_or_default().split('&').collect();
        let value = |name: &str| query.iter().find_map(|p| p.strip_prefix(name)?.strip_prefix('=')).unwrap_or_default().to_owned();
        let mut rest: Vec<&str> = query.iter().copied().filter(|p| !p.starts_with("X-Amz-Signature=")).collect();
        rest.sort_unstable();
        let host = request.headers()["host"].to_str().unwrap();
        let canonical =
            format!("{}\n{}\n{}\nhost:{host}\n\nhost\nUNSIGNED-PAYLOAD", request.method(), request.uri().path(), rest.join("&"));
        let credential = value("X-Amz-Credential").replace("%2F", "/");
        let scope = credential.split_once('/').unwrap().1.to_owned();
        let to_sign = format!("AWS4-HMAC-SHA256\n{}\n{scope}\n{}", value("X-Amz-Date"), hex(&Sha256::digest(canonical.as_bytes())));
        let mut key = b"AWS4a secret".to_vec();
        for part in scope.split('/') {
            key = keyed(&key, part);
        }
        credential.starts_with("a-key/") && hex(&keyed(&key, &to_sign)) == value("X-Amz-Signature")
    }

    async fn answer(shelf: Arc<Shelf>, request: Request<Incoming>) -> hyper::Response<Full<Bytes>> {
        let with = |status: u16, body: Bytes| hyper::Response::builder().status(status).body(Full::new(body)).unwrap();
        {
            let mut bad = shelf.bad_moments.lock().unwrap();
            if *bad > 0 {
                *bad -= 1;
                return with(503, Bytes::new());
            }
        }
        if !is_signed(&request) {
            return with(403, Bytes::new());
        }
        let (name, method) = (request.uri().path().to_owned(), request.method().clone());
        let body = request.into_body().collect().await.unwrap().to_bytes();
        let mut objects = shelf.objects.lock().unwrap();
        match method.as_str() {
            "PUT" => {
                objects.insert(name, body);
                with(200, Bytes::new())
            }
            "DELETE" => {
                objects.remove(&name);
                with(204, Bytes::new())
            }
            _ => objects.get(&name).map_or_else(|| with(404, Bytes::new()), |b| with(200, b.clone())),
        }
    }

    async fn shelf() -> (Arc<Shelf>, String) {
        let shelf = Arc::new(Shelf::default());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let served = Arc::clone(&shelf);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shelf = Arc::clone(&served);
                let service = service_fn(move |r| {
                    let shelf = Arc::clone(&shelf);
                    async move { Ok::<_, std::convert::Infallible>(answer(shelf, r).await) }
                });
                tokio::spawn(hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service));
            }
        });
        (shelf, address)
    }

    async fn keeps_and_forgets(store: &BlobStore) {
        let (tenant, hash) = (Tenant::parse("1813").unwrap(), Hash::of(b"sealed"));
        assert_eq!(store.get(tenant, &hash).await.unwrap(), None);
        assert!(!store.has(tenant, &hash).await.unwrap());
        for _ in 0..2 {
            store.put(tenant, &hash, Bytes::from_static(b"sealed")).await.unwrap();
            assert_eq!(store.get(tenant, &hash).await.unwrap().as_deref(), Some(&b"sealed"[..]));
            assert!(store.has(tenant, &hash).await.unwrap());
        }
        assert_eq!(store.get(Tenant::parse("1801").unwrap(), &hash).await.unwrap(), None, "another tenant's");
        for _ in 0..2 {
            store.remove(tenant, &hash).await.unwrap();
            assert!(!store.has(tenant, &hash).await.unwrap());
        }
    }

    #[tokio::test]
    async fn a_folder_keeps_and_forgets() {
        let folder = tempfile::tempdir().unwrap();
        keeps_and_forgets(&BlobStore::Folder(folder.path().join("files"))).await;
    }

    #[tokio::test]
    async fn parts_go_that_a_killed_process_left_and_no_others() {
        let folder = tempfile::tempdir().unwrap();
        let store = BlobStore::Folder(folder.path().to_owned());
        assert_eq!(store.sweep_parts().await.unwrap(), 0, "before anything was kept");
        store.put(Tenant::parse("1813").unwrap(), &Hash::of(b"sealed"), Bytes::from_static(b"sealed")).await.unwrap();
        let parts = folder.path().join(PARTS);
        assert_eq!(std::fs::read_dir(&parts).unwrap().count(), 0, "what came in whole leaves no part");
        let part = |name: &str, age: Duration| {
            let file = std::fs::File::create(parts.join(name)).unwrap();
            let now = file.metadata().unwrap().modified().unwrap();
            file.set_modified(now - age).unwrap();
        };
        part("left.part", PART_LIFE + Duration::from_secs(60));
        part("under-way.part", PART_LIFE - Duration::from_secs(60));
        part("not-ours", PART_LIFE * 2);
        assert_eq!(store.sweep_parts().await.unwrap(), 1);
        assert!(!parts.join("left.part").exists() && parts.join("under-way.part").exists() && parts.join("not-ours").exists());
        assert_eq!(store.sweep_parts().await.unwrap(), 0);
    }

    #[tokio::test]
    async fn a_bucket_keeps_and_forgets() {
        let (shelf, address) = shelf().await;
        let store = BlobStore::bucket(&format!("{address}/photos/of/slrt?region=ap-southeast-3"), "a-key", "a secret").unwrap();
        keeps_and_forgets(&store).await;
        let (tenant, hash) = (Tenant::parse("1813").unwrap(), Hash::of(b"sealed"));
        // A bad moment or two are waited for, more are told.
        *shelf.bad_moments.lock().unwrap() = TRIES - 1;
        store.put(tenant, &hash, Bytes::from_static(b"sealed")).await.unwrap();
        assert_eq!(shelf.objects.lock().unwrap().keys().next().unwrap(), &format!("/photos/of/slrt/{}", name_of(tenant, &hash)));
        *shelf.bad_moments.lock().unwrap() = TRIES;
        assert!(store.get(tenant, &hash).await.unwrap_err().is_temporary());
        let stranger = BlobStore::bucket(&format!("{address}/photos"), "a-key", "another secret").unwrap();
        let told = stranger.get(tenant, &hash).await.unwrap_err();
        assert!(told.is_temporary() && told.to_string().contains("403") && !told.to_string().contains("Signature"), "{told}");
        let nobody = BlobStore::bucket("http://127.0.0.1:9/photos", "a-key", "a secret").unwrap();
        assert!(nobody.has(tenant, &hash).await.unwrap_err().is_temporary());
    }

    #[test]
    fn what_names_no_bucket() {
        for address in ["photos", "https://host", "https://host/", "https://key:secret@host/photos", "ftp://host/photos"] {
            assert!(matches!(BlobStore::bucket(address, "a-key", "a secret"), Err(BucketProblem::Address)), "{address}");
        }
    }
}
