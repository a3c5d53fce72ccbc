//! What somebody may do with a concern now: found by trying it, so that nothing is offered that would be refused.

use super::answer::more_asked;
use super::command::*;
use super::context::{At, Context, is_citizen_of, role_of};
use super::decision::{action_of, chain_roles};
use super::event::{ExternalNumber, OnBehalf};
use super::model::{Case, Concern, Turn};
use super::state::*;
use super::step;
use crate::access::{Action, Actor, Role, Scope, Visibility};
use crate::area::AreaCode;
use crate::identity::*;
use crate::program::KindOfCase;

crate::coded! {
    /// Something that can be done with a concern: one form on the case page, one value of the API.
    pub enum VerbCode {
        /// [`Verb::Verify`]
        Verify = "verify",
        /// [`Verb::RequestVisit`]
        RequestVisit = "request_visit",
        /// [`Verb::RecordVisit`]
        RecordVisit = "record_visit",
        /// [`Verb::AskDocuments`]
        AskDocuments = "ask_documents",
        /// [`Verb::ReceiveDocuments`]
        ReceiveDocuments = "receive_documents",
        /// [`Verb::Recommend`]
        Recommend = "recommend",
        /// [`Verb::WithdrawRecommendation`]
        WithdrawRecommendation = "withdraw_recommendation",
        /// [`Verb::Decide`]
        Decide = "decide",
        /// [`Verb::Refer`]
        Refer = "refer",
        /// [`Verb::Answer`], by the institution itself.
        Answer = "answer",
        /// [`Verb::Answer`], recorded on its behalf.
        AnswerOnBehalf = "answer_on_behalf",
        /// [`Verb::Resubmit`]
        Resubmit = "resubmit",
        /// [`Verb::TakeBack`]
        TakeBack = "take_back",
        /// [`Verb::Serve`]
        Serve = "serve",
        /// [`Verb::Wait`]
        Wait = "wait",
        /// [`Verb::Resume`]
        Resume = "resume",
        /// [`Verb::Extend`]
        Extend = "extend",
        /// [`Verb::Escalate`]
        Escalate = "escalate",
        /// [`Verb::Confirm`]
        Confirm = "confirm",
        /// [`Verb::Reopen`]
        Reopen = "reopen",
        /// [`Verb::Decline`]
        Decline = "decline",
        /// [`Verb::Close`]
        Close = "close",
        /// [`Verb::Reclassify`]
        Reclassify = "reclassify",
        /// [`Verb::NoteNumber`]
        NoteNumber = "note_number",
        /// [`Verb::Note`]
        Note = "note",
    }
}

/// A verb that would be accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// Which.
    pub verb: VerbCode,
    /// The results that would be accepted, where the verb has one.
    pub results: Vec<&'static str>,
    /// Whether it is the one thing to do next.
    pub primary: bool,
}

/// Everything that the actor may do with a concern now, in the order in which people should see it. Nothing for whoever may not see it.
pub fn offers(case: &Case, concern: &Concern, ctx: &Context<'_>) -> Vec<Offer> {
    let Some(trial) = Trial::new(case, concern, ctx) else { return Vec::new() };
    let mut found: Vec<Offer> = <VerbCode as crate::Coded>::ALL.iter().filter_map(|v| trial.offer(*v)).collect();
    if let Some(primary) = primary(&found, case, concern, ctx).or_else(|| own_turn(&found, case, concern, ctx)) {
        found.iter_mut().filter(|o| o.verb == primary).for_each(|o| o.primary = true);
    }
    found
}

/// The one thing that the actor should do next, if it is theirs to do; cheaper than [`offers`].
pub fn next_verb(case: &Case, concern: &Concern, ctx: &Context<'_>) -> Option<VerbCode> {
    let trial = Trial::new(case, concern, ctx)?;
    let wanted = expected(case, concern, ctx)?;
    [wanted, on_behalf_of(wanted, concern, ctx)?].into_iter().find(|v| trial.offer(*v).is_some())
}

