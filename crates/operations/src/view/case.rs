//! The page of a case.

use super::desk::{AreaName, Desk, OfficeName, Timing, TurnView, area_name, institution_name, office_name};
use super::family::{ObservationView, decile_of, newest_observation};
use super::hand_overs::{self, HandedView};
use super::papers::{DocumentView, ExternalView, documents_of, externals_of};
use super::people::{PersonBrief, family_id, masked_card, masked_phone, officers, words};
use super::timeline::{Lens, TimelineView, actors};
use crate::accounts::Session;
use crate::house::{Asked, House, OperationError};
use slrt_domain::Coded as _;
use slrt_domain::access::{Action, Visibility};
use slrt_domain::calendar::{Day, Instant};
use slrt_domain::case::{
    Case, Channel, Concern, ConcernState, Context, OTHER_SERVICE, OTHER_TENANT, Offer, Outcome, Referral, ReferralState, Sight, StepKind,
    VerbCode, can_hand_over, can_take_back, expected, offers,
};
use slrt_domain::identity::*;
use slrt_domain::journal::{Entry, Event, Refusal};
use slrt_storage::case::CaseRow;
use slrt_storage::{Opener, StorageError, Tx, case as cases, journal, listing, registry, wire};

/// The newest entries shown of a case.
const ENTRIES: i64 = 300;

/// A case as a reader may see it.
#[derive(Debug, Clone)]
pub struct CaseView {
    /// Id.
    pub id: CaseId,
    /// Nomor layanan.
    pub number: ServiceNumber,
    /// All of it, or an institution's part.
    pub sight: Sight,
    /// Whether only named persons know of a part of it that the reader sees.
    pub restricted: bool,
    /// When it was brought.
    pub at: Instant,
    /// The same in the tenant's zone: day, hour, minute.
    pub local: (Day, u8, u8),
    /// The office that took it.
    pub office: Option<OfficeName>,
    /// The village it is about.
    pub village: AreaName,
    /// How it came.
    pub channel: Channel,
    /// PPKS code; not for institutions.
    pub ppks: Option<String>,
    /// Who took it; not for institutions.
    pub opened_by: Option<Private<String>>,
    /// Who it is for.
    pub person: PersonBrief,
    /// Their family, for readers of the registry.
    pub family: Option<FamilyId>,
    /// Masked No. KK; for an institution while it works on the case, like the two below.
    pub card: Option<String>,
    /// Where they live, in words.
    pub address: Option<Private<String>>,
    /// Masked telephone number that was left with the case.
    pub callback: Option<String>,
    /// Decile of the copy, with its source and day; not for institutions.
    pub decile: Option<(i64, String, Option<Day>)>,
    /// What a national system showed of the family last; not for institutions.
    pub observed: Option<ObservationView>,
    /// Who came instead.
    pub proxy: Option<Private<String>>,
    /// Whether the key is gone: words read as erased.
    pub erased: bool,
    /// Concerns that the reader may know of.
    pub concerns: Vec<ConcernView>,
    /// Documents of the case and of these concerns.
    pub documents: Vec<DocumentView>,
    /// Numbers in other systems.
    pub externals: Vec<ExternalView>,
    /// What happened, newest first.
    pub timeline: Vec<TimelineView>,
    /// Where it went last, if it was handed over; not for institutions.
    pub handed: Option<HandedView>,
    /// What may be done with the case as a whole.
    pub can: CaseActions,
}

/// What a reader may do with a case as a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CaseActions {
    /// Add documents.
    pub add_document: bool,
    /// Name somebody on it.
    pub name_person: bool,
    /// Put right whom it is about.
    pub set_person: bool,
    /// Renew its PIN.
    pub renew_pin: bool,
    /// Hand it over to another tenant, of which there is one.
    pub hand_over: bool,
    /// Take it back from another tenant that has not answered, as far as is known here.
    pub take_back: bool,
    /// See NIK, card number and telephone in clear.
    pub reveal: bool,
    /// Whether that needs a coded reason: the case has ended and is no purpose any more.
    pub reveal_needs_reason: bool,
}

