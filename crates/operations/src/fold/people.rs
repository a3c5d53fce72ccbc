//! Rows of persons and families that were written down here, put right or erased.

use super::Fold;
use crate::changes::Changes;
use crate::world::World;
use slrt_domain::identity::*;
use slrt_domain::journal::*;
use slrt_storage::{Value, args};

pub(super) fn tokens(changes: &mut Changes, tenant: Tenant, person: uuid::Uuid, name: Option<&str>) {
    for token in name.map(slrt_linkage::tokens).unwrap_or_default() {
        // Names are found by how they sound, too; a sound that is written like the word itself needs no row of its own.
        let sound = slrt_linkage::sound_key(&token);
        if !sound.is_empty() && sound != token {
            changes.put("person_name", args![tenant, format!("~{sound}"), person]);
        }
        changes.put("person_name", args![tenant, token, person]);
    }
}

pub(super) fn person_added(f: &Fold<'_>, e: &PersonAdded, world: &mut World, changes: &mut Changes) {
    let t = f.tenant;
    let open = |place: &str, s: &Sealed| world.opener.open(place, s);
    let card = e.card.as_ref().filter(|_| e.new_family).and_then(|s| open("family.card", s));
    let card_hash = card.map(|c| f.keys.lookup_hash(t, "card", &c));
    if e.new_family {
        let address = e.address.as_ref().and_then(|s| open("family.address", s));
        let hamlet = e.hamlet.as_ref().and_then(|s| open("family.hamlet", s));
        changes.put(
            "family",
            args![
                t,
                e.family,
                e.card.clone(),
                card_hash.clone(),
                e.village,
                address,
                hamlet,
                None::<Vec<u8>>,
                None::<i64>,
                None::<String>,
                None::<String>,
                "local",
                None::<String>,
                None::<Vec<u8>>,
                None::<Vec<u8>>,
                f.who.recorded_at,
                "",
                f.number
            ],
        );
    }
    let name = open("person.name", &e.name);
    let nik = e.nik.as_ref().and_then(|s| open("person.nik", s));
    let nik_hash = nik.map(|n| f.keys.lookup_hash(t, "nik", &n));
    let born = e.born.as_ref().and_then(|s| open("person.born", s));
    tokens(changes, t, e.person.0, name.as_deref());
    changes.put(
        "person",
        args![
            t,
            e.person,
            e.family,
            99i64,
            name,
            e.nik.clone(),
            nik_hash.clone(),
            &e.sex,
            born,
            e.birth_year,
            &e.relation,
            None::<String>,
            e.phone.clone(),
            "local",
            None::<String>,
            None::<Vec<u8>>,
            e.warnings.join(" "),
            false,
            "",
            None::<String>,
            f.number
        ],
    );
    // Whoever wrote the person down looked at the card.
    checked(f, e.person, &e.warnings, changes);
    world.persons.insert(e.person, (e.family, Some(e.village)));
    world.families.insert(e.family, e.village);
    world.revisions.insert(e.person.0, f.number);
    if e.new_family {
        world.revisions.insert(e.family.0, f.number);
    }
    world.niks.extend(nik_hash.map(|hash| (hash, (e.person, e.family))));
    world.cards.extend(card_hash.map(|hash| (hash, e.family)));
}

pub(super) fn checked(f: &Fold<'_>, person: PersonId, warnings: &[String], changes: &mut Changes) {
    for warning in warnings {
        changes.put("number_check", args![f.tenant, person, warning, f.who.actor, f.who.recorded_at]);
    }
}

pub(super) fn nik_added(f: &Fold<'_>, e: &NikAdded, world: &mut World, changes: &mut Changes) {
    let t = f.tenant;
    let hash = world.opener.open("person.nik", &e.nik).map(|n| f.keys.lookup_hash(t, "nik", &n));
    changes.statement(
        "UPDATE person SET nik = $3, nik_hash = $4, warnings = $5, revision = $6,
         typed = CASE WHEN layer = 'copy' THEN TRIM(typed || ' nik') ELSE typed END WHERE tenant = $1 AND id = $2",
        args![t, e.person, e.nik.clone(), hash.clone(), e.warnings.join(" "), f.number],
    );
    world.revisions.insert(e.person.0, f.number);
    // What was settled before was about no number, or another one.
    changes.statement("DELETE FROM number_check WHERE tenant = $1 AND person = $2", args![t, e.person]);
    checked(f, e.person, &e.warnings, changes);
    world.numbers.insert(e.person, (e.warnings.clone(), true));
    if let (Some(hash), Some((family, _))) = (hash, world.persons.get(&e.person)) {
        world.niks.insert(hash, (e.person, *family));
    }
}

