//! The fields that have a meaning of their own; every other field of the alias table is a fact.

use crate::coded;

coded! {
    /// A column with a meaning to the importer. The code is the `field` of the alias table.
    pub enum Field {
        /// The source's household (IDBDT), which joins the two tables.
        HouseholdId = "source.household_id",
        /// The source's person (IDARTBDT).
        MemberId = "source.member_id",
        /// No. KK.
        FamilyCard = "family.card_number",
        /// Serial of the family within the household (NUK).
        FamilyNumber = "person.family_number",
        /// NIK.
        Nik = "person.nik",
        /// Name of the person.
        Name = "person.name",
        /// Sex: 1/2, L/P or words.
        Sex = "person.sex",
        /// Birth place.
        BirthPlace = "person.birth_place",
        /// Birth date.
        BirthDate = "person.birth_date",
        /// Relation to the head of the family (409): 1–8 or words.
        RelationFamily = "person.relation_family",
        /// Relation to the head of the household, taken where the one above is not known.
        RelationHousehold = "person.relation_household",
        /// Marital status (408): 1–4 or words.
        Marital = "person.marital_status",
        /// Mother's maiden name.
        MotherName = "person.mother_name",
        /// Telephone number.
        Phone = "person.phone",
        /// Whole area code in one cell (`kd_wilayah`), preferred over the parts.
        AreaCode = "area.code",
        /// BPS code of the province, or the first part of a Kemendagri code.
        ProvinceCode = "area.bps_province",
        /// BPS code of the regency.
        RegencyCode = "area.bps_regency",
        /// BPS code of the district.
        DistrictCode = "area.bps_district",
        /// BPS code of the village.
        VillageCode = "area.bps_village",
        /// Street address.
        Street = "address.street",
        /// Dusun or lingkungan.
        Hamlet = "address.hamlet",
        /// Smallest local unit of BPS (SLS), taken where there is no dusun.
        Sls = "address.sls",
        /// RT.
        Rt = "address.rt",
        /// RW.
        Rw = "address.rw",
        /// Decile 1–10; 0 means *belum diperingkat*.
        Decile = "family.decile",
        /// Percentile 1–100, from which the decile follows.
        Percentile = "family.percentile",
        /// Participant number of PKH.
        PkhNumber = "membership.pkh_number",
        /// Number of the *kartu keluarga sejahtera*.
        KksNumber = "membership.kks_number",
        /// Participant number of PBI-JK.
        PbiNumber = "membership.pbi_number",
        /// Known, and not kept: the area list has it.
        ProvinceName = "area.province_name",
        /// Known, and not kept: the area list has it.
        RegencyName = "area.regency_name",
        /// Name of the kecamatan: with the next one it finds the village where no code does.
        DistrictName = "area.district_name",
        /// Name of the desa or kelurahan.
        VillageName = "area.village_name",
        /// Known, and not kept: the head stands among the members.
        HeadName = "household.head_name",
        /// Known, and not kept: the head stands among the members.
        HeadNik = "household.head_nik",
    }
}

impl Field {
    /// The key under which a participant number is kept in [`crate::family::FamilyRecord::program_numbers`].
    pub(super) fn program(self) -> Option<&'static str> {
        match self {
            Field::PkhNumber => Some("pkh"),
            Field::KksNumber => Some("kks"),
            Field::PbiNumber => Some("pbi"),
            _ => None,
        }
    }

    /// Whether its values identify somebody, so that a report may only hint at them.
    pub(super) fn is_identifying(self) -> bool {
        !matches!(
            self,
            Field::Sex
                | Field::RelationFamily
                | Field::RelationHousehold
                | Field::Marital
                | Field::AreaCode
                | Field::ProvinceCode
                | Field::RegencyCode
                | Field::DistrictCode
                | Field::VillageCode
                | Field::DistrictName
                | Field::VillageName
                | Field::Decile
                | Field::Percentile
        )
    }
}
