//! Names of what is counted, in the reader's language.

use crate::App;
use crate::frame::Frame;
use crate::speak::Speak;
use slrt_domain::Coded as _;
use slrt_domain::case::Channel;

/// A kind of concern.
pub fn kind(app: &App, l: &Speak, code: &str) -> String {
    app.house.catalog().kinds.get(code).map_or_else(|| code.to_owned(), |k| l.pick(&k.name))
}

/// A sector of inquiries.
pub fn sector(app: &App, l: &Speak, code: &str) -> String {
    app.house.catalog().sectors.iter().find(|s| s.code == code).map_or_else(|| code.to_owned(), |s| l.pick(&s.name))
}

/// A channel, if the code is one.
pub fn channel(l: &Speak, code: &str) -> String {
    Channel::from_code(code).map_or_else(|| code.to_owned(), |c| l.code("channel", c.code()))
}

/// The words of a heading, with what villages are called here.
pub fn with_village(f: &Frame, key: &str) -> String {
    f.l.ta(key, &[("village", f.village.clone()), ("place", f.village_word())])
}