fn primary(found: &[Offer], case: &Case, concern: &Concern, ctx: &Context<'_>) -> Option<VerbCode> {
    let wanted = expected(case, concern, ctx)?;
    let stand_in = on_behalf_of(wanted, concern, ctx);
    std::iter::once(wanted).chain(stand_in).find(|v| found.iter().any(|o| o.verb == *v))
}

/// Once an institution's promise has passed, whoever sent the referral asks and records the answer; where the institution is no more, they take
/// it back.
fn on_behalf_of(wanted: VerbCode, concern: &Concern, ctx: &Context<'_>) -> Option<VerbCode> {
    let late = concern.now.due.is_some_and(|due| due < ctx.today());
    let gone = concern.now.turn.institution.is_some_and(|i| ctx.reference.institutions.get(&i).is_none_or(|i| !i.active));
    Some(match wanted {
        VerbCode::Answer if gone => VerbCode::TakeBack,
        VerbCode::Answer if late => VerbCode::AnswerOnBehalf,
        wanted => wanted,
    })
}

/// Where somebody has the turn whose role does not allow the usual next step, the first step that it allows.
fn own_turn(found: &[Offer], case: &Case, concern: &Concern, ctx: &Context<'_>) -> Option<VerbCode> {
    holds_turn(ctx.actor, &concern.now.turn, case.village).then(|| found.first().map(|o| o.verb))?
}

/// Whether an actor is among those whose turn it is.
pub fn holds_turn(actor: &Actor, turn: &Turn, village: AreaCode) -> bool {
    let offices: Vec<OfficeId> = turn.office.into_iter().collect();
    let institutions: Vec<InstitutionId> = turn.institution.into_iter().collect();
    let place = crate::access::Place { offices: &offices, village: Some(village), institutions: &institutions };
    let fits = |role: Role| match turn.role {
        TurnRole::Visitor => matches!(role, Role::Facilitator | Role::Tksk | Role::Surveyor),
        other => role_of(other) == Some(role),
    };
    actor.grants.iter().any(|g| fits(g.role) && g.reaches(&place))
}

/// What should happen next with a concern, whoever does it; none when it has ended.
pub fn expected(case: &Case, concern: &Concern, ctx: &Context<'_>) -> Option<VerbCode> {
    use ConcernState as S;
    Some(match concern.state {
        // What the institution asked for was got: now it goes there.
        S::Verified | S::Visited | S::Approved if more_asked(case, concern).is_some() => VerbCode::Resubmit,
        S::Received | S::Reopened | S::Escalated => VerbCode::Verify,
        S::Verified | S::Visited => handling(&At { case, concern, ctx }),
        S::Returned => VerbCode::Recommend,
        S::VisitNeeded => VerbCode::RecordVisit,
        S::WaitingDocuments => VerbCode::ReceiveDocuments,
        S::Recommended => VerbCode::Decide,
        S::Approved => refer_or_serve(concern, ctx),
        S::Referred | S::Accepted => VerbCode::Answer,
        S::DeclinedByInstitution => VerbCode::Refer,
        S::MoreAsked => VerbCode::Resubmit,
        S::WaitingCenter | S::WaitingQuota => VerbCode::Resume,
        S::ServiceGiven => VerbCode::Confirm,
        S::HandingOver | S::HandedOver | S::NotEligible | S::Transferred | S::Duplicate | S::Withdrawn | S::Closed => return None,
    })
}

/// A question is answered; a need with programs and a chain of decision is recommended; any other is referred or served.
fn handling(at: &At<'_>) -> VerbCode {
    let Some(kind) = at.ctx.catalog.kinds.get(&at.concern.kind) else { return VerbCode::Serve };
    if matches!(kind.kind_of_case, KindOfCase::Question | KindOfCase::Suggestion) {
        return VerbCode::Serve;
    }
    let decided = !chain_roles(at).is_empty();
    if decided && !kind.programs.is_empty() { VerbCode::Recommend } else { refer_or_serve(at.concern, at.ctx) }
}

