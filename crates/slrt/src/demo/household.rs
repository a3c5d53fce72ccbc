//! Who lives together: ages and kinship that fit each other.

use super::chance::Chance;
use super::names::{Origin, full_name, patronym};
use slrt_domain::calendar::Day;
use slrt_domain::family::{Marital, Sex};

/// Relation to the head of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kin {
    /// Kepala keluarga.
    Head,
    /// Istri or suami.
    Spouse,
    /// Anak.
    Child,
    /// Menantu.
    ChildInLaw,
    /// Cucu.
    Grandchild,
    /// Orang tua or mertua.
    Parent,
}

/// Somebody in a household.
#[derive(Debug, Clone)]
pub struct Person {
    /// Relation to the head.
    pub kin: Kin,
    /// Sex.
    pub sex: Sex,
    /// Birth day.
    pub born: Day,
    /// Name.
    pub name: String,
    /// Marital status.
    pub marital: Marital,
    /// Mother's name, where the source has it.
    pub mother: Option<String>,
}

#[derive(Clone, Copy)]
enum Shape {
    Couple,
    CoupleWithParent,
    LoneMother,
    LoneFather,
    ThreeGenerations,
    ElderCouple,
    ElderAlone,
    ElderWithGrandchildren,
    Single,
}

const SHAPES: &[(u32, Shape)] = &[
    (54, Shape::Couple),
    (8, Shape::CoupleWithParent),
    (9, Shape::LoneMother),
    (2, Shape::LoneFather),
    (9, Shape::ThreeGenerations),
    (6, Shape::ElderCouple),
    (6, Shape::ElderAlone),
    (3, Shape::ElderWithGrandchildren),
    (3, Shape::Single),
];

/// The people of a household, its head first.
pub fn household(c: &mut Chance, as_of: Day, origin: Origin, decile: Option<u8>) -> Vec<Person> {
    let poor = decile.is_some_and(|d| d <= 3);
    let mut h = Household { c, as_of, origin, poor, people: Vec::with_capacity(5) };
    match h.c.choose(SHAPES) {
        Shape::Couple => h.couple(24, 60),
        Shape::CoupleWithParent => {
            h.couple(28, 52);
            h.parent();
        }
        Shape::LoneMother => h.lone(Sex::Female, 27, 58),
        Shape::LoneFather => h.lone(Sex::Male, 32, 60),
        Shape::ThreeGenerations => h.three_generations(),
        Shape::ElderCouple => h.elders(true),
        Shape::ElderAlone => h.elders(false),
        Shape::ElderWithGrandchildren => {
            let both = h.c.percent(40);
            h.elders(both);
            h.grandchildren_alone();
        }
        Shape::Single => {
            let age = h.c.between(20, 45);
            let sex = if h.c.percent(65) { Sex::Male } else { Sex::Female };
            let marital = if h.c.percent(70) { Marital::Single } else { Marital::Divorced };
            h.add(Kin::Head, sex, age, marital, None, None);
        }
    }
    h.people
}

/// A birth day on which somebody is so many years old.
pub fn born_at_age(c: &mut Chance, as_of: Day, age: i64) -> Day {
    let mut day = as_of.plus(-(age * 1461 / 4) - c.between(0, 364));
    while i64::from(as_of.age_of(day)) > age {
        day = day.plus(1);
    }
    while i64::from(as_of.age_of(day)) < age {
        day = day.plus(-1);
    }
    day
}

struct Household<'a> {
    c: &'a mut Chance,
    as_of: Day,
    origin: Origin,
    poor: bool,
    people: Vec<Person>,
}

