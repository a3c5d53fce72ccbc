//! `slrt doctor`: is everything as it should be?

use super::key::name_of;
use crate::failure::{Failure, cause};
use crate::keystore::KeyStore;
use crate::open::{Opened, Place};
use crate::output::minute;
use clap::Args;
use slrt_domain::Coded as _;
use slrt_domain::calendar::Instant;
use slrt_domain::identity::Tenant;
use slrt_operations::storage::{KeyKind, journal, misfits, rotation, schema_version, upkeep};
use slrt_operations::view::{self, FactState};
use slrt_operations::{House, scratch};
use std::path::Path;
use std::process::ExitCode;

/// Check everything; exit code 1 when something is wrong.
#[derive(Debug, Args)]
pub struct Doctor {
    #[command(flatten)]
    place: Place,
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Good,
    Warning,
    Bad,
}

struct Findings {
    worst: bool,
}

impl Findings {
    fn tell(&mut self, verdict: Verdict, what: &str, words: &str) {
        let mark = match verdict {
            Verdict::Good => "baik ",
            Verdict::Warning => "awas ",
            Verdict::Bad => "SALAH",
        };
        self.worst |= verdict == Verdict::Bad;
        println!("{mark}  {what}: {words}");
    }
}

/// Below this nothing can be written soon.
const LEAST_FREE: u64 = 1 << 30;
/// Below this one should look.
const LITTLE_FREE: u64 = 5 << 30;
const HOUR: i64 = 3_600_000_000;

