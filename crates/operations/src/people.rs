//! People at the counter: writing down somebody who is not in the registry, *Hasil cek SIKS-NG/DTSEN*, and showing a number in clear.

use crate::bounds::{LINE, NAME, TEXT, bounded, bounded_maybe};
use crate::clock::random;
use crate::house::{House, OperationError};
use crate::import::nik_area;
use crate::intake::Sender;
use crate::request::{Body, Done};
use slrt_domain::Coded as _;
use slrt_domain::access::Action;
use slrt_domain::area::{AreaCode, Level};
use slrt_domain::calendar::Day;
use slrt_domain::case::Context;
use slrt_domain::family::import::NikArea;
use slrt_domain::family::{Relation, Sex};
use slrt_domain::identity::*;
use slrt_domain::journal::{IdentityRevealed, NikAdded, NumbersChecked, PersonAdded, Refusal, RefusalKind, RegistryObserved};
use slrt_storage::{Opener, SubjectKey, case as cases, known, office, registry};
use std::sync::Arc;

/// Somebody to be written down, in clear. Ids are made by the client.
#[derive(Debug, Clone)]
pub struct NewPerson {
    /// The person's id.
    pub person: PersonId,
    /// The id of their family, when it is a new one.
    pub new_family: FamilyId,
    /// The known family that they belong to.
    pub family: Option<FamilyId>,
    /// Name as on the card, or as they say it.
    pub name: Private<String>,
    /// NIK, where they have one.
    pub nik: Option<Nik>,
    /// No. KK, for a new family.
    pub card: Option<FamilyCard>,
    /// Telephone.
    pub phone: Option<Phone>,
    /// Address, for a new family.
    pub address: Option<Private<String>>,
    /// Where they live, also outside the regency.
    pub village: AreaCode,
    /// Sex, if known.
    pub sex: Option<Sex>,
    /// Birth day, if known.
    pub born: Option<Day>,
    /// Birth year, where the day is not known.
    pub birth_year: Option<i64>,
    /// Relation to the head of the family.
    pub relation: Relation,
    /// The warnings about the numbers were settled by looking at the card (*sudah dicocokkan dengan KTP*).
    pub confirmed_warnings: bool,
}

/// What SIKS-NG, DTSEN, Cek Bansos or BPJS showed, in clear.
#[derive(Debug, Clone)]
pub struct Observation {
    /// Its id, made by the client.
    pub id: ObservationId,
    /// About whom.
    pub family: FamilyId,
    /// In connection with which case.
    pub case: Option<CaseId>,
    /// `siks-ng`, `dtsen`, `cek-bansos`, `bpjs`.
    pub system: String,
    /// Listed there or not.
    pub listed: bool,
    /// Decile 1–10, 0 for *belum diperingkat*; none when no decile was seen.
    pub decile: Option<i64>,
    /// Programs seen as received, by code.
    pub programs: Vec<String>,
    /// Whether an exclude flag was seen.
    pub excluded: bool,
    /// When it was seen.
    pub seen_on: Day,
    /// Remarks.
    pub words: Option<Private<String>>,
}

slrt_domain::coded! {
    /// What can be shown in clear.
    pub enum Shown {
        /// A person's NIK.
        Nik = "nik",
        /// A family's No. KK.
        Card = "card",
        /// A person's telephone number.
        Phone = "phone",
        /// The number under which a case's caller wants to be called back.
        Callback = "callback",
    }
}

/// A wish to see a number of a case in clear: whose it is, the case says.
#[derive(Debug, Clone)]
pub struct CaseReveal {
    /// The case.
    pub case: CaseId,
    /// What.
    pub what: Shown,
    /// Coded reason (`reasons.toml`, for = "reveal"), where the case is no purpose any more.
    pub reason: Option<String>,
    /// Remarks on the reason.
    pub words: Option<Private<String>>,
}

/// A wish to see a number in clear.
#[derive(Debug, Clone)]
pub struct Reveal {
    /// Whose NIK or telephone number.
    pub person: Option<PersonId>,
    /// Whose No. KK.
    pub family: Option<FamilyId>,
    /// The open case that is the purpose.
    pub case: Option<CaseId>,
    /// What.
    pub what: Shown,
    /// Elsewhere, why.
    pub reason: Option<Private<String>>,
}

