//! Look-up and permission in one call.

use super::command::{ConcernCommand, Verb};
use super::context::Context;
use super::decision::DECISIONS;
use super::hand_over::SYSTEM;
use super::model::{Case, Concern};
use crate::access::{Acting, Action, ActorKind, Authority};
use crate::identity::ConcernId;
use crate::journal::{Refusal, RefusalKind};
use std::ops::Deref;

/// Something with which somebody may do what they ask for, and under which role. It is made here alone: whoever holds one was let in, and what changes a
/// case takes nothing else.
#[derive(Debug, Clone, Copy)]
pub struct Permitted<T> {
    object: T,
    authority: Authority,
}

impl<T> Permitted<T> {
    pub(super) fn new(object: T, authority: Authority) -> Self {
        Self { object, authority }
    }

    /// Under which role.
    pub fn authority(&self) -> Authority {
        self.authority
    }
}

impl<T> Deref for Permitted<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.object
    }
}

/// A step that somebody asks for, with what it is about.
#[derive(Debug, Clone, Copy)]
pub struct Step<'a> {
    /// What is asked for.
    pub command: &'a ConcernCommand,
    /// The case.
    pub case: &'a Case,
    /// The concern.
    pub concern: &'a Concern,
}

/// A concern of a case.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// The case.
    pub case: &'a Case,
    /// The concern.
    pub concern: &'a Concern,
}

impl Context<'_> {
    /// A step of a concern.
    ///
    /// # Errors
    /// Not found for who may not know of it, forbidden.
    pub fn permit_step<'a>(&self, command: &'a ConcernCommand, case: &'a Case) -> Result<Permitted<Step<'a>>, Refusal> {
        let concern = self.known(case, command.concern)?;
        let asked = self.authority(command.verb.action(), case, concern);
        let authority = match &command.verb {
            // Who decides for the step before, or the one after, may press the same button as whoever decides now: they are told that the concern moved
            // on, not that it is none of their business. Whether it is their step is asked in [`super::decision::decide`].
            Verb::Decide(_) if asked.is_err() => {
                DECISIONS.into_iter().find_map(|a| self.authority(a, case, concern).ok()).map_or(asked, Ok)?
            }
            _ => asked?,
        };
        Ok(Permitted::new(Step { command, case, concern }, authority))
    }

    /// An action on one concern of a case.
    ///
    /// # Errors
    /// Not found for who may not know of it, forbidden, or a time before the case was brought.
    pub fn permit_part<'a>(&self, action: Action, case: &'a Case, concern: ConcernId) -> Result<Permitted<Part<'a>>, Refusal> {
        let concern = self.known(case, concern)?;
        let authority = self.authority(action, case, concern)?;
        self.check_after(case)?;
        Ok(Permitted::new(Part { case, concern }, authority))
    }

    /// An action on a case, by way of some of its concerns.
    ///
    /// # Errors
    /// Not found for who may know of none of these, forbidden, or a time before the case was brought.
    pub fn permit_by<'a>(&self, action: Action, case: &'a Case, part: impl Fn(&Concern) -> bool) -> Result<Permitted<&'a Case>, Refusal> {
        let mut refusal = Refusal::not_found();
        for concern in case.concerns.iter().filter(|k| part(k) && self.may_know(case, k.visibility)) {
            match self.authority(action, case, concern) {
                Ok(authority) => {
                    self.check_after(case)?;
                    return Ok(Permitted::new(case, authority));
                }
                Err(e) if refusal.kind == RefusalKind::NotFound => refusal = e,
                Err(_) => {}
            }
        }
        Err(refusal)
    }

    /// Looking at a case, or at one concern of it. Whoever only decides, or was named, has no role that shows cases here: the first that they hold stands
    /// in its place.
    ///
    /// # Errors
    /// Not found for who sees nothing of it.
    pub fn permit_look<'a>(&self, case: &'a Case, concern: Option<ConcernId>) -> Result<Permitted<&'a Case>, Refusal> {
        let part = case.concerns.iter().filter(|k| concern.is_none_or(|id| id == k.id));
        let seen: Vec<&Concern> = part.filter(|k| self.sight(case, k).is_some()).collect();
        if seen.is_empty() {
            return Err(Refusal::not_found());
        }
        let looking = [Action::ViewCase, Action::ViewReferral];
        let authority = seen.iter().find_map(|k| looking.into_iter().find_map(|a| self.authority(a, case, k).ok()));
        let held = Authority { role: self.actor.grants.first().map(|g| g.role), acting: Acting::Own };
        Ok(Permitted::new(case, authority.unwrap_or(held)))
    }

    /// What the program itself does with a case.
    ///
    /// # Errors
    /// Forbidden for anybody else.
    pub fn permit_system<'a>(&self, case: &'a Case) -> Result<Permitted<&'a Case>, Refusal> {
        if self.actor.kind == ActorKind::System { Ok(Permitted::new(case, SYSTEM)) } else { Err(Refusal::forbidden()) }
    }

    fn known<'a>(&self, case: &'a Case, concern: ConcernId) -> Result<&'a Concern, Refusal> {
        case.concern(concern).filter(|k| self.may_know(case, k.visibility)).ok_or_else(Refusal::not_found)
    }
}
