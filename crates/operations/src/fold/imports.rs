//! Rows of families and persons that came with an import.

use super::Fold;
use super::people::tokens;
use crate::changes::Changes;
use crate::world::World;
use slrt_domain::identity::{Sealed, Subject};
use slrt_domain::journal::ImportSlice;
use slrt_storage::import::{FamilyRow, MemberRow};
use slrt_storage::{Opener, StorageError, Value, args};

pub(super) fn slice(f: &Fold<'_>, e: &ImportSlice, world: &World, changes: &mut Changes) -> Result<(), StorageError> {
    let families = world.slices.get(&(e.import, e.slice)).ok_or_else(|| StorageError::corrupt("an import slice without its rows"))?;
    // Of a person that came into being just now there is nothing to remove: leaving that out saves time and changes no row.
    for m in families.iter().flat_map(|family| &family.members).filter(|m| !world.fresh.contains(&m.id)) {
        changes.delete("person_name", "person", Value::from(m.id));
    }
    for family in families {
        family_row(f, family, &world.opener, changes);
        for (i, m) in family.members.iter().enumerate() {
            member_row(f, family, i, m, &world.opener, changes);
        }
    }
    absent(f, families, world, changes);
    Ok(())
}

/// Whoever an older copy named and this one names no more stays, marked: they may have died, moved out or been left out by mistake.
fn absent(f: &Fold<'_>, families: &[FamilyRow], world: &World, changes: &mut Changes) {
    let known: Vec<&FamilyRow> = families.iter().filter(|family| !world.fresh.contains(&family.id)).collect();
    for part in known.chunk_by(|a, b| a.as_of == b.as_of).flat_map(|same| same.chunks(500)) {
        let marks: Vec<String> = (0..part.len()).map(|i| format!("${}", i + 4)).collect();
        let mut values = args![f.tenant, &part[0].as_of, f.number];
        values.extend(part.iter().map(|family| Value::from(family.id)));
        // Those whom this slice names carry its number by now.
        let sql = format!(
            "UPDATE person SET absent_since = $2
             WHERE tenant = $1 AND revision <> $3 AND layer = 'copy' AND absent_since IS NULL AND NOT erased AND family IN ({})",
            marks.join(", ")
        );
        changes.statement(sql, values);
    }
}

pub(crate) fn unbase(text: &str) -> Sealed {
    use base64::Engine as _;
    Sealed(base64::engine::general_purpose::STANDARD_NO_PAD.decode(text).unwrap_or_default())
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).filter_map(|i| u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok()).collect()
}

fn family_row(f: &Fold<'_>, r: &FamilyRow, opener: &Opener, changes: &mut Changes) {
    let t = f.tenant;
    let card = r.card.as_deref().map(unbase);
    let card_hash = card.as_ref().and_then(|s| opener.open("family.card", s)).map(|c| f.keys.lookup_hash(t, "card", &c));
    let address = r.address.as_deref().and_then(|s| opener.open("family.address", &unbase(s)));
    let hamlet = r.hamlet.as_deref().and_then(|s| opener.open("family.hamlet", &unbase(s)));
    // Erased with the last member: without its key nothing of the family's own is left.
    let alive = opener.key(Subject(r.id)).is_some();
    let facts = r.facts.as_deref().map(unbase);
    changes.put("dwelling", args![t, r.dwelling, r.household.as_deref().map(unhex), &r.village, None::<Vec<u8>>]);
    changes.put(
        "family",
        args![
            t,
            r.id,
            card.filter(|_| alive),
            card_hash,
            &r.village,
            address,
            hamlet,
            r.dwelling,
            r.decile,
            &r.source,
            &r.as_of,
            "copy",
            r.source_id.clone().filter(|_| alive),
            facts.filter(|_| alive),
            Some(unhex(&r.digest)).filter(|_| alive),
            f.who.recorded_at,
            if alive { r.typed.join(" ") } else { String::new() },
            f.number
        ],
    );
}

fn member_row(f: &Fold<'_>, family: &FamilyRow, position: usize, m: &MemberRow, opener: &Opener, changes: &mut Changes) {
    let t = f.tenant;
    let alive = opener.key(Subject(m.id)).is_some();
    let name = opener.open("person.name", &unbase(&m.name));
    let nik = m.nik.as_deref().map(unbase).filter(|_| alive);
    let nik_hash = nik.as_ref().and_then(|s| opener.open("person.nik", s)).map(|n| f.keys.lookup_hash(t, "nik", &n));
    let born = m.born.as_deref().and_then(|s| opener.open("person.born", &unbase(s)));
    let facts = m.facts.as_deref().map(unbase).filter(|_| alive);
    let phone = m.phone.as_deref().map(unbase).filter(|_| alive);
    tokens(changes, t, m.id, name.as_deref());
    changes.put(
        "person",
        args![
            t,
            m.id,
            family.id,
            i64::try_from(position).unwrap_or(0),
            name,
            nik,
            nik_hash,
            &m.sex,
            born,
            m.birth_year,
            &m.relation,
            m.marital.clone().filter(|_| alive),
            phone,
            "copy",
            m.source_id.clone().filter(|_| alive),
            facts,
            if alive { m.warnings.join(" ") } else { String::new() },
            !alive,
            if alive { m.typed.join(" ") } else { String::new() },
            None::<String>,
            f.number
        ],
    );
}