/// Writes somebody down.
///
/// # Errors
/// [`RefusalKind::WrongNikArea`] for a real number in a demonstration or a synthetic one in a real registry; `Invalid` for `nik`: `known` in the same family, or
/// `warnings:<codes>` until they are confirmed (`card` for those of the card alone), for `card` `known` when another family has it; for `name`, `village`, `born`, `birth_year`, `family`; forbidden; or
/// the storage's error.
pub async fn add_person(house: &House, sender: &Sender, new: NewPerson) -> Result<Done, OperationError> {
    let today = house.reference(sender.tenant).await?.zone.day(house.clock().now());
    check_fields(house, &new, today)?;
    let elsewhere = numbers_elsewhere(house, sender, &new).await?;
    let warnings = warnings(house, &new, today, elsewhere);
    if !new.confirmed_warnings && !warnings.is_empty() {
        let of_nik = new.nik.is_some_and(|nik| !nik.warnings(&context(house, &nik, &new, today, elsewhere)).is_empty());
        let field = if of_nik { "nik" } else { "card" };
        return Err(Refusal::invalid(field, format!("warnings:{}", warnings.join(","))).into());
    }
    let family = new.family.unwrap_or(new.new_family);
    let key = SubjectKey::new(sender.tenant, new.person, random());
    let family_key = SubjectKey::new(sender.tenant, family, random());
    let is_new = new.family.is_none();
    let address = new.address.as_ref().map(|a| a.reveal().trim()).filter(|a| is_new && !a.is_empty());
    let added = PersonAdded {
        person: new.person,
        family,
        new_family: is_new,
        name: key.seal("person.name", new.name.reveal().trim()),
        nik: new.nik.map(|n| key.seal("person.nik", n.digits())),
        card: new.card.filter(|_| is_new).map(|c| family_key.seal("family.card", c.digits())),
        address: address.map(|a| family_key.seal("family.address", a)),
        hamlet: None,
        phone: new.phone.as_ref().map(|p| key.seal("person.phone", p.e164())),
        village: new.village,
        sex: new.sex.map(|s| s.code().to_owned()).unwrap_or_default(),
        born: new.born.map(|d| key.seal("person.born", &d.iso())),
        birth_year: new.born.map(|d| i64::from(d.year())).or(new.birth_year),
        relation: new.relation.code().to_owned(),
        warnings,
    };
    let mut request = sender.request(Body::AddPerson(added));
    request.keys.push(key);
    request.keys.extend(Some(family_key).filter(|_| is_new));
    house.submit(request).await
}

/// Settles what looks odd about somebody's numbers: it stands on their card.
///
/// # Errors
/// Not found for a person who is not there, `Changed` when the numbers have other warnings now, `Invalid` for `warnings`, forbidden, or the storage's error.
pub async fn check_numbers(house: &House, sender: &Sender, person: PersonId, warnings: Vec<String>) -> Result<Done, OperationError> {
    house.submit(sender.request(Body::CheckNumbers(NumbersChecked { person, warnings }))).await
}

