//! The family that every page of the manual shows: Ibu Sumiati, a widow in Suka Baru. Like all others she is made up.

use super::families::Maker;
use super::household::{Kin, Person};
use slrt_domain::calendar::Day;
use slrt_domain::family::{FamilyRecord, Marital, Sex};
use slrt_domain::identity::Private;

/// Ibu Sumiati (58, widow, decile 2), her divorced daughter, a grandson of 13 who left school and a granddaughter of 6: a house under thatch with an
/// earthen floor, Sembako since 2023, a health insurance that stopped.
pub(super) fn family(m: &mut Maker<'_>, household: &str) -> FamilyRecord {
    let person = |kin, sex, age: i64, days: i64, name: &str, marital| {
        let day = m.as_of.plus(-(age * 1461 / 4) - days);
        Person { kin, sex, born: on_age(m.as_of, day, age), name: name.to_owned(), marital, mother: None }
    };
    let mut people = vec![
        person(Kin::Head, Sex::Female, 58, 214, "Sumiati", Marital::Widowed),
        person(Kin::Child, Sex::Female, 33, 160, "Rina Marlina", Marital::Divorced),
        person(Kin::Grandchild, Sex::Male, 13, 75, "Rizki Ramadhan", Marital::Single),
        person(Kin::Grandchild, Sex::Female, 6, 120, "Aisyah Putri", Marital::Single),
    ];
    people[1].mother = Some("Sumiati".to_owned());
    people[2].mother = Some("Rina Marlina".to_owned());
    people[3].mother = Some("Rina Marlina".to_owned());
    let mut record = m.record(&people, Some(2), household);
    record.source_id = Some("DEMO0000001".to_owned());
    record.hamlet = Some("Pemangku Way Redak RT 002".to_owned());
    record.address = Private::new("Jalan Pekon No. 7".to_owned());
    record.program_numbers = [("kks", "99018130720080"), ("pbi", "9900001813072")].map(|(k, v)| (k.to_owned(), v.to_owned())).into();
    for (name, value) in HOUSE {
        record.facts.insert((*name).to_owned(), (*value).to_owned());
    }
    let facts: [&[(&str, &str)]; 4] = [
        &[
            ("person.chronic_illness", "other"),
            ("person.disability", "none"),
            ("person.working", "no"),
            ("person.work_status", "not_working"),
            ("person.pbi", "no"),
            ("person.school_participation", "left"),
            ("person.diploma", "sd"),
        ],
        &[
            ("person.working", "yes"),
            ("person.industry", "plantation"),
            ("person.work_status", "casual_farm"),
            ("person.working_hours", "30"),
            ("person.pbi", "no"),
            ("person.pregnant", "no"),
            ("person.school_participation", "left"),
            ("person.diploma", "smp"),
        ],
        &[
            ("person.school_participation", "left"),
            ("person.diploma", "sd"),
            ("person.working", "no"),
            ("person.work_status", "not_working"),
            ("person.pbi", "no"),
        ],
        &[("person.school_participation", "never"), ("person.pbi", "no")],
    ];
    for (member, facts) in record.members.iter_mut().zip(facts) {
        member.facts = facts.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        member.facts.insert("person.presence".to_owned(), "present".to_owned());
    }
    for (member, person) in record.members.iter_mut().zip(&people) {
        // Nobody of this family is without a NIK, and all of theirs fit.
        if member.nik.is_none() || !member.nik_warnings.is_empty() {
            member.nik = Some(m.nik(person.sex, person.born));
            member.nik_warnings = Vec::new();
            member.born = Some(person.born);
        }
    }
    record.members[0].phone = m.phone();
    record
}

fn on_age(as_of: Day, mut day: Day, age: i64) -> Day {
    while i64::from(as_of.age_of(day)) > age {
        day = day.plus(1);
    }
    while i64::from(as_of.age_of(day)) < age {
        day = day.plus(-1);
    }
    day
}

const HOUSE: &[(&str, &str)] = &[
    ("dwelling.building_status", "own"),
    ("dwelling.land_status", "own"),
    ("dwelling.floor_area", "30"),
    ("dwelling.rooms", "2"),
    ("dwelling.floor", "earth"),
    ("dwelling.wall", "wood"),
    ("dwelling.wall_condition", "poor"),
    ("dwelling.roof", "thatch"),
    ("dwelling.roof_condition", "poor"),
    ("dwelling.water_source", "open_well"),
    ("dwelling.lighting", "pln"),
    ("dwelling.power", "450"),
    ("dwelling.cooking_fuel", "firewood"),
    ("dwelling.toilet", "shared"),
    ("dwelling.toilet_type", "plengsengan"),
    ("dwelling.sewage", "hole"),
    ("assets.fridge", "no"),
    ("assets.television", "yes"),
    ("assets.motorcycle", "no"),
    ("assets.car", "no"),
    ("assets.gold", "no"),
    ("assets.immovable", "no"),
    ("membership.pkh", "no"),
    ("membership.food", "yes"),
    ("membership.kks", "yes"),
    ("membership.kis", "no"),
    ("membership.kip", "no"),
    ("membership.bpjs_independent", "no"),
];
