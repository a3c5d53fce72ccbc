//! Moving a case to another tenant, in two operations: handed over here, taken over there. Neither looks at the other's head; between the two it is
//! under way, and nothing is done with it on either side.

mod here;
#[cfg(test)]
mod tests;
mod there;

pub use here::*;
pub use there::*;

use super::context::{Context, Decision};
use super::state::*;
use crate::Coded as _;
use crate::access::{Acting, ActorKind, Authority};
use crate::journal::{Event, Refusal};

/// Why nothing is done with a case that is another tenant's, or on its way there.
pub fn elsewhere(state: ConcernState) -> Refusal {
    Refusal { field: Some("case"), ..Refusal::wrong_state(state.code()) }
}

fn wrong(state: &str) -> Refusal {
    Refusal { field: Some("case"), ..Refusal::wrong_state(state) }
}

fn decision(event: Event, authority: Authority, ctx: &Context<'_>) -> Decision {
    Decision { events: vec![event], authority, on_behalf_of: String::new(), occurred_at: ctx.occurred_at }
}

/// Nothing is to be written: it was answered before.
fn nothing(ctx: &Context<'_>) -> Decision {
    Decision { events: Vec::new(), authority: SYSTEM, on_behalf_of: String::new(), occurred_at: ctx.occurred_at }
}

pub(super) const SYSTEM: Authority = Authority { role: None, acting: Acting::Own };

fn of_system(ctx: &Context<'_>) -> Result<(), Refusal> {
    if ctx.actor.kind == ActorKind::System { Ok(()) } else { Err(Refusal::forbidden()) }
}
