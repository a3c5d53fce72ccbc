//! Steps: from what somebody typed about a concern to an operation. Sealing happens here, outside the writer's lock.

use crate::blobs;
use crate::bounds::{LINE, TEXT, bounded, bounded_maybe};
use crate::house::{Asked, House, OperationError};
use crate::intake::Sender;
use crate::request::{Body, Done, Who};
use slrt_domain::access::Action;
use slrt_domain::calendar::Day;
use slrt_domain::case::*;
use slrt_domain::identity::*;
use slrt_domain::journal::{CasePersonSet, Event, PersonNamed, PersonUnnamed, Refusal, RefusalKind};
use slrt_storage::{Opener, StorageError, SubjectKey, case as cases, journal, wire};

/// A step of a concern, in clear.
#[derive(Debug, Clone)]
pub struct StepInput {
    /// The case.
    pub case: CaseId,
    /// The concern.
    pub concern: ConcernId,
    /// The revision that was seen.
    pub revision: i64,
    /// What to do.
    pub verb: VerbInput,
}

/// Words in clear.
pub type Words = Option<Private<String>>;

/// What to do with a concern, in clear: the same verbs as [`Verb`].
#[derive(Debug, Clone)]
pub enum VerbInput {
    /// Check against the registry: `listed`, `not_listed`, `data_differs`, `not_needed`.
    Verify(String, Words),
    /// Ask for a visit.
    RequestVisit(Words),
    /// Record a visit: `as_told`, `differs`, `nobody_home`, `moved`.
    RecordVisit(String, Words),
    /// Ask the citizen for documents by code.
    AskDocuments(Vec<String>, Words),
    /// Documents came.
    ReceiveDocuments(Words),
    /// `help` or `information`, and the programs that helped.
    Serve(String, Words, Vec<String>),
    /// Hand to the office above, with a coded or a written reason.
    Escalate(Option<String>, Words),
    /// Wait for `center` or `quota` until the next look.
    Wait {
        /// `center` or `quota`.
        result: String,
        /// For `center`: which one, coded.
        reason: Option<String>,
        /// Number there.
        external: Option<ExternalInput>,
        /// When we look again.
        next_look: Day,
        /// Remarks.
        words: Words,
    },
    /// Go on after waiting.
    Resume(Words),
    /// Take more time, with a coded reason.
    Extend(Option<String>, Words),
    /// Put right what kind of need it is, how urgent, and who may know.
    Reclassify {
        /// Kind by code.
        kind: String,
        /// In care, or with an appointment.
        urgent: bool,
        /// Only named persons may know.
        restricted: bool,
        /// Why.
        words: Words,
    },
    /// Note something.
    Note(Words),
    /// Note a number in another system.
    NoteNumber(ExternalInput),
    /// Recommend programs.
    Recommend(Vec<String>, Words),
    /// Decide the present step of the chain.
    Decide {
        /// `approve`, `return`, `decline`.
        result: String,
        /// Coded reason of a return or decline.
        reason: Option<String>,
        /// Remarks.
        words: Words,
    },
    /// Send to an institution.
    Refer {
        /// Made by the client.
        referral: ReferralId,
        /// To whom.
        institution: InstitutionId,
        /// For which program.
        program: Option<String>,
        /// The citizen agreed.
        consent: bool,
        /// What the institution should know.
        words: Words,
        /// For a restricted concern: the officer there who will know.
        named: Option<AccountId>,
    },
    /// Answer the newest referral.
    Answer {
        /// `accepted`, `declined`, `more_asked`, `given`, `not_given`.
        result: String,
        /// Coded reason.
        reason: Option<String>,
        /// Documents asked for.
        documents: Vec<String>,
        /// What was done or is missing.
        words: Words,
        /// Recorded on the institution's behalf.
        on_behalf: Option<OnBehalfInput>,
    },
    /// Send what the institution asked for.
    Resubmit(Words),
    /// Take it back from an institution, with a coded or a written reason.
    TakeBack(Option<String>, Words),
    /// Take a recommendation back before it is decided, with a coded reason where there is one.
    WithdrawRecommendation(Option<String>, Words),
    /// Decline with a coded reason, where nobody else decides.
    Decline(String, Words),
    /// The citizen's word, heard by an officer: `helped`, `partly`, `not_helped`; the last with a coded reason, where they gave one.
    Confirm(String, Channel, Option<String>, Words),
    /// Close without it, with a coded reason.
    Close(String, Words),
    /// Close with the number of another service of the same person: which goes on, where the reason says that this is a duplicate. Of other reasons it
    /// says nothing.
    CloseAsSame {
        /// A coded reason.
        reason: String,
        /// Its nomor layanan, as typed.
        other: Private<String>,
        /// Remarks.
        words: Words,
    },
    /// Open again.
    Reopen(Words),
}

