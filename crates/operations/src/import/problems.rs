//! Refused rows as a table that people work through in their own file.

use crate::house::OperationError;
use slrt_documents::{Cell, Column, ColumnKind, Sheet, write_csv};
use slrt_domain::family::import::{Consequence, Problems, Reason, RowProblem, Table};
use slrt_storage::StorageError;
use std::sync::Arc;

/// Why a row or a value was not taken, in Indonesian, with what to do where that is not plain.
pub fn reason_words(reason: Reason) -> &'static str {
    match reason {
        Reason::MissingName => "Nama kosong",
        Reason::NikNotSixteenDigits => "NIK tidak 16 angka",
        Reason::CardNotSixteenDigits => "No. KK tidak 16 angka",
        Reason::PrecisionLost => {
            "Angka panjang dibulatkan lembar kerja (mis. 9,9E+15): simpan kolom sebagai teks, lalu isi ulang dari sumbernya"
        }
        Reason::DuplicateNik => "NIK sudah ada di baris lain",
        Reason::DuplicateHousehold => "Rumah tangga sudah ada di baris lain",
        Reason::CardInTwoHouseholds => "No. KK sudah ada di rumah tangga lain; orangnya ikut keluarga ber-KK itu",
        Reason::SyntheticNikRefused => "Nomor contoh (kode wilayah 99) tidak boleh masuk data sebenarnya",
        Reason::RealNikRefused => "Nomor asli tidak boleh masuk data latihan; pakai nomor contoh berkode wilayah 99",
        Reason::MissingHousehold => "Nomor rumah tangga (IDBDT) dan No. KK kosong",
        Reason::UnknownHousehold => "Rumah tangganya tidak ada di tabel rumah tangga",
        Reason::HouseholdRejected => "Baris rumah tangganya tidak dapat dimasukkan",
        Reason::HouseholdWithoutMembers => "Tidak ada anggota yang dapat dimasukkan",
        Reason::MissingVillage => "Kode desa/kelurahan kosong",
        Reason::UnknownVillage => {
            "Desa/kelurahan tidak dikenal; pakai kode Kemendagri 10 angka, kolom KECAMATAN dan DESA, atau tabel jembatan kode BPS–Kemendagri"
        }
        Reason::OutsideRegency => "Desa/kelurahan di luar kabupaten/kota ini",
        Reason::LineBreak => "Ada ganti baris di dalam isian; mungkin tanda kutip (\") yang tidak ditutup menggabungkan dua baris",
        Reason::ImpossibleBirthDate => "Tanggal lahir tidak mungkin",
        Reason::DecileOutOfRange => "Desil bukan angka bulat 1–10 (persentil 1–100)",
        Reason::UnknownCode => "Isian tidak dikenal",
        Reason::TooLong => "Isian lebih dari 500 huruf",
    }
}

fn table_words(table: Table) -> &'static str {
    match table {
        Table::Household => "rumah tangga",
        Table::Member => "anggota",
    }
}

/// The problems as CSV (semicolons, as Indonesian spreadsheets open it): `row`, `table`, `column`, `reason`. No cell is a formula, and none holds
/// a value of the file. Where not all are told
/// one by one, the numbers of each sort stand at the end.
///
/// # Errors
/// When there is no memory for it.
pub fn problems_csv(problems: &Problems) -> Result<Vec<u8>, OperationError> {
    let column = |title: &str, width, kind| Column { title: title.to_owned(), width, kind };
    let row = |p: &RowProblem| {
        let twin = p.other_row.map(|other| format!(" (baris {other})")).unwrap_or_default();
        let followed = match p.consequence {
            Consequence::RowRejected => "baris tidak dimasukkan",
            Consequence::ValueLeftOut => "baris masuk tanpa isian ini",
        };
        let reason = format!("{}{twin} – {followed}", reason_words(p.reason));
        vec![i64::from(p.row).into(), table_words(p.table).into(), p.column.as_deref().into(), reason.into()]
    };
    let mut rows: Vec<Vec<Cell>> = problems.kept().into_iter().map(row).collect();
    if problems.not_kept() > 0 {
        let total = |((_, reason, table, column), n): (&(Consequence, Reason, Table, Option<Arc<str>>), &usize)| {
            vec![
                Cell::from(""),
                table_words(*table).into(),
                column.as_deref().into(),
                format!("{}: {n} baris seluruhnya", reason_words(*reason)).into(),
            ]
        };
        rows.extend(problems.counts().iter().map(total));
    }
    let sheet = Sheet {
        title: "Baris bermasalah".into(),
        columns: vec![
            column("row", 8, ColumnKind::Number),
            column("table", 14, ColumnKind::Text),
            column("column", 24, ColumnKind::Text),
            column("reason", 60, ColumnKind::Text),
        ],
        rows,
    };
    let mut out = Vec::new();
    write_csv(&sheet, b';', &mut out).map_err(|e| StorageError::corrupt(format!("reject report: {e}")))?;
    Ok(out)
}
