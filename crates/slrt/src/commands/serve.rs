//! `slrt serve`.

use crate::certificate;
use crate::demo::{self, Kind, Size};
use crate::failure::{Failure, cause};
use crate::keystore::KeyStore;
use crate::open::{FirstStart, Opened, Place};
use crate::output::{LogForm, log_to_stderr};
use clap::Args;
use slrt_domain::Coded as _;
use slrt_domain::identity::Tenant;
use slrt_operations::storage::{journal, office, session};
use slrt_operations::{House, accounts, scratch, worker};
use slrt_web::{Reset, ServeConfig, Tls, serve_on};
use std::collections::BTreeSet;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// Serve pages and API.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    place: Place,
    /// Address and port
    #[arg(long, value_name = "ADDR", env = "SLRT_LISTEN", default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
    /// A new database is for trying out, with synthetic people only
    #[arg(long, conflicts_with = "training")]
    demo: bool,
    /// A new database is for training
    #[arg(long)]
    training: bool,
    /// Certificate chain, PEM
    #[arg(long, value_name = "FILE", requires = "tls_key", conflicts_with = "tls_self_signed")]
    tls_cert: Option<PathBuf>,
    /// Private key of the certificate, PEM
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// HTTPS with a certificate of our own, made once and kept in the data folder
    #[arg(long)]
    tls_self_signed: bool,
    /// Address of the proxy that does HTTPS and whose forwarding headers are believed
    #[arg(long, value_name = "ADDR")]
    behind_proxy: Option<IpAddr>,
    /// Address that citizens type to look their service up, as receipts print it
    #[arg(long, value_name = "URL", env = "SLRT_PUBLIC_URL")]
    public_url: Option<String>,
    /// Log as JSON
    #[arg(long)]
    log_json: bool,
    /// Families of a demo or training regency that is made here (tests make fewer)
    #[arg(long, env = "SLRT_DEMO_FAMILIES", hide = true, default_value_t = Size::WHOLE.families)]
    demo_families: usize,
    /// Its cases
    #[arg(long, env = "SLRT_DEMO_CASES", hide = true, default_value_t = Size::WHOLE.cases)]
    demo_cases: usize,
}

/// How often a changed key file is looked for: `slrt key rotate` waits until it was seen.
const LOOK_AT_KEYS: Duration = Duration::from_secs(1);

/// Why serving ended.
#[derive(PartialEq, Eq)]
enum Ended {
    ForGood,
    ToTrainAnew,
}

