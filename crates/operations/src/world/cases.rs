//! The cases of a batch: look-up and permission are one call.

use slrt_domain::access::Action;
use slrt_domain::calendar::Instant;
use slrt_domain::case::{Case, Concern, ConcernCommand, Context, Part, Permitted, Step};
use slrt_domain::identity::*;
use slrt_domain::journal::Refusal;
use std::collections::HashMap;

/// Cases by id. Whoever wants one for a decision says what for; the only other way to one is folding what was decided.
#[derive(Debug, Default)]
pub(crate) struct Cases(HashMap<CaseId, Case>);

type Look<T> = Result<Permitted<T>, Refusal>;

impl Cases {
    fn find(&self, id: CaseId) -> Result<&Case, Refusal> {
        self.0.get(&id).ok_or_else(Refusal::not_found)
    }

    /// A step of a concern.
    pub fn step<'a>(&'a self, command: &'a ConcernCommand, ctx: &Context<'_>) -> Look<Step<'a>> {
        ctx.permit_step(command, self.find(command.case)?)
    }

    /// An action on a case, by way of any of its concerns.
    pub fn whole(&self, id: CaseId, action: Action, ctx: &Context<'_>) -> Look<&Case> {
        self.by(id, action, ctx, |_| true)
    }

    /// The same by way of some of its concerns.
    pub fn by(&self, id: CaseId, action: Action, ctx: &Context<'_>, part: impl Fn(&Concern) -> bool) -> Look<&Case> {
        ctx.permit_by(action, self.find(id)?, part)
    }

    /// An action on one concern.
    pub fn part(&self, id: CaseId, concern: ConcernId, action: Action, ctx: &Context<'_>) -> Look<Part<'_>> {
        ctx.permit_part(action, self.find(id)?, concern)
    }

    /// Looking at a case, or at one concern of it.
    pub fn look(&self, id: CaseId, concern: Option<ConcernId>, ctx: &Context<'_>) -> Look<&Case> {
        ctx.permit_look(self.find(id)?, concern)
    }

    /// Handing a case over, or taking it back.
    pub fn hand_over(&self, id: CaseId, ctx: &Context<'_>) -> Look<&Case> {
        ctx.permit_hand_over(self.find(id)?)
    }

    /// What the program itself does.
    pub fn system(&self, id: CaseId, ctx: &Context<'_>) -> Look<&Case> {
        ctx.permit_system(self.find(id)?)
    }

    /// Whether the actor may know of a case of a family.
    pub fn is_known(&self, id: CaseId, family: FamilyId, ctx: &Context<'_>) -> bool {
        let known = |c: &Case| c.family == Some(family) && c.concerns.iter().any(|k| ctx.may_know(c, k.visibility));
        self.0.get(&id).is_some_and(known)
    }

    /// When a case was brought, if there is one.
    pub fn brought_at(&self, id: CaseId) -> Option<Instant> {
        self.0.get(&id).map(|c| c.occurred_at)
    }

    /// Whether it is there.
    pub fn contains(&self, id: CaseId) -> bool {
        self.0.contains_key(&id)
    }

    /// For what was decided already.
    pub fn fold(&mut self, id: CaseId) -> Option<&mut Case> {
        self.0.get_mut(&id)
    }

    /// A case that was loaded or came into being.
    pub fn insert(&mut self, case: Case) {
        self.0.insert(case.id, case);
    }
}