/// A concern as a reader may see it.
#[derive(Debug, Clone)]
pub struct ConcernView {
    /// Id.
    pub id: ConcernId,
    /// Place among those that the reader sees, from 1.
    pub position: usize,
    /// What a step must name: the revision that was seen.
    pub revision: i64,
    /// Kind.
    pub kind: String,
    /// Category letter.
    pub category: String,
    /// Sector.
    pub sector: String,
    /// Whether only named persons know of it.
    pub restricted: bool,
    /// Urgent.
    pub urgent: bool,
    /// The citizen's own words; not for institutions.
    pub words: Option<Private<String>>,
    /// Where it stands.
    pub state: ConcernState,
    /// Whose turn it is; none for an institution whose part is over.
    pub turn: Option<TurnView>,
    /// Days.
    pub timing: Timing,
    /// What came of it: never the same as the state.
    pub outcome: Option<Outcome>,
    /// The last coded reason.
    pub reason: Option<String>,
    /// Programs picked.
    pub programs: Vec<String>,
    /// The day it was brought.
    pub opened_on: Day,
    /// The day it ended.
    pub closed_on: Option<Day>,
    /// How many times it was opened again.
    pub reopened: i64,
    /// Since when our own clock pauses.
    pub paused_since: Option<Day>,
    /// The day on which more time was taken.
    pub extended_on: Option<Day>,
    /// The day that would be promised if more time were taken now; none where that cannot be.
    pub extends_to: Option<Day>,
    /// Roles that still have to decide, the present one first.
    pub chain: Vec<slrt_domain::case::TurnRole>,
    /// Its referrals, oldest first; an institution sees its own.
    pub referrals: Vec<ReferralView>,
    /// What the reader may do now.
    pub actions: Vec<Offer>,
    /// What whoever has the turn should do.
    pub next: Option<VerbCode>,
}

impl ConcernView {
    /// The one thing that the reader should do now.
    pub fn primary(&self) -> Option<&Offer> {
        self.actions.iter().find(|o| o.primary)
    }
}

/// A referral.
#[derive(Debug, Clone)]
pub struct ReferralView {
    /// Id.
    pub id: ReferralId,
    /// To whom.
    pub institution: (InstitutionId, String),
    /// For which program.
    pub program: Option<String>,
    /// How it stands.
    pub state: ReferralState,
    /// Sent.
    pub sent_on: Day,
    /// Answered.
    pub answered_on: Option<Day>,
    /// Whether the last answer was recorded on its behalf.
    pub on_behalf: bool,
    /// The last coded reason.
    pub reason: Option<String>,
    /// What was sent along, newest first.
    pub sent_words: Vec<Private<String>>,
    /// The institution's last words.
    pub answer_words: Option<Private<String>>,
    /// Documents asked for last.
    pub documents_asked: Vec<String>,
}

/// The case of a number, as the reader may see it.
///
/// # Errors
/// Not found, or storage.
pub fn case_by_number<'a>(house: &'a House, session: &'a Session, number: ServiceNumber) -> Asked<'a, CaseView> {
    Box::pin(async move {
        let several = are_several(house, session).await?;
        let mut tx = house.db().read(session.actor.tenant).await?;
        let id = cases::by_number(&mut tx, session.actor.tenant, number).await?.ok_or_else(Refusal::not_found)?;
        show(&mut tx, &Desk::new(house, session), id, several).await
    })
}

/// A case, as the reader may see it.
///
/// # Errors
/// Not found, or storage.
pub fn case<'a>(house: &'a House, session: &'a Session, id: CaseId) -> Asked<'a, CaseView> {
    Box::pin(async move {
        let several = are_several(house, session).await?;
        let mut tx = house.db().read(session.actor.tenant).await?;
        show(&mut tx, &Desk::new(house, session), id, several).await
    })
}

/// Whether there is another tenant to whom the reader might hand something over.
async fn are_several(house: &House, session: &Session) -> Result<bool, OperationError> {
    Ok(session.actor.may_anywhere(Action::HandOver) && house.tenants().await?.len() > 1)
}

