//! Intake: from what an officer typed to an operation. Sealing happens here, outside the writer's lock.

use crate::blobs;
use crate::bounds::{LINE, TEXT, bounded, bounded_maybe};
use crate::clock::random;
use crate::house::{House, OperationError};
use crate::request::{Body, Done, Request, Who};
use slrt_domain::access::Action;
use slrt_domain::area::AreaCode;
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::case::{Channel, DocumentForm, ExternalNumber, NewConcern, NewDocument, OpenCase};
use slrt_domain::identity::*;
use slrt_domain::journal::{Event, Refusal};
use slrt_storage::{Digests, SubjectKey};

/// Who sends an operation, and how.
#[derive(Debug, Clone)]
pub struct Sender {
    /// Whose journal.
    pub tenant: Tenant,
    /// Who.
    pub who: Who,
    /// `web`, `paper`, `api`, `cli`.
    pub channel: String,
    /// The short handle of the session or token that it came by, where there is one: [`Session::handle`](crate::accounts::Session::handle).
    pub device: Option<String>,
    /// Made by the client.
    pub operation: OperationId,
    /// Digest of what was sent.
    pub digest: Digests,
    /// When it happened, if not now.
    pub occurred_at: Option<Instant>,
    /// Why it is entered late.
    pub late_reason: Option<String>,
}

impl Sender {
    /// The request of a body.
    pub fn request(&self, body: Body) -> Request {
        Request {
            id: self.operation,
            tenant: self.tenant,
            who: self.who,
            channel: self.channel.clone(),
            device: self.device.clone(),
            digest: self.digest.clone(),
            occurred_at: self.occurred_at,
            late_reason: self.late_reason.clone(),
            body,
            keys: Vec::new(),
            destroys: Vec::new(),
        }
    }
}

/// What was typed at intake, in clear.
#[derive(Debug, Clone)]
pub struct Intake {
    /// The case, named by the client.
    pub case: CaseId,
    /// The office that takes it.
    pub office: Option<OfficeId>,
    /// The village it is about.
    pub village: AreaCode,
    /// Who it is for.
    pub person: Option<PersonId>,
    /// Who it is for, where their NIK alone is known: found in the registry while the case is opened.
    pub nik: Option<Nik>,
    /// How it came.
    pub channel: Channel,
    /// The caller's name, where not in the registry.
    pub caller: Option<Private<String>>,
    /// Telephone.
    pub phone: Option<Private<String>>,
    /// Who came instead.
    pub proxy: Option<Private<String>>,
    /// PPKS code.
    pub ppks: Option<String>,
    /// A number in another system: system, number, submitted on.
    pub external: Option<(String, Private<String>, Option<Day>)>,
    /// Concerns.
    pub concerns: Vec<IntakeConcern>,
    /// Documents.
    pub documents: Vec<IntakeDocument>,
    /// Duplicates that were shown.
    pub duplicates_seen: Vec<CaseId>,
}

/// A concern at intake.
#[derive(Debug, Clone)]
pub struct IntakeConcern {
    /// Named by the client.
    pub id: ConcernId,
    /// Kind.
    pub kind: String,
    /// Sector, if not the kind's own.
    pub sector: Option<String>,
    /// In the citizen's words.
    pub words: Option<Private<String>>,
    /// Urgent.
    pub urgent: bool,
}

/// A document at intake.
#[derive(Debug, Clone)]
pub struct IntakeDocument {
    /// Named by the client.
    pub id: DocumentId,
    /// Kind.
    pub kind: String,
    /// How it was presented.
    pub form: DocumentForm,
    /// The photograph.
    pub photo: Option<Private<Vec<u8>>>,
    /// Of which concern only.
    pub concern: Option<ConcernId>,
}

/// What the citizen takes along.
#[derive(Debug, Clone)]
pub struct Receipt {
    /// The case.
    pub case: CaseId,
    /// Who it is for.
    pub person: Option<PersonId>,
    /// Its number.
    pub number: ServiceNumber,
    /// Its PIN: told once, kept nowhere.
    pub pin: Private<String>,
    /// The day promised for all of it.
    pub promised: Option<Day>,
    /// The operation's outcome.
    pub done: Done,
}

/// Opens a case.
///
/// # Errors
/// A refusal, or the storage's error.
pub async fn open_case(house: &House, sender: &Sender, intake: Intake) -> Result<Receipt, OperationError> {
    let draws = (0..3).map(|_| u32::from_be_bytes(random())).collect();
    let pin = house.keys().draw_pin(sender.operation);
    open_case_as(house, sender, intake, draws, pin).await
}