impl Serve {
    /// Serves until SIGTERM or SIGINT.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        log_to_stderr("info", if self.log_json { LogForm::Json } else { LogForm::Lines });
        self.check_safety()?;
        while self.until_stopped().await? == Ended::ToTrainAnew {
            tokio::select! {
                made = self.train_anew() => {
                    // What was not wiped can still be practised in; what was, is filled again at this start.
                    if let Err(error) = made {
                        tracing::error!(%error, "the training regency could not be made anew");
                    }
                }
                () = signalled() => break,
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    fn size(&self) -> Size {
        Size { families: self.demo_families, cases: self.demo_cases }
    }

    /// A training regency starts afresh when its administrator asks for it. Nothing may work on the database meanwhile.
    async fn train_anew(&self) -> Result<(), Failure> {
        let (opened, _) = self.place.open_or_begin(Some(Kind::Training.code())).await?;
        let _lock = if self.place.database.is_none() { Some(self.place.lock()?) } else { None };
        let made = super::demo::fill_anew(&opened.house, Kind::Training, self.size()).await;
        opened.close().await;
        made
    }

    /// A new demo or training regency is filled; one whose filling was broken off is wiped and filled again.
    async fn fill(&self, opened: &mut Opened, asked: Option<Kind>) -> Result<(), Failure> {
        let half = opened.installation.as_ref().filter(|i| i.is_half_filled()).and_then(|i| Kind::from_code(&i.kind));
        if let Some(kind) = half {
            println!("Pengisian data contoh terputus; diulang dari awal (filling was broken off: once more from the beginning).");
            super::demo::fill_anew(&opened.house, kind, self.size()).await?;
        } else if let Some(kind) = asked
            && journal::tenants(opened.house.db()).await?.is_empty()
        {
            println!("Menyusun data contoh, satu-dua menit (filling, a minute or two) …");
            super::demo::fill(&opened.house, kind, self.size()).await?;
        } else {
            return Ok(());
        }
        opened.installation = self.place.installation(opened.house.db()).await?;
        Ok(())
    }

    async fn listen(&self) -> Result<TcpListener, Failure> {
        TcpListener::bind(self.listen).await.map_err(|e| {
            let at = self.listen;
            Failure::new(match e.kind() {
                std::io::ErrorKind::AddrInUse => {
                    format!("{at} sudah dipakai program lain; pilih yang lain dengan --listen 127.0.0.1:8081 (the address is taken: choose another one).")
                }
                _ => format!("Tidak dapat mendengarkan di {at} (cannot listen): {}", cause(&e.to_string())),
            })
        })
    }

    async fn until_stopped(&self) -> Result<Ended, Failure> {
        let kind = match (self.demo, self.training) {
            (true, _) => Some(Kind::Demo),
            (_, true) => Some(Kind::Training),
            _ => None,
        };
        // Before anything is made: whoever cannot be reached should not fill a regency for minutes.
        let listener = self.listen().await?;
        let address = listener.local_addr()?;
        let (mut opened, first) = self.place.open_or_begin(kind.map(|k| k.code())).await?;
        // At once: whatever goes wrong from here on, the key file is there and the code would never be told again.
        first.iter().for_each(tell_recovery);
        let _lock = if self.place.database.is_none() { Some(self.place.lock()?) } else { None };
        scratch::sweep_all(&opened.house).await;
        self.fill(&mut opened, kind).await?;
        let tls = self.tls().await?;
        // Before the address is told: whoever reads it may end the server at once, in an orderly way.
        let signal = signalled();
        greet(&opened, &format!("{}://{address}", if tls.is_some() { "https" } else { "http" })).await?;
        self.tell_public_url(address);

        let (stop, stopped) = watch::channel(false);
        let training = opened.installation.as_ref().is_some_and(|i| i.kind == Kind::Training.code());
        let may_wipe = training && demo::may_wipe(&opened.house).await?;
        if training && !may_wipe {
            tracing::warn!("the training cannot be made anew from its page: this log-in may not wipe; see docs/operating.md");
        }
        let reset = may_wipe.then(Reset::default);
        let anew = Arc::new(AtomicBool::new(false));
        if let Some(reset) = reset.clone() {
            let (stop, anew) = (stop.clone(), Arc::clone(&anew));
            tokio::spawn(async move {
                reset.asked().await;
                anew.store(true, Ordering::SeqCst);
                stop.send_replace(true);
            });
        }
        let wait = |mut stopped: watch::Receiver<bool>| async move {
            let _ = stopped.wait_for(|s| *s).await;
        };
        tokio::spawn(async move {
            signal.await;
            tracing::info!("stopping: finishing what is under way");
            stop.send_replace(true);
        });
        let work = tokio::spawn(worker::run(opened.house.clone(), wait(stopped.clone())));
        let keys = tokio::spawn(follow_keys(opened.house.clone(), opened.keys.clone(), wait(stopped.clone())));
        let config = ServeConfig { listen: address, tls, behind_proxy: self.behind_proxy, public_url: self.public_url.clone(), reset };
        tracing::info!(%address, version = env!("CARGO_PKG_VERSION"), "serving");
        let served = serve_on(listener, opened.house.clone(), config, wait(stopped)).await;
        work.abort();
        keys.abort();
        let _ = tokio::join!(work, keys);
        opened.close().await;
        served?;
        tracing::info!("stopped");
        Ok(if anew.load(Ordering::SeqCst) { Ended::ToTrainAnew } else { Ended::ForGood })
    }

    /// Whoever serves more than this machine is told that papers need an address: they print none that a browser merely claims.
    fn tell_public_url(&self, address: SocketAddr) {
        let only_here = address.ip().is_loopback() && self.behind_proxy.is_none();
        let known = self.public_url.is_some() || only_here || (self.behind_proxy.is_none() && !address.ip().is_unspecified());
        if !known {
            println!(
                "  Kuitansi tidak mencantumkan alamat; sebutkan dengan (receipts print no address; name it by): --public-url https://…\n"
            );
        }
    }

    /// Passwords and personal data never cross a network in clear.
    fn check_safety(&self) -> Result<(), Failure> {
        let encrypted = self.tls_cert.is_some() || self.tls_self_signed || self.behind_proxy.is_some();
        if self.listen.ip().is_loopback() || encrypted {
            return Ok(());
        }
        Err(Failure::new(format!(
            "HTTP tanpa enkripsi hanya boleh di 127.0.0.1, bukan {} (plain HTTP only on loopback). Pilih salah satu:\n  --tls-cert FILE --tls-key FILE   \
             sertifikat sendiri (your certificate)\n  --tls-self-signed                sertifikat lokal, dibuat otomatis (made here)\n  --behind-proxy ADDR              \
             di belakang nginx/Caddy yang melayani HTTPS (a proxy does HTTPS)",
            self.listen.ip()
        )))
    }

    async fn tls(&self) -> Result<Option<Tls>, Failure> {
        let read = async |path: &PathBuf| {
            tokio::fs::read(path)
                .await
                .map_err(|e| Failure::new(format!("Tidak dapat membaca {} (cannot read): {}", path.display(), cause(&e.to_string()))))
        };
        match (&self.tls_cert, &self.tls_key) {
            (Some(cert), Some(key)) => Ok(Some(Tls { cert_pem: read(cert).await?, key_pem: read(key).await? })),
            _ if self.tls_self_signed => Ok(Some(certificate::own(&self.place.data, self.listen.ip())?)),
            _ => Ok(None),
        }
    }
}

/// Tells the recovery code, once; it goes to standard output, never to the log. Before anything that takes time: it must not be lost with a break.
fn tell_recovery(first: &FirstStart) {
    println!("\n  KODE PEMULIHAN (recovery code):  {}", first.recovery.text());
    println!("  Tulis di kertas dan simpan di luar kantor. Tanpa kode ini cadangan tidak dapat dibuka; tidak akan ditampilkan lagi.");
    println!("  (Write it down and keep it elsewhere: backups cannot be opened without it. It is not shown again.)\n");
}

/// Tells how to go on, at every start. A set-up password is a secret: it goes to standard output, never to the log.
async fn greet(opened: &Opened, address: &str) -> Result<(), Failure> {
    let kind = opened.installation.as_ref().map_or("real", |i| i.kind.as_str());
    println!("SLRT {} – data: {kind}", env!("CARGO_PKG_VERSION"));
    println!("  Alamat (address):  {address}");
    let password = accounts::one_time_password();
    let mut tx = opened.house.db().write(Tenant::NATION).await?;
    let waiting = session::renew_setup(&mut tx, &accounts::token_hash(&password)).await?;
    tx.commit().await?;
    if waiting {
        println!("\n  Kata sandi penyiapan (one-time set-up password):  {password}");
        println!("  Buka {address}/persiapan dan masukkan kata sandi ini untuk mendirikan kabupaten/kota.");
    } else {
        if let Some(kind) = Kind::from_code(kind) {
            greet_learners(opened, kind, address).await?;
        }
        println!("\n  Masuk (log in):    {address}/masuk");
    }
    println!();
    Ok(())
}

/// The accounts of a demo or training that are really there.
async fn greet_learners(opened: &Opened, kind: Kind, address: &str) -> Result<(), Failure> {
    let tenant = opened.tenant(None)?;
    let mut tx = opened.house.db().read(tenant).await?;
    let there: BTreeSet<String> = office::accounts(&mut tx, tenant).await?.into_iter().filter(|a| a.active).map(|a| a.login).collect();
    tx.commit().await?;
    let (mut accounts, cases) = demo::published();
    accounts.retain(|a| there.contains(a.login));
    // A regency that somebody founded by hand has accounts of its own.
    if accounts.len() > 1 {
        super::demo::show_accounts(&accounts, &cases);
        super::demo::show_first_steps(kind, address);
    }
    Ok(())
}

/// Takes over keys that `slrt key rotate` added, also where nothing was made with them yet.
pub(super) async fn follow_keys(house: House, store: KeyStore, stop: impl Future<Output = ()>) {
    let (KeyStore::File(path) | KeyStore::Locked(path, _)) = store.clone() else { return };
    let changed = || std::fs::metadata(&path).and_then(|m| m.modified()).ok();
    tokio::pin!(stop);
    let mut seen = changed();
    loop {
        tokio::select! {
            () = &mut stop => return,
            () = tokio::time::sleep(LOOK_AT_KEYS) => {}
        }
        let now = changed();
        if now == seen {
            continue;
        }
        // A locked file takes a second of computing.
        let reader = store.clone();
        match tokio::task::spawn_blocking(move || reader.read()).await.unwrap_or_else(|e| Err(Failure::other(e))) {
            Ok(fresh) => {
                house.keys().adopt(&fresh);
                tracing::info!("key file was read again");
                seen = now;
            }
            Err(error) => tracing::warn!(%error, "key file cannot be read"),
        }
    }
}

/// Waits for SIGTERM or SIGINT; SIGTERM is heard from this call on.
pub fn signalled() -> impl Future<Output = ()> {
    use tokio::signal::unix::{SignalKind, signal};
    let terminate = signal(SignalKind::terminate());
    async move {
        match terminate {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = tokio::signal::ctrl_c() => {}
                }
            }
            Err(_) => {
                let _ = tokio::signal::ctrl_c().await;
            }
        }
    }
}