/// A number in another system, in clear.
#[derive(Debug, Clone)]
pub struct ExternalInput {
    /// One of [`SYSTEMS`].
    pub system: String,
    /// Of which referral, if of one only.
    pub referral: Option<ReferralId>,
    /// The number.
    pub number: Private<String>,
    /// When it was submitted there.
    pub submitted_on: Option<Day>,
    /// When somebody last looked.
    pub checked_on: Option<Day>,
    /// What status was seen, in words of that system.
    pub status: Words,
}

/// Who answered for an institution, in clear.
#[derive(Debug, Clone)]
pub struct OnBehalfInput {
    /// Name and post.
    pub who: Private<String>,
    /// `phone`, `letter`, `message`, `meeting`.
    pub channel: String,
    /// The day of the answer.
    pub day: Day,
    /// The document that shows it.
    pub evidence: Option<DocumentId>,
}

/// Takes a step.
///
/// # Errors
/// Not found when the case does not exist for the sender or was erased, any other refusal of the rules, or the storage's error.
pub async fn take_step(house: &House, sender: &Sender, input: StepInput) -> Result<Done, OperationError> {
    let (key, case) = open(house, sender.tenant, input.case).await?;
    let sealer = Sealer { key: &key };
    let verb = match input.verb {
        VerbInput::CloseAsSame { reason, other, words } => sealer.same(reason, other_service(house, &case, &other).await?, words),
        verb => sealer.verb(verb, &case, input.concern),
    };
    let verb = match verb {
        Ok(verb) => verb,
        // Whoever may not know of it is not told what is wrong with their words.
        Err(refusal) => return Err(may_look(house, sender, &case, input.concern).await.err().unwrap_or_else(|| refusal.into())),
    };
    let command = ConcernCommand { case: input.case, concern: input.concern, revision: input.revision, verb };
    house.submit(sender.request(Body::Concern(Box::new(command)))).await
}

async fn may_look(house: &House, sender: &Sender, case: &Case, concern: ConcernId) -> Result<(), OperationError> {
    let (reference, now) = (house.reference(sender.tenant).await?, house.clock().now());
    let actor = sender.who.actor(&reference, now);
    let ctx = Context { actor: &actor, now, occurred_at: now, late_reason: None, reference: &reference, catalog: &reference.catalog };
    Ok(ctx.permit_look(case, Some(concern)).map(drop)?)
}

/// The number of another service of the same person, or of somebody unknown where this one's is. Whether it is one is told by the rules, once they know
/// that the sender may close this one at all.
async fn other_service(house: &House, case: &Case, typed: &Private<String>) -> Result<Option<ServiceNumber>, OperationError> {
    let tenant = case.number.tenant();
    let Some(number) = ServiceNumber::parse(typed.reveal()).filter(|n| *n != case.number && n.tenant() == tenant) else { return Ok(None) };
    let mut tx = house.db().read(tenant).await?;
    let ids: Vec<CaseId> = cases::by_number(&mut tx, tenant, number).await?.into_iter().collect();
    let found = cases::load(&mut tx, tenant, &ids).await?.into_iter().next();
    tx.commit().await?;
    Ok(found.filter(|(_, other)| other.person == case.person).map(|_| number))
}

/// The case and its key. What has no key any more was erased.
fn open(house: &House, tenant: Tenant, id: CaseId) -> Asked<'_, (SubjectKey, Case)> {
    Box::pin(async move {
        let mut tx = house.db().read(tenant).await?;
        let (_, case) = cases::load(&mut tx, tenant, &[id]).await?.into_iter().next().ok_or_else(Refusal::not_found)?;
        let opener = Opener::load(&mut tx, house.keys(), tenant, &[Subject::from(id)]).await?;
        let key = opener.key(id).cloned().ok_or_else(Refusal::not_found)?;
        Ok((key, case))
    })
}

struct Sealer<'a> {
    key: &'a SubjectKey,
}

