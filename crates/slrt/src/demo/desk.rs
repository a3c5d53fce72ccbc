//! What lies on the desks on the last day: the pages of the manual, and something to do for every role.

use super::SEED;
use super::cast::Candidate;
use super::chance::Chance;
use super::course::{Act, Beat, Course};
use super::families::SUKA_BARU;
use super::names::{Origin, full_name};
use super::plan::{NeedPlan, Plan, Whose, front};
use super::staff::Post;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::case::Channel;
use slrt_domain::family::Sex;
use slrt_domain::program::Catalog;
use std::collections::BTreeSet;

/// A case whose number and PIN are published, so that everybody can try the citizen's page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// The eight drawn digits of its number.
    pub draw: u32,
    /// Its PIN.
    pub pin: &'static str,
    /// What it is about.
    pub about: &'static str,
}

/// The published cases of the demo, Ibu Sumiati's first.
pub const PUBLISHED: &[Published] = &[
    Published { draw: 44_710_926, pin: "246810", about: "Ibu Sumiati: kartu BPJS, atap bocor, cucu berhenti sekolah" },
    Published { draw: 20_857_713, pin: "135790", about: "Keluarga 5 orang: atap rumah bocor, menunggu kunjungan" },
    Published { draw: 93_102_246, pin: "192837", about: "Bapak 71 tahun: belum punya KTP-el dan Kartu Keluarga" },
    Published { draw: 55_276_401, pin: "564738", about: "Ibu 34 tahun: bertanya tentang Sembako" },
];

/// When something happens.
#[derive(Clone, Copy)]
enum Ago {
    /// So many working days before the day that is today or the next working one.
    D(u16),
    /// So that what follows is due so many working days after it, by the kind's own time for handling.
    Due(u16),
}
use Ago::{D, Due};

/// When, and what happens then.
type Step = (Ago, Act);

struct Scene {
    post: Post,
    /// Who: village, sex, age wanted.
    who: (&'static str, Sex, i32),
    opened: u16,
    channel: Channel,
    urgent: bool,
    needs: &'static [(&'static str, &'static str, &'static [Step])],
    published: Option<usize>,
}

use Act as A;

