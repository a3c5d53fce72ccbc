//! What people say: the citizens' own words by kind of need, and what officers and institutions note. Plain Indonesian, no names.

use super::chance::Chance;

/// A sentence in a citizen's words for a kind of need.
pub fn told<'a>(c: &mut Chance, kind: &str) -> &'a str {
    let found = TOLD.iter().find(|(k, _)| *k == kind).map_or(OTHER, |(_, list)| *list);
    c.pick(found)
}

/// All sentences of citizens, for the test that counts them.
#[cfg(test)]
pub fn all_told() -> impl Iterator<Item = &'static str> {
    TOLD.iter().flat_map(|(_, list)| list.iter().copied()).chain(OTHER.iter().copied())
}

/// Kinds that have sentences of their own.
#[cfg(test)]
pub fn kinds_told() -> impl Iterator<Item = &'static str> {
    TOLD.iter().map(|(k, _)| *k)
}

const OTHER: &[&str] = &[
    "Saya butuh bantuan, tidak tahu harus ke mana.",
    "Tolong dibantu, keadaan keluarga sedang sulit.",
    "Mau bertanya dulu, mungkin ada program yang cocok.",
];

#[rustfmt::skip]
const TOLD: &[(&str, &[&str])] = &[
    ("pbi-nonaktif", &[
        "Kartu BPJS mati, padahal harus kontrol jantung minggu depan.", "Waktu mau berobat di puskesmas katanya kartu tidak aktif.",
        "BPJS saya tidak aktif sejak Februari, suami harus cuci darah dua kali seminggu.", "Anak demam tinggi, di RSUD kartunya ditolak karena nonaktif.",
        "Kartu KIS satu keluarga mati semua, tidak ada pemberitahuan.", "Saya kena gula, obatnya tiap bulan, sekarang disuruh bayar sendiri.",
        "Ibu saya stroke, kartunya tiba-tiba tidak bisa dipakai.", "Mau melahirkan bulan depan, ternyata BPJS sudah tidak aktif.",
    ]),
    ("pbi-belum-dapat", &[
        "Kami belum pernah punya BPJS, tidak sanggup bayar tiap bulan.", "Sekeluarga belum punya kartu berobat.", "Dulu ikut BPJS perusahaan, sekarang sudah berhenti kerja dan tidak punya kartu.",
        "Suami nelayan, kalau sakit selalu bayar sendiri.", "Menantu dan cucu belum masuk BPJS, yang lain sudah.",
    ]),
    ("pbi-bayi", &["Bayi saya umur dua minggu belum punya BPJS.", "Anak baru lahir, ibunya peserta PBI, bayinya belum terdaftar.", "Bayi kuning dan dirawat, kartunya belum ada."]),
    ("biaya-berobat", &[
        "Biaya operasi patah tulang tidak sanggup kami bayar.", "Ada sisa tagihan rumah sakit, kami sudah jual motor masih kurang.", "Harus berobat ke Bandar Lampung, tidak ada ongkos dan tempat menginap.",
        "Obatnya tidak ditanggung, harganya mahal sekali.", "Anak harus terapi tiap minggu, ongkosnya berat.",
    ]),
    ("rujukan-rs", &["Dokter puskesmas minta dirujuk ke Bandar Lampung, kami bingung mengurusnya.", "Bapak harus dirujuk hari ini, kami tidak tahu syaratnya.", "Rujukan ditolak karena kartu bermasalah."]),
    ("ambulans", &["Butuh ambulans untuk membawa ibu ke rumah sakit.", "Tidak ada mobil untuk membawa jenazah pulang ke pekon."]),
    ("alat-bantu", &["Anak saya tidak bisa jalan, perlu kursi roda.", "Kaki bapak diamputasi, perlu kaki palsu.", "Butuh alat bantu dengar untuk anak sekolah.", "Tongkat sudah patah, mau minta pengganti."]),
    ("ibu-anak-gizi", &["Anak saya kata kader kurang gizi, minta bantuan makanan tambahan.", "Sedang hamil lima bulan, belum pernah periksa.", "Bayi berat badannya tidak naik sudah dua bulan."]),
    ("kesehatan-lain", &["Mau tanya operasi katarak gratis.", "Suami harus minum obat paru enam bulan, minta didampingi."]),
    ("belum-terdaftar", &[
        "Nama kami tidak ada di data, padahal tetangga yang lebih mampu ada.", "Sudah sering didata, tetapi kata pekon belum masuk.", "Baru pindah ke sini, belum terdaftar di data bantuan.",
        "Kami ngontrak dan kerja serabutan, tetapi tidak pernah masuk data.", "Waktu dicek, NIK saya tidak ditemukan.",
    ]),
    ("desil-tidak-sesuai", &[
        "Kata petugas kami desil 7, padahal rumah masih geribik.", "Desil naik terus padahal suami sudah tidak kerja.", "Kami dianggap mampu, mungkin karena motor kredit itu.",
        "Rumah warisan besar tetapi kami tidak punya penghasilan.", "Tolong diperiksa lagi, desil kami tidak cocok dengan keadaan.",
    ]),
    ("pkh-belum-dapat", &["Punya tiga anak sekolah, belum pernah dapat PKH.", "Sedang hamil dan ada balita, bagaimana supaya dapat PKH?", "Ibu saya sudah tua dan lumpuh, katanya bisa dapat PKH."]),
    ("sembako-belum-dapat", &["Belum pernah dapat sembako, yang di sebelah dapat.", "Katanya desil 2 bisa dapat sembako, kami belum.", "Suami melaut musim barat tidak ada hasil, minta dimasukkan sembako."]),
    ("bantuan-terhenti", &[
        "Biasanya dapat sembako, sudah tiga bulan tidak keluar.", "PKH berhenti tiba-tiba, pendamping tidak tahu sebabnya.", "Kenapa tahun ini nama saya tidak ada lagi?",
        "Bantuan berhenti sejak pindah KK.", "Katanya kami sudah lulus PKH, padahal keadaan belum berubah.",
    ]),
    ("kks-hilang", &["KKS hilang waktu rumah kebanjiran.", "Kartu merah putih hilang, uangnya belum diambil."]),
    ("kks-rusak", &["Kartunya patah, tidak bisa digesek.", "Lupa PIN, sudah salah tiga kali."]),
    ("kks-saldo-kosong", &["Tetangga sudah cair, saldo saya masih kosong.", "Sudah dua kali dicek di agen, saldonya nol."]),
    ("data-tidak-padan", &["Nama di KTP dan KK beda satu huruf, bantuan jadi tidak cair.", "Tanggal lahir saya di data bank salah.", "Katanya NIK tidak padan, harus ke mana?"]),
    ("sanggah-exclude", &["Dibilang keluarga PNS, padahal anak saya honor dan sudah berhenti.", "Kami dicoret karena katanya ada yang jadi polisi, itu tidak benar."]),
    ("pip-belum-dapat", &["Anak kelas lima belum pernah dapat PIP.", "Punya kartu KIP tetapi uangnya tidak pernah keluar.", "Sekolah bilang sudah diusulkan, sampai sekarang belum ada."]),
    ("kip-kuliah", &["Anak diterima kuliah di Unila, mau daftar KIP Kuliah.", "Waktu daftar KIP Kuliah ditolak karena tidak ada di data."]),
    ("blt-desa-belum-dapat", &["Saya janda dan sakit, tidak dapat BLT desa.", "Tahun lalu dapat BLT, sekarang diganti orang lain."]),
    ("bantuan-pangan-belum-dapat", &["Pembagian beras kemarin kami tidak dapat undangan."]),
    ("subsidi-listrik-belum", &["Listrik kami 900 watt tetapi bayar penuh.", "Kenapa token cepat habis, katanya bukan subsidi."]),
    ("lpg-belum-terdaftar", &["Beli gas melon ditolak karena NIK belum terdaftar."]),
    ("biaya-sekolah", &["Tidak sanggup bayar seragam dan buku.", "Anak ditahan ijazahnya karena masih ada tunggakan.", "Ongkos ke SMA di Krui tiap hari berat.", "Anak masuk SMK, uang praktiknya mahal."]),
    ("anak-tidak-sekolah", &["Cucu saya berhenti sekolah karena biaya.", "Anak ikut melaut, sudah setahun tidak sekolah.", "Anak malu sekolah karena umurnya sudah lewat.", "Anak saya tidak mau sekolah lagi setelah ibunya meninggal."]),
    ("sekolah-rakyat", &["Mau tanya syarat masuk Sekolah Rakyat."]),
    ("surat-keterangan-dtsen", &["Butuh surat keterangan terdaftar untuk daftar sekolah.", "Diminta surat DTSEN oleh kampus.", "Rumah sakit minta surat keterangan tidak mampu dari dinas.", "Perlu surat untuk keringanan UKT."]),
    ("surat-rekomendasi", &["Minta surat rekomendasi untuk BAZNAS.", "Perlu rekomendasi supaya anak bisa masuk panti."]),
    ("modal-usaha", &["Mau jualan kue lagi, butuh modal sedikit.", "Warung tutup karena modal habis untuk berobat.", "Ingin beternak kambing, mau ikut kelompok."]),
    ("kerja-pelatihan", &["Anak lulus SMA belum kerja, mau ikut pelatihan las.", "Ada pelatihan menjahit gratis atau tidak?"]),
    ("anak-yatim", &["Ayah mereka meninggal tahun lalu, ada tiga anak masih sekolah.", "Cucu saya yatim piatu, saya yang merawat."]),
    ("lansia-sendiri", &["Saya tinggal sendiri, untuk makan dibantu tetangga.", "Nenek di sebelah rumah hidup sendiri dan sakit-sakitan.", "Anak-anak merantau, saya sudah tidak kuat ke kebun."]),
    ("disabilitas", &["Adik saya tuna netra, belum pernah dapat bantuan.", "Anak saya lumpuh sejak lahir, minta didaftarkan."]),
    ("pemulangan-telantar", &["Saya dari Jawa, kehabisan ongkos, mau pulang.", "Ada orang telantar di terminal, minta dipulangkan."]),
    ("pangan-darurat", &["Sudah dua hari tidak ada beras di rumah.", "Suami sakit, tidak ada yang bisa dimakan.", "Ombak besar sudah dua minggu, tidak bisa melaut."]),
    ("permakanan", &["Bapak dan ibu sudah tua, tidak ada yang memasak."]),
    ("sambungan-listrik", &["Rumah belum ada listrik, masih menyambung dari tetangga.", "Mau pasang listrik, tidak ada biaya."]),
    ("pupuk-bibit", &["Pupuk subsidi tidak kebagian, katanya belum masuk RDKK.", "Minta bibit kopi, kebun habis kena penyakit."]),
    ("alat-tangkap", &["Jaring hanyut waktu badai, tidak bisa melaut.", "Mesin perahu rusak, minta bantuan kelompok nelayan."]),
    ("rumah-tidak-layak", &[
        "Atap rumah bocor, kalau hujan tidur pindah-pindah.", "Dinding geribik sudah lapuk, takut roboh.", "Lantai masih tanah, cucu sering batuk.", "Dua kamar tidak bisa dipakai karena bocor.",
        "Rumah miring sejak gempa, belum pernah diperbaiki.",
    ]),
    ("air-jamban", &["Tidak punya WC, masih ke kali.", "Sumur kering, ambil air jauh sekali."]),
    ("tempat-tinggal", &["Kami menumpang di rumah saudara dan diminta pindah."]),
    ("ktp-kk", &["Belum punya KTP-el dan Kartu Keluarga.", "KTP hilang sudah setahun, belum sempat urus.", "KK masih ikut orang tua, mau pisah.", "Umur sudah 71 tahun, KTP masih yang lama."]),
    ("akta", &["Anak saya tidak punya akta lahir, mau masuk SD.", "Akta kematian suami belum diurus."]),
    ("tanpa-nik", &["Ibu saya belum pernah punya NIK.", "Anak ini tidak punya surat apa pun, ibunya pergi."]),
    ("pemotongan", &["Uang bantuan dipotong lima puluh ribu setiap cair.", "Disuruh bayar administrasi waktu ambil bantuan."]),
    ("kartu-dikuasai", &["KKS saya dipegang orang lain, saya hanya terima uangnya."]),
    ("barang-tidak-layak", &["Beras bantuan berkutu dan bau."]),
    ("terlambat", &["Bantuan tahap ini belum keluar, pekon sebelah sudah."]),
    ("perilaku-petugas", &["Petugas marah-marah waktu kami bertanya."]),
    ("layanan-kesehatan-ditolak", &["Katanya kamar kelas tiga penuh, tetapi yang bayar langsung dapat kamar."]),
    ("pindah", &["Sudah pindah ke Krui, data masih di kabupaten lama."]),
    ("meninggal", &["Suami sudah meninggal, namanya masih di data bantuan.", "Ibu meninggal bulan lalu, mau lapor supaya datanya diperbaiki."]),
    ("tambah-anggota", &["Bayi belum masuk data keluarga.", "Mertua sekarang tinggal dengan kami, mau ditambahkan."]),
    ("pecah-kk", &["Anak sudah menikah, mau pisah KK."]),
    ("perbaikan-keadaan", &["Rumah sudah berubah sejak kebakaran, tolong diperbarui datanya."]),
    ("sanggah-penerima", &["Ada yang punya mobil tetapi dapat bantuan, itu tidak adil."]),
    ("informasi", &["Mau tanya jadwal pencairan sembako.", "Kantor buka hari apa saja?"]),
    ("pertanyaan", &["Kenapa saya tidak lagi menerima sembako?", "Apa bedanya PKH dan sembako?", "Bagaimana cara cek desil sendiri?"]),
    ("saran", &["Sebaiknya petugas datang ke pekon sebulan sekali.", "Tolong ada kursi untuk orang tua di ruang tunggu."]),
    ("cek-status", &["Mau tahu usulan saya bulan lalu sudah sampai mana.", "Apakah nama saya sudah masuk data?"]),
    ("kdrt", &["Saya takut pulang ke rumah.", "Saya dipukul suami, sekarang di rumah orang tua."]),
    ("kekerasan-anak", &["Anak tetangga sering menangis dan badannya memar."]),
    ("anak-telantar", &["Dua anak ditinggal sendiri di rumah sudah seminggu."]),
    ("lansia-telantar", &["Ada kakek sakit di gubuk kebun, tidak ada keluarganya."]),
    ("bencana-alam", &["Rumah kami kena banjir bandang, semua barang hanyut.", "Atap diterbangkan angin puting beliung."]),
    ("gelandangan-pengemis", &["Ada orang tidur di emperan pasar sudah berhari-hari."]),
    ("hiv", &["Saya butuh teman bicara tentang pengobatan saya, jangan sampai orang tahu."]),
    ("odgj-telantar", &["Ada orang gangguan jiwa berkeliaran, kasihan tidak terurus.", "Adik saya gangguan jiwa, obatnya habis dan mengamuk."]),
    ("pekerja-migran", &["Anak saya kerja di luar negeri, tiga bulan tidak ada kabar."]),
];

