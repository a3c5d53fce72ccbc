//! Who comes with what: families of the registry and needs that fit how they live.

use super::chance::Chance;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::family::{FamilyRecord, Relation, Sex};
use slrt_domain::identity::Nik;
use slrt_domain::program::Catalog;

/// What of a family's life makes it come to the counter.
#[derive(Debug, Clone, Copy, Default)]
pub struct Traits {
    /// Decile.
    pub decile: Option<u8>,
    uninsured: bool,
    ill: bool,
    disabled: bool,
    baby: bool,
    pupil: bool,
    left_school: bool,
    student_age: bool,
    elder: bool,
    alone: bool,
    bad_house: bool,
    no_toilet: bool,
    dark: bool,
    fisher: bool,
    farmer: bool,
    food: bool,
    pkh: bool,
    odd_number: bool,
    widow: bool,
}

/// A family from which somebody may come.
#[derive(Debug, Clone)]
pub struct Candidate {
    /// NIK of whoever comes: head or spouse.
    pub nik: Nik,
    /// Their village.
    pub village: AreaCode,
    /// Their sex.
    pub sex: Sex,
    /// Their age.
    pub age: i32,
    /// How many live together.
    pub members: usize,
    /// How they live.
    pub traits: Traits,
    /// Somebody who may come instead, in words.
    pub proxy: Option<String>,
}

impl Candidate {
    /// The candidate of a family, if an adult of it has a NIK.
    pub fn of(family: &FamilyRecord, today: Day) -> Option<Self> {
        let age = |born: Option<Day>| born.map_or(0, |b| today.age_of(b));
        let adults = family.members.iter().filter(|m| matches!(m.relation, Some(Relation::Head | Relation::Spouse)) && age(m.born) >= 18);
        let person = adults.clone().find(|m| m.nik.is_some())?;
        let grown = |m: &&slrt_domain::family::MemberRecord| m.relation == Some(Relation::Child) && age(m.born) >= 18;
        let proxy = family.members.iter().find(grown).map(|m| format!("{} (anak)", m.name.reveal()));
        Some(Self {
            nik: person.nik?,
            village: family.village,
            sex: person.sex?,
            age: age(person.born),
            members: family.members.len(),
            traits: traits(family, today),
            proxy,
        })
    }
}

fn traits(family: &FamilyRecord, today: Day) -> Traits {
    let is = |name: &str, value: &str| family.facts.get(name).is_some_and(|v| v == value);
    let anybody = |name: &str, not: &[&str]| family.members.iter().any(|m| m.facts.get(name).is_some_and(|v| !not.contains(&v.as_str())));
    let ages = || family.members.iter().filter_map(|m| m.born).map(|b| today.age_of(b));
    let works = |industry: &str| family.members.iter().any(|m| m.facts.get("person.industry").is_some_and(|v| v == industry));
    let left = family.members.iter().any(|m| {
        m.born.is_some_and(|b| (7..18).contains(&today.age_of(b)))
            && m.facts.get("person.school_participation").is_some_and(|v| v == "left")
    });
    Traits {
        decile: family.decile,
        uninsured: is("membership.kis", "no") && is("membership.bpjs_independent", "no"),
        ill: anybody("person.chronic_illness", &["none"]),
        disabled: anybody("person.disability", &["none"]),
        baby: ages().any(|a| a < 2),
        pupil: ages().any(|a| (7..18).contains(&a)),
        left_school: left,
        student_age: ages().any(|a| (17..20).contains(&a)),
        elder: ages().any(|a| a >= 65),
        alone: family.members.len() == 1,
        bad_house: is("dwelling.roof_condition", "poor") || is("dwelling.wall_condition", "poor") || is("dwelling.floor", "earth"),
        no_toilet: is("dwelling.toilet", "none"),
        dark: is("dwelling.lighting", "no_electricity") || is("dwelling.lighting", "other_electricity"),
        fisher: works("fishing"),
        farmer: works("food_crops") || works("plantation"),
        food: is("membership.food", "yes"),
        pkh: is("membership.pkh", "yes"),
        odd_number: family.members.iter().any(|m| m.nik.is_none() || !m.nik_warnings.is_empty()),
        widow: family.members.first().is_some_and(|m| m.marital == Some(slrt_domain::family::Marital::Widowed)),
    }
}

type Fits = fn(&Traits) -> bool;