/// To whoever usually helps; for a national body, which opens no inbox here, one waits.
fn refer_or_serve(concern: &Concern, ctx: &Context<'_>) -> VerbCode {
    let usual = ctx.catalog.kinds.get(&concern.kind).and_then(|k| k.institution.as_deref());
    match usual.and_then(|code| ctx.reference.institutions.values().find(|i| i.code == code && i.active)) {
        Some(i) if i.center => VerbCode::Wait,
        Some(_) => VerbCode::Refer,
        None => VerbCode::Serve,
    }
}

/// Commands as they would come from a form that was filled in well.
struct Trial<'a> {
    case: &'a Case,
    concern: &'a Concern,
    ctx: &'a Context<'a>,
}

const WORDS: &str = "words";

fn sealed() -> Sealed {
    Sealed(WORDS.as_bytes().to_vec())
}

fn words() -> Words {
    Words { words: Some(sealed()), reason: None }
}

impl<'a> Trial<'a> {
    fn new(case: &'a Case, concern: &'a Concern, ctx: &'a Context<'a>) -> Option<Self> {
        ctx.sight(case, concern)?;
        Some(Self { case, concern, ctx })
    }

    fn accepted(&self, verb: Verb) -> bool {
        let command = ConcernCommand { case: self.case.id, concern: self.concern.id, revision: self.concern.revision, verb };
        self.ctx.permit_step(&command, self.case).and_then(|p| step(&p, self.ctx)).is_ok()
    }

    fn offer(&self, verb: VerbCode) -> Option<Offer> {
        let results = results_of(verb);
        if results.is_empty() {
            return self.plain(verb).filter(|v| self.accepted(v.clone())).map(|_| Offer { verb, results: Vec::new(), primary: false });
        }
        let accepted = |r: &&'static str| self.with_result(verb, r).is_some_and(|v| self.accepted(v));
        let results: Vec<&'static str> = results.iter().copied().filter(accepted).collect();
        (!results.is_empty()).then_some(Offer { verb, results, primary: false })
    }

    fn plain(&self, verb: VerbCode) -> Option<Verb> {
        Some(match verb {
            VerbCode::RequestVisit => Verb::RequestVisit(words()),
            VerbCode::AskDocuments => Verb::AskDocuments(AskDocuments { documents: Vec::new(), words: Some(sealed()) }),
            VerbCode::ReceiveDocuments => Verb::ReceiveDocuments(words()),
            VerbCode::Recommend => {
                let program = self.ctx.catalog.programs_on(self.ctx.on()).next()?.code.clone();
                Verb::Recommend(Recommend { programs: vec![program], words: None })
            }
            VerbCode::Refer => return self.refer(),
            VerbCode::Resubmit => Verb::Resubmit(words()),
            VerbCode::TakeBack => Verb::TakeBack(words()),
            VerbCode::WithdrawRecommendation => Verb::WithdrawRecommendation(words()),
            VerbCode::Decline => Verb::Decline(Decline { reason: self.reason("decline_decision")?, words: None }),
            VerbCode::Resume => Verb::Resume(words()),
            VerbCode::Extend => Verb::Extend(Words { words: None, reason: self.reason("extend") }),
            VerbCode::Escalate => Verb::Escalate(words()),
            VerbCode::Reopen => Verb::Reopen(words()),
            VerbCode::Close => {
                Verb::Close(Close { reason: self.reason("close")?, words: Some(sealed()), other: Some(OtherService::Same(sealed())) })
            }
            VerbCode::NoteNumber => Verb::NoteNumber(ExternalNumber {
                system: super::event::SYSTEMS[0].into(),
                referral: None,
                number: sealed(),
                submitted_on: None,
                checked_on: None,
                status: None,
            }),
            VerbCode::Reclassify => Verb::Reclassify(Reclassify {
                kind: self.concern.kind.clone(),
                urgent: !self.concern.urgent,
                restricted: self.concern.visibility == Visibility::Restricted,
                words: Some(sealed()),
            }),
            VerbCode::Note => Verb::Note(words()),
            _ => return None,
        })
    }