impl Sealer<'_> {
    fn words(&self, words: Words) -> Result<Option<Sealed>, Refusal> {
        let text = bounded_maybe("words", words.as_ref(), TEXT)?;
        Ok(text.map(|t| self.key.seal("step.words", t)))
    }

    fn plain(&self, words: Words) -> Result<slrt_domain::case::Words, Refusal> {
        Ok(slrt_domain::case::Words { words: self.words(words)?, reason: None })
    }

    fn external(&self, e: ExternalInput) -> Result<ExternalNumber, Refusal> {
        let number = bounded("number", e.number.reveal(), LINE)?;
        if number.is_empty() {
            return Err(Refusal::invalid("number", "missing"));
        }
        let status = bounded_maybe("status", e.status.as_ref(), TEXT)?;
        Ok(ExternalNumber {
            system: e.system,
            referral: e.referral,
            number: self.key.seal("external.number", number),
            submitted_on: e.submitted_on,
            checked_on: e.checked_on,
            status: status.map(|s| self.key.seal("external.status", s)),
        })
    }

    /// Closing as a duplicate.
    fn same(&self, reason: String, other: Option<ServiceNumber>, words: Words) -> Result<Verb, Refusal> {
        let other = other.map_or(OtherService::Unfit, |n| OtherService::Same(self.key.seal("external.number", &n.to_string())));
        Ok(Verb::Close(Close { reason, words: self.words(words)?, other: Some(other) }))
    }

    fn on_behalf(&self, b: OnBehalfInput) -> Result<OnBehalf, Refusal> {
        let who = bounded("on_behalf_who", b.who.reveal(), LINE)?;
        if who.is_empty() {
            return Err(Refusal::invalid("on_behalf_who", "missing"));
        }
        Ok(OnBehalf { who: self.key.seal("on_behalf.who", who), channel: b.channel, day: b.day, evidence: b.evidence })
    }

    fn verb(&self, input: VerbInput, case: &Case, concern: ConcernId) -> Result<Verb, Refusal> {
        Ok(match input {
            VerbInput::Verify(result, words) => Verb::Verify(Verify { result, words: self.words(words)? }),
            VerbInput::RequestVisit(words) => Verb::RequestVisit(self.plain(words)?),
            VerbInput::RecordVisit(result, words) => Verb::RecordVisit(Visit { result, words: self.words(words)? }),
            VerbInput::AskDocuments(documents, words) => Verb::AskDocuments(AskDocuments { documents, words: self.words(words)? }),
            VerbInput::ReceiveDocuments(words) => Verb::ReceiveDocuments(self.plain(words)?),
            VerbInput::Serve(result, words, programs) => Verb::Serve(Serve { result, words: self.words(words)?, programs }),
            VerbInput::Escalate(reason, words) => Verb::Escalate(slrt_domain::case::Words { words: self.words(words)?, reason }),
            VerbInput::Wait { result, reason, external, next_look, words } => {
                let external = external.map(|e| self.external(e)).transpose()?;
                Verb::Wait(Wait { result, reason, external, next_look, words: self.words(words)? })
            }
            VerbInput::Resume(words) => Verb::Resume(self.plain(words)?),
            VerbInput::Extend(reason, words) => Verb::Extend(slrt_domain::case::Words { words: self.words(words)?, reason }),
            VerbInput::Reclassify { kind, urgent, restricted, words } => {
                Verb::Reclassify(Reclassify { kind, urgent, restricted, words: self.words(words)? })
            }
            VerbInput::Note(words) => Verb::Note(self.plain(words)?),
            VerbInput::NoteNumber(e) => Verb::NoteNumber(self.external(e)?),
            VerbInput::Recommend(programs, words) => Verb::Recommend(Recommend { programs, words: self.words(words)? }),
            VerbInput::Resubmit(words) => Verb::Resubmit(self.plain(words)?),
            VerbInput::TakeBack(reason, words) => Verb::TakeBack(slrt_domain::case::Words { words: self.words(words)?, reason }),
            VerbInput::WithdrawRecommendation(reason, words) => {
                Verb::WithdrawRecommendation(slrt_domain::case::Words { words: self.words(words)?, reason })
            }
            VerbInput::Decline(reason, words) => Verb::Decline(Decline { reason, words: self.words(words)? }),
            VerbInput::Confirm(result, channel, reason, words) => {
                Verb::Confirm(Confirm { result, by: ConfirmedBy::Officer(channel), reason, words: self.words(words)? })
            }
            VerbInput::Close(reason, words) => Verb::Close(Close { reason, words: self.words(words)?, other: None }),
            VerbInput::Reopen(words) => Verb::Reopen(self.plain(words)?),
            other => self.between(other, case, concern)?,
        })
    }

    /// Decisions, referrals and their answers, which rest on where the case stands.
    fn between(&self, input: VerbInput, case: &Case, concern: ConcernId) -> Result<Verb, Refusal> {
        Ok(match input {
            VerbInput::Decide { result, reason, words } => {
                // Where nothing is to be decided any more, the rules say so.
                let step = case.concern(concern).and_then(|c| c.now.chain.first()).and_then(|s| action_of(s.role));
                Verb::Decide(Decide { action: step.unwrap_or(Action::DecideManager), result, reason, words: self.words(words)? })
            }
            VerbInput::Refer { referral, institution, program, consent, words, named } => {
                Verb::Refer(Refer { referral, institution, program, consent, words: self.words(words)?, named })
            }
            VerbInput::Answer { result, reason, documents, words, on_behalf } => {
                let referral = case.referral_of(concern).map(|r| r.id).ok_or_else(Refusal::not_found)?;
                let on_behalf = on_behalf.map(|b| self.on_behalf(b)).transpose()?;
                Verb::Answer(Answer { referral, result, reason, documents, words: self.words(words)?, on_behalf })
            }
            _ => return Err(Refusal::invalid("verb", "unknown")),
        })
    }
}

