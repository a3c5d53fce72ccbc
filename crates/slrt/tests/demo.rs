//! `serve --demo` as somebody new meets it: accounts told at every start, a break survived, a taken port told at once, wiping refused in words.
#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};

/// Small enough for a test.
const SMALL: [&str; 4] = ["--demo-families", "300", "--demo-cases", "60"];

fn slrt(args: &[&str]) -> Command {
    let mut c = Command::new(env!("CARGO_BIN_EXE_slrt"));
    for variable in ["SLRT_DATA", "SLRT_DATABASE", "SLRT_KEYS", "SLRT_PASSPHRASE", "SLRT_LOG", "SLRT_DEMO_FAMILIES", "SLRT_DEMO_CASES"] {
        c.env_remove(variable);
    }
    c.args(args).stdin(Stdio::null());
    c
}

fn text(o: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&o.stdout), String::from_utf8_lossy(&o.stderr))
}

/// Starts a server and answers with what it prints until it tells how to log in.
fn greeting(args: &[&str]) -> (Child, String) {
    let mut child =
        slrt(&[&["serve", "--listen", "127.0.0.1:0"], args].concat()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut said = String::new();
    let mut reader = BufReader::new(child.stdout.take().unwrap());
    while !said.contains("/masuk") {
        let before = said.len();
        assert!(reader.read_line(&mut said).unwrap() > 0, "it ended: {said}");
        assert!(said.len() > before);
    }
    std::thread::spawn(move || std::io::copy(&mut reader, &mut std::io::sink()));
    (child, said)
}

fn stop(mut child: Child) {
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    assert!(child.wait().unwrap().success());
}

#[test]
fn a_demo_that_was_broken_off_is_filled_again_and_tells_its_accounts_at_every_start() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let data = data.to_str().unwrap();
    // Killed among the families: the tenant is there already.
    let many = ["serve", "--listen", "127.0.0.1:0", "--demo", "--data", data, "--demo-families", "20000"];
    let mut child = slrt(&many).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut told = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
    assert!(told.any(|line| line.contains("(offices)")), "it ended before it began");
    child.kill().unwrap();
    child.wait().unwrap();

    let (child, said) = greeting(&[&["--data", data], &SMALL[..]].concat());
    assert!(said.contains("once more from the beginning") && said.contains("300 keluarga"), "{said}");
    stop(child);
    let (child, said) = greeting(&["--data", data, "--demo"]);
    for words in ["demo-lamban-2026", "ratna", "admin", "PIN 246810", "try first", "http://127.0.0.1:"] {
        assert!(said.contains(words), "{words} is missing in: {said}");
    }
    assert!(!said.contains("filling"), "{said}");
    stop(child);
}

/// Asks a server for a page, or sends it a form; answers the head and the body.
fn ask(address: &str, cookie: &str, path: &str, form: Option<String>) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let (method, body) = form.map_or(("GET", String::new()), |body| ("POST", body));
    let kind = "Content-Type: application/x-www-form-urlencoded";
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n{kind}\r\nContent-Length: {}\r\nConnection: close",
        body.len()
    );
    stream.write_all(format!("{head}\r\n\r\n{body}").as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Logs in; answers the cookie.
fn log_in(address: &str, login: &str) -> String {
    let answer = ask(address, "", "/masuk", Some(format!("login={login}&password=demo-lamban-2026")));
    assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    let cookie = answer.lines().find_map(|l| l.strip_prefix("set-cookie: ")).unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
    rest.split_once('"').unwrap().0.to_owned()
}

/// Reads until the server tells how to log in; answers its address.
fn next_greeting(said: &mut impl std::io::BufRead) -> String {
    let mut address = String::new();
    for line in said.lines().map_while(Result::ok) {
        if let Some((_, at)) = line.split_once("http://") {
            address = at.split('/').next().unwrap().to_owned();
        }
        if line.contains("Masuk (log in)") {
            return address;
        }
    }
    panic!("it ended");
}

#[test]
fn a_training_is_made_anew_under_the_running_server() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let few = ["--training", "--demo-families", "60", "--demo-cases", "12", "--data", data.to_str().unwrap()];
    let mut command = slrt(&[&["serve", "--listen", "127.0.0.1:0"], &few[..]].concat());
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap());
    let address = next_greeting(&mut said);
    let admin = log_in(&address, "admin");
    let page = ask(&address, &admin, "/latihan", None);
    let fields = ["csrf_token", "operation_id"].map(|name| format!("{name}={}", hidden(&page, name))).join("&");
    let answer = ask(&address, &admin, "/latihan/ulang", Some(format!("{fields}&sure=ya")));
    assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("Latihan sedang disusun ulang"), "{answer}");

    let address = next_greeting(&mut said);
    assert!(ask(&address, &admin, "/latihan", None).starts_with("HTTP/1.1 303"), "nobody is logged in any more");
    let admin = log_in(&address, "admin");
    assert!(ask(&address, &admin, "/latihan", None).starts_with("HTTP/1.1 200"));
    std::thread::spawn(move || std::io::copy(&mut said, &mut std::io::sink()));
    stop(child);
}

#[test]
fn a_taken_port_is_told_before_anything_is_made() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = taken.local_addr().unwrap().to_string();
    let o = slrt(&["serve", "--demo", "--data", data.to_str().unwrap(), "--listen", &listen]).output().unwrap();
    assert!(!o.status.success() && text(&o).contains("the address is taken"), "{}", text(&o));
    assert!(!data.exists());
}

fn psql(url: &str, sql: &str) {
    let program = std::env::var("SLRT_TEST_POSTGRES_BIN").map_or_else(|_| "psql".into(), |bin| format!("{bin}/psql"));
    let o = Command::new(program).args([url, "-qc", sql]).output().unwrap();
    assert!(o.status.success(), "{}", text(&o));
}

#[test]
fn whoever_does_not_own_the_tables_is_told_and_nothing_is_wiped() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let data = data.to_str().unwrap();
    let base = std::env::var("SLRT_TEST_DATABASE_URL").unwrap();
    let name = format!("slrt_wipe_{}", std::process::id());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let owner = runtime.block_on(slrt_operations::storage::create_database(&base, &name)).unwrap();
    let fill = ["demo", "fill", "--training", "--families", "300", "--cases", "60", "--data", data];
    let o = slrt(&[&fill[..], &["--database", &owner]].concat()).output().unwrap();
    assert!(o.status.success(), "{}", text(&o));
    // As docs/operating.md sets a server's log-in up.
    psql(&owner, &format!("CREATE ROLE {name} LOGIN PASSWORD '{name}' IN ROLE slrt_app"));
    let (scheme, rest) = owner.split_once("://").unwrap();
    let app = format!("{scheme}://{name}:{name}@{}", rest.rsplit_once('@').map_or(rest, |(_, host)| host));
    let o = slrt(&["demo", "reset", "--training", "--data", data, "--database", &app]).output().unwrap();
    assert!(!o.status.success() && text(&o).contains("only the owner of the tables may wipe"), "{}", text(&o));
    let (child, said) = greeting(&["--training", "--data", data, "--database", &app]);
    assert!(said.contains("ratna") && !said.contains("once more"), "{said}");
    stop(child);
    runtime.block_on(slrt_operations::storage::drop_database(&base, &name)).unwrap();
    psql(&base, &format!("DROP ROLE {name}"));
}
