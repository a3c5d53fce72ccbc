//! Synthetic families: believable names, ages, households and houses; nobody's. Every NIK and No. KK begins with 99, which no province has.

use super::chance::Chance;
use super::household::{Kin, Person, household};
use super::living::{decile, dwelling_facts, family_numbers, person_facts};
use super::names::Origin;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::family::{FamilyRecord, MemberRecord, Relation, Sex};
use slrt_domain::identity::{FamilyCard, Nik, NikContext, Phone, Private};
use std::collections::{BTreeMap, HashMap};

/// The village of the mock-ups, whose first family is Ibu Sumiati's: Suka Baru, Kecamatan Way Krui.
pub const SUKA_BARU: &str = "1813072008";

/// `n` families of some villages, the same for the same arguments. They come village by village, Suka Baru first, as an export has them.
/// `as_of` is the day of the copy: ages are counted from it. Memory stays small: the generator serves benchmarks with a whole regency too.
pub fn families(seed: u64, n: usize, villages: &[AreaCode], as_of: Day) -> impl Iterator<Item = FamilyRecord> + use<> {
    let mut order = villages.to_vec();
    order.sort_by_key(|v| (v.as_str() != SUKA_BARU, *v));
    let mut numbers = Numbers::default();
    let mut household = String::new();
    let mut last = None;
    shares(seed, n, &order).enumerate().map(move |(index, village)| {
        let mut c = Chance::of(seed, index as u64);
        let same_village = last == Some(village);
        last = Some(village);
        // Some families live under one roof: the source's household says so.
        if !same_village || !c.permille(45) {
            household = format!("99{}{:06}", &village.as_str()[2..], index + 1);
        }
        let mut maker = Maker { c, village, as_of, numbers: &mut numbers };
        if index == 0 && village.as_str() == SUKA_BARU {
            super::sumiati::family(&mut maker, &household)
        } else {
            maker.family(index, &household)
        }
    })
}

/// Which village each family belongs to: villages differ in size, and every number of families is spent exactly.
fn shares(seed: u64, n: usize, villages: &[AreaCode]) -> impl Iterator<Item = AreaCode> + use<> {
    let weights: Vec<u64> = villages.iter().map(|v| 60 + Chance::of(seed, v.as_str().parse().unwrap_or(0)).below(120)).collect();
    let sum: u64 = weights.iter().sum::<u64>().max(1);
    let mut ends = Vec::with_capacity(weights.len());
    let mut so_far = 0u64;
    for w in weights {
        so_far += w;
        ends.push((so_far * n as u64 / sum) as usize);
    }
    let villages = villages.to_vec();
    (0..n).filter_map(move |i| villages.get(ends.partition_point(|end| *end <= i)).copied())
}

/// Gives serials, so that no number comes twice.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    used: HashMap<u64, u16>,
}

impl Numbers {
    /// `prefix` (six digits), a date of six digits and the next free serial; past 9999 the prefix moves on.
    fn next(&mut self, prefix: u32, date: u32) -> u64 {
        let mut prefix = u64::from(prefix);
        loop {
            let stem = prefix * 1_000_000 + u64::from(date);
            let serial = self.used.entry(stem).or_default();
            if *serial < 9999 {
                *serial += 1;
                return stem * 10_000 + u64::from(*serial);
            }
            prefix = 990_000 + (prefix + 1) % 10_000;
        }
    }
}

/// Makes one family.
pub(super) struct Maker<'a> {
    pub c: Chance,
    pub village: AreaCode,
    pub as_of: Day,
    pub numbers: &'a mut Numbers,
}

