//! Fields of somebody who is written down: the same on the intake form, on paper and on the page of a new resident.

use crate::flaws::Flaws;
use crate::form::Fields;
use crate::speak::Speak;
use slrt_domain::Coded as _;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::family::{Relation, Sex};
use slrt_domain::identity::*;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_operations::people::NewPerson;

/// Reads a person; what is wrong goes to `flaws`. Numbers that only look odd are settled with *sudah dicocokkan dengan KTP*.
pub(crate) fn read_person(
    v: &Fields,
    (person, new_family): (PersonId, FamilyId),
    today: Day,
    l: &Speak,
    flaws: &mut Flaws,
) -> Option<NewPerson> {
    let before = flaws.list.len();
    let missing = |field: &str| l.t1("invalid-missing", "field", l.code("field", field));
    let name = v.private("name");
    if name.is_none() {
        flaws.add("name", missing("name"));
    }
    let nik = v.get("nik").filter(|_| !v.on("no_nik")).and_then(|text| digits(Nik::parse(text), "nik", l, flaws));
    let card = v.get("card").and_then(|text| digits(FamilyCard::parse(text), "card", l, flaws));
    let phone = read_phone(v, "phone", l, flaws);
    let (born, birth_year) = read_birth(v, today, l, flaws);
    let family = v.get("family").and_then(FamilyId::parse);
    let village = read_village(v);
    if village.is_none() {
        flaws.add("village", missing("village"));
    }
    let relation =
        v.get("relation").and_then(Relation::from_code).unwrap_or(if family.is_some() { Relation::Other } else { Relation::Head });
    let (Some(name), Some(village)) = (name, village) else { return None };
    (flaws.list.len() == before).then_some(NewPerson {
        person,
        new_family,
        family,
        name,
        nik,
        card,
        phone,
        address: v.private("address"),
        village,
        sex: v.get("sex").and_then(Sex::from_code),
        born,
        birth_year,
        relation,
        confirmed_warnings: v.on("warnings_settled"),
    })
}

/// A number of sixteen digits, if it is one.
pub(crate) fn digits<T>(read: Result<T, NikError>, field: &str, l: &Speak, flaws: &mut Flaws) -> Option<T> {
    match read {
        Ok(number) => Some(number),
        Err(e) => {
            let key = if e.foreign { "person-digits-foreign" } else { "person-digits-count" };
            flaws.add(field, l.ta(key, &[("field", l.code("field", field)), ("found", e.found.to_string())]));
            None
        }
    }
}

/// Where somebody lives: a village outside the regency goes before the one of the list.
pub(crate) fn read_village(v: &Fields) -> Option<AreaCode> {
    v.get("village_elsewhere").or_else(|| v.get("village")).and_then(AreaCode::parse)
}

/// A telephone number, if one was typed.
pub(crate) fn read_phone(v: &Fields, field: &str, l: &Speak, flaws: &mut Flaws) -> Option<Phone> {
    match Phone::parse(v.get(field)?) {
        Ok(phone) => Some(phone),
        Err(_) => {
            flaws.add(field, l.t("person-phone-wrong"));
            None
        }
    }
}

/// A birth day, or the year alone: people who know only that are many.
pub(crate) fn read_birth(v: &Fields, today: Day, l: &Speak, flaws: &mut Flaws) -> (Option<Day>, Option<i64>) {
    let day = v.get("born").map(|text| Day::parse(text).filter(|d| *d <= today && d.year() >= 1900));
    if day == Some(None) {
        flaws.add("born", l.t("person-born-wrong"));
    }
    let year = v.get("birth_year").map(|text| text.parse::<i64>().ok().filter(|y| (1900..=i64::from(today.year())).contains(y)));
    if year == Some(None) {
        flaws.add("birth_year", l.t("person-birth-year-wrong"));
    }
    (day.flatten(), year.flatten().filter(|_| day.flatten().is_none()))
}

/// The words of what looks odd about a number, when that is why somebody could not be written down.
pub(crate) fn odd_numbers(r: &Refusal, l: &Speak) -> Vec<String> {
    let codes = r.detail.strip_prefix("warnings:").filter(|_| r.kind == RefusalKind::Invalid);
    codes.map(|codes| codes.split(',').map(|c| l.code("nikwarning", c)).collect()).unwrap_or_default()
}
