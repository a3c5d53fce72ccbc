//! What is wrong with what was typed: told on top of the page and beside each field.

use crate::error::{Failure, refusal_words};
use crate::speak::Speak;
use slrt_domain::journal::{Refusal, RefusalKind};

/// One thing to correct.
#[derive(Debug, Clone)]
pub struct Flaw {
    /// Id of the field; empty when it is about the whole form.
    pub field: String,
    /// What to do.
    pub words: String,
}

/// Everything to correct, in the order of the form.
#[derive(Debug, Clone, Default)]
pub struct Flaws {
    /// One by one.
    pub list: Vec<Flaw>,
}

impl Flaws {
    /// Of what the house answered, when the person can do something about it on this page; other failures are given back.
    pub fn of(failure: Failure, l: &Speak) -> Result<Self, Failure> {
        use RefusalKind as K;
        let here = |r: &Refusal| {
            matches!(r.kind, K::Invalid | K::Changed | K::WrongState | K::Duplicate | K::Reused | K::NoOffice | K::LateWithoutReason)
        };
        let flaw = match failure.refusal().filter(|r| here(r)) {
            Some(r) => Flaw { field: r.field.unwrap_or_default().to_owned(), words: refusal_words(r, l) },
            None => return Err(failure),
        };
        Ok(Self { list: vec![flaw] })
    }

    /// Adds one.
    pub fn add(&mut self, field: &str, words: String) {
        self.list.push(Flaw { field: field.to_owned(), words });
    }

    /// Whether there is nothing to correct.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The words beside a field; empty when it is right.
    pub fn at(&self, field: &str) -> &str {
        self.list.iter().find(|f| f.field == field).map_or("", |f| f.words.as_str())
    }
}
