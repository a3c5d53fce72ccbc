//! Putting right what is written down about people and families.
//!
//! What was written down here may be put right in all its parts. What is a copy of the national registry stays what the registry says: of a copy only how
//! to reach people is changed here (telephone, address) and a NIK that it does not have. That is kept when the registry is imported again, and shown as
//! typed here.

use crate::bounds::{LINE, NAME, bounded};
use crate::house::{House, OperationError};
use crate::import::nik_area;
use crate::intake::Sender;
use crate::request::{Body, Done};
use slrt_domain::Coded as _;
use slrt_domain::access::Action;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::Day;
use slrt_domain::family::import::NikArea;
use slrt_domain::family::{Relation, Sex};
use slrt_domain::identity::*;
use slrt_domain::journal::{FamilyCorrected, PersonCorrected, Refusal, RefusalKind};
use slrt_storage::registry::{FamilyRecordRow, PersonRow};
use slrt_storage::{Opener, StorageError, journal, known, office, registry};

/// What is put right of a person. None leaves a value as it is; `Some(None)` takes it away.
#[derive(Debug, Clone, Default)]
pub struct PersonChange {
    /// Who.
    pub person: Option<PersonId>,
    /// The revision that was seen.
    pub revision: i64,
    /// Name.
    pub name: Option<Private<String>>,
    /// NIK.
    pub nik: Option<Option<Nik>>,
    /// Sex.
    pub sex: Option<Option<Sex>>,
    /// Birth day; where it is taken away, `birth_year` may say the year alone.
    pub born: Option<Option<Day>>,
    /// Birth year, where the day is not known.
    pub birth_year: Option<Option<i64>>,
    /// Relation to the head of the family.
    pub relation: Option<Relation>,
    /// Telephone.
    pub phone: Option<Option<Phone>>,
    /// What looks odd about the numbers was settled by looking at the card.
    pub confirmed_warnings: bool,
}

/// What is put right of a family. None leaves a value as it is; `Some(None)` takes it away.
#[derive(Debug, Clone, Default)]
pub struct FamilyChange {
    /// Which.
    pub family: Option<FamilyId>,
    /// The revision that was seen.
    pub revision: i64,
    /// Address.
    pub address: Option<Option<Private<String>>>,
    /// Village where they live.
    pub village: Option<AreaCode>,
    /// No. KK.
    pub card: Option<Option<FamilyCard>>,
    /// What looks odd about the number was settled by looking at the card.
    pub confirmed_warnings: bool,
}

/// Whether a value of a copy may be changed here: it is how to reach somebody, or it was typed here before.
pub fn may_change(layer: &str, typed: &str, field: &str) -> bool {
    layer != "copy" || matches!(field, "phone" | "address") || typed.split_ascii_whitespace().any(|t| t == field)
}

