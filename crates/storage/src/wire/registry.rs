//! Forms of the registry's events.

use super::form::wire;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::identity::*;
use slrt_domain::journal::{
    BridgePair, BridgeSet, FamilyCorrected, Hash, IdentityRevealed, ImportFinished, ImportSlice, ImportStarted, NikAdded, NumbersChecked,
    PersonAdded, PersonCorrected, PersonErased, RegistryObserved,
};

wire!(BridgeSetForm for BridgeSet { revision: i64 } lists { pairs: BridgePair });
wire!(ImportStartedForm for ImportStarted { import: ImportId, file_digest: Hash, source: String, as_of: Day });
wire!(ImportSliceForm for ImportSlice { import: ImportId, slice: i64, families: i64, rows_digest: Hash });
wire!(ImportFinishedForm for ImportFinished { import: ImportId, families: i64, persons: i64, unchanged: i64, problems: i64 });
wire!(PersonAddedForm for PersonAdded {
    person: PersonId, family: FamilyId, new_family: bool, name: Sealed, village: AreaCode, sex: String, relation: String,
} maybe { nik: Sealed, card: Sealed, address: Sealed, hamlet: Sealed, phone: Sealed, born: Sealed, birth_year: i64 } lists { warnings: String });
wire!(PersonCorrectedForm for PersonCorrected { person: PersonId, seen: i64, sex: String, relation: String }
  maybe { name: Sealed, nik: Sealed, born: Sealed, birth_year: i64, phone: Sealed } lists { fields: String, warnings: String, typed: String });
wire!(FamilyCorrectedForm for FamilyCorrected { family: FamilyId, seen: i64, village: AreaCode }
  maybe { address: Sealed, card: Sealed } lists { fields: String, typed: String });
wire!(NumbersCheckedForm for NumbersChecked { person: PersonId } lists { warnings: String });
wire!(NikAddedForm for NikAdded { person: PersonId, nik: Sealed } lists { warnings: String });
wire!(RegistryObservedForm for RegistryObserved {
    observation: ObservationId, family: FamilyId, system: String, listed: bool, excluded: bool, seen_on: Day,
} maybe { case: CaseId, decile: i64, words: Sealed } lists { programs: String });
wire!(IdentityRevealedForm for IdentityRevealed { what: String } maybe { person: PersonId, family: FamilyId, case: CaseId, reason: Sealed });
wire!(PersonErasedForm for PersonErased { person: PersonId, ground: String } lists { cases: CaseId });