/// What a reader sees of a case's concerns; nothing at all is *not found*.
fn seen<'c>(case: &'c Case, ctx: &Context<'_>) -> Result<(Sight, Vec<&'c Concern>), OperationError> {
    let seen: Vec<(Sight, &Concern)> = case.concerns.iter().filter_map(|c| ctx.sight(case, c).map(|s| (s, c))).collect();
    let whole = seen.iter().any(|(s, _)| *s == Sight::Whole);
    let sight = if whole { Sight::Whole } else { Sight::Referral };
    if seen.is_empty() {
        return Err(Refusal::not_found().into());
    }
    Ok((sight, seen.into_iter().filter(|(s, _)| *s == sight).map(|(_, c)| c).collect()))
}

async fn show(tx: &mut Tx, desk: &Desk<'_>, id: CaseId, several: bool) -> Result<CaseView, OperationError> {
    let tenant = desk.session.actor.tenant;
    let (row, case) = cases::load(tx, tenant, &[id]).await?.into_iter().next().ok_or_else(Refusal::not_found)?;
    let ctx = desk.ctx();
    let (sight, concerns) = seen(&case, &ctx)?;
    let entries = journal::by_subject(tx, tenant, id.0, ENTRIES).await?;
    let documents = cases::documents(tx, tenant, id).await?;
    let externals = listing::externals(tx, tenant, id).await?;
    let persons: Vec<PersonId> = case.person.into_iter().collect();
    let person = registry::persons(tx, tenant, &persons).await?.into_iter().next();
    let families: Vec<FamilyId> = case.family.filter(|_| person.as_ref().is_some_and(|p| !p.erased)).into_iter().collect();
    let home = registry::families(tx, tenant, &families).await?.into_iter().next();
    let subjects: Vec<Subject> = std::iter::once(Subject::from(id))
        .chain(case.person.map(Subject::from))
        .chain(families.iter().map(|f| Subject::from(*f)))
        .collect();
    let opener = Opener::load(tx, desk.house.keys(), tenant, &subjects).await?;
    let accounts: Vec<AccountId> = actors(&entries).into_iter().chain(case.opened_by).collect();
    let officers = officers(tx, tenant, accounts).await?;

    let named = ctx.may_know(&case, Visibility::Restricted);
    let lens = Lens {
        desk,
        concerns: concerns.iter().enumerate().map(|(i, c)| (c.id, i + 1)).collect(),
        papers: concerns.iter().filter(|c| sight == Sight::Whole || is_at_work(desk, &case, c)).map(|c| c.id).collect(),
        institutions: (sight == Sight::Referral).then(|| own_institutions(desk)),
        named,
        opener: &opener,
        officers: &officers,
    };
    let events: Vec<(&Entry, Event)> =
        entries.iter().map(|e| wire::decode(&e.kind, &e.payload).map(|event| (e, event))).collect::<Result<_, StorageError>>()?;
    let mut timeline: Vec<TimelineView> = events.iter().filter_map(|(e, event)| lens.view(e, event)).collect();
    timeline.sort_by_key(|t| std::cmp::Reverse((t.at, t.entry)));

    let mut externals = externals_of(&lens, &case, externals)?;
    // Where only protected needs went, nobody else is told that anything did.
    let gone = events.iter().find_map(|(_, e)| if let Event::CaseHandedOver(h) = e { Some(h) } else { None });
    let told = gone.is_none_or(|h| named || h.concerns.iter().any(|k| lens.concerns.contains_key(&k.id)));
    externals.retain(|e| told || e.system != OTHER_TENANT);
    link(tx, desk, &mut externals).await?;
    let whole = sight == Sight::Whole;
    let at_work = whole || concerns.iter().any(|c| is_at_work(desk, &case, c));
    let observed = match families.first().filter(|_| whole) {
        Some(family) => newest_observation(tx, tenant, *family, &opener).await?,
        None => None,
    };
    let handed = if whole && told { hand_overs::handed(tx, desk.house, tenant, id).await? } else { None };
    let ppks = row.ppks.clone().and_then(|p| opener.open("case.ppks", &Sealed(p)));
    let brief = match &person {
        Some(p) => PersonBrief::of(p, desk.today, &opener)?,
        None => caller(&row, &opener),
    };
    Ok(CaseView {
        id,
        number: case.number,
        sight,
        restricted: concerns.iter().any(|c| c.visibility == Visibility::Restricted),
        at: case.occurred_at,
        local: desk.reference().zone.local(case.occurred_at),
        office: office_name(desk.reference(), case.office),
        village: area_name(desk.house, case.village),
        channel: Channel::from_code(&row.channel).ok_or_else(|| StorageError::corrupt("channel"))?,
        ppks: ppks.filter(|code| whole && (named || !is_restricted_ppks(desk, Some(code.as_str())))),
        opened_by: case.opened_by.filter(|_| whole).and_then(|a| officers.get(&a).cloned()),
        family: person
            .as_ref()
            .filter(|_| whole)
            .map(family_id)
            .transpose()?
            .filter(|_| desk.session.actor.may_anywhere(Action::ViewFamily)),
        person: if whole { brief } else { brief.for_institution(at_work) },
        card: home.as_ref().filter(|_| at_work).and_then(|f| masked_card(f.card.as_deref()?, &opener)),
        address: home.as_ref().filter(|_| at_work).and_then(|f| address(f.address.as_deref(), f.hamlet.as_deref())),
        decile: home.as_ref().filter(|_| whole).and_then(decile_of),
        observed,
        callback: words(&opener, "case.phone", row.phone.clone().map(Sealed).as_ref())
            .filter(|_| at_work)
            .map(|p| masked_phone(p.reveal())),
        proxy: words(&opener, "case.proxy", row.proxy.clone().map(Sealed).as_ref()).filter(|_| whole),
        erased: opener.key(id).is_none(),
        concerns: concerns.iter().enumerate().map(|(i, c)| concern_view(&lens, &case, c, i + 1, &events)).collect(),
        documents: documents_of(&lens, &case, documents)?,
        externals,
        timeline,
        handed,
        can: CaseActions {
            hand_over: several && opener.key(id).is_some() && can_hand_over(&case, &ctx),
            take_back: can_take_back(&case, &ctx),
            ..actions(&ctx, &case, &concerns)
        },
    })
}

