//! Taking a case over: what came in the package is sealed anew, under keys of the case and of its people here.

use super::package::{Home, Member, Need, Paper};
use super::photos::Photos;
use super::{PACKAGE, Package};
use crate::clock::random;
use crate::house::{House, OperationError};
use crate::intake::Sender;
use crate::request::{Body, Done};
use slrt_domain::Coded as _;
use slrt_domain::access::{Action, Visibility};
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::case::{CaseTakenOver, Channel, ExternalNumber, TakeOver, TakenConcern, TakenDocument, TakenNumber};
use slrt_domain::identity::*;
use slrt_domain::journal::{Event, PersonAdded, Refusal, RefusalKind};
use slrt_storage::hand_over::incoming_by_id;
use slrt_storage::{Opener, StorageError, SubjectKey, Tx, known, registry};

/// How often it is tried anew when somebody came into the registry in between.
const TRIES: usize = 5;

/// A case that was taken over.
#[derive(Debug, Clone)]
pub struct TakenOver {
    /// The case.
    pub case: CaseId,
    /// Its number here.
    pub number: ServiceNumber,
    /// Its PIN: told once, kept nowhere.
    pub pin: Private<String>,
    /// How many photographs came along.
    pub photos: usize,
    /// How many could not: they stay where they were taken.
    pub photos_lost: usize,
    /// The operation's outcome.
    pub done: Done,
}

/// Takes a case over at an office. Its people are those of the registry here, where they are known by their NIK, else they are written down.
///
/// # Errors
/// Not found for who may not know of it, forbidden, answered before, an office where nobody works, or the storage's error.
pub async fn take_over(house: &House, sender: &Sender, id: HandOverId, office: OfficeId) -> Result<TakenOver, OperationError> {
    let pin = house.keys().draw_pin(sender.operation);
    let photos = Photos::bring(house, sender, id, office).await?;
    let mut tries = 0;
    let done = loop {
        // Asked before the transaction: whoever holds one reader and waits for another stops everybody who does the same.
        let unknown = unknown(house, sender).await?;
        let mut tx = house.db().read(sender.tenant).await?;
        if incoming_by_id(&mut tx, sender.tenant, id).await?.is_none() {
            return Err(unknown.into());
        }
        let prepared = prepare(&mut tx, house, sender, (id, office, &pin), photos.as_ref()).await?;
        tx.rollback().await?;
        let mut request = sender.request(Body::TakeOver(Box::new(prepared.command), prepared.people));
        request.keys = prepared.keys;
        request.destroys.push(id.0);
        match house.submit(request).await {
            Err(OperationError::Refused(Refusal { kind: RefusalKind::Changed, .. })) if tries < TRIES => tries += 1,
            answer => break answer?,
        }
    };
    let taken: Option<&CaseTakenOver> = done.events.iter().find_map(|e| if let Event::CaseTakenOver(e) = e { Some(e) } else { None });
    let taken = taken.ok_or_else(|| StorageError::corrupt("a case taken over without its event"))?;
    let (case, number, photos_lost) = (taken.opened.case, taken.opened.number, taken.lost.len());
    let photos = done.events.iter().filter(|e| matches!(e, Event::DocumentNoted(d) if d.blob.is_some())).count();
    Ok(TakenOver { case, number, pin: Private::new(pin), photos, photos_lost, done })
}

/// There is no such hand-over; whoever never answers for any is told only that.
async fn unknown(house: &House, sender: &Sender) -> Result<Refusal, StorageError> {
    let reference = house.reference(sender.tenant).await?;
    let may = sender.who.actor(&reference, house.clock().now()).may_anywhere(Action::TakeOver);
    Ok(if may { Refusal::not_found() } else { Refusal::forbidden() })
}

struct Prepared {
    command: TakeOver,
    people: Vec<PersonAdded>,
    keys: Vec<SubjectKey>,
}

async fn prepare(
    tx: &mut Tx,
    house: &House,
    sender: &Sender,
    (id, office, pin): (HandOverId, OfficeId, &str),
    photos: Option<&Photos>,
) -> Result<Prepared, OperationError> {
    let tenant = sender.tenant;
    let row = incoming_by_id(tx, tenant, id).await?.ok_or_else(Refusal::not_found)?;
    let incoming = row.incoming()?;
    let opener = Opener::load(tx, house.keys(), tenant, &[id.into()]).await?;
    let opened = row.package.clone().and_then(|p| opener.open_bytes(PACKAGE, &Sealed(p)));
    let draws = (0..3).map(|_| u32::from_be_bytes(random())).collect();
    let key = photos.map_or_else(|| SubjectKey::new(tenant, incoming.case, random()), |p| p.key.clone());
    let mut command = TakeOver {
        hand_over: id,
        case: incoming.case,
        office,
        person: None,
        family: None,
        channel: Channel::Letter,
        caller: None,
        phone: None,
        proxy: None,
        ppks: None,
        brought_at: house.clock().now(),
        brought_on: Day::parse(&row.handed_on).ok_or_else(|| StorageError::corrupt("day"))?,
        old_number: key.seal("external.number", ""),
        numbers: Vec::new(),
        concerns: Vec::new(),
        documents: Vec::new(),
        lost: Vec::new(),
        draws,
        pin: pin.to_owned(),
    };
    // Answered before: what was sent before is answered as before, anything else is refused under the lock.
    let Some(bytes) = opened else { return Ok(Prepared { command, people: Vec::new(), keys: Vec::new() }) };
    let package = Package::parse(&bytes)?;
    unpack(&mut command, &key, &package);
    for (paper, taken) in package.documents.iter().zip(&mut command.documents).filter(|(paper, _)| paper.photo.is_some()) {
        taken.blob = photos.and_then(|p| p.kept.get(&taken.id).cloned());
        command.lost.extend(taken.blob.is_none().then_some(DocumentId(paper.id)));
    }
    let mut people = People { house, tenant, people: Vec::new(), keys: vec![key] };
    if let Some((person, home)) = package.person.zip(package.family.as_ref()) {
        let (person, family) = people.bring(tx, PersonId(person), home).await?;
        (command.person, command.family) = (Some(person), Some(family));
    }
    Ok(Prepared { command, people: people.people, keys: people.keys })
}