/// Adds the NIK of somebody who has none.
///
/// # Errors
/// As [`add_person`] for the NIK; not found for a person who is not there, `Changed` for one who has a NIK meanwhile, forbidden, or the storage's error.
pub async fn add_nik(house: &House, sender: &Sender, person: PersonId, nik: Nik, confirmed: bool) -> Result<Done, OperationError> {
    let tenant = sender.tenant;
    let today = house.reference(tenant).await?.zone.day(house.clock().now());
    let mut tx = house.db().read(tenant).await?;
    let found = registry::persons(&mut tx, tenant, &[person]).await?.pop().filter(|p| !p.erased).ok_or_else(Refusal::not_found)?;
    let opener = Opener::load(&mut tx, house.keys(), tenant, &[person.into()]).await?;
    let profile = office::profile(&mut tx, tenant).await?.ok_or_else(Refusal::not_found)?;
    let hashes = house.keys().lookup_hashes(tenant, "nik", nik.digits());
    let known = known::persons_by_nik(&mut tx, tenant, &hashes).await?;
    tx.rollback().await?;
    if nik.is_synthetic() != (nik_area(&profile.kind) == NikArea::OnlySynthetic) {
        return Err(Refusal { field: Some("nik"), ..Refusal::new(RefusalKind::WrongNikArea) }.into());
    }
    let context = NikContext {
        entered_birth: found.born.as_deref().and_then(Day::parse),
        entered_sex: Sex::from_code(&found.sex),
        known_prefix: AreaCode::parse(nik.prefix()).map(|code| house.areas().exists(code)),
        in_other_open_family: known.iter().any(|p| p.id != person),
        ..NikContext::new(today)
    };
    let warnings: Vec<String> = nik.warnings(&context).into_iter().map(|w| w.code().to_owned()).collect();
    if !confirmed && !warnings.is_empty() {
        return Err(Refusal::invalid("nik", format!("warnings:{}", warnings.join(","))).into());
    }
    let key = opener.key(Subject::from(person)).ok_or_else(Refusal::not_found)?;
    let added = NikAdded { person, nik: key.seal("person.nik", nik.digits()), warnings };
    house.submit(sender.request(Body::AddNik(added, hashes))).await
}

fn check_fields(house: &House, new: &NewPerson, today: Day) -> Result<(), Refusal> {
    let name = bounded("name", new.name.reveal(), NAME)?;
    if !name.chars().any(char::is_alphabetic) {
        return Err(Refusal::invalid("name", "missing"));
    }
    bounded_maybe("address", new.address.as_ref(), LINE)?;
    if new.village.level() != Level::Village || !house.areas().exists(new.village) {
        return Err(Refusal::invalid("village", "unknown"));
    }
    if new.born.is_some_and(|d| d > today || d.year() < 1900) {
        return Err(Refusal::invalid("born", "out-of-range"));
    }
    if new.birth_year.is_some_and(|y| !(1900..=i64::from(today.year())).contains(&y)) {
        return Err(Refusal::invalid("birth_year", "out-of-range"));
    }
    Ok(())
}

/// Whether the NIK stands in another family.
async fn numbers_elsewhere(house: &House, sender: &Sender, new: &NewPerson) -> Result<bool, OperationError> {
    let mut tx = house.db().read(sender.tenant).await?;
    let profile = office::profile(&mut tx, sender.tenant).await?.ok_or_else(Refusal::not_found)?;
    let only_synthetic = nik_area(&profile.kind) == NikArea::OnlySynthetic;
    let numbers = [("nik", new.nik.map(|n| n.is_synthetic())), ("card", new.card.map(|c| c.is_synthetic()))];
    if let Some((field, _)) = numbers.into_iter().find(|(_, synthetic)| synthetic.is_some_and(|s| s != only_synthetic)) {
        let refusal = Refusal { field: Some(field), ..Refusal::new(RefusalKind::WrongNikArea) };
        return Err(refusal.into());
    }
    let Some(nik) = new.nik else {
        tx.rollback().await?;
        return Ok(false);
    };
    let hashes = house.keys().lookup_hashes(sender.tenant, "nik", nik.digits());
    let known = known::persons_by_nik(&mut tx, sender.tenant, &hashes).await?;
    tx.rollback().await?;
    // The same person under the same id is this operation, sent twice; the writer tells.
    let mut others = known.iter().filter(|p| p.id != new.person);
    // A mistyped number on somebody's card must not keep the one from help whose number it is: only the same family knows the person already.
    if others.clone().any(|p| new.family == Some(p.family)) {
        return Err(Refusal::invalid("nik", "known").into());
    }
    Ok(others.next().is_some())
}

fn context(house: &House, nik: &Nik, new: &NewPerson, today: Day, in_other_open_family: bool) -> NikContext {
    NikContext {
        entered_birth: new.born,
        entered_sex: new.sex,
        card: new.card,
        in_other_open_family,
        known_prefix: AreaCode::parse(nik.prefix()).map(|code| house.areas().exists(code)),
        ..NikContext::new(today)
    }
}

