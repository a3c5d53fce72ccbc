//! Errors as one clear sentence, in Indonesian first.

use crate::demo::DemoError;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_operations::OperationError;
use slrt_operations::backup::BackupError;
use slrt_operations::storage::StorageError;

/// Why a command ended.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// A failure in words of our own.
    pub fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    /// Any other error.
    pub fn other(error: impl std::fmt::Display) -> Self {
        Self(format!("Gagal (failed): {error}"))
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Self {
        Self(match error {
            StorageError::Unavailable(why) => {
                format!("Basis data tidak dapat dihubungi atau ditulisi (database unavailable): {}", cause(&why))
            }
            StorageError::Contended => "Basis data sedang sibuk, coba lagi (database busy).".into(),
            StorageError::Corrupt(what) => format!("Data tersimpan tidak dapat dibaca (stored data cannot be read): {what}"),
            StorageError::Constraint(name) => format!("Aturan basis data dilanggar (a rule of the database was broken): {name}"),
            StorageError::Engine(why) => format!("Basis data menolak (the database refused): {}", cause(&why)),
        })
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(format!("Berkas (file): {}", cause(&error.to_string())))
    }
}

impl From<BackupError> for Failure {
    fn from(error: BackupError) -> Self {
        Self(match error {
            BackupError::NoRecipient => {
                "Berkas kunci belum memuat kode pemulihan. Buat dulu: slrt key recovery (no recovery code yet).".into()
            }
            BackupError::MistypedCode => "Kode pemulihan salah ketik: 26 huruf dan angka (mistyped recovery code).".into(),
            BackupError::WrongCode => "Kode pemulihan tidak cocok dengan berkas ini (wrong recovery code).".into(),
            BackupError::Damaged(what) => format!("Berkas rusak atau terpotong; tidak ada yang dipulihkan (damaged or cut off: {what})."),
            BackupError::Newer { .. } => {
                "Cadangan ini dibuat versi slrt yang lebih baru; pakai versi itu (written by a newer version).".into()
            }
            BackupError::NotEmpty(place) if place == "the database" => {
                "Basis data tidak kosong; cadangan hanya dipulihkan ke basis data kosong (the database is not empty).".into()
            }
            BackupError::NotEmpty(place) => format!("{place} tidak kosong; cadangan hanya dipulihkan ke tempat kosong (not empty)."),
            BackupError::Io(error) => return error.into(),
            BackupError::Storage(error) => return error.into(),
        })
    }
}

impl From<DemoError> for Failure {
    fn from(error: DemoError) -> Self {
        match error {
            DemoError::Operation(error) => error.into(),
            DemoError::Storage(error) => error.into(),
            error => Self::new(error.to_string()),
        }
    }
}

impl From<OperationError> for Failure {
    fn from(error: OperationError) -> Self {
        match error {
            OperationError::Storage(error) => error.into(),
            OperationError::Refused(refusal) => Self(refused(&refusal)),
            OperationError::Busy => Self("Sedang terlalu sibuk, coba lagi (too busy).".into()),
            error => Self::other(error),
        }
    }
}

fn refused(r: &Refusal) -> String {
    let detail = r.detail.as_str();
    match (r.kind, r.field, detail) {
        (RefusalKind::NotFound, ..) => "Tidak ditemukan (not found).".into(),
        (RefusalKind::Invalid, Some("login"), "taken") => "Nama masuk sudah dipakai (log-in name is taken).".into(),
        (RefusalKind::Invalid, Some("login"), _) => "Nama masuk hanya huruf a–z, angka, titik, - dan _ (log-in name).".into(),
        (RefusalKind::Invalid, Some("password"), _) => "Kata sandi terlalu mudah atau kurang dari 10 karakter (password too easy).".into(),
        (RefusalKind::Invalid, Some("area"), _) => {
            "Kode wilayah bukan kabupaten/kota yang dikenal, contoh 1813 (area is no known regency).".into()
        }
        (RefusalKind::Invalid, Some("scope"), _) => {
            "Tempat tugas tidak dikenal atau tidak cocok dengan paketnya (place unknown, or unfit for the package).".into()
        }
        (RefusalKind::Invalid, Some("package"), "held") => "Peran itu sudah dipegang (role is held already).".into(),
        (RefusalKind::Invalid, Some("package"), _) => "Paket peran tidak dikenal (unknown package); lihat catalog/roles.toml.".into(),
        (RefusalKind::Invalid, Some("kind"), _) => {
            "Jenis basis data berbeda: demo, training dan real tidak pernah dicampur (kinds are never mixed).".into()
        }
        (RefusalKind::WrongState, _, "founded") => "Sudah didirikan; tidak diulang (founded already).".into(),
        (RefusalKind::WrongState, _, "last-admin") => "Administrator terakhir tidak dapat ditutup (last administrator).".into(),
        // Pages have words for all of them.
        _ => slrt_web::told::refusal(r).unwrap_or_else(|_| format!("Ditolak (refused): {r}")),
    }
}