#[rustfmt::skip]
const SCENES: &[Scene] = &[
    Scene { post: Post::SukaBaru, who: (SUKA_BARU, Sex::Female, 58), opened: 4, channel: Channel::Counter, urgent: true, published: Some(0), needs: &[
        ("pbi-nonaktif", "Kartu BPJS tidak aktif, perlu cuci darah", &[(D(4), A::Verify("listed")), (D(4), A::Observe), (D(3), A::AskDocuments), (D(2), A::DocumentsCame)]),
        ("rumah-tidak-layak", "Atap rumah bocor, kalau hujan tidur pindah-pindah", &[(D(4), A::Verify("listed")), (D(3), A::Refer(None))]),
        ("anak-tidak-sekolah", "Cucu berhenti sekolah karena biaya", &[(D(4), A::Verify("listed")), (D(4), A::Refer(None)), (D(3), A::Answer("accepted")), (D(2), A::Answer("given")), (D(2), A::Confirm("helped"))]),
    ] },
    Scene { post: Post::SukaBaru, who: ("1813022001", Sex::Male, 42), opened: 12, channel: Channel::Counter, urgent: false, published: Some(1), needs: &[
        ("rumah-tidak-layak", "Atap rumah bocor, dua kamar tidak dipakai", &[(D(10), A::Verify("listed")), (Due(0), A::AskVisit)]),
    ] },
    Scene { post: Post::SukaBaru, who: ("1813112004", Sex::Male, 71), opened: 2, channel: Channel::Counter, urgent: false, published: Some(2), needs: &[
        ("ktp-kk", "Belum punya KTP-el dan Kartu Keluarga", &[(Due(1), A::Verify("data_differs"))]),
    ] },
    Scene { post: Post::SukaBaru, who: ("1813112004", Sex::Female, 34), opened: 1, channel: Channel::Message, urgent: false, published: Some(3), needs: &[
        ("pertanyaan", "Bertanya mengapa tidak lagi menerima Sembako", &[]),
    ] },
    Scene { post: Post::SukaBaru, who: (SUKA_BARU, Sex::Female, 46), opened: 3, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("kks-hilang", "KKS hilang waktu rumah kebanjiran", &[]),
    ] },
    Scene { post: Post::SukaBaru, who: (SUKA_BARU, Sex::Female, 38), opened: 9, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("pip-belum-dapat", "Anak kelas lima belum pernah dapat PIP", &[(D(9), A::Verify("listed")), (D(8), A::Recommend), (D(8), A::Approve), (D(7), A::Refer(None)), (Due(1), A::Answer("more_asked"))]),
    ] },
    Scene { post: Post::SukaBaru, who: (SUKA_BARU, Sex::Male, 40), opened: 5, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("biaya-sekolah", "Tidak sanggup bayar seragam dan buku anak masuk SMP", &[(D(4), A::Verify("listed")), (D(3), A::Recommend), (Due(2), A::Approve)]),
    ] },
    Scene { post: Post::SukaBaru, who: (SUKA_BARU, Sex::Male, 55), opened: 5, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("biaya-berobat", "Ada sisa tagihan rumah sakit, kami sudah jual motor masih kurang", &[(D(4), A::Verify("listed")), (D(3), A::Recommend), (Due(0), A::Return)]),
    ] },
    Scene { post: Post::SukaBaru, who: (SUKA_BARU, Sex::Female, 29), opened: 6, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("akta", "Anak kedua belum punya akta kelahiran", &[(D(6), A::Verify("listed")), (D(5), A::AskDocuments)]),
    ] },
    // Whose time may be prolonged, and whose was.
    Scene { post: Post::SukaBaru, who: (SUKA_BARU, Sex::Male, 36), opened: 3, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("informasi-publik", "Minta daftar bantuan yang masuk ke pekon tahun ini", &[(D(2), A::Verify("not_needed"))]),
    ] },
    Scene { post: Post::SukaBaru, who: (SUKA_BARU, Sex::Female, 42), opened: 8, channel: Channel::Letter, urgent: false, published: None, needs: &[
        ("informasi-publik", "Minta salinan aturan pembagian bantuan pangan", &[(D(7), A::Verify("not_needed")), (D(1), A::Extend)]),
    ] },
    // The day has come on which the office looks again whether there is quota.
    Scene { post: Post::SukaBaru, who: (SUKA_BARU, Sex::Female, 50), opened: 7, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("sembako-belum-dapat", "Tetangga dapat sembako, kami belum pernah", &[(D(6), A::Verify("listed")), (D(1), A::Wait("quota", 1))]),
    ] },
    // For the coordinator.
    Scene { post: Post::SukaBaru, who: (SUKA_BARU, Sex::Female, 33), opened: 3, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("pbi-belum-dapat", "Kami sekeluarga belum punya kartu berobat", &[(D(2), A::Verify("listed")), (D(2), A::Recommend)]),
    ] },
    Scene { post: Post::SukaBaru, who: (SUKA_BARU, Sex::Female, 61), opened: 2, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("lansia-sendiri", "Saya tinggal sendiri, untuk makan dibantu tetangga", &[(D(2), A::Verify("listed")), (D(1), A::Recommend)]),
    ] },
    // For the manager, the division head and the head.
    Scene { post: Post::Biha, who: ("1813022008", Sex::Male, 50), opened: 2, channel: Channel::Counter, urgent: true, published: None, needs: &[
        ("pbi-nonaktif", "Waktu mau kontrol jantung katanya kartu tidak aktif", &[(D(2), A::Verify("listed")), (D(1), A::Recommend)]),
    ] },
    Scene { post: Post::Sekretariat, who: ("1813011005", Sex::Female, 44), opened: 3, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("rujukan-rs", "Dokter minta dirujuk ke Bandar Lampung, kami bingung mengurusnya", &[(D(3), A::Verify("listed")), (D(1), A::Recommend)]),
    ] },
    Scene { post: Post::Sekretariat, who: ("1813082001", Sex::Male, 39), opened: 4, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("modal-usaha", "Warung tutup karena modal habis untuk berobat", &[(D(3), A::Verify("listed")), (D(2), A::Recommend)]),
    ] },
    Scene { post: Post::Sekretariat, who: ("1813082003", Sex::Female, 52), opened: 5, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("alat-bantu", "Kaki bapak diamputasi, perlu kaki palsu", &[(D(4), A::Verify("listed")), (D(3), A::Recommend), (D(1), A::ApproveOnce)]),
    ] },
    Scene { post: Post::Sekretariat, who: ("1813042003", Sex::Male, 47), opened: 6, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("rumah-tidak-layak", "Rumah miring sejak gempa, belum pernah diperbaiki", &[(D(5), A::Verify("listed")), (D(5), A::Visit("as_told")), (D(4), A::Recommend), (D(3), A::ApproveOnce), (D(2), A::ApproveOnce)]),
    ] },
    // For institutions: each has something to answer.
    Scene { post: Post::Sekretariat, who: ("1813012003", Sex::Female, 36), opened: 4, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("kesehatan-lain", "Mau tanya operasi katarak gratis untuk ibu saya", &[(D(4), A::Verify("listed")), (D(3), A::Refer(Some("dinkes")))]),
        ("pindah", "Sudah pindah ke Krui, data masih di kabupaten lama", &[(D(4), A::Verify("data_differs")), (D(3), A::Refer(Some("disdukcapil")))]),
    ] },
    Scene { post: Post::Biha, who: ("1813022008", Sex::Female, 41), opened: 4, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("rumah-tidak-layak", "Dinding geribik sudah lapuk, takut roboh", &[(D(4), A::Verify("listed")), (D(2), A::Refer(Some("perkim")))]),
        ("biaya-sekolah", "Ongkos ke SMA di Krui tiap hari berat", &[(D(4), A::Verify("listed")), (D(2), A::Refer(Some("disdik")))]),
        ("modal-usaha", "Mau jualan kue lagi, butuh modal sedikit", &[(D(4), A::Verify("listed")), (D(2), A::Refer(Some("baznas")))]),
    ] },
    Scene { post: Post::WayHaru, who: ("1813112007", Sex::Male, 48), opened: 3, channel: Channel::Counter, urgent: true, published: None, needs: &[
        ("rujukan-rs", "Bapak harus dirujuk hari ini, jalan putus dan harus lewat laut", &[(D(3), A::Verify("listed")), (D(1), A::Refer(Some("rsud")))]),
        ("pangan-darurat", "Ombak besar sudah dua minggu, tidak bisa melaut", &[(D(3), A::Verify("not_needed")), (D(1), A::Refer(Some("dinsos")))]),
    ] },
    Scene { post: Post::Sekretariat, who: ("1813032004", Sex::Female, 31), opened: 2, channel: Channel::Counter, urgent: true, published: None, needs: &[
        ("pbi-bayi", "Bayi saya umur dua minggu belum punya BPJS", &[(D(2), A::Verify("listed")), (D(1), A::Refer(Some("bpjs-kesehatan")))]),
    ] },
    // For protection officers: one to look at, one with its institution.
    Scene { post: Post::Biha, who: ("1813022008", Sex::Female, 29), opened: 1, channel: Channel::Counter, urgent: true, published: None, needs: &[
        ("kdrt", "Saya takut pulang ke rumah", &[]),
    ] },
    Scene { post: Post::Sekretariat, who: ("1813012001", Sex::Female, 37), opened: 2, channel: Channel::Phone, urgent: true, published: None, needs: &[
        ("kekerasan-anak", "Anak tetangga sering menangis dan badannya memar", &[(D(2), A::Verify("not_needed")), (D(1), A::Refer(None))]),
    ] },
    // For those who visit.
    Scene { post: Post::Sekretariat, who: ("1813012002", Sex::Male, 44), opened: 4, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("belum-terdaftar", "Sudah sering didata, tetapi kata pekon belum masuk", &[(D(3), A::Verify("not_listed")), (D(2), A::AskVisit)]),
    ] },
    Scene { post: Post::Biha, who: ("1813022003", Sex::Female, 49), opened: 5, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("desil-tidak-sesuai", "Kata petugas kami desil 7, padahal rumah masih geribik", &[(D(4), A::Verify("data_differs")), (D(3), A::AskVisit)]),
    ] },
    Scene { post: Post::Sekretariat, who: ("1813042005", Sex::Female, 54), opened: 3, channel: Channel::Phone, urgent: false, published: None, needs: &[
        ("perbaikan-keadaan", "Rumah sudah berubah sejak kebakaran, tolong diperbarui datanya", &[(D(3), A::Verify("data_differs")), (D(2), A::AskVisit)]),
    ] },
    Scene { post: Post::Sekretariat, who: ("1813032004", Sex::Male, 66), opened: 3, channel: Channel::Message, urgent: false, published: None, needs: &[
        ("lansia-sendiri", "Anak-anak merantau, saya sudah tidak kuat ke kebun", &[(D(3), A::Verify("listed")), (D(2), A::AskVisit)]),
    ] },
    Scene { post: Post::Sekretariat, who: ("1813112004", Sex::Male, 45), opened: 4, channel: Channel::Phone, urgent: false, published: None, needs: &[
        ("belum-terdaftar", "Nama kami tidak ada di data, padahal tetangga yang lebih mampu ada", &[(D(3), A::Verify("not_listed")), (D(2), A::AskVisit)]),
    ] },
    // States in which a need rests for a while only: there is one of each to look at.
    Scene { post: Post::Biha, who: ("1813022008", Sex::Male, 57), opened: 6, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("perbaikan-keadaan", "Dulu berdagang, sekarang sakit dan tidak bekerja lagi", &[(D(5), A::Verify("data_differs")), (D(4), A::AskVisit), (D(1), A::Visit("differs"))]),
    ] },
    Scene { post: Post::Biha, who: ("1813022003", Sex::Female, 35), opened: 3, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("disabilitas", "Anak saya belum bisa duduk sendiri, perlu terapi", &[(D(2), A::Verify("listed")), (D(1), A::Escalate)]),
    ] },
    Scene { post: Post::Sekretariat, who: ("1813011005", Sex::Male, 53), opened: 6, channel: Channel::Counter, urgent: true, published: None, needs: &[
        ("pangan-darurat", "Perahu rusak dihantam ombak, beras tinggal sedikit", &[(D(5), A::Verify("listed")), (D(4), A::Refer(Some("baznas"))), (D(1), A::Answer("declined"))]),
    ] },
    Scene { post: Post::Sekretariat, who: ("1813012003", Sex::Male, 43), opened: 9, channel: Channel::Phone, urgent: true, published: None, needs: &[
        ("pangan-darurat", "Kebun terendam, untuk makan tujuh orang tidak cukup", &[(D(8), A::Verify("listed")), (D(5), A::Serve("help")), (D(1), A::Confirm("partly"))]),
    ] },
    Scene { post: Post::Sekretariat, who: ("1813082001", Sex::Female, 48), opened: 8, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("lpg-belum-terdaftar", "Beli gas ditolak karena nama belum terdaftar", &[(D(7), A::Verify("listed")), (D(5), A::Serve("help")), (D(1), A::Confirm("not_helped"))]),
    ] },
    Scene { post: Post::Sekretariat, who: ("1813082003", Sex::Male, 30), opened: 5, channel: Channel::Message, urgent: false, published: None, needs: &[
        ("pindah", "Keluarga sudah pindah ke kabupaten sebelah", &[(D(4), A::Verify("data_differs")), (D(2), A::Close("dialihkan"))]),
    ] },
    // For operators of SIKS-NG, of the village and of the regency: today the centre is asked again. For the head of the village: one to countersign.
    Scene { post: Post::Sekretariat, who: (SUKA_BARU, Sex::Female, 51), opened: 6, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("bantuan-terhenti", "Sembako tidak masuk lagi sejak dua bulan lalu", &[(D(5), A::Verify("listed")), (D(1), A::Wait("center", 1))]),
    ] },
    Scene { post: Post::SukaBaru, who: (SUKA_BARU, Sex::Female, 64), opened: 3, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("blt-desa-belum-dapat", "Saya janda dan sakit, tidak dapat BLT desa", &[(D(3), A::Verify("listed")), (D(2), A::Recommend), (D(1), A::ApproveOnce)]),
    ] },
    // For offices of one or two, and for the TKSK who visits there.
    Scene { post: Post::Ngambur, who: ("1813092001", Sex::Male, 49), opened: 1, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("pkh-belum-dapat", "Anak dua masih sekolah, belum pernah dapat PKH", &[]),
    ] },
    Scene { post: Post::Ngambur, who: ("1813092001", Sex::Female, 57), opened: 4, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("belum-terdaftar", "Tetangga terdata semua, kami belum pernah didata", &[(D(3), A::Verify("not_listed")), (D(2), A::AskVisit)]),
    ] },
    Scene { post: Post::WayHaru, who: ("1813112007", Sex::Female, 39), opened: 1, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("kks-rusak", "Kartu KKS patah, mesin tidak bisa membaca", &[]),
    ] },
    // For front offices: the citizen has not brought what was asked for, and is called.
    Scene { post: Post::Biha, who: ("1813022008", Sex::Female, 45), opened: 32, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("akta", "Akta kelahiran anak hilang waktu pindah rumah", &[(D(31), A::Verify("listed")), (D(30), A::AskDocuments)]),
    ] },
    Scene { post: Post::Sekretariat, who: ("1813011005", Sex::Male, 62), opened: 32, channel: Channel::Counter, urgent: false, published: None, needs: &[
        ("data-tidak-padan", "Nama di KTP dan di kartu keluarga berbeda satu huruf", &[(D(31), A::Verify("data_differs")), (D(30), A::AskDocuments)]),
    ] },
];