/// Codes of everything that looks odd about the numbers, each once.
fn warnings(house: &House, new: &NewPerson, today: Day, elsewhere: bool) -> Vec<String> {
    let of_nik = new.nik.map(|nik| nik.warnings(&context(house, &nik, new, today, elsewhere))).unwrap_or_default();
    let known_prefix = |card: &FamilyCard| AreaCode::parse(card.prefix()).map(|code| house.areas().exists(code));
    let of_card = new.card.map(|card| card.warnings(today, known_prefix(&card))).unwrap_or_default();
    let mut all: Vec<NikWarning> = of_nik.into_iter().chain(of_card).collect();
    all.sort_unstable();
    all.dedup();
    all.into_iter().map(|w| w.code().to_owned()).collect()
}

/// Records what a national system showed. It changes nothing there, and nothing of the copy here.
///
/// # Errors
/// Not found for a family or case that the sender may not know, `Invalid` for `system`, `programs`, `seen_on` or `decile`, forbidden, or the storage's error.
pub async fn observe(house: &House, sender: &Sender, o: Observation) -> Result<Done, OperationError> {
    const SYSTEMS: [&str; 4] = ["siks-ng", "dtsen", "cek-bansos", "bpjs"];
    if !SYSTEMS.contains(&o.system.as_str()) {
        return Err(Refusal::invalid("system", "unknown").into());
    }
    let catalog = Arc::clone(&house.reference(sender.tenant).await?.catalog);
    if o.programs.iter().any(|p| catalog.programs.iter().all(|known| known.code != *p)) {
        return Err(Refusal::invalid("programs", "unknown").into());
    }
    if !o.listed && o.decile.is_some() {
        return Err(Refusal::invalid("decile", "not-listed").into());
    }
    let words = match bounded_maybe("words", o.words.as_ref(), TEXT)? {
        Some(words) => Some(words_key(house, sender, &o).await?.seal("observation.words", words)),
        None => None,
    };
    let observed = RegistryObserved {
        observation: o.id,
        family: o.family,
        case: o.case,
        system: o.system,
        listed: o.listed,
        decile: o.decile,
        programs: o.programs,
        excluded: o.excluded,
        seen_on: o.seen_on,
        words,
    };
    house.submit(sender.request(Body::Observe(observed))).await
}

/// The key for remarks: the case's, else that of the family's head, or of whoever stands first.
async fn words_key(house: &House, sender: &Sender, o: &Observation) -> Result<SubjectKey, OperationError> {
    let tenant = sender.tenant;
    let mut tx = house.db().read(tenant).await?;
    let subject: Option<Subject> = match o.case {
        Some(case) => Some(case.into()),
        None => {
            let members = registry::members(&mut tx, tenant, &[o.family]).await?;
            let living = || members.iter().filter(|m| !m.erased);
            let head = living().find(|m| m.relation == Relation::Head.code()).or_else(|| living().next());
            head.and_then(|m| PersonId::from_slice(&m.id)).map(Subject::from)
        }
    };
    let opener = Opener::load(&mut tx, house.keys(), tenant, subject.as_slice()).await?;
    tx.rollback().await?;
    subject.and_then(|s| opener.key(s).cloned()).ok_or_else(|| Refusal::not_found().into())
}

