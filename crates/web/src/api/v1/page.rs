//! Pages of long lists: `cursor` is the `next` of the page before, opaque to whoever asks.

use serde::Deserialize;
use slrt_domain::journal::Refusal;
use utoipa::IntoParams;

/// As many as a page has, if not said.
const LINES: usize = 100;
/// As many as it may have.
const MOST: usize = 500;

/// Where a page begins, and how long it is.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageOf {
    /// `next` of the page before.
    cursor: Option<String>,
    /// At most so many, 100 if not said, 500 at most.
    limit: Option<usize>,
}

impl PageOf {
    /// The wanted part of a list in its order, and where the next one begins; none on the last.
    ///
    /// # Errors
    /// `Invalid` for a cursor that is none of this list.
    pub fn cut<T>(&self, mut all: Vec<T>, id: impl Fn(&T) -> String) -> Result<(Vec<T>, Option<String>), Refusal> {
        let from = match &self.cursor {
            Some(last) => all.iter().position(|x| id(x) == *last).ok_or_else(|| Refusal::invalid("cursor", "unknown"))? + 1,
            None => 0,
        };
        let mut page = all.split_off(from);
        let limit = self.limit.unwrap_or(LINES).clamp(1, MOST);
        let more = page.len() > limit;
        page.truncate(limit);
        let next = page.last().filter(|_| more).map(id);
        Ok((page, next))
    }
}
