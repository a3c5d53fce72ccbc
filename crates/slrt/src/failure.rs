//! Errors as one clear sentence, in Indonesian first.

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
            StorageError::Unavailable(why) => format!("Basis data tidak dapat dihubungi atau ditulisi (database unavailable): {why}"),
            StorageError::Contended => "Basis data sedang sibuk, coba lagi (database busy).".into(),
            StorageError::Corrupt(what) => format!("Data tersimpan tidak dapat dibaca (stored data cannot be read): {what}"),
            error => format!("Basis data (database): {error}"),
        })
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self(format!("Berkas (file): {error}"))
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
        (RefusalKind::Invalid, Some(field), detail) => format!("Isian tidak sah (invalid): {field} {detail}"),
        (RefusalKind::WrongState, _, "founded") => "Sudah didirikan; tidak diulang (founded already).".into(),
        (RefusalKind::WrongState, _, "last-admin") => "Administrator terakhir tidak dapat ditutup (last administrator).".into(),
        _ => format!("Ditolak (refused): {r}"),
    }
}
