//! The numbers that people are known by: NIK, No. KK and telephone numbers.
//!
//! Rules: NIK `PPKKCC DDMMYY SSSS`, women DD+40; No. KK has the same layout with the day of data entry and without the +40. The prefix names
//! the place of *first registration*, not where somebody lives. There is no check digit, and odd numbers stand on real cards: so the only
//! hard error is a count of digits other than sixteen, and everything else is a [`NikWarning`] that an officer settles by looking at the card.

mod card;
mod invisible;
mod nik;
mod phone;
mod warning;

pub use card::FamilyCard;
pub use invisible::{is_invisible, visible};
pub use nik::{Nik, NikBirth, NikError};
pub use phone::{Phone, PhoneError};
pub use warning::{NikContext, NikWarning};

#[cfg(test)]
mod tests;
