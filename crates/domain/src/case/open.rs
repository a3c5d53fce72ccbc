//! Intake: a case with one or more concerns.

use super::context::{Context, Decision};
use super::event::{CaseOpened, ConcernOpened, DocumentNoted, ExternalNumber, SYSTEMS};
use super::model::After;
use super::state::*;
use crate::access::{Action, Place, Visibility};
use crate::area::{AreaCode, Level};
use crate::identity::*;
use crate::journal::{Event, Refusal, RefusalKind};
use crate::program::Kind;

/// What an officer heard at the counter, on a visit, by telephone or message.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenCase {
    /// The case, named by the client.
    pub case: CaseId,
    /// The office that takes it; where it has no staff, the next one on the village's route.
    pub office: Option<OfficeId>,
    /// The village it is about.
    pub village: AreaCode,
    /// Who it is for; none for an anonymous caller or one whose name alone is known.
    pub person: Option<PersonId>,
    /// How it came.
    pub channel: Channel,
    /// The caller's name, where they are not in the registry.
    pub caller: Option<Sealed>,
    /// Telephone to call back.
    pub phone: Option<Sealed>,
    /// Who came instead.
    pub proxy: Option<Sealed>,
    /// PPKS code.
    pub ppks: Option<String>,
    /// The same, sealed: that somebody belongs to such a group is kept under the case's key.
    pub ppks_sealed: Option<Sealed>,
    /// Number in another system.
    pub external: Option<ExternalNumber>,
    /// One or more.
    pub concerns: Vec<NewConcern>,
    /// Documents.
    pub documents: Vec<NewDocument>,
    /// Open cases of the same person and category that the officer was shown.
    pub duplicates_seen: Vec<CaseId>,
    /// Drawn numbers, of which the first free one is taken.
    pub draws: Vec<u32>,
    /// The PIN told to the citizen; only its keyed hash is kept.
    pub pin: String,
}

/// One need or complaint.
#[derive(Debug, Clone, PartialEq)]
pub struct NewConcern {
    /// Named by the client.
    pub id: ConcernId,
    /// Kind by code.
    pub kind: String,
    /// Sector, where it differs from the kind's usual one.
    pub sector: Option<String>,
    /// In the citizen's words.
    pub words: Option<Sealed>,
    /// Urgent.
    pub urgent: bool,
}

/// A document at intake.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDocument {
    /// Named by the client.
    pub id: DocumentId,
    /// Kind by code.
    pub kind: String,
    /// How it was presented.
    pub form: DocumentForm,
    /// Hash of the sealed photograph.
    pub blob: Option<Vec<u8>>,
    /// Of which concern, if of one only.
    pub concern: Option<ConcernId>,
}

/// What is known when a case is opened.
#[derive(Debug, Clone, Default)]
pub struct Opening {
    /// The person's family, when the person exists.
    pub family: Option<FamilyId>,
    /// The person's open concerns: case, category, and whether the actor may know of it.
    pub open: Vec<(CaseId, String, bool)>,
    /// Which of the drawn numbers are taken.
    pub taken: Vec<i64>,
}

/// Opens a case; `pin_hash` is the keyed hash of a PIN, bound to its number.
///
/// # Errors
/// A [`Refusal`]: no right here, something missing or unknown, no office, or an open case of the same category not shown yet.
pub fn open(
    command: &OpenCase,
    known: &Opening,
    pin_hash: impl Fn(ServiceNumber, &str) -> Vec<u8>,
    ctx: &Context<'_>,
) -> Result<Decision, Refusal> {
    ctx.check_time()?;
    let office = office_of(command, ctx)?;
    let place = Place { offices: &[office], village: Some(command.village), institutions: &[] };
    let authority = ctx.actor.may(Action::OpenCase, &place).ok_or_else(Refusal::forbidden)?;
    check_fields(command, known, ctx)?;
    check_duplicates(command, known, ctx)?;
    let number = command
        .draws
        .iter()
        .map(|d| ServiceNumber::from_draw(ctx.actor.tenant, *d))
        .find(|n| !known.taken.contains(&n.digits()))
        .ok_or_else(|| Refusal::invalid("number", "drawn-out"))?;
    let kinds = command.concerns.iter().map(|c| kind_of(c, command, ctx)).collect::<Result<Vec<_>, _>>()?;
    let all_restricted = kinds.iter().all(|(_, v)| *v == Visibility::Restricted);
    let any_restricted = kinds.iter().any(|(_, v)| *v == Visibility::Restricted);
    // Who may know is asked for few: most needs are everybody's who works there.
    let named = if any_restricted { named(office, command.village, ctx) } else { Vec::new() };
    let at = (office, command.village);
    let concerns = command.concerns.iter().zip(kinds).map(|(c, kind)| concern(c, kind, at, &named, ctx)).collect::<Result<Vec<_>, _>>()?;
    let opened = CaseOpened {
        case: command.case,
        number,
        pin_hash: pin_hash(number, &command.pin),
        office,
        village: command.village,
        person: command.person,
        family: known.family,
        channel: command.channel,
        visibility: if all_restricted { Visibility::Restricted } else { Visibility::Normal },
        caller: command.caller.clone(),
        phone: command.phone.clone(),
        proxy: command.proxy.clone(),
        ppks: command.ppks_sealed.clone().filter(|_| command.ppks.is_some()),
        on: ctx.on(),
        late_reason: ctx.late_reason.map(Into::into),
        external: command.external.clone(),
        named,
        concerns,
    };
    let documents = command.documents.iter().map(|d| {
        // A paper of the whole case may speak of its restricted part.
        let whole = if any_restricted { Visibility::Restricted } else { Visibility::Normal };
        let visibility = d.concern.and_then(|id| opened.concerns.iter().find(|c| c.id == id)).map_or(whole, |c| c.visibility);
        Event::DocumentNoted(DocumentNoted {
            document: d.id,
            case: command.case,
            concern: d.concern,
            kind: d.kind.clone(),
            form: d.form,
            blob: d.blob.clone(),
            visibility,
            at: ctx.occurred_at,
        })
    });
    let documents: Vec<_> = documents.collect();
    let events = std::iter::once(Event::CaseOpened(opened)).chain(documents).collect();
    Ok(Decision { events, authority, on_behalf_of: String::new(), occurred_at: ctx.occurred_at })
}

