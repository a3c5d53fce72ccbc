//! How people live: the registry's variables under the catalogue's canonical names and codes (`catalog/import_aliases.toml`), going with the decile.

use super::chance::Chance;
use super::household::{Kin, Person};
use slrt_domain::calendar::Day;
use slrt_domain::family::{Marital, Sex};
use std::collections::BTreeMap;

/// Of a hundred families of each decile, how many live poorly in one respect.
const POORLY: [u32; 10] = [93, 84, 72, 60, 48, 36, 26, 17, 10, 5];

/// A registry of the poor and vulnerable: most stand in deciles 1 to 5, some are not ranked.
pub fn decile(c: &mut Chance) -> Option<u8> {
    const WEIGHTS: &[u32] = &[4, 14, 15, 14, 13, 12, 9, 7, 5, 4, 3];
    let at = c.weighted(WEIGHTS);
    u8::try_from(at).ok().filter(|d| *d > 0)
}

fn poorly(c: &mut Chance, decile: Option<u8>) -> bool {
    let percent = decile.map_or(50, |d| POORLY[usize::from(d.clamp(1, 10)) - 1]);
    c.percent(percent)
}

/// What most of a household's working people do.
pub fn livelihood(c: &mut Chance) -> &'static str {
    c.choose(&[
        (27, "plantation"),
        (22, "food_crops"),
        (17, "fishing"),
        (12, "trade"),
        (7, "construction"),
        (5, "services"),
        (4, "transport"),
        (3, "livestock"),
        (3, "manufacturing"),
    ])
}

struct Facts<'a>(&'a mut BTreeMap<String, String>);

impl Facts<'_> {
    fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), value.into());
    }
    fn yes(&mut self, name: &str, yes: bool) {
        self.set(name, if yes { "yes" } else { "no" });
    }
}

/// Variables of house and belongings.
pub fn dwelling_facts(c: &mut Chance, decile: Option<u8>, people: &[Person], livelihood: &str) -> BTreeMap<String, String> {
    let mut map = BTreeMap::new();
    let mut f = Facts(&mut map);
    f.set("dwelling.building_status", c.choose(&[(86, "own"), (8, "rent_free"), (3, "rented"), (3, "staying_with_others")]));
    f.set("dwelling.land_status", c.choose(&[(78, "own"), (15, "others"), (7, "state")]));
    building(c, decile, people, &mut f);
    water_and_energy(c, decile, &mut f);
    belongings(c, decile, livelihood, &mut f);
    f.set("household.members", people.len().to_string());
    f.set("household.presence", "found");
    map
}

fn building(c: &mut Chance, decile: Option<u8>, people: &[Person], f: &mut Facts<'_>) {
    let area = if poorly(c, decile) { c.between(18, 48) } else { c.between(36, 110) };
    f.set("dwelling.floor_area", area.to_string());
    f.set("dwelling.rooms", (area / 20).clamp(1, 4).min(people.len() as i64 + 1).to_string());
    let floor: &[(u32, &str)] = if poorly(c, decile) {
        &[(14, "earth"), (54, "cement"), (20, "poor_wood"), (4, "bamboo"), (8, "tile")]
    } else {
        &[(62, "ceramic"), (17, "cement"), (11, "tile"), (8, "good_wood"), (2, "marble")]
    };
    f.set("dwelling.floor", c.choose(floor));
    let bad_wall = poorly(c, decile);
    let wall: &[(u32, &str)] = if bad_wall {
        &[(44, "wood"), (20, "woven_bamboo"), (26, "brick"), (7, "plastered_bamboo"), (3, "bamboo")]
    } else {
        &[(82, "brick"), (18, "wood")]
    };
    f.set("dwelling.wall", c.choose(wall));
    f.set("dwelling.wall_condition", if bad_wall && c.percent(70) { "poor" } else { "good" });
    let bad_roof = poorly(c, decile);
    let roof: &[(u32, &str)] = if bad_roof {
        &[(9, "thatch"), (50, "zinc"), (21, "asbestos"), (18, "clay_tile"), (2, "bamboo")]
    } else {
        &[(26, "zinc"), (46, "clay_tile"), (19, "metal_tile"), (5, "concrete"), (4, "ceramic_tile")]
    };
    f.set("dwelling.roof", c.choose(roof));
    f.set("dwelling.roof_condition", if bad_roof && c.percent(72) { "poor" } else { "good" });
}