/// What an officer found in the registry.
pub const CHECKED: &[&str] = &[
    "Sudah dicek di SIKS-NG, data sesuai KK.",
    "NIK ditemukan, alamat sama.",
    "Ada di data, anggota kurang satu.",
    "Tidak ditemukan dengan NIK maupun nama.",
    "KTP dan KK sudah dicocokkan.",
];
/// Why a visit is needed.
pub const VISIT_WANTED: &[&str] = &[
    "Mohon dilihat keadaan rumah dan difoto empat sisi.",
    "Perlu dipastikan siapa saja yang tinggal di rumah.",
    "Mohon ditanyakan pekerjaan dan pengeluaran.",
];
/// What was seen.
pub const VISIT_SEEN: &[&str] = &[
    "Atap seng berkarat, tiga titik bocor, lantai semen retak.",
    "Keadaan seperti diceritakan; tinggal bertiga.",
    "Rumah bersih, dinding papan, satu kamar tidur.",
    "Ditemui di rumah, keterangan sesuai.",
    "Penghasilan dari buruh kebun, tidak tetap.",
    "Tetangga membenarkan keterangan keluarga.",
];
/// Why it is recommended.
pub const RECOMMENDED: &[&str] = &[
    "Keluarga layak dibantu menurut hasil pemeriksaan.",
    "Surat faskes lengkap, kartu nonaktif, mohon reaktivasi.",
    "Berkas lengkap, keadaan sesuai kunjungan.",
    "Sudah dua kali mengajukan, mohon didahulukan.",
];
/// What a decider adds.
pub const DECIDED: &[&str] = &["Setuju.", "Setuju, segera diteruskan.", "Lengkapi foto saat menyerahkan."];
/// Why it goes back.
pub const RETURNED: &[&str] = &["Mohon dilengkapi hasil kunjungan.", "Alasannya belum jelas, tolong dijelaskan."];
/// What an institution should know.
pub const REFERRED: &[&str] = &[
    "Mohon ditindaklanjuti, berkas menyusul bila kurang.",
    "Keluarga dapat dihubungi lewat telepon kantor.",
    "Mohon kabar sebelum batas waktu.",
];
/// An institution's answers.
pub const ACCEPTED: &[&str] =
    &["Diterima, masuk daftar pekerjaan bulan ini.", "Diterima, petugas akan menghubungi keluarga.", "Diterima dan dijadwalkan."];
