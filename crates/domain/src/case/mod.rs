//! The case: one visit of one person, with one or more concerns, each with its own handling and outcome.

mod answer;
mod citizen;
mod command;
mod context;
mod decision;
mod event;
mod hand_over;
mod handle;
mod model;
mod offer;
mod open;
mod permitted;
mod reclassify;
mod reroute;
mod state;
#[cfg(test)]
mod stuck;
#[cfg(test)]
mod tests;

pub use command::*;
pub use context::*;
pub use decision::{DECISIONS, action_of, deciding_roles};
pub use event::*;
pub use hand_over::*;
pub use model::*;
pub use offer::*;
pub use open::*;
pub use permitted::*;
pub use state::*;

use crate::journal::{Event, Refusal};

/// Decides one step of a concern: the only way in which a concern changes.
///
/// # Errors
/// A [`Refusal`] that tells why not; then nothing has happened.
pub fn step(permitted: &Permitted<Step<'_>>, ctx: &Context<'_>) -> Result<Decision, Refusal> {
    let Step { command, case, concern } = **permitted;
    ctx.check_time()?;
    ctx.check_after(case)?;
    // Another regency's turn, or its case: nothing is done here, but that time goes on.
    if !command.verb.is_systems() {
        if concern.state.is_elsewhere() {
            return Err(elsewhere(concern.state));
        }
        // What ended before does not begin again while the rest is under way: it would not be in what the others get.
        if case.concerns.iter().any(|k| k.state == ConcernState::HandingOver && ctx.may_know(case, k.visibility)) {
            return Err(elsewhere(ConcernState::HandingOver));
        }
    }
    if command.revision != concern.revision && !command.verb.only_adds() {
        return Err(Refusal { detail: crate::Coded::code(concern.state).to_owned(), ..Refusal::new(crate::journal::RefusalKind::Changed) });
    }
    if command.verb.is_systems() && ctx.actor.kind != crate::access::ActorKind::System {
        return Err(Refusal::forbidden());
    }
    let names = to_name(&At { case, concern, ctx }, &command.verb);
    let widened;
    let case = if names.is_empty() {
        case
    } else {
        widened = Case { named: case.named.iter().chain(&names).copied().collect(), ..case.clone() };
        &widened
    };
    let at = At { case, concern, ctx };
    if let Verb::Reclassify(v) = &command.verb {
        let events = reclassify::reclassify(&at, v)?;
        return Ok(Decision { events, authority: permitted.authority(), on_behalf_of: String::new(), occurred_at: ctx.occurred_at });
    }
    let mut moves = match &command.verb {
        Verb::Verify(v) => handle::verify(&at, v),
        Verb::RequestVisit(v) => handle::request_visit(&at, v),
        Verb::RecordVisit(v) => handle::record_visit(&at, v),
        Verb::AskDocuments(v) => handle::ask_documents(&at, v),
        Verb::ReceiveDocuments(v) => handle::receive_documents(&at, v),
        Verb::Serve(v) => handle::serve(&at, v),
        Verb::Escalate(v) => handle::escalate(&at, v),
        Verb::Wait(v) => handle::wait(&at, v),
        Verb::Resume(v) => handle::resume(&at, v),
        Verb::Extend(v) => handle::extend(&at, v),
        Verb::Note(v) => handle::note(&at, v),
        Verb::NoteNumber(v) => handle::note_number(&at, v),
        Verb::Recommend(v) => decision::recommend(&at, v),
        Verb::Decide(v) => decision::decide(&at, v),
        Verb::Refer(v) => answer::refer(&at, v),
        Verb::Answer(v) => answer::answer(&at, v),
        Verb::Resubmit(v) => answer::resubmit(&at, v),
        Verb::TakeBack(v) => answer::take_back(&at, v),
        Verb::WithdrawRecommendation(v) => decision::withdraw(&at, v),
        Verb::Decline(v) => decision::decline(&at, v),
        Verb::Confirm(v) => citizen::confirm(&at, v),
        Verb::Close(v) => citizen::close(&at, v),
        Verb::Reopen(v) => citizen::reopen(&at, v),
        Verb::PassDeadline => citizen::pass_deadline(&at),
        Verb::Reroute => reroute::reroute(&at),
        Verb::Reclassify(_) => Ok(Vec::new()),
    }?;
    let mut revision = concern.revision;
    for m in &mut moves {
        revision += 1;
        m.after.revision = revision;
    }
    let authority = decision::authority(&at, &command.verb).unwrap_or_else(|| permitted.authority());
    let mut events: Vec<Event> = moves.into_iter().map(Event::ConcernMoved).collect();
    events.extend(names.into_iter().map(|account| Event::PersonNamed(crate::journal::PersonNamed { case: case.id, account })));
    if let Verb::Refer(v) = &command.verb
        && let Some(account) = v.named
        && concern.visibility == crate::access::Visibility::Restricted
    {
        events.push(Event::PersonNamed(crate::journal::PersonNamed { case: case.id, account }));
    }
    Ok(Decision { events, authority, on_behalf_of: ctx.on_behalf_of(command), occurred_at: ctx.occurred_at })
}

/// Who must be named on a restricted case for a step to have somebody to go to.
fn to_name(at: &At<'_>, verb: &Verb) -> Vec<crate::identity::AccountId> {
    if at.concern.visibility == crate::access::Visibility::Normal {
        return Vec::new();
    }
    match verb {
        Verb::Recommend(_) => decision::to_name(at),
        Verb::Reroute => reroute::to_name(at),
        _ => Vec::new(),
    }
}
