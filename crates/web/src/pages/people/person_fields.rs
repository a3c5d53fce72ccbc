//! Fields of somebody who is written down: the same on the intake form, on paper and on the page of a new resident.

use crate::flaws::Flaws;
use crate::form::Fields;
use crate::frame::Frame;
use crate::speak::Speak;
use slrt_domain::Coded as _;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::family::{Relation, Sex};
use slrt_domain::identity::*;
use slrt_domain::journal::{Refusal, RefusalKind};
use slrt_operations::people::NewPerson;

/// Nobody who comes to an office was born before.
const FIRST_YEAR: i32 = 1900;

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
    let day = v.get("born").map(|text| Day::parse(text).filter(|d| *d <= today && d.year() >= FIRST_YEAR));
    if day == Some(None) {
        flaws.add("born", l.t("person-born-wrong"));
    }
    let year =
        v.get("birth_year").map(|text| text.parse::<i64>().ok().filter(|y| (i64::from(FIRST_YEAR)..=i64::from(today.year())).contains(y)));
    if year == Some(None) {
        flaws.add("birth_year", l.t("person-birth-year-wrong"));
    }
    (day.flatten(), year.flatten().filter(|_| day.flatten().is_none()))
}

/// What a browser takes for a NIK or No. KK: the digits that `Nik::parse` asks for, with whatever but letters between them.
pub(crate) const SIXTEEN_DIGITS: &str = "[^0-9A-Za-z]*([0-9][^0-9A-Za-z]*){16}";

/// The attributes of a field for a No. KK.
pub(crate) fn card_digits() -> String {
    format!("inputmode=numeric autocomplete=off data-nik pattern=\"{SIXTEEN_DIGITS}\"")
}

/// The attributes of a field for a telephone number: as many digits as `Phone::parse` takes, from a landline of a small town to a number written with
/// `0062 (0)`. Which of them it can be is left to the server.
pub(crate) fn phone_digits() -> &'static str {
    r#"inputmode=tel autocomplete=off maxlength=30 pattern="([^0-9A-Za-z]*[0-9]){8,17}[^0-9A-Za-z]*""#
}

/// The attributes of a field for a birth day: the days that [`read_birth`] takes.
pub(crate) fn birth_days(f: &Frame) -> String {
    f.today.map(|today| format!("min={FIRST_YEAR}-01-01 max={}", today.iso())).unwrap_or_default()
}

/// The attributes of a field for a birth year: the years that [`read_birth`] takes. A field for numbers would turn the year while the page is scrolled.
pub(crate) fn birth_years(f: &Frame) -> String {
    let years = f.today.map_or_else(|| "[0-9]{4}".into(), |today| years(FIRST_YEAR, today.year()));
    format!("inputmode=numeric maxlength=4 autocomplete=off pattern=\"{years}\"")
}

/// A pattern of all years from one to another.
fn years(first: i32, last: i32) -> String {
    let decades = (first / 10..=last / 10).map(|decade| {
        let ends = (0..10).filter(|end| (first..=last).contains(&(decade * 10 + end)));
        format!("{decade}[{}]", ends.map(|end| end.to_string()).collect::<String>())
    });
    decades.collect::<Vec<_>>().join("|")
}

/// The words of what looks odd about a number, when that is why somebody could not be written down.
pub(crate) fn odd_numbers(r: &Refusal, l: &Speak) -> Vec<String> {
    let codes = r.detail.strip_prefix("warnings:").filter(|_| r.kind == RefusalKind::Invalid);
    codes.map(|codes| codes.split(',').map(|c| l.code("nikwarning", c)).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::years;

    #[test]
    fn every_year_between_is_named_and_no_other() {
        assert_eq!(years(1998, 2021), "199[89]|200[0123456789]|201[0123456789]|202[01]");
    }
}