/// What is the case's own, under the case's key here.
fn unpack(command: &mut TakeOver, key: &SubjectKey, p: &Package) {
    let seal = |place: &str, value: &Option<String>| value.as_ref().map(|v| key.seal(place, v));
    let visibility = |restricted: bool| if restricted { Visibility::Restricted } else { Visibility::Normal };
    let day = |text: &Option<String>| text.as_deref().and_then(Day::parse);
    command.channel = Channel::from_code(&p.channel).unwrap_or(Channel::Letter);
    command.caller = seal("case.caller", &p.caller);
    command.phone = seal("case.phone", &p.phone);
    command.proxy = seal("case.proxy", &p.proxy);
    command.ppks = seal("case.ppks", &p.ppks);
    command.brought_at = Instant::from_micros(p.brought_at);
    command.brought_on = Day::parse(&p.brought_on).unwrap_or(command.brought_on);
    command.old_number = key.seal("external.number", &p.number);
    let number = |n: &super::package::Number| TakenNumber {
        concern: n.concern.map(ConcernId),
        number: ExternalNumber {
            system: n.system.clone(),
            referral: None,
            number: key.seal("external.number", &n.number),
            submitted_on: day(&n.submitted_on),
            checked_on: day(&n.checked_on),
            status: seal("external.status", &n.status),
        },
    };
    command.numbers = p.numbers.iter().map(number).collect();
    let concern = |k: &Need| TakenConcern {
        id: ConcernId(k.id),
        kind: k.kind.clone(),
        category: k.category.clone(),
        sector: k.sector.clone(),
        words: seal("concern.words", &k.words),
        urgent: k.urgent,
        visibility: visibility(k.restricted),
        promised: Day::parse(&k.promised).unwrap_or(command.brought_on),
        extended_on: k.extended_on.as_deref().and_then(Day::parse),
    };
    command.concerns = p.concerns.iter().map(concern).collect();
    command.documents = p
        .documents
        .iter()
        .map(|d| TakenDocument {
            id: DocumentId(d.id),
            concern: d.concern.map(ConcernId),
            kind: d.kind.clone(),
            blob: None,
            visibility: visibility(d.restricted),
        })
        .collect();
}

/// Who comes into being with the case.
struct People<'a> {
    house: &'a House,
    tenant: Tenant,
    people: Vec<PersonAdded>,
    keys: Vec<SubjectKey>,
}