fn water_and_energy(c: &mut Chance, decile: Option<u8>, f: &mut Facts<'_>) {
    let water: &[(u32, &str)] = if poorly(c, decile) {
        &[
            (30, "protected_well"),
            (22, "open_well"),
            (14, "open_spring"),
            (12, "protected_spring"),
            (8, "pump"),
            (8, "surface"),
            (6, "rain"),
        ]
    } else {
        &[(34, "protected_well"), (24, "pump"), (18, "refill"), (10, "piped_metered"), (10, "protected_spring"), (4, "bottled")]
    };
    f.set("dwelling.water_source", c.choose(water));
    let dark = poorly(c, decile) && c.percent(9);
    f.set("dwelling.lighting", if dark { c.choose(&[(60, "other_electricity"), (40, "no_electricity")]) } else { "pln" });
    if !dark {
        let power: &[(u32, &str)] = if poorly(c, decile) {
            &[(62, "450"), (26, "900"), (12, "no_meter")]
        } else {
            &[(30, "450"), (48, "900"), (20, "1300"), (2, "2200")]
        };
        f.set("dwelling.power", c.choose(power));
    }
    let fuel: &[(u32, &str)] = if poorly(c, decile) {
        &[(56, "lpg_3kg"), (42, "firewood"), (2, "no_cooking")]
    } else {
        &[(84, "lpg_3kg"), (8, "lpg_over_3kg"), (7, "firewood"), (1, "electricity")]
    };
    f.set("dwelling.cooking_fuel", c.choose(fuel));
    let toilet = if poorly(c, decile) {
        c.choose(&[(52, "own"), (20, "shared"), (8, "public"), (20, "none")])
    } else {
        c.choose(&[(96, "own"), (4, "shared")])
    };
    f.set("dwelling.toilet", toilet);
    let kind = match toilet {
        "none" => "none",
        _ if poorly(c, decile) => c.choose(&[(62, "goose_neck"), (22, "plengsengan"), (16, "pit")]),
        _ => "goose_neck",
    };
    f.set("dwelling.toilet_type", kind);
    let sewage = match toilet {
        "none" => c.choose(&[(60, "water_body"), (40, "open_land")]),
        _ if kind == "goose_neck" => c.choose(&[(72, "septic_tank"), (22, "hole"), (6, "water_body")]),
        _ => c.choose(&[(70, "hole"), (30, "water_body")]),
    };
    f.set("dwelling.sewage", sewage);
}

fn belongings(c: &mut Chance, decile: Option<u8>, livelihood: &str, f: &mut Facts<'_>) {
    for (name, of_rich, of_poor) in [
        ("assets.fridge", 92, 34),
        ("assets.television", 94, 66),
        ("assets.motorcycle", 95, 62),
        ("assets.car", 22, 0),
        ("assets.computer", 34, 3),
        ("assets.gold", 26, 4),
        ("assets.air_conditioner", 9, 0),
        ("assets.bicycle", 24, 14),
        ("assets.gas_cylinder", 11, 1),
        ("assets.other_house", 8, 1),
    ] {
        let poor = poorly(c, decile);
        let has = c.percent(if poor { of_poor } else { of_rich });
        f.yes(name, has);
    }
    let land_of = if poorly(c, decile) { 34 } else { 62 };
    let land = c.percent(land_of);
    f.yes("assets.immovable", land);
    if land {
        f.set("assets.land_area", (c.between(2, 40) * 250).to_string());
    }
    let goats = if c.percent(16) { c.between(1, 6) } else { 0 };
    f.set("assets.goats", goats.to_string());
    f.set("assets.cattle", if livelihood == "livestock" || c.percent(4) { c.between(1, 3) } else { 0 }.to_string());
    let at_sea = livelihood == "fishing";
    let boat = at_sea && c.percent(58);
    f.yes("assets.boat", boat);
    f.yes("assets.outboard_motor", boat && !poorly(c, decile));
    f.yes("household.business", c.percent(if livelihood == "trade" { 88 } else { 17 }));
}