/// Shows a number of whom a case is about in clear: in an open case that one handles the case is the purpose, in one that has ended a coded reason is
/// asked for. Institutions see whom they must help this way, and no way into the registry.
///
/// # Errors
/// Not found for a case that the sender may not know or a number that is not there, `Invalid` for `reason`, forbidden, or the storage's error.
pub async fn reveal_of_case(house: &House, sender: &Sender, wish: CaseReveal) -> Result<Private<String>, OperationError> {
    let mut tx = house.db().read(sender.tenant).await?;
    let (_, case) = cases::load(&mut tx, sender.tenant, &[wish.case]).await?.into_iter().next().ok_or_else(Refusal::not_found)?;
    tx.rollback().await?;
    let (reference, now) = (house.reference(sender.tenant).await?, house.clock().now());
    let actor = sender.who.actor(&reference, now);
    let ctx = Context { actor: &actor, now, occurred_at: now, late_reason: None, reference: &reference, catalog: &reference.catalog };
    // Whoever may not know of it is not told whether their reason is one.
    ctx.permit_by(Action::RevealIdentity, &case, |_| true)?;
    let coded = match &wish.reason {
        Some(code) => {
            let today = reference.zone.day(now);
            let reason = reference.catalog.reason("reveal", code, today).ok_or_else(|| Refusal::invalid("reason", "unknown"))?;
            Some(reason.name.id.clone())
        }
        None => None,
    };
    let words = bounded_maybe("words", wish.words.as_ref(), TEXT)?.map(str::to_owned);
    // Words alone are no reason that can be counted.
    let reason = coded.map(|c| std::iter::once(c).chain(words).collect::<Vec<_>>().join(": "));
    let of_person = matches!(wish.what, Shown::Nik | Shown::Phone);
    let number = Reveal {
        person: case.person.filter(|_| of_person),
        family: case.family.filter(|_| wish.what == Shown::Card),
        case: Some(wish.case),
        what: wish.what,
        reason: reason.map(Private::new),
    };
    reveal(house, sender, number).await
}

/// Shows a number in clear, once it stands in the journal who saw it and why.
///
/// # Errors
/// Not found for what the sender may not know or what is not there, `Invalid` for `reason` when it is missing, forbidden, or the storage's error.
pub async fn reveal(house: &House, sender: &Sender, r: Reveal) -> Result<Private<String>, OperationError> {
    let (subject, place) = match (r.what, r.person, r.family, r.case) {
        (Shown::Nik, Some(person), None, _) => (Subject::from(person), "person.nik"),
        (Shown::Phone, Some(person), None, _) => (Subject::from(person), "person.phone"),
        (Shown::Card, None, Some(family), _) => (Subject::from(family), "family.card"),
        (Shown::Callback, None, None, Some(case)) => (Subject::from(case), "case.phone"),
        _ => return Err(Refusal::not_found().into()),
    };
    let tenant = sender.tenant;
    let mut tx = house.db().read(tenant).await?;
    let opener = Opener::load(&mut tx, house.keys(), tenant, &[subject]).await?;
    let stored = match (r.person, r.family) {
        (Some(person), _) => {
            let found = registry::persons(&mut tx, tenant, &[person]).await?.pop();
            found.and_then(|p| if r.what == Shown::Nik { p.nik } else { p.phone })
        }
        (None, Some(family)) => registry::families(&mut tx, tenant, &[family]).await?.pop().and_then(|f| f.card),
        (None, None) => {
            let cases: Vec<CaseId> = r.case.into_iter().collect();
            cases::load(&mut tx, tenant, &cases).await?.pop().and_then(|(row, _)| row.phone)
        }
    };
    tx.rollback().await?;
    // A coded reason goes before the words.
    let reason = bounded_maybe("reason", r.reason.as_ref(), TEXT + LINE)?;
    let reason = match (reason, opener.key(subject)) {
        (Some(reason), Some(key)) => Some(key.seal("reveal.reason", reason)),
        (Some(_), None) => return Err(Refusal::not_found().into()),
        (None, _) => None,
    };
    let revealed = IdentityRevealed { person: r.person, family: r.family, case: r.case, what: r.what.code().to_owned(), reason };
    if house.submit(sender.request(Body::Reveal(revealed.clone()))).await?.replayed {
        // Shown once more: whoever was allowed then may not be now, it may be another number by now, and each look stands in the journal.
        let again = Sender { operation: OperationId(house.clock().new_id()), ..sender.clone() };
        house.submit(again.request(Body::Reveal(revealed))).await?;
    }
    let clear = stored.and_then(|sealed| opener.open(place, &Sealed(sealed)));
    clear.map(Private::new).ok_or_else(|| Refusal::not_found().into())
}
