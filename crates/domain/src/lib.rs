//! The pure rules of an SLRT office.
//!
//! Nothing here does I/O, waits, asks the time or draws a random number: `now`, identifiers and drawn numbers are arguments.
//! Nothing here knows SQL or serde; the wire forms of events live in `storage`.

pub mod access;
pub mod area;
pub mod calendar;
pub mod case;
pub mod family;
pub mod identity;
pub mod journal;
pub mod office;
pub mod program;

/// A value that is written as a short ASCII code in tables, events and the API, and translated on screen under
/// `<prefix>-<code>`.
pub trait Coded: Sized + Copy + 'static {
    /// Every value, in the order in which people should see them.
    const ALL: &'static [Self];
    /// The stable code.
    fn code(self) -> &'static str;
    /// The value of a code, if there is one.
    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|v| v.code() == code)
    }
}

/// Declares an enum whose values have stable codes (see [`Coded`]).
#[macro_export]
macro_rules! coded {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name { $($(#[$vmeta])* $variant),+ }
        impl $crate::Coded for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            fn code(self) -> &'static str { match self { $(Self::$variant => $code),+ } }
        }
    };
}