/// What engines and the operating system say, by a part of it that no version has changed yet, with what to look at.
const CAUSES: &[(&str, &str)] = &[
    ("Connection refused", "server tidak menyala atau alamatnya lain (connection refused)"),
    ("lookup address", "nama server tidak dikenal; periksa alamatnya (host unknown)"),
    ("timed out", "server tidak menjawab; periksa alamat dan jaringannya (timed out)"),
    ("password authentication failed", "nama pengguna atau kata sandi basis data salah (wrong user or password of the database)"),
    ("does not exist", "nama yang diminta tidak ada di basis data itu (it does not exist there)"),
    ("SQLSTATE 08", "sambungan ke server terputus (connection lost)"),
    ("SQLSTATE 53100", "cakram server penuh (its disk is full)"),
    ("SQLSTATE 53", "server kehabisan sambungan atau memori (out of connections or memory)"),
    ("SQLSTATE 57", "server sedang berhenti atau baru menyala (it is stopping or starting)"),
    ("SQLSTATE 25006", "server hanya bisa dibaca (read-only)"),
    ("the connection was lost", "sambungan terputus (connection lost)"),
    ("No such file or directory", "berkas atau folder itu tidak ada (no such file or folder)"),
    ("Permission denied", "tidak ada izin membuka atau menulisnya (permission denied)"),
    ("No space left", "cakram penuh (the disk is full)"),
    ("Read-only file system", "cakram hanya bisa dibaca (read-only disk)"),
    ("Is a directory", "itu folder, bukan berkas (it is a folder)"),
    ("File exists", "sudah ada (exists already)"),
    ("SQLite code 13 (", "cakram penuh (the disk is full)"),
    ("SQLite code 14 (", "berkas basis data tidak dapat dibuka (the database file cannot be opened)"),
    ("SQLite code 8 (", "berkas basis data hanya bisa dibaca (read-only database file)"),
];

/// A cause in both languages. One that we do not know is told as it came, and named so: it is what a search finds.
pub fn cause(why: &str) -> String {
    let known = CAUSES.iter().find(|(part, _)| why.contains(part));
    known.map_or_else(|| format!("pesan aslinya (as it was told): {why}"), |(_, words)| format!("{words} [{why}]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_are_told_in_both_languages() {
        let refused = std::io::Error::from_raw_os_error(111).to_string();
        let away = Failure::from(StorageError::Unavailable(format!("error communicating with database: {refused}"))).to_string();
        assert!(away.contains("server tidak menyala") && away.contains("(connection refused)"), "{away}");
        let missing = Failure::from(std::io::Error::from_raw_os_error(2)).to_string();
        assert!(missing.contains("tidak ada (no such file or folder)"), "{missing}");
        for (code, words) in [
            ("8 (1032)", "hanya bisa dibaca"),
            ("13 (13)", "cakram penuh"),
            ("14 (526)", "tidak dapat dibuka"),
            ("10 (1410)", "pesan aslinya"),
        ] {
            let told = cause(&format!("SQLite code {code}"));
            assert!(told.contains(words), "{told}");
        }
        assert_eq!(cause("odd"), "pesan aslinya (as it was told): odd");
    }
}