/// From whom the scenes are cast.
struct Casting<'a> {
    candidates: &'a [Candidate],
    used: BTreeSet<usize>,
    c: Chance,
}

/// Plans of the scenes, and which candidates they use. `on` is today, `due` is the place of the working day that is today or the next one; everything happens on
/// days before `end`, the number of days that there are.
pub fn scenes(catalog: &Catalog, candidates: &[Candidate], on: Day, due: usize, end: usize) -> (Vec<Plan>, BTreeSet<usize>) {
    let mut casting = Casting { candidates, used: BTreeSet::new(), c: Chance::of(SEED, 4) };
    let plans = SCENES.iter().filter_map(|s| plan(s, catalog, &mut casting, (on, due, end))).collect();
    (plans, casting.used)
}

fn plan(s: &Scene, catalog: &Catalog, casting: &mut Casting<'_>, (on, due, end): (Day, usize, usize)) -> Option<Plan> {
    let (whose, village) = casting.cast(s, on)?;
    let day = |before: u16| due.saturating_sub(usize::from(before)).min(end.saturating_sub(1));
    let needs = s.needs.iter().filter(|(kind, ..)| catalog.kinds.contains_key(*kind)).map(|(kind, words, steps)| {
        let handling = catalog.kinds.get(*kind).and_then(|k| catalog.deadline(&k.deadline, on)).map_or(3, |d| d.handle_days);
        let handling = u16::try_from(handling).unwrap_or(3);
        let mut last = day(s.opened);
        let beat = |(before, act): &Step| {
            let before = match *before {
                D(n) => n,
                Due(n) => handling.saturating_sub(n),
            };
            let at = day(before).max(last);
            let days = u16::try_from(at - last).unwrap_or(0);
            last = at;
            Beat { days, act: *act }
        };
        let course: Course = steps.iter().map(beat).collect();
        let urgent = s.urgent && catalog.kinds.get(*kind).is_some_and(|k| k.urgent_possible);
        NeedPlan { kind: (*kind).to_owned(), words: (*words).to_owned(), urgent, course }
    });
    Some(Plan {
        day: day(s.opened),
        wave: 0,
        whose,
        village,
        office: Some(s.post),
        opener: front(s.post),
        channel: s.channel,
        needs: needs.collect(),
        proxy: None,
        lapor: false,
        late: 0,
        number: s.published.and_then(|i| PUBLISHED.get(i)).map(|p| (p.draw, p.pin)),
        tidy: false,
    })
}