/// Finds the services that go on in place of duplicates, where the reader may see them.
async fn link(tx: &mut Tx, desk: &Desk<'_>, externals: &mut [ExternalView]) -> Result<(), OperationError> {
    let tenant = desk.session.actor.tenant;
    for e in externals.iter_mut().filter(|e| e.system == OTHER_SERVICE) {
        let Some(number) = e.number.as_ref().and_then(|n| ServiceNumber::parse(n.reveal())) else { continue };
        let ids: Vec<CaseId> = cases::by_number(tx, tenant, number).await?.into_iter().collect();
        let other = cases::load(tx, tenant, &ids).await?.into_iter().next();
        e.case = other.filter(|(_, other)| seen(other, &desk.ctx()).is_ok()).map(|(_, other)| other.id);
    }
    Ok(())
}

fn caller(row: &CaseRow, opener: &Opener) -> PersonBrief {
    PersonBrief::caller(words(opener, "case.caller", row.caller.clone().map(Sealed).as_ref()))
}

/// Street and hamlet, as far as they are known.
fn address(street: Option<&str>, hamlet: Option<&str>) -> Option<Private<String>> {
    let parts: Vec<&str> = [street, hamlet].into_iter().flatten().map(str::trim).filter(|p| !p.is_empty()).collect();
    (!parts.is_empty()).then(|| Private::new(parts.join(", ")))
}

fn is_restricted_ppks(desk: &Desk<'_>, code: Option<&str>) -> bool {
    desk.reference().catalog.ppks.iter().any(|p| Some(p.code.as_str()) == code && p.restricted)
}

/// Institutions for which the reader works.
pub(super) fn own_institutions(desk: &Desk<'_>) -> Vec<InstitutionId> {
    let scopes = desk.session.actor.grants.iter().map(|g| g.scope);
    scopes.filter_map(|s| if let slrt_domain::access::Scope::Institution(i) = s { Some(i) } else { None }).collect()
}

/// Whether an institution of the reader's works on a concern; one whose part is over reads its own answer, and no papers.
fn is_at_work(desk: &Desk<'_>, case: &Case, c: &Concern) -> bool {
    let own = own_institutions(desk);
    case.institutions_at_work(c.id).iter().any(|i| own.contains(i))
}