async fn may_open(house: &House, sender: &Sender) -> Result<(), OperationError> {
    if !matches!(sender.who, Who::Account(_)) {
        return Ok(());
    }
    let reference = house.reference(sender.tenant).await?;
    let actor = sender.who.actor(&reference, house.clock().now());
    if actor.may_anywhere(Action::OpenCase) { Ok(()) } else { Err(Refusal::forbidden().into()) }
}

/// Opens a case under drawn numbers, of which the first free one is taken, and a PIN that was told already: a block leased by a device without
/// network, and the demo, which is the same everywhere.
///
/// # Errors
/// As [`open_case`].
pub async fn open_case_as(house: &House, sender: &Sender, intake: Intake, draws: Vec<u32>, pin: String) -> Result<Receipt, OperationError> {
    // Nothing is kept on the disk for somebody who may open no case at all; where, the writer decides.
    if intake.documents.iter().any(|d| d.photo.is_some()) {
        may_open(house, sender).await?;
    }
    let key = SubjectKey::new(sender.tenant, intake.case, random());
    let seal = |place: &str, field: &'static str, value: &Option<Private<String>>, most: usize| {
        Ok::<_, Refusal>(bounded_maybe(field, value.as_ref(), most)?.map(|v| key.seal(place, v)))
    };
    let caller = seal("case.caller", "caller", &intake.caller, LINE)?;
    let phone = seal("case.phone", "phone", &intake.phone, LINE)?;
    let proxy = seal("case.proxy", "proxy", &intake.proxy, LINE)?;
    let external = intake.external.map(|(system, number, submitted_on)| {
        let number = key.seal("external.number", bounded("number", number.reveal(), LINE)?);
        Ok::<_, Refusal>(ExternalNumber { system, referral: None, number, submitted_on, checked_on: None, status: None })
    });
    let external = external.transpose()?;
    let concerns = intake.concerns.iter().map(|c| {
        let words = seal("concern.words", "words", &c.words, TEXT)?;
        Ok(NewConcern { id: c.id, kind: c.kind.clone(), sector: c.sector.clone(), words, urgent: c.urgent })
    });
    let concerns = concerns.collect::<Result<Vec<_>, Refusal>>()?;
    let mut documents = Vec::with_capacity(intake.documents.len());
    for d in &intake.documents {
        let blob = match &d.photo {
            Some(photo) if photo.reveal().len() > blobs::PHOTO_BYTES => return Err(Refusal::invalid("photo", "too-large").into()),
            Some(photo) => Some(blobs::keep(house, sender.tenant, &key, photo.reveal()).await?),
            None if d.form == DocumentForm::Photo => return Err(Refusal::invalid("photo", "missing").into()),
            None => None,
        };
        documents.push(NewDocument { id: d.id, kind: d.kind.clone(), form: d.form, blob, concern: d.concern });
    }
    let command = OpenCase {
        case: intake.case,
        office: intake.office,
        village: intake.village,
        person: intake.person,
        channel: intake.channel,
        caller,
        phone,
        proxy,
        ppks_sealed: intake.ppks.as_ref().map(|p| key.seal("case.ppks", p)),
        ppks: intake.ppks,
        external,
        concerns,
        documents,
        duplicates_seen: intake.duplicates_seen,
        draws,
        pin: pin.clone(),
    };
    let nik_hash = intake.nik.map(|nik| house.keys().lookup_hashes(sender.tenant, "nik", nik.digits()));
    let mut request = sender.request(Body::OpenCase(Box::new(command), nik_hash));
    request.keys.push(key);
    let done = house.submit(request).await?;
    let opened = done.events.iter().find_map(|e| if let Event::CaseOpened(e) = e { Some(e) } else { None });
    let opened = opened.ok_or_else(|| slrt_storage::StorageError::corrupt("an opened case without its event"))?;
    // Sent again after the PINs' key was rotated: what was told then is told again.
    let told = house.keys().drawn_pin(sender.operation, opened.number, &opened.pin_hash);
    let pin = told.filter(|_| !house.keys().pin_fits(opened.number, &pin, &opened.pin_hash)).unwrap_or(pin);
    Ok(Receipt {
        case: opened.case,
        person: opened.person,
        number: opened.number,
        pin: Private::new(pin),
        promised: opened.concerns.iter().map(|c| c.after.promised).max(),
        done,
    })
}