impl Household<'_> {
    fn add(&mut self, kin: Kin, sex: Sex, age: i64, marital: Marital, father: Option<&str>, mother: Option<String>) -> usize {
        let born = born_at_age(self.c, self.as_of, age.max(0));
        let name = full_name(self.c, self.origin, sex, born.year(), father);
        let mother = mother.filter(|_| self.c.percent(70));
        self.people.push(Person { kin, sex, born, name, marital, mother });
        self.people.len() - 1
    }

    fn age(&self, i: usize) -> i64 {
        i64::from(self.as_of.age_of(self.people[i].born))
    }

    /// Somebody's mother, of whom only the name is known here.
    fn mother_of(&mut self, age: i64) -> Option<String> {
        let year = self.as_of.year() - i32::try_from(age + self.c.between(18, 36)).unwrap_or(60);
        Some(full_name(self.c, self.origin, Sex::Female, year, None))
    }

    fn couple(&mut self, youngest: i64, oldest: i64) {
        let age = self.c.between(youngest, oldest);
        let mother = self.mother_of(age);
        let head = self.add(Kin::Head, Sex::Male, age, Marital::Married, None, mother);
        let wife_age = (age - self.c.between(-2, 8)).clamp(18, 58);
        let mother = self.mother_of(wife_age);
        let wife = self.add(Kin::Spouse, Sex::Female, wife_age, Marital::Married, None, mother);
        self.children(wife_age, Some(head), Some(wife));
    }

    fn lone(&mut self, sex: Sex, youngest: i64, oldest: i64) {
        let age = self.c.between(youngest, oldest);
        let widowed = self.c.percent(if age > 45 { 75 } else { 45 });
        let mother = self.mother_of(age);
        let head = self.add(Kin::Head, sex, age, if widowed { Marital::Widowed } else { Marital::Divorced }, None, mother);
        let before = self.people.len();
        let mothers_age = if sex == Sex::Female { age } else { age - 3 };
        self.children(mothers_age, (sex == Sex::Male).then_some(head), (sex == Sex::Female).then_some(head));
        if self.people.len() == before {
            let child_age = (mothers_age - self.c.between(20, 26)).clamp(1, 17);
            self.child(Kin::Child, child_age, None, None);
        }
    }

    /// The children of a mother who live at home still.
    fn children(&mut self, mothers_age: i64, father: Option<usize>, mother: Option<usize>) {
        let wanted = match mothers_age {
            ..25 => self.c.between(0, 1),
            25..30 => self.c.between(0, 2),
            30..45 => self.c.between(1, 3) + i64::from(self.poor && self.c.percent(45)),
            45..60 => self.c.between(2, 4) + i64::from(self.poor && self.c.percent(30)),
            _ => self.c.between(2, 6),
        };
        let mut at = self.c.between(18, 27);
        for _ in 0..wanted {
            if at > mothers_age || at > 44 {
                break;
            }
            let age = mothers_age - at;
            let stays = match age {
                ..18 => 97,
                18..23 => 55,
                23..30 => 22,
                _ => 5,
            };
            if self.c.percent(stays) {
                self.child(Kin::Child, age, father, mother);
            }
            at += self.c.between(2, 6);
        }
    }

    fn child(&mut self, kin: Kin, age: i64, father: Option<usize>, mother: Option<usize>) -> usize {
        let sex = if self.c.permille(510) { Sex::Male } else { Sex::Female };
        let father_name = father.map(|f| patronym(&self.people[f].name).to_owned());
        let mother_name = mother.map(|m| self.people[m].name.clone());
        self.add(kin, sex, age, Marital::Single, father_name.as_deref(), mother_name)
    }

    fn parent(&mut self) {
        let eldest = (0..self.people.len()).map(|i| self.age(i)).max().unwrap_or(40);
        let sex = if self.c.percent(74) { Sex::Female } else { Sex::Male };
        let age = (eldest + self.c.between(19, 32)).min(92);
        self.add(Kin::Parent, sex, age, Marital::Widowed, None, None);
    }

    fn elders(&mut self, both: bool) {
        let age = self.c.between(60, 86);
        let sex = if both || self.c.percent(28) { Sex::Male } else { Sex::Female };
        let marital = if both { Marital::Married } else { Marital::Widowed };
        self.add(Kin::Head, sex, age, marital, None, None);
        if both {
            let wife = (age - self.c.between(0, 9)).max(52);
            self.add(Kin::Spouse, Sex::Female, wife, Marital::Married, None, None);
        }
    }

    fn grandchildren_alone(&mut self) {
        let youngest = (0..self.people.len()).map(|i| self.age(i)).min().unwrap_or(60);
        for _ in 0..self.c.between(1, 2) {
            let age = self.c.between(3, 17).min(youngest - 36);
            self.child(Kin::Grandchild, age, None, None);
        }
    }

    fn three_generations(&mut self) {
        let age = self.c.between(52, 70);
        let widow = self.c.percent(35);
        let sex = if widow { Sex::Female } else { Sex::Male };
        let head = self.add(Kin::Head, sex, age, if widow { Marital::Widowed } else { Marital::Married }, None, None);
        let wife = (!widow).then(|| {
            let wife_age = (age - self.c.between(0, 7)).max(46);
            self.add(Kin::Spouse, Sex::Female, wife_age, Marital::Married, None, None)
        });
        let mother = wife.unwrap_or(head);
        let child_age = (self.age(mother) - self.c.between(19, 29)).clamp(21, 44);
        let child = self.child(Kin::Child, child_age, (!widow).then_some(head), Some(mother));
        let married = self.c.percent(72);
        self.people[child].marital = if married { Marital::Married } else { Marital::Divorced };
        let child_sex = self.people[child].sex;
        let mut parents: Option<(usize, usize)> = None;
        if married {
            let other = if child_sex == Sex::Male { Sex::Female } else { Sex::Male };
            let gap = self.c.between(-1, 6);
            let in_law_age = if other == Sex::Female { child_age - gap } else { child_age + gap }.max(19);
            let mothers = self.mother_of(in_law_age);
            let in_law = self.add(Kin::ChildInLaw, other, in_law_age, Marital::Married, None, mothers);
            parents = Some(if child_sex == Sex::Male { (child, in_law) } else { (in_law, child) });
        }
        let mothers_age = parents.map_or(child_age, |(_, m)| self.age(m));
        for _ in 0..self.c.between(1, 3) {
            let most = (mothers_age - 18).min(17);
            if most < 0 {
                break;
            }
            let age = self.c.between(0, most);
            self.child(Kin::Grandchild, age, parents.map(|p| p.0), parents.map(|p| p.1));
        }
    }
}