/// What was typed here of a copy, with what is typed now; nothing of what is no copy.
fn typed_with(layer: &str, typed: &str, fields: &[String]) -> Vec<String> {
    if layer != "copy" {
        return Vec::new();
    }
    let kept = fields.iter().filter(|f| matches!(f.as_str(), "phone" | "nik" | "address")).cloned();
    let mut all: Vec<String> = typed.split_ascii_whitespace().map(str::to_owned).chain(kept).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Whoever may not put anything right is told so before what is known is compared with what they say; where they may, the writer decides.
async fn must_correct(house: &House, sender: &Sender) -> Result<Day, OperationError> {
    let reference = house.reference(sender.tenant).await?;
    let now = house.clock().now();
    if sender.who.actor(&reference, now).may_anywhere(Action::Correct) {
        Ok(reference.zone.day(now))
    } else {
        Err(Refusal::forbidden().into())
    }
}

/// Compared before anything else is said about what was typed; the writer compares again under the lock.
fn check_seen(known: i64, seen: i64, replayed: bool) -> Result<(), Refusal> {
    if known == seen || replayed { Ok(()) } else { Err(Refusal::new(RefusalKind::Changed)) }
}

/// Whether the operation was done before: then the writer answers as it did.
async fn was_done(house: &House, sender: &Sender) -> Result<bool, OperationError> {
    let mut tx = house.db().read(sender.tenant).await?;
    let found = journal::by_operations(&mut tx, sender.tenant, &[sender.operation]).await?;
    tx.rollback().await?;
    Ok(!found.is_empty())
}

fn copied(field: &'static str) -> Refusal {
    Refusal::invalid(field, "copied")
}

/// Puts right what is written down about a person.
///
/// # Errors
/// Not found; `Changed` when somebody was faster; `Invalid` for a field (`copied`: of the national registry, put right there), for `nik`
/// `warnings:<codes>` until they are confirmed, for `fields` when nothing is changed; [`RefusalKind::WrongNikArea`]; forbidden; or the storage's error.
pub async fn correct_person(house: &House, sender: &Sender, change: PersonChange) -> Result<Done, OperationError> {
    let tenant = sender.tenant;
    let person = change.person.ok_or_else(Refusal::not_found)?;
    let today = must_correct(house, sender).await?;
    let replayed = was_done(house, sender).await?;
    let mut tx = house.db().read(tenant).await?;
    let row = registry::persons(&mut tx, tenant, &[person]).await?.pop().filter(|p| !p.erased).ok_or_else(Refusal::not_found)?;
    check_seen(row.revision, change.revision, replayed)?;
    let family = FamilyId::from_slice(&row.family).ok_or_else(|| StorageError::corrupt("family of a person"))?;
    let home = registry::families(&mut tx, tenant, &[family]).await?.pop();
    let settled: Vec<String> = registry::number_checks(&mut tx, tenant, &[person]).await?.into_iter().map(|(_, w)| w).collect();
    let opener = Opener::load(&mut tx, house.keys(), tenant, &[person.into(), family.into()]).await?;
    let profile = office::profile(&mut tx, tenant).await?.ok_or_else(Refusal::not_found)?;
    let before = Before::of(&row, &opener);
    let after = After::of(&change, &before, today)?;
    let new_nik = after.nik.filter(|_| after.nik != before.nik);
    let hashes = new_nik.map(|n| house.keys().lookup_hashes(tenant, "nik", n.digits())).unwrap_or_default();
    let twins = known::persons_by_nik(&mut tx, tenant, &hashes).await?;
    tx.rollback().await?;
    let mut fields = after.changed(&before);
    if let Some(field) = fields.iter().find(|f| !may_change(&row.layer, &row.typed, f)) {
        return Err(copied(known_field(field)).into());
    }
    let only = nik_area(&profile.kind) == NikArea::OnlySynthetic;
    if new_nik.is_some_and(|n| n.is_synthetic() != only) {
        return Err(Refusal { field: Some("nik"), ..Refusal::new(RefusalKind::WrongNikArea) }.into());
    }
    let old: Vec<String> = row.warnings.split_ascii_whitespace().map(str::to_owned).collect();
    let mut warnings = old.clone();
    if fields.iter().any(|f| matches!(f.as_str(), "nik" | "sex" | "born")) {
        let card = home.as_ref().and_then(|f| opener.open("family.card", &Sealed(f.card.clone()?)));
        let card = card.and_then(|c| FamilyCard::parse(&c).ok());
        let elsewhere = twins.iter().any(|p| p.id != person)
            || (new_nik.is_none() && old.iter().any(|w| w == NikWarning::InOtherFamily.code()) && after.nik.is_some());
        warnings = warnings_of(house, &after, card, today, elsewhere, &old);
        if warnings != old {
            fields.push("warnings".into());
        }
        let open = warnings.iter().any(|w| !settled.contains(w));
        if open && !change.confirmed_warnings {
            return Err(Refusal::invalid("nik", format!("warnings:{}", warnings.join(","))).into());
        }
        // Whoever confirms looked at the card.
        if open && !fields.iter().any(|f| f == "warnings") {
            fields.push("warnings".into());
        }
    }
    if fields.is_empty() && !replayed {
        return Err(Refusal::invalid("fields", "nothing").into());
    }
    let key = opener.key(person).ok_or_else(Refusal::not_found)?;
    let has = |field: &str| fields.iter().any(|f| f == field);
    let corrected = PersonCorrected {
        person,
        seen: change.revision,
        name: after.name.as_ref().filter(|_| has("name")).map(|n| key.seal("person.name", n)),
        nik: after.nik.filter(|_| has("nik")).map(|n| key.seal("person.nik", n.digits())),
        sex: after.sex.map(|s| s.code().to_owned()).unwrap_or_default(),
        born: after.born.filter(|_| has("born")).map(|d| key.seal("person.born", &d.iso())),
        birth_year: after.birth_year,
        relation: after.relation,
        phone: after.phone.as_ref().filter(|_| has("phone")).map(|p| key.seal("person.phone", p)),
        warnings,
        typed: typed_with(&row.layer, &row.typed, &fields),
        fields,
    };
    house.submit(sender.request(Body::CorrectPerson(corrected, hashes))).await
}

/// A person in clear, as far as it can be put right.
struct Before {
    name: Option<String>,
    nik: Option<Nik>,
    sex: String,
    born: Option<Day>,
    birth_year: Option<i64>,
    relation: String,
    phone: Option<String>,
}

impl Before {
    fn of(row: &PersonRow, opener: &Opener) -> Self {
        let open = |place: &str, value: &Option<Vec<u8>>| opener.open(place, &Sealed(value.clone()?));
        Self {
            name: row.name.clone(),
            nik: open("person.nik", &row.nik).and_then(|n| Nik::parse(&n).ok()),
            sex: row.sex.clone(),
            born: row.born.as_deref().and_then(Day::parse),
            birth_year: row.birth_year,
            relation: row.relation.clone(),
            phone: open("person.phone", &row.phone),
        }
    }
}

/// The same as it shall be.
struct After {
    name: Option<String>,
    nik: Option<Nik>,
    sex: Option<Sex>,
    born: Option<Day>,
    birth_year: Option<i64>,
    relation: String,
    phone: Option<String>,
}

impl After {
    fn of(change: &PersonChange, before: &Before, today: Day) -> Result<Self, Refusal> {
        let name = match &change.name {
            Some(name) => {
                let name = bounded("name", name.reveal(), NAME)?;
                if !name.chars().any(char::is_alphabetic) {
                    return Err(Refusal::invalid("name", "missing"));
                }
                Some(name.to_owned())
            }
            None => before.name.clone(),
        };
        let born = change.born.unwrap_or(before.born);
        if change.born.flatten().is_some_and(|d| d > today || d.year() < 1900) {
            return Err(Refusal::invalid("born", "out-of-range"));
        }
        if change.birth_year.flatten().is_some_and(|y| !(1900..=i64::from(today.year())).contains(&y)) {
            return Err(Refusal::invalid("birth_year", "out-of-range"));
        }
        Ok(Self {
            name,
            nik: change.nik.unwrap_or(before.nik),
            sex: change.sex.unwrap_or_else(|| Sex::from_code(&before.sex)),
            born,
            birth_year: born.map(|d| i64::from(d.year())).or(change.birth_year.unwrap_or(before.birth_year)),
            relation: change.relation.map_or_else(|| before.relation.clone(), |r| r.code().to_owned()),
            phone: change.phone.as_ref().map_or_else(|| before.phone.clone(), |p| p.as_ref().map(|p| p.e164().to_owned())),
        })
    }

    fn changed(&self, before: &Before) -> Vec<String> {
        let sex = self.sex.map(|s| s.code().to_owned()).unwrap_or_default();
        let all = [
            ("name", self.name != before.name),
            ("nik", self.nik != before.nik),
            ("sex", sex != before.sex),
            ("born", self.born != before.born || self.birth_year != before.birth_year),
            ("relation", self.relation != before.relation),
            ("phone", self.phone != before.phone),
        ];
        all.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field.to_owned()).collect()
    }
}