/// Participant numbers, and what the registry says of programs.
pub fn family_numbers(
    c: &mut Chance,
    decile: Option<u8>,
    people: &[Person],
    as_of: Day,
    facts: &mut BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let age = |p: &Person| as_of.age_of(p.born);
    let component = people.iter().any(|p| matches!(age(p), 0..=18 | 60..));
    let place = |d: u8| usize::from(d.clamp(1, 10)) - 1;
    let of = |list: [u32; 10], unranked: u32| decile.map_or(unranked, |d| list[place(d)]);
    let pkh = component && c.percent(of([64, 55, 40, 27, 6, 2, 0, 0, 0, 0], 4));
    let food = pkh && c.percent(92) || c.percent(of([66, 58, 45, 32, 22, 5, 1, 0, 0, 0], 6));
    let insured = c.percent(of([84, 80, 74, 66, 55, 24, 12, 6, 2, 1], 26));
    let mut numbers = BTreeMap::new();
    let mut number = |c: &mut Chance, key: &str, digits: u32| {
        numbers.insert(key.to_owned(), format!("99{:0width$}", c.below(10u64.pow(digits)), width = digits as usize));
    };
    if pkh {
        number(c, "pkh", 12);
    }
    if food || pkh {
        number(c, "kks", 14);
    }
    if insured {
        number(c, "pbi", 11);
    }
    let mut f = Facts(facts);
    f.yes("membership.pkh", pkh);
    f.yes("membership.kks", food || pkh);
    f.yes("membership.food", food);
    f.yes("membership.kis", insured);
    let independent = !insured && c.percent(of([2, 3, 5, 8, 12, 20, 28, 36, 44, 50], 12));
    f.yes("membership.bpjs_independent", independent);
    let pupil = people.iter().any(|p| (7..=18).contains(&age(p)));
    let kip = pupil && c.percent(of([58, 52, 42, 30, 18, 6, 2, 0, 0, 0], 10));
    f.yes("membership.kip", kip);
    numbers
}

/// Variables of one person.
pub fn person_facts(
    c: &mut Chance,
    p: &Person,
    as_of: Day,
    decile: Option<u8>,
    livelihood: &str,
    insured: bool,
) -> BTreeMap<String, String> {
    let mut map = BTreeMap::new();
    let mut f = Facts(&mut map);
    let age = i64::from(as_of.age_of(p.born));
    f.set("person.presence", "present");
    let covered = insured && c.percent(if age < 1 { 55 } else { 96 });
    f.yes("person.pbi", covered);
    health(c, p, age, &mut f);
    schooling(c, age, decile, &mut f);
    if age >= 10 {
        working(c, p, age, livelihood, &mut f);
    }
    map
}

fn health(c: &mut Chance, p: &Person, age: i64, f: &mut Facts<'_>) {
    if p.sex == Sex::Female && p.marital == Marital::Married && (18..43).contains(&age) {
        f.yes("person.pregnant", c.permille(if age < 32 { 75 } else { 28 }));
    }
    let disabled = c.permille(match age {
        ..18 => 9,
        18..60 => 16,
        60..75 => 60,
        _ => 130,
    });
    let kind: &[(u32, &str)] = if age >= 60 {
        &[(52, "physical"), (24, "blind"), (24, "deaf")]
    } else {
        &[(42, "physical"), (11, "blind"), (10, "deaf"), (8, "speech"), (8, "deaf_speech"), (14, "intellectual"), (7, "former_mental")]
    };
    f.set("person.disability", if disabled { c.choose(kind) } else { "none" });
    let ill = c.permille(match age {
        ..18 => 8,
        18..40 => 22,
        40..60 => 95,
        60..75 => 250,
        _ => 330,
    });
    let kind: &[(u32, &str)] = if age < 30 {
        &[(52, "asthma"), (14, "tuberculosis"), (12, "heart"), (22, "other")]
    } else {
        &[
            (36, "hypertension"),
            (16, "rheumatism"),
            (14, "diabetes"),
            (9, "asthma"),
            (8, "heart"),
            (7, "stroke"),
            (4, "tuberculosis"),
            (2, "cancer"),
            (4, "other"),
        ]
    };
    f.set("person.chronic_illness", if ill { c.choose(kind) } else { "none" });
}