impl Doctor {
    /// Checks.
    pub async fn run(self) -> Result<ExitCode, Failure> {
        let mut found = Findings { worst: false };
        folder(&self.place.data, &mut found);
        keys(&self.place, &mut found);
        match self.place.open().await {
            Err(error) => found.tell(Verdict::Bad, "basis data (database)", &error.to_string()),
            Ok(opened) => {
                database(&opened, &mut found).await?;
                ages(&opened, &mut found);
                in_clear(&opened.house, &mut found);
                for tenant in journal::tenants(opened.house.db()).await? {
                    of_tenant(&opened.house, tenant, &mut found).await?;
                }
                opened.close().await;
            }
        }
        Ok(if found.worst { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

fn folder(data: &Path, found: &mut Findings) {
    use std::os::unix::fs::PermissionsExt as _;
    match std::fs::metadata(data) {
        Err(error) => found.tell(Verdict::Bad, "folder data", &format!("{}: {}", data.display(), cause(&error.to_string()))),
        Ok(m) if m.permissions().mode() & 0o077 != 0 => {
            found.tell(
                Verdict::Warning,
                "folder data",
                &format!("{0} dapat dibuka pengguna lain: chmod 700 {0} (open to others)", data.display()),
            );
        }
        Ok(_) => found.tell(Verdict::Good, "folder data", &data.display().to_string()),
    }
    if let Ok(disk) = rustix::fs::statvfs(data) {
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        let verdict = match free {
            f if f < LEAST_FREE => Verdict::Bad,
            f if f < LITTLE_FREE => Verdict::Warning,
            _ => Verdict::Good,
        };
        found.tell(verdict, "disk", &format!("{} MiB kosong (free)", free >> 20));
    }
}

fn keys(place: &Place, found: &mut Findings) {
    const WHAT: &str = "berkas kunci (key file)";
    match KeyStore::find(&place.data, place.unlock) {
        Err(error) => found.tell(Verdict::Bad, WHAT, &error.to_string()),
        Ok(None) => found.tell(Verdict::Bad, WHAT, "tidak ada (missing)"),
        Ok(Some(store)) => match store.read() {
            Err(error) => found.tell(Verdict::Bad, WHAT, &error.to_string()),
            Ok(keys) if keys.recipient.is_none() => {
                found.tell(Verdict::Warning, WHAT, "belum ada kode pemulihan: slrt key recovery (no recovery code)");
            }
            Ok(keys) => {
                let many = |kind: KeyKind| (keys.list(kind).len(), name_of(kind));
                let several = KeyKind::ALL.iter().map(|k| many(*k)).filter(|(n, _)| *n > 1).map(|(n, name)| format!(", {n} {name}"));
                found.tell(Verdict::Good, WHAT, &format!("mode 0600{}", several.collect::<String>()));
            }
        },
    }
}

/// How old the keys are that are used, and whether a rotation was broken off.
fn ages(opened: &Opened, found: &mut Findings) {
    let keys = opened.house.keys();
    let born = opened.installation.as_ref().map(|i| Instant::from_micros(i.born_at));
    let now = opened.house.clock().now();
    for kind in KeyKind::ALL {
        let key = keys.current(*kind);
        let days = key.made.or(born).map_or(0, |at| (now.micros() - at.micros()).max(0) / (24 * HOUR));
        let unfinished = keys.is_waiting(*kind) || (*kind == KeyKind::Lookup && keys.is_reindexing());
        let (verdict, more) = match unfinished {
            true => (Verdict::Warning, "; rotasi belum selesai: slrt key rotate … --finish (rotation is unfinished)"),
            false => (Verdict::Good, ""),
        };
        found.tell(verdict, name_of(*kind), &format!("nomor {}, {days} hari (days old){more}", key.id));
    }
}

/// Registry files and rebuilt tables in clear, of processes that were killed.
fn in_clear(house: &House, found: &mut Findings) {
    const WHAT: &str = "sisa berkas terbuka (files in clear left behind)";
    match scratch::left_behind(house).len() {
        0 => found.tell(Verdict::Good, WHAT, "tidak ada (none)"),
        n => found.tell(Verdict::Warning, WHAT, &format!("{n} folder; slrt worker --once menghapusnya (removes them)")),
    }
}

async fn database(opened: &Opened, found: &mut Findings) -> Result<(), Failure> {
    let db = opened.house.db();
    let engine = match db.engine() {
        slrt_operations::storage::dialect::Engine::Sqlite => "SQLite",
        slrt_operations::storage::dialect::Engine::Postgres => "PostgreSQL",
    };
    let version = upkeep::engine_version(db).await?;
    let too_old = engine == "PostgreSQL" && version.split('.').next().and_then(|v| v.parse::<u32>().ok()).is_some_and(|v| v < 15);
    let verdict = if too_old { Verdict::Bad } else { Verdict::Good };
    found.tell(verdict, "basis data (database)", &format!("{engine} {version}"));
    let misfit = misfits(db).await?;
    if misfit.is_empty() {
        found.tell(Verdict::Good, "skema (schema)", &schema_version().to_string());
    } else {
        found.tell(Verdict::Bad, "skema (schema)", &format!("tidak sesuai (misfit): {}", misfit.join(", ")));
    }
    let kind = opened.installation.as_ref().map_or("–", |i| i.kind.as_str());
    let set_up = opened.installation.as_ref().is_some_and(|i| i.default_tenant.is_some());
    let verdict = if set_up { Verdict::Good } else { Verdict::Warning };
    found.tell(verdict, "jenis (kind)", &format!("{kind}{}", if set_up { "" } else { ", penyiapan belum selesai (set-up not done)" }));
    Ok(())
}

async fn of_tenant(house: &House, tenant: Tenant, found: &mut Findings) -> Result<(), Failure> {
    let now = house.clock().now();
    let mut tx = house.db().read(tenant).await?;
    let head = journal::head(&mut tx, tenant).await?;
    let signed = journal::last_signed(&mut tx, tenant).await?;
    let backup = upkeep::last_backup(&mut tx, tenant).await?;
    let fits = rotation::fits(&mut tx, house.keys(), tenant).await?;
    tx.rollback().await?;
    let name = |what: &str| format!("{tenant} {what}");
    if !fits {
        found.tell(Verdict::Bad, &name("kunci (keys)"), "bukan milik basis data ini (belong to another database)");
    }
    // Entries are never dated before the last one, so a clock that runs behind would date everything wrongly.
    let behind = head.map_or(0, |h| h.recorded_at.micros() - now.micros());
    if behind > 60_000_000 {
        found.tell(
            Verdict::Bad,
            &name("jam (clock)"),
            &format!("{} menit di belakang jurnal (minutes behind the journal)", behind / 60_000_000),
        );
    } else {
        found.tell(Verdict::Good, &name("jam (clock)"), &minute(now));
    }
    let age = |at: Option<Instant>| at.map(|at| (now.micros() - at.micros()) / HOUR);
    let aged = |hours: Option<i64>, limit: i64| if hours.is_some_and(|h| h <= limit) { Verdict::Good } else { Verdict::Warning };
    let hours = age(signed);
    found.tell(
        aged(hours, 48),
        &name("kepala ditandatangani (head signed)"),
        &hours.map_or("belum pernah (never)".into(), |h| format!("{h} jam lalu (hours ago)")),
    );
    let hours = age(backup.as_ref().map(|b| b.0));
    let words = backup.map_or("belum pernah (never): slrt backup".into(), |(at, file)| format!("{} {file}", minute(at)));
    found.tell(aged(hours, 26), &name("cadangan terakhir (last backup)"), &words);
    let facts = view::facts(house, tenant).await?;
    let confirmed = facts.iter().filter(|f| f.state == FactState::Confirmed).count();
    let verdict = if confirmed > 0 { Verdict::Good } else { Verdict::Warning };
    let words = format!("{confirmed} dari {} butir dikonfirmasi dinas (facts confirmed, of all that are in force)", facts.len());
    found.tell(verdict, &name("katalog (catalogue)"), &words);
    Ok(())
}
