//! What is printed and logged. Logs go to standard error, answers to standard output.

use slrt_domain::calendar::Instant;
use slrt_operations::storage::journal::Finding;
use std::io::IsTerminal as _;
use tracing_subscriber::EnvFilter;

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogForm {
    /// Lines for people.
    Lines,
    /// JSON for collectors.
    Json,
}

/// Begins to log: `SLRT_LOG` filters (`info`, `slrt_web=debug,warn` …).
pub fn log_to_stderr(default: &str, form: LogForm) {
    // Statements are of no use to operators below a warning; a command that reads everything is slow by its nature.
    let statements = if default == "warn" { "error" } else { "warn" };
    let filter = EnvFilter::try_from_env("SLRT_LOG").unwrap_or_else(|_| EnvFilter::new(format!("{default},sqlx={statements},rustls=warn")));
    let base = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second start within one process (tests) keeps the first.
    let _ = match form {
        LogForm::Lines => base.with_ansi(std::io::stderr().is_terminal()).with_target(false).try_init(),
        LogForm::Json => base.json().flatten_event(true).try_init(),
    };
}

/// An instant as people read it, to the minute, in UTC.
pub fn minute(at: Instant) -> String {
    at.rfc3339().chars().take(16).collect::<String>().replace('T', " ") + " UTC"
}

/// A finding in plain words.
pub fn finding(f: &Finding) -> String {
    match f {
        Finding::Changed(n) => format!("Entri {n} diubah: isinya tidak cocok dengan sidik jarinya (entry was changed)."),
        Finding::Broken(n) => format!("Entri {n} tidak menyambung entri sebelumnya (chain is broken)."),
        Finding::Missing(n) => format!("Entri {n} hilang atau tidak pada tempatnya (entry is missing or out of order)."),
        Finding::TailCut { expected, found } => {
            format!("Ekor jurnal terpotong: seharusnya sampai {expected}, yang ada sampai {found} (tail was cut).")
        }
        Finding::HeadDiffers => "Kepala jurnal tidak cocok dengan entri terakhir (head differs from the last entry).".into(),
        Finding::Rewritten(n) => {
            format!("Rantai ditulis ulang: entri {n} tidak cocok dengan kepala yang ditandatangani (chain was rewritten).")
        }
        Finding::BadSignature(n) => format!("Tanda tangan kepala {n} bukan dari kunci kita (signature is not ours)."),
        Finding::SignatureMissing(n) => format!("Tanda tangan ke-{n} hilang (signature is missing)."),
        Finding::Unsigned(n) => {
            format!(
                "Sejak entri {n} tidak ada tanda tangan lebih dari dua hari; jalankan slrt worker (nothing is signed from this entry on)."
            )
        }
        Finding::DiffersFromKept(n) => {
            format!("Entri {n} tidak cocok dengan kepala yang disimpan di tempat lain (differs from the head kept elsewhere).")
        }
        Finding::ImportRowsDiffer(n) => format!("Baris impor pada entri {n} diubah atau hilang (import rows were changed)."),
    }
}