fn schooling(c: &mut Chance, age: i64, decile: Option<u8>, f: &mut Facts<'_>) {
    let poor = decile.is_some_and(|d| d <= 3);
    let (level, first, leaves): (&[(u32, &str)], i64, u32) = match age {
        ..7 => {
            f.set("person.school_participation", "never");
            return;
        }
        7..13 => (&[(88, "sd"), (12, "mi")], 6, if poor { 12 } else { 4 }),
        13..16 => (&[(76, "smp"), (22, "mts"), (2, "paket_b")], 12, if poor { 85 } else { 28 }),
        16..19 => (&[(78, "sma"), (19, "ma"), (3, "paket_c")], 15, if poor { 340 } else { 140 }),
        19..23 => (&[(100, "university")], 18, if poor { 950 } else { 780 }),
        _ => (&[(100, "sma")], 0, 1000),
    };
    if age < 23 && !c.permille(leaves) {
        let level = c.choose(level);
        f.set("person.school_participation", "attending");
        f.set("person.school_level", level);
        if level != "university" {
            f.set("person.school_grade", (age - first).clamp(1, 6).to_string());
        }
        f.set(
            "person.diploma",
            match age {
                ..13 => "none",
                13..16 => "sd",
                16..19 => "smp",
                _ => "sma",
            },
        );
        return;
    }
    let weights: &[(u32, &str)] = match age {
        ..13 => &[(100, "none")],
        13..16 => &[(90, "sd"), (10, "none")],
        16..19 => &[(70, "smp"), (30, "sd")],
        19..30 => &[(3, "none"), (18, "sd"), (26, "smp"), (47, "sma"), (2, "diploma"), (4, "bachelor")],
        30..45 => &[(4, "none"), (36, "sd"), (26, "smp"), (28, "sma"), (2, "diploma"), (4, "bachelor")],
        45..60 => &[(14, "none"), (46, "sd"), (18, "smp"), (18, "sma"), (2, "diploma"), (2, "bachelor")],
        _ => &[(44, "none"), (42, "sd"), (7, "smp"), (6, "sma"), (1, "diploma")],
    };
    let diploma = c.choose(weights);
    let never = diploma == "none" && age >= 45 && c.percent(35);
    f.set("person.school_participation", if never { "never" } else { "left" });
    f.set("person.diploma", diploma);
}

fn working(c: &mut Chance, p: &Person, age: i64, livelihood: &str, f: &mut Facts<'_>) {
    let at_school = f.0.get("person.school_participation").is_some_and(|s| s == "attending");
    let breadwinner = p.kin == Kin::Head && age < 65;
    let percent = match (age, p.sex) {
        (..15, _) => 1,
        (15..19, _) => {
            if at_school {
                3
            } else {
                46
            }
        }
        (65.., Sex::Male) => 46,
        (65.., Sex::Female) => 26,
        (_, Sex::Male) => 94,
        (_, Sex::Female) => {
            if breadwinner {
                84
            } else {
                43
            }
        }
    };
    let works = c.percent(percent);
    f.yes("person.working", works);
    if !works {
        f.set("person.work_status", "not_working");
        return;
    }
    let industry = if breadwinner || c.percent(70) {
        livelihood
    } else {
        c.choose(&[(30, "trade"), (30, "plantation"), (18, "services"), (12, "food_crops"), (6, "education"), (4, "health")])
    };
    f.set("person.industry", industry);
    let land = matches!(industry, "food_crops" | "plantation" | "livestock");
    let status: &[(u32, &str)] = if p.kin != Kin::Head && age < 25 {
        &[(40, "family_worker"), (30, "casual_other"), (30, "employee")]
    } else if land {
        &[(40, "self_employed"), (34, "casual_farm"), (16, "with_casual_help"), (10, "family_worker")]
    } else {
        &[(48, "self_employed"), (28, "casual_other"), (16, "employee"), (6, "with_casual_help"), (2, "with_employees")]
    };
    f.set("person.work_status", c.choose(status));
    f.set("person.working_hours", c.between(18, 56).to_string());
}