/// What looks odd about the NIK now; what looked odd about the card stays as it was.
fn warnings_of(house: &House, after: &After, card: Option<FamilyCard>, today: Day, elsewhere: bool, old: &[String]) -> Vec<String> {
    let known_prefix = |prefix: &str| AreaCode::parse(prefix).map(|code| house.areas().exists(code));
    let mut found: Vec<NikWarning> = match &after.nik {
        Some(nik) => nik.warnings(&NikContext {
            entered_birth: after.born,
            entered_sex: after.sex,
            card,
            known_prefix: known_prefix(nik.prefix()),
            in_other_open_family: elsewhere,
            ..NikContext::new(today)
        }),
        None => Vec::new(),
    };
    let of_card = card.map(|c| c.warnings(today, known_prefix(c.prefix()))).unwrap_or_default();
    found.extend(of_card.into_iter().filter(|w| old.iter().any(|o| o == w.code())));
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(|w| w.code().to_owned()).collect()
}

/// Field names as refusals carry them.
fn known_field(field: &str) -> &'static str {
    const ALL: [&str; 9] = ["name", "nik", "sex", "born", "relation", "phone", "address", "village", "card"];
    ALL.into_iter().find(|f| *f == field).unwrap_or("fields")
}

/// Puts right what is written down about a family.
///
/// # Errors
/// Not found; `Changed` when somebody was faster; `Invalid` for a field (`copied`: of the national registry, put right there), for `card` `known` when
/// another family has it, or `warnings:<codes>` until they are confirmed, for `fields` when nothing is changed; [`RefusalKind::WrongNikArea`];
/// forbidden; or the storage's error.
pub async fn correct_family(house: &House, sender: &Sender, change: FamilyChange) -> Result<Done, OperationError> {
    let tenant = sender.tenant;
    let family = change.family.ok_or_else(Refusal::not_found)?;
    let today = must_correct(house, sender).await?;
    let replayed = was_done(house, sender).await?;
    let mut tx = house.db().read(tenant).await?;
    let row = registry::families(&mut tx, tenant, &[family]).await?.pop().ok_or_else(Refusal::not_found)?;
    let opener = Opener::load(&mut tx, house.keys(), tenant, &[family.into()]).await?;
    let profile = office::profile(&mut tx, tenant).await?.ok_or_else(Refusal::not_found)?;
    tx.rollback().await?;
    check_seen(row.revision, change.revision, replayed)?;
    // Without its key nobody of it is left.
    let key = opener.key(family).ok_or_else(Refusal::not_found)?;
    let (fields, new) = family_fields(&row, &opener, &change)?;
    if let Some(field) = fields.iter().find(|f| !may_change(&row.layer, &row.typed, f)) {
        return Err(copied(known_field(field)).into());
    }
    if fields.is_empty() && !replayed {
        return Err(Refusal::invalid("fields", "nothing").into());
    }
    let has = |field: &str| fields.iter().any(|f| f == field);
    let card = new.card.filter(|_| has("card"));
    if let Some(card) = card {
        let only = nik_area(&profile.kind) == NikArea::OnlySynthetic;
        if card.is_synthetic() != only {
            return Err(Refusal { field: Some("card"), ..Refusal::new(RefusalKind::WrongNikArea) }.into());
        }
        let known_prefix = AreaCode::parse(card.prefix()).map(|code| house.areas().exists(code));
        let odd: Vec<&str> = card.warnings(today, known_prefix).into_iter().map(|w| w.code()).collect();
        if !odd.is_empty() && !change.confirmed_warnings {
            return Err(Refusal::invalid("card", format!("warnings:{}", odd.join(","))).into());
        }
    }
    let corrected = FamilyCorrected {
        family,
        seen: change.revision,
        address: new.address.as_ref().filter(|_| has("address")).map(|a| key.seal("family.address", a)),
        village: new.village,
        card: card.map(|c| key.seal("family.card", c.digits())),
        typed: typed_with(&row.layer, &row.typed, &fields),
        fields,
    };
    let hashes = card.map(|c| house.keys().lookup_hashes(tenant, "card", c.digits())).unwrap_or_default();
    house.submit(sender.request(Body::CorrectFamily(corrected, hashes))).await
}

/// A family as it shall be.
struct Home {
    address: Option<String>,
    village: AreaCode,
    card: Option<FamilyCard>,
}

fn family_fields(row: &FamilyRecordRow, opener: &Opener, change: &FamilyChange) -> Result<(Vec<String>, Home), OperationError> {
    let village = AreaCode::parse(&row.village).ok_or_else(|| StorageError::corrupt("village"))?;
    let card = row.card.clone().and_then(|c| opener.open("family.card", &Sealed(c))).and_then(|c| FamilyCard::parse(&c).ok());
    let typed = |a: &Option<Private<String>>| a.as_ref().map(|a| a.reveal().trim().to_owned()).filter(|a| !a.is_empty());
    let new = Home {
        address: change.address.as_ref().map_or_else(|| row.address.clone(), typed),
        village: change.village.unwrap_or(village),
        card: change.card.unwrap_or(card),
    };
    bounded("address", new.address.as_deref().unwrap_or_default(), LINE)?;
    let all = [("address", new.address != row.address), ("village", new.village != village), ("card", new.card != card)];
    Ok((all.into_iter().filter(|(_, differs)| *differs).map(|(field, _)| field.to_owned()).collect(), new))
}
