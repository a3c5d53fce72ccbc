//! Names as people in Lampung bear them: by sex, decade of birth and where the family comes from. All families are made up; a full name that a
//! well-known person bears is drawn again.

use super::chance::Chance;
use super::name_lists::*;
use slrt_domain::family::Sex;

/// Where a family comes from: it shows in the names, most in those of older people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// Lampung Saibatin, the coast's own people.
    Lampung,
    /// Java, by transmigration or later.
    Jawa,
    /// West Java and Banten.
    Sunda,
    /// West Sumatra.
    Minang,
    /// South Sulawesi, fishing people.
    Bugis,
}

/// How many of a hundred families come from where.
const ORIGINS: &[(u32, Origin)] = &[(56, Origin::Lampung), (26, Origin::Jawa), (8, Origin::Sunda), (7, Origin::Minang), (3, Origin::Bugis)];

/// Full names that are somebody's whom everybody knows.
const KNOWN: &[&str] = &[
    "Siti Nurhaliza",
    "Susi Susanti",
    "Joko Susilo",
    "Joko Widodo",
    "Sri Mulyani",
    "Bambang Pamungkas",
    "Rudi Hartono",
    "Taufik Hidayat",
    "Dewi Sartika",
    "Cut Nyak",
    "Ahmad Yani",
    "Ahmad Dahlan",
    "Dewi Lestari",
    "Agus Salim",
    "Hasan Basri",
    "Dewi Yulia",
    "Rizki Ridho",
    "Ayu Lestari",
    "Abdul Muis",
    "Budi Utomo",
    "Hendra Setiawan",
    "Agus Yudhoyono",
    "Tri Rismaharini",
    "Dewi Persik",
    "Abdul Somad",
    "Zainal Arifin",
    "Andi Arief",
    "Rina Nose",
    "Ahmad Dhani",
];

impl Origin {
    /// Draws where a family comes from.
    pub fn draw(c: &mut Chance) -> Self {
        c.choose(ORIGINS)
    }

    fn lists(self) -> &'static OldNames {
        match self {
            Self::Lampung => &LAMPUNG,
            Self::Jawa => &JAWA,
            Self::Sunda => &SUNDA,
            Self::Minang => &MINANG,
            Self::Bugis => &BUGIS,
        }
    }
}

/// A full name. `father` is the name that some bear as their last, as many children in Lampung do.
pub fn full_name(c: &mut Chance, origin: Origin, sex: Sex, birth_year: i32, father: Option<&str>) -> String {
    loop {
        let name = draw(c, origin, sex, birth_year, father);
        if !KNOWN.contains(&name.as_str()) {
            return name;
        }
    }
}

/// The word of a father's name that his children may bear after their own: the last one.
pub fn patronym(name: &str) -> &str {
    name.rsplit(' ').next().unwrap_or(name)
}

fn draw(c: &mut Chance, origin: Origin, sex: Sex, year: i32, father: Option<&str>) -> String {
    let female = sex == Sex::Female;
    let own = origin.lists();
    let (first, second, single): (&[&str], &[&str], u32) = match year {
        ..1960 => (if female { own.women_old } else { own.men_old }, if female { own.women_old_second } else { own.men_old_second }, 62),
        1960..1980 => (if female { own.women } else { own.men }, if female { WOMEN_SECOND_60 } else { MEN_SECOND_60 }, 42),
        1980..1995 => (if female { WOMEN_80 } else { MEN_80 }, if female { WOMEN_SECOND_80 } else { MEN_SECOND_80 }, 14),
        1995..2010 => (if female { WOMEN_95 } else { MEN_95 }, if female { WOMEN_SECOND_95 } else { MEN_SECOND_95 }, 4),
        _ => (if female { WOMEN_10 } else { MEN_10 }, if female { WOMEN_SECOND_10 } else { MEN_SECOND_10 }, 1),
    };
    // Names of the place live on in the young, too.
    let first = if year >= 1980 && c.percent(12) { if female { own.women } else { own.men } } else { first };
    let given = c.pick(first);
    if c.percent(single) {
        return given.to_owned();
    }
    let inherits = if origin == Origin::Lampung { 22 } else { 9 };
    let last = match father.filter(|f| year >= 1975 && *f != given && !female && c.percent(inherits)) {
        Some(father) => father,
        None => c.pick(second),
    };
    if last == given {
        return given.to_owned();
    }
    if year >= 2000 && c.percent(18) {
        let middle = c.pick(if female { WOMEN_SECOND_95 } else { MEN_SECOND_95 });
        if middle != last && middle != given {
            return format!("{given} {middle} {last}");
        }
    }
    format!("{given} {last}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_into_forms_and_are_many() {
        let mut c = Chance::new(7);
        let mut seen = std::collections::BTreeSet::new();
        for i in 0..20_000 {
            let origin = Origin::draw(&mut c);
            let sex = if i % 2 == 0 { Sex::Female } else { Sex::Male };
            let name = full_name(&mut c, origin, sex, 1940 + i % 86, Some("Zainudin"));
            assert!((2..=40).contains(&name.chars().count()), "{name}");
            assert!(name.chars().all(|ch| ch.is_alphabetic() || " '.-".contains(ch)), "{name}");
            assert!(name.split(' ').all(|w| w.chars().next().is_some_and(char::is_uppercase)), "{name}");
            assert!(!KNOWN.contains(&name.as_str()));
            seen.insert(name);
        }
        assert!(seen.len() > 7_000, "{} different names", seen.len());
    }
}
