//! Places in words: areas with what they are called there, offices, institutions.

use crate::App;
use crate::speak::{Lang, Speak};
use slrt_domain::access::Scope;
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::office::Reference;

/// "Pekon Suka Baru, Ngambur"; "Kecamatan Ngambur"; "Kabupaten Pesisir Barat".
pub fn area(app: &App, l: &Speak, code: AreaCode) -> String {
    let areas = app.house.areas();
    let name = areas.name(code).map_or_else(|| code.dotted(), str::to_owned);
    match code.level() {
        Level::Village => {
            let district = code.parent().and_then(|d| areas.name(d)).unwrap_or_default();
            let name = called(&village_word(app, l, code), &name);
            if district.is_empty() { name } else { format!("{name}, {district}") }
        }
        Level::District => l.t1("area-district", "name", name),
        Level::Regency | Level::Province => name,
    }
}

/// A village with what villages are called there; not twice, where its name begins with it: "Pekon Mon".
pub fn called(word: &str, name: &str) -> String {
    let begins = name.split_once(' ').is_some_and(|(first, _)| first.eq_ignore_ascii_case(word));
    if begins { name.to_owned() } else { format!("{word} {name}") }
}

/// What a village is called where it lies: desa, kelurahan, pekon, nagari, gampong.
pub fn village_word(app: &App, l: &Speak, code: AreaCode) -> String {
    match app.house.catalog().terms(code.as_str()) {
        Some(terms) => capital(terms.village_words(code).0),
        None => l.t("area-village"),
    }
}

/// What villages of a regency are called, in running text.
pub fn villages_word(app: &App, l: &Speak, regency: AreaCode) -> String {
    match app.house.catalog().terms(regency.as_str()) {
        Some(terms) if l.lang == Lang::Id => terms.village.to_lowercase(),
        _ => l.t("area-village-small"),
    }
}

/// The place in which a role is held.
pub fn scope(app: &App, l: &Speak, reference: &Reference, scope: Scope) -> String {
    match scope {
        Scope::Area(code) => area(app, l, code),
        Scope::Office(id) => reference.offices.get(&id).map(|o| o.name.clone()).unwrap_or_default(),
        Scope::Institution(id) => reference.institutions.get(&id).map(|i| i.name.clone()).unwrap_or_default(),
    }
}

/// The first letter as a capital.
pub fn capital(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::called;

    #[test]
    fn what_villages_are_called_is_said_once() {
        assert_eq!(called("Pekon", "Suka Baru"), "Pekon Suka Baru");
        assert_eq!(called("Pekon", "Pekon Mon"), "Pekon Mon");
        assert_eq!(called("Desa", "Desabaru"), "Desa Desabaru");
    }
}
