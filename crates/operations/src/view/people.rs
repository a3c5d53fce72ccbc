//! Persons as far as a reader may see them, and words opened for them.

use slrt_domain::calendar::Day;
use slrt_domain::identity::*;
use slrt_storage::registry::PersonRow;
use slrt_storage::{Opener, StorageError, Tx, office};
use std::collections::BTreeMap;

/// A person in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonBrief {
    /// Who, for readers of the registry; none for an anonymous caller and for institutions, who have no way into the registry.
    pub person: Option<PersonId>,
    /// Name; none when erased or never told.
    pub name: Option<Private<String>>,
    /// `male`, `female`, or empty.
    pub sex: String,
    /// Completed years today; of the birth year alone, the years since then.
    pub age: Option<i32>,
    /// Masked NIK; for an institution while it works on the case.
    pub nik: Option<String>,
    /// Masked telephone number; for an institution while it works on the case.
    pub phone: Option<String>,
    /// Whether the person was erased.
    pub erased: bool,
}

impl PersonBrief {
    /// A caller who is not in the registry.
    pub(super) fn caller(name: Option<Private<String>>) -> Self {
        Self { person: None, name, sex: String::new(), age: None, nik: None, phone: None, erased: false }
    }

    /// A member of the registry.
    pub(super) fn of(row: &PersonRow, today: Day, opener: &Opener) -> Result<Self, StorageError> {
        Ok(Self {
            person: Some(person_id(row)?),
            name: row.name.clone().map(Private::new),
            sex: row.sex.clone(),
            age: age(row, today),
            nik: masked_nik(row, opener),
            phone: row.phone.clone().and_then(|p| opener.open("person.phone", &Sealed(p))).map(|p| masked_phone(&p)),
            erased: row.erased,
        })
    }

    /// The same for an institution: who it is, and no way into the registry. The numbers only where it works on the case.
    pub(super) fn for_institution(self, at_work: bool) -> Self {
        Self { person: None, nik: self.nik.filter(|_| at_work), phone: self.phone.filter(|_| at_work), ..self }
    }
}

pub(super) fn person_id(row: &PersonRow) -> Result<PersonId, StorageError> {
    PersonId::from_slice(&row.id).ok_or_else(|| StorageError::corrupt("person"))
}

pub(super) fn family_id(row: &PersonRow) -> Result<FamilyId, StorageError> {
    FamilyId::from_slice(&row.family).ok_or_else(|| StorageError::corrupt("family"))
}

pub(super) fn age(row: &PersonRow, today: Day) -> Option<i32> {
    let exact = row.born.as_deref().and_then(Day::parse).map(|born| today.age_of(born));
    exact.or_else(|| row.birth_year.and_then(|y| i32::try_from(y).ok()).map(|y| today.year() - y)).filter(|a| *a >= 0)
}

pub(super) fn masked_nik(row: &PersonRow, opener: &Opener) -> Option<String> {
    masked(row.nik.as_ref()?, opener)
}

/// A sealed NIK, masked.
pub(super) fn masked(nik: &[u8], opener: &Opener) -> Option<String> {
    let digits = opener.open("person.nik", &Sealed(nik.to_vec()))?;
    Some(Nik::parse(&digits).map_or_else(|_| "••••".to_owned(), |n| n.masked()))
}

pub(super) fn masked_card(card: &[u8], opener: &Opener) -> Option<String> {
    let digits = opener.open("family.card", &Sealed(card.to_vec()))?;
    Some(FamilyCard::parse(&digits).map_or_else(|_| "••••".to_owned(), |c| c.masked()))
}

/// All but the last three digits are hidden.
pub(super) fn masked_phone(number: &str) -> String {
    let end: String = number.chars().rev().take(3).collect();
    format!("••••••{}", end.chars().rev().collect::<String>())
}

/// Opens a sealed text.
pub(super) fn words(opener: &Opener, place: &str, sealed: Option<&Sealed>) -> Option<Private<String>> {
    sealed.and_then(|s| opener.open(place, s)).map(Private::new)
}

/// The beginning of a text, cut at a word.
pub(super) fn beginning(text: &str, letters: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= letters {
        return line;
    }
    let cut: String = line.chars().take(letters).collect();
    let whole = cut.rsplit_once(' ').map_or(cut.as_str(), |(front, _)| front);
    format!("{whole}…")
}

/// Names of officers by account.
pub(super) async fn officers(
    tx: &mut Tx,
    tenant: Tenant,
    mut ids: Vec<AccountId>,
) -> Result<BTreeMap<AccountId, Private<String>>, StorageError> {
    ids.sort();
    ids.dedup();
    if ids.is_empty() {
        return Ok(BTreeMap::new());
    }
    let rows = office::accounts_by_id(tx, tenant, &ids).await?;
    rows.into_iter().map(|r| Ok((r.account()?, Private::new(r.name.unwrap_or(r.login))))).collect()
}
