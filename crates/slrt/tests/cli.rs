//! The real binary: what it prints for help, what it refuses, and a whole life from the first start to a restored copy.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use rustls_pki_types::pem::PemObject as _;
use rustls_pki_types::{CertificateDer, ServerName};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use tempfile::TempDir;

fn slrt(args: &[&str]) -> Command {
    let mut c = Command::new(env!("CARGO_BIN_EXE_slrt"));
    for variable in ["SLRT_DATA", "SLRT_DATABASE", "SLRT_KEYS", "SLRT_PASSPHRASE", "SLRT_RECOVERY_CODE", "SLRT_LOG"] {
        c.env_remove(variable);
    }
    c.args(args).stdin(Stdio::null());
    c
}

fn run(args: &[&str]) -> Output {
    slrt(args).output().unwrap()
}

fn typed(args: &[&str], input: &str) -> Output {
    let mut child = slrt(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn out(o: &Output) -> String {
    String::from_utf8_lossy(&o.stdout).into_owned()
}

fn err(o: &Output) -> String {
    String::from_utf8_lossy(&o.stderr).into_owned()
}

#[track_caller]
fn good(o: Output) -> String {
    assert_eq!(o.status.code(), Some(0), "{}{}", out(&o), err(&o));
    out(&o)
}

#[track_caller]
fn bad(o: Output, words: &str) {
    assert_eq!(o.status.code(), Some(1), "{}{}", out(&o), err(&o));
    let all = out(&o) + &err(&o);
    assert!(all.contains(words), "expected {words:?} in: {all}");
    assert!(!all.contains("panicked"), "{all}");
}

/// A running server.
struct Server {
    child: Child,
    lines: Vec<String>,
    address: String,
}

impl Server {
    fn start(args: &[&str]) -> Self {
        let mut child =
            slrt(&[&["serve", "--listen", "127.0.0.1:0"], args].concat()).stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn().unwrap();
        let mut lines = Vec::new();
        let mut reader = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        // The greeting ends with how to go on.
        while reader.read_line(&mut line).unwrap() > 0 {
            lines.push(line.trim().to_owned());
            if line.contains("/masuk") || line.contains("mendirikan") {
                break;
            }
            line.clear();
        }
        let address = lines.iter().find_map(|l| l.split("://").nth(1)).expect("an address").trim().to_owned();
        std::thread::spawn(move || std::io::copy(&mut reader, &mut std::io::sink()));
        Self { child, lines, address }
    }

    fn after(&self, what: &str) -> Option<String> {
        self.lines.iter().find(|l| l.contains(what)).and_then(|l| l.rsplit(": ").next()).map(|s| s.trim().to_owned())
    }

    fn get(&self, path: &str) -> String {
        let until = std::time::Instant::now() + std::time::Duration::from_secs(10);
        loop {
            if let Ok(mut stream) = TcpStream::connect(&self.address) {
                write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
                let mut text = String::new();
                if stream.read_to_string(&mut text).is_ok() && !text.is_empty() {
                    return text;
                }
            }
            assert!(std::time::Instant::now() < until, "no answer");
        }
    }

    /// The same over HTTPS, by somebody who trusts one certificate alone.
    fn get_sealed(&self, trusted: &[u8], path: &str) -> std::io::Result<String> {
        let mut roots = rustls::RootCertStore::empty();
        roots.add(CertificateDer::from_pem_slice(trusted).unwrap()).unwrap();
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = Arc::new(config.with_root_certificates(roots).with_no_client_auth());
        let connection = rustls::ClientConnection::new(config, ServerName::try_from("localhost").unwrap()).unwrap();
        let socket = TcpStream::connect(&self.address)?;
        socket.set_read_timeout(Some(std::time::Duration::from_secs(10)))?;
        let mut stream = rustls::StreamOwned::new(connection, socket);
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line)?;
        Ok(line)
    }

    fn stop(mut self) -> Option<i32> {
        assert!(Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap().success());
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn folder() -> (TempDir, PathBuf, String) {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let text = data.to_str().unwrap().to_owned();
    (dir, data, text)
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

/// A founded regency without a server.
fn founded(data: &str) -> String {
    let o = typed(&["setup", "--data", data, "--area", "1813", "--brand", "Lamban Sai Betik", "--name", "Budi"], "sandi-yang-panjang-1\n");
    let text = good(o);
    assert!(text.contains("1813"), "{text}");
    text.lines().find(|l| l.starts_with("KODE PEMULIHAN")).unwrap().rsplit(": ").next().unwrap().to_owned()
}

#[test]
fn another_regency_is_founded_beside_the_first() {
    let (_keep, _, data) = folder();
    let found = |area: &str| typed(&["setup", "--data", &data, "--area", area, "--name", "Budi"], "sandi-yang-panjang-1\n");
    assert!(good(found("1813")).contains("1813"));
    assert!(good(found("1804")).contains("1804"));
    bad(found("1804"), "founded already");
    let listed = |tenant: &str| good(run(&["user", "list", "--data", &data, "--tenant", tenant]));
    assert!(listed("1813").contains("admin@1813") && listed("1804").contains("admin@1804"));
    assert!(good(run(&["user", "list", "--data", &data])).contains("admin@1813"), "the first is the installation's own");
}

#[test]
fn first_start_set_up_and_orderly_stop() {
    let (_dir, data, text) = folder();
    let started = std::time::Instant::now();
    let server = Server::start(&["--data", &text]);
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
    println!("first answer after {:?}", started.elapsed());
    assert_eq!((mode(&data), mode(&data.join("keys.toml"))), (0o700, 0o600));
    let recovery = server.after("KODE PEMULIHAN").unwrap();
    assert_eq!(recovery.len(), 32);
    let first = server.after("set-up password").unwrap();
    bad(slrt(&["serve", "--listen", "127.0.0.1:0", "--data", &text]).output().unwrap(), "another server");
    assert_eq!(server.stop(), Some(0));
    assert!(!data.join("slrt.sqlite-wal").exists(), "the database was closed");

    let again = Server::start(&["--data", &text]);
    assert_eq!(again.after("KODE PEMULIHAN"), None, "the recovery code is shown once");
    assert_ne!(again.after("set-up password").unwrap(), first, "set-up is not done: another password");
    assert_eq!(again.stop(), Some(0));
}

#[test]
fn whoever_cannot_be_reached_begins_nothing() {
    let (_dir, data, text) = folder();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let o = run(&["serve", "--data", &text, "--listen", &address]);
    assert!(!data.join("keys.toml").exists(), "no key file whose recovery code nobody was told");
    assert!(!out(&o).contains("KODE PEMULIHAN"), "{}", out(&o));
    bad(o, "the address is taken");
}

/// What is under way when SIGTERM comes is finished and answered; what comes afterwards finds nobody.
#[test]
fn sigterm_finishes_what_is_under_way() {
    let (_dir, _, text) = folder();
    founded(&text);
    let server = Server::start(&["--data", &text]);
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
    let body = r#"{"login":"admin","password":"sandi-yang-panjang-1"}"#;
    let mut under_way: Vec<TcpStream> = (0..4).map(|_| TcpStream::connect(&server.address).unwrap()).collect();
    for stream in &mut under_way {
        // The server has read the head and waits for the rest.
        let head = format!(
            "POST /api/v1/session HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            server.address,
            body.len()
        );
        stream.write_all(format!("{head}{}", &body[..10]).as_bytes()).unwrap();
    }
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200"), "the heads were read before");
    assert!(Command::new("kill").args(["-TERM", &server.child.id().to_string()]).status().unwrap().success());
    let until = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while TcpStream::connect(&server.address).is_ok() {
        assert!(std::time::Instant::now() < until, "still listening");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    for mut stream in under_way {
        stream.write_all(&body.as_bytes()[10..]).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    }
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn what_serve_refuses() {
    let (_dir, data, text) = folder();
    bad(run(&["serve", "--data", &text, "--listen", "0.0.0.0:0"]), "--tls-self-signed");
    assert!(!data.exists(), "nothing was begun");
    founded(&text);
    bad(run(&["serve", "--data", &text, "--demo"]), "kinds are never mixed");
    bad(run(&["serve", "--data", &text, "--training"]), "kinds are never mixed");
    bad(run(&["demo", "fill", "--data", &text]), "kinds are never mixed");
    std::fs::set_permissions(data.join("keys.toml"), std::fs::Permissions::from_mode(0o644)).unwrap();
    bad(run(&["serve", "--data", &text]), "chmod 600");
    std::fs::set_permissions(data.join("keys.toml"), std::fs::Permissions::from_mode(0o600)).unwrap();
    std::fs::rename(data.join("keys.toml"), data.join("elsewhere")).unwrap();
    bad(run(&["serve", "--data", &text]), "slrt key restore");
    good(run(&["key", "make", "--out", data.join("keys.toml").to_str().unwrap()]));
    bad(run(&["serve", "--data", &text]), "belongs to another database");
    std::fs::remove_file(data.join("keys.toml")).unwrap();
    let keys = std::fs::read_to_string(data.join("elsewhere")).unwrap();
    let o = slrt(&["journal", "verify", "--data", &text]).env("SLRT_KEYS", keys).output().unwrap();
    good(o);
}

#[test]
fn self_signed_https() {
    let (_dir, data, text) = folder();
    let server = Server::start(&["--data", &text, "--tls-self-signed"]);
    assert!(server.lines.iter().any(|l| l.contains("https://127.0.0.1")));
    assert!(std::fs::read_to_string(data.join("tls/cert.pem")).unwrap().starts_with("-----BEGIN CERTIFICATE"));
    assert_eq!(mode(&data.join("tls/key.pem")), 0o600);
    let first = std::fs::read(data.join("tls/cert.pem")).unwrap();
    assert_eq!(server.get_sealed(&first, "/healthz").unwrap().trim(), "HTTP/1.1 200 OK");
    assert!(server.get_sealed(authority().0.pem().as_bytes(), "/healthz").is_err(), "of somebody else");
    assert_eq!(server.stop(), Some(0));
    assert_eq!(Server::start(&["--data", &text, "--tls-self-signed"]).stop(), Some(0));
    assert_eq!(std::fs::read(data.join("tls/cert.pem")).unwrap(), first, "made once");
}

/// Somebody who certifies servers: their certificate, and what they sign with.
fn authority() -> (rcgen::Certificate, rcgen::Issuer<'static, rcgen::KeyPair>) {
    let mut params = rcgen::CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    params.distinguished_name.push(rcgen::DnType::CommonName, "Otoritas Contoh");
    let key = rcgen::KeyPair::generate().unwrap();
    (params.self_signed(&key).unwrap(), rcgen::Issuer::new(params, key))
}

#[test]
fn https_with_a_certificate_that_somebody_signed() {
    let (dir, _, text) = folder();
    let (root, issuer) = authority();
    let key = rcgen::KeyPair::generate().unwrap();
    let own = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let files = [
        ("cert.pem", own.pem() + &root.pem()),
        ("key.pem", key.serialize_pem()),
        ("other.pem", rcgen::KeyPair::generate().unwrap().serialize_pem()),
    ];
    let [cert, key, other] = files.map(|(name, pem)| {
        let path = dir.path().join(name);
        std::fs::write(&path, pem).unwrap();
        path.to_str().unwrap().to_owned()
    });
    let server = Server::start(&["--data", &text, "--tls-cert", &cert, "--tls-key", &key]);
    assert!(server.lines.iter().any(|l| l.contains("https://127.0.0.1")));
    assert_eq!(server.get_sealed(root.pem().as_bytes(), "/healthz").unwrap().trim(), "HTTP/1.1 200 OK");
    assert_eq!(server.stop(), Some(0));
    let o = run(&["serve", "--listen", "127.0.0.1:0", "--data", &text, "--tls-cert", &cert, "--tls-key", &other]);
    assert!(o.status.code() == Some(1) && !err(&o).contains("panicked"), "{}{}", out(&o), err(&o));
}

#[test]
fn a_life_from_set_up_to_a_restored_copy() {
    let (dir, data, text) = folder();
    let code = founded(&text);
    let d = ["--data", text.as_str()];
    let with = |args: &[&str]| run(&[args, &d].concat());
    bad(typed(&["setup", "--data", &text, "--area", "1813", "--name", "Budi"], "sandi-yang-panjang-1\n"), "founded already");

    // Accounts and tokens.
    let added = good(with(&["user", "add", "Siti", "--name", "Siti Aminah", "--package", "admin"]));
    assert!(added.contains("one-time password"), "{added}");
    bad(with(&["user", "add", "siti", "--name", "Lain", "--package", "admin"]), "taken");
    bad(with(&["user", "add", "x", "--name", "X", "--package", "nothing"]), "unknown package");
    let unfit = with(&["user", "add", "x", "--name", "X", "--package", "nothing", "--area", "1813"]);
    assert!(err(&unfit).contains("sekretariat") && err(&unfit).contains("admin"), "{}", err(&unfit));
    bad(with(&["user", "add", "x", "--name", "X", "--package", "fo", "--office", "nowhere"]), "unknown office");
    bad(with(&["user", "add", "x", "--name", "X", "--package", "admin", "--area", "9999"]), "1813");
    let list = good(with(&["user", "list"]));
    assert!(list.contains("siti\taktif\tSiti Aminah\tadmin@1813"), "{list}");
    // Also to the one who administers: nobody but another administrator, or this, gives them more.
    assert!(good(with(&["user", "give", "admin", "--package", "sekretariat"])).contains("(given): admin sekretariat"));
    bad(with(&["user", "give", "admin", "--package", "sekretariat"]), "role is held already");
    bad(with(&["user", "give", "nobody", "--package", "fo"]), "no such account");
    assert!(good(with(&["user", "list"])).contains("supervisor@"));
    assert!(good(with(&["user", "reset", "siti"])).contains("one-time password"));
    let token = good(with(&["token", "make", "siti", "--label", "siks"]));
    assert!(token.starts_with("1813."), "{token}");
    assert!(good(with(&["token", "list", "siti"])).contains("api\tsiks"));
    good(with(&["token", "end", "siti", "--label", "siks"]));
    bad(with(&["token", "end", "siti", "--label", "siks"]), "no token");
    good(with(&["user", "close", "siti"]));
    assert!(good(with(&["user", "list"])).contains("siti\tditutup\tSiti Aminah"));
    bad(with(&["user", "reset", "siti"]), "sudah ditutup");
    bad(with(&["token", "make", "siti", "--label", "lagi"]), "the account is closed");
    bad(with(&["user", "close", "admin"]), "last administrator");
    bad(with(&["user", "reset", "nobody"]), "no such account");

    // Journal, worker, doctor.
    let head = good(with(&["journal", "head"])).trim().to_owned();
    assert!(head.starts_with("1813:"), "{head}");
    good(with(&["journal", "verify", "--against", &head]));
    good(with(&["journal", "sign", "--occasion", "test"]));
    good(with(&["journal", "rebuild"]));
    good(with(&["worker", "--once"]));
    let doctor = good(with(&["doctor"]));
    assert!(doctor.contains("SQLite 3.") && doctor.contains("never"), "{doctor}");

    // Backup and restore.
    let file = dir.path().join("slrt.backup");
    let file = file.to_str().unwrap();
    let made = good(with(&["backup", "--to", file]));
    bad(with(&["backup", "--to", file]), "sudah ada");
    assert!(made.contains(&head), "{made}");
    assert_eq!(mode(Path::new(file)), 0o600);
    let copy = dir.path().join("copy");
    let copy = copy.to_str().unwrap();
    let restore = |code: &str, to: &str| run(&["restore", file, "--data", to, "--recovery-code", code]);
    bad(restore("AAAA-BBBB", copy), "mistyped");
    let other = good_code(&run(&["key", "make"]));
    bad(restore(&other, copy), "wrong recovery code");
    assert!(!Path::new(copy).exists());
    bad(restore(&code, &text), "not empty");
    good(restore(&code, copy));
    let kept = dir.path().join("heads.txt");
    std::fs::write(&kept, format!("# kept by the inspectorate\n{head}\n")).unwrap();
    good(run(&["journal", "verify", "--data", copy, "--against", kept.to_str().unwrap()]));
    good(run(&["journal", "rebuild", "--data", copy]));
    assert_eq!(mode(Path::new(copy)), 0o700);

    // Several in one folder, the oldest go.
    let many = dir.path().join("many");
    std::fs::create_dir(&many).unwrap();
    for _ in 0..3 {
        good(with(&["backup", "--to", many.to_str().unwrap(), "--keep", "2"]));
        std::thread::sleep(std::time::Duration::from_millis(1100));
    }
    assert_eq!(std::fs::read_dir(&many).unwrap().count(), 2);
    assert!(!data.join("backups").exists());

    // A forged copy is found out, the exit code says so.
    forge(Path::new(copy));
    bad(run(&["journal", "verify", "--data", copy]), "entry was changed");
}

fn good_code(o: &Output) -> String {
    err(o).lines().find(|l| l.starts_with("KODE PEMULIHAN")).unwrap().rsplit(": ").next().unwrap().to_owned()
}

fn forge(data: &Path) {
    use slrt_operations::storage::Database;
    tokio::runtime::Runtime::new().unwrap().block_on(async {
        let db = Database::open_sqlite(&data.join("slrt.sqlite")).await.unwrap();
        db.raw("UPDATE journal SET channel = 'forged' WHERE number = 3").await.unwrap();
        db.close().await;
    });
}

#[test]
fn a_reader_that_has_seen_enough_is_no_fault() {
    let (_dir, _, text) = folder();
    founded(&text);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let done = Command::new(env!("CARGO_BIN_EXE_slrt")).args(["doctor", "--data", &text]).stdout(writer).output().unwrap();
    assert_eq!((done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned()), (Some(141), String::new()));
}

/// Rotates a kind of key under a running server, and does the rest of its work without one.
fn rotated(data: &str, kind: &[&str], told: &[&str]) -> String {
    let d = ["--data", data];
    let with = |args: &[&str]| run(&[args, &d].concat());
    let server = Server::start(&d);
    let said = good(with(&[&["key", "rotate"], kind].concat()));
    assert!(told.iter().all(|words| said.contains(words)), "{said}");
    assert!(server.get("/healthz").starts_with("HTTP/1.1 200"));
    assert_eq!(server.stop(), Some(0));
    good(with(&["journal", "rebuild"]));
    good(with(&["journal", "verify"]));
    let keys = std::fs::read_to_string(Path::new(data).join("keys.toml")).unwrap();
    assert!(!keys.contains("waiting"));
    keys
}

/// Each in an installation of its own, since what takes long is waiting until the server knows.
#[test]
fn keys_are_rotated_while_serving() {
    std::thread::scope(|all| {
        all.spawn(|| {
            let (_dir, _, text) = folder();
            founded(&text);
            let keys = rotated(&text, &[], &["[1]"]);
            assert!(keys.contains("id = 2"), "the new key is there");
            assert_eq!(keys.matches("[[wrapping]]").count(), 1, "the old one is gone");
        });
        all.spawn(|| {
            let (_dir, _, text) = folder();
            founded(&text);
            // One after the other in one installation, too.
            let keys = rotated(&text, &["--signing"], &["(verifying key) 1: ", "(verifying key) 2: "]);
            assert!(keys.contains("[[signing_old]]"));
            rotated(&text, &["--pin"], &["(PIN key) (id): 2"]);
        });
        all.spawn(keys_are_copied_and_locked);
    });
}

fn keys_are_copied_and_locked() {
    let (dir, data, text) = folder();
    let code = founded(&text);
    let d = ["--data", text.as_str()];
    let with = |args: &[&str]| run(&[args, &d].concat());
    let keys = rotated(&text, &["--lookup"], &["(look-up key) (id): 2", "marks of imports only): [1]"]);
    assert_eq!(with(&["key", "rotate", "--pin", "--lookup"]).status.code(), Some(2));
    assert!(run(&["doctor", "--data", &text]).status.code().is_some());

    // Broken off after the new key was written down: it goes on.
    let broken = keys.replacen("[[lookup]]", "[[lookup]]\nid = 1\nkey = \"CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk\"\n\n[[lookup]]", 1);
    std::fs::write(data.join("keys.toml"), broken).unwrap();
    assert!(out(&run(&["doctor", "--data", &text])).contains("rotation is unfinished"));
    good(with(&["key", "rotate", "--lookup", "--finish"]));
    assert!(!out(&run(&["doctor", "--data", &text])).contains("rotation is unfinished"));
    let keys = std::fs::read_to_string(data.join("keys.toml")).unwrap();

    let copy = dir.path().join("keys.age");
    let copy = copy.to_str().unwrap();
    good(with(&["key", "backup", "--out", copy]));
    bad(with(&["key", "restore", copy, "--recovery-code", &code]), "exists already");
    std::fs::remove_file(data.join("keys.toml")).unwrap();
    good(with(&["key", "restore", copy, "--recovery-code", &code]));
    assert_eq!(std::fs::read_to_string(data.join("keys.toml")).unwrap(), keys);

    bad(typed(&["key", "lock", "--data", &text], "pendek\n"), "at least 12");
    good(typed(&["key", "lock", "--data", &text], "kata sandi yang panjang\n"));
    assert!(!data.join("keys.toml").exists());
    bad(with(&["journal", "rebuild"]), "--unlock");
    bad(typed(&["journal", "rebuild", "--data", &text, "--unlock"], "yang salah sekali\n"), "wrong passphrase");
    good(typed(&["journal", "rebuild", "--data", &text, "--unlock"], "kata sandi yang panjang\n"));
    let o = slrt(&["journal", "rebuild", "--data", &text]).env("SLRT_PASSPHRASE", "kata sandi yang panjang").output().unwrap();
    good(o);
    good(typed(&["key", "unlock", "--data", &text], "kata sandi yang panjang\n"));
    assert_eq!(std::fs::read_to_string(data.join("keys.toml")).unwrap(), keys);

    let old = code;
    let o = with(&["key", "recovery"]);
    let new = good_code(&o);
    assert_ne!(new, old);
    let file = dir.path().join("x.backup");
    good(with(&["backup", "--to", file.to_str().unwrap()]));
    let to = dir.path().join("to");
    bad(run(&["restore", file.to_str().unwrap(), "--data", to.to_str().unwrap(), "--recovery-code", &old]), "wrong recovery code");
    good(run(&["restore", file.to_str().unwrap(), "--data", to.to_str().unwrap(), "--recovery-code", &new]));
}

#[test]
fn commands_without_data_say_what_to_do() {
    let (_dir, data, text) = folder();
    for command in [&["journal", "head"][..], &["backup"], &["user", "list"], &["worker", "--once"], &["migrate"]] {
        let o = run(&[command, &["--data", &text]].concat());
        bad(o, "(no da");
    }
    bad(run(&["doctor", "--data", &text]), "SALAH");
    assert!(!data.exists(), "nothing was begun");
}

#[test]
fn a_regency_brings_its_own_catalogue() {
    let (dir, _, text) = folder();
    founded(&text);
    let file = dir.path().join("daerah.toml");
    let write = |rows: &str| std::fs::write(&file, format!("source = \"Perbup 12/2026\"\n{rows}")).unwrap();
    let path = file.to_str().unwrap();
    let import = || run(&["catalog", "import", "--data", &text, path]);
    let holiday = "[[holiday]]\nday = \"2099-04-22\"\nname = \"Hari jadi\"\nname_en = \"Anniversary\"\nkind = \"local\"\nmoon = false\nverified = true\nsource = \"\"\n";
    write(holiday);
    assert!(good(import()).contains("Masuk (taken in): 1"));
    assert!(good(import()).contains("Masuk (taken in): 0; sudah ada (there already): 1"));
    assert_eq!(good(run(&["catalog", "list", "--data", &text])), "holiday\t2099-04-22\t2099-04-22\t2099-04-22\tcoming\tPerbup 12/2026\n");
    // What is wrong is told with its row, and nothing of the file comes in.
    write(&format!("{}{}", holiday.replace("04-22", "05-01"), holiday.replace("2099", "2020")));
    bad(import(), "holiday 2020-04-22");
    write("[[holiday]]\nday = \"besok\"\n");
    bad(import(), "besok is no day");
    assert_eq!(good(run(&["catalog", "list", "--data", &text])).lines().count(), 1);
}

#[test]
fn a_registry_comes_in_and_a_person_is_erased() {
    let (dir, _, text) = folder();
    let o = typed(&["setup", "--data", &text, "--area", "1813", "--name", "Budi", "--kind", "demo"], "sandi-yang-panjang-1\n");
    good(o);
    let d = ["--data", text.as_str()];
    let with = |args: &[&str]| run(&[args, &d].concat());
    let file = dir.path().join("anggota.csv");
    let rows = "kd_wilayah,Nama,NIK,NoKK,JnsKel,TglLahir,Hub_KRT\n\
                1813012001,Sumiati,9901014107680001,9901010101100001,2,1968-07-01,1\n\
                1813012001,Slamet,9901010101650002,9901010101100001,1,1965-01-01,2\n\
                1813012001,Rusak,99010101016500,9901010101100009,1,1965-01-01,1\n";
    std::fs::write(&file, rows).unwrap();
    let file = file.to_str().unwrap();
    let report = dir.path().join("report.csv");
    let tried = with(&["import", "registry", file, "--dry-run", "--as-of", "2026-10-01"]);
    assert_eq!(tried.status.code(), Some(2), "{}{}", out(&tried), err(&tried));
    assert!(out(&tried).contains("would come in"), "{}", out(&tried));
    let done = with(&["import", "registry", file, "--as-of", "2026-10-01", "--report", report.to_str().unwrap()]);
    assert_eq!(done.status.code(), Some(2), "{}", err(&done));
    assert!(out(&done).contains("1 keluarga (families), 2 orang"), "{}", out(&done));
    assert!(std::fs::read_to_string(&report).unwrap().contains("NIK"));
    bad(with(&["import", "registry", "/not/there.csv"]), "cannot be imported");
    bad(with(&["import", "registry", file, "--as-of", "1 Oktober"]), "YYYY-MM-DD");

    let erase = ["person", "erase", "--nik-stdin", "--ground", "request", "--yes", "--data", &text];
    bad(typed(&erase[..5], "9901014107680001\n"), "no data here");
    let gone = good(typed(&erase, "9901014107680001\n"));
    assert!(gone.contains("erased") && !gone.contains("Sumiati"), "{gone}");
    bad(typed(&erase, "9901014107680001\n"), "nobody has this NIK");
    let by_card = ["person", "erase", "--card-stdin", "--ground", "request", "--yes", "--data", &text];
    bad(typed(&by_card, "9901010101209999\n"), "nobody has this card");
    bad(typed(&by_card, "12\n"), "no family card number");
    bad(with(&["case", "erase", "12", "--ground", "request", "--yes"]), "no nomor layanan");
    let number = slrt_domain::identity::ServiceNumber::from_draw(slrt_domain::identity::Tenant::parse("1813").unwrap(), 7).to_string();
    bad(with(&["case", "erase", &number, "--ground", "request", "--yes"]), "no such case");
    assert!(good(with(&["person", "clean-up"])).contains("older backups"));
    good(with(&["journal", "verify"]));
    good(with(&["journal", "rebuild"]));
}

#[test]
fn a_wrong_command_line_is_told_in_both_languages() {
    for (args, words) in [
        (&["serve", "--dta", "x"][..], "Opsi '--dta' tidak dikenal (unknown option)."),
        (&["person", "erase"], "Yang wajib belum diisi (required, but missing)"),
        (&["import", "registry", "x.csv", "--source", "bps"], "'bps' bukan nilai untuk"),
    ] {
        let o = run(args);
        assert_eq!((o.status.code(), out(&o).as_str()), (Some(2), ""), "{args:?}");
        assert!(err(&o).contains(words) && err(&o).contains("Bantuan (help): slrt "), "{}", err(&o));
        assert!(!err(&o).contains("error:") && !err(&o).contains("Usage:"), "{}", err(&o));
    }
    // Help goes where it always went: asked for, to standard output; for want of a command, to standard error.
    assert!(good(run(&["--help"])).contains("Usage: slrt"));
    assert!(good(run(&["--version"])).starts_with("slrt "));
    let o = run(&["user"]);
    assert!(o.status.code() == Some(2) && err(&o).contains("Usage: slrt user"), "{}", err(&o));
}

/// The help of every subcommand, as people see it: reviewed as a text.
#[test]
fn help() {
    let mut text = String::new();
    describe(&mut text, &[]);
    insta::assert_snapshot!("help", text);
}

fn describe(text: &mut String, path: &[&str]) {
    let help = out(&slrt(&[path, &["--help"]].concat()).env("COLUMNS", "120").output().unwrap());
    text.push_str(&format!("=== slrt {}\n{help}\n", path.join(" ")));
    let list = help.split("Commands:\n").nth(1).unwrap_or_default().split("\n\n").next().unwrap_or_default();
    let names: Vec<&str> =
        list.lines().filter(|l| l.starts_with("  ") && !l.starts_with("   ")).filter_map(|l| l.split_whitespace().next()).collect();
    for name in names.into_iter().filter(|n| *n != "help") {
        describe(text, &[path, &[name]].concat());
    }
}
