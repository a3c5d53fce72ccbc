//! Families and members as one source has them at one time.

use super::{Marital, Relation, Sex};
use crate::area::AreaCode;
use crate::calendar::Day;
use crate::identity::{FamilyCard, Nik, NikWarning, Phone, Private};
use std::collections::BTreeMap;

/// A family as a registry file, a visit or an entry form has it.
#[derive(Clone, PartialEq, Eq)]
pub struct FamilyRecord {
    /// No. KK; none for members without one, who stay together under their household.
    pub card: Option<FamilyCard>,
    /// The family's identifier in the source, if the source knows families.
    pub source_id: Option<String>,
    /// The source's household (BDT *rumah tangga*): families with the same one share a dwelling.
    pub household: Option<String>,
    /// The village that it is counted in.
    pub village: AreaCode,
    /// Street address as written.
    pub address: Private<String>,
    /// Dusun, lingkungan, RT/RW or SLS as written.
    pub hamlet: Option<String>,
    /// Welfare decile 1 to 10, always a copy; none means *belum diperingkat*.
    pub decile: Option<u8>,
    /// Participant numbers by kind: `pkh`, `kks`, `pbi` …
    pub program_numbers: BTreeMap<String, String>,
    /// Household variables by canonical name, with canonical codes.
    pub facts: BTreeMap<String, String>,
    /// The members.
    pub members: Vec<MemberRecord>,
}

/// A member of a family as a source has them.
#[derive(Clone, PartialEq, Eq)]
pub struct MemberRecord {
    /// The member's identifier in the source.
    pub source_id: Option<String>,
    /// NIK; none for people who are not registered yet.
    pub nik: Option<Nik>,
    /// What looks odd about the NIK.
    pub nik_warnings: Vec<NikWarning>,
    /// Name as written.
    pub name: Private<String>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Birth date.
    pub born: Option<Day>,
    /// Birth place as written.
    pub birth_place: Option<String>,
    /// Relation to the head of the family.
    pub relation: Option<Relation>,
    /// Marital status.
    pub marital: Option<Marital>,
    /// Telephone number.
    pub phone: Option<Phone>,
    /// Mother's maiden name, which banks and SIKS-NG ask for.
    pub mother_maiden_name: Option<Private<String>>,
    /// Individual variables by canonical name, with canonical codes.
    pub facts: BTreeMap<String, String>,
}

// Facts hold health and money, identifiers lead to people: `Debug` tells how much there is and not what.
impl std::fmt::Debug for FamilyRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FamilyRecord")
            .field("village", &self.village)
            .field("decile", &self.decile)
            .field("facts", &self.facts.len())
            .field("members", &self.members)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for MemberRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MemberRecord")
            .field("nik_warnings", &self.nik_warnings)
            .field("relation", &self.relation)
            .field("facts", &self.facts.len())
            .finish_non_exhaustive()
    }
}

/// The decile of a percentile: 1–10 is decile 1, 11–20 decile 2, and so on; 0 means *belum diperingkat*.
pub fn decile_of_percentile(percentile: u8) -> Option<u8> {
    (1..=100).contains(&percentile).then(|| (percentile - 1) / 10 + 1)
}