/// A document to be added, in clear.
#[derive(Debug, Clone)]
pub struct DocumentInput {
    /// Named by the client.
    pub id: DocumentId,
    /// The case.
    pub case: CaseId,
    /// Of which concern only.
    pub concern: Option<ConcernId>,
    /// Kind by code.
    pub kind: String,
    /// How it was presented.
    pub form: DocumentForm,
    /// The photograph.
    pub photo: Option<Private<Vec<u8>>>,
}

/// Adds a document to a case.
///
/// # Errors
/// Not found, forbidden, an unknown kind, or the storage's error.
pub async fn add_document(house: &House, sender: &Sender, d: DocumentInput) -> Result<Done, OperationError> {
    if !house.catalog().documents.iter().any(|k| k.code == d.kind) {
        return Err(Refusal::invalid("kind", "unknown").into());
    }
    let (key, case) = open(house, sender.tenant, d.case).await?;
    // Nothing is kept on the disk for somebody who may not add it.
    permitted(house, sender, &case, d.concern, Action::AddDocument).await?;
    let blob = match &d.photo {
        Some(photo) if photo.reveal().len() > blobs::PHOTO_BYTES => return Err(Refusal::invalid("photo", "too-large").into()),
        Some(photo) => Some(blobs::keep(house, sender.tenant, &key, photo.reveal()).await?),
        None if d.form == DocumentForm::Photo => return Err(Refusal::invalid("photo", "missing").into()),
        None => None,
    };
    let noted = DocumentNoted {
        document: d.id,
        case: d.case,
        concern: d.concern,
        kind: d.kind,
        form: d.form,
        blob,
        visibility: case.visibility,
        at: sender.occurred_at.unwrap_or_else(|| house.clock().now()),
    };
    house.submit(sender.request(Body::NoteDocument(noted))).await
}

/// How long a look at the same photograph by the same person is one look.
const ONE_LOOK_SECONDS: i64 = 3600;

/// Notes that somebody looks at a photograph of a kind that holds specific personal data or a number; once an hour for each of them.
///
/// # Errors
/// Not found, or the storage's error.
pub async fn see_document(house: &House, sender: &Sender, seen: DocumentSeen) -> Result<(), OperationError> {
    if !house.catalog().documents.iter().any(|d| d.code == seen.kind && d.sensitive) {
        return Ok(());
    }
    let Who::Account(account) = sender.who else { return Ok(()) };
    let since = house.clock().now().plus_seconds(-ONE_LOOK_SECONDS);
    let mut tx = house.db().read(sender.tenant).await?;
    let entries = journal::by_subject(&mut tx, sender.tenant, seen.case.0, 100).await?;
    tx.rollback().await?;
    let own = entries.iter().filter(|e| e.actor == Some(account.0) && e.recorded_at >= since && e.kind.starts_with("document.seen/"));
    for entry in own {
        if matches!(wire::decode(&entry.kind, &entry.payload)?, Event::DocumentSeen(e) if e.document == seen.document) {
            return Ok(());
        }
    }
    house.submit(sender.request(Body::SeeDocument(seen))).await?;
    Ok(())
}

async fn permitted(house: &House, sender: &Sender, case: &Case, concern: Option<ConcernId>, action: Action) -> Result<(), OperationError> {
    if !matches!(sender.who, Who::Account(_)) {
        return Ok(());
    }
    let reference = house.reference(sender.tenant).await?;
    let now = house.clock().now();
    let actor = sender.who.actor(&reference, now);
    let ctx = Context { actor: &actor, now, occurred_at: now, late_reason: None, reference: &reference, catalog: &reference.catalog };
    let mut refusal = Refusal::not_found();
    for c in case.concerns.iter().filter(|c| concern.is_none_or(|id| c.id == id) && ctx.may_know(case, c.visibility)) {
        match ctx.authority(action, case, c) {
            Ok(_) => return Ok(()),
            Err(e) if refusal.kind == RefusalKind::NotFound => refusal = e,
            Err(_) => {}
        }
    }
    Err(refusal.into())
}