/// What was given.
pub const GIVEN: &[&str] = &[
    "Bantuan sudah diserahkan, ada tanda terima.",
    "Layanan selesai, warga menandatangani.",
    "Kartu sudah aktif kembali.",
    "Sudah diberikan sesuai usulan.",
    "Dokumen sudah terbit dan diambil warga.",
];
/// What is missing.
pub const MORE: &[&str] = &["Mohon foto rumah yang lebih jelas.", "Perlu salinan KK terbaru.", "Perlu surat keterangan sekolah."];
/// Why it was not given.
pub const DECLINED: &[&str] =
    &["Kuota tahun ini sudah terpakai.", "Bukan kewenangan kami, mohon ke lembaga lain.", "Syarat tanah belum terpenuhi."];
/// Help on the spot.
pub const HELPED: &[&str] = &[
    "Kartu sudah aktif kembali, dicek di aplikasi BPJS.",
    "Surat sudah dicetak dan diserahkan.",
    "Paket sembako diserahkan dari lumbung sosial.",
    "Data sudah diperbarui dan terlihat di SIKS-NG.",
    "Sudah diantar dan didampingi petugas.",
];
/// Information on the spot.
pub const INFORMED: &[&str] = &[
    "Dijelaskan syarat dan jadwalnya, diberi selebaran.",
    "Dijelaskan arti desil dan cara memperbaikinya.",
    "Ditunjukkan tempat pengurusan, gratis.",
    "Dijelaskan mengapa berhenti dan jalan keberatannya.",
];
/// Why the office above is asked.
pub const ESCALATED: &[&str] = &[
    "Perlu keputusan Sekretariat, kewenangan pekon tidak cukup.",
    "Perlu koordinasi dengan kabupaten.",
    "Petugas pekon sedang tidak ada.",
];
/// What is awaited.
pub const WAITING: &[&str] = &[
    "Sudah diinput, menunggu verifikasi Kemensos.",
    "Menunggu pemeringkatan ulang BPS.",
    "Menunggu kuota tahun depan.",
    "Menunggu jadwal penyaluran.",
];
/// The citizen's last word.
pub const THANKED: &[&str] = &[
    "Alhamdulillah sudah bisa berobat lagi, terima kasih.",
    "Sudah diterima, terima kasih.",
    "Anak sudah masuk sekolah lagi.",
    "Rumah sudah tidak bocor.",
    "Sudah beres, prosesnya cepat.",
];
/// Part of it came.
pub const PARTLY: &[&str] = &["Baru sebagian yang datang.", "Sudah dibantu, tetapi masih kurang untuk biaya jalan."];
/// No help came.
pub const NOT_HELPED: &[&str] =
    &["Belum ada yang datang sampai hari ini.", "Kartu masih tidak aktif waktu dicoba.", "Sudah ditanya ke kantornya, katanya belum ada."];
/// Notes and closing words.
pub const NOTES: &[&str] =
    &["Warga ditelepon, minta waktu sampai minggu depan.", "Sudah ditanyakan lagi lewat telepon.", "Berkas asli sudah dikembalikan."];
/// Tried and not reached.
pub const NO_NEWS: &[&str] = &["Sudah ditelepon tiga kali dan didatangi satu kali, belum bertemu."];
/// Who is responsible instead.
pub const ELSEWHERE: &[&str] = &["Menjadi urusan kabupaten asal; sudah diberi alamat dan nomor kantornya."];
/// Who answered for an institution.
pub const ANSWERED_BY: &[&str] = &["Staf pelayanan", "Kepala seksi", "Petugas loket", "Sekretaris dinas", "Operator lembaga"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_many_sentences_and_none_twice() {
        let all: Vec<&str> = all_told().collect();
        let mut unique = all.clone();
        unique.sort_unstable();
        unique.dedup();
        assert_eq!(all.len(), unique.len());
        assert!(all.len() >= 120, "{}", all.len());
        assert!(all.iter().all(|s| s.ends_with(['.', '?']) && s.chars().count() <= 110));
    }
}