impl People<'_> {
    /// The person and family here: known ones, or new ones under the names that they had.
    async fn bring(&mut self, tx: &mut Tx, person: PersonId, home: &Home) -> Result<(PersonId, FamilyId), StorageError> {
        let Some(own) = home.members.iter().find(|m| m.id == person.0) else {
            return Err(StorageError::corrupt("a package without its person"));
        };
        if let Some(known) = self.known(tx, own).await? {
            return Ok(known);
        }
        let (family, is_new) = self.family(tx, home).await?;
        let village = AreaCode::parse(&home.village).ok_or_else(|| StorageError::corrupt("village"))?;
        let at = At { family, village, family_key: is_new.then(|| SubjectKey::new(self.tenant, family, random())) };
        let id = self.add(tx, own, Some(home), &at).await?;
        // The others of a family that is known here are the registry's.
        if is_new {
            let at = At { family_key: None, ..at };
            for member in home.members.iter().filter(|m| m.id != person.0) {
                if self.known(tx, member).await?.is_none() {
                    self.add(tx, member, None, &at).await?;
                }
            }
        }
        Ok((id, family))
    }

    /// Somebody who is in the registry here, under the same name or by their NIK.
    async fn known(&self, tx: &mut Tx, m: &Member) -> Result<Option<(PersonId, FamilyId)>, StorageError> {
        if let Some((id, family, _)) = registry::briefs(tx, self.tenant, &[PersonId(m.id)]).await?.into_iter().next() {
            return Ok(Some((id, family)));
        }
        let Some(nik) = &m.nik else { return Ok(None) };
        let hashes = self.house.keys().lookup_hashes(self.tenant, "nik", nik);
        Ok(known::persons_by_nik(tx, self.tenant, &hashes).await?.first().map(|p| (p.id, p.family)))
    }

    /// The family here, and whether it is a new one.
    async fn family(&self, tx: &mut Tx, home: &Home) -> Result<(FamilyId, bool), StorageError> {
        let same = FamilyId(home.id);
        if !registry::families(tx, self.tenant, &[same]).await?.is_empty() {
            return Ok((same, false));
        }
        let Some(card) = &home.card else { return Ok((same, true)) };
        let hashes = self.house.keys().lookup_hashes(self.tenant, "card", card);
        let found = known::families_by_card(tx, self.tenant, &hashes).await?;
        Ok(found.first().map_or((same, true), |f| (f.id, false)))
    }

    /// Writes somebody down; with what is the family's own, where it begins with them.
    async fn add(&mut self, tx: &mut Tx, m: &Member, home: Option<&Home>, at: &At) -> Result<PersonId, StorageError> {
        // Whoever was erased here stays so.
        let gone = !registry::persons(tx, self.tenant, &[PersonId(m.id)]).await?.is_empty();
        let person = PersonId(if gone { self.house.clock().new_id() } else { m.id });
        let key = SubjectKey::new(self.tenant, person, random());
        let seal = |place: &str, value: &Option<String>| value.as_ref().map(|v| key.seal(place, v));
        let of_family = |place: &str, value: Option<&String>| at.family_key.as_ref().zip(value).map(|(k, v)| k.seal(place, v));
        self.people.push(PersonAdded {
            person,
            family: at.family,
            new_family: at.family_key.is_some(),
            name: key.seal("person.name", &m.name),
            nik: seal("person.nik", &m.nik),
            card: of_family("family.card", home.and_then(|h| h.card.as_ref())),
            address: of_family("family.address", home.and_then(|h| h.address.as_ref())),
            hamlet: of_family("family.hamlet", home.and_then(|h| h.hamlet.as_ref())),
            phone: seal("person.phone", &m.phone),
            village: at.village,
            sex: m.sex.clone(),
            born: seal("person.born", &m.born),
            birth_year: m.birth_year,
            relation: m.relation.clone(),
            warnings: m.warnings.clone(),
        });
        self.keys.push(key);
        self.keys.extend(at.family_key.clone());
        Ok(person)
    }
}

struct At {
    family: FamilyId,
    village: AreaCode,
    /// The key of a family that begins with whoever is added.
    family_key: Option<SubjectKey>,
}

/// What a package says of whom and what it is about, for who may answer.
pub(crate) async fn look(
    tx: &mut Tx,
    house: &House,
    tenant: Tenant,
    id: HandOverId,
    sealed: Vec<u8>,
) -> Result<Option<Seen>, StorageError> {
    let opener = Opener::load(tx, house.keys(), tenant, &[id.into()]).await?;
    let Some(bytes) = opener.open_bytes(PACKAGE, &Sealed(sealed)) else { return Ok(None) };
    let p = Package::parse(&bytes)?;
    let own = p.person.zip(p.family.as_ref()).and_then(|(id, home)| home.members.iter().find(|m| m.id == id));
    let name = own.map(|m| m.name.clone()).or_else(|| p.caller.clone()).map(Private::new);
    let need = |k: &Need| SeenNeed {
        id: ConcernId(k.id),
        kind: k.kind.clone(),
        words: k.words.clone().map(Private::new),
        urgent: k.urgent,
        restricted: k.restricted,
        promised: Day::parse(&k.promised),
    };
    let paper = |d: &Paper| SeenPaper { kind: d.kind.clone(), photo: d.photo.is_some(), restricted: d.restricted };
    Ok(Some(Seen {
        name,
        brought_on: Day::parse(&p.brought_on),
        needs: p.concerns.iter().map(need).collect(),
        papers: p.documents.iter().map(paper).collect(),
    }))
}

/// What somebody who answers sees of a package.
#[derive(Debug, Clone)]
pub struct Seen {
    /// Whom it is about.
    pub name: Option<Private<String>>,
    /// When it was brought there.
    pub brought_on: Option<Day>,
    /// What it is about.
    pub needs: Vec<SeenNeed>,
    /// Papers that were shown there.
    pub papers: Vec<SeenPaper>,
}

/// A paper in a package.
#[derive(Debug, Clone)]
pub struct SeenPaper {
    /// Kind.
    pub kind: String,
    /// Whether its photograph can come along.
    pub photo: bool,
    /// Whether only named persons may know.
    pub restricted: bool,
}

/// A need in a package.
#[derive(Debug, Clone)]
pub struct SeenNeed {
    /// Its name.
    pub id: ConcernId,
    /// Kind.
    pub kind: String,
    /// In the citizen's words.
    pub words: Option<Private<String>>,
    /// Urgent.
    pub urgent: bool,
    /// Whether only named persons may know.
    pub restricted: bool,
    /// The day promised to the citizen.
    pub promised: Option<Day>,
}