/// Names somebody on a restricted case.
///
/// # Errors
/// Not found, forbidden, an account without any role, or the storage's error.
pub async fn name_person(house: &House, sender: &Sender, case: CaseId, account: AccountId) -> Result<Done, OperationError> {
    house.submit(sender.request(Body::NamePerson(PersonNamed { case, account }))).await
}

/// Takes somebody off a restricted case.
///
/// # Errors
/// Not found, forbidden, nobody left who may handle it, or the storage's error.
pub async fn unname_person(house: &House, sender: &Sender, case: CaseId, account: AccountId) -> Result<Done, OperationError> {
    house.submit(sender.request(Body::UnnamePerson(PersonUnnamed { case, account }))).await
}

/// Puts right whom a case is about: `before` is who stood there when the officer looked.
///
/// # Errors
/// Not found, forbidden, an unknown person, somebody was faster, or the storage's error.
pub async fn set_case_person(
    house: &House,
    sender: &Sender,
    case: CaseId,
    person: PersonId,
    before: Option<PersonId>,
    words: Words,
) -> Result<Done, OperationError> {
    let (key, _) = open(house, sender.tenant, case).await?;
    let words = Sealer { key: &key }.words(words)?;
    house.submit(sender.request(Body::SetCasePerson(CasePersonSet { case, person, family: None, before, words }))).await
}

/// Renews the PIN of a case for a citizen who lost it; it is told once.
///
/// # Errors
/// Not found, forbidden, or the storage's error.
pub async fn renew_pin(house: &House, sender: &Sender, case: CaseId) -> Result<(Private<String>, Done), OperationError> {
    let done = house.submit(sender.request(Body::RenewPin(case))).await?;
    let renewed = done.events.iter().find_map(|e| if let Event::PinRenewed(e) = e { Some(e) } else { None });
    let renewed = renewed.ok_or_else(|| StorageError::corrupt("a renewed PIN without its event"))?;
    let (_, case) = open(house, sender.tenant, case).await?;
    // Sent again after the PINs' key was rotated: what was told then is told again.
    let told = house.keys().drawn_pin(sender.operation, case.number, &renewed.pin_hash);
    Ok((Private::new(told.ok_or_else(|| StorageError::corrupt("a PIN that no key drew"))?), done))
}

/// What a citizen says on their page, in clear.
#[derive(Debug, Clone)]
pub struct CitizenWord {
    /// The case whose number and PIN were given (`accounts::by_pin`).
    pub case: CaseId,
    /// The concern.
    pub concern: ConcernId,
    /// `helped`, `partly`, `not_helped`.
    pub result: String,
    /// In their words.
    pub words: Words,
}

/// The citizen's own answer. It counts whatever was done in between.
///
/// # Errors
/// Not found, a state in which it cannot be said, or the storage's error.
pub async fn citizen_answer(house: &House, tenant: Tenant, operation: OperationId, word: CitizenWord) -> Result<Done, OperationError> {
    let text = word.words.as_ref().map(|w| w.reveal().as_str()).unwrap_or_default();
    let digest = house.keys().request_digest(&[&word.case.bytes(), &word.concern.bytes(), word.result.as_bytes(), text.as_bytes()]);
    let who = Who::Citizen(word.case);
    let sender = Sender { tenant, who, channel: "web".into(), device: None, operation, digest, occurred_at: None, late_reason: None };
    let mut tries = 0;
    loop {
        let (key, case) = open(house, tenant, word.case).await?;
        let concern = case.concern(word.concern).ok_or_else(Refusal::not_found)?;
        let words = Sealer { key: &key }.words(word.words.clone())?;
        let verb = Verb::Confirm(Confirm { result: word.result.clone(), by: ConfirmedBy::Pin, reason: None, words });
        let command = ConcernCommand { case: word.case, concern: word.concern, revision: concern.revision, verb };
        tries += 1;
        match house.submit(sender.request(Body::Concern(Box::new(command)))).await {
            // An officer was faster by a moment: the citizen need not know.
            Err(OperationError::Refused(r)) if r.kind == RefusalKind::Changed && tries < 5 => {}
            answer => return answer,
        }
    }
}
