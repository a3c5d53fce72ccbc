//! One byte string for one content, so that a file that says the same again changes nothing.

use super::{FamilyRecord, MemberRecord};
use crate::Coded;
use std::collections::BTreeMap;

/// A canonical encoding of everything that a source says about a family. Members may come in any order; every field is written with its length,
/// so that no two different records share an encoding. Warnings are left out: they follow from the day of reading. The bytes hold personal
/// values in clear: hash them with a key and drop them.
pub fn digest_input(family: &FamilyRecord) -> Vec<u8> {
    let mut out = Vec::with_capacity(256 + family.members.len() * 256);
    out.extend_from_slice(b"family/1");
    optional(&mut out, family.card.as_ref().map(|c| c.digits()));
    optional(&mut out, family.source_id.as_deref());
    optional(&mut out, family.household.as_deref());
    text(&mut out, family.village.as_str());
    text(&mut out, family.address.reveal());
    optional(&mut out, family.hamlet.as_deref());
    out.push(family.decile.unwrap_or(0));
    map(&mut out, &family.program_numbers);
    map(&mut out, &family.facts);
    let mut members: Vec<Vec<u8>> = family.members.iter().map(member).collect();
    members.sort_unstable();
    length(&mut out, members.len());
    for m in &members {
        length(&mut out, m.len());
        out.extend_from_slice(m);
    }
    out
}

fn member(m: &MemberRecord) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    optional(&mut out, m.source_id.as_deref());
    optional(&mut out, m.nik.as_ref().map(|n| n.digits()));
    text(&mut out, m.name.reveal());
    optional(&mut out, m.sex.map(Coded::code));
    optional(&mut out, m.born.map(|d| d.iso()).as_deref());
    optional(&mut out, m.birth_place.as_deref());
    optional(&mut out, m.relation.map(Coded::code));
    optional(&mut out, m.marital.map(Coded::code));
    optional(&mut out, m.mother_maiden_name.as_ref().map(|n| n.reveal().as_str()));
    optional(&mut out, m.phone.as_ref().map(|p| p.e164()));
    map(&mut out, &m.facts);
    out
}

fn map(out: &mut Vec<u8>, values: &BTreeMap<String, String>) {
    length(out, values.len());
    for (name, value) in values {
        text(out, name);
        text(out, value);
    }
}

fn optional(out: &mut Vec<u8>, value: Option<&str>) {
    match value {
        None => out.push(0),
        Some(value) => {
            out.push(1);
            text(out, value);
        }
    }
}

fn text(out: &mut Vec<u8>, value: &str) {
    length(out, value.len());
    out.extend_from_slice(value.as_bytes());
}

fn length(out: &mut Vec<u8>, n: usize) {
    out.extend_from_slice(&(n as u64).to_be_bytes());
}
