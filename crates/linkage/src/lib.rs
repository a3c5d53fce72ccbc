//! Who is the same person: names normalised, indexed by sound, and compared.
//!
//! Names at the counter, on cards and in registry files differ by titles, abbreviations, spelling of three generations and typing errors.
//! [`tokens`] and [`sound_key`] find candidates in an index, [`score`] ranks them. None of it decides anything: people do.

mod name;
mod score;
mod sound;
mod title;

pub use name::{normalise_name, tokens};
pub use score::score;
pub use sound::sound_key;