/// Kinds of need, how often they come (health insurance most), and for whom.
#[rustfmt::skip]
const NEEDS: &[(u32, &str, Fits)] = &[
    (210, "pbi-nonaktif", |t| t.uninsured || t.ill), (70, "pbi-belum-dapat", |t| t.uninsured), (16, "pbi-bayi", |t| t.baby), (46, "biaya-berobat", |t| t.ill || t.elder),
    (14, "rujukan-rs", |t| t.ill), (5, "ambulans", |t| t.ill || t.elder), (16, "alat-bantu", |t| t.disabled), (8, "ibu-anak-gizi", |t| t.baby), (8, "kesehatan-lain", |t| t.ill),
    (62, "belum-terdaftar", |t| t.decile.is_none()), (54, "desil-tidak-sesuai", |t| t.decile.is_some_and(|d| d >= 5)), (34, "pkh-belum-dapat", |t| !t.pkh && (t.pupil || t.baby)),
    (34, "sembako-belum-dapat", |t| !t.food), (40, "bantuan-terhenti", |t| !t.food && t.decile.is_some_and(|d| d <= 6)), (12, "kks-hilang", |t| t.food), (9, "kks-rusak", |t| t.food),
    (16, "kks-saldo-kosong", |t| t.food), (26, "data-tidak-padan", |t| t.odd_number), (6, "sanggah-exclude", |t| !t.food), (28, "pip-belum-dapat", |t| t.pupil),
    (9, "kip-kuliah", |t| t.student_age), (12, "blt-desa-belum-dapat", |t| t.widow || t.elder), (6, "bantuan-pangan-belum-dapat", |t| !t.food), (8, "subsidi-listrik-belum", |_| true),
    (5, "lpg-belum-terdaftar", |_| true), (26, "biaya-sekolah", |t| t.pupil), (22, "anak-tidak-sekolah", |t| t.left_school), (5, "sekolah-rakyat", |t| t.pupil),
    (40, "surat-keterangan-dtsen", |_| true), (10, "surat-rekomendasi", |_| true), (18, "modal-usaha", |_| true), (7, "kerja-pelatihan", |t| t.student_age), (9, "anak-yatim", |t| t.widow && t.pupil),
    (18, "lansia-sendiri", |t| t.alone && t.elder), (9, "disabilitas", |t| t.disabled), (8, "pangan-darurat", |t| t.fisher || t.widow), (5, "permakanan", |t| t.elder),
    (8, "sambungan-listrik", |t| t.dark), (8, "pupuk-bibit", |t| t.farmer), (10, "alat-tangkap", |t| t.fisher), (46, "rumah-tidak-layak", |t| t.bad_house), (9, "air-jamban", |t| t.no_toilet),
    (3, "tempat-tinggal", |_| true), (24, "ktp-kk", |t| t.odd_number || t.elder), (16, "akta", |t| t.pupil || t.baby), (7, "tanpa-nik", |t| t.odd_number), (7, "pemotongan", |t| t.food || t.pkh),
    (3, "kartu-dikuasai", |t| t.food), (3, "barang-tidak-layak", |t| t.food), (8, "terlambat", |t| t.food || t.pkh), (3, "perilaku-petugas", |_| true), (4, "layanan-kesehatan-ditolak", |t| t.ill),
    (6, "pindah", |_| true), (9, "meninggal", |t| t.widow), (9, "tambah-anggota", |t| t.baby), (6, "pecah-kk", |_| true), (5, "perbaikan-keadaan", |t| t.bad_house), (4, "sanggah-penerima", |_| true),
    (6, "bencana-alam", |_| true), (16, "informasi", |_| true), (18, "pertanyaan", |_| true), (5, "saran", |_| true), (18, "cek-status", |_| true),
];

/// Kinds that only named officers know of; some are reported by others.
pub const RESTRICTED: &[(u32, &str)] = &[
    (5, "kdrt"),
    (4, "kekerasan-anak"),
    (4, "anak-telantar"),
    (4, "lansia-telantar"),
    (2, "gelandangan-pengemis"),
    (2, "hiv"),
    (1, "pekerja-migran"),
];

/// A kind of need that fits a family and that the catalogue has.
pub fn need(c: &mut Chance, catalog: &Catalog, t: &Traits) -> &'static str {
    let fitting: Vec<(u32, &'static str)> =
        NEEDS.iter().filter(|(_, kind, fits)| fits(t) && catalog.kinds.contains_key(*kind)).map(|(w, kind, _)| (*w, *kind)).collect();
    if fitting.is_empty() { "informasi" } else { c.choose(&fitting) }
}

/// PPKS that an officer saw, for the few kinds that show it.
pub fn ppks(kind: &str, t: &Traits) -> Option<&'static str> {
    Some(match kind {
        "lansia-sendiri" | "lansia-telantar" => "lansia-telantar",
        "alat-bantu" | "disabilitas" => "disabilitas",
        "anak-telantar" => "anak-telantar",
        "bencana-alam" => "korban-bencana-alam",
        "gelandangan-pengemis" => "gelandangan",
        "blt-desa-belum-dapat" | "modal-usaha" if t.widow => "perempuan-rawan",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_need_is_in_the_catalogue_and_has_words() {
        let catalog = slrt_operations::storage::catalog::load().expect("the catalogue is embedded");
        let kinds: Vec<&str> = NEEDS.iter().map(|n| n.1).chain(RESTRICTED.iter().map(|r| r.1)).collect();
        for kind in &kinds {
            assert!(catalog.kinds.contains_key(*kind), "{kind}");
            assert!(super::super::words::kinds_told().any(|k| k == *kind), "no words for {kind}");
        }
        for (_, kind) in RESTRICTED {
            assert!(catalog.kinds[*kind].restricted, "{kind}");
        }
        for kind in super::super::words::kinds_told() {
            assert!(catalog.kinds.contains_key(kind), "words for {kind}");
        }
    }
}