impl Casting<'_> {
    /// Who comes, and from where. A small regency has few families: where nobody of the village is left, somebody comes who is written down first, so
    /// that whoever works for that village has the task.
    fn cast(&mut self, s: &Scene, on: Day) -> Option<(Whose, AreaCode)> {
        let village = AreaCode::parse(s.who.0)?;
        let found = self.best(s, village).map(|at| (at, self.candidates[at].village));
        if let Some((at, home)) = found.filter(|(_, home)| s.published.is_some() || *home == village) {
            self.used.insert(at);
            return Some((Whose::Candidate(at), home));
        }
        let origin = Origin::draw(&mut self.c);
        Some((Whose::Newcomer(full_name(&mut self.c, origin, s.who.1, on.year() - s.who.2, None), s.who.1), village))
    }

    /// Who fits a scene best: the village first, then sex and age. Ibu Sumiati is the first family of Suka Baru, and the registry's first.
    fn best(&self, s: &Scene, village: AreaCode) -> Option<usize> {
        let candidates = self.candidates;
        if s.published == Some(0) && candidates.first().is_some_and(|c| c.village == village) {
            return Some(0);
        }
        let distance = |c: &Candidate| {
            let near = if c.village == village {
                0
            } else if c.village.parent() == village.parent() {
                200
            } else {
                400
            };
            // The second published case is about a family of five.
            let size = if s.published == Some(1) { i32::try_from(c.members.abs_diff(5)).unwrap_or(9) * 12 } else { 0 };
            near + size + if c.sex == s.who.1 { 0 } else { 60 } + (c.age - s.who.2).abs()
        };
        (0..candidates.len()).filter(|i| *i != 0 && !self.used.contains(i)).min_by_key(|i| distance(&candidates[*i]))
    }
}