    fn with_result(&self, verb: VerbCode, result: &str) -> Option<Verb> {
        let result = result.to_owned();
        Some(match verb {
            VerbCode::Verify => Verb::Verify(Verify { result, words: None }),
            VerbCode::RecordVisit => Verb::RecordVisit(Visit { result, words: None }),
            VerbCode::Serve => Verb::Serve(Serve { result, words: Some(sealed()), programs: Vec::new() }),
            VerbCode::Wait => Verb::Wait(Wait {
                reason: self.reason("wait_center").filter(|_| result == "center"),
                result,
                external: None,
                next_look: self.ctx.on().plus(1),
                words: None,
            }),
            VerbCode::Decide => {
                let purpose = if result == "return" { "return" } else { "decline_decision" };
                Verb::Decide(Decide { action: self.deciding()?, result, reason: self.reason(purpose), words: None })
            }
            VerbCode::Answer | VerbCode::AnswerOnBehalf => return self.answer(verb, result),
            VerbCode::Confirm => {
                let by = if is_citizen_of(self.ctx.actor, self.case.id) { ConfirmedBy::Pin } else { ConfirmedBy::Officer(Channel::Phone) };
                Verb::Confirm(Confirm { result, by, reason: None, words: None })
            }
            _ => return None,
        })
    }

    fn deciding(&self) -> Option<Action> {
        action_of(self.concern.now.chain.first()?.role)
    }

    fn reason(&self, purpose: &str) -> Option<String> {
        self.ctx.catalog.reasons_on(purpose, self.ctx.on()).next().map(|r| r.code.clone())
    }

    fn answer(&self, verb: VerbCode, result: String) -> Option<Verb> {
        let referral = self.case.referral_of(self.concern.id)?;
        let on_behalf = (verb == VerbCode::AnswerOnBehalf).then(|| OnBehalf {
            who: sealed(),
            channel: "phone".into(),
            day: self.ctx.today().max(referral.sent_on),
            evidence: None,
        });
        // The reasons for asking for more are others, and may be left out.
        let reason = self.reason("institution_decline").filter(|_| result != "more_asked");
        Some(Verb::Answer(Answer { referral: referral.id, result, reason, documents: Vec::new(), words: Some(sealed()), on_behalf }))
    }

    /// To the first institution that may have it: any that is active, or one that can keep a restricted concern and the officer named there.
    fn refer(&self) -> Option<Verb> {
        let restricted = self.concern.visibility == Visibility::Restricted;
        let institution = self.ctx.reference.institutions.values().find(|i| i.takes(restricted))?;
        let today = self.ctx.today();
        let mut grants = self.ctx.reference.grants.iter();
        let officer = grants
            .find(|g| g.role == Role::InstitutionOfficer && g.scope == Scope::Institution(institution.id) && g.holds_on(today))
            .map(|g| g.account);
        Some(Verb::Refer(Refer {
            referral: ReferralId(self.case.id.0),
            institution: institution.id,
            program: None,
            consent: true,
            words: None,
            named: officer.filter(|_| restricted),
        }))
    }
}

fn results_of(verb: VerbCode) -> &'static [&'static str] {
    match verb {
        VerbCode::Verify => &["listed", "not_listed", "data_differs", "not_needed"],
        VerbCode::RecordVisit => &["as_told", "differs", "nobody_home", "moved"],
        VerbCode::Serve => &["help", "information"],
        VerbCode::Wait => &["center", "quota"],
        VerbCode::Decide => &["approve", "return", "decline"],
        VerbCode::Answer | VerbCode::AnswerOnBehalf => &["accepted", "more_asked", "declined", "given", "not_given"],
        VerbCode::Confirm => &["helped", "partly", "not_helped"],
        _ => &[],
    }
}