fn actions(ctx: &Context<'_>, case: &Case, concerns: &[&Concern]) -> CaseActions {
    let may = |action: Action| concerns.iter().any(|c| ctx.authority(action, case, c).is_ok());
    CaseActions {
        add_document: may(Action::AddDocument) && !case.is_elsewhere(),
        set_person: may(Action::Verify)
            && !case.concerns.iter().any(|c| c.state.is_elsewhere())
            && case.concerns.iter().all(|c| ctx.may_know(case, c.visibility)),
        name_person: may(Action::NamePerson) && concerns.iter().any(|c| c.visibility == Visibility::Restricted),
        // The PIN opens the page of all concerns.
        hand_over: false,
        take_back: false,
        renew_pin: may(Action::Confirm) && case.concerns.iter().all(|c| ctx.may_know(case, c.visibility)),
        reveal: may(Action::RevealIdentity),
        reveal_needs_reason: !case.is_open(),
    }
}

fn concern_view(lens: &Lens<'_>, case: &Case, c: &Concern, position: usize, events: &[(&Entry, Event)]) -> ConcernView {
    let desk = lens.desk;
    let ctx = desk.ctx();
    let own = |r: &&Referral| lens.institutions.as_ref().is_none_or(|own| own.contains(&r.institution));
    let current = lens.institutions.is_none() || case.referral_of(c.id).is_some_and(|r| own(&r));
    let actions = offers(case, c, &ctx);
    let can_extend = actions.iter().any(|o| o.verb == VerbCode::Extend);
    ConcernView {
        id: c.id,
        position,
        revision: c.revision,
        kind: c.kind.clone(),
        category: c.category.clone(),
        sector: c.sector.clone(),
        restricted: c.visibility == Visibility::Restricted,
        urgent: c.urgent,
        words: words(lens.opener, "concern.words", c.words.as_ref()).filter(|_| lens.institutions.is_none()),
        state: c.state,
        turn: current.then(|| desk.turn(&c.now.turn, case.village)),
        timing: Timing::of(&c.now, desk.today, &desk.reference().catalog),
        outcome: c.now.outcome,
        reason: c.now.reason.clone(),
        programs: c.now.programs.clone(),
        opened_on: c.opened_on,
        closed_on: c.now.closed_on,
        reopened: c.now.reopened,
        paused_since: c.now.paused_since,
        extended_on: c.now.extended_on,
        extends_to: can_extend.then(|| ctx.extension(case, c).ok().map(|e| e.promised)).flatten(),
        chain: c.now.chain.iter().map(|s| s.role).collect(),
        referrals: case.referrals.iter().filter(|r| r.concern == c.id).filter(own).map(|r| referral_view(lens, r, events)).collect(),
        actions,
        next: expected(case, c, &ctx).filter(|_| current),
    }
}

fn referral_view(lens: &Lens<'_>, r: &Referral, events: &[(&Entry, Event)]) -> ReferralView {
    let steps = events.iter().filter_map(|(_, e)| match e {
        Event::ConcernMoved(m) if m.detail.referral == Some(r.id) => Some(m),
        _ => None,
    });
    let (sent, answers): (Vec<_>, Vec<_>) = steps.partition(|m| matches!(m.step, StepKind::Referred | StepKind::ReferralResubmitted));
    let open = |sealed: Option<&Sealed>| words(lens.opener, "step.words", sealed);
    let asked = answers.iter().find(|m| m.step == StepKind::ReferralMoreAsked);
    ReferralView {
        id: r.id,
        institution: (r.institution, institution_name(lens.desk.reference(), r.institution)),
        program: r.program.clone(),
        state: r.state,
        sent_on: r.sent_on,
        answered_on: r.answered_on,
        on_behalf: r.on_behalf,
        reason: r.reason.clone(),
        sent_words: sent.iter().filter_map(|m| open(m.detail.words.as_ref())).collect(),
        answer_words: answers.first().and_then(|m| open(m.detail.words.as_ref())),
        documents_asked: asked.map(|m| m.detail.documents.clone()).unwrap_or_default(),
    }
}