/// A village without staff never holds a case: the wanted office when it is staffed, else the next on the village's route.
fn office_of(command: &OpenCase, ctx: &Context<'_>) -> Result<OfficeId, Refusal> {
    if command.village.level() != Level::Village
        || !ctx.reference.covers(&command.village) && command.person.is_none() && command.office.is_none()
    {
        return Err(Refusal::invalid("village", "unknown"));
    }
    command
        .office
        .filter(|o| ctx.reference.is_staffed(*o, ctx.today()))
        .or_else(|| ctx.reference.office_for(command.village, ctx.today()))
        .ok_or_else(|| Refusal::new(RefusalKind::NoOffice))
}

fn check_fields(command: &OpenCase, known: &Opening, ctx: &Context<'_>) -> Result<(), Refusal> {
    if command.concerns.is_empty() {
        return Err(Refusal::invalid("concerns", "missing"));
    }
    if command.concerns.len() > 9 {
        return Err(Refusal::invalid("concerns", "too-many"));
    }
    if command.person.is_some() && known.family.is_none() {
        return Err(Refusal::invalid("person", "unknown"));
    }
    if command.documents.iter().any(|d| !ctx.catalog.documents.iter().any(|k| k.code == d.kind)) {
        return Err(Refusal::invalid("documents", "unknown"));
    }
    if command.documents.iter().any(|d| d.concern.is_some_and(|id| !command.concerns.iter().any(|c| c.id == id))) {
        return Err(Refusal::invalid("concern", "unknown"));
    }
    if command.external.as_ref().is_some_and(|e| !SYSTEMS.contains(&e.system.as_str()) || e.referral.is_some()) {
        return Err(Refusal::invalid("external_system", "unknown"));
    }
    let known_ppks = |code: &String| ctx.catalog.ppks.iter().any(|p| p.code == *code);
    if command.ppks.as_ref().is_some_and(|p| !known_ppks(p)) {
        return Err(Refusal::invalid("ppks", "unknown"));
    }
    Ok(())
}

fn check_duplicates(command: &OpenCase, known: &Opening, ctx: &Context<'_>) -> Result<(), Refusal> {
    let category = |kind: &str| ctx.catalog.kinds.get(kind).map(|k| k.category.as_str());
    let brought: Vec<&str> = command.concerns.iter().filter_map(|c| category(&c.kind)).collect();
    let mut unseen: Vec<String> = known
        .open
        .iter()
        .filter(|(case, open, may_know)| *may_know && !command.duplicates_seen.contains(case) && brought.contains(&open.as_str()))
        .map(|(case, ..)| case.to_string())
        .collect();
    unseen.sort();
    unseen.dedup();
    if unseen.is_empty() {
        return Ok(());
    }
    Err(Refusal { kind: RefusalKind::Duplicate, field: None, detail: unseen.join(",") })
}

/// Whoever takes it, and who keeps it.
pub(super) fn named(office: OfficeId, village: AreaCode, ctx: &Context<'_>) -> Vec<AccountId> {
    let mut named = ctx.keepers(office, village);
    named.extend(ctx.actor.account());
    named.sort();
    named.dedup();
    named
}

/// The kind of a concern, and who may know of it: whoever belongs to a group that is stigmatised or in danger is protected in whatever they come with.
fn kind_of<'c>(new: &NewConcern, command: &OpenCase, ctx: &'c Context<'_>) -> Result<(&'c Kind, Visibility), Refusal> {
    let kind = ctx.catalog.kinds.get(&new.kind).ok_or_else(|| Refusal::invalid("kind", "unknown"))?;
    let marked = command.ppks.as_ref().is_some_and(|code| ctx.catalog.ppks.iter().any(|p| p.code == *code && p.restricted));
    let restricted = marked || kind.restricted || ctx.catalog.categories.iter().any(|c| c.code == kind.category && c.restricted);
    Ok((kind, if restricted { Visibility::Restricted } else { Visibility::Normal }))
}

fn concern(
    new: &NewConcern,
    (kind, visibility): (&Kind, Visibility),
    (office, village): (OfficeId, AreaCode),
    named: &[AccountId],
    ctx: &Context<'_>,
) -> Result<ConcernOpened, Refusal> {
    let sector = new.sector.clone().unwrap_or_else(|| kind.sector.clone());
    if !ctx.catalog.sectors.iter().any(|s| s.code == sector) {
        return Err(Refusal::invalid("sector", "unknown"));
    }
    let deadline = ctx.deadline(&new.kind, ctx.on());
    Ok(ConcernOpened {
        id: new.id,
        kind: new.kind.clone(),
        category: kind.category.clone(),
        sector,
        words: new.words.clone(),
        urgent: new.urgent,
        visibility,
        after: After::received(
            ctx.handler_at(office, village, visibility, named),
            ctx.due(deadline.verify_days, new.urgent),
            ctx.due(deadline.total_days, new.urgent),
        ),
    })
}