/// Only what was changed is written: the rest is what it was, of the copy or of whoever wrote it down.
pub(super) fn person_corrected(f: &Fold<'_>, e: &PersonCorrected, world: &mut World, changes: &mut Changes) {
    let t = f.tenant;
    let has = |field: &str| e.fields.iter().any(|x| x == field);
    let open = |place: &str, sealed: &Option<Sealed>| sealed.as_ref().and_then(|s| world.opener.open(place, s));
    if has("name") {
        let name = open("person.name", &e.name);
        changes.delete("person_name", "person", Value::from(e.person));
        tokens(changes, t, e.person.0, name.as_deref());
        changes.statement("UPDATE person SET name = $3 WHERE tenant = $1 AND id = $2", args![t, e.person, name]);
    }
    let hash = open("person.nik", &e.nik).map(|n| f.keys.lookup_hash(t, "nik", &n));
    if has("nik") {
        changes.statement(
            "UPDATE person SET nik = $3, nik_hash = $4 WHERE tenant = $1 AND id = $2",
            args![t, e.person, e.nik.clone(), hash.clone()],
        );
    }
    if has("sex") {
        changes.statement("UPDATE person SET sex = $3 WHERE tenant = $1 AND id = $2", args![t, e.person, &e.sex]);
    }
    if has("born") {
        let born = open("person.born", &e.born);
        changes.statement(
            "UPDATE person SET born = $3, birth_year = $4 WHERE tenant = $1 AND id = $2",
            args![t, e.person, born, e.birth_year],
        );
    }
    if has("relation") {
        changes.statement("UPDATE person SET relation = $3 WHERE tenant = $1 AND id = $2", args![t, e.person, &e.relation]);
    }
    if has("phone") {
        changes.statement("UPDATE person SET phone = $3 WHERE tenant = $1 AND id = $2", args![t, e.person, e.phone.clone()]);
    }
    if has("warnings") {
        changes.statement("UPDATE person SET warnings = $3 WHERE tenant = $1 AND id = $2", args![t, e.person, e.warnings.join(" ")]);
        changes.statement("DELETE FROM number_check WHERE tenant = $1 AND person = $2", args![t, e.person]);
        checked(f, e.person, &e.warnings, changes);
    }
    changes.statement(
        "UPDATE person SET typed = $3, revision = $4 WHERE tenant = $1 AND id = $2",
        args![t, e.person, e.typed.join(" "), f.number],
    );
    world.revisions.insert(e.person.0, f.number);
    if has("nik") {
        world.niks.retain(|_, (person, _)| *person != e.person);
        if let (Some(hash), Some((family, _))) = (hash, world.persons.get(&e.person)) {
            world.niks.insert(hash, (e.person, *family));
        }
    }
    if let Some((warnings, has_nik)) = world.numbers.get_mut(&e.person) {
        if has("warnings") {
            warnings.clone_from(&e.warnings);
        }
        if has("nik") {
            *has_nik = e.nik.is_some();
        }
    }
}

pub(super) fn family_corrected(f: &Fold<'_>, e: &FamilyCorrected, world: &mut World, changes: &mut Changes) {
    let t = f.tenant;
    let has = |field: &str| e.fields.iter().any(|x| x == field);
    let open = |place: &str, sealed: &Option<Sealed>| sealed.as_ref().and_then(|s| world.opener.open(place, s));
    if has("address") {
        let address = open("family.address", &e.address);
        changes.statement("UPDATE family SET address = $3 WHERE tenant = $1 AND id = $2", args![t, e.family, address]);
    }
    if has("village") {
        changes.statement("UPDATE family SET village = $3 WHERE tenant = $1 AND id = $2", args![t, e.family, e.village]);
    }
    if has("card") {
        let hash = open("family.card", &e.card).map(|c| f.keys.lookup_hash(t, "card", &c));
        changes.statement(
            "UPDATE family SET card = $3, card_hash = $4 WHERE tenant = $1 AND id = $2",
            args![t, e.family, e.card.clone(), hash.clone()],
        );
        world.cards.retain(|_, family| *family != e.family);
        world.cards.extend(hash.map(|hash| (hash, e.family)));
    }
    changes.statement(
        "UPDATE family SET typed = $3, revision = $4, updated_at = $5 WHERE tenant = $1 AND id = $2",
        args![t, e.family, e.typed.join(" "), f.number, f.who.recorded_at],
    );
    world.revisions.insert(e.family.0, f.number);
    world.families.insert(e.family, e.village);
}

pub(super) fn erased(f: &Fold<'_>, e: &PersonErased, changes: &mut Changes) {
    let t = f.tenant;
    changes.statement("DELETE FROM person_name WHERE tenant = $1 AND person = $2", args![t, e.person]);
    changes.statement("DELETE FROM number_check WHERE tenant = $1 AND person = $2", args![t, e.person]);
    changes.statement(
        "UPDATE person SET name = NULL, nik = NULL, nik_hash = NULL, born = NULL, phone = NULL, facts = NULL, marital = NULL, source_id = NULL, warnings = '', erased = TRUE, typed = '', revision = $3
         WHERE tenant = $1 AND id = $2",
        args![t, e.person, f.number],
    );
    // The last member takes the family's own values along.
    changes.statement(
        "UPDATE family SET card = NULL, card_hash = NULL, address = NULL, hamlet = NULL, facts = NULL, source_id = NULL, source_digest = NULL, typed = '', revision = $3
         WHERE tenant = $1 AND id = (SELECT family FROM person WHERE tenant = $1 AND id = $2)
           AND NOT EXISTS (SELECT 1 FROM person p WHERE p.tenant = $1 AND p.family = family.id AND NOT p.erased)",
        args![t, e.person, f.number],
    );
}