impl Maker<'_> {
    fn family(&mut self, index: usize, household_id: &str) -> FamilyRecord {
        let origin = Origin::draw(&mut self.c);
        let decile = decile(&mut self.c);
        let people = household(&mut self.c, self.as_of, origin, decile);
        let mut record = self.record(&people, decile, household_id);
        record.source_id = Some(format!("DEMO{:07}", index + 1));
        // A few families have no card yet: they stay together under their household.
        if self.c.permille(8) {
            record.card = None;
        }
        record
    }

    /// The record of people who live together.
    pub fn record(&mut self, people: &[Person], decile: Option<u8>, household_id: &str) -> FamilyRecord {
        let livelihood = super::living::livelihood(&mut self.c);
        let mut facts = dwelling_facts(&mut self.c, decile, people, livelihood);
        let program_numbers = family_numbers(&mut self.c, decile, people, self.as_of, &mut facts);
        let card = self.card();
        let insured = program_numbers.contains_key("pbi");
        let members = people.iter().enumerate().map(|(i, p)| self.member(p, i, decile, livelihood, insured, &card)).collect();
        let c = &mut self.c;
        let street = c.pick(STREETS);
        FamilyRecord {
            card: Some(card),
            source_id: None,
            household: Some(household_id.to_owned()),
            village: self.village,
            address: Private::new(format!("{street} No. {}", c.between(1, 140))),
            hamlet: Some(format!("Pemangku {} RT {:03}", c.pick(&["I", "II", "III", "IV"]), c.between(1, 4))),
            decile,
            program_numbers,
            facts,
            members,
        }
    }

    fn member(&mut self, p: &Person, i: usize, decile: Option<u8>, livelihood: &str, insured: bool, card: &FamilyCard) -> MemberRecord {
        let facts: BTreeMap<String, String> = person_facts(&mut self.c, p, self.as_of, decile, livelihood, insured);
        let age = self.as_of.age_of(p.born);
        let missing = match age {
            ..1 => 140,
            1..5 => 35,
            60.. => 30,
            _ => 12,
        };
        let nik = if self.c.permille(missing) { None } else { Some(self.nik(p.sex, p.born)) };
        // The registry and the card differ for some: a day typed wrongly, which *data tidak padan* is about.
        let born = if nik.is_some() && self.c.permille(5) { p.born.plus(self.c.between(1, 20)).min(self.as_of) } else { p.born };
        let context = NikContext { entered_birth: Some(born), entered_sex: Some(p.sex), card: Some(*card), ..NikContext::new(self.as_of) };
        let phone = (i == 0 && age < 70 && self.c.percent(55)).then(|| self.phone()).flatten();
        MemberRecord {
            source_id: None,
            nik_warnings: nik.map(|n| n.warnings(&context)).unwrap_or_default(),
            nik,
            name: Private::new(p.name.clone()),
            sex: Some(p.sex),
            born: Some(born),
            birth_place: Some(self.c.pick(BIRTH_PLACES).to_owned()),
            relation: Some(p.kin.relation()),
            marital: Some(p.marital),
            phone,
            mother_maiden_name: p.mother.clone().map(Private::new),
            facts,
        }
    }

    /// A NIK of area 99: `99` with the digits of regency and district, the birth day (women +40), a serial.
    pub fn nik(&mut self, sex: Sex, born: Day) -> Nik {
        let day = u32::from(born.day()) + if sex == Sex::Female { 40 } else { 0 };
        let date = day * 10_000 + u32::from(born.month()) * 100 + u32::try_from(born.year() % 100).unwrap_or(0);
        // Most are registered where they live; the number tells where it was first given.
        let prefix = if self.c.percent(86) {
            self.prefix()
        } else {
            990_000 + u32::try_from(self.c.between(101, 7999)).unwrap_or(101) / 100 * 100 + 1
        };
        let number = self.numbers.next(prefix, date);
        Nik::parse(&format!("{number:016}")).expect("sixteen digits were written")
    }

    /// A No. KK of area 99, entered on a day between 2008 and the copy's.
    pub fn card(&mut self) -> FamilyCard {
        let entered = self.as_of.plus(-self.c.between(20, 18 * 365));
        let date = u32::from(entered.day()) * 10_000 + u32::from(entered.month()) * 100 + u32::try_from(entered.year() % 100).unwrap_or(0);
        let number = self.numbers.next(self.prefix(), date);
        FamilyCard::parse(&format!("{number:016}")).expect("sixteen digits were written")
    }

    fn prefix(&self) -> u32 {
        990_000 + self.village.as_str()[2..6].parse::<u32>().unwrap_or(101)
    }

    /// A number that no network gives to anybody: 0800 is for toll-free lines, and none of them begins so.
    pub fn phone(&mut self) -> Option<Phone> {
        Phone::parse(&format!("080000{:05}", self.c.below(100_000))).ok()
    }
}

impl Kin {
    fn relation(self) -> Relation {
        match self {
            Self::Head => Relation::Head,
            Self::Spouse => Relation::Spouse,
            Self::Child => Relation::Child,
            Self::ChildInLaw => Relation::ChildInLaw,
            Self::Grandchild => Relation::Grandchild,
            Self::Parent => Relation::Parent,
        }
    }
}

const STREETS: &[&str] = &[
    "Jalan Lintas Barat",
    "Jalan Pantai Barat",
    "Jalan Merdeka",
    "Jalan Pasar Lama",
    "Jalan Masjid Al-Ikhlas",
    "Jalan Way Laay",
    "Jalan Kesuma",
    "Jalan Pelabuhan Lama",
    "Jalan Damar",
    "Jalan Kelapa Sawit",
    "Jalan Nelayan",
    "Jalan Pekon",
    "Jalan Gunung Kemala",
    "Jalan Puskesmas",
    "Jalan Sekolah",
    "Gang Melati",
    "Gang Cempaka",
    "Gang Mangga",
    "Gang Anggrek",
    "Gang Rukun",
];
const BIRTH_PLACES: &[&str] = &[
    "Krui",
    "Krui",
    "Krui",
    "Krui",
    "Biha",
    "Lemong",
    "Ngambur",
    "Bengkunat",
    "Pulau Pisang",
    "Way Krui",
    "Liwa",
    "Kota Agung",
    "Kota Bumi",
    "Tanjung Karang",
    "Metro",
    "Pringsewu",
    "Bengkulu",
    "Muaradua",
    "Padang",
    "Serang",
    "Banyumas",
    "Kebumen",
    "Wonogiri",
    "Ciamis",
    "Bone",
];
